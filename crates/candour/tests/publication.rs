//! `candour publish` and `candour verify` as a person runs them: the example, a real ledger, two versions, a leak stopped.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // it runs the command and reads what it wrote

mod support;

use std::fs;
use std::path::Path;

use ledger::Ledger;
use register::acts::Act;
use register::entry::{Class, Draft};
use support::{root, run};

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
        "Findings recorded: 4. Disclosed in full: 3; in part: 0; withheld but for their frame: 1."
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
    assert!(err.contains("The title names P-1: a title can never be withheld"), "{err}");
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
    assert!(err.contains("The title names P-1"), "{err}");
    let (out, err) = attempt("A report (invented)", 0);
    assert!(
        out.starts_with(
            "It may be published now: 4 entries. In 1 of them something would be withheld or erased: 1 field."
        ),
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

/// A ledger with the acts of an invented review, one strand closed, and a way to add more.
struct Reviewed {
    folder: tempfile::TempDir,
}

impl Reviewed {
    fn new(acts: &[&str]) -> Reviewed {
        let reviewed = Reviewed { folder: tempfile::tempdir().unwrap() };
        run(&["register", &reviewed.dir(), "--begin", "example.org/publish-test"], 0);
        acts.iter().for_each(|act| drop(reviewed.add(act)));
        reviewed
    }

    fn dir(&self) -> String {
        path(&self.folder.path().join("review")).to_string()
    }

    fn add(&self, act: &str) -> String {
        let form = self.folder.path().join("act.toml");
        fs::write(&form, act).unwrap();
        run(&["register", &self.dir(), "--add", path(&form)], 0).0
    }

    fn text(&self, publication: &str) -> String {
        fs::read_to_string(Path::new(&self.dir()).join(publication).join("publication.txt")).unwrap()
    }
}

#[test]
fn what_changed_is_told_even_where_something_of_the_version_before_was_erased_since() {
    let reviewed = Reviewed::new(&ACTS[..3]);
    let dir = reviewed.dir();
    run(&["publish", &dir, "--title", "A first report (invented)"], 0);
    let erase =
        ["--entry", "1", "--path", "name", "--basis", "court_order", "--decider", "court", "--by", "clerk-1"];
    let (out, _) = run(&[&["erase", dir.as_str()], erase.as_slice()].concat(), 0);
    let folder = Path::new(&dir).join("publication-1");
    let still =
        format!("the files of what was published before still hold it: take {} away", folder.display());
    assert!(out.contains(&still), "{out}");
    run(&["publish", &dir, "--title", "A second report (invented)"], 0);
    let text = reviewed.text("publication-2");
    assert!(text.contains("What changed since the publication before"), "{text}");
    assert!(text.contains("Erased by law since: 1 part of 1 entry."), "{text}");
    assert!(text.contains("erased by law since, as entry 4 says: name."), "{text}");
    assert!(!text.contains("Quillon"));
}

#[test]
fn a_publication_whose_files_cannot_be_written_is_not_recorded() {
    let reviewed = Reviewed::new(&ACTS);
    let dir = reviewed.dir();
    let published = || {
        let (out, _) = run(&["register", &dir, "--json"], 0);
        let state: serde_json::Value = serde_json::from_str(&out).unwrap();
        state["publications"].as_array().unwrap().len()
    };
    // Places that cannot be written: one that no folder can be made in, and a file where the folder of the outputs should be made.
    let (_, err) =
        run(&["publish", &dir, "--title", "A first report (invented)", "--out", "/proc/candour-test/x"], 2);
    assert!(
        err.contains("cannot make /proc/candour-test/.x.part") && !err.contains("is recorded in"),
        "{err}"
    );
    fs::write(Path::new(&dir).join(".publication-1.part"), "in the way").unwrap();
    let (_, err) = run(&["publish", &dir, "--title", "A first report (invented)"], 2);
    assert!(!err.contains("is recorded in the ledger"), "{err}");
    assert_eq!(published(), 0, "nothing is recorded before the place is proved");
    fs::remove_file(Path::new(&dir).join(".publication-1.part")).unwrap();
    let (out, _) = run(&["publish", &dir, "--title", "A first report (invented)"], 0);
    assert!(out.contains("publication number 1"), "{out}");
    let names =
        |folder: &str| fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name()).collect::<Vec<_>>();
    assert!(
        !names(&dir).iter().any(|name| name.to_string_lossy().starts_with('.')),
        "nothing is left of the proof"
    );
    // A folder that is in the way is found before anything is recorded.
    let (_, err) =
        run(&["publish", &dir, "--title", "A second", "--out", &format!("{dir}/publication-1")], 2);
    assert!(err.contains("exists; it was left as it is") && !err.contains("is recorded in"), "{err}");
    assert_eq!(published(), 1);
    // To write it out again is logged as a disclosure only where it can be.
    let entries = || Ledger::open(Path::new(&dir)).map(|ledger| (ledger.size(), ledger.close())).unwrap().0;
    // What was read before is recorded by whichever command opens the ledger next.
    run(&["publish", &dir, "--out", "/proc/candour-test/x"], 2);
    let before = entries();
    run(&["publish", &dir, "--out", "/proc/candour-test/x"], 2);
    assert_eq!(entries(), before);
}

/// The table of the method's page on the register: a version that was given up says most of what the one that stands says.
const GIVEN_UP: [&str; 4] = [
    "kind = \"finding\"\nstrands = [1]\nstandard = \"balance_of_probabilities\"\nclaim = \"The report was read.\"\n\
     duty = \"Policy of 2001 (invented)\"\nlooked_for_against = \"In the diaries of 2002.\"\n[[evidence_for]]\n\
     text = \"The log records it.\"\nsource = \"constabulary/log.csv, row 14\"\n[[parts]]\nowner = \"person\"\n\
     tenor = \"critical\"\nsubject = \"P-1\"\nclaim = \"Did nothing, and knew it.\"\n",
    "kind = \"finding\"\nsupersedes = 2\nchanged = \"The log was read again.\"\nstrands = [1]\nstandard = \"balance_of_probabilities\"\nclaim = \"The report was read.\"\n\
     duty = \"Policy of 2001 (invented)\"\nlooked_for_against = \"In the diaries of 2002.\"\n[[evidence_for]]\n\
     text = \"The log records it.\"\nsource = \"constabulary/log.csv, row 14\"\n[[parts]]\nowner = \"organisation\"\n\
     tenor = \"positive\"\nsubject = \"ORG-1\"\nclaim = \"Answered within a day.\"\n",
    "kind = \"withholding\"\nof = 2\npath = \"*\"\nreason = \"representations_outstanding\"\ndecider = \"lead_reviewer\"\n",
    "kind = \"withholding\"\nof = 1\npath = \"name\"\nreason = \"third_party_personal_data\"\n\
     decider = \"disclosure_officer\"\n",
];

#[test]
fn a_version_that_was_given_up_stays_withheld_and_the_one_that_stands_is_published() {
    let terms =
        format!("{}[[agencies]]\ncode = \"ORG-1\"\nname = \"Example Constabulary (invented)\"\n", ACTS[0]);
    let acts: Vec<&str> = [terms.as_str(), ACTS[1]].into_iter().chain(GIVEN_UP).collect();
    let reviewed = Reviewed::new(&acts);
    let dir = reviewed.dir();
    let (_, err) = run(&["publish", &dir, "--title", "A report (invented)", "--try"], 0);
    assert!(
        err.contains(
            "note: claim of entry 2 is withheld, and the same words are published as claim of entry 3"
        ),
        "{err}"
    );
    run(&["publish", &dir, "--title", "A report (invented)"], 0);
    let text = reviewed.text("publication-1");
    assert!(text.contains("Answered within a day.") && !text.contains("and knew it"), "{text}");
    // A rehearsal of the same forms searches as publishing does.
    let forms = reviewed.folder.path().join("forms");
    fs::create_dir(&forms).unwrap();
    let publication = "kind = \"publication\"\ntitle = \"A report (invented)\"\n";
    let mut all: Vec<String> = acts.iter().map(|act| act.to_string()).collect();
    all.push(publication.to_string());
    let rehearse = |all: &[String], code: i32| {
        for (n, act) in all.iter().enumerate() {
            fs::write(forms.join(format!("{n:02}.toml")), format!("on = 2026-05-{:02}\n{act}", n + 1))
                .unwrap();
        }
        run(&["register", "--rehearse", path(&forms)], code).1
    };
    let err = rehearse(&all, 0);
    assert!(err.contains("note: claim of entry 2 is withheld"), "{err}");
    let at = all.len() - 1;
    all[at] = "kind = \"publication\"\ntitle = \"On Quillon Marrowby-Test\"\n".into();
    let err = rehearse(&all, 2);
    assert!(err.contains("The title names P-1"), "{err}");
}

#[test]
fn the_folder_for_the_files_names_nobody_and_lies_among_no_keys() {
    let reviewed = Reviewed::new(&ACTS);
    let dir = reviewed.dir();
    let elsewhere = reviewed.folder.path();
    for (out, words) in [
        (
            elsewhere.join("Quillon Marrowby-Test"),
            "would be published in the name of the folder for the files",
        ),
        (
            elsewhere.join("marrowby-test_quillon"),
            "would be published in the name of the folder for the files",
        ),
        (Path::new(&dir).join("secrets/report"), "lies in the folder `secrets` of the ledger"),
        (Path::new(&dir).join("log/../secrets/report"), "lies in the folder `secrets` of the ledger"),
    ] {
        for more in [&["--try"][..], &[]] {
            let args =
                [&["publish", &dir, "--title", "A report (invented)", "--out", path(&out)], more].concat();
            let (_, err) = run(&args, 2);
            assert!(err.contains(words) && !err.contains("is recorded in the ledger"), "{err}");
        }
        assert!(!out.exists());
    }
    let (out, _) = run(&["register", &dir, "--json"], 0);
    let state: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(state["publications"].as_array().unwrap().len(), 0);
    run(&["publish", &dir, "--title", "A report (invented)", "--out", path(&elsewhere.join("report"))], 0);
}

#[test]
fn a_file_of_a_day_that_has_not_come_is_refused() {
    // A publisher who holds the key and dates ahead; the policy asks for no witness.
    let folder = tempfile::tempdir().unwrap();
    let key = tlog::note::NoteSigner::new("log.example", tlog::note::Algorithm::Ed25519, &[9; 32]).unwrap();
    let mut log = register::publication::MemoryLog::new(key, Vec::new());
    let stream = register::entry::StreamId([3; 16]);
    let time_unix = 32_503_680_000;
    let mut salt = || [1; 32];
    let mut add =
        |log: &mut register::publication::MemoryLog, class, fields: &[(&str, serde_json::Value)]| {
            let fields = fields.iter().map(|(path, value)| (path.to_string(), value.clone())).collect();
            log.append(Draft { stream, class, time_unix, acts: None, fields }, &mut salt).unwrap();
        };
    let json = |text: &str| serde_json::Value::String(text.into());
    add(&mut log, Class::Tor, &[("kind", json("terms")), ("strands", serde_json::json!([1]))]);
    let closed = [("kind", json("strand_closed")), ("number", serde_json::json!(1))];
    add(&mut log, Class::Record, &closed);
    let manifest = log.manifest(stream).unwrap().to_value();
    add(&mut log, Class::Publication, &[("kind", json("publication")), ("manifest", manifest)]);
    let (file, policy) = (folder.path().join("publication.json"), folder.path().join("policy.txt"));
    fs::write(&file, log.publish(stream, time_unix).unwrap()).unwrap();
    fs::write(&policy, log.policy()).unwrap();
    let (_, err) = run(&["verify", path(&file), "--policy", path(&policy)], 2);
    assert!(
        err.contains("recorded on 1 January 3000, a day that by this machine's clock has not come"),
        "{err}"
    );
}

#[test]
fn a_person_called_like_a_word_of_the_program_keeps_nobody_from_publishing() {
    // "power", "Max", "page", "Strand", "Entry" and "Publication" all stand in the pages or in the script that checks them.
    for name in
        ["Paula Power", "Max Page", "Ms Strand", "Entry", "Mark Publication", "Grant Reason", "Publication"]
    {
        let party = format!("kind = \"party\"\ncode = \"P-1\"\nsort = \"person\"\nname = \"{name}\"\n");
        let reviewed = Reviewed::new(&[ACTS[0], &party, ACTS[2], ACTS[3]]);
        let (_, err) = run(&["publish", &reviewed.dir(), "--title", "A report (invented)"], 0);
        assert!(!err.contains("one word of"), "{name}: {err}");
        // What came from the review is searched as ever.
        let said = format!("kind = \"question\"\nto = \"P-1\"\ntext = \"What did they ask {name} for?\"\n");
        reviewed.add(&said);
        let (_, err) = run(&["publish", &reviewed.dir(), "--title", "A second (invented)"], 2);
        assert!(err.contains("withhold"), "{name}: {err}");
        assert!(!reviewed.text("publication-1").contains(&format!("name: {name}")));
    }
    // The same by the search alone: a name that nobody recorded, given by --never.
    let reviewed = Reviewed::new(&ACTS);
    let dir = reviewed.dir();
    reviewed
        .add("kind = \"assistance\"\nby = \"P-1\"\nsort = \"statement\"\nwhat = \"What Ada Page saw.\"\n");
    // What is said beside the code of a person counts as said of them: whose statement it was is kept back.
    reviewed.add("kind = \"withholding\"\nof = 4\npath = \"by\"\nreason = \"name_not_needed\"\ndecider = \"reviewer\"\n");
    let publish = |name: &str, code: i32| {
        run(&["publish", &dir, "--title", "A report (invented)", "--never", name, "--try"], code).1
    };
    publish("Max Page", 0);
    publish("Checked", 0);
    let err = publish("Ada Page", 2);
    assert!(err.contains("would be published in entry 4"), "{err}");
}

#[test]
fn a_name_that_stands_only_in_the_own_stream_of_a_sealed_strand_stands_in_no_publication() {
    let reviewed = Reviewed::new(&[
        &format!(
            "{}[[agencies]]\ncode = \"ORG-1\"\nname = \"Example Constabulary (invented)\"\n",
            ACTS[0]
                .replace("strands = [1]", "strands = [1, 2]")
                .replace("[[strand]]", "[[strand]]\nnumber = 2\nsealed = true\n[[strand]]")
        ),
        "kind = \"strand_closed\"\nnumber = 1\nreason = \"records_lost\"\ntext = \"Nothing was found.\"\n",
    ]);
    let dir = reviewed.dir();
    let sealed = |act: &str| {
        let form = reviewed.folder.path().join("sealed.toml");
        fs::write(&form, act).unwrap();
        run(&["register", &dir, "--sealed", "2", "--add", path(&form)], 0);
    };
    let publish = |title: &str, code: i32| run(&["publish", &dir, "--title", title], code).1;
    // Its own stream has not begun, and the message says how.
    let err = publish("A report (invented)", 2);
    assert!(
        err.contains("or has not begun. Begin it: an act sealed_stream") && err.contains("--sealed 2"),
        "{err}"
    );
    sealed("kind = \"sealed_stream\"\nstrand = 2\n");
    sealed("kind = \"party\"\ncode = \"P-1\"\nsort = \"person\"\nname = \"Quillon Marrowby-Test\"\n");
    sealed(
        "kind = \"access_request\"\nauthority = \"none_given\"\nentries = []\nwho = \"Cy Specimen\"\nwhat = \"All of it.\"\n",
    );
    let end = "kind = \"strand_closed\"\nnumber = 2\nreason = \"ends_in_sealed_stream\"\ntext = \"Apart.\"\n";
    reviewed.add(end);
    publish("A report (invented)", 0);
    assert!(!reviewed.text("publication-1").contains("Marrowby"));
    for (said, name) in [("Marrowby-Test, Q. said so.", "Marrowby"), ("As Cy &#83;pecimen says.", "pecimen")]
    {
        let entry = reviewed.add(&format!("kind = \"request\"\nto = \"ORG-1\"\nwhat = \"{said}\"\n"));
        let number = entry.split([' ', ':']).nth(1).unwrap().to_string();
        let err = publish("A later report (invented)", 2);
        assert!(
            err.contains(&format!(
                "a name in the own stream of sealed strand 2 would be published in entry {number}"
            )),
            "{err}"
        );
        assert!(!err.contains(name), "the name is told to nobody: {err}");
        let reason = "third_party_personal_data";
        reviewed.add(&format!(
            "kind = \"withholding\"\nof = {number}\npath = \"what\"\nreason = \"{reason}\"\ndecider = \"lead_reviewer\"\n"
        ));
        publish("A later report (invented)", 0);
    }
}

#[test]
fn what_no_reader_can_see_is_told_with_its_place_and_wants_a_look() {
    let folder = tempfile::tempdir().unwrap();
    let key = tlog::note::NoteSigner::new("log.example", tlog::note::Algorithm::Ed25519, &[9; 32]).unwrap();
    let mut log = register::publication::MemoryLog::new(key, Vec::new());
    let stream = register::entry::StreamId([3; 16]);
    let time_unix = 1_767_225_600;
    let mut salt = || [1; 32];
    let terms = format!("{}[[agencies]]\ncode = \"ORG-1\"\nname = \"Example Constabulary\"\n", ACTS[0])
        .replace("2001-01-01", "\"2001-01-01\"")
        .replace("2009-12-31", "\"2009-12-31\"");
    let terms = toml::from_str(&terms).unwrap();
    let act = |form: &serde_json::Value| Act::from_form(form).unwrap();
    let closed = toml::from_str(ACTS[2]).unwrap();
    // Whoever holds the key writes past the forms, which refuse such a text.
    let hidden = "Nothing was f\u{200b}ound by the Con\u{455}tabulary.";
    let mut fields = act(&closed).to_fields();
    fields.iter_mut().filter(|(path, _)| path == "text").for_each(|(_, value)| *value = hidden.into());
    let mut add = |class, fields| {
        log.append(Draft { stream, class, time_unix, acts: None, fields }, &mut salt).unwrap();
    };
    add(Class::Tor, act(&terms).to_fields());
    add(Class::Record, fields);
    let manifest = log.manifest(stream).unwrap().to_value();
    let says =
        serde_json::json!({"kind": "publication", "version": 1, "title": "A report", "open_strands": []});
    let mut fields: Vec<(String, serde_json::Value)> =
        says.as_object().unwrap().iter().map(|(path, value)| (path.clone(), value.clone())).collect();
    fields.push(("manifest".into(), manifest));
    log.append(Draft { stream, class: Class::Publication, time_unix, acts: None, fields }, &mut || [1; 32])
        .unwrap();
    let (file, policy) = (folder.path().join("publication.json"), folder.path().join("policy.txt"));
    fs::write(&file, log.publish(stream, time_unix).unwrap()).unwrap();
    fs::write(&policy, log.policy()).unwrap();
    let (out, _) = run(&["verify", path(&file), "--policy", path(&policy)], 1);
    assert!(out.starts_with("Accepted."), "{out}");
    for sentence in [
        "Characters that a reader cannot see, or that turn the direction of writing, stand in what is disclosed: 1. Where: text of \
         entry 1 (1).",
        "Words that mix letters of scripts which look alike, or letters in another dress, stand in what is disclosed: 1. Where: \
         text of entry 1 (1).",
    ] {
        assert!(out.contains(sentence), "{sentence}\n{out}");
    }
}

#[test]
fn an_accusation_beside_the_code_of_a_person_waits_and_a_place_called_like_them_does_not() {
    let terms =
        format!("{}[[agencies]]\ncode = \"ORG-1\"\nname = \"Example Constabulary (invented)\"\n", ACTS[0]);
    let reviewed = Reviewed::new(&[terms.as_str(), ACTS[1], ACTS[2], ACTS[3]]);
    let dir = reviewed.dir();
    let publish = |code: i32| run(&["publish", &dir, "--title", "A report (invented)", "--try"], code).1;
    reviewed.add("kind = \"question\"\nto = \"P-1\"\ntext = \"Why did he burn the log?\"\n");
    let err = publish(2);
    assert!(
        err.contains("The field text of entry 4 counts as said of P-1, whom the field to of entry 4 names"),
        "{err}"
    );
    reviewed.add(
        "kind = \"withholding\"\nof = 4\npath = \"to\"\nreason = \"name_not_needed\"\ndecider = \"lead_reviewer\"\n",
    );
    publish(0);
    // A plain request is published as it is; a street that is called like somebody, once a reviewer has said so.
    reviewed.add("kind = \"request\"\nto = \"P-1\"\nwhat = \"An interview about the log of May 2002.\"\n");
    publish(0);
    reviewed.add("kind = \"request\"\nto = \"ORG-1\"\nwhat = \"The letters that came to Marrowby Road.\"\n");
    let err = publish(2);
    assert!(err.contains("The field what of entry 7 names P-1") && err.contains("act no_name"), "{err}");
    reviewed.add(
        "kind = \"no_name\"\nwhat = \"place\"\ndecider = \"lead_reviewer\"\nwords = \"Marrowby Road\"\n",
    );
    let title = ["publish", &dir, "--title", "A report (invented)"];
    run(&title, 0);
    assert!(reviewed.text("publication-1").contains("Marrowby Road"));
}
