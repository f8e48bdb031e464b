//! What a kind of thing is compared by: comparisons, blocking rules and prepared records, all as data behind one trait.
//!
//! A *record* is what several mentions with the same prepared fields have in common; linkage compares records. This module
//! decides nothing.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hash, Hasher};

pub(crate) use crate::lexicon::Tokens;

/// One way a comparison can come out, with the weights that are used where training is not possible.
pub(crate) struct LevelSpec {
    /// In words.
    pub(crate) words: &'static str,
    /// Share of pairs that are one in which it comes out so.
    pub(crate) m: f64,
    /// Share of pairs that are not one in which it comes out so.
    pub(crate) u: f64,
}

/// Short form for tables of levels.
pub(crate) const fn level(words: &'static str, m: f64, u: f64) -> LevelSpec {
    LevelSpec { words, m, u }
}

/// How people of one household or family, who are not one person, come out in a comparison.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Kin {
    /// As one person would: surname, address, telephone.
    One,
    /// As one person would, but for this level, in which they come out as strangers would.
    OneBut(usize),
    /// As strangers would, but for this share in whom the first level holds (twins; a father and son of one name).
    Strangers(f64),
}

impl Kin {
    /// Whether relatives come out as one person would.
    pub(crate) fn as_one(self) -> bool {
        !matches!(self, Kin::Strangers(_))
    }
}

/// One comparison of two records. Level 0 is always "not given on one side" and weighs nothing.
pub(crate) struct Comparison {
    /// What is compared.
    pub(crate) name: &'static str,
    /// Levels 1 and up.
    pub(crate) levels: &'static [LevelSpec],
    /// How relatives come out.
    pub(crate) kin: Kin,
    /// Whether agreement at level 1 is weighed by how common the value is; then the share expected of a value
    /// nobody has counted.
    pub(crate) common: Option<f64>,
}

/// A part of a blocking key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    /// First identifier.
    Identifier,
    /// Scheme and first characters of the first identifier.
    IdentifierStart,
    /// Last characters of the first identifier.
    IdentifierEnd,
    /// First telephone number.
    Telephone,
    /// Forename and surname by sound, in either order.
    Names,
    /// Forename by sound, short forms under the full one.
    Forename,
    /// First letter of the forename.
    ForenameInitial,
    /// Surname (or only name) by sound.
    Surname,
    /// First two letters of the surname.
    SurnameStart,
    /// Birth date, day and month in either order.
    BirthDate,
    /// Year of birth.
    BirthYear,
    /// Day and month of birth in either order, without the year.
    BirthDayMonth,
    /// House and street, or house and postcode.
    Address,
    /// Street or name of the place.
    Street,
    /// Whole postcode.
    Postcode,
    /// Outward part of the postcode.
    Outward,
    /// House number and flat.
    House,
    /// Registration mark, O and 0, I and 1 made one.
    Plate,
    /// First two characters of the mark where they were read.
    PlateStart,
    /// Last three characters of the mark where they were read.
    PlateEnd,
    /// First word of a body's name.
    FirstWord,
    /// Last word of a body's name.
    LastWord,
    /// All words of a body's name in order of the alphabet, by sound.
    WordsBySound,
}

/// A blocking rule: records with the same key are compared. A block over the limit is split by the further keys in turn.
pub(crate) struct Rule {
    /// In words.
    pub(crate) name: &'static str,
    /// Parts of the key; a record without one of them is not in any block of this rule.
    pub(crate) parts: &'static [Part],
    /// Parts that split an oversized block, in turn.
    pub(crate) further: &'static [Part],
}

/// How each comparison of a pair came out: four bits for each, the first comparison lowest.
pub(crate) type Pattern = u32;

/// Most comparisons of a kind: eight of four bits fill a pattern.
pub(crate) const COMPARISONS_MAX: usize = 8;

/// The level of one comparison in a pattern.
pub(crate) fn level_in(pattern: Pattern, comparison: usize) -> usize {
    (pattern >> (4 * comparison) & 15) as usize
}

/// The pattern with one comparison set.
pub(crate) fn with_level(pattern: Pattern, comparison: usize, level: u8) -> Pattern {
    pattern | u32::from(level) << (4 * comparison)
}

/// Prepared records of one kind.
pub(crate) trait Table: Sync {
    /// The comparisons, at most [`COMPARISONS_MAX`].
    fn comparisons(&self) -> &'static [Comparison];
    /// The blocking rules, in the order in which they are asked.
    fn rules(&self) -> &'static [Rule];
    /// How many distinct records.
    fn len(&self) -> usize;
    /// Part of a key of a record; 0 where the record does not give it.
    fn part(&self, part: Part, record: usize) -> u64;
    /// Further keys of a record under a rule, by its other names.
    fn other_keys(&self, _rule: &Rule, _record: usize, _keys: &mut Vec<u64>) {}
    /// Compares two records.
    fn compare(&self, a: usize, b: usize, cache: &mut Cache) -> Pattern;
    /// Share of records with the value on which two records agree in a comparison at level 1.
    fn share(&self, comparison: usize, a: usize, b: usize) -> f64;
    /// Why two records cannot be one whatever else agrees, given how they compare.
    fn conflict(&self, a: usize, b: usize, pattern: Pattern) -> Option<&'static str>;
    /// Whether two records share an identifier.
    /// Whether more than a name could be compared: a name alone never joins two mentions, it only raises the question.
    fn anchored(&self, _pattern: Pattern) -> bool {
        true
    }

    fn same_identifier(&self, _a: usize, _b: usize) -> Option<&str> {
        None
    }
    /// Identifiers of a record, as numbers that are equal exactly where the identifiers are.
    fn identifiers(&self, _record: usize, _out: &mut Vec<u32>) {}
    /// The words of a record for a comparison, as the source has them.
    fn words(&self, comparison: usize, record: usize) -> String;
    /// Without training, one pair in this many at most is expected to be one, however few records there are: a handful of
    /// mentions is no reason to expect that they are one.
    fn strangers_min(&self) -> usize {
        1_000
    }
    /// Whether training is tried for this kind.
    fn trains(&self) -> bool;
}

/// Mixes numbers to a key; fixed for ever, so that two runs agree.
pub(crate) fn mix(seed: u64, value: u64) -> u64 {
    // The finaliser of SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014).
    // The seed is spread first: two small numbers must not meet in one key.
    let mut z = seed.wrapping_mul(0xd6e8_feb8_6659_fd93).rotate_left(32) ^ value;
    z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

/// A key of a text; 0 for an empty one.
pub(crate) fn key_of(text: &str) -> u64 {
    if text.is_empty() { 0 } else { text.bytes().fold(0xcbf2_9ce4, |h, b| mix(h, u64::from(b))).max(1) }
}

/// A hasher without a random state: maps are looked up, never walked.
#[derive(Clone, Default)]
pub(crate) struct FixedHasher(u64);

impl Hasher for FixedHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = mix(self.0, u64::from_le_bytes(word) ^ (chunk.len() as u64) << 56);
        }
    }
    fn write_u32(&mut self, value: u32) {
        self.0 = mix(self.0, u64::from(value));
    }
    fn write_u64(&mut self, value: u64) {
        self.0 = mix(self.0, value);
    }
}

/// A map with fixed hashing.
pub(crate) type FixedMap<K, V> = HashMap<K, V, BuildHasherDefault<FixedHasher>>;

/// A set with fixed hashing.
pub(crate) type FixedSet<T> = HashSet<T, BuildHasherDefault<FixedHasher>>;

/// Counts how many records use each token.
pub(crate) fn count_uses(tokens: usize, uses: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut counts = vec![0u32; tokens + 1];
    for token in uses.filter(|t| *t != 0) {
        counts[token as usize] += 1;
    }
    counts
}

/// Records with equal prepared rows gathered into one.
pub(crate) struct Gathered<R> {
    /// Distinct rows, in order of first mention.
    pub(crate) rows: Vec<R>,
    /// For each mention of the kind, its record.
    pub(crate) record_of: Vec<u32>,
    /// For each record, the position of its first mention among the mentions of the kind.
    pub(crate) first: Vec<u32>,
}

/// Gathers equal rows.
pub(crate) fn gather<R: Hash + Eq + Clone>(rows: impl Iterator<Item = R>) -> Gathered<R> {
    let mut out = Gathered { rows: Vec::new(), record_of: Vec::new(), first: Vec::new() };
    // Rows by the hash of their contents; rows of one hash are told apart by what they hold.
    let mut seen: FixedMap<u64, u32> = FixedMap::default();
    for (at, row) in rows.enumerate() {
        let mut hasher = FixedHasher::default();
        row.hash(&mut hasher);
        let mut hash = hasher.finish();
        let record = loop {
            match seen.get(&hash) {
                Some(&r) if out.rows[r as usize] == row => break r,
                Some(_) => hash = mix(hash, 1),
                None => {
                    let r = out.rows.len() as u32;
                    seen.insert(hash, r);
                    out.rows.push(row);
                    out.first.push(at as u32);
                    break r;
                }
            }
        };
        out.record_of.push(record);
    }
    out
}

/// Comparisons of word pairs already made, by fixed place: a later pair takes the place of an earlier one.
pub(crate) struct Cache {
    slots: Vec<u64>,
}

/// Places in the cache: 2^18 of 8 bytes is 2 MiB for each thread, which stays in the processor's own memory.
const CACHE_SLOTS: usize = 1 << 18;

impl Cache {
    pub(crate) fn new() -> Cache {
        Cache { slots: vec![u64::MAX; CACHE_SLOTS] }
    }

    /// A cache that keeps nothing, for a single pair.
    pub(crate) fn none() -> Cache {
        Cache { slots: Vec::new() }
    }

    /// The level of a pair of tokens (below 2^27 - 1 each), found or worked out; `kind` below 32 tells comparisons apart.
    pub(crate) fn level(&mut self, kind: u64, a: u32, b: u32, work_out: impl FnOnce() -> u8) -> u8 {
        if a >= (1 << 27) - 1 || b >= (1 << 27) - 1 || self.slots.is_empty() {
            return work_out();
        }
        // 27 + 27 + 5 bits of key, 4 bits of level; no token is all ones, so no entry equals the empty mark.
        let key = u64::from(a) << 36 | u64::from(b) << 9 | kind << 4;
        let slot = &mut self.slots[mix(0, key) as usize & (CACHE_SLOTS - 1)];
        if *slot & !15 == key {
            return (*slot & 15) as u8;
        }
        let level = work_out();
        *slot = key | u64::from(level);
        level
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_numbers_do_not_meet_in_one_key() {
        let mut keys: Vec<u64> = (0..300).flat_map(|a| (0..300).map(move |b| mix(a, b))).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), 90_000);
    }
}
