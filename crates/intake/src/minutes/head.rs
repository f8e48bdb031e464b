//! The day of a meeting, as its title or a line at the head gives it.
//!
//! A date is the day of the meeting only where the line says so: it stands behind "held", as the end of a title, or alone. A
//! line that speaks of another day ("issued", "draft of", "rescheduled from ... to ..."), that tells of an earlier meeting, or
//! that has two days, gives none.

use super::{Dated, find_dates};
use crate::dates::DateRules;

/// What a line says of the day.
pub(super) enum HeadDay {
    /// Nothing.
    None,
    /// The day of the meeting, and whether it stands behind "held".
    Day(Dated, bool),
    /// A day, or several, of which the line does not surely say that it is the meeting's.
    Unclear,
}

/// Verbs that make a line a sentence.
const VERBS: [&str; 11] = ["was", "were", "is", "are", "been", "be", "has", "have", "had", "will", "would"];
/// Words that make a day that of something else.
const OTHER: [&str; 33] = [
    "next",
    "last",
    "previous",
    "earlier",
    "draft",
    "version",
    "from",
    "to",
    "until",
    "since",
    "before",
    "after",
    "by",
    "copy",
    "due",
    "deadline",
    "sent",
    "print",
    "re",
    "as",
    "born",
    "dob",
    "birth",
    "between",
    "and",
    "or",
    "not",
    "instead",
    "lieu",
    "v",
    "rev",
    "revision",
    "originally",
];

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// "... at 6.00 p.m.": the stop at the end is that of the hour.
fn ends_with_an_hour(words: &[String]) -> bool {
    matches!(words, [.., one, two] if ["a", "p"].contains(&one.as_str()) && two == "m")
}

fn of_other(word: &str) -> bool {
    // "issued", "approved", "circulated", "postponed": what was done on a day is not that a meeting was held.
    OTHER.contains(&word) || (word.len() > 4 && word.ends_with("ed"))
}

/// What a line at the head says of the day of the meeting.
pub(super) fn head_day(text: &str, rules: &DateRules) -> HeadDay {
    let mut dates = find_dates(text, rules);
    // The same day in two languages is one.
    let day = |d: &Dated| (d.when.earliest(), d.when.latest());
    if let Some(one) = dates.first().map(day)
        && dates.iter().all(|d| day(d) == one)
    {
        let held = dates.iter().position(|d| behind_held(&text[..d.start])).unwrap_or(0);
        dates = vec![dates.swap_remove(held)];
    }
    let Some(first) = dates.first() else { return HeadDay::None };
    if dates.iter().any(several) {
        return HeadDay::Unclear;
    }
    let held: Vec<&Dated> = dates.iter().filter(|d| behind_held(&text[..d.start])).collect();
    let all = words(text);
    let sentence = all.iter().any(|w| VERBS.contains(&w.as_str()))
        || text.trim_end().ends_with('.') && !ends_with_an_hour(&all) && all.len() > 8;
    let of_another_meeting =
        all.iter().any(|w| matches!(w.as_str(), "last" | "next" | "previous" | "earlier"));
    if of_another_meeting {
        return HeadDay::Unclear;
    }
    if sentence {
        let told = |d: &Dated| {
            let before = words(&text[..d.start]);
            before.windows(2).any(|w| (w[0] == "was" || w[0] == "were") && w[1] == "held")
        };
        return match held[..] {
            [one] if dates.len() == 1 && told(one) => HeadDay::Day(one.clone(), true),
            _ => HeadDay::Unclear,
        };
    }
    match held[..] {
        [one] if alone(text, one, &dates) => return HeadDay::Day(one.clone(), true),
        [] => {}
        _ => return HeadDay::Unclear,
    }
    if dates.len() > 1 {
        return HeadDay::Unclear;
    }
    let before: Vec<String> = words(&text[..first.start]).into_iter().filter(|w| !small(w)).collect();
    let after: Vec<String> = words(&text[first.end..]).into_iter().filter(|w| !small(w)).collect();
    let other = before.last().is_some_and(|w| of_other(w)) || after.first().is_some_and(|w| of_other(w));
    let other = other
        || before
            .iter()
            .chain(&after)
            .any(|w| matches!(w.as_str(), "draft" | "version") || w == "rescheduled");
    if other { HeadDay::Unclear } else { HeadDay::Day(first.clone(), false) }
}

/// Words with which the name of a body that meets ends.
const BODIES: [&str; 18] = [
    "forum",
    "panel",
    "committee",
    "board",
    "group",
    "subgroup",
    "partnership",
    "conference",
    "council",
    "cabinet",
    "network",
    "hub",
    "marac",
    "mash",
    "mappa",
    "subcommittee",
    "executive",
    "assembly",
];
/// Words that make a line with a body and a day one about a paper, not the title of minutes.
const OF_PAPERS: [&str; 20] = [
    "to",
    "from",
    "report",
    "reports",
    "agenda",
    "paper",
    "papers",
    "appendix",
    "letter",
    "email",
    "referral",
    "plan",
    "presented",
    "presentation",
    "briefing",
    "strategy",
    "policy",
    "terms",
    "draft",
    "cancelled",
];

/// Whether a line is the name of a body that meets and a day at its end: "Northmere Exploitation Forum - 19 August 2010".
pub(super) fn body_and_day(text: &str, dated: &Dated) -> bool {
    let before = words(&text[..dated.start]);
    let body = before.iter().rev().find(|w| !small(w)).is_some_and(|w| BODIES.contains(&w.as_str()));
    body && !text[dated.end..].contains(char::is_alphanumeric)
        && !before.iter().any(|w| OF_PAPERS.contains(&w.as_str()))
}

/// Whether the words are one day and nothing else.
pub(super) fn only_a_day(text: &str, rules: &DateRules) -> bool {
    let dates = find_dates(text, rules);
    let rest = |d: &Dated| words(&text[..d.start]).into_iter().chain(words(&text[d.end..]));
    matches!(dates.as_slice(), [one] if rest(one).all(|w| small(&w)))
}

/// Whether a date is written as several days: "3 and 10 May 2002" is two meetings, and no time between them.
pub(super) fn several(dated: &Dated) -> bool {
    let written = dated.when.written().to_lowercase();
    written.split_whitespace().any(|w| matches!(w, "and" | "&" | "or"))
}

/// Words between "held" and the date.
fn small(word: &str) -> bool {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    matches!(word, "on" | "the" | "of" | "at" | "day" | "ar" | "dydd")
        || DAYS.iter().any(|d| word.starts_with(d) && word.ends_with("day"))
}

/// Whether a date stands right behind "held", "meeting of", "date of meeting".
fn behind_held(before: &str) -> bool {
    let mut last = words(before).into_iter().rev().skip_while(|w| small(w));
    match last.next().as_deref() {
        Some("held" | "gynhaliwyd") => !words(before).iter().any(|w| matches!(w.as_str(), "not" | "be")),
        _ => false,
    }
}

/// Whether every other date of the line is that of something else, by the word before it.
fn alone(text: &str, one: &Dated, dates: &[Dated]) -> bool {
    let mut from = 0;
    dates.iter().all(|d| {
        let before = words(&text[from..d.start]).into_iter().rev().find(|w| !small(w));
        from = d.end;
        d == one
            || before.is_some_and(|w| of_other(&w) && !matches!(w.as_str(), "and" | "or" | "to" | "from"))
    })
}

/// The body that met, out of a title: "Minutes of the Northmere Exploitation Forum held on 3 May 2002".
pub(super) fn body_of(title: &str, date_at: Option<usize>) -> String {
    let mut text = &title[..date_at.unwrap_or(title.len())];
    // "Cofnodion y cyfarfod ... / Minutes of the meeting ...": the same in two languages.
    if let Some((one, two)) = title.split_once(" / ")
        && one.to_lowercase().contains("cofnodion")
    {
        text = two.split(|c: char| c.is_ascii_digit()).next().unwrap_or(two);
    }
    for lead in [
        "Re: ",
        "RE: ",
        "Fw: ",
        "FW: ",
        "DRAFT ",
        "Draft ",
        "Minutes of the ",
        "MINUTES OF THE ",
        "Minutes of a ",
        "Minutes of ",
        "MINUTES OF ",
        "Minute of the ",
        "Minute of ",
        "MINUTE OF ",
        "Notes of the ",
        "Notes of ",
        "Minutes: ",
        "MINUTES: ",
        "Minutes - ",
        "meeting of the ",
        "Meeting of the ",
        "Record of the ",
    ] {
        text = text.strip_prefix(lead).unwrap_or(text);
    }
    for mark in [" held ", " HELD ", " on ", " ON "] {
        if let Some(at) = text.find(mark) {
            text = &text[..at];
        }
    }
    let mut text = text.trim().trim_end_matches([',', '-', '\u{2013}', ':', '(']).trim();
    for tail in [
        " meeting minutes",
        " Meeting Minutes",
        " minutes",
        " Minutes",
        " MINUTES",
        " meeting",
        " Meeting",
        " MEETING",
        " -",
    ] {
        text = text.strip_suffix(tail).unwrap_or(text).trim_end();
    }
    text = text.trim_end_matches(['-', '\u{2013}', '\u{2014}', ',']).trim_end();
    if ["minutes", "meeting", "notes"].contains(&text.to_lowercase().as_str()) {
        String::new()
    } else {
        text.to_string()
    }
}
