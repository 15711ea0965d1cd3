//! What a plan costs and brings, computed from the plan with the program's own cash flows.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::cashflow::{
    CostBook, Debt, MOVEMENT_TIE_BREAK, Prices, asset_effects, function_effects, funding_years, guest_floor, ledger, openings,
    permit_fy, school_effects,
};
use crate::fiscal::FiscalYear;
use crate::formulate::{Formulation, SLACK};
use crate::id::{AssetIx, DemandIx, KindIx, PeriodIx, SiteIx};
use crate::instance::Instance;
use crate::model::YEN_PER_UNIT;
use crate::plan::{Claims, FunctionDecision, FundingPlan, FundingYear, Leaving, ObjectiveTerms, Plan};
use crate::scenario::RuleLimit;
use crate::units::Yen;

/// Share of a limit (at least 1 in its own unit) below which a miss is the rounding of sums and costs nothing.
const ROUNDING: f64 = 1e-9;

/// Claims of `plan`; `soft_jpy` is what missed soft rules cost.
///
/// # Panics
/// When the plan is not of this instance.
pub fn claims(instance: &Instance<'_>, prices: &Prices, plan: &Plan, soft_jpy: f64) -> Claims {
    let horizon = &instance.horizon;
    let settings = &instance.project.scenario.objective;
    let cost_jpy = cost_book(instance, prices, plan);
    let funding = funding_years(instance, &cost_jpy, &plan.funding);
    let soft_jpy = soft_jpy + soft_funding_cost(instance, &funding);

    let mut floor = vec![0.0; horizon.years()];
    let mut overdue = vec![0.0; horizon.years()];
    let mut residual = Yen::ZERO;
    let mut interventions = Vec::new();
    for entry in &plan.assets {
        let asset = instance.asset(&entry.asset).expect("the plan is of this instance");
        let effects = asset_effects(instance, prices, asset, &entry.actions, entry.leaving());
        for offset in 0..horizon.years() {
            floor[offset] += effects.floor[offset];
            overdue[offset] += effects.overdue[offset];
        }
        residual += effects.residual;
        interventions.extend(entry.actions.iter().map(|action| action.start_fy));
        interventions.extend(entry.leaving().map(Leaving::fy));
    }
    for effects in school_effects(instance, prices, plan) {
        residual += effects.residual;
        floor.iter_mut().zip(&effects.floor).for_each(|(sum, more)| *sum += more);
    }
    interventions.extend(school_interventions(instance, plan));
    for entry in &plan.functions {
        let function = instance.function(&entry.function).expect("the plan is of this instance");
        let floor_opens = plan.floor_opens(&entry.decision);
        residual += function_effects(instance, prices, function, &entry.decision, floor_opens).residual;
        if let Some(open_fy) = floor_opens {
            let years = horizon.fiscal_years().enumerate().filter(|&(_, year)| year >= open_fy);
            years.for_each(|(offset, _)| floor[offset] += guest_floor(instance, prices, function).0);
        }
        match entry.decision {
            FunctionDecision::Stay => {}
            FunctionDecision::End { fy } | FunctionDecision::Move { fy, .. } => interventions.push(fy),
        }
    }
    interventions.extend(plan.sites.iter().map(|entry| entry.fy));

    let running = instance.running_today();
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
    let later = |fy: FiscalYear| 1.0 + f64::from(fy.since(first)) / 1_000.0;
    let tie_break: f64 = interventions.iter().map(|&fy| settings.tie_break_jpy * later(fy)).sum();
    let moved = |entry: &FundingPlan| (entry.draw_jpy + entry.deposit_jpy).as_f64();
    // Where nothing is decided on funding, the fund takes what is left over, which is no choice between plans.
    let movements = plan.funding.iter().filter(|_| instance.project.scenario.decides_on_funding());
    let movement: f64 = movements.map(|entry| MOVEMENT_TIE_BREAK * later(entry.fy) * moved(entry)).sum();
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
        financing_jpy: financing_cost(instance, prices, plan),
        peak_jpy: settings.peak_weight * peak.as_f64(),
        soft_jpy,
        tie_break_jpy: tie_break + movement,
    };
    Claims {
        cost_jpy,
        floor_area_m2: horizon.fiscal_years().zip(floor).collect(),
        overdue_m2: horizon.fiscal_years().zip(overdue).collect(),
        funding,
        objective,
    }
}

/// Amounts of a plan by year and nature.
pub(super) fn cost_book(instance: &Instance<'_>, prices: &Prices, plan: &Plan) -> CostBook {
    let mut book = CostBook::new();
    for line in ledger(instance, prices, plan) {
        *book.entry(line.amount.fy).or_default().entry(line.amount.nature).or_default() += line.amount.yen;
    }
    book
}

/// Years of what schools decide beside their life paths (9.2).
fn school_interventions(instance: &Instance<'_>, plan: &Plan) -> Vec<FiscalYear> {
    let rebuilt = plan.shares.iter().map(|share| &share.school).chain(plan.swings.iter().map(|swing| &swing.school));
    let works = rebuilt.filter_map(|school| Some(plan.rebuild_of(school)?.works_fy));
    let permits = plan.permits.iter().map(|permit| permit_fy(instance, plan.hub_opens(&permit.host, permit.fy)));
    let opened = openings(instance, plan).into_iter().filter(|opening| opening.3).map(|opening| opening.2);
    works.chain(permits).chain(opened).collect()
}

/// Present cost of the plan's bonds (12.9), yen.
fn financing_cost(instance: &Instance<'_>, prices: &Prices, plan: &Plan) -> f64 {
    let Some(settings) = &instance.project.scenario.funding else { return 0.0 };
    let debt = Debt::new(settings);
    let cost = |entry: &FundingPlan| debt.financing_cost_per_yen(&|fy| prices.discount(fy), entry.fy) * entry.bond_jpy.as_f64();
    plan.funding.iter().map(cost).sum()
}

/// What missed soft rules on funding cost (12.8), yen, by the amounts in whole yen.
fn soft_funding_cost(instance: &Instance<'_>, funding: &BTreeMap<FiscalYear, FundingYear>) -> f64 {
    let mut cost = 0.0;
    for rule in &instance.project.scenario.rules {
        let Some(price) = rule.soft_price_jpy else { continue };
        let Some((miss, from, to)) = funding_miss(&rule.limit) else { continue };
        let years = funding.iter().filter(|(fy, _)| from.is_none_or(|from| from <= **fy) && to.is_none_or(|to| **fy <= to));
        cost += years.map(|(_, year)| price * beyond_rounding(miss(year), 1.0)).sum::<f64>();
    }
    cost
}

/// By how much a year misses a limit, million yen.
type Miss = Box<dyn Fn(&FundingYear) -> f64>;

/// How a rule on funding is missed, and the years it speaks of; none for other rules.
fn funding_miss(limit: &RuleLimit) -> Option<(Miss, Option<FiscalYear>, Option<FiscalYear>)> {
    let million = |yen: Yen| yen.as_f64() / YEN_PER_UNIT;
    match *limit {
        RuleLimit::GeneralFundsPerYear { at_most_million_jpy, from_fy, to_fy } => {
            Some((Box::new(move |year| million(year.general_jpy) - at_most_million_jpy), from_fy, to_fy))
        }
        RuleLimit::BondsPerYear { at_most_million_jpy, from_fy, to_fy } => {
            Some((Box::new(move |year| million(year.bond_jpy) - at_most_million_jpy), from_fy, to_fy))
        }
        RuleLimit::DebtBalance { at_most_million_jpy, from_fy, to_fy } => {
            Some((Box::new(move |year| million(year.debt_balance_jpy) - at_most_million_jpy), from_fy, to_fy))
        }
        RuleLimit::FundBalance { at_least_million_jpy, from_fy, to_fy } => {
            Some((Box::new(move |year| at_least_million_jpy - million(year.fund_balance_jpy)), from_fy, to_fy))
        }
        _ => None,
    }
}

/// By how much a limit is missed, nothing where that is the rounding of a sum.
fn beyond_rounding(miss: f64, limit: f64) -> f64 {
    if miss > ROUNDING * limit.abs().max(1.0) { miss } else { 0.0 }
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

/// What missed soft rules cost at `values`, yen: the slack each row needs, not the one the solver gave it. Rules on funding, whose
/// amounts are rounded to yen, are left to the claims.
pub(super) fn soft_cost(instance: &Instance<'_>, formulation: &Formulation, values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    for covered in &formulation.covered {
        let places: f64 = covered.terms.iter().map(|&(column, factor)| factor * values[column.0]).sum();
        values[covered.column.0] = (covered.constant + places).clamp(0.0, 1.0);
    }
    let mut cost = 0.0;
    for (rule, rows) in instance.project.scenario.rules.iter().zip(&formulation.rule_rows) {
        let Some(price) = rule.soft_price_jpy.filter(|_| funding_miss(&rule.limit).is_none()) else { continue };
        for row in &formulation.model.rows[rows.clone()] {
            let columns = &formulation.model.columns;
            let decided = row.terms.iter().filter(|(column, _)| !columns[column.0].name.starts_with(SLACK));
            let activity: f64 = decided.map(|&(column, factor)| factor * values[column.0]).sum();
            cost += price * beyond_rounding(activity - row.upper, row.upper);
        }
    }
    debug_assert!(cost / YEN_PER_UNIT >= 0.0);
    cost
}
