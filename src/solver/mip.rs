//! Mixed-integer programmes through `good_lp` and HiGHS, with bound and gap taken from HiGHS itself.

use good_lp::solvers::highs::HighsProblem;
use good_lp::{Expression, ProblemVariables, SolverModel, Variable, constraint, variable};
use highs::{HighsModelStatus, HighsSolutionStatus, SolvedModel};

use super::{SolverError, on_one_thread};
use crate::model::LinearModel;

/// Least distance of incumbent and bound that is worth closing, million yen: one yen, far below the least tie-break.
pub(crate) const LEAST_TOLERANCE: f64 = 1e-6;

/// By how much a known solution may miss a row: what rounding of decisions and the solver's tolerances leave.
const HOLDS: f64 = 1e-6;

/// Values of all columns of a solution that is known, and what it is for.
#[derive(Clone, Copy, Debug)]
pub enum Known<'a> {
    /// The solver begins from it, and proves nothing.
    ///
    /// HiGHS 1.16 counts a start by what its presolve leaves of it. Where presolve decides a column otherwise, that is the cost of no
    /// solution, and better ones are cut off: with minimum 45 and a start of 50 it called 35 optimal.
    Start(&'a [f64]),
    /// Only ones that are better by more than the tolerance are looked for; where there are none it is given back, proven to it.
    Best(&'a [f64]),
}

/// Limits of one solve and what is known before.
#[derive(Clone, Copy, Debug)]
pub struct MipSettings<'a> {
    /// Distance of incumbent and bound at which to stop, million yen.
    pub tolerance: f64,
    /// Longest time, seconds.
    pub time_limit_s: f64,
    /// Most nodes, if limited.
    pub node_limit: Option<u32>,
    /// A known solution.
    pub known: Option<Known<'a>>,
    /// File the solver's own log goes to, from which progress can be read.
    pub log: Option<&'a std::path::Path>,
}

impl MipSettings<'_> {
    /// Limits of distance and time alone, nothing known before.
    pub fn new(tolerance: f64, time_limit_s: f64) -> Self {
        Self { tolerance, time_limit_s, node_limit: None, known: None, log: None }
    }
}

/// What a solve found and proved, million yen.
#[derive(Clone, Debug)]
pub struct MipOutcome {
    /// Values of all columns; whole where they must be, up to the solver's tolerance.
    pub values: Vec<f64>,
    /// Objective of `values`.
    pub objective: f64,
    /// No solution costs less; negative infinity where nothing is proven.
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
    let best = match settings.known {
        // Else the search would be cut off at the cost of no solution.
        Some(Known::Best(values)) if model.holds(values, HOLDS) => Some((values, model.objective(values))),
        _ => None,
    };
    match solve_beyond(model, settings, best) {
        // A row that leaves out a solution by a yen is at the edge of HiGHS's tolerances: its presolve may keep that solution, and the end
        // is an error then.
        Err(SolverError::Failed(_)) if best.is_some() => solve_beyond(model, settings, None),
        ended => ended,
    }
}

/// What no solution of `model` costs less than, as far as the limits let that be proven, million yen; negative infinity where it is nothing.
///
/// # Errors
/// [`SolverError`] when there is no solution, the objective has no end or the solver fails.
pub fn bound(model: &LinearModel, settings: &MipSettings<'_>) -> Result<f64, SolverError> {
    if model.columns.is_empty() {
        return Ok(model.offset);
    }
    let (solved, ended) = run(model, settings, None)?;
    if ended == Ended::Infeasible { Err(SolverError::Infeasible) } else { proven(model, &solved, ended) }
}

/// How a solve ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    Optimal,
    Infeasible,
    Stopped,
}

/// Solves `model`, where `best` with its objective is known for what is better than that.
fn solve_beyond(model: &LinearModel, settings: &MipSettings<'_>, best: Option<(&[f64], f64)>) -> Result<MipOutcome, SolverError> {
    // A row instead of an option: HiGHS forgets what its presolve takes out of the objective when it compares with `objective_bound`.
    let cutoff = best.map(|(_, objective)| objective - settings.tolerance.max(LEAST_TOLERANCE));
    let (solved, ended) = run(model, settings, cutoff)?;
    let known = |bound: f64, is_stopped: bool| {
        let (values, objective) = best?;
        Some(MipOutcome { values: values.to_vec(), objective, bound: bound.min(objective), is_stopped })
    };
    if ended == Ended::Infeasible {
        return known(cutoff.unwrap_or(f64::NEG_INFINITY), false).ok_or(SolverError::Infeasible);
    }
    // What costs more than the cutoff was not looked at.
    let bound = proven(model, &solved, ended)?.min(cutoff.unwrap_or(f64::INFINITY));
    let bound = if matches!(settings.known, Some(Known::Start(_))) { f64::NEG_INFINITY } else { bound };
    if solved.primal_solution_status() != HighsSolutionStatus::Feasible {
        return known(bound, true).ok_or(SolverError::NothingFound);
    }
    let values = solved.get_solution().columns().to_vec();
    // Not what HiGHS says: after a start that may be the cost of no solution.
    Ok(MipOutcome { objective: model.objective(&values), values, bound, is_stopped: ended == Ended::Stopped })
}

/// Runs HiGHS on `model` without what costs more than `cutoff`.
fn run(model: &LinearModel, settings: &MipSettings<'_>, cutoff: Option<f64>) -> Result<(SolvedModel, Ended), SolverError> {
    let mut highs = build(model, cutoff).try_into_inner().map_err(|_| SolverError::Failed("the model was refused"))?;
    set_options(&mut highs, settings);
    if let Some(Known::Start(values)) = settings.known {
        highs.set_solution(Some(values), None, None, None);
    }
    let solved = highs.try_solve().map_err(|_| SolverError::Failed("the solve ended with an error"))?;
    let ended = match solved.status() {
        HighsModelStatus::Optimal | HighsModelStatus::ModelEmpty => Ended::Optimal,
        HighsModelStatus::Infeasible | HighsModelStatus::UnboundedOrInfeasible => Ended::Infeasible,
        HighsModelStatus::Unbounded => return Err(SolverError::Unbounded),
        HighsModelStatus::ReachedTimeLimit
        | HighsModelStatus::ReachedIterationLimit
        | HighsModelStatus::ReachedSolutionLimit
        | HighsModelStatus::ReachedInterrupt
        | HighsModelStatus::ReachedMemoryLimit => Ended::Stopped,
        _ => return Err(SolverError::Failed("the solver gave no usable status")),
    };
    Ok((solved, ended))
}

/// What no solution costs less than by a run of HiGHS that began from nothing.
fn proven(model: &LinearModel, solved: &SolvedModel, ended: Ended) -> Result<f64, SolverError> {
    if model.columns.iter().any(|column| column.is_integer) {
        let bound = solved.double_info_value(c"mip_dual_bound").map_err(|_| SolverError::Failed("the solver gave no bound"))?;
        return Ok(bound + model.offset);
    }
    // A linear programme that was stopped has an objective, but not one that bounds others.
    Ok(if ended == Ended::Optimal { solved.objective_value() + model.offset } else { f64::NEG_INFINITY })
}

fn set_options(highs: &mut highs::Model, settings: &MipSettings<'_>) {
    highs.set_option("output_flag", settings.log.is_some());
    highs.set_option("log_to_console", false);
    if let Some(log) = settings.log.and_then(std::path::Path::to_str) {
        highs.set_option("log_file", log);
    }
    on_one_thread(highs);
    highs.set_option("time_limit", settings.time_limit_s.max(0.0));
    // HiGHS knows the objective without its offset, so that a relative gap would mean something else to it.
    highs.set_option("mip_rel_gap", 0.0);
    highs.set_option("mip_abs_gap", settings.tolerance.max(LEAST_TOLERANCE));
    highs.set_option("mip_feasibility_tolerance", 1e-7);
    highs.set_option("primal_feasibility_tolerance", 1e-8);
    if let Some(nodes) = settings.node_limit.and_then(|nodes| i32::try_from(nodes).ok()) {
        highs.set_option("mip_max_nodes", nodes);
    }
}

/// The model in `good_lp`'s terms, without what costs more than `cutoff`; the offset stays outside.
fn build(model: &LinearModel, cutoff: Option<f64>) -> HighsProblem {
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
    let mut problem = variables.minimise(&objective).using(good_lp::highs);
    if let Some(cutoff) = cutoff {
        problem.add_constraint(constraint!(objective <= cutoff - model.offset));
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Column, ColumnIx};

    /// Seven sites cover at least 13.2 of 22 people. From the start below, HiGHS 1.16 calls 35 optimal, for which there is no solution.
    fn cover() -> LinearModel {
        let mut model = LinearModel::default();
        for cost in [1.0, 59.0, 17.0, 15.0, 34.0, 49.0, 30.0] {
            model.add_binary(String::new(), cost);
        }
        let mut people = Vec::new();
        for (weight, near) in [(6.0, vec![0, 2, 3]), (4.0, vec![1]), (2.0, vec![1, 4, 5, 6]), (6.0, vec![3]), (4.0, vec![4])] {
            let column = model.add_column(Column { name: String::new(), lower: 0.0, upper: 1.0, is_integer: false, cost: 0.0 });
            let mut terms: Vec<(ColumnIx, f64)> = near.into_iter().map(|site| (ColumnIx(site), 1.0)).collect();
            terms.push((column, -1.0));
            model.at_least(String::new(), 0.0, terms);
            people.push((column, weight));
        }
        model.at_least(String::new(), 13.2, people);
        model
    }

    fn solved(known: Option<Known<'_>>) -> MipOutcome {
        solve(&cover(), &MipSettings { known, ..MipSettings::new(0.0, 60.0) }).unwrap()
    }

    #[test]
    fn what_is_known_hides_no_better_solution_and_proves_none() {
        let optimum = solved(None).objective;
        assert!((optimum - 45.0).abs() < 1e-5 && (optimum - solved(None).bound).abs() < 1e-5, "{optimum}");
        let dear = [1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0];
        assert!(cover().holds(&dear, 0.0) && cover().objective(&dear) > optimum + 1.0);
        let from_best = solved(Some(Known::Best(&dear)));
        assert!((from_best.objective - optimum).abs() < 1e-5 && from_best.bound <= optimum + 1e-5, "{from_best:?}");
        // Broken, and cheaper than any solution.
        let broken = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0];
        assert!((solved(Some(Known::Best(&broken))).objective - optimum).abs() < 1e-5);
        let from_start = solved(Some(Known::Start(&dear)));
        assert!(from_start.bound <= optimum && from_start.objective >= optimum - 1e-5, "{from_start:?}");
    }

    #[test]
    fn a_bound_needs_no_solution() {
        let settings = MipSettings::new(0.0, 60.0);
        assert!((bound(&cover(), &settings).unwrap() - 45.0).abs() < 1e-5);
        let no_time = bound(&cover(), &MipSettings { time_limit_s: 0.0, ..settings }).unwrap();
        assert!(no_time <= 45.0 + 1e-5, "{no_time}");
        let mut impossible = cover();
        impossible.at_least(String::new(), 8.0, (0..7).map(|site| (ColumnIx(site), 1.0)).collect());
        assert_eq!(bound(&impossible, &settings), Err(SolverError::Infeasible));
    }

    #[test]
    fn the_best_there_is_comes_back_proven() {
        let best = solved(None);
        let again = solved(Some(Known::Best(&best.values)));
        assert!(!again.is_stopped && (again.objective - best.objective).abs() < 1e-9, "{again:?}");
        assert!(again.objective - again.bound <= 2.0 * LEAST_TOLERANCE, "{again:?}");
    }
}
