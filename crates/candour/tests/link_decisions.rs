//! `candour link` with what people have decided, what they know, and entities at several thresholds.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // tests run the command on files

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn candour(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_candour")).current_dir(folder).args(arguments).output().unwrap()
}

/// 120 invented people, every third of them twice.
fn people() -> String {
    let forenames = ["Maud", "Osric", "Ffion", "Tamsin", "Alaric", "Bryony", "Corwin", "Delphine"];
    let surnames =
        ["Quillby", "Thornton", "Valewick", "Pellmere", "Hazelford", "Gullley", "Marrowcombe", "Emberworth"];
    let mut csv = String::from("unique_id,first_name,surname,dob\n");
    for person in 0..120usize {
        let name = format!("{},{}", forenames[person * 7 % 8], surnames[(person / 8 + person) % 8]);
        let day =
            format!("{}-{:02}-{:02}", 1930 + person * 13 % 70, 1 + person * 5 % 12, 1 + person * 11 % 28);
        csv += &format!("P{person},{name},{day}\n");
        if person % 3 == 0 {
            csv += &format!("Q{person},{name},{day}\n");
        }
    }
    csv
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    entries.map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&p).unwrap())).collect()
}

/// The entity of each record.
fn entities(folder: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(folder.join("entities.csv")).unwrap();
    let cells = text.lines().skip(1).map(|l| l.split(',').map(str::to_string).collect::<Vec<_>>());
    cells.map(|c| (c[0].clone(), c[1].clone())).collect()
}

#[test]
fn a_decision_is_followed_and_a_run_without_it_gives_the_former_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("people.csv"), people()).unwrap();
    fs::write(at.join("decided.csv"), "left,right,same,by\nP0,Q0,no,the reviewer\nP1,P2,yes,the reviewer\n")
        .unwrap();
    let link = |out: &str, more: &[&str]| {
        let output = candour(at, &[&["link", "people.csv", "--out", out], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        output
    };
    let said = String::from_utf8(link("before", &[]).stderr).unwrap();
    assert!(
        said.contains("40 pairs are probable: of 100 such pairs, 95 or more are expected to be one"),
        "{said}"
    );
    link("decided", &["--decisions", "decided.csv"]);
    link("after", &[]);
    let (before, decided) = (entities(&at.join("before")), entities(&at.join("decided")));
    assert_eq!(before["P0"], before["Q0"], "one by their weights");
    assert_ne!(decided["P0"], decided["Q0"], "two by decision");
    assert_ne!(before["P1"], before["P2"]);
    assert_eq!(decided["P1"], decided["P2"], "one by decision");
    assert!(files(&at.join("before")) == files(&at.join("after")), "a decision left a trace");
    let pairs = |of: &str| fs::read(at.join(of).join("pairs.csv")).unwrap();
    assert!(pairs("before") == pairs("decided"), "a decision changed a weight");
    fs::write(at.join("known.csv"), "left,right,same\nP3,Q3,yes\nP1,P2,no\n").unwrap();
    let said = String::from_utf8(link("taught", &["--labels", "known.csv"]).stderr).unwrap();
    assert!(said.contains("and 2 pairs whose truth was given"), "{said}");

    fs::write(at.join("wrong.csv"), "left,right,same\nP0,Z9,yes\n").unwrap();
    let wrong = candour(at, &["link", "people.csv", "--out", "none", "--decisions", "wrong.csv"]);
    let said = String::from_utf8(wrong.stderr).unwrap();
    assert!(
        said.contains("wrong.csv, row 2: no record is called \"Z9\"") && !at.join("none").exists(),
        "{said}"
    );
}

#[test]
fn entities_are_kept_at_the_thresholds_that_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("people.csv"), people()).unwrap();
    let columns = "[columns]\nfirst_name = \"forename\"\nsurname = \"surname\"\ndob = \"birth_date\"\n";
    fs::write(at.join("spec.toml"), format!("record = \"unique_id\"\nalso_at = [0.5, 0.999]\n{columns}"))
        .unwrap();
    let output = candour(at, &["link", "people.csv", "--spec", "spec.toml", "--out", "out", "--as-json"]);
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    // Every pair that is joined stands in one of the two bands in which pairs are joined.
    let pairs = |name: &str| summary[name].as_u64().unwrap();
    assert!(pairs("pairs_to_join") > 0, "{summary}");
    assert_eq!(pairs("certain") + pairs("probable"), pairs("pairs_to_join"), "{summary}");
    let text = fs::read_to_string(at.join("out/thresholds.csv")).unwrap();
    assert_eq!(text.lines().next(), Some("record,at_0.999,at_0.5"));
    assert_eq!(text.lines().count(), 161);
    // A row of entities.csv and of thresholds.csv is one record, in the same order.
    let names: Vec<&str> = text.lines().skip(1).map(|l| l.split(',').next().unwrap()).collect();
    let entities = fs::read_to_string(at.join("out/entities.csv")).unwrap();
    let others: Vec<&str> = entities.lines().skip(1).map(|l| l.split(',').next().unwrap()).collect();
    assert_eq!(names, others);
    fs::write(at.join("bad.toml"), format!("also_at = [1.5]\n{columns}")).unwrap();
    let wrong = candour(at, &["link", "people.csv", "--spec", "bad.toml", "--out", "none"]);
    assert!(String::from_utf8(wrong.stderr).unwrap().contains("also_at is from 0 to 1"));
}

#[test]
fn an_explanation_says_that_a_decision_and_not_the_evidence_joins_or_keeps_apart() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("people.csv"), people()).unwrap();
    let decided = "left,right,same\nP0,Q0,no\nP1,P2,yes\nP4,P5,no\nP5,P7,yes\nP7,P4,yes\n";
    fs::write(at.join("decided.csv"), decided).unwrap();
    let explained = |left: &str, right: &str| {
        let arguments = ["link", "people.csv", "--decisions", "decided.csv", "--explain", left, right];
        String::from_utf8(candour(at, &arguments).stdout).unwrap()
    };
    let two = explained("P0", "Q0");
    assert!(two.contains("They are kept apart by a decision, whatever the evidence says."), "{two}");
    assert!(!two.contains("It joins nothing"), "{two}");
    let one = explained("P1", "P2");
    assert!(one.contains("They are joined by a decision, whatever the evidence says."), "{one}");
    assert!(!one.contains("by way of other records"), "{one}");
    let by_itself = explained("P3", "Q3");
    assert!(by_itself.contains("without \"") || by_itself.contains("No single comparison"), "{by_itself}");
    // A decision that others forbid is named as the files name its records.
    let output = candour(at, &["link", "people.csv", "--decisions", "decided.csv", "--out", "out"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("The decision that records P5 and P7 are one was not carried out"), "{said}");
    assert!(explained("P5", "P7").contains("it was not carried out"), "{}", explained("P5", "P7"));
}
