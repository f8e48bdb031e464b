//! Killed, cut off, full, restored: no acknowledged entry is lost, nothing fails an audit, no size has two roots.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // these tests meet the world

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use common::draft;
use ledger::{ERASURE_STEPS, Faults, FolderWitness, Ledger, LedgerError, Running, STEPS, Setup, audit};
use register::entry::StreamId;
use tlog::Hash;
use tlog::checkpoint::Checkpoint;

/// Kills in an ordinary run; a thousand and more where `CANDOUR_LANES` names `long`.
const KILLS: u64 = 40;
const KILLS_LONG: u64 = 1_000;

fn long() -> bool {
    std::env::var("CANDOUR_LANES").is_ok_and(|lanes| lanes.split([',', ' ']).any(|lane| lane == "long"))
}

/// The program beside this one that appends until it is killed.
fn appender() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let program = here.parent().unwrap().parent().unwrap().join("examples/appender");
    assert!(program.is_file(), "cargo test builds examples/appender");
    program
}

/// A ledger with one witness, and what was acknowledged and published of it so far.
struct Case {
    folder: tempfile::TempDir,
    acknowledged: BTreeMap<u64, Hash>,
    roots: BTreeMap<u64, Hash>,
}

impl Case {
    fn new() -> Case {
        let folder = tempfile::tempdir().unwrap();
        let case = Case { folder, acknowledged: BTreeMap::new(), roots: BTreeMap::new() };
        let setup = Setup { witnesses: vec![case.witness()], quorum: 1, ..Setup::of("example.org/invented") };
        let ledger = Ledger::create(&case.ledger(), &setup);
        // The witness is made after the key that it knows: a first opening without it.
        drop(ledger);
        let key = fs::read_to_string(case.ledger().join("secrets/log.seed")).unwrap();
        let seed = Hash::from_base64(key.trim_end()).unwrap();
        let signer =
            tlog::note::NoteSigner::new("example.org/invented", tlog::note::Algorithm::Ed25519, &seed.0)
                .unwrap();
        FolderWitness::create(&case.witness(), "witness.example.org/invented", &[signer.verifier()]).unwrap();
        case
    }

    fn ledger(&self) -> PathBuf {
        self.folder.path().join("ledger")
    }

    fn witness(&self) -> PathBuf {
        self.folder.path().join("witness")
    }

    /// Notes what a checkpoint says; one size never has two roots.
    fn note(&mut self, text: &str) {
        let body = tlog::note::Note::parse(text).unwrap().text;
        let Checkpoint { size, root, .. } = Checkpoint::parse(&body).unwrap();
        let before = self.roots.insert(size, root);
        assert!(before.is_none_or(|b| b == root), "{size} entries have two roots");
    }

    /// Opens the ledger and holds it against what was acknowledged.
    fn holds(&mut self) {
        if let Ok(text) = fs::read_to_string(self.ledger().join("log/checkpoint")) {
            self.note(&text);
        }
        let ledger = Ledger::open(&self.ledger()).unwrap();
        let mut held = BTreeMap::new();
        ledger
            .scan(0, u64::MAX >> 1, &mut |entry| {
                held.insert(entry.index, entry.leaf);
                Ok(())
            })
            .unwrap();
        for (index, leaf) in &self.acknowledged {
            assert_eq!(held.get(index), Some(leaf), "entry {index} was acknowledged");
        }
        if ledger.size() > 0 {
            let text = ledger.publish().unwrap();
            self.note(&text);
        }
        ledger.close().unwrap();
    }

    fn audited(&self) {
        let found = audit(&self.ledger(), None).unwrap();
        assert!(found.holds(), "{:?}", found.findings);
        assert!(found.size >= self.acknowledged.len() as u64);
    }

    /// Runs the appender, kills it after a while, and takes down what it acknowledged. The while begins with the program, or
    /// with its first acknowledged entry, however slow the machine is.
    fn kill_after(&mut self, delay: Duration, acknowledged_first: bool) {
        let mut child = Command::new(appender())
            .arg(self.ledger())
            .args(["4", "1000000"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        let (first, started) = std::sync::mpsc::channel();
        let reader = std::thread::spawn(move || {
            let told = lines.lines().map_while(Result::ok).inspect(|_| first.send(()).unwrap_or_default());
            told.collect::<Vec<_>>()
        });
        if acknowledged_first {
            let _ = started.recv_timeout(Duration::from_secs(20));
        }
        std::thread::sleep(delay);
        child.kill().unwrap();
        child.wait().unwrap();
        for line in reader.join().unwrap() {
            // The last line may have been cut by the kill.
            let Some((index, leaf)) = line.split_once(' ') else { continue };
            let (Ok(index), Some(leaf)) = (index.parse(), Hash::from_base64(leaf)) else { continue };
            let before = self.acknowledged.insert(index, leaf);
            assert_eq!(before, None, "entry {index} was acknowledged twice");
        }
    }
}

#[test]
fn killed_at_random_instants_no_acknowledged_entry_is_lost() {
    let kills = if long() { KILLS_LONG } else { KILLS };
    let mut state = 0x5eed_u64;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    let mut case = Case::new();
    let mut total = 0;
    for kill in 0..kills {
        if case.acknowledged.len() > 60_000 {
            // A fresh ledger from time to time, so that opening stays quick and more kills fall into appending.
            case.audited();
            total += case.acknowledged.len();
            case = Case::new();
        }
        case.kill_after(Duration::from_micros(random() % 150_000), kill % 2 == 0);
        case.holds();
        if kill % 50 == 49 {
            case.audited();
        }
    }
    case.audited();
    total += case.acknowledged.len();
    println!("{kills} kills, {total} acknowledged entries, none lost");
    assert!(total > 0, "no kill came after an acknowledged entry");
}

#[test]
fn a_failure_at_any_step_loses_nothing_and_the_next_start_goes_on() {
    for step in STEPS {
        for at in [1_u64, 2, 5] {
            for lasting in [false, true] {
                let mut case = Case::new();
                let count = Arc::new(AtomicU64::new(0));
                let counter = Arc::clone(&count);
                let faults = Faults::new(move |name| {
                    if name != *step {
                        return Ok(());
                    }
                    let n = counter.fetch_add(1, Ordering::Relaxed) + 1;
                    let fails = if lasting { n >= at } else { n == at };
                    if fails { Err(io::Error::other("injected")) } else { Ok(()) }
                });
                let running = Running { publish_interval: Duration::from_millis(1), faults };
                match Ledger::open_with(&case.ledger(), running, Vec::new()) {
                    Ok(ledger) => {
                        for i in 0..8 {
                            let stream = StreamId([i % 2 + 1; 16]);
                            match ledger.append(draft(stream, "an invented note")) {
                                Ok(receipt) => {
                                    case.acknowledged.insert(receipt.index, receipt.leaf);
                                }
                                Err(error) => assert!(
                                    matches!(error, LedgerError::Stopped(_) | LedgerError::ReadOnly(_)),
                                    "{step}: {error}"
                                ),
                            }
                            if i % 3 == 0 {
                                // Publishing may fail; that it does must cost nothing.
                                let _ = ledger.publish();
                            }
                        }
                    }
                    Err(error) => assert!(!matches!(error, LedgerError::Torn(_)), "{step}: {error}"),
                }
                assert!(count.load(Ordering::Relaxed) >= at, "{step} was not reached {at} times");
                case.holds();
                case.audited();
                let expected =
                    if step.starts_with("tile") || step.starts_with("witness") || step.starts_with("check") {
                        8
                    } else {
                        0
                    };
                assert!(
                    case.acknowledged.len() >= expected,
                    "{step}: what does not concern adding stopped it"
                );
            }
        }
    }
}

/// Builds the library that makes a call of the system fail; none, with a line that says why, where that cannot be.
fn failing_calls(folder: &Path, test: &str) -> Option<PathBuf> {
    let library = folder.join("faultio.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faultio.c");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library)
        .arg(&source)
        .arg("-ldl")
        .stderr(Stdio::null())
        .status();
    if cfg!(target_os = "linux") && built.is_ok_and(|status| status.success()) {
        return Some(library);
    }
    println!("SKIPPED: {test}: there is no Linux, or no C compiler called cc");
    None
}

impl Case {
    /// Runs the appender with one call of the system failing; gives the calls there were, as `name file`.
    fn run_failing(&mut self, library: &Path, at: usize, mode: &str) -> Vec<String> {
        let log = self.folder.path().join("calls");
        let _ = fs::remove_file(&log);
        let output = Command::new(appender())
            .arg(self.ledger())
            .args(["2", "4"])
            .env("LD_PRELOAD", library)
            .env("FAULT_DIR", self.folder.path())
            .env("FAULT_AT", at.to_string())
            .env("FAULT_MODE", mode)
            .env("FAULT_LOG", &log)
            .output()
            .unwrap();
        for line in String::from_utf8(output.stdout).unwrap().lines() {
            let (index, leaf) = line.split_once(' ').unwrap();
            let before = self.acknowledged.insert(index.parse().unwrap(), Hash::from_base64(leaf).unwrap());
            assert_eq!(before, None, "entry {index} was acknowledged twice");
        }
        let calls = fs::read_to_string(&log).unwrap();
        calls.lines().filter_map(|line| line.split_once(' ')).map(|(_, call)| call.to_string()).collect()
    }
}

/// What a run has to reach, or the test would not test it: the call, and how the name of its file ends.
const REACHED: &[(&str, &str)] = &[
    ("write", "keys.db-wal"),
    ("sync", "keys.db-wal"),
    ("write", "candour.db-wal"),
    ("sync", "candour.db-wal"),
    ("write", "candour.db"),
    ("sync", "candour.db"),
    ("write", ".new"),
    ("sync", ".new"),
    ("rename", "/checkpoint"),
    ("rename", "/seen"),
    ("sync", "/log"),
    ("sync", "/witness"),
    ("unlink", "candour.db-wal"),
];

#[test]
fn whichever_write_sync_truncation_renaming_or_removal_fails_nothing_is_lost() {
    let test = "whichever_write_sync_truncation_renaming_or_removal_fails_nothing_is_lost";
    let built = tempfile::tempdir().unwrap();
    let Some(library) = failing_calls(built.path(), test) else { return };
    let mut case = Case::new();
    let calls = case.run_failing(&library, 0, "once");
    case.holds();
    for (call, file) in REACHED {
        let reached = |c: &String| c.starts_with(call) && c.ends_with(file);
        assert!(calls.iter().any(reached), "no {call} of a file {file} among\n{}", calls.join("\n"));
    }
    let stride = if long() { 1 } else { calls.len() / 25 + 1 };
    let (mut failed, mut acknowledged) = (0, 0);
    for mode in ["once", "lasting", "torn"] {
        for at in (1..=calls.len()).step_by(stride) {
            // Each ledger a little older than the last, so that a failure meets new tiles and old ones; fresh at times.
            if case.acknowledged.len() > 700 {
                case.audited();
                acknowledged += case.acknowledged.len();
                case = Case::new();
            }
            case.run_failing(&library, at, mode);
            case.holds();
            failed += 1;
        }
        case.audited();
    }
    acknowledged += case.acknowledged.len();
    println!(
        "{failed} injected failures over {} calls, {acknowledged} acknowledged entries, none lost",
        calls.len()
    );
}

#[test]
fn a_failure_at_any_step_of_an_erasure_leaves_it_undone_or_finishes_it() {
    let steps = ERASURE_STEPS.iter().chain(&[
        "keys.commit",
        "entries.write",
        "database.commit",
        "database.committed",
    ]);
    for step in steps {
        let mut case = Case::new();
        let stream = StreamId([1; 16]);
        let ledger = Ledger::open(&case.ledger()).unwrap();
        let text = |path: &str, value: &str| (path.to_string(), serde_json::json!(value));
        let two =
            vec![text("keep", "an invented text that stays"), text("gone", "an invented text that goes")];
        let entry = register::entry::Draft { fields: two, ..draft(stream, "") };
        let target = ledger.append(entry).unwrap();
        case.acknowledged.insert(target.index, target.leaf);
        ledger.close().unwrap();
        let at_rest = |database: &str, sql: &str| -> Vec<Vec<u8>> {
            let connection = rusqlite::Connection::open(case.ledger().join(database)).unwrap();
            let mut statement = connection.prepare(sql).unwrap();
            let rows = statement.query_map([], |row| row.get(0)).unwrap();
            rows.collect::<rusqlite::Result<_>>().unwrap()
        };
        let key = at_rest("keys.db", "SELECT wrapped FROM key");
        let cipher = at_rest("candour.db", "SELECT ciphertext FROM disclosure WHERE path = 'gone'");
        let wanted = step.to_string();
        let reached = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&reached);
        let faults = Faults::new(move |name| {
            if name != wanted {
                return Ok(());
            }
            counter.fetch_add(1, Ordering::Relaxed);
            Err(io::Error::other("injected"))
        });
        let running = Running { publish_interval: Duration::from_millis(1), faults };
        let ledger = Ledger::open_with(&case.ledger(), running, Vec::new()).unwrap();
        let disposal = common::disposal(stream, target.leaf, &["gone"]);
        let erasure = ledger::Erasure { target: target.leaf, paths: vec!["gone".into()], disposal };
        assert!(ledger.erase(erasure).is_err(), "{step} was not reached");
        assert!(reached.load(Ordering::Relaxed) > 0, "{step} was not reached");
        drop(ledger);
        case.holds();
        let ledger = Ledger::open(&case.ledger()).unwrap();
        let held: Vec<String> =
            ledger.disclosures(target.leaf).unwrap().into_iter().map(|d| d.path).collect();
        let recorded = ledger.entries(stream).unwrap().len() == 2;
        drop(ledger);
        if recorded {
            assert_eq!(held, ["keep"], "{step}");
            for needle in key.iter().chain(&cipher) {
                for database in ["candour.db", "keys.db"] {
                    let bytes = fs::read(case.ledger().join(database)).unwrap();
                    assert!(!bytes.windows(16).any(|w| needle.starts_with(w)), "{step}: {database}");
                }
            }
        } else {
            assert_eq!(held, ["keep", "gone"], "{step}");
        }
        assert!(!case.ledger().join("erasure.pending").exists(), "{step}");
        case.audited();
    }
}

#[test]
fn a_full_disk_stops_the_ledger_and_nothing_is_lost() {
    let mut case = Case::new();
    let mut stopped = 0;
    for blocks in [100_u32, 300, 700] {
        // A file of the child may have so many blocks of 512 bytes; the signal is off, so that writing fails instead.
        let script = format!("ulimit -f {blocks}; trap '' XFSZ; exec \"$0\" \"$1\" 2 3000");
        let output =
            Command::new("sh").arg("-c").arg(script).arg(appender()).arg(case.ledger()).output().unwrap();
        for line in String::from_utf8(output.stdout).unwrap().lines() {
            let Some((index, leaf)) = line.split_once(' ') else { continue };
            case.acknowledged.insert(index.parse().unwrap(), Hash::from_base64(leaf).unwrap());
        }
        stopped += u32::from(!output.status.success());
        case.holds();
        case.audited();
    }
    assert!(stopped >= 1, "no limit was reached");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn append(folder: &Path, count: usize) {
    let ledger = Ledger::open(folder).unwrap();
    for _ in 0..count {
        ledger.append(draft(StreamId([1; 16]), "an invented note")).unwrap();
    }
    ledger.publish().unwrap();
    ledger.close().unwrap();
}

#[test]
fn a_restored_old_backup_does_not_start() {
    let case = Case::new();
    let (ledger, backup) = (case.ledger(), case.folder.path().join("backup"));
    append(&ledger, 5);
    copy(&ledger, &backup);
    append(&ledger, 4);
    // The databases alone: the published checkpoint knows better.
    for name in ["candour.db", "keys.db"] {
        fs::copy(backup.join(name), ledger.join(name)).unwrap();
    }
    let error = Ledger::open(&ledger).unwrap_err();
    assert!(matches!(error, LedgerError::OldBackup { seen: 9, held: 5, .. }), "{error}");
    // The whole folder: the witness knows better.
    fs::remove_dir_all(&ledger).unwrap();
    copy(&backup, &ledger);
    let error = Ledger::open(&ledger).unwrap_err();
    assert!(matches!(error, LedgerError::OldBackup { seen: 9, held: 5, .. }), "{error}");
    assert!(error.to_string().contains("witness.example.org/invented has seen 9 entries"), "{error}");
}

#[test]
fn without_the_witness_it_needs_a_ledger_is_read_only() {
    let case = Case::new();
    append(&case.ledger(), 3);
    fs::rename(case.witness(), case.folder.path().join("away")).unwrap();
    let ledger = Ledger::open(&case.ledger()).unwrap();
    let error = ledger.append(draft(StreamId([1; 16]), "an invented note")).unwrap_err();
    assert!(matches!(error, LedgerError::ReadOnly(_)), "{error}");
    assert_eq!(ledger.entries(StreamId([1; 16])).unwrap().len(), 3);
}

type Tamper = fn(&Path);

/// What somebody with the whole folder in hand may do, and the words that answer it.
const TAMPERED: &[(&str, Tamper, &str)] = &[
    ("a tile is changed", |f| flip(&f.join("log/tile/0/000.p/5")), "holds other bytes"),
    ("a bundle is changed", |f| flip(&f.join("log/tile/entries/000.p/5")), "holds other bytes"),
    ("a tile is taken away", |f| fs::remove_file(f.join("log/tile/0/000.p/5")).unwrap(), "cannot be read"),
    ("the last entry is deleted", |f| sql(f, "DELETE FROM entry WHERE idx = 4"), "lead to the signed head"),
    ("an entry is deleted", |f| sql(f, "DELETE FROM entry WHERE idx = 2"), "before it is missing"),
    (
        "an entry is changed",
        |f| {
            sql(
                f,
                "UPDATE entry SET bytes = CAST(replace(bytes, '1700000000', '1600000000') AS BLOB) WHERE idx = 3",
            )
        },
        "continue its stream",
    ),
    (
        "the last entries and heads are deleted",
        |f| sql(f, "DELETE FROM entry WHERE idx > 2; DELETE FROM head WHERE size > 3"),
        "old backup",
    ),
];

fn flip(file: &Path) {
    let mut bytes = fs::read(file).unwrap();
    bytes[40] ^= 1;
    fs::write(file, bytes).unwrap();
}

fn sql(folder: &Path, change: &str) {
    let connection = rusqlite::Connection::open(folder.join("candour.db")).unwrap();
    let names = ["entry_update", "entry_delete", "head_delete"];
    let made = |name| {
        let sql = "SELECT sql FROM sqlite_schema WHERE name = ?";
        connection.query_row(sql, [name], |row| row.get::<_, String>(0)).unwrap()
    };
    // Somebody who knows what he does puts the triggers back as they were.
    let back = names.map(made).join(";");
    let away = names.map(|name| format!("DROP TRIGGER {name};")).join(" ");
    connection.execute_batch(&format!("{away}{change};{back}")).unwrap();
}

#[test]
fn a_ledger_that_was_tampered_with_does_not_start_and_the_audit_says_why() {
    for (what, tamper, words) in TAMPERED {
        let case = Case::new();
        append(&case.ledger(), 5);
        tamper(&case.ledger());
        let error = Ledger::open(&case.ledger()).unwrap_err().to_string();
        assert!(error.contains(words), "{what}: {error}");
        assert!(!audit(&case.ledger(), None).unwrap().holds(), "{what}");
    }
}

#[test]
fn two_programs_on_one_ledger_cannot_both_add() {
    let case = Case::new();
    append(&case.ledger(), 1);
    let one = Ledger::open(&case.ledger()).unwrap();
    let two = Ledger::open(&case.ledger()).unwrap();
    let won = Mutex::new(Vec::new());
    one.append(draft(StreamId([1; 16]), "one")).map(|r| won.lock().unwrap().push(r)).unwrap();
    let error = two.append(draft(StreamId([1; 16]), "two")).unwrap_err();
    assert!(matches!(error, LedgerError::Stopped(_)), "{error}");
    drop((one, two));
    let again = Ledger::open(&case.ledger()).unwrap();
    assert_eq!(again.size(), 2);
    assert_eq!(again.find(won.into_inner().unwrap()[0].leaf).unwrap().index, 1);
}
