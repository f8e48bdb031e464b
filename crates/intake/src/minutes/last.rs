//! "Check the car - Lena Marrowby": who is to act stands behind the task, after a dash or in brackets.
//!
//! The same place names whom a task is about. So the words are an owner only where they surely mean somebody of the attendance,
//! or an agency of the review; else the whole stays as it is written.

use super::actions::{due_of, is_owner_alone};
use super::people::{Fits, is_agency_of, is_person, looks_like_name, owner_fits};
use super::{Action, Attendee, MinutesTerms};

/// Fewest words of a task.
const TASK_WORDS_MIN: usize = 2;

/// Task and the words behind its last dash, or in the brackets at its end, which may be an owner.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    let text = text.trim().trim_end_matches('.').trim_end();
    let bracketed = text.strip_suffix([')', ']']).and_then(|t| {
        let at = t.rfind(['(', '['])?;
        Some((&t[..at], &t[at + 1..]))
    });
    let dashed = || {
        let dashes = [" - ", " \u{2013} ", " \u{2014} "];
        let (at, mark) = dashes.iter().filter_map(|d| Some((text.rfind(d)?, d.len()))).max()?;
        Some((&text[..at], &text[at + mark..]))
    };
    let (task, owner) = bracketed.or_else(dashed)?;
    let (task, owner) = (task.trim(), owner.trim());
    let named = |p: &str| {
        let initials = (2..=4).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_uppercase());
        initials || looks_like_name(p) && is_person(p, &[])
    };
    let may = !owner.is_empty() && (parts(owner).all(named) || parts(owner).all(looks_like_name));
    (may && task.split_whitespace().count() >= TASK_WORDS_MIN).then_some((task, owner))
}

/// Whether a line ends with whoever may have to do what it says.
pub(super) fn ends_with_owner(text: &str) -> bool {
    split(text).is_some_and(|(_, owner)| parts(owner).all(|p| is_person(p, &[])) || owner.len() <= 4)
}

fn parts(owner: &str) -> impl Iterator<Item = &str> {
    owner
        .split(['/', ',', '&', ';', '+'])
        .flat_map(|p| p.split(" and "))
        .map(str::trim)
        .filter(|p| !p.is_empty())
}

/// Gives an action without an owner the one behind its task, where the words surely mean somebody of the attendance or an agency.
pub(super) fn own(action: &mut Action, attendance: &[Attendee], terms: &MinutesTerms) -> bool {
    if !action.owner.is_empty() {
        return true;
    }
    let Some((task, owner)) = split(&action.what) else { return false };
    let surely = |p: &str| {
        let of = attendance.iter().filter(|a| owner_fits(p, a) == Fits::Surely).count();
        of == 1 || is_agency_of(p, &terms.agencies)
    };
    if !parts(owner).all(surely) || is_owner_alone(task, terms) {
        return false;
    }
    let (task, owner) = (task.to_string(), owner.to_string());
    action.due = if action.due.is_unknown() { due_of(&task, terms) } else { action.due.clone() };
    (action.what, action.owner) = (task, owner);
    true
}
