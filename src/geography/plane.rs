//! Japan's plane-rectangular coordinate systems (平面直角座標系, zones I–XIX) and the plane distance in one of them.

use proj4rs::Proj;
use proj4rs::transform::transform;

use super::LonLat;
use crate::units::Meters;

/// Origins of the zones as (latitude, longitude) in degrees.
///
/// # Source
/// 平成14年国土交通省告示第9号 (systems of plane-rectangular coordinates), zones I–XIX = EPSG:6669–6687.
const ORIGINS: [(f64, f64); 19] = [
    (33.0, 129.5),
    (33.0, 131.0),
    (36.0, 132.0 + 10.0 / 60.0),
    (33.0, 133.5),
    (36.0, 134.0 + 20.0 / 60.0),
    (36.0, 136.0),
    (36.0, 137.0 + 10.0 / 60.0),
    (36.0, 138.5),
    (36.0, 139.0 + 50.0 / 60.0),
    (40.0, 140.0 + 50.0 / 60.0),
    (44.0, 140.25),
    (44.0, 142.25),
    (44.0, 144.25),
    (26.0, 142.0),
    (26.0, 127.5),
    (26.0, 124.0),
    (26.0, 131.0),
    (20.0, 136.0),
    (26.0, 154.0),
];

/// One plane-rectangular zone, chosen for a municipality.
#[derive(Clone, Debug)]
pub struct Plane {
    zone: usize,
    definition: String,
    geographic: Proj,
    projected: Proj,
}

/// A point in metres in a plane: `east` and `north` of the zone's origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlanePoint {
    /// Metres east of the origin (Y of the Japanese convention).
    pub east: f64,
    /// Metres north of the origin (X of the Japanese convention).
    pub north: f64,
}

impl PlanePoint {
    /// Straight-line distance in the plane.
    pub fn straight_distance(self, other: Self) -> Meters {
        Meters((self.east - other.east).hypot(self.north - other.north))
    }
}

impl Plane {
    /// The zone whose origin is nearest, a degree of latitude counting half a degree of longitude.
    ///
    /// The official zones follow prefectures; a municipality lies so close to its zone's origin that the nearest one measures
    /// it within one part in 10,000, which is what distances here need. The zone is named in every manifest.
    ///
    /// # Panics
    /// Never: the projection strings are fixed and valid.
    pub fn for_location(location: LonLat) -> Self {
        let penalty = |&(lat, lon): &(f64, f64)| {
            // Longitude decides the scale; latitude keeps Hokkaido from Tohoku and the southern islands apart.
            (location.lon - lon).abs() + 0.5 * (location.lat - lat).abs()
        };
        let (zone, &(lat, lon)) = ORIGINS
            .iter()
            .enumerate()
            .min_by(|(_, a), (_, b)| penalty(a).total_cmp(&penalty(b)))
            .expect("there are nineteen zones");
        let definition = format!("+proj=tmerc +lat_0={lat} +lon_0={lon:.12} +k=0.9999 +x_0=0 +y_0=0 +ellps=GRS80 +units=m");
        Self {
            zone: zone + 1,
            projected: Proj::from_proj_string(&definition).expect("a fixed and valid definition"),
            definition,
            geographic: Proj::from_proj_string("+proj=longlat +ellps=GRS80").expect("a fixed and valid definition"),
        }
    }

    /// Number of the zone, 1–19.
    pub fn zone(&self) -> usize {
        self.zone
    }

    /// EPSG code of the zone with datum JGD2011.
    pub fn epsg(&self) -> usize {
        6668 + self.zone
    }

    /// The zone in the notation of PROJ, without a datum.
    pub fn definition(&self) -> &str {
        &self.definition
    }

    /// Projects a point.
    ///
    /// # Panics
    /// When the point is more than 90 degrees of longitude away from the zone; `load` rejects points outside the municipality.
    pub fn project(&self, location: LonLat) -> PlanePoint {
        let mut point = (location.lon.to_radians(), location.lat.to_radians(), 0.0);
        transform(&self.geographic, &self.projected, &mut point).expect("load rejects points far from the municipality");
        PlanePoint { east: point.0, north: point.1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setagaya_lies_in_zone_nine_and_tottori_in_five() {
        assert_eq!(Plane::for_location(LonLat { lon: 139.6533, lat: 35.6464 }).epsg(), 6677);
        assert_eq!(Plane::for_location(LonLat { lon: 134.23, lat: 35.5 }).zone(), 5);
        assert_eq!(Plane::for_location(LonLat { lon: 127.68, lat: 26.21 }).zone(), 15);
        assert_eq!(Plane::for_location(LonLat { lon: 141.35, lat: 43.06 }).zone(), 12);
    }

    #[test]
    fn projection_agrees_with_the_surveying_authoritys_formula() {
        // Hand-checked with PROJ 9 for EPSG:6677: Setagaya ward office.
        let point = Plane::for_location(LonLat { lon: 139.6533, lat: 35.6464 }).project(LonLat { lon: 139.6533, lat: 35.6464 });
        assert!((point.east - -16_302.0).abs() < 5.0, "{point:?}");
        assert!((point.north - -39_212.0).abs() < 20.0, "{point:?}");
    }

    #[test]
    fn a_thousandth_of_a_degree_of_latitude_is_about_111_metres() {
        let plane = Plane::for_location(LonLat { lon: 139.65, lat: 35.65 });
        let from = plane.project(LonLat { lon: 139.65, lat: 35.65 });
        let to = plane.project(LonLat { lon: 139.65, lat: 35.651 });
        assert!((from.straight_distance(to).0 - 110.94).abs() < 0.1);
    }
}
