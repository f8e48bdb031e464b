//! The events of each entity, grouped by kind and in order of time: sorted once, then only looked up.
//!
//! Left out: events of kinds that no rule names.

use model::{Case, EntityId, EventId, SymbolId};

use crate::chronicle::chronicle;

/// One event of one entity.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Entry {
    entity: u32,
    kind: u32,
    /// Position in the chronology; undated events come last, in reading order.
    rank: u32,
    event: u32,
}

/// The events of all entities.
pub(crate) struct Index {
    entries: Vec<Entry>,
    /// Where the entries of each entity start; one more than there are entities.
    starts: Vec<usize>,
    /// Position of every event in the chronology.
    ranks: Vec<u32>,
}

impl Index {
    /// Groups the events of the kinds for which `wanted` holds, by [`SymbolId`].
    pub(crate) fn new(case: &Case, wanted: &[bool]) -> Index {
        let order = chronicle(case);
        let mut ranks = vec![0; case.events.len()];
        for (rank, event) in (0u32..).zip(order.dated.iter().chain(&order.undated)) {
            ranks[event.index()] = rank;
        }
        let mut entries = Vec::new();
        for (event, rank) in (0u32..).zip(&ranks) {
            let e = &case.events[event as usize];
            if !wanted[e.kind.index()] {
                continue;
            }
            for (i, mention) in e.mentions.iter().enumerate() {
                let entity = case.entity_of[mention.index()];
                if e.mentions[..i].iter().all(|m| case.entity_of[m.index()] != entity) {
                    entries.push(Entry { entity: entity.0, kind: e.kind.0, rank: *rank, event });
                }
            }
        }
        entries.sort_unstable();
        let mut starts = vec![0; case.entities.len() + 1];
        for entry in &entries {
            starts[entry.entity as usize + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        Index { entries, starts, ranks }
    }

    /// The events of an entity.
    pub(crate) fn of(&self, entity: EntityId) -> Events<'_> {
        let range = self.starts[entity.index()]..self.starts[entity.index() + 1];
        Events { entries: &self.entries[range], ranks: &self.ranks }
    }
}

/// The events of one entity.
#[derive(Clone, Copy)]
pub(crate) struct Events<'i> {
    entries: &'i [Entry],
    ranks: &'i [u32],
}

impl<'i> Events<'i> {
    /// Whether there are none.
    pub(crate) fn is_empty(self) -> bool {
        self.entries.is_empty()
    }

    /// Those of one kind, in order of time.
    pub(crate) fn of_kind(self, kind: SymbolId) -> impl Iterator<Item = EventId> + 'i {
        let from = self.entries.partition_point(|e| e.kind < kind.0);
        let to = self.entries.partition_point(|e| e.kind <= kind.0);
        self.entries[from..to].iter().map(|e| EventId(e.event))
    }

    /// Position of an event in the chronology.
    pub(crate) fn rank(self, event: EventId) -> u32 {
        self.ranks[event.index()]
    }
}
