//! The two languages of messages and reports.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Language of what people read; files for machines do not depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Japanese.
    #[default]
    Ja,
    /// English.
    En,
}

impl Lang {
    /// The text of this language.
    pub fn pick<'text>(self, ja: &'text str, en: &'text str) -> &'text str {
        match self {
            Self::Ja => ja,
            Self::En => en,
        }
    }
}
