//! Sources of minutes among the sources of a review: documents read one by one, accounted for, and handed on.
//!
//! A passage is a row: `rows == accepted + undated + rejected`. Passages of a meeting with a date are accepted, of one without
//! undated; a page without text is one rejected row, because what stands on it is not known. A document that cannot be read
//! is refused by name, and the run goes on.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use model::{Account, Place, Problem, RowId, Severity, Source, SourceId};
use sha2::{Digest, Sha256};

use super::attendance::{NO_ATTENDANCE, TABLE_NOT_READ};
use super::{Meeting, MinutesTerms, read};
use crate::Plan;
use crate::dates::{DateRules, Order};
use crate::document::{Document, DocumentLimits, PdfChild, read_document};
use crate::gather::{Fingerprint, Gathered, paths_of};
use crate::spec::SourceSpec;

/// One meeting of a document read.
pub struct MinutesFile<'p> {
    /// The source it belongs to.
    pub spec: &'p SourceSpec,
    /// The file.
    pub source: SourceId,
    /// Path below the evidence folder.
    pub path: String,
    /// The document.
    pub document: &'p Document,
    /// The meeting.
    pub meeting: Meeting,
    /// Whether it is the first of its document, which may hold several.
    pub first: bool,
    /// Row of each passage: part and row of the document.
    pub rows: &'p BTreeMap<(u16, u32), RowId>,
}

/// Reads every source of minutes of the plan into `gathered`, handing each meeting to `take` as it is read; one document is held
/// at a time.
///
/// # Errors
/// A source whose files are not there, unless it is optional.
pub fn gather_minutes(
    plan: &Plan,
    agencies: &[String],
    child: Option<&PdfChild>,
    limits: &DocumentLimits,
    gathered: &mut Gathered,
    take: &mut dyn FnMut(&mut Gathered, MinutesFile<'_>),
) -> Result<(), Vec<Problem>> {
    let mut wrongs = Vec::new();
    let mut documents: BTreeMap<(String, [u8; 16]), String> = BTreeMap::new();
    for (index, spec) in plan.sources.iter().enumerate().filter(|(_, s)| s.is_minutes()) {
        let paths = match paths_of(plan, spec) {
            Ok(paths) => paths,
            Err(problems) => {
                wrongs.extend(problems);
                continue;
            }
        };
        let order = spec.dates.as_deref().and_then(Order::named).unwrap_or(Order::DayFirst);
        let terms = MinutesTerms {
            dates: DateRules::events(plan.period).ordered(Some(order)),
            agencies: agencies.to_vec(),
        };
        let mut seen: BTreeMap<[u8; 16], u32> = BTreeMap::new();
        for path in paths {
            let source = SourceId::from(gathered.sources.len());
            gathered.sources.push(Source {
                path: path.clone(),
                sha256: String::new(),
                bytes: 0,
                format: "not read".to_string(),
                name: spec.name.clone(),
                agency: spec.agency.clone(),
                sheets: vec![String::new()],
            });
            match read_document(&plan.evidence.join(&path), limits, child) {
                Ok(document) => {
                    let meetings = read(&document, &terms);
                    let rows = account(index, source, &document, &meetings, gathered, &mut seen);
                    // The same words from one agency are one document, whatever it was saved as.
                    let texts: Vec<&str> = document.passages.iter().map(|p| p.text.as_str()).collect();
                    let whole = first_16(plain(&texts).as_bytes());
                    match documents.entry((spec.agency.clone(), whole)) {
                        Entry::Occupied(first) if !texts.is_empty() => {
                            gathered.problems.push(twice(source, first.get()));
                            continue;
                        }
                        Entry::Occupied(_) => {}
                        Entry::Vacant(entry) => drop(entry.insert(path.clone())),
                    }
                    let document = &document;
                    for (n, meeting) in meetings.into_iter().enumerate() {
                        let (path, rows, first) = (path.clone(), &rows, n == 0);
                        take(gathered, MinutesFile { spec, source, path, document, meeting, first, rows });
                    }
                }
                Err(refusal) => {
                    if let Ok(bytes) = std::fs::read(plan.evidence.join(&path)) {
                        let file = &mut gathered.sources[source.index()];
                        (file.sha256, file.bytes) = (hex(&Sha256::digest(&bytes)), bytes.len() as u64);
                    }
                    gathered.problems.push(Problem {
                        severity: Severity::Refused,
                        place: Place::row(source, 0),
                        column_name: String::new(),
                        value: String::new(),
                        what: refusal.what,
                        expected: refusal.expected,
                        hint: refusal.hint,
                    });
                }
            }
        }
    }
    if wrongs.is_empty() { Ok(()) } else { Err(wrongs) }
}

/// Words without differences of white space, so that lines and paragraphs compare alike.
fn plain(texts: &[&str]) -> String {
    texts.iter().flat_map(|t| t.split_whitespace()).collect::<Vec<_>>().join(" ")
}

fn twice(source: SourceId, first: &str) -> Problem {
    Problem {
        severity: Severity::Warning,
        place: Place::row(source, 0),
        column_name: String::new(),
        value: String::new(),
        what: format!("this document says word for word what {first} says, and the same agency holds both"),
        expected: String::new(),
        hint: "it is taken once: one document put in twice is one source".to_string(),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Rows, fingerprints, problems and the account of one document.
fn account(
    spec: usize,
    source: SourceId,
    document: &Document,
    meetings: &[Meeting],
    gathered: &mut Gathered,
    seen: &mut BTreeMap<[u8; 16], u32>,
) -> BTreeMap<(u16, u32), RowId> {
    let file = &mut gathered.sources[source.index()];
    file.sha256.clone_from(&document.sha256);
    file.bytes = document.bytes;
    file.format = document.kind.words().to_string();
    file.sheets.clone_from(&document.parts);
    let mut rows = BTreeMap::new();
    let mut row = |place: Place, text: &str, gathered: &mut Gathered| {
        let id = RowId::from(gathered.row_places.len());
        gathered.row_places.push(place);
        let contents = first_16(text.as_bytes());
        // The ordinal among equals, so that a sentence that stands in every minute is not one row.
        let ordinal = seen.entry(contents).or_default();
        let key = first_16(&[&contents[..], &ordinal.to_le_bytes()].concat());
        *ordinal += 1;
        let spec = u16::try_from(spec).unwrap_or(u16::MAX);
        gathered.fingerprints.push(Fingerprint { spec, key, contents, row: id });
        id
    };
    for passage in &document.passages {
        let id = row(passage.place(source), &passage.text, gathered);
        rows.entry((passage.part, passage.row)).or_insert(id);
    }
    let note = |severity: Severity, place: Place, what: &str, hint: &str| Problem {
        severity,
        place,
        column_name: String::new(),
        value: String::new(),
        what: what.to_string(),
        expected: String::new(),
        hint: hint.to_string(),
    };
    for (part, at, what) in &document.notes {
        let place = Place { source, sheet: *part, row: *at, column: 0 };
        if what.contains("needs transcription") {
            row(place, "", gathered);
            gathered.rejected.push((place, String::new()));
            let hint = "have the page transcribed and put the transcript among the evidence";
            gathered.problems.push(note(Severity::Rejected, place, what, hint));
        } else {
            gathered.problems.push(note(Severity::Note, place, what, ""));
        }
    }
    let whole = Place::row(source, 0);
    for what in meetings.iter().flat_map(|m| &m.notes) {
        let hint = if what.starts_with(TABLE_NOT_READ) {
            "head its columns Name, Role, Agency and Present/Apologies in a transcript, or list who was there under Present: and Apologies:"
        } else if what == NO_ATTENDANCE {
            "read in the document who was there, and list them under Present: and Apologies: in a transcript"
        } else {
            "what it says is kept; say the date in a transcript if it is known"
        };
        gathered.problems.push(note(Severity::Warning, whole, what, hint));
    }
    for block in meetings.iter().flat_map(|m| &m.unparsed) {
        let place = block.spot(0).place(source);
        gathered.problems.push(note(
            Severity::Note,
            place,
            "this could not be placed in the meeting: nothing is taken from it, so read it in the document",
            "",
        ));
    }
    let read = document.passages.len() as u64;
    let rejected = document.pages_without_text.len() as u64;
    // A passage is of the last meeting that began before it.
    let mut begins = meetings.iter().skip(1).map(|m| (m.begins.part, m.begins.row)).peekable();
    let mut of = meetings.iter();
    let mut dated = of.next().is_some_and(|m| m.when.is_dated());
    let mut accepted = 0;
    for passage in &document.passages {
        while begins.next_if_eq(&(passage.part, passage.row)).is_some() {
            dated = of.next().is_some_and(|m| m.when.is_dated());
        }
        accepted += u64::from(dated);
    }
    gathered.accounts.push(Account {
        place: whole,
        rows: read + rejected,
        accepted,
        undated: read - accepted,
        rejected,
        empty: 0,
        unread: String::new(),
    });
    rows
}

fn first_16(bytes: &[u8]) -> [u8; 16] {
    let digest = Sha256::digest(bytes);
    let mut first = [0; 16];
    first.copy_from_slice(&digest[..16]);
    first
}
