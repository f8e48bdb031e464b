//! A review as its entries make it: terms, strands, requests, findings, representations, withholdings, publications.
//!
//! A review is nothing but its history folded: [`Review::record`] asks [`crate::gates`] whether an act may be recorded
//! and then adds it; [`Review::fold`] does the same for a whole history, so that an entry that got into a ledger past the
//! gates is found and named. What is open, overdue or refused is put in words by [`state`]. This module keeps
//! no clock: the day of an entry is an input, given by whoever keeps the ledger.

mod add;
pub mod representations;
pub mod state;
pub mod strands;

use std::collections::BTreeMap;

use model::Day;

use crate::acts::{Act, Code, Finding, Manifest, ManifestRow, Path, Seq, Terms, Withheld};
use crate::entry::Class;
use crate::gates::{self, Refusal};
use crate::words::{Decider, Mode, PartySort};

/// Most entries of one stream that are folded: 1,000 a working day for eight years.
pub const ENTRIES_MAX: usize = 2_000_000;

/// One entry of a stream, as an act with its day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recorded {
    /// The day on which the ledger took it.
    pub on: Day,
    /// What was done.
    pub act: Act,
}

/// Which sort of stream a review's entries stand in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stream {
    /// The open stream.
    Open,
    /// The stream of a sealed strand.
    Sealed(u32),
}

/// A party, as its entry says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartyState {
    /// What it is.
    pub sort: PartySort,
    /// The entry: of the party, or of the terms of reference for an agency in scope.
    pub entry: Seq,
}

/// A request or a question, with what followed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Asked {
    /// Times it was chased.
    pub chased: Vec<Seq>,
    /// What came.
    pub answers: Vec<Seq>,
}

/// A finding, with what became of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FindingState {
    /// The version that replaced it.
    pub superseded_by: Option<Seq>,
    /// The entry that withdrew it.
    pub withdrawn: Option<Seq>,
}

impl FindingState {
    /// Whether it stands: neither replaced nor withdrawn.
    pub fn stands(&self) -> bool {
        self.superseded_by.is_none() && self.withdrawn.is_none()
    }
}

/// A request for access, with what followed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AccessState {
    /// Decisions.
    pub decisions: Vec<Seq>,
    /// Appeals.
    pub appeals: Vec<Seq>,
    /// Decisions on appeals, with the appeal.
    pub appeal_decisions: Vec<(Seq, Seq)>,
}

/// A recommendation, with what followed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RecommendationState {
    /// Responses.
    pub responses: Vec<Seq>,
    /// Responses published, with the entry.
    pub published: Vec<(Seq, Seq)>,
}

/// A review.
#[derive(Clone, Debug)]
pub struct Review {
    pub(crate) stream: Stream,
    pub(crate) history: Vec<Recorded>,
    /// Disposals of the whole history that is folded, known before they are reached: a text that is gone now was there
    /// when an earlier entry was admitted.
    pub(crate) later_disposals: BTreeMap<(Seq, String), Seq>,
    pub(crate) replaying: bool,
    pub(crate) sealed_findings: BTreeMap<u32, u32>,
    /// For a sealed stream: the complaints of the open one, and whether each is sealed. Nothing where that was not read.
    pub(crate) open_complaints: Option<BTreeMap<u32, bool>>,
    pub(crate) terms: Vec<Seq>,
    pub(crate) parties: BTreeMap<Code, PartyState>,
    pub(crate) complaints: BTreeMap<u32, Seq>,
    pub(crate) outcomes: BTreeMap<(Seq, u32), Seq>,
    pub(crate) strands: BTreeMap<u32, strands::Strand>,
    pub(crate) requests: BTreeMap<Seq, Asked>,
    pub(crate) questions: BTreeMap<Seq, Asked>,
    pub(crate) findings: BTreeMap<Seq, FindingState>,
    pub(crate) notices: BTreeMap<Seq, representations::NoticeState>,
    pub(crate) withheld: BTreeMap<(Seq, Path), Seq>,
    pub(crate) erased: BTreeMap<(Seq, Path), Seq>,
    pub(crate) publications: Vec<Seq>,
    pub(crate) access: BTreeMap<Seq, AccessState>,
    pub(crate) recommendations: BTreeMap<Seq, RecommendationState>,
    pub(crate) undone: BTreeMap<Seq, Seq>,
}

/// An entry of a history that the gates would not have admitted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inadmissible {
    /// Which entry.
    pub seq: Seq,
    /// Why.
    pub refusals: Vec<Refusal>,
}

impl std::fmt::Display for Inadmissible {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} should not be in the ledger:", self.seq)?;
        self.refusals.iter().try_for_each(|refusal| write!(f, " {refusal}"))
    }
}

impl std::error::Error for Inadmissible {}

impl Review {
    /// A review without entries.
    pub fn new(stream: Stream) -> Review {
        Review {
            stream,
            history: Vec::new(),
            later_disposals: BTreeMap::new(),
            replaying: false,
            sealed_findings: BTreeMap::new(),
            open_complaints: None,
            terms: Vec::new(),
            parties: BTreeMap::new(),
            complaints: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            strands: BTreeMap::new(),
            requests: BTreeMap::new(),
            questions: BTreeMap::new(),
            findings: BTreeMap::new(),
            notices: BTreeMap::new(),
            withheld: BTreeMap::new(),
            erased: BTreeMap::new(),
            publications: Vec::new(),
            access: BTreeMap::new(),
            recommendations: BTreeMap::new(),
            undone: BTreeMap::new(),
        }
    }

    /// Folds a history, entry 0 first.
    ///
    /// `sealed` says how many findings stand in the stream of each sealed strand.
    ///
    /// # Errors
    /// The first entry that the gates would not have admitted.
    pub fn fold(
        stream: Stream,
        history: impl IntoIterator<Item = Recorded>,
        sealed: &BTreeMap<u32, u32>,
    ) -> Result<Review, Inadmissible> {
        Review::fold_as_of(stream, history, sealed, Day::LAST)
    }

    /// Folds what a history holds up to the end of a day. The whole history is given all the same: a text erased later
    /// was there when an earlier entry was admitted.
    ///
    /// # Errors
    /// As [`Review::fold`].
    pub fn fold_as_of(
        stream: Stream,
        history: impl IntoIterator<Item = Recorded>,
        sealed: &BTreeMap<u32, u32>,
        day: Day,
    ) -> Result<Review, Inadmissible> {
        let history: Vec<Recorded> = history.into_iter().collect();
        let mut review = Review::new(stream);
        review.sealed_findings = sealed.clone();
        review.replaying = true;
        for (i, recorded) in history.iter().enumerate() {
            if let Act::Disposal(act) = &recorded.act {
                for path in &act.paths {
                    review.later_disposals.insert((act.of, path.as_str().to_string()), Seq(i as u64));
                }
            }
        }
        for recorded in history.into_iter().filter(|recorded| recorded.on <= day) {
            let seq = review.next_seq();
            review.record(recorded.on, recorded.act).map_err(|refusals| Inadmissible { seq, refusals })?;
        }
        review.replaying = false;
        Ok(review)
    }

    /// Records an act, if the gates admit it. Nothing changes where they do not.
    ///
    /// # Errors
    /// Every reason, each a sentence that says what is missing and which entry.
    pub fn record(&mut self, on: Day, act: Act) -> Result<Seq, Vec<Refusal>> {
        let refusals = gates::admit(self, on, &act);
        if !refusals.is_empty() {
            return Err(refusals);
        }
        let seq = self.next_seq();
        self.add(on, act);
        Ok(seq)
    }

    /// Says how many findings stand in the stream of each sealed strand.
    pub fn set_sealed_findings(&mut self, sealed: BTreeMap<u32, u32>) {
        self.sealed_findings = sealed;
    }

    /// Says to the review of a sealed stream which complaints there are in the open one, and whether each is sealed.
    pub fn set_open_complaints(&mut self, open: &Review) {
        let sealed =
            |seq: &Seq| matches!(open.act(*seq), Some(Act::Complaint(complaint)) if complaint.sealed);
        let known = open.complaints.iter().map(|(&number, seq)| (number, sealed(seq)));
        self.open_complaints = Some(known.collect());
    }

    /// The sealed strands, each with how many findings stand in its stream; none where that was not read.
    pub fn sealed_findings(&self) -> impl Iterator<Item = (u32, u32)> {
        let sealed = self.strands().filter(|(_, strand)| strand.sealed);
        sealed.filter_map(|(number, _)| Some((number, *self.sealed_findings.get(&number)?)))
    }

    /// The decisions to withhold a field of this entry that stand, in the order of the fields.
    pub fn withheld_of(&self, of: Seq) -> Vec<Seq> {
        self.withheld.iter().filter(|((entry, _), _)| *entry == of).map(|(_, decision)| *decision).collect()
    }

    /// The number that the next entry gets.
    pub fn next_seq(&self) -> Seq {
        Seq(self.history.len() as u64)
    }

    /// Which sort of stream this is.
    pub fn stream(&self) -> Stream {
        self.stream
    }

    /// The history, entry 0 first.
    pub fn history(&self) -> &[Recorded] {
        &self.history
    }

    /// The entry of a number.
    pub fn entry(&self, seq: Seq) -> Option<&Recorded> {
        self.history.get(usize::try_from(seq.0).ok()?)
    }

    /// The act of an entry.
    pub fn act(&self, seq: Seq) -> Option<&Act> {
        self.entry(seq).map(|recorded| &recorded.act)
    }

    /// The day of an entry.
    pub fn day_of(&self, seq: Seq) -> Option<Day> {
        self.entry(seq).map(|recorded| recorded.on)
    }

    /// The newest terms of reference.
    pub fn terms(&self) -> Option<&Terms> {
        match self.act(*self.terms.last()?)? {
            Act::Terms(terms) => Some(terms),
            _ => None,
        }
    }

    /// What the review is for; none before its first entry.
    pub fn mode(&self) -> Option<Mode> {
        match &self.history.first()?.act {
            Act::Terms(terms) => Some(terms.mode),
            Act::SealedStream(sealed) => Some(sealed.mode),
            _ => None,
        }
    }

    /// The shortest time for a reply, in days, by the terms in force.
    pub fn reply_days(&self) -> Option<u32> {
        match &self.history.first()?.act {
            Act::SealedStream(sealed) => sealed.reply_days,
            _ => self.terms()?.reply_days,
        }
    }

    /// The finding of an entry.
    pub fn finding(&self, seq: Seq) -> Option<&Finding> {
        match self.act(seq)? {
            Act::Finding(finding) => Some(finding),
            _ => None,
        }
    }

    /// Every finding, with what became of it, in order.
    pub fn findings(&self) -> impl Iterator<Item = (Seq, &Finding, &FindingState)> {
        self.findings.iter().filter_map(|(&seq, state)| Some((seq, self.finding(seq)?, state)))
    }

    /// The publications, oldest first.
    pub fn publications(&self) -> &[Seq] {
        &self.publications
    }

    /// A party.
    pub fn party(&self, code: &Code) -> Option<&PartyState> {
        self.parties.get(code)
    }

    /// Decisions of people on links that were not taken back, with their entries: an input of the next run of linkage.
    pub fn link_decisions(&self) -> impl Iterator<Item = (Seq, &crate::acts::LinkDecision)> {
        self.decisions().filter_map(|(seq, act)| match act {
            Act::LinkDecision(decision) => Some((seq, decision)),
            _ => None,
        })
    }

    /// Decisions of people on events that were not taken back, with their entries: an input of the next chronology.
    pub fn event_decisions(&self) -> impl Iterator<Item = (Seq, &crate::acts::EventDecision)> {
        self.decisions().filter_map(|(seq, act)| match act {
            Act::EventDecision(decision) => Some((seq, decision)),
            _ => None,
        })
    }

    fn decisions(&self) -> impl Iterator<Item = (Seq, &Act)> {
        let all = self.history.iter().enumerate().map(|(i, recorded)| (Seq(i as u64), &recorded.act));
        all.filter(|(seq, _)| !self.undone.contains_key(seq))
    }

    /// Whether a field is neither withheld nor erased.
    pub fn is_disclosed(&self, seq: Seq, path: &str) -> bool {
        let Some(path) = Path::new(path) else { return true };
        !self.withheld.contains_key(&(seq, path.clone())) && !self.erased.contains_key(&(seq, path))
    }

    /// What a publication recorded now has to say of every earlier entry: exactly what decisions have withheld or
    /// erased, and nothing else.
    pub fn manifest(&self) -> Manifest {
        let mut rows: Vec<ManifestRow> = self
            .history
            .iter()
            .enumerate()
            .map(|(i, recorded)| ManifestRow {
                seq: Seq(i as u64),
                class: recorded.act.class(),
                withheld: Vec::new(),
            })
            .collect();
        let decided =
            self.withheld.iter().filter(|(at, _)| !self.erased.contains_key(at)).chain(&self.erased);
        for ((seq, path), decision) in decided {
            let words: Option<(&str, Decider)> = match self.act(*decision) {
                Some(Act::Withholding(act)) => Some((act.reason.word(), act.decider)),
                Some(Act::Disposal(act)) => Some((act.basis.word(), act.decider)),
                _ => None,
            };
            if let (Some((reason, decider)), Some(row)) = (words, rows.get_mut(seq.0 as usize)) {
                let reason = reason.to_string();
                row.withheld.push(Withheld { path: path.clone(), reason, decider, decision: *decision });
            }
        }
        for row in &mut rows {
            row.withheld.sort();
        }
        Manifest(rows)
    }

    /// The class of an entry.
    pub fn class_of(&self, seq: Seq) -> Option<Class> {
        self.act(seq).map(Act::class)
    }
}
