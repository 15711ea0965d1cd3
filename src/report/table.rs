//! CSV as spreadsheets in Japan open it: UTF-8 with BOM, CRLF, cells from the input that would start a formula neutralized.

use crate::fiscal::FiscalYear;
use crate::units::Yen;

/// A CSV file being built, row by row, cell by cell.
pub(super) struct Table {
    text: String,
    columns: usize,
    filled: usize,
}

impl Table {
    /// A table with these columns; units are in their names.
    pub(super) fn new<Name: AsRef<str>>(header: &[Name]) -> Self {
        let mut table = Self { text: String::from("\u{feff}"), columns: header.len(), filled: 0 };
        for name in header {
            table.raw(name.as_ref());
        }
        table.end();
        table
    }

    /// Adds a cell of text, which may come from the input.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        if starts_formula(text) { self.raw(&format!("'{text}")) } else { self.raw(text) }
    }

    /// Adds a whole number.
    pub(super) fn whole(&mut self, number: impl Into<i64>) -> &mut Self {
        self.raw(&number.into().to_string())
    }

    /// Adds an amount of money.
    pub(super) fn yen(&mut self, yen: Yen) -> &mut Self {
        self.whole(yen.0)
    }

    /// Adds a real number, rounded to a hundredth of its unit; blank where there is none.
    pub(super) fn number(&mut self, number: impl Into<Option<f64>>) -> &mut Self {
        match number.into().filter(|number| number.is_finite()) {
            Some(number) => self.raw(&hundredths(number).to_string()),
            None => self.raw(""),
        }
    }

    /// Adds a count.
    pub(super) fn count(&mut self, count: usize) -> &mut Self {
        self.raw(&count.to_string())
    }

    /// Adds a ratio, rounded to a ten-thousandth; blank where there is none.
    pub(super) fn ratio(&mut self, ratio: Option<f64>) -> &mut Self {
        match ratio.filter(|ratio| ratio.is_finite()) {
            Some(ratio) => self.raw(&((ratio * 10_000.0).round() / 10_000.0 + 0.0).to_string()),
            None => self.raw(""),
        }
    }

    /// Adds a fiscal year; blank where there is none.
    pub(super) fn year(&mut self, year: impl Into<Option<FiscalYear>>) -> &mut Self {
        match year.into() {
            Some(year) => self.whole(year.0),
            None => self.raw(""),
        }
    }

    /// Adds a truth value.
    pub(super) fn flag(&mut self, is_true: bool) -> &mut Self {
        self.raw(if is_true { "true" } else { "false" })
    }

    /// Adds a blank cell.
    pub(super) fn blank(&mut self) -> &mut Self {
        self.raw("")
    }

    /// Ends the row.
    pub(super) fn end(&mut self) {
        debug_assert_eq!(self.filled, self.columns, "every row has a cell for each column");
        self.text.push_str("\r\n");
        self.filled = 0;
    }

    /// The file.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }

    fn raw(&mut self, cell: &str) -> &mut Self {
        if self.filled > 0 {
            self.text.push(',');
        }
        self.filled += 1;
        if cell.contains(['"', ',', '\r', '\n', '\t']) || cell.starts_with(' ') || cell.ends_with(' ') {
            self.text.push('"');
            self.text.push_str(&cell.replace('"', "\"\""));
            self.text.push('"');
        } else {
            self.text.push_str(cell);
        }
        self
    }
}

/// `number` to a hundredth, without a negative zero.
pub(super) fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0 + 0.0
}

/// Whether a spreadsheet may take the text for a formula; plain numbers are left alone.
fn starts_formula(text: &str) -> bool {
    let is_number = || {
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) && !is_number()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> String {
        let mut table = Table::new(&["name"]);
        table.text(text).end();
        String::from_utf8(table.into_bytes()).unwrap()
    }

    #[test]
    fn formulas_of_the_input_are_neutralized_and_numbers_are_not() {
        for text in ["=cmd|' /C calc'!A0", "+1+1", "-x", "@SUM(A1)", "＝1", "＋1", "－1", "＠a", "-inf", "+", "-.", "-1e5"] {
            assert_eq!(one(text), format!("\u{feff}name\r\n'{text}\r\n"));
        }
        assert_eq!(one("\tx"), "\u{feff}name\r\n\"'\tx\"\r\n");
        assert_eq!(one("-12.5"), "\u{feff}name\r\n-12.5\r\n");
    }

    #[test]
    fn quotes_commas_and_line_ends_stay_inside_their_cell() {
        let text = one("a \"b\",\r\nc");
        assert_eq!(text, "\u{feff}name\r\n\"a \"\"b\"\",\r\nc\"\r\n");
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        assert_eq!(&reader.records().next().unwrap().unwrap()[0], "a \"b\",\r\nc");
    }

    #[test]
    fn numbers_have_no_exponent_no_negative_zero_and_no_nan() {
        let mut table = Table::new(&["a", "b", "c", "d"]);
        table.number(1e15).number(-0.001).number(f64::NAN).number(2.345).end();
        assert_eq!(String::from_utf8(table.into_bytes()).unwrap(), "\u{feff}a,b,c,d\r\n1000000000000000,0,,2.35\r\n");
    }
}
