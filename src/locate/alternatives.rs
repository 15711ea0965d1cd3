//! The best solutions in order: the solutions other than those known split into regions, each a question with more sites decided.
//!
//! # Source
//! Lawler, A procedure for computing the k best solutions to discrete optimization problems, 1972.

use super::clock::Clock;
use super::problem::{self, Choice, Found, Task};
use super::question::{Places, Question, Status};
use crate::solver::SolverError;

/// Solutions found, best first, and whether none is missing between them.
#[derive(Debug)]
pub(super) struct Ranked {
    pub first: Found,
    pub others: Vec<Choice>,
    pub is_proved: bool,
}

/// The `question.solutions` best solutions, as far as they are within `question.within` of the best.
pub(super) fn rank(places: &Places, question: &Question, clock: &Clock) -> Result<Ranked, SolverError> {
    let statuses: Vec<Status> = places.sites.iter().map(|site| site.status).collect();
    let solve = |statuses: &[Status], limit: f64| problem::solve(&Task { places, question, statuses, limit, clock });
    let first = solve(&statuses, f64::INFINITY)?;
    let mut ranked = Ranked { others: Vec::new(), is_proved: first.is_proved, first };
    let Some(best) = ranked.first.best.clone() else { return Ok(ranked) };
    if question.solutions < 2 {
        return Ok(ranked);
    }
    let most =
        if question.within.is_finite() { best.cost + question.within * best.cost.abs() * (1.0 + 1e-12) } else { f64::INFINITY };
    // Just above, so that solutions at the limit itself count.
    let most = if most.is_finite() { most + 1e-9 * most.abs() } else { most };
    let mut regions: Vec<(Choice, Vec<Status>)> = Vec::new();
    let mut last = (best, statuses);
    loop {
        for region in split(question, &last.0, &last.1) {
            let missing = question.solutions - 1 - ranked.others.len();
            // No worse than the last solution that can still be listed.
            let limit = if regions.len() >= missing { regions[missing - 1].0.cost.min(most) } else { most };
            let found = solve(&region, limit)?;
            ranked.is_proved &= found.is_proved;
            ranked.first.nodes += found.nodes;
            if let Some(choice) = found.best
                && choice.cost < most
            {
                let at = regions.partition_point(|other| (other.0.cost, &other.0.sites) < (choice.cost, &choice.sites));
                regions.insert(at, (choice, region));
            }
        }
        if regions.is_empty() {
            break;
        }
        last = regions.remove(0);
        ranked.others.push(last.0.clone());
        if ranked.others.len() + 1 >= question.solutions || clock.is_over() {
            ranked.is_proved &= !clock.is_over();
            break;
        }
    }
    Ok(ranked)
}

/// Regions that together hold every set of sites allowed by `statuses` but `choice`'s own.
fn split(question: &Question, choice: &Choice, statuses: &[Status]) -> Vec<Vec<Status>> {
    let mut regions = Vec::new();
    let mut decided = statuses.to_vec();
    for &site in &choice.sites {
        if decided[site] == Status::Candidate {
            let mut region = decided.clone();
            region[site] = Status::Forbidden;
            regions.push(region);
            decided[site] = Status::Required;
        }
    }
    if question.open.is_none() {
        // All of these sites and at least one more.
        for site in 0..decided.len() {
            if decided[site] == Status::Candidate {
                let mut region = decided.clone();
                region[site] = Status::Required;
                regions.push(region);
                decided[site] = Status::Forbidden;
            }
        }
    }
    regions
}
