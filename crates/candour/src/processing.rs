//! The log of processing of a review's ledger (Data Protection Act 2018, section 62), for the commands that read, bring
//! together or give out: who, why and when.
//!
//! A review that keeps a ledger has it in its own folder, or in `ledger/` below it. One without a ledger is read as ever, and
//! nothing is written. What is logged is the fact and the purpose, never what was read.

use std::path::{Path, PathBuf};

use ledger::{Act, Ledger, Processing, note};

use crate::failure::{Done, Failure};

/// Who runs a command, and why, for the log of processing.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct Who {
    /// The role or initials of whoever runs this, for the log of processing of the review's ledger, if it has one.
    #[arg(long, default_value = NOT_STATED)]
    by: String,
    /// Why it is run, for the same log.
    #[arg(long, default_value = NOT_STATED)]
    purpose: String,
}

/// What stands where nobody said who or why.
const NOT_STATED: &str = "not stated";

impl Default for Who {
    fn default() -> Who {
        Who { by: NOT_STATED.into(), purpose: NOT_STATED.into() }
    }
}

/// The ledger that a review keeps, if it keeps one.
pub(crate) fn ledger_of(review: &Path) -> Option<PathBuf> {
    [review.to_path_buf(), review.join("ledger")].into_iter().find(|dir| dir.join("ledger.toml").is_file())
}

fn failed(error: ledger::LedgerError) -> Failure {
    Failure::chain("the log of processing could not be written, and nothing was done", &error)
        .hint("a review that keeps a ledger records who reads it and why; `candour audit` says what is wrong with the ledger")
}

impl Who {
    /// What was done, and why.
    pub(crate) fn words(&self, what: &str) -> String {
        format!("{what}: {}", self.purpose)
    }

    /// A consultation: noted at once, recorded by the next command that opens the ledger, many together.
    pub(crate) fn consulted(&self, review: &Path, what: &str) -> Done<()> {
        match ledger_of(review) {
            None => Ok(()),
            Some(ledger) => note(&ledger, &self.by, &self.words(what)).map_err(failed),
        }
    }

    /// Who it is.
    pub(crate) fn by(&self) -> &str {
        &self.by
    }

    /// Somebody, for a purpose that is not stated.
    pub(crate) fn named(by: &str) -> Who {
        Who { by: by.to_string(), ..Who::default() }
    }

    /// The record of an erasure (section 62): the decision says why; what was given as the purpose is added where it is given.
    /// Which entry was erased stands in the decision, not here.
    pub(crate) fn erased(&self, decision: &str) -> Processing {
        let purpose = match self.purpose.as_str() {
            NOT_STATED => decision.to_string(),
            purpose => format!("{decision}; {purpose}"),
        };
        Processing { act: Act::Erasure, by: self.by.clone(), purpose, of: None, to: None }
    }

    /// The record of an alteration of what an entry tells.
    pub(crate) fn altered(&self, what: &str, of: Option<tlog::Hash>) -> Processing {
        Processing { act: Act::Alteration, by: self.by.clone(), purpose: self.words(what), of, to: None }
    }

    /// Other acts, durable when this returns.
    pub(crate) fn did(&self, review: &Path, acts: &[(Act, &str)]) -> Done<()> {
        let Some(dir) = ledger_of(review) else { return Ok(()) };
        let _turn = crate::register::book::turn(&dir)?;
        let ledger = Ledger::open(&dir).map_err(failed)?;
        for &(act, what) in acts {
            let record =
                Processing { act, by: self.by.clone(), purpose: self.words(what), of: None, to: None };
            ledger.log(&record).map_err(failed)?;
        }
        ledger.close().map_err(failed)
    }

    /// The record of a disclosure.
    pub(crate) fn disclosed(&self, what: &str, of: Option<tlog::Hash>, to: &str) -> Processing {
        let to = Some(to.to_string());
        Processing { act: Act::Disclosure, by: self.by.clone(), purpose: self.words(what), of, to }
    }
}
