//! Names in minutes as agencies write them: surnames that open a sentence, capitals, nicknames in the middle, parts of marks.
//!
//! The layouts say beforehand, in `> named WHO = WORDS`, which words are whose name. Each must be found with whoever it is among
//! the candidates, and nothing else may be taken for anybody. What becomes of them in a review stands below.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // runs the command and reads what it wrote

mod support;

#[path = "../../intake/tests/layouts/mod.rs"]
mod layouts;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use layouts::{Layout, known, layouts, meeting, text};
use link::naming::{Gazetteer, small_words};
use model::{Mention, Place, RowId, SourceId};

fn records() -> Vec<Mention> {
    let of = known().into_iter().enumerate();
    of.map(|(row, (_, kind, fields))| Mention {
        kind,
        fields: fields.into_iter().map(|(name, value)| (name, value.into())).collect(),
        role: "known".into(),
        row: RowId::from(row),
        place: Place::row(SourceId(0), row as u32),
    })
    .collect()
}

/// What is found in a layout: "WHO = WORDS" for each name of somebody known, "new = WORDS" for one that no record has.
fn found(layout: &Layout, gazetteer: &Gazetteer) -> Vec<String> {
    let meeting = meeting(&text(layout), None);
    let others: Vec<String> = meeting.attendance.iter().map(|a| a.name.clone()).collect();
    let texts: Vec<&str> = meeting
        .items
        .iter()
        .flat_map(|i| std::iter::once(i.heading.text.as_str()).chain(i.text.iter().map(|b| b.text.as_str())))
        .collect();
    let ordinary: BTreeSet<String> = texts.iter().flat_map(|t| small_words(t)).collect();
    let names = known();
    let mut all = Vec::new();
    for text in texts {
        for one in gazetteer.find(text, &others, &ordinary) {
            let who: Vec<&str> = one.candidates.iter().map(|c| names[c.index()].0).collect();
            let who = if who.is_empty() { "new".to_string() } else { who.join(" or ") };
            all.push(format!("{who} = {}", &text[one.start..one.end]));
        }
    }
    all
}

#[test]
fn every_name_that_a_careful_clerk_reads_is_found_and_nothing_else_is() {
    let gazetteer = Gazetteer::of(&records());
    let (mut right, mut missed, mut wrong) = (0, Vec::new(), Vec::new());
    for layout in layouts() {
        let mut truth: Vec<String> = layout
            .truth
            .iter()
            .filter_map(|t| {
                let known = t.strip_prefix("named ").map(String::from);
                known.or_else(|| t.strip_prefix("new ").map(|words| format!("new = {words}")))
            })
            .collect();
        if truth.is_empty() {
            continue;
        }
        for one in found(&layout, &gazetteer) {
            match truth.iter().position(|t| *t == one) {
                Some(at) => {
                    truth.remove(at);
                    right += 1;
                }
                None => wrong.push(format!("{}: {one}", layout.name)),
            }
        }
        missed.extend(truth.into_iter().map(|t| format!("{}: {t}", layout.name)));
    }
    println!("names: {right} right, {} missed, {} wrong", missed.len(), wrong.len());
    assert!(missed.is_empty() && wrong.is_empty(), "missed {missed:#?}\nwrong {wrong:#?}");
    assert!(right >= 40, "{right}");
}

/// A review of people with birth dates, one car, and minutes; gives the folder of its results.
fn review(dir: &Path, cars: &str, minutes: &[(&str, &str)], more: &str) -> std::path::PathBuf {
    std::fs::create_dir_all(dir.join("evidence/minutes")).unwrap();
    let put = |name: &str, text: &str| std::fs::write(dir.join("evidence").join(name), text).unwrap();
    put("people.csv", "Name,Born\nMela Ossenby,12/09/1997\nDarrick Quenthorpe,03/04/1988\n");
    put("cars.csv", cars);
    for (name, text) in minutes {
        put(&format!("minutes/{name}"), text);
    }
    let source = |name: &str, agency: &str, mention: &str| {
        format!(
            "[[source]]\nname = \"{name}\"\nagency = \"{agency}\"\nfiles = \"{name}.csv\"\n[[source.mention]]\n{mention}\n"
        )
    };
    let config = format!(
        "[review]\ntitle = \"t\"\npurpose = \"learning\"\nobservation_date = 2014-01-01\n\
         period = {{ from = 2000-01-01, to = 2013-12-31 }}\n[[agency]]\nname = \"Police A\"\nsort = \"police\"\n\
         [[agency]]\nname = \"Council C\"\nsort = \"social_care\"\n{}{}\
         [[source]]\nname = \"forum\"\nkind = \"minutes\"\nagency = \"Council C\"\nfiles = \"minutes/*\"\n{more}",
        source("people", "Council C", "as = \"person\"\nkind = \"person\"\nname = \"Name\"\nborn = \"Born\""),
        source("cars", "Police A", "as = \"car\"\nkind = \"vehicle\"\nplate = \"Mark\""),
    );
    std::fs::write(dir.join("review.toml"), config).unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_candour")).arg("review").arg(dir).output().unwrap();
    assert!(run.status.code().is_some_and(|c| c < 2), "{}", String::from_utf8_lossy(&run.stderr));
    std::fs::write(dir.join("said.txt"), &run.stdout).unwrap();
    dir.join("out")
}

const APRIL: &str = "Minutes of the Forum held on 17 April 2012\n\nPresent: DS Iska Fennixby (Police A)\n\n\
    1. Cars\nMela Ossenby (14) was seen in a silver car, KX05 V??. The index ended VBN.\n";

#[test]
fn a_part_of_a_mark_is_perhaps_the_known_vehicle_and_never_one_known_to_be_another() {
    let folder = tempfile::tempdir().unwrap();
    let out = review(folder.path(), "Mark\nKX05 VBN\nQZ52 NDX\n", &[("april.txt", APRIL)], "");
    let cars: Vec<_> =
        support::rows(&out.join("entities.csv")).into_iter().filter(|r| r["kind"] == "vehicle").collect();
    let perhaps = cars.iter().filter(|r| !r["possibly_the_same_as"].is_empty()).count();
    // Three letters alone are too little for linkage to ask whether it is that car; the evidence of the item says what they fit.
    assert_eq!((cars.len(), perhaps), (4, 2), "the known one and what was read of five characters");
    let links = support::rows(&out.join("links.csv"));
    let sure = links.iter().filter(|l| l["weights"].contains("registration mark") && l["band"] != "possible");
    assert_eq!(sure.count(), 0, "what was read of a mark is never more than a perhaps: {links:?}");
    let problems = std::fs::read_to_string(out.join("problems.csv")).unwrap();
    assert!(!problems.contains("proposed as new"), "{problems}");
    let said = std::fs::read_to_string(folder.path().join("said.txt")).unwrap();
    assert!(said.contains("3 vehicles if possible sames are one"), "{said}");
}

#[test]
fn a_part_of_a_mark_that_only_other_minutes_name_is_told_as_perhaps_that_one() {
    let folder = tempfile::tempdir().unwrap();
    let may = "Minutes of the Forum held on 15 May 2012\n\nPresent: DS Iska Fennixby (Police A)\n\n\
               1. Cars\nKX05 VBN was seen again.\n";
    let out = review(folder.path(), "Mark\nQZ52 NDX\n", &[("april.txt", APRIL), ("may.txt", may)], "");
    let problems = std::fs::read_to_string(out.join("problems.csv")).unwrap();
    assert!(problems.contains("what was read fits one mark that the minutes name"), "{problems}");
    assert!(
        !problems.contains("part of a registration mark that no record has: proposed as new"),
        "{problems}"
    );
}

#[test]
fn an_age_in_minutes_is_weighed_on_the_day_of_the_meeting() {
    let weights = |age: u32| {
        let folder = tempfile::tempdir().unwrap();
        let april = APRIL.replace("(14)", &format!("({age})"));
        let out = review(folder.path(), "Mark\nKX05 VBN\n", &[("april.txt", &april)], "");
        let links = support::rows(&out.join("links.csv"));
        links.into_iter().map(|l| l["weights"].clone()).find(|w| w.contains("surname"))
    };
    let fits = weights(14).unwrap();
    assert!(
        fits.contains("birth date") && fits.contains("agrees as far as written, to the year or age"),
        "{fits}"
    );
    // Somebody of that name who was 40 on that day was not born in 1997.
    assert!(weights(40).is_none_or(|w| w.contains("birth date") && w.contains("different")));
}

#[test]
fn at_which_meetings_an_officer_of_the_review_was_stands_in_a_table_of_the_minutes() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let may = "Minutes of the Forum held on 15 May 2012\n\nPresent: Lena Marrowby (Council C)\n\
               Apologies: Det Sgt I. Fennixby\n\n1. Cars\nNothing was said.\n";
    let officer = "[[officer]]\nname = \"DS Iska Fennixby\"\nagency = \"Police A\"\nrank = \"DS\"\n";
    review(dir, "Mark\nKX05 VBN\n", &[("april.txt", APRIL), ("may.txt", may)], officer);
    let run = Command::new(env!("CARGO_BIN_EXE_candour")).arg("minutes").arg(dir).output().unwrap();
    assert!(run.status.code().is_some_and(|c| c < 2), "{}", String::from_utf8_lossy(&run.stderr));
    let told: Vec<String> = support::rows(&dir.join("minutes/officers.csv"))
        .iter()
        .map(|r| format!("{} {} {} {}", r["officer"], r["sure"], r["date"], r["standing"]))
        .collect();
    assert_eq!(
        told,
        ["DS Iska Fennixby yes 17 April 2012 present", "DS Iska Fennixby yes 15 May 2012 apologies"]
    );
}
