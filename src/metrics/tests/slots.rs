//! Slots worked out on paper: a school with a gym and special rooms by day and evening, two halls, one of them replaced.
//!
//! School S at the origin; hall-a in H 500 m east, hall-b in G 3 km east. Residents: p1 100 beside S, p2 60 at H, p3 35 near G.

use super::*;
use crate::catalogue::TimeBand;
use crate::id::BandId;
use crate::plan::{OpeningPlan, SlotFlow};
use crate::project::{BandSlots, Room, RoomOwner, Sources};

fn band(slots: f64, school_use: f64, open: f64, used: f64) -> BandSlots {
    BandSlots { slots, school_use, open, used }
}

fn room(id: &str, owner: RoomOwner, class: RoomClass, day: BandSlots, evening: BandSlots) -> Room {
    let slots = [("day".into(), day), ("evening".into(), evening)].into_iter().collect();
    Room { id: id.into(), owner, class, area: None, slots, sources: Sources::default() }
}

pub(super) fn slot_town() -> Project {
    let mut project = town(2022, &[5, 5]);
    add_school(&mut project, "S", "a1", (0.0, 0.0), &[("S-1", 4_000.0, 1990)]);
    add_facility(&mut project, "H", "a2", (500.0, 0.0), 800.0, 1990);
    add_function(&mut project, "hall-a", "H", "hall", 500.0, 10_000_000);
    add_facility(&mut project, "G", "b1", (3_000.0, 0.0), 600.0, 1990);
    add_function(&mut project, "hall-b", "G", "hall", 600.0, 20_000_000);
    let time_band = |id: &str| TimeBand { id: id.into(), name_ja: id.to_owned(), name_en: id.to_owned(), slot_hours: None };
    project.kinds.time_bands = vec![time_band("day"), time_band("evening")];
    let (school, hall) = (RoomOwner::School("S".into()), |id: &str| RoomOwner::Function(id.into()));
    project.rooms = vec![
        room("a-1", hall("hall-a"), RoomClass::Meeting, band(600.0, 0.0, 0.0, 300.0), band(400.0, 0.0, 0.0, 300.0)),
        room("b-1", hall("hall-b"), RoomClass::Meeting, band(1_000.0, 0.0, 0.0, 500.0), band(500.0, 0.0, 0.0, 490.0)),
        room("gym", school.clone(), RoomClass::Gym, band(1_000.0, 900.0, 0.0, 0.0), band(400.0, 0.0, 300.0, 297.0)),
        room("music", school.clone(), RoomClass::SpecialRoom, band(900.0, 500.0, 0.0, 0.0), band(300.0, 0.0, 0.0, 0.0)),
        room("art", school, RoomClass::SpecialRoom, band(900.0, 700.0, 0.0, 0.0), band(300.0, 0.0, 0.0, 0.0)),
    ];
    add_demand(&mut project, "p1", "a1", (0.0, 100.0), [10.0, 60.0, 30.0]);
    add_demand(&mut project, "p2", "a2", (500.0, 0.0), [0.0, 40.0, 20.0]);
    add_demand(&mut project, "p3", "b1", (3_000.0, 400.0), [5.0, 20.0, 10.0]);
    project
}

/// The special rooms are opened for 2027 and hall-a's bookings go there, with a tenth to spare.
pub(super) fn slot_plan(project: &Project) -> Plan {
    let mut plan = idle_plan(project);
    let fy = FiscalYear(2027);
    decide(&mut plan, "hall-a", FunctionDecision::Move { code: MoveCode::O, host: "S".into(), into: None, fy });
    close(&mut plan, "H", 2027);
    plan.openings.push(OpeningPlan { school: "S".into(), room_class: RoomClass::SpecialRoom, fy });
    plan.slot_flows = ["day", "evening"]
        .map(|band| SlotFlow {
            function: "hall-a".into(),
            room_class: RoomClass::Meeting,
            school: "S".into(),
            opened_class: RoomClass::SpecialRoom,
            band: band.into(),
            fy,
            slots_per_year: 330.0,
        })
        .to_vec();
    plan
}

fn slot_metrics() -> Metrics {
    let project = slot_town();
    measured(&project, &slot_plan(&project))
}

fn of(metrics: &Metrics, id: MetricId, class: RoomClass, band: Option<&str>) -> (f64, f64) {
    let about = About { time_band: band.map(|band| BandId(band.to_owned())), ..About::room_class(class) };
    let figure = figure(metrics, id, &about);
    (figure.today.or(figure.unchanged).unwrap_or(f64::NAN), figure.plan)
}

#[test]
fn opened_rooms_are_counted_with_their_slots_by_band() {
    let metrics = slot_metrics();
    // Special rooms: by day 900 − 500 and 900 − 700, in the evening 300 each.
    let opened = figure(&metrics, MetricId::OpenedSlots, &About::room_class(RoomClass::SpecialRoom));
    assert_eq!((opened.plan, opened.denominator, opened.periods.clone()), (1_200.0, Some(1_200.0), vec![0.0, 1_200.0]));
    close_to(of(&metrics, MetricId::OpenedSlots, RoomClass::SpecialRoom, Some("day")).1, 600.0);
    let rooms = figure(&metrics, MetricId::OpenedRooms, &About::room_class(RoomClass::SpecialRoom));
    assert_eq!((rooms.plan, rooms.denominator), (2.0, Some(2.0)));
    close_to(figure(&metrics, MetricId::OpenedRooms, &About::room_class(RoomClass::Gym)).plan, 0.0);
    assert_eq!(of(&metrics, MetricId::Slots, RoomClass::Meeting, None), (2_500.0, 1_500.0));
    assert_eq!(of(&metrics, MetricId::Slots, RoomClass::SpecialRoom, None), (0.0, 1_200.0));
    // 1,800 + 600 − 1,200 of the special rooms are free of the school, of the gym 100 + 400.
    assert_eq!(of(&metrics, MetricId::BookableShare, RoomClass::SpecialRoom, None), (0.0, 1.0));
    assert_eq!(of(&metrics, MetricId::BookableShare, RoomClass::Gym, None), (300.0 / 500.0, 300.0 / 500.0));
}

#[test]
fn hours_are_slots_by_the_length_of_their_band_and_absent_where_one_has_none() {
    let mut project = slot_town();
    let hours = |project: &Project| {
        let metrics = measured(project, &slot_plan(project));
        let found = metrics
            .figures
            .iter()
            .find(|figure| figure.id == MetricId::Hours && figure.about == About::room_class(RoomClass::Meeting));
        found.map(|figure| (figure.today, figure.periods.clone()))
    };
    project.kinds.time_bands[0].slot_hours = Some(3.0);
    assert_eq!(hours(&project), None);
    project.kinds.time_bands[1].slot_hours = Some(2.0);
    // (600 + 1,000) × 3 by day and (400 + 500) × 2 in the evening; hall-a's 600 and 400 go in 2027.
    assert_eq!(hours(&project), Some((Some(6_600.0), vec![6_600.0, 4_000.0])));
}

#[test]
fn the_use_of_a_replaced_function_goes_to_the_opened_rooms_and_none_is_lost() {
    let metrics = slot_metrics();
    assert_eq!(of(&metrics, MetricId::UsedSlots, RoomClass::Meeting, None), (1_590.0, 990.0));
    assert_eq!(of(&metrics, MetricId::UsedSlots, RoomClass::SpecialRoom, None), (0.0, 600.0));
    let used: Vec<_> =
        metrics.figures.iter().filter(|figure| figure.id == MetricId::UsedSlots && figure.about.time_band.is_none()).collect();
    let total = |value: fn(&Figure) -> f64| used.iter().map(|figure| value(figure)).sum::<f64>();
    close_to(total(|figure| figure.plan), total(|figure| figure.today.unwrap()));
    let utilization = figure(&metrics, MetricId::Utilization, &About::room_class(RoomClass::SpecialRoom));
    assert_eq!((utilization.today, utilization.plan), (None, 0.5));
    let replaced = overall(&metrics, MetricId::ReplacedSlots);
    assert_eq!((replaced.today, replaced.plan), (Some(1_000.0), 660.0));
    assert_eq!(
        replaced.districts.iter().map(|d| (d.district.as_str(), d.plan)).collect::<Vec<_>>(),
        [("a1", 0.0), ("a2", 660.0), ("b1", 0.0)]
    );
    assert_eq!(
        (overall(&metrics, MetricId::ReplacedFunctions).plan, overall(&metrics, MetricId::ReplacedFunctions).denominator),
        (1.0, Some(2.0))
    );
}

#[test]
fn demand_is_unmet_where_more_than_ninety_five_of_a_hundred_slots_are_used() {
    let metrics = slot_metrics();
    // hall-b: 990 of 1,500 in all, but 490 of 500 in the evening; the gym: 297 of 300.
    assert_eq!(of(&metrics, MetricId::Crowded, RoomClass::Meeting, None), (0.0, 0.0));
    assert_eq!(of(&metrics, MetricId::Crowded, RoomClass::Meeting, Some("evening")), (1.0, 1.0));
    assert_eq!(of(&metrics, MetricId::Crowded, RoomClass::Gym, Some("evening")), (1.0, 1.0));
}

#[test]
fn slots_are_shared_among_everybody_within_reach() {
    let metrics = slot_metrics();
    let about = About { radius_m: Some(800.0), ..About::room_class(RoomClass::Meeting) };
    let slots = figure(&metrics, MetricId::SlotsPerThousand, &about);
    // Today: p1 (510 m) and p2 share hall-a's 1,000 among 160, p3 (400 m) has hall-b's 1,500 for 35.
    let (a, b) = (1_000.0 / 160.0, 1_500.0 / 35.0);
    close_to(slots.unchanged.unwrap(), 1_000.0 * (160.0 * a + 35.0 * b) / 195.0);
    close_to(slots.plan, 1_000.0 * 35.0 * b / 195.0);
    let by_district: Vec<_> = slots.districts.iter().map(|d| (d.district.as_str(), d.unchanged.unwrap(), d.plan)).collect();
    assert_eq!(by_district, [("a1", 6_250.0, 0.0), ("a2", 6_250.0, 0.0), ("b1", 1_000.0 * b, 1_000.0 * b)]);
    assert_eq!(slots.worst_district.as_ref().unwrap().as_str(), "a1");
    let special = About { radius_m: Some(800.0), ..About::room_class(RoomClass::SpecialRoom) };
    close_to(figure(&metrics, MetricId::SlotsPerThousand, &special).plan, 1_000.0 * 1_200.0 / 195.0);
}

#[test]
fn a_used_slot_costs_what_bookable_places_cost() {
    let mut project = slot_town();
    let idle = idle_plan(&project);
    let cost = measured(&project, &idle);
    // 30,000,000 for 1,590 slots of halls and 297 of the gym.
    let cost = overall(&cost, MetricId::CostPerUsedSlot);
    close_to(cost.today.unwrap(), 30_000_000.0 / 1_887.0);
    close_to(cost.plan, cost.today.unwrap());
    project.rooms[0].slots.get_mut(&BandId("day".to_owned())).unwrap().used = 1_413.0;
    close_to(overall(&measured(&project, &idle), MetricId::CostPerUsedSlot).plan, 10_000.0);
}

#[test]
fn opened_rooms_make_no_hub_and_replaced_halls_are_no_place_of_their_own() {
    let metrics = slot_metrics();
    close_to(overall(&metrics, MetricId::Hubs).plan, 0.0);
    let hall = &metrics.access.kinds[0];
    assert_eq!((hall.places_today, hall.places_at_end), (2, 1));
    // But it is where its users walk to: p2 500 m to S.
    close_to(hall.at_end().unwrap().max_growth_m, 500.0);
}

#[test]
fn shares_say_where_slots_come_from() {
    let mut project = slot_town();
    project.rooms[0].sources.fields.insert("used_day".to_owned(), Grade::Assumed);
    let shares = measured(&project, &idle_plan(&project)).provenance.slots_per_year;
    // hall-a's 1,000 of 1,000 + 1,500 + 1,400 + 2,400.
    assert_eq!(
        shares.iter().map(|share| (share.grade, share.amount)).collect::<Vec<_>>(),
        [(Grade::Observed, 5_300.0), (Grade::Assumed, 1_000.0)]
    );
}

/// Gyms of S (300 of 400 evening slots open, 297 booked) and of its neighbour T (400, 60 its own, 200 open, 90 booked).
fn two_gyms() -> Project {
    let mut project = slot_town();
    add_school(&mut project, "T", "a1", (100.0, 0.0), &[("T-1", 4_000.0, 1960)]);
    let of_t = RoomOwner::School("T".into());
    project.rooms.push(room("t-gym", of_t, RoomClass::Gym, band(1_000.0, 50.0, 0.0, 0.0), band(400.0, 60.0, 200.0, 90.0)));
    project
}

fn gym(project: &Project, plan: &Plan, id: MetricId) -> (Option<f64>, Vec<f64>) {
    let metrics = measured(project, plan);
    let found = figure(&metrics, id, &About::room_class(RoomClass::Gym));
    (found.today, found.periods.clone())
}

#[test]
fn bookings_go_to_the_gymnasium_that_two_schools_share_as_far_as_it_has_the_hours() {
    let project = two_gyms();
    let mut plan = idle_plan(&project);
    act(&mut plan, "S", ActionCode::B, 2022, 2023, 2027);
    plan.shares.push(crate::plan::SharePlan { school: "S".into(), partner: "T".into(), room: RoomClass::Gym });
    // S is in works in four of the first five years: a fifth of its 300 and the 200 of T. Then 500 are wanted, and T has 400 − 60.
    assert_eq!(gym(&project, &plan, MetricId::Slots), (Some(500.0), vec![260.0, 340.0]));
    let (today, used) = gym(&project, &plan, MetricId::UsedSlots);
    assert_eq!((today, used[1]), (Some(387.0), 387.0));
    close_to(used[0], 297.0 / 5.0 + 90.0);
}

#[test]
fn bookings_of_a_closed_school_go_where_its_pupils_go() {
    let project = two_gyms();
    let mut plan = idle_plan(&project);
    close(&mut plan, "S", 2027);
    plan.assets.iter_mut().find(|entry| entry.asset == "S".into()).unwrap().merger =
        Some(crate::plan::SchoolMerger { into: "T".into(), mode: crate::plan::MergerMode::Standing });
    assert_eq!(gym(&project, &plan, MetricId::Slots), (Some(500.0), vec![500.0, 340.0]));
    assert_eq!(gym(&project, &plan, MetricId::UsedSlots), (Some(387.0), vec![387.0, 387.0]));
}
