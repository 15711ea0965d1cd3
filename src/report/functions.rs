//! `functions.geojson`: every function as a point at today's home, with what becomes of it and where it is by period.

use super::book::Book;
use super::decisions::function_words;
use super::geojson::{Layer, Properties, point};
use super::state::shown_years;
use crate::id::FunctionIx;
use crate::lang::Lang;
use crate::plan::FunctionDecision;

/// The layer: a point for every function, moved or not.
pub(super) fn functions_layer(book: &Book<'_>) -> Layer {
    let instance = book.instance;
    let mut layer = Layer::new("functions");
    for (index, entry) in instance.functions.iter().enumerate() {
        let function = FunctionIx(index);
        let kind = instance.kinds[entry.kind.0];
        let home = instance.site_of(entry.home).site;
        let (code, fy, words) = function_words(book, function, Lang::Ja);
        let host = book.host(function).map(|(host, _)| host);
        let mut properties = Properties::default();
        properties
            .text("name", entry.function.name.as_str())
            .text("kind", kind.id.as_str())
            .text("kind_ja", kind.name_ja.as_str())
            .text("kind_en", kind.name_en.as_str())
            .text("region", home.region.as_str())
            .text("district", home.district.as_str())
            .number("gfa_m2", entry.function.gfa.0)
            .text("home_asset", instance.assets[entry.home.0].id.as_str())
            .text("home_site", home.id.as_str())
            .text("home_name", home.name.as_str())
            .text("code", code)
            .text("decision_ja", words.as_str())
            .year("fy", fy)
            .year("transfer_fy", book.asset(entry.home).transfer_fy)
            .text("host_asset", host.map(|host| instance.assets[host.0].id.as_str()))
            .text("host_site", host.map(|host| instance.site_of(host).site.id.as_str()))
            .text("host_name", host.map(|host| book.asset_name(host)).as_deref());
        for year in shown_years(&instance.horizon) {
            let has_ended = matches!(book.function(function), FunctionDecision::End { fy } if *fy <= year);
            let site = (!has_ended).then(|| book.site_of_function(function, year).as_str());
            properties.text(&format!("at_{year}"), site);
        }
        layer.add(entry.function.id.as_str(), point(home.location), properties);
    }
    layer
}
