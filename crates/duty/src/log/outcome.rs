//! What came of one duty that arose in a log: a record of fixed size.
//!
//! Left out: words. Names of rules, subjects and holders are looked up when an outcome is written.

use model::{Certainty, Verdict, VerdictSet};

use crate::rule::{Discharge, Form};
use crate::verdict::{OPEN_END, OPEN_START, Span};

/// Most rows that an outcome names as its evidence: the trigger, the record that decides, and others that could have
/// decided where dates leave that open. How many more there are is kept beside them.
pub const EVIDENCE_ROWS_MAX: usize = 5;

/// Most links of one chain that are judged.
pub const CHAIN_LINKS_MAX: u16 = 1_000;

/// Most links of all chains of one rule on one subject that are judged: a hundred chains of the greatest length, some 15 MiB of
/// outcomes.
pub const SUBJECT_LINKS_MAX: u32 = 100 * CHAIN_LINKS_MAX as u32;

/// Stands for no days: no deadline, nothing done, not late.
pub const NO_DAYS: Span = (i32::MIN, i32::MIN);

/// The result of one duty that arose once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// Number of the subject in its log.
    pub subject: u32,
    /// Number of the holder in its log.
    pub holder: u32,
    /// Number of the rule in its plan.
    pub rule: u16,
    /// First and last version that may have been in force on the day it arose; 0 where that cannot be told.
    pub versions: (u16, u16),
    /// Which link of a chain, from 1; 0 for a duty that is no chain.
    pub link: u16,
    /// The verdict.
    pub verdict: Verdict,
    /// The verdicts that the dates leave possible.
    pub possible: VerdictSet,
    /// Whether a breach is certain.
    pub certainty: Certainty,
    /// First and last possible day on which the clock started; either may be open.
    pub started: Span,
    /// First and last possible deadline, or [`NO_DAYS`]; the first may be open.
    pub due: Span,
    /// First and last possible day of the record that decides, or [`NO_DAYS`]; either may be open.
    pub done: Span,
    /// Least and greatest number of calendar days by which the deadline was passed, over the readings in which it was, or
    /// [`NO_DAYS`]; the greatest may be open.
    pub days_late: Span,
    /// The same in working days.
    pub working_days_late: Span,
    /// Row numbers, the trigger first; 0 for none.
    pub evidence: [u32; EVIDENCE_ROWS_MAX],
    /// Rows that would stand in the evidence beside those.
    pub evidence_more: u32,
}

/// What rows that could not be read may hold that bears on an outcome of a rule, besides an action that was due.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Hidden {
    /// The rule forbids its action, which may stand there.
    pub bar: bool,
    /// The rule knows what excuses, or lifts the bar.
    pub excuse: bool,
    /// The rule knows decisions not to act.
    pub decision: bool,
    /// The rule accepts a reason for lateness.
    pub late_reason: bool,
    /// Each action discharges one open duty: what started another may take it.
    pub one: bool,
}

impl Hidden {
    /// What a form of rule knows.
    pub(super) fn of(form: &Form) -> Hidden {
        let (excuse, decision) = match form {
            Form::Duty(d) => (!d.unless.is_empty(), !d.decisions.is_empty()),
            Form::Bar(b) => (!b.unless.is_empty(), false),
            Form::Requires(r) => (!r.unless.is_empty(), false),
            Form::Repeat(r) => (!r.until.is_empty(), false),
        };
        let (late_reason, one) = match form {
            Form::Duty(d) => (!d.late_excuse.is_empty(), d.policies.discharge == Discharge::One),
            Form::Bar(_) | Form::Requires(_) | Form::Repeat(_) => (false, false),
        };
        Hidden { bar: matches!(form, Form::Bar(_)), excuse, decision, late_reason, one }
    }

    /// What either knows.
    pub(super) fn or(self, other: Hidden) -> Hidden {
        Hidden {
            bar: self.bar || other.bar,
            excuse: self.excuse || other.excuse,
            decision: self.decision || other.decision,
            late_reason: self.late_reason || other.late_reason,
            one: self.one || other.one,
        }
    }
}

impl Outcome {
    /// Makes it what can be said where some rows of the log could not be read, or do not say whether they are what is asked for: they
    /// prove no absence, and nothing that rests on one. An action may stand there, for a bar the forbidden one; what excuses or decides not to act; an
    /// earlier late action without the reason that the known one gives; a start that takes an action from this duty; and, of a later
    /// link of a chain, an action that moved its start.
    pub fn with_rows_unread(&mut self, hidden: Hidden) {
        let before = self.possible;
        if before.single() == Some(Verdict::CannotTell) {
            return;
        }
        let mut set = before;
        let mut add = |when: bool, verdict: Verdict| {
            if when {
                set = set.with(verdict);
            }
        };
        let (silent, late) = (before.contains(Verdict::NothingRecorded), before.contains(Verdict::Late));
        let excused = before.contains(Verdict::Excused);
        let breach = before.iter().any(Verdict::is_breach);
        let moved = self.link > 1 || (hidden.one && before.iter().any(Verdict::is_kept));
        add(hidden.bar && (excused || before.contains(Verdict::Met)), Verdict::DoneWhileBarred);
        // Excused for its reason, or because an earlier event excused it: the verdict does not say which.
        let by_reason = hidden.late_reason && excused;
        add(!hidden.bar && (silent || late || moved || by_reason), Verdict::Met);
        add(silent || moved || by_reason, Verdict::Late);
        add(moved, Verdict::NothingRecorded);
        add((breach || moved) && hidden.excuse, Verdict::Excused);
        add((silent || late) && hidden.late_reason, Verdict::Excused);
        add((breach || moved) && hidden.decision, Verdict::DecidedNot);
        if self.days_late != NO_DAYS {
            // An action that nobody could read may have come on any day after the deadline.
            let from_first = |days: Span, least: i32| if days == NO_DAYS { days } else { (least, days.1) };
            self.days_late = from_first(self.days_late, self.days_late.0.min(1));
            self.working_days_late = from_first(self.working_days_late, self.working_days_late.0.min(0));
        }
        self.possible = set;
        if set != before {
            self.verdict = Verdict::CannotTell;
            self.certainty = set.certainty();
        }
    }

    /// Makes it what can be said where the breach by which it arose is none that is certain: it may not have arisen.
    pub fn of_no_certain_breach(&mut self) {
        self.verdict = Verdict::CannotTell;
        if self.certainty == Certainty::CertainlyBreached {
            self.certainty = Certainty::Possible;
        }
    }

    /// Makes it what can be said where it rests on a row without a last day and the log goes on after the last complete day: the row may
    /// be of a later day, and the verdicts that are left possible are those if it is not.
    pub fn of_no_certain_day(&mut self) {
        (self.verdict, self.certainty) = (Verdict::CannotTell, Certainty::Possible);
    }

    /// The rows of the evidence.
    pub fn evidence(&self) -> &[u32] {
        let held = self.evidence.iter().position(|&r| r == 0).unwrap_or(EVIDENCE_ROWS_MAX);
        &self.evidence[..held]
    }
}

/// Both ends of a span of days, `None` where open.
pub fn ends(span: Span) -> (Option<i32>, Option<i32>) {
    (Some(span.0).filter(|&d| d != OPEN_START), Some(span.1).filter(|&d| d != OPEN_END))
}
