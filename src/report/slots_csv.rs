//! `slots.csv`: bookable slots of every place by class, time band and period: offered before, opened, used, and by whom.

use super::book::Book;
use super::table::{Table, hundredths};
use super::words;
use crate::id::BandId;
use crate::lang::Lang;
use crate::project::RoomOwner;

/// The file: place × class × band × period, schools first. Hours are in no input and so in no column.
pub(super) fn slots_csv(book: &Book<'_>) -> Vec<u8> {
    let instance = book.instance;
    let mut table = Table::new(&[
        "owner_kind",
        "owner_id",
        "owner_name",
        "district",
        "room_class",
        "room_class_ja",
        "time_band",
        "time_band_ja",
        "rooms",
        "slots_per_year",
        "school_use_slots_per_year",
        "openable_slots_per_year",
        "period_start_fy",
        "site_id",
        "offered_before_slots_per_year",
        "offered_slots_per_year",
        "opened_slots_per_year",
        "used_before_slots_per_year",
        "used_slots_per_year",
        "held_slots_per_year",
        "held_for",
    ]);
    for place in book.slots() {
        let (kind, id, name) = match &place.owner {
            RoomOwner::School(id) => ("school", id.as_str(), instance.asset(id).map(|asset| book.asset_name(asset))),
            RoomOwner::Function(id) => {
                let function = instance.function(id);
                ("function", id.as_str(), function.map(|ix| instance.functions[ix.0].function.name.clone()))
            }
        };
        for (period, slots) in instance.horizon.periods().iter().zip(&place.periods) {
            table.text(kind).text(id).text(&name.clone().unwrap_or_default());
            table.text(instance.sites[place.home.0].site.district.as_str());
            table.text(place.class.as_str()).text(words::room_class(place.class, Lang::Ja));
            table.text(place.band.as_str()).text(band_ja(book, &place.band)).count(place.rooms);
            table.number(place.slots).number(place.school_use).number(place.openable).year(period.start);
            table.text(slots.site.map_or("", |site| instance.sites[site.0].site.id.as_str()));
            table.number(place.offered_today).number(slots.offered).number(slots.opened);
            table.number(place.used_today).number(slots.used);
            table.number(slots.held.iter().map(|(_, slots)| slots).sum::<f64>());
            let held: Vec<String> = slots
                .held
                .iter()
                .map(|(function, slots)| format!("{}:{}", instance.functions[function.0].function.id, hundredths(*slots)))
                .collect();
            table.text(&held.join(" ")).end();
        }
    }
    table.into_bytes()
}

fn band_ja<'run>(book: &Book<'run>, band: &BandId) -> &'run str {
    let bands = &book.instance.project.kinds.time_bands;
    bands.iter().find(|entry| &entry.id == band).map_or("終日", |entry| entry.name_ja.as_str())
}
