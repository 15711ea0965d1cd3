//! Rooms with bookable slots by class and time band (11.1–11.3).

use std::collections::BTreeMap;

use super::inventory::Inventory;
use crate::catalogue::{RoomClass, TimeBand};
use crate::id::BandId;
use crate::project::{BandSlots, Room, RoomOwner};

/// Slots of every owner; lists by band have the order of [`Rooms::bands`].
#[derive(Debug)]
pub(super) struct Rooms {
    pub(super) bands: Vec<BandId>,
    /// By position of the asset and class.
    pub(super) of_schools: BTreeMap<(usize, RoomClass), SchoolRooms>,
    /// By position of the function and class.
    pub(super) of_functions: BTreeMap<(usize, RoomClass), FunctionRooms>,
}

/// Rooms of one class of a school.
#[derive(Clone, Debug)]
pub(super) struct SchoolRooms {
    /// How many rooms there are.
    pub(super) count: f64,
    /// (11.2) by band: slots a year that neither the school uses nor residents have today.
    pub(super) openable: Vec<f64>,
    /// All slots a year, by band.
    pub(super) all: Vec<f64>,
    /// (5.34) by band: slots a year that the school or residents use today.
    pub(super) taken: Vec<f64>,
}

impl SchoolRooms {
    fn new(bands: usize) -> Self {
        let nothing = vec![0.0; bands];
        Self { count: 0.0, openable: nothing.clone(), all: nothing.clone(), taken: nothing }
    }

    /// Whether anything goes on in them.
    pub(super) fn is_used(&self) -> bool {
        self.taken.iter().any(|&slots| slots > 0.0)
    }

    /// Openable slots of all bands, a year.
    pub(super) fn openable_in_all(&self) -> f64 {
        self.openable.iter().sum()
    }
}

/// Rooms of one class of a function, slots a year by band.
#[derive(Clone, Debug)]
pub(super) struct FunctionRooms {
    pub(super) offered: Vec<f64>,
    pub(super) used: Vec<f64>,
}

impl Rooms {
    pub(super) fn new(inventory: &Inventory) -> Self {
        let declared = &inventory.project.kinds.time_bands;
        let bands: Vec<BandId> = if declared.is_empty() {
            vec![BandId::from(TimeBand::ALL)]
        } else {
            declared.iter().map(|band| band.id.clone()).collect()
        };
        let nothing = vec![0.0; bands.len()];
        let mut of_schools = BTreeMap::new();
        let mut of_functions = BTreeMap::new();
        let mut rooms: Vec<&Room> = inventory.project.rooms.iter().collect();
        rooms.sort_by(|a, b| a.id.cmp(&b.id));
        for room in rooms {
            let slots: Vec<BandSlots> = bands.iter().map(|band| room.slots.get(band).copied().unwrap_or_default()).collect();
            match &room.owner {
                RoomOwner::School(id) => {
                    let Some(school) = inventory.asset_position(id) else { continue };
                    let entry = of_schools.entry((school, room.class)).or_insert_with(|| SchoolRooms::new(bands.len()));
                    entry.count += 1.0;
                    for (band, slots) in slots.iter().enumerate() {
                        entry.openable[band] += (slots.slots - slots.school_use - slots.open).max(0.0);
                        entry.all[band] += slots.slots;
                        entry.taken[band] += slots.school_use + slots.used;
                    }
                }
                RoomOwner::Function(id) => {
                    let Some(function) = inventory.function_position(id) else { continue };
                    let entry = of_functions
                        .entry((function, room.class))
                        .or_insert_with(|| FunctionRooms { offered: nothing.clone(), used: nothing.clone() });
                    for (band, slots) in slots.iter().enumerate() {
                        entry.offered[band] += slots.slots;
                        entry.used[band] += slots.used;
                    }
                }
            }
        }
        Self { bands, of_schools, of_functions }
    }

    pub(super) fn band_position(&self, id: &BandId) -> Option<usize> {
        self.bands.iter().position(|band| band == id)
    }

    /// Classes a function's users ask for, with what they use by band.
    pub(super) fn of_function(&self, function: usize) -> impl Iterator<Item = (RoomClass, &FunctionRooms)> {
        let classes = RoomClass::ALL.into_iter();
        classes.filter_map(move |class| self.of_functions.get(&(function, class)).map(|rooms| (class, rooms)))
    }

    /// Rooms of a school of the classes that serve one of those a function's users ask for.
    pub(super) fn openable_for(&self, function: usize, school: usize) -> impl Iterator<Item = (RoomClass, &SchoolRooms)> {
        let is_wanted = move |opened: &RoomClass| {
            let wanted = self.of_function(function).filter(|(_, rooms)| rooms.used.iter().any(|&used| used > 0.0));
            wanted.into_iter().any(|(class, _)| serves(*opened, class))
        };
        let opened = RoomClass::ALL.into_iter().filter(is_wanted);
        opened.filter_map(move |class| self.of_schools.get(&(school, class)).map(|rooms| (class, rooms)))
    }
}

/// (11.3): whether rooms of class `opened` serve those who ask for `class`.
pub(super) fn serves(opened: RoomClass, class: RoomClass) -> bool {
    match class {
        RoomClass::Gym => opened == RoomClass::Gym,
        RoomClass::Hall => matches!(opened, RoomClass::Hall | RoomClass::Gym),
        RoomClass::Meeting => matches!(opened, RoomClass::Meeting | RoomClass::SpecialRoom),
        RoomClass::SpecialRoom => opened == RoomClass::SpecialRoom,
        RoomClass::Pool => opened == RoomClass::Pool,
    }
}
