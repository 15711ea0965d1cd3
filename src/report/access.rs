//! `access.csv` and `access.geojson`: the walk from every demand point to every kind, before and after.

use super::book::Book;
use super::geojson::{Layer, Properties, places};
use super::table::{Table, hundredths};
use crate::fiscal::FiscalYear;
use crate::id::{FunctionIx, PeriodIx};
use crate::instance::population_in;
use crate::metrics::PointAccess;
use crate::units::Meters;

/// The table: demand point × kind × period. Blank metres = there is no place of the kind.
pub(super) fn access_csv(book: &Book<'_>, access: &[PointAccess]) -> Vec<u8> {
    let instance = book.instance;
    let mut table = Table::new(&[
        "demand_id",
        "demand_name",
        "region",
        "district",
        "kind",
        "kind_ja",
        "period_start_fy",
        "users_people",
        "before_m",
        "after_m",
        "growth_m",
        "before_basis",
        "after_basis",
        "before_function",
        "after_function",
        "after_site",
    ]);
    for row in access {
        let point = &instance.project.demand[row.demand.0];
        let kind = instance.kinds[row.kind.0];
        let name = |function: FunctionIx| instance.functions[function.0].function.id.as_str();
        for (t, after) in row.periods.iter().enumerate() {
            let t = PeriodIx(t);
            table.text(point.id.as_str()).text(&point.name).text(point.region.as_str()).text(point.district.as_str());
            table.text(kind.id.as_str()).text(&kind.name_ja).year(instance.horizon.period(t).start);
            table.number(instance.weight(row.demand, row.kind, t));
            table.number(row.today.map(|near| near.distance.0)).number(after.map(|near| near.distance.0));
            table.number(row.growth(t).map(|growth| growth.0));
            table.text(row.today.map_or("", |near| near.basis.as_str())).text(after.map_or("", |near| near.basis.as_str()));
            table.text(row.today.map_or("", |near| name(near.function))).text(after.map_or("", |near| name(near.function)));
            table.text(after.map_or("", |near| book.site_of_function(near.function, instance.horizon.period(t).start).as_str()));
            table.end();
        }
    }
    table.into_bytes()
}

/// The layer: every demand point with, per kind, the walk today, the walk in the last period, and the largest growth in any.
pub(super) fn access_layer(book: &Book<'_>, access: &[PointAccess]) -> Layer {
    let instance = book.instance;
    let demand = &instance.project.demand;
    let geometries = places(demand.iter().map(|point| (point.location, point.outline.as_ref())));
    let mut rows = access.iter().peekable();
    let mut layer = Layer::new("access");
    for (index, (point, geometry)) in demand.iter().zip(geometries).enumerate() {
        let mut properties = Properties::default();
        properties
            .text("name", point.name.as_str())
            .text("region", point.region.as_str())
            .text("district", point.district.as_str());
        for year in [instance.horizon.first(), instance.horizon.last()] {
            properties.number(&format!("population_{year}"), residents(point, year));
        }
        while let Some(row) = rows.next_if(|row| row.demand.0 == index) {
            let kind = &instance.kinds[row.kind.0].id;
            let growth = instance.horizon.period_indices().filter_map(|t| row.growth(t)).map(|Meters(metres)| metres);
            let metres = |near: Option<crate::metrics::Nearest>| near.map(|near| near.distance.0);
            properties.number(&format!("{kind}_before_m"), metres(row.today));
            properties.number(&format!("{kind}_after_m"), metres(row.periods.last().copied().flatten()));
            properties.number(&format!("{kind}_growth_m"), growth.reduce(f64::max));
        }
        layer.add(point.id.as_str(), geometry, properties);
    }
    layer
}

/// Residents of all ages, to a hundredth.
fn residents(point: &crate::project::DemandPoint, year: FiscalYear) -> f64 {
    hundredths(population_in(point, year).iter().sum())
}
