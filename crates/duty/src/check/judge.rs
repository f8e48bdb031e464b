//! From dates as written to the set of verdicts and the range of lateness, for one clock.
//!
//! Turns [`model::When`] into days (or, for clocks of hours, minutes), bounds open ends, and asks [`crate::verdict`].
//! A start without a first day is no start: which days it can be is said before ([`super::arise`]). What stands in the record
//! had happened by its last complete day, so an open end goes no further.
//!
//! Left out: which records count, whether extracts were supplied, and every word of a reason.

use model::{Day, EventId, Qualifier, Verdict, VerdictSet, When};

use crate::calendar::Calendar;
use crate::deadline::{Clock, DAY_MINUTES, Reach, Unit, day_of_minute, minutes};
use crate::harm::Windows;
use crate::verdict::{
    Facts, Lateness, OPEN_END, OPEN_START, Span, decides, exact, late_by_reason, late_from, possible_from,
};

/// A record that may end the duty.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rec<'a> {
    /// The event.
    pub(crate) event: EventId,
    /// Its date.
    pub(crate) when: &'a When,
    /// It belongs to this incident, so it cannot have come before the clock started.
    pub(crate) tied: bool,
    /// The source keeps only the latest of its kind.
    pub(crate) latest_only: bool,
    /// It gives a reason that the rule accepts for lateness.
    pub(crate) gives: bool,
}

impl Rec<'_> {
    /// [`has_no_date`] of its date.
    pub(crate) fn has_no_date(&self) -> bool {
        has_no_date(self.when)
    }
}

/// Whether a record has no date of its own: nothing written, or only "after".
pub(crate) fn has_no_date(when: &When) -> bool {
    matches!(when.qualifier(), Qualifier::After | Qualifier::Unknown) && when.exact().is_none()
}

/// What is to be judged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Input<'a> {
    pub(crate) clock: Clock,
    pub(crate) calendar: &'a Calendar,
    /// First and last possible start; the last may be open.
    pub(crate) start: &'a When,
    pub(crate) actions: &'a [Rec<'a>],
    pub(crate) decisions: &'a [Rec<'a>],
    pub(crate) excuses: &'a [Rec<'a>],
    pub(crate) action_reach: Reach,
    pub(crate) excuse_reach_days: i32,
    /// Nothing that ends the duty had happened before this day.
    pub(crate) open_until: Option<Day>,
    /// The rule accepts a reason for lateness.
    pub(crate) reasons_count: bool,
    /// Only what had happened by this day is looked at.
    pub(crate) last_complete: Day,
    /// The last complete day of record: what stands in it had happened by then.
    pub(crate) record_end: Day,
    pub(crate) observed: Day,
}

/// What came of it.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Judged {
    pub(crate) set: VerdictSet,
    /// First and last possible deadline.
    pub(crate) due: (Day, Day),
    /// Range of lateness over the readings that are late.
    pub(crate) late: Option<Lateness>,
    /// The same over those that are late and excused by a reason.
    pub(crate) excused_late: Option<Lateness>,
    /// Age of the silence over the readings with nothing recorded.
    pub(crate) silent: Option<Lateness>,
    /// On which days harm followed, over the readings that breach.
    pub(crate) windows: Windows,
    /// The record that decides, or comes nearest to deciding.
    pub(crate) done: Option<EventId>,
    /// It decides for every start: there is one verdict before reasons for lateness are looked at.
    pub(crate) decides_all: bool,
}

/// Why no verdict can be computed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Cannot {
    /// No first day is known on which the clock could have started.
    NoStart,
    /// Every day on which the clock could have started lies after the day the record was read.
    StartAfterReading,
    /// The calendar does not cover the years.
    NoCalendar,
}

/// Judges one clock.
pub(crate) fn judge(input: &Input<'_>) -> Result<Judged, Cannot> {
    let clock = Started::of(input)?;
    let (scale, starts) = (clock.scale, clock.starts);
    let [actions, decisions, excuses] = clock.spans(input);
    let facts = clock.facts(input, &actions, &decisions, &excuses);
    let (first_due, last_due) = (clock.due(input, starts.0)?, clock.due(input, starts.1)?);
    let measure = |from: i32, to: i32| {
        let (a, b) = (scale.day(from), scale.day(to));
        (b - a, input.calendar.between(a, b))
    };
    let mut judged = Judged {
        set: VerdictSet::default(),
        due: (scale.day(first_due), scale.day(last_due)),
        late: None,
        excused_late: None,
        silent: None,
        windows: Windows::default(),
        done: None,
        decides_all: false,
    };
    let gives = input.reasons_count.then(|| input.actions.iter().map(|r| r.gives).collect::<Vec<_>>());
    let mut plain = VerdictSet::default();
    let action_from = (clock.action_from(input, starts.0)?, clock.action_from(input, starts.1)?);
    let floor = input.open_until.map(|day| scale.first_of(day));
    let clipped = floor.map(|floor| {
        let excuse_from = starts.0.saturating_sub(facts.excuse_reach_days);
        [(&actions, action_from.0), (&decisions, starts.0), (&excuses, excuse_from)]
            .map(|(spans, open)| from_day(spans, open, floor))
    });
    for k in starts_to_try(&facts, input.clock, scale, clock.reach(input, starts.0)?) {
        let d = clock.due(input, k)?;
        let facts = Facts { start: (k, k), action_reach_days: clock.reach(input, k)?, ..facts };
        let observed = scale.last_of(input.observed);
        // Where the deadline had passed before that day, what came late came from that day on.
        let late_after = floor.map_or(d, |floor| d.max(floor - 1));
        let from = Start { k: floor.unwrap_or(k), due: d, late_after };
        let seen = seen_from(&facts, floor.zip(clipped.as_ref()));
        let set = one_start(&seen, from, &gives, &mut judged, observed, &measure);
        plain = plain.union(set);
        judged.windows.start(&facts, d, set, |at| scale.day(at).0);
    }
    judged.decides_all = plain.single().is_some();
    let seen = seen_from(&facts, floor.zip(clipped.as_ref()));
    let action_from = floor.map_or(action_from, |floor| (floor, floor));
    judged.done = decides(&seen, action_from, plain)
        .map(|(class, at)| [input.actions, input.decisions, input.excuses][class][at].event);
    Ok(judged)
}

/// The set of verdicts where records without a date of their own are taken to have been in time, whichever day the clock
/// started: each action if `met`, and each excuse that names the incident if `excused`. One of which it is written that it
/// came after some day is taken so only where that day leaves it in time.
pub(crate) fn in_time_set(input: &Input<'_>, met: bool, excused: bool) -> Result<VerdictSet, Cannot> {
    let clock = Started::of(input)?;
    let [mut actions, decisions, mut excuses] = clock.spans(input);
    let (written, written_excuses) = (actions.clone(), excuses.clone());
    let reach = clock.reach(input, clock.starts.0)?;
    let tries = {
        let facts = clock.facts(input, &actions, &decisions, &excuses);
        starts_to_try(&facts, input.clock, clock.scale, reach)
    };
    let mut set = VerdictSet::default();
    for k in tries {
        let due = clock.due(input, k)?;
        let assume =
            |to: &mut [Span], from: &[Span], records: &[Rec<'_>], asked: &dyn Fn(&Rec<'_>) -> bool| {
                for ((to, &from), record) in to.iter_mut().zip(from).zip(records) {
                    let day = k.max(from.0);
                    *to = if asked(record) && day <= due { (day, day) } else { from };
                }
            };
        assume(&mut actions, &written, input.actions, &|r| met && r.has_no_date());
        assume(&mut excuses, &written_excuses, input.excuses, &|r| excused && r.tied && r.has_no_date());
        let facts = Facts {
            start: (k, k),
            action_reach_days: clock.reach(input, k)?,
            ..clock.facts(input, &actions, &decisions, &excuses)
        };
        set = set.union(possible_from(&facts, k, due));
    }
    Ok(set)
}

/// A clock that started, in days or minutes.
#[derive(Clone, Copy)]
struct Started {
    scale: Scale,
    /// First and last possible start, none after the last complete day but the first.
    starts: Span,
}

impl Started {
    fn of(input: &Input<'_>) -> Result<Started, Cannot> {
        let scale = Scale { hours: input.clock.unit == Unit::Hours };
        let (lo, hi) = scale.bounds(input.start);
        let lo = lo.ok_or(Cannot::NoStart)?;
        if input.start.earliest().is_some_and(|first| first > input.observed) {
            return Err(Cannot::StartAfterReading);
        }
        let obs = scale.last_of(input.last_complete);
        Ok(Started { scale, starts: (lo, hi.map_or(obs, |h| h.min(obs)).max(lo)) })
    }

    /// The actions, the decisions and the excuses.
    fn spans(self, input: &Input<'_>) -> [Vec<Span>; 3] {
        let end = self.scale.last_of(input.record_end);
        let spans = |records: &[Rec<'_>]| -> Vec<Span> {
            records.iter().map(|r| self.scale.span(r, self.starts.0, end)).collect()
        };
        [spans(input.actions), spans(input.decisions), spans(input.excuses)]
    }

    /// The facts over every start, but for how far back an action counts, which depends on the start.
    fn facts<'s>(
        self,
        input: &Input<'_>,
        actions: &'s [Span],
        decisions: &'s [Span],
        excuses: &'s [Span],
    ) -> Facts<'s> {
        let unit = if self.scale.hours { DAY_MINUTES } else { 1 };
        Facts {
            start: self.starts,
            actions,
            decisions,
            excuses,
            last_complete: self.scale.last_of(input.last_complete),
            action_reach_days: 0,
            excuse_reach_days: input.excuse_reach_days.saturating_mul(unit),
        }
    }

    fn due(self, input: &Input<'_>, k: i32) -> Result<i32, Cannot> {
        if self.scale.hours {
            return Ok(input.clock.due_minute(k));
        }
        input.clock.due(Day(k), input.calendar).map(|d| d.0).ok_or(Cannot::NoCalendar)
    }

    fn reach(self, input: &Input<'_>, k: i32) -> Result<i32, Cannot> {
        input.action_reach.before(k, self.scale.hours, input.calendar).ok_or(Cannot::NoCalendar)
    }

    fn action_from(self, input: &Input<'_>, k: i32) -> Result<i32, Cannot> {
        Ok(k.saturating_sub(self.reach(input, k)?))
    }
}

/// What is seen from a day on, of records none of which came before it in the window.
fn seen_from<'f>(facts: &Facts<'f>, from: Option<(i32, &'f [Vec<Span>; 3])>) -> Facts<'f> {
    let Some((floor, [actions, decisions, excuses])) = from else { return *facts };
    Facts {
        start: (floor, floor),
        actions,
        decisions,
        excuses,
        action_reach_days: 0,
        excuse_reach_days: 0,
        ..*facts
    }
}

/// Days, or minutes for clocks of hours.
#[derive(Clone, Copy)]
struct Scale {
    hours: bool,
}

impl Scale {
    fn bounds(self, when: &When) -> (Option<i32>, Option<i32>) {
        if self.hours { minutes(when) } else { (when.earliest().map(|d| d.0), when.latest().map(|d| d.0)) }
    }

    fn last_of(self, day: Day) -> i32 {
        if self.hours { day.0.saturating_mul(DAY_MINUTES).saturating_add(DAY_MINUTES - 1) } else { day.0 }
    }

    fn first_of(self, day: Day) -> i32 {
        if self.hours { day.0.saturating_mul(DAY_MINUTES) } else { day.0 }
    }

    fn day(self, at: i32) -> Day {
        if self.hours { day_of_minute(at) } else { Day(at) }
    }

    fn span(self, record: &Rec<'_>, tied_from: i32, end: i32) -> Span {
        let (lo, hi) = self.bounds(record.when);
        let mut lo = lo.unwrap_or(OPEN_START);
        let hi = hi.unwrap_or(if lo <= end { end } else { OPEN_END });
        if record.tied && lo < tied_from && tied_from <= hi {
            lo = tied_from;
        }
        (lo, hi)
    }
}

/// The starts that have to be tried. Days: all of them. Minutes: those at which some comparison changes, and their
/// neighbours, because a clock of hours moves its deadline evenly with its start.
fn starts_to_try(facts: &Facts<'_>, clock: Clock, scale: Scale, action_reach: i32) -> Vec<i32> {
    let (lo, hi) = facts.start;
    if !scale.hours {
        return (lo..=hi).collect();
    }
    let length = clock.due_minute(0);
    let ends = facts.actions.iter().chain(facts.decisions).chain(facts.excuses);
    let ends = ends.flat_map(|x| [x.0, x.1]).chain([facts.last_complete]);
    let offsets = [0, action_reach, facts.excuse_reach_days, -length];
    let mut starts = vec![lo, hi, lo.saturating_add(1), hi.saturating_sub(1)];
    for end in ends {
        for offset in offsets {
            starts.extend([-1, 0, 1].map(|near| end.saturating_add(offset).saturating_add(near)));
        }
    }
    starts.retain(|k| (lo..=hi).contains(k));
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// Records none of which came in a window that opened on `open`, before `floor`.
fn from_day(spans: &[Span], open: i32, floor: i32) -> Vec<Span> {
    let later = |s: &Span| if s.0 >= open && s.1 >= floor { (s.0.max(floor), s.1) } else { *s };
    spans.iter().map(later).collect()
}

/// One start of a clock.
#[derive(Clone, Copy)]
struct Start {
    /// The first day that counts.
    k: i32,
    due: i32,
    /// The last day that is not late.
    late_after: i32,
}

/// Adds what one start leaves possible; gives the set as it is before reasons for lateness are looked at.
fn one_start(
    facts: &Facts<'_>,
    Start { k, due, late_after }: Start,
    gives: &Option<Vec<bool>>,
    judged: &mut Judged,
    observed: i32,
    measure: &impl Fn(i32, i32) -> (i32, Option<i32>),
) -> VerdictSet {
    let at = Facts { start: (k, k), ..*facts };
    let set = if at.is_exact() {
        VerdictSet::of(exact(&at, late_after))
    } else {
        possible_from(&at, k, late_after)
    };
    let widen = |sum: &mut Option<Lateness>, to: Span| {
        let ((least, a), (greatest, b)) = (measure(due, to.0), measure(due, to.1));
        let one = Lateness { days: (least, greatest), working_days: a.zip(b) };
        *sum = Some(sum.map_or(one, |s| s.widened(one)));
    };
    if set.contains(Verdict::Late) {
        let [excused, late] = match gives {
            Some(gives) => late_by_reason(&at, gives, k, late_after),
            None => [None, late_from(&at, k, late_after)],
        };
        let kept = set.iter().filter(|&v| v != Verdict::Late || late.is_some());
        judged.set = kept.fold(judged.set, VerdictSet::with);
        late.into_iter().for_each(|days| widen(&mut judged.late, days));
        if let Some(days) = excused {
            judged.set = judged.set.with(Verdict::Excused);
            widen(&mut judged.excused_late, days);
        }
    } else {
        judged.set = judged.set.union(set);
    }
    if set.contains(Verdict::NothingRecorded) {
        widen(&mut judged.silent, (observed, observed));
    }
    set
}
