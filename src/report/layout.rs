//! Text for a terminal and for mail: measured by display width, cut and padded so that full-width columns align, made safe.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What stands for the rest of a text that was cut.
const REST: &str = "..";

/// `text` with everything a terminal would obey or hide written as an escape: controls, line ends, text direction.
pub(super) fn shown(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            '\t' => safe.push_str("\\t"),
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{061c}' => {
                safe.extend(character.escape_unicode());
            }
            _ if character.is_control() => safe.extend(character.escape_unicode()),
            _ => safe.push(character),
        }
    }
    safe
}

/// `text` with every run of white space as one blank, and as none where Japanese text was only broken into lines.
pub(super) fn flowing(text: &str) -> String {
    let is_wide = |character: char| character.width() == Some(2);
    let mut flowing = String::with_capacity(text.len());
    let (mut last, mut is_broken) = (None, false);
    let mut rest = text.trim().chars().peekable();
    while let Some(character) = rest.next() {
        if !character.is_whitespace() {
            flowing.push(character);
            (last, is_broken) = (Some(character), false);
            continue;
        }
        is_broken |= matches!(character, '\n' | '\r');
        if let Some(&next) = rest.peek().filter(|next| !next.is_whitespace()) {
            let (before, after) = (last.is_some_and(is_wide), is_wide(next));
            if !(before && after || is_broken && (before || after)) {
                flowing.push(' ');
            }
        }
    }
    flowing
}

/// Columns a safe text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// `text` made safe and cut to `columns`, a cut being marked.
pub(super) fn fit(text: &str, columns: usize) -> String {
    let safe = shown(text);
    if width(&safe) <= columns {
        return safe;
    }
    let room = columns.saturating_sub(REST.len());
    let (mut kept, mut used) = (String::new(), 0);
    for character in safe.chars() {
        let more = character.width().unwrap_or(0);
        if used + more > room {
            break;
        }
        used += more;
        kept.push(character);
    }
    kept.push_str(REST.get(..columns.min(REST.len())).unwrap_or_default());
    kept
}

/// `text` cut to `columns` and filled up with blanks behind it.
pub(super) fn left(text: &str, columns: usize) -> String {
    let text = fit(text, columns);
    let blanks = columns.saturating_sub(width(&text));
    text + &" ".repeat(blanks)
}

/// `text` cut to `columns` and filled up with blanks before it.
pub(super) fn right(text: &str, columns: usize) -> String {
    let text = fit(text, columns);
    " ".repeat(columns.saturating_sub(width(&text))) + &text
}

/// `text` made safe and broken into at most `lines` lines of `columns`; full-width text may break anywhere, other at blanks.
pub(super) fn wrap(text: &str, columns: usize, lines: usize) -> Vec<String> {
    let text = shown(text.trim());
    let mut wrapped: Vec<String> = vec![String::new()];
    for word in words(&text) {
        let line = wrapped.last_mut().expect("there is always a line");
        if width(line) + width(word.trim_end()) <= columns {
            line.push_str(word);
        } else if width(word) <= columns {
            wrapped.push(word.to_owned());
        } else {
            for character in word.chars() {
                let line = wrapped.last_mut().expect("there is always a line");
                if width(line) + character.width().unwrap_or(0) > columns {
                    wrapped.push(String::new());
                }
                wrapped.last_mut().expect("there is always a line").push(character);
            }
        }
    }
    if wrapped.len() > lines {
        let rest = wrapped.split_off(lines.saturating_sub(1)).concat();
        wrapped.push(fit(&rest, columns));
    }
    for line in &mut wrapped {
        line.truncate(line.trim_end().len());
    }
    wrapped.retain(|line| !line.is_empty());
    wrapped
}

/// Pieces between which a line may break: single full-width characters, runs of others up to and with a blank.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((_, character)) = characters.next() {
        let Some(&(next, following)) = characters.peek() else { break };
        let is_wide = |character: char| character.width() == Some(2);
        let is_closing = matches!(following, '、' | '。' | '，' | '．' | '）' | '」' | '』' | '・' | 'ー');
        let is_opening = matches!(character, '（' | '「' | '『');
        if (is_wide(character) || is_wide(following) || character == ' ') && !is_closing && !is_opening {
            words.extend(text.get(start..next));
            start = next;
        }
    }
    words.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_text_is_cut_and_padded_by_columns() {
        assert_eq!(left("図書館", 8), "図書館  ");
        assert_eq!(right("12", 4), "  12");
        assert_eq!(fit("世田谷区立桜小学校", 9), "世田谷..");
        assert_eq!(width(&left("世田谷区立桜小学校", 9)), 9);
        assert_eq!(fit("abc", 1), ".");
    }

    #[test]
    fn controls_and_text_direction_are_shown_not_obeyed() {
        assert_eq!(shown("a\u{1b}[31m\r\n\tb\u{202e}c\u{0}"), "a\\u{1b}[31m\\r\\n\\tb\\u{202e}c\\u{0}");
        assert_eq!(width(&left("\u{1b}]8;;x\u{7}", 20)), 20);
    }

    #[test]
    fn white_space_flows_as_one_blank_and_between_japanese_as_none() {
        assert_eq!(flowing(" 費用を抑え、\n  どの学校を　改築\r\nするか。\n"), "費用を抑え、どの学校を改築するか。");
        assert_eq!(flowing("two\nschools \t a year"), "two schools a year");
        assert_eq!(flowing("改築は\n30年、上限は 5 校"), "改築は30年、上限は 5 校");
        assert_eq!(flowing(" \n "), "");
    }

    #[test]
    fn lines_break_at_blanks_or_between_full_width_characters() {
        assert_eq!(wrap("two schools a year, no more", 12, 9), ["two schools", "a year, no", "more"]);
        assert_eq!(wrap("学校を建て替え、機能を移す。", 16, 9), ["学校を建て替え、", "機能を移す。"]);
        assert_eq!(wrap("学校を建て替え、機能を移す。", 14, 9), ["学校を建て替", "え、機能を移", "す。"]);
        assert_eq!(wrap("学校を建て替え、機能を移す。", 16, 1), ["学校を建て替え.."]);
        assert_eq!(wrap(&"x".repeat(25), 10, 3), ["xxxxxxxxxx", "xxxxxxxxxx", "xxxxx"]);
        assert!(wrap("", 10, 3).is_empty());
    }
}
