//! How a search stands: its plans, and the news of it that several threads give.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use super::complete::complete;
use super::{Limits, Progress, Stage};
use crate::formulate::Formulation;
use crate::solver::mip::MipSettings;

/// A plan in the columns of the formulation.
#[derive(Clone, Debug)]
pub(super) struct Incumbent {
    /// Values of the columns of the formulation's model.
    pub(super) values: Vec<f64>,
    /// What it costs with its access term, million yen.
    pub(super) objective: f64,
}

impl Incumbent {
    /// The plan of the decisions in `values`, made whole, with the quantities that fit them; none where they break a rule.
    pub(super) fn of(formulation: &Formulation, values: &[f64]) -> Option<Self> {
        let values = complete(formulation, values)?;
        let hinges = &formulation.hinges.hinges;
        let access: f64 = hinges.iter().map(|hinge| hinge.cost * hinge.argument(&values).max(0.0)).sum();
        let objective = formulation.model.objective(&values) + access;
        Some(Self { values, objective })
    }

    /// Takes the place of `best` where it is better.
    pub(super) fn replace_worse(self, best: &mut Option<Self>) {
        if best.as_ref().is_none_or(|best| self.objective < best.objective) {
            *best = Some(self);
        }
    }
}

/// Tells how the search stands within its limits; threads that know one side each give news of both.
pub(super) struct Standing<'a> {
    pub(super) limits: &'a Limits,
    on_progress: &'a (dyn Fn(Progress) + Sync),
    started: Instant,
    /// Bound and incumbent told so far. Nothing reads them to decide, or the answer would depend on which thread is ahead.
    known: Mutex<(Option<f64>, Option<f64>)>,
}

impl<'a> Standing<'a> {
    /// A search that starts now.
    pub(super) fn new(limits: &'a Limits, on_progress: &'a (dyn Fn(Progress) + Sync)) -> Self {
        Self { limits, on_progress, started: Instant::now(), known: Mutex::new((None, None)) }
    }

    /// Gives news, million yen.
    pub(super) fn tell(&self, stage: Stage, bound: Option<f64>, incumbent: Option<f64>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let bound = known.0.into_iter().chain(bound).reduce(f64::max);
        let incumbent = known.1.into_iter().chain(incumbent).reduce(f64::min);
        *known = (bound, incumbent);
        drop(known);
        (self.on_progress)(Progress { stage, bound, incumbent });
    }

    /// Time left, seconds.
    pub(super) fn left_s(&self) -> f64 {
        self.limits.time.saturating_sub(self.started.elapsed()).as_secs_f64()
    }

    /// All the time left and at most `nodes`, or what the limits ask for where that is less.
    pub(super) fn settings(&self, tolerance: f64, nodes: Option<u32>) -> MipSettings<'static> {
        let node_limit = nodes.into_iter().chain(self.limits.nodes).min();
        MipSettings { tolerance, time_limit_s: self.left_s(), node_limit, start: None, log: None }
    }
}
