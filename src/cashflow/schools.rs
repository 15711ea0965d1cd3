//! Schools together: mergers, shared rooms and swing space (formulation 5.20–5.42).

use std::collections::BTreeMap;

use super::asset::{rebuilt_floor, residual};
use super::guest::hub_floor_effects;
use super::{Flow, Prices, subsidy};
use crate::catalogue::RoomClass;
use crate::fiscal::FiscalYear;
use crate::id::{AssetId, AssetIx};
use crate::instance::{Instance, SCHOOL_CLASS, extra_floor, school_of};
use crate::plan::{Action, MergerMode, Nature, Plan};
use crate::units::{SquareMeters, Yen};

/// What a decision on schools costs and leaves.
#[derive(Clone, Debug, Default)]
pub struct SchoolEffects {
    /// Amounts; savings are negative.
    pub flow: Flow,
    /// Floor more (or, negative, less) in each fiscal year of the horizon, square metres.
    pub floor: Vec<f64>,
    /// Value left at the end of the horizon; negative where works are saved.
    pub residual: Yen,
}

/// Effects of all mergers and shares of a plan.
///
/// # Panics
/// When the plan names something the instance does not have.
pub fn school_effects(instance: &Instance<'_>, prices: &Prices, plan: &Plan) -> Vec<SchoolEffects> {
    let asset = |id: &AssetId| instance.asset(id).expect("the plan is of this instance");
    let mergers = plan.assets.iter().filter_map(|entry| Some((entry, entry.merger.as_ref()?, entry.close_fy?)));
    let merged = mergers.map(|(entry, merger, fy)| {
        let open_fy = plan.hub_opens(&merger.into, fy);
        merger_effects(instance, prices, (asset(&entry.asset), asset(&merger.into)), merger.mode, fy, open_fy)
    });
    let shared = plan.shares.iter().filter_map(|share| {
        let rebuild = plan.rebuild_of(&share.school)?;
        Some(share_effects(instance, prices, asset(&share.school), share.room, rebuild))
    });
    merged.chain(shared).collect()
}

/// Effects of closing `school` at the beginning of `fy` and sending its pupils to `into` (5.20), which as a hub opens in `open_fy`.
pub fn merger_effects(
    instance: &Instance<'_>,
    prices: &Prices,
    (school, into): (AssetIx, AssetIx),
    mode: MergerMode,
    fy: FiscalYear,
    open_fy: FiscalYear,
) -> SchoolEffects {
    let mut flow = Flow::default();
    let moving = prices.moving() * instance.assets[school.0].gfa.0;
    flow.spread(prices, &instance.horizon, Nature::Moving, moving, fy.plus(-1), 1);
    if mode == MergerMode::Standing {
        return SchoolEffects { flow, floor: vec![0.0; instance.horizon.years()], residual: Yen::ZERO };
    }
    let extra = extra_floor(instance, school, into, fy);
    let (built, residual) = hub_floor_effects(instance, prices, extra, open_fy);
    flow.amounts.extend(built.amounts);
    let floor = instance.horizon.fiscal_years().map(|year| if year >= open_fy { extra.0 } else { 0.0 }).collect();
    SchoolEffects { flow, floor, residual }
}

/// Floor of a room that two schools can share (5.30), square metres; 0 where there is none to share.
pub fn shared_floor(instance: &Instance<'_>, school: AssetIx, room: RoomClass) -> SquareMeters {
    let (_, kind) = school_of(instance, school);
    SquareMeters(match room {
        RoomClass::Gym => kind.gym_m2,
        RoomClass::Pool => kind.pool_m2,
        RoomClass::Hall | RoomClass::Meeting | RoomClass::SpecialRoom => 0.0,
    })
}

/// What rebuilding `school` by `rebuild` without `room` saves (5.30): every amount the negative of what the room alone would cost.
pub fn share_effects(
    instance: &Instance<'_>,
    prices: &Prices,
    school: AssetIx,
    room: RoomClass,
    rebuild: &Action,
) -> SchoolEffects {
    let horizon = &instance.horizon;
    let rate = prices.parameters();
    let floor = shared_floor(instance, school, room).0;
    let (from, years) = (rebuild.works_fy, rebuild.open_fy.since(rebuild.works_fy));
    let construction = prices.rebuild(SCHOOL_CLASS) * floor;
    let mut cost = Flow::default();
    let paid = cost.spread(prices, horizon, Nature::Construction, construction, from, years);
    let by_year: BTreeMap<FiscalYear, Yen> = cost.amounts.iter().map(|amount| (amount.fy, amount.yen)).collect();
    let (design_from, design_years) = match from.since(rebuild.start_fy) {
        0 => (from, years),
        design_years => (rebuild.start_fy, design_years),
    };
    cost.spread(prices, horizon, Nature::Design, construction * rate.design_ratio, design_from, design_years);
    for year in horizon.fiscal_years().filter(|&year| year >= rebuild.open_fy) {
        cost.add(horizon, year, Nature::Repair, Yen::round(prices.repair() * floor));
    }
    for (fy, yen) in subsidy::yearly(instance, prices, floor, from, years, &by_year) {
        cost.add(horizon, fy, Nature::Subsidy, -yen);
    }
    let saved = horizon.fiscal_years().map(|year| if year >= rebuild.open_fy { -floor } else { 0.0 }).collect();
    SchoolEffects {
        flow: cost.negated(),
        floor: saved,
        residual: -residual(instance, paid, rebuild.open_fy, instance.project.scenario.life.new_years),
    }
}

/// Temporary floor that a rebuild of `school` needs (5.40), square metres.
pub fn temporary_floor(instance: &Instance<'_>, prices: &Prices, school: AssetIx, rebuild: &Action) -> SquareMeters {
    SquareMeters(prices.parameters().temporary_floor_ratio_school * rebuilt_floor(instance, school, rebuild).0)
}

/// The temporary premises that a held building spares `school` during `rebuild` (5.40).
pub fn swing_effects(instance: &Instance<'_>, prices: &Prices, school: AssetIx, rebuild: &Action) -> SchoolEffects {
    let mut cost = Flow::default();
    let floor = rebuilt_floor(instance, school, rebuild).0;
    let total = prices.temporary() * prices.parameters().temporary_floor_ratio_school * floor;
    let years = rebuild.open_fy.since(rebuild.works_fy);
    cost.spread(prices, &instance.horizon, Nature::Temporary, total, rebuild.works_fy, years);
    SchoolEffects { flow: cost.negated(), floor: vec![0.0; instance.horizon.years()], residual: Yen::ZERO }
}
