//! The shape of a word: enough to see at a glance that two words are not alike, which most pairs are not.
//!
//! Whatever is said here is certain: `false` means that the measure itself would say no. What may be alike is compared by the measure.
//! What this leaves out: how alike two words are (`kernel.rs`).

use super::features::Pool;
use super::levels::Sort;
use crate::person::NameFacts;

/// The shape of a word. Sixteen bytes, so that memory never brings two parts for one.
#[derive(Clone, Copy, Default, Debug)]
#[repr(align(16))]
pub(super) struct Shape {
    /// Which letters it holds, one bit each; other characters share six bits.
    letters: u32,
    /// The first four bytes.
    first: u32,
    /// Part of how a name sounds; for a postcode or an address the number of its head. 0 is none.
    sound_or_head: u32,
    /// The families of names it stands in, one of sixteen bits each.
    families: u16,
    /// Bytes; 255 where there are more or some are not ASCII, and nothing is certain.
    len: u8,
    /// How many different letters it holds, and in the highest bit whether it is one character, or has a space: such words are compared whole.
    different_and_odd: u8,
}

/// The bit of a shape that says that a word is compared whole.
const ODD: u8 = 1 << 7;

/// The shapes of an address of electronic mail, whole and before the @. Thirty-two bytes, so that memory brings both at once.
#[derive(Clone, Copy, Default, Debug)]
#[repr(align(32))]
pub(super) struct AddressShape {
    pub(super) whole: Shape,
    pub(super) head: Shape,
}

/// How many families of names have a bit of their own; others share it.
const FAMILY_BITS: u16 = u16::BITS as u16;

/// Longest word that tables of likeness hold.
const LEN_MAX: usize = 24;

/// For each length of two words and of what they begin with alike: how many characters they must at least share so that their
/// Jaro-Winkler likeness can reach a threshold. More than can be shared where it cannot.
pub(super) struct Least {
    least: Vec<u8>,
}

impl Least {
    /// The table of a threshold.
    pub(super) fn of(threshold: f64) -> Least {
        let mut least = Vec::with_capacity(5 * LEN_MAX * LEN_MAX);
        for start in 0..5u32 {
            for a in 1..=LEN_MAX {
                for b in 1..=LEN_MAX {
                    let reaches = |shared: usize| {
                        let m = shared as f64;
                        let jaro = (m / a as f64 + m / b as f64 + 1.0) / 3.0;
                        // A little more than the measure can give: rounding never makes it say no.
                        jaro + 0.1 * f64::from(start) * (1.0 - jaro) + 1e-9 >= threshold
                    };
                    let shared = (0..=a.min(b)).find(|shared| reaches(*shared));
                    least.push(shared.map_or(u8::MAX, |shared| shared as u8));
                }
            }
        }
        Least { least }
    }

    /// Whether two words may be as alike as the threshold.
    pub(super) fn may(&self, x: &Shape, y: &Shape) -> bool {
        let (a, b) = (usize::from(x.len), usize::from(y.len));
        if a == 0 || b == 0 || a > LEN_MAX || b > LEN_MAX {
            return true;
        }
        let start = ((x.first ^ y.first).trailing_zeros() / 8) as usize;
        let shared = x.letters_shared(y);
        let only = |p: &Shape| p.different() - shared;
        let shared = a.saturating_sub(only(x) as usize).min(b.saturating_sub(only(y) as usize));
        shared >= usize::from(self.least[(start * LEN_MAX + a - 1) * LEN_MAX + b - 1])
    }
}

impl Shape {
    pub(super) fn of(word: &str) -> Shape {
        let bytes = word.as_bytes();
        let mut first = [0; 4];
        let start = bytes.len().min(4);
        first[..start].copy_from_slice(&bytes[..start]);
        let bit = |byte: &u8| {
            if byte.is_ascii_lowercase() { byte - b'a' } else { 26 + byte % 6 }
        };
        let letters: u32 = bytes.iter().fold(0, |bits, byte| bits | 1 << bit(byte));
        let odd = word.contains(' ') || word.chars().nth(1).is_none();
        Shape {
            letters,
            first: u32::from_le_bytes(first),
            sound_or_head: 0,
            families: 0,
            len: if word.is_ascii() { bytes.len().min(255) as u8 } else { u8::MAX },
            different_and_odd: letters.count_ones() as u8 | if odd { ODD } else { 0 },
        }
    }

    fn of_name(word: &str, facts: &NameFacts) -> Shape {
        let sound = if facts.sound == 0 { 0 } else { facts.sound as u32 | 1 };
        let families =
            facts.families.iter().filter(|f| **f != 0).fold(0, |bits, f| bits | 1 << (f % FAMILY_BITS));
        Shape { sound_or_head: sound, families, ..Shape::of(word) }
    }

    /// Whether one edit may turn one word into the other.
    pub(super) fn may_be_one_edit(&self, other: &Shape) -> bool {
        let certain = self.len < u8::MAX && other.len < u8::MAX;
        let only_one = || self.different() + other.different() - 2 * self.letters_shared(other);
        !certain || self.len.abs_diff(other.len) <= 1 && only_one() <= 2
    }

    /// How many different letters both hold: the one count that all that is asked of two words is made of.
    fn letters_shared(&self, other: &Shape) -> u32 {
        (self.letters & other.letters).count_ones()
    }

    /// Which letters it holds.
    pub(super) fn letters(&self) -> u32 {
        self.letters
    }

    /// The first four bytes, the first lowest.
    pub(super) fn first(&self) -> u32 {
        self.first
    }

    pub(super) fn sound_or_head(&self) -> u32 {
        self.sound_or_head
    }

    pub(super) fn families(&self) -> u32 {
        u32::from(self.families)
    }

    pub(super) fn len(&self) -> u8 {
        self.len
    }

    /// Whether nothing is certain of it: it is compared whole.
    pub(super) fn is_open(&self) -> bool {
        self.len == u8::MAX
    }

    /// Whether it is longer than likeness is told for.
    pub(super) fn is_long(&self) -> bool {
        usize::from(self.len) > LEN_MAX
    }

    /// Whether it is one character; nothing where it is not told.
    pub(super) fn is_initial(&self) -> Option<bool> {
        if self.is_open() { None } else { Some(self.len == 1) }
    }

    /// How many different letters it holds.
    pub(super) fn different(&self) -> u32 {
        u32::from(self.different_and_odd & !ODD)
    }

    /// Whether two words may sound the same.
    pub(super) fn may_sound_alike(&self, other: &Shape) -> bool {
        self.sound_or_head != 0 && self.sound_or_head == other.sound_or_head
    }

    fn with_head(word: &str, head: u32) -> Shape {
        Shape { sound_or_head: head, ..Shape::of(word) }
    }

    /// Whether two postcodes or addresses have one head.
    pub(super) fn same_head(&self, other: &Shape) -> bool {
        self.sound_or_head == other.sound_or_head
    }

    /// Whether two names may stand in one family.
    pub(super) fn may_share_family(&self, other: &Shape) -> bool {
        self.families & other.families != 0
    }

    /// Whether it is one character, or has a space.
    pub(super) fn is_odd(&self) -> bool {
        self.different_and_odd & ODD != 0
    }

    /// Whether two words begin with one character; nothing where their first bytes do not tell.
    pub(super) fn begin_alike(&self, other: &Shape) -> Option<bool> {
        let (a, b) = (self.first & 0xff, other.first & 0xff);
        if a != b { Some(false) } else { (a < 0x80).then_some(true) }
    }
}

/// Tables of the thresholds that comparing words asks for.
pub(super) struct Likeness {
    pub(super) somewhat: Least,
    pub(super) alike: Least,
    pub(super) before_at: Least,
}

/// The shapes of all words of a pool, by number; none for sorts that are compared without.
pub(super) fn shapes(pool: &Pool, sort: Sort) -> Vec<Shape> {
    let words = pool.tokens.iter();
    let with_none = |rest: Vec<Shape>| std::iter::once(Shape::default()).chain(rest).collect();
    match sort {
        Sort::Forename | Sort::Surname | Sort::Middle => with_none(
            words.zip(pool.facts.iter().skip(1)).map(|(word, facts)| Shape::of_name(word, facts)).collect(),
        ),
        Sort::Postcode => with_none(
            words.zip(pool.heads.iter().skip(1)).map(|(word, head)| Shape::with_head(word, *head)).collect(),
        ),
        Sort::City | Sort::Category | Sort::House => with_none(words.map(Shape::of).collect()),
        _ => Vec::new(),
    }
}

/// The shapes of all addresses of electronic mail of a pool, by number.
pub(super) fn address_shapes(pool: &Pool) -> Vec<AddressShape> {
    let both = |(word, head): (&str, &u32)| AddressShape {
        whole: Shape::with_head(word, *head),
        head: Shape::of(super::compare::before_at(word)),
    };
    let words = pool.tokens.iter().zip(pool.heads.iter().skip(1)).map(both);
    std::iter::once(AddressShape::default()).chain(words).collect()
}
