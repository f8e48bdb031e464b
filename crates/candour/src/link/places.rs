//! Where results may go: never over a file that is read, and never over a file that no run wrote.
//!
//! Asked before anything is read. Paths are followed through links, so that one file under two names is one. What this leaves out: how results are
//! put in place (`output.rs`, `whole.rs`).

use std::fs;
use std::path::{Path, PathBuf};

use super::run::REPORT;
use super::state::STATE;
use crate::failure::{Done, Failure};

/// The files that a run of `candour link` writes into its folder.
const WRITTEN: [&str; 9] = [
    REPORT,
    STATE,
    "pairs.csv",
    "pairs.parquet",
    "entities.csv",
    "entities.parquet",
    "thresholds.csv",
    "comparisons.csv",
    "spec.toml",
];

/// What file managers leave in a folder that somebody has looked into; nobody misses it.
const LEFT_BY_SYSTEMS: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// A file beside a place, under which what goes there is written first.
fn beside(place: &Path, suffix: &str) -> PathBuf {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    place.with_file_name(format!(".{name}.{suffix}"))
}

/// Refuses to write a file in the place of one that is read.
///
/// # Errors
/// The file that would be lost.
pub(super) fn not_over<'p>(out: &Path, inputs: impl IntoIterator<Item = &'p Path>) -> Done<()> {
    let places = [out.to_path_buf(), beside(out, "being-written")];
    // What is not there cannot be lost.
    let places: Vec<PathBuf> = places.iter().filter_map(|place| fs::canonicalize(place).ok()).collect();
    let mut inputs = inputs.into_iter();
    let lost = inputs.find(|input| fs::canonicalize(input).is_ok_and(|input| places.contains(&input)));
    match lost {
        None => Ok(()),
        Some(input) => Err(Failure::new(format!(
            "{} is read by this run, and what is written to {} would take its place",
            input.display(),
            out.display()
        ))
        .hint("name another file in --out")),
    }
}

/// Refuses to replace a folder that holds a file which is read.
///
/// # Errors
/// The file that would be lost.
pub(super) fn not_around<'p>(out: &Path, inputs: impl IntoIterator<Item = &'p Path>) -> Done<()> {
    let places = [out.to_path_buf(), beside(out, "being-written"), beside(out, "replaced")];
    let places: Vec<PathBuf> = places.iter().filter_map(|place| fs::canonicalize(place).ok()).collect();
    let inside = |input: &Path| {
        fs::canonicalize(input).is_ok_and(|input| places.iter().any(|place| input.starts_with(place)))
    };
    match inputs.into_iter().find(|input| inside(input)) {
        None => Ok(()),
        Some(input) => Err(Failure::new(format!(
            "{} is read by this run and lies in {}, which is replaced whole: it would be deleted",
            input.display(),
            out.display()
        ))
        .hint("move it elsewhere, or name another folder in --out")),
    }
}

/// Results take the place of a whole folder: only of one that holds nothing but what an earlier run wrote, or of an empty one.
///
/// # Errors
/// The first file, in the order of letters, that no run wrote.
pub(super) fn may_be_replaced(out: &Path) -> Done<()> {
    if !out.exists() {
        return Ok(());
    }
    if !out.is_dir() {
        return Err(Failure::new(format!("{} is no folder", out.display())).hint("--out names a folder"));
    }
    let entries = fs::read_dir(out).map_err(|e| Failure::io("cannot read", out, &e))?;
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|e| Failure::io("cannot read", out, &e))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !LEFT_BY_SYSTEMS.contains(&name.as_str()) {
            names.push((name, entry.path().is_dir()));
        }
    }
    names.sort();
    let strange = names.iter().find(|(name, folder)| *folder || !WRITTEN.contains(&name.as_str()));
    let of_a_run = names.iter().any(|(name, _)| name == REPORT);
    let Some((first, _)) = names.first() else { return Ok(()) };
    if !of_a_run {
        let first = strange.map_or(first, |(name, _)| name);
        return Err(Failure::new(format!(
            "{} holds {first} and no {REPORT}: it is not the result of an earlier run, and would be deleted",
            out.display()
        ))
        .hint("name another folder in --out"));
    }
    match strange {
        None => Ok(()),
        Some((name, _)) => Err(Failure::new(format!(
            "{} holds {name}, which no run wrote: the folder is replaced whole, and {name} would be deleted",
            out.display()
        ))
        .hint("move it elsewhere, or name another folder in --out")),
    }
}
