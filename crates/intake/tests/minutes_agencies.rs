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
