//! What was known on an earlier day: the states of rows as they were seen then, and the removal of what came later.

use std::collections::BTreeMap;

use model::{Day, MentionId, Problem, RowId, Severity};

use super::Gathered;
use crate::read::Cell;

/// The latest state of each row that was seen by a day.
#[derive(Default)]
pub(super) struct History {
    states: BTreeMap<String, State>,
    /// How many rows of the source use each key.
    uses: BTreeMap<String, u32>,
    /// Rows of the source that nobody had seen by the day.
    pub(super) unknown_rows: u64,
}

/// The cells of a row as they were seen on a day.
pub(super) struct State {
    pub(super) seen: Day,
    second: u32,
    pub(super) cells: Vec<Cell>,
}

impl History {
    /// Keeps a state if it is later than the one held; of equals, the later in the file.
    pub(super) fn keep(&mut self, key: &Cell, seen: Day, second: u32, cells: Vec<Cell>) {
        let state = State { seen, second, cells };
        match self.states.entry(key.to_string()) {
            std::collections::btree_map::Entry::Occupied(mut held) => {
                if (held.get().seen, held.get().second) <= (seen, second) {
                    held.insert(state);
                }
            }
            std::collections::btree_map::Entry::Vacant(free) => {
                free.insert(state);
            }
        }
    }

    /// The state of the row with this key, or `None` if nobody had seen it.
    pub(super) fn state(&mut self, key: &Cell) -> Option<&State> {
        let key = key.to_string();
        *self.uses.entry(key.clone()).or_insert(0) += 1;
        let found = self.states.get(&key);
        if found.is_none() {
            self.unknown_rows += 1;
        }
        found
    }

    /// Keys with a state that two or more rows use: how many, and the first.
    pub(super) fn shared(&self) -> Option<(usize, &str)> {
        let mut shared = self.uses.iter().filter(|(key, n)| **n > 1 && self.states.contains_key(*key));
        let (first, _) = shared.next()?;
        Some((shared.count() + 1, first))
    }
}

/// Takes out the events that happened or were recorded after `day`, the knowledge that came after it, and the mentions
/// of rows that are left with no event. Says in a note for each sheet how many events that were.
pub(super) fn forget_after(gathered: &mut Gathered, day: Day) {
    let mut had = vec![false; gathered.row_places.len()];
    let mut has = vec![false; gathered.row_places.len()];
    let mut dropped: BTreeMap<_, u64> = BTreeMap::new();
    gathered.events.retain_mut(|event| {
        had[event.row.index()] = true;
        let later = event.when.earliest().is_some_and(|d| d > day)
            || event.recorded.earliest().is_some_and(|d| d > day);
        if later {
            *dropped.entry((event.place.source, event.place.sheet)).or_insert(0) += 1;
            return false;
        }
        has[event.row.index()] = true;
        event.known.retain(|k| k.when.earliest().is_none_or(|d| d <= day));
        true
    });
    let stays = |row: RowId| has[row.index()] || !had[row.index()];
    let mut numbers = vec![MentionId(0); gathered.mentions.len()];
    let mut next = 0;
    for (number, mention) in numbers.iter_mut().zip(&gathered.mentions) {
        *number = MentionId(next);
        next += u32::from(stays(mention.row));
    }
    gathered.mentions.retain(|m| stays(m.row));
    for event in &mut gathered.events {
        event.mentions.iter_mut().for_each(|m| *m = numbers[m.index()]);
    }
    for ((source, sheet), count) in dropped {
        gathered.problems.push(Problem {
            severity: Severity::Note,
            place: model::Place { source, sheet, row: 0, column: 0 },
            column_name: String::new(),
            value: String::new(),
            what: format!(
                "{count} {} happened or {} recorded after {} and {} left out: the record is read as known on that day",
                if count == 1 { "event" } else { "events" },
                if count == 1 { "was" } else { "were" },
                day.words(),
                if count == 1 { "is" } else { "are" },
            ),
            expected: String::new(),
            hint: String::new(),
        });
    }
}
