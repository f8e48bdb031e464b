//! One reading of one duty: one version, one possible start, its records, and whether extracts would have shown more.
//!
//! A duty whose start is uncertain across a change of version has several readings; `compose` unites them.
//!
//! Left out: words. What a reading found is kept as facts, and put into sentences elsewhere.

use model::{Day, EventId, Verdict, VerdictSet, When};

use crate::calendar::Calendar;
use crate::chain;
use crate::deadline::{Clock, Counting, Reach, Unit};
use crate::harm::Windows;
use crate::rule::{Form, Undated, Within};
use crate::verdict::Lateness;

use super::arise::{Arisen, PlanVersion};
use super::beside::{Found, Maybe};
use super::coverage::Gap;
use super::judge::{Cannot, Input, Judged, Rec, in_time_set, judge};
use super::one_each::{Share, Sum};
use super::plan::{Cond, Pat, Setting, unclear};
use super::records::{Count, names_incident, names_of};

/// The records of one duty.
#[derive(Clone, Default, Debug)]
pub(crate) struct Records {
    pub(crate) actions: Vec<EventId>,
    pub(crate) decisions: Vec<EventId>,
    pub(crate) excuses: Vec<EventId>,
    /// Actions, decisions and excuses, if a value that cannot be read says so.
    pub(crate) unclear: [Vec<EventId>; 3],
}

/// What is asked: the parts of a version that a clock needs.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'p, 'r> {
    pub(crate) action: &'p Pat<'r>,
    pub(crate) clock: Clock,
    pub(crate) calendar_name: &'r str,
    pub(crate) late_excuse: &'p [Cond],
    /// What excuses, or lifts a bar; and the decisions not to act.
    pub(crate) unless: &'p [Pat<'r>],
    pub(crate) decisions: &'p [Pat<'r>],
    pub(crate) undated_is_met: bool,
    pub(crate) action_reach: Reach,
    pub(crate) excuse_reach_days: i32,
    /// The action is forbidden, not due.
    pub(crate) bar: bool,
    /// A link of a chain after the first: what ends the chain is looked at from its beginning on.
    pub(crate) later_link: bool,
    /// Only what had happened before this day is looked at.
    pub(crate) until: Option<Day>,
    /// Nothing that ends the duty had happened before this day.
    pub(crate) from: Option<Day>,
}

/// Reaches any day before.
const EVER: i32 = i32::MAX / 2;

impl<'p, 'r> Asked<'p, 'r> {
    /// What a version asks; `next` for a link of a chain after the first.
    pub(crate) fn of(plan: &'p PlanVersion<'r>, next: bool) -> Asked<'p, 'r> {
        let base = |within: &'r Within| Asked {
            action: &plan.action,
            clock: within.clock,
            calendar_name: &within.calendar,
            late_excuse: &plan.late_excuse,
            unless: &plan.unless,
            decisions: &plan.decisions,
            undated_is_met: false,
            action_reach: Reach::Days(0),
            excuse_reach_days: 0,
            bar: false,
            later_link: false,
            until: None,
            from: None,
        };
        let days = |n: u32| i32::try_from(n).unwrap_or(EVER).min(EVER);
        let settled = |mut asked: Asked<'p, 'r>, policies: crate::rule::Policies| {
            asked.undated_is_met = policies.undated == Undated::Met;
            asked.action_reach = Reach::Days(days(policies.look_back_days));
            asked.excuse_reach_days = days(policies.excuse_look_back_days);
            asked
        };
        match &plan.version.form {
            Form::Duty(duty) => settled(base(&duty.within), duty.policies),
            Form::Repeat(repeat) if next => {
                let hours = repeat.every.clock.unit == Unit::Hours;
                let action_reach = Reach::Days(chain::later_reach(hours));
                // What ends a chain ends it from its beginning on; what came before that is not among its records.
                let excuse_reach_days = EVER;
                let later_link = true;
                Asked {
                    action_reach,
                    excuse_reach_days,
                    later_link,
                    ..settled(base(&repeat.every), repeat.policies)
                }
            }
            Form::Repeat(repeat) => settled(base(&repeat.first), repeat.policies),
            Form::Bar(bar) => Asked { bar: true, ..base(&bar.within) },
            Form::Requires(requires) => {
                let within = requires.before.as_ref();
                let calendar_name = within.map_or(crate::rule::DEFAULT_CALENDAR, |w| w.calendar.as_str());
                let hours = within.is_some_and(|w| w.clock.unit == Unit::Hours);
                let unit = if hours { Unit::Hours } else { Unit::Days };
                Asked {
                    action: &plan.action,
                    clock: Clock { count: 0, unit, counting: Counting::DayAfter },
                    calendar_name,
                    late_excuse: &[],
                    unless: &plan.unless,
                    decisions: &[],
                    undated_is_met: false,
                    action_reach: within.map_or(Reach::EVER, |w| Reach::Back(w.clock)),
                    excuse_reach_days: EVER,
                    bar: false,
                    later_link: false,
                    until: None,
                    from: None,
                }
            }
        }
    }
}

impl<'p, 'r> Asked<'p, 'r> {
    /// What follows a breach.
    pub(crate) fn consequence(action: &'p Pat<'r>, within: &'r Within) -> Asked<'p, 'r> {
        Asked {
            action,
            clock: within.clock,
            calendar_name: &within.calendar,
            late_excuse: &[],
            unless: &[],
            decisions: &[],
            undated_is_met: false,
            action_reach: Reach::Days(0),
            excuse_reach_days: 0,
            bar: false,
            later_link: false,
            until: None,
            from: None,
        }
    }

    /// The first day of the record on which an action counts for a clock that starts on or after `first`.
    pub(crate) fn action_from(&self, setting: &Setting<'_>, calendar: &Calendar, first: Day) -> Day {
        if self.action_reach == Reach::EVER {
            return setting.case.review.period.0.min(first);
        }
        Day(first.0.saturating_sub(self.action_reach.days_before(first, calendar).unwrap_or(0)))
    }
}

/// What one reading gives.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    /// Index into the versions of the rule.
    pub(crate) version: usize,
    pub(crate) start: When,
    pub(crate) clock: Clock,
    pub(crate) judged: Result<Judged, Cannot>,
    /// The set after excuses for lateness, overwritten records and missing extracts.
    pub(crate) set: VerdictSet,
    /// By how much over everything in the set that is late.
    pub(crate) late: Option<Lateness>,
    /// The same over everything that is late and excused by a reason.
    pub(crate) excused_late: Option<Lateness>,
    /// The age of the silence over everything in the set of which nothing is recorded.
    pub(crate) silent: Option<Lateness>,
    /// On which days harm followed, over everything in the set that breaches.
    pub(crate) windows: Windows,
    /// What the duty is where records without a date of their own are taken to be in time: *met* where the rule counts
    /// an undated action so, *excused* where the record of this very incident says that the action was not needed.
    pub(crate) undated: Option<Verdict>,
    /// The action without a date of its own that is counted so.
    pub(crate) dateless: Option<EventId>,
    /// An action tied to the incident bears a date before the clock started: one of the two dates is wrong.
    pub(crate) misdated: Option<EventId>,
    /// The reason that excuses a late action, quoted.
    pub(crate) late_reason: Option<String>,
    /// The source keeps only the latest: earlier ones may have been overwritten.
    pub(crate) overwritten: bool,
    /// Why the extracts do not cover the time allowed.
    pub(crate) gap_within: Option<Gap>,
    /// Why they do not cover the time after it.
    pub(crate) gap_after: Option<Gap>,
    /// Why they do not show everything that would excuse, lift the bar, or decide not to act.
    pub(crate) gap_excuse: Option<Gap>,
    /// What stands beside the record; of the actions only those that leave, or would leave, more possible.
    pub(crate) beside: Found,
}

impl Reading {
    /// Whether a record decides whichever day the clock started.
    pub(crate) fn is_decided_by(&self, id: EventId) -> bool {
        self.judged.as_ref().is_ok_and(|j| j.decides_all && j.done == Some(id))
    }

    /// Adds what is possible on another reading of the same days.
    pub(crate) fn or(&mut self, other: &Reading) {
        let wide = |a: Option<Lateness>, b| a.into_iter().chain(b).reduce(Lateness::widened);
        self.late = wide(self.late, other.late);
        self.excused_late = wide(self.excused_late, other.excused_late);
        self.silent = wide(self.silent, other.silent);
        self.windows.union(&other.windows);
        if let (Ok(judged), Ok(one)) = (&mut self.judged, &other.judged) {
            judged.decides_all &= one.decides_all && (one.set, one.done) == (judged.set, judged.done);
        }
        if self.set != other.set {
            self.set = self.set.union(other.set);
            self.undated = self.undated.filter(|&u| other.undated == Some(u));
        }
        self.beside.and(&other.beside);
        self.gap_within = self.gap_within.take().or(other.gap_within.clone());
        self.gap_after = self.gap_after.take().or(other.gap_after.clone());
        self.gap_excuse = self.gap_excuse.take().or(other.gap_excuse.clone());
    }

    /// Adds that it may have been done late on some of `days`, of which no record was supplied.
    fn late_on(&mut self, days: &[(Day, Day)], judged: &Judged, calendar: &Calendar) {
        let due = judged.due;
        let late: Vec<(Day, Day)> =
            days.iter().map(|d| (d.0.max(self.first_late_day(due.0)), d.1)).filter(|d| d.0 <= d.1).collect();
        let (Some(first), Some(last)) = (late.first(), late.last()) else { return };
        self.windows.late_on_some_day(days_due(judged.due), (first.0.0, last.1.0));
        let hours = self.clock.unit == Unit::Hours;
        let some_day = |&days: &(Day, Day)| some_day_after(due, days, hours, calendar);
        self.widen_late(late.iter().map(some_day).reduce(Lateness::widened));
    }

    /// The first day on which an action may be late: a clock of hours ends within a day.
    fn first_late_day(&self, due: Day) -> Day {
        if self.clock.unit == Unit::Hours { due } else { due + 1 }
    }

    /// Adds further readings that are late.
    fn widen_late(&mut self, more: Option<Lateness>) {
        self.late = self.late.into_iter().chain(more).reduce(Lateness::widened);
    }
}

/// Judges one reading.
pub(crate) fn read(
    setting: &Setting<'_>,
    asked: &Asked<'_, '_>,
    (version, start): (usize, &When),
    arisen: &Arisen<'_>,
    records: &Records,
    count: Option<Count>,
    share: Share,
) -> Reading {
    let mut reading = Reading {
        version,
        start: start.clone(),
        clock: asked.clock,
        judged: Err(Cannot::NoCalendar),
        set: VerdictSet::of(Verdict::CannotTell),
        late: None,
        excused_late: None,
        silent: None,
        windows: Windows::default(),
        undated: None,
        dateless: None,
        misdated: None,
        late_reason: None,
        overwritten: false,
        gap_within: None,
        gap_after: None,
        gap_excuse: None,
        beside: Found::default(),
    };
    let Some(calendar) = setting.calendar(asked.calendar_name) else { return reading };
    let recs = Recs::new(setting, asked, arisen, records, count);
    let input = recs.input(setting, asked, calendar, start);
    reading.judged = judge(&input);
    let Ok(judged) = &mut reading.judged else { return reading };
    shared(judged, &input, share);
    if asked.bar {
        judged.set = barred(judged.set);
        (judged.late, judged.silent, judged.windows) = (None, None, Windows::default());
    }
    let judged = judged.clone();
    (reading.set, reading.late, reading.silent) = (judged.set, judged.late, judged.silent);
    reading.windows = judged.windows.clone();
    if count.is_some_and(Count::some_done) && !judged.set.contains(Verdict::NotYetDue) {
        reading.set = reading.set.with(Verdict::NothingRecorded);
        reading.windows.silent_from(days_due(judged.due), setting.last_complete.0);
    }
    reading.excused_late = judged.excused_late;
    quote_reason(setting, &judged, &recs, &mut reading);
    let latest_only = |r: &Rec<'_>| r.latest_only && Some(r.event) == judged.done;
    if reading.set.contains(Verdict::Late) && recs.actions.iter().any(latest_only) {
        reading.overwritten = true;
        reading.set = reading.set.with(Verdict::Met);
    }
    // What is required lies before the clock by its nature.
    let required = asked.action_reach == Reach::EVER || matches!(asked.action_reach, Reach::Back(_));
    let first = start.earliest().filter(|_| !required);
    let action_from = first.map(|first| asked.action_from(setting, calendar, first));
    reading.misdated = action_from.and_then(|from| misdated(&recs, from, &reading.set));
    if reading.misdated.is_some() {
        reading.set = reading.set.with(Verdict::Met).with(Verdict::Late);
        let any_day = [(reading.first_late_day(judged.due.0), setting.last_complete)];
        reading.late_on(&any_day, &judged, calendar);
    }
    if reading.set.single().is_none() {
        let met = asked.undated_is_met && recs.actions.iter().any(Rec::has_no_date);
        let excused = !asked.bar && recs.excuses.iter().any(|r| r.tied && r.has_no_date());
        let dateless = recs.actions.iter().find(|r| r.has_no_date()).map(|r| r.event);
        (reading.undated, reading.dateless) = match share {
            Share::Alone => (in_time(&input, judged.set, met, excused), dateless),
            Share::Sum(Sum { in_time: of, .. }) | Share::Any(of) => {
                let of = of.filter(|_| met || excused);
                (of.map(|of| of.verdict), dateless.filter(|_| of.is_some_and(|of| of.undated)))
            }
        };
    }
    if count.is_none() {
        cover(setting, asked, (arisen, records), calendar, &judged, &mut reading);
        cover_excuses(setting, asked, (arisen, records), calendar, &judged, &mut reading);
    }
    reading
}

/// The records with their dates.
struct Recs<'a> {
    actions: Vec<Rec<'a>>,
    decisions: Vec<Rec<'a>>,
    excuses: Vec<Rec<'a>>,
}

impl<'a> Recs<'a> {
    fn new(
        setting: &Setting<'a>,
        asked: &Asked<'_, '_>,
        arisen: &Arisen<'_>,
        records: &Records,
        count: Option<Count>,
    ) -> Recs<'a> {
        let any = !records.actions.is_empty() || !records.decisions.is_empty() || !records.excuses.is_empty();
        let names = if any { names_of(setting, arisen) } else { Vec::new() };
        let rec = |&id: &EventId| {
            let event = &setting.case.events[id.index()];
            let tied = !names.is_empty() && names_incident(setting, event, &names);
            let gives = !asked.late_excuse.is_empty() && asked.late_excuse.iter().all(|c| c.holds(event));
            Rec { event: id, when: &event.when, tied, latest_only: event.latest_only, gives }
        };
        let mut actions: Vec<Rec<'a>> = records.actions.iter().map(rec).collect();
        if let Some(count) = count.filter(|c| c.all_done() || c.some_done()) {
            let event = &setting.case.events[count.event.index()];
            let gives = !asked.late_excuse.is_empty() && asked.late_excuse.iter().all(|c| c.holds(event));
            let when = &event.when;
            actions.push(Rec { event: count.event, when, tied: true, latest_only: false, gives });
        }
        Recs {
            actions,
            decisions: records.decisions.iter().map(rec).collect(),
            excuses: records.excuses.iter().map(rec).collect(),
        }
    }

    fn input<'i>(
        &'i self,
        setting: &Setting<'_>,
        asked: &Asked<'_, '_>,
        calendar: &'i Calendar,
        start: &'i When,
    ) -> Input<'i> {
        // A bar is judged with the roles exchanged: what lifts it goes first, and the forbidden action decides against.
        let (actions, decisions, excuses): (&[Rec<'_>], &[Rec<'_>], &[Rec<'_>]) = if asked.bar {
            (&self.excuses, &[], &self.actions)
        } else {
            (&self.actions, &self.decisions, &self.excuses)
        };
        Input {
            clock: asked.clock,
            calendar,
            start,
            actions,
            decisions,
            excuses,
            action_reach: asked.action_reach,
            excuse_reach_days: asked.excuse_reach_days,
            reasons_count: !asked.late_excuse.is_empty(),
            open_until: asked.from,
            last_complete: asked.until.map_or(setting.last_complete, |d| setting.last_complete.min(d - 1)),
            record_end: setting.last_complete,
            observed: setting.observed,
        }
    }
}

/// The verdicts of a bar from those of the exchanged roles.
fn barred(set: VerdictSet) -> VerdictSet {
    set.iter().fold(VerdictSet::default(), |sum, verdict| {
        sum.with(match verdict {
            Verdict::Met => Verdict::Excused,
            Verdict::Excused => Verdict::DoneWhileBarred,
            Verdict::Late | Verdict::NothingRecorded => Verdict::Met,
            other => other,
        })
    })
}

/// What sharing makes of a duty, in the place of what it would be alone.
fn shared(judged: &mut Judged, input: &Input<'_>, share: Share) {
    match share {
        Share::Alone => {}
        Share::Sum(sum) => {
            (judged.set, judged.late, judged.excused_late) = (sum.set, sum.late, sum.excused_late);
            judged.silent = sum.silent;
        }
        Share::Any(_) => {
            let wide = |a: Option<Lateness>, b| a.into_iter().chain(b).reduce(Lateness::widened);
            let (own, others): (Vec<Rec<'_>>, Vec<Rec<'_>>) = input.actions.iter().partition(|r| r.tied);
            let mut sum: Option<Judged> = None;
            for one in std::iter::once(None).chain(others.iter().map(Some)) {
                let actions: Vec<Rec<'_>> = own.iter().chain(one).copied().collect();
                let Ok(one) = judge(&Input { actions: &actions, ..*input }) else { continue };
                sum = Some(match sum {
                    None => one,
                    Some(sum) => Judged {
                        set: sum.set.union(one.set),
                        late: wide(sum.late, one.late),
                        excused_late: wide(sum.excused_late, one.excused_late),
                        silent: wide(sum.silent, one.silent),
                        ..sum
                    },
                });
            }
            if let Some(sum) = sum {
                *judged = Judged { done: judged.done, due: judged.due, ..sum };
            }
        }
    }
}

/// The reason that excuses a late action, quoted from the first that gives one.
fn quote_reason(setting: &Setting<'_>, judged: &Judged, recs: &Recs<'_>, reading: &mut Reading) {
    if judged.excused_late.is_none() {
        return;
    }
    let due = judged.due.0;
    let can_be_late = |r: &&Rec<'_>| r.gives && r.when.latest().is_none_or(|d| d > due);
    let Some(quoted) = recs.actions.iter().find(can_be_late) else { return };
    let attributes = &setting.case.events[quoted.event.index()].attributes;
    let value = attributes.iter().find(|(n, _)| setting.word(*n) == "reason");
    reading.late_reason = Some(value.map_or(String::new(), |(_, v)| v.trim().to_string()));
}

/// The action that names this very incident and is dated before it began, where no other action answers the duty.
fn misdated(recs: &Recs<'_>, first: Day, set: &VerdictSet) -> Option<EventId> {
    let before = |r: &&Rec<'_>| r.tied && r.when.latest().is_some_and(|day| day < first);
    let unanswered = !set.contains(Verdict::Met) && set.contains(Verdict::NothingRecorded);
    recs.actions.iter().find(before).filter(|_| unanswered).map(|r| r.event)
}

/// The verdict where each undated action (`met`), and each undated excuse that names the incident (`excused`), is taken
/// to have been in time, if every reading then keeps the duty and that is not what the dates as written say.
fn in_time(input: &Input<'_>, written: VerdictSet, met: bool, excused: bool) -> Option<Verdict> {
    if !met && !excused {
        return None;
    }
    let set = in_time_set(input, met, excused).ok()?;
    let kept = |v| matches!(v, Verdict::Met | Verdict::DecidedNot | Verdict::Excused);
    if set == written || !set.iter().all(kept) {
        return None;
    }
    // Only what such a record can make it: an excuse with a date of its own is no reason to prefer *excused*.
    let made = [(met, Verdict::Met), (excused, Verdict::Excused)];
    made.into_iter().find(|&(taken, v)| taken && set.contains(v)).map(|(_, v)| v)
}

/// Whether a set of verdicts says that something was not done, or not in time.
pub(crate) fn rests_on_absence(set: VerdictSet) -> bool {
    set.contains(Verdict::NothingRecorded) || set.contains(Verdict::Late)
}

/// Adds what is possible if what stands beside the record is of this subject: the whole record of a possible same, because either all
/// of it is or none, and each action alone that bears the number of the matter and names no subject. An action that answers a matter of its own is only
/// told.
pub(crate) fn look_beside(
    setting: &Setting<'_>,
    asked: &Asked<'_, '_>,
    arisen: &Arisen<'_>,
    records: &Records,
    found: Found,
    reading: &mut Reading,
) {
    let Some(calendar) = setting.calendar(asked.calendar_name) else { return };
    let alone = reading.set;
    let start = reading.start.clone();
    let judged = |actions: &[Maybe]| {
        let mut records = records.clone();
        records.actions.extend(actions.iter().map(|m| m.action));
        let recs = Recs::new(setting, asked, arisen, &records, None);
        judge(&recs.input(setting, asked, calendar, &start)).ok()
    };
    let with = |actions: &[Maybe]| judged(actions).filter(|j| alone.union(j.set) != alone);
    let (answered, open): (Vec<Maybe>, Vec<Maybe>) =
        found.maybe.into_iter().partition(|m| m.matter.is_some());
    reading.beside.answered.extend(answered.into_iter().filter(|&m| with(&[m]).is_some()));
    let mut groups: Vec<Vec<Maybe>> = Vec::new();
    for maybe in open {
        match groups.last_mut().filter(|g| maybe.same.is_some() && g[0].same == maybe.same) {
            Some(group) => group.push(maybe),
            None => groups.push(vec![maybe]),
        }
    }
    for group in groups {
        let whole = judged(&group);
        reading
            .beside
            .weighed
            .extend(weighed(&group, whole.as_ref().map(|j| j.set), |rest| judged(rest).map(|j| j.set)));
        let Some(judged) = whole.filter(|j| alone.union(j.set) != alone) else { continue };
        reading.set = reading.set.union(judged.set);
        reading.widen_late(judged.late);
        reading.windows.union(&judged.windows);
        // Those that would leave more possible by themselves are named; where only all together do, all.
        let some = group.len() > 1 && group.iter().any(|&m| with(&[m]).is_some());
        reading.beside.maybe.extend(group.into_iter().filter(|&m| !some || with(&[m]).is_some()));
    }
    (reading.beside.another, reading.beside.cut) = (found.another, found.cut);
}

/// The actions of a possible same without which the rest of its record would leave something else possible.
fn weighed(
    group: &[Maybe],
    whole: Option<VerdictSet>,
    set_of: impl Fn(&[Maybe]) -> Option<VerdictSet>,
) -> Vec<EventId> {
    if group.len() == 1 {
        return Vec::new();
    }
    let without = |at: usize| [&group[..at], &group[at + 1..]].concat();
    // Of very many it is not tried: each may.
    let all = group.len() > BESIDE_TRIED_MAX;
    let matters = |at: &usize| all || set_of(&without(*at)) != whole;
    (0..group.len()).filter(matters).map(|at| group[at].action).collect()
}

/// Most actions of a possible same of which it is tried what would be possible without each.
const BESIDE_TRIED_MAX: usize = 50;

/// Whether the action is certainly late and stands in the very row that started the clock: that row says of one matter
/// when it began and when it was done, so no other record can show it done earlier.
fn one_row(
    setting: &Setting<'_>,
    arisen: &Arisen<'_>,
    start: &When,
    judged: &Judged,
    set: &VerdictSet,
) -> bool {
    // A later link of a chain starts elsewhere.
    let first = arisen.segments.iter().any(|s| s.start == *start);
    let row = |id: EventId| setting.case.events[id.index()].row;
    let done = judged.done.filter(|_| set.single() == Some(Verdict::Late));
    first && done.is_some_and(|done| row(done) == row(arisen.trigger))
}

/// *Nothing recorded* (or, for a bar, *met*) and *late* need the extracts that would show an action, or an earlier one.
fn cover(
    setting: &Setting<'_>,
    asked: &Asked<'_, '_>,
    (arisen, records): (&Arisen<'_>, &Records),
    calendar: &Calendar,
    judged: &Judged,
    reading: &mut Reading,
) {
    let start = &reading.start.clone();
    let rests_on_absence = if asked.bar { Verdict::Met } else { Verdict::NothingRecorded };
    if !reading.set.contains(rests_on_absence) && !reading.set.contains(Verdict::Late) {
        return;
    }
    let through = asked.action.seen_through(setting, arisen.holder, arisen.addressees);
    let kinds = &asked.action.rule.kinds;
    let first = start.earliest().or(start.latest()).unwrap_or(setting.last_complete);
    let from = asked.action_from(setting, calendar, first);
    let last = judged.due.1.min(setting.last_complete);
    let gap = |window| {
        let unread = unread_values(setting, &asked.action.conditions, &records.unclear[0], window);
        Gap::both(setting.coverage.gap(kinds, &through, window), unread)
    };
    reading.gap_within = gap((from, last));
    if reading.gap_within.is_some() && !asked.bar && !one_row(setting, arisen, start, judged, &reading.set) {
        // What was not supplied may show an action in time.
        reading.set = reading.set.with(Verdict::Met);
    }
    if asked.bar {
        if reading.gap_within.is_some() && reading.set.contains(Verdict::Met) {
            reading.set = reading.set.with(Verdict::DoneWhileBarred);
        }
        return;
    }
    if !reading.set.contains(Verdict::NothingRecorded) {
        return;
    }
    let after = reading.first_late_day(judged.due.0);
    reading.gap_after = gap((after, setting.last_complete));
    if let Some(gap) = &reading.gap_after {
        let days = gap.days.clone();
        reading.set = reading.set.with(Verdict::Late);
        reading.late_on(&days, judged, calendar);
    }
}

/// A breach needs the extracts that would show what excuses it too, as far as the register of disclosure knows of them: one that
/// was refused may hold the excuse, the lifting of the bar, or the decision not to act.
fn cover_excuses(
    setting: &Setting<'_>,
    asked: &Asked<'_, '_>,
    (arisen, records): (&Arisen<'_>, &Records),
    calendar: &Calendar,
    judged: &Judged,
    reading: &mut Reading,
) {
    if !reading.set.iter().any(Verdict::is_breach) {
        return;
    }
    let first = reading.start.earliest().or(reading.start.latest()).unwrap_or(setting.last_complete);
    let from = |reach: i32| match arisen.start.earliest() {
        Some(began) if asked.later_link => began.min(first),
        _ if reach >= EVER => setting.case.review.period.0.min(first),
        _ => first - reach,
    };
    let last = judged.due.1.min(setting.last_complete);
    let gap = |patterns: &[Pat<'_>], unclear: &[EventId], window: (Day, Day)| {
        let of = |p: &Pat<'_>| {
            let through = p.seen_through(setting, arisen.holder, arisen.addressees);
            let known = setting.coverage.gap_of_known(&p.rule.kinds, &through, arisen.holder, window);
            let kind = |id: &&EventId| p.kinds.contains(&setting.case.events[id.index()].kind);
            let unclear: Vec<EventId> = unclear.iter().filter(kind).copied().collect();
            Gap::both(known, unread_values(setting, &p.conditions, &unclear, window))
        };
        patterns.iter().find_map(of)
    };
    let [_, decisions, excuses] = &records.unclear;
    let excuse = gap(asked.unless, excuses, (from(asked.excuse_reach_days), last));
    let decision = gap(asked.decisions, decisions, (first, last));
    let after = reading.first_late_day(judged.due.0);
    let late_actions = (after, setting.last_complete);
    let reason = unread_values(setting, asked.late_excuse, &records.actions, late_actions)
        .filter(|_| reading.set.contains(Verdict::Late));
    let excuse = Gap::both(excuse, reason);
    if excuse.is_some() {
        reading.set = reading.set.with(Verdict::Excused);
    }
    if decision.is_some() {
        reading.set = reading.set.with(Verdict::DecidedNot);
    }
    let late = gap(asked.decisions, decisions, (after, setting.last_complete));
    if let Some(gap) = late.as_ref().filter(|_| reading.set.contains(Verdict::NothingRecorded)) {
        reading.set = reading.set.with(Verdict::Late);
        reading.late_on(&gap.days, judged, calendar);
    }
    reading.gap_excuse = excuse.or(decision).or(late);
}

/// The records among `ids` that lie in a window and of which a value that cannot be read leaves open whether they say what is asked.
fn unread_values(
    setting: &Setting<'_>,
    conditions: &[Cond],
    ids: &[EventId],
    window: (Day, Day),
) -> Option<Gap> {
    let gaps = ids.iter().filter_map(|id| {
        let event = &setting.case.events[id.index()];
        let name = setting.word(unclear(conditions, event)?);
        let from = event.when.earliest().map_or(window.0, |d| d.max(window.0));
        let to = event.when.latest().map_or(window.1, |d| d.min(window.1));
        (from <= to).then(|| Gap::of_value(setting.case, event, name, (from, to)))
    });
    gaps.fold(None, |sum, gap| Gap::both(sum, Some(gap)))
}

/// First and last possible deadline, as numbers.
fn days_due(due: (Day, Day)) -> (i32, i32) {
    (due.0.0, due.1.0)
}

/// By how much a duty was late that was due on some day of `due` and done on a later one of `days`, which begin after the first
/// deadline, or on its day where the clock counts hours (`hours`).
fn some_day_after(due: (Day, Day), days: (Day, Day), hours: bool, calendar: &Calendar) -> Lateness {
    let least = if days.0 > due.1 {
        (days.0 - due.1, calendar.between(due.1, days.0))
    } else if hours {
        (0, Some(0))
    } else {
        // The day after some deadline is among them; whether that is a working day may differ from one deadline to the next.
        let next: Option<Vec<i32>> = (days.0.0..=days.1.0.min(due.1.0 + 1))
            .map(|day| calendar.between(Day(day - 1), Day(day)))
            .collect();
        (1, next.and_then(|all| all.into_iter().min()))
    };
    Lateness { days: (least.0, days.1 - due.0), working_days: least.1.zip(calendar.between(due.0, days.1)) }
}
