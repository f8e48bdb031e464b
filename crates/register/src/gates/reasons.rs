//! Reasons that the review itself shows to be untrue: of a decision to withhold, to lift one, to close or to defer a strand, to erase.
//!
//! A reason is public for good and is read with its meaning. Whether a child could be identified no program can tell; whether a court
//! decided, whether anybody complained, whether a reply is outstanding and whether there is another strand stands in the entries.
//! What was recorded before these rules stays recorded; the next publication says which of its grounds has to be put right.

use std::collections::{BTreeMap, BTreeSet};

use super::{Gate, Rule};
use crate::acts::{Act, Disposal, Finding, Kind, Seq, StrandClosed, StrandDeferred, WithholdingLifted};
use crate::review::Stream;
use crate::review::strands::End;
use crate::words::{
    AccessWord, AppealWord, ClosingReason, Decider, DeferralReason, DisposalBasis, LiftReason, ReasonCode,
    Tenor,
};

/// What is said of a court's order that no court made.
const NO_COURT: &str =
    "says that a court has ordered it, and a court is not who decided: where one did, its role is \"court\"";

impl Gate<'_> {
    /// Why a reason for withholding something of an entry is not true, as far as the review shows; a clause.
    pub(super) fn untrue(&self, of: Seq, reason: ReasonCode, decider: Decider) -> Option<String> {
        if reason == ReasonCode::CourtOrder {
            return (decider != Decider::Court).then(|| NO_COURT.to_string());
        }
        if self.review.stream() != Stream::Open {
            return None; // nothing of a sealed strand's own stream is published
        }
        match reason {
            ReasonCode::SealedAtRequest => self.nobody_asked(of),
            ReasonCode::SealedStrand => self.not_sealed(of),
            ReasonCode::RepresentationsOutstanding => self.nothing_outstanding(of),
            ReasonCode::ReportedApart => (self.review.strands().count() < 2).then(|| {
                "says that it is about another strand, and the review has no other strand".to_string()
            }),
            _ => None,
        }
    }

    fn nobody_asked(&self, of: Seq) -> Option<String> {
        if let Some(Act::Complaint(complaint)) = self.review.act(of)
            && !complaint.sealed
        {
            return Some(format!(
                "says that a complainant asked for their identity to be sealed, and complaint {} is not sealed",
                complaint.number
            ));
        }
        let asked =
            |seq: &Seq| matches!(self.review.act(*seq), Some(Act::Complaint(complaint)) if complaint.sealed);
        (!self.review.complaints.values().any(asked)).then(|| {
            "says that a complainant asked for their identity to be sealed, and no complaint is recorded that is sealed"
                .to_string()
        })
    }

    fn not_sealed(&self, of: Seq) -> Option<String> {
        let sealed = |number: &u32| self.review.strand(*number).is_some_and(|strand| strand.sealed);
        match self.strands_of(of) {
            Some(strands) if !strands.iter().any(sealed) => {
                Some("says that the strand is sealed, and none that the entry is about is".to_string())
            }
            None if !self.review.strands().any(|(_, strand)| strand.sealed) => {
                Some("says that the strand is sealed, and the review has no sealed strand".to_string())
            }
            _ => None,
        }
    }

    fn nothing_outstanding(&self, of: Seq) -> Option<String> {
        if self.review.no_reply_is_outstanding(of) {
            return Some(
                "says that a reply is outstanding, and none is to anything that the entry tells of"
                    .to_string(),
            );
        }
        let mut findings = self.review.findings();
        (!findings.any(|(seq, ..)| !self.review.parts_not_put(seq).is_empty())).then(|| {
            "says that a reply is outstanding, and the review holds no criticism to which one is".to_string()
        })
    }

    /// The strands that an entry is about; none where it does not say.
    fn strands_of(&self, of: Seq) -> Option<Vec<u32>> {
        match self.review.act(of)? {
            Act::Finding(a) => Some(a.strands.clone()),
            Act::Complaint(a) => Some(a.strands.clone()),
            Act::ComplaintOutcome(a) => self.strands_of(a.of),
            Act::StrandOpened(a) => Some(vec![a.number]),
            Act::StrandMerged(a) => Some(vec![a.number, a.into]),
            Act::StrandSplit(a) => Some(a.into.iter().copied().chain([a.number]).collect()),
            Act::StrandClosed(a) => Some(vec![a.number]),
            Act::StrandDeferred(a) => Some(vec![a.number]),
            Act::Recommendation(a) => {
                let of = a.findings.iter().filter_map(|seq| self.strands_of(*seq));
                Some(of.flatten().collect())
            }
            Act::Response(a) => self.strands_of(a.of),
            act => self.review.letter_about(act).and_then(|finding| self.strands_of(finding)),
        }
    }

    /// Refuses a reason for withholding that is not true.
    pub(super) fn true_reason(&mut self, of: Seq, reason: ReasonCode, decider: Decider) {
        if self.review.replaying {
            return;
        }
        if let Some(why) = self.untrue(of, reason, decider) {
            let rule = match reason {
                ReasonCode::SealedAtRequest | ReasonCode::SealedStrand => Rule::Sealed,
                _ => Rule::Withholding,
            };
            let sentence = format!("The reason \"{}\" {why}: give the reason that is true.", reason.word());
            self.refuse(rule, &[of], sentence);
        }
    }

    /// Every ground on which a publication would withhold something is true on its day.
    pub(super) fn true_grounds(&mut self) {
        if self.review.replaying {
            return;
        }
        let mut grounds: BTreeMap<(Seq, ReasonCode, Decider), Vec<Seq>> = BTreeMap::new();
        for ((of, _), decision) in
            self.review.withheld.iter().filter(|(at, _)| !self.review.erased.contains_key(at))
        {
            if let Some(Act::Withholding(act)) = self.review.act(*decision) {
                grounds.entry((*of, act.reason, act.decider)).or_default().push(*decision);
            }
        }
        for ((of, reason, decider), decisions) in grounds {
            let Some(why) = self.untrue(of, reason, decider) else { continue };
            let title =
                self.review.act(of).and_then(|act| Kind::of(act.kind())).map_or("", |kind| kind.title);
            let sentence = format!(
                "Something of {of}, {title}, is withheld for \"{}\" since {}, which {why}. Lift that (act withholding_lifted, of = \
                 {}), and withhold it for the reason that is true now, or not at all.",
                reason.word(),
                decisions.first().copied().unwrap_or(of),
                of.0
            );
            self.refuse(Rule::Withholding, &[of], sentence);
        }
    }

    /// The reason for which a decision is lifted happened.
    pub(super) fn true_lifting(&mut self, act: &WithholdingLifted) {
        if self.review.replaying {
            return;
        }
        let mut acts = self.review.history().iter().map(|recorded| &recorded.act);
        let why = match act.reason {
            LiftReason::AccessGranted => {
                let granted =
                    |act: &Act| matches!(act, Act::AccessDecision(a) if a.decision != AccessWord::Refused);
                (!acts.any(granted)).then_some("says that access was granted, and no decision grants any")
            }
            LiftReason::AppealUpheld => {
                let upheld =
                    |act: &Act| matches!(act, Act::AppealDecision(a) if a.decision != AppealWord::Dismissed);
                (!acts.any(upheld)).then_some("says that an appeal was upheld, and no decision upholds one")
            }
            LiftReason::RepresentationsComplete => {
                let of = match self.review.act(act.of) {
                    Some(Act::Withholding(decision)) => decision.of,
                    _ => act.of,
                };
                let about = self.review.findings_told_of(of);
                let waits = about.iter().any(|finding| !self.review.parts_not_put(*finding).is_empty());
                waits.then_some("says that notice was given and the reply considered or its time run out, and it is not so")
            }
            LiftReason::GroundGone | LiftReason::WithheldInError => None,
        };
        if let Some(why) = why {
            let sentence =
                format!("The reason \"{}\" {why}: give the reason that is true.", act.reason.word());
            self.refuse(Rule::Withholding, &[act.of], sentence);
        }
    }

    /// A strand together with those that went into it and those it came of.
    fn came_of(&self, number: u32) -> BTreeSet<u32> {
        let mut all = BTreeSet::from([number]);
        loop {
            let before = all.len();
            for (other, strand) in self.review.strands() {
                let into = match &strand.ended {
                    Some((_, _, End::Merged(into))) => std::slice::from_ref(into),
                    Some((_, _, End::Split(into))) => into.as_slice(),
                    _ => continue,
                };
                if into.iter().any(|into| all.contains(into)) {
                    all.insert(other);
                }
            }
            if all.len() == before {
                return all;
            }
        }
    }

    /// Who is said to have withdrawn a complaint made one.
    pub(super) fn true_closing(&mut self, act: &StrandClosed) {
        if act.reason != ClosingReason::Withdrawn || self.review.replaying {
            return;
        }
        let strands = self.came_of(act.number);
        let complained = |seq: &Seq| {
            matches!(self.review.act(*seq), Some(Act::Complaint(complaint))
                if complaint.strands.iter().any(|number| strands.contains(number)))
        };
        if !self.review.complaints.values().any(complained) {
            let sentence = format!(
                "The reason \"withdrawn\" says that the complainant withdrew it, and no complaint on strand {} is recorded: record the \
                 complaint first, or give the reason that is true.",
                act.number
            );
            self.refuse(Rule::Reference, &[], sentence);
        }
    }

    /// Where a reply is said to be awaited, notice was given.
    pub(super) fn true_deferral(&mut self, act: &StrandDeferred) {
        if act.reason != DeferralReason::RepresentationsOutstanding || self.review.replaying {
            return;
        }
        let strands = self.came_of(act.number);
        let on = |finding: Seq| {
            let finding = self.review.finding(finding);
            finding.is_some_and(|finding| finding.strands.iter().any(|number| strands.contains(number)))
        };
        if !self.review.notices().any(|(_, notice)| on(notice.finding)) {
            let sentence = format!(
                "The reason \"representations_outstanding\" says that notice was given and the time for a reply runs, and no notice of a \
                 finding on strand {} is recorded: give the reason that is true.",
                act.number
            );
            self.refuse(Rule::Reference, &[], sentence);
        }
    }

    /// A court's order is a court's, and whoever replied to a criticism that stands is not silenced as a slip of the pen.
    pub(super) fn true_basis(&mut self, act: &Disposal) {
        if self.review.replaying {
            return;
        }
        if act.basis == DisposalBasis::CourtOrder && act.decider != Decider::Court {
            let sentence = format!("The basis \"court_order\" {NO_COURT}. Give the basis that is true.");
            self.refuse(Rule::Withholding, &[act.of], sentence);
        }
        let Some(Act::Reply(reply)) = self.review.act(act.of) else { return };
        let Some(notice) = self.review.notices.get(&reply.of) else { return };
        let about = (notice.finding, notice.part);
        let answered = |seq: Seq, finding: &Finding| {
            let critical = finding.parts.0.iter().zip(1..).filter(|(part, _)| part.tenor == Tenor::Critical);
            critical.into_iter().any(|(_, part)| self.review.covers_matter(about, (seq, part), false))
        };
        let mut findings = self.review.findings().filter(|(_, _, state)| state.stands());
        let stands = findings.any(|(seq, finding, _)| answered(seq, finding));
        let words = act.paths.iter().any(|path| path.as_str() == "text");
        if act.basis == DisposalBasis::RecordedInError && words && stands {
            let sentence = format!(
                "{} is the reply to a criticism that stands, in {}: that it was \"recorded_in_error\" would leave the criticism and take \
                 the reply away. Withdraw or replace the finding first; where the law requires that the words go, give that basis.",
                capital(&act.of.to_string()),
                notice.finding
            );
            self.refuse(Rule::Withholding, &[act.of, notice.finding], sentence);
        }
    }
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
