//! `candour link` without a specification, and what it says of what it made of the files.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // tests run the command on files

use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs the command; gives the exit code, standard output and standard error.
fn candour(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_candour")).current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// Invented people as three agencies have them, each under its own headings; every second person of one stands in the next as well.
fn agencies(folder: &Path) {
    let forenames = ["Maud", "Osric", "Ffion", "Tamsin", "Alaric", "Bryony", "Corwin", "Delphine", "Edric"];
    for (file, head, from) in [
        ("police.csv", "Custody no,forename,surname,dob,telephone", 0usize),
        ("health.csv", "Ref,first_name,surname,date_of_birth,home phone,mobile", 60),
        ("housing.csv", "record,given name,last name,birth_date,phone", 120),
    ] {
        let mut csv = format!("{head}\n");
        for person in from..from + 120 {
            let forename = forenames[person * 7 % 9];
            let surname = format!("Quill{}by", ["er", "a", "o", "mer", "ten"][person / 9 % 5]);
            let day =
                format!("{}-{:02}-{:02}", 1930 + person * 13 % 70, 1 + person * 5 % 12, 1 + person * 11 % 28);
            let day = if person == 70 { "circa 1980".to_string() } else { day };
            let phones = if file == "health.csv" { format!(",0777190{person:04}") } else { String::new() };
            csv += &format!("{},{forename},{surname},{day},0770090{person:04}{phones}\n", person - from + 1);
        }
        fs::write(folder.join(file), csv).unwrap();
    }
}

const FILES: [&str; 3] = ["police.csv", "health.csv", "housing.csv"];

#[test]
fn headings_of_three_agencies_meet_and_numbers_of_rows_are_not_weighed() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    agencies(at);
    let (code, spec, why) = candour(at, &[&["link", "--propose"], &FILES[..]].concat());
    assert_eq!(code, Some(0), "{why}");
    for line in [
        "\"birth_date\" = [\"dob\", \"date_of_birth\", \"birth_date\"]",
        "\"forename\" = [\"forename\", \"first_name\", \"given name\"]",
        "\"surname\" = [\"surname\", \"last name\"]",
        "\"telephone\" = [\"telephone\", \"home phone\", \"mobile\", \"phone\"]",
    ] {
        let line = line.to_string();
        assert!(spec.replace('"', "").contains(&line.replace('"', "")), "{line} in\n{spec}");
    }
    assert!(!spec.contains("text") && !spec.contains("identifier"), "{spec}");
    assert!(why.contains("Ref: not used (a number of the row, not of a person"), "{why}");
    let (code, _, words) = candour(at, &[&["link", "--out", "out"], &FILES[..]].concat());
    assert_eq!(code, Some(0), "{words}");
    let pairs = fs::read_to_string(at.join("out/pairs.csv")).unwrap();
    let joined = pairs.lines().skip(1).filter(|l| {
        let cells: Vec<&str> = l.split(',').collect();
        cells[0].split(':').next() != cells[1].split(':').next() && cells[3].parse::<f64>().unwrap() > 0.95
    });
    assert!(joined.count() >= 100, "those who stand in two agencies are found");
    // The proposal as printed gives the same bytes.
    fs::write(at.join("spec.toml"), spec).unwrap();
    let (code, _, words) =
        candour(at, &[&["link", "--spec", "spec.toml", "--out", "again"], &FILES[..]].concat());
    assert_eq!(code, Some(0), "{words}");
    for name in ["pairs.csv", "entities.csv", "spec.toml"] {
        let of = |folder: &str| fs::read(at.join(folder).join(name)).unwrap();
        assert!(of("out") == of("again"), "{name}");
    }
    let unread =
        "2 birth dates under \"birth_date\" could not be read and count as not given: \"circa 1980\", ...";
    assert!(words.contains(unread), "{words}");
}

/// A number of the row that two people of one household have nearly alike does not join them.
#[test]
fn a_household_is_not_joined_by_the_numbers_of_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(
        at.join("people.csv"),
        "Case ref,forename,surname,dob\nP00002,Samuel,Elderhurst,1947-06-05\nP00003,Adam,Elderhurst,1980-06-05\n",
    )
    .unwrap();
    let (_, spec, _) = candour(at, &["link", "--propose", "people.csv"]);
    assert!(spec.contains("record = \"Case ref\"") && !spec.contains("\"text\""), "{spec}");
    let (_, _, words) = candour(at, &["link", "people.csv", "--out", "out"]);
    assert!(words.contains("2 records of 1 source; "), "{words}");
    assert!(!words.contains("0 pairs are certain:"), "of no pair nothing is expected: {words}");
    assert!(words.contains("; 2 entities"), "{words}");
}

#[test]
fn a_whole_address_without_a_postcode_is_told_in_words_that_are_true() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut csv = String::from("forename,surname,address,seen\n");
    for row in 0..60 {
        csv += &format!(
            "Maud{},Quill{},\"{row} Gull Street, Northmere\",2014-03-{:02}\n",
            row % 7,
            row % 11,
            1 + row % 28
        );
    }
    fs::write(at.join("people.csv"), csv).unwrap();
    let (_, _, words) = candour(at, &["link", "people.csv", "--out", "out"]);
    assert!(words.contains("No postcode could be read from the addresses"), "{words}");
    assert!(!words.contains("The postcode is given by no record"), "{words}");
    assert!(!words.contains("from the years of birth"), "there is no birth date: {words}");
}

/// Two people of every household under one surname, telephone and address of mail: taken for one, and said to be no result to use.
#[test]
fn a_warning_stands_before_everything_else() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let forenames =
        ["Maud", "Osric", "Ffion", "Tamsin", "Alaric", "Bryony", "Corwin", "Delphine", "Edric", "Fenella"];
    let mut csv = String::from("forename,surname,telephone,email\n");
    for row in 0..300 {
        let (household, member) = (row / 2, row % 2);
        let forename = forenames[(household * 7 + member * 3 + household / 10) % 10];
        csv += &format!("{forename},Quill{household},0770090{household:04},house{household}@example.org\n");
    }
    fs::write(at.join("people.csv"), csv).unwrap();
    let (code, _, words) = candour(at, &["link", "people.csv", "--out", "out"]);
    assert_eq!(code, Some(1), "it is to be looked at: {words}");
    let (warning, note) = (words.find("warning: In most pairs").unwrap(), words.find("note: ").unwrap());
    assert!(warning < note, "{words}");
    let page = fs::read_to_string(at.join("out/link-report.html")).unwrap();
    let warning = page.find("Warning: In most pairs taken to be one the forename is different").unwrap();
    assert!(
        warning < page.find("300 records of 1 source were read").unwrap(),
        "it stands at the top of the page"
    );
    assert_eq!(page.matches("should not be used as it is").count(), 1);
}

/// The house and the postcode of one address agree together: the second of them is not said to weigh nothing without a reason.
#[test]
fn a_second_agreement_of_one_address_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut csv = String::from("forename,surname,dob,address,postcode\n");
    for row in 0..400 {
        let home = row / 4;
        let born = format!("{}-{:02}-{:02}", 1930 + row * 13 % 70, 1 + row * 5 % 12, 1 + row * 11 % 28);
        let person = format!(
            "Maud{},Quill{},{born},\"{} Gull{} Street, Northmere\",ZZ{} {}AB\n",
            row % 17,
            home % 23,
            1 + home % 9,
            home / 3,
            1 + home % 19,
            home % 9
        );
        csv += &person;
        if row % 3 == 0 {
            csv += &person;
        }
    }
    fs::write(at.join("people.csv"), csv).unwrap();
    let (code, text, words) =
        candour(at, &["link", "people.csv", "--explain", "people.csv:2", "people.csv:3"]);
    assert_eq!(code, Some(0), "{words}");
    let nothing: Vec<&str> =
        text.lines().filter(|line| line.contains("+0.0 bits") && line.contains("the same:")).collect();
    assert!(
        nothing.iter().all(|line| line.contains("says nothing more once the street is the same")),
        "{text}"
    );
    assert!(!nothing.is_empty(), "{text}");
}
