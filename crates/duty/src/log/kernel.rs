//! The kernel: every duty of every rule that arose in a log, subject by subject.
//!
//! One pass over the events of a subject puts them into slots for all rules at once; each duty that arose then asks for
//! the first action, decision and excuse from some place on. Where the dates that matter are exact, that decides
//! ([`crate::verdict::exact`] says how, and the tests hold this file to it). Where they are not, `spans` takes
//! over. Nothing is allocated between one subject and the next.
//!
//! Subjects do not know of each other, so ranges of them may be checked on several threads, in any order: the outcomes
//! of a subject depend on nothing else.
//!
//! A log is taken to be whole: it shows every event of the kinds it has, up to its last complete day. Events that
//! certainly came after that day play no part.
//!
//! Left out: reading and writing.

use std::ops::Range;

use model::{Certainty, Day, Verdict, VerdictSet};

use crate::calendar::Calendar;
use crate::deadline::Reach;
use crate::rule::Holder;
use crate::verdict::{OPEN_END, OPEN_START, Span};

use super::links::Left;
use super::outcome::{CHAIN_LINKS_MAX, EVIDENCE_ROWS_MAX, NO_DAYS, Outcome};
use super::plan::{NO_SLOT, Plan, PlanRule, PlanVersion, Shape, folded};
use super::rows::{Log, spare};
use super::sheet::{BITS_MAX, Copies, Find, Gates, Lists, Masks, Sheet};
use super::spans::Spans;
use super::whole::WholeDesk;

/// Most days of a table of deadlines: some 360 years. Days outside are computed one by one.
const TABLE_DAYS_MAX: i32 = 131_072;

/// Stands for a deadline that cannot be computed.
const NO_DAY: i32 = i32::MIN;

/// A plan and a log, ready to be checked.
pub struct Kernel<'a> {
    pub(super) plan: &'a Plan,
    pub(super) log: &'a Log,
    /// The last complete day.
    pub(super) last_complete: i32,
    /// The observation date: the day after, to which the age of a silence is counted.
    pub(super) observed: i32,
    /// The lists that each holder is on.
    lists: Vec<u64>,
    /// The number of the holder that is nobody, if there is one.
    pub(super) nobody: Option<u32>,
    /// Slots that are asked for by holder.
    own: Vec<bool>,
    /// The rules that each slot may start; see [`Gates`].
    starters: Vec<u64>,
    /// First day of the tables.
    base: i32,
    /// The deadline of each clock for a start on each day from `base` on.
    tables: Vec<Deadlines>,
}

/// The deadlines of a clock.
enum Deadlines {
    /// So many days after the start, for this many starts from the base on.
    After(i32, u32),
    /// One by one.
    Table(Vec<i32>),
}

impl Deadlines {
    /// The shortest form of a table that begins on `base`.
    fn of(table: Vec<i32>, base: i32) -> Deadlines {
        let after = |(i, &due): (usize, &i32)| due.wrapping_sub(base.wrapping_add(i as i32));
        let first = table.iter().enumerate().next().map(after);
        match first {
            Some(days) if !table.contains(&NO_DAY) && table.iter().enumerate().all(|d| after(d) == days) => {
                Deadlines::After(days, table.len() as u32)
            }
            _ => Deadlines::Table(table),
        }
    }
}

/// What one thread needs for itself; kept from subject to subject.
#[derive(Default)]
pub struct Desk {
    copies: Copies,
    masks: Masks,
    places: Lists,
    pub(super) spans: Spans,
    whole: WholeDesk,
}

impl<'a> Kernel<'a> {
    /// Makes a plan ready for a log whose last complete day is `last_complete`.
    pub fn new(plan: &'a Plan, log: &'a Log, last_complete: Day) -> Kernel<'a> {
        let lists = (0..log.holders.len()).map(|h| lists_of(plan, log, h as u32)).collect();
        let mut own = vec![false; plan.slots];
        for version in plan.rules.iter().flat_map(|r| &r.versions) {
            for class in [version.action, version.decision, version.excuse] {
                own[usize::from(class.own)] = true;
            }
        }
        let (base, end) = table_days(log, last_complete.0);
        let words = plan.rules.len().div_ceil(64);
        let mut starters = vec![0; plan.slots * words];
        for (number, rule) in plan.rules.iter().enumerate() {
            starters[usize::from(rule.triggers) * words + number / 64] |= 1 << (number % 64);
        }
        let tables = Vec::new();
        let mut kernel = Kernel {
            plan,
            log,
            last_complete: last_complete.0,
            observed: last_complete.0 + 1,
            lists,
            nobody: None,
            own,
            starters,
            base,
            tables,
        };
        kernel.tables = (0..plan.clocks.len())
            .map(|c| {
                let table = (base..end).map(|k| kernel.count_due(c as u16, k).unwrap_or(NO_DAY)).collect();
                Deadlines::of(table, base)
            })
            .collect();
        kernel
    }

    /// For a log that has a column of holders: a row without one is of nobody, and no two such rows are of the same holder.
    #[must_use]
    pub fn of_named_holders(mut self) -> Kernel<'a> {
        let holders = &self.log.holders;
        let blank = (0..holders.len() as u32).find(|&h| holders.word(h).is_empty());
        self.nobody = blank.map(|h| spare(holders.one(), h as usize, h));
        self
    }

    /// Checks a range of subjects and adds what came of it to `found`, in order of subject, rule and start.
    pub fn check(&self, subjects: Range<u32>, desk: &mut Desk, found: &mut Vec<Outcome>) {
        let gates = self.gates();
        let from = found.len();
        for subject in subjects.clone() {
            let Desk { copies, masks, places, spans, .. } = desk;
            let sheet = copies.sheet(self.log, subject, self.nobody);
            if sheet.len() <= BITS_MAX {
                masks.fill(&sheet, &gates);
                self.subject(subject, &sheet, masks, spans, found);
            } else {
                places.fill(&sheet, &gates);
                self.subject(subject, &sheet, places, spans, found);
            }
        }
        if let Some(whole) = &self.plan.whole {
            subjects.for_each(|subject| whole.check(self, subject, &mut desk.whole, found));
            found[from..].sort_by_key(|o| o.subject);
        }
    }

    fn gates(&self) -> Gates<'_> {
        Gates {
            slots: self.plan.slots,
            by_kind: &self.plan.gates,
            lists: &self.lists,
            own: &self.own,
            last_complete: self.last_complete,
            starters: &self.starters,
        }
    }

    fn subject(
        &self,
        subject: u32,
        sheet: &Sheet<'_>,
        find: &impl Find,
        spans: &mut Spans,
        found: &mut Vec<Outcome>,
    ) {
        for number in find.started().rules() {
            let rule = &self.plan.rules[number];
            let task = Task { kernel: self, subject, number: number as u16, rule, sheet, find };
            if rule.one {
                task.share_out(spans, found);
            } else {
                task.each(spans, found);
            }
        }
    }

    /// The deadline of a clock of days that started on `k`; for a clock of hours the minute, from a minute.
    #[inline]
    pub(super) fn due(&self, clock: u16, k: i32) -> Option<i32> {
        let place = k.wrapping_sub(self.base) as u32;
        match &self.tables[usize::from(clock)] {
            Deadlines::After(days, starts) if place < *starts => Some(k + days),
            Deadlines::Table(table) => match table.get(place as usize) {
                Some(&day) => (day != NO_DAY).then_some(day),
                None => self.count_due(clock, k),
            },
            Deadlines::After(..) => self.count_due(clock, k),
        }
    }

    fn count_due(&self, clock: u16, k: i32) -> Option<i32> {
        let clock = &self.plan.clocks[usize::from(clock)];
        let calendar = &self.plan.calendars[usize::from(clock.calendar)];
        clock.clock.due(Day(k), calendar).map(|d| d.0)
    }

    /// The calendar of a clock.
    pub(super) fn calendar(&self, clock: u16) -> &Calendar {
        &self.plan.calendars[usize::from(self.plan.clocks[usize::from(clock)].calendar)]
    }

    /// How many days (for clocks of hours: minutes) before a start at `k` an action counts under a version.
    pub(super) fn reach(&self, reach: Reach, clock: u16, hours: bool, k: i32) -> Option<i32> {
        match reach {
            Reach::Days(days) if !hours => Some(days),
            reach => reach.before(k, hours, self.calendar(clock)),
        }
    }
}

/// The lists of the plan that a holder is on.
fn lists_of(plan: &Plan, log: &Log, holder: u32) -> u64 {
    let (name, sort) = (log.holders.word(holder), folded(&String::from_utf8_lossy(log.holder(holder))));
    let fits = |h: &Holder| match h {
        Holder::Any => true,
        Holder::Sort(word) => !sort.is_empty() && *word == sort,
        Holder::Named(word) => word.as_bytes() == name,
        Holder::Addressee => false,
    };
    let bit = |(i, list): (usize, &Vec<Holder>)| u64::from(list.iter().any(fits)) << i;
    plan.lists.iter().enumerate().map(bit).sum()
}

/// First and last day (not included) of the tables: the days of the log, as far as they fit.
fn table_days(log: &Log, last_complete: i32) -> (i32, i32) {
    let closed = |d: &&i32| **d != OPEN_START && **d != OPEN_END;
    let lo = log.columns.lo.iter().filter(closed).min();
    let hi = log.columns.lo.iter().chain(&log.columns.hi).filter(closed).max();
    let (Some(&lo), Some(&hi)) = (lo, hi) else { return (0, 0) };
    let end = hi.saturating_add(1).min(last_complete.saturating_add(TABLE_DAYS_MAX / 4));
    let base = lo.max(end.saturating_sub(TABLE_DAYS_MAX));
    (base, end.max(base))
}

/// One rule on one subject.
pub(super) struct Task<'t, 'a, F> {
    pub(super) kernel: &'t Kernel<'a>,
    pub(super) subject: u32,
    pub(super) number: u16,
    pub(super) rule: &'t PlanRule,
    pub(super) sheet: &'t Sheet<'t>,
    pub(super) find: &'t F,
}

impl<F: Find> Task<'_, '_, F> {
    /// Every duty that arose, each by itself: an action answers all that are open.
    fn each(&self, spans: &mut Spans, found: &mut Vec<Outcome>) {
        if self.rule.repeats {
            spans.chain.left = Left::new(self.triggers());
        }
        let mut from = 0;
        while let Some(i) = self.find.next(self.rule.triggers, from) {
            from = i + 1;
            match self.exactly(i) {
                Some(Ok(version)) => self.exact(i, version, &mut spans.chain.left, found),
                Some(Err(())) => {}
                None => self.unsure(i, spans, found),
            }
        }
    }

    /// How many events may start a clock.
    fn triggers(&self) -> u32 {
        let (mut from, mut count) = (0, 0);
        while let Some(i) = self.find.next(self.rule.triggers, from) {
            (from, count) = (i + 1, count + 1);
        }
        count
    }

    /// The version under which the event at `i` starts a clock with nothing uncertain about it; `Err` where none is in
    /// force; `None` where something is uncertain.
    fn exactly(&self, i: usize) -> Option<Result<&PlanVersion, ()>> {
        if !self.sheet.is_exact(i) {
            return None;
        }
        let Some(version) = self.in_force(i) else { return Some(Err(())) };
        if self.sheet.exact && !self.rule.hours {
            return Some(Ok(version));
        }
        let unsure = |v: &PlanVersion| {
            let unsure = |class| self.find.unsure_class(class);
            v.hours || unsure(v.action) || unsure(v.decision) || unsure(v.excuse)
        };
        // The links of a chain may pass from one version to another.
        let chain = matches!(version.shape, Shape::Repeat(_));
        let unsure = unsure(version) || (chain && self.rule.versions.iter().any(unsure));
        (!unsure).then_some(Ok(version))
    }

    /// The version in force on the day of the event at `i`, if the event starts its clock.
    pub(super) fn in_force(&self, i: usize) -> Option<&PlanVersion> {
        let k = self.sheet.lo[i];
        // The event stands in the slot of the rule's triggers; mostly that is the version's.
        let triggers = |v: &PlanVersion| v.trigger == self.rule.triggers || self.find.has(v.trigger, i);
        let fits = |v: &&PlanVersion| v.from <= k && k < v.until && triggers(v);
        self.rule.versions.iter().find(fits)
    }

    fn exact(&self, i: usize, version: &PlanVersion, left: &mut Left, found: &mut Vec<Outcome>) {
        if let Shape::Repeat(every) = version.shape {
            return self.chain(i, (version, every), left, found);
        }
        let asked = Asked::first(self.kernel, version, self.sheet.lo[i]);
        let decided = self.decide(i, &asked);
        self.write_down((i, i, 0), version, &asked, &decided, found);
        if decided.verdict == Verdict::Late
            && version.late_excuse != 0
            && let Some(outcome) = found.last_mut()
        {
            self.excuse_lateness(i, version, &decided, outcome);
        }
    }

    /// A chain: every link starts where the one before was answered.
    fn chain(
        &self,
        i: usize,
        (first, every): (&PlanVersion, u16),
        left: &mut Left,
        found: &mut Vec<Outcome>,
    ) {
        let mut asked = Asked::first(self.kernel, first, self.sheet.lo[i]);
        let (mut start, mut version, mut every) = (i, first, every);
        left.next_chain();
        for link in 1..=CHAIN_LINKS_MAX + 1 {
            if link > CHAIN_LINKS_MAX || !left.one_more() {
                let started = span_of(self.sheet, start);
                return found.push(self.unjudged(i, (start, started), version, link));
            }
            let decided = self.decide(i, &asked);
            self.write_down((i, start, link), version, &asked, &decided, found);
            let Some(at) = decided.at.filter(|_| matches!(decided.verdict, Verdict::Met | Verdict::Late))
            else {
                return;
            };
            start = at;
            let k = self.sheet.lo[at];
            let repeats =
                |v: &&PlanVersion| v.from <= k && k < v.until && matches!(v.shape, Shape::Repeat(_));
            version = self.rule.versions.iter().find(repeats).unwrap_or(first);
            if let Shape::Repeat(next) = version.shape {
                every = next;
            }
            asked = Asked {
                clock: every,
                k,
                due: self.kernel.due(every, k),
                // The same day told twice is one action.
                action_from: k + 1,
                // What ends a chain ends it from its beginning on, also between two links; an action may lie before that.
                excuse_from: self.sheet.lo[i].saturating_sub(version.excuse_reach),
                action: first.action,
                excuse: version.excuse,
                decision: version.decision,
                bar: false,
            };
        }
    }

    /// The record that decides, and how: [`crate::verdict::exact`] over slots.
    fn decide(&self, i: usize, asked: &Asked) -> Decided {
        let nothing = |verdict| Decided { verdict, at: None };
        let Some(due) = asked.due else { return nothing(Verdict::CannotTell) };
        let obs = self.kernel.last_complete;
        let end = due.min(obs);
        let (sheet, find) = (self.sheet, self.find);
        let from = |day: i32| if day == asked.k { None } else { Some(sheet.from(day)) };
        let start = if sheet.lo[i] == asked.k { sheet.same_day(i) } else { sheet.from(asked.k) };
        let first = |class, day| find.first(sheet, class, from(day).unwrap_or(start), i);
        let action = first(asked.action, asked.action_from);
        let decision = if asked.decision.is_none() { None } else { first(asked.decision, asked.k) };
        let excuse = if asked.excuse.is_none() { None } else { first(asked.excuse, asked.excuse_from) };
        let mut best: Option<(i32, u8, usize)> = None;
        for (class, at) in [action, decision, excuse].into_iter().enumerate() {
            let Some(at) = at.filter(|&at| sheet.lo[at] <= end) else { continue };
            let key = (sheet.lo[at], class as u8, at);
            best = Some(best.map_or(key, |b| b.min(key)));
        }
        if let Some((_, class, at)) = best {
            let verdict = [Verdict::Met, Verdict::DecidedNot, Verdict::Excused][usize::from(class)];
            return Decided { verdict, at: Some(at) };
        }
        if obs < due {
            return nothing(Verdict::NotYetDue);
        }
        let late = |at: Option<usize>| at.filter(|&at| sheet.lo[at] <= obs).map(|at| (sheet.lo[at], at));
        let late = match (late(action), late(decision)) {
            (Some(a), Some(n)) => Some(if a.0 <= n.0 { a } else { n }),
            (one, other) => one.or(other),
        };
        Decided {
            verdict: if late.is_some() { Verdict::Late } else { Verdict::NothingRecorded },
            at: late.map(|l| l.1),
        }
    }

    /// Writes down what came of a duty that `trigger` started, or of one link of a chain, which `start` did.
    fn write_down(
        &self,
        (trigger, start, link): (usize, usize, u16),
        version: &PlanVersion,
        asked: &Asked,
        decided: &Decided,
        found: &mut Vec<Outcome>,
    ) {
        let (sheet, kernel) = (self.sheet, self.kernel);
        let verdict = if asked.bar { barred(decided.verdict) } else { decided.verdict };
        let late_until = match verdict {
            _ if asked.bar => None,
            Verdict::Late => decided.at.map(|at| sheet.lo[at]),
            Verdict::NothingRecorded => Some(kernel.observed),
            _ => None,
        };
        let (mut days, mut working_days) = (NO_DAYS, NO_DAYS);
        if let (Some(due), Some(until)) = (asked.due, late_until) {
            days = (until - due, until - due);
            let working = kernel.calendar(asked.clock).between(Day(due), Day(until));
            working_days = working.map_or(NO_DAYS, |w| (w, w));
        }
        let row = decided.at.map_or(0, |at| sheet.row[at]);
        // Made in its place: it is long, and there are many.
        found.push(Outcome {
            subject: self.subject,
            holder: sheet.holder(trigger),
            rule: self.number,
            versions: (version.number, version.number),
            link,
            verdict,
            possible: VerdictSet::of(verdict),
            certainty: certainty(verdict),
            started: (sheet.lo[start], sheet.hi(start)),
            due: asked.due.map_or(NO_DAYS, |d| (d, d)),
            done: decided.at.map_or(NO_DAYS, |at| (sheet.lo[at], sheet.hi(at))),
            days_late: days,
            working_days_late: working_days,
            evidence: [sheet.row[start], row, 0, 0, 0],
            evidence_more: 0,
        });
    }

    /// A late action whose own record gives a reason that the rule accepts is excused. Where of several actions of that
    /// day some give one and some do not, it cannot be told whether the reason was for the lateness.
    fn excuse_lateness(&self, i: usize, version: &PlanVersion, decided: &Decided, outcome: &mut Outcome) {
        let sheet = self.sheet;
        let gives = |at: usize| sheet.bits(at) & version.late_excuse == version.late_excuse;
        let due = outcome.due.1;
        // Without the others of that day the first alone would decide.
        let mut others = Vec::new();
        let (mut from, mut first, mut some, mut all) = (sheet.from(due.saturating_add(1)), None, false, true);
        while let Some(at) = self.find.first(sheet, version.action, from, i) {
            if first.is_some_and(|f: usize| sheet.lo[f] < sheet.lo[at]) {
                break;
            }
            first = first.or(Some(at));
            if first.is_some_and(|f| decided.at.is_none_or(|d| sheet.lo[d] < sheet.lo[f])) {
                // A decision came before.
                return;
            }
            if first != Some(at) {
                others.push(sheet.row[at]);
            }
            some |= gives(at);
            all &= gives(at);
            from = at + 1;
        }
        if !some {
            return;
        }
        if !all {
            let held = outcome.evidence().len();
            let free = EVIDENCE_ROWS_MAX.saturating_sub(held).min(others.len());
            outcome.evidence[held..held + free].copy_from_slice(&others[..free]);
            outcome.evidence_more += (others.len() - free) as u32;
        }
        outcome.possible = if all {
            VerdictSet::of(Verdict::Excused)
        } else {
            VerdictSet::of(Verdict::Excused).with(Verdict::Late)
        };
        outcome.verdict = outcome.possible.single().unwrap_or(Verdict::CannotTell);
        outcome.certainty = outcome.possible.certainty();
        if !outcome.possible.contains(Verdict::Late) {
            (outcome.days_late, outcome.working_days_late) = (NO_DAYS, NO_DAYS);
        }
    }
}

/// What a single verdict says of a breach: [`VerdictSet::certainty`] for a set of one.
fn certainty(verdict: Verdict) -> Certainty {
    match verdict {
        Verdict::Met | Verdict::DecidedNot | Verdict::Excused => Certainty::CertainlyNotBreached,
        Verdict::Late | Verdict::DoneWhileBarred | Verdict::NothingRecorded => Certainty::CertainlyBreached,
        Verdict::NotYetDue => Certainty::Open,
        Verdict::CannotTell => Certainty::Possible,
    }
}

/// The verdict of a bar from that of the exchanged roles: what lifts it goes first, and the forbidden action decides
/// against.
pub(super) fn barred(verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Met => Verdict::Excused,
        Verdict::Excused => Verdict::DoneWhileBarred,
        Verdict::Late | Verdict::NothingRecorded => Verdict::Met,
        other => other,
    }
}

/// What is asked of one clock.
#[derive(Clone, Copy)]
struct Asked {
    clock: u16,
    /// The day the clock started.
    k: i32,
    due: Option<i32>,
    /// First days on which actions and excuses count.
    action_from: i32,
    excuse_from: i32,
    action: super::plan::Class,
    decision: super::plan::Class,
    excuse: super::plan::Class,
    bar: bool,
}

impl Asked {
    fn first(kernel: &Kernel<'_>, version: &PlanVersion, k: i32) -> Asked {
        let bar = version.shape == Shape::Bar;
        let (action, excuse) =
            if bar { (version.excuse, version.action) } else { (version.action, version.excuse) };
        let reach = kernel.reach(version.reach, version.clock, false, k);
        Asked {
            clock: version.clock,
            k,
            due: kernel.due(version.clock, k).filter(|_| reach.is_some()),
            action_from: k.saturating_sub(reach.unwrap_or(0)),
            excuse_from: k.saturating_sub(version.excuse_reach),
            action,
            decision: version.decision,
            excuse,
            bar,
        }
    }
}

/// A verdict and the record it rests on.
struct Decided {
    verdict: Verdict,
    at: Option<usize>,
}

/// The days of a span of a sheet's event.
pub(super) fn span_of(sheet: &Sheet<'_>, i: usize) -> Span {
    (sheet.lo[i], sheet.hi(i))
}

const _: () = assert!(NO_SLOT == 0, "a slot that is not asked for by holder has the number of the empty one");
