//! The Benders master of a capacitated problem: sites, then what all demand points pay together.
//!
//! One column for the cost of service keeps the linear programme as small as the number of sites. A column for each demand point has the
//! same bound and was tried: its programmes took ten times as long, and most of the time went into them.

use super::super::branch::{Problem, Row};
use super::super::clock::Clock;
use super::super::service::{Service, one_of};
use super::price::{Priced, knapsack};
use super::{Best, Instance, serve};

/// What a row is about when it is about all demand points.
const ALL: u32 = u32::MAX;

/// Share of a site below which it counts as closed when rows are looked for.
const BARELY: f64 = 1e-6;

/// Share below which a site that points have left is left out of their mean.
const FADED: f64 = 1e-3;

/// Separates rows of prices: those of the transport from partly open sites.
#[derive(Debug)]
pub(super) struct Master<'m, 'i> {
    instance: &'m Instance,
    best: &'m mut Best<'i>,
    /// Sites of each demand point by cost.
    order: Vec<Vec<u32>>,
    offers: Vec<(f64, u32)>,
    /// What room was worth at partly open sites, and at the middle of points.
    crowding: [Vec<f64>; 2],
    /// Mean of the points seen, the latest weighing most.
    center: Vec<f64>,
}

/// Columns and first rows: enough capacity, the number of sites, and the rows of given prices.
pub(super) fn relaxation(instance: &Instance, cuts: &[Priced]) -> (Vec<(f64, f64, f64)>, Vec<Row>) {
    let m = instance.capacity.len();
    let mut columns: Vec<(f64, f64, f64)> =
        (0..m).map(|site| (instance.fixed_cost[site], if instance.is_open[site] { 1.0 } else { 0.0 }, 1.0)).collect();
    let (mut least, mut most) = (0.0, 0.0);
    for demand in 0..instance.weight.len() {
        let costs = (0..m).map(|site| instance.row(site)[demand]).filter(|cost| cost.is_finite());
        let (cheapest, dearest) = costs.fold((f64::INFINITY, 0.0f64), |(least, most), cost| (least.min(cost), most.max(cost)));
        (least, most) = (least + cheapest.min(dearest), most + dearest);
    }
    columns.push((1.0, least, most));
    let sites = |factor: &dyn Fn(usize) -> f64| (0u32..).take(m).map(|site| (site, factor(site as usize))).collect::<Vec<_>>();
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    let mut rows = vec![
        Row { about: ALL, lower: instance.least as f64, upper: instance.most as f64, terms: sites(&|_| 1.0) },
        // Capacities as shares of all weight, so that the row's numbers are near one.
        Row {
            about: ALL,
            lower: if instance.total > 0.0 { 1.0 } else { 0.0 },
            upper: f64::INFINITY,
            terms: sites(&|site| instance.capacity[site] / instance.total.max(1e-300)),
        },
    ];
    rows.push(Row { about: ALL, lower: fewest(instance), upper: f64::INFINITY, terms: sites(&|_| 1.0) });
    rows.extend(cuts.iter().map(|cut| row_of(instance, &cut.price, &cut.knapsack)));
    (columns, rows)
}

/// The least number of sites with enough capacity.
fn fewest(instance: &Instance) -> f64 {
    let mut capacity = instance.capacity.clone();
    capacity.sort_unstable_by(|a, b| b.total_cmp(a));
    let (mut room, mut count) = (0.0, 0.0);
    for capacity in capacity {
        if room >= instance.total * (1.0 - 1e-9) {
            break;
        }
        room += capacity;
        count += 1.0;
    }
    count
}

/// `θ + Σ κ y ≥ Σ u`, divided by what keeps its numbers of the size of those of other rows.
fn row_of(instance: &Instance, price: &[f64], knapsacks: &[f64]) -> Row {
    let n = instance.weight.len();
    let m = instance.capacity.len();
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    let factor = 1.0 / (n as f64).sqrt().max(1.0);
    let mut terms: Vec<(u32, f64)> =
        (0u32..).zip(knapsacks).filter(|(_, value)| **value > 0.0).map(|(site, value)| (site, value * factor)).collect();
    #[expect(clippy::cast_possible_truncation, reason = "columns are counted in 32 bits")]
    terms.push((m as u32, factor));
    Row { about: ALL, lower: price.iter().sum::<f64>() * factor, upper: f64::INFINITY, terms }
}

impl<'m, 'i> Master<'m, 'i> {
    pub(super) fn new(instance: &'m Instance, best: &'m mut Best<'i>) -> Self {
        let m = instance.capacity.len();
        let order = (0..instance.weight.len())
            .map(|demand| {
                let cost = |site: u32| instance.row(site as usize)[demand];
                let mut order: Vec<u32> = (0u32..).take(m).filter(|&site| cost(site).is_finite()).collect();
                order.sort_by(|&a, &b| cost(a).total_cmp(&cost(b)).then(a.cmp(&b)));
                order
            })
            .collect();
        Self { instance, best, order, offers: Vec::new(), crowding: [vec![0.0; m], vec![0.0; m]], center: vec![0.5; m] }
    }

    /// The row of a price vector, where `values` break it.
    fn all_row(&mut self, price: &[f64], values: &[f64]) -> Option<Row> {
        let instance = self.instance;
        let m = instance.capacity.len();
        let knapsacks: Vec<f64> = (0..m).map(|site| knapsack(instance, site, price, &mut self.offers)).collect();
        let paid = values[m];
        let sold: f64 = knapsacks.iter().zip(values).map(|(value, share)| value * share).sum();
        let wanted: f64 = price.iter().sum();
        (wanted - sold - paid > 1e-7 * wanted.abs().max(1.0)).then(|| row_of(instance, price, &knapsacks))
    }
}

impl Problem for Master<'_, '_> {
    /// One row at a time says what all demand points pay: with two rounds a tree has two to six times as many nodes and takes half as
    /// long again, with twelve it is no smaller.
    const ROUNDS: usize = 8;

    fn separate(&mut self, values: &[f64], rows: &mut Vec<Row>) {
        let instance = self.instance;
        let m = instance.capacity.len();
        for (demand, order) in self.order.iter().enumerate() {
            let offers = order.iter().map(|&site| (site, instance.row(site as usize)[demand]));
            let service = Service::new(offers, values, f64::INFINITY);
            if service.level.is_infinite() && service.is_short() {
                rows.push(one_of(ALL, order.iter().copied()));
            }
        }
        if !rows.is_empty() {
            return;
        }
        // The middle between this point and those before it makes rows that stay tight longer.
        for (center, value) in self.center.iter_mut().zip(values) {
            *center = 0.5 * (*center + value.clamp(0.0, 1.0));
            if *center < FADED && *value < BARELY {
                *center = 0.0;
            }
        }
        let center = self.center.clone();
        for (kind, point) in [&center[..], &values[..m]].into_iter().enumerate() {
            if !rows.is_empty() {
                break;
            }
            let list: Vec<usize> = (0..m).filter(|&site| point[site] > BARELY).collect();
            let share: Vec<f64> = list.iter().map(|&site| point[site].min(1.0)).collect();
            if let Some(plan) = serve(instance, &list, &share, &mut self.crowding[kind]) {
                rows.extend(self.all_row(&plan.price, values));
            }
        }
    }

    fn consider(&mut self, sites: &[bool], values: &[f64], rows: &mut Vec<Row>) {
        self.best.offer(sites);
        if let Some((_, plan)) = self.best.plan(sites) {
            rows.extend(self.all_row(&plan.price, values));
        } else {
            // These sites cannot serve everyone, nor can any part of them: one of the others must be open.
            rows.push(one_of(ALL, (0u32..).zip(sites).filter(|(_, is_open)| !**is_open).map(|(site, _)| site)));
        }
    }

    fn round(&mut self, sites: &[f64], clock: &Clock) {
        let instance = self.instance;
        let before = self.best.upper;
        let mut order: Vec<usize> = (0..sites.len()).collect();
        order.sort_by(|&a, &b| sites[b].total_cmp(&sites[a]).then(a.cmp(&b)));
        let mut open = instance.is_open.clone();
        let mut room: f64 = (0..open.len()).filter(|&site| open[site]).map(|site| instance.capacity[site]).sum();
        let mut count = open.iter().filter(|&&is_open| is_open).count();
        for site in order {
            let is_needed = room < instance.total || count < instance.least;
            if !open[site] && count < instance.most && (is_needed || sites[site] > 0.5) {
                open[site] = true;
                room += instance.capacity[site];
                count += 1;
                if room >= instance.total && count >= instance.least {
                    self.best.offer(&open);
                }
            }
        }
        // Transports are dear: neighbors are looked at only from solutions that are new.
        if self.best.upper < before {
            self.best.improve(clock);
        }
    }

    fn cutoff(&self) -> f64 {
        self.best.cutoff()
    }
}
