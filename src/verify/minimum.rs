//! C8: every district keeps its places of a kind (7.13).

use std::collections::BTreeMap;

use super::Reading;
use super::decisions::Fate;
use super::findings::{BreachPlace, CheckedRule, Findings};
use super::row::{Limit, Row, weigh};
use crate::error::Text;
use crate::fiscal::FiscalYear;
use crate::id::{DistrictId, KindId};
use crate::plan::MoveCode;
use crate::scenario::RuleLimit;

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    for rule in &reading.inventory.project.scenario.rules {
        let RuleLimit::DistrictMinimum { kind, at_least } = &rule.limit else { continue };
        let today = places(reading, kind, None);
        for period in reading.inventory.horizon.periods() {
            let later = places(reading, kind, Some(period.start));
            for (&district, today) in &today {
                let row = Row {
                    rule,
                    checked: CheckedRule::Minimum,
                    place: BreachPlace::kind(kind).with_district(district).in_year(period.start),
                    amount: later.get(district).copied().unwrap_or(0.0),
                    limit: Limit::AtLeast(today.min(f64::from(*at_least))),
                    unit: "places",
                    text: Text::new("地区に必要な箇所数を下回ります", "the district keeps too few places of the kind"),
                };
                weigh(row, findings);
            }
        }
    }
}

/// Places of a kind by district, today or in the period that begins with a year, without merged, replaced and ended functions.
fn places<'reading>(reading: &'reading Reading, kind: &KindId, start: Option<FiscalYear>) -> BTreeMap<&'reading DistrictId, f64> {
    let inventory = &reading.inventory;
    let mut places = BTreeMap::new();
    for (function, &fate) in
        inventory.functions.iter().zip(&reading.decisions.fates).filter(|(function, _)| &function.kind == kind)
    {
        let asset = match fate {
            Fate::Move { code: MoveCode::C | MoveCode::S | MoveCode::V, host, .. }
                if start.is_some_and(|fy| fate.has_left(fy)) =>
            {
                Some(&inventory.assets[host])
            }
            _ if start.is_some_and(|fy| fate.has_left(fy)) => None,
            _ => inventory.home(function),
        };
        if let Some(asset) = asset {
            *places.entry(&asset.site.district).or_insert(0.0) += 1.0;
        }
    }
    places
}
