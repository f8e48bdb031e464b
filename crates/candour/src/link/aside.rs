//! Temporary files for a linkage that does not fit the memory allowed.
//!
//! They have no name where the system allows it (nobody else can open them, and they are gone however the run ends), and lie in the system's
//! folder for temporary files. What this leaves out: what is put into them (`link`).

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use link::columns::{Aside, Memory, Scratch};

use crate::failure::{Done, Failure};

/// Least memory that may be asked for.
const MEMORY_MIN: u64 = 64 << 20;

/// What the program takes beside the records: itself, blocks of the files, what threads remember of words already compared.
const BESIDE_BYTES: u64 = 32 << 20;

/// Temporary files, counted.
#[derive(Default)]
pub(super) struct Files(AtomicU64);

impl Aside for Files {
    fn begin(&self) -> io::Result<Box<dyn Scratch>> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(Box::new(tempfile::tempfile()?))
    }
}

impl Files {
    /// How many were begun.
    pub(super) fn begun(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The memory that linkage may take, and the files that are begun where it is not enough.
pub(super) fn bound(memory: Option<u64>) -> Done<(Memory, Arc<Files>)> {
    let files = Arc::new(Files::default());
    let Some(bytes) = memory else { return Ok((Memory::unbounded(), files)) };
    if bytes < MEMORY_MIN {
        return Err(Failure::new(format!("--memory is at least {} MiB", MEMORY_MIN >> 20)));
    }
    Ok((Memory::bounded(bytes - BESIDE_BYTES, files.clone()), files))
}

/// What could not be put aside, or does not fit.
pub(super) fn failed(error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::OutOfMemory {
        return Failure::new(format!("the records do not fit the memory allowed: {error}"))
            .hint("allow more in --memory");
    }
    Failure::chain("cannot put aside in a temporary file what does not fit the memory allowed", error)
        .hint("the folder for temporary files must have room; TMPDIR names another")
}
