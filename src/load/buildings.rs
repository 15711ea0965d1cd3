//! `buildings.csv`, and the building that a site's own fields imply.

use super::columns::Columns;
use super::findings::{Findings, Read};
use super::keyed::{Keyed, place_of_record};
use super::quantities as range;
use super::record::{Fields, Record, missing};
use super::table::records;
use crate::error::{InputCode, Place, Text};
use crate::fiscal::FiscalYear;
use crate::id::{BuildingId, SiteId};
use crate::project::{Building, Seismic, Site, Sources, Structure};
use crate::units::SquareMeters;

/// The file's name.
pub(super) const FILE: &str = "buildings.csv";

const COLUMNS: Columns<'static> = Columns {
    fields: &[
        "id",
        "site_id",
        "name",
        "gfa_m2",
        "built_fy",
        "structure",
        "floors",
        "last_renovation_fy",
        "seismic",
        "soundness",
        "extendable",
        "source",
    ],
    yearly: &[],
};

/// A building's row before it becomes a [`Building`].
#[derive(Clone, Debug)]
pub(super) struct BuildingRow {
    gfa_m2: Read<Option<f64>>,
    built_fy: Read<Option<FiscalYear>>,
    structure: Read<Option<Structure>>,
    floors: Read<Option<u32>>,
    last_renovation_fy: Read<Option<FiscalYear>>,
    seismic: Read<Option<Seismic>>,
    soundness: Read<Option<f64>>,
    extendable: Read<Option<bool>>,
}

impl BuildingRow {
    /// The fields of a building, none of which is needed yet.
    fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            gfa_m2: fields.number_or_blank("gfa_m2", &range::FLOOR),
            built_fy: fields.year_or_blank("built_fy"),
            structure: fields.word_or_blank("structure"),
            floors: fields.count_or_blank("floors", &range::STOREYS),
            last_renovation_fy: fields.year_or_blank("last_renovation_fy"),
            seismic: fields.word_or_blank("seismic"),
            soundness: fields.number_or_blank("soundness", &range::SOUNDNESS),
            extendable: fields.word_or_blank("extendable"),
        }
    }

    /// The building fields of a site's record.
    pub(super) fn read_implied(record: &Record, findings: &mut Findings) -> Self {
        Self::read(&mut record.fields(findings))
    }

    /// The building these fields describe; what is missing or impossible is reported at `place`.
    fn into_building(
        self,
        place: &Place,
        id: BuildingId,
        site: SiteId,
        name: String,
        sources: Sources,
        findings: &mut Findings,
    ) -> Read<Building> {
        let mut at = |field: &str| missing(Place { field: Some(field.to_owned()), ..place.clone() }, findings);
        let gfa = self.gfa_m2.and_then(|value| value.ok_or_else(|| at("gfa_m2")));
        let built = self.built_fy.and_then(|value| value.ok_or_else(|| at("built_fy")));
        let structure = self.structure.and_then(|value| value.ok_or_else(|| at("structure")));
        let (built, last_renovation) = (built?, self.last_renovation_fy?);
        if let Some(renovated) = last_renovation.filter(|&renovated| renovated < built) {
            return Err(findings.error(
                Place { field: Some("last_renovation_fy".to_owned()), ..place.clone() },
                InputCode::ImpossibleYear,
                format!("{renovated} < {built}"),
                Text::new("建築より前に改修されたことになっています", "the renovation comes before the completion"),
                Text::new("built_fy と last_renovation_fy を確かめてください", "check built_fy and last_renovation_fy"),
            ));
        }
        Ok(Building {
            id,
            site,
            name,
            gfa: SquareMeters(gfa?),
            built,
            structure: structure?,
            floors: self.floors?,
            last_renovation,
            seismic: self.seismic?.unwrap_or_default(),
            soundness: self.soundness?,
            extendable: self.extendable?,
            is_implied: false,
            sources,
        })
    }
}

/// The building that a site without rows in `buildings.csv` implies.
pub(super) fn implied(place: &Place, site: &Site, row: BuildingRow, findings: &mut Findings) -> Read<Building> {
    let id = BuildingId(site.id.0.clone());
    let building = row.into_building(place, id, site.id.clone(), site.name.clone(), site.sources.clone(), findings)?;
    Ok(Building { is_implied: true, ..building })
}

/// The rows of the file's text; names are those given, blank where the site's counts.
pub(super) fn read(text: &str, findings: &mut Findings) -> Keyed<Building> {
    let Some(records) = records(FILE, text, COLUMNS, findings) else { return Keyed::unknown() };
    Keyed::read(records, place_of_record, findings, |record, findings| {
        let mut fields = record.fields(findings);
        let id = fields.text("id");
        let site = fields.text("site_id");
        let name = fields.text_or_blank("name");
        let row = BuildingRow::read(&mut fields);
        let sources = fields.sources();
        let building = (|| {
            let (building_id, site) = (BuildingId(id.clone()?), SiteId(site?));
            row.into_building(&record.place(), building_id, site, name?.unwrap_or_default(), sources?, findings)
        })();
        (id, building)
    })
}
