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
