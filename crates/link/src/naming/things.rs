//! Registration marks, whole or in part, and addresses.

use model::{Band, MentionId, MentionKind, field};

use super::text::Token;
use super::{CANDIDATES_MAX, Gazetteer, How, Named, count, span};
use crate::forms::{address, plate, plate_by_eye, plate_fits};

/// Characters of a mark that must be read for it to be looked for.
const READ_MIN: usize = 4;
/// Words of a street's name.
const STREET_WORDS_MAX: usize = 4;
const STREET_TYPES: [&str; 22] = [
    "street", "st", "road", "rd", "lane", "ln", "close", "cl", "avenue", "ave", "court", "ct", "drive", "dr",
    "row", "terrace", "way", "crescent", "place", "square", "gardens", "grove",
];

/// Letters, digits and unread characters of a mark, as classes.
fn shape(mark: &str) -> String {
    mark.chars()
        .map(|c| match c {
            c if c.is_ascii_uppercase() => 'a',
            c if c.is_ascii_digit() => '9',
            _ => '?',
        })
        .collect()
}

/// Whether a mark has one of the shapes of the United Kingdom since 1963; unread characters fit anything.
fn is_mark(mark: &str) -> bool {
    const SHAPES: [&str; 7] = ["aa99aaa", "a999aaa", "a99aaa", "a9aaa", "aaa999a", "aaa99a", "aaa9a"];
    let shape = shape(mark);
    let fits =
        |s: &&&str| s.len() == shape.len() && s.chars().zip(shape.chars()).all(|(a, b)| a == b || b == '?');
    // A star stands for any number of unread characters: the rest is compared by those who know whole marks.
    SHAPES.iter().any(|s| fits(&s)) || (mark.contains('*') && mark.len() > READ_MIN)
}

impl Gazetteer {
    /// A mark that begins at a word: in one word, or in two ("AB12 CDE").
    pub(super) fn plate_at(&self, text: &str, tokens: &[Token<'_>], at: usize) -> Option<(Named, usize)> {
        let upper = |t: &Token<'_>| {
            t.written
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'?' | b'*'))
        };
        if !upper(&tokens[at]) {
            return None;
        }
        let two = tokens.get(at + 1).filter(|t| upper(t) && t.gap == " ").map(|t| (t, at + 1));
        let joined = two.map(|(t, last)| (format!("{}{}", tokens[at].written, t.written), last));
        let single = (tokens[at].written.to_string(), at);
        for (written, last) in joined.into_iter().chain([single]) {
            let mark = plate(&written);
            let digits = mark.bytes().filter(u8::is_ascii_digit).count();
            let letters = mark.bytes().filter(u8::is_ascii_uppercase).count();
            // A recorded mark with O for 0 or I for 1 may have the shape of none.
            let by_eye = self.by_eye.contains_key(&plate_by_eye(&mark));
            let of_a_shape = digits > 0 && letters > 0 && is_mark(&mark);
            if mark.len() > 8 || digits + letters < READ_MIN || !(by_eye || of_a_shape) {
                continue;
            }
            let partial = mark.contains(['?', '*']);
            let (certainty, mentions, why) = self.marks(&mark, partial);
            let (start, end, words) = span(text, tokens, at, last);
            let how = if partial { How::PartialPlate } else { How::Plate };
            let evidence = if mentions.is_empty() {
                format!("\"{words}\" reads as a {} that no record has: proposed as new", how.words())
            } else {
                let of = count(mentions.len(), "mention in the records", "mentions in the records");
                format!("\"{words}\" is a {}: {why}; {of}", how.words())
            };
            let named = Named {
                start,
                end,
                kind: MentionKind::Vehicle,
                how,
                certainty,
                candidates: mentions.into_iter().take(CANDIDATES_MAX).collect(),
                evidence,
                fields: vec![(field::PLATE, words.to_string())],
            };
            return Some((named, last + 1));
        }
        None
    }

    /// How surely a mark, whole or in part, is a recorded one, the mentions that have it, and why.
    pub(super) fn marks(&self, mark: &str, partial: bool) -> (Band, Vec<MentionId>, String) {
        let all = |marks: &[String]| -> Vec<MentionId> {
            let mut ids: Vec<MentionId> = marks.iter().flat_map(|m| self.plates[m].iter().copied()).collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        if !partial {
            if let Some(ids) = self.plates.get(mark) {
                return (Band::Certain, ids.clone(), "it is as recorded".into());
            }
            if let Some(marks) = self.by_eye.get(&plate_by_eye(mark)) {
                return (
                    Band::Probable,
                    all(marks),
                    format!("it is {} but for O and 0 or I and 1", marks.join(", ")),
                );
            }
            return (Band::Possible, Vec::new(), String::new());
        }
        let eye = plate_by_eye(mark);
        let fits: Vec<String> = self
            .by_eye
            .iter()
            .filter(|(known, _)| plate_fits(&eye, known))
            .flat_map(|(_, marks)| marks.iter().cloned())
            .collect();
        let read = mark.bytes().filter(u8::is_ascii_alphanumeric).count();
        let sure = fits.len() == 1 && read > READ_MIN;
        let why = format!("what was read fits {}", count(fits.len(), "recorded mark", "recorded marks"));
        (if sure { Band::Probable } else { Band::Possible }, all(&fits), why)
    }

    /// "12 Gull Street", "12a Gull St".
    pub(super) fn address_at(&self, text: &str, tokens: &[Token<'_>], at: usize) -> Option<(Named, usize)> {
        let number = tokens[at].written;
        let digits = number.bytes().take_while(u8::is_ascii_digit).count();
        let house = (1..=4).contains(&digits)
            && number.len() <= digits + 1
            && number[digits..].bytes().all(|b| b.is_ascii_alphabetic());
        if !house {
            return None;
        }
        for last in (at + 2..=at + 1 + STREET_WORDS_MAX).filter(|l| *l < tokens.len()) {
            let run = &tokens[at + 1..=last];
            if !run.iter().all(|t| t.capital && t.joined()) {
                return None;
            }
            if !STREET_TYPES.contains(&tokens[last].plain.as_str()) {
                continue;
            }
            let (start, end, written) = span(text, tokens, at, last);
            let read = address(written);
            let mentions = self.addresses.get(&(read.house, read.street)).cloned().unwrap_or_default();
            let evidence = if mentions.is_empty() {
                format!("\"{written}\" reads as an address that no record has: proposed as new")
            } else {
                let of = count(mentions.len(), "mention in the records", "mentions in the records");
                format!("\"{written}\" is an address: house number and street are as recorded; {of}")
            };
            let named = Named {
                start,
                end,
                kind: MentionKind::Place,
                how: How::Address,
                certainty: if mentions.is_empty() { Band::Possible } else { Band::Certain },
                candidates: mentions.into_iter().take(CANDIDATES_MAX).collect(),
                evidence,
                fields: vec![(field::ADDRESS, written.to_string())],
            };
            return Some((named, last + 1));
        }
        None
    }
}
