//! What walking distances may be taken from besides straight lines, as read: streets, or a table of distances.

use crate::geography::LonLat;
use crate::units::Meters;

/// Metres a person walks in a minute on a street; a walk's minutes are its metres divided by this.
///
/// # Source
/// 不動産の表示に関する公正競争規約施行規則 第9条: 道路距離80メートルにつき1分間 (the pace of every advertised walking time in Japan).
pub const WALK_M_PER_MINUTE: f64 = 80.0;

/// Where walking distances come from (formulation 8.1).
#[derive(Clone, Debug, Default)]
pub enum WalkSource {
    /// Straight lines times a detour factor.
    #[default]
    Straight,
    /// The shortest way on streets.
    Network(Streets),
    /// A table of distances.
    Matrix(DistanceMatrix),
}

/// Streets people may walk on, in both directions; what is closed to them has been left out.
#[derive(Clone, Debug, Default)]
pub struct Streets {
    /// The file they come from, as messages call it.
    pub file: String,
    /// Ends of segments, in the order of the file.
    pub points: Vec<LonLat>,
    /// Straight pieces of streets, in the order of the file; none from a point to itself.
    pub segments: Vec<Segment>,
}

/// A straight piece of a street.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// Position of one end in [`Streets::points`].
    pub from: u32,
    /// Position of the other end.
    pub to: u32,
    /// Length where the file gives one; else it is measured between the ends.
    pub length: Option<Meters>,
    /// How fast people walk on it.
    pub way: Way,
}

/// Streets by the pace they are walked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// Streets and paths of any kind.
    #[default]
    Street,
    /// Stairs.
    Steps,
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::Street, Self::Steps];

    /// Metres along the ground in a minute.
    ///
    /// # Source
    /// Streets: [`WALK_M_PER_MINUTE`]. Stairs: half of it, assumed; the walking profile of `GraphHopper` takes 2 of 5 km/h.
    pub fn pace_m_per_minute(self) -> f64 {
        match self {
            Self::Street => WALK_M_PER_MINUTE,
            Self::Steps => WALK_M_PER_MINUTE / 2.0,
        }
    }
}

/// Walking distances by pair of places; positions are those of [`super::Project::demand`] and [`super::Project::sites`].
#[derive(Clone, Debug, Default)]
pub struct DistanceMatrix {
    /// The file it comes from, as messages call it.
    pub file: String,
    /// From a demand point to a site, whole metres; sorted, each pair once.
    pub from_demand: Vec<(u32, u32, u32)>,
    /// Between two sites, the one of lower position first, whole metres; sorted, each pair once.
    pub between_sites: Vec<(u32, u32, u32)>,
}
