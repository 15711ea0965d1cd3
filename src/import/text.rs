//! Bytes to text and text to values, as cities' files have them: gzip, UTF-8 or CP932, full-width digits, `△`.

use std::io::Read;

use unicode_normalization::UnicodeNormalization;

/// Largest decoded source, bytes: ten times the largest table known, and a stop for compressed garbage.
pub(super) const MOST_BYTES: u64 = 512 * 1024 * 1024;

/// Why bytes are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoText {
    /// Larger than [`MOST_BYTES`].
    TooLarge,
    /// Broken compression.
    Gzip,
    /// Neither UTF-8, UTF-16 with a mark, nor CP932.
    Encoding,
}

/// Decodes a source; `Some` names the encoding where it is not UTF-8.
pub(super) fn decode(bytes: Vec<u8>) -> Result<(String, Option<&'static str>), NoText> {
    let bytes = if bytes.starts_with(&[0x1f, 0x8b]) { gunzip(&bytes)? } else { bytes };
    if bytes.len() as u64 > MOST_BYTES {
        return Err(NoText::TooLarge);
    }
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(&bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        let text = encoding.decode_without_bom_handling_and_without_replacement(rest).ok_or(NoText::Encoding)?.into_owned();
        return Ok((text, (encoding != encoding_rs::UTF_8).then_some(encoding.name())));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok((text, None)),
        Err(error) => encoding_rs::SHIFT_JIS
            .decode_without_bom_handling_and_without_replacement(error.as_bytes())
            .map(|text| (text.into_owned(), Some("CP932")))
            .ok_or(NoText::Encoding),
    }
}

fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, NoText> {
    let mut plain = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes).take(MOST_BYTES + 1).read_to_end(&mut plain).map_err(|_| NoText::Gzip)?;
    if plain.len() as u64 > MOST_BYTES { Err(NoText::TooLarge) } else { Ok(plain) }
}

/// Text as compared: compatibility forms folded, blanks gone, so that `２` equals `2` and a stray space joins nothing apart.
pub(super) fn key(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

/// A number as written by people: full-width digits, thousands separators, `△` or `▲` for minus. Never infinite or NaN.
pub(super) fn number(text: &str) -> Option<f64> {
    let plain: String = key(text).chars().filter(|&c| c != ',').map(|c| if "△▲−".contains(c) { '-' } else { c }).collect();
    let starts_like_one = plain.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
    starts_like_one.then(|| plain.parse().ok()).flatten().filter(|value: &f64| value.is_finite())
}

/// A number as written to the folder, without a useless fraction.
pub(super) fn number_text(value: f64) -> String {
    // `-0` would read as a sign error.
    if value == 0.0 { "0".to_owned() } else { format!("{value}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cp932_is_recognized_and_a_mark_is_taken_off() {
        let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode("名称,住所\n若林小学校,世田谷区\n");
        assert_eq!(decode(cp932.into_owned()).unwrap(), ("名称,住所\n若林小学校,世田谷区\n".to_owned(), Some("CP932")));
        assert_eq!(decode("\u{feff}名称".as_bytes().to_vec()).unwrap(), ("名称".to_owned(), None));
        assert_eq!(decode(vec![0x41, 0xfd, 0xff, 0x00]), Err(NoText::Encoding));
    }

    #[test]
    fn broken_gzip_is_named() {
        assert_eq!(decode(vec![0x1f, 0x8b, 0, 1, 2]), Err(NoText::Gzip));
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        assert_eq!(number("１，２３４．５"), Some(1234.5));
        assert_eq!(number("△ 12"), Some(-12.0));
        assert_eq!(number("nan"), None);
        assert_eq!(number("inf"), None);
        assert_eq!(number("1e999"), None);
        assert_eq!(number(""), None);
    }

    #[test]
    fn keys_ignore_width_and_blanks() {
        assert_eq!(key("区民会館　第２別館"), key("区民会館第2別館"));
    }
}
