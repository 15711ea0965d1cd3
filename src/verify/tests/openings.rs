//! School rooms opened to residents and bookings that go there (O): what is allowed, what it costs, and the rules on slots.

use std::collections::BTreeMap;

use super::cash::{beyond_kept, line};
use super::said::Said;
use super::suburb::{go, merge_school, open, room_of, share, still, suburb, take};
use super::town::{act, assert_accepted, asset_plan, breaches_of, claimed, close, decide, end, kind_of, merge, rule, site};
use crate::catalogue::RoomClass;
use crate::fiscal::FiscalYear;
use crate::plan::{ActionCode, MergerMode, MoveCode, Nature, Plan, Treatment};
use crate::project::Project;
use crate::scenario::RuleLimit;
use crate::verify::CheckedRule as Rule;
use crate::verify::tests::measures::{claims, close_to};

/// meet-1's bookings go to the special rooms of school-3 from 2027 on; the rented rooms are returned.
fn replaced_plan(project: &Project) -> Plan {
    let mut plan = still(project);
    decide(&mut plan, "meet-1", go(MoveCode::O, "school-3", 2027));
    close(&mut plan, "hall-1", 2027, Treatment::W);
    for fy in [2027, 2032] {
        open(&mut plan, "school-3", RoomClass::SpecialRoom, fy);
        // 1.1 × 300 and 1.1 × 200; no one lives in the district, so that demand does not grow.
        take(&mut plan, "day", fy, 330.0);
        take(&mut plan, "evening", fy, 220.0);
    }
    claimed(project, plan)
}

/// The gymnasium of school-1 opens in 2032, after its rebuild.
fn gym_plan(project: &Project) -> Plan {
    let mut plan = still(project);
    act(&mut plan, "school-1", &[(ActionCode::B, 2022, 2024, 2027)]);
    open(&mut plan, "school-1", RoomClass::Gym, 2027);
    claimed(project, plan)
}

fn slots_rule(margin: f64) -> RuleLimit {
    RuleLimit::SlotsWithinWalk { room_class: RoomClass::Meeting, margin }
}

fn opened_rule(at_least_per_year: f64, from_fy: Option<i32>) -> RuleLimit {
    RuleLimit::OpenedSlots { at_least_per_year, from_fy: from_fy.map(FiscalYear) }
}

pub(super) const SAID: &[Said] = &[
    (
        "replacement switched off",
        replaced_plan,
        |project, _| project.scenario.openings.replacement = false,
        Rule::Switch,
        "function meet-1 FY 2027",
    ),
    (
        "opening switched off",
        replaced_plan,
        |project, _| project.scenario.openings.opening = false,
        Rule::Switch,
        "asset school-3 FY 2027",
    ),
    (
        "replacement of a kind that is not replaced",
        replaced_plan,
        |project, _| kind_of(project, "hall").may_be_replaced = false,
        Rule::Move,
        "asset school-3 function meet-1 FY 2027: a function of this kind is not replaced",
    ),
    (
        "replacement of rooms nobody books",
        replaced_plan,
        |project, _| project.rooms.retain(|room| room.id.as_str() != "meet-1-a"),
        Rule::Move,
        "the function has no used slots",
    ),
    (
        "replacement by a school without such rooms",
        replaced_plan,
        |_, plan| decide(plan, "meet-1", go(MoveCode::O, "school-1", 2027)),
        Rule::Move,
        "asset school-1 function meet-1 FY 2027: the school has nothing to open for it",
    ),
    (
        "replacement by a facility",
        replaced_plan,
        |_, plan| decide(plan, "meet-1", go(MoveCode::O, "annex", 2027)),
        Rule::Move,
        "only schools are hosts of O moves",
    ),
    (
        "replacement a metre too far",
        replaced_plan,
        |project, _| project.scenario.openings.walk_m = 360.0,
        Rule::Move,
        "(found: 361 m; allowed: ≤ 360 m)",
    ),
    (
        "slots a metre too far",
        replaced_plan,
        |project, _| project.scenario.openings.walk_m = 360.0,
        Rule::SlotFlow,
        "asset school-3 function meet-1 FY 2027 meeting→special_room day: the school is too far away (found: 361 m;",
    ),
    (
        "slots in rooms that do not serve",
        replaced_plan,
        |_, plan| plan.slot_flows[0].opened_class = RoomClass::Gym,
        Rule::SlotFlow,
        "meeting→gym day: rooms of this class do not serve those users",
    ),
    (
        "slots of a function that has no use",
        replaced_plan,
        |_, plan| plan.slot_flows[0].function = "office".into(),
        Rule::SlotFlow,
        "function office FY 2027 meeting→special_room day: the function has no use in this class and band (found: 0 slots;",
    ),
    (
        "slots in a facility",
        replaced_plan,
        |_, plan| plan.slot_flows[0].school = "annex".into(),
        Rule::SlotFlow,
        "asset annex function meet-1 FY 2027 meeting→special_room day: only schools open their rooms",
    ),
    (
        "a slot too few",
        replaced_plan,
        |_, plan| plan.slot_flows[1].slots_per_year = 219.0,
        Rule::Replaced,
        "function meet-1 FY 2027 meeting evening: opened rooms do not cover its bookings (found: 219 slots; allowed: ≥ 220",
    ),
    (
        "slots left out in the last period",
        replaced_plan,
        |_, plan| drop(plan.slot_flows.drain(2..)),
        Rule::Replaced,
        "function meet-1 FY 2032 meeting day: opened rooms do not cover its bookings (found: 0 slots;",
    ),
    (
        "more slots than the rooms have",
        replaced_plan,
        |_, plan| plan.slot_flows[0].slots_per_year = 501.0,
        Rule::Supply,
        "asset school-3 FY 2027 special_room day: more slots are taken than the school opens (found: 501 slots; allowed: ≤ 500 slots)",
    ),
    (
        "slots of rooms that are closed",
        replaced_plan,
        |_, plan| drop(plan.openings.pop()),
        Rule::Supply,
        "asset school-3 FY 2032 special_room day: more slots are taken than the school opens (found: 330 slots; allowed: ≤ 0 slots)",
    ),
    (
        "nothing to open",
        replaced_plan,
        |_, plan| open(plan, "school-1", RoomClass::Pool, 2027),
        Rule::Supply,
        "asset school-1 FY 2027 pool: the school has no slots of this class to open",
    ),
    (
        "a school in works",
        gym_plan,
        |_, plan| act(plan, "school-1", &[(ActionCode::B, 2023, 2025, 2028)]),
        Rule::Usable,
        "asset school-1 FY 2027 gym: the school is closed or in works (found: B 2025;",
    ),
    (
        "a school that has closed",
        gym_plan,
        |_, plan| asset_plan(plan, "school-1").close_fy = Some(FiscalYear(2027)),
        Rule::Usable,
        "(found: B 2024+CLOSE 2027;",
    ),
    (
        "a primary host that is not open",
        replaced_plan,
        |_, plan| drop(plan.openings.remove(0)),
        Rule::Primary,
        "asset school-3 function meet-1 FY 2027: the school is not open to its users at the move",
    ),
    (
        "a primary host that closes later",
        replaced_plan,
        |_, plan| asset_plan(plan, "school-3").close_fy = Some(FiscalYear(2032)),
        Rule::Primary,
        "asset school-3 function meet-1 FY 2027: the school its users go to closes (found: CLOSE 2032; allowed: a school that stays)",
    ),
    (
        "a gymnasium the school does not have",
        gym_plan,
        |_, plan| share(plan, "school-1", "school-3", RoomClass::Gym),
        Rule::SharedRoom,
        "asset school-1 FY 2027 gym: a room that two schools share is opened no further (found: shared from 2027;",
    ),
    (
        "a gymnasium that serves the neighbour too",
        gym_plan,
        |_, plan| {
            act(plan, "school-3", &[(ActionCode::B, 2022, 2024, 2027)]);
            share(plan, "school-3", "school-1", RoomClass::Gym);
        },
        Rule::SharedRoom,
        "asset school-1 FY 2027 gym: a room that two schools share is opened no further (found: shared from 2027;",
    ),
    (
        "a gymnasium that takes what went on in a closed school's",
        gym_plan,
        |project, plan| {
            room_of(project, "gym-3").slots.get_mut(&"evening".into()).unwrap().used = 10.0;
            merge_school(plan, "school-3", "school-1", MergerMode::Hub, 2027);
        },
        Rule::UnitedRoom,
        "asset school-1 FY 2027 gym: the rooms take what went on in those of the school that was merged",
    ),
    (
        "too few slots where they are used",
        replaced_plan,
        |project, _| project.scenario.rules.push(rule(slots_rule(1.2), None)),
        Rule::Slots,
        "function meet-1 FY 2027 meeting day: too few slots are offered within walking distance (found: 330 slots; allowed: ≥ 360 slots)",
    ),
    (
        "an ending without slots elsewhere",
        still,
        |project, plan| {
            project.scenario.rules.push(rule(slots_rule(1.0), None));
            decide(plan, "meet-1", end(2032));
        },
        Rule::Slots,
        "function meet-1 FY 2032 meeting evening: too few slots are offered within walking distance (found: 0 slots; allowed: ≥ 200",
    ),
    (
        "too few opened slots",
        replaced_plan,
        |project, _| project.scenario.rules.push(rule(opened_rule(1_101.0, None), None)),
        Rule::OpenedSlots,
        "FY 2027: too few slots of school rooms are opened (found: 1100 slots; allowed: ≥ 1101 slots)",
    ),
];

#[test]
fn opened_rooms_cost_keys_once_and_staff_every_year() {
    let project = suburb();
    let plan = replaced_plan(&project);
    // 2,000,000 × 2 rooms in 2026; 3,000 × (500 + 600) slots a year while open.
    let expected = (2026..=2036).map(|fy| (fy, if fy == 2026 { 4_000_000 } else { 3_300_000 })).collect();
    assert_eq!(line(&project, &plan, Nature::Opening), expected);
    // The hall's 3 million and its rent end; nothing is moved; its rooms are restored.
    assert_eq!(beyond_kept(&project, &plan, Nature::Running)[&2027], -3_000_000);
    assert_eq!(beyond_kept(&project, &plan, Nature::Rent)[&2036], -6_000_000);
    assert!(line(&project, &plan, Nature::Moving).is_empty());
    // The move, the closing, the return and the rooms that open in 2027; 2032 opens nothing anew.
    assert!(close_to(claims(&project, &plan).objective.tie_break_jpy, 4.0 * 1_005.0));
}

#[test]
fn rooms_that_close_and_open_again_are_set_up_again() {
    let mut project = suburb();
    project.scenario.horizon.period_years = vec![5, 5, 3, 2];
    let mut plan = still(&project);
    open(&mut plan, "school-3", RoomClass::Gym, 2027);
    open(&mut plan, "school-3", RoomClass::Gym, 2035);
    assert_accepted(&project, &plan);
    // 2,000 thousand before each opening, 3,000 × 300 slots in 2027–2031 and 2035–2036.
    let staffed = (2027..=2031).chain(2035..=2036).map(|fy| (fy, 900_000));
    let expected: BTreeMap<i32, i64> = staffed.chain([(2026, 2_000_000), (2034, 2_000_000)]).collect();
    assert_eq!(line(&project, &plan, Nature::Opening), expected);
    assert!(close_to(claims(&project, &plan).objective.tie_break_jpy, 1_005.0 + 1_013.0));
}

#[test]
fn set_up_escalates_and_follows_the_factor() {
    let mut project = suburb();
    project.scenario.cost.factor = 2.0;
    project.scenario.cost.price_escalation_per_year = 0.1;
    project.scenario.cost.price_base_fy = FiscalYear(2025);
    let found = line(&project, &replaced_plan(&project), Nature::Opening);
    // 4,000 thousand × 2 × 1.1; staff neither.
    assert_eq!((found[&2026], found[&2027]), (8_800_000, 3_300_000));
}

#[test]
fn covered_slots_grow_with_the_demand_of_the_district() {
    let mut project = suburb();
    project.demand[0].district = "south".into();
    let plan = replaced_plan(&project);
    // Halls weigh 100 + 0.5 × 600 + 65 and over: 740 in 2024, 840 in 2029, 900 in 2034.
    let found: Vec<String> = breaches_of(&project, &plan, Rule::Replaced).into_iter().map(|breach| breach.allowed).collect();
    assert_eq!(found.len(), 4);
    let slots: Vec<f64> = found.iter().map(|text| text.trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap()).collect();
    let expected = [330.0 * 840.0 / 740.0, 220.0 * 840.0 / 740.0, 330.0 * 900.0 / 740.0, 220.0 * 900.0 / 740.0];
    assert!(slots.iter().zip(expected).all(|(&found, expected)| close_to(found, expected)), "{slots:?}");
    let mut enough = plan.clone();
    for (flow, slots) in enough.slot_flows.iter_mut().zip(expected) {
        flow.slots_per_year = slots;
    }
    assert_accepted(&project, &enough);
}

#[test]
fn bookings_may_be_split_over_schools() {
    let mut project = suburb();
    let mut second = room_of(&mut project, "special-3-a").clone();
    second.id = "special-1".into();
    second.owner = crate::project::RoomOwner::School("school-1".into());
    project.rooms.push(second);
    let mut plan = replaced_plan(&project);
    open(&mut plan, "school-1", RoomClass::SpecialRoom, 2032);
    plan.slot_flows[2].slots_per_year = 130.0;
    let mut other = plan.slot_flows[2].clone();
    other.school = "school-1".into();
    other.slots_per_year = 200.0;
    plan.slot_flows.push(other);
    assert_accepted(&project, &plan);
}

#[test]
fn halls_are_served_by_gymnasiums_but_not_the_other_way_round() {
    use crate::verify::rooms::serves;
    let served: Vec<(RoomClass, RoomClass)> = RoomClass::ALL
        .into_iter()
        .flat_map(|opened| RoomClass::ALL.map(|class| (opened, class)))
        .filter(|&(opened, class)| opened != class && serves(opened, class))
        .collect();
    assert_eq!(served, [(RoomClass::Gym, RoomClass::Hall), (RoomClass::SpecialRoom, RoomClass::Meeting)]);
}

#[test]
fn slots_within_walk_hold_where_they_are_offered_replaced_or_merged() {
    let mut project = suburb();
    project.scenario.rules.push(rule(slots_rule(1.1), None));
    assert_accepted(&project, &still(&project));
    assert_accepted(&project, &replaced_plan(&project));
    // Merged into another hall, its users are part of that hall's.
    kind_of(&mut project, "hall").may_merge = true;
    let mut other = project.functions[2].clone();
    other.id = "meet-2".into();
    other.home = "annex".into();
    other.gfa.0 = 400.0;
    other.slots_per_year = Some(2_000.0);
    project.functions.push(other);
    let mut plan = still(&project);
    decide(&mut plan, "meet-1", merge("annex", "meet-2", 2027));
    assert_accepted(&project, &plan);
}

#[test]
fn soft_slots_are_priced_over_bands_and_periods() {
    let mut project = suburb();
    let plan = replaced_plan(&project);
    // 360 − 330 by day and 240 − 220 in the evening, in two periods, at 2 yen.
    project.scenario.rules.push(rule(slots_rule(1.2), Some(2.0)));
    // 1,150 − 1,100 in the one period that begins in 2032 or later, at 3 yen.
    project.scenario.rules.push(rule(opened_rule(1_150.0, Some(2032)), Some(3.0)));
    let plan = claimed(&project, plan);
    assert_accepted(&project, &plan);
    assert!(close_to(plan.claims.objective.soft_jpy, 200.0 + 150.0), "{}", plan.claims.objective.soft_jpy);
}

#[test]
fn nothing_is_asked_of_the_first_period_where_nothing_can_be_opened() {
    let mut project = suburb();
    project.scenario.rules.push(rule(opened_rule(1_100.0, Some(2022)), None));
    assert_accepted(&project, &replaced_plan(&project));
}

#[test]
fn a_replaced_function_is_found_at_its_primary_host_but_counts_for_no_district() {
    let mut project = suburb();
    kind_of(&mut project, "hall").access = true;
    let plan = replaced_plan(&project);
    assert_accepted(&project, &plan);
    // From 144 m at hall-1 to 505 m at school-3, person-kilometres above 0.
    assert!(claims(&project, &plan).objective.access_person_km > 0.0);
    project.scenario.rules.push(rule(RuleLimit::DistrictMinimum { kind: "hall".into(), at_least: 1 }, None));
    let breaches = breaches_of(&project, &plan, Rule::Minimum);
    assert_eq!(breaches.len(), 2, "{breaches:#?}");
    assert!(breaches.iter().all(|breach| breach.place.district.as_ref().is_some_and(|district| district.as_str() == "south")));
    assert!(site(&mut project, "hall-1").district.as_str() == "south");
}

#[test]
fn a_gymnasium_is_open_until_its_rebuild_without_it() {
    let project = suburb();
    let mut plan = still(&project);
    // Design 2031–2032, works 2033–2035: period 2027–2031 is before them.
    act(&mut plan, "school-1", &[(ActionCode::B, 2031, 2033, 2036)]);
    share(&mut plan, "school-1", "school-3", RoomClass::Gym);
    open(&mut plan, "school-1", RoomClass::Gym, 2027);
    assert_accepted(&project, &plan);
}
