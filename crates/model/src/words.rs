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

/// The months in Welsh, January first, as they are written, with the letter that changes after "o" and the like, and shortened.
/// The first of each is the whole name. "Mai" and "Medi" are forenames too, and "Mawrth" is a day of the week: a room that reads running
/// text has to see a day or a year beside them.
pub const MONTHS_WELSH: [&[&str]; 12] = [
    &["Ionawr", "Ion"],
    &["Chwefror", "Chwef", "Chw"],
    &["Mawrth", "Fawrth", "Maw"],
    &["Ebrill", "Ebr"],
    &["Mai", "Fai"],
    &["Mehefin", "Fehefin", "Meh"],
    &["Gorffennaf", "Orffennaf", "Gorff", "Gor"],
    &["Awst"],
    &["Medi", "Fedi"],
    &["Hydref", "Hyd"],
    &["Tachwedd", "Dachwedd", "Tach"],
    &["Rhagfyr", "Ragfyr", "Rhag"],
];

/// What is written into a cell that has to be filled where there is nothing: it did not happen, or not yet. In small letters.
pub const SAYS_NOTHING: [&str; 10] =
    ["n/a", "na", "#n/a", "none", "nil", "null", "not applicable", "tbc", "tba", "tbd"];

/// What is written where nobody knows. In small letters.
pub const SAYS_UNKNOWN: [&str; 9] =
    ["n/k", "nk", "not known", "unknown", "unk", "u/k", "not recorded", "not stated", "not given"];

/// The month, 1 to 12, that a word names in English - in full, by its first three letters or as "Sept" - or in Welsh
/// ([`MONTHS_WELSH`]), in capitals or not.
pub fn month_named(word: &str) -> Option<u8> {
    if word.eq_ignore_ascii_case("sept") {
        return Some(9);
    }
    let named = |m: &str| m.eq_ignore_ascii_case(word) || m[..3].eq_ignore_ascii_case(word);
    number(MONTHS.iter().position(|m| named(m))).or_else(|| month_in_welsh(word))
}

/// The month, 1 to 12, that a word names in Welsh, in capitals or not.
pub fn month_in_welsh(word: &str) -> Option<u8> {
    number(MONTHS_WELSH.iter().position(|ways| ways.iter().any(|m| m.eq_ignore_ascii_case(word))))
}

/// The month, 1 to 12, that a word names in Welsh, or with whose first three letters in English it begins, in capitals or not
/// ("Sept", "Janvier", "Marchbanks", "Ebrill").
pub fn month_begun(word: &str) -> Option<u8> {
    month_in_welsh(word).or_else(|| {
        let head = word.get(..3)?;
        number(MONTHS.iter().position(|m| m[..3].eq_ignore_ascii_case(head)))
    })
}

fn number(at: Option<usize>) -> Option<u8> {
    at.and_then(|at| u8::try_from(at + 1).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_one_month_in_english_and_another_in_welsh() {
        for (number, word) in
            MONTHS_WELSH.iter().enumerate().flat_map(|(n, all)| all.iter().map(move |w| (n, w)))
        {
            let english =
                MONTHS.iter().position(|m| m[..3].eq_ignore_ascii_case(word) || m.eq_ignore_ascii_case(word));
            assert!(english.is_none_or(|e| e == number), "{word}");
        }
    }

    #[test]
    fn a_month_is_named_in_full_or_by_three_letters_and_a_word_may_begin_like_one() {
        for (word, named, begun) in [
            ("January", Some(1), Some(1)),
            ("DEC", Some(12), Some(12)),
            ("sept", Some(9), Some(9)),
            ("may", Some(5), Some(5)),
            ("Marchbanks", None, Some(3)),
            ("Janv", None, Some(1)),
            ("Ebrill", Some(4), Some(4)),
            ("RHAGFYR", Some(12), Some(12)),
            ("Fawrth", Some(3), Some(3)),
            ("Gorff", Some(7), Some(7)),
            ("Mai", Some(5), Some(5)),
            ("Mair", None, None),
            ("Median", None, None),
            ("Ma", None, None),
            ("é", None, None),
            ("", None, None),
        ] {
            assert_eq!((month_named(word), month_begun(word)), (named, begun), "{word}");
        }
    }
}
