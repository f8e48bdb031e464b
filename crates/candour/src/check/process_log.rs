//! Event logs of process mining as the log of a check: turned into a table first, and given back with the outcomes.
//!
//! Left out: what such files are; see `event_log`.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::CheckArgs;
use crate::event_log::{self, Form, LogError};
use crate::failure::{Done, Failure};

/// An event log, and the table made of it.
pub(super) struct ProcessLog {
    log: PathBuf,
    form: Form,
    subject_type: Option<String>,
    table: PathBuf,
    /// Where the log with its outcomes goes.
    to: Option<PathBuf>,
    /// Holds what is only needed for the run.
    folder: TempDir,
}

impl ProcessLog {
    /// Makes a table of the log that is to be checked, and says on standard error what became of its events; `None`
    /// where the log is a table as it is.
    pub(super) fn bring(args: &CheckArgs, notes: &mut Vec<String>) -> Done<Option<ProcessLog>> {
        let Some(form) = Form::of(&args.events).map_err(failed)? else {
            return match table_only(args) {
                Some(error) => Err(error),
                None => Ok(None),
            };
        };
        let to = args.out.clone().filter(|out| !Form::named(out).is_empty());
        if let Some(to) = &to {
            event_log::may_write(form, &args.events, to).map_err(failed)?;
        }
        let folder = tempfile::Builder::new().prefix("candour-").tempdir();
        let folder = folder.map_err(|e| Failure::chain("cannot make a folder for the table", &e))?;
        let table = args.table.clone().unwrap_or_else(|| folder.path().join("events.csv"));
        let subject_type = args.subject_type.clone();
        let tally =
            event_log::to_table(&args.events, form, subject_type.as_deref(), &table).map_err(failed)?;
        eprintln!("{}: {tally}", args.events.display());
        if tally.to_be_looked_at() {
            notes.push("the events of the log are not all as they should be: see their account above".into());
        }
        Ok(Some(ProcessLog { log: args.events.clone(), form, subject_type, table, to, folder }))
    }

    /// The table.
    pub(super) fn table(&self) -> &Path {
        &self.table
    }

    /// Where the check writes its outcomes, given where they are wanted.
    pub(super) fn outcomes(&self, out: Option<&Path>) -> Option<PathBuf> {
        match self.to {
            Some(_) => Some(self.folder.path().join("outcomes.csv")),
            None => out.map(Path::to_path_buf),
        }
    }

    /// Writes the log with its outcomes, where that is wanted, and says what became of them.
    pub(super) fn give_back(&self, notes: &mut Vec<String>) -> Done<()> {
        let Some(to) = &self.to else { return Ok(()) };
        let outcomes = self.folder.path().join("outcomes.csv");
        let subject_type = self.subject_type.as_deref();
        let written = event_log::with_outcomes(&self.log, self.form, subject_type, &outcomes, to);
        let written = written.map_err(failed)?;
        eprintln!("{}: {written}", to.display());
        if written.written < written.outcomes {
            notes.push(
                "some outcomes could not be written into the log: a file ending in .csv holds them all"
                    .into(),
            );
        }
        Ok(())
    }
}

/// What only an event log can be asked for.
fn table_only(args: &CheckArgs) -> Option<Failure> {
    let log = args.events.display();
    if args.subject_type.is_some() || args.table.is_some() {
        let option = if args.table.is_some() { "--table" } else { "--subject-type" };
        return Some(
            Failure::new(format!("{option} is for logs as XES or OCEL 2.0, and {log} is a table"))
                .hint("leave it out"),
        );
    }
    let out = args.out.as_deref().filter(|out| !Form::named(out).is_empty())?;
    Some(
        Failure::new(format!("{log} is a table, and cannot be given back as {}", out.display()))
            .hint("name a file that ends in .csv or .parquet"),
    )
}

fn failed(error: LogError) -> Failure {
    let failure = Failure::new(error.what);
    if error.hint.is_empty() { failure } else { failure.hint(error.hint) }
}
