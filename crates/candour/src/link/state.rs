//! What is kept beside the results so that files can be added later: which files were read, the specification, decisions, and the kernel's
//! own state. No value of any record: the files are read again, and must be what they were.

use std::fs::{self, File};
use std::io::{self, BufReader, Write};
use std::path::{Component, Path, PathBuf};

use link::columns::{Kept, Memory, RecordDecision};
use model::Day;
use serde::{Deserialize, Serialize};

use super::spec::Spec;
use crate::failure::{Done, Failure};

/// The file in the folder of results.
pub(super) const STATE: &str = "link-state.bin";

/// The form of what is written here; the kernel's state has a version of its own.
const FORM: u32 = 1;

/// A file that was read.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub(super) struct Source {
    /// From the folder of results, so that both can be moved together.
    pub(super) path: String,
    pub(super) sha256: String,
    pub(super) records: u32,
}

/// What is kept.
#[derive(Serialize, Deserialize, Clone, Debug)]
pub(super) struct State {
    form: u32,
    /// Files whose records taught, in their order.
    pub(super) taught: Vec<Source>,
    /// Files that were added, in the order of their names.
    pub(super) added: Vec<Source>,
    specification: String,
    /// The list of names of bodies.
    pub(super) bodies: Option<Source>,
    /// Last day of the records, and whether it was taken from the years of birth.
    last_day: String,
    pub(super) last_day_guessed: bool,
    /// Whether pairs and entities were written as CSV or Parquet.
    pub(super) table_form: String,
    /// What people have decided: two records by number, and whether they are one.
    decisions: Vec<(u32, u32, bool)>,
}

impl State {
    pub(super) fn new(spec: &Spec, last: Day, last_day_guessed: bool, table_form: &str) -> State {
        State {
            form: FORM,
            taught: Vec::new(),
            added: Vec::new(),
            specification: spec.text(),
            bodies: None,
            last_day: last.to_string(),
            last_day_guessed,
            table_form: table_form.to_string(),
            decisions: Vec::new(),
        }
    }

    /// Reads the state of a folder of results.
    pub(super) fn read(folder: &Path, memory: &Memory) -> Done<(State, Kept)> {
        let path = folder.join(STATE);
        let anew = "link all files anew, with those to be added after --add: the result is the same";
        if !path.is_file() {
            return Err(Failure::new(format!(
                "{} holds no {STATE}: it is not the result of an earlier run to which files can be added",
                folder.display()
            ))
            .hint("name the files that teach the weights before --add"));
        }
        let file = File::open(&path).map_err(|e| Failure::io("cannot read", &path, &e))?;
        let wrong =
            |what: &dyn std::fmt::Display| Failure::new(format!("{}: {what}", path.display())).hint(anew);
        let kept = Kept::read_from(&mut BufReader::new(file), memory).map_err(|e| wrong(&e))?;
        let state: State = serde_json::from_slice(kept.about()).map_err(|e| wrong(&e))?;
        if state.form != FORM {
            return Err(wrong(&format!("it has form {}, and form {FORM} is read", state.form)));
        }
        Ok((state, kept))
    }

    /// Writes the state, and gives its hash.
    pub(super) fn write(&self, kept: &mut Kept, to: &mut dyn Write) -> io::Result<String> {
        kept.keep_about(serde_json::to_vec(self).map_err(io::Error::other)?);
        kept.write_to(to)
    }

    /// The specification, with its list of bodies where that is now.
    pub(super) fn spec(&self, folder: &Path) -> Done<Spec> {
        let mut spec = Spec::parse(&self.specification, &folder.join(STATE))?;
        spec.bodies = self.bodies.as_ref().map(|file| resolved(folder, &file.path));
        Ok(spec)
    }

    pub(super) fn last_day(&self) -> Done<Day> {
        Day::iso(&self.last_day)
            .ok_or_else(|| Failure::new(format!("{STATE} gives no last day of the records")))
    }

    /// All files, those that taught first.
    pub(super) fn files(&self) -> impl Iterator<Item = &Source> {
        self.taught.iter().chain(&self.added)
    }

    pub(super) fn keep_decisions(&mut self, decisions: &[RecordDecision]) {
        self.decisions = decisions.iter().map(|d| (d.left, d.right, d.same)).collect();
    }

    /// The decisions kept, with the numbers that their records have now.
    pub(super) fn decisions(&self, at: &[u32]) -> Vec<RecordDecision> {
        let place = |record: u32| at.get(record as usize).copied().unwrap_or(u32::MAX);
        let now = |&(left, right, same): &(u32, u32, bool)| RecordDecision {
            left: place(left),
            right: place(right),
            same,
        };
        self.decisions.iter().map(now).collect()
    }

    /// For each record of the state, its number among those of these files, which hold all files of the state.
    pub(super) fn places(&self, files: &[Source]) -> Vec<u32> {
        let mut out = Vec::new();
        for known in self.files() {
            let before = files.iter().take_while(|file| file.path != known.path);
            let start: u32 = before.map(|file| file.records).sum();
            out.extend(start..start + known.records);
        }
        out
    }
}

/// A file as it is named from a folder that may not be there yet.
pub(super) fn named_from(folder: &Path, file: &Path) -> Done<String> {
    let whole = |path: &Path| fs::canonicalize(path).map_err(|e| Failure::io("cannot find", path, &e));
    let file = whole(file)?;
    let up = match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    // Folders on the way that are not there yet are made later, under the names given.
    let mut base = match up.ancestors().find(|p| p.exists()) {
        Some(there) => whole(there)?.join(up.strip_prefix(there).unwrap_or(Path::new(""))),
        None => whole(Path::new("."))?.join(up),
    };
    base.push(folder.file_name().unwrap_or_default());
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (base.components().collect(), file.components().collect());
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut parts = vec!["..".to_string(); from.len() - same];
    parts.extend(to[same..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned()));
    Ok(parts.join("/"))
}

/// Where a file named from a folder is.
pub(super) fn resolved(folder: &Path, named: &str) -> PathBuf {
    folder.join(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_from_the_folder_of_results_whether_that_is_there_or_not() {
        let home = tempfile::tempdir().unwrap();
        let at = home.path();
        fs::create_dir_all(at.join("received/may")).unwrap();
        fs::write(at.join("received/may/a.csv"), "x\n").unwrap();
        for out in ["out", "results/linked/out"] {
            let name = named_from(&at.join(out), &at.join("received/may/a.csv")).unwrap();
            assert_eq!(name, format!("{}received/may/a.csv", "../".repeat(out.split('/').count())));
            fs::create_dir_all(at.join(out)).unwrap();
            assert!(resolved(&at.join(out), &name).is_file());
        }
    }
}
