//! What happened, and who came to know it, when, in what grade of awareness.

use crate::{MentionId, Place, Precision, Qualifier, RowId, SymbolId, When};

/// Grades of awareness, weakest first. Being on a distribution list is not knowledge: a stated rule decides which
/// grades count, and the report prints the rule.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Grade {
    /// It stands in a record the holder keeps.
    Recorded,
    /// It could have been looked up.
    Available,
    /// It was sent to the holder.
    Sent,
    /// The holder received it.
    Received,
    /// The holder opened it.
    Opened,
    /// The holder discussed it.
    Discussed,
    /// The holder acted on it.
    ActedOn,
}

impl Grade {
    /// All grades, weakest first.
    pub const ALL: [Grade; 7] = [
        Grade::Recorded,
        Grade::Available,
        Grade::Sent,
        Grade::Received,
        Grade::Opened,
        Grade::Discussed,
        Grade::ActedOn,
    ];

    /// The word a report prints and `review.toml` uses.
    pub fn word(self) -> &'static str {
        match self {
            Grade::Recorded => "recorded",
            Grade::Available => "available",
            Grade::Sent => "sent",
            Grade::Received => "received",
            Grade::Opened => "opened",
            Grade::Discussed => "discussed",
            Grade::ActedOn => "acted on",
        }
    }
}

/// One holder's awareness of one event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Awareness {
    /// Who: the name of an agency, a unit or a person in a role.
    pub holder: SymbolId,
    /// In what grade.
    pub grade: Grade,
    /// From when.
    pub when: When,
    /// The cell that says so.
    pub place: Place,
    /// Rank or role, as written then, of whoever was there for the holder; `None` where the record does not say.
    pub post: Option<SymbolId>,
}

/// An action that the source only counts: "2 answers of 3". Which holder acted is not said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tally {
    /// How many were recorded as done.
    pub done: u32,
    /// How many were expected.
    pub of: u32,
}

/// Something that happened, as one row of one source tells it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// What kind of thing happened, in `snake_case` ("referral", "initial_conference"); see the vocabulary of rules.
    pub kind: SymbolId,
    /// When it happened.
    pub when: When,
    /// When it was recorded, if the source says.
    pub recorded: When,
    /// The agency (or unit, or person in a role) that did it or recorded it.
    pub holder: SymbolId,
    /// Those it was addressed to or done by where the row names several; empty for most events.
    pub parties: Vec<SymbolId>,
    /// The people, vehicles, places and matters it is about, in the order of the mapping. The first is its subject.
    pub mentions: Vec<MentionId>,
    /// The source's own number, or empty.
    pub reference: Box<str>,
    /// What the source says, as free text, or empty.
    pub text: Box<str>,
    /// Further cells the mapping keeps, by name: codes, risk, reasons, grading.
    pub attributes: Vec<(SymbolId, Box<str>)>,
    /// Who came to know of it, beyond the holder's own record.
    pub known: Vec<Awareness>,
    /// Where the source counts actions without naming the actors or the dates.
    pub tally: Option<Tally>,
    /// Only the latest of its kind is kept by the source ("date of latest review"): earlier ones may have been overwritten.
    pub latest_only: bool,
    /// The row it came from.
    pub row: RowId,
    /// File, sheet, row, and the column of its date.
    pub place: Place,
}

impl Event {
    /// From when one of those whom the record names knew of it.
    ///
    /// Whom a report was sent to was told of it on the day of the telling, and that is not before the report was made: where the
    /// record says on which day that was and gives no day of the telling, a day before it is put off until then. A day of its own
    /// for the telling stands, and so does the day of a discussion or of an action.
    pub fn known_from(&self, awareness: &Awareness) -> When {
        let telling = matches!(awareness.grade, Grade::Sent | Grade::Received | Grade::Opened);
        let own_day = awareness.when != self.when;
        if !telling || own_day || awareness.holder == self.holder {
            return awareness.when.clone();
        }
        let (when, made) = (&awareness.when, &self.recorded);
        let Some((first, made_first)) = when.earliest().zip(made.earliest()) else { return when.clone() };
        if made.latest().is_some_and(|made| made <= first) {
            return when.clone();
        }
        if when.latest().is_some_and(|last| last <= made_first) {
            return made.clone();
        }
        let first = first.max(made_first);
        match when.latest().zip(made.latest()) {
            Some((a, b)) => When::within(first, a.max(b), Precision::Range, Qualifier::Range, made.written()),
            None => When::from(first, made.written()),
        }
    }
}
