//! The textbook search on the streets as given, for tests to compare the fast one with.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::geography::Plane;
use crate::project::{Streets, WALK_M_PER_MINUTE};

/// Millimetres from one point of the streets to every other, unbounded; `None` where there is no way.
pub(super) fn from_point(streets: &Streets, plane: &Plane, start: u32) -> Vec<Option<u64>> {
    let at = |point: u32| plane.project(streets.points[point as usize]);
    let mut ways: Vec<Vec<(u32, u64)>> = vec![Vec::new(); streets.points.len()];
    for segment in &streets.segments {
        let metres = segment.length.unwrap_or_else(|| at(segment.from).straight_distance(at(segment.to))).0;
        let factor = WALK_M_PER_MINUTE / segment.way.pace_m_per_minute();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lengths of tests are small")]
        let mm = (metres * factor * 1_000.0 + 0.5).floor() as u64;
        ways[segment.from as usize].push((segment.to, mm));
        ways[segment.to as usize].push((segment.from, mm));
    }
    let mut distances = vec![None; streets.points.len()];
    let mut heap = BinaryHeap::from([Reverse((0_u64, start))]);
    while let Some(Reverse((mm, point))) = heap.pop() {
        if distances[point as usize].is_some() {
            continue;
        }
        distances[point as usize] = Some(mm);
        for &(to, further) in &ways[point as usize] {
            heap.push(Reverse((mm + further, to)));
        }
    }
    distances
}
