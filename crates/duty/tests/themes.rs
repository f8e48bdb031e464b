//! What meetings spoke of: a theme told by its words, and the point of change, beside a slow oracle.

mod common;

use common::Builder;
use duty::knowing::{Attribution, Lexicon, Terms, meetings, scan, tokens};
use model::{CopyBy, EntityId, EventId, Meetings};
use proptest::prelude::*;

#[test]
fn a_theme_is_told_by_its_words_and_unclear_is_unclear() {
    let lexicon = Lexicon::default();
    let theme = |text: &str| lexicon.theme_of(&tokens(text)).map(|t| lexicon.themes[t].name.as_str());
    assert_eq!(theme("Dealing in cannabis behind the arcade"), Some("drugs"));
    assert_eq!(theme("A return interview was not offered"), Some("missing"));
    assert_eq!(theme("Nothing further."), None);
    assert_eq!(theme("Missing; drugs."), None, "two themes equally");
}

/// The split found by working every likelihood out anew.
fn scan_slow(rows: &[(u32, u32)]) -> (usize, f64) {
    let ll = |part: &[(u32, u32)]| {
        let (k, n) = part.iter().fold((0.0, 0.0), |s, r| (s.0 + f64::from(r.0), s.1 + f64::from(r.1)));
        let x = |a: f64| if a > 0.0 { a * (a / n).ln() } else { 0.0 };
        x(k) + x(n - k)
    };
    let mut best = (0, 0.0);
    for at in 1..rows.len() {
        let s = 2.0 * (ll(&rows[..at]) + ll(&rows[at..]) - ll(rows));
        if s > best.1 + 1e-9 {
            best = (at, s);
        }
    }
    best
}

#[test]
fn the_change_point_of_the_fines_is_the_published_one() {
    // 13.7 % before, 62.7 % from the 37th month: twice the log likelihood ratio of two shares is worked out by hand.
    let rows: Vec<(u32, u32)> = (0..72).map(|m| if m < 36 { (137, 1000) } else { (627, 1000) }).collect();
    let found = scan(&rows).unwrap();
    assert_eq!((found.at, found.between), (36, (36, 36)));
    assert!((found.statistic - scan_slow(&rows).1).abs() < 1e-6);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_scan_equals_the_slow_one(rows in prop::collection::vec((0u32..20, 0u32..30), 4..40)) {
        let rows: Vec<(u32, u32)> = rows.into_iter().map(|(k, n)| (k, n.max(k))).collect();
        let (at, statistic) = scan_slow(&rows);
        match scan(&rows) {
            Some(found) => {
                prop_assert!((found.statistic - statistic).abs() < 1e-6);
                prop_assert!(found.between.0 <= found.at && found.at <= found.between.1);
            }
            None => prop_assert!(statistic < 1e-6, "{at}"),
        }
    }
}

const CARE: &str = "Norrow Care";
const POLICE: &str = "Norrow Police";
const SCHOOL: &str = "Norrow School";

/// What the meetings of made minutes spoke of. Each copy: who keeps it, the file, the body or nothing, the day and the items.
fn spoken(copies: &[(&str, u32, &str, &str, &[&str])]) -> Meetings {
    let mut b = Builder::new("2010-01-01");
    b.agency(CARE, "social_care").agency(POLICE, "police").agency(SCHOOL, "school");
    for (holder, file, body, date, items) in copies {
        for text in *items {
            let about: EntityId = b.new_subject("somebody");
            let id: EventId = b.event_about("meeting_item", date, holder, about);
            b.at(id).text = (*text).into();
            b.at(id).place.source = model::SourceId(*file);
            if !body.is_empty() {
                b.attribute(id, "body", body);
            }
        }
    }
    let terms = Terms {
        grades: Vec::new(),
        attribution: Attribution::AnyOfficer,
        officers: Vec::new(),
        concerns: Vec::new(),
        responses: Vec::new(),
        meeting_kinds: vec!["meeting_item".to_string()],
        pet_forms: Vec::new(),
        series: Vec::new(),
        lexicon: Lexicon::default(),
    };
    let order = duty::chronicle::chronicle(&b.case);
    (b.case.chronology, b.case.undated) = (order.dated, order.undated);
    meetings(&b.case, &terms)
}

/// Items counted; and of each meeting on record several times, the items of the copy that counts and how many copies there are.
fn counted(copies: &[(&str, u32, &str, &str, &[&str])]) -> (usize, Vec<(u32, usize)>) {
    let meetings = spoken(copies);
    let in_cells: u32 = meetings.cells.iter().flatten().map(|c| c.items).sum();
    assert_eq!(in_cells as usize, meetings.items.len(), "what is listed is what is counted");
    (meetings.items.len(), meetings.copies.iter().map(|c| (c.items, c.others.len() + 1)).collect())
}

const FIRST: &[&str] = &[
    "Dealing behind the arcade was reported again this month.",
    "Two girls were missing overnight.",
    "Drugs.",
];
const SHORTER: &[&str] = &["Dealing was raised.", "Missing girls."];
const OTHER: &[&str] = &["The budget of the next year was set and the funding is secure.", "Staffing."];

#[test]
fn one_meeting_is_counted_once_however_many_agencies_keep_its_minutes() {
    const FORUM: &str = "Norrow Forum";
    let day = "2006-03-21";
    let one = (CARE, 1, FORUM, day, FIRST);
    assert_eq!(counted(&[one]), (3, vec![]));
    // Another agency's minutes of the same body and day, in other words: the copy with most items counts.
    assert_eq!(counted(&[(POLICE, 2, "Norrow  forum", day, SHORTER), one]), (3, vec![(3, 2)]));
    assert_eq!(
        counted(&[one, (POLICE, 2, FORUM, day, FIRST), (SCHOOL, 3, FORUM, day, SHORTER)]),
        (3, vec![(3, 3)])
    );
    // Another body, another day, or one agency's two meetings of a day are meetings of their own.
    assert_eq!(counted(&[one, (POLICE, 2, "Taxi panel", day, OTHER)]), (5, vec![]));
    assert_eq!(counted(&[one, (POLICE, 2, FORUM, "2006-04-18", SHORTER)]), (5, vec![]));
    assert_eq!(counted(&[one, (CARE, 2, FORUM, day, OTHER)]), (5, vec![]));
    let meetings = spoken(&[(POLICE, 2, FORUM, day, SHORTER), one]);
    assert_eq!(meetings.copies[0].counted, EventId(2), "the longer one");
    assert_eq!(meetings.copies[0].others, [(EventId(0), 2, CopyBy::Body)]);
}

#[test]
fn minutes_that_name_no_body_are_copies_where_their_words_are() {
    let day = "2006-03-21";
    let one = (CARE, 1, "", day, FIRST);
    assert_eq!(counted(&[one, (POLICE, 2, "", day, FIRST)]), (3, vec![(3, 2)]));
    // The same file twice in one agency, and a copy with the date a day out.
    assert_eq!(counted(&[one, (CARE, 2, "", day, FIRST)]), (3, vec![(3, 2)]));
    assert_eq!(counted(&[one, (POLICE, 2, "", "2006-03-22", FIRST)]), (3, vec![(3, 2)]));
    // A part of it; other words; the same words of another month; words too few to be known again.
    assert_eq!(counted(&[one, (POLICE, 2, "", day, &FIRST[..2])]), (3, vec![(3, 2)]));
    assert_eq!(counted(&[one, (POLICE, 2, "", day, OTHER)]), (5, vec![]));
    assert_eq!(counted(&[one, (POLICE, 2, "", "2006-04-21", FIRST)]), (6, vec![]));
    assert_eq!(
        counted(&[(CARE, 1, "", day, &["Missing."]), (POLICE, 2, "", day, &["Missing."])]),
        (2, vec![])
    );
    let meetings = spoken(&[one, (POLICE, 2, "not stated", day, FIRST)]);
    assert_eq!(meetings.copies[0].others, [(EventId(3), 3, CopyBy::Words)]);
}
