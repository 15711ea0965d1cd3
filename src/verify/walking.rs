//! Walking distances (8.1), each computed from the two points alone: no index, no candidate list.

mod matrix;
mod streets;

use super::inventory::Inventory;
use crate::geography::{LonLat, Plane, PlanePoint};
use crate::project::WalkSource;
use crate::scenario::{DistanceMethod, DistanceSettings};

/// Sites and demand points in the plane, and the walks a network or a table has.
#[derive(Debug)]
pub(super) struct Walking {
    sites: Vec<PlanePoint>,
    demand: Vec<PlanePoint>,
    settings: DistanceSettings,
    known: Known,
}

/// Walks that are not straight lines, by position: of a demand point first, or of the site of lower position.
#[derive(Debug)]
enum Known {
    Nothing,
    Streets(streets::Ways),
    Matrix(matrix::Pairs),
}

impl Walking {
    /// In the zone of the mean longitude and latitude of all sites.
    pub(super) fn new(inventory: &Inventory) -> Self {
        let (mut count, mut lon, mut lat) = (0.0, 0.0, 0.0);
        for site in &inventory.sites {
            count += 1.0;
            lon += site.location.lon;
            lat += site.location.lat;
        }
        let mean = if count > 0.0 { LonLat { lon: lon / count, lat: lat / count } } else { LonLat { lon: 0.0, lat: 0.0 } };
        let plane = Plane::for_location(mean);
        let sites: Vec<PlanePoint> = inventory.sites.iter().map(|site| plane.project(site.location)).collect();
        let demand: Vec<PlanePoint> = inventory.project.demand.iter().map(|point| plane.project(point.location)).collect();
        let settings = inventory.project.scenario.distance.clone();
        let known = match &inventory.project.walks {
            WalkSource::Straight => Known::Nothing,
            WalkSource::Network(streets) => {
                let points = streets.points.iter().map(|&point| plane.project(point)).collect();
                Known::Streets(streets::Ways::new(streets, points, &settings, &sites, &demand))
            }
            WalkSource::Matrix(matrix) => Known::Matrix(matrix::Pairs::new(matrix)),
        };
        Self { sites, demand, settings, known }
    }

    /// Whole metres between two sites, by position.
    pub(super) fn between_sites(&self, from: usize, to: usize) -> f64 {
        if from == to {
            return 0.0;
        }
        let straight = self.straight(self.sites[from], self.sites[to]);
        match &self.known {
            Known::Nothing => straight,
            Known::Streets(ways) => match ways.between_sites(from, to) {
                Some(metres) => metres,
                None if ways.are_sites_joined(from, to) => straight.max(self.least()),
                None => straight,
            },
            Known::Matrix(pairs) => pairs.between_sites(from, to).unwrap_or_else(|| straight.max(self.least())),
        }
    }

    /// Whole metres from a demand point to a site, by position.
    pub(super) fn to_site(&self, demand: usize, site: usize) -> f64 {
        let straight = self.straight(self.demand[demand], self.sites[site]);
        match &self.known {
            Known::Nothing => straight,
            Known::Streets(ways) => match ways.to_site(demand, site) {
                Some(metres) => metres,
                None if ways.are_joined(demand, site) => straight.max(self.least()),
                None => straight,
            },
            Known::Matrix(pairs) => pairs.to_site(demand, site).unwrap_or_else(|| straight.max(self.least())),
        }
    }

    /// Metres that a walk beyond the limit has at least.
    fn least(&self) -> f64 {
        match (self.settings.limit_m, self.settings.method) {
            (Some(limit), _) => limit.ceil(),
            (None, DistanceMethod::Network) => 5_000.0,
            (None, _) => 0.0,
        }
    }

    /// The straight line times its detour factor.
    fn straight(&self, from: PlanePoint, to: PlanePoint) -> f64 {
        let straight = from.straight_distance(to).0;
        for band in &self.settings.detour {
            if band.up_to_m.is_none_or(|limit| limit >= straight) {
                return (straight * band.factor + 0.5).floor();
            }
        }
        (straight + 0.5).floor()
    }
}
