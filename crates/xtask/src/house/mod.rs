//! Checks that hold the tree to what its own pages say.
//!
//! A check reads the tree and gives its findings, one sentence each, with the file and line to go to. No finding
//! means it holds. A new check is one entry in [`CHECKS`].

mod reasons;
mod rooms;
mod size;
mod words;

use std::path::Path;

use crate::tree::Tree;

pub use reasons::{dependencies_have_reasons, no_network_crate};
pub use rooms::{drawing_is_true, pure_rooms_are_fenced};
pub use size::{files_are_small, functions_fit, sources_fit};
pub use words::{no_machine_path, no_network_call, nothing_unfinished};

/// One check.
pub struct Check {
    /// What holds when it finds nothing.
    pub about: &'static str,
    /// Its findings.
    pub run: fn(&Tree) -> Result<Vec<String>, String>,
}

/// Every check of the `house` lane.
pub const CHECKS: &[Check] = &[
    Check { about: "the rooms and their edges are those that ARCHITECTURE.md draws", run: drawing_is_true },
    Check { about: "the pure rooms turn the fence of clippy.toml on", run: pure_rooms_are_fenced },
    Check {
        about: "every outside dependency has its reason in docs/decisions",
        run: dependencies_have_reasons,
    },
    Check { about: "no crate that speaks to a network is in the lock file", run: no_network_crate },
    Check { about: "no source calls on the network", run: no_network_call },
    Check { about: "no path of anybody's machine is in the tree", run: no_machine_path },
    Check { about: "nothing is left unfinished or switched off", run: nothing_unfinished },
    Check { about: "every rule file is compiled into the command", run: rules_are_listed },
    Check { about: "no file is larger than 1 MiB", run: files_are_small },
    Check { about: "no source file is longer than 900 lines", run: sources_fit },
    Check { about: "no function is longer than 100 lines", run: functions_fit },
];

/// Every `rules/*.md` is named by a source file, so that it is compiled into the command: a rule file that nobody
/// lists would be read by people and applied by nothing.
pub fn rules_are_listed(tree: &Tree) -> Result<Vec<String>, String> {
    let files = tree.files()?;
    let rule_names: Vec<&str> = files
        .iter()
        .filter(|file| file.parent() == Some(Path::new("rules")))
        .filter_map(|file| file.file_name()?.to_str())
        .filter(|name| name.ends_with(".md") && *name != "README.md")
        .collect();
    let mut sources = String::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|e| e == "rs")) {
        sources += &tree.text(file)?.unwrap_or_default();
    }
    Ok(unlisted(&rule_names, &sources))
}

fn unlisted(rule_names: &[&str], sources: &str) -> Vec<String> {
    rule_names
        .iter()
        .filter(|name| !sources.contains(&format!("/{name}\"")) && !sources.contains(&format!("\"{name}\"")))
        .map(|name| format!("rules/{name}: no source file includes it, so the command does not ship it"))
        .collect()
}

/// Lines of a text with their numbers from 1.
fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(i, line)| (i + 1, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_no_source_includes_is_found() {
        let sources = "include_str!(\"../../../rules/R01.md\")";
        let found = unlisted(&["R01.md", "R02.md"], sources);
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("rules/R02.md: "), "{found:?}");
    }
}
