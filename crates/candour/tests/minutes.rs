//! Minutes through the command as a person runs it: tables of what they say, and their flow into a review.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // runs the command and reads what it wrote

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

fn candour(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_candour")).args(arguments).output().unwrap()
}

fn table(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    reader.records().map(|r| r.unwrap().iter().map(String::from).collect()).collect()
}

#[test]
fn planted_minutes_are_recovered_and_flow_into_the_review() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("case");
    let at = dir.to_str().unwrap();
    assert!(candour(&["specimen", at, "--minutes", "60"]).status.success());
    std::fs::write(dir.join("evidence/minutes/broken.docx"), b"PK\x03\x04 this is no package").unwrap();
    let made = candour(&["minutes", at]);
    let said = String::from_utf8_lossy(&made.stderr).into_owned();
    assert_eq!(made.status.code(), Some(1), "a broken file and a scanned page ask for a person: {said}");
    assert!(said.contains("minutes/broken.docx"), "{said}");

    // What the truth says is found, and nothing else is taken for a known subject.
    let key = |r: &[String]| (r[0].clone(), r[1].clone(), r[2].clone());
    let planted = table(&dir.join("truth/named.csv"));
    let found = table(&dir.join("minutes/named.csv"));
    let known: BTreeSet<_> = planted.iter().filter(|r| !r[4].is_empty()).map(|r| key(r)).collect();
    let taken: BTreeSet<_> =
        found.iter().filter(|r| r[7] != "0").map(|r| (r[0].clone(), r[2].clone(), r[3].clone())).collect();
    let right = taken.intersection(&known).count();
    assert!(right * 100 >= known.len() * 95, "{right} of {}", known.len());
    assert!(right * 100 >= taken.len() * 98, "{right} of {}", taken.len());
    let attendance: BTreeSet<Vec<String>> = table(&dir.join("minutes/attendance.csv"))
        .iter()
        .map(|r| [0, 2, 4, 3, 6].map(|c| r[c].clone()).to_vec())
        .collect();
    let truth: BTreeSet<Vec<String>> = table(&dir.join("truth/attendance.csv")).into_iter().collect();
    assert_eq!(attendance, truth);
    assert_eq!(table(&dir.join("minutes/needs_transcription.csv")).len(), 1);

    // In the review: rows balance, a page without text and a broken file are told, two runs give the same bytes.
    let review = candour(&["review", at]);
    assert_eq!(review.status.code(), Some(1), "{}", String::from_utf8_lossy(&review.stderr));
    let out = dir.join("out");
    let first = std::fs::read(out.join("chronology.csv")).unwrap();
    let problems = std::fs::read_to_string(out.join("problems.csv")).unwrap();
    assert!(problems.contains("holds no text: it needs transcription"), "{problems}");
    assert!(problems.contains("proposed as new"), "a new name is told and not silently made");
    let chronology = std::fs::read_to_string(out.join("chronology.csv")).unwrap();
    assert!(chronology.contains("meeting_item") && chronology.contains("(discussed, "));
    candour(&["review", at]);
    assert_eq!(first, std::fs::read(out.join("chronology.csv")).unwrap());
}

#[test]
fn apologies_are_not_knowledge_and_a_mapping_of_minutes_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    std::fs::create_dir_all(dir.join("evidence")).unwrap();
    std::fs::write(dir.join("evidence/people.csv"), "Name,Born\nHarl Orrowby,03/04/1988\n").unwrap();
    std::fs::write(
        dir.join("evidence/may.txt"),
        "Minutes of the Forum held on 3 May 2002\n\nPresent:\nDS Iska Fennixby (Police A)\nApologies: Cass Quill (Health B)\n\n\
         1. Concerns\nHarl Orrowby (DOB 03/04/1988) was seen at the arcade.\n",
    )
    .unwrap();
    let config = "[review]\ntitle = \"t\"\npurpose = \"learning\"\nobservation_date = 2010-01-01\n\
        period = { from = 2000-01-01, to = 2009-12-31 }\n[[agency]]\nname = \"Police A\"\nsort = \"police\"\n\
        [[agency]]\nname = \"Health B\"\nsort = \"health\"\n[[agency]]\nname = \"Council C\"\nsort = \"social_care\"\n\
        [[source]]\nname = \"people\"\nagency = \"Council C\"\nfiles = \"people.csv\"\n\
        [[source.mention]]\nas = \"person\"\nkind = \"person\"\nname = \"Name\"\nborn = \"Born\"\n\
        [[source]]\nname = \"forum\"\nkind = \"minutes\"\nagency = \"Council C\"\nfiles = \"may.txt\"\n";
    std::fs::write(dir.join("review.toml"), config).unwrap();
    let at = dir.to_str().unwrap();
    let run = candour(&["review", at]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let chronology = table(&dir.join("out/chronology.csv"));
    let item = chronology.iter().find(|r| r.iter().any(|c| c == "meeting_item")).unwrap().join("|");
    assert!(item.contains("Police A (discussed, 3 May 2002)"), "{item}");
    assert!(!item.contains("Health B"), "who sent apologies was not there: {item}");

    std::fs::write(
        dir.join("review.toml"),
        format!("{config}[[source.mention]]\nas = \"x\"\nkind = \"person\"\nname = \"N\"\n"),
    )
    .unwrap();
    let run = candour(&["review", at]);
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&run.stderr).contains("minutes are read without a mapping"));
    std::fs::write(dir.join("review.toml"), config.replace("\"minutes\"", "\"minuets\"")).unwrap();
    let run = candour(&["review", at]);
    assert!(String::from_utf8_lossy(&run.stderr).contains("did you mean \"minutes\"?"));
}
