//! Finds the best plan and proves how good it is.
//!
//! The access term is generated in rounds: the relaxation starts without its hinges and gets sums of those that a solution violates. Sums
//! and hinges left out can only lower the objective, so every bound found on the way holds for the complete compact model
//! (`--write-model`).

mod claims;
mod complete;
mod diagnose;
mod extract;
mod funding;
mod improve;
mod neighborhoods;
mod progress;
mod relax;
mod restrict;
mod rounds;
mod standing;
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

pub use claims::claims;
pub use diagnose::{Conflict, diagnose};

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

/// Searches for the best plan.
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
    let found = rounds::search(instance, formulation, options, limits, on_progress)?;
    let mut plan = extract::plan_of(instance, options, formulation, &found.values);
    if instance.project.scenario.funding.is_some() {
        let book = claims::cost_book(instance, prices, &plan);
        plan.funding = funding::movements(instance, &book, formulation.funding.as_ref(), &found.values);
    }
    plan.claims = claims(instance, prices, &plan, claims::soft_cost(instance, formulation, &found.values));
    let objective = plan.claims.objective.total_jpy() / YEN_PER_UNIT;
    if (objective - found.objective).abs() > AGREEMENT * objective.abs().max(1.0) {
        let message = format!("the model says {} million yen, the plan {objective}", found.objective);
        return Err(SolveError::Failed(message));
    }
    let bound = found.bound.map(|bound| bound.min(objective));
    let gap = bound.map(|bound| (objective - bound) / objective.abs().max(f64::MIN_POSITIVE));
    let is_proven = gap.is_some_and(|gap| gap <= limits.gap);
    let status = if is_proven { Status::Optimal } else { Status::Feasible };
    Ok(Solution { plan, proof: Proof { status, objective, bound, gap } })
}
