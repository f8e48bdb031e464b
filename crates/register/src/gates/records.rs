//! Everything recorded that is neither a finding nor published: parties, complaints, strands, evidence, questions,
//! access, recommendations.

use super::named::{Persons, texts_of};
use super::{Gate, Rule};
use crate::acts::{
    AccessAppeal, AccessDecision, AccessRequest, Act, Allegation, Complaint, ComplaintOutcome, LinkDecision,
    Part, Party, Received, Recommendation, SealedIdentity, StrandMerged, StrandOpened, StrandSplit, Text,
    sealed,
};
use crate::clocks::Clock;
use crate::names::says_nobody;
use crate::officers::is_a_post;
use crate::words::{
    AccessWord, ClosingReason, PartySort, RankThen, RequestAnswer, Tenor, allegation, rank_then,
};
use crate::writing::Words;

impl Gate<'_> {
    pub(super) fn record(&mut self, act: &Act) {
        match act {
            Act::Party(a) => self.new_party(a),
            Act::Complaint(a) => self.complaint(a),
            Act::ComplaintOutcome(a) => self.complaint_outcome(a),
            Act::SealedIdentity(a) => self.sealed_identity(a),
            Act::Unsealing(a) => {
                self.earlier(a.of, &["sealed_identity"]);
            }
            Act::StrandOpened(a) => self.strand_opened(a),
            Act::StrandMerged(a) => self.strand_merged(a),
            Act::StrandSplit(a) => self.strand_split(a),
            Act::StrandClosed(a) => {
                self.open_strand(a.number);
                let sealed = self.review.strand(a.number).is_some_and(|strand| strand.sealed);
                if !sealed && a.reason == ClosingReason::EndsInSealedStream {
                    let sentence =
                        format!("Strand {} is not sealed, so it cannot end in a sealed stream.", a.number);
                    self.refuse(Rule::Sealed, &[], sentence);
                }
                self.true_closing(a);
                if a.reason == ClosingReason::FindingErased
                    && self.review.erased_finding_on(a.number).is_none()
                {
                    let sentence = format!(
                        "No finding on strand {} was erased: give the reason that is true.",
                        a.number
                    );
                    self.refuse(Rule::Reference, &[], sentence);
                }
            }
            Act::StrandDeferred(a) => {
                self.open_strand(a.number);
                self.true_deferral(a);
            }
            Act::Request(a) => {
                self.party(&a.to);
            }
            Act::Question(a) => {
                self.party(&a.to);
            }
            Act::Assistance(a) => {
                self.party(&a.by);
            }
            Act::EventDecision(a) => {
                a.by.iter().for_each(|by| {
                    self.party(by);
                });
                if a.file.is_some() != a.row.is_some() || a.sheet.is_some() && a.file.is_none() {
                    let sentence =
                        "An event stands in a row of a file: give `file` and `row` together, or neither.";
                    self.refuse(Rule::Missing, &[], sentence);
                }
            }
            Act::DecisionUndone(a) => {
                self.earlier(a.of, &["link_decision", "event_decision", "no_name"]);
                if let Some(&at) = self.review.undone.get(&a.of) {
                    let sentence = format!("The decision of {} was taken back in {at} already.", a.of);
                    self.refuse(Rule::UsedTwice, &[at], sentence);
                }
            }
            Act::Chase(a) => {
                self.earlier(a.of, &["request", "question"]);
            }
            Act::Received(a) => self.received(a),
            Act::Answer(a) => {
                self.earlier(a.of, &["question"]);
            }
            Act::LinkDecision(a) => self.link_decision(a),
            Act::NoName(a) => self.no_name(a),
            other => self.outside_record(other),
        }
    }

    fn outside_record(&mut self, act: &Act) {
        match act {
            Act::AccessRequest(a) => self.access_request(a),
            Act::AccessDecision(a) => self.access_decision(a),
            Act::AccessAppeal(a) => self.access_appeal(a),
            Act::AppealDecision(a) => {
                self.earlier(a.of, &["access_appeal"]);
                let decided = self.review.access.values().flat_map(|state| &state.appeal_decisions);
                if let Some((_, at)) = decided.into_iter().find(|(appeal, _)| *appeal == a.of).copied() {
                    self.refuse(
                        Rule::UsedTwice,
                        &[at],
                        format!("The appeal of {} was decided in {at}.", a.of),
                    );
                }
            }
            Act::Recommendation(a) => self.recommendation(a),
            Act::Response(a) => {
                self.earlier(a.of, &["recommendation"]);
            }
            Act::ResponsePublished(a) => {
                self.earlier(a.of, &["response"]);
            }
            _ => {}
        }
    }

    fn new_party(&mut self, act: &Party) {
        if let Some(party) = self.review.party(&act.code) {
            let sentence = format!(
                "The code {} is used in {} already and never given to somebody else.",
                act.code, party.entry
            );
            let entry = party.entry;
            self.refuse(Rule::UsedTwice, &[entry], sentence);
        }
        if let Some(agency) = &act.agency {
            self.organisation(agency, "an agency");
        }
        self.code_says_nobody(act);
        match (act.rank, act.scale, act.rank_on) {
            (None, None, None) => {}
            (Some(rank), Some(scale), Some(day)) => {
                if self.learning() {
                    self.officer_level("a person's rank");
                }
                if act.sort == PartySort::Organisation {
                    self.refuse(Rule::Parts, &[], format!("{} is a body and holds no rank.", act.code));
                }
                if rank_then(scale, rank, day) == RankThen::NotOnScale {
                    let sentence = format!("There is no {rank} on the {scale} scale of ranks.");
                    self.refuse(Rule::WordOfDate, &[], sentence);
                }
            }
            _ => self.refuse(
                Rule::Missing,
                &[],
                format!(
                    "A rank is held at a date: give `rank`, `scale` and `rank_on` of {} together.",
                    act.code
                ),
            ),
        }
    }

    /// A code is public for good, so that of a person is no part of their name, nor their initials.
    fn code_says_nobody(&mut self, act: &Party) {
        let Text::Is(name) = &act.name else { return };
        if act.sort != PartySort::Person || self.review.replaying {
            return;
        }
        let letters = act.code.as_str().split('-').next().unwrap_or_default().to_lowercase();
        let words = Words::of(name.split(" (").next().unwrap_or(name)).low;
        let names: Vec<&String> =
            words.iter().filter(|word| !says_nobody(word) && !is_a_post(word)).collect();
        let initials: String = names.iter().filter_map(|word| word.chars().next()).collect();
        let count = letters.chars().count();
        let begins = count > 2 && names.iter().any(|word| word.starts_with(&letters));
        if count > 1 && (begins || letters == initials || names.iter().any(|word| **word == letters)) {
            let sentence = format!(
                "The code {} is a part of the name that it stands for, or the initials: a code is public for good, whatever becomes of the \
                 name. Take one that says nothing of the person, such as P-7.",
                act.code
            );
            self.refuse(Rule::Reference, &[], sentence);
        }
    }

    fn complaint(&mut self, act: &Complaint) {
        if let Some(&seq) = self.review.complaints.get(&act.number) {
            self.refuse(
                Rule::UsedTwice,
                &[seq],
                format!("Complaint {} stands in {seq} already.", act.number),
            );
        }
        if act.made_on > self.on {
            self.refuse(Rule::WordOfDate, &[], format!("Complaint {} was made after today.", act.number));
        }
        self.organisation(&act.agency, "what a complaint is about");
        for &number in &act.strands {
            if self.review.strand(number).is_none() {
                self.open_strand(number);
            }
        }
        if act.allegations.0.is_empty() {
            self.refuse(Rule::Missing, &[], format!("Complaint {} has no allegation.", act.number));
        }
        for item in &act.allegations.0 {
            if allegation(item.category.0, act.made_on).is_none() {
                let sentence = format!(
                    "A complaint made on {} has no allegation category {}: the categories changed on 1 February 2020.",
                    act.made_on.words(),
                    item.category
                );
                self.refuse(Rule::WordOfDate, &[], sentence);
            }
            let about = item.about.as_ref().and_then(|code| self.party(code));
            if self.learning() && about.is_some_and(|sort| sort != PartySort::Organisation) {
                self.officer_level("an allegation about a person or role");
            }
        }
    }

    fn complaint_outcome(&mut self, act: &ComplaintOutcome) {
        let Some(Act::Complaint(complaint)) = self.earlier(act.of, &["complaint"]) else { return };
        let index = (act.allegation as usize).checked_sub(1);
        if index.and_then(|index| complaint.allegations.0.get(index)).is_none() {
            let sentence = format!("The complaint of {} has no allegation {}.", act.of, act.allegation);
            self.refuse(Rule::Reference, &[act.of], sentence);
        }
        if !act.outcome.fits_complaint_of(complaint.made_on) {
            let sentence = format!(
                "\"{}\" is not a word for a complaint made on {} ({}): the words follow the day of the complaint and changed on \
                 1 February 2020.",
                act.outcome,
                complaint.made_on.words(),
                act.of
            );
            self.refuse(Rule::WordOfDate, &[act.of], sentence);
        }
        if self.learning() && act.outcome.is_individual() {
            self.officer_level(&format!("the outcome \"{}\"", act.outcome));
        }
        self.outcome_rests(act, complaint, index.and_then(|index| complaint.allegations.0.get(index)));
        if act.told_on.is_some_and(|told| told < complaint.made_on || told > self.on) {
            let sentence = format!("The complainant of {} cannot have been told that day.", act.of);
            self.refuse(Rule::WordOfDate, &[act.of], sentence);
        }
    }

    /// An outcome that criticises rests on a finding that criticises the same person or body, so that notice was given.
    fn outcome_rests(&mut self, act: &ComplaintOutcome, complaint: &Complaint, item: Option<&Allegation>) {
        let Some(seq) = act.finding else {
            if act.outcome.is_adverse() {
                let sentence = format!(
                    "The outcome \"{}\" is a criticism: name in `finding` the finding it rests on.",
                    act.outcome
                );
                self.refuse(Rule::Missing, &[act.of], sentence);
            }
            return;
        };
        let Some(Act::Finding(finding)) = self.earlier(seq, &["finding"]) else { return };
        if self.review.findings.get(&seq).is_some_and(|state| !state.stands()) {
            self.refuse(Rule::Version, &[seq], format!("The finding of {seq} does not stand any more."));
        }
        let whom = item.and_then(|item| item.about.as_ref()).unwrap_or(&complaint.agency);
        let criticised = |part: &Part| part.tenor == Tenor::Critical && part.subject == *whom;
        if act.outcome.is_adverse() && !finding.parts.0.iter().any(criticised) {
            let sentence = format!(
                "The finding of {seq} has no critical part about {whom}, whom the allegation is about."
            );
            self.refuse(Rule::Parts, &[seq, act.of], sentence);
        }
    }

    fn sealed_identity(&mut self, act: &SealedIdentity) {
        let complaint = act.complaint;
        if let Text::Is(text) = &act.ciphertext {
            if !text.trim_start().starts_with(sealed::BEGIN) {
                let sentence = format!(
                    "The identity behind complaint {complaint} is not encrypted: it begins with \"{}\" when it is.",
                    sealed::BEGIN
                );
                self.refuse(Rule::Sealed, &[], sentence);
            } else if let Some(why) = sealed::fault(text).filter(|_| !self.review.replaying) {
                let sentence = format!(
                    "What is given as the identity behind complaint {complaint} is no armoured age file: {why}. Encrypt it with \
                     age to the sealing unit's recipient and give the text as it comes."
                );
                self.refuse(Rule::Sealed, &[], sentence);
            }
        }
        // The complaint stands in the open stream, which whoever keeps both may have told.
        match self.review.open_complaints.as_ref().map(|known| known.get(&complaint)) {
            None | Some(Some(true)) => {}
            Some(Some(false)) => {
                let sentence = format!(
                    "Complaint {complaint} is not sealed: the open stream says who complained, or that nobody asked."
                );
                self.refuse(Rule::Sealed, &[], sentence);
            }
            Some(None) => {
                let sentence = format!(
                    "There is no complaint {complaint} in the open stream of the review: record it there first, with `sealed`."
                );
                self.refuse(Rule::Reference, &[], sentence);
            }
        }
    }

    fn new_strand(&mut self, number: u32) {
        if let Some(strand) = self.review.strand(number) {
            let (seq, _) = strand.opened;
            self.refuse(Rule::UsedTwice, &[seq], format!("Strand {number} stands in {seq} already."));
        }
    }

    fn strand_opened(&mut self, act: &StrandOpened) {
        self.new_strand(act.number);
        match (act.sealed, &act.title) {
            (true, Some(_)) => {
                let sentence =
                    format!("Strand {} is sealed, so its title cannot stand in the open stream.", act.number);
                self.refuse(Rule::Sealed, &[], sentence);
            }
            (false, None) => {
                self.refuse(
                    Rule::Missing,
                    &[],
                    format!("Say in `title` what strand {} is about.", act.number),
                );
            }
            _ => {}
        }
    }

    fn strand_merged(&mut self, act: &StrandMerged) {
        self.open_strand(act.number);
        self.open_strand(act.into);
        if act.number == act.into {
            self.refuse(Rule::StrandNotOpen, &[], format!("Strand {} cannot go into itself.", act.number));
        }
        let sealed = |number| self.review.strand(number).map(|strand| strand.sealed);
        if let (Some(one), Some(other)) = (sealed(act.number), sealed(act.into))
            && one != other
        {
            let sentence =
                format!("Of strands {} and {} one is sealed: they cannot become one.", act.number, act.into);
            self.refuse(Rule::Sealed, &[], sentence);
        }
    }

    fn strand_split(&mut self, act: &StrandSplit) {
        self.open_strand(act.number);
        if act.into.len() < 2 {
            self.refuse(Rule::Missing, &[], format!("Strand {} is split into two or more.", act.number));
        }
        let mut numbers = act.into.clone();
        numbers.sort_unstable();
        if numbers.windows(2).any(|pair| pair[0] == pair[1]) {
            self.refuse(Rule::UsedTwice, &[], "A new strand is named twice.");
        }
        act.into.iter().for_each(|&number| self.new_strand(number));
        if !self.review.replaying {
            self.split_titles(act);
        }
    }

    /// Every strand that came of a split says what it is about, unless it is sealed. Splits were recorded before there was a place for
    /// that, and those stay as they are.
    fn split_titles(&mut self, act: &StrandSplit) {
        let sealed = self.review.strand(act.number).is_some_and(|strand| strand.sealed);
        for &number in &act.into {
            let rows: Vec<_> = act.strand.0.iter().filter(|row| row.number == number).collect();
            if rows.len() > 1 {
                self.refuse(Rule::UsedTwice, &[], format!("Strand {number} has more than one title."));
            }
            if !sealed && !rows.iter().any(|row| row.title.is_some()) {
                let sentence = format!("Say in a row `strand` what strand {number} is about.");
                self.refuse(Rule::Missing, &[], sentence);
            }
        }
        for row in &act.strand.0 {
            let number = row.number;
            if !act.into.contains(&number) {
                let sentence = format!("Strand {number} has a title and does not come of this split.");
                self.refuse(Rule::Reference, &[], sentence);
            }
            if row.sealed != sealed {
                let is = if sealed { "is sealed, and so is" } else { "is not sealed, and neither is" };
                let sentence =
                    format!("Strand {} {is} what comes of it: say so of strand {number}.", act.number);
                self.refuse(Rule::Sealed, &[], sentence);
            }
            if row.sealed && row.title.is_some() {
                let sentence =
                    format!("Strand {number} is sealed, so its title cannot stand in the open stream.");
                self.refuse(Rule::Sealed, &[], sentence);
            }
        }
    }

    fn received(&mut self, act: &Received) {
        let Some(Act::Request(request)) = self.earlier(act.of, &["request"]) else { return };
        let needs_ground = matches!(act.how, RequestAnswer::Refused | RequestAnswer::InPart);
        if needs_ground && act.ground.is_none() {
            let sentence =
                format!("The answer to the request of {} is \"{}\": say in `ground` why.", act.of, act.how);
            self.refuse(Rule::Missing, &[act.of], sentence);
        }
        let body = self.review.party(&request.to).is_some_and(|party| party.sort == PartySort::Organisation);
        if act.how == RequestAnswer::RetiredCannotBeCompelled && body {
            let sentence =
                format!("The request of {} went to {}, a body: a body does not retire.", act.of, request.to);
            self.refuse(Rule::Reference, &[act.of], sentence);
        }
    }

    fn link_decision(&mut self, act: &LinkDecision) {
        if act.mentions.0.len() != 2 {
            let sentence = format!("A link has two mentions, and {} are named.", act.mentions.0.len());
            self.refuse(Rule::Missing, &[], sentence);
        } else if act.mentions.0[0] == act.mentions.0[1] {
            self.refuse(Rule::Reference, &[], "The two mentions are the same one.");
        }
    }

    fn access_request(&mut self, act: &AccessRequest) {
        for &seq in &act.entries {
            if self.review.entry(seq).is_none() {
                self.refuse(Rule::Reference, &[seq], format!("There is no {seq} yet."));
            }
        }
    }

    fn access_decision(&mut self, act: &AccessDecision) {
        self.earlier(act.of, &["access_request"]);
        match (act.decision, act.reason) {
            (AccessWord::Granted, Some(_)) => {
                self.refuse(
                    Rule::Reference,
                    &[act.of],
                    "Access was granted, and yet a reason for refusing is named.",
                );
            }
            (AccessWord::Refused | AccessWord::GrantedInPart, None) => {
                let sentence = format!("The request of {} was not granted in full: give the reason.", act.of);
                self.refuse(Rule::Missing, &[act.of], sentence);
            }
            _ => {}
        }
    }

    fn access_appeal(&mut self, act: &AccessAppeal) {
        if let Some(Act::AccessDecision(decision)) = self.earlier(act.of, &["access_decision"])
            && decision.decision == AccessWord::Granted
        {
            let sentence = format!("Access was granted in {}: there is nothing to appeal against.", act.of);
            self.refuse(Rule::Reference, &[act.of], sentence);
        }
    }

    fn recommendation(&mut self, act: &Recommendation) {
        let used = self.review.recommendations.keys().copied().find(
            |&seq| matches!(self.review.act(seq), Some(Act::Recommendation(other)) if other.number == act.number),
        );
        if let Some(seq) = used {
            let sentence = format!("Recommendation {} stands in {seq} already.", act.number);
            self.refuse(Rule::UsedTwice, &[seq], sentence);
        }
        self.organisation(&act.to, "whom a recommendation is made to");
        if act.findings.is_empty() {
            self.refuse(
                Rule::Missing,
                &[],
                "A recommendation rests on at least one finding: name its entry.",
            );
        }
        for &seq in &act.findings {
            self.earlier(seq, &["finding"]);
            if self.review.findings.get(&seq).is_some_and(|state| !state.stands()) {
                let sentence = format!("The finding of {seq} does not stand any more.");
                self.refuse(Rule::Version, &[seq], sentence);
            }
        }
        if self.learning() && !self.review.replaying {
            let persons = Persons::of(self.review);
            for (path, text) in texts_of(&Act::Recommendation(act.clone())) {
                self.speaks_of_no_officer(&persons, &format!("`{path}`"), &text);
            }
        }
        self.recommendation_clock(act);
    }

    fn recommendation_clock(&mut self, act: &Recommendation) {
        match act.clock {
            Clock::SetByTheReview => {
                if act.due.is_none() || act.due_reason.is_none() {
                    let sentence =
                        "No law sets the time: give the day in `due` and the reason in `due_reason`.";
                    self.refuse(Rule::Missing, &[], sentence);
                }
                if act.due.is_some_and(|due| due < self.on) {
                    self.refuse(Rule::WordOfDate, &[], "The last day for a response is past.");
                }
            }
            clock if act.due.is_some() => {
                let sentence = format!("The clock \"{clock}\" gives the last day by itself: take `due` out.");
                self.refuse(Rule::Reference, &[], sentence);
            }
            Clock::NoTimeSet => {}
            clock => {
                if clock.row(self.on).is_none() {
                    let sentence = format!("The clock \"{clock}\" was not in force on {}.", self.on.words());
                    self.refuse(Rule::WordOfDate, &[], sentence);
                }
            }
        }
    }
}
