//! Telephones and matters: one where the number is one, and never by likeness.
//!
//! What this leaves out: numbers with characters unread.

use model::{Mention, MentionKind, field};

use crate::forms;
use crate::person::identifier;
use crate::table::{Cache, Comparison, Kin, Part, Pattern, Rule, Table, Tokens, gather, level};

static COMPARISONS: [Comparison; 1] = [Comparison {
    name: "number",
    // Identity by number is a rule; the weights only say how far beyond doubt it lies.
    levels: &[level("the same", 0.999, 1e-9), level("different", 0.001, 1.0 - 1e-9)],
    kin: Kin::Strangers(0.0),
    common: None,
}];

static RULES: [Rule; 1] = [Rule { name: "number", parts: &[Part::Identifier], further: &[] }];

/// Telephones or matters.
pub(crate) struct Numbers {
    /// Numbers of each record, as words.
    rows: Vec<Box<[u32]>>,
    tokens: Tokens,
}

impl Numbers {
    /// Prepares mentions of one kind. Gives the record of each as well.
    pub(crate) fn prepare(mentions: &[Mention], which: &[u32], kind: MentionKind) -> (Numbers, Vec<u32>) {
        let mut tokens = Tokens::default();
        let gathered = gather(which.iter().map(|&at| {
            let mention = &mentions[at as usize];
            let mut numbers: Vec<u32> = Vec::new();
            if kind == MentionKind::Telephone {
                let of_field = mention.all(field::TELEPHONE).map(forms::telephone);
                let told = of_field.filter(|n| !n.is_empty()).map(|n| format!("telephone:{n}"));
                numbers.extend(told.map(|n| tokens.number(&n)));
            }
            numbers.extend(mention.all(field::IDENTIFIER).map(|id| tokens.number(&identifier(id))));
            numbers.retain(|n| *n != 0);
            numbers.into_boxed_slice()
        }));
        tokens.close();
        (Numbers { rows: gathered.rows, tokens }, gathered.record_of)
    }

    fn shared(&self, a: usize, b: usize) -> Option<u32> {
        self.rows[a].iter().find(|n| self.rows[b].contains(n)).copied()
    }
}

impl Table for Numbers {
    fn comparisons(&self) -> &'static [Comparison] {
        &COMPARISONS
    }

    fn rules(&self) -> &'static [Rule] {
        &RULES
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn part(&self, _part: Part, record: usize) -> u64 {
        self.rows[record].first().map_or(0, |n| u64::from(*n))
    }

    fn compare(&self, a: usize, b: usize, _cache: &mut Cache) -> Pattern {
        if self.rows[a].is_empty() || self.rows[b].is_empty() {
            0
        } else if self.shared(a, b).is_some() {
            1
        } else {
            2
        }
    }

    fn share(&self, _comparison: usize, _a: usize, _b: usize) -> f64 {
        COMPARISONS[0].levels[0].u
    }

    fn conflict(&self, _a: usize, _b: usize, _pattern: Pattern) -> Option<&'static str> {
        None
    }

    fn same_identifier(&self, a: usize, b: usize) -> Option<&str> {
        self.shared(a, b).map(|n| self.tokens.word(n))
    }

    fn identifiers(&self, record: usize, out: &mut Vec<u32>) {
        out.extend(&self.rows[record]);
    }

    fn words(&self, _comparison: usize, record: usize) -> String {
        let number = self.rows[record].first().map_or("", |n| self.tokens.word(*n));
        number.split_once(':').map_or(number, |(_, n)| n).to_string()
    }

    fn trains(&self) -> bool {
        false
    }
}
