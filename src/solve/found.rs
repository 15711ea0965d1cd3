//! What a search has found so far, open to whoever would end it early.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::complete::complete;
use super::progress::LogFile;
use crate::formulate::Formulation;

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
}

/// The best plan and the bound of a search that runs or has run.
///
/// Of two threads that search side by side one finds plans and one proves. Each reads here only what it found itself, or the answer would
/// depend on which of them is ahead.
#[derive(Debug)]
pub struct Found {
    known: Mutex<Known>,
    is_stopped: AtomicBool,
    log: Option<LogFile>,
}

#[derive(Debug, Default)]
struct Known {
    best: Option<Arc<Incumbent>>,
    bound: Option<f64>,
    /// What a thread has proven that others may not know of before it ends.
    aside: Option<f64>,
    /// Whether the search has what it was asked for, so that nothing raises the bound any more.
    is_closed: bool,
}

impl Found {
    /// Nothing yet.
    #[must_use]
    pub fn nothing() -> Self {
        Self { known: Mutex::default(), is_stopped: AtomicBool::new(false), log: LogFile::new() }
    }

    /// Asks the search to end after the step it is at, which may take minutes; what is found stays. Its temporary file is removed, so that
    /// the program may end first.
    pub fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
        self.log.iter().for_each(LogFile::remove);
    }

    /// Whether the search was asked to end.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    /// Whether the search has what it was asked for; a step that it is at may take minutes more and changes nothing.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.known().is_closed
    }

    /// Where the solver may log to.
    pub(super) fn log(&self) -> Option<&LogFile> {
        self.log.as_ref()
    }

    /// The best plan, if there is one.
    pub(super) fn best(&self) -> Option<Arc<Incumbent>> {
        self.known().best.clone()
    }

    /// What the best plan costs, million yen, if there is one.
    pub(super) fn objective(&self) -> Option<f64> {
        self.known().best.as_ref().map(|best| best.objective)
    }

    /// Keeps `plan` where it is better than the best one.
    pub(super) fn offer(&self, plan: Incumbent) {
        let mut known = self.known();
        if known.best.as_ref().is_none_or(|best| plan.objective < best.objective) {
            known.best = Some(Arc::new(plan));
        }
    }

    /// What no plan costs less than, million yen, where something is proven.
    pub(super) fn bound(&self) -> Option<f64> {
        self.known().bound
    }

    /// Takes note that no plan costs less than `bound`, million yen.
    pub(super) fn raise(&self, bound: f64) {
        let mut known = self.known();
        if !known.is_closed {
            known.bound = Some(known.bound.map_or(bound, |known| known.max(bound)));
        }
    }

    /// Takes note of a bound, million yen, that counts for whoever ends the search now, and for nobody in it before the thread that proves it
    /// has ended and raises the bound.
    pub(super) fn raise_aside(&self, bound: f64) {
        let mut known = self.known();
        known.aside = Some(known.aside.map_or(bound, |known| known.max(bound)));
    }

    /// The bound for whoever ends the search now, million yen.
    pub(super) fn proven(&self) -> Option<f64> {
        let known = self.known();
        let aside = known.aside.filter(|_| !known.is_closed);
        known.bound.into_iter().chain(aside).reduce(f64::max)
    }

    /// Ends the search with the best plan and `bound`, million yen, for which that is close enough, however much more another thread has
    /// proven by now: how far it came depends on the machine.
    pub(super) fn close(&self, bound: f64) {
        let mut known = self.known();
        known.bound = Some(bound);
        known.is_closed = true;
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_proven_aside_counts_at_an_end_by_a_limit_alone() {
        let found = Found::nothing();
        found.raise_aside(2.0);
        assert_eq!((found.bound(), found.proven()), (None, Some(2.0)));
        found.raise(1.0);
        found.raise_aside(1.5);
        assert_eq!((found.bound(), found.proven()), (Some(1.0), Some(2.0)));
        found.close(1.0);
        assert_eq!((found.bound(), found.proven()), (Some(1.0), Some(1.0)));
    }
}
