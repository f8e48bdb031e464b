//! The whole product held to the truth of an invented town: its accounts, its duties, who is who, and what must not leak.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // it runs the command and reads what it wrote

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use support::{candour, contents, copy_example, review, rows};

type Row = BTreeMap<String, String>;

/// Northmere in a folder of its own, reviewed; names as recorded, so that the truth can be compared.
fn northmere(folder: &Path, more: &[&str]) -> PathBuf {
    let dir = copy_example("northmere", folder);
    review(&dir, more, 0);
    dir
}

/// Another town of another seed, five times as large.
fn town(folder: &Path) -> PathBuf {
    let dir = folder.join("town");
    let made = candour(&["specimen", dir.to_str().unwrap(), "--people", "1500", "--seed", "77"]);
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    review(&dir, &["--names-as-recorded"], 0);
    dir
}

/// Rule, number, holder, due day and verdict of each outcome of the rules the truth speaks of, sorted.
fn duties(list: &[Row], rules: &BTreeSet<String>) -> Vec<[String; 5]> {
    let mut duties: Vec<[String; 5]> = list
        .iter()
        .filter(|row| rules.contains(&row["rule"]))
        .map(|row| ["rule", "reference", "holder", "due", "verdict"].map(|key| row[key].clone()))
        .collect();
    duties.sort();
    duties
}

/// Every planted duty has its verdict, and no duty arose that was not planted.
fn duties_are_as_planted(dir: &Path) -> usize {
    let truth = rows(&dir.join("truth/outcomes.csv"));
    let rules: BTreeSet<String> = truth.iter().map(|row| row["rule"].clone()).collect();
    let (expected, got) = (duties(&truth, &rules), duties(&rows(&dir.join("out/outcomes.csv")), &rules));
    let missing: Vec<_> = expected.iter().filter(|d| !got.contains(d)).collect();
    let unexpected: Vec<_> = got.iter().filter(|d| !expected.contains(d)).collect();
    assert!(
        missing.is_empty() && unexpected.is_empty(),
        "planted and not found: {missing:?}\nfound and not planted: {unexpected:?}"
    );
    assert_eq!(got.len(), expected.len());
    expected.len()
}

#[test]
fn every_planted_duty_has_its_verdict_and_every_row_its_place_in_the_account() {
    let folder = tempfile::tempdir().unwrap();
    let dir = northmere(folder.path(), &["--names-as-recorded"]);
    let planted = duties_are_as_planted(&dir);
    assert!(planted > 500, "{planted} planted duties");
    let account = |list: Vec<Row>| -> Vec<Vec<String>> {
        let keys = ["file", "rows", "accepted", "undated", "rejected", "empty"];
        let mut lines: Vec<Vec<String>> =
            list.iter().map(|row| keys.iter().map(|k| row[*k].clone()).collect()).collect();
        lines.sort();
        lines
    };
    assert_eq!(account(rows(&dir.join("out/accounts.csv"))), account(rows(&dir.join("truth/accounts.csv"))));
}

#[test]
fn a_larger_town_keeps_its_truth_and_joins_nobody_wrongly() {
    let folder = tempfile::tempdir().unwrap();
    let dir = town(folder.path());
    println!("{} planted duties agree", duties_are_as_planted(&dir));
    let people = pairs_found(&dir, "who.csv", "person");
    let vehicles = pairs_found(&dir, "which_vehicle.csv", "vehicle");
    for (what, found) in [("people", &people), ("vehicles", &vehicles)] {
        println!(
            "{what}: precision {:.4}, recall {:.4}, {} wrong pairs",
            found.precision(),
            found.recall(),
            found.wrong
        );
    }
    assert!(people.precision() >= 0.99, "people are joined wrongly: precision {:.4}", people.precision());
    assert!(people.recall() >= 0.30, "people are not found: recall {:.4}", people.recall());
    assert!(
        vehicles.precision() >= 0.99,
        "vehicles are joined wrongly: precision {:.4}",
        vehicles.precision()
    );
}

/// Pairs of mentions put together rightly, wrongly, and left apart though they are one.
struct Pairs {
    right: u64,
    wrong: u64,
    missed: u64,
}

impl Pairs {
    fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.right as f64 / (self.right + self.missed).max(1) as f64
    }
}

/// Compares entities with the truth, over the mentions the truth names, by counting pairs in each group.
fn pairs_found(dir: &Path, truth: &str, column: &str) -> Pairs {
    // Only workbooks have sheets that both sides name alike.
    let sheet = |row: &Row| if row["file"].ends_with(".xlsx") { row["sheet"].clone() } else { String::new() };
    let place = |row: &Row| (row["file"].clone(), sheet(row), row["row"].clone(), row["role"].clone());
    let entity: BTreeMap<_, String> =
        rows(&dir.join("out/mentions.csv")).iter().map(|row| (place(row), row["entity"].clone())).collect();
    let pairs = |n: u64| n * n.saturating_sub(1) / 2;
    let (mut by_true, mut by_found, mut by_both) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for row in rows(&dir.join("truth").join(truth)) {
        let Some(found) = entity.get(&place(&row)) else { continue };
        *by_true.entry(row[column].clone()).or_insert(0) += 1;
        *by_found.entry(found.clone()).or_insert(0) += 1;
        *by_both.entry((row[column].clone(), found.clone())).or_insert(0) += 1;
    }
    let right: u64 = by_both.values().map(|&n| pairs(n)).sum();
    let found: u64 = by_found.values().map(|&n| pairs(n)).sum();
    let truly: u64 = by_true.values().map(|&n| pairs(n)).sum();
    Pairs { right, wrong: found - right, missed: truly - right }
}

#[test]
fn taking_any_extract_away_makes_no_silence() {
    let folder = tempfile::tempdir().unwrap();
    let dir = northmere(folder.path(), &["--names-as-recorded"]);
    let silences = |dir: &Path| -> BTreeSet<(String, String, String)> {
        let silent = |row: &Row| row["verdict"] == "nothing recorded";
        let key = |row: &Row| (row["rule"].clone(), row["reference"].clone(), row["holder"].clone());
        rows(&dir.join("out/outcomes.csv")).iter().filter(|r| silent(r)).map(key).collect()
    };
    let whole = silences(&dir);
    assert!(whole.len() > 50, "{} silences", whole.len());
    let config = fs::read_to_string(dir.join("review.toml")).unwrap();
    let covers: Vec<usize> = config.match_indices("\ncovers = ").map(|(at, _)| at + 1).collect();
    assert!(covers.len() >= 10, "{} extracts say what they cover", covers.len());
    for at in covers {
        // Without its line "covers" an extract proves no absence.
        let less = format!("{}# {}", &config[..at], &config[at..]);
        fs::write(dir.join("review.toml"), less).unwrap();
        review(&dir, &["--names-as-recorded"], 0);
        let now = silences(&dir);
        let made: Vec<_> = now.difference(&whole).collect();
        assert!(made.is_empty(), "silences made by taking an extract away: {made:?}");
    }
}

#[test]
fn no_name_plate_or_telephone_of_the_town_is_in_any_byte_that_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let dir = northmere(folder.path(), &[]);
    let mut secrets: BTreeSet<String> = BTreeSet::new();
    for person in rows(&dir.join("truth/people.csv")) {
        secrets.insert(format!("{} {}", person["forename"], person["surname"]));
        if !person["later_surname"].is_empty() {
            secrets.insert(format!("{} {}", person["forename"], person["later_surname"]));
        }
    }
    secrets.extend(rows(&dir.join("truth/vehicles.csv")).iter().map(|v| v["plate"].clone()));
    secrets.retain(|s| s.len() > 4);
    assert!(secrets.len() > 300);
    for (path, bytes) in contents(&dir.join("out")) {
        let text = if path.extension().is_some_and(|e| e == "xlsx") {
            workbook_text(&path)
        } else {
            String::from_utf8(bytes).unwrap()
        };
        for secret in &secrets {
            assert!(!text.contains(secret.as_str()), "{} holds \"{secret}\"", path.display());
        }
    }
}

/// Every cell of every sheet, as words.
fn workbook_text(path: &Path) -> String {
    use calamine::Reader;
    let mut workbook = calamine::open_workbook_auto(path).unwrap();
    let mut text = String::new();
    for (_, range) in workbook.worksheets() {
        for cell in range.used_cells() {
            text.push_str(&cell.2.to_string());
            text.push('\n');
        }
    }
    text
}
