//! C11: school rooms that are opened: whether there is anything to open (11.5), a usable school (11.6), a room of its own (11.12).

use super::Reading;
use super::decisions::Opening;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    for opening in &reading.decisions.openings {
        check_openable(reading, *opening, findings);
        check_usable(reading, *opening, findings);
        check_own_room(reading, *opening, findings);
    }
}

fn place_of(reading: &Reading, opening: Opening) -> BreachPlace {
    let start = reading.inventory.horizon.periods()[opening.period].start;
    let place = BreachPlace::asset(&reading.inventory.assets[opening.school].id).in_year(start);
    place.with_figure(opening.class.as_str().to_owned())
}

fn check_openable(reading: &Reading, opening: Opening, findings: &mut Findings) {
    let rooms = reading.rooms.of_schools.get(&(opening.school, opening.class));
    let openable = rooms.map_or(0.0, super::rooms::SchoolRooms::openable_in_all);
    findings.hold(CheckedRule::Supply, openable > 0.0, || {
        let (ja, en) = ("開放できるコマがありません", "the school has no slots of this class to open");
        Finding::new(place_of(reading, opening), openable, "> 0", ja, en)
    });
}

/// (11.6)
fn check_usable(reading: &Reading, opening: Opening, findings: &mut Findings) {
    let period = reading.inventory.horizon.periods()[opening.period];
    let path = &reading.decisions.paths[opening.school];
    let is_usable = !path.is_closed(period.start) && !period.fiscal_years().any(|fy| path.is_in_works(fy));
    findings.hold(CheckedRule::Usable, is_usable, || {
        let (ja, en) = ("閉校または工事中の学校は開放できません", "the school is closed or in works");
        Finding::new(place_of(reading, opening), path.shown(), "usable all through the period", ja, en)
    });
}

/// (11.12)
fn check_own_room(reading: &Reading, opening: Opening, findings: &mut Findings) {
    let decisions = &reading.decisions;
    let shares = decisions.shares.iter().any(|share| share.school == opening.school && share.room == opening.class);
    let last = reading.inventory.horizon.periods()[opening.period].last();
    let rebuilt = decisions.paths[opening.school].whole_rebuild().filter(|action| action.open_fy <= last);
    findings.hold(CheckedRule::SharedRoom, !shares || rebuilt.is_none(), || {
        let (ja, en) = ("共用して自校にない室は開放できません", "the school has been rebuilt without the room");
        let found = rebuilt.map(|action| format!("shared from {}", action.open_fy)).unwrap_or_default();
        Finding::new(place_of(reading, opening), found, "a room of its own", ja, en)
    });
}
