//! Why a publication is not accepted, in sentences for somebody who reads newspapers and not source code.
//!
//! The static page that verifies in a browser says the same sentences, word for word; a test holds the two together.

use std::fmt;

/// Which check failed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Check {
    /// The file itself: whether it can be read, and in one way only.
    File,
    /// The signatures of the log and of its witnesses.
    Signatures,
    /// (a) What is disclosed is what was recorded, and stands in the log.
    Record,
    /// (b) Every field is disclosed, or withheld under a recorded decision.
    Withholding,
    /// (c) The publication names the one before it.
    Version,
    /// (d) Nothing is missing.
    Completeness,
    /// The entries are acts that the rules of a review admit.
    Rules,
}

impl Check {
    /// Its name.
    pub fn title(self) -> &'static str {
        match self {
            Check::File => "the file",
            Check::Signatures => "the signatures",
            Check::Record => "the record",
            Check::Withholding => "what is withheld",
            Check::Version => "the version",
            Check::Completeness => "completeness",
            Check::Rules => "the rules of a review",
        }
    }
}

/// A publication that was not accepted, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// Which check failed.
    pub check: Check,
    /// What is wrong, in one sentence.
    pub sentence: String,
    /// More for whoever must find the place, where there is more to say.
    pub detail: Option<String>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)?;
        match &self.detail {
            Some(detail) => write!(f, " ({detail})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Refusal {}

impl Refusal {
    pub(super) fn new(check: Check, sentence: impl Into<String>) -> Refusal {
        Refusal { check, sentence: sentence.into(), detail: None }
    }

    pub(super) fn detail(self, detail: impl fmt::Display) -> Refusal {
        Refusal { detail: Some(detail.to_string()), ..self }
    }

    pub(super) fn file(sentence: impl Into<String>) -> Refusal {
        Refusal::new(Check::File, sentence)
    }

    pub(super) fn signatures(sentence: impl Into<String>) -> Refusal {
        Refusal::new(Check::Signatures, sentence)
    }

    pub(super) fn record(sentence: impl Into<String>) -> Refusal {
        Refusal::new(Check::Record, sentence)
    }

    pub(super) fn withholding(sentence: impl Into<String>) -> Refusal {
        Refusal::new(Check::Withholding, sentence)
    }

    pub(super) fn version(sentence: impl Into<String>) -> Refusal {
        Refusal::new(Check::Version, sentence)
    }

    pub(super) fn incomplete(sentence: impl Into<String>) -> Refusal {
        Refusal::new(Check::Completeness, sentence)
    }

    pub(super) fn rules(sentence: impl Into<String>) -> Refusal {
        Refusal::new(Check::Rules, sentence)
    }
}
