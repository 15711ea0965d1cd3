//! What is asked: the problem, its numbers, and the places it is about.

use crate::geography::LonLat;
use crate::lang::Lang;

/// A classic location problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Open p sites so that the weighted distance to the nearest is least.
    PMedian,
    /// Open p sites so that the longest distance to the nearest is least.
    PCenter,
    /// Open p sites so that most weight lies within the radius.
    MaxCover,
    /// Cover every demand point within the radius at least cost.
    SetCover,
    /// Cover a share of the weight within the radius at least cost.
    PartialCover,
    /// Open any sites so that fixed costs and weighted distances are least.
    Facility,
    /// The same with capacities.
    Capacitated,
    /// Choose p sites so that the two nearest are as far apart as can be.
    PDispersion,
}

impl Kind {
    /// Every problem.
    pub const ALL: [Self; 8] = [
        Self::PMedian,
        Self::PCenter,
        Self::MaxCover,
        Self::SetCover,
        Self::PartialCover,
        Self::Facility,
        Self::Capacitated,
        Self::PDispersion,
    ];

    /// The word of the command line and of files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PMedian => "p-median",
            Self::PCenter => "p-center",
            Self::MaxCover => "max-cover",
            Self::SetCover => "set-cover",
            Self::PartialCover => "partial-cover",
            Self::Facility => "facility",
            Self::Capacitated => "capacitated",
            Self::PDispersion => "p-dispersion",
        }
    }

    /// Whether more is better.
    pub fn is_maximized(self) -> bool {
        matches!(self, Self::MaxCover | Self::PDispersion)
    }

    /// What the objective is, in planning words.
    pub fn objective(self, lang: Lang) -> &'static str {
        match self {
            Self::PMedian => lang.pick("重み付き距離の合計", "sum of weighted distances"),
            Self::PCenter => lang.pick("最寄りまでの最長距離", "longest distance to the nearest site"),
            Self::MaxCover => lang.pick("圏内の重み", "weight covered"),
            Self::SetCover | Self::PartialCover => {
                lang.pick("開設費（費用がなければ箇所数）", "cost of sites (their number where no cost is given)")
            }
            Self::Facility | Self::Capacitated => lang.pick("開設費と重み付き距離の合計", "fixed costs and weighted distances"),
            Self::PDispersion => lang.pick("最も近い2地点の距離", "distance of the two nearest sites"),
        }
    }
}

/// A question about places.
#[derive(Clone, Debug)]
pub struct Question {
    /// The problem.
    pub kind: Kind,
    /// Number of sites to open (p), required ones included, existing ones not.
    pub open: Option<usize>,
    /// Distance within which a site covers, in the unit of distances.
    pub radius: Option<f64>,
    /// Longest distance any demand point may be served over.
    pub max_distance: Option<f64>,
    /// How many open sites must cover a demand point (set cover): 2 for the backup variant.
    pub cover_times: usize,
    /// Share of all weight that must be covered, 0–1 (partial cover).
    pub share: f64,
    /// Whether a demand point must be served by one site alone (capacitated).
    pub is_single_source: bool,
    /// Number of best solutions wanted, the best one included.
    pub solutions: usize,
    /// Further solutions may be worse than the best one by this share of it.
    pub within: f64,
    /// Longest time, seconds.
    pub time_limit_s: f64,
}

impl Question {
    /// A question of this kind with nothing else said and 600 seconds.
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            open: None,
            radius: None,
            max_distance: None,
            cover_times: 1,
            share: 1.0,
            is_single_source: false,
            solutions: 1,
            within: f64::INFINITY,
            time_limit_s: 600.0,
        }
    }
}

/// Where something is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Position {
    /// In a plane, both in the same unit of length.
    Plane {
        /// To the east.
        x: f64,
        /// To the north.
        y: f64,
    },
    /// On the globe.
    Globe(LonLat),
}

/// A demand point.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// Id.
    pub id: String,
    /// People, trips or whatever is to be served; at least 0.
    pub weight: f64,
    /// Where it is; `None` where a matrix says all.
    pub at: Option<Position>,
}

/// What is said about a site beforehand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// May be opened.
    #[default]
    Candidate,
    /// Must be opened: counts among p and costs what it costs.
    Required,
    /// Is open already and stays: neither counts among p nor costs anything.
    Existing,
    /// Must not be opened.
    Forbidden,
}

impl Status {
    /// Every word with its status.
    pub(super) const WORDS: [(&'static str, Self); 4] = [
        ("candidate", Self::Candidate),
        ("required", Self::Required),
        ("existing", Self::Existing),
        ("forbidden", Self::Forbidden),
    ];

    /// Whether the site is open in every solution.
    pub(super) fn is_open(self) -> bool {
        matches!(self, Self::Required | Self::Existing)
    }
}

/// A site.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Id.
    pub id: String,
    /// Cost of opening it, at least 0; `None` where none is said.
    pub cost: Option<f64>,
    /// Weight it can serve, at least 0; `None` for any.
    pub capacity: Option<f64>,
    /// What is said about it beforehand.
    pub status: Status,
    /// Where it is; `None` where a matrix says all.
    pub at: Option<Position>,
}

/// How distances are rounded before weights are applied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rounding {
    /// Not at all.
    #[default]
    None,
    /// Down to whole units.
    Down,
    /// To the nearest whole unit.
    Nearest,
    /// Up to whole units.
    Up,
}

/// Distances of all pairs.
#[derive(Clone, Debug)]
pub enum Distances {
    /// Given, demand × site, row-major; infinite beyond the distance that limits the question.
    Matrix(Vec<f64>),
    /// Straight lines in the plane, or geodesics on the WGS 84 ellipsoid in meters, as positions are.
    Points(Rounding),
}

/// Demand points and sites with their distances, both in the order of ids.
#[derive(Clone, Debug)]
pub struct Places {
    /// Demand points.
    pub demand: Vec<Demand>,
    /// Sites.
    pub sites: Vec<Site>,
    /// Their distances.
    pub distances: Distances,
    /// Whether a pair's number is the cost of the whole weight and not of one unit of it.
    pub is_whole: bool,
}

impl Rounding {
    /// The distance as it counts.
    pub(super) fn of(self, distance: f64) -> f64 {
        match self {
            Self::None => distance,
            Self::Down => distance.floor(),
            Self::Nearest => distance.round(),
            Self::Up => distance.ceil(),
        }
    }
}

impl Places {
    /// Distance of a demand point and a site, or the matrix' number.
    pub fn distance(&self, demand: usize, site: usize) -> f64 {
        match &self.distances {
            Distances::Matrix(all) => all[demand * self.sites.len() + site],
            Distances::Points(rounding) => between(self.demand[demand].at, self.sites[site].at, *rounding),
        }
    }

    /// Cost of serving all of a demand point from a site.
    pub fn cost(&self, demand: usize, site: usize) -> f64 {
        let distance = self.distance(demand, site);
        if self.is_whole { distance } else { self.demand[demand].weight * distance }
    }
}

fn between(a: Option<Position>, b: Option<Position>, rounding: Rounding) -> f64 {
    let distance = match (a, b) {
        (Some(Position::Plane { x, y }), Some(Position::Plane { x: u, y: v })) => (x - u).hypot(y - v),
        (Some(Position::Globe(a)), Some(Position::Globe(b))) => a.geodesic_distance(b).0,
        // Reading refuses tables that mix the two or leave one out.
        _ => f64::INFINITY,
    };
    rounding.of(distance)
}
