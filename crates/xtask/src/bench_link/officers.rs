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
    let mut list = String::new();
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
        let doubtful = doubtful(&found.entities, &truth);
        list += &format!("{name}: {} to look at\n", doubtful.len());
        doubtful.iter().for_each(|case| list += &format!("  {case}\n"));
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
    // It names people: it stays in the build folder.
    let file = bench.tree.build_folder()?.join("bench-link-officers.txt");
    std::fs::write(&file, list).map_err(|e| format!("cannot write {}: {e}", file.display()))?;
    println!("where the truth may be wrong, for a person to look at: {}", file.display());
    Ok(())
}

/// How many of the fields that a record says are compared where the truth is doubted: forename, surname, day of appointment, sex, race.
const FACTS: usize = 5;

/// Pairs in which the records speak for the result and against the truth: it says two and every fact that both give agrees, or it says one and
/// two facts or more contradict each other.
fn doubtful(entities: &[u32], truth: &score::Truth) -> Vec<String> {
    let facts = |a: usize, b: usize| {
        let both = truth.says[a].iter().zip(&truth.says[b]).take(FACTS);
        both.filter(|(x, y)| !x.is_empty() && !y.is_empty())
            .map(|(x, y)| x.eq_ignore_ascii_case(y))
            .collect::<Vec<bool>>()
    };
    let row = |r: usize| truth.says[r].join(" ; ");
    let tell = |what: &str, a: usize, b: usize| format!("{what}\n    {}\n    {}", row(a), row(b));
    let mut out = Vec::new();
    for of in people(truth) {
        for (i, &a) in of.iter().enumerate() {
            for &b in of[i + 1..].iter().filter(|b| entities[**b] != entities[a]) {
                if facts(a, b).iter().filter(|same| !**same).count() >= 2 {
                    out.push(tell("the truth says one, and the records contradict each other", a, b));
                }
            }
        }
    }
    let mut members: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, _) in truth.person.iter().enumerate().filter(|(_, p)| !p.is_empty()) {
        members.entry(entities[at]).or_default().push(at);
    }
    for of in members.values() {
        for (i, &a) in of.iter().enumerate() {
            for &b in of[i + 1..].iter().filter(|b| truth.person[**b] != truth.person[a]) {
                if facts(a, b).iter().all(|same| *same) {
                    out.push(tell("the truth says two, and the records agree in all that both give", a, b));
                }
            }
        }
    }
    out
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
            says: Vec::new(),
        };
        let entities = [0, 0, 1, 2, 2];
        assert_eq!(changed_surnames(&entities, &truth), (2, 1));
        // b and b were not joined; the record without a truth counts for nothing.
        assert_eq!(differ(&entities, &truth), 1);
    }

    #[test]
    fn a_case_is_for_a_person_where_the_records_speak_against_the_truth() {
        let row = |text: &str| {
            text.split(' ').map(|w| if w == "-" { String::new() } else { w.to_string() }).collect()
        };
        let truth = score::Truth {
            person: ["a", "b", "c", "c", "d", "d"].map(String::from).to_vec(),
            household: vec![String::new(); 6],
            says: [
                "Odo Vole 1990-01-01 M -",
                "odo Vole 1990-01-01 M W",
                "Ada Gull 1980-01-01 F W",
                "Eve Marl 1990-01-01 F W",
                "Ida Tern 1980-01-01 F W",
                "Ida Wren 1980-01-01 F W",
            ]
            .map(row)
            .to_vec(),
        };
        // The first two are joined and agree in all; the next two are apart and differ in three; of the last two only the surname is another.
        let found = doubtful(&[0, 0, 1, 2, 3, 4], &truth);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].contains("says one") && found[0].contains("Ada ; Gull"));
        assert!(found[1].contains("says two") && found[1].contains("Odo ; Vole"));
    }
}
