//! C12: change of investment from each year to the next (7.25).

use super::Reading;
use super::cash::{Book, MILLION};
use super::findings::{BreachPlace, CheckedRule, Findings};
use super::row::{Limit, Row, weigh};
use crate::error::Text;
use crate::fiscal::FiscalYear;
use crate::scenario::RuleLimit;

pub(super) fn check(reading: &Reading, book: &Book, findings: &mut Findings) {
    let years: Vec<FiscalYear> = reading.inventory.horizon.fiscal_years().collect();
    for rule in &reading.inventory.project.scenario.rules {
        let RuleLimit::InvestmentChange { at_most_million_jpy } = rule.limit else { continue };
        for pair in years.windows(2) {
            let change = book.investment(pair[1]) - book.investment(pair[0]);
            let row = Row {
                rule,
                checked: CheckedRule::InvestmentChange,
                place: BreachPlace::year(pair[1]),
                amount: change.as_f64().abs() / MILLION,
                limit: Limit::AtMost(at_most_million_jpy),
                unit: "million yen",
                text: Text::new("投資的経費の前年度からの変化が大きすぎます", "investment changes too much from the year before"),
            };
            weigh(row, findings);
        }
    }
}
