//! What was found and proved.

use super::recompute::Assigned;
use crate::error::Text;

/// How far a question was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Proof {
    /// No better solution exists: exactly with costs of few decimals, within a share of 10⁻⁹ of the objective otherwise.
    Optimal,
    /// A limit came first; the bound says how much better a solution could be.
    Stopped,
    /// No solution exists.
    Infeasible,
    /// A limit came before any solution.
    NothingFound,
}

impl Proof {
    /// The word of files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Optimal => "optimal",
            Self::Stopped => "stopped",
            Self::Infeasible => "infeasible",
            Self::NothingFound => "nothing-found",
        }
    }
}

/// A choice of sites with what it amounts to, recomputed from the input.
#[derive(Clone, Debug)]
pub struct Solution {
    /// The objective.
    pub objective: f64,
    /// Positions of open sites, in order.
    pub chosen: Vec<usize>,
    /// Who serves whom.
    pub assigned: Vec<Assigned>,
}

/// The answer to a question.
#[derive(Clone, Debug)]
pub struct Answer {
    /// How far it was settled.
    pub proof: Proof,
    /// Solutions, best first.
    pub solutions: Vec<Solution>,
    /// Whether no solution is missing between those listed.
    pub are_all_proved: bool,
    /// No solution is better than this; `None` where nothing is known.
    pub bound: Option<f64>,
    /// What recomputation found wrong; empty for a sound answer.
    pub breaches: Vec<Text>,
    /// Nodes of trees.
    pub nodes: usize,
    /// Seconds by stage.
    pub stages: Vec<(&'static str, f64)>,
    /// Seconds in all.
    pub total_s: f64,
    /// Why nothing can be found, where that is known.
    pub reason: Option<Text>,
}

impl Answer {
    /// How far the best solution can be from the best there is, as a share of its objective; `None` where it is not known.
    pub fn gap(&self) -> Option<f64> {
        let (best, bound) = (self.solutions.first()?.objective, self.bound?);
        if best.to_bits() == bound.to_bits() {
            return Some(0.0);
        }
        let gap = (best - bound).abs() / best.abs().max(bound.abs());
        gap.is_finite().then_some(gap)
    }
}
