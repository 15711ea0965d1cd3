//! Places and distances: WGS 84 points and polygons, the plane-rectangular zone they are measured in, and radius search.
//!
//! The only module that names `geo`, `rstar` and `proj4rs`. Lengths and areas are taken in the plane; no distance is ever
//! computed in degrees.

mod measure;
mod outline;
mod plane;
mod search;

pub use measure::hull;
pub use outline::{Outline, Rings};
pub use plane::{Plane, PlanePoint};
pub use search::NearbyPoints;

use serde::{Deserialize, Serialize};

/// A point in degrees, WGS 84.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LonLat {
    /// Longitude, degrees east.
    pub lon: f64,
    /// Latitude, degrees north.
    pub lat: f64,
}
