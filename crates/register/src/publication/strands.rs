//! The rule on strands: every strand in the terms of reference has a finding, or an end that was recorded.
//!
//! Strands are named in the disclosed `strands` of an entry of class `tor`, and in acts of the register that open or
//! split one. A strand ends in a finding that names it and was not withdrawn, is closed with a reason, merged into one
//! that has an end, or split into new ones that each have their own; a sealed strand has a row in the publication; a
//! strand that is still open has a deferral recorded since the publication before, and the publication lists it. What the
//! publication says of sealed and of open strands is held against the entries. A finding of which no claim is left, because the law
//! required that they be erased, answers nothing: its strand is told as one whose finding was erased, and the file holds all the same,
//! for nobody may be kept from an erasure by what was published before.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::read::{Publication, Row};
use super::standing::undone;
use super::trust::words;
use super::{Refusal, verify::list};
use crate::entry::Class;
use crate::words::ReasonCode;

/// What became of a strand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum End {
    /// Findings: their entries.
    Found(Vec<u64>),
    /// Findings, and the words of each were erased by law: their entries. Nothing answers the strand that can be read.
    Erased(Vec<u64>),
    /// Closed without a finding: the entry that says why.
    Closed(u64),
    /// Merged into another strand, by that entry.
    Merged(String, u64),
    /// Split into new strands, by that entry.
    Split(u64),
    /// Sealed: it stands in a stream of its own.
    Sealed {
        /// How many findings that stream holds, as the publication says.
        findings: Option<u64>,
        /// How it ended among the entries that are published here, where it did.
        ended: Option<Box<End>>,
    },
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
    /// Findings of which every claim was erased.
    erased: BTreeMap<String, Vec<u64>>,
    closed: BTreeMap<String, u64>,
    merged: BTreeMap<String, (String, u64)>,
    split: BTreeMap<String, (Vec<String>, u64)>,
    deferred: BTreeMap<String, u64>,
    /// Strands that the entries call sealed.
    sealed: BTreeSet<String>,
    /// Strands that the publication calls sealed, with the findings that it counts in their own streams.
    counted: BTreeMap<String, Option<u64>>,
}

/// What became of each strand, by number; `lost` are the findings of which every claim was erased.
///
/// # Errors
/// The first strand that has no end, or of which the publication says something else than the entries.
pub(super) fn ends(publication: &Publication, lost: &BTreeSet<u64>) -> Result<Vec<StrandEnd>, Refusal> {
    let mut told = Told::default();
    let gone: BTreeSet<u64> = undone(&publication.entries).into_keys().collect();
    let (last, earlier) =
        publication.entries.split_last().expect("a publication without entries is not read");
    for row in earlier {
        tell(row, &gone, lost, &mut told);
    }
    if told.all.is_empty() {
        return Err(Refusal::incomplete("The file discloses no terms of reference that name a strand."));
    }
    let open = last.value("open_strands").and_then(words).unwrap_or_default();
    for field in last.fields.iter().filter(|f| f.path.starts_with("sealed/") && f.path.ends_with("/strand")) {
        let findings = last.value(&field.path.replace("/strand", "/findings")).and_then(Value::as_u64);
        let strands = last.value(&field.path).and_then(words).unwrap_or_default();
        told.counted.extend(strands.into_iter().map(|strand| (strand, findings)));
    }
    called_open(&open, &told)?;
    called_sealed(last, &told)?;
    told.deferred.retain(|strand, _| open.contains(strand));
    let without: Vec<String> = told.all.iter().filter(|s| !has_end(s, &told, 0)).cloned().collect();
    if !without.is_empty() {
        let word = if without.len() == 1 { "strand" } else { "strands" };
        return Err(Refusal::incomplete(format!(
            "The terms of reference promise an answer on {word} {}, and the file shows neither a finding nor a \
             recorded reason.",
            list(&sorted(without))
        )));
    }
    let end = |strand: String| end_of(&strand, &told).map(|end| StrandEnd { strand, end });
    Ok(sorted(told.all.iter().cloned().collect()).into_iter().filter_map(end).collect())
}

/// Whether each strand that the publication calls open is one: not closed, without a finding, and with a reason recorded
/// since the publication before.
fn called_open(open: &[String], told: &Told) -> Result<(), Refusal> {
    for strand in open {
        let no = |why: String| {
            Err(Refusal::incomplete(format!("The publication calls strand {strand} open, and {why}.")))
        };
        if !told.all.contains(strand) {
            return no("no entry opens a strand of that number".into());
        }
        if let Some(seq) = told.closed.get(strand) {
            return no(format!("entry {seq} closed it"));
        }
        let went_on = told.merged.contains_key(strand) || told.split.contains_key(strand);
        if let Some(seq) = told.found.get(strand).and_then(|found| found.first()).filter(|_| !went_on) {
            return no(format!("entry {seq} is a finding on it"));
        }
        if !is_deferred(strand, told, 0) {
            return no("no entry since the publication before says why".into());
        }
    }
    Ok(())
}

/// Whether an entry since the publication before says why a strand, or what it became, is still open.
fn is_deferred(strand: &str, told: &Told, steps: usize) -> bool {
    let on = |to: &String| steps < told.all.len() && is_deferred(to, told, steps + 1);
    told.deferred.contains_key(strand)
        || told.merged.get(strand).is_some_and(|(into, _)| on(into))
        || told.split.get(strand).is_some_and(|(into, _)| into.iter().any(on))
}

/// Whether the publication calls those strands sealed that the entries call so, and no other.
fn called_sealed(last: &Row, told: &Told) -> Result<(), Refusal> {
    if let Some(strand) = told.counted.keys().find(|strand| !told.sealed.contains(*strand)) {
        return Err(Refusal::incomplete(format!(
            "The publication calls strand {strand} sealed, and no entry says that it is."
        )));
    }
    let silent = |strand: &&String| told.counted.get(*strand).copied().flatten().is_none();
    if let Some(strand) = told.sealed.iter().find(silent) {
        return Err(Refusal::incomplete(format!(
            "Strand {strand} is sealed, and the publication does not say how many findings its own stream holds."
        )));
    }
    let reasons = last.fields.iter().filter(|f| f.path.starts_with("sealed/") && f.path.ends_with("/reason"));
    let known = |word: Option<&Value>| ReasonCode::ALL.iter().any(|r| word.is_some_and(|w| w == r.word()));
    if reasons.into_iter().any(|field| !known(last.value(&field.path))) {
        return Err(Refusal::incomplete(
            "The publication gives a reason for what is sealed that is not on the list of those there are.",
        ));
    }
    Ok(())
}

/// What became of a strand; a sealed one is told as sealed, however it ended among the entries that are published.
fn end_of(strand: &String, told: &Told) -> Option<End> {
    let open = if let Some(findings) = told.found.get(strand) {
        Some(End::Found(findings.clone()))
    } else if let Some(seq) = told.closed.get(strand) {
        Some(End::Closed(*seq))
    } else if let Some((into, seq)) = told.merged.get(strand) {
        Some(End::Merged(into.clone(), *seq))
    } else if let Some((_, seq)) = told.split.get(strand) {
        Some(End::Split(*seq))
    } else if let Some(seq) = told.deferred.get(strand) {
        Some(End::Open(*seq))
    } else {
        told.erased.get(strand).map(|findings| End::Erased(findings.clone()))
    };
    match told.counted.get(strand) {
        None => open,
        Some(findings) => Some(End::Sealed { findings: *findings, ended: open.map(Box::new) }),
    }
}

fn has_end(strand: &str, told: &Told, steps: usize) -> bool {
    told.found.contains_key(strand)
        || told.erased.contains_key(strand)
        || told.closed.contains_key(strand)
        || told.split.contains_key(strand)
        || told.deferred.contains_key(strand)
        || told.counted.contains_key(strand)
        || told.merged.get(strand).is_some_and(|(into, _)| {
            steps < told.all.len() && told.all.contains(into) && has_end(into, told, steps + 1)
        })
}

fn tell(row: &Row, gone: &BTreeSet<u64>, lost: &BTreeSet<u64>, told: &mut Told) {
    let seq = row.entry.seq;
    let named = |path: &str| row.value(path).and_then(words).unwrap_or_default();
    match row.entry.class {
        Class::Tor => {
            told.all.extend(named("strands").into_iter().chain(named("strand")));
            for field in &row.fields {
                let Some(group) = field.path.strip_suffix("/sealed").filter(|g| g.starts_with("strand/"))
                else {
                    continue;
                };
                if row.value(&field.path) == Some(&Value::Bool(true)) {
                    told.sealed.extend(named(&format!("{group}/number")));
                }
            }
        }
        Class::Finding if !gone.contains(&seq) => {
            let found = if lost.contains(&seq) { &mut told.erased } else { &mut told.found };
            for strand in named("strands").into_iter().chain(named("strand")) {
                found.entry(strand).or_default().push(seq);
            }
        }
        Class::Publication => told.deferred.clear(),
        Class::Record => strand_act(row, told),
        _ => {}
    }
}

/// An act of the register that opens, ends or defers a strand.
fn strand_act(row: &Row, told: &mut Told) {
    let seq = row.entry.seq;
    let named = |path: &str| row.value(path).and_then(words).unwrap_or_default();
    let number = named("number").into_iter().next().unwrap_or_default();
    match row.value("kind").and_then(Value::as_str) {
        Some("strand_opened") => {
            if row.value("sealed") == Some(&Value::Bool(true)) {
                told.sealed.insert(number.clone());
            }
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
            let into = named("into");
            told.all.extend(into.iter().cloned());
            if told.sealed.contains(&number) {
                told.sealed.extend(into.iter().cloned());
            }
            told.split.insert(number, (into, seq));
        }
        _ => {}
    }
}

/// Numbers by size, then words.
fn sorted(mut strands: Vec<String>) -> Vec<String> {
    strands.sort_by_key(|s| (s.parse::<u64>().unwrap_or(u64::MAX), s.clone()));
    strands
}
