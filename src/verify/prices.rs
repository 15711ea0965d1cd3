//! Prices and rates at the level the scenario chooses (formulation, sections 2 and 3).

use crate::costs::{CostClass, CostTable, ParameterValues};
use crate::fiscal::FiscalYear;
use crate::project::Project;
use crate::scenario::CostSettings;
use crate::units::Yen;

/// Unit prices in yen, rates as ratios.
#[derive(Debug)]
pub(super) struct Prices<'project> {
    table: &'project CostTable,
    settings: &'project CostSettings,
    first: FiscalYear,
    pub(super) values: ParameterValues,
}

impl<'project> Prices<'project> {
    pub(super) fn new(project: &'project Project) -> Self {
        let settings = &project.scenario.cost;
        let values = project.costs.parameter.at(settings.level, &settings.level_of);
        Self { table: &project.costs, settings, first: project.scenario.horizon.start_fy, values }
    }

    /// `REB(c)`, yen/m²; `None` for a class without a price.
    pub(super) fn rebuild(&self, class: &str) -> Option<f64> {
        self.works_price(class, |row| row.rebuild_kyen_m2)
    }

    /// `REN(c)`, yen/m².
    pub(super) fn renovation(&self, class: &str) -> Option<f64> {
        self.works_price(class, |row| row.renovation_kyen_m2)
    }

    fn works_price(&self, class: &str, price: impl Fn(&CostClass) -> f64) -> Option<f64> {
        self.table.class(class).map(|row| price(row) * 1000.0 * self.values.rebuild_multiplier * self.settings.factor)
    }

    /// `DEM`, yen/m².
    pub(super) fn demolition(&self) -> f64 {
        self.values.demolition_kyen_m2 * 1000.0 * self.settings.factor
    }

    /// `TMP`, yen/m².
    pub(super) fn temporary(&self) -> f64 {
        self.values.temporary_kyen_m2 * 1000.0 * self.settings.factor
    }

    /// `RET`, yen/m².
    pub(super) fn lease_return(&self) -> f64 {
        self.values.lease_return_kyen_m2 * 1000.0 * self.settings.factor
    }

    /// `PERMIT`, yen.
    pub(super) fn permit(&self) -> f64 {
        self.values.permit_kyen * 1000.0 * self.settings.factor
    }

    /// `OSET`, yen per room.
    pub(super) fn opening_setup(&self) -> f64 {
        self.values.opening_setup_kyen * 1000.0 * self.settings.factor
    }

    /// `UNIT`, yen/m².
    pub(super) fn subsidy_unit(&self) -> f64 {
        self.values.subsidy_unit_kyen_m2 * 1000.0
    }

    /// `MOV`, yen/m².
    pub(super) fn moving(&self) -> f64 {
        self.values.moving_kyen_m2 * 1000.0 * self.settings.factor
    }

    /// `REP`, yen/m²/year.
    pub(super) fn repair(&self) -> f64 {
        self.values.repair_kyen_m2_year * 1000.0
    }

    /// `HUB`, yen.
    pub(super) fn hub_setup(&self) -> f64 {
        self.values.hub_setup_kyen * 1000.0 * self.settings.factor
    }

    /// Share of a function's floor its guest room has: `1 − σ`.
    pub(super) fn guest_share(&self) -> f64 {
        1.0 - self.values.colocation_area_saving
    }

    /// `esc(y)`, ratio.
    pub(super) fn escalation(&self, fy: FiscalYear) -> f64 {
        (1.0 + self.settings.price_escalation_per_year).powi(fy.since(self.settings.price_base_fy))
    }

    /// `D(y)`, ratio.
    pub(super) fn discount(&self, fy: FiscalYear) -> f64 {
        1.0 / (1.0 + self.settings.discount_rate_per_year).powi(fy.since(self.first))
    }

    /// (3.1): one year's share in `fy` of a total of `total` real yen spread over `years` years.
    pub(super) fn share(&self, total: f64, years: i32, fy: FiscalYear) -> Yen {
        Yen::round(total / f64::from(years) * self.escalation(fy))
    }
}
