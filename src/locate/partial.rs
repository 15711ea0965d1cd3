//! Covering with a backup and covering a share of the weight: one model for HiGHS each.
//!
//! Minimize `Σ f y` with `Σ_{near i} y ≥ times` for every demand point, or with `z_i ≤ Σ_{near i} y` and `Σ w z ≥ share · Σ w`. Demand
//! points with the same sites near are one.

use std::collections::BTreeMap;

use super::clock::Clock;
use super::prepare::{allowed, counts};
use super::problem::{Choice, Found, Task};
use super::question::{Kind, Question, Status};
use crate::model::{Column, ColumnIx, LinearModel};
use crate::solver::SolverError;
use crate::solver::mip::{self, Known, MipSettings};

pub(super) fn solve(task: &Task<'_>) -> Result<Found, SolverError> {
    let &Task { places, question, statuses, limit, clock } = task;
    let sites = allowed(statuses);
    let radius = question.radius.unwrap_or(f64::INFINITY);
    let mut groups: BTreeMap<Vec<usize>, f64> = BTreeMap::new();
    for (demand, point) in places.demand.iter().enumerate() {
        let near = (0..sites.len()).filter(|&site| places.distance(demand, sites[site]) <= radius).collect();
        *groups.entry(near).or_default() += point.weight;
    }
    let total: f64 = places.demand.iter().map(|point| point.weight).sum();
    let mut model = LinearModel::default();
    for &site in &sites {
        let cost = if statuses[site] == Status::Existing { 0.0 } else { places.sites[site].cost.unwrap_or(1.0) };
        let lower = if statuses[site].is_open() { 1.0 } else { 0.0 };
        model.add_column(Column { name: String::new(), lower, upper: 1.0, is_integer: true, cost });
    }
    let (least, most) = counts(question, statuses, sites.len());
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    model.add_row(String::new(), least as f64, most as f64, (0..sites.len()).map(|site| (ColumnIx(site), 1.0)).collect());
    let mut covered = Vec::new();
    for (near, weight) in &groups {
        let mut terms: Vec<(ColumnIx, f64)> = near.iter().map(|&site| (ColumnIx(site), 1.0)).collect();
        if question.kind == Kind::SetCover {
            #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
            model.at_least(String::new(), question.cover_times as f64, terms);
        } else if *weight > 0.0 {
            let column = model.add_column(Column { name: String::new(), lower: 0.0, upper: 1.0, is_integer: false, cost: 0.0 });
            terms.push((column, -1.0));
            model.at_least(String::new(), 0.0, terms);
            covered.push((column, *weight));
        }
    }
    let wanted = question.share * total;
    if question.kind == Kind::PartialCover {
        model.at_least(String::new(), wanted, covered.clone());
    }
    let start = greedy(&model, sites.len(), &groups, question, wanted, most);
    let settings = MipSettings { known: start.as_deref().map(Known::Best), ..MipSettings::new(0.0, clock.left_s()) };
    let stages = |clock: &Clock| vec![("model", clock.elapsed_s())];
    match mip::solve(&model, &settings) {
        Ok(outcome) => {
            let chosen: Vec<usize> = (0..sites.len()).filter(|&site| outcome.values[site] > 0.5).collect();
            let cost: f64 = chosen.iter().map(|&site| model.columns[site].cost).sum();
            let chosen: Vec<usize> = chosen.into_iter().map(|site| sites[site]).collect();
            let is_proved = !outcome.is_stopped;
            let best = (cost < limit).then_some(Choice { cost, sites: chosen, flows: None });
            let bound = if is_proved { cost.min(limit) } else { rounded(&model, outcome.bound).min(cost).min(limit) };
            Ok(Found { best, bound, is_proved, nodes: 1, stages: stages(clock), reason: None })
        }
        Err(SolverError::Infeasible) => {
            Ok(Found { bound: f64::INFINITY, is_proved: true, stages: stages(clock), ..Found::default() })
        }
        Err(SolverError::NothingFound) => Ok(Found { bound: 0.0, stages: stages(clock), ..Found::default() }),
        Err(error) => Err(error),
    }
}

/// A bound rounded up where all costs are whole.
fn rounded(model: &LinearModel, bound: f64) -> f64 {
    let is_whole = model.columns.iter().all(|column| column.cost.fract() == 0.0);
    if is_whole && bound.is_finite() { (bound - 1e-6).ceil() } else { bound }
}

/// A first solution: again and again the site that covers most of what is missing per cost.
fn greedy(
    model: &LinearModel,
    sites: usize,
    groups: &BTreeMap<Vec<usize>, f64>,
    question: &Question,
    wanted: f64,
    most: usize,
) -> Option<Vec<f64>> {
    let groups: Vec<(&Vec<usize>, f64)> = groups.iter().map(|(near, &weight)| (near, weight)).collect();
    let is_set = question.kind == Kind::SetCover;
    let times = if is_set { question.cover_times } else { 1 };
    let mut open: Vec<bool> = model.columns[..sites].iter().map(|column| column.lower > 0.5).collect();
    let mut count: Vec<usize> = groups.iter().map(|(near, _)| near.iter().filter(|&&site| open[site]).count()).collect();
    let worth = |weight: f64| if is_set { 1.0 } else { weight };
    loop {
        let covered: f64 = groups.iter().zip(&count).filter(|(_, count)| **count >= times).map(|(group, _)| group.1).sum();
        let is_done = if is_set { count.iter().all(|&count| count >= times) } else { covered >= wanted };
        if is_done {
            break;
        }
        let mut gain = vec![0.0; sites];
        for ((near, weight), &count) in groups.iter().zip(&count) {
            if count < times {
                for &site in *near {
                    gain[site] += worth(*weight);
                }
            }
        }
        let rate = |site: usize| gain[site] / model.columns[site].cost.max(1e-9);
        let best = (0..sites)
            .filter(|&site| !open[site] && gain[site] > 0.0)
            .max_by(|&a, &b| rate(a).total_cmp(&rate(b)).then(b.cmp(&a)))?;
        open[best] = true;
        for ((near, _), count) in groups.iter().zip(&mut count) {
            *count += usize::from(near.contains(&best));
        }
    }
    let opened = open.iter().filter(|&&is_open| is_open).count();
    if opened > most {
        return None;
    }
    if question.open.is_some() {
        for is_open in open.iter_mut().filter(|is_open| !**is_open).take(most - opened) {
            *is_open = true;
        }
    }
    let mut values: Vec<f64> = open.iter().map(|&is_open| if is_open { 1.0 } else { 0.0 }).collect();
    if !is_set {
        let weighted = groups.iter().filter(|(_, weight)| *weight > 0.0);
        values.extend(weighted.map(|(near, _)| if near.iter().any(|&site| open[site]) { 1.0 } else { 0.0 }));
    }
    (values.len() == model.columns.len()).then_some(values)
}
