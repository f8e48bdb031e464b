//! Linkage of a table of typed columns: the kernel for anybody's files, without mentions and without a review.
//!
//! A caller says of each column what it holds ([`ColumnKind`]); everything else (comparisons, blocking rules, weights) follows from that
//! and from the records themselves. Two things are modelled that plain Fellegi and Sunter leaves out: pairs at one *place* (a
//! household, neighbours) apart from pairs elsewhere, and *relatives* apart from strangers; so that a shared address counts once, however
//! many columns it fills. See `docs/methods/linkage.md`. What this leaves out: files.

mod beside;
mod bodies;
mod column;
mod compare;
mod decide;
mod explain;
mod features;
mod grow;
mod held;
mod join;
mod kept;
mod levels;
#[cfg(test)]
mod oracle;
mod rules;
mod score;
mod several;
mod shape;
mod shares;
mod third;
mod train;

use std::io;

use crate::block::Blocks;
use crate::bodies::BodyList;
use crate::terms::Limits;
use features::Features;
use model::Day;

pub use crate::aside::{Aside, Memory, Scratch};
pub use crate::lexicon::Tokens;
pub use column::Column;
pub use decide::RecordDecision;
pub use explain::{PairStep, explain_pair, explain_pair_by};
pub use grow::{GrowError, link_added, link_columns_kept};
pub use join::{Entities, EntitiesAt};
pub use kept::{Kept, KeptError};

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ColumnKind {
    /// Forename, or several forenames in one cell.
    Forename,
    /// Middle name or initial.
    MiddleName,
    /// Surname; several apart by `|`, as borne before and after a marriage.
    Surname,
    /// Whole name in one cell; several apart by `|`.
    FullName,
    /// Birth date, exact or rough: also a year only, or `14 in 2002`.
    BirthDate,
    /// Any other date that belongs to the person (an appointment, say).
    Date,
    /// Sex.
    Sex,
    /// Postcode of any country; several apart by `|`.
    Postcode,
    /// Whole address in one cell; several apart by `|`.
    Address,
    /// Street without the house number.
    Street,
    /// House number.
    HouseNumber,
    /// Flat or unit.
    Unit,
    /// Town or city.
    City,
    /// County or state.
    Region,
    /// Electronic mail address.
    Email,
    /// Telephone number; several apart by `|`.
    Telephone,
    /// Number given by an authority; several apart by `|`.
    Identifier,
    /// Registration mark.
    Plate,
    /// Name of a body.
    Organisation,
    /// Occupation, rank or another word from a list.
    Category,
    /// Free text of a few words.
    Text,
}

/// Records to link: columns of equal length, and what is known of where the records come from.
#[derive(Debug, Default)]
pub struct Records {
    /// The columns.
    pub columns: Vec<Column>,
    /// For each record the number of its source (a file, a register); empty where there is one source.
    pub source: Vec<u32>,
    /// For each source whether a person stands in it at most once (a census, a register without duplicates).
    pub once_each: Vec<bool>,
    /// For each record the day on which its names of bodies were written; empty, or `None`, where nobody knows.
    pub written_on: Vec<Option<Day>>,
}

impl Records {
    /// How many records.
    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, Column::len)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Says that no more records come, which gives memory back.
    pub fn close(&mut self) {
        for column in &mut self.columns {
            column.close();
        }
    }

    /// Puts aside what takes more than its part of the memory. Single values can then no longer be asked for.
    ///
    /// # Errors
    ///
    /// Where it cannot be put aside.
    pub fn put_aside(&mut self, memory: &Memory) -> io::Result<()> {
        self.columns.iter_mut().try_for_each(|column| column.put_aside(memory))
    }

    /// The number of the source of a record.
    pub fn source_of(&self, record: usize) -> u32 {
        self.source.get(record).copied().unwrap_or(0)
    }

    /// Whether two records cannot be one because a source holds a person at most once.
    fn excluded(&self, a: usize, b: usize) -> bool {
        let source = self.source_of(a);
        source == self.source_of(b) && self.once_each.get(source as usize).copied().unwrap_or(false)
    }
}

/// The form in which a column is a part of a blocking key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum KeyForm {
    /// The whole value, normalised.
    Whole,
    /// By sound; forenames under their full form.
    Sound,
    /// The first so many characters.
    First(u8),
    /// The last so many characters.
    Last(u8),
    /// Of a whole name: each word of the record's names by sound; of a body: each word of its name, its initials, and the bodies that the
    /// list of names knows it by. Records that share any are compared.
    AnyWord,
    /// Of a date: the year.
    Year,
    /// Of a date: day and month in either order.
    DayMonth,
    /// Of a date: year, and day and month in either order.
    DateEitherWay,
    /// Of a date: year and month.
    YearMonth,
}

/// A blocking rule: records are compared where all parts agree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyRule {
    /// Parts: a kind of column and the form of it.
    pub parts: Vec<(ColumnKind, KeyForm)>,
}

/// How the records are linked.
#[derive(Clone, Debug)]
pub struct ColumnTerms {
    /// Last day of the records: no birth date lies after it.
    pub observation_date: Day,
    /// How many threads score; the result is the same for any number.
    pub threads: usize,
    /// Whether pairs within one source are compared too. Without it, only pairs across sources are.
    pub within_sources: bool,
    /// Blocking rules; empty for those that follow from the kinds of columns.
    pub rules: Vec<KeyRule>,
    /// Least probability of a pair that is listed.
    pub pair_probability_min: f64,
    /// Least probability at which records are joined to entities.
    pub join_probability_min: f64,
    /// Further thresholds at which the entities are kept beside those of `join_probability_min`.
    pub also_at: Vec<f64>,
    /// What people have decided about pairs of records; of several about one pair the last counts.
    pub decisions: Vec<RecordDecision>,
    /// Pairs whose truth is known: training learns from them. They are not joined or kept apart for it.
    pub labels: Vec<RecordDecision>,
    /// What is known of the names of bodies, for columns that hold them.
    pub bodies: BodyList,
    /// Limits; reaching one is reported.
    pub limits: Limits,
    /// How much memory linkage may take; the result is the same for any.
    pub memory: Memory,
}

impl ColumnTerms {
    /// The default terms: two threads, all pairs, rules chosen automatically, pairs from 0.01, entities joined at 0.95.
    pub fn new(observation_date: Day) -> ColumnTerms {
        ColumnTerms {
            observation_date,
            threads: 2,
            within_sources: true,
            rules: Vec::new(),
            pair_probability_min: 0.01,
            join_probability_min: crate::terms::PROBABLE_PROBABILITY_MIN,
            also_at: Vec::new(),
            decisions: Vec::new(),
            labels: Vec::new(),
            bodies: BodyList::default(),
            limits: Limits { rule_pairs_per_record_max: 100, ..Limits::default() },
            memory: Memory::unbounded(),
        }
    }
}

/// One scored pair.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ScoredPair {
    /// Lower record.
    pub left: u32,
    /// Higher record.
    pub right: u32,
    /// Weight in bits, the prior included.
    pub weight_bits: f64,
    /// Probability that both are one, after other records that either fits have been taken into account.
    pub probability: f64,
    /// Level of each comparison, four bits each, the first lowest; 0 is "not given on one side".
    pub levels: u64,
}

impl ScoredPair {
    /// The level of a comparison.
    pub fn level(&self, comparison: usize) -> usize {
        (self.levels >> (4 * comparison) & 15) as usize
    }
}

/// A comparison and its levels as they were weighed.
#[derive(Clone, PartialEq, Debug)]
pub struct ComparisonInfo {
    /// What is compared.
    pub name: String,
    /// For levels 1 and up: words, `m`, `u` and weight in bits (`log2(m / u)`).
    pub levels: Vec<(&'static str, f64, f64, f64)>,
}

/// What a blocking rule cost and found.
#[derive(Clone, PartialEq, Debug)]
pub struct RuleInfo {
    /// In words.
    pub name: String,
    /// Pairs it gives, those of earlier rules included.
    pub pairs: u64,
    /// Pairs that no earlier rule gave.
    pub new_pairs: u64,
    /// Pairs expected to be one among the new ones: the sum of their probabilities.
    pub new_found: f64,
}

/// What linkage made of the records.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ColumnLinks {
    /// Pairs at or above the least probability, in order of their records.
    pub pairs: Vec<ScoredPair>,
    /// Entity of each record, numbered in order of first records, and how certain each is.
    pub entities: Entities,
    /// Entities at the further thresholds that were asked for, the highest first; each lies within those of the next.
    pub entities_at: Vec<EntitiesAt>,
    /// The comparisons, in the order of [`ScoredPair::levels`].
    pub comparisons: Vec<ComparisonInfo>,
    /// The blocking rules in the order in which they were asked.
    pub rules: Vec<RuleInfo>,
    /// What was chosen, what could not be done, and what training found, in plain English.
    pub notes: Vec<String>,
}

/// Links the records of a table: pairs with their probabilities, and entities.
///
/// Pure: the same records and terms give the same result to the byte, whatever the number of threads.
///
/// # Panics
///
/// Where columns are of different lengths, or there are more than 4,294,967,294 records.
pub fn link_columns(records: &Records, terms: &ColumnTerms) -> ColumnLinks {
    link_columns_watched(records, terms, &mut |_| {})
}

/// As [`link_columns`]; says the name of each stage when it has ended.
///
/// # Panics
///
/// As [`link_columns`]; and where memory is bounded and something cannot be put aside.
pub fn link_columns_watched(
    records: &Records,
    terms: &ColumnTerms,
    ended: &mut dyn FnMut(&'static str),
) -> ColumnLinks {
    let linked = grow::learn(records, terms, ended).and_then(|scored| scored.settle(records, terms, ended));
    let (mut out, pairs) = linked.expect(ASIDE);
    out.pairs = pairs.into_vec().expect(ASIDE);
    out.pairs.retain(|p| p.probability >= terms.pair_probability_min);
    out
}

/// Who asks for all pairs in memory gives no bound.
const ASIDE: &str = "what was put aside can be read again";

/// Whether the blocking rules bring pairs together: for measuring what blocking misses.
pub fn blocking_finds(records: &Records, terms: &ColumnTerms, pairs: &[(u32, u32)]) -> Vec<bool> {
    let mut notes = Vec::new();
    let features = Features::prepare(records, terms, &mut notes);
    let blocks = blocks(&features, terms, &mut notes).expect(ASIDE);
    let found = |&(a, b): &(u32, u32)| blocks.holds(a.min(b), a.max(b));
    pairs.iter().map(found).collect()
}

fn blocks(features: &Features, terms: &ColumnTerms, notes: &mut Vec<String>) -> io::Result<Blocks> {
    let keys = rules::Keys::choose(features, terms, notes);
    let blocks = Blocks::make_within(&keys, &block_limits(features, terms), &terms.memory)?;
    notes.extend(blocks.notes.iter().cloned());
    Ok(blocks)
}

/// The limits of blocks for the records that say where they are cut.
fn block_limits(features: &Features, terms: &ColumnTerms) -> Limits {
    let mut limits = terms.limits.clone();
    let most = match terms.rules.as_slice() {
        [] => rules::pairs_per_record(features.learnt),
        _ => rules::pairs_per_record_asked(features.learnt),
    };
    limits.rule_pairs_per_record_max = limits.rule_pairs_per_record_max.min(most);
    limits
}
