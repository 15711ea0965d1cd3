//! One town small enough to be worked out on paper, shared by tests of cash flows, options and rules.
//!
//! School S at the origin: S-1 (2,000 m², 1960) and S-2 (2,000 m², 1990). H (800 m², 1970) with hall-a and library-a, 1 km east. G
//! (600 m², 1990) with hall-b, 3 km east. Two periods of five years from FY 2022, walks are straight lines, no discount and no
//! escalation. Rebuilding costs 330,000 yen/m² for schools and 400,000 for culture, repairs 1,000 yen/m² a year.

use std::collections::BTreeMap;

use crate::catalogue::{RoomClass, TimeBand};
use crate::id::{AssetId, FunctionId, RoomId, RuleId};
use crate::metrics::town::town;
use crate::project::{BandSlots, Project, Room, RoomOwner, Sources};
use crate::scenario::{FundingSettings, Rule, RuleLimit};
use crate::units::People;

// Tests of modules that must not know `metrics` build on its town through this one.
pub(crate) use crate::metrics::town::{
    add_demand, add_facility, add_function, add_school, building, function, idle_plan, site_mut,
};

/// The town, without rules.
pub(crate) fn paper_town() -> Project {
    town_of(&[5, 5])
}

/// The town with one hard rule called `rule`.
pub(crate) fn ruled_town(limit: RuleLimit) -> Project {
    ruled(paper_town(), limit)
}

/// `project` with one hard rule called `rule`.
pub(crate) fn ruled(mut project: Project, limit: RuleLimit) -> Project {
    let text = |text: &str| text.to_owned();
    let id = RuleId(text("rule"));
    let (clause, owner, reason) = (text("P1-1"), text("section"), text("to be tested"));
    project.scenario.rules.push(Rule { id, clause, owner, reason, limit, soft_price_jpy: None });
    project
}

/// `project` with its first rule soft, at `price` yen per unit.
pub(crate) fn softened(mut project: Project, price: f64) -> Project {
    project.scenario.rules[0].soft_price_jpy = Some(price);
    project
}

/// Adds a lock written as TOML, such as `asset = "S"` and `require = ["B"]`.
pub(crate) fn lock(project: &mut Project, text: &str) {
    let number = project.scenario.locks.len();
    let text = format!("id = \"lock-{number}\"\nclause = \"c\"\nowner = \"o\"\nreason = \"r\"\n{text}");
    project.scenario.locks.push(toml::from_str(&text).unwrap());
}

/// Gives H a second building, H2 (200 m²), like its first.
pub(crate) fn add_annex(project: &mut Project) {
    let mut annex = building(project, "H").clone();
    (annex.id, annex.gfa.0) = ("H2".into(), 200.0);
    project.buildings.push(annex);
    project.buildings.sort_by(|a, b| a.id.cmp(&b.id));
}

/// The town with a second school and mergers of schools: N (3,000 m² of 1990) half a kilometre north of S, in the same district and
/// with the same 210 pupils, who make six classes at home and twelve together.
pub(crate) fn school_town() -> Project {
    let mut project = paper_town();
    add_school(&mut project, "N", "a1", (0.0, 500.0), &[("N-1", 3_000.0, 1990)]);
    project.scenario.schools.merging = true;
    project
}

/// The town over three periods with conversions, and E (1,000 m², 2000), an empty building half a kilometre east of S.
pub(crate) fn conversion_town() -> Project {
    let mut project = town_of(&[5, 5, 5]);
    add_facility(&mut project, "E", "a1", (500.0, 0.0), 1_000.0, 2000);
    project.scenario.moves.conversion = true;
    project
}

/// The town with bookable rooms: S has a gymnasium (1,000 slots a year of which the school uses 300 and residents have 100, so that 600
/// could be opened) and two special rooms (500 each, 100 used by the school); hall-a has a meeting room with 1,000 slots of which 400
/// are used, and hall-b one with 2,000 and 900. Residents walk up to 1,000 m to opened rooms; halls may be replaced by them.
pub(crate) fn room_town() -> Project {
    let mut project = paper_town();
    add_room(&mut project, "S-gym", school("S"), RoomClass::Gym, (1_000.0, 300.0, 100.0, 0.0));
    add_room(&mut project, "S-special-1", school("S"), RoomClass::SpecialRoom, (500.0, 100.0, 0.0, 0.0));
    add_room(&mut project, "S-special-2", school("S"), RoomClass::SpecialRoom, (500.0, 100.0, 0.0, 0.0));
    let hall = |id: &str| RoomOwner::Function(FunctionId(id.to_owned()));
    add_room(&mut project, "hall-a-1", hall("hall-a"), RoomClass::Meeting, (1_000.0, 0.0, 0.0, 400.0));
    add_room(&mut project, "hall-b-1", hall("hall-b"), RoomClass::Meeting, (2_000.0, 0.0, 0.0, 900.0));
    project.scenario.openings.walk_m = 1_000.0;
    project.kinds.kinds.iter_mut().filter(|kind| kind.id.as_str() == "hall").for_each(|kind| kind.may_be_replaced = true);
    project
}

/// The town with residents: p1 a hundred metres north of H (200 people of working age, who count 100 for halls), p2 as far north of G
/// (300 elderly, who count 300). Their walks have no price. hall-a holds 100 people of whom 60 come, hall-b 200 and 90.
pub(crate) fn peopled_town() -> Project {
    let mut project = paper_town();
    add_demand(&mut project, "p1", "a1", (1_000.0, 100.0), [0.0, 200.0, 0.0]);
    add_demand(&mut project, "p2", "b1", (3_000.0, 100.0), [0.0, 0.0, 300.0]);
    project.scenario.objective.access_price_jpy_per_person_km = 0.0;
    for (id, capacity, used) in [("hall-a", 100.0, 60.0), ("hall-b", 200.0, 90.0)] {
        function(&mut project, id).capacity = Some(People(capacity));
        function(&mut project, id).used = Some(People(used));
    }
    project
}

/// The owner of a school's rooms.
pub(crate) fn school(id: &str) -> RoomOwner {
    RoomOwner::School(AssetId(id.to_owned()))
}

/// Adds a room with its slots a year: all, used by the school, open today, used by residents.
pub(crate) fn add_room(project: &mut Project, id: &str, owner: RoomOwner, class: RoomClass, slots: (f64, f64, f64, f64)) {
    let (slots, school_use, open, used) = slots;
    let slots = BTreeMap::from([(TimeBand::ALL.into(), BandSlots { slots, school_use, open, used })]);
    project.rooms.push(Room { id: RoomId(id.to_owned()), owner, class, area: None, slots, sources: Sources::default() });
}

/// `project` with funding as scenarios have it by default: bonds for three quarters, at 1.5 % over 20 years, three of them without
/// principal; no fund, no debt.
pub(crate) fn funded(mut project: Project) -> Project {
    // A limit on deposits, however high, makes the funding part of the model even without a rule that limits a source.
    project.scenario.funding = Some(FundingSettings { deposit_max_million_jpy: Some(1e6), ..FundingSettings::default() });
    project
}

fn town_of(period_years: &[i32]) -> Project {
    let mut project = town(2022, period_years);
    add_school(&mut project, "S", "a1", (0.0, 0.0), &[("S-1", 2_000.0, 1960), ("S-2", 2_000.0, 1990)]);
    add_facility(&mut project, "H", "a1", (1_000.0, 0.0), 800.0, 1970);
    add_function(&mut project, "hall-a", "H", "hall", 500.0, 10_000_000);
    add_function(&mut project, "library-a", "H", "library", 300.0, 6_000_000);
    add_facility(&mut project, "G", "b1", (3_000.0, 0.0), 600.0, 1990);
    add_function(&mut project, "hall-b", "G", "hall", 600.0, 20_000_000);
    for (id, slots, used) in [("hall-a", 1_000.0, 600.0), ("hall-b", 2_000.0, 900.0)] {
        function(&mut project, id).slots_per_year = Some(slots);
        function(&mut project, id).used_slots_per_year = Some(used);
    }
    project
}
