//! What may be done: moves, treatments, schools, permits, openings, and the projection of residents.

use crate::load::population::CHANGE;
use crate::load::ranges::Ranges;
use crate::scenario::{OpeningSettings, Scenario, SchoolSettings};

/// Farthest way, walking metres.
const FARTHEST_M: f64 = 100_000.0;
/// Most classes of schools that are joined or share a room; the largest school of Japan has about 60.
const MOST_CLASSES: f64 = 200.0;

pub(super) fn check(scenario: &Scenario, ranges: &mut Ranges<'_>) {
    let moves = &scenario.moves;
    ranges.above("moves.max_utilization", moves.max_utilization, 0.0, 2.0);
    if let Some(cap) = moves.hub_guest_cap_m2 {
        ranges.within("moves.hub_guest_cap_m2", cap, 0.0, 1e6);
    }
    ranges.within("moves.conversion_min_years", moves.conversion_min_years, 0.0, super::OLDEST);
    ranges.within("treatments.lease_min_site_area_m2", scenario.treatments.lease_min_site_area_m2, 0.0, 1e7);
    ranges.within("treatments.hold_min_gfa_m2", scenario.treatments.hold_min_gfa_m2, 0.0, 1e6);
    check_schools(&scenario.schools, ranges);
    ranges.within("permits.months", scenario.permits.months, 0.0, 120.0);
    check_openings(&scenario.openings, ranges);
    ranges.within("population.change_per_year", scenario.population.change_per_year, *CHANGE.start(), *CHANGE.end());
}

fn check_schools(schools: &SchoolSettings, ranges: &mut Ranges<'_>) {
    for (key, metres) in [
        ("schools.merge_max_m.elementary", schools.merge_max_m.elementary),
        ("schools.merge_max_m.junior_high", schools.merge_max_m.junior_high),
        ("schools.sharing_max_m", schools.sharing_max_m),
        ("schools.swing_max_m", schools.swing_max_m),
    ] {
        ranges.within(key, metres, 0.0, FARTHEST_M);
    }
    ranges.within("schools.merge_max_classes", schools.merge_max_classes, 1.0, MOST_CLASSES);
    ranges.within("schools.sharing_max_classes", schools.sharing_max_classes, 1.0, MOST_CLASSES);
}

fn check_openings(openings: &OpeningSettings, ranges: &mut Ranges<'_>) {
    ranges.within("openings.margin", openings.margin, 0.0, 5.0);
    ranges.within("openings.walk_m", openings.walk_m, 0.0, FARTHEST_M);
}
