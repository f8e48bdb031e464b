//! From scored pairs to entities, and what pairs say about each other; what people decide comes first and is never overruled.
//!
//! A record that fits two others which cannot be one belongs to one of them at most: their odds share one certainty. Groups grow from the
//! strongest pair down, and two groups become one only where their members taken together speak for it: a weak bridge joins nobody. So the
//! entities of a higher threshold always lie within those of a lower one.

use super::decide::Decided;
use super::score::Scorer;
use super::{ColumnTerms, Records, ScoredPair};

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
pub(super) type Settled = (Vec<ScoredPair>, Entities, Vec<EntitiesAt>);

/// Most records that a record is looked at with to see which of them exclude each other.
const RIVALS_MAX: usize = 24;
/// The most that a third record multiplies the odds of a pair by.
const SUPPORT_MAX: f64 = 1_024.0;
/// The most one pair says for or against two groups being one.
const SAY_BITS_MAX: f64 = 10.0;
/// Most members of a group that are asked about another group.
const ASKED_MAX: usize = 12;

/// Entities, and the pairs with their probabilities settled.
pub(super) fn settle(
    mut pairs: Vec<ScoredPair>,
    mut scorer: Scorer<'_>,
    records: &Records,
    terms: &ColumnTerms,
    notes: &mut Vec<String>,
) -> Settled {
    let least = terms.also_at.iter().copied().fold(terms.join_probability_min, f64::min);
    let listed = least.min(terms.pair_probability_min).clamp(0.0, 0.999);
    compete(&mut pairs, &mut scorer, records, listed / (1.0 - listed));
    let mut groups = Groups {
        parent: (0..records.len() as u32).collect(),
        members: (0..records.len() as u32).map(|r| vec![r]).collect(),
        certainty: vec![1.0; records.len()],
        records,
        scorer,
        decided: Decided::sort_out(&terms.decisions, records.len(), notes),
        most: terms.limits.entity_records_max,
        refused: 0,
    };
    groups.decide(notes);
    let mut thresholds: Vec<f64> = terms.also_at.clone();
    thresholds.push(terms.join_probability_min);
    thresholds.sort_by(|p, q| q.total_cmp(p));
    thresholds.dedup();
    let least = thresholds.last().copied().unwrap_or(1.0);
    let mut order: Vec<u32> = (0..pairs.len() as u32).collect();
    order.retain(|i| pairs[*i as usize].probability >= least);
    order.sort_by(|i, j| {
        let (p, q) = (&pairs[*i as usize], &pairs[*j as usize]);
        q.probability.total_cmp(&p.probability).then(q.weight_bits.total_cmp(&p.weight_bits)).then(i.cmp(j))
    });
    let (mut entities, mut others) = (Entities::default(), Vec::new());
    let mut rest = order.as_slice();
    for threshold in thresholds {
        let here = rest.partition_point(|i| pairs[*i as usize].probability >= threshold);
        for i in &rest[..here] {
            let pair = pairs[*i as usize];
            groups.take(pair.left, pair.right, pair.probability);
        }
        rest = &rest[here..];
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
    (pairs, entities, others)
}

/// What third records say about each pair. With odds `p` that a record and a third are one, and `q` that the third and the other are, the
/// odds of the pair are multiplied by `(1 + p q) / (1 + p + q)`: all three as one against every other way in which they can stand.
///
/// A pair that contradicts itself outright gets no support: a record that gives no birth date fits a father and his son.
///
/// Pairs that end below `listed_odds_min` whatever is said are not asked about, and what is said of them is not settled.
fn compete(pairs: &mut [ScoredPair], scorer: &mut Scorer<'_>, records: &Records, listed_odds_min: f64) {
    let (ends, mut fits) = by_record(pairs, records.len());
    let odds: Vec<f64> = pairs.iter().map(|p| odds_of(p.weight_bits)).collect();
    // Three records of one household share surname and house three times over: there a third record may only speak against.
    let households = scorer.sees_households();
    let open = Open {
        supportable: pairs.iter().map(|p| !households && !scorer.contradicts(p.levels)).collect(),
        // A hair less, so that rounding leaves nobody out.
        odds_min: listed_odds_min * (1.0 - 1e-9),
    };
    let mut best = vec![0.0f64; records.len()];
    for (pair, odds) in pairs.iter().zip(&odds) {
        for record in [pair.left, pair.right] {
            best[record as usize] = best[record as usize].max(*odds);
        }
    }
    let mut against = vec![0.0f64; pairs.len()];
    let mut support = vec![1.0f64; pairs.len()];
    let mut known = Between::new();
    for record in 0..records.len() {
        let part = ends[record] as usize..ends[record + 1] as usize;
        if part.len() < 2 || !open.may_ask(best[record]) {
            continue;
        }
        let bits = |f: &(u32, u32)| pairs[f.1 as usize].weight_bits;
        fits[part.clone()].sort_by(|p, q| bits(q).total_cmp(&bits(p)).then(p.0.cmp(&q.0)));
        let near = part.start..part.end.min(part.start + RIVALS_MAX);
        known.look_at(&fits[near.clone()]);
        let near = &fits[near];
        let mut against_here = [0.0f64; RIVALS_MAX];
        for (i, &(x, pair)) in near.iter().enumerate() {
            let of_pair = (pair, odds[pair as usize]);
            if !open.may_ask(of_pair.1) {
                // Nearest first: those after this one fit less well still.
                break;
            }
            known.from(&fits[ends[x as usize] as usize..ends[x as usize + 1] as usize], &odds);
            for (j, &(y, other)) in near.iter().enumerate().skip(i + 1) {
                let of_other = (other, odds[other as usize]);
                if !open.asks(of_pair, of_other) && !open.asks(of_other, of_pair) {
                    continue;
                }
                let apart = records.excluded(x as usize, y as usize);
                let between = match known.odds(j) {
                    _ if apart => 0.0,
                    Some(odds) => odds,
                    None => odds_of(scorer.bits(x, y)),
                };
                let says = |p: f64| (1.0 + p * between) / (1.0 + p + between);
                for (at, one, p) in [(i, pair, of_other.1), (j, other, of_pair.1)] {
                    let factor = says(p);
                    if factor < 1.0 {
                        against_here[at] += 1.0 / factor - 1.0;
                    } else {
                        let best = &mut support[one as usize];
                        *best = best.max(factor);
                    }
                }
            }
        }
        for (said, &(_, pair)) in against_here.iter().zip(near) {
            against[pair as usize] = against[pair as usize].max(*said);
        }
    }
    for (i, pair) in pairs.iter_mut().enumerate() {
        // A pair that another record speaks for is not spoken against by those that record is not.
        let supported = support[i] > 1.0 && open.supportable[i];
        let factor = if supported { support[i].min(SUPPORT_MAX) } else { 1.0 / (1.0 + against[i]) };
        let odds = odds[i] * factor;
        pair.probability = odds / (1.0 + odds);
    }
}

/// Odds of a weight, kept within what can be reckoned with.
fn odds_of(bits: f64) -> f64 {
    bits.min(60.0).exp2()
}

/// What the pairs themselves say about the records near one record: most have been weighed with each other already.
struct Between {
    /// Records near, and for the last byte of a record which of them end so, one bit each.
    near: Vec<u32>,
    by_byte: [u32; 256],
    /// Which of them have a pair with the record asked about, one bit each, and its odds.
    has: u32,
    odds: [f64; RIVALS_MAX],
}

impl Between {
    fn new() -> Between {
        Between { near: Vec::new(), by_byte: [0; 256], has: 0, odds: [0.0; RIVALS_MAX] }
    }

    /// The records that are near now.
    fn look_at(&mut self, near: &[(u32, u32)]) {
        self.near.drain(..).for_each(|record| self.by_byte[record as usize & 255] = 0);
        for (at, &(record, _)) in near.iter().enumerate() {
            self.by_byte[record as usize & 255] |= 1 << at;
            self.near.push(record);
        }
    }

    /// Asks about one record with these pairs.
    fn from(&mut self, pairs: &[(u32, u32)], odds: &[f64]) {
        self.has = 0;
        for &(other, pair) in pairs {
            let mut left = self.by_byte[other as usize & 255];
            while left != 0 {
                let at = left.trailing_zeros() as usize;
                left &= left - 1;
                if self.near[at] == other {
                    self.has |= 1 << at;
                    self.odds[at] = odds[pair as usize];
                }
            }
        }
    }

    /// Odds of the pair of the record asked about and one of those near, where they are a pair.
    fn odds(&self, at: usize) -> Option<f64> {
        (self.has >> at & 1 == 1).then(|| self.odds[at])
    }
}

/// Which pairs may still be listed, and what could bring them there.
struct Open {
    /// Pairs that third records may speak for.
    supportable: Vec<bool>,
    odds_min: f64,
}

impl Open {
    /// Whether it matters to a pair what a third record says of which another pair is the bridge: it stands above the least odds by itself
    /// and could be spoken against, or this bridge could lift it there. A bridge multiplies the odds by less than its own, and by less
    /// than one where those are at most one.
    fn asks(&self, pair: (u32, f64), bridge: (u32, f64)) -> bool {
        self.asks_any(pair)
            || (bridge.1 > 1.0
                && self.supportable[pair.0 as usize]
                && pair.1 * bridge.1.min(SUPPORT_MAX) >= self.odds_min)
    }

    /// Whether any pair of a record whose best pair has these odds may ask.
    fn may_ask(&self, best: f64) -> bool {
        best >= self.odds_min || best > 1.0
    }

    /// Whether it matters to a pair what any third record says.
    fn asks_any(&self, pair: (u32, f64)) -> bool {
        pair.1 >= self.odds_min
    }
}

/// For each record, in one list record by record: the other record of each of its pairs, and the number of the pair. First come the places
/// where the part of each record ends, the first of them before all.
fn by_record(pairs: &[ScoredPair], records: usize) -> (Vec<u32>, Vec<(u32, u32)>) {
    let mut ends = vec![0u32; records + 1];
    for pair in pairs {
        ends[pair.left as usize] += 1;
        ends[pair.right as usize] += 1;
    }
    // From how many pairs each record has to where its part begins; filling it moves that to where it ends.
    let mut before = 0;
    for end in &mut ends {
        (*end, before) = (before, before + *end);
    }
    let mut out = vec![(0, 0); 2 * pairs.len()];
    for (i, pair) in pairs.iter().enumerate() {
        for (record, other) in [(pair.left, pair.right), (pair.right, pair.left)] {
            let place = &mut ends[record as usize];
            out[*place as usize] = (other, i as u32);
            *place += 1;
        }
    }
    ends.rotate_right(1);
    ends[0] = 0;
    (ends, out)
}

struct Groups<'a> {
    parent: Vec<u32>,
    members: Vec<Vec<u32>>,
    certainty: Vec<f64>,
    records: &'a Records,
    scorer: Scorer<'a>,
    decided: Decided,
    most: usize,
    refused: usize,
}

impl Groups<'_> {
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
        let fewer = if self.members[x as usize].len() <= self.members[y as usize].len() { x } else { y };
        let other = x ^ y ^ fewer;
        let barred: Vec<u32> =
            self.members[fewer as usize].iter().flat_map(|m| self.decided.apart(*m)).copied().collect();
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
        let moved = std::mem::take(&mut self.members[y as usize]);
        self.members[x as usize].extend(moved);
        self.parent[y as usize] = x;
        let least = self.certainty[x as usize].min(self.certainty[y as usize]).min(p);
        self.certainty[x as usize] = least;
    }

    /// Whether the members of two groups, taken together, speak for one.
    fn may_join(&mut self, x: u32, y: u32) -> bool {
        let (of_x, of_y) = (self.members[x as usize].clone(), self.members[y as usize].clone());
        if of_x.len() == 1 && of_y.len() == 1 {
            return true;
        }
        if of_x.len() + of_y.len() > self.most {
            return false;
        }
        let any_once = !self.records.once_each.is_empty();
        if any_once
            && of_x.iter().any(|a| of_y.iter().any(|b| self.records.excluded(*a as usize, *b as usize)))
        {
            return false;
        }
        let mut said = 0.0;
        for &a in of_x.iter().take(ASKED_MAX) {
            for &b in of_y.iter().take(ASKED_MAX) {
                said += self.scorer.bits(a, b).clamp(-SAY_BITS_MAX, SAY_BITS_MAX);
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
