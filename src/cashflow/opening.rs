//! Opening rooms of schools to residents (formulation 11.9, 11.10).

use super::{Flow, Prices};
use crate::fiscal::{FiscalYear, Period};
use crate::instance::{Instance, Openable};
use crate::plan::Nature;
use crate::units::Yen;

/// Keys and security line of rooms that are newly open from `fy` on (11.9).
pub fn opening_setup_flow(instance: &Instance<'_>, prices: &Prices, rooms: &Openable, fy: FiscalYear) -> Flow {
    #[expect(clippy::cast_precision_loss, reason = "a school has few rooms")]
    let total = prices.opening_setup() * rooms.rooms as f64;
    let mut flow = Flow::default();
    flow.spread(prices, &instance.horizon, Nature::Opening, total, fy.plus(-1), 1);
    flow
}

/// Staff and upkeep of the slots of opened rooms in every year of a period (11.10).
pub fn opening_flow(instance: &Instance<'_>, prices: &Prices, rooms: &Openable, period: Period) -> Flow {
    let yearly = Yen::round(prices.parameters().opening_yen_slot * rooms.slots_per_year());
    let mut flow = Flow::default();
    for year in period.fiscal_years() {
        flow.add(&instance.horizon, year, Nature::Opening, yearly);
    }
    flow
}
