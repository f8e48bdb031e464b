//! The verdict on one duty that arose once, as a pure function of days.
//!
//! Days are numbers ([`model::Day`]'s own), intervals hold both ends. [`exact`] judges exact dates; [`possible`] gives
//! the set of all verdicts that some choice of one day in every interval would give, without trying the choices: given
//! the day the clock started, the other dates are independent, so only that day is enumerated. [`lateness`] gives the
//! least and greatest lateness over the choices that are late, and [`silence`] the age over those with nothing recorded.
//! The tests hold all of them against trying every choice.
//!
//! The rule: the first of action, decision not to act and excuse on or before the deadline decides; on one day the
//! action goes before the decision, and the decision before the excuse. An excuse after the deadline never excuses.
//!
//! Left out: what the days mean, which records count, and whether the records that would show an action were supplied;
//! [`crate::check`] knows. Source: the theory page `docs/methods/clocks.md`.

use model::{Verdict, VerdictSet};

/// First and last possible day, both included.
pub type Span = (i32, i32);

/// Stands for an open beginning: before every day a calendar has.
pub const OPEN_START: i32 = i32::MIN / 4;

/// Stands for an open end: after every day a calendar has.
pub const OPEN_END: i32 = i32::MAX / 4;

/// What is to be judged: the records of one duty that arose once.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// First and last possible day on which the clock started.
    pub start: Span,
    /// Actions that would discharge the duty.
    pub actions: &'a [Span],
    /// Recorded decisions not to act, by someone entitled to take them.
    pub decisions: &'a [Span],
    /// Circumstances that excuse.
    pub excuses: &'a [Span],
    /// The last day whose records are complete.
    pub last_complete: i32,
    /// How many days before the start an action still counts (0: from the day of the start).
    pub action_reach_days: i32,
    /// The same for an excuse.
    pub excuse_reach_days: i32,
}

impl Facts<'_> {
    /// Whether every date is exact.
    pub fn is_exact(&self) -> bool {
        let day = |s: &Span| s.0 == s.1;
        day(&self.start)
            && self.actions.iter().all(day)
            && self.decisions.iter().all(day)
            && self.excuses.iter().all(day)
    }

    /// First day of the window of each class of record (actions, decisions, excuses) for a clock that started on `k`.
    fn window_starts(&self, k: i32) -> [i32; 3] {
        [k.saturating_sub(self.action_reach_days), k, k.saturating_sub(self.excuse_reach_days)]
    }

    fn classes(&self) -> [&[Span]; 3] {
        [self.actions, self.decisions, self.excuses]
    }
}

/// What the three classes of record mean when they come first.
const CLASS_VERDICTS: [Verdict; 3] = [Verdict::Met, Verdict::DecidedNot, Verdict::Excused];

/// The verdict where every date is exact; only the first day of each interval is looked at.
pub fn exact(facts: &Facts<'_>, due: i32) -> Verdict {
    let k = facts.start.0;
    let starts = facts.window_starts(k);
    let end = due.min(facts.last_complete);
    let mut best: Option<(i32, usize)> = None;
    for (class, records) in facts.classes().into_iter().enumerate() {
        for &(day, _) in records {
            if starts[class] <= day && day <= end && best.is_none_or(|b| (day, class) < b) {
                best = Some((day, class));
            }
        }
    }
    if let Some((_, class)) = best {
        return CLASS_VERDICTS[class];
    }
    if facts.last_complete < due {
        return Verdict::NotYetDue;
    }
    let late = |&(day, _): &Span| day > due && day <= facts.last_complete;
    if facts.actions.iter().chain(facts.decisions).any(late) {
        Verdict::Late
    } else {
        Verdict::NothingRecorded
    }
}

/// The exact set of verdicts that the uncertain dates leave possible. `due` gives the deadline for each possible day of
/// the start and must not fall as the day rises.
pub fn possible(facts: &Facts<'_>, due: impl Fn(i32) -> i32) -> VerdictSet {
    if facts.is_exact() {
        return VerdictSet::of(exact(facts, due(facts.start.0)));
    }
    let mut set = VerdictSet::default();
    for k in facts.start.0..=facts.start.1 {
        set = set.union(possible_from(facts, k, due(k)));
    }
    set
}

/// The set of verdicts for a clock that started on `k`.
pub(crate) fn possible_from(facts: &Facts<'_>, k: i32, due: i32) -> VerdictSet {
    let obs = facts.last_complete;
    let end = due.min(obs);
    let starts = facts.window_starts(k);
    let classes = facts.classes();
    let mut set = VerdictSet::default();
    for (class, verdict) in CLASS_VERDICTS.into_iter().enumerate() {
        // The earliest day on which a record of this class can fall in the window is the easiest on which to be first.
        let feasible = |x: &Span| {
            let d = x.0.max(starts[class]);
            (d <= x.1.min(end)).then_some(d)
        };
        let Some(day) = classes[class].iter().filter_map(feasible).min() else {
            continue;
        };
        let first = (0..3).filter(|&other| other != class).all(|other| {
            can_stay_out(classes[other], starts[other], if other > class { day - 1 } else { day })
        });
        if first {
            set = set.with(verdict);
        }
    }
    if (0..3).all(|class| can_stay_out(classes[class], starts[class], end)) {
        if obs < due {
            set = set.with(Verdict::NotYetDue);
        } else {
            if nothing_recorded(facts, &starts) {
                set = set.with(Verdict::NothingRecorded);
            }
            if facts.actions.iter().chain(facts.decisions).any(|x| late_days(x, due, obs).is_some()) {
                set = set.with(Verdict::Late);
            }
        }
    }
    set
}

/// Whether every record can fall outside the days `from` to `to`.
fn can_stay_out(records: &[Span], from: i32, to: i32) -> bool {
    records.iter().all(|x| x.0 < from || x.1 > to)
}

/// Whether every action and decision can fall before its window or after the last complete day.
fn nothing_recorded(facts: &Facts<'_>, starts: &[i32; 3]) -> bool {
    let elsewhere = |x: &Span, start: i32| x.0 < start || x.1 > facts.last_complete;
    facts.actions.iter().all(|x| elsewhere(x, starts[0]))
        && facts.decisions.iter().all(|x| elsewhere(x, starts[1]))
}

/// First and last day after the deadline, and within the complete record, on which a record can fall.
fn late_days(x: &Span, due: i32, obs: i32) -> Option<Span> {
    let days = (x.0.max(due.saturating_add(1)), x.1.min(obs));
    (days.0 <= days.1).then_some(days)
}

/// A least and a greatest number of days by which a deadline was passed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lateness {
    /// In calendar days.
    pub days: (i32, i32),
    /// In working days of the rule's calendar; `None` where any of it lies outside the years covered.
    pub working_days: Option<(i32, i32)>,
}

impl Lateness {
    /// From one deadline to one day.
    fn from(due: i32, to: Span, working: &impl Fn(i32, i32) -> Option<i32>) -> Lateness {
        let both = working(due, to.0).zip(working(due, to.1));
        Lateness { days: (to.0 - due, to.1 - due), working_days: both }
    }

    /// Over the readings that pass the deadline: those of `set` that are late and those of which nothing is recorded.
    pub fn of_breaches(
        set: VerdictSet,
        late: Option<Lateness>,
        silent: Option<Lateness>,
    ) -> Option<Lateness> {
        let late = late.filter(|_| set.contains(Verdict::Late));
        let silent = silent.filter(|_| set.contains(Verdict::NothingRecorded));
        late.into_iter().chain(silent).reduce(Lateness::widened)
    }

    /// The range that holds both.
    pub fn widened(self, other: Lateness) -> Lateness {
        let wide = |a: (i32, i32), b: (i32, i32)| (a.0.min(b.0), a.1.max(b.1));
        Lateness {
            days: wide(self.days, other.days),
            working_days: self.working_days.zip(other.working_days).map(|(a, b)| wide(a, b)),
        }
    }
}

/// The exact range of lateness over every choice of dates that is late; `None` if none is. `working(a, b)` counts the
/// working days after `a` up to and including `b`.
pub fn lateness(
    facts: &Facts<'_>,
    due: impl Fn(i32) -> i32,
    working: impl Fn(i32, i32) -> Option<i32>,
) -> Option<Lateness> {
    (facts.start.0..=facts.start.1)
        .filter_map(|k| late_from(facts, k, due(k)).map(|to| Lateness::from(due(k), to, &working)))
        .reduce(Lateness::widened)
}

/// First and last possible day of the first late record, for a clock that started on `k`.
pub(crate) fn late_from(facts: &Facts<'_>, k: i32, due: i32) -> Option<Span> {
    let obs = facts.last_complete;
    let starts = facts.window_starts(k);
    let out = |class: usize| can_stay_out(facts.classes()[class], starts[class], due);
    if obs < due || !(0..3).all(out) {
        return None;
    }
    // Records that can only be late hold the first late day down; the others can be placed elsewhere.
    let (mut least, mut forced, mut free) = (i32::MAX, None::<i32>, None::<i32>);
    for (class, records) in [facts.actions, facts.decisions].into_iter().enumerate() {
        for x in records {
            let Some((from, to)) = late_days(x, due, obs) else { continue };
            least = least.min(from);
            if x.0 < starts[class] || x.1 > obs {
                free = Some(free.map_or(to, |f| f.max(to)));
            } else {
                forced = Some(forced.map_or(to, |f| f.min(to)));
            }
        }
    }
    forced.or(free).map(|greatest| (least, greatest))
}

/// The exact range of the age of the silence on `observed` over every choice of dates with nothing recorded; `None` if
/// there is none.
pub fn silence(
    facts: &Facts<'_>,
    observed: i32,
    due: impl Fn(i32) -> i32,
    working: impl Fn(i32, i32) -> Option<i32>,
) -> Option<Lateness> {
    (facts.start.0..=facts.start.1)
        .filter(|&k| possible_from(facts, k, due(k)).contains(Verdict::NothingRecorded))
        .map(|k| Lateness::from(due(k), (observed, observed), &working))
        .reduce(Lateness::widened)
}

/// The verdicts of a late reading under a rule that accepts a reason for lateness, from whether each action of the first late
/// day gives one. A decision alone gives none. Where of several actions of that day some give a reason and some do not, the
/// record does not say which of them answered.
pub(crate) fn by_reason(mut actions: impl Iterator<Item = bool>) -> VerdictSet {
    let late = VerdictSet::of(Verdict::Late);
    let Some(first) = actions.next() else { return late };
    let of = |gives| VerdictSet::of(if gives { Verdict::Excused } else { Verdict::Late });
    actions.fold(of(first), |set, gives| set.union(of(gives)))
}

/// The late readings of a clock that started on `k` under a rule that accepts a reason for lateness: first and last day of the
/// first late record over those that are excused, and over those that are late all the same. `gives` says of each
/// action whether it gives a reason.
pub(crate) fn late_by_reason(facts: &Facts<'_>, gives: &[bool], k: i32, due: i32) -> [Option<Span>; 2] {
    let obs = facts.last_complete;
    let starts = facts.window_starts(k);
    let out = |class: usize| can_stay_out(facts.classes()[class], starts[class], due);
    if obs < due || !(0..3).all(out) {
        return [None, None];
    }
    let actions = facts.actions.iter().zip(gives).map(|(x, &gives)| (x, 0, gives));
    let records: Vec<(&Span, usize, bool)> =
        actions.chain(facts.decisions.iter().map(|x| (x, 1, false))).collect();
    // Until when the first late day can be, for the records that can only be late: those that give a reason, the others.
    let (mut reasoned, mut others) = (i32::MAX, i32::MAX);
    for &(x, class, gives) in &records {
        let Some((_, to)) = late_days(x, due, obs) else { continue };
        if x.0 >= starts[class] && x.1 <= obs {
            let least = if gives { &mut reasoned } else { &mut others };
            *least = to.min(*least);
        }
    }
    let mut found = [None::<Span>; 2];
    for (x, class, gives) in records {
        let Some((from, to)) = late_days(x, due, obs) else { continue };
        // A decision decides only before the day of an action with a reason.
        let until = to.min(others).min(if class == 1 { reasoned.saturating_sub(1) } else { reasoned });
        if from <= until {
            let sum = &mut found[usize::from(!gives)];
            *sum = Some(sum.map_or((from, until), |s| (s.0.min(from), s.1.max(until))));
        }
    }
    found
}

/// The record that decides: the first of the class that a single verdict names, else the first of all that can fall where
/// they count. One that counts whichever day the clock started goes before one that may have come before it; then the
/// one whose last day is earliest. `action_from` holds the first day on which an action counts for the first and for the last
/// start. Gives its class (actions, decisions, excuses) and its place in it.
pub(crate) fn decides(facts: &Facts<'_>, action_from: Span, set: VerdictSet) -> Option<(usize, usize)> {
    let (first, last) = facts.start;
    let excused = facts.excuse_reach_days;
    let classes = [
        (Verdict::Met, facts.actions, action_from),
        (Verdict::DecidedNot, facts.decisions, facts.start),
        (Verdict::Excused, facts.excuses, (first.saturating_sub(excused), last.saturating_sub(excused))),
    ];
    let mut best: Option<((bool, i32, i32, usize), usize)> = None;
    for (class, (verdict, records, from)) in classes.into_iter().enumerate() {
        let wanted = match set.single() {
            Some(Verdict::Late) => verdict != Verdict::Excused,
            Some(single) => single == verdict,
            None => set.contains(verdict) || verdict != Verdict::Excused,
        };
        if !wanted {
            continue;
        }
        for (at, span) in records.iter().enumerate() {
            let counts = span.1 >= from.0 && span.0 <= facts.last_complete;
            let may_be_before = span.0 < from.1;
            let key = (may_be_before, span.1, span.0, class);
            if counts && best.is_none_or(|b| key < b.0) {
                best = Some((key, at));
            }
        }
    }
    best.map(|(key, at)| (key.3, at))
}
