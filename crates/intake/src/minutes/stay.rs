//! For which items somebody was at a meeting: "left before item 2", "from item 3", "joined for items 4 and 5".
//!
//! Whoever came or went heard only what the words surely let them hear: in the item during which somebody came or went, nobody
//! can say what they heard. Where the words say that somebody came or went and not when, what they heard is unclear.

use super::Item;

/// For which items somebody was there, as their line says it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Stay {
    /// Nothing else is said.
    Whole,
    /// For items with these numbers, first and last.
    Items(Vec<(u32, u32)>),
    /// In part, and the words do not say for which items.
    Unclear,
}

/// Words that say that somebody came or went.
const MOVES: [&str; 18] = [
    "left", "leaving", "leave", "joined", "joining", "join", "arrived", "arriving", "late", "early", "part",
    "partial", "only", "until", "till", "departed", "briefly", "withdrew",
];

/// What the words of a line say of how long somebody was there.
pub(super) fn stay_of(words: &str) -> Stay {
    let lower = words.to_lowercase().replace(['\u{2013}', '\u{2014}'], "-");
    let tokens: Vec<&str> = lower
        .split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '.'))
        .filter(|t| !t.is_empty())
        .collect();
    let has = |list: &[&str]| tokens.iter().any(|t| list.contains(t));
    let Some(at) = tokens.iter().position(|t| matches!(*t, "item" | "items" | "agenda")) else {
        return if has(&MOVES) && !has(&["lead"]) && !of_a_post(&tokens) {
            Stay::Unclear
        } else {
            Stay::Whole
        };
    };
    let from = tokens[..at].iter().rposition(|t| MOVES.contains(t) || PLACES.contains(t));
    let Some(from) = from else { return Stay::Unclear };
    // The words of the move and the place, back to the first of them.
    let first = tokens[..at].iter().position(|t| MOVES.contains(t) || PLACES.contains(t)).unwrap_or(from);
    let said: Vec<&str> = tokens[first..at].iter().copied().filter(|t| !BESIDE.contains(t)).collect();
    let after =
        tokens[at..].iter().copied().filter(|t| !matches!(*t, "item" | "items" | "agenda" | "no" | "no."));
    let (numbers, rest) = numbers(after);
    if numbers.is_empty() || rest.iter().any(|t| !matches!(*t, "only" | "onwards" | "on" | "onward")) {
        return Stay::Unclear;
    }
    spans(&said, &numbers, rest.iter().any(|t| t.starts_with("on") && *t != "only"))
}

const PLACES: [&str; 10] = ["from", "for", "before", "after", "during", "at", "until", "to", "till", "since"];
const BESIDE: [&str; 8] = ["the", "meeting", "was", "present", "in", "attendance", "up", "there"];

/// Whether a sentence says that somebody came to the meeting or left it: `Some(true)` for came. "Left a card", "joined the
/// force" speak of something else.
pub(super) fn moves(sentence: &str) -> Option<bool> {
    const CAME: [&str; 6] = ["joined", "joins", "entered", "arrived", "arrives", "returned"];
    const WENT: [&str; 9] =
        ["left", "leaves", "leave", "departed", "withdrew", "withdraw", "retired", "excused", "disconnected"];
    // What may follow such a word where it is about the meeting.
    const THEN: [&str; 27] = [
        "and",
        "at",
        "before",
        "after",
        "during",
        "early",
        "late",
        "the",
        "to",
        "for",
        "us",
        "as",
        "prior",
        "by",
        "via",
        "from",
        "in",
        "while",
        "because",
        "due",
        "themselves",
        "himself",
        "herself",
        "this",
        "here",
        "now",
        "shortly",
    ];
    const MEETING: [&str; 9] =
        ["meeting", "room", "call", "conference", "panel", "group", "point", "discussion", "committee"];
    let lower = sentence.to_lowercase();
    let clauses = lower.split([',', ';', '.', ':', '(', ')']);
    let of = |clause: &str| {
        let words: Vec<&str> = clause.split_whitespace().collect();
        let at = words.iter().position(|w| CAME.contains(w) || WENT.contains(w))?;
        let came = CAME.contains(&words[at]);
        let next = words.get(at + 1);
        let about = match next {
            None => true,
            Some(&"the") => words[at + 1..].iter().take(3).any(|w| MEETING.contains(w)),
            Some(next) => THEN.contains(next) || next.starts_with(|c: char| c.is_ascii_digit()),
        };
        about.then_some(came)
    };
    clauses.filter_map(of).next()
}

/// "Early Help", "Late Shift", "Part-time" are no word on how long somebody was at a meeting.
fn of_a_post(tokens: &[&str]) -> bool {
    tokens.windows(2).any(|w| matches!(w, ["early", "help" | "years" | "intervention" | "support"]))
        && !tokens.iter().any(|t| MOVES.contains(t) && *t != "early")
}

/// Numbers of items, single or as spans, up to the first word that is none; and the words after.
fn numbers<'t>(words: impl Iterator<Item = &'t str>) -> (Vec<(u32, u32)>, Vec<&'t str>) {
    let major = |t: &str| t.split('.').next().and_then(|n| n.parse::<u32>().ok());
    let (mut found, mut rest, mut to) = (Vec::new(), Vec::new(), false);
    for token in words {
        let pair = token.split_once('-').and_then(|(a, b)| Some((major(a)?, major(b)?)));
        match (major(token), pair) {
            _ if !rest.is_empty() => rest.push(token),
            (_, Some(pair)) => found.push(pair),
            (Some(n), None) if to && !found.is_empty() => {
                if let Some((_, last)) = found.last_mut() {
                    *last = n;
                }
                to = false;
            }
            (Some(n), None) => found.push((n, n)),
            (None, None) if token == "and" => {}
            (None, None) if matches!(token, "to" | "-") => to = true,
            (None, None) => rest.push(token),
        }
    }
    (found, rest)
}

/// The items that somebody surely heard.
fn spans(said: &[&str], numbers: &[(u32, u32)], onwards: bool) -> Stay {
    let (first, last) = (numbers[0].0, numbers[numbers.len() - 1].1);
    let one = numbers.len() == 1 && first == last;
    let left = said.iter().any(|w| matches!(*w, "left" | "leaving" | "leave" | "departed" | "withdrew"));
    let joined =
        said.iter().any(|w| matches!(*w, "joined" | "joining" | "join" | "arrived" | "arriving" | "late"));
    let place = said.iter().rev().find(|w| PLACES.contains(w)).copied().unwrap_or("");
    if left && joined {
        return Stay::Unclear;
    }
    match (left, joined, place) {
        (true, _, "after") if one => Stay::Items(vec![(0, first)]),
        (true, _, "before" | "at" | "during" | "for") if one && first > 0 => {
            Stay::Items(vec![(0, first - 1)])
        }
        (_, true, "before" | "from") if one => Stay::Items(vec![(first, u32::MAX)]),
        (_, true, "at" | "during" | "after" | "since") if one => Stay::Items(vec![(first + 1, u32::MAX)]),
        (false, _, "for" | "from" | "") if !one || !onwards => match place {
            "from" if one => Stay::Items(vec![(first, u32::MAX)]),
            _ => Stay::Items(numbers.to_vec()),
        },
        (false, _, "from" | "for" | "") if onwards => Stay::Items(vec![(first, u32::MAX)]),
        (false, false, "until" | "till" | "to") if one && first > 0 => Stay::Items(vec![(0, first - 1)]),
        (false, false, "after") if one => Stay::Items(vec![(first + 1, u32::MAX)]),
        _ => Stay::Unclear,
    }
}

/// The items, by index, that somebody who stayed so surely heard; `None` for all of them.
pub(super) fn heard(stay: &Stay, items: &[Item]) -> Option<Vec<usize>> {
    let within = |item: &Item, spans: &[(u32, u32)]| {
        let number = item.number.split('.').next().and_then(|n| n.parse::<u32>().ok());
        number.is_some_and(|n| spans.iter().any(|(a, b)| (*a..=*b).contains(&n)))
    };
    match stay {
        Stay::Whole => None,
        Stay::Unclear => Some(Vec::new()),
        Stay::Items(spans) => Some((0..items.len()).filter(|i| within(&items[*i], spans)).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_that_somebody_came_or_went_is_told_from_one_about_something_else() {
        for (sentence, said) in [
            ("DS Fennixby left the meeting at this point.", Some(false)),
            ("Rona Hessary had to leave and Dorrick Vaskelling took the chair.", Some(false)),
            ("Cass Quill gave her apologies and left.", Some(false)),
            ("Mr Tarn arrived.", Some(true)),
            ("Bo Tarn joined at 10.30.", Some(true)),
            ("PC Umberley left a card.", None),
            ("Bo Tarn joined the force in 1990.", None),
            ("Harl Orrowby left school.", None),
        ] {
            assert_eq!(moves(sentence), said, "{sentence}");
        }
    }

    #[test]
    fn whoever_came_or_went_heard_only_what_the_words_surely_say() {
        const LAST: u32 = u32::MAX;
        let items = |spans: &[(u32, u32)]| Stay::Items(spans.to_vec());
        for (words, stay) in [
            ("DS Iska Fennixby (Police A)", Stay::Whole),
            ("Lena Marrowby (Early Help)", Stay::Whole),
            ("left before item 2", items(&[(0, 1)])),
            ("(left after item 2)", items(&[(0, 2)])),
            ("left during item 2", items(&[(0, 1)])),
            ("left the meeting at item 4", items(&[(0, 3)])),
            ("from item 2", items(&[(2, LAST)])),
            ("present from item 2 onwards", items(&[(2, LAST)])),
            ("joined at item 2", items(&[(3, LAST)])),
            ("joined the meeting during item 2", items(&[(3, LAST)])),
            ("joined for item 3", items(&[(3, 3)])),
            ("item 3 only", Stay::Unclear),
            ("for item 3 only", items(&[(3, 3)])),
            ("for items 3 to 5", items(&[(3, 5)])),
            ("for items 3-5", items(&[(3, 5)])),
            ("for items 3 and 5", items(&[(3, 3), (5, 5)])),
            ("until item 4", items(&[(0, 3)])),
            ("joined for item 3 and left before item 5", Stay::Unclear),
            ("left at 10.30", Stay::Unclear),
            ("part of the meeting", Stay::Unclear),
            ("arrived late", Stay::Unclear),
        ] {
            assert_eq!(stay_of(words), stay, "{words}");
        }
    }
}
