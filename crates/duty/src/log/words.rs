//! Words by number, in order of first appearance.
//!
//! The table behind it is open addressing over a multiply-and-fold hash without a seed, so that two runs do the same
//! work. Nothing is ever listed in order of the table: numbers follow the order in which words came, and hash order
//! reaches no output.
//!
//! Left out: what a word means, and taking one away.

/// Words by number, from 0.
#[derive(Clone, Default, Debug)]
pub struct Words {
    bytes: Vec<u8>,
    /// Where each word ends in `bytes`.
    ends: Vec<usize>,
    /// Upper half: the upper half of the hash, which also says where to look first. Lower half: number of the word plus 1,
    /// or 0 for a free place.
    table: Vec<u64>,
}

impl Words {
    /// The number of a word, a new one if it has not come before.
    pub fn intern(&mut self, word: &[u8]) -> u32 {
        self.intern_hashed(word, hash(word))
    }

    /// The same where the hash is known already.
    pub(super) fn intern_hashed(&mut self, word: &[u8], hash: u64) -> u32 {
        if self.ends.len() * 2 >= self.table.len() {
            self.grow();
        }
        let place = match self.find(word, hash) {
            Ok(number) => return number,
            Err(place) => place,
        };
        let number = self.ends.len() as u32;
        self.bytes.extend_from_slice(word);
        self.ends.push(self.bytes.len());
        self.table[place] = entry(hash, number);
        number
    }

    /// The number of a word that has come before.
    pub fn get(&self, word: &[u8]) -> Option<u32> {
        if self.table.is_empty() { None } else { self.find(word, hash(word)).ok() }
    }

    /// The word with this number.
    pub fn word(&self, number: u32) -> &[u8] {
        let i = number as usize;
        let from = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.bytes[from..self.ends[i]]
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The words in order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.ends.len()).map(|i| self.word(i as u32))
    }

    /// Bytes held.
    pub fn bytes_held(&self) -> usize {
        self.bytes.capacity()
            + self.ends.capacity() * size_of::<usize>()
            + self.table.capacity() * size_of::<u64>()
    }

    /// Forgets every word and keeps the memory.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.table.fill(0);
    }

    /// Gives back the table; what is left answers [`Words::word`] only.
    pub fn without_table(mut self) -> Words {
        self.table = Vec::new();
        self
    }

    /// The number of the word, or the free place where it belongs.
    fn find(&self, word: &[u8], hash: u64) -> Result<u32, usize> {
        let mask = self.table.len() - 1;
        let mut place = (hash >> 32) as usize & mask;
        loop {
            let held = self.table[place];
            if held == 0 {
                return Err(place);
            }
            let number = held as u32 - 1;
            if (held ^ hash) >> 32 == 0 && self.word(number) == word {
                return Ok(number);
            }
            place = (place + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(64);
        let old = std::mem::replace(&mut self.table, vec![0; size]);
        for held in old.into_iter().filter(|&held| held != 0) {
            let mut place = (held >> 32) as usize & (size - 1);
            while self.table[place] != 0 {
                place = (place + 1) & (size - 1);
            }
            self.table[place] = held;
        }
    }
}

/// A few words that come again and again: the numbers of those last seen, found without hashing their bytes one by one.
/// Words of more than sixteen bytes are never among them.
#[derive(Clone, Debug)]
pub struct Recent {
    /// First and last eight bytes, length, number.
    seen: Vec<(u64, u64, u32, u32)>,
}

/// Places of [`Recent`].
const RECENT_PLACES: usize = 512;

impl Default for Recent {
    fn default() -> Recent {
        // No word has this length.
        Recent { seen: vec![(0, 0, u32::MAX, 0); RECENT_PLACES] }
    }
}

impl Recent {
    /// The number of a word, from those last seen or from `words`, where it is put if it is new.
    pub fn intern(&mut self, word: &[u8], words: &mut Words) -> u32 {
        let (first, last) = match word.len() {
            0..=8 => (number(word), 0),
            9..=16 => (number(&word[..8]), number(&word[word.len() - 8..])),
            _ => return words.intern(word),
        };
        let mixed = (first ^ last.rotate_left(23) ^ word.len() as u64).wrapping_mul(FIRST);
        let place = (mixed >> (64 - RECENT_PLACES.trailing_zeros())) as usize;
        let seen = &mut self.seen[place];
        if (seen.0, seen.1, seen.2) != (first, last, word.len() as u32) {
            *seen = (first, last, word.len() as u32, words.intern(word));
        }
        seen.3
    }
}

fn entry(hash: u64, number: u32) -> u64 {
    hash >> 32 << 32 | u64::from(number + 1)
}

/// Odd constants without pattern: the fractional parts of the golden ratio and of the square root of 3.
const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;
const SECOND: u64 = 0xbb67_ae85_84ca_a73b;

/// A hash of bytes: eight at a time, multiplied to 128 bits and folded.
pub fn hash(word: &[u8]) -> u64 {
    let fold = |a: u64, b: u64| {
        let wide = u128::from(a) * u128::from(b);
        wide as u64 ^ (wide >> 64) as u64
    };
    let mut sum = FIRST ^ word.len() as u64;
    let mut eights = word.chunks_exact(8);
    for eight in &mut eights {
        sum = fold(sum ^ number(eight), SECOND);
    }
    let rest = eights.remainder();
    if !rest.is_empty() {
        sum = fold(sum ^ number(rest), SECOND);
    }
    fold(sum ^ SECOND, FIRST)
}

/// Up to eight bytes as a number, the first one lowest.
fn number(bytes: &[u8]) -> u64 {
    match <[u8; 8]>::try_from(bytes) {
        Ok(eight) => u64::from_le_bytes(eight),
        // Two overlapping fours, or one by one.
        Err(_) if bytes.len() >= 4 => {
            let four = |at: usize| {
                u64::from(u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]))
            };
            four(0) | four(bytes.len() - 4) << (8 * (bytes.len() - 4))
        }
        Err(_) => bytes.iter().rev().fold(0, |sum, &b| sum << 8 | u64::from(b)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_order_of_first_appearance() {
        let mut words = Words::default();
        let said = ["A1", "B2", "A1", "", "an identifier longer than eight bytes", "B2", ""];
        let numbers: Vec<u32> = said.iter().map(|w| words.intern(w.as_bytes())).collect();
        assert_eq!(numbers, [0, 1, 0, 2, 3, 1, 2]);
        assert_eq!(words.word(3), b"an identifier longer than eight bytes");
        assert_eq!((words.get(b"B2"), words.get(b"C3"), words.len()), (Some(1), None, 4));
    }

    #[test]
    fn words_last_seen_have_the_numbers_of_all_words() {
        let (mut words, mut recent) = (Words::default(), Recent::default());
        for round in 0..3 {
            for i in 0..5_000u32 {
                let word = "x".repeat(i as usize % 20) + &i.to_string();
                assert_eq!(recent.intern(word.as_bytes(), &mut words), i, "round {round}");
            }
        }
        for bytes in [&b""[..], b"a", b"abc", b"abcd", b"abcdefg", b"abcdefgh"] {
            assert_eq!(number(bytes), bytes.iter().rev().fold(0, |sum, &b| sum << 8 | u64::from(b)));
        }
    }

    #[test]
    fn a_hundred_thousand_words_are_told_apart() {
        let mut words = Words::default();
        for round in 0..2 {
            for i in 0..100_000u32 {
                assert_eq!(words.intern(format!("case {i}").as_bytes()), i, "round {round}");
            }
        }
        assert_eq!(words.word(99_999), b"case 99999");
    }
}
