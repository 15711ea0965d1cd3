//! Money of a plan: nominal, real and discounted, by year and nature, against the national method.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::efficiency::{is_running, running_today};
use super::schoolhouse::residual_of_changes;
use super::survey::Survey;
use crate::baseline::{Afterwards, Difference, afterwards, difference_of};
use crate::fiscal::FiscalYear;
use crate::plan::Nature;
use crate::units::Yen;

/// What a plan costs and brings over the horizon. Costs are positive and revenues negative, unless a field says otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// All natures, running cost in full.
    pub net_cost: Amounts,
    /// Investment natures (formulation, section 7).
    pub investment: Amounts,
    /// Sale and lease of land, here positive.
    pub land_income: Amounts,
    /// Investment less income from land.
    pub investment_net_of_land_income: Amounts,
    /// Subsidies of the State, here positive.
    pub subsidy: Amounts,
    /// Investment less subsidies and income from land.
    pub investment_net_of_subsidy_and_land_income: Amounts,
    /// Nominal investment over the number of years, rounded.
    pub investment_yearly_mean_jpy: Yen,
    /// Highest year's nominal investment.
    pub investment_peak_jpy: Yen,
    /// The first year with it.
    pub investment_peak_fy: FiscalYear,
    /// Running cost of all functions and schools today, per year.
    pub running_today_jpy_per_year: Yen,
    /// In the last fiscal year, with support after transfers and opening of schools.
    pub running_at_end_jpy_per_year: Yen,
    /// Value of works left at the end of the horizon (4.7).
    pub residual_value_jpy: Yen,
    /// The same, discounted from the year after the last.
    pub residual_value_discounted_jpy: Yen,
    /// By nature, in the order of reports; natures without money are absent.
    pub natures: Vec<NatureMoney>,
    /// By fiscal year.
    pub years: Vec<YearMoney>,
    /// Investment against the national method.
    pub baseline: Difference,
    /// What renewing alike costs after the horizon, for what the plan leaves and for what the method leaves.
    pub after_horizon: Afterwards,
}

/// One sum in three measures, each rounded to whole yen once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Amounts {
    /// As paid.
    pub nominal_jpy: Yen,
    /// In prices of the price base year: investment divided by its escalation, the rest as paid, being free of it.
    pub real_jpy: Yen,
    /// Nominal amounts at their value in the first year.
    pub discounted_jpy: Yen,
}

/// One nature over the horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NatureMoney {
    /// The nature.
    pub nature: Nature,
    /// Its amounts.
    pub amounts: Amounts,
}

/// One fiscal year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YearMoney {
    /// The year.
    pub fy: FiscalYear,
    /// Nominal investment.
    pub investment_jpy: Yen,
    /// Investment in prices of the price base year.
    pub investment_real_jpy: Yen,
    /// Subsidies of the State, here positive.
    pub subsidy_jpy: Yen,
    /// Repairs, running cost, support, opening of schools, rent and upkeep.
    pub operation_jpy: Yen,
    /// Sale and lease of land, here positive.
    pub land_income_jpy: Yen,
    /// All natures.
    pub net_cost_jpy: Yen,
}

/// Sums before they are rounded.
#[derive(Clone, Copy, Default)]
struct Sum {
    nominal: Yen,
    real: f64,
    discounted: f64,
}

impl Sum {
    fn amounts(self) -> Amounts {
        Amounts { nominal_jpy: self.nominal, real_jpy: Yen::round(self.real), discounted_jpy: Yen::round(self.discounted) }
    }
}

/// Natures of what land brings.
pub(super) fn is_land(nature: Nature) -> bool {
    matches!(nature, Nature::Sale | Nature::Lease)
}

/// Sums the ledger up.
pub(super) fn measure(survey: &Survey<'_, '_>) -> Money {
    let instance = survey.instance;
    let horizon = &instance.horizon;
    let sum_over = |counts: &dyn Fn(Nature, FiscalYear) -> bool, sign: i64| {
        let mut sum = Sum::default();
        let lines = survey.ledger.iter().map(|line| line.amount);
        for amount in lines.filter(|amount| counts(amount.nature, amount.fy)) {
            let yen = Yen(amount.yen.0 * sign);
            let escalation = if amount.nature.is_investment() { survey.prices.escalation(amount.fy) } else { 1.0 };
            sum.nominal += yen;
            sum.real += yen.as_f64() / escalation;
            sum.discounted += survey.prices.discount(amount.fy) * yen.as_f64();
        }
        sum.amounts()
    };
    let years: Vec<_> = horizon
        .fiscal_years()
        .map(|fy| {
            let of = |counts: &dyn Fn(Nature) -> bool, sign| sum_over(&|nature, year| year == fy && counts(nature), sign);
            let investment = of(&Nature::is_investment, 1);
            YearMoney {
                fy,
                investment_jpy: investment.nominal_jpy,
                investment_real_jpy: investment.real_jpy,
                subsidy_jpy: of(&|nature| nature == Nature::Subsidy, -1).nominal_jpy,
                operation_jpy: of(&|nature| !nature.is_investment() && !nature.is_revenue(), 1).nominal_jpy,
                land_income_jpy: of(&is_land, -1).nominal_jpy,
                net_cost_jpy: of(&|_| true, 1).nominal_jpy,
            }
        })
        .collect();
    let natures = Nature::ALL.into_iter().filter_map(|nature| {
        let amounts = sum_over(&|other, _| other == nature, 1);
        (amounts != Amounts::default()).then_some(NatureMoney { nature, amounts })
    });
    let natures = natures.collect();
    let investment = sum_over(&|nature, _| nature.is_investment(), 1);
    let (mut peak, mut peak_fy) = (Yen::ZERO, horizon.first());
    for year in &years {
        if year.investment_jpy > peak {
            (peak, peak_fy) = (year.investment_jpy, year.fy);
        }
    }
    let residual_value_jpy = residual_value(survey);
    let value_at_end = survey.prices.discount(horizon.last().plus(1));
    let baseline = difference_of(instance, survey.prices, &survey.ledger);
    Money {
        net_cost: sum_over(&|_, _| true, 1),
        investment,
        land_income: sum_over(&|nature, _| is_land(nature), -1),
        investment_net_of_land_income: sum_over(&|nature, _| nature.is_investment() || is_land(nature), 1),
        subsidy: sum_over(&|nature, _| nature == Nature::Subsidy, -1),
        investment_net_of_subsidy_and_land_income: sum_over(&|nature, _| nature.is_investment() || nature.is_revenue(), 1),
        investment_yearly_mean_jpy: baseline.at_scenario_prices.plan_yearly_mean_jpy,
        investment_peak_jpy: peak,
        investment_peak_fy: peak_fy,
        running_today_jpy_per_year: running_today(survey).map(|(_, yen)| yen).sum(),
        running_at_end_jpy_per_year: sum_over(&|nature, year| is_running(nature) && year == horizon.last(), 1).nominal_jpy,
        residual_value_jpy,
        residual_value_discounted_jpy: Yen::round(residual_value_jpy.as_f64() * value_at_end),
        natures,
        years,
        baseline,
        after_horizon: afterwards(instance, survey.prices, survey.plan, &survey.floor_changes),
    }
}

/// Value left of the works of assets, of floor for guests and merged schools, less that of rooms shared instead of built.
fn residual_value(survey: &Survey<'_, '_>) -> Yen {
    let assets: Yen = survey.effects.iter().map(|effects| effects.residual).sum();
    let guests = survey.functions().map(|(function, decision)| {
        let open_fy = survey.plan.floor_opens(decision);
        crate::cashflow::function_effects(survey.instance, survey.prices, function, decision, open_fy).residual
    });
    assets + guests.sum() + residual_of_changes(survey.instance, survey.prices, survey.plan)
}
