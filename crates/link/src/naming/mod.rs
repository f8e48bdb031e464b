//! Known subjects in running text: names, street names, registration marks, addresses, found by approximate search.
//!
//! [`Gazetteer::of`] files what records already call people, vehicles and places; [`Gazetteer::find`] reads a paragraph and
//! gives each place where one of them may be named, with the words, the evidence and how sure it is *that the words are that
//! name*. Who it is, is not said here: a finding becomes a mention with the words as written, and linkage weighs it like any
//! other. A name that no record has is proposed as new, never taken for somebody.
//!
//! What it leaves out: pronouns, bare forenames, descriptions ("her uncle"), and names in small letters.

mod beside;
mod partial;
mod people;
mod text;
mod things;
mod unheard;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use model::{Band, Mention, MentionId, MentionKind, field};

use crate::forms::{address, plate, plate_by_eye, plate_fits};
use crate::names::{self, plain};
use text::Token;

/// Mentions kept for one name; the rest is counted.
pub const CANDIDATES_MAX: usize = 20;

/// How a name was found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum How {
    /// Forename and surname.
    FullName,
    /// Initial and surname.
    InitialAndSurname,
    /// Title and surname.
    TitleAndSurname,
    /// Surname alone.
    Surname,
    /// A nickname or street name that a record gives.
    Alias,
    /// A registration mark, whole.
    Plate,
    /// A registration mark in part.
    PartialPlate,
    /// House number and street.
    Address,
}

impl How {
    /// In plain English.
    pub fn words(self) -> &'static str {
        match self {
            How::FullName => "full name",
            How::InitialAndSurname => "initial and surname",
            How::TitleAndSurname => "title and surname",
            How::Surname => "surname alone",
            How::Alias => "street name",
            How::Plate => "registration mark",
            How::PartialPlate => "part of a registration mark",
            How::Address => "address",
        }
    }
}

/// A place in a text where somebody or something may be named.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Named {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// What sort of thing.
    pub kind: MentionKind,
    /// How it was found.
    pub how: How,
    /// How sure it is that the words are the name of one of the candidates. [`Band::Possible`] where none is known.
    pub certainty: Band,
    /// Mentions of records whose name this may be, in reading order, at most [`CANDIDATES_MAX`]; none for a new name.
    pub candidates: Vec<MentionId>,
    /// Why, in plain English.
    pub evidence: String,
    /// The fields of a mention of it, in the words of the text.
    pub fields: Vec<(&'static str, String)>,
}

impl Named {
    /// Whether no record has this name.
    pub fn is_new(&self) -> bool {
        self.candidates.is_empty()
    }
}

/// One name of a person as records write it, with the mentions that have it.
struct Name {
    forenames: Vec<String>,
    surname: u32,
    mentions: Vec<MentionId>,
}

/// What records call people, vehicles and places.
#[derive(Default)]
pub struct Gazetteer {
    names: Vec<Name>,
    surnames: Vec<String>,
    surname_number: BTreeMap<String, u32>,
    /// Surnames of five letters or more with one letter left out, for words with one letter wrong.
    near: BTreeMap<String, Vec<u32>>,
    of_surname: Vec<Vec<u32>>,
    forenames: BTreeMap<String, u32>,
    aliases: BTreeMap<String, Vec<MentionId>>,
    alias_words_max: usize,
    plates: BTreeMap<String, Vec<MentionId>>,
    by_eye: BTreeMap<String, Vec<String>>,
    addresses: BTreeMap<(String, String), Vec<MentionId>>,
}

/// Least letters of a surname that is found with one letter wrong.
const NEAR_LETTERS_MIN: usize = 5;

fn without_one(word: &str) -> impl Iterator<Item = String> + '_ {
    word.char_indices().map(|(at, c)| [&word[..at], &word[at + c.len_utf8()..]].concat())
}

fn add(list: &mut Vec<MentionId>, id: MentionId) {
    if list.last() != Some(&id) {
        list.push(id);
    }
}

impl Gazetteer {
    /// Files the names in these mentions; a mention's number is its place in the list.
    pub fn of(mentions: &[Mention]) -> Gazetteer {
        let mut gazetteer = Gazetteer::default();
        let mut known: BTreeMap<(String, Vec<String>), usize> = BTreeMap::new();
        for (at, mention) in mentions.iter().enumerate() {
            let id = MentionId::from(at);
            match mention.kind {
                MentionKind::Person => gazetteer.person(mention, id, &mut known),
                MentionKind::Vehicle => {
                    for mark in mention.all(field::PLATE).map(plate) {
                        if mark.len() >= 4 && !mark.contains(['?', '*']) {
                            gazetteer.by_eye.entry(plate_by_eye(&mark)).or_default().push(mark.clone());
                            add(gazetteer.plates.entry(mark).or_default(), id);
                        }
                    }
                }
                MentionKind::Place => {
                    if let Some(text) = mention.get(field::ADDRESS) {
                        gazetteer.home(text, id);
                    }
                }
                MentionKind::Telephone | MentionKind::Organisation | MentionKind::Matter => {}
            }
        }
        for (number, surname) in gazetteer.surnames.iter().enumerate() {
            if surname.chars().count() >= NEAR_LETTERS_MIN {
                for key in without_one(surname) {
                    let of_key = gazetteer.near.entry(key).or_default();
                    if of_key.last() != Some(&(number as u32)) {
                        of_key.push(number as u32);
                    }
                }
            }
        }
        gazetteer.by_eye.values_mut().for_each(|marks| {
            marks.sort_unstable();
            marks.dedup();
        });
        gazetteer
    }

    fn home(&mut self, text: &str, id: MentionId) {
        let read = address(text);
        if !read.house.is_empty() && !read.street.is_empty() {
            add(self.addresses.entry((read.house, read.street)).or_default(), id);
        }
    }

    fn person(
        &mut self,
        mention: &Mention,
        id: MentionId,
        known: &mut BTreeMap<(String, Vec<String>), usize>,
    ) {
        for alias in mention.all(field::ALIAS) {
            let words: Vec<String> = alias.split_whitespace().map(plain).filter(|w| !w.is_empty()).collect();
            let initials = alias.trim().len() == 2 && alias.trim().bytes().all(|b| b.is_ascii_uppercase());
            if !words.is_empty() && words.len() <= 4 && (words.concat().len() >= 3 || initials) {
                self.alias_words_max = self.alias_words_max.max(words.len());
                add(self.aliases.entry(words.join(" ")).or_default(), id);
            }
        }
        if let Some(text) = mention.get(field::ADDRESS) {
            self.home(text, id);
        }
        let mut all: Vec<(Vec<String>, String)> = Vec::new();
        let forenames: Vec<String> = mention.all(field::FORENAME).flat_map(names::forenames).collect();
        if let Some(surname) = mention.get(field::SURNAME) {
            all.push((forenames, names::surname(surname)));
        }
        for whole in mention.all(field::NAME).map(names::whole_name) {
            all.push((whole.forenames, whole.surname));
            all.extend(whole.others);
        }
        for (forenames, surname) in all {
            let surname = surname.replace(' ', "");
            if surname.chars().count() < 2 {
                continue;
            }
            forenames
                .iter()
                .filter(|f| f.len() > 1)
                .for_each(|f| *self.forenames.entry(f.clone()).or_default() += 1);
            let next = self.surnames.len() as u32;
            let number = *self.surname_number.entry(surname.clone()).or_insert(next);
            if number == next {
                self.surnames.push(surname.clone());
                self.of_surname.push(Vec::new());
            }
            let at = *known.entry((surname, forenames.clone())).or_insert_with(|| {
                self.of_surname[number as usize].push(self.names.len() as u32);
                self.names.push(Name { forenames, surname: number, mentions: Vec::new() });
                self.names.len() - 1
            });
            add(&mut self.names[at].mentions, id);
        }
    }

    /// Every place in a paragraph where a subject may be named, in order, none inside another. `others` are names of
    /// people who are named for another reason (those at the meeting): a name that no record has and that is one of
    /// theirs is not proposed as new. `ordinary` are words that the document writes in small letters ([`small_words`]): no
    /// name that no record has is made of them alone.
    pub fn find(&self, text: &str, others: &[String], ordinary: &BTreeSet<String>) -> Vec<Named> {
        let tokens = text::tokens(text);
        let mut found: Vec<Named> = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let hit = self
                .plate_at(text, &tokens, at)
                .or_else(|| self.part_of_plate_at(text, &tokens, at))
                .or_else(|| self.address_at(text, &tokens, at))
                .or_else(|| self.person_at(text, &tokens, at, (others, ordinary)))
                .or_else(|| self.alias_at(text, &tokens, at));
            match hit {
                Some((named, next)) => {
                    found.push(named);
                    at = next;
                }
                None => at += 1,
            }
        }
        beside::add_context(text, &mut found);
        found
    }
}

/// Whether a part of a registration mark - `?` one unread character, `*` any number of them - may be that of a mark, letters and
/// digits that are easily taken for each other being one.
pub fn mark_fits(part: &str, mark: &str) -> bool {
    let (part, mark) = (plate(part), plate(mark));
    !part.is_empty() && !mark.is_empty() && plate_fits(&plate_by_eye(&part), &plate_by_eye(&mark))
}

/// The words that a text writes in small letters.
pub fn small_words(text: &str) -> impl Iterator<Item = String> + '_ {
    let small = |t: &Token<'_>| t.written.chars().next().is_some_and(char::is_lowercase);
    text::tokens(text).into_iter().filter(small).map(|t| t.plain)
}

/// How many of something, in words.
fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("one {one}") } else { format!("{n} {many}") }
}

/// The words from one token to another.
fn span<'t>(text: &'t str, tokens: &[Token<'_>], from: usize, to: usize) -> (usize, usize, &'t str) {
    let (start, end) = (tokens[from].start, tokens[to].end);
    (start, end, &text[start..end])
}
