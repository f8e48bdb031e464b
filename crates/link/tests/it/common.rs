//! Mentions made from a line of text, and the figures by which linkage is judged.

use std::collections::BTreeMap;

use link::{LinkTerms, Linked};
use model::{Day, Mention, MentionKind, Place, RowId, SourceId, field};

/// The terms of most tests.
pub(crate) fn terms() -> LinkTerms {
    LinkTerms::new(Day::iso("2012-12-31").unwrap())
}

/// A mention of a kind with these fields; empty values are left out.
pub(crate) fn mention(kind: MentionKind, row: usize, fields: &[(&'static str, &str)]) -> Mention {
    let given = fields.iter().filter(|(_, v)| !v.trim().is_empty());
    Mention {
        kind,
        fields: given.map(|(name, value)| (*name, Box::from(value.trim()))).collect(),
        role: "child".into(),
        row: RowId::from(row),
        place: Place { source: SourceId(0), sheet: 0, row: row as u32 + 2, column: 1 },
    }
}

/// People from lines such as `name=Nemo Whittle | born=3/5/1990 | address=12 Gull Street`.
pub(crate) fn people(lines: &[&str]) -> Vec<Mention> {
    of_kind(MentionKind::Person, lines)
}

/// Mentions of one kind from such lines.
pub(crate) fn of_kind(kind: MentionKind, lines: &[&str]) -> Vec<Mention> {
    lines
        .iter()
        .enumerate()
        .map(|(row, line)| {
            let fields: Vec<(&'static str, &str)> = line
                .split('|')
                .filter(|part| !part.trim().is_empty())
                .map(|part| {
                    let (name, value) = part.split_once('=').expect("name=value");
                    let name = field::ALL.iter().find(|f| **f == name.trim()).expect("a field of the model");
                    (*name, value)
                })
                .collect();
            mention(kind, row, &fields)
        })
        .collect()
}

/// The groups of mentions, counted from 1, in words: `1 2, 3`.
pub(crate) fn groups(linked: &Linked) -> String {
    let one =
        |e: &model::Entity| e.mentions.iter().map(|m| (m.0 + 1).to_string()).collect::<Vec<_>>().join(" ");
    linked.entities.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Precision, recall and F1 over pairs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Accuracy {
    pub(crate) precision: f64,
    pub(crate) recall: f64,
    pub(crate) f1: f64,
}

/// How well the entities agree with the truth, over pairs of mentions.
pub(crate) fn accuracy(linked: &Linked, truth: &[u64]) -> Accuracy {
    let pairs = |n: u64| n * (n - 1) / 2;
    let mut cells: BTreeMap<(u32, u64), u64> = BTreeMap::new();
    let mut of_entity: BTreeMap<u32, u64> = BTreeMap::new();
    let mut of_truth: BTreeMap<u64, u64> = BTreeMap::new();
    for (at, t) in truth.iter().enumerate() {
        let entity = linked.entity_of[at].0;
        *cells.entry((entity, *t)).or_default() += 1;
        *of_entity.entry(entity).or_default() += 1;
        *of_truth.entry(*t).or_default() += 1;
    }
    let both: u64 = cells.values().map(|n| pairs(*n)).sum();
    let said: u64 = of_entity.values().map(|n| pairs(*n)).sum();
    let true_pairs: u64 = of_truth.values().map(|n| pairs(*n)).sum();
    let (precision, recall) = (both as f64 / said.max(1) as f64, both as f64 / true_pairs.max(1) as f64);
    Accuracy { precision, recall, f1: 2.0 * precision * recall / (precision + recall).max(1e-9) }
}
