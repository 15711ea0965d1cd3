//! Local search by adding, dropping and swapping sites, and the best solution found so far.
//!
//! # Source
//! Swaps are evaluated for all sites to drop at once from the nearest and second nearest open site of every demand point: Whitaker
//! 1983; Resende and Werneck, A fast swap-based local search procedure for location problems, 2007; taken eagerly as in
//! Schubert and Rousseeuw, Fast and eager k-medoids clustering, 2021.

use super::clock::Clock;
use super::core::{Core, NOBODY, REAL};
use crate::random::SplitMix;

/// The best solution of a problem so far, and what is needed to look for a better one.
#[derive(Debug)]
pub(super) struct Search<'c> {
    pub core: &'c Core,
    columns: Columns,
    /// What an unserved demand point that must be served counts for in a comparison of two solutions.
    penalty: f64,
    best: Option<(f64, Vec<bool>)>,
    /// Solutions that cost this or more are of no interest.
    limit: f64,
    /// A solution that costs this or less ends the search.
    goal: f64,
    random: SplitMix,
    /// What serving each demand point counts for where not everyone can be served yet.
    pub worth: Vec<f64>,
    /// Pairs read for prices so far: what stages are limited by, so that the course of a solve does not hang on the clock.
    pub work: u64,
}

/// For every site the demand points near it: the lists turned round, as far as a swap looks.
#[derive(Debug)]
pub(super) struct Columns {
    start: Vec<usize>,
    demand: Vec<u32>,
    cost: Vec<f64>,
    /// Cost from which each demand point's pairs are left out; infinite where none is.
    reach: Vec<f64>,
}

impl Columns {
    fn new(core: &Core, depth: usize) -> Self {
        let ends: Vec<usize> = (0..core.demands()).map(|i| core.start[i + 1].min(core.start[i] + depth)).collect();
        let mut start = vec![0; core.sites() + 1];
        for (i, &end) in ends.iter().enumerate() {
            for &site in &core.site[core.start[i]..end] {
                start[site as usize + 1] += 1;
            }
        }
        for site in 0..core.sites() {
            start[site + 1] += start[site];
        }
        let mut next = start.clone();
        let total = start[core.sites()];
        let (mut demand, mut cost) = (vec![0; total], vec![0.0; total]);
        for (i, &end) in ends.iter().enumerate() {
            for position in core.start[i]..end {
                let slot = &mut next[core.site[position] as usize];
                #[expect(clippy::cast_possible_truncation, reason = "demand points are counted in 32 bits")]
                let i = i as u32;
                (demand[*slot], cost[*slot]) = (i, core.cost[position]);
                *slot += 1;
            }
        }
        let reach = ends.iter().enumerate().map(|(i, &end)| if end < core.start[i + 1] { core.cost[end] } else { f64::INFINITY });
        Self { start, demand, cost, reach: reach.collect() }
    }

    /// All lists to their ends.
    pub(super) fn whole(core: &Core) -> Self {
        Self::new(core, core.sites())
    }

    /// Number of pairs of a site.
    pub(super) fn count(&self, site: usize) -> usize {
        self.start[site + 1] - self.start[site]
    }

    /// Demand points of a site and what serving them costs.
    pub(super) fn of(&self, site: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = self.start[site]..self.start[site + 1];
        self.demand[range.clone()].iter().map(|&i| i as usize).zip(self.cost[range].iter().copied())
    }
}

impl<'c> Search<'c> {
    /// A search that has found nothing yet.
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    pub(super) fn new(core: &'c Core) -> Self {
        let largest = |i: usize| core.list(i).0.last().copied().unwrap_or(0.0);
        let fixed = core.fixed_cost.iter().fold(0.0, |most: f64, cost| most.max(cost.abs()));
        let penalty = 1.0 + 2.0 * fixed + (0..core.demands()).map(largest).sum::<f64>();
        // Swaps look at pairs up to the second nearest open site: on the average at 2 m / p of them.
        let pairs_per_open = core.pairs() as f64 / (core.demands().max(1) * core.least.max(1)) as f64;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive number")]
        let depth = if core.least == core.most { (6.0 * pairs_per_open) as usize + 40 } else { usize::MAX / 2 };
        Self {
            core,
            columns: Columns::new(core, depth),
            penalty,
            best: None,
            limit: f64::INFINITY,
            goal: f64::NEG_INFINITY,
            random: SplitMix(0x9e37_79b9_7f4a_7c15),
            worth: vec![1.0; core.demands()],
            work: 0,
        }
    }

    /// Leaves solutions that cost `limit` or more out of interest.
    pub(super) fn limit(&mut self, limit: f64) {
        self.limit = limit;
    }

    /// Ends the search with any solution that costs `goal` or less.
    pub(super) fn aim(&mut self, goal: f64) {
        self.goal = goal;
    }

    /// Bound from which nothing of interest is left.
    pub(super) fn cutoff(&self) -> f64 {
        let upper = self.upper();
        if upper <= self.goal { f64::NEG_INFINITY } else { self.core.cutoff(upper) }
    }

    /// Cost that a solution must be below to be of interest: that of the best one, or the limit.
    pub(super) fn upper(&self) -> f64 {
        self.best.as_ref().map_or(self.limit, |best| best.0)
    }

    /// The best solution.
    pub(super) fn best(&self) -> Option<&(f64, Vec<bool>)> {
        self.best.as_ref()
    }

    /// Takes over a solution if it is better than the best one.
    pub(super) fn offer(&mut self, open: &[bool]) -> bool {
        let value = self.core.value(open);
        let is_better = value < self.upper();
        if is_better {
            self.best = Some((value, open.to_vec()));
        }
        is_better
    }

    /// A solution to start from, drawn at random.
    pub(super) fn random_start(&mut self) -> Vec<bool> {
        let core = self.core;
        let mut open = core.is_open.clone();
        let free: Vec<usize> = (0..core.sites()).filter(|&site| !core.is_open[site]).collect();
        let wanted = if core.least == core.most { core.least } else { core.least.max(8).min(core.most) };
        let mut wanted = wanted.saturating_sub(core.always_open()).min(free.len());
        for (index, &site) in free.iter().enumerate() {
            // Selection sampling: every set of `wanted` sites is equally likely.
            if self.random.below(free.len() - index) < wanted {
                open[site] = true;
                wanted -= 1;
            }
        }
        open
    }

    /// Another solution near `open`: some open sites changed for others.
    pub(super) fn kicked(&mut self, open: &[bool], swaps: usize) -> Vec<bool> {
        let mut open = open.to_vec();
        for _ in 0..swaps {
            let closed: Vec<usize> = (0..open.len()).filter(|&site| !open[site]).collect();
            let opened: Vec<usize> = (0..open.len()).filter(|&site| open[site] && !self.core.is_open[site]).collect();
            if closed.is_empty() || opened.is_empty() {
                break;
            }
            open[closed[self.random.below(closed.len())]] = true;
            open[opened[self.random.below(opened.len())]] = false;
        }
        open
    }

    /// Improves a solution until no addition, removal or swap does, and offers what comes out.
    pub(super) fn polish(&mut self, open: Vec<bool>, clock: &Clock) -> f64 {
        let mut state = State::new(self.core, &self.columns, self.penalty, open);
        if self.core.least < self.core.most {
            state.complete(&self.worth, clock);
        }
        state.improve(clock);
        let value = self.core.value(&state.open);
        if value < self.upper() {
            self.best = Some((value, state.open));
        }
        value
    }

    /// Kicks and polishes the best solution `rounds` times.
    pub(super) fn iterate(&mut self, rounds: usize, clock: &Clock) {
        for round in 0..rounds {
            let Some((_, best)) = &self.best else { return };
            if clock.is_over() {
                return;
            }
            let kicked = self.kicked(&best.clone(), 2 + round % 4);
            self.polish(kicked, clock);
        }
    }
}

struct State<'a> {
    core: &'a Core,
    columns: &'a Columns,
    penalty: f64,
    open: Vec<bool>,
    count: usize,
    nearest: Vec<u32>,
    first: Vec<f64>,
    runner_up: Vec<u32>,
    second: Vec<f64>,
    /// What dropping each open site costs, its fixed cost taken off.
    loss: Vec<f64>,
    opened: Vec<u32>,
    /// What a swap spares over drop and addition, by dropped site; all 0 between evaluations.
    spared: Vec<f64>,
}

impl<'a> State<'a> {
    fn new(core: &'a Core, columns: &'a Columns, penalty: f64, open: Vec<bool>) -> Self {
        let n = core.demands();
        let mut state = Self {
            core,
            columns,
            penalty,
            count: 0,
            nearest: vec![NOBODY; n],
            first: vec![0.0; n],
            runner_up: vec![NOBODY; n],
            second: vec![0.0; n],
            loss: vec![0.0; core.sites()],
            opened: Vec::new(),
            spared: vec![0.0; core.sites()],
            open,
        };
        for demand in 0..n {
            state.look_up(demand);
        }
        state.tally();
        state
    }

    /// Reads the two nearest open sites off the list.
    fn look_up(&mut self, demand: usize) {
        let (costs, sites) = self.core.list(demand);
        let mut open = sites.iter().zip(costs).filter(|&(&site, _)| self.open[site as usize]);
        let outside = if self.core.outside[demand].is_finite() { self.core.outside[demand] } else { self.penalty };
        let (nearest, first) = open.next().map_or((NOBODY, outside), |(&site, &cost)| (site, cost));
        let (runner_up, second) = open.next().map_or((NOBODY, outside), |(&site, &cost)| (site, cost));
        (self.nearest[demand], self.first[demand]) = (nearest, first);
        (self.runner_up[demand], self.second[demand]) = (runner_up, second);
    }

    /// Counts the open sites and what dropping each costs.
    fn tally(&mut self) {
        self.opened.clear();
        for site in 0..self.open.len() {
            if self.open[site] {
                #[expect(clippy::cast_possible_truncation, reason = "sites are counted in 32 bits")]
                self.opened.push(site as u32);
                self.loss[site] = -self.core.fixed_cost[site];
            }
        }
        self.count = self.opened.len();
        for demand in 0..self.nearest.len() {
            if self.nearest[demand] != NOBODY {
                self.loss[self.nearest[demand] as usize] += self.second[demand] - self.first[demand];
            }
        }
    }

    fn total(&self) -> f64 {
        let fixed: f64 = self.opened.iter().map(|&site| self.core.fixed_cost[site as usize]).sum();
        fixed + self.first.iter().sum::<f64>()
    }

    /// Opens sites until everyone who must be served is, first those that serve most of the unserved for their cost, by what each counts
    /// for. Moves alone would open the first site that serves anybody.
    fn complete(&mut self, weights: &[f64], clock: &Clock) {
        let sites = self.open.len();
        let mut gain = vec![0.0; sites];
        let mut is_unserved: Vec<bool> =
            (0..self.nearest.len()).map(|i| self.nearest[i] == NOBODY && self.core.outside[i].is_infinite()).collect();
        for (demand, _) in is_unserved.iter().enumerate().filter(|(_, is_unserved)| **is_unserved) {
            for &site in self.core.list(demand).1 {
                gain[site as usize] += weights[demand];
            }
        }
        let mut count = self.count;
        while count < self.core.most && !clock.is_over() {
            let worth = |site: usize| gain[site] / (self.core.fixed_cost[site] + 1e-9);
            let candidates = (0..sites).filter(|&site| !self.open[site] && gain[site] > 1e-9);
            let Some(site) = candidates.max_by(|&a, &b| worth(a).total_cmp(&worth(b)).then(b.cmp(&a))) else { break };
            self.open[site] = true;
            count += 1;
            for (demand, _) in self.columns.of(site) {
                if is_unserved[demand] {
                    is_unserved[demand] = false;
                    for &other in self.core.list(demand).1 {
                        gain[other as usize] -= weights[demand];
                    }
                }
            }
        }
        if count > self.count {
            for demand in 0..self.nearest.len() {
                self.look_up(demand);
            }
            self.tally();
        }
    }

    fn improve(&mut self, clock: &Clock) {
        let sites = self.open.len();
        let mut total = self.total();
        let (mut site, mut idle) = (0, 0);
        while idle < sites && !clock.is_over() {
            let least_gain = (REAL * total.abs()).max(1e-12);
            if let Some((add, drop)) = self.best_move(site, least_gain) {
                let before = self.open.clone();
                self.apply(add, drop);
                let now = self.total();
                if now < total {
                    (total, idle) = (now, 0);
                } else {
                    // A pair beyond the columns' reach had been overlooked.
                    *self = Self::new(self.core, self.columns, self.penalty, before);
                    idle += 1;
                }
            } else {
                idle += 1;
            }
            site = (site + 1) % sites.max(1);
        }
    }

    /// The best move that opens `site`, or closes it where it is open.
    fn best_move(&mut self, site: usize, least_gain: f64) -> Option<(Option<usize>, Option<usize>)> {
        if self.open[site] {
            let may_close = self.count > self.core.least && !self.core.is_open[site];
            return (may_close && self.loss[site] < -least_gain).then_some((None, Some(site)));
        }
        let mut gain = -self.core.fixed_cost[site];
        for (demand, cost) in self.columns.of(site) {
            let (first, second) = (self.first[demand], self.second[demand]);
            if cost < second {
                let nearest = self.nearest[demand];
                if cost < first {
                    gain += first - cost;
                    if nearest != NOBODY {
                        self.spared[nearest as usize] += second - first;
                    }
                } else if nearest != NOBODY {
                    self.spared[nearest as usize] += second - cost;
                }
            }
        }
        let mut best = (if self.count < self.core.most { -gain } else { f64::INFINITY }, None);
        for &open in &self.opened {
            let dropped = open as usize;
            let change = self.loss[dropped] - self.spared[dropped] - gain;
            self.spared[dropped] = 0.0;
            if change < best.0 && !self.core.is_open[dropped] {
                best = (change, Some(dropped));
            }
        }
        (best.0 < -least_gain).then_some((Some(site), best.1))
    }

    fn apply(&mut self, add: Option<usize>, drop: Option<usize>) {
        if let Some(site) = drop {
            self.open[site] = false;
        }
        if let Some(site) = add {
            self.open[site] = true;
            #[expect(clippy::cast_possible_truncation, reason = "sites are counted in 32 bits")]
            let position = site as u32;
            for (demand, cost) in self.columns.of(site) {
                if cost < self.first[demand] {
                    (self.runner_up[demand], self.second[demand]) = (self.nearest[demand], self.first[demand]);
                    (self.nearest[demand], self.first[demand]) = (position, cost);
                } else if cost < self.second[demand] {
                    (self.runner_up[demand], self.second[demand]) = (position, cost);
                }
            }
        }
        for demand in 0..self.nearest.len() {
            let was_served = |site: u32| drop.is_some_and(|dropped| dropped == site as usize);
            let is_hidden = add.is_some() && self.columns.reach[demand] <= self.second[demand];
            if was_served(self.nearest[demand]) || was_served(self.runner_up[demand]) || is_hidden {
                self.look_up(demand);
            }
        }
        self.tally();
    }
}
