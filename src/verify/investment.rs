//! C12: investment of each year (7.14).

use super::Reading;
use super::cash::{Book, MILLION};
use super::findings::{BreachPlace, CheckedRule, Findings};
use super::row::{Limit, Row, weigh, years_of};
use crate::error::Text;
use crate::scenario::RuleLimit;

pub(super) fn check(reading: &Reading, book: &Book, findings: &mut Findings) {
    for rule in &reading.inventory.project.scenario.rules {
        let RuleLimit::InvestmentPerYear { at_most_million_jpy, from_fy, to_fy } = rule.limit else { continue };
        for fy in years_of(&reading.inventory.horizon, from_fy, to_fy) {
            let row = Row {
                rule,
                checked: CheckedRule::Investment,
                place: BreachPlace::year(fy),
                amount: book.investment(fy).as_f64() / MILLION,
                limit: Limit::AtMost(at_most_million_jpy),
                unit: "million yen",
                text: Text::new("投資的経費が上限を超えます", "the year's investment exceeds its limit"),
            };
            weigh(row, findings);
        }
    }
}
