//! Names of bodies in a column: what is worked out once for each name, how two compare, and the keys that bring them together.
//!
//! What the list of names says comes first (`bodies/mod.rs`), then the words that tell bodies apart (`bodies/likeness.rs`), weighed by how many
//! names of the column have them. What this leaves out: what a level weighs (`levels.rs`).

use super::Records;
use super::column::Values;
use super::features::{Features, Pool};
use super::levels::{Sort, body};
use crate::bodies::likeness::{Weighed, likeness};
use crate::bodies::{BodyList, words};
use crate::table::{FixedMap, Tokens, key_of, mix};

/// Fewest and most letters of a name that can be the initials of another.
const INITIALS_LETTERS: (usize, usize) = (3, 8);
/// A word in more names than this brings no two together by itself...
const WORD_NAMES_MAX: u32 = 120;
/// ...and one in a larger share of them neither.
const WORD_SHARE_MAX: f64 = 0.04;

/// Share of names in which a word that says what sort of body it is, and one that is its own, are expected before any has been counted; and
/// as how many names that counts.
const ORDINARY_SHARE: f64 = 0.1;
const OWN_SHARE: f64 = 0.001;
const LIST_NAMES: f64 = 50.0;

/// Names of bodies of one feature.
#[derive(Default)]
pub(super) struct Bodies {
    /// Words of all names.
    words: Tokens,
    /// By token: the name.
    names: Vec<Name>,
    /// By word: how much it tells bodies apart, in bits.
    bits: Vec<f64>,
    /// The list's names of each body, by number of the body: its own first.
    listed: Vec<Vec<Box<[u32]>>>,
    above: Vec<Box<[u32]>>,
    lines_are_one: bool,
}

#[derive(Clone, Default)]
struct Name {
    words: Box<[u32]>,
    /// The number of the body by the list, or 0.
    body: u32,
    initials: [u64; 4],
    /// The name itself where it can be initials.
    short: u64,
    /// The names in it where it may be of two bodies: their words, and the number of the body by the list.
    parts: Box<[(Box<[u32]>, u32)]>,
    keys: Box<[u64]>,
}

impl Features {
    /// Fills the feature of a column of names of bodies.
    pub(super) fn bodies(
        &mut self,
        records: &Records,
        values: &Values,
        f: usize,
        pool: usize,
        width: usize,
        list: &BodyList,
    ) {
        let pool = &mut self.pools[pool];
        pool.bodies.take_list(list);
        let mut seen: FixedMap<u64, u32> = FixedMap::default();
        for record in 0..self.len {
            let code = values.codes[record];
            if code == 0 || self.rows[record * width + f] != 0 {
                continue;
            }
            let on = records.written_on.get(record).copied().flatten();
            let of_list = |name: &str| if list.is_empty() { 0 } else { list.body(name, on) };
            let key = mix(u64::from(code), on.map_or(0, |d| d.0 as u64 + 1));
            let token = *seen.entry(key).or_insert_with(|| {
                let name = values.of(record);
                pool.add_body(name, &of_list)
            });
            self.rows[record * width + f] = token;
        }
    }

    /// How alike the words of two names of bodies are, from 0 to 1: what tells apart names that come out at one level.
    pub(super) fn body_likeness(&self, f: usize, a: u32, b: u32) -> f64 {
        let bodies = &self.pools[self.features[f].pool].bodies;
        likeness(
            &bodies.weighed(&bodies.names[a as usize].words),
            &bodies.weighed(&bodies.names[b as usize].words),
        )
        .0
    }

    /// The level at which two names of bodies compare.
    pub(super) fn body_level(&self, f: usize, a: u32, b: u32) -> u8 {
        self.pools[self.features[f].pool].bodies.level(a, b)
    }
}

impl Pool {
    fn add_body(&mut self, name: &str, list: &dyn Fn(&str) -> u32) -> u32 {
        let of_list = list(name);
        let words = words::addressee(name);
        if words.is_empty() || words.iter().all(|w| super::features::means_nothing(w)) {
            return 0;
        }
        let initials = words::initials(name);
        let parts = words::parts(name).into_iter().map(|part| (words::addressee(part), list(part)));
        let parts: Vec<(Vec<String>, u32)> = parts.filter(|(of_part, _)| !of_part.is_empty()).collect();
        // A name can be written with its words in another order, and on two days it can stand for two bodies.
        let told = format!("{}\u{1f}{of_list}\u{1f}{}\u{1f}{parts:?}", words.join(" "), initials.join(" "));
        let token = self.tokens.number(&told);
        let at = token as usize;
        if self.bodies.names.len() <= at {
            self.bodies.names.resize(at + 1, Name::default());
        }
        if self.sets.len() <= at {
            self.sets.resize(at + 1, Box::default());
        }
        let short = words::short(&words)
            .filter(|word| (INITIALS_LETTERS.0..=INITIALS_LETTERS.1).contains(&word.chars().count()));
        let bodies = &mut self.bodies;
        let of = &mut bodies.names[at];
        if of.words.is_empty() {
            of.words = words.iter().map(|w| bodies.words.number(w)).collect();
            of.body = of_list;
            of.initials = initials.map(|letters| key_of(&letters));
            of.short = short.map_or(0, key_of);
            let of_parts = parts
                .iter()
                .map(|(words, body)| (words.iter().map(|w| bodies.words.number(w)).collect(), *body));
            of.parts = of_parts.collect();
        }
        // How common a name is, is counted by names, whatever the order of their words.
        let mut sorted = words;
        sorted.sort_unstable();
        let element = self.elements.number(&format!("{}\u{1f}{of_list}", sorted.join(" ")));
        self.sets[at] = Box::new([element]);
        token
    }

    /// Keys under which a name is compared with others, the most telling first.
    pub(super) fn body_keys(&self, token: u32) -> &[u64] {
        self.bodies.names.get(token as usize).map_or(&[], |name| &name.keys)
    }

    /// What can be worked out once all names are there; `uses` says how often each is counted.
    pub(super) fn finish_bodies(&mut self, uses: &[u32]) {
        // Each name once, however it is written.
        let mut counted = vec![false; self.elements.len() + 1];
        let of_name = self.sets.iter().map(|set| {
            let element = set.first().map_or(0, |element| *element as usize);
            let first = !std::mem::replace(&mut counted[element], true);
            first && uses.get(element).is_some_and(|n| *n > 0)
        });
        let counts: Vec<bool> = of_name.collect();
        self.bodies.finish(&counts);
    }
}

impl Bodies {
    fn take_list(&mut self, list: &BodyList) {
        self.lines_are_one = list.lines_are_one;
        if self.listed.is_empty() {
            let numbers = 0..=list.len() as u32;
            for number in numbers {
                let names = list.names(number).iter().map(|name| words::council(name.clone()));
                let names: Vec<Vec<String>> = names.collect();
                let numbers =
                    |name: &Vec<String>, words: &mut Tokens| name.iter().map(|w| words.number(w)).collect();
                self.listed.push(names.iter().map(|name| numbers(name, &mut self.words)).collect());
                self.above.push(list.above(number).into());
            }
        }
    }

    /// Works out what words weigh, from the names that count, and the keys of all names.
    fn finish(&mut self, counts: &[bool]) {
        if self.names.is_empty() {
            return;
        }
        let mut uses = vec![0u32; self.words.len() + 1];
        let mut count = 0.0f64;
        for (name, _) in self.names.iter().zip(counts).filter(|(n, counts)| **counts && !n.words.is_empty()) {
            count += 1.0;
            name.words.iter().for_each(|w| uses[*w as usize] += 1);
        }
        // In a short list every word is rare: a documented share counts as much as some names more.
        let bits = |(word, n): (usize, &u32)| {
            let documented =
                if words::is_ordinary(self.words.word(word as u32)) { ORDINARY_SHARE } else { OWN_SHARE };
            let share = (f64::from(*n) + 0.5 + LIST_NAMES * documented) / (count + 1.0 + LIST_NAMES);
            (-share.log2()).max(0.1)
        };
        self.bits = uses.iter().enumerate().map(bits).collect();
        let most = WORD_NAMES_MAX.min((count * WORD_SHARE_MAX) as u32).max(8);
        for at in 0..self.names.len() {
            let mut keys = Vec::new();
            let name = &self.names[at];
            if name.words.is_empty() {
                continue;
            }
            let mut add = |key: u64| {
                if key != 0 && !keys.contains(&key) {
                    keys.push(key);
                }
            };
            add(words_key(&name.words));
            let mut of_words = |ws: &[u32]| {
                let mut by_rarity: Vec<u32> = ws.to_vec();
                by_rarity.sort_by_key(|w| (uses[*w as usize], self.words.word(*w)));
                for (at, w) in by_rarity.iter().enumerate().filter(|(_, w)| uses[**w as usize] <= most) {
                    let word = self.words.word(*w);
                    add(key_of(word));
                    // Slips seldom touch the first letters and the last ones both.
                    if at < 2 && word.len() >= 6 {
                        add(mix(1, key_of(&crate::person::first_letters(word, 4))));
                        add(mix(2, key_of(word.get(word.len() - 4..).unwrap_or_default())));
                    }
                }
                for pair in ws.windows(2) {
                    add(key_of(&format!("{}{}", self.words.word(pair[0]), self.words.word(pair[1]))));
                    // Two common words together can be rare.
                    let (p, q) = (pair[0].min(pair[1]), pair[0].max(pair[1]));
                    add(mix(mix(3, u64::from(p)), u64::from(q)));
                }
            };
            of_words(&name.words);
            for body in self.bodies_of(name) {
                self.listed[body as usize].iter().for_each(|name| of_words(name));
            }
            for (words, body) in &name.parts {
                add(words_key(words));
                if *body != 0 {
                    add(mix(5, u64::from(*body)));
                }
            }
            name.initials.iter().chain([&name.short]).filter(|k| **k != 0).for_each(|k| add(mix(4, *k)));
            for body in self.bodies_of(name) {
                add(mix(5, u64::from(body)));
            }
            self.names[at].keys = keys.into();
        }
    }

    /// The body of a name and those it is in line with.
    fn bodies_of(&self, name: &Name) -> Vec<u32> {
        let mut out = Vec::new();
        if name.body != 0 {
            out.push(name.body);
            if self.lines_are_one {
                out.extend(&self.above[name.body as usize]);
            }
        }
        out
    }

    fn level(&self, a: u32, b: u32) -> u8 {
        let (x, y) = (&self.names[a as usize], &self.names[b as usize]);
        if x.body != 0 && y.body != 0 {
            if x.body == y.body {
                return if same_words(&x.words, &y.words) { body::SAME } else { body::LISTED };
            }
            let line = self.above[x.body as usize].contains(&y.body)
                || self.above[y.body as usize].contains(&x.body);
            // The list knows both: they are what it says, however alike they are written.
            return if line && self.lines_are_one { body::IN_LINE } else { body::DIFFERENT };
        }
        let own = self.of_words(&x.words, &y.words);
        if own == body::SAME && (x.body == 0) == (y.body == 0) {
            return own;
        }
        // What the list knows of the one is compared with the name of the other.
        let by_list = |known: &Name, other: &Name| {
            if known.body == 0 {
                return body::DIFFERENT;
            }
            let names = self.listed[known.body as usize].iter();
            let alike = names.map(|name| self.of_words(name, &other.words)).min();
            let mut best = alike.unwrap_or(body::DIFFERENT).max(body::LISTED);
            if self.lines_are_one {
                for name in
                    self.above[known.body as usize].iter().flat_map(|above| &self.listed[*above as usize])
                {
                    best = best.min(self.of_words(name, &other.words).max(body::IN_LINE));
                }
            }
            best
        };
        let listed = by_list(x, y).min(by_list(y, x));
        if listed < body::DIFFERENT && listed <= own {
            return listed;
        }
        let short = |p: &Name, q: &Name| p.short != 0 && q.words.len() > 1 && q.initials.contains(&p.short);
        let part = |p: &Name, q: &Name| {
            let is = |(words, body): &(Box<[u32]>, u32)| {
                *body != 0 && *body == q.body || same_words(words, &q.words)
            };
            p.parts.iter().any(is)
        };
        let less = own > body::INITIALS && (short(x, y) || short(y, x) || part(x, y) || part(y, x));
        if less { body::INITIALS } else { own }
    }

    fn weighed(&self, words: &[u32]) -> Weighed<'_> {
        words.iter().map(|w| (self.words.word(*w), self.bits[*w as usize])).collect()
    }

    fn of_words(&self, x: &[u32], y: &[u32]) -> u8 {
        if same_words(x, y) {
            return body::SAME;
        }
        let (alike, whole) = likeness(&self.weighed(x), &self.weighed(y));
        if whole {
            return body::SLIP;
        }
        match body::ALIKE_MIN.iter().position(|least| alike >= *least) {
            Some(at) => body::ALIKE + at as u8,
            None => body::DIFFERENT,
        }
    }
}

fn same_words(x: &[u32], y: &[u32]) -> bool {
    x.len() == y.len() && x.iter().all(|w| y.contains(w))
}

fn words_key(words: &[u32]) -> u64 {
    let mut sorted = words.to_vec();
    sorted.sort_unstable();
    sorted.into_iter().fold(6, |key, w| mix(key, u64::from(w)))
}

/// Whether the names of bodies are all there is to compare: then nothing can be learnt from how comparisons agree with each other.
pub(super) fn only_bodies(features: &Features) -> bool {
    let mut given = features.features.iter().filter(|f| f.given > 0.0);
    given.next().is_some_and(|f| f.sort == Sort::Organisation) && given.next().is_none()
}
