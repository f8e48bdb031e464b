//! Subjects of concern: whoever the review's terms point at, with the records that name the same by the same words.
//!
//! Linkage joins nobody by a name alone, so a name that a meeting spoke of each month stands there as many entities that
//! are possibly the same. For the question what was known, they are one subject when linkage holds them possibly the same
//! and every word of their names agrees: what was known was the name. Left out: any entity with other words, however
//! like; it is shown as possibly the same, and leaves an answer open.

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

/// Chosen entities with those of the same words among the possibly same.
fn grouped(case: &Case, chosen: &[bool]) -> Vec<Vec<EntityId>> {
    let mut root: Vec<usize> = (0..case.entities.len()).collect();
    let mut member = chosen.to_vec();
    for (i, entity) in case.entities.iter().enumerate().filter(|(i, _)| chosen[*i]) {
        for other in &entity.possibly {
            if same_words(case, EntityId::from(i), *other) {
                member[other.index()] = true;
                let (a, b) = (find(&mut root, i), find(&mut root, other.index()));
                root[a.max(b)] = a.min(b);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<EntityId>> = BTreeMap::new();
    for i in (0..root.len()).filter(|i| member[*i]) {
        groups.entry(find(&mut root, i)).or_default().push(EntityId::from(i));
    }
    groups.into_values().collect()
}

fn find(root: &mut [usize], mut i: usize) -> usize {
    while root[i] != i {
        root[i] = root[root[i]];
        i = root[i];
    }
    i
}

/// Whether two entities are named by the same words and nothing else known of them speaks against it.
fn same_words(case: &Case, a: EntityId, b: EntityId) -> bool {
    let (a, b) = (&case.entities[a.index()], &case.entities[b.index()]);
    a.kind == b.kind && {
        let (left, right) = (&case.mentions[a.mentions[0].index()], &case.mentions[b.mentions[0].index()]);
        let bare = |m: &Mention| {
            [field::BORN, field::IDENTIFIER, field::ADDRESS, field::AGE].iter().all(|f| m.get(f).is_none())
        };
        let all_bare = a.mentions.iter().chain(&b.mentions).all(|m| bare(&case.mentions[m.index()]));
        all_bare && folded(&left.label()) == folded(&right.label())
    }
}

/// Letters and digits only, in small letters, words in one order.
fn folded(label: &str) -> Vec<String> {
    let mut words: Vec<String> = label
        .split(|c: char| !c.is_alphanumeric() && c != '?' && c != '*')
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.sort_unstable();
    words
}
