//! What later meetings say of an action: action logs and *matters arising* tied back to the meeting that gave it.
//!
//! Within one body, in order of dates: the meeting's own number decides where both have one that is given only once; else
//! owner and words, and only where one earlier action is nearest. What could not be tied stays as it is.

use std::collections::BTreeSet;

use super::{Action, Meeting};

/// Share of the words of two actions that must be common.
const COMMON_WORDS_MIN: f64 = 0.5;

/// A report on an action and the action it is about: index of the meeting and of the action in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Tie {
    /// The meeting that gave the action, and the action.
    pub given: (usize, usize),
    /// The later meeting that reports on it, and the report.
    pub reported: (usize, usize),
    /// Whether the meeting's own number ties them; else the words do.
    pub by_reference: bool,
}

fn words(text: &str) -> BTreeSet<String> {
    const SMALL: [&str; 14] =
        ["the", "a", "an", "to", "of", "and", "for", "with", "by", "on", "in", "at", "is", "will"];
    text.split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|w| !w.is_empty() && !SMALL.contains(&w.as_str()))
        .collect()
}

fn likeness(a: &Action, b: &Action) -> f64 {
    let (x, y) = (words(&a.what), words(&b.what));
    let least = x.len().min(y.len());
    if least == 0 {
        return 0.0;
    }
    // A log shortens the words of the action: the shorter side counts.
    x.intersection(&y).count() as f64 / least as f64
}

fn same_body(a: &Meeting, b: &Meeting) -> bool {
    let plain = |m: &Meeting| m.body.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    plain(a) == plain(b)
}

fn same_owner(a: &Action, b: &Action) -> bool {
    let last = |t: &str| t.split_whitespace().next_back().unwrap_or("").to_lowercase();
    a.owner.is_empty() || b.owner.is_empty() || last(&a.owner) == last(&b.owner)
}

/// Ties reports to actions over all meetings, in the order of the reports.
pub fn tie(meetings: &[Meeting]) -> Vec<Tie> {
    let mut order: Vec<usize> = (0..meetings.len()).filter(|m| meetings[*m].when.is_dated()).collect();
    order.sort_by_key(|m| (meetings[*m].when.sort_key(), *m));
    let mut ties = Vec::new();
    for (at, &later) in order.iter().enumerate() {
        for (index, report) in meetings[later].actions.iter().enumerate().filter(|(_, a)| a.reported) {
            let earlier = order[..at].iter().rev().filter(|m| same_body(&meetings[**m], &meetings[later]));
            let given: Vec<(usize, usize)> = earlier
                .flat_map(|&m| {
                    let own = meetings[m].actions.iter().enumerate().filter(|(_, a)| !a.reported);
                    own.map(move |(i, _)| (m, i))
                })
                .collect();
            let action = |(m, i): (usize, usize)| &meetings[m].actions[i];
            let numbered: Vec<(usize, usize)> = given
                .iter()
                .copied()
                .filter(|&g| !report.reference.is_empty() && action(g).reference == report.reference)
                .collect();
            // A number that every meeting begins again counts for the meeting before.
            let by_number = match numbered.as_slice() {
                [one] => Some(*one),
                [first, ..] => {
                    let alike = likeness(action(*first), report) >= COMMON_WORDS_MIN;
                    alike.then_some(*first)
                }
                [] => None,
            };
            let tied = by_number.map(|g| (g, true)).or_else(|| {
                let mut scored: Vec<(f64, (usize, usize))> = given
                    .iter()
                    .copied()
                    .filter(|&g| same_owner(action(g), report))
                    .map(|g| (likeness(action(g), report), g))
                    .filter(|(score, _)| *score >= COMMON_WORDS_MIN)
                    .collect();
                // Stable: of equals the latest meeting stands first.
                scored.sort_by(|a, b| b.0.total_cmp(&a.0));
                match scored.as_slice() {
                    [one] => Some((one.1, false)),
                    [one, two, ..] if one.0 > two.0 || one.1.0 != two.1.0 => Some((one.1, false)),
                    _ => None,
                }
            });
            ties.extend(tied.map(|(given, by_reference)| Tie {
                given,
                reported: (later, index),
                by_reference,
            }));
        }
    }
    ties
}
