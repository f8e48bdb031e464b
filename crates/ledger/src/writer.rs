//! The one thread that adds entries: group commit.
//!
//! Clients seal and encrypt their fields themselves and queue up; the writer takes all that wait, gives each its place,
//! signs one head over them, commits once, and only then answers. A failed commit stops the writer: whether it took
//! hold is known only to the database, so the ledger is opened anew and reads it from there.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};

use register::entry::{Class, Draft, Entry, LeafHash, StreamId, placed};
use tlog::Hash;
use tlog::checkpoint::Checkpoint;
use tlog::note::NoteSigner;

use crate::disk::Faults;
use crate::error::{LedgerError, Result};
use crate::frontier::{Frontier, grow, roots};
use crate::keys::{Cipher, Keys, NewKey, Subject, encrypt, place, random};
use crate::shared::Shared;
use crate::store::{Batch, Row, Store};

/// Entries of one transaction. A larger bulk is several transactions.
pub const BATCH_ENTRIES_MAX: usize = 8_192;

/// What is to be recorded.
#[derive(Clone, PartialEq, Debug)]
pub struct Submission {
    /// The entry to be.
    pub draft: Draft,
    /// Whom the fields are about: path of a field, and the data subject. Fields that are not named share one key.
    pub subjects: BTreeMap<String, Subject>,
    /// The number the entry must get in its stream, where the caller read the stream before: an entry that somebody
    /// else recorded in between makes it fail with [`LedgerError::Moved`].
    pub expected_seq: Option<u64>,
    /// Where the entry acts on one that is added together with it: the number of that one among them, from 0. Its leaf hash is
    /// known only when it has its place, so the draft cannot give it.
    pub acts_on_fellow: Option<usize>,
}

impl From<Draft> for Submission {
    fn from(draft: Draft) -> Submission {
        Submission { draft, subjects: BTreeMap::new(), expected_seq: None, acts_on_fellow: None }
    }
}

/// What the recorder of an entry is given once it is durable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// Its number in the log, from 0.
    pub index: u64,
    /// Its leaf hash.
    pub leaf: LeafHash,
    /// Its stream.
    pub stream: StreamId,
    /// Its number in the stream, from 0.
    pub seq: u64,
}

/// Where a stream stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StreamHead {
    /// The stream.
    pub stream: StreamId,
    /// How many entries it has.
    pub count: u64,
    /// Number in the log of its last entry.
    pub head_index: u64,
    /// Leaf hash of its last entry.
    pub head_leaf: LeafHash,
}

/// Makes the second of two entries from the receipt of the first and from where every stream then stands.
pub type Follow = Box<dyn FnOnce(&Receipt, &[StreamHead]) -> std::result::Result<Draft, String> + Send>;

/// An entry whose fields are sealed and encrypted, and that lacks its place.
pub(crate) struct Prepared {
    stream: StreamId,
    /// The text of the entry up to its number, from there to the root of its stream, and after it.
    text: [String; 3],
    /// Its field leaves, one a line.
    fields: String,
    keys: Vec<NewKey>,
    ciphers: Vec<Cipher>,
    expected_seq: Option<u64>,
    acts_on_fellow: Option<usize>,
}

impl Prepared {
    /// The text of the entry in its place.
    fn text(&self, seq: u64, streamroot: Hash) -> Vec<u8> {
        let bytes = placed(&self.text, seq, streamroot);
        debug_assert!(
            Entry::parse(&bytes)
                .is_ok_and(|e| (e.stream, e.seq, e.streamroot) == (self.stream, seq, streamroot))
        );
        bytes
    }

    /// Makes it act on an entry whose leaf hash was not known when its text was made; `acts` and the name of the next line
    /// end the middle part of the text.
    fn act_on(&mut self, leaf: LeafHash) {
        const ENDS: &str = "\nstreamroot ";
        let between = &mut self.text[1];
        let before = between.rfind("\nacts ").map_or(0, |at| at + "\nacts ".len());
        between.truncate(before);
        leaf.push_base64(between);
        between.push_str(ENDS);
    }
}

/// What clients ask of the writer.
pub(crate) enum Request {
    /// Add these, together.
    Add(Vec<Prepared>, Sender<Result<Vec<Receipt>>>),
    /// Add one, then one made from its receipt, with nothing in between.
    AddThen(Box<Prepared>, Follow, Sender<Result<Vec<Receipt>>>),
    /// Run this between two commits.
    Run(Box<dyn FnOnce(&mut Writer) + Send>),
    /// No more will come.
    Close,
}

/// Seals and encrypts: everything that can be done before the place is known.
pub(crate) fn prepare(submission: Submission, origin: &str, master: &[u8; 32]) -> Result<Prepared> {
    let Submission { draft, subjects, expected_seq, acts_on_fellow } = submission;
    if let Some(path) = subjects.keys().find(|path| !draft.fields.iter().any(|(p, _)| p == *path)) {
        return Err(LedgerError::Refused(format!(
            "a data subject is named for {path}, and there is no such field"
        )));
    }
    let mut failure = None;
    let mut salt = || {
        random().unwrap_or_else(|error| {
            failure = Some(error);
            [0; 32]
        })
    };
    let sealed = draft.commit(origin, &mut salt);
    if let Some(error) = failure {
        return Err(error);
    }
    let sealed = sealed.map_err(|e| LedgerError::Refused(words(&e)))?;
    let mut keys: Vec<NewKey> = Vec::new();
    let mut plain: Vec<[u8; 32]> = Vec::new();
    let mut ciphers = Vec::with_capacity(sealed.disclosures.len());
    for disclosure in &sealed.disclosures {
        let subject = subjects.get(&disclosure.path).copied();
        let key = match keys.iter().position(|k| k.subject == subject) {
            Some(key) => key,
            None => {
                let (key, wrapped) = NewKey::make(master, subject)?;
                plain.push(key);
                keys.push(wrapped);
                keys.len() - 1
            }
        };
        let ciphertext = encrypt(&plain[key], disclosure.path.as_bytes(), disclosure.text.as_bytes())?;
        ciphers.push(Cipher { path: disclosure.path.clone(), ciphertext, key });
    }
    let fields = sealed.field_leaves.iter().map(|f| format!("{f}\n")).collect();
    let text = sealed.entry.around();
    Ok(Prepared { stream: sealed.entry.stream, text, fields, keys, ciphers, expected_seq, acts_on_fellow })
}

fn words(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text.push_str(&format!(": {inner}"));
        source = inner.source();
    }
    text
}

/// What the writer remembers of a stream.
#[derive(Clone, Debug)]
pub(crate) struct StreamState {
    pub(crate) edge: Frontier,
    pub(crate) head_index: u64,
    pub(crate) head_leaf: LeafHash,
}

impl Default for StreamState {
    fn default() -> StreamState {
        StreamState { edge: Frontier::default(), head_index: 0, head_leaf: Hash::empty_root() }
    }
}

/// The writer's state.
pub(crate) struct Writer {
    pub(crate) store: Box<dyn Store>,
    pub(crate) keys: Keys,
    pub(crate) origin: String,
    pub(crate) signer: NoteSigner,
    pub(crate) master: [u8; 32],
    pub(crate) edge: Frontier,
    pub(crate) streams: BTreeMap<StreamId, StreamState>,
    pub(crate) faults: Faults,
    pub(crate) shared: Arc<Shared>,
    /// Why nothing more can be added.
    pub(crate) stopped: Option<LedgerError>,
}

/// Where a client waits for its receipts.
type Reply = Sender<Result<Vec<Receipt>>>;

/// A batch in the making.
struct Staging {
    batch: Batch,
    keys: Vec<NewKey>,
    first_key: u64,
    waiting: Vec<(Vec<Receipt>, Reply)>,
}

impl Writer {
    /// Serves requests until the last client is gone.
    pub(crate) fn run(mut self, requests: &Receiver<Request>) {
        while let Ok(first) = requests.recv() {
            let mut staging = self.staging();
            let mut next = Some(first);
            let mut run = None;
            let mut close = false;
            while let Some(request) = next.take() {
                match request {
                    Request::Add(entries, reply) => self.add(entries, reply, &mut staging),
                    Request::AddThen(first, follow, reply) => {
                        self.add_then(*first, follow, reply, &mut staging);
                    }
                    Request::Run(job) => {
                        run = Some(job);
                        break;
                    }
                    Request::Close => {
                        close = true;
                        break;
                    }
                }
                if staging.batch.rows.len() < BATCH_ENTRIES_MAX {
                    next = requests.try_recv().ok();
                }
            }
            self.finish(staging);
            if let Some(job) = run {
                job(&mut self);
            }
            if close {
                return;
            }
        }
    }

    fn staging(&self) -> Staging {
        let batch = Batch { old: self.edge.size(), ..Batch::default() };
        Staging { batch, keys: Vec::new(), first_key: self.keys.next(), waiting: Vec::new() }
    }

    /// Adds one entry from within the writer, durable when this returns.
    pub(crate) fn add_now(&mut self, prepared: Prepared) -> Result<Receipt> {
        let (reply, answer) = std::sync::mpsc::channel();
        let mut staging = self.staging();
        self.add(vec![prepared], reply, &mut staging);
        self.finish(staging);
        let receipts = answer.recv().unwrap_or_else(|_| Err(stopped("the writer is gone")))?;
        receipts.first().copied().ok_or_else(|| stopped("nothing was added"))
    }

    fn add(&mut self, entries: Vec<Prepared>, reply: Sender<Result<Vec<Receipt>>>, staging: &mut Staging) {
        let later =
            || entries.iter().enumerate().any(|(i, entry)| entry.acts_on_fellow.is_some_and(|at| at >= i));
        let refused =
            || later().then(|| LedgerError::Refused("an entry acts on one that is not before it".into()));
        if let Some(why) = self.stopped.clone().or_else(|| self.moved(&entries)).or_else(refused) {
            let _ = reply.send(Err(why));
            return;
        }
        let receipts = if entries.iter().all(|entry| entry.acts_on_fellow.is_none()) {
            self.stage_all(entries, staging)
        } else {
            let mut receipts: Vec<Receipt> = Vec::with_capacity(entries.len());
            for mut entry in entries {
                if let Some(fellow) = entry.acts_on_fellow.and_then(|at| receipts.get(at)) {
                    entry.act_on(fellow.leaf);
                }
                receipts.push(self.stage(entry, staging));
            }
            receipts
        };
        staging.waiting.push((receipts, reply));
    }

    fn add_then(
        &mut self,
        first: Prepared,
        follow: Follow,
        reply: Sender<Result<Vec<Receipt>>>,
        staging: &mut Staging,
    ) {
        let first = vec![first];
        if let Some(why) = self.stopped.clone().or_else(|| self.moved(&first)) {
            let _ = reply.send(Err(why));
            return;
        }
        // Taken back where the second entry cannot be made.
        let before = (self.edge.clone(), self.streams.clone());
        let sizes = (staging.batch.rows.len(), staging.batch.payloads.len(), staging.keys.len());
        let receipts: Vec<Receipt> = first.into_iter().map(|entry| self.stage(entry, staging)).collect();
        let heads = self.heads();
        let second = follow(&receipts[0], &heads)
            .map_err(LedgerError::Refused)
            .and_then(|draft| prepare(draft.into(), &self.origin, &self.master));
        match second {
            Ok(second) => {
                let second = self.stage(second, staging);
                staging.waiting.push((vec![receipts[0], second], reply));
            }
            Err(why) => {
                (self.edge, self.streams) = before;
                staging.batch.rows.truncate(sizes.0);
                staging.batch.leaf_keys.truncate(sizes.0);
                staging.batch.payloads.truncate(sizes.1);
                staging.keys.truncate(sizes.2);
                let _ = reply.send(Err(why));
            }
        }
    }

    /// Where every stream stands.
    pub(crate) fn heads(&self) -> Vec<StreamHead> {
        self.streams
            .iter()
            .map(|(&stream, state)| StreamHead {
                stream,
                count: state.edge.size(),
                head_index: state.head_index,
                head_leaf: state.head_leaf,
            })
            .collect()
    }

    /// The first entry whose expected number is not the one it would get.
    fn moved(&self, entries: &[Prepared]) -> Option<LedgerError> {
        let mut next: BTreeMap<StreamId, u64> = BTreeMap::new();
        for entry in entries {
            let stream = entry.stream;
            let held = || self.streams.get(&stream).map_or(0, |s| s.edge.size());
            let seq = next.entry(stream).or_insert_with(held);
            match entry.expected_seq {
                Some(expected) if expected != *seq => {
                    return Some(LedgerError::Moved { expected, next: *seq });
                }
                _ => *seq += 1,
            }
        }
        None
    }

    /// Gives an entry its place in the batch.
    fn stage(&mut self, prepared: Prepared, staging: &mut Staging) -> Receipt {
        self.stage_all(vec![prepared], staging)[0]
    }

    /// Gives entries their places in the batch, in order. The next entry of every stream is hashed together with those of the
    /// other streams; only entries of one stream wait for one another.
    fn stage_all(&mut self, entries: Vec<Prepared>, staging: &mut Staging) -> Vec<Receipt> {
        let mut by_stream: BTreeMap<StreamId, Vec<usize>> = BTreeMap::new();
        for (i, entry) in entries.iter().enumerate() {
            by_stream.entry(entry.stream).or_default().push(i);
        }
        let mut streams: Vec<(StreamState, &[usize])> = by_stream
            .iter()
            .map(|(id, mine)| (self.streams.remove(id).unwrap_or_default(), mine.as_slice()))
            .collect();
        // Those with most entries first: whoever still has one in a round stands at the front.
        streams.sort_by_key(|(_, mine)| std::cmp::Reverse(mine.len()));
        let first = self.edge.size();
        let mut placed: Vec<(u64, LeafHash, Vec<u8>)> =
            vec![(0, Hash::empty_root(), Vec::new()); entries.len()];
        for round in 0.. {
            let count = streams.partition_point(|(_, mine)| mine.len() > round);
            if count == 0 {
                break;
            }
            let edges: Vec<&Frontier> = streams[..count].iter().map(|(state, _)| &state.edge).collect();
            let seqs_and_roots = edges.iter().map(|edge| edge.size()).zip(roots(&edges));
            let texts: Vec<(u64, Vec<u8>)> = streams
                .iter()
                .zip(seqs_and_roots)
                .map(|((_, mine), (seq, root))| (seq, entries[mine[round]].text(seq, root)))
                .collect();
            let leaves = Hash::leaves(&texts.iter().map(|(_, bytes)| bytes.as_slice()).collect::<Vec<_>>());
            for (((state, mine), (seq, bytes)), &leaf) in streams.iter_mut().zip(texts).zip(&leaves) {
                (state.head_index, state.head_leaf) = (first + mine[round] as u64, leaf);
                placed[mine[round]] = (seq, leaf, bytes);
            }
            let edges = streams[..count].iter_mut().map(|(state, _)| &mut state.edge);
            grow(edges.zip(leaves.into_iter().map(|leaf| vec![leaf])).collect());
        }
        for (state, mine) in streams {
            self.streams.insert(entries[mine[0]].stream, state);
        }
        self.edge.extend(placed.iter().map(|(_, leaf, _)| *leaf).collect());
        let mut receipts = Vec::with_capacity(entries.len());
        for (index, (entry, (seq, leaf, bytes))) in (first..).zip(entries.into_iter().zip(placed)) {
            let Prepared { stream, fields, keys, ciphers, .. } = entry;
            place(&mut staging.batch, index, ciphers, staging.first_key + staging.keys.len() as u64);
            staging.keys.extend(keys);
            staging.batch.leaf_keys.push(leaf_key(leaf));
            staging.batch.rows.push(Row { index, stream: stream.0, seq, bytes, fields });
            receipts.push(Receipt { index, leaf, stream, seq });
        }
        receipts
    }

    /// Commits a batch and answers everybody in it.
    fn finish(&mut self, mut staging: Staging) {
        if staging.batch.rows.is_empty() {
            return;
        }
        let done = self.commit(&mut staging);
        if let Err(why) = &done {
            let why = stopped(&why.to_string());
            self.shared.stop(why.clone());
            self.stopped = Some(why);
        }
        for (receipts, reply) in staging.waiting {
            // A client that no longer waits has lost nothing: the entry is there.
            let _ = reply.send(match &self.stopped {
                None => Ok(receipts),
                Some(why) => Err(why.clone()),
            });
        }
    }

    fn commit(&mut self, staging: &mut Staging) -> Result<()> {
        let checkpoint =
            Checkpoint { origin: self.origin.clone(), size: staging.batch.size(), root: self.edge.root() };
        staging.batch.head = self
            .signer
            .sign(&checkpoint.text(), 0)
            .map_err(|e| LedgerError::Refused(format!("the head cannot be signed: {e}")))?;
        // Keys first: a disclosure whose key is lost would be lost, a key without a disclosure is only a few bytes.
        self.keys.add(&staging.keys, &self.faults)?;
        self.store.commit(&staging.batch, &self.faults)?;
        self.shared.grown(checkpoint.size);
        Ok(())
    }
}

/// By what an entry is found again: the first eight bytes of its leaf hash.
pub(crate) fn leaf_key(leaf: LeafHash) -> i64 {
    let [a, b, c, d, e, f, g, h, ..] = leaf.0;
    i64::from_be_bytes([a, b, c, d, e, f, g, h])
}

fn stopped(why: &str) -> LedgerError {
    LedgerError::Stopped(why.to_string())
}

/// Whether a draft is an erasure of fields of `target`.
pub(crate) fn is_disposal(draft: &Draft, target: LeafHash) -> bool {
    draft.class == Class::Disposal && draft.acts == Some(target)
}
