//! C17: floor of shelters in every district and year (7.30).

use std::collections::BTreeMap;

use super::Reading;
use super::findings::{BreachPlace, CheckedRule, Findings};
use super::row::{Limit, Row, weigh};
use crate::error::Text;
use crate::id::DistrictId;
use crate::scenario::RuleLimit;

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let inventory = &reading.inventory;
    for rule in &inventory.project.scenario.rules {
        let RuleLimit::ShelterFloor { at_least_ratio } = rule.limit else { continue };
        for fy in inventory.horizon.fiscal_years() {
            // Usable floor and all floor of shelters, square metres.
            let mut by_district: BTreeMap<&DistrictId, (f64, f64)> = BTreeMap::new();
            let shelters = inventory.assets.iter().zip(&reading.decisions.paths).filter(|(asset, _)| asset.site.is_shelter);
            for (asset, path) in shelters {
                let (usable, all) = by_district.entry(&asset.site.district).or_default();
                *all += asset.gfa_m2();
                if !path.is_gone(fy) && !path.is_in_works(fy) {
                    *usable += asset.gfa_m2();
                }
            }
            for (district, (usable, all)) in by_district {
                let row = Row {
                    rule,
                    checked: CheckedRule::Shelter,
                    place: BreachPlace::year(fy).with_district(district),
                    amount: usable,
                    limit: Limit::AtLeast(at_least_ratio * all),
                    unit: "m²",
                    text: Text::new("使える避難所の床が足りません", "too little floor of shelters is usable"),
                };
                weigh(row, findings);
            }
        }
    }
}
