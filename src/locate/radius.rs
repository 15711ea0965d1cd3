//! A reduced problem as one model for HiGHS, whose cuts settle equal costs and large gaps of the relaxation where the problem is small.
//!
//! For every demand point with distinct costs `D_1 < … < D_K` the model has `z_k`, 1 when no site at `D_k` or less is open:
//! `z_k + Σ_{c = D_k} y ≥ z_{k-1}` with `z_0 = 1`, and pays `D_1 + Σ (D_{k+1} - D_k) z_k`.
//!
//! # Source
//! Elloumi, A tighter formulation of the p-median problem, 2010.

use super::branch::Proof;
use super::clock::Clock;
use super::core::Core;
use super::search::Search;
use crate::model::{Column, ColumnIx, LinearModel};
use crate::solver::SolverError;
use crate::solver::mip::{self, Known, MipSettings};

/// Solves the whole of `core` and offers what HiGHS finds to `search`.
pub(super) fn solve(core: &Core, search: &mut Search<'_>, clock: &Clock) -> Result<Proof, SolverError> {
    let model = model(core);
    let upper = search.upper();
    let cutoff = search.cutoff();
    let start = search.best().and_then(|(_, open)| start(core, &model, open));
    // Nothing within the tolerance of the best solution is looked for.
    let tolerance = if upper.is_finite() { (upper - cutoff).max(0.0) * 0.99 } else { 0.0 };
    let settings = MipSettings { known: start.as_deref().map(Known::Best), ..MipSettings::new(tolerance, clock.left_s()) };
    match mip::solve(&model, &settings) {
        Ok(outcome) => {
            let mut open = search.core.is_open.clone();
            for site in 0..core.sites() {
                open[core.name[site] as usize] |= outcome.values[site] > 0.5;
            }
            search.offer(&open);
            Ok(Proof { bound: outcome.bound, is_complete: !outcome.is_stopped, nodes: 1 })
        }
        // Every better solution is in the model: none exists.
        Err(SolverError::Infeasible) => Ok(Proof { bound: f64::INFINITY, is_complete: true, nodes: 1 }),
        Err(SolverError::NothingFound) => Ok(Proof { bound: f64::NEG_INFINITY, is_complete: false, nodes: 1 }),
        Err(error) => Err(error),
    }
}

fn model(core: &Core) -> LinearModel {
    let mut model = LinearModel { offset: core.base, ..LinearModel::default() };
    for (&cost, &is_open) in core.fixed_cost.iter().zip(&core.is_open) {
        let lower = if is_open { 1.0 } else { 0.0 };
        model.add_column(Column { name: String::new(), lower, upper: 1.0, is_integer: true, cost });
    }
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    let (least, most) = (core.least as f64, core.most.min(core.sites()) as f64);
    model.add_row(String::new(), least, most, (0..core.sites()).map(|site| (ColumnIx(site), 1.0)).collect());
    for demand in 0..core.demands() {
        let (costs, sites) = core.list(demand);
        let outside = core.outside[demand];
        let mut before: Option<ColumnIx> = None;
        let mut position = 0;
        model.offset += costs.first().copied().unwrap_or(outside);
        while position < costs.len() {
            let level = costs[position];
            let end = position + costs[position..].iter().take_while(|&&cost| cost <= level).count();
            let next = costs.get(end).copied().unwrap_or(outside);
            let mut terms: Vec<(ColumnIx, f64)> =
                sites[position..end].iter().map(|&site| (ColumnIx(site as usize), 1.0)).collect();
            let mut needed = 1.0;
            if let Some(before) = before {
                terms.push((before, -1.0));
                needed = 0.0;
            }
            if next.is_finite() {
                let column = model.add_column(Column {
                    name: String::new(),
                    lower: 0.0,
                    upper: 1.0,
                    is_integer: false,
                    cost: next - level,
                });
                terms.push((column, 1.0));
                before = Some(column);
            }
            model.at_least(String::new(), needed, terms);
            position = end;
        }
    }
    model
}

/// The best solution in the model's columns; `None` where reduction has left it out.
fn start(core: &Core, model: &LinearModel, open: &[bool]) -> Option<Vec<f64>> {
    let is_open: Vec<bool> = core.name.iter().map(|&site| open[site as usize]).collect();
    if !core.value(&is_open).is_finite() {
        return None;
    }
    let mut values: Vec<f64> = is_open.iter().map(|&is_open| if is_open { 1.0 } else { 0.0 }).collect();
    for demand in 0..core.demands() {
        let (costs, sites) = core.list(demand);
        let (mut position, mut is_unserved) = (0, true);
        while position < costs.len() {
            let end = position + costs[position..].iter().take_while(|&&cost| cost <= costs[position]).count();
            is_unserved &= !sites[position..end].iter().any(|&site| is_open[site as usize]);
            if end < costs.len() || core.outside[demand].is_finite() {
                values.push(if is_unserved { 1.0 } else { 0.0 });
            }
            position = end;
        }
    }
    (values.len() == model.columns.len()).then_some(values)
}
