//! `candour publish` and `candour verify` as a person runs them: the example, a real ledger, two versions, a leak stopped.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // it runs the command and reads what it wrote

mod support;

use std::fs;
use std::path::Path;

use ledger::Ledger;
use register::acts::Act;
use register::entry::{Class, Draft};
use support::{candour, root};

/// Runs the command and asserts the code it ends with; gives standard output and standard error.
#[track_caller]
fn run(args: &[&str], code: i32) -> (String, String) {
    let output = candour(args);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{args:?}\n{out}\n{err}");
    (out, err)
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn both_versions_of_the_example_verify_and_a_changed_letter_does_not() {
    let example = root().join("examples/overarching");
    let file = |name: &str| example.join(name);
    let (first, second, policy) =
        (file("publication-1.json"), file("publication-2.json"), file("policy.txt"));
    let (out, _) = run(&["verify", path(&first), "--policy", path(&policy)], 0);
    assert!(out.contains(
        "Findings recorded: 3. Disclosed in full: 2; in part: 0; withheld but for their frame: 1."
    ));
    let since = ["verify", path(&second), "--policy", path(&policy), "--since", path(&first)];
    let (out, _) = run(&since, 0);
    assert!(out.contains("Entry 16, a finding: what was withheld can be read now: claim; duty;"), "{out}");
    assert!(
        out.contains("Signatures on the checkpoint: 4. By keys that the policy knows: 4; by others, which count for nothing: 0."),
        "{out}"
    );
    // A bit of a witness's name flipped: two witnesses still suffice, and the reader is told that one signature counts for nothing.
    let spoilt = tempfile::tempdir().unwrap();
    let other = spoilt.path().join("witness.json");
    fs::write(
        &other,
        fs::read_to_string(&second).unwrap().replacen("witness-3.example ", "witness-2.exbmple ", 1),
    )
    .unwrap();
    let (out, _) = run(&["verify", path(&other), "--policy", path(&policy)], 0);
    assert!(
        out.contains("By keys that the policy knows: 3; by others, which count for nothing: 1."),
        "{out}"
    );
    // Nobody vouches for it without a policy: somebody must look.
    let (out, _) = run(&["verify", path(&first)], 1);
    assert!(out.contains("No policy was given, so no signature was checked"), "{out}");
    let dir = tempfile::tempdir().unwrap();
    let forged = dir.path().join("forged.json");
    let text = fs::read_to_string(&first).unwrap();
    fs::write(&forged, text.replacen("class finding", "class record", 1)).unwrap();
    let (_, err) = run(&["verify", path(&forged), "--policy", path(&policy)], 2);
    assert!(err.contains("Entry 14 does not stand in the log where the file says"), "{err}");
    let (out, _) = run(&["verify", path(&forged), "--json"], 2);
    assert!(out.contains("\"accepted\": false"), "{out}");
    let (_, err) = run(&["verify", path(&first), "--policy", path(&first)], 2);
    assert!(err.contains("the policy cannot be used"), "{err}");
}

const ACTS: [&str; 4] = [
    "kind = \"terms\"\nversion = 1\nmode = \"inquiry\"\nperiod_from = 2001-01-01\nperiod_to = 2009-12-31\nstrands = [1]\n\
     reply_days = 14\nreply_days_reason = \"Time to take advice.\"\ntitle = \"An invented review\"\n\
     [[strand]]\nnumber = 1\nsealed = false\ntitle = \"An invented strand\"\n",
    "kind = \"party\"\ncode = \"P-1\"\nsort = \"person\"\nname = \"Quillon Marrowby-Test\"\n",
    "kind = \"strand_closed\"\nnumber = 1\nreason = \"records_lost\"\ntext = \"Nothing was found.\"\n",
    "kind = \"withholding\"\nof = 1\npath = \"name\"\nreason = \"third_party_personal_data\"\n\
     decider = \"disclosure_officer\"\n",
];

#[test]
fn a_review_is_published_from_its_ledger_and_published_again() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = dir.path().join("review");
    run(&["register", path(&ledger), "--begin", "example.org/publish-test"], 0);
    run(&["publish", path(&ledger)], 2);
    for (i, act) in ACTS.iter().enumerate() {
        let form = dir.path().join(format!("{i}.toml"));
        fs::write(&form, act).unwrap();
        run(&["register", path(&ledger), "--add", path(&form)], 0);
    }
    // The name that the review withholds, in a title: nothing is recorded.
    let (_, err) = run(&["publish", path(&ledger), "--title", "On QUILLON  Marrowby-test"], 2);
    assert!(err.contains("entry 1, name, which is withheld, would be published in the title"), "{err}");
    let (out, _) = run(&["publish", path(&ledger), "--title", "A first report (invented)"], 0);
    assert!(out.contains("publication number 1"), "{out}");
    run(&["publish", path(&ledger), "--title", "A second report (invented)"], 0);
    let (first, second) = (ledger.join("publication-1"), ledger.join("publication-2"));
    for folder in [&first, &second] {
        let (file, policy) = (folder.join("publication.json"), folder.join("policy.txt"));
        run(&["verify", path(&file), "--policy", path(&policy)], 0);
        for entry in fs::read_dir(folder).unwrap() {
            let text = fs::read_to_string(entry.unwrap().path()).unwrap().to_lowercase();
            assert!(!text.contains("quillon") && !text.contains("marrowby"));
        }
    }
    let (old, new) = (first.join("publication.json"), second.join("publication.json"));
    let (out, _) =
        run(&["verify", path(&new), "--policy", path(&second.join("policy.txt")), "--since", path(&old)], 0);
    assert!(out.contains("is new: a publication."), "{out}");
    // What was written is left as it is; the newest can be written out again elsewhere.
    let (_, err) = run(&["publish", path(&ledger)], 2);
    assert!(err.contains("exists; it was left as it is"), "{err}");
    run(&["publish", path(&ledger), "--out", path(&dir.path().join("again"))], 0);
}

/// The entries of the review, and every file of its folder.
fn kept(ledger: &Path) -> (u64, Vec<String>) {
    let (out, _) = run(&["register", path(ledger), "--json"], 0);
    let state: serde_json::Value = serde_json::from_str(&out).unwrap();
    let mut names: Vec<String> = fs::read_dir(ledger)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    (state["entries"].as_u64().unwrap(), names)
}

#[test]
fn a_publication_can_be_tried_and_nothing_is_kept_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = dir.path().join("review");
    run(&["register", path(&ledger), "--begin", "example.org/publish-test"], 0);
    let add = |name: &str, act: &str| {
        let form = dir.path().join(name);
        fs::write(&form, act).unwrap();
        run(&["register", path(&ledger), "--add", path(&form)], 0);
    };
    let attempt = |title: &str, code: i32| run(&["publish", path(&ledger), "--title", title, "--try"], code);
    add("0.toml", ACTS[0]);
    let before = kept(&ledger);
    // A strand without a finding or a recorded reason: not yet, and the sentence says which.
    let (out, err) = attempt("A report (invented)", 2);
    assert!(err.contains("the publication is not admitted") && err.contains("trand 1"), "{err}");
    assert_eq!(out, "");
    assert_eq!(kept(&ledger), before);
    add("1.toml", ACTS[1]);
    add("2.toml", ACTS[2]);
    // A person's name that nobody withheld: it may be published, and that is not left unsaid.
    let (_, err) = attempt("A report (invented)", 0);
    assert!(err.contains("the names of persons would be published: P-1 (entry 1)"), "{err}");
    add("3.toml", ACTS[3]);
    let before = kept(&ledger);
    let (_, err) = attempt("On Quillon Marrowby-Test", 2);
    assert!(err.contains("would be published in the title"), "{err}");
    let (out, err) = attempt("A report (invented)", 0);
    assert!(
        out.starts_with("It may be published now: 4 entries, of which 1 would have parts withheld"),
        "{out}"
    );
    assert_eq!(err, "tried: nothing was recorded\n");
    assert_eq!(kept(&ledger), before, "no entry and no file of what was only tried");
    // And then it is published as was said.
    run(&["publish", path(&ledger), "--title", "A report (invented)"], 0);
}

/// Appends an entry past the register, as a program would that goes around its gates.
fn smuggle(folder: &Path, class: Class, acts: Option<u64>, act: &str) {
    let ledger = Ledger::open(folder).unwrap();
    let form: serde_json::Value = toml::from_str(act).unwrap();
    let act = Act::from_form(&form).unwrap();
    let mut stream = None;
    let mut leaves = Vec::new();
    let each = &mut |stored: ledger::Stored| {
        leaves.push(stored.leaf);
        if stored.entry.class == Class::Tor {
            stream = Some(stored.entry.stream);
        }
        Ok(())
    };
    ledger.scan(0, ledger.size(), each).unwrap();
    let acts = acts.map(|at| leaves[at as usize]);
    let draft =
        Draft { stream: stream.unwrap(), class, time_unix: 1_800_000_000, acts, fields: act.to_fields() };
    ledger.append(draft).unwrap();
    ledger.close().unwrap();
}

#[test]
fn one_form_lifts_all_that_is_withheld_of_an_entry() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = dir.path().join("review");
    run(&["register", path(&ledger), "--begin", "example.org/publish-test"], 0);
    let add = |name: &str, act: &str| {
        let form = dir.path().join(name);
        fs::write(&form, act).unwrap();
        run(&["register", path(&ledger), "--add", path(&form)], 0).0
    };
    ACTS[..3].iter().enumerate().for_each(|(i, act)| drop(add(&format!("{i}.toml"), act)));
    let withhold = "kind = \"withholding\"\nof = 2\npath = \"*\"\nreason = \"legal_privilege\"\ndecider = \"lead_reviewer\"\n";
    let withheld = add("withhold.toml", withhold).lines().count();
    let lift =
        "kind = \"withholding_lifted\"\nof = 2\nreason = \"ground_gone\"\ndecider = \"lead_reviewer\"\n";
    assert_eq!(add("lift.toml", lift).lines().count(), withheld, "one entry for each decision that stood");
    let form = dir.path().join("lift.toml");
    let (_, err) = run(&["register", path(&ledger), "--add", path(&form)], 2);
    assert!(err.contains("Entry 2 is a strand closed without a finding"), "nothing is left to lift: {err}");
}

#[test]
fn an_entry_whose_head_disagrees_with_its_act_stops_the_review() {
    for (what, class, acts) in [
        ("a party that calls itself a finding", Class::Finding, None),
        ("a party that acts on the terms", Class::Record, Some(0)),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let ledger = dir.path().join("review");
        run(&["register", path(&ledger), "--begin", "example.org/publish-test"], 0);
        let form = dir.path().join("terms.toml");
        fs::write(&form, ACTS[0]).unwrap();
        run(&["register", path(&ledger), "--add", path(&form)], 0);
        smuggle(&ledger, class, acts, ACTS[1]);
        for command in
            [vec!["register", path(&ledger)], vec!["publish", path(&ledger), "--title", "A report"]]
        {
            let (_, err) = run(&command, 2);
            assert!(
                err.contains(
                    "entry 1 of the review is not what its own head says: it was not recorded by this program"
                ),
                "{what}: {err}"
            );
        }
        // What is in the log stays in the log, and is whole: it is the register that refuses to go by it.
        run(&["audit", path(&ledger)], 0);
    }
    // The same act with the right head is read.
    let dir = tempfile::tempdir().unwrap();
    let ledger = dir.path().join("review");
    run(&["register", path(&ledger), "--begin", "example.org/publish-test"], 0);
    let form = dir.path().join("terms.toml");
    fs::write(&form, ACTS[0]).unwrap();
    run(&["register", path(&ledger), "--add", path(&form)], 0);
    smuggle(&ledger, Class::Record, None, ACTS[1]);
    run(&["register", path(&ledger)], 0);
}
