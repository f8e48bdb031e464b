//! Pairs weighed: blocks to scored pairs, with the frequencies of the values they agree on.
//!
//! Threads share the positions of a rule's blocks; their results are put together in order, so their number never shows. What this
//! leaves out: what other pairs say about a pair (`join.rs`).

use super::compare::{Levels, level_of};
use super::features::Features;
use super::levels::Sort;
use super::train::{CLASSES, KIN_HERE, Model, ONE_HERE, ONE_MOVED, STRANGERS, STRANGERS_HERE, compared};
use super::{ColumnTerms, Records, RuleInfo, ScoredPair};
use crate::block::Blocks;
use crate::table::{Cache, Kin, mix};
use crate::weights::probability;
use std::ops::AddAssign;

/// What is worked out once for a pattern of levels.
#[derive(Clone, Copy)]
struct Known {
    classes: [f64; CLASSES],
    /// Features at level 1 that are weighed by how common the value is, one bit each.
    by_value: u32,
    /// The place by which strangers are found together, by itself: the finest on which the records agree.
    crowd: Option<usize>,
    /// The most such a pair can weigh.
    most_bits: f64,
}

/// Weighs pairs.
pub(super) struct Scorer<'a> {
    features: &'a Features,
    model: &'a Model,
    cache: Cache,
    known: Vec<(Levels, Option<Known>)>,
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
        let known = vec![(0, None); KNOWN_SLOTS];
        Scorer { features, model, cache: Cache::new(), known, least: (f64::NEG_INFINITY, 0.0) }
    }

    /// Odds that are certainly below a number of bits: a hair less, so that rounding decides nothing.
    fn least(&mut self, bits: f64) -> f64 {
        if self.least.0 != bits {
            self.least = (bits, bits.exp2() * (1.0 - 1e-9));
        }
        self.least.1
    }

    fn known(&mut self, levels: Levels) -> Known {
        let slot = &mut self.known[mix(0, levels) as usize & (KNOWN_SLOTS - 1)];
        match slot {
            (of, Some(known)) if *of == levels => *known,
            _ => {
                let known = know(self.features, self.model, levels);
                *slot = (levels, Some(known));
                known
            }
        }
    }

    /// Weight and levels of a pair; no weight where it is below `least_bits`.
    pub(super) fn weigh(&mut self, a: u32, b: u32, least_bits: f64) -> (Option<f64>, Levels) {
        let levels = self.features.compare(a as usize, b as usize, &mut self.cache);
        let (features, model) = (self.features, self.model);
        let known = self.known(levels);
        if known.most_bits < least_bits {
            return (None, levels);
        }
        let classes = by_value(features, model, known, a, b);
        let (one, two) = odds_of(&classes);
        if one < two * self.least(least_bits) {
            return (None, levels);
        }
        let bits = (one / two).log2();
        ((bits >= least_bits).then_some(bits), levels)
    }

    /// Whether streets or houses are compared, so that households can be seen.
    pub(super) fn sees_households(&self) -> bool {
        self.features.features.iter().any(|f| f.given > 0.0 && matches!(f.sort, Sort::Street | Sort::House))
    }

    /// Whether what two records say of themselves contradicts outright.
    pub(super) fn contradicts(&self, levels: Levels) -> bool {
        self.features.contradicts(levels)
    }

    /// Weight of a pair.
    pub(super) fn bits(&mut self, a: u32, b: u32) -> f64 {
        self.weigh(a.min(b), a.max(b), f64::NEG_INFINITY).0.unwrap_or(0.0)
    }
}

/// Weight of a pair of which only the levels given count, with the frequencies of the values it agrees on.
pub(super) fn running_bits(features: &Features, model: &Model, levels: Levels, a: u32, b: u32) -> f64 {
    bits_of(&by_value(features, model, know(features, model, levels), a, b))
}

fn know(features: &Features, model: &Model, levels: Levels) -> Known {
    let classes = model.classes(features, levels);
    let (mut by_value, mut crowd) = (0, None);
    let mut rarest = classes;
    for f in 0..features.width() {
        let sort = features.features[f].sort;
        if level_of(levels, f) == 1 && sort.common().is_some() {
            by_value |= 1 << f;
            crowd = finest(features, crowd, f);
        }
    }
    for f in (0..features.width()).filter(|f| by_value >> f & 1 == 1) {
        let least = features.least_share(f).min(model.u[f][1]);
        scale(features, model, &mut rarest, f, (least, crowd));
    }
    Known { classes, by_value, crowd, most_bits: bits_of(&rarest) }
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
    if let Kin::Strangers(of) = sort.kin() {
        classes[KIN_HERE] *= ((1.0 - of) * share + of) / ((1.0 - of) * average + of);
    }
}

fn by_value(features: &Features, model: &Model, known: Known, a: u32, b: u32) -> [f64; CLASSES] {
    let mut classes = known.classes;
    let (x, y) = (features.row(a as usize), features.row(b as usize));
    let mut left = known.by_value;
    while left != 0 {
        let f = left.trailing_zeros() as usize;
        left &= left - 1;
        let share = features.share(f, x[f], y[f], model.partners[f]);
        scale(features, model, &mut classes, f, (share, known.crowd));
    }
    classes
}

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

/// All pairs worth keeping, in order of their records, and what each rule gave.
pub(super) fn pairs(
    features: &Features,
    blocks: &Blocks,
    model: &Model,
    records: &Records,
    terms: &ColumnTerms,
) -> (Vec<ScoredPair>, Vec<Given>) {
    let least_bits = least_bits(terms);
    let mut out = Vec::new();
    let mut given = Vec::new();
    let every = terms.within_sources && !records.once_each.contains(&true);
    let look = |scorer: &mut Scorer<'_>, found: &mut Vec<ScoredPair>, a: u32, b: u32| {
        if let (Some(weight_bits), levels) = scorer.weigh(a, b, least_bits) {
            let probability = probability(weight_bits);
            found.push(ScoredPair { left: a, right: b, weight_bits, probability, levels });
        }
    };
    for rule in 0..blocks.rules.len() {
        let cuts = blocks.cuts(rule, terms.threads.max(1));
        let parts: Vec<(Vec<ScoredPair>, u64)> = std::thread::scope(|scope| {
            let running: Vec<_> = cuts
                .windows(2)
                .map(|cut| {
                    let (from, to) = (cut[0], cut[1]);
                    scope.spawn(move || {
                        let mut scorer = Scorer::new(features, model);
                        let (mut found, mut new) = (Vec::new(), 0);
                        blocks.pairs(rule, from, to, |a, b| {
                            if every || compared(records, terms, a, b) {
                                new += 1;
                                look(&mut scorer, &mut found, a, b);
                            }
                        });
                        (found, new)
                    })
                })
                .collect();
            running.into_iter().map(|t| t.join().expect("a scoring thread ends by itself")).collect()
        });
        let mut of_rule = Given::default();
        parts.iter().for_each(|(found, new)| of_rule += Given::of(*new, found));
        given.push(of_rule);
        parts.into_iter().for_each(|part| out.extend(part.0));
    }
    let mut scorer = Scorer::new(features, model);
    for &(a, b) in blocks.by_other_names.iter().filter(|(a, b)| compared(records, terms, *a, *b)) {
        look(&mut scorer, &mut out, a, b);
    }
    out.sort_unstable_by_key(|p| (p.left, p.right));
    (out, given)
}
