//! Who knew what, when, and what followed: cases by hand, and slow oracles beside the fast paths.

mod common;

use common::{Builder, day};
use duty::knowing::{
    Attribution, ByEntity, Concern, DAYS_BEFORE, DUE_DAYS, Lexicon, MonthlySeries, Officer, Response, Terms,
    derive, ladder, recycled, recycled_slow, told,
};
use model::{Answer, Case, Counts, EntityId, ExtractStatus, Grade, MentionKind, field};
use proptest::prelude::*;

const POLICE: &str = "Norrow Police";
const CARE: &str = "Norrow Care";

fn terms() -> Terms {
    Terms {
        grades: vec![Grade::Received, Grade::Opened, Grade::Discussed, Grade::ActedOn],
        attribution: Attribution::AnyOfficer,
        officers: Vec::new(),
        concerns: vec![Concern { kind: "meeting_item".to_string(), roles: Vec::new() }],
        responses: vec![Response {
            name: "vehicle check".to_string(),
            kinds: vec!["vehicle_check".to_string()],
            about: Some(MentionKind::Vehicle),
            known_to: vec!["police".to_string()],
            by: Vec::new(),
            days_before: DAYS_BEFORE,
            due_days: DUE_DAYS,
        }],
        meeting_kinds: vec!["meeting_item".to_string()],
        pet_forms: vec![["william", "bill", "billy"].map(String::from).to_vec()],
        series: Vec::new(),
        lexicon: Lexicon::default(),
    }
}

/// A town with a police force and a social care agency, and one vehicle.
fn town() -> (Builder, EntityId) {
    let mut b = Builder::new("2010-01-01");
    b.agency(POLICE, "police").agency(CARE, "social_care");
    let car = b.new_subject_of(MentionKind::Vehicle, "QX51 ABC");
    (b, car)
}

fn ordered(mut case: Case) -> Case {
    let order = duty::chronicle::chronicle(&case);
    (case.chronology, case.undated) = (order.dated, order.undated);
    case
}

/// What is answered where a car is spoken of at a meeting on `spoken` with the police there, and checks stand on record.
fn check(name: &str, spoken: &str, checks: &[&str], covers: &str, expected: Answer, words: &str) {
    let (mut b, car) = town();
    let said = b.event_about("meeting_item", spoken, CARE, car);
    b.known(said, POLICE, Grade::Discussed, spoken);
    for date in checks {
        b.event_about("vehicle_check", date, POLICE, car);
    }
    if !covers.is_empty() {
        b.extract(POLICE, "vehicle_check", covers, ExtractStatus::Supplied);
    }
    let knowing = derive(&ordered(b.case), &terms());
    let [line] = &knowing.followed[..] else { panic!("{name}: {:?}", knowing.followed) };
    assert_eq!(line.answer, expected, "{name}: {}", line.reason);
    assert!(line.reason.contains(words), "{name}: {}", line.reason);
}

#[test]
fn what_followed_is_said_only_as_far_as_the_record_goes() {
    const ALL: &str = "2000-01-01..2009-12-31";
    check("checked a week later", "2006-03-01", &["2006-03-08"], ALL, Answer::Done, "7 days after");
    check("the same day", "2006-03-01", &["2006-03-01"], ALL, Answer::Done, "the same day");
    check(
        "nothing",
        "2006-03-01",
        &[],
        ALL,
        Answer::NothingRecorded,
        "No record of \"vehicle check\" is there",
    );
    check(
        "checked before only",
        "2006-03-01",
        &["2006-01-10"],
        ALL,
        Answer::NothingRecorded,
        "from before it was spoken of in a record of concern (10 January 2006, 50 days before)",
    );
    check("no extract", "2006-03-01", &[], "", Answer::ExtractNotSupplied, "the silence shows nothing");
    check(
        "extract ends",
        "2006-03-01",
        &[],
        "2000-01-01..2006-12-31",
        Answer::ExtractNotSupplied,
        "covers only",
    );
    check("some day of March", "2006-03-10", &["2006-03"], ALL, Answer::CannotTell, "leave open whether");
    check("month known, checked after", "2006-03", &["2006-04-02"], ALL, Answer::Done, "2 to 32 days after");
    check("a check without a date", "2006-03-01", &[""], ALL, Answer::CannotTell, "leave open whether");
    check(
        "spoken of on no known day",
        "",
        &[],
        ALL,
        Answer::CannotTell,
        "the day on which this was known is not",
    );
}

/// The months of a year in which minutes are absent, with what became of the extracts that would hold them.
fn absent(extracts: &[(&str, ExtractStatus)], days: (&str, &str)) -> Vec<(String, &'static str)> {
    let (mut b, car) = town();
    b.event_about("meeting_item", "2006-02-14", CARE, car);
    for (covers, status) in extracts {
        b.extract(CARE, "meeting_item", covers, *status);
    }
    // Another's extract, and one of another kind, would not hold these minutes.
    b.extract(POLICE, "meeting_item", "2000-01-01..2009-12-31", ExtractStatus::Supplied);
    b.extract(CARE, "vehicle_check", "2000-01-01..2009-12-31", ExtractStatus::Supplied);
    let mut terms = terms();
    terms.series = vec![MonthlySeries {
        title: "Minutes".to_string(),
        kind: "meeting_item".to_string(),
        agency: CARE.to_string(),
        days: (day(days.0), day(days.1)),
    }];
    let knowing = derive(&ordered(b.case), &terms);
    knowing.series[0]
        .absent
        .iter()
        .map(|a| (a.month.to_string()[..7].to_string(), a.looked.words()))
        .collect()
}

#[test]
fn an_absent_month_says_whether_the_extract_that_would_hold_it_was_supplied() {
    use ExtractStatus::{Asked, Missing, Refused, Supplied};
    // An extract that lacks the month is not called supplied for it.
    const SUPPLIED: &str = "supplied, without the month";
    let year = ("2006-01-01", "2006-04-30");
    let check = |extracts: &[(&str, ExtractStatus)], days, expected: [&str; 3]| {
        let months = ["2006-01", "2006-03", "2006-04"].map(String::from);
        let expected: Vec<_> = months.into_iter().zip(expected).collect();
        assert_eq!(absent(extracts, days), expected, "{extracts:?}");
    };
    let never = "never asked for";
    check(&[], year, [never; 3]);
    check(&[("2000-01-01..2009-12-31", Supplied)], year, [SUPPLIED; 3]);
    check(&[("2006-03-01..2006-04-30", Supplied)], year, [never, SUPPLIED, SUPPLIED]);
    check(
        &[("2006-01-01..2006-03-15", Supplied), ("2006-04-01..2006-04-30", Refused)],
        year,
        [SUPPLIED, "supplied, but not whole", "refused"],
    );
    check(&[("2006-01-01..2006-03-15", Supplied), ("2006-03-16..2006-12-31", Supplied)], year, [SUPPLIED; 3]);
    // What was refused may hold what is absent from what was supplied.
    check(
        &[("2000-01-01..2009-12-31", Supplied), ("2006-03-10..2006-03-20", Missing)],
        year,
        [SUPPLIED, "searched for and not found", SUPPLIED],
    );
    check(
        &[("2006-01-31..2006-03-01", Asked)],
        year,
        ["asked for and not supplied", "asked for and not supplied", never],
    );
    // The series began in the middle of January: from then on it is whole.
    check(&[("2006-01-16..2006-04-30", Supplied)], ("2006-01-16", "2006-04-30"), [SUPPLIED; 3]);
}

#[test]
fn one_number_of_two_agencies_own_is_no_account_of_one_thing() {
    let (mut b, car) = town();
    let other = b.new_subject_of(MentionKind::Vehicle, "QX52 XYZ");
    for (holder, date, about) in
        [(POLICE, "2006-03-01", car), (CARE, "2006-05-01", other), (CARE, "2006-06-01", car)]
    {
        let id = b.event_about("report_logged", date, holder, about);
        b.case.events[id.index()].reference = "M06/1".into();
    }
    let knowing = derive(&ordered(b.case), &terms());
    let pairs: Vec<(usize, usize)> =
        knowing.contradictions.iter().map(|c| (c.left.index(), c.right.index())).collect();
    assert_eq!(pairs, [(0, 2)], "only the two about one car: {:?}", knowing.contradictions);
}

#[test]
fn a_check_of_what_may_be_the_same_car_leaves_the_answer_open() {
    let (mut b, car) = town();
    let other = b.new_subject_of(MentionKind::Vehicle, "QX51 A??");
    b.case.entities[car.index()].possibly.push(other);
    b.case.entities[other.index()].possibly.push(car);
    let said = b.event_about("meeting_item", "2006-03-01", CARE, car);
    b.known(said, POLICE, Grade::Discussed, "2006-03-01");
    b.event_about("vehicle_check", "2006-05-01", POLICE, other);
    b.extract(POLICE, "vehicle_check", "2000-01-01..2009-12-31", ExtractStatus::Supplied);
    let knowing = derive(&ordered(b.case), &terms());
    assert_eq!(knowing.followed[0].answer, Answer::CannotTell);
    assert!(knowing.followed[0].reason.contains("may be the same"), "{}", knowing.followed[0].reason);
}

/// A car known to the police from 1 March 2006, checked on 20 January, which may be another that they knew of from 15 January.
fn known_earlier_under_another_mark(decided: bool) -> model::Followed {
    let (mut b, car) = town();
    let other = b.new_subject_of(MentionKind::Vehicle, "QX51 A??");
    for (one, two) in [(car, other), (other, car)] {
        let entity = &mut b.case.entities[one.index()];
        if decided { entity.apart.push(two) } else { entity.possibly.push(two) }
    }
    for (date, about) in [("2006-03-01", car), ("2006-01-15", other)] {
        let said = b.event_about("meeting_item", date, CARE, about);
        b.known(said, POLICE, Grade::Discussed, date);
    }
    b.event_about("vehicle_check", "2006-01-20", POLICE, car);
    b.extract(POLICE, "vehicle_check", "2000-01-01..2009-12-31", ExtractStatus::Supplied);
    let knowing = derive(&ordered(b.case), &terms());
    knowing.followed.into_iter().find(|f| f.about == [car]).unwrap()
}

#[test]
fn a_silence_waits_for_the_decision_whether_it_was_known_earlier_under_another_mark() {
    let open = known_earlier_under_another_mark(false);
    assert_eq!(open.answer, Answer::CannotTell, "{}", open.reason);
    assert!(open.reason.contains("was known by then or may have been (15 January 2006)"), "{}", open.reason);
    assert_eq!(open.may_be.len(), 1);
    assert!(open.may_be[0].known.as_ref().is_some_and(|k| k.to_string() == "15 January 2006"));
    let decided = known_earlier_under_another_mark(true);
    assert_eq!(decided.answer, Answer::NothingRecorded, "{}", decided.reason);
    assert!(decided.may_be.is_empty());
}

/// What is answered where the police heard of a car at a meeting of 1 March 2006 and perhaps at another of 10 January, and checked it on
/// 1 February: `minutes` is what came of asking for the minutes of the earlier meeting.
fn heard_twice(minutes: ExtractStatus, checks: &str) -> (Answer, String) {
    let (mut b, car) = town();
    let said = b.event_about("meeting_item", "2006-03-01", POLICE, car);
    b.known(said, POLICE, Grade::Discussed, "2006-03-01");
    if minutes == ExtractStatus::Supplied {
        let said = b.event_about("meeting_item", "2006-01-10", CARE, car);
        b.known(said, POLICE, Grade::Discussed, "2006-01-10");
    }
    if checks.starts_with("2000") {
        b.event_about("vehicle_check", "2006-02-01", POLICE, car);
    }
    b.extract(CARE, "meeting_item", "2000-01-01..2009-12-31", minutes);
    b.extract(POLICE, "vehicle_check", checks, ExtractStatus::Supplied);
    let line = derive(&ordered(b.case), &terms()).followed.into_iter().next().unwrap();
    (line.answer, line.reason)
}

#[test]
fn minutes_that_were_not_supplied_may_show_that_it_was_known_earlier_and_no_silence_comes_of_that() {
    let whole = "2000-01-01..2009-12-31";
    assert_eq!(heard_twice(ExtractStatus::Supplied, whole).0, Answer::Done);
    let (answer, reason) = heard_twice(ExtractStatus::Missing, whole);
    assert_eq!(answer, Answer::CannotTell, "{reason}");
    assert!(reason.contains("which may show that, was searched for and not found"), "{reason}");
    // The log of checks begins between the two meetings.
    let later = "2006-02-10..2009-12-31";
    assert_eq!(heard_twice(ExtractStatus::Supplied, later).0, Answer::ExtractNotSupplied);
    let (answer, reason) = heard_twice(ExtractStatus::Refused, later);
    assert_eq!(answer, Answer::ExtractNotSupplied, "{reason}");
    assert!(reason.contains("Whether it was known earlier cannot be told"), "{reason}");
}

/// What is answered where the police heard of a car at a meeting of 8 February 2006, checked it on 18 January, and hold the minutes of a
/// meeting every month, those of January perhaps not among them.
fn with_january(supplied: bool, response: &str) -> (Answer, String) {
    let (mut b, car) = town();
    let months: &[&str] = if supplied { &["2006-01-11", "2006-02-08"] } else { &["2006-02-08"] };
    for date in months {
        b.event_about("meeting_item", date, POLICE, car);
    }
    b.event_about("vehicle_check", "2006-01-18", POLICE, car);
    for kind in ["meeting_item", "action_given", "vehicle_check"] {
        b.extract(POLICE, kind, "2000-01-01..2009-12-31", ExtractStatus::Supplied);
    }
    let mut terms = terms();
    terms.responses[0].kinds = vec![response.to_string()];
    let days = (day("2006-01-01"), day("2006-02-28"));
    let (title, kind) = ("Minutes".to_string(), "meeting_item".to_string());
    terms.series = vec![MonthlySeries { title, kind, agency: POLICE.to_string(), days }];
    let line = derive(&ordered(b.case), &terms).followed.into_iter().next().unwrap();
    (line.answer, line.reason)
}

#[test]
fn taking_away_a_months_minutes_makes_no_silence() {
    assert_eq!(with_january(true, "vehicle_check").0, Answer::Done);
    let (answer, reason) = with_january(false, "vehicle_check");
    assert_eq!(answer, Answer::CannotTell, "{reason}");
    assert!(reason.contains("no record of January 2006 in the monthly series \"Minutes\""), "{reason}");
    // What those minutes would have given somebody to do, nobody knows either.
    assert_eq!(with_january(true, "action_given").0, Answer::NothingRecorded);
    let (answer, reason) = with_january(false, "action_given");
    assert_eq!(answer, Answer::ExtractNotSupplied, "{reason}");
}

#[test]
fn nobody_is_told_of_a_report_before_it_was_made() {
    let told_from = |telling: &str, made: &str| {
        let (mut b, car) = town();
        let report = b.event_about("intelligence_submitted", "2006-01-30", POLICE, car);
        b.known(report, CARE, Grade::Received, telling);
        b.at(report).recorded = common::when(made);
        let case = ordered(b.case);
        told(&case, &ByEntity::new(&case), car)[0].when.to_string()
    };
    assert_eq!(told_from("2006-01-30", "2006-02-02"), "2 February 2006");
    assert_eq!(told_from("2006-01-30", "2006-01-29"), "30 January 2006");
    assert_eq!(told_from("2006-01-31", "2006-02-02"), "31 January 2006", "a day of its own stands");
}

#[test]
fn one_text_about_one_name_in_three_agencies_logs_is_one_source() {
    let copies = |births: [&str; 3]| {
        let (mut b, _) = town();
        for (i, (holder, birth)) in [POLICE, CARE, "Norrow Hospital"].into_iter().zip(births).enumerate() {
            let man = b.new_subject("Silas Umberlake");
            let id = b.event_about("report_logged", &format!("2006-03-0{}", i + 1), holder, man);
            b.at(id).text = "A girl told the nurse that he waits in a silver car behind the centre".into();
            let mention = b.at(id).mentions[0];
            if !birth.is_empty() {
                b.case.mentions[mention.index()].fields.push((field::BORN, birth.into()));
            }
        }
        let case = ordered(b.case);
        recycled(&case, &ByEntity::new(&case)).iter().map(|r| r.copies.len()).collect::<Vec<_>>()
    };
    assert_eq!(copies(["", "", ""]), [2]);
    assert_eq!(copies(["1981-05-05", "", "1981-05-05"]), [2]);
    assert_eq!(copies(["1981-05-05", "1961-05-05", "1940-01-01"]), [] as [usize; 0], "father and son");
}

#[test]
fn a_check_by_somebody_else_is_shown_and_is_not_the_holders() {
    let (mut b, car) = town();
    let said = b.event_about("meeting_item", "2006-03-01", CARE, car);
    b.known(said, POLICE, Grade::Discussed, "2006-03-01");
    let theirs = b.event_about("vehicle_check", "2006-03-03", CARE, car);
    b.extract(POLICE, "vehicle_check", "2000-01-01..2009-12-31", ExtractStatus::Supplied);
    let knowing = derive(&ordered(b.case), &terms());
    assert_eq!(knowing.followed[0].answer, Answer::NothingRecorded);
    assert_eq!(knowing.followed[0].by_others, [theirs]);
}

#[test]
fn being_sent_something_is_not_knowing_it_and_an_officer_is_not_the_agency_without_a_rule() {
    let who_counts = |grade: Grade, attribution: Attribution| {
        let (mut b, car) = town();
        let said = b.event_about("meeting_item", "2006-03-01", CARE, car);
        b.known(said, "DS Vole", grade, "2006-03-01");
        let mut terms = terms();
        terms.attribution = attribution;
        terms.officers = vec![Officer {
            name: "DS Vole".to_string(),
            agency: POLICE.to_string(),
            rank: "Sergeant".to_string(),
            from: Some(day("2005-01-01")),
            to: Some(day("2007-12-31")),
        }];
        let case = ordered(b.case);
        let all = ladder(&case, &terms, &ByEntity::new(&case), car);
        let officer = all.iter().find(|k| case.words.word(k.holder) == "DS Vole").unwrap();
        assert_eq!(officer.agency, case.words.get(POLICE));
        officer.counts.clone()
    };
    let ranks = |rank: &str| Attribution::Ranks(vec![rank.to_string()]);
    assert_eq!(who_counts(Grade::Discussed, Attribution::AnyOfficer), Counts::Yes);
    assert_eq!(who_counts(Grade::Discussed, ranks("Sergeant")), Counts::Yes);
    for (grade, attribution, words) in [
        (Grade::Sent, Attribution::AnyOfficer, "\"sent\" does not count"),
        (Grade::Discussed, Attribution::Never, "not the agency's"),
        (Grade::Discussed, ranks("Inspector"), "was then Sergeant"),
    ] {
        let Counts::No(why) = who_counts(grade, attribution) else { panic!("counted") };
        assert!(why.contains(words), "{why}");
    }
}

#[test]
fn a_name_spoken_each_month_is_one_subject_where_nothing_but_the_name_is_known() {
    let (mut b, _) = town();
    let people: Vec<EntityId> = (0..3).map(|_| b.new_subject("Jas Tivver")).collect();
    let other = b.new_subject("Jas Tivverling");
    for (i, person) in people.iter().enumerate() {
        b.event_about("meeting_item", &format!("2006-0{}-01", i + 1), CARE, *person);
        let others: Vec<EntityId> = people.iter().copied().filter(|p| p != person).chain([other]).collect();
        b.case.entities[person.index()].possibly = others;
    }
    b.event_about("meeting_item", "2006-04-01", CARE, other);
    let knowing = derive(&ordered(b.case), &terms());
    assert_eq!(knowing.subjects, [people, vec![other]]);
}

#[test]
fn a_number_that_too_many_records_bear_is_told_and_not_passed_over() {
    let (mut b, car) = town();
    for n in 0..51 {
        let holder = if n % 2 == 0 { POLICE } else { CARE };
        let id = b.event_about("report_logged", &format!("2006-03-{:02}", n % 28 + 1), holder, car);
        b.at(id).reference = "M06/1".into();
        // As many of one agency alone tell of nothing that two agencies could tell otherwise.
        let own = b.event_about("report_closed", "2006-05-01", POLICE, car);
        b.at(own).reference = "M06/2".into();
    }
    let knowing = derive(&ordered(b.case), &terms());
    assert!(knowing.contradictions.is_empty());
    let [told] = &knowing.uncompared[..] else { panic!("{:?}", knowing.uncompared) };
    assert_eq!((told.first.index(), told.number.as_str(), told.records), (0, "M06/1", 51));
}

#[test]
fn an_item_and_the_car_in_it_are_one_copy_of_a_report() {
    let (mut b, car) = town();
    const TEXT: &str = "Two girls were seen getting into the blue car outside the arcade on Friday evening";
    let first = b.event_about("report_logged", "2006-03-01", POLICE, car);
    let item = b.event_about("meeting_item", "2006-03-21", CARE, car);
    let noted = b.event_about("vehicle_noted", "2006-03-21", CARE, car);
    let row = b.at(item).row;
    b.at(noted).row = row;
    for e in [first, item, noted] {
        b.at(e).text = TEXT.into();
    }
    let case = ordered(b.case);
    let found = recycled(&case, &ByEntity::new(&case));
    let [group] = &found[..] else { panic!("{found:?}") };
    assert_eq!((group.first, group.holders), (first, 2));
    assert_eq!(group.copies.iter().map(|c| c.0).collect::<Vec<_>>(), [item]);
}

#[test]
fn a_report_of_a_man_then_of_him_and_a_girl_then_of_the_girl_is_one_source() {
    let (mut b, _) = town();
    let (man, girl) = (b.new_subject("Dorrin Vexley"), b.new_subject("Wenna Parlick"));
    const TEXT: &str = "A man known as Dox collects two girls from the home in a silver car on Friday nights";
    let first = b.event_about("report_logged", "2006-03-01", POLICE, man);
    let second = b.event_about("referral", "2006-03-10", CARE, man);
    b.also_about_entity(second, girl);
    let third = b.event_about("clinic_attendance", "2006-03-12", POLICE, girl);
    for e in [first, second, third] {
        b.at(e).text = TEXT.into();
    }
    let case = ordered(b.case);
    let found = recycled(&case, &ByEntity::new(&case));
    let [group] = &found[..] else { panic!("{found:?}") };
    assert_eq!(group.first, first);
    assert_eq!(group.copies.iter().map(|c| c.0).collect::<Vec<_>>(), [second, third]);
}

#[test]
fn one_report_in_five_hands_is_one_source() {
    let (mut b, car) = town();
    const TEXT: &str = "Two girls were seen getting into the blue car outside the arcade on Friday evening";
    for (i, agency) in [POLICE, CARE, POLICE, CARE].iter().enumerate() {
        let e = b.event_about("concern_noted", &format!("2006-03-0{}", i + 1), agency, car);
        b.at(e).text = format!("{TEXT}{}", if i == 2 { " as told" } else { "" }).into();
    }
    let short = b.event_about("concern_noted", "2006-04-01", POLICE, car);
    b.at(short).text = "Named again. Agreed to keep under review.".into();
    let case = ordered(b.case);
    let found = recycled(&case, &ByEntity::new(&case));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].first.index(), found[0].copies.len(), found[0].holders), (0, 3, 2));
    assert_eq!(found[0].copies[0].1.0, 10_000, "the same words are wholly alike");
}

/// A meeting names somebody with a car; another entity of `name`, with the car beside it or not, is tasked a week later.
fn tasked(name: &str, tasked_as: &str, car_beside: bool, born: &[(&str, &str)]) -> (Answer, String) {
    let (mut b, car) = town();
    let spoken = b.new_subject(name);
    let acted = b.new_subject(tasked_as);
    let said = b.event_about("meeting_item", "2006-03-01", CARE, spoken);
    b.also_about_entity(said, car).known(said, POLICE, Grade::Discussed, "2006-03-01");
    let task = b.event_about("tasking", "2006-03-08", POLICE, acted);
    if car_beside {
        b.also_about_entity(task, car);
    }
    let dated = |b: &mut Builder, entity: EntityId, born: &str| {
        let mention = b.case.entities[entity.index()].mentions[0];
        b.case.mentions[mention.index()].fields.push((model::field::BORN, born.into()));
    };
    dated(&mut b, acted, "1970-05-06");
    for (other, born) in born {
        let other = b.new_subject(other);
        b.event_about("attendance", "2005-01-01", CARE, other);
        dated(&mut b, other, born);
    }
    b.extract(POLICE, "tasking", "2000-01-01..2009-12-31", ExtractStatus::Supplied);
    let mut terms = terms();
    terms.responses = vec![Response {
        name: "tasking".to_string(),
        kinds: vec!["tasking".to_string()],
        about: Some(MentionKind::Person),
        known_to: vec!["police".to_string()],
        by: Vec::new(),
        days_before: DAYS_BEFORE,
        due_days: DUE_DAYS,
    }];
    let knowing = derive(&ordered(b.case), &terms);
    let line = knowing.followed.iter().find(|f| f.about == [spoken]).unwrap();
    assert_eq!(line.taken.is_empty(), line.answer != Answer::Done, "{}", line.reason);
    (line.answer, line.reason.clone())
}

#[test]
fn a_name_and_a_car_together_tie_what_a_name_alone_does_not() {
    let check = |name: &str, as_: &str, car: bool, born: &[(&str, &str)], expected: Answer| {
        let (answer, reason) = tasked(name, as_, car, born);
        assert_eq!(answer, expected, "{name}, {as_}, {car}, {born:?}: {reason}");
    };
    check("Jas Tivver", "Jas Tivver", true, &[], Answer::Done);
    // A name alone joins nobody.
    check("Jas Tivver", "Jas Tivver", false, &[], Answer::CannotTell);
    // A father and a son of one name may share a car.
    check("Jas Tivver", "Jas Tivver", true, &[("Jas Tivver", "1941-11-20")], Answer::CannotTell);
    // The same birth date, or one with day and month changed about, is nobody else's.
    check("Jas Tivver", "Jas Tivver", true, &[("Jas Tivver", "1970-06-05")], Answer::Done);
    // A slip of the pen beside the same car; but sisters have names that are alike.
    check("Wenna Tivver", "Wenna Tiver", true, &[], Answer::Done);
    check("Wenna Tivver", "Wenny Tivver", true, &[("Wenna Tivver", "1972-01-30")], Answer::CannotTell);
    // Pet forms leave a silence open, and other names do not.
    check("Bill Tivver", "William Tivver", false, &[], Answer::CannotTell);
    check("Bill Tivver", "Walter Tivver", false, &[], Answer::NothingRecorded);
    // The car alone ties nobody either.
    check("Jas Tivver", "Dor Orrowby", true, &[], Answer::NothingRecorded);
}

#[test]
fn a_body_and_those_it_took_over_from_are_one_line() {
    const TRUST: &str = "Norrow Trust";
    const GROUP: &str = "Norrow Group";
    let (mut b, car) = town();
    b.agency(TRUST, "health").agency(GROUP, "health");
    let trust = b.word(TRUST);
    b.case.agencies[2].to = Some(day("2006-12-31"));
    b.case.agencies[3].from = Some(day("2007-01-01"));
    b.case.agencies[3].follows = vec![trust];
    let (here, there) = (b.word("Norrow"), b.word("Ostmarch"));
    b.case.agencies[0].areas = vec![there];
    b.case.agencies[3].areas = vec![here];
    // The trust told the police in 2006; its successor did not tell again. Social care's own record is of 2008.
    let said = b.event_about("meeting_item", "2006-03-01", TRUST, car);
    b.known(said, POLICE, Grade::Received, "2006-03-05");
    b.event_about("meeting_item", "2008-03-01", CARE, car);
    let mut terms = terms();
    terms.meeting_kinds.clear();
    let knowing = derive(&ordered(b.case), &terms);
    let words: Vec<(usize, usize, u32, u32, Option<i32>)> =
        knowing.sharing.iter().map(|s| (s.from.len(), s.to.len(), s.both, s.told, s.days_median)).collect();
    assert!(words.contains(&(2, 1, 1, 1, Some(4))), "the line of two bodies told the police: {words:?}");
    assert_eq!(knowing.sharing.len(), 6, "three lines, each against the two others: {words:?}");
    let apart = knowing.sharing.iter().filter(|s| s.caveat.contains("different areas, Ostmarch and Norrow"));
    assert_eq!(apart.count(), 1);
}

#[test]
fn what_became_known_after_a_body_had_ended_was_not_kept_from_it() {
    let (mut b, car) = town();
    b.case.agencies[1].to = Some(day("2005-12-31"));
    b.event_about("meeting_item", "2006-03-01", POLICE, car);
    let knowing = derive(&ordered(b.case), &terms());
    let [line] = &knowing.sharing[..] else { panic!("{:?}", knowing.sharing) };
    assert_eq!((line.from_only, line.ended), (0, 1));
}

#[test]
fn a_month_after_a_body_had_ended_is_after_it_too() {
    let (mut b, car) = town();
    b.case.agencies[1].to = Some(day("2005-12-31"));
    let said = b.event_about("meeting_item", "2006-03-01", POLICE, car);
    b.at(said).when = common::when("2006-05");
    let knowing = derive(&ordered(b.case), &terms());
    let [line] = &knowing.sharing[..] else { panic!("{:?}", knowing.sharing) };
    assert_eq!((line.from_only, line.ended), (0, 1));
}

#[test]
fn who_told_an_officer_told_the_officers_agency() {
    let (mut b, car) = town();
    let said = b.event_about("referral", "2006-03-01", CARE, car);
    b.known(said, "DS Vole", Grade::Received, "2006-03-05");
    b.event_about("meeting_item", "2006-02-01", CARE, car);
    let mut terms = terms();
    terms.meeting_kinds.clear();
    terms.officers = vec![Officer {
        name: "DS Vole".to_string(),
        agency: POLICE.to_string(),
        rank: "Sergeant".to_string(),
        from: None,
        to: None,
    }];
    let knowing = derive(&ordered(b.case), &terms);
    let told: Vec<(u32, u32, Option<i32>)> =
        knowing.sharing.iter().map(|s| (s.both, s.told, s.days_median)).collect();
    assert!(told.contains(&(1, 1, Some(32))), "5 March is 32 days after 1 February: {told:?}");
}

#[test]
fn a_year_of_which_part_was_supplied_or_not_wholly_read_is_not_told_as_supplied() {
    let (mut b, car) = town();
    b.event_about("meeting_item", "2006-03-01", POLICE, car);
    b.extract(POLICE, "meeting_item", "2006-06-01..2010-12-31", ExtractStatus::Supplied);
    b.extract(CARE, "meeting_item", "2000-01-01..2010-12-31", ExtractStatus::Supplied);
    b.case.extracts.last_mut().unwrap().unread = 1;
    let knowing = derive(&ordered(b.case), &terms());
    let year = |agency: usize| knowing.gaps.iter().filter(|g| g.year == 2006).nth(agency).unwrap();
    assert!(
        year(0).supplied.iter().any(|s| s.ends_with("(only 1 June 2006 to 31 December 2006)")),
        "{:?}",
        year(0)
    );
    assert!(year(1).supplied.is_empty() && year(1).wanting[0].1 == "rows unread", "{:?}", year(1));
}

#[test]
fn an_item_and_the_car_in_it_are_one_record_by_one_meeting() {
    let (mut b, car) = town();
    let item = b.event_about("meeting_item", "2006-03-01", CARE, car);
    let noted = b.event_about("vehicle_noted", "2006-03-01", CARE, car);
    for event in [item, noted] {
        b.known(event, POLICE, Grade::Discussed, "2006-03-01");
    }
    b.at(noted).row = model::RowId(item.0);
    let mut terms = terms();
    terms.concerns.push(Concern { kind: "vehicle_noted".to_string(), roles: Vec::new() });
    let case = ordered(b.case);
    let ladder = ladder(&case, &terms, &ByEntity::new(&case), car);
    let of_police = ladder.iter().filter(|k| case.words.word(k.holder) == POLICE);
    assert!(of_police.clone().count() == 2 && of_police.clone().all(|k| k.how == model::How::Meeting));
    let knowing = derive(&case, &terms);
    assert_eq!((knowing.followed[0].times, knowing.followed[0].sources), (1, 1));
}

#[test]
fn under_these_ranks_an_agency_knows_where_somebody_of_such_a_rank_was_there() {
    let counts = |post: &str| {
        let (mut b, car) = town();
        let said = b.event_about("meeting_item", "2006-03-01", CARE, car);
        b.known(said, POLICE, Grade::Discussed, "2006-03-01");
        let post = b.word(post);
        b.at(said).known[0].post = Some(post);
        let mut terms = terms();
        terms.attribution = Attribution::Ranks(vec!["Inspector".to_string(), "Chief Inspector".to_string()]);
        let case = ordered(b.case);
        let all = ladder(&case, &terms, &ByEntity::new(&case), car);
        all.iter().find(|k| k.post.is_some()).unwrap().counts.clone()
    };
    for post in ["DI", "Detective Inspector", "Insp", "DCI", "Det. Chief Insp."] {
        assert_eq!(counts(post), Counts::Yes, "{post}");
    }
    let Counts::No(why) = counts("DC") else { panic!("a constable counted") };
    assert!(why.contains("was then DC"), "{why}");
}

#[test]
fn where_nobody_wrote_who_was_there_for_an_agency_no_rank_counts() {
    let counts = |attribution: Attribution| {
        let (mut b, car) = town();
        let said = b.event_about("meeting_item", "2006-03-01", CARE, car);
        b.known(said, POLICE, Grade::Discussed, "2006-03-01");
        let told = b.event_about("report", "2006-03-02", CARE, car);
        b.known(told, POLICE, Grade::Received, "2006-03-02");
        let mut terms = terms();
        terms.attribution = attribution;
        let case = ordered(b.case);
        let all = ladder(&case, &terms, &ByEntity::new(&case), car);
        let of = |grade: Grade| all.iter().find(|k| k.grade == grade).unwrap().counts.clone();
        (of(Grade::Discussed), of(Grade::Received))
    };
    assert_eq!(counts(Attribution::AnyOfficer), (Counts::Yes, Counts::Yes));
    // What was sent to the agency itself is the agency's, whoever opened it.
    for attribution in [Attribution::Never, Attribution::Ranks(vec!["Inspector".to_string()])] {
        let (Counts::No(why), Counts::Yes) = counts(attribution) else { panic!("attendance counted") };
        assert!(why.contains("rule of this review"), "{why}");
    }
}

#[test]
fn a_record_that_does_not_say_what_it_is_about_leaves_a_silence_open() {
    let answer = |date: &str, mark: Option<&str>| {
        let (mut b, car) = town();
        let said = b.event_about("meeting_item", "2006-03-01", CARE, car);
        b.known(said, POLICE, Grade::Discussed, "2006-03-01");
        let other = b.new_subject_of(MentionKind::Vehicle, "AB12 CDE");
        b.event_about("vehicle_check", "2006-04-01", POLICE, other);
        match mark {
            Some(mark) => {
                let unread = b.new_subject_of(MentionKind::Vehicle, mark);
                b.event_about("vehicle_check", date, POLICE, unread);
            }
            None => {
                let blank = b.event_about("vehicle_check", date, POLICE, other);
                b.at(blank).mentions.clear();
            }
        }
        b.extract(POLICE, "vehicle_check", "2000-01-01..2009-12-31", ExtractStatus::Supplied);
        let knowing = derive(&ordered(b.case), &terms());
        knowing.followed.iter().find(|f| f.about == [car]).unwrap().clone()
    };
    for mark in [None, Some("unknown"), Some("not stated"), Some("N/K")] {
        let line = answer("2006-05-01", mark);
        assert_eq!(line.answer, Answer::CannotTell, "{mark:?}: {}", line.reason);
        assert!(line.reason.contains("whom or what it is about: 1 May 2006"), "{}", line.reason);
    }
    assert_eq!(answer("2006-02-09", None).answer, Answer::CannotTell, "twenty days before it was known");
    assert_eq!(answer("2006-01-01", None).answer, Answer::NothingRecorded, "long before it was known");
    assert_eq!(answer("2006-05-01", Some("XY03 ZZZ")).answer, Answer::NothingRecorded, "another car");
}

#[test]
fn what_others_did_is_said_beside_a_silence() {
    let (mut b, car) = town();
    let said = b.event_about("meeting_item", "2006-03-01", CARE, car);
    b.known(said, POLICE, Grade::Discussed, "2006-03-01");
    b.event_about("vehicle_check", "2006-04-01", CARE, car);
    b.extract(POLICE, "vehicle_check", "2000-01-01..2009-12-31", ExtractStatus::Supplied);
    let knowing = derive(&ordered(b.case), &terms());
    let line = &knowing.followed[0];
    assert_eq!(line.answer, Answer::NothingRecorded, "{}", line.reason);
    assert!(
        line.reason.contains("No record of \"vehicle check\" by those who could be expected to act is there"),
        "{}",
        line.reason
    );
    assert!(
        line.reason.contains("A record of \"vehicle check\" by Norrow Care is there (1 April 2006)"),
        "{}",
        line.reason
    );
}

#[test]
fn two_agencies_minutes_of_one_meeting_are_set_side_by_side() {
    let (mut b, car) = town();
    let minutes = |b: &mut Builder, date: &str, holder: &str, body: &str, decisions: &str| {
        let e = b.event_about("meeting", date, holder, car);
        b.attribute(e, "body", body).attribute(e, "decisions", decisions);
        e
    };
    let left = minutes(&mut b, "2006-03-21", CARE, "Norrow Forum", "Police to check the car.");
    let right = minutes(&mut b, "2006-03-22", POLICE, "Norrow  forum", "To be kept under review.");
    minutes(&mut b, "2006-04-18", POLICE, "Norrow Forum", "None.");
    minutes(&mut b, "2006-03-21", POLICE, "Taxi panel", "None.");
    let knowing = derive(&ordered(b.case), &terms());
    let [found] = &knowing.contradictions[..] else { panic!("{:?}", knowing.contradictions) };
    assert_eq!((found.left, found.right), (left, right));
    assert_eq!(
        found.differences,
        [
            "Date: 21 March 2006 against 22 March 2006.",
            "Decisions: \"Police to check the car.\" against \"To be kept under review.\"."
        ]
    );
}

#[test]
fn every_item_shows_the_words_that_told_its_theme() {
    let (mut b, car) = town();
    for (month, text) in
        [(1, "Dealers by the arcade; one dealer named."), (2, "Missing; drugs."), (3, "Nothing.")]
    {
        let e = b.event_about("meeting_item", &format!("2006-0{month}-01"), CARE, car);
        b.at(e).text = text.into();
    }
    let meetings = derive(&ordered(b.case), &terms()).meetings;
    let told: Vec<(&str, &str)> =
        meetings.items.iter().map(|i| (meetings.themes[i.theme].as_str(), i.found.as_str())).collect();
    assert_eq!(
        told,
        [
            ("drugs", "drugs: dealer* (2)"),
            ("unclear", "missing: missing (1); drugs: drug* (1)"),
            ("unclear", "")
        ]
    );
    assert_eq!(meetings.words.len(), meetings.themes.len());
    assert!(meetings.words[2].starts_with("drug*, cannabis"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn copies_found_through_rare_sequences_are_those_found_by_comparing_all(
        texts in prop::collection::vec((prop::collection::vec(0usize..6, 6..16), 0usize..3, 0usize..2, 1u32..28), 1..14)
    ) {
        const WORDS: [&str; 6] = ["car", "seen", "girls", "arcade", "friday", "blue"];
        let mut b = Builder::new("2010-01-01");
        b.agency(POLICE, "police").agency(CARE, "social_care");
        for (words, subject, holder, date) in &texts {
            // One entity of a name, or several that bear it.
            let name = ["Ann One", "Bea Two", "three"][*subject];
            let subject = if words.len() % 2 == 0 { b.subject(name) } else { b.new_subject(name) };
            let (on, holder) = (format!("2006-03-{date:02}"), [POLICE, CARE][*holder]);
            let e = b.event_about("concern_noted", &on, holder, subject);
            b.at(e).text = words.iter().map(|w| WORDS[*w]).collect::<Vec<_>>().join(" ").into();
        }
        let case = ordered(b.case);
        let events = ByEntity::new(&case);
        prop_assert_eq!(recycled(&case, &events), recycled_slow(&case, &events));
    }

    /// What was visible on a day is what a review holds that was given only the records of that day and before.
    #[test]
    fn what_was_visible_on_a_day_equals_a_replay_with_only_what_had_arrived(
        rows in prop::collection::vec((1u32..28, 0i32..60, 0usize..3, 0usize..2, 0usize..7, 0i32..40), 1..20),
        on in 1u32..28,
    ) {
        let build = |keep: &dyn Fn(i32) -> bool| {
            let mut b = Builder::new("2010-01-01");
            b.agency(POLICE, "police").agency(CARE, "social_care");
            let cars: Vec<EntityId> =
                ["A", "B", "C"].iter().map(|l| b.new_subject_of(MentionKind::Vehicle, l)).collect();
            for (date, recorded, car, holder, grade, reached) in &rows {
                let happened = day(&format!("2006-03-{date:02}"));
                let own = happened + *recorded;
                let there = own + *reached;
                // A record that had not been made yet says nothing, of anybody.
                if !keep(own.0) {
                    continue;
                }
                let e = b.event_about("meeting_item", &happened.to_string(), [POLICE, CARE][*holder], cars[*car]);
                b.at(e).recorded = model::When::on(own, "");
                b.at(e).reference = format!("{date} {recorded} {car} {holder} {grade} {reached}").into();
                if keep(there.0) {
                    b.known(e, [CARE, POLICE][*holder], Grade::ALL[*grade], &there.to_string());
                }
            }
            ordered(b.case)
        };
        let day = day(&format!("2006-04-{on:02}"));
        let told = |case: &Case, cut: bool| {
            let events = ByEntity::new(case);
            let mut lines: Vec<String> = (0..3)
                .flat_map(|i| ladder(case, &terms(), &events, EntityId::from(i)))
                .filter(|k| !cut || k.there_on(day) == Some(true))
                .map(|k| {
                    let reference = &case.events[k.event.index()].reference;
                    format!("{} {:?} {} {reference} {:?}", case.words.word(k.holder), k.grade, k.from, k.counts)
                })
                .collect();
            lines.sort_unstable();
            lines
        };
        prop_assert_eq!(told(&build(&|_| true), true), told(&build(&|d| d <= day.0), false));
    }

    /// Taking an extract away never makes a silence provable.
    #[test]
    fn removing_an_extract_never_creates_nothing_recorded(
        spoken in 1u32..28, covers in prop::collection::vec((0i32..5, 1i32..8), 0..4), gone in 0usize..4,
    ) {
        let answer = |without: Option<usize>| {
            let (mut b, car) = town();
            let said = b.event_about("meeting_item", &format!("2006-03-{spoken:02}"), CARE, car);
            b.known(said, POLICE, Grade::Discussed, &format!("2006-03-{spoken:02}"));
            for (i, (from, years)) in covers.iter().enumerate() {
                if Some(i) != without {
                    let days = format!("{}-01-01..{}-12-31", 2003 + from, 2003 + from + years);
                    b.extract(POLICE, "vehicle_check", &days, ExtractStatus::Supplied);
                }
            }
            derive(&ordered(b.case), &terms()).followed[0].answer
        };
        if answer(None) != Answer::NothingRecorded {
            prop_assert_ne!(answer(Some(gone)), Answer::NothingRecorded);
        }
    }
}
