//! The log of processing that section 62 of the Data Protection Act 2018 requires: collection, alteration, consultation,
//! disclosure, combination and erasure, each with who, when and why.
//!
//! Its records are entries of the ledger in a stream of their own, so nobody takes one out unseen. Consultations are
//! gathered and recorded many at a time, so that reading stays fast; until then they stand in a file that survives the
//! end of the program (a loss of power may cost the last second of them). What a record must not hold is the text that
//! was read: it points to the entry.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use register::entry::{Class, Draft, LeafHash};
use serde_json::{Value, json};
use tlog::Hash;

use crate::Ledger;
use crate::disk::{Faults, at, replace};
use crate::error::{LedgerError, Result};
use crate::publisher::now_unix;
use crate::writer::{Receipt, Submission};

/// Consultations that are recorded together at most.
pub const CONSULTATIONS_MAX: usize = 1_000;
/// Bytes of a name, a purpose or a recipient.
pub const WORDS_BYTES_MAX: usize = 500;

/// What was done with personal data: the words of section 62(1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// Data came in.
    Collection,
    /// Data was changed.
    Alteration,
    /// Data was read.
    Consultation,
    /// Data went to somebody, transfers included.
    Disclosure,
    /// Data was brought together.
    Combination,
    /// Data was erased.
    Erasure,
}

impl Act {
    /// The word in the log.
    pub fn word(self) -> &'static str {
        match self {
            Act::Collection => "collection",
            Act::Alteration => "alteration",
            Act::Consultation => "consultation",
            Act::Disclosure => "disclosure",
            Act::Combination => "combination",
            Act::Erasure => "erasure",
        }
    }
}

/// One record of processing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Processing {
    /// What was done.
    pub act: Act,
    /// Who did it (section 62(2)(b): so far as possible, the identity of the person).
    pub by: String,
    /// Why (section 62(2)(a): the justification).
    pub purpose: String,
    /// The entry it was done to, where it was one.
    pub of: Option<LeafHash>,
    /// Who received it (section 62(3)), for a disclosure.
    pub to: Option<String>,
}

impl Processing {
    fn value(&self, time: u64) -> Value {
        json!({
            "act": self.act.word(), "by": self.by, "purpose": self.purpose, "time": time,
            "of": self.of.map(Hash::to_base64), "to": self.to,
        })
    }

    fn check(&self) -> Result<()> {
        let texts = [Some(&self.by), Some(&self.purpose), self.to.as_ref()];
        let wrong = |text: &&String| text.trim().is_empty() || text.len() > WORDS_BYTES_MAX;
        if texts.iter().flatten().any(wrong) {
            return Err(LedgerError::Refused(format!(
                "a record of processing says who and why, in 1 to {WORDS_BYTES_MAX} bytes each"
            )));
        }
        if self.act == Act::Disclosure && self.to.is_none() {
            return Err(LedgerError::Refused("a record of a disclosure says to whom".into()));
        }
        Ok(())
    }
}

/// Folder in a ledger's folder of what was noted without opening the ledger, one file each.
pub(crate) const NOTES: &str = "consultations";

/// Notes a consultation for the ledger in a folder without opening it, so that reading stays fast: the next program that
/// opens the ledger to add something records it. It survives the end of this program and a loss of power.
///
/// # Errors
/// When it does not say who and why, there is no ledger, or it could not be written down.
pub fn note(folder: &Path, by: &str, purpose: &str) -> Result<()> {
    let record =
        Processing { act: Act::Consultation, by: by.into(), purpose: purpose.into(), of: None, to: None };
    record.check()?;
    if !folder.join("ledger.toml").is_file() {
        return Err(LedgerError::Absent(format!("{}: it is no ledger", folder.display())));
    }
    let name: [u8; 16] = crate::keys::random()?;
    let file = folder.join(NOTES).join(format!("{}.json", register::entry::StreamId(name)));
    let text = format!("{}\n", record.value(now_unix()));
    replace(&file, text.as_bytes(), "note", &Faults::default()).map_err(at(&file))
}

/// The notes that wait in a ledger's folder: files and records. A file that cannot be read is no record.
fn notes(folder: &Path) -> Vec<(PathBuf, Value)> {
    let Ok(entries) = fs::read_dir(folder.join(NOTES)) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|e| e == "json"));
    files.sort();
    let read = |file: PathBuf| {
        let value = serde_json::from_str(&fs::read_to_string(&file).ok()?).ok()?;
        Some((file, value))
    };
    files.into_iter().filter_map(read).collect()
}

/// Consultations that are not yet in the ledger.
pub(crate) struct Waiting {
    file: PathBuf,
    inner: Mutex<Inner>,
}

struct Inner {
    journal: File,
    records: Vec<Value>,
}

impl Waiting {
    /// Opens the file and takes up what an earlier run left in it.
    pub(crate) fn open(folder: &Path) -> Result<Waiting> {
        let file = folder.join("consultations.waiting");
        let left = fs::read_to_string(&file).unwrap_or_default();
        // The last line may be cut by a loss of power; a record that cannot be read is no record.
        let records = left.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let journal = OpenOptions::new().create(true).append(true).open(&file).map_err(at(&file))?;
        Ok(Waiting { file, inner: Mutex::new(Inner { journal, records }) })
    }
}

impl Ledger {
    /// Records processing at once; durable when this returns. Consultations have [`Ledger::consult`].
    ///
    /// # Errors
    /// When it does not say who and why, or could not be recorded.
    pub fn log(&self, processing: &Processing) -> Result<Receipt> {
        processing.check()?;
        self.append(self.processing_draft(vec![processing.value(now_unix())]))
    }

    /// An entry of records of processing, to be added together with what it tells of: both are durable, or neither is there.
    ///
    /// # Errors
    /// When one of them does not say who and why.
    pub fn processing_entry(&self, records: &[Processing]) -> Result<Submission> {
        records.iter().try_for_each(Processing::check)?;
        let now = now_unix();
        Ok(self.processing_draft(records.iter().map(|record| record.value(now)).collect()).into())
    }

    /// Records that an entry was read, together with others: at the latest with the thousandth, when
    /// [`Ledger::record_consultations`] is called, or when the ledger is closed.
    ///
    /// # Errors
    /// When it does not say who and why, or could not be written down.
    pub fn consult(&self, by: &str, purpose: &str, of: LeafHash) -> Result<()> {
        let act = Act::Consultation;
        let record = Processing { act, by: by.into(), purpose: purpose.into(), of: Some(of), to: None };
        record.check()?;
        let value = record.value(now_unix());
        let full = {
            let mut inner = self.waiting.inner.lock().unwrap_or_else(PoisonError::into_inner);
            inner.journal.write_all(format!("{value}\n").as_bytes()).map_err(at(&self.waiting.file))?;
            inner.records.push(value);
            inner.records.len() >= CONSULTATIONS_MAX
        };
        if full { self.record_consultations().map(|_| ()) } else { Ok(()) }
    }

    /// Records the consultations that wait; gives how many.
    ///
    /// # Errors
    /// When they could not be recorded; then they wait on.
    pub fn record_consultations(&self) -> Result<usize> {
        let mut inner = self.waiting.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let (files, noted): (Vec<PathBuf>, Vec<Value>) = notes(&self.folder).into_iter().unzip();
        let all: Vec<Value> = inner.records.iter().cloned().chain(noted).collect();
        let count = all.len();
        if count == 0 {
            return Ok(0);
        }
        for part in all.chunks(CONSULTATIONS_MAX) {
            self.append(self.processing_draft(part.to_vec()))?;
        }
        for file in files {
            fs::remove_file(&file).map_err(at(&file))?;
        }
        inner.records.clear();
        inner.journal.set_len(0).map_err(at(&self.waiting.file))?;
        Ok(count)
    }

    fn processing_draft(&self, records: Vec<Value>) -> Draft {
        Draft {
            stream: self.processing,
            class: Class::System,
            time_unix: i64::try_from(now_unix()).unwrap_or(i64::MAX),
            acts: None,
            fields: vec![
                ("kind".into(), json!("processing")),
                ("count".into(), json!(records.len())),
                ("records".into(), Value::Array(records)),
            ],
        }
    }
}
