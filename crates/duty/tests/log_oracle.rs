//! The kernel for logs and the check of a review against brute force: every combination of the days that the dates leave open
//! is played through by the table of verdicts. The set of what comes out, and the range of lateness over all that is late or
//! silent, in calendar and in working days, is what both must say.
//!
//! Half of the rules have years: one version that begins and ends within the trials, or two, where the second takes the place of
//! the first for what is open, or does not. Which version applies is played through with the days.
//!
//! 20,000 logs in the ordinary run; `CANDOUR_TRIALS=1000000` for the long lane.

#![allow(clippy::disallowed_methods, reason = "the number of trials is read from the environment")]

mod common;

use std::collections::BTreeSet;

use common::chance::Chance;
use common::logs::{self, Line};
use common::rules::{rule, run, version};
use common::{Builder, day};
use duty::calendar::{Calendar, Calendars};
use duty::log::{NO_DAYS, Plan};
use duty::rule::Rule;
use model::{Certainty, Day, ExtractStatus, Verdict, VerdictSet};

/// What can happen: the clock starts, the action, a decision not to act, an excuse.
const KINDS: [&str; 4] = ["referral", "assessment_completed", "decision_no_action", "plan_ended"];

/// Most days that a rule of these trials allows.
const ALLOWED_MAX: i32 = 9;

/// The first day of the rules, by days after [`BASE`].
const FIRST_DAY: i32 = -25;

/// Days before [`BASE`] that stand for an open beginning: before the first day of the rules, by more than any reach of these trials.
const BEFORE_DAYS: i32 = 30;

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
    years: Years,
}

/// The versions of the rule, by days after [`BASE`].
#[derive(Clone, Copy, Debug)]
enum Years {
    /// One, in force from [`FIRST_DAY`] on, which is before everything but an open beginning.
    Always,
    /// One, in force from the first day up to the day before the second.
    Between(i32, i32),
    /// Two. The first ends where the second begins, or some days before.
    Two(Change),
}

/// The second version.
#[derive(Clone, Copy, Debug)]
struct Change {
    /// Its first day.
    on: i32,
    /// How many days before that the first version ends.
    gap: i32,
    /// How many days it allows.
    allowed: i32,
    /// How far back an action counts under it.
    action_reach: i32,
    /// What is open passes to it.
    supersede: bool,
}

impl Asked {
    fn rule(self) -> Rule {
        let unit = if self.working { "working days" } else { "days" };
        let one = if self.one { "\neach action discharges: one" } else { "" };
        let reasons = if self.reasons { "\nexcused if late and [reason present]" } else { "" };
        let body = |allowed: i32, action_reach: i32| {
            format!(
                "when referral by any\nthen assessment_completed within {allowed} {unit}\nunless plan_ended\n\
                 or recorded decision no_action\nlook back: {action_reach} days\n\
                 excuse look back: {} days{reasons}{one}",
                self.excuse_reach
            )
        };
        let date = |d: i32| (day(BASE) + d).to_string();
        let first = body(self.allowed, self.action_reach);
        match self.years {
            Years::Always => rule(&version("X1", 1, &date(FIRST_DAY), &first)),
            Years::Between(from, until) => {
                rule(&version("X1", 1, &format!("{} until {}", date(from), date(until)), &first))
            }
            Years::Two(change) => {
                let years = format!("{} until {}", date(FIRST_DAY), date(change.on - change.gap));
                let second = version("X1", 2, &date(change.on), &body(change.allowed, change.action_reach));
                let takes = if change.supersede { "confidence K\nsupersede\n" } else { "confidence K\n" };
                let second = second.replace("confidence K\n", takes);
                rule(&format!("{}{second}", version("X1", 1, &years, &first)))
            }
        }
    }

    /// The version in force on a day, if one is.
    fn version_on(self, d: i32) -> Option<u32> {
        match self.years {
            Years::Always => (d >= FIRST_DAY).then_some(1),
            Years::Between(from, until) => (from <= d && d < until).then_some(1),
            Years::Two(change) if d >= change.on => Some(2),
            Years::Two(change) => (FIRST_DAY <= d && d < change.on - change.gap).then_some(1),
        }
    }

    /// Whether an event may start a clock.
    fn may_arise(self, event: &Event, obs: i32) -> bool {
        let (first, last) = event.days(obs);
        event.kind == 0 && (first..=last.min(obs)).any(|d| self.version_on(d).is_some())
    }

    /// The day on which what is open passes to the second version, if it does.
    fn passes_on(self) -> Option<i32> {
        match self.years {
            Years::Two(change) if change.supersede => Some(change.on),
            _ => None,
        }
    }

    /// What the rule asks under a version.
    fn under(self, version: u32) -> Asked {
        match self.years {
            Years::Two(Change { allowed, action_reach, .. }) if version == 2 => {
                Asked { allowed, action_reach, ..self }
            }
            _ => self,
        }
    }

    /// The deadline under a version, day by day.
    fn due(self, version: u32, start: i32, calendar: &Calendar) -> i32 {
        let allowed = self.under(version).allowed;
        if !self.working {
            return start + allowed;
        }
        (start + 1..).filter(|&d| is_working(calendar, d)).nth(allowed as usize - 1).unwrap()
    }

    /// Whether the second version reads the same records as the first.
    fn asks_alike(self) -> bool {
        !matches!(self.years, Years::Two(change) if change.action_reach != self.action_reach)
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

/// The days of one reading: of each event, by its place.
struct Reading<'r> {
    asked: Asked,
    events: &'r [Event],
    days: &'r [i32],
    obs: i32,
    calendar: &'r Calendar,
}

impl Reading<'_> {
    fn dated(&self, i: usize) -> Dated {
        (self.events[i].kind, self.days[i], self.events[i].reason)
    }

    /// The version under which the event at `trigger` starts a clock, if one does.
    fn first_version(&self, trigger: usize) -> Option<u32> {
        let day = self.days[trigger];
        self.asked.version_on(day).filter(|_| day <= self.obs)
    }

    /// What came of a duty over these of its records: the version it ended under, its deadline, the verdicts and the day to
    /// which lateness is counted. Where it was open at the end of the day before the second version, that one's terms hold.
    fn came_of(&self, trigger: usize, first: u32, records: &[Dated]) -> (u32, i32, VerdictSet, i32) {
        let start = self.days[trigger];
        let under = |version: u32, obs: i32| {
            let due = self.asked.due(version, start, self.calendar);
            let (set, to) = by_the_table(self.asked.under(version), start, due, obs, records);
            (version, due, set, to)
        };
        let change = self.asked.passes_on().filter(|&on| first == 1 && self.obs + 1 >= on);
        let open = VerdictSet::of(Verdict::NotYetDue);
        let passed = change.is_some_and(|on| under(1, on - 1).2 == open);
        under(if passed { 2 } else { first }, self.obs)
    }

    /// Which records count for a duty: all, or where each action discharges one of several, all but the actions that went to
    /// another. With the places of the actions that it got so.
    fn records(&self, trigger: usize) -> (Vec<Dated>, Vec<usize>) {
        let all = 0..self.events.len();
        let several =
            all.clone().filter(|&i| self.asked.may_arise(&self.events[i], self.obs)).nth(1).is_some();
        if !self.asked.one || !several {
            return (all.map(|i| self.dated(i)).collect(), Vec::new());
        }
        let mut actions: Vec<usize> =
            all.clone().filter(|&i| self.events[i].kind == 1 && self.days[i] <= self.obs).collect();
        actions.sort_by_key(|&i| self.days[i]);
        let duties: Vec<(usize, u32)> = all
            .clone()
            .filter(|&i| self.events[i].kind == 0)
            .filter_map(|i| Some((i, self.first_version(i)?)))
            .collect();
        // Decisions and circumstances count for every duty; each duty has its own actions.
        let others: Vec<Dated> = all.filter(|&i| self.events[i].kind != 1).map(|i| self.dated(i)).collect();
        let mut own: Vec<Vec<Dated>> = vec![others; self.events.len()];
        let mut got = Vec::new();
        for action in actions {
            let day = self.days[action];
            // The terms that hold on the day of the action.
            let now = |&(t, first): &(usize, u32)| {
                let before = Reading { obs: (day - 1).min(self.obs), ..*self };
                let change = self.asked.passes_on().filter(|&on| day >= on);
                let (version, due, ..) = match change {
                    Some(_) => before.came_of(t, first, &own[t]),
                    None => (first, self.asked.due(first, self.days[t], self.calendar), open_set(), 0),
                };
                (version, due)
            };
            let open = |duty: &&(usize, u32)| {
                let t = duty.0;
                let (version, due) = now(duty);
                let asked = self.asked.under(version);
                let start = self.days[t];
                let answered = own[t].iter().any(|r| r.0 == 1);
                let ended = own[t].iter().any(|&(kind, d, _)| match kind {
                    2 => start <= d && d < day,
                    3 => start - asked.excuse_reach <= d && d < day && d <= due,
                    _ => false,
                });
                start - asked.action_reach <= day && !answered && !ended
            };
            let chosen =
                duties.iter().filter(open).min_by_key(|duty| (now(duty).1, self.days[duty.0], duty.0));
            if let Some(&(t, _)) = chosen {
                own[t].push(self.dated(action));
                if t == trigger {
                    got.push(action);
                }
            }
        }
        (own.swap_remove(trigger), got)
    }
}

fn open_set() -> VerdictSet {
    VerdictSet::of(Verdict::NotYetDue)
}

/// What came of one clock, over every combination.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Tried {
    set: VerdictSet,
    /// First and last version that applied.
    versions: (u32, u32),
    due: (i32, i32),
    days: Option<(i32, i32)>,
    working: Option<(i32, i32)>,
}

fn widen(sum: &mut Option<(i32, i32)>, n: i32) {
    *sum = Some(sum.map_or((n, n), |s| (s.0.min(n), s.1.max(n))));
}

/// What came of the duty of one trigger, over every combination.
struct Sum {
    tried: Tried,
    /// It arose in every one.
    always: bool,
    /// The actions that went to it in some, where each action discharges one of several duties.
    own: BTreeSet<usize>,
}

/// What came of the duty of one trigger; `None` if it arose in no combination.
fn by_brute_force(
    events: &[Event],
    trigger: usize,
    asked: Asked,
    obs: i32,
    calendar: &Calendar,
) -> Option<Sum> {
    let mut own = BTreeSet::new();
    let mut tried = Tried {
        set: VerdictSet::default(),
        versions: (u32::MAX, 0),
        due: (i32::MAX, i32::MIN),
        days: None,
        working: None,
    };
    let mut always = true;
    let spans: Vec<(i32, i32)> = events.iter().map(|e| e.days(obs)).collect();
    let mut days: Vec<i32> = spans.iter().map(|s| s.0).collect();
    loop {
        let reading = Reading { asked, events, days: &days, obs, calendar };
        if let Some(first) = reading.first_version(trigger) {
            let (records, got) = reading.records(trigger);
            own.extend(got);
            let (version, due, set, to) = reading.came_of(trigger, first, &records);
            tried.set = tried.set.union(set);
            tried.versions = (tried.versions.0.min(version), tried.versions.1.max(version));
            tried.due = (tried.due.0.min(due), tried.due.1.max(due));
            if set.iter().any(Verdict::is_breach) {
                widen(&mut tried.days, to - due);
                let counted = (due + 1..=to).filter(|&d| is_working(calendar, d)).count();
                widen(&mut tried.working, counted as i32);
            }
        } else {
            always = false;
        }
        // The next combination, as a counter turns.
        let Some(at) = (0..days.len()).find(|&i| days[i] < spans[i].1) else { break };
        days[at] += 1;
        (0..at).for_each(|i| days[i] = spans[i].0);
    }
    (!tried.set.is_empty()).then_some(Sum { tried, always, own })
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
    let on = |d: Option<i32>| d.map(|d| Day(base + d));
    let line = |e: &Event| Line {
        kind: KINDS[e.kind],
        lo: on(e.lo),
        hi: on(e.hi),
        second: None,
        holder: "social_care",
        reason: e.reason,
    };
    let lines: Vec<Line<'_>> = events.iter().map(line).collect();
    let found = logs::outcomes(plan, &lines, Day(base + obs));
    let days = |s: (i32, i32)| Some(s).filter(|&s| s != NO_DAYS);
    let told = |(o, _): &(duty::log::Outcome, String)| {
        let due = (o.due.0 - base, o.due.1 - base);
        let tried = Tried {
            set: o.possible,
            versions: (u32::from(o.versions.0), u32::from(o.versions.1)),
            due,
            days: days(o.days_late),
            working: days(o.working_days_late),
        };
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
    let told = |o: &model::Outcome| {
        let due = o.due.expect("a deadline");
        let due = (due.0 - base, due.1 - base);
        let (days, working) = (o.days_late, o.working_days_late);
        let mut numbers = o.version.split(" or ").map(|n| n.parse::<u32>().expect("a version"));
        let first = numbers.next().expect("a version");
        let versions = (first, numbers.last().unwrap_or(first));
        let tried = Tried { set: o.possible, versions, due, days, working };
        (o.trigger.index(), o.possible, o.verdict, o.certainty, tried)
    };
    let mine = |o: &&model::Outcome| b.case.entities[o.subject.index()].label == "S";
    let mut told: Vec<Told> = outcomes.iter().filter(mine).map(told).collect();
    told.sort_by_key(|t| t.0);
    told
}

/// One log; gives how many duties arose, and how many of them are only possibly breached and have a range of lateness.
fn trial(told: &[Told], events: &[Event], asked: Asked, obs: i32, calendar: &Calendar) -> (usize, usize) {
    // A clock that certainly starts outside the years of the rule, or after the last complete day, has not started.
    let tried = |i: usize| by_brute_force(events, i, asked, obs, calendar).map(|tried| (i, tried));
    let tried_of: Vec<(usize, Sum)> =
        (0..events.len()).filter(|&i| events[i].kind == 0).filter_map(tried).collect();
    let arisen: Vec<usize> = told.iter().map(|t| t.0).collect();
    let triggers: Vec<usize> = tried_of.iter().map(|t| t.0).collect();
    assert_eq!(arisen, triggers, "duties that arose: {events:?}, {asked:?}, last day {obs}");
    let mut ranges = 0;
    for (&(trigger, set, verdict, certainty, given), (_, sum)) in told.iter().zip(&tried_of) {
        let Sum { tried, always, own } = sum;
        let what = format!("{events:?}, trigger {trigger}, {asked:?}, last day {obs}");
        let wide = asked.one
            && triggers.len() > 1
            && (is_wide(events, &triggers, obs) || asked.passes_on().is_some());
        // What the record was on the day of the change is not kept apart where the versions look at different records.
        if wide || (asked.passes_on().is_some() && !asked.asks_alike()) {
            // What is said holds every reading, and may hold more.
            assert_eq!(set.union(tried.set), set, "{what}");
            continue;
        }
        assert_eq!(given, *tried, "given (left) and tried (right): {what}");
        // On a day on which the rule was not in force, or after the last complete one, nothing had arisen.
        let after = events[trigger].days(obs).1 > obs;
        if after || !always {
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
            None if certainty == Certainty::CertainlyBreached => {
                // An action stands on record; where another duty may have got it, that one may be late instead.
                let others = tried_of.iter().filter(|(other, _)| *other != trigger);
                let contested = others.into_iter().any(|(_, other)| !own.is_disjoint(&other.own));
                let expected = if contested { Verdict::CannotTell } else { Verdict::Late };
                assert_eq!(verdict, expected, "{what}");
            }
            None => {}
        }
    }
    (told.len(), ranges)
}

/// Whether the readings of a group of duties are too many to be played through.
fn is_wide(events: &[Event], arisen: &[usize], obs: i32) -> bool {
    let part = |i: &usize| events[*i].kind != 0 || arisen.contains(i);
    let known = (0..events.len()).filter(part).map(|i| &events[i]);
    let known = known.filter(|e| e.lo.is_none_or(|lo| lo <= obs));
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

/// Years in the midst of the trials, different from one number to the next.
fn years(number: i32, asked: Asked) -> Years {
    let on = 12 + number * 7 % 41;
    let change = |gap: i32, supersede: bool, action_reach: i32| {
        Years::Two(Change {
            on,
            gap,
            allowed: 1 + (asked.allowed + number * 5) % ALLOWED_MAX,
            action_reach,
            supersede,
        })
    };
    match number / 2 % 8 {
        0 => Years::Between(on, on + 20),
        1 => change(0, false, asked.action_reach),
        2 => change(6, false, asked.action_reach),
        3 => change(0, false, 1),
        4 | 5 => change(0, true, asked.action_reach),
        6 => change(6, true, asked.action_reach),
        // An action that counts only under the second version belongs to whom, where each discharges one? Not asked here.
        _ => change(0, true, if asked.one { asked.action_reach } else { 1 }),
    }
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
                    let asked = Asked {
                        allowed,
                        working,
                        action_reach,
                        excuse_reach,
                        one,
                        reasons,
                        years: Years::Always,
                    };
                    all.push(asked);
                    // And with years of its own.
                    all.push(Asked { years: years(all.len() as i32, asked), ..asked });
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
