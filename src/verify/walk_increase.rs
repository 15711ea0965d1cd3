//! C10: nobody's walk grows by more (7.28).

use super::Reading;
use super::demand::weight;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings, QuotedRule};
use super::nearest::Nearest;
use crate::scenario::RuleLimit;

/// A soft rule counts one price for each demand point and period.
pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let inventory = &reading.inventory;
    for rule in &inventory.project.scenario.rules {
        let RuleLimit::WalkIncrease { kind, at_most_m } = &rule.limit else { continue };
        let Some(kind) = inventory.project.kinds.kind(kind) else { continue };
        let nearest = Nearest::of(reading, kind);
        for (&period, later) in inventory.horizon.periods().iter().zip(&nearest.later).skip(1) {
            for ((demand, &near), &today) in inventory.project.demand.iter().zip(later).zip(&nearest.today) {
                let Some(today) = today.filter(|_| weight(kind, demand, period) > 0.0) else { continue };
                let limit = today + at_most_m;
                let holds = near.is_some_and(|near| near <= limit);
                if let (false, Some(price)) = (holds, rule.soft_price_jpy) {
                    findings.miss(rule, 1.0, price, Some(period.start));
                }
                let is_kept = holds || rule.soft_price_jpy.is_some();
                findings.hold_quoted(CheckedRule::WalkIncrease, is_kept, Some(QuotedRule::from(rule)), || {
                    let place = BreachPlace::kind(&kind.id).in_year(period.start).with_figure(demand.id.to_string());
                    let found = near.map_or("no place".to_owned(), |near| format!("{near} m"));
                    let (ja, en) = ("徒歩距離が増えすぎます", "the walk grows by too much");
                    Finding::new(place, found, format!("≤ {limit} m"), ja, en)
                });
            }
        }
    }
}
