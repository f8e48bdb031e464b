//! Sentences and rows that decide something or give somebody something to do.

use model::When;

use super::people::{looks_like_name, rank_of};
use super::{Action, ActionState, Block, Decision, MinutesTerms, Words, find_dates};

/// Characters of an owner's name.
const OWNER_CHARS_MAX: usize = 80;

const DECIDED: [&str; 14] = [
    "it was agreed",
    "it was resolved",
    "it was decided",
    "the meeting agreed",
    "the group agreed",
    "the committee agreed",
    "the panel agreed",
    "the forum agreed",
    "members agreed",
    "agreed that",
    "resolved that",
    "decided that",
    "all agreed",
    "the conference agreed",
];

/// What the words of a status say.
pub(super) fn state_of(words: &str) -> ActionState {
    let lower = words.to_lowercase();
    let has = |list: &[&str]| list.iter().any(|w| holds(&lower, w));
    if lower.trim().is_empty() {
        return ActionState::Nothing;
    }
    if has(&[
        "not done",
        "not completed",
        "not complete",
        "no progress",
        "not actioned",
        "withdrawn",
        "no longer required",
        "not yet done",
    ]) {
        return ActionState::NotDone;
    }
    if has(&[
        "ongoing",
        "on-going",
        "in progress",
        "outstanding",
        "carried forward",
        "carry forward",
        "c/f",
        "open",
        "awaited",
        "partially",
        "pending",
        "continuing",
    ]) {
        return ActionState::Open;
    }
    DONE.iter().find_map(|done| of_done(&lower, done)).unwrap_or(ActionState::Unclear)
}

/// Words that say that something is done, where nothing before them takes that back.
const DONE: [&str; 7] = ["done", "completed", "complete", "discharged", "closed", "actioned", "cleared"];

/// Words before that say that it is not.
const NOT_BEFORE: [&str; 12] = [
    "not", "never", "nothing", "cannot", "can't", "couldn't", "wasn't", "isn't", "hasn't", "haven't",
    "nobody", "without",
];

/// Words before that say that it is still to be done, or done in part.
const OPEN_BEFORE: [&str; 15] = [
    "to be", "will be", "shall be", "should", "must be", "would be", "could be", "can be", "may be", "until",
    "when", "if", "almost", "nearly", "partly",
];

/// How many words before are looked at.
const WORDS_BEFORE: usize = 5;

/// What a word of [`DONE`] says where it stands: "never done" and "to be completed" are not done.
fn of_done(text: &str, done: &str) -> Option<ActionState> {
    let at = places(text, done).next()?;
    let clause = text[..at].rsplit(['.', ';', ',']).next().unwrap_or("");
    let words: Vec<&str> = clause.split_whitespace().collect();
    let before = words[words.len().saturating_sub(WORDS_BEFORE)..].join(" ");
    let says = |list: &[&str]| list.iter().any(|w| holds(&before, w));
    // "Complete: no"; "to complete", "being completed".
    let answer = text[at + done.len()..].trim_start_matches(|c: char| !c.is_alphanumeric());
    let no = answer.split(|c: char| !c.is_alphanumeric()).next().is_some_and(|w| matches!(w, "no" | "not"));
    let ahead = words.last().is_some_and(|w| matches!(*w, "to" | "be" | "being"));
    Some(if no || says(&NOT_BEFORE) {
        ActionState::NotDone
    } else if ahead || says(&OPEN_BEFORE) {
        ActionState::Open
    } else {
        ActionState::Done
    })
}

/// Whether the words stand in the text as words.
fn holds(text: &str, words: &str) -> bool {
    places(text, words).next().is_some()
}

/// Where the words stand in the text as words.
fn places<'t>(text: &'t str, words: &'t str) -> impl Iterator<Item = usize> + 't {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let whole = move |at: &usize| {
        edge(text[..*at].chars().next_back()) && edge(text[at + words.len()..].chars().next())
    };
    text.match_indices(words).map(|(at, _)| at).filter(whole)
}

/// The sentences of a text with where each begins. A full stop after an initial or a short form ends none.
pub(super) fn sentences(text: &str) -> Vec<(usize, &str)> {
    let (mut out, mut start) = (Vec::new(), 0);
    let bytes = text.as_bytes();
    for (i, b) in bytes.iter().enumerate() {
        if !matches!(b, b'.' | b';' | b'!' | b'?')
            || !bytes.get(i + 1).is_none_or(|n| n.is_ascii_whitespace())
        {
            continue;
        }
        let word = text[start..i].rsplit(char::is_whitespace).next().unwrap_or("");
        let short = word.chars().count() <= 1
            || ["Mr", "Mrs", "Ms", "Dr", "Cllr", "St", "No", "no", "Ref", "ref", "Rd", "e.g", "i.e"]
                .contains(&word);
        if *b == b'.' && short {
            continue;
        }
        out.push((start, &text[start..=i]));
        start = i + 1;
    }
    out.push((start, &text[start..]));
    out.into_iter()
        .map(|(at, s)| (at + s.len() - s.trim_start().len(), s.trim()))
        .filter(|(_, s)| !s.is_empty())
        .collect()
}

/// Decisions in a paragraph.
pub(super) fn decisions(block: &Block, item: Option<usize>, out: &mut Vec<Decision>) {
    for (at, sentence) in sentences(&block.text) {
        let lower = sentence.to_lowercase();
        let labelled = ["agreed:", "resolved:", "decision:", "decisions:", "resolved ", "agreed "]
            .iter()
            .any(|l| lower.starts_with(l));
        if labelled || DECIDED.iter().any(|d| holds(&lower, d)) {
            out.push(Decision { item, words: Words { text: sentence.to_string(), spot: block.spot(at) } });
        }
    }
}

/// The rest after "Action", "ACTION 3:", "Action point 2002/4 -" with its reference; `None` where it is no action.
fn labelled(text: &str) -> Option<(String, usize)> {
    let trimmed = text.trim_start_matches(['-', '\u{2022}', '*', '[', '(', ' ']);
    let lead = text.len() - trimmed.len();
    let lower = trimmed.to_ascii_lowercase();
    let word =
        ["action points", "action point", "actions", "action"].iter().find(|w| lower.starts_with(**w))?;
    let rest = &trimmed[word.len()..];
    let end = rest.find([':', '\u{2013}', '\u{2014}']).or_else(|| rest.find(" - ")).filter(|e| *e <= 24)?;
    let reference = rest[..end].trim().trim_start_matches(['(', '#']).trim_end_matches(')').to_string();
    let refers =
        reference.is_empty() || reference.chars().any(|c| c.is_ascii_digit()) || looks_like_name(&reference);
    let skip: usize = rest[end..].chars().take_while(|c| !c.is_alphanumeric()).map(char::len_utf8).sum();
    refers.then_some((reference, lead + word.len() + end + skip))
}

/// Owner and task of "DS Orrowby to check the vehicle by 3 May 2002".
pub(super) fn owner_and_task(text: &str) -> Option<(String, String)> {
    let at = text.find(" to ")?;
    let owner = text[..at].trim().trim_end_matches([':', ',']);
    let owner = owner.strip_suffix(" is").or_else(|| owner.strip_suffix(" are")).unwrap_or(owner);
    let owner = owner.strip_suffix(" agreed").unwrap_or(owner);
    let named = owner.split([',', '/', '&']).flat_map(|p| p.split(" and ")).all(|p| {
        let p = p.trim().trim_start_matches("the ").trim_start_matches("The ");
        let (rank, rest) = rank_of(p);
        !p.is_empty() && (looks_like_name(p) || looks_like_name(rest) || !rank.is_empty())
    });
    let all = ["all", "police", "social care", "chair", "the chair", "health"]
        .contains(&owner.to_lowercase().as_str());
    (!owner.is_empty() && owner.len() <= OWNER_CHARS_MAX && (named || all))
        .then(|| (owner.to_string(), text[at + 4..].trim().to_string()))
}

/// By when: the date after "by", "before", "no later than"; or the words where they are no date.
pub(super) fn due_of(text: &str, terms: &MinutesTerms) -> When {
    let lower = text.to_lowercase();
    let dates = find_dates(text, &terms.dates);
    if lower.len() == text.len() {
        for mark in ["no later than", "not later than", "by", "before", "due", "deadline", "on or before"] {
            for (at, _) in lower.match_indices(mark) {
                let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
                let after = at + mark.len();
                if !edge(lower[..at].chars().next_back()) || !edge(lower[after..].chars().next()) {
                    continue;
                }
                // "by the meeting on 4 February 2025": a few words may stand between.
                let near = |d: &&super::Dated| {
                    d.start >= after && text[after..d.start].split_whitespace().count() <= 3
                };
                if let Some(dated) = dates.iter().find(near) {
                    return dated.when.clone();
                }
                for words in [
                    "next meeting",
                    "the next meeting",
                    "end of the week",
                    "end of the month",
                    "close of play",
                ] {
                    if lower[after..].trim_start().starts_with(words) {
                        return When::unknown(words);
                    }
                }
            }
        }
    }
    When::unknown("")
}

/// Which of a status' words stand at the end of a text: "... - completed".
fn trailing_state(text: &str) -> (String, String) {
    for mark in [" \u{2013} ", " \u{2014} ", " - ", ". ", ": ", " ("] {
        if let Some(at) = text.rfind(mark) {
            let tail = text[at + mark.len()..].trim().trim_end_matches([')', '.']);
            let state = state_of(tail);
            if !matches!(state, ActionState::Unclear | ActionState::Nothing) {
                return (text[..at].trim().to_string(), tail.to_string());
            }
        }
    }
    (text.to_string(), String::new())
}

/// The actions of a paragraph. `reporting`: the paragraph stands under *matters arising*; `listed`: under *actions*.
pub(super) fn actions(
    block: &Block,
    item: Option<usize>,
    (reporting, listed): (bool, bool),
    terms: &MinutesTerms,
    out: &mut Vec<Action>,
) {
    let before = out.len();
    let label = labelled(&block.text);
    // "Action: ..." may stand at the head of a paragraph or of a sentence in it.
    let mut pieces: Vec<(usize, &str)> = vec![(0, &block.text)];
    if label.is_none() {
        let inner: Vec<(usize, &str)> =
            sentences(&block.text).into_iter().filter(|(at, s)| *at > 0 && labelled(s).is_some()).collect();
        if !inner.is_empty() {
            pieces = inner;
        }
    }
    for (at, piece) in pieces {
        let Some((reference, skip)) = labelled(piece) else { continue };
        let rest = piece[skip..].trim().trim_end_matches([']', ')']);
        push(block, at, item, (reporting, reference), rest, terms, out);
    }
    if out.len() > before || !(listed || reporting) {
        return;
    }
    let text = block.text.trim_start_matches(['-', '\u{2022}', '*', ' ']);
    if let Some((number, rest)) = super::blocks::number_of(text) {
        push(block, 0, item, (reporting, number.to_string()), rest, terms, out);
    } else if owner_and_task(text).is_some() {
        push(block, 0, item, (reporting, String::new()), text, terms, out);
    }
}

fn push(
    block: &Block,
    at: usize,
    item: Option<usize>,
    (reported, reference): (bool, String),
    rest: &str,
    terms: &MinutesTerms,
    out: &mut Vec<Action>,
) {
    let (rest, state_words) = if reported { trailing_state(rest) } else { (rest.to_string(), String::new()) };
    let (mut reference, mut named) = (reference, String::new());
    if !reference.is_empty() && !reference.chars().any(|c| c.is_ascii_digit()) {
        // "Action - HO: check the vehicle" names its owner where a number would stand.
        named = std::mem::take(&mut reference);
    }
    let (owner, what) = owner_and_task(&rest).unwrap_or_else(|| {
        let initials = rest.split_once(':').filter(|(o, _)| o.len() <= OWNER_CHARS_MAX && looks_like_name(o));
        initials.map_or((String::new(), rest.clone()), |(o, w)| (o.trim().to_string(), w.trim().to_string()))
    });
    out.push(Action {
        item,
        reference,
        owner: if owner.is_empty() { named } else { owner },
        due: due_of(&what, terms),
        what,
        reported,
        state: state_of(&state_words),
        state_words,
        words: Words { text: block.text.clone(), spot: block.spot(at) },
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_still_to_be_done_is_not_done() {
        use ActionState::*;
        for (words, state) in [
            ("Done", Done),
            ("Referred to the CPS and completed.", Done),
            ("Completed 3 March 2006", Done),
            ("to be completed next week", Open),
            ("will be done next week", Open),
            ("should have been done", Open),
            ("almost complete", Open),
            ("partly done", Open),
            ("yet to complete", Open),
            ("unable to complete", Open),
            ("being completed", Open),
            ("Complete: no", NotDone),
            ("not yet completed", NotDone),
            ("Not yet complete", NotDone),
            ("cannot be completed", NotDone),
            ("never done", NotDone),
            ("nothing done", NotDone),
            ("this was not closed", NotDone),
            ("in hand", Unclear),
        ] {
            assert_eq!(state_of(words), state, "{words}");
        }
    }
}
