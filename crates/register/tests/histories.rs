//! The gates, held over random histories to an oracle that looks at the whole history anew each time.
//!
//! A history is a list of moves. Each move is turned into an act that refers to something there is, and put to the gates;
//! what they admit becomes history, what they refuse does not. At every attempt to publish, the gates' answer on each of the
//! promises is compared with the oracle's: criticism put, strands ended, every entry covered, the findings of sealed strands
//! counted, and in a learning review nothing about an officer. Sealed strands have own streams, which are played beside the open one. At the end the promises are read off the
//! whole history once more, and off every sealed stream's. Trials from `CANDOUR_TRIALS`.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // the number of trials is read from the environment

mod common;
mod oracle;

use std::cell::Cell;
use std::collections::BTreeMap;

use common::*;
use model::Day;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use register::acts::*;
use register::entry::StreamId;
use register::gates::{Rule, admit};
use register::review::{Review, Stream};
use register::words::*;

/// One move. Small numbers choose among what there is.
#[derive(Clone, Debug)]
enum Move {
    Wait(u8),
    Finding {
        strands: Vec<u8>,
        parts: Vec<(u8, bool, u8)>,
        claim: u8,
        evidence: u8,
        supersedes: Option<u8>,
    },
    Withdraw(u8),
    Notice {
        finding: u8,
        part: u8,
        to: Option<u8>,
    },
    Extract {
        notice: u8,
        days: u8,
        words: bool,
    },
    Reply {
        notice: u8,
        somebody_else: bool,
    },
    Expiry(u8),
    Change {
        reply: u8,
        effect: u8,
        by: Option<u8>,
    },
    Merge(u8, u8),
    Split(u8),
    Close(u8),
    Defer(u8),
    Open {
        sealed: bool,
    },
    /// An act put to the own stream of a sealed strand.
    Sealed {
        strand: u8,
        act: u8,
        n: u8,
    },
    Terms {
        mode: u8,
        drop: bool,
        days: u8,
    },
    WithholdOne {
        entry: u8,
        field: u8,
    },
    WithholdAll {
        finding: u8,
    },
    Lift(u8),
    Dispose {
        entry: u8,
        field: u8,
    },
    Recommend(u8),
    Respond(u8),
    Outcome {
        finding: Option<u8>,
        upheld: bool,
    },
    /// Notice of every critical part of a finding, and all that follows, to one end or the other.
    Hear {
        finding: u8,
        by_reply: bool,
    },
    /// Something about an officer: what a learning review admits nowhere, or records and never publishes.
    Officer {
        what: u8,
        n: u8,
    },
    /// A reason for every strand that has no end, a beginning for every sealed stream, and a withholding of everything that is
    /// about an officer, in a learning review, or names somebody beside the criticism of them.
    Settle,
    Publish(u8, u8),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        6 => (0u8..30).prop_map(Move::Wait),
        12 => (
            prop::collection::vec(0u8..6, 1..3),
            prop::collection::vec((0u8..5, any::<bool>(), 0u8..2), 1..3),
            0u8..2,
            0u8..14,
            prop::option::weighted(0.4, any::<u8>()),
        )
            .prop_map(|(strands, parts, claim, evidence, supersedes)| Move::Finding {
                strands, parts, claim, evidence, supersedes,
            }),
        2 => any::<u8>().prop_map(Move::Withdraw),
        10 => (any::<u8>(), 0u8..2, prop::option::weighted(0.1, 0u8..4))
            .prop_map(|(finding, part, to)| Move::Notice { finding, part, to }),
        12 => (any::<u8>(), 0u8..30, prop::bool::weighted(0.9))
            .prop_map(|(notice, days, words)| Move::Extract { notice, days, words }),
        8 => (any::<u8>(), prop::bool::weighted(0.1))
            .prop_map(|(notice, somebody_else)| Move::Reply { notice, somebody_else }),
        8 => any::<u8>().prop_map(Move::Expiry),
        9 => (any::<u8>(), 0u8..4, prop::option::weighted(0.5, any::<u8>()))
            .prop_map(|(reply, effect, by)| Move::Change { reply, effect, by }),
        3 => (0u8..6, 0u8..6).prop_map(|(a, b)| Move::Merge(a, b)),
        2 => (0u8..6).prop_map(Move::Split),
        5 => (0u8..8).prop_map(Move::Close),
        4 => (0u8..8).prop_map(Move::Defer),
        2 => prop::bool::weighted(0.4).prop_map(|sealed| Move::Open { sealed }),
        5 => (any::<u8>(), 0u8..10, any::<u8>()).prop_map(|(strand, act, n)| Move::Sealed { strand, act, n }),
        2 => (0u8..3, any::<bool>(), 0u8..20).prop_map(|(mode, drop, days)| Move::Terms { mode, drop, days }),
        4 => (any::<u8>(), any::<u8>()).prop_map(|(entry, field)| Move::WithholdOne { entry, field }),
        8 => any::<u8>().prop_map(|finding| Move::WithholdAll { finding }),
        4 => any::<u8>().prop_map(Move::Lift),
        2 => (any::<u8>(), any::<u8>()).prop_map(|(entry, field)| Move::Dispose { entry, field }),
        2 => any::<u8>().prop_map(Move::Recommend),
        2 => any::<u8>().prop_map(Move::Respond),
        3 => (prop::option::weighted(0.8, any::<u8>()), any::<bool>())
            .prop_map(|(finding, upheld)| Move::Outcome { finding, upheld }),
        18 => (any::<u8>(), any::<bool>()).prop_map(|(finding, by_reply)| Move::Hear { finding, by_reply }),
        6 => (0u8..9, any::<u8>()).prop_map(|(what, n)| Move::Officer { what, n }),
        8 => Just(Move::Settle),
        18 => (0u8..24, any::<u8>()).prop_map(|(spoil, at)| Move::Publish(spoil, at)),
    ];
    prop::collection::vec(one, 1..70)
}

/// The own stream of a sealed strand under way.
struct Own {
    review: Review,
    raw: Vec<(Day, Act)>,
}

/// A history under way: the review as the gates have it, and every act as it was first recorded.
struct Play {
    review: Review,
    raw: Vec<(Day, Act)>,
    /// The own streams of sealed strands that have begun.
    own: BTreeMap<u32, Own>,
    today: Day,
    next_strand: u32,
}

impl Play {
    fn new(mode: Mode, sealed: bool) -> Play {
        let mut review = Review::new(Stream::Open);
        let mut terms = terms(mode);
        if sealed {
            terms.strands.push(4);
            terms.strand = Groups(vec![StrandTitle { number: 4, sealed: true, title: None }]);
        }
        record(&mut review, day(0), terms);
        record(&mut review, day(0), party("P-1", PartySort::Person));
        record(&mut review, day(0), party("P-2", PartySort::Person));
        record(&mut review, day(0), complaint(1, "2017-03-06", 'S'));
        let raw = review.history().iter().map(|r| (r.on, r.act.clone())).collect();
        Play { review, raw, own: BTreeMap::new(), today: day(0), next_strand: 10 }
    }

    fn put(&mut self, act: impl Into<Act>) -> Option<Seq> {
        let act = act.into();
        let seq = self.review.record(self.today, act.clone()).ok()?;
        self.raw.push((self.today, act));
        Some(seq)
    }

    /// The entry of a kind that a small number chooses.
    fn pick(&self, kinds: &[&str], n: u8) -> Option<Seq> {
        let there: Vec<usize> =
            (0..self.raw.len()).filter(|&i| kinds.contains(&self.raw[i].1.kind())).collect();
        (!there.is_empty()).then(|| Seq(there[usize::from(n) % there.len()] as u64))
    }

    fn strand(&self, n: u8) -> u32 {
        let all: Vec<u32> = self.review.strands().map(|(number, _)| number).collect();
        all[usize::from(n) % all.len()]
    }

    fn step(&mut self, step: &Move) {
        match step {
            Move::Wait(days) => self.today = self.today + i32::from(*days),
            Move::Finding { strands, parts, claim, evidence, supersedes } => {
                self.put_finding(strands, parts, *claim, *evidence, *supersedes);
            }
            Move::Withdraw(n) => {
                if let Some(of) = self.pick(&["finding"], *n) {
                    self.put(FindingWithdrawn { of, reason: "Wrong.".into() });
                }
            }
            Move::Notice { .. }
            | Move::Extract { .. }
            | Move::Reply { .. }
            | Move::Expiry(_)
            | Move::Change { .. } => {
                self.letters(step);
            }
            Move::Merge(a, b) => {
                let (number, into) = (self.strand(*a), self.strand(*b));
                self.put(StrandMerged { number, into, reason: "One matter.".into() });
            }
            Move::Split(n) => {
                let into = vec![self.next_strand, self.next_strand + 1];
                self.next_strand += 2;
                let number = self.strand(*n);
                let sealed = self.review.strand(number).is_some_and(|strand| strand.sealed);
                let strand = titles(&into, sealed);
                self.put(StrandSplit { number, into, reason: "Two matters.".into(), strand });
            }
            Move::Close(n) => {
                self.put(closed(self.strand(*n)));
            }
            Move::Defer(n) => {
                let reason = DeferralReason::InquiryContinues;
                self.put(StrandDeferred { number: self.strand(*n), reason, text: "Goes on.".into() });
            }
            Move::Open { sealed } => {
                let number = self.next_strand;
                self.next_strand += 1;
                let title = (!sealed).then(|| "More.".into());
                self.put(StrandOpened { number, sealed: *sealed, title, reason: "Came up.".into() });
            }
            Move::Sealed { strand, act, n } => self.sealed(*strand, *act, *n),
            Move::Hear { finding, by_reply } => self.hear(*finding, *by_reply),
            Move::Officer { what, n } => self.officer(*what, *n),
            Move::Settle => {
                let sealed = self.review.strands().filter(|(_, s)| s.sealed).count() as u8;
                (0..sealed).for_each(|strand| self.sealed(strand, 0, 0));
                for number in self.review.strands_without_end() {
                    let reason = DeferralReason::InquiryContinues;
                    self.put(StrandDeferred { number, reason, text: "Goes on.".into() });
                }
                let kept_back = match self.review.mode() {
                    Some(Mode::Learning) => oracle::about_officers(&self.raw),
                    _ => oracle::named_beside(&self.raw),
                };
                for (of, at) in kept_back {
                    self.put(withholding(Seq(of as u64), &at));
                }
            }
            other => self.decisions(other),
        }
    }

    /// Puts an act that is about an officer, one way or another. "Vole" is an invented officer whom nothing else names.
    fn officer(&mut self, what: u8, n: u8) {
        let number = self.raw.len() as u32;
        let new = code(&format!("P-{}", number + 10));
        let who = ["DS Vole", "P-1"][usize::from(n % 2)];
        match what {
            0 => {
                let rank =
                    (Some(Rank::Sergeant), Some(RankScale::County), Some(Day::iso("2004-01-01").unwrap()));
                let (rank, scale, rank_on) = rank;
                self.put(Party { code: new, rank, scale, rank_on, ..party("P-1", PartySort::Person) });
            }
            1 => {
                let ranks = vec![RankInScope { scale: RankScale::County, rank: Rank::Sergeant }];
                let mut act = self.review.terms().unwrap().clone();
                (act.version, act.changed, act.ranks) =
                    (act.version + 1, Some("Ranks.".into()), Groups(ranks));
                act.strands =
                    self.review.strands().filter(|(_, s)| s.ended.is_none()).map(|(n, _)| n).collect();
                self.put(act);
            }
            2 => {
                let mut act = complaint(number + 100, "2017-03-06", 'S');
                act.allegations.0[0].about = Some(code(["P-1", "ORG-1"][usize::from(n % 2)]));
                self.put(act);
            }
            3 => {
                let (of, outcome) = (Seq(3), OutcomeWord::NoCaseToAnswer);
                let reason = "As found.".into();
                self.put(ComplaintOutcome {
                    of,
                    allegation: 1,
                    finding: None,
                    outcome,
                    reason,
                    told_on: None,
                });
            }
            4 => {
                let mut act = praise(&[self.strand(n)]);
                let words = format!("{who} kept it.").as_str().into();
                match n / 2 % 4 {
                    0 => act.claim = words,
                    1 => act.duty = words,
                    2 => act.parts.0[0].claim = words,
                    _ => act.evidence_for.0[0].text = words,
                }
                self.put(act);
            }
            5 => {
                let standard = Standard::BeyondReasonableDoubt;
                self.put(Finding { standard, ..praise(&[self.strand(n)]) });
            }
            6 => {
                let Some(of) = self.pick(&["finding"], n) else { return };
                let text = format!("{who} is to be moved.").as_str().into();
                let (clock, to) = (register::clocks::Clock::NoTimeSet, code("ORG-1"));
                let findings = vec![of];
                self.put(Recommendation { number, findings, clock, due: None, to, text, due_reason: None });
            }
            7 => {
                let what = format!("The diary of {who}.").as_str().into();
                self.put(Request { to: code("ORG-1"), what, due: None });
            }
            _ => {
                self.put(Party { code: new, ..party("P-1", PartySort::Role) });
            }
        }
    }

    /// Puts an act to the own stream of a sealed strand; some belong there and some do not.
    fn sealed(&mut self, strand: u8, act: u8, n: u8) {
        let sealed: Vec<u32> =
            self.review.strands().filter(|(_, s)| s.sealed).map(|(number, _)| number).collect();
        let Some(&number) = sealed.get(usize::from(strand) % sealed.len().max(1)) else { return };
        let (mode, reply_days, today) =
            (self.review.mode().unwrap_or(Mode::Inquiry), self.review.reply_days(), self.today);
        let own = self
            .own
            .remove(&number)
            .unwrap_or_else(|| Own { review: Review::new(Stream::Sealed(number)), raw: Vec::new() });
        let mut own = own;
        let mut put = |act: Act| {
            if own.review.record(today, act.clone()).is_ok() {
                own.raw.push((today, act));
            }
        };
        let parent = StreamId::parse("0123456789abcdef0123456789abcdef").unwrap();
        let begin = |strand| SealedStream { strand, parent, mode, reply_days };
        let last = Seq(u64::from(n % 8));
        let bad = part(Owner::Person, Tenor::Critical, "P-1", "Did nothing.");
        match act {
            0 => {
                put(begin(number).into());
                put(party("P-1", PartySort::Person).into());
                put(party("ORG-2", PartySort::Organisation).into());
            }
            2 => put(begin(number + 1).into()),
            3 => put(party("P-2", PartySort::Person).into()),
            1 | 4 => put(praise(&[number]).into()),
            5 => put(Finding { duty: "As DS Vole was told.".into(), ..praise(&[number]) }.into()),
            6 => put(finding(&[number], vec![bad]).into()),
            // What does not belong there: another strand's finding, the review's own acts, a publication.
            7 => put(praise(&[number, 1]).into()),
            8 => put(FindingWithdrawn { of: last, reason: "Wrong.".into() }.into()),
            _ => match n % 4 {
                0 => put(closed(number).into()),
                1 => put(terms(mode).into()),
                2 => put(StrandDeferred {
                    number,
                    reason: DeferralReason::InquiryContinues,
                    text: "Goes on.".into(),
                }
                .into()),
                _ => put(publication(&self.review).into()),
            },
        }
        if !own.raw.is_empty() {
            self.own.insert(number, own);
        }
        let count = |own: &Own| own.review.findings().count() as u32;
        self.review.set_sealed_findings(self.own.iter().map(|(&number, own)| (number, count(own))).collect());
    }

    /// How many findings stand in the own stream of each sealed strand, read off what was recorded there.
    fn own_findings(&self) -> BTreeMap<u32, u32> {
        let count =
            |own: &Own| own.raw.iter().filter(|(_, act)| matches!(act, Act::Finding(_))).count() as u32;
        self.own.iter().map(|(&number, own)| (number, count(own))).collect()
    }

    fn hear(&mut self, n: u8, by_reply: bool) {
        let Some(of) = self.pick(&["finding"], n) else { return };
        let parts = self.review.finding(of).map_or(Vec::new(), |f| f.parts.0.clone());
        for (i, part) in parts.iter().enumerate().filter(|(_, part)| part.tenor == Tenor::Critical) {
            let Some(sent) = self.put(notice(of, i as u32 + 1, part.subject.as_str())) else { continue };
            let days = self.review.reply_days().unwrap_or(1) as i32;
            self.put(extract(&self.review, sent, self.today + days));
            self.today = self.today + days + 1;
            if by_reply {
                let Some(reply) = self.put(reply(sent, part.subject.as_str())) else { continue };
                self.put(change(reply, Effect::Nothing, None));
            } else {
                self.put(Expiry { of: sent });
            }
        }
    }

    fn put_finding(
        &mut self,
        strands: &[u8],
        parts: &[(u8, bool, u8)],
        claim: u8,
        evidence_: u8,
        old: Option<u8>,
    ) {
        let parts = parts.iter().map(|&(whom, bad, words)| {
            let (owner, subject) = match whom {
                0 => (Owner::Person, "P-1"),
                1 => (Owner::Person, "P-2"),
                2 => (Owner::NoIdentifiableOwner, "ORG-1"),
                3 => (Owner::Organisation, "P-1"),
                _ => (Owner::Organisation, "ORG-1"),
            };
            let tenor = if bad { Tenor::Critical } else { Tenor::Positive };
            // What was criticised does not come back as praise, but now and then it is tried.
            let said = if bad || evidence_ == 13 {
                ["Did nothing.", "Did little."]
            } else {
                ["Kept the log.", "Told all."]
            };
            part(owner, tenor, subject, said[usize::from(words)])
        });
        let mut strands: Vec<u32> = strands.iter().map(|&n| self.strand(n)).collect();
        strands.dedup();
        let mut act = finding(&strands, parts.collect());
        act.claim = ["The report was read.", "The report was not read."][usize::from(claim)].into();
        match evidence_ {
            0 => act.evidence_for = Groups(Vec::new()),
            1 => act.looked_for_against = None,
            2 => act.evidence_for = Groups(vec![evidence("Another log records it.")]),
            3 => act.standard = Standard::Indication,
            4 | 5 => act.evidence_against = Groups(vec![evidence("The diary says otherwise.")]),
            6 => {
                act.evidence_against =
                    Groups(vec![evidence("A second diary."), evidence("The diary says otherwise.")]);
            }
            _ => {}
        }
        act.supersedes = old.and_then(|n| self.pick(&["finding"], n));
        // Now and then a version that does not say why, and a first version that says it changed something.
        act.changed = (act.supersedes.is_some() != (evidence_ == 7)).then(|| "Read again.".into());
        self.put(act);
    }

    fn letters(&mut self, step: &Move) {
        match step {
            Move::Notice { finding, part, to } => {
                let Some(of) = self.pick(&["finding"], *finding) else { return };
                let parts = self.review.finding(of).map_or(0, |f| f.parts.0.len() as u8);
                let number = part % parts.max(1) + 1;
                let subject = self.review.finding(of).and_then(|f| f.parts.0.get(usize::from(number) - 1));
                let right = subject.map_or("P-1".to_string(), |p| p.subject.to_string());
                let to = to.map_or(right, |n| ["P-1", "P-2", "ORG-1", "ORG-2"][usize::from(n)].to_string());
                self.put(notice(of, number.into(), &to));
            }
            Move::Extract { notice, days, words } => {
                let Some(of) = self.pick(&["notice"], *notice) else { return };
                let mut act = extract(&self.review, of, self.today + i32::from(*days));
                if !words {
                    act.text = "Something was found.".into();
                }
                self.put(act);
            }
            Move::Reply { notice, somebody_else } => {
                let Some(of) = self.pick(&["notice"], *notice) else { return };
                let Some(Act::Notice(sent)) = self.review.act(of) else { return };
                let by = if *somebody_else { "ORG-2".to_string() } else { sent.to.to_string() };
                self.put(reply(of, &by));
            }
            Move::Expiry(n) => {
                if let Some(of) = self.pick(&["notice"], *n) {
                    self.put(Expiry { of });
                }
            }
            Move::Change { reply, effect, by } => {
                let Some(of) = self.pick(&["reply"], *reply) else { return };
                let by = by.and_then(|n| self.pick(&["finding", "finding_withdrawn"], n));
                match effect {
                    0 | 1 => self.put(change(of, Effect::Nothing, None)),
                    2 => self.put(change(of, Effect::Amended, by)),
                    _ => self.put(change(of, Effect::Withdrawn, by)),
                };
            }
            _ => unreachable!("the caller gives letters only"),
        }
    }

    fn decisions(&mut self, step: &Move) {
        match step {
            Move::Terms { mode, drop, days } => {
                let before = self.review.terms().unwrap();
                let mut act = terms([Mode::Learning, Mode::Conduct, Mode::Inquiry][usize::from(*mode)]);
                act.version = before.version + 1;
                act.changed = Some("Widened.".into());
                // None, too short a time, and times that are long enough.
                act.reply_days = Some(if *days < 3 { u32::from(*days) } else { u32::from(*days) + 5 });
                act.agencies = before.agencies.clone();
                act.strands =
                    self.review.strands().filter(|(_, s)| s.ended.is_none()).map(|(n, _)| n).collect();
                if *drop {
                    act.strands.pop();
                }
                self.put(act);
            }
            Move::WithholdOne { entry, field } => {
                let of = Seq(u64::from(*entry) % self.raw.len() as u64);
                let fields = self.raw[of.0 as usize].1.to_fields();
                let at = &fields[usize::from(*field) % fields.len()].0;
                self.put(withholding(of, at));
            }
            Move::WithholdAll { finding } => self.withhold_matter(*finding),
            Move::Lift(n) => {
                if let Some(of) = self.pick(&["withholding"], *n) {
                    let (reason, decider) = (LiftReason::GroundGone, Decider::LeadReviewer);
                    self.put(WithholdingLifted { of, reason, decider });
                }
            }
            Move::Dispose { entry, field } => {
                let of = Seq(u64::from(*entry) % self.raw.len() as u64);
                let fields = self.raw[of.0 as usize].1.to_fields();
                let mut paths = vec![path(&fields[usize::from(*field) % fields.len()].0)];
                // Of a finding sometimes everything that it found, so that it ends no strand any more.
                if let (Act::Finding(f), 0) = (&self.raw[of.0 as usize].1, *field % 4) {
                    let parts = (1..=f.parts.0.len()).map(|part| path(&format!("parts/{part}/claim")));
                    paths = parts.chain([path("claim")]).collect();
                }
                let (basis, decider) = (DisposalBasis::CourtOrder, Decider::Court);
                self.put(Disposal { of, paths, basis, decider });
            }
            Move::Recommend(n) => {
                let Some(of) = self.pick(&["finding"], *n) else { return };
                self.put(Recommendation {
                    number: self.raw.len() as u32,
                    findings: vec![of],
                    clock: register::clocks::Clock::NoTimeSet,
                    due: None,
                    to: code("ORG-1"),
                    text: "Do better.".into(),
                    due_reason: None,
                });
            }
            Move::Respond(n) => {
                if let Some(of) = self.pick(&["recommendation"], *n) {
                    self.put(Response { of, how: ResponseWord::Accepted, text: "It is so.".into() });
                }
            }
            Move::Outcome { finding, upheld } => {
                let finding = finding.and_then(|n| self.pick(&["finding"], n));
                let outcome = if *upheld { OutcomeWord::Upheld } else { OutcomeWord::NotUpheld };
                let reason = "As found.".into();
                self.put(ComplaintOutcome {
                    of: Seq(3),
                    allegation: 1,
                    finding,
                    outcome,
                    reason,
                    told_on: None,
                });
            }
            other => unreachable!("{other:?} is handled elsewhere"),
        }
    }

    /// Withholds a finding whole, with the letters about it: what a reviewer does to publish the rest.
    fn withhold_matter(&mut self, n: u8) {
        let Some(finding) = self.pick(&["finding"], n) else { return };
        let about = |seq: usize| -> bool { oracle::finding_of(&self.raw, seq) == Some(finding.0 as usize) };
        let all: Vec<Seq> = (0..self.raw.len()).filter(|&i| about(i)).map(|i| Seq(i as u64)).collect();
        for of in all {
            for at in forms::withholdable(&self.review, of) {
                // For the reply that is outstanding where one is, and for another reason where that would not be true.
                let reason = ReasonCode::RepresentationsOutstanding;
                let act = Withholding { reason, ..withholding(of, at.as_str()) };
                if self.put(act).is_none() {
                    self.put(withholding(of, at.as_str()));
                }
            }
        }
    }

    /// A publication, right or spoilt in one of several ways.
    fn attempt(&self, spoil: u8, at: u8) -> Publication {
        let mut act = publication(&self.review);
        let row = |(strand, findings)| SealedRow { strand, findings, reason: ReasonCode::IdentifiesASource };
        act.sealed = Groups(self.own_findings().into_iter().map(row).collect());
        let rows = &mut act.manifest.0;
        let n = usize::from(at) % rows.len();
        match spoil {
            0 => {
                rows.remove(n);
            }
            1 => rows[n].withheld.clear(),
            2 => {
                if let Some(w) = rows.iter_mut().flat_map(|row| &mut row.withheld).next() {
                    w.reason = ReasonCode::CourtOrder.word().to_string();
                }
            }
            3 => rows[n].withheld.push(Withheld {
                path: path("claim"),
                reason: ReasonCode::LegalPrivilege.word().to_string(),
                decider: Decider::Chair,
                decision: Seq(0),
            }),
            4 => {
                let other = (n + 1) % rows.len();
                rows.swap(n, other);
            }
            5 => {
                act.open_strands.pop();
            }
            6 => {
                act.sealed.0.pop();
            }
            7 => {
                if let Some(row) = act.sealed.0.first_mut() {
                    row.findings += 1;
                }
            }
            8 => {
                if let Some(row) = act.sealed.0.first_mut() {
                    row.findings = row.findings.saturating_sub(1);
                }
            }
            9 => act.sealed.0.push(row((1, 0))),
            10 => act.sealed.0.extend(act.sealed.0.first().cloned()),
            11 => act.title = "What DS Vole did".into(),
            _ => {}
        }
        act
    }
}

fn trials() -> u32 {
    std::env::var("CANDOUR_TRIALS").ok().and_then(|n| n.parse().ok()).unwrap_or(4_000)
}

/// What the trials met, so that a test that never gets to publish anything does not pass.
#[derive(Default)]
struct Met {
    published: Cell<u32>,
    with_criticism: Cell<u32>,
    with_sealed: Cell<u32>,
    /// Publications of reviews in which something about an officer was recorded beyond the names of the two parties.
    with_officers: Cell<u32>,
    refused: BTreeMap<Rule, Cell<u32>>,
}

const PROMISES: [Rule; 4] =
    [Rule::CriticismNotPut, Rule::StrandWithoutEnd, Rule::Coverage, Rule::OfficerLevel];

fn run(mode: Mode, steps: &[Move], met: &Met) -> Result<(), TestCaseError> {
    // Every other history has a sealed strand from the beginning.
    let mut play = Play::new(mode, steps.len().is_multiple_of(2));
    for step in steps {
        let Move::Publish(spoil, at) = step else {
            play.step(step);
            continue;
        };
        let act = play.attempt(*spoil, *at);
        let refusals = admit(&play.review, play.today, &act.clone().into());
        let says = oracle::publication(&play.raw, &act, &play.own_findings());
        for rule in PROMISES {
            let gate = refusals.iter().any(|r| r.rule == rule);
            prop_assert_eq!(gate, says.contains(&rule), "{:?}: gate {}, {:#?}", rule, gate, refusals);
            if gate {
                met.refused[&rule].set(met.refused[&rule].get() + 1);
            }
        }
        if refusals.is_empty() {
            met.published.set(met.published.get() + 1);
            if act.sealed.0.iter().any(|row| row.findings > 0) {
                met.with_sealed.set(met.with_sealed.get() + 1);
            }
            if oracle::records_officers(&play.raw) {
                met.with_officers.set(met.with_officers.get() + 1);
            }
            if oracle::discloses_criticism(&play.raw) {
                met.with_criticism.set(met.with_criticism.get() + 1);
            }
            play.put(act);
        }
    }
    let broken = oracle::promises_broken(&play.raw);
    prop_assert!(broken.is_empty(), "{:#?}", broken);
    for (&number, own) in &play.own {
        let broken = oracle::sealed_promises_broken(&own.raw, number, mode);
        prop_assert!(broken.is_empty(), "strand {}: {:#?}", number, broken);
        let again = Review::fold(Stream::Sealed(number), own.review.history().to_vec(), &BTreeMap::new());
        let again = again.map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(again.history(), own.review.history());
    }
    let again = Review::fold(Stream::Open, play.review.history().to_vec(), &play.own_findings());
    let again = again.map_err(|e| TestCaseError::fail(e.to_string()))?;
    prop_assert_eq!(again.manifest(), play.review.manifest());
    prop_assert_eq!(again.strands_without_end(), play.review.strands_without_end());
    prop_assert_eq!(again.history(), play.review.history());
    Ok(())
}

fn check(mode: Mode) -> Met {
    let met = Met { refused: PROMISES.iter().map(|&rule| (rule, Cell::new(0))).collect(), ..Met::default() };
    let config = Config { cases: trials(), failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&moves(), |steps| run(mode, &steps, &met))
        .unwrap_or_else(|error| panic!("{error}"));
    let refused: Vec<u32> = met.refused.values().map(Cell::get).collect();
    println!(
        "{mode}: {} histories, {} published, {} of them with a criticism and {} with findings in sealed streams, {} over records about officers, refused {refused:?}",
        trials(),
        met.published.get(),
        met.with_criticism.get(),
        met.with_sealed.get(),
        met.with_officers.get()
    );
    met
}

#[test]
fn an_inquiry_keeps_every_promise_over_random_histories() {
    let met = check(Mode::Inquiry);
    assert!(met.published.get() > trials() / 5, "too few publications to say anything");
    assert!(met.with_criticism.get() > trials() / 30, "too few criticisms published to say anything");
    assert!(met.with_sealed.get() > trials() / 200, "too few sealed findings counted to say anything");
    let tried = |(&rule, n): (&Rule, &Cell<u32>)| (n.get() > trials() / 20) == (rule != Rule::OfficerLevel);
    assert!(
        met.refused.iter().all(tried),
        "a gate was never tried, or an inquiry was refused as one that learns"
    );
}

#[test]
fn a_learning_review_keeps_every_promise_over_random_histories() {
    let met = check(Mode::Learning);
    assert!(met.published.get() > trials() / 10, "too few publications to say anything");
    assert!(met.with_criticism.get() > trials() / 100, "too few criticisms published to say anything");
    assert!(met.with_sealed.get() > trials() / 400, "too few sealed findings counted to say anything");
    assert!(
        met.with_officers.get() > trials() / 40,
        "too little about officers was kept back to say anything"
    );
    assert!(met.refused.values().all(|n| n.get() > trials() / 20), "a gate was never tried");
}
