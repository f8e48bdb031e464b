//! `candour check` through the real command: every format, every row accounted for, the same bytes whatever the threads and
//! the memory, and in words what cannot be done.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // it runs the command and reads what it wrote

mod parquet_files;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use support::candour;

const RULES: &str = "\
rule T1 v1
in force 1990-01-01
kind local-protocol
nation england
source \"invented for a test\"
confidence ?
when referral by any
then assessment within 10 days

rule T2 v1
in force 1990-01-01
kind local-protocol
nation england
source \"invented for a test\"
confidence ?
when referral [amount > 100] by any
then visit by the same holder within 5 working days
";

/// Two subjects; one row without a date, one that names nobody.
const LOG: &str = "\
subject,kind,time,holder,amount
A,Referral,2014-03-03,Team 1,150
A,Assessment,2014-03-10,Team 2,
\"B, called \"\"Bee\"\"\",Referral,2014-03-04,Team 1,99.5
\"B, called \"\"Bee\"\"\",Visit,,Team 1,
,Visit,2014-03-05,Team 1,
A,Telephone call,2014-04-30,Team 1,
";

/// A folder with rules and a log.
struct Case {
    folder: tempfile::TempDir,
}

/// What a run gave.
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Case {
    fn new() -> Case {
        let case = Case { folder: tempfile::tempdir().unwrap() };
        case.write("rules.rule", RULES.as_bytes());
        case.write("log.csv", LOG.as_bytes());
        case
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    fn check(&self, events: &str, rules: &str, more: &[&str]) -> Ran {
        let (events, rules) = (self.path(events), self.path(rules));
        let mut args =
            vec!["check", "--events", events.to_str().unwrap(), "--rules", rules.to_str().unwrap()];
        args.extend(more);
        let output = candour(&args);
        Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    /// Asserts that standard error says all these words.
    fn says(&self, words: &[&str]) {
        for word in words {
            assert!(self.err.contains(word), "it does not say \"{word}\":\n{}", self.err);
        }
    }
}

#[test]
fn outcomes_of_a_log_and_every_row_accounted_for() {
    let case = Case::new();
    let ran = case.check("log.csv", "rules.rule", &[]);
    let expect = "\
rule,version,subject,holder,started,due,verdict,done,days_late,working_days_late,certainty,evidence,possible
T1,1,A,Team 1,2014-03-03,2014-03-13,met,2014-03-10,,,certainly not breached,2 3,
T2,1,A,Team 1,2014-03-03,2014-03-10,cannot tell,,1..52,0..36,possibly breached,2,met or late or nothing recorded
T1,1,\"B, called \"\"Bee\"\"\",Team 1,2014-03-04,2014-03-14,cannot tell,,1..48,0..32,possibly breached,4,met or late or nothing recorded
";
    assert_eq!(ran.out, expect, "{}", ran.err);
    assert_eq!(ran.code, Some(1), "a row was rejected: somebody must look");
    ran.says(&[
        "row 6: rejected: the row names no subject",
        "6 rows in = 4 accepted + 1 undated + 1 rejected",
        "3 outcomes of 2 subjects; last complete day 2014-04-30, observation date 2014-05-01",
        "rows that could not be read prove no absence",
    ]);
}

/// Without the row that nobody can read, the silence is one; with a bound on memory as without.
#[test]
fn an_absence_is_proved_only_where_every_row_was_read() {
    let case = Case::new();
    let whole: String =
        LOG.lines().enumerate().filter(|(i, _)| *i != 5).map(|(_, line)| format!("{line}\n")).collect();
    case.write("whole.csv", whole.as_bytes());
    for more in [&[][..], &["--threads", "2"], &["--memory", "32MiB"]] {
        let with = case.check("log.csv", "rules.rule", more);
        assert!(!with.out.contains(",nothing recorded,"), "{}", with.out);
        let without = case.check("whole.csv", "rules.rule", more);
        without.says(&["+ 0 rejected"]);
        assert!(
            without.out.contains("2014-03-10,nothing recorded,,52,36,certainly breached,2,"),
            "{}",
            without.out
        );
        assert!(!without.err.contains("prove no absence"));
    }
}

/// A value that nobody can read says neither that the condition holds nor that it does not: of that subject no silence is certain.
#[test]
fn a_value_that_cannot_be_read_is_no_failing() {
    let case = Case::new();
    let rule = "rule L-1 v1\nin force 1990-01-01\nkind local-protocol\nnation england\nsource \"an invented source\"\n\
                confidence K\nwhen a_start by any\nthen an_end [amount > 100] within 3 days\n";
    case.write("amount.rule", rule.as_bytes());
    let log = "subject,kind,time,holder,amount\nA,a_start,2014-03-03,x,\nA,an_end,2014-03-04,x,\"1,000\"\n\
               B,a_start,2014-03-03,x,\nB,an_end,2014-03-04,x,99\nC,a_start,2014-03-03,x,\nC,an_end,2014-03-04,x,101\n";
    case.write("amount.csv", log.as_bytes());
    for more in [&[][..], &["--memory", "32MiB"]] {
        let more = [more, &["--as-of", "2014-03-31"]].concat();
        let checked = case.check("amount.csv", "amount.rule", &more);
        let of = |subject: &str| checked.out.lines().find(|l| l.contains(&format!(",{subject},"))).unwrap();
        assert!(
            of("A").contains(",cannot tell,") && of("A").contains(",possibly breached,"),
            "{}",
            checked.out
        );
        assert!(
            of("B").contains(",nothing recorded,") && of("B").contains(",certainly breached,"),
            "{}",
            checked.out
        );
        assert!(of("C").contains(",met,"), "{}", checked.out);
        checked.says(&[
            "row 3",
            "amount",
            "1,000",
            "1 row leaves open whether a rule counts it",
            "6 accepted",
        ]);
    }
}

/// A link of a chain may start on some day up to the last complete one: a version that begins later says nothing of it.
#[test]
fn a_version_from_after_the_last_complete_day_leaves_no_link_open() {
    let case = Case::new();
    let body = |first, every| {
        format!(
            "when plan_made by any\nrepeat plan_review first within {first} days then every {every} days\nuntil plan_ended"
        )
    };
    let first =
        a_rule("X2", &body(30, 60)).replace("in force 1990-01-01", "in force 1990-01-01 until 2014-06-01");
    let second = a_rule("X2", &body(20, 40)).replace("X2 v1", "X2 v2").replace("1990-01-01", "2014-06-01");
    case.write("chain.rule", format!("{first}\n{second}").as_bytes());
    let log = "subject,kind,time,holder\nS,plan_made,2014-03-03,a\nS,plan_review,2014-03-20..2014-06-10,a\nS,plan_review,2014-05-20,a\n";
    case.write("chain.csv", log.as_bytes());
    let last = |as_of: &str| {
        let ran = case.check("chain.csv", "chain.rule", &["--as-of", as_of]);
        ran.out.lines().last().unwrap_or(&ran.err).to_string()
    };
    let before = last("2014-05-25");
    assert!(
        before.starts_with("X2,1,S,a,2014-03-21..2014-06-10,2014-05-20..2014-07-24,cannot tell,,1..6,0..3,"),
        "{before}"
    );
    assert!(before.ends_with(",nothing recorded or not yet due"), "{before}");
    let after = last("2014-06-05");
    assert!(after.starts_with("X2,1 or 2,S,a,"), "{after}");
}

/// What stands in a log had happened by its end. Read as of an earlier day, a row that has no last day may be of a later one, and nothing that
/// rests on it is certain.
#[test]
fn an_open_end_is_no_certain_day_where_the_log_goes_on() {
    let case = Case::new();
    case.write("bar.rule", a_rule("L-1", "when a_start by any\nbar an_end within 10 days").as_bytes());
    let log = "subject,kind,time,holder\nA,a_start,2014-03-25,x\nA,an_end,2014-03-26..,x\nB,a_start,2014-03-25,x\nB,an_end,2014-03-26,x\n";
    case.write("ends.csv", log.as_bytes());
    case.write("goes-on.csv", format!("{log}C,a_start,2014-06-30,x\n").as_bytes());
    let told = |log: &str, subject: &str| {
        let ran = case.check(log, "bar.rule", &["--as-of", "2014-04-01"]);
        let row = ran.out.lines().find(|l| l.contains(&format!(",{subject},"))).unwrap();
        (row.contains(",done while barred,") && row.contains(",certainly breached,"), ran)
    };
    assert!(told("ends.csv", "A").0 && told("ends.csv", "B").0 && told("goes-on.csv", "B").0);
    let (certain, ran) = told("goes-on.csv", "A");
    assert!(!certain && ran.out.contains(",cannot tell,2014-03-26..,"), "{}", ran.out);
    ran.says(&["1 outcome rests on rows without a last day of their own, and the log goes on after 1 April 2014: it is cannot tell"]);
}

/// A row that names no holder may be that of the holder on whom the duty lies, and of whoever a rule names.
#[test]
fn a_row_without_a_holder_is_no_failing() {
    let case = Case::new();
    let rule =
        |then: &str| a_rule("L-1", &format!("when a_start by any\nthen an_end by {then} within 3 days"));
    case.write("same.rule", rule("the same holder").as_bytes());
    case.write("named.rule", rule("\"Team 1\"").as_bytes());
    let log = "subject,kind,time,holder\nA,a_start,2014-03-03,Team 1\nA,an_end,2014-03-04,\nB,a_start,2014-03-03,Team 1\n\
               B,an_end,2014-03-04,Team 2\nC,a_start,2014-03-03,Team 1\nC,an_end,2014-03-04,Team 1\n";
    case.write("holders.csv", log.as_bytes());
    let nobody: String = log.lines().map(|l| format!("{}\n", l.rsplit_once(',').unwrap().0)).collect();
    case.write("nobody.csv", nobody.as_bytes());
    let verdict = |out: &str, subject: &str| {
        let row = out.lines().find(|l| l.contains(&format!(",{subject},"))).unwrap();
        ["cannot tell", "nothing recorded", "met"].into_iter().find(|v| row.contains(v)).unwrap()
    };
    for rules in ["same.rule", "named.rule"] {
        let checked = case.check("holders.csv", rules, &["--as-of", "2014-03-31"]);
        let all = ["A", "B", "C"].map(|subject| verdict(&checked.out, subject));
        assert_eq!(all, ["cannot tell", "nothing recorded", "met"], "{rules}: {}", checked.out);
        checked.says(&["row 3: open: the rules ask by whom this was done", "1 row leaves open"]);
    }
    // Without a column of holders all are one, and nobody is who is named.
    let checked = case.check("nobody.csv", "same.rule", &["--as-of", "2014-03-31"]);
    assert_eq!(["A", "B", "C"].map(|s| verdict(&checked.out, s)), ["met"; 3], "{}", checked.err);
    let checked = case.check("nobody.csv", "named.rule", &["--as-of", "2014-03-31"]);
    assert_eq!(["A", "B", "C"].map(|s| verdict(&checked.out, s)), ["cannot tell"; 3], "{}", checked.err);
}

#[test]
fn outcomes_are_never_put_over_what_was_received() {
    let case = Case::new();
    let place = |name: &str| case.path(name).display().to_string();
    let refused = |out: &str, words: &str| {
        let before = ["log.csv", "rules.rule"].map(|name| fs::read(case.path(name)).unwrap());
        let ran = case.check("log.csv", "rules.rule", &["--out", out]);
        assert_eq!(ran.code, Some(2), "{out}: {}", ran.err);
        ran.says(&[words]);
        assert_eq!(before, ["log.csv", "rules.rule"].map(|name| fs::read(case.path(name)).unwrap()));
    };
    refused(&place("log.csv"), "is the log that is checked, which is never overwritten");
    refused(&place("rules.rule"), "is a file of the rules, which is never overwritten");
    refused(&place("out.csv.gz"), "not packed");
    fs::create_dir(case.path("folder")).unwrap();
    refused(&place("folder"), "is no ordinary file");
    refused("/dev/full", "is no ordinary file");
}

#[test]
fn bad_rows_are_named_with_their_place_and_the_others_are_read() {
    let case = Case::new();
    let text = "subject,kind,time,holder,amount\n\
                A,Referral,2014-03-03,Team 1,5\n\
                A,Referral,3 March,Team 1,5\n\
                A,Visit\n\
                A,\"Visit\" ed,2014-03-05,Team 1,1\n\
                A,Assessment,2014-03-06,Team 1,\n";
    case.write("bad.csv", text.as_bytes());
    let ran = case.check("bad.csv", "rules.rule", &[]);
    assert_eq!(ran.code, Some(1));
    ran.says(&[
        "row 3: undated: \"3 March\" is no time that is read here",
        "row 4: rejected: it has 2 cells, and the heading has 5",
        "row 5: rejected: a quotation mark does not close as it should",
        "5 rows in = 2 accepted + 1 undated + 2 rejected",
    ]);
    assert!(
        ran.out
            .contains("T1,1,A,Team 1,2014-03-03,2014-03-13,met,2014-03-06,,,certainly not breached,2 6,\n")
    );
}

#[test]
fn columns_are_found_by_name_and_a_missing_one_is_named_with_the_nearest() {
    let case = Case::new();
    let ran = case.check("log.csv", "rules.rule", &["--subject", "subjct"]);
    assert_eq!(ran.code, Some(2));
    ran.says(&["the log has no column \"subjct\"", "did you mean \"subject\"?", "--subject"]);

    case.write(
        "other.csv",
        LOG.replacen("subject,kind,time,holder", "case;activity;date;unit", 1).as_bytes(),
    );
    let renamed = LOG.replacen("subject,kind,time,holder", "case,activity,date,unit", 1);
    case.write("other.csv", renamed.as_bytes());
    let names = ["--subject", "case", "--kind", "activity", "--time", "date", "--holder", "unit"];
    let same = case.check("log.csv", "rules.rule", &[]);
    assert_eq!(case.check("other.csv", "rules.rule", &names).out, same.out);

    let without = LOG.replacen("amount", "sum", 1);
    case.write("without.csv", without.as_bytes());
    let ran = case.check("without.csv", "rules.rule", &[]);
    ran.says(&["the rules ask for \"amount\", and the log has no such column"]);

    let incident = LOG.replacen("amount", "Incident", 1);
    case.write("incident.csv", incident.as_bytes());
    let ran = case.check("incident.csv", "rules.rule", &[]);
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.out, "");
    ran.says(&["the log has a column \"Incident\"", "counted more than once", "candour review"]);
}

#[test]
fn kinds_that_the_log_does_not_have_are_named() {
    let case = Case::new();
    case.write("log.csv", LOG.replace("Assessment", "Assesment").as_bytes());
    let ran = case.check("log.csv", "rules.rule", &["--as-of", "2014-04-30"]);
    ran.says(&["the rules name \"assessment\", and the log has no such event; did you mean \"Assesment\"?"]);
    assert_eq!(ran.code, Some(1));
}

/// A holder that reads like one of the rules is told, with the one that may be meant; a holder of its own is not.
#[test]
fn holders_that_read_like_one_of_the_rules_are_named() {
    let case = Case::new();
    let told = |rule: &str, holders: &[&str]| -> Vec<String> {
        case.write("holders.rule", a_rule("H1", rule).as_bytes());
        let row =
            |(i, h): (usize, &&str)| format!("A,Referral,2014-03-{:02},{h}\nA,Visit,2014-03-20,{h}\n", i + 1);
        let rows: String = holders.iter().enumerate().map(row).collect();
        case.write("holders.csv", format!("subject,kind,time,holder\n{rows}").as_bytes());
        let ran = case.check("holders.csv", "holders.rule", &[]);
        let notes = ran.err.lines().filter_map(|l| l.strip_prefix("note: "));
        notes.filter(|n| n.contains("holder")).map(str::to_string).collect()
    };
    let rule = "when referral by duty_desk\nthen visit by \"North Team\" or social_care within 30 days";
    let may_be = |written: &str, near: &str| {
        format!("the log has the holder \"{written}\", and no rule names it; did you mean \"{near}\"?")
    };
    // | holders of the log | what is said |
    assert_eq!(told(rule, &["Duty Desk", "north team", "Social Care"]), [""; 0]);
    assert_eq!(told(rule, &["Dutty Desk", "north team"]), [may_be("Dutty Desk", "duty_desk")]);
    assert_eq!(told(rule, &["Duty Desk", "Noth Team"]), [may_be("Noth Team", "North Team")]);
    assert_eq!(told(rule, &["duty_desk", "Social Caer"]), [may_be("Social Caer", "social_care")]);
    // A word of several in common, and a number, are no slip of the pen.
    assert_eq!(told(rule, &["Duty Desk", "South Team", "North Wing", "Night Desk"]), [""; 0]);
    assert_eq!(told("when referral by team_1\nthen visit within 30 days", &["Team 1", "Team 2"]), [""; 0]);
    // A sort of the rules that reads like a shipped one, unless the log writes it so.
    let slip = "when referral by polise\nthen visit within 30 days";
    assert_eq!(
        told(slip, &["Duty Desk"]),
        ["the rules name the holder \"polise\"; did you mean \"police\"?"]
    );
    assert_eq!(told(slip, &["Polise"]), [""; 0]);
}

fn a_rule(id: &str, body: &str) -> String {
    format!(
        "rule {id} v1\nin force 1990-01-01\nkind local-protocol\nnation england\nsource \"invented\"\nconfidence ?\n{body}\n\n"
    )
}

/// The rows of one rule, without its identifier and its version.
fn rows_of(ran: &Ran, rule: &str) -> Vec<String> {
    let start = format!("{rule},");
    let mine = ran.out.lines().filter_map(|l| l.strip_prefix(&start));
    mine.map(|l| l.split_once(',').unwrap().1.to_string()).collect()
}

#[test]
fn what_is_only_possibly_breached_names_its_verdicts_and_the_range_of_lateness() {
    let case = Case::new();
    // Due on 13 March; done some day of March; the second referral on one of the five days up to 3 March.
    let text = "subject,kind,time,holder,amount\n\
                A,Referral,2014-03-03,T,\nA,Assessment,2014-03,T,\n\
                B,Referral,2014-02-27..2014-03-03,T,\nB,Assessment,2014-03-20,T,\n\
                C,Referral,2014-04-25,T,\nC,Visit,2014-04-30,T,\n\
                D,Referral,2014-03,T,\n";
    case.write("rough.csv", text.as_bytes());
    let ran = case.check("rough.csv", "rules.rule", &[]);
    assert_eq!(
        rows_of(&ran, "T1"),
        [
            "A,T,2014-03-03,2014-03-13,cannot tell,2014-03-01..2014-03-31,1..49,1..33,possibly breached,2 3,met or late or nothing recorded",
            "B,T,2014-02-27..2014-03-03,2014-03-09..2014-03-13,late,2014-03-20,7..11,5..9,certainly breached,4 5,",
            "C,T,2014-04-25,2014-05-05,not yet due,,,,open,6,",
            "D,T,2014-03-01..2014-03-31,2014-03-11..2014-04-10,nothing recorded,,21..51,13..35,certainly breached,8,",
        ],
        "{}",
        ran.err
    );
}

#[test]
fn a_barred_act_is_named_as_what_it_is() {
    let case = Case::new();
    case.write("bar.rule", a_rule("B1", "when referral by any\nbar visit within 10 days").as_bytes());
    let text = "subject,kind,time\nA,Referral,2014-03-03\nA,Visit,2014-03-05\nB,Referral,2014-03-03\nB,Visit,2014-03\n";
    case.write("bar.csv", text.as_bytes());
    let ran = case.check("bar.csv", "bar.rule", &["--as-of", "2014-04-30"]);
    assert_eq!(
        rows_of(&ran, "B1"),
        [
            "A,,2014-03-03,2014-03-13,done while barred,2014-03-05,,,certainly breached,2 3,",
            "B,,2014-03-03,2014-03-13,cannot tell,2014-03-01..2014-03-31,,,possibly breached,4 5,met or done while barred",
        ]
    );
    // Lifted on the day of the act (whichever row stands first), before it, after it.
    let body = "when referral by any\nbar visit within 10 days\nunless contact";
    case.write("bar.rule", a_rule("B2", body).as_bytes());
    let text = "subject,kind,time\nA,Referral,2014-03-03\nA,Visit,2014-03-05\nA,Contact,2014-03-05\n\
                B,Referral,2014-03-03\nB,Contact,2014-03-04\nB,Visit,2014-03-05\n\
                C,Referral,2014-03-03\nC,Visit,2014-03-05\nC,Contact,2014-03-06\n";
    case.write("bar.csv", text.as_bytes());
    let ran = case.check("bar.csv", "bar.rule", &["--as-of", "2014-04-30"]);
    let verdicts: Vec<String> =
        rows_of(&ran, "B2").iter().map(|r| r.split(',').nth(4).unwrap().to_string()).collect();
    assert_eq!(verdicts, ["excused", "excused", "done while barred"]);
}

#[test]
fn sending_addressees_breaches_and_versions_that_take_the_place_of_others() {
    let case = Case::new();
    let superseding = "rule V1 v1\nin force 1990-01-01 until 2014-04-01\nkind local-protocol\nnation england\n\
        source \"invented\"\nconfidence ?\nwhen plan_made by any\nthen plan_review within 60 days\n\n\
        rule V1 v2\nin force 2014-04-01\nkind local-protocol\nnation england\nsource \"invented\"\n\
        confidence ?\nsupersede\nwhen plan_made by any\nthen plan_review within 20 days\n\n";
    let rules = [
        a_rule("S1", "when report is sent to addressee\nthen answer by the same holder within 28 days"),
        a_rule(
            "C1",
            "when referral by any\nthen visit within 10 days\nif breached then escalation by police within 5 days",
        ),
        a_rule(
            "C2",
            "when breach of C1 becomes known to police\nthen inquiry by the same holder within 10 days",
        ),
        superseding.to_string(),
    ];
    case.write("whole.rule", rules.concat().as_bytes());
    let text = "subject,kind,time,holder,addressees\n\
                A,Report,2014-03-03,coroner,the trust; homes\nA,Answer,2014-03-10,the trust,\nA,Answer,2014-04-02,homes,\n\
                B,Report,2014-03-03,coroner,\n\
                C,Referral,2014-03-03,social_care,\nC,Breach notice,2014-03-20,police,\nC,Escalation,2014-03-22,police,\n\
                D,Plan made,2014-03-20,social_care,\nD,Plan review,2014-04-30,social_care,\n";
    // Without one visit in the whole log the table of visits may not be there, and no breach is certain that would start another clock.
    case.write("no-visits.csv", text.as_bytes());
    let ran = case.check("no-visits.csv", "whole.rule", &["--as-of", "2014-04-30"]);
    ran.says(&["C1, C2: the log has no event that would be the action, as if the table that would show it were not there"]);
    assert!(
        ran.out
            .contains("C1,1,C,social_care,2014-03-03,2014-03-13,cannot tell,,1..49,0..33,possibly breached,"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("C1/after-breach,1,C,police,2014-03-20,2014-03-25,cannot tell,2014-03-22,"),
        "{}",
        ran.out
    );
    let text = &format!("{text}E,Visit,2014-03-03,social_care,\nE,Inquiry,2014-03-03,police,\n");
    case.write("whole.csv", text.as_bytes());
    let ran = case.check("whole.csv", "whole.rule", &["--as-of", "2014-04-30"]);
    let expect = "\
rule,version,subject,holder,started,due,verdict,done,days_late,working_days_late,certainty,evidence,possible
S1,1,A,homes,2014-03-03,2014-03-31,late,2014-04-02,2,2,certainly breached,2 4,
S1,1,A,the trust,2014-03-03,2014-03-31,met,2014-03-10,,,certainly not breached,2 3,
C1,1,C,social_care,2014-03-03,2014-03-13,nothing recorded,,49,33,certainly breached,6,
C1/after-breach,1,C,police,2014-03-20,2014-03-25,met,2014-03-22,,,certainly not breached,7 8,
C2,1,C,police,2014-03-20,2014-03-30,nothing recorded,,32,22,certainly breached,7,
V1,2,D,social_care,2014-03-20,2014-04-09,late,2014-04-30,21,13,certainly breached,9 10,
";
    assert_eq!(
        ran.out.lines().collect::<std::collections::BTreeSet<_>>(),
        expect.lines().collect::<std::collections::BTreeSet<_>>(),
        "{}",
        ran.err
    );
    ran.says(&["1 row starts the clock of those it is addressed to, by the rules, and names none: no duty of an addressee arises from it"]);
    for more in [&["--threads", "2"][..], &["--memory", "32MiB"]] {
        let arguments = [more, &["--as-of", "2014-04-30"]].concat();
        assert_eq!(case.check("whole.csv", "whole.rule", &arguments).out, ran.out, "{more:?}");
    }
    let ran = case.check("whole.csv", "whole.rule", &["--addressees", "adressees"]);
    assert_eq!(ran.code, Some(2));
    ran.says(&["the log has no column \"adressees\"", "did you mean \"addressees\"?"]);
    case.write("without.csv", text.replacen("addressees", "copies", 1).as_bytes());
    case.check("without.csv", "whole.rule", &[]).says(&["the log has no column \"addressees\""]);
    for (body, words) in [
        (
            "when breach of C9 becomes known to police\nthen visit within 3 days",
            "the breach of C9, which is not among",
        ),
        ("when breach of C3 becomes known to police\nthen visit within 3 days", "in a circle: C3 -> C3"),
    ] {
        case.write("wrong.rule", a_rule("C3", body).as_bytes());
        let ran = case.check("whole.csv", "wrong.rule", &[]);
        assert_eq!(ran.code, Some(2));
        ran.says(&[words]);
    }
}

#[test]
fn subjects_and_kinds_that_play_no_part_are_told() {
    let case = Case::new();
    let text = "subject,kind,time,holder,amount\nA,Referral,2014-03-03,T,\nA,Assesment,2014-03-05,T,\n\
                A,Assessment,2014-03-20,T,\nE,Telephone call,2014-03-03,T,\nE,Assessment 2,2014-03-03,T,\n";
    case.write("five.csv", text.as_bytes());
    let ran = case.check("five.csv", "rules.rule", &[]);
    ran.says(&[
        "1 outcome of 1 subject (the log has 2: 1 has no event of a kind that the rules name)",
        "the log has \"Assesment\" in 1 row, and no rule names it; did you mean \"assessment\"?",
    ]);
    assert!(!ran.err.contains("Assessment 2"), "a number is no slip of the pen: {}", ran.err);
    assert_eq!(ran.code, Some(1));
}

#[test]
fn a_bad_rule_is_refused_with_its_line_and_nothing_is_written() {
    let case = Case::new();
    case.write("bad.rule", RULES.replacen("within 10 days", "within ten days", 1).as_bytes());
    let out = case.path("out.csv");
    let ran = case.check("log.csv", "bad.rule", &["--out", out.to_str().unwrap()]);
    assert_eq!(ran.code, Some(2));
    ran.says(&["the rules cannot be used", "bad.rule"]);
    assert!(!out.exists());
    for (more, words) in [
        (&["--threads", "0"][..], "--threads is from 1 to"),
        (&["--memory", "1MiB"], "--memory is at least 32 MiB"),
        (&["--compat", "elapsed"], "--compat elapsed reads constraints in the text form of Declare"),
        (&["--memory", "plenty"], "expected a size such as 2GiB"),
    ] {
        let ran = case.check("log.csv", "rules.rule", more);
        assert_eq!(ran.code, Some(2), "{more:?}");
        ran.says(&[words]);
    }
    case.write("empty.csv", b"subject,kind,time\n");
    case.check("empty.csv", "rules.rule", &[]).says(&["no row of the log has a date"]);
}

#[test]
fn hostile_files_are_told_with_their_place_and_no_row_is_lost() {
    let case = Case::new();
    let heading = "subject,kind,time,holder,amount\n";
    let good = "A,Referral,2014-03-03,T,5\n";
    let check = |name: &str, bytes: &[u8], code: i32, words: &[&str]| {
        case.write(name, bytes);
        for threads in ["1", "2"] {
            let ran = case.check(name, "rules.rule", &["--threads", threads, "--as-of", "2014-04-30"]);
            assert_eq!(ran.code, Some(code), "{name}: {}", ran.err);
            ran.says(words);
        }
    };
    let with = |row: &[u8]| [heading.as_bytes(), good.as_bytes(), row, good.as_bytes()].concat();
    let counts = "3 rows in = 2 accepted + 0 undated + 1 rejected";
    let undated = "3 rows in = 2 accepted + 1 undated + 0 rejected";
    // | the row in the middle | what is said of it |
    let rows: [(&[u8], &str, &str); 7] = [
        (b"Caf\xe9,Referral,2014-03-03,T,5\n", "row 3: rejected: its subject", counts),
        (b"B,R\xe9ferral,2014-03-03,T,5\n", "row 3: rejected: its kind of event", counts),
        (b"B\0C,Referral,2014-03-03,T,5\n", "a NUL character", counts),
        (b"B,Referral,31/02/2014,T,5\n", "row 3: undated: \"31/02/2014\" is no time", undated),
        (b"B,Referral,2014-02-31,T,5\n", "row 3: undated: \"2014-02-31\" is no time", undated),
        (b"\"B,Referral,2014-03-03,T,5\n", "row 3: rejected: a quotation mark", counts),
        (
            b"B,Referral,2014-03-03,T,5,6,7\n",
            "row 3: rejected: it has 7 cells, and the heading has 5",
            counts,
        ),
    ];
    for (row, words, account) in rows {
        check("row.csv", &with(row), 1, &[words, account]);
    }
    let huge = [&b"B,Referral,2014-03-03,"[..], &vec![b'x'; 6 << 20], b",5\n"].concat();
    check("huge.csv", &with(&huge), 2, &["after row 2", "longer than 1048576 bytes"]);
    check("nothing.csv", b"", 2, &["holds no heading"]);
    check("blank.csv", b"\n\n\n", 2, &["holds no heading"]);
    check("utf16.csv", &[0xff, 0xfe, b's', 0, b'u', 0, b'\n', 0], 2, &["is in UTF-16"]);
    check("image.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 2, &["not in UTF-8"]);
    let twice = b"subject,subject,kind,time\nA,B,Referral,2014-03-03\n";
    check("twice.csv", twice, 2, &["two columns \"subject\""]);
}

/// Marks before the text, UTF-16 and lines that end as on an old Macintosh: read as what they are, or told.
#[test]
fn texts_that_other_programs_save_are_read_or_told() {
    let case = Case::new();
    let plain = case.check("log.csv", "rules.rule", &[]);
    let same = |log: &str, rules: &str| {
        for threads in ["1", "2"] {
            let ran = case.check(log, rules, &["--threads", threads]);
            assert_eq!((ran.code, &ran.out), (plain.code, &plain.out), "{log}, {rules}: {}", ran.err);
        }
    };
    let marked = |text: &str| format!("\u{feff}{text}");
    case.write("mark.csv", marked(LOG).as_bytes());
    same("mark.csv", "rules.rule");
    case.write("mark.rule", marked(RULES).as_bytes());
    same("log.csv", "mark.rule");
    case.write("mark-quoted.csv", marked(LOG).replacen("subject", "\"subject\"", 1).as_bytes());
    same("mark-quoted.csv", "rules.rule");
    case.write("returns.csv", LOG.replace('\n', "\r").as_bytes());
    same("returns.csv", "rules.rule");
    case.write("windows.csv", LOG.replace('\n', "\r\n").as_bytes());
    same("windows.csv", "rules.rule");
    case.write("returns.rule", RULES.replace('\n', "\r\n").as_bytes());
    same("log.csv", "returns.rule");

    let sixteen = |swap: bool, mark: bool| -> Vec<u8> {
        let text = if mark { marked(LOG) } else { LOG.to_string() };
        text.encode_utf16().flat_map(|u| if swap { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    };
    for (swap, mark) in [(false, true), (true, true), (false, false), (true, false)] {
        case.write("sixteen.csv", &sixteen(swap, mark));
        let ran = case.check("sixteen.csv", "rules.rule", &[]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
        ran.says(&["sixteen.csv is in UTF-16, and a log is read in UTF-8", "save it as CSV in UTF-8"]);
    }
    let rules: Vec<u8> = marked(RULES).encode_utf16().flat_map(u16::to_le_bytes).collect();
    case.write("sixteen.rule", &rules);
    let ran = case.check("log.csv", "sixteen.rule", &[]);
    assert_eq!(ran.code, Some(2));
    ran.says(&["sixteen.rule is not in UTF-8", "save the rules as plain text in UTF-8"]);
}

#[test]
fn hostile_rules_are_told_with_their_line() {
    let case = Case::new();
    let first = a_rule("T3", "when referral by any\nthen visit within 3 days")
        .replace("in force 1990-01-01", "in force 1990-01-01 until 2015-01-01");
    let again = first.replace("T3 v1", "T3 v2").replace("1990-01-01 until 2015-01-01", "2014-12-31");
    let rule = |text: &str, words: &[&str]| {
        case.write("hostile.rule", text.as_bytes());
        let ran = case.check("log.csv", "hostile.rule", &[]);
        assert_eq!(ran.code, Some(2), "{text}: {}", ran.err);
        ran.says(words);
    };
    rule(&format!("{first}{again}"), &["hostile.rule, line", "T3", "in force on one day"]);
    rule("", &["hostile.rule"]);
    rule(&first.replace("within 3 days", "within 99999999999 days"), &["hostile.rule, line 8"]);
    rule(&first.replace("visit", "\u{1}"), &["hostile.rule, line 8"]);
    rule(&first.replace("in force", "in farce"), &["hostile.rule, line 2", "force"]);
    rule(&first.replace("2015-01-01", "2014-02-31"), &["hostile.rule, line 2"]);
    case.write("hostile.rule", b"rule T3 v1\nsource \"caf\xe9\"\n");
    case.check("log.csv", "hostile.rule", &[]).says(&["hostile.rule"]);
}

/// "by the same holder" is about an office, not about how a clerk wrote its name that day.
#[test]
fn a_holder_is_one_however_it_is_written() {
    let case = Case::new();
    let rules = [
        a_rule("H1", "when referral by any\nthen visit by the same holder within 5 days"),
        a_rule("H2", "when referral by \"Social Care\"\nthen visit by \"social care\" within 5 days"),
        a_rule("H3", "when report is sent to addressee\nthen answer by the same holder within 28 days"),
    ];
    case.write("holders.rule", rules.concat().as_bytes());
    let text = "subject,kind,time,holder,addressees\n\
                A,Referral,2014-03-03,Social Care,\nA,Visit,2014-03-05,social care,\n\
                B,Referral,2014-03-03,social_care,\nB,Visit,2014-03-05,SOCIAL  CARE,\n\
                C,Referral,2014-03-03,Caf\u{e9} Team,\nC,Visit,2014-03-05,Cafe\u{301} team,\n\
                D,Referral,2014-03-03,M\u{fc}ller,\nD,Visit,2014-03-05,M\u{f6}ller,\n\
                E,Report,2014-03-03,coroner,The Trust; Homes\nE,Answer,2014-03-10,the trust,\n\
                E,Answer,2014-03-11,HOMES,\n";
    case.write("holders.csv", text.as_bytes());
    let expect = "\
rule,version,subject,holder,started,due,verdict,done,days_late,working_days_late,certainty,evidence,possible
H1,1,A,Social Care,2014-03-03,2014-03-08,met,2014-03-05,,,certainly not breached,2 3,
H2,1,A,Social Care,2014-03-03,2014-03-08,met,2014-03-05,,,certainly not breached,2 3,
H1,1,B,social_care,2014-03-03,2014-03-08,met,2014-03-05,,,certainly not breached,4 5,
H2,1,B,social_care,2014-03-03,2014-03-08,met,2014-03-05,,,certainly not breached,4 5,
H1,1,C,Caf\u{e9} Team,2014-03-03,2014-03-08,met,2014-03-05,,,certainly not breached,6 7,
H1,1,D,M\u{fc}ller,2014-03-03,2014-03-08,nothing recorded,,24,17,certainly breached,8,
H3,1,E,Homes,2014-03-03,2014-03-31,met,2014-03-11,,,certainly not breached,10 12,
H3,1,E,The Trust,2014-03-03,2014-03-31,met,2014-03-10,,,certainly not breached,10 11,
";
    for more in [&[][..], &["--threads", "2"], &["--memory", "32MiB"]] {
        let arguments = [&["--as-of", "2014-03-31"], more].concat();
        let ran = case.check("holders.csv", "holders.rule", &arguments);
        assert_eq!(ran.out, expect, "{more:?}: {}", ran.err);
    }
}

/// An accent may be typed in one character with its letter or behind it; on paper the two are one. Capitals are not.
#[test]
fn subjects_and_kinds_are_one_however_their_accents_were_typed() {
    let case = Case::new();
    let rules = a_rule("N1", "when caf_visit by any\nthen visit within 5 days");
    case.write("names.rule", rules.as_bytes());
    let text = "subject,kind,time,holder\n\
                Zoe\u{308},Caf\u{e9} visit,2014-03-03,T\nZo\u{eb},Visit,2014-03-05,T\n\
                zo\u{eb},Cafe\u{301} visit,2014-03-03,T\nZo\u{eb},Telephone call,2014-03-06,T\n";
    case.write("names.csv", text.as_bytes());
    for more in [&[][..], &["--threads", "2"], &["--memory", "32MiB"]] {
        let arguments = [&["--as-of", "2014-03-31"], more].concat();
        let ran = case.check("names.csv", "names.rule", &arguments);
        assert_eq!(
            rows_of(&ran, "N1"),
            [
                "Zoe\u{308},T,2014-03-03,2014-03-08,met,2014-03-05,,,certainly not breached,2 3,",
                "zo\u{eb},T,2014-03-03,2014-03-08,nothing recorded,,24,17,certainly breached,4,",
            ],
            "{more:?}: {}",
            ran.err
        );
        ran.says(&["2 outcomes of 2 subjects; last complete day"]);
    }
}

/// A log of this many subjects in order of time, so that the rows of each lie far apart; some dates are rough.
fn large_log(subjects: u32) -> String {
    let mut rows = Vec::new();
    let mut chance = 12_345u64;
    let mut below = |n: u64| {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (chance >> 33) % n
    };
    for s in 0..subjects {
        let mut day = model::Day::iso("2010-01-01").unwrap() + below(1_500) as i32;
        for _ in 0..=below(6) {
            let kind = ["Referral", "Assessment", "Visit"][below(3) as usize];
            let date = day.to_string();
            let time = match below(20) {
                0 => &date[..7],
                1 => "",
                _ => date.as_str(),
            };
            rows.push((day, format!("subject {s},{kind},{time},\"Team, {}\",{}\n", below(30), below(200))));
            day = day + below(15) as i32;
        }
    }
    rows.sort_by_key(|r| r.0);
    "subject,kind,time,holder,amount\n".to_string() + &rows.into_iter().map(|r| r.1).collect::<String>()
}

#[test]
fn threads_and_memory_change_no_byte() {
    let case = Case::new();
    case.write("large.csv", large_log(90_000).as_bytes());
    let mut former: Option<(String, BTreeMap<&str, Vec<u8>>)> = None;
    for more in [
        &["--threads", "1"][..],
        &["--threads", "2"],
        &["--memory", "32MiB"],
        &["--memory", "32MiB", "--threads", "2"],
    ] {
        let mut files = BTreeMap::new();
        let mut counts = String::new();
        for form in ["csv", "parquet"] {
            let out = case.path(&format!("out.{form}"));
            let arguments = [more, &["--counts", "--out", out.to_str().unwrap()]].concat();
            let ran = case.check("large.csv", "rules.rule", &arguments);
            assert_eq!(ran.code, Some(0), "{}", ran.err);
            let aside = ran.err.contains("put aside in");
            assert_eq!(aside, more.contains(&"--memory"), "{more:?}: {}", ran.err);
            files.insert(form, fs::read(out).unwrap());
            counts = ran.out;
        }
        match &former {
            None => former = Some((counts, files)),
            Some(former) => {
                assert_eq!(counts, former.0, "{more:?}");
                assert!(files == former.1, "{more:?}: other bytes");
            }
        }
    }
    let (_, files) = former.unwrap();
    assert!(files["csv"].len() > 1_000_000 && files["csv"].starts_with(b"rule,version,subject"));
}

#[test]
fn one_subject_beyond_the_memory_allowed_is_refused_in_words() {
    let case = Case::new();
    let mut text = "subject,kind,time,holder,amount\n".to_string();
    for i in 0..280_000 {
        let unit = i % 400;
        text += &format!("the only subject,Visit,2014-03-03,Team with a long name {unit},1\n");
    }
    case.write("one.csv", text.as_bytes());
    let ran = case.check("one.csv", "rules.rule", &["--memory", "32MiB", "--counts"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    ran.says(&["more than --memory allows", "allow more memory"]);
}
