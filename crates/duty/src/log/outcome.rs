//! What came of one duty that arose in a log: a record of fixed size.
//!
//! Left out: words. Names of rules, subjects and holders are looked up when an outcome is written.

use model::{Certainty, Verdict, VerdictSet};

use crate::rule::Form;
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
        Hidden { bar: matches!(form, Form::Bar(_)), excuse, decision }
    }

    /// What either knows.
    pub(super) fn or(self, other: Hidden) -> Hidden {
        Hidden {
            bar: self.bar || other.bar,
            excuse: self.excuse || other.excuse,
            decision: self.decision || other.decision,
        }
    }
}

impl Outcome {
    /// Makes it what can be said where some rows of the log could not be read: they prove no absence. What rests on nothing
    /// having happened is open then: an action may stand there, for a bar the forbidden one, and what excuses or decides not to act.
    pub fn with_rows_unread(&mut self, hidden: Hidden) {
        let bar = hidden.bar;
        let silent = self.possible.contains(Verdict::NothingRecorded);
        let before = self.possible;
        if bar && before.contains(Verdict::Met) {
            self.possible = before.with(Verdict::DoneWhileBarred);
        }
        if silent || (!bar && before.contains(Verdict::Late)) {
            self.possible = self.possible.with(Verdict::Met);
        }
        if silent {
            self.possible = self.possible.with(Verdict::Late);
            // An action that nobody could read may have come on any day after the deadline.
            let from_first = |days: Span, least: i32| if days == NO_DAYS { days } else { (least, days.1) };
            self.days_late = from_first(self.days_late, 1);
            self.working_days_late = from_first(self.working_days_late, 0);
        }
        if before.iter().any(Verdict::is_breach) {
            let more = [(hidden.excuse, Verdict::Excused), (hidden.decision, Verdict::DecidedNot)];
            let more = more.into_iter().filter(|m| m.0).map(|m| m.1);
            self.possible = more.fold(self.possible, VerdictSet::with);
        }
        if self.possible != before {
            self.verdict = Verdict::CannotTell;
            self.certainty = self.possible.certainty();
        }
    }

    /// Makes it what can be said where the breach by which it arose is none that is certain: it may not have arisen.
    pub fn of_no_certain_breach(&mut self) {
        self.verdict = Verdict::CannotTell;
        if self.certainty == Certainty::CertainlyBreached {
            self.certainty = Certainty::Possible;
        }
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
