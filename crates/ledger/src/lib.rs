//! The ledger: entries kept for good, their texts kept until the law says otherwise.
//!
//! One transaction holds the entries, their encrypted fields and the signed head, and takes place only if the size is
//! still what it was. Then tiles are exported, witnesses asked, and the checkpoint published last. A ledger lives in a
//! folder:
//!
//! ```text
//! ledger.toml     name of the log, store, witnesses
//! secrets/        the log's signing key and the master key; not for backups that others hold
//! candour.db      entries, heads, encrypted fields (or a PostgreSQL database)
//! keys.db         one key for each record and data subject, wrapped
//! log/            what is published: checkpoint, tiles, bundles of entries
//! ```
//!
//! What this room leaves out: what a finding means and whether an act may be recorded ([`register`] decides before it
//! appends). SQL is in here only. It speaks to no network of its own accord: PostgreSQL by address, where one is given.
//!
//! ```no_run
//! use ledger::{Ledger, Setup};
//! # fn main() -> ledger::Result<()> {
//! let ledger = Ledger::create("ledger".as_ref(), &Setup::of("example.org/review"))?;
//! let stream = ledger.new_stream()?;
//! # let draft: register::entry::Draft = unreachable!();
//! let receipt = ledger.append(draft)?;
//! assert_eq!(ledger.entries(stream)?.len(), 1);
//! # Ok(()) }
//! ```

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // this room meets the world

pub mod age;
mod audit;
mod backup;
mod config;
mod disk;
mod erase;
mod error;
mod frontier;
mod kept;
mod keys;
mod processing;
mod publisher;
mod remembered;
mod shared;
mod start;
mod store;
mod tiles;
mod turn;
mod witness;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use register::entry::{Entry, LeafHash, StreamId};
use register::field::{Disclosure, FieldLeaf};
use tlog::Hash;
use tlog::merkle::inclusion_proof;
use tlog::note::Verifier;
use tlog::proof::Receipt as ProofText;
use tlog::tile::TileTree;

pub use audit::{Audit, FINDINGS_MAX, audit, audit_log};
pub use backup::backup;
pub use config::{Setup, WITNESSES_MAX, add_witness, part_of_a_ledger};
pub use disk::{ERASURE_STEPS, Fault, Faults, STEPS};
pub use erase::{Erased, Erasure};
pub use error::{LedgerError, Result};
pub use keys::Subject;
pub use processing::{Act, CONSULTATIONS_MAX, Processing, WORDS_BYTES_MAX, note};
pub use remembered::drop_witness;
pub use turn::{TURN_WAIT, Turn, turn};
pub use witness::{FolderWitness, Witness};
pub use writer::{BATCH_ENTRIES_MAX, Follow, Receipt, StreamHead, Submission};

use keys::{Keys, decrypt, random};
use processing::Waiting;
use publisher::{Asked, Publisher};
use shared::Shared;
use store::{Row, Store};
use writer::{Desk, Prepared, Request, Vault, Writer, leaf_key, prepare};

/// How long to wait for a checkpoint that was asked for.
const PUBLISH_WAIT: Duration = Duration::from_secs(120);
/// Setting that holds the stream of the log of processing.
const PROCESSING: &str = "processing-stream";

/// How a ledger is run, beyond what its folder says.
#[derive(Debug)]
pub struct Running {
    /// Shortest time between two published checkpoints, unless somebody waits for one.
    pub publish_interval: Duration,
    /// Where tests make a step fail.
    pub faults: Faults,
}

impl Default for Running {
    fn default() -> Running {
        Running { publish_interval: Duration::from_secs(1), faults: Faults::default() }
    }
}

/// An entry as it is held.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stored {
    /// Its number in the log, from 0.
    pub index: u64,
    /// Its leaf hash.
    pub leaf: LeafHash,
    /// The entry.
    pub entry: Entry,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The public halves of its fields.
    pub fields: Vec<FieldLeaf>,
}

/// An open ledger. It can be shared between threads; entries of several threads are committed together.
pub struct Ledger {
    folder: PathBuf,
    setup: Setup,
    verifier: Verifier,
    master: [u8; 32],
    processing: StreamId,
    waiting: Waiting,
    requests: Mutex<Sender<Request>>,
    reader: Mutex<Reader>,
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

struct Reader {
    store: Box<dyn Store>,
    keys: Keys,
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ledger({}, {} entries)", self.setup.origin, self.size())
    }
}

impl Ledger {
    /// Makes a new ledger in a folder and opens it. Keys are drawn at random and stay in its folder `secrets`.
    ///
    /// # Errors
    /// When the folder holds a ledger already or cannot be written.
    pub fn create(folder: &Path, setup: &Setup) -> Result<Ledger> {
        config::write(folder, setup)?;
        config::close_to_others(folder)?;
        Ledger::open(folder)
    }

    /// Opens the ledger in a folder, after the checks at start.
    ///
    /// # Errors
    /// [`LedgerError::Torn`] or [`LedgerError::OldBackup`] where database, tiles, checkpoint and witnesses do not tell
    /// one story; otherwise what could not be read.
    pub fn open(folder: &Path) -> Result<Ledger> {
        Ledger::open_with(folder, Running::default(), Vec::new())
    }

    /// Opens a ledger with further witnesses, reached in ways of the caller's own.
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub fn open_with(folder: &Path, running: Running, witnesses: Vec<Box<dyn Witness>>) -> Result<Ledger> {
        let setup = config::read(folder)?;
        let secrets = config::secrets(folder, &setup.origin)?;
        let verifier = secrets.signer.verifier();
        let log = folder.join("log");
        let faults = running.faults;
        let mut store = store::open(&setup.store, folder)?;
        if store.last_key()? > 0 && keys::missing(folder) {
            return Err(LedgerError::Key(keys::LOST.into()));
        }
        let mut keys = Keys::open(&folder.join(keys::DATABASE))?;
        keys.belongs_to(&verifier.to_vkey())?;
        keys.not_before(store.last_key()?);
        let processing = bind(store.as_mut(), &setup, &verifier)?;
        remembered::hold(store.as_mut(), &setup)?;
        let start = start::check(store.as_mut(), &setup.origin, &verifier, folder)?;
        let shared = Arc::new(Shared::default());
        shared.change(|state| {
            state.size = start.edge.size();
            state.published = start.maker.size();
        });
        let mut asked = Vec::new();
        for way in folder_witnesses(&setup, &faults).into_iter().chain(witnesses) {
            asked.push(Asked { way, last: start.maker.size() });
        }
        let mut publisher = Publisher {
            store: store::open(&setup.store, folder)?,
            log,
            maker: start.maker,
            witnesses: asked,
            quorum: setup.quorum,
            interval: running.publish_interval,
            faults: faults.clone(),
            shared: Arc::clone(&shared),
        };
        let stopped = first_words(&mut publisher, &shared)?;
        let (requests, queue) = channel();
        let desk = Desk {
            origin: setup.origin.clone(),
            signer: secrets.signer,
            master: secrets.master,
            edge: start.edge,
            streams: start.streams,
            next_key: keys.next(),
            stopped,
        };
        let mut writer = Writer { desk, vault: Vault { store, keys, faults, shared: Arc::clone(&shared) } };
        writer.finish_erasure(&folder.join(erase::PENDING))?;
        let reader = Reader {
            store: store::open(&setup.store, folder)?,
            keys: Keys::open(&folder.join(keys::DATABASE))?,
        };
        let again = requests.clone();
        let threads = vec![
            std::thread::spawn(move || writer.run(&queue, again)),
            std::thread::spawn(move || publisher.run()),
        ];
        Ok(Ledger {
            folder: folder.to_path_buf(),
            setup,
            verifier,
            master: secrets.master,
            processing,
            waiting: Waiting::open(folder)?,
            requests: Mutex::new(requests),
            reader: Mutex::new(reader),
            shared,
            threads,
        })
    }

    /// Name of the log.
    pub fn origin(&self) -> &str {
        &self.setup.origin
    }

    /// The key that the log's checkpoints verify under.
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// How many witnesses `ledger.toml` names.
    pub fn witnesses_named(&self) -> usize {
        self.setup.witnesses.len()
    }

    /// The keys of the witnesses whose folders can be reached now, and how many of all must cosign.
    pub fn witnesses(&self) -> (Vec<Verifier>, usize) {
        let open = |folder: &PathBuf| FolderWitness::open(folder, Faults::default()).ok();
        let keys = self.setup.witnesses.iter().filter_map(open).map(|witness| witness.verifier());
        (keys.collect(), self.setup.quorum)
    }

    /// A secret for one purpose, made from the master key: the same each time, and told to nobody who does not hold the ledger.
    pub fn secret_for(&self, purpose: &str) -> [u8; 32] {
        register::publication::hmac(&self.master, purpose.as_bytes())
    }

    /// The folder of the published log: checkpoint, tiles, bundles.
    pub fn log_folder(&self) -> PathBuf {
        self.folder.join("log")
    }

    /// How many entries are committed.
    pub fn size(&self) -> u64 {
        self.shared.state().size
    }

    /// Why the last attempt to publish a checkpoint failed, or why nothing can be added; none where all is well.
    pub fn trouble(&self) -> Option<LedgerError> {
        let state = self.shared.state();
        state.stopped.clone().or_else(|| state.trouble.clone())
    }

    /// A number for a new stream, drawn at random.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn new_stream(&self) -> Result<StreamId> {
        random().map(StreamId)
    }

    /// The stream in which processing is logged.
    pub fn processing_stream(&self) -> StreamId {
        self.processing
    }

    /// Adds an entry; it is durable when this returns.
    ///
    /// # Errors
    /// Why it was not added. [`LedgerError::Stopped`] means that this is known only after opening the ledger anew.
    pub fn append(&self, entry: impl Into<Submission>) -> Result<Receipt> {
        let receipts = self.append_all(vec![entry.into()])?;
        receipts.first().copied().ok_or_else(|| LedgerError::Stopped("no receipt was given".into()))
    }

    /// Adds several entries in order, with nothing in between; all are durable when this returns, or none is there.
    ///
    /// # Errors
    /// As [`Ledger::append`]; [`LedgerError::Refused`] for more than [`BATCH_ENTRIES_MAX`] entries.
    pub fn append_all(&self, entries: Vec<Submission>) -> Result<Vec<Receipt>> {
        if entries.len() > BATCH_ENTRIES_MAX {
            return Err(LedgerError::Refused(format!("more than {BATCH_ENTRIES_MAX} entries at once")));
        }
        let prepared = entries.into_iter().map(|entry| self.prepare(entry)).collect::<Result<Vec<_>>>()?;
        self.ask(|reply| Request::Add(prepared, reply))
    }

    /// Adds any number of entries in order, in transactions of [`BATCH_ENTRIES_MAX`], sealed on several threads. Checkpoints
    /// are published every ten seconds meanwhile, unless somebody waits for one.
    ///
    /// # Errors
    /// As [`Ledger::append`]; the transactions before the one that failed stand.
    pub fn append_bulk(&self, entries: Vec<Submission>) -> Result<Vec<Receipt>> {
        self.shared.change(|state| state.bulks += 1);
        let done = self.bulk(entries);
        self.shared.change(|state| state.bulks -= 1);
        done
    }

    fn bulk(&self, entries: Vec<Submission>) -> Result<Vec<Receipt>> {
        let mut receipts = Vec::with_capacity(entries.len());
        let mut waiting = Vec::new();
        let mut rest = entries.into_iter();
        loop {
            let part: Vec<Submission> = rest.by_ref().take(BATCH_ENTRIES_MAX).collect();
            if part.is_empty() {
                break;
            }
            let prepared = self.prepare_many(part)?;
            let (reply, answer) = channel();
            self.send(Request::Add(prepared, reply))?;
            waiting.push(answer);
        }
        for answer in waiting {
            receipts.extend(answer.recv().map_err(|_| gone())??);
        }
        Ok(receipts)
    }

    /// Adds an entry and right after it a second one, made from the receipt of the first and from where every stream
    /// then stands: a publication and its index.
    ///
    /// # Errors
    /// As [`Ledger::append`]; where the second cannot be made, neither is added.
    pub fn append_then(&self, first: impl Into<Submission>, second: Follow) -> Result<[Receipt; 2]> {
        let first = Box::new(self.prepare(first.into())?);
        let receipts = self.ask(|reply| Request::AddThen(first, second, reply))?;
        receipts.try_into().map_err(|_| LedgerError::Stopped("two receipts were expected".into()))
    }

    /// The entries of a stream, in order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn entries(&self, stream: StreamId) -> Result<Vec<Stored>> {
        self.reader().store.stream(&stream.0)?.into_iter().map(stored).collect()
    }

    /// Calls `each` with the entries from `from` to `to` (excluded) of the whole log.
    ///
    /// # Errors
    /// When the database cannot be read, and the first error of `each`.
    pub fn scan(&self, from: u64, to: u64, each: &mut dyn FnMut(Stored) -> Result<()>) -> Result<()> {
        self.reader().store.scan(from, to, &mut |row| each(stored(row)?))
    }

    /// The entry with this leaf hash.
    ///
    /// # Errors
    /// [`LedgerError::Absent`] where there is none.
    pub fn find(&self, leaf: LeafHash) -> Result<Stored> {
        let rows = self.reader().store.by_leaf_key(leaf_key(leaf))?;
        let row = rows.into_iter().find(|row| Hash::leaf(&row.bytes) == leaf);
        stored(row.ok_or_else(|| LedgerError::Absent(format!("an entry with the leaf hash {leaf}")))?)
    }

    /// The disclosures of an entry that are still held, by path in the order of the fields. Erased ones are absent.
    ///
    /// # Errors
    /// [`LedgerError::Absent`] where there is no such entry, [`LedgerError::Key`] where one does not open.
    pub fn disclosures(&self, leaf: LeafHash) -> Result<Vec<Disclosure>> {
        let held = self.find(leaf)?;
        self.disclosures_of(&held)
    }

    /// As [`Ledger::disclosures`], for an entry in hand.
    ///
    /// # Errors
    /// As [`Ledger::disclosures`].
    pub fn disclosures_of(&self, held: &Stored) -> Result<Vec<Disclosure>> {
        let mut reader = self.reader();
        let payloads = reader.store.payloads(held.index, held.index + 1)?;
        let mut disclosures = Vec::with_capacity(payloads.len());
        for field in &held.fields {
            let Some(payload) = payloads.iter().find(|p| p.path == field.path) else { continue };
            let Some((key, _)) = reader.keys.get(&self.master, payload.key_id)? else { continue };
            let text = decrypt(&key, payload.path.as_bytes(), &payload.ciphertext)?;
            let text =
                String::from_utf8(text).map_err(|_| LedgerError::Key("a disclosure is no text".into()))?;
            let disclosure = Disclosure { path: payload.path.clone(), text };
            if disclosure.leaf() != *field {
                return Err(LedgerError::Torn(format!(
                    "entry {}: the text held for {} is not the one committed to",
                    held.index, field.path
                )));
            }
            disclosures.push(disclosure);
        }
        Ok(disclosures)
    }

    /// The paths of the texts of an entry that are held and cannot be read, because their key is gone and nobody erased them: the
    /// key database is older than the entries, or another one.
    ///
    /// # Errors
    /// When a database cannot be read.
    pub fn without_a_key(&self, held: &Stored) -> Result<Vec<String>> {
        let mut reader = self.reader();
        let payloads = reader.store.payloads(held.index, held.index + 1)?;
        let mut lost = Vec::new();
        for payload in payloads {
            if reader.keys.get(&self.master, payload.key_id)?.is_none() {
                lost.push(payload.path);
            }
        }
        Ok(lost)
    }

    /// Waits until everything committed so far is under a published checkpoint, and gives that checkpoint.
    ///
    /// # Errors
    /// Why it could not be published.
    pub fn publish(&self) -> Result<String> {
        let size = self.size();
        self.shared.change(|state| state.wanted = state.wanted.max(size));
        let before = self.shared.state().attempts;
        let state = self.shared.wait(PUBLISH_WAIT, |s| {
            s.published >= size || s.stopped.is_some() || (s.attempts > before && s.trouble.is_some())
        });
        if state.published < size {
            let late = || LedgerError::File("no checkpoint was published in two minutes".into());
            return Err(state.stopped.or(state.trouble).unwrap_or_else(late));
        }
        self.checkpoint()
    }

    /// The published checkpoint, with the cosignatures of the witnesses.
    ///
    /// # Errors
    /// [`LedgerError::Absent`] before the first one.
    pub fn checkpoint(&self) -> Result<String> {
        let file = self.log_folder().join("checkpoint");
        match std::fs::read_to_string(&file) {
            Ok(text) => Ok(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(LedgerError::Absent("a published checkpoint".into()))
            }
            Err(error) => Err(disk::at(&file)(error)),
        }
    }

    /// The proof that an entry is in the tree of the first `size` entries, which must be published.
    ///
    /// # Errors
    /// [`LedgerError::Absent`] where the entry or the size is beyond what is published.
    pub fn inclusion(&self, index: u64, size: u64) -> Result<Vec<Hash>> {
        if size > self.shared.state().published {
            return Err(LedgerError::Absent(format!("a published checkpoint of {size} entries")));
        }
        let log = self.log_folder();
        let fetch = |id| publisher::tile(&log, id);
        inclusion_proof(&TileTree::new(size, &fetch), index, size)
            .map_err(|e| LedgerError::Absent(format!("a proof for entry {index}: {e}")))
    }

    /// A receipt in C2SP's format (tlog-proof) for an entry, with the published checkpoint; one is published where the
    /// entry is not under it yet.
    ///
    /// # Errors
    /// Where no checkpoint could be published, or there is no such entry.
    pub fn proof(&self, index: u64) -> Result<ProofText> {
        if index >= self.shared.state().published {
            self.publish()?;
        }
        let checkpoint = self.checkpoint()?;
        let size = start::published(&self.log_folder(), &self.setup.origin, &self.verifier)?
            .map_or(0, |opened| opened.checkpoint.size);
        Ok(ProofText { extra: None, index, hashes: self.inclusion(index, size)?, checkpoint })
    }

    /// Publishes what is left and closes.
    ///
    /// # Errors
    /// Why the last checkpoint could not be published; every entry is durable all the same.
    pub fn close(mut self) -> Result<()> {
        self.record_consultations()?;
        self.end();
        match self.trouble() {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    fn prepare(&self, entry: Submission) -> Result<Prepared> {
        prepare(entry, &self.setup.origin, &self.master)
    }

    fn prepare_many(&self, entries: Vec<Submission>) -> Result<Vec<Prepared>> {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let share = entries.len().div_ceil(threads).max(1);
        let mut parts: Vec<Vec<Submission>> = Vec::new();
        let mut rest = entries.into_iter();
        loop {
            let part: Vec<Submission> = rest.by_ref().take(share).collect();
            if part.is_empty() {
                break;
            }
            parts.push(part);
        }
        std::thread::scope(|scope| {
            let work = |part: Vec<Submission>| {
                scope.spawn(move || part.into_iter().map(|e| self.prepare(e)).collect::<Result<Vec<_>>>())
            };
            let threads: Vec<_> = parts.into_iter().map(work).collect();
            let mut prepared = Vec::new();
            for thread in threads {
                prepared.extend(thread.join().map_err(|_| gone())??);
            }
            Ok(prepared)
        })
    }

    fn send(&self, request: Request) -> Result<()> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).send(request).map_err(|_| gone())
    }

    fn ask<T>(&self, request: impl FnOnce(Sender<Result<T>>) -> Request) -> Result<T> {
        let (reply, answer) = channel();
        self.send(request(reply))?;
        answer.recv().map_err(|_| gone())?
    }

    fn reader(&self) -> MutexGuard<'_, Reader> {
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&mut self) {
        if !self.threads.is_empty() {
            // What cannot be recorded now waits in its file for the next start.
            let _ = self.record_consultations();
        }
        let _ = self.send(Request::Close);
        let mut threads = std::mem::take(&mut self.threads).into_iter();
        if let Some(writer) = threads.next() {
            let _ = writer.join();
        }
        self.shared.change(|state| state.closing = true);
        threads.for_each(|thread| {
            let _ = thread.join();
        });
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        self.end();
    }
}

fn gone() -> LedgerError {
    LedgerError::Stopped("the thread that writes has ended".into())
}

fn stored(row: Row) -> Result<Stored> {
    let torn = |what: String| LedgerError::Torn(format!("entry {}: {what}", row.index));
    let entry = Entry::parse(&row.bytes).map_err(|e| torn(e.to_string()))?;
    let fields = row.fields.lines().map(FieldLeaf::parse).collect::<std::result::Result<Vec<_>, _>>();
    let fields = fields.map_err(|e| torn(e.to_string()))?;
    Ok(Stored { index: row.index, leaf: Hash::leaf(&row.bytes), entry, bytes: row.bytes, fields })
}

/// Ties a store to its folder: format, origin, key; gives the stream in which processing is logged.
fn bind(store: &mut dyn Store, setup: &Setup, verifier: &Verifier) -> Result<StreamId> {
    let format = store::FORMAT.to_string();
    for (name, value) in [("format", format.as_str()), ("log", verifier.to_vkey().as_str())] {
        store.set_setting(name, value)?;
        let held = store.setting(name)?.unwrap_or_default();
        if held != value {
            return Err(LedgerError::Torn(format!(
                "the database says {name} {held}, the folder of {} says {value}",
                setup.origin
            )));
        }
    }
    store.set_setting(PROCESSING, &StreamId(random()?).to_string())?;
    let held = store.setting(PROCESSING)?.unwrap_or_default();
    StreamId::parse(&held).ok_or_else(|| LedgerError::Torn("the stream of processing is malformed".into()))
}

fn folder_witnesses(setup: &Setup, faults: &Faults) -> Vec<Box<dyn Witness>> {
    let open = |folder: &PathBuf| FolderWitness::open(folder, faults.clone()).ok();
    setup.witnesses.iter().filter_map(open).map(|w| Box::new(w) as Box<dyn Witness>).collect()
}

/// Publishes what an earlier run left and hears the witnesses, before anything is added. Gives why nothing may be
/// added, where a witness that is needed does not answer.
fn first_words(publisher: &mut Publisher, shared: &Shared) -> Result<Option<LedgerError>> {
    publisher.attempt();
    let state = shared.state().clone();
    match (state.stopped, state.trouble) {
        (Some(error), _) => Err(error),
        (None, Some(error @ LedgerError::ReadOnly(_))) => Ok(Some(error)),
        _ => Ok(None),
    }
}
