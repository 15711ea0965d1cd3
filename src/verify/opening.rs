//! C11: school rooms that are opened: whether there is anything to open (11.5), a usable school (11.6), a room for itself (11.12, 11.13).

use super::Reading;
use super::decisions::Opening;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::rooms::SchoolRooms;

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    for opening in &reading.decisions.openings {
        check_openable(reading, *opening, findings);
        check_usable(reading, *opening, findings);
        check_own_room(reading, *opening, findings);
        check_united(reading, *opening, findings);
    }
}

fn place_of(reading: &Reading, opening: Opening) -> BreachPlace {
    let start = reading.inventory.horizon.periods()[opening.period].start;
    let place = BreachPlace::asset(&reading.inventory.assets[opening.school].id).in_year(start);
    place.with_figure(opening.class.as_str().to_owned())
}

fn check_openable(reading: &Reading, opening: Opening, findings: &mut Findings) {
    let rooms = reading.rooms.of_schools.get(&(opening.school, opening.class));
    let openable = rooms.map_or(0.0, SchoolRooms::openable_in_all);
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
    let last = reading.inventory.horizon.periods()[opening.period].last();
    let shared = decisions.shares.iter().find_map(|share| {
        let is_its_room = share.room == opening.class && (share.school == opening.school || share.partner == opening.school);
        let rebuilt = decisions.paths[share.school].whole_rebuild().filter(|action| action.open_fy <= last);
        rebuilt.filter(|_| is_its_room)
    });
    findings.hold(CheckedRule::SharedRoom, shared.is_none(), || {
        let (ja, en) = ("二校で共用する室はこれ以上開放できません", "a room that two schools share is opened no further");
        let found = shared.map(|action| format!("shared from {}", action.open_fy)).unwrap_or_default();
        Finding::new(place_of(reading, opening), found, "a room of its own", ja, en)
    });
}

/// (11.13)
fn check_united(reading: &Reading, opening: Opening, findings: &mut Findings) {
    let start = reading.inventory.horizon.periods()[opening.period].start;
    let from = reading.decisions.paths.iter().enumerate().find_map(|(school, path)| {
        let (merger, fy) = path.merged()?;
        let rooms = reading.rooms.of_schools.get(&(school, opening.class));
        (merger.into == opening.school && fy <= start && rooms.is_some_and(SchoolRooms::is_used)).then_some(fy)
    });
    findings.hold(CheckedRule::UnitedRoom, from.is_none(), || {
        let (ja, en) = (
            "統合先の室は統合された学校の使用に充て、これ以上開放できません",
            "the rooms take what went on in those of the school that was merged, and are opened no further",
        );
        let found = from.map(|fy| format!("merged in {fy}")).unwrap_or_default();
        Finding::new(place_of(reading, opening), found, "no merged school with such rooms in use", ja, en)
    });
}
