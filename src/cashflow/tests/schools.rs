//! Mergers, shared rooms, swing space and permits of schools (formulation 5.20–5.51).

use super::*;
use crate::catalogue::RoomClass;
use crate::paper::school_town;
use crate::paper::site_mut;
use crate::plan::MergerMode;
use crate::project::{Project, Purpose};
use crate::units::People;

fn merged(project: &Project, mode: MergerMode) -> SchoolEffects {
    let (instance, prices) = (Instance::new(project), Prices::new(project));
    let school = |id: &str| instance.asset(&id.into()).unwrap();
    merger_effects(&instance, &prices, (school("N"), school("S")), mode, FiscalYear(2027), FiscalYear(2027))
}

/// N with pupils that change from FY 2022 to FY 2032 in a straight line.
fn changing(from: f64, to: f64) -> Project {
    let mut project = with_prices(school_town());
    let Purpose::School(school) = &mut site_mut(&mut project, "N").purpose else { panic!("N is a school") };
    school.pupils = [(FiscalYear(2022), People(from)), (FiscalYear(2032), People(to))].into();
    project
}

#[test]
fn pupils_move_into_a_standing_school_and_nothing_else_is_paid() {
    let found = merged(&with_prices(school_town()), MergerMode::Standing);
    // 50,000 × 3,000 m², the whole school that closes.
    assert_eq!(lines(&found.flow, Nature::Moving), [(2026, 150_000_000)]);
    assert_eq!((found.flow.amounts.len(), found.residual), (1, Yen::ZERO));
    assert_eq!(found.floor, [0.0; 10]);
}

#[test]
fn a_hub_builds_the_floor_of_the_classes_that_come() {
    let found = merged(&with_prices(school_town()), MergerMode::Hub);
    assert_eq!(lines(&found.flow, Nature::Moving), [(2026, 150_000_000)]);
    // Twelve classes instead of six: 100 × 6 = 600 m² × 330,000 = 198,000,000 over the three years before FY 2027.
    assert_eq!(lines(&found.flow, Nature::Construction), every_year(2024, 2026, 66_000_000));
    // A tenth of it over the two years before those.
    assert_eq!(lines(&found.flow, Nature::Design), every_year(2022, 2023, 9_900_000));
    assert_eq!(lines(&found.flow, Nature::Repair), every_year(2027, 2031, 600_000));
    assert_eq!(natures(&found.flow), [Nature::Construction, Nature::Design, Nature::Moving, Nature::Repair]);
    // Five of eighty years are used: 198,000,000 × 75/80.
    assert_eq!(found.residual, Yen(185_625_000));
    assert_eq!(found.floor, [0.0, 0.0, 0.0, 0.0, 0.0, 600.0, 600.0, 600.0, 600.0, 600.0]);
}

#[test]
fn the_classes_of_the_fullest_later_year_are_built_for() {
    // In FY 2031 N has 420 × 9/10 = 378 pupils: 588 together make 6 × ⌈2.8⌉ = 18 classes, twelve more than S has: 1,200 m².
    assert_eq!(merged(&changing(0.0, 420.0), MergerMode::Hub).floor[5..], [1_200.0; 5]);
    // In FY 2027 N has 420 × 5/10 = 210 and fewer every year after: 600 m². The 420 of FY 2022 have left.
    assert_eq!(merged(&changing(420.0, 0.0), MergerMode::Hub).floor[5..], [600.0; 5]);
}

/// Both schools with a gymnasium of 800 m².
fn sporty() -> Project {
    let mut project = with_prices(school_town());
    project.kinds.school_kinds.iter_mut().for_each(|kind| kind.gym_m2 = 800.0);
    project
}

fn shared(project: &Project, room: RoomClass) -> SchoolEffects {
    let (instance, prices) = (Instance::new(project), Prices::new(project));
    let school = instance.asset(&"S".into()).unwrap();
    share_effects(&instance, &prices, school, room, &act(ActionCode::B, 2022, 2024, 2027))
}

#[test]
fn a_gymnasium_that_is_shared_is_neither_built_nor_repaired() {
    let found = shared(&sporty(), RoomClass::Gym);
    // 330,000 × 800 = 264,000,000 over three years, a tenth for design over the two years before.
    assert_eq!(lines(&found.flow, Nature::Construction), every_year(2024, 2026, -88_000_000));
    assert_eq!(lines(&found.flow, Nature::Design), every_year(2022, 2023, -13_200_000));
    assert_eq!(lines(&found.flow, Nature::Repair), every_year(2027, 2031, -800_000));
    assert_eq!(natures(&found.flow), [Nature::Construction, Nature::Design, Nature::Repair]);
    // 264,000,000 × 75/80.
    assert_eq!(found.residual, Yen(-247_500_000));
    assert_eq!(found.floor[..5], [0.0; 5]);
    assert_eq!(found.floor[5..], [-800.0; 5]);
    // There is no pool to share.
    assert_eq!(shared(&sporty(), RoomClass::Pool).flow, Flow::default());
}

#[test]
fn design_that_is_saved_falls_into_works_years_where_there_are_no_design_years() {
    let project = sporty();
    let (instance, prices) = (Instance::new(&project), Prices::new(&project));
    let school = instance.asset(&"S".into()).unwrap();
    let rebuild = act(ActionCode::B, 2024, 2024, 2027);
    let found = share_effects(&instance, &prices, school, RoomClass::Gym, &rebuild);
    // A tenth of 264,000,000 over three years.
    assert_eq!(lines(&found.flow, Nature::Design), every_year(2024, 2026, -8_800_000));
}

fn swung(code: ActionCode) -> SchoolEffects {
    let project = priced();
    let (instance, prices) = (Instance::new(&project), Prices::new(&project));
    swing_effects(&instance, &prices, instance.asset(&"S".into()).unwrap(), &act(code, 2022, 2024, 2027))
}

#[test]
fn a_held_building_spares_the_temporary_premises_of_the_rebuild() {
    // What the hub pays in `a_school_rebuilt_as_a_hub_pays_six_lines`, and the partial rebuild in its test, to the yen.
    for (code, yen) in [(ActionCode::BH, -66_666_667), (ActionCode::B, -66_666_667), (ActionCode::PH, -33_333_333)] {
        let found = swung(code);
        assert_eq!(lines(&found.flow, Nature::Temporary), every_year(2024, 2026, yen));
        assert_eq!((natures(&found.flow), found.residual), (vec![Nature::Temporary], Yen::ZERO));
        assert_eq!(found.floor, [0.0; 10]);
    }
}

#[test]
fn half_of_what_is_rebuilt_needs_temporary_floor() {
    let project = priced();
    let (instance, prices) = (Instance::new(&project), Prices::new(&project));
    let school = instance.asset(&"S".into()).unwrap();
    let floor = |code| temporary_floor(&instance, &prices, school, &act(code, 2022, 2024, 2027));
    // 0.5 × 4,000 and 0.5 × 2,000.
    assert_eq!([floor(ActionCode::B), floor(ActionCode::P)], [2_000.0, 1_000.0].map(crate::units::SquareMeters));
}

#[test]
fn a_permit_is_paid_its_months_before_design() {
    let mut project = with_prices(school_town());
    let paid = |project: &Project, fy| {
        let instance = Instance::new(project);
        let flow = permit_flow(&instance, &Prices::new(project), FiscalYear(fy));
        (lines(&flow, Nature::Design), permit_fy(&instance, FiscalYear(fy)).0, flow.amounts.len())
    };
    // Three years of works, two of design and one for twelve months before FY 2028.
    assert_eq!(paid(&project, 2028), (vec![(2022, 3_000_000)], 2022, 1));
    // Thirteen months are two years, and no months none.
    project.scenario.permits.months = 13;
    assert_eq!(paid(&project, 2029), (vec![(2022, 3_000_000)], 2022, 1));
    project.scenario.permits.months = 0;
    assert_eq!(paid(&project, 2027), (vec![(2022, 3_000_000)], 2022, 1));
}
