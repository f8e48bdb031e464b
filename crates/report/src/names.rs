//! How people, vehicles, addresses and telephones are named, and how their names are taken out of free text.
//!
//! A pseudonym is the sort of thing and its number among the entities of that sort ("Person 12"): the same in every
//! file of one report, and the same again when the same input is run again. In free text, known names are replaced:
//! whole names, names back to front, initial and surname, single names with a capital letter, registration marks,
//! addresses, telephone numbers, birth dates and identifiers, as any mention of the case writes them. A name two
//! people share becomes `[name]`, unless the event itself is about only one of them.
//!
//! What this leaves out: a name that no mention gives, a misspelling that no mention has, and everything else that
//! identifies: a school, a date and a kinship together. So free text keeps a caution, and this is no anonymisation.

use std::borrow::Cow;
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hash, Hasher};

use model::{Case, EntityId, Event, Mention, MentionId, MentionKind, SourceId, SymbolId, field};

use crate::NamePolicy;

/// Tokens of the longest phrase that is looked for.
const PHRASE_TOKENS_MAX: usize = 8;
/// Characters between two tokens of one phrase.
const GAP_CHARS_MAX: usize = 3;
/// Letters of the shortest single name that is looked for by itself.
const SINGLE_CHARS_MIN: usize = 3;
/// Characters of the shortest identifier or number that is looked for.
const NUMBER_CHARS_MIN: usize = 5;

/// What stands in place of a phrase.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Target {
    /// The name of a holder: left as it is.
    Keep,
    /// A pseudonym.
    Entity(u32),
    /// A word in brackets.
    Word(&'static str),
}

/// Names as a report prints them.
pub(crate) struct Names<'a> {
    case: &'a Case,
    policy: NamePolicy,
    /// Number of each entity among those of its kind, from 1.
    ordinals: Vec<u32>,
    book: HashMap<u64, Target, BuildHasherDefault<DefaultHasher>>,
    /// Greatest number of tokens of a phrase that starts with a token.
    starts: HashMap<u64, u8, BuildHasherDefault<DefaultHasher>>,
    paths: Vec<String>,
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
            book: HashMap::default(),
            starts: HashMap::default(),
            paths: Vec::new(),
            references: references(case),
        };
        if policy == NamePolicy::Pseudonyms {
            names.learn();
        }
        names.paths = case.sources.iter().map(|s| names.text(&s.path).into_owned()).collect();
        names
    }

    pub(crate) fn hidden(&self) -> bool {
        self.policy == NamePolicy::Pseudonyms
    }

    /// An entity as printed.
    pub(crate) fn entity(&self, id: EntityId) -> String {
        let entity = &self.case.entities[id.index()];
        let n = self.ordinals[id.index()];
        match entity.kind {
            MentionKind::Matter => {
                self.references.get(&id).map_or_else(|| entity.label.clone(), |r| (*r).to_string())
            }
            MentionKind::Organisation => entity.label.clone(),
            _ if !self.hidden() => entity.label.clone(),
            MentionKind::Person => format!("Person {n}"),
            MentionKind::Vehicle => format!("Vehicle {n}"),
            MentionKind::Place => format!("Address {n}"),
            MentionKind::Telephone => format!("Telephone {n}"),
        }
    }

    /// Whether the words of a mention of this kind are shown.
    pub(crate) fn shows(&self, kind: MentionKind) -> bool {
        !self.hidden() || matches!(kind, MentionKind::Organisation | MentionKind::Matter)
    }

    /// A holder as printed: agencies and bodies in their own words; a holder that is a person of the case by pseudonym.
    pub(crate) fn holder(&self, id: SymbolId) -> Cow<'a, str> {
        let word = self.case.words.word(id);
        if self.case.sort_of(id).is_some() { Cow::Borrowed(word) } else { self.text(word) }
    }

    /// The path of a source, names taken out.
    pub(crate) fn path(&self, id: SourceId) -> &str {
        &self.paths[id.index()]
    }

    /// Free text without known names.
    pub(crate) fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.clean(text, &[])
    }

    /// Free text of one event without known names; its own mentions settle whom a shared name means.
    pub(crate) fn event_text<'t>(&self, event: &Event, text: &'t str) -> Cow<'t, str> {
        if text.is_empty() || !self.hidden() {
            return Cow::Borrowed(text);
        }
        let own: Vec<(EntityId, Vec<String>)> = event
            .mentions
            .iter()
            .map(|m| (self.case.entity_of[m.index()], &self.case.mentions[m.index()]))
            .filter(|(_, mention)| mention.kind == MentionKind::Person)
            .map(|(entity, mention)| (entity, name_tokens(mention)))
            .collect();
        self.clean(text, &own)
    }

    fn learn(&mut self) {
        for (mention, &entity) in self.case.mentions.iter().zip(&self.case.entity_of) {
            match mention.kind {
                MentionKind::Organisation | MentionKind::Matter => continue,
                MentionKind::Person => self.learn_person(mention, entity),
                MentionKind::Vehicle | MentionKind::Place | MentionKind::Telephone => {}
            }
            let own = |kind, word| {
                if mention.kind == kind { Target::Entity(entity.0) } else { Target::Word(word) }
            };
            for (name, value) in &mention.fields {
                match *name {
                    field::PLATE => self.add_number(value, own(MentionKind::Vehicle, "[vehicle]")),
                    field::TELEPHONE => self.add_number(value, own(MentionKind::Telephone, "[telephone]")),
                    field::ADDRESS | field::POSTCODE => {
                        self.add_number(value, own(MentionKind::Place, "[address]"));
                    }
                    field::BORN => self.add(&tokens(value), Target::Word("[birth date]")),
                    field::IDENTIFIER => {
                        let number = value.split_once(':').map_or(&**value, |(_, n)| n);
                        self.add_number(number, Target::Entity(entity.0));
                    }
                    _ => {}
                }
            }
        }
        for agency in &self.case.agencies {
            let words = tokens(self.case.words.word(agency.name));
            self.keep(&words);
        }
    }

    fn learn_person(&mut self, mention: &Mention, entity: EntityId) {
        let target = Target::Entity(entity.0);
        let whole = [mention.label().into_boxed_str()];
        let given =
            mention.fields.iter().filter(|(n, _)| matches!(*n, field::NAME | field::ALIAS)).map(|(_, v)| v);
        for name in whole.iter().chain(given) {
            let parts = tokens(name);
            self.add(&parts, target);
            if let [first, .., last] = &parts[..] {
                self.add(&[last.clone(), first.clone()], target);
                self.add(&[first.clone(), last.clone()], target);
                let initial: String = first.chars().take(1).collect();
                self.add(&[initial, last.clone()], target);
            }
        }
        for part in name_tokens(mention) {
            self.add(&[part], target);
        }
    }

    /// A number or mark, as its tokens and run together.
    fn add_number(&mut self, value: &str, target: Target) {
        let parts = tokens(value);
        let joined: String = parts.concat();
        if joined.chars().count() >= NUMBER_CHARS_MIN {
            if parts.len() > 1 {
                self.add(&parts, target);
            }
            self.add(&[joined], target);
        }
    }

    fn add(&mut self, phrase: &[String], target: Target) {
        if !self.fits(phrase) {
            return;
        }
        let person = |t| matches!(t, Target::Entity(_) | Target::Word("[name]"));
        let kept = self.book.entry(hash(phrase)).or_insert(target);
        if *kept != target && *kept != Target::Keep {
            *kept = if person(*kept) && person(target) {
                Target::Word("[name]")
            } else {
                Target::Word("[withheld]")
            };
        }
    }

    fn keep(&mut self, phrase: &[String]) {
        if self.fits(phrase) {
            self.book.insert(hash(phrase), Target::Keep);
        }
    }

    /// Whether a phrase is worth a place in the book; if so its first token is noted.
    fn fits(&mut self, phrase: &[String]) -> bool {
        let fits = match phrase {
            [] => false,
            [single] => single.chars().count() >= SINGLE_CHARS_MIN,
            _ => phrase.len() <= PHRASE_TOKENS_MAX,
        };
        if fits {
            let longest = self.starts.entry(hash(&phrase[..1])).or_insert(0);
            *longest = (*longest).max(phrase.len() as u8);
        }
        fits
    }

    fn clean<'t>(&self, text: &'t str, own: &[(EntityId, Vec<String>)]) -> Cow<'t, str> {
        if !self.hidden() || text.is_empty() || self.starts.is_empty() {
            return Cow::Borrowed(text);
        }
        let spans = spans(text);
        let mut cleaned = String::new();
        let (mut copied, mut i) = (0, 0);
        while i < spans.len() {
            match self.longest(text, &spans, i, own) {
                Some((Target::Keep, n)) => i += n,
                Some((target, n)) => {
                    cleaned.push_str(&text[copied..spans[i].from]);
                    match target {
                        Target::Entity(id) => cleaned.push_str(&self.entity(EntityId(id))),
                        Target::Word(word) => cleaned.push_str(word),
                        Target::Keep => {}
                    }
                    copied = spans[i + n - 1].to;
                    i += n;
                }
                None => i += 1,
            }
        }
        if copied == 0 {
            return Cow::Borrowed(text);
        }
        cleaned.push_str(&text[copied..]);
        Cow::Owned(cleaned)
    }

    /// The longest phrase of the book that starts at span `i`, and how many spans it takes.
    fn longest(
        &self,
        text: &str,
        spans: &[Span],
        i: usize,
        own: &[(EntityId, Vec<String>)],
    ) -> Option<(Target, usize)> {
        let first = &spans[i].lower;
        let most = usize::from(*self.starts.get(&hash(std::slice::from_ref(first)))?);
        let mut n = 1;
        while n < most && i + n < spans.len() && near(text, &spans[i + n - 1], &spans[i + n]) {
            n += 1;
        }
        let mut phrase: Vec<String> = spans[i..i + n].iter().map(|s| s.lower.clone()).collect();
        loop {
            if let Some(&target) = self.book.get(&hash(&phrase)) {
                let of_own = phrase.iter().all(|p| own.iter().any(|(_, names)| names.contains(p)));
                if n > 1 || of_own || single_name(text, spans, i) {
                    return Some((settle(target, &phrase, own), n));
                }
            }
            if n == 1 {
                return None;
            }
            n -= 1;
            phrase.pop();
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

/// Where a shared name fits only one person of the event, that person.
fn settle(target: Target, phrase: &[String], own: &[(EntityId, Vec<String>)]) -> Target {
    if target != Target::Word("[name]") {
        return target;
    }
    let mut fitting =
        own.iter().filter(|(_, names)| phrase.iter().all(|p| names.contains(p))).map(|(e, _)| *e);
    match (fitting.next(), fitting.next()) {
        (Some(one), None) => Target::Entity(one.0),
        _ => target,
    }
}

/// A run of letters and digits in a text.
struct Span {
    from: usize,
    to: usize,
    lower: String,
}

fn spans(text: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, c.is_alphanumeric()) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                spans.push(Span { from, to: at, lower: text[from..at].to_lowercase() });
                start = None;
            }
            _ => {}
        }
    }
    spans
}

fn tokens(text: &str) -> Vec<String> {
    spans(text).into_iter().map(|s| s.lower).collect()
}

/// Every single name of a person's mention, lower case.
fn name_tokens(mention: &Mention) -> Vec<String> {
    const NAMES: [&str; 4] = [field::NAME, field::FORENAME, field::SURNAME, field::ALIAS];
    let given = mention.fields.iter().filter(|(name, _)| NAMES.contains(name));
    let mut parts: Vec<String> = given.flat_map(|(_, value)| tokens(value)).collect();
    parts.retain(|p| p.chars().count() >= SINGLE_CHARS_MIN && !TITLES.contains(&&**p));
    parts
}

const TITLES: [&str; 14] = [
    "mrs", "miss", "mister", "master", "sir", "lady", "the", "and", "unknown", "not", "male", "female",
    "child", "baby",
];

fn near(text: &str, left: &Span, right: &Span) -> bool {
    let gap = &text[left.to..right.from];
    gap.chars().count() <= GAP_CHARS_MAX && !gap.contains('\n')
}

/// Whether the single word at `i` may be a name by its writing: a capital letter or a digit, and no part of a date.
fn single_name(text: &str, spans: &[Span], i: usize) -> bool {
    let span = &spans[i];
    let written = text[span.from..span.to].chars().next();
    if !written.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit()) {
        return false;
    }
    const DATE_WORDS: [&str; 19] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    if !DATE_WORDS.contains(&&*span.lower) {
        return true;
    }
    let digit = |s: Option<&Span>| s.is_some_and(|s| s.lower.starts_with(|c: char| c.is_ascii_digit()));
    let before = i.checked_sub(1).map(|j| &spans[j]);
    let led = before.is_some_and(|s| {
        ["in", "of", "since", "until", "by", "early", "late", "mid", "during", "on", "last", "next"]
            .contains(&&*s.lower)
    });
    !(digit(before) || digit(spans.get(i + 1)) || led)
}

fn hash(phrase: &[String]) -> u64 {
    // `DefaultHasher::new` has fixed keys: the same phrase always gives the same number.
    let mut hasher = DefaultHasher::new();
    phrase.hash(&mut hasher);
    hasher.finish()
}
