//! `functions.csv`.

use super::columns::Columns;
use super::findings::{Findings, Read};
use super::keyed::{Keyed, empty, place_of_record};
use super::quantities as range;
use super::record::Record;
use super::table::records;
use crate::error::{InputCode, Place, Text};
use crate::id::{AssetId, BuildingId, FunctionId, KindId};
use crate::project::{Function, Sources};
use crate::units::{People, SquareMeters, Yen};

/// The file's name.
pub(super) const FILE: &str = "functions.csv";

const COLUMNS: Columns<'static> = Columns {
    fields: &[
        "id",
        "name",
        "building_id",
        "kind",
        "gfa_m2",
        "running_cost_kyen",
        "capacity_people",
        "used_people",
        "users_per_year",
        "slots_per_year",
        "used_slots_per_year",
        "movable",
        "min_gfa_m2",
        "source",
    ],
    yearly: &[],
};

/// A function's row before it becomes a [`Function`].
struct FunctionRow {
    id: Read<String>,
    name: Read<String>,
    building_id: Read<String>,
    kind: Read<String>,
    gfa_m2: Read<f64>,
    running_cost_kyen: Read<f64>,
    capacity_people: Read<Option<f64>>,
    used_people: Read<Option<f64>>,
    users_per_year: Read<Option<f64>>,
    slots_per_year: Read<Option<f64>>,
    used_slots_per_year: Read<Option<f64>>,
    movable: Read<Option<bool>>,
    min_gfa_m2: Read<Option<f64>>,
    sources: Read<Sources>,
}

impl FunctionRow {
    fn read(record: &Record, findings: &mut Findings) -> Self {
        let mut fields = record.fields(findings);
        Self {
            id: fields.text("id"),
            name: fields.text("name"),
            building_id: fields.text("building_id"),
            kind: fields.text("kind"),
            gfa_m2: fields.number("gfa_m2", &range::FLOOR),
            running_cost_kyen: fields.number("running_cost_kyen", &range::YEARLY_COST),
            capacity_people: fields.number_or_blank("capacity_people", &range::CAPACITY),
            used_people: fields.number_or_blank("used_people", &range::CAPACITY),
            users_per_year: fields.number_or_blank("users_per_year", &range::VISITS),
            slots_per_year: fields.number_or_blank("slots_per_year", &range::SLOTS),
            used_slots_per_year: fields.number_or_blank("used_slots_per_year", &range::SLOTS),
            movable: fields.word_or_blank("movable"),
            min_gfa_m2: fields.number_or_blank("min_gfa_m2", &range::FLOOR),
            sources: fields.sources(),
        }
    }

    /// The function, whose home and building both still hold the `building_id` of the row.
    fn into_function(self, place: &Place, findings: &mut Findings) -> Read<Function> {
        let building_id = self.building_id?;
        let function = Function {
            id: FunctionId(self.id?),
            name: self.name?,
            home: AssetId(building_id.clone()),
            building: BuildingId(building_id),
            kind: KindId(self.kind?),
            gfa: SquareMeters(self.gfa_m2?),
            capacity: self.capacity_people?.map(People),
            used: self.used_people?.map(People),
            users_per_year: self.users_per_year?.map(People),
            running_cost: Yen::round(self.running_cost_kyen? * 1_000.0),
            slots_per_year: self.slots_per_year?,
            used_slots_per_year: self.used_slots_per_year?,
            is_movable: self.movable?.unwrap_or(true),
            min_gfa: self.min_gfa_m2?.map(SquareMeters),
            sources: self.sources?,
        };
        check_agreement(&function, place, findings)?;
        Ok(function)
    }
}

fn check_agreement(function: &Function, place: &Place, findings: &mut Findings) -> Read<()> {
    let mut result = Ok(());
    let pairs = [
        ("used_slots_per_year", "slots_per_year", function.used_slots_per_year, function.slots_per_year),
        ("min_gfa_m2", "gfa_m2", function.min_gfa.map(|gfa| gfa.0), Some(function.gfa.0)),
    ];
    for (field, limit_field, value, limit) in pairs {
        if let (Some(value), Some(limit)) = (value, limit)
            && value > limit
        {
            result = Err(findings.error(
                Place { field: Some(field.to_owned()), ..place.clone() },
                InputCode::Contradiction,
                format!("{value} > {limit}"),
                Text::new(format!("{field} が {limit_field} を超えています"), format!("{field} is more than {limit_field}")),
                Text::new("両方の値と単位を確かめてください", "check both values and their units"),
            ));
        }
    }
    result
}

/// The rows of the file's text; home and building are those written, not yet resolved.
pub(super) fn read(text: &str, findings: &mut Findings) -> Keyed<Function> {
    let Some(records) = records(FILE, text, COLUMNS, findings) else { return Keyed::unknown() };
    if records.list.is_empty() {
        empty(FILE, findings);
    }
    Keyed::read(records, place_of_record, findings, |record, findings| {
        let row = FunctionRow::read(record, findings);
        (row.id.clone(), row.into_function(&record.place(), findings))
    })
}
