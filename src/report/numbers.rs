//! Numbers as people read them: grouped, in the unit of their size, in percent, with the minus of the language.

use crate::lang::Lang;
use crate::units::Yen;

/// An amount in the unit of its size.
pub(super) fn yen(amount: Yen, lang: Lang) -> String {
    if amount == Yen::ZERO {
        return lang.pick("0円", "0 yen").to_owned();
    }
    let amount = amount.as_f64();
    let (size, unit) = match (lang, amount.abs()) {
        (Lang::Ja, large) if large >= 1.0e8 => (1.0e8, "億円"),
        (Lang::Ja, _) => (1.0e4, "万円"),
        (Lang::En, large) if large >= 1.0e9 => (1.0e9, " bn yen"),
        (Lang::En, _) => (1.0e6, " m yen"),
    };
    decimal(amount / size, 1) + unit
}

/// A number rounded to whole, with a comma after every three digits.
pub(super) fn grouped(number: f64) -> String {
    decimal(number, 0)
}

/// A number with so many decimals and a comma after every three digits of its whole part.
pub(super) fn decimal(number: f64, decimals: usize) -> String {
    if !number.is_finite() {
        return "-".to_owned();
    }
    let text = format!("{:.decimals$}", number.abs());
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(whole, fraction)| (whole, Some(fraction)));
    let is_zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let mut grouped = if number < 0.0 && !is_zero { String::from("-") } else { String::new() };
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if let Some(fraction) = fraction {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

/// A ratio in percent.
pub(super) fn percent(ratio: f64, decimals: usize) -> String {
    decimal(ratio * 100.0, decimals) + "%"
}

/// By how much `plan` differs from `other`; blank where there is nothing to differ from.
pub(super) fn change(plan: f64, other: f64) -> String {
    if other <= 0.0 {
        return String::new();
    }
    signed_percent(plan / other - 1.0)
}

/// A ratio in percent with its sign.
pub(super) fn signed_percent(ratio: f64) -> String {
    let text = percent(ratio, 1);
    if ratio > 0.0 && text != "0.0%" { format!("+{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_said_in_the_unit_of_their_size() {
        assert_eq!(yen(Yen(123_456_789_012), Lang::Ja), "1,234.6億円");
        assert_eq!(yen(Yen(-12_345_678), Lang::Ja), "-1,234.6万円");
        assert_eq!(yen(Yen(123_456_789_012), Lang::En), "123.5 bn yen");
        assert_eq!(yen(Yen(-12_345_678), Lang::En), "-12.3 m yen");
        assert_eq!((yen(Yen(0), Lang::Ja), yen(Yen(0), Lang::En)), ("0円".to_owned(), "0 yen".to_owned()));
    }

    #[test]
    fn numbers_are_grouped_and_zero_has_no_sign() {
        assert_eq!(grouped(1_234_567.4), "1,234,567");
        assert_eq!(grouped(-0.3), "0");
        assert_eq!(grouped(999.0), "999");
        assert_eq!(signed_percent(0.0312), "+3.1%");
        assert_eq!(signed_percent(-0.5), "-50.0%");
        assert_eq!(signed_percent(0.0001), "0.0%");
        assert_eq!(grouped(f64::NAN), "-");
    }
}
