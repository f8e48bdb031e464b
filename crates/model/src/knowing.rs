//! Who knew what, from when, by which record; what followed; who shared it; and what the record cannot show.

use crate::{Awareness, Day, EntityId, EventId, Grade, Place, SymbolId, When};

/// How a holder came by what it knew.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum How {
    /// It stands in the holder's own record.
    OwnRecord,
    /// Another's record says that it was sent to, reached, or was opened by the holder.
    Told,
    /// It was spoken of at a meeting that the holder attended.
    Meeting,
}

impl How {
    /// In words, after "known" or the grade: `by its own record`, `at a meeting it attended`.
    pub fn words(self) -> &'static str {
        match self {
            How::OwnRecord => "by its own record",
            How::Told => "by being told",
            How::Meeting => "at a meeting it attended",
        }
    }
}

/// Whether a piece of awareness counts as the agency's knowing, by the rule of the review.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Counts {
    /// It counts.
    Yes,
    /// It does not, and why, as a sentence.
    No(String),
}

/// One holder's awareness of one entity through one record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Knowledge {
    /// Who: an agency, a unit, or a person in a role, as the record names it.
    pub holder: SymbolId,
    /// The agency whose knowing this is under the review's rule, where there is one.
    pub agency: Option<SymbolId>,
    /// What about.
    pub about: EntityId,
    /// In what grade.
    pub grade: Grade,
    /// From when. An open or missing bound stays open.
    pub from: When,
    /// How the holder came by it.
    pub how: How,
    /// The record it rests on.
    pub event: EventId,
    /// The cell that says so.
    pub place: Place,
    /// Rank or role of whoever knew it for the holder, as written then.
    pub post: Option<SymbolId>,
    /// Whether it counts as knowing.
    pub counts: Counts,
}

impl Knowledge {
    /// Whether it was there on `day`: `Some(true)` on every reading of its date, `Some(false)` on none, `None` where the
    /// date leaves it open.
    pub fn there_on(&self, day: Day) -> Option<bool> {
        match (self.from.earliest(), self.from.latest()) {
            (_, Some(last)) if last <= day => Some(true),
            (Some(first), _) if first > day => Some(false),
            _ => None,
        }
    }
}

/// One agency told another of an entity, or both heard it at one meeting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    /// Who told; for a meeting, who keeps its minutes.
    pub from: SymbolId,
    /// Who was told.
    pub to: SymbolId,
    /// What about.
    pub about: EntityId,
    /// When it reached the other, as far as the record says.
    pub when: When,
    /// The grade the record gives.
    pub grade: Grade,
    /// The record.
    pub event: EventId,
}

/// What is on record after a subject of concern became known to a holder.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Answer {
    /// The response is on record, after the holder knew.
    Done,
    /// None is on record after the holder knew; one is, of a day shortly before.
    ShortlyBefore,
    /// Every record that would show it was supplied, and none does.
    NothingRecorded,
    /// The record that would show it was not supplied for the whole time.
    ExtractNotSupplied,
    /// Dates, or who is who, leave it open.
    CannotTell,
}

impl Answer {
    /// All answers, in the order reports list them.
    pub const ALL: [Answer; 5] = [
        Answer::Done,
        Answer::ShortlyBefore,
        Answer::NothingRecorded,
        Answer::ExtractNotSupplied,
        Answer::CannotTell,
    ];

    /// The words a report prints.
    pub fn word(self) -> &'static str {
        match self {
            Answer::Done => "done",
            Answer::ShortlyBefore => "shortly before",
            Answer::NothingRecorded => "nothing recorded",
            Answer::ExtractNotSupplied => "extract not supplied",
            Answer::CannotTell => "cannot tell",
        }
    }
}

/// One expected response to one subject's becoming known to one holder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Followed {
    /// The entities under which the subject was spoken of: one, or several that bear the same written name and that
    /// linkage leaves apart because a name alone joins nobody. In ascending order.
    pub about: Vec<EntityId>,
    /// Entities that linkage keeps apart and that two things together, a name and a vehicle or telephone, tie to the
    /// subject: what is recorded of them is counted here. In ascending order.
    pub taken: Vec<EntityId>,
    /// The agency that knew.
    pub holder: SymbolId,
    /// The response, in the words of the review ("vehicle check").
    pub response: String,
    /// The first knowledge that counts.
    pub first: Awareness,
    /// The record of it.
    pub first_event: EventId,
    /// How many records made it known to the holder in all, the first included.
    pub times: u32,
    /// How many of them are sources of their own: one report that passed through several hands is one.
    pub sources: u32,
    /// What is on record.
    pub answer: Answer,
    /// Days from first known to the first such response, least and greatest; `None` unless done.
    pub days: Option<(i32, i32)>,
    /// The responses by those who could be expected to act, in order of time; at most [`EVENTS_MAX`].
    pub done: Vec<EventId>,
    /// The responses by those who could be expected to act that lie certainly before the holder knew, and within so many days
    /// before as the review counts; in order of time, at most [`EVENTS_MAX`].
    pub before: Vec<EventId>,
    /// Days from the last of them to first known, least and greatest; `None` where there is none.
    pub days_before: Option<(i32, i32)>,
    /// The same response by anybody else, in order of time; at most [`EVENTS_MAX`].
    pub by_others: Vec<EventId>,
    /// What is recorded about the subject after the holder knew and before the response, in order of time; at most
    /// [`EVENTS_MAX`].
    pub afterwards: Vec<EventId>,
    /// How many there are in all.
    pub afterwards_count: u32,
    /// Who or what else the subject may be, as linkage left it open: what the record would show of this holder and response if
    /// it were. At most [`MAY_BE_MAX`]; the subject's whole list is in [`Knowing::may_be`].
    pub may_be: Vec<MayBe>,
    /// The answer in one or two plain sentences.
    pub reason: String,
}

/// Somebody or something that linkage keeps apart from a subject of concern and that may be it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MayBe {
    /// The other.
    pub other: EntityId,
    /// When the other first became known to the holder as one of concern; `None` where no record says so.
    pub known: Option<When>,
    /// The response in question as recorded of the other, from the first day on which either was known; at most [`EVENTS_MAX`].
    pub actions: Vec<EventId>,
}

/// Most others whom one line names as perhaps the same.
pub const MAY_BE_MAX: usize = 12;

/// Most events that one line names in each of its lists.
pub const EVENTS_MAX: usize = 12;

/// What two agencies shared, one way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sharing {
    /// The agency that could have told, and the bodies it took over from: a body and its successors are one line.
    pub from: Vec<SymbolId>,
    /// The agency that could have been told, in the same way.
    pub to: Vec<SymbolId>,
    /// Subjects known to both.
    pub both: u32,
    /// Of those, subjects of which a record says that `from` told `to`.
    pub told: u32,
    /// Of those, subjects that both heard of at one meeting.
    pub met: u32,
    /// Subjects known to `from` and, as far as the record shows, not to `to`.
    pub from_only: u32,
    /// Subjects known to `from` from a day after the last day of `to`: it could not be told, and they are counted nowhere else.
    pub ended: u32,
    /// Days from `from` knowing to `to` being told, middle value of those whose dates are exact; `None` where none is.
    pub days_median: Option<i32>,
    /// How many told pairs have exact dates.
    pub days_known: u32,
    /// Of the subjects known to `from` only, those that may be somebody or something that `to` knew under another entry.
    pub from_only_open: u32,
    /// Of the subjects known to both and not told, those that may be somebody or something of which `from` told `to`.
    pub told_open: u32,
    /// Why the count of `from_only` proves nothing where `to`'s record is not whole, or empty.
    pub caveat: String,
}

/// One report that several holders hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recycled {
    /// The earliest copy in order of time.
    pub first: EventId,
    /// The others, in order of time, each with its likeness to the first, 0 to 1.
    pub copies: Vec<(EventId, Likeness)>,
    /// How many holders keep a copy, the first included.
    pub holders: u32,
}

/// A number from 0 to 1 kept as whole ten-thousandths, so that it can be compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Likeness(pub u16);

/// What was asked of an agency in one year, and what came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gap {
    /// The agency.
    pub agency: SymbolId,
    /// The year.
    pub year: i16,
    /// Titles of what was supplied for some day of the year.
    pub supplied: Vec<String>,
    /// Titles of what was asked for and not supplied, with the word that says what came of it.
    pub wanting: Vec<(String, &'static str)>,
}

/// A series of records of which one is expected for every month.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Series {
    /// What it is ("minutes of the monthly forum").
    pub title: String,
    /// First days of the months for which a record was expected.
    pub expected: Vec<Day>,
    /// The months for which there is none, and whether what would hold one was there to be looked at.
    pub absent: Vec<Absence>,
    /// First days of the months for which only a record with an uncertain date may stand.
    pub possibly: Vec<Day>,
}

/// Whether the extract that would hold a record was there to be looked at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Looked {
    /// Supplied for the whole of the time and read, and without the record: a hole in what was supplied.
    Supplied,
    /// Supplied in part, with rows that could not be read, or for days that nobody has stated.
    NotWhole,
    /// Asked for, no answer yet.
    Asked,
    /// Searched for, not found.
    Missing,
    /// Refused.
    Refused,
    /// No line of the disclosure register speaks of it.
    NeverAsked,
}

impl Looked {
    /// In plain English, of an extract.
    pub fn words(self) -> &'static str {
        match self {
            Looked::Supplied => "supplied, without the month",
            Looked::NotWhole => "supplied, but not whole",
            Looked::Asked => "asked for and not supplied",
            Looked::Missing => "searched for and not found",
            Looked::Refused => "refused",
            Looked::NeverAsked => "never asked for",
        }
    }
}

/// A month in which a series has no record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Absence {
    /// First day of the month.
    pub month: Day,
    /// Whether the extract that would hold it was supplied: the least that is so of any such extract.
    pub looked: Looked,
    /// The extracts that would hold it, by title, each with what came of it.
    pub extracts: Vec<(String, Looked)>,
}

/// Two accounts of one meeting or contact that differ.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contradiction {
    /// One account.
    pub left: EventId,
    /// The other.
    pub right: EventId,
    /// What differs, each as a sentence.
    pub differences: Vec<String>,
}

/// The share of one theme in one quarter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ThemeCell {
    /// Items in which the theme is the leading one.
    pub items: u32,
    /// Words of those items.
    pub words: u32,
}

/// One item of a meeting, and how its theme was told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ThemeItem {
    /// The item.
    pub event: EventId,
    /// Number of its theme in [`Meetings::themes`].
    pub theme: usize,
    /// The entries of the lexicon found in it, each with its theme and how often.
    pub found: String,
}

/// One meeting whose minutes are on record more than once: by which copy its items are counted, and which are not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MeetingCopies {
    /// The first item of the copy that is counted.
    pub counted: EventId,
    /// How many items that copy has.
    pub items: u32,
    /// The other copies in reading order: the first item of each, how many items it has, and why it is taken for a copy.
    pub others: Vec<(EventId, u32, CopyBy)>,
}

/// Why two records of a meeting are taken for copies of one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum CopyBy {
    /// Two agencies keep minutes of one body of these days.
    Body,
    /// Their words are the same or nearly the same.
    Words,
}

impl CopyBy {
    /// In plain English, after "taken for a copy by".
    pub fn words(self) -> &'static str {
        match self {
            CopyBy::Body => "the body and the day",
            CopyBy::Words => "the words",
        }
    }
}

/// What meetings spoke of over time.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Meetings {
    /// Name and version of the lexicon applied.
    pub lexicon: String,
    /// Themes, in the order of the lexicon; the last is "unclear".
    pub themes: Vec<String>,
    /// The words that tell each theme, as the lexicon gives them; empty for "unclear".
    pub words: Vec<String>,
    /// Every item counted, in reading order.
    pub items: Vec<ThemeItem>,
    /// First day of each quarter, in order.
    pub quarters: Vec<Day>,
    /// For each quarter, one cell a theme.
    pub cells: Vec<Vec<ThemeCell>>,
    /// Items whose date is no single quarter: counted nowhere above.
    pub undated: u32,
    /// Meetings whose minutes are on record more than once, in order of the first item of the copy that is counted: the items
    /// of the other copies are counted nowhere above.
    pub copies: Vec<MeetingCopies>,
    /// For each theme but the last, where its share of items changed most, if it did.
    pub changes: Vec<Option<ThemeChange>>,
}

/// Records of several agencies that bear one number and are too many to compare each with each: what differs in them is not said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Uncompared {
    /// The first of them in reading order.
    pub first: EventId,
    /// The number.
    pub number: String,
    /// How many there are.
    pub records: u32,
}

/// Where the share of a theme changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ThemeChange {
    /// First day of the first quarter after the change.
    pub at: Day,
    /// First and last quarter at which the change may lie (every point within 3.84 of the greatest likelihood ratio).
    pub between: (Day, Day),
    /// Items of the theme, and items, before it.
    pub before: (u32, u32),
    /// The same from it on.
    pub after: (u32, u32),
    /// Twice the log likelihood ratio, in hundredths.
    pub statistic_hundredths: u64,
    /// Share of random orders of the quarters that give as great a change, in ten-thousandths.
    pub chance_ten_thousandths: u32,
}

/// How an officer whom the review names stands in the minutes of one meeting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attended {
    /// The name under which the review states the officer's posts.
    pub officer: String,
    /// The event of the meeting itself.
    pub meeting: EventId,
    /// "present", "in attendance", "apologies", "absent" or "unclear".
    pub standing: &'static str,
    /// Whether the line of the attendance surely means the officer; otherwise it may be another of that name.
    pub sure: bool,
    /// The line of the attendance.
    pub place: Place,
    /// The items that name a subject of concern, in reading order, each with what the rule of the review makes of the officer's
    /// having heard it.
    pub items: Vec<(EventId, Heard)>,
}

/// What the rule of a review makes of somebody's having been at an item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Heard {
    /// It was spoken of with them there: the grade, and whether the agency's knowing follows from it.
    There(Grade, Counts),
    /// The minutes do not say that they heard it, and why not.
    NotSaid(&'static str),
}

/// Everything derived about knowing.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Knowing {
    /// The rules applied, as sentences: which grades count, how a person's knowledge becomes an agency's, who is a
    /// subject of concern.
    pub rules: Vec<String>,
    /// The subjects of concern, each as the entities under which it was spoken of.
    pub subjects: Vec<Vec<EntityId>>,
    /// For each subject, in the same order: the entities that linkage keeps apart from it and that may be it, in ascending order.
    pub may_be: Vec<Vec<EntityId>>,
    /// First knowledge of each subject, holder and grade: the ladder of awareness.
    pub ladder: Vec<Knowledge>,
    /// What followed: the lines of one subject together, in order of first knowledge, holder and response.
    pub followed: Vec<Followed>,
    /// Agency against agency.
    pub sharing: Vec<Sharing>,
    /// Reports held by several.
    pub recycled: Vec<Recycled>,
    /// What was asked for and what came, agency by agency and year by year.
    pub gaps: Vec<Gap>,
    /// Expected series with their holes.
    pub series: Vec<Series>,
    /// Accounts that differ.
    pub contradictions: Vec<Contradiction>,
    /// Numbers that more records bear than are compared.
    pub uncompared: Vec<Uncompared>,
    /// What meetings spoke of.
    pub meetings: Meetings,
    /// The meetings in whose attendance officers of the review stand, in reading order.
    pub attended: Vec<Attended>,
}
