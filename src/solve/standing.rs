//! How a search stands within its limits, and the news of it that several threads give.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::found::{Found, Incumbent};
use super::{Limits, Progress, Stage, is_close};
use crate::formulate::Formulation;
use crate::solver::mip::MipSettings;

/// What a search works with: its limits, what it found, and who is told.
pub(super) struct Standing<'a> {
    pub(super) limits: &'a Limits,
    pub(super) found: &'a Found,
    on_progress: &'a (dyn Fn(Progress) + Sync),
    started: Instant,
    /// Time after the start at which it ends.
    time: Duration,
    /// Bound and incumbent told so far; threads that know one side each give news of both. Unlike what was found, they may be of a solve
    /// that has not ended yet.
    told: Arc<Mutex<(Option<f64>, Option<f64>)>>,
}

impl<'a> Standing<'a> {
    /// A search that starts now.
    pub(super) fn new(limits: &'a Limits, found: &'a Found, on_progress: &'a (dyn Fn(Progress) + Sync)) -> Self {
        Self { limits, found, on_progress, started: Instant::now(), time: limits.time, told: Arc::default() }
    }

    /// The same search up to a share of its time.
    pub(super) fn until(&self, share: f64) -> Self {
        Self { time: self.limits.time.mul_f64(share), told: Arc::clone(&self.told), ..*self }
    }

    /// Gives news, million yen.
    pub(super) fn tell(&self, stage: Stage, bound: Option<f64>, incumbent: Option<f64>) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let bound = told.0.into_iter().chain(bound).reduce(f64::max);
        let incumbent = told.1.into_iter().chain(incumbent).reduce(f64::min);
        *told = (bound, incumbent);
        drop(told);
        (self.on_progress)(Progress { stage, bound, incumbent });
    }

    /// Takes note that no plan costs less than `bound`, million yen, and tells how things stand.
    pub(super) fn raise(&self, stage: Stage, bound: f64) {
        self.found.raise(bound);
        self.tell(stage, self.found.bound(), None);
    }

    /// Keeps the plan of the decisions in `values`, which a solve gave, where it is the best, and tells how things stand.
    pub(super) fn keep(&self, stage: Stage, formulation: &Formulation, values: &[f64]) {
        if let Some(plan) = Incumbent::of(formulation, values) {
            self.found.offer(plan);
        }
        self.tell(stage, self.found.bound(), self.found.objective());
    }

    /// Time left, seconds; none when the search was asked to end.
    pub(super) fn left_s(&self) -> f64 {
        if self.found.is_stopped() {
            return 0.0;
        }
        self.time.saturating_sub(self.started.elapsed()).as_secs_f64()
    }

    /// Whether the best plan is as close to `bound`, million yen, as was asked for.
    pub(super) fn is_close(&self, bound: f64) -> bool {
        self.found.best().is_some_and(|best| is_close(best.objective, bound, self.limits))
    }

    /// All the time left and at most `nodes`, or what the limits ask for where that is less.
    pub(super) fn settings(&self, tolerance: f64, nodes: Option<u32>) -> MipSettings<'static> {
        let node_limit = nodes.into_iter().chain(self.limits.nodes).min();
        MipSettings { node_limit, ..MipSettings::new(tolerance, self.left_s()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_the_time_ends_sooner_and_finds_for_the_same_search() {
        let limits = Limits { gap: 0.0, time: Duration::from_secs(1_000), nodes: None };
        let found = Found::nothing();
        let standing = Standing::new(&limits, &found, &|_| {});
        let early = standing.until(0.25);
        assert!(early.left_s() <= 250.0 && early.left_s() > 0.0, "{}", early.left_s());
        assert!(standing.left_s() > 250.0, "{}", standing.left_s());
        early.found.raise(3.0);
        assert_eq!(standing.found.bound(), Some(3.0));
    }
}
