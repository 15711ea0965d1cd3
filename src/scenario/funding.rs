//! Where the money of a plan comes from: subsidies, bonds, the fund, general funds (formulation, section 12).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Rule, RuleLimit, Scenario};
use crate::fiscal::FiscalYear;

/// Where the money comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FundingSettings {
    /// The State subsidizes works of schools. Default true.
    pub subsidies: bool,
    /// Bonds per yen of the local share of eligible investment (充当率), ratio. Default 0.75.
    pub charge_ratio: f64,
    /// Interest on new bonds per year, ratio. Default 0.015.
    pub interest_per_year: f64,
    /// Years without principal (据置). Default 3.
    pub grace_years: u32,
    /// Years until a bond is paid back, more than the grace. Default 20.
    pub term_years: u32,
    /// Share of the service of new bonds that comes back through the allocation tax (交付税措置), ratio. Default 0: in the special
    /// wards nothing is paid out by it.
    pub allocation_tax_return_ratio: f64,
    /// The fund before the first year, million yen. Default 0.
    pub fund_opening_million_jpy: f64,
    /// Most that is put into the fund in a year, million yen; none = no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deposit_max_million_jpy: Option<f64>,
    /// Service of bonds issued before the plan.
    #[serde(rename = "existing_debt")]
    pub existing_debt: Vec<DebtService>,
}

impl Default for FundingSettings {
    fn default() -> Self {
        Self {
            subsidies: true,
            charge_ratio: 0.75,
            interest_per_year: 0.015,
            grace_years: 3,
            term_years: 20,
            allocation_tax_return_ratio: 0.0,
            fund_opening_million_jpy: 0.0,
            deposit_max_million_jpy: None,
            existing_debt: Vec::new(),
        }
    }
}

impl Scenario {
    /// Whether something makes bonds or the fund worth deciding on: a rule that limits a source, a limit on deposits, or a return for the
    /// service of bonds. Otherwise no plan gains by them (formulation 12.8).
    pub fn decides_on_funding(&self) -> bool {
        let limits_a_source = |rule: &Rule| {
            matches!(
                rule.limit,
                RuleLimit::GeneralFundsPerYear { .. }
                    | RuleLimit::BondsPerYear { .. }
                    | RuleLimit::DebtBalance { .. }
                    | RuleLimit::FundBalance { .. }
            )
        };
        self.funding.as_ref().is_some_and(|funding| {
            funding.deposit_max_million_jpy.is_some()
                || funding.allocation_tax_return_ratio > 0.0
                || self.rules.iter().any(limits_a_source)
        })
    }
}

/// Service of existing debt in one fiscal year.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DebtService {
    /// The year.
    pub fy: FiscalYear,
    /// Principal paid back, million yen.
    pub principal_million_jpy: f64,
    /// Interest, million yen.
    pub interest_million_jpy: f64,
}
