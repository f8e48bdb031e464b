//! A name that is recorded nowhere and has no title: "Marrow lied".
//!
//! Nothing tells such a name from any other word with a capital but what stands around it. So this looks for a word with a capital of
//! which it is said that it did what only somebody can do, or which is told, asked or blamed. It is asked where nothing may be
//! said of anybody, in a learning review, and a reviewer can say of words that they name nobody (act `no_name`). What is left
//! out: a name in small letters, one of which nothing is said, and one that begins a sentence and ends in s ("Jones knew"), which
//! may be any plural.

use std::collections::BTreeSet;

use crate::officers::{is_a_post, says_what_was_done};
use crate::people::{is_a_role, is_of_a_body};
use crate::writing::lower;

/// What nobody does by right: of a word with a capital it is the name of somebody, wherever it stands.
const MISDEEDS: &[&str] = &[
    "lied",
    "stole",
    "hid",
    "burnt",
    "burned",
    "bribed",
    "beat",
    "hit",
    "kicked",
    "punched",
    "slapped",
    "threatened",
    "forged",
    "falsified",
    "cheated",
    "drank",
    "slept",
    "assaulted",
    "raped",
    "groped",
    "molested",
    "harassed",
    "bullied",
    "abused",
    "swore",
    "tore",
    "shredded",
    "perjured",
    "colluded",
    "leaked",
];
/// What somebody does, and a body too. At the beginning of a sentence any word may stand before it.
const DEEDS: &[&str] = &[
    "knew",
    "told",
    "said",
    "saw",
    "thought",
    "forgot",
    "ignored",
    "refused",
    "failed",
    "lost",
    "destroyed",
    "admitted",
    "confessed",
    "denied",
    "took",
    "kept",
    "did",
    "wrote",
    "went",
    "left",
    "gave",
    "laughed",
    "shouted",
    "decided",
    "closed",
    "attended",
    "arrested",
    "claimed",
    "insisted",
    "signed",
    "dismissed",
    "struck",
    "threw",
    "heard",
    "met",
    "spoke",
    "read",
    "sat",
    "watched",
    "asked",
];
/// Words with a capital that are nobody: they begin sentences, or have it always.
const ORDINARY: &[&str] = &[
    "nobody",
    "somebody",
    "everybody",
    "anybody",
    "someone",
    "everyone",
    "anyone",
    "no",
    "none",
    "nothing",
    "everything",
    "something",
    "he",
    "she",
    "it",
    "they",
    "we",
    "you",
    "i",
    "who",
    "what",
    "which",
    "that",
    "this",
    "these",
    "those",
    "there",
    "then",
    "when",
    "where",
    "while",
    "as",
    "if",
    "staff",
    "management",
    "police",
    "people",
    "parents",
    "children",
    "families",
    "council",
    "parliament",
    "government",
    "ministers",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "several",
    "many",
    "most",
    "some",
    "few",
    "all",
    "both",
    "each",
    "neither",
    "either",
    "another",
    "others",
    "men",
    "women",
    "nor",
    "and",
    "but",
    "or",
    "so",
    "never",
    "always",
    "only",
    "also",
    "later",
    "still",
    "again",
    "once",
    "yet",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "strand",
    "finding",
    "part",
    "entry",
    "section",
    "the",
    "a",
    "an",
    "not",
    "evidence",
    "management",
    "training",
    "practice",
    "policy",
    "whoever",
    "anything",
    "half",
    "either",
    "much",
    "social",
];
/// What stands before the name of a place.
const BEFORE_PLACES: &[&str] =
    &["in", "at", "near", "of", "from", "to", "for", "around", "outside", "across", "throughout", "into"];
/// What stands before whom something was said to or of.
const BEFORE_PEOPLE: &[&str] = &["by", "told", "asked", "blamed", "accused", "bribed", "against", "with"];
/// What is somebody's own.
const OWN: &[&str] = &[
    "lie",
    "lies",
    "lying",
    "bribe",
    "bribes",
    "theft",
    "crime",
    "crimes",
    "misconduct",
    "dishonesty",
    "negligence",
    "cowardice",
    "corruption",
    "failure",
    "fault",
    "neglect",
    "drinking",
    "behaviour",
    "temper",
];

/// What somebody is called who is blamed, and what they are blamed for.
const BLAME: &str = "\
    abuse abuser abusive affair bent bribery brutal brute bully bullying burner corrupt corrupted coward cowardly \
    crook crooked culprit cheat dirty dishonest disgraced drunk drunken evil false fraud fraudster gang guilty \
    incompetent killer lazy liar liars lie lies misogynist murderer negligent nonce offender paedophile perjurer \
    perpetrator predator racist racket rapist ring robber rogue scandal sexist shame shameful taker theft thief \
    thieves traitor victim victims villain violent";

/// Whether a word, in lower case, accuses somebody or says what they did: "bribes", "thief", "lied".
pub(crate) fn accuses(word: &str) -> bool {
    blames(word) || says_what_was_done(word)
}

/// Whether a word, in lower case, says something bad of somebody: "bribes", "thief", "lied".
pub(crate) fn blames(word: &str) -> bool {
    MISDEEDS.contains(&word) || OWN.contains(&word) || BLAME.split_whitespace().any(|blame| blame == word)
}

/// Whether a word, in lower case, says what only somebody does.
pub(crate) fn is_what_somebody_does(word: &str) -> bool {
    MISDEEDS.contains(&word) || DEEDS.contains(&word)
}

/// Whether a word, in lower case, is one of everybody's: "police", "may".
pub(crate) fn is_ordinary(word: &str) -> bool {
    ORDINARY.contains(&word) || is_of_a_body(word)
}

/// One word, with what stands before it.
struct Token<'t> {
    written: &'t str,
    low: String,
    gap: &'t str,
}

fn tokens(plain: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let mut from = 0;
    let mut rest = plain.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        if !c.is_alphanumeric() {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some(&(next, c)) = rest.peek() {
            let apostrophe = c == '\'' && plain[next + 1..].chars().next().is_some_and(char::is_alphanumeric);
            if !c.is_alphanumeric() && !apostrophe && c != '-' {
                break;
            }
            end = next + c.len_utf8();
            rest.next();
        }
        let written = plain[at..end].trim_end_matches('-');
        out.push(Token { written, low: lower(written), gap: &plain[from..at] });
        from = end;
    }
    out
}

/// The words that name somebody who is recorded nowhere and what they did; none where there are none. `of_bodies` are the words in the
/// names of the review's own bodies: such a body may keep a list, and tell no lie.
pub(crate) fn stranger(plain: &str, of_bodies: &BTreeSet<String>) -> Option<String> {
    let all = tokens(plain);
    (0..all.len()).find_map(|at| {
        let told = told_of(&all, at, of_bodies)?;
        Some(all[told.0..=told.1].iter().map(|token| token.written).collect::<Vec<_>>().join(" "))
    })
}

/// Whether a word may be somebody's name, by itself.
fn may_be_a_name(token: &Token<'_>) -> bool {
    let written = token.written.strip_suffix("'s").unwrap_or(token.written);
    let low = lower(written);
    let capitals = written.chars().filter(|c| c.is_uppercase()).count();
    let all = written.chars().filter(|c| c.is_alphabetic()).count();
    written.chars().next().is_some_and(char::is_uppercase)
        && all >= 2
        && written.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\''))
        && (capitals < all || all > 5)
        && !ORDINARY.contains(&low.as_str())
        && !is_of_a_body(&low)
        && !is_a_role(&low)
        && !is_a_post(&low)
        && !is_a_post(low.strip_suffix('s').unwrap_or(&low))
}

/// Where words begin and end that say of a name what somebody does.
fn told_of(all: &[Token<'_>], at: usize, of_bodies: &BTreeSet<String>) -> Option<(usize, usize)> {
    let token = &all[at];
    if !may_be_a_name(token) {
        return None;
    }
    let begins = at == 0 || token.gap.contains(['.', '!', '?', ';', ':', '\n', '(', '"']);
    let before = if begins || token.gap.contains(',') { "" } else { all[at - 1].low.as_str() };
    let next = all.get(at + 1).filter(|next| next.gap == " ");
    let next = next.map_or("", |next| next.low.as_str());
    let body = of_bodies.contains(&token.low);
    let place = BEFORE_PLACES.contains(&before);
    if MISDEEDS.contains(&next) {
        return Some((at, at + 1));
    }
    if token.low.ends_with("'s")
        && OWN.contains(&next)
        && !of_bodies.contains(token.low.trim_end_matches("'s"))
    {
        return Some((at, at + 1));
    }
    if body || place || before == "the" {
        return None;
    }
    let plural = begins && token.low.ends_with('s');
    if DEEDS.contains(&next) && !plural {
        return Some((at, at + 1));
    }
    let does = says_what_was_done(next) && !matches!(next, "was" | "had" | "could" | "who" | "made");
    if !begins && does {
        return Some((at, at + 1));
    }
    let alone = next.is_empty() || !all[at + 1].written.chars().next().is_some_and(char::is_uppercase);
    (BEFORE_PEOPLE.contains(&before) && alone).then(|| (at - 1, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_name_of_which_something_is_said_is_seen() {
        let none = BTreeSet::new();
        for text in [
            "Marrow lied.",
            "Ada Marrow knew of it.",
            "The report says that Marrow closed it.",
            "It was closed by Marrow.",
            "Nobody told Marrow.",
            "Marrow's lies cost a year.",
            "Jones lied.",
            "Sergeants knew, and O'Marrow-Quill hid it.",
        ] {
            assert!(stranger(text, &none).is_some(), "{text}");
        }
    }

    #[test]
    fn what_a_learning_review_writes_of_bodies_and_of_everybody_is_let_pass() {
        let bodies: BTreeSet<String> = ["northmere", "council"].map(String::from).into();
        for text in [
            "Northmere kept no list.",
            "Northmere Council lost the file.",
            "Officers told nobody.",
            "Sergeants knew of the policy.",
            "Records went missing in May.",
            "The team in Eastmarsh decided it.",
            "Nobody knew. Staff left.",
            "The council was told by NSPCC staff.",
            "Policies changed. It was closed by the council on Monday.",
            "When the duty was written, Parliament decided it.",
            "Strand 2 closed.",
        ] {
            assert_eq!(stranger(text, &bodies), None, "{text}");
        }
        assert!(stranger("Northmere lied.", &bodies).is_some());
    }
}
