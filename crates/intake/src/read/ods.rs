//! OpenDocument spreadsheets, read in a stream.
//!
//! Source: OpenDocument 1.2 part 1, sections 9 (tables) and 19 (attributes). Repeated cells and rows are unfolded
//! within the limits; comments are left out.

use std::collections::BTreeSet;
use std::io::{BufReader, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::grid::{Area, Extent, Grid};
use super::guard::fenced;
use super::header::{Table, shorten};
use super::received::Received;
use super::workbook::{Listed, choose, iso_date, tell_hidden, text_cell};
use super::{Cell, Desk, Limits, ReadOptions, Refusal, unzip};

const PARSER: &str = "OpenDocument";
/// Rows and columns that any program has.
const SIDE_MAX: u32 = 1 << 20;

/// One cell of a row, perhaps several times.
#[derive(Clone, Debug)]
struct Given {
    column: u32,
    times: u32,
    cell: Cell,
    formula: Option<String>,
    /// Rows and columns it spans.
    span: (u32, u32),
}

/// What a pass over the contents calls back.
enum Found<'f> {
    Sheet { name: String, hidden: bool },
    Row { row: u32, times: u32, cells: &'f [Given] },
    Linked,
}

/// What the first pass keeps of a sheet.
struct Surveyed {
    name: String,
    hidden: bool,
    extent: Extent,
    areas: Vec<Area>,
}

/// Reads a spreadsheet. Returns the format in words.
pub(super) fn read(
    received: &Received,
    options: &ReadOptions,
    limits: &Limits,
    desk: &mut Desk<'_>,
) -> Result<String, Refusal> {
    unzip::weigh(received, limits)?;
    let manifest = part(received, "META-INF/manifest.xml", limits.row_bytes_max)?;
    if memchr::memmem::find(&manifest, b"encryption-data").is_some() {
        return Err(unzip::protected());
    }
    if unzip::names(received)?.iter().any(|p| p.starts_with("Basic/") || p.starts_with("Scripts/")) {
        desk.say_of_file("macros are present and were not run");
    }
    let (surveyed, linked) = survey(received, limits)?;
    if linked {
        desk.say_of_file("the workbook has links to other workbooks; they were not followed");
    }
    let listed =
        surveyed.iter().map(|s| Listed { name: s.name.clone(), hidden: s.hidden, cells: true }).collect();
    for sheet in choose(listed, options, desk)? {
        let Some((place, found)) = surveyed.iter().enumerate().find(|(_, s)| s.name == sheet.name) else {
            continue;
        };
        let mut table = Table::new(desk, &sheet.name, options, limits);
        tell_hidden(&sheet, &mut table);
        found.extent.tell(&mut table);
        let mut grid = Grid::new(&mut table, limits, found.extent.width, found.areas.clone())?;
        let mut now: Option<usize> = None;
        pass(received, limits, &mut |event| {
            match event {
                Found::Sheet { .. } => now = Some(now.map_or(0, |n| n + 1)),
                Found::Row { row, times, cells } if now == Some(place) => {
                    return give(&mut grid, found.extent.width, row, times, cells);
                }
                _ => {}
            }
            Ok(now.is_none_or(|n| n <= place))
        })?;
        grid.finish()?;
        if !table.finish()? {
            break;
        }
    }
    Ok("OpenDocument spreadsheet (ods)".to_string())
}

fn give(
    grid: &mut Grid<'_, '_, '_>,
    width: usize,
    row: u32,
    times: u32,
    cells: &[Given],
) -> Result<bool, Refusal> {
    if cells.is_empty() {
        return Ok(true);
    }
    for row in row..row.saturating_add(times) {
        for given in cells {
            let end = given.column.saturating_add(given.times).min(width as u32);
            for column in given.column..end {
                if !grid.put(row, column, given.cell.clone())? {
                    return Ok(false);
                }
            }
        }
    }
    Ok(true)
}

fn survey(received: &Received, limits: &Limits) -> Result<(Vec<Surveyed>, bool), Refusal> {
    let mut surveyed: Vec<Surveyed> = Vec::new();
    let mut linked = false;
    pass(received, limits, &mut |event| {
        match event {
            Found::Linked => linked = true,
            Found::Sheet { name, hidden } => {
                surveyed.push(Surveyed { name, hidden, extent: Extent::default(), areas: Vec::new() });
            }
            Found::Row { row, times, cells } => {
                let Some(sheet) = surveyed.last_mut() else { return Ok(true) };
                for given in cells {
                    let open = given.formula.is_some()
                        && matches!(&given.cell, Cell::Error(e) if e.starts_with('='));
                    let last = given.column.saturating_add(given.times).saturating_sub(1);
                    let cells = u64::from(times) * u64::from(given.times);
                    sheet.extent.add_many(row, last, cells, !open, given.formula.is_some());
                    if given.span != (1, 1) {
                        sheet.areas.push(Area {
                            top: row,
                            left: given.column,
                            bottom: row.saturating_add(given.span.0 - 1),
                            right: given.column.saturating_add(given.span.1 - 1),
                        });
                    }
                }
            }
        }
        Ok(true)
    })?;
    Ok((surveyed, linked))
}

fn damaged(words: &str) -> Refusal {
    Refusal::new(
        format!("the spreadsheet is damaged: {}", shorten(words, 300)),
        "a spreadsheet as its program wrote it",
        "open it in a spreadsheet program and save it again",
    )
}

/// A small part of the package; nothing where there is none.
fn part(received: &Received, name: &str, bytes_max: usize) -> Result<Vec<u8>, Refusal> {
    let mut archive = unzip::open(received)?;
    let mut bytes = Vec::new();
    let Ok(part) = fenced(PARSER, || archive.by_name(name))? else { return Ok(bytes) };
    fenced(PARSER, || part.take(bytes_max as u64).read_to_end(&mut bytes))?
        .map_err(|e| damaged(&e.to_string()))?;
    Ok(bytes)
}

/// One pass over the contents.
fn pass(
    received: &Received,
    limits: &Limits,
    take: &mut dyn FnMut(Found<'_>) -> Result<bool, Refusal>,
) -> Result<(), Refusal> {
    let mut archive = unzip::open(received)?;
    let part = fenced(PARSER, || archive.by_name("content.xml"))?.map_err(|e| damaged(&e.to_string()))?;
    let mut reader = Reader::from_reader(BufReader::with_capacity(64 << 10, part));
    let mut state = State::new(limits);
    let mut buf = Vec::new();
    loop {
        buf.clear();
        let event =
            fenced(PARSER, || reader.read_event_into(&mut buf))?.map_err(|e| damaged(&e.to_string()))?;
        let go_on = match &event {
            Event::Eof if state.depth > 0 => return Err(damaged("it ends before its elements are closed")),
            Event::Eof => return Ok(()),
            Event::Start(start) => state.open(start, take)?,
            Event::Empty(start) => {
                state.open(start, take)? && state.close(start.local_name().as_ref(), take)?
            }
            Event::End(end) => state.close(end.local_name().as_ref(), take)?,
            Event::Text(text) => state.text(&text.xml10_content())?,
            Event::CData(text) => state.text(&text.xml10_content())?,
            Event::GeneralRef(name) => match (name.resolve_char_ref(), name.as_ref()) {
                (Ok(Some(c)), _) => state.text(c.encode_utf8(&mut [0; 4]))?,
                (_, "lt") => state.text("<")?,
                (_, "gt") => state.text(">")?,
                (_, "amp") => state.text("&")?,
                (_, "apos") => state.text("'")?,
                (_, "quot") => state.text("\"")?,
                _ => true,
            },
            _ => true,
        };
        if !go_on {
            return Ok(());
        }
    }
}

struct State<'l> {
    limits: &'l Limits,
    depth: usize,
    style: Option<String>,
    hidden: BTreeSet<String>,
    /// Tables open inside each other; only the outermost is a sheet.
    tables: usize,
    row: u32,
    row_times: u32,
    column: u32,
    cells: Vec<Given>,
    row_bytes: usize,
    /// The cell that is open: its attributes' value, and whether its text is its value.
    cell: Option<(Given, bool)>,
    text: String,
    paragraphs: usize,
    in_paragraph: usize,
    in_comment: usize,
}

impl<'l> State<'l> {
    fn new(limits: &'l Limits) -> State<'l> {
        State {
            limits,
            depth: 0,
            style: None,
            hidden: BTreeSet::new(),
            tables: 0,
            row: 0,
            row_times: 1,
            column: 0,
            cells: Vec::new(),
            row_bytes: 0,
            cell: None,
            text: String::new(),
            paragraphs: 0,
            in_paragraph: 0,
            in_comment: 0,
        }
    }

    fn open(
        &mut self,
        start: &BytesStart<'_>,
        take: &mut dyn FnMut(Found<'_>) -> Result<bool, Refusal>,
    ) -> Result<bool, Refusal> {
        self.depth += 1;
        if self.depth > self.limits.depth_max.max(64) {
            return Err(damaged("its elements are nested too deeply"));
        }
        match start.local_name().as_ref() {
            "style" => self.style = attribute(start, "name"),
            "table-properties" if attribute(start, "display").as_deref() == Some("false") => {
                self.hidden.extend(self.style.clone());
            }
            "table-source" => return take(Found::Linked),
            "table" => {
                self.tables += 1;
                if self.tables == 1 {
                    let name = attribute(start, "name").unwrap_or_default();
                    let hidden = attribute(start, "style-name").is_some_and(|s| self.hidden.contains(&s));
                    (self.row, self.cells) = (0, Vec::new());
                    return take(Found::Sheet { name, hidden });
                }
            }
            "table-row" if self.tables == 1 => {
                self.row_times = count(start, "number-rows-repeated");
                self.column = 0;
                self.row_bytes = 0;
                self.cells.clear();
            }
            "table-cell" | "covered-table-cell" if self.tables == 1 => self.open_cell(start),
            "annotation" => self.in_comment += 1,
            "p" if self.cell.is_some() && self.in_comment == 0 => {
                if self.paragraphs > 0 {
                    self.text.push('\n');
                }
                self.paragraphs += 1;
                self.in_paragraph += 1;
            }
            "s" if self.in_paragraph > 0 => {
                (0..count(start, "c").min(1000)).for_each(|_| self.text.push(' '));
            }
            "tab" if self.in_paragraph > 0 => self.text.push('\t'),
            "line-break" if self.in_paragraph > 0 => self.text.push('\n'),
            _ => {}
        }
        Ok(true)
    }

    fn open_cell(&mut self, start: &BytesStart<'_>) {
        let value = attribute(start, "value");
        let number =
            || value.as_deref().and_then(|v| v.trim().parse().ok()).map_or(Cell::Empty, Cell::Number);
        // The last "value-type" is LibreOffice's own, which knows errors.
        let kinds = attributes(start, "value-type");
        let error = kinds.iter().any(|k| k == "error");
        let (cell, by_text) = match kinds.first().map(String::as_str) {
            _ if error => (Cell::Empty, true),
            Some("float" | "percentage" | "currency") => (number(), false),
            Some("date") => (attribute(start, "date-value").map_or(Cell::Empty, |d| iso_date(&d)), false),
            Some("time") => (attribute(start, "time-value").map_or(Cell::Empty, |t| span_of_time(&t)), false),
            Some("boolean") => {
                (attribute(start, "boolean-value").map_or(Cell::Empty, |b| Cell::Bool(b == "true")), false)
            }
            Some("string") => match attribute(start, "string-value") {
                Some(text) => (text_cell(&text), false),
                None => (Cell::Empty, true),
            },
            _ => (Cell::Empty, true),
        };
        let formula = attribute(start, "formula").map(|f| {
            let f = f.split_once(":=").map_or(f.as_str(), |(_, f)| f);
            shorten(f.trim_start_matches('='), 500)
        });
        let given = Given {
            column: self.column,
            times: count(start, "number-columns-repeated"),
            cell: if error { Cell::Error(String::new()) } else { cell },
            formula,
            span: (count(start, "number-rows-spanned"), count(start, "number-columns-spanned")),
        };
        self.text.clear();
        (self.paragraphs, self.in_paragraph) = (0, 0);
        self.cell = Some((given, by_text));
    }

    fn close(
        &mut self,
        name: &str,
        take: &mut dyn FnMut(Found<'_>) -> Result<bool, Refusal>,
    ) -> Result<bool, Refusal> {
        self.depth = self.depth.saturating_sub(1);
        match name {
            "table" => self.tables = self.tables.saturating_sub(1),
            "table-row" if self.tables == 1 => {
                let (row, times) = (self.row, self.row_times);
                self.row = self.row.saturating_add(times);
                return take(Found::Row { row, times, cells: &self.cells });
            }
            "table-cell" | "covered-table-cell" if self.tables == 1 => self.close_cell()?,
            "annotation" => self.in_comment = self.in_comment.saturating_sub(1),
            "p" if self.in_comment == 0 => self.in_paragraph = self.in_paragraph.saturating_sub(1),
            _ => {}
        }
        Ok(true)
    }

    fn close_cell(&mut self) -> Result<(), Refusal> {
        let Some((mut given, by_text)) = self.cell.take() else { return Ok(()) };
        if by_text {
            given.cell = match given.cell {
                Cell::Error(_) => Cell::Error(self.text.trim().to_string()),
                _ => text_cell(&self.text),
            };
        }
        if let (Some(formula), true) = (&given.formula, given.cell.is_empty()) {
            given.cell = Cell::Error(format!("={formula}"));
        }
        self.column = self.column.saturating_add(given.times);
        if given.cell.is_empty() && given.span == (1, 1) {
            return Ok(());
        }
        self.row_bytes += self.text.len() + std::mem::size_of::<Given>();
        if self.row_bytes > self.limits.row_bytes_max {
            return Err(damaged(&format!("a row has more than {} bytes", self.limits.row_bytes_max)));
        }
        self.cells.push(given);
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<bool, Refusal> {
        if self.in_paragraph > 0 && self.in_comment == 0 && self.cell.is_some() {
            if self.text.len() + text.len() > self.limits.row_bytes_max {
                return Err(damaged(&format!("a cell has more than {} bytes", self.limits.row_bytes_max)));
            }
            self.text.push_str(text);
        }
        Ok(true)
    }
}

fn attributes(start: &BytesStart<'_>, name: &str) -> Vec<String> {
    start
        .attributes()
        .filter_map(Result::ok)
        .filter(|a| a.key.local_name().as_ref() == name)
        .map(|a| {
            a.normalized_value(XmlVersion::Implicit1_0)
                .map_or_else(|_| a.value.to_string(), |v| v.to_string())
        })
        .collect()
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    attributes(start, name).into_iter().next()
}

/// A count in an attribute, 1 where there is none.
fn count(start: &BytesStart<'_>, name: &str) -> u32 {
    attribute(start, name).and_then(|n| n.trim().parse().ok()).unwrap_or(1).clamp(1, SIDE_MAX)
}

/// `PT09H30M15S` as `09:30:15`; seconds only where they are not zero.
fn span_of_time(text: &str) -> Cell {
    let parse = || {
        let rest = text.trim().strip_prefix("PT")?;
        let (hours, rest) = rest.split_once('H')?;
        let (minutes, rest) = rest.split_once('M')?;
        let seconds = rest.strip_suffix('S')?.split(['.', ',']).next()?;
        let (h, m, s): (u32, u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?, seconds.parse().ok()?);
        Some(if s == 0 { format!("{h:02}:{m:02}") } else { format!("{h:02}:{m:02}:{s:02}") })
    };
    parse().map_or_else(|| text_cell(text), Cell::Text)
}
