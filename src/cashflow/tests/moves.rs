//! Moves of functions (formulation 5.2–5.15).

use super::*;
use crate::paper::conversion_town;

#[test]
fn a_guest_pays_for_its_floor_before_it_moves() {
    let found = moved(&priced(), "library-a", MoveCode::C, "S");
    // 300 m² less a tenth shared: 330,000 × 270 = 89,100,000 over the three years before FY 2027.
    assert_eq!(lines(&found.flow, Nature::Construction), every_year(2024, 2026, 29_700_000));
    // A tenth of it over the two years before those.
    assert_eq!(lines(&found.flow, Nature::Design), every_year(2022, 2023, 4_455_000));
    // 50,000 × 300 in the last year at home.
    assert_eq!(lines(&found.flow, Nature::Moving), [(2026, 15_000_000)]);
    assert_eq!(lines(&found.flow, Nature::Repair), every_year(2027, 2031, 270_000));
    // 6,000,000 less 15 %.
    assert_eq!(lines(&found.flow, Nature::Running), every_year(2027, 2031, 5_100_000));
    // 89,100,000 × 75/80.
    assert_eq!(found.residual, Yen(83_531_250));
}

#[test]
fn floor_of_a_hub_that_opens_before_the_move_is_paid_and_repaired_from_then_on() {
    let project = with_prices(conversion_town());
    let (instance, prices) = (Instance::new(&project), Prices::new(&project));
    let decision = FunctionDecision::Move { code: MoveCode::C, host: "S".into(), into: None, fy: FiscalYear(2032) };
    let function = instance.function(&"library-a".into()).unwrap();
    let found = function_effects(&instance, &prices, function, &decision, Some(FiscalYear(2029)));
    assert_eq!(lines(&found.flow, Nature::Construction), every_year(2026, 2028, 29_700_000));
    assert_eq!(lines(&found.flow, Nature::Design), every_year(2024, 2025, 4_455_000));
    assert_eq!(lines(&found.flow, Nature::Repair), every_year(2029, 2036, 270_000));
    // What the move itself costs is of its own year.
    assert_eq!(lines(&found.flow, Nature::Moving), [(2031, 15_000_000)]);
    assert_eq!(lines(&found.flow, Nature::Running), every_year(2032, 2036, 5_100_000));
    // 89,100,000 after 8 of 80 years.
    assert_eq!(found.residual, Yen(80_190_000));
}

#[test]
fn a_merged_function_only_moves_and_runs_on_half() {
    let found = moved(&priced(), "hall-a", MoveCode::A, "G");
    // 50,000 × 500.
    assert_eq!(lines(&found.flow, Nature::Moving), [(2026, 25_000_000)]);
    assert_eq!(lines(&found.flow, Nature::Running), every_year(2027, 2031, 5_000_000));
    assert_eq!((natures(&found.flow), found.residual), (vec![Nature::Moving, Nature::Running], Yen::ZERO));
}

#[test]
fn a_function_in_surplus_rooms_only_moves_and_saves() {
    let found = moved(&priced(), "library-a", MoveCode::S, "S");
    // 50,000 × 300.
    assert_eq!(lines(&found.flow, Nature::Moving), [(2026, 15_000_000)]);
    // 6,000,000 less 15 %; no floor is built, so that none is repaired.
    assert_eq!(lines(&found.flow, Nature::Running), every_year(2027, 2031, 5_100_000));
    assert_eq!((natures(&found.flow), found.residual), (vec![Nature::Moving, Nature::Running], Yen::ZERO));
}

#[test]
fn a_conversion_costs_a_share_of_rebuilding_what_moves_in() {
    let project = with_prices(conversion_town());
    let found = moved(&project, "library-a", MoveCode::V, "E");
    // 0.3 × 400,000 × 300: the class of libraries, not that of E, which has no function and is priced at 360,000.
    assert_eq!(lines(&found.flow, Nature::Renovation), [(2026, 36_000_000)]);
    assert_eq!(lines(&found.flow, Nature::Design), [(2026, 3_600_000)]);
    assert_eq!(lines(&found.flow, Nature::Moving), [(2026, 15_000_000)]);
    assert_eq!(lines(&found.flow, Nature::Running), every_year(2027, 2036, 6_000_000));
    assert_eq!(natures(&found.flow), [Nature::Renovation, Nature::Design, Nature::Moving, Nature::Running]);
    // Ten of thirty years are used by FY 2037: 36,000,000 × 20/30.
    assert_eq!(found.residual, Yen(24_000_000));
}

#[test]
fn a_conversion_a_year_earlier_costs_half_where_prices_double() {
    let mut project = doubling(with_prices(conversion_town()));
    project.scenario.cost.price_base_fy = FiscalYear(2027);
    let found = moved(&project, "library-a", MoveCode::V, "E");
    // Everything is paid in FY 2026, a year before the price base: half of 36,000,000, 3,600,000 and 15,000,000.
    assert_eq!(lines(&found.flow, Nature::Renovation), [(2026, 18_000_000)]);
    assert_eq!(lines(&found.flow, Nature::Design), [(2026, 1_800_000)]);
    assert_eq!(lines(&found.flow, Nature::Moving), [(2026, 7_500_000)]);
}

#[test]
fn a_function_replaced_by_opened_rooms_costs_nothing_any_more() {
    let found = moved(&priced(), "hall-a", MoveCode::O, "S");
    assert_eq!((found.flow.amounts.len(), found.residual), (0, Yen::ZERO));
}
