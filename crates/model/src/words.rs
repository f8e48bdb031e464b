//! Words that several rooms look for: the months, and what people write where they have nothing to write.
//!
//! Left out: anything a room makes of them. A room that reads a cell, a name or a date adds the words of its own.

/// The months in English, January first.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// What is written into a cell that has to be filled where there is nothing: it did not happen, or not yet. In small letters.
pub const SAYS_NOTHING: [&str; 10] =
    ["n/a", "na", "#n/a", "none", "nil", "null", "not applicable", "tbc", "tba", "tbd"];

/// What is written where nobody knows. In small letters.
pub const SAYS_UNKNOWN: [&str; 9] =
    ["n/k", "nk", "not known", "unknown", "unk", "u/k", "not recorded", "not stated", "not given"];

/// The month, 1 to 12, that a word names in full, by its first three letters or as "Sept", in capitals or not.
pub fn month_named(word: &str) -> Option<u8> {
    if word.eq_ignore_ascii_case("sept") {
        return Some(9);
    }
    let named = |m: &str| m.eq_ignore_ascii_case(word) || m[..3].eq_ignore_ascii_case(word);
    number(MONTHS.iter().position(|m| named(m)))
}

/// The month, 1 to 12, with whose first three letters a word begins, in capitals or not ("Sept", "Janvier", "Marchbanks").
pub fn month_begun(word: &str) -> Option<u8> {
    let head = word.get(..3)?;
    number(MONTHS.iter().position(|m| m[..3].eq_ignore_ascii_case(head)))
}

fn number(at: Option<usize>) -> Option<u8> {
    at.and_then(|at| u8::try_from(at + 1).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_named_in_full_or_by_three_letters_and_a_word_may_begin_like_one() {
        for (word, named, begun) in [
            ("January", Some(1), Some(1)),
            ("DEC", Some(12), Some(12)),
            ("sept", Some(9), Some(9)),
            ("may", Some(5), Some(5)),
            ("Marchbanks", None, Some(3)),
            ("Janv", None, Some(1)),
            ("Ma", None, None),
            ("é", None, None),
            ("", None, None),
        ] {
            assert_eq!((month_named(word), month_begun(word)), (named, begun), "{word}");
        }
    }
}
