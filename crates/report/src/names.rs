//! How people, vehicles, addresses and telephones are named, and how their names are taken out of free text.
//!
//! A pseudonym is the sort of thing and its number among the entities of that sort ("Person 12"): the same in every
//! file of one report, and the same again when the same input is run again. In free text, known names are replaced:
//! whole names, names back to front, initial and surname, single names with a capital letter, registration marks,
//! addresses, telephone numbers, birth dates and identifiers, as any mention of the case writes them. A name two
//! people share becomes `[name]`, unless the event itself is about only one of them.
//!
//! In the text of documents, which is prose, whatever else may be a name by its writing is masked too ([`crate::unheard`]).
//!
//! What this leaves out: in tables, a name that no mention gives and a misspelling that no mention has; and everything else that
//! identifies: a school, a date and a kinship together. So free text keeps a caution, and this is no anonymisation.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;

use model::{Case, EntityId, Event, Mention, MentionId, MentionKind, Place, SourceId, SymbolId, field};

use crate::NamePolicy;
use crate::phrases::{Book, Mask, SINGLE_CHARS_MIN, Target, Word, word_key, words};
use crate::text::Digits;
use crate::unheard::Unheard;

/// Characters of the shortest identifier or number that is looked for.
const NUMBER_CHARS_MIN: usize = 5;

/// An entity as printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Named<'a> {
    /// A pseudonym: the sort of thing ("Person ") and its number among those.
    Number(&'static str, u32),
    /// In the words of the source.
    Words(&'a str),
}

/// Names as a report prints them.
pub(crate) struct Names<'a> {
    case: &'a Case,
    policy: NamePolicy,
    /// Number of each entity among those of its kind, from 1.
    ordinals: Vec<u32>,
    book: Book,
    unheard: Unheard,
    /// The path of each source, names taken out.
    paths: Vec<String>,
    /// The sheets of each source, names taken out.
    sheets: Vec<Vec<String>>,
    /// Each interned word as a holder, where that is not the word itself.
    holders: Vec<Option<Box<str>>>,
    /// For matters no mention names: the source's own number, from the first event about them.
    references: BTreeMap<EntityId, &'a str>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(case: &'a Case, policy: NamePolicy) -> Names<'a> {
        let mut counts = [0u32; MentionKind::ALL.len()];
        let ordinals = case
            .entities
            .iter()
            .map(|entity| {
                let count = &mut counts[entity.kind as usize];
                *count += 1;
                *count
            })
            .collect();
        let mut names = Names {
            case,
            policy,
            ordinals,
            book: Book::default(),
            unheard: Unheard::new(case),
            paths: Vec::new(),
            sheets: Vec::new(),
            holders: Vec::new(),
            references: references(case),
        };
        if policy == NamePolicy::Pseudonyms {
            names.learn();
        }
        let plain = |text: &String| names.text(text).into_owned();
        let paths = case.sources.iter().map(|s| plain(&s.path)).collect();
        let sheets = case.sources.iter().map(|s| s.sheets.iter().map(plain).collect()).collect();
        (names.paths, names.sheets) = (paths, sheets);
        names.holders = (0..case.words.len()).map(|i| names.other_than_recorded(SymbolId::from(i))).collect();
        names
    }

    pub(crate) fn hidden(&self) -> bool {
        self.policy == NamePolicy::Pseudonyms
    }

    /// An entity as printed, in one piece.
    pub(crate) fn entity(&self, id: EntityId) -> String {
        let mut text = String::new();
        self.push_entity(&mut text, id);
        text
    }

    /// Adds an entity as printed.
    pub(crate) fn push_entity(&self, text: &mut String, id: EntityId) {
        match self.named(id) {
            Named::Number(sort, n) => {
                text.push_str(sort);
                text.push_str(Digits::of(u64::from(n)).text());
            }
            Named::Words(words) => text.push_str(words),
        }
    }

    /// An entity as printed.
    pub(crate) fn named(&self, id: EntityId) -> Named<'a> {
        let entity = &self.case.entities[id.index()];
        let n = self.ordinals[id.index()];
        match entity.kind {
            MentionKind::Matter => {
                Named::Words(self.references.get(&id).map_or(entity.label.as_str(), |r| r))
            }
            MentionKind::Organisation => Named::Words(&entity.label),
            _ if !self.hidden() => Named::Words(&entity.label),
            MentionKind::Person => Named::Number("Person ", n),
            MentionKind::Vehicle => Named::Number("Vehicle ", n),
            MentionKind::Place => Named::Number("Address ", n),
            MentionKind::Telephone => Named::Number("Telephone ", n),
        }
    }

    /// Whether the words of a mention of this kind are shown.
    pub(crate) fn shows(&self, kind: MentionKind) -> bool {
        !self.hidden() || matches!(kind, MentionKind::Organisation | MentionKind::Matter)
    }

    /// A holder as printed: agencies and bodies in their own words; a holder that is a person of the case by pseudonym.
    pub(crate) fn holder(&self, id: SymbolId) -> Cow<'_, str> {
        Cow::Borrowed(self.holders[id.index()].as_deref().unwrap_or_else(|| self.case.words.word(id)))
    }

    fn other_than_recorded(&self, holder: SymbolId) -> Option<Box<str>> {
        if self.case.sort_of(holder).is_some() {
            return None;
        }
        match self.text(self.case.words.word(holder)) {
            Cow::Borrowed(_) => None,
            Cow::Owned(text) => Some(text.into()),
        }
    }

    /// The path of a source, names taken out.
    pub(crate) fn path(&self, id: SourceId) -> &str {
        &self.paths[id.index()]
    }

    /// The sheet of a place, names taken out; empty where the source has just one that has no name.
    pub(crate) fn sheet(&self, place: Place) -> &str {
        self.sheets[place.source.index()].get(usize::from(place.sheet)).map_or("", String::as_str)
    }

    /// Free text without known names.
    pub(crate) fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.clean(text, &Own::of(self.case, None))
    }

    /// Free text of one event without known names; its own mentions settle whom a shared name means.
    pub(crate) fn event_text<'t>(&self, event: &Event, text: &'t str) -> Cow<'t, str> {
        self.clean(text, &Own::of(self.case, Some(event)))
    }

    fn learn(&mut self) {
        for (mention, &entity) in self.case.mentions.iter().zip(&self.case.entity_of) {
            match mention.kind {
                MentionKind::Organisation | MentionKind::Matter => continue,
                MentionKind::Person => self.learn_person(mention, entity),
                MentionKind::Vehicle | MentionKind::Place | MentionKind::Telephone => {}
            }
            let own = |kind, mask| {
                if mention.kind == kind { Target::Entity(entity.0) } else { Target::Mask(mask) }
            };
            for (name, value) in &mention.fields {
                match *name {
                    field::PLATE => self.learn_number(value, own(MentionKind::Vehicle, Mask::Vehicle)),
                    field::TELEPHONE => {
                        self.learn_number(value, own(MentionKind::Telephone, Mask::Telephone));
                    }
                    field::ADDRESS | field::POSTCODE => {
                        self.learn_number(value, own(MentionKind::Place, Mask::Address));
                    }
                    field::BORN => self.learn_words(value, &words(value), Target::Mask(Mask::BirthDate)),
                    field::IDENTIFIER => {
                        let number = value.split_once(':').map_or(&**value, |(_, n)| n);
                        self.learn_number(number, Target::Entity(entity.0));
                    }
                    _ => {}
                }
            }
        }
        for agency in &self.case.agencies {
            let name = self.case.words.word(agency.name);
            let words = words(name);
            if long_enough(name, &words) {
                self.book.keep(words.iter().map(|w| w.key));
            }
        }
    }

    fn learn_person(&mut self, mention: &Mention, entity: EntityId) {
        let target = Target::Entity(entity.0);
        let label = mention.label();
        self.learn_name(&label, target);
        for (name, value) in &mention.fields {
            if matches!(*name, field::NAME | field::ALIAS) && **value != *label {
                self.learn_name(value, target);
            }
        }
        for part in single_names(mention) {
            self.book.add([part].into_iter(), target);
        }
    }

    /// A whole name; of two or more words also back to front, first and last, and initial and last.
    fn learn_name(&mut self, name: &str, target: Target) {
        let parts = words(name);
        self.learn_words(name, &parts, target);
        if let [first, middle @ .., last] = &parts[..] {
            self.book.add([last.key, first.key].into_iter(), target);
            if !middle.is_empty() {
                self.book.add([first.key, last.key].into_iter(), target);
            }
            let initial: String = first.of(name).to_lowercase().chars().take(1).collect();
            self.book.add([word_key(&initial), last.key].into_iter(), target);
        }
    }

    /// A number or mark, as its words and run together.
    fn learn_number(&mut self, value: &str, target: Target) {
        let parts = words(value);
        let joined: String = parts.iter().map(|w| w.of(value).to_lowercase()).collect();
        if joined.chars().count() >= NUMBER_CHARS_MIN {
            if parts.len() > 1 {
                self.learn_words(value, &parts, target);
            }
            self.book.add([word_key(&joined)].into_iter(), target);
        }
    }

    fn learn_words(&mut self, text: &str, words: &[Word], target: Target) {
        if long_enough(text, words) {
            self.book.add(words.iter().map(|w| w.key), target);
        }
    }

    fn clean<'t>(&self, text: &'t str, own: &Own<'_>) -> Cow<'t, str> {
        let prose = own.event.is_some_and(|e| self.unheard.reads(e));
        if !self.hidden() || text.is_empty() || (self.book.is_empty() && !prose) {
            return Cow::Borrowed(text);
        }
        let words = words(text);
        let mut cleaned = String::new();
        let (mut copied, mut i) = (0, 0);
        while i < words.len() {
            let allowed = |n| n > 1 || single_name(text, &words, i) || own.has(words[i].key);
            let known = self.book.longest(text, &words, i, allowed);
            let Some((target, n)) = known
                .or_else(|| self.unheard_name(text, &words, i, prose).map(|n| (Target::Mask(Mask::Name), n)))
            else {
                i += 1;
                continue;
            };
            let target = own.settle(target, &words[i..i + n]);
            if target != Target::Keep {
                cleaned.push_str(&text[copied..words[i].from]);
                copied = words[i + n - 1].to;
            }
            match target {
                Target::Entity(id) => self.push_entity(&mut cleaned, EntityId(id)),
                Target::Mask(mask) => cleaned.push_str(mask.text()),
                Target::Keep => {}
            }
            i += n;
        }
        if copied == 0 {
            return Cow::Borrowed(text);
        }
        cleaned.push_str(&text[copied..]);
        Cow::Owned(cleaned)
    }
}

impl Names<'_> {
    /// How many words from `i` on may be a name that no record gives.
    fn unheard_name(&self, text: &str, words: &[Word], i: usize, prose: bool) -> Option<usize> {
        let name = |at: usize| {
            let known = at > i && self.book.longest(text, words, at, |_| true).is_some();
            !known && self.unheard.may_be_name(text, words, at)
        };
        if !prose || !name(i) {
            return None;
        }
        let joined = |at: usize| text.get(words[at - 1].to..words[at].from).is_some_and(|gap| gap == " ");
        let more = (i + 1..words.len()).take_while(|at| joined(*at) && name(*at)).count();
        Some(1 + more)
    }
}

/// The single names of the people an event is about, found when they are first asked for.
struct Own<'e> {
    case: &'e Case,
    event: Option<&'e Event>,
    people: OnceCell<Vec<(EntityId, Vec<u64>)>>,
}

impl<'e> Own<'e> {
    fn of(case: &'e Case, event: Option<&'e Event>) -> Own<'e> {
        Own { case, event, people: OnceCell::new() }
    }

    fn people(&self) -> &[(EntityId, Vec<u64>)] {
        self.people.get_or_init(|| {
            let mentions = self.event.map_or(&[][..], |event| &event.mentions);
            mentions
                .iter()
                .map(|m| (self.case.entity_of[m.index()], &self.case.mentions[m.index()]))
                .filter(|(_, mention)| mention.kind == MentionKind::Person)
                .map(|(entity, mention)| (entity, single_names(mention)))
                .collect()
        })
    }

    /// Whether a word is a name of one of them.
    fn has(&self, word: u64) -> bool {
        self.people().iter().any(|(_, names)| names.contains(&word))
    }

    /// Where a shared name fits only one person of the event, that person.
    fn settle(&self, target: Target, phrase: &[Word]) -> Target {
        if target != Target::Mask(Mask::Name) {
            return target;
        }
        let fits = |names: &[u64]| phrase.iter().all(|p| names.contains(&p.key));
        let mut fitting = self.people().iter().filter(|(_, names)| fits(names)).map(|(e, _)| *e);
        match (fitting.next(), fitting.next()) {
            (Some(one), None) => Target::Entity(one.0),
            _ => target,
        }
    }
}

/// The numbers of matters that none of their mentions names.
fn references(case: &Case) -> BTreeMap<EntityId, &str> {
    let unnamed = |id: EntityId| {
        let entity = &case.entities[id.index()];
        let named = |m: &MentionId| !case.mentions[m.index()].fields.is_empty();
        entity.kind == MentionKind::Matter && !entity.mentions.iter().any(named)
    };
    let mut references = BTreeMap::new();
    for event in case.events.iter().filter(|e| !e.reference.is_empty()) {
        if let Some(id) = case.subject_of(event)
            && unnamed(id)
        {
            references.entry(id).or_insert(&*event.reference);
        }
    }
    references
}

/// Letters of a word in lower case.
fn lower_chars(word: &str) -> usize {
    if word.is_ascii() { word.len() } else { word.to_lowercase().chars().count() }
}

/// Whether a phrase may be looked for: several words, or one that is not too short.
fn long_enough(text: &str, words: &[Word]) -> bool {
    match words {
        [single] => lower_chars(single.of(text)) >= SINGLE_CHARS_MIN,
        _ => true,
    }
}

/// The numbers of every single name of a person's mention.
fn single_names(mention: &Mention) -> Vec<u64> {
    const NAMES: [&str; 4] = [field::NAME, field::FORENAME, field::SURNAME, field::ALIAS];
    let mut names = Vec::new();
    for (_, value) in mention.fields.iter().filter(|(name, _)| NAMES.contains(name)) {
        let whole = words(value).into_iter();
        let names_of = whole.filter(|w| lower_chars(w.of(value)) >= SINGLE_CHARS_MIN).map(|w| w.key);
        names.extend(names_of.filter(|key| !TITLES.contains(key)));
    }
    names
}

/// The numbers of words that stand among names and are none.
const TITLES: [u64; 14] = [
    word_key("mrs"),
    word_key("miss"),
    word_key("mister"),
    word_key("master"),
    word_key("sir"),
    word_key("lady"),
    word_key("the"),
    word_key("and"),
    word_key("unknown"),
    word_key("not"),
    word_key("male"),
    word_key("female"),
    word_key("child"),
    word_key("baby"),
];

/// Whether the single word at `i` may be a name by its writing: a capital letter or a digit, and no part of a date.
fn single_name(text: &str, words: &[Word], i: usize) -> bool {
    let word = words[i].of(text);
    if !word.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit()) {
        return false;
    }
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    const LEADS: [&str; 12] =
        ["in", "of", "since", "until", "by", "early", "late", "mid", "during", "on", "last", "next"];
    let among = |list: &[&str], word: &str| list.iter().any(|w| w.eq_ignore_ascii_case(word));
    if !among(&model::MONTHS, word) && !among(&DAYS, word) {
        return true;
    }
    let before = i.checked_sub(1).map(|j| words[j].of(text));
    let after = words.get(i + 1).map(|w| w.of(text));
    let digit = |w: Option<&str>| w.is_some_and(|w| w.starts_with(|c: char| c.is_ascii_digit()));
    !(digit(before) || digit(after) || before.is_some_and(|w| among(&LEADS, w)))
}
