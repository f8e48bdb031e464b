//! A log in memory: for trying a publication, for tests and for the example. It keeps everything and forgets on exit;
//! the lasting log is another room's.

use std::collections::BTreeMap;

use tlog::checkpoint::Checkpoint;
use tlog::merkle::{Tree, inclusion_proof};
use tlog::note::NoteSigner;

use super::build::{BuildError, Held, assemble, manifest};
use super::decisions::Manifest;
use super::index::{Head, IndexRows};
use crate::entry::{Draft, EntryError, LeafHash, Stream, StreamId};

/// A log in memory with its keys.
#[derive(Debug)]
pub struct MemoryLog {
    origin: String,
    log: NoteSigner,
    witnesses: Vec<NoteSigner>,
    tree: Tree,
    streams: BTreeMap<StreamId, Stream>,
    held: BTreeMap<StreamId, Vec<Held>>,
}

impl MemoryLog {
    /// A log without entries.
    pub fn new(log: NoteSigner, witnesses: Vec<NoteSigner>) -> MemoryLog {
        let origin = log.verifier().name().to_string();
        MemoryLog {
            origin,
            log,
            witnesses,
            tree: Tree::new(),
            streams: BTreeMap::new(),
            held: BTreeMap::new(),
        }
    }

    /// The policy under which a reader would trust this log: its key and all of its witnesses but one.
    pub fn policy(&self) -> String {
        let mut policy = format!("log {}\n", self.log.verifier().to_vkey());
        let mut members = String::new();
        for (i, witness) in self.witnesses.iter().enumerate() {
            policy += &format!("witness w{i} {}\n", witness.verifier().to_vkey());
            members += &format!(" w{i}");
        }
        match self.witnesses.len() {
            0 => policy + "quorum none\n",
            n => format!("{policy}group enough {}{members}\nquorum enough\n", (n - 1).max(1)),
        }
    }

    /// Name of the log.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// How many entries it has.
    pub fn size(&self) -> u64 {
        self.tree.size()
    }

    /// The entries of a stream.
    pub fn entries(&self, stream: StreamId) -> &[Held] {
        self.held.get(&stream).map_or(&[], Vec::as_slice)
    }

    /// The tree over all entries.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Appends an entry; gives its number in its stream and its leaf hash.
    ///
    /// # Errors
    /// Why it cannot be an entry.
    pub fn append(
        &mut self,
        draft: Draft,
        salt: &mut dyn FnMut() -> [u8; 32],
    ) -> Result<(u64, LeafHash), EntryError> {
        let stream = self.streams.entry(draft.stream).or_insert_with(|| Stream::new(draft.stream));
        let id = draft.stream;
        let sealed = draft.seal(&self.origin, stream.next_seq(), stream.root(), salt)?;
        stream.push(sealed.leaf);
        let held = Held {
            index: self.tree.size(),
            entry: sealed.entry,
            fields: sealed.field_leaves,
            disclosures: sealed.disclosures,
        };
        self.tree.push(sealed.leaf);
        let seq = held.entry.seq;
        self.held.entry(id).or_default().push(held);
        Ok((seq, sealed.leaf))
    }

    /// Takes over an entry of another log of the same name, as it stands there, at the end of this one.
    pub fn adopt(&mut self, held: &Held) {
        let (id, leaf) = (held.entry.stream, held.entry.leaf());
        self.streams.entry(id).or_insert_with(|| Stream::new(id)).push(leaf);
        self.held.entry(id).or_default().push(Held { index: self.tree.size(), ..held.clone() });
        self.tree.push(leaf);
    }

    /// Forgets what was lawfully erased: the disclosures of these paths of one entry.
    pub fn erase(&mut self, stream: StreamId, seq: u64, paths: &[&str]) {
        for held in self.held.get_mut(&stream).into_iter().flatten().filter(|h| h.entry.seq == seq) {
            held.disclosures.retain(|d| !paths.contains(&d.path.as_str()));
        }
    }

    /// What a publication of a stream must say of its entries so far.
    ///
    /// # Errors
    /// What is missing.
    pub fn manifest(&self, stream: StreamId) -> Result<Manifest, BuildError> {
        manifest(self.entries(stream))
    }

    /// Appends the index of all streams; gives its index in the log and its rows.
    pub fn append_index(&mut self, time_unix: i64) -> (u64, IndexRows) {
        let heads: BTreeMap<StreamId, Head> = self
            .held
            .iter()
            .filter_map(|(id, held)| {
                let newest = held.last()?;
                Some((*id, Head { count: held.len() as u64, index: newest.index, leaf: newest.entry.leaf() }))
            })
            .collect();
        let rows = IndexRows::new(self.tree.size(), &heads);
        (self.append_rows(&rows, time_unix), rows)
    }

    /// Appends an index entry with these rows, true or not; gives its index in the log.
    pub fn append_rows(&mut self, rows: &IndexRows, time_unix: i64) -> u64 {
        let appended = self.append(rows.draft(time_unix), &mut || [0; 32]);
        appended.expect("an index has rows of the right form, and no salt");
        self.tree.size() - 1
    }

    /// The log's head, signed and cosigned.
    pub fn checkpoint(&self, time_unix: i64) -> String {
        let checkpoint =
            Checkpoint { origin: self.origin.clone(), size: self.tree.size(), root: self.tree.root() };
        let (text, time) = (checkpoint.text(), time_unix.unsigned_abs());
        let lines = std::iter::once(&self.log).chain(&self.witnesses).map(|key| key.line(&text, time));
        format!("{text}\n{}", lines.collect::<String>())
    }

    /// Publishes a stream whose newest entry is a publication: appends the index, signs, and makes the file.
    ///
    /// # Errors
    /// What is missing.
    pub fn publish(&mut self, stream: StreamId, time_unix: i64) -> Result<String, BuildError> {
        let (index, rows) = self.append_index(time_unix);
        let entry =
            self.entries(StreamId::INDEX).last().map(|h| h.entry.clone()).ok_or(BuildError::NoIndexRow)?;
        let checkpoint = self.checkpoint(time_unix);
        let inclusion = |index, size| inclusion_proof(&self.tree, index, size);
        assemble(self.entries(stream), (index, &entry), &rows, &inclusion, &checkpoint)
    }
}
