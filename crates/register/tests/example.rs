//! The example of the overarching report: its forms played through the gates into a log in memory, published twice, and
//! held against the files in `examples/overarching`. `CANDOUR_BLESS=1` writes those files anew.
//!
//! Keys and salts of the example are made from its name, so that it comes out the same each time; those of a real log
//! are drawn at random.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // tests meet the world

mod made;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use model::Day;
use register::acts::Act;
use register::acts::forms::{Beside, Sheet, play_and};
use register::entry::{Draft, StreamId};
use register::publication::{
    Change, Manifest, MemoryLog, Pseudonyms, Secret, Trust, compare, page, plain_text, scan, secrets, verify,
    verify_page,
};
use register::review::{Recorded, Review, Stream};
use serde_json::Value;
use tlog::note::{Algorithm, NoteSigner};

const STREAM: StreamId = StreamId(*b"example overarch");
const LOG: &str = "register.example-vale.example/log";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/overarching")
}

fn json(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text.clone()),
        toml::Value::Integer(n) => Value::from(*n),
        toml::Value::Float(n) => Value::from(*n),
        toml::Value::Boolean(b) => Value::Bool(*b),
        toml::Value::Datetime(day) => Value::String(day.to_string()),
        toml::Value::Array(list) => list.iter().map(json).collect(),
        toml::Value::Table(table) => table.iter().map(|(k, v)| (k.clone(), json(v))).collect(),
    }
}

/// The forms of a folder, in the order of their names.
fn sheets(folder: &Path) -> Vec<Sheet> {
    let entries = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path());
    let mut files: Vec<PathBuf> = entries.filter(|file| file.is_file()).collect();
    files.sort();
    let sheet = |file: &PathBuf| {
        let table: toml::Table = std::fs::read_to_string(file).unwrap().parse().unwrap();
        Sheet::new(&file.display().to_string(), json(&toml::Value::Table(table))).unwrap()
    };
    files.iter().map(sheet).collect()
}

/// The acts of the example, admitted by the gates one after the other; those of the sealed strand in a stream of their own.
fn review() -> Review {
    let acts = folder().join("acts");
    let mut sealed = Beside::new(STREAM, BTreeMap::from([(5, sheets(&acts.join("sealed-5")))]));
    let mut review = Review::new(Stream::Open);
    play_and(&mut review, &sheets(&acts), &mut sealed, &mut |_, _| Ok(()))
        .unwrap_or_else(|stopped| panic!("{}: {}", stopped.name, stopped.sentences().join(" ")));
    review
}

/// A publication and what was known when it was made.
struct Version {
    file: String,
    secrets: Vec<Secret>,
}

fn publications() -> (Vec<Version>, String) {
    let key = |name: &str, algorithm, seed: u8| NoteSigner::new(name, algorithm, &[seed; 32]).unwrap();
    let witness = |n: u8| key(&format!("witness-{n}.example"), Algorithm::CosignatureV1, 200 + n);
    let mut log = MemoryLog::new(key(LOG, Algorithm::Ed25519, 200), (1..=3).map(witness).collect());
    let mut salts = made::salts(2026);
    let (mut leaves, mut out) = (Vec::new(), Vec::new());
    for Recorded { on, act } in review().history() {
        let time_unix =
            i64::from(*on - Day::iso("1970-01-01").unwrap()) * 86_400 + 12 * 3_600 + leaves.len() as i64;
        let acts = act.acts_on().map(|seq| leaves[seq.0 as usize]);
        if let Act::Publication(publication) = act {
            // What the review decided, and what follows from the entries as held, are one and the same.
            let held: Manifest = log.manifest(STREAM).unwrap();
            assert_eq!(held.to_value(), held_value(publication));
        }
        let draft = Draft { stream: STREAM, class: act.class(), time_unix, acts, fields: act.to_fields() };
        leaves.push(log.append(draft, &mut salts).unwrap().1);
        if let Act::Publication(_) = act {
            let entries = &log.entries(STREAM)[..leaves.len() - 1];
            let secrets = secrets(entries, &register::publication::manifest(entries).unwrap());
            out.push(Version { file: log.publish(STREAM, time_unix + 60).unwrap(), secrets });
        }
    }
    (out, log.policy())
}

/// The manifest as it stands among the fields of the act.
fn held_value(act: &register::acts::Publication) -> Value {
    let fields = Act::Publication(act.clone()).to_fields();
    fields.into_iter().find(|(path, _)| path == "manifest").unwrap().1
}

/// A file by name.
type Named = (String, Vec<u8>);

/// Every file of the example, by name, and what must not stand in those of each version.
fn outputs() -> (Vec<Named>, Vec<(usize, Vec<Secret>)>) {
    let (versions, policy) = publications();
    let trust = Trust::parse(&policy).unwrap();
    let mut out = vec![
        ("policy.txt".to_string(), policy.into_bytes()),
        ("verify.html".to_string(), verify_page().into_bytes()),
    ];
    let mut kept = Vec::new();
    let mut former = None;
    for (i, version) in versions.into_iter().enumerate() {
        let n = i + 1;
        let (publication, verdict) =
            verify(version.file.as_bytes(), Some(&trust)).unwrap_or_else(|e| panic!("{e}"));
        let changes: Option<Vec<Change>> = former
            .as_ref()
            .map(|(old, old_verdict)| compare((old, old_verdict), (&publication, &verdict)).unwrap());
        out.push((
            format!("publication-{n}.html"),
            page(&publication, &verdict, changes.as_deref()).into_bytes(),
        ));
        out.push((
            format!("publication-{n}.txt"),
            plain_text(&publication, &verdict, changes.as_deref()).into_bytes(),
        ));
        out.push((format!("publication-{n}.json"), version.file.into_bytes()));
        kept.push((n, version.secrets));
        former = Some((publication, verdict));
    }
    (out, kept)
}

#[test]
fn the_example_is_what_its_forms_make_of_it() {
    let (outputs, _) = outputs();
    for (name, bytes) in &outputs {
        let file = folder().join(name);
        if std::env::var_os("CANDOUR_BLESS").is_some() {
            std::fs::write(&file, bytes).unwrap();
        }
        let found = std::fs::read(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        assert!(found == *bytes, "{name} is not what its forms make; CANDOUR_BLESS=1 writes it anew");
    }
}

#[test]
fn the_first_version_withholds_a_finding_and_the_second_discloses_it() {
    let (outputs, _) = outputs();
    let file = |name: &str| outputs.iter().find(|(n, _)| n == name).unwrap().1.clone();
    let text = |name: &str| String::from_utf8(file(name)).unwrap();
    let trust = Trust::parse(&text("policy.txt")).unwrap();
    let (first, was) = verify(&file("publication-1.json"), Some(&trust)).unwrap();
    let (second, is) = verify(&file("publication-2.json"), Some(&trust)).unwrap();
    assert_eq!((was.findings, is.findings), ([4, 3, 0, 1], [4, 4, 0, 0]));
    assert_eq!((was.undone, is.undone), ([0, 0], [0, 1]));
    assert_eq!((was.version, is.version, was.strands.len(), is.strands.len()), (1, 2, 4, 5));
    let claim =
        "The licence was renewed in July 2002 although the referral of 7 May 2002 lay in the same office.";
    for form in ["publication-1.html", "publication-1.txt"] {
        assert!(!text(form).contains(claim), "{form}");
        assert!(text(form).contains("representations outstanding"), "{form}");
        assert!(text(form).contains("lead reviewer"), "{form}");
    }
    for form in ["publication-2.html", "publication-2.txt"] {
        assert!(text(form).contains(claim), "{form}");
        assert!(
            text(form).contains("Entry 16, a finding: what was withheld can be read now: claim; duty;"),
            "{form}"
        );
        assert!(text(form).contains("Withheld before and to be read now: 11 parts of 3 entries."), "{form}");
    }
    for form in ["publication-2.html", "publication-2.txt"] {
        for words in [
            "it does not stand any more: withdrawn on 22 June 2026 in entry",
            "sealed; it stands in a stream of its own, which holds 1 finding that is not published here",
        ] {
            assert!(text(form).contains(words), "{form}: {words}");
        }
        assert!(!text(form).contains("December 2004"), "{form} tells what was found on the sealed strand");
    }
    let changes = compare((&first, &was), (&second, &is)).unwrap();
    let disclosed = changes.iter().filter(|c| matches!(c, Change::Disclosed(..))).count();
    assert_eq!(disclosed, was.withheld.len() - is.withheld.len());
    assert!(compare((&second, &is), (&first, &was)).is_err());
}

#[test]
fn no_byte_of_any_output_holds_what_is_withheld() {
    let (outputs, kept) = outputs();
    for (n, secrets) in &kept {
        assert!(secrets.len() >= 4, "version {n} withholds something");
        let version: Vec<_> =
            outputs.iter().filter(|(name, _)| name.contains(&format!("-{n}."))).cloned().collect();
        assert_eq!(version.len(), 3);
        assert_eq!(scan(&version, secrets), [], "version {n}");
    }
    // The canary sings: the second version discloses what the first one withheld, in each of its forms.
    let second: Vec<_> = outputs.iter().filter(|(name, _)| name.contains("-2.")).cloned().collect();
    let claim: Vec<Secret> =
        kept[0].1.iter().filter(|s| s.text.starts_with("The licence was renewed")).cloned().collect();
    assert!(!claim.is_empty());
    let found: std::collections::BTreeSet<String> =
        scan(&second, &claim[..1]).into_iter().map(|leak| leak.file).collect();
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn pseudonyms_hold_within_a_publication_and_tell_nothing_across() {
    let people: Vec<String> = (0..200).map(|n| format!("P-{n}")).collect();
    let names = |key: u8| Pseudonyms::new(&[key; 32], people.iter().map(String::as_str));
    let (one, again, other) = (names(1), names(1), names(2));
    assert_eq!(one, again);
    let all: std::collections::BTreeSet<String> = people.iter().filter_map(|p| one.of(p)).collect();
    assert_eq!((all.len(), one.count(), one.of("P-200")), (200, 200, None));
    // Of 200 people about one has the same number under both keys; order tells nothing.
    let same = people.iter().filter(|p| one.of(p) == other.of(p)).count();
    assert!(same < 10, "{same} of 200 have one number under two keys");
    let number = |names: &Pseudonyms, p: &String| names.of(p).unwrap()[7..].parse::<i64>().unwrap();
    let later = people
        .windows(2)
        .filter(|w| {
            (number(&one, &w[0]) < number(&one, &w[1])) == (number(&other, &w[0]) < number(&other, &w[1]))
        })
        .count();
    assert!((70..130).contains(&later), "{later} of 199 pairs stand in one order under both keys");
}
