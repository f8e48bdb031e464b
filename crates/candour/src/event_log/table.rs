//! The table that `candour check` reads: fixed columns, then attributes in order of first appearance.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use super::error::LogError;

/// The columns that every table has.
const FIXED: [&str; 5] = ["subject", "kind", "time", "holder", "event"];
/// Most columns of attributes.
const COLUMNS_MAX: usize = 4_096;
/// Stands between the values of an attribute that one event has several times.
const BETWEEN: &str = "; ";

/// Attributes of a subject stand in columns with this in front.
pub(super) const SUBJECT_PREFIX: &str = "case:";
/// Stands in front of an attribute of an event that would be taken for another column.
const EVENT_PREFIX: &str = "event:";

/// The column of an attribute of an event.
pub(super) fn event_column(key: &str) -> String {
    let taken = FIXED.contains(&key) || key.starts_with(SUBJECT_PREFIX) || key.starts_with(EVENT_PREFIX);
    if taken { format!("{EVENT_PREFIX}{key}") } else { key.to_string() }
}

/// The columns of attributes.
#[derive(Default)]
pub(super) struct Columns {
    names: Vec<String>,
    places: HashMap<String, usize>,
}

impl Columns {
    /// Makes sure that there is such a column.
    pub(super) fn add(&mut self, name: String) -> Result<(), LogError> {
        if self.places.contains_key(&name) {
            return Ok(());
        }
        if self.names.len() == COLUMNS_MAX {
            return Err(LogError::new(format!("the log has more than {COLUMNS_MAX} different attributes"))
                .hint("leave out attributes that no rule asks for"));
        }
        self.places.insert(name.clone(), self.names.len());
        self.names.push(name);
        Ok(())
    }
}

/// One row, as it is filled.
pub(super) struct Cells<'a> {
    pub(super) subject: &'a str,
    pub(super) kind: &'a str,
    pub(super) time: &'a str,
    pub(super) holder: &'a str,
    /// The event: its number in XES, its identifier in OCEL.
    pub(super) event: &'a str,
}

/// The table as it is written.
pub(super) struct Table {
    columns: Columns,
    to: csv::Writer<BufWriter<File>>,
    path: PathBuf,
    cells: Vec<String>,
}

impl Table {
    /// Begins the table with its heading.
    pub(super) fn create(path: &Path, columns: Columns) -> Result<Table, LogError> {
        let file = File::create(path).map_err(|e| LogError::io("write", path, &e))?;
        let mut to = csv::Writer::from_writer(BufWriter::new(file));
        to.write_record(FIXED.iter().copied().chain(columns.names.iter().map(String::as_str)))
            .map_err(|e| LogError::io("write", path, &e))?;
        let cells = vec![String::new(); columns.names.len()];
        Ok(Table { columns, to, path: path.to_path_buf(), cells })
    }

    /// Puts an attribute into the row that is being filled.
    pub(super) fn put(&mut self, column: &str, value: &str) {
        if let Some(&place) = self.columns.places.get(column) {
            let cell = &mut self.cells[place];
            if !cell.is_empty() {
                cell.push_str(BETWEEN);
            }
            cell.push_str(value);
        }
    }

    /// Writes the row.
    pub(super) fn row(&mut self, cells: &Cells<'_>) -> Result<(), LogError> {
        let fixed = [cells.subject, cells.kind, cells.time, cells.holder, cells.event];
        let all = fixed.iter().copied().chain(self.cells.iter().map(String::as_str));
        self.to.write_record(all).map_err(|e| LogError::io("write", &self.path, &e))?;
        self.cells.iter_mut().for_each(String::clear);
        Ok(())
    }

    /// Ends the table.
    pub(super) fn finish(mut self) -> Result<(), LogError> {
        self.to.flush().map_err(|e| LogError::io("write", &self.path, &e))
    }
}

/// Whether a time can be used by the check.
pub(super) fn usable(time: &str) -> bool {
    duty::log::stamp(time.as_bytes()).is_some_and(|s| !s.is_undated())
}

/// From this hour of universal time on it may be the next day in the west and the middle of Europe: two hours ahead in summer.
const NEXT_DAY_HOUR: u32 = 22;

/// Whether a time, or the offset alone, is written in universal time.
pub(super) fn is_universal(time: &str) -> bool {
    ["Z", "z", "+00:00", "+0000", "-00:00"].iter().any(|end| time.ends_with(end))
}

/// Whether a time is written in universal time, so late that its day may have been the next one where it happened.
pub(super) fn perhaps_next_day(time: &str) -> bool {
    let time = time.trim();
    let universal = is_universal(time);
    let stamp = duty::log::stamp(time.as_bytes()).filter(|s| s.second != duty::log::NO_TIME);
    universal && stamp.is_some_and(|s| s.second >= NEXT_DAY_HOUR * 3_600)
}
