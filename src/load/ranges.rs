//! Range checks of TOML values by dotted key.

use super::findings::Findings;
use crate::error::{InputCode, Place, Text};

/// Checks values of one document.
pub(super) struct Ranges<'a> {
    /// The place of a dotted key.
    pub place: &'a dyn Fn(&str) -> Place,
    pub findings: &'a mut Findings,
}

impl Ranges<'_> {
    /// `least ≤ value ≤ most`.
    pub(super) fn within(&mut self, key: &str, value: impl Into<f64>, least: f64, most: f64) {
        let value = value.into();
        if !(least..=most).contains(&value) {
            self.outside(
                key,
                value,
                &Text::new(
                    format!("{least} 以上 {most} 以下の値です"),
                    format!("the value is at least {least} and at most {most}"),
                ),
            );
        }
    }

    /// `least < value ≤ most`.
    pub(super) fn above(&mut self, key: &str, value: impl Into<f64>, least: f64, most: f64) {
        let value = value.into();
        if !(value > least && value <= most) {
            self.outside(
                key,
                value,
                &Text::new(
                    format!("{least} より大きく {most} 以下の値です"),
                    format!("the value is above {least} and at most {most}"),
                ),
            );
        }
    }

    /// Reports two values that cannot both hold.
    pub(super) fn contradiction(&mut self, key: &str, found: String, why: Text, repair: Text) {
        self.findings.error((self.place)(key), InputCode::Contradiction, found, why, repair);
    }

    fn outside(&mut self, key: &str, value: f64, why: &Text) {
        self.findings.error(
            (self.place)(key),
            InputCode::OutOfRange,
            value.to_string(),
            why.clone(),
            Text::new("値と単位を確かめてください", "check the value and its unit"),
        );
    }
}
