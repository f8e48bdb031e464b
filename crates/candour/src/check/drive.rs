//! The kernel over a log, part by part, on several threads, written in order.
//!
//! Left out: logs that do not fit in memory; see `spill`, which uses the same parts.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, MutexGuard, PoisonError};

use duty::log::elapsed::{self, Fate};
use duty::log::{Desk, Kernel, Log, Outcome, Plan};
use model::Day;

use super::asks::Asks;
use super::counts::Counts;
use super::load::in_order;
use super::out::{Form, Page};
use super::pen::Pen;
use super::write::{self, Csv, Put, Spool};
use crate::failure::Done;

/// Subjects that are checked and written together: few enough that their outcomes stay in a processor's own memory.
const SUBJECTS_AT_ONCE: u32 = 256;

/// Takes a page, where each subject ends on it, and counts.
type Each<'e> = dyn FnMut(&Page, &[(u32, usize)], &Counts) -> Done<()> + 'e;

/// A log, what is asked of it, and in what form outcomes are wanted.
pub(super) struct Checker<'a> {
    log: &'a Log,
    asks: &'a Asks,
    kernel: Option<Kernel<'a>>,
    /// Some rows of the log could not be read, so nothing in it proves an absence.
    open: &'a Open,
    /// Some of its rows hold a value that leaves open whether a condition holds.
    unclear: bool,
}

/// What the rows of a log leave open, whatever the subject.
pub(super) struct Open {
    /// Some rows could not be read: they prove no absence.
    pub(super) unread: bool,
    /// The log goes on after the last complete day, so that a row without a last day may be of a later one.
    pub(super) goes_on: bool,
    /// Some rows do not say whether they are what a rule asks for.
    pub(super) unclear: bool,
    /// The log has a column of holders: a row without one names nobody.
    pub(super) has_holders: bool,
    /// By rule: the log has no event of any kind that would be the action, so that the table that would show it is not there.
    pub(super) absent: Vec<bool>,
}

/// What one thread keeps from part to part.
#[derive(Default)]
pub(super) struct Scratch {
    desk: Desk,
    pen: Pen,
    outcomes: Vec<Outcome>,
    fates: Vec<Fate>,
    /// Subjects with outcomes, and where those end on a page that is put aside.
    marks: Marks,
}

/// Subject, and where what belongs to it ends.
type Marks = Vec<(u32, usize)>;

impl<'a> Checker<'a> {
    /// Makes ready to check a log whose last complete day is `last`.
    pub(super) fn new(log: &'a Log, asks: &'a Asks, last: Day, open: &'a Open) -> Checker<'a> {
        let kernel = match asks {
            Asks::Rules(plan) if open.has_holders => Some(Kernel::new(plan, log, last).of_named_holders()),
            Asks::Rules(plan) => Some(Kernel::new(plan, log, last)),
            Asks::Constraints(_) => None,
        };
        let unclear = open.unclear && matches!(asks, Asks::Rules(plan) if plan.may_be_unclear());
        Checker { log, asks, kernel, open, unclear }
    }

    /// Whether a row of a subject leaves open what a rule asks for, or one by whose breach it arises.
    fn is_unclear(&self, plan: &Plan, subject: u32, rule: u16) -> bool {
        let mut rules = std::iter::once(&rule).chain(plan.arises_by_breach_of(rule));
        rules.any(|&rule| self.log.is_unclear(subject, |kind| plan.leaves_open(rule, kind)))
    }

    /// Checks a range of subjects, counts what came of it and writes it into `page`.
    pub(super) fn part(
        &self,
        subjects: std::ops::Range<u32>,
        page: &mut Page,
        counts: &mut Counts,
        scratch: &mut Scratch,
    ) {
        scratch.marks.clear();
        match (self.asks, &self.kernel) {
            (Asks::Rules(plan), Some(kernel)) => {
                scratch.outcomes.clear();
                kernel.check(subjects, &mut scratch.desk, &mut scratch.outcomes);
                // Mostly no row leaves anything open.
                let open = self.open;
                let watched = open.unread || open.goes_on || self.unclear || open.absent.contains(&true);
                let outcomes = if watched { &mut scratch.outcomes[..] } else { &mut [] };
                let mut former = None;
                for outcome in outcomes {
                    let (subject, rule) = (outcome.subject, outcome.rule);
                    let open = former.filter(|(of, _)| *of == (subject, rule)).map_or_else(
                        || self.open.unread || (self.unclear && self.is_unclear(plan, subject, rule)),
                        |(_, open)| open,
                    );
                    former = Some(((subject, rule), open));
                    let absent = |rule: u16| self.open.absent.get(usize::from(rule)) == Some(&true);
                    if open || absent(outcome.rule) {
                        outcome.with_rows_unread(plan.hidden(outcome.rule));
                    }
                    let later = |&row: &u32| self.log.is_open_ended(subject, row);
                    if self.open.goes_on
                        && (outcome.evidence_more > 0 || outcome.evidence().iter().any(later))
                    {
                        counts.later += 1;
                        outcome.of_no_certain_day();
                    }
                    let breached = plan.arises_by_breach_of(outcome.rule);
                    if !breached.is_empty() && (open || breached.iter().any(|&rule| absent(rule))) {
                        outcome.of_no_certain_breach();
                    }
                }
                counts.outcomes(&scratch.outcomes);
            }
            (Asks::Constraints(declare), _) => {
                scratch.fates.clear();
                elapsed::check(declare, self.log, subjects, &mut scratch.fates);
                counts.fates(declare, &scratch.fates);
            }
            (Asks::Rules(_), None) => {}
        }
        match page {
            Page::Nothing => {}
            Page::Csv(csv) => match self.asks {
                Asks::Rules(plan) => {
                    let Scratch { pen, outcomes, .. } = scratch;
                    pen.write(outcomes, plan, self.log, csv);
                }
                Asks::Constraints(_) => self.write(scratch, csv),
            },
            Page::Table(table) => self.write(scratch, table.as_mut()),
            Page::Spool(spool) => self.put_aside(scratch, spool),
        }
    }

    /// Writes, and marks where what belongs to each subject ends.
    fn put_aside(&self, scratch: &mut Scratch, to: &mut Spool) {
        let Scratch { outcomes, fates, marks, .. } = scratch;
        let mut mark = |subject: u32, end: usize| match marks.last_mut() {
            Some(last) if last.0 == subject => last.1 = end,
            _ => marks.push((subject, end)),
        };
        match self.asks {
            Asks::Rules(plan) => outcomes.iter().for_each(|o| {
                write::outcome(o, plan, self.log, to);
                mark(o.subject, to.0.len());
            }),
            Asks::Constraints(declare) => fates.iter().for_each(|f| {
                write::fate(f, declare, self.log, to);
                mark(f.subject, to.0.len());
            }),
        }
    }

    fn write(&self, scratch: &Scratch, to: &mut impl Put) {
        match self.asks {
            Asks::Rules(plan) => scratch.outcomes.iter().for_each(|o| write::outcome(o, plan, self.log, to)),
            Asks::Constraints(declare) => {
                scratch.fates.iter().for_each(|f| write::fate(f, declare, self.log, to))
            }
        }
    }

    /// Checks the whole log and gives what came of it to `each`, page by page in order: the page, where each subject ends
    /// (of pages that are put aside), and counts.
    pub(super) fn run(&self, threads: usize, form: Form, each: &mut Each<'_>) -> Done<()> {
        let subjects = self.log.subjects() as u32;
        let parts = subjects.div_ceil(SUBJECTS_AT_ONCE);
        let range = |part: u32| part * SUBJECTS_AT_ONCE..subjects.min((part + 1) * SUBJECTS_AT_ONCE);
        if threads < 2 {
            let mut scratch = Scratch::default();
            let mut page = Page::new(form);
            for part in 0..parts {
                page.clear();
                let mut counts = Counts::default();
                self.part(range(part), &mut page, &mut counts, &mut scratch);
                each(&page, &scratch.marks, &counts)?;
            }
            return Ok(());
        }
        let next = AtomicU32::new(0);
        // Pages go round: written, they are taken again, so that their memory stays warm.
        let written: Mutex<Vec<Page>> = Mutex::default();
        let taken = || lock(&written).pop().unwrap_or_else(|| Page::new(form));
        let (sender, pages) = sync_channel(2 * threads);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                let (sender, next, taken) = (sender.clone(), &next, &taken);
                scope.spawn(move || {
                    let mut scratch = Scratch::default();
                    loop {
                        let part = next.fetch_add(1, Ordering::Relaxed);
                        if part >= parts {
                            return;
                        }
                        let (mut page, mut counts) = (taken(), Counts::default());
                        page.clear();
                        self.part(range(part), &mut page, &mut counts, &mut scratch);
                        let marks = std::mem::take(&mut scratch.marks);
                        if sender.send((u64::from(part), (page, marks, counts))).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            in_order(pages, |(page, marks, counts)| {
                each(&page, &marks, &counts)?;
                lock(&written).push(page);
                Ok(())
            })
        })
    }
}

/// Nothing that holds the lock can panic with the list half changed.
fn lock<T>(list: &Mutex<T>) -> MutexGuard<'_, T> {
    list.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Page {
    /// An empty page.
    pub(super) fn new(form: Form) -> Page {
        match form {
            Form::Nothing => Page::Nothing,
            Form::Csv => Page::Csv(Csv::default()),
            Form::Table => Page::Table(Box::default()),
            Form::Spool => Page::Spool(Spool::default()),
        }
    }

    /// Forgets what is on it.
    pub(super) fn clear(&mut self) {
        match self {
            Page::Nothing => {}
            Page::Csv(csv) => csv.0.clear(),
            Page::Table(table) => table.clear(),
            Page::Spool(spool) => spool.clear(),
        }
    }
}
