//! Transfer to private operators (T) and the end of today's services: what is allowed, what it costs.

use super::cash::{beyond_kept, each, line};
use super::said::Said;
use super::suburb::{go, still, suburb, transfer};
use super::town::{act, assert_accepted, asset_plan, breaches_of, claimed, decide, kind_of, lock, merge, service, site};
use crate::fiscal::FiscalYear;
use crate::plan::{ActionCode, MoveCode, Nature, Plan};
use crate::project::{Ownership, Project};
use crate::units::Yen;
use crate::verify::CheckedRule as Rule;
use crate::verify::tests::measures::{claims, close_to};

/// library-2 is transferred with lib-2 in it.
fn transfer_plan(project: &Project) -> Plan {
    let mut plan = still(project);
    transfer(&mut plan, "library-2", 2027);
    claimed(project, plan)
}

pub(super) const SAID: &[Said] = &[
    (
        "transfer switched off",
        transfer_plan,
        |project, _| project.scenario.moves.transfer = false,
        Rule::Switch,
        "asset library-2 FY 2027",
    ),
    (
        "a transfer in the middle of a period",
        transfer_plan,
        |_, plan| transfer(plan, "library-2", 2028),
        Rule::Timing,
        "asset library-2 FY 2028",
    ),
    (
        "a transfer of the State's land",
        transfer_plan,
        |project, _| site(project, "library-2").ownership = Ownership::State,
        Rule::LifePath,
        "asset library-2 FY 2027: only assets on owned sites are transferred (found: State; allowed: Owned)",
    ),
    (
        "a transfer of a kind that may not be",
        transfer_plan,
        |project, _| kind_of(project, "library").may_transfer = false,
        Rule::LifePath,
        "(found: lib-2; allowed: may_transfer)",
    ),
    (
        "a transfer of an empty building",
        transfer_plan,
        |project, plan| {
            site(project, "civic").ownership = Ownership::Owned;
            transfer(plan, "annex", 2027);
        },
        Rule::LifePath,
        "asset annex FY 2027: there is no function to transfer",
    ),
    (
        "a transfer of a school",
        transfer_plan,
        |_, plan| transfer(plan, "school-2", 2027),
        Rule::LifePath,
        "asset school-2 FY 2027: schools are not transferred",
    ),
    (
        "works before a transfer",
        transfer_plan,
        |_, plan| act(plan, "library-2", &[(ActionCode::M, 2022, 2022, 2024)]),
        Rule::LifePath,
        "asset library-2: an asset that closes or is transferred has no works (found: M; allowed: CLOSE, T)",
    ),
    (
        "a closing and a transfer",
        transfer_plan,
        |_, plan| asset_plan(plan, "library-2").close_fy = Some(FiscalYear(2032)),
        Rule::LifePath,
        "an asset either closes or is transferred (found: CLOSE 2032+T 2027",
    ),
    (
        "a function that moves out of a transferred building",
        transfer_plan,
        |_, plan| decide(plan, "lib-2", go(MoveCode::S, "school-3", 2032)),
        Rule::Transferred,
        "asset library-2 function lib-2 FY 2027: a function of a transferred asset moves or ends (found: S; allowed: STAY)",
    ),
    (
        "a function merged into a transferred building",
        transfer_plan,
        |_, plan| decide(plan, "lib-1", merge("library-2", "lib-2", 2027)),
        Rule::Absorb,
        "(found: T 2027; allowed: neither CLOSE nor T)",
    ),
    (
        "a conversion of a transferred building",
        transfer_plan,
        |_, plan| decide(plan, "meet-1", go(MoveCode::V, "library-2", 2032)),
        Rule::Converted,
        "(found: T 2027; allowed: neither CLOSE nor T)",
    ),
];

#[test]
fn a_transfer_pays_support_and_takes_a_lease() {
    let project = suburb();
    let plan = transfer_plan(&project);
    // 12 million × 0.6 instead of 12 million.
    assert_eq!(beyond_kept(&project, &plan, Nature::Running), each(2027..=2036, -12_000_000));
    assert_eq!(line(&project, &plan, Nature::Support), each(2027..=2036, 7_200_000));
    // 300,000 × 2,000 × 0.02 × 0.5: the whole site is its building's.
    assert_eq!(line(&project, &plan, Nature::Lease), each(2027..=2036, -6_000_000));
    // 900 m² no longer repaired, counted as floor, or overdue for renovation (41 in 2036, weight 0.2).
    assert_eq!(beyond_kept(&project, &plan, Nature::Repair), each(2027..=2036, -1_800_000));
    let (today, planned) = (claims(&project, &still(&project)), claims(&project, &plan));
    let last = FiscalYear(2036);
    assert!(close_to(today.floor_area_m2[&last] - planned.floor_area_m2[&last], 900.0));
    assert!(close_to(today.overdue_m2[&last] - planned.overdue_m2[&last], 180.0));
    // It is still where it was, and one intervention.
    assert!(close_to(planned.objective.access_person_km, 0.0));
    assert!(close_to(planned.objective.tie_break_jpy, 1_005.0));
}

#[test]
fn buildings_of_one_site_share_the_operators_lease_by_floor() {
    let mut project = suburb();
    site(&mut project, "civic").ownership = Ownership::Owned;
    site(&mut project, "civic").land_price_per_m2 = Some(Yen(100_000));
    kind_of(&mut project, "office").may_transfer = true;
    service(&mut project, "office").running_cost = Yen(20_000_003);
    let mut plan = still(&project);
    transfer(&mut plan, "office-1", 2032);
    assert_accepted(&project, &plan);
    // 100,000 × 2,000 × 0.02 × 0.5 = 2,000,000; 2,000 of 2,400 m²: 1,666,666.7.
    assert_eq!(line(&project, &plan, Nature::Lease), each(2032..=2036, -1_666_667));
    // 20,000,003 × 0.6 = 12,000,001.8.
    assert_eq!(line(&project, &plan, Nature::Support), each(2032..=2036, 12_000_002));
}

#[test]
fn a_transfer_without_a_land_price_takes_no_lease() {
    let mut project = suburb();
    site(&mut project, "library-2").land_price_per_m2 = None;
    let plan = transfer_plan(&project);
    assert_accepted(&project, &plan);
    assert!(line(&project, &plan, Nature::Lease).is_empty());
}

#[test]
fn a_lock_knows_a_transfer_and_the_new_moves() {
    let mut project = suburb();
    let plan = transfer_plan(&project);
    let mut required = lock(&["T"], &["K"]);
    required.asset = Some("library-2".into());
    required.from_fy = Some(FiscalYear(2027));
    project.scenario.locks = vec![required];
    assert_accepted(&project, &plan);
    project.scenario.locks[0].from_fy = Some(FiscalYear(2028));
    assert_eq!(breaches_of(&project, &plan, Rule::Lock).len(), 1);
    let mut forbidden = lock(&[], &["S"]);
    forbidden.function = Some("lib-1".into());
    forbidden.host = Some("school-3".into());
    project.scenario.locks = vec![forbidden];
    let plan = super::reuse::surplus_plan(&project);
    assert_eq!(breaches_of(&project, &plan, Rule::Lock).len(), 1);
    project.scenario.locks[0].host = Some("school-1".into());
    assert_accepted(&project, &plan);
}
