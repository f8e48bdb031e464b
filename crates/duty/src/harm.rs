//! What followed a breach: on which days the same subject's harm events count as having followed it.
//!
//! With the deadline on `d`, the last complete day of record `obs` and `x` days asked for after a late action:
//!
//! - nothing recorded: harm *followed* when it happened after `d` and not after `obs`;
//! - done late on `a`: harm *followed* when it happened after `d` and not after `a + x`. The action ends the window; the
//!   days after it are asked for because a late action cannot undo at once what its absence left open.
//!
//! Dates may be uncertain, and one trigger day gives one deadline. [`Windows`] gathers the window of every reading that
//! breaches: an event is *certainly* in it where every day it may have happened lies in the window of every reading,
//! *possibly* where one day lies in the window of one reading. The tests hold this against trying every choice.
//!
//! Left out: causes. What came after a breach is said to have followed, never to have been caused by it. Clocks of hours
//! count here by days: the window opens on the day after the day of the deadline.
//! Source: `docs/methods/harm.md`.

use model::{Verdict, VerdictSet};

use crate::verdict::{Facts, OPEN_END, Span, late_from, possible_from};

/// What a review asks about harm.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct HarmTerms {
    /// The kinds of event that the review calls harm; none where it does not ask.
    pub kinds: Vec<String>,
    /// How many days after a late action an event still counts as having followed.
    pub days_after_late: u32,
}

/// Most days after a late action that can be asked for: a hundred years.
pub const DAYS_AFTER_LATE_MAX: u32 = 36_525;

/// Whether a harm event lies in the window.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Within {
    /// On every reading of the record.
    Certainly,
    /// On some reading of the record.
    Possibly,
    /// On none.
    Not,
}

/// The windows of every reading of one kind of breach, in days.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
struct Side {
    /// Days that lie in some window, in order, without overlap.
    some: Vec<Span>,
    /// Days that lie in all of them; empty where the first lies after the last.
    all: Option<Span>,
}

impl Side {
    fn add(&mut self, widest: Span, narrowest: Span) {
        if widest.0 <= widest.1 {
            match self
                .some
                .last_mut()
                .filter(|last| last.0 <= widest.0 && widest.0 <= last.1.saturating_add(1))
            {
                Some(last) => last.1 = last.1.max(widest.1),
                None => self.some.push(widest),
            }
        }
        self.all = Some(self.all.map_or(narrowest, |a| (a.0.max(narrowest.0), a.1.min(narrowest.1))));
    }

    fn union(&mut self, other: &Side) {
        self.some.extend(&other.some);
        self.some = merged(std::mem::take(&mut self.some));
        self.all = match (self.all, other.all) {
            (Some(a), Some(b)) => Some((a.0.max(b.0), a.1.min(b.1))),
            (one, other) => one.or(other),
        };
    }

    /// The same with `days` more at the end of every window.
    fn extended(&self, days: i32) -> Side {
        let longer = |s: &Span| (s.0, s.1.saturating_add(days));
        let some = self.some.iter().map(longer).filter(|s| s.0 <= s.1).collect();
        Side { some: merged(some), all: self.all.as_ref().map(longer) }
    }
}

fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut out: Vec<Span> = Vec::new();
    for span in spans {
        match out.last_mut().filter(|last| span.0 <= last.1.saturating_add(1)) {
            Some(last) => last.1 = last.1.max(span.1),
            None => out.push(span),
        }
    }
    out
}

/// The windows of every reading of a record that breaches one duty.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Windows {
    late: Side,
    silent: Side,
}

impl Windows {
    /// A reading done late: the deadline, and the first and last possible day of the first late record.
    pub fn late(&mut self, due: i32, done: Span) {
        self.late.add((due.saturating_add(1), done.1), (due.saturating_add(1), done.0));
    }

    /// A reading with nothing recorded up to the last complete day.
    pub fn silent(&mut self, due: i32, last_complete: i32) {
        let window = (due.saturating_add(1), last_complete);
        self.silent.add(window, window);
    }

    /// The readings of a clock that started on the one day of `facts.start`, with the verdicts possible then; `day` turns the
    /// numbers of `facts` into days.
    pub(crate) fn start(&mut self, facts: &Facts<'_>, due: i32, set: VerdictSet, day: impl Fn(i32) -> i32) {
        if set.contains(Verdict::Late)
            && let Some(done) = late_from(facts, facts.start.0, due)
        {
            self.late(day(due), (day(done.0), day(done.1)));
        }
        if set.contains(Verdict::NothingRecorded) {
            self.silent(day(due), day(facts.last_complete));
        }
    }

    /// The windows of every reading of `facts`, which are days; `due` as for [`crate::verdict::possible`].
    pub fn of_facts(facts: &Facts<'_>, due: impl Fn(i32) -> i32) -> Windows {
        let mut windows = Windows::default();
        for k in facts.start.0..=facts.start.1 {
            let one = Facts { start: (k, k), ..*facts };
            windows.start(&one, due(k), possible_from(&one, k, due(k)), |day| day);
        }
        windows
    }

    /// Done late on a day that no record gives, between two days, after a deadline that lies between two days.
    pub fn late_on_some_day(&mut self, due: (i32, i32), days: (i32, i32)) {
        let first = due.0.saturating_add(1);
        self.late.union(&Side { some: vec![(first, days.1)], all: Some((due.1.saturating_add(1), days.0)) });
    }

    /// Nothing recorded after a deadline that lies between two days.
    pub fn silent_from(&mut self, due: (i32, i32), last_complete: i32) {
        let first = due.0.saturating_add(1);
        let all = Some((due.1.saturating_add(1), last_complete));
        self.silent.union(&Side { some: vec![(first, last_complete)], all });
    }

    /// A forbidden act on some day of `act`: what is asked for are the days after it.
    pub fn after_act(&mut self, act: Span) {
        if act.0 <= act.1 {
            let next = |day: i32| day.saturating_add(1);
            self.late.union(&Side { some: vec![(next(act.0), act.1)], all: Some((next(act.1), act.0)) });
        }
    }

    /// Adds every reading of `other`.
    pub fn union(&mut self, other: &Windows) {
        self.late.union(&other.late);
        self.silent.union(&other.silent);
    }

    /// Only the readings of a set that has late ones, or silent ones, or both.
    pub fn of(&self, late: bool, silent: bool) -> Windows {
        let side = |side: &Side, kept: bool| if kept { side.clone() } else { Side::default() };
        Windows { late: side(&self.late, late), silent: side(&self.silent, silent) }
    }

    /// The windows with the days after a late action that the review asks for.
    pub fn closed(&self, days_after_late: u32) -> Closed {
        let days = i32::try_from(days_after_late.min(DAYS_AFTER_LATE_MAX)).unwrap_or(i32::MAX);
        let mut side = self.late.extended(days);
        side.union(&self.silent);
        Closed(side)
    }
}

/// The days on which harm followed, after [`Windows::closed`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Closed(Side);

impl Closed {
    /// First and last day that lies in the window of some reading; `None` where there is none.
    pub fn days(&self) -> Option<Span> {
        Some((self.0.some.first()?.0, self.0.some.last()?.1))
    }

    /// Whether something that happened on one of the days of `harm` followed. An open end is [`crate::verdict::OPEN_START`] or
    /// [`OPEN_END`].
    pub fn holds(&self, harm: Span) -> Within {
        debug_assert!(harm.0 <= harm.1 && harm.1 <= OPEN_END, "a span runs forwards");
        let all = self.0.all.is_some_and(|a| a.0 <= harm.0 && harm.1 <= a.1);
        if !self.0.some.is_empty() && all {
            Within::Certainly
        } else if self.0.some.iter().any(|s| s.0 <= harm.1 && harm.0 <= s.1) {
            Within::Possibly
        } else {
            Within::Not
        }
    }
}
