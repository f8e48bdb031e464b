//! What was wrong with the input, where, and what would mend it.

use crate::{Place, Source};

/// How much a problem costs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Worth knowing: a decision the reader took, a value that looks odd. Nothing was lost.
    Note,
    /// A value could not be used; its row still counts as accepted or undated.
    Warning,
    /// A whole row could not be used: it is counted as rejected and kept with its words.
    Rejected,
    /// A whole file or sheet could not be read.
    Refused,
}

impl Severity {
    /// The word a report prints.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Rejected => "row rejected",
            Severity::Refused => "file refused",
        }
    }
}

/// One thing wrong with one place of the input.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// How much it costs.
    pub severity: Severity,
    /// File, sheet, row and column.
    pub place: Place,
    /// The name of the column as the file heads it, or empty.
    pub column_name: String,
    /// The value as it stands in the file, shortened to 200 characters, or empty.
    pub value: String,
    /// What is wrong, one sentence without its place.
    pub what: String,
    /// What was expected there.
    pub expected: String,
    /// What to do about it, or empty.
    pub hint: String,
}

impl Problem {
    /// In words, the hint on a line of its own. A problem of no file in `sources` (a mistake in the configuration) is told
    /// without a place.
    pub fn describe(&self, sources: &[Source]) -> String {
        let mut text = String::new();
        if self.place.source.index() < sources.len() {
            text.push_str(&self.place.describe(sources));
            if !self.column_name.is_empty() {
                text.push_str(&format!(" ({})", self.column_name));
            }
            text.push_str(": ");
        }
        text.push_str(&self.what);
        if !self.value.is_empty() {
            text.push_str(&format!("; found \"{}\"", self.value));
        }
        if !self.expected.is_empty() {
            text.push_str(&format!("; expected {}", self.expected));
        }
        if !self.hint.is_empty() {
            text.push_str(&format!("\n  hint: {}", self.hint));
        }
        text
    }
}
