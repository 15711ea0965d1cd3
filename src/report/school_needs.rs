//! `school_needs.csv`: pupils, classes and floor of every school in every fiscal year.

use super::book::Book;
use super::table::Table;
use crate::cashflow::guest_floor;
use crate::id::AssetIx;
use crate::instance::{classes_of, need_of, school_and_kind};
use crate::metrics::schoolhouse::pupils_under;
use crate::plan::MoveCode;

/// The file: school × fiscal year, as long as the school is open; pupils of merged schools count where they go.
///
/// How many rooms a school has besides those of its classes is in no input: floor needed stands for it.
pub(super) fn school_needs_csv(book: &Book<'_>) -> Vec<u8> {
    let instance = book.instance;
    let mut table = Table::new(&[
        "site_id",
        "site_name",
        "region",
        "district",
        "school_kind",
        "fy",
        "pupils_people",
        "classes",
        "need_m2",
        "floor_m2",
        "surplus_m2",
        "moved_into_surplus_m2",
    ]);
    for asset in (0..instance.assets.len()).map(AssetIx) {
        let Some((school, kind)) = school_and_kind(instance, asset) else { continue };
        let site = instance.site_of(asset).site;
        let close = book.asset(asset).close_fy;
        for year in instance.horizon.fiscal_years().filter(|&year| close.is_none_or(|close| year < close)) {
            let pupils = pupils_under(instance, book.run.plan, asset, year);
            let classes = classes_of(kind, pupils);
            let need = need_of(kind, classes).0;
            let guests = |code: MoveCode| -> f64 {
                let there = book.guests(asset).filter(|&(_, how, fy)| how == code && fy <= year);
                there.map(|(function, ..)| guest_floor(instance, book.run.prices, function).0).sum()
            };
            // All floor of the site but what was built for guests.
            let floor = book.floor_of(instance.assets[asset.0].site, year) - guests(MoveCode::C);
            table.text(site.id.as_str()).text(&site.name).text(site.region.as_str()).text(site.district.as_str());
            table.text(&school.kind.to_string()).year(year).number(pupils).number(classes);
            table.number(need).number(floor).number(floor - need).number(guests(MoveCode::S)).end();
        }
    }
    table.into_bytes()
}
