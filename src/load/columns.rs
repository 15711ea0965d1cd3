//! Names of a table's fields, and what is said to a name that is none of them.

use super::findings::{Findings, most_similar};
use crate::error::{InputCode, Place, Text};

/// The fields a table has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns<'c> {
    /// Fields by name.
    pub fields: &'c [&'c str],
    /// Fields given by fiscal year, `<name>_<FY>`.
    pub yearly: &'c [&'c str],
}

impl Columns<'_> {
    /// Whether the table has a field `name`, or it says where such a field comes from.
    fn has(&self, name: &str) -> bool {
        let is_field = |name: &str| self.fields.contains(&name) || self.year_of(name).is_some();
        name == "source" || is_field(name) || name.strip_suffix("_source").is_some_and(is_field)
    }

    fn year_of(&self, name: &str) -> Option<i32> {
        self.yearly.iter().find_map(|prefix| year_after(name, prefix))
    }

    /// Reports every name the table does not have; `place` is where the name was met first.
    pub(super) fn check<'name>(&self, names: impl IntoIterator<Item = (&'name str, Place)>, findings: &mut Findings) {
        for (name, place) in names {
            if self.has(name) {
                continue;
            }
            let repair = match most_similar(name, self.fields.iter().copied().chain(["source"])) {
                Some(similar) => Text::new(
                    format!("もしかして: {similar}。不要な列なら削ってください"),
                    format!("did you mean {similar}? Drop it if it is not needed"),
                ),
                None => Text::new(
                    format!("この列を削るか、次のどれかの名前にしてください: {}", self.listed()),
                    format!("drop it, or give it one of these names: {}", self.listed()),
                ),
            };
            findings.error(
                place,
                InputCode::UnknownField,
                name,
                Text::new(
                    "この表にない項目です。つづりの誤りを黙って読み飛ばさないため、知らない項目は受け付けません",
                    "the table has no such field; unknown fields are refused so that a misspelt one is never skipped in silence",
                ),
                repair,
            );
        }
    }

    fn listed(&self) -> String {
        let mut names: Vec<String> = self.fields.iter().map(|&name| name.to_owned()).collect();
        names.extend(self.yearly.iter().map(|prefix| format!("{prefix}_<FY>")));
        names.push("source".to_owned());
        names.join(", ")
    }
}

/// The fiscal year in a name like `pupils_2022`, for the prefix `pupils`.
pub(super) fn year_after(name: &str, prefix: &str) -> Option<i32> {
    let digits = name.strip_prefix(prefix)?.strip_prefix('_')?;
    (digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok()).flatten()
}
