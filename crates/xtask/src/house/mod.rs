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

/// Where `duty` lists the rules that are compiled in.
const RULE_LIST: &str = "crates/duty/src/library.rs";

/// Every `rules/*.md` is in the list of rules that are compiled into the command: a rule file that nobody lists would
/// be read by people and applied by nothing.
pub fn rules_are_listed(tree: &Tree) -> Result<Vec<String>, String> {
    let files = tree.files()?;
    let rules: Vec<&str> = files
        .iter()
        .filter(|file| file.parent() == Some(Path::new("rules")))
        .filter_map(|file| file.file_name()?.to_str()?.strip_suffix(".md"))
        .filter(|name| *name != "README")
        .collect();
    let list = tree.text(Path::new(RULE_LIST))?.ok_or(format!("{RULE_LIST} is not text"))?;
    Ok(unlisted(&rules, &list))
}

fn unlisted(rules: &[&str], list: &str) -> Vec<String> {
    rules
        .iter()
        .filter(|rule| !list.contains(&format!("\"{rule}\"")))
        .map(|rule| format!("rules/{rule}.md: {RULE_LIST} does not list it, so the command does not ship it"))
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
    fn a_rule_that_nobody_lists_is_found() {
        let found = unlisted(&["R01", "R02"], "shipped! {\n    \"R01\" \"R021\"\n}\n");
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("rules/R02.md: "), "{found:?}");
    }
}
