//! The shipped rule files: that they are read, written as the formatter writes them, and that the manual is made from them.

#![allow(clippy::disallowed_methods, reason = "the tests read and, when asked, write the manual")]

use std::path::{Path, PathBuf};

use duty::format;
use duty::library::{Choice, ReviewerNumbers, RuleBook, SHIPPED};
use duty::manual::manual;
use duty::parse::{Numbers, rule_file};
use duty::vocabulary::Vocabulary;
use model::Day;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn day(text: &str) -> Day {
    Day::iso(text).unwrap()
}

#[test]
fn every_file_of_the_folder_is_shipped_and_no_other() {
    let mut in_folder: Vec<String> = std::fs::read_dir(root().join("rules"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    in_folder.sort();
    let mut shipped: Vec<String> = SHIPPED.iter().map(|(id, _)| format!("{id}.md")).collect();
    shipped.sort();
    assert_eq!(in_folder, shipped);
}

#[test]
fn every_shipped_file_is_read_and_written_as_the_formatter_writes_it() {
    let words = Vocabulary::shipped();
    for (id, text) in SHIPPED {
        let file = rule_file(text, &format!("{id}.md"), &words, Numbers::NotGiven)
            .unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(file.rule.id, *id);
        if file.open_numbers.is_empty() {
            assert_eq!(format::rule(&file.rule), file.rule_text, "{id}");
        } else {
            let open = file
                .rule_text
                .replace("{days} days", "1 day")
                .replace("{days} working days", "1 working day");
            assert_eq!(format::rule(&file.rule), open, "{id}");
        }
    }
}

#[test]
fn the_manual_is_the_one_committed() {
    let path = root().join("docs/guide/duties.md");
    let made = manual().unwrap();
    if std::env::var_os("CANDOUR_BLESS").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        made == committed,
        "docs/guide/duties.md is not what the rule files give; run with CANDOUR_BLESS=1"
    );
}

/// Which rules are on.
fn on(choice: &Choice) -> Vec<String> {
    let book = RuleBook::load(&[], &Vocabulary::shipped(), choice).unwrap();
    book.rules().map(|rule| rule.id.clone()).collect()
}

fn numbers(days: u32, reason: &str) -> ReviewerNumbers {
    ReviewerNumbers { numbers: [("days".to_string(), days)].into(), reason: reason.to_string() }
}

#[test]
fn a_rule_without_a_national_number_is_off_until_the_review_gives_figure_and_reason() {
    let mut choice = Choice::default();
    for id in ["R06", "R19", "R24", "R25G4", "R26", "R27", "R28", "R41"] {
        assert!(!on(&choice).contains(&id.to_string()), "{id}");
    }
    assert_eq!(on(&choice).len(), SHIPPED.len() - 8);
    choice.reviewer_set.insert("R27".to_string(), numbers(28, "The force's own plan of 2004."));
    let book = RuleBook::load(&[], &Vocabulary::shipped(), &choice).unwrap();
    let entry = book.entry("R27").unwrap();
    assert_eq!(entry.reason.as_deref(), Some("The force's own plan of 2004."));
    let within = entry.rule().versions[0].form.within().unwrap();
    assert_eq!(within.to_string(), "28 days, day after");
    assert_eq!(book.off().len(), 7);
}

#[test]
fn terms_of_reference_choose() {
    let only = |ids: &[&str]| Choice {
        only: Some(ids.iter().map(|id| id.to_string()).collect()),
        ..Choice::default()
    };
    assert_eq!(on(&only(&["R09", "R05", "R07"])), ["R05", "R07", "R09"], "in order of their identifiers");
    let off = Choice { off: vec!["R05".to_string()], ..only(&["R05", "R07"]) };
    assert_eq!(on(&off), ["R07"]);
    let codes = Choice { kinds: vec![duty::rule::Kind::Code], ..Choice::default() };
    assert_eq!(on(&codes), ["R17", "R18", "R21", "R21E", "R22", "R22E", "R23", "R25", "R25G2", "R25G3"]);
}

#[test]
fn nothing_is_ignored_in_silence() {
    let check = |choice: Choice, expected: &[&str]| {
        let errors = RuleBook::load(&[], &Vocabulary::shipped(), &choice).unwrap_err();
        let said: Vec<String> = errors.iter().map(|e| e.to_string()).collect();
        assert_eq!(said, expected);
    };
    check(
        Choice { only: Some(vec!["R5".to_string()]), ..Choice::default() },
        &["[rules]: \"R5\" in \"only\" is no known rule\n  hint: did you mean \"R05\"?"],
    );
    check(
        Choice { off: vec!["Q".to_string()], ..Choice::default() },
        &["[rules]: \"Q\" in \"off\" is no known rule"],
    );
    check(
        Choice { only: Some(vec!["R27".to_string()]), ..Choice::default() },
        &["[rules]: R27 is chosen, has no national number, and the review gives none\n  hint: add \
           [rules.reviewer_set.R27] with the figure and a reason"],
    );
    check(
        Choice { reviewer_set: [("R05".to_string(), numbers(5, "Because."))].into(), ..Choice::default() },
        &[
            "rules/R05.md: the review gives days for R05, which has no {days}\n  hint: this rule has its number in \
           law or guidance",
        ],
    );
    check(
        Choice { reviewer_set: [("R27".to_string(), numbers(5, " "))].into(), ..Choice::default() },
        &["rules/R27.md: the review gives a figure for R27 without a reason"],
    );
    check(
        Choice {
            only: Some(vec!["R05".to_string()]),
            reviewer_set: [("R27".to_string(), numbers(5, "Because."))].into(),
            ..Choice::default()
        },
        &["[rules]: the review gives a figure for R27 and does not choose it in \"only\""],
    );
}

#[test]
fn what_was_in_force_on_a_day_for_a_holder() {
    let choice = Choice {
        reviewer_set: [("R27".to_string(), numbers(28, "The force's own plan."))].into(),
        ..Choice::default()
    };
    let book = RuleBook::load(&[], &Vocabulary::shipped(), &choice).unwrap();
    let check = |on: &str, sort: &str, expected: &str| {
        let lines: Vec<String> = book
            .in_force(day(on), Some(sort))
            .iter()
            .map(|l| format!("{}{}", l.rule.id, if l.off.is_some() { " (off)" } else { "" }))
            .collect();
        assert_eq!(lines.join(", "), expected, "{sort} on {on}");
    };
    check("2009-06-01", "social_care", "PFD-29, R01, R02, R04, R06 (off), R07, R08, R09, R12, R39, R40");
    check("2013-04-14", "social_care", "PFD-29, R01, R03, R04, R06 (off), R07, R08, R09, R12, R39, R40");
    check("2013-04-15", "social_care", "PFD-29, R01, R05, R06 (off), R07, R08, R09, R12, R39, R40");
    check("2015-03-31", "coroner", "PFD-29, R12, R36, R39, R40");
    check("1995-01-01", "police", "R10, R26 (off)");
    let all = book.in_force(day("2020-02-01"), None);
    assert!(all.windows(2).all(|w| w[0].rule.id < w[1].rule.id));
    let version = all.iter().find(|l| l.rule.id == "R32").unwrap().version;
    assert_eq!(version.in_words(), "version 3, in force from 1 February 2020");
}
