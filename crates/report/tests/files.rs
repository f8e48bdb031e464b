//! The workbook, the exports and the terminal.

#[allow(dead_code)]
mod common;

use std::io::{self, Cursor, Write};

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use common::{FORMULA, Memory, case, written};
use model::Verdict;
use report::NamePolicy::{AsRecorded, Pseudonyms};

fn book(memory: &Memory) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(memory.files["chronology.xlsx"].clone())).expect("a workbook")
}

/// The records of a CSV, the header first.
fn records(memory: &Memory, name: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(memory.text(name).as_bytes());
    reader.records().map(|r| r.expect("a record").iter().map(str::to_string).collect()).collect()
}

#[test]
fn two_runs_give_the_same_bytes() {
    for names in [Pseudonyms, AsRecorded] {
        let (one, two) = (written(&case(), names), written(&case(), names));
        assert_eq!(one.files.keys().collect::<Vec<_>>(), two.files.keys().collect::<Vec<_>>());
        for (name, bytes) in &one.files {
            assert!(bytes == &two.files[name], "{name} differs");
        }
    }
}

#[test]
fn outcomes_have_their_columns_in_order() {
    let memory = written(&case(), Pseudonyms);
    let rows = records(&memory, "outcomes.csv");
    assert_eq!(
        rows[0][..14].join(", "),
        "rule, version, subject, reference, holder, started, due, verdict, done, days_late, working_days_late, \
         certainty, reason, evidence"
    );
    // | rule | reference | started | due | verdict | done | days | working days | certainty |
    let expected = [
        "R01|SC-1044|2002-05-03|2002-05-13|met|2002-05-03|||certainly not breached",
        "R07|SC-1044|2002-05-03|2002-05-13|late|2002-07-01|49|33|certainly breached",
        "R05|INT-3|2002-03-05/2002-05-03|2002-03-15/2002-05-13|nothing recorded||963 to 1022|660 to 700|certainly breached",
        "R05|CR-9|../2003-01-31||cannot tell||3 to 40||possibly breached",
        "R05|SC-2001|2004-12-28|2005-01-07|not yet due||||open",
        "R01|SC-1044|2002-05-01/2002-05-31|2002-05-11/2002-06-10|decided not|2002-05-31|||certainly not breached",
        "R07|SC-1044|2002-07-01|2002-07-11|excused|2002-07-02|||certainly not breached",
    ];
    assert_eq!(rows.len() - 1, expected.len());
    for (row, expected) in rows[1..].iter().zip(expected) {
        let shown = [0, 3, 5, 6, 7, 8, 9, 10, 11].map(|i| row[i].as_str()).join("|");
        assert_eq!(shown, expected);
    }
    assert_eq!(rows[2][13], "E1 care/assessments.xlsx row 7; E7 care/assessments.xlsx row 10");
    for verdict in Verdict::ALL.into_iter().filter(|v| *v != Verdict::DoneWhileBarred) {
        assert!(rows.iter().any(|r| r[7] == verdict.word()), "{verdict} occurs");
    }
}

#[test]
fn no_cell_of_any_csv_runs_in_a_spreadsheet() {
    for names in [Pseudonyms, AsRecorded] {
        let memory = written(&case(), names);
        for name in memory.files.keys().filter(|n| n.ends_with(".csv")) {
            for cell in records(&memory, name).into_iter().flatten() {
                assert!(!cell.starts_with(['=', '+', '@', '\t', '\r', '-']), "{name}: {cell}");
            }
            assert!(
                !memory.text(name).starts_with('\u{FEFF}') && !memory.text(name).contains('\r'),
                "{name}"
            );
        }
    }
    let shown = written(&case(), Pseudonyms);
    assert!(shown.text("chronology.csv").contains("'@officer spoke to Person 1"));
    assert!(
        shown.text("chronology.json").contains("\"@officer spoke to Person 1\""),
        "JSON has the exact words"
    );
}

#[test]
fn every_table_is_json_with_as_many_rows() {
    let memory = written(&case(), Pseudonyms);
    let csvs: Vec<&String> = memory.files.keys().filter(|n| n.ends_with(".csv")).collect();
    assert_eq!(csvs.len(), 24);
    for name in csvs {
        let json = memory.text(&name.replace(".csv", ".json"));
        let rows: Vec<serde_json::Value> = serde_json::from_str(json).expect("JSON");
        assert_eq!(rows.len(), records(&memory, name).len() - 1, "{name}");
    }
    let summary: serde_json::Value = serde_json::from_str(memory.text("summary.json")).expect("JSON");
    assert_eq!(summary["outcomes"]["arose"], 7);
    assert_eq!(summary["rows"]["in"], 11);
}

#[test]
fn no_name_mark_or_address_leaves_with_the_default() {
    const SECRETS: [&str; 10] = [
        "quillfeather",
        "quillfether",
        "zaraphine",
        "tanglewick",
        "marisol",
        "zz99",
        "larkspindle",
        "09/08/1988",
        "hollowbarrow",
        "the words of the disclosure",
    ];
    let memory = written(&case(), Pseudonyms);
    let mut book = book(&memory);
    let mut texts: Vec<(String, String)> = Vec::new();
    for name in memory.files.keys().filter(|n| !n.ends_with(".xlsx")) {
        texts.push((name.clone(), memory.text(name).to_lowercase()));
    }
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).expect("a sheet");
        texts
            .push((sheet, range.used_cells().map(|(_, _, c)| c.to_string().to_lowercase() + "\n").collect()));
    }
    for (name, text) in &texts {
        for secret in SECRETS {
            assert!(!text.contains(secret), "{name} gives away {secret}");
        }
    }
    let open = written(&case(), AsRecorded);
    assert!(open.text("report.html").contains("Zaraphine Quillfeather"));
    assert!(open.text("report.html").contains("This copy must not leave the review"));
    assert!(open.text("mentions.csv").contains("surname=Quillfeather"));
}

#[test]
fn free_text_keeps_its_sense() {
    let memory = written(&case(), Pseudonyms);
    let text = memory.text("chronology.csv");
    assert!(text.contains("Referral: Person 1 seen with Person 2; school worried."));
    assert!(
        text.contains(
            "Person 1 got into Vehicle 1 near Address 1. Mother rang Northmere Police in May 2002."
        )
    );
}

#[test]
fn the_workbook_has_its_sheets_and_columns() {
    let memory = written(&case(), Pseudonyms);
    let mut book = book(&memory);
    let sheets = [
        "Chronology",
        "Undated",
        "Rejected",
        "No-contact periods",
        "Outcomes",
        "Glossary",
        "Sources",
        "Withheld",
        "Verification",
    ];
    assert_eq!(book.sheet_names(), sheets);
    let range = book.worksheet_range("Chronology").expect("a sheet");
    let head: Vec<String> = range.rows().next().expect("a header").iter().map(|c| c.to_string()).collect();
    assert_eq!(
        head.join("; "),
        "Ref; Start date; Start time; End date; Date qualifier; Sequence; Agency; Source of information; Source locator; \
         People; Event; Person seen/heard; Action or response; Impact; Recorded at; Known to; Age; Status; Comment; Withheld"
    );
    assert_eq!(range.rows().count(), 9);
    for row in range.rows().skip(1) {
        let exact = row[4] == Data::String("On".to_string());
        assert_eq!(matches!(row[1], Data::DateTime(_)), exact, "a real date only where exact: {row:?}");
        let timed = row[0] == Data::String("E2".to_string());
        assert_eq!(
            row[2],
            if timed { Data::String("14:05".to_string()) } else { Data::Empty },
            "no made-up time"
        );
    }
    let sealed = range.rows().find(|r| r[0] == Data::String("E9".to_string())).expect("the sealed event");
    assert_eq!(sealed[10], Data::String("Disclosure".to_string()));
    assert_eq!(sealed[19], Data::String("Sealed by order of the chair".to_string()));
    for sheet in sheets {
        assert_eq!(
            book.worksheet_formula(sheet).expect("a sheet").used_cells().count(),
            0,
            "no formula in {sheet}"
        );
    }
    let gaps = book.worksheet_range("No-contact periods").expect("a sheet");
    assert_eq!(gaps.get_value((1, 3)), Some(&Data::Float(695.0)), "from 2 February 2003 to 28 December 2004");
}

#[test]
fn a_formula_in_a_rejected_row_is_words() {
    let mut case = case();
    case.rejected[0].1 = FORMULA.to_string();
    let memory = written(&case, AsRecorded);
    let range = book(&memory).worksheet_range("Rejected").expect("a sheet");
    assert_eq!(range.get_value((1, 5)), Some(&Data::String(format!("'{FORMULA}"))));
    assert_eq!(records(&memory, "rejected.csv")[1][5], format!("'{FORMULA}"));
}

#[test]
fn the_summary_fits_a_screen() {
    for copies in [1, 300] {
        let mut case = common::repeated(copies, copies - 1);
        case.review.title = "A long title ".repeat(20);
        let summary = report::summary(&case);
        assert!(summary.lines().count() <= 24, "{summary}");
        assert!(summary.lines().all(|l| l.chars().count() <= 100), "{summary}");
        assert!(summary.contains("11 in = 9 accepted + 1 undated + 1 rejected"));
        assert!(summary.contains("Open next  report.html"));
    }
}

#[test]
fn the_summary_says_what_followed_and_which_months_are_absent() {
    let mut case = common::case();
    let quiet = report::summary(&case);
    assert!(!quiet.contains("Followed") && !quiet.contains("Months"), "{quiet}");
    let month = model::Day::ymd(2010, 1, 1).unwrap();
    case.knowing.series.push(model::Series {
        title: "Minutes of the forum".to_string(),
        expected: vec![month],
        absent: vec![model::Absence { month, looked: model::Looked::Supplied, extracts: Vec::new() }],
        possibly: Vec::new(),
    });
    let summary = report::summary(&case);
    assert!(
        summary.contains("Months     1 absent of 1 expected in monthly series: see absent_months.csv"),
        "{summary}"
    );
    assert!(summary.contains("Open next  report.html"), "{summary}");
}

/// A sink that is full after some bytes.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() > self.0 {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        self.0 -= bytes.len();
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct FullAt(&'static str);

impl report::Out for FullAt {
    fn file(&mut self, name: &str) -> io::Result<Box<dyn Write + '_>> {
        Ok(Box::new(Full(if name == self.0 { 10 } else { usize::MAX })))
    }
}

#[test]
fn a_full_disk_is_an_error_that_names_the_file() {
    for name in ["report.html", "chronology.xlsx", "outcomes.csv", "mentions.json", "summary.json"] {
        let error = report::write(&case(), &mut FullAt(name)).expect_err("full");
        assert_eq!(error.to_string(), format!("the file {name} of the report could not be written"));
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[test]
fn a_rule_is_not_engaged_only_if_none_of_its_versions_is() {
    let mut case = case();
    let mut older = case.rules[0].clone();
    older.version = "version 2, in force from 1 January 2010".to_string();
    older.activations = 0;
    older.obligation = "The obligation of the later version.".to_string();
    case.rules.insert(0, older);
    assert!(report::summary(&case).contains("7 arose under 3 rules; 1 not engaged"));
    let memory = written(&case, Pseudonyms);
    let summary: serde_json::Value = serde_json::from_str(memory.text("summary.json")).expect("JSON");
    assert_eq!(summary["rules_not_engaged"], serde_json::json!(["R27"]));
    let done = memory.text("report.html").split("id=\"done\"").nth(1).expect("the section").to_string();
    let first_rule = done.split("<ol").next().expect("a heading");
    assert!(
        first_rule.contains("The invented obligation of rule R01"),
        "the version in force is shown: {first_rule}"
    );
}

#[test]
fn a_matter_without_a_name_goes_by_its_number() {
    let mut case = case();
    let matter = case.entities.len() - 1;
    case.entities[matter].label = "unnamed matter".to_string();
    let mention = case.entities[matter].mentions[0];
    case.mentions[mention.index()].fields.clear();
    let event = case.events.iter_mut().find(|e| &*e.reference == "CR-9").expect("the crime report");
    event.mentions = vec![mention];
    let memory = written(&case, Pseudonyms);
    assert!(records(&memory, "entities.csv").iter().any(|r| r[1] == "matter" && r[2] == "CR-9"));
}
