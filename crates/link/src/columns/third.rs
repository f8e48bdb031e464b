//! What third records say about each pair.
//!
//! With odds `p` that a record and a third are one, and `q` that the third and the other are, the odds of the pair are multiplied by
//! `(1 + p q) / (1 + p + q)`: all three as one against every other way in which they can stand. Where the pairs are in memory they are looked
//! up; where they are aside they are read twice, by their lower and by their higher record, and what is not at hand is weighed again: the same
//! weight. What this leaves out: joining (`join.rs`).

use std::io;

use super::score::Scorer;
use super::{Records, ScoredPair};
use crate::aside::{Item, List, Memory, Sorter, u32_at, u64_at};

/// Most records that a record is looked at with to see which of them exclude each other.
const RIVALS_MAX: usize = 24;
/// The most that a third record multiplies the odds of a pair by.
const SUPPORT_MAX: f64 = 1_024.0;

/// Settles the probabilities of pairs that stand in the order of their records.
///
/// A pair that contradicts itself outright gets no support: a record that gives no birth date fits a father and his son.
///
/// Pairs that end below `listed_odds_min` whatever is said are not asked about, and what is said of them is not settled.
pub(super) fn compete(
    mut pairs: List<ScoredPair>,
    scorer: &mut Scorer<'_>,
    records: &Records,
    memory: &Memory,
    listed_odds_min: f64,
) -> io::Result<List<ScoredPair>> {
    let open = Open {
        // Three records of one household share surname and house three times over: there a third record may only speak against.
        households: scorer.sees_households(),
        // A hair less, so that rounding leaves nobody out.
        odds_min: listed_odds_min * (1.0 - 1e-9),
    };
    match pairs.held_mut() {
        Some(held) => {
            in_memory(held, scorer, records, &open);
            Ok(pairs)
        }
        None => aside(&pairs, scorer, records, memory, &open),
    }
}

/// Odds of a weight, kept within what can be reckoned with.
fn odds_of(bits: f64) -> f64 {
    bits.min(60.0).exp2()
}

/// Which pairs may still be listed, and what could bring them there.
struct Open {
    households: bool,
    odds_min: f64,
}

impl Open {
    /// Whether third records may speak for a pair.
    fn supportable(&self, scorer: &Scorer<'_>, levels: u64) -> bool {
        !self.households && !scorer.contradicts(levels)
    }

    /// Whether it matters to a pair what a third record says of which another pair is the bridge: it stands above the least odds by itself
    /// and could be spoken against, or this bridge could lift it there. A bridge multiplies the odds by less than its own, and by less
    /// than one where those are at most one.
    fn asks(&self, pair: &Fit, bridge: &Fit) -> bool {
        pair.odds >= self.odds_min
            || (bridge.odds > 1.0
                && pair.supportable
                && pair.odds * bridge.odds.min(SUPPORT_MAX) >= self.odds_min)
    }

    /// Whether any pair of a record whose best pair has these odds may ask.
    fn may_ask(&self, best: f64) -> bool {
        best >= self.odds_min || best > 1.0
    }

    /// The probability of a pair of which third records have said something.
    fn settled(&self, scorer: &Scorer<'_>, pair: &ScoredPair, said: Said) -> f64 {
        // A pair that another record speaks for is not spoken against by those that record is not.
        let supported = said.support > 1.0 && self.supportable(scorer, pair.levels);
        let factor = if supported { said.support.min(SUPPORT_MAX) } else { 1.0 / (1.0 + said.against) };
        let odds = odds_of(pair.weight_bits) * factor;
        odds / (1.0 + odds)
    }
}

/// A record that another one fits.
#[derive(Clone, Copy)]
struct Fit {
    other: u32,
    odds: f64,
    supportable: bool,
}

/// What third records say of a pair: the most against it from either of its records, and the most for it.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Said {
    against: f64,
    support: f64,
}

impl Said {
    const NOTHING: Said = Said { against: 0.0, support: 1.0 };

    fn and(self, other: Said) -> Said {
        Said { against: self.against.max(other.against), support: self.support.max(other.support) }
    }
}

/// What the records near one record say of its pairs with each other; `between` gives the odds of the pair of two of them.
fn hear(near: &[Fit], open: &Open, mut between: impl FnMut(usize, usize) -> f64) -> [Said; RIVALS_MAX] {
    let mut out = [Said::NOTHING; RIVALS_MAX];
    for (i, one) in near.iter().enumerate() {
        if !open.may_ask(one.odds) {
            // Nearest first: those after this one fit less well still.
            break;
        }
        for (j, other) in near.iter().enumerate().skip(i + 1) {
            if !open.asks(one, other) && !open.asks(other, one) {
                continue;
            }
            let between = between(i, j);
            let says = |p: f64| (1.0 + p * between) / (1.0 + p + between);
            for (at, p) in [(i, other.odds), (j, one.odds)] {
                let factor = says(p);
                if factor < 1.0 {
                    out[at].against += 1.0 / factor - 1.0;
                } else {
                    out[at].support = out[at].support.max(factor);
                }
            }
        }
    }
    out
}

/// A pair as one of its records has it.
#[derive(Clone, Copy)]
struct Pair {
    bits: f64,
    other: u32,
    number: u32,
}

fn in_memory(pairs: &mut [ScoredPair], scorer: &mut Scorer<'_>, records: &Records, open: &Open) {
    let (ends, mut fits) = by_record(pairs, records.len());
    let of = |record: u32| ends[record as usize] as usize..ends[record as usize + 1] as usize;
    let supportable: Vec<bool> = pairs.iter().map(|pair| open.supportable(scorer, pair.levels)).collect();
    let mut said = vec![Said::NOTHING; pairs.len()];
    let mut known = Between::new();
    let mut near: Vec<Fit> = Vec::with_capacity(RIVALS_MAX);
    for record in 0..records.len() as u32 {
        let own = &mut fits[of(record)];
        let best = own.iter().fold(f64::NEG_INFINITY, |best, pair| best.max(pair.bits));
        if own.len() < 2 || !open.may_ask(odds_of(best)) {
            continue;
        }
        // Nearest first.
        own.sort_unstable_by(|p, q| q.bits.total_cmp(&p.bits).then(p.other.cmp(&q.other)));
        let nearest = of(record).start..of(record).end.min(of(record).start + RIVALS_MAX);
        near.clear();
        near.extend(fits[nearest.clone()].iter().map(|pair| Fit {
            other: pair.other,
            odds: odds_of(pair.bits),
            supportable: supportable[pair.number as usize],
        }));
        known.look_at(&near);
        bring_near(&known.near, &ends, &fits);
        let (mut asked, mut brought) = (usize::MAX, false);
        let heard = hear(&near, open, |i, j| {
            let (x, y) = (near[i].other, near[j].other);
            if records.excluded(x as usize, y as usize) {
                return 0.0;
            }
            if asked != i {
                asked = i;
                known.from(&fits[of(x)]);
            }
            known.odds(j).unwrap_or_else(|| {
                if !brought {
                    scorer.bring_near(&known.near);
                    brought = true;
                }
                odds_of(scorer.bits(x, y))
            })
        });
        for (heard, pair) in heard.into_iter().zip(&fits[nearest]) {
            said[pair.number as usize] = said[pair.number as usize].and(heard);
        }
    }
    for (pair, said) in pairs.iter_mut().zip(said) {
        pair.probability = open.settled(scorer, pair, said);
    }
}

/// Reads the pairs of some records, so that memory brings all of them at once and not one after the other.
fn bring_near(records: &[u32], ends: &[u32], fits: &[Pair]) {
    let first = |record: &u32| fits[ends[*record as usize] as usize].other;
    std::hint::black_box(records.iter().fold(0, |seen, record| seen ^ first(record)));
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
    fn look_at(&mut self, near: &[Fit]) {
        self.near.drain(..).for_each(|record| self.by_byte[record as usize & 255] = 0);
        for (at, fit) in near.iter().enumerate() {
            self.by_byte[fit.other as usize & 255] |= 1 << at;
            self.near.push(fit.other);
        }
    }

    /// Asks about one record with these pairs.
    fn from(&mut self, pairs: &[Pair]) {
        self.has = 0;
        for pair in pairs {
            let mut left = self.by_byte[pair.other as usize & 255];
            while left != 0 {
                let at = left.trailing_zeros() as usize;
                left &= left - 1;
                if self.near[at] == pair.other {
                    self.has |= 1 << at;
                    self.odds[at] = odds_of(pair.bits);
                }
            }
        }
    }

    /// Odds of the pair of the record asked about and one of those near, where they are a pair.
    fn odds(&self, at: usize) -> Option<f64> {
        (self.has >> at & 1 == 1).then(|| self.odds[at])
    }
}

/// The pairs of each record, in one list record by record. First come the places where the part of each record ends, the first of them before
/// all.
fn by_record(pairs: &[ScoredPair], records: usize) -> (Vec<u32>, Vec<Pair>) {
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
    let mut out = vec![Pair { bits: 0.0, other: 0, number: 0 }; 2 * pairs.len()];
    for (number, pair) in (0..).zip(pairs) {
        for (record, other) in [(pair.left, pair.right), (pair.right, pair.left)] {
            let place = &mut ends[record as usize];
            out[*place as usize] = Pair { bits: pair.weight_bits, other, number };
            *place += 1;
        }
    }
    ends.rotate_right(1);
    ends[0] = 0;
    (ends, out)
}

/// What was said of a pair from its higher record.
#[derive(Clone, Copy)]
struct SaidOf {
    left: u32,
    right: u32,
    said: Said,
}

impl Item for Said {
    const BYTES: usize = 16;

    fn put(&self, to: &mut Vec<u8>) {
        [self.against, self.support].iter().for_each(|n| to.extend_from_slice(&n.to_bits().to_le_bytes()));
    }

    fn get(from: &[u8]) -> Said {
        let [against, support] = [0, 8].map(|at| f64::from_bits(u64_at(from, at)));
        Said { against, support }
    }
}

impl Item for SaidOf {
    const BYTES: usize = 24;

    fn put(&self, to: &mut Vec<u8>) {
        self.left.put(to);
        self.right.put(to);
        self.said.put(to);
    }

    fn get(from: &[u8]) -> SaidOf {
        SaidOf { left: u32_at(from, 0), right: u32_at(from, 4), said: Said::get(&from[8..]) }
    }
}

/// As [`in_memory`], for pairs that are aside: every record's pairs are read in turn, from two lists.
fn aside(
    pairs: &List<ScoredPair>,
    scorer: &mut Scorer<'_>,
    records: &Records,
    memory: &Memory,
    open: &Open,
) -> io::Result<List<ScoredPair>> {
    let (from_left, from_right) = said_aside(pairs, scorer, records, memory, open)?;
    let (mut as_left, mut from_left, mut from_right) =
        (pairs.cursor()?, from_left.cursor()?, from_right.cursor()?);
    let mut out = List::new(memory);
    while let (Some(mut pair), Some(mut said)) = (as_left.take()?, from_left.take()?) {
        while let Some(other) = from_right.take_if(|of| (of.left, of.right) == (pair.left, pair.right))? {
            said = said.and(other.said);
        }
        pair.probability = open.settled(scorer, &pair, said);
        out.push(pair)?;
    }
    Ok(out)
}

/// What is said of every pair from its lower record, pair by pair, and what is said of some from their higher record.
fn said_aside(
    pairs: &List<ScoredPair>,
    scorer: &mut Scorer<'_>,
    records: &Records,
    memory: &Memory,
    open: &Open,
) -> io::Result<(List<Said>, List<SaidOf>)> {
    let mut by_right = Sorter::new(memory, |pair: &ScoredPair| (pair.right, pair.left));
    pairs.each(|pair| by_right.push(*pair))?;
    let by_right = by_right.sorted()?;
    let mut from_left = List::new(memory);
    let mut from_right = Sorter::new(memory, |of: &SaidOf| (of.left, of.right));
    let (mut as_left, mut as_right) = (pairs.cursor()?, by_right.cursor()?);
    let mut own: Vec<(u32, ScoredPair)> = Vec::new();
    for record in 0..records.len() as u32 {
        own.clear();
        while let Some(pair) = as_right.take_if(|pair| pair.right == record)? {
            own.push((pair.left, pair));
        }
        while let Some(pair) = as_left.take_if(|pair| pair.left == record)? {
            own.push((pair.right, pair));
        }
        for (pair, said) in heard_of(&own, scorer, records, open) {
            if pair.left == record {
                from_left.push(said)?;
            } else if said != Said::NOTHING {
                from_right.push(SaidOf { left: pair.left, right: pair.right, said })?;
            }
        }
    }
    Ok((from_left, from_right.sorted()?))
}

/// What the records near one record say of its pairs, given with the other record of each.
fn heard_of<'p>(
    own: &'p [(u32, ScoredPair)],
    scorer: &mut Scorer<'_>,
    records: &Records,
    open: &Open,
) -> impl Iterator<Item = (&'p ScoredPair, Said)> {
    let best = own.iter().fold(0.0f64, |best, (_, pair)| best.max(odds_of(pair.weight_bits)));
    let mut out = vec![Said::NOTHING; own.len()];
    if own.len() >= 2 && open.may_ask(best) {
        let mut order: Vec<usize> = (0..own.len()).collect();
        let bits = |at: &usize| own[*at].1.weight_bits;
        order.sort_by(|p, q| bits(q).total_cmp(&bits(p)).then(own[*p].0.cmp(&own[*q].0)));
        order.truncate(RIVALS_MAX);
        let fit = |&at: &usize| Fit {
            other: own[at].0,
            odds: odds_of(own[at].1.weight_bits),
            supportable: open.supportable(scorer, own[at].1.levels),
        };
        let near: Vec<Fit> = order.iter().map(fit).collect();
        let heard = hear(&near, open, |i, j| {
            let (x, y) = (near[i].other, near[j].other);
            let apart = records.excluded(x as usize, y as usize);
            if apart { 0.0 } else { odds_of(scorer.bits(x, y)) }
        });
        order.iter().zip(heard).for_each(|(at, heard)| out[*at] = heard);
    }
    own.iter().map(|(_, pair)| pair).zip(out)
}
