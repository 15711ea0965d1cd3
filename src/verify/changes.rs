//! C16: functions that move or end at the beginning of a period (7.29).

use std::collections::{BTreeMap, BTreeSet};

use super::Reading;
use super::findings::{BreachPlace, CheckedRule, Findings};
use super::row::{Limit, Row, weigh};
use crate::error::Text;
use crate::fiscal::FiscalYear;
use crate::id::DistrictId;
use crate::scenario::RuleLimit;

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let inventory = &reading.inventory;
    for rule in &inventory.project.scenario.rules {
        let RuleLimit::ChangesPerPeriod { at_most, per_district } = rule.limit else { continue };
        let (mut areas, mut changes) = (BTreeSet::new(), BTreeMap::<(Option<&DistrictId>, FiscalYear), f64>::new());
        for (&function, fate) in inventory.functions.iter().zip(&reading.decisions.fates) {
            let Some(home) = inventory.home(function) else { continue };
            let area = per_district.then_some(&home.site.district);
            areas.insert(area);
            if let Some(fy) = fate.leaves() {
                *changes.entry((area, fy)).or_default() += 1.0;
            }
        }
        for period in inventory.horizon.periods().iter().skip(1) {
            for &area in &areas {
                let place = BreachPlace::year(period.start);
                let row = Row {
                    rule,
                    checked: CheckedRule::Changes,
                    place: area.map_or(place.clone(), |district| place.with_district(district)),
                    amount: changes.get(&(area, period.start)).copied().unwrap_or(0.0),
                    limit: Limit::AtMost(f64::from(at_most)),
                    unit: "functions",
                    text: Text::new("一度に移転・終了する機能が多すぎます", "too many functions move or end at once"),
                };
                weigh(row, findings);
            }
        }
    }
}
