//! The walk through the register in the guide, played as it is written: every block of commands, in order, in one shell.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // it runs the command and reads what it wrote

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::root;

/// The blocks of shell commands of a page, one after the other.
fn commands(page: &str) -> String {
    let blocks = page.split("\n```sh\n").skip(1).map(|rest| rest.split("\n```").next().unwrap());
    blocks.map(|block| format!("{block}\n")).collect()
}

#[test]
fn the_walk_of_the_guide_can_be_copied_from_the_first_complaint_to_the_second_publication() {
    let page = fs::read_to_string(root().join("docs/guide/register-walk.md")).unwrap();
    let script = format!("set -e\n{}", commands(&page));
    assert!(script.matches("candour ").count() >= 15, "{script}");
    let folder = tempfile::tempdir().unwrap();
    let bin = Path::new(env!("CARGO_BIN_EXE_candour")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path =
        std::env::join_paths([bin.to_path_buf()].into_iter().chain(std::env::split_paths(&path))).unwrap();
    let output = Command::new("sh")
        .arg("-c")
        .arg(&script)
        .current_dir(folder.path())
        .env("PATH", path)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    for words in [
        "would be entry 6: a finding",
        "entry 6: a finding",
        "entry 10: what changed because of a reply",
        "It may be published now: 13 entries. In 1 of them something would be withheld or erased: 1 field.",
        "Accepted.",
        "Entry 1 (a complaint), complainant: withheld: victim anonymity, decided by the role disclosure officer (entry 2).",
        "Since the earlier version:",
        "a strand closed without a finding.",
        "the log holds: nothing was changed, dropped or forked",
    ] {
        assert!(out.contains(words), "{words}\n{out}\n{err}");
    }
    let published =
        fs::read_to_string(folder.path().join("walk/my-review/publication-2/publication.txt")).unwrap();
    assert!(
        published.contains("reply to part 1: it stands in entry 9; what came of it stands in entry 10"),
        "{published}"
    );
    assert!(!published.contains("Specimen"), "{published}");
}
