//! Coroners' reports to public bodies: for each report the status and the days overdue of the pack, by the shipped rule.

#![allow(clippy::disallowed_methods, reason = "the test reads shared data and the environment")]

mod common;

use std::collections::BTreeMap;

use common::Builder;
use duty::calendar::Calendars;
use duty::check::{Applied, CheckTerms, check_rules};
use duty::library::SHIPPED;
use duty::parse::{Numbers, rule_file};
use duty::vocabulary::Vocabulary;
use model::{EntityId, MentionKind, Outcome, Status, Verdict};

/// The cells of one line of CSV, quotes taken off.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cells.last_mut().unwrap().push(c),
        }
    }
    cells
}

struct Report {
    reference: String,
    date: String,
    sent_to: Vec<String>,
    recipients: u32,
    replies: u32,
    status: String,
    days_overdue: Option<i32>,
}

fn reports() -> Option<Vec<Report>> {
    let shared = std::env::var("CANDOUR_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_string());
    let text =
        std::fs::read_to_string(format!("{shared}/data/04-pfd-regulation28/reports_2013-2021.csv")).ok()?;
    let mut lines = text.lines();
    let head = cells(lines.next()?);
    let at = |name: &str| head.iter().position(|h| h == name).unwrap();
    let (reference, date, sent_to) = (at("ref"), at("report_date"), at("sent_to"));
    let (recipients, replies) = (at("recipients"), at("replies"));
    let (status, days_overdue) = (at("status"), at("days_overdue"));
    let report = |line: &str| {
        let c = cells(line);
        Report {
            reference: c[reference].clone(),
            date: c[date].clone(),
            sent_to: c[sent_to].split(" | ").map(str::to_string).collect(),
            recipients: c[recipients].parse().unwrap(),
            replies: c[replies].parse().unwrap(),
            status: c[status].clone(),
            days_overdue: c[days_overdue].parse().ok(),
        }
    };
    Some(lines.map(report).collect())
}

#[test]
fn every_report_of_the_pack_has_its_status_and_its_days_overdue() {
    let Some(reports) = reports() else {
        println!("skipped: the pack of coroners' reports is not here");
        return;
    };
    let mut b = Builder::new("2025-07-31");
    b.agency("The coroners together", "coroner");
    let mut subjects = Vec::new();
    for report in &reports {
        let subject: EntityId = b.new_subject_of(MentionKind::Matter, &report.reference);
        subjects.push(subject);
        let sent = b.event_about("report_sent", &report.date, "The coroners together", subject);
        let parties: Vec<&str> = report.sent_to.iter().map(String::as_str).collect();
        b.parties(sent, &parties).reference(sent, &report.reference);
        let answers = b.event_about("answer", "", "The coroners together", subject);
        b.tally(answers, report.replies, report.recipients).reference(answers, &report.reference);
    }
    let text = SHIPPED.iter().find(|(id, _)| *id == "PFD-29").unwrap().1;
    let file = rule_file(text, "PFD-29", &Vocabulary::shipped(), Numbers::NotGiven).unwrap();
    let applied = [Applied { rule: &file.rule, obligation: "", chosen_because: None }];
    let checked = check_rules(&b.case, &applied, &Calendars::bundled(), &CheckTerms::default());
    let mut by_subject: BTreeMap<EntityId, Vec<&Outcome>> = BTreeMap::new();
    for outcome in &checked.outcomes {
        by_subject.entry(outcome.subject).or_default().push(outcome);
    }
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for (report, subject) in reports.iter().zip(&subjects) {
        let outcomes = by_subject.get(subject).unwrap_or_else(|| panic!("nothing for {}", report.reference));
        let mut bodies = report.sent_to.clone();
        bodies.sort_unstable();
        bodies.dedup();
        assert_eq!(outcomes.len(), bodies.len(), "{}: one for each addressee", report.reference);
        for o in outcomes {
            assert_eq!(o.status.word(), report.status, "{}: {}", report.reference, o.reason);
            assert_eq!(o.reference, report.reference);
            let late = o.days_late.filter(|_| o.status != Status::Completed);
            assert_eq!(late, report.days_overdue.map(|d| (d, d)), "{}: {}", report.reference, o.reason);
            let verdict = match o.status {
                Status::Overdue => Verdict::NothingRecorded,
                Status::Partial => Verdict::CannotTell,
                _ => Verdict::Met,
            };
            assert_eq!(o.verdict, verdict, "{}: {}", report.reference, o.reason);
        }
        *seen.entry(outcomes[0].status.word()).or_default() += 1;
    }
    println!("{} reports, {} outcomes: {seen:?}", reports.len(), checked.outcomes.len());
    assert_eq!(reports.len(), 3_719);
}
