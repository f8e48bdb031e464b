//! Bodies under several names through `candour link` and its list of names, and one pair explained.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // tests run the command on files

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn candour(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_candour")).current_dir(folder).args(arguments).output().unwrap()
}

const REGISTER: &str = "id,body
R1,Westmarch University Hospitals NHS Foundation Trust
R2,Eastmere Council
R3,Gullhaven Police
R4,Heron Care Board
R5,Tern Valley Ambulance Service NHS Trust
R6,Royal College of Gulls
R7,Eastmere Hospitals NHS Trust
R8,Health and Harbour Executive
";

const LETTERS: &str = "id,sent,body
L1,2012-05-01,Westmarch University Hospital N.H.S. Trust
L2,2012-05-01,Eastmere Council (Highways Dept)
L3,2012-05-01,The Chief Constable of Gullhaven
L4,2012-05-01,Gull Commissioning Group
L5,2012-05-01,Tern Valley Ambulence Service
L6,2012-05-01,RCG
L7,2012-05-01,The Executive
L8,2001-05-01,The Executive
L9,2012-05-01,Marrow Bakery
";

const BODIES: &str = "name,body,relation,from,to,source
The Executive,Health and Harbour Executive,alias,2005-01-01,,invented
The Executive,Eastmere Council,alias,,2004-12-31,invented
Gull Commissioning Group,Heron Care Board,successor,2022-07-01,,invented
";

fn linked(successors: &str, bodies: &str) -> Result<BTreeMap<String, String>, String> {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("register.csv"), REGISTER).unwrap();
    fs::write(at.join("letters.csv"), LETTERS).unwrap();
    fs::write(at.join("bodies.csv"), bodies).unwrap();
    let spec = format!(
        "record = \"id\"\nonce_each = [\"register.csv\"]\nwithin_sources = false\nbodies = \"bodies.csv\"\nsuccessors = \"{successors}\"\n\
         written_on = \"sent\"\n[columns]\nbody = \"organisation\"\n"
    );
    let spec = spec.replace(
        "written_on = \"sent\"\n",
        if bodies.contains("2004") { "written_on = \"sent\"\n" } else { "" },
    );
    fs::write(at.join("spec.toml"), spec).unwrap();
    let output = candour(at, &["link", "letters.csv", "register.csv", "--spec", "spec.toml", "--out", "out"]);
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.code() != Some(0) {
        return Err(words);
    }
    let pairs = fs::read_to_string(at.join("out/pairs.csv")).unwrap();
    let mut best: BTreeMap<String, (f64, String)> = BTreeMap::new();
    for line in pairs.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let p: f64 = cells[3].parse().unwrap();
        let of = best.entry(cells[0].to_string()).or_default();
        if p >= 0.5 && p > of.0 {
            *of = (p, cells[1].to_string());
        }
    }
    Ok(best.into_iter().filter(|(_, of)| of.0 > 0.0).map(|(left, of)| (left, of.1)).collect())
}

#[test]
fn a_body_is_found_under_the_names_it_goes_by_and_on_the_days_of_the_list() {
    let found = linked("one", BODIES).unwrap();
    let expected = [
        ("L1", "R1"),
        ("L2", "R2"),
        ("L3", "R3"),
        ("L4", "R4"),
        ("L5", "R5"),
        ("L6", "R6"),
        ("L7", "R8"),
        ("L8", "R2"),
    ];
    let expected: BTreeMap<String, String> = expected.map(|(a, b)| (a.to_string(), b.to_string())).into();
    assert_eq!(found, expected, "and nobody is found for a bakery");
}

#[test]
fn predecessor_and_successor_are_two_bodies_unless_it_is_asked_for() {
    let found = linked("apart", BODIES).unwrap();
    assert!(!found.contains_key("L4") && found["L7"] == "R8", "{found:?}");
}

#[test]
fn a_list_with_a_fault_is_refused_with_the_row_of_each() {
    let faulty = "name,body,relation,from,to,source\nA1,B1,also,,,\nA1,B1,alias,2010,,\nC1,D1,successor,,,\nD1,C1,successor,,,\n";
    let words = linked("one", faulty).unwrap_err();
    for part in [
        "row 2: the relation is alias, part or successor",
        "row 3: from is a day",
        "row 5: \"D1\" comes back",
    ] {
        assert!(words.contains(part), "{part} in {words}");
    }
}

#[test]
fn one_pair_is_explained_with_what_it_could_not_do_without() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut people = String::from("unique_id,first_name,surname,dob,city\n");
    for person in 0..150usize {
        let forename = ["Maud", "Osric", "Ffion", "Tamsin", "Alaric"][person % 5];
        let surname =
            format!("{}mere", ["Gull", "Tern", "Heron", "Quill", "Thorn", "Pell", "Wend"][person % 7]);
        let day = format!("{}-{:02}-{:02}", 1940 + person % 60, 1 + person % 12, 1 + person % 28);
        for copy in 0..1 + usize::from(person % 3 == 0) {
            people += &format!("{},{forename},{surname},{day},Northmere\n", 2 * person + copy);
        }
    }
    fs::write(at.join("people.csv"), people).unwrap();
    let explain = |left: &str, right: &str| {
        let output = candour(at, &["link", "people.csv", "--explain", left, right]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.code(), text + &String::from_utf8_lossy(&output.stderr))
    };
    let (code, text) = explain("0", "1");
    assert_eq!(code, Some(0), "{text}");
    for part in [
        "0 and 1: joined, one entity.",
        "before anything is compared",
        "the same: maud (1 in ",
        "Together: probability",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let (_, text) = explain("0", "2");
    assert!(text.contains("not joined") && text.contains("It joins nothing."), "{text}");
    let (code, text) = explain("0", "999");
    assert_eq!(code, Some(2));
    assert!(text.contains("no record is called \"999\""), "{text}");
    assert!(!at.join("out").exists());
}
