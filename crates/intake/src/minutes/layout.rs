//! The usual layouts of minutes: title and date, labels, attendance, numbered items, tables.
//!
//! One walk over the blocks. What is understood goes to its place; what stands where attendance or a table was expected
//! and is neither goes to [`Meeting::unparsed`]; everything else is text of the item it stands under.

use std::collections::BTreeSet;

use model::When;

use super::actions::{actions, decisions, given, owner_and_task};
use super::attendance::Rows;
use super::blocks::{blocks_of, label_of};
use super::columns::{Column, Kind};
use super::cut::{doubtful, earlier_message, meetings_begin, numbered_people};
use super::dates::Dated;
use super::head::{HeadDay, body_and_day, body_of, head_day, only_a_day, several};
use super::labels::{Label, label};
use super::lines::{lone_heading, none, of_others};
use super::people::{is_agency_of, is_person, split_people};
use super::stay::moves;
use super::{Block, Item, Meeting, MinutesTerms, Motion, Spot, Standing, Words, find_dates, last, person};
use crate::document::Document;

/// Characters of an item's heading.
const HEADING_CHARS_MAX: usize = 120;
/// Blocks at the head among which a date without a label is looked for.
const HEAD_BLOCKS: usize = 8;
/// Bytes of a short line of its own.
const LONE_BYTES_MAX: usize = 60;
/// Bytes beside the date in a line that is a date and little else.
const DATE_LINE_REST_MAX: usize = 24;

/// How surely a date is that of the meeting.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum DayBy {
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
    pub(super) table: Option<(u16, Vec<Column>, Kind)>,
    /// Whether the last block was a row.
    pub(super) in_rows: bool,
    /// What the heading of the item that is open says its paragraphs are: reports on actions, actions.
    pub(super) reporting: bool,
    pub(super) listing: bool,
    /// Below a line that opens a list of others ("Distribution").
    pub(super) aside: bool,
    /// A line that was nobody ended the attendance: a name below it stands in no list.
    pub(super) broken_off: bool,
    /// Lines of a list of actions whose owner may stand last, by their place in the actions.
    pub(super) pending: Vec<usize>,
    /// Lists of the document that began within an item, so that their numbers are none of items.
    pub(super) within: BTreeSet<u32>,
    pub(super) motion: Option<Motion>,
    pub(super) day_by: DayBy,
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
    pub(super) fn label_may_stand(&self, label: Label) -> bool {
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
        // A line that is a day and little else stands at the head below whatever names the body.
        let lone = || match head_day(text, &self.terms.dates) {
            HeadDay::Day(dated, _) => text.len() - (dated.end - dated.start) <= DATE_LINE_REST_MAX,
            _ => false,
        };
        self.meeting.items.is_empty()
            || self.before_items() && (titled || self.meeting.when.is_unknown() && lone())
    }

    /// Takes a date as that of the meeting, unless a surer one is there. Two as sure that differ leave it open.
    pub(super) fn take_day(&mut self, dated: &Dated, by: DayBy, spot: Spot) {
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
    pub(super) fn head(&mut self, block: &Block) -> bool {
        let text = block.text.as_str();
        let lower = text.to_lowercase();
        let first = self.meeting.title.text.is_empty();
        let titled = ["minutes", "minute of", "notes of", "record of"].iter().any(|w| lower.contains(w));
        let mut date_at = None;
        if text.chars().count() <= HEADING_CHARS_MAX * 2 && self.people.is_none() {
            match head_day(text, &self.terms.dates) {
                HeadDay::Day(dated, held) => {
                    let rest = text.len() - (dated.end - dated.start);
                    let about = ["held", "minutes", "meeting"].iter().any(|w| lower.contains(w))
                        || body_and_day(text, &dated);
                    date_at = Some(dated.start);
                    if held || about || rest <= DATE_LINE_REST_MAX {
                        let by = if held { DayBy::Held } else { DayBy::Head };
                        self.take_day(&dated, by, block.spot(dated.start));
                        if rest <= DATE_LINE_REST_MAX && !first && !titled {
                            return true;
                        }
                    }
                }
                // "1. Young person: A Name (DOB 12/09/1995)" opens an item, and no line of the head.
                HeadDay::Unclear if block.number().is_some() && !first => {}
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

    pub(super) fn labelled(&mut self, label: Label, rest: &str, block: &Block, at: usize) {
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
            // "Meeting: 15 July 2010" tells the day and no body.
            Label::Body if only_a_day(rest, &self.terms.dates) => {
                self.labelled(Label::Date, rest, block, at);
            }
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
    pub(super) fn open_item(&mut self) -> Option<usize> {
        if self.meeting.items.is_empty() {
            self.meeting.items.push(Item::default());
        }
        Some(self.meeting.items.len() - 1)
    }

    fn last_text(&self) -> Words {
        let block = self.meeting.items.last().and_then(|i| i.text.last());
        block.map_or(Words::default(), |b| Words { text: b.text.clone(), spot: b.spot(0) })
    }

    pub(super) fn paragraph(&mut self, block: &Block) {
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

    pub(super) fn close_motion(&mut self) {
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
}

/// Whether words are short enough for a heading, and no sentence.
fn short(words: &str) -> bool {
    words.chars().count() <= HEADING_CHARS_MAX && !words.ends_with(['.', ';'])
}

/// The first part of an item's number.
fn major(number: &str) -> Option<u32> {
    number.split('.').next()?.parse().ok()
}
