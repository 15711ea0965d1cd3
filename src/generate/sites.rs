//! What all sites share: a free spot in a cell, and the land under it (use zone, limits, price).

use std::collections::BTreeMap;

use super::ground::{Ground, Point};
use super::stream::Stream;
use super::targets::{CELL_M, real};
use crate::project::Zone;

/// Spots already taken, by mesh column and row.
#[derive(Clone, Debug, Default)]
pub(super) struct Sites {
    taken: BTreeMap<(i32, i32), Vec<Point>>,
}

/// Land of one site.
#[derive(Clone, Debug)]
pub(super) struct Land {
    pub(super) zone: Zone,
    pub(super) far_pct: u32,
    pub(super) bcr_pct: u32,
    pub(super) height_limit_m: Option<u32>,
    /// Land price, yen/m².
    pub(super) price_yen_m2: u64,
}

/// What decides the land of a site.
#[derive(Clone, Copy, Debug)]
pub(super) struct LandWish {
    pub(super) centrality: f64,
    pub(super) need: ZoneNeed,
}

/// Where a site may lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ZoneNeed {
    /// Anywhere.
    Any,
    /// Not in a low-rise zone, such as sports halls.
    NotLowRise,
    /// In a quasi-industrial zone, such as depots.
    Industrial,
}

/// Least distance between any two facility sites, metres.
const SPOT_SPACING_M: f64 = 45.0;
/// Half the square of a cell in which spots are drawn, metres.
const SPOT_REACH_M: f64 = 115.0;
const SPOT_TRIES: usize = 30;

/// Land prices as (share of sites, yen/m²), linear between.
///
/// # Source
/// 61 published price points in Setagaya: lowest 303, deciles and quartiles 468, 623, 678, 778, 875, highest 2,620 千円/m²; the
/// bend at 0.97 leaves a few sites above 1,500.
const PRICE_QUANTILES: [(f64, f64); 8] = [
    (0.0, 303_000.0),
    (0.1, 468_000.0),
    (0.25, 623_000.0),
    (0.5, 678_000.0),
    (0.75, 778_000.0),
    (0.9, 875_000.0),
    (0.97, 1_500_000.0),
    (1.0, 2_620_000.0),
];

impl Sites {
    /// A point inside the outline and inside `cell`, or `None` after enough tries at an edge cell.
    pub(super) fn inside(stream: &mut Stream, ground: &Ground, cell: usize) -> Option<Point> {
        let center = ground.cells[cell].center;
        let at = Point {
            east: center.east + stream.between(-SPOT_REACH_M, SPOT_REACH_M),
            north: center.north + stream.between(-SPOT_REACH_M, SPOT_REACH_M),
        };
        ground.contains(at).then_some(at)
    }

    /// Takes a free spot in `cell`: at least [`SPOT_SPACING_M`] from every other where there is room, else the last one drawn.
    pub(super) fn take(&mut self, stream: &mut Stream, ground: &Ground, cell: usize) -> Point {
        let mut spot = ground.cells[cell].center;
        for _ in 0..SPOT_TRIES {
            if let Some(at) = Self::inside(stream, ground, cell) {
                spot = at;
                if self.is_free(ground, at) {
                    break;
                }
            }
        }
        self.occupy(ground, spot);
        spot
    }

    /// Marks `at` as taken.
    pub(super) fn occupy(&mut self, ground: &Ground, at: Point) {
        self.taken.entry(mesh_of(ground, at)).or_default().push(at);
    }

    fn is_free(&self, ground: &Ground, at: Point) -> bool {
        let (column, row) = mesh_of(ground, at);
        let around = (-1..=1).flat_map(|east| (-1..=1).map(move |north| (column + east, row + north)));
        around.filter_map(|key| self.taken.get(&key)).flatten().all(|other| other.distance(at) >= SPOT_SPACING_M)
    }
}

/// Column and row of the mesh in which `at` lies, counted from the first cell.
fn mesh_of(ground: &Ground, at: Point) -> (i32, i32) {
    let first = ground.cells[0].center;
    #[expect(clippy::cast_possible_truncation, reason = "grounds are smaller than two million cells across")]
    let steps = |meters: f64| (meters / CELL_M).round() as i32;
    (steps(at.east - first.east), steps(at.north - first.north))
}

/// Gives every site its land: the more central, the denser the zone and the dearer the land, with some noise.
pub(super) fn give_land(seed: u64, wishes: &[LandWish]) -> Vec<Land> {
    let mut order: Vec<(f64, usize)> = wishes
        .iter()
        .enumerate()
        .map(|(n, wish)| {
            let noise = Stream::new(seed, "land", n).between(0.55, 1.45);
            (wish.centrality * noise, n)
        })
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut rank = vec![0; wishes.len()];
    for (position, &(_, n)) in order.iter().enumerate() {
        rank[n] = position;
    }
    wishes
        .iter()
        .enumerate()
        .map(|(n, wish)| {
            let share = (real(rank[n]) + 0.5) / real(wishes.len());
            land(&mut Stream::new(seed, "zone", n), share, wish.need)
        })
        .collect()
}

/// Prices the sites that have a price, which rented premises have not, so that they follow the published quantiles by themselves.
///
/// The order of their prices stays; equal prices keep their order.
pub(super) fn price_again<'l>(owned: impl Iterator<Item = &'l mut Land>) {
    let mut owned: Vec<&mut Land> = owned.collect();
    owned.sort_by_key(|land| land.price_yen_m2);
    let count = real(owned.len());
    for (position, land) in owned.into_iter().enumerate() {
        land.price_yen_m2 = price_at((real(position) + 0.5) / count);
    }
}

fn land(stream: &mut Stream, share: f64, need: ZoneNeed) -> Land {
    let zone = match need {
        ZoneNeed::Industrial => Zone::QuasiIndustrial,
        ZoneNeed::NotLowRise => zone_at(share.max(0.56)),
        ZoneNeed::Any => zone_at(share),
    };
    // The ward's examples: 50/150 with 10 m in a low-rise zone, 60/200 with a 45 m height district; the rest is usual practice.
    let (bcr_pct, far_pct, height_limit_m) = match zone {
        Zone::LowRise1 => (50, if stream.chance(0.4) { 100 } else { 150 }, Some(10)),
        Zone::LowRise2 => (60, 150, Some(10)),
        Zone::MidHigh1 | Zone::MidHigh2 => (60, 200, Some(if stream.chance(0.3) { 30 } else { 45 })),
        Zone::Residential1 => (60, if stream.chance(0.5) { 200 } else { 300 }, Some(45)),
        Zone::QuasiIndustrial => (60, 200, Some(45)),
        Zone::NeighborhoodCommercial => (80, 300, None),
        _ => (80, if stream.chance(0.5) { 400 } else { 500 }, None),
    };
    Land { zone, far_pct, bcr_pct, height_limit_m, price_yen_m2: price_at(share) }
}

/// The zone at a share of sites in the order of centrality; more than half are low-rise, as in the ward.
fn zone_at(share: f64) -> Zone {
    match share {
        share if share < 0.51 => Zone::LowRise1,
        share if share < 0.55 => Zone::LowRise2,
        share if share < 0.78 => Zone::MidHigh1,
        share if share < 0.82 => Zone::MidHigh2,
        share if share < 0.91 => Zone::Residential1,
        share if share < 0.93 => Zone::QuasiIndustrial,
        share if share < 0.98 => Zone::NeighborhoodCommercial,
        _ => Zone::Commercial,
    }
}

/// Whether the 600 m² caps of low-rise zones and the 10 m limit apply.
pub(super) fn is_low_rise(zone: Zone) -> bool {
    matches!(zone, Zone::LowRise1 | Zone::LowRise2)
}

/// The price at a share of sites, whole thousands of yen per m².
fn price_at(share: f64) -> u64 {
    let upper = PRICE_QUANTILES.partition_point(|&(at, _)| at < share).clamp(1, PRICE_QUANTILES.len() - 1);
    let ((low, from), (high, to)) = (PRICE_QUANTILES[upper - 1], PRICE_QUANTILES[upper]);
    let price = from + (share - low) / (high - low) * (to - from);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between the lowest and highest price")]
    let thousands = (price / 1_000.0).round() as u64;
    thousands * 1_000
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::targets;

    #[test]
    fn prices_follow_the_published_quantiles() {
        for (share, price) in PRICE_QUANTILES {
            assert_eq!(targets::real(usize::try_from(price_at(share)).unwrap()).total_cmp(&price), std::cmp::Ordering::Equal);
        }
        assert_eq!(price_at(0.5), 678_000);
    }
}
