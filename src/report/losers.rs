//! `losers.csv` and `losers.geojson`: whose walk grows by more than the scenario's threshold, to what, when, by how much.

use super::book::Book;
use super::geojson::{Layer, Properties, places};
use super::table::Table;
use crate::id::KindId;
use crate::metrics::Loser;

/// The table: demand point × kind, in the first period in which the walk is longer by more than the threshold.
pub(super) fn losers_csv(book: &Book<'_>, losers: &[Loser]) -> Vec<u8> {
    let mut table = Table::new(&[
        "demand_id",
        "demand_name",
        "region",
        "district",
        "kind",
        "kind_ja",
        "from_fy",
        "before_m",
        "after_m",
        "growth_m",
        "at_end_m",
        "nearest_before",
        "nearest_after",
        "pop_0_14_people",
        "pop_15_64_people",
        "pop_65_people",
        "people",
        "users_people",
    ]);
    for loser in losers {
        let (name, region) = point(book, loser).map_or(("", ""), |point| (point.name.as_str(), point.region.as_str()));
        table.text(loser.demand.as_str()).text(name).text(region).text(loser.district.as_str());
        table.text(loser.kind.as_str()).text(kind_ja(book, &loser.kind)).year(loser.first_fy);
        table.number(loser.before_m).number(loser.after_m).number(loser.after_m - loser.before_m).number(loser.at_end_m);
        table.text(loser.nearest_before.as_str()).text(loser.nearest_after.as_str());
        table.number(loser.pop_0_14_people).number(loser.pop_15_64_people).number(loser.pop_65_people);
        table.number(loser.people()).number(loser.weight_people).end();
    }
    table.into_bytes()
}

/// The layer: a feature for each row of the table, at its demand point.
pub(super) fn losers_layer(book: &Book<'_>, losers: &[Loser]) -> Layer {
    let found: Vec<_> = losers.iter().filter_map(|loser| Some((loser, point(book, loser)?))).collect();
    let geometries = places(found.iter().map(|(_, point)| (point.location, point.outline.as_ref())));
    let mut layer = Layer::new("losers");
    for ((loser, point), geometry) in found.iter().zip(geometries) {
        let mut properties = Properties::default();
        properties
            .text("demand", loser.demand.as_str())
            .text("name", point.name.as_str())
            .text("region", point.region.as_str())
            .text("district", loser.district.as_str())
            .text("kind", loser.kind.as_str())
            .text("kind_ja", kind_ja(book, &loser.kind))
            .year("from_fy", loser.first_fy)
            .number("before_m", loser.before_m)
            .number("after_m", loser.after_m)
            .number("growth_m", loser.after_m - loser.before_m)
            .number("at_end_m", loser.at_end_m)
            .number("people", loser.people())
            .number("users_people", loser.weight_people);
        layer.add(&format!("{}/{}", loser.demand, loser.kind), geometry, properties);
    }
    layer
}

fn point<'run>(book: &Book<'run>, loser: &Loser) -> Option<&'run crate::project::DemandPoint> {
    let points = &book.instance.project.demand;
    points.binary_search_by(|point| point.id.cmp(&loser.demand)).ok().map(|index| &points[index])
}

fn kind_ja<'run>(book: &Book<'run>, kind: &KindId) -> &'run str {
    book.instance.project.kinds.kind(kind).map_or("", |kind| kind.name_ja.as_str())
}
