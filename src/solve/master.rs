//! The relaxation among the columns that any part asked for: small, with the rows of the whole municipality, so that its duals are prices.
//!
//! # Source
//! Dantzig, Wolfe (1960), "Decomposition principle for linear programs", Operations Research 8; here single columns come in and not mixtures of
//! whole solutions, so that those of several parts combine freely.

use crate::model::LinearModel;
use crate::solver::SolverError;
use crate::solver::lp::{LpOutcome, LpSession, Method};

/// A value above this makes a column one that a solution uses.
const USED: f64 = 1e-9;

/// Columns from which many new rows are a matter for interior points: with 9,000 and then 4,000 of them 18 and 30 seconds, where the dual
/// simplex method took 63 and 219 from the last basis, for a city of eight wards, which has this many. For one of four wards it is 6 and 10
/// against 14 and 34, but the duals were worth less by as much as that saves.
const LARGE: usize = 100_000;

/// The programme of the active columns, with all rows of the whole in their order.
pub(super) struct Master {
    session: LpSession,
    /// Positions of its columns in the whole.
    columns: Vec<usize>,
    /// By column of the whole: its position here.
    places: Vec<Option<usize>>,
    rows: usize,
}

/// Columns that are active from the start: quantities, so that prices stay within what they cost, and decisions that must not be 0.
pub(super) fn always_active(model: &LinearModel) -> Vec<bool> {
    model.columns.iter().map(|column| !column.is_integer || column.lower != 0.0).collect()
}

/// Makes active what `values` use.
pub(super) fn activate(active: &mut [bool], values: &[f64]) {
    active.iter_mut().zip(values).for_each(|(active, &value)| *active |= value > USED);
}

impl Master {
    /// The rows of `model`, with no columns yet.
    pub(super) fn new(model: &LinearModel) -> Result<Self, SolverError> {
        let session = LpSession::of_rows(model)?;
        Ok(Self { session, columns: Vec::new(), places: vec![None; model.columns.len()], rows: model.rows.len() })
    }

    /// Whether interior points found the last solution.
    pub(super) fn is_from_interior_points(&self) -> bool {
        self.session.method() == Some(Method::InteriorPoints)
    }

    /// Takes over what became active and rows that came to `model` since.
    pub(super) fn extend(&mut self, model: &LinearModel, active: &[bool]) -> Result<(), SolverError> {
        for row in &model.rows[self.rows..] {
            let terms = row.terms.iter().filter_map(|&(column, factor)| self.places[column.0].map(|place| (place, factor)));
            self.session.add_row(row.lower, row.upper, &terms.collect::<Vec<_>>())?;
        }
        self.rows = model.rows.len();
        let mut factors: Vec<Vec<(usize, f64)>> = vec![Vec::new(); model.columns.len()];
        let is_new = |column: usize| active[column] && self.places[column].is_none();
        for (index, row) in model.rows.iter().enumerate() {
            for &(column, factor) in row.terms.iter().filter(|term| is_new(term.0.0)) {
                factors[column.0].push((index, factor));
            }
        }
        for (index, column) in model.columns.iter().enumerate() {
            if active[index] && self.places[index].is_none() {
                self.places[index] = Some(self.columns.len());
                self.columns.push(index);
                self.session.add_column(column, &factors[index])?;
            }
        }
        Ok(())
    }

    /// Solves it with all columns that are not active at 0; values, reduced costs and duals are those of the whole, reduced costs 0 where the
    /// whole has more. None where the active columns cannot keep the rows, which says nothing of the whole; the programme has then ended.
    pub(super) fn solve(&mut self, time_limit_s: f64) -> Result<Option<LpOutcome>, SolverError> {
        let is_large = self.columns.len() >= LARGE;
        let solved =
            if is_large { self.session.solve(time_limit_s) } else { self.session.solve_by(Method::DualSimplex, time_limit_s) };
        let solved = match solved {
            Ok(solved) => solved,
            Err(SolverError::Infeasible) => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut values = vec![0.0; self.places.len()];
        let mut reduced_costs = vec![0.0; self.places.len()];
        for (place, &column) in self.columns.iter().enumerate() {
            values[column] = solved.values[place];
            reduced_costs[column] = solved.reduced_costs[place];
        }
        Ok(Some(LpOutcome { values, reduced_costs, ..solved }))
    }
}
