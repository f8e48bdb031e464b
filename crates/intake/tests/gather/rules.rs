//! One rule of the mapping at a time, on invented rows.

use crate::help::{day, errors, folder, gathered, one, plan, problems};
use intake::gather;
use model::{Interner, MentionKind, Precision, Qualifier, Severity, When, field};

const LOG: &str = r#"
[[source]]
name = "log"
agency = "Northmere Police"
files = "*.csv"
[[source.mention]]
as = "child"
kind = "person"
scheme = "nhs"
forename = "Forename"
surname = "Surname"
identifier = "NHS no"
[[source.event]]
kind = "incident"
date = "Date"
reference = "Ref"
text = "Notes"
"#;

#[test]
fn a_row_gives_its_mention_and_its_event_with_their_cells() {
    let (found, words) = one(
        "Ref,Date,Forename,Surname,NHS no,Notes\n7/02,23/05/2002,Ann,Example,9990001,Seen at the park\n",
        LOG,
    );
    let mention = &found.mentions[0];
    assert_eq!(mention.kind, MentionKind::Person);
    assert_eq!(&*mention.role, "child");
    assert_eq!(mention.get(field::IDENTIFIER), Some("nhs:9990001"));
    assert_eq!(mention.label(), "Ann Example");
    assert_eq!(mention.place.describe(&found.sources), "log.csv, row 2, column C");
    let event = &found.events[0];
    assert_eq!(words.word(event.kind), "incident");
    assert_eq!(words.word(event.holder), "Northmere Police");
    assert_eq!(event.when, When::on(day("2002-05-23"), "23/05/2002"));
    assert_eq!((&*event.reference, &*event.text), ("7/02", "Seen at the park"));
    assert_eq!(event.place.describe(&found.sources), "log.csv, row 2, column B");
    assert_eq!(event.mentions.len(), 1);
    assert_eq!(found.sources[0].sha256.len(), 64);
    assert_eq!(found.accounts[0].unread, "");
}

#[test]
fn headers_are_compared_without_regard_to_case_and_white_space() {
    let (found, _) = one("ref, DATE ,fore name,SURNAME,nhs NO,notes,Age\n1,2002-05-23,A,B,1,x,9\n", LOG);
    assert_eq!(found.events.len(), 1);
    assert_eq!(found.accounts[0].unread, "column Age");
}

#[test]
fn every_row_is_accepted_undated_or_rejected() {
    let (found, _) = one(
        "Ref,Date,Forename,Surname,NHS no,Notes,Other\n\
         1,23/05/2002,A,B,1,x,\n\
         2,31/02/2002,A,B,1,x,\n\
         3,n/k,A,B,1,x,\n\
         4,,A,B,1,x,\n\
         ,,,,,,only a remark\n\
         ,,,,,,\n\
         5,20023,A,B,1,x,\n",
        LOG,
    );
    let account = &found.accounts[0];
    assert_eq!(
        (account.rows, account.accepted, account.undated, account.rejected, account.empty),
        (6, 1, 4, 1, 1)
    );
    assert_eq!(found.events.len(), 5, "an undated row stays");
    assert_eq!(found.rejected[0].1, " |  |  |  |  |  | only a remark");
    assert_eq!(
        problems(&found, Severity::Warning),
        [
            "log.csv, row 3, column B (Date): there is no 31 February 2002; found \"31/02/2002\"; expected a date such as \
             3 May 2002, 03/05/2002, May 2002 or 2002\n  hint: February 2002 had 28 days; ask the agency for the day as \
             the record has it",
            "log.csv, row 8, column B (Date): not a year, and as a spreadsheet's day number it would be 26 October 1954, \
             which is hardly meant; found \"20023\"; expected a date such as 3 May 2002, 03/05/2002, May 2002 or 2002\n  \
             hint: did they mean 2002 or 2003?",
        ]
    );
    assert_eq!(problems(&found, Severity::Rejected).len(), 1);
}

#[test]
fn the_column_decides_the_order_and_the_decision_is_told_once() {
    let row = |date: &str| format!("1,{date},A,B,1,x\n");
    let head = "Ref,Date,Forename,Surname,NHS no,Notes\n".to_string();
    let (found, _) = one(&(head.clone() + &row("03/05/2002") + &row("23/05/2002") + &row("w/c 6.5.02")), LOG);
    assert_eq!(found.events[0].when, When::on(day("2002-05-03"), "03/05/2002"));
    assert_eq!(found.events[2].when.earliest(), Some(day("2002-05-06")));
    assert_eq!(found.events[2].when.precision(), Precision::Week);
    assert_eq!(
        problems(&found, Severity::Note),
        [
            "log.csv, column B (Date): column B: 1 value has a day above 12 in first place and none in second, so all \
             are read day first\n  hint: to decide it outright, set dates in the source"
        ]
    );
    let (found, _) = one(&(head.clone() + &row("03/05/2002")), LOG);
    assert_eq!(found.events[0].when.precision(), Precision::EitherWay);
    assert_eq!(
        (found.events[0].when.earliest(), found.events[0].when.latest()),
        (Some(day("2002-03-05")), Some(day("2002-05-03")))
    );
    let decided = LOG.replace("files = ", "dates = \"month-first\"\nfiles = ");
    let (found, _) = one(&(head + &row("03/05/2002")), &decided);
    assert_eq!(found.events[0].when, When::on(day("2002-03-05"), "03/05/2002"));
}

#[test]
fn a_time_in_a_column_of_its_own_joins_the_date() {
    let toml = r#"
[[source]]
name = "log"
agency = "Police"
files = "log.csv"
[[source.event]]
kind = "incident"
date = "Date"
time = "Time"
"#;
    let (found, _) =
        one("Date,Time\n23/05/2002,14:30\n23/05/2002,00:00:00\n03/05/2002,2.30pm\n4/5/2002,late\n", toml);
    let shown: Vec<String> = found.events.iter().map(|e| e.when.to_string()).collect();
    assert_eq!(shown, ["23 May 2002 at 14:30", "23 May 2002", "3 May 2002 at 14:30", "4 May 2002"]);
    assert_eq!(problems(&found, Severity::Warning).len(), 1, "\"late\" is no time of day");
}

#[test]
fn an_optional_event_without_a_date_did_not_happen_and_one_nobody_dated_did() {
    let toml = r#"
[[source]]
name = "list"
agency = "Council"
files = "log.csv"
[[source.mention]]
as = "child"
kind = "person"
identifier = "Child"
[[source.event]]
kind = "referral"
date = "Referral"
[[source.event]]
kind = "closure"
date = "Closed"
"#;
    let (found, words) = one(
        "Child,Referral,Closed\n1,2002-05-03,\n2,,2002-06-01\n3,2002-05-04,n/k\n4,2002-05-05,N/A\n",
        toml,
    );
    let shown: Vec<String> =
        found.events.iter().map(|e| format!("{} {}", words.word(e.kind), e.when)).collect();
    assert_eq!(
        shown,
        [
            "referral 3 May 2002",
            "referral no date",
            "closure 1 June 2002",
            "referral 4 May 2002",
            "closure no usable date (written \"n/k\")",
            "referral 5 May 2002"
        ]
    );
    assert_eq!(
        found.mentions[0].get(field::IDENTIFIER),
        Some("list:1"),
        "without a scheme it counts in its source only"
    );
    assert_eq!((found.accounts[0].accepted, found.accounts[0].undated), (4, 0));
}

#[test]
fn words_for_not_known_name_nobody_and_a_redaction_is_a_value() {
    let (found, _) = one(
        "Ref,Date,Forename,Surname,NHS no,Notes\n1,2002-05-03,n/k,Unknown,N/A,x\n2,2002-05-03,REDACTED,#N/A,-,x\n",
        LOG,
    );
    assert_eq!(found.mentions.len(), 1);
    assert_eq!(found.mentions[0].label(), "REDACTED");
    assert!(found.events[0].mentions.is_empty());
    assert!(problems(&found, Severity::Warning)[0].contains("the row names no child"));
}

#[test]
fn addressees_are_parties_and_know_of_it_once_each_in_order() {
    let toml = r#"
[[source]]
name = "reports"
agency = "Coroner"
files = "log.csv"
[[source.mention]]
as = "report"
kind = "matter"
[[source.event]]
kind = "report"
date = "date"
reference = "ref"
holder = { column = "coroner" }
to = { column = "sent_to", split = " | " }
[[source.event]]
kind = "reply"
after = "date"
tally = { done = "replies", of = "recipients" }
"#;
    let (found, words) = one(
        "ref,date,coroner,sent_to,recipients,replies\n\
         A1,2012-05-03,Dr Invented,North Trust | Council | North Trust,2,0\n\
         A1,2012-05-03,,REDACTED,1,one\n",
        toml,
    );
    let event = &found.events[0];
    let names: Vec<&str> = event.parties.iter().map(|p| words.word(*p)).collect();
    assert_eq!(names, ["North Trust", "Council"]);
    assert_eq!(words.word(event.holder), "Dr Invented");
    assert_eq!(event.known.len(), 2);
    assert_eq!(event.known[0].grade.word(), "received");
    assert_eq!(event.known[0].when, event.when);
    assert_eq!(event.known[0].place.describe(&found.sources), "log.csv, row 2, column D");
    let reply = &found.events[1];
    assert_eq!(reply.tally.map(|t| (t.done, t.of)), Some((0, 2)), "a count of nothing is evidence");
    assert_eq!(
        (
            reply.when.earliest(),
            reply.when.latest(),
            reply.when.precision(),
            reply.when.qualifier(),
            reply.when.written()
        ),
        (Some(day("2012-05-03")), Some(day("2025-07-31")), Precision::Range, Qualifier::After, "")
    );
    assert_eq!(found.events.len(), 3, "a count that is none gives no event");
    assert!(
        problems(&found, Severity::Warning)[0]
            .contains("this is no count; found \"one\"; expected a whole number")
    );
    let second = &found.events[2];
    assert_eq!(words.word(second.holder), "Coroner", "the agency where the column is empty");
    assert_eq!(words.word(second.parties[0]), "REDACTED");
    assert_ne!(event.mentions, second.mentions, "a matter without identifier belongs to its row alone");
}

#[test]
fn by_only_if_keep_and_recorded() {
    let toml = r#"
[[source]]
name = "assessments"
agency = "Council"
files = "log.csv"
[[source.event]]
kind = "referral"
by = "Start"
[[source.event]]
kind = "conference"
date = "ICPC"
recorded = "Entered"
only_if = { column = "Needed", is = ["yes", "Y"] }
keep = { risk = "Risk" }
latest_only = true
"#;
    let (found, words) = one(
        "Start,ICPC,Entered,Needed,Risk\n2002-05-03,2002-05-20,21/5/02,YES,high\n2002-05-03,2002-05-20,3/5/02,no,\n",
        toml,
    );
    assert_eq!(found.events.len(), 3);
    assert_eq!(found.events[0].when, When::by(day("2002-05-03"), "2002-05-03"));
    let conference = &found.events[1];
    assert_eq!(conference.recorded.exact(), Some(day("2002-05-21")));
    assert_eq!((words.word(conference.attributes[0].0), &*conference.attributes[0].1), ("risk", "high"));
    assert!(conference.latest_only);
}

#[test]
fn a_missing_column_is_refused_by_name_with_the_nearest_header() {
    let found =
        errors(&[("log.csv", "Ref,Datte,Forename,Surname,NHS no,Notes\n1,2002-05-03,A,B,1,x\n")], LOG);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].what, "source \"log\": log.csv has no column of this name");
    assert_eq!((found[0].value.as_str(), found[0].hint.as_str()), ("Date", "did you mean \"Datte\"?"));
}

#[test]
fn all_mistakes_of_a_mapping_are_told_at_once_with_the_nearest_word() {
    let found = errors(
        &[("log.csv", "a\n1\n")],
        r#"
[[source]]
name = "log"
agency = "Police"
files = "log.csv"
dates = "day first"
[[source.mention]]
as = "child"
kind = "persn"
surename = "a"
[[source.event]]
kind = "Initial Conference"
date = "a"
about = ["chidl"]
to_grade = "recieved"
when_empty = "no-event"
[[source.event]]
kind = "nothing"
"#,
    );
    let said: Vec<(&str, &str)> = found.iter().map(|p| (p.value.as_str(), p.hint.as_str())).collect();
    assert_eq!(
        said,
        [
            ("day first", "did you mean \"day-first\"?"),
            ("persn", "did you mean \"person\"?"),
            ("surename", "did you mean \"surname\"?"),
            ("Initial Conference", "write \"initial_conference\""),
            ("chidl", "did you mean \"child\"?"),
            ("recieved", "did you mean \"received\"?"),
            ("no-event", "did you mean \"no event\"?"),
            ("", "date = \"the column that holds it\""),
        ]
    );
}

#[test]
fn a_file_that_is_not_there_is_named_with_the_nearest_one() {
    let found = errors(&[("logs.csv", "a\n1\n")], &LOG.replace("*.csv", "log.csv"));
    assert_eq!((found[0].value.as_str(), found[0].hint.as_str()), ("log.csv", "did you mean \"logs.csv\"?"));
    let folder = folder(&[]);
    let optional = LOG.replace("files = ", "optional = true\nfiles = ");
    let (nothing, _) = gathered(&plan(folder.path(), &optional));
    assert!(nothing.sources.is_empty() && nothing.accounts.is_empty());
}

#[test]
fn one_file_of_several_that_does_not_fit_is_refused_alone() {
    let good = "Ref,Date,Forename,Surname,NHS no,Notes\n1,2002-05-03,A,B,1,x\n";
    let folder = folder(&[("2001.csv", good), ("2002.csv", "Ref,Day\n1,2\n"), ("2003.csv", good)]);
    let (found, _) = gathered(&plan(folder.path(), LOG));
    assert_eq!(found.events.len(), 2);
    let refused = problems(&found, Severity::Refused);
    assert!(refused[0].starts_with("2002.csv: the file has no column of this name"), "{refused:?}");
    assert_eq!(
        found.sources.iter().map(|s| s.path.as_str()).collect::<Vec<_>>(),
        ["2001.csv", "2002.csv", "2003.csv"]
    );
}

#[test]
fn a_fingerprint_follows_the_key_and_the_contents() {
    let keyed = LOG.replace("files = ", "key = [\"Ref\"]\nfiles = ");
    let head = "Ref,Date,Forename,Surname,NHS no,Notes\n";
    let (before, _) =
        one(&format!("{head}1,2002-05-03,A,B,1,x\n2,2002-05-03,A,B,1,x\n2,2002-05-03,A,B,1,x\n"), &keyed);
    let (after, _) = one(
        &format!("{head}3,2002-05-04,A,B,1,y\n1,2002-05-03,A,B,1,changed\n2,2002-05-03,A,B,1,x\n"),
        &keyed,
    );
    let (b, a) = (&before.fingerprints, &after.fingerprints);
    assert_eq!(b[0].key, a[1].key);
    assert_ne!(b[0].contents, a[1].contents, "the same row with other contents");
    assert_eq!((b[1].key, b[1].contents), (a[2].key, a[2].contents), "the same row");
    assert_ne!(b[1].key, b[2].key, "the second row of a key is another row");
    assert_eq!(b[1].contents, b[2].contents);
}

const REPORTS: &str = r#"
[[source]]
name = "reports"
agency = "Coroner"
files = "reports.csv"
[[source.event]]
kind = "report"
date = "date"
reference = "ref"
[[source.event]]
kind = "reply"
after = "date"
tally = { done = "replies", of = "recipients" }
[[source]]
name = "as seen"
agency = "Coroner"
files = "seen.csv"
[source.history]
of = "reports"
key = "ref"
seen = "seen_at"
replaces = ["replies"]
"#;

#[test]
fn as_known_on_a_day_a_row_stands_as_it_was_last_seen_by_then() {
    let folder = folder(&[
        (
            "reports.csv",
            "ref,date,recipients,replies\nA,2012-05-03,2,2\nB,2012-06-03,1,1\nC,2013-06-03,1,0\nA,2012-07-03,3,3\n",
        ),
        (
            "seen.csv",
            "ref,seen_at,replies\nA,2013-01-01T08:00:00Z,1\nA,2012-08-01T08:00:00Z,0\nA,2014-01-01T08:00:00Z,2\nB,2014-01-01T08:00:00Z,1\n",
        ),
    ]);
    let mut terms = plan(folder.path(), REPORTS);
    let (today, _) = gathered(&terms);
    assert_eq!(today.events.len(), 8);
    terms.as_known_on = Some(day("2013-06-01"));
    let (then, _) = gathered(&terms);
    let tallies: Vec<(u32, Option<model::Day>)> =
        then.events.iter().filter_map(|e| e.tally.map(|t| (t.done, e.when.latest()))).collect();
    assert_eq!(tallies, [(1, Some(day("2013-01-01"))), (1, Some(day("2013-01-01")))]);
    let notes = problems(&then, Severity::Note);
    assert!(notes[0].contains("2 rows were not yet known on 1 June 2013"), "{notes:?}");
    assert!(
        notes[1].contains("1 values of ref stand in two or more rows each (the first is A)"),
        "{notes:?}"
    );
    assert_eq!(then.accounts.iter().map(|a| a.accepted).collect::<Vec<_>>(), [4, 4]);
}

#[test]
fn as_known_on_a_day_what_came_later_is_left_out_with_its_mentions() {
    let folder = folder(&[(
        "log.csv",
        "Ref,Date,Forename,Surname,NHS no,Notes\n1,2002-05-03,Ann,Example,1,x\n2,2003-05-03,Bea,Sample,2,x\n3,n/k,Cy,Instance,3,x\n",
    )]);
    let mut terms = plan(folder.path(), LOG);
    terms.as_known_on = Some(day("2002-12-31"));
    let (found, _) = gathered(&terms);
    let labels: Vec<String> = found.mentions.iter().map(model::Mention::label).collect();
    assert_eq!(labels, ["Ann Example", "Cy Instance"]);
    assert_eq!(found.events[1].mentions[0].index(), 1);
    assert!(
        problems(&found, Severity::Note)[0]
            .contains("1 event happened or was recorded after 31 December 2002")
    );
    assert_eq!(found.accounts[0].rows, 3);
}

#[test]
fn a_date_after_the_day_of_observation_is_kept_with_a_warning_and_one_outside_the_period_with_a_note() {
    let (found, _) =
        one("Ref,Date,Forename,Surname,NHS no,Notes\n1,2028-04-28,A,B,1,x\n2,1990-01-01,A,B,1,x\n", LOG);
    assert_eq!(found.events.iter().filter(|e| e.when.is_dated()).count(), 2);
    assert!(
        problems(&found, Severity::Warning)[0]
            .contains("after the day of observation, 2025-07-31; it is kept")
    );
    assert!(
        problems(&found, Severity::Note)[0]
            .contains("1 date lies outside the review's period (1997-01-01 to 2013-12-31)")
    );
}

#[test]
fn problems_of_one_column_beyond_the_limit_are_told_as_a_number() {
    let rows: String = (0..1_005).map(|i| format!("{i},31/02/2002,A,B,1,x\n")).collect();
    let (found, _) = one(&format!("Ref,Date,Forename,Surname,NHS no,Notes\n{rows}"), LOG);
    assert_eq!(problems(&found, Severity::Warning).len(), 1_000);
    assert!(problems(&found, Severity::Note)[0].contains("5 further problems of the same sort (dates)"));
    assert_eq!(found.accounts[0].undated, 1_005);
}

#[test]
fn two_sources_on_one_file_have_a_line_and_an_account_each() {
    let folder = folder(&[("log.csv", "Ref,Date,Forename,Surname,NHS no,Notes\n1,2002-05-03,A,B,1,x\n")]);
    let two = format!("{LOG}{}", LOG.replace("name = \"log\"", "name = \"again\""));
    let (found, _) = gathered(&plan(folder.path(), &two));
    let lines: Vec<(&str, &str)> = found.sources.iter().map(|s| (s.path.as_str(), s.name.as_str())).collect();
    assert_eq!(lines, [("log.csv", "log"), ("log.csv", "again")]);
    assert_eq!(found.sources[0].sha256, found.sources[1].sha256);
    assert_eq!(found.accounts.len(), 2);
    assert_eq!(found.accounts[1].unread, "(as read for \"again\")");
}

#[test]
fn two_runs_give_the_same() {
    let folder =
        folder(&[("log.csv", "Ref,Date,Forename,Surname,NHS no,Notes\n1,3/5/02,A,B,1,x\n2,soon,C,D,2,y\n")]);
    let terms = plan(folder.path(), LOG);
    let run = || {
        let mut words = Interner::default();
        format!("{:?} {:?}", gather(&terms, &mut words), words)
    };
    assert_eq!(run(), run());
}
