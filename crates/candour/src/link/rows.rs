//! Rows of files of any readable kind, with every row accounted for.

use std::path::Path;

use intake::read::{ReadOptions, read_file};
use intake::{Cell, Limits, RowSink, SheetHead};

use crate::failure::{Done, Failure};

/// Most problems that are told one by one; the others are counted.
const PROBLEMS_TOLD_MAX: usize = 20;

/// What became of the rows of a file: read = accepted + rejected. Where dates do not decide, no row is undated.
#[derive(Clone, Default, Debug)]
pub(super) struct Account {
    pub(super) accepted: u64,
    pub(super) rejected: u64,
    /// Rows with nothing in them, which are not counted as rows.
    pub(super) blank: u64,
    /// The hash of the file as received.
    pub(super) sha256: String,
    problems: Vec<String>,
    problems_more: u64,
    notes: Vec<String>,
}

impl Account {
    /// Whether there is anything a person must look at.
    pub(super) fn clean(&self) -> bool {
        self.rejected == 0 && self.notes.is_empty()
    }

    /// Rejects a row.
    pub(super) fn reject(&mut self, row: u32, what: &str) {
        self.rejected += 1;
        if self.problems.len() < PROBLEMS_TOLD_MAX {
            self.problems.push(format!("row {row}: rejected: {what}"));
        } else {
            self.problems_more += 1;
        }
    }

    /// Says on standard error what became of the rows.
    pub(super) fn tell(&self, name: &str) {
        for note in &self.notes {
            eprintln!("{name}: note: {note}");
        }
        for problem in &self.problems {
            eprintln!("{name}, {problem}");
        }
        if self.problems_more > 0 {
            eprintln!("{name}: {} more rows with a problem", self.problems_more);
        }
        eprintln!(
            "{name}: {} rows in = {} accepted + 0 undated + {} rejected",
            self.accepted + self.rejected,
            self.accepted,
            self.rejected
        );
    }
}

/// Takes the rows of one file.
pub(super) trait Take {
    /// The columns of a sheet.
    fn columns(&mut self, columns: &[String]) -> Done<()>;
    /// One row. `Err` is why it is rejected.
    fn row(&mut self, number: u32, values: &[String]) -> Result<(), String>;
    /// How many of these columns are of use here: the sheet of a workbook that is read is the first with rows and at least two of them, then
    /// with one.
    fn knows(&self, columns: &[String]) -> usize {
        columns.len()
    }
    /// A row that is no row.
    fn bad_row(&mut self) {}
    /// Whether no more rows are wanted.
    fn enough(&self) -> bool {
        false
    }
}

/// Reads a file and hands its rows on: of a workbook one sheet, the first that is a table of what is sought. A cover is passed over.
pub(super) fn read(path: &Path, to: &mut dyn Take) -> Done<Account> {
    let mut needed = 2;
    loop {
        let mut sink = Sink {
            to,
            account: Account::default(),
            failure: None,
            values: Vec::new(),
            needed,
            taken: None,
            passed: Vec::new(),
        };
        let done = read_file(path, &ReadOptions::default(), &Limits::default(), &mut sink);
        if let Some(failure) = sink.failure {
            return Err(failure);
        }
        let report = done.map_err(|refusal| {
            let failure = Failure::new(format!("cannot read {}: {}", path.display(), refusal.what));
            if refusal.hint.is_empty() { failure } else { failure.hint(refusal.hint) }
        })?;
        let sheets = sink.passed.len() + usize::from(sink.taken.is_some());
        let found = sink.taken.is_some() && (sheets == 1 || sink.has_rows());
        if needed > 0 && sheets > 0 && !found {
            // Nothing was handed on: what is left is looked for with less.
            needed = if sheets == 1 { 0 } else { needed - 1 };
            continue;
        }
        let Some(taken) = &sink.taken else {
            return Err(Failure::new(format!("{} holds no table", path.display())));
        };
        let quoted = |name: &String| format!("\"{name}\"");
        let passed: Vec<String> = sink.passed.iter().map(quoted).collect();
        match passed.as_slice() {
            [] => {}
            [one] => sink.account.notes.push(format!(
                "sheet {one} is not read: \"{taken}\" is the first with rows under headings that are of use here"
            )),
            several => sink.account.notes.push(format!(
                "sheets {} are not read: \"{taken}\" is the first with rows under headings that are of use here",
                several.join(", ")
            )),
        }
        sink.account.sha256 = report.sha256;
        return Ok(sink.account);
    }
}

struct Sink<'a> {
    to: &'a mut dyn Take,
    account: Account,
    failure: Option<Failure>,
    values: Vec<String>,
    /// How many columns of use a sheet must have to be read; with 0 the first sheet is read, whatever it is.
    needed: usize,
    /// The sheet that is read.
    taken: Option<String>,
    /// Sheets before it that are not.
    passed: Vec<String>,
}

impl Sink<'_> {
    fn has_rows(&self) -> bool {
        self.account.accepted + self.account.rejected > 0
    }
}

impl RowSink for Sink<'_> {
    fn sheet(&mut self, head: &SheetHead) -> bool {
        if let Some(taken) = &self.taken
            && (self.has_rows() || self.needed == 0)
        {
            let which = if self.passed.is_empty() { "the first" } else { taken.as_str() };
            self.account.notes.push(format!("sheet \"{}\" is not read: only {which} is", head.name));
            return false;
        }
        if self.to.knows(&head.columns) < self.needed {
            self.passed.push(head.name.clone());
            return false;
        }
        // One without a row is passed over for this one.
        self.passed.extend(self.taken.replace(head.name.clone()));
        match self.to.columns(&head.columns) {
            Ok(()) => true,
            Err(failure) => {
                self.failure = Some(failure);
                false
            }
        }
    }

    fn row(&mut self, number: u32, cells: &[Cell]) -> bool {
        use std::fmt::Write;
        if cells.iter().all(Cell::is_empty) {
            self.account.blank += 1;
            return self.failure.is_none();
        }
        self.values.resize(cells.len(), String::new());
        for (value, cell) in self.values.iter_mut().zip(cells) {
            value.clear();
            match cell {
                Cell::Text(text) => value.push_str(text),
                // Writing into a string cannot fail.
                other => drop(write!(value, "{other}")),
            }
        }
        match self.to.row(number, &self.values) {
            Ok(()) => self.account.accepted += 1,
            Err(what) => self.account.reject(number, &what),
        }
        self.failure.is_none() && !self.to.enough()
    }

    fn bad_row(&mut self, number: u32, _words: &str, what: &str, _hint: &str) {
        self.account.reject(number, what);
        self.to.bad_row();
    }

    fn note(&mut self, row: u32, what: &str) {
        let place = if row == 0 { String::new() } else { format!("row {row}: ") };
        self.account.notes.push(format!("{place}{what}"));
    }
}
