//! Walking distances between places, and what each rests on (formulation, section 8).

use crate::geography::{Plane, PlanePoint};
use crate::network::{Joint, Network, WalkPairs};
use crate::project::{DistanceMatrix, Project, Streets, WalkSource};
use crate::scenario::DistanceSettings;
use crate::units::Meters;

/// A walk between two places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Walk {
    /// Whole metres.
    pub distance: Meters,
    /// What the metres are taken from.
    pub basis: WalkBasis,
}

/// What the metres of a walk are taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WalkBasis {
    /// The shortest way on streets.
    Network,
    /// The table of distances.
    Matrix,
    /// The straight line times its detour factor, for a reason.
    Straight(StraightReason),
}

impl WalkBasis {
    /// The word for it in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Matrix => "matrix",
            Self::Straight(_) => "straight",
        }
    }
}

/// Why a walk is taken from the straight line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StraightReason {
    /// The scenario asks for straight lines.
    Chosen,
    /// No street lies near one of the places.
    NotJoined,
    /// The streets of the two places do not hang together; the walk is at least the limit.
    NoWay,
    /// The shortest way is longer than the limit; the walk is at least the limit.
    BeyondLimit,
    /// The table has no such pair.
    NotInMatrix,
}

impl StraightReason {
    /// The word for it in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Chosen => "chosen",
            Self::NotJoined => "not_joined",
            Self::NoWay => "no_way",
            Self::BeyondLimit => "beyond_limit",
            Self::NotInMatrix => "not_in_matrix",
        }
    }
}

/// How a place is joined to the walking network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Joined {
    /// Straight from the place to its street.
    pub way: Meters,
    /// Whether the street is of the part of the network that has most points.
    pub is_main_part: bool,
    /// Points of the part the street is of.
    pub points: u32,
}

/// Walks from demand points to sites and between sites, as far as they are not taken from straight lines.
#[derive(Debug)]
pub(super) struct Walks {
    /// Whole metres by demand point and site.
    from_demand: WalkPairs,
    /// Whole metres by site and site, of the lower position first.
    between_sites: WalkPairs,
    /// What the pairs are.
    basis: Option<WalkBasis>,
    /// What a place of another list is joined to.
    demand: Vec<Option<Joint>>,
    sites: Vec<Option<Joint>>,
    main_part: u32,
    points_of_part: Vec<u32>,
    /// Least metres of a pair that is not there though both places are known; 0 where nothing is known of it.
    floor: f64,
}

impl Walks {
    pub(super) fn new(project: &Project, plane: &Plane, sites: &[PlanePoint], demand: &[PlanePoint]) -> Self {
        let settings = &project.scenario.distance;
        match &project.walks {
            WalkSource::Straight => Self::straight(),
            WalkSource::Network(streets) => Self::network(streets, settings, plane, sites, demand),
            WalkSource::Matrix(matrix) => Self::matrix(matrix, settings, sites.len(), demand.len()),
        }
    }

    fn straight() -> Self {
        Self {
            from_demand: WalkPairs::default(),
            between_sites: WalkPairs::default(),
            basis: None,
            demand: Vec::new(),
            sites: Vec::new(),
            main_part: 0,
            points_of_part: Vec::new(),
            floor: 0.0,
        }
    }

    fn network(
        streets: &Streets,
        settings: &DistanceSettings,
        plane: &Plane,
        sites: &[PlanePoint],
        demand: &[PlanePoint],
    ) -> Self {
        let network = Network::new(streets, plane);
        let join = |places: &[PlanePoint]| -> Vec<Option<Joint>> {
            places.iter().map(|&place| network.join(place, Meters(settings.join_m))).collect()
        };
        let (sites, demand) = (join(sites), join(demand));
        let limit = settings.limit().unwrap_or(Meters(crate::scenario::DEFAULT_NETWORK_LIMIT_M));
        let metres = |millimetres: u32| u32::try_from((u64::from(millimetres) + 500) / 1_000).unwrap_or(u32::MAX);
        Self {
            from_demand: network.walks(&demand, &sites, limit).map(metres),
            between_sites: network.walks(&sites, &sites, limit).map(metres),
            basis: Some(WalkBasis::Network),
            demand,
            sites,
            main_part: network.largest_component(),
            points_of_part: network.points_by_component(),
            floor: limit.0.ceil(),
        }
    }

    fn matrix(matrix: &DistanceMatrix, settings: &DistanceSettings, sites: usize, demand: usize) -> Self {
        Self {
            from_demand: WalkPairs::of_sorted(&matrix.from_demand, demand),
            between_sites: WalkPairs::of_sorted(&matrix.between_sites, sites),
            basis: Some(WalkBasis::Matrix),
            floor: settings.limit().map_or(0.0, |limit| limit.0.ceil()),
            ..Self::straight()
        }
    }

    /// The walk from a demand point to a site whose straight line times its detour factor is `straight`.
    pub(super) fn of_demand(&self, demand: usize, site: usize, straight: Meters) -> Walk {
        let known = self.from_demand.get(demand, site);
        self.walk(known, straight, || (self.demand.get(demand).copied().flatten(), self.sites.get(site).copied().flatten()))
    }

    /// The walk between two sites, likewise.
    pub(super) fn between_sites(&self, from: usize, to: usize, straight: Meters) -> Walk {
        let joints = || (self.sites.get(from).copied().flatten(), self.sites.get(to).copied().flatten());
        if from == to {
            let basis = self.basis.unwrap_or(WalkBasis::Straight(StraightReason::Chosen));
            return Walk { distance: Meters::ZERO, basis };
        }
        self.walk(self.between_sites.get(from.min(to), from.max(to)), straight, joints)
    }

    fn walk(&self, known: Option<u32>, straight: Meters, joints: impl FnOnce() -> (Option<Joint>, Option<Joint>)) -> Walk {
        let Some(basis) = self.basis else {
            return Walk { distance: straight, basis: WalkBasis::Straight(StraightReason::Chosen) };
        };
        if let Some(metres) = known {
            return Walk { distance: Meters(f64::from(metres)), basis };
        }
        let (reason, least) = match basis {
            WalkBasis::Network => match joints() {
                (Some(from), Some(to)) if from.component != to.component => (StraightReason::NoWay, self.floor),
                (Some(_), Some(_)) => (StraightReason::BeyondLimit, self.floor),
                _ => (StraightReason::NotJoined, 0.0),
            },
            _ => (StraightReason::NotInMatrix, self.floor),
        };
        Walk { distance: Meters(straight.0.max(least)), basis: WalkBasis::Straight(reason) }
    }

    pub(super) fn joined_demand(&self, demand: usize) -> Option<Joined> {
        self.joined(self.demand.get(demand).copied().flatten()?)
    }

    pub(super) fn joined_site(&self, site: usize) -> Option<Joined> {
        self.joined(self.sites.get(site).copied().flatten()?)
    }

    fn joined(&self, joint: Joint) -> Option<Joined> {
        let points = self.points_of_part.get(joint.component as usize).copied()?;
        let is_main_part = joint.component == self.main_part;
        Some(Joined { way: Meters(f64::from(joint.join_mm) / 1_000.0), is_main_part, points })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(limit_m: Option<f64>) -> Walks {
        let matrix = DistanceMatrix {
            file: "distances.csv".to_owned(),
            from_demand: vec![(0, 1, 700), (1, 0, 900)],
            between_sites: vec![(0, 1, 250)],
        };
        Walks::matrix(&matrix, &DistanceSettings { limit_m, ..DistanceSettings::default() }, 2, 2)
    }

    fn told(walk: Walk) -> (f64, &'static str) {
        (walk.distance.0, walk.basis.as_str())
    }

    #[test]
    fn a_pair_of_the_table_overrules_the_straight_line_both_ways() {
        let walks = matrix(None);
        assert_eq!(told(walks.of_demand(0, 1, Meters(400.0))), (700.0, "matrix"));
        assert_eq!(told(walks.between_sites(1, 0, Meters(400.0))), (250.0, "matrix"));
        assert_eq!(told(walks.between_sites(1, 1, Meters(0.0))), (0.0, "matrix"));
    }

    #[test]
    fn a_pair_that_is_not_there_is_straight_and_at_least_the_limit_where_there_is_one() {
        assert_eq!(told(matrix(None).of_demand(0, 0, Meters(400.0))), (400.0, "straight"));
        let walks = matrix(Some(999.5));
        assert_eq!(told(walks.of_demand(0, 0, Meters(400.0))), (1_000.0, "straight"));
        assert_eq!(told(walks.of_demand(0, 0, Meters(1_400.0))), (1_400.0, "straight"));
        let reason = WalkBasis::Straight(StraightReason::NotInMatrix);
        assert_eq!(walks.of_demand(1, 1, Meters(1.0)).basis, reason);
    }
}
