//! Mixed-integer programmes through `good_lp` and HiGHS, with bound and gap taken from HiGHS itself.

use std::num::NonZeroU32;

use good_lp::solvers::highs::HighsProblem;
use good_lp::{Expression, ProblemVariables, SolverModel, Variable, constraint, variable};
use highs::{HighsModelStatus, HighsSolutionStatus};

use super::{SEED, SolverError};
use crate::model::LinearModel;

/// Least distance of incumbent and bound that is worth closing, million yen: one yen, far below the least tie-break.
const LEAST_TOLERANCE: f64 = 1e-6;

/// Presolve rules that HiGHS must leave out, as a bit mask: 16, enumeration of a row's solutions.
///
/// In HiGHS 1.13 to 1.15 it can drop a row `Σ v = 1` of which one column is left, so that feasible models are called infeasible and worse
/// solutions optimal (HiGHS issue 3216, mended by its pull request 3220). Every asset has such a row.
const FAULTY_PRESOLVE: i32 = 1 << 16;

/// Limits and start of one solve.
#[derive(Clone, Copy, Debug)]
pub struct MipSettings<'a> {
    /// Distance of incumbent and bound at which to stop, million yen.
    pub tolerance: f64,
    /// Longest time, seconds.
    pub time_limit_s: f64,
    /// Most nodes, if limited.
    pub node_limit: Option<u32>,
    /// Values of all columns of a known solution.
    pub start: Option<&'a [f64]>,
    /// File the solver's own log goes to, from which progress can be read.
    pub log: Option<&'a std::path::Path>,
}

/// What a solve found and proved, million yen.
#[derive(Clone, Debug)]
pub struct MipOutcome {
    /// Values of all columns; whole where they must be, up to the solver's tolerance.
    pub values: Vec<f64>,
    /// Objective of `values`.
    pub objective: f64,
    /// No solution costs less.
    pub bound: f64,
    /// Whether a limit stopped the search before the gap was reached.
    pub is_stopped: bool,
}

/// Solves `model` on one thread.
///
/// One thread and a fixed seed make the answer the same on every machine and for every `--threads`.
///
/// # Errors
/// [`SolverError`] when there is no solution or none was found.
pub fn solve(model: &LinearModel, settings: &MipSettings<'_>) -> Result<MipOutcome, SolverError> {
    if model.columns.is_empty() {
        return Ok(MipOutcome { values: Vec::new(), objective: model.offset, bound: model.offset, is_stopped: false });
    }
    let mut highs = build(model).try_into_inner().map_err(|_| SolverError::Failed("the model was refused"))?;
    highs.set_option("output_flag", settings.log.is_some());
    highs.set_option("log_to_console", false);
    if let Some(log) = settings.log.and_then(std::path::Path::to_str) {
        highs.set_option("log_file", log);
    }
    highs.set_threads(NonZeroU32::MIN);
    highs.set_option("parallel", "off");
    highs.set_option("random_seed", SEED);
    highs.set_option("presolve_rule_off", FAULTY_PRESOLVE);
    highs.set_option("time_limit", settings.time_limit_s.max(0.0));
    // HiGHS knows the objective without its offset, so that a relative gap would mean something else to it.
    highs.set_option("mip_rel_gap", 0.0);
    highs.set_option("mip_abs_gap", settings.tolerance.max(LEAST_TOLERANCE));
    highs.set_option("mip_feasibility_tolerance", 1e-7);
    highs.set_option("primal_feasibility_tolerance", 1e-8);
    if let Some(nodes) = settings.node_limit.and_then(|nodes| i32::try_from(nodes).ok()) {
        highs.set_option("mip_max_nodes", nodes);
    }
    if let Some(start) = settings.start {
        highs.set_solution(Some(start), None, None, None);
    }
    let solved = highs.try_solve().map_err(|_| SolverError::Failed("the solve ended with an error"))?;
    let is_stopped = match solved.status() {
        HighsModelStatus::Optimal | HighsModelStatus::ModelEmpty => false,
        HighsModelStatus::Infeasible | HighsModelStatus::UnboundedOrInfeasible => return Err(SolverError::Infeasible),
        HighsModelStatus::Unbounded => return Err(SolverError::Unbounded),
        HighsModelStatus::ReachedTimeLimit
        | HighsModelStatus::ReachedIterationLimit
        | HighsModelStatus::ReachedSolutionLimit
        | HighsModelStatus::ReachedInterrupt
        | HighsModelStatus::ReachedMemoryLimit => true,
        _ => return Err(SolverError::Failed("the solver gave no usable status")),
    };
    if solved.primal_solution_status() != HighsSolutionStatus::Feasible {
        return Err(SolverError::NothingFound);
    }
    let has_integers = model.columns.iter().any(|column| column.is_integer);
    let objective = solved.objective_value();
    let bound = if has_integers {
        solved.double_info_value(c"mip_dual_bound").map_err(|_| SolverError::Failed("the solver gave no bound"))?
    } else {
        objective
    };
    Ok(MipOutcome {
        values: solved.get_solution().columns().to_vec(),
        objective: objective + model.offset,
        bound: bound + model.offset,
        is_stopped,
    })
}

/// The model in `good_lp`'s terms; the offset stays outside.
fn build(model: &LinearModel) -> HighsProblem {
    let mut variables = ProblemVariables::new();
    let columns: Vec<Variable> = model
        .columns
        .iter()
        .map(|column| {
            let definition = variable().min(column.lower).max(column.upper);
            variables.add(if column.is_integer { definition.integer() } else { definition })
        })
        .collect();
    let mut objective = Expression::with_capacity(columns.len());
    for (column, &variable) in model.columns.iter().zip(&columns) {
        objective.add_mul(column.cost, variable);
    }
    let mut problem = variables.minimise(objective).using(good_lp::highs);
    for row in &model.rows {
        let mut sum = Expression::with_capacity(row.terms.len());
        for &(column, coefficient) in &row.terms {
            sum.add_mul(coefficient, columns[column.0]);
        }
        if row.lower.to_bits() == row.upper.to_bits() {
            problem.add_constraint(constraint!(sum == row.lower));
        } else {
            if row.lower.is_finite() {
                problem.add_constraint(constraint!(sum.clone() >= row.lower));
            }
            if row.upper.is_finite() {
                problem.add_constraint(constraint!(sum <= row.upper));
            }
        }
    }
    problem
}
