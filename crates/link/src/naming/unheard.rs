//! Names that no record has: proposed as new, never taken for somebody.

use std::collections::BTreeSet;

use model::{Band, MentionKind, field};

use super::people::Context;
use super::text::Token;
use super::words::{AFTER_PEOPLE, BEFORE_PEOPLE, BEFORE_PLACES, PLACES, WAS, is_title, no_name};
use super::{Gazetteer, How, Named, span};
use crate::nicknames::is_known_name;

impl Gazetteer {
    /// Two capitalised words that no record has as a name: where the first is a forename somewhere, or where neither is a
    /// word of the language as far as the document shows, and nothing about them says that they name a place or a body.
    pub(super) fn unheard(
        &self,
        text: &str,
        tokens: &[Token<'_>],
        at: usize,
        (others, ordinary): Context<'_>,
    ) -> Option<(Named, usize)> {
        let (first, last) = (&tokens[at], tokens.get(at + 1)?);
        let plausible = last.capital
            && last.joined()
            && last.written.chars().count() >= 3
            && last.written.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '\u{2019}' | '-'))
            && !no_name(&last.plain)
            && tokens.get(at + 2).is_none_or(|t| !(t.capital && t.joined()));
        let forename = self.forenames.contains_key(&first.plain) || is_known_name(&first.plain);
        if !plausible || !(forename || strangers(tokens, at, ordinary)) {
            return None;
        }
        let place = span(text, tokens, at, at + 1);
        let fields =
            vec![(field::FORENAME, first.written.to_string()), (field::SURNAME, last.written.to_string())];
        self.proposed(place, &last.plain, fields, others).map(|n| (n, at + 2))
    }

    pub(super) fn proposed(
        &self,
        (start, end, written): (usize, usize, &str),
        surname: &str,
        fields: Vec<(&'static str, String)>,
        others: &[String],
    ) -> Option<Named> {
        let theirs = |name: &String| {
            name.split_whitespace().next_back().is_some_and(|w| crate::names::plain(w) == surname)
        };
        if others.iter().any(theirs) {
            return None;
        }
        let how = if fields.iter().any(|(f, _)| *f == field::FORENAME) {
            How::FullName
        } else {
            How::TitleAndSurname
        };
        let evidence =
            format!("\"{written}\" reads as a {} that no record has: proposed as new", how.words());
        let kind = MentionKind::Person;
        Some(Named {
            start,
            end,
            kind,
            how,
            certainty: Band::Possible,
            candidates: Vec::new(),
            evidence,
            fields,
        })
    }
}

/// Whether two words with capitals, neither of them a known forename, read as the name of a person all the same.
fn strangers(tokens: &[Token<'_>], at: usize, ordinary: &BTreeSet<String>) -> bool {
    let (first, last) = (&tokens[at], &tokens[at + 1]);
    let word = |t: &Token<'_>| {
        t.written.chars().count() >= 3
            && t.written.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '\u{2019}' | '-'))
            && t.written.chars().any(char::is_lowercase)
            && !ordinary.contains(&t.plain)
            && !no_name(&t.plain)
    };
    let before = at.checked_sub(1).map(|i| &tokens[i]);
    // "the Corn Hall", "at Marlow Grange": what stands after such a word is as a rule a place or a body.
    let introduced = before.is_some_and(|t| first.joined() && BEFORE_PLACES.contains(&t.plain.as_str()));
    let longer = before.is_some_and(|t| first.joined() && t.capital && !t.opens && !is_title(&t.plain));
    // Titles and firms are two capitals as well: something must be said of a person, before or after.
    let plain = |i: Option<usize>| i.and_then(|i| tokens.get(i)).map_or("", |t| t.plain.as_str());
    let (one, two) = (plain(at.checked_sub(1)), plain(at.checked_sub(2)));
    let (next, then) = (plain(Some(at + 2)), plain(Some(at + 3)));
    let said_before = BEFORE_PEOPLE.iter().any(|words| match words.split_once(' ') {
        Some((a, b)) => (two, one) == (a, b),
        None => one == *words,
    });
    let said_after = tokens.get(at + 2).is_some_and(|t| t.joined() || t.gap.trim().starts_with(['(', ',']))
        && (AFTER_PEOPLE.contains(&next)
            || (matches!(next, "was" | "is" | "had" | "has" | "were") && WAS.contains(&then)));
    word(first)
        && word(last)
        && !introduced
        && !longer
        && !PLACES.contains(&last.plain.as_str())
        && ((said_before && !first.opens) || said_after)
}
