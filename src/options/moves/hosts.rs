//! Where a function could go: assets within walking distance of its home.

use super::super::life_paths::HubPath;
use crate::geography::NearbyPoints;
use crate::id::{AssetIx, SiteIx};
use crate::instance::Instance;
use crate::units::Meters;

/// Radius search over the sites a function could go to.
pub(super) struct HostSearch<'a> {
    pub(super) hubs: &'a [Vec<HubPath>],
    sites: NearbyPoints,
}

impl<'a> HostSearch<'a> {
    pub(super) fn new(instance: &Instance<'_>, hubs: &'a [Vec<HubPath>]) -> Self {
        let points: Vec<_> = instance.sites.iter().map(|entry| entry.point).collect();
        Self { hubs, sites: NearbyPoints::new(&points) }
    }

    /// Assets other than `home` within `radius` walking metres of it, in order.
    pub(super) fn assets_within(&self, instance: &Instance<'_>, home: AssetIx, radius: Meters) -> Vec<AssetIx> {
        let site = instance.assets[home.0].site;
        // Walking is never shorter than the straight line, so a search with the walking radius misses nothing.
        let sites = self.sites.within(instance.sites[site.0].point, radius + Meters(1.0));
        let mut assets: Vec<_> = sites
            .into_iter()
            .map(SiteIx)
            .filter(|&other| instance.walk_between(site, other).0 <= radius.0)
            .flat_map(|other| instance.sites[other.0].assets.iter().copied())
            .filter(|&asset| asset != home)
            .collect();
        assets.sort_unstable();
        assets
    }
}
