//! TOML text to a table, with an own error for keys that are neither English nor quoted.

use super::findings::{Findings, whole_file};
use crate::error::{InputCode, Place, Text};

/// The table a TOML text holds, or `None` when an error was reported.
pub(super) fn parse(file: &str, text: &str, findings: &mut Findings) -> Option<toml::Table> {
    let error = match toml::from_str::<toml::Table>(text) {
        Ok(table) => return Some(table),
        Err(error) => error,
    };
    let offset = error.span().map_or(0, |span| span.start);
    let line = line_of(text, offset);
    let bare: Vec<(usize, String)> = bare_keys(text);
    if bare.iter().any(|&(number, _)| number == line) {
        for (number, key) in bare {
            findings.error(
                at_line(file, number),
                InputCode::BareKey,
                key,
                Text::new(
                    "TOML のキーには英数字と _ - しか裸で書けません。日本語は値とコメントに書けます",
                    "a bare TOML key has only letters A–Z, digits, _ and -; Japanese belongs in values and comments",
                ),
                Text::new(
                    "docs/scenario.md の英語のキーに直してください (名前として使うキーは \"…\" で囲みます)",
                    "write the English key of docs/scenario.md; a key that is a name may be quoted",
                ),
            );
        }
        return None;
    }
    findings.error(
        at_line(file, line),
        InputCode::Toml,
        error.message(),
        Text::new("TOML として読めません", "it cannot be read as TOML"),
        Text::new(
            "この行の括弧、引用符、コンマを確かめてください。文字列は \"…\" で囲みます",
            "check brackets, quotes and commas on this line; text needs quotes",
        ),
    );
    None
}

fn at_line(file: &str, line: usize) -> Place {
    Place { row: Some(line), ..whole_file(file) }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|&byte| byte == b'\n').count() + 1
}

/// Lines whose key or table name has a character outside ASCII that is not quoted; lines inside multi-line strings are skipped.
fn bare_keys(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut open: Option<&str> = None;
    for (index, line) in text.lines().enumerate() {
        let is_inside = open.is_some();
        for delimiter in ["\"\"\"", "'''"] {
            if open.is_none_or(|open| open == delimiter) && line.matches(delimiter).count() % 2 == 1 {
                open = if open.is_some() { None } else { Some(delimiter) };
            }
        }
        let line = line.trim();
        if is_inside || line.starts_with('#') {
            continue;
        }
        let key = if let Some(rest) = line.strip_prefix('[') {
            rest.trim_start_matches('[').split(']').next().unwrap_or_default()
        } else if let Some((key, _)) = line.split_once('=') {
            key
        } else {
            continue;
        };
        if !key.contains(['"', '\'', '{', ',']) && !key.is_ascii() {
            found.push((index + 1, key.trim().to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<(Option<usize>, InputCode)> {
        let mut findings = Findings::default();
        parse("scenario.toml", text, &mut findings);
        findings.finish().map_or_else(|errors| errors.iter().map(|e| (e.place.row, e.code)).collect(), |_| Vec::new())
    }

    #[test]
    fn every_bare_japanese_key_is_named_with_its_line() {
        let text = "name = \"名前 = 値\"\n年度 = 2022\n# 注 = 1\n[予算]\nx = \"\"\"\n説明 = 3\n\"\"\"\n";
        assert_eq!(codes(text), [(Some(2), InputCode::BareKey), (Some(4), InputCode::BareKey)]);
        assert_eq!(codes("\"年度\" = 2022\n"), []);
    }

    #[test]
    fn other_mistakes_and_deep_nesting_are_errors_of_toml() {
        assert_eq!(codes("a = 1\nb = \n"), [(Some(2), InputCode::Toml)]);
        assert_eq!(codes("a = 1\na = 2\n"), [(Some(2), InputCode::Toml)]);
        assert_eq!(codes(&format!("a = {}{}", "[".repeat(100_000), "]".repeat(100_000))), [(Some(1), InputCode::Toml)]);
    }
}
