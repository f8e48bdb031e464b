//! Notice and reply: which criticism has been put to the person or body it is about, and in which words.
//!
//! A notice covers words, not a number. What it covers is the *matter* of one part of one finding: the sentence of the
//! finding, its duty and standard, the evidence for it, whom the part is about, its claim and its outcome. A later version
//! with the same matter keeps the notice; a version with other words needs a new one, however small the change, because
//! no program can tell a softer word from a harder one.

use model::Day;

use super::Review;
use crate::acts::{Act, Code, Evidence, Finding, Part, Seq, Text};
use crate::words::Tenor;

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

    /// How far a notice has come. What counts is what follows the newest extract.
    pub fn stage(&self, notice: &NoticeState) -> Stage {
        let Some(&extract) = notice.extracts.last() else { return Stage::NoExtract };
        if let Some((reply, _)) = notice.replies.iter().find(|(_, change)| change.is_none()) {
            return Stage::ReplyUnanswered(*reply);
        }
        if notice.replies.iter().any(|(reply, _)| *reply > extract) {
            return Stage::Replied;
        }
        if notice.expiry.is_some_and(|expiry| expiry > extract) {
            return Stage::Expired;
        }
        let reply_by = match self.act(extract) {
            Some(Act::Extract(act)) => act.reply_by,
            _ => Day::LAST,
        };
        Stage::Running(reply_by)
    }

    /// The critical parts of a finding that have not been put to whom they are about, or not to the end; from 1.
    pub fn parts_not_put(&self, seq: Seq) -> Vec<u32> {
        let Some(finding) = self.finding(seq) else { return Vec::new() };
        let critical = finding.parts.0.iter().enumerate().filter(|(_, part)| part.tenor == Tenor::Critical);
        critical.map(|(i, _)| i as u32 + 1).filter(|&part| !self.was_put(seq, part)).collect()
    }

    /// Whether a part of a finding was put: notice, extract, and a considered reply or the end of the time. A reply to
    /// any such notice that nobody has considered keeps it open.
    pub fn was_put(&self, seq: Seq, part: u32) -> bool {
        let mut put = false;
        for notice in self.notices.values() {
            if self.same_matter((notice.finding, notice.part), (seq, part)) {
                match self.stage(notice) {
                    Stage::ReplyUnanswered(_) => return false,
                    stage => put |= stage.is_complete(),
                }
            }
        }
        put
    }

    /// Whether two parts of findings put the same matter to the same person or body.
    fn same_matter(&self, one: (Seq, u32), other: (Seq, u32)) -> bool {
        if one == other {
            return true;
        }
        let (Some((f, p)), Some((g, q))) = (self.part(one), self.part(other)) else { return false };
        let same = |a: &Text, b: &Text, path: &str| self.same_text((a, one.0), (b, other.0), path);
        p.subject == q.subject
            && p.owner == q.owner
            && p.outcome == q.outcome
            && f.standard == g.standard
            && same(&f.claim, &g.claim, "claim")
            && same(&f.duty, &g.duty, "duty")
            && self.same_part_text(one, other, &p.claim, &q.claim)
            && self.same_evidence((&f.evidence_for.0, one.0), (&g.evidence_for.0, other.0))
    }

    fn same_part_text(&self, one: (Seq, u32), other: (Seq, u32), a: &Text, b: &Text) -> bool {
        let (here, there) = (format!("parts/{}/claim", one.1), format!("parts/{}/claim", other.1));
        a == b && *a != Text::Erased
            || self.was_there_then(one.0, &here, a)
            || self.was_there_then(other.0, &there, b)
    }

    fn same_evidence(&self, one: (&[Evidence], Seq), other: (&[Evidence], Seq)) -> bool {
        one.0.len() == other.0.len()
            && one.0.iter().zip(other.0).enumerate().all(|(i, (a, b))| {
                let path = |name: &str| format!("evidence_for/{}/{name}", i + 1);
                a.entry == b.entry
                    && self.same_text((&a.text, one.1), (&b.text, other.1), &path("text"))
                    && self.same_text((&a.source, one.1), (&b.source, other.1), &path("source"))
            })
    }

    /// Whether two texts are the same. A text that was erased is nobody's equal, unless it was still there at the entry
    /// that is being looked at again: then it was compared when that entry was admitted.
    fn same_text(&self, one: (&Text, Seq), other: (&Text, Seq), path: &str) -> bool {
        one.0 == other.0 && *one.0 != Text::Erased
            || self.was_there_then(one.1, path, one.0)
            || self.was_there_then(other.1, path, other.0)
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
