//! Continuous quantities for given decisions: slacks, the peak, flows of slots, bonds and the fund.
//!
//! Branch and bound leaves decisions a little off whole numbers, and the quantities with them. Decisions made whole get the quantities
//! that fit them exactly, by a small linear programme.

use crate::formulate::Formulation;
use crate::model::{ColumnIx, LinearModel, Row};
use crate::solver::mip::{self, MipSettings};

/// By how much a row without quantities may be missed: the feasibility tolerance of the search.
const FEASIBLE: f64 = 1e-6;

/// Longest time for the linear programme, seconds; it is small.
const TIME_LIMIT_S: f64 = 60.0;

/// Price of a slot that is taken, million yen: far below any price of a missed slot, so that no more are taken than needed.
const SLOT_PRICE: f64 = 1e-9;

/// Values of all columns of the formulation's model with the decisions of `values` made whole; `None` where they break a rule.
pub(super) fn complete(formulation: &Formulation, values: &[f64]) -> Option<Vec<f64>> {
    let whole = &formulation.model;
    let mut complete: Vec<f64> =
        whole.columns.iter().zip(values).map(|(column, value)| if column.is_integer { value.round() } else { 0.0 }).collect();
    let mut rest = LinearModel::default();
    let mut places = vec![None; whole.columns.len()];
    for (index, column) in whole.columns.iter().enumerate().filter(|(_, column)| !column.is_integer) {
        places[index] = Some(rest.add_column(column.clone()));
    }
    for flow in &formulation.flows {
        if let Some(place) = places[flow.column.0] {
            rest.add_cost(place, SLOT_PRICE);
        }
    }
    for row in &whole.rows {
        match remaining(row, &complete, &places) {
            Remaining::Broken => return None,
            Remaining::Holds => {}
            Remaining::Row(row) => rest.rows.push(row),
        }
    }
    let settings = MipSettings::new(0.0, TIME_LIMIT_S);
    let outcome = mip::solve(&rest, &settings).ok()?;
    for (index, place) in places.iter().enumerate() {
        if let Some(ColumnIx(place)) = place {
            // The solver may leave a quantity a hair below its bound.
            complete[index] = outcome.values[*place].clamp(whole.columns[index].lower, whole.columns[index].upper);
        }
    }
    Some(complete)
}

enum Remaining {
    Broken,
    Holds,
    Row(Row),
}

/// What decisions leave of a row.
fn remaining(row: &Row, decisions: &[f64], places: &[Option<ColumnIx>]) -> Remaining {
    let (row, activity) = row.left(places, decisions);
    if !row.terms.is_empty() {
        return Remaining::Row(row);
    }
    let scale = activity.abs().max(1.0);
    if row.lower <= FEASIBLE * scale && row.upper >= -FEASIBLE * scale { Remaining::Holds } else { Remaining::Broken }
}
