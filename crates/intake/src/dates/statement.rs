//! What stands round a date: about, before, after, by, since, between, from and to.

use model::{Precision, Qualifier};

use super::span::{backwards, span};
use super::token::Tok::{self, M, W};
use super::token::month;
use super::{DateRules, Miss, Span, Stated};

/// Most tokens a date has.
const TOKENS_MAX: usize = 24;

#[derive(Clone, Copy)]
enum Bound {
    Before,
    By,
    After,
    From,
}

/// Words that put a date on one side of the day they name, longest first.
const BOUNDS: [(&[&str], Bound); 22] = [
    (&["on", "or", "before"], Bound::By),
    (&["at", "or", "before"], Bound::By),
    (&["no", "later", "than"], Bound::By),
    (&["not", "later", "than"], Bound::By),
    (&["on", "or", "after"], Bound::From),
    (&["no", "earlier", "than"], Bound::From),
    (&["not", "earlier", "than"], Bound::From),
    (&["some", "time", "before"], Bound::Before),
    (&["some", "time", "after"], Bound::After),
    (&["prior", "to"], Bound::Before),
    (&["earlier", "than"], Bound::Before),
    (&["later", "than"], Bound::After),
    (&["up", "to"], Bound::By),
    (&["sometime", "before"], Bound::Before),
    (&["sometime", "after"], Bound::After),
    (&["before"], Bound::Before),
    (&["after"], Bound::After),
    (&["by"], Bound::By),
    (&["until"], Bound::By),
    (&["till"], Bound::By),
    (&["since"], Bound::From),
    (&["from"], Bound::From),
];

/// The same behind the date.
const BOUNDS_BEHIND: [(&[&str], Bound); 8] = [
    (&["or", "after"], Bound::From),
    (&["or", "later"], Bound::From),
    (&["and", "after"], Bound::From),
    (&["onwards"], Bound::From),
    (&["onward"], Bound::From),
    (&["or", "before"], Bound::By),
    (&["or", "earlier"], Bound::By),
    (&["and", "before"], Bound::By),
];

const ABOUT: [&str; 17] = [
    "c",
    "ca",
    "circa",
    "approx",
    "approximately",
    "about",
    "around",
    "roughly",
    "abt",
    "est",
    "estimated",
    "possibly",
    "probably",
    "maybe",
    "perhaps",
    "ish",
    "thought",
];

/// Reads the tokens of a whole cell.
pub(super) fn statement(all: &[Tok<'_>], rules: &DateRules) -> Result<Stated, Miss> {
    if all.is_empty() || all.len() > TOKENS_MAX {
        return Err(Miss::NotADate);
    }
    let (rest, about) = without_about(without_brackets(all));
    if let Some((bound, rest)) = bound(rest) {
        if matches!(bound, Bound::From)
            && let Ok(range) = range(rest, rules)
        {
            return Ok(ranged(range, about));
        }
        let (rest, inner) = without_about(rest);
        let mut found = expression(rest, rules)?;
        found.about |= about | inner;
        return Ok(bounded(bound, found));
    }
    if let [W("between" | "btw" | "btwn"), rest @ ..] = rest {
        return range(rest, rules).map(|found| ranged(found, about));
    }
    let rest = if let [W("on" | "dated" | "in" | "during" | "date"), rest @ ..] = rest { rest } else { rest };
    let (rest, inner) = without_about(rest);
    let about = about | inner;
    match span(rest, rules) {
        Ok(found) => Ok(if about { found.about() } else { found }.into()),
        Err(Miss::NotADate) => range(rest, rules).map(|found| ranged(found, about)),
        Err(fault) => Err(fault),
    }
}

/// A span or a range as one span.
fn expression(all: &[Tok<'_>], rules: &DateRules) -> Result<Span, Miss> {
    match span(all, rules) {
        Err(Miss::NotADate) => range(all, rules),
        found => found,
    }
}

fn ranged(mut found: Span, about: bool) -> Stated {
    found.about |= about;
    let qualifier = match (found.about, found.precision) {
        (true, _) => Qualifier::About,
        (_, Precision::Day) => Qualifier::On,
        _ => Qualifier::Range,
    };
    Stated::Within(found, qualifier)
}

/// A day on one side of a span. A vague span is taken at its widest, a plain one as a whole: "before May" ends on 30
/// April, "before about May" may reach into May.
fn bounded(bound: Bound, found: Span) -> Stated {
    let vague = found.about || found.either || found.time.is_some();
    let timed = i32::from(found.time.is_none());
    match bound {
        Bound::Before if vague => Stated::By(found.latest - timed, found),
        Bound::Before => Stated::By(found.earliest - 1, found),
        Bound::By => Stated::By(found.latest, found),
        Bound::After if vague => Stated::From(found.earliest + timed, found),
        Bound::After => Stated::From(found.latest + 1, found),
        Bound::From => Stated::From(found.earliest, found),
    }
}

fn bound<'t, 'a>(all: &'t [Tok<'a>]) -> Option<(Bound, &'t [Tok<'a>])> {
    match all {
        [M('<'), M('='), rest @ ..] => return Some((Bound::By, rest)),
        [M('>'), M('='), rest @ ..] => return Some((Bound::From, rest)),
        [M('<'), rest @ ..] => return Some((Bound::Before, rest)),
        [M('>'), rest @ ..] => return Some((Bound::After, rest)),
        _ => {}
    }
    let same = |words: &[&str], tokens: &[Tok<'_>]| {
        words.len() == tokens.len() && words.iter().zip(tokens).all(|(w, t)| *t == W(w))
    };
    for (words, bound) in BOUNDS {
        if all.len() > words.len() && same(words, &all[..words.len()]) {
            return Some((bound, &all[words.len()..]));
        }
    }
    for (words, bound) in BOUNDS_BEHIND {
        if all.len() > words.len() && same(words, &all[all.len() - words.len()..]) {
            return Some((bound, &all[..all.len() - words.len()]));
        }
    }
    None
}

fn without_brackets<'t, 'a>(all: &'t [Tok<'a>]) -> &'t [Tok<'a>] {
    let (open, close) = (|t: &Tok<'_>| matches!(t, M('(' | '[')), |t: &Tok<'_>| matches!(t, M(')' | ']')));
    match all {
        [first, inner @ .., last]
            if open(first)
                && close(last)
                && !inner.iter().any(|t| open(t) || close(t))
                && !inner.is_empty() =>
        {
            inner
        }
        _ => all,
    }
}

/// Takes "about" and its like off both ends, in brackets or not.
fn without_about<'t, 'a>(mut all: &'t [Tok<'a>]) -> (&'t [Tok<'a>], bool) {
    let sign = |t: &Tok<'_>| match t {
        M('?' | '~' | '±') => true,
        W(word) => ABOUT.contains(word),
        _ => false,
    };
    let around = |t: &Tok<'_>| matches!(t, M('(' | ')' | '[' | ']' | '.'));
    let mut about = false;
    loop {
        match all {
            [first, rest @ ..] if sign(first) && !rest.is_empty() => (all, about) = (rest, true),
            [M('(' | '['), first, M(')' | ']'), rest @ ..] if sign(first) && !rest.is_empty() => {
                (all, about) = (rest, true);
            }
            [first, M('.' | ':'), rest @ ..] if sign(first) && !rest.is_empty() => {
                (all, about) = (rest, true)
            }
            [M('.' | ':'), rest @ ..] if about && !rest.is_empty() => all = rest,
            [rest @ .., open, last, close]
                if sign(last) && around(open) && around(close) && !rest.is_empty() =>
            {
                (all, about) = (rest, true);
            }
            [rest @ .., last] if sign(last) && !rest.is_empty() => (all, about) = (rest, true),
            [rest @ .., W("or"), W("thereabouts")] if !rest.is_empty() => (all, about) = (rest, true),
            _ => return (all, about),
        }
    }
}

/// Two ends with "and", "to", "until", "or" or a dash between them. An end may leave out what the other one says.
fn range(all: &[Tok<'_>], rules: &DateRules) -> Result<Span, Miss> {
    let has_month = all.iter().any(|t| matches!(t, W(word) if month(word).is_some()));
    let parts = |t: &Tok<'_>| match t {
        W("and" | "to" | "until" | "till" | "through" | "thru" | "or") | M('-' | '&') => true,
        M('/') => has_month,
        _ => false,
    };
    let mut fault = Miss::NotADate;
    for i in (1..all.len().saturating_sub(1)).filter(|&i| parts(&all[i])) {
        let (left, right) = (&all[..i], &all[i + 1..]);
        match two_ends(left, right, rules) {
            Ok(found) => return Ok(found),
            Err(Miss::NotADate) => {}
            Err(other) => fault = other,
        }
    }
    Err(fault)
}

fn two_ends(left: &[Tok<'_>], right: &[Tok<'_>], rules: &DateRules) -> Result<Span, Miss> {
    let (left, left_about) = without_about(left);
    let (right, right_about) = without_about(right);
    let to = match span(right, rules) {
        Ok(to) => to,
        Err(fault @ Miss::Fault(_)) => return Err(fault),
        // "May 3-9, 2002": the right end leaves out the month.
        Err(Miss::NotADate) => (1..left.len())
            .find_map(|k| span(&[&left[..k], right].concat(), rules).ok())
            .ok_or(Miss::NotADate)?,
    };
    let filled = |from: usize| span(&[left, &right[from..]].concat(), rules).ok();
    let from = match span(left, rules) {
        Ok(from) if from.precision != Precision::Month || to.precision == Precision::Month => Ok(from),
        whole => (1..right.len()).find_map(filled).map_or(whole, Ok),
    }?;
    if from.earliest > to.latest {
        return Err(backwards());
    }
    let either = from.either || to.either;
    Ok(Span {
        earliest: from.earliest,
        latest: to.latest,
        precision: if either { Precision::EitherWay } else { Precision::Range },
        about: from.about || to.about || left_about || right_about,
        time: None,
        either,
        shows: from.shows.or(to.shows),
        serial: from.serial || to.serial,
        soft: from.soft.or(to.soft),
    })
}
