//! The kernel for logs against the check of a review: the same rows as a log and as a case give the same outcomes.
//!
//! The check of a review is slow and says everything in words; the kernel is fast and says nothing. Made logs with
//! dates of every precision are given to both.
//!
//! A trial is one rule on one log: about 10,000 in the ordinary run; `CANDOUR_TRIALS=1000000` for the long lane.

#![allow(clippy::disallowed_methods, reason = "the number of trials is read from the environment")]

mod common;

use std::collections::BTreeMap;

use common::rules::{rule, run, simple, version};
use common::{Builder, day};
use duty::calendar::Calendars;
use duty::log::{Desk, Kernel, NO_DAYS, Outcome, Plan, Row, Rows, Stamp, Store, ends, folded, stamp};
use duty::rule::Rule;

use model::{Day, ExtractStatus};
use proptest::prelude::*;

const LAST: &str = "2014-06-30";
const KINDS: [&str; 8] = [
    "referral",
    "contact",
    "assessment_completed",
    "plan_review",
    "plan_ended",
    "decision_no_action",
    "case_closed",
    "breach_notice",
];
const HOLDERS: [&str; 3] = ["social_care", "police", ""];

/// 2,000 days after the first day of the year 2014 or so: later than everything that counts.
const LATE: Stamp = Stamp { lo: 18_000, hi: 18_000, second: duty::log::NO_TIME };

/// Rules of every form, with every policy that a log can follow.
fn rules() -> Vec<Rule> {
    let bodies = [
        ("A1", "when referral becomes known to any\nthen assessment_completed within 10 days"),
        (
            "A2",
            "when referral becomes known to social_care\nthen assessment_completed by the same holder within 5 working days",
        ),
        (
            "A3",
            "when referral or contact by any\nthen assessment_completed [outcome = \"full\" or \"part\"] within 1 months\n\
             unless plan_ended [outcome absent]\nor recorded decision no_action by social_care\nlook back: 7 days\nexcuse look back: 3 days",
        ),
        (
            "A4",
            "when referral [risk > 2] becomes known to any\nthen assessment_completed within 2 weeks\neach action discharges: one",
        ),
        (
            "A5",
            "when referral by any\nthen assessment_completed by police or \"social_care\" within 3 days\nexcused if late and [reason present]",
        ),
        (
            "A6",
            "when referral by any\nthen assessment_completed within 6 days\nunless referral\nan undated action counts as: met",
        ),
        ("B1", "when plan_ended by any\nbar contact within 8 days\nunless referral"),
        (
            "C1",
            "when assessment_completed by any\nrequires referral by the same holder at most 12 days before\nunless case_closed",
        ),
        ("C2", "when assessment_completed by any\nrequires referral or contact"),
        ("C3", "when assessment_completed by any\nrequires referral at most 1 months before"),
        ("C4", "when assessment_completed by any\nrequires referral at most 4 working days before"),
        (
            "D1",
            "when referral by any\nrepeat plan_review first within 5 days then every 10 days\nuntil plan_ended\nlook back: 2 days",
        ),
        (
            "D2",
            "when contact by any\nrepeat contact every 3 working days until case_closed by the same holder",
        ),
        ("E1", "when contact by any\nthen assessment_completed within 30 hours"),
    ];
    let mut rules: Vec<Rule> = bodies.iter().map(|(id, body)| simple(id, body)).collect();
    let v = |n, years, body| version("V1", n, years, body);
    rules.push(rule(&format!(
        "{}{}",
        v(1, "1990-01-01 until 2014-03-10", "when referral by any\nthen assessment_completed within 4 days"),
        v(2, "2014-03-15", "when referral or contact by any\nthen plan_review within 9 days")
    )));
    rules.push(rule(&format!(
        "{}{}",
        version("V2", 1, "1990-01-01 until 2014-04-01", "when plan_ended by any\nrepeat plan_review every 5 days until plan_ended"),
        version("V2", 2, "2014-04-01", "when plan_ended by any\nrepeat plan_review first within 2 days then every 15 days until case_closed")
    )));
    rules
}

impl std::fmt::Debug for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kept: Vec<_> = self.attributes.iter().filter(|a| !a.1.is_empty()).collect();
        write!(
            f,
            "S{} {} {} {:?} to {:?} {kept:?}",
            self.subject, KINDS[self.kind], self.time, HOLDERS[self.holder], self.addressees
        )
    }
}

/// One row.
#[derive(Clone)]
struct Cell {
    subject: usize,
    kind: usize,
    time: String,
    holder: usize,
    attributes: Vec<(&'static str, &'static str)>,
    addressees: &'static str,
}

/// Attributes of a row.
fn attributes() -> impl Strategy<Value = Vec<(&'static str, &'static str)>> {
    let outcome = prop_oneof![Just(""), Just("full"), Just(" PART "), Just("none")];
    let risk = prop_oneof![Just(""), Just("2"), Just("3"), Just("high")];
    let reason = prop_oneof![3 => Just(""), 1 => Just("snow")];
    (outcome, risk, reason).prop_map(|(o, r, s)| vec![("outcome", o), ("risk", r), ("reason", s)])
}

/// A day from 15 February to 17 July 2014, more often in March; the record is complete to the end of June.
fn a_day() -> impl Strategy<Value = Day> {
    prop_oneof![4 => 45..75i32, 1 => 45..198i32].prop_map(|d| day("2014-01-01") + d)
}

fn exact() -> impl Strategy<Value = String> {
    a_day().prop_map(|d| d.to_string())
}

fn any_time() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => exact(),
        2 => a_day().prop_map(|d| d.to_string()[..7].to_string()),
        2 => (a_day(), 0..9i32).prop_map(|(d, n)| format!("{d}..{}", d + n)),
        1 => Just("2014".to_string()),
        1 => (a_day(), 0..24u32, 0..60u32).prop_map(|(d, h, m)| format!("{d}T{h:02}:{m:02}")),
        1 => a_day().prop_map(|d| format!("..{d}")),
        1 => a_day().prop_map(|d| format!("{d}..")),
        1 => Just(String::new()),
    ]
}

fn closed_time() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => exact(),
        2 => a_day().prop_map(|d| d.to_string()[..7].to_string()),
        2 => (a_day(), 0..9i32).prop_map(|(d, n)| format!("{d}..{}", d + n)),
        1 => Just("2014".to_string()),
    ]
}

fn log(
    time: impl Strategy<Value = String>,
    rows: std::ops::Range<usize>,
) -> impl Strategy<Value = Vec<Cell>> {
    let addressees = prop_oneof![
        3 => Just(""),
        1 => Just("police"),
        1 => Just("social_care; police"),
        1 => Just(" the trust ;social_care"),
    ];
    let cell = (0..3usize, 0..KINDS.len(), time, 0..HOLDERS.len(), attributes(), addressees);
    let cell = cell.prop_map(|(subject, kind, time, holder, attributes, addressees)| Cell {
        subject,
        kind,
        time,
        holder,
        attributes,
        addressees,
    });
    // Records of one day stand in order of their holders' names, because the check of a review puts them so; a log keeps
    // the order of the file.
    prop::collection::vec(cell, rows).prop_map(|mut cells| {
        cells.sort_by_key(|c: &Cell| HOLDERS[c.holder]);
        cells
    })
}

/// What is compared of one outcome.
type Told = (String, String, (Option<i32>, Option<i32>), u32, String);

fn by_the_check(cells: &[Cell], rules: &[Rule], addressed: bool) -> Vec<Told> {
    let mut b = Builder::new("2014-07-01");
    let trust = addressed.then_some("the trust");
    for holder in HOLDERS.into_iter().chain(trust) {
        b.agency(holder, holder);
        b.extract(holder, &KINDS.join(" "), "0001-01-01..9999-12-31", ExtractStatus::Supplied);
    }
    for cell in cells {
        // What certainly came after the last complete day plays no part in a log; its row number stays.
        let after = stamp(cell.time.as_bytes()).unwrap().lo > day(LAST).0;
        let subject = if after { "later".to_string() } else { format!("S{}", cell.subject) };
        let event = b.event(KINDS[cell.kind], &cell.time, HOLDERS[cell.holder], &subject);
        for (name, value) in &cell.attributes {
            b.attribute(event, name, value);
        }
        if addressed {
            let names = cell.addressees.split(';').map(str::trim).filter(|n| !n.is_empty());
            let names: Vec<&str> = names.collect();
            b.parties(event, &names);
            // It went to them, and is nothing that they did.
            for name in names {
                b.known(event, name, model::Grade::Sent, &cell.time);
            }
        }
    }
    let mut told: Vec<Told> = run(&b.case, rules)
        .outcomes
        .iter()
        .filter(|o| b.case.entities[o.subject.index()].label != "later")
        .map(|o| {
            let days = |w: &model::When| (w.earliest().map(|d| d.0), w.latest().map(|d| d.0));
            let rest = format!(
                "version {}, {}, due {:?}, {} of {}, done {:?}, late {:?} / {:?}, {}",
                o.version,
                folded(b.case.words.word(o.holder)),
                o.due.map(|(a, b)| (a.0, b.0)),
                o.verdict,
                o.possible,
                o.done.as_ref().map(days),
                o.days_late,
                o.working_days_late,
                o.certainty.word()
            );
            let subject = b.case.entities[o.subject.index()].label.clone();
            (subject, o.rule.clone(), days(&o.started), o.trigger.0 + 1, rest)
        })
        .collect();
    told.sort();
    told
}

fn by_the_kernel(cells: &[Cell], rules: &[Rule], pad: usize) -> Vec<Told> {
    by_the_kernel_as(cells, rules, pad, |_, name| name.to_string())
}

/// The name of a holder in one of the ways in which people write it.
fn in_some_way(row: usize, name: &str) -> String {
    match (row % 4, name) {
        (_, "") => String::new(),
        (0, _) => name.to_string(),
        (1, _) => name.to_uppercase(),
        (2, _) => format!(" {} ", name.replace('_', " ")),
        _ => format!("{}.", name.replace('_', "-")),
    }
}

/// The same where every row writes its holder and its addressees in its own way.
fn by_the_kernel_as(
    cells: &[Cell],
    rules: &[Rule],
    pad: usize,
    written: impl Fn(usize, &str) -> String,
) -> Vec<Told> {
    let plan = Plan::new(rules, &Calendars::bundled()).unwrap();
    assert!(plan.notes().is_empty(), "{:?}", plan.notes());
    let mut rows = Rows::default();
    for (i, cell) in cells.iter().enumerate() {
        let subject = format!("S{}", cell.subject);
        let values: BTreeMap<&str, &str> = cell.attributes.iter().copied().collect();
        let named = |c: usize| values.get(plan.columns()[c].as_str()).map(|v| v.as_bytes());
        let stamp = stamp(cell.time.as_bytes()).unwrap();
        let Some(kind) = plan.kind(KINDS[cell.kind].as_bytes()) else {
            rows.count(stamp);
            continue;
        };
        let holder = written(i, HOLDERS[cell.holder]);
        let names = cell.addressees.split(';').map(str::trim).filter(|n| !n.is_empty());
        let addressees: Vec<String> = names.enumerate().map(|(n, name)| written(i + n + 1, name)).collect();
        let addressees = addressees.join(" ; ");
        let row = Row {
            subject: subject.as_bytes(),
            kind,
            stamp,
            holder: holder.as_bytes(),
            bits: plan.bits(kind, named),
            addressees: addressees.as_bytes(),
            row: i as u32 + 1,
        };
        rows.push(&row);
        // Rows of another sort, long after the end of the record: they change nothing but how slots are kept.
        for _ in 0..pad {
            rows.push(&Row { stamp: LATE, row: 9_999, bits: 0, ..row });
        }
    }
    let mut store = Store::default();
    store.append(rows, 0);
    let log = store.group();
    let kernel = Kernel::new(&plan, &log, day(LAST));
    let mut found = Vec::new();
    kernel.check(0..log.subjects() as u32, &mut Desk::default(), &mut found);
    let mut told: Vec<Told> = found.iter().map(|o| tell(o, &plan, &log)).collect();
    told.sort();
    told
}

fn tell(o: &Outcome, plan: &Plan, log: &duty::log::Log) -> Told {
    let text = |b: &[u8]| String::from_utf8(b.to_vec()).unwrap();
    let days = |s: (i32, i32)| (s != NO_DAYS).then_some(s);
    let version = match o.versions {
        (0, _) => "cannot tell".to_string(),
        (a, b) if a == b => a.to_string(),
        (a, b) => format!("{a} or {b}"),
    };
    let rest = format!(
        "version {version}, {}, due {:?}, {} of {}, done {:?}, late {:?} / {:?}, {}",
        folded(&text(log.holder(o.holder))),
        days(o.due),
        o.verdict,
        o.possible,
        days(o.done).map(ends),
        days(o.days_late),
        days(o.working_days_late),
        o.certainty.word()
    );
    (text(log.subject(o.subject)), plan.rule(o.rule).to_string(), ends(o.started), o.evidence()[0], rest)
}

fn same(cells: &[Cell], pad: usize) {
    let rules = rules();
    assert_eq!(rules.len(), RULES as usize);
    for rule in &rules {
        let rule = std::slice::from_ref(rule);
        let (check, kernel) = (by_the_check(cells, rule, false), by_the_kernel(cells, rule, pad));
        assert_eq!(check, kernel, "check (left) and kernel (right)");
    }
    // All rules at once give what each gives alone.
    let mut each: Vec<Told> =
        rules.iter().flat_map(|r| by_the_kernel(cells, std::slice::from_ref(r), pad)).collect();
    each.sort();
    assert_eq!(by_the_kernel(cells, &rules, pad), each);
}

/// Tests of this file, each with its share of the trials, and rules of each log.
const TESTS: u32 = 6;
const RULES: u32 = 16;

fn cases() -> u32 {
    let trials = std::env::var("CANDOUR_TRIALS").ok().and_then(|t| t.parse::<u32>().ok());
    trials.map_or(150, |t| t.div_ceil(TESTS * RULES))
}

/// Rules that slots cannot hold, in sets that belong together.
fn whole_rules() -> Vec<Vec<Rule>> {
    let one = |id, body: &str| vec![simple(id, body)];
    let superseded = format!(
        "{}{}",
        version(
            "W6",
            1,
            "1990-01-01 until 2014-03-20",
            "when referral by any\nthen assessment_completed within 30 days"
        ),
        version("W6", 2, "2014-03-20", "when referral by any\nthen assessment_completed within 5 days")
            .replace("confidence K\n", "confidence K\nsupersede\n")
    );
    vec![
        one(
            "W1",
            "when referral is sent to addressee\nthen assessment_completed by the same holder within 10 days",
        ),
        one(
            "W2",
            "when contact is sent to social_care\nthen plan_review within 4 working days\nunless case_closed",
        ),
        one(
            "W3",
            "when referral [risk > 2] becomes known to police\nthen contact to social_care within 9 days\n\
             or recorded decision no_action by the same holder",
        ),
        one(
            "W4",
            "when contact becomes known to social_care or police\nthen plan_review within 8 days\n\
             deemed receipt: sent + 2 days",
        ),
        one(
            "W5",
            "when referral by social_care\nthen assessment_completed [outcome = \"full\"] within 6 days\n\
             if breached then plan_review by police within 5 working days",
        ),
        vec![rule(&superseded)],
        vec![
            simple(
                "W7",
                "when referral by any\nthen assessment_completed within 6 days\nexcused if late and [reason present]",
            ),
            simple(
                "W8",
                "when breach of W7 becomes known to any\nthen case_closed by the same holder within 12 days",
            ),
            simple("W9", "when breach of W8 becomes known to police\nthen plan_ended within 3 weeks"),
        ],
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn exact_dates(cells in log(exact(), 1..40)) {
        same(&cells, 0);
    }

    #[test]
    fn intervals(cells in log(closed_time(), 1..24)) {
        same(&cells, 0);
    }

    #[test]
    fn every_way_of_writing_a_time(cells in log(any_time(), 1..16)) {
        same(&cells, 0);
    }

    #[test]
    fn rules_that_need_the_whole_check(cells in log(any_time(), 1..14)) {
        for rules in whole_rules() {
            let kernel = by_the_kernel(&cells, &rules, 0);
            prop_assert_eq!(by_the_check(&cells, &rules, true), kernel, "check (left) and kernel (right)");
        }
        // Beside rules of the quick sort, each gives what it gives alone.
        let all: Vec<Rule> = rules().into_iter().chain(whole_rules().into_iter().flatten()).collect();
        let mut each = by_the_kernel(&cells, &rules(), 0);
        each.extend(whole_rules().iter().flat_map(|rules| by_the_kernel(&cells, rules, 0)));
        each.sort();
        prop_assert_eq!(by_the_kernel(&cells, &all, 0), each);
    }

    #[test]
    fn holders_in_whatever_way_they_are_written(cells in log(closed_time(), 1..24)) {
        for pad in [0, 64] {
            let all = rules();
            prop_assert_eq!(by_the_kernel(&cells, &all, pad), by_the_kernel_as(&cells, &all, pad, in_some_way));
        }
        for rules in whole_rules() {
            let written = by_the_kernel_as(&cells, &rules, 0, in_some_way);
            prop_assert_eq!(by_the_kernel(&cells, &rules, 0), written);
        }
    }

    #[test]
    fn subjects_with_more_events_than_a_word_has_bits(cells in log(closed_time(), 1..24)) {
        same(&cells, 64);
    }
}
