//! Writing `out/` whole or not at all.
//!
//! Results are written into a folder beside `out`, brought to disk, and only then put in its place. A full disk, a
//! crash or a refused write at any instant leaves the former results as they were.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Results on their way: a folder beside the one they will replace.
pub(crate) struct Staged {
    target: PathBuf,
    staging: PathBuf,
    former: PathBuf,
    placed: bool,
}

impl Staged {
    /// Makes the staging folder beside `target`, and first finishes what an interrupted run left half done.
    pub(crate) fn begin(target: &Path) -> io::Result<Staged> {
        let name = target
            .file_name()
            .ok_or_else(|| io::Error::other("the output folder needs a name"))?
            .to_string_lossy();
        let beside = |suffix: &str| target.with_file_name(format!(".{name}.{suffix}"));
        let staged = Staged {
            target: target.to_path_buf(),
            staging: beside("being-written"),
            former: beside("replaced"),
            placed: false,
        };
        recover(&staged.target, &staged.former)?;
        if staged.staging.exists() {
            fs::remove_dir_all(&staged.staging)?;
        }
        fs::create_dir_all(&staged.staging)?;
        Ok(staged)
    }

    /// Puts the staged results in the place of the former ones.
    pub(crate) fn place(mut self) -> io::Result<()> {
        sync_folder(&self.staging)?;
        let had_former = self.target.exists();
        if had_former {
            fs::rename(&self.target, &self.former)?;
        }
        if let Err(error) = fs::rename(&self.staging, &self.target) {
            if had_former {
                fs::rename(&self.former, &self.target)?;
            }
            return Err(error);
        }
        self.placed = true;
        if had_former {
            fs::remove_dir_all(&self.former)?;
        }
        if let Some(parent) = self.target.parent().filter(|p| !p.as_os_str().is_empty()) {
            sync_folder(parent)?;
        }
        Ok(())
    }
}

impl Staged {
    /// Begins a file that may be handed to another thread.
    pub(crate) fn sendable(&mut self, name: &str) -> io::Result<Box<dyn Write + Send>> {
        let path = self.staging.join(name);
        Ok(Box::new(Synced(BufWriter::with_capacity(1 << 18, File::create(path)?))))
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.placed {
            // The run failed: its half-written results are of no use to anybody.
            let _ = fs::remove_dir_all(&self.staging);
        }
    }
}

impl report::Out for Staged {
    fn file(&mut self, name: &str) -> io::Result<Box<dyn Write + '_>> {
        let path = self.staging.join(name);
        Ok(Box::new(Synced(BufWriter::with_capacity(1 << 18, File::create(path)?))))
    }
}

/// A file that is on the disk once it has been flushed.
struct Synced(BufWriter<File>);

impl Write for Synced {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()?;
        self.0.get_ref().sync_all()
    }
}

/// An interrupted swap leaves the former results under another name and nothing in their place: put them back.
fn recover(target: &Path, former: &Path) -> io::Result<()> {
    match (target.exists(), former.exists()) {
        (false, true) => fs::rename(former, target),
        (true, true) => fs::remove_dir_all(former),
        _ => Ok(()),
    }
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::Out;

    fn put(staged: &mut Staged, text: &str) {
        let mut file = staged.file("report.html").unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file.flush().unwrap();
    }

    #[test]
    fn a_failed_run_leaves_the_former_results_whole() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let read = || fs::read_to_string(out.join("report.html")).unwrap();
        let mut first = Staged::begin(&out).unwrap();
        put(&mut first, "first");
        first.place().unwrap();
        let mut second = Staged::begin(&out).unwrap();
        put(&mut second, "half of the sec");
        drop(second);
        assert_eq!(read(), "first");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing half-written stays behind");
        let mut third = Staged::begin(&out).unwrap();
        put(&mut third, "third");
        third.place().unwrap();
        assert_eq!(read(), "third");
    }

    #[test]
    fn a_crash_between_the_two_renames_is_mended_at_the_next_run() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let mut first = Staged::begin(&out).unwrap();
        put(&mut first, "first");
        first.place().unwrap();
        fs::rename(&out, folder.path().join(".out.replaced")).unwrap();
        drop(Staged::begin(&out).unwrap());
        assert_eq!(fs::read_to_string(out.join("report.html")).unwrap(), "first");
    }
}
