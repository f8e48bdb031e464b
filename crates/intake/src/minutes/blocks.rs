//! Passages to blocks: lines that are one paragraph put together, with the way back from any character to its line.

use super::Spot;
use super::actions::owner_and_task;
use super::attendance::standing_of_label;
use super::last::ends_with_owner;
use super::lines::lone_heading;
use super::people::{TITLES, is_person};
use crate::document::{Document, Numbered, PassageKind};

/// Share of the longest line that a line and the first word after it must reach, to be taken as broken by the margin.
const FULL_LINE_SHARE: f64 = 0.9;
/// Spaces that part two columns of a line.
const GAP_SPACES: &str = "    ";
/// Characters of a label before its colon.
pub(super) const LABEL_CHARS_MAX: usize = 40;

/// A paragraph, a heading or a row of a table.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Block {
    /// The words; lines joined by a space, cells by a tab.
    pub text: String,
    /// Where lines or cells begin: offset in bytes, and the spot.
    pub spans: Vec<(usize, Spot)>,
    /// Cells of a table row; empty for anything else.
    pub cells: Vec<String>,
    /// For each cell whether it is one with the cell above it and repeats its words; empty where none is.
    pub repeats: Vec<bool>,
    /// Whether the row is one of a table of the document, whose cells are bounded; not a line with gaps.
    pub ruled: bool,
    /// Whether the document itself marks it as a heading.
    pub heading: bool,
    /// Whether the document itself marks it as an item of a list.
    pub listed: bool,
    /// The number that the document prints before it by itself, which stands at the head of the words.
    pub numbered: Option<Numbered>,
}

impl Block {
    /// Where a byte of the text stands.
    pub fn spot(&self, at: usize) -> Spot {
        let index = self.spans.partition_point(|(start, _)| *start <= at);
        self.spans.get(index.saturating_sub(1)).map_or(Spot::default(), |(_, spot)| *spot)
    }

    /// Whether a cell, counted from 0, is one with the cell above it and repeats its words.
    pub(super) fn repeats(&self, at: usize) -> bool {
        self.repeats.get(at).is_some_and(|r| *r)
    }

    /// The row without the words that these cells repeat from the row above.
    pub(super) fn without(&self, repeated: impl Fn(usize) -> bool) -> Block {
        let said = |(at, cell): (usize, &String)| {
            if self.repeats(at) && repeated(at) { String::new() } else { cell.clone() }
        };
        let cells: Vec<String> = self.cells.iter().enumerate().map(said).collect();
        Block { ruled: self.ruled, ..row(&cells, self.spot(0)) }
    }

    /// Its number and the words behind it, printed by a list of the document or typed.
    pub(super) fn number(&self) -> Option<(&str, &str)> {
        let Some(printed) = self.numbered else { return number_of(&self.text) };
        let (label, rest) = self.text.split_at_checked(printed.bytes)?;
        let from = label.find(|c: char| c.is_ascii_digit())?;
        let letter = label[..from].chars().next_back().filter(char::is_ascii_uppercase);
        let number = label[from - letter.map_or(0, char::len_utf8)..].trim();
        Some((number.trim_end_matches(|c: char| !c.is_alphanumeric()), rest))
    }
}

/// The blocks of a document, without page headers and footers.
pub fn blocks_of(document: &Document) -> Vec<Block> {
    let text = |p: &&crate::document::Passage| !matches!(p.kind, PassageKind::Header | PassageKind::Footer);
    let longest = document
        .passages
        .iter()
        .filter(text)
        .filter(|p| p.cells.is_empty())
        .map(|p| p.text.chars().count())
        .max()
        .unwrap_or(0);
    let full = (longest as f64 * FULL_LINE_SHARE) as usize;
    let mut blocks: Vec<Block> = Vec::new();
    let mut last: Option<(u16, u32, usize)> = None;
    let mut among_people = false;
    let mut among_actions = false;
    for passage in document.passages.iter().filter(text) {
        let spot = Spot { part: passage.part, row: passage.row, column: 0 };
        if !passage.cells.is_empty() {
            let repeats = passage.repeats.clone();
            blocks.push(Block { ruled: true, repeats, ..row(&passage.cells, spot) });
            last = None;
            continue;
        }
        // A line of dashes or stars says nothing.
        if !passage.text.chars().any(char::is_alphanumeric) {
            continue;
        }
        among_people = people_after(among_people, &passage.text);
        among_actions = actions_after(among_actions, &passage.text);
        let cells = if document.lines { columns_of(&passage.text) } else { Vec::new() };
        let columns = cells.iter().filter(|c| !c.is_empty()).count();
        let follows = last.is_some_and(|(part, row, length)| {
            let next = part == passage.part && row + 1 == passage.row;
            let over = part != passage.part && passage.row == 1;
            let word = passage.text.split_whitespace().next().map_or(0, |w| w.chars().count());
            let broken = length + 1 + word >= full;
            let owned = || blocks.last().is_some_and(|b: &Block| ends_with_owner(&b.text));
            let broken = broken && !(among_actions && (owner_and_task(&passage.text).is_some() || owned()));
            let broken = if among_people { goes_on(blocks.last(), &passage.text, broken) } else { broken };
            document.lines && (next || over) && broken && columns == 1 && !begins_anew(&passage.text)
        });
        let length = passage.text.chars().count();
        match blocks.last_mut().filter(|b| follows && !b.heading) {
            Some(block) => {
                block.text.push(' ');
                block.spans.push((block.text.len(), spot));
                block.text.push_str(&passage.text);
            }
            None if columns > 1 => {
                let mut block = row(&cells, spot);
                // A line is one spot, whatever its columns.
                block.spans.iter_mut().for_each(|(_, s)| s.column = 0);
                blocks.push(block);
                last = None;
                continue;
            }
            None => blocks.push(Block {
                text: passage.text.replace('\n', " "),
                spans: vec![(0, spot)],
                cells: Vec::new(),
                repeats: Vec::new(),
                ruled: false,
                heading: matches!(passage.kind, PassageKind::Heading(_)),
                listed: passage.kind == PassageKind::ListItem,
                numbered: passage.numbered,
            }),
        }
        last = Some((passage.part, passage.row, length));
    }
    blocks
}

/// The cells of a line: between tabs, or gaps of [`GAP_SPACES`] or more, as typists set columns.
fn columns_of(line: &str) -> Vec<String> {
    let mut cells: Vec<String> = Vec::new();
    for piece in line.split('\t') {
        let mut rest = piece.trim();
        while let Some(at) = rest.find(GAP_SPACES) {
            cells.push(rest[..at].trim_end().to_string());
            rest = rest[at..].trim_start();
        }
        cells.push(rest.to_string());
    }
    cells
}

/// Whether the lines from here on are people, one a line or several.
fn people_after(among: bool, line: &str) -> bool {
    let head = label_of(line).map_or(line, |(label, _)| label);
    if standing_of_label(head).is_some() {
        return true;
    }
    // A numbered heading, or another label, ends the list; "Police: DS A Name" does not.
    among && number_of(line).is_none() && !line.ends_with('.')
}

/// Whether the lines from here on are actions, or reports on them: each that gives somebody something to do is one.
fn actions_after(among: bool, line: &str) -> bool {
    let heading = number_of(line).map_or(line, |(_, rest)| rest);
    lone_heading(heading) || among && number_of(line).is_none()
}

/// Whether a line of people goes on in the next: a list that is not at its end, or a name that is not. Two lines that are each
/// somebody are never one.
fn goes_on(last: Option<&Block>, next: &str, broken: bool) -> bool {
    let Some(last) = last else { return false };
    let text = last.text.trim_end();
    let open = text.matches('(').count() > text.matches(')').count();
    // "Councillor" at the end of a line is the title of whoever the next begins with.
    let titled = text.rsplit(' ').next().is_some_and(|w| TITLES.contains(&w.trim_end_matches('.')));
    if open || titled || text.ends_with([',', ';', '&']) || text.ends_with(" and") {
        return true;
    }
    broken && (text.contains(';') || !is_person(next, &[]))
}

fn row(cells: &[String], spot: Spot) -> Block {
    let mut block = Block { cells: cells.to_vec(), ..Block::default() };
    for (column, cell) in cells.iter().enumerate() {
        if column > 0 {
            block.text.push('\t');
        }
        let column = u16::try_from(column + 1).unwrap_or(u16::MAX);
        block.spans.push((block.text.len(), Spot { column, ..spot }));
        block.text.push_str(&cell.replace(['\n', '\t'], " "));
    }
    block
}

/// Whether a line looks like the beginning of something: a number, a bullet, a label. "Present" alone opens a list as
/// "Present:" does: on a page of a PDF no empty line parts it from the title above.
pub(super) fn begins_anew(line: &str) -> bool {
    let opens =
        line.starts_with(char::is_uppercase) && !line.ends_with('.') && standing_of_label(line).is_some();
    opens
        || number_of(line).is_some()
        || line.starts_with(['-', '\u{2022}', '*', '\u{2013}', '\u{b7}'])
        || label_of(line).is_some()
}

/// "Present: A, B" as label and rest. A label is a few words before a colon, the first with a capital.
pub(super) fn label_of(line: &str) -> Option<(&str, &str)> {
    let at = line.find(':').filter(|at| *at <= LABEL_CHARS_MAX)?;
    let label = line[..at].trim();
    let words = label.split_whitespace().count();
    let timelike = line[..at].ends_with(|c: char| c.is_ascii_digit())
        && line[at + 1..].starts_with(|c: char| c.is_ascii_digit());
    let good = label.starts_with(char::is_uppercase) && (1..=6).contains(&words) && !timelike;
    good.then(|| (label, line[at + 1..].trim()))
}

/// "3. Heading", "3) Heading", "Item 3: Heading", "2.1 Heading" as number and rest.
pub(super) fn number_of(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix("Item ").or_else(|| line.strip_prefix("ITEM ")).unwrap_or(line);
    let digits = |c: char| c.is_ascii_digit() || c == '.';
    // "C2.": the letter of a series of meetings before the number.
    let letter = usize::from(rest.starts_with(|c: char| c.is_ascii_uppercase()));
    let end = rest[letter..].find(|c| !digits(c)).map_or(rest.len(), |n| n + letter);
    let number = rest[..end].trim_end_matches('.');
    let parts: Vec<&str> = number[letter..].split('.').collect();
    // Councils count their minutes through the year: "112. APOLOGIES".
    let most = if parts.len() == 1 && letter == 0 && rest[..end].ends_with('.') { 3 } else { 2 };
    let small = |p: &&str| !p.is_empty() && p.len() <= most;
    if !(1..=3).contains(&parts.len()) || !parts.iter().all(small) {
        return None;
    }
    let dotted = rest[..end].ends_with('.') || parts.len() > 1 && letter == 0 || rest.len() != line.len();
    if letter == 1 && !rest[..end].ends_with('.') && !rest[end..].starts_with([')', ':']) {
        return None;
    }
    let after = &rest[end..];
    let mark = after.starts_with([')', ':']);
    let after = after.trim_start_matches([')', ':', '-', '\u{2013}']).trim_start();
    let spaced = rest[end..].starts_with([' ', '\t', ')', ':']);
    // "12 May 2002" and "3 people came" are no headings.
    let capital = after.starts_with(|c: char| c.is_uppercase() || c == '"' || c == '(');
    let loud = after.chars().take(12).filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    (spaced && capital && !after.is_empty() && (dotted || mark || loud)).then_some((number, after))
}
