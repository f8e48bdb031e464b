//! Outcomes to a page, a workbook and exports.
//!
//! Given a [`Case`], this room writes `report.html`, `chronology.xlsx` and CSV and JSON of every derived thing to the
//! sinks it is given. It is a pure function of the case and the options: no files, no clock, no randomness, nothing
//! in hash order, so that two runs give the same bytes.
//!
//! What it leaves out: it decides nothing. A verdict, a certainty, a reason come from the case as they stand; what
//! the page adds is order, plain words, denominators and the way back to the cell. It ranks no agency and no person,
//! and by default it prints no name of a person (see [`NamePolicy`]). Method: `docs/methods/report.md`.

#![deny(clippy::disallowed_types, clippy::disallowed_methods)]

mod cells;
pub mod charts;
mod chronology;
mod exports;
mod figures;
mod glossary;
mod html;
mod knowing;
pub mod limits;
mod names;
mod phrases;
mod summary;
mod tables;
mod text;
mod unheard;
mod workbook;

use std::fmt;
use std::io::{self, Write};

use model::Case;

pub use chronology::COLUMNS as CHRONOLOGY_COLUMNS;
pub use html::style::COLOUR_PAIRS;
pub use summary::summary;
pub use tables::OUTCOME_COLUMNS;

use names::Names;

/// Where the files of a report go. The caller decides what a file is; one is open at a time.
pub trait Out {
    /// Starts the file `name` (a plain name, no folder) and gives its sink; dropping the sink ends the file.
    ///
    /// # Errors
    /// When the file cannot be started.
    fn file(&mut self, name: &str) -> io::Result<Box<dyn Write + '_>>;
}

/// How people, vehicles, addresses and telephones appear.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum NamePolicy {
    /// As `Person 12`, `Vehicle 3`, `Address 7`, `Telephone 2`; known names in free text are replaced. The default.
    #[default]
    Pseudonyms,
    /// In the words of the source. Such a report must stay inside the review.
    AsRecorded,
}

/// What may differ between two reports of one case.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct WriteOptions {
    /// Pseudonyms, or names as recorded.
    pub names: NamePolicy,
}

/// A file that was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WrittenFile {
    /// Its name.
    pub name: String,
    /// How many rows it holds below its header; for the page, the rows of the chronology it shows; for the workbook,
    /// the rows of all its sheets.
    pub rows: u64,
}

/// What was written, in the order it was written.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Written {
    /// The files.
    pub files: Vec<WrittenFile>,
}

/// Why a report could not be written.
#[derive(Debug)]
pub enum ReportError {
    /// A file could not be started, written or ended.
    File {
        /// Its name.
        name: String,
        /// What the sink said.
        source: io::Error,
    },
    /// The workbook could not be built.
    Workbook {
        /// What the builder said.
        source: rust_xlsxwriter::XlsxError,
    },
}

impl fmt::Display for ReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReportError::File { name, .. } => write!(f, "the file {name} of the report could not be written"),
            ReportError::Workbook { .. } => write!(f, "the workbook of the report could not be built"),
        }
    }
}

impl std::error::Error for ReportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ReportError::File { source, .. } => Some(source),
            ReportError::Workbook { source } => Some(source),
        }
    }
}

/// Everything the writers share: the case, how things are named, and which events outcomes rest on.
pub(crate) struct Context<'a> {
    pub(crate) case: &'a Case,
    pub(crate) names: Names<'a>,
    pub(crate) slots: chronology::Slots,
    /// The links that were found and not acted on.
    pub(crate) open: model::OpenLinks,
    /// For each event, whether an outcome rests on it.
    pub(crate) rested_on: Vec<bool>,
}

impl<'a> Context<'a> {
    fn new(case: &'a Case, options: WriteOptions) -> Context<'a> {
        let mut rested_on = vec![false; case.events.len()];
        for outcome in &case.outcomes {
            rested_on[outcome.trigger.index()] = true;
            for event in &outcome.evidence {
                rested_on[event.index()] = true;
            }
        }
        Context {
            case,
            names: Names::new(case, options.names),
            slots: chronology::Slots::of(case),
            open: model::OpenLinks::new(case),
            rested_on,
        }
    }
}

/// Writes the whole report with pseudonyms.
///
/// # Errors
/// When a sink fails or the workbook cannot be built; files written before stay as they are.
pub fn write(case: &Case, out: &mut dyn Out) -> Result<Written, ReportError> {
    write_with(case, WriteOptions::default(), out)
}

/// Writes the whole report.
///
/// # Errors
/// When a sink fails or the workbook cannot be built; files written before stay as they are.
pub fn write_with(case: &Case, options: WriteOptions, out: &mut dyn Out) -> Result<Written, ReportError> {
    let context = Context::new(case, options);
    let mut written = Written::default();
    // The page and the workbook are made side by side; they are written one after the other.
    let (page, book) = std::thread::scope(|scope| {
        let book = scope.spawn(|| workbook::build(&context));
        (html::page(&context), book.join())
    });
    put(out, &mut written, "report.html", page.0.as_bytes(), page.1)?;
    drop(page);
    let book = book.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    let (book, rows) = book.map_err(|source| ReportError::Workbook { source })?;
    put(out, &mut written, "chronology.xlsx", &book, rows)?;
    drop(book);
    exports::write(&context, out, &mut written)?;
    Ok(written)
}

fn put(
    out: &mut dyn Out,
    written: &mut Written,
    name: &str,
    bytes: &[u8],
    rows: u64,
) -> Result<(), ReportError> {
    let fail = |source| ReportError::File { name: name.to_string(), source };
    let mut sink = out.file(name).map_err(fail)?;
    sink.write_all(bytes).and_then(|()| sink.flush()).map_err(fail)?;
    written.files.push(WrittenFile { name: name.to_string(), rows });
    Ok(())
}
