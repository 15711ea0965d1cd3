//! p-dispersion: p sites, the two nearest of them as far apart as can be, by bisection over the distances there are.
//!
//! Each step looks for p sites that are pairwise at least so far apart: a clique, found or excluded by coloring.
//!
//! # Source
//! Tomita and Seki, An efficient branch-and-bound algorithm for finding a maximum clique, 2003.

use super::clock::Clock;
use super::prepare::{allowed, counts};
use super::problem::{Choice, Found, Task};

/// Costs are separations with a minus sign, so that less is better here as everywhere.
pub(super) fn solve(task: &Task<'_>) -> Found {
    let &Task { places, question, statuses, limit, clock } = task;
    let sites = allowed(statuses);
    let (count, _) = counts(question, statuses, sites.len());
    let apart = |a: usize, b: usize| places.distance(sites[a], sites[b]).min(places.distance(sites[b], sites[a]));
    let fixed: Vec<usize> = (0..sites.len()).filter(|&site| statuses[sites[site]].is_open()).collect();
    let mut levels: Vec<f64> = Vec::with_capacity(sites.len() * sites.len() / 2);
    for a in 0..sites.len() {
        levels.extend((a + 1..sites.len()).map(|b| apart(a, b)));
    }
    // No more than the separation of sites that are open anyway.
    let most = pairs(&fixed).map(|(a, b)| apart(a, b)).fold(f64::INFINITY, f64::min);
    levels.retain(|&level| level <= most && -level < limit);
    levels.sort_unstable_by(f64::total_cmp);
    levels.dedup();
    let mut found = Found { is_proved: true, nodes: 0, ..Found::default() };
    if count < 2 {
        // One site has no neighbor: any will do, and its separation is infinite.
        let chosen: Vec<usize> = if fixed.is_empty() { (0..count).collect() } else { fixed };
        found.bound = f64::NEG_INFINITY;
        if limit > f64::NEG_INFINITY {
            found.best = Some(Choice {
                cost: f64::NEG_INFINITY,
                sites: chosen.into_iter().map(|site| sites[site]).collect(),
                flows: None,
            });
        }
        return found;
    }
    // Levels below `low` can be had; from `high` on none can.
    let (mut low, mut high) = (0, levels.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let mut search = Cliques::new(sites.len(), count, clock, |a, b| apart(a, b) >= levels[middle]);
        match search.find(&fixed) {
            Some(chosen) => {
                let separation = pairs(&chosen).map(|(a, b)| apart(a, b)).fold(f64::INFINITY, f64::min);
                low = levels.partition_point(|&level| level <= separation).max(middle + 1);
                let mut chosen: Vec<usize> = chosen.into_iter().map(|site| sites[site]).collect();
                chosen.sort_unstable();
                found.best = Some(Choice { cost: -separation, sites: chosen, flows: None });
            }
            None if search.is_over => {
                found.is_proved = false;
                break;
            }
            None => high = middle,
        }
        found.nodes += search.nodes;
    }
    found.bound = match (&found.best, found.is_proved) {
        (Some(best), true) => best.cost,
        (None, true) => f64::INFINITY,
        (_, false) => high.checked_sub(1).map_or(f64::INFINITY, |last| -levels[last]),
    };
    found.stages = vec![("cliques", clock.elapsed_s())];
    found
}

fn pairs(list: &[usize]) -> impl Iterator<Item = (usize, usize)> + '_ {
    list.iter().enumerate().flat_map(|(position, &a)| list[position + 1..].iter().map(move |&b| (a, b)))
}

/// A search for a clique of a given size.
struct Cliques<'c> {
    wanted: usize,
    /// Neighbors of each vertex, as bits.
    neighbors: Vec<Vec<u64>>,
    clock: &'c Clock,
    is_over: bool,
    nodes: usize,
}

impl<'c> Cliques<'c> {
    fn new(vertices: usize, wanted: usize, clock: &'c Clock, is_neighbor: impl Fn(usize, usize) -> bool) -> Self {
        let words = vertices.div_ceil(64);
        let mut neighbors = vec![vec![0u64; words]; vertices];
        for a in 0..vertices {
            for b in 0..a {
                if is_neighbor(a, b) {
                    neighbors[a][b / 64] |= 1 << (b % 64);
                    neighbors[b][a / 64] |= 1 << (a % 64);
                }
            }
        }
        Self { wanted, neighbors, clock, is_over: false, nodes: 0 }
    }

    /// A clique of the size wanted that holds all of `fixed`.
    fn find(&mut self, fixed: &[usize]) -> Option<Vec<usize>> {
        let vertices = self.neighbors.len();
        let mut candidates = vec![0u64; vertices.div_ceil(64)];
        for vertex in 0..vertices {
            candidates[vertex / 64] |= 1 << (vertex % 64);
        }
        for &vertex in fixed {
            candidates[vertex / 64] &= !(1 << (vertex % 64));
            for (word, neighbors) in candidates.iter_mut().zip(&self.neighbors[vertex]) {
                *word &= neighbors;
            }
        }
        if pairs(fixed).any(|(a, b)| self.neighbors[a][b / 64] >> (b % 64) & 1 == 0) {
            return None;
        }
        let mut chosen = fixed.to_vec();
        self.extend(&mut chosen, candidates).then_some(chosen)
    }

    fn extend(&mut self, chosen: &mut Vec<usize>, mut candidates: Vec<u64>) -> bool {
        if chosen.len() >= self.wanted {
            return true;
        }
        self.nodes += 1;
        if self.nodes.is_multiple_of(64) && self.clock.is_over() {
            self.is_over = true;
        }
        if self.is_over {
            return false;
        }
        let needed = self.wanted - chosen.len();
        // Vertices of the first `needed - 1` colors cannot make up a clique alone: one of the others must be in it.
        for vertex in self.beyond_colors(&candidates, needed - 1) {
            let next: Vec<u64> = candidates.iter().zip(&self.neighbors[vertex]).map(|(a, b)| a & b).collect();
            chosen.push(vertex);
            if self.extend(chosen, next) {
                return true;
            }
            chosen.pop();
            if self.is_over {
                return false;
            }
            candidates[vertex / 64] &= !(1 << (vertex % 64));
        }
        false
    }

    /// Vertices that a greedy coloring gives none of the first `colors` colors to.
    fn beyond_colors(&self, candidates: &[u64], colors: usize) -> Vec<usize> {
        let mut left = candidates.to_vec();
        for _ in 0..colors {
            let mut class = left.clone();
            while let Some(vertex) = first(&class) {
                left[vertex / 64] &= !(1 << (vertex % 64));
                class[vertex / 64] &= !(1 << (vertex % 64));
                for (word, neighbors) in class.iter_mut().zip(&self.neighbors[vertex]) {
                    *word &= !neighbors;
                }
            }
        }
        let mut beyond = Vec::new();
        while let Some(vertex) = first(&left) {
            left[vertex / 64] &= !(1 << (vertex % 64));
            beyond.push(vertex);
        }
        beyond
    }
}

fn first(bits: &[u64]) -> Option<usize> {
    bits.iter().enumerate().find(|(_, word)| **word != 0).map(|(position, word)| position * 64 + word.trailing_zeros() as usize)
}
