//! Counts, chains, bars, requirements, excuses, sharing, hours and consequences. Every name is invented.

mod common;

use common::rules::{only, rule, run, simple, version};
use common::{Builder, day};
use duty::rule::Rule;
use model::{Certainty, ExtractStatus, Grade, Outcome, Status, Verdict, VerdictSet};

const CARE: &str = "Northmere Children's Social Care";
const POLICE: &str = "Northmere Police";
const ALL: &str = "1990-01-01..2030-12-31";

fn set(verdicts: &[Verdict]) -> VerdictSet {
    verdicts.iter().fold(VerdictSet::default(), |s, &v| s.with(v))
}

/// Social care and police of Northmere; social care supplied everything these tests use.
fn northmere(observed: &str) -> Builder {
    let mut b = Builder::new(observed);
    b.agency(CARE, "social_care").agency(POLICE, "police");
    let kinds = "referral assessment_completed response_decided plan_review plan_made plan_ended strategy_discussion \
                 case_closed contact police_protection_ended";
    b.extract(CARE, kinds, ALL, ExtractStatus::Supplied);
    b.extract(POLICE, kinds, ALL, ExtractStatus::Supplied);
    b
}

fn answers(policy: &str) -> Rule {
    simple(
        "P1",
        &format!(
            "when   report_sent is sent to addressee\nthen   answer about the same subject by the same holder\n\
             within 56 days\ndays count from: day after\nan undated action counts as: {policy}"
        ),
    )
}

/// One report to two bodies with a count of answers: what each of them gets.
fn counted(done: u32, of: u32, answered: &str, policy: &str) -> Vec<Outcome> {
    let mut b = Builder::new("2014-07-01");
    b.agency("The Coroner of Northmere", "coroner");
    let sent = b.event("report_sent", "2014-01-06", "The Coroner of Northmere", "Report 1");
    b.parties(sent, &["Northmere Trust", "Fellmoor Homes"]);
    let e = b.event("answer", answered, "The Coroner of Northmere", "Report 1");
    b.tally(e, done, of);
    run(&b.case, &[answers(policy)]).outcomes
}

fn each(
    outcomes: &[Outcome],
    verdict: Verdict,
    possible: &[Verdict],
    status: Status,
    late: Option<(i32, i32)>,
) {
    assert_eq!(outcomes.len(), 2, "one for each addressee");
    for o in outcomes {
        let words = &o.reason;
        assert_eq!((o.verdict, o.possible, o.status), (verdict, set(possible), status), "{words}");
        assert_eq!(o.days_late, late, "{words}");
    }
}

/// Every day.
const WHOLE: &str = "1990-01-01..2030-12-31";

#[test]
fn a_source_that_only_counts() {
    use Status::*;
    use Verdict::*;
    // Due 3 March 2014; read on 1 July 2014, 120 days later.
    each(&counted(0, 2, "", "met"), NothingRecorded, &[NothingRecorded], Overdue, Some((120, 120)));
    each(&counted(0, 0, "", "met"), NothingRecorded, &[NothingRecorded], Overdue, Some((120, 120)));
    each(&counted(2, 2, "", "met"), Met, &[Met, Late], Completed, Some((1, 119)));
    each(&counted(2, 2, "", "cannot tell"), CannotTell, &[Met, Late], Completed, Some((1, 119)));
    each(&counted(2, 2, "2014-02", "met"), Met, &[Met], Completed, None);
    let late = &counted(2, 2, "2014-04", "met")[0];
    assert_eq!(
        (late.verdict, late.days_late, late.status),
        (Late, Some((29, 58)), Completed),
        "{}",
        late.reason
    );
    let partial = counted(1, 2, "", "met");
    each(&partial, CannotTell, &[Met, Late, NothingRecorded], Partial, Some((120, 120)));
    assert!(
        partial[0].reason.contains(
            "1 answer of 2 addressees is on record; which addressee is silent the record does not say."
        ),
        "{}",
        partial[0].reason
    );
    let undated = &counted(2, 2, "", "met")[0];
    assert_eq!(undated.certainty, Certainty::Possible);
    assert!(undated.reason.contains("whether it was in time cannot be told"), "{}", undated.reason);
    assert!(counted(0, 0, "", "met")[0].reason.contains("names no number of addressees"));
}

#[test]
fn a_written_month_across_the_deadline_is_cannot_tell_whatever_the_policy() {
    let outcome = &counted(2, 2, "2014-03", "met")[0];
    assert_eq!(
        (outcome.verdict, outcome.status),
        (Verdict::CannotTell, Status::Completed),
        "{}",
        outcome.reason
    );
    assert_eq!(outcome.possible, set(&[Verdict::Met, Verdict::Late]));
}

fn reviews() -> Rule {
    simple(
        "R09",
        "when   plan_made by social_care\nrepeat plan_review about the same child by social_care\n\
         first within 3 months\ndays count from: day after\nthen every 6 months\ndays count from: day after\n\
         until  plan_ended about the same child",
    )
}

/// A plan made on 29 November 2011: the verdicts of the links of its chain.
fn chain(reviews_on: &[&str], ended: &str, expect: &[(Verdict, &str)]) -> Vec<Outcome> {
    let mut b = northmere("2013-06-30");
    b.event("plan_made", "2011-11-29", CARE, "Ada");
    for date in reviews_on {
        b.event("plan_review", date, CARE, "Ada");
    }
    if !ended.is_empty() {
        b.event("plan_ended", ended, CARE, "Ada");
    }
    let outcomes = run(&b.case, &[reviews()]).outcomes;
    let found: Vec<(Verdict, String)> =
        outcomes.iter().map(|o| (o.verdict, o.due.unwrap().1.to_string())).collect();
    let expect: Vec<(Verdict, String)> = expect.iter().map(|(v, d)| (*v, d.to_string())).collect();
    assert_eq!(found, expect, "{reviews_on:?} {outcomes:#?}");
    outcomes
}

#[test]
fn a_chain_goes_from_review_to_review() {
    use Verdict::*;
    chain(&[], "", &[(NothingRecorded, "2012-02-29")]);
    chain(&["2012-03-05"], "2012-06-01", &[(Late, "2012-02-29"), (Excused, "2012-09-05")]);
    chain(
        &["2012-02-20", "2012-08-20", "2013-02-20"],
        "",
        &[(Met, "2012-02-29"), (Met, "2012-08-20"), (Met, "2013-02-20"), (NotYetDue, "2013-08-20")],
    );
    // The same review told twice is one review.
    chain(&["2012-02-20", "2012-02-20"], "2012-03-01", &[(Met, "2012-02-29"), (Excused, "2012-08-20")]);
    let links = chain(&["2012-02-20"], "", &[(Met, "2012-02-29"), (NothingRecorded, "2012-08-20")]);
    assert!(
        links[1].reason.starts_with("Plan review on 20 February 2012 starts the clock"),
        "{}",
        links[1].reason
    );
}

/// A source that keeps only the date of the latest review.
fn latest(date: &str, first: Verdict, possible: &[Verdict]) {
    let mut b = northmere("2013-06-30");
    b.event("plan_made", "2011-11-29", CARE, "Ada");
    let e = b.event("plan_review", date, CARE, "Ada");
    b.at(e).latest_only = true;
    let outcomes = run(&b.case, &[reviews()]).outcomes;
    assert_eq!((outcomes[0].verdict, outcomes[0].possible), (first, set(possible)), "{}", outcomes[0].reason);
}

#[test]
fn where_only_the_latest_review_is_kept_an_earlier_one_may_have_been_overwritten() {
    latest("2012-02-20", Verdict::Met, &[Verdict::Met]);
    latest("2012-12-03", Verdict::CannotTell, &[Verdict::Met, Verdict::Late]);
}

fn decided(extra: &str) -> Rule {
    simple(
        "X2",
        &format!(
            "when   referral becomes known to social_care\n\
             then   assessment_completed about the same child by social_care\n\
             within 10 days\ndays count from: day after\n{extra}"
        ),
    )
}

/// A referral on 1 June 2010 (due 11 June) and other records: the verdict.
fn with(extra: &str, records: &[(&str, &str, &str)], expect: Verdict) -> Outcome {
    let mut b = northmere("2010-12-01");
    b.event("referral", "2010-06-01", CARE, "Ada");
    for (kind, date, reason) in records {
        let e = b.event(kind, date, CARE, "Ada");
        if !reason.is_empty() {
            b.attribute(e, "reason", reason);
        }
    }
    let outcome = only(&b.case, &decided(extra));
    assert_eq!(outcome.verdict, expect, "{records:?} {}", outcome.reason);
    outcome
}

#[test]
fn excuses_decisions_and_reasons() {
    use Verdict::*;
    let unless = "unless case_closed about the same child";
    with(unless, &[("case_closed", "2010-06-11", "")], Excused);
    with(unless, &[("case_closed", "2010-06-12", "")], NothingRecorded);
    with(unless, &[("case_closed", "2010-06-05", ""), ("assessment_completed", "2010-06-05", "")], Met);
    with(unless, &[("case_closed", "2010-06-04", ""), ("assessment_completed", "2010-06-05", "")], Excused);
    let decision = "or recorded decision no_action [reason present]";
    with(decision, &[("decision_no_action", "2010-06-05", "no grounds")], DecidedNot);
    with(decision, &[("decision_no_action", "2010-06-05", "")], NothingRecorded);
    with(decision, &[("decision_no_action", "2010-06-15", "no grounds")], Late);
    let late = "excused if late and [reason present]";
    let excused = with(late, &[("assessment_completed", "2010-06-15", "the family was abroad")], Excused);
    assert!(excused.reason.contains("\"the family was abroad\""), "{}", excused.reason);
    with(late, &[("assessment_completed", "2010-06-15", "")], Late);
    with(late, &[("assessment_completed", "2010-06-11", "")], Met);
}

/// A rule that compares the priority of a record with 20.5; the referral of 1 June 2010 is due on 11 June, and the extracts are whole.
fn scored(extra: &str, records: &[(&str, &str, &str)], expect: &[Verdict]) -> Outcome {
    let mut b = northmere("2010-12-01");
    b.event("referral", "2010-06-01", CARE, "Ada");
    let mut open = Vec::new();
    for (kind, date, priority) in records {
        let e = b.event(kind, date, CARE, "Ada");
        b.attribute(e, "priority", priority);
        if *priority == "twenty" {
            open.push(e);
        }
    }
    let condition = if extra.is_empty() { "[priority > 20.5] " } else { "" };
    let rule = simple(
        "R06",
        &format!(
            "when referral becomes known to social_care\nthen assessment_completed {condition}by social_care\nwithin 10 days\n{extra}"
        ),
    );
    let outcome = only(&b.case, &rule);
    assert_eq!(outcome.possible, set(expect), "{records:?} {}", outcome.reason);
    if expect.len() > 1 {
        assert_eq!(outcome.verdict, Verdict::CannotTell);
        assert!(
            outcome.reason.contains("its priority is no number and no date that can be read"),
            "{}",
            outcome.reason
        );
        assert!(open.iter().all(|e| outcome.evidence.contains(e)), "the record that leaves it open is named");
        assert!(
            !outcome.reason.contains("twenty"),
            "what stands in the cell may be a name: {}",
            outcome.reason
        );
    }
    outcome
}

/// A priority that nobody can read says neither that the condition holds nor that it does not: no silence and no lateness is certain.
#[test]
fn a_value_that_cannot_be_read_leaves_open_whether_the_record_counts() {
    use Verdict::*;
    let done = "assessment_completed";
    scored("", &[(done, "2010-06-08", "20.75")], &[Met]);
    scored("", &[(done, "2010-06-08", "20.5")], &[NothingRecorded]);
    scored("", &[(done, "2010-06-08", "twenty")], &[Met, NothingRecorded]);
    let late = scored("", &[(done, "2010-06-13", "twenty")], &[Late, NothingRecorded]);
    assert_eq!(late.days_late, Some((2, 173)), "done two days late, or not by the observation date");
    scored("", &[(done, "2010-06-08", "twenty"), (done, "2010-06-15", "21")], &[Met, Late]);
    scored("", &[(done, "2010-06-08", "21"), (done, "2010-06-05", "twenty")], &[Met]);
    scored("", &[(done, "2010-05-30", "twenty")], &[NothingRecorded]);
    let unless = "unless case_closed [priority > 20.5]";
    scored(unless, &[("case_closed", "2010-06-08", "twenty")], &[Excused, NothingRecorded]);
    scored(unless, &[("case_closed", "2010-06-12", "twenty")], &[NothingRecorded]);
    let late = "excused if late and [priority > 20.5]";
    scored(late, &[(done, "2010-06-15", "twenty")], &[Excused, Late]);
    scored(late, &[(done, "2010-06-15", "20")], &[Late]);
}

/// Whom an assessment was sent to did not make it; who made it together with the holder of the record did.
#[test]
fn what_was_only_sent_to_somebody_is_nothing_that_they_did() {
    for (grade, expect) in [
        (Some(Grade::Sent), Verdict::NothingRecorded),
        (Some(Grade::Received), Verdict::NothingRecorded),
        (Some(Grade::Discussed), Verdict::Met),
        (None, Verdict::Met),
    ] {
        let mut b = northmere("2010-12-01");
        b.event("referral", "2010-06-01", CARE, "Ada");
        let done = b.event("assessment_completed", "2010-06-08", POLICE, "Ada");
        b.parties(done, &[CARE]);
        if let Some(grade) = grade {
            b.known(done, CARE, grade, "2010-06-08");
        }
        let outcome = only(&b.case, &decided(""));
        assert_eq!(outcome.verdict, expect, "{grade:?} {}", outcome.reason);
    }
}

/// Two referrals, on 1 and 5 June 2010 (due 11 and 15 June), and one assessment.
fn two(each: &str, assessed: &str, names: &str, expect: [Verdict; 2]) {
    let mut b = northmere("2010-12-01");
    let (first, second) =
        (b.event("referral", "2010-06-01", CARE, "Ada"), b.event("referral", "2010-06-05", CARE, "Ada"));
    b.reference(first, "REF-1").reference(second, "REF-2");
    let e = b.event("assessment_completed", assessed, CARE, "Ada");
    b.reference(e, names);
    let outcomes = run(&b.case, &[decided(&format!("each action discharges: {each}"))]).outcomes;
    let found: Vec<Verdict> = outcomes.iter().map(|o| o.verdict).collect();
    assert_eq!(found, expect, "{each} {assessed} {names}");
    if expect.contains(&Verdict::NothingRecorded) {
        let silent = outcomes.iter().find(|o| o.verdict == Verdict::NothingRecorded).unwrap();
        assert!(silent.reason.contains("counted for another duty"), "{}", silent.reason);
        assert!(silent.evidence.contains(&e), "what it turned on is named");
    }
}

#[test]
fn one_action_and_two_open_duties() {
    use Verdict::*;
    two("all", "2010-06-08", "", [Met, Met]);
    two("all", "2010-06-12", "", [Late, Met]);
    two("one", "2010-06-08", "", [Met, NothingRecorded]);
    two("one", "2010-06-08", "REF-2", [NothingRecorded, Met]);
    two("all", "2010-06-08", "REF-2", [NothingRecorded, Met]);
    two("all", "2010-06-08", "ASSESSMENT-9", [Met, Met]);
}

/// A child taken into police protection at 09:30 on 1 June 2010: 72 hours.
fn hours(taken: &str, ended: &str, expect: &[Verdict]) {
    let rule = simple(
        "R10",
        "when   police_protection_taken by police\nthen   police_protection_ended about the same child\nwithin 72 hours",
    );
    let mut b = northmere("2010-12-01");
    b.event("police_protection_taken", taken, POLICE, "Ada");
    b.event("police_protection_ended", ended, POLICE, "Ada");
    let outcome = only(&b.case, &rule);
    assert_eq!(outcome.possible, set(expect), "{taken} {ended} {}", outcome.reason);
}

#[test]
fn hours_of_the_clock_face_and_dates_without_a_time() {
    use Verdict::*;
    hours("2010-06-01T09:30", "2010-06-04T09:30", &[Met]);
    hours("2010-06-01T09:30", "2010-06-04T09:31", &[Late]);
    hours("2010-06-01T09:30", "2010-06-04", &[Met, Late]);
    hours("2010-06-01", "2010-06-04T09:30", &[Met, Late]);
    hours("2010-06-01", "2010-06-03", &[Met]);
    hours("2010-06-01", "2010-06-04", &[Met, Late]);
    hours("2010-06-01", "2010-06-05", &[Late]);
}

#[test]
fn a_bar_is_broken_by_the_action_and_a_requirement_by_its_absence() {
    use Verdict::*;
    let bar = simple(
        "B1",
        "when   plan_made by social_care\nbar case_closed about the same child\nwithin 20 days\ndays count from: day after",
    );
    let requires = simple(
        "Q1",
        "when   plan_made by social_care\nrequires strategy_discussion about the same child\nat most 15 days before\ndays count from: day after",
    );
    let run_one = |rule: &Rule, kind: &str, date: &str| {
        let mut b = northmere("2010-12-01");
        b.event("plan_made", "2010-06-01", CARE, "Ada");
        if !date.is_empty() {
            b.event(kind, date, CARE, "Ada");
        }
        only(&b.case, rule).verdict
    };
    for (date, expect) in
        [("", Met), ("2010-06-21", DoneWhileBarred), ("2010-06-22", Met), ("2010-06-01", DoneWhileBarred)]
    {
        assert_eq!(run_one(&bar, "case_closed", date), expect, "bar {date}");
    }
    for (date, expect) in [
        ("", NothingRecorded),
        ("2010-05-17", Met),
        ("2010-05-16", NothingRecorded),
        ("2010-06-01", Met),
        ("2010-06-02", Late),
    ] {
        assert_eq!(run_one(&requires, "strategy_discussion", date), expect, "requires {date}");
    }
}

/// What lifts a bar stands in the place of the action, and on one day the action goes first: whoever acts on the day on which the
/// bar is lifted is excused.
#[test]
fn a_bar_that_is_lifted_on_the_day_of_the_act_excuses_it() {
    use Verdict::*;
    let bar = simple(
        "B2",
        "when   plan_made by social_care\nbar case_closed about the same child\nwithin 20 days\ndays count from: day after\n\
         unless plan_ended about the same child",
    );
    // The plan is made on 1 June 2010; the bar holds to 21 June.
    // | plan ended | case closed | verdict |
    for (ended, closed, expect) in [
        ("2010-06-10", "2010-06-10", Excused),
        ("2010-06-09", "2010-06-10", Excused),
        ("2010-06-11", "2010-06-10", DoneWhileBarred),
        ("2010-06-01", "2010-06-01", Excused),
        ("2010-06-21", "2010-06-21", Excused),
        ("2010-06-22", "2010-06-21", DoneWhileBarred),
        ("2010-06-10", "", Excused),
        ("", "2010-06-10", DoneWhileBarred),
    ] {
        let mut b = northmere("2010-12-01");
        b.event("plan_made", "2010-06-01", CARE, "Ada");
        for (kind, date) in [("plan_ended", ended), ("case_closed", closed)] {
            if !date.is_empty() {
                b.event(kind, date, CARE, "Ada");
            }
        }
        assert_eq!(only(&b.case, &bar).verdict, expect, "ended {ended}, closed {closed}");
    }
}

#[test]
fn a_breach_is_known_to_others_only_by_notice() {
    let rule = simple(
        "X3",
        "when   referral becomes known to social_care\nthen   assessment_completed about the same child by social_care\n\
         within 10 days\ndays count from: day after\nif breached then contact by police within 5 days",
    );
    let mut b = northmere("2010-12-01");
    b.event("referral", "2010-06-01", CARE, "Ada");
    let outcomes = run(&b.case, std::slice::from_ref(&rule)).outcomes;
    assert_eq!(outcomes.len(), 1, "nobody told the police");
    b.event("breach_notice", "2010-06-20", POLICE, "Ada");
    let outcomes = run(&b.case, std::slice::from_ref(&rule)).outcomes;
    assert_eq!(outcomes.len(), 2);
    assert_eq!(outcomes[1].rule, "X3/after-breach");
    assert_eq!(outcomes[1].due, Some((day("2010-06-25"), day("2010-06-25"))));
    assert_eq!(outcomes[1].verdict, Verdict::NothingRecorded);
    b.event("contact", "2010-06-24", POLICE, "Ada");
    assert_eq!(run(&b.case, &[rule]).outcomes[1].verdict, Verdict::Met);
}

#[test]
fn a_notice_from_before_the_breach_is_no_notice_of_it() {
    use Certainty::*;
    use Verdict::*;
    let rule = simple(
        "X3",
        "when   referral becomes known to social_care\nthen   assessment_completed about the same child by social_care\n\
         within 10 days\ndays count from: day after\nif breached then contact by police within 5 days",
    );
    // The referral of 1 June was due by the 11th: it was breached on the 12th.
    // | notices | contact | deadline | verdict | certainty |
    for (notices, contact, due, verdict, certainty) in [
        (&["2010-06-12"][..], "", ("06-17", "06-17"), NothingRecorded, CertainlyBreached),
        (&["2010-06-01..2010-06-13"], "", ("06-17", "06-18"), CannotTell, Possible),
        (&["2010-06-01..2010-06-13"], "2010-06-20", ("06-17", "06-18"), CannotTell, Possible),
        (&["2010-06-12..2010-06-20"], "", ("06-17", "06-25"), NothingRecorded, CertainlyBreached),
        // One that is no notice at all, or comes later than the other, does not make the other doubtful.
        (
            &["2010-06-01..2010-06-13", "2010-06-20"],
            "",
            ("06-17", "06-25"),
            NothingRecorded,
            CertainlyBreached,
        ),
        (&["2010-06-05", "2010-06-20"], "", ("06-25", "06-25"), NothingRecorded, CertainlyBreached),
    ] {
        let mut b = northmere("2010-12-01");
        b.event("referral", "2010-06-01", CARE, "Ada");
        for notice in notices {
            b.event("breach_notice", notice, POLICE, "Ada");
        }
        if !contact.is_empty() {
            b.event("contact", contact, POLICE, "Ada");
        }
        let outcomes = run(&b.case, std::slice::from_ref(&rule)).outcomes;
        let [_, outcome] = outcomes.as_slice() else { panic!("{notices:?}: {} outcomes", outcomes.len()) };
        let told = (outcome.verdict, outcome.certainty);
        assert_eq!(told, (verdict, certainty), "{notices:?}: {}", outcome.reason);
        let on = |d: &str| day(&format!("2010-{d}"));
        assert_eq!(outcome.due, Some((on(due.0), on(due.1))), "{notices:?}: {}", outcome.reason);
    }
}

#[test]
fn of_two_duties_and_one_late_action_the_record_does_not_say_which_was_late() {
    let rule = simple(
        "X4",
        "when referral by any\nthen assessment_completed within 3 days\neach action discharges: one",
    );
    let mut b = northmere("2010-12-01");
    b.event("referral", "2010-06-01..2010-06-02", CARE, "Ada");
    b.event("referral", "2010-06-01..2010-06-02", CARE, "Ada");
    b.event("assessment_completed", "2010-07-01", CARE, "Ada");
    let outcomes = run(&b.case, std::slice::from_ref(&rule)).outcomes;
    assert_eq!(outcomes.len(), 2);
    for outcome in &outcomes {
        assert_eq!(outcome.possible.to_string(), "late or nothing recorded");
        assert_eq!(outcome.verdict, Verdict::CannotTell, "{}", outcome.reason);
        assert_eq!(
            outcome.certainty,
            Certainty::CertainlyBreached,
            "each was breached, whichever got the action"
        );
    }
}

#[test]
fn a_late_action_that_no_extract_would_show_lies_on_a_day_of_which_none_was_supplied() {
    // The referral of 9 July 2013 was due by 19 July; the extract begins on 1 August.
    let rule = simple("X5", "when referral by any\nthen assessment_completed within 10 days");
    for (from, possible, days) in [
        ("2013-08-01", "met or late or nothing recorded", (1, 134)),
        ("2013-07-20", "met or nothing recorded", (134, 134)),
        ("2013-07-09", "nothing recorded", (134, 134)),
    ] {
        let mut b = Builder::new("2013-11-30");
        b.agency(CARE, "social_care");
        b.extract(CARE, "referral", "1990-01-01..2030-12-31", ExtractStatus::Supplied);
        b.extract(CARE, "assessment_completed", &format!("{from}..2030-12-31"), ExtractStatus::Supplied);
        b.event("referral", "2013-07-09", CARE, "Ada");
        let outcome = only(&b.case, &rule);
        assert_eq!(outcome.possible.to_string(), possible, "{}", outcome.reason);
        assert_eq!(outcome.days_late, Some(days), "{}", outcome.reason);
        let late = "If late, by 0 to 8 working days (1 to 12 calendar days).";
        assert_eq!(outcome.reason.contains(late), possible.contains("late"), "{}", outcome.reason);
    }
}

#[test]
fn an_extract_that_may_hold_the_excuse_makes_no_certain_breach() {
    use Verdict::*;
    let duty = simple(
        "X6",
        "when referral by any\nthen assessment_completed within 10 days\nunless plan_ended\nor recorded decision no_action",
    );
    let bar = simple("X7", "when plan_made by any\nbar case_closed within 10 days\nunless plan_ended");
    // | rule | start | action | verdict with the endings supplied | possible where they were refused |
    for (rule, start, action, given, open) in [
        (&duty, "referral", None, NothingRecorded, "late or nothing recorded or decided not or excused"),
        (
            &duty,
            "referral",
            Some(("assessment_completed", "2014-06-20")),
            Late,
            "late or decided not or excused",
        ),
        (&duty, "referral", Some(("assessment_completed", "2014-06-05")), Met, "met"),
        (
            &bar,
            "plan_made",
            Some(("case_closed", "2014-06-05")),
            DoneWhileBarred,
            "excused or done while barred",
        ),
    ] {
        for (status, verdict) in [(ExtractStatus::Supplied, given), (ExtractStatus::Refused, CannotTell)] {
            let mut b = Builder::new("2014-12-01");
            b.agency(CARE, "social_care");
            b.extract(
                CARE,
                "referral assessment_completed plan_made case_closed",
                WHOLE,
                ExtractStatus::Supplied,
            );
            b.extract(CARE, "plan_ended decision_no_action", WHOLE, status);
            b.event(start, "2014-06-01", CARE, "Ada");
            if let Some((kind, date)) = action {
                b.event(kind, date, CARE, "Ada");
            }
            let outcome = only(&b.case, rule);
            let refused = status == ExtractStatus::Refused && given != Met;
            assert_eq!(outcome.verdict, if refused { verdict } else { given }, "{}", outcome.reason);
            if refused {
                let mut words: Vec<&str> = open.split(" or ").collect();
                let said = outcome.possible.to_string();
                let mut told: Vec<&str> = said.split(" or ").collect();
                words.sort_unstable();
                told.sort_unstable();
                assert_eq!(told, words, "{}", outcome.reason);
                assert_eq!(outcome.certainty, Certainty::Possible);
                assert!(outcome.reason.contains("was refused"), "{}", outcome.reason);
            }
        }
    }
}

#[test]
fn a_later_version_supersedes_only_where_it_says_so() {
    let body = |days: u32| {
        format!(
            "when referral becomes known to social_care\nthen assessment_completed about the same child by social_care\n\
             within {days} days\ndays count from: day after"
        )
    };
    let first = version("R0", 1, "2000-01-01 until 2010-06-05", &body(10));
    for (word, due, number) in [("", "2010-06-11", "1"), ("supersede\n", "2010-07-01", "2")] {
        let second = version("R0", 2, "2010-06-05", &body(30))
            .replace("confidence K\n", &format!("confidence K\n{word}"));
        let mut b = northmere("2010-12-01");
        b.event("referral", "2010-06-01", CARE, "Ada");
        let outcome = only(&b.case, &rule(&format!("{first}{second}")));
        assert_eq!(
            (outcome.due.unwrap().1, outcome.version.as_str()),
            (day(due), number),
            "{}",
            outcome.version_reason
        );
    }
}

#[test]
fn dates_that_contradict_each_other_are_told_and_never_counted() {
    use Verdict::*;
    // An assessment that names the referral and is dated before it.
    let mut b = northmere("2010-12-01");
    let referral = b.event("referral", "2010-06-01", CARE, "Ada");
    let assessed = b.event("assessment_completed", "2010-05-01", CARE, "Ada");
    b.reference(referral, "REF-1").reference(assessed, "REF-1");
    let outcome = only(&b.case, &decided(""));
    assert_eq!(outcome.verdict, CannotTell, "{}", outcome.reason);
    assert!(outcome.reason.contains("one of the two dates is wrong"), "{}", outcome.reason);
    assert!(outcome.evidence.contains(&assessed));
    // A referral dated after the day on which the record was read.
    let mut b = northmere("2010-12-01");
    b.event("referral", "2011-06-01", CARE, "Ada");
    let outcome = only(&b.case, &decided(""));
    assert_eq!((outcome.verdict, outcome.status), (CannotTell, Status::Unknown), "{}", outcome.reason);
    assert!(outcome.reason.contains("the date is wrong"), "{}", outcome.reason);
}

#[test]
fn an_undated_excuse_of_this_very_matter_excuses_and_says_so() {
    let unless = "unless case_closed about the same child";
    for (names, expect) in [("REF-1", Verdict::Excused), ("", Verdict::CannotTell)] {
        let mut b = northmere("2010-12-01");
        let referral = b.event("referral", "2010-06-01", CARE, "Ada");
        let closed = b.event("case_closed", "", CARE, "Ada");
        b.reference(referral, "REF-1").reference(closed, names);
        let outcome = only(&b.case, &decided(unless));
        assert_eq!(outcome.verdict, expect, "{}", outcome.reason);
        assert_eq!(outcome.certainty, Certainty::Possible, "{}", outcome.reason);
    }
}
