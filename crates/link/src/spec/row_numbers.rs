//! Columns that number the rows of a file, or the files and clients of one agency: such a number says which row it is, and nothing of a person.
//!
//! Taken for text it would be weighed: two rows of one household whose numbers are alike would be spoken for by them. What this leaves out: numbers
//! that an authority gives to a person, which the headings of `super` know.

use std::collections::BTreeSet;

use super::{Guess, Use};
use crate::columns::ColumnKind;

/// Words of headings of rows, cases and papers.
const OF_ROWS: &[&str] = &[
    "record",
    "rec",
    "row",
    "ref",
    "reference",
    "case",
    "entry",
    "line",
    "unique",
    "serial",
    "seq",
    "sequence",
    "index",
    "key",
    "crime",
    "incident",
    "occurrence",
    "referral",
    "file",
    "log",
];
/// Words of headings of what an agency counts its people by.
const OF_PEOPLE: &[&str] = &[
    "person", "client", "custody", "pnc", "nominal", "patient", "offender", "prisoner", "pupil", "subject",
    "customer", "member", "user", "urn",
];
/// Words for a number.
const NUMBERS: &[&str] = &["id", "no", "number", "num", "nr", "ref", "reference", "identifier", "urn"];

/// Most characters of a number of a row.
const CHARACTERS_MAX: usize = 40;
/// Most letters of a part that is letters alone, as in `CR 2014 117`.
const LETTERS_MAX: usize = 3;
/// Where this part of a file's numbers comes again in another file, they are numbers of people: one in so many.
const AGAIN_ONE_IN: usize = 5;
/// Or where so many times as many come again as by chance.
const AGAIN_BY_CHANCE: f64 = 5.0;
/// Fewest that come again of which chance is asked.
const AGAIN_MIN: usize = 3;
/// Numbers that run on, with fewer gaps than this for each, count something: they come again wherever somebody counts.
const GAPS_MAX: u64 = 4;

/// How a column stands in the files.
#[derive(Clone, Copy)]
pub(super) struct Standing {
    /// Its heading is known to name records.
    pub(super) named: bool,
    /// Every file has it.
    pub(super) everywhere: bool,
    /// Every row of every file gives it.
    pub(super) whole: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Counts {
    Rows,
    People,
}

/// What a column is for that counts rows, or that an agency counts its people by; nothing where it does neither, as far as can be seen.
pub(super) fn number_of_row(heading: &str, values: &[Vec<&str>], standing: Standing) -> Option<Guess> {
    let counts = if standing.named { Counts::Rows } else { counted(heading)? };
    let given = values.iter().any(|of| !of.is_empty());
    if !standing.named && (!given || !values.iter().flatten().all(|value| is_number(value))) {
        return None;
    }
    let say = |what, why: &str| Some(Guess { what, why: why.to_string(), by_heading: false });
    let all_different = values.iter().all(|of| of.iter().collect::<BTreeSet<_>>().len() == of.len());
    if counts == Counts::People {
        if come_again(values) {
            return say(Use::Compare(ColumnKind::Identifier), "its numbers come again in another file");
        }
        if !all_different {
            return None;
        }
    }
    if !all_different {
        return say(
            Use::Ignore,
            "by its name a number of a row or a case; it comes more than once in a file, so it names no row, and what it says of a person only a specification can say",
        );
    }
    if standing.everywhere && (standing.whole || standing.named) {
        let why = if standing.named {
            "by its name"
        } else {
            "by its name and its values, all different in each file: a number of the row, not of a person"
        };
        return say(Use::Record, why);
    }
    say(Use::Ignore, "a number of the row, not of a person: its values are all different in each file")
}

/// What a heading counts, as far as its words say.
fn counted(heading: &str) -> Option<Counts> {
    let words = words(heading);
    let known = |word: &String, of: &[&str]| of.contains(&word.as_str());
    let any = |of: &[&str]| words.iter().any(|word| known(word, of));
    if any(OF_PEOPLE)
        && any(NUMBERS)
        && words.iter().all(|word| known(word, OF_PEOPLE) || known(word, NUMBERS))
    {
        return Some(Counts::People);
    }
    // A number alone may be that of a house or a telephone.
    let telling = |word: &String| known(word, OF_ROWS) || word == "id" || word == "no";
    let all = words.iter().all(|word| known(word, OF_ROWS) || known(word, NUMBERS));
    (all && words.iter().any(telling)).then_some(Counts::Rows)
}

/// The words of a heading in small letters: `Case ref`, `PersonID`, `custodyno`.
fn words(heading: &str) -> Vec<String> {
    let mut apart = String::new();
    let mut before = ' ';
    for c in heading.chars() {
        if !c.is_alphanumeric() || (before.is_lowercase() && c.is_uppercase()) {
            apart.push(' ');
        }
        if c.is_alphanumeric() {
            apart.extend(c.to_lowercase());
        }
        before = c;
    }
    let mut out: Vec<String> = Vec::new();
    for word in apart.split_whitespace() {
        let known = |word: &str| [OF_ROWS, OF_PEOPLE, NUMBERS].iter().any(|list| list.contains(&word));
        let parts = NUMBERS.iter().find_map(|number| word.strip_suffix(number).map(|head| (head, *number)));
        match parts {
            Some((head, number)) if !known(word) && known(head) => {
                out.extend([head.to_string(), number.to_string()]);
            }
            _ => out.push(word.to_string()),
        }
    }
    out
}

/// Whether a value looks like a number of a row: digits, or letters and digits, and no word of letters alone.
fn is_number(value: &str) -> bool {
    let letters = |part: &str| part.chars().all(char::is_alphabetic) && part.chars().count() > LETTERS_MAX;
    value.len() <= CHARACTERS_MAX
        && value.chars().any(|c| c.is_ascii_digit())
        && !value.split_whitespace().any(letters)
}

/// Whether the numbers of one file come again in another, more than they would by chance or because both count from one on.
fn come_again(values: &[Vec<&str>]) -> bool {
    let sets: Vec<BTreeSet<&str>> = values.iter().map(|of| of.iter().copied().collect()).collect();
    let pairs = sets.iter().enumerate().flat_map(|(at, a)| sets[at + 1..].iter().map(move |b| (a, b)));
    pairs.into_iter().any(|(a, b)| {
        let shared = a.intersection(b).count();
        if shared == 0 || runs_on(a) || runs_on(b) {
            return false;
        }
        let least = a.len().min(b.len());
        let by_chance = span(a)
            .zip(span(b))
            .map_or(0.0, |(x, y)| a.len() as f64 * b.len() as f64 / x.max(y).max(1) as f64);
        shared * AGAIN_ONE_IN >= least
            || (shared >= AGAIN_MIN && shared as f64 >= AGAIN_BY_CHANCE * by_chance)
    })
}

/// How wide numbers lie, where all end with digits and begin alike.
fn span(values: &BTreeSet<&str>) -> Option<u64> {
    let mut numbers = BTreeSet::new();
    let mut heads = BTreeSet::new();
    for value in values {
        let head = value.trim_end_matches(|c: char| c.is_ascii_digit());
        heads.insert(head);
        numbers.insert(value[head.len()..].parse::<u64>().ok()?);
    }
    (heads.len() == 1)
        .then(|| numbers.last().copied().unwrap_or(0) - numbers.first().copied().unwrap_or(0) + 1)
}

fn runs_on(values: &BTreeSet<&str>) -> bool {
    span(values).is_some_and(|span| span <= GAPS_MAX * values.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::super::guess_of;
    use super::*;

    fn of(heading: &str, files: &[&[&str]], everywhere: bool) -> Use {
        let values: Vec<Vec<&str>> = files.iter().map(|of| of.to_vec()).collect();
        guess_of(heading, &values, everywhere, everywhere).what
    }

    #[test]
    fn a_number_of_the_row_names_the_record_or_is_left_out_and_is_never_weighed() {
        let rows: &[&[&str]] = &[&["P00002", "P00003"], &["P00002", "P00003", "P00004"]];
        for heading in [
            "record",
            "Ref",
            "Case ref",
            "URN",
            "Person ID",
            "PNC ID",
            "Record number",
            "Custody no",
            "Client No",
            "unique ref",
            "row",
            "personId",
            "custodyno",
            "id",
            "rec_id",
        ] {
            assert_eq!(of(heading, rows, true), Use::Record, "{heading}");
            assert_eq!(of(heading, rows, false), Use::Ignore, "{heading}: a file does not have it");
        }
        let left = guess_of("Ref", &[vec!["17", "18"]], false, false);
        assert!(left.why.contains("a number of the row, not of a person"), "{}", left.why);
    }

    #[test]
    fn a_number_of_a_person_that_comes_again_stays_an_identifier() {
        let known: &[&[&str]] = &[&["943 476 5919", "943 476 5870"], &["943 476 5919", "943 476 5838"]];
        assert_eq!(of("nhs_number", known, true), Use::Compare(ColumnKind::Identifier));
        let warrants: &[&[&str]] = &[&["104417", "231908"], &["104417", "550123"]];
        for heading in ["warrant no", "PNC ID", "Person ID"] {
            assert_eq!(of(heading, warrants, true), Use::Compare(ColumnKind::Identifier), "{heading}");
        }
        // Two agencies that both count from one on have the same numbers, and no person in common for it.
        let counting: &[&[&str]] = &[&["1", "2", "3"], &["1", "2", "3"]];
        assert_eq!(of("Client No", counting, true), Use::Record);
    }

    #[test]
    fn what_only_sounds_like_a_number_of_a_row_is_looked_at_by_its_values() {
        let words: &[&[&str]] = &[&["burglary at night", "a stolen bicycle"]];
        assert_eq!(of("case", words, true), Use::Compare(ColumnKind::Text));
        // Of one case several people: it names no row, and is no property of a person.
        assert_eq!(of("Case ref", &[&["2014/117", "2014/117", "2014/118"]], true), Use::Ignore);
    }
}
