//! A correction to the table of bank holidays recalculates, and says what changed.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // it runs the command and reads what it wrote

mod support;

use std::fs;

use support::{review, rows, small_review};

#[test]
fn a_corrected_holiday_moves_the_deadline_and_the_report_says_so() {
    let folder = tempfile::tempdir().unwrap();
    // Referral on Wednesday 7 April 2010; assessed 10 working days after it: Wednesday 21 April.
    let dir = small_review(folder.path(), "reference,child,received,assessed\nA1,1,2010-04-07,2010-04-21\n");
    review(&dir, &[], 0);
    let before = rows(&dir.join("out/outcomes.csv"));
    assert_eq!((before[0]["due"].as_str(), before[0]["verdict"].as_str()), ("2010-04-21", "met"));

    // The table is said to have missed nothing but one invented day of mourning, 14 April 2010.
    let table = support::root().join("crates/duty/data/bank-holidays-england-wales.csv");
    let mut lines: Vec<String> = fs::read_to_string(table).unwrap().lines().map(str::to_string).collect();
    let at = lines.iter().position(|l| l.as_str() > "2010-04-14" && l.starts_with("2010")).unwrap();
    lines.insert(at, "2010-04-14,Day of mourning,invented for this test".to_string());
    fs::write(dir.join("holidays.csv"), lines.join("\n")).unwrap();
    let config = fs::read_to_string(dir.join("review.toml")).unwrap();
    fs::write(dir.join("review.toml"), format!("{config}\n[calendars]\nengland-wales = \"holidays.csv\"\n"))
        .unwrap();
    review(&dir, &[], 0);
    let after = rows(&dir.join("out/outcomes.csv"));
    assert_eq!((after[0]["due"].as_str(), after[0]["verdict"].as_str()), ("2010-04-22", "met"));
    let page = fs::read_to_string(dir.join("out/report.html")).unwrap();
    for sentence in [
        "Wednesday 14 April 2010 is now a holiday: Day of mourning",
        "1 of 1 outcome has another deadline or verdict than under the bundled calendars; of 0 more only the number of working days",
        "was met, due 21 April 2010; is met, due 22 April 2010.",
    ] {
        assert!(page.contains(sentence), "the report does not say: {sentence}");
    }
}
