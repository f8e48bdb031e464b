//! Weights learnt without labels: u from random pairs, lambda and m by expectation and maximisation over how often each
//! pattern of agreement occurs.
//!
//! Source: A. P. Dempster, N. M. Laird, D. B. Rubin (JRSS B 39, 1977); W. E. Winkler, "Using the EM algorithm for weight
//! computation in the Fellegi-Sunter model" (ASA, 1988). The theory page gives the three classes and the correction of u for
//! the matches that random pairs contain. What this leaves out: term frequencies, which enter only when a pair is weighed.

use crate::block::{Blocks, pairs_of};
use crate::table::{COMPARISONS_MAX, Cache, Comparison, FixedMap, Pattern, Table, level_in, mix};
use crate::terms::LinkTerms;
use crate::weights::{LEVELS_MAX, Shares, Weights, kin_share};

/// How often each pattern occurs, in order of the patterns.
pub(crate) type Counts = Vec<(Pattern, f64)>;

/// Random pairs for u.
const RANDOM_PAIRS: u64 = 1_000_000;
/// Weight of the documented m against the counted one, in matches.
const M_PRIOR_PAIRS: f64 = 20.0;
/// Weight of the documented u against the counted one, in pairs.
const U_PRIOR_PAIRS: f64 = 100.0;
/// Most rounds of expectation and maximisation.
const ROUNDS_MAX: usize = 500;
/// Training has converged when no share moves by more than this.
const CHANGE_MAX: f64 = 1e-6;
/// A comparison whose weights all lie within this tells nothing apart.
const USEFUL_BITS_MIN: f64 = 0.5;

/// What training gave.
pub(crate) struct Trained {
    pub(crate) weights: Weights,
    pub(crate) rounds: usize,
    pub(crate) converged: bool,
    /// Matches expected among the pairs looked at.
    pub(crate) matches: f64,
}

/// The weights of a kind, trained where there is enough to train on, and a note that says so.
pub(crate) fn weights<T: Table>(
    table: &T,
    blocks: &Blocks,
    terms: &LinkTerms,
    what: &str,
    notes: &mut Vec<String>,
) -> Weights {
    let comparisons = table.comparisons();
    let documented = Weights::documented(comparisons, table.len(), table.strangers_min());
    if !table.trains() {
        return documented;
    }
    if table.len() < terms.limits.training_records_min {
        notes.push(format!(
            "Weights of {what} records: {} distinct records are fewer than the {} that training needs, so the documented weights were used \
             (docs/methods/linkage.md).",
            table.len(),
            terms.limits.training_records_min
        ));
        return documented;
    }
    let (counts, looked_at) = count_patterns(table, blocks, terms);
    let random = random_shares(table, &documented);
    let trained = maximise(comparisons, &counts, pairs_of(table.len() as u64) as f64, &random, &documented);
    if !trained.matches.is_finite() || trained.matches < terms.limits.training_matches_min as f64 {
        notes.push(format!(
            "Weights of {what} records: training expected only {:.0} pairs to be one, fewer than the {} it needs, so the documented weights \
             were used (docs/methods/linkage.md).",
            trained.matches, terms.limits.training_matches_min
        ));
        return documented;
    }
    notes.push(note(table, &trained, looked_at, counts.len(), what));
    notes.extend(warnings(comparisons, &trained, &counts, what));
    trained.weights
}

fn note<T: Table>(table: &T, trained: &Trained, looked_at: u64, patterns: usize, what: &str) -> String {
    format!(
        "Weights of {what} records were learnt from the records themselves: {} distinct records, {looked_at} pairs in {patterns} patterns of agreement, \
         {} rounds, {}. Expected: 1 pair in {:.0} is one {what}, 1 in {:.0} are relatives.",
        table.len(),
        trained.rounds,
        if trained.converged { "converged" } else { "not converged when the limit of rounds was reached" },
        1.0 / trained.weights.lambda,
        1.0 / trained.weights.kin,
    )
}

/// What training could not tell, in plain English.
fn warnings(comparisons: &[Comparison], trained: &Trained, counts: &Counts, what: &str) -> Vec<String> {
    let mut out = Vec::new();
    let w = &trained.weights;
    for (c, comparison) in comparisons.iter().enumerate() {
        let compared: f64 = counts.iter().filter(|(p, _)| level_in(*p, c) != 0).map(|(_, n)| n).sum();
        let all: f64 = counts.iter().map(|(_, n)| n).sum();
        if compared < 0.01 * all {
            if compared > 0.0 {
                out.push(format!(
                    "The {} is given on both sides in fewer than 1 pair of {what} records in 100; its weights are mostly the documented ones.",
                    comparison.name
                ));
            }
            continue;
        }
        let bits = (1..=comparison.levels.len()).map(|l| (w.m[c][l] / w.u[c][l]).log2().abs());
        if bits.fold(0.0, f64::max) < USEFUL_BITS_MIN {
            out.push(format!("The {} of {what} records tells no pair apart: all its weights lie within {USEFUL_BITS_MIN} bits.", comparison.name));
        }
        if w.m[c][1] < w.u[c][1] {
            out.push(format!("The {} of {what} records agrees less often in one {what} than in two: it should be looked at.", comparison.name));
        }
    }
    out
}

/// Counts the patterns of the blocked pairs, of an evenly spread part of them where there are many.
fn count_patterns<T: Table>(table: &T, blocks: &Blocks, terms: &LinkTerms) -> (Counts, u64) {
    let total: u64 = blocks.rules.iter().map(|r| r.pairs).sum::<u64>() + blocks.by_other_names.len() as u64;
    let every = total.div_ceil(terms.limits.training_pairs_max.max(1)).max(1);
    let taken = |a: u32, b: u32| every == 1 || mix(u64::from(a), u64::from(b)).is_multiple_of(every);
    let threads = terms.threads.max(1);
    let mut merged: FixedMap<Pattern, u64> = FixedMap::default();
    let mut patterns: Vec<Pattern> = Vec::new();
    let mut add = |map: Vec<(Pattern, u64)>| {
        for (pattern, n) in map {
            let count = merged.entry(pattern).or_insert(0);
            if *count == 0 {
                patterns.push(pattern);
            }
            *count += n;
        }
    };
    for rule in 0..blocks.rules.len() {
        let of_rule = &blocks.held(rule);
        let cuts = of_rule.cuts(threads);
        let parts: Vec<Vec<(Pattern, u64)>> = std::thread::scope(|scope| {
            let running: Vec<_> = cuts
                .windows(2)
                .map(|cut| {
                    let (from, to) = (cut[0], cut[1]);
                    scope.spawn(move || {
                        let mut counter = Counter::default();
                        let mut cache = Cache::new();
                        of_rule.pairs(from, to, |a, b| {
                            if taken(a, b) {
                                counter.add(table.compare(a as usize, b as usize, &mut cache));
                            }
                        });
                        counter.listed()
                    })
                })
                .collect();
            running.into_iter().map(|t| t.join().expect("a counting thread ends by itself")).collect()
        });
        parts.into_iter().for_each(&mut add);
    }
    let mut counter = Counter::default();
    let mut cache = Cache::new();
    for &(a, b) in blocks.by_other_names.iter().filter(|(a, b)| taken(*a, *b)) {
        counter.add(table.compare(a as usize, b as usize, &mut cache));
    }
    add(counter.listed());
    patterns.sort_unstable();
    let looked_at = merged.values().sum();
    (patterns.iter().map(|p| (*p, merged[p] as f64 * every as f64)).collect(), looked_at)
}

/// Counts of patterns, listed in order of first sight.
#[derive(Default)]
struct Counter {
    places: FixedMap<Pattern, usize>,
    counts: Vec<(Pattern, u64)>,
}

impl Counter {
    fn add(&mut self, pattern: Pattern) {
        let at = *self.places.entry(pattern).or_insert(self.counts.len());
        match self.counts.get_mut(at) {
            Some(count) => count.1 += 1,
            None => self.counts.push((pattern, 1)),
        }
    }

    fn listed(self) -> Vec<(Pattern, u64)> {
        self.counts
    }
}

/// Shares of levels among random pairs, matches and relatives among them included.
fn random_shares<T: Table>(table: &T, documented: &Weights) -> Shares {
    let n = table.len() as u64;
    let mut counts = [[0.0f64; LEVELS_MAX]; COMPARISONS_MAX];
    let mut cache = Cache::new();
    let mut look = |a: u64, b: u64| {
        let pattern = table.compare(a.min(b) as usize, a.max(b) as usize, &mut cache);
        for (c, of) in counts.iter_mut().enumerate() {
            of[level_in(pattern, c)] += 1.0;
        }
    };
    if pairs_of(n) <= RANDOM_PAIRS {
        for a in 0..n {
            (a + 1..n).for_each(|b| look(a, b));
        }
    } else {
        for draw in 0..RANDOM_PAIRS {
            let (a, b) = (mix(1, draw) % n, mix(2, draw) % n);
            if a != b {
                look(a, b);
            }
        }
    }
    let mut shares = documented.u;
    for (c, comparison) in table.comparisons().iter().enumerate() {
        let compared: f64 = counts[c][1..].iter().sum();
        for l in 1..=comparison.levels.len() {
            shares[c][l] = (counts[c][l] + U_PRIOR_PAIRS * documented.u[c][l]) / (compared + U_PRIOR_PAIRS);
        }
    }
    shares
}

/// Expectation and maximisation. `all_pairs` counts every pair of the records: those without a pattern here count as
/// strangers.
pub(crate) fn maximise(
    comparisons: &[Comparison],
    counts: &Counts,
    all_pairs: f64,
    random: &Shares,
    documented: &Weights,
) -> Trained {
    let mut w = documented.clone();
    w.u = *random;
    let mut trained = Trained { weights: w.clone(), rounds: 0, converged: false, matches: 0.0 };
    for round in 1..=ROUNDS_MAX {
        let (next, matches) = one_round(comparisons, counts, all_pairs, random, documented, &w);
        // Both measured against lambda: relatives that die out must not keep the rounds going.
        let mut change = ((next.lambda - w.lambda).abs().max((next.kin - w.kin).abs())) / w.lambda;
        for (c, comparison) in comparisons.iter().enumerate() {
            for l in 1..=comparison.levels.len() {
                change = change.max((next.m[c][l] - w.m[c][l]).abs());
            }
        }
        w = next;
        trained.rounds = round;
        trained.matches = matches;
        if change < CHANGE_MAX {
            trained.converged = true;
            break;
        }
    }
    trained.weights = Weights::of(comparisons, w.lambda, w.kin, [w.m, w.u, w.r]);
    trained
}

fn one_round(
    comparisons: &[Comparison],
    counts: &Counts,
    all_pairs: f64,
    random: &Shares,
    documented: &Weights,
    w: &Weights,
) -> (Weights, f64) {
    let strangers = 1.0 - w.lambda - w.kin;
    let mut of_match = [[0.0f64; LEVELS_MAX]; COMPARISONS_MAX];
    let mut of_kin = of_match;
    let (mut matches, mut relatives) = (0.0, 0.0);
    for &(pattern, n) in counts {
        let (mut m, mut r, mut u) = (w.lambda, w.kin, strangers);
        for (c, comparison) in comparisons.iter().enumerate() {
            let l = level_in(pattern, c);
            if l != 0 {
                m *= w.m[c][l];
                r *= kin_share(comparison.kin, l, w.m[c][l], w.r[c][l], w.u[c][l]);
                u *= w.u[c][l];
            }
        }
        let all = m + r + u;
        if all <= 0.0 {
            continue;
        }
        let (is_match, is_kin) = (n * m / all, n * r / all);
        matches += is_match;
        relatives += is_kin;
        for c in 0..comparisons.len() {
            of_match[c][level_in(pattern, c)] += is_match;
            of_kin[c][level_in(pattern, c)] += is_kin;
        }
    }
    let mut next = w.clone();
    next.lambda = (matches / all_pairs).clamp(1e-12, 0.4);
    next.kin = (relatives / all_pairs).clamp(1e-12, 0.4);
    for (c, comparison) in comparisons.iter().enumerate() {
        next.m[c] = smoothed(comparison, &of_match[c], &documented.m[c]);
        if comparison.kin.as_one() {
            next.r[c] = smoothed(comparison, &of_kin[c], &documented.r[c]);
        }
        correct_u(comparison, c, random, &mut next);
    }
    (next, matches)
}

/// Shares of counted levels, with the documented ones counting as a few pairs more.
fn smoothed(
    comparison: &Comparison,
    counted: &[f64; LEVELS_MAX],
    documented: &[f64; LEVELS_MAX],
) -> [f64; LEVELS_MAX] {
    let compared: f64 = counted[1..].iter().sum();
    let mut out = *documented;
    for l in 1..=comparison.levels.len() {
        out[l] = (counted[l] + M_PRIOR_PAIRS * documented[l]) / (compared + M_PRIOR_PAIRS);
    }
    out
}

/// Takes the matches and relatives that random pairs contain out of u.
fn correct_u(comparison: &Comparison, c: usize, random: &Shares, w: &mut Weights) {
    // What is taken out never leaves less than this part, and u never falls below the least a weight needs.
    const REST_MIN: f64 = 0.02;
    let levels = comparison.levels.len();
    let mut total = 0.0;
    for (i, &drawn) in random[c][1..=levels].iter().enumerate() {
        let l = i + 1;
        let kin = kin_share(comparison.kin, l, w.m[c][l], w.r[c][l], w.u[c][l]);
        let foreign = w.lambda * w.m[c][l] + w.kin * kin;
        let rest = (drawn - foreign) / (1.0 - w.lambda - w.kin);
        w.u[c][l] = rest.max(REST_MIN * drawn).max(1e-9);
        total += w.u[c][l];
    }
    w.u[c][1..=levels].iter_mut().for_each(|u| *u /= total);
}
