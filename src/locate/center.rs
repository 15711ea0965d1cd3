//! p-center: the least radius within which p sites cover everyone, by bisection over the distances there are.
//!
//! Each step asks a set cover question with an early end in both directions: any cover of p sites, or a bound above p. Most are
//! answered quickly; the few between are asked again with four times the work, so that a hard one in the middle stops nothing.
//!
//! # Source
//! Minieka, The m-center problem, 1970.

use rayon::prelude::*;

use super::core::Core;
use super::cover;
use super::prepare::{allowed, counts};
use super::problem::{Choice, Found, Task};
use super::question::Status;
use crate::solver::SolverError;

pub(super) fn solve(task: &Task<'_>) -> Result<Found, SolverError> {
    let &Task { places, question, statuses, limit, clock } = task;
    let sites = allowed(statuses);
    let (count, _) = counts(question, statuses, sites.len());
    let lists: Vec<Vec<(f64, u32)>> = (0..places.demand.len())
        .into_par_iter()
        .map(|demand| {
            let mut list: Vec<(f64, u32)> =
                (0u32..).zip(&sites).map(|(position, &site)| (places.distance(demand, site), position)).collect();
            list.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            list
        })
        .collect();
    // Nobody is nearer than its nearest site: smaller radii need not be looked at.
    let least = lists.iter().filter_map(|list| list.first()).fold(0.0, |most: f64, pair| most.max(pair.0));
    let most = question.max_distance.unwrap_or(f64::INFINITY);
    let mut levels: Vec<f64> = lists
        .iter()
        .flatten()
        .map(|pair| pair.0)
        .filter(|&distance| distance >= least && distance <= most && distance < limit)
        .collect();
    levels.sort_unstable_by(f64::total_cmp);
    levels.dedup();
    let mut found = Found { bound: f64::INFINITY, is_proved: true, ..Found::default() };
    let is_free: Vec<bool> = sites.iter().map(|&site| statuses[site] != Status::Existing).collect();
    let (mut low, mut high) = (0, levels.len());
    // Levels below `low` are too short; from `high` on there is a solution no worse, or no interest.
    if let Some(start) = farthest_first(&lists, &sites, statuses, count) {
        let radius = radius_of(&lists, &start);
        if radius < limit && radius <= most {
            high = levels.partition_point(|&level| level < radius);
            found.best = Some(Choice { cost: radius, sites: chosen(&start, &sites), flows: None });
        }
    }
    // Existing sites come on top of those wanted and cost nothing.
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    let wanted = question.open.unwrap_or(0) as f64;
    let ask = |level: usize, most_solves: usize, found: &mut Found| -> Result<Reach, SolverError> {
        let core = covering_core(&lists, &sites, statuses, count, &is_free, levels[level]);
        let known = cover::solve(&core, wanted + 1.0, wanted, most_solves, clock)?;
        found.nodes += known.nodes;
        Ok(match known.best {
            Some((_, mut open)) => {
                fill(&mut open, count);
                let radius = radius_of(&lists, &open);
                found.best = Some(Choice { cost: radius, sites: chosen(&open, &sites), flows: None });
                Reach::Enough(levels.partition_point(|&level| level < radius).min(level))
            }
            None if known.is_proved => Reach::Short,
            None => Reach::Unknown,
        })
    };
    // Most radii are settled by a bound or a search alone; what is between those is asked again with more work, from both ends.
    let mut most_solves = FIRST_SOLVES;
    while low < high && !clock.is_over() {
        for is_upward in [true, false] {
            let (mut from, mut to) = (low, high);
            while from < to && !clock.is_over() {
                let middle = from + (to - from) / 2;
                match ask(middle, most_solves, &mut found)? {
                    Reach::Enough(level) => (high, to) = (level, level.min(to)),
                    Reach::Short => (low, from) = (middle + 1, middle + 1),
                    Reach::Unknown if is_upward => from = middle + 1,
                    Reach::Unknown => to = middle,
                }
            }
        }
        most_solves = most_solves.saturating_mul(4);
    }
    found.is_proved = low >= high;
    found.bound = if found.is_proved {
        found.best.as_ref().map_or(f64::INFINITY, |best| best.cost)
    } else {
        levels.get(low).copied().unwrap_or(least)
    };
    found.stages = vec![("radii", clock.elapsed_s())];
    Ok(found)
}

fn chosen(open: &[bool], sites: &[usize]) -> Vec<usize> {
    open.iter().zip(sites).filter(|(is_open, _)| **is_open).map(|(_, &site)| site).collect()
}

/// What a radius is.
enum Reach {
    /// Sites cover everyone within it, and within that of the level given.
    Enough(usize),
    Short,
    Unknown,
}

/// Linear programmes for one radius when it is asked about first.
const FIRST_SOLVES: usize = 2;

/// Opens the first closed sites until there are `count`: more sites never make the radius longer.
fn fill(open: &mut [bool], count: usize) {
    let mut missing = count.saturating_sub(open.iter().filter(|&&is_open| is_open).count());
    for is_open in open.iter_mut() {
        if missing > 0 && !*is_open {
            *is_open = true;
            missing -= 1;
        }
    }
}

fn radius_of(lists: &[Vec<(f64, u32)>], open: &[bool]) -> f64 {
    let nearest = |list: &[(f64, u32)]| list.iter().find(|pair| open[pair.1 as usize]).map_or(f64::INFINITY, |pair| pair.0);
    lists.iter().map(|list| nearest(list)).fold(0.0, f64::max)
}

/// A first solution: again and again the site nearest to whoever is farthest from all open ones.
fn farthest_first(lists: &[Vec<(f64, u32)>], sites: &[usize], statuses: &[Status], count: usize) -> Option<Vec<bool>> {
    let mut open: Vec<bool> = sites.iter().map(|&site| statuses[site].is_open()).collect();
    let mut number = open.iter().filter(|&&is_open| is_open).count();
    while number < count {
        let distance = |list: &[(f64, u32)]| list.iter().find(|pair| open[pair.1 as usize]).map_or(f64::INFINITY, |pair| pair.0);
        let farthest =
            lists.iter().map(|list| distance(list)).enumerate().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?.0;
        let next = lists[farthest].iter().find(|pair| !open[pair.1 as usize])?.1;
        open[next as usize] = true;
        number += 1;
    }
    (number == count).then_some(open)
}

fn covering_core(
    lists: &[Vec<(f64, u32)>],
    sites: &[usize],
    statuses: &[Status],
    count: usize,
    is_free: &[bool],
    radius: f64,
) -> Core {
    let mut rows: Vec<Vec<u32>> = lists
        .iter()
        .map(|list| {
            let mut row: Vec<u32> = list.iter().take_while(|pair| pair.0 <= radius).map(|pair| pair.1).collect();
            row.sort_unstable();
            row
        })
        .collect();
    rows.sort_unstable();
    rows.dedup();
    let mut core = Core {
        name: (0u32..).take(sites.len()).collect(),
        fixed_cost: is_free.iter().map(|&is_free| if is_free { 1.0 } else { 0.0 }).collect(),
        is_open: sites.iter().map(|&site| statuses[site].is_open()).collect(),
        least: 0,
        most: count,
        start: vec![0],
        outside: vec![f64::INFINITY; rows.len()],
        step: 1.0,
        ..Core::default()
    };
    for row in rows {
        core.site.extend(row);
        core.start.push(core.site.len());
    }
    core.cost = vec![0.0; core.site.len()];
    core
}
