//! What somebody with the whole folder in hand, or a careless administrator, may do; each is met by a sentence.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // these tests meet the world

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Server, draft};
use ledger::{Ledger, LedgerError, Setup, audit, backup};
use register::entry::{Draft, StreamId};

const STREAM: StreamId = StreamId([1; 16]);

fn made(folder: &Path, origin: &str, entries: u32) {
    let ledger = Ledger::create(folder, &Setup::of(origin)).unwrap();
    for i in 0..entries {
        ledger.append(draft(STREAM, &format!("an invented note {i}"))).unwrap();
    }
    ledger.close().unwrap();
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

fn sql(folder: &Path, change: &str) {
    rusqlite::Connection::open(folder.join("candour.db")).unwrap().execute_batch(change).unwrap();
}

#[test]
fn a_trigger_that_is_gone_or_has_no_teeth_is_missed() {
    for change in [
        "DROP TRIGGER entry_update",
        "DROP TRIGGER head_next",
        "DROP TRIGGER entry_delete; CREATE TRIGGER entry_delete BEFORE DELETE ON entry BEGIN SELECT 1; END",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger");
        made(&path, "example.org/invented", 3);
        sql(&path, change);
        let error = Ledger::open(&path).unwrap_err().to_string();
        assert!(error.contains("somebody took a safeguard away"), "{change}: {error}");
        let found = audit(&path, None).unwrap();
        assert!(found.findings[0].contains("took a safeguard away"), "{:?}", found.findings);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    made(&path, "example.org/invented", 3);
    sql(&path, "CREATE TRIGGER spy AFTER INSERT ON entry BEGIN DELETE FROM disclosure; END");
    let error = Ledger::open(&path).unwrap_err().to_string();
    assert!(error.contains("holds a trigger spy that the program did not make"), "{error}");
}

/// Entries are found by a table beside them. Where it lies, an entry could be hidden from its review; so it is held against the
/// entries. Where it is gone it is made anew, for it holds nothing that they do not.
#[test]
fn an_entry_cannot_be_hidden_from_its_review_by_changing_how_it_is_found() {
    for (change, words) in [
        (
            "UPDATE finder SET entries = zeroblob(length(entries)) WHERE first = 3",
            "is not what the entries say",
        ),
        ("DELETE FROM finder WHERE first = 3", "is not what the entries say"),
        ("INSERT INTO finder VALUES(99, zeroblob(24))", "is not what the entries say"),
        ("DROP TRIGGER finder_update", "somebody took a safeguard away"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger");
        made(&path, "example.org/invented", 6);
        if change.starts_with("DROP") {
            sql(&path, change)
        } else {
            behind_the_triggers(&path, change)
        }
        let error = Ledger::open(&path).unwrap_err().to_string();
        assert!(error.contains(words), "{change}: {error}");
        let found = audit(&path, None).unwrap();
        assert!(found.findings.iter().any(|f| f.contains(words)), "{change}: {:?}", found.findings);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    made(&path, "example.org/invented", 6);
    sql(&path, "DROP TABLE finder");
    let ledger = Ledger::open(&path).unwrap();
    assert_eq!(ledger.entries(STREAM).unwrap().len(), 6);
    let last = ledger.append(draft(STREAM, "a later note")).unwrap();
    assert_eq!(ledger.find(last.leaf).unwrap().index, last.index);
    ledger.close().unwrap();
    assert!(audit(&path, None).unwrap().holds());
}

#[test]
fn databases_of_another_ledger_are_told_from_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    for (database, words) in [("candour.db", "the database says log"), ("keys.db", "the keys of another log")]
    {
        let _ = (fs::remove_dir_all(&one), fs::remove_dir_all(&two));
        // The same name, as when a test system is made after the live one: the keys differ all the same.
        made(&one, "example.org/invented", 4);
        made(&two, "example.org/invented", 4);
        fs::copy(two.join(database), one.join(database)).unwrap();
        let error = Ledger::open(&one).unwrap_err().to_string();
        assert!(error.contains(words), "{database}: {error}");
        assert!(!audit(&one, None).unwrap().holds(), "{database}");
    }
}

#[test]
fn an_older_key_database_costs_the_texts_since_and_its_numbers_are_not_given_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    made(&path, "example.org/invented", 2);
    fs::copy(path.join("keys.db"), folder.path().join("keys.db")).unwrap();
    let ledger = Ledger::open(&path).unwrap();
    let lost = ledger.append(draft(STREAM, "an invented note whose key is lost")).unwrap();
    ledger.close().unwrap();
    fs::copy(folder.path().join("keys.db"), path.join("keys.db")).unwrap();
    let ledger = Ledger::open(&path).unwrap();
    let later = ledger.append(draft(STREAM, "a later note")).unwrap();
    assert_eq!(ledger.disclosures(lost.leaf).unwrap(), []);
    assert_eq!(ledger.disclosures(later.leaf).unwrap().len(), 2);
    ledger.close().unwrap();
    let found = audit(&path, None).unwrap().findings;
    assert_eq!(found, ["entry 2: the key of kind is gone", "entry 2: the key of text is gone"]);
}

#[test]
fn times_that_run_backwards_are_told_and_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    let ledger = Ledger::create(&path, &Setup::of("example.org/invented")).unwrap();
    for time_unix in [1_700_000_000, 1_700_000_060, 1_600_000_000, 1_700_000_090] {
        ledger.append(Draft { time_unix, ..draft(STREAM, "an invented note") }).unwrap();
    }
    ledger.close().unwrap();
    let found = audit(&path, None).unwrap();
    assert!(found.holds());
    assert_eq!(found.backwards, [2]);
    assert!(found.warnings[0].contains("the clock of the machine was set back"), "{:?}", found.warnings);
}

/// The program beside this one that appends.
fn appender() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    here.parent().unwrap().parent().unwrap().join("examples/appender")
}

#[test]
fn a_folder_that_cannot_be_written_or_read_says_whom_to_ask() {
    use std::os::unix::fs::PermissionsExt;
    let root = Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.starts_with(b"0\n"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    made(&path, "example.org/invented", 3);
    let program = folder.path().join("appender");
    fs::copy(appender(), &program).unwrap();
    let open = |modes: u32, file_modes: u32| {
        for (path, mode) in [(folder.path(), 0o755), (&path, modes), (&path.join("candour.db"), file_modes)] {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
        let mut command = if root {
            let _ = Command::new("chown").args(["-R", "nobody"]).arg(&path).status().unwrap();
            let mut command = Command::new("setpriv");
            command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"]).arg(&program);
            command
        } else {
            Command::new(&program)
        };
        let output = command.arg(&path).args(["1", "1"]).output().unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    let said = open(0o700, 0o400);
    assert!(said.contains("may not write there"), "{said}");
    let said = open(0o700, 0o000);
    assert!(said.contains("this user may read and write it"), "{said}");
    let said = open(0o000, 0o600);
    assert!(said.contains("Permission denied"), "{said}");
    for path in [&path, &path.join("candour.db")] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o700)).unwrap();
    }
    assert!(audit(&path, None).unwrap().holds());
    // And a folder that is open to everybody.
    for path in [path.clone(), path.join("secrets"), path.join("secrets/master.key")] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let found = audit(&path, None).unwrap();
    assert!(
        found.warnings[0].contains("other users of this machine can read master.key"),
        "{:?}",
        found.warnings
    );
}

#[test]
fn a_server_that_is_restarted_midway_loses_nothing() {
    let Some(mut server) = Server::start("a_server_that_is_restarted_midway_loses_nothing") else { return };
    server.run("postgres", "CREATE DATABASE one").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    let setup = Setup { store: server.address("one"), ..Setup::of("example.org/invented") };
    let ledger = Ledger::create(&path, &setup).unwrap();
    let mut acknowledged = Vec::new();
    for i in 0..20 {
        acknowledged.push(ledger.append(draft(STREAM, &format!("{i}"))).unwrap());
    }
    server.restart();
    let error = ledger.append(draft(STREAM, "into the gap")).unwrap_err();
    assert!(matches!(error, LedgerError::Stopped(_)), "{error}");
    assert!(error.to_string().contains("must be opened anew"), "{error}");
    drop(ledger);
    let ledger = Ledger::open(&path).unwrap();
    for receipt in &acknowledged {
        assert_eq!(ledger.find(receipt.leaf).unwrap().index, receipt.index);
    }
    ledger.append(draft(STREAM, "after")).unwrap();
    ledger.close().unwrap();
    assert!(audit(&path, None).unwrap().holds());
    // A trigger that is switched off is missed.
    server.run("one", "ALTER TABLE candour.entry DISABLE TRIGGER entry_kept").unwrap();
    let error = Ledger::open(&path).unwrap_err().to_string();
    assert!(error.contains("somebody took a safeguard away"), "{error}");
}

#[test]
fn a_backup_opens_and_goes_on_and_one_that_is_older_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let (path, copied) = (folder.path().join("ledger"), folder.path().join("backup"));
    let ledger = Ledger::create(&path, &Setup::of("example.org/invented")).unwrap();
    for i in 0..300 {
        ledger.append(draft(STREAM, &format!("an invented note {i}"))).unwrap();
    }
    // While it is open.
    let found = backup(&path, &copied).unwrap();
    assert!(found.holds() && found.texts >= 600, "{found:?}");
    ledger.close().unwrap();
    let error = backup(&path, &copied).unwrap_err().to_string();
    assert!(error.contains("exists already"), "{error}");
    // Everything is lost; the backup is put in its place.
    fs::remove_dir_all(&path).unwrap();
    copy(&copied, &path);
    let ledger = Ledger::open(&path).unwrap();
    assert_eq!(ledger.size(), 300);
    assert_eq!(ledger.append(draft(STREAM, "after")).unwrap().seq, 300);
    ledger.close().unwrap();
    // The same backup a second time, beside the log that was published since.
    for database in ["candour.db", "keys.db"] {
        fs::copy(copied.join(database), path.join(database)).unwrap();
    }
    let error = Ledger::open(&path).unwrap_err().to_string();
    assert!(
        error.contains("has seen 301 entries and the database holds 300: this is an old backup"),
        "{error}"
    );
    assert!(error.contains("Restore a backup that was taken later"), "{error}");
    assert!(error.contains("begin a new ledger under another name"), "{error}");
    let setup = Setup { store: "host=/nowhere".into(), ..Setup::of("example.org/elsewhere") };
    assert!(Ledger::create(&folder.path().join("elsewhere"), &setup).is_err());
    let error =
        backup(&folder.path().join("elsewhere"), &folder.path().join("copy")).unwrap_err().to_string();
    assert!(error.contains("pg_dump"), "{error}");
}

/// Changes the database as somebody may who has it in hand: the triggers are taken away and put back as they were.
fn behind_the_triggers(folder: &Path, change: &str) {
    let connection = rusqlite::Connection::open(folder.join("candour.db")).unwrap();
    let mut statement =
        connection.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").unwrap();
    let triggers: Vec<(String, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    drop(statement);
    let drops: String = triggers.iter().map(|(name, _)| format!("DROP TRIGGER {name};")).collect();
    let back: String = triggers.iter().map(|(_, sql)| format!("{sql};")).collect();
    connection.execute_batch(&format!("BEGIN; {drops} {change}; {back} COMMIT;")).unwrap();
}

/// The signed head of a size, as it is kept.
fn head(folder: &Path, size: u64) -> String {
    let connection = rusqlite::Connection::open(folder.join("candour.db")).unwrap();
    connection.query_row("SELECT note FROM head WHERE size = ?", [size], |row| row.get(0)).unwrap()
}

#[test]
fn a_ledger_whose_checkpoint_was_taken_away_is_not_said_to_hold() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    made(&path, "example.org/invented", 5);
    assert!(audit(&path, None).unwrap().holds());
    fs::remove_file(path.join("log/checkpoint")).unwrap();
    let found = audit(&path, None).unwrap();
    assert!(
        found.findings[0].starts_with("no checkpoint is published, and the database holds 5 entries"),
        "{:?}",
        found.findings
    );
    // Opening publishes one again, over the same entries.
    Ledger::open(&path).unwrap().close().unwrap();
    assert!(audit(&path, None).unwrap().holds());
    // A ledger in which nothing was recorded has nothing to show, and that is told from one that holds.
    let empty = folder.path().join("empty");
    made(&empty, "example.org/empty", 0);
    let found = audit(&empty, None).unwrap();
    assert!(found.holds() && !found.published && found.recorded == 0, "{found:?}");
}

#[test]
fn rows_that_were_cut_are_missed_where_tiles_speak_of_more() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    made(&path, "example.org/invented", 300);
    // Cut to 10 entries, with the head that was signed then as the checkpoint; the newer heads are taken away too.
    let note = head(&path, 10);
    behind_the_triggers(
        &path,
        "DELETE FROM entry WHERE idx >= 10; DELETE FROM head WHERE size > 10; DELETE FROM disclosure WHERE idx >= 10",
    );
    fs::write(path.join("log/checkpoint"), note).unwrap();
    let words = "the database holds 10 entries: entries were cut off, or an old backup was put in place";
    let found = audit(&path, None).unwrap();
    assert!(found.findings.iter().any(|f| f.contains(words)), "{:?}", found.findings);
    let error = Ledger::open(&path).unwrap_err().to_string();
    assert!(error.contains("the published log has seen 300 entries and the database holds 10"), "{error}");
    // Without a checkpoint as with one.
    fs::remove_file(path.join("log/checkpoint")).unwrap();
    let found = audit(&path, None).unwrap();
    assert!(found.findings.iter().any(|f| f.contains(words)), "{:?}", found.findings);
    assert!(Ledger::open(&path).is_err());
    // Whoever has the published log alone is told to look.
    let whole = folder.path().join("whole");
    made(&whole, "example.org/invented", 300);
    let note = head(&whole, 10);
    let key = Ledger::open(&whole).unwrap().verifier().clone();
    fs::write(whole.join("log/checkpoint"), note).unwrap();
    let found = ledger::audit_log(&whole.join("log"), &key, None).unwrap();
    assert!(
        found.warnings.iter().any(|w| w.contains("speak of 300 entries, and the checkpoint of 10")),
        "{:?}",
        found.warnings
    );
}

#[test]
fn every_head_that_was_signed_is_audited_and_not_the_last_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    made(&path, "example.org/invented", 6);
    let found = audit(&path, None).unwrap();
    assert!(found.holds() && found.heads == 6, "{found:?}");
    // A head of another size, a head whose signature was spoilt, and one that is gone.
    let (other, spoilt) =
        (head(&path, 3), head(&path, 4).replacen("example.org/invented", "example.org/invented ", 1));
    for (change, words) in [
        (
            format!("UPDATE head SET note = '{other}' WHERE size = 2"),
            "the head that was signed over 2 entries is over other",
        ),
        (
            format!("UPDATE head SET note = '{spoilt}' WHERE size = 4"),
            "the head that was signed over 4 entries: ",
        ),
        (
            "DELETE FROM head WHERE size = 5".to_string(),
            "the head that was signed over 6 entries followed one over 5",
        ),
    ] {
        let spoilt = folder.path().join("spoilt");
        copy(&path, &spoilt);
        behind_the_triggers(&spoilt, &change);
        let found = audit(&spoilt, None).unwrap();
        assert!(found.findings.iter().any(|f| f.contains(words)), "{words}: {:?}", found.findings);
        fs::remove_dir_all(&spoilt).unwrap();
    }
}

#[test]
fn a_key_database_that_is_gone_is_not_begun_anew_beside_the_entries() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    made(&path, "example.org/invented", 2);
    fs::remove_file(path.join("keys.db")).unwrap();
    let error = Ledger::open(&path).unwrap_err().to_string();
    assert!(error.contains("keys.db is missing, and without it no text"), "{error}");
    let found = audit(&path, None).unwrap();
    assert!(found.findings[0].contains("keys.db is missing"), "{:?}", found.findings);
    assert!(found.findings.iter().any(|f| f == "entry 1: the key of text is gone"), "{:?}", found.findings);
    assert!(!path.join("keys.db").exists(), "an audit changes nothing");
}
