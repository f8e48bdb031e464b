//! Text to numbers, words and marks; the vocabulary of months, weekdays and the like.

/// A piece of a date: digits, letters, or one mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Tok<'a> {
    /// Digits.
    N(&'a str),
    /// Letters, in lower case.
    W(&'a str),
    /// Any other sign but white space.
    M(char),
}

/// Lower case, one sort of space, dash and apostrophe; points taken out of "a.m." and "p.m.".
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => folded.push('-'),
            '\u{2018}' | '\u{2019}' | '`' => folded.push('\''),
            c if c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}' => folded.push(' '),
            c => folded.extend(c.to_lowercase()),
        }
    }
    let folded = folded.replace("a.m", "am").replace("p.m", "pm");
    let end = |c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':');
    folded.trim_matches(end).to_string()
}

/// The tokens of a folded text. Commas, "of", "the", ordinal endings (`3rd`) and the point after a word are dropped:
/// none of them changes what a date means.
pub(super) fn tokens(text: &str) -> Vec<Tok<'_>> {
    let mut found: Vec<Tok<'_>> = Vec::new();
    let mut rest = text;
    let mut gap = true;
    while let Some(first) = rest.chars().next() {
        let kind = |c: char| (c.is_ascii_digit(), c.is_alphabetic());
        let long = first.is_ascii_digit() || first.is_alphabetic();
        let end =
            if long { rest.find(|c| kind(c) != kind(first)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (piece, after) = rest.split_at(end);
        rest = after;
        let last = found.last().copied();
        match first {
            c if c.is_ascii_digit() => found.push(Tok::N(piece)),
            c if c.is_alphabetic() => {
                let ordinal = ORDINALS.contains(&piece) && matches!(last, Some(Tok::N(_)));
                if matches!(last, Some(Tok::W("dydd"))) {
                    // "Dydd Mawrth" is Tuesday, "Mawrth" by itself March.
                    found.pop();
                    found.push(Tok::W(welsh_day(piece).unwrap_or(piece)));
                } else if !(ordinal && !gap || matches!(piece, "of" | "the")) {
                    found.push(Tok::W(piece));
                }
            }
            ' ' | ',' => {}
            '.' if matches!(last, Some(Tok::W(_))) && !gap => {}
            c => found.push(Tok::M(c)),
        }
        gap = first == ' ';
    }
    found
}

/// Endings of a number that says which of many, in English and in Welsh.
const ORDINALS: [&str; 11] = ["st", "nd", "rd", "th", "af", "il", "ydd", "ed", "eg", "fed", "ain"];

/// The day of the week, in English, that stands behind "dydd" in Welsh.
fn welsh_day(word: &str) -> Option<&'static str> {
    const DAYS: [(&str, &str); 7] = [
        ("llun", "monday"),
        ("mawrth", "tuesday"),
        ("mercher", "wednesday"),
        ("iau", "thursday"),
        ("gwener", "friday"),
        ("sadwrn", "saturday"),
        ("sul", "sunday"),
    ];
    DAYS.iter().find(|(welsh, _)| *welsh == word).map(|(_, english)| *english)
}

/// Month (1 to 12) that a word names.
pub(super) fn month(word: &str) -> Option<u32> {
    model::month_named(word).map(u32::from)
}

/// Day of the week (Monday = 1) that a word names.
pub(super) fn weekday(word: &str) -> Option<u8> {
    const DAYS: [&[&str]; 7] = [
        &["mon", "monday"],
        &["tue", "tues", "tuesday"],
        &["wed", "weds", "wednesday"],
        &["thu", "thur", "thurs", "thursday"],
        &["fri", "friday"],
        &["sat", "saturday"],
        &["sun", "sunday"],
    ];
    DAYS.iter().position(|names| names.contains(&word)).map(|i| i as u8 + 1)
}

/// Position of a word that numbers a thing: "first", "second", or digits.
pub(super) fn ordinal(token: Tok<'_>) -> Option<u32> {
    match token {
        Tok::N(digits) if digits.len() == 1 => digits.parse().ok(),
        Tok::W("first") => Some(1),
        Tok::W("second") => Some(2),
        Tok::W("third") => Some(3),
        Tok::W("fourth") => Some(4),
        _ => None,
    }
}
