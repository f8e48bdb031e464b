//! Rows of tables: of an attendance, of items and actions, and those without a header.
//!
//! What this leaves out: which line is a row (`blocks`), what a column holds (`columns`), and people (`attendance`).

use model::When;

use super::actions::{decisions, due_of, is_owner_alone, owner_and_task};
use super::attendance::Rows;
use super::blocks::label_of;
use super::columns::{Column, Kind, header};
use super::labels::{Label, label};
use super::layout::Walk;
use super::lines::{no_action, of_others};
use super::status::state_of_all;
use super::{Action, Block, Item, Words, find_dates};

impl Walk<'_> {
    /// A row of a table. `doubtful`: lines of which nobody can say what stands in which column.
    pub(super) fn row(&mut self, block: &Block, doubtful: bool) {
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
        let once = once(block, &found);
        let block = once.as_ref().unwrap_or(block);
        let cell = |wanted: Column| {
            let at = found.iter().position(|c| *c == wanted)?;
            block.cells.get(at).map(|c| (at, c.trim())).filter(|(_, c)| !c.is_empty())
        };
        let text = |wanted: Column| cell(wanted).map_or(String::new(), |(_, c)| c.to_string());
        let spot = |at: usize| block.spans.get(at).map_or(block.spot(0), |(_, s)| *s);
        let states = states(&found, block);
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
    pub(super) fn due_in(&self, cell: &str, task: &str) -> When {
        match find_dates(cell, &self.terms.dates).as_slice() {
            [dated] => dated.when.clone(),
            [] if cell.is_empty() => due_of(task, self.terms),
            _ => When::unknown(cell),
        }
    }

    /// A row of which no column is understood as an item or an action is text.
    pub(super) fn row_as_text(&mut self, block: &Block) {
        self.open_item();
        if let Some(open) = self.meeting.items.last_mut() {
            open.text.push(block.clone());
        }
    }

    /// A row of a table of items.
    pub(super) fn item_row(&mut self, block: &Block, number: &str, heading: &str) {
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
    pub(super) fn loose_row(&mut self, block: &Block) {
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
    pub(super) fn label_row(&mut self, found: Label, block: &Block) {
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
}

/// The row with each cell on one line; `None` where it is so. Only in a list does a line of a cell say something by itself.
fn one_line(block: &Block) -> Option<Block> {
    let even = |c: &String| c.split_whitespace().collect::<Vec<_>>().join(" ");
    let broken = block.cells.iter().any(|c| c.contains('\n'));
    broken.then(|| Block { cells: block.cells.iter().map(even).collect(), ..block.clone() })
}

/// What the columns of a status say.
fn states<'b>(found: &[Column], block: &'b Block) -> Vec<&'b str> {
    let cells = found.iter().zip(&block.cells).filter(|(column, _)| **column == Column::Status);
    cells.map(|(_, cell)| cell.trim()).filter(|cell| !cell.is_empty()).collect()
}

/// A row of items without the words of the item that its cells repeat from the row above, with which they are one: an item goes on and
/// is said once. Who is to act, by when and what came of it holds for each row. `None` where no cell repeats such words.
fn once(block: &Block, found: &[Column]) -> Option<Block> {
    let in_items = found.contains(&Column::Text) || found.contains(&Column::Heading);
    let of_item = |at: usize| match found.get(at) {
        Some(Column::Heading | Column::Text) => true,
        Some(Column::Number) => in_items,
        _ => false,
    };
    (0..block.cells.len()).any(|at| block.repeats(at) && of_item(at)).then(|| block.without(of_item))
}
