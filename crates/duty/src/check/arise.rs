//! Which duties arose, on whom, when, and how the holder knew.
//!
//! One activation for each rule, subject, holder and incident, at the earliest knowledge. The incident is the source's own
//! number where the record has one, else the event itself. Where several records of one incident bear uncertain dates,
//! the earliest knowledge lies between the least of their first days and the least of their last days. A record of
//! the incident without a date cannot move that: the duty had arisen by then at the latest; it is kept as evidence.
//!
//! Left out: knowledge inferred from the fact that something happened. Being sent something is not knowing it, unless the
//! rule deems it so, and then the outcome says so.

use std::collections::BTreeMap;

use model::{Day, EntityId, Event, EventId, Grade, Precision, Qualifier, SymbolId, When};

use crate::rule::{Happening, Reach, Rule, Version};

use super::index::Events;
use super::plan::{Cond, Pat, Setting, Who, subject_kind, symbols};
use super::records::numbers;

/// A version made ready for one review.
pub(crate) struct PlanVersion<'r> {
    pub(crate) version: &'r Version,
    pub(crate) kinds: Vec<SymbolId>,
    pub(crate) conditions: Vec<Cond>,
    pub(crate) whos: Vec<Who>,
    pub(crate) action: Pat<'r>,
    pub(crate) unless: Vec<Pat<'r>>,
    pub(crate) decisions: Vec<Pat<'r>>,
    pub(crate) late_excuse: Vec<Cond>,
    pub(crate) breached: Option<Pat<'r>>,
}

/// A rule made ready for one review.
pub(crate) struct Plan<'r> {
    pub(crate) rule: &'r Rule,
    /// For a rule whose figure the review set: why.
    pub(crate) chosen_because: Option<&'r str>,
    pub(crate) versions: Vec<PlanVersion<'r>>,
}

/// How the holder came to know, or why the clock started without knowledge.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum How {
    /// It stands in the holder's own record; the source does not say since when, so the day of the event counts.
    Own,
    /// It stands in the holder's own record since the day it was recorded.
    OwnRecorded,
    /// A receipt says so.
    Receipt(Grade),
    /// It was sent: the rule starts the clock then, whoever knew.
    Sent,
    /// The holder did it.
    Act,
    /// It was sent, no receipt is on record, and the rule deems it received so many days later.
    Deemed(u32),
    /// Another duty of the same holder was breached the day before.
    OwnBreach,
    /// A breach by another came to its notice.
    BreachNotice,
}

/// What makes two records one incident.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Incident<'a> {
    /// The source's own number.
    Reference(&'a str),
    /// The event itself.
    Event(EventId),
}

impl<'a> Incident<'a> {
    pub(crate) fn of(setting: &Setting<'_>, id: EventId, event: &'a Event) -> Incident<'a> {
        numbers(setting, event).next().map_or(Incident::Event(id), Incident::Reference)
    }
}

/// A breach that may start another clock.
#[derive(Clone, Debug)]
pub(crate) struct Spark {
    pub(crate) rule: String,
    pub(crate) holder: SymbolId,
    /// The day after the deadline.
    pub(crate) when: When,
    pub(crate) trigger: EventId,
}

/// The days of one version on which the duty may have arisen.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    /// Index into the versions of the rule.
    pub(crate) version: usize,
    pub(crate) start: When,
}

/// One duty that arose once.
#[derive(Clone, Debug)]
pub(crate) struct Arisen<'a> {
    pub(crate) holder: SymbolId,
    pub(crate) incident: Incident<'a>,
    pub(crate) start: When,
    pub(crate) how: How,
    /// The record that gives the earliest knowledge.
    pub(crate) trigger: EventId,
    /// Every record of the incident that was looked at, in order of time.
    pub(crate) triggers: Vec<EventId>,
    /// The parties of the trigger.
    pub(crate) addressees: &'a [SymbolId],
    /// The versions that may apply; empty only where the start is unknown.
    pub(crate) segments: Vec<Segment>,
    /// Some of the possible days lie outside every version.
    pub(crate) outside_years: bool,
    /// Some of the possible days lie after the last complete one.
    pub(crate) after_last: bool,
    /// The notice by which the holder knew of a breach may have come before the breach, and then was no notice of it.
    pub(crate) notice_before: bool,
}

/// One record by which one holder may have come to know.
#[derive(Clone, Debug)]
struct Candidate<'a> {
    holder: SymbolId,
    incident: Incident<'a>,
    event: EventId,
    when: When,
    how: How,
    /// See [`Arisen::notice_before`].
    notice_before: bool,
    /// Further records that tell the same holder of the same.
    also: Vec<EventId>,
}

/// The duties of one rule that arose about one entity.
pub(crate) fn arise<'a>(
    setting: &Setting<'a>,
    plan: &Plan<'_>,
    events: Events<'_>,
    entity: EntityId,
    sparks: &[Spark],
) -> Vec<Arisen<'a>> {
    // (incident, holder) -> for each version the records by which the holder may have known.
    let mut groups: BTreeMap<(Incident<'a>, SymbolId), Vec<Vec<Candidate<'a>>>> = BTreeMap::new();
    for (v, version) in plan.versions.iter().enumerate() {
        for candidate in candidates(setting, version, events, entity, sparks) {
            let group = groups
                .entry((candidate.incident, candidate.holder))
                .or_insert_with(|| vec![Vec::new(); plan.versions.len()]);
            group[v].push(candidate);
        }
    }
    groups.into_values().filter_map(|group| one(setting, plan, events, &group)).collect()
}

fn candidates<'a>(
    setting: &Setting<'a>,
    version: &PlanVersion<'_>,
    events: Events<'_>,
    entity: EntityId,
    sparks: &[Spark],
) -> Vec<Candidate<'a>> {
    let mut found = Vec::new();
    if let Happening::BreachOf(rule) = &version.version.form.trigger().what {
        for spark in sparks.iter().filter(|s| s.rule == *rule) {
            let incident = Incident::Event(spark.trigger);
            for notice in breach_notices(setting, spark, &version.whos, events) {
                let Notice { holder, event, when, how, before, also } = notice;
                found.push(Candidate { holder, incident, event, when, how, notice_before: before, also });
            }
        }
        return found;
    }
    let about = subject_kind(version.version.form.action().about);
    for &kind in &version.kinds {
        for id in events.of_kind(kind) {
            let event = &setting.case.events[id.index()];
            let subject = event
                .mentions
                .iter()
                .find(|m| about.is_none_or(|k| setting.case.mentions[m.index()].kind == k))
                .map(|m| setting.case.entity_of[m.index()]);
            if subject == Some(entity) && version.conditions.iter().all(|c| c.holds(event)) {
                known(setting, version, id, event, &mut found);
            }
        }
    }
    found
}

/// The holders that an event reaches, and when.
fn known<'a>(
    setting: &Setting<'a>,
    version: &PlanVersion<'_>,
    id: EventId,
    event: &'a Event,
    found: &mut Vec<Candidate<'a>>,
) {
    let trigger = version.version.form.trigger();
    let fits = |h: SymbolId| version.whos.iter().any(|w| w.fits(setting, h, &event.parties));
    let incident = Incident::of(setting, id, event);
    let mut push = |holder, when: When, how| {
        let (event, notice_before, also) = (id, false, Vec::new());
        found.push(Candidate { holder, incident, event, when, how, notice_before, also });
    };
    match &trigger.reach {
        Reach::By(_) => {
            if fits(event.holder) {
                push(event.holder, event.when.clone(), How::Act);
            }
        }
        Reach::SentTo(_) => {
            let sent = event.known.iter().filter(|a| a.grade >= Grade::Sent).map(|a| a.holder);
            let mut reached: Vec<SymbolId> =
                event.parties.iter().copied().chain(sent).filter(|&h| fits(h)).collect();
            reached.sort_unstable();
            reached.dedup();
            for holder in reached {
                push(holder, event.when.clone(), How::Sent);
            }
        }
        Reach::KnownTo(_) => {
            if fits(event.holder) {
                let own = if event.recorded.is_dated() {
                    (event.recorded.clone(), How::OwnRecorded)
                } else {
                    (event.when.clone(), How::Own)
                };
                push(event.holder, own.0, own.1);
            }
            for receipt in event.known.iter().filter(|a| fits(a.holder)) {
                if receipt.grade == Grade::Recorded || setting.terms.knowing.contains(&receipt.grade) {
                    push(receipt.holder, receipt.when.clone(), How::Receipt(receipt.grade));
                }
            }
            if let Some(days) = trigger.deemed_receipt_days {
                deemed(setting, event, days, &fits, &mut push);
            }
        }
    }
}

/// Something sent that no receipt acknowledges counts as received some days later.
fn deemed(
    setting: &Setting<'_>,
    event: &Event,
    days: u32,
    fits: &impl Fn(SymbolId) -> bool,
    push: &mut impl FnMut(SymbolId, When, How),
) {
    let counted = |h: SymbolId| {
        event.holder == h
            || event.known.iter().any(|a| {
                a.holder == h
                    && (a.grade == Grade::Recorded || setting.terms.knowing.contains(&a.grade))
                    && a.when.is_dated()
            })
    };
    let sent = event.known.iter().filter(|a| a.grade == Grade::Sent).map(|a| (a.holder, &a.when));
    let addressed = event.parties.iter().map(|&p| (p, &event.when));
    let mut done: Vec<SymbolId> = Vec::new();
    for (holder, when) in sent.chain(addressed) {
        if fits(holder) && !counted(holder) && !done.contains(&holder) {
            done.push(holder);
            push(holder, shifted(when, days), How::Deemed(days));
        }
    }
}

/// A date so many days later.
fn shifted(when: &When, days: u32) -> When {
    let days = i32::try_from(days).unwrap_or(i32::MAX);
    range(when.earliest().map(|d| d + days), when.latest().map(|d| d + days), when.written())
}

/// The date with these bounds.
pub(crate) fn range(earliest: Option<Day>, latest: Option<Day>, written: &str) -> When {
    match (earliest, latest) {
        (Some(a), Some(b)) if a == b => When::on(a, written),
        (Some(a), Some(b)) => When::within(a, b.max(a), Precision::Range, Qualifier::Range, written),
        (None, Some(b)) => When::by(b, written),
        (Some(a), None) => When::from(a, written),
        (None, None) => When::unknown(written),
    }
}

/// How one holder knows of a breach.
#[derive(Clone, Debug)]
pub(crate) struct Notice {
    pub(crate) holder: SymbolId,
    pub(crate) event: EventId,
    /// The days on which it may have come to know, none of them before the breach.
    pub(crate) when: When,
    pub(crate) how: How,
    /// See [`Arisen::notice_before`].
    pub(crate) before: bool,
    /// Further notices to the same holder.
    pub(crate) also: Vec<EventId>,
}

/// Who knows of a breach, by which record, from when: its own holder at once, and anyone else only by a notice of breach
/// about the same subject that stands in its own record or that it received. A notice from before the breach is not a notice of
/// it; where its dates leave that open, so does what is told of it.
pub(crate) fn breach_notices(
    setting: &Setting<'_>,
    spark: &Spark,
    whos: &[Who],
    events: Events<'_>,
) -> Vec<Notice> {
    let mut found: Vec<Notice> = Vec::new();
    let fits = |h: SymbolId| whos.iter().any(|w| w.fits(setting, h, &[]));
    if fits(spark.holder) {
        let (holder, event, when) = (spark.holder, spark.trigger, spark.when.clone());
        found.push(Notice { holder, event, when, how: How::OwnBreach, before: false, also: Vec::new() });
    }
    let Some(kind) = setting.case.words.get(BREACH_NOTICE) else { return found };
    let Some(breach) = spark.when.earliest().zip(spark.when.latest()) else { return found };
    for id in events.of_kind(kind) {
        let event = &setting.case.events[id.index()];
        let own = (event.holder, if event.recorded.is_dated() { &event.recorded } else { &event.when });
        let counts = |g: Grade| g == Grade::Recorded || setting.terms.knowing.contains(&g);
        let receipts = event.known.iter().filter(|a| counts(a.grade)).map(|a| (a.holder, &a.when));
        for (holder, when) in std::iter::once(own).chain(receipts) {
            let known = when.latest().is_none_or(|day| day >= breach.0);
            if !fits(holder) || !known {
                continue;
            }
            let before = when.earliest().is_none_or(|day| day < breach.1);
            let first = when.earliest().map_or(breach.0, |day| day.max(breach.0));
            let when = if when.earliest() == Some(first) {
                when.clone()
            } else {
                range(Some(first), when.latest(), when.written())
            };
            let (how, also) = (How::BreachNotice, Vec::new());
            let notice = Notice { holder, event: id, when, how, before, also };
            match found.iter_mut().find(|n| n.holder == holder) {
                None => found.push(notice),
                Some(one) if one.how == How::BreachNotice => one.or(notice, setting.last_complete),
                // Of its own breach it knew at once.
                Some(_) => {}
            }
        }
    }
    found
}

impl Notice {
    /// The earliest knowledge that this notice and another give together.
    fn or(&mut self, other: Notice, last_complete: Day) {
        let days = |n: &Notice| {
            let first = n.when.earliest().unwrap_or(Day::FIRST);
            (first, n.when.latest().unwrap_or(last_complete).max(first))
        };
        let ((a, b), (c, d)) = (days(self), days(&other));
        // What may have been no notice of the breach does not show that it was known by then.
        let last = match (self.before, other.before) {
            (true, true) => b.max(d),
            (true, false) => d,
            (false, true) => b,
            (false, false) => b.min(d),
        };
        let mut also = std::mem::take(&mut self.also);
        if (other.before, d, c) < (self.before, b, a) {
            also.push(self.event);
            *self = other;
        } else {
            also.push(other.event);
        }
        self.also = also;
        let (first, last) = (a.min(c), last.max(a.min(c)));
        if days(self) != (first, last) {
            self.when = range(Some(first), Some(last), self.when.written());
        }
    }
}

/// The kind of event that tells one agency of another's breach.
pub const BREACH_NOTICE: &str = "breach_notice";

/// One duty from the records by which its holder may have known, or nothing if it arose outside the years of the rule.
fn one<'a>(
    setting: &Setting<'a>,
    plan: &Plan<'_>,
    events: Events<'_>,
    group: &[Vec<Candidate<'a>>],
) -> Option<Arisen<'a>> {
    let mut segments = Vec::new();
    let mut best: Option<(When, &Candidate<'a>)> = None;
    let mut outside = false;
    for (v, candidates) in group.iter().enumerate() {
        let Some((start, first)) = earliest(candidates) else { continue };
        let version = plan.versions[v].version;
        let (clip, whole) = clip(setting, &start, version);
        // What begins after the last complete day is not engaged.
        let obs = setting.last_complete;
        let known = |w: &When| w.earliest().is_none_or(|d| d <= obs);
        let Some(clip) = clip.filter(|c| known(c) || !known(&start)) else {
            outside = true;
            continue;
        };
        segments.push(Segment { version: v, start: clip });
        // What stands in the record had happened by its last complete day.
        let hi = start.latest().unwrap_or(obs);
        let ends_here = version.last_day().is_none_or(|last| hi <= last);
        outside |= !whole;
        if best.is_none() {
            best = Some((start, first));
        }
        if ends_here {
            break;
        }
    }
    let (start, first) = match best {
        Some(best) => best,
        // Dated, and outside the years of the rule: it never arose. Undated: it cannot be told.
        None if group.iter().flatten().any(|c| c.when.is_dated()) => return None,
        None => {
            let first = group.iter().flatten().min_by_key(|c| events.rank(c.event))?;
            (first.when.clone(), first)
        }
    };
    let obs = setting.last_complete;
    let after_last = start.earliest().is_none_or(|d| d <= obs) && start.latest().is_some_and(|d| d > obs);
    let outside_years = outside && !covered(&start, &segments, setting.last_complete);
    let of = |c: &Candidate<'_>| std::iter::once(c.event).chain(c.also.iter().copied()).collect::<Vec<_>>();
    let mut triggers: Vec<EventId> = group.iter().flatten().flat_map(of).collect();
    triggers.sort_unstable_by_key(|&e| events.rank(e));
    triggers.dedup();
    Some(Arisen {
        holder: first.holder,
        incident: first.incident,
        start,
        how: first.how,
        trigger: first.event,
        triggers,
        addressees: &setting.case.events[first.event.index()].parties,
        segments,
        outside_years,
        after_last,
        notice_before: first.notice_before,
    })
}

impl Arisen<'_> {
    /// Whether the dates leave it possible that it did not arise at all.
    pub(crate) fn may_not_be(&self) -> bool {
        self.outside_years || self.after_last || self.notice_before
    }
}

/// The earliest knowledge that dated records leave possible, and the record that gives it.
fn earliest<'c, 'a>(candidates: &'c [Candidate<'a>]) -> Option<(When, &'c Candidate<'a>)> {
    let dated = || candidates.iter().filter(|c| c.when.is_dated());
    let last = |c: &Candidate<'_>| c.when.latest().unwrap_or(Day::LAST);
    let first = |c: &Candidate<'_>| c.when.earliest().unwrap_or(Day(i32::MIN));
    let chosen = dated().min_by_key(|c| (last(c), first(c), c.when.time(), c.event))?;
    let lo = dated().map(first).min()?;
    if lo == first(chosen) {
        return Some((chosen.when.clone(), chosen));
    }
    let lo = (lo > Day(i32::MIN)).then_some(lo);
    Some((range(lo, chosen.when.latest(), chosen.when.written()), chosen))
}

/// The part of `start` in which `version` is in force, and whether that is the whole. An open start reaches back before every
/// rule, so it is never the whole.
pub(crate) fn clip(setting: &Setting<'_>, start: &When, version: &Version) -> (Option<When>, bool) {
    let lo = start.earliest();
    let hi = start.latest().unwrap_or(setting.last_complete).max(lo.unwrap_or(Day::FIRST));
    let from = lo.map_or(version.from, |lo| lo.max(version.from));
    let to = version.last_day().map_or(hi, |end| hi.min(end));
    if from > to {
        (None, false)
    } else if (Some(from), to) == (lo, hi) {
        (Some(start.clone()), true)
    } else {
        (Some(range(Some(from), Some(to), start.written())), false)
    }
}

/// Whether the segments together hold every possible day.
pub(crate) fn covered(start: &When, segments: &[Segment], last_complete: Day) -> bool {
    let Some(lo) = start.earliest() else { return false };
    let hi = start.latest().unwrap_or(last_complete).max(lo);
    let days = |w: &When| w.earliest().map_or(0, |a| w.latest().unwrap_or(hi) - a + 1);
    segments.iter().map(|s| days(&s.start)).sum::<i32>() > hi - lo
}

impl<'r> PlanVersion<'r> {
    pub(crate) fn trigger_kinds(case: &model::Case, version: &Version) -> Vec<SymbolId> {
        match &version.form.trigger().what {
            Happening::Kinds(kinds) => symbols(case, kinds),
            Happening::BreachOf(_) => case.words.get(BREACH_NOTICE).into_iter().collect(),
        }
    }
}
