//! Median problems to the end: local search, prices, reduction, then a small model for HiGHS or the engine's own tree.
//!
//! # Source
//! Rows `θ(i) + Σ_j (D - c(i,j))⁺ y(j) ≥ D`: Fischetti, Ljubić and Sinnl, Redesigning Benders decomposition for large-scale facility
//! location, 2017; Duran-Mateluna, Ales and Elloumi, An efficient Benders decomposition for the p-median problem, 2023.

use super::branch::{Problem, Root, Row, Tree};
use super::clock::Clock;
use super::core::Core;
use super::lagrange::{Effort, ascend, evaluate, reduce};
use super::price_tree;
use super::radius;
use super::search::Search;
use super::service::{Service, one_of};
use crate::solver::SolverError;

/// What is known about a problem when the work ends.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// The best solution and its cost.
    pub best: Option<(f64, Vec<bool>)>,
    /// No solution costs less.
    pub bound: f64,
    /// Whether nothing better exists.
    pub is_proved: bool,
    pub nodes: usize,
    /// Seconds by stage.
    pub stages: Vec<(&'static str, f64)>,
}

/// Pairs up to which the reduced problem goes to HiGHS as one model.
const SMALL: usize = 20_000;

/// Pairs read in the first tree of prices, a few seconds, and in the one that starts from the relaxation's prices.
const FIRST_TREE: u64 = 800_000_000;
const SECOND_TREE: u64 = 4_000_000_000;

/// Solves a median problem; solutions that cost `limit` or more are of no interest.
///
/// A solution that costs `goal` or less ends the work; the bound is then the solution's own cost and proves nothing.
pub(super) fn solve(core: &Core, limit: f64, goal: f64, clock: &Clock) -> Result<Known, SolverError> {
    let mut stages = Stages::new(clock);
    let mut search = Search::new(core);
    search.limit(limit);
    search.aim(goal);
    let first = search.random_start();
    search.polish(first, clock);
    if core.pairs() < 300_000 {
        for _ in 0..2 {
            let again = search.random_start();
            search.polish(again, clock);
        }
    }
    stages.done("search", clock);

    let mut current = core.clone();
    let mut price: Vec<f64> = first_price(core, &search);
    let mut bound = f64::NEG_INFINITY;
    let mut effort = Effort::THOROUGH;
    // Prices, then what they leave; again where much is gone, since shorter lists are quicker and a better solution may have come.
    for pass in 0..4 {
        let before = current.pairs();
        let dual = ascend(&current, &mut search, price, vec![0.0; current.sites()], effort, clock);
        bound = bound.max(dual.bound);
        if pass == 0 {
            search.iterate(if core.pairs() < 2_000_000 { 24 } else { 8 }, clock);
        }
        match reduce(&current, &dual, search.cutoff()) {
            None => {
                stages.done("prices", clock);
                return Ok(proved(&search, stages, 0));
            }
            Some((smaller, kept)) => {
                price = kept.iter().map(|&demand| dual.price[demand as usize]).collect();
                current = smaller;
            }
        }
        if clock.is_over() || current.pairs() * 10 > before * 7 {
            break;
        }
        effort = Effort { first_step: 0.3, iterations: 400, ..Effort::THOROUGH };
    }
    stages.done("prices", clock);
    if clock.is_over() {
        return Ok(stopped(&search, bound, stages, 0));
    }
    let proof = price_tree::search(&current, &price, &mut search, FIRST_TREE, clock);
    stages.done("price tree", clock);
    if proof.is_complete {
        return Ok(proved(&search, stages, proof.nodes));
    }
    // The tree may have found something better, which leaves less.
    let dual = evaluate(&current, price);
    bound = bound.max(dual.bound).max(proof.bound.min(search.upper()));
    match reduce(&current, &dual, search.cutoff()) {
        None => return Ok(proved(&search, stages, proof.nodes)),
        Some((smaller, kept)) => {
            price = kept.iter().map(|&demand| dual.price[demand as usize]).collect();
            current = smaller;
        }
    }
    if clock.is_over() {
        return Ok(stopped(&search, bound, stages, proof.nodes));
    }
    let levels = price.into_iter().map(|price| vec![price]).collect();
    finish(current, levels, search, bound, stages, clock)
}

/// From a reduced problem to the end.
fn finish(
    mut core: Core,
    mut levels: Vec<Vec<f64>>,
    mut search: Search<'_>,
    mut bound: f64,
    mut stages: Stages,
    clock: &Clock,
) -> Result<Known, SolverError> {
    let mut nodes = 0;
    for pass in 0..3 {
        if core.pairs() <= SMALL {
            let done = radius::solve(&core, &mut search, clock)?;
            bound = bound.max(done.bound.min(search.upper()));
            nodes += done.nodes;
            stages.done("model", clock);
            return Ok(if done.is_complete { proved(&search, stages, nodes) } else { stopped(&search, bound, stages, nodes) });
        }
        let mut master = Master::new(&core, &mut search);
        let mut tree = master.tree(&levels)?;
        let Some(root) = tree.root(&mut master, clock)? else {
            return Ok(stopped(&search, bound, stages, nodes));
        };
        if root.is_closed {
            stages.done("relaxation", clock);
            return Ok(proved(&search, stages, nodes));
        }
        bound = bound.max(root.bound);
        master.round(&root.values[..core.sites()], clock);
        let cutoff = search.cutoff();
        stages.done("relaxation", clock);
        // The relaxation's duals as prices: what they prove leaves out more.
        let dual = evaluate(&core, prices(&core, &tree, &root));
        bound = bound.max(dual.bound);
        match reduce(&core, &dual, cutoff) {
            None => return Ok(proved(&search, stages, nodes)),
            Some((smaller, kept)) => {
                let is_much_smaller = smaller.pairs() * 2 < core.pairs();
                let is_small = smaller.pairs() <= SMALL;
                if !is_small && !is_much_smaller {
                    let price: Vec<f64> = kept.iter().map(|&demand| dual.price[demand as usize]).collect();
                    let proof = price_tree::search(&smaller, &price, &mut search, SECOND_TREE, clock);
                    nodes += proof.nodes;
                    stages.done("price tree", clock);
                    if proof.is_complete {
                        return Ok(proved(&search, stages, nodes));
                    }
                    bound = bound.max(proof.bound.min(search.upper()));
                }
                if pass < 2 && (is_small || is_much_smaller) {
                    let tight = tight_levels(&core, &tree, &root);
                    levels = kept.iter().map(|&demand| tight[demand as usize].clone()).collect();
                    core = smaller;
                    continue;
                }
            }
        }
        let cutoff = search.cutoff();
        for site in 0..core.sites() {
            if root.bound + root.reduced[site].abs() >= cutoff {
                tree.fix(site, root.reduced[site] < 0.0);
            }
        }
        let mut master = Master::new(&core, &mut search);
        let proof = tree.search(&mut master, bound, clock)?;
        nodes += proof.nodes;
        stages.done("tree", clock);
        return Ok(if proof.is_complete {
            proved(&search, stages, nodes)
        } else {
            stopped(&search, bound.max(proof.bound), stages, nodes)
        });
    }
    Ok(stopped(&search, bound, stages, nodes))
}

/// The prices that the duals of a relaxation amount to.
fn prices(core: &Core, tree: &Tree, root: &Root) -> Vec<f64> {
    let mut price: Vec<f64> = (0..core.demands())
        .map(|demand| root.reduced[core.sites() + demand].max(0.0) * core.list(demand).0.first().copied().unwrap_or(0.0))
        .collect();
    for (row, &dual) in tree.rows().iter().zip(&root.duals) {
        if let Some(price) = price.get_mut(row.about as usize) {
            *price += dual.max(0.0) * row.lower;
        }
    }
    price
}

/// Levels of the rows that hold the relaxation up.
fn tight_levels(core: &Core, tree: &Tree, root: &Root) -> Vec<Vec<f64>> {
    let mut levels = vec![Vec::new(); core.demands()];
    for (row, &dual) in tree.rows().iter().zip(&root.duals) {
        let is_level = row.terms.last().is_some_and(|term| term.0 as usize >= core.sites());
        if dual > 0.0
            && is_level
            && let Some(levels) = levels.get_mut(row.about as usize)
        {
            levels.push(row.lower);
        }
    }
    levels
}

/// Halfway between the nearest and the second nearest open site: what service is about worth.
fn first_price(core: &Core, search: &Search<'_>) -> Vec<f64> {
    let open = search.best().map(|best| &best.1);
    (0..core.demands())
        .map(|demand| {
            let (costs, sites) = core.list(demand);
            let mut served =
                sites.iter().zip(costs).filter(|&(&site, _)| open.is_some_and(|open| open[site as usize])).map(|pair| *pair.1);
            let outside =
                if core.outside[demand].is_finite() { core.outside[demand] } else { costs.last().copied().unwrap_or(0.0) };
            let first = served.next().unwrap_or(outside);
            0.5 * (first + served.next().unwrap_or(outside))
        })
        .collect()
}

fn proved(search: &Search<'_>, stages: Stages, nodes: usize) -> Known {
    let bound = search.upper();
    Known { best: search.best().cloned(), bound, is_proved: true, nodes, stages: stages.list }
}

fn stopped(search: &Search<'_>, bound: f64, stages: Stages, nodes: usize) -> Known {
    let upper = search.upper();
    let is_proved = bound >= search.cutoff() && search.best().is_some();
    Known {
        best: search.best().cloned(),
        bound: if is_proved { upper } else { bound.min(upper) },
        is_proved,
        nodes,
        stages: stages.list,
    }
}

/// Seconds by stage.
#[derive(Debug)]
pub(super) struct Stages {
    last_s: f64,
    pub list: Vec<(&'static str, f64)>,
}

impl Stages {
    pub(super) fn new(clock: &Clock) -> Self {
        Self { last_s: clock.elapsed_s(), list: Vec::new() }
    }

    pub(super) fn done(&mut self, name: &'static str, clock: &Clock) {
        let now = clock.elapsed_s();
        match self.list.iter_mut().find(|stage| stage.0 == name) {
            Some(stage) => stage.1 += now - self.last_s,
            None => self.list.push((name, now - self.last_s)),
        }
        self.last_s = now;
    }
}

/// The Benders master of a median problem: sites, then what each demand point pays.
#[derive(Debug)]
struct Master<'m, 'c> {
    core: &'m Core,
    search: &'m mut Search<'c>,
    has_cover: Vec<bool>,
}

impl<'m, 'c> Master<'m, 'c> {
    fn new(core: &'m Core, search: &'m mut Search<'c>) -> Self {
        Self { core, search, has_cover: vec![false; core.demands()] }
    }

    /// The tree with rows at given prices.
    fn tree(&mut self, levels: &[Vec<f64>]) -> Result<Tree, SolverError> {
        let core = self.core;
        let mut columns: Vec<(f64, f64, f64)> = core
            .fixed_cost
            .iter()
            .zip(&core.is_open)
            .map(|(&cost, &is_open)| (cost, if is_open { 1.0 } else { 0.0 }, 1.0))
            .collect();
        for demand in 0..core.demands() {
            let costs = core.list(demand).0;
            let most = if core.outside[demand].is_finite() { core.outside[demand] } else { costs.last().copied().unwrap_or(0.0) };
            let least = costs.first().copied().unwrap_or(most).min(most);
            columns.push((1.0, least, most.max(least)));
        }
        let all = |factor: f64| (0u32..).take(core.sites()).map(|site| (site, factor)).collect::<Vec<_>>();
        #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
        let mut rows =
            vec![Row { about: u32::MAX, lower: core.least as f64, upper: core.most.min(core.sites()) as f64, terms: all(1.0) }];
        for (demand, levels) in levels.iter().enumerate() {
            let costs = core.list(demand).0;
            if core.outside[demand].is_finite() && costs.first() == costs.last() {
                // Whoever is covered pays nothing, whoever is not pays all: one row says everything.
                rows.push(self.row(demand, core.outside[demand]));
            } else {
                rows.extend(levels.iter().map(|&level| self.row(demand, level)));
            }
        }
        Tree::new(core.sites(), columns, rows, core.base)
    }

    /// `θ + Σ (D - c)⁺ y ≥ D`.
    fn row(&self, demand: usize, level: f64) -> Row {
        let (costs, sites) = self.core.list(demand);
        let level = level.min(self.core.outside[demand]);
        let mut terms: Vec<(u32, f64)> =
            sites.iter().zip(costs).take_while(|pair| *pair.1 < level).map(|(&site, &cost)| (site, level - cost)).collect();
        terms.push((index(self.core.sites() + demand), 1.0));
        Row { about: index(demand), lower: level, upper: f64::INFINITY, terms }
    }
}

impl Problem for Master<'_, '_> {
    fn separate(&mut self, values: &[f64], rows: &mut Vec<Row>) {
        let core = self.core;
        for demand in 0..core.demands() {
            let (costs, sites) = core.list(demand);
            let offers = sites.iter().copied().zip(costs.iter().copied());
            let service = Service::new(offers, values, core.outside[demand]);
            let mut level = service.level;
            if level.is_infinite() {
                // The list is too short to serve the demand point: without this row a tree could close below the truth.
                if service.is_short() && !self.has_cover[demand] {
                    self.has_cover[demand] = true;
                    rows.push(one_of(index(demand), sites.iter().copied()));
                }
                level = costs.last().copied().unwrap_or(0.0);
            }
            let owed = service.owed(level);
            let theta = values[core.sites() + demand];
            if owed - theta > 1e-6 + 1e-9 * level.abs() {
                rows.push(self.row(demand, level));
            }
        }
    }

    fn consider(&mut self, sites: &[bool], _values: &[f64], _rows: &mut Vec<Row>) {
        let open = self.in_search(sites);
        self.search.offer(&open);
    }

    fn round(&mut self, sites: &[f64], clock: &Clock) {
        let mut order: Vec<usize> = (0..sites.len()).collect();
        order.sort_by(|&a, &b| sites[b].total_cmp(&sites[a]).then(a.cmp(&b)));
        let core = self.core;
        let mut open = vec![false; sites.len()];
        let mut count = 0;
        for site in order {
            if core.is_open[site] || count < core.least || (count < core.most && sites[site] > 0.5) {
                open[site] = true;
                count += 1;
            }
        }
        let open = self.in_search(&open);
        self.search.polish(open, clock);
    }

    fn cutoff(&self) -> f64 {
        self.search.cutoff()
    }
}

impl Master<'_, '_> {
    /// Sites of the reduced problem as those of the whole one.
    fn in_search(&self, sites: &[bool]) -> Vec<bool> {
        let mut open = self.search.core.is_open.clone();
        for (site, &is_open) in sites.iter().enumerate() {
            open[self.core.name[site] as usize] |= is_open;
        }
        open
    }
}

/// A position as it stands in rows and lists.
#[expect(
    clippy::cast_possible_truncation,
    reason = "sites and demand points together are counted in 32 bits, which the input checks"
)]
fn index(position: usize) -> u32 {
    position as u32
}

/// The tree alone, from nothing: for tests of what it proves.
#[cfg(test)]
pub(super) fn by_tree_alone(core: &Core, search: &mut Search<'_>, clock: &Clock) -> Result<super::branch::Proof, SolverError> {
    let levels = (0..core.demands())
        .map(|demand| core.list(demand).0.first().map(|&cost| vec![cost + 1.0]).unwrap_or_default())
        .collect::<Vec<_>>();
    let mut master = Master::new(core, search);
    let mut tree = master.tree(&levels)?;
    tree.search(&mut master, f64::NEG_INFINITY, clock)
}
