//! Keyed encodings through the real command: the same bits as the Python package, and the same pairs as plain code.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // tests run the command on files

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn candour(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_candour")).current_dir(folder).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn vectors() -> Value {
    serde_json::from_str(include_str!("link/clkhash_vectors.json")).unwrap()
}

/// The rows of the vectors as a CSV file, without the white space around values that intake takes off.
fn people(vectors: &Value) -> String {
    let line = |row: &Value| {
        let cells = row.as_array().unwrap().iter().map(|c| format!("\"{}\"", c.as_str().unwrap()));
        cells.collect::<Vec<_>>().join(",") + "\n"
    };
    line(&vectors["columns"]) + &vectors["rows"].as_array().unwrap().iter().map(line).collect::<String>()
}

#[test]
fn bits_are_those_of_the_python_package() {
    let vectors = vectors();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("people.csv"), people(&vectors)).unwrap();
    fs::write(folder.path().join("secret"), format!("{}\n", vectors["secret"].as_str().unwrap())).unwrap();
    for case in vectors["cases"].as_array().unwrap() {
        fs::write(folder.path().join("schema.json"), case["schema"].to_string()).unwrap();
        let arguments = [
            "encode",
            "--schema",
            "schema.json",
            "--secret-file",
            "secret",
            "people.csv",
            "--out",
            "clks.json",
        ];
        let output = candour(folder.path(), &arguments);
        assert!(
            said(&output).contains("7 rows in = 7 accepted + 0 undated + 0 rejected"),
            "{}",
            said(&output)
        );
        let found: Value =
            serde_json::from_str(&fs::read_to_string(folder.path().join("clks.json")).unwrap()).unwrap();
        assert_eq!(found["clks"], case["clks"], "{}", case["name"]);
    }
}

#[test]
fn what_the_schema_does_not_allow_is_rejected_by_row_and_no_value_is_repeated() {
    let vectors = vectors();
    let folder = tempfile::tempdir().unwrap();
    let spoilt = people(&vectors).replace("1968-02-29", "29 Feb 68").replace("\"-12\"", "\"twelve\"");
    fs::write(folder.path().join("people.csv"), spoilt).unwrap();
    fs::write(folder.path().join("secret"), "an invented secret of some length").unwrap();
    fs::write(folder.path().join("schema.json"), vectors["cases"][0]["schema"].to_string()).unwrap();
    let encode = |out: &str| {
        let arguments =
            ["encode", "--schema", "schema.json", "--secret-file", "secret", "people.csv", "--out", out];
        candour(folder.path(), &arguments)
    };
    let output = encode("clks.csv");
    assert_eq!(output.status.code(), Some(1));
    for words in [
        "row 3: rejected: born: expected a date written %Y-%m-%d",
        "row 4: rejected: number: expected a whole number",
        "7 rows in = 5 accepted + 0 undated + 2 rejected",
    ] {
        assert!(said(&output).contains(words), "{words:?} in\n{}", said(&output));
    }
    for value in ["29 Feb 68", "twelve", "Quill", "Fennimore"] {
        assert!(!said(&output).contains(value), "{value} is somebody's");
    }
    let csv = fs::read_to_string(folder.path().join("clks.csv")).unwrap();
    let rows: Vec<&str> = csv.lines().map(|l| l.split(',').nth(1).unwrap()).collect();
    assert_eq!(rows, ["row", "2", "5", "6", "7", "8"]);
    // In JSON the position is the row: the two stand as empty encodings.
    encode("clks.json");
    let json: Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("clks.json")).unwrap()).unwrap();
    let empty =
        json["clks"].as_array().unwrap().iter().map(|c| c.as_str().unwrap().starts_with("AAAAAAAAAAAA"));
    assert_eq!(empty.collect::<Vec<_>>(), [false, true, true, false, false, false, false]);
}

#[test]
fn the_pairs_are_those_of_plain_code_on_any_number_of_threads() {
    let vectors = vectors();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, clks: &Value| {
        fs::write(folder.path().join(name), serde_json::json!({ "clks": clks }).to_string()).unwrap();
    };
    let clks = &vectors["cases"][0]["clks"];
    write("a.json", clks);
    write("b.json", clks);
    let run = |threads: &str| {
        let arguments = ["match-encodings", "a.json", "b.json", "--threshold", "0.6", "--threads", threads];
        let output = candour(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    let pairs = run("1");
    assert_eq!(pairs, run("2"));
    let bits = |v: &Value| -> Vec<u8> {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD.decode(v.as_str().unwrap()).unwrap()
    };
    let mut expected = 0;
    for (i, a) in clks.as_array().unwrap().iter().map(bits).enumerate() {
        for (j, b) in clks.as_array().unwrap().iter().map(bits).enumerate() {
            let ones = |v: &[u8]| v.iter().map(|x| x.count_ones()).sum::<u32>();
            let common: u32 = a.iter().zip(&b).map(|(x, y)| (x & y).count_ones()).sum();
            let dice = f64::from(2 * common) / f64::from(ones(&a) + ones(&b));
            let line = format!("a.json,{},b.json,{},{dice:.6}\n", i + 1, j + 1);
            assert_eq!(pairs.contains(&line), dice >= 0.6, "{line}");
            expected += u32::from(dice >= 0.6);
        }
    }
    assert_eq!(pairs.lines().count() as u32, expected + 1);
    assert!(expected > 7, "the two writings of one invented name are alike");
}

#[test]
fn a_schema_that_asks_for_what_is_not_done_is_refused_with_the_place() {
    let vectors = vectors();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("people.csv"), people(&vectors)).unwrap();
    fs::write(folder.path().join("secret"), "an invented secret of some length").unwrap();
    let schema = vectors["cases"][0]["schema"].to_string();
    for (from, to, words) in [
        ("\"version\":3", "\"version\":2", "only version 3 is read"),
        ("\"l\":1024", "\"l\":1000", "a power of two"),
        ("\"l\":1024", "\"l\":1024,\"xorFolds\":1", "write xor_folds"),
        ("%Y-%m-%d", "%Y-%j", "%j is not read here"),
        ("\"HKDF\"", "\"legacy\"", "only the type HKDF"),
        ("\"surname\"", "\"family_name\"", "no column \"family_name\""),
        ("\"positional\":true", "\"positionall\":true", "positionall"),
    ] {
        assert!(schema.contains(from), "{from}");
        fs::write(folder.path().join("schema.json"), schema.replace(from, to)).unwrap();
        let arguments = [
            "encode",
            "--schema",
            "schema.json",
            "--secret-file",
            "secret",
            "people.csv",
            "--out",
            "clks.csv",
        ];
        let output = candour(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{to}");
        assert!(said(&output).contains(words), "{words:?} in\n{}", said(&output));
        assert!(!folder.path().join("clks.csv").exists());
    }
}
