//! The log of processing, through the commands: a review that keeps a ledger records who read it and why; one that keeps
//! none does nothing new.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // it runs the command and reads what it wrote

mod support;

use std::fs;
use std::path::Path;

use ledger::Ledger;
use register::field::Disclosure;
use serde_json::Value;
use support::candour;

#[track_caller]
fn run(args: &[&str]) -> String {
    let output = candour(args);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let code = output.status.code();
    assert!(matches!(code, Some(0 | 1)), "{args:?}\n{}\n{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

/// The records of the log of processing, in order: act, who, why.
fn records(folder: &Path) -> Vec<(String, String, String)> {
    let ledger = Ledger::open(folder).unwrap();
    let mut found = Vec::new();
    for entry in ledger.entries(ledger.processing_stream()).unwrap() {
        for disclosure in ledger.disclosures_of(&entry).unwrap().iter().filter(|d| d.path == "records") {
            let (_, value) = Disclosure::parse(&disclosure.text).unwrap();
            let word = |record: &Value, key: &str| record[key].as_str().unwrap_or_default().to_string();
            let list = value.as_array().unwrap();
            found.extend(list.iter().map(|r| (word(r, "act"), word(r, "by"), word(r, "purpose"))));
        }
    }
    found
}

#[test]
fn reading_bringing_together_and_giving_out_are_recorded_with_who_and_why() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("review");
    let dir = dir.to_str().unwrap();
    run(&["specimen", dir, "--people", "20"]);
    // Without a ledger: as ever, and no trace of one.
    run(&["review", dir]);
    run(&["explain", dir, "L1"]);
    let names = |dir: &str| {
        let mut names: Vec<String> = fs::read_dir(dir)
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    let before = names(dir);
    assert!(!before.iter().any(|n| n == "consultations" || n == "ledger.toml"), "{before:?}");
    let page = fs::read(Path::new(dir).join("out/report.html")).unwrap();
    // With one: the same results, and a record of each.
    run(&["register", dir, "--begin", "example.org/processing-test"]);
    let who = ["--by", "analyst-2", "--purpose", "the invented review"];
    let with = |args: &[&str]| run(&[args, &who].concat());
    with(&["review", dir]);
    assert_eq!(fs::read(Path::new(dir).join("out/report.html")).unwrap(), page);
    with(&["explain", dir, "L1"]);
    with(&["knew", dir, "--about", "N1"]);
    // Consultations wait, so that reading does not wait for the ledger; the next command that adds records them.
    assert_eq!(fs::read_dir(Path::new(dir).join("consultations")).unwrap().count(), 2);
    let rows = folder.path().join("rows.csv");
    fs::write(
        &rows,
        "forename,surname,born\nOda,Nowhere,1990-01-01\nOda,Nowhere,1990-01-01\nUlf,Nobody,1980-02-02\n",
    )
    .unwrap();
    let out = folder.path().join("linked");
    with(&["link", rows.to_str().unwrap(), "--out", out.to_str().unwrap(), "--review", dir]);
    assert_eq!(fs::read_dir(Path::new(dir).join("consultations")).unwrap().count(), 0);
    let found = records(Path::new(dir));
    let acts: Vec<&str> = found.iter().map(|(act, _, _)| act.as_str()).collect();
    assert_eq!(
        acts,
        ["collection", "combination", "combination", "consultation", "consultation"],
        "{found:?}"
    );
    assert!(found.iter().all(|(_, by, why)| by == "analyst-2" && why.ends_with(": the invented review")));
    assert!(found.iter().any(|(_, _, why)| why.starts_with("L1 was explained")), "{found:?}");
    // Where the ledger cannot record, nothing is read.
    fs::remove_file(Path::new(dir).join("candour.db")).unwrap();
    let output = candour(&["review", dir]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("the log of processing could not be written, and nothing was done"), "{said}");
}

#[test]
fn a_publication_is_a_disclosure() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("review");
    let dir = dir.to_str().unwrap();
    run(&["register", dir, "--begin", "example.org/processing-test"]);
    let forms = [
        "kind = \"terms\"\nversion = 1\nmode = \"inquiry\"\nperiod_from = 2001-01-01\nperiod_to = 2009-12-31\nstrands = [1]\n\
         reply_days = 14\nreply_days_reason = \"Time to take advice.\"\ntitle = \"An invented review\"\n\
         [[strand]]\nnumber = 1\nsealed = false\ntitle = \"An invented strand\"\n",
        "kind = \"strand_closed\"\nnumber = 1\nreason = \"records_lost\"\ntext = \"Nothing was found.\"\n",
    ];
    for (i, text) in forms.iter().enumerate() {
        let form = folder.path().join(format!("{i}.toml"));
        fs::write(&form, text).unwrap();
        run(&["register", dir, "--add", form.to_str().unwrap()]);
    }
    let to =
        ["--by", "secretary-1", "--purpose", "the invented duty to publish", "--to", "the invented council"];
    run(&[&["publish", dir, "--title", "A report (invented)"][..], &to].concat());
    let found = records(Path::new(dir));
    let (act, by, why) = found.last().unwrap();
    assert_eq!((act.as_str(), by.as_str()), ("disclosure", "secretary-1"));
    assert_eq!(why, "publication 1 was written out: the invented duty to publish");
    // The rows of the index are public; the audit does not miss their texts.
    assert!(run(&["audit", dir]).ends_with("the log holds: nothing was changed, dropped or forked\n"));
    // And a copy from which the review can go on.
    let copy = folder.path().join("copy");
    let out = run(&["backup", dir, "--to", copy.to_str().unwrap()]);
    assert!(out.contains("and the copy holds"), "{out}");
    assert_eq!(records(&copy), found);
}

/// A part of a finding that criticises nobody.
const PART: &str = "[[parts]]\nowner = \"no_identifiable_owner\"\ntenor = \"positive\"\nsubject = \"ORG-1\"\nclaim = \"Kept it.\"\n";

#[test]
fn what_alters_what_is_held_of_people_is_recorded_with_who_and_why() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("review");
    let dir = dir.to_str().unwrap();
    run(&["register", dir, "--begin", "example.org/processing-test"]);
    let finding = "kind = \"finding\"\nstrands = [1]\nstandard = \"balance_of_probabilities\"\nclaim = \"The log was kept.\"\n\
         duty = \"Policy of 2001 (invented)\"\nlooked_for_against = \"In the diaries of 2002.\"\n\
         [[evidence_for]]\ntext = \"The log records it.\"\nsource = \"log.csv, row 14\"\n";
    let forms = [
        // What only adds is no alteration.
        "kind = \"terms\"\nversion = 1\nmode = \"inquiry\"\nperiod_from = 2001-01-01\nperiod_to = 2009-12-31\nstrands = [1]\n\
         reply_days = 14\nreply_days_reason = \"Time to take advice.\"\ntitle = \"An invented review\"\n\
         [[strand]]\nnumber = 1\nsealed = false\ntitle = \"An invented strand\"\n\
         [[agencies]]\ncode = \"ORG-1\"\nname = \"Example Constabulary (invented)\"\n"
            .to_string(),
        finding.to_string() + PART,
        finding.replace("strands", "supersedes = 1\nchanged = \"The keeping was looked at again.\"\nstrands").replace("was kept", "was kept well") + PART,
        "kind = \"finding_withdrawn\"\nof = 2\nreason = \"A later record speaks against it.\"\n".to_string(),
    ];
    let purpose = "a correction asked for by the council (invented)";
    for (i, text) in forms.iter().enumerate() {
        let form = folder.path().join(format!("{i}.toml"));
        fs::write(&form, text).unwrap();
        run(&["register", dir, "--add", form.to_str().unwrap(), "--by", "reviewer-2", "--purpose", purpose]);
    }
    let found = records(Path::new(dir));
    let expected = ["a finding was replaced by a new version", "a finding was withdrawn"]
        .map(|what| ("alteration".to_string(), "reviewer-2".to_string(), format!("{what}: {purpose}")));
    assert_eq!(found, expected, "what only adds is no alteration");
    run(&["audit", dir]);
}

#[test]
fn an_erasure_is_recorded_as_one_whichever_command_carries_it_out() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("review");
    let dir = dir.to_str().unwrap();
    run(&["register", dir, "--begin", "example.org/processing-test"]);
    let terms = "kind = \"terms\"\nversion = 1\nmode = \"inquiry\"\nperiod_from = 2001-01-01\nperiod_to = 2009-12-31\n\
                 strands = [1]\ntitle = \"An invented review\"\n[[strand]]\nnumber = 1\nsealed = false\ntitle = \"An invented strand\"\n";
    let party = |n: u32| {
        let name = ["Quillon Specimen-Marker", "Iska Example-Harbour"][n as usize - 1];
        format!("kind = \"party\"\ncode = \"P-{n}\"\nsort = \"person\"\nname = \"{name}\"\n")
    };
    let disposal = "kind = \"disposal\"\nof = 1\npaths = [\"name\"]\nbasis = \"right_to_erasure\"\ndecider = \"data_protection_officer\"\n";
    let add = |act: &str, more: &[&str]| {
        let form = folder.path().join("act.toml");
        fs::write(&form, act).unwrap();
        run(&[&["register", dir, "--add", form.to_str().unwrap()], more].concat());
    };
    add(terms, &[]);
    add(&party(1), &[]);
    add(&party(2), &[]);
    add(disposal, &["--by", "clerk-1", "--purpose", "the request of 4 May (invented)"]);
    let erase =
        ["--entry", "2", "--path", "name", "--basis", "court_order", "--decider", "court", "--by", "clerk-2"];
    run(&[&["erase", dir], erase.as_slice()].concat());
    let erasures: Vec<_> = records(Path::new(dir))
        .into_iter()
        .filter(|(act, ..)| act == "erasure")
        .map(|(_, by, why)| (by, why))
        .collect();
    let said = |by: &str, why: &str| (by.to_string(), why.to_string());
    assert_eq!(
        erasures,
        [
            said(
                "clerk-1",
                "entry 3: right_to_erasure, decided by data_protection_officer; the request of 4 May (invented)"
            ),
            said("clerk-2", "entry 4: court_order, decided by court"),
        ]
    );
}
