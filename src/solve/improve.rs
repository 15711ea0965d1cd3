//! Plans before anything is proven: services stay where they are and buildings follow the best paths for that; then part after part of the
//! municipality is decided anew while the rest stands, until that brings little.
//!
//! It needs no relaxation, so that a plan is there early and the search for a proof can leave out what is dearer than it. Nothing here
//! depends on the clock but the end at the time limit.

use super::Stage;
use super::neighborhoods::{Anchors, parts};
use super::restrict::{Fixed, Restricted};
use super::standing::{Incumbent, Standing};
use crate::formulate::Formulation;
use crate::instance::Instance;
use crate::solver::SolverError;
use crate::solver::mip::{self, MipSettings};

/// Most sites of a part: some 1,300 zero-one decisions on the ward, about half a second of branch and bound.
pub(super) const SITES: usize = 20;

/// How far the axes of parts turn from round to round, radians: the golden angle, so that no cut comes back.
const TURN: f64 = 2.399_963_229_728_653;

/// Most rounds over all parts.
const ROUNDS: u32 = 3;

/// A round that improves the plan by less than this share of its objective is the last.
const LITTLE: f64 = 1e-3;

/// Distance of plan and bound at which a part is good enough, relative to the objective of the whole.
const PART_GAP: f64 = 5e-5;

/// The same for the paths of all buildings, services standing.
const PATHS_GAP: f64 = 1e-3;

/// Most nodes of one step, so that it ends the same way on every machine.
const NODES: u32 = 10;

/// A search for better plans.
pub(super) struct Improvement<'a> {
    pub(super) formulation: &'a Formulation,
    pub(super) standing: &'a Standing<'a>,
    /// Most sites of a part; where the municipality has no more, the search as a whole does better.
    pub(super) sites: usize,
    pub(super) best: Option<Incumbent>,
}

impl Improvement<'_> {
    /// Finds a first plan with services where they are.
    ///
    /// # Errors
    /// [`SolverError`] when the solver fails; that it finds nothing is none.
    pub(super) fn start(&mut self, instance: &Instance<'_>) -> Result<(), SolverError> {
        if instance.sites.len() <= self.sites {
            return Ok(());
        }
        self.step(Stage::Improvement(0), &where_they_are(self.formulation), PATHS_GAP)
    }

    /// Decides part after part anew, in rounds.
    ///
    /// # Errors
    /// [`SolverError`] when the solver fails; that a step finds nothing is none.
    pub(super) fn improve(&mut self, instance: &Instance<'_>, anchors: &Anchors) -> Result<(), SolverError> {
        if instance.sites.len() <= self.sites {
            return Ok(());
        }
        for round in 1..=ROUNDS {
            let Some(before) = self.best.as_ref().map(|best| best.objective) else { return Ok(()) };
            for part in parts(instance, self.sites, TURN * f64::from(round)) {
                if self.standing.left_s() <= 0.0 {
                    return Ok(());
                }
                if let Some(best) = &self.best {
                    let fixed = anchors.outside(&best.values, &part);
                    self.step(Stage::Improvement(round), &fixed, PART_GAP)?;
                }
            }
            let after = self.best.as_ref().map_or(before, |best| best.objective);
            if before - after < LITTLE * before.abs() {
                break;
            }
        }
        Ok(())
    }

    /// Branch and bound on what `fixed` leaves open, from the best plan.
    fn step(&mut self, stage: Stage, fixed: &Fixed, gap: f64) -> Result<(), SolverError> {
        let start = self.best.as_ref().map(|best| best.values.as_slice());
        let restricted = Restricted::new(self.formulation, &[], fixed, start);
        let scale = self.best.as_ref().map_or(restricted.model.offset.abs(), |best| best.objective.abs());
        let settings = self.standing.settings(gap * scale, Some(NODES));
        let settings = MipSettings { start: restricted.start.as_deref(), ..settings };
        let outcome = match mip::solve(&restricted.model, &settings) {
            Ok(outcome) => outcome,
            Err(SolverError::Infeasible | SolverError::NothingFound) => return Ok(()),
            Err(error) => return Err(error),
        };
        if let Some(found) = Incumbent::of(self.formulation, &restricted.complete(&outcome.values)) {
            found.replace_worse(&mut self.best);
        }
        self.standing.tell(stage, None, self.best.as_ref().map(|best| best.objective));
        Ok(())
    }
}

/// No function moves, no school merges, and nothing is shared, borrowed or permitted.
fn where_they_are(formulation: &Formulation) -> Fixed {
    let mut fixed = vec![None; formulation.model.columns.len()];
    let columns = &formulation.columns;
    let moves = columns.targets.iter().flatten().flat_map(|target| target.times.iter().map(|time| time.1));
    let pairs = columns.mergers.iter().chain(&columns.shares).chain(&columns.swings).chain(&columns.permits);
    for column in moves.chain(pairs.copied()) {
        fixed[column.0] = Some(formulation.model.columns[column.0].lower);
    }
    fixed
}
