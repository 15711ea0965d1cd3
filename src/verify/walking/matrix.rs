//! Walks of a table of distances.

use std::collections::HashMap;

use crate::project::DistanceMatrix;

/// Metres by pair.
#[derive(Debug)]
pub(super) struct Pairs {
    from_demand: HashMap<(usize, usize), u32>,
    between_sites: HashMap<(usize, usize), u32>,
}

impl Pairs {
    pub(super) fn new(matrix: &DistanceMatrix) -> Self {
        let by_pair = |rows: &[(u32, u32, u32)]| rows.iter().map(|&(a, b, metres)| ((a as usize, b as usize), metres)).collect();
        Self { from_demand: by_pair(&matrix.from_demand), between_sites: by_pair(&matrix.between_sites) }
    }

    pub(super) fn to_site(&self, demand: usize, site: usize) -> Option<f64> {
        self.from_demand.get(&(demand, site)).map(|&metres| f64::from(metres))
    }

    pub(super) fn between_sites(&self, from: usize, to: usize) -> Option<f64> {
        let pair = if from < to { (from, to) } else { (to, from) };
        self.between_sites.get(&pair).map(|&metres| f64::from(metres))
    }
}
