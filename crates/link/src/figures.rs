//! What linkage of one kind was made of, in figures for a reader: nothing is decided by them.

use model::{MentionKind, WeighedLevel, WeighedRule, Weighing};

use crate::block::Blocks;
use crate::score::Edge;
use crate::table::{Cache, Table, level_in};
use crate::weights::{Weights, probability};

/// The figures of a kind; `record_of` says which record each mention is.
pub(crate) fn weighing<T: Table>(
    kind: MentionKind,
    (table, record_of): (&T, &[u32]),
    blocks: &Blocks,
    weights: &Weights,
    edges: &[Edge],
) -> Weighing {
    let levels = |(c, comparison): (usize, &crate::table::Comparison)| {
        let of = comparison.levels.iter().enumerate().map(|(at, spec)| WeighedLevel {
            words: spec.words,
            bits: (weights.m[c][at + 1] / weights.u[c][at + 1]).log2(),
            pairs: edges.iter().filter(|e| level_in(e.pattern, c) == at + 1).count() as u64,
        });
        (comparison.name, of.collect())
    };
    let mut rules: Vec<WeighedRule> = blocks
        .rules
        .iter()
        .map(|rule| WeighedRule { name: rule.name.clone(), pairs: rule.pairs, expected: 0.0 })
        .collect();
    for edge in edges {
        if let Some(first) = blocks.first_rule(edge.a, edge.b) {
            rules[first].expected += probability(edge.weight_bits);
        }
    }
    let copies: Vec<f64> = (0..table.len()).map(|record| copy(table, weights, record)).collect();
    Weighing {
        kind,
        records: table.len() as u64,
        comparisons: table.comparisons().iter().enumerate().map(levels).collect(),
        rules,
        pairs: edges.iter().map(|edge| probability(edge.weight_bits)).collect(),
        copies: record_of.iter().map(|record| copies[*record as usize]).collect(),
    }
}

/// The probability with which a record would be linked to a copy of itself.
fn copy<T: Table>(table: &T, weights: &Weights, record: usize) -> f64 {
    if table.same_identifier(record, record).is_some() {
        return 1.0;
    }
    let pattern = table.compare(record, record, &mut Cache::none());
    if table.anchored(pattern) {
        probability(weights.sum(table, record, record, pattern).total_bits)
    } else {
        0.0
    }
}
