//! Rows and optima of opened school rooms (formulation, section 11).

use crate::catalogue::RoomClass;
use crate::formulate::sample::{assert_loosening_pays, at_least, at_most, has_row, optimum, row};
use crate::paper::{add_room, room_town, ruled, school};
use crate::paper::{add_school, function};
use crate::project::{BandSlots, Project};
use crate::scenario::RuleLimit;

/// The column of hall-a's users in the special rooms of S.
const TAKEN: &str = "slots[hall-a,meeting,S,special_room,all,2027]";

/// The town where five opened slots make up for four that are used.
fn margin(margin: f64) -> Project {
    let mut project = room_town();
    project.scenario.openings.margin = margin;
    project
}

#[test]
fn bookings_of_a_replaced_hall_find_slots_with_a_margin() {
    // 1.25 × 400; meetings are held in special rooms, not in the gymnasium.
    let expected = [("moved[hall-a,S:O,2027]", -500.0), (TAKEN, 1.0)];
    assert_eq!(row(&margin(1.25), "replaced[hall-a,meeting,all,2027]"), at_least(0.0, &expected));
    // hall-b is three kilometres away.
    assert!(!has_row(&margin(1.25), "replaced[hall-b,meeting,all,2027]"));
}

#[test]
fn what_is_due_grows_with_the_demand_of_the_home_district() {
    let mut project = margin(1.25);
    crate::paper::add_demand(&mut project, "p", "a1", (0.0, 0.0), [0.0; 3]);
    let of = |people: f64| [0.0, 0.0, people].map(crate::units::People);
    let years = [(2024, 100.0), (2029, 150.0)];
    project.demand[0].population = years.map(|(fy, people)| (crate::fiscal::FiscalYear(fy), of(people))).into();
    // 500 × 150/100.
    assert_eq!(row(&project, "replaced[hall-a,meeting,all,2027]").of("moved[hall-a,S:O,2027]"), Some(-750.0));
}

#[test]
fn each_time_band_is_covered_by_slots_of_its_own() {
    let mut project = margin(1.25);
    let band = |id: &str| serde_json::json!({ "id": id, "name_ja": id, "name_en": id });
    project.kinds.time_bands = serde_json::from_value(serde_json::json!([band("day"), band("evening")])).unwrap();
    for room in &mut project.rooms {
        let all = room.slots.remove(&"all".into()).unwrap();
        // By day the school needs its rooms itself, and the hall is used in the evening alone.
        room.slots.insert("day".into(), BandSlots { slots: all.school_use, school_use: all.school_use, open: 0.0, used: 0.0 });
        room.slots.insert("evening".into(), BandSlots { slots: all.slots - all.school_use, school_use: 0.0, ..all });
    }
    assert!(!has_row(&project, "replaced[hall-a,meeting,day,2027]"));
    let expected = [("open[S,special_room,2027]", -800.0), ("slots[hall-a,meeting,S,special_room,evening,2027]", 1.0)];
    assert_eq!(row(&project, "supply[S,special_room,2027,evening]"), at_most(0.0, &expected));
}

#[test]
fn opened_rooms_give_what_neither_school_nor_residents_use() {
    // 2 × (500 − 100).
    let expected = [("open[S,special_room,2027]", -800.0), (TAKEN, 1.0)];
    assert_eq!(row(&room_town(), "supply[S,special_room,2027,all]"), at_most(0.0, &expected));
    // Nobody asks for the gymnasium.
    assert!(!has_row(&room_town(), "supply[S,gym,2027,all]"));
}

#[test]
fn a_school_in_works_in_any_year_of_a_period_is_not_open_in_it() {
    // Works of FY 2024 end before FY 2027; those of FY 2025 to 2029 do not.
    let usable = ["path[S,K]", "path[S,B@2024]", "path[S,BH@2024]", "path[S,P@2024]", "path[S,PH@2024]"];
    let mut expected: Vec<_> = usable.map(|name| (name, -1.0)).into();
    expected.push(("open[S,special_room,2027]", 1.0));
    assert_eq!(row(&room_town(), "usable[S,special_room,2027]"), at_most(0.0, &expected));
}

#[test]
fn a_school_that_has_closed_is_not_open() {
    let mut project = room_town();
    add_school(&mut project, "N", "a1", (0.0, 500.0), &[("N-1", 3_000.0, 1990)]);
    project.scenario.schools.merging = true;
    project.scenario.horizon.period_years = vec![5, 5, 5];
    let found = |year: i32| row(&project, &format!("usable[S,gym,{year}]"));
    let closings = ["path[S,CLOSE@2027]", "path[S,CLOSE@2032]"];
    assert_eq!(closings.map(|name| found(2027).of(name)), [None, Some(-1.0)]);
    assert_eq!(closings.map(|name| found(2032).of(name)), [None, None]);
}

#[test]
fn bookings_go_to_a_school_that_is_open_for_them() {
    let expected = [("moved[hall-a,S:O,2027]", 1.0), ("open[S,special_room,2027]", -1.0)];
    assert_eq!(row(&room_town(), "primary[hall-a,S,2027]"), at_most(0.0, &expected));
}

#[test]
fn rooms_are_newly_open_after_a_period_in_which_they_were_not() {
    let mut project = room_town();
    project.scenario.horizon.period_years = vec![5, 5, 5];
    let first = [("open[S,gym,2027]", -1.0), ("start[S,gym,2027]", 1.0)];
    assert_eq!(row(&project, "start[S,gym,2027]"), at_least(0.0, &first));
    let second = [("open[S,gym,2027]", 1.0), ("open[S,gym,2032]", -1.0), ("start[S,gym,2032]", 1.0)];
    assert_eq!(row(&project, "start[S,gym,2032]"), at_least(0.0, &second));
    // The first of the special rooms follows the last of the gymnasium's in order, and has nothing to do with it.
    assert_eq!(row(&project, "start[S,special_room,2027]").terms.len(), 2);
}

#[test]
fn a_gymnasium_that_is_not_rebuilt_is_not_opened_any_more() {
    let mut project = room_town();
    add_school(&mut project, "N", "a1", (0.0, 300.0), &[("N-1", 3_000.0, 1990)]);
    project.kinds.school_kinds.iter_mut().for_each(|kind| kind.gym_m2 = 800.0);
    // Rebuilds with works of FY 2024 to 2028 open in FY 2031 at the latest; that of FY 2029 opens after the period.
    let names = (2024..=2028).map(|year| format!("share[S,N,gym,{year}]")).collect::<Vec<_>>();
    let mut expected: Vec<_> = names.iter().map(|name| (name.as_str(), 1.0)).collect();
    expected.push(("open[S,gym,2027]", 1.0));
    assert_eq!(row(&project, "shared_room[S,gym,2027]"), at_most(1.0, &expected));
    assert!(!has_row(&project, "shared_room[S,special_room,2027]"));
}

#[test]
fn a_gymnasium_that_serves_two_schools_is_opened_no_further() {
    let mut project = room_town();
    add_school(&mut project, "N", "a1", (0.0, 300.0), &[("N-1", 3_000.0, 1970)]);
    project.kinds.school_kinds.iter_mut().for_each(|kind| kind.gym_m2 = 800.0);
    let found = row(&project, "shared_room[S,gym,2027]");
    assert_eq!((found.of("share[S,N,gym,2024]"), found.of("share[N,S,gym,2024]")), (Some(1.0), Some(1.0)));
}

#[test]
fn a_school_that_takes_in_another_opens_rooms_no_further_for_what_went_on_there() {
    let mut project = room_town();
    add_school(&mut project, "N", "a1", (0.0, 300.0), &[("N-1", 3_000.0, 1990)]);
    project.scenario.schools.merging = true;
    assert!(!has_row(&project, "united_room[S,gym,2027]"));
    crate::paper::add_room(&mut project, "N-gym", crate::paper::school("N"), RoomClass::Gym, (1_000.0, 300.0, 0.0, 0.0));
    let expected = [("unite[N,S,hub,2027]", 1.0), ("unite[N,S,standing,2027]", 1.0), ("open[S,gym,2027]", 1.0)];
    assert_eq!(row(&project, "united_room[S,gym,2027]"), at_most(1.0, &expected));
    assert!(!has_row(&project, "united_room[S,special_room,2027]"));
}

fn ruled_by_slots(project: Project, margin: f64) -> Project {
    ruled(project, RuleLimit::SlotsWithinWalk { room_class: RoomClass::Meeting, margin })
}

#[test]
fn used_slots_are_offered_at_home_or_opened_nearby() {
    let mut project = ruled_by_slots(room_town(), 1.5);
    project.scenario.moves.ending = true;
    // 1.5 × 400 = 600 are due of 1,000 offered. Merged away, the hall's users are served there; replaced or ended they are not. Written
    // with signs turned.
    let expected = [("moved[hall-a,hall-b,2027]", 400.0), ("moved[hall-a,S:O,2027]", 1_000.0), ("end[hall-a,2027]", 1_000.0)];
    let expected = [&expected[..], &[(TAKEN, -1.0)]].concat();
    assert_eq!(row(&project, "slots[rule,hall-a,all,2027]"), at_most(400.0, &expected));
}

#[test]
fn a_rule_opens_flows_for_halls_that_nothing_may_replace() {
    let mut project = ruled_by_slots(room_town(), 1.5);
    project.scenario.openings.replacement = false;
    assert_eq!(row(&project, "slots[rule,hall-a,all,2027]").of(TAKEN), Some(-1.0));
    // In a hall elsewhere (C) the rooms go along; no term takes them away.
    assert_eq!(row(&project, "slots[rule,hall-a,all,2027]").of("moved[hall-a,S,2027]"), None);
}

#[test]
fn opened_slots_add_up_over_schools_and_classes() {
    let opened = |from_fy| {
        let from_fy = Some(crate::fiscal::FiscalYear(from_fy));
        ruled(room_town(), RuleLimit::OpenedSlots { at_least_per_year: 700.0, from_fy })
    };
    // The gymnasium's 600 and the special rooms' 800, written with signs turned.
    let expected = [("open[S,gym,2027]", -600.0), ("open[S,special_room,2027]", -800.0)];
    assert_eq!(row(&opened(2027), "opened[rule,2027]"), at_most(-700.0, &expected));
    assert!(!has_row(&opened(2028), "opened[rule,2027]"));
}

/// The town whose halls have no other way out: no hubs, no merging; S is kept.
fn replacing(more: f64, walk_m: f64) -> Project {
    let mut project = margin(more);
    (project.scenario.moves.colocation, project.scenario.moves.merging) = (false, false);
    project.scenario.openings.walk_m = walk_m;
    project
}

#[test]
fn a_hall_is_replaced_where_its_slots_fit_and_its_users_can_walk() {
    // 2 × 400 = 800 slots are there, 2.01 × 400 are not; a metre less and S is out of reach.
    let (_, taken) = optimum(&replacing(2.0, 1_000.0)).unwrap();
    for part in ["moved[hall-a,S:O,2027]", "open[S,special_room,2027]"] {
        assert!(taken.contains(&part.to_owned()), "{part} is not in {taken:?}");
    }
    assert_loosening_pays(&replacing(2.01, 1_000.0), &replacing(2.0, 1_000.0));
    assert_loosening_pays(&replacing(2.0, 999.0), &replacing(2.0, 1_000.0));
}

#[test]
fn opened_slots_cost_and_there_are_only_so_many() {
    let opened = |at_least_per_year: f64| {
        let mut project = replacing(9.0, 1_000.0);
        project.costs.parameter.opening_yen_slot.base = 1_000.0;
        project.costs.parameter.opening_setup_kyen.base = 1_000.0;
        ruled(project, RuleLimit::OpenedSlots { at_least_per_year, from_fy: None })
    };
    assert_loosening_pays(&opened(1_400.0), &opened(800.0));
    assert_loosening_pays(&opened(1.0), &opened(0.0));
    assert!(optimum(&opened(1_401.0)).is_none());
}

#[test]
fn a_margin_that_halls_lack_is_opened_at_a_price() {
    let due = |margin: f64| {
        let mut project = replacing(9.0, 1_000.0);
        // hall-b, far from any school, has slots enough by itself.
        project.rooms.iter_mut().filter(|room| room.id.as_str() == "hall-b-1").for_each(|room| {
            room.slots.values_mut().for_each(|band| band.used = 400.0);
        });
        function(&mut project, "hall-b").used_slots_per_year = Some(400.0);
        project.costs.parameter.opening_yen_slot.base = 1_000.0;
        ruled_by_slots(project, margin)
    };
    // 3 × 400 = 1,200 of hall-a's users with 1,000 slots at home: special rooms are opened.
    assert!(optimum(&due(3.0)).unwrap().1.contains(&"open[S,special_room,2027]".to_owned()));
    assert_loosening_pays(&due(3.0), &due(2.5));
    // 4.6 × 400 = 1,840 are more than 1,000 and 800.
    assert!(optimum(&due(4.6)).is_none());
}

#[test]
fn a_school_whose_rooms_residents_have_already_opens_nothing() {
    let mut project = room_town();
    project.rooms.retain(|room| room.class != RoomClass::SpecialRoom);
    add_room(&mut project, "S-special", school("S"), RoomClass::SpecialRoom, (500.0, 100.0, 400.0, 0.0));
    assert!(!has_row(&project, "usable[S,special_room,2027]"));
    assert!(!has_row(&project, "primary[hall-a,S,2027]"));
}
