//! Duties of one rule and subject of which each action discharges one: [`crate::sharing`] over rows.
//!
//! Left out: which duty an action goes to.

use std::sync::Arc;

use model::{Verdict, VerdictSet};

use crate::sharing::{Group, InTime, List, Owed, Part, Told, Went, apart};
use crate::verdict::{Lateness, OPEN_END, OPEN_START, Span};

use super::kernel::{Task, span_of};
use super::outcome::Outcome;
use super::plan::Class;
use super::sheet::Find;
use super::spans::{Actions, Question, Reading, Segment, Spans, widen};
use super::stamp::NO_TIME;

/// A group of duties that share actions out.
#[derive(Default)]
pub(super) struct Shares {
    /// The triggers.
    arisen: Vec<usize>,
    group: Group,
    /// The place of each record of the pool.
    places: Vec<u32>,
    /// Too many readings, or a clock of hours.
    wide: bool,
    went: Went,
    /// By duty and part.
    sums: Vec<Vec<Sum>>,
    /// Where there are too many readings, by duty and part: see [`Sum::in_time`].
    in_time: Vec<Vec<Option<InTime>>>,
    /// By duty: places of the records without which it would differ.
    needed: Vec<Vec<u32>>,
    /// Where that was not tried, the places of all of them.
    all: Vec<u32>,
}

/// What the readings of one duty come to under one version.
#[derive(Clone, Copy, PartialEq, Default, Debug)]
struct Sum {
    set: VerdictSet,
    late: Option<Lateness>,
    silent: Option<Lateness>,
    /// What it is where actions without a date of their own are taken to have been in time.
    in_time: Option<InTime>,
}

impl Shares {
    /// Whether an action may go to a duty.
    pub(super) fn may_be_own(&self, duty: u32, place: u32) -> bool {
        let at = || self.places.binary_search(&place).ok().map(|at| at as u32);
        self.wide || at().is_some_and(|at| self.went.own[duty as usize].binary_search(&at).is_ok())
    }

    /// The places of all records and triggers of the group, where it was not tried which of them each duty rests on.
    pub(super) fn untried(&self) -> Option<&[u32]> {
        Some(&*self.all).filter(|all| !all.is_empty())
    }

    /// The places of the records without which a duty would differ.
    pub(super) fn needed(&self, duty: u32) -> &[u32] {
        self.needed.get(duty as usize).unwrap_or(&self.all)
    }

    /// Whether an action that may be its own may have gone to another duty.
    pub(super) fn is_contested(&self, duty: u32) -> bool {
        self.wide || self.went.contested[duty as usize]
    }

    /// Whether its readings are too many to be played through.
    pub(super) fn is_wide(&self) -> bool {
        self.wide
    }
}

impl<F: Find> Task<'_, '_, F> {
    /// Every duty that arose, where each action answers one: that with the earliest deadline that was open.
    pub(super) fn share_out(&self, spans: &mut Spans, found: &mut Vec<Outcome>) {
        let (mut arisen, mut actions, mut from) = (Vec::new(), Vec::new(), 0);
        while let Some(i) = self.find.next(self.rule.triggers, from) {
            from = i + 1;
            if self.arise(i, spans).is_some() {
                arisen.push(i);
            }
        }
        if let [i] = arisen[..] {
            let Some(outside) = self.arise(i, spans) else { return };
            return found.push(self.single(i, outside, Actions::All, spans));
        }
        for &i in &arisen {
            self.arise(i, spans);
            let mut fits = Vec::new();
            // Of a duty that shares nothing out, whatever answers it answers others as well.
            let shares_out = spans.segments.iter().any(|s| self.rule.versions[s.version].one);
            for segment in spans.segments.iter().filter(|_| shares_out) {
                let class = self.rule.versions[segment.version].action;
                self.find.members(self.sheet, class, (0, self.sheet.len()), i, &mut fits);
            }
            actions.push(fits);
        }
        let mut told: Vec<(usize, Outcome)> = Vec::new();
        for lot in apart(&actions) {
            let mut shares = std::mem::take(&mut spans.shares);
            shares.arisen = lot.iter().map(|&d| arisen[d]).collect();
            if lot.len() > 1 {
                self.share(&mut shares, spans);
            }
            spans.shares = shares;
            for (duty, &d) in lot.iter().enumerate() {
                let i = arisen[d];
                let Some(outside) = self.arise(i, spans) else { continue };
                let actions = if lot.len() > 1 { Actions::Shared(duty as u32) } else { Actions::All };
                told.push((d, self.single(i, outside, actions, spans)));
            }
        }
        told.sort_by_key(|(d, _)| *d);
        found.extend(told.into_iter().map(|(_, outcome)| outcome));
    }

    fn share(&self, shares: &mut Shares, spans: &mut Spans) {
        let obs = self.kernel.last_complete;
        let mut questions: Vec<Vec<Question<'_>>> = Vec::new();
        let (mut owed, mut lists) = (Vec::new(), Lists::default());
        shares.places.clear();
        shares.wide = false;
        for &i in &shares.arisen {
            self.arise(i, spans);
            let asked: Vec<Question<'_>> = spans.segments.iter().map(|s| self.asked(s)).collect();
            // Which policy holds may turn on the day of the start: then it is not played through.
            shares.wide |= asked.is_empty() || asked.iter().any(|q| q.hours || !q.version.one);
            let part = |(s, q): (&Segment, &Question<'_>)| self.part(i, s, q, obs, &mut lists);
            let parts: Vec<Part> = spans.segments.iter().zip(&asked).map(part).collect();
            let start = closed(span_of(self.sheet, i), obs);
            owed.push(Owed { start, parts, named: Vec::new(), order: self.sheet.row[i] });
            questions.push(asked);
        }
        shares.places.extend(lists.all.iter().flat_map(|l| l.iter()));
        shares.places.sort_unstable();
        shares.places.dedup();
        let places = &shares.places;
        let mut lists = Lists::default();
        for part in owed.iter_mut().flat_map(|o| &mut o.parts) {
            for list in part.lists_mut() {
                let place = |a: &u32| places.binary_search(a).unwrap_or(0) as u32;
                *list = lists.one(list.iter().map(place).collect());
            }
        }
        let late_excuse = self.rule.versions.iter().map(|v| v.late_excuse).find(|&e| e != 0).unwrap_or(0);
        let gives = |&a: &u32| self.sheet.bits(a as usize) & late_excuse == late_excuse && late_excuse != 0;
        shares.group = Group {
            pool: places.iter().map(|&a| closed(span_of(self.sheet, a as usize), obs)).collect(),
            reason: places.iter().map(gives).collect(),
            order: places.iter().map(|&a| self.order_on_a_day(a as usize)).collect(),
            owed,
            last_complete: obs,
            taken_from: None,
        };
        let n = shares.arisen.len();
        shares.needed.clear();
        shares.all.clear();
        shares.in_time.clear();
        if !shares.wide && shares.group.is_wide() {
            shares.wide = true;
            shares.in_time = self.group_in_time(&shares.group, &questions).unwrap_or_default();
        }
        if !shares.wide {
            (shares.sums, shares.went) = self.sums(&shares.group, &questions);
        }
        let Shares { group, sums, needed, all, places, arisen, .. } = shares;
        if shares.wide || !group.can_be_tried_without() {
            // Which record makes it so is not tried: each may.
            all.extend(places.iter().copied().chain(arisen.iter().map(|&i| i as u32)));
            return;
        }
        needed.resize(n, Vec::new());
        for (at, &place) in places.iter().enumerate() {
            note(&self.sums(&group.without(at as u32), &questions).0, sums, place, needed);
        }
        for (duty, &trigger) in arisen.iter().enumerate() {
            note(&self.sums(&group.without_duty(duty), &questions).0, sums, trigger as u32, needed);
        }
    }

    /// The order of a record among those of one day, as in the file where no time of day is given.
    fn order_on_a_day(&self, i: usize) -> (u32, u32) {
        let second = self.sheet.second(i);
        (if second == NO_TIME { 0 } else { second }, self.sheet.row[i])
    }

    fn asked(&self, segment: &Segment) -> Question<'_> {
        self.question(&self.rule.versions[segment.version], None)
    }

    fn part(
        &self,
        i: usize,
        segment: &Segment,
        question: &Question<'_>,
        obs: i32,
        lists: &mut Lists,
    ) -> Part {
        let version = question.version;
        let list = |class: Class| {
            let mut found = Vec::new();
            self.find.members(self.sheet, class, (0, self.sheet.len()), i, &mut found);
            found
        };
        let actions = list(version.action);
        let dateless = |a: &u32| version.undated_is_met && self.has_no_date(*a);
        Part {
            start: closed(segment.start, obs),
            undated: lists.one(actions.iter().copied().filter(dateless).collect()),
            undated_excuses: lists.one(Vec::new()),
            actions: lists.one(actions),
            decisions: lists.one(list(version.decision)),
            excuses: lists.one(list(version.excuse)),
            excuse_reach_days: question.excuse_reach,
            reasons_count: version.late_excuse != 0,
        }
    }

    /// What each duty is, by part, where actions without a date of their own are taken to have been in time.
    fn group_in_time(
        &self,
        group: &Group,
        questions: &[Vec<Question<'_>>],
    ) -> Option<Vec<Vec<Option<InTime>>>> {
        group.in_time(&|duty: usize, part: usize, k: i32| self.days_open(&questions[duty][part], k))
    }

    fn sums(&self, group: &Group, questions: &[Vec<Question<'_>>]) -> (Vec<Vec<Sum>>, Went) {
        let mut sums: Vec<Vec<Sum>> = questions.iter().map(|q| vec![Sum::default(); q.len()]).collect();
        let window = |duty: usize, part: usize, k: i32| self.days_open(&questions[duty][part], k);
        let observed = self.kernel.observed;
        let went = group.play(&window, false, |told: Told| {
            let sum = &mut sums[told.duty][told.part];
            let question = &questions[told.duty][told.part];
            sum.set = sum.set.union(told.set);
            if let Some(day) = told.late.filter(|_| told.set.contains(Verdict::Late)) {
                widen(&mut sum.late, self.lateness(question, told.due, (day, day)));
            }
            if told.set.contains(Verdict::NothingRecorded) {
                widen(&mut sum.silent, self.lateness(question, told.due, (observed, observed)));
            }
        });
        if let Some(in_time) = self.group_in_time(group, questions) {
            // A duty that is left out has no parts.
            for (sums, in_time) in sums.iter_mut().zip(in_time) {
                sums.iter_mut().zip(in_time).for_each(|(sum, in_time)| sum.in_time = in_time);
            }
        }
        (sums, went)
    }

    /// What the group says of one duty under one version where actions without a date of their own are taken to have been in time.
    pub(super) fn in_time_of_group(&self, (duty, part): (u32, usize), spans: &Spans) -> Option<InTime> {
        let (duty, shares) = (duty as usize, &spans.shares);
        if shares.wide {
            return shares.in_time.get(duty).and_then(|parts| parts[part]);
        }
        shares.sums[duty][part].in_time
    }

    /// What the group says of one duty under one version, in the place of what the duty alone says.
    pub(super) fn of_group(
        &self,
        (duty, part): (u32, usize),
        question: &Question<'_>,
        segment: Segment,
        i: usize,
        spans: &mut Spans,
        reading: &mut Reading,
    ) {
        if !spans.shares.wide {
            let sum = spans.shares.sums[duty as usize][part];
            (reading.set, reading.late, reading.silent) = (sum.set, sum.late, sum.silent);
            return;
        }
        let all = std::mem::take(&mut spans.places[0]);
        let mut sum = Sum::default();
        for one in std::iter::once(None).chain(all.iter().map(Some)) {
            spans.places[0].clear();
            spans.places[0].extend(one);
            let alone = self.judge(question, segment, i, spans);
            sum.set = sum.set.union(alone.set);
            alone.late.into_iter().for_each(|l| widen(&mut sum.late, l));
            alone.silent.into_iter().for_each(|l| widen(&mut sum.silent, l));
        }
        spans.places[0] = all;
        (reading.set, reading.late, reading.silent) = (sum.set, sum.late, sum.silent);
    }
}

/// Lists of records, each held once.
#[derive(Default)]
struct Lists {
    all: Vec<List>,
}

impl Lists {
    /// A list that is held once; only the latest few are looked through, which is where those of the same duties are.
    fn one(&mut self, list: Vec<u32>) -> List {
        let known = self.all.iter().rev().take(LISTS_LOOKED_AT).find(|l| ***l == list).cloned();
        known.unwrap_or_else(|| {
            let list = Arc::new(list);
            self.all.push(Arc::clone(&list));
            list
        })
    }
}

/// So many lists of the duties before are compared with a new one.
const LISTS_LOOKED_AT: usize = 16;

/// Notes a place for every duty that differs without it.
fn note(without: &[Vec<Sum>], sums: &[Vec<Sum>], place: u32, needed: &mut [Vec<u32>]) {
    for ((needed, sum), without) in needed.iter_mut().zip(sums).zip(without) {
        if without != sum {
            needed.push(place);
        }
    }
}

/// What stands in the record had happened by its last complete day.
fn closed((lo, hi): Span, obs: i32) -> Span {
    if lo == OPEN_START && hi == OPEN_END {
        (lo, hi)
    } else {
        (lo, if hi == OPEN_END { obs.max(lo) } else { hi })
    }
}
