//! Subsidies of the State (formulation 12.1): here half of 200,000 yen/m², so 100,000 yen for every recognized square metre.

use super::*;
use crate::catalogue::RoomClass;
use crate::paper::{funded, school_town};

fn subsidized() -> Project {
    funded(with_prices(school_town()))
}

fn subsidy(project: &Project, asset: &str, action: Action) -> Vec<(i32, i64)> {
    lines(&effects(project, asset, &[action], None).flow, Nature::Subsidy)
}

#[test]
fn a_rebuild_is_recognized_up_to_what_its_classes_need() {
    // Of 4,000 m² the need of six classes, 1,600: 160,000,000 over three years.
    for code in [ActionCode::B, ActionCode::BH] {
        assert_eq!(subsidy(&subsidized(), "S", act(code, 2022, 2024, 2027)), every_year(2024, 2026, -53_333_333));
    }
    // A need of 5,000 + 600 m² is built in full: 560,000,000.
    let mut large = subsidized();
    large.kinds.school_kinds.iter_mut().for_each(|kind| kind.fixed_m2 = 5_000.0);
    assert_eq!(subsidy(&large, "S", act(ActionCode::B, 2022, 2024, 2027)), every_year(2024, 2026, -186_666_667));
}

#[test]
fn a_partial_rebuild_adds_a_share_of_what_it_keeps() {
    // Of 2,000 m² rebuilt 1,600, and 0.6 × 2,000 kept: 2,800 m², 280,000,000 over three years.
    for code in [ActionCode::P, ActionCode::PH] {
        assert_eq!(subsidy(&subsidized(), "S", act(code, 2022, 2024, 2027)), every_year(2024, 2026, -93_333_333));
    }
}

#[test]
fn renovations_are_recognized_by_their_price() {
    // 0.6 × 3,000 m²: 180,000,000 over two years.
    assert_eq!(subsidy(&subsidized(), "N", act(ActionCode::R, 2029, 2030, 2032)), every_year(2030, 2031, -90_000_000));
    // 170/330 × 3,000 = 1,545.45 m²: 154,545,454.5 over two years.
    assert_eq!(subsidy(&subsidized(), "N", act(ActionCode::M, 2022, 2022, 2024)), every_year(2022, 2023, -77_272_727));
}

#[test]
fn the_price_of_the_works_is_recognized_where_it_is_below_the_unit_price() {
    let mut project = subsidized();
    project.costs.parameter.subsidy_unit_kyen_m2.base = 400.0;
    // 0.5 × 330,000 × 1,600 = 264,000,000.
    assert_eq!(subsidy(&project, "S", act(ActionCode::B, 2022, 2024, 2027)), every_year(2024, 2026, -88_000_000));
}

/// All of 330,000 yen/m² is paid, and works cost a quarter, a half and the whole of it in FY 2024, 2025 and 2026.
fn generous() -> Project {
    let mut project = doubling(subsidized());
    project.costs.parameter.subsidy_unit_kyen_m2.base = 330.0;
    project.costs.parameter.subsidy_rate.base = 1.0;
    project
}

#[test]
fn no_year_is_paid_more_than_its_works() {
    // 330,000 × 1,600 / 3 = 176,000,000 a year, but works of FY 2024 cost a quarter of 440,000,000.
    let expected = [(2024, -110_000_000), (2025, -176_000_000), (2026, -176_000_000)];
    assert_eq!(subsidy(&generous(), "S", act(ActionCode::B, 2022, 2024, 2027)), expected);
}

#[test]
fn a_shared_room_loses_its_subsidy() {
    let lost = |mut project: Project| {
        project.kinds.school_kinds.iter_mut().for_each(|kind| kind.gym_m2 = 800.0);
        let (instance, prices) = (Instance::new(&project), Prices::new(&project));
        let school = instance.asset(&"S".into()).unwrap();
        let flow = share_effects(&instance, &prices, school, RoomClass::Gym, &act(ActionCode::B, 2022, 2024, 2027)).flow;
        lines(&flow, Nature::Subsidy)
    };
    // 100,000 × 800 over three years, a cost since it is not received.
    assert_eq!(lost(subsidized()), every_year(2024, 2026, 26_666_667));
    // 330,000 × 800 / 3 = 88,000,000 a year, at most the room's construction: 22, 44 and 88 million.
    assert_eq!(lost(generous()), [(2024, 22_000_000), (2025, 44_000_000), (2026, 88_000_000)]);
}

#[test]
fn only_schools_get_subsidies_and_only_with_funding_that_has_them() {
    let rebuild = act(ActionCode::B, 2022, 2023, 2025);
    assert_eq!(subsidy(&subsidized(), "H", rebuild), []);
    let rebuild = act(ActionCode::B, 2022, 2024, 2027);
    assert_eq!(subsidy(&with_prices(school_town()), "S", rebuild), []);
    let mut without = subsidized();
    without.scenario.funding.as_mut().unwrap().subsidies = false;
    assert_eq!(subsidy(&without, "S", rebuild), []);
}

#[test]
fn guest_floor_gets_no_subsidy() {
    let found = moved(&subsidized(), "library-a", MoveCode::C, "S");
    assert_eq!(lines(&found.flow, Nature::Subsidy), []);
}
