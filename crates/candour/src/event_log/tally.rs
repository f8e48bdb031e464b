//! Every event of a log accounted for.

use std::fmt;

/// How the events of a log became rows.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Tally {
    /// Events read.
    pub(crate) events: u64,
    /// Rows written. In XES one for each event; in OCEL one for each subject it relates to.
    pub(crate) rows: u64,
    /// Events that became rows.
    pub(crate) used: u64,
    /// Events that are about no subject. In XES they stand outside a trace, or in a trace without a name: their rows are
    /// written, name no subject, and are rejected when the table is read. In OCEL they relate to no object of the
    /// subject type, and are left out.
    pub(crate) without_subject: u64,
    /// Events among those used whose time is absent or cannot be used. Their rows are written, without a usable time.
    pub(crate) undated: u64,
    /// Events among those used whose time is universal time, so late that it may be of the next day where it happened.
    pub(crate) perhaps_next_day: u64,
    /// Events among those used that say not what happened.
    pub(crate) without_kind: u64,
    /// Subjects: traces with a name, or objects of the subject type.
    pub(crate) subjects: u64,
    /// Traces whose name an earlier trace has too; they are one subject.
    pub(crate) same_name: u64,
    /// Relations of events to objects that the log does not describe.
    pub(crate) unknown_objects: u64,
}

impl Tally {
    /// Whether a person must look before outcomes are relied on, beyond what the reading of the table tells.
    pub(crate) fn to_be_looked_at(&self) -> bool {
        self.perhaps_next_day + self.same_name + self.unknown_objects > 0
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |n: u64, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
        write!(
            f,
            "{} read = {} used + {} without a subject; {} about {}",
            count(self.events, "event"),
            self.used,
            self.without_subject,
            count(self.rows, "row"),
            count(self.subjects, "subject")
        )?;
        let more = [
            (self.undated, "of the events used have no usable time; their rows are kept without one"),
            (
                self.perhaps_next_day,
                "of the events used are written in universal time after 22:00: where clocks were ahead of it, they belong to the next day, and are read as of the day that is written",
            ),
            (self.without_kind, "of the events used do not say what happened"),
            (self.same_name, "traces have the name of an earlier one and are read as the same subject"),
            (self.unknown_objects, "relations name an object that the log does not describe"),
        ];
        for (count, words) in more.iter().filter(|m| m.0 > 0) {
            write!(f, "\n{count} {words}")?;
        }
        Ok(())
    }
}
