//! Coordinates and outlines of features, and where they lie in the municipality.

use serde_json::Value;

use super::findings::{Findings, Read, Reported};
use super::numbers::{self, NotANumber, Unit};
use crate::error::{AdviceCode, InputCode, Place, Text};
use crate::geography::{LonLat, Outline, Plane, Rings};
use crate::units::Meters;

/// Degrees of longitude that Japan spans, with its outlying islands (南鳥島, 与那国島).
const LONGITUDES: std::ops::RangeInclusive<f64> = 122.0..=154.5;
/// Degrees of latitude that Japan spans (沖ノ鳥島, 弁天島).
const LATITUDES: std::ops::RangeInclusive<f64> = 20.0..=46.0;
/// How far outside the boundary a point may lie, metres: boundaries are simplified, and a site on the border may have its centroid
/// across it.
const BOUNDARY_TOLERANCE: Meters = Meters(500.0);
/// Without a boundary: how far a point may lie from the middle of all points, metres. The largest municipality is 80 km across.
const FARTHEST_WITHOUT_BOUNDARY: Meters = Meters(150_000.0);

/// Most points of one outline: validity is checked segment against segment, which takes seconds for so many. A ward's boundary
/// has a few thousand.
const MOST_POINTS: usize = 50_000;

/// A point with the polygon it stands for, if one was given.
#[derive(Clone, Debug)]
pub(super) struct Located {
    pub location: LonLat,
    pub outline: Option<Outline>,
}

/// The location a Point or (Multi)Polygon gives.
pub(super) fn located(place: &Place, geometry: &Value, findings: &mut Findings) -> Read<Located> {
    let kind = geometry.get("type").and_then(Value::as_str).unwrap_or("null");
    if kind == "Point" {
        let location = position(place, geometry.get("coordinates").unwrap_or(&Value::Null), findings)?;
        return Ok(Located { location, outline: None });
    }
    let outline = outline(place, geometry, findings)?;
    let location = outline.centroid().ok_or_else(|| invalid_polygon(place, "no area", findings))?;
    Ok(Located { location, outline: Some(outline) })
}

/// The outline a (Multi)Polygon gives, valid.
pub(super) fn outline(place: &Place, geometry: &Value, findings: &mut Findings) -> Read<Outline> {
    let kind = geometry.get("type").and_then(Value::as_str).unwrap_or("null");
    let coordinates = geometry.get("coordinates").unwrap_or(&Value::Null);
    let polygons = match kind {
        "Polygon" => vec![rings(place, coordinates, findings)?],
        "MultiPolygon" => list(place, coordinates, findings)?
            .iter()
            .map(|polygon| rings(place, polygon, findings))
            .collect::<Read<Vec<Rings>>>()?,
        other => {
            return Err(findings.error(
                field(place, "geometry"),
                InputCode::Geometry,
                other,
                Text::new("位置は Point か Polygon / MultiPolygon で表します", "a place is a Point, a Polygon or a MultiPolygon"),
                Text::new(
                    "位置のない行は、座標を調べて付けるか、除いてください",
                    "look up coordinates for features without a place, or drop them",
                ),
            ));
        }
    };
    if polygons.iter().flatten().any(|ring| distinct(ring) < 3) || polygons.is_empty() {
        return Err(invalid_polygon(place, "fewer than 3 points", findings));
    }
    let points: usize = polygons.iter().flatten().map(Vec::len).sum();
    if points > MOST_POINTS {
        return Err(findings.error(
            field(place, "geometry"),
            InputCode::InvalidPolygon,
            format!("{points} points"),
            Text::new(format!("多角形の点は {MOST_POINTS} 個までです"), format!("an outline has at most {MOST_POINTS} points")),
            Text::new(
                "QGIS の「簡素化」(native:simplifygeometries) で 1 m 程度に間引いてください",
                "simplify it to about 1 m with QGIS \"Simplify\" (native:simplifygeometries)",
            ),
        ));
    }
    let outline = Outline::new(&polygons);
    match outline.invalidity() {
        Some(reason) => Err(invalid_polygon(place, &reason, findings)),
        None => Ok(outline),
    }
}

/// A longitude and latitude in Japan.
pub(super) fn lon_lat(place: &Place, lon: f64, lat: f64, findings: &mut Findings) -> Read<LonLat> {
    if LONGITUDES.contains(&lon) && LATITUDES.contains(&lat) {
        return Ok(LonLat { lon, lat });
    }
    let found = format!("{lon}, {lat}");
    if LONGITUDES.contains(&lat) && LATITUDES.contains(&lon) {
        return Err(findings.error(
            place.clone(),
            InputCode::SwappedCoordinates,
            found,
            Text::new(
                "経度と緯度が逆です。GeoJSON は [経度, 緯度] の順です",
                "longitude and latitude are swapped; GeoJSON is [longitude, latitude]",
            ),
            Text::new(format!("[{lat}, {lon}] と書いてください"), format!("write [{lat}, {lon}]")),
        ));
    }
    let repair = if lon.abs() > 180.0 || lat.abs() > 90.0 {
        Text::new(
            "メートル単位の平面直角座標のようです。EPSG:4326 の経度・緯度に変換してください",
            "these look like metres of a plane-rectangular system; convert them to longitude and latitude, EPSG:4326",
        )
    } else {
        Text::new(
            "座標を確かめてください (0, 0 は座標なしの印であることがよくあります)",
            "check the coordinates; 0, 0 often stands for none",
        )
    };
    Err(findings.error(
        place.clone(),
        InputCode::Coordinate,
        found,
        Text::new(
            "日本の経度 (122–154.5)・緯度 (20–46) の範囲にありません",
            "it is not in Japan: longitude 122 to 154.5, latitude 20 to 46",
        ),
        repair,
    ))
}

/// A part of the earth between two meridians and two parallels, degrees.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub west: f64,
    pub east: f64,
    pub south: f64,
    pub north: f64,
}

impl Bounds {
    /// The least bounds that hold every place and `reach` metres around it; `None` without places.
    pub(super) fn around(places: impl Iterator<Item = LonLat>, reach: f64) -> Option<Self> {
        // Least metres of a degree of latitude; of longitude at the northern end of Japan, where degrees are shortest.
        const METRES_OF_LATITUDE: f64 = 110_500.0;
        const METRES_OF_LONGITUDE: f64 = 77_000.0;
        let (lon, lat) = (reach / METRES_OF_LONGITUDE, reach / METRES_OF_LATITUDE);
        places.map(|at| Self { west: at.lon - lon, east: at.lon + lon, south: at.lat - lat, north: at.lat + lat }).reduce(
            |a, b| Self {
                west: a.west.min(b.west),
                east: a.east.max(b.east),
                south: a.south.min(b.south),
                north: a.north.max(b.north),
            },
        )
    }

    /// Whether a location lies inside.
    pub(super) fn hold(&self, location: LonLat) -> bool {
        (self.west..=self.east).contains(&location.lon) && (self.south..=self.north).contains(&location.lat)
    }
}

/// What every point is checked against: the boundary, or the middle of all points where there is none.
#[derive(Debug)]
pub(super) struct Municipality<'b> {
    boundary: Option<&'b Outline>,
    plane: Plane,
    middle: LonLat,
}

impl<'b> Municipality<'b> {
    /// The municipality with this boundary and these points; `None` if it has neither.
    pub(super) fn new(boundary: Option<&'b Outline>, points: &[LonLat]) -> Option<Self> {
        let middle = match boundary.and_then(Outline::centroid) {
            Some(centroid) => centroid,
            None => {
                LonLat { lon: median(points.iter().map(|point| point.lon))?, lat: median(points.iter().map(|point| point.lat))? }
            }
        };
        Some(Self { boundary, plane: Plane::for_location(middle), middle })
    }

    /// The plane in which the municipality is measured.
    pub(super) fn plane(&self) -> &Plane {
        &self.plane
    }

    /// Reports a point that lies outside.
    pub(super) fn check(&self, place: &Place, location: LonLat, findings: &mut Findings) {
        let point = self.plane.project(location);
        let Some(boundary) = self.boundary else {
            let distance = point.straight_distance(self.plane.project(self.middle));
            if distance > FARTHEST_WITHOUT_BOUNDARY {
                self.outside(place, location, distance, findings);
            }
            return;
        };
        if boundary.contains(location) {
            return;
        }
        let distance = boundary.border_distance(location, &self.plane);
        if distance > BOUNDARY_TOLERANCE {
            self.outside(place, location, distance, findings);
        } else if distance.0 >= 1.0 {
            findings.advise(
                place.clone(),
                AdviceCode::NearBoundary,
                format!("{}, {}", location.lon, location.lat),
                Text::new(
                    format!("区域の外 {:.0} m にあります。境界の簡略化が原因でなければ座標を確かめてください", distance.0),
                    format!("it lies {:.0} m outside the boundary; check it unless the boundary is simplified", distance.0),
                ),
            );
        }
    }

    fn outside(&self, place: &Place, location: LonLat, distance: Meters, findings: &mut Findings) {
        let kilometers = distance.0 / 1_000.0;
        let why = if self.boundary.is_some() {
            Text::new(
                format!(
                    "boundary.geojson の区域から {kilometers:.1} km 離れています (許容 {:.1} km)",
                    BOUNDARY_TOLERANCE.0 / 1_000.0
                ),
                format!(
                    "it lies {kilometers:.1} km outside the boundary; {:.1} km are tolerated",
                    BOUNDARY_TOLERANCE.0 / 1_000.0
                ),
            )
        } else {
            Text::new(
                format!("全地点の中央から {kilometers:.0} km 離れています"),
                format!("it lies {kilometers:.0} km from the middle of all points"),
            )
        };
        findings.error(
            place.clone(),
            InputCode::OutsideMunicipality,
            format!("{}, {}", location.lon, location.lat),
            why,
            Text::new(
                "座標を直すか、対象外の行として除いてください",
                "correct the coordinates, or drop the record if it is not of this municipality",
            ),
        );
    }
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

fn field(place: &Place, field: &str) -> Place {
    Place { field: Some(field.to_owned()), ..place.clone() }
}

fn list<'v>(place: &Place, value: &'v Value, findings: &mut Findings) -> Read<&'v Vec<Value>> {
    value.as_array().ok_or_else(|| bad_coordinates(place, value, findings))
}

fn rings(place: &Place, polygon: &Value, findings: &mut Findings) -> Read<Rings> {
    list(place, polygon, findings)?
        .iter()
        .map(|ring| list(place, ring, findings)?.iter().map(|point| position(place, point, findings)).collect())
        .collect()
}

fn position(place: &Place, value: &Value, findings: &mut Findings) -> Read<LonLat> {
    let [lon, lat, ..] = list(place, value, findings)?.as_slice() else { return Err(bad_coordinates(place, value, findings)) };
    let mut degrees = |value: &Value| match value {
        Value::Number(number) => number.as_f64().ok_or_else(|| bad_coordinates(place, value, findings)),
        Value::String(text) if numbers::number(text, Unit::Degrees) == Err(NotANumber::NotFinite) => Err(findings.error(
            field(place, "geometry"),
            InputCode::NotFinite,
            text.as_str(),
            Text::new("座標が有限の数ではありません", "the coordinate is not finite"),
            Text::new("座標を調べて付けるか、行を除いてください", "look up the coordinates, or drop the feature"),
        )),
        other => Err(bad_coordinates(place, other, findings)),
    };
    let (lon, lat) = (degrees(lon)?, degrees(lat)?);
    lon_lat(&field(place, "geometry"), lon, lat, findings)
}

fn bad_coordinates(place: &Place, value: &Value, findings: &mut Findings) -> Reported {
    findings.error(
        field(place, "geometry"),
        InputCode::WrongType,
        value.to_string(),
        Text::new("座標は数の組 [経度, 緯度] で書きます", "coordinates are pairs of numbers, [longitude, latitude]"),
        Text::new("GIS から書き出し直してください", "export it again from the GIS"),
    )
}

fn invalid_polygon(place: &Place, reason: &str, findings: &mut Findings) -> Reported {
    findings.error(
        field(place, "geometry"),
        InputCode::InvalidPolygon,
        reason,
        Text::new(
            "多角形が自己交差しているなど正しくなく、面積も内外も決まりません",
            "the polygon is not valid, for example it crosses itself; it has no certain area or inside",
        ),
        Text::new(
            "QGIS の「ジオメトリの修復」(native:fixgeometries) で直して書き出してください",
            "repair it with QGIS \"Fix geometries\" (native:fixgeometries) and export it again",
        ),
    )
}

fn distinct(ring: &[LonLat]) -> usize {
    let mut points: Vec<(u64, u64)> = ring.iter().map(|point| (point.lon.to_bits(), point.lat.to_bits())).collect();
    points.sort_unstable();
    points.dedup();
    points.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn code(geometry: &Value) -> InputCode {
        let mut findings = Findings::default();
        located(&Place::default(), geometry, &mut findings).unwrap_err();
        findings.finish().unwrap_err()[0].code
    }

    #[test]
    fn each_kind_of_bad_place_has_its_own_error() {
        assert_eq!(code(&json!({"type": "Point", "coordinates": [35.6, 139.6]})), InputCode::SwappedCoordinates);
        assert_eq!(code(&json!({"type": "Point", "coordinates": [-12000.0, -38000.0]})), InputCode::Coordinate);
        assert_eq!(code(&json!({"type": "Point", "coordinates": [0, 0]})), InputCode::Coordinate);
        assert_eq!(code(&json!({"type": "Point", "coordinates": ["NaN", 35.6]})), InputCode::NotFinite);
        assert_eq!(code(&json!({"type": "Point", "coordinates": [139.6]})), InputCode::WrongType);
        assert_eq!(code(&json!({"type": "LineString", "coordinates": []})), InputCode::Geometry);
        assert_eq!(code(&Value::Null), InputCode::Geometry);
        assert_eq!(
            code(
                &json!({"type": "Polygon", "coordinates": [[[139.0, 35.0], [139.1, 35.1], [139.1, 35.0], [139.0, 35.1], [139.0, 35.0]]]})
            ),
            InputCode::InvalidPolygon
        );
        assert_eq!(
            code(&json!({"type": "Polygon", "coordinates": [[[139.0, 35.0], [139.1, 35.1], [139.0, 35.0]]]})),
            InputCode::InvalidPolygon
        );
        assert_eq!(code(&json!({"type": "MultiPolygon", "coordinates": []})), InputCode::InvalidPolygon);
    }

    #[test]
    fn a_point_counts_as_outside_from_500_metres_on() {
        let ring = [(139.0, 35.0), (139.1, 35.0), (139.1, 35.1), (139.0, 35.1)].map(|(lon, lat)| LonLat { lon, lat });
        let boundary = Outline::new(&[vec![ring.to_vec()]]);
        let municipality = Municipality::new(Some(&boundary), &[]).unwrap();
        let check = |lat: f64| {
            let mut findings = Findings::default();
            municipality.check(&Place::default(), LonLat { lon: 139.05, lat }, &mut findings);
            findings
                .finish()
                .map_or_else(|errors| errors[0].code.as_str(), |advice| advice.first().map_or("", |a| a.code.as_str()))
        };
        assert_eq!([check(35.05), check(34.9970), check(34.9950)], ["", "A102", "E402"]);
    }
}
