//! A first mapping for a file nobody has mapped yet: what each column seems to hold, why, and a `[[source]]` table to
//! start from.
//!
//! Headings count first, values decide: a column headed "DOB" without dates in it is no birth date. Everything
//! proposed carries its reason in plain English, because a person must agree to it before it is used; nothing here is
//! ever applied by itself.
//!
//! What this module leaves out: what the file's agency is called, and which days it covers. The proposal leaves both
//! to be filled in.

mod column;
mod draft;
mod kinds;
mod words;

use std::path::Path;

use crate::read::{Cell, Limits, ReadOptions, Refusal, RowSink, SheetHead, read_file};

use column::Profile;
pub use column::Role;

/// Rows of each sheet whose values are looked at; all rows are counted.
pub const ROWS_LOOKED_AT_MAX: u64 = 10_000;

/// A proposed mapping of a whole file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal {
    /// What the file was found to be.
    pub format: String,
    /// Each sheet that has columns.
    pub sheets: Vec<SheetProposal>,
    /// The `[[source]]` tables of all sheets, to be put into `review.toml`.
    pub toml: String,
}

/// A proposed mapping of one sheet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SheetProposal {
    /// Name of the sheet; the path of the rows for XML and JSON.
    pub name: String,
    /// Row of the header, from 1; 0 where the format has none.
    pub header_row: u32,
    /// Rows that are not wholly empty.
    pub rows: u64,
    /// Its columns in order.
    pub columns: Vec<ColumnProposal>,
    /// The `[[source]]` table.
    pub toml: String,
    /// Reasons that concern the whole sheet: its kinds of event.
    pub reasons: Vec<String>,
    /// What the reader remarked on.
    pub notes: Vec<String>,
}

/// What one column seems to hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ColumnProposal {
    /// Name as the file heads it.
    pub name: String,
    /// Number from 1; 0 for a value that stands in an element above the row.
    pub number: u16,
    /// Cells that hold something, among the rows looked at.
    pub filled: u64,
    /// What it is proposed to be.
    pub role: Role,
    /// Why, in plain English.
    pub reason: String,
}

/// Proposes a mapping for a file.
///
/// # Errors
/// When the file cannot be read at all; the refusal says why.
pub fn propose(path: &Path, limits: &Limits) -> Result<Proposal, Refusal> {
    let mut survey = Survey::default();
    let report = read_file(path, &ReadOptions::default(), limits, &mut survey)?;
    let file = path.file_name().map_or(String::new(), |n| n.to_string_lossy().into_owned());
    let several = survey.sheets.len() > 1;
    let by_path = report.format.starts_with("XML") || report.format.starts_with("JSON");
    let seen: Vec<Surveyed> = survey.sheets.into_iter().filter(|s| !s.head.columns.is_empty()).collect();
    let mut sheets: Vec<SheetProposal> = Vec::with_capacity(seen.len());
    let mut read: Vec<(String, Vec<ColumnProposal>)> = Vec::with_capacity(seen.len());
    for sheet in seen {
        let mut columns = draft::columns(&sheet);
        if report.format.starts_with("XML") {
            columns.extend(from_above(&sheet.head.name, &read));
        }
        read.push((sheet.head.name.clone(), columns.clone()));
        sheets.push(draft::sheet(&file, sheet, columns, several, by_path));
    }
    let toml = sheets.iter().map(|s| s.toml.as_str()).collect::<Vec<_>>().join("\n");
    Ok(Proposal { format: report.format, sheets, toml })
}

/// In XML, the columns of the elements above that say who a row is about, as paths that climb to them.
fn from_above(path: &str, read: &[(String, Vec<ColumnProposal>)]) -> Vec<ColumnProposal> {
    let above =
        read.iter().filter(|(p, _)| path.strip_prefix(p.as_str()).is_some_and(|rest| rest.starts_with('/')));
    let Some((parent, columns)) = above.max_by_key(|(p, _)| p.len()) else { return Vec::new() };
    let climb = "../".repeat(path[parent.len()..].matches('/').count());
    let who = columns.iter().filter(|c| matches!(c.role, Role::Field(_)));
    who.map(|c| ColumnProposal {
        name: format!("{climb}{}", c.name),
        number: 0,
        reason: format!("{}, in the element above", c.reason),
        ..c.clone()
    })
    .collect()
}

/// One sheet as surveyed.
struct Surveyed {
    head: SheetHead,
    rows: u64,
    columns: Vec<Profile>,
    notes: Vec<String>,
}

/// Looks at every sheet of a file.
#[derive(Default)]
struct Survey {
    sheets: Vec<Surveyed>,
}

impl RowSink for Survey {
    fn sheet(&mut self, head: &SheetHead) -> bool {
        let columns = head.columns.iter().map(|_| Profile::default()).collect();
        self.sheets.push(Surveyed { head: head.clone(), rows: 0, columns, notes: Vec::new() });
        true
    }

    fn row(&mut self, _: u32, cells: &[Cell]) -> bool {
        if let Some(sheet) = self.sheets.last_mut()
            && cells.iter().any(|c| !c.is_empty())
        {
            sheet.rows += 1;
            if sheet.rows <= ROWS_LOOKED_AT_MAX {
                for (profile, cell) in sheet.columns.iter_mut().zip(cells) {
                    profile.look_at(cell);
                }
            }
        }
        true
    }

    fn bad_row(&mut self, number: u32, _: &str, what: &str, _: &str) {
        self.note(number, what);
    }

    fn note(&mut self, row: u32, what: &str) {
        if let Some(sheet) = self.sheets.last_mut() {
            let place = if row > 0 { format!("row {row}: ") } else { String::new() };
            sheet.notes.push(format!("{place}{what}"));
        }
    }
}
