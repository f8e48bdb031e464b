//! `candour register` as a person runs it: a rehearsal, forms, a real ledger, a refusal, a sealed strand, an erasure.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // it runs the command and reads what it wrote

mod small;
mod support;

use std::fs;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use model::Day;
use register::clocks::Clock;
use support::{candour, pack, root, run};

fn acts() -> PathBuf {
    root().join("examples/overarching/acts")
}

/// A ledger in a folder, and a place for forms.
struct Kept {
    folder: tempfile::TempDir,
}

impl Kept {
    fn new() -> Kept {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept { folder };
        run(&["register", &kept.dir(), "--begin", "example.org/register-test"], 0);
        kept
    }

    fn dir(&self) -> String {
        self.folder.path().join("review").to_str().unwrap().to_string()
    }

    /// Writes a form; gives its path.
    fn form(&self, name: &str, text: &str) -> String {
        let file = self.folder.path().join(name);
        fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_string()
    }

    /// Adds forms, with the further arguments of the command.
    fn add(&self, more: &[&str], texts: &[&str], code: i32) -> (String, String) {
        let files: Vec<String> =
            texts.iter().enumerate().map(|(i, text)| self.form(&format!("{i}.toml"), text)).collect();
        let dir = self.dir();
        let mut args = vec!["register", dir.as_str()];
        args.extend(more);
        files.iter().for_each(|file| args.extend(["--add", file.as_str()]));
        run(&args, code)
    }
}

const TERMS: &str = r#"
kind = "terms"
version = 1
mode = "conduct"
period_from = 2001-01-01
period_to = 2009-12-31
strands = [1, 2]
reply_days = 14
reply_days_reason = "Two weeks."
title = "An invented review"

[[strand]]
number = 2
sealed = true

[[agencies]]
code = "ORG-1"
name = "Example Constabulary (invented)"
"#;

const PARTY: &str = r#"
kind = "party"
code = "P-1"
sort = "person"
name = "Quillon Specimen-Marker"
"#;

const FINDING: &str = r#"
kind = "finding"
label = "f"
strands = [1]
standard = "balance_of_probabilities"
claim = "The report was read."
duty = "Policy of 2001 (invented)"
looked_for_against = "In the diaries of 2002."
[[evidence_for]]
text = "The log records it."
source = "constabulary/log.csv, row 14"
[[parts]]
owner = "person"
tenor = "critical"
subject = "P-1"
claim = "Did nothing."
"#;

#[test]
fn the_example_is_rehearsed_from_the_terms_to_the_second_publication() {
    let folder = acts();
    let (out, err) = run(&["register", "--rehearse", folder.to_str().unwrap()], 0);
    assert!(err.starts_with("01-terms.toml: entry 0\n"), "{err}");
    assert!(err.ends_with("rehearsed: nothing is kept\n"));
    for line in [
        "Mode: inquiry. Terms of reference: version 1.",
        "Strands that day: 3 (1, 2, 3).",
        "Strand 4: closed on 14 May 2026 (entry 26), because the records that could show it are gone.",
        "Complaint 1 of 6 March 2017, allegation 1 (S, other neglect or failure in duty): upheld",
        "the person has retired and cannot be compelled (entry 8)",
        "Version 2 of 9 July 2026",
        "0 overdue",
    ] {
        assert!(out.contains(line), "{line}\n{out}");
    }
}

#[test]
fn the_first_publication_withholds_the_finding_that_the_second_discloses() {
    let folder = acts();
    let state = |as_of: &str| -> serde_json::Value {
        let args = ["register", "--rehearse", folder.to_str().unwrap(), "--as-of", as_of, "--json"];
        let output = candour(&args);
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let first = state("2026-05-20");
    assert_eq!(first["publications"].as_array().unwrap().len(), 1);
    assert!(first["publications"][0]["withheld_fields"].as_u64().unwrap() > 10);
    let second = state("2026-12-31");
    let published = second["publications"].as_array().unwrap();
    assert_eq!(published.len(), 2);
    assert_eq!(published[1]["withheld_fields"], 2, "two names of persons stay withheld");
}

#[test]
fn what_was_due_and_did_not_come_is_overdue_and_a_person_must_look() {
    let folder = acts();
    let args = ["register", "--rehearse", folder.to_str().unwrap(), "--as-of", "2026-02-09"];
    let (out, _) = run(&args, 1);
    assert!(
        out.contains("overdue      4  Asked of ORG-1: The intelligence log of May and June 2002"),
        "{out}"
    );
    assert!(out.contains("due 5 February 2026, 4 days ago, chased once"), "{out}");
}

#[test]
fn forms_are_printed_with_explanations() {
    let (list, _) = run(&["register", "--form", "list"], 0);
    assert_eq!(list.lines().count(), 40);
    for kind in list.lines().map(|line| line.split_whitespace().next().unwrap()) {
        let (form, _) = run(&["register", "--form", kind], 0);
        let table: toml::Table = form.parse().unwrap_or_else(|e| panic!("{kind}: {e}"));
        assert_eq!(table["kind"].as_str(), Some(kind));
    }
    let (_, err) = run(&["register", "--form", "verdict"], 2);
    assert!(err.contains("hint: `candour register --form list` names them all"));
}

#[test]
fn acts_go_into_a_ledger_and_come_back() {
    let kept = Kept::new();
    let (out, _) = run(&["register", &kept.dir()], 0);
    assert_eq!(out, "The review has not begun: record its terms of reference first.\n");
    let (out, _) = kept.add(&[], &[TERMS], 0);
    assert!(out.starts_with("entry 0: terms of reference, "), "{out}");
    let (out, _) = kept.add(&[], &[PARTY, FINDING], 0);
    assert_eq!(out.lines().count(), 2);
    let (out, _) = run(&["register", &kept.dir()], 0);
    assert!(out.contains("may not be published yet: part 1 not put"), "{out}");
    let (out, _) = run(&["register", &kept.dir(), "--as-of", "2020-01-01"], 0);
    assert_eq!(out, "The review has not begun: record its terms of reference first.\n");
    let (_, err) = run(&["register", &kept.dir(), "--as-of", "2999-01-01"], 2);
    assert!(err.contains("1 January 2999 has not come yet"), "{err}");
}

#[test]
fn a_form_that_is_not_admitted_changes_nothing_and_every_reason_is_said() {
    let kept = Kept::new();
    kept.add(&[], &[TERMS], 0);
    let notice = "kind = \"notice\"\nof = \"f\"\npart = 1\nto = \"ORG-1\"\nhow = \"Letter.\"\n";
    let (_, err) = kept.add(&[], &[PARTY, FINDING, notice], 2);
    assert!(
        err.contains("2.toml is not admitted:\n  Part 1 of the finding of entry 2 is about P-1"),
        "{err}"
    );
    let (out, _) = run(&["register", &kept.dir(), "--json"], 0);
    let state: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(state["entries"], 1);
    for (form, words) in [
        ("kind = \"finding\"\nclaim = 3\n", "`strands` is missing"),
        ("kind = \"verdict\"\n", "`kind` is \"verdict\", and no act is called that; it is one of terms, "),
        ("kind = \"notise\"\n", "line 1: `kind` is \"notise\""),
        ("kind = \"notise\"\n", "did you mean \"notice\"?"),
        ("kind = \"expiry\"\nof = \"nobody\"\n", "no form given with this one has that label"),
        ("kind = \"expiry\"\nof = 40\n", "There is no entry 40 yet"),
        (
            "kind = \"expiry\"\non = 2001-01-01\nof = 0\n",
            "`on` (1 January 2001) is the day of a rehearsal and was not used",
        ),
        ("kind = \"publication\"\ntitle = \"Report\"\n", "made by `candour publish`"),
        ("kind = ", "0.toml, line 1, column"),
    ] {
        let (_, err) = kept.add(&[], &[form], 2);
        assert!(err.contains(words), "{words}\n{err}");
    }
}

#[test]
fn a_sealed_strand_has_a_stream_of_its_own() {
    let kept = Kept::new();
    kept.add(&[], &[TERMS], 0);
    let begin = "kind = \"sealed_stream\"\nstrand = 2\n";
    let plain = "kind = \"sealed_identity\"\ncomplaint = 1\nciphertext = \"Quillon Specimen-Marker\"\n";
    let (_, err) = kept.add(&["--sealed", "2"], &[begin, plain], 2);
    assert!(err.contains("is not encrypted"), "{err}");
    kept.add(&["--sealed", "2"], &[begin], 0);
    // Only begins like one; and one of a complaint that nobody recorded.
    let frame = |body: &str| {
        format!(
            "kind = \"sealed_identity\"\ncomplaint = 1\nciphertext = \"\"\"\n-----BEGIN AGE ENCRYPTED FILE-----\n{body}\n\
             -----END AGE ENCRYPTED FILE-----\n\"\"\"\n"
        )
    };
    let (_, err) = kept.add(&["--sealed", "2"], &[&frame("Quillon Specimen-Marker")], 2);
    assert!(err.contains("is no armoured age file"), "{err}");
    let unit = ledger::age::Identity::random().unwrap().recipient();
    let sealed = unit.seal(b"Quillon Specimen-Marker").unwrap();
    let identity =
        format!("kind = \"sealed_identity\"\ncomplaint = 1\nciphertext = \"\"\"\n{sealed}\"\"\"\n");
    let (_, err) = kept.add(&["--sealed", "2"], &[&identity], 2);
    assert!(err.contains("There is no complaint 1 in the open stream"), "{err}");
    let complaint = "kind = \"complaint\"\nnumber = 1\nsealed = true\nstrands = [2]\nmade_on = 2017-03-06\nagency = \"ORG-1\"\n\
                     [[allegations]]\ncategory = \"S\"\ntext = \"Not followed up.\"\n";
    kept.add(&[], &[complaint], 0);
    kept.add(&["--sealed", "2"], &[&identity], 0);
    let (_, err) = kept.add(&["--sealed", "3"], &[begin], 2);
    assert!(err.contains("the review has no strand 3"), "{err}");
    let (out, _) = run(&["register", &kept.dir(), "--sealed", "2"], 0);
    assert!(out.contains(": 2 entries."), "{out}");
    let (out, _) = run(&["register", &kept.dir()], 0);
    assert!(out.contains("Strand 2 (sealed)"), "{out}");
}

#[test]
fn an_erased_name_is_gone_and_the_review_still_reads() {
    let kept = Kept::new();
    kept.add(&[], &[TERMS], 0);
    kept.add(&[], &[PARTY, FINDING], 0);
    let disposal = "kind = \"disposal\"\nof = 1\npaths = [\"name\"]\nbasis = \"right_to_erasure\"\ndecider = \"data_protection_officer\"\n";
    kept.add(&[], &[disposal], 0);
    let (out, _) = run(&["register", &kept.dir(), "--json"], 0);
    let state: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(state["entries"], 4);
    let (_, err) = kept.add(&[], &[disposal], 2);
    assert!(err.contains("is erased already"), "{err}");
    assert!(
        !holds(Path::new(&kept.dir()), b"Specimen-Marker"),
        "the name is somewhere in the ledger's folder"
    );
}

/// Whether any file below a folder holds some bytes.
fn holds(folder: &Path, wanted: &[u8]) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, wanted);
        }
        fs::read(&path).unwrap().windows(wanted.len()).any(|bytes| bytes == wanted)
    })
}

/// The watchdog prints a due date with each recommendation. In most it is 56 days after the date, one day more than the
/// law's words give ("beginning with the day"); the register keeps to the words, and the difference is said in the method.
#[test]
fn the_watchdogs_printed_dates_are_a_day_later_than_the_law_s_words() {
    let Some(folder) = pack("07-iopc-recommendations", "the watchdog's printed dates") else { return };
    let file = fs::File::open(folder.join("recommendations.csv.gz")).unwrap();
    let mut rows = csv::Reader::from_reader(GzDecoder::new(file));
    let header = rows.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|h| h == name).unwrap();
    let (made, due) = (column("recommendation_date"), column("response_due"));
    let (mut all, mut a_day_later, mut without_a_clock) = (0, 0, 0);
    for row in rows.records() {
        let row = row.unwrap();
        let (made, due) = (Day::iso(&row[made]).unwrap(), Day::iso(&row[due]).unwrap());
        all += 1;
        match Clock::PoliceReformAct.row(made) {
            Some(clock) if due - clock.respond.last_day(made) == 1 => a_day_later += 1,
            Some(_) => {}
            None => without_a_clock += 1,
        }
    }
    assert_eq!((all, a_day_later, without_a_clock), (243, 217, 0));
}

const NOTICE: &str =
    "kind = \"notice\"\nlabel = \"n\"\nof = \"f\"\npart = 1\nto = \"P-1\"\nhow = \"Letter.\"\n";

#[test]
fn forms_that_refer_to_one_another_go_in_together_in_any_order_or_not_at_all() {
    let kept = Kept::new();
    let (_, err) = kept.add(&[], &[NOTICE, FINDING, TERMS], 2);
    assert!(err.contains("Nobody has the code P-1"), "{err}");
    let (out, _) = run(&["register", &kept.dir()], 0);
    assert_eq!(out, "The review has not begun: record its terms of reference first.\n");
    let (out, err) = kept.add(&["--try"], &[NOTICE, FINDING, TERMS, PARTY], 0);
    assert!(
        out.contains("would be entry 3: notice of a criticism") && err.contains("nothing was recorded"),
        "{out}"
    );
    // The terms come first because they were given before the party; a notice comes after its finding wherever it stands.
    kept.add(&[], &[TERMS], 0);
    let extract = "kind = \"extract\"\nof = \"n\"\nreply_by = 2999-01-01\ntext = \"\"\"\n\
                   Finding: The report was read.\nDuty: Policy of 2001 (invented)\nSought: In the diaries of 2002.\n\
                   Evidence: The log records it.\nSource: constabulary/log.csv, row 14\nPart 1: Did nothing.\n\"\"\"\n";
    let (out, _) = kept.add(&[], &[extract, NOTICE, FINDING, PARTY], 0);
    let kinds: Vec<&str> = out.lines().map(|line| line.split([':', ',']).nth(1).unwrap().trim()).collect();
    let expected = [
        "a person", // "a person, role or body, under a code"
        "a finding",
        "notice of a criticism",
        "the extract sent with a notice",
    ];
    assert_eq!(kinds, expected, "{out}");
    let (out, _) = run(&["register", &kept.dir()], 0);
    assert!(out.contains("a reply is awaited until 1 January 2999"), "{out}");
    run(&["audit", &kept.dir()], 0);
}

#[test]
fn a_folder_with_a_space_in_its_name_and_forms_of_any_editor_will_do() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("Review of Example Vale");
    let forms = folder.path().join("my forms");
    fs::create_dir(&forms).unwrap();
    run(&["register", dir.to_str().unwrap(), "--begin", "example.org/register-test"], 0);
    fs::write(forms.join("1 terms.toml"), format!("\u{feff}{TERMS}").replace('\n', "\r\n")).unwrap();
    fs::write(forms.join("2 party.TOML"), PARTY.replace('\n', "\r\n")).unwrap();
    let (out, _) = run(&["register", dir.to_str().unwrap(), "--add", forms.to_str().unwrap()], 0);
    assert_eq!(out.lines().count(), 2, "{out}");
}

#[test]
fn eight_people_who_add_at_the_same_moment_are_all_recorded() {
    let kept = Kept::new();
    kept.add(&[], &[TERMS], 0);
    let file = |n: u32| {
        let party = PARTY.replace("P-1", &format!("P-{n}"));
        kept.form(&format!("party-{n}.toml"), &party)
    };
    let files: Vec<String> = (1..=8).map(file).collect();
    let start = std::sync::Barrier::new(files.len());
    std::thread::scope(|scope| {
        for file in &files {
            scope.spawn(|| {
                start.wait();
                run(&["register", &kept.dir(), "--add", file], 0);
            });
        }
    });
    let (out, _) = run(&["register", &kept.dir(), "--json"], 0);
    let state: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(state["entries"], 1 + 8, "the terms and eight parties");
    run(&["audit", &kept.dir()], 0);
}

#[test]
fn a_sealed_strand_is_under_the_terms_of_its_review() {
    let kept = Kept::new();
    kept.add(&[], &[TERMS], 0);
    for (more, words) in [
        ("mode = \"inquiry\"", "give \"conduct\" as `mode`"),
        ("reply_days = 1", "give 14 as `reply_days`"),
        ("parent = \"00000000000000000000000000000000\"", "as `parent`"),
    ] {
        let begin = format!("kind = \"sealed_stream\"\nstrand = 2\n{more}\n");
        let (_, err) = kept.add(&["--sealed", "2"], &[&begin], 2);
        assert!(err.contains(words), "{words}\n{err}");
    }
}

/// Every file below a folder, by name.
fn contents(folder: &Path) -> std::collections::BTreeMap<PathBuf, Vec<u8>> {
    let mut found = std::collections::BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found
}

#[test]
fn a_decision_in_the_register_is_an_input_of_the_next_run_and_taken_back_is_none() {
    let kept = Kept::new();
    kept.add(&[], &[TERMS], 0);
    let small = small::Small::new();
    let out = small.path("out");
    let review = |code: i32| {
        let (_, err) = run(&["review", small.dir().to_str().unwrap()], code);
        err
    };
    review(0);
    let before = contents(&out);
    small.replace(
        "review.toml",
        "purpose = \"learning\"",
        &format!("purpose = \"learning\"\nregister = '{}'", kept.dir()),
    );
    // A register in another mode would let a learning review out of its promise.
    assert!(review(2).contains("was begun in the mode \"conduct\""));
    small.replace("review.toml", "purpose = \"learning\"", "purpose = \"conduct\"");
    review(0);
    let conduct = contents(&out);
    assert_ne!(before, conduct, "the wording follows the mode");
    let mention =
        |row: u32| format!("[[mentions]]\nfile = \"referrals.csv\"\nrow = {row}\nrole = \"child\"\n");
    let link = format!(
        "kind = \"link_decision\"\ndecision = \"confirmed\"\ndecider = \"reviewer\"\nreason = \"One child under two names.\"\n{}{}",
        mention(2),
        mention(3)
    );
    let nowhere = format!(
        "kind = \"link_decision\"\ndecision = \"refused\"\ndecider = \"reviewer\"\nreason = \"Two.\"\n{}{}",
        mention(2),
        mention(99)
    );
    let event = "kind = \"event_decision\"\ndecision = \"disputed\"\nby = \"ORG-1\"\nevent = \"The referral of 18 September 2011.\"\n\
                 file = \"referrals.csv\"\nrow = 4\nreason = \"It never came.\"\n";
    let (said, _) = kept.add(&[], &[&link, &nowhere, event], 0);
    assert_eq!(said.lines().count(), 3);
    review(0);
    let decided = contents(&out);
    let holds =
        |words: &str| decided.values().any(|bytes| bytes.windows(words.len()).any(|w| w == words.as_bytes()));
    for words in [
        "reviewer, entry 1 of the register",
        "(entry 3 of the register)", // the name before it is masked: a child of the case is called Example
        "in entry 2 of the register was not carried out",
    ] {
        assert!(holds(words), "{words}");
    }
    let (state, _) = run(&["register", &kept.dir()], 0);
    assert!(state.contains(
        "Link between referrals.csv, row 2 and referrals.csv, row 3: confirmed; an input of the next run."
    ));
    for of in 1..=3 {
        let undo = format!(
            "kind = \"decision_undone\"\nof = {of}\ndecider = \"lead_reviewer\"\nreason = \"A slip.\"\n"
        );
        kept.add(&[], &[&undo], 0);
    }
    review(0);
    assert!(contents(&out) == conduct, "taken back, the result is the one there was before, to the byte");
}

#[test]
fn keys_that_are_older_than_the_entries_or_gone_are_called_by_their_name() {
    let kept = Kept::new();
    kept.add(&[], &[TERMS], 0);
    let keys = Path::new(&kept.dir()).join("keys.db");
    let older = kept.folder.path().join("keys.db");
    fs::copy(&keys, &older).unwrap();
    kept.add(&[], &[PARTY], 0);
    fs::copy(&older, &keys).unwrap();
    let commands: [&[&str]; 3] = [
        &["register"],
        &["publish", "--title", "A report (invented)"],
        &[
            "erase",
            "--entry",
            "1",
            "--path",
            "name",
            "--basis",
            "court_order",
            "--decider",
            "court",
            "--by",
            "clerk-1",
        ],
    ];
    let dir = kept.dir();
    let with = |command: &[&str]| {
        let args = [&[command[0], dir.as_str()], &command[1..]].concat();
        run(&args, 2).1
    };
    for command in commands {
        let err = with(command);
        assert!(err.contains("are gone from keys.db, and nobody erased them: keys.db is older"), "{err}");
        assert!(err.contains("put the newest copy of keys.db back"), "{err}");
    }
    fs::remove_file(&keys).unwrap();
    for command in commands {
        let err = with(command);
        assert!(
            err.contains("keys.db is missing, and without it no text of this ledger can be read"),
            "{err}"
        );
    }
    let (out, _) = run(&["audit", &dir], 1);
    assert!(out.contains("FOUND: ") && out.contains("keys.db is missing"), "{out}");
    assert!(!keys.exists(), "no new key database is begun beside the old entries");
}
