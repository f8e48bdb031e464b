//! The text of a PDF, page by page, line by line. Runs in a child process ([`super::child`]).
//!
//! Characters are put in lines by their height on the page and in order from left to right; a gap wider than
//! [`COLUMN_GAP_EMS`] becomes a tab, so that columns of a table stay apart, and so does a narrower one below which the next lines
//! begin at the same place. A table whose cells are bounded by drawn lines is read cell by cell (`grid`), one set by gaps alone where
//! nothing in it is left to guess (`open_table`). What this leaves out:
//! pictures (a page that holds only one has no text), annotations and form fields, and reading order of pages set in several
//! columns.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use pdf_extract::{Document as Pdf, MediaBox, OutputDev, OutputError, Transform, output_doc_page};

use super::grid::{Band, bands};
use super::open_table::{Set, Word, open_tables};
use super::{Builder, PassageKind};
use crate::read::{Refusal, fenced};

/// Gap between two characters, in widths of the letter M, that separates words.
const WORD_GAP_EMS: f64 = 0.15;
/// Gap that separates columns.
const COLUMN_GAP_EMS: f64 = 1.5;
/// Gap that separates columns where the next lines have one that ends at the same place: wider than any space between words,
/// which is as wide as a letter where all letters are ([`SPACE_LETTERS`]).
const NARROW_GAP_EMS: f64 = 0.5;
/// The same gap in widths of the line's narrowest character.
const SPACE_LETTERS: f64 = 1.5;
/// How far such places may be apart.
const SAME_PLACE_EMS: f64 = 0.15;
/// Lines, one after the other, whose gaps end at one place.
const NARROW_LINES_MIN: usize = 3;
/// Characters of one page.
const CHARACTERS_MAX: usize = 2_000_000;

/// One page as read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PdfPage {
    /// Its lines and the rows of its ruled tables from the top; none where the page holds no text.
    Lines(Vec<PdfLine>),
    /// The page could not be read; why, in words.
    Damaged(String),
}

/// One line of a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PdfLine {
    /// Running text.
    Text(String),
    /// A row of a ruled table: which table of the document, from 1, and the cells; lines of a cell that were not broken by its
    /// edge stand in lines.
    Row(u32, Vec<String>),
}

impl From<&str> for PdfLine {
    fn from(text: &str) -> PdfLine {
        PdfLine::Text(text.to_string())
    }
}

struct Glyph {
    x: f64,
    y: f64,
    end: f64,
    em: f64,
    text: String,
}

#[derive(Default)]
struct Glyphs(Vec<Glyph>);

impl OutputDev for Glyphs {
    fn begin_page(
        &mut self,
        _: u32,
        _: &MediaBox,
        _: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        trm: &Transform,
        width: f64,
        _: f64,
        font_size: f64,
        text: &str,
    ) -> Result<(), OutputError> {
        if self.0.len() >= CHARACTERS_MAX {
            return Ok(());
        }
        let em = (trm.m11.hypot(trm.m12) * font_size).abs();
        let numbers = [trm.m31, trm.m32, em, width];
        if numbers.iter().all(|n| n.is_finite()) && em > 0.0 {
            let (x, y) = (trm.m31, trm.m32);
            self.0.push(Glyph { x, y, end: x + width * em, em, text: text.to_string() });
        }
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

/// A line of characters from the left.
type Line = Vec<Glyph>;

impl Glyphs {
    /// Lines and rows from the top of the page; `last` where no page follows.
    fn lines(self, bands: &[Band], last: bool) -> Vec<PdfLine> {
        let mut cells: BTreeMap<(usize, usize), Vec<Glyph>> = BTreeMap::new();
        let mut rest = Vec::new();
        for glyph in self.0 {
            let middle = (glyph.x + glyph.end) / 2.0;
            let of =
                |(row, band): (usize, &Band)| Some((row, band.column(middle, glyph.y + 0.2 * glyph.em)?));
            match bands.iter().enumerate().find_map(of) {
                Some(cell) => cells.entry(cell).or_default().push(glyph),
                None => rest.push(glyph),
            }
        }
        let lines = by_height(rest);
        let gaps = narrow(&lines);
        let mut all: Vec<(f64, PdfLine)> = lines
            .iter()
            .zip(&gaps)
            .map(|(line, columns)| (line[0].y, PdfLine::Text(text(line, Some(columns.as_slice())))))
            .collect();
        let ruled = bands.iter().map(|b| b.table + 1).max().unwrap_or(0);
        let sets: Vec<Set> = lines.iter().map(|line| set(line)).collect();
        // A table at the foot of a page may go on on the next.
        let whole = |end: usize| last || lines.len() - end > FURNITURE_LINES_MAX;
        let open = open_tables(&sets).into_iter().filter(|table| whole(table.lines.1));
        for (number, table) in (ruled..).zip(open) {
            for (_, line) in &mut all[table.lines.0..table.lines.1] {
                *line = PdfLine::Text(String::new());
            }
            for (line, cells) in table.rows {
                all[line].1 = PdfLine::Row(number, cells);
            }
        }
        all.retain(|(_, line)| !matches!(line, PdfLine::Text(text) if text.is_empty()));
        for (row, band) in bands.iter().enumerate() {
            let mut words = |column: usize| {
                let glyphs = cells.remove(&(row, column)).unwrap_or_default();
                cell(glyphs, band.cells[column].map_or(f64::INFINITY, |(_, right)| right))
            };
            let words: Vec<String> = (0..band.cells.len()).map(&mut words).collect();
            if words.iter().any(|w| !w.is_empty()) {
                all.push((band.top, PdfLine::Row(band.table, words)));
            }
        }
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        all.into_iter().map(|(_, line)| line).collect()
    }
}

/// Characters in lines by their height, each line from the left.
fn by_height(mut glyphs: Vec<Glyph>) -> Vec<Line> {
    // Stable sorts: characters drawn over each other stay in the order they were drawn.
    glyphs.sort_by(|a, b| b.y.partial_cmp(&a.y).unwrap_or(Ordering::Equal));
    let mut lines: Vec<Line> = Vec::new();
    for glyph in glyphs {
        match lines.last_mut().filter(|l| (l[0].y - glyph.y).abs() < 0.4 * l[0].em.min(glyph.em)) {
            Some(line) => line.push(glyph),
            None => lines.push(vec![glyph]),
        }
    }
    for line in &mut lines {
        line.sort_by(|a, b| a.x.partial_cmp(&b.x).unwrap_or(Ordering::Equal));
    }
    lines
}

/// A line as words and where they stand.
fn set(line: &[Glyph]) -> Set {
    let (mut words, mut end): (Vec<Word>, Option<f64>) = (Vec::new(), None);
    for glyph in line {
        if glyph.text.trim().is_empty() {
            end = None;
            continue;
        }
        match words.last_mut().filter(|_| end.is_some_and(|e| (glyph.x - e) / glyph.em <= WORD_GAP_EMS)) {
            Some(word) => {
                word.text.push_str(&glyph.text);
                word.end = word.end.max(glyph.end);
            }
            None => words.push(Word { x: glyph.x, end: glyph.end, text: glyph.text.clone() }),
        }
        end = Some(glyph.end);
    }
    let (y, em) = line.first().map_or((0.0, 1.0), |g| (g.y, g.em));
    Set { y, em, gap: space(line).max(NARROW_GAP_EMS * em), words }
}

/// The widest space between two words of a line by its narrowest letter.
fn space(line: &[Glyph]) -> f64 {
    let widths = line.iter().map(|g| g.end - g.x).filter(|width| *width > 0.0);
    let narrowest = widths.fold(f64::INFINITY, f64::min);
    if narrowest.is_finite() { SPACE_LETTERS * narrowest } else { 0.0 }
}

/// The words of a line; `columns` are the places at which narrow columns begin, `None` within a cell, where nothing parts columns.
fn text(line: &[Glyph], columns: Option<&[f64]>) -> String {
    let (mut text, mut end) = (String::new(), f64::INFINITY);
    for glyph in line {
        let gap = (glyph.x - end) / glyph.em;
        let blank = text.ends_with([' ', '\t']) || text.is_empty() || glyph.text.trim().is_empty();
        let begins = columns.is_some_and(|c| {
            gap > COLUMN_GAP_EMS
                || c.iter().any(|x| (glyph.x - x).abs() < 1e-9 && !glyph.text.trim().is_empty())
        });
        if begins && !text.is_empty() {
            text.truncate(text.trim_end().len());
            text.push('\t');
        } else if gap > WORD_GAP_EMS && !blank {
            text.push(' ');
        }
        text.push_str(&glyph.text);
        end = glyph.end;
    }
    text.trim().to_string()
}

/// For each line the places at which a narrow column begins: behind a gap wider than a space, and the lines beside it have such a
/// gap that ends at the same place.
fn narrow(lines: &[Line]) -> Vec<Vec<f64>> {
    let gaps: Vec<Vec<f64>> = lines
        .iter()
        .map(|line| {
            let mut end: Option<f64> = None;
            let mut found = Vec::new();
            let letters = space(line);
            for glyph in line.iter().filter(|g| !g.text.trim().is_empty()) {
                if end.is_some_and(|end| glyph.x - end > letters.max(NARROW_GAP_EMS * glyph.em)) {
                    found.push(glyph.x);
                }
                end = Some(end.map_or(glyph.end, |e| e.max(glyph.end)));
            }
            found
        })
        .collect();
    let has = |at: usize, x: f64| {
        let near = SAME_PLACE_EMS * lines[at][0].em;
        gaps[at].iter().any(|other| (other - x).abs() <= near)
    };
    (0..lines.len())
        .map(|at| {
            let of_column = |x: &f64| {
                let above = (0..at).rev().take_while(|i| has(*i, *x)).count();
                let below = (at + 1..lines.len()).take_while(|i| has(*i, *x)).count();
                above + below + 1 >= NARROW_LINES_MIN
            };
            gaps[at].iter().copied().filter(of_column).collect()
        })
        .collect()
}

/// The words of a cell. A line goes on in the next where its first word would not have fitted before the cell's edge.
fn cell(glyphs: Vec<Glyph>, right: f64) -> String {
    let lines = by_height(glyphs);
    let mut words = String::new();
    for (at, line) in lines.iter().enumerate() {
        let own = text(line, None);
        if own.is_empty() {
            continue;
        }
        if let Some(last) = at.checked_sub(1).map(|i| &lines[i]).filter(|_| !words.is_empty()) {
            let end = last.iter().map(|g| g.end).fold(f64::MIN, f64::max);
            let mut first = line.iter().skip_while(|g| g.text.trim().is_empty());
            let begin = first.clone().next().map_or(0.0, |g| g.x);
            let stop = first.find(|g| g.text.trim().is_empty()).map_or(line[line.len() - 1].end, |g| g.x);
            let em = line[0].em;
            // The edge keeps some distance from the words, on both sides.
            let fits = end + 0.25 * em + (stop - begin) + 0.6 * em <= right;
            words.push(if fits { '\n' } else { ' ' });
        }
        words.push_str(&own);
    }
    words
}

/// The pages of a PDF, in this process. A page that cannot be read does not lose the others.
///
/// # Errors
/// A file that is damaged as a whole, protected, or has more than `pages_max` pages.
pub fn pages_of(bytes: &[u8], pages_max: usize) -> Result<Vec<PdfPage>, Refusal> {
    let damaged = |words: String| {
        Refusal::new(
            format!("the PDF is damaged: {words}"),
            "a whole PDF",
            "open it in the program that made it and save it again, or ask for the document it was made from",
        )
    };
    let protected = || {
        Refusal::new(
            "the PDF is protected by a password",
            "a PDF that opens without one",
            "ask the sender for a copy without a password, sent by a safe way",
        )
    };
    let mut pdf = fenced("PDF", || Pdf::load_mem(bytes))?.map_err(|e| {
        let words = e.to_string();
        let lower = words.to_lowercase();
        if lower.contains("password") || lower.contains("decrypt") || lower.contains("encrypt") {
            protected()
        } else {
            damaged(words)
        }
    })?;
    if pdf.is_encrypted() {
        // An empty password is no protection: it only forbids printing or copying.
        let opened = fenced("PDF", || pdf.decrypt(""))?;
        if opened.is_err() {
            return Err(protected());
        }
    }
    let numbers = pdf.get_pages();
    if numbers.len() > pages_max {
        return Err(super::too_much("pages", pages_max, "split the document into several"));
    }
    if numbers.is_empty() && bytes.windows(8).any(|w| w == b"/Encrypt") {
        return Err(Refusal::new(
            "the PDF is encrypted in a way that is not read here",
            "a PDF that is not encrypted",
            "open it in a PDF program and print it to a new PDF",
        ));
    }
    if numbers.is_empty() {
        return Err(damaged("it has no pages".into()));
    }
    let mut pages = Vec::with_capacity(numbers.len());
    let mut tables = Tables::default();
    let last_page = numbers.keys().max().copied();
    for (number, page) in &numbers {
        let last = Some(*number) == last_page;
        let mut glyphs = Glyphs::default();
        let ruled = fenced("PDF", || bands(&pdf, *page)).unwrap_or_default();
        let outcome = fenced("PDF", || {
            output_doc_page(&pdf, &mut glyphs, *number).map(|()| glyphs.lines(&ruled, last))
        });
        pages.push(match outcome {
            Ok(Ok(lines)) => PdfPage::Lines(tables.numbered(lines, &ruled)),
            Ok(Err(error)) => PdfPage::Damaged(error.to_string()),
            Err(refusal) => PdfPage::Damaged(refusal.what),
        });
    }
    Ok(pages)
}

/// Lines at the foot or head of a page that may stand between two parts of one table.
const FURNITURE_LINES_MAX: usize = 2;

/// The tables of a document as they are counted.
#[derive(Default)]
struct Tables {
    count: u32,
    /// The last row of a ruled table on the page before and the number of that table, where nothing but a foot stands below it.
    last: Option<(Band, u32)>,
}

impl Tables {
    /// The lines of a page, its tables counted through the document: a ruled one that goes on from the page before keeps its number.
    fn numbered(&mut self, mut lines: Vec<PdfLine>, bands: &[Band]) -> Vec<PdfLine> {
        let table = |l: &PdfLine| if let PdfLine::Row(table, _) = l { Some(*table) } else { None };
        let first = lines.iter().position(|l| table(l).is_some()).filter(|at| *at <= FURNITURE_LINES_MAX);
        let first = first.filter(|at| table(&lines[*at]) == Some(0)).and(bands.first());
        let goes_on = self.last.take().zip(first).filter(|((last, _), first)| last.goes_on(first));
        let goes_on = goes_on.map(|((_, number), _)| number);
        let from = self.count + u32::from(goes_on.is_none());
        let of_page = lines.iter().rev().position(|l| table(l).is_some());
        let lowest = of_page.filter(|below| *below <= FURNITURE_LINES_MAX);
        let lowest = lowest.and_then(|below| table(&lines[lines.len() - 1 - below]));
        for line in &mut lines {
            if let PdfLine::Row(table, _) = line {
                *table = goes_on.filter(|_| *table == 0).unwrap_or(from + *table);
                self.count = self.count.max(*table);
            }
        }
        // Tables set by gaps are counted after the ruled ones, and end on their page.
        let ruled = bands.last().filter(|band| lowest == Some(band.table)).cloned();
        self.last = ruled.map(|band| {
            let number = goes_on.filter(|_| band.table == 0).unwrap_or(from + band.table);
            (band, number)
        });
        lines
    }
}

/// Pages as passages. What stands at the foot of several pages, but for its numbers, or at the head of a page as of the one
/// before, is no line of the text.
pub(super) fn passages(pages: Vec<PdfPage>, out: &mut Builder<'_>) -> Result<(), Refusal> {
    out.lines = true;
    let (heads, feet) = (edges(&pages, true), edges(&pages, false));
    let mut table: Option<(u32, u16, u32)> = None;
    for (number, page) in pages.into_iter().enumerate() {
        let at = number;
        let number = number as u32 + 1;
        let part = out.part(&format!("page {number}"), "line")?;
        out.pages = number;
        match page {
            PdfPage::Lines(lines) if lines.is_empty() => {
                out.pages_without_text.push(number);
                out.notes.push((part, 0, format!("page {number} holds no text: it needs transcription")));
            }
            PdfPage::Lines(lines) => {
                let last = lines.len() - 1;
                for (row, line) in lines.into_iter().enumerate() {
                    let place = (part, row as u32 + 1, number);
                    let kind = match row {
                        0 if heads[at] => PassageKind::Header,
                        row if row == last && feet[at] => PassageKind::Footer,
                        _ => PassageKind::Text,
                    };
                    match line {
                        PdfLine::Row(of, cells) => {
                            // A table stands on the page on which it begins.
                            let (part, row) = match table.filter(|(open, ..)| *open == of) {
                                Some((_, part, row)) => (part, row + 1),
                                None => (out.part(&format!("page {number}, table {of}"), "row")?, 1),
                            };
                            table = Some((of, part, row));
                            out.row((part, row, number), cells)?;
                        }
                        PdfLine::Text(line) => out.push(kind, place, &line, Vec::new())?,
                    }
                }
            }
            PdfPage::Damaged(words) => {
                out.pages_without_text.push(number);
                out.notes.push((
                    part,
                    0,
                    format!("page {number} could not be read ({words}): it needs transcription"),
                ));
            }
        }
    }
    Ok(())
}

/// For each page whether its first or its last line is one that stands there on every page, but for its numbers. The first
/// page keeps its first line: that is where a title stands.
fn edges(pages: &[PdfPage], heads: bool) -> Vec<bool> {
    let line = |page: &PdfPage| {
        let PdfPage::Lines(lines) = page else { return None };
        match if heads { lines.first() } else { lines.last() } {
            Some(PdfLine::Text(text)) if lines.len() > 1 => {
                Some(text.chars().filter(|c| !c.is_ascii_digit()).collect::<String>())
            }
            _ => None,
        }
    };
    let all: Vec<Option<String>> = pages.iter().map(line).collect();
    (0..pages.len())
        .map(|at| {
            let before = at.checked_sub(1).and_then(|i| all[i].as_ref());
            let after = all.get(at + 1).and_then(Option::as_ref);
            all[at].is_some() && (before == all[at].as_ref() || !heads && after == all[at].as_ref())
        })
        .collect()
}
