//! Records of one table by id, with the ids of broken records kept apart so that nobody calls them unknown.

use std::collections::BTreeMap;

use super::findings::{Findings, Read, Reported, most_similar, whole_file};
use super::record::{Record, Records};
use crate::error::{InputCode, Place, Text};

/// The records of one table.
#[derive(Debug)]
pub(super) struct Keyed<T> {
    /// Sound records with their places.
    pub rows: Vec<(Place, T)>,
    /// Every id met, of sound and broken records, with its first place.
    pub ids: BTreeMap<String, Place>,
    /// Whether `ids` holds every id of the table: false when the file or an id in it could not be read.
    pub is_complete: bool,
}

impl<T> Default for Keyed<T> {
    /// A table without records, as an optional file that is absent gives.
    fn default() -> Self {
        Self { rows: Vec::new(), ids: BTreeMap::new(), is_complete: true }
    }
}

impl<T> Keyed<T> {
    /// The table of a file that could not be read: its ids are not known.
    pub(super) fn unknown() -> Self {
        Self { is_complete: false, ..Self::default() }
    }

    /// Reads every record with `read`, which hands back its id and the value.
    pub(super) fn read<R>(
        records: Records<R>,
        place: impl Fn(&R) -> Place,
        findings: &mut Findings,
        mut read: impl FnMut(&R, &mut Findings) -> (Read<String>, Read<T>),
    ) -> Self {
        let mut table = Self { is_complete: records.is_complete, ..Self::default() };
        for record in records.list {
            let at = place(&record);
            let (id, value) = read(&record, findings);
            let Ok(id) = id else {
                table.is_complete = false;
                continue;
            };
            if let (true, Ok(value)) = (table.claim(id, &at, findings), value) {
                table.rows.push((at, value));
            }
        }
        table
    }

    fn claim(&mut self, id: String, place: &Place, findings: &mut Findings) -> bool {
        if let Some(first) = self.ids.get(&id) {
            duplicate_id(place, &id, first, findings);
            return false;
        }
        self.ids.insert(id, place.clone());
        true
    }

    /// Whether `id` may be referred to: it is in the table, or the table is not fully known.
    pub(super) fn may_hold(&self, id: &str) -> bool {
        !self.is_complete || self.ids.contains_key(id)
    }
}

/// Reports an id that is used at another place already.
pub(super) fn duplicate_id(place: &Place, id: &str, first: &Place, findings: &mut Findings) -> Reported {
    findings.error(
        Place { field: Some(place.field.as_ref().map_or_else(|| "id".to_owned(), |list| format!("{list}.id"))), ..place.clone() },
        InputCode::DuplicateId,
        id,
        Text::new(format!("同じ id が {first} にもあります"), format!("the id is used at {first} as well")),
        Text::new(
            "重複した行を除くか、片方の id を変えてください",
            "drop the row that was copied, or give one of them another id",
        ),
    )
}

/// Reports a row whose values of `fields`, which tell the rows of its table apart, are those of another row.
pub(super) fn duplicate_row(place: &Place, fields: &str, found: String, first: &Place, findings: &mut Findings) -> Reported {
    findings.error(
        Place { field: Some(fields.to_owned()), ..place.clone() },
        InputCode::DuplicateId,
        found,
        Text::new(
            format!("同じ組み合わせの行が {first} にもあり、どちらの値か決められません"),
            format!("the row at {first} has the same values, so the amount is ambiguous"),
        ),
        Text::new("重複した行を除いてください", "drop the row that was copied, or correct these fields"),
    )
}

/// Reports an id that names nothing of what `noun` says.
pub(super) fn dangling<'id>(
    place: Place,
    id: &str,
    noun: (&str, &str),
    known: impl IntoIterator<Item = &'id str>,
    findings: &mut Findings,
) -> Reported {
    let repair = match most_similar(id, known) {
        Some(similar) => Text::new(format!("もしかして: {similar}"), format!("did you mean {similar}?")),
        None => Text::new(
            "id のつづりを確かめるか、参照先の行を足してください",
            "check the spelling of the id, or add the row it names",
        ),
    };
    findings.error(
        place,
        InputCode::DanglingReference,
        id,
        Text::new(format!("この id の{}はありません", noun.0), format!("there is no {} with this id", noun.1)),
        repair,
    )
}

/// Reports a table without rows.
pub(super) fn empty(file: &str, findings: &mut Findings) {
    findings.error(
        whole_file(file),
        InputCode::EmptyTable,
        "",
        Text::new("行がありません", "the table has no rows"),
        Text::new("少なくとも 1 行が必要です", "at least one row is needed"),
    );
}

/// A record with its own place, for [`Keyed::read`].
pub(super) fn place_of_record(record: &Record) -> Place {
    record.place()
}
