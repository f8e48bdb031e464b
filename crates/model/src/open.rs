//! The links between entities that were found and not acted on.

use std::collections::BTreeMap;

use crate::{Case, EntityId, LinkId, MentionKind};

/// For each two entities that linkage keeps apart, the strongest link between them that was not acted on and that no person has
/// decided.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct OpenLinks {
    strongest: BTreeMap<(EntityId, EntityId), LinkId>,
}

impl OpenLinks {
    /// Over the links of a review.
    pub fn new(case: &Case) -> OpenLinks {
        let mut strongest: BTreeMap<(EntityId, EntityId), LinkId> = BTreeMap::new();
        for (i, link) in case.links.iter().enumerate().filter(|(_, l)| !l.used && l.probability > 0.0) {
            let (x, y) = (case.entity_of[link.left.index()], case.entity_of[link.right.index()]);
            if x == y || case.entities[x.index()].apart.contains(&y) {
                continue;
            }
            let best = strongest.entry((x.min(y), x.max(y))).or_insert(LinkId::from(i));
            if case.links[best.index()].probability < link.probability {
                *best = LinkId::from(i);
            }
        }
        OpenLinks { strongest }
    }

    /// The strongest between any of these and another; of several as strong, the first.
    pub fn between(&self, case: &Case, these: &[EntityId], other: EntityId) -> Option<LinkId> {
        let of = |id: &EntityId| self.strongest.get(&(*id.min(&other), *id.max(&other))).copied();
        let stronger = |a: LinkId, b: LinkId| {
            if case.links[b.index()].probability > case.links[a.index()].probability { b } else { a }
        };
        these.iter().filter_map(of).reduce(stronger)
    }

    /// How sure linkage is that these are another, in words for a bracket: "possible, 0.62"; where it lists no link between
    /// them, in what they are alike.
    pub fn words(&self, case: &Case, these: &[EntityId], other: EntityId) -> String {
        match self.between(case, these, other) {
            Some(id) => {
                let link = &case.links[id.index()];
                format!("{}, {}", link.band.word(), probability_words(link.probability))
            }
            // Only the strongest links of each mention are listed.
            None if these.iter().any(|id| case.entities[id.index()].possibly.contains(&other)) => {
                "possible".to_string()
            }
            None if case.entities[other.index()].kind == MentionKind::Vehicle => "alike in mark".to_string(),
            None => "alike in name".to_string(),
        }
    }
}

/// A probability to two places; one that is not certain is never written as a certainty.
fn probability_words(p: f64) -> String {
    match p {
        p if (0.995..1.0).contains(&p) => "over 0.99".to_string(),
        p if p > 0.0 && p < 0.005 => "under 0.01".to_string(),
        p => format!("{p:.2}"),
    }
}
