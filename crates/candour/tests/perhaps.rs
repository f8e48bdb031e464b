//! One man recorded with a birth date by one agency and without by another: two entries that linkage leaves apart, and that may be
//! one. Neither is shown as if nothing were known of the other, no silence rests on the link that was not made, and a person's
//! decision makes the answer definite. Every name is invented.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // it runs the command and reads what it wrote

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use support::{candour, review, rows};

const REVIEW: &str = r#"
[review]
title = "Who may be one"
purpose = "learning"
observation_date = 2010-01-01
period = { from = 2004-01-01, to = 2009-12-31 }

[[agency]]
name = "Norrow Police"
sort = "police"

[[agency]]
name = "Norrow Care"
sort = "social_care"

[[source]]
name = "concerns"
agency = "Norrow Care"
files = "care/concerns.csv"
covers = { from = 2004-01-01, to = 2009-12-31 }
[[source.mention]]
as = "named"
kind = "person"
name = "Name"
born = "Born"
[[source.event]]
kind = "concern_raised"
date = "Date"
reference = "Ref"

[[source]]
name = "items"
agency = "Norrow Police"
files = "police/items.csv"
covers = { from = 2004-01-01, to = 2009-12-31 }
[[source.mention]]
as = "named"
kind = "person"
name = "Name"
[[source.mention]]
as = "car"
kind = "vehicle"
plate = "Mark"
[[source.event]]
kind = "concern_raised"
date = "Date"
reference = "Ref"

[[source]]
name = "taskings"
agency = "Norrow Police"
files = "police/taskings.csv"
covers = { from = 2004-01-01, to = 2009-12-31 }
[[source.mention]]
as = "person"
kind = "person"
name = "Name"
born = "Born"
[[source.mention]]
as = "car"
kind = "vehicle"
plate = "Mark"
[[source.event]]
kind = "tasking"
date = "Date"
reference = "Ref"

[[concern]]
kind = "concern_raised"
as = ["named"]

[[response]]
name = "tasking"
kinds = ["tasking"]
about = "person"
known_to = ["police", "social_care"]
by = ["police"]
"#;

/// Care knows Orlando Quillfeather with his birth date, the police by his name alone, and a tasking gives both.
const CONCERNS: &str = "Ref,Date,Name,Born\n\
    C1,2006-02-01,Orlando Quillfeather,03/04/1980\n\
    C2,2006-02-09,Orlando Quillfeather,03/04/1980\n\
    C3,2006-06-09,Ludo Marchbanks,09/11/1977\n";
const ITEMS: &str = "Ref,Date,Name,Mark\n\
    P1,2006-03-01,Orlando Quillfeather,\n\
    P2,2006-04-02,Ludo Marchbanks,\n\
    P3,2006-05-02,Ludo Marchbanks,\n\
    P4,2006-06-02,Ludo Marchbanks,\n";
const TASKINGS: &str = "Ref,Date,Name,Born,Mark\nT1,2006-05-01,Orlando Quillfeather,03/04/1980,\n";

fn town(folder: &Path, more: &str) -> PathBuf {
    let dir = folder.join("town");
    for (file, text) in [
        ("evidence/care/concerns.csv", CONCERNS),
        ("evidence/police/items.csv", ITEMS),
        ("evidence/police/taskings.csv", TASKINGS),
        ("review.toml", &format!("{REVIEW}{more}")),
    ] {
        let path = dir.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

/// The decision of a person on the police's item and the first concern of Norrow Care.
fn decided(same: bool) -> String {
    format!(
        "\n[[decision]]\nleft = {{ file = \"police/items.csv\", row = 2, as = \"named\" }}\n\
         right = {{ file = \"care/concerns.csv\", row = 2, as = \"named\" }}\n\
         same = {same}\nby = \"senior investigator\"\nreason = \"Seen in the photograph of 3 May 2006.\"\n"
    )
}

/// The entry of the mention in a row of a file.
fn entry(dir: &Path, file: &str, row: &str) -> String {
    let mentions = rows(&dir.join("out/mentions.csv"));
    mentions.iter().find(|m| m["file"] == file && m["row"] == row).unwrap()["entity"].clone()
}

/// The line of what followed for an entry known to an agency.
fn line(dir: &Path, entry: &str, holder: &str) -> BTreeMap<String, String> {
    let about = |l: &BTreeMap<String, String>| l["entities"].split("; ").any(|e| e == entry);
    let followed = rows(&dir.join("out/followed.csv"));
    followed.into_iter().find(|l| about(l) && l["holder"] == holder).unwrap()
}

#[test]
fn beside_each_of_two_entries_stands_whom_it_may_be_and_what_would_then_be_known() {
    let folder = tempfile::tempdir().unwrap();
    let dir = town(folder.path(), "");
    review(&dir, &[], 0);
    let bare = entry(&dir, "police/items.csv", "2");
    let born = entry(&dir, "care/concerns.csv", "2");
    assert_ne!(bare, born, "a name alone joins nobody");
    assert_eq!(born, entry(&dir, "police/taskings.csv", "2"), "name and birth date do");

    // The tasking is recorded of the other entry: no silence, and the line says beside whom it stands.
    let police = line(&dir, &bare, "Norrow Police");
    assert_eq!(police["answer"], "cannot tell", "{police:?}");
    assert!(police["may_be_the_same_as"].starts_with(&format!("{born} (")), "{police:?}");
    assert!(police["if_the_same"].contains(&format!("{born}: tasking E")), "{police:?}");
    let care = line(&dir, &born, "Norrow Care");
    assert_eq!(care["answer"], "done");
    assert!(care["may_be_the_same_as"].starts_with(&format!("{bare} (")), "{care:?}");

    // Known to the police alone, or to both: it cannot be told, and the matrix says of how many.
    let sharing = rows(&dir.join("out/sharing.csv"));
    let pair = sharing.iter().find(|s| s["from"] == "Norrow Police" && s["to"] == "Norrow Care").unwrap();
    assert_eq!(
        (pair["known_to_from_only"].as_str(), pair["of_those_perhaps_known_to_both"].as_str()),
        ("2", "2")
    );
    assert!(pair["caveat"].contains("it cannot be told whether both knew"), "{pair:?}");

    let page = fs::read_to_string(dir.join("out/report.html")).unwrap();
    let what_followed = &page[page.find("<h3>What followed</h3>").unwrap()..];
    assert!(what_followed.contains("may be the same as Person "), "the page says so beside the line");
    assert!(what_followed.contains(": if so, "), "and what would be known then");
    let ladder = &page
        [page.find("<h3>Who knew, from when</h3>").unwrap()..page.find("<h3>What followed</h3>").unwrap()];
    assert!(ladder.contains("if so, known to Norrow Care (1 February 2006)"), "the ladder says it too");

    let choice = candour(&["knew", dir.to_str().unwrap(), "--about", "Orlando Quillfeather"]);
    let choice = String::from_utf8(choice.stdout).unwrap();
    assert!(choice.contains(&format!("may be the same as {born} (")), "{choice}");
    let asked = candour(&["knew", dir.to_str().unwrap(), "--about", &bare]);
    let told = String::from_utf8(asked.stdout).unwrap();
    assert!(told.contains("May be the same"), "{told}");
    assert!(told.contains(&format!("  {born}: Orlando Quillfeather (")), "{told}");
    assert!(told.contains("if so, Norrow Care knew (1 February 2006, E1)"), "{told}");
    let then = candour(&["knew", dir.to_str().unwrap(), "--about", &bare, "--on", "2006-01-31"]);
    let told = String::from_utf8(then.stdout).unwrap();
    assert!(told.contains("nothing of it was certainly there on that day"), "{told}");
}

#[test]
fn whoever_two_things_tie_to_it_is_read_with_it_in_what_followed_and_told_of_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let dir = town(folder.path(), "");
    let marked = |text: &str, row: &str| text.replacen(row, &format!("{row}QX51 ABC"), 1);
    let items = marked(ITEMS, "P1,2006-03-01,Orlando Quillfeather,");
    fs::write(dir.join("evidence/police/items.csv"), items).unwrap();
    let taskings = marked(TASKINGS, "T1,2006-05-01,Orlando Quillfeather,03/04/1980,");
    fs::write(dir.join("evidence/police/taskings.csv"), taskings).unwrap();
    review(&dir, &[], 0);
    let (bare, born) = (entry(&dir, "police/items.csv", "2"), entry(&dir, "care/concerns.csv", "2"));
    let police = line(&dir, &bare, "Norrow Police");
    assert_eq!((police["answer"].as_str(), &police["taken_as_the_same"]), ("done", &born), "{police:?}");
    assert_eq!(police["may_be_the_same_as"], "");
    let asked = candour(&["knew", dir.to_str().unwrap(), "--about", &bare]);
    let told = String::from_utf8(asked.stdout).unwrap();
    assert!(
        told.contains(&format!("  {born}: Orlando Quillfeather (")),
        "what was known of the one is told: {told}"
    );
}

#[test]
fn a_persons_decision_makes_the_answer_definite() {
    let folder = tempfile::tempdir().unwrap();
    let dir = town(&folder.path().join("refused"), &decided(false));
    review(&dir, &[], 0);
    let bare = entry(&dir, "police/items.csv", "2");
    let police = line(&dir, &bare, "Norrow Police");
    assert_eq!(police["answer"], "nothing recorded", "he is not the man who was tasked: {police:?}");
    assert!(police["reason"].contains("were supplied for the whole of that time"), "{police:?}");
    assert_eq!(police["may_be_the_same_as"], "");
    let asked = candour(&["knew", dir.to_str().unwrap(), "--about", &bare]);
    assert!(!String::from_utf8(asked.stdout).unwrap().contains("May be the same"));

    let dir = town(&folder.path().join("confirmed"), &decided(true));
    review(&dir, &[], 0);
    let one = entry(&dir, "police/items.csv", "2");
    assert_eq!(one, entry(&dir, "care/concerns.csv", "2"));
    let police = line(&dir, &one, "Norrow Police");
    assert_eq!((police["answer"].as_str(), police["days_after"].as_str()), ("done", "61"), "{police:?}");
    assert_eq!(police["may_be_the_same_as"], "");
}

#[test]
fn a_father_and_a_son_of_one_name_are_never_said_to_be_perhaps_one() {
    let folder = tempfile::tempdir().unwrap();
    let dir = town(folder.path(), "");
    let more = format!("{CONCERNS}C4,2006-07-01,Ludo Marchbanks,21/06/1951\n");
    fs::write(dir.join("evidence/care/concerns.csv"), more).unwrap();
    review(&dir, &[], 0);
    let (son, father) = (entry(&dir, "care/concerns.csv", "4"), entry(&dir, "care/concerns.csv", "5"));
    let bare = entry(&dir, "police/items.csv", "3");
    for (one, other) in [(&son, &father), (&father, &son)] {
        let its = line(&dir, one, "Norrow Care");
        assert!(!its["may_be_the_same_as"].contains(&format!("{other} (")), "{its:?}");
        assert!(
            its["may_be_the_same_as"].contains(&format!("{bare} (")),
            "the name alone may be either: {its:?}"
        );
    }
}

#[test]
fn the_lines_of_one_subject_stand_together_in_order_of_time() {
    let folder = tempfile::tempdir().unwrap();
    let dir = town(folder.path(), &decided(true));
    // Known to the police through three records and to care through one, and a man known through two between them.
    let items = format!("{ITEMS}P5,2006-01-02,Ottoline Fennick,\nP6,2006-01-09,Ottoline Fennick,\n");
    fs::write(dir.join("evidence/police/items.csv"), items).unwrap();
    let concerns = format!("{CONCERNS}C5,2005-12-09,Orlando Quillfeather,03/04/1980\n");
    fs::write(dir.join("evidence/care/concerns.csv"), concerns).unwrap();
    review(&dir, &[], 0);
    let mut seen: Vec<(String, String)> = Vec::new();
    for line in rows(&dir.join("out/followed.csv")) {
        match seen.last() {
            Some((subject, from)) if *subject == line["entities"] => {
                assert!(*from <= line["known_from"], "{line:?}")
            }
            _ => assert!(seen.iter().all(|(s, _)| *s != line["entities"]), "apart: {line:?}"),
        }
        seen.push((line["entities"].clone(), line["known_from"].clone()));
    }
    let page = fs::read_to_string(dir.join("out/report.html")).unwrap();
    let table = &page[page.find("<h3>What followed</h3>").unwrap()..];
    let table = &table[..table.find("</table>").unwrap()];
    let subjects: Vec<&str> = table
        .split("<tr class=\"subject\"><th scope=\"rowgroup\" colspan=\"3\">")
        .skip(1)
        .map(|row| row.split(['<', '(']).next().unwrap().trim())
        .collect();
    assert!(subjects.len() >= 4, "{subjects:?}");
    let mut runs = subjects.clone();
    runs.dedup();
    let mut once = subjects;
    once.sort_unstable();
    once.dedup();
    assert_eq!(runs.len(), once.len(), "the lines of one subject are apart: {runs:?}");
}

#[test]
fn whom_a_subject_may_be_stands_behind_it_and_the_counts_say_how_many_may_be_one() {
    let folder = tempfile::tempdir().unwrap();
    let dir = town(folder.path(), "");
    // Known through more records than any: between the two entries of Orlando Quillfeather, were they in order of records alone.
    let more: String = (1..9).map(|n| format!("P9{n},2006-07-0{n},Ottoline Fennick,\n")).collect();
    fs::write(dir.join("evidence/police/items.csv"), format!("{ITEMS}{more}")).unwrap();
    review(&dir, &["--names-as-recorded"], 0);
    let page = fs::read_to_string(dir.join("out/report.html")).unwrap();
    let lead = &page[page.find("<p class=\"lead\"><b>").unwrap()..];
    let section = &page[page.find("aria-labelledby=\"knew\"").unwrap()..];
    assert!(
        section.contains("5 subjects of concern, of whom 4 may be the same as another of them."),
        "two entries of each of two men, and a woman: {lead:.300}"
    );
    for heading in ["<h3>Who knew, from when</h3>", "<h3>What followed</h3>"] {
        let table = &page[page.find(heading).unwrap()..];
        let table = &table[..table.find("</table>").unwrap()];
        let heads: Vec<&str> =
            table.split("colspan=\"3\">").skip(1).map(|h| h.split("<details").next().unwrap()).collect();
        let at: Vec<usize> =
            (0..heads.len()).filter(|i| heads[*i].starts_with("Orlando Quillfeather")).collect();
        assert!(at.len() == 2 && at[1] == at[0] + 1, "{heading}: {heads:?}");
        assert!(heads[at[1]].contains("may be Orlando Quillfeather, above"), "{heading}: {heads:?}");
    }
}

#[test]
fn a_name_that_stands_in_a_sentence_only_is_told_with_its_document_and_an_officer_is_answered_for_by_the_agency()
 {
    let folder = tempfile::tempdir().unwrap();
    let officer = "\n[[officer]]\nname = \"DI Prudence Haldane\"\nagency = \"Norrow Police\"\nrank = \"Inspector\"\n\
                   from = 2004-01-01\nto = 2009-12-31\n";
    let dir = town(folder.path(), officer);
    let config = fs::read_to_string(dir.join("review.toml")).unwrap();
    let (items, taskings) = config.split_once("name = \"taskings\"").unwrap();
    let at = items.rfind("reference = \"Ref\"").unwrap();
    let (head, tail) = items.split_at(at);
    fs::write(dir.join("review.toml"), format!("{head}text = \"Text\"\n{tail}name = \"taskings\"{taskings}"))
        .unwrap();
    let text = "Ref,Date,Name,Mark,Text\n\
                P1,2006-03-01,Orlando Quillfeather,,Told to DI Haldane that Ginge has a flat.\n";
    fs::write(dir.join("evidence/police/items.csv"), text).unwrap();
    let knew = |more: &[&str]| {
        let told = candour(&[&["knew", dir.to_str().unwrap()], more].concat());
        String::from_utf8([told.stdout, told.stderr].concat()).unwrap()
    };
    let told = knew(&["--about", "Ginge"]);
    assert!(told.contains("no table of this review names \"Ginge\""), "{told}");
    assert!(told.contains("it is written in the text of these documents: police/items.csv"), "{told}");

    review(&dir, &[], 0);
    let bare = entry(&dir, "police/items.csv", "2");
    let told = knew(&["--about", &bare, "--holder", "DI Prudence Haldane"]);
    assert!(
        told.contains("DI Prudence Haldane is an officer of this review: Inspector, Norrow Police"),
        "{told}"
    );
    assert!(told.contains("what follows is of Norrow Police"), "{told}");
    assert!(
        told.contains(
            "Records of it in whose text DI Prudence Haldane is named\n  1 March 2006: concern raised"
        ),
        "{told}"
    );
}
