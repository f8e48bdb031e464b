//! The kernel for logs and the check of a review against brute force: every combination of the days that the dates leave open
//! is played through by the table of verdicts. The set of what comes out, and the range of lateness over all that is late or
//! silent, in calendar and in working days, is what both must say.
//!
//! 20,000 logs in the ordinary run; `CANDOUR_TRIALS=1000000` for the long lane.

#![allow(clippy::disallowed_methods, reason = "the number of trials is read from the environment")]

mod common;

use common::chance::Chance;
use common::rules::{run, simple};
use common::{Builder, day};
use duty::calendar::{Calendar, Calendars};
use duty::log::{Desk, Kernel, NO_DAYS, NO_TIME, Plan, Row, Rows, Stamp, Store};
use duty::rule::Rule;
use duty::verdict::{OPEN_END, OPEN_START};
use model::{Certainty, Day, ExtractStatus, Verdict, VerdictSet};

/// What can happen: the clock starts, the action, a decision not to act, an excuse.
const KINDS: [&str; 4] = ["referral", "assessment_completed", "decision_no_action", "plan_ended"];

/// Most days that a rule of these trials allows.
const ALLOWED_MAX: i32 = 9;

/// Days before all others that stand for an open beginning: longer than any clock and reach of these trials.
const BEFORE_DAYS: i32 = 25;

/// The first day of the trials: a month and a half before Easter 2014.
const BASE: &str = "2014-03-01";

/// A date: days after [`BASE`]; no first day is an open beginning, no last day an open end.
#[derive(Clone, Copy, Debug)]
struct Event {
    kind: usize,
    lo: Option<i32>,
    hi: Option<i32>,
    /// It gives a reason for lateness.
    reason: bool,
}

impl Event {
    /// First and last day to be tried. What stands in the record had happened by its last complete day.
    fn days(&self, obs: i32) -> (i32, i32) {
        let lo = self.lo.unwrap_or(-BEFORE_DAYS);
        (lo, self.hi.unwrap_or(obs.max(lo)))
    }

    fn written(&self) -> String {
        let date = |d: Option<i32>| d.map_or(String::new(), |d| (day(BASE) + d).to_string());
        match (self.lo, self.hi) {
            (None, None) => String::new(),
            (a, b) => format!("{}..{}", date(a), date(b)),
        }
    }
}

/// What is asked: how many days, of which sort, and how far back an action or an excuse counts.
#[derive(Clone, Copy, Debug)]
struct Asked {
    allowed: i32,
    working: bool,
    action_reach: i32,
    excuse_reach: i32,
    /// Each action discharges one duty.
    one: bool,
    /// A reason excuses lateness.
    reasons: bool,
}

impl Asked {
    fn rule(self) -> Rule {
        let unit = if self.working { "working days" } else { "days" };
        let one = if self.one { "\neach action discharges: one" } else { "" };
        let reasons = if self.reasons { "\nexcused if late and [reason present]" } else { "" };
        let body = format!(
            "when referral by any\nthen assessment_completed within {} {unit}\nunless plan_ended\n\
             or recorded decision no_action\nlook back: {} days\nexcuse look back: {} days{reasons}{one}",
            self.allowed, self.action_reach, self.excuse_reach
        );
        simple("X1", &body)
    }

    /// The deadline, day by day.
    fn due(self, start: i32, calendar: &Calendar) -> i32 {
        if !self.working {
            return start + self.allowed;
        }
        (start + 1..).filter(|&d| is_working(calendar, d)).nth(self.allowed as usize - 1).unwrap()
    }
}

fn is_working(calendar: &Calendar, d: i32) -> bool {
    calendar.is_working_day(day(BASE) + d) == Some(true)
}

/// A day of a record: its kind, and whether it gives a reason for lateness.
type Dated = (usize, i32, bool);

/// The table of verdicts, read line by line; with the day to which lateness is counted.
fn by_the_table(asked: Asked, start: i32, due: i32, obs: i32, days: &[Dated]) -> (VerdictSet, i32) {
    let from = |kind: usize| match kind {
        1 => start - asked.action_reach,
        3 => start - asked.excuse_reach,
        _ => start,
    };
    let first_in_time = days
        .iter()
        .filter(|&&(kind, d, _)| kind != 0 && from(kind) <= d && d <= due && d <= obs)
        .min_by_key(|&&(kind, d, _)| (d, kind));
    match first_in_time {
        Some((1, ..)) => return (VerdictSet::of(Verdict::Met), 0),
        Some((2, ..)) => return (VerdictSet::of(Verdict::DecidedNot), 0),
        Some(_) => return (VerdictSet::of(Verdict::Excused), 0),
        None if obs < due => return (VerdictSet::of(Verdict::NotYetDue), 0),
        None => {}
    }
    let late = days.iter().filter(|&&(kind, d, _)| (kind == 1 || kind == 2) && due < d && d <= obs);
    let Some(to) = late.map(|&(_, d, _)| d).min() else {
        // The silence is as old as on the day after the last complete one.
        return (VerdictSet::of(Verdict::NothingRecorded), obs + 1);
    };
    // The actions of the first late day: each with a reason excuses, each without does not.
    let set = days
        .iter()
        .filter(|&&(kind, d, _)| kind == 1 && d == to)
        .fold(VerdictSet::default(), |set, &(.., reason)| {
            set.with(if reason && asked.reasons { Verdict::Excused } else { Verdict::Late })
        });
    (if set.is_empty() { VerdictSet::of(Verdict::Late) } else { set }, to)
}

/// Which records count for a duty in one reading: all but the actions that went to another.
fn shared_out(
    asked: Asked,
    events: &[Event],
    days: &[i32],
    trigger: usize,
    obs: i32,
    calendar: &Calendar,
) -> Vec<Dated> {
    let dated = |i: usize| (events[i].kind, days[i], events[i].reason);
    let mut actions: Vec<usize> =
        (0..events.len()).filter(|&i| events[i].kind == 1 && days[i] <= obs).collect();
    actions.sort_by_key(|&i| days[i]);
    let duties: Vec<usize> = (0..events.len()).filter(|&i| events[i].kind == 0 && days[i] <= obs).collect();
    let mut answered = vec![false; events.len()];
    let mut mine: Vec<Dated> = (0..events.len()).filter(|&i| events[i].kind != 1).map(dated).collect();
    for action in actions {
        let day = days[action];
        let open = |&&t: &&usize| {
            let (start, due) = (days[t], asked.due(days[t], calendar));
            let ended = (0..events.len()).any(|i| match events[i].kind {
                2 => start <= days[i] && days[i] < day,
                3 => start - asked.excuse_reach <= days[i] && days[i] < day && days[i] <= due,
                _ => false,
            });
            start - asked.action_reach <= day && !answered[t] && !ended
        };
        let chosen = duties.iter().filter(open).min_by_key(|&&t| (asked.due(days[t], calendar), t));
        if let Some(&t) = chosen {
            answered[t] = true;
            if t == trigger {
                mine.push(dated(action));
            }
        }
    }
    mine
}

/// What came of one clock, over every combination.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Tried {
    set: VerdictSet,
    due: (i32, i32),
    days: Option<(i32, i32)>,
    working: Option<(i32, i32)>,
}

fn widen(sum: &mut Option<(i32, i32)>, n: i32) {
    *sum = Some(sum.map_or((n, n), |s| (s.0.min(n), s.1.max(n))));
}

fn by_brute_force(events: &[Event], trigger: usize, asked: Asked, obs: i32, calendar: &Calendar) -> Tried {
    let mut tried =
        Tried { set: VerdictSet::default(), due: (i32::MAX, i32::MIN), days: None, working: None };
    let spans: Vec<(i32, i32)> = events.iter().map(|e| e.days(obs)).collect();
    let mut days: Vec<i32> = spans.iter().map(|s| s.0).collect();
    loop {
        let start = days[trigger];
        if start <= obs {
            let others = if asked.one {
                shared_out(asked, events, &days, trigger, obs, calendar)
            } else {
                events.iter().zip(&days).map(|(e, &d)| (e.kind, d, e.reason)).collect()
            };
            let due = asked.due(start, calendar);
            let (set, to) = by_the_table(asked, start, due, obs, &others);
            tried.set = tried.set.union(set);
            tried.due = (tried.due.0.min(due), tried.due.1.max(due));
            if set.iter().any(Verdict::is_breach) {
                widen(&mut tried.days, to - due);
                let counted = (due + 1..=to).filter(|&d| is_working(calendar, d)).count();
                widen(&mut tried.working, counted as i32);
            }
        }
        // The next combination, as a counter turns.
        let Some(at) = (0..days.len()).find(|&i| days[i] < spans[i].1) else { break };
        days[at] += 1;
        (0..at).for_each(|i| days[i] = spans[i].0);
    }
    if events[trigger].lo.is_none() {
        // Nothing bounds how long ago the clock started.
        tried.due.0 = OPEN_START;
        tried.days = tried.days.map(|d| (d.0, OPEN_END));
        tried.working = tried.working.map(|d| (d.0, OPEN_END));
    }
    tried
}

fn events(chance: &mut Chance) -> Vec<Event> {
    let n = 1 + chance.below(6);
    let wide = if chance.below(2) == 0 { 0 } else { 3 };
    let mut open = chance.below(4) == 0;
    (0..n)
        .map(|i| {
            let lo = chance.below(60);
            let kind = if i == 0 { 0 } else { chance.below(4) as usize };
            let mut event = Event {
                kind,
                lo: Some(lo),
                hi: Some(lo + chance.below(wide + 1)),
                reason: chance.below(2) == 0,
            };
            if open && chance.below(2) == 0 {
                open = false;
                match chance.below(3) {
                    0 => event.lo = None,
                    1 => event.hi = None,
                    _ if kind != 0 => (event.lo, event.hi) = (None, None),
                    _ => {}
                }
            }
            event
        })
        .collect()
}

/// What is compared of one duty, by the place of its trigger.
type Told = (usize, VerdictSet, Verdict, Certainty, Tried);

fn by_the_kernel(plan: &Plan, events: &[Event], obs: i32) -> Vec<Told> {
    let base = day(BASE).0;
    let mut rows = Rows::default();
    for (i, e) in events.iter().enumerate() {
        let (lo, hi) = (e.lo.map_or(OPEN_START, |d| base + d), e.hi.map_or(OPEN_END, |d| base + d));
        let kind = plan.kind(KINDS[e.kind].as_bytes()).unwrap();
        let stamp = Stamp { lo, hi, second: NO_TIME };
        rows.push(&Row {
            subject: b"S",
            kind,
            stamp,
            holder: b"social_care",
            bits: plan.bits(kind, |_| Some(if e.reason { b"snow".as_slice() } else { b"" })),
            addressees: b"",
            row: i as u32 + 1,
        });
    }
    let mut store = Store::default();
    store.append(rows, 0);
    let log = store.group();
    let mut found = Vec::new();
    Kernel::new(plan, &log, Day(base + obs)).check(0..1, &mut Desk::default(), &mut found);
    let days = |s: (i32, i32)| Some(s).filter(|&s| s != NO_DAYS);
    let told = |o: &duty::log::Outcome| {
        let due = (if o.due.0 == OPEN_START { OPEN_START } else { o.due.0 - base }, o.due.1 - base);
        let tried =
            Tried { set: o.possible, due, days: days(o.days_late), working: days(o.working_days_late) };
        (o.evidence()[0] as usize - 1, o.possible, o.verdict, o.certainty, tried)
    };
    let mut told: Vec<Told> = found.iter().map(told).collect();
    told.sort_by_key(|t| t.0);
    told
}

fn by_the_check(rule: &Rule, events: &[Event], obs: i32) -> Vec<Told> {
    let base = day(BASE);
    let mut b = Builder::new(&(base + obs + 1).to_string());
    b.agency("social_care", "social_care");
    b.extract("social_care", &KINDS.join(" "), "0001-01-01..9999-12-31", ExtractStatus::Supplied);
    for e in events {
        // What certainly came after the last complete day plays no part in a log.
        let subject = if e.lo.is_some_and(|lo| lo > obs) { "later" } else { "S" };
        let event = b.event(KINDS[e.kind], &e.written(), "social_care", subject);
        b.attribute(event, "reason", if e.reason { "snow" } else { "" });
    }
    let outcomes = run(&b.case, std::slice::from_ref(rule)).outcomes;
    let range = |r: (i32, Option<i32>)| (r.0, r.1.unwrap_or(OPEN_END));
    let told = |o: &model::Outcome| {
        let due = o.due.expect("a deadline");
        let due = (due.0.map_or(OPEN_START, |d| d - base), due.1 - base);
        let (days, working) = (o.days_late.map(range), o.working_days_late.map(range));
        let tried = Tried { set: o.possible, due, days, working };
        (o.trigger.index(), o.possible, o.verdict, o.certainty, tried)
    };
    let mine = |o: &&model::Outcome| b.case.entities[o.subject.index()].label == "S";
    let mut told: Vec<Told> = outcomes.iter().filter(mine).map(told).collect();
    told.sort_by_key(|t| t.0);
    told
}

/// One log; gives how many duties arose, and how many of them are only possibly breached and have a range of lateness.
fn trial(told: &[Told], events: &[Event], asked: Asked, obs: i32, calendar: &Calendar) -> (usize, usize) {
    // A clock that certainly starts after the last complete day has not started.
    let triggers: Vec<usize> = (0..events.len())
        .filter(|&i| events[i].kind == 0 && events[i].lo.is_none_or(|lo| lo <= obs))
        .collect();
    let arisen: Vec<usize> = told.iter().map(|t| t.0).collect();
    assert_eq!(arisen, triggers, "duties that arose: {events:?}, last day {obs}");
    let mut ranges = 0;
    for &(trigger, set, verdict, certainty, given) in told {
        let tried = by_brute_force(events, trigger, asked, obs, calendar);
        let what = format!("{events:?}, trigger {trigger}, {asked:?}, last day {obs}");
        if asked.one && triggers.len() > 1 && is_wide(events, obs) {
            // Too many readings: what is said holds every one of them, and may hold more.
            assert_eq!(set.union(tried.set), set, "{what}");
            continue;
        }
        assert_eq!(given, tried, "given (left) and tried (right): {what}");
        // On a day after the last complete one nothing had arisen.
        if events[trigger].lo.is_some() && events[trigger].days(obs).1 > obs {
            assert_eq!(verdict, Verdict::CannotTell, "{what}");
            assert_ne!(certainty, Certainty::CertainlyBreached, "{what}");
            continue;
        }
        assert_eq!(certainty, set.certainty(), "{what}");
        match set.single() {
            Some(single) => assert_eq!(verdict, single, "{what}"),
            None if certainty == Certainty::Possible => {
                assert_eq!(verdict, Verdict::CannotTell, "{what}");
                ranges += usize::from(tried.days.is_some());
            }
            None => {}
        }
    }
    (told.len(), ranges)
}

/// Whether the readings of a group of duties are too many to be played through.
fn is_wide(events: &[Event], obs: i32) -> bool {
    let known = events.iter().filter(|e| e.lo.is_none_or(|lo| lo <= obs));
    let days = |e: &Event| e.lo.map_or(i64::MAX, |lo| i64::from(e.days(obs).1 - lo + 1));
    known.map(days).fold(1, i64::saturating_mul) > 2_000
}

fn trials() -> u32 {
    std::env::var("CANDOUR_TRIALS").ok().and_then(|t| t.parse().ok()).unwrap_or(20_000)
}

/// Plays `trials` logs through; `tell` gives what is said of each.
fn play(trials: u32, seed: u64, tell: impl Fn(usize, &[Event], i32) -> Vec<Told>) {
    let calendar = Calendar::england_wales();
    let mut chance = Chance(seed);
    let (mut arisen, mut ranges) = (0, 0);
    for _ in 0..trials {
        let events = events(&mut chance);
        let number = chance.below(all_asked().len() as u64) as usize;
        let obs = 5 + chance.below(60);
        let told = tell(number, &events, obs);
        let (more, more_ranges) = trial(&told, &events, all_asked()[number], obs, &calendar);
        arisen += more;
        ranges += more_ranges;
    }
    println!(
        "{trials} logs, {arisen} duties, no mismatch; {ranges} possibly breached with a range of lateness"
    );
    assert!(arisen >= trials as usize / 2, "only {arisen} duties arose in {trials} logs");
    assert!(ranges >= trials as usize / 50, "only {ranges} duties are possibly breached in {trials} logs");
}

/// Every combination of what can be asked.
fn all_asked() -> &'static [Asked] {
    static ALL: std::sync::LazyLock<Vec<Asked>> = std::sync::LazyLock::new(|| {
        let mut all = Vec::new();
        for allowed in 1..=ALLOWED_MAX {
            for (working, action_reach, excuse_reach) in
                [(false, 0, 0), (true, 0, 0), (false, 2, 0), (true, 2, 3), (false, 0, 3), (true, 0, 3)]
            {
                for (one, reasons) in [(false, false), (true, false), (false, true), (true, true)] {
                    all.push(Asked { allowed, working, action_reach, excuse_reach, one, reasons });
                }
            }
        }
        all
    });
    &ALL
}

#[test]
fn the_kernel_says_what_every_combination_of_days_says() {
    let calendars = Calendars::bundled();
    let plan = |asked: &Asked| Plan::new(&[asked.rule()], &calendars).unwrap();
    let plans: Vec<Plan> = all_asked().iter().map(plan).collect();
    play(trials(), 2_014, |number, events, obs| by_the_kernel(&plans[number], events, obs));
}

#[test]
fn the_check_of_a_review_says_what_every_combination_of_days_says() {
    let rules: Vec<Rule> = all_asked().iter().map(|a| a.rule()).collect();
    // The check puts everything into words: a tenth as many in the ordinary run.
    let trials = if trials() < 100_000 { trials() / 10 } else { trials() };
    play(trials, 41, |number, events, obs| by_the_check(&rules[number], events, obs));
}
