//! `demand.geojson` and `demand.csv`.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::Columns;
use super::features::features;
use super::findings::{Findings, Read, Reported};
use super::keyed::{Keyed, empty, place_of_record};
use super::places::{Located, located, lon_lat};
use super::quantities as range;
use super::record::{Fields, Record, missing};
use super::sites::place_of_feature;
use super::table::records;
use crate::fiscal::FiscalYear;
use crate::id::{DemandId, DistrictId, RegionId};
use crate::project::{AGE_BANDS, ByAge, DemandPoint, Sources};
use crate::units::People;

/// Name of the table of points and polygons.
pub(super) const GEOJSON: &str = "demand.geojson";
/// Name of the table of points.
pub(super) const CSV: &str = "demand.csv";

const FEATURE_COLUMNS: Columns<'static> = Columns { fields: &["id", "name", "district", "region", "source"], yearly: &AGE_BANDS };
const ROW_COLUMNS: Columns<'static> =
    Columns { fields: &["id", "name", "district", "region", "lon", "lat", "source"], yearly: &AGE_BANDS };

/// A demand point's row before it becomes a [`DemandPoint`].
struct DemandRow {
    id: Read<String>,
    name: Read<Option<String>>,
    district: Read<String>,
    region: Read<String>,
    population: Read<BTreeMap<FiscalYear, ByAge>>,
    sources: Read<Sources>,
}

impl DemandRow {
    fn read(record: &Record, findings: &mut Findings) -> Self {
        let mut fields = record.fields(findings);
        Self {
            id: fields.text("id"),
            name: fields.text_or_blank("name"),
            district: fields.text("district"),
            region: fields.text("region"),
            population: population(record, &mut fields),
            sources: fields.sources(),
        }
    }

    fn into_point(self, located: Read<Located>) -> Read<DemandPoint> {
        let id = self.id?;
        let located = located?;
        Ok(DemandPoint {
            name: self.name?.unwrap_or_else(|| id.clone()),
            id: DemandId(id),
            location: located.location,
            outline: located.outline,
            district: DistrictId(self.district?),
            region: RegionId(self.region?),
            population: self.population?,
            sources: self.sources?,
        })
    }
}

/// Residents of every year given, which must be given for all three age bands.
fn population(record: &Record, fields: &mut Fields<'_>) -> Read<BTreeMap<FiscalYear, ByAge>> {
    let [young, working, old] = AGE_BANDS.map(|band| fields.by_year(band, &range::RESIDENTS));
    let bands = [young?, working?, old?];
    let years: BTreeSet<FiscalYear> = bands.iter().flat_map(|band| band.keys().copied()).collect();
    if years.is_empty() {
        return Err(fields.report(|findings| missing(record.place_of("pop_0_14_<FY>"), findings)));
    }
    let mut population = BTreeMap::new();
    let mut failed = None;
    for year in years {
        let mut by_age = [People::ZERO; AGE_BANDS.len()];
        for ((people, band), name) in by_age.iter_mut().zip(&bands).zip(AGE_BANDS) {
            match band.get(&year) {
                Some(&residents) => *people = People(residents),
                None => failed = Some(fields.report(|findings| missing(record.place_of(&format!("{name}_{year}")), findings))),
            }
        }
        population.insert(year, by_age);
    }
    failed.map_or(Ok(population), Err)
}

/// The demand points of the GeoJSON text.
pub(super) fn read_geojson(text: &str, findings: &mut Findings) -> Keyed<DemandPoint> {
    let Some(features) = features(GEOJSON, text, FEATURE_COLUMNS, findings) else { return Keyed::unknown() };
    if features.list.is_empty() {
        empty(GEOJSON, findings);
    }
    Keyed::read(features, place_of_feature, findings, |feature, findings| {
        let row = DemandRow::read(&feature.record, findings);
        let located = located(&feature.record.place(), &feature.geometry, findings);
        (row.id.clone(), row.into_point(located))
    })
}

/// The demand points of the CSV text.
pub(super) fn read_csv(text: &str, findings: &mut Findings) -> Keyed<DemandPoint> {
    let Some(records) = records(CSV, text, ROW_COLUMNS, findings) else { return Keyed::unknown() };
    if records.list.is_empty() {
        empty(CSV, findings);
    }
    Keyed::read(records, place_of_record, findings, |record, findings| {
        let row = DemandRow::read(record, findings);
        let mut fields = record.fields(findings);
        let (lon, lat) = (fields.number("lon", &range::DEGREES), fields.number("lat", &range::DEGREES));
        let located = match (lon, lat) {
            (Ok(lon), Ok(lat)) => {
                lon_lat(&record.place_of("lon, lat"), lon, lat, findings).map(|location| Located { location, outline: None })
            }
            _ => Err(Reported),
        };
        (row.id.clone(), row.into_point(located))
    })
}
