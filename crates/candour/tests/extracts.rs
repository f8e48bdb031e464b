//! Take away any one extract of a review, or the minutes of any one month, and nothing becomes *nothing recorded*: what was not supplied is no failing.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // it runs the command and reads what it wrote

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use support::{candour, review, rows};

/// Every silence that a run says, by whom or what it is about, by the record from which it counts, and by who should have acted.
fn silences(dir: &Path) -> (BTreeSet<[String; 3]>, usize) {
    let mut found = BTreeSet::new();
    let mut lines = 0;
    let mut say = |what: String, who: &str, subjects: [String; 2]| {
        lines += 1;
        for subject in subjects {
            found.insert([what.clone(), who.to_string(), subject]);
        }
    };
    let silent = |r: &BTreeMap<String, String>, column: &str| r[column] == "nothing recorded";
    for r in rows(&dir.join("out/followed.csv")).iter().filter(|r| silent(r, "answer")) {
        // The same words may be held apart in more or fewer records.
        let name = r["subject"].split(" (one name").next().unwrap_or("").to_string();
        say(r["response"].clone(), &r["holder"], [name, format!("{} {}", r["file"], r["row"])]);
    }
    for r in rows(&dir.join("out/outcomes.csv")).iter().filter(|r| silent(r, "verdict")) {
        let trigger = format!("{} {} {}", r["trigger_file"], r["trigger_row"], r["started"]);
        say(r["rule"].clone(), &r["holder"], [trigger.clone(), trigger]);
    }
    (found, lines)
}

/// The kinds of event that a source shows, as `review.toml` writes them.
fn kinds(source: &str) -> Vec<String> {
    let table: toml::Table = toml::from_str(source).unwrap();
    let source = &table["source"].as_array().unwrap()[0];
    let words = |v: Option<&toml::Value>| v.and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let events = words(source.get("event"));
    let of_events = events.iter().map(|e| e["kind"].as_str().unwrap().to_string());
    let more = words(source.get("would_show"));
    let mut all: Vec<String> =
        of_events.chain(more.iter().map(|w| w.as_str().unwrap().to_string())).collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[test]
fn whichever_extract_is_taken_away_no_outcome_becomes_nothing_recorded() {
    take_each_away(300, 5, 50);
}

#[test]
fn nor_in_a_second_town() {
    take_each_away(120, 31, 10);
}

#[test]
fn nor_in_a_third_town() {
    take_each_away(150, 2004, 10);
}

/// Takes each extract of a town away in turn and holds what followed and the outcomes of duties to those with all of them, of which
/// at least so many are silences.
fn take_each_away(people: u32, seed: u32, silences_min: usize) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("town");
    let (people, seed) = (people.to_string(), seed.to_string());
    let made = candour(&["specimen", dir.to_str().unwrap(), "--people", &people, "--seed", &seed]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let names = ["--names-as-recorded"];
    review(&dir, &names, 0);
    let (before, lines) = silences(&dir);
    let whole = fs::read_to_string(dir.join("review.toml")).unwrap();
    let mut parts = whole.split("\n[[source]]\n");
    let head = parts.next().unwrap().to_string();
    let sources: Vec<String> = parts.map(|s| format!("[[source]]\n{s}")).collect();
    println!("{} extracts, {lines} silences with all of them", sources.len());
    assert!(sources.len() > 15 && lines >= silences_min, "{lines}");
    let followed = before.iter().filter(|s| s[2].starts_with(char::is_alphabetic)).count();
    assert!(followed > 0, "silences of what should have followed are among them");
    for (at, source) in sources.iter().enumerate() {
        let table: toml::Table = toml::from_str(source).unwrap();
        let source = &table["source"].as_array().unwrap()[0];
        let word = |key: &str| source.get(key).and_then(toml::Value::as_str);
        let title = word("title").or(word("name")).unwrap();
        let missing = format!(
            "[[extract]]\nagency = {:?}\ntitle = {title:?}\nkinds = {:?}\ncovers = {{ from = 2004-01-01, to = 2014-12-31 }}\n\
             status = \"missing\"\n",
            word("agency").unwrap(),
            kinds(&sources[at])
        );
        let others = sources.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, s)| s.as_str());
        let text: Vec<&str> =
            std::iter::once(head.as_str()).chain([missing.as_str()]).chain(others).collect();
        fs::write(dir.join("review.toml"), text.join("\n")).unwrap();
        // A reading of its own: what was read before is no part of this question.
        let out = folder.path().join(format!("without-{at}"));
        let run = candour(&[
            "review",
            dir.to_str().unwrap(),
            "--names-as-recorded",
            "--out",
            out.join("out").to_str().unwrap(),
        ]);
        assert!(
            run.status.code().is_some_and(|c| c < 2),
            "{title}: {}",
            String::from_utf8_lossy(&run.stderr)
        );
        let (after, lines) = silences(&out);
        // A silence is the same where its subject or its first record is.
        let mut new: Vec<&[String; 3]> = after.difference(&before).collect();
        new.retain(|s| !renamed(&out, s, &before));
        println!("without {title}: {lines} silences");
        assert!(new.is_empty(), "without {title}: {new:?}");
    }
}

/// Whether a new line is one of the silences said before, of the same subject under other words or from a later record.
fn renamed(out: &Path, line: &[String; 3], before: &BTreeSet<[String; 3]>) -> bool {
    rows(&out.join("out/followed.csv")).iter().any(|r| {
        let name = r["subject"].split(" (one name").next().unwrap_or("").to_string();
        let record = format!("{} {}", r["file"], r["row"]);
        let one =
            r["response"] == line[0] && r["holder"] == line[1] && (name == line[2] || record == line[2]);
        let said = |subject: &String| before.contains(&[line[0].clone(), line[1].clone(), subject.clone()]);
        one && (said(&name) || said(&record))
    })
}

/// A review of eight meetings of 2010, one file each, whose people and cars stand under other entries in the tables of the police.
const FORUM: &str = r#"[review]
title = "A forum month by month"
purpose = "learning"
observation_date = 2011-01-31
last_complete_day = 2010-12-31
period = { from = 2010-01-01, to = 2010-12-31 }
[knowledge]
grades = ["discussed"]
[[concern]]
kind = "meeting_item"
as = ["named", "car"]
[[response]]
name = "tasking"
kinds = ["tasking"]
about = "person"
known_to = ["police"]
[[response]]
name = "vehicle check"
kinds = ["vehicle_check"]
about = "vehicle"
known_to = ["police"]
[[response]]
name = "action given"
kinds = ["action_given"]
about = "person"
known_to = ["police"]
[[agency]]
name = "Police A"
sort = "police"
[[agency]]
name = "Council C"
sort = "social_care"
[[series]]
title = "Forum"
kind = "meeting_item"
agency = "Council C"
days = { from = 2010-01-01, to = 2010-08-31 }
[[source]]
name = "taskings"
agency = "Police A"
files = "taskings.csv"
covers = { from = 2010-01-01, to = 2010-12-31 }
dates = "day-first"
[[source.mention]]
as = "person"
kind = "person"
name = "Name"
born = "Born"
[[source.event]]
kind = "tasking"
date = "Date"
about = ["person"]
[[source]]
name = "checks"
agency = "Police A"
files = "checks.csv"
covers = { from = 2010-01-01, to = 2010-12-31 }
dates = "day-first"
[[source.mention]]
as = "car"
kind = "vehicle"
plate = "Plate"
[[source.event]]
kind = "vehicle_check"
date = "Date"
about = ["car"]
[[source]]
name = "forum"
kind = "minutes"
agency = "Council C"
files = "m/*"
covers = { from = 2010-01-01, to = 2010-12-31 }
"#;

/// What each of the eight meetings said.
const MEETINGS: [(&str, &str); 8] = [
    ("14 January 2010", "1. Gates\nPell Draxley was seen at the gates. A car WX55 K?L stood by.\n"),
    ("11 February 2010", "1. Canal\nWenna Tarnfold was named by a school.\n"),
    ("11 March 2010", "1. Gates\nPell Draxley was seen at the gates.\n"),
    ("15 April 2010", "1. Gates\nA car WX55 K?L was seen again. Draxley was named.\n"),
    ("13 May 2010", "1. Arcade\nHarl Orrowby was seen. DS Brackwell to visit Harl Orrowby by 3 June 2010.\n"),
    ("17 June 2010", "1. Arcade\nTarnfold was seen. Ivo Quernby was named.\n"),
    ("15 July 2010", "1. Arcade\nHarl Orrowby was seen. Draxley was named.\n"),
    ("19 August 2010", "1. Canal\nTarnfold, Quernby and Pell Draxley were named.\n"),
];

#[test]
fn the_minutes_of_whichever_month_are_taken_away_no_outcome_becomes_nothing_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let made = |without: Option<usize>| {
        let dir = folder.path().join(without.map_or("all".to_string(), |at| format!("without-{at}")));
        fs::create_dir_all(dir.join("evidence/m")).unwrap();
        fs::write(dir.join("review.toml"), FORUM).unwrap();
        let taskings = "Date,Name,Born\n01/02/2010,Pell Draxley,30/01/1974\n20/02/2010,Wenna Tarnfold,05/06/1990\n\
                        22/07/2010,Pell Draxley,30/01/1974\n02/06/2010,Harl Orrowby,03/04/1988\n";
        fs::write(dir.join("evidence/taskings.csv"), taskings).unwrap();
        fs::write(dir.join("evidence/checks.csv"), "Date,Plate\n20/02/2010,WX55 KNL\n").unwrap();
        let others = MEETINGS.iter().enumerate().filter(|(at, _)| Some(*at) != without);
        for (at, (day, text)) in others {
            let text = format!(
                "Northmere Forum\nMinutes of the meeting held on {day}\n\nPresent:\nLena Marrowby, Council C\n\
                 DS Mona Brackwell, Police A\n\n{text}"
            );
            fs::write(dir.join(format!("evidence/m/{at}.txt")), text).unwrap();
        }
        review(&dir, &["--names-as-recorded"], 0);
        dir
    };
    let (before, lines) = silences(&made(None));
    assert!(lines > 0, "some silences are there to be said");
    for (at, (day, _)) in MEETINGS.iter().enumerate() {
        let dir = made(Some(at));
        let (after, lines) = silences(&dir);
        println!("without {day}: {lines} silences");
        let mut new: Vec<&[String; 3]> = after.difference(&before).collect();
        new.retain(|s| !renamed(&dir, s, &before));
        assert!(new.is_empty(), "without {day}: {new:?}");
    }
    // The car's own case: checked in February, spoken of in January, whose minutes are away, and in April.
    let lines = rows(&folder.path().join("without-0/out/followed.csv"));
    let car = lines.iter().find(|r| r["response"] == "vehicle check").unwrap();
    assert_eq!(car["answer"], "cannot tell", "{car:?}");
    assert!(car["reason"].contains("January 2010"), "{car:?}");
}
