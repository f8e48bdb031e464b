//! People by name, and street names.

use std::collections::BTreeSet;

use model::{Band, MentionId, MentionKind, field};

use super::text::Token;
use super::words::{
    AFTER_SURNAME, INTRODUCES, LIKE_WORDS, MEN, OF_MASTERS, OF_PLACES, OF_SEVERAL, PLACES, RANKS,
    SMALL_WORDS, WITHIN, WOMEN, is_title, no_name,
};
use super::{CANDIDATES_MAX, Gazetteer, How, Named, count, span, without_one};
use crate::kernel::within_one_edit;
use crate::nicknames::{families_of, is_known_name, share_family};

/// Names of people who are named for another reason, and the words that the document writes in small letters.
pub(super) type Context<'c> = (&'c [String], &'c BTreeSet<String>);
/// Characters before a street name in which words that introduce it are looked for.
const BEFORE_CHARS: usize = 24;
/// Words of another name set between forename and surname, with what leads to it.
const NICKNAME_WORDS_MAX: usize = 3;

/// How a word is the surname of a record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Fit {
    Same,
    OneOff,
}

/// How a word is the forename of a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum First {
    Same,
    ShortForm,
    OneOff,
    /// One letter wrong in a forename of three or four letters, as written nobody's.
    ShortOneOff,
}

impl Gazetteer {
    /// The surnames a word may be: the same, else those with one letter wrong.
    fn surnames_like(&self, word: &str) -> (Fit, Vec<u32>) {
        if let Some(&number) = self.surname_number.get(word) {
            return (Fit::Same, vec![number]);
        }
        if word.chars().count() < super::NEAR_LETTERS_MIN {
            return (Fit::OneOff, Vec::new());
        }
        let mut like: Vec<u32> = Vec::new();
        let keys = std::iter::once(word.to_string()).chain(without_one(word));
        for key in keys {
            like.extend(self.near.get(&key).into_iter().flatten());
            like.extend(self.surname_number.get(&key));
        }
        like.sort_unstable();
        like.dedup();
        like.retain(|n| {
            let surname = &self.surnames[*n as usize];
            surname.chars().count() >= super::NEAR_LETTERS_MIN && within_one_edit(surname, word)
        });
        (Fit::OneOff, like)
    }

    fn first_name(&self, word: &str, forenames: &[String]) -> Option<First> {
        let families = families_of(word);
        // "Tvo" for "Tov" is a slip; "Tim" for "Tom" is another name.
        let nobodys = || word.len() >= 3 && !is_known_name(word) && !self.forenames.contains_key(word);
        forenames
            .iter()
            .filter_map(|f| match () {
                () if f == word => Some(First::Same),
                () if share_family(&families, &families_of(f)) => Some(First::ShortForm),
                () if f.len() >= 5 && word.len() >= 4 && within_one_edit(f, word) => Some(First::OneOff),
                () if f.len() >= 3 && within_one_edit(f, word) && nobodys() => Some(First::ShortOneOff),
                () => None,
            })
            .min()
    }

    /// A person's name that begins at a word. Gives it and the word after it.
    pub(super) fn person_at(
        &self,
        text: &str,
        tokens: &[Token<'_>],
        at: usize,
        others: Context<'_>,
    ) -> Option<(Named, usize)> {
        let token = &tokens[at];
        if !token.capital || no_name(&token.plain) {
            return None;
        }
        // Whoever bears a rank speaks at the meeting; a subject of the records who has one is found by a person.
        let ranked = at > 0 && token.joined() && RANKS.contains(&tokens[at - 1].plain.as_str());
        if ranked && tokens[at - 1].capital {
            return None;
        }
        if is_title(&token.plain) {
            return self.titled(text, tokens, at, others);
        }
        if token.initial() {
            return self.initialled(text, tokens, at);
        }
        self.full(text, tokens, at)
            .or_else(|| self.around(text, tokens, at))
            .or_else(|| self.reversed(text, tokens, at))
            .or_else(|| self.turned(text, tokens, at))
            .or_else(|| self.bare(text, tokens, at, others.1))
            .or_else(|| self.unheard(text, tokens, at, others))
    }

    /// Forename (and others) and surname.
    fn full(&self, text: &str, tokens: &[Token<'_>], at: usize) -> Option<(Named, usize)> {
        for last in [at + 1, at + 2] {
            let surname = tokens.get(last).filter(|t| t.capital && t.joined())?;
            if last == at + 2 && !tokens[at + 1].joined() {
                return None;
            }
            if let Some(found) = self.pair(text, tokens, (at, last), (&tokens[at], surname)) {
                return Some((found, last + 1));
            }
        }
        None
    }

    /// "Nemo (Spider) Whittle", "Nemo 'Spider' Whittle": another name, or an age, set between forename and surname.
    fn around(&self, text: &str, tokens: &[Token<'_>], at: usize) -> Option<(Named, usize)> {
        const LEADS: [&str; 5] = ["aka", "known", "as", "alias", "nickname"];
        let signs = |gap: &str, of: &[char]| {
            let bare = gap.trim();
            !bare.is_empty() && bare.chars().all(|c| of.contains(&c)) && bare.len() < gap.len()
        };
        let opens = |gap: &str| signs(gap, &['(', '[', '"', '\'', '\u{201c}', '\u{2018}']);
        let closes = |gap: &str| signs(gap, &[')', ']', '"', '\'', '\u{201d}', '\u{2019}']);
        tokens.get(at + 1).filter(|t| opens(t.gap))?;
        let last = (at + 1..tokens.len().min(at + 1 + NICKNAME_WORDS_MAX))
            .find(|last| tokens.get(last + 1).is_some_and(|t| closes(t.gap)))?;
        let (inner, surname) = (&tokens[at + 1..=last], &tokens[last + 1]);
        if !surname.capital || !inner[1..].iter().all(Token::joined) {
            return None;
        }
        let mut found = self.pair(text, tokens, (at, last + 1), (&tokens[at], surname))?;
        let inner: Vec<&str> =
            inner.iter().filter(|t| !LEADS.contains(&t.plain.as_str())).map(|t| t.written).collect();
        let words = inner.join(" ");
        match words.parse::<u32>() {
            Ok(age) if (1..=110).contains(&age) => found.fields.push((field::AGE, words)),
            Ok(_) => {}
            Err(_) if words.is_empty() => {}
            Err(_) => found.fields.push((field::ALIAS, words)),
        }
        Some((found, last + 2))
    }

    /// "WHITTLE, Nemo". In a list of names a comma parts two people: a name is back to front only where its surname alone is
    /// in capitals, where it stands apart, as in the cell of a table, or where it opens a sentence about one person ("Whittle,
    /// Nemo was seen"), of whom the sentence goes on in small letters, and not as of several. Where all is in capitals, or what
    /// follows is no word that is surely of one, it has to be a name exactly as recorded, and no list.
    fn reversed(&self, text: &str, tokens: &[Token<'_>], at: usize) -> Option<(Named, usize)> {
        let next = tokens.get(at + 1).filter(|t| t.capital && t.gap.trim() == ",")?;
        let edge = |gap: &str| gap.contains(['\t', '\n', ';', '(', ')', ':']);
        let begins = at == 0 || edge(tokens[at].gap);
        let over = |rest: &str| !rest.chars().any(char::is_alphanumeric);
        let ends = tokens.get(at + 2).map_or(over(&text[next.end..]), |t| edge(t.gap));
        let then = tokens.get(at + 2);
        let surname_after = then.is_some_and(|t| t.capital && t.joined() && !t.initial() && !small(t));
        let of_one = || tokens[at].opens && then.is_some_and(says_one);
        let goes_on = tokens[at].opens
            && then.is_some_and(|t| t.joined() && !t.capital && !OF_SEVERAL.contains(&t.plain.as_str()));
        let both = loud(&tokens[at]) && loud(next);
        let listed =
            tokens[at].gap.contains(',') || then.is_some_and(|t| t.gap.contains(',') || t.plain == "and");
        let apart = begins && ends;
        if surname_after
            || !(loud(&tokens[at]) && !loud(next) || apart || of_one() || goes_on || both && !listed)
        {
            return None;
        }
        if next.initial() {
            return self.by_initial(text, tokens, (at, at + 1), (next, &tokens[at]));
        }
        let found = self.pair(text, tokens, (at, at + 1), (next, &tokens[at]))?;
        let exact = both || goes_on && !of_one() && !loud(&tokens[at]);
        (!exact || apart || found.certainty == Band::Certain).then_some((found, at + 2))
    }

    /// "WHITTLE Nemo": back to front without a comma, the surname alone in capitals and both exactly as recorded.
    fn turned(&self, text: &str, tokens: &[Token<'_>], at: usize) -> Option<(Named, usize)> {
        let next = tokens.get(at + 1).filter(|t| t.capital && t.joined() && !t.initial() && !loud(t))?;
        let more = tokens.get(at + 2).is_some_and(|t| t.capital && t.joined());
        if !loud(&tokens[at]) || more {
            return None;
        }
        let found = self.pair(text, tokens, (at, at + 1), (next, &tokens[at]))?;
        (found.certainty == Band::Certain).then_some((found, at + 2))
    }

    fn pair(
        &self,
        text: &str,
        tokens: &[Token<'_>],
        (from, to): (usize, usize),
        (first, surname): (&Token<'_>, &Token<'_>),
    ) -> Option<Named> {
        let (fit, like) = self.surnames_like(&surname.plain);
        let mut best: Option<(First, Vec<u32>)> = None;
        for name in like.iter().flat_map(|s| &self.of_surname[*s as usize]) {
            let Some(how) = self.first_name(&first.plain, &self.names[*name as usize].forenames) else {
                continue;
            };
            match &mut best {
                Some((known, names)) if *known == how => names.push(*name),
                Some((known, _)) if *known < how => {}
                _ => best = Some((how, vec![*name])),
            }
        }
        let (how, names) = best?;
        // A word that is one letter off both ways is too far to say.
        if fit == Fit::OneOff && how >= First::OneOff {
            return None;
        }
        let certainty = match (fit, how) {
            (Fit::Same, First::Same) => Band::Certain,
            (_, First::ShortOneOff) => Band::Possible,
            _ => Band::Probable,
        };
        let mut why = match fit {
            Fit::Same => "the surname is as recorded".to_string(),
            Fit::OneOff => format!("the surname differs by one letter from {}", self.shown(&names)),
        };
        why.push_str(match how {
            First::Same => ", the forename is as recorded",
            First::ShortForm => ", the forename is a short form of one recorded",
            First::OneOff => ", the forename differs by one letter",
            First::ShortOneOff => ", the forename is short, differs by one letter and is otherwise nobody's",
        });
        let (start, end, written) = span(text, tokens, from, to);
        let fields =
            vec![(field::FORENAME, first.written.to_string()), (field::SURNAME, surname.written.to_string())];
        Some(self.named((start, end, written), How::FullName, certainty, &names, &why, fields))
    }

    fn shown(&self, names: &[u32]) -> String {
        names
            .first()
            .map_or(String::new(), |n| capital(&self.surnames[self.names[*n as usize].surname as usize]))
    }

    fn named(
        &self,
        (start, end, written): (usize, usize, &str),
        how: How,
        certainty: Band,
        names: &[u32],
        why: &str,
        fields: Vec<(&'static str, String)>,
    ) -> Named {
        let mut candidates: Vec<MentionId> =
            names.iter().flat_map(|n| self.names[*n as usize].mentions.iter().copied()).collect();
        candidates.sort_unstable();
        candidates.dedup();
        let of = count(candidates.len(), "mention in the records", "mentions in the records");
        candidates.truncate(CANDIDATES_MAX);
        let article = if how.words().starts_with(['a', 'i']) { "an" } else { "a" };
        let evidence = format!("\"{written}\" is {article} {}: {why}; {of}", how.words());
        Named { start, end, kind: MentionKind::Person, how, certainty, candidates, evidence, fields }
    }

    /// "J. Whittle", "J P Whittle".
    fn initialled(&self, text: &str, tokens: &[Token<'_>], at: usize) -> Option<(Named, usize)> {
        let mut last = at + 1;
        while tokens.get(last).is_some_and(|t| t.initial() && t.joined()) && last < at + 3 {
            last += 1;
        }
        let surname = tokens.get(last).filter(|t| t.capital && t.joined() && t.written.len() > 2)?;
        self.by_initial(text, tokens, (at, last), (&tokens[at], surname))
    }

    /// Somebody by an initial and a surname, whichever stands first.
    fn by_initial(
        &self,
        text: &str,
        tokens: &[Token<'_>],
        (from, to): (usize, usize),
        (first, surname): (&Token<'_>, &Token<'_>),
    ) -> Option<(Named, usize)> {
        let initial = first.plain.chars().next()?;
        let (fit, like) = self.surnames_like(&surname.plain);
        let begins = |n: &&u32| self.names[**n as usize].forenames.iter().any(|f| f.starts_with(initial));
        let names: Vec<u32> =
            like.iter().flat_map(|s| &self.of_surname[*s as usize]).filter(begins).copied().collect();
        if names.is_empty() {
            return None;
        }
        let certainty = if fit == Fit::Same && names.len() == 1 { Band::Probable } else { Band::Possible };
        let why = format!(
            "{}, the initial agrees with {}",
            if fit == Fit::Same { "the surname is as recorded" } else { "the surname differs by one letter" },
            count(names.len(), "recorded name", "recorded names")
        );
        let (start, end, written) = span(text, tokens, from, to);
        let fields =
            vec![(field::FORENAME, first.written.to_string()), (field::SURNAME, surname.written.to_string())];
        Some((
            self.named((start, end, written), How::InitialAndSurname, certainty, &names, &why, fields),
            to + 1,
        ))
    }

    /// "Mr Whittle", "Miss Nemo Whittle".
    fn titled(
        &self,
        text: &str,
        tokens: &[Token<'_>],
        at: usize,
        others: Context<'_>,
    ) -> Option<(Named, usize)> {
        let title = tokens[at].plain.as_str();
        let next = tokens.get(at + 1).filter(|t| t.capital && t.joined() && !no_name(&t.plain))?;
        if let Some((mut found, after)) = self.full(text, tokens, at + 1) {
            if RANKS.contains(&title) {
                return None;
            }
            found.start = tokens[at].start;
            return Some((found, after));
        }
        if RANKS.contains(&title) || next.written.chars().count() < 3 {
            return None;
        }
        if tokens
            .get(at + 2)
            .is_some_and(|t| t.capital && t.joined() && self.surnames_like(&next.plain).1.is_empty())
        {
            return self.unheard(text, tokens, at + 1, others);
        }
        let (fit, like) = self.surnames_like(&next.plain);
        let names: Vec<u32> = like.iter().flat_map(|s| &self.of_surname[*s as usize]).copied().collect();
        let (start, end, written) = span(text, tokens, at, at + 1);
        let mut fields = vec![(field::SURNAME, next.written.to_string())];
        if MEN.contains(&title) {
            fields.push((field::SEX, "M".into()));
        } else if WOMEN.contains(&title) {
            fields.push((field::SEX, "F".into()));
        }
        // "Master" is a title and an adjective: "Master Plan".
        let of_things = || others.1.contains(&next.plain) || OF_MASTERS.contains(&next.plain.as_str());
        if names.is_empty() && title == "master" && of_things() {
            return None;
        }
        if names.is_empty() {
            return self.proposed((start, end, written), &next.plain, fields, others.0).map(|n| (n, at + 2));
        }
        let certainty = if fit == Fit::Same && names.len() == 1 { Band::Probable } else { Band::Possible };
        let why = format!(
            "{}, borne by {}",
            if fit == Fit::Same { "the surname is as recorded" } else { "the surname differs by one letter" },
            count(names.len(), "recorded name", "recorded names")
        );
        Some((
            self.named((start, end, written), How::TitleAndSurname, certainty, &names, &why, fields),
            at + 2,
        ))
    }

    /// A surname alone, as recorded: within a sentence, or at its head unless something says that it is nobody's there.
    fn bare(
        &self,
        text: &str,
        tokens: &[Token<'_>],
        at: usize,
        ordinary: &BTreeSet<String>,
    ) -> Option<(Named, usize)> {
        let token = &tokens[at];
        let beside = |t: Option<&Token<'_>>, joined: bool| {
            t.is_some_and(|t| t.capital && joined && !t.opens && !small(t))
        };
        let after = tokens.get(at + 1);
        if token.plain.chars().count() < 5 || self.forenames.contains_key(&token.plain) {
            return None;
        }
        if token.opens && !self.opens_as_name(tokens, at, ordinary) {
            return None;
        }
        // Beside another word with a capital it is part of a name nobody has recorded, or of a place.
        if beside(after, after.is_some_and(Token::joined))
            || (at > 0 && !token.opens && beside(tokens.get(at - 1), token.joined()))
        {
            return None;
        }
        let number = *self.surname_number.get(&token.plain)?;
        let names = &self.of_surname[number as usize];
        let (start, end, written) = span(text, tokens, at, at);
        let why =
            format!("it is as recorded, borne by {}", count(names.len(), "recorded name", "recorded names"));
        let fields = vec![(field::SURNAME, token.written.to_string())];
        Some((self.named((start, end, written), How::Surname, Band::Possible, names, &why, fields), at + 1))
    }

    /// Whether a recorded surname at the head of a sentence is one there, whatever verb follows: unless it is a word of the document
    /// or of the language, or what stands beside it there or elsewhere in the paragraph makes it a place.
    fn opens_as_name(&self, tokens: &[Token<'_>], at: usize, ordinary: &BTreeSet<String>) -> bool {
        let token = &tokens[at];
        let next = tokens.get(at + 1);
        if ordinary.contains(&token.plain) {
            return false;
        }
        if next.is_some_and(says_one) {
            return true;
        }
        let of_places = |t: &Token<'_>| {
            t.joined() && [&OF_PLACES[..], &PLACES[..]].iter().any(|list| list.contains(&t.plain.as_str()))
        };
        let place = |i: usize| {
            let before =
                i.checked_sub(1).map(|b| &tokens[b]).filter(|_| tokens[i].joined() && !tokens[i].opens);
            let then = tokens.get(i + 1);
            // "in Whittle's car" is no place.
            let owns = then.is_some_and(|t| t.gap.starts_with(['\'', '\u{2019}']));
            then.is_some_and(of_places) || !owns && before.is_some_and(|b| WITHIN.contains(&b.plain.as_str()))
        };
        let elsewhere = |i: &usize| tokens[*i].capital && tokens[*i].plain == token.plain;
        !LIKE_WORDS.contains(&token.plain.as_str()) && !(0..tokens.len()).filter(elsewhere).any(place)
    }

    /// A street name.
    pub(super) fn alias_at(&self, text: &str, tokens: &[Token<'_>], at: usize) -> Option<(Named, usize)> {
        let token = &tokens[at];
        if !token.capital {
            return None;
        }
        for words in (1..=self.alias_words_max).rev() {
            let Some(run) = tokens.get(at..at + words) else { continue };
            if !run[1..].iter().all(Token::joined) {
                continue;
            }
            let key = run.iter().map(|t| t.plain.as_str()).collect::<Vec<_>>().join(" ");
            let Some(mentions) = self.aliases.get(&key) else { continue };
            // Initials that a record gives are somebody's only as it gives them: in capitals, among words that are not.
            let initials = key.chars().count() < 3;
            if initials && !(loud(token) && text.chars().any(char::is_lowercase)) {
                continue;
            }
            let before: String = text[..token.start]
                .chars()
                .rev()
                .take(BEFORE_CHARS)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect();
            let before = before.to_lowercase();
            let introduced = INTRODUCES.iter().any(|w| before.contains(w));
            let beside = tokens.get(at + words).is_some_and(|t| t.capital && t.joined())
                || (at > 0
                    && tokens[at - 1].capital
                    && token.joined()
                    && !token.opens
                    && !tokens[at - 1].opens);
            if !(token.quoted || introduced) && (token.opens && !initials || beside) {
                continue;
            }
            let (start, end, written) = span(text, tokens, at, at + words - 1);
            let sure = (token.quoted || introduced) && mentions.len() <= CANDIDATES_MAX;
            let why = match (token.quoted, introduced) {
                (_, true) => "the text says that somebody is known as it",
                (true, _) => "it stands in quotation marks",
                _ => "it stands with a capital",
            };
            let of = count(mentions.len(), "mention in the records", "mentions in the records");
            let named = Named {
                start,
                end,
                kind: MentionKind::Person,
                how: How::Alias,
                certainty: if sure { Band::Probable } else { Band::Possible },
                candidates: mentions.iter().copied().take(CANDIDATES_MAX).collect(),
                evidence: if initials {
                    format!("\"{written}\" are initials that records give as another name of somebody; {of}")
                } else {
                    format!("\"{written}\" is a street name that records give, and {why}; {of}")
                },
                fields: vec![(field::ALIAS, written.to_string())],
            };
            return Some((named, at + words));
        }
        None
    }
}

/// Whether a word is in capitals throughout, and more than an initial.
fn loud(token: &Token<'_>) -> bool {
    token.written.chars().count() > 1 && !token.written.chars().any(char::is_lowercase)
}

/// Whether a word is a small one, in capitals as the whole of a text is.
fn small(token: &Token<'_>) -> bool {
    loud(token) && SMALL_WORDS.contains(&token.plain.as_str())
}

/// Whether a word says of one person before it what that person does.
fn says_one(token: &Token<'_>) -> bool {
    (!token.capital || loud(token)) && token.joined() && AFTER_SURNAME.contains(&token.plain.as_str())
}

/// A name with a capital, so that whoever takes names out of texts knows it for one.
fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
