//! The usual layouts of minutes: title and date, labels, attendance, numbered items, tables.
//!
//! One walk over the blocks. What is understood goes to its place; what stands where attendance or a table was expected
//! and is neither goes to [`Meeting::unparsed`]; everything else is text of the item it stands under.

use model::When;

use super::actions::{actions, decisions, due_of, owner_and_task};
use super::attendance::{Rows, standing_of_label};
use super::blocks::{blocks_of, label_of, number_of};
use super::columns::{Column, Kind, header};
use super::dates::Dated;
use super::head::{HeadDay, body_of, head_day, several};
use super::people::{is_person, split_people};
use super::status::state_of;
use super::{
    Action, ActionState, Block, Item, Meeting, MinutesTerms, Motion, Spot, Standing, Words, find_dates,
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

fn label(words: &str) -> Option<Label> {
    let lower = words.trim().trim_end_matches([':', '.']).to_lowercase();
    let plain = LABELS.iter().find(|(_, names)| names.contains(&lower.as_str())).map(|(l, _)| *l);
    plain.or_else(|| standing_of_label(&lower).map(Label::People))
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
    aside: bool,
    motion: Option<Motion>,
    day_by: DayBy,
}

/// Reads the minutes of one meeting.
pub fn read(document: &Document, terms: &MinutesTerms) -> Meeting {
    let blocks = blocks_of(document);
    let mut walk = Walk {
        terms,
        meeting: Meeting {
            title: Words::default(),
            body: String::new(),
            when: When::unknown(""),
            when_spot: Spot::default(),
            venue: String::new(),
            attendance: Vec::new(),
            items: Vec::new(),
            decisions: Vec::new(),
            actions: Vec::new(),
            motions: Vec::new(),
            unparsed: Vec::new(),
            notes: Vec::new(),
        },
        people: None,
        rows: Rows::AsColumns,
        moves: Vec::new(),
        table: None,
        in_rows: false,
        reporting: false,
        listing: false,
        aside: false,
        motion: None,
        day_by: DayBy::Nothing,
    };
    for (index, block) in blocks.iter().enumerate() {
        if block.cells.is_empty() {
            walk.in_rows = false;
            walk.block(block, index);
        } else {
            walk.row(block);
            walk.in_rows = true;
        }
    }
    walk.finish(document)
}

/// A lone line that opens a list of people who were not there by standing in it.
fn of_others(text: &str) -> bool {
    const OPENS: [&str; 9] = [
        "distribution",
        "circulation",
        "circulated",
        "copies",
        "copy",
        "copied",
        "cc",
        "invited",
        "invitees",
    ];
    const WITH: [&str; 11] =
        ["list", "to", "for", "information", "also", "by", "email", "minutes", "and", "of", "the"];
    let words: Vec<String> = text
        .trim_end_matches([':', '.'])
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.iter().any(|w| OPENS.contains(&w.as_str()))
        && words.iter().all(|w| OPENS.contains(&w.as_str()) || WITH.contains(&w.as_str()))
}

/// A lone line that is a heading though it bears no number: "Actions", "Matters arising", "Actions from the last meeting".
pub(super) fn lone_heading(text: &str) -> bool {
    const OF: [&str; 30] = [
        "action",
        "actions",
        "points",
        "point",
        "list",
        "log",
        "plan",
        "agreed",
        "summary",
        "of",
        "from",
        "the",
        "last",
        "previous",
        "meeting",
        "meetings",
        "arising",
        "matters",
        "outstanding",
        "review",
        "update",
        "updates",
        "on",
        "and",
        "new",
        "table",
        "tracker",
        "minutes",
        "items",
        "other",
    ];
    const WHOLE: [&str; 6] = [
        "any other business",
        "aob",
        "date of next meeting",
        "next meeting",
        "date and time of next meeting",
        "a.o.b",
    ];
    let lower = text.trim().trim_end_matches([':', '.']).trim_end().to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let has = |w: &str| words.contains(&w);
    WHOLE.contains(&lower.as_str())
        || !words.is_empty()
            && words.iter().all(|w| OF.contains(w))
            && (has("action") && words.len() > 1 || has("actions") || has("matters") && has("arising"))
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
            && number_of(text).is_none()
            && self.behind_agency(words, rest, block)
        {
            return;
        }
        if index < HEAD_BLOCKS && self.meeting.items.is_empty() && self.head(block) {
            return;
        }
        if let Some((number, rest)) = number_of(text) {
            return self.numbered(number, rest, block);
        }
        if block.heading && !self.meeting.title.text.is_empty() {
            return self.item("", text, block, text.len());
        }
        if self.aside {
            self.meeting.unparsed.push(block.clone());
            return;
        }
        if let Some(standing) = self.people {
            if self.attend(text, 0, block, standing) {
                return;
            }
            self.people = None;
            if self.meeting.items.is_empty()
                && text.chars().count() <= HEADING_CHARS_MAX
                && !text.ends_with('.')
            {
                self.meeting.unparsed.push(block.clone());
                return;
            }
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
        let titled = ["minutes", "notes of", "record of"].iter().any(|w| lower.contains(w));
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
        if first || (titled && number_of(text).is_none() && text.chars().count() <= HEADING_CHARS_MAX) {
            if first && text.chars().count() > HEADING_CHARS_MAX * 2 {
                return false;
            }
            let better = first || !self.meeting.title.text.to_lowercase().contains("minutes");
            if better {
                self.meeting.title = Words { text: text.to_string(), spot: block.spot(0) };
                let body = body_of(text, date_at);
                if !body.is_empty() {
                    self.meeting.body = body;
                }
            }
            return true;
        }
        false
    }

    fn labelled(&mut self, label: Label, rest: &str, block: &Block, at: usize) {
        self.aside = false;
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
                self.people = Some(standing);
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
        let short = heading.chars().count() <= HEADING_CHARS_MAX && !heading.ends_with(['.', ';']);
        // "Action: ..." gives one; "Actions", "Action log" and "Actions from the last meeting" are headings.
        let action = heading.to_lowercase().starts_with("action")
            && (!after.is_empty() || rest.ends_with(':') || owner_and_task(rest).is_some());
        if (self.listing || self.reporting) && owner_and_task(rest).is_some() || !short || depth > 2 || action
        {
            return self.paragraph(block);
        }
        // A list within an item begins again; an item's number does not go back.
        let last = self.meeting.items.iter().rev().find_map(|i| major(&i.number));
        let now = major(number);
        if depth == 1
            && last.is_some()
            && now.is_some_and(|n| Some(n) <= last || last.is_some_and(|l| n > l + 5))
        {
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
        actions(block, item, (self.reporting, self.listing), self.terms, &mut self.meeting.actions);
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
            let lower = sentence.to_lowercase();
            let says = |list: &[&str]| list.iter().any(|w| lower.contains(w));
            let came = says(&[
                "joined the meeting",
                "entered the meeting",
                "arrived at this point",
                "joined at this point",
            ]);
            let went = says(&[
                "left the meeting",
                "left the room",
                "left at this point",
                "withdrew from the meeting",
            ]);
            if came || went {
                self.moves.push((sentence.to_string(), item, came));
            }
        }
    }

    /// A row of a table.
    fn row(&mut self, block: &Block) {
        let part = block.spot(0).part;
        if let Some((found, kind)) = header(&block.cells)
            && (kind == Kind::Rows || (self.attendance_may_stand() && !self.aside))
        {
            self.table = Some((part, found, kind));
            self.rows = Rows::AsColumns;
            if kind == Kind::Rows {
                self.people = None;
            }
            return;
        }
        let open = self.table.as_ref().filter(|(p, ..)| *p == part && self.in_rows);
        let Some((_, found, kind)) = open.cloned() else {
            self.table = None;
            return self.loose_row(block);
        };
        if kind != Kind::Rows {
            return self.attendance_row(block, &found, kind);
        }
        let cell = |wanted: Column| {
            let at = found.iter().position(|c| *c == wanted)?;
            block.cells.get(at).map(|c| (at, c.trim())).filter(|(_, c)| !c.is_empty())
        };
        let text = |wanted: Column| cell(wanted).map_or(String::new(), |(_, c)| c.to_string());
        let spot = |at: usize| block.spans.get(at).map_or(block.spot(0), |(_, s)| *s);
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
        let (owner, task) = match text(Column::Owner) {
            owner if owner.is_empty() => owner_and_task(what).unwrap_or((String::new(), what.to_string())),
            owner => (owner, what.to_string()),
        };
        let due = text(Column::Due);
        let due = match find_dates(&due, &self.terms.dates).as_slice() {
            [dated] => dated.when.clone(),
            [] if due.is_empty() => due_of(what, self.terms),
            _ => When::unknown(&due),
        };
        let state_words = text(Column::Status);
        let number = text(Column::Number);
        let in_items = found.contains(&Column::Text) || heading.is_some();
        self.meeting.actions.push(Action {
            item,
            apart: !in_items || self.reporting || self.listing,
            reference: if in_items { String::new() } else { number },
            owner,
            what: task,
            due,
            reported: self.reporting || (!state_words.is_empty() && !self.listing),
            state: state_of(&state_words, self.terms),
            state_words,
            words: Words { text: block.text.replace('\t', " | "), spot: spot(at) },
        });
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
        if self.meeting.items.is_empty() {
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

    fn finish(mut self, document: &Document) -> Meeting {
        self.close_motion();
        if let Some((_, subject)) = document.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case("subject"))
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
        self.beside_the_text(document);
        let mut meeting = self.meeting;
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
            meeting.notes.push("no attendance was found".to_string());
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

/// "None", "No further action", "No action required": words that say that there is nothing to do, and nothing else.
pub(super) fn no_action(text: &str) -> bool {
    const FIRST: [&str; 6] = ["no", "none", "nil", "nothing", "nfa", "n"];
    const WITH: [&str; 38] = [
        "no",
        "none",
        "nil",
        "nothing",
        "nfa",
        "n",
        "a",
        "further",
        "new",
        "other",
        "action",
        "actions",
        "required",
        "needed",
        "necessary",
        "taken",
        "to",
        "be",
        "was",
        "were",
        "is",
        "are",
        "agreed",
        "identified",
        "arising",
        "recorded",
        "at",
        "this",
        "stage",
        "time",
        "present",
        "from",
        "meeting",
        "the",
        "report",
        "noted",
        "for",
        "now",
    ];
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.is_empty()
        || words.first().is_some_and(|w| FIRST.contains(w)) && words.iter().all(|w| WITH.contains(w))
}

/// The first part of an item's number.
fn major(number: &str) -> Option<u32> {
    number.split('.').next()?.parse().ok()
}

/// "None", "no apologies": a list that says that it is empty.
fn none(text: &str) -> bool {
    let lower = text.trim().trim_end_matches('.').to_lowercase();
    ["none", "nil", "no apologies", "none received", "there were no apologies", "n/a", "-"]
        .contains(&lower.as_str())
}
