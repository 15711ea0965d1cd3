//! Permits that lift caps of use zones (formulation 5.50).

use super::{Flow, Prices};
use crate::fiscal::FiscalYear;
use crate::instance::Instance;
use crate::plan::Nature;

/// The year a permit for moves in `fy` is applied and paid for: its months before the design of the guests' floor.
pub fn permit_fy(instance: &Instance<'_>, fy: FiscalYear) -> FiscalYear {
    let works = &instance.project.scenario.works;
    let months = instance.project.scenario.permits.months;
    let years = i32::try_from(months.div_ceil(12)).unwrap_or(i32::MAX / 2);
    fy.plus(-works.school_works_years - works.school_design_years - years)
}

/// Amounts of a permit for moves in `fy`.
pub fn permit_flow(instance: &Instance<'_>, prices: &Prices, fy: FiscalYear) -> Flow {
    let mut flow = Flow::default();
    flow.spread(prices, &instance.horizon, Nature::Design, prices.permit(), permit_fy(instance, fy), 1);
    flow
}
