//! Officers of one police force in two files at a time, against the identity that a publisher resolved.
//!
//! The truth is rules and repairs by hand, not a gold set: where it and the records part, a person should look, so how many such pairs
//! there are is told, and how many of those whose surname changed were found.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::goals::Goals;
use super::{Link, score};

/// The files, by the end of their names.
const FILES: [&str; 6] = [
    "roster_1936-2017_2017-04",
    "unit-history__2016-03",
    "unit-history__2016-12",
    "complaints-accused_2000-2016_2016-11",
    "complaints-investigators_2000-2016_2016-11",
    "TRR-officers_2004-2016_2016-09",
];

/// The roster with every other file, the two histories of units, and two files of events.
const PAIRS: [[usize; 2]; 7] = [[0, 1], [0, 2], [0, 3], [0, 4], [0, 5], [1, 2], [3, 5]];

/// What is to be reached in every pair of files.
const PRECISION: f64 = 0.995;
const RECALL: f64 = 0.98;

/// Links each pair of files and prints a row.
pub(super) fn run(bench: &Link<'_>, shared: &Path, goals: &mut Goals) -> Result<(), String> {
    println!("\nofficers in two files; to be reached: precision {PRECISION}, recall {RECALL}");
    println!("{:72} precision  recall  surname changed: of, found, recall   differ from the truth", "files");
    for pair in PAIRS {
        let path = |at: usize| shared.join(format!("data/01-cpd-linkage/profiles__{}.csv.gz", FILES[at]));
        let files: Vec<PathBuf> = pair.iter().map(|at| path(*at)).collect();
        if let Some(absent) = files.iter().find(|f| !f.is_file()) {
            println!("SKIPPED: officers: {} is absent", absent.display());
            return Ok(());
        }
        let truth = bench.python.truth(&bench.scratch, &files)?;
        let ours = bench.ours(&files, Some("officers"), 2)?;
        let found = score::read(&ours.out)?;
        let reached = score::measure(&found, &truth)?;
        let (changed, joined) = changed_surnames(&found.entities, &truth);
        let name = format!("{} with {}", FILES[pair[0]], FILES[pair[1]]);
        let (precision, recall, _) = reached.joined;
        let short = |at: usize| FILES[at].split('_').next().unwrap_or(FILES[at]);
        let both = match pair {
            [1, 2] => "two unit histories".to_string(),
            [_, b @ (1 | 2)] => format!("roster, {}", FILES[b]),
            [a, b] => format!("{}, {}", short(a), short(b)),
        };
        goals.least(&format!("officers, {both}: precision"), PRECISION, precision, None);
        goals.least(&format!("officers, {both}: recall"), RECALL, recall, None);
        println!(
            "{name:72} {precision:>9.4} {recall:>7.4} {changed:>17} {joined:>6} {:>7.4} {:>22}",
            joined as f64 / changed.max(1) as f64,
            differ(&found.entities, &truth),
        );
    }
    Ok(())
}

/// Records of one person, person by person.
fn people(truth: &score::Truth) -> Vec<Vec<usize>> {
    let mut by: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, person) in truth.person.iter().enumerate().filter(|(_, p)| !p.is_empty()) {
        by.entry(person).or_default().push(at);
    }
    by.into_values().collect()
}

/// Pairs of one person under two surnames, and how many of them were joined. The truth gives the surname where others give a household.
fn changed_surnames(entities: &[u32], truth: &score::Truth) -> (usize, usize) {
    let (mut all, mut joined) = (0, 0);
    for of in people(truth) {
        for (i, &a) in of.iter().enumerate() {
            for &b in of[i + 1..].iter().filter(|b| truth.household[**b] != truth.household[a]) {
                all += 1;
                joined += usize::from(entities[a] == entities[b]);
            }
        }
    }
    (all, joined)
}

/// Pairs in which entities and truth say different things.
fn differ(entities: &[u32], truth: &score::Truth) -> usize {
    let pairs =
        |sizes: &mut dyn Iterator<Item = usize>| sizes.map(|n| n * n.saturating_sub(1) / 2).sum::<usize>();
    let mut of_entity: BTreeMap<u32, usize> = BTreeMap::new();
    let mut of_both: BTreeMap<(u32, &str), usize> = BTreeMap::new();
    for (at, person) in truth.person.iter().enumerate().filter(|(_, p)| !p.is_empty()) {
        *of_entity.entry(entities[at]).or_default() += 1;
        *of_both.entry((entities[at], person)).or_default() += 1;
    }
    let both = pairs(&mut of_both.into_values());
    let one = pairs(&mut people(truth).iter().map(Vec::len));
    pairs(&mut of_entity.into_values()) + one - 2 * both
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_case_is_counted_by_hand() {
        let words = |all: [&str; 5]| all.map(String::from).to_vec();
        // Persons a a b b and one unknown; the second a has another surname, and so has the second b.
        let truth = score::Truth {
            person: words(["a", "a", "b", "b", ""]),
            household: words(["x", "y", "z", "w", "x"]),
        };
        let entities = [0, 0, 1, 2, 2];
        assert_eq!(changed_surnames(&entities, &truth), (2, 1));
        // b and b were not joined; the record without a truth counts for nothing.
        assert_eq!(differ(&entities, &truth), 1);
    }
}
