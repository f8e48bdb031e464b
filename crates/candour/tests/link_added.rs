//! `candour link --add`: files added to a result, in any order, as if all had been linked at once; decisions stay, and can be taken back.

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

fn linked(folder: &Path, arguments: &[&str]) -> String {
    let output = candour(folder, &[&["link"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", said(&output));
    said(&output)
}

fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = candour(folder, &[&["link"], arguments].concat());
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
    said(&output)
}

/// Invented people in four files; every second of the later files stands in the first as well, some with a slip, and every fourth of the
/// first stands there twice.
fn write_people(folder: &Path) {
    let forenames = ["Maud", "Osric", "Ffion", "Tamsin", "Alaric", "Bryony", "Corwin", "Delphine", "Edric"];
    let starts = ["Quill", "Thorn", "Vale", "Pell", "Hazel", "Gull", "Marrow", "Ember", "Wend", "Ash"];
    let ends = ["by", "ton", "wick", "mere", "ford", "ley", "combe"];
    for (file, from, step) in [("first", 0, 1), ("may", 20, 2), ("june", 60, 2), ("july", 100, 3)] {
        let mut csv = String::from("unique_id,first_name,surname,dob,city\n");
        for person in (from..from + 200usize).step_by(step) {
            let forename = forenames[(person * 7 + person / 10) % 9];
            let slip = if file != "first" && person % 5 == 0 { "e" } else { "" };
            let surname =
                format!("{}{slip}{}", starts[(person * 3 + person / 12) % 10], ends[(person / 3) % 7]);
            let born =
                format!("{}-{:02}-{:02}", 1930 + person * 13 % 70, 1 + person * 5 % 12, 1 + person * 11 % 28);
            let city = ["Northmere", "Gullhaven", "Eastwick"][person % 3];
            csv += &format!("{}{person},{forename},{surname},{born},{city}\n", &file[..3]);
            if file == "first" && person % 4 == 1 {
                csv += &format!("again{person},{forename},{surname},{born},{city}\n");
            }
        }
        fs::write(folder.join(format!("{file}.csv")), csv).unwrap();
    }
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    entries.map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&p).unwrap())).collect()
}

fn state(words: &str) -> String {
    words.lines().find_map(|line| line.strip_prefix("state: ")).unwrap().to_string()
}

/// The entity of each record.
fn entities(folder: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(folder.join("entities.csv")).unwrap();
    let cells = text.lines().skip(1).map(|l| l.split(',').map(str::to_string).collect::<Vec<_>>());
    cells.map(|c| (c[0].clone(), c[1].clone())).collect()
}

#[test]
fn files_added_in_any_order_give_the_bytes_of_one_run() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write_people(at);
    let words = linked(at, &["first.csv", "--add", "may.csv", "june.csv", "july.csv", "--out", "once"]);
    assert!(
        words.contains("those learnt from the first 250 records; 267 records were added and changed none"),
        "{words}"
    );
    let page = fs::read_to_string(at.join("once/link-report.html")).unwrap();
    assert!(page.contains("those learnt from the first 250 records"), "the report says so too");
    let once = files(&at.join("once"));
    assert!(entities(&at.join("once")).values().max() < Some(&"E999".to_string()));
    for (out, steps) in [
        ("one", vec![vec!["may.csv"], vec!["june.csv"], vec!["july.csv"]]),
        ("two", vec![vec!["july.csv"], vec!["may.csv", "june.csv"]]),
        ("three", vec![vec!["june.csv", "july.csv"], vec!["may.csv"]]),
    ] {
        linked(at, &["first.csv", "--out", out]);
        for step in &steps {
            let words =
                linked(at, &[&["--add"], step.as_slice(), &["--out", out, "--threads", "1"]].concat());
            assert!(words.contains("records were added"), "{words}");
        }
        assert!(files(&at.join(out)) == once, "{out}: the bytes depend on the steps");
    }
    let joined = entities(&at.join("once"));
    assert_eq!(joined["fir20"], joined["may20"], "an added record is joined");
    // A register that holds everybody once cannot teach what two records of one person look like: the documented weights stand for it.
    let words = linked(at, &["may.csv", "--add", "first.csv", "--out", "other"]);
    assert!(
        words.contains("Training expected 0 pairs to be one, and needs 20: the documented weights"),
        "{words}"
    );
}

#[test]
fn a_decision_is_kept_until_it_is_taken_back_and_then_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write_people(at);
    linked(at, &["first.csv", "--out", "out"]);
    let before = state(&linked(at, &["--add", "may.csv", "--out", "out"]));
    let bytes = files(&at.join("out"));
    let of = entities(&at.join("out"));
    assert!(of["fir20"] == of["may20"] && of["fir1"] != of["fir2"]);
    fs::write(at.join("decided.csv"), "left,right,same\nfir20,may20,no\nfir1,fir2,yes\n").unwrap();
    let decided = state(&linked(at, &["--decisions", "decided.csv", "--out", "out"]));
    assert_ne!(decided, before);
    let followed = |of: &BTreeMap<String, String>| of["fir20"] != of["may20"] && of["fir1"] == of["fir2"];
    assert!(followed(&entities(&at.join("out"))));
    // A file that stands before the known ones moves the numbers of their records, not the decisions.
    linked(at, &["--add", "july.csv", "--out", "out"]);
    assert!(followed(&entities(&at.join("out"))), "kept while records are added");
    let once = ["first.csv", "--add", "july.csv", "may.csv", "--decisions", "decided.csv", "--out", "once"];
    linked(at, &once);
    assert!(files(&at.join("out")) == files(&at.join("once")));

    linked(at, &["first.csv", "--add", "may.csv", "--decisions", "decided.csv", "--out", "out"]);
    fs::write(at.join("none.csv"), "left,right,same\n").unwrap();
    let after = state(&linked(at, &["--decisions", "none.csv", "--out", "out"]));
    assert_eq!(after, before, "the state is the one before");
    assert!(files(&at.join("out")) == bytes, "a decision left a trace");
}

#[test]
fn a_pair_of_a_result_is_explained_by_what_was_learnt_and_all_can_be_moved_together() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::create_dir(at.join("work")).unwrap();
    write_people(&at.join("work"));
    linked(at, &["work/first.csv", "--add", "work/may.csv", "--out", "work/out"]);
    let of = |folder: &str| candour(at, &["link", "--explain", "fir20", "may20", "--out", folder]);
    let words = String::from_utf8(of("work/out").stdout).unwrap();
    assert!(words.contains("fir20 and may20: joined, one entity"), "{words}");
    let files_named =
        candour(at, &["link", "work/first.csv", "--add", "work/may.csv", "--explain", "fir20", "may20"]);
    assert_eq!(String::from_utf8(files_named.stdout).unwrap(), words);
    fs::rename(at.join("work"), at.join("moved")).unwrap();
    assert_eq!(String::from_utf8(of("moved/out").stdout).unwrap(), words);
    linked(at, &["--add", "moved/june.csv", "--out", "moved/out"]);
}

#[test]
fn what_cannot_be_added_is_refused_with_the_reason_and_the_result_stays() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write_people(at);
    linked(at, &["first.csv", "--add", "may.csv", "--out", "out"]);
    let before = files(&at.join("out"));
    for (arguments, words) in [
        (vec!["--add", "may.csv", "--out", "out"], "may.csv is named twice, or is there already"),
        (vec!["--add", "first.csv", "--out", "out"], "first.csv is named twice, or is there already"),
        (vec!["--add", "june.csv", "--spec", "out/spec.toml", "--out", "out"], "--spec cannot be given"),
        (vec!["--add", "june.csv", "--labels", "x.csv", "--out", "out"], "--labels cannot be given"),
        (vec!["--add", "june.csv", "--out", "nowhere"], "nowhere holds no link-state.bin"),
        (vec!["--add", "absent.csv", "--out", "out"], "absent.csv"),
    ] {
        let said = refused(at, &arguments);
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
    let first = fs::read_to_string(at.join("first.csv")).unwrap();
    fs::write(at.join("first.csv"), first.replace("Maud", "Mabel")).unwrap();
    let said = refused(at, &["--add", "june.csv", "--out", "out"]);
    assert!(said.contains("first.csv is not what it was when link-state.bin was written"), "{said}");
    fs::remove_file(at.join("first.csv")).unwrap();
    let said = refused(at, &["--add", "june.csv", "--out", "out"]);
    assert!(said.contains("first.csv, which out was made from, is no longer there"), "{said}");
    fs::write(at.join("first.csv"), first).unwrap();
    assert!(files(&at.join("out")) == before, "the result stays");

    let kept = &before["link-state.bin"];
    for (bytes, words) in [
        (kept[..kept.len() - 9].to_vec(), "the bytes were changed or cut short"),
        (b"something else".to_vec(), "these are not the bytes of a linkage"),
        (
            [b"candour linkage, version 7\n", &kept[27..]].concat(),
            "version 7 of the linkage, and version 1 is read",
        ),
    ] {
        fs::write(at.join("out/link-state.bin"), bytes).unwrap();
        let said = refused(at, &["--add", "june.csv", "--out", "out"]);
        assert!(said.contains(words) && said.contains("link all files anew"), "{said}");
    }
}

#[test]
fn the_state_holds_no_value_of_any_record() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write_people(at);
    linked(at, &["first.csv", "--add", "may.csv", "--out", "out"]);
    let kept = files(&at.join("out")).remove("link-state.bin").unwrap();
    for value in ["Osric", "Quill", "osric", "quill", "Northmere", "fir20"] {
        assert!(!kept.windows(value.len()).any(|part| part == value.as_bytes()), "{value}");
    }
    assert!(kept.windows(9).any(|part| part == b"first.csv"), "it says which files were read");
}

/// Two agencies call their files alike: each is named with the folder that tells it apart, from whatever folder the command is run, and in one
/// step or in two.
#[test]
fn files_of_one_name_from_two_folders_are_told_apart_by_their_folders() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write_people(at);
    for (file, agency) in [("first.csv", "police"), ("may.csv", "health")] {
        fs::create_dir(at.join(agency)).unwrap();
        let csv = fs::read_to_string(at.join(file)).unwrap();
        // Without a column that names records.
        let rows: String = csv.lines().map(|l| l.split_once(',').unwrap().1.to_string() + "\n").collect();
        fs::write(at.join(agency).join("people.csv"), rows).unwrap();
    }
    linked(at, &["police/people.csv", "health/people.csv", "--out", "both"]);
    let both = entities(&at.join("both"));
    assert!(both.contains_key("police/people.csv:2") && both.contains_key("health/people.csv:2"), "{both:?}");
    assert!(both.values().collect::<std::collections::BTreeSet<_>>().len() < both.len(), "some are one");
    linked(&at.join("police"), &["people.csv", "../health/people.csv", "--out", "../again"]);
    assert!(files(&at.join("both")) == files(&at.join("again")), "the working folder makes a difference");
    linked(at, &["police/people.csv", "--add", "health/people.csv", "--out", "once"]);
    linked(at, &["police/people.csv", "--out", "steps"]);
    assert!(entities(&at.join("steps")).contains_key("people.csv:2"), "one alone keeps its name");
    linked(at, &["--add", "health/people.csv", "--out", "steps"]);
    assert!(files(&at.join("once")) == files(&at.join("steps")), "in two steps it is another result");
    let said = refused(at, &["police/people.csv", "health/../police/people.csv", "--out", "none"]);
    assert!(said.contains("is named twice"), "{said}");
}
