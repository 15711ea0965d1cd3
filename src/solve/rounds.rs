//! The search: relaxations and, beside them, plans that they lead to; then those of the last relaxation, and one of what it left in parts;
//! then branch and bound on the decisions that the relaxation leaves in question.

use super::Stage;
use super::apart::{Apart, PART, is_large};
use super::beside::{IsEnough, Lead, beside};
use super::found::Incumbent;
use super::improve::{Improvement, ROUNDS, SITES};
use super::neighborhoods::Anchors;
use super::progress::watch;
use super::regions;
use super::relax::{Relaxation, is_near};
use super::restrict::{Restricted, by_reduced_cost, by_rounding};
use super::standing::Standing;
use crate::formulate::Formulation;
use crate::instance::Instance;
use crate::options::Options;
use crate::solver::SolverError;
use crate::solver::lp::{LpOutcome, LpSession};
use crate::solver::mip::{self, Known, LEAST_TOLERANCE, MipOutcome, MipSettings};

/// Relaxation rounds end when the access term is too low by less than this share of the objective.
const RELAXED_ENOUGH: f64 = 2e-4;

/// Most relaxation rounds.
const RELAXATION_ROUNDS: usize = 60;

/// Distance of plan and bound, relative, at which the search among what the relaxation left in parts ends.
const ROUNDED_GAP: f64 = 0.005;

/// Most nodes of it: on the ward nothing better was found below the root.
const ROUNDED_NODES: u32 = 1;

/// Share of the time left that it may take.
const ROUNDED_SHARE: f64 = 0.5;

/// Reduced cost above which decisions are left out of the first proof, relative to the relaxation.
const FIRST_ALLOWANCE: f64 = 1e-5;

/// Reduced cost, relative to the relaxation, up to which a small city's decisions are in question for a better plan before the proof: the
/// proof looks only for plans far enough below the best one, and goes on for minutes where that is a poor one.
const IN_QUESTION: f64 = 1e-3;

/// Growth of the allowance from search to search, until it is as large as the proof needs.
const ALLOWANCE_GROWTH: f64 = 32.0;

/// How far above the relaxation, relative to it, a search looks for plans at least, even where the proof needs less: with next to nothing
/// between the two, HiGHS's branch and bound goes on for minutes among solutions in parts, which it leaves in seconds for this much.
const BAND: f64 = 0.006;

/// Share of the time after which the first proof of a small city gives way to plans.
const PROOF_SHARE: f64 = 0.8;

/// What is left in beyond the proof's need, million yen, so that rounding of sums does not cost the proof.
const MARGIN: f64 = 1e-6;

/// Share of the gap asked for at which branch and bound ends: the rest is for quantities solved again for whole decisions.
const TOLERANCE: f64 = 0.99;

/// Columns from which a relaxation leads plans on its way. Below, branch and bound on what its last solution leaves in parts has a better plan
/// sooner: on the town's 5,000 columns after two seconds, where three rounds over parts take twenty. Parts follow where no proof does.
const BESIDE: usize = 10_000;

/// Shares of the time at which the relaxation in parts, which raises its bound as long as it is let, gives way to the plans it leads to.
const APART_SHARES: [f64; 2] = [0.4, 0.85];

/// Columns of the parts that are decided in whole for a bound, about: beside the plans that led passes are still at when the relaxation ends, and
/// beside those that it leads last. On the ward these are quarters and halves.
const REGIONS: [usize; 2] = [15_000, 30_000];

/// A running search.
#[derive(Clone, Copy)]
struct Search<'a> {
    instance: &'a Instance<'a>,
    anchors: &'a Anchors,
    formulation: &'a Formulation,
    standing: &'a Standing<'a>,
}

/// Runs the search.
///
/// # Errors
/// [`SolverError`] when there is no plan, the solver fails, or a limit comes first.
pub(super) fn run(
    instance: &Instance<'_>,
    options: &Options,
    formulation: &Formulation,
    standing: &Standing<'_>,
) -> Result<(), SolverError> {
    if let Some(plan) = keep_everything(formulation, options) {
        standing.found.offer(plan);
    }
    let anchors = &Anchors::new(instance, options, formulation);
    Search { instance, anchors, formulation, standing }.run()
}

impl<'a> Search<'a> {
    fn run(&self) -> Result<(), SolverError> {
        let mut relaxation = Relaxation::new(self.formulation);
        let outcome = if is_large(&relaxation) { self.run_apart(&mut relaxation)? } else { self.run_whole(&mut relaxation)? };
        if self.is_close() {
            return Ok(());
        }
        if self.is_small() {
            let fixed = by_reduced_cost(self.formulation, &outcome.reduced_costs, IN_QUESTION * outcome.objective.abs());
            self.improvement(ROUNDS).improve_in_question(&fixed, &relaxation.filled(&outcome.values))?;
            if self.is_close() {
                return Ok(());
            }
            // Branch and bound mostly ends by itself then; where it does not, plans have the rest of the time.
            Search { standing: &self.standing.until(PROOF_SHARE), ..*self }.prove(&relaxation, &outcome)?;
            if self.is_close() {
                return Ok(());
            }
            self.improve(0)?;
        }
        self.improve(ROUNDS)?;
        self.prove(&relaxation, &outcome)
    }

    /// Plans and the whole relaxation, then the plans it leads to.
    fn run_whole(&self, relaxation: &mut Relaxation<'_>) -> Result<LpOutcome, SolverError> {
        let outcome = self.beside(|is_enough| {
            let outcome = self.relax_whole(relaxation, is_enough)?;
            if let Some(bound) = self.decide_regions(relaxation, &outcome, REGIONS[0]) {
                self.standing.raise(Stage::Search(0), bound);
                is_enough(Lead { values: None, bound });
            }
            Ok(outcome)
        })?;
        self.beside_regions(relaxation, &outcome, REGIONS[1], || {
            self.improve_led(&outcome)?;
            if !self.is_close() {
                let before = self.standing.found.objective();
                self.round(relaxation, &outcome)?;
                // Passes have just ended at the plan before.
                if self.standing.found.objective() != before {
                    self.improve_led(&outcome)?;
                }
            }
            Ok(())
        })?;
        Ok(outcome)
    }

    /// Runs `plans` and beside it the bound of parts that are decided in whole, unless the plan is close enough. Both go to their ends, so that
    /// neither depends on which of them is ahead; where plans come close to the bound before, the search ends there.
    fn beside_regions(
        &self,
        relaxation: &Relaxation<'_>,
        outcome: &LpOutcome,
        columns: usize,
        plans: impl FnOnce() -> Result<(), SolverError> + Send,
    ) -> Result<(), SolverError> {
        if self.is_close() {
            return Ok(());
        }
        let found = self.standing.found;
        let plans = || {
            let ended = plans();
            if let Some(bound) = found.bound().filter(|_| self.is_close()) {
                found.close(bound);
            }
            ended
        };
        let (ended, bound) = rayon::join(plans, || self.decide_regions(relaxation, outcome, columns));
        if let Some(bound) = bound {
            self.standing.raise(Stage::Search(0), bound);
        }
        ended
    }

    /// The bound of parts that are decided in whole.
    fn decide_regions(&self, relaxation: &Relaxation<'_>, outcome: &LpOutcome, columns: usize) -> Option<f64> {
        regions::bound(self.instance, self.anchors, relaxation, outcome, columns, self.standing)
    }

    /// Plans and a relaxation in parts, in turns with the plans it leads to. What it leaves in parts is too much for one step.
    fn run_apart(&self, relaxation: &mut Relaxation<'_>) -> Result<LpOutcome, SolverError> {
        let Self { instance, anchors, formulation, standing } = *self;
        let mut apart = Apart::new(instance, formulation, anchors, relaxation, PART);
        let [first, then] = APART_SHARES.map(|share| standing.until(share));
        match (Search { standing: &first, ..*self }).beside(|is_enough| apart.relax(relaxation, &first, is_enough)) {
            Ok(outcome) => {
                self.improve_led(&outcome)?;
                if self.is_close() {
                    return Ok(outcome);
                }
            }
            // No bound yet: there is more time.
            Err(SolverError::NothingFound) => {}
            Err(error) => return Err(error),
        }
        let outcome = apart.relax(relaxation, &then, &|_| self.is_close())?;
        self.beside_regions(relaxation, &outcome, REGIONS[0], || self.improve_led(&outcome))?;
        Ok(outcome)
    }

    /// Decides larger parts anew where the plan and a relaxation differ, unless the plan is close enough.
    fn improve_led(&self, outcome: &LpOutcome) -> Result<(), SolverError> {
        if self.is_close() {
            return Ok(());
        }
        self.improvement(ROUNDS).improve_led(self.instance, self.anchors, &outcome.values, &|| self.is_close())
    }

    /// Whether the relaxation is quicker than what would go on beside it.
    fn is_small(&self) -> bool {
        self.formulation.model.columns.len() < BESIDE
    }

    /// Decides part after part anew, after so many rounds of others.
    fn improve(&self, rounds: u32) -> Result<(), SolverError> {
        self.improvement(rounds).improve(self.instance, self.anchors)
    }

    /// A search part by part, after so many rounds of others.
    fn improvement(&self, rounds: u32) -> Improvement<'a> {
        Improvement { formulation: self.formulation, standing: self.standing, sites: SITES, rounds }
    }

    /// A relaxation beside plans, which it leads unless the city is small.
    fn beside(&self, relax: impl FnOnce(IsEnough<'_>) -> Result<LpOutcome, SolverError>) -> Result<LpOutcome, SolverError> {
        beside(&self.improvement(0), self.instance, self.anchors, !self.is_small(), relax)
    }

    /// Solves relaxations, adding cuts, until the access term is nearly right and the others bring little more, or `is_enough` says so of
    /// one that is near; gives the last one.
    fn relax_whole(&self, relaxation: &mut Relaxation<'_>, is_enough: IsEnough<'_>) -> Result<LpOutcome, SolverError> {
        let mut session = LpSession::new(&relaxation.model)?;
        let mut round = 1;
        let mut last = f64::NEG_INFINITY;
        loop {
            session.extend(&relaxation.model)?;
            let outcome = session.solve(self.standing.left_s())?;
            self.standing.raise(Stage::Relaxation(round), outcome.objective);
            let is_last = round >= RELAXATION_ROUNDS;
            let (missing, found) = relaxation.cut(&outcome);
            let little = RELAXED_ENOUGH * outcome.objective.abs();
            let has_stalled = found == 0 || outcome.objective - last <= little;
            let lead = || Lead { values: Some(outcome.values.clone()), bound: outcome.objective };
            let is_enough = is_near(missing, &outcome) && is_enough(lead());
            if is_enough || is_last || (missing <= little && has_stalled) {
                return Ok(outcome);
            }
            last = outcome.objective;
            round += 1;
        }
    }

    /// A plan near the relaxation: branch and bound on what that left in parts. It proves nothing, and knows nothing of the plans so far,
    /// so that it does not end where they did.
    fn round(&self, relaxation: &Relaxation<'_>, outcome: &LpOutcome) -> Result<(), SolverError> {
        let fixed = by_rounding(self.formulation, &outcome.values);
        let restricted = Restricted::new(self.formulation, &relaxation.filled(&outcome.values), &fixed, None);
        if restricted.is_complete {
            return Ok(());
        }
        let tolerance = ROUNDED_GAP.min(self.standing.limits.gap) * outcome.objective.abs();
        let settings = self.standing.settings(tolerance, Some(ROUNDED_NODES));
        let settings = MipSettings { time_limit_s: ROUNDED_SHARE * self.standing.left_s(), ..settings };
        match self.branch(Stage::Search(0), &restricted, settings, |_| None) {
            Ok(_) | Err(SolverError::Infeasible | SolverError::NothingFound | SolverError::Failed(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Branch and bound on the decisions whose reduced cost leaves them in question, more of them from search to search, until the
    /// gap is proven. A small city with a plan has all that the proof needs from the first: its plan has been bettered before, and the
    /// smaller searches of a town took a fifth to a half of the time and proved next to nothing.
    fn prove(&self, relaxation: &Relaxation<'_>, outcome: &LpOutcome) -> Result<(), SolverError> {
        let relaxed = outcome.objective;
        let cuts = relaxation.filled(&outcome.values);
        let has_plan = self.standing.found.best().is_some();
        let mut allowance = if self.is_small() && has_plan { f64::INFINITY } else { FIRST_ALLOWANCE * relaxed.abs() };
        for round in 1.. {
            if self.is_close() {
                break;
            }
            let tolerance = self.standing.limits.gap * TOLERANCE * relaxed.abs();
            let best = self.standing.found.best();
            let reach = |objective: f64| tolerance.min(objective - relaxed - BAND * relaxed.abs());
            let tolerance = best.as_ref().map_or(tolerance, |best| reach(best.objective).max(LEAST_TOLERANCE));
            let to_prove = best.as_ref().map_or(f64::INFINITY, |best| best.objective - tolerance - relaxed + MARGIN);
            let allowed = allowance.min(to_prove).max(0.0);
            allowance *= ALLOWANCE_GROWTH;
            let fixed = by_reduced_cost(self.formulation, &outcome.reduced_costs, allowed);
            let start = best.as_ref().map(|best| best.values.as_slice());
            let restricted = Restricted::new(self.formulation, &cuts, &fixed, start);
            let settings = self.standing.settings(tolerance, None);
            let is_complete = restricted.is_complete;
            let proven = |bound: f64| Some(if is_complete { bound } else { bound.min(relaxed + allowed) });
            let found = match self.branch(Stage::Search(round), &restricted, settings, proven) {
                Ok(found) => found,
                Err(SolverError::Infeasible) if !is_complete && allowed < to_prove => continue,
                // The known plan breaks a cut by a rounding: it stays, with what is proven so far.
                Err(SolverError::Infeasible) if best.is_some() => break,
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
        &self,
        stage: Stage,
        restricted: &Restricted,
        settings: MipSettings<'_>,
        proven: impl Fn(f64) -> Option<f64> + Sync,
    ) -> Result<MipOutcome, SolverError> {
        let settings = MipSettings { known: restricted.start.as_deref().map(Known::Best), ..settings };
        let offset = restricted.model.offset;
        let news = |bound: Option<f64>, incumbent: Option<f64>| {
            let bound = bound.and_then(|value| proven(value + offset));
            self.standing.tell(stage, bound, incumbent.map(|value| value + offset));
        };
        let found = self.standing.found;
        let outcome = watch(found.log(), &news, |log| mip::solve(&restricted.model, &MipSettings { log, ..settings }))?;
        if let Some(bound) = proven(outcome.bound) {
            found.raise(bound);
        }
        self.standing.keep(stage, self.formulation, &restricted.complete(&outcome.values));
        Ok(outcome)
    }

    /// Whether the best plan is proven to be within the relative gap.
    fn is_close(&self) -> bool {
        self.standing.found.bound().is_some_and(|bound| self.standing.is_close(bound))
    }
}

/// The plan that changes nothing, where the rules allow it: a start for the search.
pub(super) fn keep_everything(formulation: &Formulation, options: &Options) -> Option<Incumbent> {
    let mut values = vec![0.0; formulation.model.columns.len()];
    for (paths, columns) in options.paths.iter().zip(&formulation.columns.paths) {
        let keep = paths.iter().position(|path| path.actions.is_empty() && path.close.is_none())?;
        values[columns[keep].0] = 1.0;
    }
    Incumbent::of(formulation, &values)
}
