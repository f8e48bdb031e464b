//! From readings to one outcome: the verdict, what is still owed, the range of lateness, and the evidence.
//!
//! The verdict of a set of several: *late or nothing recorded* is **late** where the record of an action stands, the
//! extracts were supplied and no action stands in the record of a possible same, because only the date of that action leaves the other open;
//! but not where another duty may have got that action. An undated action that its rule
//! counts as met is **met**, and the outcome says that its date is not recorded. Every other set of several is
//! **cannot tell**.
//!
//! Left out: the sentences, which are in `reason`.

use model::{Certainty, Day, EntityId, EventId, Outcome, Status, SymbolId, Verdict, VerdictSet, When};

use crate::rule::{Form, Within};
use crate::verdict::Lateness;

use super::arise::{Arisen, Plan};
use super::index::Events;
use super::judge::Cannot;
use super::plan::{Pat, Setting};
use super::reading::{Reading, Records};
use super::reason;
use super::records::{Count, Taken};

/// Everything known of one duty that arose, before it is put into words.
pub(crate) struct Findings<'f, 'a> {
    pub(crate) setting: &'f Setting<'a>,
    pub(crate) plan: &'f Plan<'f>,
    pub(crate) arisen: &'f Arisen<'a>,
    pub(crate) readings: Vec<Reading>,
    pub(crate) records: Records,
    pub(crate) taken: &'f [Taken],
    /// Records of duties that share actions out without which this one would differ; for a link of a chain, those that leave
    /// open whether and when it arose.
    pub(crate) needed: &'f [EventId],
    /// An action that may be its own may have gone to another duty.
    pub(crate) contested: bool,
    pub(crate) count: Option<Count>,
    /// Which link of a chain, from 1; 0 for a duty that is no chain.
    pub(crate) link: u32,
    /// An earlier version that this duty arose under, before a later one superseded it.
    pub(crate) superseded: Option<usize>,
    /// Identifier of the rule as printed.
    pub(crate) id: String,
    /// The record of the last link, for a link of a chain after the first.
    pub(crate) link_start: Option<EventId>,
    /// What is asked after a breach, where this is that.
    pub(crate) consequence: Option<(&'f Pat<'f>, &'f Within)>,
    /// The days on which a link of a chain after the first may have started.
    pub(crate) link_days: Option<When>,
    /// On some days that the dates leave open it did not arise: the link before it was not answered.
    pub(crate) may_not_be: bool,
    /// The last record of what was due that came before the time in which it counts.
    pub(crate) earlier: Option<EventId>,
}

/// The union of the readings.
pub(crate) struct United {
    pub(crate) set: VerdictSet,
    pub(crate) verdict: Verdict,
    /// First and last possible deadline; the first is `None` where the start is open.
    pub(crate) due: Option<(Day, Day)>,
    pub(crate) late: Option<Lateness>,
    pub(crate) silent: Option<Lateness>,
    pub(crate) done: Option<EventId>,
    pub(crate) cannot: Option<Cannot>,
    /// Some but not all of several addressees acted.
    pub(crate) partial: bool,
}

impl Findings<'_, '_> {
    /// Unites the readings.
    pub(crate) fn unite(&self) -> United {
        let mut united = United {
            set: VerdictSet::default(),
            verdict: Verdict::CannotTell,
            due: None,
            late: None,
            silent: None,
            done: None,
            cannot: self.readings.is_empty().then_some(Cannot::NoStart),
            partial: false,
        };
        for reading in &self.readings {
            united.set = united.set.union(reading.set);
            match &reading.judged {
                Err(cannot) => united.cannot = united.cannot.or(Some(*cannot)),
                Ok(judged) => {
                    let (first, last) = judged.due;
                    united.due = Some(united.due.map_or((first, last), |d| (d.0.min(first), d.1.max(last))));
                    united.late = widen(united.late, reading.late);
                    united.silent = widen(united.silent, reading.silent);
                    united.done = united.done.or(judged.done);
                }
            }
        }
        if self.readings.is_empty() {
            united.set = VerdictSet::of(Verdict::CannotTell);
        }
        if united.cannot.is_some() {
            united.due = None;
        }
        united.partial = self.count.is_some_and(Count::some_done) && !united.set.contains(Verdict::NotYetDue);
        united.verdict = self.verdict(&united);
        if united.verdict == Verdict::Met && united.set.single().is_none() {
            // Not the record that comes nearest by its date, but the one that the rule counts without a date.
            let counted = self.readings.iter().find(|r| r.undated == Some(Verdict::Met));
            united.done = counted.and_then(|r| r.dateless).or(united.done);
        }
        united
    }

    fn verdict(&self, united: &United) -> Verdict {
        let gap = self.readings.iter().any(|r| {
            r.gap_after.is_some()
                || !r.beside.maybe.is_empty()
                || (r.gap_within.is_some() && r.set.contains(rests_on_absence(r)))
        });
        let undated = self.readings.iter().find_map(|r| r.undated).filter(|&verdict| {
            self.readings.iter().all(|r| r.undated == Some(verdict) || r.set.single() == Some(verdict))
        });
        if united.cannot.is_some() || united.partial || self.arisen.may_not_be() || self.may_not_be {
            Verdict::CannotTell
        } else if let Some(single) = united.set.single() {
            if gap && single == Verdict::NothingRecorded { Verdict::CannotTell } else { single }
        } else if let Some(verdict) = undated {
            verdict
        } else if united.set == VerdictSet::of(Verdict::Late).with(Verdict::NothingRecorded)
            && !gap
            && !self.contested
        {
            Verdict::Late
        } else {
            Verdict::CannotTell
        }
    }

    /// What is still owed on the observation date.
    fn status(&self, united: &United) -> Status {
        let ended =
            |v: Verdict| matches!(v, Verdict::Met | Verdict::DecidedNot | Verdict::Excused | Verdict::Late);
        let uncovered = self.readings.iter().any(|r| r.gap_within.is_some() || r.gap_after.is_some());
        if united.cannot.is_some() {
            Status::Unknown
        } else if united.partial {
            Status::Partial
        } else if matches!(united.verdict, Verdict::Met | Verdict::DecidedNot | Verdict::Excused)
            || (united.set.iter().all(ended) && (united.done.is_some() || !uncovered))
        {
            Status::Completed
        } else {
            match united.set.single() {
                Some(Verdict::NothingRecorded) => Status::Overdue,
                Some(Verdict::NotYetDue) => Status::Pending,
                _ => Status::Unknown,
            }
        }
    }

    /// By how much the deadline was passed, over the readings in which it was; where some of several are certainly silent,
    /// the age of their silence.
    fn lateness(&self, united: &United) -> Option<Lateness> {
        united.due?;
        if united.partial {
            return self.age(united);
        }
        Lateness::of_breaches(united.set, united.late, united.silent)
    }

    /// The age of a silence counted from the deadline, whoever is silent.
    fn age(&self, united: &United) -> Option<Lateness> {
        let (first, last) = united.due?;
        let observed = self.setting.observed;
        let within = self.within(self.readings.first()?)?;
        let calendar = self.setting.calendar(&within.calendar)?;
        let between = |d| calendar.between(d, observed);
        Some(Lateness {
            days: (observed - last, observed - first),
            working_days: between(last).zip(between(first)),
        })
    }

    /// The outcome.
    pub(crate) fn outcome(&self, events: Events<'_>, entity: EntityId) -> Outcome {
        let united = self.unite();
        let lateness = self.lateness(&united);
        let trigger = self.link_start.unwrap_or(self.arisen.trigger);
        let certainty = if self.arisen.may_not_be() || self.may_not_be {
            perhaps(united.set.certainty())
        } else {
            united.set.certainty()
        };
        let done = united.done.filter(|_| united.verdict != Verdict::NothingRecorded);
        let case = self.setting.case;
        Outcome {
            rule: self.id.clone(),
            version: self.version_label(),
            version_reason: reason::version(self),
            subject: entity,
            reference: case.events[self.arisen.trigger.index()].reference.to_string(),
            holder: self.arisen.holder,
            started: self.link_days.as_ref().unwrap_or(&self.arisen.start).clone(),
            due: united.due,
            possible: united.set,
            verdict: united.verdict,
            status: self.status(&united),
            done: done.map(|id| case.events[id.index()].when.clone()),
            days_late: lateness.map(|l| l.days),
            working_days_late: lateness.and_then(|l| l.working_days),
            certainty,
            reason: reason::reason(self, &united, lateness),
            trigger,
            evidence: self.evidence(events, trigger, &united),
            followed: self.followed(events, entity, certainty, trigger, done),
        }
    }

    fn version_label(&self) -> String {
        if self.readings.is_empty() {
            return "cannot tell".to_string();
        }
        let number = |r: &Reading| self.plan.versions[r.version].version.number.to_string();
        let mut numbers: Vec<String> = self.readings.iter().map(number).collect();
        numbers.dedup();
        numbers.join(" or ")
    }

    /// Every event looked at, the trigger first, the others in order of time: records after the one that certainly decides
    /// cannot change the verdict and are left out.
    fn evidence(&self, events: Events<'_>, trigger: EventId, united: &United) -> Vec<EventId> {
        let case = self.setting.case;
        // A record that may lie before the clock started decides on some readings only. On its first day a later link of a
        // chain has no action yet.
        let started = self.readings.iter().map(|r| r.start.latest()).max().flatten();
        let started = started.map(|s| if self.link > 1 { s + 1 } else { s });
        let after =
            |id: &EventId| case.events[id.index()].when.earliest().zip(started).is_some_and(|(d, s)| d >= s);
        let in_all = |id: &EventId| self.readings.iter().all(|r| r.is_decided_by(*id));
        let decided = united.set.single().is_some().then_some(united.done).flatten();
        let decided = decided.filter(|id| after(id) && in_all(id));
        let last = decided.and_then(|id| case.events[id.index()].when.latest()).unwrap_or(Day::LAST);
        let first = |id: &EventId| {
            let when: &When = &case.events[id.index()].when;
            when.earliest().is_none_or(|d| d <= last)
        };
        let records = self.records.actions.iter().chain(&self.records.decisions).chain(&self.records.excuses);
        let mut rest: Vec<EventId> =
            records.chain(self.records.unclear.iter().flatten()).copied().filter(first).collect();
        rest.extend(self.arisen.triggers.iter().copied());
        rest.extend(self.count.map(|c| c.event));
        for beside in self.readings.iter().map(|r| &r.beside) {
            let actions = beside.maybe.iter().chain(&beside.answered);
            rest.extend(actions.flat_map(|m| std::iter::once(m.action).chain(m.matter)));
            rest.extend(beside.weighed.iter().chain(&beside.another).copied());
        }
        rest.extend(self.taken.iter().filter(|t| first(&t.action)).flat_map(|t| [t.action, t.other]));
        rest.extend(self.needed);
        rest.extend(self.earlier);
        rest.sort_unstable_by_key(|&id| events.rank(id));
        rest.dedup();
        rest.retain(|&id| id != trigger);
        rest.insert(0, trigger);
        rest
    }

    /// The time limit of a reading.
    pub(crate) fn within(&self, reading: &Reading) -> Option<&Within> {
        match self.consequence {
            Some((_, within)) => Some(within),
            None => self.form(reading).within(),
        }
    }

    /// The kinds of action that are asked for.
    pub(crate) fn action_kinds(&self) -> &[String] {
        let version = self.readings.first().map_or(0, |r| r.version);
        match self.consequence {
            Some((action, _)) => &action.rule.kinds,
            None => &self.plan.versions[version].action.rule.kinds,
        }
    }

    pub(crate) fn form(&self, reading: &Reading) -> &Form {
        &self.plan.versions[reading.version].version.form
    }

    /// The holder in words.
    pub(crate) fn holder_name(&self) -> &str {
        self.name(self.arisen.holder)
    }

    pub(crate) fn name(&self, holder: SymbolId) -> &str {
        self.setting.word(holder)
    }
}

/// Whether a duty was breached that may not have arisen at all: on the readings on which it did not, nothing was.
fn perhaps(arisen: Certainty) -> Certainty {
    if arisen == Certainty::CertainlyBreached { Certainty::Possible } else { arisen }
}

/// The verdict that rests on the absence of a record.
fn rests_on_absence(reading: &Reading) -> Verdict {
    // A bar never gives *nothing recorded*: there, the absence of the forbidden action is *met*.
    if reading.set.contains(Verdict::NothingRecorded) { Verdict::NothingRecorded } else { Verdict::Met }
}

fn widen(a: Option<Lateness>, b: Option<Lateness>) -> Option<Lateness> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.widened(b)),
        (one, other) => one.or(other),
    }
}
