//! The whole product held to the truth of invented towns: the account of every row, every planted duty, who is who,
//! what was known of a plate, what a missing extract may not turn into, and what must not leak.
//!
//! The truth stands beside the evidence in `truth/` and is never read by the product; `docs/methods/specimen.md` tells
//! how it is made.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // these tests read the files that were written

mod support;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use model::Day;
use support::{candour, contents, copy_example, review, rows};

type Row = BTreeMap<String, String>;
/// Where a mention stands: file, sheet, row, role.
type Place = [String; 4];

/// Days within which Northmere's review asks for a check of a plate named at a meeting (`[rules.reviewer_set.R27]`).
const CHECK_DAYS: i32 = 7;
const LAST_COMPLETE_DAY: &str = "2014-12-31";

/// Makes a town in a folder of its own.
fn town(folder: &Path, people: u32, seed: u32) -> PathBuf {
    let dir = folder.join("town");
    let (people, seed) = (people.to_string(), seed.to_string());
    let made = candour(&["specimen", dir.to_str().unwrap(), "--people", &people, "--seed", &seed]);
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    dir
}

fn cells<const N: usize>(row: &Row, columns: [&str; N]) -> [String; N] {
    columns.map(|column| row[column].clone())
}

fn place(row: &Row) -> Place {
    cells(row, ["file", "sheet", "row", "role"])
}

/// What a town is known to give. Floors stand just under, ceilings at what is reached.
struct Reached {
    planted_min: usize,
    people_precision_min: f64,
    people_recall_min: f64,
    vehicle_recall_min: f64,
    /// Families of whom two members share an entity; see [`relatives_made_one`].
    relatives_made_one_max: usize,
    /// Share of the duties to check a plate whose answer linkage changed.
    plates_changed_by_linkage_max: f64,
}

#[test]
fn northmere_is_held_to_its_truth() {
    let folder = tempfile::tempdir().unwrap();
    let dir = copy_example("northmere", folder.path());
    let reached = Reached {
        planted_min: 500,
        people_precision_min: 0.999,
        people_recall_min: 0.33,
        vehicle_recall_min: 0.70,
        relatives_made_one_max: 0,
        plates_changed_by_linkage_max: 0.25,
    };
    hold(&dir, &reached);
}

#[test]
fn a_larger_town_of_another_seed_is_held_to_its_truth() {
    let folder = tempfile::tempdir().unwrap();
    let dir = town(folder.path(), 1_500, 77);
    let reached = Reached {
        planted_min: 2_500,
        people_precision_min: 0.995,
        people_recall_min: 0.345,
        vehicle_recall_min: 0.66,
        relatives_made_one_max: 8,
        plates_changed_by_linkage_max: 0.25,
    };
    hold(&dir, &reached);
}

fn hold(dir: &Path, reached: &Reached) {
    review(dir, &["--names-as-recorded"], 0);
    rows_are_accounted_for(dir);
    let planted = duties_are_as_planted(dir);
    println!("{planted} planted duties agree");
    assert!(planted >= reached.planted_min, "{planted} planted duties");

    let entities: BTreeMap<Place, String> =
        rows(&dir.join("out/mentions.csv")).iter().map(|row| (place(row), row["entity"].clone())).collect();
    let people = Groups::of(dir, "who.csv", "person", &entities);
    let vehicles = Groups::of(dir, "which_vehicle.csv", "vehicle", &entities);
    for (what, groups) in [("people", &people), ("vehicles", &vehicles)] {
        println!("{what}: precision {:.4}, recall {:.4}", groups.precision(), groups.recall());
    }
    assert!(people.precision() >= reached.people_precision_min, "people {:.4}", people.precision());
    assert!(people.recall() >= reached.people_recall_min, "people {:.4}", people.recall());
    assert!(vehicles.recall() >= reached.vehicle_recall_min, "vehicles {:.4}", vehicles.recall());
    assert_eq!(vehicles.precision(), 1.0, "no two vehicles are made one");
    let families = relatives_made_one(dir, &people);
    println!("relatives made one: {families:#?}");
    assert!(families.len() <= reached.relatives_made_one_max, "relatives made one: {families:#?}");

    let plates = plates_are_answered(dir, &entities);
    println!("{plates:?}");
    assert!(plates.asked > 100 && plates.known > 20 && plates.asked_twice <= 1, "{plates:?}");
    let changed = plates.changed_by_linkage as f64 / plates.asked as f64;
    assert!(
        changed <= reached.plates_changed_by_linkage_max,
        "a plate read in part at a meeting stays apart from the car, so the car's checks answer nothing: {plates:?}"
    );
}

/// Every file and sheet has the rows accepted, undated, rejected and empty that the truth says.
fn rows_are_accounted_for(dir: &Path) {
    let accounts = |path: &str| -> BTreeSet<[String; 7]> {
        let columns = ["file", "sheet", "rows", "accepted", "undated", "rejected", "empty"];
        rows(&dir.join(path)).iter().map(|row| cells(row, columns)).collect()
    };
    let truth = accounts("truth/accounts.csv");
    assert_eq!(truth.len(), 21);
    assert_eq!(accounts("out/accounts.csv"), truth);
}

/// Every planted duty has its days and its verdict, and under these rules no duty arose that was not planted. Gives
/// how many there are.
///
/// Nothing is allowed for linkage: an assessment is tied to its referral by the referral's number and the child's, so a
/// child whose other records stay apart still has every answer.
fn duties_are_as_planted(dir: &Path) -> usize {
    let truth = rows(&dir.join("truth/outcomes.csv"));
    let rules: BTreeSet<&str> = truth.iter().map(|row| row["rule"].as_str()).collect();
    let listed = |list: &[Row]| -> Vec<[String; 7]> {
        let columns = ["rule", "reference", "holder", "started", "due", "verdict", "done"];
        let of_rules = list.iter().filter(|row| rules.contains(row["rule"].as_str()));
        let mut listed: Vec<_> = of_rules.map(|row| cells(row, columns)).collect();
        listed.sort();
        listed
    };
    let (planted, found) = (listed(&truth), listed(&rows(&dir.join("out/outcomes.csv"))));
    let by_duty: BTreeMap<&[String], &str> = planted.iter().map(|d| (&d[..4], d[5].as_str())).collect();
    for duty in &found {
        let verdict = duty[5].as_str();
        let Some(&truth) = by_duty.get(&duty[..4]) else { continue };
        let accuses = ["late", "nothing recorded"].contains(&verdict);
        assert!(!(accuses && truth == "met"), "met in truth, and the report accuses: {duty:?}");
        assert!(
            !(accuses && truth == "cannot tell"),
            "an extract is missing, and the report accuses: {duty:?}"
        );
    }
    let missing: Vec<_> = planted.iter().filter(|d| found.binary_search(d).is_err()).collect();
    let unexpected: Vec<_> = found.iter().filter(|d| planted.binary_search(d).is_err()).collect();
    assert!(
        missing.is_empty() && unexpected.is_empty(),
        "planted and not found: {missing:?}\nfound and not planted: {unexpected:?}"
    );
    assert_eq!(found.len(), planted.len());
    planted.len()
}

/// The mentions that the truth names, by whom or what they truly mean and by the entity they were given to.
#[derive(Default)]
struct Groups {
    by_true: BTreeMap<String, u64>,
    by_found: BTreeMap<String, u64>,
    /// Of each entity: how many mentions of each person or vehicle.
    both: BTreeMap<String, BTreeMap<String, u64>>,
}

impl Groups {
    fn of(dir: &Path, truth: &str, column: &str, entities: &BTreeMap<Place, String>) -> Groups {
        let mut groups = Groups::default();
        for row in rows(&dir.join("truth").join(truth)) {
            let found =
                entities.get(&place(&row)).unwrap_or_else(|| panic!("no mention was read for {row:?}"));
            let truly = &row[column];
            *groups.by_true.entry(truly.clone()).or_insert(0) += 1;
            *groups.by_found.entry(found.clone()).or_insert(0) += 1;
            *groups.both.entry(found.clone()).or_default().entry(truly.clone()).or_insert(0) += 1;
        }
        groups
    }

    fn pairs<'a>(counts: impl Iterator<Item = &'a u64>) -> f64 {
        counts.map(|&n| n * (n - 1) / 2).sum::<u64>() as f64
    }

    fn right(&self) -> f64 {
        Groups::pairs(self.both.values().flat_map(BTreeMap::values))
    }

    /// Of the pairs of mentions in one entity, the share that mean one person or vehicle.
    fn precision(&self) -> f64 {
        self.right() / Groups::pairs(self.by_found.values())
    }

    /// Of the pairs of mentions that mean one person or vehicle, the share in one entity.
    fn recall(&self) -> f64 {
        self.right() / Groups::pairs(self.by_true.values())
    }
}

/// Twins, brothers and sisters, parents and children who share an entity, each family in words.
///
/// In a town of 300 there is none. In the larger town a record of a parent without a birth date, or with an initial
/// alone, is given to the child of the same address and a like name (or two such records to each other).
fn relatives_made_one(dir: &Path, people: &Groups) -> Vec<String> {
    let town: BTreeMap<String, Row> =
        rows(&dir.join("truth/people.csv")).into_iter().map(|row| (row["person"].clone(), row)).collect();
    let mut made_one = Vec::new();
    for (entity, members) in &people.both {
        for (i, (a, of_a)) in members.iter().enumerate() {
            for (b, of_b) in members.iter().take(i) {
                let (x, y) = (&town[a], &town[b]);
                let home = ["surname", "address", "postcode"];
                if cells(x, home) != cells(y, home) {
                    continue;
                }
                let tie = match (x["standing"] == "child", y["standing"] == "child") {
                    (true, true) if x["born"] == y["born"] => "twins",
                    (true, true) => "brothers or sisters",
                    _ => "parent and child",
                };
                let name = |p: &Row| format!("{} {}, {}", p["forename"], p["surname"], p["born"]);
                made_one.push(format!(
                    "{entity}: {tie}: {} ({of_a} mentions); {} ({of_b} mentions)",
                    name(x),
                    name(y)
                ));
            }
        }
    }
    made_one
}

/// How the duties to check a plate that was named at a meeting were answered.
#[derive(Debug, Default)]
struct Plates {
    asked: usize,
    /// Of these: the item stands twice in the minutes with a plate read in part, and each reading is a car of its own.
    asked_twice: usize,
    as_in_truth: usize,
    changed_by_linkage: usize,
    /// Left open because a vehicle that linkage could not tell from this one was checked.
    left_open_by_linkage: usize,
    /// A check is recorded in truth, and the report says nothing is.
    said_to_be_silent: usize,
    /// Lines of `known.csv` about checks, and how many the report gives with the same two days.
    known: usize,
    known_alike: usize,
}

/// Verdict and day of the first check on or after `start`, found by looking at every check. A check without a day may
/// have been in time. So may the check of a vehicle that is possibly the same (`possible`): where this one's own checks
/// give a silence or a lateness, it leaves that open.
///
/// Where a row of the checks could not be read (`whole` is false), it may be the one: neither silence nor lateness is
/// sure.
fn answer(
    start: Day,
    checks: &[Option<Day>],
    possible: &[Option<Day>],
    whole: bool,
) -> (&'static str, String) {
    let due = start + CHECK_DAYS;
    let first = checks.iter().flatten().filter(|&&day| day >= start).min();
    let undated = checks.contains(&None);
    let may_be = |last: Day| possible.iter().any(|day| day.is_none_or(|day| start <= day && day <= last));
    let last = Day::iso(LAST_COMPLETE_DAY).unwrap();
    let verdict = match first {
        Some(&day) if day <= due => "met",
        _ if undated => "cannot tell",
        Some(_) if !whole || may_be(due) => "cannot tell",
        Some(_) => "late",
        None if !whole => "cannot tell",
        None if due > last => "not yet due",
        None if may_be(last) => "cannot tell",
        None => "nothing recorded",
    };
    (verdict, first.map_or(String::new(), ToString::to_string))
}

/// Of each entity, those that linkage could not tell from it.
fn possibly_the_same(dir: &Path) -> BTreeMap<String, Vec<String>> {
    let number = |text: &str| text.split(' ').next().unwrap_or("").to_string();
    let of = |row: &Row| row["possibly_the_same_as"].split("; ").map(number).collect();
    rows(&dir.join("out/entities.csv")).iter().map(|row| (row["entity"].clone(), of(row))).collect()
}

/// Compares every outcome of R27 with the truth about the plates: each must be right for the checks of the true
/// vehicle or, where linkage gave the plate other checks than the vehicle has, right for those.
fn plates_are_answered(dir: &Path, entities: &BTreeMap<Place, String>) -> Plates {
    let file = "police/vehicle_checks.csv";
    let vehicle_of: BTreeMap<Place, String> = rows(&dir.join("truth/which_vehicle.csv"))
        .iter()
        .map(|row| (place(row), row["vehicle"].clone()))
        .collect();
    let car = |file: &str, row: &str| [file, "", row, "car"].map(str::to_string);
    let (mut of_vehicle, mut of_entity): (BTreeMap<_, Vec<_>>, BTreeMap<_, Vec<_>>) = Default::default();
    for (i, row) in as_sent(&dir.join("evidence").join(file)).iter().enumerate() {
        let place = car(file, &(i + 2).to_string());
        let Some(vehicle) = vehicle_of.get(&place) else { continue }; // the row of totals
        let day = Day::iso(&row["Checked on"]);
        of_vehicle.entry(vehicle.clone()).or_default().push(day);
        of_entity.entry(entities[&place].clone()).or_default().push(day);
    }
    let possibly = possibly_the_same(dir);
    let mut known: BTreeMap<String, Row> = rows(&dir.join("truth/known.csv"))
        .into_iter()
        .filter(|row| row["expected"] == "vehicle check")
        .map(|row| (row["reference"].clone(), row))
        .collect();
    let whole =
        rows(&dir.join("truth/accounts.csv")).iter().any(|a| a["file"] == file && a["rejected"] == "0");
    let twice: BTreeSet<[String; 2]> = rows(&dir.join("truth/odd_rows.csv"))
        .iter()
        .filter(|row| row["what"] == "the same row twice")
        .map(|row| [row["file"].clone(), (row["row"].parse::<u32>().unwrap() + 1).to_string()])
        .collect();

    let mut plates = Plates { known: known.len(), ..Plates::default() };
    let mut asked = BTreeSet::new();
    for row in rows(&dir.join("out/outcomes.csv")).iter().filter(|row| row["rule"] == "R27") {
        plates.asked += 1;
        if !asked.insert(row["reference"].clone()) {
            let repeated = [row["trigger_file"].clone(), row["trigger_row"].clone()];
            assert!(twice.contains(&repeated), "asked twice: {row:?}");
            plates.asked_twice += 1;
        }
        let place = car(&row["trigger_file"], &row["trigger_row"]);
        let start = Day::iso(&row["started"]).unwrap();
        assert_eq!(row["due"], (start + CHECK_DAYS).to_string());
        let entity = &entities[&place];
        let possible: Vec<Option<Day>> =
            possibly[entity].iter().filter_map(|other| of_entity.get(other)).flatten().copied().collect();
        let of = |checks: Option<&Vec<_>>, possible: &[Option<Day>]| {
            answer(start, checks.map_or(&[], Vec::as_slice), possible, whole)
        };
        let truth = of(of_vehicle.get(&vehicle_of[&place]), &[]);
        let linked = of(of_entity.get(entity), &possible);
        let said = (row["verdict"].as_str(), row["done"].clone());
        assert_eq!(said, linked, "wrong even for the records that were put together: {row:?}");
        if said == truth {
            plates.as_in_truth += 1;
        } else if said.0 == "cannot tell" && linked.0 != of(of_entity.get(entity), &[]).0 {
            plates.left_open_by_linkage += 1;
            assert!(row["reason"].contains("a possible same"), "the possible link is named: {row:?}");
        } else {
            plates.changed_by_linkage += 1;
            plates.said_to_be_silent += usize::from(said.0 == "nothing recorded" && !truth.1.is_empty());
        }
        if let Some(line) = known.remove(&row["reference"]) {
            assert_eq!(row["started"], line["known_from"]);
            assert_eq!(row["holder"], line["holder"]);
            assert_eq!(truth.1, line["done"], "the truth agrees with itself: {line:?}");
            plates.known_alike += usize::from(row["done"] == line["done"]);
        }
    }
    assert!(known.is_empty(), "known, and nothing was asked: {known:?}");
    let minutes = as_sent(&dir.join("evidence/meetings/minutes.csv"));
    let spoken = minutes.iter().filter(|row| !row["Plate"].is_empty()).map(|row| row["Item"].clone());
    assert_eq!(asked, spoken.collect(), "each plate spoken at a meeting is asked about once");
    plates
}

/// The rows of a file as an agency sent it, in which a row may have more cells than the header.
fn as_sent(path: &Path) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path).unwrap();
    let head = reader.headers().unwrap().clone();
    let row = |cells: csv::StringRecord| head.iter().zip(&cells).map(|(h, c)| (h.into(), c.into())).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// Rule, matter, holder and first day of each outcome with that verdict.
fn with_verdict(dir: &Path, verdict: &str) -> BTreeSet<[String; 4]> {
    let outcomes = rows(&dir.join("out/outcomes.csv"));
    let with = outcomes.iter().filter(|row| row["verdict"] == verdict);
    with.map(|row| cells(row, ["rule", "reference", "holder", "started"])).collect()
}

/// The configuration with some sources changed.
fn with_sources(text: &str, change: impl Fn(&mut toml::Table)) -> String {
    let mut config: toml::Table = text.parse().unwrap();
    for source in config["source"].as_array_mut().unwrap() {
        change(source.as_table_mut().unwrap());
    }
    config.to_string()
}

#[test]
fn no_extract_that_is_taken_away_becomes_a_silence() {
    let folder = tempfile::tempdir().unwrap();
    let dir = town(folder.path(), 96, 5);
    review(&dir, &[], 0);
    let silent = with_verdict(&dir, "nothing recorded");
    assert!(silent.len() > 20, "{} silences", silent.len());
    let path = dir.join("review.toml");
    let whole = fs::read_to_string(&path).unwrap();
    let names: Vec<String> = whole.parse::<toml::Table>().unwrap()["source"]
        .as_array()
        .unwrap()
        .iter()
        .map(|source| source["name"].as_str().unwrap().to_string())
        .collect();
    assert_eq!(names.len(), 21);
    let mut opened = 0;
    let mut check = |what: &str, text: String| {
        fs::write(&path, text).unwrap();
        fs::remove_dir_all(dir.join("received")).unwrap(); // as if it had never been sent
        review(&dir, &[], 0);
        let now = with_verdict(&dir, "nothing recorded");
        let made: Vec<_> = now.difference(&silent).collect();
        assert!(made.is_empty(), "{what}: silences made by taking an extract away: {made:?}");
        opened += usize::from(now.len() < silent.len());
    };
    for name in &names {
        let is_it = |source: &toml::Table| source["name"].as_str() == Some(name);
        check(
            &format!("{name} away"),
            with_sources(&whole, |source| {
                if is_it(source) {
                    source.insert("files".into(), "not-supplied".into());
                    source.insert("optional".into(), true.into());
                }
            }),
        );
        check(
            &format!("{name} without its days"),
            with_sources(&whole, |source| {
                if is_it(source) {
                    source.remove("covers");
                }
            }),
        );
    }
    let workbook = "social_care/children.xlsx";
    fs::rename(dir.join("evidence").join(workbook), dir.join("children.xlsx")).unwrap();
    let optional = with_sources(&whole, |source| {
        if source["files"].as_str() == Some(workbook) {
            source.insert("optional".into(), true.into());
        }
    });
    check("the workbook of social care away", optional);
    assert!(opened >= 10, "without its extract a silence cannot be told: only {opened} runs had fewer");
}

/// Words in lower case, as they follow one another.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}

/// Words a secret may have, at most: an address with its postcode.
const SECRET_WORDS_MAX: usize = 6;

/// What a copy with pseudonyms must not hold: names, plates, addresses, telephones and numbers, as the truth has them
/// and as any row has them, as words that follow one another.
fn secrets(dir: &Path, named: &Path) -> HashSet<String> {
    let mut secrets = HashSet::new();
    let mut keep = |secret: &str| {
        let words = words(secret);
        if words.concat().chars().count() >= 4 {
            assert!(words.len() <= SECRET_WORDS_MAX, "{secret}");
            secrets.insert(words.concat());
            secrets.insert(words.join(" "));
        }
    };
    for person in rows(&dir.join("truth/people.csv")) {
        for column in ["surname", "later_surname", "forename", "address", "postcode"] {
            keep(&person[column]);
        }
    }
    for vehicle in rows(&dir.join("truth/vehicles.csv")) {
        keep(&vehicle["plate"]);
    }
    for mention in rows(&named.join("mentions.csv")) {
        for value in mention["values"].split("; ") {
            let (field, value) = value.split_once('=').unwrap();
            match field {
                "make" | "colour" | "sex" | "born" | "age" => {} // many have these
                "identifier" => keep(value.split_once(':').unwrap().1),
                _ => keep(value),
            }
        }
    }
    secrets
}

#[test]
fn no_name_plate_address_or_telephone_is_in_any_file_with_pseudonyms() {
    let folder = tempfile::tempdir().unwrap();
    let dir = copy_example("northmere", folder.path());
    let named = folder.path().join("named");
    review(&dir, &["--names-as-recorded", "--out", named.to_str().unwrap()], 0);
    let secrets = secrets(&dir, &named);
    assert!(secrets.len() > 2_000, "{} secrets", secrets.len());
    let (stdout, stderr) = review(&dir, &[], 0);

    let found = leaks(&secrets, &workbook_text(&fs::read(named.join("chronology.xlsx")).unwrap()));
    assert!(found.len() > 300, "the search finds what is there: {}", found.len());

    let mut texts = vec![("standard output".to_string(), stdout), ("standard error".to_string(), stderr)];
    for part in ["out", "received"] {
        for (path, bytes) in contents(&dir.join(part)) {
            let workbook = path.extension().is_some_and(|e| e == "xlsx");
            let text =
                if workbook { workbook_text(&bytes) } else { String::from_utf8_lossy(&bytes).into_owned() };
            texts.push((path.display().to_string(), text));
        }
    }
    assert!(texts.len() > 25, "{} files", texts.len());
    for (name, text) in &texts {
        let found = leaks(&secrets, text);
        assert!(found.is_empty(), "{name} holds {found:?}");
    }
}

/// The secrets a text holds.
fn leaks(secrets: &HashSet<String>, text: &str) -> BTreeSet<String> {
    let words = words(text);
    let mut found = BTreeSet::new();
    for at in 0..words.len() {
        let mut phrase = String::new();
        for word in words[at..].iter().take(SECRET_WORDS_MAX) {
            if !phrase.is_empty() {
                phrase.push(' ');
            }
            phrase.push_str(word);
            if secrets.contains(&phrase) {
                found.insert(phrase.clone());
            }
        }
    }
    found
}

/// The text of every part of a workbook, cells and all else. A workbook is a ZIP archive (APPNOTE 6.3.10, 4.3.7): each
/// part begins with a header that gives the length of its name and of an extra field.
fn workbook_text(bytes: &[u8]) -> String {
    const HEADER: &[u8] = b"PK\x03\x04";
    const HEADER_BYTES: usize = 30;
    const DEFLATED: u16 = 8;
    let mut text = String::new();
    for at in (0..bytes.len() - HEADER_BYTES).filter(|&at| bytes[at..].starts_with(HEADER)) {
        let number = |offset: usize| u16::from_le_bytes([bytes[at + offset], bytes[at + offset + 1]]);
        assert_eq!(number(8), DEFLATED);
        let start = at + HEADER_BYTES + usize::from(number(26)) + usize::from(number(28));
        let mut part = Vec::new();
        flate2::read::DeflateDecoder::new(&bytes[start..]).read_to_end(&mut part).unwrap();
        text.push_str(&String::from_utf8_lossy(&part));
        text.push('\n');
    }
    text
}
