//! Subsidies of the State for works of schools (formulation 12.1).

use std::collections::BTreeMap;

use super::asset::{kept_floor, rebuilt_floor};
use super::{Flow, Prices};
use crate::fiscal::FiscalYear;
use crate::id::AssetIx;
use crate::instance::{Instance, SCHOOL_CLASS, plain_need};
use crate::plan::{Action, ActionCode, Nature};
use crate::units::Yen;

/// Adds the subsidy of one action, whose works are already in `flow`.
pub(super) fn add(instance: &Instance<'_>, prices: &Prices, asset: AssetIx, action: &Action, flow: &mut Flow) {
    let rate = prices.parameters();
    let gfa = instance.assets[asset.0].gfa.0;
    let recognized = |built: f64| built.min(plain_need(instance, asset, action.open_fy).0);
    let area = match action.code {
        ActionCode::B | ActionCode::BH => recognized(rebuilt_floor(instance, asset, action).0),
        ActionCode::P | ActionCode::PH => {
            recognized(rebuilt_floor(instance, asset, action).0) + rate.long_life_ratio * kept_floor(instance, asset, action).0
        }
        ActionCode::R => rate.long_life_ratio * gfa,
        ActionCode::M => prices.renovation(SCHOOL_CLASS) / prices.rebuild(SCHOOL_CLASS) * gfa,
    };
    let years = action.open_fy.since(action.works_fy);
    let works = [Nature::Construction, Nature::Extension, Nature::Renovation];
    let in_works = |fy: FiscalYear| action.works_fy <= fy && fy < action.open_fy;
    let mut paid: BTreeMap<FiscalYear, Yen> = BTreeMap::new();
    for amount in flow.amounts.iter().filter(|amount| works.contains(&amount.nature) && in_works(amount.fy)) {
        *paid.entry(amount.fy).or_default() += amount.yen;
    }
    for (fy, yen) in yearly(instance, prices, area, action.works_fy, years, &paid) {
        flow.add(&instance.horizon, fy, Nature::Subsidy, -yen);
    }
}

/// The subsidy for `area` square metres in each works year of the horizon: at most what is `paid` for the works in it.
pub(super) fn yearly(
    instance: &Instance<'_>,
    prices: &Prices,
    area: f64,
    from: FiscalYear,
    years: i32,
    paid: &BTreeMap<FiscalYear, Yen>,
) -> Vec<(FiscalYear, Yen)> {
    if !instance.project.scenario.funding.as_ref().is_some_and(|funding| funding.subsidies) {
        return Vec::new();
    }
    let rate = prices.parameters();
    let total = rate.subsidy_rate * prices.subsidy_unit().min(prices.rebuild(SCHOOL_CLASS)) * area;
    (0..years)
        .map(|offset| from.plus(offset))
        .filter(|&fy| instance.horizon.offset(fy).is_some())
        .map(|fy| (fy, Yen::round(total / f64::from(years)).min(paid.get(&fy).copied().unwrap_or(Yen::ZERO))))
        .collect()
}
