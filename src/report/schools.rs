//! `schools.geojson`: every school as a point, with its works and guests.

use super::book::Book;
use super::facilities::common;
use super::geojson::{Layer, Properties, point};
use super::state::{State, shown_years};
use crate::cashflow::guest_floor;
use crate::id::SiteIx;
use crate::instance::pupils_in;
use crate::plan::MoveCode;

/// The layer.
pub(super) fn schools_layer(book: &Book<'_>) -> Layer {
    let instance = book.instance;
    let mut layer = Layer::new("schools");
    for (index, entry) in instance.sites.iter().enumerate() {
        let Some(school) = entry.site.school() else { continue };
        let ix = SiteIx(index);
        let mut properties = Properties::default();
        common(book, ix, &mut properties);
        properties.text("school_kind", school.kind.to_string().as_str());
        properties.number("yard_m2", school.yard.0);
        let years = shown_years(&instance.horizon);
        for &year in &years {
            properties.number(&format!("pupils_{year}"), pupils_in(school, year));
        }
        for &year in &years {
            let state = State::of_site(book.assets_of(ix), book.site(ix), year);
            properties.text(&format!("state_{year}"), state.as_str());
        }
        let rebuild = book.assets_of(ix).flat_map(|asset| &asset.actions).find(|action| action.code.is_rebuild());
        properties.text("rebuild", rebuild.map(|action| action.code.as_str()));
        properties.year("rebuild_start_fy", rebuild.map(|action| action.start_fy));
        properties.year("rebuild_works_fy", rebuild.map(|action| action.works_fy));
        properties.year("rebuild_open_fy", rebuild.map(|action| action.open_fy));
        properties.flag("is_hub", rebuild.is_some_and(|action| action.code.is_hub()));
        let guests: Vec<_> = entry.assets.iter().flat_map(|&asset| book.guests(asset)).collect();
        let hosted = guests.iter().filter(|(_, code, _)| *code == MoveCode::C);
        let floor: f64 = hosted.map(|&(function, ..)| guest_floor(instance, book.run.prices, function).0).sum();
        let names: Vec<&str> =
            guests.iter().map(|(function, ..)| instance.functions[function.0].function.name.as_str()).collect();
        properties.count("guests", guests.len()).text("guest_names", names.join("・").as_str());
        properties.number("guest_floor_m2", floor);
        let closing = book.assets_of(ix).find_map(|asset| Some((asset.merger.as_ref()?, asset.close_fy?)));
        properties.text("merged_into", closing.map(|(merger, _)| merger.into.as_str()));
        properties.year("merged_fy", closing.map(|(_, fy)| fy));
        let plan = book.run.plan;
        let own = |school: &crate::id::AssetId| entry.assets.iter().any(|&asset| &instance.assets[asset.0].id == school);
        let shares: Vec<&str> = plan.shares.iter().filter(|share| own(&share.school)).map(|share| share.room.as_str()).collect();
        let partner = plan.shares.iter().find(|share| own(&share.school)).map(|share| share.partner.as_str());
        properties.text("shared_rooms", shares.join(",").as_str()).text("shared_with", partner);
        let swing = plan.swings.iter().find(|swing| own(&swing.school));
        properties.text("swing_site", swing.map(|swing| swing.site.as_str()));
        for &year in &years {
            let opened: f64 = book.opened_slots(entry.site.id.as_str(), year);
            properties.number(&format!("opened_slots_{year}"), opened);
        }
        layer.add(entry.site.id.as_str(), point(entry.site.location), properties);
    }
    layer
}
