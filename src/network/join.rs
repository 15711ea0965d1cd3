//! Joins places to the nearest street: the exact spot on it, and which part of the network that is.

use rstar::primitives::{GeomWithData, Line};
use rstar::{PointDistance, RTree};

use super::graph::{Network, whole};
use crate::geography::PlanePoint;
use crate::project::Streets;
use crate::units::Meters;

/// The spot on a street at which a place is joined to the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joint {
    pub(super) chain: u32,
    /// Millimetres along the chain from its head.
    pub(super) along_mm: u32,
    /// Straight from the place to the spot, millimetres.
    pub join_mm: u32,
    /// The part of the network.
    pub component: u32,
}

/// A segment in the plane with its number and its first point.
type Entry = GeomWithData<Line<[f64; 2]>, (u32, u32)>;

/// Segments by place.
#[derive(Debug)]
pub(super) struct SegmentTree {
    tree: RTree<Entry>,
}

/// How much farther than the nearest a segment is still looked at, ratio of squared distances: the tree's arithmetic differs from
/// [`Foot`]'s in the last digits.
const ALSO_NEAREST: f64 = 1.0 + 1e-9;

impl SegmentTree {
    pub(super) fn new(points: &[PlanePoint], streets: &Streets) -> Self {
        let at = |point: u32| {
            let point = points[point as usize];
            [point.east, point.north]
        };
        let lines = streets
            .segments
            .iter()
            .zip(0_u32..)
            .map(|(segment, number)| GeomWithData::new(Line::new(at(segment.from), at(segment.to)), (number, segment.from)));
        Self { tree: RTree::bulk_load(lines.collect()) }
    }

    /// Segments from the nearest on, with their first point and squared distance.
    fn nearest_first(&self, place: PlanePoint) -> impl Iterator<Item = (&Entry, f64)> {
        let place = [place.east, place.north];
        self.tree.nearest_neighbor_iter(place).map(move |line| (line, line.distance_2(&place)))
    }
}

/// The spot of a line nearest to a place.
struct Foot {
    /// Share of the line before the spot, 0–1.
    share: f64,
    metres: f64,
}

impl Foot {
    fn on(line: &Line<[f64; 2]>, place: PlanePoint) -> Self {
        let ([east, north], [to_east, to_north]) = (line.from, line.to);
        let (run, rise) = (to_east - east, to_north - north);
        let squared = run * run + rise * rise;
        let share = if squared > 0.0 { ((place.east - east) * run + (place.north - north) * rise) / squared } else { 0.0 };
        // At an end the spot is that end to the last digit, so that all segments that meet there say the same distance.
        let (share, spot_east, spot_north) = if share <= 0.0 {
            (0.0, east, north)
        } else if share >= 1.0 {
            (1.0, to_east, to_north)
        } else {
            (share, east + share * run, north + share * rise)
        };
        Self { share, metres: (place.east - spot_east).hypot(place.north - spot_north) }
    }
}

impl Network {
    /// Joins a place to the nearest street of the largest part of the network, or of any other part where that has none within
    /// `farthest`; `None` where no street at all lies so near (formulation 8.6).
    pub fn join(&self, place: PlanePoint, farthest: Meters) -> Option<Joint> {
        self.nearest(place, farthest, Some(self.components.largest)).or_else(|| self.nearest(place, farthest, None))
    }

    /// Straight distance to the nearest street of any part; `None` for a network without streets.
    pub fn nearest_street(&self, place: PlanePoint) -> Option<Meters> {
        self.tree.nearest_first(place).next().map(|(line, _)| Meters(Foot::on(line.geom(), place).metres))
    }

    fn nearest(&self, place: PlanePoint, farthest: Meters, part: Option<u32>) -> Option<Joint> {
        let mut found: Option<(f64, u32, f64, u32)> = None;
        let mut beyond = farthest.0 * farthest.0 * ALSO_NEAREST;
        for (line, squared) in self.tree.nearest_first(place) {
            if squared > beyond {
                break;
            }
            let (number, from) = line.data;
            let component = self.components.of[from as usize];
            if part.is_some_and(|part| component != part) {
                continue;
            }
            let foot = Foot::on(line.geom(), place);
            if foot.metres <= farthest.0 && found.is_none_or(|(nearest, first, ..)| (foot.metres, number) < (nearest, first)) {
                beyond = beyond.min(foot.metres * foot.metres * ALSO_NEAREST);
                found = Some((foot.metres, number, foot.share, component));
            }
        }
        let (metres, number, share, component) = found?;
        let seat = self.seats[number as usize];
        let before = whole(share * f64::from(seat.mm)).min(seat.mm);
        let within = if seat.is_forward { before } else { seat.mm - before };
        Some(Joint {
            chain: seat.chain,
            along_mm: seat.start_mm.saturating_add(within),
            join_mm: whole(metres * 1_000.0),
            component,
        })
    }
}

#[cfg(test)]
impl Network {
    /// The joint at one end of a street, wherever other streets pass.
    pub(super) fn spot_of(&self, streets: &Streets, point: u32) -> Option<Joint> {
        let number = streets.segments.iter().position(|segment| segment.from == point || segment.to == point)?;
        let seat = self.seats[number];
        let is_start = (streets.segments[number].from == point) == seat.is_forward;
        let along_mm = seat.start_mm + if is_start { 0 } else { seat.mm };
        Some(Joint { chain: seat.chain, along_mm, join_mm: 0, component: self.components.of[point as usize] })
    }
}
