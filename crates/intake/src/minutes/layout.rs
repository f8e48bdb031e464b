//! The usual layouts of minutes: title and date, labels, attendance, numbered items, tables.
//!
//! One walk over the blocks. What is understood goes to its place; what stands where attendance or a table was expected
//! and is neither goes to [`Meeting::unparsed`]; everything else is text of the item it stands under.

use std::collections::BTreeSet;

use model::When;

use super::actions::{actions, decisions, due_of, given, is_owner_alone, owner_and_task};
use super::attendance::{NO_ATTENDANCE, Rows, standing_of_label};
use super::blocks::{blocks_of, label_of};
use super::columns::{Column, Kind, header};
use super::cut::{doubtful, earlier_message, meetings_begin, numbered_people};
use super::dates::Dated;
use super::head::{HeadDay, body_of, head_day, several};
use super::lines::{lone_heading, no_action, none, of_others};
use super::people::{is_agency_of, is_person, split_people};
use super::perhaps::perhaps;
use super::status::state_of_all;
use super::stay::moves;
use super::{
    Action, ActionState, Block, Item, Meeting, MinutesTerms, Motion, Spot, Standing, Words, find_dates, last,
    person,
};
use crate::document::{Document, PassageKind};

/// Characters of an item's heading.
const HEADING_CHARS_MAX: usize = 120;
/// Blocks at the head among which a date without a label is looked for.
const HEAD_BLOCKS: usize = 8;
/// Bytes of a short line of its own.
const LONE_BYTES_MAX: usize = 60;
/// Bytes beside the date in a line that is a date and little else.
const DATE_LINE_REST_MAX: usize = 24;

/// What a label at the head of a line says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Label {
    Date,
    Venue,
    Chair,
    Body,
    People(Standing),
    Mover,
    Seconder,
}

const LABELS: &[(Label, &[&str])] = &[
    (
        Label::Date,
        &["date", "date of meeting", "meeting date", "date and time", "held on", "date/time", "date held"],
    ),
    (Label::Venue, &["venue", "location", "place", "held at"]),
    (Label::Chair, &["chair", "chaired by", "chairman", "chairperson", "in the chair"]),
    (Label::Body, &["meeting", "body", "group", "committee", "meeting of", "name of meeting"]),
    (Label::Mover, &["moved by", "mover", "proposed by", "proposer"]),
    (Label::Seconder, &["seconded by", "seconder"]),
];

pub(super) fn opens_attendance(text: &str) -> bool {
    let words = label_of(text).map_or(text, |(label, _)| label);
    matches!(label(words), Some(Label::People(_)))
}

fn label(words: &str) -> Option<Label> {
    let lower = words.trim().trim_end_matches([':', '.']).to_lowercase();
    let plain = LABELS.iter().find(|(_, names)| names.contains(&lower.as_str())).map(|(l, _)| *l);
    let bare = lower.split('(').next().unwrap_or("").trim_end();
    // "Present (those marked * sent apologies)": what the remark says of whom is not understood.
    let remarked = || standing_of_label(bare).filter(|_| bare.len() < lower.len()).map(|_| Standing::Unclear);
    plain.or_else(|| standing_of_label(&lower).or_else(remarked).map(Label::People))
}

/// How surely a date is that of the meeting.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum DayBy {
    #[default]
    Nothing,
    Head,
    Label,
    Held,
}

pub(super) struct Walk<'t> {
    pub(super) terms: &'t MinutesTerms,
    pub(super) meeting: Meeting,
    /// Set while lines are people.
    pub(super) people: Option<Standing>,
    /// Lines of the head before the first of the attendance.
    pub(super) head_lines: Option<usize>,
    /// The agency whose name stands alone above the lines that are people.
    pub(super) agency: String,
    /// What the rows of the table of people that is open are.
    pub(super) rows: Rows,
    /// Sentences that tell that somebody came or went: the sentence, the item by index, and whether they came.
    pub(super) moves: Vec<(String, usize, bool)>,
    /// The columns of the table that is open, its sort, and its part.
    table: Option<(u16, Vec<Column>, Kind)>,
    /// Whether the last block was a row.
    in_rows: bool,
    /// What the heading of the item that is open says its paragraphs are: reports on actions, actions.
    reporting: bool,
    listing: bool,
    /// Below a line that opens a list of others ("Distribution").
    pub(super) aside: bool,
    /// A line that was nobody ended the attendance: a name below it stands in no list.
    broken_off: bool,
    /// Lines of a list of actions whose owner may stand last, by their place in the actions.
    pending: Vec<usize>,
    /// Lists of the document that began within an item, so that their numbers are none of items.
    within: BTreeSet<u32>,
    motion: Option<Motion>,
    day_by: DayBy,
}

/// Reads the minutes in a document, one meeting after another: a file may hold a year of them.
pub fn read(document: &Document, terms: &MinutesTerms) -> Vec<Meeting> {
    let mut blocks = blocks_of(document);
    let quoted = blocks.split_off(earlier_message(&blocks));
    let doubtful = doubtful(&blocks, document);
    let people = numbered_people(&blocks);
    let mut begins = meetings_begin(&blocks, terms);
    begins.insert(0, 0);
    let mut meetings = Vec::with_capacity(begins.len());
    for (n, &from) in begins.iter().enumerate() {
        let to = begins.get(n + 1).map_or(blocks.len(), |next| *next);
        let mut walk = walk(terms);
        walk.meeting.begins = blocks.get(from).map_or(Spot::default(), |b| b.spot(0));
        for at in from..to {
            if doubtful[at] {
                walk.row(&blocks[at], true);
                walk.in_rows = !blocks[at].cells.is_empty();
            } else if blocks[at].cells.is_empty() {
                walk.in_rows = false;
                if !(people[at] && walk.numbered_person(&blocks[at])) {
                    walk.block(&blocks[at], at - from);
                }
            } else {
                walk.row(&blocks[at], false);
                walk.in_rows = true;
            }
        }
        if n + 1 == begins.len() && !quoted.is_empty() {
            walk.meeting.notes.push(EARLIER_MESSAGE.to_string());
            walk.meeting.unparsed.extend(quoted.iter().cloned());
        }
        meetings.push(walk.finish(document, n == 0));
    }
    meetings
}

/// Said of a document below whose words an earlier message is quoted.
const EARLIER_MESSAGE: &str = "an earlier message is quoted below this one, and nothing is taken from it: put it among the evidence as a file of its own";

fn walk(terms: &MinutesTerms) -> Walk<'_> {
    Walk {
        terms,
        meeting: Meeting::none(),
        people: None,
        agency: String::new(),
        head_lines: None,
        rows: Rows::AsColumns,
        moves: Vec::new(),
        table: None,
        in_rows: false,
        reporting: false,
        listing: false,
        aside: false,
        within: BTreeSet::new(),
        broken_off: false,
        pending: Vec::new(),
        motion: None,
        day_by: DayBy::Nothing,
    }
}

impl Walk<'_> {
    fn block(&mut self, block: &Block, index: usize) {
        let text = block.text.as_str();
        let labelled = label_of(text);
        if labelled.is_none_or(|(_, rest)| rest.is_empty()) && self.lone(block) {
            return;
        }
        if let Some((words, rest)) = labelled
            && let Some(label) = label(words)
            && self.label_may_stand(label)
        {
            let at = text.len() - rest.len();
            return self.labelled(label, rest, block, at);
        }
        if let (Some((words, rest)), Some(_)) = (labelled, self.people)
            && block.number().is_none()
            && !words.contains('(')
            && self.behind_agency(words, rest, block)
        {
            return;
        }
        // "A Name, Agency (taking minutes)" among the attendance is somebody, and no title.
        let somebody = self.people.is_some() && is_person(text, &self.terms.agencies);
        if index < HEAD_BLOCKS && !somebody && self.head_may_stand(text) && self.head(block) {
            return;
        }
        if let Some((number, rest)) = block.number() {
            return self.numbered(number, rest, block);
        }
        if block.heading && !self.meeting.title.text.is_empty() && short(text) {
            return self.item("", text, block, text.len());
        }
        if self.aside {
            self.meeting.unparsed.push(block.clone());
            return;
        }
        if let Some(standing) = self.people {
            if is_agency_of(text, &self.terms.agencies) {
                self.agency = text.to_string();
                return;
            }
            let agency = self.agency.clone();
            if self.attend_of(text, 0, block, standing, &agency) {
                return;
            }
            self.people = None;
            self.broken_off = true;
            if self.before_items() && text.chars().count() <= HEADING_CHARS_MAX && !text.ends_with('.') {
                self.meeting.unparsed.push(block.clone());
                return;
            }
        }
        if self.before_items()
            && (self.broken_off && is_person(text, &[]) || labelled.is_some_and(|(l, _)| of_others(l)))
        {
            // Whoever stands here stands in no list that says how.
            self.meeting.unparsed.push(block.clone());
            return;
        }
        self.paragraph(block);
    }

    /// A short line of its own that is a label, a heading or opens a list. Gives whether it was one.
    fn lone(&mut self, block: &Block) -> bool {
        let text = block.text.as_str();
        if text.len() > LONE_BYTES_MAX || block.heading {
            return false;
        }
        if of_others(text) {
            self.people = None;
            self.aside = true;
            self.meeting.unparsed.push(block.clone());
            return true;
        }
        if lone_heading(text)
            && !self.meeting.title.text.is_empty()
            && !(self.people.is_some() && label(text).is_some())
        {
            let heading = text.trim().trim_end_matches(':').trim_end();
            self.item("", heading, block, text.len());
            return true;
        }
        match label(text) {
            Some(found @ Label::People(_)) if self.label_may_stand(found) => {
                self.labelled(found, "", block, 0);
                true
            }
            // A lone "Chair" above a name of the list says nothing by itself.
            Some(Label::Chair) if self.people.is_some() => true,
            Some(_) => self.meeting.title.text.is_empty(),
            None => false,
        }
    }

    /// Labels of the head and of the attendance are such before the items only: "Date:", "Place:" and "Present:" in an item
    /// are words of whatever it speaks of.
    fn label_may_stand(&self, label: Label) -> bool {
        match label {
            Label::Mover | Label::Seconder => true,
            Label::People(_) => self.attendance_may_stand(),
            Label::Date | Label::Venue | Label::Chair | Label::Body => self.attendance_may_stand(),
        }
    }

    /// The head goes on till the first item; below other lines of it only where the words say what they are.
    fn head_may_stand(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        let titled =
            ["minutes", "minute of", "notes of", "record of", "held on"].iter().any(|w| lower.contains(w));
        self.meeting.items.is_empty() || self.before_items() && titled
    }

    /// Takes a date as that of the meeting, unless a surer one is there. Two as sure that differ leave it open.
    fn take_day(&mut self, dated: &Dated, by: DayBy, spot: Spot) {
        let same = self.meeting.when.earliest() == dated.when.earliest()
            && self.meeting.when.latest() == dated.when.latest();
        if by > self.day_by {
            (self.meeting.when, self.meeting.when_spot) = (dated.when.clone(), spot);
            self.day_by = by;
        } else if by == self.day_by && !same && !self.meeting.when.is_unknown() {
            let (one, two) = (self.meeting.when.written().to_string(), dated.when.written().to_string());
            self.meeting.notes.push(format!(
                "two days stand as that of the meeting, and the words do not say which it is: \"{one}\" and \"{two}\""
            ));
            self.meeting.when = When::unknown(&one);
        }
    }

    /// Title and date at the head. Gives whether the block was one of them.
    fn head(&mut self, block: &Block) -> bool {
        let text = block.text.as_str();
        let lower = text.to_lowercase();
        let first = self.meeting.title.text.is_empty();
        let titled = ["minutes", "minute of", "notes of", "record of"].iter().any(|w| lower.contains(w));
        let mut date_at = None;
        if text.chars().count() <= HEADING_CHARS_MAX * 2 && self.people.is_none() {
            match head_day(text, &self.terms.dates) {
                HeadDay::Day(dated, held) => {
                    let rest = text.len() - (dated.end - dated.start);
                    let about = ["held", "minutes", "meeting"].iter().any(|w| lower.contains(w));
                    date_at = Some(dated.start);
                    if held || about || rest <= DATE_LINE_REST_MAX {
                        let by = if held { DayBy::Held } else { DayBy::Head };
                        self.take_day(&dated, by, block.spot(dated.start));
                        if rest <= DATE_LINE_REST_MAX && !first && !titled {
                            return true;
                        }
                    }
                }
                HeadDay::Unclear => {
                    self.meeting.notes.push(format!(
                        "a date stands at the head, and its line does not surely say that it is the day of the meeting: \"{text}\""
                    ));
                    if !first && !titled && text.len() <= LONE_BYTES_MAX && !text.ends_with('.') {
                        self.meeting.unparsed.push(block.clone());
                        return true;
                    }
                }
                HeadDay::None => {}
            }
        }
        let date_at = date_at.or_else(|| find_dates(text, &self.terms.dates).first().map(|d| d.start));
        if first || (titled && block.number().is_none() && text.chars().count() <= HEADING_CHARS_MAX) {
            if first && text.chars().count() > HEADING_CHARS_MAX * 2 {
                return false;
            }
            let better = first || !self.meeting.title.text.to_lowercase().contains("minutes");
            if better {
                self.meeting.title = Words { text: text.to_string(), spot: block.spot(0) };
                let body = body_of(text, date_at);
                if !body.is_empty() {
                    self.meeting.body = body;
                } else if let Some(above) = self.line_above() {
                    self.meeting.body = above;
                }
            } else if self.people.is_some() {
                self.meeting.unparsed.push(block.clone());
            }
            return true;
        }
        false
    }

    /// A short line of words right above a title that names no body: the body that met.
    fn line_above(&self) -> Option<String> {
        let [head] = self.meeting.items.as_slice() else { return None };
        let text = &head.text.last().filter(|b| b.cells.is_empty())?.text;
        let plain = text.len() <= LONE_BYTES_MAX && !text.contains([':', '.']);
        let words = plain && !text.contains(|c: char| c.is_ascii_digit()) && text.contains(' ');
        (words && head.number.is_empty()).then(|| text.clone())
    }

    fn labelled(&mut self, label: Label, rest: &str, block: &Block, at: usize) {
        self.aside = false;
        self.agency.clear();
        match label {
            Label::Date => {
                self.people = None;
                let dates = find_dates(rest, &self.terms.dates);
                match dates.as_slice() {
                    [dated] if !several(dated) => self.take_day(dated, DayBy::Label, block.spot(at)),
                    [] if rest.is_empty() => {}
                    _ => {
                        self.meeting.notes.push(format!("the date of the meeting cannot be read: \"{rest}\""))
                    }
                }
            }
            Label::Venue => self.meeting.venue = rest.to_string(),
            Label::Body => self.meeting.body = rest.to_string(),
            Label::Chair => {
                self.people = None;
                let people = split_people(rest, &self.terms.agencies);
                match people.as_slice() {
                    [(offset, piece)] if is_person(piece, &self.terms.agencies) => {
                        let words = Words { text: (*piece).to_string(), spot: block.spot(at + offset) };
                        let mut attendee = person(words, Standing::Present, &self.terms.agencies);
                        attendee.chair = true;
                        self.meeting.attendance.push(attendee);
                    }
                    [] => {}
                    _ => self.meeting.unparsed.push(block.clone()),
                }
            }
            Label::People(standing) => {
                self.head_lines.get_or_insert(self.preface());
                self.people = Some(standing);
                self.broken_off = false;
                if !rest.is_empty() && !self.attend(rest, at, block, standing) && !none(rest) {
                    self.meeting.unparsed.push(block.clone());
                }
            }
            Label::Mover => {
                self.close_motion();
                let item = self.open_item();
                let words = self.last_text();
                self.motion = Some(Motion { item, mover: rest.to_string(), words, ..Motion::default() });
            }
            Label::Seconder => {
                if let Some(motion) = &mut self.motion {
                    motion.seconder = rest.to_string();
                }
            }
        }
    }

    /// A line of a numbered list of people. Gives whether it was taken as one.
    fn numbered_person(&mut self, block: &Block) -> bool {
        let (Some(standing), Some((_, rest))) = (self.people, block.number()) else { return false };
        self.attend(rest, block.text.len() - rest.len(), block, standing)
    }

    fn numbered(&mut self, number: &str, rest: &str, block: &Block) {
        let depth = number.split('.').count();
        let (heading, after) = match rest.split_once(": ") {
            Some((h, a))
                if h.chars().count() <= 60 && label(h).is_none_or(|l| matches!(l, Label::People(_))) =>
            {
                (h, a)
            }
            _ => (rest, ""),
        };
        // "Action: ..." gives one; "Actions", "Action log" and "Actions from the last meeting" are headings.
        let action = heading.to_lowercase().starts_with("action")
            && (!after.is_empty() || rest.ends_with(':') || owner_and_task(rest).is_some());
        let listed = (self.listing || self.reporting) && owner_and_task(rest).is_some();
        let deep = depth > 2 && !block.heading;
        let of_list = block.numbered.filter(|_| !block.heading);
        let within = of_list.is_some_and(|n| self.within.contains(&n.list) || n.level > 0 && depth == 1);
        if listed || !short(heading) || deep || action || within {
            return self.paragraph(block);
        }
        // A list within an item begins again; an item's number does not go back.
        let last = self.meeting.items.iter().rev().find_map(|i| major(&i.number));
        let now = major(number);
        if depth == 1
            && last.is_some()
            && now.is_some_and(|n| Some(n) <= last || last.is_some_and(|l| n > l + 5))
        {
            self.within.extend(of_list.map(|n| n.list));
            return self.paragraph(block);
        }
        let at = block.text.len() - after.len();
        self.item(number, heading, block, at);
    }

    /// A new item; what follows its heading on the same line is its first paragraph.
    fn item(&mut self, number: &str, heading: &str, block: &Block, after: usize) {
        self.close_motion();
        let lower = heading.to_lowercase();
        let any = |words: &[&str]| words.iter().any(|w| lower.contains(w));
        self.reporting = any(&[
            "matters arising",
            "action log",
            "actions from",
            "review of actions",
            "outstanding actions",
            "previous actions",
            "update on actions",
            "actions arising from",
            "action tracker",
        ]);
        self.listing = !self.reporting && any(&["actions", "action points", "action plan"]);
        let at = block.text.find(heading).unwrap_or(0);
        self.meeting.items.push(Item {
            number: number.to_string(),
            heading: Words { text: heading.to_string(), spot: block.spot(at) },
            text: Vec::new(),
        });
        self.aside = false;
        self.rows = Rows::AsColumns;
        self.people = match label(heading) {
            Some(Label::People(standing)) if self.attendance_may_stand() => Some(standing),
            _ => None,
        };
        let rest = block.text.get(after..).unwrap_or("");
        if let (Some(standing), false) = (self.people, rest.is_empty()) {
            if self.attend(rest, after, block, standing) {
                return;
            }
            self.people = None;
        }
        if !rest.is_empty() {
            let spans = std::iter::once((0, block.spot(after)))
                .chain(block.spans.iter().filter(|(s, _)| *s > after).map(|(s, spot)| (s - after, *spot)))
                .collect();
            let part = Block { text: rest.to_string(), spans, ..Block::default() };
            self.paragraph(&part);
        }
    }

    /// The item that is open, one without a number where there is none yet.
    fn open_item(&mut self) -> Option<usize> {
        if self.meeting.items.is_empty() {
            self.meeting.items.push(Item::default());
        }
        Some(self.meeting.items.len() - 1)
    }

    fn last_text(&self) -> Words {
        let block = self.meeting.items.last().and_then(|i| i.text.last());
        block.map_or(Words::default(), |b| Words { text: b.text.clone(), spot: b.spot(0) })
    }

    fn paragraph(&mut self, block: &Block) {
        let item = self.open_item();
        let lower = block.text.to_lowercase();
        if let Some(motion) = &mut self.motion {
            if lower.starts_with("motion passed")
                || lower.starts_with("motion failed")
                || lower.starts_with("carried")
            {
                motion.result = block.text.clone();
                return self.close_motion();
            }
            if block.text.starts_with("That ") {
                motion.words = Words { text: block.text.clone(), spot: block.spot(0) };
            }
        }
        if let Some(index) = item {
            self.came_or_went(&block.text, index);
        }
        decisions(block, item, &mut self.meeting.decisions);
        let before = self.meeting.actions.len();
        actions(block, item, (self.reporting, self.listing), self.terms, &mut self.meeting.actions);
        if self.listing && before == self.meeting.actions.len() {
            let text = block.text.trim_start_matches(['-', '\u{2022}', '*', ' ']);
            let text = block.number().map_or(text, |(_, rest)| rest);
            if last::split(text).is_some() {
                self.pending.push(before);
                let what = text.to_string();
                self.meeting.actions.push(given(block, 0, item, (false, true), "", what, self.terms));
            }
        }
        if let Some(open) = self.meeting.items.last_mut() {
            open.text.push(block.clone());
        }
    }

    fn close_motion(&mut self) {
        self.meeting.motions.extend(self.motion.take());
    }

    /// "DS Name left the meeting": from then on, or up to then, they did not hear.
    fn came_or_went(&mut self, text: &str, item: usize) {
        for (_, sentence) in super::actions::sentences(text) {
            if let Some(came) = moves(sentence) {
                self.moves.push((sentence.to_string(), item, came));
            }
        }
    }

    /// A row of a table. `doubtful`: lines of which nobody can say what stands in which column.
    fn row(&mut self, block: &Block, doubtful: bool) {
        let part = block.spot(0).part;
        if doubtful {
            self.table = None;
            self.people = None;
            if self.before_items() {
                return self.meeting.unparsed.push(block.clone());
            }
            return self.row_as_text(block);
        }
        if let Some((found, kind)) = header(&block.cells)
            && (kind == Kind::Rows || (self.attendance_may_stand() && !self.aside))
        {
            if kind != Kind::Rows {
                self.head_lines.get_or_insert(self.preface());
            }
            self.table = Some((part, found, kind));
            self.rows = Rows::AsColumns;
            if kind == Kind::Rows {
                self.people = None;
            }
            return;
        }
        if self.unread_attendance(block) {
            self.table = Some((part, Vec::new(), Kind::Unread));
            return;
        }
        let open = self.table.as_ref().filter(|(p, ..)| *p == part && self.in_rows);
        let Some((_, found, kind)) = open.cloned() else {
            self.table = None;
            return self.loose_row(block);
        };
        let plain = (kind != Kind::Lists).then(|| one_line(block)).flatten();
        let block = plain.as_ref().unwrap_or(block);
        if kind != Kind::Rows {
            return self.attendance_row(block, &found, kind);
        }
        let cell = |wanted: Column| {
            let at = found.iter().position(|c| *c == wanted)?;
            block.cells.get(at).map(|c| (at, c.trim())).filter(|(_, c)| !c.is_empty())
        };
        let text = |wanted: Column| cell(wanted).map_or(String::new(), |(_, c)| c.to_string());
        let spot = |at: usize| block.spans.get(at).map_or(block.spot(0), |(_, s)| *s);
        let states: Vec<&str> = found
            .iter()
            .zip(&block.cells)
            .filter(|(c, cell)| **c == Column::Status && !cell.trim().is_empty())
            .map(|(_, cell)| cell.trim())
            .collect();
        let discussed =
            cell(Column::Text).or(cell(Column::Heading).filter(|_| found.contains(&Column::Text)));
        // "Item" above a column of numbers beside actions numbers them; words there are an item.
        let heading = cell(Column::Heading).filter(|(_, c)| c.chars().any(char::is_alphabetic));
        if discussed.is_some()
            || heading.is_some()
            || (found.contains(&Column::Heading) && !found.contains(&Column::Owner))
        {
            self.item_row(block, &text(Column::Number), cell(Column::Heading).map_or("", |(_, c)| c));
        }
        let Some((at, what)) = cell(Column::Action) else {
            if discussed.is_none() && heading.is_none() && !found.contains(&Column::Heading) {
                self.row_as_text(block);
            }
            return;
        };
        if no_action(what) {
            return;
        }
        let item = if self.meeting.items.is_empty() { None } else { Some(self.meeting.items.len() - 1) };
        let (owner, task) = match (text(Column::Owner), discussed) {
            // Below "Action" stands who is to act, and beside it what was said of it.
            (owner, Some((_, said))) if owner.is_empty() && is_owner_alone(what, self.terms) => {
                (what.to_string(), said.to_string())
            }
            (owner, _) if owner.is_empty() => {
                owner_and_task(what).unwrap_or((String::new(), what.to_string()))
            }
            (owner, _) => (owner, what.to_string()),
        };
        let state_words = states.join(" | ");
        let number = text(Column::Number);
        let in_items = found.contains(&Column::Text) || heading.is_some();
        // What was said of others in the cell beside it is none of the action's own words.
        let start = |n: usize| block.spans.get(n).map_or(block.text.len(), |(start, _)| *start);
        let own = if in_items { start(at)..start(at + 1) } else { 0..0 };
        self.meeting.actions.push(Action {
            item,
            apart: !in_items || self.reporting || self.listing,
            reference: if in_items { String::new() } else { number },
            owner,
            due: self.due_in(&text(Column::Due), &task),
            what: task,
            reported: self.reporting || (!state_words.is_empty() && !self.listing),
            state: state_of_all(&states, self.terms),
            state_words,
            words: Words { text: block.text.replace('\t', " | "), spot: spot(at) },
            own,
            ends: spot(at),
        });
    }

    /// By when a row says that a task is to be done: the cell of that column, else the words of the task.
    fn due_in(&self, cell: &str, task: &str) -> When {
        match find_dates(cell, &self.terms.dates).as_slice() {
            [dated] => dated.when.clone(),
            [] if cell.is_empty() => due_of(task, self.terms),
            _ => When::unknown(cell),
        }
    }

    /// A row of which no column is understood as an item or an action is text.
    fn row_as_text(&mut self, block: &Block) {
        self.open_item();
        if let Some(open) = self.meeting.items.last_mut() {
            open.text.push(block.clone());
        }
    }

    /// A row of a table of items.
    fn item_row(&mut self, block: &Block, number: &str, heading: &str) {
        self.close_motion();
        if !number.is_empty() || !heading.is_empty() || self.meeting.items.is_empty() {
            let spot = block.spot(0);
            let heading = Words { text: heading.to_string(), spot };
            self.meeting.items.push(Item {
                number: number.trim_end_matches('.').to_string(),
                heading,
                text: Vec::new(),
            });
        }
        let item = Some(self.meeting.items.len() - 1);
        decisions(block, item, &mut self.meeting.decisions);
        if let Some(open) = self.meeting.items.last_mut() {
            open.text.push(block.clone());
        }
    }

    /// A row without a header: a label and its value, else text.
    fn loose_row(&mut self, block: &Block) {
        let first = block.cells.iter().map(|c| c.trim()).find(|c| !c.is_empty()).unwrap_or("");
        if let Some(found) = label(first).filter(|l| self.label_may_stand(*l)) {
            return self.label_row(found, block);
        }
        // "Date: 3 May 2002" in one cell, and several such cells in a row.
        let told = |c: &String| {
            let (words, rest) = label_of(c.trim())?;
            let found = label(words).filter(|l| self.label_may_stand(*l))?;
            Some((found, rest.to_string())).filter(|(_, rest)| !rest.is_empty())
        };
        let told: Option<Vec<(Label, String)>> =
            block.cells.iter().filter(|c| !c.trim().is_empty()).map(told).collect();
        if let Some(told) = told.filter(|t| !t.is_empty()) {
            for (found, value) in told {
                let at = block.text.find(value.lines().next().unwrap_or("")).unwrap_or(0);
                for line in value.lines().filter(|l| !l.trim().is_empty()) {
                    self.labelled(found, line.trim(), block, at);
                }
            }
            return;
        }
        if of_others(first) {
            self.people = None;
            self.aside = true;
        }
        if self.aside {
            return self.meeting.unparsed.push(block.clone());
        }
        if let Some(standing) = self.people {
            if self.attend(&block.cells.join(", "), 0, block, standing) {
                return;
            }
            // A row that is nobody ends the list: it may be the head of another.
            self.people = None;
        }
        if self.before_items() {
            if (self.meeting.title.text.is_empty() || self.meeting.when.is_unknown()) && self.head(block) {
                return;
            }
            self.meeting.unparsed.push(block.clone());
        } else {
            self.paragraph(block);
        }
    }

    /// A row whose first cell is a label: the others are its value.
    fn label_row(&mut self, found: Label, block: &Block) {
        let cells: Vec<&str> = block
            .cells
            .iter()
            .map(|c| c.trim())
            .skip_while(|c| c.is_empty())
            .skip(1)
            .filter(|c| !c.is_empty())
            .collect();
        let place = |words: &str| block.text.find(words).unwrap_or(0);
        if !matches!(found, Label::People(_)) {
            let value = cells.join(" ");
            let at = cells.first().map_or(0, |c| place(c.lines().next().unwrap_or("")));
            return self.labelled(found, &value.replace('\n', " "), block, at);
        }
        let lines: Vec<&str> =
            cells.iter().flat_map(|c| c.lines()).map(str::trim).filter(|l| !l.is_empty()).collect();
        if lines.is_empty() {
            return self.labelled(found, "", block, 0);
        }
        for line in lines {
            self.labelled(found, line, block, place(line));
        }
    }

    fn finish(mut self, document: &Document, first: bool) -> Meeting {
        self.close_motion();
        let subject = document.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case("subject"));
        if let Some((_, subject)) = subject.filter(|_| first)
            && !self.meeting.title.text.to_lowercase().contains("minutes")
        {
            self.meeting.title = Words { text: subject.clone(), spot: Spot::default() };
            if self.meeting.body.is_empty() || subject.to_lowercase().contains("minutes") {
                self.meeting.body =
                    body_of(subject, find_dates(subject, &self.terms.dates).first().map(|d| d.start));
            }
            if let HeadDay::Day(dated, held) = head_day(subject, &self.terms.dates) {
                self.take_day(&dated, if held { DayBy::Held } else { DayBy::Head }, Spot::default());
            }
        }
        self.one_line_for_the_chair();
        self.settle_attendance();
        if first {
            self.beside_the_text(document);
        }
        let mut meeting = self.meeting;
        let pending: BTreeSet<usize> = self.pending.into_iter().collect();
        let mut index = 0;
        meeting.actions.retain_mut(|action| {
            index += 1;
            last::own(action, &meeting.attendance, self.terms) || !pending.contains(&(index - 1))
        });
        meeting.perhaps = perhaps(&meeting);
        for action in &mut meeting.actions {
            // Words that say "done" of a day to come say when it is to be done.
            let last = meeting.when.latest();
            let later = |d: &Dated| d.when.earliest().zip(last).is_some_and(|(day, last)| day > last);
            if action.state == ActionState::Done
                && find_dates(&action.state_words, &self.terms.dates).iter().any(later)
            {
                action.state = ActionState::Unclear;
            }
        }
        if meeting.when.is_unknown() {
            meeting.notes.push("no date of the meeting was found".to_string());
        } else {
            meeting.notes.retain(|n| !n.starts_with("a date stands at the head"));
        }
        if meeting.attendance.is_empty() {
            meeting.notes.push(NO_ATTENDANCE.to_string());
        }
        meeting
    }

    /// Notes at the foot are an item of their own, so that whom they name is found; what stands at the head or foot of every page
    /// is kept with its place.
    fn beside_the_text(&mut self, document: &Document) {
        if !document.headers.is_empty() {
            return; // the head of a message is no page header
        }
        let mut notes = Vec::new();
        for passage in &document.passages {
            if !matches!(passage.kind, PassageKind::Header | PassageKind::Footer) {
                continue;
            }
            let spot = Spot { part: passage.part, row: passage.row, column: 0 };
            let block = Block { text: passage.text.clone(), spans: vec![(0, spot)], ..Block::default() };
            let part = document.parts.get(usize::from(passage.part)).map_or("", String::as_str);
            let known = |b: &Block| b.text == block.text;
            if part.contains("notes") {
                notes.push(block);
            } else if block.text.chars().any(char::is_alphabetic) && !self.meeting.unparsed.iter().any(known)
            {
                self.meeting.unparsed.push(block);
            }
        }
        if let Some(first) = notes.first() {
            let heading = Words { text: String::new(), spot: first.spot(0) };
            self.meeting.items.push(Item { number: String::new(), heading, text: notes });
        }
    }

    /// Whoever is named as chair in a line of their own and in the list is one line.
    fn one_line_for_the_chair(&mut self) {
        let list = &mut self.meeting.attendance;
        let chairs: Vec<String> = list.iter().filter(|a| a.chair).map(|a| a.name.to_lowercase()).collect();
        for name in chairs {
            let of: Vec<usize> = (0..list.len()).filter(|i| list[*i].name.to_lowercase() == name).collect();
            if of.len() < 2 {
                continue;
            }
            // The line of the chair alone does not make somebody present whom the list says was not.
            let bare = |a: &super::Attendee| a.chair && a.agency.is_empty();
            if let Some(at) = of.iter().copied().find(|i| bare(&list[*i])) {
                list.remove(at);
                if let Some(other) = list.iter_mut().find(|a| a.name.to_lowercase() == name) {
                    other.chair |= other.standing.was_there();
                }
            }
        }
    }
}

/// The row with each cell on one line; `None` where it is so. Only in a list does a line of a cell say something by itself.
fn one_line(block: &Block) -> Option<Block> {
    let even = |c: &String| c.split_whitespace().collect::<Vec<_>>().join(" ");
    let broken = block.cells.iter().any(|c| c.contains('\n'));
    broken.then(|| Block { cells: block.cells.iter().map(even).collect(), ..block.clone() })
}

/// Whether words are short enough for a heading, and no sentence.
fn short(words: &str) -> bool {
    words.chars().count() <= HEADING_CHARS_MAX && !words.ends_with(['.', ';'])
}

/// The first part of an item's number.
fn major(number: &str) -> Option<u32> {
    number.split('.').next()?.parse().ok()
}
