//! Findings that no longer stand, and what rests on them: a reader must not take a finding that was withdrawn for one that
//! stands, nor an outcome that rests on it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::read::{Publication, Row};
use super::tell::{day, told};
use crate::entry::{Class, LeafHash};

/// What became of a finding that no longer stands, and the entry that says so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Undone {
    /// A later version replaced it.
    Replaced(u64),
    /// It was withdrawn.
    Withdrawn(u64),
}

/// The findings that were withdrawn or replaced: whatever acts on them as such.
pub(super) fn undone(rows: &[Row]) -> BTreeMap<u64, Undone> {
    let findings = rows.iter().filter(|row| row.entry.class == Class::Finding);
    let by_leaf: BTreeMap<LeafHash, u64> = findings.map(|row| (row.leaf, row.entry.seq)).collect();
    let mut out = BTreeMap::new();
    for row in rows {
        let Some(&of) = row.entry.acts.as_ref().and_then(|leaf| by_leaf.get(leaf)) else { continue };
        if kind(row) == Some("finding_withdrawn") {
            out.insert(of, Undone::Withdrawn(row.entry.seq));
        } else if row.entry.class == Class::Finding {
            out.entry(of).or_insert(Undone::Replaced(row.entry.seq));
        }
    }
    out
}

/// How many findings were replaced by a later version, and how many were withdrawn.
pub(super) fn counts(rows: &[Row]) -> [u64; 2] {
    let mut out = [0; 2];
    for what in undone(rows).into_values() {
        out[usize::from(matches!(what, Undone::Withdrawn(_)))] += 1;
    }
    out
}

fn kind(row: &Row) -> Option<&str> {
    row.value("kind").and_then(Value::as_str)
}

/// What does not stand any more in a publication, ready to be told beside the entry it is about.
pub(super) struct Standing<'p> {
    rows: &'p [Row],
    undone: BTreeMap<u64, Undone>,
    /// The newest outcome of each allegation of a complaint.
    outcomes: BTreeMap<(u64, u64), u64>,
}

impl<'p> Standing<'p> {
    /// What the entries of a publication say.
    pub(super) fn of(publication: &'p Publication) -> Standing<'p> {
        let rows = publication.entries.as_slice();
        let outcome = |row: &Row| Some((allegation(row)?, row.entry.seq));
        let outcomes = rows.iter().filter_map(outcome).collect();
        Standing { rows, undone: undone(rows), outcomes }
    }

    /// What the title of an entry is followed by, and a sentence on it; nothing where it stands.
    pub(super) fn of_entry(&self, row: &Row) -> Option<(&'static str, String)> {
        if row.entry.class == Class::Finding {
            let what = self.undone.get(&row.entry.seq)?;
            let title = match what {
                Undone::Replaced(_) => ", replaced since",
                Undone::Withdrawn(_) => ", withdrawn since",
            };
            return Some((title, format!("it does not stand any more: {}", self.words(*what))));
        }
        let newest = allegation(row).and_then(|of| self.outcomes.get(&of)).copied();
        if let Some(newest) = newest.filter(|newest| *newest != row.entry.seq) {
            return Some((
                ", replaced since",
                format!("a later outcome of the same allegation stands in entry {newest}"),
            ));
        }
        let rests: Vec<String> = rests_on(row)
            .into_iter()
            .filter_map(|finding| {
                let what = self.undone.get(&finding)?;
                Some(format!("the finding of entry {finding}, on which it rests, was {}", self.words(*what)))
            })
            .collect();
        let title = ", resting on a finding that does not stand any more";
        (!rests.is_empty()).then(|| (title, rests.join("; ")))
    }

    /// "withdrawn on 4 May 2026 in entry 12, because ...".
    fn words(&self, what: Undone) -> String {
        let how = match what {
            Undone::Replaced(by) => format!("replaced{} by the finding of entry {by}", self.on(by)),
            Undone::Withdrawn(by) => format!("withdrawn{} in entry {by}", self.on(by)),
        };
        let Some((row, path)) = self.reason(what) else { return format!("{how}; no entry says why") };
        match row.value(path).and_then(Value::as_str) {
            Some(reason) => format!("{how}, for the reason: {}", told(reason.trim())),
            None => format!("{how}; the reason stands in entry {} and is not published", row.entry.seq),
        }
    }

    /// Where the reason stands: in the withdrawal, in the newer version, or, for versions of the time before they said it
    /// themselves, in what says what a reply changed.
    fn reason(&self, what: Undone) -> Option<(&'p Row, &'static str)> {
        let by = match what {
            Undone::Withdrawn(by) => return self.row(by).map(|row| (row, "reason")),
            Undone::Replaced(by) => by,
        };
        let newer = self.row(by).filter(|row| row.fields.iter().any(|field| field.path == "changed"));
        let of_reply = |row: &&Row| {
            kind(row) == Some("change") && row.value("by_entry").and_then(Value::as_u64) == Some(by)
        };
        let of_reply = || self.rows.iter().find(of_reply).map(|row| (row, "reason"));
        newer.map(|row| (row, "changed")).or_else(of_reply)
    }

    fn row(&self, seq: u64) -> Option<&'p Row> {
        self.rows.get(usize::try_from(seq).ok()?)
    }

    fn on(&self, seq: u64) -> String {
        self.row(seq).map_or(String::new(), |row| format!(" on {}", day(row.entry.time_unix)))
    }
}

/// The complaint and the allegation that an outcome is about.
fn allegation(row: &Row) -> Option<(u64, u64)> {
    if kind(row) != Some("complaint_outcome") {
        return None;
    }
    row.value("of").and_then(Value::as_u64).zip(row.value("allegation").and_then(Value::as_u64))
}

/// The findings that an outcome or a recommendation rests on.
fn rests_on(row: &Row) -> Vec<u64> {
    match kind(row) {
        Some("complaint_outcome") => row.value("finding").and_then(Value::as_u64).into_iter().collect(),
        Some("recommendation") => {
            let findings = row.value("findings").and_then(Value::as_array);
            findings.into_iter().flatten().filter_map(Value::as_u64).collect()
        }
        _ => Vec::new(),
    }
}
