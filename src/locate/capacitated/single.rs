//! One site for each demand point: the pairs that prices leave over, as one model for HiGHS.
//!
//! The relaxation that splits demand points is within a few parts in ten thousand of the truth when capacities are far larger than
//! weights, so that its prices rule out most pairs once an assignment is known.

use super::super::clock::Clock;
use super::super::median::Stages;
use super::super::prepare::Scale;
use super::super::problem::{Choice, Found};
use super::super::recompute::Assigned;
use super::price::Priced;
use super::{Best, Instance, reduced};
use crate::model::{Column, ColumnIx, LinearModel};
use crate::solver::SolverError;
use crate::solver::mip::{self, Known, MipSettings};

/// An assignment of every demand point to one site.
struct Assignment {
    cost: f64,
    site: Vec<usize>,
}

#[expect(clippy::too_many_arguments, reason = "the pieces of one solve, handed on once")]
pub(super) fn solve(
    instance: &Instance,
    scale: Scale,
    sites: &[usize],
    best: &Best<'_>,
    priced: &Priced,
    limit: f64,
    mut stages: Stages,
    clock: &Clock,
) -> Result<Found, SolverError> {
    let first = best.sites.as_ref().and_then(|(open, _)| assign(instance, open));
    stages.done("assignment", clock);
    let upper = first.as_ref().map_or(limit, |first| first.cost.min(limit));
    let cutoff = match (upper.is_finite(), instance.step > 0.0) {
        (false, _) => upper,
        (true, true) => upper - instance.step + (1e-6 * instance.step).max(1e-11 * upper.abs()).min(0.5 * instance.step),
        (true, false) => upper - super::super::core::REAL * upper.abs(),
    };
    let mut found = Found { bound: priced.bound.min(upper), ..Found::default() };
    let mut assignment = first.filter(|first| first.cost < limit);
    if priced.bound >= cutoff {
        found.is_proved = true;
    } else if !clock.is_over() {
        let model = Model::new(instance, priced, cutoff);
        let open = best.sites.as_ref().map(|(open, _)| open.as_slice());
        let start = assignment.as_ref().zip(open).and_then(|(assignment, open)| model.start(assignment, open));
        let tolerance = if upper.is_finite() { 0.99 * (upper - cutoff) } else { 0.0 };
        let settings = MipSettings { known: start.as_deref().map(Known::Best), ..MipSettings::new(tolerance, clock.left_s()) };
        match mip::solve(&model.model, &settings) {
            Ok(outcome) => {
                found.is_proved = !outcome.is_stopped;
                found.bound = found.bound.max(outcome.bound.min(upper));
                let other = model.assignment(instance, &outcome.values);
                if other.cost < assignment.as_ref().map_or(limit, |known| known.cost) {
                    assignment = Some(other);
                }
            }
            // Everything better than the start is in the model.
            Err(SolverError::Infeasible) => found.is_proved = true,
            Err(SolverError::NothingFound) => {}
            Err(error) => return Err(error),
        }
        stages.done("model", clock);
        found.nodes = 1;
    }
    let cost = assignment.as_ref().map_or(limit, |assignment| assignment.cost);
    found.bound = scale.outside(if found.is_proved { cost } else { found.bound.min(cost) });
    found.best = assignment.map(|assignment| {
        let mut open = instance.is_open.clone();
        for &site in &assignment.site {
            open[site] = true;
        }
        // A number of sites that is asked for may need more than those in use.
        let mut spare: Vec<usize> = (0..open.len()).filter(|&site| !open[site]).collect();
        spare.sort_by(|&a, &b| instance.fixed_cost[a].total_cmp(&instance.fixed_cost[b]).then(a.cmp(&b)));
        let lacking = instance.least.saturating_sub(open.iter().filter(|&&is_open| is_open).count());
        for &site in spare.iter().take(lacking) {
            open[site] = true;
        }
        let flows = assignment
            .site
            .iter()
            .enumerate()
            .map(|(demand, &site)| Assigned { demand, site: sites[site], share: 1.0 })
            .collect();
        let list = (0..open.len()).filter(|&site| open[site]).map(|site| sites[site]).collect();
        Choice { cost: scale.outside(assignment.cost), sites: list, flows: Some(flows) }
    });
    found.stages = stages.list;
    Ok(found)
}

/// Gives the heaviest demand points first the cheapest site with room, then lets them change and swap while that saves.
fn assign(instance: &Instance, open: &[bool]) -> Option<Assignment> {
    let n = instance.weight.len();
    let list: Vec<usize> = (0..open.len()).filter(|&site| open[site]).collect();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| instance.weight[b].total_cmp(&instance.weight[a]).then(a.cmp(&b)));
    let mut room: Vec<f64> = instance.capacity.clone();
    let mut place = vec![usize::MAX; n];
    for demand in order {
        let cost = |site: usize| instance.row(site)[demand];
        let fits = list.iter().copied().filter(|&site| room[site] >= instance.weight[demand] && cost(site).is_finite());
        let site = fits.min_by(|&a, &b| cost(a).total_cmp(&cost(b)).then(a.cmp(&b)))?;
        place[demand] = site;
        room[site] -= instance.weight[demand];
    }
    let mut has_changed = true;
    while has_changed {
        has_changed = false;
        for (demand, place) in place.iter_mut().enumerate() {
            let here = *place;
            let now = instance.row(here)[demand];
            let better = list.iter().copied().filter(|&site| {
                site != here && room[site] >= instance.weight[demand] && instance.row(site)[demand] < now - 1e-9 * now.abs()
            });
            let cost = |site: usize| instance.row(site)[demand];
            if let Some(site) = better.min_by(|&a, &b| cost(a).total_cmp(&cost(b)).then(a.cmp(&b))) {
                room[here] += instance.weight[demand];
                room[site] -= instance.weight[demand];
                *place = site;
                has_changed = true;
            }
        }
        for a in 0..n {
            for b in 0..a {
                let (at, other) = (place[a], place[b]);
                if at == other {
                    continue;
                }
                let saved = instance.row(at)[a] + instance.row(other)[b] - instance.row(other)[a] - instance.row(at)[b];
                let difference = instance.weight[a] - instance.weight[b];
                if saved > 1e-9 * instance.row(at)[a].abs().max(1e-9) && room[other] >= difference && room[at] >= -difference {
                    room[at] += difference;
                    room[other] -= difference;
                    (place[a], place[b]) = (other, at);
                    has_changed = true;
                }
            }
        }
    }
    let mut cost: f64 = place.iter().enumerate().map(|(demand, &site)| instance.row(site)[demand]).sum();
    cost += list.iter().map(|&site| instance.fixed_cost[site]).sum::<f64>();
    cost.is_finite().then_some(Assignment { cost, site: place })
}

/// The compact model over the pairs left.
struct Model {
    model: LinearModel,
    /// Pairs, in the order of their columns, which follow those of sites.
    pairs: Vec<(usize, usize)>,
}

impl Model {
    fn new(instance: &Instance, priced: &Priced, cutoff: f64) -> Self {
        let (n, m) = (instance.weight.len(), instance.capacity.len());
        let mut model = LinearModel::default();
        for site in 0..m {
            let lower = if instance.is_open[site] { 1.0 } else { 0.0 };
            let cost = instance.fixed_cost[site];
            model.add_column(Column { name: String::new(), lower, upper: 1.0, is_integer: true, cost });
        }
        let reduced = reduced(instance, priced);
        // With the capacity row priced at λ, opening a site that was not chosen adds ρ - λ K.
        let growth = |site: usize| {
            if priced.chosen[site] > 0.0 || instance.most < m {
                0.0
            } else {
                reduced[site].max(0.0) - priced_rate(instance, priced, &reduced) * instance.capacity[site]
            }
        };
        let mut pairs = Vec::new();
        for demand in 0..n {
            for site in 0..m {
                let cost = instance.row(site)[demand];
                let excess = (cost - priced.price[demand]).max(0.0) + growth(site).max(0.0);
                if cost.is_finite() && instance.weight[demand] <= instance.capacity[site] && priced.bound + excess < cutoff {
                    pairs.push((demand, site));
                    model.add_column(Column { name: String::new(), lower: 0.0, upper: 1.0, is_integer: true, cost });
                }
            }
        }
        let mut of_demand: Vec<Vec<(ColumnIx, f64)>> = vec![Vec::new(); n];
        let mut of_site: Vec<Vec<(ColumnIx, f64)>> = vec![Vec::new(); m];
        for (position, &(demand, site)) in pairs.iter().enumerate() {
            let column = ColumnIx(m + position);
            of_demand[demand].push((column, 1.0));
            of_site[site].push((column, instance.weight[demand]));
            model.at_most(String::new(), 0.0, vec![(column, 1.0), (ColumnIx(site), -1.0)]);
        }
        for terms in of_demand {
            model.add_row(String::new(), 1.0, 1.0, terms);
        }
        for (site, mut terms) in of_site.into_iter().enumerate() {
            terms.push((ColumnIx(site), -instance.capacity[site]));
            model.at_most(String::new(), 0.0, terms);
        }
        let all = |factor: &dyn Fn(usize) -> f64| (0..m).map(|site| (ColumnIx(site), factor(site))).collect::<Vec<_>>();
        #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
        model.add_row(String::new(), instance.least as f64, instance.most as f64, all(&|_| 1.0));
        model.at_least(String::new(), instance.total, all(&|site| instance.capacity[site]));
        Self { model, pairs }
    }

    fn start(&self, assignment: &Assignment, open: &[bool]) -> Option<Vec<f64>> {
        let m = self.model.columns.len() - self.pairs.len();
        // Sites that serve nobody may be open too; pairs start at 0, their lower bound.
        let mut values: Vec<f64> = self.model.columns.iter().map(|column| column.lower).collect();
        values.iter_mut().zip(open).filter(|(_, is_open)| **is_open).for_each(|(value, _)| *value = 1.0);
        let mut found = 0;
        for (position, &(demand, site)) in self.pairs.iter().enumerate() {
            if assignment.site[demand] == site {
                values[m + position] = 1.0;
                found += 1;
            }
        }
        (found == assignment.site.len()).then_some(values)
    }

    fn assignment(&self, instance: &Instance, values: &[f64]) -> Assignment {
        let m = self.model.columns.len() - self.pairs.len();
        let mut site = vec![0; instance.weight.len()];
        for (position, &(demand, at)) in self.pairs.iter().enumerate() {
            if values[m + position] > 0.5 {
                site[demand] = at;
            }
        }
        let fixed: f64 = (0..m).filter(|&site| values[site] > 0.5).map(|site| instance.fixed_cost[site]).sum();
        let cost = fixed + site.iter().enumerate().map(|(demand, &site)| instance.row(site)[demand]).sum::<f64>();
        Assignment { cost, site }
    }
}

/// λ: `ρ` per capacity of the last site chosen to make the capacity enough.
fn priced_rate(instance: &Instance, priced: &Priced, reduced: &[f64]) -> f64 {
    let rate = |site: usize| reduced[site].max(0.0) / instance.capacity[site].max(1e-300);
    (0..reduced.len()).filter(|&site| priced.chosen[site] > 0.0).map(rate).fold(0.0, f64::max)
}
