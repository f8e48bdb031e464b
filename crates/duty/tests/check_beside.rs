//! What stands beside a record: days that were not supplied, a possible same, and the number of the matter on a record
//! that names nobody or somebody else. None of them may be passed over in a silence, or in a lateness.

mod common;

use common::Builder;
use common::rules::{only, simple};
use duty::calendar::Calendars;
use duty::explain::explain_by;
use duty::rule::Rule;
use model::{Certainty, EventId, ExtractStatus, MentionKind, Outcome, Verdict, VerdictSet};

const CARE: &str = "Northmere Children's Social Care";
const POLICE: &str = "Northmere Police";

/// Due on 17 March 2014 for a referral of 3 March 2014.
fn assessment() -> Rule {
    simple(
        "X1",
        "when   referral becomes known to social_care\n\
         then   assessment_completed about the same child by social_care\n\
         within 10 working days (calendar: england-wales)\ndays count from: day after",
    )
}

fn northmere(covers: &str) -> Builder {
    let mut b = Builder::new("2014-07-01");
    b.agency(CARE, "social_care").agency(POLICE, "police");
    b.extract(CARE, "assessment_completed", covers, ExtractStatus::Supplied);
    b
}

const WHOLE: &str = "1990-01-01..2030-12-31";

fn set(verdicts: &[Verdict]) -> VerdictSet {
    verdicts.iter().fold(VerdictSet::default(), |sum, &v| sum.with(v))
}

fn says(outcome: &Outcome, verdict: Verdict, possible: &[Verdict], words: &[&str]) {
    assert_eq!((outcome.verdict, outcome.possible), (verdict, set(possible)), "{}", outcome.reason);
    words.iter().for_each(|w| assert!(outcome.reason.contains(w), "\"{w}\" is not in: {}", outcome.reason));
}

/// An assessment of 20 March is late only where the days up to the deadline were supplied: in what is missing an earlier
/// one may stand.
#[test]
fn late_needs_the_records_of_the_time_allowed() {
    use Verdict::{CannotTell, Late, Met};
    let check = |covers: &str, verdict, possible: &[Verdict], certainty, words: &[&str]| {
        let mut b = northmere(covers);
        b.event("referral", "2014-03-03", CARE, "Ada");
        b.event("assessment_completed", "2014-03-20", CARE, "Ada");
        let outcome = only(&b.case, &assessment());
        says(&outcome, verdict, possible, words);
        assert_eq!(outcome.certainty, certainty);
        assert_eq!(outcome.days_late, Some((3, 3)), "where late, by so much");
    };
    // | the extract covers | outcome | possible | certainty | the reason says |
    let sure = Certainty::CertainlyBreached;
    check(WHOLE, Late, &[Late], sure, &["3 working days (3 calendar days) late"]);
    check("2014-03-03..2014-03-17", Late, &[Late], sure, &["3 working days"]);
    let open = "Other records may be missing";
    let cases = [("2014-03-04..2014-12-31", "covers only 4 March 2014"), ("", "nobody has said which days")];
    for (covers, why) in cases {
        check(
            covers,
            CannotTell,
            &[Met, Late],
            Certainty::Possible,
            &[open, why, "met or late", "If late, by 3"],
        );
    }
}

/// Start and end of one matter in one row of the record: no other record can show that matter done earlier.
#[test]
fn one_row_that_tells_start_and_end_needs_no_other() {
    let check = |one_row: bool, verdict, words: &str| {
        let mut b = northmere("2014-03-18..2014-12-31");
        let referral = b.event("referral", "2014-03-03", CARE, "Ada");
        let done = b.event("assessment_completed", "2014-03-20", CARE, "Ada");
        if one_row {
            let row = b.at(referral).row;
            b.at(done).row = row;
        }
        let outcome = only(&b.case, &assessment());
        assert_eq!(outcome.verdict, verdict, "{}", outcome.reason);
        assert!(outcome.reason.contains(words), "{}", outcome.reason);
    };
    check(true, Verdict::Late, "stand in one row of the record");
    check(false, Verdict::CannotTell, "Other records may be missing");
}

/// A row that could not be read is said to be that, not a question of which days are covered.
#[test]
fn a_row_that_could_not_be_read_is_told_as_such() {
    let check = |unread: u64, verdict, words: &str| {
        let mut b = northmere(WHOLE);
        b.case.extracts[0].unread = unread;
        b.event("referral", "2014-03-03", CARE, "Ada");
        let outcome = only(&b.case, &assessment());
        assert_eq!(outcome.verdict, verdict, "{}", outcome.reason);
        assert!(outcome.reason.contains(words), "{}", outcome.reason);
        assert!(!outcome.reason.contains("nobody has said"), "{}", outcome.reason);
    };
    check(0, Verdict::NothingRecorded, "the extracts that would show it were supplied");
    let why = "of the extract \"assessment completed records\" could not be read, so it proves no absence";
    check(1, Verdict::CannotTell, &format!("1 row or file {why}"));
    check(3, Verdict::CannotTell, &format!("3 rows or files {why}"));
}

/// A concern names a vehicle; a check stands in the record of a plate that was misread or written in part, and linkage
/// could not tell whether it is the same vehicle.
fn vehicle_checks(checks: &[(&str, &str, &str)], possible: bool) -> (Builder, Vec<EventId>) {
    let mut b = Builder::new("2014-07-01");
    b.agency(CARE, "social_care").agency(POLICE, "police");
    b.extract(POLICE, "vehicle_check", WHOLE, ExtractStatus::Supplied);
    let noted = b.new_subject_of(MentionKind::Vehicle, "a plate as noted");
    let other = b.new_subject_of(MentionKind::Vehicle, "a plate in part");
    b.event_about("vehicle_noted", "2014-03-03", POLICE, noted);
    let ids = checks.iter().map(|&(kind, date, holder)| b.event_about(kind, date, holder, other)).collect();
    if possible {
        b.case.entities[noted.index()].possibly = vec![other];
        b.case.entities[other.index()].possibly = vec![noted];
    }
    (b, ids)
}

/// Due on 31 March 2014.
fn vehicle_check() -> Rule {
    simple(
        "X2",
        "when   vehicle_noted becomes known to police\n\
         then   vehicle_check about the same vehicle by police\n\
         within 28 days\ndays count from: day after",
    )
}

#[test]
fn a_check_of_a_possible_same_vehicle_is_not_passed_over() {
    use Verdict::{CannotTell, Late, Met, NothingRecorded};
    let check = |checks: &[(&str, &str, &str)], possible: bool, verdict, set: &[Verdict], words: &[&str]| {
        let (b, ids) = vehicle_checks(checks, possible);
        let outcome = only(&b.case, &vehicle_check());
        says(&outcome, verdict, set, words);
        for id in ids.iter().filter(|_| verdict == CannotTell) {
            assert!(outcome.evidence.contains(id), "the record is evidence");
            let told = explain_by(&b.case, Some(&vehicle_check()), &Calendars::bundled(), &outcome);
            assert!(told.contains(&format!("  {id} ")), "{told}");
        }
    };
    let silent = [NothingRecorded];
    let named = ["Nothing is recorded of this subject itself", "made-up.csv, row 3", "N2, a possible same"];
    // | checks of the other plate | possibly the same | outcome | possible | the reason says |
    check(&[("vehicle_check", "2014-03-10", POLICE)], true, CannotTell, &[Met, NothingRecorded], &named);
    check(&[("vehicle_check", "2014-03-10", POLICE)], false, NothingRecorded, &silent, &[]);
    check(&[("vehicle_check", "2014-03-31", POLICE)], true, CannotTell, &[Met, NothingRecorded], &named);
    check(&[("vehicle_check", "2014-04-01", POLICE)], true, CannotTell, &[Late, NothingRecorded], &named);
    check(&[("vehicle_check", "2014-03", POLICE)], true, CannotTell, &[Met, NothingRecorded], &named);
    check(&[("vehicle_check", "2014-03-02", POLICE)], true, NothingRecorded, &silent, &[]);
    check(&[("vehicle_check", "2014-03-10", CARE)], true, NothingRecorded, &silent, &[]);
    check(&[("keeper_check", "2014-03-10", POLICE)], true, NothingRecorded, &silent, &[]);
    check(&[("vehicle_check", "", POLICE)], true, CannotTell, &[Met, Late, NothingRecorded], &named);
    let both = [("vehicle_check", "2014-03-10", POLICE), ("vehicle_check", "2014-05-01", POLICE)];
    // Either the whole record of the other is of this one, and then it was checked in time, or none of it is.
    check(&both, true, CannotTell, &[Met, NothingRecorded], &named);
}

/// A late check of the vehicle itself is not certainly late where its possible same was checked in time.
#[test]
fn a_lateness_stays_open_where_a_possible_same_was_checked_in_time() {
    let (mut b, _) = vehicle_checks(&[("vehicle_check", "2014-03-10", POLICE)], true);
    b.event_about("vehicle_check", "2014-04-10", POLICE, model::EntityId(0));
    let outcome = only(&b.case, &vehicle_check());
    says(
        &outcome,
        Verdict::CannotTell,
        &[Verdict::Met, Verdict::Late],
        &["a possible same", "If late, by 8 working days (10 calendar days)"],
    );
    // Met by its own check, it needs no other.
    let (mut b, _) = vehicle_checks(&[("vehicle_check", "2014-03-10", POLICE)], true);
    b.event_about("vehicle_check", "2014-03-20", POLICE, model::EntityId(0));
    says(&only(&b.case, &vehicle_check()), Verdict::Met, &[Verdict::Met], &["20 March 2014: in time"]);
}

/// An action that answers a matter of the possible same answers that one, whoever the two are.
#[test]
fn an_action_for_another_matter_of_a_possible_same_opens_nothing() {
    let outcome_of_ada = |number: &str| {
        let mut b = northmere(WHOLE);
        let first = b.event("referral", "2014-03-03", CARE, "Ada");
        let second = b.event("referral", "2014-03-04", CARE, "Ada B.");
        let done = b.event("assessment_completed", "2014-03-10", CARE, "Ada B.");
        b.reference(first, "REF-1").reference(second, "REF-2").reference(done, number);
        b.case.entities[0].possibly = vec![model::EntityId(1)];
        b.case.entities[1].possibly = vec![model::EntityId(0)];
        let all = common::rules::run(&b.case, &[assessment()]).outcomes;
        all.into_iter().find(|o| o.subject.0 == 0).unwrap()
    };
    let own = ["N2, a possible same, and answers another matter of it; it was not counted here"];
    let outcome = outcome_of_ada("REF-2");
    says(&outcome, Verdict::NothingRecorded, &[Verdict::NothingRecorded], &own);
    assert_eq!(outcome.evidence, [EventId(0), EventId(1), EventId(2)], "action and matter are evidence");
    let open = [Verdict::Met, Verdict::NothingRecorded];
    says(&outcome_of_ada("REF-1"), Verdict::CannotTell, &open, &["a possible same"]);
    says(&outcome_of_ada("A-9"), Verdict::CannotTell, &open, &["a possible same"]);
}

/// An action with the number of the matter that names no child may be the one that was owed; one about another child is
/// named, so that a person looks.
#[test]
fn the_number_of_the_matter_on_a_record_without_its_subject_is_told() {
    use Verdict::{CannotTell, Late, Met, NothingRecorded};
    let check = |date: &str, number: &str, about: Option<&str>, verdict, set: &[Verdict], words: &[&str]| {
        let mut b = northmere(WHOLE);
        let referral = b.event("referral", "2014-03-03", CARE, "Ada");
        let done = b.event("assessment_completed", date, CARE, about.unwrap_or("nobody"));
        b.reference(referral, "REF-1").reference(done, number);
        if about.is_none() {
            b.at(done).mentions.clear();
        }
        let outcome = only(&b.case, &assessment());
        says(&outcome, verdict, set, words);
        assert_eq!(outcome.evidence.contains(&done), !words.is_empty(), "{}", outcome.reason);
    };
    let nobody = ["made-up.csv, row 3", "bears the number of this matter and names no subject"];
    let another = ["made-up.csv, row 3", "is recorded about another subject; it was not counted here"];
    let open = [Met, NothingRecorded];
    // | dated | number | about | outcome | possible | the reason says |
    check("2014-03-10", "REF-1", None, CannotTell, &open, &nobody);
    check("2014-03-20", "REF-1", None, CannotTell, &[Late, NothingRecorded], &nobody);
    check("2014-03-10", "REF-2", None, NothingRecorded, &[NothingRecorded], &[]);
    check("2014-03-10", "", None, NothingRecorded, &[NothingRecorded], &[]);
    check("2014-03-10", "REF-1", Some("Bea"), NothingRecorded, &[NothingRecorded], &another);
    check("2014-03-10", "REF-2", Some("Bea"), NothingRecorded, &[NothingRecorded], &[]);
}
