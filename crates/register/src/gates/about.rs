//! Whom the fields of an entry name, and what its texts may say beside that.
//!
//! The rule in one sentence: *what an entry says in words beside a field that names a person counts as said of that person, and is published only
//! where it was shown to them and their time is over, where the findings criticise nothing of them, or where it is plain*: made of the words in
//! which papers and interviews are asked for and filed ([`crate::about`]). A question put to a person is an allegation once it is published,
//! so the second exit is not for it. Whoever would keep the text withholds the field that names the person. In a learning review there are no
//! such exits but plainness. What is left out: whom a reader knows without any field.

use std::collections::BTreeMap;

use super::named::{Heard, Persons, Said, texts_of};
use super::{Gate, Refusal, Rule};
use crate::about::{Beside, is_plain, leaves_out_whom, points_at_a_person, points_at_somebody};
use crate::acts::{Act, Code, Evidence, Finding, Seq};
use crate::people::reads_as_a_person;
use crate::words::{PartySort, Tenor};

/// A person whom fields name beside a text.
struct About {
    code: Code,
    /// The fields that name them, by entry and path.
    places: Vec<(Seq, String)>,
}

/// The fields of a party's entry that say who they are, their code and sort left out, which are the frame's.
const WHO: [&str; 5] = ["name", "agency", "rank", "scale", "rank_on"];

impl Gate<'_> {
    fn is_person(&self, code: &Code) -> bool {
        self.review.party(code).is_some_and(|party| party.sort != PartySort::Organisation)
    }

    /// The persons whom fields name beside the text at a path of an entry.
    fn about(&self, seq: Seq, act: &Act, path: &str) -> Vec<About> {
        let mut places: Vec<(&Code, Seq, String)> = Vec::new();
        match act {
            Act::Complaint(a) => {
                let at = path
                    .strip_prefix("allegations/")
                    .and_then(|rest| rest.split('/').next()?.parse::<usize>().ok());
                let item = at.and_then(|at| a.allegations.0.get(at.checked_sub(1)?));
                let about = item.and_then(|item| item.about.as_ref());
                places.extend(about.zip(at).map(|(code, at)| (code, seq, format!("allegations/{at}/about"))));
            }
            Act::ComplaintOutcome(a) => {
                if let Some(Act::Complaint(complaint)) = self.review.act(a.of) {
                    let item =
                        (a.allegation as usize).checked_sub(1).and_then(|at| complaint.allegations.0.get(at));
                    let about = item.and_then(|item| item.about.as_ref());
                    places.extend(
                        about.map(|code| (code, a.of, format!("allegations/{}/about", a.allegation))),
                    );
                }
            }
            Act::Recommendation(a) => a.findings.iter().for_each(|&of| places.extend(self.subjects(of))),
            Act::Response(a) => {
                if let Some(Act::Recommendation(of)) = self.review.act(a.of) {
                    of.findings.iter().for_each(|&of| places.extend(self.subjects(of)));
                }
            }
            Act::FindingWithdrawn(a) => places.extend(self.subjects(a.of)),
            // Whoever evidence came from, by the entry with which it came.
            Act::Finding(a) => {
                let came = evidence_at(a, path).and_then(|item| item.entry);
                let act = came.and_then(|of| Some((of, self.review.act(of)?)));
                places.extend(act.into_iter().flat_map(|(of, act)| self.named_by(of, act)));
            }
            // The reply is theirs, and the extract is what they were sent.
            Act::Reply(_) | Act::Extract(_) => {}
            _ => places.extend(self.named_by(seq, act)),
        }
        let mut out: Vec<About> = Vec::new();
        for (code, of, path) in places.into_iter().filter(|(code, ..)| self.is_person(code)) {
            match out.iter_mut().find(|about| about.code == *code) {
                Some(about) => about.places.push((of, path)),
                None => out.push(About { code: code.clone(), places: vec![(of, path)] }),
            }
        }
        out
    }

    /// The codes in the fields of an entry, and in those of the entry that it follows up.
    fn named_by(&self, seq: Seq, act: &Act) -> Vec<(&Code, Seq, String)> {
        let followed = |of: Seq| self.review.act(of).map_or(Vec::new(), |act| self.named_by(of, act));
        // Only codes that the review itself holds are borrowed, so they are looked up there.
        let own = |path: &str| -> Vec<(&Code, Seq, String)> {
            let code = match self.review.act(seq) {
                Some(Act::Request(a)) => Some(&a.to),
                Some(Act::Question(a)) => Some(&a.to),
                Some(Act::Assistance(a)) => Some(&a.by),
                Some(Act::EventDecision(a)) => a.by.as_ref(),
                Some(Act::Notice(a)) => Some(&a.to),
                Some(Act::Reply(a)) => Some(&a.by),
                _ => None,
            };
            code.into_iter().map(|code| (code, seq, path.to_string())).collect()
        };
        match act {
            Act::Request(_) | Act::Question(_) => own("to"),
            Act::Assistance(_) | Act::EventDecision(_) => own("by"),
            Act::Notice(a) => {
                let mut places = own("to");
                places.extend(
                    self.subjects(a.of)
                        .into_iter()
                        .filter(|(_, _, path)| *path == format!("parts/{}/subject", a.part)),
                );
                places
            }
            Act::Reply(a) => [own("by"), followed(a.of)].concat(),
            Act::Chase(a) => followed(a.of),
            Act::Received(a) => followed(a.of),
            Act::Answer(a) => followed(a.of),
            Act::Change(a) => followed(a.of),
            Act::DecisionUndone(a) => followed(a.of),
            _ => Vec::new(),
        }
    }

    /// The persons and roles that parts of a finding are about.
    fn subjects(&self, of: Seq) -> Vec<(&Code, Seq, String)> {
        let parts = self.review.finding(of).map_or(&[][..], |finding| finding.parts.0.as_slice());
        let individual = parts.iter().enumerate().filter(|(_, part)| part.owner.is_individual());
        individual.map(|(i, part)| (&part.subject, of, format!("parts/{}/subject", i + 1))).collect()
    }

    /// What of an entry would be published beside a field that names a person, and was not shown to them.
    pub(super) fn said_beside(
        &self,
        persons: &Persons,
        (seq, act): (Seq, &Act),
        heard: &mut BTreeMap<Code, Heard>,
    ) -> Vec<Refusal> {
        let mut out = Vec::new();
        if let Act::Finding(finding) = act {
            out.extend(self.pointed_at(persons, (seq, finding), heard));
        }
        for (path, text) in texts_of(act).into_iter().filter(|(path, _)| self.review.is_disclosed(seq, path))
        {
            out.extend(self.of_who_asked(seq, act, (&path, &text)));
            for about in self.about(seq, act, &path) {
                let Some((of, at)) = about.places.iter().find(|(of, at)| self.review.is_disclosed(*of, at))
                else {
                    continue;
                };
                let said = match act {
                    _ if rests_on_findings(act) && leaves_out(act, &text) => Said::All,
                    _ if rests_on_findings(act) && !points_at_a_person(&text) => continue,
                    _ if rests_on_findings(act) => Said::Pointed,
                    _ if is_plain(&text, beside(act)) => continue,
                    _ => Said::All,
                };
                let state = heard.entry(about.code.clone()).or_insert_with(|| self.heard(&about.code));
                let mut why = self.not_to_be_said(persons, &text, &about.code, state, said);
                if matches!(act, Act::Question(_))
                    && why.is_none()
                    && !self.was_shown(persons, &text, &about.code, state)
                {
                    why =
                        Some("a question put to somebody is an allegation once it is published".to_string());
                }
                let Some(why) = why else { continue };
                let code = &about.code;
                let sentence = format!(
                    "The field {path} of {seq} counts as said of {code}, whom the field {at} of {of} names, and {why}: withhold one of \
                     the two before publishing, or show the words to {code} in an extract and wait for the reply or the end of its time."
                );
                out.push(Refusal { rule: Rule::CriticismNotPut, entries: vec![seq, *of], sentence });
            }
        }
        out
    }

    /// What is written of a complaint or a request for access, where whoever made it is named beside it.
    fn of_who_asked(&self, seq: Seq, act: &Act, (path, text): (&str, &str)) -> Option<Refusal> {
        let request = |of: Seq| match self.review.act(of) {
            Some(Act::AccessDecision(a)) => Some(a.of),
            Some(Act::AccessAppeal(a)) => match self.review.act(a.of) {
                Some(Act::AccessDecision(decision)) => Some(decision.of),
                _ => None,
            },
            _ => None,
        };
        let of = match act {
            Act::ComplaintOutcome(a) => a.of,
            Act::AccessDecision(a) => a.of,
            Act::AppealDecision(a) => request(a.of)?,
            _ => return None,
        };
        let (at, name) = match self.review.act(of)? {
            Act::Complaint(a) => ("complainant", a.complainant.as_ref()?),
            Act::AccessRequest(a) => ("who", &a.who),
            _ => return None,
        };
        let named = self.review.is_disclosed(of, at) && reads_as_a_person(name.as_str());
        if !named || is_plain(text, Beside::Outcome) || !points_at_somebody(text) {
            return None;
        }
        let sentence = format!(
            "The field {path} of {seq} speaks of somebody without a name, and the field {at} of {of} beside it names one: withhold one of \
             the two before publishing."
        );
        Some(Refusal { rule: Rule::CriticismNotPut, entries: vec![seq, of], sentence })
    }

    /// The texts of a finding that say "he" or "the officer" while a part of it is about a person.
    fn pointed_at(
        &self,
        persons: &Persons,
        (seq, finding): (Seq, &Finding),
        heard: &mut BTreeMap<Code, Heard>,
    ) -> Vec<Refusal> {
        let mut out = Vec::new();
        let act = Act::Finding(finding.clone());
        for (i, part) in finding.parts.0.iter().enumerate().filter(|(_, part)| part.owner.is_individual()) {
            let at = format!("parts/{}/subject", i + 1);
            if !self.review.is_disclosed(seq, &at) {
                continue;
            }
            for (path, text) in texts_of(&act) {
                let open = self.review.is_disclosed(seq, &path);
                if !open || !may_point_at(finding, &path, &part.subject) || !points_at_a_person(&text) {
                    continue;
                }
                let code = &part.subject;
                let state = heard.entry(code.clone()).or_insert_with(|| self.heard(code));
                if let Some(why) = self.not_to_be_said(persons, &text, code, state, Said::Pointed) {
                    let sentence = format!(
                        "The field {path} of {seq} speaks of somebody without a name, and part {} of the finding is about {code}, so that it \
                         counts as said of {code}, and {why}: show it to {code} in an extract and wait for the reply or the end of its \
                         time, or withhold it before publishing.",
                        i + 1
                    );
                    out.push(Refusal { rule: Rule::CriticismNotPut, entries: vec![seq], sentence });
                }
            }
        }
        out
    }

    /// The persons and roles whom a finding that stands criticises and to whom that was not put, each with such a finding.
    pub(super) fn not_heard(&self) -> BTreeMap<Code, Seq> {
        let mut out = BTreeMap::new();
        for (of, finding, _) in self.review.findings().filter(|(_, _, state)| state.stands()) {
            let parts = self.review.parts_not_put(of);
            let parts = parts.iter().filter_map(|part| finding.parts.0.get(*part as usize - 1));
            for part in parts.filter(|part| self.is_person(&part.subject)) {
                out.entry(part.subject.clone()).or_insert(of);
            }
        }
        out
    }

    /// Who a person is, is not published while a criticism of them was not put: a reader would know whom the part means that is withheld.
    pub(super) fn who_was_not_heard(
        &self,
        seq: Seq,
        act: &Act,
        not_heard: &BTreeMap<Code, Seq>,
    ) -> Vec<Refusal> {
        let Act::Party(party) = act else { return Vec::new() };
        let Some(&of) = not_heard.get(&party.code) else { return Vec::new() };
        let fields = act.to_fields().into_iter().map(|(path, _)| path);
        let open = fields.filter(|path| WHO.contains(&path.as_str()) && self.review.is_disclosed(seq, path));
        open.map(|path| {
            let sentence = format!(
                "The field {path} of {seq} says who {} is, whom the finding of {of} criticises and who was not heard to the end: withhold \
                 it (reason representations_outstanding) before publishing.",
                party.code
            );
            Refusal { rule: Rule::CriticismNotPut, entries: vec![seq, of], sentence }
        })
        .collect()
    }

    /// What of an entry of a learning review is said of a person whom a field names; a field that is withheld names them for this too
    /// where the text points at them.
    pub(super) fn about_in_learning(&mut self, seq: Seq, act: &Act) {
        for (path, text) in texts_of(act).into_iter().filter(|(path, _)| self.review.is_disclosed(seq, path))
        {
            for about in self.about(seq, act, &path) {
                let open = about.places.iter().find(|(of, at)| self.review.is_disclosed(*of, at));
                let rests = rests_on_findings(act);
                let clear = match rests {
                    true => !points_at_a_person(&text) && !leaves_out(act, &text),
                    false => is_plain(&text, beside(act)),
                };
                let what = match open {
                    _ if clear => continue,
                    None if rests => continue,
                    Some((of, at)) => {
                        format!("stands beside the field {at} of {of}, which names {}", about.code)
                    }
                    None if points_at_somebody(&text) => "speaks of the person who is meant".to_string(),
                    None => continue,
                };
                let sentence = format!(
                    "A learning review publishes nothing about an officer, and the field {path} of {seq} {what}: withhold it, or that field, \
                     before publishing."
                );
                self.refuse(Rule::OfficerLevel, &[seq], sentence);
            }
        }
    }
}

/// Whether the texts of an entry say what was found, of whomever: there only somebody without a name may be whom a field names.
fn rests_on_findings(act: &Act) -> bool {
    matches!(act, Act::Finding(_) | Act::Recommendation(_) | Act::Response(_))
}

/// Whether a text that rests on findings says without a subject what somebody did: evidence from a person of any deed, advice and
/// answers to it only of what accuses ("Accepted." is an answer).
fn leaves_out(act: &Act, text: &str) -> bool {
    leaves_out_whom(text, matches!(act, Act::Finding(_)))
}

/// The piece of evidence at a path of a finding.
fn evidence_at<'f>(finding: &'f Finding, path: &str) -> Option<&'f Evidence> {
    let (side, rest) = path.split_once('/')?;
    let items = match side {
        "evidence_for" => &finding.evidence_for.0,
        "evidence_against" => &finding.evidence_against.0,
        _ => return None,
    };
    items.get(rest.split('/').next()?.parse::<usize>().ok()?.checked_sub(1)?)
}

/// What the texts of an entry may say besides plain words.
fn beside(act: &Act) -> Beside {
    match act {
        Act::ComplaintOutcome(a) if !a.outcome.is_adverse() => Beside::Outcome,
        Act::FindingWithdrawn(_) => Beside::Withdrawal,
        Act::Request(_) | Act::Question(_) | Act::Assistance(_) => Beside::Asked,
        Act::Notice(_) | Act::Chase(_) => Beside::Letter,
        Act::Received(_) => Beside::Received,
        Act::Change(_) => Beside::Change,
        Act::EventDecision(_) => Beside::Event,
        _ => Beside::Papers,
    }
}

/// Whether "he" in a text of a finding may mean a person of whom it has a part: what a part says of somebody else is theirs, and a
/// criticism of the person's own goes to them by a notice of its own.
pub(super) fn may_point_at(finding: &Finding, path: &str, whom: &Code) -> bool {
    let part = path.strip_prefix("parts/").and_then(|rest| rest.split('/').next()?.parse::<usize>().ok());
    let part = part.and_then(|number| finding.parts.0.get(number.checked_sub(1)?));
    part.is_none_or(|part| {
        !part.owner.is_individual() || part.subject == *whom && part.tenor != Tenor::Critical
    })
}
