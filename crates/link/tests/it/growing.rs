//! Records added to others already linked: the same as linking all at once by what the first have taught, to the byte, in whatever steps
//! and order; a decision stays, and taking it back leaves no trace.

use link::columns::{
    self, Column, ColumnKind as K, ColumnLinks, ColumnTerms, GrowError, Kept, KeptError, RecordDecision,
    Records, explain_pair, explain_pair_by, link_columns,
};
use model::Day;
use proptest::prelude::*;

use crate::recover::{Draw, word};
use crate::sets::load::{self, Cells};

/// Rows of a table and what its columns hold.
struct Table {
    kinds: Vec<(String, K)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// The records of some of the rows, in the order given; each part is a source of its own.
    fn records(&self, parts: &[&[usize]]) -> Records {
        let columns = self.kinds.iter().enumerate().map(|(at, (name, kind))| {
            let mut column = Column::new(name.clone(), *kind);
            parts.iter().copied().flatten().for_each(|row| column.push(&self.rows[*row][at]));
            column
        });
        let mut out = Records { columns: columns.collect(), ..Records::default() };
        for (source, part) in parts.iter().enumerate() {
            out.source.extend(part.iter().map(|_| source as u32));
        }
        out
    }
}

/// Parts of a table: the first teaches, the others are added; they stand in the order of their numbers whenever they come.
struct Parts {
    table: Table,
    parts: Vec<Vec<usize>>,
}

impl Parts {
    /// Splits the rows of a table by chance; the first part is as large as all others together.
    fn split(table: Table, parts: usize, seed: u64) -> Parts {
        let mut draw = Draw(seed);
        let mut out = vec![Vec::new(); parts];
        for row in 0..table.rows.len() {
            let at = draw.below(2 * (parts as u64 - 1)) as usize;
            out[if at < parts - 1 { 0 } else { at + 2 - parts }].push(row);
        }
        Parts { table, parts: out }
    }

    fn records(&self, which: &[usize]) -> Records {
        let parts: Vec<&[usize]> = which.iter().map(|part| self.parts[*part].as_slice()).collect();
        self.table.records(&parts)
    }

    /// Where the records of some parts stand among those of more parts.
    fn places(&self, known: &[usize], all: &[usize]) -> Vec<u32> {
        let start = |part: usize| {
            let before = all.iter().take_while(|other| **other != part);
            before.map(|other| self.parts[*other].len() as u32).sum::<u32>()
        };
        let of_part = |part: &usize| start(*part)..start(*part) + self.parts[*part].len() as u32;
        known.iter().flat_map(of_part).collect()
    }

    /// Adds parts one after the other, several in one step where they stand in one list.
    fn in_steps(&self, steps: &[Vec<usize>], terms: &ColumnTerms) -> (ColumnLinks, Kept) {
        let mut known = vec![0];
        let (mut links, mut kept) = link_columns_kept(&self.records(&known), terms, &mut |_| {});
        for step in steps {
            let mut all: Vec<usize> = known.iter().chain(step).copied().collect();
            all.sort_unstable();
            let at = self.places(&known, &all);
            // What is kept between two steps is bytes.
            let read = Kept::decode(&kept.encode()).unwrap();
            (links, kept) = link_added(&self.records(&all), terms, &read, &at, &mut |_| {}).unwrap();
            known = all;
        }
        (links, kept)
    }

    /// Links all at once by what the first part has taught.
    fn at_once(&self, terms: &ColumnTerms) -> (ColumnLinks, Kept) {
        let (_, first) = link_columns_kept(&self.records(&[0]), terms, &mut |_| {});
        let all: Vec<usize> = (0..self.parts.len()).collect();
        link_added(&self.records(&all), terms, &first.taught_only(), &[], &mut |_| {}).unwrap()
    }
}

/// With the listed pairs beside what is told.
fn with_pairs((mut links, kept): (ColumnLinks, Kept), terms: &ColumnTerms) -> (ColumnLinks, Kept) {
    kept.each_pair(|pair| {
        if pair.probability >= terms.pair_probability_min {
            links.pairs.push(*pair);
        }
        Ok(())
    })
    .unwrap();
    (links, kept)
}

fn link_columns_kept(
    records: &Records,
    terms: &ColumnTerms,
    ended: &mut dyn FnMut(&'static str),
) -> (ColumnLinks, Kept) {
    with_pairs(columns::link_columns_kept(records, terms, ended).unwrap(), terms)
}

fn link_added(
    records: &Records,
    terms: &ColumnTerms,
    kept: &Kept,
    at: &[u32],
    ended: &mut dyn FnMut(&'static str),
) -> Result<(ColumnLinks, Kept), GrowError> {
    Ok(with_pairs(columns::link_added(records, terms, kept, at, ended)?, terms))
}

fn same(one: &(ColumnLinks, Kept), other: &(ColumnLinks, Kept)) -> bool {
    one.0 == other.0 && one.1.encode() == other.1.encode()
}

fn terms() -> ColumnTerms {
    ColumnTerms::new(Day::iso("2020-12-31").unwrap())
}

/// Invented people: a third are written down twice, with slips, missing values, several numbers, and addresses of mail.
fn people(count: u64, seed: u64) -> Table {
    let kinds = [
        ("forename", K::Forename),
        ("surname", K::Surname),
        ("born", K::BirthDate),
        ("street", K::Street),
        ("house", K::HouseNumber),
        ("mail", K::Email),
        ("number", K::Identifier),
        ("works for", K::Organisation),
        ("remarks", K::Text),
    ];
    let mut draw = Draw(seed);
    let mut rows = Vec::new();
    for person in 0..count {
        let (forename, surname) = (word(draw.below(60), "a"), word(draw.below(200), "ley"));
        let born = format!("{:02}/{:02}/{}", 1 + draw.below(28), 1 + draw.below(12), 1950 + draw.below(50));
        let (street, house) = (word(draw.below(80), " street"), (1 + draw.below(30)).to_string());
        for copy in 0..1 + u64::from(person % 3 == 0) {
            let mut mail = format!("{forename}{}@mail.example", draw.below(90));
            let mut last = surname.clone();
            let number = format!("N{:05}|M{:05}", draw.below(400), person);
            let mut body = format!("{} County Council", word(draw.below(40), "shire"));
            if copy == 1 {
                match draw.below(4) {
                    0 => last.insert(2, 'e'),
                    1 => last = word(draw.below(200), "ton"),
                    _ => {}
                }
                if draw.chance(50) {
                    mail = String::new();
                }
                body = format!("Council of the County of {}", word(draw.below(40), "shire"));
            }
            let born = if draw.chance(10) { String::new() } else { born.clone() };
            let text = format!("{} {}", word(draw.below(100), ""), word(draw.below(100), "s"));
            rows.push(
                [&forename, &last, &born, &street, &house, &mail, &number, &body, &text]
                    .map(String::clone)
                    .to_vec(),
            );
        }
    }
    Table { kinds: kinds.map(|(name, kind)| (name.to_string(), kind)).to_vec(), rows }
}

/// Blocks are cut small, so that records are added to blocks that were cut, left out, or too common.
fn narrow(mut terms: ColumnTerms, size: usize) -> ColumnTerms {
    terms.limits.all_pairs_records_max = 0;
    terms.limits.block_records_max = size;
    terms.limits.rule_pairs_per_record_max = 4;
    terms
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn added_in_any_steps_and_order_is_the_same_as_all_at_once(
        seed in any::<u64>(),
        size in prop::sample::select(vec![0usize, 8, 30, 2_000]),
        order in Just(vec![1usize, 2, 3, 4]).prop_shuffle(),
        cut in 0usize..4,
        threads in 1usize..4,
    ) {
        let parts = Parts::split(people(160, seed), 5, seed ^ 1);
        let mut terms = if size == 0 { terms() } else { narrow(terms(), size) };
        terms.also_at = vec![0.5];
        let (once, one_by_one) = (parts.at_once(&terms), order.iter().map(|p| vec![*p]).collect::<Vec<_>>());
        terms.threads = threads;
        let several = vec![order[..cut].to_vec(), order[cut..].to_vec()];
        prop_assert!(same(&once, &parts.in_steps(std::slice::from_ref(&order), &terms)), "in one step");
        prop_assert!(same(&once, &parts.in_steps(&several, &terms)), "in two steps");
        prop_assert!(same(&once, &parts.in_steps(&one_by_one, &terms)), "one by one");
    }
}

fn fake_1000() -> Option<Table> {
    let Cells { header, rows } = load::cells("12-linkage-benchmarks/fake_1000.csv")?;
    let kinds = [
        ("first_name", K::Forename),
        ("surname", K::Surname),
        ("dob", K::BirthDate),
        ("city", K::City),
        ("email", K::Email),
    ];
    let at = kinds.map(|(name, _)| header.iter().position(|h| h == name).unwrap());
    let rows = rows.into_iter().map(|row| at.map(|at| row[at].clone()).to_vec()).collect();
    Some(Table { kinds: kinds.map(|(name, kind)| (name.to_string(), kind)).to_vec(), rows })
}

#[test]
fn a_known_set_split_by_chance_comes_out_the_same() {
    for seed in 0..4 {
        let Some(table) = fake_1000() else { return };
        let parts = Parts::split(table, 4, seed);
        let terms = if seed % 2 == 0 { terms() } else { narrow(terms(), 40) };
        let once = parts.at_once(&terms);
        assert!(
            once.0.entities.certainty.len() < 900,
            "people were joined: {}",
            once.0.entities.certainty.len()
        );
        for steps in [[vec![1], vec![2], vec![3]], [vec![3], vec![1], vec![2]], [vec![2, 3], vec![], vec![1]]]
        {
            assert!(same(&once, &parts.in_steps(&steps, &terms)), "seed {seed}, steps {steps:?}");
        }
    }
}

/// Up to 2,000 records every pair is compared; beyond, only those that a rule brings together. Passing from the one to the other is seamless.
#[test]
fn passing_the_number_up_to_which_every_pair_is_compared_changes_nothing() {
    let parts = Parts::split(people(2_000, 5), 3, 9);
    let sizes: Vec<usize> = parts.parts.iter().map(Vec::len).collect();
    assert!(sizes[0] + sizes[1] <= 2_000 && sizes.iter().sum::<usize>() > 2_000, "{sizes:?}");
    let once = parts.at_once(&terms());
    assert!(once.0.rules.len() > 5, "by rules");
    assert!(same(&once, &parts.in_steps(&[vec![1], vec![2]], &terms())));
    assert!(same(&once, &parts.in_steps(&[vec![2], vec![1]], &terms())));
}

#[test]
fn where_all_have_taught_it_is_the_ordinary_linkage_and_the_output_says_who_taught() {
    let table = people(1_700, 3);
    let rows: Vec<usize> = (0..table.rows.len()).collect();
    let records = table.records(&[&rows]);
    let plain = link_columns(&records, &terms());
    let (links, kept) = link_columns_kept(&records, &terms(), &mut |_| {});
    assert!(rows.len() > 2_000 && plain == links);
    let (again, kept_again) = link_added(&records, &terms(), &kept.taught_only(), &[], &mut |_| {}).unwrap();
    assert!(
        again == plain && kept_again.encode() == kept.encode(),
        "all pairs weighed anew by what was learnt"
    );
    let parts = Parts::split(people(300, 4), 3, 4);
    let (links, kept) = parts.in_steps(&[vec![1, 2]], &terms());
    let (learnt, added) = (kept.learnt(), kept.records() - kept.learnt());
    let plainly = format!("those learnt from the first {learnt} records; {added} records were added");
    assert!(links.notes.iter().any(|n| n.contains(&plainly)), "{:?}", links.notes);
}

#[test]
fn a_decision_stays_while_records_are_added_and_taking_it_back_leaves_no_trace() {
    let parts = Parts::split(people(400, 8), 3, 8);
    let before = parts.in_steps(&[vec![1], vec![2]], &terms());
    let joined = before.0.pairs.iter().find(|p| {
        let of = &before.0.entities.of;
        of[p.left as usize] == of[p.right as usize] && p.right < parts.parts[0].len() as u32
    });
    let apart = before.0.pairs.iter().find(|p| p.probability < 0.01 || p.weight_bits < -3.0);
    let (joined, apart) = (joined.unwrap(), apart.unwrap());
    let mut decided = terms();
    decided.decisions = vec![
        RecordDecision { left: joined.left, right: joined.right, same: false },
        RecordDecision { left: apart.left, right: apart.right, same: true },
    ];
    // Both are about records of the first two parts at most or of all; numbers stay because parts are added behind.
    let after = {
        let (_, kept) = parts.in_steps(&[vec![1]], &terms());
        let all = [0, 1, 2];
        let at = parts.places(&[0, 1], &all);
        link_added(&parts.records(&all), &decided, &kept, &at, &mut |_| {}).unwrap()
    };
    let of = &after.0.entities.of;
    assert_ne!(of[joined.left as usize], of[joined.right as usize], "two by decision");
    assert_eq!(of[apart.left as usize], of[apart.right as usize], "one by decision");
    assert_eq!(after.0.pairs, before.0.pairs, "no weight sees a decision");
    let all: Vec<u32> = (0..after.1.records()).collect();
    let back = link_added(&parts.records(&[0, 1, 2]), &terms(), &after.1, &all, &mut |_| {}).unwrap();
    assert!(same(&back, &before), "taken back, it left a trace");
}

#[test]
fn an_explanation_goes_by_what_was_learnt() {
    let parts = Parts::split(people(200, 12), 2, 12);
    let (links, kept) = parts.in_steps(&[vec![1]], &terms());
    let records = parts.records(&[0, 1]);
    let of_new = links.pairs.iter().find(|p| p.right >= kept.learnt() && p.weight_bits > 5.0).unwrap();
    let steps = explain_pair_by(&records, &terms(), &kept, of_new.left, of_new.right);
    assert!((steps.last().unwrap().total_bits - of_new.weight_bits).abs() < 1e-6);
    let anew = explain_pair(&records, &terms(), of_new.left, of_new.right);
    assert_ne!(
        anew.last().unwrap().total_bits,
        steps.last().unwrap().total_bits,
        "learnt from all, it weighs otherwise"
    );
}

#[test]
fn what_does_not_fit_is_refused_and_said() {
    let mut parts = Parts::split(people(200, 2), 2, 2);
    let (_, kept) = link_columns_kept(&parts.records(&[0]), &terms(), &mut |_| {});
    let at = parts.places(&[0], &[0, 1]);
    let refused = |parts: &Parts, terms: &ColumnTerms, at: &[u32]| {
        link_added(&parts.records(&[0, 1]), terms, &kept, at, &mut |_| {}).err()
    };
    assert_eq!(refused(&parts, &terms(), &at), None);
    assert_eq!(refused(&parts, &terms(), &at[1..]), Some(GrowError::Places), "too few");
    let twice: Vec<u32> = at.iter().map(|place| place / 2).collect();
    assert_eq!(refused(&parts, &terms(), &twice), Some(GrowError::Places), "one place twice");
    let mut other = terms();
    other.pair_probability_min = 0.5;
    assert_eq!(refused(&parts, &other, &at), Some(GrowError::OtherTerms));
    // Another file under the same name: surnames have moved from row to row.
    let surnames: Vec<String> = parts.table.rows.iter().map(|row| row[1].clone()).collect();
    for (row, surname) in parts.table.rows.iter_mut().zip(surnames.iter().cycle().skip(7)) {
        row[1].clone_from(surname);
    }
    assert_eq!(refused(&parts, &terms(), &at), Some(GrowError::OtherWeights), "other records");

    let bytes = kept.encode();
    assert_eq!(Kept::decode(&bytes).unwrap().encode(), bytes);
    let of = |bytes: &[u8]| Kept::decode(bytes).err();
    assert_eq!(of(b"left,right\n"), Some(KeptError::NotKept));
    assert_eq!(of(&bytes[..bytes.len() - 1]), Some(KeptError::Damaged));
    let mut changed = bytes.clone();
    changed[200] ^= 1;
    assert_eq!(of(&changed), Some(KeptError::Damaged));
    let later = [b"candour linkage, version 9".as_slice(), &bytes[26..]].concat();
    assert_eq!(of(&later), Some(KeptError::Version { found: "9".to_string(), read: 1 }));
}
