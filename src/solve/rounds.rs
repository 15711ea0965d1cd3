//! The search: relaxations first, then a plan among the decisions they took, then branch and bound on the decisions that the
//! last relaxation leaves in question.

use std::time::Instant;

use super::complete::complete;
use super::progress::{LogFile, watch};
use super::relax::Relaxation;
use super::restrict::{Restricted, by_reduced_cost, by_rounding, by_support};
use super::{Limits, Progress, SolveError, Stage};
use crate::formulate::Formulation;
use crate::options::Options;
use crate::solver::SolverError;
use crate::solver::lp::LpOutcome;
use crate::solver::mip::{self, MipOutcome, MipSettings};

/// What the search found, million yen.
pub(super) struct Found {
    /// Values of the columns of the formulation's model.
    pub(super) values: Vec<f64>,
    pub(super) objective: f64,
    pub(super) bound: Option<f64>,
}

/// Relaxation rounds end when the access term is too low by less than this share of the objective.
const RELAXED_ENOUGH: f64 = 5e-5;

/// Most relaxation rounds.
const RELAXATION_ROUNDS: usize = 60;

/// Distances of plan and bound, relative, at which the searches for first plans end: on what the relaxation left in parts, and on
/// what any relaxation took.
const FIRST_GAPS: [f64; 2] = [0.005, 0.003];

/// Most nodes of such a search, so that it ends the same way on every machine.
const FIRST_NODES: u32 = 60;

/// Share of the time left that it may take.
const FIRST_SHARE: f64 = 0.5;

/// Reduced cost above which decisions are left out of the first proof, relative to the relaxation.
const FIRST_ALLOWANCE: f64 = 1e-5;

/// Growth of the allowance from search to search, until it is as large as the proof needs.
const ALLOWANCE_GROWTH: f64 = 32.0;

/// What is left in beyond the proof's need, million yen, so that rounding of sums does not cost the proof.
const MARGIN: f64 = 1e-6;

/// Share of the gap asked for at which branch and bound ends: the rest is for quantities solved again for whole decisions.
const TOLERANCE: f64 = 0.99;

/// A running search.
struct Search<'a> {
    formulation: &'a Formulation,
    limits: &'a Limits,
    on_progress: &'a (dyn Fn(Progress) + Sync),
    started: Instant,
    log: Option<LogFile>,
    /// The best plan so far: values and objective.
    best: Option<(Vec<f64>, f64)>,
    bound: Option<f64>,
}

/// Runs the search.
pub(super) fn search(
    formulation: &Formulation,
    options: &Options,
    limits: &Limits,
    on_progress: &(dyn Fn(Progress) + Sync),
) -> Result<Found, SolveError> {
    let log = LogFile::new();
    let mut search = Search { formulation, limits, on_progress, started: Instant::now(), log, best: None, bound: None };
    if let Some(values) = keep_everything(formulation, options) {
        search.take(values);
    }
    match search.run() {
        // A limit stopped it: what was found and proven until then stands.
        Ok(()) | Err(SolverError::NothingFound) => {}
        Err(error) => return Err(error.into()),
    }
    let (values, objective) = search.best.ok_or(SolveError::NothingFound)?;
    Ok(Found { values, objective, bound: search.bound })
}

impl Search<'_> {
    fn run(&mut self) -> Result<(), SolverError> {
        let mut relaxation = Relaxation::new(self.formulation)?;
        let outcome = self.relax(&mut relaxation)?;
        if self.is_close() {
            return Ok(());
        }
        self.first_plans(&relaxation, &outcome)?;
        self.prove(&relaxation, &outcome)
    }

    /// Solves relaxations, adding cuts, until the access term is nearly right and covers bring little more; gives the last one.
    fn relax(&mut self, relaxation: &mut Relaxation<'_>) -> Result<LpOutcome, SolverError> {
        let mut round = 1;
        let mut last = f64::NEG_INFINITY;
        loop {
            let outcome = relaxation.solve(self.left_s())?;
            self.raise(outcome.objective);
            self.tell(Stage::Relaxation(round));
            let is_last = round >= RELAXATION_ROUNDS;
            let (missing, covers) = relaxation.cut(&outcome);
            let little = RELAXED_ENOUGH * outcome.objective.abs();
            let has_stalled = covers == 0 || outcome.objective - last <= little;
            if is_last || (missing <= little && has_stalled) {
                return Ok(outcome);
            }
            last = outcome.objective;
            round += 1;
        }
    }

    /// First good plans: branch and bound on what the relaxation left in parts, then on what any relaxation took. They prove nothing, but
    /// spare the proof the time to its first plan.
    fn first_plans(&mut self, relaxation: &Relaxation<'_>, outcome: &LpOutcome) -> Result<(), SolverError> {
        let fixings = [by_rounding(self.formulation, &outcome.values), by_support(self.formulation, &relaxation.support)];
        for (stage, (fixed, gap)) in fixings.iter().zip(FIRST_GAPS).enumerate() {
            if self.is_close() {
                return Ok(());
            }
            let start = self.best.as_ref().map(|best| best.0.as_slice()).filter(|_| stage > 0);
            let restricted = Restricted::new(self.formulation, &relaxation.covers, fixed, start);
            if restricted.is_complete {
                return Ok(());
            }
            let settings = MipSettings {
                tolerance: gap.min(self.limits.gap) * outcome.objective.abs(),
                time_limit_s: FIRST_SHARE * self.left_s(),
                node_limit: Some(FIRST_NODES.min(self.limits.nodes.unwrap_or(FIRST_NODES))),
                start: None,
                log: None,
            };
            match self.branch(Stage::Search(0), &restricted, settings, |_| None) {
                Ok(_) | Err(SolverError::Infeasible | SolverError::NothingFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Branch and bound on the decisions whose reduced cost leaves them in question, more of them from search to search, until the
    /// gap is proven.
    fn prove(&mut self, relaxation: &Relaxation<'_>, outcome: &LpOutcome) -> Result<(), SolverError> {
        let relaxed = outcome.objective;
        let mut allowance = FIRST_ALLOWANCE * relaxed.abs();
        for round in 1.. {
            if self.is_close() {
                break;
            }
            let tolerance = self.limits.gap * TOLERANCE * relaxed.abs();
            let to_prove = self.best.as_ref().map_or(f64::INFINITY, |best| best.1 - tolerance - relaxed + MARGIN);
            let allowed = allowance.min(to_prove).max(0.0);
            allowance *= ALLOWANCE_GROWTH;
            let fixed = by_reduced_cost(self.formulation, &outcome.reduced_costs, allowed);
            let start = self.best.as_ref().map(|best| best.0.as_slice());
            let restricted = Restricted::new(self.formulation, &relaxation.covers, &fixed, start);
            let settings =
                MipSettings { tolerance, time_limit_s: self.left_s(), node_limit: self.limits.nodes, start: None, log: None };
            let is_complete = restricted.is_complete;
            let proven = |bound: f64| Some(if is_complete { bound } else { bound.min(relaxed + allowed) });
            let found = match self.branch(Stage::Search(round), &restricted, settings, proven) {
                Ok(found) => found,
                Err(SolverError::Infeasible) if !is_complete => continue,
                Err(error) => return Err(error),
            };
            let is_settled = is_complete || allowed >= to_prove;
            if is_settled || found.is_stopped || self.left_s() <= 0.0 {
                break;
            }
        }
        Ok(())
    }

    /// Branch and bound on `restricted` from its start; `proven` says what its bound proves.
    fn branch(
        &mut self,
        stage: Stage,
        restricted: &Restricted,
        settings: MipSettings<'_>,
        proven: impl Fn(f64) -> Option<f64> + Sync,
    ) -> Result<MipOutcome, SolverError> {
        let log = self.log.as_ref().map(LogFile::path);
        let settings = MipSettings { start: restricted.start.as_deref(), log, ..settings };
        let offset = restricted.model.offset;
        let (known, plan) = (self.bound, self.best.as_ref().map(|best| best.1));
        let news = |bound: Option<f64>, incumbent: Option<f64>| {
            let bound = bound.and_then(|value| proven(value + offset));
            let incumbent = incumbent.map(|value| value + offset);
            let (bound, incumbent) =
                (known.into_iter().chain(bound).reduce(f64::max), plan.into_iter().chain(incumbent).reduce(f64::min));
            (self.on_progress)(Progress { stage, bound, incumbent });
        };
        let outcome = watch(self.log.as_ref(), &news, || mip::solve(&restricted.model, &settings))?;
        if let Some(bound) = proven(outcome.bound) {
            self.raise(bound);
        }
        if let Some(values) = complete(self.formulation, &restricted.complete(&outcome.values)) {
            self.take(values);
        }
        self.tell(stage);
        Ok(outcome)
    }

    /// Takes over a plan where it is better.
    fn take(&mut self, values: Vec<f64>) {
        let hinges = &self.formulation.hinges.hinges;
        let access: f64 = hinges.iter().map(|hinge| hinge.cost * hinge.argument(&values).max(0.0)).sum();
        let objective = self.formulation.model.objective(&values) + access;
        if self.best.as_ref().is_none_or(|best| objective < best.1) {
            self.best = Some((values, objective));
        }
    }

    fn raise(&mut self, bound: f64) {
        self.bound = Some(self.bound.map_or(bound, |known| known.max(bound)));
    }

    /// Whether the best plan is proven to be within the relative gap.
    fn is_close(&self) -> bool {
        let plan = self.best.as_ref().map(|best| best.1);
        plan.zip(self.bound).is_some_and(|(plan, bound)| plan - bound <= self.limits.gap * plan.abs())
    }

    fn left_s(&self) -> f64 {
        self.limits.time.saturating_sub(self.started.elapsed()).as_secs_f64()
    }

    fn tell(&self, stage: Stage) {
        (self.on_progress)(Progress { stage, bound: self.bound, incumbent: self.best.as_ref().map(|best| best.1) });
    }
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
