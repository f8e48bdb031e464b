//! Where the files of a check may go: never over what was received, over one another, or over what is no ordinary file.

use std::path::{Path, PathBuf};

use super::CheckArgs;
use crate::failure::{Done, Failure};

/// Refuses places for outcomes and table that would destroy something.
pub(super) fn may_write(args: &CheckArgs) -> Done<()> {
    let outputs = [("--out", args.out.as_deref()), ("--table", args.table.as_deref())];
    let outputs: Vec<(&str, &Path)> = outputs.into_iter().filter_map(|(o, p)| Some((o, p?))).collect();
    for &(option, path) in &outputs {
        ordinary(option, path)?;
        if same(path, &args.events) {
            return Err(over(option, path, "the log that is checked"));
        }
        let rules = &args.rules;
        let in_folder = path.exists() && real(path).parent() == Some(real(rules).as_path());
        if same(path, rules) || in_folder {
            return Err(over(option, path, "a file of the rules"));
        }
    }
    match outputs.as_slice() {
        [(_, out), (_, table)] if same(out, table) => {
            Err(Failure::new(format!("--out and --table are one file: {}", out.display()))
                .hint("name two files"))
        }
        _ => not_packed(args),
    }
}

fn over(option: &str, path: &Path, what: &str) -> Failure {
    Failure::new(format!("{option} {} is {what}, which is never overwritten", path.display()))
        .hint("name another file")
}

/// A device, a pipe, a folder or a link is not to be replaced by a file.
fn ordinary(option: &str, path: &Path) -> Done<()> {
    match std::fs::symlink_metadata(path) {
        Ok(held) if !held.is_file() => Err(Failure::new(format!(
            "{option} {} is no ordinary file, and a file is not put in its place",
            path.display()
        ))
        .hint("name a file, or leave --out out: outcomes then go to standard output")),
        _ => Ok(()),
    }
}

/// Outcomes as a table are not packed; a log that is given back may be.
fn not_packed(args: &CheckArgs) -> Done<()> {
    let Some(out) = args.out.as_deref() else { return Ok(()) };
    let name = out.to_string_lossy().to_ascii_lowercase();
    if name.ends_with(".csv.gz") || name.ends_with(".parquet.gz") {
        return Err(Failure::new(format!("{} would hold a table that is not packed", out.display()))
            .hint("leave .gz out of the name, and pack the file afterwards"));
    }
    Ok(())
}

/// Whether two paths lead to one file.
fn same(a: &Path, b: &Path) -> bool {
    real(a) == real(b)
}

/// The path without links; of a file that is not there yet, that of its folder.
fn real(path: &Path) -> PathBuf {
    let folder = |path: &Path| {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(folder.canonicalize().ok()?.join(path.file_name()?))
    };
    path.canonicalize().ok().or_else(|| folder(path)).unwrap_or_else(|| path.to_path_buf())
}
