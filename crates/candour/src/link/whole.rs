//! A file that is put in its place only when it is whole.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::failure::{Done, Failure};

/// A file on its way to its place.
pub(super) struct Whole {
    path: PathBuf,
    staging: PathBuf,
    file: Option<BufWriter<File>>,
}

impl Whole {
    /// Begins a file beside its place.
    pub(super) fn begin(path: &Path) -> Done<Whole> {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
        let name = name.ok_or_else(|| Failure::new("the file to be written needs a name"))?;
        let staging = path.with_file_name(format!(".{name}.being-written"));
        let file = File::create(&staging).map_err(|e| Failure::io("cannot write", &staging, &e))?;
        Ok(Whole { path: path.to_path_buf(), staging, file: Some(BufWriter::with_capacity(1 << 18, file)) })
    }

    /// Adds text.
    pub(super) fn put(&mut self, text: &str) -> Done<()> {
        match &mut self.file {
            Some(file) => {
                file.write_all(text.as_bytes()).map_err(|e| Failure::io("cannot write", &self.path, &e))
            }
            None => Ok(()),
        }
    }

    /// Puts the file in its place.
    pub(super) fn place(mut self) -> Done<()> {
        let failed = |e: &std::io::Error| Failure::io("cannot write", &self.path, e);
        if let Some(mut file) = self.file.take() {
            file.flush().and_then(|()| file.get_ref().sync_all()).map_err(|e| failed(&e))?;
            drop(file);
            fs::rename(&self.staging, &self.path).map_err(|e| failed(&e))?;
        }
        Ok(())
    }
}

impl Drop for Whole {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            // The run failed: half a file is of no use to anybody.
            let _ = fs::remove_file(&self.staging);
        }
    }
}

/// A value as a cell of CSV.
pub(super) fn csv_cell(value: &str) -> Cow<'_, str> {
    if value.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        Cow::Owned(format!("\"{}\"", value.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(value)
    }
}
