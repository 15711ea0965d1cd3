//! Floor, overdue area, walks and the terms of the objective, by hand.

use super::town::{act, assert_accepted, block, claimed, close, decide, end, hub_plan, kept, town};
use crate::fiscal::FiscalYear;
use crate::plan::{ActionCode, Claims, Plan, Treatment};
use crate::project::Project;
use crate::verify::verify;

pub(super) fn claims(project: &Project, plan: &Plan) -> Claims {
    verify(project, plan).claims
}

pub(super) fn discount(from: i32, to: i32) -> f64 {
    (from..=to).map(|fy| 1.0 / 1.04_f64.powi(fy - 2022)).sum()
}

pub(super) fn close_to(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-9 * expected.abs().max(1.0)
}

#[test]
fn floor_follows_rebuilds_closings_and_guests() {
    let project = town();
    let floor = claims(&project, &hub_plan(&project)).floor_area_m2;
    assert_eq!(floor.len(), 15);
    assert!(close_to(floor[&FiscalYear(2026)], 11_600.0));
    // School 4,000 → 3,400; guest + 600; library-1 − 1,000.
    assert!(close_to(floor[&FiscalYear(2027)], 10_600.0));
}

#[test]
fn overdue_floor_by_hand() {
    let project = town();
    let plan = kept(&project);
    let overdue = claims(&project, &plan).overdue_m2;
    // 2022, late renovation only (over 40, weight 0.2): s1-a 3,000 (57), school-2 3,000 (56), library-1 1,000 (47).
    assert!(close_to(overdue[&FiscalYear(2022)], 0.2 * 7_000.0));
    // 2025: s1-a is 60 and beyond its life.
    assert!(close_to(overdue[&FiscalYear(2025)], 3_000.0 + 0.2 * 4_000.0));
    // 2036: s1-a, school-2 and library-1 (61) beyond; late: s1-b 1,000 (46), hall-1 300 (46), office-1 2,000 (51), library-2 900 (41).
    assert!(close_to(overdue[&FiscalYear(2036)], 7_000.0 + 0.2 * 4_200.0));
}

#[test]
fn a_block_stays_overdue_until_its_rebuild_opens_and_a_kept_one_gains_years() {
    let mut project = town();
    block(&mut project, "s1-b").built = FiscalYear(1976);
    let mut plan = kept(&project);
    act(&mut plan, "school-1", &[(ActionCode::P, 2023, 2025, 2028)]);
    assert_accepted(&project, &plan);
    let before = claims(&project, &kept(&project)).overdue_m2;
    let after = claims(&project, &plan).overdue_m2;
    // 2027, in works: s1-a still counts, s1-b (51) is still late for its renovation.
    assert!(close_to(after[&FiscalYear(2027)], before[&FiscalYear(2027)]));
    // 2028: neither.
    assert!(close_to(before[&FiscalYear(2028)] - after[&FiscalYear(2028)], 3_000.0 + 200.0));
    // 2036: s1-b is 60, within its extended life of 80.
    assert!(close_to(before[&FiscalYear(2036)] - after[&FiscalYear(2036)], 3_000.0 + 1_000.0));
}

#[test]
fn an_earlier_renovation_counts_when_it_was_late_enough() {
    let mut project = town();
    block(&mut project, "library-1").last_renovation = Some(FiscalYear(1994));
    let at_nineteen = claims(&project, &kept(&project)).overdue_m2[&FiscalYear(2022)];
    block(&mut project, "library-1").last_renovation = Some(FiscalYear(1995));
    let at_twenty = claims(&project, &kept(&project)).overdue_m2[&FiscalYear(2022)];
    assert!(close_to(at_nineteen, 1_400.0) && close_to(at_twenty, 1_200.0));
}

#[test]
fn walks_grow_by_the_distance_to_the_hub() {
    let project = town();
    let access = claims(&project, &hub_plan(&project)).objective.access_person_km;
    // lib-1 is beside the demand point; 0.002 degrees of latitude are 221.9 m, times 1.3 is 288 m; lib-2 is farther.
    // Weight 2029: 100 + 300 + (300 + 200 × 7/10) = 840; 2034: 900.
    let expected = 0.288 * (840.0 * discount(2027, 2031) + 900.0 * discount(2032, 2036));
    assert!(close_to(access, expected), "{access} {expected}");
}

#[test]
fn the_objective_by_hand() {
    let mut project = town();
    project.scenario.objective.peak_weight = 0.5;
    let mut plan = kept(&project);
    decide(&mut plan, "meet-1", end(2027));
    close(&mut plan, "hall-1", 2027, Treatment::W);
    act(&mut plan, "library-2", &[(ActionCode::M, 2022, 2022, 2024)]);
    let plan = claimed(&project, plan);
    assert_accepted(&project, &plan);
    let terms = plan.claims.objective;
    // Works 54 million in 2022 and 2023; repair 23.2 and rent 6 million, from 2027 0.6 and 6 million less; running from 2027 3 million
    // less; 3 million in 2027 to restore the rented rooms.
    let million =
        54.0 * discount(2022, 2023) + 29.2 * discount(2022, 2036) - 9.6 * discount(2027, 2036) + 3.0 * discount(2027, 2027);
    assert!(close_to(terms.net_present_cost_jpy, million * 1e6), "{terms:?}");
    assert!(close_to(terms.residual_value_jpy, 61_200_000.0 / 1.04_f64.powi(15)));
    assert!(close_to(terms.peak_jpy, 27_000_000.0));
    // M from 2022, the ending, the closing and the return in 2027.
    assert!(close_to(terms.tie_break_jpy, 1_000.0 + 3.0 * 1_005.0));
    assert!(close_to(terms.overdue_jpy, 60_000.0 * terms.overdue_m2_years));
    assert!(close_to(terms.access_person_km, 0.0) && close_to(terms.soft_jpy, 0.0));
    project.scenario.objective.count_residual = false;
    assert!(close_to(claims(&project, &plan).objective.residual_value_jpy, 0.0));
}
