//! People by name, and street names.

use std::collections::BTreeSet;

use model::{Band, MONTHS, MentionId, MentionKind, field};

use super::text::Token;
use super::{CANDIDATES_MAX, Gazetteer, How, Named, count, span, without_one};
use crate::kernel::within_one_edit;
use crate::nicknames::{families_of, is_known_name, share_family};

const MEN: [&str; 3] = ["mr", "master", "sir"];
const WOMEN: [&str; 4] = ["mrs", "miss", "ms", "lady"];
const OTHER_TITLES: [&str; 4] = ["dr", "mx", "cllr", "prof"];
/// Ranks: whoever bears one is, as a rule, at the meeting and not spoken of.
const RANKS: [&str; 17] = [
    "pc",
    "dc",
    "ds",
    "di",
    "dci",
    "ps",
    "sgt",
    "insp",
    "inspector",
    "sergeant",
    "constable",
    "supt",
    "superintendent",
    "wpc",
    "wdc",
    "pcso",
    "acc",
];
/// Whether a word, in small letters, begins with a capital and is no name of a person.
fn no_name(plain: &str) -> bool {
    NO_NAMES.contains(&plain) || MONTHS.iter().any(|m| m.eq_ignore_ascii_case(plain))
}

/// Words that begin with a capital and are no names of people; the months beside them ([`MONTHS`]).
const NO_NAMES: [&str; 76] = [
    "gweithredu",
    "cofnodion",
    "the",
    "a",
    "an",
    "it",
    "he",
    "she",
    "they",
    "we",
    "this",
    "that",
    "there",
    "in",
    "on",
    "at",
    "of",
    "and",
    "to",
    "for",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "street",
    "road",
    "lane",
    "close",
    "avenue",
    "ave",
    "boulevard",
    "court",
    "terrace",
    "row",
    "way",
    "drive",
    "school",
    "hospital",
    "council",
    "police",
    "constabulary",
    "service",
    "services",
    "team",
    "forum",
    "panel",
    "committee",
    "board",
    "group",
    "unit",
    "action",
    "actions",
    "agreed",
    "present",
    "apologies",
    "chair",
    "minutes",
    "meeting",
    "item",
    "matters",
    "social",
    "care",
    "children",
    "youth",
    "health",
    "licensing",
    "housing",
    "officer",
    "worker",
    "manager",
    "nurse",
    "head",
    "teacher",
];
/// Words before two capitals that name a place or a body.
const BEFORE_PLACES: [&str; 16] = [
    "the", "a", "an", "this", "that", "our", "their", "its", "at", "in", "near", "outside", "behind",
    "opposite", "towards", "via",
];
/// Last words of the names of places and bodies.
const PLACES: [&str; 46] = [
    "hall",
    "house",
    "park",
    "centre",
    "center",
    "station",
    "estate",
    "market",
    "bridge",
    "green",
    "hill",
    "farm",
    "inn",
    "arms",
    "hotel",
    "club",
    "church",
    "chapel",
    "shop",
    "arcade",
    "square",
    "grove",
    "gardens",
    "crescent",
    "place",
    "mill",
    "lodge",
    "grange",
    "academy",
    "college",
    "university",
    "clinic",
    "surgery",
    "library",
    "project",
    "trust",
    "partnership",
    "association",
    "society",
    "company",
    "limited",
    "ltd",
    "taxis",
    "cars",
    "cabs",
    "act",
];
/// Words before two capitals that say that somebody is named.
const BEFORE_PEOPLE: [&str; 26] = [
    "heard of",
    "name of",
    "named",
    "called",
    "worried about",
    "seen with",
    "spoke to",
    "spoke with",
    "friend",
    "girlfriend",
    "boyfriend",
    "partner",
    "girl",
    "boy",
    "man",
    "woman",
    "mother",
    "father",
    "sister",
    "brother",
    "son",
    "daughter",
    "cousin",
    "uncle",
    "aunt",
    "neighbour",
];
/// Words after two capitals that say it.
const AFTER_PEOPLE: [&str; 10] =
    ["who", "came", "said", "says", "told", "went", "waits", "lives", "aged", "born"];
/// What was done by or to a person, after "was" and the like.
const WAS: [&str; 12] = [
    "seen", "heard", "named", "found", "known", "arrested", "missing", "said", "told", "reported", "staying",
    "living",
];
/// Names of people who are named for another reason, and the words that the document writes in small letters.
type Context<'c> = (&'c [String], &'c BTreeSet<String>);
/// Things that are called "master".
const OF_MASTERS: [&str; 6] = ["plan", "plans", "agreement", "list", "copy", "file"];
/// Words before a street name that say that it is one.
const INTRODUCES: [&str; 8] =
    ["known as", "aka", "a.k.a.", "alias", "nickname", "nicknamed", "called", "street name"];
/// Characters before a street name in which such words are looked for.
const BEFORE_CHARS: usize = 24;
/// Bytes after a name in which a birth date or an age of it is looked for.
const AFTER_BYTES: usize = 48;

pub(super) fn is_title(plain: &str) -> bool {
    MEN.contains(&plain) || WOMEN.contains(&plain) || OTHER_TITLES.contains(&plain) || RANKS.contains(&plain)
}

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
        forenames
            .iter()
            .filter_map(|f| match () {
                () if f == word => Some(First::Same),
                () if share_family(&families, &families_of(f)) => Some(First::ShortForm),
                () if f.len() >= 5 && word.len() >= 4 && within_one_edit(f, word) => Some(First::OneOff),
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
            .or_else(|| self.reversed(text, tokens, at))
            .or_else(|| self.bare(text, tokens, at))
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

    /// "WHITTLE, Nemo". In a list of names a comma parts two people: a name is back to front only where its surname alone is
    /// in capitals, or where it stands apart, as in the cell of a table.
    fn reversed(&self, text: &str, tokens: &[Token<'_>], at: usize) -> Option<(Named, usize)> {
        let next = tokens.get(at + 1).filter(|t| t.capital && t.gap.trim() == ",")?;
        let loud =
            |t: &Token<'_>| t.written.chars().count() > 1 && !t.written.chars().any(char::is_lowercase);
        let edge = |gap: &str| gap.contains(['\t', '\n', ';', '(', ')', ':']);
        let begins = at == 0 || edge(tokens[at].gap);
        let over = |rest: &str| !rest.chars().any(char::is_alphanumeric);
        let ends = tokens.get(at + 2).map_or(over(&text[next.end..]), |t| edge(t.gap));
        let surname_after = tokens.get(at + 2).is_some_and(|t| t.capital && t.joined() && !t.initial());
        if surname_after || !(loud(&tokens[at]) && !loud(next) || begins && ends) {
            return None;
        }
        let found = self.pair(text, tokens, (at, at + 1), (next, &tokens[at]))?;
        Some((found, at + 2))
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
        if fit == Fit::OneOff && how == First::OneOff {
            return None;
        }
        let certainty = match (fit, how) {
            (Fit::Same, First::Same) => Band::Certain,
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
        let initial = tokens[at].plain.chars().next()?;
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
        let (start, end, written) = span(text, tokens, at, last);
        let fields = vec![
            (field::FORENAME, tokens[at].written.to_string()),
            (field::SURNAME, surname.written.to_string()),
        ];
        Some((
            self.named((start, end, written), How::InitialAndSurname, certainty, &names, &why, fields),
            last + 1,
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

    /// A surname alone, as recorded, within a sentence.
    fn bare(&self, text: &str, tokens: &[Token<'_>], at: usize) -> Option<(Named, usize)> {
        let token = &tokens[at];
        let beside = |t: Option<&Token<'_>>, joined: bool| t.is_some_and(|t| t.capital && joined && !t.opens);
        let after = tokens.get(at + 1);
        if token.opens || token.plain.chars().count() < 5 || self.forenames.contains_key(&token.plain) {
            return None;
        }
        // Beside another word with a capital it is part of a name nobody has recorded, or of a place.
        if beside(after, after.is_some_and(Token::joined))
            || (at > 0 && beside(tokens.get(at - 1), token.joined()))
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

    /// Two capitalised words that no record has as a name: where the first is a forename somewhere, or where neither is a
    /// word of the language as far as the document shows, and nothing about them says that they name a place or a body.
    fn unheard(
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

    fn proposed(
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
                || (at > 0 && tokens[at - 1].capital && token.joined() && !tokens[at - 1].opens);
            if !(token.quoted || introduced) && (token.opens || beside) {
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
                evidence: format!("\"{written}\" is a street name that records give, and {why}; {of}"),
                fields: vec![(field::ALIAS, written.to_string())],
            };
            return Some((named, at + words));
        }
        None
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

/// Adds to a person what stands right after the name: a birth date, an age, and an address or a registration mark found there.
pub(super) fn add_context(text: &str, found: &mut [Named]) {
    for at in 0..found.len() {
        if found[at].kind != MentionKind::Person {
            continue;
        }
        let from = found[at].end;
        let next = found.get(at + 1).map_or(text.len(), |n| n.start);
        let mut until = text.len().min(from + AFTER_BYTES);
        while !text.is_char_boundary(until) {
            until += 1;
        }
        let after = &text[from..until.min(next).max(from)];
        if let Some(born) = born_in(after) {
            found[at].fields.push((field::BORN, born));
        } else if let Some(age) = age_in(after) {
            found[at].fields.push((field::AGE, age));
        }
        let close =
            text.get(from..next).map(str::trim).is_some_and(|t| matches!(t, "of" | ", of" | "(" | ","));
        if let Some(address) = found.get(at + 1).filter(|n| close && n.kind == MentionKind::Place) {
            let written = text[address.start..address.end].to_string();
            found[at].fields.push((field::ADDRESS, written));
        }
    }
}

/// A name with a capital, so that whoever takes names out of texts knows it for one.
fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// "(DOB 3/4/1988)", "born 3 April 1988": the words of the date.
fn born_in(after: &str) -> Option<String> {
    let lower = after.to_ascii_lowercase();
    let (at, mark) = ["d.o.b.", "dob", "born"].iter().filter_map(|m| lower.find(m).map(|i| (i, m))).min()?;
    let rest = after[at + mark.len()..].trim_start_matches([':', ' ', '.']);
    let end = rest.find([')', ';', ',', ']']).unwrap_or(rest.len());
    let date = rest[..end].trim();
    (date.bytes().filter(u8::is_ascii_digit).count() >= 5 && date.len() <= 20).then(|| date.to_string())
}

/// "aged 14", "(14)".
fn age_in(after: &str) -> Option<String> {
    let lower = after.to_ascii_lowercase();
    let trimmed = lower.trim_start();
    let rest = match lower.find("aged ") {
        Some(at) if at <= 4 => &lower[at + 5..],
        _ => trimmed.strip_prefix('(')?,
    };
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let closes = lower.contains("aged") || rest[digits.len()..].starts_with(')');
    let age: u32 = digits.parse().ok()?;
    (closes && (1..=110).contains(&age)).then_some(digits)
}
