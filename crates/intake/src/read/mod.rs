//! Files to sheets of rows of cells.
//!
//! What a file is, is found from its contents. It is read as a stream within [`Limits`]; nothing in it is run,
//! computed or fetched; a row that cannot be read is told to the [`RowSink`] and the rest goes on. Parsers written
//! elsewhere are fenced: should one of them fall over, the file is refused and the run goes on.
//!
//! What it leaves out: what columns mean, and what dates are written in text.

mod columnar;
mod delimited;
mod flat;
mod grid;
mod guard;
mod header;
mod identify;
mod json;
mod json_value;
mod ods;
mod received;
mod unzip;
mod workbook;
mod xml;
mod xml_rows;
mod xml_tree;

use std::fmt;
use std::path::Path;

use model::{Day, TimeOfDay};

pub(crate) use guard::fenced;
pub use identify::{Kind, identify};
pub use xml_tree::{PathCount, outline};

/// One cell as the file holds it, before anything is made of it.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    /// Nothing, or white space only.
    Empty,
    /// Text, trimmed of white space at both ends (no-break spaces included), otherwise unchanged.
    Text(String),
    /// A number the file holds as a number.
    Number(f64),
    /// True or false held as such.
    Bool(bool),
    /// A date (and time of day) that the file itself marks as one, the 1904 system already applied. Excel serials in
    /// cells with a number format that is no date format stay [`Cell::Number`].
    Date(Day, Option<TimeOfDay>),
    /// A spreadsheet error ("#N/A"), or a formula without a stored value ("=H2+5"); nothing is ever computed.
    Error(String),
}

impl Cell {
    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        matches!(self, Cell::Empty)
    }
}

impl fmt::Display for Cell {
    /// The words of the cell: whole numbers without a decimal point, dates as `YYYY-MM-DD`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Empty => Ok(()),
            Cell::Text(text) | Cell::Error(text) => f.write_str(text),
            Cell::Number(n) if n.fract() == 0.0 && n.abs() < 1e15 => write!(f, "{}", *n as i64),
            Cell::Number(n) => write!(f, "{n}"),
            Cell::Bool(b) => write!(f, "{b}"),
            Cell::Date(day, None) => write!(f, "{day}"),
            Cell::Date(day, Some(time)) => write!(f, "{day} {time}"),
        }
    }
}

/// What a sheet is headed with, told before its first row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SheetHead {
    /// Name of the sheet; for XML and JSON the path of the row elements; empty for a plain table.
    pub name: String,
    /// Column names as written, trimmed; an unnamed column is called by its letters ("column C").
    pub columns: Vec<String>,
    /// The row the header stands in, from 1; 0 where the format has none (XML, JSON, Parquet).
    pub row: u32,
}

/// Takes the rows of a file as they are read. Memory stays bounded by one row.
pub trait RowSink {
    /// A new sheet begins. Returns whether its rows are wanted.
    fn sheet(&mut self, head: &SheetHead) -> bool;
    /// One row: its number as a spreadsheet shows it (for XML and JSON, the element's ordinal from 1) and its cells,
    /// as many as the header has columns. Wholly empty rows are passed on too. Returns whether reading should go on.
    fn row(&mut self, number: u32, cells: &[Cell]) -> bool;
    /// A row that cannot be read as a row (a quote that never closes, too many cells): it counts as rejected.
    fn bad_row(&mut self, number: u32, words: &str, what: &str, hint: &str);
    /// Something worth knowing about the sheet (merged cells filled, hidden sheet read, formulas not computed).
    fn note(&mut self, row: u32, what: &str);

    /// Said before [`RowSink::sheet`] of a name that the caller asked for and the file does not have, where the file has
    /// another that looks like the one meant. `what` is "element" or "column". Gives whether to read the sheet without it.
    fn slip(&mut self, sheet: &str, what: &'static str, name: &str, near: &str) -> bool {
        let _ = (sheet, what, name, near);
        true
    }
}

/// What is known about a file before it is read; all optional.
#[derive(Clone, Default, Debug)]
pub struct ReadOptions {
    /// Only these sheets (names compared without regard to case and outer space); empty for all.
    pub sheets: Vec<String>,
    /// The header's row from 1; found from the contents where absent.
    pub header_row: Option<u32>,
    /// For XML: the absolute path of the elements that are rows ("/Message/Children/Child/CINdetails"). For JSON: the
    /// path of the array ("data.items"); the top array where absent.
    pub rows: Option<String>,
    /// For XML and JSON: the columns wanted, as paths relative to the row element; `../` climbs to an ancestor. All
    /// leaf paths below the row where empty.
    pub columns: Vec<String>,
    /// Field delimiter of a delimited text; found from the contents where absent.
    pub delimiter: Option<char>,
    /// Encoding label ("utf-8", "windows-1252", "utf-16le"); found from the contents where absent.
    pub encoding: Option<String>,
}

/// Named limits. Reaching one is a refusal or a problem that says so, never a silent cut.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of a file as received.
    pub file_bytes_max: u64,
    /// Bytes after decompression, over all parts of one file.
    pub unpacked_bytes_max: u64,
    /// Unpacked bytes for each packed byte.
    pub unpack_ratio_max: u64,
    /// Bytes of one line or one row.
    pub row_bytes_max: usize,
    /// Bytes of one cell.
    pub cell_bytes_max: usize,
    /// Columns of one sheet.
    pub columns_max: usize,
    /// Rows of one sheet.
    pub rows_max: u32,
    /// Depth of nested elements or objects.
    pub depth_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_bytes_max: 8 << 30,
            unpacked_bytes_max: 16 << 30,
            unpack_ratio_max: 200,
            row_bytes_max: 16 << 20,
            cell_bytes_max: 1 << 20,
            columns_max: 16_384,
            rows_max: 50_000_000,
            depth_max: 64,
        }
    }
}

/// A file that cannot be read at all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// What is wrong, one sentence without the path.
    pub what: String,
    /// What was expected, or empty.
    pub expected: String,
    /// What to do about it, or empty.
    pub hint: String,
}

/// What a file was found to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadReport {
    /// In words: "CSV, comma, UTF-8", "Excel workbook (xlsx)".
    pub format: String,
    /// SHA-256 of the bytes as received, 64 hex digits.
    pub sha256: String,
    /// Bytes as received.
    pub bytes: u64,
}

impl Refusal {
    pub(crate) fn new(
        what: impl Into<String>,
        expected: impl Into<String>,
        hint: impl Into<String>,
    ) -> Refusal {
        Refusal { what: what.into(), expected: expected.into(), hint: hint.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if !self.expected.is_empty() {
            write!(f, " (expected {})", self.expected)?;
        }
        if !self.hint.is_empty() {
            write!(f, "\nhint: {}", self.hint)?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}

/// Between a reader and the caller's sink: keeps what is to be said of the file as a whole until a sheet is open.
pub(crate) struct Desk<'a> {
    sink: &'a mut dyn RowSink,
    waiting: Vec<String>,
    stopped: bool,
}

impl Desk<'_> {
    fn say_of_file(&mut self, what: impl Into<String>) {
        self.waiting.push(what.into());
    }
}

impl RowSink for Desk<'_> {
    fn sheet(&mut self, head: &SheetHead) -> bool {
        let wanted = self.sink.sheet(head);
        if wanted {
            for what in std::mem::take(&mut self.waiting) {
                self.sink.note(0, &what);
            }
        }
        wanted
    }

    fn row(&mut self, number: u32, cells: &[Cell]) -> bool {
        self.stopped |= !self.sink.row(number, cells);
        !self.stopped
    }

    fn bad_row(&mut self, number: u32, words: &str, what: &str, hint: &str) {
        self.sink.bad_row(number, words, what, hint);
    }

    fn note(&mut self, row: u32, what: &str) {
        self.sink.note(row, what);
    }

    fn slip(&mut self, sheet: &str, what: &'static str, name: &str, near: &str) -> bool {
        self.sink.slip(sheet, what, name, near)
    }
}

/// Reads one file from first row to last into `sink`.
///
/// The whole file is hashed and surveyed before the first row is given. Rows given before a refusal stand: a refusal
/// after them says where reading ended.
///
/// # Errors
/// A file that is of no readable kind, is protected or damaged, or goes over a limit.
pub fn read_file(
    path: &Path,
    options: &ReadOptions,
    limits: &Limits,
    sink: &mut dyn RowSink,
) -> Result<ReadReport, Refusal> {
    let received = received::examine(path, limits)?;
    let kind = identify::kind_of(&received)?;
    let mut desk = Desk { sink, waiting: Vec::new(), stopped: false };
    if let Some(words) = identify::misnamed(path, kind, received.gzip) {
        desk.say_of_file(words);
    }
    let format = match kind {
        Kind::Delimited => delimited::read(&received, options, limits, &mut desk)?,
        Kind::Xlsx => workbook::read_xlsx(&received, options, limits, &mut desk)?,
        Kind::Xls => workbook::read_xls(&received, options, limits, &mut desk)?,
        Kind::Xml => xml_rows::read(&received, options, limits, &mut desk)?,
        Kind::Json => json::read_document(&received, options, limits, &mut desk)?,
        Kind::JsonLines => json::read_lines(&received, options, limits, &mut desk)?,
        Kind::Parquet => columnar::read(&received, options, limits, &mut desk)?,
        Kind::Ods => ods::read(&received, options, limits, &mut desk)?,
    };
    let format = if received.gzip { format!("{format}, in gzip") } else { format };
    Ok(ReadReport { format, sha256: received.sha256, bytes: received.bytes })
}
