//! Notice and reply: which criticism has been put to the person or body it is about, and in which words.
//!
//! A notice covers words, not a number. What it covers is the *matter* of one part of one finding: the sentence of the
//! finding, its duty and standard, the evidence for it, whom the part is about, its claim and its outcome. A later version
//! with the same matter keeps the notice; a version with other words needs a new one, however small the change, because
//! no program can tell a softer word from a harder one.

use model::Day;

use super::Review;
use crate::acts::{Act, Code, Evidence, Finding, Part, Seq, Text};
use crate::words::{ReasonCode, Tenor};

/// A notice, with what followed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoticeState {
    /// The finding.
    pub finding: Seq,
    /// The part of it, from 1.
    pub part: u32,
    /// To whom.
    pub to: Code,
    /// Extracts sent.
    pub extracts: Vec<Seq>,
    /// Replies, each with what changed because of it.
    pub replies: Vec<(Seq, Option<Seq>)>,
    /// The entry that says the time has run out.
    pub expiry: Option<Seq>,
}

/// How far a notice has come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Notice, and no extract yet.
    NoExtract,
    /// The time for a reply runs; its last day.
    Running(Day),
    /// A reply came, and nothing says what changed because of it.
    ReplyUnanswered(Seq),
    /// A reply was considered.
    Replied,
    /// The time ran out.
    Expired,
}

impl Stage {
    /// Whether the person or body has had its say.
    pub fn is_complete(&self) -> bool {
        matches!(self, Stage::Replied | Stage::Expired)
    }
}

impl Review {
    /// The notices, by entry.
    pub fn notices(&self) -> impl Iterator<Item = (Seq, &NoticeState)> {
        self.notices.iter().map(|(&seq, notice)| (seq, notice))
    }

    /// How far a notice has come. What counts is what follows the newest extract. The time for a reply runs to the latest day that
    /// any extract gave for the same matter: a later letter does not take back what an earlier one gave. What was admitted before
    /// that was a rule folds by the newest extract alone.
    pub fn stage(&self, notice: &NoticeState) -> Stage {
        let Some(&extract) = notice.extracts.last() else { return Stage::NoExtract };
        if let Some((reply, _)) = notice.replies.iter().find(|(_, change)| change.is_none()) {
            return Stage::ReplyUnanswered(*reply);
        }
        if notice.replies.iter().any(|(reply, _)| *reply > extract) {
            return Stage::Replied;
        }
        let over = |expiry: Seq| self.replaying || self.was_over(notice, expiry);
        if notice.expiry.is_some_and(|expiry| expiry > extract && over(expiry)) {
            return Stage::Expired;
        }
        let until = self.time_given(notice, self.next_seq()).map_or(Day::LAST, |(until, _)| until);
        Stage::Running(until)
    }

    /// The last day on which a reply to a notice is in time, and the extract that gave it: the latest day of all the extracts that
    /// went to the same person or body about the same matter before an entry. None where no extract was sent with the notice.
    pub(crate) fn time_given(&self, notice: &NoticeState, before: Seq) -> Option<(Day, Seq)> {
        let day = |seq: &Seq| match self.act(*seq) {
            Some(Act::Extract(act)) => Some((act.reply_by, *seq)),
            _ => None,
        };
        if self.replaying {
            return notice.extracts.last().and_then(day);
        }
        notice.extracts.last()?;
        let about = (notice.finding, notice.part);
        let to_whom = self.notices.values().filter(|other| other.to == notice.to);
        let same = to_whom.filter(|other| self.covers_matter((other.finding, other.part), about, false));
        let given = same.flat_map(|other| &other.extracts).filter(|extract| **extract < before);
        given.filter_map(day).reduce(|latest, other| if other.0 > latest.0 { other } else { latest })
    }

    /// Whether the time was over when an entry said so: later than every day that had been given until then.
    pub(crate) fn was_over(&self, notice: &NoticeState, expiry: Seq) -> bool {
        let given = self.time_given(notice, expiry);
        given.zip(self.day_of(expiry)).is_some_and(|((until, _), on)| on > until)
    }

    /// The critical parts of a finding that have not been put to whom they are about, or not to the end; from 1.
    pub fn parts_not_put(&self, seq: Seq) -> Vec<u32> {
        let Some(finding) = self.finding(seq) else { return Vec::new() };
        let critical = finding.parts.0.iter().enumerate().filter(|(_, part)| part.tenor == Tenor::Critical);
        critical.map(|(i, _)| i as u32 + 1).filter(|&part| !self.was_put(seq, part)).collect()
    }

    /// Whether a part of a finding was put: notice, extract, and a considered reply or the end of the time. A reply to
    /// any such notice that nobody has considered keeps it open, and so does a time for a reply that runs.
    pub fn was_put(&self, seq: Seq, part: u32) -> bool {
        let mut put = false;
        for notice in self.notices.values() {
            let about = (notice.finding, notice.part);
            let stage = self.stage(notice);
            // A text that is gone by now was compared when it was there, and what was compared is not known any more. So it
            // may lend its notice to what was admitted then, and an open reply to it stops nothing that was admitted then.
            let open = match stage {
                Stage::ReplyUnanswered(_) => true,
                Stage::Running(_) => !self.replaying,
                _ => false,
            };
            if open && self.covers_matter(about, (seq, part), false) {
                return false;
            }
            put |= stage.is_complete() && self.covers_matter(about, (seq, part), true);
        }
        put
    }

    /// Whether what was put to somebody in one part of a finding covers another: the same matter to the same person or body,
    /// with all the evidence against it that was there. `then` counts a text as the same that was there when the entry now
    /// looked at was admitted.
    pub(crate) fn covers_matter(&self, one: (Seq, u32), other: (Seq, u32), then: bool) -> bool {
        if one == other {
            return true;
        }
        let (Some((f, p)), Some((g, q))) = (self.part(one), self.part(other)) else { return false };
        let same = |a: &Text, b: &Text, at: &str, there: &str| {
            self.same_text((a, one.0, at), (b, other.0, there), then)
        };
        let claims = (format!("parts/{}/claim", one.1), format!("parts/{}/claim", other.1));
        p.subject == q.subject
            && p.owner == q.owner
            && p.outcome == q.outcome
            && f.standard == g.standard
            && same(&f.claim, &g.claim, "claim", "claim")
            && same(&f.duty, &g.duty, "duty", "duty")
            && same(&p.claim, &q.claim, &claims.0, &claims.1)
            && f.evidence_for.0.len() == g.evidence_for.0.len()
            && (0..f.evidence_for.0.len())
                .all(|i| self.same_evidence("for", (f, one.0, i), (g, other.0, i), then))
            && (0..f.evidence_against.0.len()).all(|i| {
                let there = 0..g.evidence_against.0.len();
                there.into_iter().any(|j| self.same_evidence("against", (f, one.0, i), (g, other.0, j), then))
            })
    }

    /// Whether a piece of evidence of one finding is one of another.
    fn same_evidence(
        &self,
        side: &str,
        one: (&Finding, Seq, usize),
        other: (&Finding, Seq, usize),
        then: bool,
    ) -> bool {
        let of = |(finding, _, at): (&'_ Finding, Seq, usize)| -> Option<Evidence> {
            let all = if side == "for" { &finding.evidence_for } else { &finding.evidence_against };
            all.0.get(at).cloned()
        };
        let (Some(a), Some(b)) = (of(one), of(other)) else { return false };
        let path = |at: usize, name: &str| format!("evidence_{side}/{}/{name}", at + 1);
        let same = |x: &Text, y: &Text, name: &str| {
            self.same_text((x, one.1, &path(one.2, name)), (y, other.1, &path(other.2, name)), then)
        };
        a.entry == b.entry && same(&a.text, &b.text, "text") && same(&a.source, &b.source, "source")
    }

    /// The finding that a letter of the right of reply is about.
    pub(crate) fn letter_about(&self, act: &Act) -> Option<Seq> {
        let of_notice = |notice: Seq| match self.act(notice) {
            Some(Act::Notice(a)) => Some(a.of),
            _ => None,
        };
        match act {
            Act::Notice(a) => Some(a.of),
            Act::FindingWithdrawn(a) => Some(a.of), // its reason says what was found
            Act::Extract(a) => of_notice(a.of),
            Act::Reply(a) => of_notice(a.of),
            Act::Change(a) => match self.act(a.of) {
                Some(Act::Reply(reply)) => of_notice(reply.of),
                _ => None,
            },
            _ => None,
        }
    }

    /// To whom a letter of the right of reply went, or from whom it came.
    pub(crate) fn addressee<'a>(&'a self, act: &'a Act) -> Option<&'a Code> {
        let notice = match act {
            Act::Notice(a) => return Some(&a.to),
            Act::Extract(a) => a.of,
            Act::Reply(a) => a.of,
            Act::Change(a) => match self.act(a.of) {
                Some(Act::Reply(reply)) => reply.of,
                _ => return None,
            },
            _ => return None,
        };
        self.notices.get(&notice).map(|notice| &notice.to)
    }

    /// Whether an entry is about findings, and no reply about any of them is outstanding any more: so that to withhold it
    /// because one is would not be true.
    pub fn no_reply_is_outstanding(&self, seq: Seq) -> bool {
        let findings = self.findings_told_of(seq);
        !findings.is_empty() && findings.iter().all(|&finding| self.parts_not_put(finding).is_empty())
    }

    /// The findings of which an entry tells: itself, that of a letter, those that an outcome, a recommendation or its response rests on.
    pub(crate) fn findings_told_of(&self, seq: Seq) -> Vec<Seq> {
        let of_recommendation = |seq: Seq| match self.act(seq) {
            Some(Act::Recommendation(a)) => a.findings.clone(),
            _ => Vec::new(),
        };
        match self.act(seq) {
            Some(Act::Finding(_)) => vec![seq],
            Some(Act::ComplaintOutcome(a)) => a.finding.into_iter().collect(),
            Some(Act::Recommendation(_)) => of_recommendation(seq),
            Some(Act::Response(a)) => of_recommendation(a.of),
            Some(act) => self.letter_about(act).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// Entries that are withheld because a reply is outstanding, while none is.
    pub fn withheld_for_a_reply_that_is_not_outstanding(&self) -> Vec<Seq> {
        let mut out: Vec<Seq> = Vec::new();
        for ((of, _), decision) in &self.withheld {
            let for_a_reply = matches!(
                self.act(*decision),
                Some(Act::Withholding(act)) if act.reason == ReasonCode::RepresentationsOutstanding
            );
            if for_a_reply && out.last() != Some(of) && self.no_reply_is_outstanding(*of) {
                out.push(*of);
            }
        }
        out
    }

    /// Whether two texts are the same. A text that was erased is nobody's equal, unless, where `then` says so, it was still
    /// there at the entry that is being looked at again: then it was compared when that entry was admitted.
    fn same_text(&self, one: (&Text, Seq, &str), other: (&Text, Seq, &str), then: bool) -> bool {
        one.0 == other.0 && *one.0 != Text::Erased
            || then
                && (self.was_there_then(one.1, one.2, one.0)
                    || self.was_there_then(other.1, other.2, other.0))
    }

    /// Whether a text that is gone was still there when the entry now looked at was admitted.
    pub(crate) fn was_there_then(&self, seq: Seq, path: &str, text: &Text) -> bool {
        *text == Text::Erased
            && self.later_disposals.get(&(seq, path.to_string())).is_some_and(|&at| at >= self.next_seq())
    }

    fn part(&self, at: (Seq, u32)) -> Option<(&Finding, &Part)> {
        let finding = self.finding(at.0)?;
        let part = finding.parts.0.get(usize::try_from(at.1).ok()?.checked_sub(1)?)?;
        Some((finding, part))
    }
}
