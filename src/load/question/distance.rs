//! Where walks come from: limits, and detour factors by straight-line distance.

use crate::error::{AdviceCode, Text};
use crate::load::ranges::Ranges;
use crate::scenario::DistanceSettings;

/// Longest walk that may be looked for, metres: a day on foot.
const LONGEST_WALK_M: f64 = 100_000.0;
/// Farthest a place may lie from its street, metres.
const LONGEST_WAY_TO_A_STREET_M: f64 = 10_000.0;

/// Limits are in range, bands are sorted and only the last one is open; a step down in the walk at the edge of a band gives advice.
pub(super) fn check(distance: &DistanceSettings, ranges: &mut Ranges<'_>) {
    if let Some(limit) = distance.limit_m {
        ranges.above("distance.limit_m", limit, 0.0, LONGEST_WALK_M);
    }
    ranges.above("distance.join_m", distance.join_m, 0.0, LONGEST_WAY_TO_A_STREET_M);
    let key = "distance.detour";
    for (index, band) in distance.detour.iter().enumerate() {
        ranges.within(&format!("{key}[{}].factor", index + 1), band.factor, 1.0, 10.0);
        if let Some(limit) = band.up_to_m {
            ranges.above(&format!("{key}[{}].up_to_m", index + 1), limit, 0.0, 1e6);
        }
    }
    let is_open_at_the_end_only = distance
        .detour
        .split_last()
        .is_some_and(|(last, others)| last.up_to_m.is_none() && others.iter().all(|band| band.up_to_m.is_some()));
    if !is_open_at_the_end_only {
        ranges.contradiction(
            key,
            format!("{} bands", distance.detour.len()),
            Text::new("最後の帯だけが up_to_m を持ちません", "the last band, and only it, has no up_to_m"),
            Text::new("最後に { factor = 1.3 } のような帯を 1 つ置いてください", "end with one band such as { factor = 1.3 }"),
        );
        return;
    }
    for pair in distance.detour.windows(2) {
        let Some(limit) = pair[0].up_to_m else { continue };
        if pair[1].up_to_m.is_some_and(|next| next <= limit) {
            ranges.contradiction(
                key,
                format!("{limit}, {}", pair[1].up_to_m.unwrap_or_default()),
                Text::new("up_to_m が近い順になっていません", "the bands are not sorted by up_to_m"),
                Text::new("近い帯から順に並べてください", "put the nearest band first"),
            );
        } else if pair[1].factor < pair[0].factor {
            // Measured factors do fall with distance, so this is told and not refused.
            ranges.findings.advise(
                (ranges.place)(key),
                AdviceCode::Unusual,
                format!("{limit} m: {} → {}", limit * pair[0].factor, limit * pair[1].factor),
                Text::new(
                    "帯の境で、遠い場所の徒歩距離が近い場所より短くなります。帯を細かくすると段差が小さくなります",
                    "at the edge of the band a farther place has the shorter walk; narrower bands make the step smaller",
                ),
            );
        }
    }
}
