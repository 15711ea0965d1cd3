//! What can be wrong with the input, and what is merely odd: coded, placed, explained, with a repair, in both languages.
//!
//! Input errors are values that `load` and `import` collect; each code has an entry in `docs/errors.md`.

mod code;
mod render;

use std::fmt;

use crate::lang::Lang;

pub use code::{AdviceCode, InputCode};
pub use render::{render, render_advice};

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

impl Text {
    /// The same fact said in Japanese and in English.
    pub fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self { ja: ja.into(), en: en.into() }
    }

    /// The text of `lang`.
    pub fn in_lang(&self, lang: Lang) -> &str {
        lang.pick(&self.ja, &self.en)
    }
}

/// Where in the input something was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// File, as the scenario or the project folder names it.
    pub file: String,
    /// Row (counted from 1, the header being row 1) or feature (counted from 1), where it is about one.
    pub row: Option<usize>,
    /// Id of the record, where it could be read.
    pub record: Option<String>,
    /// Field or key, where it is about one.
    pub field: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.file)?;
        if let Some(row) = self.row {
            write!(out, ":{row}")?;
        }
        if let Some(record) = &self.record {
            write!(out, " [{record}]")?;
        }
        if let Some(field) = &self.field {
            write!(out, " {field}")?;
        }
        Ok(())
    }
}

/// One thing that is wrong with the input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InputError {
    /// Where.
    pub place: Place,
    /// Which rule of the input is broken.
    pub code: InputCode,
    /// What was found there.
    pub found: String,
    /// Why it is a rule.
    pub why: Text,
    /// What to do.
    pub repair: Text,
}

/// Valid input that is odd: likely cause and fix.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Advice {
    /// Where.
    pub place: Place,
    /// What kind of oddity.
    pub code: AdviceCode,
    /// What was found there.
    pub found: String,
    /// Likely cause and fix.
    pub hint: Text,
}
