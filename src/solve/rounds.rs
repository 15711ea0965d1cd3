//! The search: relaxations and, beside them, plans improved part by part; then better plans among the decisions the relaxations took;
//! then branch and bound on the decisions that the last relaxation leaves in question.

use super::improve::{Improvement, SITES};
use super::neighborhoods::Anchors;
use super::progress::{LogFile, watch};
use super::relax::Relaxation;
use super::restrict::{Restricted, by_reduced_cost, by_rounding, by_support};
use super::standing::{Incumbent, Standing};
use super::{Limits, Progress, SolveError, Stage};
use crate::formulate::Formulation;
use crate::instance::Instance;
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
const RELAXED_ENOUGH: f64 = 2e-4;

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
    standing: &'a Standing<'a>,
    log: Option<LogFile>,
    best: Option<Incumbent>,
    bound: Option<f64>,
}

/// Runs the search.
pub(super) fn search(
    instance: &Instance<'_>,
    formulation: &Formulation,
    options: &Options,
    limits: &Limits,
    on_progress: &(dyn Fn(Progress) + Sync),
) -> Result<Found, SolveError> {
    let standing = Standing::new(limits, on_progress);
    let best = keep_everything(formulation, options);
    let mut search = Search { formulation, standing: &standing, log: LogFile::new(), best, bound: None };
    match search.run(instance, options) {
        // A limit stopped it: what was found and proven until then stands.
        Ok(()) | Err(SolverError::NothingFound) => {}
        Err(error) => return Err(error.into()),
    }
    let Incumbent { values, objective } = search.best.ok_or(SolveError::NothingFound)?;
    Ok(Found { values, objective, bound: search.bound })
}

impl<'a> Search<'a> {
    fn run(&mut self, instance: &Instance<'_>, options: &Options) -> Result<(), SolverError> {
        let anchors = Anchors::new(instance, options, self.formulation);
        let mut relaxation = Relaxation::new(self.formulation)?;
        let outcome = self.improve_and_relax(instance, &anchors, &mut relaxation)?;
        if self.is_close() {
            return Ok(());
        }
        self.first_plans(&relaxation, &outcome)?;
        if self.is_close() {
            return Ok(());
        }
        let mut improvement = self.improvement();
        let improved = improvement.improve(instance, &anchors);
        self.best = improvement.best;
        improved?;
        self.prove(&relaxation, &outcome)
    }

    /// A search that takes the best plan over, to be given back.
    fn improvement(&mut self) -> Improvement<'a> {
        Improvement { formulation: self.formulation, standing: self.standing, sites: SITES, best: self.best.take() }
    }

    /// Plans and bound side by side; neither knows of the other, so that the answer is the same on one thread.
    fn improve_and_relax(
        &mut self,
        instance: &Instance<'_>,
        anchors: &Anchors,
        relaxation: &mut Relaxation<'_>,
    ) -> Result<LpOutcome, SolverError> {
        let mut improvement = self.improvement();
        let mut improve = || {
            improvement.start(instance)?;
            improvement.improve(instance, anchors)
        };
        let (improved, outcome) = if rayon::current_num_threads() > 1 {
            std::thread::scope(|scope| {
                let improved = scope.spawn(improve);
                let outcome = self.relax(relaxation);
                (improved.join().unwrap_or(Err(SolverError::Failed("the search for plans ended early"))), outcome)
            })
        } else {
            (improve(), self.relax(relaxation))
        };
        self.best = improvement.best;
        improved?;
        outcome
    }

    /// Solves relaxations, adding cuts, until the access term is nearly right and covers bring little more; gives the last one.
    fn relax(&mut self, relaxation: &mut Relaxation<'_>) -> Result<LpOutcome, SolverError> {
        let mut round = 1;
        let mut last = f64::NEG_INFINITY;
        loop {
            let outcome = relaxation.solve(self.standing.left_s())?;
            self.raise(outcome.objective);
            self.standing.tell(Stage::Relaxation(round), self.bound, None);
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
            let start = self.best.as_ref().map(|best| best.values.as_slice()).filter(|_| stage > 0);
            let restricted = Restricted::new(self.formulation, &relaxation.covers, fixed, start);
            if restricted.is_complete {
                return Ok(());
            }
            let settings = self.standing.settings(gap.min(self.standing.limits.gap) * outcome.objective.abs(), Some(FIRST_NODES));
            let settings = MipSettings { time_limit_s: FIRST_SHARE * self.standing.left_s(), ..settings };
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
            let tolerance = self.standing.limits.gap * TOLERANCE * relaxed.abs();
            let to_prove = self.best.as_ref().map_or(f64::INFINITY, |best| best.objective - tolerance - relaxed + MARGIN);
            let allowed = allowance.min(to_prove).max(0.0);
            allowance *= ALLOWANCE_GROWTH;
            let fixed = by_reduced_cost(self.formulation, &outcome.reduced_costs, allowed);
            let start = self.best.as_ref().map(|best| best.values.as_slice());
            let restricted = Restricted::new(self.formulation, &relaxation.covers, &fixed, start);
            let settings = self.standing.settings(tolerance, None);
            let is_complete = restricted.is_complete;
            let proven = |bound: f64| Some(if is_complete { bound } else { bound.min(relaxed + allowed) });
            let found = match self.branch(Stage::Search(round), &restricted, settings, proven) {
                Ok(found) => found,
                Err(SolverError::Infeasible) if !is_complete => continue,
                Err(error) => return Err(error),
            };
            let is_settled = is_complete || allowed >= to_prove;
            if is_settled || found.is_stopped || self.standing.left_s() <= 0.0 {
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
        let news = |bound: Option<f64>, incumbent: Option<f64>| {
            let bound = bound.and_then(|value| proven(value + offset));
            self.standing.tell(stage, bound, incumbent.map(|value| value + offset));
        };
        let outcome = watch(self.log.as_ref(), &news, || mip::solve(&restricted.model, &settings))?;
        if let Some(bound) = proven(outcome.bound) {
            self.raise(bound);
        }
        if let Some(found) = Incumbent::of(self.formulation, &restricted.complete(&outcome.values)) {
            found.replace_worse(&mut self.best);
        }
        self.standing.tell(stage, self.bound, self.best.as_ref().map(|best| best.objective));
        Ok(outcome)
    }

    fn raise(&mut self, bound: f64) {
        self.bound = Some(self.bound.map_or(bound, |known| known.max(bound)));
    }

    /// Whether the best plan is proven to be within the relative gap.
    fn is_close(&self) -> bool {
        let plan = self.best.as_ref().map(|best| best.objective);
        plan.zip(self.bound).is_some_and(|(plan, bound)| plan - bound <= self.standing.limits.gap * plan.abs())
    }
}

/// The plan that changes nothing, where the rules allow it: a start for the search.
fn keep_everything(formulation: &Formulation, options: &Options) -> Option<Incumbent> {
    let mut values = vec![0.0; formulation.model.columns.len()];
    for (paths, columns) in options.paths.iter().zip(&formulation.columns.paths) {
        let keep = paths.iter().position(|path| path.actions.is_empty() && path.close.is_none())?;
        values[columns[keep].0] = 1.0;
    }
    Incumbent::of(formulation, &values)
}
