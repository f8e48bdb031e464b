//! Pairs weighed: blocks to scored pairs, with the frequencies of the values they agree on.
//!
//! Threads share the positions of a rule's blocks; their results are put together in order, so their number never shows. What this
//! leaves out: what other pairs say about a pair (`join.rs`).

use super::beside::{Beside, MEMBERS_MIN};
use super::compare::{Levels, level_of};
use super::features::Features;
use super::levels::{Sort, body};
use super::shares::Shares;
use super::train::{
    CLASSES, Compared, KIN_HERE, Model, ONE_HERE, ONE_MOVED, STRANGERS, STRANGERS_HERE, compared,
};
use super::{ColumnTerms, Records, RuleInfo, ScoredPair};
use crate::aside::{Item, Memory, Sorter, u32_at, u64_at};
use crate::block::{Blocks, Group, Walk};
use crate::table::{Cache, Kin, mix};
use crate::weights::{kin_share, probability};
use std::io;
use std::ops::AddAssign;

/// What is worked out once for a pattern of levels.
#[derive(Clone, Copy)]
struct Known {
    classes: [f64; CLASSES],
    /// Features at level 1 that are weighed by how common the value is, one bit each.
    by_value: u32,
    /// Names of bodies that are merely alike: within a level the likeness itself tells, one bit each.
    by_likeness: u32,
    /// The place by which strangers are found together, by itself: the finest on which the records agree.
    crowd: Option<usize>,
    /// The most such a pair can weigh.
    most_bits: f64,
}

/// Weighs pairs.
pub(super) struct Scorer<'a> {
    features: &'a Features,
    model: &'a Model,
    shares: Shares,
    cache: Cache,
    /// Members of large blocks, where they can be laid out side by side.
    beside: Option<Beside<'a>>,
    /// Patterns that are known with the most that each can weigh, by place; what else is known of them stands at the same place in `known`.
    most: Vec<(Levels, f64)>,
    known: Vec<Known>,
    /// Bits asked for last, and odds that are certainly less.
    least: (f64, f64),
}

/// Patterns whose weights are kept, by fixed place: a later one takes the place of an earlier one.
const KNOWN_SLOTS: usize = 1 << 12;

/// How much speaks for one, and how much for two.
fn odds_of(classes: &[f64; CLASSES]) -> (f64, f64) {
    let one = classes[ONE_HERE] + classes[ONE_MOVED];
    let two = classes[KIN_HERE] + classes[STRANGERS_HERE] + classes[STRANGERS];
    (one.max(1e-300), two.max(1e-300))
}

fn bits_of(classes: &[f64; CLASSES]) -> f64 {
    let (one, two) = odds_of(classes);
    (one / two).log2()
}

impl<'a> Scorer<'a> {
    pub(super) fn new(features: &'a Features, model: &'a Model) -> Scorer<'a> {
        let nothing =
            Known { classes: [0.0; CLASSES], by_value: 0, by_likeness: 0, crowd: None, most_bits: 0.0 };
        let (most, known) = (vec![(Levels::MAX, 0.0); KNOWN_SLOTS], vec![nothing; KNOWN_SLOTS]);
        let (shares, cache) = (Shares::of(features, model), Cache::new());
        let beside = Beside::new(features);
        Scorer { features, model, shares, cache, beside, most, known, least: (f64::NEG_INFINITY, 0.0) }
    }

    /// Odds that are certainly below a number of bits: a hair less, so that rounding decides nothing.
    fn least(&mut self, bits: f64) -> f64 {
        if self.least.0 != bits {
            self.least = (bits, bits.exp2() * (1.0 - 1e-9));
        }
        self.least.1
    }

    /// The place of what is known of a pattern, and the most it can weigh.
    fn known(&mut self, levels: Levels) -> (usize, f64) {
        let at = mix(0, levels) as usize & (KNOWN_SLOTS - 1);
        if self.most[at].0 != levels {
            let known = know(self.features, self.model, self.shares.classes(levels), levels);
            self.most[at] = (levels, known.most_bits);
            self.known[at] = known;
        }
        (at, self.most[at].1)
    }

    /// Weight and levels of a pair; no weight where it is below `least_bits`.
    pub(super) fn weigh(&mut self, a: u32, b: u32, least_bits: f64) -> (Option<f64>, Levels) {
        let levels = self.features.compare(a as usize, b as usize, &mut self.cache);
        (self.weigh_levels(levels, a, b, least_bits), levels)
    }

    /// The pairs of a block that no earlier rule gave, laid out side by side.
    fn weigh_group(
        &mut self,
        group: &Group<'_>,
        least_bits: f64,
        wanted: impl Fn(u32, u32) -> bool,
        mut each: impl FnMut(u32, u32, Option<f64>, Levels),
    ) {
        let Some(mut beside) = self.beside.take() else { return };
        // The words asked for go through a cache of their own while this looks at what they come to.
        let mut cache = std::mem::replace(&mut self.cache, Cache::none());
        beside.pairs(group, &mut cache, wanted, |a, b, levels| {
            each(a, b, self.weigh_levels(levels, a, b, least_bits), levels);
        });
        (self.beside, self.cache) = (Some(beside), cache);
    }

    /// Weight of a pair that comes out at these levels; none where it is below `least_bits`.
    fn weigh_levels(&mut self, levels: Levels, a: u32, b: u32, least_bits: f64) -> Option<f64> {
        let (features, model) = (self.features, self.model);
        let (at, most_bits) = self.known(levels);
        if most_bits < least_bits {
            return None;
        }
        let classes = by_value(features, model, self.known[at], a, b);
        let (one, two) = odds_of(&classes);
        if one < two * self.least(least_bits) {
            return None;
        }
        let bits = (one / two).log2();
        (bits >= least_bits).then_some(bits)
    }

    /// Reads what weighing pairs of some records will ask for.
    pub(super) fn bring_near(&self, records: &[u32]) {
        self.features.bring_near(records);
    }

    /// Whether streets or houses are compared, so that households can be seen.
    pub(super) fn sees_households(&self) -> bool {
        self.features.features.iter().any(|f| f.given > 0.0 && matches!(f.sort, Sort::Street | Sort::House))
    }

    /// Whether what two records say of themselves contradicts outright.
    pub(super) fn contradicts(&self, levels: Levels) -> bool {
        self.features.contradicts(levels)
    }

    /// Whether two records are never joined by their weight, however much else agrees.
    pub(super) fn barred(&self, levels: Levels) -> bool {
        self.features.other_mark(levels) || self.features.name_alone(levels)
    }

    /// Whether nothing but names and sex could be compared.
    pub(super) fn name_alone(&self, levels: Levels) -> bool {
        self.features.name_alone(levels)
    }

    /// Whether two of one home have birth dates that contradict.
    pub(super) fn kin_by_birth(&self, levels: Levels) -> bool {
        self.features.kin_by_birth(levels)
    }

    /// Weight of a pair.
    pub(super) fn bits(&mut self, a: u32, b: u32) -> f64 {
        self.weigh(a.min(b), a.max(b), f64::NEG_INFINITY).0.unwrap_or(0.0)
    }
}

/// Weight of a pair of which only the levels given count, with the frequencies of the values it agrees on.
pub(super) fn running_bits(features: &Features, model: &Model, levels: Levels, a: u32, b: u32) -> f64 {
    let known = know(features, model, model.classes(features, levels), levels);
    bits_of(&by_value(features, model, known, a, b))
}

fn know(features: &Features, model: &Model, classes: [f64; CLASSES], levels: Levels) -> Known {
    let (mut by_value, mut by_likeness, mut crowd) = (0, 0, None);
    let mut rarest = classes;
    for f in 0..features.width() {
        let sort = features.features[f].sort;
        if sort == Sort::Organisation && level_of(levels, f) >= usize::from(body::ALIKE) {
            by_likeness |= 1 << f;
        }
        if level_of(levels, f) == 1 && sort.common().is_some() {
            by_value |= 1 << f;
            crowd = finest(features, crowd, f);
        }
    }
    for f in (0..features.width()).filter(|f| by_value >> f & 1 == 1) {
        let least = features.least_share(f).min(model.u[f][1]);
        scale(features, model, &mut rarest, f, (least, crowd));
    }
    Known { classes, by_value, by_likeness, crowd, most_bits: bits_of(&rarest) }
}

/// Of two features the one that says more closely where somebody lives.
fn finest(features: &Features, known: Option<usize>, f: usize) -> Option<usize> {
    let rank = |f: usize| match features.features[f].sort {
        Sort::Street => 3,
        Sort::Postcode => 2,
        Sort::City => 1,
        _ => 0,
    };
    known.into_iter().chain((rank(f) > 0).then_some(f)).max_by_key(|f| rank(*f))
}

/// Puts the share of one value in the place of the average in the classes of strangers.
///
/// Strangers meet at a place as often as many live there: that is counted once, at the finest place on which the records agree.
fn scale(
    features: &Features,
    model: &Model,
    classes: &mut [f64; CLASSES],
    f: usize,
    (share, crowd): (f64, Option<usize>),
) {
    let sort = features.features[f].sort;
    let average = model.u[f][1];
    classes[STRANGERS] *= share / average;
    if sort.place() {
        if crowd == Some(f) {
            classes[STRANGERS_HERE] *= share / average;
        }
        return;
    }
    classes[STRANGERS_HERE] *= share / average;
    if let kin @ Kin::Strangers(_) = sort.kin() {
        let kin = |u: f64| kin_share(kin, 1, model.m[f][1], 0.0, u);
        classes[KIN_HERE] *= kin(share) / kin(average);
    }
}

fn by_value(features: &Features, model: &Model, known: Known, a: u32, b: u32) -> [f64; CLASSES] {
    let mut classes = known.classes;
    let rows = features.rows_of(a as usize, b as usize, &mut Cache::none());
    let (x, y) = rows.words();
    let mut left = known.by_value;
    while left != 0 {
        let f = left.trailing_zeros() as usize;
        left &= left - 1;
        let share = features.share(f, x[f], y[f], model.partners[f]);
        scale(features, model, &mut classes, f, (share, known.crowd));
    }
    let mut left = known.by_likeness;
    while left != 0 {
        let f = left.trailing_zeros() as usize;
        left &= left - 1;
        let less = (WITHIN_LEVEL_BITS * (features.body_likeness(f, x[f], y[f]) - 1.0)).exp2();
        classes[ONE_HERE] *= less;
        classes[ONE_MOVED] *= less;
    }
    classes
}

/// What is taken from the weight of names of bodies that are hardly alike, and in parts from those that are more so: less than lies between two
/// levels, so that it only says which of several at one level comes first.
const WITHIN_LEVEL_BITS: f64 = 0.5;

/// What a rule gave that no earlier one had given. Probabilities are summed in whole parts, so that the sum is the same in any order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Given {
    /// Pairs.
    pub(super) pairs: u64,
    /// Pairs expected to be one, in parts of [`FOUND_PARTS`].
    pub(super) found: u64,
}

/// Parts in which pairs expected to be one are counted.
const FOUND_PARTS: f64 = (1u64 << 32) as f64;

impl Given {
    fn of(pairs: u64, found: &[ScoredPair]) -> Given {
        let parts = found.iter().map(|p| (p.probability * FOUND_PARTS) as u64);
        Given { pairs, found: parts.sum() }
    }
}

impl AddAssign for Given {
    fn add_assign(&mut self, other: Given) {
        self.pairs += other.pairs;
        self.found += other.found;
    }
}

/// The blocking rules with what each cost and found.
pub(super) fn rules(blocks: &Blocks, given: &[Given]) -> Vec<RuleInfo> {
    let info = |(of, given): (&crate::block::RuleBlocks, &Given)| RuleInfo {
        name: of.name.clone(),
        pairs: of.pairs,
        new_pairs: given.pairs,
        new_found: given.found as f64 / FOUND_PARTS,
    };
    blocks.rules.iter().zip(given).map(info).collect()
}

/// The least weight of a pair that is kept: what other records say may raise a pair, so those well below what is listed are kept until then.
pub(super) fn least_bits(terms: &ColumnTerms) -> f64 {
    let p = (terms.pair_probability_min / 100.0).clamp(1e-9, 0.999);
    (p / (1.0 - p)).log2()
}

/// Pairs that a thread compares before those it keeps are handed on, where memory is bounded.
const PAIRS_AT_ONCE: u64 = 1 << 19;

/// A pair that is worth keeping, with its weight.
fn scored(left: u32, right: u32, weight_bits: f64, levels: Levels) -> ScoredPair {
    ScoredPair { left, right, weight_bits, probability: probability(weight_bits), levels }
}

/// As [`pairs`] for pairs that have been compared: only their weights are missing.
fn compared_pairs(
    features: &Features,
    compared: Compared,
    model: &Model,
    terms: &ColumnTerms,
) -> io::Result<(PairSorter, Vec<Given>)> {
    let least_bits = least_bits(terms);
    let mut out = sorter(&terms.memory);
    let mut given = Vec::new();
    let threads = terms.threads.max(1);
    let mut scorers: Vec<Scorer<'_>> = (0..threads).map(|_| Scorer::new(features, model)).collect();
    for of_rule in compared {
        let part = of_rule.len().div_ceil(threads).max(1);
        let parts: Vec<Vec<ScoredPair>> = std::thread::scope(|scope| {
            let running: Vec<_> = of_rule
                .chunks(part)
                .zip(&mut scorers)
                .map(|(part, scorer)| {
                    scope.spawn(move || {
                        let mut found = Vec::with_capacity(part.len());
                        for &(a, b, levels) in part {
                            let bits = scorer.weigh_levels(levels, a, b, least_bits);
                            found.extend(bits.map(|bits| scored(a, b, bits, levels)));
                        }
                        found
                    })
                })
                .collect();
            running.into_iter().map(|t| t.join().expect("a scoring thread ends by itself")).collect()
        });
        let mut total = Given { pairs: of_rule.len() as u64, found: 0 };
        drop(of_rule);
        for found in parts {
            total += Given::of(0, &found);
            out.extend(&found)?;
        }
        given.push(total);
    }
    Ok((out, given))
}

/// All pairs worth keeping, in order of their records, and what each rule gave; those that training has compared are not compared again.
pub(super) fn pairs_after(
    features: &Features,
    blocks: &Blocks,
    (model, compared): (&Model, Option<Compared>),
    records: &Records,
    terms: &ColumnTerms,
) -> io::Result<(PairSorter, Vec<Given>)> {
    match compared {
        Some(compared) => compared_pairs(features, compared, model, terms),
        None => pairs(features, blocks, model, records, terms),
    }
}

/// Weighs the pairs of a rule one after the other and keeps those that are worth it.
struct Look<'l, 'a> {
    scorer: &'l mut Scorer<'a>,
    records: &'l Records,
    terms: &'l ColumnTerms,
    /// Whether every pair is compared, so that none need be looked up.
    every: bool,
    least_bits: f64,
    found: Vec<ScoredPair>,
    /// Pairs that were compared.
    new: u64,
}

impl Look<'_, '_> {
    fn wanted(&self, a: u32, b: u32) -> bool {
        self.every || compared(self.records, self.terms, a, b)
    }
}

impl Walk for Look<'_, '_> {
    fn whole_from(&self) -> usize {
        if self.scorer.beside.is_some() { MEMBERS_MIN } else { usize::MAX }
    }

    fn coming(&mut self, records: &[u32]) {
        self.scorer.bring_near(records);
    }

    fn pair(&mut self, a: u32, b: u32) {
        if self.wanted(a, b) {
            self.new += 1;
            let (weight, levels) = self.scorer.weigh(a, b, self.least_bits);
            self.found.extend(weight.map(|bits| scored(a, b, bits, levels)));
        }
    }

    fn group(&mut self, group: &Group<'_>) {
        let Look { scorer, records, terms, every, least_bits, found, new } = self;
        let wanted = |a, b| *every || compared(records, terms, a, b);
        scorer.weigh_group(group, *least_bits, wanted, |a, b, weight, levels| {
            *new += 1;
            found.extend(weight.map(|bits| scored(a, b, bits, levels)));
        });
    }
}

/// All pairs worth keeping, in order of their records, and what each rule gave.
pub(super) fn pairs(
    features: &Features,
    blocks: &Blocks,
    model: &Model,
    records: &Records,
    terms: &ColumnTerms,
) -> io::Result<(PairSorter, Vec<Given>)> {
    let least_bits = least_bits(terms);
    let mut out = sorter(&terms.memory);
    let mut given = Vec::new();
    let every = terms.within_sources && !records.once_each.contains(&true);
    let threads = terms.threads.max(1);
    let mut scorers: Vec<Scorer<'_>> = (0..threads).map(|_| Scorer::new(features, model)).collect();
    for rule in 0..blocks.rules.len() {
        let of_rule = &blocks.open(rule)?;
        let turns = match terms.memory.bound() {
            Some(_) => of_rule.pairs_in_all().div_ceil(PAIRS_AT_ONCE * threads as u64).max(1),
            None => 1,
        };
        let cuts = of_rule.cuts(threads * turns as usize);
        let mut total = Given::default();
        for turn in cuts.windows(threads + 1).step_by(threads) {
            let parts: Vec<(Vec<ScoredPair>, u64)> = std::thread::scope(|scope| {
                let running: Vec<_> = turn
                    .windows(2)
                    .zip(&mut scorers)
                    .map(|(cut, scorer)| {
                        let (from, to) = (cut[0], cut[1]);
                        scope.spawn(move || {
                            let (found, new) = (Vec::new(), 0);
                            let mut look = Look { scorer, records, terms, every, least_bits, found, new };
                            of_rule.walk(from, to, &mut look);
                            (look.found, look.new)
                        })
                    })
                    .collect();
                running.into_iter().map(|t| t.join().expect("a scoring thread ends by itself")).collect()
            });
            for (found, new) in parts {
                total += Given::of(new, &found);
                out.extend(&found)?;
            }
        }
        given.push(total);
    }
    let (scorer, found) = (&mut scorers[0], Vec::new());
    let mut look = Look { scorer, records, terms, every, least_bits, found, new: 0 };
    for &(a, b) in &blocks.by_other_names {
        look.pair(a, b);
        if look.found.len() == 1 << 12 {
            out.extend(&look.found)?;
            look.found.clear();
        }
    }
    out.extend(&look.found)?;
    Ok((out, given))
}

/// Pairs on their way to the order of their records.
pub(super) type PairSorter = Sorter<ScoredPair, fn(&ScoredPair) -> (u32, u32)>;

/// Puts pairs into the order of their records.
pub(super) fn sorter(memory: &Memory) -> PairSorter {
    Sorter::new(memory, |pair| (pair.left, pair.right))
}

impl Item for ScoredPair {
    const BYTES: usize = 32;

    fn put(&self, to: &mut Vec<u8>) {
        self.left.put(to);
        self.right.put(to);
        for number in [self.weight_bits.to_bits(), self.probability.to_bits(), self.levels] {
            to.extend_from_slice(&number.to_le_bytes());
        }
    }

    fn get(from: &[u8]) -> ScoredPair {
        ScoredPair {
            left: u32_at(from, 0),
            right: u32_at(from, 4),
            weight_bits: f64::from_bits(u64_at(from, 8)),
            probability: f64::from_bits(u64_at(from, 16)),
            levels: u64_at(from, 24),
        }
    }
}
