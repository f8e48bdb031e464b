//! What the tests of the command share: the folder of real data, and a review run in a folder of its own.

#![allow(clippy::disallowed_types, clippy::disallowed_methods, dead_code)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A pack of the shared data, or `None` with a line that says the test was skipped.
pub(crate) fn pack(name: &str, test: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("CANDOUR_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let pack = shared.join("data").join(name);
    if !pack.is_dir() {
        println!("SKIPPED: {test}: the shared data pack {name} is absent");
        return None;
    }
    Some(pack)
}

/// Everything that is written in a file; of a workbook what stands inside, unpacked. Empty for a folder.
pub(crate) fn words_of(path: &Path) -> String {
    let bytes = if path.is_file() { fs::read(path).unwrap() } else { Vec::new() };
    if !bytes.starts_with(b"PK\x03\x04") {
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for i in 0..package.len() {
        let mut part = package.by_index(i).unwrap();
        let mut text = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut text).unwrap();
        all.push_str(&String::from_utf8_lossy(&text));
    }
    assert!(
        all.contains("<sheetData>") || all.contains("<sheetData"),
        "{}: the sheets are read",
        path.display()
    );
    all
}

/// Runs the command.
pub(crate) fn candour(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_candour")).args(args).output().expect("the command starts")
}

/// Runs the command and asserts the code it ends with; gives standard output and standard error.
#[track_caller]
pub(crate) fn run(args: &[&str], code: i32) -> (String, String) {
    let output = candour(args);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{args:?}\n{out}\n{err}");
    (out, err)
}

/// Copies the configuration of an example into `folder`, so that a test leaves no trace in the repository.
pub(crate) fn copy_example(name: &str, folder: &Path) -> PathBuf {
    let to = folder.join(name);
    copy_folder(&root().join("examples").join(name), &to);
    to
}

/// Copies the files of a folder and of the folders in it, results left out.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        if ["out", "received", "evidence", "truth"].iter().any(|skip| name == *skip) {
            continue;
        }
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &to.join(name));
        } else {
            fs::copy(entry.path(), to.join(name)).unwrap();
        }
    }
}

/// Runs `candour review` and asserts that it ended with `code`; gives standard output and standard error.
pub(crate) fn review(dir: &Path, more: &[&str], code: i32) -> (String, String) {
    let mut args = vec!["review", dir.to_str().unwrap()];
    args.extend(more);
    let output = candour(&args);
    let (stdout, stderr) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(code), "standard output:\n{stdout}\nstandard error:\n{stderr}");
    (stdout, stderr)
}

/// The rows of a CSV file as maps from column to value.
pub(crate) fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// Every file below a folder with its bytes.
pub(crate) fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            let bytes = fs::read(&path).unwrap();
            found.insert(path, bytes);
        }
    }
    found
}

/// A review of one agency and one file `referrals.csv` (reference, child, received, assessed) under rule R03.
pub(crate) fn small_review(folder: &Path, table: &str) -> PathBuf {
    let dir = folder.join("small");
    fs::create_dir_all(dir.join("evidence")).unwrap();
    fs::write(dir.join("evidence/referrals.csv"), table).unwrap();
    fs::write(dir.join("review.toml"), SMALL_REVIEW).unwrap();
    dir
}

const SMALL_REVIEW: &str = r#"
[review]
title = "A small review"
purpose = "learning"
observation_date = 2012-12-31
period = { from = 2010-01-01, to = 2012-12-31 }

[rules]
only = ["R03"]

[[agency]]
name = "Northmere Children's Social Care"
sort = "social_care"

[[source]]
name = "referrals"
agency = "Northmere Children's Social Care"
files = "referrals.csv"
covers = { from = 2010-01-01, to = 2012-12-31 }
key = ["reference"]

[[source.mention]]
as = "child"
kind = "person"
identifier = "child"

[[source.event]]
kind = "referral"
date = "received"
reference = "reference"

[[source.event]]
kind = "initial_assessment_completed"
date = "assessed"
reference = "reference"
"#;
