//! The town with a third school, rooms to book, and every option of the whole model switched on.
//!
//! Walking metres: library-1 … 144 … hall-1, civic … 144 … school-1 … 144 … library-2 … 72 … school-3 … 72 … school-2.

use std::collections::BTreeMap;

use super::town::{building, kept, kind_of, school, service, site, town};
use crate::catalogue::{RoomClass, SchoolKindId, TimeBand};
use crate::fiscal::FiscalYear;
use crate::plan::{
    AssetPlan, FunctionDecision, MergerMode, MoveCode, OpeningPlan, PermitPlan, Plan, SchoolMerger, SharePlan, SlotFlow,
    SwingPlan,
};
use crate::project::{BandSlots, Project, Purpose, Room, RoomOwner, Sources};
use crate::units::{People, Yen};

/// The town and what it lacks.
///
/// * school-3 (elementary): 3,600 m² of 1990, 180 pupils in every year, 9 million yen a year to run. 180 / 6 / 35 → 1 class a grade, 6
///   classes: it needs 1,000 + 200 × 6 = 2,200 m² and has 1,400 m² too much. school-1 (12 classes, 3,400 m²) has 600 m².
/// * Two special rooms of school-3, each with 250 openable slots by day (800 − 500 − 50) and 300 in the evening; its gymnasium with
///   100 and 200; school-1's with 0 and 150.
/// * meet-1 has meeting rooms: 1,000 slots by day, 300 used; 500 in the evening, 200 used.
/// * Libraries may be transferred, halls replaced by opened rooms. Land of library-2: 300,000 yen/m².
/// * Elementary schools have a gymnasium of 500 m².
pub(super) fn suburb() -> Project {
    let mut project = town();
    let mut third = school("school-3", SchoolKindId::Elementary, 35.6535);
    if let Purpose::School(school) = &mut third.purpose {
        school.pupils = BTreeMap::from([(FiscalYear(2022), People(180.0))]);
        school.running_cost = Yen(9_000_000);
    }
    project.sites.push(third);
    project.buildings.push(building("school-3", "school-3", 3_600.0, 1990));
    project.kinds.time_bands = vec![band("day"), band("evening")];
    project.kinds.school_kinds[0].gym_m2 = 500.0;
    kind_of(&mut project, "library").may_transfer = true;
    kind_of(&mut project, "hall").may_be_replaced = true;
    kind_of(&mut project, "hall").room_class = Some(RoomClass::Meeting);
    site(&mut project, "library-2").land_price_per_m2 = Some(Yen(300_000));
    let of_school = |id: &str| RoomOwner::School(id.into());
    let free = |slots: f64| BandSlots { slots, ..BandSlots::default() };
    let by_day = BandSlots { slots: 800.0, school_use: 500.0, open: 50.0, used: 0.0 };
    project.rooms = vec![
        room("gym-1", of_school("school-1"), RoomClass::Gym, [free(0.0), free(150.0)]),
        room("gym-3", of_school("school-3"), RoomClass::Gym, [free(100.0), free(200.0)]),
        room(
            "meet-1-a",
            RoomOwner::Function("meet-1".into()),
            RoomClass::Meeting,
            [BandSlots { used: 300.0, ..free(1_000.0) }, BandSlots { used: 200.0, ..free(500.0) }],
        ),
        room("special-3-a", of_school("school-3"), RoomClass::SpecialRoom, [by_day, free(300.0)]),
        room("special-3-b", of_school("school-3"), RoomClass::SpecialRoom, [by_day, free(300.0)]),
    ];
    let scenario = &mut project.scenario;
    scenario.moves.surplus = true;
    scenario.moves.conversion = true;
    scenario.schools.merging = true;
    scenario.schools.swing = true;
    scenario.permits.zone_exception = true;
    // Rooms of the functions are those above.
    service(&mut project, "meet-1").slots_per_year = Some(1_500.0);
    service(&mut project, "meet-1").used_slots_per_year = Some(500.0);
    project
}

fn band(id: &str) -> TimeBand {
    TimeBand { id: id.into(), name_ja: id.to_owned(), name_en: id.to_owned(), slot_hours: None }
}

fn room(id: &str, owner: RoomOwner, class: RoomClass, [day, evening]: [BandSlots; 2]) -> Room {
    let slots = BTreeMap::from([("day".into(), day), ("evening".into(), evening)]);
    Room { id: crate::id::RoomId::from(id), owner, class, area: None, slots, sources: Sources::default() }
}

pub(super) fn room_of<'project>(project: &'project mut Project, id: &str) -> &'project mut Room {
    project.rooms.iter_mut().find(|room| room.id.as_str() == id).unwrap()
}

/// The plan that changes nothing.
pub(super) fn still(project: &Project) -> Plan {
    kept(project)
}

pub(super) fn go(code: MoveCode, host: &str, fy: i32) -> FunctionDecision {
    FunctionDecision::Move { code, host: host.into(), into: None, fy: FiscalYear(fy) }
}

pub(super) fn transfer(plan: &mut Plan, asset: &str, fy: i32) {
    entry(plan, asset).transfer_fy = Some(FiscalYear(fy));
}

pub(super) fn merge_school(plan: &mut Plan, from: &str, into: &str, mode: MergerMode, fy: i32) {
    super::town::close(plan, from, fy, crate::plan::Treatment::X);
    entry(plan, from).merger = Some(SchoolMerger { into: into.into(), mode });
}

pub(super) fn share(plan: &mut Plan, school: &str, partner: &str, room: RoomClass) {
    plan.shares.push(SharePlan { school: school.into(), partner: partner.into(), room });
}

pub(super) fn swing(plan: &mut Plan, school: &str, site: &str) {
    plan.swings.push(SwingPlan { school: school.into(), site: site.into() });
}

pub(super) fn permit(plan: &mut Plan, host: &str, kind: &str, fy: i32) {
    plan.permits.push(PermitPlan { host: host.into(), kind: kind.into(), fy: FiscalYear(fy) });
}

pub(super) fn open(plan: &mut Plan, school: &str, room_class: RoomClass, fy: i32) {
    plan.openings.push(OpeningPlan { school: school.into(), room_class, fy: FiscalYear(fy) });
}

/// Slots meet-1's users take in the special rooms of school-3.
pub(super) fn take(plan: &mut Plan, band: &str, fy: i32, slots_per_year: f64) {
    plan.slot_flows.push(SlotFlow {
        function: "meet-1".into(),
        room_class: RoomClass::Meeting,
        school: "school-3".into(),
        opened_class: RoomClass::SpecialRoom,
        band: band.into(),
        fy: FiscalYear(fy),
        slots_per_year,
    });
}

fn entry<'plan>(plan: &'plan mut Plan, asset: &str) -> &'plan mut AssetPlan {
    super::town::asset_plan(plan, asset)
}
