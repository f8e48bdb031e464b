//! The slow way: every pair of a small table, weighed in plain code that shares no step with the fast path but how two values compare.
//!
//! What the fast path lists is what this finds among the pairs that blocking holds, with the same weights, whatever is kept, sorted
//! out beforehand or shared between threads.

use std::sync::Arc;

use proptest::prelude::*;

use super::compare::level_of;
use super::features::Features;
use super::levels::Sort;
use super::train::{self, CLASSES, KIN_HERE, Model, ONE_HERE, ONE_MOVED, STRANGERS, STRANGERS_HERE};
use super::{
    Column, ColumnKind as K, ColumnTerms, Memory, RecordDecision, Records, ScoredPair, blocks, join,
    link_columns_kept, score,
};
use crate::aside::tests::InBytes;
use crate::table::{Cache, Kin};
use model::Day;

const COLUMNS: [(&str, K); 7] = [
    ("forename", K::Forename),
    ("surname", K::Surname),
    ("born", K::BirthDate),
    ("sex", K::Sex),
    ("house", K::HouseNumber),
    ("street", K::Street),
    ("number", K::Identifier),
];

/// A few values of each, so that many pairs agree in something.
fn person() -> impl Strategy<Value = [&'static str; 7]> {
    use prop::sample::select;
    (
        select(vec!["Kayleigh", "Kayliegh", "Nemo", "William", "Bill", "Jane", "Jean", "K", ""]),
        select(vec!["Thornfield", "Thornfeild", "Brack", "Fenn", "Fenn-Brack", "Nemo", ""]),
        select(vec!["1990-05-03", "1990-03-05", "1990-05-13", "1990", "1962-11-17", "1992-11-17", ""]),
        select(vec!["female", "male", ""]),
        select(vec!["12", "40", "1", ""]),
        select(vec!["Gull Street", "Gull St", "Heron Road", "Hostel Lane", ""]),
        select(vec!["A12345", "A12346", "B77777", "", ""]),
    )
        .prop_map(|(f, s, b, x, h, t, n)| [f, s, b, x, h, t, n])
}

fn records(people: &[[&'static str; 7]]) -> Records {
    let mut out = Records::default();
    for (at, (name, kind)) in COLUMNS.into_iter().enumerate() {
        let mut column = Column::new(name, kind);
        people.iter().for_each(|row| column.push(row[at]));
        out.columns.push(column);
    }
    out
}

/// How likely a pair is in each class, feature by feature, with the value itself where it is weighed by how common it is.
fn plain_bits(features: &Features, model: &Model, a: usize, b: usize) -> f64 {
    let levels = features.compare(a, b, &mut Cache::none());
    let (x, y) = (features.row(a), features.row(b));
    let by_value = |f: usize| level_of(levels, f) == 1 && features.features[f].sort.common().is_some();
    let agreed =
        |sort: Sort| (0..features.width()).find(|f| by_value(*f) && features.features[*f].sort == sort);
    let finest = agreed(Sort::Street).or(agreed(Sort::Postcode)).or(agreed(Sort::City));
    let mut of_class = [0.0; CLASSES];
    for (class, of) in of_class.iter_mut().enumerate() {
        *of = model.class[class];
        for f in (0..features.width()).filter(|f| level_of(levels, *f) != 0) {
            let level = level_of(levels, f);
            let sort = features.features[f].sort;
            let share = model.share(features, class, f, level);
            if !by_value(f) {
                *of *= share;
                continue;
            }
            let (value, average) = (features.share(f, x[f], y[f], model.partners[f]), model.u[f][1]);
            *of *= match (class, sort.place(), sort.kin()) {
                (STRANGERS, _, _) | (STRANGERS_HERE, false, _) => value,
                (STRANGERS_HERE, true, _) if finest == Some(f) => share * value / average,
                (KIN_HERE, false, Kin::Strangers(kin)) => (1.0 - kin) * value + kin * model.m[f][1],
                _ => share,
            };
        }
    }
    let one = of_class[ONE_HERE] + of_class[ONE_MOVED];
    (one / (of_class[KIN_HERE] + of_class[STRANGERS_HERE] + of_class[STRANGERS])).log2()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_fast_path_lists_what_every_pair_in_plain_code_gives(people in prop::collection::vec(person(), 20..60)) {
        let records = records(&people);
        let mut terms = ColumnTerms::new(Day::iso("2012-12-31").unwrap());
        let features = Features::prepare(&records, &terms, &mut Vec::new());
        let made = blocks(&features, &terms, &mut Vec::new()).unwrap();
        let (model, _) = train::train(&features, &made, &records, &terms, &mut Vec::new()).unwrap();
        let weighed = |terms: &ColumnTerms| {
            let (pairs, _) = score::pairs(&features, &made, &model, &records, terms).unwrap();
            pairs.sorted().unwrap().into_vec().unwrap()
        };
        let fast = weighed(&terms);
        terms.threads = 1;
        prop_assert_eq!(&fast, &weighed(&terms));
        let least = (terms.pair_probability_min / 100.0).log2();
        let mut listed = fast.iter().peekable();
        for a in 0..people.len() as u32 {
            for b in a + 1..people.len() as u32 {
                let bits = plain_bits(&features, &model, a as usize, b as usize);
                let said = listed.next_if(|p| (p.left, p.right) == (a, b));
                match said {
                    Some(pair) => prop_assert!((pair.weight_bits - bits).abs() < 1e-9, "{:?} {}", pair, bits),
                    // A hair around the least weight either may stand.
                    None => prop_assert!(bits < least + 1e-3 || !made.holds(a, b), "{} {} {}", a, b, bits),
                }
            }
        }
        prop_assert!(listed.next().is_none());
    }
}

/// What third records say, asked of every two pairs of every record: nothing is left out because it could not matter.
fn plain_probabilities(pairs: &[ScoredPair], scorer: &mut score::Scorer<'_>, records: &Records) -> Vec<f64> {
    let odds = |pair: usize| pairs[pair].weight_bits.min(60.0).exp2();
    let (mut against, mut support) = (vec![0.0f64; pairs.len()], vec![1.0f64; pairs.len()]);
    for record in 0..records.len() as u32 {
        let of = |pair: &ScoredPair| [(pair.left, pair.right), (pair.right, pair.left)];
        let mut near: Vec<(usize, u32)> = Vec::new();
        for (number, pair) in pairs.iter().enumerate() {
            near.extend(of(pair).iter().filter(|(own, _)| *own == record).map(|(_, other)| (number, *other)));
        }
        near.sort_by(|p, q| pairs[q.0].weight_bits.total_cmp(&pairs[p.0].weight_bits).then(p.1.cmp(&q.1)));
        near.truncate(24);
        for &(pair, x) in &near {
            let mut said = 0.0;
            for &(bridge, y) in near.iter().filter(|(bridge, _)| *bridge != pair) {
                let apart = records.excluded(x as usize, y as usize);
                let between = if apart { 0.0 } else { scorer.bits(x, y).min(60.0).exp2() };
                let p = odds(bridge);
                let factor = (1.0 + p * between) / (1.0 + p + between);
                if factor < 1.0 {
                    said += 1.0 / factor - 1.0;
                }
                support[pair] = support[pair].max(factor);
            }
            against[pair] = against[pair].max(said);
        }
    }
    let households = scorer.sees_households();
    let settled = pairs.iter().enumerate().map(|(i, pair)| {
        let supported = support[i] > 1.0 && !households && !scorer.contradicts(pair.levels);
        let odds = odds(i) * if supported { support[i].min(1_024.0) } else { 1.0 / (1.0 + against[i]) };
        odds / (1.0 + odds)
    });
    settled.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_third_records_say_is_the_same_where_all_are_asked(
        people in prop::collection::vec(person(), 20..50),
        places in any::<bool>(),
        listed in prop::sample::select(vec![0.0, 0.001, 0.01, 0.2]),
        once in any::<bool>(),
    ) {
        let mut records = records(&people);
        if !places {
            records.columns.retain(|c| !matches!(c.kind, K::Street | K::HouseNumber));
        }
        records.source = (0..people.len() as u32).map(|r| r % 3).collect();
        records.once_each = vec![once, false, false];
        let mut terms = ColumnTerms::new(Day::iso("2012-12-31").unwrap());
        terms.pair_probability_min = listed;
        let features = Features::prepare(&records, &terms, &mut Vec::new());
        let made = blocks(&features, &terms, &mut Vec::new()).unwrap();
        let (model, _) = train::train(&features, &made, &records, &terms, &mut Vec::new()).unwrap();
        let weighed = || score::pairs(&features, &made, &model, &records, &terms).unwrap().0;
        let pairs = weighed().sorted().unwrap().into_vec().unwrap();
        let slow = plain_probabilities(&pairs, &mut score::Scorer::new(&features, &model), &records);
        let scorer = score::Scorer::new(&features, &model);
        let (fast, ..) = join::settle(weighed(), scorer, &records, &terms, &mut Vec::new()).unwrap();
        for (pair, slow) in fast.into_vec().unwrap().iter().zip(slow) {
            if pair.probability >= listed || slow >= listed {
                prop_assert_eq!(pair.probability.to_bits(), slow.to_bits(), "{:?} {}", pair, slow);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 25, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever memory is allowed, pairs, entities, notes and the state that is kept are the same to the byte. Even the smallest lists are put aside
    /// here, and every pair beyond the first hundred.
    #[test]
    fn any_memory_gives_the_bytes_of_the_run_without_a_bound(
        people in prop::collection::vec(person(), 50..220),
        bytes in 0u64..400_000,
        once in any::<bool>(),
        decided in prop::collection::vec((0u32..60, 0u32..60, any::<bool>()), 0..6),
        blocked in any::<bool>(),
    ) {
        let mut terms = ColumnTerms::new(Day::iso("2012-12-31").unwrap());
        terms.also_at = vec![0.5, 0.99];
        terms.decisions = decided.into_iter().map(|(left, right, same)| RecordDecision { left, right, same }).collect();
        if blocked {
            terms.limits.all_pairs_records_max = 10;
        }
        let run = |memory: Memory| {
            let mut records = records(&people);
            records.source = (0..people.len() as u32).map(|r| r % 3).collect();
            records.once_each = vec![once, false, false];
            records.put_aside(&memory).unwrap();
            let terms = ColumnTerms { memory, ..terms.clone() };
            let (links, kept) = link_columns_kept(&records, &terms, &mut |_| {}).unwrap();
            let (mut pairs, mut state) = (Vec::new(), Vec::new());
            kept.each_pair(|pair| { pairs.push(*pair); Ok(()) }).unwrap();
            let hash = kept.write_to(&mut state).unwrap();
            (links, pairs, state, hash)
        };
        // What must be in memory is never refused here: only what may be put aside is.
        let bound = Memory::bounded(bytes + (1 << 22), Arc::new(InBytes)).parts_of(bytes);
        prop_assert_eq!(run(bound), run(Memory::unbounded()));
    }
}
