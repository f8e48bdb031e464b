//! The checks at start: database, signed head, published checkpoint and tiles must tell one story.
//!
//! Every entry is hashed again and every stream rebuilt, so a ledger of a million entries takes a few seconds to open.
//! The witnesses are asked right after, by the publisher. What is left out: whether the fields are those of the
//! entries, which the audit checks.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use register::entry::{Entry, StreamId};
use tlog::Hash;
use tlog::checkpoint::{Checkpoint, Opened};
use tlog::note::Verifier;

use crate::error::{LedgerError, Result};
use crate::frontier::{Frontier, grow, roots_before};
use crate::kept;
use crate::store::{FINDER_DIFFERS, FoundBy, Row, Store};
use crate::tiles::TileMaker;
use crate::writer::StreamState;

/// Entries that are checked together, so that their hashes are made side by side.
const ROWS_TOGETHER: usize = 4_096;

/// What the checks leave for the writer and the publisher.
pub(crate) struct Start {
    pub(crate) edge: Frontier,
    pub(crate) streams: BTreeMap<StreamId, StreamState>,
    /// Edge of the tiles at the published size.
    pub(crate) maker: TileMaker,
}

fn torn(why: impl Into<String>) -> LedgerError {
    LedgerError::Torn(why.into())
}

/// The published checkpoint; none where nothing was published.
pub(crate) fn published(log: &Path, origin: &str, verifier: &Verifier) -> Result<Option<Opened>> {
    match fs::read_to_string(log.join("checkpoint")) {
        Ok(text) => Checkpoint::open(&text, origin, verifier, &[])
            .map(Some)
            .map_err(|e| torn(format!("the published checkpoint is not ours: {e}"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(LedgerError::File(format!("checkpoint: {error}"))),
    }
}

/// The heads of this log that publications in the ledger's folder bear, by size: who bears it, and the root. Whatever else lies
/// there, or does not bear our signature, says nothing of this log.
fn borne_by_publications(
    folder: &Path,
    origin: &str,
    verifier: &Verifier,
) -> Result<BTreeMap<u64, (String, Hash)>> {
    let mut borne = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(crate::disk::at(folder))? {
        let entry = entry.map_err(crate::disk::at(folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with("publication") {
            continue;
        }
        let file = if entry.path().is_dir() { entry.path().join("publication.json") } else { entry.path() };
        let Ok(text) = fs::read(&file) else { continue };
        let Ok(value) = serde_json::from_slice::<serde_json::Value>(&text) else { continue };
        let note = value.get("checkpoint").and_then(serde_json::Value::as_str).unwrap_or_default();
        if let Ok(opened) = Checkpoint::open(note, origin, verifier, &[]) {
            borne.insert(opened.checkpoint.size, (name, opened.checkpoint.root));
        }
    }
    Ok(borne)
}

/// Runs the checks.
pub(crate) fn check(
    store: &mut dyn Store,
    origin: &str,
    verifier: &Verifier,
    folder: &Path,
) -> Result<Start> {
    let log = &folder.join("log");
    let head = store.head()?;
    let size = head.as_ref().map_or(0, |(size, _)| *size);
    let published = published(log, origin, verifier)?.map(|o| o.checkpoint);
    let under = published.as_ref().map_or(0, |c| c.size);
    if under > size {
        return Err(LedgerError::OldBackup {
            seen_by: "the published checkpoint".into(),
            seen: under,
            held: size,
        });
    }
    let reach = kept::reach(log)?;
    if reach > size {
        return Err(LedgerError::OldBackup { seen_by: "the published log".into(), seen: reach, held: size });
    }
    let borne = borne_by_publications(folder, origin, verifier)?;
    if let Some((&seen, (name, _))) = borne.last_key_value().filter(|(seen, _)| **seen > size) {
        let seen_by = format!("the publication in {name}");
        return Err(LedgerError::OldBackup { seen_by, seen, held: size });
    }
    let mut start =
        Start { edge: Frontier::default(), streams: BTreeMap::new(), maker: TileMaker::default() };
    let mut root_under = Hash::empty_root();
    let mut rows: Vec<Row> = Vec::with_capacity(ROWS_TOGETHER);
    let mut found_by = FoundBy::default();
    let mut add = |rows: &mut Vec<Row>| -> Result<()> {
        for (row, leaf) in rows.iter().zip(add_all(&mut start, rows, origin)?) {
            found_by.entry(&row.stream, &leaf);
            if row.index < under {
                start.maker.push(&row.bytes, leaf, &mut |path, bytes| same(log, &path, &bytes))?;
            }
        }
        rows.clear();
        if start.edge.size() == under {
            root_under = start.edge.root();
        }
        match borne.get(&start.edge.size()) {
            Some((name, root)) if *root != start.edge.root() => Err(torn(format!(
                "the publication in {name} was made from another history: it bears another root for {} entries",
                start.edge.size()
            ))),
            _ => Ok(()),
        }
    };
    store.scan(0, u64::MAX >> 1, &mut |row| {
        rows.push(row);
        // The rows up to a head that was published end a part, so that its root is seen.
        let ends = |row: &Row| row.index + 1 == under || borne.contains_key(&(row.index + 1));
        let full = rows.len() == ROWS_TOGETHER || rows.last().is_some_and(ends);
        if full { add(&mut rows) } else { Ok(()) }
    })?;
    add(&mut rows)?;
    if let Some((_, note)) = head {
        let head = Checkpoint::open(&note, origin, verifier, &[])
            .map_err(|e| torn(format!("the signed head in the database: {e}")))?;
        if (head.checkpoint.size, head.checkpoint.root) != (start.edge.size(), start.edge.root()) {
            return Err(torn("the entries in the database do not lead to the signed head"));
        }
    } else if start.edge.size() > 0 {
        return Err(torn("the database holds entries and no signed head"));
    }
    start.maker.partial(&mut |path, bytes| same(log, &path, &bytes))?;
    if published.is_some_and(|c| c.root != root_under) {
        return Err(torn(format!("the published checkpoint has another root for {under} entries")));
    }
    let found_by = found_by.end();
    if store.found_by()?.is_some_and(|kept| kept != found_by) {
        return Err(torn(FINDER_DIFFERS));
    }
    Ok(start)
}

/// Adds the next entries to the state, if they stand where they say; gives their leaf hashes.
fn add_all(start: &mut Start, rows: &[Row], origin: &str) -> Result<Vec<Hash>> {
    let mut by_stream: BTreeMap<StreamId, Vec<usize>> = BTreeMap::new();
    let mut places = Vec::with_capacity(rows.len());
    for (i, (row, index)) in rows.iter().zip(start.edge.size()..).enumerate() {
        let place = |what: &str| torn(format!("entry {}: {what}", row.index));
        if row.index != index {
            return Err(place("an entry before it is missing"));
        }
        let entry = Entry::parse(&row.bytes).map_err(|e| place(&e.to_string()))?;
        if entry.origin != origin {
            return Err(place("it is of another log"));
        }
        if entry.stream.0 != row.stream || entry.seq != row.seq {
            return Err(place("the database files it under another stream or number than it says"));
        }
        by_stream.entry(entry.stream).or_default().push(i);
        places.push((entry.seq, entry.streamroot));
    }
    let bytes: Vec<&[u8]> = rows.iter().map(|row| row.bytes.as_slice()).collect();
    let leaves = Hash::leaves(&bytes);
    let mut states: Vec<StreamState> =
        by_stream.keys().map(|id| start.streams.remove(id).unwrap_or_default()).collect();
    let firsts: Vec<u64> = states.iter().map(|state| state.edge.size()).collect();
    let added = by_stream.values().map(|mine| mine.iter().map(|&i| leaves[i]).collect());
    let growths = grow(states.iter_mut().map(|state| &mut state.edge).zip(added).collect());
    let mut wrong: Option<usize> = None;
    for ((first, roots), mine) in firsts.iter().zip(roots_before(&growths)).zip(by_stream.values()) {
        let expected = (*first..).zip(roots);
        let other = mine.iter().zip(expected).find(|&(&i, expected)| places[i] != expected);
        wrong = wrong.into_iter().chain(other.map(|(&i, _)| i)).min();
    }
    if let Some(i) = wrong {
        return Err(torn(format!("entry {}: it does not continue its stream", rows[i].index)));
    }
    for ((id, mine), mut state) in by_stream.into_iter().zip(states) {
        if let Some(&last) = mine.last() {
            (state.head_index, state.head_leaf) = (rows[last].index, leaves[last]);
        }
        start.streams.insert(id, state);
    }
    start.edge.extend(leaves.clone());
    Ok(leaves)
}

/// A published file holds what it should.
fn same(log: &Path, path: &str, bytes: &[u8]) -> Result<()> {
    match fs::read(log.join(path)) {
        Ok(there) if there == bytes => Ok(()),
        Ok(_) => Err(torn(format!("the published {path} holds other bytes than the database"))),
        Err(error) => Err(torn(format!(
            "the published {path} cannot be read ({error}); take the checkpoint away to have every tile made again"
        ))),
    }
}
