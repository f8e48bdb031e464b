//! Directions in the text of a motion: "b) the Civic Administration BE DIRECTED to report back by May 31, 2026".
//!
//! A motion is cut at its lettered and numbered parts. A part directs where it says BE DIRECTED, REQUESTED, INSTRUCTED or
//! ASKED, or asks for a report back. Who is directed is what stands before those words; by when is what the part says.

use model::When;

use super::MinutesTerms;
use super::actions::due_of;
use super::find_dates;

/// A direction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Directive {
    /// First byte in the text of the motion.
    pub start: usize,
    /// The part of the motion that directs, as written.
    pub text: String,
    /// Letter or number of the part ("b"), or empty.
    pub part: String,
    /// Who is directed, as written; empty where the part does not say.
    pub owner: String,
    /// What they are to do, as written.
    pub what: String,
    /// By when: a date after "by", "no later than" or the like, or that of a meeting it is to come back to.
    pub due: When,
}

const VERBS: [&str; 4] = ["directed", "requested", "instructed", "asked"];

/// The first "be directed" (in any case) at or after `from`: where "be" begins and where the verb ends.
fn directing(lower: &str, from: usize) -> Option<(usize, usize)> {
    VERBS
        .iter()
        .filter_map(|verb| {
            let phrase = format!("be {verb}");
            let at = lower[from..].match_indices(&phrase).map(|(i, _)| from + i).find(|at| {
                let before = lower[..*at].chars().next_back();
                let after = lower[at + phrase.len()..].chars().next();
                before.is_none_or(|c| !c.is_alphanumeric()) && after.is_none_or(|c| !c.is_alphanumeric())
            })?;
            Some((at, at + phrase.len()))
        })
        .min()
}

/// Where the lettered parts of a motion begin: "a) ", "b) " in order of the alphabet, "i) " within them.
fn parts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for (at, _) in text.match_indices(')') {
        let letters = bytes[..at].iter().rev().take_while(|b| b.is_ascii_lowercase()).count();
        if letters == 0 || letters > 4 {
            continue;
        }
        let start = at - letters;
        let label = &text[start..at];
        let roman = label.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
        let before = text[..start].chars().next_back();
        let spaced =
            before.is_none_or(char::is_whitespace) && text[at + 1..].starts_with(char::is_whitespace);
        // "part b) relating to" speaks of a part and does not begin it.
        let spoken = ["part ", "parts ", "clause ", "and part "]
            .iter()
            .any(|w| text[..start].to_lowercase().ends_with(w));
        if spaced && !spoken && (letters == 1 || roman || label.bytes().all(|b| b == label.as_bytes()[0])) {
            starts.push(start);
        }
    }
    starts.dedup();
    starts
}

/// The directions of a motion, in order.
pub fn directives(text: &str, terms: &MinutesTerms) -> Vec<Directive> {
    let starts = parts(text);
    let mut found = Vec::new();
    for (i, &start) in starts.iter().enumerate() {
        let end = starts.get(i + 1).copied().unwrap_or(text.len());
        let part = text[start..end].trim();
        let lower = part.to_ascii_lowercase();
        let directed = directing(&lower, 0);
        if directed.is_none() && !lower.contains("report back") {
            continue;
        }
        let label =
            part.split_once(')').filter(|(l, _)| !l.is_empty() && l.len() <= 4 && start > 0 || l.len() == 1);
        let label = label.map_or("", |(l, _)| l).trim();
        let label = if label.bytes().all(|b| b.is_ascii_lowercase()) { label } else { "" };
        let (owner, what) = match directed {
            Some((at, after)) => (owner_before(&part[..at], label), part[after..].trim().to_string()),
            None => referred(part),
        };
        found.push(Directive {
            start,
            text: part.to_string(),
            part: label.to_string(),
            owner,
            due: due(part, terms),
            what,
        });
    }
    found
}

/// "that the Civic Administration" before "BE DIRECTED": the words after the last stop.
fn owner_before(text: &str, label: &str) -> String {
    let text = text.trim_start();
    let text = if label.is_empty() {
        text
    } else {
        text.strip_prefix(label).unwrap_or(text).trim_start_matches(')')
    };
    let cut = text.rfind([';', ':']).map_or(0, |at| at + 1);
    let mut owner = text[cut..].trim();
    // "on the recommendation of the Director, the Civic Administration": the last "the" opens who is meant, unless the title
    // itself goes on over a comma ("the Deputy City Manager, Environment").
    for lead in ["That ", "that ", "and ", "the following actions be taken "] {
        owner = owner.strip_prefix(lead).unwrap_or(owner).trim_start();
    }
    if owner.len() > 60 {
        let at = [", the ", " that the ", " and the ", " and that ", ". The ", " the "]
            .iter()
            .filter_map(|m| owner.rfind(m).map(|at| at + m.len() - "the ".len().min(m.len())))
            .max();
        owner = at.map_or(owner, |at| owner[at..].trim());
    }
    for lead in ["that ", "the ", "The ", "and "] {
        owner = owner.strip_prefix(lead).unwrap_or(owner).trim_start();
    }
    owner.trim_end_matches(',').trim().to_string()
}

/// "the request BE REFERRED to the Civic Administration to draft and report back": who is to report.
fn referred(part: &str) -> (String, String) {
    let lower = part.to_ascii_lowercase();
    let Some(at) = lower.find("referred to ").or_else(|| lower.find("referred back to ")) else {
        return (String::new(), part.to_string());
    };
    let rest = &part[at..];
    let rest = &rest[rest.find(" to ").map_or(0, |i| i + 4)..];
    let end = [" to ", " for ", ", ", ";"].iter().filter_map(|m| rest.find(m)).min().unwrap_or(rest.len());
    let owner = rest[..end].trim().trim_start_matches("the ").to_string();
    (owner, rest[end..].trim_start_matches([',', ';']).trim().trim_start_matches("to ").to_string())
}

/// The date by which, or of the meeting to which it is to come back.
fn due(part: &str, terms: &MinutesTerms) -> When {
    let due = due_of(part, terms);
    if due.is_dated() {
        return due;
    }
    let lower = part.to_ascii_lowercase();
    for mark in [
        "report back to the",
        "report back at the",
        "report back on",
        "brought forward to the",
        "bring forward",
    ] {
        if let Some(at) = lower.find(mark) {
            let after = at + mark.len();
            let near =
                |d: &super::Dated| d.start >= after && part[after..d.start].split_whitespace().count() <= 12;
            if let Some(dated) = find_dates(part, &terms.dates).into_iter().find(near) {
                return dated.when;
            }
        }
    }
    due
}
