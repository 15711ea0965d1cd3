//! Each sort of decision, forced on a town, is found, read off and claimed at the model's price.
//!
//! `solve` fails where the objective recomputed from the plan is not that of the model, so that every test here compares the two
//! statements of money: options with columns, and the ledger with claims.

use std::path::Path;

use super::*;
use crate::catalogue::{RoomClass, ZoneCap};
use crate::fiscal::FiscalYear;
use crate::paper::{add_demand, site_mut};
use crate::paper::{conversion_town, funded, lock, paper_town, peopled_town, room_town, ruled, school_town, softened};
use crate::plan::{FunctionDecision, MergerMode, MoveCode};
use crate::project::{Project, Purpose, Zone};
use crate::scenario::RuleLimit;
use crate::solver::lp::{LpSession, Method};
use crate::units::Yen;

/// The project of `scenarios/town.toml`.
pub(super) fn example_town() -> Project {
    crate::load::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/town.toml")).unwrap()
}

/// `project` with a price on everything: discount, escalation, design, residents who walk, schools that cost money to run.
fn priced(mut project: Project) -> Project {
    (project.scenario.cost.discount_rate_per_year, project.scenario.cost.price_escalation_per_year) = (0.04, 0.01);
    let parameter = &mut project.costs.parameter;
    parameter.design_ratio.base = 0.1;
    (parameter.temporary_kyen_m2.base, parameter.temporary_floor_ratio_school.base) = (100.0, 0.2);
    parameter.temporary_floor_ratio_facility.base = 0.2;
    (parameter.hub_setup_kyen.base, parameter.conversion_ratio.base) = (10_000.0, 0.3);
    (parameter.land_lease_yield.base, parameter.transfer_support_ratio.base) = (0.02, 0.4);
    (parameter.permit_kyen.base, parameter.hold_upkeep_yen_m2_year.base) = (3_000.0, 500.0);
    (parameter.opening_setup_kyen.base, parameter.opening_yen_slot.base) = (1_000.0, 800.0);
    (parameter.subsidy_unit_kyen_m2.base, parameter.subsidy_rate.base) = (200.0, 0.33);
    for site in &mut project.sites {
        if let Purpose::School(school) = &mut site.purpose {
            school.running_cost = Yen(3_000_001);
        }
    }
    add_demand(&mut project, "r1", "a1", (900.0, 200.0), [100.0, 200.0, 300.0]);
    add_demand(&mut project, "r2", "b1", (2_500.0, 0.0), [30.0, 20.0, 10.0]);
    project
}

fn solved(project: &Project) -> Plan {
    let instance = Instance::new(project);
    let prices = Prices::new(project);
    let options = Options::new(&instance, &prices).unwrap();
    let formulation = Formulation::new(&instance, &options);
    let limits = Limits { gap: 1e-6, time: Duration::from_mins(1), nodes: None };
    solve(&instance, &prices, &options, &formulation, &limits, &|_| {}).unwrap().plan
}

fn has_move(plan: &Plan, wanted: MoveCode) -> bool {
    plan.functions.iter().any(|entry| matches!(entry.decision, FunctionDecision::Move { code, .. } if code == wanted))
}

#[test]
fn surplus_rooms_conversions_and_opened_rooms() {
    let mut surplus = priced(paper_town());
    surplus.scenario.moves.surplus = true;
    lock(&mut surplus, "function = \"library-a\"\nrequire = [\"S\"]");
    assert!(has_move(&solved(&surplus), MoveCode::S));

    let mut converted = priced(conversion_town());
    lock(&mut converted, "function = \"library-a\"\nrequire = [\"V\"]\nhost = \"G\"");
    lock(&mut converted, "function = \"hall-b\"\nrequire = [\"V\"]\nhost = \"E\"");
    // G has life enough for a conversion of FY 2032 only where fifteen years are.
    converted.scenario.moves.conversion_min_years = 15;
    let plan = solved(&converted);
    let moves: Vec<_> = plan.functions.iter().map(|entry| (entry.function.as_str(), &entry.decision)).collect();
    let year = |id: &str| match moves.iter().find(|entry| entry.0 == id).unwrap().1 {
        FunctionDecision::Move { code: MoveCode::V, fy, .. } => fy.0,
        other => panic!("{id}: {other:?}"),
    };
    assert_eq!((year("hall-b"), year("library-a")), (2027, 2032));

    let mut opened = priced(room_town());
    lock(&mut opened, "function = \"hall-a\"\nrequire = [\"O\"]");
    let plan = solved(&opened);
    assert!(has_move(&plan, MoveCode::O) && plan.openings.len() == 1);
    // 1.1 × 400 slots and no more than that.
    assert!(plan.slot_flows.len() == 1 && (plan.slot_flows[0].slots_per_year - 440.0).abs() < 1e-6, "{:?}", plan.slot_flows);
}

#[test]
fn mergers_of_schools_into_hubs_and_standing_schools() {
    for (code, mode) in [("BH", MergerMode::Hub), ("K", MergerMode::Standing)] {
        let mut project = priced(school_town());
        lock(&mut project, "asset = \"N\"\nrequire = [\"CLOSE\"]");
        lock(&mut project, &format!("asset = \"S\"\nrequire = [\"{code}\"]"));
        let plan = solved(&project);
        let merger = plan.assets.iter().find_map(|entry| entry.merger.as_ref()).unwrap();
        assert_eq!((merger.into.as_str(), merger.mode), ("S", mode));
    }
}

#[test]
fn shared_rooms_with_subsidies() {
    let mut project = funded(priced(school_town()));
    project.kinds.school_kinds.iter_mut().for_each(|kind| (kind.gym_m2, kind.pool_m2) = (800.0, 300.0));
    project.scenario.schools.sharing_max_m = 500.0;
    lock(&mut project, "asset = \"S\"\nrequire = [\"B\"]");
    lock(&mut project, "asset = \"N\"\nrequire = [\"K\"]");
    let rooms: Vec<_> = solved(&project).shares.iter().map(|share| (share.school.0.clone(), share.room)).collect();
    assert_eq!(rooms, [("S".to_owned(), RoomClass::Gym), ("S".to_owned(), RoomClass::Pool)]);
}

#[test]
fn swing_space_on_a_held_site() {
    let mut project = priced(paper_town());
    (project.scenario.schools.swing, project.scenario.treatments.hold_min_gfa_m2) = (true, 800.0);
    project.scenario.moves.ending = true;
    project.kinds.kinds.iter_mut().for_each(|kind| kind.access = false);
    lock(&mut project, "asset = \"S\"\nrequire = [\"B\"]\nfrom_fy = 2027");
    lock(&mut project, "site = \"H\"\nrequire = [\"Z\"]");
    assert_eq!(solved(&project).swings.len(), 1);
}

#[test]
fn transfers_and_permits() {
    let mut transferred = priced(paper_town());
    transferred.kinds.kinds.iter_mut().for_each(|kind| kind.may_transfer = true);
    lock(&mut transferred, "asset = \"H\"\nrequire = [\"T\"]");
    let plan = solved(&transferred);
    assert!(plan.assets.iter().any(|entry| entry.transfer_fy == Some(FiscalYear(2027))));

    let mut permitted = priced(paper_town());
    let hall = permitted.kinds.kinds.iter_mut().find(|kind| kind.id.as_str() == "hall").unwrap();
    hall.zone_caps = vec![ZoneCap { zone: Zone::MidHigh1, at_most_m2: 500.0 }];
    (permitted.scenario.permits.zone_exception, permitted.scenario.permits.months) = (true, 0);
    lock(&mut permitted, "function = \"hall-b\"\nrequire = [\"C\"]");
    assert_eq!(solved(&permitted).permits.len(), 1);
}

#[test]
fn bonds_the_fund_and_soft_limits_to_the_yen() {
    let mut project = funded(priced(school_town()));
    let settings = project.scenario.funding.as_mut().unwrap();
    (settings.fund_opening_million_jpy, settings.allocation_tax_return_ratio) = (123.456_789, 0.3);
    project.scenario.treatments.sale = false;
    lock(&mut project, "asset = \"S\"\nrequire = [\"B\", \"P\"]");
    let limit = RuleLimit::GeneralFundsPerYear { at_most_million_jpy: 60.0, from_fy: None, to_fy: None };
    let plan = solved(&softened(ruled(project, limit), 100_000.0));
    assert!(plan.funding.iter().any(|entry| entry.bond_jpy > Yen::ZERO && entry.fy >= FiscalYear(2024)), "{:?}", plan.funding);
    for (fy, year) in &plan.claims.funding {
        assert!(year.general_jpy >= Yen::ZERO && year.fund_balance_jpy >= Yen::ZERO, "{fy}: {year:?}");
        assert_eq!(year.uses(), year.sources(), "{fy}");
    }
    // The soft limit is missed rather than the rebuild.
    assert!(plan.claims.objective.soft_jpy > 0.0);
}

#[test]
fn soft_rules_on_people_places_and_floor() {
    let limits = [
        RuleLimit::Coverage { kind: "hall".into(), at_least_ratio: 1.0, per_district: true },
        RuleLimit::WalkIncrease { kind: "hall".into(), at_most_m: 100.0 },
        RuleLimit::Capacity { kind: "hall".into(), at_least_ratio: 5.0 },
        RuleLimit::ChangesPerPeriod { at_most: 0, per_district: false },
        RuleLimit::ShelterFloor { at_least_ratio: 1.0 },
        RuleLimit::InvestmentChange { at_most_million_jpy: 1.0 },
    ];
    for limit in limits {
        let mut project = priced(peopled_town());
        site_mut(&mut project, "S").is_shelter = true;
        lock(&mut project, "asset = \"S\"\nrequire = [\"BH\"]");
        lock(&mut project, "function = \"hall-b\"\nrequire = [\"C\"]");
        let project = softened(ruled(project, limit), 1_000.0);
        assert!(solved(&project).claims.objective.soft_jpy > 0.0, "{:?}", project.scenario.rules[0].limit);
    }
}

#[test]
fn improving_part_by_part_lies_between_doing_nothing_and_the_best_plan() {
    let project = priced(peopled_town());
    let instance = Instance::new(&project);
    let prices = Prices::new(&project);
    let options = Options::new(&instance, &prices).unwrap();
    let formulation = Formulation::new(&instance, &options);
    let limits = Limits { gap: 1e-6, time: Duration::from_mins(1), nodes: None };
    let best = solve(&instance, &prices, &options, &formulation, &limits, &|_| {}).unwrap().proof.objective;
    let anchors = neighborhoods::Anchors::new(&instance, &options, &formulation);
    let mut has_improved = false;
    for sites in 1..instance.sites.len() {
        let found = Found::nothing();
        let standing = standing::Standing::new(&limits, &found, &|_| {});
        let improvement = improve::Improvement { formulation: &formulation, standing: &standing, sites, rounds: 0 };
        improvement.start(&instance).unwrap();
        let first = found.best().unwrap().objective;
        improvement.improve(&instance, &anchors).unwrap();
        let last = found.best().unwrap().objective;
        assert!(last <= first && last >= best - 1e-6 * best.abs(), "{sites}: {first} {last} {best}");
        has_improved |= last < first;
    }
    assert!(has_improved);
}

#[test]
fn parts_decided_in_whole_lie_between_the_relaxation_and_the_best_plan() {
    let limits = Limits { gap: 1e-6, time: Duration::from_mins(1), nodes: None };
    let mut has_risen = false;
    for town in [peopled_town, paper_town, room_town, conversion_town, || funded(school_town())] {
        let project = priced(town());
        let instance = Instance::new(&project);
        let prices = Prices::new(&project);
        let options = Options::new(&instance, &prices).unwrap();
        let formulation = Formulation::new(&instance, &options);
        let best = solve(&instance, &prices, &options, &formulation, &limits, &|_| {}).unwrap().proof.objective;
        let anchors = neighborhoods::Anchors::new(&instance, &options, &formulation);
        let relaxation = relax::Relaxation::new(&formulation);
        let relaxed = LpSession::new(&relaxation.model).unwrap().solve_by(Method::DualSimplex, 60.0).unwrap();
        let columns = relaxation.model.columns.len();
        let found = Found::nothing();
        let standing = standing::Standing::new(&limits, &found, &|_| {});
        let bound = |columns: usize| regions::bound(&instance, &anchors, &relaxation, &relaxed, columns, &standing);
        assert_eq!((bound(columns), bound(0)), (None, None));
        let tolerance = 1e-6 * best.abs().max(1.0);
        for parts in 2..=instance.sites.len() {
            let bound = bound(columns.div_ceil(parts)).unwrap();
            assert!((relaxed.objective - tolerance..=best + tolerance).contains(&bound), "{} {bound} {best}", relaxed.objective);
            assert!(found.bound().is_none() && found.proven().unwrap() >= bound);
            has_risen |= bound > relaxed.objective + 1e3 * tolerance;
        }
    }
    assert!(has_risen);
}

#[test]
fn cuts_of_a_part_have_no_column_outside_and_ask_for_no_more_than_those_of_the_whole() {
    let project = example_town();
    let instance = Instance::new(&project);
    let options = Options::new(&instance, &Prices::new(&project)).unwrap();
    let formulation = Formulation::new(&instance, &options);
    let relaxation = relax::Relaxation::new(&formulation);
    // All that takes a service away from someone, and nothing for the access term.
    let mut values = vec![0.0; relaxation.model.columns.len()];
    for (column, _) in formulation.hinges.hinges.iter().flat_map(|hinge| &hinge.terms).filter(|term| term.1 > 0.0) {
        values[column.0] = 1.0;
    }
    let (missing, cuts) = relaxation.access_cuts(&values, &|_| true);
    assert!(missing > 0.0);
    for outside in cuts.iter().flat_map(|row| &row.terms).map(|term| term.0).take(20) {
        let (less, cuts) = relaxation.access_cuts(&values, &|column| column != outside);
        assert!(less < missing + 1e-9, "{less} {missing}");
        assert!(cuts.iter().all(|row| row.terms.iter().all(|term| term.0 != outside) && row.breach(&values) > 0.0));
    }
}
