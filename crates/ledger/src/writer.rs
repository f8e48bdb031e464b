//! The one thread that adds entries: group commit.
//!
//! Clients seal and encrypt their fields themselves and queue up; the writer takes all that wait, gives each its place,
//! signs one head over them, has them committed at once, and only then are they answered. While one batch is committed by a
//! thread of its own, the next one gets its places; it is sent off when the one before is durable. A failed commit stops the
//! writer: whether it took hold is known only to the database, so the ledger is opened anew and reads it from there.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

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
    /// A batch is committed, or could not be: the vault comes back.
    Back(Box<Back>),
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

/// What the thread that commits gives back: the vault, where it has not been lost with that thread, and why nothing more can be
/// added, where the commit failed.
pub(crate) struct Back {
    vault: Option<Vault>,
    failed: Option<LedgerError>,
}

/// Where entries and keys are kept. It goes to the thread that commits together with a batch, and comes back.
pub(crate) struct Vault {
    pub(crate) store: Box<dyn Store>,
    pub(crate) keys: Keys,
    pub(crate) faults: Faults,
    pub(crate) shared: Arc<Shared>,
}

/// Where entries get their places: everything that is known of the log without asking the vault. It is ahead of the vault by
/// the batch that is being committed.
pub(crate) struct Desk {
    pub(crate) origin: String,
    pub(crate) signer: NoteSigner,
    pub(crate) master: [u8; 32],
    pub(crate) edge: Frontier,
    pub(crate) streams: BTreeMap<StreamId, StreamState>,
    /// The number that the next key gets.
    pub(crate) next_key: u64,
    /// Why nothing more can be added.
    pub(crate) stopped: Option<LedgerError>,
}

/// The writer between two batches: desk and vault in one hand.
pub(crate) struct Writer {
    pub(crate) desk: Desk,
    pub(crate) vault: Vault,
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

impl Staging {
    /// Answers everybody in it.
    fn answer(self, why: Option<&LedgerError>) {
        for (receipts, reply) in self.waiting {
            // A client that no longer waits has lost nothing: the entry is there.
            let _ = reply.send(why.map_or(Ok(receipts), |why| Err(why.clone())));
        }
    }
}

impl Vault {
    /// Commits a batch and answers everybody in it; gives why nothing more can be added, where that failed.
    fn finish(&mut self, staging: Staging) -> Option<LedgerError> {
        let failed = self.commit(&staging).err().map(|why| stopped(&why.to_string()));
        if let Some(why) = &failed {
            self.shared.stop(why.clone());
        }
        staging.answer(failed.as_ref());
        failed
    }

    fn commit(&mut self, staging: &Staging) -> Result<()> {
        // Keys first: a disclosure whose key is lost would be lost, a key without a disclosure is only a few bytes.
        self.keys.add(&staging.keys, &self.faults)?;
        self.store.commit(&staging.batch, &self.faults)?;
        self.shared.grown(staging.batch.size());
        Ok(())
    }
}

/// Tells the desk that the thread that commits has died, should it die.
struct Watch<'w>(&'w Sender<Request>);

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let failed = Some(stopped("the thread that commits has died"));
            let _ = self.0.send(Request::Back(Box::new(Back { vault: None, failed })));
        }
    }
}

/// What the desk and the requests look like to the thread that serves them.
struct Service<'s> {
    desk: Desk,
    /// The vault, while it is not away with a batch.
    home: Option<Vault>,
    /// The batch in the making.
    staging: Staging,
    requests: &'s Receiver<Request>,
    /// Requests that came while only the vault was waited for.
    later: VecDeque<Request>,
    to_commit: Sender<(Vault, Staging)>,
}

impl Writer {
    /// Serves requests until it is told to close. `again` is the other end of `requests`.
    pub(crate) fn run(self, requests: &Receiver<Request>, again: Sender<Request>) {
        let (to_commit, batches) = channel::<(Vault, Staging)>();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                let _watch = Watch(&again);
                while let Ok((mut vault, staging)) = batches.recv() {
                    let failed = vault.finish(staging);
                    let back = Request::Back(Box::new(Back { vault: Some(vault), failed }));
                    if again.send(back).is_err() {
                        return;
                    }
                }
            });
            let Writer { mut desk, vault } = self;
            desk.next_key = vault.keys.next();
            let staging = desk.staging();
            let later = VecDeque::new();
            Service { desk, home: Some(vault), staging, requests, later, to_commit }.run();
        });
    }

    /// Adds one entry from within the writer, durable when this returns.
    pub(crate) fn add_now(&mut self, prepared: Prepared) -> Result<Receipt> {
        let (reply, answer) = channel();
        let mut staging = self.desk.staging();
        self.desk.add(vec![prepared], reply, &mut staging);
        if let Some(staging) = self.desk.sign(staging) {
            self.desk.stopped = self.vault.finish(staging);
        }
        self.desk.next_key = self.vault.keys.next();
        let receipts = answer.recv().unwrap_or_else(|_| Err(stopped("the writer is gone")))?;
        receipts.first().copied().ok_or_else(|| stopped("nothing was added"))
    }
}

impl Service<'_> {
    fn run(mut self) {
        while let Some(request) = self.next() {
            match request {
                Request::Add(entries, reply) => self.desk.add(entries, reply, &mut self.staging),
                Request::AddThen(first, follow, reply) => {
                    self.desk.add_then(*first, follow, reply, &mut self.staging);
                }
                Request::Back(back) => self.back(*back),
                Request::Run(job) => {
                    self.settle();
                    // Without a vault nobody can be answered; whoever waits for the job learns that it is gone.
                    let Some(vault) = self.home.take() else { continue };
                    let mut writer = Writer { desk: self.desk, vault };
                    job(&mut writer);
                    let Writer { desk, vault } = writer;
                    (self.desk, self.home) = (desk, Some(vault));
                    self.desk.next_key = self.home.as_ref().map_or(self.desk.next_key, |v| v.keys.next());
                    self.staging = self.desk.staging();
                }
                Request::Close => return self.settle(),
            }
            if self.staging.batch.rows.len() >= BATCH_ENTRIES_MAX {
                self.wait_for_the_vault();
                self.send_off();
            }
        }
    }

    /// The next request. Where none waits and the vault is there, what has been staged goes off first.
    fn next(&mut self) -> Option<Request> {
        loop {
            if let Some(request) = self.later.pop_front() {
                return Some(request);
            }
            if self.home.is_none() || self.staging.waiting.is_empty() {
                return self.requests.recv().ok();
            }
            match self.requests.try_recv() {
                Ok(request) => return Some(request),
                Err(_) => self.send_off(),
            }
        }
    }

    fn back(&mut self, back: Back) {
        self.home = back.vault;
        if back.failed.is_some() {
            self.desk.stopped = back.failed;
        }
    }

    /// Waits until no batch is being committed; what is asked meanwhile waits.
    fn wait_for_the_vault(&mut self) {
        while self.home.is_none() && self.desk.stopped.is_none() {
            match self.requests.recv() {
                Ok(Request::Back(back)) => self.back(*back),
                Ok(request) => self.later.push_back(request),
                Err(_) => return,
            }
        }
    }

    /// Hands the batch and the vault to the thread that commits.
    fn send_off(&mut self) {
        let staging = self.take_staging();
        let Some(staging) = self.desk.sign(staging) else { return };
        let Some(vault) = self.home.take() else {
            return staging.answer(Some(&stopped("the thread that commits has died")));
        };
        // Where that thread is gone, those who wait learn it from their replies, which go with the batch.
        let _ = self.to_commit.send((vault, staging));
    }

    /// Commits what is staged, and waits for it.
    fn settle(&mut self) {
        self.wait_for_the_vault();
        let staging = self.take_staging();
        let Some(staging) = self.desk.sign(staging) else { return };
        match &mut self.home {
            Some(vault) => self.desk.stopped = vault.finish(staging),
            None => staging.answer(Some(&stopped("the thread that commits has died"))),
        }
    }

    fn take_staging(&mut self) -> Staging {
        self.desk.next_key = self.staging.first_key + self.staging.keys.len() as u64;
        let next = self.desk.staging();
        std::mem::replace(&mut self.staging, next)
    }
}

impl Desk {
    fn staging(&self) -> Staging {
        let batch = Batch { old: self.edge.size(), ..Batch::default() };
        Staging { batch, keys: Vec::new(), first_key: self.next_key, waiting: Vec::new() }
    }

    /// Signs the head over everything that is staged. None where there is nothing to commit, or where nothing can be added any
    /// more: those who wait are answered then.
    fn sign(&mut self, mut staging: Staging) -> Option<Staging> {
        if self.stopped.is_none() && !staging.batch.rows.is_empty() {
            let size = staging.batch.size();
            let checkpoint = Checkpoint { origin: self.origin.clone(), size, root: self.edge.root() };
            match self.signer.sign(&checkpoint.text(), 0) {
                Ok(head) => {
                    staging.batch.head = head;
                    return Some(staging);
                }
                Err(why) => self.stopped = Some(stopped(&format!("the head cannot be signed: {why}"))),
            }
        }
        staging.answer(self.stopped.as_ref());
        None
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
