//! `candour link` through the real command, on invented people.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // tests run the command on files

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn candour(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_candour")).current_dir(folder).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// 400 invented people, every third of them twice: the second time with a slip in the surname or without the birth date.
fn people() -> String {
    let forenames =
        ["Maud", "Osric", "Ffion", "Tamsin", "Alaric", "Bryony", "Corwin", "Delphine", "Edric", "Fenella"];
    let ends = ["by", "ton", "wick", "mere", "ford", "ley", "combe", "worth"];
    let starts = [
        "Quill", "Thorn", "Vale", "Pell", "Hazel", "Gull", "Marrow", "Ember", "Wend", "Ash", "Birl", "Crake",
    ];
    let mut csv = String::from("unique_id,first_name,surname,dob,city,cluster\n");
    let mut id = 0;
    for person in 0..400usize {
        let forename = forenames[(person * 7 + person / 10) % forenames.len()];
        let surname = format!(
            "{}{}",
            starts[(person * 5 + person / 12) % starts.len()],
            ends[(person / 3) % ends.len()]
        );
        let day = format!(
            "{}-{:02}-{:02}",
            1930 + (person * 13) % 70,
            1 + (person * 5) % 12,
            1 + (person * 11) % 28
        );
        let city = ["Northmere", "Gullhaven", "Eastwick"][person % 3];
        csv += &format!("{id},{forename},{surname},{day},{city},{person}\n");
        id += 1;
        if person % 3 == 0 {
            let day = if person % 2 == 0 { day.as_str() } else { "" };
            let slip = surname.replacen('r', "rr", 1);
            let second = if person % 2 == 0 { slip } else { surname };
            csv += &format!("{id},{forename},{second},{day},{city},{person}\n");
            id += 1;
        }
    }
    csv
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    entries.map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&p).unwrap())).collect()
}

#[test]
fn columns_alone_are_enough_and_the_bytes_do_not_depend_on_threads_or_on_who_wrote_the_specification() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("people.csv"), people()).unwrap();
    let link = |out: &str, more: &[&str]| {
        let mut arguments = vec!["link", "people.csv", "--out", out];
        arguments.extend_from_slice(more);
        let output = candour(at, &arguments);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        said(&output)
    };
    let words = link("one", &["--threads", "1"]);
    assert!(words.contains("534 rows in = 534 accepted + 0 undated + 0 rejected"), "{words}");
    assert!(words.contains("dob: birth_date (by its name)"), "{words}");
    link("two", &["--threads", "2"]);
    assert!(files(&at.join("one")) == files(&at.join("two")), "the bytes depend on threads");
    let proposed = candour(at, &["link", "people.csv", "--propose"]);
    fs::write(at.join("spec.toml"), &proposed.stdout).unwrap();
    link("three", &["--spec", "spec.toml"]);
    assert!(files(&at.join("one")) == files(&at.join("three")), "the proposal gives other bytes");
    link("parquet", &["--form", "parquet"]);
    let names: Vec<String> = files(&at.join("parquet")).into_keys().collect();
    assert_eq!(
        names,
        [
            "comparisons.csv",
            "entities.parquet",
            "link-report.html",
            "link-state.bin",
            "pairs.parquet",
            "spec.toml"
        ]
    );
}

#[test]
fn pairs_and_entities_agree_and_nobody_is_joined_wrongly() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let people = people();
    fs::write(at.join("people.csv"), &people).unwrap();
    let output = candour(at, &["link", "people.csv", "--out", "out", "--as-json"]);
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let truth: Vec<&str> = people.lines().skip(1).map(|l| l.rsplit(',').next().unwrap()).collect();
    let entities = fs::read_to_string(at.join("out/entities.csv")).unwrap();
    let of: Vec<&str> = entities.lines().skip(1).map(|l| l.split(',').nth(1).unwrap()).collect();
    assert_eq!((of.len(), summary["records"].as_u64()), (truth.len(), Some(truth.len() as u64)));
    let (mut right, mut wrong) = (0, 0);
    for a in 0..of.len() {
        for b in a + 1..of.len() {
            if of[a] == of[b] {
                *(if truth[a] == truth[b] { &mut right } else { &mut wrong }) += 1;
            }
        }
    }
    assert!(right >= 60 && wrong == 0, "{right} right, {wrong} wrong");
    let pairs = fs::read_to_string(at.join("out/pairs.csv")).unwrap();
    assert_eq!(pairs.lines().next(), Some("left,right,weight,probability,levels"));
    assert_eq!(pairs.lines().count() as u64 - 1, summary["pairs_listed"].as_u64().unwrap());
    let keys = fs::read_to_string(at.join("out/comparisons.csv")).unwrap();
    let comparisons = keys.lines().filter(|l| l.contains("not given on one side")).count();
    assert!(pairs.lines().skip(1).all(|l| l.rsplit(',').next().unwrap().split('.').count() == comparisons));
}

#[test]
fn the_report_needs_nothing_else_and_names_nobody() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("people.csv"), people()).unwrap();
    candour(folder.path(), &["link", "people.csv", "--out", "out"]);
    let page = fs::read_to_string(folder.path().join("out/link-report.html")).unwrap();
    for words in [
        "What each agreement weighs",
        "Threshold against error",
        "Records that cannot be linked",
        "What blocking cost",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert_eq!(page.matches("<svg").count(), 4);
    for forbidden in ["http://", "https://", "<script", "src=", "url(", "Osric", "Quillby", "NaN"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn what_is_wrong_with_a_specification_or_a_row_is_said_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("people.csv"), people()).unwrap();
    for (spec, words) in [
        ("[columns]\nsurname = \"surnam\"\n", "`surnam` is no kind of column"),
        ("[columns]\nlast = \"surname\"\n", "no file has the column \"last\""),
        ("rules = [\"surname:frst\"]\n[columns]\nsurname = \"surname\"\n", "no form of a key"),
        ("once_each = [\"other.csv\"]\n[columns]\nsurname = \"surname\"\n", "no source is called so"),
        ("colums = 1\n[columns]\nsurname = \"surname\"\n", "colums"),
        ("record = \"id\"\n[columns]\nsurname = \"surname\"\n", "has no column \"id\""),
        ("record = \"city\"\n[columns]\nsurname = \"surname\"\n", "two records are called"),
    ] {
        fs::write(at.join("spec.toml"), spec).unwrap();
        let output = candour(at, &["link", "people.csv", "--spec", "spec.toml", "--out", "out"]);
        assert_eq!(output.status.code(), Some(2), "{spec}");
        assert!(said(&output).contains(words), "{words:?} in\n{}", said(&output));
        assert!(!at.join("out").exists());
    }
    let spoilt = people()
        + "900,Osric,Quillby,1950-01-01,Northmere,400,more,cells\n,Maud,Pellton,1951-01-01,Gullhaven,401\n";
    fs::write(at.join("people.csv"), spoilt).unwrap();
    let output = candour(at, &["link", "people.csv", "--out", "out"]);
    assert_eq!(output.status.code(), Some(1));
    let words = said(&output);
    assert!(
        words.contains("row 536: rejected") && words.contains("row 537: rejected: the record has no name"),
        "{words}"
    );
    assert!(words.contains("536 rows in = 534 accepted + 0 undated + 2 rejected"), "{words}");
}
