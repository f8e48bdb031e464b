//! Coroners' reports: each addressee has 56 days to answer. The figures are the data pack's own, report by report.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // it runs the command and reads what it wrote

mod support;

use std::collections::BTreeMap;
use std::io::Read;

use support::{copy_example, pack, review, rows};

const PACK: &str = "04-pfd-regulation28";

type Row = BTreeMap<String, String>;

/// What the pack says of a report, in the words of an outcome.
fn expected_verdict(status: &str) -> &'static str {
    match status {
        "completed" => "met",
        "partial" => "cannot tell",
        "overdue" => "nothing recorded",
        "pending" => "not yet due",
        other => panic!("the pack has a status nobody expected: {other}"),
    }
}

/// Outcomes by number and day of the report. Two reports may share both: then their outcomes stand together.
fn by_report(outcomes: Vec<Row>) -> BTreeMap<(String, String), Vec<Row>> {
    let mut grouped: BTreeMap<_, Vec<Row>> = BTreeMap::new();
    for row in outcomes {
        grouped.entry((row["reference"].clone(), row["started"].clone())).or_default().push(row);
    }
    grouped
}

#[test]
fn every_report_has_the_status_and_the_days_overdue_of_the_pack() {
    let Some(pack) = pack(PACK, "every_report_has_the_status_and_the_days_overdue_of_the_pack") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let dir = copy_example("prevention-of-future-deaths", folder.path());
    review(&dir, &["--evidence", pack.to_str().unwrap()], 0);
    let reports = rows(&pack.join("reports_2013-2021.csv"));
    assert_eq!(reports.len(), 3719);
    let outcomes = rows(&dir.join("out/outcomes.csv"));
    let mut subjects: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for outcome in &outcomes {
        let said = (outcome["status"].as_str(), outcome["days_late"].as_str());
        let first = subjects.entry(outcome["subject_id"].as_str()).or_insert(said);
        assert_eq!(*first, said, "the addressees of one report stand alike: {outcome:?}");
    }
    assert_eq!(subjects.len(), 3719, "one subject a report, though 44 numbers are used twice");

    let grouped = by_report(outcomes);
    let mut sharing: BTreeMap<(String, String), Vec<&Row>> = BTreeMap::new();
    for report in &reports {
        sharing.entry((report["ref"].clone(), report["report_date"].clone())).or_default().push(report);
    }
    for (key, reports) in &sharing {
        let outcomes = &grouped[key];
        let mut expected: Vec<(String, String, String, String)> = Vec::new();
        for report in reports {
            let spaced = |body: &str| body.split_whitespace().collect::<Vec<_>>().join(" ");
            let mut bodies: Vec<String> = report["sent_to"].split(" | ").map(spaced).collect();
            bodies.sort_unstable();
            bodies.dedup();
            for body in bodies {
                let verdict = expected_verdict(&report["status"]);
                expected.push((
                    body,
                    report["status"].clone(),
                    verdict.into(),
                    report["days_overdue"].clone(),
                ));
            }
        }
        let mut got: Vec<(String, String, String, String)> = outcomes
            .iter()
            .map(|o| (o["holder"].clone(), o["status"].clone(), o["verdict"].clone(), days(o)))
            .collect();
        expected.sort();
        got.sort();
        assert_eq!(got, expected, "report {key:?}");
    }
}

/// Days overdue as the pack counts them: none for a report that is completed.
fn days(outcome: &Row) -> String {
    if outcome["status"] == "completed" { String::new() } else { outcome["days_late"].clone() }
}

#[test]
fn asked_as_of_an_earlier_day_it_gives_what_was_seen_that_day() {
    let Some(pack) = pack(PACK, "asked_as_of_an_earlier_day_it_gives_what_was_seen_that_day") else { return };
    let folder = tempfile::tempdir().unwrap();
    let dir = copy_example("prevention-of-future-deaths", folder.path());
    let mut text = String::new();
    let seen = std::fs::File::open(pack.join("status_as_seen.csv.gz")).unwrap();
    flate2::read::GzDecoder::new(seen).read_to_string(&mut text).unwrap();
    for as_of in ["2024-12-31", "2024-09-19", "2024-08-25"] {
        review(&dir, &["--evidence", pack.to_str().unwrap(), "--as-of", as_of], 0);
        let mut latest: BTreeMap<String, Row> = BTreeMap::new();
        for row in csv::Reader::from_reader(text.as_bytes()).deserialize::<Row>().map(Result::unwrap) {
            if &row["seen_at"][..10] <= as_of {
                latest.insert(row["ref"].clone(), row);
            }
        }
        let mut compared = 0;
        let grouped = by_report(rows(&dir.join("out/outcomes.csv")));
        for ((reference, started), outcomes) in &grouped {
            let seen =
                latest.get(reference).unwrap_or_else(|| panic!("{reference} was not known on {as_of}"));
            for outcome in outcomes {
                assert_eq!(outcome["status"], seen["status"], "{reference} on {as_of}: {outcome:?}");
                if outcome["status"] != "completed" {
                    let overdue = model::Day::iso(as_of).unwrap() - model::Day::iso(started).unwrap() - 56;
                    assert_eq!(outcome["days_late"], overdue.to_string(), "{reference} on {as_of}");
                }
                compared += 1;
            }
        }
        let reports = rows(&pack.join("reports_2013-2021.csv"));
        let known = reports.iter().filter(|r| latest.contains_key(&r["ref"]));
        let keys: std::collections::BTreeSet<_> =
            known.map(|r| (r["ref"].clone(), r["report_date"].clone())).collect();
        assert_eq!(keys.len(), grouped.len(), "every report seen by {as_of}, and no other");
        println!("as of {as_of}: {} numbers seen, {compared} outcomes compared", latest.len());
    }
}
