//! PostgreSQL by its address: the same tables and refusals, and a role of its own that can add and read only.
//!
//! No encryption on the way: the address is that of a socket of the same machine, or of a network that is trusted.

use postgres::{Client, NoTls, Row as SqlRow};
use tlog::Hash;

use super::{Batch, Head, Payload, Row, Store};
use crate::disk::Faults;
use crate::error::{LedgerError, Result};

/// Entries fetched at a time while scanning.
const SCAN_ROWS: i64 = 10_000;
/// Number of the advisory lock under which tables are made.
const LOCK: i64 = 0x63616e646f7572;

const SCHEMA: &str = "
CREATE SCHEMA IF NOT EXISTS candour;
CREATE TABLE IF NOT EXISTS candour.setting(name text PRIMARY KEY, value text NOT NULL);
CREATE TABLE IF NOT EXISTS candour.entry(
  idx bigint PRIMARY KEY, leaf_key bigint NOT NULL, stream bytea NOT NULL, seq bigint NOT NULL,
  bytes bytea NOT NULL, fields text NOT NULL, UNIQUE(stream, seq));
CREATE INDEX IF NOT EXISTS entry_by_leaf ON candour.entry(leaf_key);
CREATE TABLE IF NOT EXISTS candour.head(size bigint PRIMARY KEY, old bigint NOT NULL UNIQUE, note text NOT NULL);
CREATE TABLE IF NOT EXISTS candour.disclosure(
  idx bigint NOT NULL, path text NOT NULL, ciphertext bytea NOT NULL, key_id bigint NOT NULL,
  PRIMARY KEY(idx, path));
CREATE OR REPLACE FUNCTION candour.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN RAISE EXCEPTION 'entries and heads are never changed or deleted'; END $$;
CREATE OR REPLACE FUNCTION candour.head_next() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.old <> (SELECT coalesce(max(size), 0) FROM candour.head) OR NEW.size <= NEW.old
      OR NEW.size <> (SELECT coalesce(max(idx) + 1, 0) FROM candour.entry) THEN
      RAISE EXCEPTION 'the head does not continue the last one';
    END IF;
    RETURN NEW;
  END $$;
CREATE OR REPLACE TRIGGER entry_kept BEFORE UPDATE OR DELETE ON candour.entry
  FOR EACH ROW EXECUTE FUNCTION candour.refuse();
CREATE OR REPLACE TRIGGER entry_not_emptied BEFORE TRUNCATE ON candour.entry
  FOR EACH STATEMENT EXECUTE FUNCTION candour.refuse();
CREATE OR REPLACE TRIGGER head_kept BEFORE UPDATE OR DELETE ON candour.head
  FOR EACH ROW EXECUTE FUNCTION candour.refuse();
CREATE OR REPLACE TRIGGER head_not_emptied BEFORE TRUNCATE ON candour.head
  FOR EACH STATEMENT EXECUTE FUNCTION candour.refuse();
CREATE OR REPLACE TRIGGER head_next BEFORE INSERT ON candour.head
  FOR EACH ROW EXECUTE FUNCTION candour.head_next();
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'candour_ledger') THEN
    CREATE ROLE candour_ledger NOLOGIN;
  END IF;
END $$;
GRANT USAGE ON SCHEMA candour TO candour_ledger;
GRANT SELECT, INSERT ON candour.setting, candour.entry, candour.head TO candour_ledger;
GRANT SELECT, INSERT, DELETE ON candour.disclosure TO candour_ledger;
";

/// The triggers above that are there, switched on, and whose function still refuses.
const TRIGGERS: &str = "
SELECT count(*) FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
WHERE t.tgrelid IN ('candour.entry'::regclass, 'candour.head'::regclass) AND NOT t.tgisinternal AND t.tgenabled = 'O'
  AND ((p.proname = 'refuse' AND btrim(p.prosrc, E' \\n') =
        'BEGIN RAISE EXCEPTION ''entries and heads are never changed or deleted''; END')
    OR (p.proname = 'head_next' AND p.prosrc LIKE '%RAISE EXCEPTION ''the head does not continue the last one''%'))";
const TRIGGERS_COUNT: i64 = 5;

/// A PostgreSQL database.
pub(crate) struct Postgres {
    client: Client,
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
fn failed(error: postgres::Error) -> LedgerError {
    LedgerError::Database(match error.as_db_error() {
        Some(said) => said.message().to_string(),
        None => error.to_string(),
    })
}

impl Postgres {
    /// Connects, makes the tables where they are absent, and takes the role that cannot change what is there.
    pub(crate) fn open(address: &str) -> Result<Postgres> {
        let mut client = Client::connect(address, NoTls).map_err(failed)?;
        client
            .batch_execute("SET client_min_messages = warning; SET synchronous_commit = on")
            .map_err(failed)?;
        let made: bool = client
            .query_one("SELECT to_regclass('candour.disclosure') IS NOT NULL", &[])
            .and_then(|row| row.try_get(0))
            .map_err(failed)?;
        if !made {
            let mut transaction = client.transaction().map_err(failed)?;
            transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).map_err(failed)?;
            transaction.batch_execute(SCHEMA).map_err(failed)?;
            transaction.commit().map_err(failed)?;
        }
        let kept: i64 = client.query_one(TRIGGERS, &[]).and_then(|row| row.try_get(0)).map_err(failed)?;
        if kept != TRIGGERS_COUNT {
            return Err(LedgerError::Torn(
                "a trigger of the database that refuses changes is gone, is switched off or is not as the program made \
                 it: somebody took a safeguard away; do not go on with this database, and ask who can write to it"
                    .into(),
            ));
        }
        client.batch_execute("SET ROLE candour_ledger").map_err(failed)?;
        Ok(Postgres { client })
    }
}

fn row(row: &SqlRow) -> Result<Row> {
    let stream: Vec<u8> = row.try_get(1).map_err(failed)?;
    Ok(Row {
        index: number(row, 0)?,
        stream: stream
            .try_into()
            .map_err(|_| LedgerError::Torn("an entry's stream does not have 16 bytes".into()))?,
        seq: number(row, 2)?,
        bytes: row.try_get(3).map_err(failed)?,
        fields: row.try_get(4).map_err(failed)?,
    })
}

fn number(row: &SqlRow, at: usize) -> Result<u64> {
    let value: i64 = row.try_get(at).map_err(failed)?;
    u64::try_from(value).map_err(|_| LedgerError::Torn("a number in the database is negative".into()))
}

fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

impl Store for Postgres {
    fn head(&mut self) -> Result<Option<(u64, String)>> {
        let row = self
            .client
            .query_opt("SELECT size, note FROM candour.head ORDER BY size DESC LIMIT 1", &[])
            .map_err(failed)?;
        row.map(|row| Ok((number(&row, 0)?, row.try_get(1).map_err(failed)?))).transpose()
    }

    fn heads(&mut self, after: u64, most: usize) -> Result<Vec<Head>> {
        let rows = self.client.query(
            "SELECT size, old, note FROM candour.head WHERE size > $1 ORDER BY size LIMIT $2",
            &[&signed(after), &signed(most as u64)],
        );
        let head = |row: &SqlRow| {
            Ok(Head { size: number(row, 0)?, old: number(row, 1)?, note: row.try_get(2).map_err(failed)? })
        };
        rows.map_err(failed)?.iter().map(head).collect()
    }

    fn commit(&mut self, batch: &Batch, faults: &Faults) -> Result<()> {
        let step = |name: &str| faults.step(name).map_err(|e| LedgerError::Database(e.to_string()));
        let mut transaction = self.client.transaction().map_err(failed)?;
        step("entries.write")?;
        let rows = &batch.rows;
        transaction
            .execute(
                "INSERT INTO candour.entry SELECT * FROM \
                 unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bigint[], $5::bytea[], $6::text[])",
                &[
                    &rows.iter().map(|r| signed(r.index)).collect::<Vec<_>>(),
                    &batch.leaf_keys,
                    &rows.iter().map(|r| r.stream.as_slice()).collect::<Vec<_>>(),
                    &rows.iter().map(|r| signed(r.seq)).collect::<Vec<_>>(),
                    &rows.iter().map(|r| r.bytes.as_slice()).collect::<Vec<_>>(),
                    &rows.iter().map(|r| r.fields.as_str()).collect::<Vec<_>>(),
                ],
            )
            .map_err(failed)?;
        step("disclosures.write")?;
        add_payloads(&mut transaction, &batch.payloads)?;
        step("head.write")?;
        transaction
            .execute(
                "INSERT INTO candour.head VALUES($1, $2, $3)",
                &[&signed(batch.size()), &signed(batch.old), &batch.head],
            )
            .map_err(failed)?;
        step("database.commit")?;
        transaction.commit().map_err(failed)?;
        step("database.committed")
    }

    fn scan(&mut self, from: u64, to: u64, each: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
        let mut next = from;
        loop {
            let rows = self
                .client
                .query(
                    "SELECT idx, stream, seq, bytes, fields FROM candour.entry \
                     WHERE idx >= $1 AND idx < $2 ORDER BY idx LIMIT $3",
                    &[&signed(next), &signed(to), &SCAN_ROWS],
                )
                .map_err(failed)?;
            for found in &rows {
                let found = row(found)?;
                next = found.index + 1;
                each(found)?;
            }
            if rows.is_empty() {
                break;
            }
        }
        Ok(())
    }

    fn stream(&mut self, stream: &[u8; 16]) -> Result<Vec<Row>> {
        let rows = self.client.query(
            "SELECT idx, stream, seq, bytes, fields FROM candour.entry WHERE stream = $1 ORDER BY seq",
            &[&stream.as_slice()],
        );
        rows.map_err(failed)?.iter().map(row).collect()
    }

    fn by_leaf_key(&mut self, key: i64) -> Result<Vec<Row>> {
        let rows = self.client.query(
            "SELECT idx, stream, seq, bytes, fields FROM candour.entry WHERE leaf_key = $1 ORDER BY idx",
            &[&key],
        );
        rows.map_err(failed)?.iter().map(row).collect()
    }

    fn found_by(&mut self) -> Result<Option<Hash>> {
        Ok(None)
    }

    fn payloads(&mut self, from: u64, to: u64) -> Result<Vec<Payload>> {
        let rows = self.client.query(
            "SELECT idx, path, ciphertext, key_id FROM candour.disclosure \
             WHERE idx >= $1 AND idx < $2 ORDER BY idx, path COLLATE \"C\"",
            &[&signed(from), &signed(to)],
        );
        let payload = |row: &SqlRow| {
            Ok(Payload {
                index: number(row, 0)?,
                path: row.try_get(1).map_err(failed)?,
                ciphertext: row.try_get(2).map_err(failed)?,
                key_id: number(row, 3)?,
            })
        };
        rows.map_err(failed)?.iter().map(payload).collect()
    }

    fn replace_payloads(&mut self, index: u64, gone: &[String], instead: &[Payload]) -> Result<()> {
        let mut transaction = self.client.transaction().map_err(failed)?;
        transaction
            .execute(
                "DELETE FROM candour.disclosure WHERE idx = $1 AND path = ANY($2)",
                &[&signed(index), &gone],
            )
            .map_err(failed)?;
        add_payloads(&mut transaction, instead)?;
        transaction.commit().map_err(failed)
    }

    /// Rewrites the table, so that no dead row is left in its files. Segments of PostgreSQL's own write-ahead log are
    /// recycled by the server in its time; what stands in them is ciphertext whose key is gone.
    fn scrub(&mut self, _gone: Option<&[Vec<u8>]>) -> Result<()> {
        self.client
            .batch_execute("RESET ROLE")
            .and_then(|()| self.client.batch_execute("VACUUM FULL candour.disclosure"))
            .and_then(|()| self.client.batch_execute("SET ROLE candour_ledger"))
            .map_err(failed)
    }

    fn last_key(&mut self) -> Result<u64> {
        self.client
            .query_one(
                "SELECT coalesce(max(key_id), 0) FROM \
                 (SELECT key_id FROM candour.disclosure ORDER BY idx DESC LIMIT $1) AS last",
                &[&super::LAST_DISCLOSURES],
            )
            .map_err(failed)
            .and_then(|row| number(&row, 0))
    }

    fn setting(&mut self, name: &str) -> Result<Option<String>> {
        self.client
            .query_opt("SELECT value FROM candour.setting WHERE name = $1", &[&name])
            .and_then(|row| row.map(|r| r.try_get(0)).transpose())
            .map_err(failed)
    }

    fn set_setting(&mut self, name: &str, value: &str) -> Result<()> {
        self.client
            .execute("INSERT INTO candour.setting VALUES($1, $2) ON CONFLICT DO NOTHING", &[&name, &value])
            .map(|_| ())
            .map_err(failed)
    }
}

fn add_payloads(transaction: &mut postgres::Transaction<'_>, payloads: &[Payload]) -> Result<()> {
    if payloads.is_empty() {
        return Ok(());
    }
    transaction
        .execute(
            "INSERT INTO candour.disclosure SELECT * FROM \
             unnest($1::bigint[], $2::text[], $3::bytea[], $4::bigint[])",
            &[
                &payloads.iter().map(|p| signed(p.index)).collect::<Vec<_>>(),
                &payloads.iter().map(|p| p.path.as_str()).collect::<Vec<_>>(),
                &payloads.iter().map(|p| p.ciphertext.as_slice()).collect::<Vec<_>>(),
                &payloads.iter().map(|p| signed(p.key_id)).collect::<Vec<_>>(),
            ],
        )
        .map(|_| ())
        .map_err(failed)
}
