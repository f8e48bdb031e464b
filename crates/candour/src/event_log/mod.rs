//! Event logs of process mining, in and out: XES, and OCEL 2.0 as XML or JSON.
//!
//! [`to_table`] turns such a log into the table `subject, kind, time, holder, attributes...` that `candour check` reads,
//! and accounts for every event. [`with_outcomes`] gives the log back with what came of each duty as events of its own;
//! everything that was in the log stays as it was written.
//!
//! Nothing is guessed: a time goes on as it is written, with its offset, and an event whose time cannot be used is
//! kept, so that a duty is not said to be undone because somebody wrote "May 2002". A file that is cut short or broken is
//! refused with its line.
//!
//! Left out: OCEL 2.0 as a database, OCEL 1.0, classifiers, and the defaults that XES calls global: they describe what a
//! program may fill in, and nothing is filled in here. Sources: IEEE 1849-2023 (XES), sections 4 and 5; OCEL 2.0
//! specification (2024), sections 4, 6 and 7; `docs/methods/event-logs.md`.

mod error;
mod ocel;
mod ocel_json;
mod ocel_xml;
mod outcome;
mod source;
mod table;
mod tally;
mod xes;

use std::path::Path;

pub(crate) use error::LogError;
pub(crate) use outcome::Written;
pub(crate) use tally::Tally;

/// The form of an event log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// XES: traces of events.
    Xes,
    /// OCEL 2.0 as XML.
    OcelXml,
    /// OCEL 2.0 as JSON.
    OcelJson,
}

impl Form {
    /// The form of a file, told from what stands in it, gzip or not; `None` where it is neither XML nor JSON. What is
    /// not a file, such as a pipe, can be read once only and is no event log here.
    ///
    /// # Errors
    ///
    /// A file that cannot be read; XML whose outermost element is not `<log>`, or that is broken before its first
    /// part.
    pub(crate) fn of(log: &Path) -> Result<Option<Form>, LogError> {
        let about = std::fs::metadata(log).map_err(|e| LogError::io("read", log, &e))?;
        if !about.is_file() {
            return Ok(None);
        }
        match source::first_byte(log)? {
            Some(b'{') => Ok(Some(Form::OcelJson)),
            Some(b'<') if xes::is_xes(log)? => Ok(Some(Form::Xes)),
            Some(b'<') => Ok(Some(Form::OcelXml)),
            _ => Ok(None),
        }
    }

    /// The forms that the name of a file to be written asks for, with or without `.gz`; none where it asks for a table.
    pub(crate) fn named(path: &Path) -> &'static [Form] {
        let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        let ends = |end: &str| name.ends_with(end);
        match () {
            () if ends(".xes") => &[Form::Xes],
            () if ends(".xmlocel") => &[Form::OcelXml],
            () if ends(".xml") => &[Form::Xes, Form::OcelXml],
            () if ends(".json") || ends(".jsonocel") => &[Form::OcelJson],
            () => &[],
        }
    }

    /// What it is called, and the ending of its files.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Form::Xes => ("XES", ".xes"),
            Form::OcelXml => ("OCEL 2.0 as XML", ".xmlocel"),
            Form::OcelJson => ("OCEL 2.0 as JSON", ".jsonocel"),
        }
    }
}

/// Refuses a name for the log with its outcomes that asks for another form than the log has, and the log itself.
///
/// # Errors
///
/// As said.
pub(crate) fn may_write(form: Form, log: &Path, to: &Path) -> Result<(), LogError> {
    if !Form::named(to).contains(&form) {
        let (words, ending) = form.words();
        return Err(LogError::new(format!(
            "{} is {words}, and {} is named as something else",
            log.display(),
            to.display()
        ))
        .hint(format!("the log is given back in its own form: name a file that ends in {ending}")));
    }
    if let (Ok(one), Ok(other)) = (log.canonicalize(), to.canonicalize())
        && one == other
    {
        return Err(LogError::new(format!("{} is the log itself", to.display()))
            .hint("name another file: what was received is not changed"));
    }
    Ok(())
}

/// Writes the events of the log at `log` as CSV to `table`: `subject, kind, time, holder, event`, then the attributes in
/// order of first appearance. The subject of XES is the trace, and every event is a row: event 1 is row 2, after the
/// heading. The subject of OCEL is the related object of type `subject_type`, which may be left out where the log has
/// one object type.
///
/// # Errors
///
/// A file that cannot be read or written, is broken or cut short, or passes a limit; a subject type that the log lacks.
pub(crate) fn to_table(
    log: &Path,
    form: Form,
    subject_type: Option<&str>,
    table: &Path,
) -> Result<Tally, LogError> {
    match form {
        Form::Xes if subject_type.is_some() => Err(LogError::new("XES has no object types")
            .hint("leave out the subject type: the subject of an XES log is its trace")),
        Form::Xes => xes::to_table(log, table),
        form => ocel::to_table(log, form, subject_type, table),
    }
}

/// Writes the log at `log` to `to`, in the same form, with the outcomes of the CSV `outcomes` as events. In XES each is an
/// event `candour:outcome` at the end of its trace, in OCEL an event of type `candour outcome` of its subject. It is
/// dated by its deadline, or where that is open by what was done, or by the start of the clock. Its evidence is
/// events of the log: their numbers in XES, their identifiers in OCEL.
///
/// # Errors
///
/// As [`to_table`] and [`may_write`]; outcomes without the columns that are needed.
pub(crate) fn with_outcomes(
    log: &Path,
    form: Form,
    subject_type: Option<&str>,
    outcomes: &Path,
    to: &Path,
) -> Result<Written, LogError> {
    may_write(form, log, to)?;
    let outcomes = outcome::Outcomes::read(outcomes)?;
    let mut sink = source::Sink::create(to)?;
    let written = match form {
        Form::Xes => xes::with_outcomes(log, outcomes, &mut sink)?,
        Form::OcelXml => ocel_xml::with_outcomes(log, subject_type, outcomes, &mut sink)?,
        Form::OcelJson => ocel_json::with_outcomes(log, subject_type, outcomes, &mut sink)?,
    };
    sink.finish()?;
    Ok(written)
}
