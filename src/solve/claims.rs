//! What a plan costs and brings, computed from the plan with the program's own cash flows.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::cashflow::{Prices, asset_effects, function_effects, guest_floor, ledger, running_today};
use crate::formulate::Formulation;
use crate::id::{AssetIx, DemandIx, FunctionIx, KindIx, PeriodIx, SiteIx};
use crate::instance::Instance;
use crate::model::YEN_PER_UNIT;
use crate::plan::{Claims, FunctionDecision, MoveCode, Nature, ObjectiveTerms, Plan};
use crate::units::Yen;

/// Claims of `plan`; `soft_jpy` is what missed soft rules cost.
///
/// # Panics
/// When the plan is not of this instance.
pub fn claims(instance: &Instance<'_>, prices: &Prices, plan: &Plan, soft_jpy: f64) -> Claims {
    let horizon = &instance.horizon;
    let settings = &instance.project.scenario.objective;
    let mut cost_jpy: BTreeMap<_, BTreeMap<Nature, Yen>> = BTreeMap::new();
    for line in ledger(instance, prices, plan) {
        *cost_jpy.entry(line.amount.fy).or_default().entry(line.amount.nature).or_default() += line.amount.yen;
    }

    let mut floor = vec![0.0; horizon.years()];
    let mut overdue = vec![0.0; horizon.years()];
    let mut residual = Yen::ZERO;
    let mut interventions = Vec::new();
    for entry in &plan.assets {
        let asset = instance.asset(&entry.asset).expect("the plan is of this instance");
        let effects = asset_effects(instance, prices, asset, &entry.actions, entry.close_fy);
        for offset in 0..horizon.years() {
            floor[offset] += effects.floor[offset];
            overdue[offset] += effects.overdue[offset];
        }
        residual += effects.residual;
        interventions.extend(entry.actions.iter().map(|action| action.start_fy));
        interventions.extend(entry.close_fy);
    }
    for entry in &plan.functions {
        let function = instance.function(&entry.function).expect("the plan is of this instance");
        residual += function_effects(instance, prices, function, &entry.decision).residual;
        match entry.decision {
            FunctionDecision::Stay => {}
            FunctionDecision::End { fy } => interventions.push(fy),
            FunctionDecision::Move { code, fy, .. } => {
                interventions.push(fy);
                if code == MoveCode::C {
                    let years = horizon.fiscal_years().enumerate().filter(|&(_, year)| year >= fy);
                    years.for_each(|(offset, _)| floor[offset] += guest_floor(instance, prices, function).0);
                }
            }
        }
    }
    interventions.extend(plan.sites.iter().map(|entry| entry.fy));

    let functions = (0..instance.functions.len()).map(FunctionIx);
    let running: Yen = functions.map(|function| running_today(instance, function)).sum();
    let total = |year| cost_jpy.get(&year).map_or(Yen::ZERO, |natures| natures.values().copied().sum::<Yen>());
    let investment = |year| {
        let natures = cost_jpy.get(&year).into_iter().flatten();
        natures.filter(|(nature, _)| nature.is_investment()).map(|(_, yen)| *yen).sum::<Yen>()
    };
    let present =
        |yearly: &[f64]| -> f64 { horizon.fiscal_years().zip(yearly).map(|(year, value)| prices.discount(year) * value).sum() };
    let net: Vec<f64> = horizon.fiscal_years().map(|year| (total(year) - running).as_f64()).collect();
    let peak = horizon.fiscal_years().map(investment).max().unwrap_or(Yen::ZERO);
    let access_person_km = access(instance, prices, plan);
    let overdue_m2_years = present(&overdue);
    let first = horizon.first();
    let tie_break = interventions.iter().map(|fy| settings.tie_break_jpy * (1.0 + f64::from(fy.since(first)) / 1_000.0));
    let objective = ObjectiveTerms {
        net_present_cost_jpy: present(&net),
        residual_value_jpy: if settings.count_residual {
            prices.discount(horizon.last().plus(1)) * residual.as_f64()
        } else {
            0.0
        },
        access_person_km,
        access_jpy: settings.access_price_jpy_per_person_km * access_person_km,
        overdue_m2_years,
        overdue_jpy: settings.overdue_price_jpy_per_m2_year * overdue_m2_years,
        financing_jpy: 0.0,
        peak_jpy: settings.peak_weight * peak.as_f64(),
        soft_jpy,
        tie_break_jpy: tie_break.sum(),
    };
    Claims {
        cost_jpy,
        floor_area_m2: horizon.fiscal_years().zip(floor).collect(),
        overdue_m2: horizon.fiscal_years().zip(overdue).collect(),
        funding: BTreeMap::new(),
        objective,
    }
}

/// The access term (8.4): person-kilometres of longer walks, discounted.
fn access(instance: &Instance<'_>, prices: &Prices, plan: &Plan) -> f64 {
    let kinds: Vec<KindIx> = (0..instance.kinds.len()).map(KindIx).filter(|q| instance.kinds[q.0].access).collect();
    let present_years = prices.present_years(&instance.horizon);
    let mut total = 0.0;
    for kind in kinds {
        let today = places(instance, plan, kind, None);
        let by_period: Vec<Vec<SiteIx>> =
            instance.horizon.period_indices().map(|t| places(instance, plan, kind, Some(t))).collect();
        // Summed per demand point in parallel, then in order: floating-point sums must not depend on the threads.
        let per_point: Vec<f64> = (0..instance.demand.len())
            .into_par_iter()
            .map(|i| {
                let near = |sites: &[SiteIx]| {
                    let walks = sites.iter().map(|&site| instance.walk_from(DemandIx(i), site).0);
                    walks.fold(f64::INFINITY, f64::min)
                };
                let now = near(&today);
                let periods = instance.horizon.period_indices().filter(|t| by_period[t.0] != today);
                let longer = periods.map(|t| {
                    instance.weight(DemandIx(i), kind, t) * (near(&by_period[t.0]) - now) / 1_000.0 * present_years[t.0]
                });
                longer.sum()
            })
            .collect();
        total += per_point.iter().sum::<f64>();
    }
    total
}

/// Sites at which functions of a kind are in `t`, or today; sorted.
fn places(instance: &Instance<'_>, plan: &Plan, kind: KindIx, t: Option<PeriodIx>) -> Vec<SiteIx> {
    let start = t.map(|t| instance.horizon.period(t).start);
    let functions = plan.functions.iter().filter_map(|entry| {
        let entry_of = instance.function(&entry.function).filter(|k| instance.functions[k.0].kind == kind)?;
        let home: AssetIx = instance.functions[entry_of.0].home;
        let asset = match &entry.decision {
            FunctionDecision::Move { host, fy, .. } if start.is_some_and(|start| *fy <= start) => instance.asset(host)?,
            FunctionDecision::End { fy } if start.is_some_and(|start| *fy <= start) => return None,
            _ => home,
        };
        Some(instance.assets[asset.0].site)
    });
    let mut sites: Vec<SiteIx> = functions.collect();
    sites.sort_unstable();
    sites.dedup();
    sites
}

/// What missed soft rules cost at `values`, yen: the slack each row needs, not the one the solver gave it.
pub(super) fn soft_cost(instance: &Instance<'_>, formulation: &Formulation, values: &[f64]) -> f64 {
    let mut cost = 0.0;
    for (rule, rows) in instance.project.scenario.rules.iter().zip(&formulation.rule_rows) {
        let Some(price) = rule.soft_price_jpy else { continue };
        for row in &formulation.model.rows[rows.clone()] {
            let decisions = row.terms.iter().filter(|(column, _)| formulation.model.columns[column.0].is_integer);
            let activity: f64 = decisions.map(|&(column, factor)| factor * values[column.0]).sum();
            cost += price * (activity - row.upper).max(0.0);
        }
    }
    debug_assert!(cost / YEN_PER_UNIT >= 0.0);
    cost
}
