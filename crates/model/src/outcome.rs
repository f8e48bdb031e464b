//! What came of a duty that arose.

use std::fmt;

use crate::{Day, EntityId, EventId, SymbolId, When};

/// The verdict on one duty that arose once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Verdict {
    /// Done in time.
    Met,
    /// A decision not to act is on record within the time, by someone entitled to take it.
    DecidedNot,
    /// The rule names a circumstance that excuses, and it is on record in time.
    Excused,
    /// Done, or decided against, after the deadline.
    Late,
    /// What the rule forbids was done while it was forbidden.
    DoneWhileBarred,
    /// The deadline has passed, the records that would show it were supplied, and nothing is recorded.
    NothingRecorded,
    /// The deadline has not passed.
    NotYetDue,
    /// The record does not allow an answer; the reason says why.
    CannotTell,
}

impl Verdict {
    /// Every verdict, in the order reports list them.
    pub const ALL: [Verdict; 8] = [
        Verdict::Met,
        Verdict::DecidedNot,
        Verdict::Excused,
        Verdict::Late,
        Verdict::DoneWhileBarred,
        Verdict::NothingRecorded,
        Verdict::NotYetDue,
        Verdict::CannotTell,
    ];

    /// Whether it says that the duty was breached: not done in time, or done while it was barred.
    pub fn is_breach(self) -> bool {
        matches!(self, Verdict::Late | Verdict::DoneWhileBarred | Verdict::NothingRecorded)
    }

    /// Whether it says that the duty was kept: met, decided not or excused.
    pub fn is_kept(self) -> bool {
        matches!(self, Verdict::Met | Verdict::DecidedNot | Verdict::Excused)
    }

    /// The words a report prints and an export writes.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Met => "met",
            Verdict::DecidedNot => "decided not",
            Verdict::Excused => "excused",
            Verdict::Late => "late",
            Verdict::DoneWhileBarred => "done while barred",
            Verdict::NothingRecorded => "nothing recorded",
            Verdict::NotYetDue => "not yet due",
            Verdict::CannotTell => "cannot tell",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The verdicts that the uncertain dates leave possible. Never empty in an outcome.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct VerdictSet(u8);

impl VerdictSet {
    /// The set of one verdict.
    pub const fn of(verdict: Verdict) -> VerdictSet {
        VerdictSet(1 << verdict as u8)
    }

    /// The set with `verdict` added.
    pub const fn with(self, verdict: Verdict) -> VerdictSet {
        VerdictSet(self.0 | 1 << verdict as u8)
    }

    /// The set with all of `other` added.
    pub fn union(self, other: VerdictSet) -> VerdictSet {
        VerdictSet(self.0 | other.0)
    }

    /// Whether `verdict` is possible.
    pub fn contains(self, verdict: Verdict) -> bool {
        self.0 & 1 << verdict as u8 != 0
    }

    /// Whether no verdict is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The only verdict, if there is just one.
    pub fn single(self) -> Option<Verdict> {
        let mut all = self.iter();
        all.next().filter(|_| all.next().is_none())
    }

    /// The verdicts, in the order of [`Verdict::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Verdict> {
        Verdict::ALL.into_iter().filter(move |&v| self.contains(v))
    }

    /// Whether a breach is certain, possible or ruled out.
    pub fn certainty(self) -> Certainty {
        if self.is_empty() {
            Certainty::Possible
        } else if self.iter().all(Verdict::is_breach) {
            Certainty::CertainlyBreached
        } else if self.iter().all(Verdict::is_kept) {
            Certainty::CertainlyNotBreached
        } else if self.iter().all(|v| v.is_kept() || v == Verdict::NotYetDue) {
            Certainty::Open
        } else {
            Certainty::Possible
        }
    }
}

impl fmt::Display for VerdictSet {
    /// The verdicts joined by ` or `.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, v) in self.iter().enumerate() {
            write!(f, "{}{v}", if i > 0 { " or " } else { "" })?;
        }
        Ok(())
    }
}

/// Whether a duty was breached, as far as uncertain dates and missing extracts allow an answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Certainty {
    /// Every reading of the record keeps the duty.
    CertainlyNotBreached,
    /// Every reading of the record breaches it.
    CertainlyBreached,
    /// Some readings keep it, some breach it; or the record does not say.
    Possible,
    /// The deadline lies after the last complete day of record.
    Open,
}

impl Certainty {
    /// The words a report prints and an export writes.
    pub fn word(self) -> &'static str {
        match self {
            Certainty::CertainlyNotBreached => "certainly not breached",
            Certainty::CertainlyBreached => "certainly breached",
            Certainty::Possible => "possibly breached",
            Certainty::Open => "open",
        }
    }
}

/// What is still owed on the observation date, whatever the lateness.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Status {
    /// Nothing is owed: it was done, decided against or excused, in time or not.
    Completed,
    /// Some of what was owed by several is on record, not all; which holder is silent is not said.
    Partial,
    /// The deadline has passed and nothing is on record.
    Overdue,
    /// The deadline has not passed and nothing is on record.
    Pending,
    /// The record does not say.
    Unknown,
}

impl Status {
    /// The word a report prints and an export writes.
    pub fn word(self) -> &'static str {
        match self {
            Status::Completed => "completed",
            Status::Partial => "partial",
            Status::Overdue => "overdue",
            Status::Pending => "pending",
            Status::Unknown => "unknown",
        }
    }
}

/// The result of one duty that arose once: rule and version, subject, holder, incident.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// Identifier of the rule ("R05").
    pub rule: String,
    /// Version of the rule in force on the day the duty arose.
    pub version: String,
    /// Why this version applied, one sentence.
    pub version_reason: String,
    /// Whom or what the duty was about.
    pub subject: EntityId,
    /// The source's own number for the matter, or empty.
    pub reference: String,
    /// On whom the duty lay.
    pub holder: SymbolId,
    /// When the clock started.
    pub started: When,
    /// First and last possible deadline (the same day where the start is exact). `None` where no deadline can be computed.
    pub due: Option<(Day, Day)>,
    /// The verdicts the record leaves possible.
    pub possible: VerdictSet,
    /// The verdict; [`Verdict::CannotTell`] where several of different kinds are possible.
    pub verdict: Verdict,
    /// What is still owed on the observation date.
    pub status: Status,
    /// When the action (or the decision, or the excuse) happened, if it is on record.
    pub done: Option<When>,
    /// Least and greatest number of calendar days by which the deadline was passed, over every possible reading of the
    /// record in which it was: on the day of a late action, or on the observation date where nothing is recorded. So a duty
    /// that is only possibly breached has a range too. `None` where no reading passes the deadline.
    pub days_late: Option<(i32, i32)>,
    /// The same in working days of the rule's calendar.
    pub working_days_late: Option<(i32, i32)>,
    /// Whether a breach is certain.
    pub certainty: Certainty,
    /// The reason for the verdict, in plain English, whole sentences.
    pub reason: String,
    /// The event that started the clock.
    pub trigger: EventId,
    /// Every event looked at, the trigger first.
    pub evidence: Vec<EventId>,
    /// What followed the breach; `None` where the review does not ask about harm or no reading breaches.
    pub followed: Option<HarmFollowed>,
}

/// The harm on record of the same subject that followed a breach, in order of time. It followed; nothing here says that the
/// breach caused it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HarmFollowed {
    /// First and last day that was looked at.
    pub days: (Day, Day),
    /// Events that followed on every reading of the record.
    pub certainly: Vec<EventId>,
    /// Events that followed on some readings only: because of their own dates, or because the breach is only possible.
    pub possibly: Vec<EventId>,
    /// Why the records supplied would not show every such event on those days, without its full stop; empty where they
    /// would.
    pub unseen: String,
}

impl HarmFollowed {
    /// Whether no such event is on record.
    pub fn is_empty(&self) -> bool {
        self.certainly.is_empty() && self.possibly.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certainty_follows_the_set() {
        let set = |vs: &[Verdict]| vs.iter().fold(VerdictSet::default(), |s, &v| s.with(v));
        use Verdict::*;
        assert_eq!(set(&[Met, Excused]).certainty(), Certainty::CertainlyNotBreached);
        assert_eq!(set(&[Late, NothingRecorded]).certainty(), Certainty::CertainlyBreached);
        assert_eq!(set(&[DoneWhileBarred]).certainty(), Certainty::CertainlyBreached);
        assert_eq!(set(&[Met, DoneWhileBarred]).certainty(), Certainty::Possible);
        assert_eq!(set(&[Met, Late]).certainty(), Certainty::Possible);
        assert_eq!(set(&[NotYetDue]).certainty(), Certainty::Open);
        assert_eq!(set(&[NotYetDue, Met]).certainty(), Certainty::Open, "no reading breaches it");
        assert_eq!(set(&[NotYetDue, Late]).certainty(), Certainty::Possible);
        assert_eq!(set(&[Met, Late]).to_string(), "met or late");
        assert_eq!(set(&[Met]).single(), Some(Met));
        assert_eq!(set(&[Met, Late]).single(), None);
    }
}
