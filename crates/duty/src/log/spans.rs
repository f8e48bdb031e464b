//! Duties whose dates are not all known to the day, and duties that share actions out.
//!
//! The same steps as the check of a review, over rows: which versions may apply, which verdicts the dates leave
//! possible for each, what they make together. The set of verdicts of one start is [`crate::verdict`]'s; here only the
//! starts are chosen. Not every day of a long interval is tried: between two days at which some comparison changes, the set is
//! the same and the lateness rises or falls evenly, so those days and their neighbours are enough.
//!
//! Records that cannot matter are left out first: those that ended before the window opens, and those that begin after
//! another one has certainly happened inside it.
//!
//! Left out: the easy case; see `kernel`.

use model::{Certainty, Day, Verdict, VerdictSet};

use crate::chain;
use crate::deadline::{DAY_MINUTES, Reach, Unit, day_of_minute};
use crate::verdict::{
    Facts, Lateness, OPEN_END, OPEN_START, Span, decides, exact, late_by_reason, late_from, possible_from,
};

use super::kernel::{Kernel, Task, barred, span_of};
use super::links::Nodes;
use super::outcome::{EVIDENCE_ROWS_MAX, NO_DAYS, Outcome};
use super::plan::{Class, EVER, PlanVersion, Shape};
use super::shares::Shares;
use super::sheet::{Find, Sheet};
use super::stamp::NO_TIME;

/// Days of an interval that are all tried; of a longer one, only those that can make a difference.
const DAYS_ALL_TRIED: i32 = 24;

/// The days of one version on which the duty may have arisen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    pub(super) version: usize,
    pub(super) start: Span,
}

/// What one thread needs for itself.
#[derive(Default)]
pub(super) struct Spans {
    pub(super) segments: Vec<Segment>,
    pub(super) readings: Vec<Reading>,
    /// Actions, decisions, excuses: places and spans.
    pub(super) places: [Vec<u32>; 3],
    spans: [Vec<Span>; 3],
    /// The same spans, each once: how many records have one changes nothing that is possible.
    distinct: [Vec<Span>; 3],
    starts: Vec<i32>,
    pub(super) chain: Nodes,
    /// Of a chain, the records that leave open whether the next link arose, and when.
    pub(super) doubt: [Vec<u32>; 2],
    /// The records that any reading of a duty looked at, in order.
    pub(super) seen: Vec<u32>,
    pub(super) shares: Shares,
    /// Of each action, whether it gives a reason for lateness that the rule accepts.
    gives: Vec<bool>,
}

/// One version and what the dates leave possible under it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    pub(super) version: usize,
    pub(super) set: VerdictSet,
    /// First and last possible deadline. `None` where it cannot be computed.
    due: Option<Span>,
    pub(super) late: Option<Lateness>,
    pub(super) silent: Option<Lateness>,
    pub(super) done: Option<u32>,
    /// How many days before the start that record counts.
    pub(super) done_reach: i32,
    /// It decides for every start: there is one verdict before reasons for lateness are looked at.
    pub(super) decides_all: bool,
    /// What the duty is where undated actions are taken to have been in time, if its rule takes them so.
    pub(super) undated: Option<Verdict>,
    /// The action without a date of its own that is counted so.
    pub(super) dateless: Option<u32>,
}

/// What is asked of one clock.
#[derive(Clone, Copy)]
pub(super) struct Question<'p> {
    pub(super) version: &'p PlanVersion,
    pub(super) clock: u16,
    pub(super) hours: bool,
    pub(super) action_reach: Reach,
    pub(super) excuse_reach: i32,
}

impl Spans {
    /// Notes the records that are looked at.
    fn see(&mut self) {
        self.seen.extend(self.places.iter().flatten());
        self.seen.sort_unstable();
        self.seen.dedup();
    }

    /// The facts of a question, but for how far back an action counts, which depends on the start.
    fn facts<'s>(
        [actions, decisions, excuses]: &'s [Vec<Span>; 3],
        question: &Question<'_>,
        start: Span,
        last_complete: i32,
    ) -> Facts<'s> {
        let unit = if question.hours { DAY_MINUTES } else { 1 };
        let excuse_reach_days = question.excuse_reach.saturating_mul(unit);
        Facts { start, actions, decisions, excuses, last_complete, action_reach_days: 0, excuse_reach_days }
    }
}

/// Where a duty got its actions: all that fit, or those that were shared out to it, or those left of its chain.
#[derive(Clone, Copy)]
pub(super) enum Actions {
    All,
    /// Of this duty of the group.
    Shared(u32),
    Chain,
}

impl<F: Find> Task<'_, '_, F> {
    /// One duty some of whose dates are not exact.
    pub(super) fn unsure(&self, i: usize, spans: &mut Spans, found: &mut Vec<Outcome>) {
        let Some(outside) = self.arise(i, spans) else { return };
        let first = spans.segments.first().map_or(0, |s| s.version);
        if let (Shape::Repeat(_), false) = (self.rule.versions[first].shape, spans.segments.is_empty()) {
            return self.links(i, outside, spans, found);
        }
        let outcome = self.single(i, outside, Actions::All, spans);
        found.push(outcome);
    }

    /// The versions under which a duty may have arisen, and whether some possible days lie outside all of them; `None` if
    /// it never arose. No version where the trigger has no date at all.
    pub(super) fn arise(&self, i: usize, spans: &mut Spans) -> Option<bool> {
        spans.segments.clear();
        let start = span_of(self.sheet, i);
        if start == (OPEN_START, OPEN_END) {
            return Some(false);
        }
        let mut outside = false;
        for (v, version) in self.rule.versions.iter().enumerate() {
            if !self.find.has(version.trigger, i) {
                continue;
            }
            let (clipped, whole) = self.clip(start, version);
            // What begins after the last complete day is not engaged.
            let last = self.kernel.last_complete;
            let Some(clipped) = clipped.filter(|c| c.0 <= last || start.0 > last) else {
                outside = true;
                continue;
            };
            spans.segments.push(Segment { version: v, start: clipped });
            outside |= !whole;
            if self.last_of(start) < version.until {
                break;
            }
        }
        if spans.segments.is_empty() {
            return None;
        }
        let last = self.kernel.last_complete;
        let after = start.1 != OPEN_END && start.0 <= last && last < start.1;
        Some(after || (outside && !self.covered(start, &spans.segments)))
    }

    /// The part of a start in which a version is in force, and whether that is the whole. An open start reaches back before
    /// every rule, so it is never the whole.
    pub(super) fn clip(&self, start: Span, version: &PlanVersion) -> (Option<Span>, bool) {
        let hi = self.last_of(start);
        let (from, to) = (start.0.max(version.from), hi.min(version.until - 1));
        if from > to {
            (None, false)
        } else if (from, to) == (start.0, hi) {
            (Some(start), true)
        } else {
            (Some((from, to)), false)
        }
    }

    pub(super) fn last_of(&self, start: Span) -> i32 {
        let hi = if start.1 == OPEN_END { self.kernel.last_complete } else { start.1 };
        hi.max(start.0)
    }

    pub(super) fn covered(&self, start: Span, segments: &[Segment]) -> bool {
        let days: i32 = segments.iter().map(|s| self.last_of(s.start) - s.start.0 + 1).sum();
        days > self.last_of(start) - start.0
    }

    /// A duty, a bar or a requirement.
    pub(super) fn single(&self, i: usize, outside: bool, actions: Actions, spans: &mut Spans) -> Outcome {
        spans.readings.clear();
        spans.seen.clear();
        for s in 0..spans.segments.len() {
            let segment = spans.segments[s];
            let version = &self.rule.versions[segment.version];
            let question = self.question(version, None);
            let reading = self.read(i, &question, segment, actions, spans);
            spans.readings.push(reading);
        }
        if spans.readings.is_empty() {
            // No start date: whatever is on record is still evidence.
            self.gather(i, &self.rule.versions[0], actions, (0, self.sheet.len()), spans);
            spans.see();
        }
        self.united(i, i, span_of(self.sheet, i), outside, actions, spans)
    }

    pub(super) fn question<'p>(&self, version: &'p PlanVersion, every: Option<u16>) -> Question<'p> {
        let clock = every.unwrap_or(version.clock);
        let hours = self.kernel.plan.clocks[usize::from(clock)].clock.unit == Unit::Hours;
        Question {
            version,
            clock,
            hours,
            action_reach: every.map_or(version.reach, |_| Reach::Days(chain::later_reach(hours))),
            // What ends a chain ends it from its beginning on; see `judge_from`.
            excuse_reach: every.map_or(version.excuse_reach, |_| EVER),
        }
    }

    /// How many days before a start on a day an action counts, the day of the earliest minute included.
    pub(super) fn days_back(&self, question: &Question<'_>, day: i32) -> i32 {
        question.action_reach.days_before(Day(day), self.kernel.calendar(question.clock)).unwrap_or(0)
    }

    /// How many days, or minutes, before a start an action counts.
    fn reach(&self, question: &Question<'_>, k: i32) -> Option<i32> {
        self.kernel.reach(question.action_reach, question.clock, question.hours, k)
    }

    /// The first day on which an action counts, and the deadline, of a clock of days that started on a day.
    pub(super) fn days_open(&self, question: &Question<'_>, k: i32) -> Option<Span> {
        Some((k.saturating_sub(self.reach(question, k)?), self.due(question, k)?))
    }

    /// The records of a duty, in order, by class; roles of a bar are exchanged.
    fn gather(
        &self,
        i: usize,
        version: &PlanVersion,
        actions: Actions,
        window: (usize, usize),
        spans: &mut Spans,
    ) {
        let (sheet, find) = (self.sheet, self.find);
        spans.places.iter_mut().for_each(Vec::clear);
        let [first, second, third] = &mut spans.places;
        let members = |class: Class, to: &mut Vec<u32>| find.members(sheet, class, window, i, to);
        match actions {
            Actions::All => members(version.action, first),
            Actions::Chain => first.extend_from_slice(&spans.chain.alive),
            Actions::Shared(duty) => {
                members(version.action, first);
                let shares = &spans.shares;
                first.retain(|&a| shares.may_be_own(duty, a));
            }
        }
        members(version.decision, second);
        members(version.excuse, third);
        if version.shape == Shape::Bar {
            spans.places.swap(0, 2);
        }
    }

    /// What the dates leave possible under one version.
    pub(super) fn read(
        &self,
        i: usize,
        question: &Question<'_>,
        segment: Segment,
        actions: Actions,
        spans: &mut Spans,
    ) -> Reading {
        let version = question.version;
        let (from, mut to) = self.window(segment.start, question);
        if matches!(actions, Actions::Chain) {
            to = to.min(spans.chain.to).max(from);
        }
        self.gather(i, version, actions, (from, to), spans);
        let shared = if let Actions::Shared(duty) = actions { Some(duty) } else { None };
        if shared.is_none() {
            self.drop_idle(question, segment.start, spans);
        }
        spans.see();
        let began = spans.chain.began.filter(|_| matches!(actions, Actions::Chain));
        let mut reading = match began {
            Some(began) => self.judge_from(began, question, segment, i, spans),
            None => self.judge(question, segment, i, spans),
        };
        if let Some(duty) = shared
            && reading.due.is_some()
        {
            let part = spans.readings.len();
            self.of_group((duty, part), question, segment, i, spans, &mut reading);
        }
        if version.shape == Shape::Bar {
            reading.set = reading.set.iter().fold(VerdictSet::default(), |s, v| s.with(barred(v)));
            (reading.late, reading.silent) = (None, None);
        }
        if reading.due.is_none() {
            return reading;
        }
        let dateless = spans.places[0].iter().copied().find(|&a| self.has_no_date(a));
        if version.undated_is_met && dateless.is_some() && reading.set.single().is_none() {
            let of_group = |duty| self.in_time_of_group((duty, spans.readings.len()), spans);
            (reading.undated, reading.dateless) = match shared.map(of_group) {
                None => (self.in_time(question, segment, i, reading.set, spans), dateless),
                Some(of) => (of.map(|of| of.verdict), dateless.filter(|_| of.is_some_and(|of| of.undated))),
            };
        }
        reading
    }

    /// A later link of a chain: what ends a chain ends it from its beginning on, and what may have come before that may have ended it or
    /// not.
    fn judge_from(
        &self,
        began: Span,
        question: &Question<'_>,
        segment: Segment,
        i: usize,
        spans: &mut Spans,
    ) -> Reading {
        let reach = question.version.excuse_reach;
        let from = (began.0.saturating_sub(reach), began.1.saturating_sub(reach));
        spans.places[2].retain(|&u| self.sheet.hi(u as usize) >= from.0);
        let mut reading = self.judge(question, segment, i, spans);
        let all = spans.places[2].len();
        spans.places[2].retain(|&u| self.sheet.lo[u as usize] >= from.1);
        if spans.places[2].len() < all {
            let other = self.judge(question, segment, i, spans);
            reading.decides_all &=
                other.decides_all && (other.set, other.done) == (reading.set, reading.done);
            reading.set = reading.set.union(other.set);
            other.late.into_iter().for_each(|l| widen(&mut reading.late, l));
            other.silent.into_iter().for_each(|l| widen(&mut reading.silent, l));
        }
        reading
    }

    /// Whether a record has no date of its own: no last day.
    pub(super) fn has_no_date(&self, place: u32) -> bool {
        self.sheet.hi(place as usize) == OPEN_END
    }

    /// Places whose records can matter for a start: none of those before, unless their dates are open.
    pub(super) fn window(&self, start: Span, question: &Question<'_>) -> (usize, usize) {
        let sheet = self.sheet;
        if sheet.open || start.0 == OPEN_START || question.hours {
            return (0, sheet.len());
        }
        let reach = self.days_back(question, start.0).max(question.excuse_reach);
        (sheet.from(start.0.saturating_sub(reach).saturating_sub(sheet.longest)), sheet.len())
    }

    /// Drops records that cannot matter (see the head of this file).
    fn drop_idle(&self, question: &Question<'_>, start: Span, spans: &mut Spans) {
        let sheet = self.sheet;
        if start.1 != OPEN_END {
            // After a record of its own class that is exact and certainly follows the start, none of that class matters.
            for class in &mut spans.places {
                let follows = |&&a: &&u32| sheet.is_exact(a as usize) && sheet.lo[a as usize] > start.1;
                if let Some(day) = class.iter().find(follows).map(|&a| sheet.lo[a as usize]) {
                    class.retain(|&a| sheet.lo[a as usize] <= day);
                }
            }
        }
        if question.hours || sheet.open || start.0 == OPEN_START || start.1 == OPEN_END {
            return;
        }
        let obs = self.kernel.last_complete;
        let last_start = start.1.min(obs).max(start.0);
        let mut cut = i32::MAX;
        for &a in spans.places[0].iter().chain(&spans.places[1]) {
            let (lo, hi) = span_of(sheet, a as usize);
            // A later link of a chain counts actions from the day after its start.
            if lo.saturating_add(self.days_back(question, last_start).min(0)) >= last_start
                && hi <= obs
                && question.version.late_excuse == 0
            {
                cut = cut.min(hi);
            }
        }
        let reaches = [self.days_back(question, start.0), 0, question.excuse_reach];
        for (class, reach) in spans.places.iter_mut().zip(reaches) {
            let from = start.0.saturating_sub(reach);
            class.retain(|&a| sheet.hi(a as usize) >= from && sheet.lo[a as usize] <= cut);
        }
    }

    /// The set of verdicts and the lateness over every start.
    pub(super) fn judge(
        &self,
        question: &Question<'_>,
        segment: Segment,
        i: usize,
        spans: &mut Spans,
    ) -> Reading {
        let mut reading = Reading {
            version: segment.version,
            set: VerdictSet::of(Verdict::CannotTell),
            due: None,
            late: None,
            silent: None,
            done: None,
            done_reach: 0,
            decides_all: false,
            undated: None,
            dateless: None,
        };
        if segment.start == (OPEN_START, OPEN_END) || segment.start.0 > self.kernel.last_complete {
            // No date; or a day after the last of the record, and nothing in it can have happened then.
            return reading;
        }
        let scale = Scale { hours: question.hours };
        let obs = scale.last_of(self.kernel.last_complete);
        for class in 0..3 {
            let (places, to) = (&spans.places[class], &mut spans.spans[class]);
            to.clear();
            to.extend(places.iter().map(|&a| scale.record(self.sheet, a as usize, obs)));
        }
        let late_excuse = question.version.late_excuse;
        for (to, all) in spans.distinct.iter_mut().zip(&spans.spans) {
            to.clear();
            to.extend_from_slice(all);
            // Which record gives a reason for lateness is known by its place.
            if late_excuse == 0 && all.len() > 2 {
                to.sort_unstable();
                to.dedup();
            }
        }
        spans.gives.clear();
        spans.gives.extend(
            spans.places[0].iter().map(|&a| self.sheet.bits(a as usize) & late_excuse == late_excuse),
        );
        // A part of an interval has no time of day, and only the whole of one that is a day has.
        let whole = span_of(self.sheet, i) == segment.start;
        let second = if whole { self.sheet.second(i) } else { NO_TIME };
        let (lo, hi) = scale.bounds(segment.start, second);
        let Some(start) = bound_start(lo, hi, obs) else { return reading };
        let open = |k: i32| self.days_open(question, k);
        let (Some(first), Some(last)) = (open(start.0), open(start.1)) else { return reading };
        reading.set = VerdictSet::default();
        let mut plain = VerdictSet::default();
        reading.due = Some((scale.day(first.1), scale.day(last.1)));
        let mut starts = std::mem::take(&mut spans.starts);
        let facts = Spans::facts(&spans.distinct, question, start, obs);
        self.starts_to_try(question, &facts, &mut starts);
        let looked_at: usize = spans.distinct.iter().chain(&spans.spans).map(Vec::len).sum();
        let steps = (starts.len() * looked_at) as u64;
        for &k in &starts {
            let set = self.one_start(question, &facts, k, &spans.gives, &mut reading);
            plain = plain.union(set);
        }
        self.next_day_may_be_no_working_day(question, &facts, &starts, &spans.gives, &mut reading);
        let facts = Spans::facts(&spans.spans, question, start, obs);
        let done = decides(&facts, (first.0, last.0), plain);
        reading.done = done.map(|(class, at)| spans.places[class][at]);
        reading.decides_all = plain.single().is_some();
        let last_day = scale.day(start.1);
        let reaches = [self.days_back(question, last_day), 0, question.excuse_reach];
        reading.done_reach = done.map_or(0, |d| reaches[d.0]);
        spans.starts = starts;
        spans.chain.left.take(steps);
        reading
    }

    pub(super) fn due(&self, question: &Question<'_>, k: i32) -> Option<i32> {
        if question.hours {
            Some(self.kernel.plan.clocks[usize::from(question.clock)].clock.due_minute(k))
        } else {
            self.kernel.due(question.clock, k)
        }
    }

    /// The starts that have to be tried: all of them, or those at which some comparison changes and their neighbours.
    fn starts_to_try(&self, question: &Question<'_>, facts: &Facts<'_>, starts: &mut Vec<i32>) {
        starts.clear();
        let (lo, hi) = facts.start;
        if !question.hours && hi - lo <= DAYS_ALL_TRIED {
            return starts.extend(lo..=hi);
        }
        starts.extend([lo, hi, lo.saturating_add(1), hi.saturating_sub(1)]);
        let mut near = |k: i32| starts.extend([k.saturating_sub(1), k, k.saturating_add(1)]);
        let ends = facts.actions.iter().chain(facts.decisions).chain(facts.excuses);
        for end in ends.flat_map(|x| [x.0, x.1]).chain([facts.last_complete]) {
            near(end);
            near(self.first_start(facts.start, |k| {
                self.reach(question, k).is_some_and(|reach| k.saturating_sub(reach) > end)
            }));
            near(end.saturating_add(facts.excuse_reach_days));
            near(self.first_start(facts.start, |k| self.due(question, k).is_some_and(|d| d >= end)));
        }
        starts.retain(|k| (lo..=hi).contains(k));
        starts.sort_unstable();
        starts.dedup();
    }

    /// The first start of which something holds that holds of every later one; the last where it holds of none.
    fn first_start(&self, (mut lo, mut hi): Span, holds: impl Fn(i32) -> bool) -> i32 {
        while lo < hi {
            let middle = lo + (hi - lo) / 2;
            if holds(middle) { hi = middle } else { lo = middle + 1 }
        }
        lo
    }

    /// Adds what one start leaves possible; gives the set as it is before reasons for lateness are looked at.
    fn one_start(
        &self,
        question: &Question<'_>,
        facts: &Facts<'_>,
        k: i32,
        gives: &[bool],
        reading: &mut Reading,
    ) -> VerdictSet {
        let reach_and_due = self.reach(question, k).zip(self.due(question, k));
        let Some((action_reach_days, due)) = reach_and_due else { return VerdictSet::default() };
        let at = Facts { start: (k, k), action_reach_days, ..*facts };
        let set = if at.is_exact() { VerdictSet::of(exact(&at, due)) } else { possible_from(&at, k, due) };
        if !set.contains(Verdict::Late) {
            reading.set = reading.set.union(set);
        } else {
            let [excused, late] = if question.version.late_excuse == 0 {
                [None, late_from(&at, k, due)]
            } else {
                late_by_reason(&at, gives, k, due)
            };
            let kept = set.iter().filter(|&v| v != Verdict::Late || late.is_some());
            reading.set = kept.fold(reading.set, VerdictSet::with);
            if excused.is_some() {
                reading.set = reading.set.with(Verdict::Excused);
            }
            late.into_iter().for_each(|to| widen(&mut reading.late, self.lateness(question, due, to)));
        }
        if set.contains(Verdict::NothingRecorded) {
            let observed = Scale { hours: question.hours }.last_of(self.kernel.observed);
            widen(&mut reading.silent, self.lateness(question, due, (observed, observed)));
        }
        set
    }

    /// Where a record can fall on the very day after a deadline, whether that is a working day differs from one start to the
    /// next, between the starts tried too: any eight days in a row hold a day of each sort, so eight after each are enough.
    fn next_day_may_be_no_working_day(
        &self,
        question: &Question<'_>,
        facts: &Facts<'_>,
        starts: &[i32],
        gives: &[bool],
        reading: &mut Reading,
    ) {
        let unsure = |l: &Lateness| l.days.0 == 1 && l.working_days.is_some_and(|w| w.0 == 1);
        if question.hours || !reading.late.as_ref().is_some_and(unsure) {
            return;
        }
        for pair in starts.windows(2) {
            for k in pair[0] + 1..pair[1].min(pair[0] + 9) {
                self.one_start(question, facts, k, gives, reading);
            }
        }
    }

    pub(super) fn lateness(&self, question: &Question<'_>, due: i32, to: Span) -> Lateness {
        let scale = Scale { hours: question.hours };
        let calendar = self.kernel.calendar(question.clock);
        let (from, a, b) = (scale.day(due), scale.day(to.0), scale.day(to.1));
        let working = |to: i32| calendar.between(Day(from), Day(to));
        Lateness { days: (a - from, b - from), working_days: working(a).zip(working(b)) }
    }

    /// The verdict where each undated action is taken to have been in time, whichever day the clock started, if every reading
    /// then keeps the duty and that is not what the dates as written say. One of which it is written that it came after some day is taken so only where that leaves it in time.
    fn in_time(
        &self,
        question: &Question<'_>,
        segment: Segment,
        i: usize,
        written_set: VerdictSet,
        spans: &mut Spans,
    ) -> Option<Verdict> {
        let scale = Scale { hours: question.hours };
        let obs = scale.last_of(self.kernel.last_complete);
        let whole = span_of(self.sheet, i) == segment.start;
        let second = if whole { self.sheet.second(i) } else { NO_TIME };
        let (lo, hi) = scale.bounds(segment.start, second);
        let start = bound_start(lo, hi, obs)?;
        let mut starts = Vec::new();
        self.starts_to_try(question, &Spans::facts(&spans.spans, question, start, obs), &mut starts);
        let written = spans.spans[0].clone();
        let mut set = VerdictSet::default();
        for k in starts {
            let (from, due) = self.days_open(question, k)?;
            for ((to, &from), &a) in spans.spans[0].iter_mut().zip(&written).zip(&spans.places[0]) {
                let day = k.max(from.0);
                *to = if self.has_no_date(a) && day <= due { (day, day) } else { from };
            }
            let facts = Spans::facts(&spans.spans, question, (k, k), obs);
            set = set.union(possible_from(&Facts { action_reach_days: k - from, ..facts }, k, due));
        }
        spans.spans[0] = written;
        let kept = |v| matches!(v, Verdict::Met | Verdict::DecidedNot | Verdict::Excused);
        let all = set.iter().all(kept);
        Some(Verdict::Met).filter(|&met| all && set != written_set && set.contains(met))
    }

    /// One outcome from its readings. `trigger` started the duty, `start` this link of it.
    pub(super) fn united(
        &self,
        trigger: usize,
        start: usize,
        started: Span,
        outside: bool,
        actions: Actions,
        spans: &Spans,
    ) -> Outcome {
        let sheet = self.sheet;
        let readings = &spans.readings;
        let (mut late, mut silent, mut due) = (None, None, None::<Span>);
        let mut set = VerdictSet::default();
        let mut cannot = readings.is_empty();
        for reading in readings {
            set = set.union(reading.set);
            let Some(this) = reading.due else {
                cannot = true;
                continue;
            };
            due = Some(due.map_or(this, |d| (d.0.min(this.0), d.1.max(this.1))));
            reading.late.into_iter().for_each(|l| widen(&mut late, l));
            reading.silent.into_iter().for_each(|l| widen(&mut silent, l));
        }
        if readings.is_empty() {
            set = VerdictSet::of(Verdict::CannotTell);
        }
        let due = due.filter(|_| !cannot);
        let contested = matches!(actions, Actions::Shared(duty) if spans.shares.is_contested(duty));
        let verdict =
            if cannot || outside { Verdict::CannotTell } else { self.verdict(set, readings, contested) };
        let lateness = Lateness::of_breaches(set, late, silent).filter(|_| due.is_some());
        let mut done = readings.iter().find_map(|r| r.done);
        if verdict == Verdict::Met && set.single().is_none() {
            // Not the record that comes nearest by its date, but the one that the rule counts without a date.
            let counted = readings.iter().find(|r| r.undated == Some(Verdict::Met));
            done = counted.and_then(|r| r.dateless).or(done);
        }
        let shown = done.filter(|_| verdict != Verdict::NothingRecorded);
        let number = |r: Option<&Reading>| r.map_or(0, |r| self.rule.versions[r.version].number);
        let mut outcome = Outcome {
            subject: self.subject,
            holder: sheet.holder(trigger),
            rule: self.number,
            versions: (number(readings.first()), number(readings.last())),
            link: 0,
            verdict,
            possible: set,
            certainty: if outside { perhaps(set.certainty()) } else { set.certainty() },
            started,
            due: due.unwrap_or(NO_DAYS),
            done: shown.map_or(NO_DAYS, |d| span_of(sheet, d as usize)),
            days_late: lateness.map_or(NO_DAYS, |l| l.days),
            working_days_late: lateness.and_then(|l| l.working_days).unwrap_or(NO_DAYS),
            evidence: [0; EVIDENCE_ROWS_MAX],
            evidence_more: 0,
        };
        self.evidence(start, shown, actions, spans, &mut outcome);
        outcome
    }

    /// `contested` where an action that may be its own may have gone to another duty: then none stands on record as its own.
    fn verdict(&self, set: VerdictSet, readings: &[Reading], contested: bool) -> Verdict {
        let undated = readings.iter().find_map(|r| r.undated);
        let undated = undated.filter(|&verdict| {
            readings.iter().all(|r| r.undated == Some(verdict) || r.set.single() == Some(verdict))
        });
        if let Some(single) = set.single() {
            single
        } else if let Some(verdict) = undated {
            verdict
        } else if set == VerdictSet::of(Verdict::Late).with(Verdict::NothingRecorded) && !contested {
            Verdict::Late
        } else {
            Verdict::CannotTell
        }
    }

    /// The start, the record that decides, and where several verdicts are possible the others that could have decided.
    fn evidence(
        &self,
        start: usize,
        done: Option<u32>,
        actions: Actions,
        spans: &Spans,
        outcome: &mut Outcome,
    ) {
        let mut named = vec![start as u32];
        if let (Actions::Shared(_), Some(all)) = (actions, spans.shares.untried()) {
            // Each of them may matter: the first are named, the others counted.
            named.extend(done.into_iter().chain(all.iter().copied()).take(EVIDENCE_ROWS_MAX));
            return self.name(&named, all.len(), outcome);
        }
        let single = outcome.possible.single().is_some_and(|v| v != Verdict::CannotTell);
        if single {
            named.extend(done);
        }
        if let Actions::Chain = actions {
            named.extend(spans.doubt.iter().flatten());
        }
        if let Actions::Shared(duty) = actions {
            named.extend(spans.shares.needed(duty));
        }
        if !(single && matches!(actions, Actions::Shared(_)) && !spans.shares.is_wide()) {
            // Beside a record that counts whichever day the clock started, those that may have come before it.
            let in_all = |d: &u32| spans.readings.iter().all(|r| r.decides_all && r.done == Some(*d));
            let reach = spans.readings.iter().map(|r| r.done_reach).min().unwrap_or(0);
            let sure = done.filter(|d| single && in_all(d)).and_then(|d| {
                let (lo, hi) = span_of(self.sheet, d as usize);
                let start = outcome.started.1.min(self.kernel.last_complete);
                (lo >= start.saturating_sub(reach)).then_some(hi)
            });
            let last = sure.unwrap_or(OPEN_END);
            named.extend(spans.seen.iter().filter(|n| self.sheet.lo[**n as usize] <= last));
        }
        let mut all = named.clone();
        all.sort_unstable();
        all.dedup();
        self.name(&named, all.len(), outcome);
    }

    /// Names the first of some records by their rows, and counts the others of `all`.
    fn name(&self, named: &[u32], all: usize, outcome: &mut Outcome) {
        let mut held = 0;
        for &place in named {
            let row = self.sheet.row[place as usize];
            if held < EVIDENCE_ROWS_MAX && !outcome.evidence[..held].contains(&row) {
                outcome.evidence[held] = row;
                held += 1;
            }
        }
        outcome.evidence_more = all.saturating_sub(held) as u32;
    }
}

/// First and last start, none after the last complete day but the first.
fn bound_start(lo: Option<i32>, hi: Option<i32>, last_complete: i32) -> Option<Span> {
    lo.map(|lo| (lo, hi.map_or(last_complete, |h| h.min(last_complete)).max(lo)))
}

/// Days, or minutes for clocks of hours.
#[derive(Clone, Copy)]
pub(super) struct Scale {
    pub(super) hours: bool,
}

impl Scale {
    fn bounds(self, (lo, hi): Span, second: u32) -> (Option<i32>, Option<i32>) {
        let lo = Some(lo).filter(|&d| d != OPEN_START);
        let hi = Some(hi).filter(|&d| d != OPEN_END);
        if !self.hours {
            return (lo, hi);
        }
        let minute = |d: i32| d.saturating_mul(DAY_MINUTES);
        if second != NO_TIME {
            let at = lo.map(|d| minute(d) + (second / 60) as i32);
            return (at, at);
        }
        (lo.map(minute), hi.map(|d| minute(d).saturating_add(DAY_MINUTES - 1)))
    }

    fn last_of(self, day: i32) -> i32 {
        if self.hours { day.saturating_mul(DAY_MINUTES).saturating_add(DAY_MINUTES - 1) } else { day }
    }

    fn day(self, at: i32) -> i32 {
        if self.hours { day_of_minute(at).0 } else { at }
    }

    /// What stands in the record had happened by its last complete day.
    fn span(self, days: Span, second: u32, obs: i32) -> Span {
        let (lo, hi) = self.bounds(days, second);
        let lo = lo.unwrap_or(OPEN_START);
        (lo, hi.unwrap_or(if lo <= obs { obs } else { OPEN_END }))
    }

    pub(super) fn record(self, sheet: &Sheet<'_>, i: usize, obs: i32) -> Span {
        self.span(span_of(sheet, i), sheet.second(i), obs)
    }
}

/// Whether a duty was breached that may not have arisen at all: on the readings on which it did not, nothing was.
fn perhaps(arisen: Certainty) -> Certainty {
    if arisen == Certainty::CertainlyBreached { Certainty::Possible } else { arisen }
}

pub(super) fn widen(sum: &mut Option<Lateness>, one: Lateness) {
    *sum = Some(sum.map_or(one, |s| s.widened(one)));
}

/// The kernel is shared by threads.
const _: fn() = || {
    fn shared<T: Sync>() {}
    shared::<Kernel<'_>>();
};
