//! What linkage of one kind of mention was made of, in figures: what an agreement weighs, what was compared, what can be told at all.

use crate::MentionKind;

/// One way in which a comparison can come out.
#[derive(Clone, PartialEq, Debug)]
pub struct WeighedLevel {
    /// In words.
    pub words: &'static str,
    /// Weight in bits, before it is known how common the value is.
    pub bits: f64,
    /// How many of the pairs that were at least possible came out so.
    pub pairs: u64,
}

/// What pairs were compared under one rule.
#[derive(Clone, PartialEq, Debug)]
pub struct WeighedRule {
    /// The rule in words.
    pub name: String,
    /// Pairs that it brings together, those of other rules included.
    pub pairs: u64,
    /// Of the pairs that no rule before it brings together, how many are expected to be one: the sum of their probabilities.
    pub expected: f64,
}

/// The figures of linkage for one kind of mention. Nothing in them names a record.
#[derive(Clone, PartialEq, Debug)]
pub struct Weighing {
    /// The kind.
    pub kind: MentionKind,
    /// Records that differ in what is compared.
    pub records: u64,
    /// What is compared, and how it can come out.
    pub comparisons: Vec<(&'static str, Vec<WeighedLevel>)>,
    /// The blocking rules, in the order in which they were asked.
    pub rules: Vec<WeighedRule>,
    /// The probability of each pair that was at least possible, in order of the pairs, decisions of people aside.
    pub pairs: Vec<f64>,
    /// For each mention the probability with which it would be linked to a copy of itself; 0 where a name is all it gives.
    pub copies: Vec<f64>,
}
