//! `access`: a row for each demand point and period with the walk to every kind; and how long longer walks last.

use std::collections::BTreeMap;

use super::unstyled;
use crate::error::Text;
use crate::fiscal::FiscalYear;
use crate::id::{KindIx, PeriodIx};
use crate::instance::population_in;
use crate::metrics::PointAccess;
use crate::report::book::Book;
use crate::report::geojson::places;
use crate::report::gis::columns::{KindNames, described};
use crate::report::gis::geometry::{Shape, ShapeType};
use crate::report::gis::table::{Cell, Row, Table};

/// Columns before those of kinds: first the walks to all of them, then the growths.
pub(super) const BEFORE_KINDS: usize = 13;

/// The table, by demand point and period.
pub(super) fn table(book: &Book<'_>, access: &[PointAccess], kinds: &KindNames) -> Table {
    let instance = book.instance;
    let demand = &instance.project.demand;
    let walked: Vec<KindIx> =
        access.chunk_by(|a, b| a.demand == b.demand).next().unwrap_or_default().iter().map(|row| row.kind).collect();
    let mut columns: Vec<_> =
        ["id", "demand_id", "name", "region", "district", "valid_from", "valid_to", "from_fy", "to_fy", "people"]
            .iter()
            .chain(&["largest_growth_m", "largest_growth_kind", "largest_growth_kind_ja"])
            .map(|key| described(key, kinds))
            .collect();
    for what in ["walk_m", "growth_m"] {
        columns.extend(walked.iter().map(|kind| described(&format!("{}_{what}", instance.kinds[kind.0].id), kinds)));
    }
    let shapes = places(demand.iter().map(|point| (point.location, point.outline.as_ref())));
    let shapes: Vec<Option<Shape>> = shapes.iter().map(Shape::of_geojson).collect();
    let mut rows = Vec::new();
    for of_point in access.chunk_by(|a, b| a.demand == b.demand) {
        let index = of_point[0].demand.0;
        let point = &demand[index];
        for t in instance.horizon.period_indices() {
            let period = instance.horizon.period(t);
            let growths = of_point.iter().filter_map(|row| Some((row.growth(t)?.0, row.kind)));
            // The first of the catalogue among equals.
            let largest =
                growths.fold(None, |most: Option<(f64, KindIx)>, next| most.filter(|most| most.0 >= next.0).or(Some(next)));
            let kind = largest.map(|(_, kind)| instance.kinds[kind.0]);
            let mut cells = vec![
                Cell::Text(format!("{}/{}", point.id, period.start)),
                Cell::text(point.id.as_str()),
                Cell::text(&point.name),
                Cell::text(point.region.as_str()),
                Cell::text(point.district.as_str()),
                Cell::first_day(period.start),
                Cell::last_day(period.last()),
                Cell::year(period.start),
                Cell::year(period.last()),
                Cell::number(population_in(point, period.start).iter().sum::<f64>()),
                Cell::number(largest.map(|(growth, _)| growth)),
                Cell::maybe(kind.map(|kind| kind.id.as_str())),
                Cell::maybe(kind.map(|kind| kind.name_ja.as_str())),
            ];
            cells.extend(of_point.iter().map(|row| Cell::number(row.periods[t.0].map(|near| near.distance.0))));
            cells.extend(of_point.iter().map(|row| Cell::number(row.growth(t).map(|growth| growth.0))));
            rows.push(Row { shape: shapes[index].clone(), cells });
        }
    }
    let shape = shapes.iter().flatten().next().map_or(ShapeType::Point, Shape::kind);
    let words = [
        Text::new("徒歩（期別）", "walks by period"),
        Text::new(
            "需要点と期の組に1行。種別ごとの最寄りまでの徒歩と、現在からの延び",
            "a row for each demand point and period: walk to the nearest place of each kind, and its growth from today's",
        ),
    ];
    unstyled("access", words, Some(shape), columns, rows)
}

/// By demand point and kind, the last fiscal year of the first run of periods in which the walk is longer than today's by more
/// than the scenario's threshold.
pub(super) fn ends_of_losses(book: &Book<'_>, access: &[PointAccess]) -> BTreeMap<(String, String), FiscalYear> {
    let instance = book.instance;
    let threshold = instance.project.scenario.report.loser_threshold_m;
    let mut ends = BTreeMap::new();
    for row in access {
        let is_losing = |t: &PeriodIx| row.growth(*t).is_some_and(|growth| growth.0 > threshold);
        let losing = instance.horizon.period_indices().skip_while(|t| !is_losing(t)).take_while(is_losing);
        if let Some(last) = losing.last() {
            let demand = instance.project.demand[row.demand.0].id.as_str().to_owned();
            let kind = instance.kinds[row.kind.0].id.as_str().to_owned();
            ends.insert((demand, kind), instance.horizon.period(last).last());
        }
    }
    ends
}
