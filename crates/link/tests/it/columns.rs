//! Tables of typed columns: parameters found again, decisions and their undoing, constraints, thresholds, and what cannot be learnt.

use link::columns::{
    Column, ColumnKind as K, ColumnLinks, ColumnTerms, RecordDecision, Records, explain_pair, link_columns,
};
use model::Day;

use crate::recover::{Draw, number_after, word};

const COLUMNS: [(&str, K); 6] = [
    ("forename", K::Forename),
    ("surname", K::Surname),
    ("born", K::BirthDate),
    ("house", K::HouseNumber),
    ("street", K::Street),
    ("town", K::City),
];

/// An invented town.
#[derive(Default)]
struct Town {
    rows: Vec<[String; 6]>,
    person: Vec<u64>,
    family: Vec<u64>,
}

impl Town {
    fn add(&mut self, row: [&str; 6], person: u64, family: u64) -> u32 {
        self.rows.push(row.map(str::to_string));
        self.person.push(person);
        self.family.push(family);
        self.rows.len() as u32 - 1
    }

    fn records(&self) -> Records {
        let mut out = Records::default();
        for (at, (name, kind)) in COLUMNS.into_iter().enumerate() {
            let mut column = Column::new(name, kind);
            self.rows.iter().for_each(|row| column.push(&row[at]));
            out.columns.push(column);
        }
        out
    }

    /// Pairs that are one.
    fn one(&self) -> Vec<(u32, u32)> {
        let mut order: Vec<u32> = (0..self.rows.len() as u32).collect();
        order.sort_by_key(|r| (self.person[*r as usize], *r));
        let twice = order.windows(2).filter(|w| self.person[w[0] as usize] == self.person[w[1] as usize]);
        twice.map(|w| (w[0], w[1])).collect()
    }
}

/// Families of four with one surname in one house of one town; every second person is written down twice. In the second writing
/// the surname is another in 10 of 100, the birth date has day and month changed places in 5 (where the day can be a month) and is
/// another in 4, and the house and street are others in 30. Four in a hundred live in one hostel.
fn town(families: u64) -> Town {
    let mut draw = Draw(23);
    let mut out = Town::default();
    let born = |draw: &mut Draw| (1940 + draw.below(65), 1 + draw.below(12), 1 + draw.below(28));
    let home = |draw: &mut Draw| {
        let (house, street) = ((1 + draw.below(90)).to_string(), word(draw.below(900), ""));
        (house, format!("{street} street"))
    };
    for family in 0..families {
        let surname = word(draw.below(3_000), "ley");
        let (house, street) = home(&mut draw);
        // In 2 families of 100 two bear one forename: what is documented of relatives, and what training takes as given.
        let mut before: Option<String> = None;
        for person in 0..4 {
            let forename = match &before {
                Some(forename) if draw.chance(2) => forename.clone(),
                _ => word(draw.below(500), "a"),
            };
            before = Some(forename.clone());
            let (y, m, d) = born(&mut draw);
            let date = format!("{y}-{m:02}-{d:02}");
            let hostel = draw.chance(4);
            let (h, s) = if hostel { ("1", "hostel lane") } else { (house.as_str(), street.as_str()) };
            let number = family * 4 + person;
            out.add([&forename, &surname, &date, h, s, "Northmere"], number, family);
            if !draw.chance(50) {
                continue;
            }
            let last = if draw.chance(10) { word(draw.below(3_000), "ton") } else { surname.clone() };
            let date = match draw.below(100) {
                0..5 if d <= 12 => format!("{y}-{d:02}-{m:02}"),
                5..9 => {
                    let (y, m, d) = born(&mut draw);
                    format!("{y}-{m:02}-{d:02}")
                }
                _ => date,
            };
            let moved = draw.chance(30).then(|| home(&mut draw));
            let (h, s) = moved.as_ref().map_or((h, s), |(h, s)| (h.as_str(), s.as_str()));
            out.add([&forename, &last, &date, h, s, "Northmere"], number, family);
        }
    }
    out
}

fn terms() -> ColumnTerms {
    ColumnTerms::new(Day::iso("2012-12-31").unwrap())
}

/// The share `m` of a level of a comparison.
fn m_of(links: &ColumnLinks, comparison: &str, words: &str) -> f64 {
    let of = links.comparisons.iter().find(|c| c.name == comparison).unwrap();
    of.levels.iter().find(|l| l.0 == words).unwrap().1
}

fn has_note(links: &ColumnLinks, words: &str) -> bool {
    links.notes.iter().any(|n| n.contains(words))
}

fn joined(links: &ColumnLinks, a: u32, b: u32) -> bool {
    links.entities.of[a as usize] == links.entities.of[b as usize]
}

#[test]
fn chosen_parameters_are_found_again_and_labels_are_believed() {
    let town = town(700);
    let (records, one) = (town.records(), town.one());
    let links = link_columns(&records, &terms());
    println!("{:#?}", links.notes);
    let n = town.rows.len() as f64;
    let expected = n * (n - 1.0) / 2.0 / one.len() as f64;
    let found = number_after(&links.notes, "Of all pairs, 1 in ");
    assert!((found / expected).ln().abs() < 0.05, "pairs that are one: 1 in {found} against 1 in {expected}");
    assert!(has_note(&links, "converged"), "{:?}", links.notes);
    assert!(!has_note(&links, "Another start of training ends elsewhere"), "{:?}", links.notes);

    // What came of the chances, counted: training must find it within two in a hundred.
    let share = |column: usize| {
        let differs = |p: &&(u32, u32)| town.rows[p.0 as usize][column] != town.rows[p.1 as usize][column];
        one.iter().filter(differs).count() as f64 / one.len() as f64
    };
    for (column, name) in [(0, "forename"), (1, "surname"), (2, "born"), (4, "street")] {
        let (found, expected) = (m_of(&links, name, "the same"), 1.0 - share(column));
        println!("{name} the same: {expected:.4} counted, {found:.4} learnt");
        assert!((found - expected).abs() < 0.02, "{name}: {found:.4} against {expected:.4}");
    }

    // Labels are believed: of half the pairs that are one it is said that they are two, and half as many are then expected.
    let mut known = terms();
    let half = one.iter().step_by(2);
    known.labels = half.map(|&(left, right)| RecordDecision { left, right, same: false }).collect();
    let taught = link_columns(&records, &known);
    let given = known.labels.len();
    assert!(has_note(&taught, &format!("and {given} pairs whose truth was given")), "{:?}", taught.notes);
    let then = number_after(&taught.notes, "Of all pairs, 1 in ");
    assert!((then / found / 2.0).ln().abs() < 0.3, "1 in {then}, and without labels 1 in {found}");
}

#[test]
fn what_cannot_be_learnt_is_said() {
    let mut town = town(150);
    let spare: Vec<usize> = (0..town.rows.len()).collect();
    let mut records = town.records();
    // Given once in a hundred records; never; and one town for all.
    let mut seldom = Column::new("number", K::Identifier);
    let mut never = Column::new("letter", K::Email);
    spare.iter().for_each(|r| seldom.push(if r % 100 == 0 { "A12345" } else { "" }));
    spare.iter().for_each(|_| never.push(""));
    records.columns.extend([seldom, never]);
    let links = link_columns(&records, &terms());
    for words in [
        "The town tells no pair apart",
        "The letter is given by no record and tells nothing",
        "The number is given on both sides in",
        "it cannot be learnt, and its documented weights stand",
    ] {
        assert!(has_note(&links, words), "no \"{words}\" in {:#?}", links.notes);
    }
    town.rows.truncate(12);
    let few = link_columns(&town.records(), &terms());
    assert!(has_note(&few, "Fewer than 20 records: the documented weights were used."), "{:?}", few.notes);
}

#[test]
fn a_decision_is_followed_and_taken_back_it_leaves_no_trace() {
    let mut town = town(150);
    let stranger =
        town.add(["Osric", "Quill", "1950-02-03", "7", "vale street", "Northmere"], 10_000, 10_000);
    let other = town.add(["Maud", "Thorn", "1981-09-12", "9", "pell street", "Northmere"], 10_001, 10_001);
    let records = town.records();
    let at_first = link_columns(&records, &terms());
    let &(a, b) = town.one().iter().find(|(a, b)| joined(&at_first, *a, *b)).unwrap();
    assert!(!joined(&at_first, stranger, other));
    let decide = |decisions: &[(u32, u32, bool)]| {
        let mut terms = terms();
        let each = decisions.iter().map(|&(left, right, same)| RecordDecision { left, right, same });
        terms.decisions = each.collect();
        link_columns(&records, &terms)
    };
    let apart = decide(&[(b, a, false)]);
    assert!(!joined(&apart, a, b), "kept apart");
    let same = decide(&[(stranger, other, true)]);
    assert!(joined(&same, stranger, other), "joined");
    assert_eq!(same.pairs, at_first.pairs, "a decision changes no weight");
    assert!(joined(&decide(&[(a, b, false), (a, b, true)]), a, b), "the last decision about a pair counts");
    // Two decisions against a third: what is kept apart stays apart.
    let three = decide(&[(a, stranger, true), (stranger, b, true), (a, b, false)]);
    assert!(
        !joined(&three, a, b) && has_note(&three, "was not carried out: other decisions"),
        "{:?}",
        three.notes
    );
    assert!(has_note(&decide(&[(a, a, true)]), "a record and itself"));
    assert_eq!(decide(&[]), at_first, "taken back, everything is as it was");
}

#[test]
fn no_bridge_joins_a_family_and_nobody_stands_twice_in_a_census() {
    let mut town = town(150);
    // A father and a son of one name, and a note without a birth date that fits both.
    let home = ["12", "wexford street", "Northmere"];
    let row = |forename, surname, born| [forename, surname, born, home[0], home[1], home[2]];
    let father = town.add(row("Nemo", "Thornfield", "1961-09-02"), 20_000, 20_000);
    let note = town.add(row("Nemo", "Thornfield", ""), 20_002, 20_000);
    let son = town.add(row("Nemo", "Thornfield", "1988-11-17"), 20_001, 20_000);
    // Twins, and a note with their surname and birth date only.
    let first = town.add(row("Kayleigh", "Brack", "1990-05-03"), 20_003, 20_001);
    let either = town.add(row("", "Brack", "1990-05-03"), 20_005, 20_001);
    let second = town.add(row("Jordan", "Brack", "1990-05-03"), 20_004, 20_001);
    let mut records = town.records();
    let links = link_columns(&records, &terms());
    assert!(!joined(&links, father, son), "a father and his son");
    assert!(!joined(&links, first, second), "twins");
    assert!(!joined(&links, father, note) || !joined(&links, note, son));
    assert!(!joined(&links, first, either) || !joined(&links, either, second));

    // Everybody in one census: nobody is found, whatever agrees.
    records.source = vec![0; town.rows.len()];
    records.once_each = vec![true];
    let links = link_columns(&records, &terms());
    let entities = links.entities.certainty.len();
    assert!(links.pairs.is_empty() && entities == town.rows.len(), "{entities} of {}", town.rows.len());
}

#[test]
fn entities_of_a_higher_threshold_lie_within_those_of_a_lower_one() {
    let records = town(150).records();
    let plain = link_columns(&records, &terms());
    let mut several = terms();
    several.also_at = vec![0.5, 0.999, 0.8];
    let links = link_columns(&records, &several);
    assert_eq!(
        (&links.entities, &links.pairs),
        (&plain.entities, &plain.pairs),
        "asking for more changes nothing"
    );
    let thresholds: Vec<f64> = links.entities_at.iter().map(|at| at.threshold).collect();
    assert_eq!(thresholds, [0.999, 0.8, 0.5]);
    let levels =
        [&links.entities_at[0].of, &links.entities.of, &links.entities_at[1].of, &links.entities_at[2].of];
    let count = |of: &[u32]| of.iter().max().unwrap() + 1;
    assert!(count(levels[0]) > count(levels[3]), "the thresholds differ in something");
    for pair in levels.windows(2) {
        for a in 0..pair[0].len() {
            for b in a + 1..pair[0].len() {
                assert!(pair[0][a] != pair[0][b] || pair[1][a] == pair[1][b]);
            }
        }
    }
}

#[test]
fn a_flat_in_a_whole_address_is_compared_by_itself() {
    let mut address = Column::new("address", K::Address);
    let mut forename = Column::new("forename", K::Forename);
    for at in [
        "Flat 2, 12 Gull Street, ZZ1 1AA",
        "Flat 2, 12 Gull St ZZ1 1AA",
        "Flat 3, 12 Gull Street, ZZ1 1AA",
        "12 Gull Street, ZZ1 1AA",
        "Flat 2, 14 Gull Street, ZZ1 1AA",
    ] {
        address.push(at);
        forename.push("Nemo");
    }
    let records = Records { columns: vec![forename, address], ..Records::default() };
    // | other record | flat | house number |
    for (other, flat, house) in [
        (1, Some("the same"), "the same"),
        (2, Some("different"), "the same"),
        (3, None, "the same"),
        (4, Some("the same"), "alike"),
    ] {
        let steps = explain_pair(&records, &terms(), 0, other);
        let words = |name: &str| steps.iter().find(|s| s.comparison == name).map(|s| s.words.as_str());
        assert_eq!(words("flat").is_some(), flat.is_some(), "{other}: {steps:?}");
        assert!(
            words("flat").unwrap_or_default().starts_with(flat.unwrap_or_default()),
            "{other}: {steps:?}"
        );
        assert!(words("house number").unwrap().starts_with(house), "{other}: {steps:?}");
        assert!(words("street").unwrap().starts_with("the same"), "{other}: {steps:?}");
    }
}

/// What is compared of two records, and how it came out.
fn compared(records: &Records, a: u32, b: u32) -> Vec<String> {
    let terms = ColumnTerms::new(Day::iso("2020-12-31").unwrap());
    let steps = explain_pair(records, &terms, a, b);
    steps
        .iter()
        .skip(1)
        .map(|s| format!("{}: {}", s.comparison, s.words.split(':').next().unwrap()))
        .collect()
}

#[test]
fn a_number_or_an_address_is_compared_only_where_both_held_it_on_one_day() {
    let rows = [
        // Given up in 2012, and given to somebody else in 2015.
        ["Osric", "0161 496 0000 [2010-01-01..2012-12-31]", "Gull Street [..2012-06-30]"],
        ["Osric", "01614960000 [2015-01-01..]", "Heron Road [2012-07-01..]"],
        ["Osric", "0161 496 0000", "Gull Street"],
        // Two numbers, the second the one of the first record in part of its time.
        [
            "Osric",
            "020 7946 0000 [2009-01-01..2009-12-31]|0161 496 0000 [2012-12-31..2014-01-01]",
            "Heron Road [2012-01-01..]",
        ],
        ["Osric", "020 7946 0001 [2009-06-01..]", ""],
    ];
    let mut records = Records::default();
    for (at, (name, kind)) in
        [("forename", K::Forename), ("phone", K::Telephone), ("street", K::Street)].into_iter().enumerate()
    {
        let mut column = Column::new(name, kind);
        rows.iter().for_each(|row| column.push(row[at]));
        records.columns.push(column);
    }
    let name = "forename: the same";
    let of = |a, b| compared(&records, a, b);
    assert_eq!(of(0, 1), [name], "neither the number nor the street held on one day");
    assert_eq!(of(0, 2), [name, "phone: the same", "street: the same"], "without days it always holds");
    assert_eq!(of(1, 2), [name, "phone: the same", "street: different"]);
    assert_eq!(of(0, 3)[1], "phone: the same", "the last day of the one is the first of the other");
    assert_eq!(
        of(1, 3),
        [name, "street: the same"],
        "the number held before and after, the street on one day"
    );
    assert!(of(3, 4)[1].starts_with("phone: one"), "{:?}", of(3, 4));
    assert_eq!(of(0, 4)[1], "phone: different");
}
