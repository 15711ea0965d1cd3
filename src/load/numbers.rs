//! Numbers and fiscal years as municipal tables write them.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

/// Unit of a field; a cell may repeat it after its number, but not name another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    SquareMeters,
    Meters,
    ThousandYen,
    MillionYen,
    YenPerSquareMeter,
    Percent,
    People,
    Slots,
    Storeys,
    Degrees,
    Points,
}

impl Unit {
    /// How the unit may be written after a number, once compatibility forms are folded (㎡ is `m2` then).
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::SquareMeters => &["平方メートル", "平米", "m2", "sqm"],
            Self::Meters => &["メートル", "m"],
            Self::ThousandYen => &["千円"],
            Self::MillionYen => &["百万円"],
            Self::YenPerSquareMeter => &["円/m2", "円"],
            Self::Percent => &["パーセント", "%"],
            Self::People => &["人", "名"],
            Self::Slots => &["コマ"],
            Self::Storeys => &["階建て", "階建", "階", "F"],
            Self::Degrees => &["度", "°"],
            Self::Points => &["点"],
        }
    }

    /// The unit in messages.
    pub(super) fn symbol(self) -> &'static str {
        match self {
            Self::SquareMeters => "m²",
            Self::Meters => "m",
            Self::ThousandYen => "千円",
            Self::MillionYen => "百万円",
            Self::YenPerSquareMeter => "円/m²",
            Self::Percent => "%",
            Self::People => "人",
            Self::Slots => "コマ",
            Self::Storeys => "階",
            Self::Degrees => "°",
            Self::Points => "点",
        }
    }
}

/// Why a cell is not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotANumber {
    /// It is NaN, infinite, or beyond what a double holds.
    NotFinite,
    /// It is something else.
    Other,
}

/// Compatibility forms folded (full-width digits, ㎡, ㍼) and blanks at the ends dropped.
pub(super) fn folded(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect::<String>().trim().to_owned()) }
}

/// The number a cell holds: full-width digits, thousands separators, `△` for minus and the field's own unit are understood.
pub(super) fn number(text: &str, unit: Unit) -> Result<f64, NotANumber> {
    let text = folded(text);
    let mut rest: &str = &text;
    if let Some(value) = plain(rest)? {
        return Ok(value);
    }
    for word in unit.words() {
        if let Some(before) = rest.strip_suffix(word) {
            rest = before.trim_end();
            break;
        }
    }
    let negative = rest.strip_prefix(['△', '▲', '−', '-']);
    rest = negative.unwrap_or(rest).trim_start();
    let digits = without_separators(rest).ok_or(NotANumber::Other)?;
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Err(NotANumber::Other);
    }
    let value = plain(&digits)?.ok_or(NotANumber::Other)?;
    Ok(if negative.is_some() { -value } else { value })
}

/// A number as Rust writes it, `None` for other text.
fn plain(text: &str) -> Result<Option<f64>, NotANumber> {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(Some(value)),
        Ok(_) => Err(NotANumber::NotFinite),
        Err(_) => Ok(None),
    }
}

/// The text without thousands separators, `None` where commas do not stand between groups of three digits.
fn without_separators(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains(',') {
        return Some(Cow::Borrowed(text));
    }
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let is_digits = |group: &str| group.chars().all(|c| c.is_ascii_digit());
    if first.is_empty() || first.len() > 3 || !is_digits(first) || !groups.all(|group| group.len() == 3 && is_digits(group)) {
        return None;
    }
    let mut digits = whole.replace(',', "");
    if let Some(fraction) = fraction {
        digits.push('.');
        digits.push_str(fraction);
    }
    Some(Cow::Owned(digits))
}

/// First year of each era minus one, with the names and letters it goes by.
const ERAS: [(i32, &[&str]); 5] = [
    (1867, &["明治", "M", "m"]),
    (1911, &["大正", "T", "t"]),
    (1925, &["昭和", "S", "s"]),
    (1988, &["平成", "H", "h"]),
    (2018, &["令和", "R", "r"]),
];
/// Latest year of an era that is understood: ledgers count on past an era's end (平成35年度), but not for a century.
const LATEST_ERA_YEAR: i32 = 99;

/// The fiscal year a cell names: `1970`, `1970年度`, `FY1970`, `昭和45年度`, `S45`, `令和元年度`, `㍼45`.
///
/// Named years are read as fiscal years. A date is not a fiscal year and gives `None`.
pub(super) fn fiscal_year(text: &str) -> Option<i32> {
    let text = folded(text);
    let mut rest: &str = &text;
    for prefix in ["FY", "fy", "西暦"] {
        rest = rest.strip_prefix(prefix).unwrap_or(rest);
    }
    for suffix in ["年度", "年", "FY"] {
        if let Some(before) = rest.strip_suffix(suffix) {
            rest = before;
            break;
        }
    }
    let rest = rest.trim();
    for (before_first, names) in ERAS {
        for name in names {
            let Some(year) = rest.strip_prefix(name) else { continue };
            let year = year.trim_start_matches('.').trim();
            let year = if year == "元" { 1 } else { digits(year, 1..=2)? };
            return (1..=LATEST_ERA_YEAR).contains(&year).then_some(before_first + year);
        }
    }
    // A workbook saved as CSV may leave 1970.0.
    digits(rest.strip_suffix(".0").unwrap_or(rest), 4..=4)
}

fn digits(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<i32> {
    (lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_tables_write_them() {
        for (text, value) in [
            ("1200", 1200.0),
            ("１，２００", 1200.0),
            ("1,234,567.5", 1_234_567.5),
            ("△1,200", -1200.0),
            ("−３", -3.0),
            (" 730㎡ ", 730.0),
            ("730 m²", 730.0),
            ("1e3", 1000.0),
        ] {
            assert_eq!(number(text, Unit::SquareMeters), Ok(value), "{text}");
        }
        assert_eq!(number("1,200千円", Unit::ThousandYen), Ok(1200.0));
    }

    #[test]
    fn another_unit_a_wrong_separator_or_prose_is_no_number() {
        assert_eq!(number("1200円", Unit::ThousandYen), Err(NotANumber::Other));
        for text in ["1,20", "12,3456", ",5", "約1200", "-", "…", "1.2.3", "--5", "△-5", "12 34"] {
            assert_eq!(number(text, Unit::SquareMeters), Err(NotANumber::Other), "{text}");
        }
    }

    #[test]
    fn infinite_numbers_are_told_apart_from_prose() {
        for text in ["NaN", "inf", "-Infinity", "1e999", "ＮａＮ", "△1e999"] {
            assert_eq!(number(text, Unit::People), Err(NotANumber::NotFinite), "{text}");
        }
    }

    #[test]
    fn fiscal_years_are_read_in_every_calendar() {
        for (text, year) in [
            ("1970", 1970),
            ("１９７０年度", 1970),
            ("FY1970", 1970),
            ("昭和45年度", 1970),
            ("昭和４５年", 1970),
            ("S45", 1970),
            ("S.45", 1970),
            ("㍼45", 1970),
            ("令和元年度", 2019),
            ("㋿7", 2025),
            ("平成31", 2019),
            ("平成35年度", 2023),
            ("H1", 1989),
            ("大正15", 1926),
            ("明治元年", 1868),
            ("1970.0", 1970),
        ] {
            assert_eq!(fiscal_year(text), Some(year), "{text}");
        }
        for text in
            ["", "70", "昭和", "昭和0年", "昭和45年3月31日", "1970-03-31", "25658", "S100", "FY", "x1970", "-1970", "1970.5"]
        {
            assert_eq!(fiscal_year(text), None, "{text}");
        }
    }
}
