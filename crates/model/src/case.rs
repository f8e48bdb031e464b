//! A whole review as derived: what the files gave, what was made of them, and on what terms.

use crate::{
    Day, Entity, EntityId, Event, EventId, Interner, Knowing, Link, Mention, Outcome, Place, Problem, RowId,
    Source, SymbolId, Weighing,
};

/// What a review is for; wording, thresholds and outputs follow it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Purpose {
    /// A practice review: no officer-level output exists.
    Learning,
    /// Complaints and misconduct: notices, standards of proof, right of reply.
    Conduct,
    /// A public inquiry.
    Inquiry,
}

impl Purpose {
    /// The word `review.toml` uses.
    pub fn word(self) -> &'static str {
        match self {
            Purpose::Learning => "learning",
            Purpose::Conduct => "conduct",
            Purpose::Inquiry => "inquiry",
        }
    }
}

/// The nation whose law, guidance and bank holidays apply.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Nation {
    /// England and Wales.
    EnglandAndWales,
}

/// The terms of a review.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Review {
    /// Title as printed.
    pub title: String,
    /// Learning, conduct or inquiry.
    pub purpose: Purpose,
    /// The day as of which the record is read. Age and lateness of silence are counted to this day.
    pub observation_date: Day,
    /// The last day whose records are complete; a deadline after it is not yet due. The day before the observation
    /// date unless the review says otherwise, because the day of reading is not over.
    pub last_complete_day: Day,
    /// The period the review covers, first and last day.
    pub period: (Day, Day),
    /// Nation.
    pub nation: Nation,
    /// Set where the record is read as it was known on an earlier day.
    pub as_known_on: Option<Day>,
    /// Terms of reference as printed: one paragraph each.
    pub terms: Vec<String>,
    /// Statement of what is invented, for the specimen; empty for a real review.
    pub notice: String,
}

/// An agency that holds records or bears duties.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Agency {
    /// Name as printed; also the word interned for it as a holder.
    pub name: SymbolId,
    /// What sort of agency, in the words of rules: "social_care", "police", "health", "school", "youth_service", "body".
    pub sort: SymbolId,
    /// First day of the body; `None` where nobody has said.
    pub from: Option<Day>,
    /// Last day of the body; `None` where nobody has said.
    pub to: Option<Day>,
    /// The bodies it took over from.
    pub follows: Vec<SymbolId>,
    /// Names of the areas it served; empty where nobody has said.
    pub areas: Vec<SymbolId>,
}

impl Agency {
    /// An agency of which nothing but name and sort is stated.
    pub fn new(name: SymbolId, sort: SymbolId) -> Agency {
        Agency { name, sort, from: None, to: None, follows: Vec::new(), areas: Vec::new() }
    }
}

/// What came of asking an agency for an extract.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ExtractStatus {
    /// Supplied, and read by this run.
    Supplied,
    /// Asked for, no answer yet.
    Asked,
    /// Searched for, not found.
    Missing,
    /// Refused.
    Refused,
}

impl ExtractStatus {
    /// The word `review.toml` uses.
    pub fn word(self) -> &'static str {
        match self {
            ExtractStatus::Supplied => "supplied",
            ExtractStatus::Asked => "asked",
            ExtractStatus::Missing => "missing",
            ExtractStatus::Refused => "refused",
        }
    }
}

/// One line of the disclosure register: what an agency was asked for and what came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Extract {
    /// The agency.
    pub agency: SymbolId,
    /// What the extract is ("assessments 2000-2012").
    pub title: String,
    /// The kinds of event it would show.
    pub kinds: Vec<SymbolId>,
    /// First and last day it covers; `None` where nobody has said, and then it proves no absence.
    pub covers: Option<(Day, Day)>,
    /// Supplied, asked, missing or refused.
    pub status: ExtractStatus,
    /// How many of its rows and files could not be read; where there are any, it proves no absence.
    pub unread: u64,
    /// What else is to be said of it, in plain English, or empty: a refusal's ground, a column the table lacks.
    pub note: String,
}

/// Whether the records that would show an action were supplied for a window of days.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Coverage {
    /// Supplied for the whole window.
    Whole,
    /// Not wholly: the reason in one sentence.
    Not(String),
}

/// How the rows of one sheet were accounted for: `rows == accepted + undated + rejected`, always.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// File and sheet (`place.row` is the header row, or 0).
    pub place: Place,
    /// Rows below the header that are not wholly empty.
    pub rows: u64,
    /// Rows all of whose dated events found a date.
    pub accepted: u64,
    /// Rows kept without a usable date for any event.
    pub undated: u64,
    /// Rows that could not be used; each has a problem that says why.
    pub rejected: u64,
    /// Rows that are wholly empty: counted, not part of `rows`.
    pub empty: u64,
    /// What no mapping reads in this sheet, in plain English, or empty ("columns Age, Gender").
    pub unread: String,
}

impl Account {
    /// Whether every row is accounted for.
    pub fn balances(&self) -> bool {
        self.rows == self.accepted + self.undated + self.rejected
    }
}

/// What is different in a source since the run before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowChange {
    /// Name of the source.
    pub source: String,
    /// Rows that were not there before.
    pub new: u64,
    /// Rows with a key that was there before and other contents.
    pub changed: u64,
    /// Rows that were there before and are no more.
    pub gone: u64,
    /// Rows that are the same.
    pub same: u64,
    /// Up to ten examples in words.
    pub examples: Vec<String>,
}

/// The text of one rule as it was applied.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleText {
    /// Identifier ("R05").
    pub id: String,
    /// Title in plain English.
    pub title: String,
    /// `statute`, `statutory-guidance`, `code`, `local-protocol` or `reviewer-set`.
    pub kind: String,
    /// Version, with the days it is in force, in words.
    pub version: String,
    /// Where it stands in law or guidance.
    pub source: String,
    /// `V` read, `K` known but not checked, `?` unsure.
    pub confidence: String,
    /// The obligation in one or two sentences.
    pub obligation: String,
    /// How many times it arose in this review; 0 is *not engaged*, never *complied*.
    pub activations: u64,
}

/// A decision by a person that overrides linkage.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    /// One row of the pair, in words that name the mention.
    pub left: String,
    /// The other.
    pub right: String,
    /// True where they are one, false where they are not.
    pub same: bool,
    /// Who decided, by role.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// A whole review as derived: delete it and it is computed again, byte for byte, from the files, the configuration
/// and the decisions.
#[derive(Clone, Debug)]
pub struct Case {
    /// The terms.
    pub review: Review,
    /// Every interned word.
    pub words: Interner,
    /// The agencies of the review.
    pub agencies: Vec<Agency>,
    /// The files read, in reading order.
    pub sources: Vec<Source>,
    /// The accounting, one line a sheet.
    pub accounts: Vec<Account>,
    /// Everything wrong with the input.
    pub problems: Vec<Problem>,
    /// What is different since the run before; empty on a first run.
    pub changes: Vec<RowChange>,
    /// Rejected rows with their words: place and cells joined by ` | `.
    pub rejected: Vec<(Place, String)>,
    /// The disclosure register.
    pub extracts: Vec<Extract>,
    /// Mentions, in reading order.
    pub mentions: Vec<Mention>,
    /// What linkage made of them.
    pub entities: Vec<Entity>,
    /// Entity of each mention, by [`crate::MentionId`].
    pub entity_of: Vec<EntityId>,
    /// The scored pairs that matter, in order of their mentions.
    pub links: Vec<Link>,
    /// How linkage came by its weights, in plain English, one paragraph each.
    pub link_notes: Vec<String>,
    /// What linkage was made of, for each kind of mention there is.
    pub weighings: Vec<Weighing>,
    /// What a reader must know of the check of duties as a whole, in plain English: the rule of knowledge, corrected
    /// calendars and the outcomes they changed, duties without a deadline. One paragraph each.
    pub check_notes: Vec<String>,
    /// Events, in reading order.
    pub events: Vec<Event>,
    /// The chronology: events with a date, in order.
    pub chronology: Vec<EventId>,
    /// Events without a date, in reading order.
    pub undated: Vec<EventId>,
    /// What came of the duties that arose, in order of rule, start and subject.
    pub outcomes: Vec<Outcome>,
    /// Who knew what, and what followed; empty where the review names no subject of concern.
    pub knowing: Knowing,
    /// The rules that were applied, and those that were in the set and never engaged.
    pub rules: Vec<RuleText>,
    /// How many rows were read in all; rows are numbered from 0 by [`RowId`].
    pub rows: u64,
    /// The place of each row, by [`RowId`].
    pub row_places: Vec<Place>,
}

impl Case {
    /// A case under these terms in which nothing has been read.
    pub fn empty(review: Review) -> Case {
        Case {
            review,
            words: Interner::default(),
            agencies: Vec::new(),
            sources: Vec::new(),
            accounts: Vec::new(),
            problems: Vec::new(),
            changes: Vec::new(),
            rejected: Vec::new(),
            extracts: Vec::new(),
            mentions: Vec::new(),
            entities: Vec::new(),
            entity_of: Vec::new(),
            links: Vec::new(),
            link_notes: Vec::new(),
            weighings: Vec::new(),
            check_notes: Vec::new(),
            events: Vec::new(),
            chronology: Vec::new(),
            undated: Vec::new(),
            outcomes: Vec::new(),
            knowing: Knowing::default(),
            rules: Vec::new(),
            rows: 0,
            row_places: Vec::new(),
        }
    }

    /// The place of a row.
    pub fn place_of(&self, row: RowId) -> Place {
        self.row_places[row.index()]
    }

    /// The subject of an event: the entity of its first mention.
    pub fn subject_of(&self, event: &Event) -> Option<EntityId> {
        event.mentions.first().map(|m| self.entity_of[m.index()])
    }

    /// The sort of agency a holder is, if it is one of the review's agencies.
    pub fn sort_of(&self, holder: SymbolId) -> Option<SymbolId> {
        self.agencies.iter().find(|a| a.name == holder).map(|a| a.sort)
    }
}
