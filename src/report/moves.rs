//! `moves.geojson`: every move as a line from home to host.

use super::book::Book;
use super::geojson::{Layer, Properties, line};
use super::words;
use crate::id::FunctionIx;
use crate::lang::Lang;
use crate::plan::FunctionDecision;

/// The layer; a move inside one site has no line.
pub(super) fn moves_layer(book: &Book<'_>) -> Layer {
    let instance = book.instance;
    let mut layer = Layer::new("moves");
    for (index, entry) in instance.functions.iter().enumerate() {
        let function = FunctionIx(index);
        let (FunctionDecision::Move { code, into, fy, .. }, Some((host, _))) = (book.function(function), book.host(function))
        else {
            continue;
        };
        let (home, to) = (instance.assets[entry.home.0].site, instance.assets[host.0].site);
        let (home_site, host_site) = (instance.sites[home.0].site, instance.sites[to.0].site);
        let kind = instance.kinds[entry.kind.0];
        let walk = instance.way_between(home, to);
        let mut properties = Properties::default();
        properties
            .text("name", entry.function.name.as_str())
            .text("kind", kind.id.as_str())
            .text("kind_ja", kind.name_ja.as_str())
            .text("code", code.as_str())
            .text("code_ja", words::moving(*code, Lang::Ja))
            .year("fy", *fy)
            .text("home_site", home_site.id.as_str())
            .text("home_name", home_site.name.as_str())
            .text("host_asset", instance.assets[host.0].id.as_str())
            .text("host_site", host_site.id.as_str())
            .text("host_name", book.asset_name(host).as_str())
            .text("into_function", into.as_ref().map(crate::id::FunctionId::as_str))
            .number("gfa_m2", entry.function.gfa.0)
            .number("walk_m", walk.distance.0)
            .text("walk_basis", walk.basis.as_str());
        layer.add(entry.function.id.as_str(), line(home_site.location, host_site.location), properties);
    }
    layer
}
