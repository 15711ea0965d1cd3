//! Fields that school sites and facility sites share, and the building a site may imply.

use serde_json::Value;

use super::buildings::BuildingRow;
use super::features::Feature;
use super::findings::{Findings, Read};
use super::places::{Located, located};
use super::quantities as range;
use super::record::{Fields, Record};
use crate::error::Place;
use crate::id::{DistrictId, RegionId, SiteId};
use crate::project::{Ownership, Purpose, Site, Sources, Zone};
use crate::units::{Meters, Ratio, SquareMeters, Yen};

/// Fields of every site, with those of the implied building.
pub(super) const SITE_FIELDS: [&str; 22] = [
    "id",
    "name",
    "district",
    "region",
    "site_area_m2",
    "zone",
    "far_pct",
    "bcr_pct",
    "height_limit_m",
    "land_price_yen_m2",
    "ownership",
    "annual_rent_kyen",
    "shelter",
    "gfa_m2",
    "built_fy",
    "structure",
    "floors",
    "last_renovation_fy",
    "seismic",
    "soundness",
    "extendable",
    "source",
];

/// A site and the building its own fields describe.
#[derive(Clone, Debug)]
pub(super) struct SiteEntry {
    pub site: Site,
    /// The building fields of the site, which count where `buildings.csv` has no row for it.
    pub implied: BuildingRow,
    /// Whether the site gives any field of a building.
    pub gives_building: bool,
}

/// Whether `far_pct` and `bcr_pct` must be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Limits {
    Needed,
    Optional,
}

/// A site's row before it becomes a [`Site`].
struct SiteRow {
    id: Read<String>,
    name: Read<String>,
    district: Read<String>,
    region: Read<String>,
    site_area_m2: Read<f64>,
    zone: Read<Zone>,
    far_pct: Read<Option<f64>>,
    bcr_pct: Read<Option<f64>>,
    height_limit_m: Read<Option<f64>>,
    land_price_yen_m2: Read<Option<f64>>,
    ownership: Read<Ownership>,
    annual_rent_kyen: Read<Option<f64>>,
    shelter: Read<Option<bool>>,
    located: Read<Located>,
    sources: Read<Sources>,
}

impl SiteRow {
    fn read(record: &Record, geometry: &Value, limits: Limits, findings: &mut Findings) -> Self {
        let located = located(&record.place(), geometry, findings);
        let mut fields = record.fields(findings);
        let ratio = |fields: &mut Fields<'_>, field: &str, quantity| match limits {
            Limits::Needed => fields.number(field, quantity).map(Some),
            Limits::Optional => fields.number_or_blank(field, quantity),
        };
        Self {
            id: fields.text("id"),
            name: fields.text("name"),
            district: fields.text("district"),
            region: fields.text("region"),
            site_area_m2: fields.number("site_area_m2", &range::SITE_AREA),
            zone: fields.word("zone"),
            far_pct: ratio(&mut fields, "far_pct", &range::FLOOR_AREA_RATIO),
            bcr_pct: ratio(&mut fields, "bcr_pct", &range::COVERAGE),
            height_limit_m: fields.number_or_blank("height_limit_m", &range::HEIGHT),
            land_price_yen_m2: fields.number_or_blank("land_price_yen_m2", &range::LAND_PRICE),
            ownership: fields.word("ownership"),
            annual_rent_kyen: fields.number_or_blank("annual_rent_kyen", &range::YEARLY_COST),
            shelter: fields.word_or_blank("shelter"),
            located,
            sources: fields.sources(),
        }
    }

    fn into_site(self, purpose: Read<Purpose>) -> Read<Site> {
        let located = self.located?;
        Ok(Site {
            id: SiteId(self.id?),
            name: self.name?,
            location: located.location,
            outline: located.outline,
            site_area: SquareMeters(self.site_area_m2?),
            district: DistrictId(self.district?),
            region: RegionId(self.region?),
            zone: self.zone?,
            far: self.far_pct?.map(|percent| Ratio(percent / 100.0)),
            bcr: self.bcr_pct?.map(|percent| Ratio(percent / 100.0)),
            height_limit: self.height_limit_m?.map(Meters),
            land_price_per_m2: self.land_price_yen_m2?.map(Yen::round),
            ownership: self.ownership?,
            annual_rent: Yen::round(self.annual_rent_kyen?.unwrap_or(0.0) * 1_000.0),
            is_shelter: self.shelter?.unwrap_or(false),
            purpose: purpose?,
            sources: self.sources?,
        })
    }
}

/// Reads one feature into a site; `purpose` reads what is special about it.
pub(super) fn read_site(
    feature: &Feature,
    limits: Limits,
    findings: &mut Findings,
    purpose: impl FnOnce(&mut Fields<'_>) -> Read<Purpose>,
) -> (Read<String>, Read<SiteEntry>) {
    let record = &feature.record;
    let row = SiteRow::read(record, &feature.geometry, limits, findings);
    let purpose = purpose(&mut record.fields(findings));
    let id = row.id.clone();
    let implied = BuildingRow::read_implied(record, findings);
    let gives_building = ["gfa_m2", "built_fy", "structure"].iter().any(|field| !record.is_blank(field));
    let entry = row.into_site(purpose).map(|site| SiteEntry { site, implied, gives_building });
    (id, entry)
}

/// The place of a feature's record.
pub(super) fn place_of_feature(feature: &Feature) -> Place {
    feature.record.place()
}
