//! Outside dependencies: each with a reason that is written down, none that speaks to a network.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::tree::Tree;

/// The page with the table of outside crates: `| crate | used by | why | instead of |`.
const PAGE: &str = "docs/decisions/0002-outside-crates.md";

/// Crates whose presence in the lock file means that something can speak to a network. `web` and `ledger` will need
/// some of them: then the list applies to what the default command builds without them.
const NETWORK_CRATES: [&str; 12] = [
    "async-std",
    "curl",
    "h2",
    "hyper",
    "mio",
    "openssl",
    "quinn",
    "reqwest",
    "rustls",
    "socket2",
    "tokio",
    "ureq",
];

/// Every outside crate that a member names has a row with a reason, and every row is of a crate in use.
pub fn dependencies_have_reasons(tree: &Tree) -> Result<Vec<String>, String> {
    let page = tree.text(Path::new(PAGE))?.ok_or(format!("{PAGE} is not text"))?;
    Ok(compare(&outside(&tree.metadata()?), &page))
}

/// Names of the outside crates that any member depends on, in whatever way.
fn outside(metadata: &Value) -> BTreeSet<String> {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    packages
        .flat_map(|package| package["dependencies"].as_array().into_iter().flatten())
        .filter(|dependency| !dependency["path"].is_string())
        .filter_map(|dependency| dependency["name"].as_str())
        .map(str::to_string)
        .collect()
}

fn compare(used: &BTreeSet<String>, page: &str) -> Vec<String> {
    let mut findings = Vec::new();
    let mut listed = BTreeSet::new();
    for line in page.lines() {
        let Some(row) = line.strip_prefix("| `") else { continue };
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let name = cells[0].trim_end_matches('`');
        listed.insert(name.to_string());
        if cells.len() < 4 || cells[1..4].iter().any(|cell| cell.is_empty()) {
            findings.push(format!("{PAGE}: the row of `{name}` lacks who uses it, why, or instead of what"));
        }
    }
    for name in used.difference(&listed) {
        findings.push(format!("{PAGE}: `{name}` is used and has no row"));
    }
    for name in listed.difference(used) {
        findings.push(format!("{PAGE}: `{name}` has a row and nobody uses it"));
    }
    findings
}

/// The lock file holds no crate that speaks to a network.
pub fn no_network_crate(tree: &Tree) -> Result<Vec<String>, String> {
    let lock = tree.text(Path::new("Cargo.lock"))?.ok_or("Cargo.lock is not text")?;
    Ok(network_crates(&lock))
}

fn network_crates(lock: &str) -> Vec<String> {
    lock.lines()
        .filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
        .filter(|name| NETWORK_CRATES.contains(name))
        .map(|name| format!("Cargo.lock: `{name}` speaks to a network"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_crate_without_a_row_and_a_row_without_a_crate_are_found() {
        let metadata = json!({ "packages": [
            { "dependencies": [{ "name": "csv" }, { "name": "model", "path": "crates/model" }] },
            { "dependencies": [{ "name": "jiff" }, { "name": "zip", "kind": "dev" }] },
        ] });
        let page = "| crate | used by | why | instead |\n|---|---|---|---|\n| `csv` | intake | quoting | by hand |\n\
                    | `jiff` | model | | chrono |\n| `regex` | nobody | old | - |\n";
        let findings = compare(&outside(&metadata), page).join("\n");
        for part in ["row of `jiff` lacks", "`zip` is used and has no row", "`regex` has a row and nobody"] {
            assert!(findings.contains(part), "{part:?} is missing in {findings:?}");
        }
        assert!(!findings.contains("csv") && !findings.contains("model"), "{findings}");
    }

    #[test]
    fn a_network_crate_in_the_lock_file_is_found_by_its_whole_name() {
        let lock = "[[package]]\nname = \"hyper\"\nversion = \"1\"\n\n[[package]]\nname = \"hyphenation\"\n";
        assert_eq!(network_crates(lock), ["Cargo.lock: `hyper` speaks to a network"]);
    }
}
