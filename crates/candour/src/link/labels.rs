//! How files are called: by their names, and where several have one name, by as much of their paths as tells them apart.
//!
//! The same files are called the same from whatever folder the command is run and in whatever order they are named: what tells them apart are
//! the folders that they truly lie in.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::failure::{Done, Failure};

/// The name of a file without its folders.
pub(super) fn short(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What each file is called, as its records and its source are named by it: `people.csv`, or `police/people.csv` where another file is
/// called `people.csv` too.
///
/// # Errors
/// A file that is named twice.
pub(super) fn labels(files: &[PathBuf]) -> Done<Vec<String>> {
    // A file that is not there is named as it was given: reading it says what is wrong.
    let true_paths: Vec<PathBuf> =
        files.iter().map(|path| fs::canonicalize(path).unwrap_or_else(|_| path.clone())).collect();
    let mut seen = BTreeMap::new();
    for (path, file) in true_paths.iter().zip(files) {
        if seen.insert(path, file).is_some() {
            return Err(Failure::new(format!("{} is named twice, or is there already", file.display()))
                .hint("a file is read once"));
        }
    }
    let mut out: Vec<String> = files.iter().map(|path| short(path)).collect();
    let mut alike: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, name) in out.iter().enumerate() {
        alike.entry(name.clone()).or_default().push(at);
    }
    for group in alike.into_values().filter(|group| group.len() > 1) {
        let parts: Vec<Vec<String>> = group.iter().map(|at| parts(&true_paths[*at])).collect();
        let longest = parts.iter().map(Vec::len).max().unwrap_or(0);
        for many in 2..=longest.max(2) {
            let mut told: Vec<String> =
                parts.iter().map(|of| of[of.len().saturating_sub(many)..].join("/")).collect();
            group.iter().zip(&told).for_each(|(at, name)| out[*at].clone_from(name));
            told.sort();
            told.dedup();
            if told.len() == group.len() {
                break;
            }
        }
    }
    Ok(out)
}

/// The names on the way to a file.
fn parts(path: &Path) -> Vec<String> {
    let names = path.components().filter(|part| matches!(part, Component::Normal(_)));
    names.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_one_name_are_told_apart_by_their_folders_and_others_keep_their_names() {
        let home = tempfile::tempdir().unwrap();
        let file = |name: &str| {
            let path = home.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, "x\n").unwrap();
            path
        };
        let [police, health, tax] = ["police/people.csv", "health/people.csv", "tax.csv"].map(file);
        let called = labels(&[police.clone(), tax.clone(), health]).unwrap();
        assert_eq!(called, ["police/people.csv", "tax.csv", "health/people.csv"]);
        let [north, south] = ["north/police/people.csv", "south/police/people.csv"].map(file);
        assert_eq!(
            labels(&[north, south.clone()]).unwrap(),
            ["north/police/people.csv", "south/police/people.csv"]
        );
        let round = home.path().join("police/../tax.csv");
        assert!(labels(&[tax, round]).unwrap_err().to_string().contains("named twice"));
        assert_eq!(labels(&[police]).unwrap(), ["people.csv"], "one alone keeps its name");
    }
}
