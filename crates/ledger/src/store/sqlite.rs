//! SQLite: one file, write-ahead log, full synchronisation, and what is deleted overwritten.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params};

use tlog::Hash;

use super::{Batch, FoundBy, Head, Payload, Row, Store};
use crate::disk::{Faults, at};
use crate::error::{LedgerError, Result};

/// Kilobytes of pages kept in memory.
const CACHE_KIB: u32 = 64 * 1024;
/// Pages of 4,096 bytes after which the write-ahead log is folded in: 64 MiB. A page that several transactions change is
/// written to the database once.
const WAL_PAGES: u32 = 4 * 4096;
/// Bytes by which an entry is found: its stream, and the first eight of its leaf hash.
const FOUND_BY_BYTES: usize = 16 + 8;
/// Entries of one row of the finder where it is made anew.
const FINDER_ENTRIES: usize = 8_192;
/// Milliseconds to wait for another connection.
const BUSY_MS: u32 = 10_000;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entry(
  idx INTEGER PRIMARY KEY, leaf_key INTEGER NOT NULL, stream BLOB NOT NULL, seq INTEGER NOT NULL,
  bytes BLOB NOT NULL, fields TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS head(size INTEGER PRIMARY KEY, old INTEGER NOT NULL UNIQUE, note TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS disclosure(
  idx INTEGER NOT NULL, path TEXT NOT NULL, ciphertext BLOB NOT NULL, key_id INTEGER NOT NULL,
  PRIMARY KEY(idx, path)) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS entry_next BEFORE INSERT ON entry
  WHEN NEW.idx <> (SELECT coalesce(max(idx) + 1, 0) FROM entry)
  BEGIN SELECT RAISE(ROLLBACK, 'an entry is added at the end, once'); END;
CREATE TRIGGER IF NOT EXISTS entry_update BEFORE UPDATE ON entry
  BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER IF NOT EXISTS entry_delete BEFORE DELETE ON entry
  BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;
CREATE TRIGGER IF NOT EXISTS head_next BEFORE INSERT ON head
  WHEN NEW.old <> (SELECT coalesce(max(size), 0) FROM head) OR NEW.size <= NEW.old
    OR NEW.size <> (SELECT coalesce(max(idx) + 1, 0) FROM entry)
  BEGIN SELECT RAISE(ABORT, 'the head does not continue the last one'); END;
CREATE TRIGGER IF NOT EXISTS head_update BEFORE UPDATE ON head
  BEGIN SELECT RAISE(ABORT, 'heads are never changed'); END;
CREATE TRIGGER IF NOT EXISTS head_delete BEFORE DELETE ON head
  BEGIN SELECT RAISE(ABORT, 'heads are never deleted'); END;
CREATE TRIGGER IF NOT EXISTS setting_update BEFORE UPDATE ON setting
  BEGIN SELECT RAISE(ABORT, 'settings of a ledger are never changed'); END;
";

/// By what entries are found: for each transaction, in the order of its entries, [`FOUND_BY_BYTES`] of each. Streams and leaf
/// hashes come in no order: in an index over them every transaction would change nearly every page, and an entry cost twice as
/// much. This grows at its end, and is read through to find something: 24 MB for a million entries. It holds nothing that
/// the entries do not; the checks at start hold it against them.
const FINDER: &str = "
CREATE TABLE IF NOT EXISTS finder(first INTEGER PRIMARY KEY, entries BLOB NOT NULL);
CREATE TRIGGER IF NOT EXISTS finder_update BEFORE UPDATE ON finder
  BEGIN SELECT RAISE(ABORT, 'by what an entry is found is never changed'); END;
CREATE TRIGGER IF NOT EXISTS finder_delete BEFORE DELETE ON finder
  BEGIN SELECT RAISE(ABORT, 'by what an entry is found is never deleted'); END;
";

/// What the trigger `entry_next` said before. SQLite prepares for taking back a single statement where one may be aborted, and
/// copies every page for it; where the whole transaction is rolled back it does not. A quarter of the cost of an entry.
const OLDER_ENTRY_NEXT: (&str, &str) =
    ("RAISE(ABORT, 'an entry is added", "RAISE(ROLLBACK, 'an entry is added");

/// The indexes that ledgers had before there was a finder.
const OLDER_INDEXES: &str = "
DROP INDEX IF EXISTS entry_by_stream;
DROP INDEX IF EXISTS entry_by_leaf_part;
DROP INDEX IF EXISTS entry_by_leaf;
";

/// A SQLite file.
pub(crate) struct Sqlite {
    connection: Connection,
    file: PathBuf,
}

/// What a database has of an older format; each is as strict as what took its place.
#[derive(Default)]
struct Older {
    /// [`OLDER_ENTRY_NEXT`].
    entry_next: bool,
    /// Indexes in place of the finder.
    no_finder: bool,
}

/// Refuses a database whose tables or triggers are other ones than those of [`SCHEMA`]: a trigger that was taken away, or
/// put back without its teeth, is the work of somebody who meant to change what is kept. Gives what it has
/// of an older format.
fn untouched(connection: &Connection) -> Result<Older> {
    let plain =
        |sql: &str| sql.replace("IF NOT EXISTS ", "").split_whitespace().collect::<Vec<_>>().join(" ");
    let mut statement = connection
        .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND type IN ('table', 'trigger')")
        .map_err(failed)?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).map_err(failed)?;
    let mut there = rows.collect::<rusqlite::Result<Vec<String>>>().map_err(failed)?;
    if there.is_empty() {
        return Ok(Older::default());
    }
    let mut older = Older::default();
    for sql in &mut there {
        *sql = plain(sql);
        if sql.starts_with("CREATE TRIGGER entry_next ") && sql.contains(OLDER_ENTRY_NEXT.0) {
            *sql = sql.replace(OLDER_ENTRY_NEXT.0, OLDER_ENTRY_NEXT.1);
            older.entry_next = true;
        }
    }
    let mut schema = SCHEMA.to_string();
    older.no_finder = !there.iter().any(|sql| sql.contains(" finder"));
    if !older.no_finder {
        schema.push_str(FINDER);
    }
    let parts: Vec<String> = schema.split("\nCREATE ").map(|part| plain(&format!("CREATE {part}"))).collect();
    let expected: Vec<&str> = parts
        .iter()
        .map(|part| part.trim_end_matches(';'))
        .filter(|part| part.starts_with("CREATE TABLE") || part.starts_with("CREATE TRIGGER"))
        .collect();
    let name = |sql: &str| sql.split([' ', '(']).take(3).skip(1).collect::<Vec<_>>().join(" ").to_lowercase();
    if let Some(gone) = expected.iter().find(|sql| !there.iter().any(|t| t == *sql)) {
        return Err(LedgerError::Torn(format!(
            "the {} of the database is gone or is not as the program made it: somebody took a safeguard away; do not go \
             on with this database, and ask who can write to it",
            name(gone)
        )));
    }
    if let Some(other) = there.iter().find(|sql| !expected.contains(&sql.as_str())) {
        return Err(LedgerError::Torn(format!(
            "the database holds a {} that the program did not make",
            name(other)
        )));
    }
    Ok(older)
}

/// Bytes of the pieces by which remains of a text are looked for.
const PIECE_BYTES: usize = 16;
/// Bytes of a database that are looked through at a time.
const LOOK_BYTES: usize = 1 << 20;

/// Whether any piece of these texts still stands in a file.
fn stands_in(file: &Path, texts: &[Vec<u8>]) -> Result<bool> {
    let pieces: BTreeSet<&[u8]> = texts.iter().flat_map(|t| t.chunks_exact(PIECE_BYTES)).collect();
    let mut begins = vec![false; 1 << 16];
    let begin = |piece: &[u8]| usize::from(piece[0]) << 8 | usize::from(piece[1]);
    pieces.iter().for_each(|piece| begins[begin(piece)] = true);
    let mut opened = File::open(file).map_err(at(file))?;
    let mut held: Vec<u8> = Vec::new();
    loop {
        let before = held.len();
        opened.by_ref().take(LOOK_BYTES as u64).read_to_end(&mut held).map_err(at(file))?;
        if held.windows(PIECE_BYTES).any(|w| begins[begin(w)] && pieces.contains(w)) {
            return Ok(true);
        }
        if held.len() == before {
            return Ok(false);
        }
        held.drain(..held.len().saturating_sub(PIECE_BYTES - 1));
    }
}

/// Makes what was deleted unreadable in the files of a database: the write-ahead log is cut to nothing, and where a piece
/// of it is left in the database all the same - SQLite leaves copies in the gaps of pages that it has divided - or where
/// nobody can say what to look for, the database is written anew.
pub(crate) fn scrub(connection: &Connection, file: &Path, gone: Option<&[Vec<u8>]>) -> Result<()> {
    truncate_wal(connection)?;
    let left = gone.map_or(Ok(true), |gone| stands_in(file, gone))?;
    if left {
        connection.execute_batch("VACUUM").map_err(failed)?;
        truncate_wal(connection)?;
    }
    match gone {
        Some(gone) if left && stands_in(file, gone)? => {
            Err(LedgerError::Database("what was erased still stands in the file of the database".into()))
        }
        _ => Ok(()),
    }
}

/// Opens a file with the settings that every database of the ledger has.
pub(crate) fn connect(path: &Path) -> Result<Connection> {
    let connection = Connection::open(path).map_err(failed)?;
    connection
        .execute_batch(&format!(
            "PRAGMA busy_timeout={BUSY_MS}; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; \
             PRAGMA secure_delete=ON; PRAGMA cache_size=-{CACHE_KIB}; PRAGMA wal_autocheckpoint={WAL_PAGES}; \
             PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY;"
        ))
        .map_err(failed)?;
    Ok(connection)
}

/// Folds the write-ahead log in and cuts it to nothing.
pub(crate) fn truncate_wal(connection: &Connection) -> Result<()> {
    let busy: i64 =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).map_err(failed)?;
    if busy != 0 {
        return Err(LedgerError::Database(
            "another program is reading, so the write-ahead log still holds what was removed".into(),
        ));
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
pub(crate) fn failed(error: rusqlite::Error) -> LedgerError {
    use rusqlite::ErrorCode::{CannotOpen, DatabaseBusy, DatabaseCorrupt, DiskFull, NotADatabase, ReadOnly};
    let hint = match error.sqlite_error_code() {
        Some(ReadOnly) => {
            "; the program may not write there: look at who owns the folder, and whether it is read-only"
        }
        Some(CannotOpen) => "; look whether the folder is there, and whether this user may read and write it",
        Some(DatabaseBusy) => "; another program holds the database: close it and try again",
        Some(DiskFull) => "; make room and open the ledger again: nothing that was acknowledged is lost",
        Some(DatabaseCorrupt | NotADatabase) => "; the file is damaged: restore the newest backup",
        _ => "",
    };
    LedgerError::Database(format!("{error}{hint}"))
}

impl Sqlite {
    /// Opens the file, and makes it where it is absent.
    pub(crate) fn open(path: &Path) -> Result<Sqlite> {
        let connection = connect(path)?;
        let older = untouched(&connection)?;
        if older.entry_next {
            let next = SCHEMA
                .split("\nCREATE ")
                .find(|part| part.contains("EXISTS entry_next "))
                .unwrap_or_default();
            connection
                .execute_batch(&format!("BEGIN IMMEDIATE; DROP TRIGGER entry_next; CREATE {next} COMMIT;"))
                .map_err(failed)?;
        }
        connection.execute_batch(SCHEMA).map_err(failed)?;
        let mut opened = Sqlite { connection, file: path.to_path_buf() };
        match older.no_finder {
            true => opened.make_finder()?,
            false => opened.connection.execute_batch(FINDER).map_err(failed)?,
        }
        Ok(opened)
    }

    /// Makes the finder from the entries, and takes away the indexes that did its work before.
    fn make_finder(&mut self) -> Result<()> {
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(failed)?;
        transaction.execute_batch(FINDER).map_err(failed)?;
        let mut from: u64 = 0;
        loop {
            let mut statement = transaction
                .prepare_cached("SELECT stream, leaf_key FROM entry WHERE idx >= ? ORDER BY idx LIMIT ?")
                .map_err(failed)?;
            let mut rows = statement.query(params![from, FINDER_ENTRIES as u64]).map_err(failed)?;
            let mut found_by = Vec::new();
            while let Some(row) = rows.next().map_err(failed)? {
                let (stream, key): ([u8; 16], i64) =
                    (row.get(0).map_err(failed)?, row.get(1).map_err(failed)?);
                push_found_by(&mut found_by, &stream, key);
            }
            if found_by.is_empty() {
                break;
            }
            transaction
                .execute("INSERT INTO finder VALUES(?, ?)", params![from, found_by])
                .map_err(failed)?;
            from += (found_by.len() / FOUND_BY_BYTES) as u64;
        }
        transaction.execute_batch(OLDER_INDEXES).map_err(failed)?;
        transaction.commit().map_err(failed)
    }

    /// Calls `each` with every row of the finder, in order: the number of its first entry, and by what its entries are found.
    fn finder(&self, each: &mut dyn FnMut(u64, &[u8])) -> Result<()> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT first, entries FROM finder ORDER BY first")
            .map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let first = row.get(0).map_err(failed)?;
            let entries = row.get_ref(1).map_err(failed)?;
            each(first, entries.as_blob().map_err(|e| failed(e.into()))?);
        }
        Ok(())
    }

    /// The entries that are found by something, in order.
    fn found(&self, by: impl Fn(&[u8]) -> bool) -> Result<Vec<Row>> {
        let mut numbers: Vec<u64> = Vec::new();
        self.finder(&mut |first, entries| {
            let entries = (first..).zip(entries.chunks_exact(FOUND_BY_BYTES));
            numbers.extend(entries.filter(|(_, entry)| by(entry)).map(|(number, _)| number));
        })?;
        let mut statement = self
            .connection
            .prepare_cached("SELECT idx, stream, seq, bytes, fields FROM entry WHERE idx = ?")
            .map_err(failed)?;
        let mut one = |number: u64| statement.query_row([number], row).map_err(failed);
        numbers.into_iter().map(&mut one).collect()
    }
}

/// Adds by what an entry is found.
fn push_found_by(to: &mut Vec<u8>, stream: &[u8; 16], leaf_key: i64) {
    to.extend_from_slice(stream);
    to.extend_from_slice(&leaf_key.to_be_bytes());
}

fn row(row: &SqlRow<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        index: row.get(0)?,
        stream: row.get(1)?,
        seq: row.get(2)?,
        bytes: row.get(3)?,
        fields: row.get(4)?,
    })
}

impl Store for Sqlite {
    fn head(&mut self) -> Result<Option<(u64, String)>> {
        self.connection
            .prepare_cached("SELECT size, note FROM head ORDER BY size DESC LIMIT 1")
            .and_then(|mut s| s.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional())
            .map_err(failed)
    }

    fn heads(&mut self, after: u64, most: usize) -> Result<Vec<Head>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT size, old, note FROM head WHERE size > ? ORDER BY size LIMIT ?")
            .map_err(failed)?;
        let rows = statement
            .query_map([after, most as u64], |row| {
                Ok(Head { size: row.get(0)?, old: row.get(1)?, note: row.get(2)? })
            })
            .map_err(failed)?;
        rows.collect::<rusqlite::Result<Vec<Head>>>().map_err(failed)
    }

    fn commit(&mut self, batch: &Batch, faults: &Faults) -> Result<()> {
        let step = |name: &str| faults.step(name).map_err(|e| LedgerError::Database(e.to_string()));
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(failed)?;
        step("entries.write")?;
        {
            let mut entry = transaction
                .prepare_cached("INSERT OR ROLLBACK INTO entry VALUES(?, ?, ?, ?, ?, ?)")
                .map_err(failed)?;
            for (row, key) in batch.rows.iter().zip(&batch.leaf_keys) {
                entry
                    .execute(params![row.index, key, row.stream, row.seq, row.bytes, row.fields])
                    .map_err(failed)?;
            }
            let mut found_by = Vec::with_capacity(batch.rows.len() * FOUND_BY_BYTES);
            for (row, &key) in batch.rows.iter().zip(&batch.leaf_keys) {
                push_found_by(&mut found_by, &row.stream, key);
            }
            transaction
                .prepare_cached("INSERT INTO finder VALUES(?, ?)")
                .and_then(|mut s| s.execute(params![batch.old, found_by]))
                .map_err(failed)?;
            step("disclosures.write")?;
            let mut disclosure =
                transaction.prepare_cached("INSERT INTO disclosure VALUES(?, ?, ?, ?)").map_err(failed)?;
            for p in &batch.payloads {
                disclosure.execute(params![p.index, p.path, p.ciphertext, p.key_id]).map_err(failed)?;
            }
        }
        step("head.write")?;
        transaction
            .prepare_cached("INSERT INTO head VALUES(?, ?, ?)")
            .and_then(|mut s| s.execute(params![batch.size(), batch.old, batch.head]))
            .map_err(failed)?;
        step("database.commit")?;
        transaction.commit().map_err(failed)?;
        step("database.committed")
    }

    fn scan(&mut self, from: u64, to: u64, each: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT idx, stream, seq, bytes, fields FROM entry WHERE idx >= ? AND idx < ? ORDER BY idx",
            )
            .map_err(failed)?;
        let mut rows = statement.query([from, to]).map_err(failed)?;
        while let Some(next) = rows.next().map_err(failed)? {
            each(row(next).map_err(failed)?)?;
        }
        Ok(())
    }

    fn stream(&mut self, stream: &[u8; 16]) -> Result<Vec<Row>> {
        self.found(|entry| entry[..16] == *stream)
    }

    fn by_leaf_key(&mut self, key: i64) -> Result<Vec<Row>> {
        let key = key.to_be_bytes();
        self.found(|entry| entry[16..] == key)
    }

    fn found_by(&mut self) -> Result<Option<Hash>> {
        let mut digest = FoundBy::default();
        self.finder(&mut |_, entries| digest.take(entries))?;
        Ok(Some(digest.end()))
    }

    fn payloads(&mut self, from: u64, to: u64) -> Result<Vec<Payload>> {
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT idx, path, ciphertext, key_id FROM disclosure WHERE idx >= ? AND idx < ? ORDER BY idx, path",
            )
            .map_err(failed)?;
        let rows = statement
            .query_map([from, to], |row| {
                Ok(Payload {
                    index: row.get(0)?,
                    path: row.get(1)?,
                    ciphertext: row.get(2)?,
                    key_id: row.get(3)?,
                })
            })
            .map_err(failed)?;
        rows.collect::<rusqlite::Result<Vec<Payload>>>().map_err(failed)
    }

    fn replace_payloads(&mut self, index: u64, gone: &[String], instead: &[Payload]) -> Result<()> {
        let transaction = self.connection.transaction().map_err(failed)?;
        for path in gone {
            transaction
                .execute("DELETE FROM disclosure WHERE idx = ? AND path = ?", params![index, path])
                .map_err(failed)?;
        }
        for p in instead {
            transaction
                .execute(
                    "INSERT INTO disclosure VALUES(?, ?, ?, ?)",
                    params![p.index, p.path, p.ciphertext, p.key_id],
                )
                .map_err(failed)?;
        }
        transaction.commit().map_err(failed)
    }

    fn scrub(&mut self, gone: Option<&[Vec<u8>]>) -> Result<()> {
        scrub(&self.connection, &self.file, gone)
    }

    fn last_key(&mut self) -> Result<u64> {
        self.connection
            .query_row(
                "SELECT coalesce(max(key_id), 0) FROM (SELECT key_id FROM disclosure ORDER BY idx DESC LIMIT ?)",
                [super::LAST_DISCLOSURES],
                |row| row.get(0),
            )
            .map_err(failed)
    }

    fn setting(&mut self, name: &str) -> Result<Option<String>> {
        self.connection
            .query_row("SELECT value FROM setting WHERE name = ?", [name], |row| row.get(0))
            .optional()
            .map_err(failed)
    }

    fn set_setting(&mut self, name: &str, value: &str) -> Result<()> {
        self.connection
            .execute("INSERT OR IGNORE INTO setting VALUES(?, ?)", [name, value])
            .map(|_| ())
            .map_err(failed)
    }
}
