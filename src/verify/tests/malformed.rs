//! Plans no program would write: breaches, never panics.

use proptest::prelude::*;

use super::suburb::{open, permit, share, suburb, swing, take};
use super::town::{act, asset_plan, claimed, colocate, decide, hub_plan, kept, town};
use crate::catalogue::RoomClass;
use crate::fiscal::FiscalYear;
use crate::plan::{
    Action, ActionCode, AssetPlan, FunctionDecision, FunctionPlan, FundingPlan, MergerMode, MoveCode, Nature, OpeningPlan,
    PermitPlan, Plan, SchoolMerger, SharePlan, SitePlan, SlotFlow, SwingPlan, Treatment,
};
use crate::scenario::{FundingSettings, RuleLimit};
use crate::units::Yen;
use crate::verify::{CheckedRule, verify};

#[test]
fn unknown_ids_are_named() {
    let project = town();
    let mut plan = hub_plan(&project);
    plan.assets.push(AssetPlan::new("ghost".into(), Vec::new(), None));
    plan.functions.push(FunctionPlan { function: "ghost".into(), decision: FunctionDecision::Stay });
    plan.sites.push(SitePlan { site: "ghost".into(), treatment: Treatment::D, fy: FiscalYear(2027) });
    let breaches = verify(&project, &plan).breaches;
    assert_eq!(breaches.len(), 3, "{breaches:#?}");
    decide(&mut plan, "lib-1", colocate("ghost", 2027));
    assert!(verify(&project, &plan).breaches.iter().any(|breach| {
        breach.text.en == "the plan names an unknown host" && breach.place.asset.as_ref().is_some_and(|id| id.as_str() == "ghost")
    }));
}

#[test]
fn years_at_the_ends_of_the_number_line_are_breaches() {
    let project = town();
    for fy in [i32::MIN, -1, 0, i32::MAX] {
        let mut plan = kept(&project);
        act(&mut plan, "school-1", &[(ActionCode::BH, fy, fy, fy), (ActionCode::B, 2024, fy, 2022)]);
        asset_plan(&mut plan, "library-1").close_fy = Some(FiscalYear(fy));
        decide(&mut plan, "lib-1", colocate("school-1", fy));
        plan.sites.push(SitePlan { site: "library-1".into(), treatment: Treatment::L, fy: FiscalYear(fy) });
        plan.claims.cost_jpy.entry(FiscalYear(fy)).or_default().insert(Nature::Sale, Yen(i64::MIN));
        assert!(!verify(&project, &plan).is_accepted());
    }
}

#[test]
fn an_empty_plan_names_every_asset_and_function() {
    let project = town();
    let mut plan = kept(&project);
    plan.assets.clear();
    plan.functions.clear();
    assert_eq!(verify(&project, &plan).breaches.len(), 7 + 4);
}

/// Breaches of a plan that is otherwise as it is today, its claims being true.
fn plan_breaches(change: impl FnOnce(&mut Plan)) -> Vec<String> {
    let project = suburb();
    let mut plan = kept(&project);
    change(&mut plan);
    let plan = claimed(&project, plan);
    let breaches = verify(&project, &plan).breaches;
    let of_plan = breaches.into_iter().filter(|breach| breach.rule == CheckedRule::Plan);
    of_plan.map(|breach| breach.in_lang(crate::lang::Lang::En)).collect()
}

#[test]
fn unknown_ids_of_the_new_records_are_named() {
    let found = plan_breaches(|plan| {
        share(plan, "ghost", "school-1", RoomClass::Gym);
        swing(plan, "school-1", "ghost");
        permit(plan, "school-1", "ghost", 2027);
        open(plan, "ghost", RoomClass::Gym, 2027);
        take(plan, "ghost", 2027, 1.0);
        asset_plan(plan, "school-3").merger = Some(SchoolMerger { into: "ghost".into(), mode: MergerMode::Standing });
    });
    let expected = [
        "plan asset ghost: the plan names an unknown asset (found: unknown id; allowed: an id of the inputs)",
        "plan asset school-3 function meet-1 FY 2027 meeting→special_room ghost: the plan names an unknown time band (found: unknown id; allowed: an id of the inputs)",
        "plan asset ghost: the plan names an unknown school (found: unknown id; allowed: an id of the inputs)",
        "plan site ghost: the plan names an unknown site (found: unknown id; allowed: an id of the inputs)",
        "plan kind ghost: the plan names an unknown kind (found: unknown id; allowed: an id of the inputs)",
    ];
    let mut sorted = (found, expected.map(str::to_owned).to_vec());
    sorted.0.sort();
    sorted.1.sort();
    assert_eq!(sorted.0, sorted.1);
}

#[test]
fn slots_that_are_no_numbers_of_slots_are_named() {
    for slots in [f64::NAN, f64::INFINITY, -1.0] {
        let found = plan_breaches(|plan| take(plan, "day", 2027, slots));
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].contains("FY 2027 meeting→special_room day: the number of slots is not a number of slots"));
    }
}

#[test]
fn records_the_plan_has_twice_are_named_and_counted_once() {
    let once = plan_breaches(|plan| {
        for _ in 0..2 {
            share(plan, "school-1", "school-3", RoomClass::Gym);
            swing(plan, "school-1", "library-1");
            permit(plan, "school-1", "library", 2032);
            open(plan, "school-3", RoomClass::Gym, 2027);
            take(plan, "day", 2027, 1.0);
        }
    });
    assert_eq!(once.len(), 5, "{once:#?}");
    assert!(once.iter().all(|line| line.contains("the plan has this decision twice (found: 2; allowed: 1)")));
}

#[test]
fn rooms_that_cannot_be_shared_are_named() {
    let found = plan_breaches(|plan| share(plan, "school-1", "school-3", RoomClass::Hall));
    assert_eq!(found, ["plan asset school-1: only gymnasiums and pools are shared (found: hall; allowed: gym, pool)"]);
}

#[test]
fn records_in_the_middle_of_a_period_are_named() {
    let project = suburb();
    let mut plan = kept(&project);
    permit(&mut plan, "school-1", "library", 2028);
    open(&mut plan, "school-3", RoomClass::Gym, 2022);
    take(&mut plan, "day", 2036, 1.0);
    let breaches = verify(&project, &claimed(&project, plan)).breaches;
    assert!(breaches.iter().all(|breach| breach.rule == CheckedRule::Timing) && breaches.len() == 3, "{breaches:#?}");
}

fn any_year() -> impl Strategy<Value = FiscalYear> {
    prop_oneof![Just(2021), Just(2022), Just(2024), Just(2027), Just(2032), Just(2036), Just(2037), any::<i32>()]
        .prop_map(FiscalYear)
}

fn any_asset() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "annex",
        "hall-1",
        "library-1",
        "library-2",
        "office-1",
        "school-1",
        "school-2",
        "school-3",
        "ghost",
    ])
}

fn any_function() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["lib-1", "lib-2", "meet-1", "office", "ghost"])
}

fn any_action() -> impl Strategy<Value = Action> {
    let codes = vec![ActionCode::M, ActionCode::R, ActionCode::B, ActionCode::BH, ActionCode::P, ActionCode::PH];
    (prop::sample::select(codes), any_year(), any_year(), any_year()).prop_map(|(code, start_fy, works_fy, open_fy)| Action {
        code,
        start_fy,
        works_fy,
        open_fy,
    })
}

fn any_decision() -> impl Strategy<Value = FunctionDecision> {
    let code = prop::sample::select(vec![MoveCode::C, MoveCode::A, MoveCode::S, MoveCode::V, MoveCode::O]);
    let moving = (code, any_asset(), prop::option::of(any_function()), any_year())
        .prop_map(|(code, host, into, fy)| FunctionDecision::Move { code, host: host.into(), into: into.map(Into::into), fy });
    prop_oneof![Just(FunctionDecision::Stay), any_year().prop_map(|fy| FunctionDecision::End { fy }), moving]
}

fn any_plan() -> impl Strategy<Value = Plan> {
    let treatments = vec![Treatment::D, Treatment::L, Treatment::X, Treatment::Z, Treatment::W];
    let assets =
        prop::collection::vec((any_asset(), prop::collection::vec(any_action(), 0..4), prop::option::of(any_year())), 0..9);
    let functions = prop::collection::vec((any_function(), any_decision()), 0..6);
    let sites = prop::collection::vec((any_asset(), prop::sample::select(treatments), any_year()), 0..4);
    (assets, functions, sites).prop_map(|(assets, functions, sites)| Plan {
        assets: assets.into_iter().map(|(id, actions, close_fy)| AssetPlan::new(id.into(), actions, close_fy)).collect(),
        functions: functions.into_iter().map(|(id, decision)| FunctionPlan { function: id.into(), decision }).collect(),
        sites: sites.into_iter().map(|(id, treatment, fy)| SitePlan { site: id.into(), treatment, fy }).collect(),
        ..kept(&town())
    })
}

fn any_class() -> impl Strategy<Value = RoomClass> {
    prop::sample::select(RoomClass::ALL.to_vec())
}

fn any_amount() -> impl Strategy<Value = Yen> {
    prop_oneof![Just(0), 0..100_000_000_i64, any::<i64>()].prop_map(Yen)
}

/// Adds transfers, mergers and records of every new list.
fn any_wider_plan() -> impl Strategy<Value = Plan> {
    let mode = prop::sample::select(vec![MergerMode::Hub, MergerMode::Standing]);
    let merger = (any_asset(), mode).prop_map(|(into, mode)| SchoolMerger { into: into.into(), mode });
    let ends = prop::collection::vec((prop::option::of(any_year()), prop::option::of(merger)), 9);
    let share = (any_asset(), any_asset(), any_class()).prop_map(|(school, partner, room)| SharePlan {
        school: school.into(),
        partner: partner.into(),
        room,
    });
    let swing = (any_asset(), any_asset()).prop_map(|(school, site)| SwingPlan { school: school.into(), site: site.into() });
    let kind = prop::sample::select(vec!["library", "hall", "ghost"]);
    let permit =
        (any_asset(), kind, any_year()).prop_map(|(host, kind, fy)| PermitPlan { host: host.into(), kind: kind.into(), fy });
    let opening = (any_asset(), any_class(), any_year()).prop_map(|(school, room_class, fy)| OpeningPlan {
        school: school.into(),
        room_class,
        fy,
    });
    let band = prop::sample::select(vec!["day", "evening", "ghost"]);
    let flow = (any_function(), any_class(), any_asset(), any_class(), band, any_year(), any::<f64>()).prop_map(
        |(function, room_class, school, opened_class, band, fy, slots_per_year)| SlotFlow {
            function: function.into(),
            room_class,
            school: school.into(),
            opened_class,
            band: band.into(),
            fy,
            slots_per_year,
        },
    );
    let year = (any_year(), any_amount(), any_amount(), any_amount())
        .prop_map(|(fy, bond_jpy, draw_jpy, deposit_jpy)| FundingPlan { fy, bond_jpy, draw_jpy, deposit_jpy });
    let lists = (
        prop::collection::vec(share, 0..4),
        prop::collection::vec(swing, 0..4),
        prop::collection::vec(permit, 0..4),
        prop::collection::vec(opening, 0..4),
        prop::collection::vec(flow, 0..4),
        prop::collection::vec(year, 0..20),
    );
    (any_plan(), ends, lists).prop_map(|(plan, ends, (shares, swings, permits, openings, slot_flows, funding))| {
        let mut plan = Plan { shares, swings, permits, openings, slot_flows, funding, ..plan };
        for (asset, (transfer_fy, merger)) in plan.assets.iter_mut().zip(ends) {
            asset.transfer_fy = transfer_fy;
            asset.merger = merger;
        }
        plan
    })
}

/// One rule of every kind.
fn all_rules() -> Vec<RuleLimit> {
    let kind = || "library".into();
    let (from_fy, to_fy) = (None, None);
    vec![
        RuleLimit::HubShare { at_least_ratio: 0.5 },
        RuleLimit::InvestmentChange { at_most_million_jpy: 10.0 },
        RuleLimit::Capacity { kind: kind(), at_least_ratio: 1.0 },
        RuleLimit::Coverage { kind: kind(), at_least_ratio: 0.5, per_district: true },
        RuleLimit::WalkIncrease { kind: kind(), at_most_m: 100.0 },
        RuleLimit::ChangesPerPeriod { at_most: 1, per_district: true },
        RuleLimit::ShelterFloor { at_least_ratio: 0.5 },
        RuleLimit::SlotsWithinWalk { room_class: RoomClass::Meeting, margin: 1.0 },
        RuleLimit::OpenedSlots { at_least_per_year: 10.0, from_fy },
        RuleLimit::GeneralFundsPerYear { at_most_million_jpy: 100.0, from_fy, to_fy },
        RuleLimit::BondsPerYear { at_most_million_jpy: 10.0, from_fy, to_fy },
        RuleLimit::DebtBalance { at_most_million_jpy: 10.0, from_fy, to_fy },
        RuleLimit::FundBalance { at_least_million_jpy: 10.0, from_fy, to_fy },
    ]
}

proptest! {
    #[test]
    fn no_plan_panics(plan in any_plan()) {
        let project = town();
        let verification = verify(&project, &plan);
        for breach in &verification.breaches {
            prop_assert!(!breach.in_lang(crate::lang::Lang::Ja).is_empty());
        }
    }

    #[test]
    fn no_plan_of_the_whole_model_panics(plan in any_wider_plan(), is_funded: bool) {
        let mut project = suburb();
        project.scenario.funding = is_funded.then(FundingSettings::default);
        project.scenario.rules = all_rules().into_iter().map(|limit| super::town::rule(limit, None)).collect();
        let verification = verify(&project, &plan);
        for breach in &verification.breaches {
            prop_assert!(!breach.in_lang(crate::lang::Lang::Ja).is_empty());
        }
        // What is recomputed is what a second reading of it claims.
        let again = verify(&project, &Plan { claims: verification.claims.clone(), ..plan.clone() });
        prop_assert!(!again.breaches.iter().any(|breach| breach.rule == CheckedRule::ClaimedCost));
        prop_assert!(!again.breaches.iter().any(|breach| breach.rule == CheckedRule::ClaimedFunding));
    }
}
