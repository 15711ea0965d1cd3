//! Opening rooms of schools (formulation 11.9, 11.10).

use super::*;
use crate::catalogue::RoomClass;
use crate::id::PeriodIx;
use crate::paper::room_town;
use crate::plan::OpeningPlan;

#[test]
fn opened_rooms_cost_keys_for_every_room_and_staff_for_every_slot() {
    let mut project = with_prices(room_town());
    // A third special room whose slots the school needs itself has a door all the same.
    let busy = (200.0, 300.0, 0.0, 0.0);
    crate::paper::add_room(&mut project, "S-special-3", crate::paper::school("S"), RoomClass::SpecialRoom, busy);
    let (instance, prices) = (Instance::new(&project), Prices::new(&project));
    let school = instance.asset(&"S".into()).unwrap();
    let rooms = &instance.rooms.openable[instance.rooms.position(school, RoomClass::SpecialRoom).unwrap()];
    // 1,000,000 × 3 rooms the year before.
    let setup = opening_setup_flow(&instance, &prices, rooms, FiscalYear(2027));
    assert_eq!(lines(&setup, Nature::Opening), [(2026, 3_000_000)]);
    // 800 × (500 − 100 + 500 − 100 + 0) in every year of the period.
    let flow = opening_flow(&instance, &prices, rooms, instance.horizon.period(PeriodIx(1)));
    assert_eq!(lines(&flow, Nature::Opening), every_year(2027, 2031, 640_000));
}

#[test]
fn keys_are_paid_again_only_after_a_period_with_closed_doors() {
    let mut project = with_prices(room_town());
    project.scenario.horizon.period_years = vec![1; 5];
    let (instance, prices) = (Instance::new(&project), Prices::new(&project));
    let of_opening = |years: &[i32]| {
        let mut plan = crate::paper::idle_plan(&project);
        let open = |&fy: &i32| OpeningPlan { school: "S".into(), room_class: RoomClass::Gym, fy: FiscalYear(fy) };
        plan.openings = years.iter().map(open).collect();
        let lines = ledger(&instance, &prices, &plan).into_iter().filter(|line| line.amount.nature == Nature::Opening);
        lines.map(|line| (line.payer, line.amount.fy.0, line.amount.yen.0)).collect::<Vec<_>>()
    };
    let school = || Payer::Asset("S".into());
    // 1,000,000 for the gymnasium and 800 × (1,000 − 300 − 100) = 480,000 a year.
    let one = |year: i32, yen: i64| (school(), year, yen);
    assert_eq!(of_opening(&[2023, 2024]), [one(2022, 1_000_000), one(2023, 480_000), one(2024, 480_000)]);
    let twice = [one(2022, 1_000_000), one(2023, 480_000), one(2024, 1_000_000), one(2025, 480_000)];
    assert_eq!(of_opening(&[2023, 2025]), twice);
}
