//! `schools.geojson`.

use super::columns::Columns;
use super::features::features;
use super::findings::{Findings, Read, Reported};
use super::keyed::Keyed;
use super::quantities as range;
use super::record::{Fields, missing};
use super::sites::{Limits, SITE_FIELDS, SiteEntry, place_of_feature, read_site};
use crate::error::{InputCode, Text};
use crate::project::{Purpose, School};
use crate::units::{People, SquareMeters, Yen};

/// The file's name.
pub(super) const FILE: &str = "schools.geojson";

const FIELDS: [&str; 25] = with_school_fields();
const COLUMNS: Columns<'static> = Columns { fields: &FIELDS, yearly: &["pupils"] };

const fn with_school_fields() -> [&'static str; 25] {
    let mut fields = ["kind"; 25];
    let mut index = 0;
    while index < SITE_FIELDS.len() {
        fields[index] = SITE_FIELDS[index];
        index += 1;
    }
    fields[index] = "yard_m2";
    fields[index + 1] = "running_cost_kyen";
    fields
}

/// The school sites of the file's text.
pub(super) fn read(text: &str, findings: &mut Findings) -> Keyed<SiteEntry> {
    let Some(features) = features(FILE, text, COLUMNS, findings) else { return Keyed::unknown() };
    let mut table = Keyed::read(features, place_of_feature, findings, |feature, findings| {
        read_site(feature, Limits::Needed, findings, |fields| school(fields, || feature.record.place_of("pupils_<FY>")))
    });
    table.rows.retain(|(place, entry)| {
        let Some(school) = entry.site.school() else { return true };
        let fits = school.yard <= entry.site.site_area;
        if !fits {
            findings.error(
                crate::error::Place { field: Some("yard_m2".to_owned()), ..place.clone() },
                InputCode::Contradiction,
                format!("{} > {}", school.yard.0, entry.site.site_area.0),
                Text::new("校庭が敷地より広くなっています", "the yard is larger than the site"),
                Text::new("yard_m2 と site_area_m2 を確かめてください", "check yard_m2 and site_area_m2"),
            );
        }
        fits
    });
    table
}

fn school(fields: &mut Fields<'_>, pupils_place: impl FnOnce() -> crate::error::Place) -> Read<Purpose> {
    let kind = fields.word("kind");
    let yard = fields.number("yard_m2", &range::YARD);
    let running_cost = fields.number_or_blank("running_cost_kyen", &range::YEARLY_COST);
    let pupils = fields.by_year("pupils", &range::PUPILS);
    let pupils = match pupils {
        Ok(pupils) if pupils.is_empty() => {
            fields.report(|findings| missing(pupils_place(), findings));
            Err(Reported)
        }
        other => other,
    };
    Ok(Purpose::School(School {
        kind: kind?,
        yard: SquareMeters(yard?),
        pupils: pupils?.into_iter().map(|(year, people)| (year, People(people))).collect(),
        running_cost: Yen::round(running_cost?.unwrap_or(0.0) * 1_000.0),
    }))
}
