//! One program at a time: whoever wants to read what stands, decide and add waits for its turn.
//!
//! The ledger itself refuses a second writer (compare-and-swap); that keeps it right and leaves the loser with an error. A
//! turn makes commands on one machine wait for one another instead. It is a lock of the operating system on a file in the
//! ledger's folder: it ends with the program, however that ends. What it leaves out: programs on other machines that share
//! a PostgreSQL database, which the compare-and-swap still catches.

use std::fs::{File, OpenOptions};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::disk::at;
use crate::error::{LedgerError, Result};

/// Name of the file in a ledger's folder that is locked. It is empty and says nothing.
const FILE: &str = "turn.lock";
/// How long a program waits for its turn. A command that adds takes seconds; opening a million entries takes some more.
pub const TURN_WAIT: Duration = Duration::from_secs(120);
/// How often it looks.
const LOOK: Duration = Duration::from_millis(20);

/// The right to open a ledger while no other program that asks for a turn has it open. It ends when this is dropped.
#[derive(Debug)]
pub struct Turn {
    _file: File,
}

/// Waits for the turn at the ledger in a folder. `told` is called once where another program has to be waited for.
///
/// # Errors
/// [`LedgerError::Unfit`] where another program has not let go within [`TURN_WAIT`]; otherwise why the folder cannot be
/// written.
pub fn turn(folder: &Path, told: impl FnOnce()) -> Result<Turn> {
    let path = folder.join(FILE);
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(at(&path))?;
    let end = Instant::now() + TURN_WAIT;
    let mut told = Some(told);
    while !free(&file).map_err(at(&path))? {
        if let Some(told) = told.take() {
            told();
        }
        if Instant::now() > end {
            return Err(LedgerError::Unfit(format!(
                "another program has had this ledger open for {} seconds; close it and give the command again",
                TURN_WAIT.as_secs()
            )));
        }
        std::thread::sleep(LOOK);
    }
    Ok(Turn { _file: file })
}

/// Whether the lock was taken.
#[cfg(unix)]
fn free(file: &File) -> std::io::Result<bool> {
    use rustix::fs::{FlockOperation, flock};
    match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(true),
        Err(rustix::io::Errno::WOULDBLOCK | rustix::io::Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Elsewhere the compare-and-swap alone keeps programs apart.
#[cfg(not(unix))]
fn free(_: &File) -> std::io::Result<bool> {
    Ok(true)
}
