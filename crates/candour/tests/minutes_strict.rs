//! What minutes leave open stays open in the review: whose agency, whom an action is about, who heard an item.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // runs the command and reads what it wrote

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use support::{candour, rows};

const PEOPLE: &str =
    "Name,Born\nHarl Orrowby,03/04/1988\nWenna Tarnfold,05/06/1990\nIvo Quernby,07/08/1985\n";
const WHOLE: &str = "covers = { from = 2000-01-01, to = 2009-12-31 }\n";

/// A review of these minutes, one file each, with what could be expected of the police and of social care.
fn review_of(dir: &Path, minutes: &[(&str, &str)], more: &str) {
    std::fs::create_dir_all(dir.join("evidence/m")).unwrap();
    std::fs::write(dir.join("evidence/people.csv"), PEOPLE).unwrap();
    for (name, text) in minutes {
        std::fs::write(dir.join("evidence/m").join(name), text).unwrap();
    }
    let config = format!(
        "[review]\ntitle = \"t\"\npurpose = \"learning\"\nobservation_date = 2010-01-01\nlast_complete_day = 2009-12-31\n\
         period = {{ from = 2000-01-01, to = 2009-12-31 }}\n\
         [knowledge]\ngrades = [\"discussed\"]\n[[concern]]\nkind = \"meeting_item\"\nas = [\"named\"]\n\
         [[response]]\nname = \"task to staff\"\nkinds = [\"action_given\"]\nabout = \"person\"\nknown_to = [\"police\"]\n\
         [[agency]]\nname = \"Police A\"\nsort = \"police\"\n[[agency]]\nname = \"Council C\"\nsort = \"social_care\"\n\
         [[source]]\nname = \"people\"\nagency = \"Council C\"\nfiles = \"people.csv\"\n\
         [[source.mention]]\nas = \"person\"\nkind = \"person\"\nname = \"Name\"\nborn = \"Born\"\n\
         [[source]]\nname = \"forum\"\nkind = \"minutes\"\nagency = \"Council C\"\nfiles = \"m/*\"\n{WHOLE}{more}"
    );
    std::fs::write(dir.join("review.toml"), config).unwrap();
}

/// Runs the review and gives the answer and reason about each person by forename.
fn answers(dir: &Path) -> BTreeMap<String, (String, String)> {
    let run = candour(&["review", dir.to_str().unwrap(), "--names-as-recorded"]);
    assert!(run.status.code().is_some_and(|c| c < 2), "{}", String::from_utf8_lossy(&run.stderr));
    rows(&dir.join("out/followed.csv"))
        .into_iter()
        .map(|r| {
            let forename = r["subject"].split(' ').next().unwrap().to_string();
            (forename, (r["answer"].clone(), r["reason"].clone()))
        })
        .collect()
}

fn head(day: &str) -> String {
    format!(
        "Minutes of the Northmere Forum held on {day}\n\nPresent:\nDS Iska Fennixby (Police A)\nLena Marrowby (Council C)\n\n"
    )
}

#[test]
fn an_action_below_a_heading_without_a_number_is_no_silence() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let may = head("3 May 2002")
        + "1. Concerns\nHarl Orrowby was seen by the arcade.\n\n2. Others\nWenna Tarnfold was named by a school.\n\nActions\n\
           DS Fennixby to visit Harl Orrowby by 17 May 2002\nDS Fennixby to check the keeper of the car\n";
    review_of(dir, &[("may.txt", &may)], "");
    let now = answers(dir);
    assert_eq!(now["Harl"].0, "done", "{now:?}");
    // The second action names nobody, and may be about anybody of whom the meeting spoke.
    assert_eq!(now["Wenna"].0, "cannot tell", "{now:?}");
    assert!(now["Wenna"].1.contains("which of those the meeting names it is about"), "{now:?}");
}

#[test]
fn whoever_left_before_an_item_did_not_make_their_agency_know_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let text = head("3 May 2002").replace("(Police A)", "(Police A) (left before item 2)")
        + "1. Concerns\nHarl Orrowby was seen by the arcade.\n\n2. Others\nWenna Tarnfold was named by a school.\n";
    review_of(dir, &[("may.txt", &text)], "");
    let now = answers(dir);
    assert!(now.contains_key("Harl"), "{now:?}");
    assert!(!now.contains_key("Wenna"), "the police did not hear of her: {now:?}");
}

#[test]
fn a_surname_alone_gives_an_owner_no_agency() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let text = |owner: &str| {
        head("3 May 2002")
            + &format!(
                "1. Concerns\nHarl Orrowby was seen by the arcade.\n\nAction: {owner} to visit Harl Orrowby.\n"
            )
    };
    for (owner, answer) in [
        ("DS Fennixby", "done"),
        ("Detective Sergeant Fennixby", "done"),
        ("Iska Fennixby", "done"),
        ("Fennixby", "cannot tell"),
        ("Mrs Fennixby", "cannot tell"),
        ("PC Fennixby", "cannot tell"),
        ("PA", "cannot tell"),
        ("Police A", "done"),
    ] {
        review_of(dir, &[("may.txt", &text(owner))], "");
        let now = answers(dir);
        assert_eq!(now["Harl"].0, answer, "{owner}: {now:?}");
    }
}

#[test]
fn a_report_that_is_tied_to_nothing_is_no_silence() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let may = head("3 May 2002") + "1. Concerns\nHarl Orrowby was seen by the arcade.\n";
    let june =
        head("7 June 2002") + "1. Matters arising\nAction 4: DS Fennixby to visit Harl Orrowby - ongoing.\n";
    review_of(dir, &[("may.txt", &may), ("june.txt", &june)], "");
    let now = answers(dir);
    assert_eq!(now["Harl"].0, "cannot tell", "{now:?}");
    assert!(now["Harl"].1.contains("when it was given"), "{now:?}");
}

#[test]
fn of_several_series_of_minutes_each_must_be_whole_and_a_month_away_leaves_a_silence_open() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let may = head("3 May 2002") + "1. Concerns\nHarl Orrowby was seen by the arcade.\n";
    review_of(dir, &[("may.txt", &may)], "");
    assert_eq!(answers(dir)["Harl"].0, "nothing recorded");
    // A second forum whose minutes end in 2002: what it gave later, nobody knows.
    std::fs::create_dir_all(dir.join("evidence/n")).unwrap();
    std::fs::write(
        dir.join("evidence/n/jan.txt"),
        "Minutes of the Second Panel held on 9 January 2001\n\nPresent:\nDS Iska Fennixby (Police A)\n\n1. Welcome\nAll were welcomed.\n",
    )
    .unwrap();
    let second = "[[source]]\nname = \"panel\"\nkind = \"minutes\"\nagency = \"Police A\"\nfiles = \"n/*\"\n\
                  covers = { from = 2000-01-01, to = 2002-12-31 }\n";
    review_of(dir, &[("may.txt", &may)], second);
    let now = answers(dir);
    assert_eq!(now["Harl"].0, "extract not supplied", "{now:?}");
    // A monthly series of which months are away.
    let series = "[[series]]\ntitle = \"Forum\"\nkind = \"meeting\"\nagency = \"Council C\"\n\
                  days = { from = 2002-05-01, to = 2002-08-31 }\n";
    review_of(dir, &[("may.txt", &may)], series);
    let now = answers(dir);
    assert_eq!(now["Harl"].0, "extract not supplied", "{now:?}");
    assert!(now["Harl"].1.contains("3 months are away, the first June 2002"), "{now:?}");
}

#[test]
fn one_document_put_in_twice_is_one_source() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let may = head("3 May 2002")
        + "1. Concerns\nHarl Orrowby was seen by the arcade and was spoken of for a while.\n";
    let again = may.replace('\n', "\r\n");
    review_of(dir, &[("may.txt", &may), ("may copy.txt", &again)], "");
    let run = candour(&["review", dir.to_str().unwrap()]);
    assert!(run.status.code().is_some_and(|c| c < 2), "{}", String::from_utf8_lossy(&run.stderr));
    let followed = rows(&dir.join("out/followed.csv"));
    assert_eq!(followed.len(), 1, "{followed:?}");
    let problems = std::fs::read_to_string(dir.join("out/problems.csv")).unwrap();
    assert!(problems.contains("says word for word what m/may"), "{problems}");
    let items =
        rows(&dir.join("out/chronology.csv")).into_iter().filter(|r| r["kind"] == "meeting_item").count();
    assert_eq!(items, 1);
}

#[test]
fn under_pseudonyms_no_words_of_an_attendance_are_printed_as_an_agency_or_a_post() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let text = "Minutes of the Northmere Forum held on 3 May 2002\n\nPresent:\nDS Iska Fennixby, Police A\n\
                Lena Marrowby, Council C\nTamsel Vexworth (Brindle Oskarby)\nMab Quillon, Dorrick Haldane, Council C\n\n\
                1. Concerns\nHarl Orrowby was seen by the arcade.\n";
    review_of(dir, &[("may.txt", text)], "");
    let run = candour(&["review", dir.to_str().unwrap()]);
    assert!(run.status.code().is_some_and(|c| c < 2), "{}", String::from_utf8_lossy(&run.stderr));
    for entry in std::fs::read_dir(dir.join("out")).unwrap() {
        let path = entry.unwrap().path();
        let written = support::words_of(&path);
        for name in ["Fennixby", "Marrowby", "Vexworth", "Oskarby", "Quillon", "Haldane", "Orrowby"] {
            assert!(!written.contains(name), "{name} stands in {}", path.display());
        }
    }
}

#[test]
fn what_could_not_be_placed_stands_in_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let text = head("3 May 2002").replace("\n\n", "\n")
        + "Distribution\nCass Quill\n\n1. Concerns\nHarl Orrowby was seen.\n";
    review_of(dir, &[("may.txt", &text)], "");
    let run = candour(&["minutes", dir.to_str().unwrap()]);
    assert!(run.status.code().is_some_and(|c| c < 2), "{}", String::from_utf8_lossy(&run.stderr));
    let placed = rows(&dir.join("minutes/not_placed.csv"));
    assert!(
        placed.iter().any(|r| r["text"].contains("Cass Quill") && r["file"] == "m/may.txt"),
        "{placed:?}"
    );
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(said.contains("could not be placed"), "{said}");
}

#[test]
fn words_that_may_give_somebody_a_task_leave_a_silence_open() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    for (words, answer) in [
        ("He was seen with two others.", "nothing recorded"),
        ("Lena Marrowby will visit him on Friday.", "cannot tell"),
        ("It was agreed that the police would be told.", "cannot tell"),
        ("DS Fennixby was asked to check the keeper of the car.", "cannot tell"),
        ("No further action.", "nothing recorded"),
    ] {
        let text =
            head("3 May 2002") + &format!("1. Concerns\nHarl Orrowby was seen by the arcade. {words}\n");
        review_of(dir, &[("may.txt", &text)], "");
        let now = answers(dir);
        assert_eq!(now["Harl"].0, answer, "{words}: {now:?}");
        if answer == "cannot tell" {
            assert!(now["Harl"].1.contains("m/may.txt, line 8"), "the reason says where to read: {now:?}");
        }
    }
}

#[test]
fn a_report_that_does_not_say_whether_it_was_done_leaves_that_open() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let may = head("3 May 2002")
        + "1. Concerns\nHarl Orrowby was seen by the arcade.\nAction: DS Fennixby to visit Harl Orrowby\n";
    for (state, answer) in
        [("completed", "done"), ("see minutes", "cannot tell"), ("not done", "nothing recorded")]
    {
        let june = head("7 June 2002")
            + &format!("1. Matters arising\nDS Fennixby to visit Harl Orrowby - {state}.\n");
        review_of(dir, &[("may.txt", &may), ("june.txt", &june)], "");
        let path = dir.join("review.toml");
        let config = std::fs::read_to_string(&path).unwrap().replace("\"action_given\"", "\"action_done\"");
        std::fs::write(path, config).unwrap();
        let now = answers(dir);
        assert_eq!(now["Harl"].0, answer, "{state}: {now:?}");
    }
}

#[test]
fn the_day_by_which_something_is_due_is_no_day_on_which_anything_happened() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let text = head("3 May 2002")
        + "1. Concerns\nHarl Orrowby was seen by the arcade.\nAction: DS Fennixby to visit Harl Orrowby (by 17/05/2002)\n\n\
           Actions\nRef\tAction\tOwner\tDue\n1\tFind Wenna Tarnfold\tDS Fennixby\t24/05/2002\n";
    review_of(dir, &[("may.txt", &text)], "");
    answers(dir);
    let chronology = rows(&dir.join("out/chronology.csv"));
    let days: Vec<&str> =
        chronology.iter().filter(|r| r["file"] == "m/may.txt").map(|r| r["Start date"].as_str()).collect();
    assert!(days.len() >= 4 && days.iter().all(|d| *d == "2002-05-03"), "{days:?}");
    assert!(chronology.iter().any(|r| r["kind"] == "action_given"), "{chronology:?}");
    assert!(chronology.iter().all(|r| r["Person seen/heard"].is_empty()), "{chronology:?}");
    let mentions = rows(&dir.join("out/mentions.csv"));
    let of_minutes = mentions.iter().filter(|m| m["file"] == "m/may.txt");
    for mention in of_minutes {
        assert!(mention.values().all(|v| !v.contains("/05/2002") && !v.contains("2002-05")), "{mention:?}");
    }
    for day in ["2002-05-17", "2002-05-24"] {
        let knew = candour(&["knew", dir.to_str().unwrap(), "--about", "Wenna Tarnfold", "--on", day]);
        let said = String::from_utf8_lossy(&knew.stdout).into_owned();
        assert!(!said.contains("17 May") && !said.contains("24 May 2002:"), "{said}");
    }
}

#[test]
fn a_name_recorded_with_marks_of_their_own_is_found_in_minutes() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let text = head("3 May 2002") + "1. Concerns\nZo\u{eb} Andr\u{e9}sson was seen by the arcade.\n";
    review_of(dir, &[("may.txt", &text)], "");
    std::fs::write(dir.join("evidence/people.csv"), "Name,Born\nZoe\u{308} Andre\u{301}sson,03/04/1988\n")
        .unwrap();
    let run = candour(&["minutes", dir.to_str().unwrap()]);
    assert!(run.status.code().is_some_and(|c| c < 2), "{}", String::from_utf8_lossy(&run.stderr));
    let named = rows(&dir.join("minutes/named.csv"));
    assert_eq!(named.len(), 1, "{named:?}");
    assert_eq!(
        (named[0]["certainty"].as_str(), named[0]["candidates"].as_str()),
        ("certain", "1"),
        "{named:?}"
    );
}

/// What differs in two agencies' accounts of one meeting.
fn differences(dir: &Path, one: &str, other: &str) -> String {
    let mine = format!(
        "Minutes of the Northmere Forum held on 3 May 2002\n\n{one}\n\n1. Concerns\nHarl Orrowby was seen.\n"
    );
    let theirs = format!(
        "Minutes of the Northmere Forum held on 3 May 2002\n\n{other}\n\n1. Concerns\nHarl Orrowby was seen.\n"
    );
    review_of(
        dir,
        &[("may.txt", &mine)],
        "[[source]]\nname = \"police copy\"\nkind = \"minutes\"\nagency = \"Police A\"\nfiles = \"n/*\"\n\
         covers = { from = 2000-01-01, to = 2009-12-31 }\n",
    );
    std::fs::create_dir_all(dir.join("evidence/n")).unwrap();
    std::fs::write(dir.join("evidence/n/may.txt"), theirs).unwrap();
    let run = candour(&["review", dir.to_str().unwrap()]);
    assert!(run.status.code().is_some_and(|c| c < 2), "{}", String::from_utf8_lossy(&run.stderr));
    rows(&dir.join("out/contradictions.csv"))
        .iter()
        .map(|r| r["differences"].clone())
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn two_accounts_of_one_meeting_that_name_other_officers_differ() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let all = "Present:\nDS Iska Fennixby (Police A)\nLena Marrowby (Council C)";
    // The same people in another order, and by other forms of their names, are the same.
    assert_eq!(differences(dir, all, "Present:\nLena Marrowby (Council C)\nDS Fennixby (Police A)"), "");
    // Another officer of the same agency and rank.
    let said = differences(dir, all, "Present:\nDS Cass Quill (Police A)\nLena Marrowby (Council C)");
    assert!(
        said.contains("attendee 1 (DS Police A) is named present by the account of Council C and not at all"),
        "{said}"
    );
    assert!(
        said.contains("attendee 3 (DS Police A) is named present by the account of Police A and not at all"),
        "{said}"
    );
    assert!(!said.contains("Fennixby") && !said.contains("Quill"), "{said}");
    // Present by the one, apologies by the other.
    let said =
        differences(dir, all, "Present:\nLena Marrowby (Council C)\nApologies:\nDS Iska Fennixby (Police A)");
    assert!(
        said.contains("attendee 1 (DS Police A) is named present by the account of Council C and as sending apologies by that of Police A"),
        "{said}"
    );
}

#[test]
fn an_action_is_about_whom_its_own_words_name_on_its_line_or_in_a_paragraph() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let action = "Action: DS Fennixby to visit Harl Orrowby by 17 May 2002.";
    for between in [" ", "\n\n"] {
        let text = head("3 May 2002") + &format!("1. Concerns\nWenna Tarnfold was seen.{between}{action}\n");
        review_of(dir, &[("may.txt", &text)], "");
        let now = answers(dir);
        assert_eq!(now["Wenna"].0, "nothing recorded", "nothing was given to do about her: {now:?}");
        // Two actions of one paragraph are each about their own.
        let two = text.trim_end().to_string() + " Action: DS Fennixby to visit Ivo Quernby by 24 May 2002.\n";
        if between == " " {
            review_of(dir, &[("may.txt", &two)], "");
            let now = answers(dir);
            assert_eq!(now["Wenna"].0, "nothing recorded", "{now:?}");
        }
    }
    // Where its own words name nobody, it is about those whom its paragraph names.
    let text = head("3 May 2002")
        + "1. Concerns\nWenna Tarnfold was seen. Action: DS Fennixby to visit her by 17 May 2002.\n";
    review_of(dir, &[("may.txt", &text)], "");
    assert_eq!(answers(dir)["Wenna"].0, "done");
}

#[test]
fn the_headings_present_and_apologies_are_no_items_of_which_a_meeting_spoke() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let text = "Minutes of the Northmere Forum held on 3 May 2002\n\n1. Present\nDS Iska Fennixby (Police A)\n\n\
                2. Apologies\nLena Marrowby (Council C)\n\n3. Concerns\nHarl Orrowby was seen by the arcade.\n";
    review_of(dir, &[("may.txt", text)], "");
    answers(dir);
    let items = rows(&dir.join("out/chronology.csv"));
    let items: Vec<_> = items.iter().filter(|r| r.values().any(|v| v == "meeting_item")).collect();
    assert_eq!(items.len(), 1, "{items:?}");
}

#[test]
fn whom_a_table_of_actions_names_was_spoken_of_at_that_meeting() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let text = |actions: &str| {
        head("3 May 2002")
            + "1. Concerns\nNothing new.\n\n2. Actions\n"
            + actions
            + "\n3. Close\nThe next meeting is on 7 June 2002.\n"
    };
    let line = text("Action: DS Fennixby to visit Harl Orrowby by 17 May 2002\n");
    let table = text("No | Action | Owner | By when\n1 | Visit Harl Orrowby | DS Fennixby | 17 May 2002\n");
    // A table that is drawn with strokes in a text is not read as one for certain: it is told, and no silence rests on it.
    for (minutes, answer) in [(line, "done"), (table, "cannot tell")] {
        review_of(dir, &[("may.txt", &minutes)], "");
        let now = answers(dir);
        assert_eq!(now.get("Harl").map(|a| a.0.as_str()), Some(answer), "{minutes}\n{now:?}");
        let lines = rows(&dir.join("out/followed.csv"));
        assert_eq!(lines[0]["known_from"], "2002-05-03", "{lines:?}");
    }
}
