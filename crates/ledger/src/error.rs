//! What can go wrong, in words a person who runs a ledger can act on.

use std::fmt;

/// Why the ledger did not do what it was asked.
///
/// Every kind carries its reason as text: an error is handed to every client of one group commit, so it must be
/// copied.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LedgerError {
    /// A file or folder could not be read or written; which, and the system's words.
    File(String),
    /// The database refused or failed; its words.
    Database(String),
    /// The entry was not admitted: it cannot be sealed, or is too large. Nothing was written.
    Refused(String),
    /// The stream has grown since it was read: the number that was expected, and the one that is next.
    Moved {
        /// What the caller expected the entry's number to be.
        expected: u64,
        /// What it would have been.
        next: u64,
    },
    /// Something that was asked for is not in the ledger.
    Absent(String),
    /// Database, tiles, signed head, checkpoint and witnesses do not tell one story. The ledger does not open.
    Torn(String),
    /// A witness or a published checkpoint has seen a larger size than the database holds: this is an old backup.
    OldBackup {
        /// Who has seen it.
        seen_by: String,
        /// The size that was seen.
        seen: u64,
        /// The size of the database.
        held: u64,
    },
    /// A write failed, and whether it took hold is known only to the database: open the ledger anew.
    Stopped(String),
    /// Appending is refused while a witness cannot be reached; reading works.
    ReadOnly(String),
    /// What was asked cannot be done with this ledger or in this place; why.
    Unfit(String),
    /// A key is missing or does not open what it should.
    Key(String),
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LedgerError::File(why) => write!(f, "a file of the ledger could not be used: {why}"),
            LedgerError::Database(why) => write!(f, "the database of the ledger failed: {why}"),
            LedgerError::Refused(why) => write!(f, "the entry was not admitted: {why}"),
            LedgerError::Moved { expected, next } => write!(
                f,
                "the stream has grown since it was read: entry {expected} was expected, {next} is next; read it again"
            ),
            LedgerError::Absent(what) => write!(f, "the ledger does not hold {what}"),
            LedgerError::Torn(why) => {
                write!(f, "the ledger does not agree with itself and is not opened: {why}")
            }
            LedgerError::OldBackup { seen_by, seen, held } => write!(
                f,
                "{seen_by} has seen {seen} entries and the database holds {held}: this is an old backup, and running \
                 it would give one size two roots. Restore a backup that was taken later: one that holds {seen} entries or \
                 more opens. Where there is none, keep this one for reading, begin a new ledger under another name, and \
                 record there why the old one ended"
            ),
            LedgerError::Stopped(why) => {
                write!(f, "the ledger has stopped after a failed write and must be opened anew: {why}")
            }
            LedgerError::ReadOnly(why) => write!(f, "the ledger is open for reading only: {why}"),
            LedgerError::Unfit(why) => f.write_str(why),
            LedgerError::Key(why) => write!(f, "a key of the ledger cannot be used: {why}"),
        }
    }
}

impl std::error::Error for LedgerError {}

/// What every function here gives.
pub type Result<T> = std::result::Result<T, LedgerError>;
