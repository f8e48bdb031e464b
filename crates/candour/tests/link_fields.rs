//! Fields of `candour link` that are made of several columns, and ages.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // tests run the command on files

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn candour(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_candour")).current_dir(folder).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const SPEC: &str = r#"record = "id"
once_each = ["*"]
within_sources = false
observed = 2017-12-31

[columns]
first = "forename"
last = "surname"
born = "birth_date"
stars = "identifier"

[together]
born = ["birth_year", "age"]
stars = ["star1", "star2", "star"]

[ages]
"#;

/// Two lists of one force: the first gives years of birth and stars in two columns, the second ages and one star.
fn lists(folder: &Path) {
    let names = [("Maud", "Quillby"), ("Osric", "Thornton"), ("Ffion", "Valewick"), ("Tamsin", "Pellmere")];
    let (mut first, mut second) =
        (String::from("id,first,last,birth_year,star1,star2\n"), String::from("id,first,last,age,star\n"));
    for (at, (forename, surname)) in names.iter().enumerate() {
        first += &format!("a{at},{forename},{surname},{},7{at}01,88{at}2\n", 1960 + 7 * at);
        second += &format!("b{at},{forename},{surname},{},88{at}2\n", 2016 - 1960 - 7 * at);
    }
    fs::write(folder.join("first.csv"), first).unwrap();
    fs::write(folder.join("second.csv"), second).unwrap();
}

#[test]
fn several_columns_are_one_field_and_an_age_is_two_years_of_days() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    lists(at);
    fs::write(at.join("spec.toml"), format!("{SPEC}age = {{ \"second.csv\" = 2016 }}\n")).unwrap();
    let link = |spec: &str, out: &str| {
        let output = candour(at, &["link", "first.csv", "second.csv", "--spec", spec, "--out", out]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    };
    link("spec.toml", "out");
    let pairs = fs::read_to_string(at.join("out/pairs.csv")).unwrap();
    let key = fs::read_to_string(at.join("out/comparisons.csv")).unwrap();
    // Each comparison has a position, from 1, among the levels of a pair.
    let field = |name: &str| {
        let line = key.lines().find(|line| line.split(',').nth(1) == Some(name)).unwrap();
        line.split(',').next().unwrap().parse::<usize>().unwrap() - 1
    };
    for person in 0..4 {
        let line = pairs.lines().find(|l| l.starts_with(&format!("a{person},b{person},"))).unwrap();
        let levels: Vec<&str> = line.rsplit(',').next().unwrap().split('.').collect();
        assert_eq!(levels[field("stars")], "1", "one star of several is the same: {line}");
        assert_eq!(levels[field("born")], "6", "agrees as far as written, to the year or age: {line}");
    }
    // The specification as it was used gives the same bytes.
    fs::copy(at.join("out/spec.toml"), at.join("used.toml")).unwrap();
    let used = fs::read_to_string(at.join("used.toml")).unwrap();
    for words in [
        "once_each = [\"*\"]",
        "within_sources = false",
        "\"stars\" = [\"star1\", \"star2\", \"star\"]",
        "\"age\" = { \"second.csv\" = 2016 }",
    ] {
        assert!(used.contains(words), "{used}");
    }
    link("used.toml", "once-more");
    assert_eq!(fs::read(at.join("once-more/pairs.csv")).unwrap(), pairs.as_bytes());
}

#[test]
fn what_a_specification_leaves_open_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    lists(at);
    let refused = |ages: &str, words: &str| {
        fs::write(at.join("spec.toml"), format!("{SPEC}{ages}\n")).unwrap();
        let output = candour(at, &["link", "first.csv", "second.csv", "--spec", "spec.toml", "--out", "out"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains(words), "{}", said(&output));
    };
    refused("age = { \"other.csv\" = 2016 }", "when people were as old as \"age\" of second.csv says");
    refused("age = 16", "ages: age: 0016 is no year and no day");
    let without = SPEC.replace("stars = \"identifier\"\n", "");
    fs::write(at.join("spec.toml"), format!("{without}age = 2016\n")).unwrap();
    let output = candour(at, &["link", "first.csv", "second.csv", "--spec", "spec.toml", "--out", "out"]);
    assert!(said(&output).contains("together: stars has no kind under [columns]"), "{}", said(&output));
}

#[test]
fn a_number_is_compared_where_both_held_it_on_one_day() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let (mut first, mut second) =
        (String::from("id,first,phone,since,until\n"), String::from("id,first,phone,since,until\n"));
    let names = ["Maud", "Osric", "Ffion", "Tamsin"];
    let of_second = ["2013-01-01,", ",", "not known,2012-06-01", "2014-01-01,2015-01-01"];
    for (person, name) in names.iter().enumerate() {
        first += &format!("a{person},{name},0161 496 000{person},2010-01-01,2012-12-31\n");
        second += &format!("b{person},{name},0161496000{person},{}\n", of_second[person]);
    }
    fs::write(at.join("first.csv"), first).unwrap();
    fs::write(at.join("second.csv"), second).unwrap();
    let spec = "record = \"id\"\npairs_from = 0.0\n\n[columns]\nfirst = \"forename\"\nphone = \"telephone\"\n\n[valid]\n";
    fs::write(at.join("spec.toml"), format!("{spec}phone = {{ from = \"since\", to = \"until\" }}\n"))
        .unwrap();
    let explained = |person: usize| {
        let names = [format!("a{person}"), format!("b{person}")];
        let arguments =
            ["link", "first.csv", "second.csv", "--spec", "spec.toml", "--explain", &names[0], &names[1]];
        String::from_utf8(candour(at, &arguments).stdout).unwrap()
    };
    for (person, compared) in [(0, false), (1, true), (2, true), (3, false)] {
        assert_eq!(explained(person).contains("the same: 0161"), compared, "{}", explained(person));
    }
    let output = candour(at, &["link", "first.csv", "second.csv", "--spec", "spec.toml", "--out", "out"]);
    assert!(output.status.success(), "{}", said(&output));
    let used = fs::read_to_string(at.join("out/spec.toml")).unwrap();
    assert!(used.contains("[valid]\n\"phone\" = { from = \"since\", to = \"until\" }"), "{used}");
    for (wrong, words) in [
        (
            "first = { from = \"began\" }\n",
            "first.csv has no column \"began\", which gives days for \"first\"",
        ),
        ("mobile = { from = \"since\" }\n", "valid: mobile has no kind under [columns]"),
        ("phone = { }\n", "valid: phone names neither a column `from` nor a column `to`"),
    ] {
        fs::write(at.join("wrong.toml"), format!("{spec}{wrong}")).unwrap();
        let output =
            candour(at, &["link", "first.csv", "second.csv", "--spec", "wrong.toml", "--out", "none"]);
        assert!(said(&output).contains(words), "{}", said(&output));
    }
}

#[test]
fn a_person_is_found_at_any_of_several_addresses_while_both_lived_there() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(
        at.join("first.csv"),
        "id,name,home1,from1,to1,home2,from2\n\
         a0,Maud Quillby|Maud Thornton,\"12 Gull Street, ZZ1 1AA\",2010-01-01,2012-12-31,\"4 Tern Road, ZZ9 9ZZ\",2013-01-01\n",
    )
    .unwrap();
    fs::write(
        at.join("second.csv"),
        "id,name,home1,from1,to1\n\
         b0,Maud Thornton,\"4 Tern Road, ZZ9 9ZZ\",2013-06-01,\n\
         b1,Maud Quillby,\"4 Tern Road, ZZ9 9ZZ\",2011-01-01,2011-12-31\n\
         b2,Maud Valewick,\"4 Tern Road, ZZ9 9ZZ\",2001-01-01,2001-12-31\n",
    )
    .unwrap();
    fs::write(
        at.join("spec.toml"),
        "record = \"id\"\npairs_from = 0.0\n\n[columns]\nname = \"full_name\"\nhome = \"address\"\n\n\
         [together]\nhome = [\"home1\", \"home2\"]\n\n\
         [valid]\nhome1 = { from = \"from1\", to = \"to1\" }\nhome2 = { from = \"from2\" }\n",
    )
    .unwrap();
    let explained = |other: &str| {
        let arguments = ["link", "first.csv", "second.csv", "--spec", "spec.toml", "--explain", "a0", other];
        let output = candour(at, &arguments);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    let both = explained("b0");
    for words in ["the same: tern road", "the same: thornton", "the same: zz99zz"] {
        assert!(both.to_lowercase().contains(words), "{words}: {both}");
    }
    let earlier = explained("b1");
    assert!(!earlier.to_lowercase().contains("the same: tern") && earlier.contains("street"), "{earlier}");
    assert!(earlier.contains("the same: quillby"), "the name borne before: {earlier}");
    let never = explained("b2");
    assert!(!never.contains("street") && !never.contains("postcode"), "nobody says where she lived: {never}");
}

#[test]
fn an_address_in_one_cell_meets_the_street_and_house_of_another_file_once() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let one = "id,Name,Address\na1,Darrick Quenthorpe,\"12 Larkspur Lane, Northmere, NM1 2AB\"\n";
    let parts =
        "ref,Forename,Surname,House number,Street,Postcode\nb1,Darrick,Quenthorpe,12,Larkspur Lane,NM1 2AB\n";
    fs::write(at.join("one.csv"), one).unwrap();
    fs::write(at.join("parts.csv"), parts).unwrap();
    // In whatever order the files, and so their columns, come.
    for files in [["one.csv", "parts.csv"], ["parts.csv", "one.csv"]] {
        let output = candour(at, &["link", files[0], files[1], "--out", "out"]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let (pairs, key) = (
            fs::read_to_string(at.join("out/pairs.csv")).unwrap(),
            fs::read_to_string(at.join("out/comparisons.csv")).unwrap(),
        );
        let levels = pairs.lines().nth(1).unwrap().rsplit(',').next().unwrap();
        let named = |sort: &str| -> BTreeMap<String, usize> {
            let lines = key
                .lines()
                .skip(1)
                .filter(|line| line.split(',').nth(1).unwrap().to_lowercase().contains(sort));
            lines
                .map(|l| {
                    (l.split(',').nth(1).unwrap().to_string(), l.split(',').next().unwrap().parse().unwrap())
                })
                .collect()
        };
        for part in ["street", "house", "postcode"] {
            let fields = named(part);
            assert_eq!(
                fields.len(),
                1,
                "{part} is compared once, not once for each way of writing it: {fields:?}"
            );
            let level = levels.split('.').nth(fields.values().next().unwrap() - 1);
            assert_eq!(level, Some("1"), "{part} is the same: {levels}");
        }
        fs::remove_dir_all(at.join("out")).unwrap();
    }
}

/// The entity of each record, by its place among the rows.
fn entities(folder: &Path) -> Vec<String> {
    let text = fs::read_to_string(folder.join("out/entities.csv")).unwrap();
    text.lines().skip(1).map(|line| line.split(',').nth(1).unwrap().to_string()).collect()
}

#[test]
fn a_father_and_a_son_are_not_one_because_a_row_without_a_date_is_like_both() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let home = "\"1 Cedar Lane, Saltby, ZZ3 8GN\",01632 940923";
    let rows = format!(
        "name,dob,address,phone\nHarold Quillby,1950-01-02,{home}\nHarold Quillby,1978-05-16,{home}\nHarold Quillby,,{home}\n"
    );
    fs::write(at.join("people.csv"), rows).unwrap();
    let output = candour(at, &["link", "people.csv", "--out", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let of = entities(at);
    assert_ne!(of[0], of[1], "two dates of birth twenty-eight years apart");
}

#[test]
fn names_alone_join_nobody_and_stay_a_question() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut rows = String::from("name\n");
    for at in 0..100 {
        let (first, last) = (["Maud", "Osric", "Ffion", "Tamsin"][at % 4], at % 40);
        rows += &format!("{first} Valewick{}\n", (b'a' + (last / 2) as u8) as char);
    }
    rows += "Zebedee Quorlander\nZebedee Quorlander\n";
    fs::write(at.join("people.csv"), rows).unwrap();
    let output = candour(at, &["link", "people.csv", "--out", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let mut of = entities(at);
    of.sort();
    of.dedup();
    assert_eq!(of.len(), 102, "each row is an entity of its own: {}", said(&output));
}

#[test]
fn a_mark_between_the_addresses_of_one_cell_does_not_divide_the_columns() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut rows = String::from("name,dob,address\n");
    for at in 0..30 {
        rows += &format!(
            "Maud Quillby{at},19{}-01-01,\"{at} Tern Road, ZZ1 1AA|8{at} Tern Road, ZZ1 1AA|5 Gull Road, ZZ1 1AB|14 Gull Road, ZZ1 1AB\"\n",
            50 + at
        );
    }
    fs::write(at.join("people.csv"), rows).unwrap();
    let output = candour(at, &["link", "people.csv", "--out", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let spec = fs::read_to_string(at.join("out/spec.toml")).unwrap();
    assert!(spec.contains("\"address\" = \"address\""), "{spec}");
    assert_eq!(entities(at).len(), 30, "{}", said(&output));
}
