//! What schools offer residents in a period: nothing during works or once closed, what is left of a room that serves two schools.

use super::supply::{PeriodSlots, PlaceSlots};
use crate::fiscal::{FiscalYear, Period};
use crate::id::AssetId;
use crate::metrics::schoolhouse::shared_from;
use crate::plan::Plan;
use crate::project::RoomOwner;

/// Slots of one class and band of a school in a period, before functions' users come to it.
///
/// Where pupils and residents of another school come (a shared room from the opening of the rebuild on, a merger from the closing
/// on), both schools' own hours come first; residents have what they had at both, as far as the room has it. In years of works of
/// a rebuild nobody books: slots and use are the mean over the years of the period.
pub(super) fn school_slots(
    plan: &Plan,
    today: &[PlaceSlots],
    place: &PlaceSlots,
    school: &AssetId,
    period: Period,
) -> PeriodSlots {
    if closed_by(plan, school, period.start) || gives_room_up(plan, school, place, period.last()) {
        return PeriodSlots::none();
    }
    let joined = joined(plan, today, place, school, period);
    let own = place.school_use + joined.iter().map(|other| other.school_use).sum::<f64>();
    let wanted = place.offered_today + joined.iter().map(|other| other.offered_today).sum::<f64>();
    let offered = if joined.is_empty() { wanted } else { wanted.min((place.slots - own).max(0.0)) };
    let booked =
        joined.iter().map(|other| other.used_today).fold(place.used_today, |sum, used| sum.zip(used).map(|(a, b)| a + b));
    let usable = usable_share(plan, school, period);
    let is_opened = plan
        .openings
        .iter()
        .any(|opening| &opening.school == school && opening.room_class == place.class && opening.fy == period.start);
    let opened = if is_opened { place.openable } else { 0.0 };
    PeriodSlots {
        site: Some(place.home),
        offered: offered * usable + opened,
        opened,
        used: booked.map(|used| used * usable),
        held: Vec::new(),
    }
}

fn closed_by(plan: &Plan, school: &AssetId, year: FiscalYear) -> bool {
    plan.assets.iter().any(|entry| &entry.asset == school && entry.close_fy.is_some_and(|close| close <= year))
}

/// Whether the school stands without the room by the end of the period and uses its neighbour's (formulation 5.30).
fn gives_room_up(plan: &Plan, school: &AssetId, place: &PlaceSlots, last: FiscalYear) -> bool {
    plan.shares.iter().any(|share| {
        &share.school == school && share.room == place.class && shared_from(plan, share).is_some_and(|from| from <= last)
    })
}

/// The same class and band at the schools whose pupils and residents come here.
fn joined<'a>(plan: &Plan, today: &'a [PlaceSlots], place: &PlaceSlots, school: &AssetId, period: Period) -> Vec<&'a PlaceSlots> {
    let sharing = plan.shares.iter().filter(|share| {
        &share.partner == school
            && share.room == place.class
            && shared_from(plan, share).is_some_and(|from| from <= period.last())
    });
    let merged = plan.assets.iter().filter(|entry| {
        entry.merger.as_ref().is_some_and(|merger| &merger.into == school)
            && entry.close_fy.is_some_and(|close| close <= period.start)
    });
    let others: Vec<&AssetId> = sharing.map(|share| &share.school).chain(merged.map(|entry| &entry.asset)).collect();
    let is_alike = |other: &PlaceSlots| other.class == place.class && other.band == place.band;
    let comes = |other: &PlaceSlots| matches!(&other.owner, RoomOwner::School(id) if others.contains(&id));
    today.iter().filter(|other| is_alike(other) && comes(other)).collect()
}

/// Share of the years of a period in which the school has no works of a rebuild.
fn usable_share(plan: &Plan, school: &AssetId, period: Period) -> f64 {
    let Some(action) = plan.rebuild_of(school) else { return 1.0 };
    let in_works = period.fiscal_years().filter(|&year| action.works_fy <= year && year < action.open_fy);
    in_works.fold(1.0, |share, _| share - 1.0 / f64::from(period.years)).max(0.0)
}
