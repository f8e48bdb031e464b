//! People: who is one and who is not, in cases that can be read out.

use link::{PairDecision, explain, link};
use model::{Band, MentionId};

use crate::common::{groups, people, terms};

/// Links the lines and compares the groups; the mentions are counted from 1.
fn check(case: &str, lines: &[&str], expected: &str) {
    let mentions = people(lines);
    let linked = link(&mentions, &[], &terms());
    let why: Vec<String> = linked.links.iter().map(|l| explain(l, &mentions)).collect();
    assert_eq!(groups(&linked), expected, "{case}\n{}", why.join("\n"));
}

#[test]
fn one_person_as_written_by_several_agencies() {
    check(
        "a nickname",
        &[
            "forename=William | surname=Whittle | born=03/05/1990 | address=12 Gull Street, Northmere",
            "forename=Bill | surname=Whittle | born=03/05/1990",
        ],
        "1 2",
    );
    check(
        "one cell and several, capitals and a title",
        &[
            "name=WHITTLE, Nemo James | born=1990-05-03",
            "name=Mr Nemo Whittle | born=3 May 1990",
            "forename=Nemo | surname=whittle | born=03/05/90",
        ],
        "1 2 3",
    );
    check(
        "day and month changed places, the address the same",
        &[
            "forename=Kayleigh | surname=Thornfield | born=03/05/1990 | address=12 Gull Street | postcode=ZZ1 1AA",
            "forename=Kayleigh | surname=Thornfield | born=05/03/1990 | address=12 Gull St | postcode=ZZ1 1AA",
        ],
        "1 2",
    );
    check(
        "a misspelt surname and a year of birth only, the telephone the same",
        &[
            "forename=Kayleigh | surname=Thornfield | born=03/05/1990 | telephone=07700 900123",
            "forename=Kayleigh | surname=Thornfeild | born=1990 | telephone=+44 7700 900123",
        ],
        "1 2",
    );
    check(
        "forename and surname changed places",
        &[
            "forename=Isla | surname=Hallam | born=1985-02-07 | postcode=ZZ1 1AA",
            "forename=Hallam | surname=Isla | born=1985-02-07 | postcode=ZZ1 1AA",
        ],
        "1 2",
    );
    check(
        "an accent and an apostrophe",
        &[
            "forename=Zoë | surname=O’Brack | born=1985-02-07",
            "forename=Zoe | surname=OBRACK | born=07/02/1985",
        ],
        "1 2",
    );
}

#[test]
fn a_changed_surname_with_everything_else_the_same() {
    let lines = [
        "forename=Kayleigh | surname=Thornfield | born=03/05/1990 | address=12 Gull Street | postcode=ZZ1 1AA",
        "forename=Kayleigh | surname=Brack | born=03/05/1990 | address=12 Gull Street | postcode=ZZ1 1AA",
    ];
    check("same forename, birth date and address", &lines, "1 2");
    let mentions = people(&lines);
    let linked = link(&mentions, &[], &terms());
    let words: Vec<&str> = linked.links[0].levels.iter().map(|l| l.words.as_str()).collect();
    assert!(words.iter().any(|w| w.contains("a changed surname would come out so")), "{words:?}");
    check(
        "without the address it is no more than a question",
        &[
            "forename=Kayleigh | surname=Thornfield | born=03/05/1990 | address=12 Gull Street",
            "forename=Kayleigh | surname=Brack | born=03/05/1990 | address=40 Heron Road",
        ],
        "1, 2",
    );
    check(
        "the former surname given as another name",
        &[
            "forename=Kayleigh | surname=Thornfield | born=03/05/1990",
            "name=Kayleigh Brack née Thornfield | born=03/05/1990",
        ],
        "1 2",
    );
}

#[test]
fn people_of_one_household_stay_apart() {
    check(
        "brother and sister",
        &[
            "forename=Kayleigh | surname=Thornfield | born=03/05/1990 | address=12 Gull Street | postcode=ZZ1 1AA",
            "forename=Jordan | surname=Thornfield | born=17/11/1992 | address=12 Gull Street | postcode=ZZ1 1AA",
        ],
        "1, 2",
    );
    check(
        "twins",
        &[
            "forename=Kayleigh | surname=Thornfield | born=03/05/1990 | address=12 Gull Street | postcode=ZZ1 1AA | telephone=07700 900123",
            "forename=Jordan | surname=Thornfield | born=03/05/1990 | address=12 Gull Street | postcode=ZZ1 1AA | telephone=07700 900123",
        ],
        "1, 2",
    );
    check(
        "twins whose names are alike",
        &[
            "forename=Jane | surname=Thornfield | born=03/05/1990 | address=12 Gull Street | postcode=ZZ1 1AA",
            "forename=Jean | surname=Thornfield | born=03/05/1990 | address=12 Gull Street | postcode=ZZ1 1AA",
        ],
        "1, 2",
    );
    check(
        "father and son of one name",
        &[
            "forename=Nemo | surname=Thornfield | born=02/09/1961 | address=12 Gull Street | postcode=ZZ1 1AA",
            "forename=Nemo | surname=Thornfield | born=17/11/1988 | address=12 Gull Street | postcode=ZZ1 1AA",
        ],
        "1, 2",
    );
    check(
        "an address and a surname say nothing of who it was",
        &[
            "surname=Thornfield | address=12 Gull Street | postcode=ZZ1 1AA",
            "forename=Jordan | surname=Thornfield | born=17/11/1992 | address=12 Gull Street | postcode=ZZ1 1AA",
        ],
        "1, 2",
    );
    check(
        "a street name and no surname is nobody's surname",
        &[
            "name=Kayleigh | born=13/05/1990 | alias=Kayleigh Brack | postcode=ZZ1 1AB | address=40 Heron Road",
            "born=03/05/1990 | alias=Spider | postcode=ZZ1 1AA | address=12 Gull Street",
        ],
        "1, 2",
    );
    check(
        "strangers in one hostel",
        &[
            "forename=Ada | surname=Fenn | born=1991 | address=The Lodge, 1 Heron Road | postcode=ZZ1 2BB",
            "forename=Bea | surname=Crake | born=1991 | address=The Lodge, 1 Heron Road | postcode=ZZ1 2BB",
        ],
        "1, 2",
    );
}

#[test]
fn a_shared_name_is_not_a_person() {
    check("one name, nothing else", &["name=John Smith", "name=John Smith", "name=Smith, John"], "1, 2, 3");
    check(
        "one name, two birth dates",
        &["name=John Smith | born=03/05/1990", "name=John Smith | born=21/08/1987"],
        "1, 2",
    );
    check("nobody knows who", &["name=Unknown male", "name=unknown", "name=Unknown male"], "1, 2, 3");
}

#[test]
fn no_bridge_joins_two_who_cannot_be_one() {
    let lines = [
        "forename=Nemo | surname=Thornfield | born=02/09/1961 | address=12 Gull Street | postcode=ZZ1 1AA",
        "forename=Nemo | surname=Thornfield | address=12 Gull Street | postcode=ZZ1 1AA | telephone=07700 900123",
        "forename=Nemo | surname=Thornfield | born=17/11/1988 | address=12 Gull Street | postcode=ZZ1 1AA",
    ];
    check("father and son, and a note that may mean either", &lines, "1, 2, 3");
    let linked = link(&people(&lines), &[], &terms());
    assert!(linked.entities[1].possibly.len() == 2, "the note is a question about both: {:?}", linked.links);

    check(
        "twins, and a note with a surname and a birth date only",
        &[
            "forename=Kayleigh | surname=Thornfield | born=03/05/1990 | address=12 Gull Street | postcode=ZZ1 1AA",
            "surname=Thornfield | born=03/05/1990 | address=12 Gull Street | postcode=ZZ1 1AA",
            "forename=Jordan | surname=Thornfield | born=03/05/1990 | address=12 Gull Street | postcode=ZZ1 1AA",
        ],
        "1, 2, 3",
    );
}

#[test]
fn one_number_is_one_person_unless_everything_else_says_no() {
    let lines = [
        "name=Kayleigh Thornfield | born=03/05/1990 | identifier=nhs:999 000 1111",
        "name=Kaylee Brack | identifier=nhs:9990001111",
    ];
    check("one health number", &lines, "1 2");
    let linked = link(&people(&lines), &[], &terms());
    let (band, note) = (linked.links[0].band, linked.links[0].note.as_str());
    assert_eq!((band, note), (Band::Certain, "same number of the scheme \"nhs\""));

    check(
        "one number in two schemes is two numbers",
        &[
            "name=Kayleigh Thornfield | identifier=nhs:9990001111",
            "name=Nemo Brack | identifier=school:9990001111",
        ],
        "1, 2",
    );
    let lines = [
        "name=Kayleigh Thornfield | born=03/05/1990 | identifier=nhs:9990001111",
        "name=Nemo Brack | born=21/08/1961 | identifier=nhs:9990001111",
    ];
    check("one number, three contradictions", &lines, "1, 2");
    let linked = link(&people(&lines), &[], &terms());
    assert_eq!(linked.links[0].band, Band::Possible);
    assert!(linked.links[0].note.starts_with("same number, different person?"), "{}", linked.links[0].note);
}

#[test]
fn an_age_counts_with_the_day_it_was_recorded() {
    let lines = [
        "name=Kayleigh Thornfield | born=03/05/1990 | postcode=ZZ1 1AA",
        "name=Kayleigh Thornfield | age=14 | postcode=ZZ1 1AA",
        "name=Kayleigh Thornfield | age=41 | postcode=ZZ1 1AA",
    ];
    let mentions = people(&lines);
    let mut terms = terms();
    let day = model::Day::iso("2004-09-01");
    terms.recorded_on = vec![None, day, day];
    let linked = link(&mentions, &[], &terms);
    assert_ne!(linked.entity_of[0], linked.entity_of[2], "fourteen and forty-one");
    let of = |right: u32| linked.links.iter().find(|l| (l.left.0, l.right.0) == (0, right));
    assert!(of(1).is_some_and(|l| l.used), "{:?}", linked.links);
    assert!(!of(2).is_some_and(|l| l.used));
}

fn decision(left: u32, right: u32, same: bool) -> PairDecision {
    let (left, right) = (MentionId(left - 1), MentionId(right - 1));
    PairDecision { left, right, same, by: "the reviewer".into(), reason: "seen the files".into() }
}

#[test]
fn a_person_decides_and_takes_it_back() {
    let mentions = people(&[
        "forename=Kayleigh | surname=Thornfield | born=03/05/1990",
        "forename=Kayleigh | surname=Thornfield | born=03/05/1990",
        "forename=Kayleigh | surname=Thornfield | born=03/05/1990 | telephone=07700 900123",
        "forename=Nemo | surname=Brack | born=1961",
        "name=John Smith",
    ]);
    let at_first = link(&mentions, &[], &terms());
    assert_eq!(groups(&at_first), "1 2 3, 4, 5");
    // | decisions | groups |
    for (decisions, expected) in [
        (vec![decision(1, 4, true)], "1 2 3 4, 5"),
        (vec![decision(5, 4, true)], "1 2 3, 4 5"),
        (vec![decision(1, 2, false)], "1 3, 2, 4, 5"),
        (vec![decision(1, 2, false), decision(1, 2, true)], "1 2 3, 4, 5"),
        (vec![decision(1, 2, false), decision(2, 3, false), decision(1, 3, false)], "1, 2, 3, 4, 5"),
        (vec![decision(1, 4, true), decision(4, 5, true), decision(1, 5, false)], "1 2 3 4, 5"),
    ] {
        let linked = link(&mentions, &decisions, &terms());
        assert_eq!(groups(&linked), expected, "{decisions:?}");
        let decided = linked.links.iter().filter(|l| l.note.contains("decision of the reviewer")).count();
        assert!(decided > 0, "a decision is shown on a link: {:?}", linked.links);
    }
    assert_eq!(link(&mentions, &[], &terms()), at_first, "taken back, everything is as it was");
    let nonsense = link(&mentions, &[decision(1, 1, true), decision(1, 99, true)], &terms());
    assert_eq!(nonsense.notes.iter().filter(|n| n.contains("was not carried out")).count(), 2);
    assert_eq!(nonsense.entities, at_first.entities);
}

#[test]
fn the_levels_add_up_and_the_words_say_so() {
    let mentions = people(&[
        "forename=Kayleigh | surname=Thornfield | born=03/05/1990 | address=12 Gull Street | postcode=ZZ1 1AA",
        "forename=Kayleigh | surname=Thornfeild | born=03/05/1990 | address=12 Gull St | postcode=ZZ1 1AA",
    ]);
    let linked = link(&mentions, &[], &terms());
    let one = &linked.links[0];
    let total: f64 = one.levels.iter().map(|l| l.weight_bits).sum();
    assert!((total - one.weight_bits).abs() < 1e-9);
    assert!((one.probability - 1.0 / (1.0 + (-total).exp2())).abs() < 1e-12);
    let text = explain(one, &mentions);
    // The pair worked by hand in docs/methods/linkage.md, line by line.
    let bits: Vec<String> = one.levels.iter().map(|l| format!("{:+.1}", l.weight_bits)).collect();
    assert_eq!(bits, ["-10.0", "+6.2", "+5.9", "+9.7", "+8.7", "-9.7"]);
    assert_eq!(format!("{:+.1} {:.4}", one.weight_bits, one.probability), "+10.8 0.9995");
    for words in [
        "Kayleigh Thornfield (M1) and Kayleigh Thornfeild (M2): certain link, used.",
        "before anything is compared",
        "alike, perhaps misspelt: Thornfield, Thornfeild",
        "the same: 03/05/1990 (1 in",
        "relatives and people of one household agree in the same way",
    ] {
        assert!(text.contains(words), "no \"{words}\" in:\n{text}");
    }
}

#[test]
fn names_from_elsewhere() {
    check(
        "another script",
        &[
            "forename=Иван | surname=Шевчук | born=03/05/1990",
            "forename=Ivan | surname=Shevchuk | born=1990-05-03",
            "name=ШЕВЧУК, Иван | born=3 May 1990",
        ],
        "1 2 3",
    );
    check(
        "a patronymic given once",
        &[
            "name=Ivan Petrovich Sidorov | born=03/05/1990",
            "forename=Ivan | surname=Sidorov | born=03/05/1990",
        ],
        "1 2",
    );
    check(
        "one patronymic, one birth date, two forenames: twins",
        &[
            "forename=Ivan Petrovich | surname=Sidorov | born=03/05/1990",
            "forename=Pavel Petrovich | surname=Sidorov | born=03/05/1990",
        ],
        "1, 2",
    );
}
