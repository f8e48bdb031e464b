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
    /// A row that is no row.
    fn bad_row(&mut self) {}
    /// Whether no more rows are wanted.
    fn enough(&self) -> bool {
        false
    }
}

/// Reads a file and hands its rows on.
pub(super) fn read(path: &Path, to: &mut dyn Take) -> Done<Account> {
    let mut sink = Sink { to, account: Account::default(), failure: None, values: Vec::new(), sheets: 0 };
    let done = read_file(path, &ReadOptions::default(), &Limits::default(), &mut sink);
    if let Some(failure) = sink.failure {
        return Err(failure);
    }
    let report = done.map_err(|refusal| {
        let failure = Failure::new(format!("cannot read {}: {}", path.display(), refusal.what));
        if refusal.hint.is_empty() { failure } else { failure.hint(refusal.hint) }
    })?;
    sink.account.sha256 = report.sha256;
    if sink.sheets == 0 {
        return Err(Failure::new(format!("{} holds no table", path.display())));
    }
    Ok(sink.account)
}

struct Sink<'a> {
    to: &'a mut dyn Take,
    account: Account,
    failure: Option<Failure>,
    values: Vec<String>,
    sheets: u32,
}

impl RowSink for Sink<'_> {
    fn sheet(&mut self, head: &SheetHead) -> bool {
        self.sheets += 1;
        if self.sheets > 1 {
            self.account.notes.push(format!("sheet \"{}\" is not read: only the first is", head.name));
            return false;
        }
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
