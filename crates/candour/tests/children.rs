//! Children's services returns: every statutory clock, held against a slow oracle that knows nothing of the product.
//!
//! The oracle reads the XML by looking for tags, the workbook by its cells, and counts working days one at a time on
//! the bank holidays of the shared data.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // it runs the command and reads what it wrote

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use calamine::{Data, Reader, open_workbook_auto};
use model::Day;
use support::{copy_example, pack, review, rows};

const PACK: &str = "05-uk-childrens-services";

/// One clock as the oracle sees it: rule, reference, day it started, verdict, days late.
type Clock = (String, String, String, String, String);

struct Oracle {
    holidays: BTreeSet<Day>,
    last_complete_day: Day,
    observed: Day,
}

impl Oracle {
    fn new(pack: &Path) -> Oracle {
        let text = fs::read_to_string(pack.join("../england-wales-bank-holidays.csv")).unwrap();
        let holidays = text.lines().filter_map(|line| Day::iso(line.get(..10)?)).collect();
        Oracle { holidays, last_complete_day: day("2024-03-31"), observed: day("2024-04-01") }
    }

    fn working(&self, day: Day) -> bool {
        day.weekday() < 6 && !self.holidays.contains(&day)
    }

    /// The day on which the n-th working day after `start` falls.
    fn after_working_days(&self, start: Day, n: u32) -> Day {
        let (mut day, mut counted) = (start, 0);
        while counted < n {
            day = day + 1;
            counted += u32::from(self.working(day));
        }
        day
    }

    /// Met, late or nothing recorded, where the record covers everything.
    fn judge(&self, due: Day, done: Option<Day>) -> (String, String) {
        match done {
            Some(done) if done <= due => ("met".into(), String::new()),
            Some(done) => ("late".into(), (done - due).to_string()),
            None if due > self.last_complete_day => ("not yet due".into(), String::new()),
            None => ("nothing recorded".into(), (self.observed - due).to_string()),
        }
    }
}

fn day(text: &str) -> Day {
    Day::iso(text).unwrap_or_else(|| panic!("{text} is no day"))
}

/// The texts between `<tag>` and `</tag>`, in order; elements of one name do not nest in these files.
fn between<'a>(text: &'a str, tag: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
    text.split(&open).skip(1).map(|rest| rest.split(&close).next().unwrap()).collect()
}

fn first(text: &str, tag: &str) -> Option<Day> {
    between(text, tag).first().map(|t| day(t.trim()))
}

/// The clocks of one census return.
fn census_clocks(oracle: &Oracle, path: &Path, has_assessments: bool) -> Vec<Clock> {
    let text = fs::read_to_string(path).unwrap();
    let mut clocks = Vec::new();
    for child in between(&text, "Child") {
        let id = between(child, "LAchildID")[0].to_string();
        for episode in between(child, "CINdetails") {
            let referral = first(episode, "CINreferralDate").unwrap();
            if referral >= day("2013-04-15") {
                // A referral after the day of reading cannot be; one without a table of assessments cannot be judged.
                let clock = if referral > oracle.observed || !has_assessments {
                    ("cannot tell".to_string(), String::new())
                } else {
                    let due = oracle.after_working_days(referral, 45);
                    let done = between(episode, "Assessments")
                        .iter()
                        .filter_map(|a| first(a, "AssessmentAuthorisationDate"))
                        .min();
                    match done {
                        // An assessment tied to the referral and dated before it: one of the two dates is wrong.
                        Some(done) if done < referral => ("cannot tell".to_string(), String::new()),
                        done => oracle.judge(due, done),
                    }
                };
                clocks.push(("R05".into(), id.clone(), referral.to_string(), clock.0, clock.1));
            }
            // The review's own yardstick, from the start of the assessment.
            for assessment in between(episode, "Assessments") {
                let start = first(assessment, "AssessmentActualStartDate").unwrap();
                let due = oracle.after_working_days(start, 45);
                let clock = if start > oracle.observed {
                    ("cannot tell".to_string(), String::new())
                } else {
                    oracle.judge(due, first(assessment, "AssessmentAuthorisationDate"))
                };
                clocks.push(("R05S".into(), id.clone(), start.to_string(), clock.0, clock.1));
            }
            for enquiry in between(episode, "Section47") {
                let start = first(enquiry, "S47ActualStartDate").unwrap();
                let due = oracle.after_working_days(start, 15);
                let (verdict, late) = match between(enquiry, "ICPCnotRequired").first() {
                    Some(&("true" | "1")) => ("excused".to_string(), String::new()),
                    _ => oracle.judge(due, first(enquiry, "DateOfInitialCPC")),
                };
                clocks.push(("R07".into(), id.clone(), start.to_string(), verdict, late));
            }
            for plan in between(episode, "ChildProtectionPlans") {
                let made = first(plan, "CPPstartDate").unwrap();
                let ended = first(plan, "CPPendDate");
                let mut reviews: Vec<Day> = between(plan, "CPPreviewDate").iter().map(|t| day(t)).collect();
                reviews.sort();
                clocks.extend(review_clocks(oracle, &id, made, ended, &reviews));
            }
        }
    }
    clocks
}

/// The first review within 3 months of the plan, each next within 6 months of the one before, until the plan ends.
fn review_clocks(oracle: &Oracle, id: &str, made: Day, ended: Option<Day>, reviews: &[Day]) -> Vec<Clock> {
    let mut clocks = Vec::new();
    let (mut start, mut months) = (made, 3);
    for next in reviews.iter().map(Some).chain([None]) {
        let due = start.add_months(months);
        let ended_in_time = ended.is_some_and(|e| e <= due && next.is_none_or(|n| e < *n));
        let (verdict, late) = if ended_in_time {
            ("excused".to_string(), String::new())
        } else {
            oracle.judge(due, next.copied())
        };
        clocks.push(("R09".into(), id.to_string(), start.to_string(), verdict, late));
        let Some(next) = next else { break };
        (start, months) = (*next, 6);
    }
    clocks
}

/// The rows of a sheet of the workbook as maps from column to words.
fn sheet(path: &Path, name: &str) -> Vec<BTreeMap<String, String>> {
    let mut workbook = open_workbook_auto(path).unwrap();
    let range = workbook.worksheet_range(name).unwrap();
    let mut rows = range.rows();
    let header: Vec<String> = rows.next().unwrap().iter().map(|c| c.to_string().trim().to_string()).collect();
    let words = |cell: &Data| match cell {
        Data::DateTime(serial) => (day("1899-12-30") + serial.as_f64() as i32).to_string(),
        other => other.to_string(),
    };
    rows.map(|row| header.iter().cloned().zip(row.iter().map(words)).collect()).collect()
}

/// The clocks of Annex A: lists 3, 4, 5 and 7, each known from its own list only.
fn annex_a_clocks(oracle: &Oracle, path: &Path) -> Vec<Clock> {
    let mut clocks = Vec::new();
    let id = |row: &BTreeMap<String, String>| row["Child Unique ID"].clone();
    let cannot_tell = || ("cannot tell".to_string(), String::new());
    for row in sheet(path, "List 3") {
        // List 4 shows the assessment of none of these referrals, and ends in March 2021: what came later is not in it.
        let start = day(&row["Date of Referral"]);
        let clock = cannot_tell();
        clocks.push(("R05".into(), id(&row), start.to_string(), clock.0, clock.1));
    }
    for row in sheet(path, "List 4") {
        let start = day(&row["Continuous Assessment Start Date"]);
        let done = day(&row["Continuous Assessment Date of Authorisation"]);
        let due = oracle.after_working_days(start, 45);
        let clock = oracle.judge(due, Some(done));
        assert_eq!(clock.0, "late", "every assessment of list 4 is late from its own start");
        // The referral was on or before the start, and the list does not say that it was after April 2013, when the rule began: by
        // the duty itself the assessment is late where it was, and whether it was cannot be told.
        let (verdict, late) = cannot_tell();
        clocks.push(("R05".into(), id(&row), format!("../{start}"), verdict, late));
        clocks.push(("R05S".into(), id(&row), start.to_string(), clock.0, clock.1));
    }
    const S47: &str = "Strategy discussion initiating Section 47 Enquiry Start Date";
    for row in sheet(path, "List 5") {
        let start = day(&row[S47]);
        let due = oracle.after_working_days(start, 15);
        let held = Day::iso(&row["Date of Initial Child Protection Conference"]);
        let clock = if row["Was an Initial Child Protection Conference deemed unnecessary?"] == "Yes" {
            ("excused".to_string(), String::new())
        } else {
            oracle.judge(due, held)
        };
        clocks.push(("R07".into(), id(&row), start.to_string(), clock.0, clock.1));
    }
    for row in sheet(path, "List 7") {
        let made = day(&row["Child Protection Plan Start Date"]);
        let latest = Day::iso(&row["Date of latest review conference"]);
        let ended = Day::iso(&row["Child Protection Plan End Date"]);
        let clock = match latest {
            // The list keeps the latest review only: a first one in time may have been overwritten, and where there is
            // none the list ends before the deadline.
            Some(latest) if latest > made.add_months(3) => cannot_tell(),
            None => cannot_tell(),
            Some(latest) => oracle.judge(made.add_months(3), Some(latest)),
        };
        clocks.push(("R09".into(), id(&row), made.to_string(), clock.0, clock.1));
        if let Some(latest) = latest {
            let ended_in_time = ended.is_some_and(|e| e <= latest.add_months(6));
            assert!(ended_in_time, "every reviewed plan of list 7 ended on the day of its review");
            clocks.push(("R09".into(), id(&row), latest.to_string(), "excused".into(), String::new()));
        }
    }
    clocks
}

#[test]
fn every_clock_agrees_with_the_slow_oracle() {
    let Some(pack) = pack(PACK, "every_clock_agrees_with_the_slow_oracle") else { return };
    let folder = tempfile::tempdir().unwrap();
    let dir = copy_example("childrens-services", folder.path());
    review(&dir, &["--evidence", pack.to_str().unwrap(), "--names-as-recorded"], 0);
    let outcomes = rows(&dir.join("out/outcomes.csv"));
    let oracle = Oracle::new(&pack);
    let of_holder = |holder: &str| -> Vec<Clock> {
        let mut clocks: Vec<Clock> = outcomes
            .iter()
            .filter(|o| o["holder"] == holder)
            .map(|o| {
                let late = if matches!(&*o["verdict"], "late" | "nothing recorded") {
                    o["days_late"].clone()
                } else {
                    String::new()
                };
                (o["rule"].clone(), o["reference"].clone(), o["started"].clone(), o["verdict"].clone(), late)
            })
            .collect();
        clocks.sort();
        clocks
    };
    let check = |holder: &str, mut expected: Vec<Clock>, least: usize| {
        expected.sort();
        assert!(expected.len() >= least, "{holder}: the oracle found {} clocks", expected.len());
        let got = of_holder(holder);
        let missing: Vec<_> = expected.iter().filter(|c| !got.contains(c)).collect();
        let unexpected: Vec<_> = got.iter().filter(|c| !expected.contains(c)).collect();
        assert!(
            missing.is_empty() && unexpected.is_empty(),
            "{holder}: missing {missing:?}, unexpected {unexpected:?}"
        );
        assert_eq!(got.len(), expected.len(), "{holder}");
        println!("{holder}: {} clocks agree", expected.len());
    };
    check("Authority 975", census_clocks(&oracle, &pack.join("cin-census/fake_CIN_data.xml"), false), 100);
    check("Authority 201", census_clocks(&oracle, &pack.join("cin-census/CIN_Census_2024.xml"), true), 4);
    check("Annex A authority", annex_a_clocks(&oracle, &pack.join("annex-a/Annex_A_sample.xlsx")), 30);
}

#[test]
fn both_returns_are_read_whole_and_every_row_is_accounted_for() {
    let Some(pack) = pack(PACK, "both_returns_are_read_whole_and_every_row_is_accounted_for") else { return };
    let folder = tempfile::tempdir().unwrap();
    let dir = copy_example("childrens-services", folder.path());
    review(&dir, &["--evidence", pack.to_str().unwrap()], 0);
    let accounts = rows(&dir.join("out/accounts.csv"));
    let number = |row: &BTreeMap<String, String>, key: &str| row[key].parse::<u64>().unwrap();
    for account in &accounts {
        let sum = number(account, "accepted") + number(account, "undated") + number(account, "rejected");
        assert_eq!(number(account, "rows"), sum, "{account:?}");
    }
    let rows_of = |file: &str, sheet: &str| -> u64 {
        let found: Vec<_> =
            accounts.iter().filter(|a| a["file"].ends_with(file) && a["sheet"].ends_with(sheet)).collect();
        assert_eq!(found.len(), 1, "{file} {sheet}: {accounts:?}");
        number(found[0], "rows")
    };
    assert_eq!(rows_of("fake_CIN_data.xml", "CINdetails"), 402);
    assert_eq!(rows_of("CIN_Census_2024.xml", "Section47"), 1);
    for (list, expected) in
        [(1, 5), (2, 5), (3, 6), (4, 5), (5, 5), (6, 5), (7, 7), (8, 5), (9, 6), (10, 5), (11, 5)]
    {
        let found: u64 = rows_of("Annex_A_sample.xlsx", &format!("List {list}"));
        assert_eq!(found, expected, "List {list}");
    }
}
