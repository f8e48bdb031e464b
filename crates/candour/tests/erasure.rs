//! `candour erase` where something else says again what is to be erased: it is looked for while it can be, told by its place and
//! decided on by a person.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // it runs the command and reads what it wrote

mod support;

use std::fs;
use std::path::Path;

use support::run;

const ACTS: [&str; 5] = [
    "kind = \"terms\"\nversion = 1\nmode = \"inquiry\"\nperiod_from = 2001-01-01\nperiod_to = 2009-12-31\nstrands = [1, 2]\n\
     reply_days = 14\nreply_days_reason = \"Time to take advice.\"\ntitle = \"An invented review\"\n\
     [[strand]]\nnumber = 1\nsealed = false\ntitle = \"An invented strand\"\n[[strand]]\nnumber = 2\nsealed = true\n\
     [[agencies]]\ncode = \"ORG-1\"\nname = \"Example Constabulary\"\n",
    "kind = \"party\"\ncode = \"P-1\"\nsort = \"person\"\nname = \"Quillon Marrowby-Test\"\n",
    "kind = \"request\"\nto = \"ORG-1\"\nwhat = \"Everything that Marrowby-Test, Q. wrote in the log.\"\n",
    "kind = \"strand_closed\"\nnumber = 1\nreason = \"records_lost\"\ntext = \"As Mr Marrowby-Test says, nothing was found.\"\n",
    "kind = \"question\"\nto = \"ORG-1\"\ntext = \"Who had the log?\"\n",
];

/// A review with the acts in a ledger.
struct Kept {
    folder: tempfile::TempDir,
}

impl Kept {
    fn new() -> Kept {
        let kept = Kept { folder: tempfile::tempdir().unwrap() };
        run(&["register", &kept.dir(), "--begin", "example.org/erasure-test"], 0);
        ACTS.iter().for_each(|act| drop(kept.add(&[], act, 0)));
        kept
    }

    fn dir(&self) -> String {
        self.folder.path().join("review").to_str().unwrap().to_string()
    }

    fn add(&self, more: &[&str], act: &str, code: i32) -> (String, String) {
        let form = self.folder.path().join("act.toml");
        fs::write(&form, act).unwrap();
        let dir = self.dir();
        run(&[&["register", dir.as_str()], more, &["--add", form.to_str().unwrap()]].concat(), code)
    }

    fn erase(&self, of: &[&str], code: i32) -> (String, String) {
        let dir = self.dir();
        let by = ["--basis", "right_to_erasure", "--decider", "data_protection_officer", "--by", "clerk-1"];
        run(&[&["erase", dir.as_str()], of, &by].concat(), code)
    }
}

/// Whether any file of a ledger holds some bytes; the forms beside it are not its.
fn holds(folder: &Path, wanted: &[u8]) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, wanted);
        }
        fs::read(&path).unwrap().windows(wanted.len()).any(|bytes| bytes == wanted)
    })
}

const NAME: [&str; 4] = ["--entry", "1", "--path", "name"];

#[test]
fn what_is_said_again_is_told_by_its_place_and_nothing_is_erased_before_somebody_decides() {
    let kept = Kept::new();
    let (out, err) = kept.erase(&NAME, 2);
    for words in [
        "nothing was erased: once it is gone nothing can look for it any more",
        "what is to be erased is said again in 1 other place:\n  what of entry 2 (a request for evidence) says it again",
        "a part of the name stands by itself in 1 place to look at:\n  text of entry 3 (a strand closed without a finding) has the last \
         name by itself; it may be somebody else's",
        "--repeats",
        "--places",
    ] {
        assert!(err.contains(words), "{words}\n{err}");
    }
    assert!(!err.contains("Marrowby") && !out.contains("Marrowby"), "the words are told to nobody: {err}");
    // An erasure given as a form is no way round.
    let form = "kind = \"disposal\"\nof = 1\npaths = [\"name\"]\nbasis = \"right_to_erasure\"\ndecider = \"data_protection_officer\"\n";
    let (_, err) = kept.add(&[], form, 2);
    assert!(err.contains("is said again in 1 other place") && err.contains("1 place to look at"), "{err}");
    // What says it again is decided on by itself, and so are the places to look at.
    let (_, err) = kept.erase(&[&NAME[..], &["--repeats", "erase"]].concat(), 2);
    assert!(err.contains("1 place to look at"), "{err}");
    let (out, _) = run(&["register", &kept.dir(), "--json"], 0);
    assert!(out.contains("\"entries\":5") || out.contains("\"entries\": 5"), "{out}");
}

#[test]
fn what_says_it_again_is_erased_too_and_no_byte_of_it_is_left() {
    let kept = Kept::new();
    let (out, _) = kept.erase(&[&NAME[..], &["--repeats", "erase", "--places", "erase"]].concat(), 0);
    assert!(
        out.contains("entry 5: what of entry 2 erased too")
            && out.contains("entry 6: text of entry 3 erased too"),
        "{out}"
    );
    assert!(!holds(Path::new(&kept.dir()), b"Marrowby"));
    let (out, _) = run(&["register", &kept.dir()], 0);
    assert!(
        out.contains("Erased by law") && out.contains("what of entry 2 (a request for evidence)"),
        "{out}"
    );
    assert!(out.contains("3 erased"), "{out}");
    run(&["audit", &kept.dir()], 0);
}

#[test]
fn what_says_it_again_can_be_withheld_so_that_no_later_publication_prints_it() {
    let kept = Kept::new();
    kept.add(&["--sealed", "2"], "kind = \"sealed_stream\"\nstrand = 2\n", 0);
    kept.add(
        &[],
        "kind = \"strand_closed\"\nnumber = 2\nreason = \"ends_in_sealed_stream\"\ntext = \"Apart.\"\n",
        0,
    );
    let (out, _) = kept.erase(&[&NAME[..], &["--repeats", "withhold", "--places", "withhold"]].concat(), 0);
    assert!(out.contains("what of entry 2 is withheld from now on"), "{out}");
    let (_, err) = run(&["publish", &kept.dir(), "--title", "A report (invented)"], 0);
    assert!(
        err.contains(
            "name of entry 1 was erased in entry 8, since the publication before: nothing can look for it"
        ),
        "{err}"
    );
    let published = Path::new(&kept.dir()).join("publication-1");
    for entry in fs::read_dir(&published).unwrap() {
        assert!(!fs::read_to_string(entry.unwrap().path()).unwrap().contains("Marrowby"));
    }
    // Told once: the next publication has nothing new to say.
    let (_, err) = run(&["publish", &kept.dir(), "--title", "Another (invented)", "--try"], 0);
    assert!(!err.contains("was erased"), "{err}");
}

#[test]
fn what_stands_in_another_stream_is_told_too() {
    let kept = Kept::new();
    kept.add(&["--sealed", "2"], "kind = \"sealed_stream\"\nstrand = 2\n", 0);
    let form = "kind = \"request\"\nto = \"P-1\"\nwhat = \"A statement of Quillon Marrowby-Test.\"\n";
    kept.add(
        &["--sealed", "2"],
        "kind = \"party\"\ncode = \"P-1\"\nsort = \"person\"\nname = \"Somebody Else\"\n",
        0,
    );
    kept.add(&["--sealed", "2"], form, 0);
    let (_, err) = kept.erase(&NAME, 2);
    assert!(err.contains("what of entry 2 of another stream says it again"), "{err}");
    let (out, _) = kept.erase(&[&NAME[..], &["--repeats", "erase", "--places", "leave"]].concat(), 0);
    assert!(
        out.contains("left as it is: text of entry 3 (a strand closed without a finding) has the last name"),
        "{out}"
    );
    assert!(out.contains("left as it is: what of entry 2 of another stream says it again"), "{out}");
}

#[test]
fn what_the_log_of_processing_says_is_told_too() {
    let kept = Kept::new();
    let dir = kept.dir();
    let by = ["--by", "clerk-2", "--purpose", "reading of what Quillon Marrowby-Test wrote"];
    run(&[&["register", dir.as_str()], by.as_slice()].concat(), 0);
    let (_, said) = kept.erase(&NAME, 2);
    assert!(said.contains("the log of processing"), "{said}");
}

#[test]
fn six_words_in_a_row_are_said_again_and_words_that_everybody_uses_are_not() {
    let kept = Kept::new();
    kept.add(&[], "kind = \"question\"\nto = \"ORG-1\"\ntext = \"Is it so that the man in the brown house had every key? Why?\"\n", 0);
    kept.add(
        &[],
        "kind = \"question\"\nto = \"ORG-1\"\ntext = \"Was THE MAN - in the brown house - asked?\"\n",
        0,
    );
    let (_, err) = kept.erase(&["--entry", "5", "--path", "text"], 2);
    assert!(err.contains("said again in 1 other place") && err.contains("text of entry 6"), "{err}");
    let (out, _) = kept.erase(&["--entry", "5", "--path", "text", "--repeats", "leave"], 0);
    assert!(
        out.contains(
            "left as it is: text of entry 6 (a question to an agency) says six words of it again, or more"
        ),
        "{out}"
    );
    kept.erase(&["--entry", "4", "--path", "text"], 0);
}

#[test]
fn the_versions_that_published_it_are_named() {
    let kept = Kept::new();
    for act in [
        "kind = \"withholding\"\nof = 2\npath = \"what\"\nreason = \"name_not_needed\"\ndecider = \"lead_reviewer\"\n",
        "kind = \"withholding\"\nof = 3\npath = \"text\"\nreason = \"name_not_needed\"\ndecider = \"lead_reviewer\"\n",
    ] {
        kept.add(&[], act, 0);
    }
    kept.add(&["--sealed", "2"], "kind = \"sealed_stream\"\nstrand = 2\n", 0);
    kept.add(
        &[],
        "kind = \"strand_closed\"\nnumber = 2\nreason = \"ends_in_sealed_stream\"\ntext = \"Apart.\"\n",
        0,
    );
    run(&["publish", &kept.dir(), "--title", "A report (invented)"], 0);
    let (out, _) = kept.erase(&[&NAME[..], &["--repeats", "erase", "--places", "erase"]].concat(), 0);
    assert!(out.contains("name of entry 1 stands in what was published before: version 1 of "), "{out}");
}

#[test]
fn it_is_found_again_in_every_writing_and_a_part_of_the_name_is_a_place_to_look_at_and_nothing_more() {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    let ask = |text: &str| format!("kind = \"question\"\nto = \"ORG-1\"\ntext = '''{text}'''\n");
    let kept = Kept { folder: tempfile::tempdir().unwrap() };
    run(&["register", &kept.dir(), "--begin", "example.org/erasure-test"], 0);
    kept.add(&[], ACTS[0], 0);
    kept.add(
        &[],
        "kind = \"party\"\ncode = \"P-1\"\nsort = \"person\"\nname = \"Zo\u{eb} Bramble-Quince\"\n",
        0,
    );
    let said = "the log says: Zo\u{eb} Bramble-Quince took it";
    for text in [
        "As Zo&#235; Bramble&#x2D;Quince wrote.".to_string(),
        "?who=Zo%C3%AB%20Bramble-Quince".to_string(),
        "{\"who\": \"Zo\\u00eb Bramble-Quince\"}".to_string(),
        format!("An attachment: {}", STANDARD.encode(said)),
        format!("Another: x{}", URL_SAFE_NO_PAD.encode([&[0xff, 0xfe][..], said.as_bytes()].concat())),
        "Zo<b>\u{eb}</b> Bramble-Quince".to_string(),
    ] {
        kept.add(&[], &ask(&text), 0);
    }
    for text in [
        "Ask Bramble.",
        "What does Ms Quince say?",
        "Zo\u{eb} was there.",
        "Zoe was there, and the bramble too.",
    ] {
        kept.add(&[], &ask(text), 0);
    }
    kept.add(&[], &ask("Who cut the bramble and ate the quince?"), 0);
    let (_, err) = kept.erase(&NAME, 2);
    assert!(err.contains("is said again in 6 other places") && err.contains("4 places to look at"), "{err}");
    for entry in 2..8 {
        assert!(
            err.contains(&format!("text of entry {entry} (a question to an agency) says it again")),
            "{entry}: {err}"
        );
    }
    for (entry, how) in [
        (8, "half of the double last name"),
        (9, "half of the double"),
        (10, "a first name"),
        (11, "a first name"),
    ] {
        assert!(
            err.contains(&format!("text of entry {entry} (a question to an agency) has {how}")),
            "{entry}: {err}"
        );
    }
    // What says it again goes; what may be somebody else's stays until somebody says that it goes.
    let (out, _) = kept.erase(&[&NAME[..], &["--repeats", "erase", "--places", "leave"]].concat(), 0);
    assert!(
        out.contains("text of entry 7 erased too") && !out.contains("text of entry 8 erased too"),
        "{out}"
    );
    assert_eq!(out.matches("left as it is: text of entry").count(), 4, "{out}");
    let (out, _) = run(&["register", &kept.dir()], 0);
    assert!(out.contains("Asked of ORG-1: Ask Bramble. - nothing recorded"), "{out}");
    // A question whose words are gone waits for no answer.
    assert!(
        out.contains("erased       2  Asked of ORG-1: [erased] - what was asked was erased by law, and no answer is recorded."),
        "{out}"
    );
}

#[test]
fn an_erasure_that_leaves_nothing_of_a_finding_says_that_its_strand_is_open_again() {
    let kept = Kept::new();
    kept.add(
        &[],
        "kind = \"strand_opened\"\nnumber = 3\nsealed = false\ntitle = \"More.\"\nreason = \"New.\"\n",
        0,
    );
    kept.add(
        &[],
        "kind = \"finding\"\nstrands = [3]\nstandard = \"balance_of_probabilities\"\nclaim = \"The call was answered.\"\n\
         duty = \"Policy of 2001 (invented)\"\nlooked_for_against = \"In the diaries of 2002.\"\n[[evidence_for]]\n\
         text = \"A list records it.\"\nsource = \"constabulary/list.csv, row 14\"\n[[parts]]\nowner = \"organisation\"\n\
         tenor = \"positive\"\nsubject = \"ORG-1\"\nclaim = \"Came within a day.\"\n",
        0,
    );
    let (out, _) = kept.erase(&["--entry", "6", "--path", "claim"], 0);
    assert!(!out.contains("open again"), "{out}");
    let (out, _) = kept.erase(&["--entry", "6", "--path", "parts/1/claim"], 0);
    assert!(
        out.contains("strand 3 is open again: nothing of what was found on it can be read any more"),
        "{out}"
    );
    run(&["audit", &kept.dir()], 0);
}
