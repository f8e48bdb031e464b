//! Figures of the ledger on this machine: durable appends by 256 clients, appends in bulk, the full audit, and beside
//! them the peer: what SQLite does with the same bytes in plain rows and nothing else.
//!
//! `bench FOLDER [ENTRIES [bulk]]`: works in new folders below FOLDER, with ENTRIES entries in bulk (1,000,000 if not given);
//! `bulk` leaves the 256 clients out. Beside the time on the wall stands the processor's, which a busy machine does not
//! stretch.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // this program meets the world

use std::path::Path;
use std::time::{Duration, Instant};

use ledger::{Ledger, Running, Setup, Submission, audit_log};
use register::entry::{Class, Draft, StreamId};

type Failure = Box<dyn std::error::Error>;

const CLIENTS: u64 = 256;
const PER_CLIENT: u64 = 1_000;
/// Entries that one bulk call is given, and streams they are spread over.
const BULK_CALL: usize = 65_536;
const STREAMS: u64 = 1_000;

/// Seconds of processor that this program has used, in all its threads; 0 where the system does not say.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name in parentheses, user and system time are the twelfth and thirteenth, in hundredths.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

fn draft(stream: u64, text: Option<&str>) -> Submission {
    let mut id = [7; 16];
    id[8..].copy_from_slice(&stream.to_be_bytes());
    let fields = text.map(|t| ("text".to_string(), serde_json::json!(t))).into_iter().collect();
    Draft { stream: StreamId(id), class: Class::Record, time_unix: 1_700_000_000, acts: None, fields }.into()
}

fn open(folder: &Path) -> Result<Ledger, Failure> {
    drop(Ledger::create(folder, &Setup::of("example.org/bench"))?);
    Ok(Ledger::open_with(folder, Running::default(), Vec::new())?)
}

/// Appends by many clients, each waiting for its answer.
fn clients(folder: &Path, text: Option<&str>, what: &str) -> Result<(), Failure> {
    let ledger = open(folder)?;
    let start = Instant::now();
    let mut waits: Vec<Duration> = std::thread::scope(|scope| {
        let client = |n: u64| {
            let ledger = &ledger;
            scope.spawn(move || -> ledger::Result<Vec<Duration>> {
                let one = || {
                    let start = Instant::now();
                    ledger.append(draft(n, text)).map(|_| start.elapsed())
                };
                (0..PER_CLIENT).map(|_| one()).collect()
            })
        };
        let threads: Vec<_> = (0..CLIENTS).map(client).collect();
        let mut waits = Vec::new();
        for thread in threads {
            waits.extend(thread.join().map_err(|_| "a client died")??);
        }
        Ok::<_, Failure>(waits)
    })?;
    let seconds = start.elapsed().as_secs_f64();
    waits.sort_unstable();
    let at = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!(
        "durable appends, {CLIENTS} clients, {what}: {:.0}/s; p50 {:.1} ms, p99 {:.1} ms, longest {:.1} ms",
        waits.len() as f64 / seconds,
        at(0.5),
        at(0.99),
        at(1.0)
    );
    ledger.close()?;
    beside(folder, waits.len() as f64 / seconds, waits.len(), CLIENTS as usize)
}

/// Appends in bulk, then the publication of everything, then the full audit from disk.
fn bulk(folder: &Path, entries: usize, text: Option<&str>, what: &str) -> Result<(), Failure> {
    let ledger = open(folder)?;
    let (mut busy, mut processor_busy) = (Duration::ZERO, 0.0);
    let mut done = 0;
    while done < entries {
        let count = BULK_CALL.min(entries - done);
        let drafts: Vec<Submission> = (0..count).map(|i| draft((done + i) as u64 % STREAMS, text)).collect();
        let (start, processor_start) = (Instant::now(), processor());
        ledger.append_bulk(drafts)?;
        busy += start.elapsed();
        processor_busy += processor() - processor_start;
        done += count;
    }
    let rate = entries as f64 / busy.as_secs_f64();
    println!(
        "in bulk, {what}: {rate:.0}/s ({entries} entries, {:.2} s, {processor_busy:.2} s of processor)",
        busy.as_secs_f64()
    );
    let start = Instant::now();
    ledger.publish()?;
    println!("  tiles and checkpoint of what was left: {:.2} s", start.elapsed().as_secs_f64());
    let verifier = ledger.verifier().clone();
    let log = ledger.log_folder();
    ledger.close()?;
    for _ in 0..2 {
        let start = Instant::now();
        let audit = audit_log(&log, &verifier, None)?;
        let seconds = start.elapsed().as_secs_f64();
        if !audit.holds() {
            return Err(audit.findings.join("\n").into());
        }
        println!(
            "  audit of the published log: {:.0} entries/s ({seconds:.2} s)",
            audit.size as f64 / seconds
        );
    }
    let start = Instant::now();
    let ledger = Ledger::open(folder)?;
    println!(
        "  opening with every check at start: {:.2} s for {} entries",
        start.elapsed().as_secs_f64(),
        ledger.size()
    );
    ledger.close()?;
    beside(folder, rate, entries, ledger::BATCH_ENTRIES_MAX)
}

/// The peer: SQLite alone with the bytes that a ledger holds for each entry, in plain rows without index or trigger, the same
/// synchronisation, no hash, no key, no signature. What is left is the price of a ledger on this machine.
struct Peer {
    entry: Vec<u8>,
    fields: String,
    /// Ciphertext and wrapped key, where entries have texts.
    text: Option<(Vec<u8>, Vec<u8>)>,
}

impl Peer {
    /// Takes the sizes from a closed ledger.
    fn of(ledger: &Path) -> Result<Peer, Failure> {
        let mean = |file: &str, sql: &str| -> Result<usize, Failure> {
            let db = rusqlite::Connection::open(ledger.join(file))?;
            let mean: Option<f64> = db.query_row(sql, [], |row| row.get(0))?;
            Ok(mean.unwrap_or(0.0) as usize)
        };
        let cipher = mean("candour.db", "SELECT avg(length(ciphertext)) FROM disclosure WHERE idx > 10")?;
        let wrapped = mean("keys.db", "SELECT avg(length(wrapped)) FROM key")?;
        Ok(Peer {
            entry: vec![b'x'; mean("candour.db", "SELECT avg(length(bytes)) FROM entry")?],
            fields: "x".repeat(mean("candour.db", "SELECT avg(length(fields)) FROM entry")?),
            text: (cipher > 0).then(|| (vec![b'x'; cipher], vec![b'x'; wrapped])),
        })
    }

    /// Entries a second in transactions of `together`.
    fn rate(&self, folder: &Path, entries: usize, together: usize) -> Result<f64, Failure> {
        std::fs::create_dir_all(folder)?;
        let open = |file: &str, table: &str| -> Result<rusqlite::Connection, Failure> {
            let db = rusqlite::Connection::open(folder.join(file))?;
            db.execute_batch(&format!(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=16384; {table}"
            ))?;
            Ok(db)
        };
        let mut db = open(
            "peer.db",
            "CREATE TABLE entry(idx INTEGER PRIMARY KEY, bytes BLOB, fields TEXT); \
             CREATE TABLE text(idx INTEGER PRIMARY KEY, ciphertext BLOB)",
        )?;
        let mut keys = open("peer-keys.db", "CREATE TABLE key(id INTEGER PRIMARY KEY, wrapped BLOB)")?;
        let start = Instant::now();
        let mut done = 0;
        while done < entries {
            let part = done..(done + together).min(entries);
            if let Some((_, wrapped)) = &self.text {
                let transaction = keys.transaction()?;
                let mut insert = transaction.prepare_cached("INSERT INTO key VALUES(?, ?)")?;
                part.clone().try_for_each(|i| insert.execute(rusqlite::params![i, wrapped]).map(|_| ()))?;
                drop(insert);
                transaction.commit()?;
            }
            let transaction = db.transaction()?;
            {
                let mut entry = transaction.prepare_cached("INSERT INTO entry VALUES(?, ?, ?)")?;
                let mut text = transaction.prepare_cached("INSERT INTO text VALUES(?, ?)")?;
                for i in part {
                    entry.execute(rusqlite::params![i, self.entry, self.fields])?;
                    if let Some((ciphertext, _)) = &self.text {
                        text.execute(rusqlite::params![i, ciphertext])?;
                    }
                }
            }
            transaction.commit()?;
            done += together;
        }
        Ok(entries as f64 / start.elapsed().as_secs_f64())
    }
}

/// Runs the peer beside what a ledger did, and says what share of its rate that was.
fn beside(ledger: &Path, rate: f64, entries: usize, together: usize) -> Result<(), Failure> {
    let bare = Peer::of(ledger)?.rate(&ledger.with_extension("peer"), entries, together)?;
    println!(
        "  SQLite alone, the same bytes in plain rows in transactions of {together}: {bare:.0}/s; the ledger reached {:.2} of that",
        rate / bare
    );
    Ok(())
}

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("bench FOLDER [ENTRIES]")?;
    let folder = Path::new(&folder);
    let entries = arguments.next().map_or(Ok(1_000_000), |a| a.parse())?;
    let text = "an invented note of about the length that a note in a review has, and not much longer";
    if arguments.next().as_deref() != Some("bulk") {
        everybody(folder, text)?;
    }
    bulk(&folder.join("bulk"), entries, None, "entries without fields")?;
    bulk(&folder.join("bulk-text"), entries / 4, Some(text), "one encrypted text each")
}

/// The figures of many clients.
fn everybody(folder: &Path, text: &str) -> Result<(), Failure> {
    clients(&folder.join("clients"), None, "entries without fields")?;
    clients(&folder.join("clients-text"), Some(text), "one encrypted text each")
}
