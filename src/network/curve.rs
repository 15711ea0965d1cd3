//! The order in which junctions lie in memory: along a Hilbert curve, so that neighbors on the map are neighbors in memory.

use crate::geography::PlanePoint;

/// Cells of the curve along each side: 2^16, about a metre where a network is 60 km across.
const SIDE: u32 = 1 << 16;

/// Positions of `points` in the order of the curve through their bounding square; equal places in the order given.
pub(super) fn along_curve(points: &[PlanePoint]) -> Vec<u32> {
    let bounds = |of: fn(&PlanePoint) -> f64| {
        points.iter().map(of).fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
    };
    let ((west, east), (south, north)) = (bounds(|point| point.east), bounds(|point| point.north));
    let side = (east - west).max(north - south).max(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the quotient lies between 0 and 1")]
    let cell = |along: f64| ((along / side * f64::from(SIDE - 1)) as u32).min(SIDE - 1);
    let mut keyed: Vec<(u64, u32)> = points
        .iter()
        .zip(0..)
        .map(|(point, at)| (place_on_curve(cell(point.east - west), cell(point.north - south)), at))
        .collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, at)| at).collect()
}

/// Distance along the Hilbert curve of order 16 at the cell (x, y).
///
/// # Source
/// The usual bitwise construction: each quadrant is a turned copy of the curve of half the side.
fn place_on_curve(mut x: u32, mut y: u32) -> u64 {
    let mut place = 0;
    let mut half = SIDE / 2;
    while half > 0 {
        let (right, upper) = (u32::from(x & half > 0), u32::from(y & half > 0));
        place += u64::from(half) * u64::from(half) * u64::from((3 * right) ^ upper);
        if upper == 0 {
            if right == 1 {
                (x, y) = (SIDE - 1 - x, SIDE - 1 - y);
            }
            (x, y) = (y, x);
        }
        half /= 2;
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_step_along_the_curve_is_one_step_on_the_map() {
        // The 64 cells of the lowest corner of order 3 are visited first, each beside the one before.
        let mut cells: Vec<(u64, i64, i64)> = (0..8)
            .flat_map(|x| (0..8).map(move |y| (x, y)))
            .map(|(x, y)| (place_on_curve(x, y), i64::from(x), i64::from(y)))
            .collect();
        cells.sort_unstable();
        assert_eq!(cells.iter().map(|cell| cell.0).collect::<Vec<_>>(), (0..64).collect::<Vec<_>>());
        assert!(cells.windows(2).all(|pair| (pair[0].1 - pair[1].1).abs() + (pair[0].2 - pair[1].2).abs() == 1));
    }
}
