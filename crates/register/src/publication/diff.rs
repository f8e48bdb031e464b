//! What changed from one version of a publication to a later one. Both are verified before they are compared.

use std::collections::BTreeMap;
use std::fmt;

use super::read::Publication;
use super::tell::{day, name, title_of as title};
use super::verify::Verdict;
use super::{Refusal, Withheld};
use crate::entry::Class;

/// One change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// An entry was recorded since.
    Recorded(u64, Class),
    /// What was withheld is disclosed: the entry and the path.
    Disclosed(u64, String),
    /// What was disclosed is withheld: entry, path, reason, role.
    Withheld(u64, String, String, String),
    /// What was withheld or disclosed was lawfully erased: the entry, the path and the decision.
    Erased(u64, String, u64),
    /// It is withheld still, under another reason, role or decision: entry, path, reason, role.
    OtherGround(u64, String, String, String),
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::Recorded(n, class) => write!(f, "Entry {n} is new: {}.", class.title()),
            Change::Disclosed(n, path) => write!(f, "Entry {n}: {path} was withheld and is disclosed now."),
            Change::Withheld(n, path, reason, decider) => write!(
                f,
                "Entry {n}: {path} was disclosed and is withheld now, for {reason}, decided by {decider}."
            ),
            Change::Erased(n, path, decision) => {
                write!(f, "Entry {n}: {path} was erased since, as entry {decision} says.")
            }
            Change::OtherGround(n, path, reason, decider) => {
                write!(
                    f,
                    "Entry {n}: {path} is withheld on another ground now, for {reason}, decided by {decider}."
                )
            }
        }
    }
}

/// Compares two verified versions of one review.
///
/// # Errors
/// Where the older is no earlier version of the newer: another review, or another history.
pub fn compare(old: (&Publication, &Verdict), new: (&Publication, &Verdict)) -> Result<Vec<Change>, Refusal> {
    if old.1.stream != new.1.stream || old.1.log != new.1.log {
        return Err(Refusal::version("The two files are publications of different reviews."));
    }
    if old.1.entries >= new.1.entries {
        return Err(Refusal::version("The file given as the earlier version is not earlier."));
    }
    let pairs = old.0.entries.iter().zip(&new.0.entries);
    if let Some((row, _)) = pairs.into_iter().find(|(a, b)| a.leaf != b.leaf || a.index != b.index) {
        return Err(Refusal::version(format!(
            "The two files tell two histories of one review: they differ from entry {} on. One of them is a forgery, or the \
             log was split.",
            row.entry.seq
        )));
    }
    let (before, after) = (withheld(old.1), withheld(new.1));
    let mut out = Vec::new();
    for (row, was) in new.0.entries.iter().zip(&old.0.entries) {
        for field in &row.fields {
            let at = (row.entry.seq, field.path.as_str());
            let path = field.path.clone();
            match (before.get(&at), after.get(&at)) {
                (None, Some((now, false))) if was.disclosures.contains_key(&field.path) => {
                    out.push(Change::Withheld(at.0, path, now.reason.clone(), now.decider.clone()));
                }
                (Some(_), None) => out.push(Change::Disclosed(at.0, path)),
                (before, Some((now, true))) if !before.is_some_and(|(_, erased)| *erased) => {
                    out.push(Change::Erased(at.0, path, now.decision));
                }
                (Some((then, _)), Some((now, false))) if then != now => {
                    out.push(Change::OtherGround(at.0, path, now.reason.clone(), now.decider.clone()));
                }
                _ => {}
            }
        }
    }
    let recorded = new.0.entries.iter().skip(old.0.entries.len());
    out.extend(recorded.map(|row| Change::Recorded(row.entry.seq, row.entry.class)));
    Ok(out)
}

/// The changes as a reader meets them: how much changed, then entry by entry, what can be read now first.
pub fn tell_changes(changes: &[Change], new: &Publication) -> Vec<String> {
    let mut by_entry: BTreeMap<(u8, u64, String), Vec<String>> = BTreeMap::new();
    let mut fresh = Vec::new();
    let ground = |reason: &str, decider: &str| {
        format!("for \"{}\", decided by the role {}", reason.replace('_', " "), decider.replace('_', " "))
    };
    for change in changes {
        let (order, seq, how, path) = match change {
            Change::Disclosed(n, path) => (0, n, "what was withheld can be read now".to_string(), path),
            Change::Withheld(n, path, reason, decider) => {
                (1, n, format!("what could be read is withheld now, {}", ground(reason, decider)), path)
            }
            Change::OtherGround(n, path, reason, decider) => {
                (2, n, format!("still withheld, and now {}", ground(reason, decider)), path)
            }
            Change::Erased(n, path, decision) => {
                (3, n, format!("erased by law since, as entry {decision} says"), path)
            }
            Change::Recorded(n, _) => {
                fresh.push(*n);
                continue;
            }
        };
        by_entry.entry((order, *seq, how)).or_default().push(name(path));
    }
    let parts = |order: u8| {
        let of: Vec<usize> =
            by_entry.iter().filter(|((o, ..), _)| *o == order).map(|(_, p)| p.len()).collect();
        match of.iter().sum::<usize>() {
            0 => "none".to_string(),
            parts => format!(
                "{parts} {} of {} {}",
                plural(parts, "part", "parts"),
                of.len(),
                plural(of.len(), "entry", "entries")
            ),
        }
    };
    let mut out = vec![
        format!("Withheld before and to be read now: {}.", parts(0)),
        format!("To be read before and withheld now: {}.", parts(1)),
        format!("Erased by law since: {}.", parts(3)),
        format!("Entries recorded since: {}.", fresh.len()),
    ];
    let called = |seq: u64| new.entries.get(seq as usize).map_or(String::new(), |row| title(row).to_string());
    for ((order, seq, how), paths) in &by_entry {
        let row =
            new.entries.get(*seq as usize).filter(|row| *order == 0 && row.entry.class == Class::Finding);
        let claim = row.and_then(|row| row.value("claim")?.as_str());
        let reads = claim.map_or(String::new(), |claim| format!(" Its claim reads: \"{claim}\""));
        out.push(format!("Entry {seq}, {}: {how}: {}.{reads}", called(*seq), paths.join("; ")));
    }
    let told = |seq: u64| {
        let row = new.entries.get(seq as usize);
        let on = row.map_or(String::new(), |row| format!(", of {}", day(row.entry.time_unix)));
        let old = row.and_then(|row| row.value("supersedes")?.as_u64());
        let instead = old.map_or(String::new(), |old| format!("; it replaces the finding of entry {old}"));
        (on, format!("{}{instead}", called(seq)))
    };
    // Entries side by side of one day and one kind are told together.
    for run in fresh.chunk_by(|a, b| told(*a) == told(*b)) {
        let (on, what) = told(run[0]);
        out.push(match run {
            [seq] => format!("Entry {seq}{on}, is new: {what}."),
            [first, .., last] => format!("Entries {first} to {last}{on}, are new, each: {what}."),
            [] => continue,
        });
    }
    out
}

fn plural<'a>(n: usize, one: &'a str, more: &'a str) -> &'a str {
    if n == 1 { one } else { more }
}

fn withheld(verdict: &Verdict) -> BTreeMap<(u64, &str), (&Withheld, bool)> {
    verdict.withheld.iter().map(|(n, _, item, erased)| ((*n, item.path.as_str()), (item, *erased))).collect()
}
