//! Pairs of filters that are alike: the coefficient of Dice over all pairs, or over those that share some bits.
//!
//! Dice is `2 c / (a + b)`, with `a`, `b` the bits set in each and `c` those set in both. Filters are sorted by the bits
//! they set, so that those too different in number are never met; the others are compared sixteen at a time and 512 bits
//! at a time, and a pair is given up as soon as the bits left cannot bring it to the threshold. Everything is exact: the
//! slow way, all pairs in plain code, gives the same pairs.
//!
//! Left out: choosing one partner for each record; anybody who acts on a pair does so with a person's decision.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

use pulp::{Simd, WithSimd};

use super::encode::Clk;

/// Words of 32 bits that are counted before a pair is given up or not.
const WORDS: usize = 16;

/// Filters that are compared at a time.
const LANES: usize = 16;

/// Groups of [`LANES`] filters in one tile: 16 of 1,024 bytes are 16 KiB, half of a processor's nearest memory.
const TILE_GROUPS: usize = 16;

/// Most pairs that are given.
pub const PAIRS_MAX: usize = 50_000_000;

/// Most bits of a filter.
pub const BITS_MAX: usize = 1 << 15;

/// 32 bits of each of sixteen filters, for each of sixteen words.
type Group = [[u32; LANES]; WORDS];

/// A pair of filters that are alike.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct AlikePair {
    /// Position in the first list.
    pub left: u32,
    /// Position in the second list.
    pub right: u32,
    /// Coefficient of Dice.
    pub dice: f64,
}

/// Why filters cannot be compared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CompareError(pub String);

impl fmt::Display for CompareError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CompareError {}

/// Compares only filters that agree in some bits chosen by chance: quicker, and not every pair is found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Thinning {
    /// How many choices of bits; agreeing in one of them is enough. At most 64.
    pub tables: u32,
    /// How many bits each choice has. At most 64.
    pub bits: u32,
    /// Where the chance starts: the same number gives the same pairs.
    pub seed: u64,
}

impl Thinning {
    /// Share of pairs of a given Dice that are found, for filters of `filter_bits` that set `set_bits` each.
    pub fn share_found(&self, dice: f64, set_bits: f64, filter_bits: usize) -> f64 {
        let one = 1.0 - (1.0 - dice) * 2.0 * set_bits / filter_bits as f64;
        1.0 - (1.0 - one.powi(self.bits as i32)).powi(self.tables as i32)
    }
}

/// Filters made ready to be compared.
pub struct Filters {
    bits: usize,
    /// Blocks of [`WORDS`] words in a filter, the last filled up with zeros.
    blocks: usize,
    /// Positions in the list as given, by number of bits set.
    order: Vec<u32>,
    /// Bits set, in that order.
    counts: Vec<u32>,
    /// Bits set behind the first block, in that order and filled up to whole groups.
    rest: Vec<u32>,
    /// Words, in that order.
    rows: Vec<[u32; WORDS]>,
    /// The same blocks, sixteen filters in turn: all blocks of the first sixteen, then of the next.
    groups: Vec<Group>,
}

impl Filters {
    /// Makes a list of filters ready.
    ///
    /// # Errors
    /// Where filters are of different lengths, or too long.
    pub fn new(list: &[Clk]) -> Result<Filters, CompareError> {
        let bytes = list.first().map_or(0, |clk| clk.0.len());
        if let Some(at) = list.iter().position(|clk| clk.0.len() != bytes) {
            let found = 8 * list[at].0.len();
            return Err(CompareError(format!(
                "encoding {} has {found} bits, and the first has {}",
                at + 1,
                8 * bytes
            )));
        }
        if 8 * bytes > BITS_MAX || list.len() >= u32::MAX as usize {
            return Err(CompareError(format!("encodings of more than {BITS_MAX} bits are not compared")));
        }
        let blocks = bytes.div_ceil(4 * WORDS).max(1);
        let mut order: Vec<u32> = (0..list.len() as u32).collect();
        let given: Vec<u32> = list.iter().map(Clk::count).collect();
        order.sort_by_key(|&at| (given[at as usize], at));
        let mut out = Filters {
            bits: 8 * bytes,
            blocks,
            counts: order.iter().map(|&at| given[at as usize]).collect(),
            rest: Vec::new(),
            rows: Vec::with_capacity(list.len() * blocks),
            groups: vec![[[0; LANES]; WORDS]; list.len().div_ceil(LANES) * blocks],
            order,
        };
        for &at in &out.order {
            let from = out.rows.len();
            out.rows.resize(from + blocks, [0; WORDS]);
            for (i, word) in list[at as usize].0.chunks(4).enumerate() {
                let mut four = [0; 4];
                four[..word.len()].copy_from_slice(word);
                out.rows[from + i / WORDS][i % WORDS] = u32::from_le_bytes(four);
            }
        }
        for at in 0..out.order.len() {
            out.rest.push(out.counts[at] - count(&out.rows[at * blocks]));
            for block in 0..blocks {
                for (word, value) in out.rows[at * blocks + block].into_iter().enumerate() {
                    out.groups[at / LANES * blocks + block][word][at % LANES] = value;
                }
            }
        }
        out.rest.resize(out.groups.len() / blocks * LANES, 0);
        Ok(out)
    }

    /// How many filters.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Bits of each filter.
    pub fn bits(&self) -> usize {
        self.bits
    }

    /// Bits that a filter sets, on average.
    pub fn mean_set(&self) -> f64 {
        self.counts.iter().map(|&c| f64::from(c)).sum::<f64>() / self.len().max(1) as f64
    }

    /// How many filters set no bit: they are like no other.
    pub fn blank(&self) -> usize {
        self.counts.partition_point(|&c| c == 0)
    }

    /// All pairs at or above a threshold, the most alike first; the same for any number of threads.
    ///
    /// # Errors
    /// Where the filters cannot be compared, or there are more than [`PAIRS_MAX`] pairs.
    pub fn search(
        &self,
        other: &Filters,
        threshold: f64,
        threads: usize,
    ) -> Result<Vec<AlikePair>, CompareError> {
        self.can_compare(other, threshold)?;
        let search = Search { left: self, right: other, threshold, needs: needs(self.bits, threshold) };
        let groups = other.groups.len() / other.blocks;
        let tiles = groups.div_ceil(TILE_GROUPS);
        gather(tiles, threads, |tile, found| {
            let from = tile * TILE_GROUPS;
            let part = from..(from + TILE_GROUPS).min(groups);
            pulp::Arch::new().dispatch(Tile { search: &search, part, found });
        })
    }

    /// The pairs at or above a threshold among those that the thinning brings together.
    ///
    /// # Errors
    /// As [`Filters::search`].
    pub fn search_thinned(
        &self,
        other: &Filters,
        threshold: f64,
        thinning: Thinning,
        threads: usize,
    ) -> Result<Vec<AlikePair>, CompareError> {
        self.can_compare(other, threshold)?;
        if !(1..=64).contains(&thinning.tables) || !(1..=64).contains(&thinning.bits) {
            return Err(CompareError("1 to 64 choices of 1 to 64 bits each".to_string()));
        }
        let tables: Vec<Vec<u32>> = choices(self.bits, thinning);
        let keys = |filters: &Filters| -> Vec<Vec<u64>> {
            tables.iter().map(|t| (0..filters.len()).map(|at| filters.key(at, t)).collect()).collect()
        };
        let (ours, theirs) = (keys(self), keys(other));
        gather(tables.len(), threads, |table, found| {
            let mut sorted: Vec<(u64, usize)> =
                theirs[table].iter().enumerate().map(|(at, &key)| (key, at)).collect();
            sorted.sort_unstable();
            for (a, &key) in ours[table].iter().enumerate() {
                let from = sorted.partition_point(|&(k, _)| k < key);
                for &(_, b) in sorted[from..].iter().take_while(|&&(k, _)| k == key) {
                    if (0..table).any(|earlier| ours[earlier][a] == theirs[earlier][b]) {
                        continue;
                    }
                    self.keep(other, a, b, threshold, found);
                }
            }
        })
    }

    fn can_compare(&self, other: &Filters, threshold: f64) -> Result<(), CompareError> {
        if !(threshold > 0.0 && threshold <= 1.0) {
            return Err(CompareError("the threshold is above 0 and at most 1".to_string()));
        }
        if self.bits != other.bits && !self.is_empty() && !other.is_empty() {
            return Err(CompareError(format!(
                "the first list has encodings of {} bits and the second of {}",
                self.bits, other.bits
            )));
        }
        Ok(())
    }

    fn row(&self, at: usize) -> &[[u32; WORDS]] {
        &self.rows[at * self.blocks..(at + 1) * self.blocks]
    }

    /// Keeps a pair that is alike.
    fn keep(&self, other: &Filters, a: usize, b: usize, threshold: f64, found: &mut Vec<AlikePair>) {
        let common: u32 = self.row(a).iter().zip(other.row(b)).map(|(x, y)| count(&both(x, y))).sum();
        let dice = dice(common, self.counts[a] + other.counts[b]);
        if dice >= threshold {
            found.push(AlikePair { left: self.order[a], right: other.order[b], dice });
        }
    }

    /// Chosen bits of a filter in one number.
    fn key(&self, at: usize, bits: &[u32]) -> u64 {
        let row = self.row(at);
        bits.iter().fold(0, |key, &bit| {
            let word = bit as usize / 32;
            key << 1 | u64::from(row[word / WORDS][word % WORDS] >> (bit % 32) & 1)
        })
    }
}

fn both(x: &[u32; WORDS], y: &[u32; WORDS]) -> [u32; WORDS] {
    std::array::from_fn(|i| x[i] & y[i])
}

fn count(words: &[u32; WORDS]) -> u32 {
    words.iter().map(|w| w.count_ones()).sum()
}

/// Dice from the bits in common and the sum of the bits of both; two empty filters are not alike.
fn dice(common: u32, sum: u32) -> f64 {
    if sum == 0 { 0.0 } else { f64::from(2 * common) / f64::from(sum) }
}

/// For each sum of set bits, the least number in common that reaches the threshold.
fn needs(bits: usize, threshold: f64) -> Vec<u32> {
    let need = |sum: u32| {
        let near = (threshold * f64::from(sum) / 2.0).floor() as u32;
        (near.saturating_sub(1)..).find(|&c| dice(c, sum) >= threshold || c > sum).unwrap_or(u32::MAX)
    };
    (0..=2 * bits as u32).map(need).collect()
}

/// Bits that each choice looks at, by SplitMix64 (Steele, Lea and Flood, 2014).
fn choices(bits: usize, thinning: Thinning) -> Vec<Vec<u32>> {
    let mut state = thinning.seed;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    };
    let tables = 0..thinning.tables;
    tables.map(|_| (0..thinning.bits).map(|_| (next() % bits.max(1) as u64) as u32).collect()).collect()
}

/// Lets several threads find pairs part by part, and sorts what they found.
fn gather(
    parts: usize,
    threads: usize,
    find: impl Fn(usize, &mut Vec<AlikePair>) + Sync,
) -> Result<Vec<AlikePair>, CompareError> {
    let (next, total) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        let mut found = Vec::new();
        loop {
            let part = next.fetch_add(1, Ordering::Relaxed);
            if part >= parts || total.load(Ordering::Relaxed) > PAIRS_MAX {
                return found;
            }
            let before = found.len();
            find(part, &mut found);
            total.fetch_add(found.len() - before, Ordering::Relaxed);
        }
    };
    let mut pairs: Vec<AlikePair> = if threads < 2 {
        work()
    } else {
        std::thread::scope(|scope| {
            let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            running.into_iter().flat_map(|t| t.join().expect("a thread of the search ends")).collect()
        })
    };
    if pairs.len() > PAIRS_MAX {
        return Err(CompareError(format!(
            "more than {PAIRS_MAX} pairs reach the threshold; a higher one is needed"
        )));
    }
    pairs.sort_unstable_by(|p, q| {
        q.dice.total_cmp(&p.dice).then(p.left.cmp(&q.left)).then(p.right.cmp(&q.right))
    });
    Ok(pairs)
}

/// A search over all pairs.
struct Search<'a> {
    left: &'a Filters,
    right: &'a Filters,
    threshold: f64,
    needs: Vec<u32>,
}

/// Some groups of the second list on their way to the wide registers; a type of its own because a closure would not be
/// compiled for them.
struct Tile<'t, 'a> {
    search: &'t Search<'a>,
    part: std::ops::Range<usize>,
    found: &'t mut Vec<AlikePair>,
}

impl WithSimd for Tile<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        self.search.tile(simd, self.part, self.found);
    }
}

impl Search<'_> {
    /// Compares some groups of the second list with all of the first that set a number of bits near theirs.
    #[inline(always)]
    fn tile<S: Simd>(&self, simd: S, groups: std::ops::Range<usize>, found: &mut Vec<AlikePair>) {
        let (left, right) = (self.left, self.right);
        let counts =
            |group: usize| &right.counts[group * LANES..((group + 1) * LANES).min(right.counts.len())];
        let fewest = counts(groups.start)[0];
        let most = counts(groups.end - 1).last().copied().unwrap_or(0);
        let lacking = |&c: &u32| c < fewest && dice(c, c + fewest) < self.threshold;
        let bearable = |&c: &u32| c <= most || dice(most, c + most) >= self.threshold;
        let from = left.counts.partition_point(lacking);
        let to = left.counts.partition_point(bearable).max(from);
        for a in from..to {
            let (row, count_a) = (left.row(a), left.counts[a]);
            let rest_a = count_a - count(&row[0]);
            for group in groups.clone() {
                let need = self.needs[(count_a + counts(group)[0]) as usize];
                let blocks = &right.groups[group * right.blocks..(group + 1) * right.blocks];
                let mut common = in_common(simd, &row[0], &blocks[0]);
                let rest: &[u32; LANES] =
                    right.rest[group * LANES..(group + 1) * LANES].try_into().expect("whole groups");
                let mut reach = 0u32;
                for lane in 0..LANES {
                    reach |= u32::from(common[lane] + rest_a.min(rest[lane]) >= need) << lane;
                }
                if reach != 0 && blocks.len() > 1 {
                    for (words, block) in row.iter().zip(blocks).skip(1) {
                        let more = in_common(simd, words, block);
                        (0..LANES).for_each(|lane| common[lane] += more[lane]);
                    }
                    reach = 0;
                    for (lane, common) in common.iter().enumerate() {
                        reach |= u32::from(*common >= need) << lane;
                    }
                }
                while reach != 0 {
                    let b = group * LANES + reach.trailing_zeros() as usize;
                    reach &= reach - 1;
                    if b < right.counts.len() {
                        left.keep(right, a, b, self.threshold, found);
                    }
                }
            }
        }
    }
}

/// Bits in common of one filter with each of sixteen, over one block.
///
/// The words are added up bit by bit with carries before anything is counted (Harley and Seal; H. S. Warren, Hacker's Delight, 5-1), so that
/// five numbers are counted and not sixteen. Here and below nothing is written as a closure: those would be compiled without the wide
/// registers.
#[inline(always)]
fn in_common<S: Simd>(simd: S, row: &[u32; WORDS], group: &Group) -> [u32; LANES] {
    let mut out = [0; LANES];
    let adder = Adder(simd);
    for (part, out) in S::as_mut_simd_u32s(&mut out).0.iter_mut().enumerate() {
        let (low, twos_low, fours_low, eights_low) =
            adder.add_eight(words_in_common(simd, row, group, 0, part));
        let (high, twos_high, fours_high, eights_high) =
            adder.add_eight(words_in_common(simd, row, group, 8, part));
        let (ones, carried) = adder.add_two(low, high);
        let (twos, carried) = adder.add_three(twos_low, twos_high, carried);
        let (fours, carried) = adder.add_three(fours_low, fours_high, carried);
        let (eights, sixteens) = adder.add_three(eights_low, eights_high, carried);
        // A byte of the sum is at most 128: sixteen words of eight bits.
        let mut bytes = adder.set_in_bytes(sixteens);
        for bits in [eights, fours, twos, ones] {
            bytes = simd.add_u32s(simd.add_u32s(bytes, bytes), adder.set_in_bytes(bits));
        }
        *out = adder.sum_of_bytes(bytes);
    }
    out
}

/// Eight words of one filter with those of some others.
#[inline(always)]
fn words_in_common<S: Simd>(
    simd: S,
    row: &[u32; WORDS],
    group: &Group,
    from: usize,
    part: usize,
) -> [S::u32s; 8] {
    let mut out = [simd.splat_u32s(0); 8];
    for (at, out) in out.iter_mut().enumerate() {
        *out = simd.and_u32s(simd.splat_u32s(row[from + at]), S::as_simd_u32s(&group[from + at]).0[part]);
    }
    out
}

/// Adds bits place by place.
#[derive(Clone, Copy)]
struct Adder<S: Simd>(S);

impl<S: Simd> Adder<S> {
    /// The sum of three bits in each place, and what is carried.
    #[inline(always)]
    fn add_three(self, a: S::u32s, b: S::u32s, c: S::u32s) -> (S::u32s, S::u32s) {
        let Adder(simd) = self;
        let differ = simd.xor_u32s(a, b);
        let carried = simd.or_u32s(simd.and_u32s(a, b), simd.and_u32s(differ, c));
        (simd.xor_u32s(differ, c), carried)
    }

    /// The sum of two bits in each place, and what is carried.
    #[inline(always)]
    fn add_two(self, a: S::u32s, b: S::u32s) -> (S::u32s, S::u32s) {
        (self.0.xor_u32s(a, b), self.0.and_u32s(a, b))
    }

    /// The sum of eight bits in each place: its ones, twos, fours and eights.
    #[inline(always)]
    fn add_eight(self, words: [S::u32s; 8]) -> (S::u32s, S::u32s, S::u32s, S::u32s) {
        let [a, b, c, d, e, f, g, h] = words;
        let (ones, carried_1) = self.add_three(a, b, c);
        let (ones, carried_2) = self.add_three(ones, d, e);
        let (ones, carried_3) = self.add_three(ones, f, g);
        let (ones, carried_4) = self.add_two(ones, h);
        let (twos, carried_1) = self.add_three(carried_1, carried_2, carried_3);
        let (twos, carried_2) = self.add_two(twos, carried_4);
        let (fours, eights) = self.add_two(carried_1, carried_2);
        (ones, twos, fours, eights)
    }

    /// Moves bits down.
    #[inline(always)]
    fn moved(self, value: S::u32s, by: u32) -> S::u32s {
        self.0.wrapping_dyn_shr_u32s(value, self.0.splat_u32s(by))
    }

    /// Only some of the bits.
    #[inline(always)]
    fn only(self, value: S::u32s, bits: u32) -> S::u32s {
        self.0.and_u32s(value, self.0.splat_u32s(bits))
    }

    /// How many bits each byte sets (Warren, 5-1).
    #[inline(always)]
    fn set_in_bytes(self, bits: S::u32s) -> S::u32s {
        let Adder(simd) = self;
        let pairs = simd.sub_u32s(bits, self.only(self.moved(bits, 1), 0x5555_5555));
        let moved = self.only(self.moved(pairs, 2), 0x3333_3333);
        let fours = simd.add_u32s(self.only(pairs, 0x3333_3333), moved);
        self.only(simd.add_u32s(fours, self.moved(fours, 4)), 0x0f0f_0f0f)
    }

    /// The sum of the four bytes of each number.
    #[inline(always)]
    fn sum_of_bytes(self, bytes: S::u32s) -> S::u32s {
        let Adder(simd) = self;
        let moved = self.only(self.moved(bytes, 8), 0x00ff_00ff);
        let halves = simd.add_u32s(self.only(bytes, 0x00ff_00ff), moved);
        self.only(simd.add_u32s(halves, self.moved(halves, 16)), 0xffff)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::strategy::ValueTree;

    /// All pairs in plain code.
    fn slowly(left: &[Clk], right: &[Clk], threshold: f64) -> Vec<AlikePair> {
        let mut out = Vec::new();
        for (i, a) in left.iter().enumerate() {
            for (j, b) in right.iter().enumerate() {
                let common: u32 = a.0.iter().zip(&b.0).map(|(x, y)| (x & y).count_ones()).sum();
                let dice = dice(common, a.count() + b.count());
                if dice >= threshold {
                    out.push(AlikePair { left: i as u32, right: j as u32, dice });
                }
            }
        }
        out.sort_by(|p, q| q.dice.total_cmp(&p.dice).then(p.left.cmp(&q.left)).then(p.right.cmp(&q.right)));
        out
    }

    /// Lists of related filters: each is one of a few seeds with some bits changed.
    fn list(bytes: usize) -> impl Strategy<Value = Vec<Clk>> {
        let seeds = proptest::collection::vec(proptest::collection::vec(any::<u8>(), bytes), 1..4);
        let picks = proptest::collection::vec(
            (0usize..4, proptest::collection::vec(0usize..8 * bytes, 0..40)),
            0..60,
        );
        (seeds, picks).prop_map(|(seeds, picks)| {
            let make = |(seed, flips): (usize, Vec<usize>)| {
                let mut bytes =
                    if seed == 3 { vec![0; seeds[0].len()] } else { seeds[seed % seeds.len()].clone() };
                flips.into_iter().for_each(|bit| bytes[bit / 8] ^= 1 << (bit % 8));
                Clk(bytes)
            };
            picks.into_iter().map(make).collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_fast_search_gives_what_all_pairs_give(
            bytes in prop_oneof![Just(8usize), Just(64), Just(128), Just(150)],
            threshold in prop_oneof![Just(0.3), Just(0.5), Just(0.8), Just(0.9), Just(1.0)],
            seed in any::<u64>(),
        ) {
            let mut runner = proptest::test_runner::TestRunner::deterministic();
            for _ in 0..=seed % 3 {
                let left = list(bytes).new_tree(&mut runner).unwrap().current();
                let mut right = list(bytes).new_tree(&mut runner).unwrap().current();
                right.extend(left.iter().take(9).cloned());
                let expected = slowly(&left, &right, threshold);
                let (a, b) = (Filters::new(&left).unwrap(), Filters::new(&right).unwrap());
                prop_assert_eq!(a.search(&b, threshold, 1).unwrap(), expected.clone());
                prop_assert_eq!(a.search(&b, threshold, 2).unwrap(), expected.clone());
                let thinning = Thinning { tables: 20, bits: 4, seed };
                let thinned = a.search_thinned(&b, threshold, thinning, 2).unwrap();
                prop_assert!(thinned.iter().all(|p| expected.contains(p)));
                prop_assert!(expected.iter().filter(|p| p.dice == 1.0).all(|p| thinned.contains(p)));
            }
        }
    }

    #[test]
    fn what_cannot_be_compared_is_said() {
        let one = Filters::new(&[Clk(vec![1; 128])]).unwrap();
        let other = Filters::new(&[Clk(vec![1; 64])]).unwrap();
        assert!(one.search(&other, 0.8, 1).unwrap_err().0.contains("1024 bits and the second of 512"));
        assert!(one.search(&one, 0.0, 1).is_err());
        assert!(Filters::new(&[Clk(vec![1; 128]), Clk(vec![1; 64])]).is_err());
        let blank = Filters::new(&[Clk(vec![0; 128])]).unwrap();
        assert_eq!((blank.blank(), blank.search(&blank, 0.5, 1).unwrap().len()), (1, 0));
    }

    #[test]
    fn thinning_says_what_share_it_finds() {
        let thinning = Thinning { tables: 20, bits: 16, seed: 1 };
        assert!(thinning.share_found(1.0, 300.0, 1024) > 0.999_999);
        // Ten bits in a hundred differ: 0.9^16 = 0.185 for one choice, 0.983 for one of twenty.
        assert!((thinning.share_found(0.9, 512.0, 1024) - 0.983).abs() < 0.001);
    }
}
