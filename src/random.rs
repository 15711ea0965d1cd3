//! Seeded draws that are the same on every platform: integers, additions and multiplications only.

/// An endless sequence of draws, fixed by its state.
///
/// # Source
/// `SplitMix64`: Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014; constants of the public-domain
/// version by Vigna, 2015.
#[derive(Clone, Debug)]
pub(crate) struct SplitMix(pub(crate) u64);

impl SplitMix {
    /// Uniform over all values.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform over the integers `0..count`; 0 where `count` is 0.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        let product = u128::from(self.next()) * (count as u128);
        usize::try_from(product >> 64).expect("the high word is below count")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mixer_agrees_with_the_published_sequence() {
        // First outputs of the reference implementation for state 1234567.
        let mut draws = SplitMix(1_234_567);
        assert_eq!(draws.next(), 6_457_827_717_110_365_317);
        assert_eq!(draws.next(), 3_203_168_211_198_807_973);
    }
}
