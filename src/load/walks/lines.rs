//! Streets as lines: `network.geojson`, lines that meet where they have a point in common.

use std::collections::BTreeMap;

use serde_json::Value;

use super::edges::same_place;
use super::tags::{WayTags, way};
use crate::error::{InputCode, Place, Text};
use crate::geography::LonLat;
use crate::load::features::open_features;
use crate::load::findings::{Findings, Read};
use crate::load::places::lon_lat;
use crate::load::record::Cell;
use crate::project::{Segment, Streets};

/// The streets of the text; properties other than OpenStreetMap's tags of walking are not looked at, as street layers have dozens.
pub(super) fn read(name: &str, text: &str, findings: &mut Findings) -> Option<Streets> {
    let features = open_features(name, text, findings)?;
    let mut by_place = BTreeMap::new();
    let mut streets = Streets { file: name.to_owned(), ..Streets::default() };
    let mut is_sound = features.is_complete;
    for feature in &features.list {
        let tag = |name: &str| {
            let cell = feature.record.cells.iter().find(|(field, _)| &**field == name);
            if let Some((_, Cell::Text(text))) = cell { text.trim() } else { "" }
        };
        let tags = WayTags { highway: tag("highway"), foot: tag("foot"), access: tag("access"), sidewalk: tag("sidewalk") };
        let Some(way) = way(tags) else { continue };
        let Ok(lines) = lines(&feature.record.place(), &feature.geometry, findings) else {
            is_sound = false;
            continue;
        };
        for line in lines {
            let ends: Vec<u32> =
                line.into_iter().map(|location| same_place(&mut by_place, &mut streets.points, location)).collect();
            for pair in ends.windows(2).filter(|pair| pair[0] != pair[1]) {
                streets.segments.push(Segment { from: pair[0], to: pair[1], length: None, way });
            }
        }
    }
    is_sound.then_some(streets)
}

fn lines(place: &Place, geometry: &Value, findings: &mut Findings) -> Read<Vec<Vec<LonLat>>> {
    let coordinates = geometry.get("coordinates").unwrap_or(&Value::Null);
    let kind = geometry.get("type").and_then(Value::as_str).unwrap_or("null");
    let at = Place { field: Some("geometry".to_owned()), ..place.clone() };
    let lines = match (kind, coordinates) {
        ("LineString", Value::Array(_)) => vec![coordinates],
        ("MultiLineString", Value::Array(lines)) => lines.iter().collect(),
        _ => return Err(no_line(at, kind, findings)),
    };
    let mut read = Vec::with_capacity(lines.len());
    for line in lines {
        let Value::Array(positions) = line else { return Err(no_line(at, kind, findings)) };
        let mut locations = Vec::with_capacity(positions.len());
        for position in positions {
            match (position.get(0).and_then(Value::as_f64), position.get(1).and_then(Value::as_f64)) {
                (Some(lon), Some(lat)) => locations.push(lon_lat(&at, lon, lat, findings)?),
                _ => return Err(no_line(at, kind, findings)),
            }
        }
        read.push(locations);
    }
    Ok(read)
}

fn no_line(place: Place, kind: &str, findings: &mut Findings) -> crate::load::findings::Reported {
    findings.error(
        place,
        InputCode::Geometry,
        kind,
        Text::new("道は LineString か MultiLineString で表します", "a street is a LineString or a MultiLineString"),
        Text::new("道以外の地物を除くか、GIS で線に直してください", "drop what is no street, or turn it into lines in the GIS"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Way;

    fn of(features: &str) -> Result<Streets, Vec<InputCode>> {
        let mut findings = Findings::default();
        let text = format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#);
        let streets = read("network.geojson", &text, &mut findings);
        findings.finish().map_err(|errors| errors.iter().map(|error| error.code).collect::<Vec<_>>())?;
        Ok(streets.unwrap())
    }

    #[test]
    fn lines_meet_where_they_have_a_point_in_common() {
        let streets = of(r#"
            {"type":"Feature","properties":{"highway":"footway","lanes":2},
             "geometry":{"type":"LineString","coordinates":[[139.65,35.65],[139.651,35.65],[139.652,35.65]]}},
            {"type":"Feature","properties":{"highway":"steps"},
             "geometry":{"type":"MultiLineString","coordinates":[[[139.651,35.65],[139.651,35.651]]]}},
            {"type":"Feature","properties":{"highway":"motorway"},"geometry":null}"#)
        .unwrap();
        let pairs: Vec<_> = streets.segments.iter().map(|segment| (segment.from, segment.to, segment.way)).collect();
        assert_eq!(pairs, [(0, 1, Way::Street), (1, 2, Way::Street), (1, 3, Way::Steps)]);
    }

    #[test]
    fn a_point_or_a_broken_line_is_an_error() {
        let feature = |geometry: &str| format!(r#"{{"type":"Feature","properties":null,"geometry":{geometry}}}"#);
        assert_eq!(of(&feature(r#"{"type":"Point","coordinates":[139.65,35.65]}"#)).unwrap_err(), [InputCode::Geometry]);
        assert_eq!(of(&feature(r#"{"type":"LineString","coordinates":[["a",1]]}"#)).unwrap_err(), [InputCode::Geometry]);
        assert_eq!(
            of(&feature(r#"{"type":"LineString","coordinates":[[35.65,139.65]]}"#)).unwrap_err(),
            [InputCode::SwappedCoordinates]
        );
    }
}
