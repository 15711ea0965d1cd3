//! School mergers (U), rooms that schools share, held sites during works, permits: what is allowed, what it costs.

use std::collections::BTreeMap;

use super::cash::{beyond_kept, each, line, residual};
use super::said::Said;
use super::suburb::{go, merge_school, permit, room_of, share, still, suburb, swing};
use super::town::{
    act, assert_accepted, asset_plan, block, breaches_of, claimed, close, colocate, decide, kind_of, service, site,
};
use crate::catalogue::RoomClass;
use crate::fiscal::FiscalYear;
use crate::plan::{ActionCode, MergerMode, MoveCode, Nature, Plan, Treatment};
use crate::project::{Ownership, Project, Purpose, Seismic, Zone};
use crate::units::{People, SquareMeters};
use crate::verify::CheckedRule as Rule;
use crate::verify::tests::measures::{claims, close_to};

/// Pupils of a school by year.
pub(super) fn pupils_of<'project>(project: &'project mut Project, id: &str) -> &'project mut BTreeMap<FiscalYear, People> {
    match &mut site(project, id).purpose {
        Purpose::School(school) => &mut school.pupils,
        Purpose::Facility => unreachable!("{id} is a school"),
    }
}

/// school-1 is rebuilt as a hub for 2027 and takes in the pupils of school-3.
fn hub_merger(project: &Project) -> Plan {
    let mut plan = still(project);
    act(&mut plan, "school-1", &[(ActionCode::BH, 2022, 2024, 2027)]);
    merge_school(&mut plan, "school-3", "school-1", MergerMode::Hub, 2027);
    claimed(project, plan)
}

/// school-1 takes in the pupils of school-3 as it stands, in 2032.
fn standing_merger(project: &Project) -> Plan {
    let mut plan = still(project);
    merge_school(&mut plan, "school-3", "school-1", MergerMode::Standing, 2032);
    claimed(project, plan)
}

/// school-1 is rebuilt without a gymnasium and uses that of school-3.
fn sharing_plan(project: &Project) -> Plan {
    let mut plan = still(project);
    act(&mut plan, "school-1", &[(ActionCode::B, 2022, 2024, 2027)]);
    share(&mut plan, "school-1", "school-3", RoomClass::Gym);
    claimed(project, plan)
}

/// lib-1 moves into school-3 in 2027, library-1 is held, and school-1 uses it during its works of 2027–2029.
fn swing_plan(project: &Project) -> Plan {
    let mut plan = still(project);
    decide(&mut plan, "lib-1", go(MoveCode::S, "school-3", 2027));
    close(&mut plan, "library-1", 2027, Treatment::Z);
    act(&mut plan, "school-1", &[(ActionCode::B, 2025, 2027, 2030)]);
    swing(&mut plan, "school-1", "library-1");
    claimed(project, plan)
}

/// lib-1 moves into the hub school-1 in 2032, with a permit where the zone needs one.
fn permit_plan(project: &Project) -> Plan {
    let mut plan = still(project);
    act(&mut plan, "school-1", &[(ActionCode::BH, 2027, 2029, 2032)]);
    decide(&mut plan, "lib-1", colocate("school-1", 2032));
    claimed(project, plan)
}

pub(super) const SAID: &[Said] = &[
    (
        "mergers of schools switched off",
        hub_merger,
        |project, _| project.scenario.schools.merging = false,
        Rule::Switch,
        "asset school-3",
    ),
    (
        "a school that closes without a merger",
        hub_merger,
        |_, plan| asset_plan(plan, "school-3").merger = None,
        Rule::MergerPath,
        "asset school-3: a school closes exactly when its pupils go to another (found: CLOSE 2027;",
    ),
    (
        "a merger of a school that stays",
        hub_merger,
        |_, plan| asset_plan(plan, "school-3").close_fy = None,
        Rule::MergerPath,
        "(found: K with a merger;",
    ),
    (
        "a merger of two kinds of school",
        standing_merger,
        |_, plan| asset_plan(plan, "school-3").merger.as_mut().unwrap().into = "school-2".into(),
        Rule::Merger,
        "asset school-3 FY 2032 → school-2: only schools of one kind are merged (found: elementary; allowed: junior_high)",
    ),
    (
        "a merger a metre too far",
        hub_merger,
        |project, _| project.scenario.schools.merge_max_m.elementary = 215.0,
        Rule::Merger,
        "(found: 216 m; allowed: ≤ 215 m)",
    ),
    (
        "a merged school with too many classes",
        hub_merger,
        // 450 pupils in 2027: 75 a grade, three classes.
        |project, _| project.scenario.schools.merge_max_classes = 17,
        Rule::Merger,
        "asset school-3 FY 2027 → school-1: the merged school has too many classes (found: 18; allowed: ≤ 17)",
    ),
    (
        "a merger of a school with a library",
        hub_merger,
        |project, _| service(project, "office").home = "school-3".into(),
        Rule::Merger,
        "a school with a function at home is not merged (found: 1;",
    ),
    (
        "a merger of a rented school",
        hub_merger,
        |project, _| site(project, "school-3").ownership = Ownership::Leased,
        Rule::Merger,
        "a leased school is not merged",
    ),
    (
        "a merger into a facility",
        standing_merger,
        |_, plan| asset_plan(plan, "school-3").merger.as_mut().unwrap().into = "office-1".into(),
        Rule::Merger,
        "(found: facility; allowed: schools)",
    ),
    (
        "a merger before its hub opens",
        hub_merger,
        |_, plan| act(plan, "school-1", &[(ActionCode::BH, 2023, 2025, 2028)]),
        Rule::MergerHub,
        "asset school-3 FY 2027 → school-1: no hub opens at the other school for this period (found: 2027; allowed: 2032)",
    ),
    (
        "pupils' floor that is designed before the horizon",
        hub_merger,
        |project, _| project.scenario.works.school_design_years = 3,
        Rule::Merger,
        "asset school-3 FY 2027 → school-1: its design or works would begin before the horizon (found: 2021; allowed: ≥ 2022)",
    ),
    (
        "more pupils than the hub has floor for",
        hub_merger,
        |project, _| project.scenario.moves.hub_guest_cap_m2 = Some(1_199.0),
        Rule::MergerHub,
        "(found: 1200 m²; allowed: ≤ 1199 m²)",
    ),
    (
        "pupils and a guest that fit only alone",
        hub_merger,
        |project, plan| {
            project.scenario.moves.hub_guest_cap_m2 = Some(1_799.0);
            decide(plan, "lib-1", colocate("school-1", 2027));
        },
        Rule::Guests,
        "asset school-1 FY 2027: the guests do not fit the spare floor (found: 1800 m²; allowed: ≤ 1799 m²)",
    ),
    (
        "a standing school that is rebuilt",
        standing_merger,
        |_, plan| act(plan, "school-1", &[(ActionCode::B, 2022, 2024, 2027)]),
        Rule::MergerStanding,
        "asset school-3 FY 2032 → school-1: the other school is rebuilt or closes (found: B 2024;",
    ),
    (
        "pupils that do not fit the standing school",
        standing_merger,
        |_, plan| {
            asset_plan(plan, "school-3").close_fy = Some(FiscalYear(2027));
            plan.sites[0].fy = FiscalYear(2027);
        },
        Rule::Surplus,
        "asset school-1 FY 2027: they do not fit the school's surplus rooms (found: 1200 m²; allowed: ≤ 600 m²)",
    ),
    (
        "a school that takes in another and closes",
        standing_merger,
        |_, plan| merge_school(plan, "school-1", "school-3", MergerMode::Standing, 2032),
        Rule::MergerOnce,
        "asset school-1: a school that takes in another takes one and stays (found: 1, CLOSE 2032;",
    ),
    ("sharing switched off", sharing_plan, |project, _| project.scenario.schools.sharing = false, Rule::Switch, "asset school-1"),
    (
        "sharing a metre too far",
        sharing_plan,
        |project, _| project.scenario.schools.sharing_max_m = 215.0,
        Rule::Sharing,
        "asset school-1 gym → school-3: the schools are too far apart (found: 216 m; allowed: ≤ 215 m)",
    ),
    (
        "sharing with too many classes",
        sharing_plan,
        |project, _| project.scenario.schools.sharing_max_classes = 17,
        Rule::Sharing,
        "(found: 18; allowed: ≤ 17)",
    ),
    (
        "sharing a pool that the kind has not",
        sharing_plan,
        |_, plan| plan.shares[0].room = RoomClass::Pool,
        Rule::Sharing,
        "asset school-1 pool → school-3: schools of this kind have no such room to share (found: 0 m²;",
    ),
    (
        "sharing with itself",
        sharing_plan,
        |_, plan| plan.shares[0].partner = "school-1".into(),
        Rule::Sharing,
        "two different schools share a room",
    ),
    (
        "sharing without a rebuild",
        sharing_plan,
        |_, plan| act(plan, "school-1", &[(ActionCode::P, 2022, 2024, 2027)]),
        Rule::SharingPath,
        "(found: P 2024; allowed: B or BH, one partner)",
    ),
    (
        "sharing with more hours than the room has",
        sharing_plan,
        |project, _| {
            // 150 of the school that gives its room up and 51 of residents, of 200.
            room_of(project, "gym-1").slots.get_mut(&"evening".into()).unwrap().school_use = 150.0;
            room_of(project, "gym-3").slots.get_mut(&"evening".into()).unwrap().used = 51.0;
        },
        Rule::Sharing,
        "the hours of both schools and residents' bookings do not fit the one room (found: evening 201; allowed: ≤ 200)",
    ),
    (
        "sharing with a school that takes in a third",
        sharing_plan,
        |_, plan| merge_school(plan, "school-2", "school-3", MergerMode::Standing, 2032),
        Rule::SharingPartner,
        "a school that shares a room takes in no other school (found: pupils of another school come to school-3;",
    ),
    (
        "sharing with two schools",
        sharing_plan,
        |_, plan| share(plan, "school-1", "school-2", RoomClass::Gym),
        Rule::SharingPath,
        "(found: a second partner;",
    ),
    (
        "sharing with a school without the room",
        sharing_plan,
        |_, plan| share(plan, "school-3", "school-1", RoomClass::Gym),
        Rule::SharingPartner,
        "asset school-1 gym → school-3: the other school does not keep the room (found: no room of its own;",
    ),
    (
        "sharing with a school that closes",
        sharing_plan,
        |_, plan| merge_school(plan, "school-3", "school-1", MergerMode::Hub, 2032),
        Rule::SharingPartner,
        "(found: CLOSE 2032;",
    ),
    (
        "three schools with one gymnasium",
        sharing_plan,
        |_, plan| share(plan, "school-2", "school-3", RoomClass::Gym),
        Rule::SharingOnce,
        "asset school-1 gym → school-3: more than two schools share one room (found: 2; allowed: 1)",
    ),
    ("swing space switched off", swing_plan, |project, _| project.scenario.schools.swing = false, Rule::Switch, "asset school-1"),
    (
        "swing space a metre too far",
        swing_plan,
        |project, _| project.scenario.schools.swing_max_m = 287.0,
        Rule::Swing,
        "asset school-1 site library-1: the held site is too far away (found: 288 m; allowed: ≤ 287 m)",
    ),
    (
        "swing space in a weak building",
        swing_plan,
        |project, _| block(project, "library-1").seismic = Seismic::OldWeak,
        Rule::Swing,
        "(found: library-1; allowed: not old_weak)",
    ),
    (
        "swing space that is too small",
        swing_plan,
        // 0.2 × 3,400 = 680 m².
        |project, _| {
            block(project, "library-1").gfa.0 = 679.0;
            project.scenario.treatments.hold_min_gfa_m2 = 500.0;
        },
        Rule::Swing,
        "(found: 679 m²; allowed: ≥ 680 m²)",
    ),
    (
        "swing space on its own site",
        swing_plan,
        |_, plan| plan.swings[0].site = "school-1".into(),
        Rule::Swing,
        "a school does not use its own site",
    ),
    (
        "two held sites for one school",
        swing_plan,
        |_, plan| swing(plan, "school-1", "civic"),
        Rule::SwingPath,
        "asset school-1: a school uses one held site, during its rebuild (found: 2, B 2027;",
    ),
    (
        "swing space without works",
        swing_plan,
        |_, plan| asset_plan(plan, "school-1").actions.clear(),
        Rule::SwingPath,
        "(found: 1, K;",
    ),
    (
        "swing space that is held too late",
        swing_plan,
        |_, plan| act(plan, "school-1", &[(ActionCode::B, 2024, 2026, 2029)]),
        Rule::SwingHeld,
        "asset school-1 site library-1: the site is not held when the works begin (found: Z 2027; allowed: Z ≤ 2026)",
    ),
    (
        "a held building that grows too old during the works",
        swing_plan,
        |project, _| project.scenario.life.extended_years.rc = 54,
        Rule::Swing,
        "a building of the site is too old before the works end (found: library-1 until 2029; allowed: ≥ 2030)",
    ),
    (
        "two schools in one held building",
        swing_plan,
        |_, plan| {
            act(plan, "school-2", &[(ActionCode::B, 2027, 2029, 2032)]);
            swing(plan, "school-2", "library-1");
        },
        Rule::SwingHeld,
        "site library-1 FY 2029: two schools use the held site at the same time (found: 2; allowed: ≤ 1)",
    ),
    (
        "a permit switched off",
        permit_plan,
        |project, plan| {
            project.scenario.permits.zone_exception = false;
            site(project, "school-1").zone = Zone::LowRise1;
            permit(plan, "school-1", "library", 2032);
        },
        Rule::Switch,
        "asset school-1 kind library FY 2032",
    ),
    (
        "a permit where there is no cap",
        permit_plan,
        |_, plan| permit(plan, "school-1", "library", 2032),
        Rule::Permit,
        "asset school-1 kind library FY 2032: there is no cap to lift",
    ),
    (
        "a permit for a facility",
        permit_plan,
        |project, plan| {
            site(project, "library-2").zone = Zone::LowRise1;
            permit(plan, "library-2", "library", 2032);
        },
        Rule::Permit,
        "asset library-2 kind library FY 2032: only schools are given permits",
    ),
    (
        "a permit applied for before the horizon",
        permit_plan,
        |project, plan| {
            // 2027 − 3 − 2 − ⌈13 / 12⌉ = 2020.
            project.scenario.permits.months = 13;
            site(project, "school-1").zone = Zone::LowRise1;
            permit(plan, "school-1", "library", 2027);
        },
        Rule::Permit,
        "(found: 2020; allowed: ≥ 2022)",
    ),
    (
        "a permit for another kind",
        permit_plan,
        |project, plan| {
            site(project, "school-1").zone = Zone::LowRise1;
            permit(plan, "school-1", "hall", 2032);
        },
        Rule::ZoneCap,
        "asset school-1 kind library: the use zone allows less floor of this kind (found: 600 m²; allowed: ≤ 500 m²)",
    ),
];

#[test]
fn a_hub_that_takes_in_a_school_builds_floor_for_its_pupils() {
    let project = suburb();
    let plan = hub_merger(&project);
    // Pupils 2027: 270 + 180 = 450, 75 a grade, 3 classes a grade, 18 against 12: 6 × 200 = 1,200 m².
    // School 150,000 × 3,400 / 3 = 170,000; pupils 150,000 × 1,200 / 3 = 60,000 thousand a year.
    assert_eq!(line(&project, &plan, Nature::Construction), each(2024..=2026, 230_000_000));
    // 25,500 + 9,000 a year, and 5,000 set-up in 2022.
    assert_eq!(line(&project, &plan, Nature::Design), BTreeMap::from([(2022, 39_500_000), (2023, 34_500_000)]));
    // 10,000 × 3,600 m² in the year before.
    assert_eq!(line(&project, &plan, Nature::Moving), each(2026..=2026, 36_000_000));
    // school-1 −600, pupils +1,200, school-3 −3,600 m².
    assert_eq!(beyond_kept(&project, &plan, Nature::Repair), each(2027..=2036, -6_000_000));
    assert_eq!(beyond_kept(&project, &plan, Nature::Running), each(2027..=2036, -9_000_000));
    // (510,000 + 180,000) × (1 − 10 / 80) = 603,750 thousand.
    assert_eq!(residual(&project, &plan), 603_750_000);
    let floor = claims(&project, &plan).floor_area_m2;
    assert!(close_to(floor[&FiscalYear(2026)] - floor[&FiscalYear(2027)], 600.0 - 1_200.0 + 3_600.0));
    // BH of 2022; closing and clearing in 2027: the merger is the closing.
    assert!(close_to(claims(&project, &plan).objective.tie_break_jpy, 1_000.0 + 2.0 * 1_005.0));
}

#[test]
fn a_standing_school_takes_in_pupils_for_the_cost_of_moving() {
    let project = suburb();
    let plan = standing_merger(&project);
    // From 2032 on 240 + 180 = 420 pupils: 70 a grade, two classes of 35, as many as school-1 has alone.
    assert_accepted(&project, &plan);
    assert_eq!(line(&project, &plan, Nature::Moving), each(2031..=2031, 36_000_000));
    assert!(line(&project, &plan, Nature::Construction).is_empty());
    // The cleared site: 20,000 × 3,600 m².
    assert_eq!(line(&project, &plan, Nature::Demolition), each(2032..=2032, 72_000_000));
}

#[test]
fn a_closed_schools_site_is_treated_like_any_other() {
    let project = suburb();
    let mut plan = hub_merger(&project);
    plan.sites.clear();
    assert_eq!(breaches_of(&project, &plan, Rule::Treated).len(), 1);
}

#[test]
fn a_shared_gymnasium_is_not_built_designed_or_repaired() {
    let project = suburb();
    let plan = sharing_plan(&project);
    // School 170,000 less 150,000 × 500 / 3 = 25,000 thousand a year.
    assert_eq!(line(&project, &plan, Nature::Construction), each(2024..=2026, 145_000_000));
    // 25,500 less 3,750 thousand.
    assert_eq!(line(&project, &plan, Nature::Design), each(2022..=2023, 21_750_000));
    // The pupils need the same temporary premises: 30,000 × 0.2 × 3,400 / 3 = 6,800 thousand.
    assert_eq!(line(&project, &plan, Nature::Temporary), each(2024..=2026, 6_800_000));
    // 600 m² less after the rebuild, and 500 for the room.
    assert_eq!(beyond_kept(&project, &plan, Nature::Repair), each(2027..=2036, -2_200_000));
    // 510,000 and 75,000 × (1 − 10 / 80).
    assert_eq!(residual(&project, &plan), 446_250_000 - 65_625_000);
    let floor = claims(&project, &plan).floor_area_m2;
    assert!(close_to(floor[&FiscalYear(2026)] - floor[&FiscalYear(2027)], 1_100.0));
    // The rebuild of 2022 and the share, counted in the year works begin.
    assert!(close_to(claims(&project, &plan).objective.tie_break_jpy, 1_000.0 + 1_002.0));
}

#[test]
fn what_is_not_built_is_rounded_by_itself() {
    let mut project = suburb();
    project.kinds.school_kinds[0].gym_m2 = 500.001;
    // 150,000 × 500.001 / 3 = 25,000,050.
    let plan = sharing_plan(&project);
    assert_eq!(line(&project, &plan, Nature::Construction), each(2024..=2026, 170_000_000 - 25_000_050));
}

#[test]
fn a_held_building_saves_temporary_premises() {
    let project = suburb();
    let plan = swing_plan(&project);
    assert!(line(&project, &plan, Nature::Temporary).is_empty());
    let mut without = plan.clone();
    without.swings.clear();
    // 30,000 × 0.2 × 3,400 / 3.
    assert_eq!(line(&project, &without, Nature::Temporary), each(2027..=2029, 6_800_000));
    let tie_break = |plan: &Plan| claims(&project, plan).objective.tie_break_jpy;
    assert!(close_to(tie_break(&plan) - tie_break(&without), 1_005.0));
}

#[test]
fn one_held_building_serves_two_schools_one_after_the_other() {
    let project = suburb();
    let mut plan = swing_plan(&project);
    // school-2 needs 0.2 × 3,400 = 680 m² in 2030–2032.
    act(&mut plan, "school-2", &[(ActionCode::B, 2028, 2030, 2033)]);
    swing(&mut plan, "school-2", "library-1");
    assert_accepted(&project, &plan);
}

#[test]
fn a_permit_lifts_the_cap_for_its_price() {
    let mut project = suburb();
    site(&mut project, "school-1").zone = Zone::LowRise1;
    let mut plan = permit_plan(&project);
    assert_eq!(breaches_of(&project, &plan, Rule::ZoneCap).len(), 1);
    let before = line(&project, &plan, Nature::Design);
    permit(&mut plan, "school-1", "library", 2032);
    assert_accepted(&project, &plan);
    // 2032 − 3 − 2 − 1: 4,000 thousand in 2026.
    let after = line(&project, &plan, Nature::Design);
    assert_eq!((before.get(&2026), after.get(&2026)), (None, Some(&4_000_000)));
    // BH of 2027, the move of 2032, the permit of 2026.
    assert!(close_to(claims(&project, &plan).objective.tie_break_jpy, 1_005.0 + 1_010.0 + 1_004.0));
}

#[test]
fn a_permit_lifts_nothing_for_guests_in_surplus_rooms() {
    let mut project = suburb();
    site(&mut project, "school-3").zone = Zone::LowRise1;
    let mut plan = super::reuse::surplus_plan(&project);
    permit(&mut plan, "school-3", "library", 2032);
    assert_eq!(breaches_of(&project, &plan, Rule::ZoneCap).len(), 1);
}

#[test]
fn a_small_guest_needs_no_permit() {
    let mut project = suburb();
    site(&mut project, "school-1").zone = Zone::LowRise1;
    service(&mut project, "lib-1").gfa = SquareMeters(600.0);
    assert_accepted(&project, &permit_plan(&project));
    kind_of(&mut project, "library").zone_caps[0].at_most_m2 = 449.0;
    assert_eq!(breaches_of(&project, &permit_plan(&project), Rule::ZoneCap).len(), 1);
}

#[test]
fn schools_of_different_kinds_may_share() {
    let mut project = suburb();
    project.scenario.schools.sharing_max_m = 400.0;
    project.kinds.school_kinds.iter_mut().for_each(|kind| kind.gym_m2 = 500.0);
    let mut plan = sharing_plan(&project);
    // school-2 (junior high, 288 m) has 12 classes beside school-1's 12.
    plan.shares[0].partner = "school-2".into();
    assert_accepted(&project, &plan);
    project.scenario.schools.sharing_max_classes = 23;
    assert_eq!(breaches_of(&project, &plan, Rule::Sharing).len(), 1);
}
