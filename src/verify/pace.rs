//! C7: school starts per year (7.11) and schools in works per district (7.12).

use std::collections::BTreeSet;

use super::Reading;
use super::findings::{BreachPlace, CheckedRule, Findings};
use super::row::{Limit, Row, weigh, years_of};
use crate::error::Text;
use crate::id::DistrictId;
use crate::plan::Action;
use crate::scenario::RuleLimit;

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let horizon = &reading.inventory.horizon;
    for rule in &reading.inventory.project.scenario.rules {
        match rule.limit {
            RuleLimit::SchoolStartsPerYear { at_most, from_fy, to_fy } => {
                for fy in years_of(horizon, from_fy, to_fy) {
                    let row = Row {
                        rule,
                        checked: CheckedRule::Pace,
                        place: BreachPlace::year(fy),
                        amount: count(school_rebuilds(reading).filter(|(_, action)| action.works_fy == fy)),
                        limit: Limit::AtMost(f64::from(at_most)),
                        unit: "schools",
                        text: Text::new("着工する学校が多すぎます", "too many school rebuilds start in one year"),
                    };
                    weigh(row, findings);
                }
            }
            RuleLimit::SchoolsInWorksPerDistrict { at_most } => {
                let districts = districts_with_schools(reading);
                for (district, fy) in districts.iter().flat_map(|&district| horizon.fiscal_years().map(move |fy| (district, fy)))
                {
                    let is_in_works = |(place, action): &(&DistrictId, Action)| {
                        *place == district && action.works_fy <= fy && fy < action.open_fy
                    };
                    let row = Row {
                        rule,
                        checked: CheckedRule::InWorks,
                        place: BreachPlace::year(fy).with_district(district),
                        amount: count(school_rebuilds(reading).filter(is_in_works)),
                        limit: Limit::AtMost(f64::from(at_most)),
                        unit: "schools",
                        text: Text::new("同じ地区で工事中の学校が多すぎます", "too many schools of one district are in works"),
                    };
                    weigh(row, findings);
                }
            }
            _ => {}
        }
    }
}

fn school_rebuilds<'reading>(reading: &'reading Reading) -> impl Iterator<Item = (&'reading DistrictId, Action)> {
    let schools = reading.inventory.assets.iter().zip(&reading.decisions.paths).filter(|(asset, _)| asset.school().is_some());
    schools.filter_map(|(asset, path)| path.rebuild().map(|action| (&asset.site.district, action)))
}

fn districts_with_schools<'reading>(reading: &'reading Reading) -> BTreeSet<&'reading DistrictId> {
    let schools = reading.inventory.assets.iter().filter(|asset| asset.school().is_some());
    schools.map(|asset| &asset.site.district).collect()
}

/// A count as a real number, which every count of schools is exactly.
fn count<T>(found: impl Iterator<Item = T>) -> f64 {
    found.map(|_| 1.0).sum()
}
