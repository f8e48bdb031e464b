//! Known parameters, recovered: people are generated with chosen error rates, and training must find them again.

use link::{LinkTerms, link};
use model::{Day, Mention, MentionKind, field};

use crate::common::{accuracy, mention};

/// A fixed sequence of numbers below a limit (SplitMix64), so that every run makes the same people.
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ z >> 31) % limit
    }
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// A made-up word of syllables; different numbers give words that are not alike.
pub(crate) fn word(mut number: u64, ending: &str) -> String {
    const SYLLABLES: [&str; 16] = [
        "bra", "cko", "du", "fen", "gri", "ho", "jul", "ka", "lom", "mi", "nor", "pe", "qua", "ris", "tov",
        "wex",
    ];
    let mut out = String::new();
    for _ in 0..3 {
        out.push_str(SYLLABLES[number as usize % 16]);
        number /= 16;
    }
    out + ending
}

struct Made {
    mentions: Vec<Mention>,
    truth: Vec<u64>,
}

/// Families of four at one address with one surname; every second person is written down twice. In the second writing the
/// surname is another in 10 of 100, the birth date has day and month changed places in 5 of 100 and is another in 4.
fn made(families: u64) -> Made {
    let mut draw = Draw(11);
    let mut out = Made { mentions: Vec::new(), truth: Vec::new() };
    let born = |draw: &mut Draw| (1940 + draw.below(65), 1 + draw.below(12), 1 + draw.below(28));
    for family in 0..families {
        let surname = word(draw.below(3_000), "ley");
        let address = format!("{} {} street", 1 + draw.below(90), word(draw.below(900), ""));
        for person in 0..4 {
            let forename = word(draw.below(500), "a");
            let (y, m, d) = born(&mut draw);
            let times = if draw.chance(50) { 2 } else { 1 };
            for time in 0..times {
                let (mut last, mut date) = (surname.clone(), format!("{d:02}/{m:02}/{y}"));
                if time == 1 {
                    if draw.chance(10) {
                        last = word(draw.below(3_000), "ton");
                    }
                    match draw.below(100) {
                        0..5 if d <= 12 => date = format!("{m:02}/{d:02}/{y}"),
                        5..9 => {
                            let (y, m, d) = born(&mut draw);
                            date = format!("{d:02}/{m:02}/{y}");
                        }
                        _ => {}
                    }
                }
                let at = if time == 1 && draw.chance(30) {
                    format!("{} {} street", 1 + draw.below(90), word(draw.below(900), ""))
                } else {
                    address.clone()
                };
                let fields = [
                    (field::FORENAME, forename.as_str()),
                    (field::SURNAME, last.as_str()),
                    (field::BORN, date.as_str()),
                    (field::ADDRESS, at.as_str()),
                ];
                out.mentions.push(mention(MentionKind::Person, out.mentions.len(), &fields));
                out.truth.push(family * 4 + person);
            }
        }
    }
    out
}

/// The number that follows some words in the notes.
pub(crate) fn number_after(notes: &[String], words: &str) -> f64 {
    let note = notes.iter().find(|n| n.contains(words)).expect("a note of training");
    let rest = &note[note.find(words).unwrap() + words.len()..];
    rest.split(' ').next().unwrap().trim_matches([',', '.']).parse().unwrap()
}

#[test]
fn chosen_parameters_are_found_again() {
    let made = made(1_500);
    let linked = link(&made.mentions, &[], &LinkTerms::new(Day::iso("2012-12-31").unwrap()));
    // Distinct records: what was written twice in the same way counts once.
    let mut distinct: Vec<(u64, Vec<&str>)> = made
        .mentions
        .iter()
        .zip(&made.truth)
        .map(|(m, t)| (*t, m.fields.iter().map(|(_, v)| &**v).collect()))
        .collect();
    distinct.sort();
    distinct.dedup();
    let n = distinct.len() as f64;
    let same: f64 = distinct.chunk_by(|a, b| a.0 == b.0).map(|c| (c.len() * (c.len() - 1) / 2) as f64).sum();
    let kin: f64 = distinct
        .chunk_by(|a, b| a.0 / 4 == b.0 / 4)
        .map(|family| (family.len() * (family.len() - 1) / 2) as f64)
        .sum::<f64>()
        - same;
    let one_in = n * (n - 1.0) / 2.0 / same;
    let kin_one_in = n * (n - 1.0) / 2.0 / kin;
    let found = number_after(&linked.notes, "Expected: 1 pair in ");
    let kin_found = number_after(&linked.notes, "is one person, 1 in ");
    println!(
        "one person: 1 in {one_in:.0}, found 1 in {found:.0}; relatives: 1 in {kin_one_in:.0}, found 1 in {kin_found:.0}"
    );
    assert!((found / one_in).ln().abs() < 0.15_f64, "lambda within 15 in 100");
    assert!((kin_found / kin_one_in).ln().abs() < 0.35_f64, "relatives within 35 in 100");

    // The weights, read off the links: log2 of m over u, with m = 0.90 for the surname (0.35 bits allowed), and for an
    // address that differs m = 0.30 against nearly 1.
    let weights = |field: &str, words: &str| -> Vec<f64> {
        let levels = linked.links.iter().flat_map(|l| &l.levels);
        levels.filter(|l| l.field == field && l.words.starts_with(words)).map(|l| l.weight_bits).collect()
    };
    let surname = weights("surname", "different");
    // Only writings that differ in something are records of their own, so errors are commoner among them: the expected shares are
    // counted from the records.
    let share = |differs: &dyn Fn(&[&str], &[&str]) -> bool| {
        let pairs: Vec<_> = distinct.chunk_by(|a, b| a.0 == b.0).filter(|c| c.len() == 2).collect();
        pairs.iter().filter(|c| differs(&c[0].1, &c[1].1)).count() as f64 / pairs.len() as f64
    };
    for (name, found, expected) in [
        ("surname", surname[0], share(&|a, b| a[1] != b[1]).log2()),
        ("address", weights("address", "different")[0], share(&|a, b| a[3] != b[3]).log2()),
    ] {
        println!("{name} different: {found:.2} bits, expected {expected:.2}");
        assert!((found - expected).abs() < 0.6, "{name}: {found:.2} bits against {expected:.2}");
    }
    let figures = accuracy(&linked, &made.truth);
    println!("precision {:.4}, recall {:.4}", figures.precision, figures.recall);
    assert!(figures.precision > 0.995 && figures.recall > 0.85, "{figures:?}");
}
