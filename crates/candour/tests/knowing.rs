//! Who knew, and what followed, held to the truth of invented towns: every planted silence is found, none is said where
//! the truth has an action, and no silence comes of an extract that was not supplied.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // it runs the command and reads what it wrote

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use support::{candour, review, rows};

/// A town of its own with a review, made by the command.
fn town(folder: &Path, people: u32, seed: u64) -> PathBuf {
    let dir = folder.join("town");
    let (people, seed) = (people.to_string(), seed.to_string());
    let made = candour(&["specimen", dir.to_str().unwrap(), "--people", &people, "--seed", &seed]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    dir
}

/// The answers of a run, by number of the item by which the police first knew, and by response.
fn answers(out: &Path) -> BTreeMap<(String, String), BTreeMap<String, String>> {
    let events: BTreeMap<String, String> = rows(&out.join("chronology.csv"))
        .into_iter()
        .map(|r| (r["Ref"].clone(), r["reference"].clone()))
        .collect();
    rows(&out.join("followed.csv"))
        .into_iter()
        .filter(|r| r["holder"].contains("Constabulary"))
        .map(|r| ((events[&r["first_event"]].clone(), r["response"].clone()), r))
        .collect()
}

/// Takes the rows that could not be read out of the delimited files: an extract with such a row proves no absence.
fn without_rejected_rows(dir: &Path) {
    let mut gone: BTreeMap<PathBuf, Vec<usize>> = BTreeMap::new();
    for row in rows(&dir.join("out/rejected.csv")) {
        let path = dir.join("evidence").join(&row["file"]);
        if path.extension().is_some_and(|e| e == "csv") {
            gone.entry(path).or_default().push(row["row"].parse().unwrap());
        }
    }
    for (path, numbers) in gone {
        let bytes = fs::read(&path).unwrap();
        let lines = bytes.split_inclusive(|b| *b == b'\n').enumerate();
        let kept: Vec<&[u8]> = lines.filter(|(i, _)| !numbers.contains(&(i + 1))).map(|(_, l)| l).collect();
        fs::write(&path, kept.concat()).unwrap();
    }
}

#[test]
fn every_planted_silence_is_found_and_none_where_an_action_followed() {
    let folder = tempfile::tempdir().unwrap();
    for (people, seed) in [(300, 2004), (900, 77)] {
        let dir = town(&folder.path().join(seed.to_string()), people, seed);
        review(&dir, &[], 0);
        // As received: no silence is said of a log with a row that could not be read.
        for answer in answers(&dir.join("out")).values().filter(|a| a["reason"].contains("could not be read"))
        {
            assert_eq!(answer["answer"], "extract not supplied", "{answer:?}");
        }
        without_rejected_rows(&dir);
        review(&dir, &[], 1);
        let found = answers(&dir.join("out"));
        let truth = rows(&dir.join("truth/known.csv"));
        assert!(truth.len() >= 70, "{} lines of truth", truth.len());
        let (mut silences, mut done, mut open, mut namesakes) = (0, 0, 0, 0);
        for line in &truth {
            let key = (line["reference"].clone(), line["expected"].clone());
            // Where two people bear one bare name, the earlier one's day is the first on which the name was known.
            let Some(answer) = found.get(&key) else {
                namesakes += 1;
                continue;
            };
            match (line["done"].as_str(), answer["answer"].as_str()) {
                ("", "nothing recorded") => silences += 1,
                // Somebody who may be the same by the name was tasked or told of: a bare name leaves it open.
                // So does a check without a date.
                ("", "cannot tell")
                    if answer["reason"].contains("may be the same")
                        || answer["reason"].contains("no usable date") =>
                {
                    namesakes += 1;
                }
                ("", word) => panic!("{seed}: a silence came out as {word}: {line:?}\n{answer:?}"),
                (_, "done") => {
                    done += 1;
                    assert_eq!(answer["known_from"], line["known_from"], "{line:?}");
                    let days = answer["days_after"]
                        .split(|c: char| !c.is_ascii_digit())
                        .filter_map(|n| n.parse::<i64>().ok())
                        .max()
                        .unwrap_or(0);
                    let expected: i64 = line["answer"].split(' ').find_map(|w| w.parse().ok()).unwrap_or(0);
                    assert!(days >= expected, "{seed}: {line:?} came out as {answer:?}");
                }
                (_, "cannot tell") => open += 1,
                (_, word) => {
                    panic!("{seed}: the truth has an action, the answer is {word}: {line:?}\n{answer:?}")
                }
            }
        }
        println!(
            "seed {seed}: {silences} silences found, {namesakes} left open by a namesake, {done} actions found and {open} left open, of {}",
            truth.len()
        );
        assert!(silences >= 4 * namesakes && done > 0, "{silences} {namesakes} {done}");
    }
}

#[test]
fn taking_an_extract_away_never_makes_a_silence() {
    let folder = tempfile::tempdir().unwrap();
    let dir = town(folder.path(), 300, 5);
    review(&dir, &[], 0);
    let before = answers(&dir.join("out"));
    let whole = fs::read_to_string(dir.join("review.toml")).unwrap();
    for title in ["Checks of vehicle marks", "Taskings", "Intelligence log, graded 5x5x5"] {
        let at = whole.find(&format!("title = \"{title}\"")).unwrap();
        let covers = at + whole[at..].find("covers = ").unwrap();
        let end = covers + whole[covers..].find('\n').unwrap();
        let text = format!("{}{}", &whole[..covers], &whole[end + 1..]);
        fs::write(dir.join("review.toml"), text).unwrap();
        review(&dir, &[], 0);
        let after = answers(&dir.join("out"));
        let mut lost = 0;
        for (key, answer) in &after {
            let silent = |a: &BTreeMap<String, String>| a["answer"] == "nothing recorded";
            assert!(!silent(answer) || before.get(key).is_some_and(silent), "{title}: {key:?} {answer:?}");
            lost += usize::from(before.get(key).is_some_and(silent) && !silent(answer));
        }
        println!("{title}: {lost} silences are no longer said");
    }
}

#[test]
fn the_command_says_what_was_visible_on_a_day_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let dir = town(folder.path(), 300, 2004);
    let vehicle = rows(&dir.join("truth/known.csv"))
        .into_iter()
        .find(|r| r["strand"] == "A" && r["expected"] == "vehicle check")
        .unwrap();
    let ask = |more: &[&str]| {
        let mut args = vec!["knew", dir.to_str().unwrap(), "--about", vehicle["label"].as_str()];
        args.extend(more);
        let output = candour(&args);
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, first_day, _) = ask(&["--on", vehicle["known_from"].as_str()]);
    assert_eq!(code, Some(0));
    assert!(first_day.contains("Norrowshire Constabulary"), "{first_day}");
    assert!(first_day.contains("discussed by a meeting it attended"), "{first_day}");
    assert!(!first_day.contains("vehicle check"), "the check came later:\n{first_day}");
    let (_, before, _) = ask(&["--on", "2004-01-05"]);
    assert!(before.contains("No record of it by then"), "{before}");
    let (code, _, error) = ask(&["--holder", "Norrowshire Constabulry"]);
    assert_eq!(code, Some(2));
    assert!(error.contains("did you mean \"Norrowshire Constabulary\"?"), "{error}");
}
