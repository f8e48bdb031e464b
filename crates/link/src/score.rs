//! Scores the pairs of one kind: blocks to edges.
//!
//! Threads share the positions of a rule's blocks; their results are put together in order, so their number never shows. What this
//! leaves out: which edges are used to join.

use crate::block::Blocks;
use crate::table::{Cache, Pattern, Table};
use crate::terms::{LinkTerms, POSSIBLE_PROBABILITY_MIN};
use crate::weights::{Weights, probability};

/// Two records that may be one.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Edge {
    /// Lower record.
    pub(crate) a: u32,
    /// Higher record.
    pub(crate) b: u32,
    /// How they compare.
    pub(crate) pattern: Pattern,
    /// Total weight.
    pub(crate) weight_bits: f64,
    /// Whether they share an identifier.
    pub(crate) same_identifier: bool,
}

/// All edges of a kind, in order of their records, each pair once.
pub(crate) fn edges<T: Table>(
    table: &T,
    blocks: &Blocks,
    weights: &Weights,
    terms: &LinkTerms,
    notes: &mut Vec<String>,
) -> Vec<Edge> {
    let mut out = Vec::new();
    let threads = terms.threads.max(1);
    for rule in 0..blocks.rules.len() {
        let of_rule = &blocks.held(rule);
        let cuts = of_rule.cuts(threads);
        let parts: Vec<Vec<Edge>> = std::thread::scope(|scope| {
            let running: Vec<_> = cuts
                .windows(2)
                .map(|cut| {
                    let (from, to) = (cut[0], cut[1]);
                    scope.spawn(move || {
                        let mut scorer = Scorer::new(table, weights);
                        of_rule.pairs(from, to, |a, b| scorer.look(a, b));
                        scorer.found
                    })
                })
                .collect();
            running.into_iter().map(|t| t.join().expect("a scoring thread ends by itself")).collect()
        });
        parts.into_iter().for_each(|part| out.extend(part));
    }
    let mut scorer = Scorer::new(table, weights);
    blocks.by_other_names.iter().for_each(|&(a, b)| scorer.look(a, b));
    out.append(&mut scorer.found);
    out.extend(by_identifier(table, weights, terms, notes));
    // Where a pair came both ways, the one that knows of the identifier stands first.
    out.sort_unstable_by_key(|e| (e.a, e.b, !e.same_identifier));
    out.dedup_by_key(|e| (e.a, e.b));
    out
}

struct Scorer<'a, T: Table> {
    table: &'a T,
    weights: &'a Weights,
    rarest: [f64; crate::table::COMPARISONS_MAX],
    cache: Cache,
    least_bits: f64,
    found: Vec<Edge>,
}

impl<'a, T: Table> Scorer<'a, T> {
    fn new(table: &'a T, weights: &'a Weights) -> Scorer<'a, T> {
        let p = POSSIBLE_PROBABILITY_MIN;
        Scorer {
            table,
            weights,
            rarest: weights.rarest_bits(table.comparisons(), table.len()),
            cache: Cache::new(),
            least_bits: (p / (1.0 - p)).log2(),
            found: Vec::new(),
        }
    }

    fn look(&mut self, a: u32, b: u32) {
        let (i, j) = (a as usize, b as usize);
        let pattern = self.table.compare(i, j, &mut self.cache);
        // Relatives only take away and rare values add at most this much: most pairs end here.
        if self.weights.most_bits(pattern, &self.rarest) < self.least_bits {
            return;
        }
        let weight_bits = self.weights.sum(self.table, i, j, pattern).total_bits;
        if probability(weight_bits) >= POSSIBLE_PROBABILITY_MIN {
            let same_identifier = self.table.same_identifier(i, j).is_some();
            self.found.push(Edge { a, b, pattern, weight_bits, same_identifier });
        }
    }
}

/// Pairs of records that share an identifier, whatever they weigh.
fn by_identifier<T: Table>(
    table: &T,
    weights: &Weights,
    terms: &LinkTerms,
    notes: &mut Vec<String>,
) -> Vec<Edge> {
    let mut holders: Vec<(u32, u32)> = Vec::new();
    let mut ids = Vec::new();
    for record in 0..table.len() {
        ids.clear();
        table.identifiers(record, &mut ids);
        holders.extend(ids.iter().map(|id| (*id, record as u32)));
    }
    holders.sort_unstable();
    holders.dedup();
    let mut cache = Cache::new();
    let mut out = Vec::new();
    let mut large = 0;
    for group in holders.chunk_by(|x, y| x.0 == y.0).filter(|g| g.len() > 1) {
        let firsts = if group.len() > terms.limits.identifier_records_max { 1 } else { group.len() };
        large += usize::from(firsts == 1 && group.len() > 1);
        for (i, &(_, a)) in group.iter().enumerate().take(firsts) {
            for &(_, b) in &group[i + 1..] {
                let pattern = table.compare(a as usize, b as usize, &mut cache);
                let weight_bits = weights.sum(table, a as usize, b as usize, pattern).total_bits;
                out.push(Edge { a, b, pattern, weight_bits, same_identifier: true });
            }
        }
    }
    if large > 0 {
        notes.push(format!(
            "{large} identifiers are shared by more than {} distinct records each; a person should see whether they are placeholders.",
            terms.limits.identifier_records_max
        ));
    }
    out
}
