//! Lines on the globe and hulls of points.

use geo::{ConvexHull as _, Distance as _, Geodesic, MultiPoint, Point};

use super::LonLat;
use crate::units::Meters;

impl LonLat {
    /// Length of the shortest line on the WGS 84 ellipsoid.
    ///
    /// # Source
    /// Karney, Algorithms for geodesics, 2013, as implemented in the crate `geo`.
    ///
    /// # Example
    /// ```
    /// use fukugo::geography::LonLat;
    /// let (a, b) = (LonLat { lon: 0.0, lat: 0.0 }, LonLat { lon: 1.0, lat: 0.0 });
    /// // A degree of the equator is 2π · 6,378,137 m / 360 = 111,319.49 m.
    /// assert!((a.geodesic_distance(b).0 - 111_319.49).abs() < 0.01);
    /// ```
    pub fn geodesic_distance(self, other: Self) -> Meters {
        Meters(Geodesic.distance(Point::new(self.lon, self.lat), Point::new(other.lon, other.lat)))
    }
}

/// The corners of the convex hull of points, counterclockwise and the first one again at the end; fewer than four for points in a line.
pub fn hull(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let points: MultiPoint<f64> = points.iter().copied().collect();
    points.convex_hull().exterior().coords().map(|corner| (corner.x, corner.y)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hull_leaves_out_what_lies_inside() {
        let corners = hull(&[(0.0, 0.0), (4.0, 0.0), (1.0, 1.0), (4.0, 4.0), (0.0, 4.0), (2.0, 3.0)]);
        assert_eq!(corners.len(), 5);
        assert!(!corners.contains(&(1.0, 1.0)) && !corners.contains(&(2.0, 3.0)));
    }
}
