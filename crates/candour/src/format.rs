//! `candour format`: a rule file with its machine-readable part in the canonical form.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use duty::parse::{Numbers, rule_file};
use duty::vocabulary::Vocabulary;

use crate::Look;
use crate::failure::{Done, Failure};

const FENCE: &str = "```rule\n";

/// Carries out `candour format`: prints the canonical text, or with `write` puts it into the file. With `check`, files
/// that are not in that form are named and nothing is written.
pub(crate) fn run(files: &[PathBuf], write: bool, check: bool) -> Done<Look> {
    let mut look = Look::NotNeeded;
    // All are read before any is written: one that cannot be read leaves every file as it was.
    let mut read = Vec::new();
    for path in rule_files(files)? {
        let text =
            std::fs::read_to_string(&path).map_err(|e| Failure::io("cannot read the rule", &path, &e))?;
        let canonical = canonical(&path, &text)?;
        read.push((path, text, canonical));
    }
    for (path, text, canonical) in read {
        if check {
            if canonical != text {
                println!("{} is not in the canonical form", path.display());
                look = Look::Needed;
            }
        } else if write {
            if canonical != text {
                std::fs::write(&path, canonical)
                    .map_err(|e| Failure::io("cannot write the rule", &path, &e))?;
            }
        } else {
            print!("{canonical}");
        }
    }
    Ok(look)
}

/// The files, and of every folder its rule files with sections (`.md`, but for README) in order of their names.
pub(crate) fn rule_files(paths: &[PathBuf]) -> Done<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let failed = |e| Failure::io("cannot read the rules in", path, &e);
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(path).map_err(failed)? {
            inside.push(entry.map_err(failed)?.path());
        }
        inside.retain(|f| f.extension().is_some_and(|e| e == "md"));
        inside.retain(|f| f.file_stem().is_none_or(|s| s != "README"));
        if inside.is_empty() {
            return Err(Failure::new(format!(
                "{} holds no rule file whose name ends in .md",
                path.display()
            )));
        }
        inside.sort();
        files.extend(inside);
    }
    Ok(files)
}

/// Stands for `{days}` while a rule that leaves its number to the review is read; no shipped rule has this number.
const STAND_IN_DAYS: u32 = 7_919;

/// The file with its fenced rule in the canonical form; every other line as it is.
fn canonical(path: &Path, text: &str) -> Done<String> {
    let name = path.display().to_string();
    if !text.trim_start_matches('\u{feff}').trim_start().starts_with('#') {
        return Err(Failure::new(format!("{name} holds a rule without a title and sections")).hint(
            "`candour check` reads it as it is; this command puts files in order that open with a title, such as \"# R05 Single assessment\"",
        ));
    }
    let numbers = BTreeMap::from([("days".to_string(), STAND_IN_DAYS)]);
    let file = rule_file(text, &name, &Vocabulary::shipped(), Numbers::Given(&numbers))
        .map_err(|e| Failure::new(e.to_string()))?;
    let torn = || Failure::new(format!("{name} has no block that begins with ```rule"));
    let start = text.find(FENCE).ok_or_else(torn)? + FENCE.len();
    let end = start + text[start..].find("```").ok_or_else(torn)?;
    let mut body = duty::format::rule(&file.rule);
    if text[start..end].contains("{days}") {
        body = body.replace(&STAND_IN_DAYS.to_string(), "{days}");
    }
    Ok(format!("{}{}\n{}", &text[..start], body.trim_end(), &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_read_leaves_the_others_as_they_were() {
        let dir = tempfile::tempdir().unwrap();
        let (good, bad) = (dir.path().join("a.md"), dir.path().join("b.md"));
        let (_, text) = duty::library::SHIPPED.iter().find(|(id, _)| *id == "R05").unwrap();
        let disordered = text.replace("when   referral becomes", "when referral   becomes");
        std::fs::write(&good, &disordered).unwrap();
        std::fs::write(&bad, "rule R05 v1\n").unwrap();
        let error = run(&[dir.path().to_path_buf()], true, false).err().unwrap().to_string();
        assert!(error.contains("without a title and sections") && error.contains("candour check"), "{error}");
        assert_eq!(std::fs::read_to_string(&good).unwrap(), disordered, "nothing was written");
        std::fs::remove_file(&bad).unwrap();
        run(&[dir.path().to_path_buf()], true, false).unwrap();
        assert_eq!(std::fs::read_to_string(&good).unwrap(), *text);
    }

    #[test]
    fn every_shipped_rule_is_in_the_canonical_form_and_a_disordered_one_is_put_right() {
        for (id, text) in duty::library::SHIPPED {
            assert_eq!(canonical(Path::new(id), text).unwrap(), *text, "{id}");
        }
        let (id, text) = duty::library::SHIPPED.iter().find(|(id, _)| *id == "R05").unwrap();
        let disordered = text.replace("when   referral becomes", "when referral   becomes");
        assert_ne!(disordered, *text);
        assert_eq!(canonical(Path::new(id), &disordered).unwrap(), *text);
    }
}
