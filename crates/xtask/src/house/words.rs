//! Words that must not be in the tree: paths of anybody's machine, marks of unfinished work, calls on the network.
//!
//! What is looked for is put together from parts here, so that this file does not find itself.

use std::path::Path;

use crate::house::numbered;
use crate::tree::Tree;

/// Beginnings of paths that exist on one machine only.
fn machine_paths() -> [String; 5] {
    [["/wo", "rk"], ["/ro", "ot"], ["/tmp/", "target"], ["/ho", "me/"], ["/Us", "ers/"]]
        .map(|parts| parts.concat())
}

/// Marks of work that is not done, and of tests that are switched off.
fn unfinished_marks() -> [String; 5] {
    [["todo", "!("], ["unimplemented", "!("], ["FIX", "ME"], ["#[ign", "ore"], ["assert!(", "true)"]]
        .map(|parts| parts.concat())
}

/// No file names a path of the machine it was written on. `Cargo.lock` is cargo's own.
pub fn no_machine_path(tree: &Tree) -> Result<Vec<String>, String> {
    let paths = machine_paths();
    search(
        tree,
        |file| file != Path::new("Cargo.lock"),
        |line| {
            paths
                .iter()
                .find(|path| names_path(line, path))
                .map(|path| format!("names `{path}`, a path of one machine"))
        },
    )
}

/// Nothing in the source is left unfinished, no test is switched off, and no test asserts nothing.
pub fn nothing_unfinished(tree: &Tree) -> Result<Vec<String>, String> {
    let marks = unfinished_marks();
    search(tree, is_source, |line| {
        marks.iter().find(|mark| line.contains(mark.as_str())).map(|mark| format!("holds `{mark}`"))
    })
}

/// No source calls on the network of the standard library.
pub fn no_network_call(tree: &Tree) -> Result<Vec<String>, String> {
    let call = ["std", "::net"].concat();
    search(tree, is_source, |line| line.contains(&call).then(|| format!("calls on `{call}`")))
}

fn is_source(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "rs")
}

/// Findings of `look` over the lines of the text files that `wanted` lets through.
fn search(
    tree: &Tree,
    wanted: impl Fn(&Path) -> bool,
    look: impl Fn(&str) -> Option<String>,
) -> Result<Vec<String>, String> {
    let mut findings = Vec::new();
    for file in tree.files()?.iter().filter(|file| wanted(file)) {
        let Some(text) = tree.text(file)? else { continue };
        for (number, line) in numbered(&text) {
            if let Some(found) = look(line) {
                findings.push(format!("{}:{number}: {found}", file.display()));
            }
        }
    }
    Ok(findings)
}

/// Whether a line names `path` as the beginning of an absolute path, and not as a part of an address or a relative
/// path, nor of a longer word.
fn names_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + path.len()..].chars().next();
        let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '.' | '/' | '-' | '_' | '}' | '*' | '<');
        let begins = !before.is_some_and(goes_on);
        let ends = path.ends_with('/') || !after.is_some_and(|c| c.is_alphanumeric() || c == '_');
        begins && ends
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_told_from_an_address_and_from_a_longer_word() {
        let check = |line: &str, path: usize, expected: bool| {
            let path = &machine_paths()[path];
            let line = line.replace('@', path);
            assert_eq!(names_path(&line, path), expected, "{line}");
        };
        check("cd @/main && cargo test", 0, true);
        check("\"@\"", 0, true);
        check("https://example.org@/page", 0, false);
        check("../house@/page", 0, false);
        check("@ed example", 0, false);
        check("the folder `@`", 1, true);
        check("@s of trees", 1, false);
        check("@-xtask/debug", 2, true);
        check("in @somebody/candour", 3, true);
        check("https://www.example.org@page", 3, false);
    }

    #[test]
    fn this_file_does_not_find_itself() {
        let text = include_str!("words.rs");
        for line in text.lines() {
            assert!(!machine_paths().iter().any(|path| names_path(line, path)), "{line}");
            assert!(!unfinished_marks().iter().any(|mark| line.contains(mark.as_str())), "{line}");
        }
    }
}
