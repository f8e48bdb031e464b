//! What remembers how large a ledger was when the ledger itself does not: a witness in a folder elsewhere, and the publications
//! that lie in the ledger's own folder.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // it runs the command and reads what it wrote

mod support;

use std::fs;
use std::path::Path;

/// As [`support::run`], with standard output and standard error together.
#[track_caller]
fn run(args: &[&str], code: i32) -> String {
    let (out, err) = support::run(args, code);
    out + &err
}

/// Standard output and standard error, whatever the code.
fn shown(args: &[&str]) -> (String, String) {
    let output = support::candour(args);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

const TERMS: &str = "kind = \"terms\"\nversion = 1\nmode = \"inquiry\"\nperiod_from = 2001-01-01\nperiod_to = 2009-12-31\n\
     strands = [1]\ntitle = \"An invented review\"\n[[strand]]\nnumber = 1\nsealed = false\ntitle = \"An invented strand\"\n";
const CLOSED: &str =
    "kind = \"strand_closed\"\nnumber = 1\nreason = \"records_lost\"\ntext = \"Nothing was found.\"\n";

/// Records a form.
fn add(dir: &Path, ledger: &Path, form: &str) {
    let file = dir.join("form.toml");
    fs::write(&file, form).unwrap();
    run(&["register", path(ledger), "--add", path(&file)], 0);
}

fn party(n: u32) -> String {
    format!("kind = \"party\"\ncode = \"ORG-{n}\"\nsort = \"organisation\"\nname = \"Invented Body {n}\"\n")
}

/// Puts a folder in the place of another.
fn put_back(backup: &Path, place: &Path) {
    fs::remove_dir_all(place).unwrap();
    fs::rename(backup, place).unwrap();
}

#[test]
fn an_old_backup_of_the_whole_folder_is_refused_by_the_witness() {
    let dir = tempfile::tempdir().unwrap();
    let (ledger, witness, backup) =
        (dir.path().join("review"), dir.path().join("stick"), dir.path().join("old"));
    let said =
        run(&["register", path(&ledger), "--begin", "example.org/witnessed", "--witness", path(&witness)], 0);
    assert!(said.contains("is a witness of the ledger from now on"), "{said}");
    add(dir.path(), &ledger, TERMS);
    add(dir.path(), &ledger, CLOSED);
    run(&["backup", path(&ledger), "--to", path(&backup)], 0);
    run(&["publish", path(&ledger), "--title", "A report (invented)"], 0);
    let (file, policy) =
        (ledger.join("publication-1/publication.json"), ledger.join("publication-1/policy.txt"));
    let said = run(&["verify", path(&file), "--policy", path(&policy)], 0);
    assert!(said.contains("The log has signed this, and so have the witnesses witness-"), "{said}");
    put_back(&backup, &ledger);
    let said = run(&["audit", path(&ledger)], 1);
    assert!(said.contains("the witness witness-") && said.contains("this is an old backup"), "{said}");
    let said = run(&["register", path(&ledger)], 2);
    assert!(said.contains("the witness witness-") && said.contains("this is an old backup"), "{said}");
}

#[test]
fn a_witness_can_be_given_later_and_is_needed_from_then_on() {
    let dir = tempfile::tempdir().unwrap();
    let (ledger, one, two) = (dir.path().join("review"), dir.path().join("one"), dir.path().join("two"));
    let said = run(&["register", path(&ledger), "--begin", "example.org/later"], 0);
    assert!(said.contains("--witness FOLDER` gives it one"), "{said}");
    add(dir.path(), &ledger, TERMS);
    let within = ledger.join("witness");
    let said = run(&["register", path(&ledger), "--witness", path(&within)], 2);
    assert!(said.contains("would be put back from a backup together with it"), "{said}");
    assert!(!within.exists(), "what was refused leaves nothing behind");
    let said = run(&["backup", path(&ledger), "--to", path(&ledger.join("copy"))], 2);
    assert!(said.contains("a backup in the ledger's own folder is lost together with it"), "{said}");
    let said = run(&["register", path(&ledger), "--witness", path(&one), "--witness", path(&two)], 0);
    assert!(said.contains("of all its witnesses 1 must be there"), "{said}");
    let said = run(&["register", path(&ledger), "--witness", path(&one)], 2);
    assert!(said.contains("is a witness of this ledger already"), "{said}");
    // One of the two is away: the other is enough. Neither is there: nothing is recorded.
    let away = dir.path().join("away");
    fs::rename(&one, &away).unwrap();
    add(dir.path(), &ledger, &party(1));
    fs::rename(&two, dir.path().join("gone")).unwrap();
    let form = dir.path().join("form.toml");
    fs::write(&form, party(2)).unwrap();
    let said = run(&["register", path(&ledger), "--add", path(&form)], 2);
    assert!(said.contains("witnesses that must cosign: 1; that have: 0"), "{said}");
    assert!(said.contains("the folders of the others cannot be reached"), "{said}");
    // What is only shown is shown, and it is said that nobody outside has vouched for it.
    let note = "none of the 2 witnesses of this ledger was reached: what is shown is what this folder holds";
    for args in [vec!["register", path(&ledger)], vec!["publish", path(&ledger), "--title", "T", "--try"]] {
        let (out, err) = shown(&args);
        assert!(err.contains(note), "{args:?}: {out}{err}");
    }
    fs::rename(&away, &one).unwrap();
    add(dir.path(), &ledger, &party(2));
    let (out, err) = shown(&["register", path(&ledger)]);
    assert!(!err.contains("reached"), "one of two is enough: {out}{err}");
}

#[test]
fn an_old_backup_beside_a_newer_publication_is_refused_and_so_is_a_second_history() {
    let dir = tempfile::tempdir().unwrap();
    let (ledger, backup) = (dir.path().join("review"), dir.path().join("old"));
    run(&["register", path(&ledger), "--begin", "example.org/alone"], 0);
    add(dir.path(), &ledger, TERMS);
    add(dir.path(), &ledger, CLOSED);
    run(&["backup", path(&ledger), "--to", path(&backup)], 0);
    run(&["publish", path(&ledger), "--title", "A report (invented)"], 0);
    let published = dir.path().join("publication-1");
    fs::rename(ledger.join("publication-1"), &published).unwrap();
    put_back(&backup, &ledger);
    // The publication lies beside the old ledger, as it did.
    fs::rename(&published, ledger.join("publication-1")).unwrap();
    let said = run(&["register", path(&ledger)], 2);
    assert!(said.contains("the publication in publication-1 has seen"), "{said}");
    assert!(said.contains("this is an old backup"), "{said}");
    // It is taken away, and the old ledger goes on to as many entries as there were, and more.
    fs::rename(ledger.join("publication-1"), &published).unwrap();
    (1..=8).for_each(|n| add(dir.path(), &ledger, &party(n)));
    fs::rename(&published, ledger.join("publication-1")).unwrap();
    let said = run(&["register", path(&ledger)], 2);
    assert!(said.contains("the publication in publication-1 was made from another history"), "{said}");
    let said = run(&["audit", path(&ledger)], 1);
    assert!(said.contains("was made from another history"), "{said}");
}

#[test]
fn a_ledger_remembers_its_witnesses_whatever_its_file_says_and_taking_one_out_is_recorded() {
    let dir = tempfile::tempdir().unwrap();
    let (ledger, stick) = (dir.path().join("review"), dir.path().join("stick"));
    run(&["register", path(&ledger), "--begin", "example.org/remembered", "--witness", path(&stick)], 0);
    add(dir.path(), &ledger, TERMS);
    // Both lines are taken out of the file, as if there had never been a witness.
    let file = ledger.join("ledger.toml");
    let text = fs::read_to_string(&file).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with("witnesses") && !line.starts_with("quorum"));
    fs::write(&file, lines.collect::<Vec<_>>().join("\n") + "\n").unwrap();
    let words = "ledger.toml names no witness, and the database remembers 1 witness, of which 1 must cosign";
    let said = run(&["register", path(&ledger)], 2);
    assert!(said.contains(words) && said.contains("--without-witness WITNESS`, which is recorded"), "{said}");
    let said = run(&["audit", path(&ledger)], 1);
    assert!(said.contains(&format!("FOUND: {words}")), "{said}");
    fs::write(&file, &text).unwrap();
    run(&["register", path(&ledger)], 0);
    // The stick is lost: nothing can be recorded any more, until it is taken out for good.
    fs::rename(&stick, dir.path().join("lost")).unwrap();
    let form = dir.path().join("form.toml");
    fs::write(&form, party(1)).unwrap();
    run(&["register", path(&ledger), "--add", path(&form)], 2);
    let said = run(&["register", path(&ledger), "--without-witness", path(&dir.path().join("other"))], 2);
    assert!(said.contains("is no witness of this ledger"), "{said}");
    let without = [
        "register",
        path(&ledger),
        "--without-witness",
        path(&stick),
        "--by",
        "chair",
        "--purpose",
        "It is lost.",
    ];
    let said = run(&without, 0);
    assert!(said.contains("is no witness of the ledger any more, and that is recorded"), "{said}");
    let said = run(&["register", path(&ledger), "--add", path(&form)], 0);
    assert!(said.contains("entry 1: "), "{said}");
    let said = run(&["audit", path(&ledger)], 0);
    assert!(
        said.starts_with("4 entries in 2 streams"),
        "the terms, the party, one reading, and that a witness was taken out: {said}"
    );
}

#[test]
fn the_name_of_a_witness_that_must_not_be_published_stops_a_publication_before_it_is_recorded() {
    let dir = tempfile::tempdir().unwrap();
    let (ledger, stick) = (dir.path().join("review"), dir.path().join("stick"));
    run(&["register", path(&ledger), "--begin", "example.org/named", "--witness", path(&stick)], 0);
    add(dir.path(), &ledger, TERMS);
    add(dir.path(), &ledger, CLOSED);
    let seed = fs::read_to_string(stick.join("witness.seed")).unwrap();
    let name = seed.split(' ').next().unwrap();
    let said = run(&["publish", path(&ledger), "--title", "A report (invented)", "--never", name], 2);
    assert!(said.contains("a name given with --never would be published in policy.txt"), "{said}");
    assert!(!said.contains("is recorded in the ledger"), "{said}");
    let said = run(&["register", path(&ledger), "--json"], 0);
    assert!(said.contains("\"publications\": []") || said.contains("\"publications\":[]"), "{said}");
    run(&["publish", path(&ledger), "--title", "A report (invented)"], 0);
}
