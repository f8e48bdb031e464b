//! The drawing in ARCHITECTURE.md against the workspace as cargo sees it.
//!
//! The drawing is the fenced block whose first line is ```` ```edges ````. A line `a -> b c` allows the room `a` to
//! know `b` and `c`; `a -> (none)` allows nothing; `a ..> b` allows it in tests only. Every room has a line.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::tree::Tree;

/// Rooms that read nothing, know no clock and roll no dice.
const PURE_ROOMS: [&str; 6] = ["model", "link", "duty", "report", "tlog", "register"];

/// The attribute that turns the fence of clippy.toml on.
const FENCE: &str = "#![deny(clippy::disallowed_types, clippy::disallowed_methods)]";

/// Rooms by name, each with the rooms it may know or knows.
type Edges = BTreeMap<String, BTreeSet<String>>;

/// What the drawing allows.
#[derive(Default, PartialEq, Eq, Debug)]
struct Drawing {
    /// Allowed everywhere.
    always: Edges,
    /// Allowed in tests.
    in_tests: Edges,
}

/// What the workspace does: the same two kinds of edges, as used.
#[derive(Default, PartialEq, Eq, Debug)]
struct Workspace {
    built: Edges,
    tested: Edges,
}

/// The rooms of the workspace and the edges between them are those that ARCHITECTURE.md draws.
pub fn drawing_is_true(tree: &Tree) -> Result<Vec<String>, String> {
    let page = tree.text(Path::new("ARCHITECTURE.md"))?.ok_or("ARCHITECTURE.md is not text")?;
    Ok(compare(&read_drawing(&page)?, &read_workspace(&tree.metadata()?)?))
}

fn read_drawing(page: &str) -> Result<Drawing, String> {
    let block = page
        .split("```edges\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .ok_or("ARCHITECTURE.md has no block that begins with ```edges")?;
    let mut drawing = Drawing::default();
    for line in block.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (edges, parts) = match (line.split_once("->"), line.split_once("..>")) {
            (Some(parts), _) => (&mut drawing.always, parts),
            (None, Some(parts)) => (&mut drawing.in_tests, parts),
            _ => {
                return Err(format!(
                    "ARCHITECTURE.md: `{line}` draws no edge; write `room -> room` or `room ..> room`"
                ));
            }
        };
        let known = parts.1.split_whitespace().filter(|name| *name != "(none)").map(str::to_string);
        edges.entry(parts.0.trim().to_string()).or_default().extend(known);
    }
    Ok(drawing)
}

fn read_workspace(metadata: &Value) -> Result<Workspace, String> {
    let packages = metadata["packages"].as_array().ok_or("cargo metadata lists no packages")?;
    let mut workspace = Workspace::default();
    for package in packages {
        let name = package["name"].as_str().ok_or("cargo metadata lists a package without a name")?;
        workspace.built.entry(name.to_string()).or_default();
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let Some(known) = dependency["name"].as_str().filter(|_| dependency["path"].is_string()) else {
                continue;
            };
            let dev = dependency["kind"].as_str() == Some("dev");
            let edges = if dev { &mut workspace.tested } else { &mut workspace.built };
            edges.entry(name.to_string()).or_default().insert(known.to_string());
        }
    }
    Ok(workspace)
}

fn compare(drawing: &Drawing, workspace: &Workspace) -> Vec<String> {
    let mut findings = Vec::new();
    for room in workspace.built.keys().filter(|room| !drawing.always.contains_key(*room)) {
        findings.push(format!("ARCHITECTURE.md: the room `{room}` is not drawn"));
    }
    let drawn = drawing.always.iter().chain(&drawing.in_tests);
    let named: BTreeSet<&String> =
        drawn.flat_map(|(room, known)| std::iter::once(room).chain(known)).collect();
    for room in named.into_iter().filter(|room| !workspace.built.contains_key(*room)) {
        findings.push(format!("ARCHITECTURE.md draws the room `{room}`, which is not in the workspace"));
    }
    let allows =
        |edges: &Edges, room: &str, known: &str| edges.get(room).is_some_and(|set| set.contains(known));
    for (room, known) in pairs(&workspace.built) {
        if !allows(&drawing.always, room, known) {
            findings
                .push(format!("crates/{room}/Cargo.toml: `{room}` may not know `{known}` (ARCHITECTURE.md)"));
        }
    }
    for (room, known) in pairs(&workspace.tested) {
        if !allows(&drawing.always, room, known) && !allows(&drawing.in_tests, room, known) {
            findings.push(format!(
                "crates/{room}/Cargo.toml: the tests of `{room}` may not know `{known}` (ARCHITECTURE.md)"
            ));
        }
    }
    findings
}

fn pairs(edges: &Edges) -> impl Iterator<Item = (&String, &String)> {
    edges.iter().flat_map(|(room, known)| known.iter().map(move |k| (room, k)))
}

/// Every pure room turns the fence on in its `lib.rs` and nobody inside takes it down again.
pub fn pure_rooms_are_fenced(tree: &Tree) -> Result<Vec<String>, String> {
    let mut findings = Vec::new();
    let taken_down = ["allow(clippy::", "disallowed_"].concat();
    for room in PURE_ROOMS {
        let folder = Path::new("crates").join(room).join("src");
        let lib = folder.join("lib.rs");
        if !tree.text(&lib)?.unwrap_or_default().lines().any(|line| line.trim() == FENCE) {
            findings.push(format!("{}: the fence is missing: {FENCE}", lib.display()));
        }
        for file in tree.files()?.iter().filter(|file| file.starts_with(&folder)) {
            let text = tree.text(file)?.unwrap_or_default();
            for (number, _) in super::numbered(&text).filter(|(_, line)| line.contains(&taken_down)) {
                findings.push(format!("{}:{number}: a pure room takes the fence down", file.display()));
            }
        }
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const PAGE: &str = "words\n```edges\nmodel  -> (none)\nlink   -> model\nduty   -> model\nlink   ..> made\nmade -> model\n```\n";

    /// A workspace of rooms and `(room, known, kind)`.
    fn check(edges: &[(&str, &str, Option<&str>)], expected: &[&str]) {
        let packages: Vec<Value> = ["model", "link", "duty", "made"]
            .iter()
            .map(|room| {
                let known: Vec<Value> = edges
                    .iter()
                    .filter(|edge| edge.0 == *room)
                    .map(|edge| json!({ "name": edge.1, "path": "somewhere", "kind": edge.2 }))
                    .collect();
                json!({ "name": room, "dependencies": known })
            })
            .collect();
        let workspace = read_workspace(&json!({ "packages": packages })).unwrap();
        let findings = compare(&read_drawing(PAGE).unwrap(), &workspace);
        assert_eq!(findings.len(), expected.len(), "{findings:?}");
        for (finding, part) in findings.iter().zip(expected) {
            assert!(finding.contains(part), "{part:?} is missing in {finding:?}");
        }
    }

    #[test]
    fn link_and_duty_never_meet() {
        check(&[("link", "model", None), ("duty", "model", None)], &[]);
        check(&[("link", "duty", None)], &["`link` may not know `duty`"]);
        check(&[("duty", "link", None)], &["`duty` may not know `link`"]);
        check(&[("link", "duty", Some("dev"))], &["the tests of `link` may not know `duty`"]);
        check(&[("link", "made", Some("dev"))], &[]);
        check(&[("link", "made", None)], &["`link` may not know `made`"]);
        check(&[("duty", "model", Some("build"))], &[]);
    }

    #[test]
    fn a_room_that_is_not_drawn_or_not_built_is_found() {
        let drawing = read_drawing("```edges\nmodel -> (none)\nledger -> register\n```").unwrap();
        let workspace = Workspace {
            built: [("model".to_string(), BTreeSet::new()), ("cellar".to_string(), BTreeSet::new())].into(),
            tested: Edges::new(),
        };
        let findings = compare(&drawing, &workspace).join("\n");
        for part in ["`cellar` is not drawn", "room `ledger`, which is not", "room `register`, which is not"]
        {
            assert!(findings.contains(part), "{part:?} is missing in {findings:?}");
        }
        assert!(read_drawing("no block here").is_err());
        assert!(read_drawing("```edges\nmodel = link\n```").is_err());
    }

    #[test]
    fn the_drawing_is_true_of_this_workspace() {
        let findings = drawing_is_true(&Tree::here().unwrap()).unwrap();
        assert!(findings.is_empty(), "{findings:#?}");
    }
}
