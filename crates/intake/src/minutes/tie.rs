//! What later meetings say of an action: action logs and *matters arising* tied back to the meeting that gave it.
//!
//! Within one body, in order of dates: the meeting's own number decides, where the words are alike as well, since every meeting
//! may begin its numbers again; else owner and words, and only where one earlier action is nearest. What could not be tied
//! stays as it is.

use std::collections::{BTreeMap, BTreeSet};

use super::people::{Fits, names_fit};
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

/// Share of the words of two actions that are common. A log shortens the words of the action: the shorter side counts.
fn likeness(common: usize, one: usize, other: usize) -> f64 {
    let least = one.min(other);
    if least == 0 { 0.0 } else { common as f64 / least as f64 }
}

fn body_of(meeting: &Meeting) -> String {
    meeting.body.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn same_owner(a: &Action, b: &Action) -> bool {
    let same = a.owner.trim().eq_ignore_ascii_case(b.owner.trim());
    same || a.owner.is_empty() || b.owner.is_empty() || names_fit(&a.owner, &b.owner) != Fits::No
}

/// The actions that the meetings of one body have given so far, the latest meeting's last.
#[derive(Default)]
struct Given<'m> {
    /// Meeting and action, the action, and how many different words it has.
    all: Vec<((usize, usize), &'m Action, usize)>,
    /// For each word, those that have it.
    having: BTreeMap<String, Vec<usize>>,
    /// For each number, those that bear it.
    numbered: BTreeMap<&'m str, Vec<usize>>,
}

impl<'m> Given<'m> {
    fn add(&mut self, at: (usize, usize), action: &'m Action) {
        let index = self.all.len();
        let words = words(&action.what);
        self.all.push((at, action, words.len()));
        for word in words {
            self.having.entry(word).or_default().push(index);
        }
        if !action.reference.is_empty() {
            self.numbered.entry(action.reference.as_str()).or_default().push(index);
        }
    }

    /// How like the report each action is that has half of the words in common.
    fn like(&self, report: &Action) -> BTreeMap<usize, f64> {
        let words = words(&report.what);
        let mut common: BTreeMap<usize, usize> = BTreeMap::new();
        for word in &words {
            for &index in self.having.get(word).map_or(&[][..], Vec::as_slice) {
                *common.entry(index).or_default() += 1;
            }
        }
        let scored = common.into_iter().map(|(i, n)| (i, likeness(n, words.len(), self.all[i].2)));
        scored.filter(|(_, score)| *score >= COMMON_WORDS_MIN).collect()
    }

    /// The action that a report is about, and whether its number says so.
    fn of(&self, report: &Action) -> Option<((usize, usize), bool)> {
        let like = self.like(report);
        let wordless = words(&report.what).is_empty();
        let numbered = self.numbered.get(report.reference.as_str()).map_or(&[][..], Vec::as_slice);
        // Every meeting may begin its numbers again: a number ties only what is alike, and of several the latest.
        let fits = |i: &&usize| {
            like.contains_key(*i) || wordless && numbered.len() == 1 && same_owner(self.all[**i].1, report)
        };
        if let Some(&index) = numbered.iter().rev().find(fits) {
            return Some((self.all[index].0, true));
        }
        let mut scored: Vec<(f64, usize)> = like
            .into_iter()
            .map(|(i, score)| (score, i))
            .filter(|(_, i)| same_owner(self.all[*i].1, report))
            // Two numbers that differ are two actions.
            .filter(|(_, i)| {
                let number = &self.all[*i].1.reference;
                number.is_empty() || report.reference.is_empty() || *number == report.reference
            })
            .collect();
        let meeting = |i: usize| self.all[i].0.0;
        // Of equals the latest meeting stands first.
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        match scored.as_slice() {
            [one] => Some((self.all[one.1].0, false)),
            [one, two, ..] if one.0 > two.0 || meeting(one.1) != meeting(two.1) => {
                Some((self.all[one.1].0, false))
            }
            _ => None,
        }
    }
}

/// Ties reports to actions over all meetings, in the order of the reports.
pub fn tie(meetings: &[Meeting]) -> Vec<Tie> {
    let mut order: Vec<usize> = (0..meetings.len()).filter(|m| meetings[*m].when.is_dated()).collect();
    order.sort_by_key(|m| (meetings[*m].when.sort_key(), *m));
    let mut ties = Vec::new();
    let mut bodies: BTreeMap<String, Given<'_>> = BTreeMap::new();
    for later in order {
        if body_of(&meetings[later]).is_empty() {
            continue; // of which body, the minutes do not say: nothing ties them to others
        }
        let given = bodies.entry(body_of(&meetings[later])).or_default();
        let actions = meetings[later].actions.iter().enumerate();
        for (index, report) in actions.clone().filter(|(_, a)| a.reported) {
            ties.extend(given.of(report).map(|(given, by_reference)| Tie {
                given,
                reported: (later, index),
                by_reference,
            }));
        }
        for (index, action) in actions.filter(|(_, a)| !a.reported) {
            given.add((later, index), action);
        }
    }
    ties
}
