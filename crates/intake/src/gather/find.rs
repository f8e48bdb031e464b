//! The files of a source: paths below the evidence folder, `*` for any characters but `/`.

use std::fs;
use std::path::Path;

use crate::nearest;

/// Files that one pattern may match.
const FILES_MAX: usize = 100_000;

/// Paths below `root`, with forward slashes, that the pattern matches, sorted.
///
/// # Errors
/// What is wrong with the pattern or the folder, in words, and a hint.
pub(super) fn files(root: &Path, pattern: &str) -> Result<Vec<String>, (String, String)> {
    let parts: Vec<&str> = pattern.split('/').filter(|p| !matches!(*p, "" | ".")).collect();
    if parts.is_empty() {
        return Err((
            "an empty path names no file".into(),
            "write the path below the evidence folder".into(),
        ));
    }
    if pattern.starts_with('/') || pattern.contains('\\') || parts.contains(&"..") {
        let hint = "write the path below the evidence folder, with forward slashes and without \"..\"";
        return Err((format!("\"{pattern}\" is no path below the evidence folder"), hint.into()));
    }
    let mut found = vec![String::new()];
    for (i, part) in parts.iter().enumerate() {
        let last = i + 1 == parts.len();
        let mut next = Vec::new();
        for folder in &found {
            next.extend(entries(root, folder, part, last)?);
            if next.len() > FILES_MAX {
                return Err((
                    format!("\"{pattern}\" matches more than {FILES_MAX} files"),
                    "name fewer files in one source".into(),
                ));
            }
        }
        found = next;
    }
    found.sort();
    Ok(found)
}

/// The name nearest to the last part of a pattern that matched nothing, among the files of its folder.
pub(super) fn nearest_file(root: &Path, pattern: &str) -> Option<String> {
    let (folder, name) = pattern.rsplit_once('/').unwrap_or(("", pattern));
    let names = entries(root, folder, "*", true).ok()?;
    let names: Vec<&str> =
        names.iter().map(|n| n.rsplit_once('/').map_or(n.as_str(), |(_, name)| name)).collect();
    let near = nearest(name, names.iter().copied())?;
    Some(if folder.is_empty() { near.to_string() } else { format!("{folder}/{near}") })
}

fn entries(root: &Path, folder: &str, part: &str, files: bool) -> Result<Vec<String>, (String, String)> {
    let below = |name: &str| if folder.is_empty() { name.to_string() } else { format!("{folder}/{name}") };
    let right_sort = |path: &str| {
        fs::metadata(root.join(path)).is_ok_and(|m| if files { m.is_file() } else { m.is_dir() })
    };
    if !part.contains('*') {
        let path = below(part);
        return Ok(if right_sort(&path) { vec![path] } else { Vec::new() });
    }
    let place = root.join(folder);
    let list = fs::read_dir(&place).map_err(|e| {
        (
            format!("the folder {} cannot be read: {e}", place.display()),
            "say where the files are with --evidence".into(),
        )
    })?;
    let names = list.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut found: Vec<String> = names
        .filter(|n| !n.starts_with('.') && fits(part.as_bytes(), n.as_bytes()))
        .map(|n| below(&n))
        .collect();
    found.retain(|path| right_sort(path));
    found.sort();
    Ok(found)
}

/// Whether a name fits a pattern in which `*` stands for any characters.
fn fits(pattern: &[u8], name: &[u8]) -> bool {
    match pattern.split_first() {
        None => name.is_empty(),
        Some((b'*', rest)) => {
            let rest_start = rest.iter().position(|b| *b != b'*').unwrap_or(rest.len());
            let rest = &rest[rest_start..];
            rest.is_empty() || (0..=name.len()).any(|i| fits_literal_first(rest, &name[i..]))
        }
        Some((c, rest)) => name.split_first().is_some_and(|(d, left)| c == d && fits(rest, left)),
    }
}

/// As [`fits`], refusing early where the first byte differs.
fn fits_literal_first(pattern: &[u8], name: &[u8]) -> bool {
    name.first() == pattern.first() && fits(pattern, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_characters_of_one_name() {
        for (pattern, name, expected) in [
            ("*.csv", "log.csv", true),
            ("*.csv", "log.csv.gz", false),
            ("log-*-*.csv", "log-2001-05.csv", true),
            ("log", "log", true),
            ("log", "logs", false),
            ("**", "anything", true),
            ("*", "", true),
        ] {
            assert_eq!(fits(pattern.as_bytes(), name.as_bytes()), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn paths_outside_the_evidence_are_refused() {
        for pattern in ["/etc/passwd", "../secret.csv", "a/../../b.csv", "", "a\\b.csv"] {
            assert!(files(Path::new("."), pattern).is_err(), "{pattern}");
        }
    }
}
