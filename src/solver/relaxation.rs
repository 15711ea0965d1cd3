//! A relaxation for a tree search of the caller's own: bounds of columns change, rows come, each solve starts from the last basis.
//!
//! [`LpSession`](super::lp::LpSession) grows with a model of names and whole rows; a tree asks ten thousand times with other bounds
//! and needs the duals of rows. The crate `highs` can change bounds and add rows, but not take rows away: callers start anew instead.

use highs::{ColProblem, Model, RowProblem, Sense};

use super::lp::{Ending, solve_on};
use super::{SolverError, on_one_thread};

/// Columns with changing bounds under rows that are only added.
#[derive(Debug)]
pub struct Relaxation {
    state: Option<Model>,
    columns: Vec<highs::Col>,
    rows: usize,
    /// What earlier solves took, seconds: HiGHS counts its time limit over all of them.
    spent_s: f64,
}

impl Relaxation {
    /// A relaxation with `(cost, least, greatest)` for every column and no rows.
    ///
    /// # Errors
    /// [`SolverError::Failed`] when HiGHS refuses the columns.
    pub fn new(columns: &[(f64, f64, f64)]) -> Result<Self, SolverError> {
        let mut problem = RowProblem::default();
        let columns = columns.iter().map(|&(cost, lower, upper)| problem.add_column(cost, lower..=upper)).collect();
        let mut state = ColProblem::from(problem)
            .try_optimise(Sense::Minimise)
            .map_err(|_| SolverError::Failed("the relaxation was refused"))?;
        state.make_quiet();
        on_one_thread(&mut state);
        state.set_option("presolve", "off");
        state.set_option("solver", "simplex");
        Ok(Self { state: Some(state), columns, rows: 0, spent_s: 0.0 })
    }

    /// Adds `lower ≤ Σ factor · column ≤ upper` and hands back its position.
    ///
    /// # Errors
    /// [`SolverError::Failed`] when HiGHS refuses the row.
    pub fn add_row(&mut self, lower: f64, upper: f64, terms: &[(u32, f64)]) -> Result<usize, SolverError> {
        let state = self.state.as_mut().ok_or(SolverError::Failed("the relaxation has ended"))?;
        let terms = terms.iter().map(|&(column, factor)| (self.columns[column as usize], factor));
        state.try_add_row(lower..=upper, terms).map_err(|_| SolverError::Failed("an added row was refused"))?;
        self.rows += 1;
        Ok(self.rows - 1)
    }

    /// Sets the bounds of a column.
    pub fn set_bounds(&mut self, column: usize, lower: f64, upper: f64) {
        if let Some(state) = self.state.as_mut() {
            state.change_column_bounds(self.columns[column], lower..=upper);
        }
    }

    /// Solves from the last basis, and ends early when the objective passes `wanted`.
    ///
    /// # Errors
    /// [`SolverError::Failed`] when HiGHS does; the relaxation has then ended.
    pub fn solve(&mut self, wanted: f64, time_limit_s: f64) -> Result<Ending, SolverError> {
        let mut state = self.state.take().ok_or(SolverError::Failed("the relaxation has ended"))?;
        state.set_option("objective_bound", wanted);
        let (solved, ending) = solve_on(state, &mut self.spent_s, time_limit_s)?;
        self.state = Some(Model::from(solved));
        Ok(ending)
    }
}

#[cfg(test)]
mod tests {
    use super::super::lp::LpOutcome;
    use super::*;

    fn optimum(relaxation: &mut Relaxation) -> LpOutcome {
        match relaxation.solve(f64::INFINITY, 10.0).unwrap() {
            Ending::Optimal(relaxed) => relaxed,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "quarters, which doubles hold exactly")]
    fn bounds_and_rows_change_between_solves() {
        // min x + 2y, x + y ≥ 1, both in [0, 1]: x = 1, dual 1. With x ≤ 0.25, y = 0.75 and the objective is 1.75, dual 2.
        let mut relaxation = Relaxation::new(&[(1.0, 0.0, 1.0), (2.0, 0.0, 1.0)]).unwrap();
        relaxation.add_row(1.0, f64::INFINITY, &[(0, 1.0), (1, 1.0)]).unwrap();
        let first = optimum(&mut relaxation);
        assert_eq!((first.objective, first.row_duals[0]), (1.0, 1.0));
        relaxation.set_bounds(0, 0.0, 0.25);
        let second = optimum(&mut relaxation);
        assert_eq!((second.objective, second.row_duals[0], second.reduced_costs[0]), (1.75, 2.0, -1.0));
        // x + y ≥ 1.5 leaves nothing once both are at most 0.25 and 1.
        relaxation.add_row(1.5, f64::INFINITY, &[(0, 1.0), (1, 1.0)]).unwrap();
        assert!(matches!(relaxation.solve(f64::INFINITY, 10.0).unwrap(), Ending::Infeasible));
        relaxation.set_bounds(0, 0.5, 1.0);
        // x = 1, y = 0.5.
        assert_eq!(optimum(&mut relaxation).objective, 1.0 + 2.0 * 0.5);
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "whole numbers, which doubles hold exactly")]
    fn a_programme_past_what_was_wanted_says_so_by_its_duals() {
        // min Σ x(j) with x(j) + x(j + 1) ≥ 1 around a ring of 100 and x ≤ 1: 50.
        let mut relaxation = Relaxation::new(&[(1.0, 0.0, 1.0); 100]).unwrap();
        for n in 0..100 {
            relaxation.add_row(1.0, f64::INFINITY, &[(n, 1.0), ((n + 1) % 100, 1.0)]).unwrap();
        }
        let Ending::Past(duals) = relaxation.solve(10.0, 10.0).unwrap() else { panic!("it went on to its end") };
        // Σ dual · 1 + Σ least of reduced cost · column over 0 ≤ x ≤ 1.
        let reduced_costs = (0..100).map(|n| 1.0 - duals[n] - duals[(n + 99) % 100]);
        let proven = duals.iter().sum::<f64>() + reduced_costs.map(|cost| cost.min(0.0)).sum::<f64>();
        assert!((10.0 - 1e-6..=50.0 + 1e-6).contains(&proven), "{proven}");
        assert_eq!(optimum(&mut relaxation).objective, 50.0);
    }
}
