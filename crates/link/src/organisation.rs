//! Bodies: agencies, firms, schools, under the names they go by.
//!
//! Words that say only what form a body has (`Ltd`, `plc`, `the`) are laid aside and common abbreviations spelt out. A number or
//! a short word in a name tells two bodies apart. Weights are the documented ones. What a reviewer's list says of a name goes before any
//! likeness: another name joins, predecessor and successor and part and whole are kept apart as a question. What this leaves out:
//! names that are merely alike in some words; a review asks for more than that.

use std::collections::BTreeSet;

use model::{Mention, field};

use crate::bodies::words::words;
use crate::kernel::within_one_edit;
use crate::person::identifier;
use crate::sound::sound_key;
use crate::table::{
    Cache, Comparison, Gathered, Kin, Part, Pattern, Rule, Table, Tokens, gather, key_of, level, mix,
};
use crate::terms::LinkTerms;

const SAME: u8 = 1;
const REORDERED: u8 = 2;
const MISSPELT: u8 = 3;
const DIFFERENT: u8 = 4;
const LISTED: u8 = 5;
const IN_LINE: u8 = 6;

static COMPARISONS: [Comparison; 1] = [Comparison {
    name: "name",
    levels: &[
        level("the same", 0.80, 1e-7),
        level("the same words in another order", 0.08, 1e-7),
        level("the same but for slips of spelling", 0.08, 1e-6),
        level("different", 0.02, 0.999_998_699),
        level("two names of one body, by the list of names", 0.01, 1e-9),
        level("part and whole, or predecessor and successor, by the list of names", 0.01, 1e-7),
    ],
    kin: Kin::Strangers(0.0),
    common: None,
}];

static RULES: [Rule; 4] = [
    Rule { name: "identifier", parts: &[Part::Identifier], further: &[] },
    Rule { name: "words of the name by sound", parts: &[Part::WordsBySound], further: &[] },
    Rule { name: "first word of the name", parts: &[Part::FirstWord], further: &[Part::LastWord] },
    Rule { name: "last word of the name", parts: &[Part::LastWord], further: &[Part::FirstWord] },
];

#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
struct Row {
    /// Names as numbers of words: the first is the one given, the rest its other names.
    names: Box<[Box<[u32]>]>,
    identifiers: Box<[u32]>,
    /// Numbers of the bodies that the names stand for by the list; those they are in line with.
    listed: Box<[u32]>,
    above: Box<[u32]>,
}

/// The bodies of a review.
pub(crate) struct Organisations<'a> {
    mentions: &'a [Mention],
    shown: Vec<u32>,
    rows: Vec<Row>,
    tokens: Tokens,
}

fn name_words(text: &str, tokens: &mut Tokens) -> Box<[u32]> {
    words(text).iter().map(|word| tokens.number(word)).collect()
}

impl<'a> Organisations<'a> {
    /// Prepares the bodies among the mentions. Gives the record of each as well.
    pub(crate) fn prepare(
        mentions: &'a [Mention],
        which: &[u32],
        terms: &LinkTerms,
    ) -> (Organisations<'a>, Vec<u32>) {
        let mut tokens = Tokens::default();
        let Gathered { rows, record_of, first } = gather(which.iter().map(|&at| {
            let mention = &mentions[at as usize];
            let written =
                || [field::NAME, field::SURNAME, field::ALIAS].into_iter().flat_map(|f| mention.all(f));
            let on = terms.recorded_on.get(at as usize).copied().flatten();
            let mut listed: Vec<u32> = Vec::new();
            if !terms.bodies.is_empty() {
                listed.extend(written().map(|name| terms.bodies.body(name, on)).filter(|b| *b != 0));
                listed.sort_unstable();
                listed.dedup();
            }
            let above: BTreeSet<u32> = listed
                .iter()
                .flat_map(|b| terms.bodies.above(*b))
                .copied()
                .filter(|b| !listed.contains(b))
                .collect();
            let names: Vec<Box<[u32]>> =
                written().map(|n| name_words(n, &mut tokens)).filter(|n| !n.is_empty()).collect();
            let ids = mention.all(field::IDENTIFIER).map(|id| tokens.number(&identifier(id)));
            let identifiers: Vec<u32> = ids.filter(|t| *t != 0).collect();
            Row {
                names: names.into(),
                identifiers: identifiers.into(),
                listed: listed.into(),
                above: above.into_iter().collect(),
            }
        }));
        tokens.close();
        let shown = first.iter().map(|&at| which[at as usize]).collect();
        (Organisations { mentions, shown, rows, tokens }, record_of)
    }

    fn name_level(&self, x: &[u32], y: &[u32]) -> u8 {
        if x == y {
            return SAME;
        }
        if x.len() != y.len() {
            return DIFFERENT;
        }
        let (mut p, mut q) = (x.to_vec(), y.to_vec());
        p.sort_unstable();
        q.sort_unstable();
        if p == q {
            return REORDERED;
        }
        let slip = |a: u32, b: u32| {
            let (a, b) = (self.tokens.word(a), self.tokens.word(b));
            let long = a.len().min(b.len()) >= 5 && !a.bytes().chain(b.bytes()).any(|c| c.is_ascii_digit());
            long && within_one_edit(a, b)
        };
        if x.iter().zip(y).all(|(a, b)| a == b || slip(*a, *b)) { MISSPELT } else { DIFFERENT }
    }
}

impl Table for Organisations<'_> {
    fn comparisons(&self) -> &'static [Comparison] {
        &COMPARISONS
    }

    fn rules(&self) -> &'static [Rule] {
        &RULES
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn part(&self, part: Part, record: usize) -> u64 {
        let row = &self.rows[record];
        let Some(name) = row.names.first() else {
            return if part == Part::Identifier {
                row.identifiers.first().map_or(0, |t| u64::from(*t))
            } else {
                0
            };
        };
        let by_sound = |t: u32| key_of(&sound_key(self.tokens.word(t)));
        match part {
            Part::Identifier => row.identifiers.first().map_or(0, |t| u64::from(*t)),
            Part::FirstWord => by_sound(name[0]),
            Part::LastWord => by_sound(name[name.len() - 1]),
            Part::WordsBySound => {
                let mut keys: Vec<u64> = name.iter().map(|t| by_sound(*t)).collect();
                keys.sort_unstable();
                keys.into_iter().fold(1, mix)
            }
            _ => 0,
        }
    }

    fn other_keys(&self, rule: &Rule, record: usize, keys: &mut Vec<u64>) {
        if rule.parts != [Part::WordsBySound] {
            return;
        }
        // Numbers of bodies are keys of their own, told from words by their first part.
        let row = &self.rows[record];
        keys.extend(row.listed.iter().chain(&row.above).map(|body| mix(1, u64::from(*body))));
        for name in self.rows[record].names.iter().skip(1) {
            let mut of_words: Vec<u64> =
                name.iter().map(|t| key_of(&sound_key(self.tokens.word(*t)))).collect();
            of_words.sort_unstable();
            keys.push(mix(0, of_words.into_iter().fold(1, mix)));
        }
    }

    fn compare(&self, a: usize, b: usize, _cache: &mut Cache) -> Pattern {
        let (p, q) = (&self.rows[a], &self.rows[b]);
        let mut best = 0;
        for x in &self.rows[a].names {
            for y in &self.rows[b].names {
                let found = self.name_level(x, y);
                best = if best == 0 { found } else { best.min(found) };
            }
        }
        // What the list says goes before how names are written, but one name is one name where the list knows neither.
        if p.listed.iter().any(|body| q.listed.contains(body)) {
            best = if best == SAME { SAME } else { LISTED };
        } else if p.above.iter().any(|body| q.listed.contains(body))
            || q.above.iter().any(|body| p.listed.contains(body))
        {
            best = IN_LINE;
        } else if !p.listed.is_empty() && !q.listed.is_empty() {
            best = DIFFERENT;
        }
        Pattern::from(best)
    }

    fn share(&self, comparison: usize, _a: usize, _b: usize) -> f64 {
        COMPARISONS[comparison].levels[0].u
    }

    fn conflict(&self, _a: usize, _b: usize, pattern: Pattern) -> Option<&'static str> {
        // One body may have wholly different names; only the list can say that two are not one.
        (pattern == Pattern::from(IN_LINE))
            .then_some("one succeeded the other or is part of it, by the list of names: two bodies in law")
    }

    fn same_identifier(&self, a: usize, b: usize) -> Option<&str> {
        let (x, y) = (&self.rows[a].identifiers, &self.rows[b].identifiers);
        x.iter().find(|t| y.contains(t)).map(|t| self.tokens.word(*t))
    }

    fn identifiers(&self, record: usize, out: &mut Vec<u32>) {
        out.extend(&self.rows[record].identifiers);
    }

    fn words(&self, _comparison: usize, record: usize) -> String {
        self.mentions[self.shown[record] as usize].label()
    }

    fn trains(&self) -> bool {
        false
    }
}
