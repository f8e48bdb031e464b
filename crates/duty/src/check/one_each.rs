//! Duties of one rule and subject of which each action discharges one: [`crate::sharing`] over the events of a review.
//!
//! Left out: which duty an action goes to.

use std::sync::Arc;

use model::{Day, EventId, Verdict, VerdictSet};

use crate::deadline::Unit;
use crate::sharing::{Group, InTime, Owed, Part, Told, Went, apart};
use crate::verdict::{Lateness, OPEN_END, OPEN_START, Span};

use super::arise::{Arisen, Plan, PlanVersion};
use super::chain::discharges_one;
use super::index::{Events, Window};
use super::judge::has_no_date;
use super::plan::{Pat, Setting};
use super::reading::Asked;
use super::records::{Taken, gather, names_incident, names_of};

/// What the readings of one duty come to under one version.
#[derive(Clone, Copy, PartialEq, Default, Debug)]
pub(crate) struct Sum {
    pub(crate) set: VerdictSet,
    pub(crate) late: Option<Lateness>,
    pub(crate) excused_late: Option<Lateness>,
    pub(crate) silent: Option<Lateness>,
    /// What it is where records without a date of their own are taken to have been in time.
    pub(crate) in_time: Option<InTime>,
}

/// What sharing says of one duty under one version.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Share {
    /// It shares with no other.
    Alone,
    /// The sum of the readings of its group.
    Sum(Sum),
    /// Its group has too many readings: none of the actions or any one of them is its own. What it is where records without
    /// a date of their own are taken to have been in time may be known all the same.
    Any(Option<InTime>),
}

/// One duty of a group.
#[derive(Clone, Default, Debug)]
pub(crate) struct Member {
    /// By version that may apply; empty where the group has too many readings.
    pub(crate) sums: Vec<Sum>,
    /// Of a group with too many readings, by version: what the duty is where records without a date of their own are taken to
    /// have been in time.
    pub(crate) in_time: Vec<Option<InTime>>,
    /// The actions that may be its own.
    pub(crate) own: Vec<EventId>,
    /// Those that may have gone to another.
    pub(crate) taken: Vec<Taken>,
    /// The records without which it would differ.
    pub(crate) needed: Vec<EventId>,
    /// An action that may be its own may have gone to another.
    pub(crate) contested: bool,
}

/// Shares the actions out among several duties of one rule and subject: each lot of duties that have an action in common by itself.
/// `None` for one that has none in common with another.
pub(crate) fn one_each(
    setting: &Setting<'_>,
    plan: &Plan<'_>,
    events: Events<'_>,
    arisen: &[Arisen<'_>],
) -> Vec<Option<Member>> {
    let fits = |a: &Arisen<'_>| -> Vec<EventId> {
        if !shares_out(plan, a) {
            // Whatever answers it answers others as well.
            return Vec::new();
        }
        let versions = may_go_on_under(plan, a).into_iter().map(|v| &plan.versions[v]);
        let of =
            |v: &PlanVersion<'_>| gather(setting, events, std::slice::from_ref(&v.action), a, Window::ALL);
        versions.flat_map(of).collect()
    };
    let actions: Vec<Vec<EventId>> = arisen.iter().map(fits).collect();
    let mut members: Vec<Option<Member>> = vec![None; arisen.len()];
    for lot in apart(&actions).into_iter().filter(|lot| lot.len() > 1) {
        let of_lot: Vec<Arisen<'_>> = lot.iter().map(|&d| arisen[d].clone()).collect();
        for (&duty, member) in lot.iter().zip(share_out(setting, plan, events, &of_lot)) {
            members[duty] = Some(member);
        }
    }
    members
}

/// Whether a duty shares actions out with others under some version that may apply.
pub(crate) fn shares_out(plan: &Plan<'_>, arisen: &Arisen<'_>) -> bool {
    may_go_on_under(plan, arisen).into_iter().any(|v| discharges_one(&plan.versions[v]))
}

/// The versions under which a duty may be judged: those it may have arisen under, and those that may take their place.
fn may_go_on_under(plan: &Plan<'_>, arisen: &Arisen<'_>) -> Vec<usize> {
    let mut versions: Vec<usize> = arisen.segments.iter().map(|s| s.version).collect();
    for first in versions.clone() {
        let later = (first + 1..plan.versions.len()).take_while(|&v| plan.versions[v].version.supersede);
        versions.extend(later);
    }
    versions.sort_unstable();
    versions.dedup();
    versions
}

/// The same of duties that all may have to do with each other.
fn share_out(
    setting: &Setting<'_>,
    plan: &Plan<'_>,
    events: Events<'_>,
    arisen: &[Arisen<'_>],
) -> Vec<Member> {
    let maker = Maker { setting, plan, events, arisen };
    let (group, pool, passed, simple) = maker.group();
    let id = |a: &u32| pool[*a as usize];
    if !simple || group.is_wide() {
        let all: Vec<EventId> =
            pool.iter().copied().chain(arisen.iter().flat_map(|a| a.triggers.iter().copied())).collect();
        let in_time = if simple { maker.in_time(&group, &maker.asked()) } else { None };
        let member = |(duty, owed): (usize, &Owed)| {
            let own = fitting(owed);
            Member {
                in_time: in_time.as_ref().map_or(Vec::new(), |all| all[duty].clone()),
                own: own.iter().map(id).collect(),
                needed: all.clone(),
                contested: true,
                ..Member::default()
            }
        };
        return group.owed.iter().enumerate().map(member).collect();
    }
    let (sums, went) = maker.sums(&group);
    let taken =
        |(went, passed): (&Passed, &Passed)| -> Passed { went.iter().chain(passed).copied().collect() };
    let taken: Vec<Passed> = went.taken.iter().zip(&passed).map(taken).collect();
    let mut members: Vec<Member> = sums
        .iter()
        .zip(went.own.iter().zip(&taken))
        .enumerate()
        .map(|(duty, (sums, (own, taken)))| Member {
            sums: sums.clone(),
            in_time: Vec::new(),
            own: match sums.iter().all(|sum| sum.set.is_empty()) {
                // It arises only after the last complete day: nothing was shared out to it, and all that fits may be its own.
                true => fitting(&group.owed[duty]).iter().map(id).collect(),
                false => own.iter().map(id).collect(),
            },
            taken: taken
                .iter()
                .map(|(a, d)| Taken { action: id(a), other: arisen[*d as usize].trigger })
                .collect(),
            needed: Vec::new(),
            contested: went.contested[duty],
        })
        .collect();
    let much = !group.can_be_tried_without();
    let mut note = |without: Option<Vec<Vec<Sum>>>, record: EventId| {
        for (duty, member) in members.iter_mut().enumerate() {
            if without.as_ref().is_none_or(|w| w[duty] != sums[duty]) {
                member.needed.push(record);
            }
        }
    };
    for (at, &record) in pool.iter().enumerate() {
        note((!much).then(|| maker.sums(&group.without(at as u32)).0), record);
    }
    for (duty, one) in arisen.iter().enumerate() {
        note((!much).then(|| maker.sums(&group.without_duty(duty)).0), one.trigger);
    }
    members
}

/// The actions that fit a duty under any version, in order.
fn fitting(owed: &Owed) -> Vec<u32> {
    let mut all: Vec<u32> = owed.parts.iter().flat_map(|p| p.actions.iter().copied()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Actions that went to other duties: an action and a duty, by their places.
type Passed = Vec<(u32, u32)>;

struct Maker<'m, 'a> {
    setting: &'m Setting<'a>,
    plan: &'m Plan<'m>,
    events: Events<'m>,
    arisen: &'m [Arisen<'a>],
}

impl Maker<'_, '_> {
    /// The group, its records, for each duty the actions that name another one (with that one), and whether every clock is
    /// one of days that can be counted.
    fn group(&self) -> (Group, Vec<EventId>, Vec<Passed>, bool) {
        let case = self.setting.case;
        let obs = self.setting.last_complete.0;
        let known = |id: &EventId| case.events[id.index()].when.earliest().is_none_or(|d| d.0 <= obs);
        let list = |patterns: &[Pat<'_>], arisen: &Arisen<'_>| -> Vec<EventId> {
            let mut found = gather(self.setting, self.events, patterns, arisen, Window::ALL);
            found.retain(known);
            found
        };
        let mut lists: Vec<Vec<[Vec<EventId>; 3]>> = Vec::new();
        for arisen in self.arisen {
            let of = |v: usize| {
                let version = &self.plan.versions[v];
                let actions = list(std::slice::from_ref(&version.action), arisen);
                [actions, list(&version.decisions, arisen), list(&version.unless, arisen)]
            };
            lists.push(arisen.segments.iter().map(|s| of(s.version)).collect());
        }
        let mut pool: Vec<EventId> = lists.iter().flatten().flatten().flatten().copied().collect();
        pool.sort_unstable_by_key(|&id| self.events.rank(id));
        pool.dedup();
        let names: Vec<Vec<&str>> = self.arisen.iter().map(|a| names_of(self.setting, a)).collect();
        let named =
            |id: EventId, duty: usize| names_incident(self.setting, &case.events[id.index()], &names[duty]);
        let named_by: Vec<bool> =
            pool.iter().map(|&id| (0..self.arisen.len()).any(|d| named(id, d))).collect();
        let place =
            |id: &EventId| pool.binary_search_by_key(&self.events.rank(*id), |&p| self.events.rank(p));
        let places = |ids: &Vec<EventId>| -> Vec<u32> {
            ids.iter().filter_map(|id| place(id).ok().map(|at| at as u32)).collect()
        };
        let mut simple = !self.plan.versions.iter().any(|v| v.version.supersede);
        let mut owed = Vec::new();
        let mut passed: Vec<Passed> = vec![Vec::new(); self.arisen.len()];
        let taker = |a: u32| (0..self.arisen.len()).find(|&d| named(pool[a as usize], d));
        for (duty, (arisen, lists)) in self.arisen.iter().zip(&lists).enumerate() {
            simple &= !arisen.segments.is_empty();
            // Which policy holds may turn on the day of the start: then it is not played through.
            simple &= arisen.segments.iter().all(|s| discharges_one(&self.plan.versions[s.version]));
            let mut parts = Vec::new();
            for (segment, [actions, decisions, excuses]) in arisen.segments.iter().zip(lists) {
                let version = &self.plan.versions[segment.version];
                let asked = Asked::of(version, false);
                simple &= asked.clock.unit != Unit::Hours;
                simple &= self.setting.calendar(asked.calendar_name).is_some();
                let mut actions = places(actions);
                let mine = |a: u32| !named_by[a as usize] || named(pool[a as usize], duty);
                let others = actions.iter().filter(|&&a| !mine(a));
                passed[duty].extend(others.filter_map(|&a| taker(a).map(|taker| (a, taker as u32))));
                actions.retain(|&a| mine(a));
                let excuses = places(excuses);
                let no_date = |a: u32| has_no_date(&case.events[pool[a as usize].index()].when);
                let met = |a: &u32| asked.undated_is_met && no_date(*a);
                let excused = |a: &u32| no_date(*a) && named(pool[*a as usize], duty);
                parts.push(Part {
                    start: closed(&segment.start, obs),
                    undated: Arc::new(actions.iter().copied().filter(met).collect()),
                    undated_excuses: Arc::new(excuses.iter().copied().filter(excused).collect()),
                    actions: Arc::new(actions),
                    decisions: Arc::new(places(decisions)),
                    excuses: Arc::new(excuses),
                    excuse_reach_days: asked.excuse_reach_days,
                    reasons_count: !asked.late_excuse.is_empty(),
                });
            }
            let mut mine: Vec<u32> = parts.iter().flat_map(|p| p.actions.iter().copied()).collect();
            mine.retain(|&a| named_by[a as usize]);
            mine.sort_unstable();
            mine.dedup();
            owed.push(Owed { start: closed(&arisen.start, obs), parts, named: mine, order: duty as u32 });
        }
        let reasons = self.plan.versions.iter().map(|v| &v.late_excuse).find(|e| !e.is_empty());
        let gives =
            |id: &EventId| reasons.is_some_and(|all| all.iter().all(|c| c.holds(&case.events[id.index()])));
        let mut days: Vec<Span> = pool.iter().map(|id| closed(&case.events[id.index()].when, obs)).collect();
        not_before_its_matter(&mut days, &owed, |a, duty| named(pool[a], duty));
        let group = Group {
            pool: days,
            reason: pool.iter().map(gives).collect(),
            order: pool
                .iter()
                .map(|id| (case.events[id.index()].when.time().map_or(0, |t| t.second_of_day), id.0))
                .collect(),
            owed,
            last_complete: obs,
            taken_from: None,
        };
        passed.iter_mut().for_each(|p| {
            p.sort_unstable();
            p.dedup();
        });
        (group, pool, passed, simple)
    }

    /// What is asked of each duty, by version that may apply.
    fn asked(&self) -> Vec<Vec<Asked<'_, '_>>> {
        let of = |s: &super::arise::Segment| Asked::of(&self.plan.versions[s.version], false);
        self.arisen.iter().map(|a| a.segments.iter().map(of).collect()).collect()
    }

    /// The first day on which an action counts, and the deadline, of a clock that started on a day.
    fn window(&self, asked: &Asked<'_, '_>, k: i32) -> Option<Span> {
        let calendar = self.setting.calendar(asked.calendar_name)?;
        let due = asked.clock.due(Day(k), calendar)?;
        Some((k.saturating_sub(asked.action_reach.before(k, false, calendar)?), due.0))
    }

    /// What each duty is, by version, where records without a date of their own are taken to have been in time.
    fn in_time(&self, group: &Group, asked: &[Vec<Asked<'_, '_>>]) -> Option<Vec<Vec<Option<InTime>>>> {
        group.in_time(&|duty: usize, part: usize, k: i32| self.window(&asked[duty][part], k))
    }

    fn sums(&self, group: &Group) -> (Vec<Vec<Sum>>, Went) {
        let asked = self.asked();
        let mut sums: Vec<Vec<Sum>> = asked.iter().map(|a| vec![Sum::default(); a.len()]).collect();
        let window = |duty: usize, part: usize, k: i32| self.window(&asked[duty][part], k);
        let went = group.play(&window, true, |told: Told| {
            let calendar = self.setting.calendar(asked[told.duty][told.part].calendar_name);
            let to = |day: i32| {
                let working = calendar.and_then(|c| c.between(Day(told.due), Day(day)));
                let days = (day - told.due, day - told.due);
                Some(Lateness { days, working_days: working.map(|w| (w, w)) })
            };
            let sum = &mut sums[told.duty][told.part];
            sum.set = sum.set.union(told.set);
            let late = told.late.and_then(to);
            if told.set.contains(Verdict::Late) {
                sum.late = sum.late.into_iter().chain(late).reduce(Lateness::widened);
            }
            if told.set.contains(Verdict::Excused) {
                sum.excused_late = sum.excused_late.into_iter().chain(late).reduce(Lateness::widened);
            }
            if told.set.contains(Verdict::NothingRecorded) {
                let silent = to(self.setting.observed.0);
                sum.silent = sum.silent.into_iter().chain(silent).reduce(Lateness::widened);
            }
        });
        if let Some(in_time) = self.in_time(group, &asked) {
            // A duty that is left out has no parts.
            for (sums, in_time) in sums.iter_mut().zip(in_time) {
                sums.iter_mut().zip(in_time).for_each(|(sum, in_time)| sum.in_time = in_time);
            }
        }
        (sums, went)
    }
}

/// What belongs to a matter cannot have come before it; where it may count for another matter too, its days stay.
fn not_before_its_matter(days: &mut [Span], owed: &[Owed], named: impl Fn(usize, usize) -> bool) {
    for (a, span) in days.iter_mut().enumerate() {
        let counts =
            |o: &Owed| o.parts.iter().any(|p| p.lists().into_iter().any(|l| l.contains(&(a as u32))));
        let duties = (0..owed.len()).filter(|&d| counts(&owed[d]));
        let starts = duties.map(|d| named(a, d).then_some(owed[d].start.0));
        if let Some(Some(first)) = starts.reduce(|one, other| Some(one?.min(other?)))
            && span.0 < first
            && first <= span.1
        {
            span.0 = first;
        }
    }
}

/// What stands in the record had happened by its last complete day.
fn closed(when: &model::When, obs: i32) -> Span {
    match (when.earliest(), when.latest()) {
        (None, None) => (OPEN_START, OPEN_END),
        (lo, hi) => {
            let lo = lo.map_or(OPEN_START, |d| d.0);
            (lo, hi.map_or(obs.max(lo), |d| d.0))
        }
    }
}
