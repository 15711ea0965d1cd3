//! Collects what is wrong and what is odd, so that all of it can be told at once.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Advice, AdviceCode, InputCode, InputError, Place, Text};

/// Most errors of one code kept for one file; the rest is counted, so that a broken file of millions of rows stays small.
const KEPT_PER_FILE_AND_CODE: usize = 1_000;

/// Marks that an error has been reported for a value, so that nobody reports it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reported;

/// A value, or the knowledge that its error has been reported.
pub(crate) type Read<T> = Result<T, Reported>;

/// Errors and advice of one run of `load`.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    errors: Vec<InputError>,
    advice: Vec<Advice>,
    counts: BTreeMap<(String, InputCode), usize>,
    told_once: BTreeSet<Place>,
}

impl Findings {
    /// Records an error and hands back the mark that it was reported.
    pub(crate) fn error(&mut self, place: Place, code: InputCode, found: impl Into<String>, why: Text, repair: Text) -> Reported {
        let count = match self.counts.get_mut(&(place.file.clone(), code)) {
            Some(count) => count,
            None => self.counts.entry((place.file.clone(), code)).or_default(),
        };
        *count += 1;
        if *count <= KEPT_PER_FILE_AND_CODE {
            self.errors.push(InputError { place, code, found: shortened(found.into()), why, repair });
        }
        Reported
    }

    /// Records an error through `report` unless this has been done for the same place before.
    pub(crate) fn once(&mut self, place: Place, report: impl FnOnce(Place, &mut Self) -> Reported) -> Reported {
        if self.told_once.insert(place.clone()) { report(place, self) } else { Reported }
    }

    /// Whether no error has been recorded so far.
    pub(crate) fn are_free_of_errors(&self) -> bool {
        self.errors.is_empty()
    }

    /// Records advice.
    pub(crate) fn advise(&mut self, place: Place, code: AdviceCode, found: impl Into<String>, hint: Text) {
        self.advice.push(Advice { place, code, found: shortened(found.into()), hint });
    }

    /// The advice if there are no errors, else all errors; both sorted by place.
    pub(crate) fn finish(mut self) -> Result<Vec<Advice>, Vec<InputError>> {
        for ((file, code), count) in self.counts {
            if count > KEPT_PER_FILE_AND_CODE {
                self.errors.push(InputError {
                    place: Place { file, ..Place::default() },
                    code,
                    found: format!("{count}"),
                    why: Text::new(
                        format!(
                            "このファイルには {code} が {count} 件あり、うち {KEPT_PER_FILE_AND_CODE} 件を示します",
                            code = code.as_str()
                        ),
                        format!(
                            "the file has {count} errors {code}; {KEPT_PER_FILE_AND_CODE} of them are listed",
                            code = code.as_str()
                        ),
                    ),
                    repair: Text::new(
                        "共通の原因 (列のずれなど) を先に直してください",
                        "repair the common cause first, such as a shifted column",
                    ),
                });
            }
        }
        self.errors.sort();
        self.errors.dedup();
        self.advice.sort();
        self.advice.dedup();
        if self.errors.is_empty() { Ok(self.advice) } else { Err(self.errors) }
    }
}

/// The text without line breaks and cut to a length that fits a message.
fn shortened(text: String) -> String {
    const LONGEST: usize = 120;
    if text.len() <= LONGEST && !text.chars().any(char::is_control) {
        return text;
    }
    let mut clean: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        clean.push('…');
    }
    clean
}

/// A place that is a whole file.
pub(crate) fn whole_file(file: &str) -> Place {
    Place { file: file.to_owned(), ..Place::default() }
}

/// Reports a table whose quotes do not close.
pub(crate) fn not_csv(file: &str, error: &csv::Error, findings: &mut Findings) {
    findings.error(
        whole_file(file),
        InputCode::FileUnreadable,
        error.to_string(),
        Text::new("CSV として読めません", "it cannot be read as CSV"),
        Text::new("引用符 \" の対応を確かめてください", "check that every quote is closed"),
    );
}

/// The known name most like `name`, if one is like it.
pub(crate) fn most_similar<'name>(name: &str, known: impl IntoIterator<Item = &'name str>) -> Option<&'name str> {
    // 0.8 lets one slip of the finger through in words of five letters and keeps unrelated short words apart.
    const SIMILAR: f64 = 0.8;
    let name = name.to_lowercase();
    let likeness = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        // Jaro-Winkler favors a common beginning, which ids nearly always have, so it counts a little less.
        strsim::normalized_damerau_levenshtein(&name, &candidate).max(strsim::jaro_winkler(&name, &candidate) - 0.08)
    };
    known
        .into_iter()
        .map(|candidate| (likeness(candidate), candidate))
        .filter(|&(likeness, _)| likeness >= SIMILAR)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_recognized_and_a_stranger_is_not() {
        let known = ["gfa_m2", "site_area_m2", "built_fy", "structure"];
        assert_eq!(most_similar("gfa_m", known), Some("gfa_m2"));
        assert_eq!(most_similar("builtfy", known), Some("built_fy"));
        assert_eq!(most_similar("sturcture", known), Some("structure"));
        assert_eq!(most_similar("電話番号", known), None);
    }

    #[test]
    fn a_million_equal_errors_are_counted_and_not_kept() {
        let mut findings = Findings::default();
        for row in 0..5_000 {
            let place = Place { row: Some(row), ..whole_file("a.csv") };
            findings.error(place, InputCode::WrongType, "x", Text::new("", ""), Text::new("", ""));
        }
        let errors = findings.finish().unwrap_err();
        assert_eq!(errors.len(), KEPT_PER_FILE_AND_CODE + 1);
        assert!(errors[0].why.en.contains("5000 errors E203"), "{:?}", errors[0]);
    }
}
