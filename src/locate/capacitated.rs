//! Capacitated location: prices, then a tree over sites with two sorts of cuts and an exact transport at whole points.
//!
//! Besides the rows of a single demand point, a price vector `u` gives `Σ θ ≥ Σ u - Σ κ_j(u) y_j` with the knapsacks of `price`. At open
//! sites with the transport's own prices this row is the transport's cost, so that the tree is exact.
//!
//! # Source
//! Fischetti, Ljubić and Sinnl, Benders decomposition without separability: a computational study for capacitated facility location
//! problems, 2016.

mod master;
mod price;
mod single;
mod transport;

use std::collections::BTreeMap;

use super::branch::{Frontier, Tree};
use super::clock::Clock;
use super::median::Stages;
use super::prepare::{Scale, allowed, counts};
use super::problem::{Choice, Found, Task};
use super::question::{Places, Question, Status};
use super::recompute::Assigned;
use crate::solver::SolverError;
use master::Master;
use price::Priced;

/// A capacitated problem over candidate sites; pairs too far apart have infinite costs.
#[derive(Clone, Debug)]
struct Instance {
    weight: Vec<f64>,
    total: f64,
    capacity: Vec<f64>,
    fixed_cost: Vec<f64>,
    is_open: Vec<bool>,
    least: usize,
    most: usize,
    /// Cost of each demand point's whole weight at each site, site-major.
    cost: Vec<f64>,
    /// Granularity of costs of whole assignments; 0 where flows may be split, for then anything can be.
    step: f64,
}

impl Instance {
    fn row(&self, site: usize) -> &[f64] {
        let n = self.weight.len();
        &self.cost[site * n..(site + 1) * n]
    }
}

/// The best solution so far, with transport plans of sets of sites already looked at.
#[derive(Debug)]
struct Best<'i> {
    instance: &'i Instance,
    upper: f64,
    sites: Option<(Vec<bool>, transport::Plan)>,
    seen: BTreeMap<Vec<bool>, f64>,
    /// Sums of prices with every site's `ρ`: each bounds the cost of any set of sites.
    cuts: Vec<(f64, Vec<f64>)>,
    /// What room was worth at each site when it was last open.
    crowding: Vec<f64>,
}

/// Moves whose transport is solved before a set of sites counts as locally best.
const TRIED: usize = 40;
/// Times the best solution is left for another one near it.
const KICKS: usize = 10;
/// Price vectors remembered at most.
const LEARNT: usize = 40;
/// Sets of sites remembered at most.
const REMEMBERED: usize = 20_000;

impl Best<'_> {
    /// Cost of a set of open sites; infinite where they cannot serve everyone or are too few or many.
    fn offer(&mut self, open: &[bool]) -> f64 {
        if let Some(&cost) = self.seen.get(open) {
            return cost;
        }
        let cost = match self.plan(open) {
            Some((cost, plan)) => {
                if cost < self.upper {
                    self.upper = cost;
                    self.sites = Some((open.to_vec(), plan));
                }
                cost
            }
            None => f64::INFINITY,
        };
        if self.seen.len() < REMEMBERED {
            self.seen.insert(open.to_vec(), cost);
        }
        cost
    }

    fn plan(&mut self, open: &[bool]) -> Option<(f64, transport::Plan)> {
        let instance = self.instance;
        let list: Vec<usize> = (0..open.len()).filter(|&site| open[site]).collect();
        let room: f64 = list.iter().map(|&site| instance.capacity[site]).sum();
        if list.len() < instance.least || list.len() > instance.most || room < instance.total * (1.0 - 1e-12) {
            return None;
        }
        let plan = serve(instance, &list, &vec![1.0; list.len()], &mut self.crowding)?;
        let fixed: f64 = list.iter().map(|&site| instance.fixed_cost[site]).sum();
        Some((fixed + plan.cost, plan))
    }

    /// Takes note of prices, which bound the cost of any set of sites.
    fn learn(&mut self, price: &[f64], reduced: Vec<f64>) {
        if self.cuts.len() >= LEARNT {
            self.cuts.remove(0);
        }
        self.cuts.push((price.iter().sum(), reduced));
    }

    fn cutoff(&self) -> f64 {
        if self.upper.is_infinite() {
            return self.upper;
        }
        self.upper - super::core::REAL * self.upper.abs()
    }

    /// Improves the best solution by dropping, adding and swapping sites, then from sites of it exchanged for the ones after next.
    fn improve(&mut self, clock: &Clock) {
        if let Some((open, _)) = self.sites.clone() {
            self.descend(open, clock);
        }
        for kick in 0..KICKS {
            let Some((mut open, _)) = self.sites.clone() else { return };
            for (_, add, drop) in self
                .moves(&open)
                .into_iter()
                .filter(|step| step.1.is_some() && step.2.is_some())
                .skip(7 * kick)
                .step_by(5)
                .take(3)
            {
                if let (Some(add), Some(drop)) = (add, drop)
                    && open[drop]
                    && !open[add]
                {
                    (open[add], open[drop]) = (true, false);
                }
            }
            self.descend(open, clock);
        }
    }

    /// Takes moves from `open` on while they save, those first that known prices promise most of.
    fn descend(&mut self, mut open: Vec<bool>, clock: &Clock) {
        let instance = self.instance;
        let mut offers = Vec::new();
        let mut cost = self.offer(&open);
        loop {
            if let Some((best, plan)) = self.sites.clone().filter(|best| best.0 == open) {
                let own: Vec<f64> = (0..best.len())
                    .map(|site| instance.fixed_cost[site] - price::knapsack(instance, site, &plan.price, &mut offers))
                    .collect();
                self.learn(&plan.price, own);
            }
            let before = cost;
            for (_, add, drop) in self.moves(&open).into_iter().take(TRIED) {
                if clock.is_over() {
                    return;
                }
                let mut next = open.clone();
                if let Some(site) = add {
                    next[site] = true;
                }
                if let Some(site) = drop {
                    next[site] = false;
                }
                let now = self.offer(&next);
                if now < cost {
                    (open, cost) = (next, now);
                    break;
                }
            }
            if cost >= before {
                return;
            }
        }
    }

    /// Moves that no known prices rule out, by the least cost those allow.
    fn moves(&self, open: &[bool]) -> Vec<Move> {
        let instance = self.instance;
        let base: Vec<f64> = self
            .cuts
            .iter()
            .map(|(sum, reduced)| sum + open.iter().zip(reduced).filter(|pair| *pair.0).map(|pair| pair.1).sum::<f64>())
            .collect();
        let room: f64 = open.iter().zip(&instance.capacity).filter(|pair| *pair.0).map(|pair| pair.1).sum();
        let opened: Vec<usize> = (0..open.len()).filter(|&site| open[site] && !instance.is_open[site]).collect();
        let closed: Vec<usize> = (0..open.len()).filter(|&site| !open[site]).collect();
        let none = [None];
        let drops: Vec<Option<usize>> = none.iter().copied().chain(opened.into_iter().map(Some)).collect();
        let adds: Vec<Option<usize>> = none.iter().copied().chain(closed.into_iter().map(Some)).collect();
        let mut moves = Vec::new();
        for &add in &adds {
            for &drop in &drops {
                let part = |site: Option<usize>, of: &[f64]| site.map_or(0.0, |site| of[site]);
                if room + part(add, &instance.capacity) - part(drop, &instance.capacity) < instance.total * (1.0 - 1e-12) {
                    continue;
                }
                let least = base
                    .iter()
                    .zip(&self.cuts)
                    .map(|(base, (_, reduced))| base + part(add, reduced) - part(drop, reduced))
                    .fold(f64::NEG_INFINITY, f64::max);
                if least < self.cutoff() && (add.is_some() || drop.is_some()) {
                    moves.push((least, add, drop));
                }
            }
        }
        moves.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        moves
    }
}

/// Least cost that known prices allow, a site to open, a site to close.
type Move = (f64, Option<usize>, Option<usize>);

/// The transport from the sites of `list`, each open by a share; `crowding` of all sites is what it starts from and is brought up to date.
fn serve(instance: &Instance, list: &[usize], share: &[f64], crowding: &mut [f64]) -> Option<transport::Plan> {
    let n = instance.weight.len();
    let rows: Vec<&[f64]> = list.iter().map(|&site| instance.row(site)).collect();
    let weighted: Vec<usize> = (0..n).filter(|&demand| instance.weight[demand] > 0.0).collect();
    let weights: Vec<f64> = weighted.iter().map(|&demand| instance.weight[demand]).collect();
    let mut unit = Vec::with_capacity(weighted.len() * rows.len());
    for (&demand, weight) in weighted.iter().zip(&weights) {
        unit.extend(rows.iter().map(|row| row[demand] / weight));
    }
    let guess: Vec<f64> = list.iter().map(|&site| crowding[site]).collect();
    // Shares whose room is short of all weight by rounding alone are enough.
    let room: f64 = list.iter().zip(share).map(|(&site, share)| instance.capacity[site] * share).sum();
    let lacking = (instance.total / room.max(1e-300)).max(1.0);
    let allowed = if lacking < 1.0 + 1e-5 { lacking } else { 1.0 };
    let capacity: Vec<f64> = list.iter().zip(share).map(|(&site, share)| instance.capacity[site] * share * allowed).collect();
    let rooms = transport::Rooms { capacity: &capacity, share, crowding: &guess };
    let inner = transport::solve(&weights, rooms, &unit)?;
    for (&site, &worth) in list.iter().zip(&inner.crowding) {
        crowding[site] = worth;
    }
    // Who weighs nothing needs no room and takes the cheapest site.
    let crowding = inner.crowding;
    let mut plan = transport::Plan { cost: inner.cost, flows: vec![Vec::new(); n], price: vec![0.0; n], crowding };
    for (position, &demand) in weighted.iter().enumerate() {
        plan.flows[demand].clone_from(&inner.flows[position]);
        plan.price[demand] = inner.price[position];
    }
    for demand in (0..n).filter(|&demand| instance.weight[demand] <= 0.0) {
        let (k, cost) = rows.iter().map(|row| row[demand]).enumerate().min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)))?;
        if cost.is_infinite() {
            return None;
        }
        plan.flows[demand].push((k, 0.0));
        plan.price[demand] = cost;
        plan.cost += cost;
    }
    Some(plan)
}

/// Solves a capacitated question.
pub(super) fn solve(task: &Task<'_>) -> Result<Found, SolverError> {
    let &Task { places, question, statuses, limit, clock } = task;
    let mut stages = Stages::new(clock);
    let sites = allowed(statuses);
    let (instance, scale) = instance(places, question, statuses, &sites);
    stages.done("lists", clock);
    let limit = if limit.is_finite() { scale.inside(limit) } else { limit };
    let crowding = vec![0.0; sites.len()];
    let mut best = Best { instance: &instance, upper: limit, sites: None, seen: BTreeMap::new(), cuts: Vec::new(), crowding };
    if instance.capacity.iter().sum::<f64>() < instance.total * (1.0 - 1e-12) {
        let reason =
            crate::error::Text::new("容量の合計が重みの合計より小さい", "all capacities together are smaller than all weights");
        return Ok(Found { bound: f64::INFINITY, is_proved: true, reason: Some(reason), ..Found::default() });
    }
    let (priced, cuts) = ascend(&instance, &mut best, clock);
    stages.done("prices", clock);
    best.improve(clock);
    stages.done("search", clock);
    if question.is_single_source {
        return single::solve(&instance, scale, &sites, &best, &priced, limit, stages, clock);
    }
    let mut found = Found { bound: priced.bound, ..Found::default() };
    if priced.bound >= best.cutoff() {
        found.is_proved = true;
    } else if !clock.is_over() {
        let (columns, rows) = master::relaxation(&instance, &cuts);
        let mut tree = Tree::new(instance.capacity.len(), columns, rows, 0.0)?;
        let mut master = Master::new(&instance, &mut best);
        let proof = tree.search(&mut master, &mut Frontier::new(priced.bound), usize::MAX, clock)?;
        found.nodes = proof.nodes;
        found.is_proved = proof.is_complete;
        found.bound = found.bound.max(proof.bound);
        stages.done("tree", clock);
    }
    found.best = best.sites.as_ref().map(|(open, plan)| {
        let list: Vec<usize> = (0..open.len()).filter(|&site| open[site]).map(|site| sites[site]).collect();
        let mut flows = Vec::new();
        for (demand, flow) in plan.flows.iter().enumerate() {
            let mut flow = flow.clone();
            flow.sort_by_key(|part| part.0);
            let total: f64 = flow.iter().map(|part| part.1).sum();
            let share = |amount: f64| if total > 0.0 { amount / total } else { 1.0 };
            flows.extend(flow.iter().map(|&(k, amount)| Assigned { demand, site: list[k], share: share(amount) }));
        }
        Choice { cost: scale.outside(best.upper), sites: list, flows: Some(flows) }
    });
    found.bound = scale.outside(if found.is_proved { best.upper } else { found.bound.min(best.upper) });
    found.stages = stages.list;
    Ok(found)
}

fn instance(places: &Places, question: &Question, statuses: &[Status], sites: &[usize]) -> (Instance, Scale) {
    let n = places.demand.len();
    let most = question.max_distance.unwrap_or(f64::INFINITY);
    let mut cost = Vec::with_capacity(n * sites.len());
    for &site in sites {
        cost.extend(
            (0..n).map(|demand| if places.distance(demand, site) <= most { places.cost(demand, site) } else { f64::INFINITY }),
        );
    }
    let fixed: Vec<f64> = sites
        .iter()
        .map(|&site| if statuses[site] == Status::Existing { 0.0 } else { places.sites[site].cost.unwrap_or(0.0) })
        .collect();
    let finite: Vec<f64> = cost.iter().copied().filter(|cost| cost.is_finite()).collect();
    // Only undivided demand points keep costs whole.
    let scale = if question.is_single_source { Scale::of(&[&finite, &fixed]) } else { Scale::real(&[&finite, &fixed]) };
    let weight: Vec<f64> = places.demand.iter().map(|point| point.weight).collect();
    let total: f64 = weight.iter().sum();
    let (least, most_open) = counts(question, statuses, sites.len());
    let instance = Instance {
        total,
        capacity: sites.iter().map(|&site| places.sites[site].capacity.map_or(total, |capacity| capacity.min(total))).collect(),
        fixed_cost: fixed.into_iter().map(|cost| scale.inside(cost)).collect(),
        is_open: sites.iter().map(|&site| statuses[site].is_open()).collect(),
        least,
        most: most_open,
        cost: cost.into_iter().map(|cost| if cost.is_finite() { scale.inside(cost) } else { cost }).collect(),
        weight,
        step: scale.step,
    };
    (instance, scale)
}

fn reduced(instance: &Instance, priced: &Priced) -> Vec<f64> {
    instance.fixed_cost.iter().zip(&priced.knapsack).map(|(fixed, value)| fixed - value).collect()
}

/// Price vectors kept as cuts.
const KEPT: usize = 12;

/// Adjusts prices; hands back the best ones, and some that led to them.
fn ascend(instance: &Instance, best: &mut Best<'_>, clock: &Clock) -> (Priced, Vec<Priced>) {
    let n = instance.weight.len();
    let m = instance.capacity.len();
    let mut price: Vec<f64> = (0..n)
        .map(|demand| {
            let mut costs: Vec<f64> = (0..m).map(|site| instance.row(site)[demand]).filter(|cost| cost.is_finite()).collect();
            costs.sort_unstable_by(f64::total_cmp);
            costs.get(costs.len().min(3).saturating_sub(1)).copied().unwrap_or(0.0)
        })
        .collect();
    // Where no set of sites serves everyone prices rise without end, to numbers a linear programme cannot take.
    let finite = instance.cost.iter().copied().filter(|cost| cost.is_finite());
    let dearest = 10.0 * finite.chain(instance.fixed_cost.iter().copied()).fold(1.0, f64::max);
    let mut top = price::evaluate(instance, &price);
    let mut kept: Vec<Priced> = Vec::new();
    let mut direction = vec![0.0; n];
    let (mut step, mut idle) = (1.5, 0);
    for iteration in 0..600 {
        let now = price::evaluate(instance, &price);
        if iteration % 10 == 0 {
            let rounded: Vec<bool> = (0..m).map(|site| now.chosen[site] > 0.0).collect();
            best.offer(&rounded);
        }
        let growth = now.bound - top.bound;
        idle = if growth > 1e-6 * now.bound.abs() { 0 } else { idle + 1 };
        let missing = now.missing.clone();
        let bound = now.bound;
        if growth > 0.0 {
            if kept.len() >= KEPT {
                kept.remove(0);
            }
            kept.push(now.clone());
            best.learn(&now.price, reduced(instance, &now));
            top = now;
        }
        if top.bound >= best.cutoff() || clock.is_over() {
            break;
        }
        if idle >= 12 {
            idle = 0;
            step *= 0.5;
            if step < 0.005 {
                break;
            }
            price.clone_from(&top.price);
            continue;
        }
        let mut norm = 0.0;
        for (along, missing) in direction.iter_mut().zip(&missing) {
            *along = missing + 0.4 * *along;
            norm += *along * *along;
        }
        if norm <= 1e-18 {
            break;
        }
        let target = if best.upper.is_finite() { best.upper } else { bound + 0.05 * bound.abs() + 1.0 };
        let length = step * (target - bound).max(1e-6 * bound.abs()) / norm;
        for (price, along) in price.iter_mut().zip(&direction) {
            *price = (*price + length * along).clamp(-dearest, dearest);
        }
    }
    (top, kept)
}
