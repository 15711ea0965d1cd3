//! The ground: an outline, the mesh cells inside it, and how central each cell is.
//!
//! Everything is drawn in metres east and north of an origin in the open sea, so that nobody takes the map for a real place.

use super::stream::Stream;
use super::targets::{CELL_M, Targets};
use crate::geography::LonLat;

/// A point in metres east and north of the origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) east: f64,
    pub(super) north: f64,
}

impl Point {
    /// Straight-line distance, metres.
    pub(super) fn distance(self, other: Self) -> f64 {
        let (east, north) = (self.east - other.east, self.north - other.north);
        (east * east + north * north).sqrt()
    }

    /// Degrees, rounded to seven decimals (about a centimetre).
    pub(super) fn lon_lat(self) -> LonLat {
        LonLat {
            lon: seven_decimals(ORIGIN.lon + self.east / METERS_PER_DEGREE_LON),
            lat: seven_decimals(ORIGIN.lat + self.north / METERS_PER_DEGREE_LAT),
        }
    }
}

/// A mesh cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    /// Column and row of the mesh.
    pub(super) column: i32,
    pub(super) row: i32,
    pub(super) center: Point,
    /// Pull of the stations around it; about 0.3 at the edge, 2 and more beside a station.
    pub(super) centrality: f64,
}

/// Outline and cells.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    /// Vertices of the outline, counter-clockwise, first not repeated.
    pub(super) outline: Vec<Point>,
    /// Cells whose centre lies inside, by row and column.
    pub(super) cells: Vec<Cell>,
}

/// Origin of the synthetic ground: the open water of Sagami Bay (相模湾), in plane-rectangular zone IX.
const ORIGIN: LonLat = LonLat { lon: 139.38, lat: 35.1 };

/// Lengths of a degree at 35.1° north on GRS80: the meridian and parallel radii of curvature, times π/180.
const METERS_PER_DEGREE_LAT: f64 = 110_942.406_8;
const METERS_PER_DEGREE_LON: f64 = 91_176.970_0;

/// Vertices of the outline, one every three degrees.
const VERTICES: usize = 120;
/// Cosine and sine of three degrees, written out because mathematics libraries differ in the last bit.
const STEP: (f64, f64) = (0.998_629_534_754_573_8, 0.052_335_956_242_943_85);
/// East-west against north-south extent.
const STRETCH: f64 = 1.12;
/// Tries for a mesh origin with the wanted number of cells.
const MESH_TRIES: usize = 400;
/// Cells for each station.
const CELLS_PER_STATION: usize = 30;
/// Distance at which a station's pull is halved, metres.
const STATION_REACH_M: f64 = 450.0;

impl Ground {
    /// Draws outline, mesh and stations.
    pub(super) fn draw(seed: u64, targets: &Targets) -> Self {
        let outline = draw_outline(seed, targets.area_km2 * 1e6);
        let mut cells = lay_mesh(seed, &outline, targets.cells);
        let stations = draw_stations(seed, &cells);
        for cell in &mut cells {
            let pull = stations.iter().map(|&(at, strength)| {
                let ratio = cell.center.distance(at) / STATION_REACH_M;
                strength / (1.0 + ratio * ratio)
            });
            cell.centrality = pull.sum();
        }
        Self { outline, cells }
    }

    /// Whether `point` lies inside the outline.
    pub(super) fn contains(&self, point: Point) -> bool {
        crossings(&self.outline, point.north).iter().filter(|&&east| east < point.east).count() % 2 == 1
    }
}

/// A star-shaped outline: a circle with five harmonics and a little noise, stretched and scaled to `area_m2`.
fn draw_outline(seed: u64, area_m2: f64) -> Vec<Point> {
    let mut directions = vec![(1.0, 0.0)];
    for n in 1..VERTICES {
        let (x, y): (f64, f64) = directions[n - 1];
        directions.push((x * STEP.0 - y * STEP.1, x * STEP.1 + y * STEP.0));
    }
    let mut stream = Stream::new(seed, "outline", 0);
    let harmonics: Vec<(usize, usize, f64)> = [0.13, 0.08, 0.055, 0.04, 0.03]
        .iter()
        .enumerate()
        .map(|(n, amplitude)| (n + 2, stream.below(VERTICES), amplitude * stream.between(0.6, 1.0)))
        .collect();
    let unscaled: Vec<Point> = (0..VERTICES)
        .map(|n| {
            let waves = harmonics.iter().map(|&(wave, phase, amplitude)| amplitude * directions[(wave * n + phase) % VERTICES].0);
            let radius = 1.0 + waves.sum::<f64>() + stream.between(-0.012, 0.012);
            Point { east: radius * directions[n].0 * STRETCH, north: radius * directions[n].1 / STRETCH }
        })
        .collect();
    let scale = (area_m2 / shoelace(&unscaled)).sqrt();
    unscaled.iter().map(|point| Point { east: point.east * scale, north: point.north * scale }).collect()
}

/// Area of a ring, m², positive when counter-clockwise.
fn shoelace(ring: &[Point]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| a.east * b.north - b.east * a.north).sum::<f64>() / 2.0
}

/// Where the outline crosses a parallel, from west to east.
fn crossings(outline: &[Point], north: f64) -> Vec<f64> {
    let next = outline.iter().cycle().skip(1);
    let mut found: Vec<f64> = outline
        .iter()
        .zip(next)
        .filter(|(a, b)| (a.north <= north) != (b.north <= north))
        .map(|(a, b)| a.east + (north - a.north) / (b.north - a.north) * (b.east - a.east))
        .collect();
    found.sort_by(f64::total_cmp);
    found
}

/// The mesh whose number of cells is nearest to `wanted` among a fixed number of origins.
fn lay_mesh(seed: u64, outline: &[Point], wanted: usize) -> Vec<Cell> {
    let mut stream = Stream::new(seed, "mesh", 0);
    let mut best: Vec<Cell> = Vec::new();
    for _ in 0..MESH_TRIES {
        let origin = Point { east: stream.between(0.0, CELL_M), north: stream.between(0.0, CELL_M) };
        let cells = cells_inside(outline, origin);
        if best.is_empty() || cells.len().abs_diff(wanted) < best.len().abs_diff(wanted) {
            best = cells;
        }
        if best.len() == wanted {
            break;
        }
    }
    best
}

fn cells_inside(outline: &[Point], origin: Point) -> Vec<Cell> {
    let reach = outline.iter().map(|point| point.north.abs().max(point.east.abs())).fold(0.0, f64::max);
    let rows = whole(reach / CELL_M) + 2;
    let mut cells = Vec::new();
    for row in -rows..=rows {
        let north = origin.north + (f64::from(row) + 0.5) * CELL_M;
        for span in crossings(outline, north).chunks_exact(2) {
            let column_at = |east: f64| whole(((east - origin.east) / CELL_M - 0.5).ceil());
            for column in column_at(span[0])..column_at(span[1]) {
                let center = Point { east: origin.east + (f64::from(column) + 0.5) * CELL_M, north };
                cells.push(Cell { column, row, center, centrality: 0.0 });
            }
        }
    }
    cells
}

/// Stations with their strength; the first few are centres of the municipality.
fn draw_stations(seed: u64, cells: &[Cell]) -> Vec<(Point, f64)> {
    let count = (cells.len() / CELLS_PER_STATION).max(2);
    let centers = (count / 8).max(1);
    let mut stream = Stream::new(seed, "stations", 0);
    (0..count)
        .map(|n| {
            let at = cells[stream.below(cells.len())].center;
            let strength = if n < centers { stream.between(1.8, 2.6) } else { stream.between(0.5, 1.2) };
            (at, strength)
        })
        .collect()
}

/// The whole number nearest to zero; grounds are smaller than two million cells across.
#[expect(clippy::cast_possible_truncation, reason = "cells are counted in millions at most")]
fn whole(value: f64) -> i32 {
    value as i32
}

fn seven_decimals(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

/// The corners of a cell, counter-clockwise from the south-west, the first repeated.
pub(super) fn corners(cell: &Cell) -> [Point; 5] {
    let half = CELL_M / 2.0;
    let at = |east: f64, north: f64| Point { east: cell.center.east + east * half, north: cell.center.north + north * half };
    [at(-1.0, -1.0), at(1.0, -1.0), at(1.0, 1.0), at(-1.0, 1.0), at(-1.0, -1.0)]
}

/// For each query point the position of the nearest of `points`, smallest position on ties; `None` without points.
pub(super) fn nearest(points: &[Point], query: Point) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (n, point) in points.iter().enumerate() {
        let distance = point.distance(query);
        if best.is_none_or(|(_, least)| distance < least) {
            best = Some((n, distance));
        }
    }
    best.map(|(n, _)| n)
}

/// Median distance from each point to the nearest other one, metres; 0 for fewer than two points.
pub(super) fn median_spacing(points: &[Point]) -> f64 {
    let mut spacings: Vec<f64> = points
        .iter()
        .enumerate()
        .filter_map(|(n, point)| {
            let others = points.iter().enumerate().filter(|&(other, _)| other != n);
            others.map(|(_, other)| point.distance(*other)).min_by(f64::total_cmp)
        })
        .collect();
    spacings.sort_by(f64::total_cmp);
    spacings.get(spacings.len() / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::{Preset, Size};
    use crate::geography::{Outline, Plane};

    #[test]
    fn the_outline_has_the_wanted_area_in_the_plane() {
        for seed in [1, 2, 3] {
            let targets = Targets::of(Size::Preset(Preset::Setagaya)).unwrap();
            let ground = Ground::draw(seed, &targets);
            let outline = Outline::new(&[vec![ground.outline.iter().map(|point| point.lon_lat()).collect()]]);
            let area = outline.area(&Plane::for_location(ORIGIN)).0 / 1e6;
            assert!((area - 58.05).abs() < 0.05, "{area}");
            assert_eq!(outline.invalidity(), None);
            assert_eq!(ground.cells.len(), targets.cells);
            assert!(ground.cells.iter().all(|cell| ground.contains(cell.center)));
        }
    }
}
