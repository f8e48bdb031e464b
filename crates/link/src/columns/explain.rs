//! One pair of a table in words: what each comparison adds, in the order of the columns, with how common a value is.
//!
//! A weight is of a mixture of classes (relatives, neighbours), so what a comparison adds depends on those before it; the running total is
//! exact and ends at the weight of the pair. What this leaves out: outcomes; a table has none.

use super::compare::level_of;
use super::features::Features;
use super::levels::Sort;
use super::score::{Scorer, running_bits};
use super::train::{self, Model};
use super::{ASIDE, ColumnTerms, Kept, Records, blocks};
use crate::table::Cache;
use crate::weights::probability;

/// One line of an explanation.
#[derive(Clone, PartialEq, Debug)]
pub struct PairStep {
    /// What is compared; the first step stands for the time before anything is.
    pub comparison: String,
    /// How it came out, with the values and how common an equal one is.
    pub words: String,
    /// What it adds, in bits.
    pub weight_bits: f64,
    /// The total so far, in bits.
    pub total_bits: f64,
    /// The probability of the pair if this comparison were not given; of the first step, of the whole pair.
    pub without: f64,
}

/// Explains a pair: a step for each comparison that both records give, the prior first.
///
/// # Panics
///
/// Where a record does not exist, or memory is bounded and something cannot be put aside.
pub fn explain_pair(records: &Records, terms: &ColumnTerms, left: u32, right: u32) -> Vec<PairStep> {
    assert!(left.max(right) < records.len() as u32, "both records exist");
    let mut notes = Vec::new();
    let features = Features::prepare(records, terms, &mut notes);
    let blocks = blocks(&features, terms, &mut notes).expect(ASIDE);
    let (model, _) = train::train(&features, &blocks, records, terms, &mut notes).expect(ASIDE);
    steps(&features, &model, left.min(right), left.max(right))
}

/// As [`explain_pair`], by weights that were learnt from the first of the records alone.
///
/// # Panics
///
/// Where a record does not exist, or memory is bounded and something cannot be put aside.
pub fn explain_pair_by(
    records: &Records,
    terms: &ColumnTerms,
    kept: &Kept,
    left: u32,
    right: u32,
) -> Vec<PairStep> {
    assert!(left.max(right) < records.len() as u32, "both records exist");
    let features = Features::learnt(records, kept.learnt as usize, terms, &mut Vec::new()).expect(ASIDE);
    steps(&features, &kept.model, left.min(right), left.max(right))
}

fn steps(features: &Features, model: &Model, left: u32, right: u32) -> Vec<PairStep> {
    let (_, levels) = Scorer::new(features, model).weigh(left, right, f64::NEG_INFINITY);
    let masked = |keep: &dyn Fn(usize) -> bool| {
        let kept = (0..features.width()).filter(|f| keep(*f));
        kept.fold(0, |out, f| out | (levels & 15 << (4 * f)))
    };
    let bits = |of: u64| running_bits(features, model, of, left, right);
    let mut total = bits(0);
    let whole = bits(levels);
    let one_in = (1.0 + (-total).exp2()).max(1.0);
    let mut out = vec![PairStep {
        comparison: "before anything is compared".to_string(),
        words: format!("1 pair in {one_in:.0} is one"),
        weight_bits: total,
        total_bits: total,
        without: probability(whole),
    }];
    for f in (0..features.width()).filter(|f| level_of(levels, *f) != 0) {
        let after = bits(masked(&|g| g <= f));
        // A house and its postcode agree together: the second of them adds nothing, and that is no fault.
        let same_place = |g: &usize| features.features[*g].sort.place() && level_of(levels, *g) == 1;
        let said = (0..f).find(same_place).filter(|_| same_place(&f) && (after - total).abs() < 0.05);
        let said =
            said.map(|g| format!("; says nothing more once the {} is the same", features.features[g].name));
        out.push(PairStep {
            comparison: features.features[f].name.clone(),
            words: words(features, f, level_of(levels, f), left, right) + &said.unwrap_or_default(),
            weight_bits: after - total,
            total_bits: after,
            without: probability(bits(masked(&|g| g != f))),
        });
        total = after;
    }
    out
}

fn words(features: &Features, f: usize, level: usize, left: u32, right: u32) -> String {
    let feature = &features.features[f];
    let rows = features.rows_of(left as usize, right as usize, &mut Cache::none());
    let (a, b) = (rows.words().0[f], rows.words().1[f]);
    let spec = &feature.sort.levels()[level - 1];
    let pool = &features.pools[feature.pool];
    let word = |t: u32| pool.tokens.word(t).split('\u{1f}').next().unwrap_or_default().to_string();
    let values = if word(a) == word(b) { word(a) } else { format!("{}, {}", word(a), word(b)) };
    let common = if level == 1 && feature.sort.common().is_some() && feature.sort != Sort::Text {
        format!(" (1 in {:.0} here)", 1.0 / features.share(f, a, b, 0.0))
    } else {
        String::new()
    };
    format!("{}: {values}{common}", spec.words)
}

#[cfg(test)]
mod tests {
    use super::super::{Column, ColumnKind, link_columns};
    use super::*;
    use model::Day;

    #[test]
    fn the_steps_add_up_to_the_weight_of_the_pair() {
        let mut columns = vec![
            Column::new("forename", ColumnKind::Forename),
            Column::new("surname", ColumnKind::Surname),
            Column::new("born", ColumnKind::BirthDate),
            Column::new("street", ColumnKind::Street),
        ];
        let names = ["Maud", "Osric", "Ffion", "Tamsin", "Alaric", "Bryony", "Corwin"];
        for person in 0..60usize {
            for copy in 0..1 + usize::from(person % 3 == 0) {
                let surname = format!("{}mere", ["Gull", "Tern", "Heron", "Quill", "Thorn"][person % 5]);
                let day = format!("{}-03-{:02}", 1950 + person, 1 + person % 28);
                let street = if copy == 0 { "Gull Street" } else { "" };
                for (column, value) in columns.iter_mut().zip([names[person % 7], &surname, &day, street]) {
                    column.push(value);
                }
            }
        }
        let records = Records { columns, ..Records::default() };
        let terms = ColumnTerms::new(Day::iso("2020-01-01").unwrap());
        let links = link_columns(&records, &terms);
        assert!(!links.pairs.is_empty());
        for pair in links.pairs.iter().take(20) {
            let steps = explain_pair(&records, &terms, pair.right, pair.left);
            let sum: f64 = steps.iter().map(|s| s.weight_bits).sum();
            assert!((sum - pair.weight_bits).abs() < 1e-6, "{sum} {}", pair.weight_bits);
            assert!((steps.last().unwrap().total_bits - pair.weight_bits).abs() < 1e-6);
            let given = (0..links.comparisons.len()).filter(|c| pair.level(*c) != 0).count();
            assert_eq!(steps.len(), given + 1);
        }
    }
}
