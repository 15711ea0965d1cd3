//! Lagrangian bounds with capacities: a site sells its room to those who offer most per weight.
//!
//! `ρ(j) = f(j) - κ(j)`, where `κ(j)` is a continuous knapsack of the offers `u(i) - c(i,j) > 0` under the site's capacity, and sites are
//! chosen at least `ρ` with enough capacity in all.
//!
//! # Source
//! Cornuéjols, Sridharan and Thizy, A comparison of heuristics and relaxations for the capacitated plant location problem, 1991.

use super::super::core::rounded_down;
use super::Instance;

/// Prices with the bound they prove.
#[derive(Clone, Debug)]
pub(super) struct Priced {
    pub bound: f64,
    pub price: Vec<f64>,
    /// Value of each site's knapsack.
    pub knapsack: Vec<f64>,
    /// Sites chosen, as shares: one of them may be cut by the capacity needed.
    pub chosen: Vec<f64>,
    /// Share of each demand point that is served too much or too little.
    pub missing: Vec<f64>,
}

/// Value of one site's knapsack, and who gets what share.
pub(super) fn knapsack(instance: &Instance, site: usize, price: &[f64], offers: &mut Vec<(f64, u32)>) -> f64 {
    offers.clear();
    let row = instance.row(site);
    let (mut value, mut wanted) = (0.0, 0.0);
    for (demand, (&cost, &price)) in row.iter().zip(price).enumerate() {
        let profit = price - cost;
        if profit > 0.0 {
            let weight = instance.weight[demand];
            value += profit;
            wanted += weight;
            #[expect(clippy::cast_possible_truncation, reason = "demand points are counted in 32 bits")]
            offers.push((if weight > 0.0 { profit / weight } else { f64::INFINITY }, demand as u32));
        }
    }
    let capacity = instance.capacity[site];
    if wanted <= capacity {
        return value;
    }
    // The best offers, until the room is full; those behind get nothing, the one between a share. Halving by the middle offer finds
    // the cut without sorting all of them.
    let by_rate = |a: &(f64, u32), b: &(f64, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    let (mut room, mut value) = (capacity, 0.0);
    let (mut from, mut to) = (0, offers.len());
    let profit = |demand: u32| price[demand as usize] - row[demand as usize];
    while from < to {
        let middle = from + (to - from) / 2;
        offers[from..to].select_nth_unstable_by(middle - from, by_rate);
        let before: f64 = offers[from..middle].iter().map(|offer| instance.weight[offer.1 as usize]).sum();
        let (rate, demand) = offers[middle];
        if before > room {
            to = middle;
            continue;
        }
        value += offers[from..middle].iter().map(|offer| profit(offer.1)).sum::<f64>();
        room -= before;
        from = middle + 1;
        if instance.weight[demand as usize] > room {
            value += rate * room;
            break;
        }
        value += profit(demand);
        room -= instance.weight[demand as usize];
    }
    offers.truncate(from);
    value
}

/// Chooses sites at least total `ρ` with enough capacity and count, as a linear relaxation: a bound for every choice.
pub(super) fn choose(instance: &Instance, reduced: &[f64]) -> (f64, Vec<f64>) {
    let m = reduced.len();
    let mut chosen = vec![0.0; m];
    let (mut total, mut room, mut count) = (0.0, 0.0, 0usize);
    let mut order: Vec<usize> = Vec::with_capacity(m);
    for site in 0..m {
        if instance.is_open[site] || (reduced[site] <= 0.0 && instance.most == m) {
            chosen[site] = 1.0;
            total += reduced[site];
            room += instance.capacity[site];
            count += 1;
        } else {
            order.push(site);
        }
    }
    if instance.most < m || instance.least > 0 {
        // With a number of sites to keep, the two conditions are bounded one by one: each alone gives a bound, the better one is taken.
        order.sort_unstable_by(|&a, &b| reduced[a].total_cmp(&reduced[b]).then(a.cmp(&b)));
        let mut by_count = total;
        let mut picked = chosen.clone();
        for (number, &site) in (count..).zip(&order) {
            if number >= instance.most || (number >= instance.least && reduced[site] >= 0.0) {
                break;
            }
            by_count += reduced[site];
            picked[site] = 1.0;
        }
        let (by_capacity, cut) = fill(instance, reduced, total, room, chosen, &order);
        return if by_count >= by_capacity { (by_count, picked) } else { (by_capacity, cut) };
    }
    fill(instance, reduced, total, room, chosen, &order)
}

/// Adds sites by `ρ` per capacity until there is enough of it.
fn fill(
    instance: &Instance,
    reduced: &[f64],
    mut total: f64,
    mut room: f64,
    mut chosen: Vec<f64>,
    order: &[usize],
) -> (f64, Vec<f64>) {
    let mut order: Vec<usize> = order.to_vec();
    // What pays by itself comes first, whatever its size.
    order.retain(|&site| {
        if reduced[site] < 0.0 {
            chosen[site] = 1.0;
            total += reduced[site];
            room += instance.capacity[site];
        }
        reduced[site] >= 0.0
    });
    let rate = |site: usize| reduced[site] / instance.capacity[site].max(1e-300);
    order.sort_unstable_by(|&a, &b| rate(a).total_cmp(&rate(b)).then(a.cmp(&b)));
    for site in order {
        let lacking = instance.total - room;
        if lacking <= 0.0 {
            break;
        }
        let capacity = instance.capacity[site];
        if capacity <= 0.0 {
            continue;
        }
        let share = (lacking / capacity).min(1.0);
        chosen[site] = share;
        total += share * reduced[site];
        room += share * capacity;
    }
    (total, chosen)
}

/// The bound of given prices, with the subgradient at them.
pub(super) fn evaluate(instance: &Instance, price: &[f64]) -> Priced {
    let m = instance.capacity.len();
    let mut knapsacks = vec![0.0; m];
    let mut offers: Vec<Vec<(f64, u32)>> = vec![Vec::new(); m];
    for site in 0..m {
        knapsacks[site] = knapsack(instance, site, price, &mut offers[site]);
    }
    let reduced: Vec<f64> = instance.fixed_cost.iter().zip(&knapsacks).map(|(fixed, value)| fixed - value).collect();
    let (total, chosen) = choose(instance, &reduced);
    let mut missing = vec![1.0; price.len()];
    for site in (0..m).filter(|&site| chosen[site] > 0.0) {
        let mut room = instance.capacity[site];
        for &(_, demand) in &offers[site] {
            let weight = instance.weight[demand as usize];
            let share = if weight <= room || weight <= 0.0 { 1.0 } else { (room / weight).max(0.0) };
            room -= share * weight;
            missing[demand as usize] -= share * chosen[site];
        }
    }
    let bound = rounded_down(total + price.iter().sum::<f64>(), price.iter().map(|price| price.abs()).sum());
    Priced { bound, price: price.to_vec(), knapsack: knapsacks, chosen, missing }
}
