//! A table of points or of attributes, CSV or GeoJSON, as records with an id, a position and numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::file_name;
use crate::error::{InputCode, Place, Text};
use crate::load::files::{Files, Presence};
use crate::load::findings::{Findings, most_similar, not_csv, whole_file};
use crate::locate::question::Status;

/// Columns that mean something; others are the user's own and left alone, unless they look like a misspelling.
const COLUMNS: [&str; 9] = ["id", "x", "y", "lon", "lat", "weight", "cost", "capacity", "status"];

/// A table read.
#[derive(Debug)]
pub(in crate::locate) struct Table {
    pub file: String,
    pub records: Vec<Record>,
    /// Whether coordinates are degrees by their names or by the format.
    pub is_in_degrees: bool,
    /// Whether all of them could be degrees in Japan.
    pub all_look_like_japan: bool,
}

/// A row or feature.
#[derive(Debug)]
pub(in crate::locate) struct Record {
    pub row: usize,
    pub id: String,
    pub at: Option<(f64, f64)>,
    /// Whether an error about the position has been reported already.
    pub may_lack_position: bool,
    cells: BTreeMap<&'static str, String>,
    file: String,
}

impl Record {
    /// The place of one field.
    pub(in crate::locate) fn place(&self, file: &str, field: &str) -> Place {
        Place { file: file.to_owned(), row: Some(self.row), record: Some(self.id.clone()), field: Some(field.to_owned()) }
    }

    /// A number that is at least 0; `None` where it is blank or has been reported.
    pub(in crate::locate) fn number(&self, field: &str, findings: &mut Findings) -> Option<f64> {
        let text = self.cells.get(field)?;
        let value = finite(text, self.place(&self.file, field), findings)?;
        if value < 0.0 {
            findings.error(
                self.place(&self.file, field),
                InputCode::OutOfRange,
                text.clone(),
                Text::new("0 以上の値です", "the value is at least 0"),
                Text::new("値を確かめてください", "check the value"),
            );
            return None;
        }
        Some(value)
    }

    /// The status; a candidate where none is said.
    pub(in crate::locate) fn status(&self, findings: &mut Findings) -> Status {
        let Some(text) = self.cells.get("status") else { return Status::Candidate };
        if let Some(&(_, status)) = Status::WORDS.iter().find(|(word, _)| *word == text) {
            return status;
        }
        findings.error(
            self.place(&self.file, "status"),
            InputCode::UnknownWord,
            text.clone(),
            Text::new("この項目の値として知らない言葉です", "the field does not know this word"),
            Text::new(
                "candidate, required, existing, forbidden のどれかにしてください",
                "write one of: candidate, required, existing, forbidden",
            ),
        );
        Status::Candidate
    }
}

fn finite(text: &str, place: Place, findings: &mut Findings) -> Option<f64> {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Some(value),
        Ok(_) => {
            findings.error(
                place,
                InputCode::NotFinite,
                text,
                Text::new("有限の数ではありません", "the number is not finite"),
                Text::new("値を直すか、空欄にしてください", "correct it, or leave it blank"),
            );
            None
        }
        Err(_) => {
            findings.error(
                place,
                InputCode::WrongType,
                text,
                Text::new("数が必要です", "a number is needed here"),
                Text::new("数だけを書いてください (桁区切りや単位なし)", "write the number alone, without separators or unit"),
            );
            None
        }
    }
}

/// Reads a table; `None` where nothing could be read, which has been reported.
pub(in crate::locate) fn read(path: &Path, files: &mut Files, findings: &mut Findings) -> Option<Table> {
    let file = file_name(path);
    let text = files.text(path, &file, Presence::Needed, findings)?;
    let is_json = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("geojson") || extension.eq_ignore_ascii_case("json"));
    let mut table = if is_json { geojson(&file, &text, findings) } else { csv(&file, &text, findings) }?;
    let mut met = BTreeSet::new();
    for record in &table.records {
        if !met.insert(record.id.clone()) {
            findings.error(
                record.place(&file, "id"),
                InputCode::DuplicateId,
                record.id.clone(),
                Text::new("同じ id が 2 度使われています", "the id is used twice"),
                Text::new("どちらかの id を変えてください", "give one of them another id"),
            );
        }
    }
    if table.records.is_empty() {
        findings.error(
            whole_file(&file),
            InputCode::EmptyTable,
            "",
            Text::new("行がありません", "there are no rows"),
            Text::new("1 行以上を書いてください", "write at least one row"),
        );
        return None;
    }
    table.all_look_like_japan = table
        .records
        .iter()
        .all(|record| record.at.is_none_or(|(x, y)| (122.0..=154.0).contains(&x) && (20.0..=46.0).contains(&y)));
    Some(table)
}

/// The column a name means; reports names that look like a misspelling of one.
fn column(file: &str, name: &str, row: Option<usize>, findings: &mut Findings) -> Option<&'static str> {
    let name = name.trim();
    if let Some(known) = COLUMNS.iter().find(|known| known.eq_ignore_ascii_case(name)) {
        return Some(known);
    }
    if let Some(similar) = most_similar(name, COLUMNS.iter().copied().filter(|known| known.len() > 3)) {
        findings.once(Place { row, field: Some(name.to_owned()), ..whole_file(file) }, |place, findings| {
            findings.error(
                place,
                InputCode::UnknownField,
                name,
                Text::new("知らない項目です", "the field is not known"),
                Text::new(format!("もしかして: {similar}"), format!("did you mean {similar}?")),
            )
        });
    }
    None
}

fn csv(file: &str, text: &str, findings: &mut Findings) -> Option<Table> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            not_csv(file, &error, findings);
            return None;
        }
    };
    let columns: Vec<Option<&'static str>> = header.iter().map(|name| column(file, name, Some(1), findings)).collect();
    for known in COLUMNS {
        if columns.iter().filter(|column| **column == Some(known)).count() > 1 {
            findings.error(
                Place { row: Some(1), field: Some(known.to_owned()), ..whole_file(file) },
                InputCode::DuplicateField,
                known,
                Text::new("同じ見出しの列が 2 つあります", "two columns have the same name"),
                Text::new("どちらかの列を除いてください", "drop one of the columns"),
            );
        }
    }
    if !columns.contains(&Some("id")) {
        findings.error(
            Place { row: Some(1), field: Some("id".to_owned()), ..whole_file(file) },
            InputCode::FieldMissing,
            header.iter().take(8).collect::<Vec<_>>().join(","),
            Text::new("id の列がありません", "there is no column id"),
            Text::new("見出しに id を書いてください", "name a column id in the header"),
        );
        return None;
    }
    let mut records = Vec::new();
    for row in reader.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                not_csv(file, &error, findings);
                return None;
            }
        };
        let line = row.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or(usize::MAX));
        if row.len() != header.len() {
            findings.error(
                Place { row: Some(line), ..whole_file(file) },
                InputCode::RowShape,
                row.len().to_string(),
                Text::new(format!("見出しは {} 項目です", header.len()), format!("the header has {} cells", header.len())),
                Text::new(
                    "値の中のコンマは \"…\" で囲み、足りない欄は空で残してください",
                    "quote values that hold a comma, and leave missing cells blank",
                ),
            );
            continue;
        }
        let cells: BTreeMap<&'static str, String> = columns
            .iter()
            .zip(row.iter())
            .filter_map(|(column, cell)| Some(((*column)?, cell.trim().to_owned())))
            .filter(|(_, cell)| !cell.is_empty())
            .collect();
        records.extend(record(file, line, cells, findings));
    }
    let is_in_degrees = columns.contains(&Some("lon"));
    Some(Table { file: file.to_owned(), records, is_in_degrees, all_look_like_japan: false })
}

/// A record from its cells; `None` without an id, which is reported.
fn record(file: &str, row: usize, cells: BTreeMap<&'static str, String>, findings: &mut Findings) -> Option<Record> {
    let Some(id) = cells.get("id").cloned() else {
        findings.error(
            Place { row: Some(row), field: Some("id".to_owned()), ..whole_file(file) },
            InputCode::FieldMissing,
            "",
            Text::new("id がないか空欄です", "the id is missing or blank"),
            Text::new("id を記入してください", "fill in an id"),
        );
        return None;
    };
    let place =
        |field: &str| Place { file: file.to_owned(), row: Some(row), record: Some(id.clone()), field: Some(field.to_owned()) };
    let mut may_lack_position = false;
    let mut coordinate = |plane: &str, degrees: &str, findings: &mut Findings| {
        let (field, text) =
            cells.get(plane).map(|text| (plane, text)).or_else(|| cells.get(degrees).map(|text| (degrees, text)))?;
        let value = finite(text, place(field), findings);
        may_lack_position |= value.is_none();
        value
    };
    let (x, y) = (coordinate("x", "lon", findings), coordinate("y", "lat", findings));
    Some(Record { row, id: id.clone(), at: x.zip(y), may_lack_position, cells, file: file.to_owned() })
}

fn geojson(file: &str, text: &str, findings: &mut Findings) -> Option<Table> {
    let unreadable = |found: String, findings: &mut Findings| {
        findings.error(
            whole_file(file),
            InputCode::FileUnreadable,
            found,
            Text::new("GeoJSON の FeatureCollection として読めません", "it cannot be read as a GeoJSON FeatureCollection"),
            Text::new(
                "GIS から点の GeoJSON (RFC 7946) として書き出し直してください",
                "export it again as GeoJSON points (RFC 7946)",
            ),
        );
    };
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => {
            unreadable(error.to_string(), findings);
            return None;
        }
    };
    let Some(features) = value.get("features").and_then(Value::as_array) else {
        unreadable("features".to_owned(), findings);
        return None;
    };
    let mut records = Vec::new();
    for (index, feature) in features.iter().enumerate() {
        let mut cells = BTreeMap::new();
        if let Some(id) = feature.get("id") {
            cells.insert("id", shown(id));
        }
        for (name, value) in feature.get("properties").and_then(Value::as_object).into_iter().flatten() {
            if let Some(column) = column(file, name, None, findings).filter(|_| !value.is_null()) {
                cells.insert(column, shown(value));
            }
        }
        // The geometry says where a feature is, whatever its properties hold.
        for name in ["x", "y", "lon", "lat"] {
            cells.remove(name);
        }
        let Some(mut record) = record(file, index + 1, cells, findings) else { continue };
        let coordinates = feature.pointer("/geometry/coordinates").and_then(Value::as_array);
        let is_point = feature.pointer("/geometry/type").and_then(Value::as_str) == Some("Point");
        let at = |position: usize| coordinates.and_then(|list| list.get(position)).and_then(Value::as_f64);
        record.at = at(0).zip(at(1)).filter(|_| is_point);
        if record.at.is_none() {
            record.may_lack_position = true;
            findings.error(
                record.place(file, "geometry"),
                InputCode::Geometry,
                feature.pointer("/geometry/type").map(shown).unwrap_or_default(),
                Text::new("Point の地物が必要です", "a feature with a Point is needed here"),
                Text::new("重心などの点に変えて書き出してください", "export it as a point, such as its centroid"),
            );
        }
        records.push(record);
    }
    Some(Table { file: file.to_owned(), records, is_in_degrees: true, all_look_like_japan: false })
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    }
}
