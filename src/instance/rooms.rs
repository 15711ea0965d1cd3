//! Rooms with slots by school, function, class and time band (formulation 11.1–11.3).

use std::collections::BTreeMap;

use crate::catalogue::{RoomClass, TimeBand};
use crate::id::{AssetIx, BandId, FunctionIx};
use crate::project::{Project, Room, RoomOwner};

/// All rooms of a project, added up.
#[derive(Debug, Default)]
pub struct Rooms {
    /// Time bands, in the catalogue's order.
    pub bands: Vec<BandId>,
    /// What schools could open, by school and class; only where there is a slot to open.
    pub openable: Vec<Openable>,
    /// How all rooms of schools are used today, by school and class.
    pub of_schools: BTreeMap<(AssetIx, RoomClass), SchoolRoomUse>,
    /// What functions offer, by class; empty for a function without rooms.
    pub of_functions: Vec<Vec<RoomUse>>,
}

/// Rooms of one class of a school, slots a year by band (formulation 5.34).
#[derive(Clone, Debug, PartialEq)]
pub struct SchoolRoomUse {
    /// All slots there are.
    pub all: Vec<f64>,
    /// Used by the school itself.
    pub own: Vec<f64>,
    /// Used by residents today.
    pub used: Vec<f64>,
}

impl SchoolRoomUse {
    /// Whether the school or residents use any slot.
    pub fn is_used(&self) -> bool {
        self.own.iter().chain(&self.used).any(|&slots| slots > 0.0)
    }
}

/// Rooms of one class that a school could open to residents.
#[derive(Clone, Debug, PartialEq)]
pub struct Openable {
    /// The school.
    pub school: AssetIx,
    /// Class of the rooms.
    pub class: RoomClass,
    /// How many rooms.
    pub rooms: usize,
    /// Slots a year that neither the school uses nor residents have today, by band.
    pub slots: Vec<f64>,
}

impl Openable {
    /// Slots a year over all bands.
    pub fn slots_per_year(&self) -> f64 {
        self.slots.iter().sum()
    }
}

/// Rooms of one class of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct RoomUse {
    /// Class of the rooms.
    pub class: RoomClass,
    /// Slots a year offered today, by band.
    pub offered: Vec<f64>,
    /// Slots a year used today, by band.
    pub used: Vec<f64>,
}

/// Whether rooms of class `opened` serve those who ask for `wanted` (formulation 11.3).
pub fn serves(opened: RoomClass, wanted: RoomClass) -> bool {
    match wanted {
        RoomClass::Hall => matches!(opened, RoomClass::Hall | RoomClass::Gym),
        RoomClass::Meeting => matches!(opened, RoomClass::Meeting | RoomClass::SpecialRoom),
        RoomClass::Gym | RoomClass::SpecialRoom | RoomClass::Pool => opened == wanted,
    }
}

impl Rooms {
    /// Adds up the rooms of `project`; owners are found by the given lookups.
    pub(super) fn new(
        project: &Project,
        functions: usize,
        school: impl Fn(&crate::id::AssetId) -> Option<AssetIx>,
        function: impl Fn(&crate::id::FunctionId) -> Option<FunctionIx>,
    ) -> Self {
        let mut bands: Vec<BandId> = project.kinds.time_bands.iter().map(|band| band.id.clone()).collect();
        if bands.is_empty() {
            bands.push(TimeBand::ALL.into());
        }
        let mut openable: BTreeMap<(AssetIx, RoomClass), Openable> = BTreeMap::new();
        let mut of_schools: BTreeMap<(AssetIx, RoomClass), SchoolRoomUse> = BTreeMap::new();
        let mut uses: Vec<BTreeMap<RoomClass, RoomUse>> = vec![BTreeMap::new(); functions];
        let nothing = || vec![0.0; bands.len()];
        for room in &project.rooms {
            let by_band = |value: &dyn Fn(&crate::project::BandSlots) -> f64| by_band(room, &bands, value);
            match &room.owner {
                RoomOwner::School(id) => {
                    let Some(school) = school(id) else { continue };
                    let entry = openable.entry((school, room.class)).or_insert_with(|| Openable {
                        school,
                        class: room.class,
                        rooms: 0,
                        slots: nothing(),
                    });
                    entry.rooms += 1;
                    add(&mut entry.slots, &by_band(&|band| (band.slots - band.school_use - band.open).max(0.0)));
                    let entry = of_schools.entry((school, room.class)).or_insert_with(|| SchoolRoomUse {
                        all: nothing(),
                        own: nothing(),
                        used: nothing(),
                    });
                    add(&mut entry.all, &by_band(&|band| band.slots));
                    add(&mut entry.own, &by_band(&|band| band.school_use));
                    add(&mut entry.used, &by_band(&|band| band.used));
                }
                RoomOwner::Function(id) => {
                    let Some(k) = function(id) else { continue };
                    let entry = uses[k.0].entry(room.class).or_insert_with(|| RoomUse {
                        class: room.class,
                        offered: nothing(),
                        used: nothing(),
                    });
                    add(&mut entry.offered, &by_band(&|band| band.slots));
                    add(&mut entry.used, &by_band(&|band| band.used));
                }
            }
        }
        let openable = openable.into_values().filter(|entry| entry.slots_per_year() > 0.0).collect();
        let of_functions = uses.into_iter().map(|classes| classes.into_values().collect()).collect();
        Self { bands, openable, of_schools, of_functions }
    }

    /// The position of what a school could open of a class, in [`Rooms::openable`].
    pub fn position(&self, school: AssetIx, class: RoomClass) -> Option<usize> {
        self.openable.binary_search_by(|entry| (entry.school, entry.class).cmp(&(school, class))).ok()
    }
}

fn by_band(room: &Room, bands: &[BandId], value: &dyn Fn(&crate::project::BandSlots) -> f64) -> Vec<f64> {
    bands.iter().map(|band| room.slots.get(band).map_or(0.0, value)).collect()
}

fn add(sums: &mut [f64], more: &[f64]) {
    sums.iter_mut().zip(more).for_each(|(sum, value)| *sum += value);
}
