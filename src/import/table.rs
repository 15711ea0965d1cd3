//! Rows on their way from a source to the project folder, each value with its grade.

use std::collections::{BTreeMap, BTreeSet};

use super::text;
use crate::geography::{LonLat, Outline};
use crate::project::Grade;

/// A value and how sure it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cell {
    pub text: String,
    pub grade: Grade,
}

/// A row and where it was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// Source by name.
    pub source: String,
    /// Row or feature of the source, as messages count it.
    pub number: usize,
    /// Columns of the source.
    pub cells: BTreeMap<String, Cell>,
    /// Fields filled so far.
    pub fields: BTreeMap<String, Cell>,
    /// Point and its grade.
    pub point: Option<(LonLat, Grade)>,
    /// Polygon, where the source has one.
    pub outline: Option<Outline>,
}

impl Row {
    /// The field, or else the source column, called `column`; blank is absent.
    pub(super) fn get(&self, column: &str) -> Option<&Cell> {
        self.fields.get(column).or_else(|| self.cells.get(column)).filter(|cell| !cell.text.is_empty())
    }

    /// The text of [`Row::get`], or nothing.
    pub(super) fn text(&self, column: &str) -> &str {
        self.get(column).map_or("", |cell| cell.text.as_str())
    }

    /// The number in `column`, where it is one.
    pub(super) fn number(&self, column: &str) -> Option<f64> {
        self.get(column).and_then(|cell| text::number(&cell.text))
    }

    /// How people find the row again: its name where it has one, else its number.
    pub(super) fn label(&self) -> String {
        match self.text("name") {
            "" => format!("{} {}", self.source, self.number),
            name => name.to_owned(),
        }
    }
}

/// Rows with the names of their columns.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub columns: BTreeSet<String>,
    pub rows: Vec<Row>,
}
