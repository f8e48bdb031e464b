//! The files parse, the truth fits them, the same plan gives the same bytes.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // these tests read the files that were made

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx, open_workbook};
use sha2::{Digest, Sha256};
use specimen::{Made, Plan, review_toml, write};

type Rows = Vec<Vec<String>>;

fn made(plan: &Plan) -> (tempfile::TempDir, Made) {
    let dir = tempfile::tempdir().unwrap();
    let made = write(dir.path(), plan).unwrap();
    (dir, made)
}

fn delimited(bytes: &[u8], delimiter: u8) -> Rows {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
    reader.records().map(|r| r.unwrap().iter().map(String::from).collect()).collect()
}

fn truth(dir: &Path, name: &str) -> Vec<BTreeMap<String, String>> {
    let rows = delimited(&std::fs::read(dir.join("truth").join(name)).unwrap(), b',');
    let head = rows[0].clone();
    rows[1..].iter().map(|r| head.iter().cloned().zip(r.iter().cloned()).collect()).collect()
}

/// Rows below the header with the number a reader counts, for every file and sheet.
fn rows_of(dir: &Path, file: &str, sheet: &str) -> Vec<(u32, Vec<String>)> {
    let path = dir.join("evidence").join(file);
    let numbered = |rows: Rows, first: u32| (first..).zip(rows).collect::<Vec<_>>();
    match path.extension().and_then(|e| e.to_str()).unwrap() {
        "csv" => {
            let bytes = std::fs::read(&path).unwrap();
            let semicolons = file.contains("intelligence");
            let text = if semicolons {
                encoding_rs::WINDOWS_1252.decode(&bytes).0.into_owned()
            } else {
                String::from_utf8(bytes).expect("UTF-8").trim_start_matches('\u{feff}').to_string()
            };
            let mut rows = delimited(text.as_bytes(), if semicolons { b';' } else { b',' });
            rows.remove(0);
            numbered(rows, 2)
        }
        "jsonl" => {
            let text = std::fs::read_to_string(&path).unwrap();
            let cells = |line: &str| -> Vec<String> {
                let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
                ["/patient/surname", "/attended"]
                    .iter()
                    .map(|p| value.pointer(p).and_then(|v| v.as_str()).unwrap_or("").to_string())
                    .collect()
            };
            numbered(text.lines().map(cells).collect(), 1)
        }
        "xml" => numbered(contacts(&std::fs::read_to_string(&path).unwrap()), 1),
        "xlsx" => {
            let mut book: Xlsx<_> = open_workbook(&path).unwrap();
            let range = book.worksheet_range(sheet).unwrap();
            let text = |cell: &Data| match cell {
                Data::DateTime(d) => d.as_f64().to_string(),
                other => other.to_string(),
            };
            let rows: Rows = range.rows().map(|r| r.iter().map(text).collect()).collect();
            assert!(rows[3].iter().all(|c| !c.is_empty()), "the header stands in row 4 of {sheet}");
            numbered(rows[4..].to_vec(), 5)
        }
        other => panic!("a file of kind {other}"),
    }
}

/// Name and date of each contact.
fn contacts(xml: &str) -> Rows {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut rows, mut path): (Rows, Vec<String>) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().expect("well-formed") {
            quick_xml::events::Event::Start(e) => {
                path.push(e.name().as_ref().to_string());
                if path.last().unwrap() == "contact" {
                    rows.push(vec![String::new(); 2]);
                }
            }
            quick_xml::events::Event::End(_) => {
                path.pop();
            }
            quick_xml::events::Event::Text(t) => {
                let text = t.to_string();
                match path.join("/").as_str() {
                    "youth_service/contacts/contact/young_person/name" => rows.last_mut().unwrap()[0] = text,
                    "youth_service/contacts/contact/date" => rows.last_mut().unwrap()[1] = text,
                    _ => {}
                }
            }
            quick_xml::events::Event::Eof => return rows,
            _ => {}
        }
    }
}

fn fingerprints(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let hash = Sha256::digest(std::fs::read(&path).unwrap()).to_vec();
                found.insert(path.strip_prefix(dir).unwrap().to_path_buf(), hash);
            }
        }
    }
    found
}

#[test]
fn the_same_plan_gives_the_same_bytes_and_another_seed_another_town() {
    let plan = Plan { people: 120, ..Plan::default() };
    let (a, _) = made(&plan);
    let (b, _) = made(&plan);
    let (first, second) = (fingerprints(a.path()), fingerprints(b.path()));
    assert!(first.len() >= 20, "{} files", first.len());
    assert_eq!(first, second);
    let (c, _) = made(&Plan { seed: plan.seed + 1, ..plan });
    let other = fingerprints(c.path());
    let file = Path::new("evidence/police/intelligence.csv");
    assert_ne!(first[file], other[file]);
}

#[test]
fn every_row_is_counted_in_the_accounts() {
    for people in [1, 25, 300, 6_000] {
        let (dir, made) = made(&Plan { people, ..Plan::default() });
        let accounts = truth(dir.path(), "accounts.csv");
        assert_eq!(accounts.len(), 21);
        assert_eq!(made.files.len(), 21);
        for (line, count) in accounts.iter().zip(&made.files) {
            let number = |column: &str| line[column].parse::<u64>().unwrap();
            assert_eq!(number("rows"), number("accepted") + number("undated") + number("rejected"));
            assert_eq!(number("rows"), count.rows);
            let rows = rows_of(dir.path(), &line["file"], &line["sheet"]);
            let empty = rows.iter().filter(|(_, r)| r.iter().all(String::is_empty)).count() as u64;
            assert_eq!(rows.len() as u64 - empty, number("rows"), "{} {}", line["file"], line["sheet"]);
            assert_eq!(empty, number("empty"), "{} {}", line["file"], line["sheet"]);
        }
        if people == 300 {
            let odd = truth(dir.path(), "odd_rows.csv");
            for what in [
                "the same row twice",
                "empty row",
                "no date",
                "n/k in the date column",
                "year 20023",
                "day and month either way round",
                "more cells than the header",
                "row of totals",
            ] {
                assert!(odd.iter().any(|l| l["what"] == what), "no row with: {what}");
            }
            assert!((2_600..3_400).contains(&made.rows()), "{} rows for 300 people", made.rows());
            for what in ["undated", "rejected", "empty"] {
                assert!(accounts.iter().any(|l| l[what] != "0"), "no row is {what}");
            }
        }
    }
}

#[test]
fn every_mention_in_the_truth_stands_in_its_row() {
    let (dir, made) = made(&Plan::default());
    let people: BTreeSet<String> =
        truth(dir.path(), "people.csv").iter().map(|l| l["person"].clone()).collect();
    let vehicles: BTreeMap<String, String> = truth(dir.path(), "vehicles.csv")
        .iter()
        .map(|l| (l["vehicle"].clone(), l["plate"].clone()))
        .collect();
    assert_eq!((people.len() as u64, vehicles.len() as u64), (made.people, made.vehicles));
    assert_eq!(people.len(), 300);
    let mut rows: BTreeMap<(String, String), BTreeMap<u32, Vec<String>>> = BTreeMap::new();
    for f in &made.files {
        let of = rows_of(dir.path(), &f.file, &f.sheet).into_iter().collect();
        rows.insert((f.file.clone(), f.sheet.clone()), of);
    }
    let who = truth(dir.path(), "who.csv");
    assert!(who.len() > 2_500);
    for line in &who {
        assert!(people.contains(&line["person"]), "{line:?}");
        let row = &rows[&(line["file"].clone(), line["sheet"].clone())][&line["row"].parse().unwrap()];
        assert!(row.iter().any(|c| !c.is_empty()), "{line:?} points at an empty row");
    }
    for line in &truth(dir.path(), "which_vehicle.csv") {
        let plate = vehicles[&line["vehicle"]].replace(' ', "");
        let row = &rows[&(line["file"].clone(), line["sheet"].clone())][&line["row"].parse().unwrap()];
        if line["file"].ends_with("csv") && line["how"] == "as it is" {
            assert!(row.iter().any(|c| c.replace(' ', "") == plate), "{line:?}: {row:?}");
        }
    }
    for how in [
        "misspelt",
        "short form",
        "initial only",
        "changed surname",
        "street name only",
        "no birth date",
        "day and month swapped",
    ] {
        assert!(who.iter().any(|l| l["how"].contains(how)), "nobody is written with: {how}");
    }
}

#[test]
fn every_name_written_as_it_is_is_the_true_one() {
    let (dir, _) = made(&Plan::default());
    let people: BTreeMap<String, BTreeMap<String, String>> =
        truth(dir.path(), "people.csv").into_iter().map(|l| (l["person"].clone(), l)).collect();
    let rows: BTreeMap<u32, Vec<String>> =
        rows_of(dir.path(), "social_care/children.xlsx", "Referrals").into_iter().collect();
    let mut checked = 0;
    for line in
        truth(dir.path(), "who.csv").iter().filter(|l| l["sheet"] == "Referrals" && l["how"] == "as it is")
    {
        let (row, person) = (&rows[&line["row"].parse().unwrap()], &people[&line["person"]]);
        assert_eq!((&row[2], &row[3]), (&person["surname"], &person["forename"]));
        checked += 1;
    }
    assert!(checked > 80, "{checked}");
}

#[test]
fn all_the_duties_are_planted_with_every_verdict() {
    let (dir, made) = made(&Plan { people: 1_200, ..Plan::default() });
    let outcomes = truth(dir.path(), "outcomes.csv");
    assert_eq!(outcomes.len() as u64, made.outcomes);
    let mut seen: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in &outcomes {
        seen.entry(line["rule"].as_str()).or_default().insert(line["verdict"].as_str());
        let (started, due, done) = (&line["started"], &line["due"], &line["done"]);
        match line["verdict"].as_str() {
            "met" | "excused" => assert!(started <= done && done <= due, "{line:?}"),
            "late" => assert!(done > due && done.as_str() <= "2014-12-31", "{line:?}"),
            "nothing recorded" => assert!(done.is_empty() && due.as_str() <= "2014-12-31", "{line:?}"),
            "not yet due" => assert!(done.is_empty() && due.as_str() > "2014-12-31", "{line:?}"),
            "cannot tell" => assert!(done.is_empty(), "{line:?}"),
            other => panic!("a verdict called {other}"),
        }
    }
    let check = |rule: &str, verdicts: &[&str]| {
        for verdict in verdicts {
            assert!(seen[rule].contains(verdict), "{rule} is never {verdict}: {:?}", seen[rule]);
        }
    };
    check("R01", &["met", "late", "nothing recorded"]);
    check("R02", &["met", "late", "nothing recorded", "cannot tell"]);
    check("R03", &["met", "late", "nothing recorded"]);
    check("R05", &["met", "late", "nothing recorded", "cannot tell"]);
    check("R07", &["met", "late", "nothing recorded", "excused", "cannot tell"]);
    check("R09", &["met", "late", "nothing recorded", "excused", "not yet due"]);
    check("R11", &["cannot tell"]);
}

#[test]
fn the_truth_of_every_duty_is_what_the_workbook_shows() {
    let (dir, _) = made(&Plan { people: 1_200, ..Plan::default() });
    let book = "social_care/children.xlsx";
    // For each rule: sheet, column of the reference, column of the day it was done (both from 0), and the entry.
    let sheets = [
        ("R01", "Referrals", 0, 11, ""),
        ("R02", "Initial assessments", 1, 6, ""),
        ("R03", "Initial assessments", 1, 6, ""),
        ("R05", "Single assessments", 1, 6, ""),
        ("R07", "Conferences", 1, 5, ""),
        ("R09", "Plans and reviews", 0, 6, "Review"),
    ];
    for (rule, sheet, reference, done, entry) in sheets {
        let mut shown: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (_, row) in rows_of(dir.path(), book, sheet) {
            if let Ok(serial) = row[done].parse::<f64>()
                && (entry.is_empty() || row[5] == entry)
            {
                // Serial 25,569 is 1 January 1970.
                shown
                    .entry(row[reference].clone())
                    .or_default()
                    .insert(model::Day(serial as i32 - 25_569).to_string());
            }
        }
        let (mut checked, mut taken) = (0, BTreeMap::<String, BTreeSet<String>>::new());
        for line in truth(dir.path(), "outcomes.csv").iter().filter(|l| l["rule"] == rule) {
            let days = shown.get(&line["reference"]).cloned().unwrap_or_default();
            match line["verdict"].as_str() {
                "met" | "late" => {
                    assert!(days.contains(&line["done"]), "{line:?}: the sheet shows {days:?}");
                    taken.entry(line["reference"].clone()).or_default().insert(line["done"].clone());
                }
                "excused" if rule == "R07" => assert!(days.is_empty(), "{line:?}: the sheet shows {days:?}"),
                _ => {
                    assert!(days.iter().all(|d| d <= &line["started"]), "{line:?}: the sheet shows {days:?}")
                }
            }
            checked += 1;
        }
        assert!(checked > 30, "{rule}: {checked}");
        assert!(!taken.is_empty(), "{rule} is never met");
        for (reference, days) in &taken {
            assert_eq!(days, &shown[reference], "{rule} {reference}: every day shown belongs to a duty");
        }
    }
}

#[test]
fn the_strand_is_known_for_years_before_anything_is_recorded() {
    let (dir, _) = made(&Plan::default());
    let known = truth(dir.path(), "known.csv");
    let strand: Vec<_> = known.iter().filter(|l| l["strand"] == "A").collect();
    let answers: Vec<(&str, &str, &str)> = strand
        .iter()
        .map(|l| (l["expected"].as_str(), l["known_from"].as_str(), l["answer"].as_str()))
        .collect();
    assert_eq!(
        answers,
        [
            ("vehicle check", "2006-03-21", "known, recorded 1337 days later"),
            ("tasking", "2006-03-21", "known, recorded 1351 days later"),
            ("word to the next force", "2006-03-21", "known, nothing recorded"),
        ]
    );
    let plate = strand[0]["label"].replace(' ', "");
    let checks = rows_of(dir.path(), "police/vehicle_checks.csv", "");
    let first = checks
        .iter()
        .filter(|(_, r)| r[3].replace(' ', "") == plate && r[1].starts_with("20"))
        .map(|(_, r)| r[1].clone())
        .min();
    assert_eq!(first.as_deref(), Some("2009-11-17"));
    let readme =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/northmere/README.md"))
            .unwrap();
    assert!(readme.contains(&strand[0]["label"]) && readme.contains(&strand[1]["label"]), "{strand:?}");
}

#[test]
fn evidence_is_never_overwritten_and_a_broken_run_is_cleared() {
    let dir = tempfile::tempdir().unwrap();
    let plan = Plan { people: 5, ..Plan::default() };
    std::fs::create_dir_all(dir.path().join("evidence.part/police")).unwrap();
    std::fs::write(dir.path().join("evidence.part/police/left_behind.csv"), "x").unwrap();
    std::fs::write(dir.path().join("review.toml"), "# mine\n").unwrap();
    write(dir.path(), &plan).unwrap();
    assert!(!dir.path().join("evidence/police/left_behind.csv").exists());
    assert_eq!(std::fs::read_to_string(dir.path().join("review.toml")).unwrap(), "# mine\n");
    let error = write(dir.path(), &plan).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AlreadyExists);
    let before = fingerprints(dir.path());
    std::fs::remove_dir_all(dir.path().join("evidence")).unwrap();
    write(dir.path(), &plan).unwrap();
    assert_eq!(fingerprints(dir.path()), before, "evidence that was removed is made again, byte for byte");
}

#[test]
fn a_plan_for_nobody_or_too_many_is_refused() {
    for plan in [Plan { people: 0, ..Plan::default() }, Plan { rows: Some(50_000_010), ..Plan::default() }] {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(write(dir.path(), &plan).unwrap_err().kind(), std::io::ErrorKind::InvalidInput);
    }
    assert_eq!(Plan { rows: Some(1_000_000), ..Plan::default() }.people().unwrap(), 100_000);
}

#[test]
fn the_committed_example_is_what_the_code_writes() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/northmere");
    let committed = std::fs::read_to_string(format!("{folder}/review.toml")).unwrap();
    assert_eq!(committed, review_toml(&Plan::default()).unwrap());
    let (dir, _) = made(&Plan::default());
    let written = std::fs::read_to_string(dir.path().join("specimen.toml")).unwrap();
    assert_eq!(std::fs::read_to_string(format!("{folder}/specimen.toml")).unwrap(), written);
}
