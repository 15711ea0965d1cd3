//! Seeded draws that are the same on every platform: integers, additions and multiplications only.
//!
//! No logarithm, exponential or sine is taken anywhere in this module, because their last bits differ between mathematics
//! libraries; IEEE addition, multiplication, division and square root do not.

use crate::random::SplitMix;

/// An endless stream of draws, fixed by the seed, a label and an index.
///
/// Every thing drawn has a stream of its own, so that one more draw for a library moves no school.
///
/// Labels are hashed with 64-bit FNV-1a.
#[derive(Clone, Debug)]
pub(super) struct Stream {
    draws: SplitMix,
}

impl Stream {
    /// The stream for `label` and `index` under `seed`.
    pub(super) fn new(seed: u64, label: &str, index: usize) -> Self {
        let hash = label
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        let mut draws = SplitMix(seed);
        // Passing seed, label and index through the mixer one after the other keeps neighbouring seeds apart.
        draws.0 = draws.next() ^ hash;
        draws.0 = draws.next() ^ index as u64;
        draws.next();
        Self { draws }
    }

    /// Uniform in `[0, 1)`, in steps of 2⁻⁵³.
    pub(super) fn unit(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit the mantissa exactly")]
        let bits = (self.draws.next() >> 11) as f64;
        bits / 9_007_199_254_740_992.0
    }

    /// Uniform in `[low, high)`.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Uniform over the integers `0..count`; 0 where `count` is 0.
    pub(super) fn below(&mut self, count: usize) -> usize {
        self.draws.below(count)
    }

    /// Uniform over the years `first..=last`.
    pub(super) fn year(&mut self, first: i32, last: i32) -> i32 {
        let span = usize::try_from(last - first + 1).expect("years are given in order");
        first + i32::try_from(self.below(span)).expect("spans of years are short")
    }

    /// True with probability `share`.
    pub(super) fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// The first position whose running total of weights exceeds a uniform share of all of them.
    pub(super) fn pick(&mut self, running_totals: &[f64]) -> usize {
        let all = running_totals.last().copied().unwrap_or(0.0);
        let drawn = self.unit() * all;
        running_totals.partition_point(|&total| total <= drawn).min(running_totals.len().saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_differ_by_seed_label_and_index() {
        let draw = |seed, label, index| Stream::new(seed, label, index).draws.next();
        let draws = [draw(1, "a", 0), draw(2, "a", 0), draw(1, "b", 0), draw(1, "a", 1)];
        for (n, one) in draws.iter().enumerate() {
            assert!(draws[..n].iter().all(|other| other != one));
        }
    }

    #[test]
    fn draws_stay_in_their_ranges() {
        let mut stream = Stream::new(7, "ranges", 0);
        for _ in 0..10_000 {
            assert!((0.0..1.0).contains(&stream.unit()));
            assert!(stream.below(3) < 3);
            assert!((1955..=1974).contains(&stream.year(1955, 1974)));
            assert!(stream.pick(&[1.0, 1.0, 3.0]) != 1);
        }
    }
}
