//! Finds the best plan and proves how good it is.
//!
//! The access term is generated in rounds: the relaxation starts without its hinges and gets sums of those that a solution violates. Sums
//! and hinges left out can only lower the objective, so every bound found on the way holds for the complete compact model
//! (`--write-model`).

mod apart;
mod beside;
mod claims;
mod clash;
mod complete;
mod diagnose;
mod extract;
mod found;
mod funding;
mod homes;
mod improve;
mod master;
mod neighborhoods;
mod progress;
mod regions;
mod relax;
mod restrict;
mod rounds;
mod standing;
mod sweep;
#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::cashflow::Prices;
use crate::formulate::Formulation;
use crate::instance::Instance;
use crate::model::YEN_PER_UNIT;
use crate::options::Options;
use crate::plan::{Plan, Proof, Status};
use crate::solver::SolverError;
use crate::solver::mip::LEAST_TOLERANCE;
use standing::Standing;

pub use claims::claims;
pub use clash::{Clash, clash};
pub use diagnose::{Conflict, diagnose};
pub use found::Found;

/// Limits of a search.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Relative gap at which to stop, ratio.
    pub gap: f64,
    /// Longest time.
    pub time: Duration,
    /// Most branch-and-bound nodes of one solve, if limited.
    pub nodes: Option<u32>,
}

/// News of a running search, in million yen of the objective.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// What the search is doing.
    pub stage: Stage,
    /// No plan costs less, where something is proven.
    pub bound: Option<f64>,
    /// The best plan so far, where there is one.
    pub incumbent: Option<f64>,
}

/// What a search is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Deciding the municipality anew part by part: number of the round, 0 for the paths of buildings alone.
    Improvement(u32),
    /// Solving relaxations and adding hinges: number of the round.
    Relaxation(usize),
    /// Branch and bound: number of the round.
    Search(usize),
}

/// The best plan found and what is proven about it.
#[derive(Clone, Debug)]
pub struct Solution {
    /// The plan, with its claims.
    pub plan: Plan,
    /// What is proven, million yen.
    pub proof: Proof,
}

/// Why a search gave no plan.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SolveError {
    /// No plan satisfies all hard rules.
    #[error("no plan satisfies all rules")]
    Infeasible,
    /// A limit was reached before a plan was found.
    #[error("no plan found within the limits")]
    NothingFound,
    /// The solver failed, or its answer does not fit the plan it stands for.
    #[error("the search failed: {0}")]
    Failed(String),
}

impl From<SolverError> for SolveError {
    fn from(error: SolverError) -> Self {
        match error {
            SolverError::Infeasible => Self::Infeasible,
            SolverError::NothingFound => Self::NothingFound,
            other => Self::Failed(other.to_string()),
        }
    }
}

/// How far the objective recomputed from a plan may lie from the model's, relative: rounding of values to whole numbers and of
/// sums of about 10^5 terms; anything larger means that model and plan disagree.
const AGREEMENT: f64 = 1e-6;

/// Distance of plan and bound that is none, whatever gap is asked for, million yen: a yen that the solver leaves and one of rounding.
const NO_DISTANCE: f64 = 2.0 * LEAST_TOLERANCE;

/// The same relative to the objective: no bound that HiGHS computes in doubles is surer than that.
const NO_GAP: f64 = 1e-9;

/// Whether a plan of `objective` is proven to be as good as was asked for by `bound`.
fn is_close(objective: f64, bound: f64, limits: &Limits) -> bool {
    objective - bound <= (limits.gap.max(NO_GAP) * objective.abs()).max(NO_DISTANCE)
}

/// Searches for the best plan and settles it.
///
/// # Errors
/// [`SolveError`] when there is no plan, none was found, or model and plan disagree.
pub fn solve(
    instance: &Instance<'_>,
    prices: &Prices,
    options: &Options,
    formulation: &Formulation,
    limits: &Limits,
    on_progress: &(dyn Fn(Progress) + Sync),
) -> Result<Solution, SolveError> {
    let found = Found::nothing();
    search(instance, options, formulation, limits, on_progress, &found)?;
    settle(instance, prices, options, formulation, limits, &found)
}

/// Searches for the best plan and leaves in `found` what it finds, as it finds it, so that another thread may end the search early.
///
/// # Errors
/// [`SolveError`] when there is no plan or the solver failed; that limits came first is no error.
pub fn search(
    instance: &Instance<'_>,
    options: &Options,
    formulation: &Formulation,
    limits: &Limits,
    on_progress: &(dyn Fn(Progress) + Sync),
    found: &Found,
) -> Result<(), SolveError> {
    let standing = Standing::new(limits, found, on_progress);
    match rounds::run(instance, options, formulation, &standing) {
        // A limit stopped it: what was found and proven until then stands.
        Ok(()) | Err(SolverError::NothingFound) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Reads the best plan so far off `found`, with its money and what is proven about it; a search may go on beside it.
///
/// # Errors
/// [`SolveError`] when there is no plan yet, or model and plan disagree.
pub fn settle(
    instance: &Instance<'_>,
    prices: &Prices,
    options: &Options,
    formulation: &Formulation,
    limits: &Limits,
    found: &Found,
) -> Result<Solution, SolveError> {
    // The bound first: one that is raised in between is no lie, but belongs to what was found later.
    let bound = found.proven();
    let best = found.best().ok_or(SolveError::NothingFound)?;
    let mut plan = extract::plan_of(instance, options, formulation, &best.values);
    if instance.project.scenario.funding.is_some() {
        let book = claims::cost_book(instance, prices, &plan);
        plan.funding = funding::movements(instance, &book, formulation.funding.as_ref(), &best.values);
    }
    plan.claims = claims(instance, prices, &plan, claims::soft_cost(instance, formulation, &best.values));
    let objective = plan.claims.objective.total_jpy() / YEN_PER_UNIT;
    if (objective - best.objective).abs() > AGREEMENT * objective.abs().max(1.0) {
        let message = format!("the model says {} million yen, the plan {objective}", best.objective);
        return Err(SolveError::Failed(message));
    }
    let bound = bound.map(|bound| bound.min(objective));
    let gap = bound.map(|bound| (objective - bound) / objective.abs().max(f64::MIN_POSITIVE));
    let is_proven = bound.is_some_and(|bound| is_close(objective, bound, limits));
    let status = if is_proven { Status::Optimal } else { Status::Feasible };
    Ok(Solution { plan, proof: Proof { status, objective, bound, gap } })
}
