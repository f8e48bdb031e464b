//! A small seeded source of chance: SplitMix64.
//!
//! Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014): a counter advanced by the
//! odd constant nearest to 2^64 over the golden ratio, and each value mixed by two rounds of shift and multiply. It
//! serves to spread made-up data evenly and to give the same data for the same seed on every machine; it protects
//! nothing.

/// Chance, from a seed and a stream: the same two numbers give the same values for ever.
pub(crate) struct Chance(u64);

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Chance {
    /// The stream `stream` of the seed.
    pub(crate) fn new(seed: u64, stream: u64) -> Chance {
        Chance(mix(seed.wrapping_add(GOLDEN)) ^ mix(stream.wrapping_mul(GOLDEN).wrapping_add(1)))
    }

    /// The next 64 bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// A whole number from 0 to `n - 1`; 0 when `n` is 0. Multiply and shift: the bias is below `n / 2^64`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }

    /// A whole number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i32, high: i32) -> i32 {
        low + self.below((high - low + 1).max(1) as usize) as i32
    }

    /// True in `percent` of a hundred cases.
    pub(crate) fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of a list that is not empty.
    pub(crate) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    /// An index below `n` with the small ones more frequent, as with surnames: the lesser of two even draws.
    pub(crate) fn skewed(&mut self, n: usize) -> usize {
        self.below(n).min(self.below(n))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mixer_gives_the_published_first_values_of_seed_zero() {
        // The reference implementation seeded with 0 gives these first three values.
        let mut chance = Chance(0);
        assert_eq!(
            [chance.bits(), chance.bits(), chance.bits()],
            [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F]
        );
    }

    #[test]
    fn draws_stay_in_bounds_and_reach_both_ends() {
        let mut chance = Chance::new(7, 1);
        let draws: Vec<i32> = (0..2_000).map(|_| chance.between(-3, 3)).collect();
        assert_eq!((draws.iter().min(), draws.iter().max()), (Some(&-3), Some(&3)));
        let share = (0..10_000).filter(|_| chance.percent(20)).count();
        assert!((1_850..2_150).contains(&share), "20 in a hundred, within 3.7 standard deviations: {share}");
    }
}
