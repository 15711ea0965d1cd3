//! A planted breach of every rule, named by `verify`, beside the plan without it, which is accepted.

use std::collections::BTreeSet;

use super::said::SAID;
use super::town::{
    act, assert_accepted, asset_plan, block, breaches_of, claimed, close, colocate, decide, decisions_of, end, hub_plan, kept,
    kind_of, lock, merge, rule, service, site, town,
};
use crate::catalogue::Compatibility;
use crate::fiscal::FiscalYear;
use crate::plan::{ActionCode, FunctionDecision, Nature, Plan, SitePlan, Treatment};
use crate::project::{Ownership, Project, Zone};
use crate::scenario::RuleLimit;
use crate::units::{Ratio, Yen};
use crate::verify::{CheckedRule, MissedRule, verify};
use ActionCode::{B, BH, M, P, R};
use CheckedRule as Rule;

/// A base plan, what is changed, and the rule that must be named.
type Planted = (&'static str, fn(&Project) -> Plan, fn(&mut Project, &mut Plan), CheckedRule);

/// Each base is accepted as it is and each change breaks (at least) the rule named.
const PLANTED: &[Planted] = &[
    ("another format", kept, |_, plan| plan.format = 99, Rule::Plan),
    ("another scenario", kept, |_, plan| plan.scenario = "x".to_owned(), Rule::Plan),
    ("a move in the middle of a period", hub_plan, |_, plan| decide(plan, "lib-1", colocate("school-1", 2028)), Rule::Timing),
    ("a closing in the first year", kept, |_, plan| close(plan, "library-1", 2022, Treatment::X), Rule::Timing),
    ("an asset left out", kept, |_, plan| drop(plan.assets.pop()), Rule::OnePath),
    ("an asset twice", kept, |_, plan| plan.assets.push(plan.assets[0].clone()), Rule::OnePath),
    ("two rebuilds", kept, |_, plan| act(plan, "school-1", &[(B, 2022, 2024, 2027), (B, 2027, 2029, 2032)]), Rule::LifePath),
    (
        "an extension before a partial rebuild",
        kept,
        |_, plan| {
            act(plan, "school-1", &[(R, 2022, 2023, 2025), (P, 2030, 2032, 2035)]);
        },
        Rule::LifePath,
    ),
    ("works too short", kept, |_, plan| act(plan, "school-1", &[(B, 2022, 2024, 2026)]), Rule::LifePath),
    ("design too short", kept, |_, plan| act(plan, "school-1", &[(B, 2023, 2024, 2027)]), Rule::LifePath),
    ("opening after the horizon", kept, |_, plan| act(plan, "school-1", &[(B, 2033, 2035, 2038)]), Rule::LifePath),
    ("design before the horizon", kept, |_, plan| act(plan, "school-1", &[(B, 2021, 2023, 2026)]), Rule::LifePath),
    (
        "works out of step",
        kept,
        |project, plan| {
            project.scenario.life.start_step_years = 5;
            act(plan, "school-1", &[(B, 2022, 2024, 2027)]);
        },
        Rule::LifePath,
    ),
    ("a rebuild of a young building", kept, |_, plan| act(plan, "library-2", &[(B, 2025, 2026, 2028)]), Rule::LifePath),
    ("a renovation of an old building", kept, |_, plan| act(plan, "library-1", &[(M, 2022, 2022, 2024)]), Rule::LifePath),
    (
        "a renovation soon after the last",
        kept,
        |project, plan| {
            block(project, "library-2").last_renovation = Some(FiscalYear(2010));
            act(plan, "library-2", &[(M, 2022, 2022, 2024)]);
        },
        Rule::LifePath,
    ),
    ("an extension of a young building", kept, |_, plan| act(plan, "library-2", &[(R, 2022, 2023, 2025)]), Rule::LifePath),
    (
        "an extension of an unsound block",
        kept,
        |project, plan| {
            block(project, "library-1").soundness = Some(39.0);
            act(plan, "library-1", &[(R, 2022, 2023, 2025)]);
        },
        Rule::LifePath,
    ),
    ("a hub that is a facility", hub_plan, |_, plan| act(plan, "office-1", &[(BH, 2033, 2034, 2036)]), Rule::LifePath),
    ("a partial rebuild without blocks", kept, |_, plan| act(plan, "school-2", &[(P, 2022, 2024, 2027)]), Rule::LifePath),
    (
        "a partial rebuild that keeps nothing",
        kept,
        |project, plan| {
            block(project, "s1-b").extendable = Some(false);
            act(plan, "school-1", &[(P, 2022, 2024, 2027)]);
        },
        Rule::LifePath,
    ),
    ("a hub without spare floor", hub_plan, |project, _| site(project, "school-1").far = Some(Ratio(0.3)), Rule::LifePath),
    ("works in leased premises", kept, |_, plan| act(plan, "hall-1", &[(M, 2022, 2022, 2024)]), Rule::LifePath),
    ("a school that closes", kept, |_, plan| close(plan, "school-2", 2027, Treatment::X), Rule::LifePath),
    ("works before closing", hub_plan, |_, plan| act(plan, "library-1", &[(R, 2022, 2023, 2025)]), Rule::LifePath),
    (
        "a rebuild soon after a renovation",
        kept,
        |project, plan| {
            project.scenario.life.rebuild_min_age = 20;
            act(plan, "library-2", &[(M, 2022, 2022, 2024), (B, 2025, 2026, 2028)]);
        },
        Rule::LifePath,
    ),
    (
        "a renovation before a rebuild in the middle of a period",
        kept,
        |project, plan| {
            project.scenario.life.rebuild_min_age = 20;
            project.scenario.life.min_years_after_renovation = 0;
            act(plan, "library-2", &[(M, 2023, 2023, 2025), (B, 2025, 2026, 2028)]);
        },
        Rule::LifePath,
    ),
    ("a function left out", kept, |_, plan| drop(plan.functions.pop()), Rule::Once),
    ("a function twice", hub_plan, |_, plan| plan.functions.push(plan.functions[0].clone()), Rule::Once),
    ("a function in a closed building", hub_plan, |_, plan| decide(plan, "lib-1", FunctionDecision::Stay), Rule::Housed),
    ("a move after the closing", hub_plan, |_, plan| decide(plan, "lib-1", colocate("school-1", 2032)), Rule::Housed),
    ("an immovable function", hub_plan, |project, _| service(project, "lib-1").is_movable = false, Rule::Move),
    ("an ending its kind does not allow", kept, |_, plan| decide(plan, "lib-2", end(2027)), Rule::Move),
    ("a move into a facility", hub_plan, |_, plan| decide(plan, "lib-1", colocate("library-2", 2027)), Rule::Move),
    (
        "a kind that does not fit",
        hub_plan,
        |project, _| {
            kind_of(project, "library").compatibility.elementary = Compatibility::C;
        },
        Rule::Move,
    ),
    (
        "a conditional fit where that is not allowed",
        hub_plan,
        |project, _| {
            kind_of(project, "library").compatibility.elementary = Compatibility::B;
            project.scenario.moves.conditional_compatibility = false;
        },
        Rule::Move,
    ),
    ("a host a metre too far", hub_plan, |project, _| kind_of(project, "library").host_radius_m = 287.0, Rule::Move),
    ("a guest's design before the horizon", hub_plan, |project, _| project.scenario.works.school_design_years = 3, Rule::Move),
    (
        "a guest that was at home in a school",
        hub_plan,
        |project, _| {
            service(project, "lib-1").home = "school-2".into();
        },
        Rule::Move,
    ),
    (
        "a merge with no function named",
        merge_plan,
        |_, plan| {
            decide(
                plan,
                "lib-1",
                FunctionDecision::Move {
                    code: crate::plan::MoveCode::A,
                    host: "library-2".into(),
                    into: None,
                    fy: FiscalYear(2027),
                },
            );
        },
        Rule::Move,
    ),
    ("a merge into another kind", merge_plan, |project, _| service(project, "lib-2").kind = "hall".into(), Rule::Move),
    (
        "a merge into leased premises",
        merge_plan,
        |project, _| {
            site(project, "library-2").ownership = Ownership::Leased;
        },
        Rule::Move,
    ),
    (
        "a merge of a kind that is never merged",
        merge_plan,
        |project, _| kind_of(project, "library").may_merge = false,
        Rule::Move,
    ),
    ("a merge a metre too far", merge_plan, |project, _| kind_of(project, "library").merge_radius_m = 432.0, Rule::Move),
    ("a move before the hub opens", hub_plan, |_, plan| act(plan, "school-1", &[(BH, 2023, 2025, 2028)]), Rule::HubOpen),
    ("a move into a school that is kept", hub_plan, |_, plan| asset_plan(plan, "school-1").actions.clear(), Rule::HubOpen),
    (
        "a move into a school rebuilt without guests",
        hub_plan,
        |_, plan| act(plan, "school-1", &[(B, 2022, 2024, 2027)]),
        Rule::HubOpen,
    ),
    ("more guests than the cap", hub_plan, |project, _| project.scenario.moves.hub_guest_cap_m2 = Some(599.0), Rule::Guests),
    ("more guests than the site", hub_plan, |project, _| site(project, "school-1").far = Some(Ratio(0.399)), Rule::Guests),
    ("a merge beyond capacity", merge_plan, |project, _| service(project, "lib-2").used.as_mut().unwrap().0 = 51.0, Rule::Merge),
    ("a merge of unknown use", merge_plan, |project, _| service(project, "lib-1").used = None, Rule::Merge),
    (
        "a hub without guests",
        hub_plan,
        |_, plan| {
            decide(plan, "lib-1", FunctionDecision::Stay);
            asset_plan(plan, "library-1").close_fy = None;
            plan.sites.clear();
        },
        Rule::HubUsed,
    ),
    ("a hub that opens for no period", hub_plan, |_, plan| act(plan, "school-1", &[(BH, 2028, 2030, 2033)]), Rule::HubUsed),
    ("an absorbing function that moves", merge_plan, |_, plan| decide(plan, "lib-2", colocate("school-1", 2027)), Rule::Absorb),
    (
        "an absorbing function's asset that closes",
        merge_plan,
        |_, plan| close(plan, "library-2", 2027, Treatment::X),
        Rule::Absorb,
    ),
    ("a guest above the zone's cap", hub_plan, |project, _| site(project, "school-1").zone = Zone::LowRise1, Rule::ZoneCap),
    ("a closed site without treatment", hub_plan, |_, plan| plan.sites.clear(), Rule::Treated),
    (
        "a treatment of a site in use",
        hub_plan,
        |_, plan| plan.sites.push(treated("library-2", Treatment::X, 2027)),
        Rule::Treated,
    ),
    ("a treatment a period late", hub_plan, |_, plan| plan.sites[0].fy = FiscalYear(2032), Rule::Treated),
    ("two treatments of one site", hub_plan, |_, plan| plan.sites.push(treated("library-1", Treatment::X, 2027)), Rule::Treated),
    (
        "one of two buildings closed",
        kept,
        |_, plan| {
            asset_plan(plan, "annex").close_fy = Some(FiscalYear(2027));
            plan.sites.push(treated("civic", Treatment::X, 2027));
        },
        Rule::Treated,
    ),
    (
        "a sale of the State's land",
        hub_plan,
        |project, _| site(project, "library-1").ownership = Ownership::State,
        Rule::Treatment,
    ),
    ("a return of owned land", hub_plan, |_, plan| plan.sites[0].treatment = Treatment::W, Rule::Treatment),
    ("a sale without price", hub_plan, |project, _| site(project, "library-1").land_price_per_m2 = None, Rule::Treatment),
    ("a sale of a shelter", hub_plan, |project, _| site(project, "library-1").is_shelter = true, Rule::Treatment),
    (
        "a sale after the horizon",
        hub_plan,
        |project, _| {
            project.scenario.horizon.period_years = vec![5, 1];
        },
        Rule::Treatment,
    ),
    (
        "a lease of a small site",
        hub_plan,
        |project, plan| {
            plan.sites[0].treatment = Treatment::L;
            project.scenario.treatments.lease_min_site_area_m2 = 2_001.0;
        },
        Rule::Treatment,
    ),
    (
        "holding a small building",
        hub_plan,
        |project, plan| {
            plan.sites[0].treatment = Treatment::Z;
            project.scenario.treatments.hold_min_gfa_m2 = 1_001.0;
        },
        Rule::Treatment,
    ),
    (
        "two school starts in a year that allows one",
        two_schools,
        |project, _| {
            let limit = RuleLimit::SchoolStartsPerYear { at_most: 1, from_fy: None, to_fy: None };
            project.scenario.rules.push(rule(limit, None));
        },
        Rule::Pace,
    ),
    (
        "two schools of a district in works",
        two_schools,
        |project, _| {
            project.scenario.rules.push(rule(RuleLimit::SchoolsInWorksPerDistrict { at_most: 1 }, None));
        },
        Rule::InWorks,
    ),
    (
        "a merged place does not count",
        merge_plan,
        |project, _| {
            project.scenario.rules.push(rule(RuleLimit::DistrictMinimum { kind: "library".into(), at_least: 2 }, None));
        },
        Rule::Minimum,
    ),
    (
        "investment above its limit",
        hub_plan,
        |project, _| {
            // 2024: works 170 + guest 30 + demolition 80 + temporary 6.8 million yen.
            let limit = RuleLimit::InvestmentPerYear { at_most_million_jpy: 286.7, from_fy: Some(FiscalYear(2024)), to_fy: None };
            project.scenario.rules.push(rule(limit, None));
        },
        Rule::Investment,
    ),
    (
        "floor above its limit",
        hub_plan,
        |project, _| {
            let limit = RuleLimit::FloorArea { fy: FiscalYear(2036), at_most_ratio: 10_599.0 / 11_600.0 };
            project.scenario.rules.push(rule(limit, None));
        },
        Rule::FloorArea,
    ),
    (
        "a forbidden move",
        hub_plan,
        |project, _| {
            let mut forbidden = lock(&[], &["C"]);
            forbidden.function = Some("lib-1".into());
            forbidden.host = Some("school-1".into());
            project.scenario.locks.push(forbidden);
        },
        Rule::Lock,
    ),
    (
        "a required rebuild in other years",
        hub_plan,
        |project, _| {
            let mut required = lock(&["BH"], &[]);
            required.asset = Some("school-1".into());
            required.from_fy = Some(FiscalYear(2025));
            project.scenario.locks.push(required);
        },
        Rule::Lock,
    ),
    (
        "a required treatment",
        kept,
        |project, _| {
            let mut required = lock(&["D", "X"], &[]);
            required.site = Some("library-1".into());
            project.scenario.locks.push(required);
        },
        Rule::Lock,
    ),
    ("co-location switched off", hub_plan, |project, _| project.scenario.moves.colocation = false, Rule::Switch),
    ("sale switched off", hub_plan, |project, _| project.scenario.treatments.sale = false, Rule::Switch),
    ("merging switched off", merge_plan, |project, _| project.scenario.moves.merging = false, Rule::Switch),
    ("ending switched off", ending_plan, |project, _| project.scenario.moves.ending = false, Rule::Switch),
    ("the last place of a kind", ending_plan, |project, _| kind_of(project, "hall").access = true, Rule::KeepOne),
    (
        "a yen too much",
        hub_plan,
        |_, plan| {
            plan.claims.cost_jpy.get_mut(&FiscalYear(2024)).unwrap().get_mut(&Nature::Construction).unwrap().0 += 1;
        },
        Rule::ClaimedCost,
    ),
    (
        "a cost in another year",
        hub_plan,
        |_, plan| {
            let year = plan.claims.cost_jpy.entry(FiscalYear(2050)).or_default();
            year.insert(Nature::Sale, Yen(-1));
        },
        Rule::ClaimedCost,
    ),
    (
        "floor that is not there",
        hub_plan,
        |_, plan| *plan.claims.floor_area_m2.get_mut(&FiscalYear(2030)).unwrap() += 0.1,
        Rule::ClaimedFloor,
    ),
    (
        "a year of floor left out",
        hub_plan,
        |_, plan| assert!(plan.claims.floor_area_m2.remove(&FiscalYear(2036)).is_some()),
        Rule::ClaimedFloor,
    ),
    (
        "less overdue floor",
        hub_plan,
        |_, plan| *plan.claims.overdue_m2.get_mut(&FiscalYear(2030)).unwrap() -= 0.1,
        Rule::ClaimedOverdue,
    ),
    ("a better objective", hub_plan, |_, plan| plan.claims.objective.access_person_km -= 0.01, Rule::ClaimedObjective),
];

/// Rules about claims, for which the planted claims must not be replaced by true ones.
pub(super) const CLAIMS: [CheckedRule; 5] =
    [Rule::ClaimedCost, Rule::ClaimedFloor, Rule::ClaimedOverdue, Rule::ClaimedObjective, Rule::ClaimedFunding];

fn merge_plan(project: &Project) -> Plan {
    let mut plan = kept(project);
    decide(&mut plan, "lib-1", merge("library-2", "lib-2", 2027));
    claimed(project, plan)
}

fn ending_plan(project: &Project) -> Plan {
    let mut plan = kept(project);
    decide(&mut plan, "meet-1", end(2027));
    claimed(project, plan)
}

fn two_schools(project: &Project) -> Plan {
    let mut plan = kept(project);
    act(&mut plan, "school-1", &[(B, 2022, 2024, 2027)]);
    act(&mut plan, "school-2", &[(B, 2022, 2024, 2027)]);
    claimed(project, plan)
}

fn treated(site: &str, treatment: Treatment, fy: i32) -> SitePlan {
    SitePlan { site: site.into(), treatment, fy: FiscalYear(fy) }
}

#[test]
fn every_planted_breach_is_named() {
    for (name, base, change, expected) in PLANTED {
        let mut project = town();
        let mut plan = base(&project);
        assert_accepted(&project, &plan);
        change(&mut project, &mut plan);
        let verification = if CLAIMS.contains(expected) { verify(&project, &plan) } else { decisions_of(&project, &plan) };
        let found: BTreeSet<CheckedRule> = verification.breaches.iter().map(|breach| breach.rule).collect();
        assert!(found.contains(expected), "{name}: {expected:?} is not among {found:?}");
    }
}

#[test]
fn every_rule_has_a_planted_breach() {
    let said = SAID.into_iter().flatten().map(|(_, _, _, rule, _)| *rule);
    let planted: BTreeSet<CheckedRule> = PLANTED.iter().map(|(_, _, _, rule)| *rule).chain(said).collect();
    let missing: Vec<_> = CheckedRule::ALL.iter().filter(|rule| !planted.contains(rule)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_claim_that_differs_names_year_nature_claimed_and_recomputed() {
    let project = town();
    let mut plan = hub_plan(&project);
    plan.claims.cost_jpy.get_mut(&FiscalYear(2024)).unwrap().insert(Nature::Construction, Yen(1));
    let breaches = verify(&project, &plan).breaches;
    assert_eq!(breaches.len(), 1);
    assert_eq!(
        breaches[0].in_lang(crate::lang::Lang::En),
        "claim cost (4.2, 5) FY 2024 construction: the claimed amount is not what the decisions cost \
         (found: 1 yen; allowed: 200000000 yen)"
    );
}

#[test]
fn a_scenario_rule_is_quoted_with_clause_and_owner() {
    let mut project = town();
    let plan = two_schools(&project);
    let limit = RuleLimit::SchoolStartsPerYear { at_most: 1, from_fy: Some(FiscalYear(2024)), to_fy: Some(FiscalYear(2024)) };
    project.scenario.rules.push(rule(limit, None));
    let breaches = breaches_of(&project, &plan, CheckedRule::Pace);
    assert_eq!(
        breaches[0].in_lang(crate::lang::Lang::En),
        "C7 (7.11) \"r1\" (P1-2, facilities section: made up) FY 2024: too many school rebuilds start in one year \
         (found: 2 schools; allowed: ≤ 1 schools)"
    );
}

#[test]
fn a_soft_rule_is_priced_by_what_is_missed() {
    let mut project = town();
    let plan = two_schools(&project);
    // One school too many in works in each of 2024–2026, at 1,000 yen each.
    project.scenario.rules.push(rule(RuleLimit::SchoolsInWorksPerDistrict { at_most: 1 }, Some(1_000.0)));
    // One start too many in 2024.
    let limit = RuleLimit::SchoolStartsPerYear { at_most: 1, from_fy: None, to_fy: None };
    project.scenario.rules.push(rule(limit, Some(500.0)));
    let plan = claimed(&project, plan);
    assert_accepted(&project, &plan);
    assert!((plan.claims.objective.soft_jpy - 3_500.0).abs() < 1e-9);
}

#[test]
fn what_soft_rules_are_missed_by_is_told_rule_by_rule() {
    let mut project = town();
    let plan = two_schools(&project);
    let mut starts = rule(RuleLimit::SchoolStartsPerYear { at_most: 1, from_fy: None, to_fy: None }, Some(500.0));
    starts.id = "r2".into();
    let mut kept = rule(RuleLimit::SchoolStartsPerYear { at_most: 2, from_fy: None, to_fy: None }, Some(500.0));
    kept.id = "r3".into();
    let works = rule(RuleLimit::SchoolsInWorksPerDistrict { at_most: 1 }, Some(1_000.0));
    project.scenario.rules.extend([starts, kept, works]);
    let plan = claimed(&project, plan);
    let year = Some(FiscalYear(2024));
    let missed = |id: &str, times: usize, soft_jpy: f64| MissedRule {
        rule: id.into(),
        amount: f64::from(u32::try_from(times).unwrap()),
        soft_jpy,
        times,
        first_fy: year,
        worst: 1.0,
        worst_fy: year,
    };
    // One school too many in works in each of 2024–2026, one start too many in 2024.
    assert_eq!(verify(&project, &plan).missed, [missed("r1", 3, 3_000.0), missed("r2", 1, 500.0)]);
}

#[test]
fn soft_money_and_floor_are_priced_in_millions_and_square_metres() {
    let mut project = town();
    let plan = hub_plan(&project);
    // 286.8 million yen in 2024: 0.8 million above the limit. Floor 10,600 m² in 2036: 1,320 above 0.8 × 11,600.
    let years = Some(FiscalYear(2024));
    let limit = RuleLimit::InvestmentPerYear { at_most_million_jpy: 286.0, from_fy: years, to_fy: years };
    project.scenario.rules.push(rule(limit, Some(10.0)));
    project.scenario.rules.push(rule(RuleLimit::FloorArea { fy: FiscalYear(2036), at_most_ratio: 0.8 }, Some(1.0)));
    let plan = claimed(&project, plan);
    assert_accepted(&project, &plan);
    assert!((plan.claims.objective.soft_jpy - (8.0 + 1_320.0)).abs() < 1e-6, "{}", plan.claims.objective.soft_jpy);
}

#[test]
fn locks_hold_where_the_plan_follows_them() {
    let mut project = town();
    let mut of_asset = lock(&["B", "BH"], &["P"]);
    of_asset.asset = Some("school-1".into());
    of_asset.to_fy = Some(FiscalYear(2024));
    let mut of_function = lock(&["C"], &[]);
    of_function.function = Some("lib-1".into());
    of_function.host = Some("school-1".into());
    let mut elsewhere = lock(&[], &["C"]);
    elsewhere.function = Some("lib-1".into());
    elsewhere.host = Some("school-2".into());
    let mut of_site = lock(&["D"], &[]);
    of_site.site = Some("library-1".into());
    let mut staying = lock(&["STAY"], &[]);
    staying.function = Some("lib-2".into());
    let mut keeping = lock(&["K"], &[]);
    keeping.asset = Some("school-2".into());
    project.scenario.locks = vec![of_asset, of_function, elsewhere, of_site, staying, keeping];
    assert_accepted(&project, &hub_plan(&project));
}

#[test]
fn renovation_then_rebuild_and_extension_then_rebuild_are_life_paths() {
    let mut project = town();
    project.scenario.life.min_years_after_renovation = 5;
    project.scenario.life.min_years_after_extension = 5;
    project.scenario.life.rebuild_min_age = 30;
    let mut plan = kept(&project);
    act(&mut plan, "library-2", &[(M, 2022, 2022, 2024), (B, 2028, 2029, 2031)]);
    act(&mut plan, "library-1", &[(R, 2022, 2023, 2025), (B, 2029, 2030, 2032)]);
    assert_accepted(&project, &plan);
    act(&mut plan, "library-1", &[(R, 2022, 2023, 2025), (B, 2028, 2029, 2031)]);
    assert_eq!(breaches_of(&project, &plan, CheckedRule::LifePath).len(), 1);
}

#[test]
fn what_is_merged_is_counted_in_slots_where_both_have_them() {
    let mut project = town();
    for (id, slots, used) in [("lib-1", 1_000.0, 500.0), ("lib-2", 1_000.0, 400.0)] {
        service(&mut project, id).slots_per_year = Some(slots);
        service(&mut project, id).used_slots_per_year = Some(used);
    }
    // People would not fit: 40 > 100 × 0.9 − 80. Slots do: 500 = 1,000 × 0.9 − 400.
    service(&mut project, "lib-2").used.as_mut().unwrap().0 = 80.0;
    assert_accepted(&project, &merge_plan(&project));
    service(&mut project, "lib-1").used_slots_per_year = Some(501.0);
    assert_eq!(breaches_of(&project, &merge_plan(&project), CheckedRule::Merge).len(), 1);
}

#[test]
fn a_site_with_two_buildings_is_released_with_the_last() {
    let mut project = town();
    kind_of(&mut project, "office").may_end = true;
    let mut plan = kept(&project);
    decide(&mut plan, "office", end(2032));
    asset_plan(&mut plan, "annex").close_fy = Some(FiscalYear(2027));
    asset_plan(&mut plan, "office-1").close_fy = Some(FiscalYear(2032));
    plan.sites.push(treated("civic", Treatment::X, 2032));
    assert_accepted(&project, &plan);
    // Each is cleared when it closes: 20,000 × 400 m² and × 2,000 m².
    let cleared = super::cash::line(&project, &plan, Nature::Demolition);
    assert_eq!(cleared, [(2027, 8_000_000), (2032, 40_000_000)].into());
    plan.sites[0].treatment = Treatment::Z;
    let found = breaches_of(&project, &plan, CheckedRule::Treatment);
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn every_rule_called_for_is_counted() {
    let project = town();
    let checks = verify(&project, &hub_plan(&project)).checks;
    // Sixteen natures in fifteen years; seven assets; four functions; two periods times one kind and the first.
    assert_eq!(checks[&CheckedRule::ClaimedCost], 240);
    assert_eq!(checks[&CheckedRule::OnePath], 14);
    assert_eq!(checks[&CheckedRule::KeepOne], 3);
    assert_eq!(checks[&CheckedRule::Pace], 0);
    assert_eq!(checks.len(), CheckedRule::ALL.len());
}
