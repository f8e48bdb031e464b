//! The file layer: whole files, put in place by renaming, and a place where tests make any step fail.
//!
//! A file is written beside its place, made durable, renamed into it, and the folder made durable. A reader never sees
//! half a file, and a file that is already there is never overwritten by another one, the checkpoint alone excepted.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{LedgerError, Result};

/// Decides whether a step fails: the name of the step, and an answer in the system's kind of error.
pub type Fault = dyn Fn(&str) -> io::Result<()> + Send + Sync;

/// Where tests make a step fail; none do in ordinary use.
#[derive(Clone, Default)]
pub struct Faults(Option<Arc<Fault>>);

/// Every step between an append and its published checkpoint at which a failure can be injected, in order.
pub const STEPS: &[&str] = &[
    "keys.write",
    "keys.commit",
    "keys.committed",
    "entries.write",
    "disclosures.write",
    "head.write",
    "database.commit",
    "database.committed",
    "tile.write",
    "tile.sync",
    "tile.rename",
    "tile.folder",
    "witness.ask",
    "witness.write",
    "witness.sync",
    "witness.rename",
    "witness.folder",
    "checkpoint.write",
    "checkpoint.sync",
    "checkpoint.rename",
    "checkpoint.folder",
];

/// Every step of an erasure at which a failure can be injected, in order; the recorded decision between
/// `erasure.folder` and `erasure.moved` has the steps of [`STEPS`].
pub const ERASURE_STEPS: &[&str] = &[
    "erasure.write",
    "erasure.sync",
    "erasure.rename",
    "erasure.folder",
    "erasure.moved",
    "erasure.keys",
    "erasure.texts",
    "erasure.scrub",
    "erasure.done",
];

impl Faults {
    /// Asks `fault` before every step.
    pub fn new(fault: impl Fn(&str) -> io::Result<()> + Send + Sync + 'static) -> Faults {
        Faults(Some(Arc::new(fault)))
    }

    pub(crate) fn step(&self, name: &str) -> io::Result<()> {
        self.0.as_ref().map_or(Ok(()), |fault| fault(name))
    }

    fn at(&self, of: &str, step: &str) -> io::Result<()> {
        self.0.as_ref().map_or(Ok(()), |fault| fault(&format!("{of}.{step}")))
    }
}

impl std::fmt::Debug for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Faults({})", if self.0.is_some() { "some" } else { "none" })
    }
}

/// The error of a file.
pub(crate) fn at(path: &Path) -> impl Fn(io::Error) -> LedgerError {
    let name =
        path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
    move |error| LedgerError::File(format!("{name}: {error}"))
}

/// Puts a file in place whole, over whatever stood there. `of` names the steps for [`Faults`].
pub(crate) fn replace(path: &Path, bytes: &[u8], of: &str, faults: &Faults) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    put(path, bytes, of, faults)?;
    faults.at(of, "folder")?;
    File::open(folder)?.sync_all()
}

/// Writes, makes durable, renames; the folder is left to the caller.
fn put(path: &Path, bytes: &[u8], of: &str, faults: &Faults) -> io::Result<()> {
    let beside = beside(path);
    faults.at(of, "write")?;
    let mut file = File::create(&beside)?;
    file.write_all(bytes)?;
    faults.at(of, "sync")?;
    file.sync_all()?;
    drop(file);
    faults.at(of, "rename")?;
    fs::rename(&beside, path)
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".new");
    path.with_file_name(name)
}

/// Puts a file in place unless it is there with the same bytes; `Ok(false)` where it was.
///
/// # Errors
/// [`LedgerError::Torn`] where another file stands in its place.
pub(crate) fn once(path: &Path, bytes: &[u8], of: &str, faults: &Faults) -> Result<bool> {
    match fs::read(path) {
        Ok(there) if there == bytes => return Ok(false),
        Ok(_) => {
            return Err(LedgerError::Torn(format!("the published {} holds other bytes", path.display())));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(at(path)(error)),
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(at(folder))?;
    }
    put(path, bytes, of, faults).map_err(at(path))?;
    Ok(true)
}

/// Makes folders durable, each with those above it up to `root`.
pub(crate) fn settle<'a>(
    root: &Path,
    files: impl IntoIterator<Item = &'a PathBuf>,
    of: &str,
    faults: &Faults,
) -> Result<()> {
    let mut folders = std::collections::BTreeSet::new();
    for file in files {
        let mut folder = file.parent();
        while let Some(here) = folder {
            if !folders.insert(here.to_path_buf()) || here == root {
                break;
            }
            folder = here.parent();
        }
    }
    for folder in &folders {
        faults.at(of, "folder").and_then(|()| File::open(folder)?.sync_all()).map_err(at(folder))?;
    }
    Ok(())
}
