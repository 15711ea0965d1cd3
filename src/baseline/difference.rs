//! A plan's investment as a difference from the national method, at the scenario's prices and at the method's own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Baseline, Method, PriceBasis, estimate, yearly_mean};
use crate::cashflow::{LedgerLine, Prices, ledger};
use crate::fiscal::FiscalYear;
use crate::instance::Instance;
use crate::plan::Plan;
use crate::units::Yen;

/// A plan against the national method.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// Nominal investment against the method at the scenario's prices, both escalated: like with like.
    pub at_scenario_prices: Comparison,
    /// Investment in real yen of the price base year against the method at its own, older prices. Not like with like: it shows how
    /// far the plan is from the figure the software prints.
    pub at_national_prices: Comparison,
}

/// Investment of a plan and of the method, year by year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// Prices of the method.
    pub basis: PriceBasis,
    /// Every fiscal year, in order.
    pub years: Vec<YearDifference>,
    /// Investment of the plan.
    pub plan_jpy: Yen,
    /// The method's.
    pub baseline_jpy: Yen,
    /// Plan less method; negative = the plan costs less.
    pub difference_jpy: Yen,
    /// Share by which the plan costs less; negative = it costs more; absent where the method costs nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reduction_ratio: Option<f64>,
    /// Yearly mean of the plan.
    pub plan_yearly_mean_jpy: Yen,
    /// Yearly mean of the method.
    pub baseline_yearly_mean_jpy: Yen,
    /// Highest year of the plan.
    pub plan_peak_jpy: Yen,
    /// Highest year of the method.
    pub baseline_peak_jpy: Yen,
    /// Share by which the plan's highest year is lower; absent where the method costs nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peak_reduction_ratio: Option<f64>,
}

/// One fiscal year of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YearDifference {
    /// The year.
    pub fy: FiscalYear,
    /// Investment of the plan.
    pub plan_jpy: Yen,
    /// The method's renovations and rebuildings.
    pub baseline_jpy: Yen,
    /// Plan less method.
    pub difference_jpy: Yen,
}

/// Compares a plan's investment (formulation, section 7) with the national method, per fiscal year and in total.
///
/// # Panics
/// When the plan names something the instance does not have.
pub fn difference(instance: &Instance<'_>, prices: &Prices, plan: &Plan) -> Difference {
    difference_of(instance, prices, &ledger(instance, prices, plan))
}

/// As [`difference`], from the plan's ledger.
pub(crate) fn difference_of(instance: &Instance<'_>, prices: &Prices, lines: &[LedgerLine]) -> Difference {
    let horizon = &instance.horizon;
    let mut nominal = vec![Yen::ZERO; horizon.years()];
    for amount in lines.iter().map(|line| line.amount).filter(|amount| amount.nature.is_investment()) {
        if let Some(offset) = horizon.offset(amount.fy) {
            nominal[offset] += amount.yen;
        }
    }
    let real: Vec<Yen> =
        horizon.fiscal_years().zip(&nominal).map(|(fy, yen)| Yen::round(yen.as_f64() / prices.escalation(fy))).collect();
    let of = |basis| estimate(instance, &Method::NATIONAL, basis);
    Difference {
        at_scenario_prices: compare(&of(PriceBasis::Scenario), &nominal),
        at_national_prices: compare(&of(PriceBasis::National), &real),
    }
}

fn compare(baseline: &Baseline, plan: &[Yen]) -> Comparison {
    let years: Vec<_> = baseline
        .years
        .iter()
        .zip(plan)
        .map(|(year, &plan_jpy)| YearDifference {
            fy: year.fy,
            plan_jpy,
            baseline_jpy: year.total_jpy(),
            difference_jpy: plan_jpy - year.total_jpy(),
        })
        .collect();
    let plan_jpy: Yen = plan.iter().copied().sum();
    let plan_peak_jpy = plan.iter().copied().max().unwrap_or_default();
    let reduction = |plan: Yen, baseline: Yen| (baseline > Yen::ZERO).then(|| (baseline - plan).as_f64() / baseline.as_f64());
    Comparison {
        basis: baseline.basis,
        plan_jpy,
        baseline_jpy: baseline.total_jpy,
        difference_jpy: plan_jpy - baseline.total_jpy,
        reduction_ratio: reduction(plan_jpy, baseline.total_jpy),
        plan_yearly_mean_jpy: yearly_mean(plan_jpy, plan.len()),
        baseline_yearly_mean_jpy: baseline.yearly_mean_jpy,
        plan_peak_jpy,
        baseline_peak_jpy: baseline.peak_jpy,
        peak_reduction_ratio: reduction(plan_peak_jpy, baseline.peak_jpy),
        years,
    }
}
