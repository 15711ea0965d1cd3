//! Moves: who may go where, and the reasons for the rest.

use super::*;
use crate::catalogue::{Compatibility, RoomClass, ZoneCap};
use crate::fiscal::FiscalYear;
use crate::paper::{add_function, building, function, site_mut};
use crate::paper::{add_room, conversion_town, room_town, school};
use crate::project::{Purpose, Seismic, Structure, Zone};
use crate::units::People;

#[test]
fn functions_move_to_hubs_and_into_their_kind_where_there_is_room() {
    // hall-b has room for 2,000 × 0.9 − 900 = 900 slots and hall-a uses 600; the other way round 300 are free for 900.
    assert_eq!(moves(&paper_town(), "hall-a"), ["C S 2027", "A G 2027"]);
    assert_eq!(moves(&paper_town(), "hall-b"), ["C S 2027"]);
    assert_eq!(reasons(&paper_town(), "hall-b", "A"), ["the host has room for 300, but 900 are used"]);
}

#[test]
fn radius_fitness_zone_and_mobility_each_stop_a_move_with_a_reason() {
    let mut far = paper_town();
    far.kinds.kinds.iter_mut().for_each(|kind| (kind.host_radius_m, kind.merge_radius_m) = (999.0, 1_999.0));
    assert!(moves(&far, "hall-a").is_empty());

    let mut unfit = paper_town();
    for kind in &mut unfit.kinds.kinds {
        kind.compatibility.elementary = crate::catalogue::Compatibility::C;
    }
    assert!(moves(&unfit, "library-a").is_empty());
    assert_eq!(reasons(&unfit, "library-a", "C"), ["fitness for this school is C"]);

    let mut fixed = paper_town();
    fixed.functions.iter_mut().find(|f| f.id.as_str() == "library-a").unwrap().is_movable = false;
    assert!(moves(&fixed, "library-a").is_empty());
    assert_eq!(reasons(&fixed, "library-a", "C"), ["marked as not movable"]);
    assert!(!paths(&fixed, "H").contains(&"CLOSE@2027".to_owned()));
}

/// The town with surplus rooms, and pupils of S in FY 2031.
fn surplus(pupils: f64) -> Project {
    let mut project = paper_town();
    project.scenario.moves.surplus = true;
    let Purpose::School(school) = &mut site_mut(&mut project, "S").purpose else { panic!("S is a school") };
    school.pupils.insert(FiscalYear(2031), People(pupils));
    project
}

/// Moves of one code.
fn of_code(project: &Project, function: &str, code: &str) -> Vec<String> {
    moves(project, function).into_iter().filter(|text| text.starts_with(code)).collect()
}

#[test]
fn surplus_rooms_are_those_that_no_later_year_needs() {
    assert_eq!(of_code(&surplus(210.0), "library-a", "S"), ["S S 2027"]);
    assert_eq!(of_code(&surplus(210.0), "hall-b", "S"), ["S S 2027"]);
    // 840 pupils of FY 2031 make 24 classes, which need 3,400 of 4,000 m²: room for the 540 of hall-b. 841 make 30, which need it all.
    assert_eq!(of_code(&surplus(840.0), "hall-b", "S"), ["S S 2027"]);
    assert!(of_code(&surplus(841.0), "library-a", "S").is_empty());
    assert_eq!(reasons(&surplus(841.0), "library-a", "S"), ["the school has not 270 m² that no later year needs"]);
}

#[test]
fn surplus_rooms_take_what_fits_school_and_zone() {
    let changed = |change: &dyn Fn(&mut Project)| {
        let mut project = surplus(210.0);
        change(&mut project);
        of_code(&project, "library-a", "S").len()
    };
    let cap = |at_most_m2| {
        changed(&|project| {
            let caps = vec![ZoneCap { zone: Zone::MidHigh1, at_most_m2 }];
            project.kinds.kinds.iter_mut().for_each(|kind| kind.zone_caps.clone_from(&caps));
            // A permit lifts caps for hubs alone.
            (project.scenario.permits.zone_exception, project.scenario.permits.months) = (true, 0);
        })
    };
    assert_eq!([cap(270.0), cap(269.0)], [1, 0]);
    let fitness =
        |fitness| changed(&|project| project.kinds.kinds.iter_mut().for_each(|kind| kind.compatibility.elementary = fitness));
    assert_eq!([Compatibility::B, Compatibility::C].map(fitness), [1, 0]);
    let radius = |metres| changed(&|project| project.kinds.kinds.iter_mut().for_each(|kind| kind.host_radius_m = metres));
    assert_eq!([1_000.0, 999.0].map(radius), [1, 0]);
    assert_eq!(changed(&|project| project.scenario.moves.surplus = false), 0);
    assert_eq!(changed(&|project| function(project, "library-a").is_movable = false), 0);
}

#[test]
fn a_function_at_home_in_a_school_stays() {
    let mut project = surplus(210.0);
    add_function(&mut project, "club", "S", "hall", 100.0, 0);
    assert!(moves(&project, "club").is_empty());
}

#[test]
fn a_building_is_converted_while_enough_of_its_life_is_left() {
    // E of 2000 has 60 − 32 = 28 years left in FY 2032. G of 1990 has 23 in FY 2027 and 18 in FY 2032. H has 3 in FY 2027.
    assert_eq!(of_code(&conversion_town(), "library-a", "V"), ["V E 2027", "V E 2032", "V G 2027"]);
    assert_eq!(of_code(&conversion_town(), "hall-b", "V"), ["V E 2027", "V E 2032"]);
    assert_eq!(
        reasons(&conversion_town(), "hall-b", "V"),
        ["not fit for conversion (structure, earthquake standard, years left)"]
    );
    let mut patient = conversion_town();
    patient.scenario.moves.conversion_min_years = 23;
    assert_eq!(of_code(&patient, "library-a", "V"), ["V E 2027", "V E 2032", "V G 2027"]);
    patient.scenario.moves.conversion_min_years = 24;
    assert_eq!(of_code(&patient, "library-a", "V"), ["V E 2027", "V E 2032"]);
}

#[test]
fn a_converted_building_is_sound_owned_near_and_large_enough() {
    let to_e = |change: &dyn Fn(&mut Project)| {
        let mut project = conversion_town();
        change(&mut project);
        moves(&project, "library-a").iter().filter(|text| text.starts_with("V E")).count()
    };
    assert_eq!(to_e(&|project| building(project, "E").structure = Structure::S), 2);
    assert_eq!(to_e(&|project| building(project, "E").structure = Structure::W), 0);
    assert_eq!(to_e(&|project| building(project, "E").seismic = Seismic::OldWeak), 0);
    assert_eq!(to_e(&|project| site_mut(project, "E").ownership = Ownership::Leased), 0);
    assert_eq!(to_e(&|project| site_mut(project, "E").ownership = Ownership::State), 2);
    let sized = |gfa: f64| to_e(&move |project| building(project, "E").gfa.0 = gfa);
    assert_eq!([sized(300.0), sized(299.0)], [2, 0]);
    let near = |metres: f64| to_e(&move |project| project.kinds.kinds.iter_mut().for_each(|kind| kind.host_radius_m = metres));
    assert_eq!([near(500.0), near(499.0)], [2, 0]);
    // A converted building takes the whole floor, not nine tenths of it.
    let cap = |at_most_m2: f64| {
        to_e(&move |project| {
            let caps = vec![ZoneCap { zone: Zone::MidHigh1, at_most_m2 }];
            project.kinds.kinds.iter_mut().for_each(|kind| kind.zone_caps.clone_from(&caps));
        })
    };
    assert_eq!([cap(300.0), cap(299.0)], [2, 0]);
    assert_eq!(to_e(&|project| project.scenario.moves.conversion = false), 0);
}

#[test]
fn a_building_that_nothing_can_leave_has_room_only_where_it_is_vacant() {
    let mut fixed = conversion_town();
    function(&mut fixed, "hall-b").is_movable = false;
    assert!(!moves(&fixed, "library-a").contains(&"V G 2027".to_owned()));
    let mut ending = fixed.clone();
    ending.scenario.moves.ending = true;
    assert!(moves(&ending, "library-a").contains(&"V G 2027".to_owned()));
    // 300 of 600 m² are vacant.
    let mut half_empty = fixed;
    function(&mut half_empty, "hall-b").gfa.0 = 300.0;
    assert!(moves(&half_empty, "library-a").contains(&"V G 2027".to_owned()));
}

#[test]
fn bookings_go_to_schools_near_enough_with_slots_of_a_class_that_serves() {
    assert_eq!(of_code(&room_town(), "hall-a", "O"), ["O S 2027"]);
    assert!(of_code(&room_town(), "hall-b", "O").is_empty());
    let changed = |change: &dyn Fn(&mut Project)| {
        let mut project = room_town();
        change(&mut project);
        of_code(&project, "hall-a", "O").len()
    };
    assert_eq!(changed(&|project| project.scenario.openings.walk_m = 999.0), 0);
    assert_eq!(changed(&|project| project.scenario.openings.replacement = false), 0);
    assert_eq!(changed(&|project| project.scenario.openings.opening = false), 0);
    assert_eq!(changed(&|project| project.kinds.kinds.iter_mut().for_each(|kind| kind.may_be_replaced = false)), 0);
    assert_eq!(changed(&|project| function(project, "hall-a").is_movable = false), 0);
    // Meetings are not held in gymnasiums, but shows of a hall are.
    let only_gym = |project: &mut Project| project.rooms.retain(|room| room.class != RoomClass::SpecialRoom);
    assert_eq!(changed(&only_gym), 0);
    let show = |project: &mut Project| {
        only_gym(project);
        project.rooms.iter_mut().filter(|room| room.id.as_str() == "hall-a-1").for_each(|room| room.class = RoomClass::Hall);
    };
    assert_eq!(changed(&show), 1);
    // Nobody books.
    let unused = |project: &mut Project| {
        let rooms = project.rooms.iter_mut().filter(|room| room.id.as_str() == "hall-a-1");
        rooms.for_each(|room| room.slots.values_mut().for_each(|band| band.used = 0.0));
    };
    assert_eq!(changed(&unused), 0);
}

#[test]
fn rooms_that_serve_are_those_of_the_class_or_a_larger_one() {
    let serving = |wanted: RoomClass| {
        let classes = RoomClass::ALL.into_iter();
        classes
            .filter(|&opened| {
                let mut project = room_town();
                project.rooms.retain(|room| room.id.as_str() == "hall-a-1");
                project.rooms[0].class = wanted;
                add_room(&mut project, "S-1", school("S"), opened, (500.0, 0.0, 0.0, 0.0));
                !of_code(&project, "hall-a", "O").is_empty()
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(serving(RoomClass::Gym), [RoomClass::Gym]);
    assert_eq!(serving(RoomClass::Hall), [RoomClass::Gym, RoomClass::Hall]);
    assert_eq!(serving(RoomClass::Meeting), [RoomClass::Meeting, RoomClass::SpecialRoom]);
    assert_eq!(serving(RoomClass::SpecialRoom), [RoomClass::SpecialRoom]);
    assert_eq!(serving(RoomClass::Pool), [RoomClass::Pool]);
}
