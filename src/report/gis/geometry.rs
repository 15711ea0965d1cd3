//! Shapes as the GeoPackage keeps them: its header, the envelope, and well-known binary, little-endian.
//!
//! # Source
//! OGC 12-128r17, GeoPackage 1.3, 2.1.3 (geometry encoding); OGC 06-103r4, 8.2 (well-known binary).

use serde_json::Value;

use crate::geography::{LonLat, Outline};

/// WGS 84, of every layer.
pub(super) const SRS_ID: i32 = 4326;

/// Longitude and latitude, degrees.
pub(super) type Position = [f64; 2];

/// One shape in degrees, WGS 84.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// A place.
    Point(Position),
    /// From one place to another.
    Line(Vec<Position>),
    /// Several of them.
    Lines(Vec<Vec<Position>>),
    /// Areas, each with its rings, the exterior first.
    Areas(Vec<Vec<Vec<Position>>>),
}

/// What all shapes of a layer are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ShapeType {
    /// Places.
    Point,
    /// Lines.
    Line,
    /// Bundles of lines.
    Lines,
    /// Areas of one or more parts.
    Areas,
}

impl ShapeType {
    /// Its name in a GeoPackage.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Point => "POINT",
            Self::Line => "LINESTRING",
            Self::Lines => "MULTILINESTRING",
            Self::Areas => "MULTIPOLYGON",
        }
    }

    /// Its name in a QGIS project.
    pub(super) fn in_qgis(self) -> &'static str {
        match self {
            Self::Point => "Point",
            Self::Line | Self::Lines => "Line",
            Self::Areas => "Polygon",
        }
    }
}

/// West, east, south, north, degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Envelope {
    pub(super) west: f64,
    pub(super) east: f64,
    pub(super) south: f64,
    pub(super) north: f64,
}

impl Envelope {
    /// The envelope of all positions; none where there are none.
    pub(super) fn of<'a>(positions: impl Iterator<Item = &'a Position>) -> Option<Self> {
        positions.fold(None, |found: Option<Self>, &[lon, lat]| {
            Some(found.map_or(Self { west: lon, east: lon, south: lat, north: lat }, |found| Self {
                west: found.west.min(lon),
                east: found.east.max(lon),
                south: found.south.min(lat),
                north: found.north.max(lat),
            }))
        })
    }

    /// The envelope of both.
    pub(super) fn with(self, other: Self) -> Self {
        Self {
            west: self.west.min(other.west),
            east: self.east.max(other.east),
            south: self.south.min(other.south),
            north: self.north.max(other.north),
        }
    }
}

impl Shape {
    /// The shape of a GeoJSON geometry of this program; none for null.
    pub(super) fn of_geojson(geometry: &Value) -> Option<Self> {
        let coordinates = &geometry["coordinates"];
        Some(match geometry["type"].as_str()? {
            "Point" => Self::Point(position(coordinates)),
            "LineString" => Self::Line(line(coordinates)),
            "Polygon" => Self::Areas(vec![lines(coordinates)]),
            "MultiPolygon" => Self::Areas(parts(coordinates).iter().map(lines).collect()),
            _ => return None,
        })
    }

    /// The ground of an outline.
    pub(super) fn of_outline(outline: &Outline) -> Self {
        let ring = |ring: &Vec<LonLat>| ring.iter().map(|at| [at.lon, at.lat]).collect();
        Self::Areas(outline.polygons().iter().map(|rings| rings.iter().map(ring).collect()).collect())
    }

    /// What it is.
    pub(super) fn kind(&self) -> ShapeType {
        match self {
            Self::Point(_) => ShapeType::Point,
            Self::Line(_) => ShapeType::Line,
            Self::Lines(_) => ShapeType::Lines,
            Self::Areas(_) => ShapeType::Areas,
        }
    }

    /// Its envelope; none for a shape without positions.
    pub(super) fn envelope(&self) -> Option<Envelope> {
        match self {
            Self::Point(at) => Envelope::of(std::iter::once(at)),
            Self::Line(line) => Envelope::of(line.iter()),
            Self::Lines(lines) => Envelope::of(lines.iter().flatten()),
            Self::Areas(areas) => Envelope::of(areas.iter().flatten().flatten()),
        }
    }

    /// The blob of a feature: header, envelope unless it is a point, well-known binary.
    pub(super) fn blob(&self) -> Vec<u8> {
        let envelope = self.envelope().filter(|_| self.kind() != ShapeType::Point);
        let is_empty = self.envelope().is_none();
        let flags = 0b0000_0001 | (u8::from(envelope.is_some()) << 1) | (u8::from(is_empty) << 4);
        let mut blob = vec![b'G', b'P', 0, flags];
        blob.extend(SRS_ID.to_le_bytes());
        for bound in envelope.iter().flat_map(|e| [e.west, e.east, e.south, e.north]) {
            blob.extend(bound.to_le_bytes());
        }
        self.binary(&mut blob);
        blob
    }

    fn binary(&self, blob: &mut Vec<u8>) {
        match self {
            Self::Point(at) => {
                begin(blob, 1);
                put(blob, at);
            }
            Self::Line(line) => {
                begin(blob, 2);
                put_all(blob, line);
            }
            Self::Lines(lines) => {
                begin(blob, 5);
                count(blob, lines.len());
                for line in lines {
                    begin(blob, 2);
                    put_all(blob, line);
                }
            }
            Self::Areas(areas) => {
                begin(blob, 6);
                count(blob, areas.len());
                for rings in areas {
                    begin(blob, 3);
                    count(blob, rings.len());
                    for ring in rings {
                        put_all(blob, ring);
                    }
                }
            }
        }
    }
}

/// Byte order and type of a part.
fn begin(blob: &mut Vec<u8>, kind: u32) {
    blob.push(1);
    blob.extend(kind.to_le_bytes());
}

fn count(blob: &mut Vec<u8>, count: usize) {
    // An outline of four thousand million points would not have been read.
    blob.extend(u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
}

fn put(blob: &mut Vec<u8>, at: &Position) {
    for degrees in at {
        blob.extend(degrees.to_le_bytes());
    }
}

fn put_all(blob: &mut Vec<u8>, positions: &[Position]) {
    count(blob, positions.len());
    for at in positions {
        put(blob, at);
    }
}

fn parts(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn position(value: &Value) -> Position {
    [0, 1].map(|axis| value[axis].as_f64().unwrap_or_default())
}

fn line(value: &Value) -> Vec<Position> {
    parts(value).iter().map(position).collect()
}

fn lines(value: &Value) -> Vec<Vec<Position>> {
    parts(value).iter().map(line).collect()
}

#[cfg(test)]
pub(in crate::report) mod tests {
    use serde_json::json;

    use super::*;

    /// A shape read back from a blob, by the standard and not by how it is written here.
    pub(in crate::report) fn decoded(blob: &[u8]) -> Shape {
        assert_eq!(&blob[..3], b"GP\0");
        assert_eq!(i32::from_le_bytes(blob[4..8].try_into().unwrap()), 4326);
        let envelope = usize::from((blob[3] >> 1) & 0b111);
        let mut reader = Reader { rest: &blob[8 + [0, 32][envelope]..] };
        let shape = reader.shape();
        assert!(reader.rest.is_empty());
        shape
    }

    struct Reader<'a> {
        rest: &'a [u8],
    }

    impl Reader<'_> {
        fn take<const N: usize>(&mut self) -> [u8; N] {
            let (taken, rest) = self.rest.split_at(N);
            self.rest = rest;
            taken.try_into().unwrap()
        }

        fn number(&mut self) -> usize {
            u32::from_le_bytes(self.take()) as usize
        }

        fn position(&mut self) -> Position {
            [f64::from_le_bytes(self.take()), f64::from_le_bytes(self.take())]
        }

        fn line(&mut self) -> Vec<Position> {
            (0..self.number()).map(|_| self.position()).collect()
        }

        fn shape(&mut self) -> Shape {
            assert_eq!(self.take(), [1]);
            match self.number() {
                1 => Shape::Point(self.position()),
                2 => Shape::Line(self.line()),
                3 => Shape::Areas(vec![(0..self.number()).map(|_| self.line()).collect()]),
                5 => Shape::Lines(
                    (0..self.number())
                        .map(|_| match self.shape() {
                            Shape::Line(line) => line,
                            other => panic!("{other:?}"),
                        })
                        .collect(),
                ),
                6 => Shape::Areas(
                    (0..self.number())
                        .flat_map(|_| match self.shape() {
                            Shape::Areas(areas) => areas,
                            other => panic!("{other:?}"),
                        })
                        .collect(),
                ),
                other => panic!("type {other}"),
            }
        }
    }

    #[test]
    fn a_point_has_no_envelope_and_29_bytes() {
        let blob = Shape::Point([139.65, 35.65]).blob();
        // Header 8, byte order 1, type 4, two coordinates 16.
        assert_eq!((blob.len(), blob[3]), (29, 1));
        assert_eq!(decoded(&blob), Shape::Point([139.65, 35.65]));
    }

    #[test]
    fn every_shape_of_a_layer_reads_back_from_its_blob() {
        let square = json!([[[139.0, 35.0], [139.1, 35.0], [139.1, 35.1], [139.0, 35.0]]]);
        for geometry in [
            json!({ "type": "Point", "coordinates": [139.5, 35.5] }),
            json!({ "type": "LineString", "coordinates": [[139.5, 35.5], [139.6, 35.4]] }),
            json!({ "type": "Polygon", "coordinates": square }),
            json!({ "type": "MultiPolygon", "coordinates": [square, square] }),
        ] {
            let shape = Shape::of_geojson(&geometry).unwrap();
            assert_eq!(decoded(&shape.blob()), shape);
        }
        let star = Shape::Lines(vec![vec![[139.0, 35.0], [139.1, 35.2]], vec![[139.0, 35.0], [138.9, 35.0]]]);
        assert_eq!(decoded(&star.blob()), star);
        assert_eq!(star.envelope(), Some(Envelope { west: 138.9, east: 139.1, south: 35.0, north: 35.2 }));
        assert_eq!(Shape::of_geojson(&Value::Null), None);
    }
}
