//! The known phrases of a case, and the longest of them that starts at a word of a text.
//!
//! A phrase is held as a number made from its words in lower case, so a text is looked through once, without a copy
//! of any word. Two phrases could share a number: with a million phrases and a million texts of a hundred words, the
//! chance that any word of any text is taken for a phrase it is not is about 10^6 x 10^8 / 2^64, 1 in 180,000.
//! What a phrase stands for, and whether a name may be replaced where it stands, is settled in [`crate::names`].

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Words of the longest phrase that is looked for.
pub(crate) const PHRASE_WORDS_MAX: usize = 8;
/// Letters of the shortest single name that is looked for by itself.
pub(crate) const SINGLE_CHARS_MIN: usize = 3;
/// Characters between two words of one phrase.
const GAP_CHARS_MAX: usize = 3;

/// What stands in place of a phrase.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Target {
    /// The name of a holder: left as it is.
    Keep,
    /// A pseudonym, by the number of the entity.
    Entity(u32),
    /// A word in brackets.
    Mask(Mask),
}

/// The words in brackets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mask {
    Name,
    Vehicle,
    Telephone,
    Address,
    BirthDate,
    Withheld,
}

impl Mask {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Mask::Name => "[name]",
            Mask::Vehicle => "[vehicle]",
            Mask::Telephone => "[telephone]",
            Mask::Address => "[address]",
            Mask::BirthDate => "[birth date]",
            Mask::Withheld => "[withheld]",
        }
    }
}

/// A run of letters and digits in a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    /// Its first byte.
    pub(crate) from: usize,
    /// The byte after its last.
    pub(crate) to: usize,
    /// The number of the word in lower case.
    pub(crate) key: u64,
}

impl Word {
    pub(crate) fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.from..self.to]
    }
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo): offset and prime.
const FNV_OFFSET: u64 = 0xCBF2_9CE4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01B3;

const fn step(key: u64, byte: u8) -> u64 {
    (key ^ byte as u64).wrapping_mul(FNV_PRIME)
}

/// The number of a word that is in lower case.
pub(crate) const fn word_key(lower: &str) -> u64 {
    let (bytes, mut key, mut at) = (lower.as_bytes(), FNV_OFFSET, 0);
    while at < bytes.len() {
        key = step(key, bytes[at]);
        at += 1;
    }
    key
}

/// The words of a text, in order.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let bytes = text.as_bytes();
    let mut words = Vec::with_capacity(text.len() / 5 + 1);
    let mut at = 0;
    while at < bytes.len() {
        let (from, mut key, mut ascii, mut over_bytes) = (at, FNV_OFFSET, true, 0);
        while let Some(&byte) = bytes.get(at) {
            if byte.is_ascii_alphanumeric() {
                key = step(key, byte.to_ascii_lowercase());
                at += 1;
            } else if byte.is_ascii() {
                over_bytes = 1;
                break;
            } else {
                let Some(c) = text[at..].chars().next() else { break };
                if !c.is_alphanumeric() {
                    over_bytes = c.len_utf8();
                    break;
                }
                ascii = false;
                at += c.len_utf8();
            }
        }
        if at > from {
            if !ascii {
                key = word_key(&text[from..at].to_lowercase());
            }
            words.push(Word { from, to: at, key });
        }
        at += over_bytes;
    }
    words
}

/// The number of the first word of a phrase by itself.
fn first(word: u64) -> u64 {
    mix(word)
}

/// The number of a phrase with one word more.
fn further(phrase: u64, word: u64) -> u64 {
    mix(phrase.rotate_left(17) ^ word)
}

/// The finisher of MurmurHash3 (Appleby): every bit of the number touches every bit of the result.
fn mix(mut key: u64) -> u64 {
    key ^= key >> 33;
    key = key.wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    key ^= key >> 33;
    key = key.wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    key ^ (key >> 33)
}

/// The numbers of phrases are well mixed already.
#[derive(Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |key, &byte| step(key, byte));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// What is known of the phrases that begin with some words.
#[derive(Clone, Copy, Default)]
struct Entry {
    /// What stands in place of just these words, if they are a phrase.
    target: Option<Target>,
    /// For a single word, the greatest number of words of a phrase that starts with it.
    longest: u8,
}

/// The known phrases.
#[derive(Default)]
pub(crate) struct Book(HashMap<u64, Entry, BuildHasherDefault<Mixed>>);

impl Book {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Notes that a phrase stands for a target. What two people share becomes `[name]`; what two other things share,
    /// or a person and another thing, `[withheld]`; in whatever order they come.
    pub(crate) fn add(&mut self, phrase: impl Iterator<Item = u64>, target: Target) {
        let person = |t| matches!(t, Target::Entity(_) | Target::Mask(Mask::Name));
        let Some(kept) = self.slot(phrase) else { return };
        *kept = match *kept {
            None => Some(target),
            Some(known) if known == target || known == Target::Keep => Some(known),
            Some(known) if person(known) && person(target) => Some(Target::Mask(Mask::Name)),
            Some(_) => Some(Target::Mask(Mask::Withheld)),
        };
    }

    /// Notes that a phrase is left as it is, whatever else it stands for.
    pub(crate) fn keep(&mut self, phrase: impl Iterator<Item = u64>) {
        if let Some(kept) = self.slot(phrase) {
            *kept = Some(Target::Keep);
        }
    }

    /// The place of a phrase, its first word noted; `None` for no words or more than are looked for.
    fn slot(&mut self, mut phrase: impl Iterator<Item = u64>) -> Option<&mut Option<Target>> {
        let start = first(phrase.next()?);
        let (mut key, mut count) = (start, 1);
        for word in phrase {
            key = further(key, word);
            count += 1;
        }
        if count > PHRASE_WORDS_MAX {
            return None;
        }
        let entry = self.0.entry(start).or_default();
        entry.longest = entry.longest.max(count as u8);
        Some(&mut self.0.entry(key).or_default().target)
    }

    /// The longest phrase that starts at word `at` and that `allowed` (asked with how many words it takes) lets stand.
    pub(crate) fn longest(
        &self,
        text: &str,
        words: &[Word],
        at: usize,
        mut allowed: impl FnMut(usize) -> bool,
    ) -> Option<(Target, usize)> {
        let start = first(words[at].key);
        let entry = self.0.get(&start)?;
        let mut keys = [start; PHRASE_WORDS_MAX];
        let mut count = 1;
        while count < usize::from(entry.longest)
            && at + count < words.len()
            && near(text, &words[at + count - 1], &words[at + count])
        {
            keys[count] = further(keys[count - 1], words[at + count].key);
            count += 1;
        }
        while count > 1 {
            if let Some(target) = self.0.get(&keys[count - 1]).and_then(|e| e.target)
                && allowed(count)
            {
                return Some((target, count));
            }
            count -= 1;
        }
        entry.target.filter(|_| allowed(1)).map(|target| (target, 1))
    }
}

fn near(text: &str, left: &Word, right: &Word) -> bool {
    let gap = &text[left.to..right.from];
    gap == " " || (gap.chars().count() <= GAP_CHARS_MAX && !gap.contains('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of a text by the plain meaning: split where no letter or digit is, then made lower case.
    fn slowly(text: &str) -> Vec<(String, u64)> {
        let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        parts.map(|w| (w.to_string(), word_key(&w.to_lowercase()))).collect()
    }

    #[test]
    fn words_are_runs_of_letters_and_digits_in_any_case() {
        for text in [
            "",
            " ",
            "Ada Quill",
            "ADA  quill,(ZZ99 XYZ)",
            "née Ó Sé — ΣΊΣΥΦΟΣ",
            "İzmir\u{212A}elvin, 3½ m²",
            "a\nb\u{00A0}c–d’e",
            "end é",
        ] {
            let found: Vec<(String, u64)> =
                words(text).iter().map(|w| (w.of(text).to_string(), w.key)).collect();
            assert_eq!(found, slowly(text), "{text:?}");
        }
        assert_eq!(words("QUILL")[0].key, words("quill")[0].key);
    }

    fn book(phrases: &[(&str, Target)]) -> Book {
        let mut book = Book::default();
        for (phrase, target) in phrases {
            book.add(words(phrase).iter().map(|w| w.key), *target);
        }
        book
    }

    #[test]
    fn the_longest_phrase_is_found() {
        let book = book(&[
            ("ada", Target::Entity(1)),
            ("ada quill", Target::Entity(2)),
            ("ada quill of northmere", Target::Entity(3)),
        ]);
        let check = |text: &str, expected: Option<(Target, usize)>| {
            assert_eq!(book.longest(text, &words(text), 0, |_| true), expected, "{text:?}");
        };
        check("Ada", Some((Target::Entity(1), 1)));
        check("Ada, Quill", Some((Target::Entity(2), 2)));
        check("Ada\nQuill", Some((Target::Entity(1), 1)));
        check("Ada      Quill", Some((Target::Entity(1), 1)));
        check("ADA QUILL of Northmere", Some((Target::Entity(3), 4)));
        check("Ada Quill of Southmere", Some((Target::Entity(2), 2)));
        check("Quill Ada", None);
        assert_eq!(book.longest("Ada", &words("Ada"), 0, |_| false), None);
    }

    #[test]
    fn what_two_share_does_not_depend_on_the_order() {
        use Target::{Entity, Keep, Mask as In};
        // | first | second | kept |
        for (one, other, kept) in [
            (Entity(1), Entity(1), Entity(1)),
            (Entity(1), Entity(2), In(Mask::Name)),
            (In(Mask::Name), Entity(2), In(Mask::Name)),
            (Entity(1), In(Mask::Vehicle), In(Mask::Withheld)),
            (In(Mask::Address), In(Mask::Vehicle), In(Mask::Withheld)),
            (In(Mask::Withheld), Entity(3), In(Mask::Withheld)),
        ] {
            for (a, b) in [(one, other), (other, one)] {
                let found = book(&[("ada", a), ("ada", b)]).longest("Ada", &words("Ada"), 0, |_| true);
                assert_eq!(found, Some((kept, 1)), "{a:?} then {b:?}");
            }
        }
        let mut book = book(&[("ada", Entity(1))]);
        book.keep(words("ada").iter().map(|w| w.key));
        book.add(words("ada").iter().map(|w| w.key), Entity(2));
        assert_eq!(book.longest("Ada", &words("Ada"), 0, |_| true), Some((Keep, 1)));
    }
}
