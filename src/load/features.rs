//! GeoJSON as records with a geometry each (RFC 7946).

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::columns::Columns;
use super::findings::{Findings, whole_file};
use super::record::{Cell, Record, Records};
use crate::error::{AdviceCode, InputCode, Place, Text};

/// One feature: its properties, and its geometry as written.
#[derive(Debug)]
pub(super) struct Feature {
    pub record: Record,
    pub geometry: Value,
}

/// Names of coordinate systems that are WGS 84 in longitude and latitude for planning purposes.
const SAME_AS_WGS_84: [&str; 8] = [
    "urn:ogc:def:crs:OGC:1.3:CRS84",
    "urn:ogc:def:crs:OGC::CRS84",
    "OGC:CRS84",
    "CRS84",
    "urn:ogc:def:crs:EPSG::4326",
    "EPSG:4326",
    "urn:ogc:def:crs:EPSG::6668",
    "EPSG:6668",
];

/// The features of a GeoJSON text, or `None` when it has none that could be read.
pub(super) fn features(file: &str, text: &str, columns: Columns<'_>, findings: &mut Findings) -> Option<Records<Feature>> {
    let (features, names) = named_features(file, text, findings)?;
    let first_met = names
        .iter()
        .map(|(field, &row)| (&**field, Place { row: Some(row), field: Some(field.to_string()), ..whole_file(file) }));
    columns.check(first_met, findings);
    Some(features)
}

/// The features of a GeoJSON text that may have any properties.
pub(super) fn open_features(file: &str, text: &str, findings: &mut Findings) -> Option<Records<Feature>> {
    named_features(file, text, findings).map(|(features, _)| features)
}

/// Names of properties with the feature each was met in first.
type Names = BTreeMap<Rc<str>, usize>;

/// The features with the names of all properties and the feature each was met in first.
fn named_features(file: &str, text: &str, findings: &mut Findings) -> Option<(Records<Feature>, Names)> {
    let collection = parse(file, text, findings)?;
    let Value::Object(mut collection) = collection else { return not_a_collection(file, "", findings) };
    let kind = collection.get("type").and_then(Value::as_str).unwrap_or_default();
    if kind != "FeatureCollection" {
        return not_a_collection(file, kind, findings);
    }
    check_coordinate_system(file, collection.get("crs"), findings);
    let Some(Value::Array(raw)) = collection.remove("features") else { return not_a_collection(file, "features", findings) };

    let name: Rc<str> = file.into();
    let mut names: BTreeMap<Rc<str>, usize> = BTreeMap::new();
    let mut features = Records { list: Vec::with_capacity(raw.len()), is_complete: true };
    for (index, feature) in raw.into_iter().enumerate() {
        let row = index + 1;
        match feature {
            Value::Object(mut feature) if feature.get("type").and_then(Value::as_str) == Some("Feature") => {
                let geometry = feature.remove("geometry").unwrap_or(Value::Null);
                let cells = cells(feature, row, &mut names);
                features
                    .list
                    .push(Feature { record: Record { file: Rc::clone(&name), row, cells, has_header: false }, geometry });
            }
            _ => {
                features.is_complete = false;
                findings.error(
                    Place { row: Some(row), ..whole_file(file) },
                    InputCode::FileUnreadable,
                    "",
                    Text::new("地物 (Feature) ではありません", "it is not a feature"),
                    Text::new(
                        "\"type\": \"Feature\" の要素だけを並べてください",
                        "list nothing but elements with \"type\": \"Feature\"",
                    ),
                );
            }
        }
    }
    Some((features, names))
}

/// The properties of a feature as cells, with the feature's own id where the properties have none.
fn cells(mut feature: Map<String, Value>, row: usize, names: &mut BTreeMap<Rc<str>, usize>) -> Vec<(Rc<str>, Cell)> {
    let own_id = feature.remove("id");
    let Some(Value::Object(properties)) = feature.remove("properties") else {
        return own_id.into_iter().map(|id| ("id".into(), cell(id))).collect();
    };
    let has_id = properties.get("id").is_some_and(|id| !id.is_null());
    let mut cells = Vec::with_capacity(properties.len() + 1);
    for (name, value) in properties {
        if name == "id" && !has_id {
            continue;
        }
        let known = names.get_key_value(name.as_str()).map(|(known, _)| Rc::clone(known));
        let name = known.unwrap_or_else(|| {
            let name: Rc<str> = name.into();
            names.insert(Rc::clone(&name), row);
            name
        });
        cells.push((name, cell(value)));
    }
    if let (false, Some(id)) = (has_id, own_id) {
        cells.push(("id".into(), cell(id)));
    }
    cells
}

fn cell(value: Value) -> Cell {
    match value {
        Value::Null => Cell::Blank,
        Value::String(text) => Cell::Text(text),
        Value::Bool(truth) => Cell::Truth(truth),
        Value::Number(number) => number.as_f64().map_or(Cell::Nested, Cell::Number),
        Value::Array(_) | Value::Object(_) => Cell::Nested,
    }
}

fn parse(file: &str, text: &str, findings: &mut Findings) -> Option<Value> {
    let error = match serde_json::from_str(text) {
        Ok(value) => return Some(value),
        Err(error) => error,
    };
    // Numbers JSON cannot say become text, so that each is reported at its own field and not as one broken file.
    if let Some(value) = quoting_non_finite(text).and_then(|text| serde_json::from_str(&text).ok()) {
        return Some(value);
    }
    findings.error(
        Place { row: None, ..whole_file(file) },
        InputCode::FileUnreadable,
        error.to_string(),
        Text::new("JSON として読めません", "it cannot be read as JSON"),
        Text::new(
            "示された行と列の前後のコンマ、括弧、引用符を確かめるか、GIS から書き出し直してください",
            "check commas, brackets and quotes near the line and column named, or export it again from the GIS",
        ),
    );
    None
}

/// The text with every number that is no finite double put in quotes; `None` if there is none.
fn quoting_non_finite(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len() + 16);
    let mut quoted_any = false;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if first == '"' {
            string_length(rest)
        } else if first.is_ascii_alphanumeric() || matches!(first, '-' | '+' | '.') {
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.'))).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (token, after) = rest.split_at(length);
        let is_non_finite = first != '"' && token.parse::<f64>().is_ok_and(|number| !number.is_finite());
        if is_non_finite {
            quoted_any = true;
            out.push('"');
            out.push_str(token);
            out.push('"');
        } else {
            out.push_str(token);
        }
        rest = after;
    }
    quoted_any.then_some(out)
}

/// Bytes of the JSON string that `text` begins with, quotes included.
fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    for (index, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

fn not_a_collection<T>(file: &str, found: &str, findings: &mut Findings) -> Option<T> {
    findings.error(
        whole_file(file),
        InputCode::FileUnreadable,
        found,
        Text::new("GeoJSON の FeatureCollection ではありません", "it is not a GeoJSON FeatureCollection"),
        Text::new(
            "QGIS などから GeoJSON (RFC 7946) として書き出してください",
            "export it as GeoJSON (RFC 7946), for example from QGIS",
        ),
    );
    None
}

fn check_coordinate_system(file: &str, crs: Option<&Value>, findings: &mut Findings) {
    let Some(crs) = crs.filter(|crs| !crs.is_null()) else { return };
    let name = crs.pointer("/properties/name").and_then(Value::as_str).unwrap_or_default();
    let place = Place { field: Some("crs".to_owned()), ..whole_file(file) };
    if SAME_AS_WGS_84.contains(&name) {
        findings.advise(
            place,
            AdviceCode::Repaired,
            name,
            Text::new(
                "crs は RFC 7946 で廃止されました。経度・緯度 (WGS 84) として読みました",
                "RFC 7946 has no crs; read as longitude and latitude, WGS 84",
            ),
        );
        return;
    }
    findings.error(
        place,
        InputCode::CoordinateSystem,
        if name.is_empty() { "?" } else { name },
        Text::new(
            "座標は経度・緯度 (WGS 84) です。平面直角座標や旧測地系のままでは位置がずれます",
            "coordinates are longitude and latitude, WGS 84; in another system everything lies in the wrong place",
        ),
        Text::new(
            "GIS で EPSG:4326 を指定して書き出し直してください (crs の行だけを消すのは誤りです)",
            "export it again with EPSG:4326 from the GIS; deleting the crs line alone is wrong",
        ),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: Columns<'static> = Columns { fields: &["id", "gfa_m2"], yearly: &[] };

    fn read(text: &str) -> Result<Vec<Feature>, Vec<InputCode>> {
        let mut findings = Findings::default();
        let features = features("a.geojson", text, COLUMNS, &mut findings);
        match findings.finish() {
            Ok(_) => Ok(features.unwrap().list),
            Err(errors) => Err(errors.iter().map(|error| error.code).collect()),
        }
    }

    #[test]
    fn numbers_json_cannot_say_are_kept_as_text_for_their_field() {
        let text = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"a\"NaN","gfa_m2":1e999},"geometry":NaN}]}"#;
        let features = read(text).unwrap();
        assert_eq!(features[0].record.cells[1].1, Cell::Text("1e999".into()));
        assert_eq!(features[0].geometry, Value::String("NaN".into()));
    }

    #[test]
    fn deep_nesting_is_an_error_and_not_an_overflow() {
        assert_eq!(read(&"[".repeat(200_000)).unwrap_err(), [InputCode::FileUnreadable]);
        let nested =
            format!("{{\"type\":\"FeatureCollection\",\"features\":{}1e999{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(read(&nested).unwrap_err(), [InputCode::FileUnreadable]);
    }

    #[test]
    fn the_features_own_id_counts_where_the_properties_have_none() {
        let text =
            r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":"S1","properties":{"id":null},"geometry":null}]}"#;
        assert_eq!(read(text).unwrap()[0].record.place().record.as_deref(), Some("S1"));
    }

    #[test]
    fn another_coordinate_system_is_refused() {
        let text = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::6677"}},"features":[]}"#;
        assert_eq!(read(text).unwrap_err(), [InputCode::CoordinateSystem]);
    }
}
