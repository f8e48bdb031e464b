//! Files, specs and dates together: rows, events, mentions, problems and the accounting.
//!
//! Each source of the plan is read in the order of `review.toml`, histories first; its files in the order of their
//! paths. A file that several sources read is listed once for each of them, with the same hash, so that a place always
//! says which source and which agency it belongs to; each (source, file, sheet) has its own account. Every row of an
//! account is counted once: `rows == accepted + undated + rejected`.
//!
//! - *accepted*: at least one of its events is dated, or it says nothing happened (a list of people, a history);
//! - *undated*: something happened and no date of it can be used; the events are kept without one;
//! - *rejected*: it cannot be read as a row, or none of the mapped columns holds anything; its words are kept.
//!
//! Read as known on an earlier day, rows with a history stand as they were last seen by then; a row nobody had seen
//! by then counts as accepted and gives nothing; what happened or was recorded later is left out, and a note says so.
//!
//! Sources of minutes are left to [`crate::minutes::gather_minutes`], which comes after.
//!
//! What this module leaves out: who is who, and what anybody should have done.

mod bind;
mod check;
mod file;
mod find;
mod history;
mod print;
mod row;
mod sheet;

use std::path::PathBuf;

use model::{Account, Day, Event, Interner, Mention, Place, Problem, RowId, Source};

use crate::read::Limits;
use crate::spec::SourceSpec;

use check::wrong;
use file::{Hall, Unbound};

/// What to read and on what terms.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Folder of the files as received.
    pub evidence: PathBuf,
    /// The sources, in the order of `review.toml`.
    pub sources: Vec<SourceSpec>,
    /// First and last day of the review's period: dates outside are kept and noted; years that cannot be meant
    /// (20023, 0202) are problems.
    pub period: (Day, Day),
    /// The day as of which the record is read.
    pub observation_date: Day,
    /// Set where the record is read as known on an earlier day: history rows apply.
    pub as_known_on: Option<Day>,
    /// Limits of reading.
    pub limits: Limits,
}

/// Everything the files gave.
#[derive(Clone, Default, Debug)]
pub struct Gathered {
    /// The files, in reading order, hashed; one line for each source that reads a file.
    pub sources: Vec<Source>,
    /// The accounting, one line a sheet.
    pub accounts: Vec<Account>,
    /// Everything wrong with the input, decisions on ambiguous dates included (as notes).
    pub problems: Vec<Problem>,
    /// Rejected rows with their words.
    pub rejected: Vec<(Place, String)>,
    /// Mentions in reading order; index is the mention's number.
    pub mentions: Vec<Mention>,
    /// Events in reading order; index is the event's number.
    pub events: Vec<Event>,
    /// Place of each row; index is the row's number.
    pub row_places: Vec<Place>,
    /// For each row: index of its source spec, hash of its key (or of the whole row), hash of its contents.
    pub fingerprints: Vec<Fingerprint>,
}

/// What tells a row apart when the file is received again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Fingerprint {
    /// Index into [`Plan::sources`].
    pub spec: u16,
    /// First 16 bytes of SHA-256 over the key cells (the whole row where no key is named) and the ordinal among equals.
    pub key: [u8; 16],
    /// First 16 bytes of SHA-256 over the whole row.
    pub contents: [u8; 16],
    /// The row.
    pub row: RowId,
}

/// Reads everything in the plan. Trouble with one file never loses another: it is a problem in the result.
///
/// # Errors
/// Only for what makes the whole plan unusable: a source that needs a file and has none, a spec that names a column or
/// a sheet that no file has, an unknown field, kind, grade or date order; each with the nearest known word as a hint.
/// These problems have no place in a file: [`Problem::describe`] with no sources leaves it out.
pub fn gather(plan: &Plan, words: &mut Interner) -> Result<Gathered, Vec<Problem>> {
    let mut wrongs = check::sources(&plan.sources);
    if !wrongs.is_empty() {
        return Err(wrongs);
    }
    let mut hall = Hall::new(plan, words);
    let mut order: Vec<(usize, &SourceSpec)> = plan.sources.iter().enumerate().collect();
    order.sort_by_key(|(_, spec)| spec.history.is_none()); // histories first
    for (index, spec) in order.into_iter().filter(|(_, spec)| !spec.is_minutes()) {
        let paths = match paths_of(plan, spec) {
            Ok(paths) => paths,
            Err(problems) => {
                wrongs.extend(problems);
                continue;
            }
        };
        let mut unbound: Vec<Unbound> = Vec::new();
        let mut bound = 0;
        for path in &paths {
            match hall.read(index, spec, path) {
                Ok(sheets) => bound += sheets,
                Err(not) => unbound.extend(not),
            }
        }
        hall.close_source(index, spec);
        for not in unbound {
            // One of several files that lacks a column is refused alone; a mapping that fits no file is wrong.
            if bound > 0 {
                hall.refuse(&not);
            } else {
                wrongs.extend(not.wrongs(&spec.name));
            }
        }
    }
    if wrongs.is_empty() { Ok(hall.finish()) } else { Err(wrongs) }
}

/// The files of a source; none is an error unless the source is optional.
pub(crate) fn paths_of(plan: &Plan, spec: &SourceSpec) -> Result<Vec<String>, Vec<Problem>> {
    let mut paths = Vec::new();
    let mut problems = Vec::new();
    for pattern in spec.files.names() {
        match find::files(&plan.evidence, pattern) {
            Ok(found) if found.is_empty() && !spec.optional => {
                let hint = match find::nearest_file(&plan.evidence, pattern) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => {
                        "put the file there, or say optional = true if the review can go on without it".into()
                    }
                };
                problems.push(wrong(&spec.name, "no such file in the evidence folder", pattern, "", hint));
            }
            Ok(found) => paths.extend(found),
            Err((what, hint)) => problems.push(wrong(&spec.name, &what, pattern, "", hint)),
        }
    }
    paths.sort();
    paths.dedup();
    if problems.is_empty() { Ok(paths) } else { Err(problems) }
}
