//! Keys that can be destroyed: one for each record and data subject, wrapped, in a small database of their own.
//!
//! A disclosure is encrypted with XChaCha20-Poly1305 under a random key; the path of the field is bound to it. The key
//! is wrapped under the ledger's master key with the data subject's number bound to it. Nothing is derived from
//! anything: a key that is gone stays gone. Destroying a key leaves the commitment in the entry, which still verifies.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{Aead, KeyInit, Payload as Aad};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use crate::disk::Faults;
use crate::error::{LedgerError, Result};
use crate::store::{Batch, Payload};

/// Name of the key database in the folder of a ledger.
pub(crate) const DATABASE: &str = "keys.db";
/// What is said where it is not there and there are texts that need it.
pub(crate) const LOST: &str = "keys.db is missing, and without it no text of this ledger can be read: put the newest copy of it \
     back. Where there is none, the texts are lost for good; the entries can still be audited, and a new ledger under another \
     name goes on";

/// Whether a ledger's key database is not there.
pub(crate) fn missing(folder: &Path) -> bool {
    !folder.join(DATABASE).exists()
}

/// Bytes of a nonce of XChaCha20-Poly1305.
const NONCE_BYTES: usize = 24;

/// A person whom records are about, by a random number that stands for nothing outside the ledger. Who it is stands
/// in a disclosure, encrypted like the rest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Subject(pub [u8; 16]);

impl Subject {
    /// A new random number.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn random() -> Result<Subject> {
        random().map(Subject)
    }
}

/// Random bytes that a thread fetches from the system at once.
const POOL_BYTES: usize = 4_096;

/// Random bytes of the system that a thread has fetched and not yet given out.
struct Pool {
    bytes: [u8; POOL_BYTES],
    used: usize,
}

thread_local! {
    static POOL: RefCell<Pool> = const { RefCell::new(Pool { bytes: [0; POOL_BYTES], used: POOL_BYTES }) };
}

/// Random bytes from the system, each given out once and forgotten here.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    POOL.with_borrow_mut(|pool| {
        if POOL_BYTES - pool.used < N {
            getrandom::fill(&mut pool.bytes)
                .map_err(|e| LedgerError::Key(format!("the system gives no random bytes: {e}")))?;
            pool.used = 0;
        }
        let mut bytes = [0; N];
        let from = &mut pool.bytes[pool.used..pool.used + N];
        bytes.copy_from_slice(from);
        from.fill(0);
        pool.used += N;
        Ok(bytes)
    })
}

/// Encrypts, the nonce before the ciphertext.
pub(crate) fn encrypt(key: &[u8; 32], bound: &[u8], plain: &[u8]) -> Result<Vec<u8>> {
    let nonce: [u8; NONCE_BYTES] = random()?;
    let cipher = XChaCha20Poly1305::new(Key::from_slice(key));
    let sealed = cipher
        .encrypt(XNonce::from_slice(&nonce), Aad { msg: plain, aad: bound })
        .map_err(|_| LedgerError::Key("a text could not be encrypted".into()))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Decrypts what [`encrypt`] made.
pub(crate) fn decrypt(key: &[u8; 32], bound: &[u8], sealed: &[u8]) -> Result<Vec<u8>> {
    let wrong = || {
        LedgerError::Key("a text does not open under its key: it was changed, or the key is another".into())
    };
    let (nonce, sealed) = sealed.split_at_checked(NONCE_BYTES).ok_or_else(wrong)?;
    let cipher = XChaCha20Poly1305::new(Key::from_slice(key));
    cipher.decrypt(XNonce::from_slice(nonce), Aad { msg: sealed, aad: bound }).map_err(|_| wrong())
}

/// A key on its way into the database: wrapped already.
#[derive(Clone, Debug)]
pub(crate) struct NewKey {
    /// Whom it is about, where the record says so.
    pub(crate) subject: Option<Subject>,
    /// Nonce and ciphertext of the key.
    pub(crate) wrapped: Vec<u8>,
}

impl NewKey {
    /// A fresh random key: plain for use now, and wrapped.
    pub(crate) fn make(master: &[u8; 32], subject: Option<Subject>) -> Result<([u8; 32], NewKey)> {
        let key: [u8; 32] = random()?;
        let wrapped = encrypt(master, &bound(subject), &key)?;
        Ok((key, NewKey { subject, wrapped }))
    }
}

fn bound(subject: Option<Subject>) -> Vec<u8> {
    subject.map_or_else(Vec::new, |s| s.0.to_vec())
}

/// The key database.
pub(crate) struct Keys {
    connection: Connection,
    file: PathBuf,
    next: u64,
}

/// Keys that one statement adds: the database counts its numbers once a statement.
const TOGETHER: usize = 64;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS key(
  key_id INTEGER PRIMARY KEY AUTOINCREMENT, subject BLOB, wrapped BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS key_by_subject ON key(subject) WHERE subject IS NOT NULL;
CREATE TABLE IF NOT EXISTS belongs(log TEXT NOT NULL);
";

fn failed(error: rusqlite::Error) -> LedgerError {
    match crate::store::failed(error) {
        LedgerError::Database(why) => LedgerError::Database(format!("key database: {why}")),
        other => other,
    }
}

impl Keys {
    /// No keys at all: what an audit goes by where the key database is missing, so that it makes none.
    pub(crate) fn none() -> Result<Keys> {
        Keys::open(Path::new(":memory:"))
    }

    pub(crate) fn open(path: &Path) -> Result<Keys> {
        let connection = crate::store::connect(path)?;
        connection.execute_batch(SCHEMA).map_err(failed)?;
        // AUTOINCREMENT's own count, so that the number of a key that was destroyed is never given again.
        let next: Option<u64> = connection
            .query_row("SELECT seq FROM sqlite_sequence WHERE name = 'key'", [], |row| row.get(0))
            .optional()
            .map_err(failed)?;
        Ok(Keys { connection, file: path.to_path_buf(), next: next.unwrap_or(0) + 1 })
    }

    /// Ties the database to its log, the first time; later, refuses the keys of another log.
    pub(crate) fn belongs_to(&self, log: &str) -> Result<()> {
        let held: Option<String> = self
            .connection
            .query_row("SELECT log FROM belongs", [], |row| row.get(0))
            .optional()
            .map_err(failed)?;
        match held {
            None => {
                self.connection.execute("INSERT INTO belongs VALUES(?)", [log]).map(|_| ()).map_err(failed)
            }
            Some(held) if held == log => Ok(()),
            Some(held) => Err(LedgerError::Torn(format!(
                "keys.db holds the keys of another log, {held}: put back the key database of this ledger"
            ))),
        }
    }

    /// Never gives a number up to `last` to a new key: a key database that was restored may have forgotten some.
    pub(crate) fn not_before(&mut self, last: u64) {
        self.next = self.next.max(last + 1);
    }

    /// The number that the next key gets.
    pub(crate) fn next(&self) -> u64 {
        self.next
    }

    /// Adds keys, numbered on from [`Keys::next`], durable when this returns.
    pub(crate) fn add(&mut self, keys: &[NewKey], faults: &Faults) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        let step = |name: &str| faults.step(name).map_err(|e| LedgerError::Database(e.to_string()));
        let transaction = self.connection.transaction().map_err(failed)?;
        step("keys.write")?;
        let mut number = self.next;
        for part in keys.chunks(TOGETHER) {
            let places = vec!["(?, ?, ?)"; part.len()].join(", ");
            let mut values = Vec::with_capacity(part.len() * 3);
            for key in part {
                values.push(Value::Integer(i64::try_from(number).unwrap_or(i64::MAX)));
                values.push(key.subject.map_or(Value::Null, |s| Value::Blob(s.0.to_vec())));
                values.push(Value::Blob(key.wrapped.clone()));
                number += 1;
            }
            transaction
                .prepare_cached(&format!("INSERT INTO key VALUES {places}"))
                .and_then(|mut insert| insert.execute(params_from_iter(values)))
                .map_err(failed)?;
        }
        step("keys.commit")?;
        transaction.commit().map_err(failed)?;
        self.next = number;
        step("keys.committed")
    }

    /// A key, unwrapped; none where it was destroyed.
    pub(crate) fn get(&self, master: &[u8; 32], id: u64) -> Result<Option<([u8; 32], Option<Subject>)>> {
        let row: Option<(Option<[u8; 16]>, Vec<u8>)> = self
            .connection
            .prepare_cached("SELECT subject, wrapped FROM key WHERE key_id = ?")
            .and_then(|mut s| s.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).optional())
            .map_err(failed)?;
        let Some((subject, wrapped)) = row else { return Ok(None) };
        let subject = subject.map(Subject);
        let key: [u8; 32] = decrypt(master, &bound(subject), &wrapped)?
            .try_into()
            .map_err(|_| LedgerError::Key(format!("key {id} does not have 32 bytes")))?;
        Ok(Some((key, subject)))
    }

    /// The keys of a data subject.
    pub(crate) fn of(&self, subject: Subject) -> Result<Vec<u64>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT key_id FROM key WHERE subject = ? ORDER BY key_id")
            .map_err(failed)?;
        let ids = statement.query_map([subject.0], |row| row.get(0)).map_err(failed)?;
        ids.collect::<rusqlite::Result<Vec<u64>>>().map_err(failed)
    }

    /// Destroys keys: deleted, overwritten, and cut out of the write-ahead log.
    pub(crate) fn destroy(&mut self, ids: &[u64]) -> Result<()> {
        let transaction = self.connection.transaction().map_err(failed)?;
        let mut gone: Vec<Vec<u8>> = Vec::new();
        for id in ids {
            let wrapped = transaction
                .query_row("SELECT wrapped FROM key WHERE key_id = ?", [id], |row| row.get(0))
                .optional()
                .map_err(failed)?;
            gone.extend(wrapped);
            transaction.execute("DELETE FROM key WHERE key_id = ?", [id]).map_err(failed)?;
        }
        transaction.commit().map_err(failed)?;
        crate::store::scrub(&self.connection, &self.file, Some(&gone))
    }

    /// Makes unreadable what an erasure that was cut off has deleted.
    pub(crate) fn scrub(&self) -> Result<()> {
        crate::store::scrub(&self.connection, &self.file, None)
    }
}

/// An encrypted disclosure that has yet to get the number of its entry and of its key.
#[derive(Clone, Debug)]
pub(crate) struct Cipher {
    /// Path of the field.
    pub(crate) path: String,
    /// Nonce and ciphertext.
    pub(crate) ciphertext: Vec<u8>,
    /// Position of its key among those of the entry.
    pub(crate) key: usize,
}

/// Puts an entry's disclosures into a batch.
pub(crate) fn place(batch: &mut Batch, index: u64, mut ciphers: Vec<Cipher>, first_key: u64) {
    // In the order of the database, so that each goes to the end.
    ciphers.sort_by(|a, b| a.path.cmp(&b.path));
    batch.payloads.extend(ciphers.into_iter().map(|c| Payload {
        index,
        path: c.path,
        ciphertext: c.ciphertext,
        key_id: first_key + c.key as u64,
    }));
}
