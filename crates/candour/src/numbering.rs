//! The order in which a review that keeps a register numbers what linkage found.
//!
//! People and things stand in a report under their number ("Person 12", N40). In the order of the evidence, two reports of the same files
//! number alike, and can be laid over one another. Where a review names its register, the order comes from a keyed hash under a key that is
//! made from the ledger's master key and from how many publications there are: the same in each run until the next publication,
//! another after it and in every other review. Nobody without the ledger can undo it.
//!
//! What is left out: a review without a register has no secret to keep, and numbers in the order of its evidence.

use link::Linked;
use model::{Entity, EntityId};
use register::publication::Pseudonyms;

/// Numbers the entities in an order that only the key decides.
pub(crate) fn renumber(linked: &mut Linked, key: &[u8; 32]) {
    let who = |entity: &Entity| {
        let first = entity.mentions.first().map_or(0, |mention| mention.index());
        format!("{first} {}", entity.label)
    };
    let all: Vec<String> = linked.entities.iter().map(who).collect();
    let numbers = Pseudonyms::new(key, all.iter().map(String::as_str));
    let place = |old: usize| numbers.number(&all[old]).map_or(old, |number| number - 1);
    let to: Vec<EntityId> = (0..all.len()).map(|old| EntityId::from(place(old))).collect();
    let moved = |id: &mut EntityId| *id = to[id.index()];
    for entity in &mut linked.entities {
        entity.possibly.iter_mut().for_each(moved);
        entity.apart.iter_mut().for_each(moved);
        entity.apart.sort_unstable();
    }
    linked.entity_of.iter_mut().for_each(moved);
    let mut order: Vec<(EntityId, Entity)> =
        to.iter().copied().zip(std::mem::take(&mut linked.entities)).collect();
    order.sort_by_key(|(id, _)| *id);
    linked.entities = order.into_iter().map(|(_, entity)| entity).collect();
}

#[cfg(test)]
mod tests {
    use model::{MentionId, MentionKind};

    use super::*;

    fn linked(labels: &[&str]) -> Linked {
        let entity = |(i, label): (usize, &&str)| Entity {
            kind: MentionKind::Person,
            mentions: vec![MentionId::from(i)],
            label: label.to_string(),
            certainty: 1.0,
            possibly: vec![EntityId::from((i + 1) % labels.len())],
            apart: Vec::new(),
        };
        Linked {
            entities: labels.iter().enumerate().map(entity).collect(),
            entity_of: (0..labels.len()).map(EntityId::from).collect(),
            links: Vec::new(),
            notes: Vec::new(),
            weighings: Vec::new(),
        }
    }

    #[test]
    fn two_reviews_of_the_same_people_number_them_each_in_its_own_way() {
        let labels: Vec<String> = (0..100).map(|n| format!("Specimen {n}")).collect();
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        let numbered = |key: u8| {
            let mut all = linked(&labels);
            renumber(&mut all, &[key; 32]);
            all
        };
        let (one, again, other) = (numbered(1), numbered(1), numbered(2));
        let places = |all: &Linked| all.entities.iter().map(|e| e.label.clone()).collect::<Vec<_>>();
        assert_eq!(places(&one), places(&again), "two runs number alike");
        let same = places(&one).iter().zip(places(&other)).filter(|(a, b)| **a == *b).count();
        assert!(same < 10, "{same} of 100 have one number in two reviews");
        for all in [&one, &other] {
            for (i, label) in labels.iter().enumerate() {
                let here = &all.entities[all.entity_of[i].index()];
                assert_eq!(here.label, *label, "each mention is still of who it was");
                assert_eq!(all.entities[here.possibly[0].index()].label, labels[(i + 1) % labels.len()]);
            }
        }
    }
}
