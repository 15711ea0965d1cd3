//! Surplus rooms of schools (S) and vacated buildings (V): what is allowed, what it costs.

use std::collections::BTreeMap;

use super::cash::{NO_MONEY, beyond_kept, each, line, residual};
use super::said::Said;
use super::suburb::{go, still, suburb};
use super::town::{act, assert_accepted, block, breaches_of, claimed, close, decide, end, kind_of, service, site};
use crate::fiscal::FiscalYear;
use crate::plan::{ActionCode, MoveCode, Nature, Plan, Treatment};
use crate::project::{Ownership, Project, Seismic, Structure, Zone};
use crate::verify::CheckedRule as Rule;
use crate::verify::tests::measures::{claims, close_to, discount};

/// lib-1 moves into surplus rooms of school-3, library-1 is sold.
pub(super) fn surplus_plan(project: &Project) -> Plan {
    let mut plan = still(project);
    decide(&mut plan, "lib-1", go(MoveCode::S, "school-3", 2027));
    close(&mut plan, "library-1", 2027, Treatment::D);
    claimed(project, plan)
}

/// meet-1 moves into the annex, which is empty today; the rented rooms are returned.
fn annex_plan(project: &Project) -> Plan {
    let mut plan = still(project);
    decide(&mut plan, "meet-1", go(MoveCode::V, "annex", 2027));
    close(&mut plan, "hall-1", 2027, Treatment::W);
    claimed(project, plan)
}

/// lib-2 leaves library-2 in 2027, meet-1 moves in five years later.
fn vacated_plan(project: &Project) -> Plan {
    let mut plan = still(project);
    decide(&mut plan, "lib-2", go(MoveCode::S, "school-3", 2027));
    decide(&mut plan, "meet-1", go(MoveCode::V, "library-2", 2032));
    close(&mut plan, "hall-1", 2032, Treatment::W);
    claimed(project, plan)
}

pub(super) const SAID: &[Said] = &[
    (
        "surplus rooms switched off",
        surplus_plan,
        |project, _| project.scenario.moves.surplus = false,
        Rule::Switch,
        "function lib-1 FY 2027",
    ),
    (
        "surplus rooms of a facility",
        surplus_plan,
        |_, plan| decide(plan, "lib-1", go(MoveCode::S, "annex", 2027)),
        Rule::Move,
        "asset annex function lib-1 FY 2027: only schools are hosts of C and S moves (found: facility; allowed: school)",
    ),
    (
        "surplus rooms a metre too far",
        surplus_plan,
        |project, _| kind_of(project, "library").host_radius_m = 504.0,
        Rule::Move,
        "(found: 505 m; allowed: ≤ 504 m)",
    ),
    (
        "a surplus host that is rebuilt",
        surplus_plan,
        |project, plan| {
            project.scenario.life.rebuild_min_age = 30;
            act(plan, "school-3", &[(ActionCode::B, 2028, 2030, 2033)]);
        },
        Rule::SurplusHost,
        "asset school-3 function lib-1 FY 2027: the school with surplus rooms is rebuilt or closes (found: B 2030",
    ),
    (
        "a guest larger than the surplus",
        surplus_plan,
        |project, _| service(project, "lib-1").min_gfa = Some(crate::units::SquareMeters(1_401.0)),
        Rule::Surplus,
        "asset school-3 FY 2027: they do not fit the school's surplus rooms (found: 1401 m²; allowed: ≤ 1400 m²)",
    ),
    (
        "a school that grows later",
        surplus_plan,
        |project, _| {
            // 2036: 211 pupils need 12 classes and 3,400 m², so that only 200 m² are ever free.
            let school = super::schools::pupils_of(project, "school-3");
            school.insert(FiscalYear(2035), crate::units::People(180.0));
            school.insert(FiscalYear(2036), crate::units::People(211.0));
        },
        Rule::Surplus,
        "asset school-3 FY 2027: they do not fit the school's surplus rooms (found: 600 m²; allowed: ≤ 200 m²)",
    ),
    (
        "surplus rooms above the zone's cap",
        surplus_plan,
        |project, _| site(project, "school-3").zone = Zone::LowRise1,
        Rule::ZoneCap,
        "asset school-3 kind library: the use zone allows less floor of this kind (found: 600 m²; allowed: ≤ 500 m²)",
    ),
    (
        "conversion switched off",
        annex_plan,
        |project, _| project.scenario.moves.conversion = false,
        Rule::Switch,
        "function meet-1 FY 2027",
    ),
    (
        "conversion of a timber building",
        annex_plan,
        |project, _| block(project, "annex").structure = Structure::W,
        Rule::Move,
        "timber buildings are not converted",
    ),
    (
        "conversion of a weak building",
        annex_plan,
        |project, _| block(project, "annex").seismic = Seismic::OldWeak,
        Rule::Move,
        "(found: old_weak; allowed: not old_weak)",
    ),
    (
        "conversion of rented premises",
        annex_plan,
        |project, _| site(project, "civic").ownership = Ownership::Leased,
        Rule::Move,
        "leased assets are not converted",
    ),
    (
        "conversion of a building with a year too little left",
        annex_plan,
        // 1986 + 60 = 2046 < 2027 + 20.
        |project, _| block(project, "annex").built = FiscalYear(1986),
        Rule::Move,
        "(found: 2046; allowed: ≥ 2047)",
    ),
    (
        "conversion of a school",
        annex_plan,
        |_, plan| decide(plan, "meet-1", go(MoveCode::V, "school-3", 2027)),
        Rule::Move,
        "only buildings of facilities are converted",
    ),
    (
        "conversion of a building that is too small",
        annex_plan,
        |project, _| service(project, "meet-1").gfa.0 = 401.0,
        Rule::Move,
        "(found: 400 m²; allowed: ≥ 401 m²)",
    ),
    (
        "conversion of floor that is not yet left",
        vacated_plan,
        |_, plan| decide(plan, "lib-2", go(MoveCode::S, "school-3", 2032)),
        Rule::Vacant,
        "asset library-2 FY 2032: they do not fit the floor left in an earlier period (found: 300 m²; allowed: ≤ 0 m²)",
    ),
    (
        "a converted building that closes",
        annex_plan,
        |_, plan| super::town::asset_plan(plan, "annex").close_fy = Some(FiscalYear(2032)),
        Rule::Converted,
        "asset annex function meet-1 FY 2027: the converted building closes or is transferred (found: CLOSE 2032",
    ),
    (
        "a conversion above the zone's cap",
        annex_plan,
        |project, _| {
            site(project, "civic").zone = Zone::LowRise1;
            kind_of(project, "hall").zone_caps[0].at_most_m2 = 299.0;
        },
        Rule::ZoneCap,
        "(found: 300 m²; allowed: ≤ 299 m²)",
    ),
];

#[test]
fn surplus_rooms_cost_moving_only_and_save_running() {
    let project = suburb();
    let plan = surplus_plan(&project);
    // 10,000 × 800 m² in the year before; a tenth of 10 million a year; library-1's 1,000 m² no longer repaired.
    assert_eq!(line(&project, &plan, Nature::Moving), each(2026..=2026, 8_000_000));
    assert_eq!(beyond_kept(&project, &plan, Nature::Running), each(2027..=2036, -1_000_000));
    assert_eq!(beyond_kept(&project, &plan, Nature::Repair), each(2027..=2036, -2_000_000));
    assert_eq!(line(&project, &plan, Nature::Construction), NO_MONEY);
    assert_eq!(residual(&project, &plan), 0);
    // Floor: library-1's 1,000 m² are gone, the guest's are the school's own.
    let floor = claims(&project, &plan).floor_area_m2;
    assert!(close_to(floor[&FiscalYear(2026)] - floor[&FiscalYear(2027)], 1_000.0));
}

#[test]
fn schools_run_at_their_cost_until_they_close() {
    let project = suburb();
    // 45 million yen of the functions and 9 million of school-3.
    assert_eq!(line(&project, &still(&project), Nature::Running), each(2022..=2036, 54_000_000));
    // The objective counts differences from today's.
    let unchanged = claims(&project, &still(&project)).objective.net_present_cost_jpy;
    // Repair of 11,600 + 3,600 m² and 6 million of rent.
    assert!(close_to(unchanged, (30.4 + 6.0) * 1e6 * discount(2022, 2036)), "{unchanged}");
}

#[test]
fn a_conversion_pays_renovation_and_design_in_the_year_before() {
    let project = suburb();
    let plan = annex_plan(&project);
    // 0.5 × 300,000 × 300 m² = 45,000 thousand; a tenth of it for design; 10,000 × 300 for moving.
    assert_eq!(line(&project, &plan, Nature::Renovation), each(2026..=2026, 45_000_000));
    assert_eq!(line(&project, &plan, Nature::Design), each(2026..=2026, 4_500_000));
    assert_eq!(line(&project, &plan, Nature::Moving), each(2026..=2026, 3_000_000));
    assert_eq!(beyond_kept(&project, &plan, Nature::Running), NO_MONEY);
    // 45,000 × (1 − (2037 − 2027) / 30) = 30,000 thousand.
    assert_eq!(residual(&project, &plan), 30_000_000);
}

#[test]
fn a_conversion_escalates() {
    let mut project = suburb();
    project.scenario.cost.price_escalation_per_year = 0.1;
    project.scenario.cost.price_base_fy = FiscalYear(2025);
    let plan = annex_plan(&project);
    assert_eq!(line(&project, &plan, Nature::Renovation), each(2026..=2026, 49_500_000));
}

#[test]
fn floor_left_in_an_earlier_period_is_converted_in_a_later_one() {
    let project = suburb();
    let plan = vacated_plan(&project);
    assert_accepted(&project, &plan);
    assert_eq!(line(&project, &plan, Nature::Moving), BTreeMap::from([(2026, 9_000_000), (2031, 3_000_000)]));
}

#[test]
fn an_ended_function_leaves_its_floor_too() {
    let mut project = suburb();
    kind_of(&mut project, "library").may_end = true;
    let mut plan = vacated_plan(&project);
    decide(&mut plan, "lib-2", end(2027));
    assert_accepted(&project, &plan);
}

#[test]
fn guests_of_both_kinds_share_one_cap() {
    let mut project = suburb();
    site(&mut project, "school-3").zone = Zone::LowRise1;
    kind_of(&mut project, "library").zone_caps[0].at_most_m2 = 1_275.0;
    let mut plan = surplus_plan(&project);
    decide(&mut plan, "lib-2", go(MoveCode::S, "school-3", 2032));
    // 0.75 × 800 + 0.75 × 900 = 1,275 m², within 1,400 of surplus and 1,275 of the cap.
    assert_accepted(&project, &plan);
    kind_of(&mut project, "library").zone_caps[0].at_most_m2 = 1_274.0;
    assert_eq!(breaches_of(&project, &plan, Rule::ZoneCap).len(), 1);
}

#[test]
fn walks_follow_functions_into_schools_and_buildings() {
    let project = suburb();
    // lib-1 moves from beside the demand point; lib-2 at library-2 (433 m) is nearer than school-3 (505 m).
    let expected = 0.433 * (840.0 * discount(2027, 2031) + 900.0 * discount(2032, 2036));
    let found = claims(&project, &surplus_plan(&project)).objective.access_person_km;
    assert!(close_to(found, expected), "{found} {expected}");
}
