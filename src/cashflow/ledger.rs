//! Every amount of a plan by payer: what the cost book and the claims add up.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Amount, Flow, Prices, asset_effects, function_effects, merger_effects, opening_flow, opening_setup_flow, permit_flow,
    running_today, share_effects, swing_effects, treatment_flow,
};
use crate::catalogue::RoomClass;
use crate::fiscal::FiscalYear;
use crate::id::{AssetId, AssetIx, FunctionId, SiteId};
use crate::instance::Instance;
use crate::plan::{FunctionDecision, Nature, Plan};

/// Who an amount is paid for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Payer {
    /// An asset: works, repairs, rent, a school's running, merger, sharing, swing space, permits and opened rooms.
    Asset(AssetId),
    /// A function: running, guest floor, conversion, moving.
    Function(FunctionId),
    /// A released site: demolition, upkeep, sale, lease.
    Site(SiteId),
}

/// One line of the cost book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerLine {
    /// Who it is paid for.
    pub payer: Payer,
    /// When, what for, how much.
    pub amount: Amount,
}

/// Every amount of a plan, by payer and then by year, in the order of assets, functions and sites.
///
/// # Panics
/// When the plan names something the instance does not have; plans come from the same instance or are verified first.
pub fn ledger(instance: &Instance<'_>, prices: &Prices, plan: &Plan) -> Vec<LedgerLine> {
    let mut lines = Vec::new();
    let mut append = |payer: Payer, mut flow: Flow| {
        flow.amounts.sort_by_key(|amount| (amount.fy, amount.nature));
        lines.extend(flow.amounts.into_iter().map(|amount| LedgerLine { payer: payer.clone(), amount }));
    };
    let mut of_schools = school_flows(instance, prices, plan);
    for entry in &plan.assets {
        let asset = asset_of(instance, &entry.asset);
        let mut flow = asset_effects(instance, prices, asset, &entry.actions, entry.leaving()).flow;
        flow.amounts.extend(of_schools.remove(&asset).unwrap_or_default().amounts);
        append(Payer::Asset(entry.asset.clone()), flow);
    }
    let transfers: BTreeMap<AssetIx, FiscalYear> =
        plan.assets.iter().filter_map(|entry| entry.transfer_fy.map(|fy| (asset_of(instance, &entry.asset), fy))).collect();
    for entry in &plan.functions {
        let function = instance.function(&entry.function).expect("the plan is of this instance");
        let mut flow = function_effects(instance, prices, function, &entry.decision, plan.floor_opens(&entry.decision)).flow;
        let end = instance.horizon.last().plus(1);
        let until = match entry.decision {
            FunctionDecision::Stay => transfers.get(&instance.functions[function.0].home).copied().unwrap_or(end),
            FunctionDecision::Move { fy, .. } | FunctionDecision::End { fy } => fy,
        };
        for fy in instance.horizon.fiscal_years().filter(|&fy| fy < until) {
            flow.add(&instance.horizon, fy, Nature::Running, running_today(instance, function));
        }
        append(Payer::Function(entry.function.clone()), flow);
    }
    for entry in &plan.sites {
        let site = instance.site(&entry.site).expect("the plan is of this instance");
        append(Payer::Site(entry.site.clone()), treatment_flow(instance, prices, site, entry.treatment, entry.fy));
    }
    lines
}

fn asset_of(instance: &Instance<'_>, id: &AssetId) -> AssetIx {
    instance.asset(id).expect("the plan is of this instance")
}

/// What schools pay beside their life paths.
fn school_flows(instance: &Instance<'_>, prices: &Prices, plan: &Plan) -> BTreeMap<AssetIx, Flow> {
    let mut flows: BTreeMap<AssetIx, Flow> = BTreeMap::new();
    let mut append = |asset: AssetIx, flow: Flow| flows.entry(asset).or_default().amounts.extend(flow.amounts);
    for entry in &plan.assets {
        if let (Some(merger), Some(fy)) = (&entry.merger, entry.close_fy) {
            let (school, into) = (asset_of(instance, &entry.asset), asset_of(instance, &merger.into));
            let open_fy = plan.hub_opens(&merger.into, fy);
            append(school, merger_effects(instance, prices, (school, into), merger.mode, fy, open_fy).flow);
        }
    }
    for share in &plan.shares {
        let school = asset_of(instance, &share.school);
        if let Some(rebuild) = plan.rebuild_of(&share.school) {
            append(school, share_effects(instance, prices, school, share.room, rebuild).flow);
        }
    }
    for swing in &plan.swings {
        let school = asset_of(instance, &swing.school);
        if let Some(rebuild) = plan.rebuild_of(&swing.school) {
            append(school, swing_effects(instance, prices, school, rebuild).flow);
        }
    }
    for permit in &plan.permits {
        let open_fy = plan.hub_opens(&permit.host, permit.fy);
        append(asset_of(instance, &permit.host), permit_flow(instance, prices, open_fy));
    }
    for (school, class, fy, is_new) in openings(instance, plan) {
        let Some(position) = instance.rooms.position(school, class) else { continue };
        let rooms = &instance.rooms.openable[position];
        let Some(t) = instance.horizon.period_of(fy) else { continue };
        append(school, opening_flow(instance, prices, rooms, instance.horizon.period(t)));
        if is_new {
            append(school, opening_setup_flow(instance, prices, rooms, fy));
        }
    }
    flows
}

/// Openings of a plan: school, class, first year of the period, and whether they were closed the period before (11.8).
pub(crate) fn openings(instance: &Instance<'_>, plan: &Plan) -> Vec<(AssetIx, RoomClass, FiscalYear, bool)> {
    let open: BTreeSet<_> = plan.openings.iter().map(|entry| (&entry.school, entry.room_class, entry.fy)).collect();
    let before = |fy: FiscalYear| {
        let t = instance.horizon.period_of(fy)?;
        instance.horizon.period_of(instance.horizon.period(t).start.plus(-1)).map(|t| instance.horizon.period(t).start)
    };
    plan.openings
        .iter()
        .map(|entry| {
            let was_open = before(entry.fy).is_some_and(|fy| open.contains(&(&entry.school, entry.room_class, fy)));
            (asset_of(instance, &entry.school), entry.room_class, entry.fy, !was_open)
        })
        .collect()
}
