//! What is said of an action: done, open, not done, or unclear.
//!
//! One rule: a status says something only where every word of it is understood, and all of them say the same. "Completed 3
//! March 2006" is done; "completed, but not by us", "failed to complete", "completed the first part" and "done?" are unclear:
//! the words stay, and nobody is told that something was done, or was not.

use super::{ActionState, MinutesTerms, find_dates};

/// Words that say that something is done, where nothing beside them takes that back.
const DONE: [&str; 7] = ["done", "completed", "complete", "discharged", "closed", "actioned", "cleared"];
/// Words that say that it goes on.
const OPEN: [&str; 9] = [
    "ongoing",
    "on-going",
    "outstanding",
    "open",
    "awaited",
    "partially",
    "pending",
    "continuing",
    "overdue",
];
/// Words that say that it is no longer wanted.
const DROPPED: [&str; 3] = ["withdrawn", "cancelled", "canceled"];
/// Words that take back what stands beside them.
const NOT: [&str; 10] =
    ["not", "never", "nothing", "cannot", "can't", "couldn't", "wasn't", "isn't", "hasn't", "haven't"];
/// Words that put what stands beside them into a time to come, or say that it is so in part.
const AHEAD: [&str; 18] = [
    "to", "be", "being", "will", "shall", "should", "must", "would", "could", "can", "may", "yet", "unable",
    "until", "almost", "nearly", "partly", "still",
];
/// Several words as one.
const PHRASES: [(&str, Says); 10] = [
    ("in hand", Says::Open),
    // Nobody said what became of it.
    ("no update", Says::Beside),
    ("nothing to report", Says::Beside),
    ("in progress", Says::Open),
    ("carried forward", Says::Open),
    ("carry forward", Says::Open),
    ("c/f", Says::Open),
    ("no progress", Says::NotDone),
    ("no longer required", Says::NotDone),
    ("no longer needed", Says::NotDone),
];
/// Words that say nothing by themselves.
const BESIDE: [&str; 23] = [
    "on", "now", "all", "fully", "action", "actions", "this", "the", "was", "were", "is", "are", "has",
    "have", "had", "been", "it", "status", "as", "agreed", "since", "yes", "already",
];
/// Words of a time to come, beside what is open.
const TIME: [&str; 8] = ["next", "week", "month", "meeting", "shortly", "soon", "tomorrow", "at"];

/// What one word of a status says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    Done,
    Open,
    NotDone,
    Not,
    Ahead,
    Time,
    Beside,
}

/// What the words of a status say.
pub(super) fn state_of(words: &str, terms: &MinutesTerms) -> ActionState {
    if words.trim().is_empty() {
        return ActionState::Nothing;
    }
    understood(words, terms).unwrap_or(ActionState::Unclear)
}

/// What several columns say of one action: unclear where they do not say the same.
pub(super) fn state_of_all(columns: &[&str], terms: &MinutesTerms) -> ActionState {
    let mut said: Vec<ActionState> = columns.iter().map(|words| state_of(words, terms)).collect();
    said.dedup();
    match said[..] {
        [] => ActionState::Nothing,
        [one] => one,
        _ => ActionState::Unclear,
    }
}

/// Whether a status' words stand among these.
pub(super) fn speaks_of_state(words: &str) -> bool {
    let lower = words.to_lowercase();
    PHRASES.iter().any(|(phrase, _)| lower.contains(phrase))
        || tokens(&lower).iter().any(|w| {
            DONE.contains(w) || OPEN.contains(w) || NOT.contains(w) || DROPPED.contains(w) || *w == "failed"
        })
}

fn tokens(lower: &str) -> Vec<&str> {
    lower
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '\'' | '/' | '?' | '%' | '&' | '+')))
        .map(|w| w.trim_matches(['-', '\'']))
        .filter(|w| !w.is_empty())
        .collect()
}

/// `None` where a word is not understood, or the words say two things.
fn understood(words: &str, terms: &MinutesTerms) -> Option<ActionState> {
    let mut lower = words.to_string();
    for dated in find_dates(words, &terms.dates).iter().rev() {
        lower.replace_range(dated.start..dated.end, " ");
    }
    let mut lower = lower.to_lowercase().replace('\u{2019}', "'");
    let mut said: Vec<Says> = Vec::new();
    for (phrase, says) in PHRASES {
        if let Some(at) = lower.find(phrase) {
            lower.replace_range(at..at + phrase.len(), " ");
            said.push(says);
        }
    }
    for word in without_days(&tokens(&lower)) {
        said.push(match word {
            w if DONE.contains(&w) => Says::Done,
            w if OPEN.contains(&w) => Says::Open,
            w if DROPPED.contains(&w) => Says::NotDone,
            // "Complete: no" answers; "no complete" is nothing that anybody writes.
            "no" if said.last() == Some(&Says::Done) => Says::Not,
            w if NOT.contains(&w) => Says::Not,
            w if AHEAD.contains(&w) => Says::Ahead,
            w if TIME.contains(&w) => Says::Time,
            w if BESIDE.contains(&w) => Says::Beside,
            _ => return None,
        });
    }
    let has = |s: Says| said.contains(&s);
    let once = |s: Says| said.iter().filter(|one| **one == s).count() == 1;
    // "Not done, carried forward", "not yet done, ongoing": what is not done goes on.
    let undone = said.windows(2).any(|w| w == [Says::Not, Says::Done])
        || said.windows(3).any(|w| w == [Says::Not, Says::Ahead, Says::Done]);
    if undone && has(Says::Open) && !has(Says::NotDone) && once(Says::Not) && once(Says::Done) {
        return Some(ActionState::Open);
    }
    match (has(Says::Done), has(Says::Open), has(Says::NotDone), has(Says::Not), has(Says::Ahead)) {
        (true, false, false, false, false) if !has(Says::Time) => Some(ActionState::Done),
        (true, false, false, true, _) | (false, false, true, false, false) => Some(ActionState::NotDone),
        (true, false, false, false, true) | (false, true, false, false, _) => Some(ActionState::Open),
        _ => None,
    }
}

/// The words without a day that names no year ("3rd March").
fn without_days<'w>(words: &[&'w str]) -> Vec<&'w str> {
    let day = |w: &str| {
        let digits = w.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        ["", "st", "nd", "rd", "th"].contains(&&w[digits.len()..])
            && digits.parse::<u32>().is_ok_and(|n| (1..=31).contains(&n))
    };
    let (mut kept, mut at) = (Vec::new(), 0);
    while at < words.len() {
        let pair = words.get(at + 1).is_some_and(|next| {
            day(words[at]) && super::dates::is_month(next) || super::dates::is_month(words[at]) && day(next)
        });
        if !pair {
            kept.push(words[at]);
        }
        at += 1 + usize::from(pair);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dates::{DateRules, Order};
    use model::Day;

    #[test]
    fn a_status_is_done_only_where_the_whole_of_it_says_so() {
        use ActionState::*;
        let period = (Day::ymd(1997, 1, 1).unwrap(), Day::ymd(2026, 12, 31).unwrap());
        let dates = DateRules::events(period).ordered(Some(Order::DayFirst));
        let terms = MinutesTerms { dates, agencies: Vec::new() };
        for (words, state) in [
            ("", Nothing),
            ("Done", Done),
            ("Completed 3 March 2006", Done),
            ("Completed on 3rd March.", Done),
            ("Action now complete - closed", Done),
            ("This has been done", Done),
            // What stands beside it is not understood, or takes it back.
            ("Referred to the CPS and completed.", Unclear),
            ("failed to complete", Unclear),
            ("completed, but not by the police", Unclear),
            ("Completed the first part", Unclear),
            ("reported as done", Unclear),
            ("said to be done", Unclear),
            ("done?", Unclear),
            ("done / not done", Unclear),
            ("Complete (Y/N)", Unclear),
            ("50% complete", Unclear),
            ("done 2 of 3", Unclear),
            ("possibly done", Unclear),
            ("Completed; ongoing", Unclear),
            ("completed by the next meeting", Unclear),
            ("nothing outstanding", Unclear),
            ("no longer outstanding", Unclear),
            ("without being completed", Unclear),
            ("no update", Unclear),
            ("nothing to report", Unclear),
            ("not done, no longer required, carried forward", Unclear),
            ("done, not outstanding", Unclear),
            // What is still to be done is not done.
            ("to be completed next week", Open),
            ("will be done next week", Open),
            ("should have been done", Open),
            ("almost complete", Open),
            ("partly done", Open),
            ("yet to complete", Open),
            ("unable to complete", Open),
            ("being completed", Open),
            ("carried forward", Open),
            ("still ongoing", Open),
            ("in hand", Open),
            ("overdue", Open),
            ("no update, carried forward", Open),
            ("not done, carried forward", Open),
            ("Not yet completed - ongoing", Open),
            ("cancelled", NotDone),
            ("Complete: no", NotDone),
            ("not yet completed", NotDone),
            ("Not yet complete", NotDone),
            ("cannot be completed", NotDone),
            ("never done", NotDone),
            ("nothing done", NotDone),
            ("this was not closed", NotDone),
            ("withdrawn", NotDone),
            ("no longer required", NotDone),
        ] {
            assert_eq!(state_of(words, &terms), state, "{words}");
        }
    }
}
