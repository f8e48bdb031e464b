//! Keys that can be destroyed: one for each record and data subject, wrapped, in a small database of their own.
//!
//! A disclosure is encrypted with XChaCha20-Poly1305 under a random key; the path of the field is bound to it. The key
//! is wrapped under the ledger's master key with the data subject's number bound to it. Nothing is derived from
//! anything: a key that is gone stays gone. Destroying a key leaves the commitment in the entry, which still verifies.

use std::path::Path;

use chacha20poly1305::aead::{Aead, KeyInit, Payload as Aad};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use rusqlite::{Connection, OptionalExtension, params};

use crate::disk::Faults;
use crate::error::{LedgerError, Result};
use crate::store::{Batch, Payload};

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

/// Random bytes from the system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|e| LedgerError::Key(format!("the system gives no random bytes: {e}")))?;
    Ok(bytes)
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
    next: u64,
}

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS key(
  key_id INTEGER PRIMARY KEY AUTOINCREMENT, subject BLOB, wrapped BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS key_by_subject ON key(subject) WHERE subject IS NOT NULL;
";

fn failed(error: rusqlite::Error) -> LedgerError {
    match crate::store::failed(error) {
        LedgerError::Database(why) => LedgerError::Database(format!("key database: {why}")),
        other => other,
    }
}

impl Keys {
    pub(crate) fn open(path: &Path) -> Result<Keys> {
        let connection = crate::store::connect(path)?;
        connection.execute_batch(SCHEMA).map_err(failed)?;
        // AUTOINCREMENT's own count, so that the number of a key that was destroyed is never given again.
        let next: Option<u64> = connection
            .query_row("SELECT seq FROM sqlite_sequence WHERE name = 'key'", [], |row| row.get(0))
            .optional()
            .map_err(failed)?;
        Ok(Keys { connection, next: next.unwrap_or(0) + 1 })
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
        {
            let mut insert = transaction.prepare_cached("INSERT INTO key VALUES(?, ?, ?)").map_err(failed)?;
            for (i, key) in keys.iter().enumerate() {
                insert
                    .execute(params![self.next + i as u64, key.subject.map(|s| s.0), key.wrapped])
                    .map_err(failed)?;
            }
        }
        step("keys.commit")?;
        transaction.commit().map_err(failed)?;
        self.next += keys.len() as u64;
        Ok(())
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
        for id in ids {
            transaction.execute("DELETE FROM key WHERE key_id = ?", [id]).map_err(failed)?;
        }
        transaction.commit().map_err(failed)?;
        crate::store::truncate_wal(&self.connection)
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
pub(crate) fn place(batch: &mut Batch, index: u64, ciphers: Vec<Cipher>, first_key: u64) {
    batch.payloads.extend(ciphers.into_iter().map(|c| Payload {
        index,
        path: c.path,
        ciphertext: c.ciphertext,
        key_id: first_key + c.key as u64,
    }));
}
