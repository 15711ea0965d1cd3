//! Floor for guests that a hub opens with before the period for which they come (formulation 5.8).

use std::collections::BTreeSet;

use super::{LifePath, Money};
use crate::cashflow::{Prices, hub_floor_effects};
use crate::fiscal::FiscalYear;
use crate::id::{AssetIx, PeriodIx};
use crate::instance::Instance;
use crate::units::SquareMeters;

/// Floor that money is reckoned for and then divided by, square metres: so much that whole yen do not show.
const MUCH: f64 = 1e6;

/// Floor of a hub that opens in a year before a period, for guests of that period.
#[derive(Clone, Debug)]
pub struct EarlyFloor {
    /// The hub.
    pub host: AssetIx,
    /// The period in which the guests come.
    pub t: PeriodIx,
    /// The year in which the hub opens, before the period begins.
    pub open_fy: FiscalYear,
    /// What a square metre costs more than one that is ready when the period begins.
    pub money: Money,
}

impl EarlyFloor {
    /// Whether the floor is there in `year`, when that of a hub opening with the period is not yet.
    pub fn is_ahead(&self, instance: &Instance<'_>, year: FiscalYear) -> bool {
        self.open_fy <= year && year < instance.horizon.period(self.t).start
    }
}

/// Early floor of every hub, by host, period and year.
pub(super) fn enumerate(instance: &Instance<'_>, prices: &Prices, paths: &[Vec<LifePath>]) -> Vec<EarlyFloor> {
    let hubs = paths.iter().enumerate().flat_map(|(a, paths)| paths.iter().map(move |path| (AssetIx(a), path)));
    let early: BTreeSet<(AssetIx, PeriodIx, FiscalYear)> = hubs
        .filter_map(|(host, path)| {
            let t = path.opens_for?;
            let open_fy = path.hub_opens(t)?;
            (open_fy < instance.horizon.period(t).start).then_some((host, t, open_fy))
        })
        .collect();
    early
        .into_iter()
        .map(|(host, t, open_fy)| {
            let (mut flow, residual) = hub_floor_effects(instance, prices, SquareMeters(MUCH), open_fy);
            let (later, left) = hub_floor_effects(instance, prices, SquareMeters(MUCH), instance.horizon.period(t).start);
            flow.subtract(&later);
            let money = Money::new(instance, prices, &flow, residual - left, None).scaled(1.0 / MUCH);
            EarlyFloor { host, t, open_fy, money }
        })
        .collect()
}
