//! Bad input: each case is refused or noted in words that say where, and nothing that was there before is lost.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // it runs the command and reads what it wrote

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::{candour, contents, review, rows, small_review};

const TABLE: &str = "reference,child,received,assessed\nA1,1,2010-04-07,2010-04-21\nA2,2,2010-05-04,\n";

/// Changes `review.toml`, runs, and asserts that the run fails with code 2 and all these words, the former results whole.
fn refused(change: impl Fn(&Path), words: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let dir = small_review(folder.path(), TABLE);
    review(&dir, &[], 0);
    let former = contents(&dir.join("out"));
    change(&dir);
    let output = candour(&["review", dir.to_str().unwrap()]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    for word in words {
        assert!(said.contains(word), "the refusal does not say \"{word}\":\n{said}");
    }
    assert_eq!(contents(&dir.join("out")), former, "the former results are whole");
}

fn replace(dir: &Path, file: &str, from: &str, to: &str) {
    let path = dir.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} holds no {from}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn a_missing_column_is_named_with_the_nearest_heading() {
    refused(
        |dir| replace(dir, "review.toml", "date = \"received\"", "date = \"recieved\""),
        &["recieved", "received"],
    );
}

#[test]
fn a_misspelt_key_is_named_with_its_line_and_the_nearest_key() {
    refused(
        |dir| replace(dir, "review.toml", "observation_date", "observaton_date"),
        &["line 5", "`observation_date`"],
    );
    refused(|dir| replace(dir, "review.toml", "covers =", "cover ="), &["cover", "`covers`"]);
    refused(
        |dir| replace(dir, "review.toml", "date = \"received\"", "dat = \"received\""),
        &["dat", "`date`"],
    );
    refused(
        |dir| replace(dir, "review.toml", "identifier = \"child\"", "identifer = \"child\""),
        &["identifer", "identifier"],
    );
}

#[test]
fn a_rule_with_an_unknown_word_is_refused_at_the_word() {
    let rule = |dir: &Path| {
        let text = fs::read_to_string(support::root().join("rules/R03.md")).unwrap();
        let text = text.replace("R03", "R03X").replace("when   referral", "when   refferal");
        fs::create_dir_all(dir.join("rules")).unwrap();
        fs::write(dir.join("rules/R03X.md"), text).unwrap();
        replace(dir, "review.toml", "[rules]\n", "[rules]\nfolder = \"rules\"\n");
    };
    refused(rule, &["R03X.md", "refferal", "referral"]);
}

/// Writes R03 as a rule of the review's own, with one change.
fn own_rule(dir: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(support::root().join("rules/R03.md")).unwrap().replace("R03", "R03X");
    assert!(text.contains(from), "R03 holds no {from}");
    fs::create_dir_all(dir.join("rules")).unwrap();
    fs::write(dir.join("rules/R03X.md"), text.replacen(from, to, 1)).unwrap();
}

#[test]
fn a_worked_example_that_does_not_come_out_as_written_is_refused_before_the_review_runs() {
    let wrong = |dir: &Path| {
        own_rule(dir, "expect: met", "expect: late");
        replace(dir, "review.toml", "[rules]\n", "[rules]\nfolder = \"rules\"\n");
    };
    let words = [
        "the rules cannot be used",
        "R03X.md, line ",
        "does not come out as written; expected: late",
        "what came out: met, version 1",
        "hint: the engine's reason: ",
    ];
    refused(wrong, &words);
}

#[test]
fn a_rule_of_the_reviews_own_whose_examples_come_out_is_run() {
    let folder = tempfile::tempdir().unwrap();
    let dir = small_review(folder.path(), TABLE);
    own_rule(&dir, "expect: met", "expect: met");
    replace(&dir, "review.toml", "[rules]\n", "[rules]\nfolder = \"rules\"\n");
    review(&dir, &[], 0);
}

#[test]
fn the_examples_of_rule_files_are_played_by_themselves() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let play = |path: &Path| {
        let output = candour(&["rules", "--examples", path.to_str().unwrap()]);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    own_rule(dir, "expect: met", "expect: met");
    let (code, out, err) = play(&dir.join("rules/R03X.md"));
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out.ends_with("of 1 rule file: all as written\n"), "{out}");
    let (code, out, err) = play(&support::root().join("rules"));
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    own_rule(dir, "expect: met", "expect: late");
    let (code, out, err) = play(&dir.join("rules"));
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.contains("R03X.md, line ") && err.contains("expected: late"), "{err}");
    // A log is not checked by it either.
    fs::write(dir.join("log.csv"), "subject,kind,time,holder\nA,referral,2014-03-03,social_care\n").unwrap();
    let path = |name: &str| dir.join(name).display().to_string();
    let output = candour(&["check", "--events", &path("log.csv"), "--rules", &path("rules")]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), err);
}

#[test]
fn a_file_that_is_not_what_its_name_says_is_refused_by_name_and_the_others_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let dir = small_review(folder.path(), TABLE);
    replace(&dir, "review.toml", "files = \"referrals.csv\"", "files = \"referrals*\"");
    fs::write(dir.join("evidence/referrals-2.csv"), b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n").unwrap();
    let (_, said) = review(&dir, &[], 1);
    assert!(said.contains("referrals-2.csv") && said.contains("PDF"), "{said}");
    assert_eq!(rows(&dir.join("out/outcomes.csv")).len(), 2, "the good file was read");
}

#[test]
fn a_year_that_cannot_be_meant_is_told_and_the_row_is_kept_without_a_date() {
    let folder = tempfile::tempdir().unwrap();
    let table = format!("{TABLE}A3,3,07/04/20023,\n");
    let dir = small_review(folder.path(), &table);
    review(&dir, &[], 0);
    let account = &rows(&dir.join("out/accounts.csv"))[0];
    let of = |key: &str| account[key].clone();
    assert_eq!(
        (of("rows"), of("accepted"), of("undated"), of("rejected")),
        ("3".into(), "2".into(), "1".into(), "0".into())
    );
    let problems = fs::read_to_string(dir.join("out/problems.csv")).unwrap();
    assert!(problems.contains("07/04/20023") && problems.contains("referrals.csv"), "{problems}");
    assert_eq!(rows(&dir.join("out/undated.csv")).len(), 1, "the undated row stays in the undated part");
}

#[test]
fn a_file_that_changed_since_it_was_hashed_is_told_with_both_hashes_and_what_is_new() {
    let folder = tempfile::tempdir().unwrap();
    let dir = small_review(folder.path(), TABLE);
    review(&dir, &[], 0);
    fs::write(dir.join("evidence/referrals.csv"), format!("{TABLE}A3,3,2010-06-01,2010-06-04\n")).unwrap();
    let (_, said) = review(&dir, &[], 1);
    assert!(said.contains("referrals.csv has changed since it was hashed"), "{said}");
    let change = rows(&dir.join("out/changes.csv"));
    assert_eq!(
        (change[0]["new"].as_str(), change[0]["same"].as_str(), change[0]["gone"].as_str()),
        ("1", "2", "0")
    );
    assert_eq!(rows(&dir.join("out/outcomes.csv")).len(), 3, "nothing twice");
    let first = contents(&dir.join("out"));
    review(&dir, &[], 0);
    assert_eq!(contents(&dir.join("out")), first, "said again, to the byte");
}

#[test]
fn a_full_disk_leaves_the_former_results_whole() {
    let folder = tempfile::tempdir().unwrap();
    let dir = small_review(folder.path(), TABLE);
    review(&dir, &[], 0);
    let former = contents(&dir.join("out"));
    // A limit of 8 blocks on any written file stands for a disk that is full: the write fails in the same way.
    let command = format!(
        "trap '' XFSZ; ulimit -f 8; exec '{}' review '{}'",
        env!("CARGO_BIN_EXE_candour"),
        dir.display()
    );
    let output = Command::new("sh").args(["-c", &command]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("the former results are as they were"), "{said}");
    assert_eq!(contents(&dir.join("out")), former);
    let left: Vec<_> = fs::read_dir(&dir).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(
        left.iter().all(|name| !name.to_string_lossy().starts_with('.')),
        "nothing half-written stays: {left:?}"
    );
    review(&dir, &[], 0);
}

#[test]
fn a_formula_in_a_cell_reaches_no_output_as_a_formula() {
    let folder = tempfile::tempdir().unwrap();
    let dir = small_review(folder.path(), &TABLE.replace("A1,", "=cmd|'/c calc'!A1,"));
    review(&dir, &["--names-as-recorded"], 0);
    let csv = fs::read_to_string(dir.join("out/outcomes.csv")).unwrap();
    assert!(csv.contains("'=cmd|") && !csv.contains(",=cmd|"), "{csv}");
}
