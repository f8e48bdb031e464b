//! Requirements, and duties under rules that count an undated action as met, against brute force: every combination of the
//! days that the dates leave open is played through, and both the check of a review and the kernel for logs must say what came
//! out.
//!
//! Of a requirement: the set of verdicts, where what is required must have come at most so many days, weeks, months or working
//! days before, the day itself counted or not. Of a duty: the verdict where each action without a date of its own is taken to
//! have been in time, whichever day the clock started.
//!
//! 6,000 of each in the ordinary run; `CANDOUR_TRIALS=1000000` for the long lane.

#![allow(clippy::disallowed_methods, reason = "the number of trials is read from the environment")]

mod common;

use std::sync::LazyLock;

use common::chance::Chance;
use common::logs::{self, Line};
use common::rules::{only, simple};
use common::{Builder, day};
use duty::calendar::{Calendar, Calendars};
use duty::log::Plan;
use duty::rule::Rule;
use model::{Day, ExtractStatus, Verdict, VerdictSet};

/// The first day of the trials: a month before Easter 2014.
const BASE: &str = "2014-03-20";

const KINDS: [&str; 4] = ["referral", "assessment_completed", "decision_no_action", "plan_ended"];

static CALENDARS: LazyLock<Calendars> = LazyLock::new(Calendars::bundled);

fn trials() -> u32 {
    std::env::var("CANDOUR_TRIALS").ok().and_then(|t| t.parse().ok()).unwrap_or(6_000)
}

/// A record: its kind, first and last possible day; no last day is an open end, neither is no date at all.
#[derive(Clone, Copy, Debug)]
struct Record {
    kind: usize,
    lo: Option<Day>,
    hi: Option<Day>,
}

impl Record {
    fn undated(&self) -> bool {
        self.hi.is_none()
    }

    /// First and last day to be tried. What stands in the record had happened by its last complete day.
    fn days(&self, obs: Day) -> (i32, i32) {
        let lo = self.lo.map_or(day(BASE).0 - 60, |d| d.0);
        (lo, self.hi.map_or(obs.0.max(lo), |d| d.0))
    }

    fn written(&self) -> String {
        match (self.lo, self.hi) {
            (None, None) => String::new(),
            (lo, hi) => {
                let date = |d: Option<Day>| d.map_or(String::new(), |d| d.to_string());
                format!("{}..{}", date(lo), date(hi))
            }
        }
    }
}

/// The verdict and the set of one duty, by both engines.
fn told(rule: &Rule, records: &[Record], obs: Day) -> [(Verdict, VerdictSet); 2] {
    let mut b = Builder::new(&(obs + 1).to_string());
    b.agency("social_care", "social_care");
    b.extract("social_care", &KINDS.join(" "), "0001-01-01..9999-12-31", ExtractStatus::Supplied);
    for r in records {
        b.event(KINDS[r.kind], &r.written(), "social_care", "S");
    }
    let checked = only(&b.case, rule);
    let plan = Plan::new(std::slice::from_ref(rule), &CALENDARS).unwrap();
    let line = |r: &Record| Line {
        kind: KINDS[r.kind],
        lo: r.lo,
        hi: r.hi,
        second: None,
        holder: "social_care",
        reason: false,
    };
    let lines: Vec<Line<'_>> = records.iter().map(line).collect();
    let found = logs::outcomes(&plan, &lines, obs);
    assert_eq!(found.len(), 1);
    [(checked.verdict, checked.possible), (found[0].0.verdict, found[0].0.possible)]
}

/// Plays every combination of days through.
fn each_reading(spans: &[(i32, i32)], mut hear: impl FnMut(&[i32])) {
    let mut days: Vec<i32> = spans.iter().map(|s| s.0).collect();
    loop {
        hear(&days);
        let Some(at) = (0..days.len()).find(|&i| days[i] < spans[i].1) else { break };
        days[at] += 1;
        (0..at).for_each(|i| days[i] = spans[i].0);
    }
}

/// A length of time counted back, one day after the other.
#[derive(Clone, Copy, Debug)]
struct Back {
    count: i32,
    unit: &'static str,
    itself: bool,
}

impl Back {
    /// Whether `a` lies at most so long before `k`, or on it.
    fn holds(self, a: i32, k: i32, calendar: &Calendar) -> bool {
        if a > k {
            return false;
        }
        if self.unit == "months" {
            return a >= Day(k).add_months(-self.count).0 + i32::from(self.itself);
        }
        let counts = |d: &i32| self.unit != "working days" || calendar.is_working_day(Day(*d)) == Some(true);
        let count = if self.unit == "weeks" { 7 * self.count } else { self.count };
        let first = if self.itself { k } else { k - 1 };
        let earliest = (0..).map(|n| first - n).filter(counts).nth(count as usize - 1);
        earliest.is_some_and(|earliest| a >= earliest)
    }
}

#[test]
fn a_requirement_is_met_on_the_days_that_count_back_from_each_possible_start() {
    let mut chance = Chance(4_711);
    let calendar = Calendar::england_wales();
    let mut open = 0;
    for _ in 0..trials() {
        let unit = ["days", "weeks", "months", "working days", "working days"][chance.below(5) as usize];
        let most = if unit == "weeks" || unit == "months" { 2 } else { 9 };
        let back = Back { count: 1 + chance.below(most), unit, itself: chance.below(3) == 0 };
        let itself = if back.itself { "\ndays count from: the day itself" } else { "" };
        let rule = simple(
            "X1",
            &format!(
                "when referral by any\nrequires assessment_completed at most {} {unit} before{itself}\n\
                 unless plan_ended",
                back.count
            ),
        );
        let around = if unit == "months" { 70 } else { 25 };
        let mut record = |kind: usize, wide: u64| {
            let lo = day(BASE) + chance.below(around);
            Record { kind, lo: Some(lo), hi: Some(lo + chance.below(wide)) }
        };
        let mut records = vec![record(0, 9)];
        records.push(record(1, 5));
        if record(1, 2).lo.is_some_and(|d| d.0 % 2 == 0) {
            records.push(record(1, 3));
        }
        if record(1, 2).lo.is_some_and(|d| d.0 % 4 == 0) {
            records.push(record(3, 4));
        }
        let obs = day(BASE) + 120;
        let mut set = VerdictSet::default();
        let spans: Vec<(i32, i32)> = records.iter().map(|r| r.days(obs)).collect();
        each_reading(&spans, |days| {
            let k = days[0];
            let of =
                |kind: usize| records.iter().zip(days).filter(move |(r, _)| r.kind == kind).map(|(_, &d)| d);
            let met = of(1).filter(|&a| back.holds(a, k, &calendar)).min();
            let excused = of(3).filter(|&u| u <= k).min();
            set = set.with(match (met, excused) {
                (Some(a), Some(u)) if u < a => Verdict::Excused,
                (Some(_), _) => Verdict::Met,
                (None, Some(_)) => Verdict::Excused,
                (None, None) if of(1).any(|a| a > k) => Verdict::Late,
                (None, None) => Verdict::NothingRecorded,
            });
        });
        open += u32::from(set.single().is_none());
        for (verdict, possible) in told(&rule, &records, obs) {
            assert_eq!(possible, set, "{back:?}\n{records:#?}");
            if let Some(single) = set.single() {
                assert_eq!(verdict, single, "{back:?}\n{records:#?}");
            }
        }
    }
    assert!(open > trials() / 10, "only {open} of them left anything open");
}

/// The verdict of a duty of six days, by the table.
fn duty(k: i32, due: i32, obs: i32, records: &[Record], days: &[i32]) -> Verdict {
    let of = |kind: usize| records.iter().zip(days).filter(move |(r, _)| r.kind == kind).map(|(_, &d)| d);
    let first = |kind: usize| of(kind).filter(|&d| k <= d && d <= due.min(obs)).min();
    let classes = [(first(1), Verdict::Met), (first(2), Verdict::DecidedNot), (first(3), Verdict::Excused)];
    let in_time = classes.into_iter().filter_map(|(d, v)| d.map(|d| (d, v))).min_by_key(|(d, _)| *d);
    match in_time {
        Some((_, verdict)) => verdict,
        None if obs < due => Verdict::NotYetDue,
        None if of(1).chain(of(2)).any(|d| due < d && d <= obs) => Verdict::Late,
        None => Verdict::NothingRecorded,
    }
}

#[test]
fn an_undated_action_that_counts_as_met_is_in_time_whichever_day_the_clock_started() {
    let mut chance = Chance(815);
    let rule = simple(
        "X1",
        "when referral by any\nthen assessment_completed within 6 days\nunless plan_ended\n\
         or recorded decision no_action\nan undated action counts as: met",
    );
    let (mut counted, mut refused) = (0, 0);
    for _ in 0..trials() {
        let mut record = |kind: usize, wide: u64| {
            let lo = day(BASE) + chance.below(25);
            let hi = Some(lo + chance.below(wide));
            match chance.below(4) {
                0 if kind == 1 => Record { kind, lo: Some(lo), hi: None },
                1 if kind == 1 => Record { kind, lo: None, hi: None },
                _ => Record { kind, lo: Some(lo), hi },
            }
        };
        let mut records = vec![record(0, 15), record(1, 3)];
        for kind in 1..4 {
            if record(0, 2).lo.is_some_and(|d| d.0 % 3 == 0) {
                records.push(record(kind, 3));
            }
        }
        let obs = day(BASE) + 10 + chance.below(40);
        if records[0].lo > Some(obs) {
            continue;
        }
        let mut set = VerdictSet::default();
        let mut spans: Vec<(i32, i32)> = records.iter().map(|r| r.days(obs)).collect();
        spans[0].1 = spans[0].1.min(obs.0);
        each_reading(&spans, |days| set = set.with(duty(days[0], days[0] + 6, obs.0, &records, days)));
        // The same with each undated action in time; what is known to have come after the deadline is not.
        let mut taken = VerdictSet::default();
        let dated: Vec<(i32, i32)> =
            records.iter().zip(&spans).map(|(r, &s)| if r.undated() { (0, 0) } else { s }).collect();
        each_reading(&dated, |days| {
            let k = days[0];
            let assumed: Vec<i32> = records
                .iter()
                .zip(days)
                .map(|(r, &d)| if r.undated() { r.lo.map_or(k, |lo| lo.0.max(k)) } else { d })
                .collect();
            taken = taken.with(duty(k, k + 6, obs.0, &records, &assumed));
        });
        let kept = |v: Verdict| matches!(v, Verdict::Met | Verdict::DecidedNot | Verdict::Excused);
        let as_met = records.iter().any(|r| r.kind == 1 && r.undated()) && taken.iter().all(kept);
        let verdict = match set.single() {
            Some(single) => Some(single),
            None if as_met && taken != set && taken.contains(Verdict::Met) => Some(Verdict::Met),
            None => None,
        };
        let arose = records[0].hi.is_some_and(|hi| hi <= obs);
        for (said, possible) in told(&rule, &records, obs) {
            assert_eq!(possible, set, "last day {obs}\n{records:#?}");
            if let Some(verdict) = verdict.filter(|_| arose) {
                assert_eq!(said, verdict, "{set}; taken in time {taken}; last day {obs}\n{records:#?}");
            } else if arose && said != Verdict::Late {
                assert_eq!(said, Verdict::CannotTell, "{set}; {taken}; last day {obs}\n{records:#?}");
            }
        }
        counted += u32::from(set.single().is_none() && verdict == Some(Verdict::Met));
        refused += u32::from(records.iter().any(Record::undated) && verdict.is_none());
    }
    assert!(counted > trials() / 10, "only {counted} counted as met");
    assert!(refused > 0, "an undated action answered everything");
}

/// What must have come at any time before came before, however far back its date may reach.
#[test]
fn on_or_before_a_day_before_the_start_is_before_it() {
    let rule = simple("X1", "when referral by any\nrequires assessment_completed\nunless plan_ended");
    let started = Record { kind: 0, lo: Some(day("2014-04-17")), hi: Some(day("2014-04-17")) };
    for (kind, verdict) in [(1, Verdict::Met), (3, Verdict::Excused)] {
        let before = Record { kind, lo: None, hi: Some(day("2014-04-16")) };
        for (said, possible) in told(&rule, &[started, before], day("2014-06-30")) {
            assert_eq!((said, possible), (verdict, VerdictSet::of(verdict)));
        }
    }
}
