//! Which mentions are one person, vehicle, place, telephone, body or matter, how sure, and why.
//!
//! [`link`] prepares the fields of the mentions, brings together by blocking rules those worth comparing, weighs each pair after
//! Fellegi and Sunter with weights learnt from the records themselves, and joins them so that nobody is put together with someone
//! who cannot be the same. Every link says what it is made of ([`explain`]) and can be overruled by a person.
//!
//! [`naming`] finds in running text the names that records already give; what it finds is weighed like any other mention.
//!
//! What this crate leaves out, for good: outcomes and findings (what came of a person must not decide who they are), files, clocks and
//! chance. The method, its symbols and one pair worked by hand are in `docs/methods/linkage.md`.

#![deny(clippy::disallowed_types, clippy::disallowed_methods)]

mod address;
mod aside;
mod block;
pub mod bodies;
mod born;
pub mod clk;
mod cluster;
pub mod columns;
mod entities;
mod figures;
mod forms;
mod kernel;
mod latin;
mod lexicon;
mod names;
pub mod naming;
mod nicknames;
mod number;
mod organisation;
mod person;
mod place;
mod score;
mod sound;
pub mod spec;
pub mod strings;
mod table;
mod terms;
mod train;
mod vehicle;
mod weights;
mod words;

use model::{Mention, MentionKind, Weighing};

use block::Blocks;
use cluster::{Joined, Kind};
use number::Numbers;
use organisation::Organisations;
use person::People;
use place::Places;
use table::Table;
use vehicle::Vehicles;

pub use kernel::{damerau_levenshtein, jaro_winkler, within_one_edit};
pub use nicknames::pet_forms;
pub use sound::sound_key;
pub use terms::{
    AMBIGUOUS_WEIGHT_BITS, CERTAIN_PROBABILITY_MIN, Limits, LinkTerms, Linked, POSSIBLE_PROBABILITY_MIN,
    PROBABLE_PROBABILITY_MIN, PairDecision, band_of,
};
pub use words::explain;

/// Links the mentions: which are one, how sure, and why.
///
/// Pure: the same mentions, decisions and terms give the same result to the byte, whatever [`LinkTerms::threads`] says. A
/// decision about a pair of different kinds, about a mention with itself, or about a mention that does not exist is not carried
/// out and is named in the notes; of several decisions about one pair the last counts.
pub fn link(mentions: &[Mention], decisions: &[PairDecision], terms: &LinkTerms) -> Linked {
    let mut notes = Vec::new();
    let decisions = entities::sort_out(mentions, decisions, &mut notes);
    let (mut joined, mut weighings) = (Vec::new(), Vec::new());
    for kind in MentionKind::ALL {
        let which: Vec<u32> =
            (0..mentions.len() as u32).filter(|at| mentions[*at as usize].kind == kind).collect();
        if which.is_empty() {
            continue;
        }
        let of_kind: Vec<&PairDecision> =
            decisions.iter().copied().filter(|d| mentions[d.left.index()].kind == kind).collect();
        let run = Run { mentions, which: &which, decisions: &of_kind, terms, kind };
        let (of_kind, weighing) = match kind {
            MentionKind::Person => run.kind(People::prepare(mentions, &which, terms), &mut notes),
            MentionKind::Vehicle => run.kind(Vehicles::prepare(mentions, &which), &mut notes),
            MentionKind::Place => run.kind(Places::prepare(mentions, &which), &mut notes),
            MentionKind::Organisation => {
                run.kind(Organisations::prepare(mentions, &which, terms), &mut notes)
            }
            MentionKind::Telephone | MentionKind::Matter => {
                run.kind(Numbers::prepare(mentions, &which, kind), &mut notes)
            }
        };
        joined.push(of_kind);
        weighings.push(weighing);
    }
    entities::assemble(mentions, joined, weighings, notes)
}

/// One kind on its way through the stages.
struct Run<'a> {
    mentions: &'a [Mention],
    which: &'a [u32],
    decisions: &'a [&'a PairDecision],
    terms: &'a LinkTerms,
    kind: MentionKind,
}

impl Run<'_> {
    fn kind<T: Table>(
        &self,
        (table, record_of): (T, Vec<u32>),
        notes: &mut Vec<String>,
    ) -> (Joined, Weighing) {
        let what = self.kind.word();
        let blocks = Blocks::make(&table, &self.terms.limits);
        let weights = train::weights(&table, &blocks, self.terms, what, notes);
        let edges = score::edges(&table, &blocks, &weights, self.terms, notes);
        notes.extend(entities::blocking_note(&blocks, what, table.len(), edges.len()));
        let weighing = figures::weighing(self.kind, (&table, &record_of), &blocks, &weights, &edges);
        let Blocks { notes: of_blocks, .. } = blocks;
        notes.extend(of_blocks);
        let kind = Kind {
            mentions: self.mentions,
            which: self.which,
            record_of: &record_of,
            table: &table,
            weights: &weights,
            edges: &edges,
            decisions: self.decisions,
            terms: self.terms,
        };
        (cluster::join(&kind, what, notes), weighing)
    }
}
