//! C9: capacity in every region follows demand, as far as today's goes (7.26).

use std::collections::BTreeMap;

use super::Reading;
use super::decisions::Fate;
use super::demand::{growth, weights_by};
use super::findings::{BreachPlace, CheckedRule, Findings};
use super::row::{Limit, Row, weigh};
use crate::catalogue::Kind;
use crate::error::Text;
use crate::fiscal::FiscalYear;
use crate::id::RegionId;
use crate::plan::MoveCode;
use crate::scenario::RuleLimit;

/// People functions of a region are sized for and used by.
#[derive(Clone, Copy, Default)]
struct Size {
    capacity: f64,
    used: f64,
}

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let project = reading.inventory.project;
    for rule in &project.scenario.rules {
        let RuleLimit::Capacity { kind, at_least_ratio } = &rule.limit else { continue };
        let Some(kind) = project.kinds.kind(kind) else { continue };
        let demand = weights_by(reading, kind, |demand| &demand.region);
        let today = sizes(reading, kind, None);
        for (period, span) in reading.inventory.horizon.periods().iter().enumerate().skip(1) {
            let later = sizes(reading, kind, Some(span.start));
            for (&region, size) in &today {
                let people = |period: usize| demand[period].get(region).copied().unwrap_or(0.0);
                let grown = at_least_ratio * size.used * growth(people(0), people(period));
                let row = Row {
                    rule,
                    checked: CheckedRule::Capacity,
                    place: BreachPlace::kind(&kind.id).in_year(span.start).with_figure(region.to_string()),
                    amount: later.get(region).map_or(0.0, |size| size.capacity),
                    limit: Limit::AtLeast(grown.min(size.capacity)),
                    unit: "people",
                    text: Text::new("地域に必要な定員を下回ります", "the region keeps too little capacity of the kind"),
                };
                weigh(row, findings);
            }
        }
    }
}

/// Sums by region, today or in the period that begins with a year, over functions of a kind whose capacity and use are known.
fn sizes<'reading>(reading: &'reading Reading, kind: &Kind, start: Option<FiscalYear>) -> BTreeMap<&'reading RegionId, Size> {
    let inventory = &reading.inventory;
    let mut sizes: BTreeMap<&RegionId, Size> = BTreeMap::new();
    for (function, &fate) in inventory.functions.iter().zip(&reading.decisions.fates) {
        let (Some(capacity), Some(used), true) = (function.capacity, function.used, function.kind == kind.id) else { continue };
        let has_left = start.is_some_and(|fy| fate.has_left(fy));
        let asset = match fate {
            Fate::Move { code: MoveCode::C | MoveCode::S | MoveCode::V, host, .. } if has_left => Some(&inventory.assets[host]),
            _ if has_left => None,
            _ => inventory.home(function),
        };
        if let Some(asset) = asset {
            let size = sizes.entry(&asset.site.region).or_default();
            size.capacity += capacity.0;
            size.used += used.0;
        }
    }
    sizes
}
