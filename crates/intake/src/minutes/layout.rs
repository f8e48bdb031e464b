//! The usual layouts of minutes: title and date, labels, attendance, numbered items, tables.
//!
//! One walk over the blocks. What is understood goes to its place; what stands where attendance or a table was expected
//! and is neither goes to [`Meeting::unparsed`]; everything else is text of the item it stands under.

use model::When;

use super::actions::{actions, decisions, due_of, owner_and_task, state_of};
use super::blocks::{blocks_of, label_of, number_of};
use super::people::{is_agency, looks_like_name, not_there, split_people};
use super::{Action, Block, Item, Meeting, MinutesTerms, Motion, Spot, Standing, Words, find_dates, person};
use crate::document::Document;

/// Characters of an item's heading.
const HEADING_CHARS_MAX: usize = 120;
/// Blocks at the head among which a date without a label is looked for.
const HEAD_BLOCKS: usize = 8;

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
    (
        Label::People(Standing::Present),
        &[
            "present",
            "attendees",
            "attended by",
            "attendance",
            "members present",
            "those present",
            "attending",
        ],
    ),
    (
        Label::People(Standing::InAttendance),
        &[
            "in attendance",
            "also present",
            "also in attendance",
            "observers",
            "observer",
            "officers in attendance",
            "minutes taken by",
            "minute taker",
            "note taker",
            "notes taken by",
            "clerk",
            "remote attendance",
            "by telephone",
        ],
    ),
    (
        Label::People(Standing::Apologies),
        &[
            "apologies",
            "apologies for absence",
            "apologies received",
            "apologies received from",
            "apologies from",
        ],
    ),
    (Label::People(Standing::Absent), &["absent", "not present", "did not attend", "non-attendance"]),
    (Label::Mover, &["moved by", "mover", "proposed by", "proposer"]),
    (Label::Seconder, &["seconded by", "seconder"]),
];

fn label(words: &str) -> Option<Label> {
    let lower = words.trim().trim_end_matches([':', '.']).to_lowercase();
    LABELS.iter().find(|(_, names)| names.contains(&lower.as_str())).map(|(l, _)| *l)
}

/// What a column of a table holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Column {
    Number,
    Heading,
    Text,
    Action,
    Owner,
    Due,
    Status,
    Name,
    Role,
    Agency,
    Rank,
    Standing,
    Other,
}

const COLUMNS: &[(Column, &[&str])] = &[
    (
        Column::Number,
        &[
            "no",
            "no.",
            "ref",
            "ref.",
            "reference",
            "number",
            "action no",
            "action no.",
            "#",
            "item no",
            "item no.",
        ],
    ),
    (Column::Heading, &["item", "agenda item", "subject", "topic", "heading"]),
    (
        Column::Text,
        &[
            "discussion",
            "notes",
            "minute",
            "minutes",
            "summary",
            "discussion and decisions",
            "detail",
            "details",
        ],
    ),
    (Column::Action, &["action", "actions", "action required", "task", "agreed action", "what"]),
    (
        Column::Owner,
        &["owner", "who", "by whom", "lead", "responsible", "responsibility", "action owner", "assigned to"],
    ),
    (
        Column::Due,
        &["due", "by when", "when", "deadline", "due date", "target date", "date due", "timescale"],
    ),
    (Column::Status, &["status", "update", "progress", "outcome", "position"]),
    (Column::Name, &["name", "attendee", "present", "attendees"]),
    (Column::Role, &["role", "title", "job title", "post", "position held", "designation"]),
    (Column::Agency, &["agency", "organisation", "organization", "service", "representing", "employer"]),
    (Column::Rank, &["rank"]),
    (Column::Standing, &["attendance", "present/apologies", "attended", "attendance/apologies"]),
];

/// The columns of a table's header; `None` where the row is none.
fn columns(cells: &[String]) -> Option<Vec<Column>> {
    let known: Vec<Column> = cells
        .iter()
        .map(|c| {
            let lower = c.trim().trim_end_matches(':').to_lowercase();
            COLUMNS.iter().find(|(_, n)| n.contains(&lower.as_str())).map_or(Column::Other, |(c, _)| *c)
        })
        .collect();
    let count = known.iter().filter(|c| **c != Column::Other).count();
    let has = |c: Column| known.contains(&c);
    let shape = has(Column::Name) || has(Column::Action) || has(Column::Text) || has(Column::Heading);
    (count >= 2 && count * 2 > cells.len() && shape).then_some(known)
}

struct Walk<'t> {
    terms: &'t MinutesTerms,
    meeting: Meeting,
    /// Set while lines are people.
    people: Option<Standing>,
    /// The columns of the table that is open, and its part.
    table: Option<(u16, Vec<Column>)>,
    /// Whether the last block was a row.
    in_rows: bool,
    /// What the heading of the item that is open says its paragraphs are: reports on actions, actions.
    reporting: bool,
    listing: bool,
    motion: Option<Motion>,
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
        table: None,
        in_rows: false,
        reporting: false,
        listing: false,
        motion: None,
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

/// Whether a line at the head gives the day of something else: of another meeting, of agreeing, of printing.
fn of_another_day(lower: &str) -> bool {
    let says = |list: &[&str]| list.iter().any(|w| lower.contains(w));
    says(&["next meeting", "last meeting", "previous meeting", "agreed", "approved", "circulated", "signed"])
        || (says(&["printed", "version"]) && !lower.contains("held"))
}

impl Walk<'_> {
    fn block(&mut self, block: &Block, index: usize) {
        let text = block.text.as_str();
        if let Some((words, rest)) = label_of(text)
            && let Some(label) = label(words)
        {
            let at = text.len() - rest.len();
            return self.labelled(label, rest, block, at);
        }
        if let (Some((words, _)), Some(_)) = (label_of(text), self.people)
            && !is_agency(words, &self.terms.agencies)
        {
            // "Distribution: ..." among the attendance: who is named behind a label that is not known was not there by that.
            self.people = None;
            self.meeting.unparsed.push(block.clone());
            return;
        }
        if let (Some(found), true) = (label(text), text.len() <= 40) {
            if matches!(found, Label::People(_)) {
                return self.labelled(found, "", block, 0);
            }
            if self.meeting.title.text.is_empty() {
                return; // a lone "Meeting" or "Date" above its value says nothing by itself
            }
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

    /// Title and date at the head. Gives whether the block was one of them.
    fn head(&mut self, block: &Block) -> bool {
        let text = block.text.as_str();
        let lower = text.to_lowercase();
        let dates = if of_another_day(&lower) { Vec::new() } else { find_dates(text, &self.terms.dates) };
        let first = self.meeting.title.text.is_empty();
        let titled = ["minutes", "notes of", "record of"].iter().any(|w| lower.contains(w));
        if let Some(dated) = dates.first()
            && self.meeting.when.is_unknown()
        {
            let rest = text.len() - (dated.end - dated.start);
            let held = ["held", "minutes", "meeting"].iter().any(|w| lower.contains(w));
            if rest <= 24 || (held && text.chars().count() <= HEADING_CHARS_MAX * 2) {
                self.meeting.when = dated.when.clone();
                self.meeting.when_spot = block.spot(dated.start);
                if rest <= 24 && !first && !titled {
                    return true;
                }
            }
        }
        if first || (titled && number_of(text).is_none() && text.chars().count() <= HEADING_CHARS_MAX) {
            if first && text.chars().count() > HEADING_CHARS_MAX * 2 {
                return false;
            }
            let better = first || !self.meeting.title.text.to_lowercase().contains("minutes");
            if better {
                self.meeting.title = Words { text: text.to_string(), spot: block.spot(0) };
                let body = body_of(text, dates.first().map(|d| d.start));
                if !body.is_empty() {
                    self.meeting.body = body;
                }
            }
            return true;
        }
        false
    }

    fn labelled(&mut self, label: Label, rest: &str, block: &Block, at: usize) {
        match label {
            Label::Date => {
                self.people = None;
                let dates = find_dates(rest, &self.terms.dates);
                match dates.first() {
                    Some(dated) if self.meeting.when.is_unknown() => {
                        self.meeting.when = dated.when.clone();
                        self.meeting.when_spot = block.spot(at);
                    }
                    Some(_) => {}
                    None if rest.is_empty() => {}
                    None => {
                        self.meeting.notes.push(format!("the date of the meeting cannot be read: \"{rest}\""))
                    }
                }
            }
            Label::Venue => self.meeting.venue = rest.to_string(),
            Label::Body => self.meeting.body = rest.to_string(),
            Label::Chair => {
                self.people = None;
                for (offset, piece) in split_people(rest).into_iter().take(1) {
                    let words = Words { text: piece.to_string(), spot: block.spot(at + offset) };
                    let mut attendee = person(words, Standing::Present, &self.terms.agencies);
                    attendee.chair = true;
                    self.meeting.attendance.push(attendee);
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

    /// People on a line. Gives whether it was one.
    fn attend(&mut self, text: &str, at: usize, block: &Block, standing: Standing) -> bool {
        let trimmed = text.trim_start_matches(['-', '\u{2022}', '*', ' ']);
        let lead = text.len() - trimmed.len();
        let from = ["Apologies were received from ", "were received from ", "received from "];
        let (skip, list) = from
            .iter()
            .find_map(|f| trimmed.find(f).map(|i| (i + f.len(), &trimmed[i + f.len()..])))
            .unwrap_or((0, trimmed));
        let and = list.replacen(" and ", ";    ", usize::from(skip > 0 && !list.contains(';')));
        let people = split_people(if skip > 0 { &and } else { list });
        let first =
            |p: &str| p.split([',', '(']).next().unwrap_or("").split(" - ").next().unwrap_or("").to_string();
        if people.is_empty()
            || !people.iter().all(|(_, p)| looks_like_name(&first(p)) && p.chars().count() <= 160)
        {
            return false;
        }
        for (offset, piece) in &people {
            let spot = block.spot((at + lead + skip + offset).min(block.text.len()));
            let words = Words { text: (*piece).to_string(), spot };
            self.meeting.attendance.push(person(words, standing, &self.terms.agencies));
        }
        true
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
        ]);
        self.listing = !self.reporting && any(&["actions", "action points", "action plan"]);
        let at = block.text.find(heading).unwrap_or(0);
        self.meeting.items.push(Item {
            number: number.to_string(),
            heading: Words { text: heading.to_string(), spot: block.spot(at) },
            text: Vec::new(),
        });
        self.people = match label(heading) {
            Some(Label::People(standing)) => Some(standing),
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
        decisions(block, item, &mut self.meeting.decisions);
        actions(block, item, (self.reporting, self.listing), self.terms, &mut self.meeting.actions);
        if let Some(open) = self.meeting.items.last_mut() {
            open.text.push(block.clone());
        }
    }

    fn close_motion(&mut self) {
        self.meeting.motions.extend(self.motion.take());
    }

    /// What a cell of an attendance list says. One that is not understood does not make anybody present.
    fn standing(&mut self, state: &str) -> Standing {
        const THERE: [&str; 10] =
            ["", "present", "yes", "y", "p", "attended", "attending", "in person", "\u{2713}", "\u{2714}"];
        if let Some(standing) = not_there(state) {
            return standing;
        }
        if state.contains("in attendance") || state.contains("observer") {
            return Standing::InAttendance;
        }
        if THERE.contains(&state) {
            return Standing::Present;
        }
        if !matches!(state, "no" | "n") {
            self.meeting.notes.push(format!(
                "the attendance list says \"{state}\" of somebody, which is not understood: they are not taken as present"
            ));
        }
        Standing::Absent
    }

    /// A row of a table.
    fn row(&mut self, block: &Block) {
        let part = block.spot(0).part;
        if let Some(found) = columns(&block.cells) {
            self.table = Some((part, found));
            self.people = None;
            return;
        }
        let open = self.table.as_ref().filter(|(p, _)| *p == part && self.in_rows);
        let Some((_, found)) = open.cloned() else {
            self.table = None;
            return self.loose_row(block);
        };
        let cell = |wanted: Column| {
            let at = found.iter().position(|c| *c == wanted)?;
            block.cells.get(at).map(|c| (at, c.trim())).filter(|(_, c)| !c.is_empty())
        };
        let text = |wanted: Column| cell(wanted).map_or(String::new(), |(_, c)| c.to_string());
        let spot = |at: usize| block.spans.get(at).map_or(block.spot(0), |(_, s)| *s);
        if let Some((at, name)) = cell(Column::Name) {
            let (state, role) = (text(Column::Standing).to_lowercase(), text(Column::Role));
            let standing = self.standing(&state);
            let words = Words { text: name.to_string(), spot: spot(at) };
            let mut attendee = person(words, standing, &self.terms.agencies);
            attendee.words.text = block.text.replace('\t', " | ");
            attendee.chair |=
                role.to_lowercase().split(|c: char| !c.is_alphabetic()).any(|w| w.starts_with("chair"));
            for (field, value) in [
                (&mut attendee.role, role),
                (&mut attendee.agency, text(Column::Agency)),
                (&mut attendee.rank, text(Column::Rank)),
            ] {
                if !value.is_empty() {
                    *field = value;
                }
            }
            self.meeting.attendance.push(attendee);
            return;
        }
        let discussed =
            cell(Column::Text).or(cell(Column::Heading).filter(|_| found.contains(&Column::Text)));
        if discussed.is_some() || (found.contains(&Column::Heading) && !found.contains(&Column::Owner)) {
            self.item_row(block, &text(Column::Number), cell(Column::Heading).map_or("", |(_, c)| c));
        }
        let Some((at, what)) = cell(Column::Action) else { return };
        let item = if self.meeting.items.is_empty() { None } else { Some(self.meeting.items.len() - 1) };
        let (owner, task) = match text(Column::Owner) {
            owner if owner.is_empty() => owner_and_task(what).unwrap_or((String::new(), what.to_string())),
            owner => (owner, what.to_string()),
        };
        let due = text(Column::Due);
        let due = match find_dates(&due, &self.terms.dates).into_iter().next() {
            Some(dated) => dated.when,
            None if due.is_empty() => due_of(what, self.terms),
            None => When::unknown(&due),
        };
        let state_words = text(Column::Status);
        let number = text(Column::Number);
        let in_items = found.contains(&Column::Text);
        self.meeting.actions.push(Action {
            item,
            reference: if in_items { String::new() } else { number },
            owner,
            what: task,
            due,
            reported: self.reporting || (!state_words.is_empty() && !self.listing),
            state: state_of(&state_words),
            state_words,
            words: Words { text: block.text.replace('\t', " | "), spot: spot(at) },
        });
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
        let mut cells = block.cells.iter().map(|c| c.trim()).filter(|c| !c.is_empty());
        let first = cells.next().unwrap_or("");
        let rest: Vec<&str> = cells.collect();
        if let Some(found) = label(first) {
            let value = rest.join(" ");
            let at = block.text.len() - block.text.rsplit('\t').next().unwrap_or("").len();
            let lines: Vec<String> =
                block.cells.iter().skip(1).flat_map(|c| c.lines().map(String::from)).collect();
            if matches!(found, Label::People(_)) && lines.len() > 1 {
                for line in lines.iter().filter(|l| !l.trim().is_empty()) {
                    self.labelled(found, line.trim(), block, at);
                }
                return;
            }
            return self.labelled(found, &value, block, at);
        }
        // "Date: 3 May 2002" in one cell, and several such cells in a row.
        let told = |c: &String| {
            let (words, rest) = label_of(c.trim())?;
            Some((label(words)?, rest.to_string())).filter(|(_, rest)| !rest.is_empty())
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
        if let Some(standing) = self.people
            && self.attend(&block.cells.join(", "), 0, block, standing)
        {
            return;
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

    fn finish(mut self, document: &Document) -> Meeting {
        self.close_motion();
        let mut meeting = self.meeting;
        if let Some((_, subject)) = document.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case("subject"))
            && !meeting.title.text.to_lowercase().contains("minutes")
        {
            meeting.title = Words { text: subject.clone(), spot: Spot::default() };
            if meeting.body.is_empty() || subject.to_lowercase().contains("minutes") {
                meeting.body =
                    body_of(subject, find_dates(subject, &self.terms.dates).first().map(|d| d.start));
            }
        }
        // Whoever is named as chair in a line of their own and in the list is one line.
        let chairs: Vec<String> =
            meeting.attendance.iter().filter(|a| a.chair).map(|a| a.name.to_lowercase()).collect();
        let twice = |name: &str, list: &[super::Attendee]| {
            list.iter().filter(|a| a.standing.was_there() && a.name.to_lowercase() == name).count() > 1
        };
        for name in chairs {
            if twice(&name, &meeting.attendance) {
                let bare =
                    |a: &super::Attendee| a.chair && a.agency.is_empty() && a.name.to_lowercase() == name;
                if let Some(at) = meeting.attendance.iter().position(bare) {
                    meeting.attendance.remove(at);
                }
                if let Some(other) = meeting.attendance.iter_mut().find(|a| a.name.to_lowercase() == name) {
                    other.chair = true;
                }
            }
        }
        if meeting.when.is_unknown() {
            meeting.notes.push("no date of the meeting was found".to_string());
        }
        if meeting.attendance.is_empty() {
            meeting.notes.push("no attendance was found".to_string());
        }
        meeting
    }
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

/// The body that met, out of a title: "Minutes of the Northmere Exploitation Forum held on 3 May 2002".
fn body_of(title: &str, date_at: Option<usize>) -> String {
    let mut text = &title[..date_at.unwrap_or(title.len())];
    for lead in [
        "Re: ",
        "RE: ",
        "Fw: ",
        "FW: ",
        "DRAFT ",
        "Draft ",
        "Minutes of the ",
        "MINUTES OF THE ",
        "Minutes of a ",
        "Minutes of ",
        "MINUTES OF ",
        "Notes of the ",
        "Notes of ",
        "Minutes: ",
        "MINUTES: ",
        "Minutes - ",
        "meeting of the ",
        "Meeting of the ",
        "Record of the ",
    ] {
        text = text.strip_prefix(lead).unwrap_or(text);
    }
    for mark in [" held ", " HELD ", " on "] {
        if let Some(at) = text.find(mark) {
            text = &text[..at];
        }
    }
    let mut text = text.trim().trim_end_matches([',', '-', '\u{2013}', ':', '(']).trim();
    for tail in [
        " meeting minutes",
        " Meeting Minutes",
        " minutes",
        " Minutes",
        " MINUTES",
        " meeting",
        " Meeting",
        " MEETING",
        " -",
    ] {
        text = text.strip_suffix(tail).unwrap_or(text).trim_end();
    }
    text = text.trim_end_matches(['-', '\u{2013}', '\u{2014}', ',']).trim_end();
    if ["minutes", "meeting", "notes"].contains(&text.to_lowercase().as_str()) {
        String::new()
    } else {
        text.to_string()
    }
}
