//! Old formats load for ever: every fixture opens, audits, gives its texts, and goes on.
//!
//! `fixtures/format-1` was written by `examples/fixture.rs` when format 1 was made; its data and its keys are invented.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // these tests meet the world

use std::fs;
use std::path::Path;

use ledger::{Ledger, Subject, audit};
use register::entry::{Class, Draft, StreamId};
use register::field::Disclosure;

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

fn text(ledger: &Ledger, leaf: tlog::Hash, path: &str) -> Option<String> {
    let held = ledger.disclosures(leaf).unwrap();
    let found = held.iter().find(|d| d.path == path)?;
    Disclosure::parse(&found.text).unwrap().1.as_str().map(str::to_string)
}

#[test]
fn format_1_opens_audits_gives_its_texts_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-1"), &path);
    let found = audit(&path, None).unwrap();
    assert!(found.holds(), "{:?}", found.findings);
    assert_eq!((found.size, found.streams, found.texts, found.erased), (303, 3, 303, 1));
    let ledger = Ledger::open(&path).unwrap();
    let second = ledger.entries(StreamId([2; 16])).unwrap();
    assert_eq!(second.len(), 102);
    assert_eq!(text(&ledger, second[99].leaf, "text").unwrap(), "invented note 298");
    assert_eq!(text(&ledger, second[100].leaf, "text"), None, "erased");
    assert_eq!((second[101].entry.class, second[101].entry.acts), (Class::Disposal, Some(second[100].leaf)));
    let about = ledger.held_about(Subject([9; 16])).unwrap();
    assert_eq!(text(&ledger, about[0].0, "name").unwrap(), "Quillon Marrowby, who does not exist");
    let draft = Draft {
        stream: StreamId([2; 16]),
        class: Class::Record,
        time_unix: 1_700_000_001,
        acts: None,
        fields: vec![("text".into(), serde_json::json!("a later note"))],
    };
    let receipt = ledger.append(draft).unwrap();
    assert_eq!((receipt.index, receipt.seq), (303, 102));
    ledger.publish().unwrap();
    ledger.close().unwrap();
    assert!(audit(&path, None).unwrap().holds());
}

#[test]
fn a_format_from_the_future_is_refused_by_its_number() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-1"), &path);
    let file = path.join("ledger.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("format = 1", "format = 2")).unwrap();
    let error = Ledger::open(&path).unwrap_err().to_string();
    assert!(error.contains("format 2 is not known; this program reads 1 to 1"), "{error}");
}
