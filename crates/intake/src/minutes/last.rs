//! "Check the car - Lena Marrowby (26/04/12)": who is to act stands behind the task, after a dash or in brackets, and so may the day.
//!
//! The same place names whom a task is about. So the words are an owner only where they surely mean somebody of the attendance,
//! or an agency of the review; else the whole stays as it is written.

use super::actions::{due_of, is_owner_alone};
use super::people::{Fits, is_agency_of, is_person, looks_like_name, owner_fits};
use super::{Action, Attendee, MinutesTerms, find_dates};
use model::{Day, When};

/// Fewest words of a task.
const TASK_WORDS_MIN: usize = 2;

/// Characters of a day in brackets, with the word that leads to it.
const DAY_CHARS_MAX: usize = 40;

/// The piece in brackets at the end of a text, or behind its last dash, and where that begins.
fn behind(text: &str) -> Option<(usize, &str)> {
    let text = text.trim_end().trim_end_matches('.').trim_end();
    let bracketed = text.strip_suffix([')', ']']).and_then(|t| {
        let at = t.rfind(['(', '['])?;
        Some((at, &t[at + 1..]))
    });
    bracketed.or_else(|| {
        let dashes = [" - ", " \u{2013} ", " \u{2014} "];
        let (at, mark) = dashes.iter().filter_map(|d| Some((text.rfind(d)?, d.len()))).max()?;
        Some((at, &text[at + mark..]))
    })
}

/// The day that stands alone at the very end of a task, in brackets or behind a dash ("(26/04/12)", "(due 26 April 2012)"): where that
/// begins, and the day.
fn day_behind(text: &str, terms: &MinutesTerms) -> Option<(usize, When)> {
    const LEADS: [&str; 13] = [
        "",
        "by",
        "due",
        "due by",
        "due date",
        "deadline",
        "target",
        "target date",
        "before",
        "on or before",
        "no later than",
        "to be done by",
        "erbyn",
    ];
    let (at, words) = behind(text).filter(|(_, words)| words.chars().count() <= DAY_CHARS_MAX)?;
    let dates = find_dates(words, &terms.dates);
    let [dated] = dates.as_slice() else { return None };
    let lead = words[..dated.start].trim().trim_end_matches(':').to_lowercase();
    let alone = words[dated.end..].trim().is_empty() && LEADS.contains(&lead.as_str());
    (alone && dated.when.exact().is_some()).then(|| (at, dated.when.clone()))
}

/// Gives an action the day that stands alone at the end of its task, where it is after the day of the meeting: one on or before it is that
/// of what is spoken of. What a later meeting reports on may have been due, or done, on such a day, and takes none.
pub(super) fn due(action: &mut Action, meeting: Option<Day>, terms: &MinutesTerms) {
    let said = !action.due.is_unknown() || !action.due.written().is_empty();
    let Some(meeting) = meeting.filter(|_| !said && !action.reported) else { return };
    if let Some((_, when)) = day_behind(&action.what, terms)
        && when.exact().is_some_and(|day| day > meeting)
    {
        action.due = when;
    }
}

/// The text without a piece at its end that ends in a figure, as a day does.
fn without_day(text: &str) -> &str {
    let day = behind(text).filter(|(_, words)| {
        words.ends_with(|c: char| c.is_ascii_digit()) && words.chars().count() <= DAY_CHARS_MAX
    });
    day.map_or(text, |(at, _)| text[..at].trim_end())
}

/// Task and the words behind its last dash, or in the brackets at its end, which may be an owner.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    let text = without_day(text.trim());
    let (at, owner) = behind(text)?;
    let task = &text[..at];
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
