//! Officers at meetings: the meetings at which a review's officer was present, and those for which apologies were sent, with the items that
//! name whoever is asked about; and one telling for what was heard at one meeting. Every name is invented.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // it runs the command and reads what it wrote

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{candour, review, rows};

const MAY: &str = "Minutes of the Forum held on 3 May 2002\n\nPresent:\nDS Iska Fennixby (Police A)\n\
    Apologies: DI Prudence Haldane (Police A)\n\n1. Concerns\nHarl Orrowby (DOB 03/04/1988) was seen at the arcade.\n\
    Action: DS Fennixby to find out where he lives by 1 June 2002.\n";
const JUNE: &str = "Minutes of the Forum held on 7 June 2002\n\nPresent:\nDI Prudence Haldane (Police A)\n\n\
    1. Concerns\nHarl Orrowby (DOB 03/04/1988) was seen again.\n\n2. Cars\nHarl Orrowby (DOB 03/04/1988) drives a silver car.\n";
const JULY: &str = "Minutes of the Forum held on 5 July 2002\n\nPresent:\nDI Prudence Haldane (Police A)\n\n\
    1. Concerns\nThe arcade was quiet.\n";

fn town(folder: &Path, purpose: &str, officers: &str) -> PathBuf {
    let dir = folder.join(purpose);
    fs::create_dir_all(dir.join("evidence")).unwrap();
    let people = "Name,Born\nHarl Orrowby,03/04/1988\n";
    for (file, text) in [("people.csv", people), ("m1.txt", MAY), ("m2.txt", JUNE), ("m3.txt", JULY)] {
        fs::write(dir.join("evidence").join(file), text).unwrap();
    }
    let config = format!(
        "[review]\ntitle = \"t\"\npurpose = \"{purpose}\"\nobservation_date = 2010-01-01\n\
         period = {{ from = 2000-01-01, to = 2009-12-31 }}\n[knowledge]\nofficers = \"these ranks\"\nranks = [\"Inspector\"]\n\
         [[agency]]\nname = \"Police A\"\nsort = \"police\"\n[[agency]]\nname = \"Council C\"\nsort = \"social_care\"\n\
         [[agency]]\nname = \"Police B\"\nsort = \"police\"\n\
         [[source]]\nname = \"people\"\nagency = \"Council C\"\nfiles = \"people.csv\"\n\
         [[source.mention]]\nas = \"person\"\nkind = \"person\"\nname = \"Name\"\nborn = \"Born\"\n\
         [[source]]\nname = \"forum\"\nkind = \"minutes\"\nagency = \"Council C\"\nfiles = \"m*.txt\"\n\
         covers = {{ from = 2000-01-01, to = 2009-12-31 }}\n[[concern]]\nkind = \"meeting_item\"\nas = [\"named\"]\n{officers}"
    );
    fs::write(dir.join("review.toml"), config).unwrap();
    dir
}

fn officer(name: &str, agency: &str, rank: &str, days: &str) -> String {
    format!("[[officer]]\nname = \"{name}\"\nagency = \"{agency}\"\nrank = \"{rank}\"\n{days}")
}

fn knew(dir: &Path, more: &[&str]) -> String {
    let told = candour(&[&["knew", dir.to_str().unwrap(), "--about", "Harl Orrowby"], more].concat());
    String::from_utf8([told.stdout, told.stderr].concat()).unwrap()
}

/// The part of an answer under a heading.
fn part<'t>(told: &'t str, heading: &str) -> &'t str {
    let (_, after) = told.split_once(heading).unwrap_or_else(|| panic!("{heading} is missing in:\n{told}"));
    after.split("\n\n").next().unwrap()
}

#[test]
fn an_officers_meetings_are_listed_with_the_items_that_name_the_subject_and_no_more_is_claimed() {
    let folder = tempfile::tempdir().unwrap();
    let both = officer("DI Prudence Haldane", "Police A", "Inspector", "")
        + &officer("DS Iska Fennixby", "Police A", "Sergeant", "");
    let dir = town(folder.path(), "inquiry", &both);
    let told = knew(&dir, &["--holder", "DI Prudence Haldane"]);
    let meetings = part(&told, "Meetings that record DI Prudence Haldane and spoke of it\n");
    let (may, june) = meetings.split_once("  7 June 2002: present").unwrap_or_else(|| panic!("{told}"));
    assert!(may.contains("  3 May 2002: apologies") && may.contains("(m1.txt, line "), "{told}");
    assert!(may.contains("item 1 names it"), "{told}");
    assert!(may.contains("apologies were sent, and nothing is taken to have been heard"), "{told}");
    assert!(!may.contains("discussed"), "apologies are no knowledge: {told}");
    assert!(june.contains("item 1 names it") && june.contains("item 2 names it"), "{told}");
    assert_eq!(june.matches("discussed, which counts for the agency").count(), 2, "{told}");
    assert!(june.contains("1 more meeting records the officer; no item of them names it."), "{told}");
    // The rule of the review: what a sergeant heard is not the agency's.
    let told = knew(&dir, &["--holder", "DS Iska Fennixby"]);
    let meetings = part(&told, "Meetings that record DS Iska Fennixby and spoke of it\n");
    assert!(meetings.contains("discussed. Does not count: The officer was then Sergeant"), "{told}");
    // What was visible on a day, and no more.
    let told = knew(&dir, &["--holder", "DI Prudence Haldane", "--on", "2002-05-31"]);
    assert!(!told.contains("7 June 2002"), "{told}");
}

#[test]
fn an_officer_who_moved_is_answered_for_by_each_agency_and_the_rule_of_the_day_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let posts = officer("DI Prudence Haldane", "Police A", "Inspector", "to = 2002-05-31\n")
        + &officer("DI Prudence Haldane", "Police B", "Sergeant", "from = 2002-06-01\n");
    let dir = town(folder.path(), "inquiry", &posts);
    let told = knew(&dir, &["--holder", "DI Prudence Haldane"]);
    assert!(told.contains("what follows is of Police A and of Police B"), "{told}");
    assert!(told.contains("What the officer knew in the one agency is not carried to the other"), "{told}");
    let meetings = part(&told, "Meetings that record DI Prudence Haldane and spoke of it\n");
    assert!(
        meetings.contains("Does not count: The officer was then Sergeant"),
        "by the rank of June: {told}"
    );
}

#[test]
fn the_report_lists_officers_meetings_unless_the_review_is_for_learning() {
    let folder = tempfile::tempdir().unwrap();
    let one = officer("DI Prudence Haldane", "Police A", "Inspector", "");
    for (purpose, listed) in [("inquiry", true), ("learning", false)] {
        let dir = town(folder.path(), purpose, &one);
        review(&dir, &["--names-as-recorded"], 0);
        let page = fs::read_to_string(dir.join("out/report.html")).unwrap();
        assert_eq!(page.contains("Officers at meetings"), listed, "{purpose}");
        let file = dir.join("out/officers_at_meetings.csv");
        assert_eq!(file.exists(), listed, "{purpose}");
        if listed {
            let lines = rows(&file);
            let standings: Vec<(&str, &str)> =
                lines.iter().map(|l| (l["standing"].as_str(), l["counts_for_the_agency"].as_str())).collect();
            assert_eq!(
                standings,
                [("apologies", ""), ("present", "yes"), ("present", "yes"), ("present", "")],
                "{lines:?}"
            );
        }
    }
}

#[test]
fn what_was_heard_at_one_meeting_is_one_telling() {
    let folder = tempfile::tempdir().unwrap();
    let dir = town(folder.path(), "inquiry", "");
    let told = knew(&dir, &[]);
    let tellings = part(&told, "Who told whom\n");
    let may: Vec<&str> = tellings.lines().filter(|l| l.contains("3 May 2002")).collect();
    assert_eq!(may.len(), 1, "an item and the action beneath it: {told}");
    assert!(may[0].contains("meeting item, E") && may[0].contains("; action given, E"), "{told}");
    let june: Vec<&str> = tellings.lines().filter(|l| l.contains("7 June 2002")).collect();
    assert_eq!(june.len(), 1, "two items of one meeting: {told}");
    review(&dir, &[], 0);
    for row in rows(&dir.join("out/chronology.csv")) {
        let mut holders: Vec<&str> = row["Known to"].split("; ").collect();
        let all = holders.len();
        holders.dedup();
        assert_eq!(all, holders.len(), "a holder twice: {row:?}");
    }
}

#[test]
fn an_officer_in_full_with_another_rank_is_perhaps_the_officer_and_never_surely() {
    let folder = tempfile::tempdir().unwrap();
    let dir =
        town(folder.path(), "inquiry", &officer("DCI Prudence Haldane", "Police A", "Chief Inspector", ""));
    review(&dir, &["--names-as-recorded"], 0);
    let lines = rows(&dir.join("out/officers_at_meetings.csv"));
    assert!(!lines.is_empty(), "the line of an inspector of that name is listed");
    assert!(lines.iter().all(|l| l["sure"] != "true" && l["sure"] != "yes"), "{lines:?}");
}
