//! Median problems to the end: local search, prices, reduction, then a small model for HiGHS or the engine's own tree.
//!
//! # Source
//! Rows `θ(i) + Σ_j (D - c(i,j))⁺ y(j) ≥ D`: Fischetti, Ljubić and Sinnl, Redesigning Benders decomposition for large-scale facility
//! location, 2017; Duran-Mateluna, Ales and Elloumi, An efficient Benders decomposition for the p-median problem, 2023.

use super::branch::{Frontier, Problem, Proof, Root, Row, Tree};
use super::clock::Clock;
use super::core::Core;
use super::lagrange::{Choice, Dual, Effort, ascend, evaluate, free_sites, reduce};
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

/// Pairs up to which what the engine's own tree leaves goes to HiGHS as one model.
const SMALL: usize = 20_000;

/// Nodes after which a small problem does: most trees end after some hundreds, those with thousands of equal costs not after
/// fifty thousand, where HiGHS's cuts take seconds.
const SMALL_NODES: usize = 1_500;

/// Nodes after which a tree is judged, and the expected number of all its nodes from which a tree of prices is tried instead.
const FIRST_NODES: usize = 200;

/// See [`FIRST_NODES`].
const MANY_NODES: f64 = 1_500.0;

/// Pairs that this one may read, and how often each of them: uniform random costs need 110,000 to 370,000 readings.
const LAST_TREE: u64 = 16_000_000_000;

/// See [`LAST_TREE`].
const LAST_READINGS: u64 = 200_000;

/// Most relaxations before the tree, each of what the last one left.
const RELAXATIONS: usize = 3;

/// Pairs over which the best solution after the first prices is kicked and polished, a few tenths of a second.
const KICKED_PAIRS: usize = 40_000_000;

/// Pairs read in the first tree of prices, half a second to two, and in the one that starts from the relaxation's prices.
const FIRST_TREE: u64 = 400_000_000;
const SECOND_TREE: u64 = 1_500_000_000;

/// How often the first tree may read each pair of a small problem, for which HiGHS takes a second. Uniform random costs need more than
/// 2,000 readings, points in a plane with a large p are not done after 20,000.
const SMALL_TREE: u64 = 8_000;

/// How many times as often the second one may.
const MORE: u64 = 4;

/// Share of the first tree that may be left for a second one to be tried: of trees that ended within four times the work one tenth was
/// left, of those that did not one half or more.
const NEARLY: f64 = 0.4;

/// What has been found out, and with how much work.
struct Work<'c, 't> {
    search: Search<'c>,
    bound: f64,
    nodes: usize,
    stages: Stages,
    clock: &'t Clock,
}

impl Work<'_, '_> {
    fn done(&mut self, stage: &'static str) {
        self.stages.done(stage, self.clock);
    }

    /// Takes note of what a tree proved; whether it proved everything.
    fn closes(&mut self, proof: Proof) -> bool {
        self.nodes += proof.nodes;
        if !proof.is_complete {
            self.bound = self.bound.max(proof.bound.min(self.search.upper()));
        }
        proof.is_complete
    }

    /// Asks a tree of prices; whether it proves everything, and the share of it that is left.
    fn by_prices(&mut self, core: &Core, price: &[f64], most: u64) -> (bool, f64) {
        let (proof, left) = price_tree::search(core, price, &mut self.search, most, self.clock);
        self.done("price tree");
        (self.closes(proof), left)
    }

    /// Goes on with a tree of linear programmes until it has had `most` nodes; whether it proves everything.
    fn by_branching(
        &mut self,
        core: &Core,
        start: &Start,
        (tree, frontier): (&mut Tree, &mut Frontier),
        most: usize,
    ) -> Result<bool, SolverError> {
        let before = frontier.nodes;
        let proof = tree.search(&mut Master::new(core, &mut self.search, start), frontier, most, self.clock)?;
        self.done("tree");
        Ok(self.closes(Proof { nodes: proof.nodes - before, ..proof }))
    }

    /// The problem without what these prices rule out; `None` when nothing better is left.
    fn reduced(&mut self, core: &Core, dual: &Dual) -> Option<(Core, Vec<f64>, Vec<u32>)> {
        self.bound = self.bound.max(dual.bound);
        let (smaller, kept) = reduce(core, dual, self.search.cutoff())?;
        let price = kept.iter().map(|&demand| dual.price[demand as usize]).collect();
        Some((smaller, price, kept))
    }

    fn proved(self) -> Known {
        let bound = self.search.upper();
        Known { best: self.search.best().cloned(), bound, is_proved: true, nodes: self.nodes, stages: self.stages.list }
    }

    fn stopped(self) -> Known {
        let upper = self.search.upper();
        let is_proved = self.bound >= self.search.cutoff() && self.search.best().is_some();
        Known {
            best: self.search.best().cloned(),
            bound: if is_proved { upper } else { self.bound.min(upper) },
            is_proved,
            nodes: self.nodes,
            stages: self.stages.list,
        }
    }
}

/// Solves a median problem; solutions that cost `limit` or more are of no interest.
///
/// A solution that costs `goal` or less ends the work; the bound is then the solution's own cost and proves nothing.
pub(super) fn solve(core: &Core, limit: f64, goal: f64, clock: &Clock) -> Result<Known, SolverError> {
    let stages = Stages::new(clock);
    let mut work = Work { search: Search::new(core), bound: f64::NEG_INFINITY, nodes: 0, stages, clock };
    work.search.limit(limit);
    work.search.aim(goal);
    for _ in 0..if core.pairs() < 300_000 { 3 } else { 1 } {
        let start = work.search.random_start();
        work.search.polish(start, clock);
    }
    work.done("search");

    let mut current = core.clone();
    let mut price: Vec<f64> = first_price(core, &work.search);
    let mut effort = Effort::THOROUGH;
    // Prices, then what they leave; again where much is gone, since shorter lists are quicker and a better solution may have come.
    for pass in 0..4 {
        let before = current.pairs();
        let dual = ascend(&current, &mut work.search, price, vec![0.0; current.sites()], effort, clock);
        if pass == 0 {
            work.search.iterate((KICKED_PAIRS / core.pairs().max(1)).clamp(8, 100), clock);
        }
        let Some((smaller, kept_price, _)) = work.reduced(&current, &dual) else {
            work.done("prices");
            return Ok(work.proved());
        };
        (current, price) = (smaller, kept_price);
        if clock.is_over() || current.pairs() * 10 > before * 7 {
            break;
        }
        effort = Effort { first_step: 0.3, iterations: 400, ..Effort::THOROUGH };
    }
    work.done("prices");
    if clock.is_over() {
        return Ok(work.stopped());
    }
    let most = if current.pairs() <= SMALL { FIRST_TREE.min(SMALL_TREE * current.pairs() as u64) } else { FIRST_TREE };
    let (is_closed, left) = work.by_prices(&current, &price, most);
    if is_closed {
        return Ok(work.proved());
    }
    // The tree may have found something better, which leaves less.
    let dual = evaluate(&current, price);
    let Some((current, price, _)) = work.reduced(&current, &dual) else { return Ok(work.proved()) };
    if clock.is_over() {
        return Ok(work.stopped());
    }
    finish(current, price, left < NEARLY, work)
}

/// What relaxations leave of a problem.
enum Left {
    /// Nothing better than the best solution.
    Nothing,
    /// A limit came first.
    Unknown,
    Problem(Box<(Core, Start)>),
}

/// From a reduced problem to the end; whether a tree of prices all but ended before says if another one is worth it.
fn finish(core: Core, price: Vec<f64>, tries_prices: bool, mut work: Work<'_, '_>) -> Result<Known, SolverError> {
    let (core, start) = match relaxed(core, price, &mut work)? {
        Left::Nothing => return Ok(work.proved()),
        Left::Unknown => return Ok(work.stopped()),
        Left::Problem(left) => *left,
    };
    let is_small = core.pairs() <= SMALL;
    if tries_prices {
        let most = if is_small { SECOND_TREE.min(MORE * SMALL_TREE * core.pairs() as u64) } else { SECOND_TREE };
        if work.by_prices(&core, &start.price, most).0 {
            return Ok(work.proved());
        }
    }
    let mut tree = Master::new(&core, &mut work.search, &start).tree(&start)?;
    let mut frontier = Frontier::new(work.bound);
    if work.by_branching(&core, &start, (&mut tree, &mut frontier), FIRST_NODES)? {
        return Ok(work.proved());
    }
    let is_hopeless = frontier.expected_nodes() > MANY_NODES;
    if is_hopeless {
        let most = LAST_TREE.min(LAST_READINGS * core.pairs() as u64);
        if work.by_prices(&core, &start.price, most).0 {
            return Ok(work.proved());
        }
    }
    let goes_to_model = is_small && is_hopeless;
    if !goes_to_model {
        let most = if is_small { SMALL_NODES } else { usize::MAX };
        if work.by_branching(&core, &start, (&mut tree, &mut frontier), most)? {
            return Ok(work.proved());
        }
    }
    if is_small && !work.clock.is_over() {
        let proof = radius::solve(&core, &mut work.search, work.clock)?;
        let is_closed = work.closes(proof);
        work.done("model");
        if is_closed {
            return Ok(work.proved());
        }
    }
    Ok(work.stopped())
}

/// The problem without what relaxations rule out, one after the other while much goes.
fn relaxed(mut core: Core, price: Vec<f64>, work: &mut Work<'_, '_>) -> Result<Left, SolverError> {
    let clock = work.clock;
    let mut start = Start { price: at_ends(&core, price), ..Start::default() };
    for _ in 0..RELAXATIONS {
        let mut master = Master::new(&core, &mut work.search, &start);
        let mut tree = master.tree(&start)?;
        let Some(root) = tree.root(&mut master, clock)? else { return Ok(Left::Unknown) };
        if !root.is_closed {
            master.round(&root.values[..core.sites()], clock);
        }
        work.done("relaxation");
        if root.is_closed {
            return Ok(Left::Nothing);
        }
        work.bound = work.bound.max(root.bound);
        // The relaxation's duals as prices: what they prove leaves out more.
        let dual = evaluate(&core, prices(&start.price, &tree, &root));
        let Some((smaller, price, kept)) = work.reduced(&core, &dual) else { return Ok(Left::Nothing) };
        let tight = tight_levels(&core, &start.price, &tree, &root);
        let is_done = smaller.pairs() * 2 >= core.pairs();
        start = Start { price, levels: kept.iter().map(|&demand| tight[demand as usize].clone()).collect() };
        core = smaller;
        if is_done {
            break;
        }
    }
    Ok(Left::Problem(Box::new((core, start))))
}

/// Prices the relaxation is written around, and levels of further rows it starts with.
#[derive(Debug, Default)]
struct Start {
    price: Vec<f64>,
    levels: Vec<Vec<f64>>,
}

/// Prices of covers moved to the nearer end: who is covered pays the list's one cost, who is not pays what going without costs, and one
/// row says both. Around a price between the two it takes two rows, and twice to three times as long to the end of the first relaxation.
fn at_ends(core: &Core, mut price: Vec<f64>) -> Vec<f64> {
    for (demand, price) in price.iter_mut().enumerate() {
        let (costs, outside) = (core.list(demand).0, core.outside[demand]);
        if let (Some(&first), Some(&last)) = (costs.first(), costs.last())
            && first.total_cmp(&last).is_eq()
            && outside.is_finite()
        {
            *price = if 2.0 * *price > first + outside { outside } else { first };
        }
    }
    price
}

/// The prices that the duals of a relaxation amount to: what is left of each demand point's weight of one is that of its own price.
fn prices(center: &[f64], tree: &Tree, root: &Root) -> Vec<f64> {
    let mut price = center.to_vec();
    for (row, &dual) in tree.rows().iter().zip(&root.duals) {
        if let Some(price) = price.get_mut(row.about as usize) {
            *price += dual.max(0.0) * row.lower;
        }
    }
    price
}

/// Levels of the rows that hold the relaxation up.
fn tight_levels(core: &Core, center: &[f64], tree: &Tree, root: &Root) -> Vec<Vec<f64>> {
    let mut levels = vec![Vec::new(); core.demands()];
    for (row, &dual) in tree.rows().iter().zip(&root.duals) {
        if dual > 0.0
            && is_level(row, core.sites())
            && let Some(levels) = levels.get_mut(row.about as usize)
        {
            levels.push(center[row.about as usize] + row.lower);
        }
    }
    levels
}

/// Whether a row is one of a level, and not of a cover or the number of sites: it ends with what a demand point pays.
fn is_level(row: &Row, sites: usize) -> bool {
    row.terms.last().is_some_and(|term| term.0 as usize >= sites)
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

/// The Benders master of a median problem, written around prices: sites at what they cost under the prices, then what each demand point
/// pays beyond `u - Σ (u - c)⁺ y`.
///
/// With the rows of the prices gone into the columns, the programme starts at the bound of the prices, and has only rows that a point
/// broke. With a row for every demand point the first solve alone took 5 seconds on a city of 5,000 × 800, each node a second.
#[derive(Debug)]
struct Master<'m, 'c> {
    core: &'m Core,
    search: &'m mut Search<'c>,
    price: &'m [f64],
    has_cover: Vec<bool>,
}

impl<'m, 'c> Master<'m, 'c> {
    fn new(core: &'m Core, search: &'m mut Search<'c>, start: &'m Start) -> Self {
        Self { core, search, price: &start.price, has_cover: vec![false; core.demands()] }
    }

    /// The tree with rows at further levels.
    fn tree(&mut self, start: &Start) -> Result<Tree, SolverError> {
        let core = self.core;
        let mut columns: Vec<(f64, f64, f64)> = core
            .fixed_cost
            .iter()
            .zip(&core.is_open)
            .map(|(&cost, &is_open)| (cost, if is_open { 1.0 } else { 0.0 }, 1.0))
            .collect();
        let mut base = core.base;
        for (demand, &price) in self.price.iter().enumerate() {
            base += price;
            let (costs, sites) = core.list(demand);
            let most = if core.outside[demand].is_finite() { core.outside[demand] } else { costs.last().copied().unwrap_or(0.0) };
            let mut excess = (most - price).max(0.0);
            for (count, (&site, &cost)) in sites.iter().zip(costs).take_while(|pair| *pair.1 < price).enumerate() {
                columns[site as usize].0 -= price - cost;
                if count < core.most {
                    excess += price - cost;
                }
            }
            columns.push((1.0, 0.0, excess));
        }
        if core.least == core.most {
            // A constant of every solution: what the dearest site chosen costs, so that those chosen and no others pay.
            let reduced: Vec<f64> = columns[..core.sites()].iter().map(|column| column.0).collect();
            let mean = Choice::new(core, &reduced, &mut free_sites(core)).middle();
            columns[..core.sites()].iter_mut().for_each(|column| column.0 -= mean);
            #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
            let count = core.least as f64;
            base += count * mean;
        }
        let all = |factor: f64| (0u32..).take(core.sites()).map(|site| (site, factor)).collect::<Vec<_>>();
        #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
        let mut rows =
            vec![Row { about: u32::MAX, lower: core.least as f64, upper: core.most.min(core.sites()) as f64, terms: all(1.0) }];
        for (demand, levels) in start.levels.iter().enumerate() {
            rows.extend(levels.iter().map(|&level| self.row(demand, level)));
        }
        Tree::new(core.sites(), columns, rows, base)
    }

    /// `θ + Σ (D - c)⁺ y ≥ D` less the row of the price.
    fn row(&self, demand: usize, level: f64) -> Row {
        let (costs, sites) = self.core.list(demand);
        let level = level.min(self.core.outside[demand]);
        let price = self.price[demand];
        let gain = |level: f64, cost: f64| (level - cost).max(0.0);
        let mut terms: Vec<(u32, f64)> = sites
            .iter()
            .zip(costs)
            .take_while(|pair| *pair.1 < level.max(price))
            .map(|(&site, &cost)| (site, gain(level, cost) - gain(price, cost)))
            .collect();
        terms.push((index(self.core.sites() + demand), 1.0));
        Row { about: index(demand), lower: level - price, upper: f64::INFINITY, terms }
    }

    /// What the demand point pays at a point of the relaxation.
    fn theta(&self, demand: usize, values: &[f64]) -> f64 {
        let (costs, sites) = self.core.list(demand);
        let price = self.price[demand];
        let gained: f64 = sites
            .iter()
            .zip(costs)
            .take_while(|pair| *pair.1 < price)
            .map(|(&site, &cost)| (price - cost) * values[site as usize])
            .sum();
        values[self.core.sites() + demand] + price - gained
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
            let theta = self.theta(demand, values);
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

    fn forget(&mut self, row: &Row) {
        if !is_level(row, self.core.sites())
            && let Some(has_cover) = self.has_cover.get_mut(row.about as usize)
        {
            *has_cover = false;
        }
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

/// The tree alone, around any prices and with nothing found, and what it proves after each node: for tests.
#[cfg(test)]
pub(super) fn by_tree_alone(
    core: &Core,
    price: Vec<f64>,
    search: &mut Search<'_>,
    clock: &Clock,
) -> Result<Vec<Proof>, SolverError> {
    let price = price.into_iter().zip(&core.outside).map(|(price, &outside)| price.min(outside)).collect();
    let start = Start { price, ..Start::default() };
    let mut master = Master::new(core, search, &start);
    let mut tree = master.tree(&start)?;
    let mut frontier = Frontier::new(f64::NEG_INFINITY);
    let mut proofs = Vec::new();
    while proofs.last().is_none_or(|proof: &Proof| !proof.is_complete && !clock.is_over()) {
        let proof = tree.search(&mut master, &mut frontier, proofs.len() + 1, clock)?;
        proofs.push(Proof { bound: proof.bound.min(master.search.upper()), ..proof });
    }
    Ok(proofs)
}
