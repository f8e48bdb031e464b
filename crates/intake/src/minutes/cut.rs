//! A document in its parts: one meeting after another, an earlier message quoted below, tables that are lines.
//!
//! What this leaves out: what the parts say. A cut is made only where the lines surely say so; a table made of lines is taken
//! only where every one of its lines has every column.

use super::attendance::attendance_head;
use super::blocks::label_of;
use super::columns::{Column, Kind, header};
use super::head::{HeadDay, head_day};
use super::labels::opens_attendance;
use super::people::{is_person, surely_a_person};
use super::{Block, MinutesTerms};
use crate::document::{Document, DocumentKind};

/// Blocks below the title of a meeting among which its attendance begins.
const HEAD_BLOCKS: usize = 8;
/// Bytes of a title.
const TITLE_BYTES_MAX: usize = 240;
/// Lines of the head of a message.
const MESSAGE_HEAD_LINES: usize = 5;

/// Where an earlier message begins that is quoted below this one; the number of blocks where none is.
pub(super) fn earlier_message(blocks: &[Block]) -> usize {
    let head = |at: usize, names: &[&str]| {
        let label = blocks.get(at).and_then(|b| label_of(&b.text));
        label.is_some_and(|(l, _)| names.iter().any(|n| l.eq_ignore_ascii_case(n)))
    };
    let sent = |at: usize| (at + 1..at + MESSAGE_HEAD_LINES).any(|i| head(i, &["sent", "date"]));
    let to = |at: usize| (at + 1..at + MESSAGE_HEAD_LINES).any(|i| head(i, &["to", "subject"]));
    let begins = |at: usize| {
        let text = blocks[at].text.trim();
        let lower = text.to_lowercase();
        let ruled = text.starts_with("--") && lower.contains("message");
        let wrote = lower.starts_with("on ") && lower.ends_with("wrote:");
        ruled || wrote || text.starts_with('>') || head(at, &["from"]) && sent(at) && to(at)
    };
    (0..blocks.len()).find(|at| begins(*at)).unwrap_or(blocks.len())
}

/// Where a further meeting begins: a line that is a title with its day, below which an attendance begins. "Minutes of the
/// meeting held on 3 May 2002" is a heading of most minutes, and no such line.
pub(super) fn meetings_begin(blocks: &[Block], terms: &MinutesTerms) -> Vec<usize> {
    let title = |b: &Block| {
        let lower = b.text.to_lowercase();
        b.cells.is_empty()
            && b.text.len() <= TITLE_BYTES_MAX
            && b.number().is_none()
            && ["minutes", "notes of", "record of", "draft minutes"].iter().any(|w| lower.starts_with(w))
            && matches!(head_day(&b.text, &terms.dates), HeadDay::Day(..))
    };
    let attended = |at: usize| {
        let below = blocks.iter().skip(at + 1).take(HEAD_BLOCKS);
        below.take_while(|b| b.number().is_none()).any(attends)
    };
    let first = (0..blocks.len()).find(|at| attends(&blocks[*at]));
    let Some(first) = first else { return Vec::new() };
    (first + 1..blocks.len()).filter(|at| title(&blocks[*at]) && attended(*at)).collect()
}

/// Whether an attendance begins here.
fn attends(block: &Block) -> bool {
    if block.cells.is_empty() {
        return opens_attendance(&block.text);
    }
    attendance_head(block.cells[0].trim()) || matches!(header(&block.cells), Some((_, k)) if k != Kind::Rows)
}

/// For each block, whether it is a line of a numbered list of people: the list stands below a label of the attendance, counts
/// from 1 without a gap, every line of it may be somebody, and either each surely is or the numbers begin again below it.
pub(super) fn numbered_people(blocks: &[Block]) -> Vec<bool> {
    let mut found = vec![false; blocks.len()];
    let counts = |b: &Block| b.number().and_then(|(n, _)| n.parse::<u32>().ok());
    let heads = |b: &Block| {
        let words = b.number().map_or(b.text.as_str(), |(_, rest)| rest);
        b.cells.is_empty() && opens_attendance(words)
    };
    let last_one = (0..blocks.len()).rev().find(|at| counts(&blocks[*at]) == Some(1));
    let mut at = 0;
    while at + 1 < blocks.len() {
        at += 1;
        if !heads(&blocks[at - 1]) || counts(&blocks[at]) != Some(1) {
            continue;
        }
        let (from, mut surely) = (at, true);
        while let Some((number, rest)) = blocks.get(at).filter(|b| b.cells.is_empty()).and_then(Block::number)
        {
            let next = u32::try_from(at - from + 1).ok();
            let one_list = blocks[at].numbered.map(|n| n.list) == blocks[from].numbered.map(|n| n.list);
            if number.parse().ok() != next || !is_person(rest, &[]) || !one_list {
                break;
            }
            surely &= surely_a_person(rest.split(',').next().unwrap_or(rest));
            at += 1;
        }
        if surely || last_one.is_some_and(|one| one >= at) {
            found[from..at].fill(true);
        }
    }
    found
}

/// For each block, whether it is a line of a table of which nobody can say what stands in which column: a cell that is empty
/// or goes on in the next line moves or cuts the others.
pub(super) fn doubtful(blocks: &[Block], document: &Document) -> Vec<bool> {
    let mut found = vec![false; blocks.len()];
    if !document.lines {
        return found;
    }
    let mut at = 0;
    while at < blocks.len() {
        let open = |b: &Block| !b.cells.is_empty() && !b.ruled;
        let Some((columns, kind)) = header(&blocks[at].cells).filter(|_| open(&blocks[at])) else {
            at += 1;
            continue;
        };
        let mut end = at + 1;
        while end < blocks.len() && !ends(&blocks[end - 1], &blocks[end]) {
            end += 1;
        }
        let paged = document.kind == DocumentKind::Pdf;
        let sound = blocks[at].cells.iter().all(|c| !c.is_empty())
            && blocks[at + 1..end].iter().all(|b| whole(b, &columns, kind, paged));
        if !sound {
            found[at..end].fill(true);
        }
        at = end;
    }
    found
}

/// Whether a table of lines ends before a block: after an empty line, or where something begins anew.
fn ends(last: &Block, next: &Block) -> bool {
    let (one, two) = (last.spot(last.text.len()), next.spot(0));
    let apart = one.part == two.part && two.row > one.row + 1;
    let anew = next.cells.is_empty() && (next.number().is_some() || label_of(&next.text).is_some());
    apart || anew || next.heading
}

/// Whether a line has every column of its table.
fn whole(block: &Block, columns: &[Column], kind: Kind, paged: bool) -> bool {
    let full = block.cells.len() == columns.len();
    let numbered = || {
        let at = columns.iter().position(|c| *c == Column::Number);
        let cell = at.and_then(|at| block.cells.get(at));
        cell.is_some_and(|c| c.chars().any(|c| c.is_ascii_digit()))
    };
    let named = || {
        let at = columns.iter().position(|c| *c == Column::Name);
        at.and_then(|at| block.cells.get(at)).is_some_and(|c| is_person(c, &[]))
    };
    match kind {
        _ if block.cells.is_empty() => false,
        // On a page a cell goes on in the next line; a number at the head of each row shows that none does.
        Kind::Rows => full && (!paged || numbered()),
        Kind::Attendance(_) => full && (!paged || named()),
        Kind::Lists | Kind::Unread => full,
    }
}

/// What the columns of a table without drawn lines are, as far as rows are told by them. Columns are counted from 0.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct OpenColumns {
    /// The number of each row.
    pub(crate) number: Option<usize>,
    /// The name of somebody, in an attendance.
    pub(crate) name: Option<usize>,
    /// Whole sentences.
    pub(crate) texts: Vec<usize>,
    /// Cells that may be empty: ticks, and columns without a heading.
    pub(crate) marks: Vec<usize>,
}

/// The columns that a header gives, where each row of such a table is a person, or an item or action.
pub(crate) fn open_columns(cells: &[String]) -> Option<OpenColumns> {
    let (columns, kind) = header(cells)?;
    let all = |wanted: &dyn Fn(&Column) -> bool| -> Vec<usize> {
        (0..columns.len()).filter(|at| wanted(&columns[*at])).collect()
    };
    let first = |wanted: Column| columns.iter().position(|c| *c == wanted);
    let name = match kind {
        Kind::Attendance(_) => Some(first(Column::Name)?),
        Kind::Rows => None,
        Kind::Lists | Kind::Unread => return None,
    };
    Some(OpenColumns {
        number: first(Column::Number),
        name,
        texts: all(&|c| matches!(c, Column::Action | Column::Text | Column::Heading)),
        marks: all(&|c| matches!(c, Column::Mark(_) | Column::Blank)),
    })
}

/// Whether the words of a cell name somebody.
pub(crate) fn names_somebody(cell: &str) -> bool {
    is_person(cell, &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_message_is_not_the_words_of_this_one() {
        let lines = |text: &str| -> Vec<Block> {
            text.lines().map(|l| Block { text: l.into(), ..Block::default() }).collect()
        };
        for (text, begins) in [
            ("Dear all\nFrom: the police, a word\nTo: nobody", 3),
            ("Dear all\n-----Original Message-----\nFrom: a", 1),
            ("Dear all\nFrom: A Clerk\nSent: 3 May 2002\nTo: B\nSubject: names", 1),
            ("Dear all\nOn 3 May 2002 A Clerk wrote:\n> names", 1),
            ("Dear all\n> names", 1),
        ] {
            assert_eq!(earlier_message(&lines(text)), begins, "{text}");
        }
    }
}
