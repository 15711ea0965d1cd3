//! Plans beside the relaxation that leads them: each pass over parts of the municipality begins from a solution of the relaxation, which goes
//! on meanwhile, and both end when a plan is close enough to a bound that it has come by.
//!
//! The passes know solutions and bounds in their order and nothing else of the relaxation, and it knows only whether to go on, so that the answer
//! is the same on one thread, which runs each pass where the solution is given.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use super::improve::Improvement;
use super::neighborhoods::Anchors;
use crate::instance::Instance;
use crate::solver::SolverError;
use crate::solver::lp::LpOutcome;

/// Most passes; the last relaxation leads more of them.
const PASSES: usize = 3;

/// Solutions from pass to pass: until then the relaxation has changed enough to lead elsewhere, and the pass before has mostly ended.
const STRIDE: usize = 2;

/// What a relaxation comes by.
pub(super) struct Lead {
    /// A solution by column, near enough to the last one to lead plans; none where only the bound is new.
    pub(super) values: Option<Vec<f64>>,
    /// No plan costs less, million yen.
    pub(super) bound: f64,
}

/// Whether a relaxation that comes by this may end.
pub(super) type IsEnough<'a> = &'a dyn Fn(Lead) -> bool;

/// Runs `relax`, and beside it a first plan and what the solutions of the relaxation lead to, if `is_led`.
///
/// # Errors
/// [`SolverError`] of either side.
pub(super) fn beside(
    improvement: &Improvement<'_>,
    instance: &Instance<'_>,
    anchors: &Anchors,
    is_led: bool,
    relax: impl FnOnce(IsEnough<'_>) -> Result<LpOutcome, SolverError>,
) -> Result<LpOutcome, SolverError> {
    let mut follower = Follower { improvement, instance, anchors, leads: 0, is_led };
    if rayon::current_num_threads() == 1 {
        improvement.start(instance)?;
        let follower = RefCell::new((follower, Ok(())));
        let outcome = relax(&|lead| {
            let (follower, ended) = &mut *follower.borrow_mut();
            follower.follow(&lead).unwrap_or_else(|error| {
                *ended = Err(error);
                true
            })
        });
        return follower.into_inner().1.and(outcome);
    }
    let is_enough = &AtomicBool::new(false);
    let (sender, leads) = mpsc::channel();
    std::thread::scope(|scope| {
        let plans = scope.spawn(move || {
            improvement.start(instance)?;
            for lead in leads {
                if follower.follow(&lead)? {
                    is_enough.store(true, Ordering::Relaxed);
                    break;
                }
            }
            Ok(())
        });
        let outcome = relax(&move |lead| {
            // Plans that have ended have no use for it.
            let _ = sender.send(lead);
            is_enough.load(Ordering::Relaxed)
        });
        plans.join().unwrap_or(Err(SolverError::Failed("the search for plans ended early")))?;
        outcome
    })
}

/// The search for plans that follows a relaxation.
struct Follower<'a> {
    improvement: &'a Improvement<'a>,
    instance: &'a Instance<'a>,
    anchors: &'a Anchors,
    /// Solutions so far.
    leads: usize,
    is_led: bool,
}

impl Follower<'_> {
    /// A pass led by `lead`, if there is one for it; whether the best plan is close enough to its bound.
    fn follow(&mut self, lead: &Lead) -> Result<bool, SolverError> {
        let standing = self.improvement.standing;
        let is_enough = || standing.is_close(lead.bound);
        if let Some(values) = &lead.values {
            let pass = self.leads / STRIDE;
            if self.is_led && self.leads.is_multiple_of(STRIDE) && pass < PASSES && !is_enough() {
                self.improvement.pass_led(self.instance, self.anchors, values, pass, &is_enough)?;
            }
            self.leads += 1;
        }
        if is_enough() {
            standing.found.close(lead.bound);
            return Ok(true);
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::improve::SITES;
    use super::super::rounds::keep_everything;
    use super::super::standing::Standing;
    use super::*;
    use crate::cashflow::Prices;
    use crate::formulate::Formulation;
    use crate::options::Options;
    use crate::solve::tests::example_town;
    use crate::solve::{Found, Limits};
    use crate::solver::lp::{LpSession, Method};

    #[test]
    fn plans_and_relaxation_end_at_the_same_lead_on_one_thread_and_two() {
        let project = example_town();
        let instance = Instance::new(&project);
        let options = Options::new(&instance, &Prices::new(&project)).unwrap();
        let formulation = Formulation::new(&instance, &options);
        let anchors = Anchors::new(&instance, &options, &formulation);
        let limits = Limits { gap: 0.5, time: Duration::from_mins(5), nodes: None };
        let relaxed = LpSession::new(&formulation.model).unwrap().solve_by(Method::DualSimplex, 60.0).unwrap();
        let run = |threads: usize| {
            let found = Found::nothing();
            found.offer(keep_everything(&formulation, &options).unwrap());
            let before = found.best().unwrap().objective;
            let standing = Standing::new(&limits, &found, &|_| {});
            let improvement = Improvement { formulation: &formulation, standing: &standing, sites: SITES, rounds: 0 };
            let relax = |is_enough: IsEnough<'_>| {
                let give = |bound: f64| {
                    found.raise(bound);
                    is_enough(Lead { values: Some(relaxed.values.clone()), bound })
                };
                // The first leads a pass and proves little, the second proves enough; how many follow depends on the machine.
                let is_over = give(0.1 * relaxed.objective) || give(relaxed.objective);
                let mut more = 0.0;
                while !is_over && !give(relaxed.objective + more) {
                    more += 1.0;
                    std::thread::sleep(Duration::from_millis(10));
                }
                Ok(relaxed.clone())
            };
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| beside(&improvement, &instance, &anchors, true, relax)).unwrap();
            let objective = found.best().unwrap().objective;
            assert!(objective < before, "{objective} {before}");
            found.raise(objective);
            assert!(found.is_closed());
            (objective, found.bound().unwrap())
        };
        let one = run(1);
        assert_eq!(one.1.to_bits(), relaxed.objective.to_bits());
        let two = run(2);
        assert_eq!((one.0.to_bits(), one.1.to_bits()), (two.0.to_bits(), two.1.to_bits()));
    }
}
