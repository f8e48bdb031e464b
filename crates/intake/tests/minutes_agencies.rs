//! Minutes as agencies write them: what the usual layouts leave out of line, and what must not be made of it.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // writes documents to read them

use intake::dates::{DateRules, Order};
use intake::document::{DocumentLimits, read_document};
use intake::minutes::{ActionState, Meeting, MinutesTerms, Standing, read};
use model::Day;

fn meetings_of(name: &str, text: &str) -> Vec<Meeting> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    let period = (Day::ymd(1997, 1, 1).unwrap(), Day::ymd(2026, 12, 31).unwrap());
    let terms = MinutesTerms {
        dates: DateRules::events(period).ordered(Some(Order::DayFirst)),
        agencies: vec!["Police A".into(), "Council C".into(), "Health B".into()],
    };
    read(&read_document(&path, &DocumentLimits::default(), None).unwrap(), &terms)
}

fn meeting(text: &str) -> Meeting {
    let mut all = meetings_of("minutes.txt", text);
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn there(m: &Meeting) -> Vec<&str> {
    m.attendance.iter().filter(|a| a.standing.was_there()).map(|a| a.name.as_str()).collect()
}

/// Each action as "owner: what (due) state".
fn actions(m: &Meeting) -> Vec<String> {
    let one = |a: &intake::minutes::Action| {
        let due = a.due.exact().map_or(String::new(), |d| d.to_string());
        format!("{}: {} ({due}) {}", a.owner, a.what, a.state.word())
    };
    m.actions.iter().map(one).collect()
}

const TITLE: &str = "Minutes of the Forum held on 3 May 2002\n\nPresent: DS Iska Fennixby (Police A), Lena Marrowby (Council C)\n\n";

#[test]
fn two_meetings_in_one_file_are_two_meetings() {
    let text = format!(
        "{TITLE}1. Concerns\nHarl Orrowby was named.\n\n2. Minutes of the meeting held on 5 April 2002\nThey were agreed.\n\n\
         Minutes of the Forum held on 7 June 2002\n\nPresent: Cass Quill (Health B)\nApologies: DS Iska Fennixby\n\n\
         1. Matters arising\nDS Fennixby to check the car - completed.\n"
    );
    let both = meetings_of("minutes.txt", &text);
    let days: Vec<Option<Day>> = both.iter().map(|m| m.when.exact()).collect();
    assert_eq!(days, [Day::ymd(2002, 5, 3), Day::ymd(2002, 6, 7)]);
    assert_eq!(there(&both[0]), ["Iska Fennixby", "Lena Marrowby"]);
    assert_eq!(there(&both[1]), ["Cass Quill"]);
    assert!(both[0].actions.is_empty() && both[1].actions[0].reported);
    assert_eq!(both[1].begins.row, 11, "the line of its title");
    // A heading that names an earlier meeting begins none.
    let text = format!(
        "{TITLE}Minutes of the meeting held on 5 April 2002\nThey were agreed.\n\n1. Concerns\nNone.\n"
    );
    assert_eq!(meetings_of("minutes.txt", &text).len(), 1);
}

#[test]
fn an_earlier_message_quoted_below_gives_nothing_and_is_said() {
    let text = "From: a@x.example\nTo: b@x.example\nSubject: Minutes of the Forum 3 May 2002\n\nDear all\n\n\
                Present: Lena Marrowby (Council C)\n\n1. Concerns\nHarl Orrowby was named.\n\n\
                -----Original Message-----\nFrom: a@x.example\nSent: 5 April 2002\nTo: b@x.example\nSubject: Minutes of 5 April\n\n\
                Present: DS Iska Fennixby (Police A)\nAction: DS Fennixby to check the car\n";
    let m = &meetings_of("mail.eml", text)[0];
    assert_eq!(m.when.exact(), Day::ymd(2002, 5, 3), "the day of the subject");
    assert_eq!(there(m), ["Lena Marrowby"]);
    assert!(m.actions.is_empty(), "{:?}", actions(m));
    assert!(m.notes.iter().any(|n| n.contains("an earlier message is quoted")), "{:?}", m.notes);
    assert!(m.unparsed.iter().any(|b| b.text.contains("check the car")), "its words keep their place");
}

#[test]
fn the_day_of_a_mail_is_that_of_its_subject_only_where_that_is_a_meetings() {
    let day = |subject: &str| {
        let text = format!(
            "From: a@x.example\nTo: b@x.example\nDate: Fri, 10 May 2002 09:00:00 +0100\nSubject: {subject}\n\nPresent: Lena Marrowby\n\n\
             1. Concerns\nNone.\n"
        );
        meetings_of("mail.eml", &text)[0].when.exact()
    };
    assert_eq!(day("Minutes of the Forum 3 May 2002"), Day::ymd(2002, 5, 3));
    assert_eq!(day("Minutes of the Forum held on 3 May 2002"), Day::ymd(2002, 5, 3));
    assert_eq!(day("Minutes for approval by 17 May 2002"), None, "a day by which is no day of a meeting");
    assert_eq!(day("Minutes of the Forum"), None, "the day on which a mail was sent is no day of a meeting");
}

#[test]
fn a_table_made_of_lines_is_taken_only_where_no_cell_can_have_moved() {
    // Below two tabs, or in a column of a page, nobody can say under what a tick stands.
    let m = meeting(
        "Minutes of the Forum held on 3 May 2002\n\nName\t\t\tPresent\tApologies\nIska Fennixby\t\t\tX\nLena Marrowby\t\tX\n\n1. Concerns\nNone.\n",
    );
    assert!(there(&m).is_empty(), "{:?}", m.attendance);
    assert!(m.unparsed.iter().any(|b| b.text.contains("Fennixby")), "the lines keep their place");
    let m = meeting(
        "Minutes of the Forum held on 3 May 2002\n\nName\tPresent\tApologies\nIska Fennixby\t\tX\nLena Marrowby\tX\t\n\n1. Concerns\nNone.\n",
    );
    assert!(there(&m).iter().all(|n| *n != "Iska Fennixby"), "{:?}", m.attendance);
    // Columns set by spaces, every line with every column.
    let m = meeting(
        "Minutes of the Forum held on 3 May 2002\n\nPRESENT             ROLE              AGENCY\nIska Fennixby       Sergeant          Police A\n\
         Lena Marrowby       Social Worker     Council C\n\n1. Concerns\nNone.\n",
    );
    assert_eq!(there(&m), ["Iska Fennixby", "Lena Marrowby"]);
    assert_eq!(m.attendance[1].agency, "Council C");
}

#[test]
fn two_columns_that_say_otherwise_of_an_action_leave_it_open() {
    let text = format!(
        "{TITLE}Actions from the last meeting\nNo\tAction\tLead\tUpdate\tStatus\n1\tVisit the home\tLM\tCompleted\tOpen\n\
         2\tCheck the badge\tIF\tCompleted\tClosed\n"
    );
    let m = meeting(&text);
    let states: Vec<ActionState> = m.actions.iter().map(|a| a.state).collect();
    assert_eq!(states, [ActionState::Unclear, ActionState::Done], "{:?}", actions(&m));
}

#[test]
fn initials_below_or_behind_action_say_who_and_not_what() {
    let m = meeting(&format!(
        "{TITLE}1. Concerns\nThe car will be checked. Action: IF\n\n2. Others\nNothing. Action: None\n"
    ));
    assert_eq!(actions(&m), ["IF: The car will be checked. () nothing said"]);
    let m = meeting(&format!(
        "{TITLE}Item\tDiscussion\tAction\nHome visit\tThe home is to be visited by 10 May 2002\tLM\nRota\tThe rota was noted\tNone\n"
    ));
    assert_eq!(actions(&m), ["LM: The home is to be visited by 10 May 2002 (2002-05-10) nothing said"]);
}

#[test]
fn words_in_quotation_marks_give_nobody_anything_to_do() {
    let m = meeting(&format!(
        "{TITLE}1. Evidence\nA witness read from a page: \"We met. Action: DI Vaskelling to check the car - completed.\" Nobody agreed.\n"
    ));
    assert!(m.actions.is_empty(), "{:?}", actions(&m));
}

#[test]
fn a_numbered_heading_with_a_letter_is_nobody_present() {
    let m = meeting(
        "Minutes of a meeting of the Cabinet held on Monday, 6 May 2002 at 6.00 p.m.\n\nPresent: Councillor R. Hessary\n\
         In attendance: 3 members of the public\n\nC1. Minutes\nThey were signed.\n\nC2. Safeguarding\nThe report was noted.\n",
    );
    assert_eq!(there(&m), ["Councillor R. Hessary"]);
    let items: Vec<String> = m.items.iter().map(|i| format!("{} {}", i.number, i.heading.text)).collect();
    assert_eq!(items, ["C1 Minutes", "C2 Safeguarding"]);
    assert_eq!(m.when.exact(), Day::ymd(2002, 5, 6));
}

#[test]
fn a_mark_beside_a_name_leaves_open_whether_somebody_was_there() {
    let m = meeting(
        "Minutes of the Forum held on 3 May 2002\n\nPresent (those marked * sent apologies):\nDS Iska Fennixby (Police A)\n\
         Lena Marrowby* (Council C)\n\n1. Concerns\nNone.\n",
    );
    assert!(there(&m).is_empty(), "what the remark says of whom is not read: {:?}", m.attendance);
    assert!(m.attendance.iter().all(|a| a.standing == Standing::Unclear) && m.attendance.len() == 2);
    let m = meeting(
        "Minutes of the Forum held on 3 May 2002\n\nPresent:\nDS Iska Fennixby (Police A)\nLena Marrowby * (Council C)\n\n1. Concerns\nNone.\n",
    );
    assert_eq!(there(&m), ["Iska Fennixby"]);
}

#[test]
fn an_agency_alone_among_the_attendance_is_that_of_the_lines_below() {
    let m = meeting(
        "Minutes of the Forum held on 3 May 2002\nTime: 10am\nVenue: Corn Hall\n\nPRESENT\n-------\nPOLICE A\nDS Iska Fennixby\n\nCOUNCIL C\n\
         Lena Marrowby (Social Worker)\n\nAPOLOGIES\nCass Quill\n\n1. Concerns\nNone.\n",
    );
    let told: Vec<String> =
        m.attendance.iter().map(|a| format!("{} {} {}", a.standing.word(), a.name, a.agency)).collect();
    assert_eq!(
        told,
        ["present Iska Fennixby POLICE A", "present Lena Marrowby COUNCIL C", "apologies Cass Quill "]
    );
}

#[test]
fn whoever_left_by_any_words_did_not_surely_hear_the_rest() {
    let m = meeting(&format!(
        "{TITLE}1. Data\nNoted.\n\n2. Cases\nLena Marrowby had to leave and DS Fennixby left a card for her.\n\n3. Close\nIt closed.\n"
    ));
    assert_eq!(m.attendance[1].heard, Some(vec![0]));
}

#[test]
fn what_may_be_an_action_is_kept_apart_from_what_is_one() {
    let m = meeting(&format!(
        "{TITLE}1. Cases\nHarl Orrowby was seen. Lena Marrowby will see him on Friday.\nAction: DS Fennixby to check the car\n\
         It was agreed that the school be told.\n\n2. Rota\nNo further action.\n"
    ));
    assert_eq!(actions(&m), ["DS Fennixby: check the car () nothing said"]);
    let perhaps: Vec<&str> = m.perhaps.iter().map(|p| p.words.text.as_str()).collect();
    assert_eq!(perhaps, ["Lena Marrowby will see him on Friday.", "It was agreed that the school be told."]);
    assert!(m.perhaps.iter().all(|p| p.item == Some(0)));
}

#[test]
fn a_day_that_stands_alone_at_the_end_of_an_action_is_its_due_day_where_it_is_still_to_come() {
    let due = |task: &str| {
        let m = meeting(&format!("{TITLE}1. Concerns\nAction: DS Fennixby to {task}\n"));
        assert_eq!(m.actions.len(), 1, "{task}: {:?}", actions(&m));
        m.actions[0].due.clone()
    };
    // The meeting was on 3 May 2002.
    for task in [
        "check the car (26/05/02)",
        "check the car by 26.5.02",
        "check the car [by 26 May 2002].",
        "check the car - 26/05/2002",
        "check the car (due: 26 May 2002)",
        "check the car erbyn 26 Mai 2002",
    ] {
        assert_eq!(due(task).exact(), Day::ymd(2002, 5, 26), "{task}");
    }
    // A day on or before the meeting is that of what is spoken of, and a day within the task is none of its end.
    for task in [
        "follow up the visit (26/04/02)",
        "write up the notes of this meeting (03/05/02)",
        "ask about the party (26/05/02) at the hall",
        "ask for the report (version 2, 26/05/02)",
    ] {
        assert!(due(task).exact().is_none(), "{task}: {}", due(task));
    }
    // What is no date stays words.
    for (task, words) in [
        ("check the car before the next meeting", "the next meeting"),
        ("check the car by next MACE panel.", "next MACE panel"),
        ("check the car by the end of the week", "end of the week"),
    ] {
        assert!(!due(task).is_dated() && due(task).written().contains(words), "{task}: {}", due(task));
    }
    // A report on an earlier action takes none: it may say when the thing was done.
    let m = meeting(&format!("{TITLE}1. Matters arising\nDS Fennixby to check the car (26/05/02)\n"));
    assert!(m.actions.iter().all(|a| !a.due.is_dated()), "{:?}", actions(&m));
    // Who is to act may stand before the day.
    let m = meeting(&format!("{TITLE}1. Actions\n- Check the car - Lena Marrowby (26/05/02)\n"));
    assert_eq!(actions(&m), ["Lena Marrowby: Check the car (2002-05-26) nothing said"]);
}

#[test]
fn minutes_in_two_languages_have_one_day_and_their_dates_are_read() {
    let m = meeting(
        "Cofnodion y cyfarfod a gynhaliwyd ar 3 Mai 2002 / Minutes of the Safeguarding Forum held on 3 Mai 2002\n\n\
         Yn bresennol / Present:\nDS Iska Fennixby (Police A)\nYmddiheuriadau / Apologies:\nCass Quill (Health B)\n\n\
         1. Achosion / Cases\nMai, 14, was not at home.\nCAM GWEITHREDU / ACTION: DS Fennixby to check the car by 14 Mehefin 2002\n",
    );
    assert_eq!(m.when.exact(), Day::ymd(2002, 5, 3));
    assert_eq!(m.body, "Safeguarding Forum");
    assert_eq!(there(&m), ["Iska Fennixby"]);
    assert_eq!(actions(&m), ["DS Fennixby: check the car by 14 Mehefin 2002 (2002-06-14) nothing said"]);
    let day = |line: &str| {
        meeting(&format!("Minutes of the Forum\n{line}\n\nPresent: Lena Marrowby\n\n1. Cases\nNone.\n")).when
    };
    assert_eq!(day("Dyddiad / Date: Dydd Gwener 3 Mai 2002").exact(), Day::ymd(2002, 5, 3));
    assert!(day("Dydd Mawrth").is_unknown(), "a Tuesday is no March");
}

#[test]
fn a_day_alone_below_the_name_of_the_body_is_that_of_the_meeting() {
    let m = meeting(
        "OFFICIAL - SENSITIVE\n\nNorthmere Exploitation Panel\n\nFriday 3 May 2002\n\nPresent: Lena Marrowby (Council C)\n\n\
         1. Cases\nNone.\n",
    );
    assert_eq!(m.when.exact(), Day::ymd(2002, 5, 3));
}

#[test]
fn councils_count_their_minutes_through_the_year() {
    let m = meeting(&format!("{TITLE}112. APOLOGIES\nNone.\n\n113. TAXI LICENSING\nNoted.\n"));
    let items: Vec<String> = m.items.iter().map(|i| format!("{} {}", i.number, i.heading.text)).collect();
    assert_eq!(items, ["112 APOLOGIES", "113 TAXI LICENSING"]);
}

#[test]
fn who_is_to_act_holds_for_the_rows_its_cell_goes_over_and_an_item_is_said_once() {
    let cell = |how: &str, text: &str| {
        let how = if how.is_empty() { String::new() } else { format!("<w:tcPr>{how}</w:tcPr>") };
        format!("<w:tc>{how}<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
    };
    let (begins, goes_on) = ("<w:vMerge w:val=\"restart\"/>", "<w:vMerge/>");
    let row = |cells: &[(&str, &str)]| {
        format!("<w:tr>{}</w:tr>", cells.iter().map(|(h, t)| cell(h, t)).collect::<String>())
    };
    let word = |rows: &[String]| {
        let lines = "<w:p><w:r><w:t>Minutes of the Forum held on 3 May 2002</w:t></w:r></w:p>\
                     <w:p><w:r><w:t>Present: DS Iska Fennixby (Police A), Lena Marrowby (Council C)</w:t></w:r></w:p>\
                     <w:p><w:r><w:t>1. Cases</w:t></w:r></w:p>";
        let body = format!(
            "<w:document xmlns:w=\"w\"><w:body>{lines}<w:tbl>{}</w:tbl></w:body></w:document>",
            rows.concat()
        );
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, body.as_bytes()).unwrap();
        zip.finish().unwrap().into_inner()
    };
    let read_word = |bytes: &[u8]| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("minutes.docx");
        std::fs::write(&path, bytes).unwrap();
        let period = (Day::ymd(1997, 1, 1).unwrap(), Day::ymd(2026, 12, 31).unwrap());
        let dates = DateRules::events(period).ordered(Some(Order::DayFirst));
        let terms = MinutesTerms { dates, agencies: vec!["Police A".into(), "Council C".into()] };
        read(&read_document(&path, &DocumentLimits::default(), None).unwrap(), &terms).remove(0)
    };
    // Owner and day over two rows.
    let m = read_word(&word(&[
        row(&[("", "Owner"), ("", "Action"), ("", "By when")]),
        row(&[(begins, "DS Fennixby"), ("", "Check the car"), (begins, "14 May 2002")]),
        row(&[(goes_on, ""), ("", "See the landlord"), (goes_on, "")]),
        row(&[("", "Lena Marrowby"), ("", "Visit the home"), ("", "")]),
    ]));
    assert_eq!(
        actions(&m),
        [
            "DS Fennixby: Check the car (2002-05-14) nothing said",
            "DS Fennixby: See the landlord (2002-05-14) nothing said",
            "Lena Marrowby: Visit the home () nothing said",
        ]
    );
    // An item over two rows, each with an action of its own, is one item, and what it says stands once.
    let m = read_word(&word(&[
        row(&[("", "No"), ("", "Discussion"), ("", "Action"), ("", "Owner")]),
        row(&[
            (begins, "1"),
            (begins, "Harl Orrowby was named."),
            ("", "Check the car"),
            ("", "DS Fennixby"),
        ]),
        row(&[(goes_on, ""), (goes_on, ""), ("", "Visit the home"), ("", "Lena Marrowby")]),
    ]));
    let said: Vec<&str> = m.items.iter().flat_map(|i| &i.text).map(|b| b.text.as_str()).collect();
    assert_eq!(said.iter().filter(|t| t.contains("Harl Orrowby")).count(), 1, "{said:?}");
    assert_eq!(m.actions.len(), 2, "{:?}", actions(&m));
}
