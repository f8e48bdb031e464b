//! What must hold whatever the records say: truth is monotone, threads make no difference, every record that turned a
//! verdict is named, and the kernel agrees with a slow check written from the words of the rule.

mod common;

use common::rules::{run, run_with, simple};
use common::{Builder, day};
use duty::calendar::{Calendar, Calendars};
use duty::check::CheckTerms;
use duty::chronicle::chronicle;
use duty::explain::explain_by;
use duty::rule::Rule;
use model::{Case, EventId, ExtractStatus, Outcome, SymbolId, Verdict};
use proptest::prelude::*;

const CARE: &str = "Northmere Children's Social Care";
const POLICE: &str = "Northmere Police";
const CHILDREN: [&str; 3] = ["Ada", "Bea", "Cal"];
const KINDS: [&str; 4] = ["referral", "assessment_completed", "case_closed", "decision_no_action"];

fn rules() -> Vec<Rule> {
    let body = |each: &str| {
        format!(
            "when   referral becomes known to social_care\n\
             then   assessment_completed about the same child by social_care or police\n\
             within 10 working days (calendar: england-wales)\ndays count from: day after\n\
             unless case_closed about the same child\n\
             or recorded decision no_action\neach action discharges: {each}"
        )
    };
    vec![simple("T1", &body("all")), simple("T2", &body("one"))]
}

/// One record: kind, first day after 1 March 2010, how many days it may be later, child, by the police, incident.
type Row = (usize, i32, i32, usize, bool, usize);

fn row() -> impl Strategy<Value = Row> {
    let width = prop_oneof![4 => Just(0), 1 => Just(4), 1 => Just(20), 1 => Just(-1)];
    (0..KINDS.len(), 0..60i32, width, 0..CHILDREN.len(), any::<bool>(), 0..4usize)
}

fn put(b: &mut Builder, &(kind, from, width, child, police, incident): &Row) -> EventId {
    let start = day("2010-03-01") + from;
    let date = match width {
        -1 => String::new(),
        0 => start.to_string(),
        w => format!("{start}..{}", start + w),
    };
    let holder = if police { POLICE } else { CARE };
    let e = b.event(KINDS[kind], &date, holder, CHILDREN[child]);
    if incident > 1 {
        b.reference(e, &format!("REF-{incident}"));
    }
    e
}

fn build(rows: &[Row], covers: &[(&str, &str)]) -> Builder {
    let mut b = Builder::new("2010-06-01");
    b.agency(CARE, "social_care").agency(POLICE, "police");
    for (agency, days) in covers {
        b.extract(agency, "assessment_completed", days, ExtractStatus::Supplied);
    }
    for kind in KINDS {
        b.word(kind);
    }
    rows.iter().for_each(|r| _ = put(&mut b, r));
    b
}

/// The first child of the records may be any of the others.
fn possibly_one(mut b: Builder) -> Builder {
    for child in CHILDREN {
        b.subject(child);
    }
    let one = b.subject(CHILDREN[0]);
    for child in &CHILDREN[1..] {
        let other = b.subject(child);
        b.case.entities[one.index()].possibly.push(other);
        b.case.entities[other.index()].possibly.push(one);
    }
    b
}

const WHOLE: [(&str, &str); 2] = [(CARE, "2000-01-01..2020-12-31"), (POLICE, "2000-01-01..2020-12-31")];

/// What names a duty from one run to the next.
fn key(case: &Case, o: &Outcome) -> (String, u32, SymbolId, String) {
    let trigger = &case.events[o.trigger.index()];
    let incident =
        if trigger.reference.is_empty() { o.trigger.to_string() } else { trigger.reference.to_string() };
    (o.rule.clone(), o.subject.0, o.holder, incident)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// A verdict changes only where the outcome names the record that was added.
    #[test]
    fn an_added_record_that_changes_a_verdict_is_named(
        rows in prop::collection::vec(row(), 1..10),
        more in row(),
    ) {
        let before = build(&rows, &WHOLE);
        let mut after = build(&rows, &WHOLE);
        let added = put(&mut after, &more);
        let rules = rules();
        let (old, new) = (run(&before.case, &rules).outcomes, run(&after.case, &rules).outcomes);
        for o in &old {
            let Some(n) = new.iter().find(|n| key(&after.case, n) == key(&before.case, o)) else {
                prop_assert!(false, "a duty vanished: {}", o.reason);
                continue;
            };
            if (o.verdict, o.possible) != (n.verdict, n.possible) {
                prop_assert!(n.evidence.contains(&added), "{added} changed {} to {}\n{}\n{}", o.possible, n.possible, o.reason, n.reason);
                let rule = rules.iter().find(|r| r.id == n.rule);
                let told = explain_by(&after.case, rule, &Calendars::bundled(), n);
                prop_assert!(told.contains(&format!("  {added} ")), "{told}");
            }
        }
    }

    /// The same where linkage could not tell two of the children apart, and where the added record may name no child.
    #[test]
    fn an_added_record_of_a_possible_same_that_changes_a_verdict_is_named(
        rows in prop::collection::vec(row(), 1..10),
        more in row(),
        nameless in any::<bool>(),
    ) {
        let before = possibly_one(build(&rows, &WHOLE));
        let mut after = possibly_one(build(&rows, &WHOLE));
        let added = put(&mut after, &more);
        if nameless {
            after.at(added).mentions.clear();
        }
        let rules = rules();
        let (old, new) = (run(&before.case, &rules).outcomes, run(&after.case, &rules).outcomes);
        for o in &old {
            let Some(n) = new.iter().find(|n| key(&after.case, n) == key(&before.case, o)) else {
                prop_assert!(false, "a duty vanished: {}", o.reason);
                continue;
            };
            if (o.verdict, o.possible) != (n.verdict, n.possible) {
                prop_assert!(n.evidence.contains(&added), "{added} changed {} to {}\n{}\n{}", o.possible, n.possible, o.reason, n.reason);
            }
        }
    }

    /// Taking an extract away, whole or in part, never creates *nothing recorded*.
    #[test]
    fn taking_an_extract_away_never_makes_a_silence(
        rows in prop::collection::vec(row(), 1..8),
        from in 0..90i32,
        agency in 0..2usize,
        how in 0..4usize,
    ) {
        let whole = build(&rows, &WHOLE);
        let mut less = build(&rows, &WHOLE);
        match how {
            0 => less.case.extracts[agency].status = ExtractStatus::Refused,
            1 => less.case.extracts[agency].covers = None,
            2 => less.case.extracts[agency].covers = Some((day("2000-01-01"), day("2010-03-01") + from)),
            _ => _ = less.case.extracts.remove(agency),
        }
        let rules = rules();
        let (old, new) = (run(&whole.case, &rules).outcomes, run(&less.case, &rules).outcomes);
        prop_assert_eq!(old.len(), new.len());
        for (o, n) in old.iter().zip(&new) {
            if n.verdict == Verdict::NothingRecorded {
                prop_assert_eq!(o.verdict, Verdict::NothingRecorded, "{}", n.reason);
            }
            if o.verdict == Verdict::NothingRecorded && how != 2 {
                prop_assert_eq!(n.verdict, Verdict::CannotTell, "{}", n.reason);
            }
        }
    }

    /// One thread or several, and the order of the rows: the same verdicts.
    #[test]
    fn threads_make_no_difference(rows in prop::collection::vec(row(), 1..20), threads in 2..5usize) {
        let b = build(&rows, &WHOLE);
        let rules = rules();
        let one = run(&b.case, &rules);
        let several = run_with(&b.case, &rules, &CheckTerms { threads, ..CheckTerms::default() });
        prop_assert_eq!(one, several);
    }

    /// The chronology is total and keeps every event.
    #[test]
    fn the_chronology_keeps_every_event(rows in prop::collection::vec(row(), 1..20)) {
        let b = build(&rows, &WHOLE);
        let order = chronicle(&b.case);
        let mut all: Vec<EventId> = order.dated.iter().chain(&order.undated).copied().collect();
        all.sort_unstable();
        prop_assert_eq!(all, (0..rows.len()).map(EventId::from).collect::<Vec<_>>());
        let keys: Vec<_> = order.dated.iter().map(|e| b.case.events[e.index()].when.sort_key()).collect();
        prop_assert!(keys.is_sorted());
        prop_assert!(order.undated.iter().all(|e| b.case.events[e.index()].when.is_unknown()));
    }

    /// Exact dates and one referral a child: a slow check, day by day, from the words of the rule.
    #[test]
    fn a_slow_check_day_by_day_agrees(
        start in 0..40i32,
        rows in prop::collection::vec((1..KINDS.len(), 0..60i32), 0..5),
    ) {
        let mut all: Vec<Row> = vec![(0, start, 0, 0, false, 0)];
        all.extend(rows.iter().map(|&(kind, from)| (kind, from, 0, 0, false, 0)));
        let b = build(&all, &WHOLE);
        let outcomes = run(&b.case, &rules()[..1]).outcomes;
        prop_assert_eq!(outcomes.len(), 1);
        let (expect, days_late) = slow(day("2010-03-01") + start, &rows);
        prop_assert_eq!(outcomes[0].verdict, expect, "{}", &outcomes[0].reason);
        prop_assert_eq!(outcomes[0].days_late, days_late.map(|d| (d, d)));
    }
}

/// Walks the days from the referral to the last complete day, counting working days as it goes.
fn slow(start: model::Day, rows: &[(usize, i32)]) -> (Verdict, Option<i32>) {
    let calendar = Calendar::england_wales();
    let on =
        |kind: usize, d: model::Day| rows.iter().any(|&(k, from)| k == kind && day("2010-03-01") + from == d);
    let (mut d, mut counted, mut due) = (start, 0, None);
    let observed = day("2010-06-01");
    while d < observed {
        if d > start && calendar.is_working_day(d) == Some(true) {
            counted += 1;
        }
        let late = due.map(|due: model::Day| d - due);
        match (late, on(1, d), on(3, d), on(2, d)) {
            (None, true, ..) => return (Verdict::Met, None),
            (None, _, true, _) => return (Verdict::DecidedNot, None),
            (None, _, _, true) => return (Verdict::Excused, None),
            (Some(late), true, ..) | (Some(late), _, true, _) => return (Verdict::Late, Some(late)),
            _ => {}
        }
        if counted == 10 && due.is_none() {
            due = Some(d);
        }
        d = d + 1;
    }
    match due {
        Some(due) => (Verdict::NothingRecorded, Some(observed - due)),
        None => (Verdict::NotYetDue, None),
    }
}

#[test]
fn the_explanation_counts_the_days_and_says_what_would_have_changed_it() {
    let mut b = build(&[], &WHOLE);
    b.event("referral", "2010-03-26", CARE, "Ada");
    b.event("assessment_completed", "2010-04-15", POLICE, "Ada");
    let rule = rules().remove(0);
    let outcome = run(&b.case, std::slice::from_ref(&rule)).outcomes.remove(0);
    let told = explain_by(&b.case, Some(&rule), &Calendars::bundled(), &outcome);
    for line in [
        "T1 (An invented rule): late",
        "  Friday 26 March 2010: the start, not counted",
        "  Saturday 27 March 2010: weekend, not counted",
        "  Monday 29 March 2010: working day 1",
        "  Friday 2 April 2010: Good Friday, not counted",
        "  Monday 5 April 2010: Easter Monday, not counted",
        "  Tuesday 13 April 2010: working day 10: the deadline",
        "  E2 assessment completed, on 15 April 2010, in the record of Northmere Police",
        "     made-up.csv, row 3",
        "  a record of assessment completed that counts, on or before 13 April 2010: met",
        "  a record of case closed, on or before 13 April 2010: no breach",
        "  a start of the clock from 30 March 2010 to 15 April 2010: the action of 15 April 2010 would have been in time",
        "  it stands in the holder's own record; the source does not say on which day it was recorded there",
    ] {
        assert!(told.lines().any(|l| l == line), "no line {line:?} in\n{told}");
    }
}
