//! A layer or attribute table as a value: columns with their words, rows of cells, shapes.

use serde_json::Value;

use super::codes::Codes;
use super::columns::{KindNames, described};
use super::geometry::{Shape, ShapeType};
use super::style::Style;
use crate::error::Text;
use crate::fiscal::FiscalYear;
use crate::report::geojson::Layer;
use crate::report::table::hundredths;
use crate::units::Yen;

/// A layer, or an attribute table where it has no shapes.
pub(super) struct Table {
    /// Its name in the file.
    pub(super) name: &'static str,
    /// Its name for people.
    pub(super) title: Text,
    /// What one row is.
    pub(super) description: Text,
    /// What its shapes are.
    pub(super) shape: Option<ShapeType>,
    /// Its columns, `fid` and the shape aside.
    pub(super) columns: Vec<Column>,
    /// Its rows, each with a cell for every column.
    pub(super) rows: Vec<Row>,
    /// How QGIS shows it by itself.
    pub(super) style: Style,
}

/// One column.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// Its name, `snake_case`, ASCII.
    pub(super) name: String,
    /// What its cells are.
    pub(super) kind: ColumnType,
    /// Its name for people.
    pub(super) title: Text,
    /// The codes its cells are taken from.
    pub(super) codes: Option<Codes>,
}

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnType {
    /// Text.
    Text,
    /// Whole numbers.
    Whole,
    /// Numbers.
    Real,
    /// Days, `YYYY-MM-DD`.
    Date,
    /// True or false.
    Flag,
}

impl ColumnType {
    /// Its name in a GeoPackage.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Text => "TEXT",
            Self::Whole => "INTEGER",
            Self::Real => "REAL",
            Self::Date => "DATE",
            Self::Flag => "BOOLEAN",
        }
    }
}

/// One row.
pub(super) struct Row {
    /// Where it is.
    pub(super) shape: Option<Shape>,
    /// Its cells, in the order of the columns.
    pub(super) cells: Vec<Cell>,
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Null,
    Text(String),
    Whole(i64),
    Real(f64),
}

impl Cell {
    /// A text.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A text, or nothing.
    pub(super) fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Null, |text| Self::Text(text.into()))
    }

    /// A number to a hundredth of its unit; nothing where there is none or it is not finite.
    pub(super) fn number(number: impl Into<Option<f64>>) -> Self {
        number.into().filter(|number| number.is_finite()).map_or(Self::Null, |number| Self::Real(hundredths(number)))
    }

    /// A count.
    pub(super) fn count(count: usize) -> Self {
        i64::try_from(count).map_or(Self::Null, Self::Whole)
    }

    /// An amount.
    pub(super) fn yen(amount: Yen) -> Self {
        Self::Whole(amount.0)
    }

    /// A fiscal year.
    pub(super) fn year(year: impl Into<Option<FiscalYear>>) -> Self {
        year.into().map_or(Self::Null, |year| Self::Whole(i64::from(year.0)))
    }

    /// The first day of a fiscal year.
    pub(super) fn first_day(year: FiscalYear) -> Self {
        Self::Text(first_day(year))
    }

    /// The last day of a fiscal year.
    pub(super) fn last_day(year: FiscalYear) -> Self {
        Self::Text(last_day(year))
    }

    fn of_json(value: &Value) -> Self {
        match value {
            Value::Bool(truth) => Self::Whole(i64::from(*truth)),
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => Self::Whole(whole),
                (None, Some(real)) => Self::Real(real),
                (None, None) => Self::Null,
            },
            Value::String(text) => Self::text(text),
            Value::Null | Value::Array(_) | Value::Object(_) => Self::Null,
        }
    }
}

/// The first day of a fiscal year, `YYYY-04-01`.
pub(super) fn first_day(year: FiscalYear) -> String {
    format!("{:04}-04-01", year.0)
}

/// The last day of a fiscal year, `YYYY-03-31` of the next.
pub(super) fn last_day(year: FiscalYear) -> String {
    format!("{:04}-03-31", year.0 + 1)
}

impl Table {
    /// The features of a GeoJSON layer as a table: the feature's id, then its properties. A layer without features has
    /// the columns `otherwise`.
    pub(super) fn of_layer(
        name: &'static str,
        title: Text,
        description: Text,
        layer: &Layer,
        otherwise: (ShapeType, &[&str]),
        kinds: &KindNames,
    ) -> Self {
        let first = layer.features().first();
        let keys: Vec<&str> = first.map_or_else(|| otherwise.1.to_vec(), |feature| feature.keys().collect());
        let mut columns = vec![described("id", kinds)];
        columns.extend(keys.iter().map(|key| described(key, kinds)));
        let shapes: Vec<Option<Shape>> = layer.features().iter().map(|feature| Shape::of_geojson(&feature.geometry)).collect();
        let shape = shapes.iter().flatten().next().map_or(otherwise.0, Shape::kind);
        let rows = layer.features().iter().zip(shapes).map(|(feature, shape)| {
            let mut cells = vec![Cell::text(&feature.id)];
            cells.extend(feature.values().map(Cell::of_json));
            Row { shape, cells }
        });
        Self {
            name,
            title,
            description,
            shape: Some(shape),
            rows: rows.collect(),
            columns: unique(columns),
            style: Style::plain(),
        }
    }

    /// A table of these columns.
    pub(super) fn new(
        name: &'static str,
        title: Text,
        description: Text,
        shape: Option<ShapeType>,
        columns: Vec<Column>,
    ) -> Self {
        Self { name, title, description, shape, columns: unique(columns), rows: Vec::new(), style: Style::plain() }
    }

    /// Adds a column at the end, with the cell of every row.
    pub(super) fn extend(&mut self, column: Column, cell: impl Fn(usize, &Row) -> Cell) {
        let mut columns = std::mem::take(&mut self.columns);
        columns.push(column);
        self.columns = unique(columns);
        for (index, row) in self.rows.iter_mut().enumerate() {
            let cell = cell(index, row);
            row.cells.push(cell);
        }
    }

    /// The codes that occur in a column, in the order of their list, with their words; of the rows alone that hold a text in
    /// another column, where one is given.
    pub(super) fn codes_in(&self, name: &str, only: Option<(&str, &str)>) -> Vec<(&'static str, Text)> {
        let place = |name: &str| self.columns.iter().position(|column| column.name == name);
        let Some((index, codes)) = place(name).and_then(|index| Some((index, self.columns[index].codes?))) else {
            return Vec::new();
        };
        let holds = |row: &Row, index: usize, wanted: &str| matches!(&row.cells[index], Cell::Text(text) if text == wanted);
        let only = only.and_then(|(name, text)| Some((place(name)?, text)));
        let counts = |row: &&Row| only.is_none_or(|(index, text)| holds(row, index, text));
        let occurs = |code: &str| self.rows.iter().filter(counts).any(|row| holds(row, index, code));
        codes.words().into_iter().filter(|(code, _)| occurs(code)).collect()
    }
}

/// Columns whose names differ, even where case does not count, as it does not in SQLite.
fn unique(mut columns: Vec<Column>) -> Vec<Column> {
    let mut taken: std::collections::BTreeSet<String> = ["fid", "geom", "rowid"].map(str::to_owned).into();
    for column in &mut columns {
        let mut name = column.name.clone();
        for number in 2.. {
            if taken.insert(name.clone()) {
                break;
            }
            let end = format!("_{number}");
            name = column.name.chars().take(super::columns::LONGEST - end.len()).collect::<String>() + &end;
        }
        column.name = name;
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fiscal_year_runs_from_april_to_march() {
        assert_eq!((first_day(FiscalYear(2027)), last_day(FiscalYear(2027))), ("2027-04-01".to_owned(), "2028-03-31".to_owned()));
    }

    #[test]
    fn columns_of_one_name_are_told_apart() {
        let column = |name: &str| Column { name: name.to_owned(), kind: ColumnType::Text, title: Text::new("", ""), codes: None };
        let names = unique(["a", "b", "a", "geom", "a"].map(column).into());
        assert_eq!(names.iter().map(|column| column.name.as_str()).collect::<Vec<_>>(), ["a", "b", "a_2", "geom_2", "a_3"]);
    }
}
