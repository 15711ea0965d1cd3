//! `facility_events`: a row for each state of each site, with the days it lasts.

use super::{columns, unstyled};
use crate::error::Text;
use crate::fiscal::FiscalYear;
use crate::id::SiteIx;
use crate::lang::Lang;
use crate::report::book::Book;
use crate::report::gis::columns::KindNames;
use crate::report::gis::geometry::{Shape, ShapeType};
use crate::report::gis::table::{Cell, Row, Table};
use crate::report::map::site_words;
use crate::report::state::State;
use crate::report::{geojson, words};

const KEYS: &[&str] = &[
    "id",
    "facility_id",
    "name",
    "purpose",
    "kinds_ja",
    "district",
    "region",
    "state",
    "state_ja",
    "state_en",
    "valid_from",
    "valid_to",
    "from_fy",
    "to_fy",
    "floor_m2",
    "decision",
];

/// The table: states of one site follow each other without a gap, from the first day of the horizon to its last.
pub(super) fn table(book: &Book<'_>, kinds: &KindNames) -> Table {
    let instance = book.instance;
    let mut rows = Vec::new();
    for site in (0..instance.sites.len()).map(SiteIx) {
        let entry = &instance.sites[site.0];
        let mut names: Vec<usize> = entry
            .assets
            .iter()
            .flat_map(|asset| &instance.assets[asset.0].functions)
            .map(|function| instance.functions[function.0].kind.0)
            .collect();
        names.sort_unstable();
        names.dedup();
        let names: Vec<&str> = names.iter().map(|&kind| instance.kinds[kind].name_ja.as_str()).collect();
        let decision = site_words(book, site);
        for (state, first, last) in states(book, site) {
            let id = format!("{}/{first}", entry.site.id);
            let cells = vec![
                Cell::Text(id),
                Cell::text(entry.site.id.as_str()),
                Cell::text(&entry.site.name),
                Cell::text(if entry.site.school().is_some() { "school" } else { "facility" }),
                Cell::text(names.join("・")),
                Cell::text(entry.site.district.as_str()),
                Cell::text(entry.site.region.as_str()),
                Cell::text(state.as_str()),
                Cell::text(words::state(state, Lang::Ja)),
                Cell::text(words::state(state, Lang::En)),
                Cell::first_day(first),
                Cell::last_day(last),
                Cell::year(first),
                Cell::year(last),
                Cell::number(book.floor_of(site, first)),
                Cell::text(&decision),
            ];
            rows.push(Row { shape: Shape::of_geojson(&geojson::point(entry.site.location)), cells });
        }
    }
    let words = [
        Text::new("施設の状態（年度で動く）", "states of facilities in time"),
        Text::new(
            "敷地の状態1つに1行。有効開始日から有効終了日まで続く",
            "a row for each state of each site, from its first day to its last",
        ),
    ];
    unstyled("facility_events", words, Some(ShapeType::Point), columns(KEYS, kinds), rows)
}

/// The states of a site with the first and the last fiscal year of each.
fn states(book: &Book<'_>, site: SiteIx) -> Vec<(State, FiscalYear, FiscalYear)> {
    let mut states: Vec<(State, FiscalYear, FiscalYear)> = Vec::new();
    for year in book.instance.horizon.fiscal_years() {
        let state = State::of_site(book.assets_of(site), book.site(site), year);
        match states.last_mut() {
            Some(last) if last.0 == state => last.2 = year,
            _ => states.push((state, year, year)),
        }
    }
    states
}
