//! Covers at least cost: dominance, a local search with weights, prices, then a tree over what is left.
//!
//! A cover is a problem of the one form whose pairs cost nothing and where nobody may go without. Most of a city's pairs say nothing
//! new: of 65,000 within 800 m, rows that hold other rows and sites that others replace leave 9,000. What falls into parts without a
//! common site is solved part by part.

mod dominance;
mod weights;

use super::branch::{Frontier, Problem, Proof, Row, Tree};
use super::clock::Clock;
use super::core::Core;
use super::lagrange::{self, Effort, ascend};
use super::median::{self, Known, Stages};
use super::search::Search;
use super::service::one_of;
use crate::solver::SolverError;
use dominance::Left;

/// Solves a cover as [`median::solve`] does; after `most_solves` linear programmes the work ends without a proof.
pub(super) fn solve(core: &Core, limit: f64, goal: f64, most_solves: usize, clock: &Clock) -> Result<Known, SolverError> {
    if !is_cover(core) {
        return median::solve(core, limit, goal, clock);
    }
    let mut stages = Stages::new(clock);
    let Some(left) = dominance::reduce(core) else {
        stages.done("dominance", clock);
        return Ok(Known { best: None, bound: f64::INFINITY, is_proved: true, nodes: 0, stages: stages.list });
    };
    let Left { core: rest, opened } = left;
    let base = rest.base;
    let parts = dominance::parts(rest);
    stages.done("dominance", clock);
    let is_one = parts.len() == 1;
    let mut known = Known { best: None, bound: base, is_proved: true, nodes: 0, stages: Vec::new() };
    let mut open = core.is_open.clone();
    open_all(&mut open, &opened);
    let mut is_whole = true;
    for part in parts {
        // One part alone may end at the limit or the goal; of several each has to be known.
        let (limit, goal) = if is_one { (limit - base, goal - base) } else { (f64::INFINITY, f64::NEG_INFINITY) };
        let done = solve_part(part, limit, goal, most_solves, &mut stages, clock)?;
        known.bound += done.bound;
        known.nodes += done.nodes;
        known.is_proved &= done.is_proved;
        match done.best {
            Some((_, sites)) => open_all(&mut open, &sites),
            None => is_whole = false,
        }
    }
    let value = if is_whole { core.value(&open) } else { f64::INFINITY };
    if value < limit {
        known.best = Some((value, open));
    } else if !is_one {
        // The cheapest covers of all parts together are too dear, or too many sites: costs of parts are equal then.
        known.is_proved |= known.bound >= core.cutoff(limit);
    }
    known.stages = stages.list;
    Ok(known)
}

/// Whether everyone must be covered, pairs cost nothing, and no site is opened for the number's sake.
fn is_cover(core: &Core) -> bool {
    core.least <= core.always_open()
        && core.outside.iter().all(|cost| cost.is_infinite())
        && core.cost.iter().all(|&cost| cost == 0.0)
        && core.fixed_cost.iter().all(|&cost| cost >= 0.0)
}

/// What is known about one part: as [`Known`], sites by their names.
struct Done {
    best: Option<(f64, Vec<u32>)>,
    bound: f64,
    is_proved: bool,
    nodes: usize,
}

fn solve_part(
    mut part: Core,
    limit: f64,
    goal: f64,
    most_solves: usize,
    stages: &mut Stages,
    clock: &Clock,
) -> Result<Done, SolverError> {
    let names = std::mem::replace(&mut part.name, (0u32..).take(part.fixed_cost.len()).collect());
    let mut search = Search::new(&part);
    search.limit(limit);
    search.aim(goal);
    if let Some(open) = weights::search(&part, goal, clock) {
        search.offer(&open);
    }
    stages.done("search", clock);
    let proof = prove(&part, &mut search, most_solves, stages, clock)?;
    let best = search
        .best()
        .map(|(cost, open)| (*cost, names.iter().zip(open).filter(|(_, is_open)| **is_open).map(|(&name, _)| name).collect()));
    let upper = search.upper();
    Ok(Done {
        best,
        bound: if proof.is_complete { upper } else { proof.bound.min(upper) },
        is_proved: proof.is_complete,
        nodes: proof.nodes,
    })
}

/// Bounds the cost of a cover from below, to the end if it can.
fn prove(
    part: &Core,
    search: &mut Search<'_>,
    most_solves: usize,
    stages: &mut Stages,
    clock: &Clock,
) -> Result<Proof, SolverError> {
    let closed = |nodes| Proof { bound: f64::INFINITY, is_complete: true, nodes };
    let polish_every = if search.best().is_some() { 0 } else { Effort::THOROUGH.polish_every };
    let dual =
        ascend(part, search, first_prices(part), vec![0.0; part.sites()], Effort { polish_every, ..Effort::THOROUGH }, clock);
    stages.done("prices", clock);
    let Some((smaller, _)) = lagrange::reduce(part, &dual, search.cutoff()) else { return Ok(closed(0)) };
    let Some(Left { core, opened }) = dominance::reduce(&smaller) else { return Ok(closed(0)) };
    if clock.is_over() {
        return Ok(Proof { bound: dual.bound, is_complete: false, nodes: 0 });
    }
    let mut always = part.is_open.clone();
    open_all(&mut always, &opened);
    if core.demands() == 0 {
        search.offer(&always);
        return Ok(closed(0));
    }
    let columns = core.fixed_cost.iter().map(|&cost| (cost, 0.0, 1.0)).collect();
    #[expect(clippy::cast_possible_truncation, reason = "demand points are counted in 32 bits")]
    let mut rows: Vec<Row> =
        (0..core.demands()).map(|demand| one_of(demand as u32, core.list(demand).1.iter().copied())).collect();
    if core.most < core.sites() {
        #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
        let most = core.most as f64;
        let terms = (0u32..).take(core.sites()).map(|site| (site, 1.0)).collect();
        rows.push(Row { about: u32::MAX, lower: 0.0, upper: most, terms });
    }
    let mut tree = Tree::new(core.sites(), columns, rows, core.base)?;
    let mut master = Master { core: &core, always, search, solves: 0, most_solves };
    let mut proof = tree.search(&mut master, &mut Frontier::new(dual.bound), usize::MAX, clock)?;
    let is_over = master.solves > most_solves;
    proof.is_complete &= !is_over;
    proof.bound = if is_over { dual.bound } else { proof.bound.max(dual.bound) };
    stages.done("tree", clock);
    Ok(proof)
}

fn open_all(open: &mut [bool], sites: &[u32]) {
    for &site in sites {
        open[site as usize] = true;
    }
}

/// Prices nobody can gain by: the least share of a site's cost that anybody who is near it has to bear.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
fn first_prices(core: &Core) -> Vec<f64> {
    let mut count = vec![0usize; core.sites()];
    core.site.iter().for_each(|&site| count[site as usize] += 1);
    let share = |site: u32| core.fixed_cost[site as usize] / count[site as usize].max(1) as f64;
    (0..core.demands())
        .map(|demand| core.list(demand).1.iter().map(|&site| share(site)).fold(f64::INFINITY, f64::min))
        .map(|price| if price.is_finite() { price } else { 0.0 })
        .collect()
}

/// A cover as the tree's problem: all its rows are there from the start.
struct Master<'m, 's> {
    core: &'m Core,
    /// Sites open beside those of the tree.
    always: Vec<bool>,
    search: &'m mut Search<'s>,
    solves: usize,
    most_solves: usize,
}

impl Master<'_, '_> {
    fn whole(&self, sites: impl IntoIterator<Item = bool>) -> Vec<bool> {
        let mut open = self.always.clone();
        for (&name, is_open) in self.core.name.iter().zip(sites) {
            open[name as usize] |= is_open;
        }
        open
    }
}

impl Problem for Master<'_, '_> {
    fn separate(&mut self, _values: &[f64], _rows: &mut Vec<Row>) {
        self.solves += 1;
    }

    fn consider(&mut self, sites: &[bool], _values: &[f64], _rows: &mut Vec<Row>) {
        let open = self.whole(sites.iter().copied());
        self.search.offer(&open);
    }

    fn round(&mut self, sites: &[f64], clock: &Clock) {
        let open = self.whole(sites.iter().map(|&share| share > 0.6));
        self.search.polish(open, clock);
    }

    fn cutoff(&self) -> f64 {
        // Past the budget everything counts as closed; the caller knows that it is not.
        if self.solves > self.most_solves { f64::NEG_INFINITY } else { self.search.cutoff() }
    }
}
