//! Findings, and the right of reply.

use model::Day;

use super::named::{Persons, texts_of};
use super::{Gate, Rule};
use crate::acts::{
    Act, Change, Code, Evidence, Expiry, Extract, Finding, FindingWithdrawn, Notice, Part, Reply, Seq, Text,
};
use crate::quoted::{holds, parts_at};
use crate::words::{AssistanceSort, Effect, Owner, PartySort, RequestAnswer, Standard, Tenor};

impl Gate<'_> {
    pub(super) fn finding(&mut self, act: &Finding) {
        self.finding_strands(act);
        if act.evidence_for.0.is_empty() {
            let sentence =
                "The finding has no evidence: say in `evidence_for` what speaks for it and where that is.";
            self.refuse(Rule::Evidence, &[], sentence);
        }
        if act.evidence_against.0.is_empty() && act.looked_for_against.is_none() {
            let sentence = "The finding names no evidence against. Say in `evidence_against` what speaks against it, or in \
                            `looked_for_against` where it was looked for and not found.";
            self.refuse(Rule::Evidence, &[], sentence);
        }
        act.evidence_for.0.iter().chain(&act.evidence_against.0).for_each(|item| self.evidence(item));
        if act.parts.0.is_empty() {
            let sentence = "The finding has no part: say in `parts` whether it is about a person, a role, an organisation, or has \
                            no identifiable owner.";
            self.refuse(Rule::Parts, &[], sentence);
        }
        for (i, part) in act.parts.0.iter().enumerate() {
            self.part(i + 1, part);
        }
        if !self.learning() {
            self.persons_have_parts(act);
        }
        if self.learning() {
            if act.standard != Standard::BalanceOfProbabilities {
                let what = format!(
                    "the standard \"{}\", which is one of proceedings against a person,",
                    act.standard
                );
                self.officer_level(&what);
            }
            self.finding_in_learning(act);
        }
        if let Some(old) = act.supersedes {
            self.newest_version(old, "replaced");
        }
        self.says_what_changed(act);
        self.softened(act);
    }

    /// A version says what it changes and why. Versions were recorded before there was a field for it, and those stay as they are.
    fn says_what_changed(&mut self, act: &Finding) {
        match (act.supersedes, &act.changed) {
            (Some(old), None) if !self.review.replaying => {
                let sentence = format!(
                    "The finding replaces that of {old}: say in `changed` what is different from it, and why."
                );
                self.refuse(Rule::Missing, &[old], sentence);
            }
            (None, Some(_)) => {
                let sentence = "The finding says what it changed, and replaces none: name in `supersedes` the entry of the version \
                                before, or leave `changed` out.";
                self.refuse(Rule::Reference, &[], sentence);
            }
            _ => {}
        }
    }

    /// No text of a finding of a learning review speaks of an officer. The words that are looked for may grow, so an entry that is
    /// there is judged again by the codes alone.
    fn finding_in_learning(&mut self, act: &Finding) {
        if self.review.replaying {
            let texts = act.evidence_for.0.iter().chain(&act.evidence_against.0).map(|item| &item.text);
            let parts = act.parts.0.iter().map(|part| &part.claim);
            let all = texts.chain(parts).chain([&act.claim, &act.duty]).chain(&act.changed);
            if all.into_iter().any(|text| !self.persons_by_code(text.as_str()).is_empty()) {
                self.officer_level("naming a person by code in the words of a finding");
            }
            return;
        }
        let persons = Persons::of(self.review);
        for (path, text) in texts_of(&Act::Finding(act.clone())) {
            self.speaks_of_no_officer(&persons, &format!("`{path}`"), &text);
        }
    }

    /// The persons and roles that a text names by code, however it is written: with any sort of hyphen or none, in small letters, with a
    /// letter in place of a digit that looks like it ("P-l").
    pub(super) fn persons_by_code(&self, text: &str) -> Vec<Code> {
        let plain: String = text
            .chars()
            .map(|c| if matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}') { '-' } else { c })
            .collect();
        let person =
            |code: &Code| self.review.party(code).is_some_and(|party| party.sort != PartySort::Organisation);
        let mut out: Vec<Code> = Vec::new();
        for word in plain.split(|c: char| !c.is_ascii_alphanumeric() && c != '-') {
            out.extend(codes_of(word.trim_matches('-')).into_iter().filter(person));
        }
        // "P 1": a letter by itself and a number behind it.
        let words: Vec<&str> = plain.split_whitespace().collect();
        for pair in words.windows(2) {
            let number = pair[1].trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
            let letters = !pair[0].is_empty() && pair[0].chars().all(|c| c.is_ascii_uppercase());
            if letters && !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()) {
                out.extend(Code::new(&format!("{}-{number}", pair[0])).filter(person));
            }
        }
        out.sort();
        out.dedup();
        out
    }

    fn finding_strands(&mut self, act: &Finding) {
        if act.strands.is_empty() {
            self.refuse(Rule::Missing, &[], "The finding names no strand.");
        }
        let before = act.supersedes.and_then(|old| self.review.finding(old)).map(|old| old.strands.clone());
        for &number in &act.strands {
            if !before.as_ref().is_some_and(|before| before.contains(&number)) {
                self.open_strand(number);
            }
        }
    }

    /// Evidence that came to the review by an entry: there has to be something in that entry.
    fn evidence(&mut self, item: &Evidence) {
        let Some(seq) = item.entry else { return };
        const KINDS: [&str; 6] =
            ["received", "answer", "assistance", "complaint", "event_decision", "link_decision"];
        let empty = match self.earlier(seq, &KINDS) {
            Some(Act::Received(a)) => !matches!(a.how, RequestAnswer::InFull | RequestAnswer::InPart),
            Some(Act::Assistance(a)) => !matches!(
                a.sort,
                AssistanceSort::Interview | AssistanceSort::Statement | AssistanceSort::Documents
            ),
            _ => false,
        };
        if empty {
            let sentence = format!("Nothing came with {seq}, so it is no evidence of what the finding says.");
            self.refuse(Rule::Evidence, &[seq], sentence);
        }
    }

    fn part(&mut self, number: usize, part: &Part) {
        let wanted = match part.owner {
            Owner::Person => PartySort::Person,
            Owner::Role => PartySort::Role,
            Owner::Organisation | Owner::NoIdentifiableOwner => PartySort::Organisation,
        };
        if let Some(sort) = self.party(&part.subject).filter(|&sort| sort != wanted) {
            let sentence = format!(
                "Part {number} has the owner \"{}\", so it is about {}; {} is {}. Individual and organisational \
                 parts stand apart.",
                part.owner,
                wanted.with_article(),
                part.subject,
                sort.with_article()
            );
            self.refuse(Rule::Parts, &[], sentence);
        }
        let individual_word = part.outcome.filter(|word| word.is_individual());
        if let Some(word) = individual_word.filter(|_| !part.owner.is_individual()) {
            let sentence = format!("Part {number} is about a body, and \"{word}\" is said of a person.");
            self.refuse(Rule::Parts, &[], sentence);
        }
        if let Some(word) = part.outcome.filter(|word| word.is_adverse() && part.tenor != Tenor::Critical) {
            let sentence = format!(
                "Part {number} has the outcome \"{word}\", which is a criticism, and the tenor \"{}\".",
                part.tenor
            );
            self.refuse(Rule::Parts, &[], sentence);
        }
        if self.learning() && part.owner.is_individual() {
            self.officer_level(&format!("part {number}, about {},", wanted.with_article()));
        }
    }

    /// The newest version of a finding, neither replaced nor withdrawn.
    fn newest_version(&mut self, seq: Seq, done: &str) {
        if self.earlier(seq, &["finding"]).is_none() {
            return;
        }
        let Some(state) = self.review.findings.get(&seq).filter(|state| !state.stands()) else { return };
        let by = state.superseded_by.or(state.withdrawn).unwrap_or(seq);
        let sentence =
            format!("The finding of {seq} does not stand any more since {by}, so it cannot be {done}.");
        self.refuse(Rule::Version, &[seq, by], sentence);
    }

    pub(super) fn finding_withdrawn(&mut self, act: &FindingWithdrawn) {
        self.newest_version(act.of, "withdrawn");
    }

    pub(super) fn notice(&mut self, act: &Notice) {
        let Some(Act::Finding(finding)) = self.earlier(act.of, &["finding"]) else { return };
        let Some(part) = part_of(finding, act.part) else {
            let sentence = format!("The finding of {} has no part {}.", act.of, act.part);
            return self.refuse(Rule::Reference, &[act.of], sentence);
        };
        if part.tenor != Tenor::Critical {
            let sentence = format!("Part {} of the finding of {} criticises nobody.", act.part, act.of);
            self.refuse(Rule::Representation, &[act.of], sentence);
        }
        if part.subject != act.to {
            let sentence = format!(
                "Part {} of the finding of {} is about {}, and the notice goes to {}: notice to somebody else is none.",
                act.part, act.of, part.subject, act.to
            );
            self.refuse(Rule::Representation, &[act.of], sentence);
        }
        if self.review.reply_days().is_none() {
            let sentence = "The terms of reference give no time for a reply: record a new version with `reply_days` and the reason.";
            self.refuse(
                Rule::Missing,
                &self.review.terms.last().copied().into_iter().collect::<Vec<_>>(),
                sentence,
            );
        }
    }

    pub(super) fn extract(&mut self, act: &Extract) {
        let Some(Act::Notice(notice)) = self.earlier(act.of, &["notice"]) else { return };
        let Some(finding) = self.review.finding(notice.of) else { return };
        let Some(part) = part_of(finding, notice.part) else { return };
        let claim = format!("parts/{}/claim", notice.part);
        for (text, path) in [(&finding.claim, "claim"), (&part.claim, claim.as_str())] {
            if !self.holds(&act.text, notice.of, text, path) {
                let sentence = format!(
                    "The extract does not hold the words of `{path}` of {}: whoever is criticised is shown the criticism as it \
                     stands. {}",
                    notice.of,
                    parts_at(act.text.as_str(), text.as_str())
                );
                self.refuse(Rule::Representation, &[act.of, notice.of], sentence);
            }
        }
        self.extract_is_whole(act, (notice.of, finding), notice.part);
        self.extract_shows(&act.text, act.of, (notice.of, finding), &notice.to);
        let days = self.review.reply_days().unwrap_or(u32::MAX).min(36_500) as i32;
        let earliest: Day = self.on + days;
        if act.reply_by < earliest {
            let sentence = format!(
                "The extract of {} leaves until {} for a reply. The terms of reference give {days} days from the day on which it \
                 is recorded: {} at the earliest.",
                act.of,
                act.reply_by.words(),
                earliest.words()
            );
            self.refuse(Rule::Representation, &[act.of], sentence);
        }
    }

    /// Whether an extract holds the words; a text that is gone was compared when it was there.
    pub(super) fn holds(&self, extract: &Text, seq: Seq, words: &Text, path: &str) -> bool {
        match (extract, words) {
            (Text::Is(extract), Text::Is(words)) => holds(extract, words),
            (_, Text::Erased) => self.review.was_there_then(seq, path, words),
            (Text::Erased, _) => self.review.was_there_then(self.review.next_seq(), "text", extract),
        }
    }

    pub(super) fn reply(&mut self, act: &Reply) {
        let Some(Act::Notice(notice)) = self.earlier(act.of, &["notice"]) else { return };
        if notice.to != act.by {
            let sentence =
                format!("The notice of {} went to {}, and the reply is from {}.", act.of, notice.to, act.by);
            self.refuse(Rule::Representation, &[act.of], sentence);
        }
        if self.review.notices.get(&act.of).is_some_and(|state| state.extracts.is_empty()) {
            let sentence = format!(
                "No extract was sent with the notice of {}: there is nothing yet to reply to.",
                act.of
            );
            self.refuse(Rule::Representation, &[act.of], sentence);
        }
    }

    pub(super) fn expiry(&mut self, act: &Expiry) {
        if self.earlier(act.of, &["notice"]).is_none() {
            return;
        }
        let Some(state) = self.review.notices.get(&act.of) else { return };
        let Some(&extract) = state.extracts.last() else {
            let sentence = format!("No extract was sent with the notice of {}, so no time has run.", act.of);
            return self.refuse(Rule::Representation, &[act.of], sentence);
        };
        let Some((until, given)) = self.review.time_given(state, self.review.next_seq()) else { return };
        if self.on <= until {
            let sentence = format!(
                "The time for a reply to the notice of {} runs until the end of {} ({given}); today is {}. Of several days that were \
                 given for the same words the latest counts.",
                act.of,
                until.words(),
                self.on.words()
            );
            self.refuse(Rule::Representation, &[act.of, given], sentence);
        }
        // Said before its time it may be said again. A history that is folded again was asked this when it was recorded.
        let done =
            |before: Seq| before > extract && !self.review.replaying && self.review.was_over(state, before);
        if let Some(before) = state.expiry.filter(|&before| done(before)) {
            let sentence = format!("That the time has run out stands in {before} already.");
            self.refuse(Rule::UsedTwice, &[before], sentence);
        }
    }

    pub(super) fn change(&mut self, act: &Change) {
        let Some(Act::Reply(reply)) = self.earlier(act.of, &["reply"]) else { return };
        let Some(notice) = self.review.notices.get(&reply.of).cloned() else { return };
        let done = notice.replies.iter().find(|(seq, _)| *seq == act.of).and_then(|(_, change)| *change);
        if let Some(done) = done {
            let sentence = format!("What the reply of {} changed stands in {done} already.", act.of);
            self.refuse(Rule::UsedTwice, &[done], sentence);
        }
        match (act.effect, act.by_entry) {
            (Effect::Nothing, None) => {}
            (Effect::Nothing, Some(seq)) => {
                self.refuse(Rule::Representation, &[seq], "Nothing changed, and yet an entry is named.");
            }
            (_, None) => {
                let sentence = format!(
                    "The reply of {} changed the finding: name in `by_entry` the entry of the new version or of the withdrawal.",
                    act.of
                );
                self.refuse(Rule::Missing, &[act.of], sentence);
            }
            (Effect::Amended, Some(seq)) => self.changed_by(seq, act.of, notice.finding, "finding"),
            (Effect::Withdrawn, Some(seq)) => {
                self.changed_by(seq, act.of, notice.finding, "finding_withdrawn")
            }
        }
    }

    /// A new version or withdrawal, recorded after the reply, of the finding that the notice was about.
    fn changed_by(&mut self, seq: Seq, reply: Seq, finding: Seq, kind: &str) {
        let Some(act) = self.earlier(seq, &[kind]) else { return };
        if seq < reply {
            let sentence =
                format!("Entry {} is earlier than the reply of {reply} and cannot have come of it.", seq.0);
            self.refuse(Rule::Representation, &[seq, reply], sentence);
        }
        let mut at = match act {
            Act::Finding(a) => a.supersedes,
            Act::FindingWithdrawn(a) => Some(a.of),
            _ => None,
        };
        while at.is_some_and(|at| at > finding) {
            at = at.and_then(|at| self.review.finding(at)).and_then(|version| version.supersedes);
        }
        if at != Some(finding) {
            let sentence = format!(
                "Entry {} does not change the finding of {finding}, which the notice was about.",
                seq.0
            );
            self.refuse(Rule::Representation, &[seq, finding], sentence);
        }
    }
}

/// The codes that a word may be read as.
fn codes_of(word: &str) -> Vec<Code> {
    let mut ways = vec![word.to_string()];
    let (letters, number) = match word.split_once('-') {
        Some((letters, number)) => (letters, number),
        None => word.split_at(word.find(|c: char| c.is_ascii_digit()).unwrap_or(word.len())),
    };
    let hyphen = word.contains('-');
    // "P1", and not "p1", which is a page.
    if !letters.is_empty()
        && letters.chars().all(|c| c.is_ascii_alphabetic() && (hyphen || c.is_ascii_uppercase()))
    {
        let digits: String = number
            .chars()
            .map(|c| match c {
                'l' | 'I' | 'i' => '1',
                'O' | 'o' => '0',
                c => c,
            })
            .collect();
        let short = digits.trim_start_matches('0');
        ways.extend(
            [digits.as_str(), short].map(|digits| format!("{}-{digits}", letters.to_ascii_uppercase())),
        );
    }
    ways.iter().filter_map(|way| Code::new(way)).collect()
}

/// A part of a finding, from 1.
fn part_of(finding: &Finding, number: u32) -> Option<&Part> {
    finding.parts.0.get((number as usize).checked_sub(1)?)
}
