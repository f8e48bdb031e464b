//! Making a publication from what the log and its storage hold.
//!
//! What is withheld is not chosen here: it follows from the decisions recorded in the review. A field is withheld where
//! the newest decision on it is a withholding, and gone where it was lawfully erased; everything else is disclosed, and
//! a field that is simply not there stops the publication.
//!
//! The order of work: [`manifest`] over the entries so far; the publication's own entry, appended; the index entry,
//! appended right after; the checkpoint, signed and cosigned; [`assemble`].

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value, json};
use tlog::Hash;
use tlog::checkpoint::Checkpoint;
use tlog::merkle::MissingNode;
use tlog::note::Note;

use super::decisions::{Manifest, ManifestRow, Withheld, covers};
use super::index::IndexRows;
use super::read::Row;
use crate::entry::{Class, Entry};
use crate::field::{Disclosure, FieldError, FieldLeaf};

/// An entry of the stream as it is held: where it stands, its fields, and the disclosures that were not erased.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Held {
    /// Its index in the log.
    pub index: u64,
    /// The entry.
    pub entry: Entry,
    /// The public halves of its fields.
    pub fields: Vec<FieldLeaf>,
    /// The secret halves that are still held.
    pub disclosures: Vec<Disclosure>,
}

impl Held {
    /// The value of a field, where it is still held.
    pub fn value(&self, path: &str) -> Option<Value> {
        let disclosure = self.disclosures.iter().find(|d| d.path == path)?;
        Disclosure::parse(&disclosure.text).ok().map(|(_, value)| value)
    }
}

/// Why a publication cannot be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BuildError {
    /// A field of an entry is neither held nor erased under a recorded decision: entry and path.
    NotHeld(u64, String),
    /// A disclosure cannot be read: the entry and why.
    Disclosure(u64, FieldError),
    /// The log does not hold a hash that a proof needs.
    Missing(MissingNode),
    /// The checkpoint cannot be read.
    Checkpoint,
    /// The stream has no row in the index.
    NoIndexRow,
    /// There is no publication at the end of the entries.
    NoPublication,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildError::NotHeld(seq, path) => {
                write!(f, "entry {seq}: {path} is not held, and no recorded decision says why")
            }
            BuildError::Disclosure(seq, _) => write!(f, "entry {seq}: a disclosure as held cannot be read"),
            BuildError::Missing(_) => write!(f, "the log does not hold what a proof needs"),
            BuildError::Checkpoint => write!(f, "the checkpoint cannot be read"),
            BuildError::NoIndexRow => write!(f, "the index has no row for this review"),
            BuildError::NoPublication => write!(f, "the last entry is no publication"),
        }
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            BuildError::Disclosure(_, source) => Some(source),
            BuildError::Missing(source) => Some(source),
            _ => None,
        }
    }
}

/// What a publication must say of the entries so far: for each, what is withheld, why, by which role, under which
/// decision.
///
/// # Errors
/// [`BuildError::NotHeld`] where something is gone that nobody decided to erase; [`BuildError::Disclosure`].
pub fn manifest(entries: &[Held]) -> Result<Manifest, BuildError> {
    let rows = entries.iter().map(row).collect::<Result<Vec<Row>, BuildError>>()?;
    // By leaf and path: the decision in force.
    let mut decisions: BTreeMap<(Hash, String), Withheld> = BTreeMap::new();
    for row in &rows {
        let Some(target) = row.entry.acts else { continue };
        if row.value("kind").and_then(Value::as_str) == Some("withholding_lifted") {
            let lifted = rows.iter().find(|r| r.leaf == target).map(|r| r.entry.seq);
            decisions.retain(|_, withheld| Some(withheld.decision) != lifted);
        }
        for (path, reason, decider) in covers(row) {
            let erased =
                decisions.get(&(target, path.clone())).is_some_and(|w| is_erasure(&rows, w.decision));
            if !erased {
                let withheld = Withheld { path: path.clone(), reason, decider, decision: row.entry.seq };
                decisions.insert((target, path), withheld);
            }
        }
    }
    let mut out = Vec::new();
    for row in &rows {
        let mut withheld = Vec::new();
        for field in &row.fields {
            match decisions.get(&(row.leaf, field.path.clone())) {
                Some(decision) => withheld.push(decision.clone()),
                None if row.disclosures.contains_key(&field.path) => {}
                None => return Err(BuildError::NotHeld(row.entry.seq, field.path.clone())),
            }
        }
        withheld.sort();
        out.push(ManifestRow { seq: row.entry.seq, class: row.entry.class, withheld });
    }
    Ok(Manifest(out))
}

fn is_erasure(rows: &[Row], seq: u64) -> bool {
    rows.iter().any(|r| r.entry.seq == seq && r.entry.class == Class::Disposal)
}

fn row(held: &Held) -> Result<Row, BuildError> {
    let mut disclosures = BTreeMap::new();
    for disclosure in &held.disclosures {
        let read =
            Disclosure::parse(&disclosure.text).map_err(|why| BuildError::Disclosure(held.entry.seq, why))?;
        disclosures.insert(disclosure.path.clone(), read);
    }
    Ok(Row {
        index: held.index,
        leaf: held.entry.leaf(),
        entry: held.entry.clone(),
        proof: Vec::new(),
        fields: held.fields.clone(),
        disclosures,
    })
}

/// The publication's file, which is not verified here: entries 0..k of the stream, of which the last is the publication, the index entry right after
/// it with its rows, and a signed checkpoint over both. `inclusion` gives the proof for an index in the log of a size.
///
/// # Errors
/// What is missing.
pub fn assemble(
    entries: &[Held],
    index: (u64, &Entry),
    rows: &IndexRows,
    inclusion: &dyn Fn(u64, u64) -> Result<Vec<Hash>, MissingNode>,
    checkpoint: &str,
) -> Result<String, BuildError> {
    let note = Note::parse(checkpoint).map_err(|_| BuildError::Checkpoint)?;
    let size = Checkpoint::parse(&note.text).map_err(|_| BuildError::Checkpoint)?.size;
    let proof = |index: u64| -> Result<Vec<String>, BuildError> {
        let hashes = inclusion(index, size).map_err(BuildError::Missing)?;
        Ok(hashes.iter().map(|hash| hash.to_base64()).collect())
    };
    let (last, _) = entries.split_last().ok_or(BuildError::NoPublication)?;
    let own = row(last)?;
    let manifest = Manifest::of(&own).ok_or(BuildError::NoPublication)?;
    let mut out = Vec::new();
    for (n, held) in entries.iter().enumerate() {
        let withheld = manifest.0.get(n).map_or(&[][..], |row| row.withheld.as_slice());
        let mut disclosures = Map::new();
        for field in &held.fields {
            if withheld.iter().any(|w| w.path == field.path) {
                continue;
            }
            let disclosure = held.disclosures.iter().find(|d| d.path == field.path);
            let disclosure =
                disclosure.ok_or_else(|| BuildError::NotHeld(held.entry.seq, field.path.clone()))?;
            disclosures.insert(field.path.clone(), Value::String(disclosure.text.clone()));
        }
        out.push(json!({
            "index": held.index,
            "entry": held.entry.to_string(),
            "proof": proof(held.index)?,
            "fields": held.fields.iter().map(FieldLeaf::to_string).collect::<Vec<_>>(),
            "disclosures": disclosures,
        }));
    }
    let shown = rows.shown(last.entry.stream).ok_or(BuildError::NoIndexRow)?;
    let shown: Vec<Value> = shown
        .iter()
        .map(|row| {
            let proof: Vec<String> = row.proof.iter().map(|hash| hash.to_base64()).collect();
            json!({"pos": row.pos, "row": row.row, "proof": proof})
        })
        .collect();
    let file = json!({
        "format": format!("{}/publication/v1", last.entry.origin),
        "checkpoint": checkpoint,
        "entries": out,
        "index": {
            "index": index.0,
            "entry": index.1.to_string(),
            "proof": proof(index.0)?,
            "rows": shown,
        },
    });
    let mut text = serde_json::to_string_pretty(&file).expect("a value in memory is written");
    text.push('\n');
    Ok(text)
}
