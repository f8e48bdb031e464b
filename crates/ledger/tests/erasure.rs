//! After an erasure nothing of the text is left in any file, and everything still verifies.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // these tests meet the world

mod common;

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use common::{disposal, draft, everywhere, fields};
use ledger::age::{Identity, Recipient};
use ledger::{Act, Erasure, Ledger, LedgerError, Processing, Subject, Submission, audit};
use register::entry::StreamId;
use register::field::Disclosure;

/// Long enough that no chance finds it, plainly invented.
const SECRET: &str = "Quillon Marrowby of Nowhere Lane told the invented witness all of it";

/// Every place in the files below a folder where these bytes stand.
fn hits(folder: &Path, needle: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(hits(&path, needle));
        } else {
            let bytes = fs::read(&path).unwrap();
            let count = bytes.windows(needle.len()).filter(|w| *w == needle).count();
            if count > 0 {
                found.push(format!("{count} in {}", path.display()));
            }
        }
    }
    found
}

/// What a key or a ciphertext looks like at rest, read from the databases by hand.
fn at_rest(folder: &Path, database: &str, sql: &str) -> Vec<Vec<u8>> {
    let connection = rusqlite::Connection::open(folder.join(database)).unwrap();
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<rusqlite::Result<Vec<Vec<u8>>>>().unwrap()
}

#[test]
fn of_an_erased_text_no_byte_is_left_and_everything_verifies() {
    everywhere("of_an_erased_text_no_byte_is_left_and_everything_verifies", |place| {
        let ledger = Ledger::create(&place.path(), &place.setup()).unwrap();
        let stream = ledger.new_stream().unwrap();
        let subject = Subject::random().unwrap();
        let secret = fields(stream, &[("kind", "note"), ("text", SECRET), ("place", "an invented place")]);
        let with = Submission { subjects: [("text".to_string(), subject)].into(), ..secret.into() };
        for i in 0..300 {
            ledger.append(draft(stream, &format!("before {i}"))).unwrap();
        }
        let target = ledger.append(with).unwrap();
        for i in 0..300 {
            ledger.append(draft(stream, &format!("after {i}"))).unwrap();
        }
        ledger.publish().unwrap();
        let held = ledger.disclosures(target.leaf).unwrap();
        assert_eq!(held.len(), 3);
        let disclosure = held.iter().find(|d| d.path == "text").unwrap().text.clone();
        let sqlite = place.server.is_none();
        let mut cipher = Vec::new();
        let key =
            at_rest(&place.path(), "keys.db", "SELECT wrapped FROM key WHERE subject IS NOT NULL").remove(0);
        if sqlite {
            let sql =
                format!("SELECT ciphertext FROM disclosure WHERE idx = {} AND path = 'text'", target.index);
            cipher = at_rest(&place.path(), "candour.db", &sql).remove(0);
            assert!(!hits(&place.path(), &cipher).is_empty(), "the search finds what is there");
        }
        assert!(!hits(&place.path(), &key).is_empty(), "the search finds what is there");

        let erasure = Erasure {
            target: target.leaf,
            paths: vec!["text".into()],
            disposal: disposal(stream, target.leaf, &["text"]),
        };
        let erased = ledger.erase(erasure).unwrap();
        assert_eq!((erased.texts, erased.keys), (1, 1));
        ledger.publish().unwrap();

        let mut folders = vec![place.path()];
        if let Some((server, _)) = &place.server {
            server.run("one", "CHECKPOINT").unwrap();
            folders.push(server.data());
        }
        for folder in &folders {
            for needle in [SECRET.as_bytes(), disclosure.as_bytes(), &key] {
                assert_eq!(hits(folder, needle), Vec::<String>::new());
            }
        }
        if sqlite {
            assert_eq!(hits(&place.path(), &cipher), Vec::<String>::new());
        }
        let paths: Vec<String> =
            ledger.disclosures(target.leaf).unwrap().into_iter().map(|d| d.path).collect();
        assert_eq!(paths, ["kind", "place"]);
        assert_eq!(ledger.held_about(subject).unwrap(), []);
        drop(ledger);
        let found = audit(&place.path(), None).unwrap();
        assert!(found.holds(), "{:?}", found.findings);
        assert_eq!(found.erased, 1);
        assert_eq!(Ledger::open(&place.path()).unwrap().find(target.leaf).unwrap().fields.len(), 3);
    });
}

#[test]
fn other_texts_under_the_same_key_outlive_it() {
    everywhere("other_texts_under_the_same_key_outlive_it", |place| {
        let ledger = Ledger::create(&place.path(), &place.setup()).unwrap();
        let stream = ledger.new_stream().unwrap();
        let target = ledger.append(fields(stream, &[("a", "one"), ("b", "two"), ("c", "three")])).unwrap();
        let erase = |paths: &[&str]| {
            ledger.erase(Erasure {
                target: target.leaf,
                paths: paths.iter().map(|p| p.to_string()).collect(),
                disposal: disposal(stream, target.leaf, paths),
            })
        };
        assert_eq!(erase(&["b"]).unwrap().texts, 1);
        let held: Vec<String> = ledger
            .disclosures(target.leaf)
            .unwrap()
            .iter()
            .map(|d| Disclosure::parse(&d.text).unwrap().1.as_str().unwrap().to_string())
            .collect();
        assert_eq!(held, ["one", "three"]);
        assert_eq!(erase(&["b"]).unwrap().texts, 0, "a second decision finds nothing left");
        assert!(matches!(erase(&["d"]), Err(LedgerError::Absent(_))));
        assert!(matches!(erase(&[]), Err(LedgerError::Refused(_))));
        let not_a_disposal =
            Erasure { target: target.leaf, paths: vec!["a".into()], disposal: draft(stream, "") };
        assert!(matches!(ledger.erase(not_a_disposal), Err(LedgerError::Refused(_))));
        assert_eq!(erase(&["a", "c"]).unwrap().keys, 1);
        assert_eq!(ledger.disclosures(target.leaf).unwrap(), []);
    });
}

/// Whether any 16 bytes of these stand in the files below a folder: the file, for each that is found.
fn pieces(folder: &Path, gone: &[Vec<u8>], found: &mut Vec<String>) {
    let all: HashSet<&[u8]> = gone.iter().flat_map(|g| g.chunks_exact(16)).collect();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pieces(&path, gone, found);
        } else {
            let held = match fs::read(&path) {
                // A file that went away while the folder was read holds nothing any more.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                held => held.unwrap(),
            };
            if held.windows(16).any(|w| all.contains(w)) {
                found.push(path.display().to_string());
            }
        }
    }
}

#[test]
fn of_many_erased_texts_large_and_small_no_sixteen_bytes_are_left_at_rest() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    let ledger = Ledger::create(&path, &ledger::Setup::of("example.org/invented")).unwrap();
    let stream = ledger.new_stream().unwrap();
    let mut targets = Vec::new();
    for i in 0..120_usize {
        // From a line to more than a page, and some of many pages, in paths that are not in the order of the alphabet.
        let length = [30, 200, 900, 3_000, 9_000, 70_000][i * 7 % 6];
        let text = format!("invented {i} ").repeat(length / 12 + 1);
        let paths =
            [("text", text.as_str()), ("kind", "note"), ("place", "an invented place"), ("amount", "7")];
        targets.push(ledger.append(fields(stream, &paths[..1 + i % 4])).unwrap());
    }
    ledger.publish().unwrap();
    let ciphers =
        at_rest(&path, "candour.db", "SELECT ciphertext FROM disclosure WHERE path = 'text' ORDER BY idx");
    let mut gone = Vec::new();
    for (i, target) in targets.iter().enumerate() {
        if i * 5 % 3 == 0 {
            continue;
        }
        let before = at_rest(&path, "keys.db", "SELECT wrapped FROM key");
        let paths = vec!["text".to_string()];
        let disposal = disposal(stream, target.leaf, &["text"]);
        ledger.erase(Erasure { target: target.leaf, paths, disposal }).unwrap();
        let after = at_rest(&path, "keys.db", "SELECT wrapped FROM key");
        gone.extend(before.into_iter().filter(|key| !after.contains(key)));
        gone.push(ciphers[i].clone());
    }
    ledger.close().unwrap();
    let mut found = Vec::new();
    pieces(&path, &gone, &mut found);
    assert_eq!(found, Vec::<String>::new(), "of {} keys and texts", gone.len());
    let audited = audit(&path, None).unwrap();
    assert!(audited.holds(), "{:?}", audited.findings);
}

#[test]
fn an_erasure_that_somebody_who_reads_holds_up_is_finished_before_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    let ledger = Ledger::create(&path, &ledger::Setup::of("example.org/invented")).unwrap();
    let stream = ledger.new_stream().unwrap();
    let one = ledger.append(fields(stream, &[("text", "one")])).unwrap();
    let two = ledger.append(fields(stream, &[("text", "two")])).unwrap();
    let ciphers = at_rest(&path, "candour.db", "SELECT ciphertext FROM disclosure WHERE path = 'text'");
    let erase = |target: &ledger::Receipt| {
        let disposal = disposal(stream, target.leaf, &["text"]);
        ledger.erase(Erasure { target: target.leaf, paths: vec!["text".into()], disposal })
    };
    let reader = rusqlite::Connection::open(path.join("candour.db")).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM entry").unwrap();
    let error = erase(&one).unwrap_err().to_string();
    assert!(error.contains("another program is reading"), "{error}");
    drop(reader);
    erase(&two).unwrap();
    let mut found = Vec::new();
    pieces(&path, &ciphers, &mut found);
    assert_eq!(found, Vec::<String>::new());
    assert!(!path.join("erasure.pending").exists());
}

#[test]
fn an_erasure_that_was_cut_off_is_finished_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    let ledger = Ledger::create(&path, &ledger::Setup::of("example.org/invented")).unwrap();
    let stream = ledger.new_stream().unwrap();
    let target = ledger.append(fields(stream, &[("a", "one"), ("b", "two")])).unwrap();
    let before = ledger.size();
    ledger.append(disposal(stream, target.leaf, &["a"])).unwrap();
    drop(ledger);
    // As the power went: the decision is recorded, the text is not yet destroyed.
    fs::write(path.join("erasure.pending"), format!("{} {before}\na\n", target.index)).unwrap();
    let ledger = Ledger::open(&path).unwrap();
    let paths: Vec<String> = ledger.disclosures(target.leaf).unwrap().into_iter().map(|d| d.path).collect();
    assert_eq!(paths, ["b"]);
    drop(ledger);
    // And a decision that was not recorded destroys nothing.
    fs::write(path.join("erasure.pending"), format!("{} {}\nb\n", target.index, before + 1)).unwrap();
    assert_eq!(Ledger::open(&path).unwrap().disclosures(target.leaf).unwrap().len(), 1);
}

#[test]
fn entries_and_heads_refuse_change_in_both_databases() {
    everywhere("entries_and_heads_refuse_change_in_both_databases", |place| {
        let ledger = Ledger::create(&place.path(), &place.setup()).unwrap();
        let stream = ledger.new_stream().unwrap();
        ledger.append(draft(stream, "one")).unwrap();
        drop(ledger);
        let schema = if place.server.is_some() { "candour." } else { "" };
        for change in [
            "UPDATE @entry SET seq = 7",
            "DELETE FROM @entry",
            "UPDATE @head SET note = ''",
            "DELETE FROM @head",
            "INSERT INTO @head VALUES(1, 0, 'another root')",
            "INSERT INTO @head VALUES(9, 1, 'a head without entries')",
        ] {
            let change = change.replace('@', schema);
            let refused = match &place.server {
                Some((server, database)) => server.run(database, &change).err(),
                None => {
                    let connection = rusqlite::Connection::open(place.path().join("candour.db")).unwrap();
                    connection.execute_batch(&change).err().map(|e| e.to_string())
                }
            };
            assert!(refused.is_some(), "{change} was let through");
        }
        if let Some((server, database)) = &place.server {
            for change in
                ["UPDATE candour.entry SET seq = 7", "DELETE FROM candour.head", "TRUNCATE candour.entry"]
            {
                let refused =
                    server.run(database, &format!("SET ROLE candour_ledger; {change}")).unwrap_err();
                assert!(refused.contains("permission denied"), "{change}: {refused}");
            }
            assert!(server.run(database, "TRUNCATE candour.entry").is_err());
        } else {
            let connection = rusqlite::Connection::open(place.path().join("candour.db")).unwrap();
            let replace =
                "INSERT OR REPLACE INTO entry SELECT idx, leaf_key, stream, 9, bytes, fields FROM entry";
            assert!(connection.execute_batch(replace).is_err());
        }
        assert_eq!(Ledger::open(&place.path()).unwrap().size(), 1);
    });
}

#[test]
fn processing_is_logged_with_who_and_why_and_consultations_together() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    let ledger = Ledger::create(&path, &ledger::Setup::of("example.org/invented")).unwrap();
    let stream = ledger.new_stream().unwrap();
    let read = ledger.append(draft(stream, "one")).unwrap();
    for i in 0..1_500 {
        ledger.consult(&format!("reader-{}", i % 3), "preparing an invented report", read.leaf).unwrap();
    }
    assert_eq!(ledger.size(), 2, "a thousand consultations are one entry");
    let log = |act, to: Option<&str>| {
        let (by, purpose) = ("clerk-1".to_string(), "the invented order of a court".to_string());
        ledger.log(&Processing { act, by, purpose, of: Some(read.leaf), to: to.map(str::to_string) })
    };
    for act in [Act::Collection, Act::Alteration, Act::Combination, Act::Erasure] {
        log(act, None).unwrap();
    }
    assert!(matches!(log(Act::Disclosure, None), Err(LedgerError::Refused(_))));
    log(Act::Disclosure, Some("an invented court")).unwrap();
    assert!(ledger.consult("", "no name", read.leaf).is_err());
    // The rest waits in its file, survives the end of the program, and is recorded by the next.
    let waiting = fs::read(path.join("consultations.waiting")).unwrap();
    ledger.close().unwrap();
    fs::write(path.join("consultations.waiting"), &waiting).unwrap();
    let ledger = Ledger::open(&path).unwrap();
    assert_eq!(ledger.record_consultations().unwrap(), 500);
    let mut acts = Vec::new();
    for entry in ledger.entries(ledger.processing_stream()).unwrap() {
        let held = ledger.disclosures_of(&entry).unwrap();
        let records = held.iter().find(|d| d.path == "records").unwrap();
        let (_, value) = Disclosure::parse(&records.text).unwrap();
        let list = value.as_array().unwrap().clone();
        assert!(list.iter().all(|r| r["by"].is_string() && r["purpose"].is_string() && r["time"].is_u64()));
        acts.push((list[0]["act"].as_str().unwrap().to_string(), list.len()));
    }
    let acts: Vec<(&str, usize)> = acts.iter().map(|(a, n)| (a.as_str(), *n)).collect();
    assert_eq!(acts[..2], [("consultation", 1000), ("collection", 1)]);
    assert_eq!(acts[5..], [("disclosure", 1), ("consultation", 500), ("consultation", 500)]);
}

#[test]
fn a_sealed_identity_opens_for_the_sealing_unit_only() {
    let (unit, other) = (Identity::random().unwrap(), Identity::random().unwrap());
    let recipient = Recipient::parse(&unit.recipient().text()).unwrap();
    assert_eq!(recipient, unit.recipient());
    for length in [0, 1, 100, 65_535, 65_536, 65_537, 200_000] {
        let plain: Vec<u8> = (0..length).map(|i| (i % 251) as u8).collect();
        let sealed = recipient.seal(&plain).unwrap();
        let opened = Identity::parse(&unit.text()).unwrap().open(&sealed).unwrap();
        assert_eq!(opened, plain, "{length}");
        assert!(other.open(&sealed).is_err());
        let cut = sealed.replacen(&sealed[100..104], "AAAA", 1);
        assert!(cut == sealed || unit.open(&cut).is_err());
    }
    let mut changed = unit.recipient().text();
    let last = changed.pop().unwrap();
    changed.push(if last == 'q' { 'p' } else { 'q' });
    for bad in ["", "age1", "age1qqqq", &unit.text(), &changed] {
        assert!(Recipient::parse(bad).is_err(), "{bad}");
    }
    let fields_of = fields(StreamId([1; 16]), &[("identity", &recipient.seal(SECRET.as_bytes()).unwrap())]);
    let folder = tempfile::tempdir().unwrap();
    let ledger =
        Ledger::create(&folder.path().join("ledger"), &ledger::Setup::of("example.org/invented")).unwrap();
    let receipt = ledger.append(fields_of).unwrap();
    let text = &ledger.disclosures(receipt.leaf).unwrap()[0].text;
    let (_, value) = Disclosure::parse(text).unwrap();
    assert_eq!(unit.open(value.as_str().unwrap()).unwrap(), SECRET.as_bytes());
}
