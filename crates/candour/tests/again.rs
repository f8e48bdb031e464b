//! The same files again, the same files with more rows, and the way back from an outcome to the cell it rests on.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // these tests write the files they read

mod small;
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use calamine::{Reader, Xlsx, open_workbook};

use small::Small;
use support::{contents, review, rows};

type Row = BTreeMap<String, String>;

/// One agency's workbook, beside the CSV of the small review: the header stands in row 3 of the sheet "2010".
const VISITS: &str = r#"
[[source]]
name = "visits"
agency = "Northmere Children's Social Care"
files = "visits.xlsx"
sheet = "2010"
key = ["Ref"]
[[source.mention]]
as = "child"
kind = "person"
name = "Child"
[[source.event]]
kind = "referral"
date = "Came in"
reference = "Ref"
"#;

/// Writes a workbook with two lines of heading matter above its header.
fn write_visits(path: &Path, more: &[[&str; 3]]) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("2010").unwrap();
    sheet.write(0, 0, "Northmere: visits to the front desk").unwrap();
    let table = [
        ["Ref", "Child", "Came in"],
        ["V/1", "Eve Instance", "3 May 2010"],
        ["V/2", "Fay Token", "17/11/2010"],
    ];
    for (i, line) in table.iter().chain(more).enumerate() {
        for (j, cell) in line.iter().enumerate() {
            sheet.write(i as u32 + 2, j as u16, *cell).unwrap();
        }
    }
    book.save(path).unwrap();
}

fn with_visits() -> Small {
    let small = Small::new();
    small.append("review.toml", VISITS);
    write_visits(&small.path("evidence/visits.xlsx"), &[]);
    small
}

#[test]
fn running_twice_gives_the_same_bytes() {
    let small = with_visits();
    let (first_words, _) = review(small.dir(), &[], 0);
    let first = contents(&small.path("out"));
    assert!(first.len() > 20, "{} files", first.len());
    for _ in 0..2 {
        let (words, _) = review(small.dir(), &[], 0);
        assert_eq!(words, first_words);
        for (path, bytes) in contents(&small.path("out")) {
            assert!(first[&path] == bytes, "{} differs", path.display());
        }
    }
    // Another folder, another day, the same files: the same bytes.
    let other = with_visits();
    fs::copy(small.path("evidence/visits.xlsx"), other.path("evidence/visits.xlsx")).unwrap();
    review(other.dir(), &[], 0);
    for (path, bytes) in contents(&other.path("out")) {
        let name = path.strip_prefix(other.path("out")).unwrap();
        assert!(
            first[&small.path("out").join(name)] == bytes,
            "{} differs in another folder",
            name.display()
        );
    }
}

#[test]
fn a_file_received_again_with_more_rows_duplicates_nothing_and_says_what_is_new_changed_and_gone() {
    let small = with_visits();
    review(small.dir(), &[], 0);
    let references = |file: &str| -> Vec<String> {
        rows(&small.path("out").join(file)).into_iter().map(|o| o["reference"].clone()).collect()
    };
    assert_eq!(
        references("outcomes.csv"),
        ["N/1", "V/1", "N/2", "V/2", "N/3", "N/4"].map(String::from).to_vec()
    );
    assert!(rows(&small.path("out/changes.csv")).iter().all(|c| c["new"] == "0"), "nothing came before");

    // N/2 is corrected, N/3 is gone, N/5 is new and stands in the middle; a visit is added; a row stands twice as before.
    small.replace("evidence/referrals.csv", "30/06/2010", "29/06/2010");
    small.replace("evidence/referrals.csv", "N/3,Cal,Specimen,30/11/1997,18/09/2011,,Told twice\n", "");
    small.replace("evidence/referrals.csv", "N/2,", "N/5,Gil,Fifth,21/01/1999,17/05/2012,18/05/2012,\nN/2,");
    write_visits(&small.path("evidence/visits.xlsx"), &[["V/3", "Hal Copy", "23/11/2010"]]);
    let (_, said) = review(small.dir(), &[], 1);
    assert!(
        said.contains("look: referrals.csv has changed") && said.contains("look: visits.xlsx has changed"),
        "{said}"
    );
    let mut again = references("outcomes.csv");
    again.sort();
    assert_eq!(again, ["N/1", "N/2", "N/4", "N/5", "V/1", "V/2", "V/3"].map(String::from).to_vec());
    let changes = rows(&small.path("out/changes.csv"));
    let counts = |c: &Row| ["source", "new", "changed", "gone", "same"].map(|k| c[k].clone());
    assert_eq!(counts(&changes[0]), ["referrals", "1", "1", "1", "2"]);
    assert_eq!(counts(&changes[1]), ["visits", "1", "0", "0", "2"]);
    for words in [
        "referrals.csv, row 3 is new",
        "referrals.csv, row 4 was there before and is gone",
        "referrals.csv, row 4 has changed",
        "visits.xlsx, sheet \"2010\", row 6 is new",
    ] {
        assert!(changes.iter().any(|c| c["examples"].contains(words)), "{words}: {changes:?}");
        let in_html = words.replace('"', "&quot;");
        let report = small.out("report.html");
        assert!(report.contains(words) || report.contains(&in_html), "{words} is not in the report");
    }

    // A third run of the same files says the same again, byte for byte, and asks for nobody.
    let second = contents(&small.path("out"));
    let (_, said) = review(small.dir(), &[], 0);
    assert_eq!(said, "");
    assert!(contents(&small.path("out")) == second);
}

#[test]
fn a_row_without_a_usable_date_stays_in_the_undated_part() {
    let small = Small::new();
    for _ in 0..2 {
        review(small.dir(), &[], 0);
        let undated = rows(&small.path("out/undated.csv"));
        assert_eq!(undated.iter().map(|e| e["reference"].as_str()).collect::<Vec<_>>(), ["N/4"]);
        assert_eq!(undated[0]["Start date"], "");
        assert!(undated[0]["Comment"].contains("no date written"), "{}", undated[0]["Comment"]);
        let dated = rows(&small.path("out/chronology.csv"));
        assert!(dated.iter().all(|e| e["reference"] != "N/4" && !e["Start date"].is_empty()));
        let mut book: Xlsx<_> = open_workbook(small.path("out/chronology.xlsx")).unwrap();
        let sheets = book.sheet_names();
        let sheet =
            sheets.iter().find(|s| s.contains("ndated")).unwrap_or_else(|| panic!("no sheet: {sheets:?}"));
        let range = book.worksheet_range(sheet).unwrap();
        let text: Vec<String> = range.rows().flatten().map(ToString::to_string).collect();
        assert!(text.iter().any(|t| t.contains("no date written")), "{text:?}");
        assert!(small.out("report.html").contains("no date written"));
        small.append("evidence/referrals.csv", ""); // the same bytes again
    }
}

/// The cell of a CSV or a workbook at a row and a column's letters, read here without the product.
fn cell(path: &Path, sheet: &str, row: usize, letters: &str) -> String {
    let column = letters.bytes().fold(0, |n, b| n * 26 + usize::from(b - b'A') + 1) - 1;
    if sheet.is_empty() {
        let text = fs::read_to_string(path).unwrap();
        return text.lines().nth(row - 1).unwrap().split(',').nth(column).unwrap().to_string();
    }
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    range.get_value((row as u32 - 1, column as u32)).unwrap().to_string()
}

#[test]
fn every_outcome_leads_back_to_the_cell_it_rests_on() {
    let small = with_visits();
    review(small.dir(), &[], 0);
    let outcomes = rows(&small.path("out/outcomes.csv"));
    let written: BTreeMap<&str, &str> = [
        ("N/1", "03/03/2010"),
        ("N/2", "15/06/2010"),
        ("N/3", "18/09/2011"),
        ("N/4", "no date written"),
        ("V/1", "3 May 2010"),
        ("V/2", "17/11/2010"),
    ]
    .into();
    assert_eq!(outcomes.len(), written.len());
    for outcome in &outcomes {
        let file = small.path("evidence").join(&outcome["trigger_file"]);
        // The hash by a program that has nothing to do with this one, where there is one.
        match Command::new("sha256sum").arg(&file).output() {
            Ok(run) if run.status.success() => {
                let sum = String::from_utf8(run.stdout).unwrap();
                assert_eq!(sum.split_whitespace().next(), Some(outcome["trigger_sha256"].as_str()));
            }
            _ => println!("SKIPPED: the hash by sha256sum: this machine has none"),
        }
        let row: usize = outcome["trigger_row"].parse().unwrap();
        let found = cell(&file, &outcome["trigger_sheet"], row, &outcome["trigger_column"]);
        assert_eq!(found, written[outcome["reference"].as_str()], "{outcome:?}");
        // And the evidence names the same event, which the chronology or its undated part has with the same place.
        let trigger = &outcome["trigger"];
        assert!(outcome["evidence"].contains(trigger.as_str()), "{outcome:?}");
        let events =
            rows(&small.path("out/chronology.csv")).into_iter().chain(rows(&small.path("out/undated.csv")));
        let event =
            events.into_iter().find(|e| e["Ref"] == *trigger).expect("the event is in the chronology");
        for (of_event, of_outcome) in [
            ("file", "trigger_file"),
            ("sheet", "trigger_sheet"),
            ("row", "trigger_row"),
            ("sha256", "trigger_sha256"),
        ] {
            assert_eq!(event[of_event], outcome[of_outcome]);
        }
    }
}
