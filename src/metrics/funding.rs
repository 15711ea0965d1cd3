//! Where the money comes from, year by year, and beside which fiscal frame (財政見通し) the plan stands.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::catalogue::MetricId;
use super::figure::{About, Draft, Figure};
use super::money::Money;
use super::survey::Survey;
use crate::fiscal::FiscalYear;
use crate::plan::FundingYear;
use crate::units::Yen;

/// Sources and uses of a plan with `[funding]`, as its verified claims have them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Funding {
    /// Every fiscal year, in order.
    pub years: Vec<FundingOfYear>,
    /// Subsidies of all years.
    pub subsidy_jpy: Yen,
    /// Bonds issued in all years.
    pub bond_jpy: Yen,
    /// Drawn from the fund in all years.
    pub draw_jpy: Yen,
    /// Put into the fund in all years.
    pub deposit_jpy: Yen,
    /// General funds of all years.
    pub general_jpy: Yen,
    /// General funds of the highest year.
    pub general_peak_jpy: Yen,
    /// The first year with them.
    pub general_peak_fy: FiscalYear,
    /// Debt at the end of the year in which it is highest.
    pub debt_peak_jpy: Yen,
    /// The first such year.
    pub debt_peak_fy: FiscalYear,
    /// The fund at the end of the year in which it is lowest.
    pub fund_lowest_jpy: Yen,
    /// The first such year.
    pub fund_lowest_fy: FiscalYear,
}

/// Sources and uses of one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FundingOfYear {
    /// The year.
    pub fy: FiscalYear,
    /// The amounts.
    pub amounts: FundingYear,
}

/// One line of the fiscal frame, with what the plan has of the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FrameLine {
    /// The year.
    pub fy: FiscalYear,
    /// The frame's item: `investment`, `bonds`, `fund_draws` and `debt_service` have a counterpart in the plan.
    pub item: String,
    /// Its name for people.
    pub name: String,
    /// The frame's amount: the whole budget's, not only that of the buildings planned here.
    pub frame_jpy: Yen,
    /// The frame's amount as a share of its item `total` of the year; absent without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share_of_frame_total_ratio: Option<f64>,
    /// The plan's amount; absent for other items, for years outside the horizon, and for funding where there is no `[funding]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_jpy: Option<Yen>,
    /// The plan's amount as a share of the frame's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_share_ratio: Option<f64>,
}

/// The plan's funding; none without `[funding]`.
pub(super) fn measure(survey: &Survey<'_, '_>) -> Option<Funding> {
    let claims = &survey.plan.claims.funding;
    let years: Vec<_> = claims.iter().map(|(&fy, &amounts)| FundingOfYear { fy, amounts }).collect();
    survey.instance.project.scenario.funding.as_ref()?;
    let first = years.first()?;
    let total = |value: fn(&FundingYear) -> Yen| -> Yen { claims.values().map(value).sum() };
    // The first of equals.
    let highest = |value: fn(&FundingYear) -> Yen| {
        years.iter().fold((value(&first.amounts), first.fy), |best, year| {
            let found = (value(&year.amounts), year.fy);
            if found.0 > best.0 { found } else { best }
        })
    };
    let (general_peak_jpy, general_peak_fy) = highest(|year| year.general_jpy);
    let (debt_peak_jpy, debt_peak_fy) = highest(|year| year.debt_balance_jpy);
    let (fund_lowest, fund_lowest_fy) = highest(|year| -year.fund_balance_jpy);
    Some(Funding {
        subsidy_jpy: total(|year| year.subsidy_jpy),
        bond_jpy: total(|year| year.bond_jpy),
        draw_jpy: total(|year| year.draw_jpy),
        deposit_jpy: total(|year| year.deposit_jpy),
        general_jpy: total(|year| year.general_jpy),
        general_peak_jpy,
        general_peak_fy,
        debt_peak_jpy,
        debt_peak_fy,
        fund_lowest_jpy: -fund_lowest,
        fund_lowest_fy,
        years,
    })
}

/// Figures of general funds, bonds, debt and fund; none without `[funding]`.
pub(super) fn figures(survey: &Survey<'_, '_>, funding: Option<&Funding>) -> Vec<Figure> {
    let Some((funding, last)) = funding.and_then(|funding| Some((funding, funding.years.last()?))) else { return Vec::new() };
    let horizon = &survey.instance.horizon;
    let years =
        |value: fn(&FundingYear) -> Yen| -> Vec<f64> { funding.years.iter().map(|year| value(&year.amounts).as_f64()).collect() };
    let summed = |id, value: fn(&FundingYear) -> Yen| {
        let in_period = |period: &crate::fiscal::Period| {
            let years = funding.years.iter().filter(|year| period.start <= year.fy && year.fy <= period.last());
            years.map(|year| value(&year.amounts).as_f64()).sum()
        };
        let total: Yen = funding.years.iter().map(|year| value(&year.amounts)).sum();
        let periods = horizon.periods().iter().map(in_period).collect();
        Draft::overall(id, About::default(), total.as_f64()).periods(periods).years(years(value))
    };
    let standing = |id, value: fn(&FundingYear) -> Yen| {
        let at_end = |period: &crate::fiscal::Period| {
            funding.years.iter().find(|year| year.fy == period.last()).map(|year| value(&year.amounts).as_f64())
        };
        let periods = horizon.periods().iter().filter_map(at_end).collect();
        Draft::overall(id, About::default(), value(&last.amounts).as_f64()).periods(periods).years(years(value))
    };
    let drafts = vec![
        summed(MetricId::GeneralFunds, |year| year.general_jpy),
        summed(MetricId::Bonds, |year| year.bond_jpy),
        standing(MetricId::DebtBalance, |year| year.debt_balance_jpy),
        standing(MetricId::FundBalance, |year| year.fund_balance_jpy),
    ];
    drafts.into_iter().filter_map(|draft| draft.finish(survey.instance)).collect()
}

/// Every line of the frame, in its order.
pub(super) fn frame(survey: &Survey<'_, '_>, money: &Money, funding: Option<&Funding>) -> Vec<FrameLine> {
    let rows = &survey.instance.project.fiscal_frame;
    let ratio = |part: Yen, all: Yen| (all > Yen::ZERO).then(|| part.as_f64() / all.as_f64());
    let line = |row: &crate::project::FrameRow| {
        let total = rows.iter().find(|other| other.fy == row.fy && other.item == "total" && other.item != row.item);
        let of_year = funding.and_then(|funding| funding.years.iter().find(|year| year.fy == row.fy)).map(|year| year.amounts);
        let plan_jpy = match row.item.as_str() {
            "investment" => money.years.iter().find(|year| year.fy == row.fy).map(|year| year.investment_jpy),
            "bonds" => of_year.map(|year| year.bond_jpy),
            "fund_draws" => of_year.map(|year| year.draw_jpy),
            "debt_service" => of_year.map(|year| year.principal_jpy + year.interest_jpy),
            _ => None,
        };
        FrameLine {
            fy: row.fy,
            item: row.item.clone(),
            name: row.name.clone(),
            frame_jpy: row.amount,
            share_of_frame_total_ratio: total.and_then(|total| ratio(row.amount, total.amount)),
            plan_jpy,
            plan_share_ratio: plan_jpy.and_then(|plan| ratio(plan, row.amount)),
        }
    };
    rows.iter().map(line).collect()
}
