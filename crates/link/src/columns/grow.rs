//! Records that are added to others already linked: only pairs that hold a new record are compared.
//!
//! What the first records have taught stays as it is: the weights, how common a value is, how dates are written, where blocks are cut.
//! Whether two records are compared, and what their pair weighs, then hangs on nothing but that and the two; so linking some records now
//! and the others later gives what linking all at once gives, to the byte. What is joined is decided anew each time, from all pairs: a new
//! record can speak against an old join. What this leaves out: the form in which it is kept (`kept.rs`).

use std::io;

use super::features::Features;
use super::kept::Kept;
use super::score::{self, Given, PairSorter, Scorer};
use super::train::{self, Model, ONE_HERE, ONE_MOVED};
use super::{ColumnLinks, ColumnTerms, Records, RuleInfo, ScoredPair, block_limits, blocks, join, rules};
use crate::aside::List;
use crate::block::{Blocks, pairs_of};

/// Pairs that are weighed once more, to see that what was kept is of the same records and the same method.
const WEIGHED_AGAIN: u64 = 256;

/// Fewest pairs that are one among the records that taught.
const ONE_PAIRS_MIN: f64 = 20.0;

/// Why records cannot be added to what was kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum GrowError {
    /// What was kept is of other terms: other rules, dates, limits or columns.
    OtherTerms,
    /// The records are not those it was made from, or the method has changed since.
    OtherWeights,
    /// The places given do not fit: one for each record known, each once, those that taught at their own.
    Places,
    /// What does not fit the memory allowed could not be put aside.
    Aside(String),
}

impl From<io::Error> for GrowError {
    fn from(error: io::Error) -> GrowError {
        GrowError::Aside(error.to_string())
    }
}

impl std::fmt::Display for GrowError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            GrowError::Aside(why) => why,
            GrowError::OtherTerms => "what was kept belongs to other columns, rules or terms",
            GrowError::OtherWeights => {
                "pairs that were weighed before weigh otherwise now: the records are not the same, or the method has changed"
            }
            GrowError::Places => "the records known do not fit the records given",
        })
    }
}

impl std::error::Error for GrowError {}

/// Pairs with their weights, before anybody is joined.
pub(super) struct Scored {
    features: Features,
    model: Model,
    pairs: PairSorter,
    given: Vec<Given>,
    rules: Vec<RuleInfo>,
    notes: Vec<String>,
}

impl Scored {
    /// Joins: what is to be told, and all pairs that were kept with their probabilities settled.
    pub(super) fn settle(
        self,
        records: &Records,
        terms: &ColumnTerms,
        ended: &mut dyn FnMut(&'static str),
    ) -> io::Result<(ColumnLinks, List<ScoredPair>)> {
        let mut out = ColumnLinks {
            rules: self.rules,
            comparisons: self.model.info(&self.features),
            notes: self.notes,
            ..ColumnLinks::default()
        };
        let scorer = Scorer::new(&self.features, &self.model);
        let (pairs, entities, entities_at) =
            join::settle(self.pairs, scorer, records, terms, &mut out.notes)?;
        out.entities = entities;
        out.entities_at = entities_at;
        ended("join");
        Ok((out, pairs))
    }

    /// Joins, and keeps what records that come later need.
    fn settle_kept(
        self,
        records: &Records,
        terms: &ColumnTerms,
        learnt: (u32, Vec<String>),
        ended: &mut dyn FnMut(&'static str),
    ) -> io::Result<(ColumnLinks, Kept)> {
        let (model, width, given) = (self.model.clone(), self.features.width(), self.given.clone());
        let (out, pairs) = self.settle(records, terms, ended)?;
        let kept = Kept {
            learnt: learnt.0,
            notes: learnt.1,
            records: records.len() as u32,
            terms: Kept::of_terms(records, terms),
            model,
            width,
            given,
            pairs,
            about: Vec::new(),
        };
        Ok((out, kept))
    }
}

/// Learns from the records and weighs their pairs.
pub(super) fn learn(
    records: &Records,
    terms: &ColumnTerms,
    ended: &mut dyn FnMut(&'static str),
) -> io::Result<Scored> {
    let n = records.len();
    assert!(records.columns.iter().all(|c| c.len() == n), "columns of equal length");
    assert!(n < u32::MAX as usize, "fewer than 4,294,967,295 records");
    let mut notes = Vec::new();
    let features = Features::learnt(records, n, terms, &mut notes)?;
    ended("prepare");
    let blocks = blocks(&features, terms, &mut notes)?;
    must_fit(&features, &blocks, records, terms)?;
    ended("block");
    let (model, compared) = train::train(&features, &blocks, records, terms, &mut notes)?;
    ended("train");
    let (pairs, given) = score::pairs_after(&features, &blocks, (&model, compared), records, terms)?;
    ended("score");
    let rules = score::rules(&blocks, &given);
    Ok(Scored { features, model, pairs, given, rules, notes })
}

/// Refuses where what has to be in memory takes more than is allowed: records as prepared with the numbers of their blocks, or with the
/// groups that they are joined to.
fn must_fit(features: &Features, blocks: &Blocks, records: &Records, terms: &ColumnTerms) -> io::Result<()> {
    let groups = join::GROUP_BYTES * records.len() as u64;
    terms.memory.must_hold(features.bytes_held() + blocks.bytes_held().max(groups))
}

/// As [`link_columns`](super::link_columns), and gives what records that are added later need. The pairs are not in memory a second time:
/// [`Kept::each_pair`] gives them.
///
/// # Errors
///
/// Where [`ColumnTerms::memory`] has a bound and something cannot be put aside, or what must be in memory does not fit.
///
/// # Panics
///
/// As [`link_columns`](super::link_columns).
pub fn link_columns_kept(
    records: &Records,
    terms: &ColumnTerms,
    ended: &mut dyn FnMut(&'static str),
) -> io::Result<(ColumnLinks, Kept)> {
    let scored = learn(records, terms, ended)?;
    let notes = scored.notes.clone();
    scored.settle_kept(records, terms, (records.len() as u32, notes), ended)
}

/// Links records of which some have been linked before: `at` says for each record that is known which one of `records` it is now. Only
/// pairs that hold another record are compared. The records that taught stand first, in their order; where the others stand is free.
///
/// With [`Kept::taught_only`] nothing is known but what was learnt, and every pair is compared: the result is the same, to the byte.
///
/// # Errors
///
/// Where what was kept does not fit the records or the terms.
///
/// # Panics
///
/// As [`link_columns`](super::link_columns).
pub fn link_added(
    records: &Records,
    terms: &ColumnTerms,
    kept: &Kept,
    at: &[u32],
    ended: &mut dyn FnMut(&'static str),
) -> Result<(ColumnLinks, Kept), GrowError> {
    let n = records.len();
    assert!(records.columns.iter().all(|c| c.len() == n), "columns of equal length");
    assert!(n < u32::MAX as usize, "fewer than 4,294,967,295 records");
    let learnt = kept.learnt as usize;
    let fresh = fresh(kept, at, n)?;
    if kept.terms != Kept::of_terms(records, terms) {
        return Err(GrowError::OtherTerms);
    }
    let features = Features::learnt(records, learnt, terms, &mut Vec::new())?;
    if features.width() != kept.width {
        return Err(GrowError::OtherTerms);
    }
    ended("prepare");
    weighs_the_same(&features, kept, at)?;
    // Where few records are, every pair of them is compared, and a few more may be too many for that: then all are compared by the rules.
    let limits = block_limits(&features, terms);
    let few = limits.all_pairs_records_max;
    let anew = at.len() <= few && n > few;
    let fresh = if anew { vec![true; n] } else { fresh };
    let (mut notes, mut given) = (kept.notes.clone(), kept.given.clone());
    let keys = rules::Keys::choose(&features, terms, &mut Vec::new());
    let blocks = Blocks::grown(&keys, learnt, &fresh, &limits, &terms.memory)?;
    drop(keys);
    must_fit(&features, &blocks, records, terms)?;
    ended("block");
    let (mut pairs, new_given) = score::pairs(&features, &blocks, &kept.model, records, terms)?;
    ended("score");
    if anew {
        given.clear();
    } else {
        kept.pairs.each(|pair| pairs.push(moved(pair, at)))?;
    }
    given.resize(new_given.len(), Given::default());
    given.iter_mut().zip(new_given).for_each(|(given, new)| *given += new);
    if n > learnt {
        notes.push(plainly(learnt, n - learnt));
        notes.extend(taught_nothing(&kept.model, learnt));
    }
    notes.extend(blocks.notes.iter().cloned());
    let rules = score::rules(&blocks, &given);
    drop(blocks);
    let scored = Scored { features, model: kept.model.clone(), pairs, given, rules, notes };
    Ok(scored.settle_kept(records, terms, (kept.learnt, kept.notes.clone()), ended)?)
}

/// Where the records that taught hold hardly two of one person: then they have not taught what one person looks like.
fn taught_nothing(model: &Model, learnt: usize) -> Option<String> {
    let one = (model.class[ONE_HERE] + model.class[ONE_MOVED]) * pairs_of(learnt as u64) as f64;
    (one < ONE_PAIRS_MIN).then(|| {
        format!(
            "The {learnt} records that taught hold about {one:.0} pairs that are one: how often two records are one cannot be learnt from them, and hardly anything that is added will be joined. Let files teach that share people."
        )
    })
}

/// What was learnt from whom, and what follows when far more records come.
fn plainly(learnt: usize, added: usize) -> String {
    let more = if added > learnt {
        " More records were added than they were learnt from: link all files anew, without adding, so that they are learnt from all."
    } else {
        ""
    };
    format!(
        "Weights, the frequencies of values and the cuts of blocks are those learnt from the first {learnt} records; {added} records were added and changed none of them.{more}"
    )
}

/// Which records are not known yet.
fn fresh(kept: &Kept, at: &[u32], n: usize) -> Result<Vec<bool>, GrowError> {
    let learnt = kept.learnt as usize;
    let taught = at.iter().zip(0..).take(learnt).all(|(place, own)| *place == own);
    if at.len() != kept.records as usize || learnt > n || !taught {
        return Err(GrowError::Places);
    }
    let mut fresh = vec![true; n];
    for place in at {
        match fresh.get_mut(*place as usize) {
            Some(fresh @ true) => *fresh = false,
            _ => return Err(GrowError::Places),
        }
    }
    Ok(fresh)
}

/// A pair that is known, with the numbers that its records have now.
fn moved(pair: &ScoredPair, at: &[u32]) -> ScoredPair {
    let (a, b) = (at[pair.left as usize], at[pair.right as usize]);
    ScoredPair { left: a.min(b), right: a.max(b), ..*pair }
}

/// Weighs some of the known pairs once more.
fn weighs_the_same(features: &Features, kept: &Kept, at: &[u32]) -> Result<(), GrowError> {
    let mut scorer = Scorer::new(features, &kept.model);
    let step = kept.pairs.len().div_ceil(WEIGHED_AGAIN).max(1);
    let (mut number, mut same) = (0, true);
    kept.pairs.each(|pair| {
        if u64::is_multiple_of(number, step) {
            let pair = moved(pair, at);
            let (bits, levels) = scorer.weigh(pair.left, pair.right, f64::NEG_INFINITY);
            same &= bits.map(f64::to_bits) == Some(pair.weight_bits.to_bits()) && levels == pair.levels;
        }
        number += 1;
        Ok(())
    })?;
    if same { Ok(()) } else { Err(GrowError::OtherWeights) }
}
