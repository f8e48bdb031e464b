//! The rules that admit an act to a review, and the sentences in which one is refused.
//!
//! [`admit`] is asked before every entry and has no way round it in this room: [`crate::review::Review::record`] is the
//! only thing that adds. Each refusal names its rule, the entries it is about, and what is missing. What these gates
//! cannot see is said in `docs/methods/register.md`: an act that nobody records, what free text means, and a clock that
//! a ledger's keeper sets wrong (the log's order and its witnesses bracket that one).

mod about;
mod findings;
mod frame;
pub(crate) mod named;
mod no_name;
mod nothing;
mod publication;
mod reasons;
mod records;
mod shown;
mod softened;

use std::fmt;

use model::Day;

pub use named::named_beside;

use crate::acts::{Act, Code, Kind, Seq};
use crate::review::{ENTRIES_MAX, Review, Stream};
use crate::words::{Mode, PartySort};

/// Which rule an act would break.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Rule {
    /// A review begins with its terms of reference, a sealed stream with its own first entry.
    Beginning,
    /// Entries stand in the order of their days.
    Order,
    /// An act belongs into the other sort of stream.
    WrongStream,
    /// What an act refers to is not there, or is something else.
    Reference,
    /// The mode of a review is fixed by its first entry.
    ModeFixed,
    /// The next version of terms or publication.
    Version,
    /// A number or code is used once.
    UsedTwice,
    /// Something that the act needs is missing.
    Missing,
    /// A word does not fit the date.
    WordOfDate,
    /// A strand is not open, or not there.
    StrandNotOpen,
    /// Terms of reference leave out an open strand.
    StrandDropped,
    /// A finding without evidence.
    Evidence,
    /// Individual and organisational parts mixed up.
    Parts,
    /// An officer-level output in a learning review.
    OfficerLevel,
    /// An identity in the open that was to be sealed.
    Sealed,
    /// A notice, extract, reply or expiry that is not what it should be.
    Representation,
    /// What can be neither withheld nor erased, or already is.
    Withholding,
    /// A publication that does not cover every entry, or says something else than was decided.
    Coverage,
    /// A publication with a criticism that was not put.
    CriticismNotPut,
    /// A publication while a strand has no end.
    StrandWithoutEnd,
    /// A limit.
    Limit,
}

/// Why an act is not admitted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// The rule.
    pub rule: Rule,
    /// The entries it is about.
    pub entries: Vec<Seq>,
    /// What is missing, and which entry: a sentence.
    pub sentence: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

/// Why an act may not be recorded on a day; nothing where it may.
pub fn admit(review: &Review, on: Day, act: &Act) -> Vec<Refusal> {
    let mut gate = Gate { review, on, refusals: Vec::new() };
    gate.frame(act);
    if !gate.refusals.is_empty() {
        return gate.refusals; // what follows takes a review that has begun, and references that hold, for granted
    }
    gate.says_something(act);
    match act {
        Act::Finding(a) => gate.finding(a),
        Act::Notice(a) => gate.notice(a),
        Act::Extract(a) => gate.extract(a),
        Act::Reply(a) => gate.reply(a),
        Act::Expiry(a) => gate.expiry(a),
        Act::Change(a) => gate.change(a),
        Act::FindingWithdrawn(a) => gate.finding_withdrawn(a),
        Act::Withholding(a) => gate.withholding(a),
        Act::WithholdingLifted(a) => gate.withholding_lifted(a),
        Act::Disposal(a) => gate.disposal(a),
        Act::Publication(a) => gate.publication(a),
        other => gate.record(other),
    }
    gate.refusals
}

/// One act before the gates.
pub(crate) struct Gate<'a> {
    pub(crate) review: &'a Review,
    pub(crate) on: Day,
    pub(crate) refusals: Vec<Refusal>,
}

impl<'a> Gate<'a> {
    pub(crate) fn refuse(&mut self, rule: Rule, entries: &[Seq], sentence: impl Into<String>) {
        self.refusals.push(Refusal { rule, entries: entries.to_vec(), sentence: sentence.into() });
    }

    /// The entry an act refers to, if it is earlier and of one of the kinds; refused otherwise.
    pub(crate) fn earlier(&mut self, seq: Seq, kinds: &[&str]) -> Option<&'a Act> {
        let names = || {
            let titles = kinds.iter().filter_map(|word| Kind::of(word)).map(|kind| kind.title);
            titles.collect::<Vec<_>>().join(" or ")
        };
        match self.review.act(seq) {
            None => {
                let last = self.review.next_seq().0;
                let sentence =
                    format!("There is no {seq} yet: this one would be entry {last}. Name {}.", names());
                self.refuse(Rule::Reference, &[seq], sentence);
                None
            }
            Some(act) if !kinds.contains(&act.kind()) => {
                let is = Kind::of(act.kind()).map_or("", |kind| kind.title);
                self.refuse(
                    Rule::Reference,
                    &[seq],
                    format!("Entry {} is {is}; {} was expected.", seq.0, names()),
                );
                None
            }
            Some(act) => Some(act),
        }
    }

    /// The sort of a party; refused where nobody has the code.
    pub(crate) fn party(&mut self, code: &Code) -> Option<PartySort> {
        let found = self.review.party(code).map(|party| party.sort);
        if found.is_none() {
            let sentence = format!("Nobody has the code {code}: record the party first (act party).");
            self.refuse(Rule::Reference, &[], sentence);
        }
        found
    }

    /// An organisation; refused where the code is somebody else's.
    pub(crate) fn organisation(&mut self, code: &Code, what: &str) {
        match self.party(code) {
            None | Some(PartySort::Organisation) => {}
            Some(sort) => {
                let entry = self.review.party(code).map(|party| party.entry).into_iter().collect::<Vec<_>>();
                let sentence = format!("{code} is {}; {what} is a body.", sort.with_article());
                self.refuse(Rule::Reference, &entry, sentence);
            }
        }
    }

    /// An open strand; refused where it is not there, has ended, or stands in another stream.
    pub(crate) fn open_strand(&mut self, number: u32) {
        let Some(strand) = self.review.strand(number) else {
            let sentence = format!("There is no strand {number}: open it first (act strand_opened).");
            return self.refuse(Rule::StrandNotOpen, &[], sentence);
        };
        if let Some((at, day, _)) = &strand.ended {
            let sentence = format!("Strand {number} ended on {} with {at}.", day.words());
            self.refuse(Rule::StrandNotOpen, &[*at], sentence);
        }
    }

    pub(crate) fn learning(&self) -> bool {
        self.review.mode() == Some(Mode::Learning)
    }

    pub(crate) fn officer_level(&mut self, what: &str) {
        let sentence = format!(
            "This review learns and holds nobody to account: {what} would be an officer-level output, and there is none in \
             the mode learning."
        );
        self.refuse(Rule::OfficerLevel, &[Seq(0)], sentence);
    }

    /// The rules every act is under: the beginning, the order of days, the stream, the limit.
    fn frame(&mut self, act: &Act) {
        if self.review.history().len() >= ENTRIES_MAX {
            let sentence = format!("A stream has at most {ENTRIES_MAX} entries, and this one is full.");
            self.refuse(Rule::Limit, &[], sentence);
        }
        let begun = !self.review.history().is_empty();
        let first = match self.review.stream() {
            Stream::Open => "terms",
            Stream::Sealed(_) => "sealed_stream",
        };
        if !begun && act.kind() != first {
            let sentence = format!("A review begins with its terms: the first entry is a {first} act.");
            return self.refuse(Rule::Beginning, &[], sentence);
        }
        if let Some(last) = self.review.history().last().filter(|last| last.on > self.on) {
            let seq = Seq(self.review.next_seq().0 - 1);
            let sentence = format!(
                "Entry {} was recorded on {}, so nothing can be recorded as of {}.",
                seq.0,
                last.on.words(),
                self.on.words()
            );
            self.refuse(Rule::Order, &[seq], sentence);
        }
        match self.review.stream() {
            Stream::Open => self.open_stream(act),
            Stream::Sealed(strand) => self.sealed_stream(act, strand),
        }
    }
}
