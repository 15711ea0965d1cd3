//! The search: relaxations first, then branch and bound on the decisions that the relaxation leaves in question, hinges of the
//! access term added where they are violated.

use std::time::Instant;

use super::complete::complete;
use super::progress::{LogFile, watch};
use super::restrict::Restricted;
use super::{Limits, Progress, SolveError, Stage};
use crate::formulate::{Formulation, Hinge};
use crate::model::LinearModel;
use crate::options::Options;
use crate::solver::SolverError;
use crate::solver::lp::{LpOutcome, LpSession};
use crate::solver::mip::{self, MipSettings};

/// What the search found, million yen.
pub(super) struct Found {
    /// Values of the columns of the formulation's model.
    pub(super) values: Vec<f64>,
    pub(super) objective: f64,
    pub(super) bound: Option<f64>,
    pub(super) hinges_used: (usize, usize),
}

/// A hinge is violated when its argument exceeds this: far above the solver's feasibility tolerance, far below one function.
const VIOLATION: f64 = 1e-5;

/// Relaxation rounds end when the hinges left out would add less than this share of the objective.
const RELAXED_ENOUGH: f64 = 1e-5;

/// Reduced cost above which decisions are left out of the first search, relative to the relaxation: on the ward this leaves a
/// fifth of the decisions, with a plan within 0.2 % of the best known among them.
const FIRST_ALLOWANCE: f64 = 1e-5;

/// Relative gap at which the search for the first plan ends.
const EARLY_GAP: f64 = 0.01;

/// Most nodes of the search for the first plan, so that it ends the same way on every machine.
const EARLY_NODES: u32 = 200;

/// Share of the time left that the search for the first plan may take.
const EARLY_SHARE: f64 = 0.25;

/// Growth of the allowance from search to search, until it is as large as the proof needs.
const ALLOWANCE_GROWTH: f64 = 32.0;

/// What is left in beyond the proof's need, million yen, so that rounding of sums does not cost the proof.
const MARGIN: f64 = 1e-6;

/// Most relaxation rounds; the search itself adds what is still violated.
const RELAXATION_ROUNDS: usize = 60;

/// The programme with the hinges added so far.
struct Working<'a> {
    model: LinearModel,
    hinges: &'a [Hinge],
    is_row: Vec<bool>,
    /// Hinges by their row's order, to extend a known solution.
    rows: Vec<usize>,
    base_columns: usize,
}

impl<'a> Working<'a> {
    fn new(formulation: &'a Formulation) -> Self {
        let hinges = &formulation.hinges.hinges;
        Self {
            model: formulation.model.clone(),
            hinges,
            is_row: vec![false; hinges.len()],
            rows: Vec::new(),
            base_columns: formulation.model.columns.len(),
        }
    }

    /// What the hinges left out add to the objective at `values`, million yen.
    fn left_out(&self, values: &[f64]) -> f64 {
        let inactive = self.hinges.iter().zip(&self.is_row).filter(|(_, is_row)| !**is_row);
        inactive.map(|(hinge, _)| hinge.cost * hinge.argument(values).max(0.0)).sum()
    }

    /// Makes every violated hinge a row; how many there were.
    fn add_violated(&mut self, values: &[f64]) -> usize {
        let before = self.rows.len();
        for (index, hinge) in self.hinges.iter().enumerate() {
            if !self.is_row[index] && hinge.argument(values) > VIOLATION {
                hinge.add_to(&mut self.model);
                self.is_row[index] = true;
                self.rows.push(index);
            }
        }
        self.rows.len() - before
    }

    /// Values of all columns for given values of the formulation's columns.
    fn extended(&self, values: &[f64]) -> Vec<f64> {
        let mut extended = values[..self.base_columns].to_vec();
        extended.extend(self.rows.iter().map(|&index| self.hinges[index].argument(values).max(0.0)));
        extended
    }
}

/// Runs the search.
pub(super) fn search(
    formulation: &Formulation,
    options: &Options,
    limits: &Limits,
    on_progress: &(dyn Fn(Progress) + Sync),
) -> Result<Found, SolveError> {
    let started = Instant::now();
    let left = || limits.time.saturating_sub(started.elapsed()).as_secs_f64();
    let mut working = Working::new(formulation);
    let mut best = keep_everything(formulation, options).map(|values| {
        let objective = working.model.objective(&values) + working.left_out(&values);
        (values, objective)
    });
    let mut bound = None;
    let mut session = LpSession::new(&working.model)?;
    let mut allowance = FIRST_ALLOWANCE;
    let log = LogFile::new();
    let is_over = match session.solve(left()) {
        Ok(first) => {
            bound = Some(first.objective);
            on_progress(Progress { stage: Stage::Relaxation(1), bound, incumbent: best.as_ref().map(|best| best.1) });
            let early = early_plan(formulation, &working, &first, best.as_ref().map(|best| best.0.as_slice()), left());
            if let Some(early) = early.filter(|early| best.as_ref().is_none_or(|best| early.1 < best.1)) {
                working.add_violated(&early.0);
                best = Some(early);
            }
            working.add_violated(&first.values);
            false
        }
        Err(SolverError::NothingFound) => true,
        Err(error) => return Err(error.into()),
    };
    for round in 1.. {
        // A relaxation that a limit stopped has ended its session.
        if is_over {
            break;
        }
        let incumbent = best.as_ref().map(|best| best.1);
        let relaxation = match relax(&mut session, &mut working, &left, &mut bound, incumbent, on_progress) {
            Ok(relaxation) => relaxation,
            Err(SolverError::NothingFound) => break,
            Err(error) => return Err(error.into()),
        };
        if is_close(incumbent, bound, limits.gap) {
            break;
        }
        // A tenth of the gap is left for hinges that only a whole-number solution violates.
        let tolerance = limits.gap * 0.9 * relaxation.objective.abs();
        let to_prove = incumbent.map_or(f64::INFINITY, |incumbent| incumbent - tolerance - relaxation.objective + MARGIN);
        let allowed = (allowance * relaxation.objective.abs()).min(to_prove).max(0.0);
        let start = best.as_ref().map(|(values, _)| working.extended(values));
        let restricted = Restricted::new(&working.model, &relaxation, allowed, start.as_deref());
        let start = start.map(|values| restricted.restrict(&values));
        let settings = MipSettings {
            tolerance,
            time_limit_s: left(),
            node_limit: limits.nodes,
            start: start.as_deref(),
            log: log.as_ref().map(LogFile::path),
        };
        let stage = Stage::Search(round);
        let proven = |bound: f64| if restricted.is_complete { bound } else { bound.min(relaxation.objective + allowed) };
        let news = |solver_bound: Option<f64>, incumbent: Option<f64>| {
            let offset = restricted.model.offset;
            on_progress(Progress {
                stage,
                bound: larger(bound, solver_bound.map(|value| proven(value + offset))),
                incumbent: incumbent.map(|value| value + offset),
            });
        };
        let result = watch(log.as_ref(), &news, || mip::solve(&restricted.model, &settings));
        allowance *= ALLOWANCE_GROWTH;
        let outcome = match result {
            Ok(outcome) => outcome,
            Err(SolverError::NothingFound) => break,
            Err(SolverError::Infeasible) if !restricted.is_complete => continue,
            Err(error) => return Err(error.into()),
        };
        bound = larger(bound, Some(proven(outcome.bound)));
        let found = rounded(&working, &restricted.complete(&outcome.values));
        let values = complete(formulation, &found[..working.base_columns]);
        let values = values.unwrap_or_else(|| found[..working.base_columns].to_vec());
        let objective = formulation.model.objective(&values) + all_hinges(&working, &values);
        if best.as_ref().is_none_or(|best| objective < best.1) {
            best = Some((values.clone(), objective));
        }
        let incumbent = best.as_ref().map(|best| best.1);
        on_progress(Progress { stage, bound, incumbent });
        let added = working.add_violated(&values);
        let is_settled = added == 0 && (restricted.is_complete || allowed >= to_prove);
        if is_close(incumbent, bound, limits.gap) || is_settled || outcome.is_stopped || left() <= 0.0 {
            break;
        }
    }
    let (values, objective) = best.ok_or(SolveError::NothingFound)?;
    Ok(Found { values, objective, bound, hinges_used: (working.rows.len(), working.hinges.len()) })
}

/// A first good plan: whole decisions among those the first relaxation likes, without the hinges of the access term, which is then
/// counted in full. Much is left out, so that it proves nothing; it spares later searches the time to their first plan.
fn early_plan(
    formulation: &Formulation,
    working: &Working<'_>,
    relaxation: &LpOutcome,
    start: Option<&[f64]>,
    left_s: f64,
) -> Option<(Vec<f64>, f64)> {
    let scale = relaxation.objective.abs();
    let restricted = Restricted::new(&working.model, relaxation, FIRST_ALLOWANCE * scale, start);
    let settings = MipSettings {
        tolerance: EARLY_GAP * scale,
        time_limit_s: EARLY_SHARE * left_s,
        node_limit: Some(EARLY_NODES),
        start: None,
        log: None,
    };
    let outcome = mip::solve(&restricted.model, &settings).ok()?;
    let values = complete(formulation, &restricted.complete(&outcome.values))?;
    let objective = formulation.model.objective(&values) + all_hinges(working, &values);
    Some((values, objective))
}

/// Solves relaxations, adding violated hinges, until none matters; gives the last one.
fn relax(
    session: &mut LpSession,
    working: &mut Working<'_>,
    left: &dyn Fn() -> f64,
    bound: &mut Option<f64>,
    incumbent: Option<f64>,
    on_progress: &(dyn Fn(Progress) + Sync),
) -> Result<LpOutcome, SolverError> {
    let mut round = 2;
    loop {
        session.extend(&working.model)?;
        let outcome = session.solve(left())?;
        *bound = larger(*bound, Some(outcome.objective));
        on_progress(Progress { stage: Stage::Relaxation(round), bound: *bound, incumbent });
        let missing = working.left_out(&outcome.values);
        let is_enough = round >= RELAXATION_ROUNDS || missing <= RELAXED_ENOUGH * outcome.objective.abs();
        if is_enough || working.add_violated(&outcome.values) == 0 {
            // Hinges added since have no reduced cost yet; they are no decisions, so that none is needed.
            return Ok(outcome);
        }
        round += 1;
    }
}

/// Whether the incumbent is proven to be within the relative gap.
fn is_close(incumbent: Option<f64>, bound: Option<f64>, gap: f64) -> bool {
    incumbent.zip(bound).is_some_and(|(incumbent, bound)| incumbent - bound <= gap * incumbent.abs())
}

/// The plan that changes nothing, where the rules allow it: a start for the search.
fn keep_everything(formulation: &Formulation, options: &Options) -> Option<Vec<f64>> {
    let mut values = vec![0.0; formulation.model.columns.len()];
    for (paths, columns) in options.paths.iter().zip(&formulation.columns.paths) {
        let keep = paths.iter().position(|path| path.actions.is_empty() && path.close.is_none())?;
        values[columns[keep].0] = 1.0;
    }
    complete(formulation, &values)
}

/// Values with whole numbers made exactly whole.
fn rounded(working: &Working<'_>, values: &[f64]) -> Vec<f64> {
    let columns = working.model.columns.iter().zip(values);
    columns.map(|(column, &value)| if column.is_integer { value.round() } else { value }).collect()
}

fn all_hinges(working: &Working<'_>, values: &[f64]) -> f64 {
    working.hinges.iter().map(|hinge| hinge.cost * hinge.argument(values).max(0.0)).sum()
}

fn larger(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (one, other) => one.or(other),
    }
}
