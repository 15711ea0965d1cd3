//! Streets of a synthetic municipality: a grid with gaps, bends and stairs, as tables of ends and streets.

use std::fmt::Write as _;

use super::ground::{Ground, Point};
use super::stream::Stream;
use super::tables::Named;

/// Distance between parallel streets, metres: about two of the ward's blocks.
const SPACING_M: f64 = 125.0;
/// How far a corner lies from its place in the grid, metres.
const SHIFT_M: f64 = 25.0;
/// Share of streets of the grid that are not there.
const GAP_SHARE: f64 = 0.12;
/// Share of streets with a bend, and how far it bends, metres.
const BEND: (f64, f64) = (0.3, 20.0);
/// Shares of stairs, paths and motor roads among streets; the last are closed to walking.
const STAIRS_SHARE: f64 = 0.02;
const PATH_SHARE: f64 = 0.15;
const MOTOR_SHARE: f64 = 0.01;

/// `network-nodes.csv` and `network-edges.csv`.
pub(super) fn files(seed: u64, ground: &Ground) -> [Named; 2] {
    let mut ends: Vec<Point> = Vec::new();
    let mut streets: Vec<(usize, usize, &str)> = Vec::new();
    let (columns, rows, corner) = extent(ground);
    let mut stream = Stream::new(seed, "streets", 0);
    let mut placed = vec![None; columns * rows];
    for row in 0..rows {
        for column in 0..columns {
            let mut shift = || stream.between(-SHIFT_M, SHIFT_M);
            let point = Point {
                east: corner.east + count(column) * SPACING_M + shift(),
                north: corner.north + count(row) * SPACING_M + shift(),
            };
            if ground.contains(point) {
                placed[row * columns + column] = Some(ends.len());
                ends.push(point);
            }
        }
    }
    for row in 0..rows {
        for column in 0..columns {
            let at = row * columns + column;
            let east = (column + 1 < columns).then(|| at + 1);
            let north = (row + 1 < rows).then(|| at + columns);
            for next in [east, north].into_iter().flatten() {
                // Drawn for every place of the grid, so that the outline moves no street.
                let (is_gap, kind, bend) = (stream.chance(GAP_SHARE), kind(&mut stream), bend(&mut stream));
                let (Some(from), Some(to)) = (placed[at], placed[next]) else { continue };
                if is_gap {
                    continue;
                }
                let (a, b) = (ends[from], ends[to]);
                match bend {
                    Some((east, north)) => {
                        let middle =
                            Point { east: f64::midpoint(a.east, b.east) + east, north: f64::midpoint(a.north, b.north) + north };
                        ends.push(middle);
                        streets.extend([(from, ends.len() - 1, kind), (ends.len() - 1, to, kind)]);
                    }
                    None => streets.push((from, to, kind)),
                }
            }
        }
    }
    [("network-nodes.csv", nodes_csv(&ends)), ("network-edges.csv", edges_csv(&streets))]
}

/// Columns and rows of the grid that covers the outline, and its south-western corner.
fn extent(ground: &Ground) -> (usize, usize, Point) {
    let bounds = |of: fn(&Point) -> f64| {
        ground
            .outline
            .iter()
            .map(of)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
    };
    let ((west, east), (south, north)) = (bounds(|point| point.east), bounds(|point| point.north));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an outline is a few hundred kilometres across at most"
    )]
    let lines = |metres: f64| (metres / SPACING_M) as usize + 1;
    (lines(east - west), lines(north - south), Point { east: west, north: south })
}

fn kind(stream: &mut Stream) -> &'static str {
    let draw = stream.unit();
    if draw < MOTOR_SHARE {
        "motorway"
    } else if draw < MOTOR_SHARE + STAIRS_SHARE {
        "steps"
    } else if draw < MOTOR_SHARE + STAIRS_SHARE + PATH_SHARE {
        "footway"
    } else {
        "residential"
    }
}

fn bend(stream: &mut Stream) -> Option<(f64, f64)> {
    let (share, metres) = BEND;
    let (is_bent, east, north) = (stream.chance(share), stream.between(-metres, metres), stream.between(-metres, metres));
    is_bent.then_some((east, north))
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

fn nodes_csv(ends: &[Point]) -> Vec<u8> {
    let mut text = String::from("id,lon,lat,source\n");
    for (number, end) in ends.iter().enumerate() {
        let at = end.lon_lat();
        // Writing into a string cannot fail.
        let _ = writeln!(text, "n{},{},{},synthetic", number + 1, at.lon, at.lat);
    }
    text.into_bytes()
}

fn edges_csv(streets: &[(usize, usize, &str)]) -> Vec<u8> {
    let mut text = String::from("from,to,highway,source\n");
    for (from, to, kind) in streets {
        let _ = writeln!(text, "n{},n{},{kind},synthetic", from + 1, to + 1);
    }
    text.into_bytes()
}
