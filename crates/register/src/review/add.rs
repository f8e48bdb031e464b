//! Adding an admitted act to the state. It asks nothing: [`crate::gates`] has.

use model::Day;

use super::representations::NoticeState;
use super::strands::{End, Strand};
use super::{AccessState, Asked, FindingState, PartyState, RecommendationState, Recorded, Review};
use crate::acts::{Act, Disposal, Seq, Terms};
use crate::words::PartySort;

impl Review {
    /// Adds an act as the next entry.
    pub(crate) fn add(&mut self, on: Day, act: Act) {
        let seq = self.next_seq();
        match &act {
            Act::Terms(a) => self.add_terms(seq, on, a),
            Act::SealedStream(a) => self.open_strand(a.strand, seq, on, false),
            Act::Party(a) => {
                self.parties.insert(a.code.clone(), PartyState { sort: a.sort, entry: seq });
            }
            Act::Complaint(a) => {
                self.complaints.insert(a.number, seq);
            }
            Act::ComplaintOutcome(a) => {
                self.outcomes.insert((a.of, a.allegation), seq);
            }
            Act::StrandOpened(a) => self.open_strand(a.number, seq, on, a.sealed),
            Act::StrandMerged(a) => self.end_strand(a.number, seq, on, End::Merged(a.into)),
            Act::StrandSplit(a) => {
                let sealed = self.strand(a.number).is_some_and(|s| s.sealed);
                self.end_strand(a.number, seq, on, End::Split(a.into.clone()));
                a.into.iter().for_each(|&number| self.open_strand(number, seq, on, sealed));
            }
            Act::StrandClosed(a) => self.end_strand(a.number, seq, on, End::Closed),
            Act::StrandDeferred(a) => {
                if let Some(strand) = self.strands.get_mut(&a.number) {
                    strand.deferred = Some(seq);
                }
            }
            Act::Withholding(a) => {
                self.withheld.insert((a.of, a.path.clone()), seq);
            }
            Act::WithholdingLifted(a) => self.withheld.retain(|_, decision| *decision != a.of),
            Act::DecisionUndone(a) => {
                self.undone.insert(a.of, seq);
            }
            Act::Publication(_) => self.publications.push(seq),
            Act::Disposal(a) => self.add_disposal(seq, &a.clone()),
            other => self.add_dialogue(seq, other),
        }
        self.history.push(Recorded { on, act });
    }

    /// What is asked and answered: requests, questions, findings and representations, access, recommendations.
    fn add_dialogue(&mut self, seq: Seq, act: &Act) {
        match act {
            Act::Request(_) => {
                self.requests.insert(seq, Asked::default());
            }
            Act::Question(_) => {
                self.questions.insert(seq, Asked::default());
            }
            Act::Chase(a) => {
                let asked = self.requests.get_mut(&a.of).or(self.questions.get_mut(&a.of));
                asked.into_iter().for_each(|asked| asked.chased.push(seq));
            }
            Act::Received(a) => {
                self.requests.get_mut(&a.of).into_iter().for_each(|asked| asked.answers.push(seq));
            }
            Act::Answer(a) => {
                self.questions.get_mut(&a.of).into_iter().for_each(|asked| asked.answers.push(seq));
            }
            Act::Finding(a) => {
                if let Some(old) = a.supersedes.and_then(|old| self.findings.get_mut(&old)) {
                    old.superseded_by = Some(seq);
                }
                self.findings.insert(seq, FindingState::default());
            }
            Act::FindingWithdrawn(a) => {
                self.findings.get_mut(&a.of).into_iter().for_each(|state| state.withdrawn = Some(seq));
            }
            Act::Notice(a) => {
                let (finding, part, to) = (a.of, a.part, a.to.clone());
                let state = NoticeState {
                    finding,
                    part,
                    to,
                    extracts: Vec::new(),
                    replies: Vec::new(),
                    expiry: None,
                };
                self.notices.insert(seq, state);
            }
            Act::Extract(a) => {
                self.notices.get_mut(&a.of).into_iter().for_each(|notice| notice.extracts.push(seq));
            }
            Act::Reply(a) => {
                self.notices.get_mut(&a.of).into_iter().for_each(|notice| notice.replies.push((seq, None)));
            }
            Act::Expiry(a) => {
                self.notices.get_mut(&a.of).into_iter().for_each(|notice| notice.expiry = Some(seq));
            }
            Act::Change(a) => {
                let replies = self.notices.values_mut().flat_map(|notice| &mut notice.replies);
                replies.filter(|(reply, _)| *reply == a.of).for_each(|(_, change)| *change = Some(seq));
            }
            other => self.add_requests_from_outside(seq, other),
        }
    }

    fn add_requests_from_outside(&mut self, seq: Seq, act: &Act) {
        match act {
            Act::AccessRequest(_) => {
                self.access.insert(seq, AccessState::default());
            }
            Act::AccessDecision(a) => {
                self.access.get_mut(&a.of).into_iter().for_each(|state| state.decisions.push(seq));
            }
            Act::AccessAppeal(a) => {
                let of = self.access.values_mut().find(|state| state.decisions.contains(&a.of));
                of.into_iter().for_each(|state| state.appeals.push(seq));
            }
            Act::AppealDecision(a) => {
                let of = self.access.values_mut().find(|state| state.appeals.contains(&a.of));
                of.into_iter().for_each(|state| state.appeal_decisions.push((a.of, seq)));
            }
            Act::Recommendation(_) => {
                self.recommendations.insert(seq, RecommendationState::default());
            }
            Act::Response(a) => {
                self.recommendations.get_mut(&a.of).into_iter().for_each(|state| state.responses.push(seq));
            }
            Act::ResponsePublished(a) => {
                let of = self.recommendations.values_mut().find(|state| state.responses.contains(&a.of));
                of.into_iter().for_each(|state| state.published.push((a.of, seq)));
            }
            _ => {}
        }
    }

    fn add_terms(&mut self, seq: Seq, on: Day, terms: &Terms) {
        self.terms.push(seq);
        for agency in &terms.agencies.0 {
            let party = PartyState { sort: PartySort::Organisation, entry: seq };
            self.parties.entry(agency.code.clone()).or_insert(party);
        }
        for &number in &terms.strands {
            let sealed = terms.strand.0.iter().any(|title| title.number == number && title.sealed);
            if !self.strands.contains_key(&number) {
                self.open_strand(number, seq, on, sealed);
            }
        }
    }

    fn open_strand(&mut self, number: u32, seq: Seq, on: Day, sealed: bool) {
        self.strands.insert(number, Strand { opened: (seq, on), sealed, ended: None, deferred: None });
    }

    fn end_strand(&mut self, number: u32, seq: Seq, on: Day, how: End) {
        if let Some(strand) = self.strands.get_mut(&number) {
            strand.ended = Some((seq, on, how));
        }
    }

    /// Erases the texts here too, so that a review that goes on and one that is folded anew are the same.
    fn add_disposal(&mut self, seq: Seq, disposal: &Disposal) {
        for path in &disposal.paths {
            self.erased.insert((disposal.of, path.clone()), seq);
            self.later_disposals.insert((disposal.of, path.as_str().to_string()), seq);
        }
        let of_target = self.later_disposals.keys().filter(|(of, _)| *of == disposal.of);
        let erased: Vec<String> = of_target.map(|(_, path)| path.clone()).collect();
        let Some(target) = self.history.get_mut(disposal.of.0 as usize) else { return };
        let mut fields = target.act.to_fields();
        fields.retain(|(path, _)| !erased.contains(path));
        if let Ok(act) = Act::from_fields_erased(&fields, &erased) {
            target.act = act;
        }
    }
}
