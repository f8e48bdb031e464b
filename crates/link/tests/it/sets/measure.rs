//! The figures by which linkage of a table is judged against a known truth.

use std::collections::BTreeMap;

use link::columns::{ColumnLinks, ColumnTerms, Records, blocking_finds, link_columns};

/// What was measured on one set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures {
    pub(crate) name: String,
    pub(crate) best_f1: f64,
    pub(crate) best_at: f64,
    pub(crate) f1: f64,
    pub(crate) blocking_recall: f64,
    /// At 0.95 and at 0.99: pairs said, share right, lower limit of the 95 % interval.
    pub(crate) calibration: [(usize, f64, f64); 2],
    pub(crate) recall_at_95: f64,
    pub(crate) entity: [f64; 3],
    pub(crate) b_cubed: [f64; 2],
    pub(crate) largest_wrong: usize,
    /// Of pairs joined inside one household, the share that is right; 1 where there are none.
    pub(crate) household_precision: f64,
    pub(crate) seconds: f64,
}

/// Lower limit of Wilson's 95 % interval of a share.
pub(crate) fn wilson_lower(right: usize, of: usize) -> f64 {
    if of == 0 {
        return 1.0;
    }
    let (n, z) = (of as f64, 1.96);
    let p = right as f64 / n;
    (p + z * z / (2.0 * n) - z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt()) / (1.0 + z * z / n)
}

/// A set of records with its truth; records without a truth (`None`) take part and are not judged.
pub(crate) struct Set {
    pub(crate) name: String,
    pub(crate) records: Records,
    pub(crate) truth: Vec<Option<u64>>,
    /// Household of each record, where the set has such.
    pub(crate) household: Vec<u64>,
}

fn compared(set: &Set, terms: &ColumnTerms, a: usize, b: usize) -> bool {
    let of = |r: usize| set.records.source.get(r).copied().unwrap_or(0);
    let once = set.records.once_each.get(of(a) as usize).copied().unwrap_or(false);
    of(a) != of(b) || (terms.within_sources && !once)
}

/// Every pair that is one and that the task compares.
pub(crate) fn true_pairs(set: &Set, terms: &ColumnTerms) -> Vec<(u32, u32)> {
    let mut by: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
    for (at, truth) in set.truth.iter().enumerate() {
        if let Some(t) = truth {
            by.entry(*t).or_default().push(at as u32);
        }
    }
    let mut out = Vec::new();
    for of in by.values() {
        for (i, &a) in of.iter().enumerate() {
            let others = of[i + 1..].iter().filter(|b| compared(set, terms, a as usize, **b as usize));
            out.extend(others.map(|&b| (a, b)));
        }
    }
    out
}

fn f1(right: f64, said: f64, all: f64) -> f64 {
    2.0 * right / (said + all).max(1.0)
}

/// Links a set and measures it; `SHOW` prints what it did.
pub(crate) fn measure(set: &Set, terms: &ColumnTerms) -> (Figures, ColumnLinks) {
    let started = std::time::Instant::now();
    let links = link_columns(&set.records, terms);
    let seconds = started.elapsed().as_secs_f64();
    let all = true_pairs(set, terms);
    let mut out = Figures { name: set.name.clone(), seconds, ..Figures::default() };
    let found = blocking_finds(&set.records, terms, &all);
    out.blocking_recall = found.iter().filter(|f| **f).count() as f64 / all.len().max(1) as f64;
    let is = |a: usize, b: usize| set.truth[a].zip(set.truth[b]).map(|(x, y)| x == y);
    let mut judged: Vec<(f64, bool)> = links
        .pairs
        .iter()
        .filter_map(|p| Some((p.probability, is(p.left as usize, p.right as usize)?)))
        .collect();
    judged.sort_by(|p, q| q.0.total_cmp(&p.0));
    let mut right = 0usize;
    for (i, (p, one)) in judged.iter().enumerate() {
        right += usize::from(*one);
        let value = f1(right as f64, (i + 1) as f64, all.len() as f64);
        if judged.get(i + 1).is_none_or(|n| n.0 != *p) && value > out.best_f1 {
            (out.best_f1, out.best_at) = (value, *p);
        }
    }
    for (at, least) in [0.95, 0.99].into_iter().enumerate() {
        let said = judged.iter().take_while(|j| j.0 >= least).count();
        let right = judged[..said].iter().filter(|j| j.1).count();
        out.calibration[at] = (said, right as f64 / said.max(1) as f64, wilson_lower(right, said));
        if at == 0 {
            out.f1 = f1(right as f64, said as f64, all.len() as f64);
            out.recall_at_95 = right as f64 / all.len().max(1) as f64;
        }
    }
    entities(set, terms, &links, all.len(), &mut out);
    if std::env::var_os("SHOW").is_some() {
        show(set, &links, &all, &found);
    }
    (out, links)
}

/// Where truth and result differ on officers, and how those fared whose surname changed.
#[derive(Debug, Default)]
pub(crate) struct Officers {
    /// Pairs that are one whose surnames differ, and how many of them were joined.
    pub(crate) changed: (usize, usize),
    /// Pairs joined that the truth keeps apart, and pairs of the truth that were not joined, in which the records speak for the result:
    /// for a person to look at.
    pub(crate) doubtful: Vec<String>,
    /// Pairs of the truth that were not joined, and joined pairs that the truth keeps apart, in all.
    pub(crate) differ: usize,
}

/// Compares the entities of two files of officers with the truth, one by one.
pub(crate) fn officers(set: &Set, terms: &ColumnTerms, links: &ColumnLinks) -> Officers {
    let mut out = Officers::default();
    let column = |name: &str| set.records.columns.iter().find(|c| c.name == name);
    let value = |name: &str, r: u32| column(name).map_or("", |c| c.value(r as usize));
    let (names, facts) = (["first_name", "last_name"], ["appointed_date", "gender", "race"]);
    // The truth may be wrong where every fact that both give agrees and the truth says two, or most contradict and it says one.
    let agree = |name: &str, a: u32, b: u32| {
        let (x, y) = (value(name, a), value(name, b));
        (!x.is_empty() && !y.is_empty()).then(|| x == y)
    };
    let row = |r: u32| {
        let values: Vec<&str> = set.records.columns.iter().map(|c| c.value(r as usize)).collect();
        values.join(" ; ")
    };
    let joined = |a: u32, b: u32| links.entities.of[a as usize] == links.entities.of[b as usize];
    let tell = |said: &str, a: u32, b: u32| format!("{said}\n      {}\n      {}", row(a), row(b));
    for (a, b) in true_pairs(set, terms) {
        if agree("last_name", a, b) == Some(false) {
            out.changed.0 += 1;
            out.changed.1 += usize::from(joined(a, b));
        }
        if !joined(a, b) {
            out.differ += 1;
            let against = names.iter().chain(&facts).filter(|n| agree(n, a, b) == Some(false)).count();
            if against >= 2 {
                out.doubtful.push(tell("the truth says one, the records contradict each other", a, b));
            }
        }
    }
    for p in links.pairs.iter().filter(|p| joined(p.left, p.right)) {
        let (a, b) = (p.left, p.right);
        let truth = set.truth[a as usize].zip(set.truth[b as usize]);
        if truth.is_some_and(|(x, y)| x != y) {
            out.differ += 1;
            if names.iter().chain(&facts).all(|n| agree(n, a, b) != Some(false)) {
                out.doubtful.push(tell("the truth says two, the records agree in all", a, b));
            }
        }
    }
    out
}

fn entities(set: &Set, terms: &ColumnTerms, links: &ColumnLinks, all: usize, out: &mut Figures) {
    let mut members: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, entity) in links.entities.of.iter().enumerate() {
        if set.truth[at].is_some() {
            members.entry(*entity).or_default().push(at);
        }
    }
    let mut sizes: BTreeMap<u64, usize> = BTreeMap::new();
    set.truth.iter().flatten().for_each(|t| *sizes.entry(*t).or_default() += 1);
    let (mut said, mut right, mut precision, mut recall, mut judged) = (0usize, 0usize, 0.0, 0.0, 0.0);
    let (mut in_house, mut in_house_right) = (0usize, 0usize);
    for of in members.values() {
        let mut within: BTreeMap<u64, usize> = BTreeMap::new();
        of.iter().for_each(|r| *within.entry(set.truth[*r].unwrap_or(0)).or_default() += 1);
        if within.len() > 1 {
            out.largest_wrong = out.largest_wrong.max(of.len());
        }
        for (t, n) in &within {
            precision += (n * n) as f64 / of.len() as f64;
            recall += (n * n) as f64 / sizes[t] as f64;
            judged += *n as f64;
        }
        for (i, &a) in of.iter().enumerate() {
            for &b in of[i + 1..].iter().filter(|b| compared(set, terms, a, **b)) {
                let one = usize::from(set.truth[a] == set.truth[b]);
                said += 1;
                right += one;
                if set.household.get(a).is_some_and(|h| *h != 0 && set.household.get(b) == Some(h)) {
                    in_house += 1;
                    in_house_right += one;
                }
            }
        }
    }
    let (p, r) = (right as f64 / said.max(1) as f64, right as f64 / all.max(1) as f64);
    out.entity = [p, r, f1(right as f64, said as f64, all as f64)];
    out.b_cubed = [precision / f64::max(judged, 1.0), recall / f64::max(judged, 1.0)];
    out.household_precision = if in_house == 0 { 1.0 } else { in_house_right as f64 / in_house as f64 };
}

fn show(set: &Set, links: &ColumnLinks, all: &[(u32, u32)], found: &[bool]) {
    links.notes.iter().for_each(|n| println!("  {n}"));
    for c in &links.comparisons {
        println!("  {}", c.name);
        for (words, m, u, bits) in &c.levels {
            println!("      {words}: m {m:.4} u {u:.6} {bits:+.2}");
        }
    }
    for r in &links.rules {
        println!("  {}: {} pairs, {} new, {:.0} found", r.name, r.pairs, r.new_pairs, r.new_found);
    }
    let row = |r: u32| {
        let values: Vec<&str> = set.records.columns.iter().map(|c| c.value(r as usize)).collect();
        values.join(" ; ")
    };
    let mut listed: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    links.pairs.iter().for_each(|p| {
        listed.insert((p.left, p.right), p.probability);
    });
    let wrong: Vec<_> = links
        .pairs
        .iter()
        .filter(|p| p.probability >= 0.95 && set.truth[p.left as usize].is_some())
        .filter(|p| set.truth[p.right as usize].is_some())
        .filter(|p| set.truth[p.left as usize] != set.truth[p.right as usize])
        .collect();
    println!("  WRONG at 0.95: {}", wrong.len());
    for p in wrong.iter().step_by(wrong.len() / 12 + 1) {
        println!(
            "    {:.4} {:.1} {:x}\n      {}\n      {}",
            p.probability,
            p.weight_bits,
            p.levels,
            row(p.left),
            row(p.right)
        );
    }
    let missed: Vec<_> =
        all.iter().zip(found).filter(|(p, _)| listed.get(p).copied().unwrap_or(0.0) < 0.95).collect();
    println!("  MISSED at 0.95: {}", missed.len());
    for (p, found) in missed.iter().step_by(missed.len() / 12 + 1) {
        let probability = listed.get(p).copied().unwrap_or(-1.0);
        println!("    {probability:.4} blocked {found}\n      {}\n      {}", row(p.0), row(p.1));
    }
}

/// The head of the table of figures.
pub(crate) const HEAD: &str = "set | best F1 (at) | F1 at 0.95 | recall at 0.95 | blocking recall | right at 0.95 (lower limit) | right at 0.99 | entities P / R / F1 | B-cubed P / R | largest wrong | in households | seconds";

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [c95, c99] = self.calibration;
        write!(
            f,
            "{} | {:.4} ({:.3}) | {:.4} | {:.4} | {:.4} | {:.4} ({:.4}) of {} | {:.4} of {} | {:.4} / {:.4} / {:.4} | {:.4} / {:.4} | {} | {:.4} | {:.1}",
            self.name,
            self.best_f1,
            self.best_at,
            self.f1,
            self.recall_at_95,
            self.blocking_recall,
            c95.1,
            c95.2,
            c95.0,
            c99.1,
            c99.0,
            self.entity[0],
            self.entity[1],
            self.entity[2],
            self.b_cubed[0],
            self.b_cubed[1],
            self.largest_wrong,
            self.household_precision,
            self.seconds
        )
    }
}
