//! Vehicles, places, telephones, bodies and matters.

use link::{explain, link};
use model::MentionKind;

use crate::common::{groups, of_kind, terms};

fn check(kind: MentionKind, case: &str, lines: &[&str], expected: &str) {
    let mentions = of_kind(kind, lines);
    let linked = link(&mentions, &[], &terms());
    let why: Vec<String> = linked.links.iter().map(|l| explain(l, &mentions)).collect();
    assert_eq!(groups(&linked), expected, "{case}\n{}", why.join("\n"));
}

#[test]
fn vehicles() {
    let vehicle = |case, lines: &[&str], expected| check(MentionKind::Vehicle, case, lines, expected);
    vehicle("one mark", &["plate=AB12 CDE | make=Ford", "plate=ab12cde | colour=red"], "1 2");
    vehicle("O and 0, I and 1", &["plate=AO12 CDI", "plate=A012 CD1"], "1 2");
    vehicle(
        "a part, with make and colour",
        &["plate=AB12 CDE | make=Ford | colour=red", "plate=AB12 ?DE | make=Ford | colour=red"],
        "1 2",
    );
    vehicle(
        "a part that fits two",
        &[
            "plate=AB12 CDE | make=Ford | colour=red",
            "plate=AB12 ?DE | make=Ford | colour=red",
            "plate=AB12 FDE | make=Ford | colour=red",
        ],
        "1, 2, 3",
    );
    vehicle(
        "one character apart is two vehicles until somebody looks",
        &["plate=AB12 CDE | make=Ford | colour=red", "plate=AB12 CDF | make=Ford | colour=red"],
        "1, 2",
    );
    vehicle("no mark", &["make=Ford | colour=red", "make=Ford | colour=red"], "1, 2");
}

#[test]
fn places() {
    let place = |case, lines: &[&str], expected| check(MentionKind::Place, case, lines, expected);
    place(
        "one house in several spellings",
        &[
            "address=12 Gull Street, Northmere ZZ1 1AA",
            "address=12 Gull St | postcode=ZZ1 1AA",
            "address=12, Gull Street",
        ],
        "1 2 3",
    );
    place("next door", &["address=12 Gull Street ZZ1 1AA", "address=14 Gull Street ZZ1 1AA"], "1, 2");
    place(
        "two flats",
        &["address=Flat 1, 12 Gull Street ZZ1 1AA", "address=Flat 2, 12 Gull Street ZZ1 1AA"],
        "1, 2",
    );
    place(
        "two flats and the building",
        &[
            "address=Flat 1, 12 Gull Street ZZ1 1AA",
            "address=12 Gull Street ZZ1 1AA",
            "address=Flat 2, 12 Gull Street ZZ1 1AA",
        ],
        "1, 2, 3",
    );
    place("a street is not a house", &["address=Gull Street", "address=12 Gull Street"], "1, 2");
    place("a named place", &["address=Riverside Park", "address=Riverside Park, Northmere"], "1 2");
    place(
        "one street in two towns",
        &["address=12 Gull Street ZZ1 1AA", "address=12 Gull Street ZZ9 9ZZ"],
        "1, 2",
    );
}

#[test]
fn telephones_and_matters() {
    check(
        MentionKind::Telephone,
        "one number",
        &["telephone=07700 900123", "telephone=+447700900123", "telephone=07700 900124", "telephone=?"],
        "1 2, 3, 4",
    );
    check(
        MentionKind::Matter,
        "one reference in one scheme",
        &[
            "identifier=pfd:2020-0001",
            "identifier=pfd:2020-0001",
            "identifier=ico:2020-0001",
            "name=a complaint",
            "name=a complaint",
        ],
        "1 2, 3, 4, 5",
    );
}

#[test]
fn bodies() {
    let body = |case, lines: &[&str], expected| check(MentionKind::Organisation, case, lines, expected);
    body(
        "forms and abbreviations",
        &["name=The Northmere Cars Ltd", "name=NORTHMERE CARS LIMITED", "name=Northmere Cars"],
        "1 2 3",
    );
    body("a slip of the pen", &["name=Northmere Borough Council", "name=Northmere Burough Council"], "1 2");
    body("two that are alike", &["name=East Fenn Council", "name=West Fenn Council"], "1, 2");
    body("a number tells them apart", &["name=Northmere School 3", "name=Northmere School 4"], "1, 2");
    body("a prison by its letters", &["name=HMP Northmere", "name=HM Prison Northmere"], "1 2");
    body("two departments", &["name=Northmere Council Housing", "name=Northmere Council Highways"], "1, 2");
    body("another name", &["name=Northmere Cars | alias=Gull Taxis", "name=Gull Taxis"], "1 2");
}

#[test]
fn bodies_by_a_reviewers_list() {
    use link::bodies::{BodyList, BodyName, BodyRelation};
    let entry = |name: &str, relation, body: &str, from: &str, to: &str| BodyName {
        name: name.to_string(),
        body: body.to_string(),
        relation,
        from: model::Day::iso(from),
        to: model::Day::iso(to),
        row: 2,
    };
    let bodies = BodyList::new(&[
        entry("NSC", BodyRelation::Alias, "Northmere Social Care", "", "2009-12-31"),
        entry("NSC", BodyRelation::Alias, "Northmere Sports Club", "2010-01-01", ""),
        entry(
            "Northmere Primary Care Trust",
            BodyRelation::Successor,
            "Northmere Care Board",
            "2013-04-01",
            "",
        ),
    ])
    .unwrap();
    let lines = [
        "name=NSC",
        "name=NSC",
        "name=Northmere Social Care",
        "name=Northmere PCT",
        "name=Northmere Care Board",
    ];
    let mentions = of_kind(MentionKind::Organisation, &lines);
    let day = model::Day::iso;
    let recorded_on = vec![day("2005-05-05"), day("2011-05-05"), day("2005-05-06"), None, None];
    let linked = link(&mentions, &[], &link::LinkTerms { bodies, recorded_on, ..terms() });
    // One name on two days is two bodies; predecessor and successor are two, with the question kept.
    assert_eq!(groups(&linked), "1 3, 2, 4, 5");
    let question = linked.links.iter().find(|l| (l.left.index(), l.right.index()) == (3, 4)).unwrap();
    assert!(!question.used && question.note.contains("two bodies in law"), "{}", question.note);
}

/// The level at which two values of a column compare, in words; empty where they are not compared.
fn level_in_a_table(kind: link::columns::ColumnKind, a: &str, b: &str) -> String {
    use link::columns::{Column, ColumnTerms, Records, link_columns};
    let mut column = Column::new("column", kind);
    [a, b].iter().for_each(|value| column.push(value));
    let records = Records { columns: vec![column], ..Records::default() };
    let mut terms = ColumnTerms::new(model::Day::iso("2012-12-31").unwrap());
    terms.pair_probability_min = 0.0;
    let links = link_columns(&records, &terms);
    links.pairs.first().map_or(String::new(), |p| links.comparisons[0].levels[p.level(0) - 1].0.to_string())
}

#[test]
fn columns_of_every_kind_as_people_write_them() {
    use link::columns::ColumnKind as K;
    #[rustfmt::skip]
    let cases = [
        (K::Plate, "AB12 CDE", "ab12cde", "the same"),
        (K::Plate, "AO12 CDI", "A012CD1", "the same but for O and 0 or I and 1"),
        (K::Plate, "AB12 ?DE", "AB12 CDE", "the part that was read fits, five characters or more"),
        (K::Plate, "AB1*", "AB12 CDE", "the part that was read fits, four characters or fewer"),
        (K::Plate, "AB12 CDE", "AB12 CDF", "one character different"),
        (K::Telephone, "+44 7700 900123", "07700 900 123", "the same"),
        (K::Telephone, "07700 900123|07700 900555", "07700 900555", "the same"),
        (K::Postcode, "ZZ1 1AA", "zz11aa", "the same"),
        (K::Postcode, "ZZ1 1AA", "ZZ1 9QX", "the same district"),
        (K::BirthDate, "3/5/1990", "1990-05-03", "the same"),
        (K::BirthDate, "3/5/1990", "1990-03-05", "day and month changed places"),
        (K::BirthDate, "1990", "1990-03-05", "agrees as far as written, to the year or age"),
        (K::Surname, "O'Gull", "OGull", "the same"),
        (K::Surname, "Gull-Heron", "Heron", "one part of it the same"),
        (K::Forename, "Elizabeth", "Liz", "a short or variant form"),
        (K::Forename, "T", "Tamsin", "an initial that agrees"),
        (K::Organisation, "The Gull Taxis Ltd", "Gull Taxis", "the same"),
    ];
    for (kind, a, b, words) in cases {
        assert_eq!(level_in_a_table(kind, a, b), words, "{a} and {b}");
        assert_eq!(level_in_a_table(kind, b, a), words, "{b} and {a}");
    }
}

#[test]
fn two_marks_one_character_apart_are_two_vehicles_and_two_bodies_of_one_sort_are_two() {
    use link::columns::{Column, ColumnKind as K, ColumnTerms, Records, link_columns};
    let entities = |columns: &[(K, &[&str])]| {
        let of = |(at, (kind, cells)): (usize, &(K, &[&str]))| {
            let mut column = Column::new(format!("column {at}"), *kind);
            cells.iter().for_each(|cell| column.push(cell));
            column
        };
        let columns = columns.iter().enumerate().map(of).collect();
        let records = Records { columns, ..Records::default() };
        link_columns(&records, &ColumnTerms::new(model::Day::iso("2020-01-01").unwrap())).entities.of
    };
    let cars = ["AB05 CDE", "ABO5CDE", "AB05 CDF", "A1 XYZ"];
    let of = entities(&[(K::Plate, &cars), (K::Text, &["Ford blue", "Ford blue", "Ford blue", "Seat red"])]);
    assert!(of[0] == of[1] && of[0] != of[2] && of[0] != of[3], "{of:?}");
    let bodies = [
        "Northmere CCG",
        "Northmere Clinical Commissioning Group",
        "Eastwick CCG",
        "Northmere NHS Trust",
        "Eastwick NHS Trust",
        "Chief Constable of Westmarch",
        "Westmarch Constabulary",
        "Gullhaven Taxis Ltd",
    ];
    let dates = ["2015-01-01"; 8];
    let alone = entities(&[(K::Organisation, &bodies)]);
    let dated = entities(&[(K::Organisation, &bodies), (K::Date, &dates)]);
    for of in [alone, dated] {
        assert_eq!((of[0] == of[1], of[5] == of[6]), (true, true), "{of:?}");
        let others = [of[0], of[2], of[3], of[4], of[5], of[7]];
        assert!((0..6).all(|a| (0..a).all(|b| others[a] != others[b])), "six bodies: {of:?}");
    }
}

#[test]
fn what_linkage_was_made_of_is_told_for_each_kind_and_names_nobody() {
    let mut mentions = of_kind(
        MentionKind::Person,
        &[
            "name=Nemo Whittle | born=3/5/1990 | address=12 Gull Street",
            "name=Nemo Whittle | born=3/5/1990 | address=12 Gull Street | identifier=pnc:99/1234A",
            "name=Nemo Whittle",
            "name=Ada Heron | born=7/8/1971 | address=4 Marl Lane",
        ],
    );
    mentions.extend(of_kind(MentionKind::Vehicle, &["plate=AB12 CDE"]));
    let linked = link(&mentions, &[], &terms());
    let [people, vehicles] = linked.weighings.as_slice() else { panic!("one for each kind there is") };
    assert_eq!((people.kind, people.records), (MentionKind::Person, 4));
    assert_eq!((vehicles.kind, vehicles.pairs.len()), (MentionKind::Vehicle, 0));
    // A copy of the first would be joined; a copy of what gives no more than a name would not; a number identifies by itself.
    assert!(people.copies[0] > 0.95, "{:?}", people.copies);
    assert_eq!((people.copies[1], people.copies[2]), (1.0, 0.0));
    // Four records are compared each with each; what is expected to be one is the sum of the probabilities.
    assert_eq!((people.rules.len(), people.rules[0].pairs), (1, 6));
    assert!((people.rules[0].expected - people.pairs.iter().sum::<f64>()).abs() < 1e-9);
    let surname =
        people.comparisons.iter().find(|(name, _)| *name == "surname").expect("surnames are compared");
    assert_eq!(surname.1[0].pairs, people.pairs.len() as u64);
    assert!(surname.1[0].bits > 5.0);
}

#[test]
fn a_part_of_a_mark_is_told_of_every_mark_that_it_fits_though_few_are_listed_as_questions() {
    let whole = ('A'..='H').map(|c| format!("plate=AB12 {c}DE | make=Ford | colour=red"));
    let lines: Vec<String> =
        std::iter::once("plate=AB12 ?DE | make=Ford | colour=red".to_string()).chain(whole).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let linked = link(&of_kind(MentionKind::Vehicle, &lines), &[], &terms());
    assert_eq!(linked.entities.len(), 9);
    let part = &linked.entities[0];
    assert_eq!(part.possibly.len(), 8, "{:?}", part.possibly);
    let listed = linked.links.iter().filter(|l| l.left.0 == 0 && !l.used).count();
    assert!(listed < 8, "{listed} are listed as questions");
}

#[test]
fn what_a_person_has_refused_is_no_question_any_more_and_is_kept_as_decided() {
    let mentions = of_kind(
        MentionKind::Vehicle,
        &["plate=AB12 ?DE | make=Ford | colour=red", "plate=AB12 CDE", "plate=AB12 FDE"],
    );
    let open = link(&mentions, &[], &terms());
    assert_eq!((open.entities[0].possibly.len(), open.entities[0].apart.len()), (2, 0));
    let refused = link::PairDecision {
        left: model::MentionId(0),
        right: model::MentionId(1),
        same: false,
        by: "the reviewer".into(),
        reason: "seen on one day in two places".into(),
    };
    let decided = link(&mentions, &[refused], &terms());
    let of = |at: usize| decided.entities[at].apart.iter().map(|id| id.0).collect::<Vec<_>>();
    assert_eq!((of(0), of(1), of(2)), (vec![1], vec![0], vec![]));
    assert_eq!(decided.entities[0].possibly.iter().map(|id| id.0).collect::<Vec<_>>(), [2]);
}
