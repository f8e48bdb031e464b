//! What followed, case by case: whose extract would show it, what was done shortly before, and how far a month that is away reaches;
//! and which agency knew what an officer knew who moved from one to another. Every name is invented.

mod common;

use common::{Builder, day};
use duty::knowing::{
    Attribution, ByEntity, Concern, DAYS_BEFORE, DUE_DAYS, Lexicon, MonthlySeries, Officer, Response, Terms,
    derive, ladder,
};
use model::{Answer, Case, Counts, EntityId, EventId, ExtractStatus, Followed, Grade, MentionKind};
use proptest::prelude::*;

const POLICE: &str = "Norrow Police";
const NEXT: &str = "Ostmarch Police";
const CARE: &str = "Norrow Care";
const LICENSING: &str = "Norrow Licensing";
const ALL: &str = "2000-01-01..2009-12-31";

fn response(name: &str, kind: &str, known_to: &str, by: &[&str]) -> Response {
    Response {
        name: name.to_string(),
        kinds: vec![kind.to_string()],
        about: None,
        known_to: vec![known_to.to_string()],
        by: by.iter().map(|s| (*s).to_string()).collect(),
        days_before: DAYS_BEFORE,
        due_days: DUE_DAYS,
    }
}

fn terms(response: Response) -> Terms {
    Terms {
        grades: vec![Grade::Received, Grade::Opened, Grade::Discussed, Grade::ActedOn],
        attribution: Attribution::AnyOfficer,
        officers: Vec::new(),
        concerns: vec![Concern { kind: "meeting_item".to_string(), roles: Vec::new() }],
        responses: vec![response],
        meeting_kinds: vec!["meeting_item".to_string()],
        pet_forms: Vec::new(),
        series: Vec::new(),
        lexicon: Lexicon::default(),
    }
}

fn check_of_marks() -> Terms {
    terms(response("vehicle check", "vehicle_check", "police", &[]))
}

/// A town with a force, the force next door, social care and a licensing council; and a car that the force heard of on a day.
fn town(spoken: &str) -> (Builder, EntityId) {
    let mut b = Builder::new("2010-01-01");
    b.agency(POLICE, "police").agency(NEXT, "police").agency(CARE, "social_care");
    b.agency(LICENSING, "taxi_licensing");
    let car = b.new_subject_of(MentionKind::Vehicle, "QX51 ABC");
    let said = b.event_about("meeting_item", spoken, CARE, car);
    b.known(said, POLICE, Grade::Discussed, spoken);
    (b, car)
}

fn ordered(mut case: Case) -> Case {
    let order = duty::chronicle::chronicle(&case);
    (case.chronology, case.undated) = (order.dated, order.undated);
    case
}

/// The line of the force.
fn line(b: Builder, terms: &Terms) -> Followed {
    let case = ordered(b.case);
    let force = case.words.get(POLICE).unwrap();
    derive(&case, terms).followed.into_iter().find(|f| f.holder == force).unwrap()
}

/// What is answered where the force has supplied its own extract, or not, and so the force next door.
fn told_the_next_force(own: Option<ExtractStatus>, next: Option<ExtractStatus>) -> (Answer, String) {
    let (mut b, _) = town("2006-03-01");
    for (agency, status) in [(POLICE, own), (NEXT, next)] {
        if let Some(status) = status {
            b.extract(agency, "other_force_told", ALL, status);
        }
    }
    let f = line(b, &terms(response("other force told", "other_force_told", "police", &[])));
    (f.answer, f.reason)
}

#[test]
fn whether_another_force_was_told_stands_in_the_records_of_the_one_that_tells() {
    use ExtractStatus::{Refused, Supplied};
    // The force next door is named in the review and was asked for nothing: its records would not show what another told it.
    let (answer, reason) = told_the_next_force(Some(Supplied), None);
    assert_eq!(answer, Answer::NothingRecorded, "{reason}");
    let (answer, reason) = told_the_next_force(None, None);
    assert_eq!(answer, Answer::ExtractNotSupplied, "{reason}");
    assert!(reason.contains(POLICE) && !reason.contains(NEXT), "its own extract is asked about: {reason}");
    // Where the register itself says that an extract of the force next door would show it, and that it was refused, it may be there.
    let (answer, reason) = told_the_next_force(Some(Supplied), Some(Refused));
    assert_eq!(answer, Answer::ExtractNotSupplied, "{reason}");
    assert!(reason.contains("was refused"), "{reason}");
    assert_eq!(told_the_next_force(Some(Supplied), Some(Supplied)).0, Answer::NothingRecorded);
}

#[test]
fn what_the_force_next_door_did_is_not_done_by_the_one_that_knew() {
    let (mut b, car) = town("2006-03-01");
    let theirs = b.event_about("vehicle_check", "2006-03-09", NEXT, car);
    b.extract(POLICE, "vehicle_check", ALL, ExtractStatus::Supplied);
    let f = line(b, &check_of_marks());
    assert_eq!((f.answer, &f.by_others[..]), (Answer::NothingRecorded, &[theirs][..]), "{}", f.reason);
    assert!(f.reason.contains("by Ostmarch Police is there (9 March 2006)"), "{}", f.reason);
}

#[test]
fn the_body_that_took_over_is_the_one_that_knew_and_its_extract_is_asked_for_its_own_time() {
    let answer = |successor: bool, check: Option<&str>| {
        let (mut b, car) = town("2006-03-01");
        b.case.agencies[0].to = Some(day("2006-12-31"));
        b.case.agencies[1].from = Some(day("2007-01-01"));
        let before = b.word(POLICE);
        b.case.agencies[1].follows = vec![before];
        b.extract(POLICE, "vehicle_check", "2000-01-01..2006-12-31", ExtractStatus::Supplied);
        if successor {
            b.extract(NEXT, "vehicle_check", "2007-01-01..2009-12-31", ExtractStatus::Supplied);
        }
        if let Some(date) = check {
            b.event_about("vehicle_check", date, NEXT, car);
        }
        line(b, &check_of_marks())
    };
    assert_eq!(answer(true, None).answer, Answer::NothingRecorded);
    assert_eq!(answer(true, Some("2007-02-01")).answer, Answer::Done);
    let f = answer(false, None);
    assert_eq!(f.answer, Answer::ExtractNotSupplied, "{}", f.reason);
}

#[test]
fn what_another_sort_of_body_should_do_stands_in_the_records_of_that_body() {
    let answer = |licensing: &str, by: &[&str], areas: bool| {
        let (mut b, _) = town("2006-03-01");
        b.agency("Ostmarch Licensing", "taxi_licensing");
        b.extract(licensing, "licence_check", ALL, ExtractStatus::Supplied);
        if areas {
            let (here, there) = (b.word("Norrow"), b.word("Ostmarch"));
            for (agency, area) in [(0, here), (3, here), (4, there)] {
                b.case.agencies[agency].areas = vec![area];
            }
        }
        line(b, &terms(response("licence check", "licence_check", "police", by))).answer
    };
    // Either council could have checked: both are asked.
    assert_eq!(answer(LICENSING, &["taxi_licensing"], false), Answer::ExtractNotSupplied);
    // The council of another area could not; or the review names the one that could.
    assert_eq!(answer(LICENSING, &["taxi_licensing"], true), Answer::NothingRecorded);
    assert_eq!(answer(LICENSING, &[LICENSING], false), Answer::NothingRecorded);
    // The extract of the force would not show it.
    assert_eq!(answer(POLICE, &[LICENSING], false), Answer::ExtractNotSupplied);
}

/// What is answered where the force heard of a car on 1 March 2006, with a check on a day, its log from a day on.
fn checked(date: &str, days_before: i32, log: &str) -> Followed {
    let (mut b, car) = town("2006-03-01");
    if !date.is_empty() {
        b.event_about("vehicle_check", date, POLICE, car);
    }
    b.extract(POLICE, "vehicle_check", log, ExtractStatus::Supplied);
    let mut terms = check_of_marks();
    terms.responses[0].days_before = days_before;
    line(b, &terms)
}

#[test]
fn what_was_done_shortly_before_is_said_and_is_no_silence() {
    let check = |date: &str, days: i32, log: &str, expected: Answer, words: &str| {
        let f = checked(date, days, log);
        assert_eq!(f.answer, expected, "{date}, {days}, {log}: {}", f.reason);
        assert!(f.reason.contains(words), "{date}, {days}, {log}: {}", f.reason);
    };
    check(
        "2006-02-20",
        28,
        ALL,
        Answer::ShortlyBefore,
        "from shortly before: 9 days before it was first known, on 20 February 2006. After that day none is recorded up to 31 December 2009",
    );
    check("2006-02-01", 28, ALL, Answer::ShortlyBefore, "28 days before");
    // A day more, or a review that counts fewer days, or none.
    check(
        "2006-01-31",
        28,
        ALL,
        Answer::NothingRecorded,
        "from before it was spoken of in a record of concern (31 January 2006, 29 days before)",
    );
    check("2006-02-20", 7, ALL, Answer::NothingRecorded, "(20 February 2006, 9 days before)");
    check("2006-02-20", 0, ALL, Answer::NothingRecorded, "(20 February 2006, 9 days before)");
    // Some day of February; some day of the year before.
    check("2006-02", 28, ALL, Answer::ShortlyBefore, "1 to 28 days before");
    check("2006-02", 20, ALL, Answer::CannotTell, "may be there from shortly before");
    check("2005", 28, ALL, Answer::NothingRecorded, "60 to 424 days before");
    // The log begins between: whether a check was made shortly before cannot be seen, and no silence comes of that.
    check("", 28, "2006-02-10..2009-12-31", Answer::ExtractNotSupplied, "in the 28 days before");
    check("", 28, "2006-01-01..2009-12-31", Answer::NothingRecorded, "up to 31 December 2009");
    let f = checked("2006-02-20", 28, ALL);
    assert_eq!((f.before.len(), f.days_before, f.done.len()), (1, Some((9, 9)), 0));
}

#[test]
fn a_check_shortly_before_of_somebody_of_the_same_name_leaves_it_open() {
    let answer = |name: &str| {
        let (mut b, _) = town("2006-03-01");
        let (man, other) = (b.new_subject("Jas Tivver"), b.new_subject(name));
        let said = b.event_about("meeting_item", "2006-03-01", CARE, man);
        b.known(said, POLICE, Grade::Discussed, "2006-03-01");
        let check = b.event_about("vehicle_check", "2006-02-20", POLICE, other);
        let mention = b.at(check).mentions[0];
        b.case.mentions[mention.index()].fields.push((model::field::BORN, "1970-05-06".into()));
        b.extract(POLICE, "vehicle_check", ALL, ExtractStatus::Supplied);
        let all = derive(&ordered(b.case), &check_of_marks()).followed;
        all.into_iter().find(|f| f.about == [man]).unwrap()
    };
    let f = answer("Jas Tivver");
    assert_eq!(f.answer, Answer::CannotTell, "{}", f.reason);
    assert!(
        f.reason.contains("20 February 2006, shortly before it was spoken of in a record of concern"),
        "{}",
        f.reason
    );
    assert_eq!(answer("Walter Orrowby").answer, Answer::NothingRecorded);
}

/// What is answered where a car was spoken of on a day, the minutes of January 2006 are away, and it was checked on another day; the log of
/// checks begins on a third.
fn january_away(spoken: &str, check: &str, log: &str, due_days: i32) -> Followed {
    let (mut b, car) = town(spoken);
    if !check.is_empty() {
        b.event_about("vehicle_check", check, POLICE, car);
    }
    let other = b.new_subject_of(MentionKind::Vehicle, "AB12 CDE");
    for month in 2..=12 {
        b.event_about("meeting_item", &format!("2006-{month:02}-15"), CARE, other);
    }
    for month in 1..=12 {
        b.event_about("meeting_item", &format!("2007-{month:02}-15"), CARE, other);
    }
    b.extract(CARE, "meeting_item", ALL, ExtractStatus::Supplied);
    b.extract(POLICE, "vehicle_check", log, ExtractStatus::Supplied);
    let mut terms = check_of_marks();
    terms.responses[0].due_days = due_days;
    let (title, kind) = ("Minutes".to_string(), "meeting_item".to_string());
    let days = (day("2006-01-01"), day("2007-12-31"));
    terms.series = vec![MonthlySeries { title, kind, agency: CARE.to_string(), days }];
    let case = ordered(b.case);
    derive(&case, &terms).followed.into_iter().find(|f| f.about == [car]).unwrap()
}

#[test]
fn a_month_away_leaves_open_what_could_then_be_expected_and_no_more() {
    let check = |spoken: &str, check: &str, log: &str, due: i32, expected: Answer| {
        let f = january_away(spoken, check, log, due);
        assert_eq!(
            f.answer, expected,
            "spoken {spoken}, checked {check}, log {log}, due {due}: {}",
            f.reason
        );
        if expected != Answer::NothingRecorded {
            assert!(f.reason.contains("January 2006"), "{}", f.reason);
        }
    };
    // Checked in March, spoken of in May, and perhaps in January too: the check may have come of that.
    check("2006-05-20", "2006-03-10", ALL, 92, Answer::CannotTell);
    // Spoken of a year later, and checked two months before: with the minutes of January it might be an answer, however late.
    check("2007-03-20", "2007-01-10", ALL, 92, Answer::CannotTell);
    // Where no check is there at all, no answer to January was due any more.
    check("2007-03-20", "", ALL, 92, Answer::NothingRecorded);
    // The log of checks begins in March 2006, within the time in which a check was due, or in June, after a time that is not whole.
    check("2006-05-20", "", "2006-03-01..2009-12-31", 92, Answer::ExtractNotSupplied);
    check("2007-03-20", "", "2006-03-01..2009-12-31", 92, Answer::ExtractNotSupplied);
    // It is whole for as long as a check was due after January, and for the time from the first record on.
    check("2007-03-20", "", "2005-06-01..2009-12-31", 92, Answer::NothingRecorded);
}

/// Of what was spoken of on some days, the answers where a response under another entry is on record, with a day of birth or a mark read whole.
/// The minutes of January 2006 are there only where a day of January is among the days.
fn under_another_entry(
    kind: MentionKind,
    spoken: (&str, &[&str]),
    entry: (&str, &str),
    blank: bool,
) -> Vec<Answer> {
    let (mut b, _) = town("2005-12-01");
    let (words, days) = spoken;
    // The mark of a vehicle stands in a field of its own.
    let marked = |b: &mut Builder, event: EventId, mark: &str| {
        if kind == MentionKind::Vehicle {
            let mention = b.at(event).mentions[0];
            b.case.mentions[mention.index()].fields.push((model::field::PLATE, mark.into()));
        }
    };
    let other = b.new_subject_of(kind, entry.0);
    if !blank {
        let done = b.event_about("vehicle_check", entry.1, POLICE, other);
        marked(&mut b, done, entry.0);
        if kind == MentionKind::Person {
            let mention = b.at(done).mentions[0];
            b.case.mentions[mention.index()].fields.push((model::field::BORN, "1974-01-30".into()));
        }
    } else {
        let unknown = b.new_subject_of(kind, "unknown");
        b.event_about("vehicle_check", entry.1, POLICE, unknown);
    }
    let mut spoken_of = Vec::new();
    for day in days {
        let id = b.new_subject_of(kind, words);
        let said = b.event_about("meeting_item", day, CARE, id);
        b.known(said, POLICE, Grade::Discussed, day);
        marked(&mut b, said, words);
        spoken_of.push(id);
    }
    let pump = b.new_subject_of(MentionKind::Vehicle, "AB12 CDE");
    for month in 2..=12 {
        b.event_about("meeting_item", &format!("2006-{month:02}-15"), CARE, pump);
    }
    b.extract(CARE, "meeting_item", ALL, ExtractStatus::Supplied);
    b.extract(POLICE, "vehicle_check", ALL, ExtractStatus::Supplied);
    let mut terms = check_of_marks();
    terms.responses[0].about = None;
    let (title, kind) = ("Minutes".to_string(), "meeting_item".to_string());
    let days = (day("2006-01-01"), day("2006-12-31"));
    terms.series = vec![MonthlySeries { title, kind, agency: CARE.to_string(), days }];
    let all = derive(&ordered(b.case), &terms).followed;
    all.into_iter().filter(|f| f.about.iter().any(|id| spoken_of.contains(id))).map(|f| f.answer).collect()
}

#[test]
fn a_month_away_makes_no_silence_of_what_stands_under_an_entry_that_may_be_the_same() {
    let (person, car) = (MentionKind::Person, MentionKind::Vehicle);
    for (kind, words, entry, done, blank) in [
        (person, "Pell Draxley", "Pell Draxley", "2006-02-01", false),
        (person, "Draxley", "Pell Draxley", "2006-02-01", false),
        // Later than such a thing could be expected, and not later than it may have been done.
        (person, "Draxley", "Pell Draxley", "2006-07-22", false),
        (car, "WX55 K?L", "WX55 KNL", "2006-02-20", false),
        // An action of which the record does not say whom it is about.
        (person, "Pell Draxley", "Pell Draxley", "2006-02-01", true),
    ] {
        let of = |days: &[&str]| under_another_entry(kind, (words, days), (entry, done), blank);
        let with_january = of(&["2006-01-14", "2006-09-16"]);
        assert!(!with_january.contains(&Answer::NothingRecorded), "{words} {done}: {with_january:?}");
        let without = of(&["2006-09-16"]);
        assert_eq!(without, [Answer::CannotTell], "{words} {done}");
    }
    // A stranger's leaves it a silence.
    let stranger = under_another_entry(
        person,
        ("Pell Draxley", &["2006-09-16"]),
        ("Walter Orrowby", "2006-02-01"),
        false,
    );
    assert_eq!(stranger, [Answer::NothingRecorded]);
}

#[test]
fn a_month_that_is_not_over_is_not_absent() {
    let absent = |observed: &str| -> Vec<String> {
        let (mut b, car) = town("2006-01-10");
        b.event_about("meeting_item", "2006-01-10", CARE, car);
        b.extract(CARE, "meeting_item", ALL, ExtractStatus::Supplied);
        let mut terms = check_of_marks();
        let (title, kind) = ("Minutes".to_string(), "meeting_item".to_string());
        let days = (day("2006-01-01"), day("2006-09-30"));
        terms.series = vec![MonthlySeries { title, kind, agency: CARE.to_string(), days }];
        let mut case = ordered(b.case);
        case.review.observation_date = day(observed);
        let series = derive(&case, &terms).series;
        series[0].absent.iter().map(|a| a.month.to_string()[..7].to_string()).collect()
    };
    assert_eq!(absent("2006-04-14"), ["2006-02", "2006-03"]);
    // On the first day after it a month is over.
    assert_eq!(absent("2006-05-01"), ["2006-02", "2006-03", "2006-04"]);
    assert_eq!(absent("2006-04-30"), ["2006-02", "2006-03"]);
}

#[test]
fn an_officer_who_moved_carries_nothing_from_one_agency_to_the_next() {
    let post = |agency: &str, rank: &str, from: &str, to: &str| Officer {
        name: "DS Vole".to_string(),
        agency: agency.to_string(),
        rank: rank.to_string(),
        from: (!from.is_empty()).then(|| day(from)),
        to: (!to.is_empty()).then(|| day(to)),
    };
    let knew = |posts: Vec<Officer>, attribution: Attribution, date: &str| {
        let (mut b, car) = town("2004-01-01");
        let said = b.event_about("meeting_item", date, CARE, car);
        b.known(said, "DS Vole", Grade::Discussed, date);
        let mut terms = check_of_marks();
        (terms.officers, terms.attribution) = (posts, attribution);
        let case = ordered(b.case);
        let all = ladder(&case, &terms, &ByEntity::new(&case), car);
        let of: Vec<_> = all.iter().filter(|k| case.words.word(k.holder) == "DS Vole").collect();
        assert_eq!(of.len(), 1, "one record, one piece of knowledge");
        let agency = of[0].agency.map(|a| case.words.word(a).to_string());
        let why = match &of[0].counts {
            Counts::Yes => "counts".to_string(),
            Counts::No(why) => why.clone(),
        };
        (agency.unwrap_or_default(), why)
    };
    let moved = || {
        vec![
            post(POLICE, "Sergeant", "2004-01-01", "2006-06-30"),
            post(NEXT, "Inspector", "2006-07-01", "2009-12-31"),
        ]
    };
    let any = || Attribution::AnyOfficer;
    let inspectors = || Attribution::Ranks(vec!["Inspector".to_string()]);
    assert_eq!(knew(moved(), any(), "2006-03-01"), (POLICE.to_string(), "counts".to_string()));
    assert_eq!(knew(moved(), any(), "2006-08-01"), (NEXT.to_string(), "counts".to_string()));
    // The rank of the day counts, not the one that came later.
    let (agency, why) = knew(moved(), inspectors(), "2006-03-01");
    assert!(agency == POLICE && why.contains("was then Sergeant"), "{agency}: {why}");
    assert_eq!(knew(moved(), inspectors(), "2006-08-01").1, "counts");
    // Some day of the half-year in which the officer moved; and a post of which nobody has said when it ended.
    let (agency, why) = knew(moved(), any(), "2006-05-01..2006-08-31");
    assert!(agency.is_empty() && why.contains("in more than one agency for that time"), "{agency}: {why}");
    let no_end = vec![post(POLICE, "Sergeant", "2004-01-01", ""), post(NEXT, "Inspector", "2006-07-01", "")];
    let (agency, why) = knew(no_end.clone(), any(), "2006-08-01");
    assert!(agency.is_empty() && why.contains("in more than one agency for that time"), "{agency}: {why}");
    assert_eq!(knew(no_end, any(), "2006-03-01"), (POLICE.to_string(), "counts".to_string()));
    // Two ranks stated for one day of one agency: the rule has to hold for both.
    let both = vec![post(POLICE, "Sergeant", "", ""), post(POLICE, "Inspector", "2006-01-01", "")];
    assert!(knew(both, inspectors(), "2006-03-01").1.contains("was then Sergeant"));
    assert_eq!(knew(Vec::new(), any(), "2006-03-01").0, "", "no officer whose agency is stated");
}

#[test]
fn what_the_officer_knew_in_the_first_agency_is_asked_of_the_first_alone() {
    let (mut b, car) = town("2004-01-01");
    // The item of the town is not of this test: the force was not there.
    b.case.events[0].known.clear();
    let said = b.event_about("meeting_item", "2006-03-01", CARE, car);
    b.known(said, "DS Vole", Grade::Discussed, "2006-03-01");
    let mut terms = check_of_marks();
    let post = |agency: &str, from: &str, to: &str| Officer {
        name: "DS Vole".to_string(),
        agency: agency.to_string(),
        rank: "Sergeant".to_string(),
        from: Some(day(from)),
        to: Some(day(to)),
    };
    terms.officers = vec![post(POLICE, "2004-01-01", "2006-06-30"), post(NEXT, "2006-07-01", "2009-12-31")];
    let case = ordered(b.case);
    let holders: Vec<&str> =
        derive(&case, &terms).followed.iter().map(|f| case.words.word(f.holder)).collect();
    assert_eq!(holders, [POLICE], "the second agency knew nothing by this");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever was supplied, by the force that knew, by the one next door, or by others: taking one extract away, or saying that it
    /// was refused, makes no silence.
    #[test]
    fn no_extract_taken_away_makes_a_silence(
        spoken in 1u32..28,
        checks in prop::collection::vec((0usize..3, -60i32..60), 0..3),
        extracts in prop::collection::vec((0usize..3, -3i32..2, 1i32..8), 0..5),
        gone in 0usize..5,
        named in any::<bool>(),
    ) {
        let answer = |without: Option<usize>| {
            let date = format!("2006-03-{spoken:02}");
            let (mut b, car) = town(&date);
            for (i, (who, from, years)) in extracts.iter().enumerate() {
                let agency = [POLICE, NEXT, CARE][*who];
                let days = format!("{}-01-01..{}-12-31", 2003 + from, 2003 + from + years);
                match without {
                    Some(w) if w == i && named => { b.extract(agency, "vehicle_check", &days, ExtractStatus::Refused); }
                    Some(w) if w == i => {}
                    _ => { b.extract(agency, "vehicle_check", &days, ExtractStatus::Supplied); }
                }
            }
            for (who, after) in &checks {
                // A check stands in every extract of its agency that covers the day, and in none that was taken away.
                let on = day(&date) + *after;
                let held = |i: usize, (w, from, years): &(usize, i32, i32)| {
                    let (a, z) = (day(&format!("{}-01-01", 2003 + from)), day(&format!("{}-12-31", 2003 + from + years)));
                    *w == *who && without != Some(i) && a <= on && on <= z
                };
                if extracts.iter().enumerate().any(|(i, e)| held(i, e)) {
                    b.event_about("vehicle_check", &on.to_string(), [POLICE, NEXT, CARE][*who], car);
                }
            }
            line(b, &check_of_marks()).answer
        };
        // Two extracts of one agency for one time are asked for by name: the one says nothing of the other.
        let apart = |a: &(usize, i32, i32), b: &(usize, i32, i32)| a.0 != b.0 || a.1 > b.1 + b.2 || b.1 > a.1 + a.2;
        let overlaps = (0..extracts.len()).any(|i| (0..i).any(|j| !apart(&extracts[i], &extracts[j])));
        if (named || !overlaps) && answer(None) != Answer::NothingRecorded {
            prop_assert_ne!(answer(Some(gone)), Answer::NothingRecorded);
        }
    }
}
