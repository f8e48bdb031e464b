//! What whoever is criticised was shown of a finding, and what they answered: every free text that is published with a criticism
//! stood in an extract that was sent to them, and no criticism is published without the reply to it.
//!
//! The claims of parts about others are put to those others. A text that is withheld for good need not be shown; one that is
//! withheld only until the reply has come has to be, because it will be published.

use super::{Gate, Rule};
use crate::acts::{Act, Extract, Finding, Path, Seq, Text};
use crate::review::representations::NoticeState;
use crate::words::{ReasonCode, Tenor};

/// The free texts of a finding that whoever is criticised in a part is shown, by path.
fn to_be_shown(finding: &Finding, part: u32) -> Vec<(String, &Text)> {
    let mut out = vec![("claim".to_string(), &finding.claim), ("duty".to_string(), &finding.duty)];
    out.extend(finding.looked_for_against.iter().map(|text| ("looked_for_against".to_string(), text)));
    out.extend(finding.changed.iter().map(|text| ("changed".to_string(), text)));
    for (side, items) in [("for", &finding.evidence_for), ("against", &finding.evidence_against)] {
        for (i, item) in items.0.iter().enumerate() {
            let at = |name: &str| format!("evidence_{side}/{}/{name}", i + 1);
            out.extend([(at("text"), &item.text), (at("source"), &item.source)]);
        }
    }
    let own = (part as usize).checked_sub(1).and_then(|at| finding.parts.0.get(at));
    out.extend(own.map(|own| (format!("parts/{part}/claim"), &own.claim)));
    out
}

impl Gate<'_> {
    /// An extract holds every text of the finding that will be published with the criticism.
    pub(super) fn extract_is_whole(&mut self, act: &Extract, finding: (Seq, &Finding), part: u32) {
        if self.review.replaying {
            return;
        }
        let (seq, finding) = finding;
        for (path, text) in to_be_shown(finding, part) {
            if self.will_be_published(seq, &path) && !self.holds(&act.text, seq, text, &path) {
                let sentence = format!(
                    "The extract does not hold the words of `{path}` of {seq}, which would be published with the criticism: whoever is \
                     criticised is shown all that the finding says, but for the parts about others. Put them into the extract, or \
                     withhold that field before it is sent."
                );
                self.refuse(Rule::Representation, &[act.of, seq], sentence);
            }
        }
    }

    /// Whether a field stands open, or is withheld only as long as a reply is awaited.
    fn will_be_published(&self, seq: Seq, path: &str) -> bool {
        let until_the_reply = || {
            let decision = self.reason_withheld(seq, path);
            decision.is_some_and(|(reason, _)| reason == ReasonCode::RepresentationsOutstanding)
        };
        self.review.is_disclosed(seq, path) || until_the_reply()
    }

    /// For what reason a field is withheld, and by which entry; none where it is erased or stands open.
    fn reason_withheld(&self, seq: Seq, path: &str) -> Option<(ReasonCode, Seq)> {
        let at = (seq, Path::new(path)?);
        let decision = *self.review.withheld.get(&at).filter(|_| !self.review.erased.contains_key(&at))?;
        match self.review.act(decision) {
            Some(Act::Withholding(act)) => Some((act.reason, decision)),
            _ => None,
        }
    }

    /// Every criticism that a publication would state stands in it as it was shown, and with the replies to it.
    pub(super) fn shown_and_answered(&mut self) {
        if self.review.replaying {
            return;
        }
        let findings: Vec<(Seq, Finding)> =
            self.review.findings().map(|(seq, finding, _)| (seq, finding.clone())).collect();
        for (seq, finding) in findings {
            if self.disclosed_paths(seq, &Act::Finding(finding.clone())).is_empty() {
                continue;
            }
            for (i, part) in finding.parts.0.iter().enumerate() {
                let number = i as u32 + 1;
                if part.tenor != Tenor::Critical || !self.review.was_put(seq, number) {
                    continue; // what was not put is another rule's
                }
                let covers = |notice: &NoticeState| {
                    self.review.covers_matter((notice.finding, notice.part), (seq, number), false)
                };
                let notices: Vec<NoticeState> =
                    self.review.notices().map(|(_, notice)| notice.clone()).filter(covers).collect();
                self.words_shown((seq, &finding), number, &notices);
                notices.iter().for_each(|notice| self.replies_shown((seq, number), notice));
            }
        }
    }

    fn words_shown(&mut self, finding: (Seq, &Finding), part: u32, notices: &[NoticeState]) {
        let (seq, finding) = finding;
        let whom =
            finding.parts.0.get(part as usize - 1).map_or(String::new(), |part| part.subject.to_string());
        let holds = |notice: &NoticeState, path: &str, text: &Text| {
            let sent = notice.extracts.iter().filter_map(|extract| self.review.act(*extract));
            sent.into_iter().any(|act| match act {
                // What was erased since was compared with its own finding when it was recorded.
                Act::Extract(Extract { text: Text::Erased, .. }) => notice.finding == seq,
                Act::Extract(extract) => self.holds(&extract.text, seq, text, path),
                _ => false,
            })
        };
        let ended = |notice: &&NoticeState| self.review.stage(notice).is_complete();
        let unshown: Vec<String> = to_be_shown(finding, part)
            .into_iter()
            .filter(|(path, text)| **text != Text::Erased && self.review.is_disclosed(seq, path))
            .filter(|(path, text)| !notices.iter().filter(ended).any(|notice| holds(notice, path, text)))
            .map(|(path, _)| path)
            .collect();
        for path in unshown {
            let sentence = format!(
                "The field {path} of {seq} stands in no extract that went to {whom}, whom part {part} of that finding criticises: \
                 withhold it before publishing, or show it to {whom} in an extract and wait for the reply or the end of its time."
            );
            self.refuse(Rule::Representation, &[seq], sentence);
        }
    }

    fn replies_shown(&mut self, about: (Seq, u32), notice: &NoticeState) {
        let (seq, part) = about;
        for (reply, _) in &notice.replies {
            let Some((reason, decision)) = self.reason_withheld(*reply, "text") else { continue };
            if reason.may_keep_back_a_reply() {
                continue;
            }
            let allowed: Vec<&str> = ReasonCode::ALL
                .iter()
                .filter(|reason| reason.may_keep_back_a_reply())
                .map(|reason| reason.word())
                .collect();
            let sentence = format!(
                "The reply of {reply} to part {part} of the finding of {seq} is withheld by {decision} for \"{}\", and the criticism would \
                 be published without it. Lift that, withhold the finding and its letters too, or withhold the reply for a reason that \
                 protects somebody or that the law gives: {}.",
                reason.word(),
                allowed.join(", ")
            );
            self.refuse(Rule::Representation, &[*reply, seq], sentence);
        }
    }
}
