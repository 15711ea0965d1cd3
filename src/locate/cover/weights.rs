//! A local search for covers: rows that stay uncovered weigh more and more, until a site that covers them comes in.
//!
//! # Source
//! Gao, Weise and Li, An efficient local search heuristic with row weighting for the unicost set covering problem, 2015; with costs,
//! gains are taken per cost.

use super::super::clock::Clock;
use super::super::core::Core;
use crate::random::SplitMix;

/// Pairs touched in a search: a few tenths of a second.
const WORK: usize = 60_000_000;
/// Pairs touched without a better cover after which it ends, for every pair of the problem.
const PATIENCE: usize = 4_000;

/// A good cover, or the first one that costs `goal` or less; `None` where somebody cannot be covered.
pub(super) fn search(core: &Core, goal: f64, clock: &Clock) -> Option<Vec<bool>> {
    let mut state = State::new(core);
    while !state.uncovered.is_empty() {
        // Greedy at first.
        let site = state.best_of((0..core.sites()).filter(|&site| !state.is_open[site] && state.worth[site] > 0))?;
        state.add(site);
    }
    let mut best: Option<(f64, Vec<bool>)> = None;
    let mut last_added = None;
    let mut random = SplitMix(0x2545_f491_4f6c_dd1d);
    let patience = PATIENCE * core.pairs();
    let mut since = 0;
    for round in 0usize.. {
        while state.uncovered.is_empty() {
            if best.as_ref().is_none_or(|best| state.cost < best.0) {
                best = Some((state.cost, state.is_open.clone()));
                since = state.work;
            }
            let Some(site) = state.cheapest_loss(None) else { return best.map(|best| best.1) };
            state.drop(site);
        }
        let upper = best.as_ref()?.0;
        let is_over = state.work > WORK || state.work - since > patience || upper + core.base <= goal;
        if is_over || (round.is_multiple_of(64) && clock.is_over()) {
            return best.map(|best| best.1);
        }
        if let Some(site) = state.cheapest_loss(last_added) {
            state.drop(site);
            state.changed[site] = round;
        }
        while !state.uncovered.is_empty() {
            let row = state.uncovered[random.below(state.uncovered.len())];
            let near = || core.list(row as usize).1.iter().map(|&site| site as usize).filter(|&site| !state.is_open[site]);
            let entering = state.best_of(near().filter(|&site| state.may_enter[site]));
            let Some(site) = entering.or_else(|| state.best_of(near())) else { break };
            if state.cost + core.fixed_cost[site] >= upper {
                // Unit costs never get here with room for another; with others the cheapest may still fit.
                state.weigh();
                break;
            }
            state.add(site);
            state.changed[site] = round;
            last_added = Some(site);
            state.weigh();
        }
    }
    best.map(|best| best.1)
}

/// Sites on the way to a cover, with what each gains or holds.
struct State<'c> {
    core: &'c Core,
    /// Rows of every site.
    columns: Vec<Vec<u32>>,
    is_open: Vec<bool>,
    opened: Vec<u32>,
    cost: f64,
    weight: Vec<u64>,
    /// Open sites near each row.
    count: Vec<u32>,
    uncovered: Vec<u32>,
    place: Vec<u32>,
    /// Weight that a closed site would cover, or that an open one alone covers.
    worth: Vec<u64>,
    /// Closed sites near which something has changed since they were dropped.
    may_enter: Vec<bool>,
    /// Round of the last change.
    changed: Vec<usize>,
    work: usize,
}

impl<'c> State<'c> {
    fn new(core: &'c Core) -> Self {
        let mut columns = vec![Vec::new(); core.sites()];
        for demand in (0u32..).take(core.demands()) {
            core.list(demand as usize).1.iter().for_each(|&site| columns[site as usize].push(demand));
        }
        let n = core.demands();
        Self {
            core,
            is_open: vec![false; core.sites()],
            opened: Vec::new(),
            cost: 0.0,
            weight: vec![1; n],
            count: vec![0; n],
            uncovered: (0u32..).take(n).collect(),
            place: (0u32..).take(n).collect(),
            worth: columns.iter().map(|column: &Vec<u32>| column.len() as u64).collect(),
            may_enter: vec![true; core.sites()],
            changed: vec![0; core.sites()],
            work: 0,
            columns,
        }
    }

    /// Worth per cost of two sites compared, without dividing by costs of nothing.
    fn compared(&self, a: usize, b: usize) -> std::cmp::Ordering {
        #[expect(clippy::cast_precision_loss, reason = "sums of small weights")]
        let (left, right) =
            (self.worth[a] as f64 * self.core.fixed_cost[b].max(1e-9), self.worth[b] as f64 * self.core.fixed_cost[a].max(1e-9));
        left.total_cmp(&right)
    }

    /// The closed site that covers most per cost; the one unchanged longest among equals.
    fn best_of(&self, sites: impl Iterator<Item = usize>) -> Option<usize> {
        sites.max_by(|&a, &b| self.compared(a, b).then_with(|| self.changed[b].cmp(&self.changed[a])).then(b.cmp(&a)))
    }

    /// The open site that alone covers least per cost; never `but`.
    fn cheapest_loss(&self, but: Option<usize>) -> Option<usize> {
        let open = self.opened.iter().map(|&site| site as usize).filter(|&site| Some(site) != but);
        open.min_by(|&a, &b| self.compared(a, b).then_with(|| self.changed[a].cmp(&self.changed[b])).then(a.cmp(&b)))
    }

    fn add(&mut self, site: usize) {
        self.is_open[site] = true;
        #[expect(clippy::cast_possible_truncation, reason = "sites are counted in 32 bits")]
        self.opened.push(site as u32);
        self.cost += self.core.fixed_cost[site];
        let core = self.core;
        for k in 0..self.columns[site].len() {
            let row = self.columns[site][k] as usize;
            let weight = self.weight[row];
            self.count[row] += 1;
            let near = core.list(row).1;
            self.work += near.len();
            match self.count[row] {
                1 => {
                    for &other in near {
                        let other = other as usize;
                        self.may_enter[other] = true;
                        if other != site {
                            self.worth[other] -= weight;
                        }
                    }
                    self.cover(row);
                }
                2 => {
                    for &other in near {
                        self.may_enter[other as usize] = true;
                        if other as usize != site && self.is_open[other as usize] {
                            self.worth[other as usize] -= weight;
                        }
                    }
                }
                _ => near.iter().for_each(|&other| self.may_enter[other as usize] = true),
            }
        }
        self.tally(site);
    }

    fn drop(&mut self, site: usize) {
        self.is_open[site] = false;
        self.opened.retain(|&other| other as usize != site);
        self.cost -= self.core.fixed_cost[site];
        let core = self.core;
        for k in 0..self.columns[site].len() {
            let row = self.columns[site][k] as usize;
            let weight = self.weight[row];
            self.count[row] -= 1;
            let near = core.list(row).1;
            self.work += near.len();
            let count = self.count[row];
            for &other in near {
                let other = other as usize;
                self.may_enter[other] = true;
                if other != site && (count == 0 || (count == 1 && self.is_open[other])) {
                    self.worth[other] += weight;
                }
            }
            if count == 0 {
                self.place[row] = u32::try_from(self.uncovered.len()).unwrap_or(u32::MAX);
                self.uncovered.push(self.columns[site][k]);
            }
        }
        self.may_enter[site] = false;
        self.tally(site);
    }

    fn cover(&mut self, row: usize) {
        let place = self.place[row] as usize;
        self.uncovered.swap_remove(place);
        if let Some(&moved) = self.uncovered.get(place) {
            self.place[moved as usize] = self.place[row];
        }
    }

    /// Counts what one site covers alone, or would cover.
    fn tally(&mut self, site: usize) {
        let wanted = u32::from(self.is_open[site]);
        self.worth[site] = self.columns[site]
            .iter()
            .filter(|&&row| self.count[row as usize] == wanted)
            .map(|&row| self.weight[row as usize])
            .sum();
    }

    /// Whoever is still uncovered counts for more.
    fn weigh(&mut self) {
        let core = self.core;
        for &row in &self.uncovered {
            self.weight[row as usize] += 1;
            let near = core.list(row as usize).1;
            for &site in near {
                self.worth[site as usize] += 1;
            }
            self.work += near.len();
        }
    }
}
