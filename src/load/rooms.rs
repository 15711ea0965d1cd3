//! `rooms.csv`: rooms of schools and functions, with bookable slots by time band.

mod joined;

use std::collections::BTreeMap;

use super::columns::Columns;
use super::findings::{Findings, Read};
use super::keyed::{Keyed, place_of_record};
use super::numbers::folded;
use super::quantities as range;
use super::record::Record;
use super::table::records;
use crate::catalogue::{KindCatalogue, TimeBand};
use crate::error::{InputCode, Text};
use crate::id::{AssetId, BandId, FunctionId, RoomId};
use crate::project::{BandSlots, Room, RoomOwner};
use crate::units::SquareMeters;

pub(super) use joined::{Homes, joined};

/// The file's name.
pub(super) const FILE: &str = "rooms.csv";

/// Fields that do not depend on the time bands.
const FIELDS: [&str; 6] = ["id", "school_id", "function_id", "room_class", "area_m2", "source"];
/// Fields given by time band, `<name>_<band>`.
pub(super) const BY_BAND: [&str; 4] = ["slots", "school_use", "open", "used"];
/// Slots by which a part may exceed its whole: sums of decimals in a table, far below one slot.
const TOLERANCE: f64 = 1e-6;

/// The rows of the file's text; the bands are those of `kinds`, or of the header where the kinds could not be read.
pub(super) fn read(text: &str, kinds: Option<&KindCatalogue>, findings: &mut Findings) -> Keyed<Room> {
    let bands = kinds.map_or_else(|| bands_of_header(text), bands_of);
    let by_band: Vec<String> = bands.iter().flat_map(|band| BY_BAND.map(|name| format!("{name}_{band}"))).collect();
    let fields: Vec<&str> = FIELDS.into_iter().chain(by_band.iter().map(String::as_str)).collect();
    let columns = Columns { fields: &fields, yearly: &[] };
    let Some(records) = records(FILE, text, columns, findings) else { return Keyed::unknown() };
    Keyed::read(records, place_of_record, findings, |record, findings| room(record, &bands, findings))
}

/// The time bands slots are given by: those of the catalogue, or the only one there is without any.
pub(super) fn bands_of(kinds: &KindCatalogue) -> Vec<BandId> {
    if kinds.time_bands.is_empty() {
        return vec![BandId::from(TimeBand::ALL)];
    }
    kinds.time_bands.iter().map(|band| band.id.clone()).collect()
}

fn bands_of_header(text: &str) -> Vec<BandId> {
    let cells = text.lines().next().unwrap_or_default().split(',');
    let mut bands: Vec<BandId> = cells
        .filter_map(|cell| {
            let name = folded(cell);
            let band = BY_BAND.iter().find_map(|field| name.strip_prefix(field)?.strip_prefix('_'))?;
            (!band.ends_with("_source")).then(|| BandId(band.to_owned()))
        })
        .collect();
    bands.sort();
    bands.dedup();
    bands
}

fn room(record: &Record, bands: &[BandId], findings: &mut Findings) -> (Read<String>, Read<Room>) {
    let owner = owner(record, findings);
    let slots: Vec<Read<(BandId, BandSlots)>> =
        bands.iter().map(|band| Ok((band.clone(), band_slots(record, band, owner.as_ref().ok(), findings)?))).collect();
    let mut fields = record.fields(findings);
    let id = fields.text("id");
    let class = fields.word("room_class");
    let area = fields.number_or_blank("area_m2", &range::FLOOR);
    let sources = fields.sources();
    let room = (|| {
        Ok(Room {
            id: RoomId(id.clone()?),
            owner: owner?,
            class: class?,
            area: area?.map(SquareMeters),
            slots: slots.into_iter().collect::<Read<BTreeMap<_, _>>>()?,
            sources: sources?,
        })
    })();
    (id, room)
}

/// Whose the room is: exactly one of the two columns says so.
fn owner(record: &Record, findings: &mut Findings) -> Read<RoomOwner> {
    let mut fields = record.fields(findings);
    let school = fields.text_or_blank("school_id");
    let function = fields.text_or_blank("function_id");
    match (school?, function?) {
        (Some(school), None) => Ok(RoomOwner::School(AssetId(school))),
        (None, Some(function)) => Ok(RoomOwner::Function(FunctionId(function))),
        (school, function) => Err(findings.error(
            record.place_of("school_id, function_id"),
            InputCode::Contradiction,
            [school, function].into_iter().flatten().collect::<Vec<_>>().join(", "),
            Text::new(
                "部屋は学校か機能のどちらか一方のものです",
                "a room belongs to a school or to a function: exactly one of the two is named",
            ),
            Text::new(
                "school_id と function_id のどちらか一方だけを記入してください",
                "fill in school_id or function_id, and leave the other blank",
            ),
        )),
    }
}

/// Slots of one band, blank being 0; without an owner only their ranges are checked.
fn band_slots(record: &Record, band: &BandId, owner: Option<&RoomOwner>, findings: &mut Findings) -> Read<BandSlots> {
    let mut fields = record.fields(findings);
    let [slots, school_use, open, used] = BY_BAND.map(|name| {
        let value = fields.number_or_blank(&format!("{name}_{band}"), &range::SLOTS);
        value.map(Option::unwrap_or_default)
    });
    let given = BandSlots { slots: slots?, school_use: school_use?, open: open?, used: used? };
    let mut result = Ok(given);
    let mut limits = |name: &str, value: f64, limit: f64, why: Text| {
        if value > limit + TOLERANCE {
            result = Err(findings.error(
                record.place_of(&format!("{name}_{band}")),
                InputCode::Contradiction,
                format!("{value} > {limit}"),
                why,
                Text::new("両方の値と単位 (年間コマ数) を確かめてください", "check both values; slots are those of a year"),
            ));
        }
    };
    match owner {
        Some(RoomOwner::School(_)) => {
            limits(
                "open",
                given.school_use + given.open,
                given.slots,
                Text::new(
                    format!("school_use_{band} と open_{band} の和が slots_{band} を超えています"),
                    format!("school_use_{band} and open_{band} together are more than slots_{band}"),
                ),
            );
            limits(
                "used",
                given.used,
                given.open,
                Text::new(
                    format!("used_{band} が open_{band} を超えています。住民が使えるのは開放しているコマだけです"),
                    format!("used_{band} is more than open_{band}; residents use only what is open to them"),
                ),
            );
        }
        Some(RoomOwner::Function(_)) => {
            limits(
                "used",
                given.used,
                given.slots,
                Text::new(
                    format!("used_{band} が slots_{band} を超えています"),
                    format!("used_{band} is more than slots_{band}"),
                ),
            );
            for (name, value) in [("school_use", given.school_use), ("open", given.open)] {
                let why = Text::new(
                    format!("{name} は学校の部屋だけの項目です。機能の部屋のコマはすべて住民に提供されます"),
                    format!("only a school's room has {name}; all slots of a function's room are offered to residents"),
                );
                limits(name, value, 0.0, why);
            }
        }
        None => {}
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::RoomClass;

    fn read_all(text: &str, bands: &[&str]) -> Result<Vec<Room>, Vec<String>> {
        let time_bands = bands
            .iter()
            .map(|band| TimeBand { id: (*band).into(), name_ja: "帯".into(), name_en: "band".into(), slot_hours: None })
            .collect();
        let kinds = KindCatalogue { time_bands, ..KindCatalogue::default() };
        let mut findings = Findings::default();
        let rooms = read(text, Some(&kinds), &mut findings);
        match findings.finish() {
            Ok(_) => Ok(rooms.rows.into_iter().map(|(_, room)| room).collect()),
            Err(errors) => Err(errors.iter().map(|error| format!("{} {}", error.code.as_str(), error.place)).collect()),
        }
    }

    #[test]
    fn blank_slots_are_zero_and_every_band_is_present() {
        let text = "id,school_id,room_class,slots_day,open_day\nR,S1,体育館,\"１，０００コマ\",200\n";
        let rooms = read_all(text, &["day", "evening"]).unwrap();
        assert_eq!(rooms[0].class, RoomClass::Gym);
        assert_eq!(rooms[0].slots[&BandId::from("day")], BandSlots { slots: 1_000.0, school_use: 0.0, open: 200.0, used: 0.0 });
        assert_eq!(rooms[0].slots[&BandId::from("evening")], BandSlots::default());
    }

    #[test]
    fn without_bands_there_is_the_band_all() {
        let rooms = read_all("id,function_id,room_class,slots_all,used_all\nR,K1,hall,10,10\n", &[]).unwrap();
        assert_eq!(rooms[0].slots.keys().map(BandId::as_str).collect::<Vec<_>>(), ["all"]);
        assert_eq!(
            read_all("id,function_id,room_class,slots_day\nR,K1,hall,10\n", &[]).unwrap_err(),
            ["E201 rooms.csv:1 slots_day"]
        );
    }

    #[test]
    fn parts_of_a_schools_slots_fit_into_the_whole() {
        let text = "id,school_id,room_class,slots_all,school_use_all,open_all,used_all\nR,S1,gym,10,6,5,6\n";
        assert_eq!(read_all(text, &[]).unwrap_err(), ["E303 rooms.csv:2 [R] open_all", "E303 rooms.csv:2 [R] used_all"]);
        let exact = "id,school_id,room_class,slots_all,school_use_all,open_all,used_all\nR,S1,gym,0.3,0.1,0.2,0.2\n";
        assert!(read_all(exact, &[]).is_ok(), "0.1 + 0.2 is 0.3 for a reader of the table");
    }

    #[test]
    fn kinds_that_cannot_be_read_do_not_hide_the_errors_of_rooms() {
        let mut findings = Findings::default();
        read("id,school_id,room_class,slots_day,slots_day_source,slost_day\nR,S1,gym,-1,,\n", None, &mut findings);
        let codes: Vec<&str> = findings.finish().unwrap_err().iter().map(|error| error.code.as_str()).collect();
        assert_eq!(codes, ["E201", "E205"]);
    }
}
