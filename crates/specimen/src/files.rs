//! The files as the agencies would have sent them, written as a stream.
//!
//! Rows come block by block and are held back until [`Files::flush`], which puts those held in order of their day, so
//! that the people of a block do not stand together, numbers the rows, and writes rows and truth side by side. What is
//! held is bounded by the caller. Here also the files come to grief as real ones do, at fixed intervals: rows twice,
//! empty rows, rows of totals, dates missing, "n/k", in the year 20023, rows with more cells than the header.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use model::Day;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::calendar;
use crate::tables::{self, BOOKS, Dates, LAYOUTS, Layout, SHEET_HEADER_ROW, Shape, Table};
use crate::writing::How;

/// Rows of a table after which its misfortunes begin anew.
const GRIEF_EVERY_ROWS: u64 = 251;

/// One cell to write.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cell<'a> {
    Empty,
    Text(&'a str),
    Day(Day),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Cell<'a> {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Cell<'a> {
        Cell::from(text.as_str())
    }
}

impl From<Day> for Cell<'_> {
    fn from(day: Day) -> Self {
        Cell::Day(day)
    }
}

impl From<Option<Day>> for Cell<'_> {
    fn from(day: Option<Day>) -> Self {
        day.map_or(Cell::Empty, Cell::Day)
    }
}

/// Whom or what a row truly names.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Who {
    Person(u64),
    Vehicle(u64),
}

/// One mention of a row: its role in the mapping, the truth, and what befell it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named {
    pub(crate) role: &'static str,
    pub(crate) who: Who,
    pub(crate) how: How,
}

/// What was done to a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Grief {
    Twice,
    EmptyRow,
    NoDate,
    NotKnown,
    Year20023,
    EitherWay,
    TooManyCells,
    Totals,
}

impl Grief {
    /// In words, and how the row is to be accounted for.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Grief::Twice => ("the same row twice", "accepted"),
            Grief::EmptyRow => ("empty row", "empty"),
            Grief::NoDate => ("no date", "undated"),
            Grief::NotKnown => ("n/k in the date column", "undated"),
            Grief::Year20023 => ("year 20023", "undated"),
            Grief::EitherWay => ("day and month either way round", "accepted"),
            Grief::TooManyCells => ("more cells than the header", "rejected"),
            Grief::Totals => ("row of totals", "undated"),
        }
    }
}

/// How the rows of one table are to be accounted for.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct FileCount {
    /// Path below the folder `evidence`.
    pub file: String,
    /// Sheet, for a workbook; path of the elements that are rows, for XML.
    pub sheet: String,
    /// Rows below the header that are not empty: `accepted + undated + rejected`.
    pub rows: u64,
    /// Rows with a usable date.
    pub accepted: u64,
    /// Rows without one.
    pub undated: u64,
    /// Rows that cannot be used.
    pub rejected: u64,
    /// Empty rows, not among `rows`.
    pub empty: u64,
}

enum Held {
    Bytes { start: usize, end: usize },
    Cells(Vec<OwnCell>),
}

enum OwnCell {
    Empty,
    Text(String),
    Day(Day),
}

struct HeldRow {
    key: i32,
    row: Held,
    named: (usize, usize),
    grief: Option<Grief>,
}

enum Sink {
    Text(BufWriter<File>),
    Sheet(usize, usize),
}

struct Output {
    layout: &'static Layout,
    shape: Shape,
    sink: Sink,
    count: FileCount,
    next_row: u32,
    pushed: u64,
    arena: Vec<u8>,
    named: Vec<Named>,
    held: Vec<HeldRow>,
}

/// All files of a specimen while they are written.
pub(crate) struct Files {
    outputs: Vec<Output>,
    books: Vec<(PathBuf, Workbook)>,
    who: BufWriter<File>,
    vehicles: BufWriter<File>,
    grief: BufWriter<File>,
}

/// Creates a file and the folders above it.
pub(crate) fn create(path: &Path) -> io::Result<BufWriter<File>> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    Ok(BufWriter::with_capacity(1 << 18, File::create(path)?))
}

fn trouble(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(e) => e,
        other => io::Error::other(other),
    }
}

impl Files {
    /// Opens the files below `evidence` and the truth about their rows below `truth`.
    pub(crate) fn open(evidence: &Path, truth: &Path, workbooks: bool) -> io::Result<Files> {
        let mut books = Vec::new();
        if workbooks {
            for (path, _) in BOOKS {
                books.push((evidence.join(path), new_book().map_err(trouble)?));
            }
        }
        let mut outputs = Vec::new();
        for layout in &LAYOUTS {
            outputs.push(Output::open(layout, evidence, workbooks, &mut books)?);
        }
        let mut who = create(&truth.join("who.csv"))?;
        who.write_all(b"file,sheet,row,role,person,how\n")?;
        let mut vehicles = create(&truth.join("which_vehicle.csv"))?;
        vehicles.write_all(b"file,sheet,row,role,vehicle,how\n")?;
        let mut grief = create(&truth.join("odd_rows.csv"))?;
        grief.write_all(b"file,sheet,row,what,accounted\n")?;
        Ok(Files { outputs, books, who, vehicles, grief })
    }

    /// Holds a row for `table`, to stand among the others by `key`. Returns whether it will be read with its date.
    pub(crate) fn push(&mut self, table: Table, key: Day, cells: &[Cell<'_>], named: &[Named]) -> bool {
        self.outputs[table as usize].push(key.0, cells, named)
    }

    /// Writes what is held, in order of the keys.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        for output in &mut self.outputs {
            output.flush(&mut self.books, &mut self.who, &mut self.vehicles, &mut self.grief)?;
        }
        Ok(())
    }

    /// Writes the rows of totals and the ends of the files; gives the accounting of each table.
    pub(crate) fn finish(mut self) -> io::Result<Vec<FileCount>> {
        for output in &mut self.outputs {
            if output.layout.totals {
                let total = format!("{} rows", output.count.rows);
                let mut cells = vec![Cell::Empty; output.layout.columns.len()];
                cells[0] = Cell::Text("Total");
                cells[output.layout.columns.len() - 1] = Cell::Text(&total);
                output.hold(i32::MAX, &cells, &[], Some(Grief::Totals));
            }
        }
        self.flush()?;
        for output in &mut self.outputs {
            if let Sink::Text(out) = &mut output.sink {
                if output.shape == Shape::Xml {
                    out.write_all(b" </contacts>\n</youth_service>\n")?;
                }
                out.flush()?;
            }
        }
        for (path, book) in &mut self.books {
            let mut out = create(path)?;
            book.save_to_writer(&mut out).map_err(trouble)?;
            out.flush()?;
        }
        self.who.flush()?;
        self.vehicles.flush()?;
        self.grief.flush()?;
        Ok(self.outputs.into_iter().map(|o| o.count).collect())
    }
}

/// A workbook with a fixed day of creation, so that the same seed gives the same bytes.
fn new_book() -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(2015, 1, 12)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    Ok(book)
}

fn date_format() -> Format {
    Format::new().set_num_format("dd/mm/yyyy")
}

fn title_rows(sheet: &mut Worksheet, layout: &Layout, agency: &str, name: &str) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let last = layout.columns.len() as u16 - 1;
    sheet.set_name(name)?;
    sheet.merge_range(0, 0, 0, last, agency, &bold)?;
    sheet.write(1, 0, format!("{name}, drawn 12 January 2015. Everything in this workbook is invented."))?;
    for (i, column) in layout.columns.iter().enumerate() {
        sheet.write_with_format(SHEET_HEADER_ROW - 1, i as u16, *column, &bold)?;
        sheet.set_column_width(i as u16, 16)?;
    }
    Ok(())
}

impl Output {
    fn open(
        layout: &'static Layout,
        evidence: &Path,
        workbooks: bool,
        books: &mut [(PathBuf, Workbook)],
    ) -> io::Result<Output> {
        let (file, shape) = layout.resolved(workbooks);
        let sink = match shape {
            Shape::Sheet { book, name } => {
                let sheets = books[book].1.worksheets().len();
                let sheet = books[book].1.add_worksheet();
                title_rows(sheet, layout, BOOKS[book].1, name).map_err(trouble)?;
                Sink::Sheet(book, sheets)
            }
            _ => Sink::Text(create(&evidence.join(file))?),
        };
        let count =
            FileCount { file: file.into(), sheet: layout.sheet(workbooks).into(), ..FileCount::default() };
        let mut output = Output {
            layout,
            shape,
            sink,
            count,
            next_row: layout.first_row(workbooks),
            pushed: 0,
            arena: Vec::new(),
            named: Vec::new(),
            held: Vec::new(),
        };
        output.head()?;
        Ok(output)
    }

    fn head(&mut self) -> io::Result<()> {
        let Sink::Text(out) = &mut self.sink else { return Ok(()) };
        match self.shape {
            Shape::Delimited { delimiter, byte_order_mark, .. } => {
                if byte_order_mark {
                    out.write_all("\u{feff}".as_bytes())?;
                }
                let separator = char::from(delimiter).to_string();
                out.write_all(self.layout.columns.join(&separator).as_bytes())?;
                out.write_all(b"\r\n")
            }
            Shape::Xml => out.write_all(
                b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- Everything in this file is invented. -->\n<youth_service>\n <contacts>\n",
            ),
            Shape::JsonLines | Shape::Sheet { .. } => Ok(()),
        }
    }

    /// Holds a row and lets it come to grief when its turn has come.
    fn push(&mut self, key: i32, cells: &[Cell<'_>], named: &[Named]) -> bool {
        self.pushed += 1;
        let turn = self.pushed % GRIEF_EVERY_ROWS;
        match turn {
            59 => self.hold(key, cells, named, Some(Grief::Twice)),
            83 => self.hold(key, &vec![Cell::Empty; cells.len()], &[], Some(Grief::EmptyRow)),
            _ => {}
        }
        let Some(column) = self.layout.frail_date else {
            self.hold(key, cells, named, None);
            return true;
        };
        let mut cells = cells.to_vec();
        let either = if (163..=170).contains(&turn) { either_way(cells[column]) } else { None };
        let grief = match turn {
            37 => Grief::NoDate,
            101 => Grief::Year20023,
            137 => Grief::NotKnown,
            163..=170 if self.layout.dates == Dates::Hyphens && either.is_some() => Grief::EitherWay,
            197 if matches!(self.shape, Shape::Delimited { .. }) => Grief::TooManyCells,
            _ => {
                self.hold(key, &cells, named, None);
                return true;
            }
        };
        match grief {
            Grief::NoDate => cells[column] = Cell::Empty,
            Grief::Year20023 => cells[column] = Cell::Text("14/05/20023"),
            Grief::NotKnown => cells[column] = Cell::Text("n/k"),
            Grief::EitherWay => cells[column] = Cell::Text(either.as_deref().unwrap_or("")),
            _ => cells.extend([Cell::Text("see over"), Cell::Text("4")]),
        }
        if matches!(grief, Grief::NoDate | Grief::NotKnown | Grief::Year20023) {
            for &further in self.layout.further_dates {
                cells[further] = Cell::Empty;
            }
        }
        // A row that is rejected names nobody.
        let named = if grief == Grief::TooManyCells { &[] } else { named };
        self.hold(key, &cells, named, Some(grief));
        grief == Grief::EitherWay
    }

    fn hold(&mut self, key: i32, cells: &[Cell<'_>], named: &[Named], grief: Option<Grief>) {
        let row = match self.shape {
            Shape::Sheet { .. } => Held::Cells(
                cells
                    .iter()
                    .map(|cell| match *cell {
                        Cell::Empty => OwnCell::Empty,
                        Cell::Text(text) => OwnCell::Text(text.to_string()),
                        Cell::Day(day) => OwnCell::Day(day),
                    })
                    .collect(),
            ),
            _ => {
                let start = self.arena.len();
                self.render(cells);
                Held::Bytes { start, end: self.arena.len() }
            }
        };
        let first = self.named.len();
        self.named.extend_from_slice(named);
        self.held.push(HeldRow { key, row, named: (first, self.named.len()), grief });
    }

    fn render(&mut self, cells: &[Cell<'_>]) {
        match self.shape {
            Shape::Delimited { delimiter, windows_1252, .. } => {
                render_delimited(&mut self.arena, cells, delimiter, windows_1252, self.layout)
            }
            Shape::JsonLines => render_nested(&mut self.arena, cells, self.layout, &JSON),
            Shape::Xml => render_nested(&mut self.arena, cells, self.layout, &XML),
            Shape::Sheet { .. } => unreachable!("cells of a sheet are not rendered to bytes"),
        }
    }

    fn flush(
        &mut self,
        books: &mut [(PathBuf, Workbook)],
        who: &mut impl Write,
        vehicles: &mut impl Write,
        grief: &mut impl Write,
    ) -> io::Result<()> {
        let mut order: Vec<u32> = (0..self.held.len() as u32).collect();
        order.sort_by_key(|&i| self.held[i as usize].key);
        let mut merging = Merging::default();
        let mut line = Vec::with_capacity(128);
        for index in order {
            let held = &self.held[index as usize];
            let row = self.next_row;
            match (&mut self.sink, &held.row) {
                (Sink::Text(out), &Held::Bytes { start, end }) => out.write_all(&self.arena[start..end])?,
                (Sink::Sheet(book, sheet), Held::Cells(cells)) => {
                    let sheet = books[*book].1.worksheet_from_index(*sheet).map_err(trouble)?;
                    write_sheet_row(sheet, row - 1, cells).map_err(trouble)?;
                    if self.layout.table == Table::Plans {
                        merging.row(sheet, row - 1, cells).map_err(trouble)?;
                    }
                }
                _ => unreachable!("a sheet holds cells and a text holds bytes"),
            }
            for named in &self.named[held.named.0..held.named.1] {
                line.clear();
                mention_line(&mut line, &self.count, row, named);
                match named.who {
                    Who::Person(_) => who.write_all(&line)?,
                    Who::Vehicle(_) => vehicles.write_all(&line)?,
                }
            }
            account(&mut self.count, held.grief);
            if let Some(what) = held.grief {
                let (words, accounted) = what.words();
                writeln!(grief, "{},{},{row},{words},{accounted}", self.count.file, self.count.sheet)?;
            }
            self.next_row += 1;
        }
        if let Sink::Sheet(book, sheet) = self.sink {
            let sheet = books[book].1.worksheet_from_index(sheet).map_err(trouble)?;
            merging.end(sheet).map_err(trouble)?;
        }
        self.arena.clear();
        self.named.clear();
        self.held.clear();
        Ok(())
    }
}

/// A day written in digits that can be read day first and month first, if it is such a day. It comes to grief only where
/// no other date of the column is in digits, so that nothing decides.
fn either_way(cell: Cell<'_>) -> Option<String> {
    let Cell::Day(day) = cell else { return None };
    let (y, m, d) = calendar::parts(day);
    (d <= 12 && d != m).then(|| format!("{d:02}/{m:02}/{y}"))
}

fn mention_line(line: &mut Vec<u8>, count: &FileCount, row: u32, named: &Named) {
    line.extend_from_slice(count.file.as_bytes());
    line.push(b',');
    line.extend_from_slice(count.sheet.as_bytes());
    line.push(b',');
    number(line, u64::from(row), 1);
    line.push(b',');
    line.extend_from_slice(named.role.as_bytes());
    let (letter, id) = match named.who {
        Who::Person(id) => (b'P', id),
        Who::Vehicle(id) => (b'V', id),
    };
    line.extend_from_slice(&[b',', letter]);
    number(line, id, 7);
    line.push(b',');
    named.how.words(line);
    line.push(b'\n');
}

/// Appends a number with at least `digits` digits (at most 20).
pub(crate) fn number(out: &mut Vec<u8>, n: u64, digits: usize) {
    let mut text = [b'0'; 20];
    let (mut at, mut rest) = (20, n);
    while rest > 0 || at > 20 - digits {
        at -= 1;
        text[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    out.extend_from_slice(&text[at..]);
}

fn account(count: &mut FileCount, grief: Option<Grief>) {
    match grief.map_or("accepted", |g| g.words().1) {
        "empty" => {
            count.empty += 1;
            return;
        }
        "undated" => count.undated += 1,
        "rejected" => count.rejected += 1,
        _ => count.accepted += 1,
    }
    count.rows += 1;
}

fn write_sheet_row(sheet: &mut Worksheet, row: u32, cells: &[OwnCell]) -> Result<(), XlsxError> {
    let format = date_format();
    for (i, cell) in cells.iter().enumerate() {
        let column = i as u16;
        match cell {
            OwnCell::Empty => {}
            OwnCell::Text(text) => {
                sheet.write(row, column, text.as_str())?;
            }
            OwnCell::Day(day) => {
                let (y, m, d) = calendar::parts(*day);
                let date = ExcelDateTime::from_ymd(y as u16, m as u8, d as u8)?;
                sheet.write_with_format(row, column, &date, &format)?;
            }
        }
    }
    Ok(())
}

/// Runs of rows of one plan, whose category stands once in merged cells.
#[derive(Default)]
struct Merging {
    plan: String,
    category: String,
    rows: Option<(u32, u32)>,
}

impl Merging {
    fn row(&mut self, sheet: &mut Worksheet, row: u32, cells: &[OwnCell]) -> Result<(), XlsxError> {
        let text = |i: usize| match cells.get(i) {
            Some(OwnCell::Text(text)) => text.as_str(),
            _ => "",
        };
        match &mut self.rows {
            Some((_, last)) if !self.plan.is_empty() && self.plan == text(0) => *last = row,
            _ => {
                self.end(sheet)?;
                (self.plan, self.category, self.rows) = (text(0).into(), text(1).into(), Some((row, row)));
            }
        }
        Ok(())
    }

    fn end(&mut self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        if let Some((first, last)) = self.rows.take().filter(|(first, last)| first < last) {
            sheet.merge_range(first, 1, last, 1, &self.category, &Format::new())?;
        }
        Ok(())
    }
}

fn render_delimited(
    out: &mut Vec<u8>,
    cells: &[Cell<'_>],
    delimiter: u8,
    windows_1252: bool,
    layout: &Layout,
) {
    for (i, cell) in cells.iter().enumerate() {
        if i > 0 {
            out.push(delimiter);
        }
        match *cell {
            Cell::Empty => {}
            Cell::Day(day) => tables::write_date(out, day, layout.dates),
            Cell::Text(text) => {
                let quoted = text.bytes().any(|b| b == delimiter || b == b'"' || b == b'\n' || b == b'\r');
                if quoted {
                    out.push(b'"');
                }
                for c in text.chars() {
                    match c {
                        '"' => out.extend_from_slice(b"\"\""),
                        c if c.is_ascii() => out.push(c as u8),
                        c if windows_1252 => out.push(windows_1252_byte(c)),
                        c => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                    }
                }
                if quoted {
                    out.push(b'"');
                }
            }
        }
    }
    out.extend_from_slice(b"\r\n");
}

/// The Windows-1252 byte of the characters the specimen uses; `?` for any other.
fn windows_1252_byte(c: char) -> u8 {
    match c {
        '\u{a0}'..='\u{ff}' => c as u32 as u8,
        '\u{2018}' => 0x91,
        '\u{2019}' => 0x92,
        '\u{2013}' => 0x96,
        _ => b'?',
    }
}

/// The marks of a format that nests.
struct Nesting {
    row: (&'static str, &'static str),
    json: bool,
}

const JSON: Nesting = Nesting { row: ("{", "}\n"), json: true };
const XML: Nesting = Nesting { row: ("  <contact>", "</contact>\n"), json: false };

fn render_nested(out: &mut Vec<u8>, cells: &[Cell<'_>], layout: &Layout, marks: &Nesting) {
    out.extend_from_slice(marks.row.0.as_bytes());
    let (mut group, mut first) = ("", true);
    if !cells.iter().all(|c| matches!(c, Cell::Empty)) {
        for (cell, column) in cells.iter().zip(layout.columns) {
            let (outer, name) = column.split_once('/').unwrap_or(("", column));
            if outer != group {
                close_group(out, group, marks);
                if !first && marks.json && group.is_empty() {
                    out.push(b',');
                }
                if marks.json && !group.is_empty() {
                    out.push(b',');
                }
                open_group(out, outer, marks);
                (group, first) = (outer, true);
            }
            if !first && marks.json {
                out.push(b',');
            }
            first = false;
            leaf(out, name, cell, layout, marks);
        }
        close_group(out, group, marks);
    }
    out.extend_from_slice(marks.row.1.as_bytes());
}

fn open_group(out: &mut Vec<u8>, name: &str, marks: &Nesting) {
    if name.is_empty() {
        return;
    }
    let (before, after): (&[u8], &[u8]) = if marks.json { (b"\"", b"\":{") } else { (b"<", b">") };
    out.extend_from_slice(before);
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(after);
}

fn close_group(out: &mut Vec<u8>, name: &str, marks: &Nesting) {
    if name.is_empty() {
        return;
    }
    if marks.json {
        out.push(b'}');
    } else {
        out.extend_from_slice(b"</");
        out.extend_from_slice(name.as_bytes());
        out.push(b'>');
    }
}

fn leaf(out: &mut Vec<u8>, name: &str, cell: &Cell<'_>, layout: &Layout, marks: &Nesting) {
    let tag = |out: &mut Vec<u8>, before: &[u8], after: &[u8]| {
        out.extend_from_slice(before);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(after);
    };
    if marks.json {
        tag(out, b"\"", b"\":");
        if matches!(cell, Cell::Empty) {
            out.extend_from_slice(b"null");
            return;
        }
        out.push(b'"');
    } else if matches!(cell, Cell::Empty) {
        tag(out, b"<", b"/>");
        return;
    } else {
        tag(out, b"<", b">");
    }
    match *cell {
        Cell::Day(day) => tables::write_date(out, day, layout.dates),
        Cell::Text(text) => {
            for b in text.bytes() {
                match b {
                    b'"' if marks.json => out.extend_from_slice(b"\\\""),
                    b'\\' if marks.json => out.extend_from_slice(b"\\\\"),
                    b'&' if !marks.json => out.extend_from_slice(b"&amp;"),
                    b'<' if !marks.json => out.extend_from_slice(b"&lt;"),
                    b => out.push(b),
                }
            }
        }
        Cell::Empty => {}
    }
    if marks.json {
        out.push(b'"');
    } else {
        tag(out, b"</", b">");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_padded() {
        for (n, digits, expected) in
            [(0, 1, "0"), (7, 3, "007"), (1234, 2, "1234"), (u64::MAX, 1, "18446744073709551615")]
        {
            let mut out = Vec::new();
            number(&mut out, n, digits);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }

    #[test]
    fn cells_that_hold_delimiters_are_quoted_and_encoded() {
        let mut out = Vec::new();
        let cells = [
            Cell::Text("a;b"),
            Cell::Text("the \u{a3}5 caf\u{e9}"),
            Cell::Empty,
            Cell::Text("he said \u{2018}no\u{2019}"),
        ];
        render_delimited(&mut out, &cells, b';', true, &LAYOUTS[0]);
        assert_eq!(out, b"\"a;b\";the \xa35 caf\xe9;;he said \x91no\x92\r\n");
    }
}
