//! What a record must say: one condition of a rule on one value.
//!
//! Values are compared without regard to case, to how an accent was typed, or to white space at the ends; a missing value, or
//! one of white space only, is *absent*. Numbers may have decimals (`71.5 > 70`). A value that is compared and that is no number
//! or day which is read leaves open whether the condition holds: neither a yes nor a no is made of it.
//!
//! Left out: which value of which record.

use std::borrow::Cow;
use std::fmt;

use model::{Day, SAYS_NOTHING, SAYS_UNKNOWN};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::rule::{Bound, Comparison, Condition, Test};

/// What is asked of one cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ask {
    /// It is not absent, and does not only say that nothing is there ([`says_nothing`]).
    Present,
    /// It is absent.
    Absent,
    /// It is one of these, in small letters.
    Is(Vec<String>),
    /// It is none of these; absent fits.
    IsNot(Vec<String>),
    /// It is a number that stands so to this one.
    Number(Comparison, Number),
    /// It is a day (`YYYY-MM-DD`) that stands so to this one.
    Day(Comparison, Day),
}

impl Ask {
    /// What a rule asks.
    pub fn of(condition: &Condition) -> Ask {
        let lower = |list: &[String]| list.iter().map(|v| small(v)).collect();
        match &condition.test {
            Test::Present => Ask::Present,
            Test::Absent => Ask::Absent,
            Test::Is(list) => Ask::Is(lower(list)),
            Test::IsNot(list) => Ask::IsNot(lower(list)),
            Test::Compare(comparison, Bound::Number(n)) => Ask::Number(*comparison, *n),
            Test::Compare(comparison, Bound::Day(day)) => Ask::Day(*comparison, *day),
        }
    }

    /// Whether a cell says so, which is `None` where the row has none. `None` where its value is no number or day that is read, so
    /// that it does not say.
    pub fn says(&self, cell: Option<&[u8]>) -> Option<bool> {
        let value = cell.map(|c| c.trim_ascii()).filter(|c| !c.is_empty());
        Some(match (self, value) {
            (Ask::Present, v) => v.is_some_and(|v| !says_nothing(v)),
            (Ask::Absent, v) => v.is_none_or(says_nothing),
            (Ask::Is(list), v) => v.is_some_and(|v| is_one_of(v, list)),
            (Ask::IsNot(list), v) => !v.is_some_and(|v| is_one_of(v, list)),
            (Ask::Number(..) | Ask::Day(..), None) => false,
            (Ask::Number(comparison, bound), Some(v)) => comparison.holds(&Number::read(v)?, bound),
            (Ask::Day(comparison, bound), Some(v)) => {
                comparison.holds(&std::str::from_utf8(v).ok().and_then(Day::iso)?, bound)
            }
        })
    }

    /// Whether a cell certainly says so.
    pub fn holds(&self, cell: Option<&[u8]>) -> bool {
        self.says(cell) == Some(true)
    }
}

/// What people write into a cell that has to be filled and for which they have nothing: no reason was given by it.
const NO_REASON: [&str; 6] =
    ["none given", "none recorded", "none stated", "no reason", "no reason given", "no reason recorded"];

/// Whether a value says only that nothing is there: signs without a letter or digit (`-`, `?`), or words such as `n/a`.
pub fn says_nothing(value: &[u8]) -> bool {
    let sign = |c: &u8| c.is_ascii_punctuation() || c.is_ascii_whitespace();
    let edge = |c: &u8| matches!(c, b'.' | b'(' | b')' | b'[' | b']') || c.is_ascii_whitespace();
    let from = value.iter().position(|c| !edge(c)).unwrap_or(value.len());
    let to = value.iter().rposition(|c| !edge(c)).map_or(from, |at| at + 1);
    let bare = &value[from..to];
    let mut words = SAYS_NOTHING.iter().chain(&SAYS_UNKNOWN).chain(&NO_REASON);
    bare.iter().all(sign) || words.any(|w| bare.eq_ignore_ascii_case(w.as_bytes()))
}

fn is_one_of(value: &[u8], list: &[String]) -> bool {
    if value.is_ascii() {
        return list.iter().any(|l| value.eq_ignore_ascii_case(l.as_bytes()));
    }
    list.contains(&small(&String::from_utf8_lossy(value)))
}

/// A value as it is compared: in small letters, however its accents were typed.
pub(crate) fn small(value: &str) -> String {
    composed_text(value.trim()).to_lowercase()
}

/// A text with every accent in one character with its letter where there is such a character (Unicode's form NFC).
pub(crate) fn composed_text(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    let whole: String = text.nfc().collect();
    if whole == text { Cow::Borrowed(text) } else { Cow::Owned(whole) }
}

/// A decimal number, exact to twelve places; what lies beyond them only tells it from the number without.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Number(i128);

/// Places that are kept exactly.
const PLACES: u32 = 12;

/// Most digits before the point: 2 x 10^24 x 10^12 lies far below the 1.7 x 10^38 that the type holds.
const DIGITS_MAX: usize = 24;

impl fmt::Display for Number {
    /// As a rule writes it, without zeros that say nothing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = 10u128.pow(PLACES);
        let size = self.0.unsigned_abs() / 2;
        let sign = if self.0 < 0 { "-" } else { "" };
        let behind = format!("{:0width$}", size % places, width = PLACES as usize);
        let behind = behind.trim_end_matches('0');
        let point = if behind.is_empty() { "" } else { "." };
        write!(f, "{sign}{}{point}{behind}", size / places)
    }
}

impl Number {
    /// A whole number.
    pub fn whole(n: i64) -> Number {
        Number(i128::from(n) * 10i128.pow(PLACES) * 2)
    }

    /// Whether every place of it is kept.
    pub fn is_exact(&self) -> bool {
        self.0 % 2 == 0
    }

    /// `12`, `-3.50`, `+7`; nothing with an exponent or a sign that groups digits.
    pub fn read(text: &[u8]) -> Option<Number> {
        let text = text.trim_ascii();
        let (negative, text) = match text.split_first()? {
            (b'-', rest) => (true, rest),
            (b'+', rest) => (false, rest),
            _ => (false, text),
        };
        let point = text.iter().position(|&c| c == b'.').unwrap_or(text.len());
        let (before, behind) = (&text[..point], text.get(point + 1..).unwrap_or_default());
        if before.len() + behind.len() == 0 || before.len() > DIGITS_MAX {
            return None;
        }
        let (near, beyond) = behind.split_at(behind.len().min(PLACES as usize));
        let near_number = digits(near)? * 10u64.pow(PLACES - near.len() as u32);
        let (high, low) = before.split_at(before.len().saturating_sub(18));
        let whole = i128::from(digits(high)?) * 10i128.pow(18) + i128::from(digits(low)?);
        let kept = whole * 10i128.pow(PLACES) + i128::from(near_number);
        if !beyond.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let beyond = beyond.iter().any(|&c| c != b'0');
        let size = kept * 2 + i128::from(beyond);
        Some(Number(if negative { -size } else { size }))
    }
}

/// Up to 18 digits as a number; nothing else.
fn digits(text: &[u8]) -> Option<u64> {
    text.iter().try_fold(0, |sum, c| c.is_ascii_digit().then(|| sum * 10 + u64::from(c - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ask: &Ask, cell: &str, expect: bool) {
        assert_eq!(ask.holds(Some(cell.as_bytes())), expect, "{ask:?} of \"{cell}\"");
    }

    #[test]
    fn words_are_compared_without_regard_to_case() {
        let list = || vec!["exploitation".to_string(), "größe".to_string()];
        check(&Ask::Is(list()), " Exploitation ", true);
        check(&Ask::Is(list()), "GRÖSSE", false);
        check(&Ask::Is(list()), "GRÖßE", true);
        check(&Ask::Is(list()), "GRO\u{308}\u{df}E", true);
        check(&Ask::Is(list()), "", false);
        check(&Ask::IsNot(list()), "", true);
        check(&Ask::IsNot(list()), "exploitation", false);
        check(&Ask::Present, "  ", false);
        check(&Ask::Absent, "  ", true);
        for nothing in
            ["-", "--", "?", "n/a", "N/A.", "none", " Not recorded ", "(no reason given)", "unknown"]
        {
            check(&Ask::Present, nothing, false);
            check(&Ask::Absent, nothing, true);
        }
        check(&Ask::Present, "none of the family was at home", true);
        check(&Ask::Present, "0", true);
        assert!(Ask::Absent.holds(None));
        assert!(!Ask::Is(list()).holds(None));
    }

    #[test]
    fn amounts_are_numbers_with_their_decimals() {
        let more = |n: i64| Ask::Number(Comparison::More, Number::whole(n));
        // | bound | cell | more than the bound |
        check(&more(100), "100.5", true);
        check(&more(100), "100.0", false);
        check(&more(100), "100.00000000000001", true);
        check(&more(100), "99.99", false);
        check(&more(-2), "-1.5", true);
        check(&more(-1), "-1.5", false);
        check(&more(0), "+3", true);
        for unreadable in ["", ".", "1e5", "1,000", "12 EUR", "--1", "1.2.3"] {
            check(&more(-1_000_000), unreadable, false);
        }
        let at_most = Ask::Number(Comparison::AtMost, Number::read(b"35.5").unwrap());
        check(&at_most, "35.50", true);
        check(&at_most, "35.51", false);
        check(&Ask::Day(Comparison::Less, Day::iso("2002-05-03").unwrap()), "2002-05-02", true);
        check(&Ask::Day(Comparison::Less, Day::iso("2002-05-03").unwrap()), "2 May 2002", false);
    }
}
