//! A criticism that comes back as a fact: what a finding once criticised is no finding of fact in nearly the same words.
//!
//! A criticism is put to whom it is about; a fact is not. So whoever would publish a criticism without notice, or without the reply to
//! it, could record it once more and call it a fact, or call it praise, and withhold the version that was put. Every critical part about the same
//! person or body counts, of whatever finding, standing or not.

use super::{Gate, Rule};
use crate::about::points_at_a_person;
use crate::acts::{Finding, Part, Seq, Text};
use crate::softened::says_nearly_the_same;
use crate::words::Tenor;
use crate::writing::plain;

/// Whether two texts that are there say nearly the same, however they are written.
fn same(before: &Text, now: &Text) -> bool {
    match (before, now) {
        (Text::Is(before), Text::Is(now)) => {
            says_nearly_the_same(before, now) || says_nearly_the_same(&plain(before), &plain(now))
        }
        _ => false,
    }
}

impl Gate<'_> {
    pub(super) fn softened(&mut self, act: &Finding) {
        if self.review.replaying {
            return;
        }
        for (i, part) in act.parts.0.iter().enumerate().filter(|(_, part)| part.tenor != Tenor::Critical) {
            let number = i + 1;
            let twice = |other: &&Part| criticises(other, part) && same(&other.claim, &part.claim);
            if act.parts.0.iter().any(|other| twice(&other)) {
                let sentence = format!(
                    "Part {number} says in nearly the same words what another part of the finding criticises."
                );
                self.refuse(Rule::Parts, &[], sentence);
            }
            let Some((seq, critical, sentence)) = self.was_criticised(act, part) else { continue };
            let what = if sentence { "The sentence of the finding says" } else { "The claim says" };
            let sentence = format!(
                "Part {number} calls itself {}. {what} nearly what the finding of {seq} says, of which part {critical} criticises {}: \
                 a criticism is put to whom it is about and does not come back under another name. Call it critical, or say in \
                 words of its own what is found now.",
                part.tenor, part.subject
            );
            self.refuse(Rule::CriticismNotPut, &[seq], sentence);
        }
    }

    /// The finding that said of the same person or body as a criticism what a part says now, and which part of it; and whether it is the
    /// sentence of the finding in which that stands.
    fn was_criticised(&self, act: &Finding, part: &Part) -> Option<(Seq, usize, bool)> {
        let still = act.parts.0.iter().any(|other| criticises(other, part));
        let names = act.claim.as_str().contains(part.subject.as_str())
            || part.owner.is_individual() && points_at_a_person(act.claim.as_str());
        self.review.findings().find_map(|(seq, before, _)| {
            let mut critical = before.parts.0.iter().enumerate().filter(|(_, other)| criticises(other, part));
            let (first, _) = critical.clone().next()?;
            let claim = critical.find(|(_, other)| {
                same(&other.claim, &part.claim) || !still && same(&other.claim, &act.claim)
            });
            match claim {
                Some((at, _)) => Some((seq, at + 1, false)),
                None => {
                    (!still && names && same(&before.claim, &act.claim)).then_some((seq, first + 1, true))
                }
            }
        })
    }
}

/// Whether a part criticises whom another one is about.
fn criticises(part: &Part, other: &Part) -> bool {
    part.tenor == Tenor::Critical && part.subject == other.subject
}
