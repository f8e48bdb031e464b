//! Words held once and known by number.
//!
//! All words stand in one text, one behind the other, and are looked up by an open table of hashes: a word costs its letters, four
//! bytes, and while words are still added some sixteen more. What this leaves out: what a word means.

use std::hash::Hasher;

use crate::table::FixedHasher;

/// Words held once, numbered from 1 in order of first use; 0 is no word.
#[derive(Clone, Debug)]
pub struct Tokens {
    text: String,
    /// Where each word ends in the text, the last 32 bits of it; the first entry is the end of no word.
    ends: Vec<u32>,
    /// The first words that end beyond one, two, ... times 2^32 bytes: hardly ever any.
    beyond: Vec<u32>,
    /// Part of the hash of a word and its number, in the first free place from where the hash points; 0 is free.
    slots: Vec<u64>,
}

/// Fewest places of the table.
const SLOTS_MIN: usize = 16;

impl Default for Tokens {
    fn default() -> Tokens {
        Tokens { text: String::new(), ends: vec![0], beyond: Vec::new(), slots: Vec::new() }
    }
}

impl Tokens {
    /// The number of a word; 0 for an empty one.
    pub fn number(&mut self, word: &str) -> u32 {
        self.number_by(word, hash_of(word))
    }

    /// The numbers of some words, in their order, as [`Tokens::number`] gives them one by one. Where each may stand is asked of memory for
    /// all of them at once: waiting for it is most of what looking up costs.
    pub fn numbers<'w>(&mut self, words: impl Iterator<Item = &'w str> + Clone, numbers: &mut Vec<u32>) {
        let hashes: Vec<u32> = words.clone().map(hash_of).collect();
        let mut seen = 0;
        if let Some(mask) = self.slots.len().checked_sub(1) {
            let slot = |hash: &u32| self.slots[*hash as usize & mask];
            seen ^= hashes.iter().fold(0, |seen, hash| seen ^ slot(hash));
            let end = |hash: &u32| self.ends[slot(hash) as u32 as usize];
            seen ^= u64::from(hashes.iter().fold(0, |seen, hash| seen ^ end(hash)));
        }
        std::hint::black_box(seen);
        numbers.extend(words.zip(hashes).map(|(word, hash)| self.number_by(word, hash)));
    }

    fn number_by(&mut self, word: &str, hash: u32) -> u32 {
        if word.is_empty() {
            return 0;
        }
        // At most five places in eight are taken.
        if 8 * (self.len() + 1) > 5 * self.slots.len() {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at] != 0 {
            let number = self.slots[at] as u32;
            if (self.slots[at] >> 32) as u32 == hash && self.word(number) == word {
                return number;
            }
            at = (at + 1) & mask;
        }
        let number = self.add(word);
        self.slots[at] = u64::from(hash) << 32 | u64::from(number);
        number
    }

    /// Adds a word that is not there yet.
    fn add(&mut self, word: &str) -> u32 {
        self.text.push_str(word);
        let number = u32::try_from(self.ends.len()).expect("at most 4,294,967,295 distinct words");
        self.ends.push(self.text.len() as u32);
        while self.beyond.len() < self.text.len() >> 32 {
            self.beyond.push(number);
        }
        number
    }

    /// Where a word ends.
    fn end(&self, number: usize) -> usize {
        let beyond = if self.beyond.is_empty() {
            0
        } else {
            self.beyond.partition_point(|first| *first as usize <= number)
        };
        beyond << 32 | self.ends[number] as usize
    }

    /// Words that stand one behind the other, each of so many bytes; they are not looked up again.
    pub(crate) fn closed(text: String, lens: &[u32]) -> Option<Tokens> {
        let mut out = Tokens { ends: Vec::with_capacity(lens.len() + 1), ..Tokens::default() };
        out.ends.push(0);
        let mut end = 0usize;
        for (at, len) in lens.iter().enumerate() {
            end += *len as usize;
            out.ends.push(end as u32);
            while out.beyond.len() < end >> 32 {
                out.beyond.push(at as u32 + 1);
            }
        }
        out.text = text;
        (end == out.text.len()).then_some(out)
    }

    /// Bytes that the words and what is known of them take.
    pub(crate) fn bytes_held(&self) -> usize {
        self.text.len() + 4 * self.ends.len() + 8 * self.slots.len()
    }

    /// Doubles the table, or makes it anew where it has been given back.
    fn grow(&mut self) {
        let places = (2 * self.slots.len()).max((2 * self.len()).next_power_of_two()).max(SLOTS_MIN);
        let mut slots = vec![0u64; places];
        let mut place = |slot: u64| {
            let mut at = (slot >> 32) as usize & (places - 1);
            while slots[at] != 0 {
                at = (at + 1) & (places - 1);
            }
            slots[at] = slot;
        };
        if self.slots.is_empty() {
            (1..=self.len() as u32)
                .for_each(|number| place(u64::from(hash_of(self.word(number))) << 32 | u64::from(number)));
        } else {
            // The place of a word hangs on nothing but the part of its hash that stands beside its number.
            self.slots.iter().filter(|slot| **slot != 0).for_each(|slot| place(*slot));
        }
        self.slots = slots;
    }

    /// The word of a number; empty for 0.
    pub fn word(&self, number: u32) -> &str {
        let at = number as usize;
        if at == 0 { "" } else { &self.text[self.end(at - 1)..self.end(at)] }
    }

    /// All words in order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (1..self.ends.len() as u32).map(|number| self.word(number))
    }

    /// How many words, the empty one not counted.
    pub fn len(&self) -> usize {
        self.ends.len() - 1
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets how to look words up; their numbers stay.
    pub fn close(&mut self) {
        self.slots = Vec::new();
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

fn hash_of(word: &str) -> u32 {
    let mut hasher = FixedHasher::default();
    hasher.write(word.as_bytes());
    (hasher.finish() >> 32) as u32
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        /// Numbers are those a plain map would give, in order of first use, also where words are added after closing.
        #[test]
        fn numbers_are_given_in_order_of_first_use(words in prop::collection::vec("[a-cé]{0,4}", 0..300), close in 0usize..300) {
            let (mut tokens, mut plain) = (Tokens::default(), BTreeMap::<String, u32>::new());
            for (at, word) in words.iter().enumerate() {
                if at == close {
                    tokens.close();
                }
                let next = plain.len() as u32 + 1;
                let expected = if word.is_empty() { 0 } else { *plain.entry(word.clone()).or_insert(next) };
                prop_assert_eq!(tokens.number(word), expected);
                prop_assert_eq!(tokens.word(expected), word.as_str());
            }
            let (mut together, mut numbers) = (Tokens::default(), Vec::new());
            for some in words.chunks(close.max(1)) {
                together.numbers(some.iter().map(String::as_str), &mut numbers);
            }
            let one_by_one: Vec<u32> = words.iter().map(|word| tokens.number(word)).collect();
            prop_assert_eq!(numbers, one_by_one);
            prop_assert_eq!(tokens.len(), plain.len());
            let by_number: Vec<&str> = tokens.iter().collect();
            prop_assert!(plain.iter().all(|(word, n)| by_number[*n as usize - 1] == word));
        }
    }
}
