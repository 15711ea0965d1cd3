//! Walks on streets (8.5 to 8.7), by the textbook: every point of every street is a node, every search a heap.
//!
//! Shares nothing with the program's own search but the streets as read.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};

use crate::geography::PlanePoint;
use crate::project::{Streets, Way};
use crate::scenario::DistanceSettings;

/// Walks from every site.
#[derive(Debug)]
pub(super) struct Ways {
    sites: Vec<Option<Joint>>,
    demand: Vec<Option<Joint>>,
    /// By site: whole metres to every demand point.
    to_demand: Vec<Vec<Option<f64>>>,
    /// By site: whole metres to every site.
    to_sites: Vec<Vec<Option<f64>>>,
}

/// Where a place meets its street: millimetres from there to both ends of the street, and from the place to there.
#[derive(Clone, Copy, Debug)]
struct Joint {
    street: usize,
    to_from: u64,
    to_to: u64,
    aside: u64,
}

/// Streets as a graph of points.
struct Graph {
    /// Points at the ends of every street, and its millimetres.
    streets: Vec<(usize, usize, u64)>,
    /// By point: neighbor and millimetres.
    neighbors: Vec<Vec<(usize, u64)>>,
    points: Vec<PlanePoint>,
    /// By point: whether it is of the part of the network with most points.
    is_main: Vec<bool>,
}

impl Ways {
    pub(super) fn new(
        streets: &Streets,
        points: Vec<PlanePoint>,
        settings: &DistanceSettings,
        sites: &[PlanePoint],
        demand: &[PlanePoint],
    ) -> Self {
        let graph = Graph::new(streets, points);
        let cells = Cells::new(&graph, settings.join_m);
        let join = |places: &[PlanePoint]| places.iter().map(|&place| cells.join(&graph, place)).collect::<Vec<_>>();
        let (sites, demand) = (join(sites), join(demand));
        let limit = millimetres_below(settings.limit_m.unwrap_or(5_000.0));
        let (mut to_demand, mut to_sites) = (Vec::with_capacity(sites.len()), Vec::with_capacity(sites.len()));
        for site in &sites {
            let reached = site.map(|site| (site, graph.distances(site, limit)));
            let walk = |place: &Option<Joint>| {
                let (site, distances) = reached.as_ref()?;
                let millimetres = graph.walk(*site, distances, (*place)?)?;
                (millimetres <= limit).then(|| whole_metres(millimetres))
            };
            to_demand.push(demand.iter().map(walk).collect());
            to_sites.push(sites.iter().map(walk).collect());
        }
        Self { sites, demand, to_demand, to_sites }
    }

    pub(super) fn to_site(&self, demand: usize, site: usize) -> Option<f64> {
        self.to_demand[site][demand]
    }

    pub(super) fn between_sites(&self, from: usize, to: usize) -> Option<f64> {
        self.to_sites[from][to]
    }

    pub(super) fn are_joined(&self, demand: usize, site: usize) -> bool {
        self.demand[demand].is_some() && self.sites[site].is_some()
    }

    pub(super) fn are_sites_joined(&self, from: usize, to: usize) -> bool {
        self.sites[from].is_some() && self.sites[to].is_some()
    }
}

impl Graph {
    fn new(streets: &Streets, points: Vec<PlanePoint>) -> Self {
        let mut neighbors = vec![Vec::new(); points.len()];
        let mut list = Vec::with_capacity(streets.segments.len());
        for segment in &streets.segments {
            let (from, to) = (segment.from as usize, segment.to as usize);
            let metres = match segment.length {
                Some(length) => length.0,
                None => points[from].straight_distance(points[to]).0,
            };
            // (8.5): stairs count twice.
            let slowness = match segment.way {
                Way::Street => 1.0,
                Way::Steps => 2.0,
            };
            let millimetres = rounded(metres * slowness * 1_000.0);
            list.push((from, to, millimetres));
            neighbors[from].push((to, millimetres));
            neighbors[to].push((from, millimetres));
        }
        let is_main = main_part(&neighbors);
        Self { streets: list, neighbors, points, is_main }
    }

    /// Millimetres from a joint to every point that is at most `limit` away.
    fn distances(&self, joint: Joint, limit: u64) -> HashMap<usize, u64> {
        let (from, to, _) = self.streets[joint.street];
        let mut heap = BinaryHeap::from([Reverse((joint.aside + joint.to_from, from)), Reverse((joint.aside + joint.to_to, to))]);
        let mut settled = HashMap::new();
        while let Some(Reverse((distance, point))) = heap.pop() {
            if distance > limit || settled.contains_key(&point) {
                continue;
            }
            settled.insert(point, distance);
            for &(neighbor, length) in &self.neighbors[point] {
                if !settled.contains_key(&neighbor) {
                    heap.push(Reverse((distance + length, neighbor)));
                }
            }
        }
        settled
    }

    /// Millimetres of the whole walk from the joint the distances are from to another: past either end of its street, or along the
    /// street both are on.
    fn walk(&self, start: Joint, distances: &HashMap<usize, u64>, end: Joint) -> Option<u64> {
        let (from, to, _) = self.streets[end.street];
        let past_from = distances.get(&from).map(|distance| distance + end.to_from + end.aside);
        let past_to = distances.get(&to).map(|distance| distance + end.to_to + end.aside);
        let along = (start.street == end.street).then(|| start.to_from.abs_diff(end.to_from) + start.aside + end.aside);
        [past_from, past_to, along].into_iter().flatten().min()
    }
}

/// By point: whether it is of the part with most points, the one with the first point among equals.
fn main_part(neighbors: &[Vec<(usize, u64)>]) -> Vec<bool> {
    let mut part = vec![usize::MAX; neighbors.len()];
    let mut sizes: Vec<usize> = Vec::new();
    for start in 0..neighbors.len() {
        if part[start] != usize::MAX {
            continue;
        }
        let number = sizes.len();
        sizes.push(0);
        part[start] = number;
        let mut queue = VecDeque::from([start]);
        while let Some(point) = queue.pop_front() {
            sizes[number] += 1;
            for &(next, _) in &neighbors[point] {
                if part[next] == usize::MAX {
                    part[next] = number;
                    queue.push_back(next);
                }
            }
        }
    }
    let mut largest = 0;
    for (number, &size) in sizes.iter().enumerate() {
        if size > sizes[largest] {
            largest = number;
        }
    }
    part.into_iter().map(|number| number == largest).collect()
}

/// Streets by squares at least as wide as a place may lie from its street: the nearest one crosses the place's square or one beside it.
struct Cells {
    width: f64,
    /// Farthest a place may lie from its street, metres.
    farthest: f64,
    streets: HashMap<(i64, i64), Vec<usize>>,
}

/// Least width of a square, metres: smaller ones would only be more of them.
const LEAST_WIDTH: f64 = 200.0;

impl Cells {
    fn new(graph: &Graph, farthest: f64) -> Self {
        let mut cells = Self { width: farthest.max(LEAST_WIDTH), farthest, streets: HashMap::new() };
        for (number, &(from, to, _)) in graph.streets.iter().enumerate() {
            cells.enter(number, graph.points[from], graph.points[to]);
        }
        cells
    }

    /// Enters a street in every square around each of its pieces, which are no longer than a square is wide.
    fn enter(&mut self, number: usize, from: PlanePoint, to: PlanePoint) {
        let pieces = (from.straight_distance(to).0 / self.width).floor() + 1.0;
        let spot = |piece: f64| PlanePoint {
            east: from.east + (to.east - from.east) * piece / pieces,
            north: from.north + (to.north - from.north) * piece / pieces,
        };
        let mut piece = 0.0;
        while piece < pieces {
            let (a, b) = (self.cell(spot(piece)), self.cell(spot(piece + 1.0)));
            for x in a.0.min(b.0)..=a.0.max(b.0) {
                for y in a.1.min(b.1)..=a.1.max(b.1) {
                    let streets = self.streets.entry((x, y)).or_default();
                    if streets.last() != Some(&number) {
                        streets.push(number);
                    }
                }
            }
            piece += 1.0;
        }
    }

    fn cell(&self, point: PlanePoint) -> (i64, i64) {
        #[expect(clippy::cast_possible_truncation, reason = "a cast of a real number saturates")]
        let of = |metres: f64| (metres / self.width).floor() as i64;
        (of(point.east), of(point.north))
    }

    /// (8.6): the nearest street of the main part within reach, else the nearest of any part; the first in the file among equals.
    fn join(&self, graph: &Graph, place: PlanePoint) -> Option<Joint> {
        let (x, y) = self.cell(place);
        let mut main: Option<(f64, usize, f64)> = None;
        let mut any: Option<(f64, usize, f64)> = None;
        for near in (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y))) {
            for &number in self.streets.get(&near).map_or(&[][..], Vec::as_slice) {
                let (from, to, _) = graph.streets[number];
                let (distance, share) = nearest_spot(graph.points[from], graph.points[to], place);
                let is_nearer =
                    |than: Option<(f64, usize, f64)>| than.is_none_or(|(other, first, _)| (distance, number) < (other, first));
                if distance > self.farthest {
                    continue;
                }
                if graph.is_main[from] && is_nearer(main) {
                    main = Some((distance, number, share));
                }
                if is_nearer(any) {
                    any = Some((distance, number, share));
                }
            }
        }
        let (distance, street, share) = main.or(any)?;
        let (.., length) = graph.streets[street];
        #[expect(clippy::cast_precision_loss, reason = "streets are shorter than 2^53 millimetres")]
        let before = rounded(share * length as f64).min(length);
        Some(Joint { street, to_from: before, to_to: length - before, aside: rounded(distance * 1_000.0) })
    }
}

/// Metres from a place to the nearest spot of a straight street, and the share of the street before that spot.
fn nearest_spot(from: PlanePoint, to: PlanePoint, place: PlanePoint) -> (f64, f64) {
    let (run, rise) = (to.east - from.east, to.north - from.north);
    let squared = run * run + rise * rise;
    if squared <= 0.0 {
        return (place.straight_distance(from).0, 0.0);
    }
    let share = ((place.east - from.east) * run + (place.north - from.north) * rise) / squared;
    if share <= 0.0 {
        (place.straight_distance(from).0, 0.0)
    } else if share >= 1.0 {
        (place.straight_distance(to).0, 1.0)
    } else {
        let spot = PlanePoint { east: from.east + share * run, north: from.north + share * rise };
        (place.straight_distance(spot).0, share)
    }
}

fn rounded(value: f64) -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast of a real number saturates")]
    {
        (value + 0.5).floor() as u64
    }
}

fn millimetres_below(metres: f64) -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast of a real number saturates")]
    {
        (metres * 1_000.0).floor() as u64
    }
}

fn whole_metres(millimetres: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a walk is shorter than 2^53 millimetres")]
    {
        (millimetres as f64 / 1_000.0 + 0.5).floor()
    }
}
