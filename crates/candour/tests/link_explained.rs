//! What hangs on a link: for links of an invented town, the outcomes that `candour explain` lists are those that change when a person
//! decides the other way, and no other.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // these tests read the files that were written

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use support::{candour, copy_example, review, rows};

type Row = BTreeMap<String, String>;

/// Links looked at in an ordinary run; `CANDOUR_TRIALS` asks for more.
const LINKS: usize = 8;

/// What an outcome says, by what makes it the same duty in two runs.
fn said(dir: &Path) -> BTreeMap<String, (String, String)> {
    let mut out = BTreeMap::new();
    for row in rows(&dir.join("out/outcomes.csv")) {
        let of = |names: &[&str]| names.iter().map(|n| row[*n].clone()).collect::<Vec<_>>().join("|");
        let mut key = of(&["rule", "holder", "trigger", "reference"]);
        while out.contains_key(&key) {
            key.push('+');
        }
        let says = of(&[
            "version",
            "started",
            "due",
            "verdict",
            "done",
            "days_late",
            "working_days_late",
            "certainty",
            "evidence",
            "status",
            "possible",
        ]);
        out.insert(key, (row["outcome"].clone(), says));
    }
    out
}

/// A decision about the two mentions of a link, as a reviewer writes it.
fn decision(link: &Row, mentions: &BTreeMap<String, Row>) -> String {
    let of = |side: &str| {
        let m = &mentions[&link[side]];
        let text = |key: &str| toml::Value::String(m[key].clone()).to_string();
        format!(
            "{{ file = {}, sheet = {}, row = {}, as = {} }}",
            text("file"),
            text("sheet"),
            m["row"],
            text("role")
        )
    };
    format!(
        "\n[[decision]]\nleft = {}\nright = {}\nsame = {}\nby = \"reviewer\"\nreason = \"tried\"\n",
        of("left"),
        of("right"),
        link["used"] == "false" || link["used"] == "no"
    )
}

#[test]
fn exactly_the_outcomes_that_are_listed_change_when_a_link_is_decided_the_other_way() {
    let folder = tempfile::tempdir().unwrap();
    let dir = copy_example("northmere", folder.path());
    fs::write(dir.join("specimen.toml"), "people = 60\nseed = 7\n").unwrap();
    review(&dir, &["--names-as-recorded"], 0);
    let links = rows(&dir.join("out/links.csv"));
    let mentions: BTreeMap<String, Row> =
        rows(&dir.join("out/mentions.csv")).into_iter().map(|m| (m["mention"].clone(), m)).collect();
    let before = said(&dir);
    let terms = fs::read_to_string(dir.join("review.toml")).unwrap();
    let wanted: usize = std::env::var("CANDOUR_TRIALS").ok().and_then(|n| n.parse().ok()).unwrap_or(LINKS);
    let every = links.len().div_ceil(wanted.min(links.len()).max(1)).max(1);
    let (mut tried, mut with_changes) = (0, 0);
    let explained = |link: &Row| {
        let output = candour(&["explain", dir.to_str().unwrap(), &link["link"]]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(0), "{text}");
        text
    };
    // Some evenly spread, and two of which it is said that outcomes hang on them.
    let even = links.iter().step_by(every);
    let weighty =
        links.iter().filter(|link| explained(link).lines().any(|l| l.trim().starts_with('Q'))).take(2);
    for link in even.chain(weighty) {
        let text = explained(link);
        assert!(text.contains("Together") && text.contains("What hangs on it"), "{text}");
        let hanging: Vec<&str> =
            text.lines().skip_while(|l| !l.starts_with("What hangs on it")).skip(1).map(str::trim).collect();
        let named: BTreeSet<String> = hanging
            .iter()
            .filter(|l| l.starts_with('Q'))
            .map(|l| l.split(' ').next().unwrap().to_string())
            .collect();
        let new = hanging.iter().filter(|l| l.starts_with("new:")).count();
        fs::write(dir.join("review.toml"), terms.clone() + &decision(link, &mentions)).unwrap();
        review(&dir, &["--names-as-recorded"], 0);
        let after = said(&dir);
        let changed: BTreeSet<String> = before
            .iter()
            .filter(|(key, (_, says))| after.get(*key).is_none_or(|(_, now)| now != says))
            .map(|(_, (number, _))| number.clone())
            .collect();
        assert_eq!(named, changed, "{text}");
        assert_eq!(new, after.keys().filter(|key| !before.contains_key(*key)).count(), "{text}");
        tried += 1;
        with_changes += usize::from(!changed.is_empty() || new > 0);
        fs::write(dir.join("review.toml"), &terms).unwrap();
    }
    println!(
        "{tried} of {} links decided the other way, {with_changes} with outcomes that hang on them",
        links.len()
    );
    assert!(
        tried >= LINKS.min(links.len()) && with_changes > 0,
        "{tried} tried, {with_changes} with changes"
    );
}

/// A reason names a possible same by its number: who that is, which rows name it and which link was not acted on can be looked up.
#[test]
fn what_a_possible_same_is_can_be_looked_up_by_the_number_that_a_reason_names() {
    let folder = tempfile::tempdir().unwrap();
    let dir = copy_example("northmere", folder.path());
    review(&dir, &["--names-as-recorded"], 0);
    let entities = rows(&dir.join("out/entities.csv"));
    let of = |number: &str| entities.iter().find(|e| e["entity"] == number).expect("an entity");
    let explained = |number: &str| {
        let output = candour(&["explain", dir.to_str().unwrap(), number]);
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).unwrap()
    };
    let named = |o: &Row| {
        let at = o["reason"].split_once("stands in the record of ")?.1;
        Some(at.split_once(',')?.0.to_string())
    };
    let (outcome, same) = rows(&dir.join("out/outcomes.csv"))
        .into_iter()
        .find_map(|o| named(&o).map(|same| (o["outcome"].clone(), same)))
        .expect("an outcome that a possible same leaves open");
    let text = explained(&same);
    let entity = of(&same);
    assert!(text.starts_with(&format!("{same}: {}\n", entity["label"])), "{text}");
    let rows_named = text.lines().filter(|l| l.starts_with("  M")).count();
    assert_eq!(rows_named.to_string(), entity["mentions"], "{text}");
    let possible: Vec<&str> =
        text.split("\nPossible sames").nth(1).expect("possible sames").lines().collect();
    assert!(possible.iter().any(|l| l.starts_with("    L") && l.contains("probability 0.")), "{text}");
    let text = explained(&outcome);
    assert!(text.contains(&format!("\n  {same}: {}\n    L", entity["label"])), "{text}");
    let output = candour(&["explain", dir.to_str().unwrap(), "N99999"]);
    assert_ne!(output.status.code(), Some(0), "there is no such number");
}
