//! The kernel for logs against brute force: every combination of the days that the dates leave open is played through by
//! the table of verdicts, and the set of what comes out is what the kernel must say.
//!
//! 20,000 logs in the ordinary run; `CANDOUR_TRIALS=1000000` for the long lane.

#![allow(clippy::disallowed_methods, reason = "the number of trials is read from the environment")]

mod common;

use common::day;
use common::rules::simple;
use duty::calendar::Calendars;
use duty::log::{Desk, Kernel, NO_DAYS, NO_TIME, Plan, Row, Rows, Stamp, Store};
use model::{Certainty, Verdict, VerdictSet};

/// What can happen: the clock starts, the action, a decision not to act, an excuse.
const KINDS: [&str; 4] = ["referral", "assessment_completed", "decision_no_action", "plan_ended"];

/// Most days that a rule of these trials allows.
const ALLOWED_MAX: i32 = 9;

/// Chance without a library: SplitMix64 (Steele, Lea and Flood 2014).
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> i32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((u128::from(z ^ (z >> 31)) * u128::from(n)) >> 64) as i32
    }
}

#[derive(Clone, Copy, Debug)]
struct Event {
    kind: usize,
    lo: i32,
    hi: i32,
}

/// The table of verdicts, read line by line; with the day of a late answer.
fn by_the_table(start: i32, due: i32, obs: i32, days: &[(usize, i32)]) -> (Verdict, i32) {
    let first_in_time = days
        .iter()
        .filter(|&&(kind, d)| kind != 0 && start <= d && d <= due && d <= obs)
        .min_by_key(|&&(kind, d)| (d, kind));
    match first_in_time {
        Some((1, _)) => return (Verdict::Met, 0),
        Some((2, _)) => return (Verdict::DecidedNot, 0),
        Some(_) => return (Verdict::Excused, 0),
        None if obs < due => return (Verdict::NotYetDue, 0),
        None => {}
    }
    let late = days.iter().filter(|&&(kind, d)| (kind == 1 || kind == 2) && start <= d && d <= obs);
    match late.map(|&(_, d)| d).min() {
        Some(d) => (Verdict::Late, d - due),
        None => (Verdict::NothingRecorded, obs - due),
    }
}

/// What came of the clock that the event at `trigger` started: every verdict that is possible, and the range of lateness of
/// those that are late.
fn by_brute_force(
    events: &[Event],
    trigger: usize,
    allowed: i32,
    obs: i32,
) -> (VerdictSet, Option<(i32, i32)>) {
    let (mut set, mut late) = (VerdictSet::default(), None::<(i32, i32)>);
    let mut days: Vec<i32> = events.iter().map(|e| e.lo).collect();
    loop {
        let start = days[trigger];
        if start <= obs {
            let others: Vec<(usize, i32)> = events.iter().zip(&days).map(|(e, &d)| (e.kind, d)).collect();
            let (verdict, lateness) = by_the_table(start, start + allowed, obs, &others);
            set = set.with(verdict);
            if verdict == Verdict::Late {
                late = Some(late.map_or((lateness, lateness), |l| (l.0.min(lateness), l.1.max(lateness))));
            }
        }
        // The next combination, as a counter turns.
        let Some(at) = (0..days.len()).find(|&i| days[i] < events[i].hi) else { return (set, late) };
        days[at] += 1;
        (0..at).for_each(|i| days[i] = events[i].lo);
    }
}

fn events(chance: &mut Chance) -> Vec<Event> {
    let n = 1 + chance.below(6);
    let wide = if chance.below(2) == 0 { 0 } else { 3 };
    (0..n)
        .map(|i| {
            let lo = chance.below(25);
            let kind = if i == 0 { 0 } else { chance.below(4) as usize };
            Event { kind, lo, hi: lo + chance.below(wide + 1) }
        })
        .collect()
}

/// One log; gives how many duties arose.
fn trial(plan: &Plan, events: &[Event], allowed: i32, obs: i32) -> usize {
    let base = day("2014-03-01").0;
    let mut rows = Rows::default();
    for (i, e) in events.iter().enumerate() {
        let stamp = Stamp { lo: base + e.lo, hi: base + e.hi, second: NO_TIME };
        let kind = plan.kind(KINDS[e.kind].as_bytes()).unwrap();
        rows.push(&Row { subject: b"S", kind, stamp, holder: b"social_care", bits: 0, row: i as u32 + 1 });
    }
    let mut store = Store::default();
    store.append(rows, 0);
    let log = store.group();
    let mut found = Vec::new();
    let kernel = Kernel::new(plan, &log, model::Day(base + obs));
    kernel.check(0..1, &mut Desk::default(), &mut found);
    // A clock that certainly starts after the last complete day has not started.
    let started = |e: &&(usize, Event)| e.1.kind == 0 && e.1.lo <= obs;
    let triggers: Vec<(usize, Event)> = events.iter().copied().enumerate().collect();
    let triggers: Vec<_> = triggers.iter().filter(started).collect();
    assert_eq!(found.len(), triggers.len(), "duties that arose: {events:?}, last day {obs}");
    for outcome in &found {
        let trigger = outcome.evidence()[0] as usize - 1;
        let (set, late) = by_brute_force(events, trigger, allowed, obs);
        let what = format!("{events:?}, trigger {trigger}, {allowed} days allowed, last day {obs}");
        assert_eq!(outcome.possible, set, "{what}");
        assert_eq!(outcome.certainty, set.certainty(), "{what}");
        if let Some(single) = set.single() {
            assert_eq!(outcome.verdict, single, "{what}");
            let expect = late.unwrap_or(NO_DAYS);
            if single == Verdict::Late {
                assert_eq!(outcome.days_late, expect, "{what}");
            }
        } else if set.certainty() == Certainty::Possible {
            assert_eq!(outcome.verdict, Verdict::CannotTell, "{what}");
        }
    }
    found.len()
}

#[test]
fn the_kernel_says_what_every_combination_of_days_says() {
    let trials: u32 = std::env::var("CANDOUR_TRIALS").ok().and_then(|t| t.parse().ok()).unwrap_or(20_000);
    let calendars = Calendars::bundled();
    let plan = |allowed: i32| {
        let body = format!(
            "when referral by any\nthen assessment_completed within {allowed} days\nunless plan_ended\n\
             or recorded decision no_action"
        );
        Plan::new(&[simple("X1", &body)], &calendars).unwrap()
    };
    let plans: Vec<Plan> = (1..=ALLOWED_MAX).map(plan).collect();
    let mut chance = Chance(2_014);
    let mut arisen = 0;
    for _ in 0..trials {
        let events = events(&mut chance);
        let allowed = 1 + chance.below(ALLOWED_MAX as u64);
        let obs = 5 + chance.below(35);
        arisen += trial(&plans[allowed as usize - 1], &events, allowed, obs);
    }
    assert!(arisen >= trials as usize / 2, "only {arisen} duties arose in {trials} logs");
}
