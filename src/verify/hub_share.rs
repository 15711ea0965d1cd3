//! P1: hubs among school rebuilds (7.24).

use super::Reading;
use super::findings::{BreachPlace, CheckedRule, Findings};
use super::row::{Limit, Row, weigh};
use crate::error::Text;
use crate::scenario::RuleLimit;

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let schools = || {
        let assets = reading.inventory.assets.iter().zip(&reading.decisions.paths);
        assets.filter(|(asset, _)| asset.school().is_some()).map(|(_, path)| path)
    };
    for rule in &reading.inventory.project.scenario.rules {
        let RuleLimit::HubShare { at_least_ratio } = rule.limit else { continue };
        let hubs: f64 = schools().filter(|path| path.hub().is_some()).map(|_| 1.0).sum();
        let rebuilds: f64 = schools().filter(|path| path.rebuild().is_some()).map(|_| 1.0).sum();
        let row = Row {
            rule,
            checked: CheckedRule::HubShare,
            place: BreachPlace::default(),
            amount: hubs,
            limit: Limit::AtLeast(at_least_ratio * rebuilds),
            unit: "schools",
            text: Text::new("改築する学校のうち複合化するものが足りません", "too few of the school rebuilds are hubs"),
        };
        weigh(row, findings);
    }
}
