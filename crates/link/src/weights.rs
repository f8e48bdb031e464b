//! Match weights: from patterns of agreement to bits and a probability.
//!
//! Source: I. P. Fellegi and A. B. Sunter, "A theory for record linkage" (JASA 64, 1969), with a third class of pairs beside
//! matches and strangers: *relatives*, who share surname, address and telephone as one person would. See
//! `docs/methods/linkage.md`. What this leaves out: where the weights come from.

use crate::table::{COMPARISONS_MAX, Comparison, Kin, Pattern, Table, level_in};

/// Levels of a comparison, level 0 included: four bits of a pattern.
pub(crate) const LEVELS_MAX: usize = 16;

/// Shares by comparison and level.
pub(crate) type Shares = [[f64; LEVELS_MAX]; COMPARISONS_MAX];

/// The parameters of a kind and what is worked out from them.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    /// Share of all pairs that are one.
    pub(crate) lambda: f64,
    /// Share of all pairs that are relatives.
    pub(crate) kin: f64,
    /// Share of matches at each level.
    pub(crate) m: Shares,
    /// Share of strangers at each level.
    pub(crate) u: Shares,
    /// Share of relatives at each level, where they come out as one person would; elsewhere it follows from u.
    pub(crate) r: Shares,
    /// log2 of m over u.
    bits: Shares,
    /// log2 of the share of relatives over u.
    kin_bits: Shares,
    /// Whether level 1 of a comparison is weighed by how common the value is.
    by_value: [bool; COMPARISONS_MAX],
}

/// What a pair weighs, taken apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sum {
    /// The prior.
    pub(crate) prior_bits: f64,
    /// Each comparison.
    pub(crate) level_bits: [f64; COMPARISONS_MAX],
    /// What relatives take away; never above 0.
    pub(crate) kin_bits: f64,
    /// Everything.
    pub(crate) total_bits: f64,
}

/// The probability of a weight: odds of two to its power.
pub(crate) fn probability(bits: f64) -> f64 {
    1.0 / (1.0 + (-bits).exp2())
}

/// Share of relatives at a level, given m, r and u of the comparison.
///
/// Twins have one birth date: it is written with the same slips as that of one person, day and month changed places among them.
pub(crate) fn kin_share(kin: Kin, level: usize, m: f64, r: f64, u: f64) -> f64 {
    match kin {
        Kin::OneBut(strange) if level == strange => u,
        Kin::One | Kin::OneBut(_) => r,
        Kin::Strangers(share) => (1.0 - share) * u + share * m,
    }
}

impl Weights {
    /// Weights of given parameters.
    pub(crate) fn of(comparisons: &[Comparison], lambda: f64, kin: f64, [m, u, r]: [Shares; 3]) -> Weights {
        let mut bits = [[0.0; LEVELS_MAX]; COMPARISONS_MAX];
        let mut kin_bits = bits;
        let mut by_value = [false; COMPARISONS_MAX];
        for (c, comparison) in comparisons.iter().enumerate() {
            by_value[c] = comparison.common.is_some();
            for l in 1..=comparison.levels.len() {
                bits[c][l] = (m[c][l] / u[c][l]).log2();
                kin_bits[c][l] = (kin_share(comparison.kin, l, m[c][l], r[c][l], u[c][l]) / u[c][l]).log2();
            }
        }
        Weights { lambda, kin, m, u, r, bits, kin_bits, by_value }
    }

    /// The documented parameters, used where training is not possible.
    pub(crate) fn documented(comparisons: &[Comparison], records: usize, strangers_min: usize) -> Weights {
        let mut m = [[1.0; LEVELS_MAX]; COMPARISONS_MAX];
        let mut u = m;
        for (c, comparison) in comparisons.iter().enumerate() {
            for (l, spec) in comparison.levels.iter().enumerate() {
                (m[c][l + 1], u[c][l + 1]) = (spec.m, spec.u);
            }
        }
        // One pair in as many as there are records, within bounds: beyond 10,000 records the places and vehicles of one
        // area come back again and again.
        let lambda = 1.0 / records.clamp(strangers_min, 10_000) as f64;
        Weights::of(comparisons, lambda, lambda, [m, u, m])
    }

    /// The prior in bits: matches against strangers, before anything is compared.
    pub(crate) fn prior_bits(&self) -> f64 {
        (self.lambda / (1.0 - self.lambda - self.kin)).log2()
    }

    /// The most a pair with this pattern can weigh if its values are the rarest there are.
    pub(crate) fn most_bits(&self, pattern: Pattern, rarest: &[f64; COMPARISONS_MAX]) -> f64 {
        let mut total = self.prior_bits();
        for (c, rare) in rarest.iter().enumerate() {
            let level = level_in(pattern, c);
            total += self.bits[c][level] + if level == 1 { *rare } else { 0.0 };
        }
        total
    }

    /// What the rarest value of each comparison adds at level 1.
    pub(crate) fn rarest_bits(&self, comparisons: &[Comparison], records: usize) -> [f64; COMPARISONS_MAX] {
        let mut out = [0.0; COMPARISONS_MAX];
        for (c, comparison) in comparisons.iter().enumerate() {
            if let Some(documented) = comparison.common {
                let least = COMMON_RECORDS * documented / (records as f64 + COMMON_RECORDS);
                out[c] = (self.u[c][1] / least).log2().max(0.0);
            }
        }
        out
    }

    /// What a pair weighs.
    pub(crate) fn sum<T: Table>(&self, table: &T, a: usize, b: usize, pattern: Pattern) -> Sum {
        let mut level_bits = [0.0; COMPARISONS_MAX];
        let mut kin_total = 0.0;
        let prior_bits = self.prior_bits();
        let mut total = prior_bits;
        for (c, weight) in level_bits.iter_mut().enumerate() {
            let level = level_in(pattern, c);
            if level == 0 {
                continue;
            }
            let mut kin = self.kin_bits[c][level];
            *weight = self.bits[c][level];
            if level == 1 && self.by_value[c] {
                // The value agreed on replaces the average one: u becomes the share of records that have it.
                let share = table.share(c, a, b);
                *weight = (self.m[c][1] / share).log2();
                let comparison = &table.comparisons()[c];
                kin = match comparison.kin {
                    Kin::One | Kin::OneBut(_) => (self.r[c][1] / share).log2(),
                    Kin::Strangers(_) => {
                        (kin_share(comparison.kin, 1, self.m[c][1], 0.0, share) / share).log2()
                    }
                };
            }
            total += *weight;
            kin_total += kin;
        }
        // Matches against strangers and relatives together.
        let kin_odds = self.kin / (1.0 - self.lambda - self.kin) * kin_total.exp2();
        let kin_bits = -kin_odds.ln_1p() / std::f64::consts::LN_2;
        Sum { prior_bits, level_bits, kin_bits, total_bits: total + kin_bits }
    }
}

/// Weight of the documented frequency of a value against the counted one: as many records.
pub(crate) const COMMON_RECORDS: f64 = 1_000.0;
