//! Weights of features learnt without labels.
//!
//! Pairs are of one of five classes: one person at one place, one person who has moved, relatives at one place, strangers at one place
//! (neighbours, a shared house), strangers elsewhere; without places, of three. Within a class features are independent. u comes from
//! random pairs, all else by expectation and maximisation (Dempster, Laird, Rubin, 1977) over counts of patterns. What this leaves
//! out: how common a value is, which enters when a pair is weighed.

use super::compare::{Levels, level_of};
use super::features::{FEATURES_MAX, Features};
use super::{ColumnTerms, ComparisonInfo, Records};
use crate::block::{Blocks, pairs_of};
use crate::table::{Cache, FixedMap, Kin, mix};

/// Levels of a feature, level 0 included.
pub(super) const LEVELS_MAX: usize = 16;
type Table = [[f64; LEVELS_MAX]; FEATURES_MAX];

/// Random pairs for u.
const RANDOM_PAIRS: u64 = 1_000_000;
/// Weight of documented shares against counted ones, in pairs.
const PRIOR_PAIRS: f64 = 20.0;
const U_PRIOR_PAIRS: f64 = 10.0;
const ROUNDS_MAX: usize = 300;
/// Training has converged when no share moves by more than this.
const CHANGE_MAX: f64 = 1e-5;

/// The classes of pairs, in the order in which their shares are held.
pub(super) const CLASSES: usize = 5;
pub(super) const ONE_HERE: usize = 0;
pub(super) const ONE_MOVED: usize = 1;
pub(super) const KIN_HERE: usize = 2;
pub(super) const STRANGERS_HERE: usize = 3;
pub(super) const STRANGERS: usize = 4;

/// The trained parameters.
#[derive(Clone)]
pub(super) struct Model {
    /// Share of all pairs in each class.
    pub(super) class: [f64; CLASSES],
    pub(super) m: Table,
    pub(super) u: Table,
    /// Relatives, for features in which they come out as one person would.
    pub(super) r: Table,
    /// Features of place, at one place.
    pub(super) here: Table,
    /// Features of place, of one person who has moved.
    pub(super) moved: Table,
    pub(super) rounds: usize,
    pub(super) converged: bool,
    has_place: bool,
}

impl Model {
    fn documented(features: &Features) -> Model {
        let mut m = [[1.0; LEVELS_MAX]; FEATURES_MAX];
        let mut u = m;
        for (f, feature) in features.features.iter().enumerate() {
            for (l, spec) in feature.sort.levels().iter().enumerate() {
                (m[f][l + 1], u[f][l + 1]) = (spec.m, spec.u);
            }
        }
        let has_place = features.features.iter().any(|f| f.sort.place());
        let lambda = 1.0 / features.len.clamp(10, 1_000_000) as f64;
        let mut class = [0.7 * lambda, 0.3 * lambda, lambda, lambda, 0.0];
        if !has_place {
            class = [0.0, lambda, lambda, 0.0, 0.0];
        }
        class[STRANGERS] = 1.0 - class.iter().sum::<f64>();
        Model { class, m, u, r: m, here: m, moved: u, rounds: 0, converged: false, has_place }
    }

    /// Share of a class at a level of a feature.
    pub(super) fn share(&self, features: &Features, class: usize, f: usize, level: usize) -> f64 {
        let sort = features.features[f].sort;
        if sort.place() {
            return match class {
                ONE_HERE | STRANGERS_HERE => self.here[f][level],
                KIN_HERE if self.has_place => self.here[f][level],
                ONE_MOVED => self.moved[f][level],
                _ => self.u[f][level],
            };
        }
        match class {
            ONE_HERE | ONE_MOVED => self.m[f][level],
            KIN_HERE => match sort.kin() {
                Kin::One | Kin::OneBut(_) => self.r[f][level],
                Kin::Strangers(of) => (1.0 - of) * self.u[f][level] + if level == 1 { of } else { 0.0 },
            },
            _ => self.u[f][level],
        }
    }

    /// Share of each class times what the levels come to in it.
    pub(super) fn classes(&self, features: &Features, levels: Levels) -> [f64; CLASSES] {
        let mut out = self.class;
        for (class, of) in out.iter_mut().enumerate() {
            if *of == 0.0 {
                continue;
            }
            for f in 0..features.width() {
                let level = level_of(levels, f);
                if level != 0 {
                    *of *= self.share(features, class, f, level);
                }
            }
        }
        out
    }

    /// The comparisons as they were weighed.
    pub(super) fn info(&self, features: &Features) -> Vec<ComparisonInfo> {
        let of = |f: usize| {
            let feature = &features.features[f];
            let specs = feature.sort.levels().iter().enumerate();
            let levels = specs.map(|(i, spec)| {
                let m = if feature.sort.place() {
                    let (here, moved) = (self.class[ONE_HERE], self.class[ONE_MOVED]);
                    (here * self.here[f][i + 1] + moved * self.moved[f][i + 1]) / (here + moved)
                } else {
                    self.m[f][i + 1]
                };
                let u = self.u[f][i + 1];
                (spec.words, m, u, (m / u).log2())
            });
            ComparisonInfo { name: feature.name.clone(), levels: levels.collect() }
        };
        (0..features.width()).map(of).collect()
    }
}

/// Pairs a task compares: all, or those across sources.
fn all_pairs(records: &Records, terms: &ColumnTerms) -> f64 {
    let n = records.len() as u64;
    let mut out = pairs_of(n) as f64;
    let mut sizes: Vec<u64> = Vec::new();
    for &source in &records.source {
        let at = source as usize;
        if sizes.len() <= at {
            sizes.resize(at + 1, 0);
        }
        sizes[at] += 1;
    }
    for (source, &size) in sizes.iter().enumerate() {
        let once = records.once_each.get(source).copied().unwrap_or(false);
        if once || !terms.within_sources {
            out -= pairs_of(size) as f64;
        }
    }
    out.max(1.0)
}

/// Whether a task compares two records at all.
pub(super) fn compared(records: &Records, terms: &ColumnTerms, a: u32, b: u32) -> bool {
    let (a, b) = (a as usize, b as usize);
    !records.excluded(a, b) && (terms.within_sources || records.source_of(a) != records.source_of(b))
}

/// Trains, or keeps the documented parameters where there is too little to train on.
pub(super) fn train(
    features: &Features,
    blocks: &Blocks,
    records: &Records,
    terms: &ColumnTerms,
    notes: &mut Vec<String>,
) -> Model {
    let mut model = Model::documented(features);
    if features.len < 20 {
        notes.push("Fewer than 20 records: the documented weights were used.".to_string());
        return model;
    }
    let random = random_shares(features, records, terms, &model);
    model.u = random;
    model.moved = random;
    let counts = count_patterns(features, blocks, records, terms);
    let all = all_pairs(records, terms);
    let documented = model.clone();
    for round in 1..=ROUNDS_MAX {
        let next = one_round(features, &counts, all, &documented, &model);
        let mut change = 0.0f64;
        for f in 0..features.width() {
            for l in 1..LEVELS_MAX {
                change = change.max((next.m[f][l] - model.m[f][l]).abs());
                change = change.max((next.here[f][l] - model.here[f][l]).abs());
            }
        }
        for class in 0..STRANGERS {
            let before: f64 = model.class[..STRANGERS].iter().sum();
            change = change.max((next.class[class] - model.class[class]).abs() / before.max(1e-12));
        }
        model = next;
        model.rounds = round;
        if change < CHANGE_MAX {
            model.converged = true;
            break;
        }
    }
    notes.push(format!(
        "Weights were learnt from {} records in {} patterns of agreement, {} rounds, {}. Of all pairs, 1 in {:.0} is expected to be one and 1 in {:.0} relatives.",
        features.len,
        counts.len(),
        model.rounds,
        if model.converged { "converged" } else { "not converged when the limit of rounds was reached" },
        1.0 / (model.class[ONE_HERE] + model.class[ONE_MOVED]).max(1e-12),
        1.0 / model.class[KIN_HERE].max(1e-12),
    ));
    warnings(features, &model, notes);
    model
}

fn warnings(features: &Features, model: &Model, notes: &mut Vec<String>) {
    for (f, info) in model.info(features).iter().enumerate() {
        let feature = &features.features[f];
        if feature.given == 0.0 {
            continue;
        }
        if info.levels.iter().all(|(_, _, _, bits)| bits.abs() < 0.5) {
            notes.push(format!(
                "The {} tells no pair apart: all its weights lie within half a bit.",
                info.name
            ));
        }
        if info.levels[0].1 < info.levels[0].2 {
            notes.push(format!(
                "The {} agrees less often in one than in two: it should be looked at.",
                info.name
            ));
        }
    }
}

type Counts = Vec<(Levels, f64)>;

/// Counts the patterns of the blocked pairs, of an evenly spread part of them where there are many.
fn count_patterns(features: &Features, blocks: &Blocks, records: &Records, terms: &ColumnTerms) -> Counts {
    let total: u64 = blocks.rules.iter().map(|r| r.pairs).sum::<u64>() + blocks.by_other_names.len() as u64;
    let every = total.div_ceil(terms.limits.training_pairs_max.max(1)).max(1);
    let taken = |a: u32, b: u32| {
        (every == 1 || mix(u64::from(a), u64::from(b)).is_multiple_of(every))
            && compared(records, terms, a, b)
    };
    let mut merged: FixedMap<Levels, u64> = FixedMap::default();
    for rule in 0..blocks.rules.len() {
        let cuts = blocks.cuts(rule, terms.threads.max(1));
        let parts: Vec<FixedMap<Levels, u64>> = std::thread::scope(|scope| {
            let running: Vec<_> = cuts
                .windows(2)
                .map(|cut| {
                    let (from, to) = (cut[0], cut[1]);
                    scope.spawn(move || {
                        let mut seen: FixedMap<Levels, u64> = FixedMap::default();
                        let mut cache = Cache::new();
                        blocks.pairs(rule, from, to, |a, b| {
                            if taken(a, b) {
                                let levels = features.compare(a as usize, b as usize, &mut cache);
                                *seen.entry(levels).or_insert(0) += 1;
                            }
                        });
                        seen
                    })
                })
                .collect();
            running.into_iter().map(|t| t.join().expect("a counting thread ends by itself")).collect()
        });
        for (levels, n) in parts.into_iter().flatten() {
            *merged.entry(levels).or_insert(0) += n;
        }
    }
    let mut cache = Cache::new();
    for &(a, b) in blocks.by_other_names.iter().filter(|(a, b)| taken(*a, *b)) {
        *merged.entry(features.compare(a as usize, b as usize, &mut cache)).or_insert(0) += 1;
    }
    let mut out: Counts = merged.into_iter().map(|(levels, n)| (levels, n as f64 * every as f64)).collect();
    out.sort_unstable_by_key(|c| c.0);
    out
}

/// Shares of levels among random pairs.
fn random_shares(features: &Features, records: &Records, terms: &ColumnTerms, documented: &Model) -> Table {
    let n = features.len as u64;
    let mut counts = [[0.0f64; LEVELS_MAX]; FEATURES_MAX];
    let mut cache = Cache::new();
    let mut look = |a: u64, b: u64| {
        if a == b || !compared(records, terms, a as u32, b as u32) {
            return;
        }
        let levels = features.compare(a.min(b) as usize, a.max(b) as usize, &mut cache);
        for (f, of) in counts.iter_mut().enumerate().take(features.width()) {
            of[level_of(levels, f)] += 1.0;
        }
    };
    if pairs_of(n) <= RANDOM_PAIRS {
        (0..n).for_each(|a| (a + 1..n).for_each(|b| look(a, b)));
    } else {
        (0..RANDOM_PAIRS).for_each(|draw| look(mix(1, draw) % n, mix(2, draw) % n));
    }
    let mut shares = documented.u;
    for (f, feature) in features.features.iter().enumerate() {
        let compared: f64 = counts[f][1..].iter().sum();
        for l in 1..=feature.sort.levels().len() {
            shares[f][l] = (counts[f][l] + U_PRIOR_PAIRS * documented.u[f][l]) / (compared + U_PRIOR_PAIRS);
        }
    }
    shares
}

fn one_round(features: &Features, counts: &Counts, all: f64, documented: &Model, model: &Model) -> Model {
    let zero = [[0.0f64; LEVELS_MAX]; FEATURES_MAX];
    let mut sums = [zero; CLASSES];
    let mut total = [0.0f64; CLASSES];
    for &(levels, n) in counts {
        let classes = model.classes(features, levels);
        let whole: f64 = classes.iter().sum();
        if whole <= 0.0 {
            continue;
        }
        for class in 0..STRANGERS {
            let part = n * classes[class] / whole;
            if part < 1e-9 {
                continue;
            }
            total[class] += part;
            for (f, of) in sums[class].iter_mut().enumerate().take(features.width()) {
                of[level_of(levels, f)] += part;
            }
        }
    }
    let mut next = model.clone();
    for class in 0..STRANGERS {
        next.class[class] =
            if model.class[class] == 0.0 { 0.0 } else { (total[class] / all).clamp(1e-12, 0.3) };
    }
    next.class[STRANGERS] = 1.0 - next.class[..STRANGERS].iter().sum::<f64>();
    for (f, feature) in features.features.iter().enumerate() {
        let levels = feature.sort.levels().len();
        let add = |classes: &[usize]| {
            let mut out = [0.0; LEVELS_MAX];
            for class in classes {
                (1..=levels).for_each(|l| out[l] += sums[*class][f][l]);
            }
            out
        };
        if feature.sort.place() {
            next.here[f] = smoothed(&add(&[ONE_HERE, KIN_HERE, STRANGERS_HERE]), &documented.here[f], levels);
            next.moved[f] = smoothed(&add(&[ONE_MOVED]), &documented.u[f], levels);
        } else {
            next.m[f] = smoothed(&add(&[ONE_HERE, ONE_MOVED]), &documented.m[f], levels);
            next.r[f] = smoothed(&add(&[KIN_HERE]), &documented.r[f], levels);
        }
    }
    correct_u(features, documented, &mut next);
    next
}

fn smoothed(counted: &[f64; LEVELS_MAX], documented: &[f64; LEVELS_MAX], levels: usize) -> [f64; LEVELS_MAX] {
    let compared: f64 = counted[1..].iter().sum();
    let mut out = *documented;
    for l in 1..=levels {
        out[l] = (counted[l] + PRIOR_PAIRS * documented[l]) / (compared + PRIOR_PAIRS);
    }
    out
}

/// Takes what the other classes contribute to random pairs out of u.
fn correct_u(features: &Features, documented: &Model, next: &mut Model) {
    // What is taken out never leaves less than this part, and u never falls below the least a weight needs.
    const REST_MIN: f64 = 0.02;
    for (f, feature) in features.features.iter().enumerate() {
        let levels = feature.sort.levels().len();
        let mut rest = [0.0; LEVELS_MAX];
        for (l, rest) in rest.iter_mut().enumerate().take(levels + 1).skip(1) {
            let drawn = documented.u[f][l];
            let foreign: f64 = (0..STRANGERS).map(|c| next.class[c] * next.share(features, c, f, l)).sum();
            *rest = ((drawn - foreign) / next.class[STRANGERS]).max(REST_MIN * drawn).max(1e-9);
        }
        let total: f64 = rest[1..=levels].iter().sum();
        (1..=levels).for_each(|l| next.u[f][l] = rest[l] / total);
    }
}
