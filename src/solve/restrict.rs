//! The programme without the decisions that the relaxation shows to be too dear.
//!
//! Let `L` be the optimum of the relaxation and `d` its reduced costs. Every solution in which a decision leaves the end of its
//! range costs at least `L + |d|`. Without the decisions of `|d| > allowance` the programme is much smaller, and
//! `min(its bound, L + allowance)` still holds for the complete one, whatever was left out.
//!
//! # Source
//! Dantzig, Fulkerson, Johnson (1954), "Solution of a large-scale traveling-salesman problem", Operations Research 2, which fixes
//! variables by reduced cost at the gap; here also below it, to find plans.

use crate::model::{ColumnIx, LinearModel, Row};
use crate::solver::lp::LpOutcome;

/// A programme with fewer columns, and where they come from.
#[derive(Debug)]
pub(super) struct Restricted {
    /// The smaller programme; its objective is that of the complete one.
    pub(super) model: LinearModel,
    /// Whether no decision was left out, so that its bound and its infeasibility are those of the complete programme.
    pub(super) is_complete: bool,
    kept: Vec<usize>,
    /// Values of all columns of the complete programme; those of kept columns are replaced.
    fixed: Vec<f64>,
}

impl Restricted {
    /// Leaves out of `model` the decisions whose reduced cost exceeds `allowance`, but none that `start` takes.
    pub(super) fn new(model: &LinearModel, relaxation: &LpOutcome, allowance: f64, start: Option<&[f64]>) -> Self {
        let mut restricted = Self {
            model: LinearModel { offset: model.offset, ..LinearModel::default() },
            is_complete: true,
            kept: Vec::new(),
            fixed: vec![0.0; model.columns.len()],
        };
        let mut places = vec![None; model.columns.len()];
        for (index, column) in model.columns.iter().enumerate() {
            let end = if relaxation.reduced_costs[index] > 0.0 { column.lower } else { column.upper };
            let is_dear = column.is_integer && relaxation.reduced_costs[index].abs() > allowance;
            // The start differs from whole ends by one or nothing.
            if is_dear && start.is_none_or(|start| (start[index] - end).abs() < 0.5) {
                restricted.fixed[index] = end;
                restricted.model.offset += column.cost * end;
                restricted.is_complete = false;
            } else {
                restricted.kept.push(index);
                places[index] = Some(restricted.model.add_column(column.clone()));
            }
        }
        restricted.model.rows = model.rows.iter().filter_map(|row| restricted.row(row, &places)).collect();
        restricted
    }

    /// What is left of a row; none where nothing is left to decide and it holds.
    fn row(&self, row: &Row, places: &[Option<ColumnIx>]) -> Option<Row> {
        let mut activity = 0.0;
        let mut terms = Vec::new();
        for &(column, factor) in &row.terms {
            match places[column.0] {
                Some(place) => terms.push((place, factor)),
                None => activity += factor * self.fixed[column.0],
            }
        }
        let (lower, upper) = (row.lower - activity, row.upper - activity);
        let holds = terms.is_empty() && lower <= 0.0 && upper >= 0.0;
        (!holds).then(|| Row { name: row.name.clone(), lower, upper, terms })
    }

    /// Values of the kept columns among those of the complete programme.
    pub(super) fn restrict(&self, values: &[f64]) -> Vec<f64> {
        self.kept.iter().map(|&index| values[index]).collect()
    }

    /// Values of the complete programme for values of the kept columns.
    pub(super) fn complete(&self, values: &[f64]) -> Vec<f64> {
        let mut complete = self.fixed.clone();
        for (&index, &value) in self.kept.iter().zip(values) {
            complete[index] = value;
        }
        complete
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solver::lp::LpSession;
    use crate::solver::mip::{self, MipSettings};

    /// Choose one of three, the second limited by a budget that the third does not need.
    fn choice() -> LinearModel {
        let mut model = LinearModel { offset: 1.0, ..LinearModel::default() };
        let columns = [5.0, 3.0, 9.0].map(|cost| model.add_binary(format!("choice[{cost}]"), cost));
        model.add_row("one".to_owned(), 1.0, 1.0, columns.iter().map(|&column| (column, 1.0)).collect());
        model.at_most("budget".to_owned(), 1.0, vec![(columns[0], 1.0), (columns[1], 2.0)]);
        model
    }

    fn relaxed(model: &LinearModel) -> LpOutcome {
        LpSession::new(model).unwrap().solve(10.0).unwrap()
    }

    fn optimum(model: &LinearModel) -> f64 {
        let settings = MipSettings { tolerance: 1e-6, time_limit_s: 10.0, node_limit: None, start: None, log: None };
        mip::solve(model, &settings).unwrap().objective
    }

    #[test]
    fn an_allowance_as_large_as_the_gap_keeps_the_optimum() {
        let model = choice();
        let relaxation = relaxed(&model);
        let best = optimum(&model);
        let restricted = Restricted::new(&model, &relaxation, best - relaxation.objective, None);
        assert!((optimum(&restricted.model) - best).abs() < 1e-9, "{restricted:?}");
    }

    #[test]
    fn a_decision_left_out_costs_more_than_the_allowance() {
        let model = choice();
        let relaxation = relaxed(&model);
        let allowance = 0.5;
        let restricted = Restricted::new(&model, &relaxation, allowance, None);
        assert!(!restricted.is_complete);
        for index in (0..model.columns.len()).filter(|index| !restricted.kept.contains(index)) {
            let mut forced = model.clone();
            forced.columns[index].lower = 1.0 - restricted.fixed[index];
            forced.columns[index].upper = 1.0 - restricted.fixed[index];
            assert!(optimum(&forced) > relaxation.objective + allowance);
        }
    }

    #[test]
    fn the_start_is_never_left_out() {
        let model = choice();
        let start = [0.0, 0.0, 1.0];
        let restricted = Restricted::new(&model, &relaxed(&model), 0.0, Some(&start));
        assert_eq!(restricted.complete(&restricted.restrict(&start)), start);
    }
}
