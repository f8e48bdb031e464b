//! What changed from one version of a publication to a later one. Both are verified before they are compared.

use std::collections::BTreeMap;
use std::fmt;

use super::filled::without_marks;
use super::read::Publication;
use super::tell::{day, name, title_of as title, told};
use super::verify::Verdict;
use super::{Manifest, Refusal, Withheld};
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
    let before: Before = old.1.withheld.iter().map(before).collect();
    Ok(changes(new, old.0.entries.len(), &before))
}

/// What changed in a verified publication since the one before it of the same review, read off the publication itself: the
/// earlier one stands in it as an entry, wholly disclosed, with the list of what it withheld. So it can be told even where
/// something of the earlier version was erased since and its file cannot be made again. Nothing where this is the first.
pub fn since_the_one_before(new: (&Publication, &Verdict)) -> Option<Vec<Change>> {
    let (_, earlier) = new.0.entries.split_last()?;
    let at = earlier.iter().rposition(|row| row.entry.class == Class::Publication)?;
    let manifest = Manifest::of(&earlier[at])?;
    let erased = |decision: u64| {
        let row = usize::try_from(decision).ok().and_then(|n| earlier.get(n));
        row.is_some_and(|row| row.entry.class == Class::Disposal)
    };
    let rows = manifest.0.into_iter().flat_map(|row| row.withheld.into_iter().map(move |w| (row.seq, w)));
    let before: Before = rows
        .map(|(seq, item)| {
            let erased = erased(item.decision);
            ((seq, item.path.clone()), (item, erased))
        })
        .collect();
    Some(changes(new, at + 1, &before))
}

/// What an earlier version withheld, by entry and path, and whether it was erased.
type Before = BTreeMap<(u64, String), (Withheld, bool)>;

fn before((seq, _, item, erased): &(u64, Class, Withheld, bool)) -> ((u64, String), (Withheld, bool)) {
    ((*seq, item.path.clone()), (item.clone(), *erased))
}

/// What changed since a version that held the first `known` entries and withheld what `before` says.
fn changes(new: (&Publication, &Verdict), known: usize, before: &Before) -> Vec<Change> {
    let after = withheld(new.1);
    let mut out = Vec::new();
    for (n, row) in new.0.entries.iter().enumerate() {
        for field in &row.fields {
            let path = field.path.clone();
            let now = after.get(&(row.entry.seq, field.path.as_str()));
            // What was recorded since and is erased already was erased since, too.
            let then = before.get(&(row.entry.seq, path.clone())).filter(|_| n < known);
            let seq = row.entry.seq;
            match (then, now) {
                (then, Some((now, true))) if !then.is_some_and(|(_, erased)| *erased) => {
                    out.push(Change::Erased(seq, path, now.decision));
                }
                _ if n >= known => {}
                (None, Some((now, false))) => {
                    out.push(Change::Withheld(seq, path, now.reason.clone(), now.decider.clone()));
                }
                (Some(_), None) => out.push(Change::Disclosed(seq, path)),
                (Some((then, _)), Some((now, false))) if then != *now => {
                    out.push(Change::OtherGround(seq, path, now.reason.clone(), now.decider.clone()));
                }
                _ => {}
            }
        }
    }
    let recorded = new.0.entries.iter().skip(known);
    out.extend(recorded.map(|row| Change::Recorded(row.entry.seq, row.entry.class)));
    out
}

/// The changes as a reader meets them: how much changed, then entry by entry, what can be read now first.
pub fn tell_changes(changes: &[Change], new: &Publication) -> Vec<String> {
    marked_changes(changes, new).iter().map(|change| without_marks(change)).collect()
}

/// As [`tell_changes`], each value of the review between marks.
pub(super) fn marked_changes(changes: &[Change], new: &Publication) -> Vec<String> {
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
        let reads = claim.map_or(String::new(), |claim| format!(" Its claim reads: \"{}\"", told(claim)));
        out.push(format!("Entry {seq}, {}: {how}: {}.{reads}", called(*seq), paths.join("; ")));
    }
    let recorded = |seq: u64| {
        let row = new.entries.get(seq as usize);
        let on = row.map_or(String::new(), |row| format!(", of {}", day(row.entry.time_unix)));
        let said = |path: &str| row.and_then(|row| row.value(path)?.as_u64());
        let withdraws = row.is_some_and(|row| row.value("kind").is_some_and(|k| k == "finding_withdrawn"));
        let instead = match (said("supersedes"), said("of").filter(|_| withdraws)) {
            (Some(old), _) => format!("; it replaces the finding of entry {old}"),
            (None, Some(of)) => format!("; it withdraws the finding of entry {of}"),
            (None, None) => String::new(),
        };
        (on, format!("{}{instead}", called(seq)))
    };
    // Entries side by side of one day and one kind are told together.
    for run in fresh.chunk_by(|a, b| recorded(*a) == recorded(*b)) {
        let (on, what) = recorded(run[0]);
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
