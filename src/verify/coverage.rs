//! C10: people who live within the service standard of a kind (7.27).

use std::collections::BTreeMap;

use super::Reading;
use super::demand::weight;
use super::findings::{BreachPlace, CheckedRule, Findings};
use super::nearest::Nearest;
use super::row::{Limit, Row, weigh};
use crate::error::Text;
use crate::id::DistrictId;
use crate::scenario::RuleLimit;

/// People of one area in one period, by (8.2).
#[derive(Clone, Copy, Default)]
struct People {
    all: f64,
    covered: f64,
    covered_today: f64,
}

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let inventory = &reading.inventory;
    for rule in &inventory.project.scenario.rules {
        let RuleLimit::Coverage { kind, at_least_ratio, per_district } = &rule.limit else { continue };
        let Some(kind) = inventory.project.kinds.kind(kind) else { continue };
        let nearest = Nearest::of(reading, kind);
        let is_within = |walk: Option<f64>| walk.is_some_and(|walk| walk <= kind.standard_m);
        for (&period, later) in inventory.horizon.periods().iter().zip(&nearest.later).skip(1) {
            let mut by_area: BTreeMap<Option<&DistrictId>, People> = BTreeMap::new();
            for ((demand, &near), &today) in inventory.project.demand.iter().zip(later).zip(&nearest.today) {
                let people = by_area.entry(per_district.then_some(&demand.district)).or_default();
                let counted = weight(kind, demand, period);
                people.all += counted;
                people.covered += if is_within(near) { counted } else { 0.0 };
                people.covered_today += if is_within(today) { counted } else { 0.0 };
            }
            for (district, people) in by_area {
                let place = BreachPlace::kind(&kind.id).in_year(period.start);
                let row = Row {
                    rule,
                    checked: CheckedRule::Coverage,
                    place: district.map_or(place.clone(), |district| place.with_district(district)),
                    amount: people.covered,
                    limit: Limit::AtLeast((at_least_ratio * people.all).min(people.covered_today)),
                    unit: "people",
                    text: Text::new("圏域内の人口が足りません", "too few people live within the service standard"),
                };
                weigh(row, findings);
            }
        }
    }
}
