//! Plates, telephone numbers, postcodes and addresses as written to a form in which they compare.
//!
//! What this leaves out: a gazetteer. Nothing here knows whether a street or a postcode exists.

use crate::names::{plain, plain_words};

/// A registration mark in capitals without spaces; `?` one unread character, `*` any number of them. Empty where
/// nothing of it was read.
pub(crate) fn plate(text: &str) -> String {
    let mark: String = text
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '?' | '*'))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let read = mark.chars().filter(char::is_ascii_alphanumeric).count();
    if read == 0 || matches!(mark.as_str(), "UNKNOWN" | "NK" | "NA" | "NONE" | "TBC") {
        String::new()
    } else {
        mark
    }
}

/// The mark with letters and digits that are easily taken for each other made one: O and 0, I and 1.
pub(crate) fn plate_by_eye(mark: &str) -> String {
    mark.chars()
        .map(|c| match c {
            'O' => '0',
            'I' => '1',
            c => c,
        })
        .collect()
}

/// Whether a mark with unread characters may be the other (which may have some too).
pub(crate) fn plate_fits(a: &str, b: &str) -> bool {
    fn fits(a: &[u8], b: &[u8]) -> bool {
        match (a.split_first(), b.split_first()) {
            (None, None) => true,
            (Some((b'*', rest)), _) => {
                fits(rest, b) || b.split_first().is_some_and(|(_, more)| fits(a, more))
            }
            (_, Some((b'*', rest))) => {
                fits(a, rest) || a.split_first().is_some_and(|(_, more)| fits(more, b))
            }
            (Some((x, a)), Some((y, b))) => (x == y || *x == b'?' || *y == b'?') && fits(a, b),
            _ => false,
        }
    }
    // Marks have at most a dozen characters; a longer text is no mark, and must not be tried in every way.
    const MARK_CHARACTERS_MAX: usize = 12;
    a.len() <= MARK_CHARACTERS_MAX && b.len() <= MARK_CHARACTERS_MAX && fits(a.as_bytes(), b.as_bytes())
}

/// Digits of a telephone number, national form: `+44 7700 900123`, `0044...` and `07700 900123` are one. Empty for fewer than
/// six digits.
pub(crate) fn telephone(text: &str) -> String {
    let without_trunk = text.replace("(0)", "");
    let plus = without_trunk.trim_start().starts_with('+');
    let digits: String = without_trunk.chars().filter(char::is_ascii_digit).collect();
    let digits =
        match digits.strip_prefix("0044").or(digits.strip_prefix("44").filter(|r| plus || r.len() == 10)) {
            Some(rest) => format!("0{}", rest.trim_start_matches('0')),
            // A spreadsheet drops the nought in front of a number of eleven digits.
            None if digits.len() == 10 && !digits.starts_with('0') => format!("0{digits}"),
            None => digits,
        };
    let all_one = digits.bytes().all(|b| b == digits.as_bytes()[0]);
    if digits.len() < 6 || all_one { String::new() } else { digits }
}

/// The numbers of a cell that may hold several: apart by `|`, and by `;`, `,`, `/`, "or" and "and" where each part is a number by itself.
pub(crate) fn telephones_in(cell: &str) -> Vec<&str> {
    let apart = |part: &&str| !part.trim().is_empty();
    let mut out = Vec::new();
    for part in cell.split('|').filter(apart) {
        let by_words = part.split(" or ").flat_map(|p| p.split(" and "));
        let parts: Vec<&str> = by_words.flat_map(|p| p.split([';', ',', '/', '\n'])).filter(apart).collect();
        let numbers = parts.iter().all(|part| !telephone(part).is_empty());
        out.extend(if numbers { parts } else { vec![part] });
    }
    out
}

/// A postcode: whole and outward part, without spaces, lower case. A code that is not of the United Kingdom is kept whole.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Postcode {
    /// Whole code, or empty.
    pub(crate) whole: String,
    /// Outward part ("sw1a"), or empty.
    pub(crate) outward: String,
}

/// Reads a cell that holds a postcode.
pub(crate) fn postcode(text: &str) -> Postcode {
    let code = plain(text);
    if !code.is_ascii() || code.len() > 10 || !code.bytes().any(|b| b.is_ascii_digit()) {
        return Postcode::default();
    }
    if code.len() >= 5 {
        let (outward, inward) = code.split_at(code.len() - 3);
        if is_inward(inward) && is_outward(outward) {
            return Postcode { outward: outward.to_string(), whole: code.clone() };
        }
    }
    if is_outward(&code) {
        return Postcode { whole: String::new(), outward: code };
    }
    if code.len() >= 3 { Postcode { whole: code, outward: String::new() } } else { Postcode::default() }
}

fn is_inward(part: &str) -> bool {
    let b = part.as_bytes();
    b.len() == 3 && b[0].is_ascii_digit() && b[1].is_ascii_alphabetic() && b[2].is_ascii_alphabetic()
}

/// One or two letters, a digit, and perhaps a digit or a letter.
fn is_outward(part: &str) -> bool {
    let letters = part.bytes().take_while(u8::is_ascii_alphabetic).count();
    let rest = &part.as_bytes()[letters..];
    (1..=2).contains(&letters)
        && (1..=2).contains(&rest.len())
        && rest[0].is_ascii_digit()
        && rest[1..].iter().all(u8::is_ascii_alphanumeric)
}

/// An address taken apart; parts that are not there are empty.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Address {
    /// Flat, apartment, unit or room.
    pub(crate) flat: String,
    /// House number, with its letter.
    pub(crate) house: String,
    /// Street with its type spelt out, or the name of the place where no street is given.
    pub(crate) street: String,
    /// Postcode.
    pub(crate) postcode: Postcode,
}

const STREET_TYPES: [(&str, &str); 40] = [
    ("st", "street"),
    ("street", "street"),
    ("rd", "road"),
    ("road", "road"),
    ("ave", "avenue"),
    ("av", "avenue"),
    ("avenue", "avenue"),
    ("ln", "lane"),
    ("lane", "lane"),
    ("cl", "close"),
    ("close", "close"),
    ("ct", "court"),
    ("court", "court"),
    ("dr", "drive"),
    ("drive", "drive"),
    ("cres", "crescent"),
    ("crescent", "crescent"),
    ("pl", "place"),
    ("place", "place"),
    ("sq", "square"),
    ("square", "square"),
    ("ter", "terrace"),
    ("terr", "terrace"),
    ("terrace", "terrace"),
    ("gdns", "gardens"),
    ("gardens", "gardens"),
    ("gr", "grove"),
    ("grove", "grove"),
    ("way", "way"),
    ("walk", "walk"),
    ("row", "row"),
    ("hill", "hill"),
    ("mews", "mews"),
    ("parade", "parade"),
    ("green", "green"),
    ("view", "view"),
    ("rise", "rise"),
    ("circuit", "circuit"),
    ("bvd", "boulevard"),
    ("boulevard", "boulevard"),
];

const FLAT_WORDS: [&str; 9] =
    ["flat", "apartment", "apt", "unit", "room", "rm", "studio", "maisonette", "plot"];

fn street_type(word: &str) -> Option<&'static str> {
    STREET_TYPES.iter().find(|(short, _)| *short == word).map(|(_, full)| *full)
}

/// Reads an address in one cell; a postcode cell, where there is one, is added by the caller.
pub(crate) fn address(text: &str) -> Address {
    let mut out = Address::default();
    let unknown = ["unknown", "nofixedabode", "nfa", "na", "nk", "notknown", "none", "withheld"];
    if unknown.contains(&plain(text).as_str()) {
        return out;
    }
    let mut segments: Vec<Vec<String>> =
        text.split([',', ';', '\n']).map(|s| plain_words(s, &['.', '/'])).filter(|s| !s.is_empty()).collect();
    take_postcode(&mut segments, &mut out.postcode);
    take_flat(&mut segments, &mut out.flat);
    // The segment with the house number gives the street; a segment of the number alone is joined to the next.
    let starts_with_number = |s: &Vec<String>| s[0].as_bytes()[0].is_ascii_digit();
    let numbered = segments.iter().position(starts_with_number);
    let typed = segments.iter().position(|s| s.iter().any(|w| street_type(w).is_some()));
    let Some(at) = numbered.or(typed).or((!segments.is_empty()).then_some(0)) else { return out };
    let mut words = segments[at].clone();
    if words.len() == 1 && numbered == Some(at) && at + 1 < segments.len() {
        words.extend(segments[at + 1].iter().cloned());
    }
    if numbered == Some(at) {
        out.house = words.remove(0);
        // "12 a High Street"
        if words.len() > 1 && words[0].len() == 1 && words[0].bytes().all(|b| b.is_ascii_alphabetic()) {
            out.house.push_str(&words.remove(0));
        }
    }
    out.street = street(&words);
    out
}

/// A street of its words, its type spelt out; what follows the type is left off.
pub(crate) fn street_of(words: &[String]) -> String {
    street(words)
}

fn street(words: &[String]) -> String {
    let last = (1..words.len()).rev().find(|&i| street_type(&words[i]).is_some());
    let mut parts: Vec<&str> = Vec::new();
    for (i, word) in words.iter().enumerate().take(last.map_or(words.len(), |l| l + 1)) {
        parts.push(match street_type(word) {
            Some(full) if Some(i) == last => full,
            _ if i == 0 && word == "st" => "saint",
            _ => word,
        });
    }
    parts.join(" ")
}

fn take_postcode(segments: &mut Vec<Vec<String>>, found: &mut Postcode) {
    let several = segments.len() > 1;
    let Some(last) = segments.last_mut() else { return };
    let n = last.len();
    if n >= 2 && is_outward(&last[n - 2]) && is_inward(&last[n - 1]) {
        *found = postcode(&format!("{}{}", last[n - 2], last[n - 1]));
        last.truncate(n - 2);
    } else {
        // A whole postcode in one word, or, where the cell holds more than that, an outward part.
        let word = &last[n - 1];
        let whole = word.len() >= 5 && !postcode(word).outward.is_empty();
        if whole || ((n > 1 || several) && is_outward(word)) {
            *found = postcode(word);
            last.truncate(n - 1);
        }
    }
    segments.retain(|s| !s.is_empty());
}

fn take_flat(segments: &mut Vec<Vec<String>>, flat: &mut String) {
    for segment in segments.iter_mut() {
        if let Some(at) = segment.iter().position(|w| FLAT_WORDS.contains(&w.as_str()))
            && at + 1 < segment.len()
        {
            *flat = segment[at + 1].clone();
            segment.drain(at..at + 2);
            break;
        }
    }
    segments.retain(|s| !s.is_empty());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plates() {
        assert_eq!(plate("ab12 cde"), "AB12CDE");
        assert_eq!(plate("unknown"), "");
        assert_eq!(plate_by_eye("AO12CIE"), "A012C1E");
        for (a, b, fits) in [
            ("AB12?DE", "AB12CDE", true),
            ("AB12*", "AB12CDE", true),
            ("*CDE", "AB12CDE", true),
            ("AB1?CDE", "AB12CDF", false),
            ("AB12", "AB12CDE", false),
            ("A*2?DE", "AB12CDE", true),
        ] {
            assert_eq!(plate_fits(a, b), fits, "{a} {b}");
            assert_eq!(plate_fits(b, a), fits, "{b} {a}");
        }
    }

    #[test]
    fn telephones() {
        for written in
            ["07700 900123", "+44 7700 900123", "+44 (0)7700 900-123", "0044 7700900123", "7700900123"]
        {
            assert_eq!(telephone(written), "07700900123", "{written}");
        }
        for written in [
            "01632 960001|07700 900123",
            "01632 960001; 07700 900123",
            "01632 960001 / 07700 900123",
            "01632 960001, 07700 900123;",
            "01632 960001 or 07700 900123",
        ] {
            let numbers: Vec<String> = telephones_in(written).into_iter().map(telephone).collect();
            assert_eq!(numbers, ["01632960001", "07700900123"], "{written}");
        }
        assert_eq!(telephones_in("01632/960001"), ["01632/960001"], "a sign within one number");
        assert_eq!(telephone("0000000"), "");
        assert_eq!(telephone("none"), "");
    }

    #[test]
    fn postcodes() {
        for (written, whole, outward) in [
            ("ZZ1A 1AA", "zz1a1aa", "zz1a"),
            ("zz11aa", "zz11aa", "zz1"),
            ("ZZ1", "", "zz1"),
            ("2119", "2119", ""),
            ("none", "", ""),
        ] {
            let expected = Postcode { whole: whole.into(), outward: outward.into() };
            assert_eq!(postcode(written), expected, "{written}");
        }
    }

    #[test]
    fn addresses() {
        // | as written | flat | house | street | postcode |
        for (written, flat, house, street, code) in [
            ("12 Gull Street, Northmere ZZ1 1AA", "", "12", "gull street", "zz11aa"),
            ("12 Gull St Northmere", "", "12", "gull street", ""),
            ("Flat 3, 12a Gull Rd, Northmere, ZZ1", "3", "12a", "gull road", "zz1"),
            ("Flat 3 12 Gull Rd", "3", "12", "gull road", ""),
            ("12, Gull Road", "", "12", "gull road", ""),
            ("St Osyth Court, Northmere", "", "", "saint osyth court", ""),
            ("Riverside Park", "", "", "riverside park", ""),
            ("no fixed abode", "", "", "", ""),
        ] {
            let read = address(written);
            let postcode =
                if read.postcode.whole.is_empty() { read.postcode.outward } else { read.postcode.whole };
            assert_eq!(
                (read.flat.as_str(), read.house.as_str(), read.street.as_str(), postcode.as_str()),
                (flat, house, street, code),
                "{written}"
            );
        }
    }
}
