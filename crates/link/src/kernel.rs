//! How alike two words are: Jaro-Winkler similarity and Damerau-Levenshtein distance.
//!
//! Sources: M. A. Jaro, "Advances in record-linkage methodology" (JASA 84, 1989); W. E. Winkler, "String comparator
//! metrics" (ASA Section on Survey Research Methods, 1990), with the prefix bonus of 0.1 for up to four letters given only
//! above 0.7; F. J. Damerau (CACM 7, 1964) in the unrestricted form of R. Lowrance and R. A. Wagner (JACM 22, 1975).
//! Characters are Unicode scalar values. What this leaves out: meaning, sound and nicknames.

/// Longest word, in bytes, that takes the path over bits.
const SHORT_BYTES_MAX: usize = 64;

/// Longest word, in bytes, that is held in one number.
const NUMBER_BYTES_MAX: usize = 16;

/// Jaro-Winkler similarity, 0 (nothing alike) to 1 (the same). Two empty words are the same.
pub fn jaro_winkler(a: &str, b: &str) -> f64 {
    if a.len() <= NUMBER_BYTES_MAX && b.len() <= NUMBER_BYTES_MAX && a.is_ascii() && b.is_ascii() {
        return winkler(jaro_number(a.as_bytes(), b.as_bytes()), a.as_bytes(), b.as_bytes());
    }
    if a.is_ascii() && b.is_ascii() && a.len() <= SHORT_BYTES_MAX && b.len() <= SHORT_BYTES_MAX {
        return winkler(jaro_short(a.as_bytes(), b.as_bytes()), a.as_bytes(), b.as_bytes());
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    winkler(jaro_long(&a, &b), &a, &b)
}

fn winkler<T: PartialEq>(jaro: f64, a: &[T], b: &[T]) -> f64 {
    if jaro <= 0.7 {
        return jaro;
    }
    let prefix = a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count();
    jaro + 0.1 * prefix as f64 * (1.0 - jaro)
}

fn jaro_of(matches: usize, out_of_order: usize, a_len: usize, b_len: usize) -> f64 {
    if matches == 0 {
        return 0.0;
    }
    let m = matches as f64;
    (m / a_len as f64 + m / b_len as f64 + (matches - out_of_order / 2) as f64 / m) / 3.0
}

/// Jaro similarity of two words of at most 16 ASCII bytes: the second is held in one number, and each character of the first is looked
/// for in all its places at once.
fn jaro_number(a: &[u8], b: &[u8]) -> f64 {
    const LOW: u128 = u128::MAX / 255;
    const HIGH: u128 = LOW << 7;
    if a.is_empty() || b.is_empty() {
        return if a.len() == b.len() { 1.0 } else { 0.0 };
    }
    let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
    let word = number_of(b);
    // Places of `b` that may be met, one high bit each: none too far ahead, none too far behind.
    let all = HIGH >> (8 * (NUMBER_BYTES_MAX - b.len()));
    let mut before = HIGH >> (8 * (NUMBER_BYTES_MAX - reach - 1));
    let mut behind = u128::MAX;
    let (mut taken_a, mut free_b) = (0u32, all);
    for (i, x) in a.iter().enumerate() {
        // Both are below 128, so a byte of the difference is 0 exactly where its high bit stays.
        let same = (HIGH - (word ^ (LOW * u128::from(*x)))) & before & behind & free_b;
        let first = same & same.wrapping_neg();
        free_b ^= first;
        taken_a |= u32::from(first != 0) << i;
        before = before << 8 | 0x80;
        if i >= reach {
            behind <<= 8;
        }
    }
    let matches = taken_a.count_ones() as usize;
    let (mut rest_a, mut rest_b, mut out_of_order) = (taken_a, all ^ free_b, 0);
    while rest_a != 0 {
        if a[rest_a.trailing_zeros() as usize] != b[rest_b.trailing_zeros() as usize / 8] {
            out_of_order += 1;
        }
        rest_a &= rest_a - 1;
        rest_b &= rest_b - 1;
    }
    jaro_of(matches, out_of_order, a.len(), b.len())
}

/// The bytes of a word, the first lowest; zeros behind it.
fn number_of(word: &[u8]) -> u128 {
    word.iter().rev().fold(0, |number, byte| number << 8 | u128::from(*byte))
}

/// Jaro similarity of two words of at most 64 bytes: which characters are taken is held in one machine word each.
fn jaro_short(a: &[u8], b: &[u8]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return if a.len() == b.len() { 1.0 } else { 0.0 };
    }
    let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
    let (mut taken_a, mut taken_b) = (0u64, 0u64);
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate().take(b.len().min(i + reach + 1)).skip(i.saturating_sub(reach)) {
            if x == y && taken_b >> j & 1 == 0 {
                taken_a |= 1 << i;
                taken_b |= 1 << j;
                break;
            }
        }
    }
    let matches = taken_a.count_ones() as usize;
    let (mut rest_a, mut rest_b, mut out_of_order) = (taken_a, taken_b, 0);
    while rest_a != 0 {
        if a[rest_a.trailing_zeros() as usize] != b[rest_b.trailing_zeros() as usize] {
            out_of_order += 1;
        }
        rest_a &= rest_a - 1;
        rest_b &= rest_b - 1;
    }
    jaro_of(matches, out_of_order, a.len(), b.len())
}

fn jaro_long(a: &[char], b: &[char]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return if a.len() == b.len() { 1.0 } else { 0.0 };
    }
    let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
    let mut taken_b = vec![false; b.len()];
    let mut in_a = Vec::new();
    for (i, x) in a.iter().enumerate() {
        let last = b.len().min(i + reach + 1);
        let found = (i.saturating_sub(reach)..last).find(|&j| !taken_b[j] && b[j] == *x);
        if let Some(j) = found {
            taken_b[j] = true;
            in_a.push(*x);
        }
    }
    let in_b = b.iter().zip(&taken_b).filter(|(_, taken)| **taken).map(|(y, _)| y);
    let out_of_order = in_a.iter().zip(in_b).filter(|(x, y)| x != y).count();
    jaro_of(in_a.len(), out_of_order, a.len(), b.len())
}

/// Damerau-Levenshtein distance: the least number of insertions, deletions, substitutions and swaps of neighbours,
/// where what was swapped may be edited again.
pub fn damerau_levenshtein(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.is_empty() || b.is_empty() {
        return a.len().max(b.len());
    }
    let (rows, columns) = (a.len() + 2, b.len() + 2);
    let far = a.len() + b.len();
    let mut d = vec![0usize; rows * columns];
    let at = |i: usize, j: usize| i * columns + j;
    d[at(0, 0)] = far;
    for i in 0..=a.len() {
        d[at(i + 1, 0)] = far;
        d[at(i + 1, 1)] = i;
    }
    for j in 0..=b.len() {
        d[at(0, j + 1)] = far;
        d[at(1, j + 1)] = j;
    }
    // Row of `a` in which a character was last seen; words are short, so a list is quicker than a map.
    let mut last_row: Vec<(char, usize)> = Vec::new();
    for i in 1..=a.len() {
        let mut last_column = 0;
        for j in 1..=b.len() {
            let row = last_row.iter().find(|(c, _)| *c == b[j - 1]).map_or(0, |&(_, r)| r);
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let swap = d[at(row, last_column)] + (i - row - 1) + 1 + (j - last_column - 1);
            let edit = (d[at(i, j)] + cost).min(d[at(i + 1, j)] + 1).min(d[at(i, j + 1)] + 1);
            d[at(i + 1, j + 1)] = edit.min(swap);
            if cost == 0 {
                last_column = j;
            }
        }
        match last_row.iter_mut().find(|(c, _)| *c == a[i - 1]) {
            Some(seen) => seen.1 = i,
            None => last_row.push((a[i - 1], i)),
        }
    }
    d[at(a.len() + 1, b.len() + 1)]
}

/// Whether one insertion, deletion, substitution or swap of neighbours, or none, turns `a` into `b`.
pub fn within_one_edit(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    if a.len().abs_diff(b.len()) > 4 {
        // More than one character, of at most four bytes each.
        return false;
    }
    if a.is_ascii() && b.is_ascii() {
        return near(a.as_bytes(), b.as_bytes());
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    near(&a, &b)
}

/// As [`within_one_edit`], of two different words.
fn near<T: PartialEq>(a: &[T], b: &[T]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    if short.len() < long.len() {
        return short[same..] == long[same + 1..];
    }
    short[same + 1..] == long[same + 1..]
        || (same + 1 < short.len()
            && short[same] == long[same + 1]
            && short[same + 1] == long[same]
            && short[same + 2..] == long[same + 2..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn published_examples() {
        for (a, b, expected) in [
            ("MARTHA", "MARHTA", 0.961),
            ("DWAYNE", "DUANE", 0.840),
            ("DIXON", "DICKSONX", 0.813),
            ("", "", 1.0),
            ("a", "", 0.0),
        ] {
            assert!((jaro_winkler(a, b) - expected).abs() < 0.001, "{a} {b}");
        }
        for (a, b, expected) in
            [("ca", "abc", 2), ("whittle", "whitle", 1), ("smith", "smiht", 1), ("", "abc", 3)]
        {
            assert_eq!(damerau_levenshtein(a, b), expected, "{a} {b}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn equal_to_strsim_on_any_text(a in "\\PC{0,24}", b in "\\PC{0,24}") {
            prop_assert_eq!(jaro_winkler(&a, &b).to_bits(), strsim::jaro_winkler(&a, &b).to_bits());
            prop_assert_eq!(damerau_levenshtein(&a, &b), strsim::damerau_levenshtein(&a, &b));
        }

        #[test]
        fn equal_to_strsim_on_likely_words(a in "[abcé]{0,12}", b in "[abcé]{0,12}") {
            prop_assert_eq!(jaro_winkler(&a, &b).to_bits(), strsim::jaro_winkler(&a, &b).to_bits());
            prop_assert_eq!(damerau_levenshtein(&a, &b), strsim::damerau_levenshtein(&a, &b));
            prop_assert_eq!(within_one_edit(&a, &b), strsim::damerau_levenshtein(&a, &b) <= 1);
        }

        #[test]
        fn equal_to_strsim_on_words_of_one_number(a in "[a-d\\x00\\x7f]{0,17}", b in "[a-d\\x00\\x7f]{0,17}") {
            prop_assert_eq!(jaro_winkler(&a, &b).to_bits(), strsim::jaro_winkler(&a, &b).to_bits());
            prop_assert_eq!(within_one_edit(&a, &b), strsim::damerau_levenshtein(&a, &b) <= 1);
        }

        #[test]
        fn equal_to_strsim_on_plain_words(a in "[a-e]{0,70}", b in "[a-e]{0,70}") {
            prop_assert_eq!(jaro_winkler(&a, &b).to_bits(), strsim::jaro_winkler(&a, &b).to_bits());
            prop_assert_eq!(damerau_levenshtein(&a, &b), strsim::damerau_levenshtein(&a, &b));
        }
    }
}
