//! What is counted of the pairs, in one pass over them: the summary, the charts and the bands all come from it.
//!
//! Sums are taken in the order of the pairs, so that they are the same whether pairs are in memory or aside.

use link::band_of;
use link::columns::{ColumnLinks, ColumnTerms, Kept};
use model::Band;

use super::aside::failed;
use crate::failure::Done;
use report::charts::{MARKS, thresholds};

/// A number and what is counted, in the singular where it is one.
pub(super) fn number_of(n: u64, one: &str, more: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { more })
}

/// Whether a note of linkage says that the result is not to be used.
pub(super) fn warns(note: &str) -> bool {
    note.contains("should not be used as it is")
}

/// Counts of the listed pairs.
#[derive(Default)]
pub(super) struct Told {
    /// How many are listed.
    pub(super) listed: u64,
    /// How many of them are likely enough to join.
    pub(super) joined: u64,
    /// How many are certain, probable, possible.
    pub(super) bands: [u64; 3],
    /// For each comparison, the levels that a pair came out at.
    pub(super) seen: Vec<[bool; 16]>,
    /// How many are expected to be one: the sum of their probabilities.
    pub(super) expected: f64,
    /// For each threshold, lowest first: the pairs from there to before the next, and the sum of their probabilities.
    parts: Vec<(f64, u64, f64)>,
    /// Of those below the lowest threshold.
    below: (u64, f64),
}

impl Told {
    /// Counts.
    pub(super) fn of(kept: &Kept, links: &ColumnLinks, terms: &ColumnTerms) -> Done<Told> {
        let mut marks: Vec<f64> = thresholds().into_iter().chain(MARKS).collect();
        marks.sort_by(f64::total_cmp);
        marks.dedup();
        let mut out = Told {
            listed: 0,
            joined: 0,
            bands: [0; 3],
            seen: vec![[false; 16]; links.comparisons.len()],
            expected: 0.0,
            parts: marks.into_iter().map(|mark| (mark, 0, 0.0)).collect(),
            below: (0, 0.0),
        };
        kept.each_pair(|pair| {
            let p = pair.probability;
            if p < terms.pair_probability_min {
                return Ok(());
            }
            out.listed += 1;
            out.joined += u64::from(p >= terms.join_probability_min);
            let band =
                [Band::Certain, Band::Probable, Band::Possible].iter().position(|b| band_of(p) == Some(*b));
            band.into_iter().for_each(|at| out.bands[at] += 1);
            out.seen.iter_mut().enumerate().for_each(|(at, of)| of[pair.level(at)] = true);
            out.expected += p;
            match out.parts.partition_point(|(mark, ..)| *mark <= p).checked_sub(1) {
                Some(at) => {
                    out.parts[at].1 += 1;
                    out.parts[at].2 += p;
                }
                None => out.below = (out.below.0 + 1, out.below.1 + p),
            }
            Ok(())
        })
        .map_err(|e| failed(&e))?;
        Ok(out)
    }

    /// Of the pairs from a threshold on how many there are and the share expected to be wrong, and the share missed of all expected to be one.
    pub(super) fn at(&self, threshold: f64) -> (u64, f64, f64) {
        let (mut kept, mut right, mut missed) = (0, 0.0, self.below.1);
        for (mark, pairs, sum) in &self.parts {
            if *mark < threshold {
                missed += sum;
            } else {
                kept += pairs;
                right += sum;
            }
        }
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        (kept, share(kept as f64 - right, kept as f64), share(missed, self.expected))
    }
}
