//! Outside dependencies: each with a reason that is written down, none that speaks to a network.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::tree::Tree;

/// The page with the table of outside crates: `| crate | used by | why | instead of |`.
const PAGE: &str = "docs/decisions/0002-outside-crates.md";

/// Crates whose presence in the lock file means that something can speak to a network.
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

/// The one way that is allowed: PostgreSQL by the address a person gives, from the room `ledger` alone. Whoever stands
/// on the left may be used by those on the right and by nobody else.
const POSTGRESQL: [(&str, &[&str]); 6] = [
    ("postgres", &["ledger"]),
    ("tokio-postgres", &["postgres"]),
    ("tokio-util", &["tokio-postgres"]),
    ("tokio", &["postgres", "tokio-postgres", "tokio-util"]),
    ("mio", &["tokio"]),
    ("socket2", &["tokio", "tokio-postgres"]),
];

/// Every outside crate that a member names has a row with a reason, and every row is of a crate in use.
pub fn dependencies_have_reasons(tree: &Tree) -> Result<Vec<String>, String> {
    let page = tree.text(Path::new(PAGE))?.ok_or(format!("{PAGE} is not text"))?;
    Ok(compare(&outside(&tree.metadata()?), &page))
}

/// The outside crates that any member depends on, in whatever way, and the rooms that do.
fn outside(metadata: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let room = package["name"].as_str().unwrap_or_default();
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let Some(name) = dependency["name"].as_str().filter(|_| !dependency["path"].is_string()) else {
                continue;
            };
            used.entry(name.to_string()).or_default().insert(room.to_string());
        }
    }
    used
}

fn compare(used: &BTreeMap<String, BTreeSet<String>>, page: &str) -> Vec<String> {
    let mut findings = Vec::new();
    let mut listed = BTreeSet::new();
    for line in page.lines() {
        let Some(row) = line.strip_prefix("| `") else { continue };
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let name = cells[0].trim_end_matches('`');
        listed.insert(name.to_string());
        if cells.len() < 4 || cells[1..4].iter().any(|cell| cell.is_empty()) {
            findings.push(format!("{PAGE}: the row of `{name}` lacks who uses it, why, or instead of what"));
            continue;
        }
        let said: BTreeSet<&str> = cells[1].split('`').skip(1).step_by(2).collect();
        let truly: BTreeSet<&str> = used.get(name).into_iter().flatten().map(String::as_str).collect();
        if said != truly && !truly.is_empty() {
            let rooms: Vec<&str> = truly.into_iter().collect();
            findings.push(format!("{PAGE}: `{name}` is used by {}", rooms.join(", ")));
        }
    }
    for name in used.keys().filter(|name| !listed.contains(*name)) {
        findings.push(format!("{PAGE}: `{name}` is used and has no row"));
    }
    for name in listed.iter().filter(|name| !used.contains_key(*name)) {
        findings.push(format!("{PAGE}: `{name}` has a row and nobody uses it"));
    }
    findings
}

/// The lock file holds no crate that speaks to a network, PostgreSQL's client under `ledger` excepted.
pub fn no_network_crate(tree: &Tree) -> Result<Vec<String>, String> {
    let lock = tree.text(Path::new("Cargo.lock"))?.ok_or("Cargo.lock is not text")?;
    Ok(network_crates(&lock))
}

fn network_crates(lock: &str) -> Vec<String> {
    let packages: Vec<(&str, Vec<&str>)> = lock.split("[[package]]").filter_map(package).collect();
    let mut findings = Vec::new();
    for (name, _) in &packages {
        let allowed = POSTGRESQL.iter().find(|(known, _)| known == name).map(|(_, users)| *users);
        let Some(allowed) = allowed else {
            if NETWORK_CRATES.contains(name) {
                findings.push(format!("Cargo.lock: `{name}` speaks to a network"));
            }
            continue;
        };
        let users = packages.iter().filter(|(_, uses)| uses.contains(name)).map(|(user, _)| user);
        for user in users.filter(|user| !allowed.contains(user)) {
            findings.push(format!("Cargo.lock: `{name}` speaks to a network, and `{user}` uses it"));
        }
    }
    findings
}

/// The name of one package of the lock file, and the names of those it uses.
fn package(text: &str) -> Option<(&str, Vec<&str>)> {
    let name = text.lines().find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))?;
    let listed =
        text.split("dependencies = [").nth(1).map_or("", |rest| rest.split(']').next().unwrap_or(""));
    // `"name"`, or `"name version"` where there are several versions.
    let uses = listed.split('"').skip(1).step_by(2).filter_map(|entry| entry.split(' ').next()).collect();
    Some((name, uses))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_crate_without_a_row_and_a_row_without_a_crate_are_found() {
        let metadata = json!({ "packages": [
            { "name": "intake", "dependencies": [
                { "name": "csv" }, { "name": "toml" }, { "name": "model", "path": "crates/model" },
            ] },
            { "name": "model", "dependencies": [{ "name": "jiff" }, { "name": "zip", "kind": "dev" }] },
        ] });
        let page = "| crate | used by | why | instead |\n|---|---|---|---|\n| `csv` | `intake` | quoting | by hand |\n\
                    | `jiff` | `model` | | chrono |\n| `regex` | `web` | old | - |\n| `toml` | `model` | dates | json |\n";
        let findings = compare(&outside(&metadata), page).join("\n");
        for part in [
            "row of `jiff` lacks",
            "`toml` is used by intake",
            "`zip` is used and has no row",
            "`regex` has a row and nobody",
        ] {
            assert!(findings.contains(part), "{part:?} is missing in {findings:?}");
        }
        assert!(!findings.contains("csv") && !findings.contains("`model` is"), "{findings}");
    }

    #[test]
    fn a_network_crate_in_the_lock_file_is_found_by_its_whole_name() {
        let lock = "[[package]]\nname = \"hyper\"\nversion = \"1\"\n\n[[package]]\nname = \"hyphenation\"\n";
        assert_eq!(network_crates(lock), ["Cargo.lock: `hyper` speaks to a network"]);
    }

    #[test]
    fn postgresql_is_for_the_ledger_alone() {
        let lock = |user: &str| {
            let used = [("tokio", ""), ("postgres", "tokio"), (user, "postgres")];
            used.map(|(name, uses)| {
                let uses = if uses.is_empty() { String::new() } else { format!("\"{uses} 1.0.0\",") };
                format!("[[package]]\nname = \"{name}\"\ndependencies = [\n {uses}\n]\n")
            })
            .concat()
        };
        assert_eq!(network_crates(&lock("ledger")), Vec::<String>::new());
        let found = network_crates(&lock("intake"));
        assert_eq!(found, ["Cargo.lock: `postgres` speaks to a network, and `intake` uses it"]);
    }
}
