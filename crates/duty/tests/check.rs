//! Duties checked against small cases that are read like a table. Every name is invented.

mod common;

use common::rules::{only, rule, run, simple, version};
use common::{Builder, day, when};
use duty::rule::Rule;
use model::{Certainty, ExtractStatus, Grade, Outcome, Status, Verdict, VerdictSet};

const CARE: &str = "Northmere Children's Social Care";
const POLICE: &str = "Northmere Police";

fn assessment() -> Rule {
    simple(
        "R05",
        "when   referral becomes known to social_care\n\
         then   assessment_completed about the same child by social_care\n\
         within 45 working days (calendar: england-wales)\n\
         days count from: day after",
    )
}

/// Northmere with both extracts supplied whole.
fn northmere(observed: &str) -> Builder {
    let mut b = Builder::new(observed);
    b.agency(CARE, "social_care").agency(POLICE, "police");
    b.extract(CARE, "referral assessment_completed", "1990-01-01..2030-12-31", ExtractStatus::Supplied);
    b
}

fn set(verdicts: &[Verdict]) -> VerdictSet {
    verdicts.iter().fold(VerdictSet::default(), |s, &v| s.with(v))
}

/// One referral and one assessment (or none) of one child: the verdicts left possible, the verdict, lateness in days.
fn check(
    referral: &str,
    completed: &str,
    observed: &str,
    possible: &[Verdict],
    late: Option<(i32, i32)>,
) -> Outcome {
    let mut b = northmere(observed);
    b.event("referral", referral, CARE, "Ada");
    if !completed.is_empty() {
        b.event("assessment_completed", completed.trim(), CARE, "Ada");
    }
    let outcome = only(&b.case, &assessment());
    assert_eq!(outcome.possible, set(possible), "{referral} | {completed}: {}", outcome.reason);
    assert_eq!(outcome.days_late, late, "{referral} | {completed}: {}", outcome.reason);
    outcome
}

#[test]
fn one_referral_and_one_assessment() {
    use Verdict::*;
    // | referral | assessment | read on | possible | days late |
    check("2014-03-03", "2014-05-08", "2014-07-01", &[Met], None);
    check("2014-03-03", "2014-05-09", "2014-07-01", &[Late], Some((1, 1)));
    check("2014-03-03", "", "2014-07-01", &[NothingRecorded], Some((54, 54)));
    check("2014-03-03", "", "2014-05-08", &[NotYetDue], None);
    check("2014-03-03", "", "2014-05-09", &[NothingRecorded], Some((1, 1)));
    check("2014-03-03", "2014-05", "2014-07-01", &[Met, Late], Some((1, 23)));
    check("2014-03-03", "2014-06", "2014-07-01", &[Late], Some((24, 53)));
    check("2014-03", "2014-04", "2014-07-01", &[Met], None);
    check("2014-03", "2014-02-20..2014-03-10", "2014-07-01", &[Met, NothingRecorded], Some((25, 55)));
    check("2014-03", "2014-07", "2014-12-01", &[Late], Some((25, 85)));
    check("2014-03-03", "2014-04-01..", "2014-07-01", &[Met, Late], Some((1, 53)));
}

#[test]
fn the_reason_reads_aloud() {
    let late = check("2014-03-03", "2014-05-12", "2014-07-01", &[Verdict::Late], Some((4, 4)));
    assert_eq!(
        late.reason,
        "Referral known to Northmere Children's Social Care on 3 March 2014 (its own record). Due by 8 May 2014: \
         assessment completed (45 working days, the day after counting as the first; Good Friday 18 April, Easter Monday \
         21 April and Early May bank holiday 5 May left out). Assessment completed on 12 May 2014: 2 working days (4 \
         calendar days) late."
    );
    assert_eq!(late.working_days_late, Some((2, 2)));
    assert_eq!(late.due, Some((day("2014-05-08"), day("2014-05-08"))));
    assert_eq!(late.version, "1");
    assert_eq!(
        late.version_reason,
        "Version 1, in force from 1 January 1990, applies because the duty arose on 3 March 2014."
    );
    let silent = check("2014-03-03", "", "2014-07-01", &[Verdict::NothingRecorded], Some((54, 54)));
    assert!(
        silent.reason.ends_with(
            "Nothing is recorded up to 30 June 2014, and the extracts that would show it were supplied; on 1 July 2014 \
             that was 37 working days (54 calendar days) after the deadline."
        ),
        "{}",
        silent.reason
    );
}

#[test]
fn a_start_without_a_first_day_reaches_back_before_the_rule() {
    // "On or before 3 March 2014", and a rule in force from 1 January 1990, whose first deadline is 5 March 1990.
    let days = day("2014-05-12") - day("1990-03-05");
    let open = check("..2014-03-03", "2014-05-12", "2014-07-01", &[Verdict::Late], Some((4, days)));
    assert_eq!(open.due, Some((day("1990-03-05"), day("2014-05-08"))));
    assert_eq!((open.verdict, open.certainty), (Verdict::CannotTell, Certainty::Possible), "{}", open.reason);
    let why = "On some of the days on which it may have arisen the rule was not in force, so whether the duty arose at all";
    assert!(open.reason.contains(why), "{}", open.reason);
    // The same with a first day: the rule was in force on all of them.
    let closed =
        check("1990-01-01..2014-03-03", "2014-05-12", "2014-07-01", &[Verdict::Late], Some((4, days)));
    assert_eq!((closed.verdict, closed.certainty), (Verdict::Late, Certainty::CertainlyBreached));
}

#[test]
fn a_start_without_a_first_day_is_read_under_every_version_it_touches() {
    let body = |days: u32| format!("when referral by any\nthen assessment_completed within {days} days");
    let two = rule(&format!(
        "{}{}",
        version("X1", 1, "1990-01-01 until 2012-04-15", &body(30)),
        version("X1", 2, "2012-04-15", &body(5))
    ));
    let ended = rule(&version("X1", 1, "1990-01-01 until 2012-04-15", &body(5)));
    // | rule | start | possible | version |
    for (rule, start, possible, versions) in [
        (&two, "..2012-04-20", "met or late", "1 or 2"),
        (&two, "..2012-04-10", "met or late", "1"),
        (&ended, "..2012-04-20", "late", "1"),
    ] {
        let mut b = northmere("2012-12-01");
        b.event("referral", start, CARE, "Ada");
        b.event("assessment_completed", "2012-05-05", CARE, "Ada");
        let outcome = only(&b.case, rule);
        assert_eq!(outcome.verdict, Verdict::CannotTell, "{start}: {}", outcome.reason);
        assert_eq!(outcome.certainty, Certainty::Possible, "{start}: {}", outcome.reason);
        assert_eq!(
            (outcome.possible.to_string().as_str(), outcome.version.as_str()),
            (possible, versions),
            "{start}"
        );
    }
}

#[test]
fn outside_the_years_of_the_calendar_the_deadline_cannot_be_computed() {
    let outcome = check("2030-12-01", "", "2031-07-01", &[Verdict::CannotTell], None);
    assert_eq!((outcome.verdict, outcome.due), (Verdict::CannotTell, None));
    assert!(
        outcome.reason.contains(
            "cannot be computed: the table of bank holidays \"england-wales\" covers only 1 January 1975 to 31 December 2030"
        ),
        "{}",
        outcome.reason
    );
}

#[test]
fn an_unknown_start_is_cannot_tell_and_never_dropped() {
    let mut b = northmere("2014-07-01");
    b.event("referral", "", CARE, "Ada");
    let outcome = only(&b.case, &assessment());
    assert_eq!((outcome.verdict, outcome.status), (Verdict::CannotTell, Status::Unknown));
    assert!(outcome.reason.contains("the date of the referral is not recorded"), "{}", outcome.reason);
    let checked = run(&b.case, &[assessment()]);
    assert!(checked.notes.iter().any(|n| n.contains("kept as cannot tell")), "{:?}", checked.notes);
}

/// What one grade of awareness is worth to social care, the police having recorded the referral on 1 March.
fn known(grade: Grade, expect_start: Option<&str>) {
    let mut b = northmere("2014-07-01");
    let e = b.event("referral", "2014-03-01", POLICE, "Ada");
    b.known(e, CARE, grade, "2014-03-05");
    let outcomes = run(&b.case, &[assessment()]).outcomes;
    let starts: Vec<_> = outcomes.iter().map(|o| o.started.exact()).collect();
    assert_eq!(starts, expect_start.map(|d| Some(day(d))).into_iter().collect::<Vec<_>>(), "{grade:?}");
}

#[test]
fn no_receipt_no_duty() {
    known(Grade::Available, None);
    known(Grade::Sent, None);
    known(Grade::Received, Some("2014-03-05"));
    known(Grade::Opened, Some("2014-03-05"));
    known(Grade::Discussed, Some("2014-03-05"));
    known(Grade::ActedOn, Some("2014-03-05"));
    known(Grade::Recorded, Some("2014-03-05"));
}

#[test]
fn the_day_of_recording_goes_before_the_day_of_the_event_and_the_earliest_knowledge_counts() {
    let mut b = northmere("2014-12-01");
    let own = b.event("referral", "2014-03-01", CARE, "Ada");
    b.at(own).recorded = when("2014-03-12");
    b.reference(own, "REF-7");
    let sent = b.event("referral", "2014-03-01", POLICE, "Ada");
    b.reference(sent, "REF-7").known(sent, CARE, Grade::Opened, "2014-03-10");
    let outcome = only(&b.case, &assessment());
    assert_eq!(outcome.started, when("2014-03-10"));
    assert_eq!(outcome.trigger, sent);
    assert_eq!(outcome.evidence, [sent, own]);
    assert!(outcome.reason.contains("(opened)"), "{}", outcome.reason);
}

/// The disclosure register decides whether silence proves anything.
fn silent(
    covers: &str,
    status: ExtractStatus,
    kinds: &str,
    verdict: Verdict,
    possible: &[Verdict],
    says: &str,
) {
    let mut b = Builder::new("2014-07-01");
    b.agency(CARE, "social_care");
    b.extract(CARE, "referral", "1990-01-01..2030-12-31", ExtractStatus::Supplied);
    b.extract(CARE, kinds, covers, status);
    b.event("referral", "2014-03-03", CARE, "Ada");
    let outcome = only(&b.case, &assessment());
    assert_eq!((outcome.verdict, outcome.possible), (verdict, set(possible)), "{}", outcome.reason);
    assert!(outcome.reason.contains(says), "{}", outcome.reason);
    assert!(verdict == Verdict::NothingRecorded || outcome.status == Status::Unknown);
}

#[test]
fn no_record_is_not_no_action() {
    use ExtractStatus::*;
    use Verdict::{CannotTell, Late, Met, NothingRecorded};
    let all = "2014-01-01..2014-12-31";
    let any = [Met, Late, NothingRecorded];
    silent(all, Supplied, "assessment_completed", NothingRecorded, &[NothingRecorded], "54 calendar days");
    silent(all, Refused, "assessment_completed", CannotTell, &any, "was refused");
    silent(all, Missing, "assessment_completed", CannotTell, &any, "searched for and not found");
    silent(all, Asked, "assessment_completed", CannotTell, &any, "has not been supplied");
    silent("", Supplied, "assessment_completed", CannotTell, &any, "nobody has said which days");
    silent(
        all,
        Supplied,
        "contact",
        CannotTell,
        &any,
        "no table supplied by Northmere Children's Social Care shows",
    );
    let to_march = "2014-01-01..2014-03-31";
    silent(
        to_march,
        Supplied,
        "assessment_completed",
        CannotTell,
        &any,
        "covers only 1 January 2014 to 31 March 2014",
    );
    // Only the days after the deadline are not covered: not done in time, and later nobody can say.
    let to_june = "2014-01-01..2014-06-15";
    silent(
        to_june,
        Supplied,
        "assessment_completed",
        CannotTell,
        &[Late, NothingRecorded],
        "later cannot be told",
    );
}

#[test]
fn silence_after_the_deadline_that_is_not_covered_is_still_certainly_a_breach() {
    let mut b = Builder::new("2014-07-01");
    b.agency(CARE, "social_care");
    b.extract(CARE, "assessment_completed", "2014-01-01..2014-06-15", ExtractStatus::Supplied);
    b.event("referral", "2014-03-03", CARE, "Ada");
    assert_eq!(only(&b.case, &assessment()).certainty, Certainty::CertainlyBreached);
}

#[test]
fn every_agency_that_could_have_acted_must_have_supplied() {
    let rule = simple(
        "X1",
        "when   referral becomes known to social_care\n\
         then   strategy_discussion about the same child by social_care or police\n\
         within 5 working days (calendar: england-wales)\ndays count from: day after",
    );
    let mut b = northmere("2014-07-01");
    b.extract(CARE, "strategy_discussion", "1990-01-01..2030-12-31", ExtractStatus::Supplied);
    b.event("referral", "2014-03-03", CARE, "Ada");
    let outcome = only(&b.case, &rule);
    assert_eq!(outcome.verdict, Verdict::CannotTell);
    assert!(outcome.reason.contains("Northmere Police"), "{}", outcome.reason);
    b.extract(POLICE, "strategy_discussion", "1990-01-01..2030-12-31", ExtractStatus::Supplied);
    assert_eq!(only(&b.case, &rule).verdict, Verdict::NothingRecorded);
    b.event("strategy_discussion", "2014-03-06", POLICE, "Ada");
    assert_eq!(only(&b.case, &rule).verdict, Verdict::Met);
}

#[test]
fn the_version_in_force_on_the_day_the_duty_arose() {
    let body = |days: u32| {
        format!(
            "when referral becomes known to social_care\nthen assessment_completed about the same child by social_care\n\
             within {days} working days (calendar: england-wales)\ndays count from: day after"
        )
    };
    let text = version("R0", 1, "2000-01-01 until 2010-03-01", &body(7))
        + &version("R0", 2, "2010-03-01 until 2013-04-15", &body(10));
    let rule = rule(&text);
    let at = |date: &str| {
        let mut b = northmere("2014-07-01");
        b.event("referral", date, CARE, "Ada");
        run(&b.case, std::slice::from_ref(&rule)).outcomes
    };
    assert_eq!(at("2010-02-28")[0].version, "1");
    assert_eq!(at("2010-02-26")[0].due, Some((day("2010-03-09"), day("2010-03-09"))));
    assert_eq!(at("2010-03-01")[0].version, "2");
    assert_eq!(at("1999-12-31"), [], "a rule never applies outside its years");
    assert_eq!(at("2013-04-15"), []);
    let both = at("2010-02-20..2010-03-05").remove(0);
    assert_eq!(both.version, "1 or 2");
    assert!(both.version_reason.contains("cannot tell which applied"), "{}", both.version_reason);
    assert_eq!(both.verdict, Verdict::NothingRecorded);
    let edge = at("2013-04-01..2013-04-30").remove(0);
    assert_eq!((edge.verdict, edge.certainty), (Verdict::CannotTell, Certainty::Possible));
    assert!(edge.reason.contains("whether the duty arose at all cannot be told"), "{}", edge.reason);
    assert!(edge.reason.contains("where it did not, nothing was owed"), "{}", edge.reason);
}

/// A duty that may not have arisen: the verdict is "cannot tell", the set is that of the days on which it did arise, and the
/// certainty speaks of a breach only.
#[test]
fn what_is_said_of_a_duty_that_may_not_have_arisen() {
    let text = version(
        "R0",
        1,
        "2000-01-01 until 2013-04-15",
        "when referral becomes known to social_care\nthen assessment_completed about the same child by social_care\n\
         within 10 days\ndays count from: day after",
    );
    let rule = rule(&text);
    let outcome = |referral: &str, assessed: &str, observed: &str| {
        let mut b = northmere(observed);
        b.event("referral", referral, CARE, "Ada");
        if !assessed.is_empty() {
            b.event("assessment_completed", assessed, CARE, "Ada");
        }
        only(&b.case, &rule)
    };
    let check = |case: (&str, &str, &str), possible, certainty, says: &str| {
        let o = outcome(case.0, case.1, case.2);
        assert_eq!(
            (o.verdict, o.possible.single(), o.certainty),
            (Verdict::CannotTell, Some(possible), certainty)
        );
        assert!(o.reason.contains(says), "{}", o.reason);
        assert!(
            o.reason.contains("where it did not, nothing was owed and nothing was breached"),
            "{}",
            o.reason
        );
    };
    let (years, last) =
        ("the rule was not in force, so whether", "after the last complete day of the record");
    // The rule ends on 15 April 2013; the referral is of some day of that month, or of some day up to 5 May 2013, where the
    // record ends with 30 April.
    // | referral, assessed, read on | where it arose | certainty |
    check(("2013-04", "2013-04-30", "2014-07-01"), Verdict::Late, Certainty::Possible, years);
    check(("2013-04", "", "2014-07-01"), Verdict::NothingRecorded, Certainty::Possible, years);
    check(
        ("2013-04-10..2013-04-20", "2013-04-20", "2014-07-01"),
        Verdict::Met,
        Certainty::CertainlyNotBreached,
        years,
    );
    check(("2013-04-10..2013-04-20", "", "2013-04-19"), Verdict::NotYetDue, Certainty::Open, last);
    check(("2012-04-25..2012-05-05", "", "2012-05-01"), Verdict::NotYetDue, Certainty::Open, last);
}
