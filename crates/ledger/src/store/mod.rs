//! Where entries are kept: one trait, SQLite and PostgreSQL behind it. The only SQL of the project is in here.
//!
//! A store keeps entries for good and disclosures until they are erased. Triggers refuse UPDATE and DELETE on entries
//! and heads, refuse an entry that is not the next one, and refuse a head that does not continue the last one: that is
//! the compare-and-swap. What a store leaves out: what the bytes mean, keys, files of the published log.

mod postgres;
mod sqlite;

use std::path::Path;

use sha2::{Digest, Sha256};
use tlog::Hash;

use crate::disk::Faults;
use crate::error::Result;

pub(crate) use postgres::Postgres;
pub(crate) use sqlite::{Sqlite, connect, failed, scrub};

/// Disclosures among which the last key is looked for: more than one entry has.
pub(crate) const LAST_DISCLOSURES: i64 = 100_000;

/// The number of the format of stored data. Older numbers are read for ever.
pub(crate) const FORMAT: u32 = 1;

/// Name of the file in the folder of a ledger that SQLite keeps its entries in.
pub(crate) const DATABASE: &str = "candour.db";

/// One entry as kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Row {
    /// Its number in the log, from 0.
    pub(crate) index: u64,
    /// Stream.
    pub(crate) stream: [u8; 16],
    /// Number in the stream.
    pub(crate) seq: u64,
    /// The entry.
    pub(crate) bytes: Vec<u8>,
    /// Its field leaves, one a line.
    pub(crate) fields: String,
}

/// One encrypted disclosure as kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Payload {
    /// Number of the entry in the log.
    pub(crate) index: u64,
    /// Path of the field.
    pub(crate) path: String,
    /// Nonce and ciphertext.
    pub(crate) ciphertext: Vec<u8>,
    /// The key, in the key database.
    pub(crate) key_id: u64,
}

/// A signed head as kept: one for each transaction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Head {
    /// Size after.
    pub(crate) size: u64,
    /// Size before.
    pub(crate) old: u64,
    /// The signed note.
    pub(crate) note: String,
}

/// What is said where the entries are not found by what they are.
pub(crate) const FINDER_DIFFERS: &str = "that by which the database finds its entries (the table finder) is not what the entries \
     say: somebody changed it, or the file is damaged";

/// The digest over stream and leaf hash of every entry, in order: what a store has to find them by, whatever it keeps that in.
#[derive(Default)]
pub(crate) struct FoundBy(Sha256);

impl FoundBy {
    /// Takes the next entry.
    pub(crate) fn entry(&mut self, stream: &[u8; 16], leaf: &Hash) {
        self.0.update(stream);
        self.0.update(&leaf.0[..8]);
    }

    /// Takes the same of any number of entries, as it is kept.
    pub(crate) fn take(&mut self, kept: &[u8]) {
        self.0.update(kept);
    }

    /// The digest.
    pub(crate) fn end(self) -> Hash {
        Hash(self.0.finalize().into())
    }
}

/// What one transaction adds.
#[derive(Clone, Default, Debug)]
pub(crate) struct Batch {
    /// Size before.
    pub(crate) old: u64,
    /// Entries, numbered on from `old`.
    pub(crate) rows: Vec<Row>,
    /// First eight bytes of each entry's leaf hash, by which it is found again.
    pub(crate) leaf_keys: Vec<i64>,
    /// Disclosures.
    pub(crate) payloads: Vec<Payload>,
    /// The signed head over all entries.
    pub(crate) head: String,
}

impl Batch {
    /// Size after.
    pub(crate) fn size(&self) -> u64 {
        self.old + self.rows.len() as u64
    }
}

/// A place where entries are kept.
pub(crate) trait Store: Send {
    /// The size and the signed head of the last transaction; none in a new store.
    fn head(&mut self) -> Result<Option<(u64, String)>>;

    /// At most so many of the heads over more than `after` entries, in order.
    fn heads(&mut self, after: u64, most: usize) -> Result<Vec<Head>>;

    /// Adds a batch, all or nothing, durable when this returns. Fails where the size is no longer `old`.
    fn commit(&mut self, batch: &Batch, faults: &Faults) -> Result<()>;

    /// Calls `each` with the entries from `from` to `to` (excluded), in order; the first error ends it.
    fn scan(&mut self, from: u64, to: u64, each: &mut dyn FnMut(Row) -> Result<()>) -> Result<()>;

    /// The entries of one stream, in order.
    fn stream(&mut self, stream: &[u8; 16]) -> Result<Vec<Row>>;

    /// The entries whose leaf hash may begin with these bytes.
    fn by_leaf_key(&mut self, key: i64) -> Result<Vec<Row>>;

    /// One digest over that by which the store finds its entries ([`FoundBy`]), in their order; none where it finds them by an index
    /// that the database keeps by itself.
    fn found_by(&mut self) -> Result<Option<Hash>>;

    /// The disclosures held of the entries from `from` to `to` (excluded), by number and path.
    fn payloads(&mut self, from: u64, to: u64) -> Result<Vec<Payload>>;

    /// Removes disclosures of an entry and puts others in their place, durable when this returns.
    fn replace_payloads(&mut self, index: u64, gone: &[String], instead: &[Payload]) -> Result<()>;

    /// Makes what was removed unreadable in the files of the database, as far as the database can. `gone` is what was
    /// removed, where that is still known.
    fn scrub(&mut self, gone: Option<&[Vec<u8>]>) -> Result<()>;

    /// The largest number of a key that the disclosures of the last entries are encrypted under; 0 for none.
    fn last_key(&mut self) -> Result<u64>;

    /// Settings kept beside the entries.
    fn setting(&mut self, name: &str) -> Result<Option<String>>;

    /// Sets a setting for good; one that is there stays as it is.
    fn set_setting(&mut self, name: &str, value: &str) -> Result<()>;
}

/// Opens the store at an address: empty or `sqlite` for the file in the ledger's folder, otherwise PostgreSQL's.
pub(crate) fn open(address: &str, folder: &Path) -> Result<Box<dyn Store>> {
    match address {
        "" | "sqlite" => Ok(Box::new(Sqlite::open(&folder.join(DATABASE))?)),
        _ => Ok(Box::new(Postgres::open(address)?)),
    }
}
