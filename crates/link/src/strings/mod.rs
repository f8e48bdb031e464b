//! Measures of how alike two texts are, beside those that linkage itself uses (`jaro_winkler`, `damerau_levenshtein`).
//!
//! Sources: V. I. Levenshtein (1966), by bits after G. Myers (JACM 46, 1999) in the form of H. Hyyro (2003); L. R. Dice (1945) and
//! T. Sorensen (1948) on pairs of neighbouring characters; P. Jaccard (1912) on words. Characters are Unicode scalar values. What this
//! leaves out: meaning, sound, case and accents; who wants them the same makes them so first.

/// Longest text, in characters, that takes the path over bits.
const SHORT_CHARS_MAX: usize = 64;

/// Levenshtein distance: the least number of insertions, deletions and substitutions.
pub fn levenshtein(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        return long.len();
    }
    if short.len() <= SHORT_CHARS_MAX { by_bits(&short, &long) } else { by_rows(&short, &long) }
}

/// One column of the table of distances in two machine words: where it rises by one, and where it falls by one.
fn by_bits(pattern: &[char], text: &[char]) -> usize {
    let mut places: Vec<(char, u64)> = Vec::with_capacity(pattern.len());
    for (at, c) in pattern.iter().enumerate() {
        match places.iter_mut().find(|(p, _)| p == c) {
            Some((_, mask)) => *mask |= 1 << at,
            None => places.push((*c, 1 << at)),
        }
    }
    let last = 1u64 << (pattern.len() - 1);
    let (mut rises, mut falls, mut distance) = (u64::MAX, 0u64, pattern.len());
    for c in text {
        let same = places.iter().find(|(p, _)| p == c).map_or(0, |(_, mask)| *mask);
        let diagonal = ((same & rises).wrapping_add(rises) ^ rises) | same | falls;
        let mut up = falls | !(diagonal | rises);
        let mut down = rises & diagonal;
        distance += usize::from(up & last != 0);
        distance -= usize::from(down & last != 0);
        up = up << 1 | 1;
        down <<= 1;
        rises = down | !(diagonal | up);
        falls = up & diagonal;
    }
    distance
}

fn by_rows(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let best = (diagonal + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], best);
        }
    }
    row[b.len()]
}

/// Sorensen and Dice on pairs of neighbouring characters, white space left out: 0 (none in common) to 1 (the same).
/// A text of one character is like itself only.
pub fn sorensen_dice(a: &str, b: &str) -> f64 {
    let bare = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<Vec<char>>();
    let (a, b) = (bare(a), bare(b));
    if a == b {
        return 1.0;
    }
    if a.len() < 2 || b.len() < 2 {
        return 0.0;
    }
    let pairs = |s: &[char]| {
        let mut pairs: Vec<(char, char)> = s.windows(2).map(|w| (w[0], w[1])).collect();
        pairs.sort_unstable();
        pairs
    };
    let common = in_common(&pairs(&a), &pairs(&b));
    2.0 * common as f64 / (a.len() + b.len() - 2) as f64
}

/// Jaccard on words: how many words both have, of all that either has. Two texts without a word are the same.
pub fn jaccard_words(a: &str, b: &str) -> f64 {
    let words = |s: &str| {
        let mut words: Vec<String> = s.split_whitespace().map(str::to_string).collect();
        words.sort_unstable();
        words.dedup();
        words
    };
    let (a, b) = (words(a), words(b));
    let common = in_common(&a, &b);
    let all = a.len() + b.len() - common;
    if all == 0 { 1.0 } else { common as f64 / all as f64 }
}

/// How many entries two sorted lists have in common, each counted as often as both have it.
fn in_common<T: Ord>(a: &[T], b: &[T]) -> usize {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                i += 1;
                j += 1;
            }
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{damerau_levenshtein, jaro_winkler};
    use proptest::prelude::*;

    /// Figures of the Python package rapidfuzz 3.14.6 on invented words and random characters: first, second, Levenshtein, Damerau-Levenshtein,
    /// Jaro-Winkler.
    const RAPIDFUZZ: &str = include_str!("rapidfuzz_vectors.tsv");

    #[test]
    fn equal_to_rapidfuzz_on_recorded_words() {
        let mut met = 0;
        for line in RAPIDFUZZ.lines().filter(|l| !l.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [a, b, edits, swaps, likeness] = cells[..] else { panic!("five cells: {line}") };
            assert_eq!(levenshtein(a, b), edits.parse::<usize>().unwrap(), "{a} {b}");
            assert_eq!(damerau_levenshtein(a, b), swaps.parse::<usize>().unwrap(), "{a} {b}");
            assert!((jaro_winkler(a, b) - likeness.parse::<f64>().unwrap()).abs() < 1e-12, "{a} {b}");
            met += 1;
        }
        assert!(met >= 400, "{met} lines");
    }

    #[test]
    fn words_are_compared_as_sets() {
        for (a, b, expected) in [
            ("gull street", "street gull", 1.0),
            ("gull street", "gull lane", 1.0 / 3.0),
            ("", " ", 1.0),
            ("gull", "", 0.0),
        ] {
            assert_eq!(jaccard_words(a, b), expected, "{a} {b}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn equal_to_strsim_on_any_text(a in "\\PC{0,24}", b in "\\PC{0,24}") {
            prop_assert_eq!(levenshtein(&a, &b), strsim::levenshtein(&a, &b));
        }

        /// `strsim` divides by the number of bytes, so the two agree where a letter is a byte.
        #[test]
        fn pairs_of_letters_equal_strsim_on_plain_letters(a in "[ -~]{0,40}", b in "[ -~]{0,40}") {
            prop_assert_eq!(sorensen_dice(&a, &b).to_bits(), strsim::sorensen_dice(&a, &b).to_bits());
        }

        #[test]
        fn equal_to_strsim_on_few_letters(a in "[abcé ]{0,80}", b in "[abcé ]{0,80}") {
            prop_assert_eq!(levenshtein(&a, &b), strsim::levenshtein(&a, &b));
            let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            prop_assert_eq!(by_rows(&x, &y), strsim::levenshtein(&a, &b));
        }
    }
}
