//! Openings of school rooms, and permits for guests of hubs.

use super::*;
use crate::catalogue::{RoomClass, ZoneCap};
use crate::paper::{add_room, room_town, school};
use crate::project::Zone;

/// Openings as `school class year`.
fn openings(project: &Project) -> Vec<String> {
    with(project, |instance, options| {
        let text = |option: &Opening| {
            let rooms = &instance.rooms.openable[option.rooms];
            let (school, year) = (&instance.assets[rooms.school.0].id, instance.horizon.period(option.t).start);
            format!("{school} {} {year}", rooms.class.as_str())
        };
        options.openings.iter().map(text).collect()
    })
}

#[test]
fn rooms_with_slots_to_spare_are_opened_from_the_second_period_on() {
    let mut project = room_town();
    project.scenario.horizon.period_years = vec![5, 5, 5];
    // Nothing of the pool is left: 100 − 60 − 50 < 0.
    add_room(&mut project, "S-pool", school("S"), RoomClass::Pool, (100.0, 60.0, 50.0, 0.0));
    assert_eq!(openings(&project), ["S gym 2027", "S gym 2032", "S special_room 2027", "S special_room 2032"]);
    project.scenario.openings.opening = false;
    assert!(openings(&project).is_empty());
}

/// Permits as `host kind year`, where halls have a cap in the zone of S and a permit takes `months`.
fn permits(at_most_m2: f64, months: u32) -> Vec<String> {
    let mut project = paper_town();
    let hall = project.kinds.kinds.iter_mut().find(|kind| kind.id.as_str() == "hall").unwrap();
    hall.zone_caps = vec![ZoneCap { zone: Zone::MidHigh1, at_most_m2 }];
    (project.scenario.permits.zone_exception, project.scenario.permits.months) = (true, months);
    with(&project, |instance, options| {
        let text = |option: &Permit| {
            let (host, kind) = (&instance.assets[option.host.0].id, &instance.kinds[option.kind.0].id);
            format!("{host} {kind} {}", instance.horizon.period(option.t).start)
        };
        options.permits.iter().map(text).collect()
    })
}

#[test]
fn permits_exist_where_guests_could_exceed_a_cap() {
    // 450 + 540 m² together; the library has no cap.
    assert_eq!(permits(989.0, 0), ["S hall 2027"]);
    assert!(permits(990.0, 0).is_empty());
    // A month before five years of design and works for FY 2027 lies before FY 2022.
    assert!(permits(989.0, 1).is_empty());
}

#[test]
fn a_guest_larger_than_the_cap_comes_only_with_a_permit_in_time() {
    let capped = |zone_exception: bool, months: u32| {
        let mut project = paper_town();
        let hall = project.kinds.kinds.iter_mut().find(|kind| kind.id.as_str() == "hall").unwrap();
        hall.zone_caps = vec![ZoneCap { zone: Zone::MidHigh1, at_most_m2: 500.0 }];
        (project.scenario.permits.zone_exception, project.scenario.permits.months) = (zone_exception, months);
        project
    };
    assert_eq!(moves(&capped(true, 0), "hall-b"), ["C S 2027"]);
    assert!(moves(&capped(true, 1), "hall-b").is_empty());
    assert!(moves(&capped(false, 0), "hall-b").is_empty());
    assert_eq!(reasons(&capped(false, 0), "hall-b", "C"), ["540 m² exceed the zone's cap of 500 m²"]);
    // hall-a's 450 m² fit by themselves.
    assert_eq!(moves(&capped(false, 0), "hall-a"), ["C S 2027", "A G 2027"]);
}
