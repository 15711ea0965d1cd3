//! Rows that every whole solution keeps and a relaxation breaks: rounding of sums of rows.
//!
//! From every row that the relaxation fills, sums are made that take one more row each, so that a quantity between its ends drops out: use and
//! supply of rooms, say, become rooms that must be open. Each sum is rounded, and of all that is broken the deepest rows that
//! point different ways are kept. Sums are of rows of the model alone, so that what comes of them holds for all its whole solutions.
//!
//! # Source
//! Marchand, Wolsey (2001), "Aggregation and mixed integer rounding to solve MIPs", Operations Research 49. Other than there a sum that
//! gave a row is added to like others: on the ward that doubles what the first round brings.

mod mir;
mod select;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::model::{LinearModel, Row};
use mir::rounded;

/// Most rows of a sum.
const SUM_ROWS: usize = 6;

/// Most columns of a row that sums are made of: funds of a year have a term of every path, of which rounding gets nothing.
const ROW_TERMS: usize = 2_000;

/// Slack of a row from which no sum begins, relative to the length of the row.
const BEGIN_SLACK: f64 = 0.1;

/// A value this near to an end or a whole number is there.
const THERE: f64 = 1e-6;

/// What a term more in a row weighs against its slack where several rows would free a sum of a quantity.
const TERM_WEIGHT: f64 = 1e-4;

/// Coefficients of a sum below this are what is left of those that cancel.
const CANCELLED: f64 = 1e-11;

/// A quantity or decision of a sum: a column of the model or, after those, the slack of a row.
type Variable = usize;

/// Rows, each of them broken by `values` and kept by all whole solutions of `model`, of which only rows among the first `columns` are
/// used. The order depends on the model alone.
pub fn separate(model: &LinearModel, columns: usize, values: &[f64]) -> Vec<Row> {
    let point = Point::new(model, columns, values);
    let begins = 0..model.rows.len();
    let found: Vec<Row> = begins.into_par_iter().flat_map_iter(|row| point.sums_from(row)).collect();
    select::deepest(found, values)
}

/// The solution of a relaxation that rows are to be broken by.
struct Point<'a> {
    model: &'a LinearModel,
    values: &'a [f64],
    /// By row: how far it is from its end, at least 0; none for rows that are not used.
    slacks: Vec<Option<f64>>,
    /// By column: rows with it that are used and the factor there, of quantities.
    rows_of: Vec<Vec<(usize, f64)>>,
}

/// `Σ coefficient · variable = end`.
#[derive(Clone, Debug, Default)]
struct Sum {
    terms: BTreeMap<Variable, f64>,
    end: f64,
    rows: Vec<usize>,
}

impl<'a> Point<'a> {
    fn new(model: &'a LinearModel, columns: usize, values: &'a [f64]) -> Self {
        let mut rows_of = vec![Vec::new(); model.columns.len()];
        let mut slacks = Vec::with_capacity(model.rows.len());
        for (index, row) in model.rows.iter().enumerate() {
            let is_used = row.terms.len() <= ROW_TERMS && row.terms.last().is_some_and(|term| term.0.0 < columns);
            let (end, _) = end_and_sign(row);
            if !is_used || !end.is_finite() {
                slacks.push(None);
                continue;
            }
            slacks.push(Some((end - row.activity(values)).abs()));
            for &(column, factor) in row.terms.iter().filter(|term| !model.columns[term.0.0].is_integer) {
                rows_of[column.0].push((index, factor));
            }
        }
        Self { model, values, slacks, rows_of }
    }

    fn is_whole(&self, variable: Variable) -> bool {
        self.model.columns.get(variable).is_some_and(|column| column.is_integer)
    }

    /// Least and greatest value, and that of the relaxation.
    fn range(&self, variable: Variable) -> (f64, f64, f64) {
        match self.model.columns.get(variable) {
            Some(column) => (column.lower, column.upper, self.values[variable]),
            None => (0.0, f64::INFINITY, self.slacks[variable - self.model.columns.len()].unwrap_or(0.0)),
        }
    }

    /// Factor of the slack of a row in it: none for one whose ends are the same.
    fn slack_factor(&self, row: usize) -> Option<f64> {
        let row = &self.model.rows[row];
        (row.lower < row.upper).then(|| end_and_sign(row).1)
    }

    /// The rounded rows of all sums that begin with a row.
    fn sums_from(&self, row: usize) -> Vec<Row> {
        let Some(slack) = self.slacks[row] else { return Vec::new() };
        let begin = &self.model.rows[row];
        let is_between = |variable: Variable| {
            let value = self.values[variable];
            !self.is_whole(variable) || (value - value.round()).abs() > THERE
        };
        if slack > BEGIN_SLACK * begin.length() || !begin.terms.iter().any(|term| is_between(term.0.0)) {
            return Vec::new();
        }
        let signs = match self.slack_factor(row) {
            Some(factor) => vec![factor],
            None => vec![1.0, -1.0],
        };
        let mut found = Vec::new();
        for sign in signs {
            let mut sum = Sum::default();
            self.add(&mut sum, row, sign);
            found.extend(rounded(self, &sum));
            while sum.rows.len() < SUM_ROWS && self.extend(&mut sum) {
                found.extend(rounded(self, &sum));
            }
        }
        found
    }

    /// Adds `factor` times a row with its slack.
    fn add(&self, sum: &mut Sum, index: usize, factor: f64) {
        let row = &self.model.rows[index];
        for &(column, coefficient) in &row.terms {
            *sum.terms.entry(column.0).or_insert(0.0) += factor * coefficient;
        }
        if let Some(slack) = self.slack_factor(index) {
            sum.terms.insert(self.model.columns.len() + index, factor * slack);
        }
        sum.end += factor * end_and_sign(row).0;
        sum.rows.push(index);
        sum.terms.retain(|_, coefficient| coefficient.abs() > CANCELLED);
    }

    /// Adds the row that frees the sum of the quantity farthest from its ends; whether there is one.
    fn extend(&self, sum: &mut Sum) -> bool {
        let mut farthest: Option<(f64, Variable)> = None;
        for (&variable, coefficient) in sum.terms.range(..self.model.columns.len()) {
            let (lower, upper, value) = self.range(variable);
            let distance = (value - lower).min(upper - value);
            if self.is_whole(variable) || distance <= THERE || self.rows_with(variable, sum).next().is_none() {
                continue;
            }
            let far = distance * coefficient.abs();
            if farthest.is_none_or(|farthest| far > farthest.0) {
                farthest = Some((far, variable));
            }
        }
        let Some((_, variable)) = farthest else { return false };
        #[expect(clippy::cast_precision_loss, reason = "rows have few terms")]
        let weight = |row: usize, factor: f64| {
            let slack = self.slack_factor(row).and(self.slacks[row]).unwrap_or(0.0);
            slack / factor.abs() + TERM_WEIGHT * self.model.rows[row].terms.len() as f64
        };
        let lightest = self.rows_with(variable, sum).min_by(|a, b| weight(a.0, a.1).total_cmp(&weight(b.0, b.1)));
        let Some((row, factor)) = lightest else { return false };
        let coefficient = sum.terms[&variable];
        self.add(sum, row, -coefficient / factor);
        sum.terms.remove(&variable);
        true
    }

    /// Rows with a quantity that are not in the sum yet, and the factor there.
    fn rows_with<'s>(&'s self, variable: Variable, sum: &'s Sum) -> impl Iterator<Item = (usize, f64)> + 's {
        self.rows_of[variable].iter().copied().filter(|(row, _)| !sum.rows.contains(row))
    }
}

/// The end of a row that its slack is measured from, and the sign with which `row + sign · slack = end`.
fn end_and_sign(row: &Row) -> (f64, f64) {
    if row.upper.is_finite() { (row.upper, 1.0) } else { (row.lower, -1.0) }
}
