//! Rooms beside the schools and functions they belong to, and the rooms that functions imply (formulation, section 11).

use std::collections::{BTreeMap, BTreeSet};

use super::bands_of;
use crate::catalogue::{KindCatalogue, RoomClass};
use crate::error::{AdviceCode, Place, Text};
use crate::id::RoomId;
use crate::load::findings::Findings;
use crate::load::keyed::{Keyed, dangling, duplicate_id};
use crate::load::sites::SiteEntry;
use crate::project::{BandSlots, Function, Room, RoomOwner, Sources};

/// Share by which a function's slots and those of its rooms may differ before that is called odd: registers count closing days by
/// different rules.
const ODD_DIFFERENCE: f64 = 0.05;

/// The tables whose records may own a room.
#[derive(Clone, Copy, Debug)]
pub(in crate::load) struct Homes<'h> {
    pub schools: &'h Keyed<SiteEntry>,
    pub functions: &'h Keyed<Function>,
}

/// All rooms by id: those given, whose owners must exist, and the implied ones.
pub(in crate::load) fn joined(
    rooms: &Keyed<Room>,
    homes: Homes<'_>,
    kinds: Option<&KindCatalogue>,
    findings: &mut Findings,
) -> Vec<Room> {
    let mut slots_of: BTreeMap<&str, [f64; 2]> = BTreeMap::new();
    for (place, room) in &rooms.rows {
        match &room.owner {
            RoomOwner::School(school) if !homes.schools.may_hold(school.as_str()) => {
                let known = homes.schools.ids.keys().map(String::as_str);
                dangling(at(place, "school_id"), school.as_str(), ("学校", "school"), known, findings);
            }
            RoomOwner::Function(function) if !homes.functions.may_hold(function.as_str()) => {
                let known = homes.functions.ids.keys().map(String::as_str);
                dangling(at(place, "function_id"), function.as_str(), ("機能", "function"), known, findings);
            }
            RoomOwner::Function(function) => {
                let sums = slots_of.entry(function.as_str()).or_default();
                for slots in room.slots.values() {
                    sums[0] += slots.slots;
                    sums[1] += slots.used;
                }
            }
            RoomOwner::School(_) => {}
        }
    }
    for (place, function) in &homes.functions.rows {
        if let Some(sums) = slots_of.get(function.id.as_str()) {
            advise_on_sums(place, function, *sums, findings);
        }
    }
    let mut all: Vec<Room> = Vec::with_capacity(rooms.rows.len());
    if let Some(kinds) = kinds {
        let with_rooms: BTreeSet<&str> = slots_of.keys().copied().collect();
        for (place, function) in homes.functions.rows.iter().filter(|(_, f)| !with_rooms.contains(f.id.as_str())) {
            let Some(room) = implied(function, kinds) else { continue };
            match rooms.ids.get(function.id.as_str()) {
                Some(taken) => {
                    duplicate_id(taken, function.id.as_str(), place, findings);
                }
                None => all.push(room),
            }
        }
    }
    all.extend(rooms.rows.iter().map(|(_, room)| room.clone()));
    all.sort_by(|a, b| a.id.cmp(&b.id));
    all
}

/// The room of a function that has none of its own: only without time bands, since the function's slots have none.
fn implied(function: &Function, kinds: &KindCatalogue) -> Option<Room> {
    let class: RoomClass = kinds.kind(&function.kind)?.room_class?;
    let (slots, used) = (function.slots_per_year?, function.used_slots_per_year?);
    if !kinds.time_bands.is_empty() {
        return None;
    }
    let given = BandSlots { slots, school_use: 0.0, open: 0.0, used };
    let grades = [("slots", "slots_per_year"), ("used", "used_slots_per_year")];
    Some(Room {
        id: RoomId(function.id.0.clone()),
        owner: RoomOwner::Function(function.id.clone()),
        class,
        area: None,
        slots: bands_of(kinds).into_iter().map(|band| (band, given)).collect(),
        sources: Sources {
            record: function.sources.record,
            fields: grades.into_iter().map(|(name, of)| (format!("{name}_all"), function.sources.of(of))).collect(),
        },
    })
}

/// Tells where the slots of a function and those of its rooms are not the same thing counted twice.
fn advise_on_sums(place: &Place, function: &Function, [slots, used]: [f64; 2], findings: &mut Findings) {
    for (field, given, sum) in
        [("slots_per_year", function.slots_per_year, slots), ("used_slots_per_year", function.used_slots_per_year, used)]
    {
        let Some(given) = given.filter(|given| (given - sum).abs() > ODD_DIFFERENCE * given.max(sum)) else { continue };
        findings.advise(
            at(place, field),
            AdviceCode::Unusual,
            given.to_string(),
            Text::new(
                format!("rooms.csv の部屋の合計は {sum} コマです。集約 (A) はこの列、開放 (O) は rooms.csv の値で計算します"),
                format!("the rooms in rooms.csv add up to {sum} slots; merging (A) counts this field, opening (O) the rooms"),
            ),
        );
    }
}

fn at(place: &Place, field: &str) -> Place {
    Place { field: Some(field.to_owned()), ..place.clone() }
}
