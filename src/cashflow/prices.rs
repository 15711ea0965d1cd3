//! Unit prices and rates of one scenario, in yen, and the two yearly factors.

use crate::costs::ParameterValues;
use crate::fiscal::{FiscalYear, Horizon};
use crate::project::Project;

/// Prices at the levels the scenario chooses (formulation, section 2).
#[derive(Clone, Debug)]
pub struct Prices {
    parameters: ParameterValues,
    classes: Vec<(String, f64, f64)>,
    factor: f64,
    escalation: f64,
    price_base: FiscalYear,
    discount: f64,
    first: FiscalYear,
}

impl Prices {
    /// The prices of a project's scenario.
    pub fn new(project: &Project) -> Self {
        let cost = &project.scenario.cost;
        let parameters = project.costs.parameter.at(cost.level, &cost.level_of);
        let yen = |kyen_m2: f64| kyen_m2 * 1_000.0 * parameters.rebuild_multiplier * cost.factor;
        let classes = project.costs.classes.iter();
        Self {
            classes: classes.map(|c| (c.id.clone(), yen(c.rebuild_kyen_m2), yen(c.renovation_kyen_m2))).collect(),
            factor: cost.factor,
            escalation: cost.price_escalation_per_year,
            price_base: cost.price_base_fy,
            discount: cost.discount_rate_per_year,
            first: project.scenario.horizon.start_fy,
            parameters,
        }
    }

    /// Parameters that need no factor: ratios, repairs and upkeep.
    pub fn parameters(&self) -> &ParameterValues {
        &self.parameters
    }

    /// `REB(c)`, yen per square metre.
    pub fn rebuild(&self, class: &str) -> f64 {
        self.class(class).1
    }

    /// `REN(c)`, yen per square metre.
    pub fn renovation(&self, class: &str) -> f64 {
        self.class(class).2
    }

    fn class(&self, id: &str) -> &(String, f64, f64) {
        self.classes.iter().find(|class| class.0 == id).expect("load guarantees every class in use")
    }

    /// `DEM`, yen per square metre.
    pub fn demolition(&self) -> f64 {
        self.parameters.demolition_kyen_m2 * 1_000.0 * self.factor
    }

    /// `TMP`, yen per square metre of temporary floor.
    pub fn temporary(&self) -> f64 {
        self.parameters.temporary_kyen_m2 * 1_000.0 * self.factor
    }

    /// `MOV`, yen per square metre.
    pub fn moving(&self) -> f64 {
        self.parameters.moving_kyen_m2 * 1_000.0 * self.factor
    }

    /// `REP`, yen per square metre and year.
    pub fn repair(&self) -> f64 {
        self.parameters.repair_kyen_m2_year * 1_000.0
    }

    /// `HUB`, yen.
    pub fn hub_setup(&self) -> f64 {
        self.parameters.hub_setup_kyen * 1_000.0 * self.factor
    }

    /// `RET`, yen per square metre.
    pub fn lease_return(&self) -> f64 {
        self.parameters.lease_return_kyen_m2 * 1_000.0 * self.factor
    }

    /// `PERMIT`, yen.
    pub fn permit(&self) -> f64 {
        self.parameters.permit_kyen * 1_000.0 * self.factor
    }

    /// `OSET`, yen per room.
    pub fn opening_setup(&self) -> f64 {
        self.parameters.opening_setup_kyen * 1_000.0 * self.factor
    }

    /// `UNIT`, yen per square metre; no factor, since it is the State's.
    pub fn subsidy_unit(&self) -> f64 {
        self.parameters.subsidy_unit_kyen_m2 * 1_000.0
    }

    /// `esc(y)`: works prices of `year` as a multiple of the base year's.
    pub fn escalation(&self, year: FiscalYear) -> f64 {
        (1.0 + self.escalation).powi(year.since(self.price_base))
    }

    /// `D(y)`: what a yen of `year` is worth in the first year.
    pub fn discount(&self, year: FiscalYear) -> f64 {
        1.0 / (1.0 + self.discount).powi(year.since(self.first))
    }

    /// `Dt(t)` of every period: its years, each worth what it is in the first year (formulation 8.4).
    pub fn present_years(&self, horizon: &Horizon) -> Vec<f64> {
        horizon.periods().iter().map(|period| period.fiscal_years().map(|year| self.discount(year)).sum()).collect()
    }
}
