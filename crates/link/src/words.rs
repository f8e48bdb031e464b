//! Links in words: the levels of a link, and the waterfall that explains it.

use model::{Band, Level, Link, Mention, MentionId};

use crate::table::{Pattern, Table, level_in};
use crate::terms::{PROBABLE_PROBABILITY_MIN, band_of};
use crate::weights::{Weights, probability};

/// The one level of two mentions of which everything recorded is the same.
pub(crate) const EVERY_FIELD: &str = "every field given";

/// A weight this small is not shown.
const SHOWN_BITS_MIN: f64 = 0.005;

/// The levels of a pair of records, the prior first; their weights add up to the weight of the link.
pub(crate) fn levels<T: Table>(
    table: &T,
    weights: &Weights,
    a: usize,
    b: usize,
    pattern: Pattern,
) -> Vec<Level> {
    let sum = weights.sum(table, a, b, pattern);
    let one_in = 1.0 / weights.lambda;
    let mut out = vec![Level {
        field: "before anything is compared".to_string(),
        words: format!("1 pair in {} is one", grouped(one_in)),
        weight_bits: sum.prior_bits,
    }];
    for (c, comparison) in table.comparisons().iter().enumerate() {
        let level = level_in(pattern, c);
        if level == 0 {
            continue;
        }
        let spec = &comparison.levels[level - 1];
        let (x, y) = (table.words(c, a), table.words(c, b));
        let values = match (x.is_empty(), y.is_empty()) {
            (true, true) => String::new(),
            (false, true) => format!(": {x}"),
            (true, false) => format!(": {y}"),
            _ if x == y => format!(": {x}"),
            _ => format!(": {x}, {y}"),
        };
        let common = if level == 1 && comparison.common.is_some() {
            format!(" (1 in {} here)", grouped(1.0 / table.share(c, a, b)))
        } else {
            String::new()
        };
        out.push(Level {
            field: comparison.name.to_string(),
            words: format!("{}{values}{common}", spec.words),
            weight_bits: sum.level_bits[c],
        });
    }
    if sum.kin_bits < -SHOWN_BITS_MIN {
        out.push(Level {
            field: "relatives".to_string(),
            words: "relatives and people of one household agree in the same way".to_string(),
            weight_bits: sum.kin_bits,
        });
    } else {
        // Too small to show: it stays with the prior, so that the levels add up.
        out[0].weight_bits += sum.kin_bits;
    }
    out
}

/// A number of things with its thousands apart: `12,345`; one decimal below ten.
fn grouped(number: f64) -> String {
    if number < 9.95 {
        return format!("{number:.1}");
    }
    let digits = format!("{number:.0}");
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// Why a link stands as it does, in plain English: a line for each weight with its running total, what the total means,
/// and which single piece of evidence it could not do without.
pub fn explain(link: &Link, mentions: &[Mention]) -> String {
    let name = |id: MentionId| mentions.get(id.index()).map_or_else(|| id.to_string(), Mention::label);
    let mut text = format!(
        "{} ({}) and {} ({}): {}.\n",
        name(link.left),
        link.left,
        name(link.right),
        link.right,
        standing(link)
    );
    let mut total = 0.0;
    for level in &link.levels {
        total += level.weight_bits;
        text.push_str(&format!(
            "  {:<28} {:>+7.1} bits, total {:>+7.1}   {}\n",
            level.field, level.weight_bits, total, level.words
        ));
    }
    // What a person decided stands apart from what the evidence says.
    let of_evidence = if decided(link) { probability(link.weight_bits) } else { link.probability };
    text.push_str(&format!(
        "  Together {:+.1} bits: {}probability {} that they are one.\n",
        link.weight_bits,
        if decided(link) { "by the evidence alone, " } else { "" },
        shown_probability(of_evidence)
    ));
    text.push_str(&format!("  {}\n", what_would_break(link)));
    text
}

/// How the note of a link begins that a person's decision made, one way or the other.
const JOINED_BY_DECISION: &str = "joined by decision of ";
const KEPT_APART_BY_DECISION: &str = "kept apart by decision of ";

/// Whether a person's decision, and not the evidence, says what became of a link.
fn decided(link: &Link) -> bool {
    link.note.starts_with(JOINED_BY_DECISION) || link.note.starts_with(KEPT_APART_BY_DECISION)
}

fn standing(link: &Link) -> String {
    if decided(link) {
        return link.note.clone();
    }
    let mut text = format!("{} link, {}", link.band.word(), if link.used { "used" } else { "not used" });
    if !link.note.is_empty() {
        text.push_str(&format!(" ({})", link.note));
    }
    text
}

/// Never 1: nothing here is beyond all doubt.
fn shown_probability(p: f64) -> String {
    if p > 0.9999 { "more than 0.9999".to_string() } else { format!("{p:.4}") }
}

fn what_would_break(link: &Link) -> String {
    if decided(link) {
        let what = if link.used { "They are one" } else { "They are two" };
        return format!(
            "{what} by that decision, whatever the evidence says; only another decision changes it."
        );
    }
    if !link.used {
        return "It joins nothing; a person may decide that they are one.".to_string();
    }
    if link.note.starts_with("same ") || link.note.starts_with("joined by") {
        return "It rests on that alone; only a person's decision breaks it.".to_string();
    }
    let mut needed = Vec::new();
    for level in link.levels.iter().skip(1).filter(|l| l.weight_bits > 0.0) {
        let left = link.weight_bits - level.weight_bits;
        if probability(left) < PROBABLE_PROBABILITY_MIN {
            let p = shown_probability(probability(left));
            needed.push(if level.field == EVERY_FIELD {
                format!("without the fields that are the same in both the probability would be {p}")
            } else {
                format!("without the {} the probability would be {p}", level.field)
            });
        }
    }
    if needed.is_empty() {
        "No single piece of evidence carries it: without any one of them it would still be probable."
            .to_string()
    } else {
        format!("What would break it: {}.", needed.join("; "))
    }
}

/// The band of a used or unused link by its probability: nothing below the least is kept, so it is at least possible.
pub(crate) fn band(p: f64) -> Band {
    band_of(p).unwrap_or(Band::Possible)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(used: bool, note: &str, levels: &[(&str, f64)]) -> Link {
        let levels: Vec<Level> = levels
            .iter()
            .map(|(field, bits)| Level {
                field: (*field).to_string(),
                words: String::new(),
                weight_bits: *bits,
            })
            .collect();
        let weight_bits = levels.iter().map(|level| level.weight_bits).sum();
        let probability =
            if note.starts_with(KEPT_APART_BY_DECISION) { 0.0 } else { probability(weight_bits) };
        let (left, right) = (MentionId(0), MentionId(1));
        let note = note.to_string();
        Link { left, right, weight_bits, probability, band: Band::Certain, used, note, levels }
    }

    #[test]
    fn what_a_person_decided_stands_apart_from_what_the_evidence_says() {
        let levels = [("before anything is compared", -10.0), ("birth date", 19.5)];
        let apart = link(false, "kept apart by decision of the reviewer: two cousins", &levels);
        let text = explain(&apart, &[]);
        assert!(text.contains("kept apart by decision of the reviewer: two cousins.\n"), "{text}");
        assert!(text.contains("Together +9.5 bits: by the evidence alone, probability 0.9986"), "{text}");
        assert!(text.contains("They are two by that decision"), "{text}");
        assert!(!text.contains("0.0000") && !text.contains("may decide that they are one"), "{text}");
        let text = explain(&link(false, "", &levels), &[]);
        assert!(text.contains("a person may decide that they are one"), "{text}");
    }

    #[test]
    fn what_rests_on_every_field_is_said_in_english() {
        let text =
            explain(&link(true, "", &[("before anything is compared", -10.0), (EVERY_FIELD, 20.0)]), &[]);
        assert!(
            text.contains("without the fields that are the same in both the probability would be"),
            "{text}"
        );
    }
}
