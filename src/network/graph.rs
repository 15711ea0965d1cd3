//! The compact graph: junctions and the chains of segments between them, lengths in whole millimetres.
//!
//! Points where exactly two segments meet are bends and not junctions: on real maps more than half. A chain keeps where each of
//! its segments begins, so that places are still joined to the exact spot.

use rayon::prelude::*;

use super::components::Components;
use super::curve::along_curve;
use super::join::SegmentTree;
use crate::geography::{Plane, PlanePoint};
use crate::project::{Streets, WALK_M_PER_MINUTE};

/// A walking network, ready to be searched.
#[derive(Debug)]
pub struct Network {
    /// First arc of every junction, and one past the last.
    pub(super) first: Vec<u32>,
    /// Arcs by junction.
    pub(super) arcs: Vec<Arc>,
    /// Chains, in the order in which they were met.
    pub(super) chains: Vec<Chain>,
    /// Where each segment lies in its chain.
    pub(super) seats: Vec<Seat>,
    pub(super) components: Components,
    pub(super) tree: SegmentTree,
}

/// A way out of a junction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arc {
    pub to: u32,
    pub mm: u32,
}

/// A street between two junctions, bends included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chain {
    pub head: u32,
    pub tail: u32,
    pub mm: u32,
}

/// Where a segment lies in its chain.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seat {
    pub chain: u32,
    /// Millimetres from the head of the chain to the nearer end of the segment.
    pub start_mm: u32,
    pub mm: u32,
    /// Whether the chain runs from the segment's `from` to its `to`.
    pub is_forward: bool,
}

impl Network {
    /// The network of `streets`, measured in `plane`.
    ///
    /// # Panics
    /// When a segment names a point that is not there, which `load` rules out.
    ///
    /// # Example
    /// ```
    /// use fukugo::geography::{LonLat, Plane};
    /// use fukugo::network::Network;
    /// use fukugo::project::{Segment, Streets, Way};
    /// use fukugo::units::Meters;
    ///
    /// let corner = LonLat { lon: 139.65, lat: 35.65 };
    /// let plane = Plane::for_location(corner);
    /// let street = Segment { from: 0, to: 1, length: Some(Meters(120.0)), way: Way::Street };
    /// let end = LonLat { lon: 139.651, ..corner };
    /// let streets = Streets { file: "streets".into(), points: vec![corner, end], segments: vec![street] };
    /// let network = Network::new(&streets, &plane);
    /// let places = [corner, end].map(|place| network.join(plane.project(place), Meters(50.0)));
    /// assert_eq!(network.walks(&places[..1], &places[1..], Meters(3_000.0)).get(0, 0), Some(120_000));
    /// ```
    pub fn new(streets: &Streets, plane: &Plane) -> Self {
        let points: Vec<PlanePoint> = streets.points.par_iter().map(|&point| plane.project(point)).collect();
        let lengths: Vec<u32> = streets
            .segments
            .par_iter()
            .map(|segment| {
                let measured = || points[segment.from as usize].straight_distance(points[segment.to as usize]);
                let metres = segment.length.unwrap_or_else(measured).0;
                whole(metres * (WALK_M_PER_MINUTE / segment.way.pace_m_per_minute()) * 1_000.0)
            })
            .collect();
        let adjacency = Adjacency::new(points.len(), streets);
        let components = Components::new(&adjacency);
        let (mut chains, seats) = chains(&adjacency, streets, &lengths);
        let tree = SegmentTree::new(&points, streets);

        let mut number = vec![u32::MAX; points.len()];
        let mut junctions: Vec<u32> = chains.iter().flat_map(|chain| [chain.head, chain.tail]).collect();
        junctions.sort_unstable();
        junctions.dedup();
        let places: Vec<PlanePoint> = junctions.iter().map(|&point| points[point as usize]).collect();
        for (at, place) in along_curve(&places).into_iter().zip(0..) {
            number[junctions[at as usize] as usize] = place;
        }
        for chain in &mut chains {
            (chain.head, chain.tail) = (number[chain.head as usize], number[chain.tail as usize]);
        }
        let (first, arcs) = arcs(junctions.len(), &chains);
        Self { first, arcs, chains, seats, components, tree }
    }

    /// Junctions and dead ends.
    pub fn junctions(&self) -> usize {
        self.first.len() - 1
    }

    /// Streets between junctions.
    pub fn chains(&self) -> usize {
        self.chains.len()
    }

    /// Parts that no street links.
    pub fn components(&self) -> usize {
        self.components.points.len()
    }

    /// Points of one part, bends included.
    pub fn points_of(&self, component: u32) -> u32 {
        self.components.points.get(component as usize).copied().unwrap_or_default()
    }

    /// Points of every part.
    pub fn points_by_component(&self) -> Vec<u32> {
        self.components.points.clone()
    }

    /// The part with most points.
    pub fn largest_component(&self) -> u32 {
        self.components.largest
    }

    pub(super) fn arcs_of(&self, junction: u32) -> &[Arc] {
        let at = junction as usize;
        &self.arcs[self.first[at] as usize..self.first[at + 1] as usize]
    }
}

/// Whole millimetres, halves upwards; beyond what 32 bits hold (4,294 km) the most they hold, which no limit reaches.
pub(super) fn whole(millimetres: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast of a real number saturates")]
    {
        (millimetres + 0.5).floor() as u32
    }
}

/// Segments by the points they meet.
#[derive(Debug)]
pub(super) struct Adjacency {
    first: Vec<u32>,
    /// The point at the other end, and the segment.
    ends: Vec<(u32, u32)>,
}

impl Adjacency {
    fn new(points: usize, streets: &Streets) -> Self {
        let mut first = vec![0_u32; points + 1];
        for segment in &streets.segments {
            first[segment.from as usize + 1] += 1;
            first[segment.to as usize + 1] += 1;
        }
        for at in 0..points {
            first[at + 1] += first[at];
        }
        let mut next = first.clone();
        let mut ends = vec![(0, 0); 2 * streets.segments.len()];
        for (segment, number) in streets.segments.iter().zip(0_u32..) {
            for (from, to) in [(segment.from, segment.to), (segment.to, segment.from)] {
                let slot = &mut next[from as usize];
                ends[*slot as usize] = (to, number);
                *slot += 1;
            }
        }
        Self { first, ends }
    }

    pub(super) fn points(&self) -> usize {
        self.first.len() - 1
    }

    /// Other ends and segments at a point.
    pub(super) fn of(&self, point: usize) -> &[(u32, u32)] {
        &self.ends[self.first[point] as usize..self.first[point + 1] as usize]
    }

    fn is_bend(&self, point: usize) -> bool {
        self.of(point).len() == 2
    }
}

/// Length from which a chain ends at the next bend, millimetres: with one more segment (at most 2,000 km of counted length) it still
/// fits 32 bits.
const LONGEST_CHAIN_MM: u32 = 1 << 30;

/// Chains, named by points for now, and the seat of every segment.
fn chains(adjacency: &Adjacency, streets: &Streets, lengths: &[u32]) -> (Vec<Chain>, Vec<Seat>) {
    let mut chains = Vec::new();
    let mut seats = vec![Seat::default(); streets.segments.len()];
    let mut is_seated = vec![false; streets.segments.len()];
    let mut walk = |head: u32, first: (u32, u32), is_seated: &mut [bool]| {
        let chain = u32::try_from(chains.len()).unwrap_or(u32::MAX);
        let (mut at, mut step, mut mm) = (head, first, 0_u32);
        loop {
            let (to, segment) = step;
            let length = lengths[segment as usize];
            is_seated[segment as usize] = true;
            seats[segment as usize] =
                Seat { chain, start_mm: mm, mm: length, is_forward: streets.segments[segment as usize].from == at };
            mm = mm.saturating_add(length);
            at = to;
            let next = adjacency.of(at as usize).iter().find(|(_, other)| !is_seated[*other as usize]);
            match next {
                Some(&next) if adjacency.is_bend(at as usize) && at != head && mm < LONGEST_CHAIN_MM => step = next,
                _ => break,
            }
        }
        chains.push(Chain { head, tail: at, mm });
    };
    for point in 0..adjacency.points() {
        if adjacency.is_bend(point) {
            continue;
        }
        for &step in adjacency.of(point) {
            if !is_seated[step.1 as usize] {
                walk(u32::try_from(point).unwrap_or(u32::MAX), step, &mut is_seated);
            }
        }
    }
    // What is left are rings of bends alone, each a chain from one of its points to the same, and the rest of chains too long for one.
    for (number, segment) in streets.segments.iter().enumerate() {
        if !is_seated[number] {
            walk(segment.from, (segment.to, u32::try_from(number).unwrap_or(u32::MAX)), &mut is_seated);
        }
    }
    (chains, seats)
}

/// Both directions of every chain, by junction.
fn arcs(junctions: usize, chains: &[Chain]) -> (Vec<u32>, Vec<Arc>) {
    let mut first = vec![0_u32; junctions + 1];
    let ends = |chain: &Chain| [(chain.head, chain.tail, chain.mm), (chain.tail, chain.head, chain.mm)];
    for (from, _, _) in chains.iter().flat_map(ends) {
        first[from as usize + 1] += 1;
    }
    for at in 0..junctions {
        first[at + 1] += first[at];
    }
    let mut next = first.clone();
    let mut arcs = vec![Arc { to: 0, mm: 0 }; 2 * chains.len()];
    for (from, to, mm) in chains.iter().flat_map(ends) {
        let slot = &mut next[from as usize];
        arcs[*slot as usize] = Arc { to, mm };
        *slot += 1;
    }
    (first, arcs)
}
