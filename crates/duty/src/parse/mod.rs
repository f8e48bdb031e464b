//! Reading rules: the language, the rule file around it, and the worked examples in it.
//!
//! Every error points at a word: file, line and column (in characters, both from 1), what was expected, and the nearest
//! known word. One text that is wrong gives one error, the first; a library of many files gives one for each.
//!
//! Left out: where files come from (text is handed in), and which rules a review chooses ([`crate::library`]).
//! Source: the grammar of `docs/methods/duty-language.md`.

mod clause;
mod example;
mod file;
mod lex;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::rule::{Kind, Nation, Version};
use crate::vocabulary::Vocabulary;

pub use example::{Example, ExampleEvent, Expectation, Expected, example, examples};
pub use file::{RuleFile, SECTIONS, rule_file};

/// Largest rule file, in bytes.
pub const FILE_BYTES_MAX: usize = 256 * 1024;

/// Most versions of one rule.
pub const VERSIONS_MAX: usize = 100;

/// Most alternatives in one list (kinds, holders, values), conditions of one event, or `unless` lines of one rule.
pub const LIST_MAX: usize = 50;

/// Largest number of days, weeks, months or hours in a rule: ten thousand days are more than 27 years.
pub const COUNT_MAX: u32 = 10_000;

/// What is wrong with a rule, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleError {
    /// The file, as it was named when it was handed in.
    pub file: String,
    /// Line, from 1; 0 where the whole file is meant.
    pub line: u32,
    /// Column in characters, from 1; 0 where the whole line or file is meant.
    pub column: u32,
    /// The word at that place, or empty.
    pub word: String,
    /// What is wrong, with what was expected; one sentence without its place.
    pub what: String,
    /// What to do about it, or empty.
    pub hint: String,
}

impl RuleError {
    /// An error about a whole file.
    pub(crate) fn whole(file: &str, what: String) -> RuleError {
        RuleError {
            file: file.to_string(),
            line: 0,
            column: 0,
            word: String::new(),
            what,
            hint: String::new(),
        }
    }

    /// An error at a line.
    pub(crate) fn at_line(file: &str, line: u32, what: String) -> RuleError {
        RuleError { line, ..RuleError::whole(file, what) }
    }

    /// The same with a hint.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> RuleError {
        self.hint = hint.into();
        self
    }

    /// The same with "did you mean", where there is a nearest word.
    pub(crate) fn nearest(self, nearest: Option<&str>) -> RuleError {
        match nearest {
            Some(word) => self.hint(format!("did you mean \"{word}\"?")),
            None => self,
        }
    }
}

impl fmt::Display for RuleError {
    /// `R05.md, line 12, column 8: ...`, the hint on a line of its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ", line {}", self.line)?;
        }
        if self.column > 0 {
            write!(f, ", column {}", self.column)?;
        }
        write!(f, ": {}", self.what)?;
        if !self.hint.is_empty() {
            write!(f, "\n  hint: {}", self.hint)?;
        }
        Ok(())
    }
}

impl std::error::Error for RuleError {}

/// The numbers that stand for `{days}` and the like.
#[derive(Clone, Copy, Debug)]
pub enum Numbers<'a> {
    /// Nobody has given any: each stands for 1, so that the rest of the text can be checked. Such a rule is never run.
    NotGiven,
    /// These, by name. A name that is missing is an error.
    Given(&'a BTreeMap<String, u32>),
}

/// One version as it stands in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VersionText {
    /// Identifier of its rule.
    pub id: String,
    /// Kind of its rule.
    pub kind: Kind,
    /// Nation of its rule.
    pub nation: Nation,
    /// The version.
    pub version: Version,
    /// Line of the text on which it begins, from 1.
    pub line: u32,
}

/// Versions, and the names of the numbers left open in them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Versions {
    /// In the order of the text.
    pub versions: Vec<VersionText>,
    /// `days` for `{days}`.
    pub open_numbers: BTreeSet<String>,
}

/// Reads one or more versions written in the language. `line` is the line of `file` on which `text` begins, from 1.
///
/// # Errors
/// At the first word that does not fit.
pub fn versions(
    text: &str,
    file: &str,
    line: u32,
    vocabulary: &Vocabulary,
    numbers: Numbers<'_>,
) -> Result<Versions, RuleError> {
    let tokens = lex::tokens(text, file, line)?;
    clause::Reader::new(tokens, file, vocabulary, numbers).versions()
}
