//! The full audit: everything that is published, hashed and rebuilt by whoever wants to; with the folder of the ledger,
//! its database and texts too.
//!
//! The audit of a published log needs the log's key and the files and nothing else: every entry is read from its bundle,
//! hashed into the tiles of every level and the root of the checkpoint, and put into its stream, which catches what no
//! single publication can show: a stream that forks. What is left out: whether a publication says what it should, which
//! `register` verifies.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use register::entry::{Class, Entry, StreamId, body_root};
use register::field::{Disclosure, FieldLeaf};
use tlog::Hash;
use tlog::checkpoint::Checkpoint;
use tlog::note::Verifier;
use tlog::policy::Policy;
use tlog::tile::{TILE_WIDTH, TileId, entries};

use crate::config;
use crate::error::{LedgerError, Result};
use crate::frontier::{Frontier, grow, roots_before};
use crate::kept;
use crate::keys::{self, Keys, decrypt};
use crate::store::{self, FINDER_DIFFERS, FoundBy, Payload, Row, Store};
use crate::tiles::{TileMaker, root};

/// Findings that are told one by one; what is beyond is counted.
pub const FINDINGS_MAX: usize = 1_000;
/// Bundles that are read together: 65,536 entries.
const BUNDLES_TOGETHER: u64 = 256;
/// Entries whose texts are checked together.
const TEXTS_TOGETHER: u64 = 10_000;

/// What an audit found.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Audit {
    /// Entries under the checkpoint.
    pub size: u64,
    /// Streams they stand in.
    pub streams: u64,
    /// Cosignatures on the checkpoint by witnesses of the policy.
    pub cosignatures: usize,
    /// Names on signature lines by keys that are not known. They prove nothing, and do no harm.
    pub unknown: Vec<String>,
    /// Entries that the database holds; none where only a published log was audited.
    pub recorded: u64,
    /// Whether there is a published checkpoint at all.
    pub published: bool,
    /// Heads that were signed and are kept, each checked; none where only a published log was audited.
    pub heads: u64,
    /// Texts that are held and match their commitment; none where only a published log was audited.
    pub texts: u64,
    /// Texts that are gone and whose entry has a recorded disposal.
    pub erased: u64,
    /// Numbers in the log of entries that bear an earlier time than the one before in their stream.
    pub backwards: Vec<u64>,
    /// What is not wrong with the log and needs a person all the same: secrets that others can read,
    /// times that run backwards.
    pub warnings: Vec<String>,
    /// What is wrong, in words, the first [`FINDINGS_MAX`].
    pub findings: Vec<String>,
    /// Findings beyond those.
    pub more: u64,
}

impl Audit {
    /// Whether nothing is wrong.
    pub fn holds(&self) -> bool {
        self.findings.is_empty()
    }

    pub(crate) fn find(&mut self, what: String) {
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(what);
        } else {
            self.more += 1;
        }
    }
}

/// An entry as far as the audit of streams needs it.
struct Parsed {
    stream: StreamId,
    seq: u64,
    streamroot: Hash,
    time_unix: i64,
    leaf: Hash,
}

/// A stream as far as it was read.
#[derive(Clone, Default)]
struct StreamEdge {
    edge: Frontier,
    time_unix: i64,
}

/// Audits a published log: a folder with `checkpoint` and `tile/`.
///
/// # Errors
/// When the checkpoint cannot be read at all. What does not hold is a finding, not an error.
pub fn audit_log(log: &Path, verifier: &Verifier, policy: Option<&Policy>) -> Result<Audit> {
    let mut audit = published(log, verifier, policy)?;
    let (reach, size) = (kept::reach(log)?, audit.size);
    if audit.published && reach > size {
        audit.warnings.push(format!(
            "the published files speak of {reach} entries, and the checkpoint of {size}: publishing is going on or was cut off, or \
             an older checkpoint was put in the place of a newer one. What is beyond the checkpoint was not checked"
        ));
    }
    Ok(audit)
}

/// Audits what is under the checkpoint of a published log.
fn published(log: &Path, verifier: &Verifier, policy: Option<&Policy>) -> Result<Audit> {
    let file = log.join("checkpoint");
    let text = fs::read_to_string(&file).map_err(crate::disk::at(&file))?;
    let mut audit = Audit::default();
    let witnesses = policy.map_or(&[][..], Policy::witnesses);
    let opened = match Checkpoint::open(&text, verifier.name(), verifier, witnesses) {
        Ok(opened) => opened,
        Err(error) => {
            audit.find(format!("the checkpoint does not stand: {error}"));
            return Ok(audit);
        }
    };
    audit.cosignatures = opened.cosignatures.len();
    audit.unknown = opened.unknown;
    let by: Vec<usize> = opened.cosignatures.iter().map(|(witness, _)| *witness).collect();
    if policy.is_some_and(|p| !p.satisfied(&by)) {
        audit.find("fewer witnesses have cosigned the checkpoint than the policy asks for".to_string());
    }
    let Checkpoint { size, root: expected, .. } = opened.checkpoint;
    (audit.size, audit.published) = (size, true);
    let mut walk = Walk::new(log, verifier.name());
    let full = size / TILE_WIDTH;
    let mut next = 0;
    while next < full {
        let end = full.min(next + BUNDLES_TOGETHER);
        walk.full_bundles(next, end, &mut audit);
        next = end;
    }
    if size % TILE_WIDTH > 0 {
        walk.last_bundle(full, (size % TILE_WIDTH) as u16, &mut audit);
    }
    let partial = walk.maker.partial(&mut |path, bytes| compare(log, &path, &bytes));
    if let Err(what) = partial {
        audit.find(what);
    }
    if (walk.edge.size(), walk.edge.root()) != (size, expected) {
        audit.find("the published entries do not lead to the root of the checkpoint".to_string());
    }
    audit.backwards.sort_unstable();
    if let Some(first) = audit.backwards.first() {
        let (some, order) = match audit.backwards.len() {
            1 => ("1 entry bears an earlier time than the entry before it in its stream".to_string(), "Its"),
            n => (
                format!("{n} entries bear an earlier time than the entry before them in their stream"),
                "Their",
            ),
        };
        audit.warnings.push(format!(
            "{some}, the first of them entry {first}: the clock of the machine was set back, or somebody dated back. {order} order \
             in the log, and the times at which witnesses signed, say between which others that was recorded"
        ));
    }
    audit.streams = walk.streams.iter().map(|part| part.len() as u64).sum();
    Ok(audit)
}

/// A bundle as read: its hash and its entries, or why it cannot be read.
type Bundle = std::result::Result<(Hash, Vec<Parsed>), String>;

struct Walk<'a> {
    log: &'a Path,
    origin: &'a str,
    maker: TileMaker,
    edge: Frontier,
    /// Streams, shared out over threads by their number.
    streams: Vec<HashMap<StreamId, StreamEdge>>,
}

impl<'a> Walk<'a> {
    fn new(log: &'a Path, origin: &'a str) -> Walk<'a> {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(8);
        let streams = vec![HashMap::new(); threads];
        Walk { log, origin, maker: TileMaker::default(), edge: Frontier::default(), streams }
    }

    /// Checks full bundles: several threads read, hash and parse; then the streams are continued.
    fn full_bundles(&mut self, from: u64, to: u64, audit: &mut Audit) {
        let share = (to - from).div_ceil(self.streams.len() as u64);
        let (log, origin) = (self.log, self.origin);
        let parts: Vec<Vec<Bundle>> = std::thread::scope(|scope| {
            let work = |start: u64| {
                let end = to.min(start + share);
                scope.spawn(move || (start..end).map(|n| read_bundle(log, origin, n)).collect())
            };
            let starts = (from..to).step_by(share.max(1) as usize);
            let threads: Vec<_> = starts.map(work).collect();
            // A thread that died leaves bundles out, and the root below does not come out.
            threads.into_iter().map(|thread| thread.join().unwrap_or_default()).collect()
        });
        let mut all = Vec::new();
        let first = from * TILE_WIDTH;
        for bundle in parts.into_iter().flatten() {
            match bundle {
                Ok((tile, parsed)) => {
                    self.edge.push_tile(tile);
                    let log = self.log;
                    if let Err(what) =
                        self.maker.push_tile(tile, &mut |path, bytes| compare(log, &path, &bytes))
                    {
                        audit.find(what);
                    }
                    all.extend(parsed);
                }
                Err(what) => audit.find(what),
            }
        }
        self.continue_streams(first, &all, audit);
    }

    /// Checks the bundle that is not full.
    fn last_bundle(&mut self, number: u64, width: u16, audit: &mut Audit) {
        let id = TileId { level: 0, number, width };
        let log = self.log;
        let mut read = || -> std::result::Result<Vec<Parsed>, String> {
            let bytes = fs::read(log.join(id.entries_path()))
                .map_err(|e| format!("{} cannot be read: {e}", id.entries_path()))?;
            let inside = entries(&bytes, width).map_err(|e| format!("{}: {e}", id.entries_path()))?;
            let mut parsed = Vec::new();
            for (i, entry) in inside.into_iter().enumerate() {
                let one = parse(self.origin, number * TILE_WIDTH + i as u64, entry, Hash::leaf(entry))?;
                self.edge.push(one.leaf);
                self.maker.push(entry, one.leaf, &mut |path, bytes| compare(log, &path, &bytes))?;
                parsed.push(one);
            }
            Ok(parsed)
        };
        let parsed = read();
        match parsed {
            Ok(parsed) => self.continue_streams(number * TILE_WIDTH, &parsed, audit),
            Err(what) => audit.find(what),
        }
    }

    fn continue_streams(&mut self, first: u64, all: &[Parsed], audit: &mut Audit) {
        let count = self.streams.len();
        let found: Vec<(Vec<u64>, Vec<u64>)> = std::thread::scope(|scope| {
            let work = |(mine, streams): (usize, &'_ mut HashMap<StreamId, StreamEdge>)| {
                let numbered = all.iter().enumerate().map(|(i, entry)| (first + i as u64, entry));
                let mine = numbered.filter(|(_, entry)| usize::from(entry.stream.0[15]) % count == mine);
                continue_some(streams, mine)
            };
            let threads: Vec<_> =
                self.streams.iter_mut().enumerate().map(|part| scope.spawn(move || work(part))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap_or_default()).collect()
        });
        let mut wrong = Vec::new();
        for (mut out_of_place, mut backwards) in found {
            wrong.append(&mut out_of_place);
            audit.backwards.append(&mut backwards);
        }
        wrong.sort_unstable();
        // After the first entry that does not continue its stream, none of the later ones does: they are counted.
        let mut told: BTreeMap<StreamId, (u64, u64)> = BTreeMap::new();
        for index in wrong {
            let stream = all[(index - first) as usize].stream;
            told.entry(stream).and_modify(|(_, more)| *more += 1).or_insert((index, 0));
        }
        let mut told: Vec<(u64, u64)> = told.into_values().collect();
        told.sort_unstable();
        for (index, more) in told {
            let with = if more > 0 {
                format!(" there, and {more} later entries of it do not fit either")
            } else {
                String::new()
            };
            audit.find(format!(
                "entry {index}: it says it is number {} of its stream and does not continue it: the stream forks or has a gap{with}",
                all[(index - first) as usize].seq
            ));
        }
    }
}

/// Continues streams with the entries that are next in the log; gives the numbers of those that do not continue theirs, and of
/// those that bear an earlier time than the one before.
fn continue_some<'a>(
    streams: &mut HashMap<StreamId, StreamEdge>,
    entries: impl Iterator<Item = (u64, &'a Parsed)>,
) -> (Vec<u64>, Vec<u64>) {
    let mut by_stream: BTreeMap<StreamId, Vec<(u64, &Parsed)>> = BTreeMap::new();
    entries.for_each(|entry| by_stream.entry(entry.1.stream).or_default().push(entry));
    let (mut wrong, mut backwards) = (Vec::new(), Vec::new());
    let mut held: Vec<StreamEdge> =
        by_stream.keys().map(|id| streams.remove(id).unwrap_or_default()).collect();
    let leaves = by_stream.values().map(|mine| mine.iter().map(|(_, entry)| entry.leaf).collect());
    let firsts: Vec<u64> = held.iter().map(|stream| stream.edge.size()).collect();
    let growths = grow(held.iter_mut().map(|stream| &mut stream.edge).zip(leaves).collect());
    for (i, (roots, mine)) in roots_before(&growths).iter().zip(by_stream.values()).enumerate() {
        for (seq, (root, (index, entry))) in (firsts[i]..).zip(roots.iter().zip(mine)) {
            if (entry.seq, entry.streamroot) != (seq, *root) {
                wrong.push(*index);
            }
            if entry.time_unix < held[i].time_unix {
                backwards.push(*index);
            }
            held[i].time_unix = entry.time_unix;
        }
    }
    streams.extend(by_stream.into_keys().zip(held));
    (wrong, backwards)
}

/// Reads a full bundle and its tile: the root over the tile, and the entries.
fn read_bundle(log: &Path, origin: &str, number: u64) -> std::result::Result<(Hash, Vec<Parsed>), String> {
    let id = TileId { level: 0, number, width: TILE_WIDTH as u16 };
    let path = id.entries_path();
    let bytes = fs::read(log.join(&path)).map_err(|e| format!("{path} cannot be read: {e}"))?;
    let inside = entries(&bytes, id.width).map_err(|e| format!("{path}: {e}"))?;
    let hashes = Hash::leaves(&inside);
    let mut parsed = Vec::with_capacity(inside.len());
    for (i, (entry, &leaf)) in inside.iter().zip(&hashes).enumerate() {
        parsed.push(parse(origin, number * TILE_WIDTH + i as u64, entry, leaf)?);
    }
    compare(log, &id.path(), &hashes.iter().flat_map(|h| h.0).collect::<Vec<u8>>())?;
    Ok((root(&hashes), parsed))
}

fn parse(origin: &str, index: u64, bytes: &[u8], leaf: Hash) -> std::result::Result<Parsed, String> {
    let entry = Entry::parse(bytes).map_err(|e| format!("entry {index}: {e}"))?;
    if entry.origin != origin {
        return Err(format!("entry {index}: it is of another log, {}", entry.origin));
    }
    let Entry { stream, seq, streamroot, time_unix, .. } = entry;
    Ok(Parsed { stream, seq, streamroot, time_unix, leaf })
}

fn compare(log: &Path, path: &str, bytes: &[u8]) -> std::result::Result<(), String> {
    match fs::read(log.join(path)) {
        Ok(there) if there == bytes => Ok(()),
        Ok(_) => Err(format!("{path} does not hold the hashes of the published entries")),
        Err(error) => Err(format!("{path} cannot be read: {error}")),
    }
}

/// Audits the ledger in a folder: what it published, its database, and every text it holds.
///
/// Without a policy, the witnesses whose folders the ledger names are those that are known.
///
/// # Errors
/// When the folder or a database cannot be read at all.
pub fn audit(folder: &Path, policy: Option<&Policy>) -> Result<Audit> {
    let setup = config::as_written(folder)?;
    let secrets = config::secrets(folder, &setup.origin)?;
    let verifier = secrets.signer.verifier();
    let log = folder.join("log");
    let own = own_witnesses(&setup, &verifier);
    let mut audit = match published(&log, &verifier, policy.or(own.as_ref())) {
        Ok(audit) => audit,
        Err(LedgerError::File(_)) if !log.join("checkpoint").exists() => Audit::default(),
        Err(error) => return Err(error),
    };
    audit.warnings.extend(config::open_to_others(folder));
    if let Some(why) = config::named_twice(&setup).or_else(|| config::asks_for_nobody(&setup)) {
        audit.find(format!("ledger.toml: {why}"));
    }
    let mut store = match store::open(&setup.store, folder) {
        Ok(store) => store,
        Err(error @ LedgerError::Torn(_)) => {
            audit.find(error.to_string());
            return Ok(audit);
        }
        Err(error) => return Err(error),
    };
    match crate::remembered::found(store.as_mut(), &setup) {
        Ok(found) => found.into_iter().for_each(|why| audit.find(why)),
        Err(error) => audit.find(error.to_string()),
    }
    if let Err(error) = crate::start::check(store.as_mut(), &setup.origin, &verifier, folder) {
        audit.find(error.to_string());
    }
    let size = store.head()?.map_or(0, |(size, _)| size);
    for place in &setup.witnesses {
        use crate::witness::Witness;
        let Ok(witness) = crate::FolderWitness::open(place, crate::Faults::default()) else { continue };
        if let Some(seen) = witness.seen(&verifier).filter(|seen| *seen > size) {
            let seen_by = format!("the witness {}", witness.verifier().name());
            audit.find(LedgerError::OldBackup { seen_by, seen, held: size }.to_string());
        }
    }
    if !audit.published && size > 0 {
        audit.find(format!(
            "no checkpoint is published, and the database holds {size} {}: whether entries were cut off or exchanged before \
             cannot be told. Where the checkpoint was taken away, put it back; opening the ledger publishes a new one",
            if size == 1 { "entry" } else { "entries" }
        ));
    }
    // What the database holds beyond the checkpoint is recorded all the same.
    audit.recorded = size;
    kept::beyond(store.as_mut(), &log, audit.size, &mut audit)?;
    kept::heads(store.as_mut(), &setup.origin, &verifier, &mut audit)?;
    let keys = if keys::missing(folder) {
        if store.last_key()? > 0 {
            audit.find(LedgerError::Key(keys::LOST.into()).to_string());
        }
        Keys::none()?
    } else {
        Keys::open(&folder.join(keys::DATABASE))?
    };
    if let Err(error) = keys.belongs_to(&verifier.to_vkey()) {
        audit.find(error.to_string());
    }
    texts(store.as_mut(), &keys, &secrets.master, &mut audit)?;
    Ok(audit)
}

/// The policy that a ledger's own setup amounts to, as far as the folders of its witnesses can be read.
fn own_witnesses(setup: &config::Setup, log: &Verifier) -> Option<Policy> {
    use crate::witness::Witness;
    let mut text = format!("log {}\n", log.to_vkey());
    for (i, folder) in setup.witnesses.iter().enumerate() {
        let witness = crate::FolderWitness::open(folder, crate::Faults::default()).ok()?;
        text.push_str(&format!("witness w{i} {}\n", witness.verifier().to_vkey()));
    }
    Policy::parse(&(text + "quorum none\n")).ok()
}

/// Every field and every text that is held.
fn texts(store: &mut dyn Store, keys: &Keys, master: &[u8; 32], audit: &mut Audit) -> Result<()> {
    let size = store.head()?.map_or(0, |(size, _)| size);
    let mut disposed = std::collections::BTreeSet::new();
    let mut found_by = FoundBy::default();
    store.scan(0, size, &mut |row| {
        found_by.entry(&row.stream, &Hash::leaf(&row.bytes));
        if let Ok(Entry { class: Class::Disposal, acts: Some(leaf), .. }) = Entry::parse(&row.bytes) {
            disposed.insert(leaf);
        }
        Ok(())
    })?;
    let found_by = found_by.end();
    if store.found_by()?.is_some_and(|kept| kept != found_by) {
        audit.find(FINDER_DIFFERS.to_string());
    }
    let mut from = 0;
    while from < size {
        let to = size.min(from + TEXTS_TOGETHER);
        let payloads = store.payloads(from, to)?;
        let mut rest = payloads.as_slice();
        store.scan(from, to, &mut |row| {
            let mine = rest.iter().take_while(|p| p.index <= row.index).count();
            let (held, after) = rest.split_at(mine);
            rest = after;
            row_texts(&row, held, keys, master, &disposed, audit)
        })?;
        from = to;
    }
    Ok(())
}

fn row_texts(
    row: &Row,
    held: &[Payload],
    keys: &Keys,
    master: &[u8; 32],
    disposed: &std::collections::BTreeSet<Hash>,
    audit: &mut Audit,
) -> Result<()> {
    let Ok(entry) = Entry::parse(&row.bytes) else {
        audit.find(format!("entry {}: the database holds something else", row.index));
        return Ok(());
    };
    let leaves: std::result::Result<Vec<FieldLeaf>, _> = row.fields.lines().map(FieldLeaf::parse).collect();
    let Ok(leaves) = leaves else {
        audit.find(format!("entry {}: its fields cannot be read", row.index));
        return Ok(());
    };
    if leaves.len() as u64 != entry.fields || body_root(&leaves) != entry.body {
        audit.find(format!("entry {}: its fields are not those it commits to", row.index));
    }
    let is_disposed = || disposed.contains(&Hash::leaf(&row.bytes));
    // The rows of an index are public: they stand openly in the fields, and nothing is held of them.
    let open = |field: &&FieldLeaf| entry.class == Class::Index && field.is_index_row();
    for field in leaves.iter().filter(|field| !open(field)) {
        let Some(payload) = held.iter().find(|p| p.path == field.path) else {
            if is_disposed() {
                audit.erased += 1;
            } else {
                audit.find(format!(
                    "entry {}: the text of {} is lost, and nobody erased it",
                    row.index, field.path
                ));
            }
            continue;
        };
        let key = keys.get(master, payload.key_id).transpose();
        let plain = key.map(|key| {
            decrypt(&key?.0, payload.path.as_bytes(), &payload.ciphertext).and_then(|text| {
                String::from_utf8(text).map_err(|_| LedgerError::Key("it is no text".into()))
            })
        });
        match plain {
            Some(Ok(text)) if opens(field, &text) => audit.texts += 1,
            Some(Ok(_)) => audit.find(format!(
                "entry {}: the text held for {} is not the one committed to",
                row.index, field.path
            )),
            Some(Err(why)) => audit.find(format!("entry {}, {}: {why}", row.index, field.path)),
            None => audit.find(format!("entry {}: the key of {} is gone", row.index, field.path)),
        }
    }
    Ok(())
}

/// Whether a text is what a field commits to.
fn opens(field: &FieldLeaf, text: &str) -> bool {
    Disclosure { path: field.path.clone(), text: text.to_string() }.leaf() == *field
}
