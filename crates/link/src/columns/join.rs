//! From scored pairs to entities; what people decide comes first and is never overruled.
//!
//! A record that fits two others which cannot be one belongs to one of them at most: their odds share one certainty. Groups grow from the
//! strongest pair down, and two groups become one only where their members taken together speak for it: a weak bridge joins nobody. So the
//! entities of a higher threshold always lie within those of a lower one.

use std::cmp::Reverse;
use std::io;

use super::decide::Decided;
use super::score::{PairSorter, Scorer};
use super::third::compete;
use super::{ColumnTerms, Records, ScoredPair};
use crate::aside::{Item, List, Sorter, in_order, u32_at, u64_at};

/// Entities of records.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Entities {
    /// Entity of each record, numbered in order of their first records.
    pub of: Vec<u32>,
    /// Certainty of each entity: the least probability among the pairs that first joined it; 1 for a single record.
    pub certainty: Vec<f64>,
}

/// Entities at another threshold than the one asked for.
#[derive(Clone, PartialEq, Debug)]
pub struct EntitiesAt {
    /// Least probability at which records were joined.
    pub threshold: f64,
    /// Entity of each record, numbered in order of their first records.
    pub of: Vec<u32>,
}

/// What joining gives: pairs with their probabilities settled, entities, and entities at other thresholds.
pub(super) type Settled = (List<ScoredPair>, Entities, Vec<EntitiesAt>);

/// Least weight, in bits, by which two of one home whose birth dates contradict are taken together: a probability of 0.95.
const APART_BITS_MIN: f64 = 4.25;

/// The most one pair says for or against two groups being one.
const SAY_BITS_MAX: f64 = 10.0;
/// Most members of a group that are asked about another group.
const ASKED_MAX: usize = 12;

/// A pair that may be joined.
#[derive(Clone, Copy)]
struct Join {
    left: u32,
    right: u32,
    probability: f64,
    weight_bits: f64,
}

impl Item for Join {
    const BYTES: usize = 24;

    fn put(&self, to: &mut Vec<u8>) {
        self.left.put(to);
        self.right.put(to);
        for number in [self.probability, self.weight_bits] {
            to.extend_from_slice(&number.to_bits().to_le_bytes());
        }
    }

    fn get(from: &[u8]) -> Join {
        let [probability, weight_bits] = [8, 16].map(|at| f64::from_bits(u64_at(from, at)));
        Join { left: u32_at(from, 0), right: u32_at(from, 4), probability, weight_bits }
    }
}

/// Entities, and the pairs with their probabilities settled.
pub(super) fn settle(
    pairs: PairSorter,
    mut scorer: Scorer<'_>,
    records: &Records,
    terms: &ColumnTerms,
    notes: &mut Vec<String>,
) -> io::Result<Settled> {
    let least = terms.also_at.iter().copied().fold(terms.join_probability_min, f64::min);
    let listed = least.min(terms.pair_probability_min).clamp(0.0, 0.999);
    let pairs = compete(pairs.sorted()?, &mut scorer, records, &terms.memory, listed / (1.0 - listed))?;
    let mut groups = Groups::new(records, scorer, terms, notes);
    groups.decide(notes);
    let mut thresholds: Vec<f64> = terms.also_at.clone();
    thresholds.push(terms.join_probability_min);
    thresholds.sort_by(|p, q| q.total_cmp(p));
    thresholds.dedup();
    let least = thresholds.last().copied().unwrap_or(1.0);
    // The strongest first.
    let mut joins = Sorter::new(&terms.memory, |join: &Join| {
        let strength = (in_order(join.probability), in_order(join.weight_bits));
        (Reverse(strength), join.left, join.right)
    });
    pairs.each(|&ScoredPair { left, right, weight_bits, probability, levels }| {
        let join = Join { left, right, probability, weight_bits };
        if probability >= least && !groups.scorer.barred(levels) { joins.push(join) } else { Ok(()) }
    })?;
    let joins = joins.sorted()?;
    let mut joins = joins.cursor()?;
    let (mut entities, mut others) = (Entities::default(), Vec::new());
    for threshold in thresholds {
        while let Some(join) = joins.take_if(|join| join.probability >= threshold)? {
            groups.take(join.left, join.right, join.probability);
        }
        let made = groups.entities();
        if threshold == terms.join_probability_min {
            if groups.refused > 0 {
                notes.push(format!(
                    "{} pairs were likely enough by themselves and were not joined: other records of the two groups, or a decision, speak against it.",
                    groups.refused
                ));
            }
            entities = made;
        } else {
            others.push(EntitiesAt { threshold, of: made.of });
        }
    }
    Ok((pairs, entities, others))
}

/// Records joined so far. The members of a group hang together in a chain that begins at its first record, which stands for it.
struct Groups<'a> {
    parent: Vec<u32>,
    /// The next member of the group; the last names itself.
    next: Vec<u32>,
    /// Of the record that stands for a group: its last member, and how many there are.
    last: Vec<u32>,
    size: Vec<u32>,
    certainty: Vec<f64>,
    records: &'a Records,
    scorer: Scorer<'a>,
    decided: Decided,
    most: usize,
    refused: usize,
}

/// Bytes that joining takes for each record.
pub(super) const GROUP_BYTES: u64 = 4 * 4 + 8 + 4 + 4;

impl<'a> Groups<'a> {
    fn new(
        records: &'a Records,
        scorer: Scorer<'a>,
        terms: &ColumnTerms,
        notes: &mut Vec<String>,
    ) -> Groups<'a> {
        let n = records.len() as u32;
        Groups {
            parent: (0..n).collect(),
            next: (0..n).collect(),
            last: (0..n).collect(),
            size: vec![1; n as usize],
            certainty: vec![1.0; n as usize],
            records,
            scorer,
            decided: Decided::sort_out(&terms.decisions, records.len(), notes),
            most: terms.limits.entity_records_max,
            refused: 0,
        }
    }

    /// The members of the group that a record stands for.
    fn members(&self, root: u32) -> impl Iterator<Item = u32> + '_ {
        std::iter::successors(Some(root), |at| Some(self.next[*at as usize]).filter(|next| next != at))
    }

    fn root(&mut self, mut x: u32) -> u32 {
        while self.parent[x as usize] != x {
            let up = self.parent[self.parent[x as usize] as usize];
            self.parent[x as usize] = up;
            x = up;
        }
        x
    }

    /// Joins what people have said is one, whatever else speaks against it; only another decision does.
    fn decide(&mut self, notes: &mut Vec<String>) {
        for (a, b) in std::mem::take(&mut self.decided.same) {
            let (x, y) = (self.root(a), self.root(b));
            if x != y && self.kept_apart(x, y) {
                notes.push(format!(
                    "The decision that records {} and {} are one was not carried out: other decisions keep their groups apart.",
                    a + 1,
                    b + 1
                ));
            } else if x != y {
                self.join(x, y, 1.0);
            }
        }
    }

    /// Whether a person keeps a member of one group apart from a member of the other.
    fn kept_apart(&mut self, x: u32, y: u32) -> bool {
        if self.decided.none_apart() {
            return false;
        }
        let fewer = if self.size[x as usize] <= self.size[y as usize] { x } else { y };
        let other = x ^ y ^ fewer;
        let barred: Vec<u32> = self.members(fewer).flat_map(|m| self.decided.apart(m)).copied().collect();
        barred.into_iter().any(|b| self.root(b) == other)
    }

    fn take(&mut self, a: u32, b: u32, p: f64) {
        let (x, y) = (self.root(a), self.root(b));
        if x == y {
            return;
        }
        if self.kept_apart(x, y) || !self.may_join(x, y) {
            self.refused += 1;
            return;
        }
        self.join(x, y, p);
    }

    fn join(&mut self, x: u32, y: u32, p: f64) {
        let (x, y) = (x.min(y), x.max(y));
        self.next[self.last[x as usize] as usize] = y;
        self.last[x as usize] = self.last[y as usize];
        self.size[x as usize] += self.size[y as usize];
        self.parent[y as usize] = x;
        let least = self.certainty[x as usize].min(self.certainty[y as usize]).min(p);
        self.certainty[x as usize] = least;
    }

    /// Whether the members of two groups, taken together, speak for one.
    fn may_join(&mut self, x: u32, y: u32) -> bool {
        let together = self.size[x as usize] + self.size[y as usize];
        if together == 2 {
            return true;
        }
        if together as usize > self.most {
            return false;
        }
        let any_once = !self.records.once_each.is_empty();
        let apart = |a: u32, b: u32| self.records.excluded(a as usize, b as usize);
        if any_once && self.members(x).any(|a| self.members(y).any(|b| apart(a, b))) {
            return false;
        }
        let asked = |root: u32| self.members(root).take(ASKED_MAX).collect::<Vec<u32>>();
        let (of_x, of_y) = (asked(x), asked(y));
        let mut said = 0.0;
        for &a in &of_x {
            for &b in &of_y {
                let (bits, levels) = self.scorer.weigh(a.min(b), a.max(b), f64::NEG_INFINITY);
                if self.scorer.barred(levels) && !self.scorer.name_alone(levels) {
                    return false;
                }
                // Of one home, where birth dates contradict, only their own weight brings two together: a row without a date is like a father and like his son.
                if self.scorer.kin_by_birth(levels) && bits.unwrap_or(0.0) < APART_BITS_MIN {
                    return false;
                }
                said += bits.unwrap_or(0.0).clamp(-SAY_BITS_MAX, SAY_BITS_MAX);
            }
        }
        said >= 0.0
    }

    fn entities(&mut self) -> Entities {
        let n = self.records.len() as u32;
        let mut number = vec![u32::MAX; n as usize];
        let mut out = Entities::default();
        for record in 0..n {
            let root = self.root(record) as usize;
            if number[root] == u32::MAX {
                number[root] = out.certainty.len() as u32;
                out.certainty.push(self.certainty[root]);
            }
            out.of.push(number[root]);
        }
        out
    }
}
