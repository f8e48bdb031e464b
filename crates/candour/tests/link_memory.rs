//! `candour link --memory` through the real command: what does not fit is put aside, and every byte of the results is the same.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // tests run the command on files

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// People, every third of them twice.
const PEOPLE: u64 = 60_000;

fn candour(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_candour")).current_dir(folder).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The next number of a row that is the same in every run.
fn draw(state: &mut u64, below: u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) % below
}

/// An invented name of so many syllables.
fn name(state: &mut u64, syllables: u64) -> String {
    const SYLLABLES: [&str; 16] = [
        "gul", "mer", "tor", "wen", "bry", "quil", "pel", "has", "dor", "fen", "lin", "rov", "sta", "mig",
        "cor", "vey",
    ];
    (0..syllables).map(|_| SYLLABLES[draw(state, 16) as usize]).collect()
}

fn people(first: u64, last: u64) -> String {
    let mut csv = String::from("forename,surname,birth_date,town,email\n");
    for person in first..last {
        let mut state = person;
        draw(&mut state, 2);
        let (forename, surname) = (name(&mut state, 2), name(&mut state, 3));
        let day = format!(
            "{}-{:02}-{:02}",
            1930 + draw(&mut state, 70),
            1 + draw(&mut state, 12),
            1 + draw(&mut state, 28)
        );
        let town = name(&mut state, 2);
        csv += &format!("{forename},{surname},{day},{town},{forename}.{person}@post.example\n");
        if person % 3 == 0 {
            csv += &format!("{forename},{},{day},{town},\n", surname.replacen('r', "rr", 1));
        }
    }
    csv
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    entries.map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&p).unwrap())).collect()
}

#[test]
fn with_little_memory_records_are_put_aside_and_every_file_is_the_same_to_the_byte() {
    let home = tempfile::tempdir().unwrap();
    let at = home.path();
    fs::write(at.join("people.csv"), people(0, PEOPLE)).unwrap();
    fs::write(at.join("more.csv"), people(PEOPLE - 300, PEOPLE + 300)).unwrap();
    let link = |out: &str, more: &[&str]| {
        let output = candour(at, &[&["link", "people.csv", "--out", out], more].concat());
        assert!(output.status.code().is_some_and(|code| code < 2), "{}", said(&output));
        (files(&at.join(out)), said(&output))
    };
    let (whole, told) = link("out", &[]);
    assert!(!told.contains("put aside"), "{told}");
    for threads in ["1", "2"] {
        let (bounded, told) = link("bounded", &["--memory", "64MiB", "--threads", threads]);
        assert!(told.contains("some of it was put aside in"), "{told}");
        let differ: Vec<&String> = whole.keys().filter(|name| whole[*name] != bounded[*name]).collect();
        assert!(differ.is_empty() && whole.len() == bounded.len(), "other bytes: {differ:?}");
    }
    // The same where files are added to the results.
    let add = |out: &str, more: &[&str]| {
        let output = candour(at, &[&["link", "--out", out, "--add", "more.csv"], more].concat());
        assert!(output.status.code().is_some_and(|code| code < 2), "{}", said(&output));
        files(&at.join(out))
    };
    assert!(add("out", &[]) == add("bounded", &["--memory", "64MiB"]), "added, they differ");
}

#[test]
fn a_bound_that_is_too_small_or_no_size_is_refused() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("people.csv"), people(0, 30)).unwrap();
    for (memory, why) in [("1MiB", "--memory is at least 64 MiB"), ("much", "expected a size such as 2GiB")] {
        let output = candour(home.path(), &["link", "people.csv", "--out", "out", "--memory", memory]);
        assert!(!output.status.success() && said(&output).contains(why), "{}", said(&output));
        assert!(!home.path().join("out").exists());
    }
}
