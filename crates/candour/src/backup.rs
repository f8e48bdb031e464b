//! `candour backup`: a copy of a ledger from which it can go on, audited before it is put in its place.
//!
//! Restoring needs no command: put the folder back. Whether it may be run again the ledger's checks at start decide.

use std::path::PathBuf;

use crate::Look;
use crate::failure::{Done, Failure};

/// Arguments of `candour backup`.
#[derive(clap::Args)]
pub(crate) struct BackupArgs {
    /// Folder of the review's ledger.
    dir: PathBuf,
    /// Folder for the copy; it must not exist. It holds the ledger's secrets: keep it as closed as the ledger.
    #[arg(long)]
    to: PathBuf,
}

/// Copies and audits.
pub(crate) fn run(args: &BackupArgs) -> Done<Look> {
    let found =
        ledger::backup(&args.dir, &args.to).map_err(|error| Failure::chain("no backup was made", &error))?;
    println!(
        "copied to {}: {} entries published, {} texts, and the copy holds",
        args.to.display(),
        found.size,
        found.texts
    );
    println!(
        "to restore: put this folder in the place of the ledger. It opens as long as nobody has seen a later entry"
    );
    Ok(Look::NotNeeded)
}
