//! Radius search over points in the plane with an R-tree.

use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::PlanePoint;
use crate::units::Meters;

/// Points that can be searched by radius; answers are positions in the list given.
#[derive(Debug)]
pub struct NearbyPoints {
    tree: RTree<GeomWithData<[f64; 2], usize>>,
}

impl NearbyPoints {
    /// Indexes `points`.
    pub fn new(points: &[PlanePoint]) -> Self {
        let entries = points.iter().enumerate().map(|(index, p)| GeomWithData::new([p.east, p.north], index)).collect();
        Self { tree: RTree::bulk_load(entries) }
    }

    /// Positions of all points within `radius` of `center` in a straight line, in increasing order.
    pub fn within(&self, center: PlanePoint, radius: Meters) -> Vec<usize> {
        let mut found: Vec<usize> =
            self.tree.locate_within_distance([center.east, center.north], radius.0 * radius.0).map(|entry| entry.data).collect();
        found.sort_unstable();
        found
    }

    /// Position of the nearest point, the first in the list among equals; `None` when there are no points.
    pub fn nearest(&self, center: PlanePoint) -> Option<usize> {
        let mut at_distance: Option<(f64, usize)> = None;
        for (entry, distance) in self.tree.nearest_neighbor_iter_with_distance_2([center.east, center.north]) {
            match at_distance {
                Some((nearest, _)) if distance > nearest => break,
                Some((nearest, index)) => at_distance = Some((nearest, index.min(entry.data))),
                None => at_distance = Some((distance, entry.data)),
            }
        }
        at_distance.map(|(_, index)| index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radius_search_includes_the_circle_and_is_ordered() {
        let at = |east: f64| PlanePoint { east, north: 0.0 };
        let points = NearbyPoints::new(&[at(300.0), at(0.0), at(100.0), at(-100.0)]);
        assert_eq!(points.within(at(0.0), Meters(100.0)), vec![1, 2, 3]);
        assert_eq!(points.nearest(at(10.0)), Some(1));
    }
}
