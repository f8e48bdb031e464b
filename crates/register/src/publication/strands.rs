//! The rule on strands: every strand in the terms of reference has a finding, or an end that was recorded.
//!
//! Strands are named in the disclosed `strands` of an entry of class `tor`, and in acts of the register that open or
//! split one. A strand ends in a finding that names it and was not withdrawn, is closed with a reason, merged into one
//! that has an end, or split into new ones that each have their own; a sealed strand has a row in the publication; a
//! strand that is still open has a deferral recorded since the publication before, and the publication lists it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::read::{Publication, Row};
use super::trust::words;
use super::{Refusal, verify::list};
use crate::entry::Class;

/// What became of a strand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum End {
    /// Findings: their entries.
    Found(Vec<u64>),
    /// Closed without a finding: the entry that says why.
    Closed(u64),
    /// Merged into another strand, by that entry.
    Merged(String, u64),
    /// Split into new strands, by that entry.
    Split(u64),
    /// Sealed: it stands in a stream of its own, and the publication says how many findings it has.
    Sealed,
    /// Still open, for a reason recorded in that entry.
    Open(u64),
}

/// A strand and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StrandEnd {
    /// Its name or number.
    pub strand: String,
    /// What became of it.
    pub end: End,
}

/// What the entries say of the strands.
#[derive(Default)]
struct Told {
    all: BTreeSet<String>,
    found: BTreeMap<String, Vec<u64>>,
    closed: BTreeMap<String, u64>,
    merged: BTreeMap<String, (String, u64)>,
    split: BTreeMap<String, u64>,
    deferred: BTreeMap<String, u64>,
    sealed: BTreeSet<String>,
}

/// What became of each strand, by number.
///
/// # Errors
/// The first strand that has no end.
pub(super) fn ends(publication: &Publication) -> Result<Vec<StrandEnd>, Refusal> {
    let mut told = Told::default();
    let withdrawn = withdrawn(&publication.entries);
    let (last, earlier) =
        publication.entries.split_last().expect("a publication without entries is not read");
    for row in earlier {
        tell(row, &withdrawn, &mut told);
    }
    let open = last.value("open_strands").and_then(words).unwrap_or_default();
    told.deferred.retain(|strand, _| open.contains(strand));
    for field in last.fields.iter().filter(|f| f.path.starts_with("sealed/") && f.path.ends_with("/strand")) {
        told.sealed.extend(last.value(&field.path).and_then(words).unwrap_or_default());
    }
    if told.all.is_empty() {
        return Err(Refusal::incomplete("The file discloses no terms of reference that name a strand."));
    }
    let without: Vec<String> = told.all.iter().filter(|s| !has_end(s, &told, 0)).cloned().collect();
    if !without.is_empty() {
        return Err(Refusal::incomplete(format!(
            "The terms of reference promise an answer on strand {}, and the file shows neither a finding nor a \
             recorded reason.",
            list(&sorted(without))
        )));
    }
    let end = |strand: &String| StrandEnd { strand: strand.clone(), end: end_of(strand, &told) };
    Ok(sorted(told.all.iter().cloned().collect()).iter().map(end).collect())
}

fn end_of(strand: &String, told: &Told) -> End {
    if let Some(findings) = told.found.get(strand) {
        End::Found(findings.clone())
    } else if let Some(seq) = told.closed.get(strand) {
        End::Closed(*seq)
    } else if let Some((into, seq)) = told.merged.get(strand) {
        End::Merged(into.clone(), *seq)
    } else if let Some(seq) = told.split.get(strand) {
        End::Split(*seq)
    } else if let Some(seq) = told.deferred.get(strand) {
        End::Open(*seq)
    } else {
        End::Sealed
    }
}

fn has_end(strand: &str, told: &Told, steps: usize) -> bool {
    told.found.contains_key(strand)
        || told.closed.contains_key(strand)
        || told.split.contains_key(strand)
        || told.deferred.contains_key(strand)
        || told.sealed.contains(strand)
        || told.merged.get(strand).is_some_and(|(into, _)| {
            steps < told.all.len() && told.all.contains(into) && has_end(into, told, steps + 1)
        })
}

/// The entries of findings that were withdrawn or replaced: whatever acts on them as such.
fn withdrawn(rows: &[Row]) -> BTreeSet<u64> {
    let mut out = BTreeSet::new();
    for row in rows {
        let kind = row.value("kind").and_then(Value::as_str);
        let undone = kind == Some("finding_withdrawn")
            || (row.entry.class == Class::Finding && row.entry.acts.is_some());
        if undone {
            out.extend(rows.iter().filter(|r| Some(r.leaf) == row.entry.acts).map(|r| r.entry.seq));
        }
    }
    out
}

fn tell(row: &Row, withdrawn: &BTreeSet<u64>, told: &mut Told) {
    let seq = row.entry.seq;
    let named = |path: &str| row.value(path).and_then(words).unwrap_or_default();
    match row.entry.class {
        Class::Tor => told.all.extend(named("strands").into_iter().chain(named("strand"))),
        Class::Finding if !withdrawn.contains(&seq) => {
            for strand in named("strands").into_iter().chain(named("strand")) {
                told.found.entry(strand).or_default().push(seq);
            }
        }
        Class::Publication => told.deferred.clear(),
        Class::Record => {
            let number = named("number").into_iter().next().unwrap_or_default();
            match row.value("kind").and_then(Value::as_str) {
                Some("strand_opened") => {
                    told.all.insert(number);
                }
                Some("strand_closed") => {
                    told.closed.insert(number, seq);
                }
                Some("strand_deferred") => {
                    told.deferred.insert(number, seq);
                }
                Some("strand_merged") => {
                    let into = named("into").into_iter().next().unwrap_or_default();
                    told.merged.insert(number, (into, seq));
                }
                Some("strand_split") => {
                    told.all.extend(named("into"));
                    told.split.insert(number, seq);
                }
                _ => {}
            }
        }
        _ => {}
    }
}

/// Numbers by size, then words.
fn sorted(mut strands: Vec<String>) -> Vec<String> {
    strands.sort_by_key(|s| (s.parse::<u64>().unwrap_or(u64::MAX), s.clone()));
    strands
}
