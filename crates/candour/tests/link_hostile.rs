//! `candour link`, `candour encode` and `candour match-encodings` on files and folders that mean no good.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // tests run the command on files

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn candour(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_candour")).current_dir(folder).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    entries.map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&p).unwrap())).collect()
}

/// Invented people with one surname, or with several; every fifth row is the one before it again.
fn people(rows: usize, surname: impl Fn(usize) -> String) -> String {
    let mut csv = String::from("unique_id,first_name,surname,dob,city\n");
    for row in 0..rows {
        let person = row - usize::from(row % 5 == 4);
        let day =
            format!("{}-{:02}-{:02}", 1930 + person * 13 % 70, 1 + person * 5 % 12, 1 + person * 11 % 28);
        let forename = ["Maud", "Osric", "Ffion", "Tamsin", "Alaric", "Bryony"][person * 7 % 6];
        writeln!(csv, "{row},{forename}{},{},{day},Northmere", person / 40 % 26, surname(person)).unwrap();
    }
    csv
}

const SPEC: &str = "record = \"unique_id\"\nobserved = 2020-12-31\n[columns]\nfirst_name = \"forename\"\n\
    surname = \"surname\"\ndob = \"birth_date\"\ncity = \"city\"\n";

/// Links `people.csv` and gives the exit code, what was said and the entities.
fn link(folder: &Path, csv: &str) -> (Option<i32>, String, String) {
    fs::write(folder.join("people.csv"), csv).unwrap();
    fs::write(folder.join("spec.toml"), SPEC).unwrap();
    let output = candour(folder, &["link", "people.csv", "--spec", "spec.toml", "--out", "out"]);
    let entities = fs::read_to_string(folder.join("out/entities.csv")).unwrap_or_default();
    (output.status.code(), said(&output), entities)
}

#[test]
fn few_rows_equal_rows_and_columns_of_nothing() {
    let head = "unique_id,first_name,surname,dob,city\n";
    let equal = |rows: usize| {
        (0..rows).fold(head.to_string(), |csv, i| csv + &format!("{i},Maud,Quillby,1950-03-04,Northmere\n"))
    };
    let nothing =
        |rows: usize| (0..rows).fold(head.to_string(), |csv, i| csv + &format!("{i},,,,Northmere\n"));
    for (what, csv, rows) in [
        ("a header alone", head.to_string(), 0),
        ("one row", equal(1), 1),
        ("equal rows", equal(300), 300),
        ("more equal rows than are compared each with each", equal(2_500), 2_500),
        ("columns of nothing", nothing(300), 300),
        ("more rows of nothing", nothing(2_500), 2_500),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let (code, words, entities) = link(folder.path(), &csv);
        assert_eq!(code, Some(0), "{what}: {words}");
        assert_eq!(entities.lines().count(), 1 + rows, "{what}: every record has an entity");
        assert!(words.contains(&format!("{rows} rows in = {rows} accepted")), "{what}: {words}");
        if what.contains("nothing") {
            assert!(words.contains("is given by no record and tells nothing"), "{what}: {words}");
            let lines: Vec<&str> = entities.lines().collect();
            let mut distinct: Vec<&str> = lines[1..].iter().filter_map(|l| l.split(',').nth(1)).collect();
            distinct.dedup();
            assert_eq!(distinct.len(), rows, "{what}: a town alone joins nobody");
        }
    }
}

#[test]
fn one_surname_for_everybody_is_split_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let spec = SPEC.replace("[columns]", "rules = [\"surname\"]\n[columns]");
    fs::write(folder.path().join("people.csv"), people(9_000, |_| "Quillby".to_string())).unwrap();
    fs::write(folder.path().join("spec.toml"), spec).unwrap();
    let mut first = BTreeMap::new();
    for threads in ["1", "2"] {
        let arguments =
            ["link", "people.csv", "--spec", "spec.toml", "--out", "out", "--as-json", "--threads", threads];
        let output = candour(folder.path(), &arguments);
        let words = said(&output);
        assert_eq!(output.status.code(), Some(0), "{words}");
        assert!(words.contains("gave blocks too large to compare whole"), "the limit is reported: {words}");
        let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let compared = summary["pairs_compared"].as_u64().unwrap();
        assert!(compared > 0 && compared <= 9_000 * 100, "{compared} pairs of 40 million");
        let found = files(&folder.path().join("out"));
        if threads == "1" {
            first = found;
        } else {
            assert_eq!(found, first, "two threads give other bytes");
        }
    }
}

#[test]
fn files_that_are_no_tables_are_refused_with_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("spec.toml"), SPEC).unwrap();
    fs::create_dir(at.join("folder.csv")).unwrap();
    for (name, bytes, words) in [
        ("empty.csv", Some(&b""[..]), "empty.csv"),
        ("zeros.csv", Some(&[0u8; 4_096][..]), "zeros.csv"),
        ("cut.parquet", Some(&b"PAR1 and no more"[..]), "cut.parquet"),
        ("folder.csv", None, "folder.csv"),
        ("absent.csv", None, "absent.csv"),
    ] {
        if let Some(bytes) = bytes {
            fs::write(at.join(name), bytes).unwrap();
        }
        let output = candour(at, &["link", name, "--spec", "spec.toml", "--out", "out"]);
        assert_eq!(output.status.code(), Some(2), "{name}: {}", said(&output));
        assert!(said(&output).contains(words), "{name}: {}", said(&output));
        assert!(!at.join("out").exists(), "{name}");
    }
}

#[test]
fn a_folder_that_holds_something_else_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let csv = people(60, |person| format!("Quill{person}"));
    fs::create_dir(at.join("mine")).unwrap();
    fs::write(at.join("mine/letter.txt"), "keep me").unwrap();
    fs::write(at.join("people.csv"), &csv).unwrap();
    fs::write(at.join("spec.toml"), SPEC).unwrap();
    let output = candour(at, &["link", "people.csv", "--spec", "spec.toml", "--out", "mine"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("letter.txt"), "{}", said(&output));
    assert_eq!(fs::read_to_string(at.join("mine/letter.txt")).unwrap(), "keep me");
    // A file in the place of the folder stays as well.
    fs::write(at.join("taken"), "keep me too").unwrap();
    let output = candour(at, &["link", "people.csv", "--spec", "spec.toml", "--out", "taken"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert_eq!(fs::read_to_string(at.join("taken")).unwrap(), "keep me too");
}

/// A folder of results is replaced whole: what lies in it and was not written by a run would be lost, an input first of all.
#[test]
fn an_input_or_a_note_in_the_folder_of_results_is_never_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let csv = people(60, |person| format!("Quill{person}"));
    let (code, words, _) = link(at, &csv);
    assert_eq!(code, Some(0), "{words}");
    fs::write(at.join("out/evidence.csv"), &csv).unwrap();
    let with = |input: &str, more: &[&str]| {
        let arguments = [&["link", input, "--spec", "spec.toml", "--out", "out"], more].concat();
        let output = candour(at, &arguments);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert_eq!(fs::read_to_string(at.join("out/evidence.csv")).unwrap(), csv);
        said(&output)
    };
    let words = with("out/evidence.csv", &[]);
    assert!(words.contains("out/evidence.csv is read by this run and lies in out"), "{words}");
    let words = with("people.csv", &["--decisions", "out/pairs.csv"]);
    assert!(words.contains("out/pairs.csv is read by this run and lies in out"), "{words}");
    let words = with("people.csv", &[]);
    assert!(words.contains("out holds evidence.csv, which no run wrote"), "{words}");
    fs::remove_file(at.join("out/evidence.csv")).unwrap();
    fs::create_dir(at.join("out/notes")).unwrap();
    assert!(link(at, &csv).1.contains("out holds notes, which no run wrote"), "a folder within is not ours");
    fs::remove_dir(at.join("out/notes")).unwrap();
    // What a file manager leaves behind keeps nobody from running again.
    fs::write(at.join("out/.DS_Store"), "").unwrap();
    let (code, words, _) = link(at, &csv);
    assert_eq!(code, Some(0), "{words}");
}

#[test]
fn no_file_is_written_over_that_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let schema = include_str!("link/clkhash_vectors.json");
    let vectors: serde_json::Value = serde_json::from_str(schema).unwrap();
    fs::write(at.join("schema.json"), vectors["cases"][0]["schema"].to_string()).unwrap();
    fs::write(at.join("secret"), "an invented secret of some length").unwrap();
    let encodings = "file,row,clk\na.csv,2,AAAAAAAAAP8=\na.csv,3,/////////wA=\n";
    for name in ["evidence.csv", "other.csv"] {
        fs::write(at.join(name), encodings).unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(at.join("evidence.csv"), at.join("by-link.csv")).unwrap();
    #[cfg(not(unix))]
    fs::copy(at.join("evidence.csv"), at.join("by-link.csv")).unwrap();
    let encode = |out| {
        vec!["encode", "--schema", "schema.json", "--secret-file", "secret", "evidence.csv", "--out", out]
    };
    let matched =
        |out| vec!["match-encodings", "other.csv", "evidence.csv", "--threshold", "0.8", "--out", out];
    for arguments in [
        encode("evidence.csv"),
        encode("./evidence.csv"),
        encode("by-link.csv"),
        encode("schema.json"),
        matched("evidence.csv"),
        matched("by-link.csv"),
    ] {
        let output = candour(at, &arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains("would take its place"), "{arguments:?}: {}", said(&output));
        assert_eq!(fs::read_to_string(at.join("evidence.csv")).unwrap(), encodings, "{arguments:?}");
    }
}

/// The first sheet of many workbooks is a cover.
#[test]
fn a_cover_is_passed_over_and_the_sheet_that_is_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut book = rust_xlsxwriter::Workbook::new();
    let cover = book.add_worksheet().set_name("Cover").unwrap();
    for (row, words) in ["Extract of patients", "Made for the review", "Official"].iter().enumerate() {
        cover.write(row as u32, 0, *words).unwrap();
    }
    let table = book.add_worksheet().set_name("Patients").unwrap();
    for (row, line) in people(60, |person| format!("Quill{person}")).lines().enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            table.write(row as u32, column as u16, cell).unwrap();
        }
    }
    book.add_worksheet().set_name("Notes").unwrap().write(0, 0, "nothing here").unwrap();
    book.save(at.join("health.xlsx")).unwrap();
    fs::write(at.join("spec.toml"), SPEC).unwrap();
    for (out, more) in [("guessed", &[][..]), ("told", &["--spec", "spec.toml"])] {
        let output = candour(at, &[&["link", "health.xlsx", "--out", out], more].concat());
        let words = said(&output);
        assert_eq!(output.status.code(), Some(1), "a sheet that is not read is to be looked at: {words}");
        assert!(
            words.contains("sheet \"Cover\" is not read: \"Patients\" is the first with rows"),
            "{words}"
        );
        assert!(words.contains("sheet \"Notes\" is not read: only Patients is"), "{words}");
        assert!(words.contains("60 rows in = 60 accepted"), "{words}");
    }
}

#[cfg(unix)]
#[test]
fn results_that_have_no_room_leave_the_former_ones_whole() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let (code, words, _) = link(at, &people(400, |person| format!("Quill{person}")));
    assert_eq!(code, Some(0), "{words}");
    let former = files(&at.join("out"));
    fs::write(at.join("people.csv"), people(500, |person| format!("Thorn{person}"))).unwrap();
    for blocks in [0, 1, 8, 16] {
        // The signal is ignored so that the write fails with an error, as it does on a full disk.
        let script = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec '{}' link people.csv --spec spec.toml --out out",
            env!("CARGO_BIN_EXE_candour")
        );
        let output = Command::new("sh").current_dir(at).args(["-c", &script]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{blocks} blocks: {}", said(&output));
        assert!(said(&output).contains("cannot write"), "{}", said(&output));
        assert_eq!(files(&at.join("out")), former, "{blocks} blocks: the former results have changed");
        let left: Vec<_> = fs::read_dir(at).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert!(left.iter().all(|name| !name.to_string_lossy().starts_with('.')), "{left:?}");
    }
}

#[test]
fn encodings_that_are_none_are_refused_or_rejected_by_row() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let good = "file,row,clk\na.csv,2,AAAAAAAAAP8=\na.csv,3,/////////wA=\n";
    fs::write(at.join("good.csv"), good).unwrap();
    for (name, text, code, words) in [
        ("empty.csv", "", 2, "empty.csv"),
        ("other.csv", "file,row,name\na.csv,2,x\n", 2, "has the columns file, row and clk"),
        (
            "lengths.csv",
            "file,row,clk\na.csv,2,AAAA\na.csv,3,AAAAAAAA\n",
            2,
            "encoding 2 has 48 bits, and the first has 24",
        ),
        ("shorter.csv", "file,row,clk\na.csv,2,AAAA\n", 2, "bits"),
        (
            "spoilt.csv",
            "file,row,clk\na.csv,2,**\na.csv,x,AAAAAAAAAP8=\na.csv,4,AAAAAAAAAP8=\n",
            1,
            "2 rejected",
        ),
        ("blank.csv", "file,row,clk\na.csv,2,AAAAAAAAAAA=\n", 1, "1 encodings are empty and like no other"),
        ("none.csv", "file,row,clk\n", 0, "0 pairs reach 0.8"),
        ("bad.json", "{\"clks\": [1]}", 2, "entry 1 is no encoding in base64"),
        ("worse.json", "{", 2, "it is no JSON"),
    ] {
        fs::write(at.join(name), text).unwrap();
        let arguments = ["match-encodings", "good.csv", name, "--threshold", "0.8", "--out", "pairs.csv"];
        let output = candour(at, &arguments);
        assert_eq!(output.status.code(), Some(code), "{name}: {}", said(&output));
        assert!(said(&output).contains(words), "{name}: {words:?} in\n{}", said(&output));
    }
    for threshold in ["0", "-1", "1.5", "NaN"] {
        let arguments = ["match-encodings", "good.csv", "good.csv", "--threshold", threshold];
        assert_eq!(candour(at, &arguments).status.code(), Some(2), "{threshold}");
    }
}

#[test]
fn an_encoding_that_fails_leaves_the_former_file_whole() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let schema = include_str!("link/clkhash_vectors.json");
    let vectors: serde_json::Value = serde_json::from_str(schema).unwrap();
    fs::write(at.join("schema.json"), vectors["cases"][0]["schema"].to_string()).unwrap();
    fs::write(at.join("secret"), "an invented secret of some length").unwrap();
    fs::write(at.join("clks.csv"), "former").unwrap();
    fs::write(at.join("other.csv"), "nothing,of,the,schema\n1,2,3,4\n").unwrap();
    fs::write(at.join("empty.csv"), "").unwrap();
    for name in ["other.csv", "empty.csv", "absent.csv"] {
        let arguments =
            ["encode", "--schema", "schema.json", "--secret-file", "secret", name, "--out", "clks.csv"];
        let output = candour(at, &arguments);
        assert_eq!(output.status.code(), Some(2), "{name}: {}", said(&output));
        assert!(said(&output).contains(name), "{}", said(&output));
        assert_eq!(fs::read_to_string(at.join("clks.csv")).unwrap(), "former");
        let left: Vec<_> = fs::read_dir(at).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert!(left.iter().all(|f| !f.to_string_lossy().starts_with('.')), "{left:?}");
    }
}
