//! The outcomes of a check, to be put into a log as events.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::fs::File;
use std::path::Path;

use duty::log::{ends, stamp};
use model::Day;

use super::error::LogError;

/// What happened, where an outcome is an event of an XES log.
pub(super) const XES_NAME: &str = "candour:outcome";
/// The type of an outcome in an OCEL log.
pub(super) const OCEL_TYPE: &str = "candour outcome";
/// What the attributes of such an event are, and the columns they come from.
const ATTRIBUTES: [&str; 11] = [
    "rule",
    "version",
    "verdict",
    "holder",
    "started",
    "due",
    "done",
    "days_late",
    "working_days_late",
    "certainty",
    "possible",
];
/// The column of rows that an outcome rests on.
pub(super) const EVIDENCE: &str = "evidence";
/// Place of the dates in [`ATTRIBUTES`] by which an outcome is dated, the first that is given counts.
const DATES: [usize; 3] = [5, 6, 4];

/// Places of the verdict and of the possible verdicts in [`ATTRIBUTES`].
const VERDICT: usize = 2;
const POSSIBLE: usize = 10;
/// The verdict that is no answer.
const CANNOT_TELL: &str = "cannot tell";
/// The last second of a day in universal time that is of the same day two hours ahead.
const END_UNIVERSAL: &str = "21:59:59";

/// The attributes of such an event in an OCEL log.
pub(super) fn declared() -> impl Iterator<Item = &'static str> {
    ATTRIBUTES.into_iter().chain([EVIDENCE])
}

/// One outcome.
pub(super) struct Outcome {
    /// The day it stands under: its deadline, or what was done, or the start.
    pub(super) day: Day,
    /// By [`ATTRIBUTES`]; those not given are empty.
    cells: [String; ATTRIBUTES.len()],
    evidence: String,
}

impl Outcome {
    /// The attributes that are given.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'static str, &str)> {
        ATTRIBUTES.into_iter().zip(self.cells.iter().map(String::as_str)).filter(|a| !a.1.is_empty())
    }

    /// The rows of the table that it rests on.
    pub(super) fn rows(&self) -> impl Iterator<Item = u64> {
        self.evidence.split(' ').filter(|r| !r.starts_with('+')).filter_map(|r| r.parse().ok())
    }

    /// How many more rows it rests on than it names.
    pub(super) fn more(&self) -> Option<&str> {
        self.evidence.split(' ').find_map(|r| r.strip_prefix('+'))
    }

    /// Its moment, at the end of its day: a deadline runs until midnight. In universal time the last hours of a day are
    /// those of the next day where clocks are ahead, so there it stands just before them.
    pub(super) fn moment(&self, offset: &str) -> String {
        let end = if super::table::is_universal(offset) { END_UNIVERSAL } else { "23:59:59" };
        format!("{}T{end}.000{offset}", self.day)
    }
}

/// The outcomes of each subject, in the order they were written.
pub(super) struct Outcomes {
    by_subject: HashMap<String, Vec<Outcome>>,
    read: u64,
    undated: u64,
    taken: u64,
}

/// How the outcomes were accounted for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Written {
    /// Outcomes read.
    pub(crate) outcomes: u64,
    /// Outcomes written into the log as events.
    pub(crate) written: u64,
    /// Outcomes left out because an event needs a day, and neither deadline, nor what was done, nor the start has one.
    pub(crate) undated: u64,
    /// Outcomes left out because the log has no such subject.
    pub(crate) without_subject: u64,
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Written { outcomes, written, undated, without_subject } = self;
        write!(
            f,
            "{outcomes} {} = {written} written into the log as events + {undated} without a day + {without_subject} about a subject that the log lacks",
            if *outcomes == 1 { "outcome" } else { "outcomes" }
        )
    }
}

impl Outcomes {
    /// Reads the CSV that `candour check` writes; columns are found by their headings.
    pub(super) fn read(path: &Path) -> Result<Outcomes, LogError> {
        let failed = |e: csv::Error| LogError::io("read", path, &e);
        let file = File::open(path).map_err(|e| LogError::io("read", path, &e))?;
        let mut from = csv::Reader::from_reader(file);
        let headings = from.headers().map_err(failed)?.clone();
        let place = |name: &str| headings.iter().position(|h| h == name);
        let places = ATTRIBUTES.map(place);
        let needed = |name: &str| {
            place(name).ok_or_else(|| {
                LogError::new(format!("{} has no column {name}", path.display()))
                    .hint("give the outcomes as candour check writes them")
            })
        };
        needed("rule")?;
        needed("verdict")?;
        let (subject, evidence) = (needed("subject")?, place(EVIDENCE));
        let mut outcomes = Outcomes { by_subject: HashMap::new(), read: 0, undated: 0, taken: 0 };
        for record in from.records() {
            let record = record.map_err(failed)?;
            outcomes.read += 1;
            let mut cells = places.map(|p| p.and_then(|p| record.get(p)).unwrap_or("").to_string());
            // The table leaves the column empty where only the verdict itself is possible; in a log it stands with every event.
            if places[POSSIBLE].is_some() && cells[POSSIBLE].is_empty() && cells[VERDICT] != CANNOT_TELL {
                cells[POSSIBLE] = cells[VERDICT].clone();
            }
            match DATES.iter().find_map(|&d| last_day(&cells[d])) {
                Some(day) => {
                    let of = outcomes.by_subject.entry(record.get(subject).unwrap_or("").to_string());
                    let evidence = evidence.and_then(|p| record.get(p)).unwrap_or("").to_string();
                    of.or_default().push(Outcome { day, cells, evidence });
                }
                None => outcomes.undated += 1,
            }
        }
        Ok(outcomes)
    }

    /// Takes the outcomes of a subject out, by their day. A second trace of the same name has none left.
    pub(super) fn take(&mut self, subject: &str) -> Vec<Outcome> {
        let mut taken = self.by_subject.remove(subject).unwrap_or_default();
        taken.sort_by_key(|o| o.day);
        self.taken += taken.len() as u64;
        taken
    }

    /// The rows that any of them rests on.
    pub(super) fn rows(&self) -> HashSet<u64> {
        self.by_subject.values().flatten().flat_map(Outcome::rows).collect()
    }

    /// How they were accounted for, when the log is written.
    pub(super) fn written(&self) -> Written {
        Written {
            outcomes: self.read,
            written: self.taken,
            undated: self.undated,
            without_subject: self.read - self.undated - self.taken,
        }
    }
}

/// The last possible day of a date or a range of dates, or the first where the last is open.
fn last_day(text: &str) -> Option<Day> {
    let stamp = stamp(text.as_bytes())?;
    let (first, last) = ends((stamp.lo, stamp.hi));
    last.or(first).map(Day)
}
