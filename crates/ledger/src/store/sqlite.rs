//! SQLite: one file, write-ahead log, full synchronisation, and what is deleted overwritten.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params};

use super::{Batch, Payload, Row, Store};
use crate::disk::Faults;
use crate::error::{LedgerError, Result};

/// Kilobytes of pages kept in memory.
const CACHE_KIB: u32 = 64 * 1024;
/// Pages of 4,096 bytes after which the write-ahead log is folded in: 16 MiB.
const WAL_PAGES: u32 = 4096;
/// Milliseconds to wait for another connection.
const BUSY_MS: u32 = 10_000;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entry(
  idx INTEGER PRIMARY KEY, leaf_key INTEGER NOT NULL, stream BLOB NOT NULL, seq INTEGER NOT NULL,
  bytes BLOB NOT NULL, fields TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS entry_by_leaf ON entry(leaf_key);
CREATE UNIQUE INDEX IF NOT EXISTS entry_by_stream ON entry(stream, seq);
CREATE TABLE IF NOT EXISTS head(size INTEGER PRIMARY KEY, old INTEGER NOT NULL UNIQUE, note TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS disclosure(
  idx INTEGER NOT NULL, path TEXT NOT NULL, ciphertext BLOB NOT NULL, key_id INTEGER NOT NULL,
  PRIMARY KEY(idx, path)) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS entry_next BEFORE INSERT ON entry
  WHEN NEW.idx <> (SELECT coalesce(max(idx) + 1, 0) FROM entry)
  BEGIN SELECT RAISE(ABORT, 'an entry is added at the end, once'); END;
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

/// A SQLite file.
pub(crate) struct Sqlite {
    connection: Connection,
}

/// Opens a file with the settings that every database of the ledger has.
pub(crate) fn connect(path: &Path) -> Result<Connection> {
    let connection = Connection::open(path).map_err(failed)?;
    connection
        .execute_batch(&format!(
            "PRAGMA busy_timeout={BUSY_MS}; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; \
             PRAGMA secure_delete=ON; PRAGMA cache_size=-{CACHE_KIB}; PRAGMA wal_autocheckpoint={WAL_PAGES}; \
             PRAGMA trusted_schema=OFF;"
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
    LedgerError::Database(error.to_string())
}

impl Sqlite {
    /// Opens the file, and makes it where it is absent.
    pub(crate) fn open(path: &Path) -> Result<Sqlite> {
        let connection = connect(path)?;
        connection.execute_batch(SCHEMA).map_err(failed)?;
        Ok(Sqlite { connection })
    }

    fn rows(&self, sql: &str, parameters: impl rusqlite::Params) -> Result<Vec<Row>> {
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let rows = statement.query_map(parameters, row).map_err(failed)?;
        rows.collect::<rusqlite::Result<Vec<Row>>>().map_err(failed)
    }
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

    fn commit(&mut self, batch: &Batch, faults: &Faults) -> Result<()> {
        let step = |name: &str| faults.step(name).map_err(|e| LedgerError::Database(e.to_string()));
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(failed)?;
        step("entries.write")?;
        {
            let mut entry =
                transaction.prepare_cached("INSERT INTO entry VALUES(?, ?, ?, ?, ?, ?)").map_err(failed)?;
            for (row, key) in batch.rows.iter().zip(&batch.leaf_keys) {
                entry
                    .execute(params![row.index, key, row.stream, row.seq, row.bytes, row.fields])
                    .map_err(failed)?;
            }
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
        self.rows("SELECT idx, stream, seq, bytes, fields FROM entry WHERE stream = ? ORDER BY seq", [stream])
    }

    fn by_leaf_key(&mut self, key: i64) -> Result<Vec<Row>> {
        self.rows("SELECT idx, stream, seq, bytes, fields FROM entry WHERE leaf_key = ? ORDER BY idx", [key])
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

    fn scrub(&mut self) -> Result<()> {
        truncate_wal(&self.connection)
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
