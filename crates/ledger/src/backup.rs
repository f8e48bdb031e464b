//! A copy of a ledger from which it can go on, taken while it is open or not.
//!
//! The order matters. The published log is copied first, then the entries, then the keys: what is copied later is never
//! behind what was copied before, so the copy agrees with itself. It is audited before it is put in its place. What is left
//! out: restoring, which is putting the folder back; whether it may be run again the checks at start decide, and where more
//! entries were published or cosigned since, it may not. A PostgreSQL database has its own backups.

use std::fs;
use std::path::Path;

use crate::audit::{Audit, audit};
use crate::config;
use crate::disk::at;
use crate::error::{LedgerError, Result};

/// Copies the ledger in a folder to a new folder `to`, which must not exist. Gives what the audit of the copy found: that it
/// holds, or there is no copy.
///
/// # Errors
/// Where the entries are in PostgreSQL, the place is taken, something could not be copied, or the copy does not hold.
pub fn backup(folder: &Path, to: &Path) -> Result<Audit> {
    let setup = config::read(folder)?;
    if !matches!(setup.store.as_str(), "" | "sqlite") {
        return Err(LedgerError::Unfit(
            "the entries of this ledger are in PostgreSQL: close the ledger, copy its folder, then the database with pg_dump, \
             in this order"
                .into(),
        ));
    }
    let above = to.parent().and_then(|parent| parent.canonicalize().ok());
    if above.is_some_and(|above| folder.canonicalize().is_ok_and(|folder| above.starts_with(folder))) {
        return Err(LedgerError::Unfit(
            "a backup in the ledger's own folder is lost together with it: take a place elsewhere".into(),
        ));
    }
    if to.exists() {
        return Err(LedgerError::Unfit(format!("{} exists already; it was left as it is", to.display())));
    }
    let mut name = to.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    let part = to.with_file_name(name);
    if part.exists() {
        fs::remove_dir_all(&part).map_err(at(&part))?;
    }
    fs::create_dir_all(&part).map_err(at(&part))?;
    config::close_to_others(&part)?;
    let log = folder.join("log");
    if log.is_dir() {
        // The checkpoint before its tiles: one that is published meanwhile has more of them, never fewer.
        fs::create_dir_all(part.join("log")).map_err(at(&part))?;
        let checkpoint = log.join("checkpoint");
        if checkpoint.exists() {
            fs::copy(&checkpoint, part.join("log/checkpoint")).map_err(at(&checkpoint))?;
        }
        copy(&log, &part.join("log"), "checkpoint")?;
    }
    for database in [crate::store::DATABASE, "keys.db"] {
        let from = folder.join(database);
        // Opened for reading and writing: SQLite reads a write-ahead log that another program left no other way.
        let connection = crate::store::connect(&from)?;
        let place = part.join(database).display().to_string();
        connection.execute("VACUUM INTO ?", [place]).map_err(crate::store::failed)?;
    }
    copy(&folder.join("secrets"), &part.join("secrets"), "")?;
    for file in ["ledger.toml", "erasure.pending", "consultations.waiting"] {
        let from = folder.join(file);
        if from.exists() {
            fs::copy(&from, part.join(file)).map_err(at(&from))?;
        }
    }
    let notes = folder.join(crate::processing::NOTES);
    if notes.is_dir() {
        copy(&notes, &part.join(crate::processing::NOTES), "")?;
    }
    let found = audit(&part, None)?;
    if let Some(finding) = found.findings.first() {
        let why = format!("the copy does not hold, and was taken away again: {finding}");
        fs::remove_dir_all(&part).map_err(at(&part))?;
        return Err(LedgerError::Torn(why));
    }
    fs::rename(&part, to).map_err(at(to))?;
    Ok(found)
}

/// Copies a folder with everything below it, one name left out.
fn copy(from: &Path, to: &Path, without: &str) -> Result<()> {
    fs::create_dir_all(to).map_err(at(to))?;
    for entry in fs::read_dir(from).map_err(at(from))? {
        let entry = entry.map_err(at(from))?;
        let name = entry.file_name();
        let half_written = name.to_string_lossy().ends_with(".new");
        if name == without || half_written {
            continue;
        }
        let (source, target) = (entry.path(), to.join(&name));
        if source.is_dir() {
            copy(&source, &target, "")?;
        } else {
            fs::copy(&source, &target).map_err(at(&source))?;
        }
    }
    Ok(())
}
