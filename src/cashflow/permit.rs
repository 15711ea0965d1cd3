//! Permits that lift caps of use zones (formulation 5.50).

use super::{Flow, Prices};
use crate::fiscal::FiscalYear;
use crate::instance::Instance;
use crate::plan::Nature;

/// The year a permit for a hub that opens in `open_fy` is applied and paid for: its months before the design.
pub fn permit_fy(instance: &Instance<'_>, open_fy: FiscalYear) -> FiscalYear {
    let works = &instance.project.scenario.works;
    let months = instance.project.scenario.permits.months;
    let years = i32::try_from(months.div_ceil(12)).unwrap_or(i32::MAX / 2);
    open_fy.plus(-works.school_works_years - works.school_design_years - years)
}

/// Amounts of a permit for a hub that opens in `open_fy`.
pub fn permit_flow(instance: &Instance<'_>, prices: &Prices, open_fy: FiscalYear) -> Flow {
    let mut flow = Flow::default();
    flow.spread(prices, &instance.horizon, Nature::Design, prices.permit(), permit_fy(instance, open_fy), 1);
    flow
}
