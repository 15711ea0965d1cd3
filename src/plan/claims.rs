//! What the program claims a plan costs and brings, and what it proves about it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Nature;
use crate::fiscal::FiscalYear;
use crate::units::Yen;

/// What the program says a plan costs and brings; `verify` recomputes each figure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// Yen by fiscal year and nature, revenues negative; years and natures without money are absent.
    pub cost_jpy: BTreeMap<FiscalYear, BTreeMap<Nature, Yen>>,
    /// Floor area in use at the end of each fiscal year, square metres.
    pub floor_area_m2: BTreeMap<FiscalYear, f64>,
    /// Overdue square metres in each fiscal year, weighted as (4.5) and (4.6).
    pub overdue_m2: BTreeMap<FiscalYear, f64>,
    /// Where the money comes from, by fiscal year, every year of the horizon; only with `[funding]`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub funding: BTreeMap<FiscalYear, FundingYear>,
    /// The objective, term by term.
    pub objective: ObjectiveTerms,
}

/// Sources and uses of one fiscal year, every amount positive (formulation 12.6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FundingYear {
    /// Uses: all natures that are costs.
    pub costs_jpy: Yen,
    /// Use: principal of new and existing bonds.
    pub principal_jpy: Yen,
    /// Use: interest of new and existing bonds.
    pub interest_jpy: Yen,
    /// Use: put into the fund.
    pub deposit_jpy: Yen,
    /// Source: subsidies.
    pub subsidy_jpy: Yen,
    /// Source: bonds issued.
    pub bond_jpy: Yen,
    /// Source: drawn from the fund.
    pub draw_jpy: Yen,
    /// Source: sale of land.
    pub sale_jpy: Yen,
    /// Source: lease of land.
    pub lease_jpy: Yen,
    /// Source: allocation tax for the service of new bonds.
    pub tax_return_jpy: Yen,
    /// Source: general funds, the rest.
    pub general_jpy: Yen,
    /// The fund at the end of the year.
    pub fund_balance_jpy: Yen,
    /// Debt, new and existing, at the end of the year.
    pub debt_balance_jpy: Yen,
}

impl FundingYear {
    /// All uses: costs, service of debt, deposits.
    pub fn uses(&self) -> Yen {
        self.costs_jpy + self.principal_jpy + self.interest_jpy + self.deposit_jpy
    }

    /// All sources, general funds included.
    pub fn sources(&self) -> Yen {
        self.subsidy_jpy + self.bond_jpy + self.draw_jpy + self.sale_jpy + self.lease_jpy + self.tax_return_jpy + self.general_jpy
    }
}

/// The terms of the objective (formulation 9.1), yen at the first year's value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectiveTerms {
    /// Net present cost, running as its difference from today's.
    pub net_present_cost_jpy: f64,
    /// Present residual value (subtracted).
    pub residual_value_jpy: f64,
    /// Person-kilometres of longer (or, negative, shorter) walks, discounted.
    pub access_person_km: f64,
    /// Price of the longer walks.
    pub access_jpy: f64,
    /// Overdue square-metre-years, discounted.
    pub overdue_m2_years: f64,
    /// Price of the overdue floor.
    pub overdue_jpy: f64,
    /// Present financing cost of bonds (12.9).
    #[serde(default)]
    pub financing_jpy: f64,
    /// Price of the highest yearly investment.
    pub peak_jpy: f64,
    /// Price of missed soft rules.
    pub soft_jpy: f64,
    /// Tie-break.
    pub tie_break_jpy: f64,
}

impl ObjectiveTerms {
    /// The objective in yen.
    pub fn total_jpy(&self) -> f64 {
        self.net_present_cost_jpy - self.residual_value_jpy
            + self.access_jpy
            + self.overdue_jpy
            + self.financing_jpy
            + self.peak_jpy
            + self.soft_jpy
            + self.tie_break_jpy
    }
}

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The plan is proven best within the gap asked for.
    Optimal,
    /// A limit stopped the search; the plan is verified, the bound holds, the gap is larger than asked for.
    Feasible,
}

/// What is proven about a plan, in million yen of the objective (formulation 9.1), the unit of the exported model.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// How the search ended.
    pub status: Status,
    /// Objective of the plan, recomputed from the plan.
    pub objective: f64,
    /// No plan costs less than this; none when nothing is proven.
    pub bound: Option<f64>,
    /// `(objective − bound) / |objective|`; none when nothing is proven.
    pub gap: Option<f64>,
}
