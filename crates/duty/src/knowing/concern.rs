//! Subjects of concern: whoever the review's terms point at, with the records that name the same by the same words.
//!
//! Linkage joins nobody by a name alone, so a name that a meeting spoke of each month stands there as many entities. For
//! the question what was known, people of whom nothing but a name is known are one subject when every word of it agrees:
//! what was known was the name. Left out: any entity with other words, or of which more is known; whether that is the same
//! is asked in `same`.

use std::collections::BTreeMap;

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

/// These entities as subjects: those of which nothing but one name is known are one, with any other of just this name.
pub fn as_subjects(case: &Case, ids: &[EntityId]) -> Vec<Vec<EntityId>> {
    let mut chosen = vec![false; case.entities.len()];
    ids.iter().for_each(|id| chosen[id.index()] = true);
    grouped(case, &chosen)
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
pub(super) fn folded(label: &str) -> Vec<String> {
    let mut words: Vec<String> = label
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.sort_unstable();
    words
}
