//! A linear programme that grows row by row and is solved again from where it was: a warm-started HiGHS session.

use std::time::Instant;

use highs::{ColProblem, HighsModelStatus, HighsStatus, Model, RowProblem, Sense, SolvedModel};

use super::{SolverError, on_one_thread};
use crate::model::{Column, LinearModel};

/// New rows from which interior points from scratch beat the dual simplex method from the last basis. On the ward, with 13,700
/// new rows: 8 against 24 seconds; with some hundreds of rows it is 6 against 4.
const MANY_ROWS: usize = 2_000;

/// How a relaxation is solved; both ways end in a vertex, so that the next solve is warm either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// From scratch.
    InteriorPoints,
    /// From the last basis, or that of the rows.
    DualSimplex,
}

/// The linear relaxation of a growing model; integrality is dropped.
#[derive(Debug)]
pub struct LpSession {
    state: Option<Model>,
    columns: Vec<highs::Col>,
    rows: usize,
    /// Handles of the rows in a session made by [`LpSession::of_rows`], for columns that come later.
    handles: Vec<highs::Row>,
    /// Rows of the last solution.
    solved_rows: usize,
    /// How the last solution was found.
    method: Option<Method>,
    offset: f64,
    /// What earlier solves took, seconds: HiGHS counts its time limit over all of them.
    spent_s: f64,
}

/// Values and objective of a relaxation.
#[derive(Clone, Debug)]
pub struct LpOutcome {
    /// Values of all columns.
    pub values: Vec<f64>,
    /// Reduced costs of all columns, million yen per unit.
    pub reduced_costs: Vec<f64>,
    /// Duals of all rows, at least 0 for rows `≥`; off by the solver's tolerance.
    pub row_duals: Vec<f64>,
    /// Objective, million yen: a bound for the mixed-integer programme.
    pub objective: f64,
}

/// How a solve of a relaxation ended.
#[derive(Clone, Debug)]
pub enum Ending {
    /// With an optimum.
    Optimal(LpOutcome),
    /// No values satisfy rows and bounds.
    Infeasible,
    /// The objective is past the bound it was wanted below; duals of all rows that say so.
    Past(Vec<f64>),
    /// The time limit came first.
    Stopped,
}

impl LpSession {
    /// A session that holds the columns and rows of `model`.
    ///
    /// # Errors
    /// [`SolverError::Failed`] when HiGHS refuses the model.
    pub fn new(model: &LinearModel) -> Result<Self, SolverError> {
        let mut problem = RowProblem::default();
        let columns: Vec<_> =
            model.columns.iter().map(|column| problem.add_column(column.cost, column.lower..=column.upper)).collect();
        for row in &model.rows {
            problem.add_row(row.lower..=row.upper, row.terms.iter().map(|&(column, factor)| (columns[column.0], factor)));
        }
        let state = problem.try_optimise(Sense::Minimise);
        Self::start(state, model, columns, Vec::new())
    }

    /// A session that holds the rows of `model` and no columns yet.
    ///
    /// # Errors
    /// [`SolverError::Failed`] when HiGHS refuses the rows.
    pub fn of_rows(model: &LinearModel) -> Result<Self, SolverError> {
        let mut problem = ColProblem::default();
        let handles: Vec<_> = model.rows.iter().map(|row| problem.add_row(row.lower..=row.upper)).collect();
        let state = problem.try_optimise(Sense::Minimise);
        Self::start(state, model, Vec::new(), handles)
    }

    fn start(
        state: Result<Model, HighsStatus>,
        model: &LinearModel,
        columns: Vec<highs::Col>,
        handles: Vec<highs::Row>,
    ) -> Result<Self, SolverError> {
        let mut state = state.map_err(|_| SolverError::Failed("the relaxation was refused"))?;
        state.make_quiet();
        on_one_thread(&mut state);
        let (rows, offset) = (model.rows.len(), model.offset);
        // Without columns the basis of the rows is a solution.
        let solved_rows = if columns.is_empty() { rows } else { 0 };
        Ok(Self { state: Some(state), columns, rows, handles, solved_rows, method: None, offset, spent_s: 0.0 })
    }

    /// How the last solution was found; none before the first.
    #[must_use]
    pub fn method(&self) -> Option<Method> {
        self.method
    }

    /// Adds a column with factors in rows of a session made by [`LpSession::of_rows`].
    ///
    /// # Errors
    /// [`SolverError::Failed`] when HiGHS refuses it.
    pub fn add_column(&mut self, column: &Column, factors: &[(usize, f64)]) -> Result<(), SolverError> {
        let refused = |_| SolverError::Failed("an added column was refused");
        let state = self.state.as_mut().ok_or(SolverError::Failed("the session has ended"))?;
        let factors = factors.iter().map(|&(row, factor)| (self.handles[row], factor));
        self.columns.push(state.try_add_column(column.cost, column.lower..=column.upper, factors).map_err(refused)?);
        Ok(())
    }

    /// Adds a row of the columns at the positions in `terms`.
    ///
    /// # Errors
    /// [`SolverError::Failed`] when HiGHS refuses it.
    pub fn add_row(&mut self, lower: f64, upper: f64, terms: &[(usize, f64)]) -> Result<(), SolverError> {
        let refused = |_| SolverError::Failed("an added row was refused");
        let state = self.state.as_mut().ok_or(SolverError::Failed("the session has ended"))?;
        let terms = terms.iter().map(|&(column, factor)| (self.columns[column], factor));
        self.handles.push(state.try_add_row(lower..=upper, terms).map_err(refused)?);
        self.rows += 1;
        Ok(())
    }

    /// Takes over rows that were appended to `model` since the session last saw it.
    ///
    /// # Errors
    /// [`SolverError::Failed`] when HiGHS refuses one.
    pub fn extend(&mut self, model: &LinearModel) -> Result<(), SolverError> {
        for row in &model.rows[self.rows..] {
            let terms: Vec<_> = row.terms.iter().map(|&(column, factor)| (column.0, factor)).collect();
            self.add_row(row.lower, row.upper, &terms)?;
        }
        Ok(())
    }

    /// Solves from the last basis, or anew where many rows have come since.
    ///
    /// # Errors
    /// [`SolverError::NothingFound`] when the limit comes first, after which the session may go on; [`SolverError::Infeasible`], which proves
    /// the mixed-integer programme infeasible too, or a failure: the session has then ended.
    pub fn solve(&mut self, time_limit_s: f64) -> Result<LpOutcome, SolverError> {
        let has_many = self.rows - self.solved_rows >= MANY_ROWS;
        self.solve_by(if has_many { Method::InteriorPoints } else { Method::DualSimplex }, time_limit_s)
    }

    /// Solves by the method asked for.
    ///
    /// # Errors
    /// As [`LpSession::solve`].
    pub fn solve_by(&mut self, method: Method, time_limit_s: f64) -> Result<LpOutcome, SolverError> {
        let mut state = self.state.take().ok_or(SolverError::Failed("the session has ended"))?;
        let name = match method {
            Method::InteriorPoints => "ipm",
            Method::DualSimplex => "simplex",
        };
        state.set_option("solver", name);
        let (solved, ending) = solve_on(state, &mut self.spent_s, time_limit_s)?;
        match ending {
            Ending::Optimal(outcome) => {
                self.state = Some(Model::from(solved));
                self.solved_rows = self.rows;
                self.method = Some(method);
                Ok(LpOutcome { objective: outcome.objective + self.offset, ..outcome })
            }
            Ending::Infeasible => Err(SolverError::Infeasible),
            Ending::Past(_) | Ending::Stopped => {
                self.state = Some(Model::from(solved));
                Err(SolverError::NothingFound)
            }
        }
    }
}

/// Solves from where `state` is. HiGHS counts its time limit over all solves of a model, which took `spent_s` until now.
pub(super) fn solve_on(mut state: Model, spent_s: &mut f64, time_limit_s: f64) -> Result<(SolvedModel, Ending), SolverError> {
    state.set_option("time_limit", *spent_s + time_limit_s.max(0.0));
    let started = Instant::now();
    let solved = state.try_solve();
    *spent_s += started.elapsed().as_secs_f64();
    let solved = solved.map_err(|_| SolverError::Failed("the relaxation ended with an error"))?;
    let ending = match solved.status() {
        HighsModelStatus::Optimal | HighsModelStatus::ModelEmpty => {
            let solution = solved.get_solution();
            Ending::Optimal(LpOutcome {
                values: solution.columns().to_vec(),
                reduced_costs: solution.dual_columns().to_vec(),
                row_duals: solution.dual_rows().to_vec(),
                objective: solved.objective_value(),
            })
        }
        HighsModelStatus::Infeasible | HighsModelStatus::UnboundedOrInfeasible => Ending::Infeasible,
        HighsModelStatus::ObjectiveBound => Ending::Past(solved.get_solution().dual_rows().to_vec()),
        HighsModelStatus::ReachedTimeLimit => Ending::Stopped,
        _ => return Err(SolverError::Failed("the relaxation has no usable status")),
    };
    Ok((solved, ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "whole numbers, which doubles hold exactly")]
    fn a_session_goes_on_after_its_time_limit() {
        // min Σ x(j) with x(j) + x(j + 1) ≥ 1 around a ring of 100: halves or every second one, 50.
        let mut model = LinearModel::default();
        let columns: Vec<_> = (0..100).map(|n| model.add_quantity(format!("x[{n}]"), 1.0)).collect();
        for n in 0..100 {
            model.at_least(format!("edge[{n}]"), 1.0, vec![(columns[n], 1.0), (columns[(n + 1) % 100], 1.0)]);
        }
        let mut session = LpSession::new(&model).unwrap();
        assert!(matches!(session.solve_by(Method::DualSimplex, 0.0), Err(SolverError::NothingFound)));
        assert_eq!(session.solve_by(Method::DualSimplex, 10.0).unwrap().objective, 50.0);
    }
}
