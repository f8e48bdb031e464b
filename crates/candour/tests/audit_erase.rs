//! `candour audit` and `candour erase` as a person runs them.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // it runs the command and reads what it wrote

mod support;

use std::fs;
use std::path::Path;

use ledger::{Ledger, Setup};
use register::entry::{Class, Draft, StreamId};
use support::run;

fn made(folder: &Path, entries: u8) -> String {
    let ledger = Ledger::create(folder, &Setup::of("example.org/audit-test")).unwrap();
    for i in 0..entries {
        let fields = vec![("text".into(), serde_json::json!(format!("invented note {i}")))];
        let stream = StreamId([i % 3 + 1; 16]);
        ledger
            .append(Draft { stream, class: Class::Record, time_unix: 1_700_000_000, acts: None, fields })
            .unwrap();
    }
    let key = ledger.verifier().to_vkey();
    ledger.close().unwrap();
    key
}

#[test]
fn the_audit_reads_a_ledger_or_what_it_published_and_says_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("ledger");
    let key = made(&dir, 20);
    let (dir, log) = (dir.to_str().unwrap().to_string(), dir.join("log").to_str().unwrap().to_string());
    let (out, _) = run(&["audit", &dir], 0);
    assert!(out.contains("20 entries in 3 streams"), "{out}");
    assert!(out.contains("20 texts held and as committed to, 0 erased"), "{out}");
    let (out, _) = run(&["audit", &log, "--log-key", &key, "--json"], 0);
    let found: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((found["holds"].as_bool(), found["entries"].as_u64()), (Some(true), Some(20)));
    let (_, err) = run(&["audit", &log], 2);
    assert!(err.contains("no key was given"), "{err}");
    // A policy whose witness has not cosigned.
    let witness =
        tlog::note::NoteSigner::new("witness.example.org", tlog::note::Algorithm::CosignatureV1, &[3; 32]);
    let witness = witness.unwrap();
    let (signer, witness) = (witness.clone(), witness.verifier().to_vkey());
    let policy = folder.path().join("policy");
    fs::write(&policy, format!("log {key}\nwitness w {witness}\nquorum w\n")).unwrap();
    let (out, _) = run(&["audit", &log, "--policy", policy.to_str().unwrap()], 1);
    assert!(out.contains("FOUND: fewer witnesses have cosigned"), "{out}");
    // It has; and a bit of its name is flipped, which C2SP passes over and the audit tells.
    let checkpoint = Path::new(&log).join("checkpoint");
    let signed = fs::read_to_string(&checkpoint).unwrap();
    let line = signer.line(&format!("{}\n", signed.split("\n\n").next().unwrap()), 1_700_000_000);
    fs::write(&checkpoint, format!("{signed}{line}")).unwrap();
    let with = ["audit", &log, "--policy", policy.to_str().unwrap()];
    let (out, _) = run(&with, 0);
    assert!(out.contains("1 cosignature of witnesses") && !out.contains("not known here"), "{out}");
    fs::write(&checkpoint, format!("{signed}{}", line.replace("witness.", "whtness."))).unwrap();
    let (out, _) = run(&with, 1);
    assert!(out.contains("FOUND: fewer witnesses have cosigned"), "{out}");
    assert!(
        out.contains("1 further signature is by keys that are not known here: whtness.example.org"),
        "{out}"
    );
    fs::write(&checkpoint, &signed).unwrap();
    // One flipped bit in one published entry.
    let bundle = Path::new(&log).join("tile/entries/000.p/20");
    let mut bytes = fs::read(&bundle).unwrap();
    bytes[120] ^= 1;
    fs::write(&bundle, bytes).unwrap();
    for dir in [&dir, &log] {
        let (out, _) = run(&["audit", dir, "--log-key", &key], 1);
        assert!(out.contains("FOUND: ") && out.ends_with("the log does not hold\n"), "{out}");
    }
}

#[test]
fn an_erasure_that_is_not_admitted_says_why_and_destroys_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("ledger").to_str().unwrap().to_string();
    run(&["register", &dir, "--begin", "example.org/erase-test"], 0);
    let erase = |basis: &str, decider: &str, path: &str| {
        let by = ["--by", "clerk-1", "--entry", "0"];
        let mut args = vec!["erase", &dir, "--basis", basis, "--decider", decider, "--path", path];
        args.extend(by);
        run(&args, 2).1
    };
    assert!(erase("whim", "data_protection_officer", "title").contains("right_to_erasure"));
    assert!(erase("court_order", "somebody", "title").contains("data_protection_officer"));
    assert!(erase("court_order", "data_protection_officer", "Mr X").contains("not of the form of a path"));
    assert!(erase("court_order", "data_protection_officer", "title").contains("not admitted"));
    let (out, _) = run(&["audit", &dir], 0);
    assert!(out.contains("0 entries"));
    assert!(
        out.ends_with("nothing is recorded and nothing is published yet: there is nothing to audit\n"),
        "{out}"
    );
}
