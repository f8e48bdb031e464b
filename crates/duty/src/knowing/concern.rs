//! Subjects of concern: whoever the review's terms point at, with the records that name the same by the same words.
//!
//! Linkage joins nobody by a name alone, so a name that a meeting spoke of each month stands there as many entities. For
//! the question what was known, people of whom nothing but a name is known are one subject when every word of it agrees:
//! what was known was the name. Left out: any entity with other words, or of which more is known; it may be the same
//! ([`MayBe`]), and leaves an answer open.

use std::collections::{BTreeMap, BTreeSet};

use model::{Case, EntityId, Event, Mention, MentionKind, SymbolId, field};

use super::{Concern, Terms};

/// The subjects of concern, each as its entities in ascending order, in order of their first entity.
pub fn subjects(case: &Case, terms: &Terms) -> Vec<Vec<EntityId>> {
    let mut chosen = vec![false; case.entities.len()];
    let concerns = resolved(case, terms);
    for event in &case.events {
        for entity in of_concern(case, &concerns, event) {
            chosen[entity.index()] = true;
        }
    }
    grouped(case, &chosen)
}

/// The kinds of record that name subjects of concern, as far as this review has any.
pub(super) fn resolved<'t>(case: &Case, terms: &'t Terms) -> Vec<(SymbolId, &'t Concern)> {
    terms.concerns.iter().filter_map(|c| Some((case.words.get(&c.kind)?, c))).collect()
}

/// Those whom a record names as subjects of concern.
pub(super) fn of_concern<'a>(
    case: &'a Case,
    concerns: &'a [(SymbolId, &'a Concern)],
    event: &'a Event,
) -> impl Iterator<Item = EntityId> + 'a {
    let its = concerns.iter().filter(|(kind, _)| *kind == event.kind);
    its.flat_map(move |(_, concern)| {
        let named = event.mentions.iter().filter(|id| {
            let mention = &case.mentions[id.index()];
            let subject =
                matches!(mention.kind, MentionKind::Person | MentionKind::Vehicle | MentionKind::Place);
            subject && (concern.roles.is_empty() || concern.roles.iter().any(|r| **r == *mention.role))
        });
        named.map(|id| case.entity_of[id.index()])
    })
}

/// Chosen entities, those of the same words and nothing else together, with any other entity of just these words.
fn grouped(case: &Case, chosen: &[bool]) -> Vec<Vec<EntityId>> {
    let mut by_words: BTreeMap<(MentionKind, Vec<String>), (bool, Vec<EntityId>)> = BTreeMap::new();
    let mut groups: Vec<Vec<EntityId>> = Vec::new();
    for (i, &chosen) in chosen.iter().enumerate() {
        let id = EntityId::from(i);
        match bare_words(case, id) {
            Some(words) => {
                let group = by_words.entry((case.entities[i].kind, words)).or_default();
                group.0 |= chosen;
                group.1.push(id);
            }
            None if chosen => groups.push(vec![id]),
            None => {}
        }
    }
    groups.extend(by_words.into_values().filter(|g| g.0).map(|g| g.1));
    groups.sort_unstable();
    groups
}

/// The words of an entity of which nothing but a name is known, where all its mentions agree on them.
fn bare_words(case: &Case, id: EntityId) -> Option<Vec<String>> {
    let entity = &case.entities[id.index()];
    if entity.kind != MentionKind::Person {
        return None;
    }
    let mut mentions = entity.mentions.iter().map(|m| &case.mentions[m.index()]);
    let words = folded(&mentions.next()?.label());
    let of_entity = entity.mentions.iter().map(|m| &case.mentions[m.index()]);
    let bare = |m: &Mention| TELLING.iter().all(|f| m.get(f).is_none()) && folded(&m.label()) == words;
    (of_entity.clone().all(bare) && !words.is_empty()).then_some(words)
}

/// Fields that tell bearers of one name apart.
const TELLING: [&str; 5] = [field::BORN, field::IDENTIFIER, field::ADDRESS, field::POSTCODE, field::AGE];

/// Letters and digits only, in small letters, words in one order.
fn folded(label: &str) -> Vec<String> {
    let mut words: Vec<String> = label
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.sort_unstable();
    words
}

/// Who else may be whom, for as much as a silence must not rest on: what linkage lists as possible, people whose written
/// names are alike and whose birth dates do not speak against it, and vehicles whose marks agree where both were read,
/// O for 0 and I for 1 allowed. Only those about whom a response is on record are looked at.
pub(super) struct MayBe {
    /// People by the words of their names, whole and with one letter left out.
    people: BTreeMap<String, Vec<EntityId>>,
    marks: Vec<(String, EntityId)>,
}

impl MayBe {
    /// Over the entities that events of these kinds are about.
    pub(super) fn new(case: &Case, kinds: &[SymbolId]) -> MayBe {
        let mut maybe = MayBe { people: BTreeMap::new(), marks: Vec::new() };
        let acted: BTreeSet<EntityId> = case
            .events
            .iter()
            .filter(|e| kinds.contains(&e.kind))
            .flat_map(|e| e.mentions.iter().map(|m| case.entity_of[m.index()]))
            .collect();
        for id in acted {
            let entity = &case.entities[id.index()];
            for mention in entity.mentions.iter().map(|m| &case.mentions[m.index()]) {
                match entity.kind {
                    MentionKind::Person => {
                        for key in names(mention).iter().flatten().flat_map(|w| keys(w)) {
                            push(maybe.people.entry(key).or_default(), id);
                        }
                    }
                    MentionKind::Vehicle => {
                        for mark in mention.all(field::PLATE).map(canonical) {
                            push(&mut maybe.marks, (mark, id));
                        }
                    }
                    _ => {}
                }
            }
        }
        maybe
    }

    /// Entities that may be one of a subject's, in ascending order, the subject's own left out.
    pub(super) fn of(&self, case: &Case, subject: &[EntityId]) -> Vec<EntityId> {
        let mut found: BTreeSet<EntityId> = BTreeSet::new();
        for id in subject {
            let entity = &case.entities[id.index()];
            found.extend(entity.possibly.iter().copied());
            for mention in entity.mentions.iter().map(|m| &case.mentions[m.index()]) {
                match entity.kind {
                    MentionKind::Person => {
                        let alike = names(mention);
                        let near = alike.iter().flatten().flat_map(|w| keys(w));
                        let candidates: BTreeSet<EntityId> =
                            near.filter_map(|k| self.people.get(&k)).flatten().copied().collect();
                        found.extend(candidates.into_iter().filter(|other| {
                            let theirs = case.entities[other.index()].mentions.iter();
                            births_agree(case, *id, *other)
                                && theirs
                                    .flat_map(|m| names(&case.mentions[m.index()]))
                                    .any(|name| alike.iter().any(|mine| names_alike(mine, &name)))
                        }));
                    }
                    MentionKind::Vehicle => {
                        for mark in mention.all(field::PLATE).map(canonical) {
                            let fits = self.marks.iter().filter(|(other, _)| marks_agree(&mark, other));
                            found.extend(fits.map(|(_, o)| *o));
                        }
                    }
                    _ => {}
                }
            }
        }
        found.into_iter().filter(|id| !subject.contains(id)).collect()
    }
}

/// Every name of a mention, as words.
fn names(mention: &Mention) -> Vec<Vec<String>> {
    let mut all = vec![folded(&mention.label())];
    all.extend(mention.all(field::ALIAS).map(folded));
    all.retain(|words| !words.is_empty());
    all
}

/// A word, and the word with each of its letters left out: words one slip apart share one of these.
fn keys(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut keys = vec![word.to_string()];
    if letters.len() >= SLIP_LETTERS_MIN {
        for skip in 0..letters.len() {
            keys.push(letters.iter().enumerate().filter(|(i, _)| *i != skip).map(|(_, c)| *c).collect());
        }
    }
    keys
}

/// Fewest letters of a word in which one slip is allowed for.
const SLIP_LETTERS_MIN: usize = 4;

/// Fewest letters of a short form ("Stan") that begins a longer name.
const SHORT_FORM_LETTERS_MIN: usize = 3;

/// Whether every word of the shorter name stands in the other, one slip in a word, a short form or an initial allowed,
/// and one of them in more than an initial.
fn names_alike(a: &[String], b: &[String]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut left: Vec<&String> = long.iter().collect();
    let mut whole = 0;
    for word in short {
        let fit = |other: &&String| {
            let initial = word.chars().count() == 1 || other.chars().count() == 1;
            let short_form = word.chars().count().min(other.chars().count()) >= SHORT_FORM_LETTERS_MIN
                && (word.starts_with(other.as_str()) || other.starts_with(word));
            if initial {
                word.chars().next() == other.chars().next()
            } else {
                short_form || one_slip(word, other)
            }
        };
        let Some(at) = left.iter().position(fit) else { return false };
        whole += usize::from(word.chars().count() > 1 && left[at].chars().count() > 1);
        left.remove(at);
    }
    whole > 0
}

/// Whether two words are the same but for one letter more, one less, one other, or two neighbours changed about.
fn one_slip(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().min(b.len()) + 1 < SLIP_LETTERS_MIN || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let tail = |i: usize, j: usize| a[i..] == b[j..];
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Greater => tail(head + 1, head),
        std::cmp::Ordering::Less => tail(head, head + 1),
        std::cmp::Ordering::Equal => {
            tail(head + 1, head + 1)
                || (head + 1 < a.len()
                    && a[head] == b[head + 1]
                    && a[head + 1] == b[head]
                    && tail(head + 2, head + 2))
        }
    }
}

fn push<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if list.last() != Some(&item) {
        list.push(item);
    }
}

/// A mark in capitals without spaces, letters and digits that are mistaken for one another written alike.
fn canonical(mark: &str) -> String {
    let alike = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' => '1',
        c => c,
    };
    mark.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '?' | '*')).map(alike).collect()
}

/// Whether two marks agree where both were read; `?` stands for one character, `*` for any number.
fn marks_agree(a: &str, b: &str) -> bool {
    if a.contains('*') || b.contains('*') {
        let head = |m: &str| m.split('*').next().unwrap_or("").to_string();
        let (a, b) = (head(a), head(b));
        return a.chars().zip(b.chars()).all(|(x, y)| x == y || x == '?' || y == '?');
    }
    a.len() == b.len() && a.chars().zip(b.chars()).all(|(x, y)| x == y || x == '?' || y == '?')
}

/// Whether the birth dates of two people, as written, leave open that they are one.
fn births_agree(case: &Case, a: EntityId, b: EntityId) -> bool {
    let births = |id: EntityId| -> Vec<&str> {
        let mentions = case.entities[id.index()].mentions.iter();
        mentions.filter_map(|m| case.mentions[m.index()].get(field::BORN)).collect()
    };
    let (a, b) = (births(a), births(b));
    let comparable = |x: &str, y: &str| x.len() == y.len() && x.contains('-') == y.contains('-');
    let against = a.iter().all(|x| b.iter().all(|y| comparable(x, y) && x != y));
    a.is_empty() || b.is_empty() || !against
}
