//! One question from its input to sites: which engine it goes to, and what the engine's answer means.

use super::clock::Clock;
use super::median::{self, Known};
use super::prepare::{self, Scale};
use super::question::{Kind, Places, Question, Status};
use super::recompute::Assigned;
use super::{capacitated, center, cover, dispersion, partial};
use crate::error::Text;
use crate::solver::SolverError;

/// What an engine found, as costs to be minimized in the input's unit: weight left uncovered, separation with a minus sign.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub best: Option<Choice>,
    /// No solution costs less, unless the limit is all that is wanted.
    pub bound: f64,
    /// Whether nothing better than `best` and the limit exists.
    pub is_proved: bool,
    pub nodes: usize,
    pub stages: Vec<(&'static str, f64)>,
    pub reason: Option<Text>,
}

/// Open sites with their cost.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Choice {
    pub cost: f64,
    pub sites: Vec<usize>,
    pub flows: Option<Vec<Assigned>>,
}

/// A question under given statuses; solutions that cost `limit` or more are of no interest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Task<'t> {
    pub places: &'t Places,
    pub question: &'t Question,
    pub statuses: &'t [Status],
    pub limit: f64,
    pub clock: &'t Clock,
}

/// Solves a task.
pub(super) fn solve(task: &Task<'_>) -> Result<Found, SolverError> {
    let question = task.question;
    if let Some(reason) = impossible(task.places, question, task.statuses) {
        return Ok(Found { bound: f64::INFINITY, is_proved: true, reason: Some(reason), ..Found::default() });
    }
    match question.kind {
        Kind::PMedian | Kind::Facility | Kind::MaxCover => median_form(task),
        Kind::SetCover if question.cover_times == 1 => median_form(task),
        Kind::SetCover | Kind::PartialCover => partial::solve(task),
        Kind::PCenter => center::solve(task),
        Kind::Capacitated => capacitated::solve(task),
        Kind::PDispersion => Ok(dispersion::solve(task)),
    }
}

/// Why no solution can exist, where counting tells.
fn impossible(places: &Places, question: &Question, statuses: &[Status]) -> Option<Text> {
    let count = |status: Status| statuses.iter().filter(|&&other| other == status).count();
    let (required, existing, forbidden) = (count(Status::Required), count(Status::Existing), count(Status::Forbidden));
    if let Some(open) = question.open {
        let available = statuses.len() - forbidden - existing;
        if open < required {
            return Some(Text::new(
                format!("必須の候補地 {required} は p = {open} より多い"),
                format!("{required} sites are required, more than p = {open}"),
            ));
        }
        if open > available {
            return Some(Text::new(
                format!("候補地 {available} は p = {open} より少ない"),
                format!("{available} sites can be opened, fewer than p = {open}"),
            ));
        }
    }
    let (reach, times) = match question.kind {
        Kind::SetCover => (question.radius?, question.cover_times),
        Kind::PMedian | Kind::Facility | Kind::Capacitated | Kind::PCenter => (question.max_distance?, 1),
        Kind::MaxCover | Kind::PartialCover | Kind::PDispersion => return None,
    };
    let near = |demand: usize| {
        (0..statuses.len())
            .filter(|&site| statuses[site] != Status::Forbidden && places.distance(demand, site) <= reach)
            .take(times)
            .count()
    };
    let unreached: Vec<&str> =
        (0..places.demand.len()).filter(|&demand| near(demand) < times).map(|demand| places.demand[demand].id.as_str()).collect();
    let shown = unreached.iter().take(10).copied().collect::<Vec<_>>().join(", ");
    (!unreached.is_empty()).then(|| {
        Text::new(
            format!("どの候補地からも {reach} 以内にない需要点が {} ある: {shown}", unreached.len()),
            format!("{} demand points have too few sites within {reach}: {shown}", unreached.len()),
        )
    })
}

fn median_form(task: &Task<'_>) -> Result<Found, SolverError> {
    let &Task { places, question, statuses, limit, clock } = task;
    let started_s = clock.elapsed_s();
    let (core, names, scale) = prepare::core(places, question, statuses);
    let built_s = clock.elapsed_s() - started_s;
    let limit = if limit.is_finite() { scale.inside(limit) } else { limit };
    let known = match question.kind {
        Kind::SetCover => cover::solve(&core, limit, f64::NEG_INFINITY, usize::MAX, clock)?,
        _ => median::solve(&core, limit, f64::NEG_INFINITY, clock)?,
    };
    let mut found = found(&names, scale, known);
    found.stages.insert(0, ("lists", built_s));
    Ok(found)
}

/// The engine's answer in the input's terms.
pub(super) fn found(names: &[usize], scale: Scale, known: Known) -> Found {
    let best = known.best.map(|(cost, open)| Choice {
        cost: scale.outside(cost),
        sites: open.iter().zip(names).filter(|(is_open, _)| **is_open).map(|(_, &name)| name).collect(),
        flows: None,
    });
    // Between two whole values there is none: a bound may be rounded up, less what rounding of sums may have added.
    let bound = if scale.step > 0.0 && known.bound.is_finite() {
        (known.bound / scale.step - 1e-6 - 1e-11 * (known.bound / scale.step).abs()).ceil() * scale.step
    } else {
        known.bound
    };
    Found {
        best,
        bound: scale.outside(bound),
        is_proved: known.is_proved,
        nodes: known.nodes,
        stages: known.stages,
        reason: None,
    }
}
