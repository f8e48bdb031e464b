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
use crate::frontier::Frontier;
use crate::store::{Row, Store};
use crate::tiles::TileMaker;
use crate::writer::StreamState;

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

/// Runs the checks.
pub(crate) fn check(store: &mut dyn Store, origin: &str, verifier: &Verifier, log: &Path) -> Result<Start> {
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
    let mut start =
        Start { edge: Frontier::default(), streams: BTreeMap::new(), maker: TileMaker::default() };
    let mut root_under = Hash::empty_root();
    store.scan(0, u64::MAX >> 1, &mut |row| {
        let leaf = add(&mut start, &row, origin)?;
        if start.edge.size() <= under {
            start.maker.push(&row.bytes, leaf, &mut |path, bytes| same(log, &path, &bytes))?;
        }
        if start.edge.size() == under {
            root_under = start.edge.root();
        }
        Ok(())
    })?;
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
    Ok(start)
}

/// Adds one entry to the state, if it stands where it says.
fn add(start: &mut Start, row: &Row, origin: &str) -> Result<Hash> {
    let place = |what: &str| torn(format!("entry {}: {what}", row.index));
    if row.index != start.edge.size() {
        return Err(place("an entry before it is missing"));
    }
    let entry = Entry::parse(&row.bytes).map_err(|e| place(&e.to_string()))?;
    let state = start.streams.entry(entry.stream).or_insert_with(|| StreamState {
        edge: Frontier::default(),
        head_index: 0,
        head_leaf: Hash::empty_root(),
    });
    if entry.origin != origin {
        return Err(place("it is of another log"));
    }
    if entry.stream.0 != row.stream || entry.seq != row.seq {
        return Err(place("the database files it under another stream or number than it says"));
    }
    if entry.seq != state.edge.size() || entry.streamroot != state.edge.root() {
        return Err(place("it does not continue its stream"));
    }
    let leaf = Hash::leaf(&row.bytes);
    state.edge.push(leaf);
    (state.head_index, state.head_leaf) = (row.index, leaf);
    start.edge.push(leaf);
    Ok(leaf)
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
