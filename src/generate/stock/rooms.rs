//! Rooms with bookable slots: of services, and of schools, where only some are open to residents.

use super::{Building, area, whole};
use crate::catalogue::{RoomClass, SchoolKindId};
use crate::generate::services::Rooms;
use crate::generate::stream::Stream;

/// A room as its row says it.
#[derive(Clone, Debug)]
pub(in crate::generate) struct Room {
    pub(in crate::generate) id: String,
    pub(in crate::generate) class: RoomClass,
    pub(in crate::generate) area_m2: u64,
    /// By time band, in the order of [`BANDS`].
    pub(in crate::generate) slots: [Slots; BANDS.len()],
}

/// Slots of a room in one time band, a year.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::generate) struct Slots {
    pub(in crate::generate) all: u64,
    /// Used by the school itself.
    pub(in crate::generate) school_use: u64,
    /// Of a school's, open to residents today.
    pub(in crate::generate) open: u64,
    /// Used by residents.
    pub(in crate::generate) used: u64,
}

/// Time bands of the default `kinds.toml`.
pub(in crate::generate) const BANDS: [&str; 3] = ["daytime", "evening", "weekend"];

/// Slots of a room of a service: three by day and two in the evening on 206 weekdays, five on 104 other days.
const SERVICE_SLOTS: [f64; BANDS.len()] = [618.0, 412.0, 520.0];
/// Slots of a school room: the same hours on 240 weekdays and 115 other days.
const SCHOOL_SLOTS: [f64; BANDS.len()] = [720.0, 480.0, 575.0];
/// Slots of an outdoor school pool: 45 weekdays and 18 other days of summer.
const POOL_SLOTS: [f64; BANDS.len()] = [135.0, 90.0, 90.0];
/// Use of each band against the year's: gymnasiums and pools are full in the evening and at weekends, halls and meeting rooms are
/// sought at weekends. Assumed.
const EVEN: [f64; BANDS.len()] = [0.97, 1.01, 1.02];
const WEEKEND: [f64; BANDS.len()] = [0.95, 0.9, 1.14];
/// No band is used beyond this share: some slots are always given back too late.
const FULL: f64 = 0.99;
/// Use of the large rooms of a center, which are as full as a gymnasium.
const LARGE_ROOM_USE: (f64, f64) = (0.85, 0.97);
/// Rooms from which a center has a gymnasium beside its hall.
const ROOMS_WITH_GYM: usize = 6;

/// Rooms of a service with `floor` m²; those of a center are a hall, a gymnasium and meeting rooms.
pub(super) fn of_service(stream: &mut Stream, function: &str, rooms: Rooms, floor: f64) -> Vec<Room> {
    let count = usize::try_from(whole((floor / rooms.floor_per_room_m2).floor().max(1.0))).unwrap_or(1);
    let share = stream.between(rooms.used.0, rooms.used.1);
    // Only a center has halls by the dozen; a culture hall's few rooms are halls.
    let is_center = rooms.class == RoomClass::Hall && rooms.floor_per_room_m2 < 500.0;
    (0..count)
        .map(|n| {
            let class = match n {
                _ if !is_center => rooms.class,
                0 => RoomClass::Hall,
                1 if count >= ROOMS_WITH_GYM => RoomClass::Gym,
                _ => RoomClass::Meeting,
            };
            let used = match class {
                RoomClass::Hall | RoomClass::Gym if is_center => stream.between(LARGE_ROOM_USE.0, LARGE_ROOM_USE.1),
                _ => share * stream.between(0.9, 1.1),
            };
            let bands = if matches!(class, RoomClass::Gym | RoomClass::Pool) { EVEN } else { WEEKEND };
            let slots = std::array::from_fn(|band| Slots {
                all: whole(SERVICE_SLOTS[band]),
                used: whole(SERVICE_SLOTS[band] * (used * bands[band]).min(FULL)),
                ..Slots::default()
            });
            // Half of a place is corridors, offices and machines.
            let area_m2 = whole(0.5 * rooms.floor_per_room_m2 * stream.between(0.7, 1.3));
            Room { id: format!("{function}.room-{}", n + 1), class, area_m2, slots }
        })
        .collect()
}

/// Use and opening of school rooms of one class, as ranges of shares by time band. All assumed, after what the ward's booking
/// system shows: gymnasiums open and practically full outside school hours, few special rooms open at all.
struct Habit {
    class: RoomClass,
    name: &'static str,
    /// Rooms of elementary and junior high schools, fewest and most.
    count: [(usize, usize); 2],
    area_m2: (f64, f64),
    slots: [f64; BANDS.len()],
    /// Share of slots the school uses, of elementary and junior high schools.
    school_use: [[(f64, f64); BANDS.len()]; 2],
    /// Share of such rooms that are open at all.
    opened: f64,
    /// Of an open room, the share of what the school leaves.
    open: [(f64, f64); BANDS.len()],
    /// Of open slots, the share that residents use.
    used: (f64, f64),
}

const NONE: (f64, f64) = (0.0, 0.0);

const HABITS: [Habit; 4] = [
    Habit {
        class: RoomClass::Gym,
        name: "gym",
        count: [(1, 1), (1, 1)],
        area_m2: NONE,
        slots: SCHOOL_SLOTS,
        school_use: [[(0.85, 0.97), (0.0, 0.05), (0.05, 0.15)], [(0.85, 0.97), (0.1, 0.2), (0.25, 0.45)]],
        opened: 1.0,
        open: [NONE, (0.92, 1.0), (0.86, 0.98)],
        used: (0.93, 0.99),
    },
    Habit {
        class: RoomClass::Meeting,
        name: "meeting",
        count: [(1, 2), (1, 2)],
        area_m2: (60.0, 130.0),
        slots: SCHOOL_SLOTS,
        school_use: [[(0.35, 0.6), NONE, (0.0, 0.05)], [(0.35, 0.6), (0.0, 0.05), (0.0, 0.1)]],
        opened: 0.3,
        open: [NONE, (0.4, 0.8), (0.4, 0.8)],
        used: (0.4, 0.8),
    },
    Habit {
        class: RoomClass::SpecialRoom,
        name: "special",
        count: [(4, 6), (5, 8)],
        area_m2: (70.0, 130.0),
        slots: SCHOOL_SLOTS,
        school_use: [[(0.65, 0.85), NONE, NONE], [(0.65, 0.85), (0.0, 0.1), (0.0, 0.15)]],
        opened: 0.12,
        open: [NONE, (0.3, 0.7), (0.3, 0.7)],
        used: (0.4, 0.8),
    },
    Habit {
        class: RoomClass::Pool,
        name: "pool",
        count: [(1, 1), (1, 1)],
        area_m2: (380.0, 520.0),
        slots: POOL_SLOTS,
        school_use: [[(0.85, 1.0), NONE, NONE], [(0.85, 1.0), NONE, (0.1, 0.3)]],
        opened: 0.3,
        open: [NONE, NONE, (0.3, 0.6)],
        used: (0.7, 0.95),
    },
];

/// Rooms of a school that residents use or could use; `blocks` have its gymnasium.
pub(super) fn of_school(stream: &mut Stream, school: &str, kind: SchoolKindId, blocks: &[Building]) -> Vec<Room> {
    let level = usize::from(kind == SchoolKindId::JuniorHigh);
    let mut rooms = Vec::new();
    for habit in &HABITS {
        let (fewest, most) = habit.count[level];
        let count = fewest + stream.below(most - fewest + 1);
        for n in 0..count {
            let is_opened = stream.chance(habit.opened);
            let slots = std::array::from_fn(|band| {
                let all = whole(habit.slots[band]);
                let mut part = |of: u64, (low, high): (f64, f64)| whole(area(of) * stream.between(low, high)).min(of);
                let school_use = part(all, habit.school_use[level][band]);
                let open = if is_opened { part(all - school_use, habit.open[band]) } else { 0 };
                Slots { all, school_use, open, used: part(open, habit.used) }
            });
            let area_m2 = match habit.class {
                RoomClass::Gym => gymnasium(blocks),
                _ => whole(stream.between(habit.area_m2.0, habit.area_m2.1)),
            };
            let number = if most > 1 { format!("-{}", n + 1) } else { String::new() };
            rooms.push(Room { id: format!("{school}.{}{number}", habit.name), class: habit.class, area_m2, slots });
        }
    }
    rooms
}

/// Floor of the arena: three quarters of the gymnasium block, the rest being stage, stores and changing rooms.
fn gymnasium(blocks: &[Building]) -> u64 {
    blocks.iter().filter(|block| block.name == "体育館").map(|block| block.gfa_m2 * 3 / 4).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_room_has_the_slots_of_five_bands_on_310_days() {
        let days = SERVICE_SLOTS.iter().sum::<f64>() / 5.0;
        assert!((days - 310.0).abs() < 1e-9);
        // The year's use is that of the bands weighted by their slots, within a hundredth.
        for bands in [EVEN, WEEKEND] {
            let mean = bands.iter().zip(SERVICE_SLOTS).map(|(use_, slots)| use_ * slots).sum::<f64>() / 1_550.0;
            assert!((mean - 1.0).abs() < 0.01, "{mean}");
        }
    }

    #[test]
    fn a_large_center_has_one_hall_one_gymnasium_and_meeting_rooms() {
        let rooms = Rooms { class: RoomClass::Hall, floor_per_room_m2: 220.0, used: (0.6, 0.9) };
        let made = of_service(&mut Stream::new(1, "center", 0), "center", rooms, 2_200.0);
        let count = |class| made.iter().filter(|room| room.class == class).count();
        assert_eq!((count(RoomClass::Hall), count(RoomClass::Gym), count(RoomClass::Meeting)), (1, 1, 8));
    }

    #[test]
    fn nobody_uses_more_than_there_is() {
        for n in 0..50 {
            let kind = if n % 2 == 0 { SchoolKindId::Elementary } else { SchoolKindId::JuniorHigh };
            for room in of_school(&mut Stream::new(1, "school", n), "school", kind, &[]) {
                for slots in room.slots {
                    assert!(slots.school_use + slots.open <= slots.all && slots.used <= slots.open, "{room:?}");
                }
            }
        }
    }
}
