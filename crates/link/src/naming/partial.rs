//! Parts of registration marks with the words that say which part: "ending VBN", "VBN at the end", "beginning KX05".
//!
//! What was read of a mark may be that of several vehicles: it is never more than a perhaps of those recorded marks that it fits,
//! and the mention says by `*` where the rest of the mark stands. Left out: parts of which no word says where they stood, unless
//! the text says that it is one ("partial plate KX05").

use model::{MentionId, MentionKind, field};

use super::text::Token;
use super::{CANDIDATES_MAX, Gazetteer, How, Named, count, span};
use crate::forms::plate;

/// Characters of a part that is looked for.
const PART_MIN: usize = 3;
const PART_MAX: usize = 6;
/// Bytes around a part in which a word says that it is a vehicle's.
const AROUND_BYTES: usize = 80;
/// Words that may stand between a part and the word that says where it stood.
const BETWEEN: [&str; 23] = [
    "were",
    "in",
    "with",
    "on",
    "the",
    "of",
    "is",
    "was",
    "as",
    "letters",
    "letter",
    "characters",
    "digits",
    "three",
    "four",
    "two",
    "3",
    "4",
    "2",
    "half",
    "part",
    "number",
    "figures",
];
/// Words that say that a registration mark is spoken of.
const OF_MARKS: [&str; 9] =
    ["plate", "plates", "index", "reg", "registration", "registered", "vrm", "vrn", "mark"];
/// Words that say that a vehicle is spoken of.
const OF_VEHICLES: [&str; 17] = [
    "vehicle",
    "vehicles",
    "car",
    "cars",
    "van",
    "vans",
    "taxi",
    "taxis",
    "cab",
    "minibus",
    "motor",
    "motorcycle",
    "moped",
    "estate",
    "hatchback",
    "saloon",
    "driver",
];

/// Where a part stood in its mark.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stood {
    First,
    Last,
    Somewhere,
}

impl Gazetteer {
    /// A part of a mark that begins at a word, in one word or two ("KX05 V").
    pub(super) fn part_of_plate_at(
        &self,
        text: &str,
        tokens: &[Token<'_>],
        at: usize,
    ) -> Option<(Named, usize)> {
        let upper = |t: &Token<'_>| t.written.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if !upper(&tokens[at]) {
            return None;
        }
        let two = tokens.get(at + 1).filter(|t| upper(t) && t.gap == " ").map(|_| at + 1);
        for last in two.into_iter().chain([at]) {
            let (start, end, words) = span(text, tokens, at, last);
            let read = plate(words);
            let Some(stood) =
                stood(text, (start, end)).filter(|_| (PART_MIN..=PART_MAX).contains(&read.len()))
            else {
                continue;
            };
            let mark = match stood {
                Stood::First => format!("{read}*"),
                Stood::Last => format!("*{read}"),
                Stood::Somewhere => format!("*{read}*"),
            };
            let (certainty, mentions, why) = self.marks(&mark, true);
            let digit = read.bytes().any(|b| b.is_ascii_digit());
            let says = |list: &[&str]| says(text, (start, end), list);
            let of_mark = says(&OF_MARKS);
            // Two words are one part only where a recorded mark has it, and "CSE at the end" is as a rule no part of any.
            if mentions.is_empty() && (last > at || !of_mark) || !(digit || of_mark || says(&OF_VEHICLES)) {
                continue;
            }
            let how = How::PartialPlate;
            let evidence = if mentions.is_empty() {
                format!("\"{words}\" reads as a {} that no record has: proposed as new", how.words())
            } else {
                let of = count(mentions.len(), "mention in the records", "mentions in the records");
                format!("\"{words}\" is a {}: {why}; {of}", how.words())
            };
            let candidates: Vec<MentionId> = mentions.into_iter().take(CANDIDATES_MAX).collect();
            let (kind, fields) = (MentionKind::Vehicle, vec![(field::PLATE, mark)]);
            return Some((
                Named { start, end, kind, how, certainty, candidates, evidence, fields },
                last + 1,
            ));
        }
        None
    }
}

fn words_of(text: &str) -> impl DoubleEndedIterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase)
}

/// The words of one sentence before and after a place, near it.
fn around(text: &str, (start, end): (usize, usize)) -> (&str, &str) {
    let edge = |c: char| matches!(c, '.' | ';' | '!' | '\t' | '\n');
    let mut from = start.saturating_sub(AROUND_BYTES);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let mut to = text.len().min(end + AROUND_BYTES);
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let before = &text[from..start];
    let before = before.rfind(edge).map_or(before, |i| &before[i + 1..]);
    let after = &text[end..to];
    let after = after.find(edge).map_or(after, |i| &after[..i]);
    (before, after)
}

/// Whether one of these words stands near a place in its sentence.
fn says(text: &str, place: (usize, usize), list: &[&str]) -> bool {
    let (before, after) = around(text, place);
    words_of(before).chain(words_of(after)).any(|w| list.contains(&w.as_str()))
}

/// Where the words beside a part say that it stood; `None` where they say nothing.
fn stood(text: &str, place: (usize, usize)) -> Option<Stood> {
    const FIRST: [&str; 8] =
        ["beginning", "begins", "began", "starting", "starts", "started", "first", "commencing"];
    const LAST: [&str; 6] = ["ending", "ends", "ended", "finishing", "finishes", "last"];
    let (before, after) = around(text, place);
    let between = |w: &str| BETWEEN.contains(&w) || OF_MARKS.contains(&w);
    let lead = words_of(before).rev().find(|w| !between(w));
    let lead = lead.as_deref().unwrap_or("");
    if LAST.contains(&lead) {
        return Some(Stood::Last);
    }
    if FIRST.contains(&lead) {
        return Some(Stood::First);
    }
    let then: Vec<String> = words_of(after).take(3).collect();
    let then: Vec<&str> = then.iter().map(String::as_str).collect();
    match then[..] {
        ["at" | "on", "the", "end"] => return Some(Stood::Last),
        ["at" | "on", "the", "start" | "beginning" | "front"] => return Some(Stood::First),
        _ => {}
    }
    // "partial index KX05", "part plate KX05", "the partial plate was KX05".
    let is = |w: &String| matches!(w.as_str(), "was" | "is" | "were" | "read" | "as");
    let two: Vec<String> = words_of(before).rev().skip_while(is).take(2).collect();
    let kind = |w: &String| OF_MARKS.contains(&w.as_str()) || w == "number";
    let partial = |w: &String| matches!(w.as_str(), "partial" | "part");
    match two.as_slice() {
        [one, ..] if partial(one) => Some(Stood::Somewhere),
        [one, two] if kind(one) && partial(two) => Some(Stood::Somewhere),
        _ => None,
    }
}
