//! Rules 7.24–7.30: what breaks them, and what missing them costs where they are soft.

use super::reuse::surplus_plan;
use super::said::Said;
use super::suburb::{go, still, suburb};
use super::town::{act, assert_accepted, breaches_of, claimed, close, decide, end, hub_plan, kind_of, merge, rule, site};
use crate::fiscal::FiscalYear;
use crate::plan::{ActionCode, MoveCode, Plan, Treatment};
use crate::project::Project;
use crate::scenario::RuleLimit;
use crate::verify::CheckedRule as Rule;
use crate::verify::tests::measures::{claims, close_to};

/// One hub among two school rebuilds.
fn two_rebuilds(project: &Project) -> Plan {
    let mut plan = hub_plan(project);
    act(&mut plan, "school-2", &[(ActionCode::B, 2022, 2024, 2027)]);
    claimed(project, plan)
}

/// Renovation of library-2: 54 million yen in 2022 and 2023, nothing later.
fn renovation_plan(project: &Project) -> Plan {
    let mut plan = still(project);
    act(&mut plan, "library-2", &[(ActionCode::M, 2022, 2022, 2024)]);
    claimed(project, plan)
}

fn merged_plan(project: &Project) -> Plan {
    let mut plan = still(project);
    decide(&mut plan, "lib-1", merge("library-2", "lib-2", 2027));
    claimed(project, plan)
}

/// lib-1 and meet-1 change in 2027.
fn two_changes(project: &Project) -> Plan {
    let mut plan = still(project);
    decide(&mut plan, "lib-1", go(MoveCode::S, "school-3", 2027));
    decide(&mut plan, "meet-1", end(2027));
    close(&mut plan, "hall-1", 2027, Treatment::W);
    claimed(project, plan)
}

fn ask(project: &mut Project, limit: RuleLimit) {
    project.scenario.rules.push(rule(limit, None));
}

fn capacity(at_least_ratio: f64) -> RuleLimit {
    RuleLimit::Capacity { kind: "library".into(), at_least_ratio }
}

fn coverage(at_least_ratio: f64, per_district: bool) -> RuleLimit {
    RuleLimit::Coverage { kind: "library".into(), at_least_ratio, per_district }
}

fn walk(at_most_m: f64) -> RuleLimit {
    RuleLimit::WalkIncrease { kind: "library".into(), at_most_m }
}

fn shelters(project: &mut Project) {
    site(project, "school-1").is_shelter = true;
    site(project, "school-3").is_shelter = true;
}

pub(super) const SAID: &[Said] = &[
    (
        "too few hubs",
        two_rebuilds,
        |project, _| ask(project, RuleLimit::HubShare { at_least_ratio: 0.75 }),
        Rule::HubShare,
        "\"r1\" (P1-2, facilities section: made up): too few of the school rebuilds are hubs (found: 1 schools; allowed: ≥ 1.5 schools)",
    ),
    (
        "investment that falls too fast",
        renovation_plan,
        |project, _| ask(project, RuleLimit::InvestmentChange { at_most_million_jpy: 53.9 }),
        Rule::InvestmentChange,
        "FY 2024: investment changes too much from the year before (found: 54 million yen; allowed: ≤ 53.9 million yen)",
    ),
    (
        "too little capacity",
        merged_plan,
        // 1.25 × 80 people × 840 / 740.
        |project, _| ask(project, capacity(1.25)),
        Rule::Capacity,
        "kind library FY 2027 all: the region keeps too little capacity of the kind (found: 100 people; allowed: ≥ 113.5",
    ),
    (
        "too little coverage",
        surplus_plan,
        |project, _| {
            kind_of(project, "library").standard_m = 400.0;
            ask(project, coverage(0.5, false));
        },
        Rule::Coverage,
        "kind library FY 2027: too few people live within the service standard (found: 0 people; allowed: ≥ 420 people)",
    ),
    (
        "too little coverage of a district",
        surplus_plan,
        |project, _| {
            kind_of(project, "library").standard_m = 400.0;
            ask(project, coverage(0.5, true));
        },
        Rule::Coverage,
        "district north kind library FY 2032: too few people live within the service standard (found: 0 people; allowed: ≥ 450 people)",
    ),
    (
        "a walk a metre longer",
        surplus_plan,
        |project, _| ask(project, walk(432.0)),
        Rule::WalkIncrease,
        "kind library FY 2027 chome-1: the walk grows by too much (found: 433 m; allowed: ≤ 432 m)",
    ),
    (
        "too many changes at once",
        two_changes,
        |project, _| ask(project, RuleLimit::ChangesPerPeriod { at_most: 1, per_district: false }),
        Rule::Changes,
        "FY 2027: too many functions move or end at once (found: 2 functions; allowed: ≤ 1 functions)",
    ),
    (
        "too many changes in a district",
        two_changes,
        |project, _| ask(project, RuleLimit::ChangesPerPeriod { at_most: 0, per_district: true }),
        Rule::Changes,
        "district south FY 2027: too many functions move or end at once (found: 1 functions; allowed: ≤ 0 functions)",
    ),
    (
        "too few shelters during works",
        two_rebuilds,
        |project, _| {
            shelters(project);
            ask(project, RuleLimit::ShelterFloor { at_least_ratio: 0.5 });
        },
        Rule::Shelter,
        "district north FY 2024: too little floor of shelters is usable (found: 3600 m²; allowed: ≥ 3800 m²)",
    ),
];

fn soft(project: &mut Project, plan: &Plan, limit: RuleLimit, price: f64) -> f64 {
    project.scenario.rules = vec![rule(limit, Some(price))];
    assert_accepted(project, plan);
    claims(project, plan).objective.soft_jpy
}

#[test]
fn rules_hold_on_their_limits() {
    let mut project = suburb();
    shelters(&mut project);
    kind_of(&mut project, "library").standard_m = 433.0;
    let plan = two_rebuilds(&project);
    ask(&mut project, RuleLimit::HubShare { at_least_ratio: 0.5 });
    // 3,600 of 7,600 m².
    ask(&mut project, RuleLimit::ShelterFloor { at_least_ratio: 3_600.0 / 7_600.0 });
    ask(&mut project, RuleLimit::ChangesPerPeriod { at_most: 1, per_district: true });
    // The hub is 288 m away.
    ask(&mut project, walk(288.0));
    ask(&mut project, coverage(1.0, true));
    assert_accepted(&project, &plan);
    let mut project = suburb();
    ask(&mut project, RuleLimit::InvestmentChange { at_most_million_jpy: 54.0 });
    assert_accepted(&project, &renovation_plan(&project));
}

#[test]
fn no_rebuild_needs_no_hub() {
    let mut project = suburb();
    ask(&mut project, RuleLimit::HubShare { at_least_ratio: 1.0 });
    assert_accepted(&project, &still(&project));
}

#[test]
fn capacity_follows_demand_only_as_far_as_todays_goes() {
    let mut project = suburb();
    // 1 × 80 × 900 / 740 = 97.3 ≤ 100 of lib-2 alone.
    ask(&mut project, capacity(1.0));
    assert_accepted(&project, &merged_plan(&project));
    // 10 × 80 × … is more than the 200 there are today, which keeping keeps.
    project.scenario.rules.clear();
    ask(&mut project, capacity(10.0));
    assert_accepted(&project, &still(&project));
    assert_eq!(breaches_of(&project, &merged_plan(&project), Rule::Capacity)[0].allowed, "≥ 200 people");
}

#[test]
fn capacity_moves_with_its_function_to_another_region() {
    let mut project = suburb();
    site(&mut project, "school-3").region = "east".into();
    let plan = surplus_plan(&project);
    ask(&mut project, capacity(1.25));
    let breaches = breaches_of(&project, &plan, Rule::Capacity);
    assert_eq!(breaches.len(), 2);
    assert!(breaches.iter().all(|breach| breach.place.figure.as_deref() == Some("all") && breach.found == "100 people"));
}

#[test]
fn who_is_not_covered_today_need_not_be_later() {
    let mut project = suburb();
    kind_of(&mut project, "library").standard_m = 400.0;
    project.demand[0].location.lat = 35.640;
    ask(&mut project, coverage(1.0, false));
    assert_accepted(&project, &surplus_plan(&project));
}

#[test]
fn soft_rules_are_priced_in_their_own_units() {
    let mut project = suburb();
    kind_of(&mut project, "library").standard_m = 400.0;
    shelters(&mut project);
    let two = two_rebuilds(&project);
    // 1.5 − 1 hubs.
    assert!(close_to(soft(&mut project, &two, RuleLimit::HubShare { at_least_ratio: 0.75 }, 10.0), 5.0));
    // 200 m² in each of 2024–2026.
    assert!(close_to(soft(&mut project, &two, RuleLimit::ShelterFloor { at_least_ratio: 0.5 }, 2.0), 1_200.0));
    let renovation = renovation_plan(&project);
    // 4 million too much, once.
    assert!(close_to(soft(&mut project, &renovation, RuleLimit::InvestmentChange { at_most_million_jpy: 50.0 }, 10.0), 40.0));
    let merged = merged_plan(&project);
    let missed = 100.0 * 840.0 / 740.0 - 100.0 + 100.0 * 900.0 / 740.0 - 100.0;
    assert!(close_to(soft(&mut project, &merged, capacity(1.25), 3.0), 3.0 * missed));
    let moved = surplus_plan(&project);
    // 420 of 840 people, 450 of 900.
    assert!(close_to(soft(&mut project, &moved, coverage(0.5, false), 1.0), 870.0));
    // One demand point in two periods.
    assert!(close_to(soft(&mut project, &moved, walk(100.0), 7.0), 14.0));
    let changes = two_changes(&project);
    let limit = RuleLimit::ChangesPerPeriod { at_most: 0, per_district: false };
    assert!(close_to(soft(&mut project, &changes, limit, 5.0), 10.0));
}

#[test]
fn a_closed_shelter_counts_no_more() {
    let mut project = suburb();
    shelters(&mut project);
    site(&mut project, "library-1").is_shelter = true;
    ask(&mut project, RuleLimit::ShelterFloor { at_least_ratio: 0.9 });
    let mut plan = surplus_plan(&project);
    plan.sites[0].treatment = Treatment::X;
    // From 2027 on 7,600 of 8,600 m².
    let breaches = breaches_of(&project, &plan, Rule::Shelter);
    assert_eq!(breaches.len(), 10);
    assert_eq!(breaches[0].place.fy, Some(FiscalYear(2027)));
}
