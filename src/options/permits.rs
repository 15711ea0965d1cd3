//! Permits that lift caps of use zones for guests of hubs (formulation 5.50).

use std::collections::{BTreeMap, BTreeSet};

use super::{LifePath, Money, Move, tie_break};
use crate::cashflow::{Prices, permit_flow, permit_fy};
use crate::fiscal::FiscalYear;
use crate::id::{AssetIx, KindIx, PeriodIx};
use crate::instance::Instance;
use crate::plan::MoveCode;
use crate::units::Yen;

/// A permit for guests of one kind in a hub that opens in a certain year.
#[derive(Clone, Debug)]
pub struct Permit {
    /// The hub.
    pub host: AssetIx,
    /// The kind whose cap is lifted.
    pub kind: KindIx,
    /// The period the guests move in.
    pub t: PeriodIx,
    /// The year in which the hub opens, from which the permit's months are counted back.
    pub open_fy: FiscalYear,
    /// Money.
    pub money: Money,
    /// Tie-break, yen.
    pub tie_break: f64,
}

/// Whether a permit for a hub that opens in `open_fy` can be applied for inside the horizon.
pub(super) fn is_in_time(instance: &Instance<'_>, open_fy: FiscalYear) -> bool {
    instance.project.scenario.permits.zone_exception && permit_fy(instance, open_fy) >= instance.horizon.first()
}

/// Every permit that some C moves could need: alone or together they exceed the cap.
pub(super) fn enumerate(instance: &Instance<'_>, prices: &Prices, moves: &[Vec<Move>], paths: &[Vec<LifePath>]) -> Vec<Permit> {
    let mut wanted: BTreeMap<(AssetIx, KindIx, PeriodIx), f64> = BTreeMap::new();
    for (k, options) in moves.iter().enumerate() {
        let kind = instance.functions[k].kind;
        for option in options.iter().filter(|option| option.code == MoveCode::C) {
            if instance.kinds[kind.0].zone_cap(instance.site_of(option.host).site.zone).is_some() {
                *wanted.entry((option.host, kind, option.t)).or_default() += option.floor;
            }
        }
    }
    let mut permits = Vec::new();
    for ((host, kind, t), _) in wanted.into_iter().filter(|&((host, kind, _), floor)| floor > zone_room(instance, host, kind)) {
        let years: BTreeSet<FiscalYear> = paths[host.0].iter().filter_map(|path| path.hub_opens(t)).collect();
        for open_fy in years.into_iter().filter(|&open_fy| is_in_time(instance, open_fy)) {
            let flow = permit_flow(instance, prices, open_fy);
            let money = Money::new(instance, prices, &flow, Yen::ZERO, None);
            let tie_break = tie_break(instance, permit_fy(instance, open_fy));
            permits.push(Permit { host, kind, t, open_fy, money, tie_break });
        }
    }
    permits
}

/// Floor of a kind that the zone still allows on a host (7.9), square metres; infinite without a cap.
pub(crate) fn zone_room(instance: &Instance<'_>, host: AssetIx, kind: KindIx) -> f64 {
    let Some(cap) = instance.kinds[kind.0].zone_cap(instance.site_of(host).site.zone) else { return f64::INFINITY };
    let homes = instance.assets[host.0].functions.iter().map(|k| &instance.functions[k.0]);
    let there: f64 = homes.filter(|entry| entry.kind == kind).map(|entry| entry.function.gfa.0).sum();
    (cap.0 - there).max(0.0)
}
