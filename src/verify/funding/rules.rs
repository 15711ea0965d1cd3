//! C12: rules on general funds, bonds, debt and the fund (7.33–7.36, 12.8).

use super::Funding;
use crate::error::Text;
use crate::fiscal::FiscalYear;
use crate::plan::FundingYear;
use crate::scenario::RuleLimit;
use crate::units::Yen;
use crate::verify::Reading;
use crate::verify::cash::MILLION;
use crate::verify::findings::{BreachPlace, CheckedRule, Findings};
use crate::verify::row::{Limit, Row, weigh_within, years_of};
use crate::verify::tolerance::FUNDING;

/// What one rule says of every year it speaks of.
struct Bound {
    checked: CheckedRule,
    amount: fn(&FundingYear) -> Yen,
    /// Million yen.
    limit: Limit,
    text: Text,
    from_fy: Option<FiscalYear>,
    to_fy: Option<FiscalYear>,
}

pub(in crate::verify) fn check(reading: &Reading, funding: &Funding, findings: &mut Findings) {
    for rule in &reading.inventory.project.scenario.rules {
        let Some(bound) = bound_of(&rule.limit) else { continue };
        for fy in years_of(&reading.inventory.horizon, bound.from_fy, bound.to_fy) {
            let Some(year) = funding.years.get(&fy) else { continue };
            let row = Row {
                rule,
                checked: bound.checked,
                place: BreachPlace::year(fy),
                amount: (bound.amount)(year).as_f64() / MILLION,
                limit: bound.limit,
                unit: "million yen",
                text: bound.text.clone(),
            };
            weigh_within(row, FUNDING, findings);
        }
    }
}

fn bound_of(limit: &RuleLimit) -> Option<Bound> {
    match *limit {
        RuleLimit::GeneralFundsPerYear { at_most_million_jpy, from_fy, to_fy } => Some(Bound {
            checked: CheckedRule::GeneralFunds,
            amount: |year| year.general_jpy,
            limit: Limit::AtMost(at_most_million_jpy),
            text: Text::new("一般財源が上限を超えます", "the year's general funds exceed their limit"),
            from_fy,
            to_fy,
        }),
        RuleLimit::BondsPerYear { at_most_million_jpy, from_fy, to_fy } => Some(Bound {
            checked: CheckedRule::Bonds,
            amount: |year| year.bond_jpy,
            limit: Limit::AtMost(at_most_million_jpy),
            text: Text::new("地方債の発行が上限を超えます", "the year's bonds exceed their limit"),
            from_fy,
            to_fy,
        }),
        RuleLimit::DebtBalance { at_most_million_jpy, from_fy, to_fy } => Some(Bound {
            checked: CheckedRule::Debt,
            amount: |year| year.debt_balance_jpy,
            limit: Limit::AtMost(at_most_million_jpy),
            text: Text::new("地方債の残高が上限を超えます", "the debt exceeds its limit"),
            from_fy,
            to_fy,
        }),
        RuleLimit::FundBalance { at_least_million_jpy, from_fy, to_fy } => Some(Bound {
            checked: CheckedRule::FundBalance,
            amount: |year| year.fund_balance_jpy,
            limit: Limit::AtLeast(at_least_million_jpy),
            text: Text::new("基金の残高が下限を下回ります", "the fund falls below its limit"),
            from_fy,
            to_fy,
        }),
        _ => None,
    }
}
