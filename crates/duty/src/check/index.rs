//! The events of each entity, grouped by kind and in order of time: sorted once, then only looked up.
//!
//! Left out: events of kinds that no rule names.

use model::{Case, Day, EntityId, EventId, SymbolId};

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

/// What lets a search skip the events of one kind that cannot matter.
#[derive(Clone, Copy, Debug)]
struct Times {
    /// First possible day; `i32::MIN` where it is open.
    earliest: i32,
    /// The greatest last possible day of the events of this kind up to this one; `i32::MAX` where one is open.
    latest_so_far: i32,
    /// Whether this event, or one of its kind after it, has an open beginning.
    open_from_here: bool,
}

/// The events of all entities.
pub(crate) struct Index {
    entries: Vec<Entry>,
    /// For each of `entries`.
    times: Vec<Times>,
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
        let times = times(case, &entries);
        Index { entries, times, starts, ranks }
    }

    /// The events of an entity.
    pub(crate) fn of(&self, entity: EntityId) -> Events<'_> {
        let range = self.starts[entity.index()]..self.starts[entity.index() + 1];
        Events { entries: &self.entries[range.clone()], times: &self.times[range], ranks: &self.ranks }
    }
}

fn times(case: &Case, entries: &[Entry]) -> Vec<Times> {
    let same = |a: &Entry, b: &Entry| (a.entity, a.kind) == (b.entity, b.kind);
    let mut times: Vec<Times> = Vec::with_capacity(entries.len());
    for (i, entry) in entries.iter().enumerate() {
        let when = &case.events[entry.event as usize].when;
        let earliest = when.earliest().map_or(i32::MIN, |d| d.0);
        let latest = when.latest().map_or(i32::MAX, |d| d.0);
        let before =
            if i > 0 && same(&entries[i - 1], entry) { times[i - 1].latest_so_far } else { i32::MIN };
        times.push(Times {
            earliest,
            latest_so_far: latest.max(before),
            open_from_here: earliest == i32::MIN,
        });
    }
    for i in (1..entries.len()).rev() {
        if same(&entries[i - 1], &entries[i]) {
            times[i - 1].open_from_here |= times[i].open_from_here;
        }
    }
    times
}

/// Which records can matter to a clock: none that certainly lies before the window opens, and, once a record of the same
/// class certainly lies after the clock started, none that certainly lies after that record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    /// The first day that counts; `None` for any.
    pub(crate) from: Option<Day>,
    /// The last day on which the clock can have started; `None` to keep every later record.
    pub(crate) start_last: Option<Day>,
}

impl Window {
    /// Every record.
    pub(crate) const ALL: Window = Window { from: None, start_last: None };
}

/// The events of one entity.
#[derive(Clone, Copy)]
pub(crate) struct Events<'i> {
    entries: &'i [Entry],
    times: &'i [Times],
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

    /// Those of one kind that fit and can matter (see [`Window`]), added to `found` in order of time.
    pub(crate) fn within(
        self,
        case: &Case,
        kind: SymbolId,
        window: Window,
        fits: impl Fn(EventId) -> bool,
        found: &mut Vec<EventId>,
    ) {
        let mut at = self.entries.partition_point(|e| e.kind < kind.0);
        let end = self.entries.partition_point(|e| e.kind <= kind.0);
        if let Some(from) = window.from {
            at += self.times[at..end].partition_point(|t| t.latest_so_far < from.0);
        }
        let mut certain = i32::MAX;
        for i in at..end {
            let times = self.times[i];
            if times.earliest > certain {
                if !times.open_from_here {
                    return;
                }
                continue;
            }
            let id = EventId(self.entries[i].event);
            if !fits(id) {
                continue;
            }
            found.push(id);
            let exact = case.events[id.index()].when.exact();
            if let (Some(day), Some(start)) = (exact, window.start_last)
                && day > start
            {
                certain = certain.min(day.0);
            }
        }
    }

    /// Position of an event in the chronology.
    pub(crate) fn rank(self, event: EventId) -> u32 {
        self.ranks[event.index()]
    }
}
