//! Persons whom a text names, and whether it may be published of them: no criticism stands beside the finding that was put.
//!
//! No program can tell what a text says of somebody; it can tell whom it names: by code, by a name that is recorded, by rank or
//! title and name. So what names a person is published only where that person was shown it, or where the review says openly
//! what it finds of them and criticises nothing. Left out: a person who is described without a name, and a name that is
//! recorded nowhere and has no title.

use std::collections::{BTreeMap, BTreeSet};

use super::about::may_point_at;
use super::no_name::calls_a_thing;
use super::{Gate, Refusal, Rule};
use crate::about::points_at_a_person;
use crate::acts::{Act, Code, Finding, Kind, Seq, Text};
use crate::names::{Name, Part, Parts};
use crate::officers::{Spoken, code_of_a_person, is_a_particle, says_what_was_done, spoken};
use crate::people::names_in;
use crate::review::Review;
use crate::strangers::{blames, stranger};
use crate::words::{Mode, PartySort, Tenor};
use crate::writing::{Words, lower, plain, readings};

/// The recorded persons and roles of a review, as texts may name them, and whoever complained or asked for access under a name.
pub(crate) struct Persons {
    known: Vec<Known>,
    outside: Vec<Outside>,
    /// Names of bodies, in small letters: "Marrow" in "Marrow Council" is nobody.
    bodies: Vec<String>,
    /// Every word of the names of bodies, in small letters.
    body_words: BTreeSet<String>,
    /// Words that name nobody, in small letters, and the entry for which that was said; none where it was said of all.
    no_names: Vec<(Option<Seq>, String)>,
    /// The entry whose texts are looked at, if it is one that is recorded.
    pub(super) here: Option<Seq>,
}

struct Known {
    code: Code,
    called: Called,
}

/// What somebody may be called.
struct Called {
    names: Vec<Name>,
    /// The last name and its halves.
    lasts: Vec<Part>,
}

/// Somebody who is no party of the review and whose name an entry gives.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Outsider {
    /// The entry.
    pub(super) entry: Seq,
    /// Whether it is a complaint; otherwise a request for access.
    complained: bool,
}

struct Outside {
    who: Outsider,
    called: Called,
}

impl std::fmt::Display for Outsider {
    /// Never by the name.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = if self.complained { "who complained in" } else { "who asked for access in" };
        write!(f, "{what} {}", self.entry)
    }
}

/// Whom a text names.
#[derive(Default)]
pub(super) struct Named {
    /// Recorded persons and roles.
    pub(super) known: Vec<Code>,
    /// Whoever complained or asked for access, and is no party.
    pub(super) outside: Vec<Outsider>,
    /// Words that name somebody who is recorded nowhere.
    pub(super) unknown: Vec<String>,
}

/// The way on where words only look like a name.
const NO_NAME: &str = " Where the words mean a place or are ordinary words, say so (act no_name).";

/// A name without an addition in brackets.
fn bare(name: &str) -> &str {
    name.split(" (").next().unwrap_or(name)
}

impl Persons {
    /// The persons and bodies whose names are recorded and not erased.
    pub(crate) fn of(review: &Review) -> Persons {
        let mut out = Persons {
            known: Vec::new(),
            outside: Vec::new(),
            bodies: Vec::new(),
            body_words: BTreeSet::new(),
            no_names: Vec::new(),
            here: None,
        };
        for recorded in review.history() {
            match &recorded.act {
                Act::Party(party) => {
                    let Text::Is(name) = &party.name else { continue };
                    out.add(&party.code, party.sort, bare(name));
                }
                Act::Terms(terms) => {
                    let names = terms.agencies.0.iter().filter(|agency| agency.name != Text::Erased);
                    names.for_each(|agency| out.body(bare(agency.name.as_str())));
                }
                _ => {}
            }
        }
        for (i, recorded) in review.history().iter().enumerate() {
            let (name, complained) = match &recorded.act {
                Act::NoName(act) if !review.undone.contains_key(&Seq(i as u64)) => {
                    if let Text::Is(words) = &act.words {
                        let words = lower(&plain(words));
                        // In its own entry they name nobody either.
                        out.no_names.extend([act.of, Some(Seq(i as u64))].map(|of| (of, words.clone())));
                    }
                    continue;
                }
                Act::Complaint(complaint) => (complaint.complainant.as_ref(), true),
                Act::AccessRequest(request) => (Some(&request.who), false),
                _ => continue,
            };
            if let Some(Text::Is(name)) = name {
                let who = Outsider { entry: Seq(i as u64), complained };
                names_in(name).iter().for_each(|name| out.outsider(who, name));
            }
        }
        // The longest first: "Marrow Council Housing" before "Marrow Council".
        out.bodies.sort_by_key(|name| std::cmp::Reverse(name.len()));
        let bodies =
            out.bodies.iter().filter(|body| !out.hides_somebody(body)).map(|body| lower(body)).collect();
        out.bodies = bodies;
        out
    }

    /// Whether the name of a body holds that of a person, so that it would hide them: a body that is called as a person is, and one with
    /// a last name in its name that does not say what it is ("Old Quillfeather", as against "Quillfeather Lane School").
    fn hides_somebody(&self, body: &str) -> bool {
        let words = Words::of(body);
        let lasts = |words: &Words| {
            self.called().any(|called| called.lasts.iter().any(|last| last.stands_in_any_letters(words)))
        };
        let whole = self.called().any(|called| called.names.iter().any(|name| name.stands_in(&words)));
        whole || lasts(&words) && !calls_a_thing(&words, |word| lasts(&Words::of(word)))
    }

    /// Whoever complained or asked for access, by a name that is no party's.
    fn outsider(&mut self, who: Outsider, name: &str) {
        let words = readings(&plain(name));
        let stands = |known: &Known| {
            known.called.names.iter().any(|name| words.iter().any(|words| name.stands_in(words)))
        };
        if !self.known.iter().any(stands) {
            self.outside.push(Outside { who, called: Called::of(name) });
        }
    }

    fn add(&mut self, code: &Code, sort: PartySort, name: &str) {
        let words = Words::of(name);
        match sort {
            PartySort::Organisation => self.body(name),
            PartySort::Person => self.known.push(Known { code: code.clone(), called: Called::of(name) }),
            // One word of a role ("manager") is a word of everybody's.
            PartySort::Role if words.low.len() > 1 => {
                let called = Called { names: Name::of_body(name), lasts: Vec::new() };
                self.known.push(Known { code: code.clone(), called });
            }
            PartySort::Role => {}
        }
    }

    /// The name of a body, where it reads as one: several words, each with its capital but for the small ones, and no rank or title
    /// with a name ("Sergeant Vole").
    fn body(&mut self, name: &str) {
        let plain = plain(name);
        let words = Words::of_plain(&plain);
        self.body_words.extend(words.low.iter().cloned());
        let capital = |word: &String| {
            word.chars().next().is_some_and(|c| !c.is_lowercase())
                || matches!(word.as_str(), "of" | "and" | "the" | "for" | "in" | "on")
        };
        let nobody = spoken(&plain, false).is_empty();
        if words.written.len() > 1 && words.written.iter().all(capital) && nobody {
            self.bodies.push(plain);
        }
    }

    /// A text without the names of bodies, and without words that name nobody.
    fn without_bodies(&self, text: &str) -> String {
        let text = self.without_no_names(text);
        self.bodies.iter().fold(text, |text, body| without(&text, body))
    }

    /// A text without words that name nobody.
    pub(super) fn without_no_names(&self, text: &str) -> String {
        let here = self.no_names.iter().filter(|(of, _)| of.is_none() || *of == self.here);
        here.fold(plain(text), |text, (_, words)| without(&text, words))
    }

    /// Whether what should be a name holds that of somebody else and is more than the name of a namesake: the name of a body says behind it
    /// what it is, that of a person has its capitals, and no word accuses anybody.
    fn names_another(&self, (seq, own): (Seq, Option<&Code>), body: bool, text: &str) -> bool {
        let text = self.without_no_names(text);
        let known = self.known.iter().filter(|known| Some(&known.code) != own).map(|known| &known.called);
        let outside = self.outside.iter().filter(|outside| outside.who.entry != seq);
        let others: Vec<&Called> = known.chain(outside.map(|outside| &outside.called)).collect();
        let stands = |text: &str| {
            let words = Words::of(text);
            others.iter().any(|called| called.lasts.iter().any(|last| last.stands_in_any_letters(&words)))
        };
        let (name, addition) = text.split_once('(').unwrap_or((&text, ""));
        if !stands(name) {
            return stands(addition);
        }
        let words = Words::of(name);
        if body {
            return !calls_a_thing(&words, stands);
        }
        let of_a_name = |(written, low): (&String, &String)| {
            let capital = written.chars().next().is_some_and(|c| !c.is_lowercase());
            (capital || matches!(low.as_str(), "and" | "of") || is_a_particle(low))
                && (!blames(low) || stands(written))
        };
        stands(addition) || !words.written.iter().zip(&words.low).all(of_a_name)
    }

    /// Whether the whole name of somebody stands in words: a first and a last name, or initials and a last name.
    pub(super) fn has_a_whole_name(&self, words: &str) -> bool {
        let all = readings(&plain(words));
        let whole = |called: &Called| {
            let names = || called.names.iter().filter(|name| !name.is_one_word());
            names().any(|name| all.iter().any(|words| name.stands_in(words)))
        };
        self.called().any(whole)
    }

    /// Whether any name of somebody, or the last name alone, stands in words.
    pub(super) fn has_a_part_of_a_name(&self, words: &str) -> bool {
        let all = readings(&plain(words));
        self.called().any(|called| called.stands_in(&all))
    }

    fn called(&self) -> impl Iterator<Item = &Called> {
        let known = self.known.iter().map(|known| &known.called);
        known.chain(self.outside.iter().map(|outside| &outside.called))
    }

    /// The recorded persons whom a text names by name.
    fn by_name(&self, text: &str) -> Vec<Code> {
        let all = readings(&self.without_bodies(text));
        let named = self.known.iter().filter(|known| known.called.stands_in(&all));
        named.map(|known| known.code.clone()).collect()
    }

    /// Whoever complained or asked for access and is named in a text.
    fn outside(&self, text: &str) -> Vec<Outsider> {
        let all = readings(&self.without_bodies(text));
        let named = self.outside.iter().filter(|outside| outside.called.stands_in(&all));
        named.map(|outside| outside.who).collect()
    }
}

/// A text without some words in small letters, wherever they stand as whole words.
fn without(text: &str, words: &str) -> String {
    let low = lower(text);
    // Lower case may change the length of a text in rare scripts; then the words stay where they are.
    if low.len() != text.len() || words.is_empty() {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    while let Some(at) = low[from..].find(words).map(|at| from + at) {
        let end = at + words.len();
        let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let whole = !inside(low[..at].chars().next_back()) && !inside(low[end..].chars().next());
        out.push_str(&text[from..at]);
        out.push_str(if whole { ", " } else { &text[at..end] });
        from = end;
    }
    out.push_str(&text[from..]);
    out
}

impl Called {
    fn of(name: &str) -> Called {
        let words = Words::of(name);
        let names = if words.compact().chars().count() > 2 { Name::of_person(name) } else { Vec::new() };
        let parts = Parts::of(name);
        Called { names, lasts: parts.lasts().cloned().collect() }
    }

    /// Whether it stands among words; one word alone has its capital, or it may be any word.
    fn stands_in(&self, readings: &[Words]) -> bool {
        let is = |words: &Words| {
            self.lasts.iter().any(|last| last.stands_in(words) || last.stands_in_small_letters(words))
                || self.names.iter().any(|name| self.is_written_as_a_name(name, words))
        };
        readings.iter().any(is)
    }

    fn is_written_as_a_name(&self, name: &Name, words: &Words) -> bool {
        let one_word = self.lasts.is_empty() && name.is_one_word();
        match one_word {
            true => words
                .written
                .iter()
                .any(|word| name.is(word) && word.chars().next().is_some_and(|c| !c.is_lowercase())),
            false => name.stands_in(words),
        }
    }
}

/// Why words that stand in an extract are no sentences of it: they run on from what stands before them.
fn runs_on(extract: &str, words: &str) -> String {
    crate::quoted::behind(extract, words).map_or(String::new(), |before| {
        format!(
            " The words stand in it, right behind \"{before}\", and are read as one sentence with that: a new line ends none. Put a full \
             stop there, or begin the line of the words with a label and a colon (\"Part 1: \")."
        )
    })
}

impl Gate<'_> {
    /// Whom a text names: by code, by a recorded name, by rank or title.
    pub(super) fn named(&self, persons: &Persons, text: &str) -> Named {
        let mut known = self.persons_by_code(text);
        known.extend(persons.by_name(text));
        known.sort();
        known.dedup();
        let outside = persons.outside(text);
        let strange = |said: &Spoken| {
            !known.iter().any(|code| persons.by_name(&said.words).contains(code))
                && persons.outside(&said.words).is_empty()
        };
        let said = spoken(&persons.without_bodies(text), false);
        let unknown = said.iter().filter(|said| strange(said)).map(|said| said.words.clone()).collect();
        Named { known, outside, unknown }
    }

    /// Whom a field of an entry names. A field that says who somebody is names them by right, and nobody else whom a finding
    /// criticises.
    fn named_in_field(&self, persons: &Persons, seq: Seq, act: &Act, (path, text): (&str, &str)) -> Named {
        let by_code = || Named { known: self.persons_by_code(text), ..Named::default() };
        let is_criticised = |code: &Code| self.heard(code).critical > 0;
        let by_right = || {
            let mut named = by_code();
            named.known.extend(persons.by_name(text).into_iter().filter(is_criticised));
            named.known.sort();
            named.known.dedup();
            named
        };
        match act {
            Act::Party(party) if party.sort != PartySort::Organisation => {
                let mut named = by_code();
                named.known.retain(|code| *code != party.code);
                named
            }
            Act::Complaint(_) if path == "complainant" => by_right(),
            Act::AccessRequest(_) if path == "who" => by_right(),
            _ => {
                let mut named = self.named(persons, text);
                named.outside.retain(|who| who.entry != seq);
                named
            }
        }
    }

    /// A field that says who somebody is holds a name, and no sentence about anybody; nor the code or the name of somebody else.
    pub(super) fn more_than_a_name(
        &self,
        persons: &Persons,
        (seq, act): (Seq, &Act),
        (path, text): (&str, &str),
    ) -> Option<Refusal> {
        let own = match act {
            Act::Party(party) if path == "name" => Some(&party.code),
            Act::Complaint(_) if path == "complainant" => None,
            Act::AccessRequest(_) if path == "who" => None,
            Act::Terms(_) if path.starts_with("agencies/") => None,
            _ => return None,
        };
        let body = match act {
            Act::Party(party) => party.sort == PartySort::Organisation,
            act => matches!(act, Act::Terms(_)),
        };
        let what = if says_more(text) {
            "says more than a name"
        } else if self.holds_a_code(own, text) {
            "holds the code of somebody"
        } else if persons.names_another((seq, own), body, text) {
            "holds the name of somebody else"
        } else {
            return None;
        };
        let sentence = format!(
            "The field {path} of {seq} {what}: withhold it before publishing. A name is a few words, and in brackets \
             at most what somebody is; what they did belongs into a text that can be put to whom it is about."
        );
        Some(Refusal { rule: Rule::CriticismNotPut, entries: vec![seq], sentence })
    }

    /// Whether a name holds the code of a person and is not that code.
    fn holds_a_code(&self, own: Option<&Code>, text: &str) -> bool {
        let codes = self.persons_by_code(text);
        let is_one = codes.iter().any(|code| code.as_str() == text.trim());
        !is_one && (codes.iter().any(|code| Some(code) != own) || code_of_a_person(text).is_some())
    }

    /// What a learning review may not say anywhere: an officer by rank, number, title or code, or a person by a name that an
    /// entry gives, its own left out.
    pub(super) fn officer_in(&self, persons: &Persons, own: Option<Seq>, text: &str) -> Option<String> {
        let others = persons.without_no_names(text);
        if let Some(said) = spoken(&others, true).first() {
            return Some(said.to_string());
        }
        if let Some(code) = self.persons_by_code(text).first() {
            return Some(format!("the code {code} names a person"));
        }
        if let Some(code) = code_of_a_person(text) {
            return Some(format!("{code} reads as the code of a person"));
        }
        if let Some(code) = persons.by_name(text).first() {
            return Some(format!("a word is the recorded name of {code}"));
        }
        let known = persons.outside(text).into_iter().find(|who| Some(who.entry) != own);
        if let Some(who) = known {
            return Some(format!("a word is the name of somebody {who}"));
        }
        let name = stranger(&persons.without_bodies(text), &persons.body_words);
        name.map(|words| format!("the words \"{words}\" read as the name of somebody and what they did"))
    }

    /// Refuses what a learning review may not say in a place.
    pub(super) fn speaks_of_no_officer(&mut self, persons: &Persons, place: &str, text: &str) {
        if let Some(why) = self.officer_in(persons, None, text) {
            let sentence = format!(
                "This review learns and holds nobody to account, and in {place} {why}: there is no officer-level output in the mode \
                 learning. Write what the body did, or write of all who hold a rank (\"sergeants\", \"the rank of sergeant\"); where a \
                 word means something else, write it out (\"computer\"), or say that the words name nobody (act no_name)."
            );
            self.refuse(Rule::OfficerLevel, &[Seq(0)], sentence);
        }
    }

    /// A criticism of a person does not hide beside the part that is about them: whoever any text of a finding names has a part of
    /// their own, so that it is said openly whether they are criticised, and they are given notice where they are. The words that
    /// are looked for may grow, so an entry that is there is not judged again by them.
    pub(super) fn persons_have_parts(&mut self, act: &Finding) {
        if self.review.replaying {
            return;
        }
        let persons = Persons::of(self.review);
        let subjects: Vec<&Code> =
            act.parts.0.iter().filter(|part| part.owner.is_individual()).map(|part| &part.subject).collect();
        for (path, text) in texts_of(&Act::Finding(act.clone())) {
            let named = self.named(&persons, &text);
            for code in named.known.iter().filter(|code| !subjects.contains(code)) {
                let sentence = format!(
                    "The words of `{path}` name {code}, and no part of the finding is about {code}: give them a part of their \
                     own, or nobody would give them notice."
                );
                self.refuse(Rule::Parts, &[], sentence);
            }
            for who in &named.outside {
                let sentence = format!(
                    "The words of `{path}` name somebody {who}: give the number of the entry in place of the name, or record them as a \
                     party, write the code, and give them a part of their own."
                );
                self.refuse(Rule::Parts, &[who.entry], sentence);
            }
            for words in &named.unknown {
                let sentence = format!(
                    "The words of `{path}` name somebody by rank, title or number (\"{words}\"): record them as a party, write the \
                     code, and give them a part of their own."
                );
                self.refuse(Rule::Parts, &[], sentence);
            }
        }
    }

    /// The extract that goes to a person holds every sentence of the finding that names them, beside the claims.
    pub(super) fn extract_shows(&mut self, extract: &Text, notice: Seq, finding: (Seq, &Finding), to: &Code) {
        if self.review.replaying {
            return;
        }
        let persons = Persons::of(self.review);
        let shown = vec![shown_sentences(extract.as_str())];
        let individual =
            finding.1.parts.0.iter().any(|part| part.subject == *to && part.owner.is_individual());
        for (path, text) in texts_of(&Act::Finding(finding.1.clone())) {
            let pointed = individual && may_point_at(finding.1, &path, to);
            let said = if pointed { Said::Pointed } else { Said::Named };
            if self.unshown(&persons, &text, (to, said), &shown) {
                let sentence = format!(
                    "The extract does not hold the words of `{path}` of {} that name {to}{}: whoever is criticised is shown all \
                     that the finding says of them, in whole sentences, from the first that names them on.{}",
                    finding.0,
                    if pointed { " or speak of somebody without a name" } else { "" },
                    runs_on(extract.as_str(), &text)
                );
                self.refuse(Rule::Representation, &[notice, finding.0], sentence);
            }
        }
    }

    /// Whether a text names a person and goes on in words that they were not shown. From the sentence that names them on everything
    /// may be about them ("P-1! He took it."), so all of that was shown, each sentence as a whole one: half of a sentence may
    /// say the opposite ("Nobody says that P-1 took it").
    fn unshown(
        &self,
        persons: &Persons,
        text: &str,
        (code, said): (&Code, Said),
        shown: &[Vec<String>],
    ) -> bool {
        let names = |text: &str| match said {
            Said::All => true,
            Said::Named => self.named(persons, text).known.contains(code),
            Said::Pointed => self.named(persons, text).known.contains(code) || points_at_a_person(text),
        };
        if !names(text) {
            return false;
        }
        let all = sentences(text);
        let first = all.iter().position(|sentence| names(sentence)).unwrap_or(0);
        let was_shown = |sentence: &String| {
            let words = Words::of(sentence).spaced();
            words.is_empty() || shown.iter().any(|shown| shown.contains(&words))
        };
        !all[first..].iter().all(was_shown)
    }

    /// What names a person and would be published, though that person was not shown it: each a refusal of the publication.
    pub(crate) fn beside(&self, from: Seq) -> Vec<Refusal> {
        if self.review.mode() == Some(Mode::Learning) {
            return Vec::new(); // there nobody is named at all, which is another rule
        }
        let mut persons = Persons::of(self.review);
        let mut heard: BTreeMap<Code, Heard> = BTreeMap::new();
        let not_heard = self.not_heard();
        let mut out = Vec::new();
        for (i, recorded) in self.review.history().iter().enumerate().skip(from.0 as usize) {
            let seq = Seq(i as u64);
            persons.here = Some(seq);
            out.extend(self.allegations(seq, &recorded.act, &persons));
            out.extend(self.who_was_not_heard(seq, &recorded.act, &not_heard));
            out.extend(self.said_beside(&persons, (seq, &recorded.act), &mut heard));
            for (path, text) in texts_of(&recorded.act) {
                // What a person was sent, and their own reply; the rest of a letter's entry they never saw.
                let theirs = matches!(&recorded.act, Act::Extract(_) | Act::Reply(_)) && path == "text";
                let of_letter = self.review.addressee(&recorded.act).filter(|_| theirs);
                if !self.review.is_disclosed(seq, &path) {
                    continue;
                }
                out.extend(self.more_than_a_name(&persons, (seq, &recorded.act), (&path, &text)));
                let named = self.named_in_field(&persons, seq, &recorded.act, (&path, &text));
                for who in &named.outside {
                    let sentence = format!(
                        "The field {path} of {seq} names somebody {who}, and who never was shown it: withhold it before publishing."
                    );
                    out.push(Refusal {
                        rule: Rule::CriticismNotPut,
                        entries: vec![seq, who.entry],
                        sentence,
                    });
                }
                for words in &named.unknown {
                    let sentence = format!(
                        "The field {path} of {seq} names somebody by rank, title or number (\"{words}\") who was never heard: \
                         withhold it before publishing."
                    );
                    out.push(Refusal { rule: Rule::CriticismNotPut, entries: vec![seq], sentence });
                }
                for code in named.known.iter().filter(|code| of_letter != Some(*code)) {
                    let state = heard.entry(code.clone()).or_insert_with(|| self.heard(code));
                    if let Some(why) = self.not_to_be_said(&persons, &text, code, state, Said::Pointed) {
                        let sentence = format!(
                            "The field {path} of {seq} names {code}, and {why}: withhold it before publishing, or show it to {code} \
                             in an extract and wait for the reply or the end of its time.{}",
                            if self.persons_by_code(&text).contains(code) { "" } else { NO_NAME }
                        );
                        out.push(Refusal { rule: Rule::CriticismNotPut, entries: vec![seq], sentence });
                    }
                }
            }
        }
        out
    }

    /// Why a text may not be said of a person; nothing where it may.
    pub(super) fn not_to_be_said(
        &self,
        persons: &Persons,
        text: &str,
        code: &Code,
        heard: &Heard,
        said: Said,
    ) -> Option<String> {
        if !heard.shown.is_empty() && !self.unshown(persons, text, (code, said), &heard.shown) {
            return None;
        }
        match (heard.parts, heard.critical) {
            (0, _) => Some(format!("no finding says anything of {code}")),
            (_, 0) => Some(format!(
                "the findings that say openly that they criticise nothing of {code} do not say these words to the end"
            )),
            _ => Some(format!("{code}, whom a finding criticises, was not shown these words to the end")),
        }
    }

    /// Whether a person was shown all of a text.
    pub(super) fn was_shown(&self, persons: &Persons, text: &str, code: &Code, heard: &Heard) -> bool {
        !heard.shown.is_empty() && !self.unshown(persons, text, (code, Said::All), &heard.shown)
    }

    /// What a person was shown and has replied to, and what the findings that stand say of them.
    pub(super) fn heard(&self, code: &Code) -> Heard {
        let mut out = Heard { parts: 0, critical: 0, shown: Vec::new() };
        for (_, finding, _) in self.review.findings().filter(|(_, _, state)| state.stands()) {
            for part in finding.parts.0.iter().filter(|part| part.subject == *code) {
                out.parts += 1;
                out.critical += usize::from(part.tenor == Tenor::Critical);
            }
        }
        if out.critical == 0 {
            // A finding that says openly that it criticises nothing of somebody may name them, and its words may be quoted. That is
            // no leave to name them in others.
            let all = self.review.findings().filter(|(_, finding, _)| {
                let mut own = finding.parts.0.iter().filter(|part| part.subject == *code).peekable();
                own.peek().is_some() && own.all(|part| part.tenor != Tenor::Critical)
            });
            for (_, finding, _) in all {
                let texts = texts_of(&Act::Finding(finding.clone()));
                out.shown.extend(texts.iter().map(|(_, text)| shown_sentences(text)));
            }
        }
        for (_, notice) in self.review.notices().filter(|(_, notice)| notice.to == *code) {
            if !self.review.stage(notice).is_complete() {
                continue;
            }
            let replies = notice.replies.iter().map(|(reply, _)| reply);
            for seq in notice.extracts.iter().chain(replies) {
                match self.review.act(*seq) {
                    Some(Act::Extract(act)) => out.shown.push(shown_sentences(act.text.as_str())),
                    Some(Act::Reply(act)) => out.shown.push(shown_sentences(act.text.as_str())),
                    _ => {}
                }
            }
        }
        out
    }

    /// What is alleged of a person is an accusation until it has an outcome: it is published beside that, or withheld.
    fn allegations(&self, seq: Seq, act: &Act, persons: &Persons) -> Vec<Refusal> {
        let Act::Complaint(complaint) = act else { return Vec::new() };
        let mut out = Vec::new();
        for (i, item) in complaint.allegations.0.iter().enumerate() {
            let at = |name: &str| format!("allegations/{}/{name}", i + 1);
            let decided = self.review.outcomes.get(&(seq, i as u32 + 1));
            if decided.is_some_and(|outcome| self.review.is_disclosed(*outcome, "outcome")) {
                continue;
            }
            let person = |code: &Code| {
                self.review.party(code).is_some_and(|party| party.sort != PartySort::Organisation)
            };
            let mut open: Vec<String> = Vec::new();
            if item.about.as_ref().is_some_and(person) && self.review.is_disclosed(seq, &at("about")) {
                open.push(at("about"));
            }
            let text = self.named(persons, item.text.as_str());
            if !text.known.is_empty() && self.review.is_disclosed(seq, &at("text")) {
                open.push(at("text"));
            }
            for path in open {
                let sentence = format!(
                    "The field {path} of {seq} says of whom something is alleged, and no outcome of that allegation would be \
                     published: withhold it before publishing."
                );
                out.push(Refusal { rule: Rule::CriticismNotPut, entries: vec![seq], sentence });
            }
        }
        out
    }
}

/// From where on a text may be about a person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Said {
    /// From the first sentence that names them.
    Named,
    /// From the first that names them or points at somebody without a name.
    Pointed,
    /// From the first.
    All,
}

/// What is known of how a person was heard.
pub(super) struct Heard {
    parts: usize,
    critical: usize,
    shown: Vec<Vec<String>>,
}

/// The texts of an act that can be withheld, by path.
pub(super) fn texts_of(act: &Act) -> Vec<(String, String)> {
    let Some(kind) = Kind::of(act.kind()) else { return Vec::new() };
    let text = |(path, value): (String, serde_json::Value)| {
        let words = value.as_str().filter(|_| kind.can_be_erased(&path))?.to_string();
        Some((path, words))
    };
    act.to_fields().into_iter().filter_map(text).collect()
}

/// Words of the longest name, and of the longest addition to one in brackets.
const NAME_WORDS_MAX: usize = 12;
const ADDITION_WORDS_MAX: usize = 6;

/// Whether what should be a name says more: it is longer than a name, or it says of somebody that they did something.
fn says_more(text: &str) -> bool {
    let (name, addition) = text.split_once('(').unwrap_or((text, ""));
    let (name, addition) = (Words::of(name).low, Words::of(addition).low);
    let tells = |word: &String| {
        let relative = matches!(
            word.as_str(),
            "who"
                | "whom"
                | "whose"
                | "which"
                | "that"
                | "because"
                | "he"
                | "she"
                | "they"
                | "knows"
                | "says"
                | "lies"
        );
        relative
            || says_what_was_done(word)
                && !matches!(word.as_str(), "invented" | "retired" | "deceased" | "read" | "made")
    };
    // One word of a name may be spelt like one that tells something ("Ned Held"), and goes by its place at the end.
    let end = name.len().saturating_sub(1);
    name.len() > NAME_WORDS_MAX
        || addition.len() > ADDITION_WORDS_MAX
        || name.iter().take(end).skip(1).any(tells)
        || addition.iter().any(tells)
}

/// What an extract may write before words that it quotes: "Part 2: ...".
const LABELS: [&str; 9] =
    ["finding", "part", "claim", "duty", "evidence", "source", "extract", "words", "text"];

/// A line without the label that it begins with, if it has one.
fn unlabelled(line: &str) -> Option<&str> {
    let (label, rest) = line.split_once(':')?;
    let words = Words::of(label).low;
    let is_label =
        |word: &String| LABELS.contains(&word.as_str()) || word.chars().all(|c| c.is_ascii_digit());
    (!words.is_empty() && words.iter().all(is_label)).then_some(rest)
}

/// A text in sentences. A line that breaks off within a sentence goes on in the next one. Where a cut goes through a name
/// ("J. Vole"), the surname still names them.
fn sentences(text: &str) -> Vec<String> {
    let ends = |c: char| matches!(c, '.' | '!' | '?' | ';');
    let mut lines: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in text.lines().map(str::trim) {
        match lines.last_mut().filter(|_| goes_on && unlabelled(line).is_none()) {
            Some(last) => *last = format!("{last} {line}"),
            None => lines.push(line.to_string()),
        }
        goes_on = !line.ends_with(ends);
    }
    let cut = lines.iter().flat_map(|line| line.split(ends));
    cut.map(|sentence| sentence.trim().to_string()).filter(|sentence| !sentence.is_empty()).collect()
}

/// The sentences that somebody is shown, each by its words with one space between them.
fn shown_sentences(text: &str) -> Vec<String> {
    let all = sentences(text);
    let quoted = all.iter().filter_map(|sentence| unlabelled(sentence));
    all.iter().map(String::as_str).chain(quoted).map(|sentence| Words::of(sentence).spaced()).collect()
}

/// Why entries from a number on could not be published as they stand, because of persons whom they name; each a sentence.
pub fn named_beside(review: &Review, from: Seq) -> Vec<Refusal> {
    let day = review.history().last().map_or(model::Day::FIRST, |recorded| recorded.on);
    Gate { review, on: day, refusals: Vec::new() }.beside(from)
}
