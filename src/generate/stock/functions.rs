//! Use and running cost of one function.

use super::rooms::{Slots, of_service};
use super::{Function, area, whole};
use crate::generate::services::Service;
use crate::generate::stream::Stream;

/// A function of `service` with `gfa_m2` of floor.
pub(super) fn function(
    stream: &mut Stream,
    service: &'static Service,
    id: String,
    name: String,
    building_id: String,
    gfa_m2: u64,
) -> Function {
    let floor = area(gfa_m2);
    let (low, high) = service.running_kyen_m2;
    let running_cost_kyen = whole(floor * stream.between(low, high));
    let seats = service.seats.map(|(floor_per_person, (low, high))| {
        let capacity = (floor / floor_per_person).floor().max(1.0);
        (whole(capacity), whole(capacity * stream.between(low, high)))
    });
    let rooms = service.rooms.map(|rooms| of_service(stream, &id, rooms, floor)).unwrap_or_default();
    let slots = |of: fn(&Slots) -> u64| (!rooms.is_empty()).then(|| rooms.iter().flat_map(|room| &room.slots).map(of).sum());
    let visits = service.visits_per_m2 * floor * stream.between(0.8, 1.2);
    Function {
        slots_per_year: slots(|slots| slots.all),
        used_slots_per_year: slots(|slots| slots.used),
        rooms,
        id,
        name,
        building_id,
        service,
        gfa_m2,
        running_cost_kyen,
        capacity_people: seats.map(|(capacity, _)| capacity),
        used_people: seats.map(|(_, used)| used),
        users_per_year: (visits > 0.0).then(|| whole(visits)),
    }
}
