//! The classic location models on points or a matrix: p-median, p-center, covering, facility location and dispersion, exact with proof.
//!
//! [`input::read`] gives [`question::Places`], [`solve`] an [`answer::Answer`], [`report`] its texts and files. Costs are minimized by an engine
//! of the project's own: sorted lists, swaps, Lagrangian prices, and trees with HiGHS as a linear programme. Every solution is measured
//! again by [`recompute`], which knows no solver. `docs/locate.md` is the user's page.

mod alternatives;
mod branch;
mod capacitated;
mod center;
mod clock;
mod core;
mod cover;
mod dispersion;
mod gains;
mod lagrange;
mod median;
mod partial;
mod prepare;
mod price_tree;
mod problem;
mod radius;
mod search;
mod service;

#[cfg(test)]
mod tests;

pub mod answer;
pub mod input;
pub mod question;
pub mod recompute;
pub mod report;

use crate::error::Text;
use crate::solver::SolverError;

use alternatives::Ranked;
use answer::{Answer, Proof, Solution};
use clock::Clock;
use problem::Choice;
use question::{Kind, Places, Question};

/// Solves a question and measures what was found from the input.
///
/// # Errors
/// [`SolverError`] when the linear programme or the model of a part fails; limits and infeasible questions are answers.
///
/// # Example
/// ```
/// use fukugo::locate::answer::Proof;
/// use fukugo::locate::question::{Demand, Distances, Kind, Places, Question, Site, Status};
/// let demand = |id: &str, weight| Demand { id: id.to_owned(), weight, at: None };
/// let site = |id: &str| Site { id: id.to_owned(), cost: None, capacity: None, status: Status::Candidate, at: None };
/// let places = Places {
///     demand: vec![demand("a", 1.0), demand("b", 3.0)],
///     sites: vec![site("s"), site("t")],
///     distances: Distances::Matrix(vec![0.0, 2.0, 5.0, 1.0]),
///     is_whole: false,
/// };
/// let question = Question { open: Some(1), ..Question::new(Kind::PMedian) };
/// let answer = fukugo::locate::solve(&places, &question)?;
/// // At s: 1 · 0 + 3 · 5 = 15. At t: 1 · 2 + 3 · 1 = 5.
/// assert_eq!((answer.proof, answer.solutions[0].objective), (Proof::Optimal, 5.0));
/// # Ok::<(), fukugo::solver::SolverError>(())
/// ```
pub fn solve(places: &Places, question: &Question) -> Result<Answer, SolverError> {
    let clock = Clock::start(question.time_limit_s);
    let ranked = alternatives::rank(places, question, &clock)?;
    Ok(answer(places, question, ranked, &clock))
}

fn answer(places: &Places, question: &Question, ranked: Ranked, clock: &Clock) -> Answer {
    let Ranked { first, others, is_proved: are_all_proved } = ranked;
    let proof = match (&first.best, first.is_proved) {
        (Some(_), true) => Proof::Optimal,
        (Some(_), false) => Proof::Stopped,
        (None, true) => Proof::Infeasible,
        (None, false) => Proof::NothingFound,
    };
    let total: f64 = places.demand.iter().map(|point| point.weight).sum();
    // What engines minimize, as the objective that is asked for.
    let objective = |cost: f64| match question.kind {
        Kind::MaxCover => total - cost,
        Kind::PDispersion => -cost,
        _ => cost,
    };
    let mut breaches = Vec::new();
    let mut solutions = Vec::new();
    for choice in first.best.iter().chain(&others) {
        let Choice { cost, sites, flows } = choice;
        let measured = recompute::measure(places, question, sites, flows.as_deref());
        breaches.extend(measured.breaches);
        let claimed = objective(*cost);
        // Weight covered is a difference: it can be no more exact than the sums it comes from.
        let is_close = recompute::agree(measured.objective, claimed)
            || (question.kind == Kind::MaxCover && (measured.objective - claimed).abs() <= 1e-9 * total)
            || (question.kind == Kind::Capacitated && (measured.objective - claimed).abs() <= 1e-6 * claimed.abs());
        if !is_close {
            breaches.push(Text::new(
                format!("目的関数は {claimed} とされましたが、入力から計算すると {} です", measured.objective),
                format!("the objective was claimed to be {claimed} and is {} by the input", measured.objective),
            ));
        }
        solutions.push(Solution { objective: measured.objective, chosen: sites.clone(), assigned: measured.assigned });
    }
    let bound = match (proof, solutions.first()) {
        (Proof::Optimal, Some(best)) => Some(best.objective),
        (Proof::Infeasible, _) => None,
        _ => Some(objective(first.bound)).filter(|bound| bound.is_finite()),
    };
    Answer {
        proof,
        solutions,
        are_all_proved,
        bound,
        breaches,
        nodes: first.nodes,
        stages: first.stages,
        total_s: clock.elapsed_s(),
        reason: first.reason,
    }
}
