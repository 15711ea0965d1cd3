//! Layers as RFC 7946 asks for them: longitude and latitude to 7 decimals, right-hand rule, no `crs`, string ids.
//!
//! Keys and features keep the order they are added in, so equal input gives equal bytes.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::table::hundredths;
use crate::fiscal::FiscalYear;
use crate::geography::{LonLat, Outline};

/// One layer: features of one geometry type.
pub(super) struct Layer {
    name: &'static str,
    features: Vec<Feature>,
}

/// One feature.
pub(super) struct Feature {
    /// Its id, unique in the layer.
    pub(super) id: String,
    /// Its geometry, or null.
    pub(super) geometry: Value,
    properties: Map<String, Value>,
}

impl Feature {
    /// Names of its properties, in order; the same for every feature of a layer.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.properties.keys().map(String::as_str)
    }

    /// Its properties, in order.
    pub(super) fn values(&self) -> impl Iterator<Item = &Value> {
        self.properties.values()
    }
}

impl Layer {
    /// A layer without features; `name` is what GIS programs show.
    pub(super) fn new(name: &'static str) -> Self {
        Self { name, features: Vec::new() }
    }

    /// Adds a feature; `id` is unique in the layer.
    pub(super) fn add(&mut self, id: &str, geometry: Value, properties: Properties) {
        self.features.push(Feature { id: id.to_owned(), geometry, properties: properties.fields });
    }

    /// The features, in the order they were added.
    pub(super) fn features(&self) -> &[Feature] {
        &self.features
    }

    /// The file.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut text = format!("{{\"type\":\"FeatureCollection\",\"name\":{},\"features\":[", Value::from(self.name));
        for (index, feature) in self.features.iter().enumerate() {
            // Put together from its parts: a feature as one value would copy geometry and properties.
            text.push_str(if index == 0 { "\n" } else { ",\n" });
            let _ = write!(text, "{{\"type\":\"Feature\",\"id\":{},\"geometry\":", Value::from(feature.id.as_str()));
            let _ = write!(text, "{},\"properties\":", feature.geometry);
            text.push_str(&serde_json::to_string(&feature.properties).unwrap_or_default());
            text.push('}');
        }
        text.push_str("\n]}\n");
        text.into_bytes()
    }
}

/// The properties of one feature, in the order they are added.
#[derive(Default)]
pub(super) struct Properties {
    fields: Map<String, Value>,
}

impl Properties {
    /// Adds a text; null where there is none.
    pub(super) fn text<'a>(&mut self, name: &str, text: impl Into<Option<&'a str>>) -> &mut Self {
        self.put(name, text.into().map_or(Value::Null, Value::from))
    }

    /// Adds a real number, rounded to a hundredth of its unit; null where there is none.
    pub(super) fn number(&mut self, name: &str, number: impl Into<Option<f64>>) -> &mut Self {
        // A number that is not finite becomes null: JSON has no other word for it.
        self.put(name, number.into().map_or(Value::Null, |number| Value::from(hundredths(number))))
    }

    /// Adds a whole number.
    pub(super) fn whole(&mut self, name: &str, number: impl Into<i64>) -> &mut Self {
        self.put(name, Value::from(number.into()))
    }

    /// Adds a count.
    pub(super) fn count(&mut self, name: &str, number: usize) -> &mut Self {
        self.put(name, Value::from(number))
    }

    /// Adds a fiscal year; null where there is none.
    pub(super) fn year(&mut self, name: &str, year: impl Into<Option<FiscalYear>>) -> &mut Self {
        self.put(name, year.into().map_or(Value::Null, |year| Value::from(year.0)))
    }

    /// Adds a truth value.
    pub(super) fn flag(&mut self, name: &str, is_true: bool) -> &mut Self {
        self.put(name, Value::from(is_true))
    }

    fn put(&mut self, name: &str, value: Value) -> &mut Self {
        self.fields.insert(name.to_owned(), value);
        self
    }
}

/// A `Point`.
pub(super) fn point(at: LonLat) -> Value {
    json!({ "type": "Point", "coordinates": position(at) })
}

/// A `LineString`, or null where both ends are the same place and there is no line.
pub(super) fn line(from: LonLat, to: LonLat) -> Value {
    let (from, to) = (json!(position(from)), json!(position(to)));
    // Compared as written: to the centimetre.
    if from == to { Value::Null } else { json!({ "type": "LineString", "coordinates": [from, to] }) }
}

/// Geometries of places that may have outlines: all of them polygons when all have one, else all of them points.
pub(super) fn places<'a>(places: impl Iterator<Item = (LonLat, Option<&'a Outline>)> + Clone) -> Vec<Value> {
    let polygons: Option<Vec<Vec<Value>>> = places.clone().map(|(_, outline)| outline.map(rounded_polygons)).collect();
    match polygons {
        Some(polygons) if polygons.iter().all(|parts| !parts.is_empty()) => {
            let is_multiple = polygons.iter().any(|parts| parts.len() > 1);
            let geometry = |mut parts: Vec<Value>| match (is_multiple, parts.pop()) {
                (false, Some(only)) => json!({ "type": "Polygon", "coordinates": only }),
                (_, last) => {
                    parts.extend(last);
                    json!({ "type": "MultiPolygon", "coordinates": parts })
                }
            };
            polygons.into_iter().map(geometry).collect()
        }
        _ => places.map(|(location, _)| point(location)).collect(),
    }
}

/// Coordinates of every polygon with rings rounded; rings that rounding collapses are dropped.
fn rounded_polygons(outline: &Outline) -> Vec<Value> {
    let mut polygons = Vec::new();
    for rings in outline.polygons() {
        let mut rounded = rings.iter().map(|ring| {
            let mut positions: Vec<[f64; 2]> = ring.iter().copied().map(position).collect();
            positions.dedup();
            (positions.len() >= 4).then(|| json!(positions))
        });
        if let Some(Some(exterior)) = rounded.next() {
            polygons.push(std::iter::once(exterior).chain(rounded.flatten()).collect());
        }
    }
    polygons
}

/// Longitude and latitude to 7 decimals, about a centimetre.
fn position(at: LonLat) -> [f64; 2] {
    [at.lon, at.lat].map(|degrees| (degrees * 1e7).round() / 1e7 + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> LonLat {
        LonLat { lon, lat }
    }

    fn square(west: f64) -> Outline {
        let ring = vec![at(west, 35.0), at(west, 35.01), at(west + 0.01, 35.01), at(west + 0.01, 35.0), at(west, 35.0)];
        Outline::new(&[vec![ring]])
    }

    #[test]
    fn positions_have_seven_decimals() {
        assert_eq!(point(at(139.123_456_789, 35.0)).to_string(), r#"{"type":"Point","coordinates":[139.1234568,35.0]}"#);
    }

    #[test]
    fn a_line_between_the_same_place_is_no_line() {
        assert_eq!(line(at(139.0, 35.0), at(139.000_000_001, 35.0)), Value::Null);
        assert_eq!(line(at(139.0, 35.0), at(139.1, 35.0))["type"], "LineString");
    }

    #[test]
    fn places_are_all_polygons_or_all_points() {
        let (one, two) = (square(139.0), square(139.1));
        let all = [(at(139.0, 35.0), Some(&one)), (at(139.1, 35.0), Some(&two))];
        assert!(places(all.into_iter()).iter().all(|geometry| geometry["type"] == "Polygon"));
        let mixed = [(at(139.0, 35.0), Some(&one)), (at(139.1, 35.0), None)];
        assert!(places(mixed.into_iter()).iter().all(|geometry| geometry["type"] == "Point"));
        let parts: Vec<_> = one.polygons().into_iter().chain(two.polygons()).collect();
        let multiple = Outline::new(&parts);
        let some = [(at(139.0, 35.0), Some(&one)), (at(139.1, 35.0), Some(&multiple))];
        assert!(places(some.into_iter()).iter().all(|geometry| geometry["type"] == "MultiPolygon"));
    }

    #[test]
    fn keys_and_features_keep_their_order_and_a_nan_is_null() {
        let mut layer = Layer::new("sites");
        let mut properties = Properties::default();
        properties.text("name", "a \"b\"\n<script>").number("area_m2", f64::NAN).year("fy", FiscalYear(2030)).flag("hub", true);
        layer.add("s1", point(at(139.0, 35.0)), properties);
        let expected = "{\"type\":\"FeatureCollection\",\"name\":\"sites\",\"features\":[\n{\"type\":\"Feature\",\"id\":\"s1\",\
            \"geometry\":{\"type\":\"Point\",\"coordinates\":[139.0,35.0]},\"properties\":{\"name\":\"a \\\"b\\\"\\n<script>\",\
            \"area_m2\":null,\"fy\":2030,\"hub\":true}}\n]}\n";
        assert_eq!(String::from_utf8(layer.bytes()).unwrap(), expected);
    }
}
