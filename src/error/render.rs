//! Input errors and advice as lines of text in the reader's language.

use std::fmt::Write as _;

use super::{Advice, InputError, Place};
use crate::lang::Lang;

/// Most entries of one code that are printed; the rest is counted.
const SHOWN_PER_CODE: usize = 10;

/// One entry of a list: code, place, found, and the explanation that follows it.
struct Entry<'e> {
    code: &'static str,
    place: &'e Place,
    found: &'e str,
    explanation: Vec<(&'static str, &'e str)>,
}

/// The errors as text: one line each with code, place and what was found, then why it is a rule and what to do.
///
/// Errors of one code stand together, ten of them at most; neighbours with the same explanation share it.
///
/// # Example
/// ```
/// use fukugo::error::{InputCode, InputError, Place, Text, render};
/// use fukugo::lang::Lang;
/// let error = InputError {
///     place: Place { file: "buildings.csv".into(), row: Some(3), record: None, field: Some("gfa_m2".into()) },
///     code: InputCode::OutOfRange,
///     found: "-5".into(),
///     why: Text::new("床面積は正です", "floor area is above 0"),
///     repair: Text::new("値を直してください", "correct the value"),
/// };
/// let text = render(&[error], Lang::En);
/// assert_eq!(text, "E205 buildings.csv:3 gfa_m2: -5\n    why: floor area is above 0\n    repair: correct the value\n");
/// ```
pub fn render(errors: &[InputError], lang: Lang) -> String {
    let entries = errors.iter().map(|error| Entry {
        code: error.code.as_str(),
        place: &error.place,
        found: &error.found,
        explanation: vec![
            (lang.pick("理由", "why"), error.why.in_lang(lang)),
            (lang.pick("直し方", "repair"), error.repair.in_lang(lang)),
        ],
    });
    render_entries(entries.collect(), lang)
}

/// Advice as text, in the form of [`render`].
pub fn render_advice(advice: &[Advice], lang: Lang) -> String {
    let entries = advice.iter().map(|advice| Entry {
        code: advice.code.as_str(),
        place: &advice.place,
        found: &advice.found,
        explanation: vec![(lang.pick("助言", "advice"), advice.hint.in_lang(lang))],
    });
    render_entries(entries.collect(), lang)
}

fn render_entries(mut entries: Vec<Entry<'_>>, lang: Lang) -> String {
    entries.sort_by_key(|entry| entry.code);
    let mut text = String::new();
    for group in entries.chunk_by(|a, b| a.code == b.code) {
        let shown = &group[..group.len().min(SHOWN_PER_CODE)];
        for (index, entry) in shown.iter().enumerate() {
            let _ = write!(text, "{} {}", entry.code, entry.place);
            if !entry.found.is_empty() {
                let _ = write!(text, ": {}", entry.found);
            }
            text.push('\n');
            if shown.get(index + 1).is_some_and(|next| next.explanation == entry.explanation) {
                continue;
            }
            for (label, line) in entry.explanation.iter().filter(|(_, line)| !line.is_empty()) {
                let _ = writeln!(text, "    {label}: {line}");
            }
        }
        let more = group.len() - shown.len();
        if more > 0 {
            let _ = match lang {
                Lang::Ja => writeln!(text, "    {}: ほか {more} 件", group[0].code),
                Lang::En => writeln!(text, "    {}: and {more} more", group[0].code),
            };
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{InputCode, Text};

    #[test]
    fn equal_errors_share_their_explanation_and_stop_at_ten() {
        let errors: Vec<InputError> = (1..=13)
            .map(|row| InputError {
                place: Place { file: "a.csv".into(), row: Some(row), ..Place::default() },
                code: InputCode::FieldMissing,
                found: String::new(),
                why: Text::new("必須です", "it is needed"),
                repair: Text::new("記入してください", "fill it in"),
            })
            .collect();
        let text = render(&errors, Lang::Ja);
        assert_eq!(text.lines().count(), 13);
        assert!(text.ends_with("    理由: 必須です\n    直し方: 記入してください\n    E202: ほか 3 件\n"), "{text}");
        assert!(render(&errors, Lang::En).ends_with("E202: and 3 more\n"));
    }
}
