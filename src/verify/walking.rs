//! Walking distances (8.1), each computed from the two points alone: no index, no candidate list.

use super::inventory::Inventory;
use crate::geography::{LonLat, Plane, PlanePoint};
use crate::scenario::DetourBand;

/// Sites and demand points in the plane.
#[derive(Debug)]
pub(super) struct Walking {
    sites: Vec<PlanePoint>,
    demand: Vec<PlanePoint>,
    detour: Vec<DetourBand>,
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
        Self {
            sites: inventory.sites.iter().map(|site| plane.project(site.location)).collect(),
            demand: inventory.project.demand.iter().map(|point| plane.project(point.location)).collect(),
            detour: inventory.project.scenario.distance.detour.clone(),
        }
    }

    /// Whole metres between two sites, by position.
    pub(super) fn between_sites(&self, from: usize, to: usize) -> f64 {
        self.walk(self.sites[from], self.sites[to])
    }

    /// Whole metres from a demand point to a site, by position.
    pub(super) fn to_site(&self, demand: usize, site: usize) -> f64 {
        self.walk(self.demand[demand], self.sites[site])
    }

    fn walk(&self, from: PlanePoint, to: PlanePoint) -> f64 {
        let straight = from.straight_distance(to).0;
        let reaches = |band: &&DetourBand| match band.up_to_m {
            Some(limit) => limit >= straight,
            None => true,
        };
        let factor = self.detour.iter().find(reaches).map_or(1.0, |band| band.factor);
        (straight * factor + 0.5).floor()
    }
}
