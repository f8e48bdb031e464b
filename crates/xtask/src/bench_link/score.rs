//! How right a linkage is: pairs and entities against a truth.

use std::collections::BTreeMap;
use std::path::Path;

/// Pairs found, with their probability, and the entity of each record.
pub(super) struct Found {
    pub(super) pairs: Vec<(u32, u32, f64)>,
    pub(super) entities: Vec<u32>,
}

/// Reads `entities.csv` and `pairs.csv` of a folder that `candour link` wrote.
pub(super) fn read(folder: &Path) -> Result<Found, String> {
    let text = |name: &str| {
        let path = folder.join(name);
        std::fs::read_to_string(&path).map_err(|e| format!("cannot read {}: {e}", path.display()))
    };
    let entities = text("entities.csv")?;
    let mut number: BTreeMap<&str, u32> = BTreeMap::new();
    let mut of = Vec::new();
    let mut names: BTreeMap<&str, u32> = BTreeMap::new();
    for (at, line) in entities.lines().skip(1).enumerate() {
        let mut cells = line.split(',');
        let (name, entity) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
        let next = names.len() as u32;
        of.push(*names.entry(entity).or_insert(next));
        number.insert(name, at as u32);
    }
    let mut pairs = Vec::new();
    for line in text("pairs.csv")?.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let record = |i: usize| cells.get(i).and_then(|name| number.get(name)).copied();
        let probability = cells.get(3).and_then(|p| p.parse().ok());
        match (record(0), record(1), probability) {
            (Some(a), Some(b), Some(p)) => pairs.push((a, b, p)),
            _ => return Err(format!("a pair is not understood: {line}")),
        }
    }
    Ok(Found { pairs, entities: of })
}

/// What a linkage reaches.
pub(super) struct Reached {
    /// Best F1 over thresholds.
    pub(super) f1_best: f64,
    /// Precision and recall of pairs at 0.95.
    pub(super) at_95: (f64, f64),
    /// Pairs said with 0.95 or more, and those of them that are right.
    pub(super) said_95: usize,
    pub(super) right_95: usize,
    /// Of all true pairs, the share that is listed at all.
    pub(super) listed: f64,
    /// Precision, recall and F1 of pairs within entities.
    pub(super) joined: (f64, f64, f64),
    /// B-cubed precision and recall of entities.
    pub(super) b_cubed: (f64, f64),
    /// Records of the largest entity that holds more than one person.
    pub(super) largest_wrong: usize,
    /// Of pairs within entities that give one household, the share that is right; none where there are no such pairs.
    pub(super) in_households: Option<f64>,
}

/// Lower limit of Wilson's 95 % interval of a share.
pub(super) fn wilson_lower(right: usize, of: usize) -> f64 {
    if of == 0 {
        return 1.0;
    }
    let (n, z) = (of as f64, 1.96);
    let p = right as f64 / n;
    (p + z * z / (2.0 * n) - z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt()) / (1.0 + z * z / n)
}

/// A person and a household for each record; empty where not known.
#[derive(Default)]
pub(super) struct Truth {
    pub(super) person: Vec<String>,
    pub(super) household: Vec<String>,
    /// What the record says, field by field, where the set is one in which that is looked at.
    pub(super) says: Vec<Vec<String>>,
}

/// Right pairs and all pairs within entities whose records give one household.
fn in_households(found: &Found, truth: &Truth) -> Option<f64> {
    let mut together: BTreeMap<(u32, &str), BTreeMap<&str, usize>> = BTreeMap::new();
    for (at, home) in truth.household.iter().enumerate() {
        let person = truth.person[at].as_str();
        if !home.is_empty() && !person.is_empty() {
            let people = together.entry((found.entities[at], home)).or_default();
            *people.entry(person).or_default() += 1;
        }
    }
    let pairs_of = |n: usize| n * n.saturating_sub(1) / 2;
    let right: usize = together.values().flat_map(BTreeMap::values).map(|&n| pairs_of(n)).sum();
    let all: usize = together.values().map(|people| pairs_of(people.values().sum())).sum();
    (all > 0).then(|| right as f64 / all as f64)
}

/// Measures against a truth; records without one are in no pair that counts.
pub(super) fn measure(found: &Found, facts: &Truth) -> Result<Reached, String> {
    let truth = &facts.person;
    if truth.len() != found.entities.len() {
        return Err(format!(
            "{} records were linked, and the truth knows {}",
            found.entities.len(),
            truth.len()
        ));
    }
    let mut people: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, person) in truth.iter().enumerate().filter(|(_, p)| !p.is_empty()) {
        people.entry(person).or_default().push(at);
    }
    let pairs_of = |n: usize| (n * n.saturating_sub(1) / 2) as f64;
    let true_pairs: f64 = people.values().map(|p| pairs_of(p.len())).sum();
    let known = |r: u32| !truth[r as usize].is_empty();
    let mut scored: Vec<(f64, bool)> = found
        .pairs
        .iter()
        .filter(|(a, b, _)| known(*a) && known(*b))
        .map(|&(a, b, p)| (p, truth[a as usize] == truth[b as usize]))
        .collect();
    scored.sort_by(|x, y| y.0.total_cmp(&x.0));
    let (mut right, mut f1_best, mut at_95) = (0.0, 0.0f64, (1.0, 0.0));
    let (mut said_95, mut right_95) = (0, 0);
    for (i, &(p, is_right)) in scored.iter().enumerate() {
        right += f64::from(u8::from(is_right));
        let kept = (i + 1) as f64;
        if scored.get(i + 1).is_none_or(|next| next.0 < p) {
            f1_best = f1_best.max(2.0 * right / (kept + true_pairs));
            if p >= 0.95 {
                at_95 = (right / kept, right / true_pairs);
                (said_95, right_95) = (i + 1, right as usize);
            }
        }
    }
    let mut together: BTreeMap<(u32, &str), usize> = BTreeMap::new();
    let mut sizes: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    for (at, person) in truth.iter().enumerate().filter(|(_, p)| !p.is_empty()) {
        *together.entry((found.entities[at], person)).or_default() += 1;
        sizes.entry(found.entities[at]).or_default().0 += 1;
    }
    let mut b_cubed = (0.0, 0.0);
    for (&(entity, person), &n) in &together {
        if let Some(size) = sizes.get_mut(&entity) {
            size.1 += 1;
            b_cubed.0 += (n * n) as f64 / size.0 as f64;
        }
        b_cubed.1 += (n * n) as f64 / people[person].len() as f64;
    }
    let records = people.values().map(Vec::len).sum::<usize>().max(1) as f64;
    let joined_right: f64 = together.values().map(|&n| pairs_of(n)).sum();
    let joined: f64 = sizes.values().map(|s| pairs_of(s.0)).sum();
    let (precision, recall) = (joined_right / joined.max(1.0), joined_right / true_pairs.max(1.0));
    Ok(Reached {
        f1_best,
        at_95,
        said_95,
        right_95,
        listed: right / true_pairs.max(1.0),
        joined: (precision, recall, 2.0 * joined_right / (joined + true_pairs).max(1.0)),
        b_cubed: (b_cubed.0 / records, b_cubed.1 / records),
        in_households: in_households(found, facts),
        largest_wrong: sizes.values().filter(|s| s.1 > 1).map(|s| s.0).max().unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_linkage_is_measured_by_hand() {
        // Records 0 to 4; persons a a a b b. Joined: {0, 1}, {2, 3}, {4}.
        let person: Vec<String> = ["a", "a", "a", "b", "b"].map(String::from).to_vec();
        let household: Vec<String> = ["x", "x", "y", "y", ""].map(String::from).to_vec();
        let truth = Truth { person, household, says: Vec::new() };
        let pairs = vec![(0, 1, 0.99), (2, 3, 0.97), (3, 4, 0.5), (0, 2, 0.4)];
        let reached = measure(&Found { pairs, entities: vec![0, 0, 1, 1, 2] }, &truth).unwrap();
        // Four true pairs. Of the four listed three are right: 2 * 3 / (4 + 4).
        assert_eq!(reached.f1_best, 0.75);
        assert_eq!(reached.at_95, (0.5, 0.25));
        assert_eq!((reached.said_95, reached.right_95, reached.listed), (2, 1, 0.75));
        assert_eq!((reached.joined.0, reached.joined.1), (0.5, 0.25));
        // Precision of each record: 1, 1, 1/2, 1/2, 1. Recall: 2/3, 2/3, 1/3, 1/2, 1/2.
        assert!((reached.b_cubed.0 - 0.8).abs() < 1e-12);
        assert!((reached.b_cubed.1 - 8.0 / 15.0).abs() < 1e-12);
        assert_eq!(reached.largest_wrong, 2);
        // In household x one pair, which is right; in y one, which is wrong.
        assert_eq!(reached.in_households, Some(0.5));
        // 95 of 100: the interval of Wilson (1927) begins at 0.8882.
        assert!((wilson_lower(95, 100) - 0.8882).abs() < 1e-4);
        assert!(measure(&Found { pairs: vec![], entities: vec![0] }, &truth).is_err());
    }
}
