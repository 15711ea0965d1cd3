//! Polygons of sites, demand points and municipalities.

use geo::{Area, BooleanOps, Centroid, Contains, Coord, LineString, MultiPolygon, Polygon, Validation};
use geo::{Orient, Simplify};

use super::{LonLat, Plane};
use crate::units::{Meters, SquareMeters};

/// One or more polygons with holes, in degrees, WGS 84; rings closed, exteriors counter-clockwise (RFC 7946).
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    polygons: MultiPolygon<f64>,
}

/// The rings of one polygon: the exterior first, then holes.
pub type Rings = Vec<Vec<LonLat>>;

impl Outline {
    /// The outline with these polygons, each given by its rings (exterior first); rings are closed and oriented.
    pub fn new(polygons: &[Rings]) -> Self {
        let ring = |points: &Vec<LonLat>| LineString::new(points.iter().map(|p| Coord { x: p.lon, y: p.lat }).collect());
        let polygons = polygons
            .iter()
            .filter_map(|rings| rings.split_first())
            .map(|(exterior, holes)| Polygon::new(ring(exterior), holes.iter().map(ring).collect()))
            .collect::<Vec<_>>();
        Self { polygons: MultiPolygon::new(polygons).orient(geo::orient::Direction::Default) }
    }

    /// The rings of every polygon, exterior first.
    pub fn polygons(&self) -> Vec<Rings> {
        let ring = |line: &LineString<f64>| line.coords().map(|c| LonLat { lon: c.x, lat: c.y }).collect::<Vec<_>>();
        self.polygons
            .iter()
            .map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(ring).collect())
            .collect()
    }

    /// Why the outline is not a valid simple-feature geometry, or `None` when it is.
    pub fn invalidity(&self) -> Option<String> {
        self.polygons.check_validation().err().map(|error| error.to_string())
    }

    /// A valid outline of the same ground: self-touching rings are resolved by a union with nothing.
    #[must_use]
    pub fn repaired(&self) -> Self {
        Self { polygons: self.polygons.union(&MultiPolygon::new(Vec::new())).orient(geo::orient::Direction::Default) }
    }

    /// The ground of all outlines together, borders between them dissolved.
    #[must_use]
    pub fn together<'a>(outlines: impl Iterator<Item = &'a Self>) -> Self {
        let parts: Vec<&Polygon<f64>> = outlines.flat_map(|outline| outline.polygons.iter()).collect();
        Self { polygons: geo::unary_union(parts).orient(geo::orient::Direction::Default) }
    }

    /// The centroid by area, or `None` for an outline without area.
    pub fn centroid(&self) -> Option<LonLat> {
        self.polygons.centroid().map(|point| LonLat { lon: point.x(), lat: point.y() })
    }

    /// Whether `location` lies inside (not on the border).
    pub fn contains(&self, location: LonLat) -> bool {
        self.polygons.contains(&geo::Point::new(location.lon, location.lat))
    }

    /// Area in the plane.
    pub fn area(&self, plane: &Plane) -> SquareMeters {
        use geo::MapCoords;
        let projected = self.polygons.map_coords(|c| {
            let point = plane.project(LonLat { lon: c.x, lat: c.y });
            Coord { x: point.east, y: point.north }
        });
        SquareMeters(projected.unsigned_area())
    }

    /// Straight-line distance from `location` to the nearest border, inside or outside; infinite for an outline without points.
    pub fn border_distance(&self, location: LonLat, plane: &Plane) -> Meters {
        let from = plane.project(location);
        let rings = self.polygons.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
        let mut nearest = f64::INFINITY;
        for ring in rings {
            let mut points = ring.coords().map(|c| plane.project(LonLat { lon: c.x, lat: c.y }));
            let Some(mut start) = points.next() else { continue };
            for end in points {
                let (east, north) = (end.east - start.east, end.north - start.north);
                let squared = east * east + north * north;
                let along = if squared > 0.0 {
                    (((from.east - start.east) * east + (from.north - start.north) * north) / squared).clamp(0.0, 1.0)
                } else {
                    0.0
                };
                nearest = nearest.min((start.east + along * east - from.east).hypot(start.north + along * north - from.north));
                start = end;
            }
        }
        Meters(nearest)
    }

    /// The outline with points dropped that lie within `tolerance_degrees` of the line through their neighbours.
    #[must_use]
    pub fn simplified(&self, tolerance_degrees: f64) -> Self {
        Self { polygons: self.polygons.simplify(tolerance_degrees) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> LonLat {
        LonLat { lon, lat }
    }

    fn square() -> Rings {
        vec![vec![at(139.0, 35.0), at(139.0, 35.01), at(139.01, 35.01), at(139.01, 35.0), at(139.0, 35.0)]]
    }

    #[test]
    fn exterior_rings_are_turned_counter_clockwise_and_closed() {
        let outline = Outline::new(&[square()]);
        assert_eq!(outline.polygons()[0][0][1], at(139.01, 35.0));
        assert_eq!(outline.polygons()[0][0].first(), outline.polygons()[0][0].last());
        assert_eq!(outline.invalidity(), None);
        assert!(outline.contains(at(139.005, 35.005)));
    }

    #[test]
    fn a_bow_tie_is_named_invalid_and_can_be_repaired() {
        let bow_tie =
            Outline::new(&[vec![vec![at(139.0, 35.0), at(139.01, 35.01), at(139.01, 35.0), at(139.0, 35.01), at(139.0, 35.0)]]]);
        assert!(bow_tie.invalidity().is_some());
        assert_eq!(bow_tie.repaired().invalidity(), None);
    }

    #[test]
    fn outlines_together_have_no_borders_between_them() {
        let east =
            vec![[139.01, 35.0], [139.01, 35.01], [139.02, 35.01], [139.02, 35.0]].into_iter().map(|[lon, lat]| at(lon, lat));
        let both = [Outline::new(&[square()]), Outline::new(&[vec![east.collect()]])];
        let together = Outline::together(both.iter());
        assert_eq!(together.polygons().len(), 1);
        assert!(together.contains(at(139.01, 35.005)), "the border between them is inside");
        let plane = Plane::for_location(at(139.0, 35.0));
        let sum: f64 = both.iter().map(|outline| outline.area(&plane).0).sum();
        assert!((together.area(&plane).0 / sum - 1.0).abs() < 1e-6);
    }

    #[test]
    fn area_is_measured_in_the_plane() {
        let outline = Outline::new(&[square()]);
        let plane = Plane::for_location(at(139.0, 35.0));
        let expected = 1_109.4 * 912.6;
        assert!((outline.area(&plane).0 / expected - 1.0).abs() < 0.01, "{:?}", outline.area(&plane));
    }
}
