//! A strict reading of RFC 7946 for the tests of layers, independent of how they are written.

use std::collections::BTreeSet;

use serde_json::Value;

/// Asserts that `bytes` is a layer as RFC 7946 and this program's promises ask for it, and gives its features.
pub(super) fn check_layer(name: &str, bytes: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(!text.starts_with('\u{feff}') && !text.contains("NaN"), "{name}");
    let layer: Value = serde_json::from_str(text).unwrap();
    assert_eq!(layer["type"], "FeatureCollection", "{name}");
    assert!(layer.get("crs").is_none(), "{name}");
    let features = layer["features"].as_array().unwrap().clone();
    let (mut ids, mut types, mut columns) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for feature in &features {
        assert_eq!(feature["type"], "Feature");
        assert!(ids.insert(feature["id"].as_str().unwrap().to_owned()), "{name}: {} twice", feature["id"]);
        columns.insert(feature["properties"].as_object().unwrap().keys().cloned().collect::<Vec<_>>());
        let geometry = &feature["geometry"];
        if geometry.is_null() {
            continue;
        }
        let kind = geometry["type"].as_str().unwrap();
        types.insert(kind.to_owned());
        let coordinates = &geometry["coordinates"];
        match kind {
            "Point" => drop(position(coordinates)),
            "LineString" => {
                let line: Vec<_> = coordinates.as_array().unwrap().iter().map(|at| format!("{:?}", position(at))).collect();
                assert!(line.len() >= 2 && line[0] != line[1], "{name}: {line:?}");
            }
            "Polygon" => polygon(coordinates),
            "MultiPolygon" => coordinates.as_array().unwrap().iter().for_each(polygon),
            other => panic!("{name}: {other}"),
        }
    }
    assert!(types.len() <= 1, "{name}: {types:?}");
    assert!(columns.len() <= 1, "{name}: every feature has the same columns in the same order");
    features
}

fn polygon(rings: &Value) {
    for (index, ring) in rings.as_array().unwrap().iter().enumerate() {
        let ring: Vec<[f64; 2]> = ring.as_array().unwrap().iter().map(position).collect();
        assert!(ring.len() >= 4 && ring.first() == ring.last(), "{ring:?}");
        let doubled: f64 = ring.windows(2).map(|p| (p[1][0] - p[0][0]) * (p[1][1] + p[0][1])).sum();
        assert!(if index == 0 { doubled < 0.0 } else { doubled > 0.0 }, "ring {index} turns the wrong way");
    }
}

fn position(value: &Value) -> [f64; 2] {
    let position: Vec<f64> = value.as_array().unwrap().iter().map(|degrees| degrees.as_f64().unwrap()).collect();
    let [lon, lat] = position[..] else { panic!("{value}") };
    assert!((120.0..=155.0).contains(&lon) && (20.0..=46.0).contains(&lat), "{value}");
    for degrees in [lon, lat] {
        assert!(degrees.to_string().split_once('.').is_none_or(|(_, decimals)| decimals.len() <= 7), "{value}");
    }
    [lon, lat]
}
