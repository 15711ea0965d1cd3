//! `facilities.geojson`: every site as a point, with its state and floor by period.

use super::book::Book;
use super::geojson::{Layer, Properties, point};
use super::state::{State, shown_years};
use super::words;
use crate::id::SiteIx;
use crate::units::Yen;

/// The layer, schools included.
pub(super) fn facilities_layer(book: &Book<'_>) -> Layer {
    let instance = book.instance;
    let years = shown_years(&instance.horizon);
    let mut cost = vec![Yen::ZERO; instance.sites.len()];
    for line in &book.ledger {
        cost[book.site_of_line(line).0] += line.amount.yen;
    }
    let mut layer = Layer::new("facilities");
    for (index, entry) in instance.sites.iter().enumerate() {
        let (site, ix) = (entry.site, SiteIx(index));
        let mut properties = Properties::default();
        common(book, ix, &mut properties);
        for &year in &years {
            let state = State::of_site(book.assets_of(ix), book.site(ix), year);
            properties.text(&format!("state_{year}"), state.as_str());
        }
        for &year in &years {
            properties.number(&format!("floor_m2_{year}"), book.floor_of(ix, year));
        }
        let first = book.assets_of(ix).flat_map(|asset| &asset.actions).min_by_key(|action| (action.works_fy, action.code));
        properties.text("first_action", first.map(|action| action.code.as_str()));
        properties.year("first_start_fy", first.map(|action| action.start_fy));
        properties.year("first_works_fy", first.map(|action| action.works_fy));
        properties.year("first_open_fy", first.map(|action| action.open_fy));
        let closes = book.assets_of(ix).map(|asset| asset.close_fy).collect::<Option<Vec<_>>>();
        properties.year("close_fy", closes.and_then(|years| years.into_iter().max()));
        let transfers = book.assets_of(ix).filter_map(|asset| asset.transfer_fy);
        properties.year("transfer_fy", transfers.min());
        let treated = book.site(ix);
        properties.text("treatment", treated.map(|plan| plan.treatment.as_str()));
        properties.text("treatment_ja", treated.map(|plan| words::treatment(plan.treatment, crate::lang::Lang::Ja)));
        properties.year("treatment_fy", treated.map(|plan| plan.fy));
        properties.whole("cost_jpy", cost[index].0);
        layer.add(site.id.as_str(), point(site.location), properties);
    }
    layer
}

/// What facilities and schools both say about a site today.
pub(super) fn common(book: &Book<'_>, site: SiteIx, properties: &mut Properties) {
    let instance = book.instance;
    let entry = &instance.sites[site.0];
    let functions = || entry.assets.iter().flat_map(|asset| &instance.assets[asset.0].functions);
    let mut kinds: Vec<_> = functions().map(|function| instance.functions[function.0].kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let kinds_ja: Vec<&str> = kinds.iter().map(|kind| instance.kinds[kind.0].name_ja.as_str()).collect();
    let kinds: Vec<&str> = kinds.iter().map(|kind| instance.kinds[kind.0].id.as_str()).collect();
    let blocks = || entry.assets.iter().flat_map(|asset| &instance.assets[asset.0].blocks);
    properties
        .text("name", entry.site.name.as_str())
        .text("purpose", if entry.site.school().is_some() { "school" } else { "facility" })
        .text("kinds", kinds.join(",").as_str())
        .text("kinds_ja", kinds_ja.join("・").as_str())
        .count("functions", functions().count())
        .text("district", entry.site.district.as_str())
        .text("region", entry.site.region.as_str())
        .text("zone", words::zone(entry.site.zone))
        .text("ownership", words::ownership(entry.site.ownership))
        .flag("shelter", entry.site.is_shelter)
        .number("site_area_m2", entry.site.site_area.0)
        .number("gfa_m2", blocks().map(|block| block.gfa.0).sum::<f64>())
        .year("oldest_built_fy", blocks().map(|block| block.built).min());
}
