//! Lagrangian bounds: every demand point offers a price for being served, and sites open where the offers above cost pay.
//!
//! With prices `u`, `ρ(j) = f(j) + Σ_i min(0, c(i,j) - u(i))` and the bound is `Σ u + Σ ρ` over the best choice of sites. Any prices give a
//! bound. Only pairs with `c < u` are read, which sorted lists have in front.
//!
//! # Source
//! Cornuéjols, Fisher and Nemhauser, Location of bank accounts to optimize float, 1977; deflected subgradients with Polyak steps:
//! Camerini, Fratta and Maffioli, 1975.

use super::clock::Clock;
use super::core::{Core, Fate, rounded_down};
use super::search::{Columns, Search};

/// A bound and the prices that prove it.
#[derive(Clone, Debug)]
pub(super) struct Dual {
    pub bound: f64,
    /// Price of each demand point.
    pub price: Vec<f64>,
    /// `ρ` of each site.
    pub reduced: Vec<f64>,
    /// How often each site was chosen lately, 0–1.
    pub share: Vec<f64>,
}

/// How long prices are adjusted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effort {
    pub iterations: usize,
    /// Iterations without a better bound after which the step is shortened.
    pub patience: usize,
    /// What a step is shortened to, as a share of it.
    pub shortened: f64,
    pub first_step: f64,
    pub last_step: f64,
    /// Iterations between local searches from the sites chosen; 0 for none.
    pub polish_every: usize,
    /// Weight of the latest choice in the shares of sites.
    pub memory: f64,
}

impl Effort {
    /// At the root. Steps shortened to 0.7 end nearer to the bound of the linear programme than halved ones, in the same time: on a
    /// city of 5,000 × 800 the first prices leave 0.18 instead of 0.28 % to it for a maximal cover of 30 sites.
    pub(super) const THOROUGH: Self = Self {
        iterations: 1200,
        patience: 16,
        shortened: 0.7,
        first_step: 1.4,
        last_step: 0.004,
        polish_every: 25,
        memory: 0.03,
    };
    /// At a node below it, from the prices above.
    pub(super) const BRIEF: Self =
        Self { iterations: 60, patience: 5, shortened: 0.5, first_step: 0.8, last_step: 0.04, polish_every: 0, memory: 0.06 };
}

/// The choice of sites that costs least at given `ρ`.
#[derive(Debug)]
pub(super) struct Choice {
    /// Sum of `ρ` over it.
    pub total: f64,
    pub chosen: Vec<bool>,
    /// Largest `ρ` among free sites chosen; minus infinity without one.
    pub worst_in: f64,
    /// Smallest `ρ` of those not chosen; infinite without one.
    pub best_out: f64,
    at_least: bool,
    at_most: bool,
}

impl Choice {
    pub(super) fn new(core: &Core, reduced: &[f64], free: &mut [u32]) -> Self {
        let always = core.sites() - free.len();
        let negative = free.iter().filter(|&&site| reduced[site as usize] < 0.0).count();
        let (fewest, most) =
            (core.least.saturating_sub(always).min(free.len()), core.most.saturating_sub(always).min(free.len()));
        let count = negative.clamp(fewest, most.max(fewest));
        let key = |a: &u32, b: &u32| reduced[*a as usize].total_cmp(&reduced[*b as usize]).then(a.cmp(b));
        let mut best_out = f64::INFINITY;
        if count < free.len() {
            let (_, next, _) = free.select_nth_unstable_by(count, key);
            best_out = reduced[*next as usize];
        }
        let mut choice = Self {
            total: 0.0,
            chosen: core.is_open.clone(),
            worst_in: f64::NEG_INFINITY,
            best_out,
            at_least: count == fewest,
            at_most: count == most,
        };
        for &site in &free[..count] {
            choice.chosen[site as usize] = true;
            choice.worst_in = choice.worst_in.max(reduced[site as usize]);
        }
        choice.total = reduced.iter().zip(&choice.chosen).filter(|&(_, &is_in)| is_in).map(|(rho, _)| rho).sum();
        choice
    }

    /// A value between what free sites chosen cost and what others do; 0 where there are none of one kind.
    pub(super) fn middle(&self) -> f64 {
        let middle = 0.5 * (self.worst_in + self.best_out);
        if middle.is_finite() { middle } else { 0.0 }
    }

    /// How much the bound grows when a site that is not chosen must be open.
    pub(super) fn growth_open(&self, rho: f64) -> f64 {
        let replaced = match (self.at_least, self.at_most) {
            (_, true) => self.worst_in,
            (true, false) => self.worst_in.max(0.0),
            (false, false) => 0.0,
        };
        (rho - replaced).max(0.0)
    }

    /// How much the bound grows when a chosen site must be closed.
    pub(super) fn growth_closed(&self, rho: f64) -> f64 {
        let replacement = if self.at_least { self.best_out } else { self.best_out.min(0.0) };
        (replacement - rho).max(0.0)
    }
}

/// Adjusts prices from `price` on, and tells `search` of the sites chosen on the way.
pub(super) fn ascend(
    core: &Core,
    search: &mut Search<'_>,
    price: Vec<f64>,
    share: Vec<f64>,
    effort: Effort,
    clock: &Clock,
) -> Dual {
    let n = core.demands();
    let mut free: Vec<u32> = free_sites(core);
    let mut dual = Dual { bound: f64::NEG_INFINITY, price: price.clone(), reduced: core.fixed_cost.clone(), share };
    let mut u = price;
    for (demand, price) in u.iter_mut().enumerate() {
        *price = price.min(core.outside[demand]);
    }
    let mut end: Vec<usize> = core.start[..n].to_vec();
    let mut direction = vec![0.0; n];
    let mut reduced = core.fixed_cost.clone();
    let mut served = vec![0u32; n];
    let mut columns = None;
    let (mut step, mut idle) = (effort.first_step, 0);
    let mut polished: Vec<bool> = Vec::new();
    // Where costs are those of sites alone a cover grown by prices from nothing is better than one from the sites chosen, and quick.
    let is_cover = core.least < core.most && core.cost.iter().all(|&cost| cost <= 0.0);
    let polish_every = if is_cover { effort.polish_every.min(8) } else { effort.polish_every };
    for iteration in 0..effort.iterations {
        reduced.copy_from_slice(&core.fixed_cost);
        let mut total = core.base;
        for demand in 0..n {
            let price = u[demand];
            total += price;
            let last = core.start[demand + 1];
            let mut at = end[demand];
            while at < last && core.cost[at] < price {
                at += 1;
            }
            while at > core.start[demand] && core.cost[at - 1] >= price {
                at -= 1;
            }
            end[demand] = at;
            let below = core.start[demand]..at;
            for (&site, &cost) in core.site[below.clone()].iter().zip(&core.cost[below]) {
                reduced[site as usize] += cost - price;
            }
        }
        let below = end.iter().zip(&core.start).map(|(end, start)| end - start).sum::<usize>();
        let choice = Choice::new(core, &reduced, &mut free);
        let bound = rounded_down(total + choice.total, total.abs() + u.iter().map(|price| price.abs()).sum::<f64>());
        for (share, &is_chosen) in dual.share.iter_mut().zip(&choice.chosen) {
            *share = (1.0 - effort.memory) * *share + if is_chosen { effort.memory } else { 0.0 };
        }
        let improvement = bound - dual.bound;
        if improvement > 0.0 {
            dual.bound = bound;
            dual.price.copy_from_slice(&u);
            dual.reduced.copy_from_slice(&reduced);
        }
        if improvement > 1e-6 * bound.abs() {
            idle = 0;
        } else {
            idle += 1;
        }
        if polish_every > 0 && iteration % polish_every == polish_every - 1 && choice.chosen != polished {
            let mut open = search.core.is_open.clone();
            if core.demands() == search.core.demands() {
                search.worth = u.iter().map(|price| price.max(0.0) + 1e-6).collect();
            }
            for (site, &is_chosen) in choice.chosen.iter().enumerate() {
                open[core.name[site] as usize] |= is_chosen && !is_cover;
            }
            search.polish(open, clock);
            polished.clone_from(&choice.chosen);
        }
        let upper = search.upper();
        if dual.bound >= search.cutoff() || clock.is_over() {
            break;
        }
        if idle >= effort.patience {
            idle = 0;
            step *= effort.shortened;
            if step < effort.last_step {
                break;
            }
            u.copy_from_slice(&dual.price);
        }
        // The subgradient: what is missing or too much of each demand point's service.
        search.work +=
            (2 * n + core.sites() + below + count_served(core, &choice.chosen, &u, &end, below, &mut columns, &mut served))
                as u64;
        let mut norm = 0.0;
        for demand in 0..n {
            let missing = 1.0 - f64::from(served[demand]);
            let mut along = missing + 0.4 * direction[demand];
            if along > 0.0 && u[demand] >= core.outside[demand] {
                along = 0.0;
            }
            direction[demand] = along;
            norm += along * along;
        }
        if norm <= 0.0 {
            break;
        }
        let target = if upper.is_finite() { upper } else { bound + 0.05 * bound.abs() + 1.0 };
        let length = step * (target - bound).max(1e-6 * bound.abs()) / norm;
        for demand in 0..n {
            u[demand] = (u[demand] + length * direction[demand]).min(core.outside[demand]);
        }
    }
    dual
}

/// Counts the chosen sites below each demand point's price: from the `below` pairs below prices, or from the pairs of the chosen sites
/// where those are fewer. Hands back the number of pairs read.
fn count_served(
    core: &Core,
    chosen: &[bool],
    price: &[f64],
    end: &[usize],
    below: usize,
    columns: &mut Option<Columns>,
    served: &mut [u32],
) -> usize {
    let number = chosen.iter().filter(|&&is_chosen| is_chosen).count();
    if columns.is_none() && 3 * number * core.pairs() < below * core.sites() {
        *columns = Some(Columns::whole(core));
    }
    if let Some(columns) = columns {
        let of_chosen = || (0..chosen.len()).filter(|&site| chosen[site]);
        let pairs = of_chosen().map(|site| columns.count(site)).sum::<usize>();
        if pairs < below {
            served.fill(0);
            for (demand, cost) in of_chosen().flat_map(|site| columns.of(site)) {
                served[demand] += u32::from(cost < price[demand]);
            }
            return pairs;
        }
    }
    for (demand, served) in served.iter_mut().enumerate() {
        let sites = &core.site[core.start[demand]..end[demand]];
        *served = sites.iter().map(|&site| u32::from(chosen[site as usize])).sum();
    }
    below
}

/// Sites that are not always open.
pub(super) fn free_sites(core: &Core) -> Vec<u32> {
    (0u32..).zip(&core.is_open).filter(|&(_, &is_open)| !is_open).map(|(site, _)| site).collect()
}

/// The problem without what no solution better than `upper` has, and the demand points left; `None` when nothing is better.
pub(super) fn reduce(core: &Core, dual: &Dual, cutoff: f64) -> Option<(Core, Vec<u32>)> {
    if dual.bound >= cutoff {
        return None;
    }
    let choice = Choice::new(core, &dual.reduced, &mut free_sites(core));
    let mut growth = vec![0.0; core.sites()];
    let mut fate = vec![Fate::Unknown; core.sites()];
    for site in 0..core.sites() {
        let rho = dual.reduced[site];
        if core.is_open[site] {
            fate[site] = Fate::Open;
        } else if choice.chosen[site] {
            if dual.bound + choice.growth_closed(rho) >= cutoff {
                fate[site] = Fate::Open;
            }
        } else {
            growth[site] = choice.growth_open(rho);
            if dual.bound + growth[site] >= cutoff {
                fate[site] = Fate::Closed;
            }
        }
    }
    core.restricted(&fate, |demand, position| {
        let excess = (core.cost[position] - dual.price[demand]).max(0.0);
        dual.bound + growth[core.site[position] as usize] + excess < cutoff
    })
}

/// The bound of given prices, those above what going without costs lowered to it: nobody pays more, and no bound may count on it.
pub(super) fn evaluate(core: &Core, mut price: Vec<f64>) -> Dual {
    let mut reduced = core.fixed_cost.clone();
    let mut bound = core.base;
    for (price, &outside) in price.iter_mut().zip(&core.outside) {
        *price = price.min(outside);
    }
    for (demand, &price) in price.iter().enumerate() {
        bound += price;
        let (costs, sites) = core.list(demand);
        for (&site, &cost) in sites.iter().zip(costs).take_while(|pair| *pair.1 < price) {
            reduced[site as usize] += cost - price;
        }
    }
    bound += Choice::new(core, &reduced, &mut free_sites(core)).total;
    let bound = rounded_down(bound, price.iter().map(|price| price.abs()).sum::<f64>());
    Dual { bound, price, reduced, share: Vec::new() }
}
