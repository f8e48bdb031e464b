//! What stops the reading or writing of an event log.

use std::fmt;
use std::path::Path;

/// One sentence that says what and where, and what to do about it.
#[derive(Debug)]
pub(crate) struct LogError {
    /// What is wrong.
    pub(crate) what: String,
    /// What to do about it; may be empty.
    pub(crate) hint: String,
}

impl LogError {
    pub(crate) fn new(what: impl Into<String>) -> LogError {
        LogError { what: what.into(), hint: String::new() }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> LogError {
        self.hint = hint.into();
        self
    }

    pub(super) fn io(doing: &str, path: &Path, error: &dyn std::error::Error) -> LogError {
        LogError::new(format!("cannot {doing} {}: {error}", path.display()))
    }
}

impl fmt::Display for LogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for LogError {}
