//! Minutes to structure: the meeting, who was there, its items, decisions and actions, each with its place.
//!
//! [`read()`] takes a [`Document`] in the usual layouts - free text with labels ("Present:", "Apologies:", "Action:"),
//! numbered items, and tables (attendance, items, action logs) - and gives a [`Meeting`] for each that it holds. [`tie()`] ties what an action
//! log or *matters arising* says later to the action it is about. [`directives()`] finds the directions in the text of a
//! motion, [`exhibits`] the numbers of documents put to a witness.
//!
//! What could not be parsed stays as text with its place ([`Meeting::unparsed`]), and where it may be an action it is said
//! ([`Meeting::perhaps`]); no date is more precise than written.
//! What this module leaves out: who is who (a name is the words of the minutes), and whether anything should have followed.

mod actions;
mod attendance;
mod blocks;
mod columns;
mod council;
mod cut;
mod dates;
mod directive;
pub mod exhibits;
mod finish;
mod gather;
mod head;
mod labels;
mod last;
mod layout;
mod lines;
mod people;
mod perhaps;
mod remark;
mod rows;
mod status;
mod stay;
mod tie;

use std::ops::Range;

use model::{Place, SourceId, When};

use crate::document::Document;

pub use blocks::{Block, blocks_of};
pub use council::{CouncilTables, council};
pub(crate) use cut::{OpenColumns, names_somebody, open_columns};
pub use dates::{Dated, find_dates};
pub use directive::{Directive, directives};
pub use gather::{MinutesFile, gather_minutes};
pub use layout::read;
pub use people::{Fits, RANKS, is_post, owner_fits, person, same_attendee};
pub use tie::{Tie, tie};

use crate::dates::DateRules;

/// What is known before minutes are read.
#[derive(Clone, Debug)]
pub struct MinutesTerms {
    /// How dates are read.
    pub dates: DateRules,
    /// Names of the agencies of the review, so that an attendee's agency is told apart from a role.
    pub agencies: Vec<String>,
}

/// Where words stand in a document: part, paragraph (line, table row) and cell.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Spot {
    /// Index into [`Document::parts`].
    pub part: u16,
    /// Paragraph, line or table row, from 1.
    pub row: u32,
    /// Cell of a table row, from 1; 0 for none.
    pub column: u16,
}

impl Spot {
    /// The place in a source.
    pub fn place(self, source: SourceId) -> Place {
        Place { source, sheet: self.part, row: self.row, column: self.column }
    }
}

/// Words with where they stand.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Words {
    /// The words, unchanged but for white space.
    pub text: String,
    /// Where they begin.
    pub spot: Spot,
}

/// How somebody stands in the attendance.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Standing {
    /// Present as a member.
    Present,
    /// In attendance: there, not as a member.
    InAttendance,
    /// Sent apologies.
    Apologies,
    /// Absent without apologies recorded.
    Absent,
    /// Named in an attendance whose words do not surely say whether the person was there.
    Unclear,
}

impl Standing {
    /// In plain English.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Present => "present",
            Standing::InAttendance => "in attendance",
            Standing::Apologies => "apologies",
            Standing::Absent => "absent",
            Standing::Unclear => "unclear",
        }
    }

    /// Whether the person was there.
    pub fn was_there(self) -> bool {
        matches!(self, Standing::Present | Standing::InAttendance)
    }
}

/// One line of the attendance. Empty where the minutes do not say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attendee {
    /// How they stand in it.
    pub standing: Standing,
    /// Name without rank.
    pub name: String,
    /// Rank at the time, as written ("DS", "Detective Inspector").
    pub rank: String,
    /// Role as written ("Chair" included where it is said so).
    pub role: String,
    /// Agency as written.
    pub agency: String,
    /// Whether the minutes say that they took the chair.
    pub chair: bool,
    /// Indexes into [`Meeting::items`] of what they surely heard; `None` for the whole meeting. Whoever came late or left
    /// before the end has here only what the words surely say.
    pub heard: Option<Vec<usize>>,
    /// The words it was read from.
    pub words: Words,
}

/// An item of the agenda.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Item {
    /// Number as written ("3", "2.1"), or empty.
    pub number: String,
    /// Heading.
    pub heading: Words,
    /// Paragraphs under it, actions and decisions included.
    pub text: Vec<Block>,
}

impl Item {
    /// Whether it is the heading of the attendance and nothing else: "Present", "Apologies", whose lines are the attendance.
    pub fn is_attendance(&self) -> bool {
        self.text.is_empty() && attendance::attendance_head(&self.heading.text)
    }
}

/// Something the meeting decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    /// Index into [`Meeting::items`].
    pub item: Option<usize>,
    /// The sentence that says so.
    pub words: Words,
}

/// What is said of an action.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ActionState {
    /// The words say that it was done.
    Done,
    /// The words say that it goes on or is carried forward.
    Open,
    /// The words say that it was not done, or is no longer wanted.
    NotDone,
    /// Something is said, and it is none of these.
    Unclear,
    /// Nothing is said.
    Nothing,
}

impl ActionState {
    /// In plain English.
    pub fn word(self) -> &'static str {
        match self {
            ActionState::Done => "done",
            ActionState::Open => "open",
            ActionState::NotDone => "not done",
            ActionState::Unclear => "unclear",
            ActionState::Nothing => "nothing said",
        }
    }
}

/// An action, given at this meeting or reported on at it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Action {
    /// Index into [`Meeting::items`].
    pub item: Option<usize>,
    /// The meeting's own number of it, or empty.
    pub reference: String,
    /// Who is to do it, as written, or empty.
    pub owner: String,
    /// What is to be done.
    pub what: String,
    /// By when; unknown with its words where it is no date ("next meeting"), unknown without words where nothing is said.
    pub due: When,
    /// Whether it stands in a list or table of actions, apart from the items they come from.
    pub apart: bool,
    /// Whether it was given earlier and is reported on here (*matters arising*, action log).
    pub reported: bool,
    /// What is said of it.
    pub state: ActionState,
    /// The words of that.
    pub state_words: String,
    /// The words it was read from.
    pub words: Words,
    /// Bytes of those words that are its own, from its label to the next or to the end: what its paragraph says besides is of
    /// something else. Empty where the words are not told apart.
    pub own: Range<usize>,
    /// Where its own words end.
    pub ends: Spot,
}

/// Words that may give somebody something to do, or report on it, and are not wholly understood as an action.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Perhaps {
    /// Index into [`Meeting::items`]; `None` for words that stand in no item.
    pub item: Option<usize>,
    /// The words.
    pub words: Words,
}

/// A motion.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Motion {
    /// Index into [`Meeting::items`].
    pub item: Option<usize>,
    /// Who moved it, as written, or empty.
    pub mover: String,
    /// Who seconded it, as written, or empty.
    pub seconder: String,
    /// What came of it, as written ("Motion Passed (4 to 0)").
    pub result: String,
    /// Its text.
    pub words: Words,
}

/// One meeting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meeting {
    /// Title as written.
    pub title: Words,
    /// The body that met, from the title or a label; empty where neither says.
    pub body: String,
    /// The day of the meeting; unknown where the minutes do not say.
    pub when: When,
    /// Where that stands.
    pub when_spot: Spot,
    /// Where it was held, or empty.
    pub venue: String,
    /// Who was there and who was not.
    pub attendance: Vec<Attendee>,
    /// The items in order. Text before the first item stands in an item without number and heading.
    pub items: Vec<Item>,
    /// Decisions in order.
    pub decisions: Vec<Decision>,
    /// Actions in order.
    pub actions: Vec<Action>,
    /// What may be an action besides: no claim, and a reason to call nothing missing.
    pub perhaps: Vec<Perhaps>,
    /// Motions in order.
    pub motions: Vec<Motion>,
    /// What could not be placed: text before the first item that is no title, date, label or attendance.
    pub unparsed: Vec<Block>,
    /// What is to be said of the reading: no date found, no attendance found.
    pub notes: Vec<String>,
    /// Where it begins in its document, which may hold several.
    pub begins: Spot,
}

impl Meeting {
    /// Nothing read yet.
    fn none() -> Meeting {
        Meeting {
            title: Words::default(),
            body: String::new(),
            when: When::unknown(""),
            when_spot: Spot::default(),
            venue: String::new(),
            attendance: Vec::new(),
            items: Vec::new(),
            decisions: Vec::new(),
            actions: Vec::new(),
            perhaps: Vec::new(),
            motions: Vec::new(),
            unparsed: Vec::new(),
            notes: Vec::new(),
            begins: Spot::default(),
        }
    }

    /// Who took the chair, if the minutes say so.
    pub fn chair(&self) -> Option<&Attendee> {
        self.attendance.iter().find(|a| a.chair)
    }
}

/// The source's sheets for a document, so that places can be told.
pub fn sheets_of(document: &Document) -> Vec<String> {
    document.parts.clone()
}
