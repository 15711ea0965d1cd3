//! Plans no program would write: breaches, never panics.

use proptest::prelude::*;

use super::town::{act, asset_plan, colocate, decide, hub_plan, kept, town};
use crate::fiscal::FiscalYear;
use crate::plan::{Action, ActionCode, AssetPlan, FunctionDecision, FunctionPlan, MoveCode, Nature, Plan, SitePlan, Treatment};
use crate::units::Yen;
use crate::verify::verify;

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

fn any_year() -> impl Strategy<Value = FiscalYear> {
    prop_oneof![Just(2021), Just(2022), Just(2024), Just(2027), Just(2032), Just(2036), Just(2037), any::<i32>()]
        .prop_map(FiscalYear)
}

fn any_asset() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["annex", "hall-1", "library-1", "library-2", "office-1", "school-1", "school-2", "ghost"])
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
    let code = prop_oneof![Just(MoveCode::C), Just(MoveCode::A)];
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

proptest! {
    #[test]
    fn no_plan_panics(plan in any_plan()) {
        let project = town();
        let verification = verify(&project, &plan);
        for breach in &verification.breaches {
            prop_assert!(!breach.in_lang(crate::lang::Lang::Ja).is_empty());
        }
    }
}
