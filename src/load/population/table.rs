//! `population.csv`: residents that a projection expects, by variant, fiscal year and region.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{InputCode, Place, Text};
use crate::fiscal::FiscalYear;
use crate::id::RegionId;
use crate::load::columns::Columns;
use crate::load::findings::{Findings, Read};
use crate::load::keyed::{dangling, duplicate_row, empty};
use crate::load::quantities as range;
use crate::load::record::{Record, missing};
use crate::load::table::records;
use crate::project::{AGE_BANDS, ByAge, Grade};
use crate::units::People;

/// The file's name.
pub(in crate::load) const FILE: &str = "population.csv";

const COLUMNS: Columns<'static> =
    Columns { fields: &["variant", "fy", "region", "pop_0_14", "pop_15_64", "pop_65", "total", "source"], yearly: &[] };

/// What one row expects.
#[derive(Clone, Debug)]
pub(in crate::load) struct Target {
    pub fy: FiscalYear,
    /// The region; none = the whole municipality.
    pub region: Option<RegionId>,
    pub people: Expected,
    /// The worst grade of its numbers.
    pub grade: Grade,
}

/// Residents by age band, or in all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::load) enum Expected {
    ByAge(ByAge),
    Total(People),
}

/// The projections of a project.
#[derive(Clone, Debug, Default)]
pub(in crate::load) struct Projections {
    /// Whether there is such a file.
    pub is_given: bool,
    /// Whether every row could be read: else a variant that is not here may be in a broken row.
    pub is_complete: bool,
    /// Sound rows of each variant, in the order of the file.
    pub variants: BTreeMap<String, Vec<(Place, Target)>>,
}

impl Projections {
    /// A file that is there but cannot be read.
    pub(in crate::load) fn unknown() -> Self {
        Self { is_given: true, ..Self::default() }
    }

    /// Reports every region that no site and no demand point lies in.
    pub(in crate::load) fn check_regions(&self, known: &BTreeSet<String>, findings: &mut Findings) {
        for (place, target) in self.variants.values().flatten() {
            let Some(region) = target.region.as_ref().filter(|region| !known.contains(region.as_str())) else { continue };
            let place = Place { field: Some("region".to_owned()), ..place.clone() };
            dangling(place, region.as_str(), ("地域", "region"), known.iter().map(String::as_str), findings);
        }
    }
}

/// The rows of the file's text.
pub(in crate::load) fn read(text: &str, findings: &mut Findings) -> Projections {
    let Some(records) = records(FILE, text, COLUMNS, findings) else { return Projections::unknown() };
    if records.list.is_empty() {
        empty(FILE, findings);
    }
    let mut table = Projections { is_given: true, is_complete: records.is_complete, variants: BTreeMap::new() };
    for record in &records.list {
        match row(record, findings) {
            Ok((variant, target)) => table.variants.entry(variant).or_default().push((record.place(), target)),
            Err(_) => table.is_complete = false,
        }
    }
    for (variant, rows) in &table.variants {
        check_rows(variant, rows, findings);
    }
    table
}

/// Within a variant: one row for each year and region, and either regions or the whole municipality.
fn check_rows(variant: &str, rows: &[(Place, Target)], findings: &mut Findings) {
    let mut met: BTreeMap<(FiscalYear, Option<&RegionId>), &Place> = BTreeMap::new();
    for (place, target) in rows {
        if let Some(first) = met.insert((target.fy, target.region.as_ref()), place) {
            let region = target.region.as_ref().map_or("", RegionId::as_str);
            let found = format!("{variant} {} {region}", target.fy);
            duplicate_row(place, "variant, fy, region", found.trim_end().to_owned(), first, findings);
        }
    }
    let (whole, regions): (Vec<_>, Vec<_>) = rows.iter().partition(|(_, target)| target.region.is_none());
    if let (Some((place, _)), Some((other, _))) = (whole.first(), regions.first()) {
        findings.error(
            Place { field: Some("region".to_owned()), ..place.clone() },
            InputCode::Contradiction,
            variant,
            Text::new(
                format!("この variant には全域の行と地域の行 ({other}) があり、どちらに合わせるか決まりません"),
                format!(
                    "the variant has rows for the whole municipality and for regions ({other}), so what to scale to is ambiguous"
                ),
            ),
            Text::new(
                "全域の行だけ、または地域の行だけにしてください (別の variant に分けられます)",
                "keep rows of one sort; the others may become another variant",
            ),
        );
    }
}

fn row(record: &Record, findings: &mut Findings) -> Read<(String, Target)> {
    let people = expected(record, findings);
    let mut fields = record.fields(findings);
    let variant = fields.text("variant");
    let fy = fields.year("fy");
    let region = fields.text_or_blank("region");
    let sources = fields.sources();
    let (people, sources) = (people?, sources?);
    let columns: &[&str] = match people {
        Expected::ByAge(_) => &AGE_BANDS,
        Expected::Total(_) => &["total"],
    };
    let grade = columns.iter().map(|column| sources.of(column)).max().unwrap_or(sources.record);
    Ok((variant?, Target { fy: fy?, region: region?.map(RegionId), people, grade }))
}

/// All three age bands, or a total.
fn expected(record: &Record, findings: &mut Findings) -> Read<Expected> {
    let mut fields = record.fields(findings);
    let bands = AGE_BANDS.map(|band| fields.number_or_blank(band, &range::RESIDENTS_OF_REGION));
    let total = fields.number_or_blank("total", &range::RESIDENTS_OF_REGION);
    let [young, working, old] = bands;
    match ([young?, working?, old?], total?) {
        ([Some(young), Some(working), Some(old)], None) => Ok(Expected::ByAge([young, working, old].map(People))),
        ([None, None, None], Some(total)) => Ok(Expected::Total(People(total))),
        ([None, None, None], None) => Err(missing(record.place_of("total"), findings)),
        (given, None) => {
            let blank = AGE_BANDS.iter().zip(given).filter(|(_, given)| given.is_none());
            let reported = blank.map(|(band, _)| missing(record.place_of(band), findings)).last();
            // One of the bands is blank in this arm, so that there is a report.
            reported.map_or(Ok(Expected::Total(People::ZERO)), Err)
        }
        (_, Some(total)) => Err(findings.error(
            record.place_of("total"),
            InputCode::Contradiction,
            total.to_string(),
            Text::new("年齢別の人口と総数の両方があります", "both age bands and a total are given"),
            Text::new("年齢別 3 列か total のどちらかを空欄にしてください", "leave total blank, or all three age bands"),
        )),
    }
}
