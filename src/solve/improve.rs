//! Plans before anything is proven: services stay where they are and buildings follow the best paths for that; then part after part of the
//! municipality is decided anew while the rest stands, until that brings little.
//!
//! That needs no relaxation, so that a plan is there early and the search for a proof can leave out what is dearer than it; where there is
//! a relaxation it leads passes over larger parts. Nothing here depends on the clock but the end at the time limit.

use super::Stage;
use super::neighborhoods::{Anchors, parts, sites_with};
use super::restrict::{Fixed, Restricted, by_rounding};
use super::standing::Standing;
use crate::formulate::Formulation;
use crate::instance::Instance;
use crate::model::Row;
use crate::solver::SolverError;
use crate::solver::lp::{LpSession, Method};
use crate::solver::mip::{self, Known, MipSettings};

/// Most sites of a part: some 1,300 zero-one decisions on the ward, about half a second of branch and bound.
pub(super) const SITES: usize = 20;

/// Most rounds over all parts in one go.
pub(super) const ROUNDS: u32 = 3;

/// A round that improves the plan by less than this share of its objective is the last.
const LITTLE: f64 = 1e-3;

/// Columns of the parts in which a relaxation leads, about, pass by pass: on the ward four parts and then halves. A city five times the ward
/// gains 0.43, 0.21, 0.09, 0.09 and 0.03 % by them, each in 10 to 20 seconds; the ward as one part takes minutes and gains nothing.
const LED_COLUMNS: [usize; 5] = [15_000, 30_000, 30_000, 45_000, 45_000];

/// A pass of larger parts that improves the plan by less than this share of its objective is the last.
const LED_LITTLE: f64 = 2e-4;

/// Distance of plan and bound at which a part is good enough, relative to the objective of the whole.
const PART_GAP: f64 = 5e-5;

/// The same for the paths of all buildings, services standing.
const PATHS_GAP: f64 = 1e-3;

/// Most nodes of one step, so that it ends the same way on every machine.
const NODES: u32 = 10;

/// Most nodes of the step among all decisions in question: a town's best plans were there after twenty.
const QUESTION_NODES: u32 = 20;

/// A search for better plans.
pub(super) struct Improvement<'a> {
    pub(super) formulation: &'a Formulation,
    pub(super) standing: &'a Standing<'a>,
    /// Most sites of a part; where the municipality has no more, the search as a whole does better.
    pub(super) sites: usize,
    /// Rounds of the searches before, so that the parts are others.
    pub(super) rounds: u32,
}

impl Improvement<'_> {
    /// Finds a first plan with services where they are.
    ///
    /// # Errors
    /// [`SolverError`] when the programme has no end; that the solver finds nothing or fails is none.
    pub(super) fn start(&self, instance: &Instance<'_>) -> Result<(), SolverError> {
        if instance.sites.len() <= self.sites {
            return Ok(());
        }
        let fixed = where_they_are(self.formulation);
        self.step(Stage::Improvement(0), &self.rounded(&fixed), PATHS_GAP)?;
        // With no plan to begin from, limits on money or pace may leave nothing of what the relaxation made whole.
        if self.objective().is_none() { self.step(Stage::Improvement(0), &fixed, PATHS_GAP) } else { Ok(()) }
    }

    /// `fixed`, and what the relaxation makes whole of the rest: with thousands of paths open, branch and bound comes to a plan much later.
    /// A step leaves open what the best plan so far has otherwise, so that it always holds that plan.
    fn rounded(&self, fixed: &Fixed) -> Fixed {
        let restricted = Restricted::new(self.formulation, &[], fixed, None);
        let relaxed = LpSession::new(&restricted.model)
            // Buildings hardly depend on each other then: on the ward 0.5 s, and 4 s by interior points.
            .and_then(|mut session| session.solve_by(Method::DualSimplex, self.standing.left_s()));
        let Ok(relaxed) = relaxed else { return fixed.clone() };
        by_rounding(self.formulation, &restricted.complete(&relaxed.values))
            .into_iter()
            .zip(fixed)
            .map(|(whole, fixed)| fixed.or(whole))
            .collect()
    }

    /// Decides part after part anew, in rounds.
    ///
    /// # Errors
    /// [`SolverError`] when the programme has no end; that a step finds nothing or fails is none.
    pub(super) fn improve(&self, instance: &Instance<'_>, anchors: &Anchors) -> Result<(), SolverError> {
        if instance.sites.len() <= self.sites {
            return Ok(());
        }
        for round in self.rounds + 1..=self.rounds + ROUNDS {
            let Some(before) = self.objective() else { return Ok(()) };
            for part in parts(instance, self.sites, round) {
                if self.standing.left_s() <= 0.0 {
                    return Ok(());
                }
                if let Some(best) = self.standing.found.best() {
                    let fixed = anchors.outside(&best.values, &part);
                    self.step(Stage::Improvement(round), &fixed, PART_GAP)?;
                }
            }
            if self.has_brought_little(before, LITTLE) {
                break;
            }
        }
        Ok(())
    }

    /// Decides larger parts anew in passes that a relaxation leads, until that brings little or `is_enough` says so.
    ///
    /// # Errors
    /// As [`Improvement::improve`].
    pub(super) fn improve_led(
        &self,
        instance: &Instance<'_>,
        anchors: &Anchors,
        values: &[f64],
        is_enough: &dyn Fn() -> bool,
    ) -> Result<(), SolverError> {
        for (pass, columns) in (0..).zip(LED_COLUMNS) {
            let Some(before) = self.objective() else { return Ok(()) };
            self.pass_led(instance, anchors, values, pass, is_enough)?;
            if is_enough() || (columns > LED_COLUMNS[0] && self.has_brought_little(before, LED_LITTLE)) {
                break;
            }
        }
        Ok(())
    }

    /// Decides larger parts anew, in which stands what the best plan and a relaxation's `values` agree on, until `is_enough` says so.
    ///
    /// # Source
    /// Danna, Rothberg, Le Pape (2005), "Exploring relaxation induced neighborhoods to improve MIP solutions", Mathematical Programming 102.
    ///
    /// # Errors
    /// As [`Improvement::improve`].
    pub(super) fn pass_led(
        &self,
        instance: &Instance<'_>,
        anchors: &Anchors,
        values: &[f64],
        pass: usize,
        is_enough: &dyn Fn() -> bool,
    ) -> Result<(), SolverError> {
        let whole = by_rounding(self.formulation, values);
        let most = sites_with(instance, LED_COLUMNS[pass], self.formulation.model.columns.len());
        let round = self.rounds + 1 + u32::try_from(pass).unwrap_or(u32::MAX);
        for part in parts(instance, most, round) {
            let Some(best) = self.standing.found.best().filter(|_| self.standing.left_s() > 0.0 && !is_enough()) else { break };
            let outside = anchors.outside(&best.values, &part).into_iter();
            let fixed = outside.zip(&whole).map(|(outside, whole)| outside.or(*whole)).collect();
            self.step(Stage::Improvement(round), &fixed, PART_GAP)?;
        }
        Ok(())
    }

    /// Decides anew, all over the municipality, what `fixed` leaves in question, with cuts that every plan keeps.
    ///
    /// # Errors
    /// As [`Improvement::improve`].
    pub(super) fn improve_in_question(&self, fixed: &Fixed, cuts: &[Row]) -> Result<(), SolverError> {
        self.decide(Stage::Improvement(self.rounds + 1), fixed, cuts, (PART_GAP, QUESTION_NODES))
    }

    fn step(&self, stage: Stage, fixed: &Fixed, gap: f64) -> Result<(), SolverError> {
        self.decide(stage, fixed, &[], (gap, NODES))
    }

    /// Branch and bound on what `fixed` leaves open, from the best plan, to a gap or a number of nodes.
    fn decide(&self, stage: Stage, fixed: &Fixed, cuts: &[Row], (gap, nodes): (f64, u32)) -> Result<(), SolverError> {
        let best = self.standing.found.best();
        let restricted = Restricted::new(self.formulation, cuts, fixed, best.as_ref().map(|best| best.values.as_slice()));
        let scale = best.map_or(restricted.model.offset.abs(), |best| best.objective.abs());
        let settings = self.standing.settings(gap * scale, Some(nodes));
        let settings = MipSettings { known: restricted.start.as_deref().map(Known::Start), ..settings };
        let outcome = match mip::solve(&restricted.model, &settings) {
            Ok(outcome) => outcome,
            // A step proves nothing: one at which the solver fails costs only what it might have brought.
            Err(SolverError::Infeasible | SolverError::NothingFound | SolverError::Failed(_)) => return Ok(()),
            Err(error) => return Err(error),
        };
        self.standing.keep(stage, self.formulation, &restricted.complete(&outcome.values));
        Ok(())
    }

    /// Whether the plan is better than one of `before` by less than a share of that.
    fn has_brought_little(&self, before: f64, share: f64) -> bool {
        self.objective().is_none_or(|after| before - after < share * before.abs())
    }

    /// What the best plan costs, million yen.
    fn objective(&self) -> Option<f64> {
        self.standing.found.objective()
    }
}

/// No function moves, no school merges, and nothing is shared, borrowed or permitted.
pub(super) fn where_they_are(formulation: &Formulation) -> Fixed {
    let mut fixed = vec![None; formulation.model.columns.len()];
    let columns = &formulation.columns;
    let moves = columns.targets.iter().flatten().flat_map(|target| target.times.iter().map(|time| time.1));
    let pairs = columns.mergers.iter().chain(&columns.shares).chain(&columns.swings).chain(&columns.permits);
    for column in moves.chain(pairs.copied()) {
        fixed[column.0] = Some(formulation.model.columns[column.0].lower);
    }
    fixed
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::cashflow::Prices;
    use crate::options::Options;
    use crate::solve::rounds::keep_everything;
    use crate::solve::tests::example_town;
    use crate::solve::{Found, Limits};

    #[test]
    fn parts_led_by_a_relaxation_better_the_plan_that_changes_nothing() {
        let project = example_town();
        let instance = Instance::new(&project);
        let options = Options::new(&instance, &Prices::new(&project)).unwrap();
        let formulation = Formulation::new(&instance, &options);
        let anchors = Anchors::new(&instance, &options, &formulation);
        let limits = Limits { gap: 0.0, time: Duration::from_mins(5), nodes: None };
        let found = Found::nothing();
        let standing = Standing::new(&limits, &found, &|_| {});
        let improvement = Improvement { formulation: &formulation, standing: &standing, sites: SITES, rounds: 0 };
        found.offer(keep_everything(&formulation, &options).unwrap());
        let first = found.best().unwrap().objective;
        let relaxed = LpSession::new(&formulation.model).unwrap().solve_by(Method::DualSimplex, 60.0).unwrap();
        improvement.improve_led(&instance, &anchors, &relaxed.values, &|| false).unwrap();
        let led = found.best().unwrap().objective;
        assert!(led < first, "{led} {first}");
        // The relaxation without its access term costs less than any plan.
        assert!(led > relaxed.objective, "{led} {}", relaxed.objective);
    }
}
