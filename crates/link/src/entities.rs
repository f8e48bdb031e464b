//! Decisions sorted out before linkage, entities put together after it.

use std::collections::{BTreeMap, BTreeSet};

use model::{Band, Entity, EntityId, Link, Mention, MentionId, Weighing};

use crate::block::Blocks;
use crate::cluster::Joined;
use crate::terms::{CERTAIN_PROBABILITY_MIN, Linked, PairDecision};

/// The decisions that can be carried out, the last of each pair, in order of their pairs.
pub(crate) fn sort_out<'a>(
    mentions: &[Mention],
    decisions: &'a [PairDecision],
    notes: &mut Vec<String>,
) -> Vec<&'a PairDecision> {
    let mut by_pair: BTreeMap<(MentionId, MentionId), &PairDecision> = BTreeMap::new();
    for decision in decisions {
        let pair = (decision.left.min(decision.right), decision.left.max(decision.right));
        let kinds = [decision.left, decision.right].map(|id| mentions.get(id.index()).map(|m| m.kind));
        match kinds {
            [Some(a), Some(b)] if a == b && pair.0 != pair.1 => {
                by_pair.insert(pair, decision);
            }
            [Some(a), Some(b)] if a != b => notes.push(format!(
                "The decision of {} about {} and {} was not carried out: a {} and a {} are never one.",
                decision.by,
                pair.0,
                pair.1,
                a.word(),
                b.word()
            )),
            _ => notes.push(format!(
                "The decision of {} about {} and {} was not carried out: it does not name two mentions of this review.",
                decision.by, pair.0, pair.1
            )),
        }
    }
    by_pair.into_values().collect()
}

/// How many pairs each rule gave, in plain English.
pub(crate) fn blocking_note(blocks: &Blocks, what: &str, records: usize, edges: usize) -> Option<String> {
    let rules: Vec<String> =
        blocks.rules.iter().filter(|r| r.pairs > 0).map(|r| format!("{} {}", r.name, r.pairs)).collect();
    (!rules.is_empty()).then(|| {
        format!(
            "Compared among {records} distinct {what} records, in pairs by rule (a pair that several rules give counts for each, and is compared once): {}. {edges} \
             pairs were at least possible.",
            rules.join(", ")
        )
    })
}

/// Entities in order of their first mentions.
pub(crate) fn assemble(
    mentions: &[Mention],
    joined: Vec<Joined>,
    weighings: Vec<Weighing>,
    notes: Vec<String>,
) -> Linked {
    let mut groups = Vec::new();
    let mut links: Vec<Link> = Vec::new();
    let mut perhaps: Vec<(MentionId, MentionId)> = Vec::new();
    for of_kind in joined {
        groups.extend(of_kind.groups);
        links.extend(of_kind.links);
        perhaps.extend(of_kind.perhaps);
    }
    groups.sort_by_key(|(members, _)| members[0]);
    links.sort_by_key(|l| (l.left, l.right));
    let mut entity_of = vec![EntityId(0); mentions.len()];
    let mut entities: Vec<Entity> = Vec::with_capacity(groups.len());
    for (members, certainty) in groups {
        let id = EntityId::from(entities.len());
        for member in &members {
            entity_of[member.index()] = id;
        }
        let label = label(mentions, &members);
        let kind = mentions[members[0].index()].kind;
        entities.push(Entity {
            kind,
            mentions: members,
            label,
            certainty,
            possibly: Vec::new(),
            apart: Vec::new(),
        });
    }
    tell_apart(&mut entities, &entity_of, &links, &perhaps);
    Linked { entities, entity_of, links, notes, weighings }
}

/// Writes into each entity what it may be, and what a person has decided it is not.
///
/// A decision is about two mentions. It holds of the two entities where the mentions of each certainly hang together, or where no other
/// link between them is open: then nothing is left to ask.
fn tell_apart(
    entities: &mut [Entity],
    entity_of: &[EntityId],
    links: &[Link],
    perhaps: &[(MentionId, MentionId)],
) {
    let of = |(left, right): (MentionId, MentionId)| {
        let (x, y) = (entity_of[left.index()], entity_of[right.index()]);
        (x.min(y), x.max(y))
    };
    let pair = |l: &Link| of((l.left, l.right));
    let between = |l: &&Link| {
        let (x, y) = pair(l);
        !l.used && x != y
    };
    let mut open: BTreeSet<(EntityId, EntityId)> =
        links.iter().filter(between).filter(|l| l.probability > 0.0).map(pair).collect();
    open.extend(perhaps.iter().map(|p| of(*p)).filter(|(x, y)| x != y));
    let refused = |l: &&Link| between(l) && l.band == Band::Certain && l.probability <= 0.0;
    let certain = |id: EntityId| entities[id.index()].certainty >= CERTAIN_PROBABILITY_MIN;
    let apart: BTreeSet<(EntityId, EntityId)> = links
        .iter()
        .filter(refused)
        .map(pair)
        .filter(|(x, y)| !open.contains(&(*x, *y)) || certain(*x) && certain(*y))
        .collect();
    open.retain(|pair| !apart.contains(pair));
    for (x, y) in open {
        entities[x.index()].possibly.push(y);
        entities[y.index()].possibly.push(x);
    }
    for (x, y) in apart {
        entities[x.index()].apart.push(y);
        entities[y.index()].apart.push(x);
    }
    for entity in entities {
        entity.possibly.sort_unstable();
        entity.apart.sort_unstable();
    }
}

/// The label most mentions use; of several, the first in reading order.
fn label(mentions: &[Mention], members: &[MentionId]) -> String {
    if let [only] = members {
        return mentions[only.index()].label();
    }
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (at, member) in members.iter().enumerate() {
        counts.entry(mentions[member.index()].label()).or_insert((0, at)).0 += 1;
    }
    let best = counts.into_iter().max_by_key(|(_, (n, first))| (*n, usize::MAX - first));
    best.map(|(label, _)| label).unwrap_or_default()
}
