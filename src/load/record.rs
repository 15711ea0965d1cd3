//! One row of a table or one feature's properties, read field by field with every error reported.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::columns::year_after;
use super::findings::{Findings, Read, Reported, most_similar};
use super::numbers::{self, NotANumber};
use super::quantities::{Quantity, YEARS};
use super::words::Word;
use crate::error::{InputCode, Place, Text};
use crate::fiscal::FiscalYear;
use crate::project::{Grade, Sources};

/// What a cell holds before its field says what it should hold.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Blank,
    Text(String),
    Number(f64),
    Truth(bool),
    /// A list or an object.
    Nested,
}

impl Cell {
    /// The cell as messages show it.
    fn shown(&self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Text(text) => format!("「{text}」"),
            Self::Number(number) => number.to_string(),
            Self::Truth(truth) => truth.to_string(),
            Self::Nested => "[…]".to_owned(),
        }
    }
}

/// A row or feature.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub file: Rc<str>,
    /// Row or feature number, counted as [`Place::row`] says.
    pub row: usize,
    pub cells: Vec<(Rc<str>, Cell)>,
    /// Whether all records of the file have the same cells, named by a header.
    pub has_header: bool,
}

/// The records of one file.
#[derive(Debug)]
pub(super) struct Records<R> {
    pub list: Vec<R>,
    /// Whether every record of the file is in the list: false when one could not be told apart.
    pub is_complete: bool,
}

impl Record {
    /// The place of the record, with its id where that can be read.
    pub(super) fn place(&self) -> Place {
        let id = match self.cell("id") {
            Cell::Text(id) => Some(id.trim().to_owned()),
            _ => None,
        };
        Place { file: self.file.to_string(), row: Some(self.row), record: id, field: None }
    }

    /// The place of one field.
    pub(super) fn place_of(&self, field: &str) -> Place {
        Place { field: Some(field.to_owned()), ..self.place() }
    }

    fn cell(&self, field: &str) -> &Cell {
        self.cells.iter().find(|(name, _)| &**name == field).map_or(&Cell::Blank, |(_, cell)| cell)
    }

    /// Whether the field is missing or blank.
    pub(super) fn is_blank(&self, field: &str) -> bool {
        match self.cell(field) {
            Cell::Blank => true,
            Cell::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The fields of the record, with errors going to `findings`.
    pub(super) fn fields<'r>(&'r self, findings: &'r mut Findings) -> Fields<'r> {
        Fields { record: self, findings }
    }
}

/// Reads fields of a record; every method reports what is wrong once.
#[derive(Debug)]
pub(super) struct Fields<'r> {
    record: &'r Record,
    findings: &'r mut Findings,
}

impl Fields<'_> {
    /// Text that must be there.
    pub(super) fn text(&mut self, field: &str) -> Read<String> {
        let value = self.text_or_blank(field)?;
        self.needed(field, value)
    }

    /// Text that may be blank.
    pub(super) fn text_or_blank(&mut self, field: &str) -> Read<Option<String>> {
        if self.record.is_blank(field) {
            return Ok(None);
        }
        match self.record.cell(field) {
            Cell::Text(text) => Ok(Some(text.trim().to_owned())),
            other => Err(self.wrong_type(
                field,
                other,
                Text::new("文字列が必要です", "text is needed here"),
                Text::new(
                    "値を \"…\" で囲んでください (番号のままでは先頭の 0 が失われます)",
                    "write it in quotes; as a number it loses leading zeros",
                ),
            )),
        }
    }

    /// A number that must be there.
    pub(super) fn number(&mut self, field: &str, quantity: &Quantity) -> Read<f64> {
        let value = self.number_or_blank(field, quantity)?;
        self.needed(field, value)
    }

    /// A number that may be blank.
    pub(super) fn number_or_blank(&mut self, field: &str, quantity: &Quantity) -> Read<Option<f64>> {
        if self.record.is_blank(field) {
            return Ok(None);
        }
        let cell = self.record.cell(field);
        let parsed = match cell {
            Cell::Number(number) => Ok(*number),
            Cell::Text(text) => numbers::number(text, quantity.unit),
            _ => Err(NotANumber::Other),
        };
        let unit = quantity.unit.symbol();
        match parsed {
            Ok(value) if quantity.holds(value) => Ok(Some(value)),
            Ok(value) => Err(self.findings.error(
                self.record.place_of(field),
                InputCode::OutOfRange,
                value.to_string(),
                if quantity.is_open {
                    Text::new(
                        format!("{} {unit} より大きく {} {unit} 以下の値です", quantity.least, quantity.most),
                        format!("the value is above {} and at most {} {unit}", quantity.least, quantity.most),
                    )
                } else {
                    Text::new(
                        format!("{} {unit} 以上 {} {unit} 以下の値です", quantity.least, quantity.most),
                        format!("the value is at least {} and at most {} {unit}", quantity.least, quantity.most),
                    )
                },
                Text::new("値と単位を確かめてください", "check the value and its unit"),
            )),
            Err(NotANumber::NotFinite) => Err(self.findings.error(
                self.record.place_of(field),
                InputCode::NotFinite,
                cell.shown(),
                Text::new("有限の数ではありません", "the number is not finite"),
                Text::new(
                    "分からない値は空欄にしてください (必須の項目では値が必要です)",
                    "leave an unknown value blank; a needed field needs a value",
                ),
            )),
            Err(NotANumber::Other) => Err(self.wrong_type(
                field,
                cell,
                Text::new(format!("{unit} を単位とする数が必要です"), format!("a number in {unit} is needed here")),
                Text::new(
                    format!("単位を {unit} にそろえて数だけを書いてください (桁区切り 1,200 と負号 △ は使えます)"),
                    format!("write the number alone, in {unit}; separators as in 1,200 and △ for minus are understood"),
                ),
            )),
        }
    }

    /// A whole number that may be blank.
    pub(super) fn count_or_blank(&mut self, field: &str, quantity: &Quantity) -> Read<Option<u32>> {
        let Some(value) = self.number_or_blank(field, quantity)? else { return Ok(None) };
        if value.fract() != 0.0 {
            return Err(self.wrong_type(
                field,
                &Cell::Number(value),
                Text::new("整数が必要です", "a whole number is needed here"),
                Text::new("小数を取り除いてください", "write it without a fraction"),
            ));
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "quantities of counts lie between 0 and 100")]
        Ok(Some(value as u32))
    }

    /// A fiscal year that may be blank.
    pub(super) fn year_or_blank(&mut self, field: &str) -> Read<Option<FiscalYear>> {
        if self.record.is_blank(field) {
            return Ok(None);
        }
        let cell = self.record.cell(field);
        let year = match cell {
            Cell::Number(number) if number.fract() == 0.0 && number.abs() < 1e6 =>
            {
                #[expect(clippy::cast_possible_truncation, reason = "the guard bounds the number")]
                Some(*number as i32)
            }
            Cell::Text(text) => numbers::fiscal_year(text),
            _ => None,
        };
        match year {
            Some(year) if YEARS.contains(&year) => Ok(Some(FiscalYear(year))),
            Some(year) => Err(self.findings.error(
                self.record.place_of(field),
                InputCode::ImpossibleYear,
                year.to_string(),
                Text::new(
                    format!("{} 年度から {} 年度までの年度です", YEARS.start(), YEARS.end()),
                    format!("fiscal years lie between {} and {}", YEARS.start(), YEARS.end()),
                ),
                Text::new("年度を確かめてください", "check the year"),
            )),
            None => Err(self.wrong_type(
                field,
                cell,
                Text::new("年度が必要です (4 月から翌年 3 月まで)", "a fiscal year is needed here (April to March)"),
                Text::new(
                    "1970、昭和45年度、S45 のように書いてください。日付は年度に直します (昭和45年3月は 1969)",
                    "write 1970, 昭和45年度 or S45; turn a date into its fiscal year (March 1970 is 1969)",
                ),
            )),
        }
    }

    /// A fiscal year that must be there.
    pub(super) fn year(&mut self, field: &str) -> Read<FiscalYear> {
        let value = self.year_or_blank(field)?;
        self.needed(field, value)
    }

    /// A word that must be there.
    pub(super) fn word<W: Word>(&mut self, field: &str) -> Read<W> {
        let value = self.word_or_blank(field)?;
        self.needed(field, value)
    }

    /// A word that may be blank.
    pub(super) fn word_or_blank<W: Word>(&mut self, field: &str) -> Read<Option<W>> {
        if self.record.is_blank(field) {
            return Ok(None);
        }
        let cell = self.record.cell(field);
        let parsed = match cell {
            Cell::Text(text) => W::parse(text),
            Cell::Truth(truth) => W::parse(if *truth { "true" } else { "false" }),
            Cell::Number(number) => W::parse(&number.to_string()),
            Cell::Blank | Cell::Nested => None,
        };
        if let Some(value) = parsed {
            return Ok(Some(value));
        }
        let words = W::words();
        let similar = match cell {
            Cell::Text(text) => most_similar(text, words.iter().copied()),
            _ => None,
        };
        let list = words.join(", ");
        Err(self.findings.error(
            self.record.place_of(field),
            InputCode::UnknownWord,
            cell.shown(),
            Text::new("この項目の値として知らない言葉です", "the field does not know this word"),
            match similar {
                Some(similar) => Text::new(
                    format!("もしかして: {similar} (使える値: {list})"),
                    format!("did you mean {similar}? One of: {list}"),
                ),
                None => Text::new(format!("次のどれかにしてください: {list}"), format!("write one of: {list}")),
            },
        ))
    }

    /// Values given by fiscal year as `<prefix>_<FY>`; blank ones are left out.
    pub(super) fn by_year(&mut self, prefix: &str, quantity: &Quantity) -> Read<BTreeMap<FiscalYear, f64>> {
        let record = self.record;
        let mut values = BTreeMap::new();
        let mut failed = None;
        for (name, _) in &record.cells {
            let Some(year) = year_after(name, prefix) else { continue };
            if !YEARS.contains(&year) {
                failed = Some(self.findings.error(
                    record.place_of(name),
                    InputCode::ImpossibleYear,
                    year.to_string(),
                    Text::new("列名の年度が範囲外です", "the year in the name of the field is out of range"),
                    Text::new("年度を 4 桁の西暦で書いてください", "write the fiscal year with four digits"),
                ));
                continue;
            }
            match self.number_or_blank(name, quantity) {
                Ok(Some(value)) => {
                    values.insert(FiscalYear(year), value);
                }
                Ok(None) => {}
                Err(reported) => failed = Some(reported),
            }
        }
        failed.map_or(Ok(values), Err)
    }

    /// Where each value of the record comes from.
    pub(super) fn sources(&mut self) -> Read<Sources> {
        let record = self.record;
        let mut failed = None;
        let mut sources = Sources::default();
        match self.word_or_blank::<Grade>("source") {
            Ok(grade) => sources.record = grade.unwrap_or_default(),
            Err(reported) => failed = Some(reported),
        }
        for (name, _) in &record.cells {
            let Some(field) = name.strip_suffix("_source") else { continue };
            match self.word_or_blank::<Grade>(name) {
                Ok(Some(grade)) => {
                    sources.fields.insert(field.to_owned(), grade);
                }
                Ok(None) => {}
                Err(reported) => failed = Some(reported),
            }
        }
        failed.map_or(Ok(sources), Err)
    }

    /// Hands the findings to `report`, for errors that are about several fields.
    pub(super) fn report(&mut self, report: impl FnOnce(&mut Findings) -> Reported) -> Reported {
        report(self.findings)
    }

    fn needed<T>(&mut self, field: &str, value: Option<T>) -> Read<T> {
        value.ok_or_else(|| {
            let is_given = self.record.cells.iter().any(|(name, _)| &**name == field);
            if self.record.has_header && !is_given {
                // One missing column is one mistake, however many rows there are.
                let place =
                    Place { file: self.record.file.to_string(), row: Some(1), record: None, field: Some(field.to_owned()) };
                return self.findings.once(place, missing);
            }
            missing(self.record.place_of(field), self.findings)
        })
    }

    fn wrong_type(&mut self, field: &str, cell: &Cell, why: Text, repair: Text) -> Reported {
        self.findings.error(self.record.place_of(field), InputCode::WrongType, cell.shown(), why, repair)
    }
}

/// Reports a needed field that is missing or blank.
pub(super) fn missing(place: Place, findings: &mut Findings) -> Reported {
    let field = place.field.clone().unwrap_or_default();
    findings.error(
        place,
        InputCode::FieldMissing,
        "",
        Text::new("必須の項目がないか、空欄です", "the field is needed, but missing or blank"),
        Text::new(
            format!("{field} を記入してください。推定値なら {field}_source に estimated などと書けます"),
            format!("fill in {field}; an estimate can be marked in {field}_source"),
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::quantities::FLOOR;

    fn record(cells: &[(&str, Cell)]) -> Record {
        Record {
            file: "a.csv".into(),
            row: 2,
            cells: cells.iter().map(|(name, cell)| ((*name).into(), cell.clone())).collect(),
            has_header: false,
        }
    }

    #[test]
    fn a_grade_of_a_field_overrules_that_of_its_record() {
        let record = record(&[("source", Cell::Text("synthetic".into())), ("gfa_m2_source", Cell::Text("observed".into()))]);
        let sources = record.fields(&mut Findings::default()).sources().unwrap();
        assert_eq!(sources.of("gfa_m2"), Grade::Observed);
        assert_eq!(sources.of("name"), Grade::Synthetic);
    }

    #[test]
    fn every_field_of_a_record_is_reported_and_not_the_first_alone() {
        let record =
            record(&[("id", Cell::Text("B1".into())), ("gfa_m2", Cell::Number(-1.0)), ("built_fy", Cell::Text("いつか".into()))]);
        let mut findings = Findings::default();
        let mut fields = record.fields(&mut findings);
        assert!(fields.number("gfa_m2", &FLOOR).is_err());
        assert!(fields.year_or_blank("built_fy").is_err());
        assert!(fields.text("name").is_err());
        let codes: Vec<InputCode> = findings.finish().unwrap_err().iter().map(|error| error.code).collect();
        assert_eq!(codes, [InputCode::WrongType, InputCode::OutOfRange, InputCode::FieldMissing]);
    }
}
