//! What minutes do not surely say is not claimed: who was there, what was done, on which day, what was decided.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // writes documents to read them

use intake::dates::{DateRules, Order};
use intake::document::{DocumentLimits, read_document};
use intake::minutes::{ActionState, Meeting, MinutesTerms, Standing, read, tie};
use model::Day;

fn terms() -> MinutesTerms {
    let period = (Day::ymd(1997, 1, 1).unwrap(), Day::ymd(2026, 12, 31).unwrap());
    MinutesTerms {
        dates: DateRules::events(period).ordered(Some(Order::DayFirst)),
        agencies: vec!["Police A".into(), "Council C".into(), "Health B".into()],
    }
}

fn document(name: &str, bytes: &[u8]) -> Meeting {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    one(read(&read_document(&path, &DocumentLimits::default(), None).unwrap(), &terms()))
}

/// The only meeting of a document.
fn one(mut meetings: Vec<Meeting>) -> Meeting {
    assert_eq!(meetings.len(), 1);
    meetings.remove(0)
}

fn meeting(text: &str) -> Meeting {
    document("minutes.txt", text.as_bytes())
}

/// Minutes with this attendance, two items after it.
fn with(attendance: &str) -> Meeting {
    meeting(&format!(
        "Minutes of the Forum held on 3 May 2002\n\n{attendance}\n\n1. Welcome\nAll were welcomed to the meeting of the forum.\n\n\
         2. Concerns\nA silver car was spoken of.\n\n3. Close\nThe meeting closed.\n"
    ))
}

/// Each of the attendance as "standing: name (agency)".
fn told(m: &Meeting) -> Vec<String> {
    m.attendance
        .iter()
        .map(|a| format!("{}: {} {} ({})", a.standing.word(), a.rank, a.name, a.agency).replace(":  ", ": "))
        .collect()
}

fn there(m: &Meeting) -> Vec<&str> {
    m.attendance.iter().filter(|a| a.standing.was_there()).map(|a| a.name.as_str()).collect()
}

fn word(tables: &[&[&[&str]]], before: &[&str]) -> Meeting {
    let p = |t: &str| format!("<w:p><w:r><w:t>{t}</w:t></w:r></w:p>");
    let cell = |c: &&str| {
        let lines: String = c.split('\n').map(p).collect();
        format!("<w:tc>{lines}</w:tc>")
    };
    let row = |r: &&[&str]| format!("<w:tr>{}</w:tr>", r.iter().map(cell).collect::<String>());
    let table = |t: &&[&[&str]]| format!("<w:tbl>{}</w:tbl>", t.iter().map(row).collect::<String>());
    let head: String = before.iter().map(|t| p(t)).collect();
    let body = head + &tables.iter().map(table).collect::<Vec<_>>().join(&p(""));
    let xml = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    std::io::Write::write_all(&mut zip, xml.as_bytes()).unwrap();
    document("m.docx", &zip.finish().unwrap().into_inner())
}

/// A Word file with a page header and this text.
fn word_with_header(header: &str, paragraphs: &[&str]) -> Meeting {
    let p = |t: &&str| format!("<w:p><w:r><w:t>{t}</w:t></w:r></w:p>");
    let part = |inside: String| format!("<w:x xmlns:w=\"w\"><w:body>{inside}</w:body></w:x>");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, xml) in [
        ("word/document.xml", part(paragraphs.iter().map(p).collect())),
        ("word/header1.xml", part(p(&header))),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, xml.as_bytes()).unwrap();
    }
    document("m.docx", &zip.finish().unwrap().into_inner())
}

#[test]
fn what_stands_at_the_head_of_every_page_of_a_word_file_says_nothing_of_the_meeting() {
    let text =
        ["Minutes of the Forum", "Present: DS Iska Fennixby (Police A)", "1. Concerns", "A car was seen."];
    for header in
        ["Printed 10 May 2002", "Minutes of the Forum held on 10 May 2002", "Present: Cass Quill (Health B)"]
    {
        let m = word_with_header(header, &text);
        assert!(m.when.is_unknown(), "{header}: {}", m.when);
        assert_eq!(there(&m), ["Iska Fennixby"], "{header}");
        assert!(m.unparsed.iter().any(|b| b.text == header), "{header}: kept with its place");
    }
}

const TITLE: &str = "Minutes of the Forum held on 3 May 2002";

#[test]
fn a_line_that_opens_another_list_makes_nobody_present() {
    for opens in [
        "Distribution",
        "Distribution:",
        "Circulation list",
        "Apologies Received From",
        "Copied To",
        "Police distribution: Bo Tarn",
        "Absent without notice",
        "Invited",
    ] {
        let m = with(&format!("Present:\nDS Iska Fennixby (Police A)\n{opens}\nCass Quill (Health B)"));
        assert_eq!(there(&m), ["Iska Fennixby"], "{opens}: {:?}", told(&m));
        assert!(!m.unparsed.is_empty() || m.attendance.len() == 2, "{opens}: kept with its place");
    }
    let m = with("Present:\nDS Iska Fennixby (Police A)\n\nApologies\nCass Quill (Health B)");
    assert_eq!(told(&m), ["present: DS Iska Fennixby (Police A)", "apologies: Cass Quill (Health B)"]);
    // A sentence about apologies within the list is about apologies.
    let m =
        with("Present:\nDS Iska Fennixby (Police A)\nApologies were received from Cass Quill and Bo Tarn");
    assert_eq!(there(&m), ["Iska Fennixby"]);
    assert_eq!(m.attendance[1].standing, Standing::Apologies);
    // Behind the name of an agency people are there; behind other words with an agency's in them they are not.
    let m = with("Present:\nPolice A: DS Iska Fennixby\nApologies to Police A: Cass Quill");
    assert_eq!(there(&m), ["Iska Fennixby"]);
    assert_eq!(m.attendance[0].agency, "Police A");
}

#[test]
fn a_table_makes_present_only_whom_its_columns_and_rows_say_so() {
    // A row of its own heads those below.
    let m = word(
        &[&[
            &["Present", "Role", "Agency"],
            &["Iska Fennixby", "Sergeant", "Police A"],
            &["Apologies", "", ""],
            &["Cass Quill", "Nurse", "Health B"],
            &["Distribution", "", ""],
            &["Bo Tarn", "Clerk", "Council C"],
        ]],
        &[TITLE],
    );
    assert_eq!(told(&m), ["present: Sergeant Iska Fennixby (Police A)", "apologies: Cass Quill (Health B)"]);
    assert!(m.unparsed.iter().any(|b| b.text.contains("Bo Tarn")), "what is not understood keeps its place");
    // A tick under Apologies is no presence, and none or two say nothing.
    let m = word(
        &[&[
            &["Name", "Present", "Apologies"],
            &["Iska Fennixby", "\u{2713}", ""],
            &["Cass Quill", "", "\u{2713}"],
            &["Bo Tarn", "", ""],
            &["Mab Skelding", "x", "x"],
        ]],
        &[TITLE],
    );
    let standings: Vec<&str> = m.attendance.iter().map(|a| a.standing.word()).collect();
    assert_eq!(standings, ["present", "apologies", "unclear", "unclear"]);
    // Two columns of names.
    let m = word(
        &[&[&["Present", "Apologies"], &["Iska Fennixby", "Cass Quill"], &["Lena Marrowby", ""]]],
        &[TITLE],
    );
    assert_eq!(there(&m), ["Iska Fennixby", "Lena Marrowby"]);
    assert_eq!(m.attendance[1].standing, Standing::Apologies);
    // A table of whom the meeting is about is no attendance, nor is one without a word on who was there.
    let m = word(
        &[&[&["Name", "Date of birth", "Agency"], &["Harl Orrowby", "03/04/1988", "Council C"]]],
        &[TITLE],
    );
    assert!(m.attendance.is_empty(), "{:?}", told(&m));
    let m = word(&[&[&["Name", "Agency"], &["Harl Orrowby", "Council C"]]], &[TITLE]);
    assert_eq!(there(&m), [""; 0]);
    let m = word(&[&[&["Name", "Agency"], &["Harl Orrowby", "Council C"]]], &[TITLE, "Attendees"]);
    assert_eq!(there(&m), ["Harl Orrowby"]);
    // The words of a header are nobody.
    let m = word(&[&[&["Role", "Agency"], &["Lena Marrowby", "Council C"]]], &[TITLE, "Present"]);
    assert!(m.attendance.iter().all(|a| a.name != "Role" && a.name != "Agency"), "{:?}", told(&m));
}

#[test]
fn words_of_an_item_are_no_attendance_and_no_head_of_the_meeting() {
    let m = meeting(
        "Minutes of the Forum held on 3 May 2002\n\nPresent: DS Iska Fennixby (Police A)\n\n1. Concerns\nA car was stopped.\n\
         Date: 9 April 2002\nPlace: the arcade\nPresent: Harl Orrowby, Mab Skelding\nGroup: Ivo Quernby and others\n",
    );
    assert_eq!(there(&m), ["Iska Fennixby"]);
    assert_eq!(m.when.exact(), Day::ymd(2002, 5, 3));
    assert_eq!((m.body.as_str(), m.venue.as_str()), ("Forum", ""));
    let text: Vec<&str> = m.items[0].text.iter().map(|b| b.text.as_str()).collect();
    assert!(text.iter().any(|t| t.contains("Ivo Quernby")), "the words stay in their item: {text:?}");
}

#[test]
fn whoever_came_late_or_left_heard_only_some_items() {
    let m = with(
        "Present:\nDS Iska Fennixby (Police A) (left before item 2)\nLena Marrowby (Council C), from item 2\n\
         Cass Quill (Health B) (joined for item 3)\nBo Tarn (Health B) (left early)\nMab Skelding (Council C)",
    );
    let heard: Vec<Option<Vec<usize>>> = m.attendance.iter().map(|a| a.heard.clone()).collect();
    assert_eq!(heard, [Some(vec![0]), Some(vec![1, 2]), Some(vec![2]), Some(vec![]), None], "{:?}", told(&m));
    assert!(m.attendance.iter().all(|a| a.role.is_empty()), "how long somebody stayed is no role");
    let m = meeting(
        "Minutes of the Forum held on 3 May 2002\n\nPresent:\nDS Iska Fennixby (Police A)\nLena Marrowby (Council C)\n\n\
         1. Welcome\nAll were welcomed.\n\n2. Concerns\nDS Fennixby left the meeting at this point.\n\n3. Close\nIt closed.\n",
    );
    assert_eq!(m.attendance[0].heard, Some(vec![0]));
    assert_eq!(m.attendance[1].heard, None);
}

#[test]
fn lists_of_people_are_people_each_with_their_own_agency() {
    let m = with("Present: DS Iska Fennixby, Police A, Lena Marrowby, Council C");
    assert_eq!(told(&m), ["present: DS Iska Fennixby (Police A)", "present: Lena Marrowby (Council C)"]);
    let m = with("Present: DS Iska Fennixby and Lena Marrowby (Council C)");
    assert_eq!(told(&m), ["present: DS Iska Fennixby ()", "present: Lena Marrowby (Council C)"]);
    let m = with("Present: Lena Marrowby, Social Worker, Council C");
    assert_eq!(told(&m), ["present: Lena Marrowby (Council C)"]);
    // Of whom the agency is, the words leave open.
    let m = with("Present: Lena Marrowby, Bo Tarn, Council C");
    assert!(m.attendance.iter().all(|a| a.name != "Lena Marrowby" || a.agency.is_empty()), "{:?}", told(&m));
    // Lines of a short list are not one line, though none of them is short.
    let m = meeting(
        "Minutes of the Forum\n3 May 2002\nPresent:\nDS Iska Fennixby, Police A\nLena Marrowby, Council C\n1. Concerns\nA car.\n",
    );
    assert_eq!(told(&m), ["present: DS Iska Fennixby (Police A)", "present: Lena Marrowby (Council C)"]);
    let m = meeting(
        "Minutes of the Forum\n3 May 2002\nPresent: DS Iska Fennixby (Police A)\nLena Marrowby (Council C)\n1. Concerns\nA car.\n",
    );
    assert_eq!(told(&m), ["present: DS Iska Fennixby (Police A)", "present: Lena Marrowby (Council C)"]);
}

#[test]
fn the_day_of_a_meeting_is_the_day_that_surely_is_its() {
    let day = |head: &str| {
        meeting(&format!("{head}\n\nPresent: DS Iska Fennixby (Police A)\n\n1. Concerns\nA car was seen.\n"))
            .when
    };
    for head in [
        "Minutes of the Forum held on Friday 3 May 2002 at the Corn Hall",
        "Minutes of the Forum\n3 May 2002",
        "Northmere Forum \u{2013} Minutes\nDate: 3 May 2002",
        "Northmere Forum, 3 May 2002",
        "Draft minutes of the meeting held on 3 May 2002",
        "Minutes of the Forum\nA meeting of the forum was held on 3 May 2002 at the Corn Hall.",
        "Minutes of the Forum\nIssued 10 May 2002\nHeld on 3 May 2002",
        "Northmere Child Exploitation Forum - 3 May 2002",
        "Multi Agency Child Exploitation Panel \u{2013} Friday 3 May 2002",
        "NORTHMERE COUNCIL\nMulti Agency Child Exploitation Panel, 3 May 2002",
        "Northmere Forum\nMeeting: 3 May 2002",
    ] {
        assert_eq!(day(head).exact(), Day::ymd(2002, 5, 3), "{head}");
    }
    for head in [
        "Minutes of the Forum\nRescheduled from 3 May 2002 to 10 May 2002",
        "Minutes of the Forum held on 31 February 2002",
        "Minutes of the Forum, 31st of February 2002",
        "Minutes of the meetings held on 3 May 2002 and 7 June 2002",
        "Minutes of the meetings of 3 and 10 May 2002",
        "Minutes of the Forum\nIssued 10 May 2002",
        "Minutes of the Forum\nDraft of 10 May 2002",
        "Minutes of the Forum\nThe minutes of 5 April 2002 were taken as read.",
        "Minutes of the Forum\nThe minutes of the meeting held on 5 April 2002 were accepted.",
        "Minutes of the Forum\nLast meeting held 5 April 2002",
        "Report to the Multi Agency Child Exploitation Panel - 3 May 2002",
        "Northmere Multi Agency Child Exploitation Report - 3 May 2002",
        "Next Multi Agency Child Exploitation Panel - 3 May 2002",
        "Minutes of the Forum\nDate: 3 May 2002\nDate: 10 May 2002",
    ] {
        assert!(day(head).is_unknown(), "{head}: {}", day(head));
    }
}

#[test]
fn actions_below_a_heading_without_a_number_are_actions_and_none_is_none() {
    for heading in ["Actions", "ACTIONS:", "Action points", "Summary of actions"] {
        let m = meeting(&format!(
            "Minutes of the Forum held on 3 May 2002\n\nPresent: DS Iska Fennixby (Police A)\n\nConcerns about a silver car.\n\n\
             {heading}\nDS Fennixby to check the keeper of the car by 10 May 2002\nLena Marrowby to write to the family\n"
        ));
        let owners: Vec<&str> = m.actions.iter().map(|a| a.owner.as_str()).collect();
        assert_eq!(owners, ["DS Fennixby", "Lena Marrowby"], "{heading}");
        assert!(m.actions.iter().all(|a| a.apart && !a.reported && a.state == ActionState::Nothing));
    }
    let m = meeting(
        "Minutes of the Forum held on 3 May 2002\n\n1. Concerns\nA car.\n\nAction: none\n\nAction: No further action required.\n\n\
         2. Others\nNothing.\n\nActions: Nil\n\n3. Actions\nNone to report\n",
    );
    assert!(m.actions.is_empty(), "{:?}", m.actions.iter().map(|a| &a.what).collect::<Vec<_>>());
    let m = meeting(
        "Minutes of the Forum held on 3 May 2002\n\n1. Concerns\nAction: no contact with the family to be made by PC Tarn\n",
    );
    assert_eq!(m.actions.len(), 1, "what is not wholly understood as none stays");
}

#[test]
fn what_was_not_agreed_is_no_decision() {
    let decided = |text: &str| {
        meeting(&format!("Minutes of the Forum held on 3 May 2002\n\n1. Concerns\n{text}\n")).decisions.len()
    };
    for text in [
        "It was agreed that the police would be told.",
        "A name was given. It was resolved that a letter be sent.",
        "Following a discussion, the meeting agreed to write.",
        "Decision: write to the school.",
    ] {
        assert_eq!(decided(text), 1, "{text}");
    }
    for text in [
        "It was not agreed that the police would be told.",
        "Not all agreed that it was so.",
        "If it was agreed that he was at risk, a conference would follow.",
        "At the last meeting it was agreed that the police would be told.",
        "Was it agreed that the police be told?",
        "Decision: none",
        "Decision: deferred to the next meeting.",
    ] {
        assert_eq!(decided(text), 0, "{text}");
    }
}

#[test]
fn a_report_is_done_only_where_all_that_is_said_of_it_is() {
    let state = |text: &str| {
        let m = meeting(&format!("Minutes of the Forum held on 3 May 2002\n\n1. Matters arising\n{text}\n"));
        m.actions.first().map(|a| a.state)
    };
    use ActionState::*;
    for (text, expected) in [
        ("PC Umberley to check the vehicle - completed.", Done),
        ("PC Umberley to check the vehicle (II51 EDC) - completed", Done),
        ("PC Umberley to check the vehicle. Done.", Done),
        ("PC Umberley to check the vehicle - failed to complete", Unclear),
        ("PC Umberley to check the vehicle - completed, but the keeper is not known", Unclear),
        ("PC Umberley to check the vehicle - no reply - completed", Unclear),
        ("PC Umberley to check the vehicle. Not yet heard. Completed.", Unclear),
        ("PC Umberley to check the vehicle - complete by 10 May 2002", Unclear),
        ("PC Umberley to check the vehicle - completed 10 May 2002", Unclear),
        ("PC Umberley to check the vehicle - seen in town", Nothing),
        ("PC Umberley to check the vehicle \u{2013} ongoing.", Open),
    ] {
        assert_eq!(state(text), Some(expected), "{text}");
    }
}

#[test]
fn a_table_of_items_and_actions_loses_no_cell() {
    let m = word(
        &[&[
            &["Item", "Action", "Owner"],
            &["Harl Orrowby seen at the arcade", "Visit the home", "DS Fennixby"],
            &["The rota", "None", ""],
        ]],
        &[TITLE],
    );
    assert!(m.items.iter().any(|i| i.heading.text.contains("Harl Orrowby")));
    assert_eq!(m.actions.len(), 1, "\"None\" is no action");
    // Columns that nobody knows: the row is text, and its names can be found.
    let m = word(
        &[&[
            &["Ref", "Action", "Owner", "Child"],
            &["1", "", "", "Harl Orrowby"],
            &["2", "Visit", "DS Fennixby", "Mab Skelding"],
        ]],
        &[TITLE],
    );
    assert!(m.items.iter().flat_map(|i| &i.text).any(|b| b.text.contains("Harl Orrowby")));
    assert!(m.actions[0].words.text.contains("Mab Skelding"));
    // People whom a table of concerns names were not at the meeting.
    let m = word(
        &[&[
            &["Name", "Concern", "Action", "Owner"],
            &["Harl Orrowby", "Seen in a car", "Visit", "DS Fennixby"],
        ]],
        &[TITLE],
    );
    assert!(m.attendance.is_empty(), "{:?}", told(&m));
}

#[test]
fn a_number_alone_ties_no_report_to_an_action() {
    let may = meeting(
        "Minutes of the Forum held on 3 May 2002\n\n1. Concerns\nAction 1: DS Fennixby to check the keeper of the car\n",
    );
    let june = meeting(
        "Minutes of the Forum held on 7 June 2002\n\n1. Matters arising\nAction 1: Lena Marrowby to book the hall - completed\n",
    );
    assert!(tie(&[may.clone(), june]).is_empty());
    let july = meeting(
        "Minutes of the Forum held on 5 July 2002\n\n1. Matters arising\nAction 1: DS Fennixby to check the keeper - completed\n",
    );
    assert_eq!(tie(&[may, july]).len(), 1);
}

#[test]
fn a_line_of_the_attendance_that_speaks_of_minutes_is_somebody() {
    for line in [
        "Cass Quill, Health B (left 20 minutes early)",
        "Cass Quill, Health B (Chair and minutes)",
        "Cass Quill, Health B (taking minutes)",
        "Cass Quill, Minutes Clerk, Health B",
    ] {
        let m = with(&format!("Present:\nDS Iska Fennixby (Police A)\n{line}\nBo Tarn (Council C)"));
        assert_eq!(there(&m), ["Iska Fennixby", "Cass Quill", "Bo Tarn"], "{line}");
        assert_eq!(m.attendance[1].agency, "Health B", "{line}");
        assert_eq!(m.title.text, TITLE, "{line}");
    }
    let m = with("Present:\nCass Quill, Health B (left 20 minutes early)");
    assert_eq!(m.attendance[0].heard, Some(vec![]), "what they heard is unclear");
    let m = with("Present:\nCass Quill, Health B (Chair and minutes)");
    assert!(m.attendance[0].chair);
}

#[test]
fn a_column_that_says_who_came_is_read_however_it_is_headed() {
    for (head, came, away) in [
        ("Present / Apologies", "Present", "Apologies"),
        ("Present/Apologies", "Present", "Apologies"),
        ("Present or absent", "Present", "Absent"),
        ("Status", "Present", "Apologies"),
        ("Attended (Y/N)", "Y", "N"),
        ("Attended?", "Yes", "No"),
    ] {
        let table: &[&[&str]] = &[
            &["Name", "Role", "Agency", head],
            &["Iska Fennixby", "Detective Sergeant", "Police A", came],
            &["Cass Quill", "Nurse", "Health B", away],
        ];
        let m = word(&[table], &[TITLE, "Attendance"]);
        assert_eq!(there(&m), ["Iska Fennixby"], "{head}");
        assert_eq!(m.attendance.len(), 2, "{head}");
        assert!(m.attendance[1].standing != Standing::Unclear, "{head}");
    }
}

#[test]
fn of_a_table_of_names_that_is_not_understood_nobody_was_there_and_nobody_was_spoken_of() {
    let table: &[&[&str]] = &[
        &["Name", "Role", "Agency", "Parking permit"],
        &["Iska Fennixby", "Detective Sergeant", "Police A", "A7"],
        &["Cass Quill", "Nurse", "Health B", ""],
    ];
    let m = word(&[table], &[TITLE, "1. Attendance"]);
    assert!(there(&m).is_empty());
    assert!(m.items.iter().all(|i| i.text.is_empty()), "nobody of it stands in an item: {:?}", m.items);
    assert_eq!(m.unparsed.len(), 3, "all of it is told");
    assert!(m.notes.iter().any(|n| n.contains("Parking permit")), "{:?}", m.notes);
    // A table of those whom a meeting speaks of stays one.
    let subjects: &[&[&str]] = &[&["Name", "Agency", "DOB"], &["Harl Orrowby", "Council C", "3/4/1988"]];
    let m = word(
        &[subjects],
        &[TITLE, "Present: DS Iska Fennixby (Police A)", "1. Introductions", "All were named."],
    );
    assert!(m.items[0].text.iter().any(|b| b.text.contains("Harl Orrowby")), "{:?}", m.items);
}

#[test]
fn whoever_had_a_deputy_was_not_surely_there_and_a_deputy_was() {
    for line in [
        "Cass Quill, Health B (represented by Joan Tarn)",
        "Cass Quill, Health B (Sister Joan Tarn attended in her place)",
        "Cass Quill, Health B (Joan Tarn deputising)",
        "Cass Quill, Health B (deputy: Joan Tarn)",
    ] {
        for list in ["Present", "Apologies"] {
            let m = with(&format!("{list}:\n{line}"));
            assert_eq!(told(&m), ["unclear: Cass Quill (Health B)".to_string()], "{list}: {line}");
        }
    }
    let m = with("Present:\nJoan Tarn, Health B (deputising for Cass Quill)");
    assert_eq!(there(&m), ["Joan Tarn"]);
}

#[test]
fn a_decision_is_found_behind_a_dash_and_behind_a_sentence_that_ends_in_a_figure() {
    for (text, decided) in [
        ("DECISION - serve a notice.", "DECISION - serve a notice."),
        (
            "A girl in Year 9. It was agreed that a notice be served.",
            "It was agreed that a notice be served.",
        ),
        ("A car was seen. Members agreed to serve a notice.", "Members agreed to serve a notice."),
    ] {
        let m = with(&format!("Present:\nDS Iska Fennixby (Police A)\n\n1. Cars\n{text}"));
        let found: Vec<&str> = m.decisions.iter().map(|d| d.words.text.as_str()).collect();
        assert_eq!(found, [decided]);
    }
}

#[test]
fn a_remark_behind_a_name_that_is_not_understood_makes_nobody_present_and_is_no_role() {
    let of = |remark: &str| {
        let m = with(&format!("Present:\nCass Quill (Health B)\nDS Iska Fennixby, Police A{remark}"));
        let a = m.attendance.iter().find(|a| a.name == "Iska Fennixby").unwrap_or_else(|| panic!("{remark}"));
        assert_eq!((a.rank.as_str(), a.agency.as_str()), ("DS", "Police A"), "{remark}");
        assert_eq!(there(&m)[0], "Cass Quill", "{remark}");
        (a.standing, a.role.clone())
    };
    for (remark, standing) in [
        (" - apols", Standing::Apologies),
        (" (apologies)", Standing::Apologies),
        (" (excused)", Standing::Apologies),
        (" - sick", Standing::Absent),
        (" (no show)", Standing::Absent),
        (" (DNA)", Standing::Absent),
        (" (cc)", Standing::Absent),
        (" (deputy sent)", Standing::Unclear),
        (" (sent report)", Standing::Unclear),
        (" (circulation only)", Standing::Absent),
        (" (annual leave)", Standing::Absent),
        (", off sick", Standing::Absent),
        (" (A)", Standing::Unclear),
        (", N/A", Standing::Unclear),
        (" - gone fishing", Standing::Unclear),
        (" (quorate?)", Standing::Unclear),
    ] {
        assert_eq!(of(remark), (standing, String::new()), "{remark}");
    }
    for (remark, role) in [
        ("", ""),
        (" (Chair)", "Chair"),
        (" - Team Manager", "Team Manager"),
        (" (by telephone)", "by telephone"),
        (" (taking minutes)", "taking minutes"),
        (" (paediatrician)", "paediatrician"),
        (" (vice-chair)", "vice-chair"),
        (" (Matron)", "Matron"),
        (" (Ash Vale Refuge)", "Ash Vale Refuge"),
    ] {
        assert_eq!(of(remark), (Standing::Present, role.to_string()), "{remark}");
    }
    let m = with("Present:\nCass Quill (Health B)\nDS Iska Fennixby sick");
    assert_eq!(there(&m), ["Cass Quill"]);
    // A cell of a table says it as well.
    let m = word(
        &[&[
            &["Name", "Role", "Agency"],
            &["Iska Fennixby", "off sick", "Police A"],
            &["Cass Quill", "N/A", "Health B"],
        ]],
        &[TITLE, "Present:"],
    );
    assert_eq!(m.attendance[0].standing, Standing::Absent);
    assert_eq!(there(&m), ["Cass Quill"]);
}

#[test]
fn a_rank_under_role_is_a_rank() {
    let m = word(
        &[&[
            &["Name", "Role", "Agency", "Attendance"],
            &["Iska Fennixby", "Detective Sergeant", "Police A", "Present"],
            &["Cass Quill", "Nurse", "Health B", "Present"],
        ]],
        &[TITLE],
    );
    let told: Vec<_> = m.attendance.iter().map(|a| (a.rank.as_str(), a.role.as_str())).collect();
    assert_eq!(told, [("Detective Sergeant", ""), ("", "Nurse")]);
}

#[test]
fn a_numbered_line_with_a_birth_date_opens_an_item_and_is_no_line_of_the_head() {
    let m = meeting(
        "Risk Panel Minutes\nDate: 17 April 2002\n\nName\tAgency\tAttendance\nIska Fennixby\tPolice A\tAttended\n\n\
         1. Young person: ORROWBY, Harl (DOB 12/09/1995)\nHe was given a telephone.\n",
    );
    assert_eq!(there(&m), ["Iska Fennixby"]);
    assert_eq!((m.items.len(), m.items[0].number.as_str()), (1, "1"), "{:?}", m.unparsed);
    assert!(m.items[0].text[0].text.contains("ORROWBY, Harl"));
    assert_eq!(m.when.exact(), Day::ymd(2002, 4, 17));
}
