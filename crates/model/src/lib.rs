//! The nouns of a review, and nothing else.
//!
//! Everything else in the house speaks in these words: a *source* is a file as received; a *row* of it gives
//! *events* and *mentions*; linkage gathers mentions into *entities*; duties are checked against the chronology of
//! events and give *outcomes*. Each of them carries its *place*: file, sheet, row and column.
//!
//! What this crate leaves out: files, wire formats, SQL, clocks, randomness. A type here carries no serialised
//! form; rooms at the edge convert by hand.

#![deny(clippy::disallowed_types, clippy::disallowed_methods)]

mod case;
mod day;
mod entity;
mod event;
mod ids;
mod knowing;
mod open;
mod outcome;
mod place;
mod problem;
mod rank;
mod weighing;
mod when;
mod words;

pub use case::{
    Account, Agency, Case, Coverage, Decision, Extract, ExtractStatus, Nation, Purpose, Review, RowChange,
    RuleText,
};
pub use day::{Day, TimeOfDay};
pub use entity::{Band, Entity, Level, Link, Mention, MentionKind, field};
pub use event::{Awareness, Event, Grade, Tally};
pub use ids::{EntityId, EventId, Interner, LinkId, MentionId, OutcomeId, RowId, SourceId, SymbolId};
pub use knowing::{
    Absence, Answer, Attended, Contradiction, CopyBy, Counts, EVENTS_MAX, Followed, Gap, Heard, How, Knowing,
    Knowledge, Likeness, Looked, MAY_BE_MAX, MayBe, MeetingCopies, Meetings, Recycled, Series, Sharing,
    ThemeCell, ThemeChange, ThemeItem, Told, Uncompared,
};
pub use open::OpenLinks;
pub use outcome::{Certainty, HarmFollowed, Outcome, Status, Verdict, VerdictSet};
pub use place::{PART_MARK, PART_UNIT_MARK, Place, Source, column_letters};
pub use problem::{Problem, Severity};
pub use rank::plain_rank;
pub use weighing::{WeighedLevel, WeighedRule, Weighing};
pub use when::{Precision, Qualifier, When};
pub use words::{MONTHS, MONTHS_WELSH, SAYS_NOTHING, SAYS_UNKNOWN, month_begun, month_in_welsh, month_named};
