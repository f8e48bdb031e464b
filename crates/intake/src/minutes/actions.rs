//! Sentences and rows that decide something or give somebody something to do.

use std::ops::Range;

use model::When;

use super::lines::no_action;
use super::people::{is_agency_of, looks_like_name, rank_of};
use super::status::{speaks_of_state, state_of};
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
        // "In Year 9." ends there; "1. Adults" does not, and neither does "D. Tarn".
        let figure = word.starts_with(|c: char| c.is_ascii_digit()) && text[start..i].trim() != word;
        let short = word.chars().count() <= 1 && !figure
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

/// Decisions in a paragraph: sentences that begin with what was decided, or in which a clause does. "It was not agreed that",
/// "if it was agreed that" and what an earlier meeting decided are none of this meeting.
pub(super) fn decisions(block: &Block, item: Option<usize>, out: &mut Vec<Decision>) {
    for (at, sentence) in sentences(&block.text) {
        let lower = in_english(sentence).to_lowercase();
        let label = ["agreed:", "resolved:", "decision:", "decisions:", "resolved ", "agreed "]
            .iter()
            .find_map(|l| lower.strip_prefix(l));
        // "DECISION - serve a notice."
        let dashed = || {
            let rest = ["decisions", "decision"].iter().find_map(|l| lower.strip_prefix(l))?.trim_start();
            rest.strip_prefix(['-', '\u{2013}', '\u{2014}']).filter(|r| r.starts_with(char::is_whitespace))
        };
        let label = label.or_else(dashed);
        // "Decision 3: ..." bears the number of the decision.
        let numbered = || {
            let (number, rest) = lower.strip_prefix("decision ")?.split_once([':', '\u{2013}'])?;
            number.trim().chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '/')).then_some(rest)
        };
        let label = label.or_else(numbered);
        let labelled =
            label.is_some_and(|rest| !no_action(rest) && !NO_DECISION.iter().any(|w| holds(rest, w)));
        let decided = DECIDED.iter().any(|d| places(&lower, d).any(|at| opens_clause(&lower[..at])));
        if (labelled || decided) && !lower.trim_end().ends_with('?') {
            out.push(Decision { item, words: Words { text: sentence.to_string(), spot: block.spot(at) } });
        }
    }
}

/// Words after "Decision:" that say that there is none.
const NO_DECISION: [&str; 6] =
    ["deferred", "not reached", "no decision", "not agreed", "to be made", "pending"];

/// Whether what was decided begins a clause: nothing stands before it, or a clause that says neither that it was not, nor when
/// it would be, nor of which other meeting it was.
fn opens_clause(before: &str) -> bool {
    const LEADS: [&str; 9] =
        ["after", "following", "and", "therefore", "then", "also", "finally", "however", "action"];
    const BACK: [&str; 16] = [
        "not", "no", "nobody", "never", "none", "if", "unless", "whether", "until", "last", "previous",
        "earlier", "would", "could", "had", "asked",
    ];
    let words: Vec<&str> = before.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let clause = before.trim_end();
    let stops = clause.is_empty() || clause.ends_with([',', ':', ')', '\u{2013}', '-', '\t']);
    let leads =
        words.first().is_some_and(|w| LEADS.contains(w)) || words.last().is_some_and(|w| LEADS.contains(w));
    let number = words.iter().all(|w| w.chars().all(|c| c.is_ascii_digit()));
    (stops || leads || number) && !words.iter().any(|w| BACK.contains(w))
}

/// What stands behind a label in Welsh that is given in English as well: "CAM GWEITHREDU / ACTION: ...".
fn in_english(text: &str) -> &str {
    const LABELS: [&str; 6] =
        ["cam gweithredu", "camau gweithredu", "gweithredu", "penderfynwyd", "penderfyniad", "cytunwyd"];
    match text.split_once('/') {
        Some((label, rest)) if LABELS.contains(&label.trim().to_lowercase().as_str()) => rest.trim_start(),
        _ => text,
    }
}

/// The rest after "Action", "ACTION 3:", "Action point 2002/4 -" with its reference; `None` where it is no action.
fn labelled(text: &str) -> Option<(String, usize)> {
    let trimmed = in_english(text.trim_start_matches(['-', '\u{2022}', '*', '[', '(', ' ']));
    let lead = text.len() - trimmed.len();
    let lower = trimmed.to_ascii_lowercase();
    let word =
        ["action points", "action point", "actions", "action"].iter().find(|w| lower.starts_with(**w))?;
    let rest = &trimmed[word.len()..];
    let end = rest.find([':', '\u{2013}', '\u{2014}']).or_else(|| rest.find(" - ")).filter(|e| *e <= 24)?;
    let reference = rest[..end].trim().trim_start_matches(['(', '#']);
    // "Action 1 (licensing) - ...": the words in brackets are no part of the number.
    let reference = reference.split(" (").next().unwrap_or(reference).trim_end_matches(')').to_string();
    let refers =
        reference.is_empty() || reference.chars().any(|c| c.is_ascii_digit()) || looks_like_name(&reference);
    let skip: usize = rest[end..].chars().take_while(|c| !c.is_alphanumeric()).map(char::len_utf8).sum();
    refers.then_some((reference, lead + word.len() + end + skip))
}

/// Words that begin a task and are nobody: "Write to the operator", "Speak to the school".
const BIDS: [&str; 40] = [
    "write",
    "speak",
    "talk",
    "refer",
    "respond",
    "reply",
    "return",
    "report",
    "go",
    "link",
    "send",
    "listen",
    "continue",
    "agree",
    "need",
    "look",
    "move",
    "apply",
    "add",
    "give",
    "provide",
    "present",
    "escalate",
    "circulate",
    "feed",
    "invite",
    "pass",
    "forward",
    "contribute",
    "adhere",
    "aim",
    "try",
    "attend",
    "submit",
    "subject",
    "due",
    "able",
    "further",
    "next",
    "explain",
];

/// Owner and task of "DS Orrowby to check the vehicle by 3 May 2002".
pub(super) fn owner_and_task(text: &str) -> Option<(String, String)> {
    // A text all in capitals says "TO".
    let loud = || text.find(" TO ").filter(|_| !text.chars().any(char::is_lowercase));
    let at = text.find(" to ").or_else(loud)?;
    let owner = text[..at].trim().trim_end_matches([':', ',']);
    let owner = owner.strip_suffix(" is").or_else(|| owner.strip_suffix(" are")).unwrap_or(owner);
    let owner = owner.strip_suffix(" agreed").unwrap_or(owner);
    if no_action(text) || no_action(owner) || BIDS.contains(&owner.to_lowercase().as_str()) {
        return None; // "None to report", "No further action to be taken": nobody is called so
    }
    let named = owner.split([',', '/', '&']).flat_map(|p| p.split(" and ")).all(|p| {
        let p = p.trim().trim_start_matches("the ").trim_start_matches("The ");
        let (rank, rest) = rank_of(p);
        !p.is_empty() && (looks_like_name(p) || looks_like_name(rest) || !rank.is_empty() && rest.is_empty())
    });
    let all = ["all", "police", "social care", "chair", "the chair", "health"]
        .contains(&owner.to_lowercase().as_str());
    (!owner.is_empty() && owner.len() <= OWNER_CHARS_MAX && (named || all))
        .then(|| (owner.to_string(), text[at + 4..].trim().to_string()))
}

/// Words that lead to the day by which something is to be done.
const DUE_MARKS: [&str; 8] =
    ["no later than", "not later than", "by", "before", "due", "deadline", "on or before", "erbyn"];

/// By when: the date after "by", "before", "no later than"; or the words where they are no date.
pub(super) fn due_of(text: &str, terms: &MinutesTerms) -> When {
    let lower = text.to_lowercase();
    let dates = find_dates(text, &terms.dates);
    if lower.len() == text.len() {
        for mark in DUE_MARKS {
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
                if let Some(words) = time_to_come(&text[after..], &lower[after..]) {
                    return When::unknown(words);
                }
            }
        }
    }
    When::unknown("")
}

/// The words of a time to come that is no date: "the next meeting", "end of the week", "next MAPPA panel". They stay words.
fn time_to_come<'t>(text: &'t str, lower: &str) -> Option<&'t str> {
    const WHAT: [&str; 16] = [
        "meeting",
        "panel",
        "conference",
        "forum",
        "committee",
        "board",
        "group",
        "session",
        "review",
        "hearing",
        "week",
        "month",
        "term",
        "year",
        "quarter",
        "visit",
    ];
    let lead = lower.len() - lower.trim_start().len();
    let whole = |bytes: usize| text[lead..lead + bytes].trim_end();
    let the = if lower[lead..].starts_with("the ") { "the ".len() } else { 0 };
    for words in ["end of the week", "end of the month", "close of play", "close of business"] {
        if lower[lead + the..].starts_with(words) {
            return Some(whole(the + words.len()));
        }
    }
    // "the" and "next", and at most three words before what is to come.
    let mut from = lead;
    let mut words = lower[lead..].split_whitespace().map(|w| {
        let at = lower[from..].find(w).map_or(from, |i| from + i);
        from = at + w.len();
        (from, w)
    });
    let mut word = words.next()?;
    if word.1 == "the" {
        word = words.next()?;
    }
    if !matches!(word.1, "next" | "following" | "coming") {
        return None;
    }
    let bare = |w: &str| w.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
    words
        .take(4)
        .find(|(_, w)| WHAT.contains(&&w[..bare(w)]))
        .map(|(end, w)| &text[lead..end - w.len() + bare(w)])
}

/// What the end of a report says of its action: "... - completed". What follows the first dash, colon, bracket or sentence
/// after the task is the status, the whole of it; brackets that close again before the end belong to the task.
fn trailing_state(text: &str, terms: &MinutesTerms) -> (String, String) {
    let task = owner_and_task(text).map_or(0, |_| text.find(" to ").map_or(0, |at| at + 4));
    let dashes = [" \u{2013} ", " \u{2014} ", " - ", ": ", " ("].into_iter();
    let marked = dashes.flat_map(|mark| text.match_indices(mark).map(|(at, m)| (at, at + m.len())));
    let stops = sentences(text).into_iter().filter(|(at, _)| *at > 0).map(|(at, _)| (at, at));
    let open = |at: usize| text[..at].matches('(').count() > text[..at].matches(')').count();
    let first = marked
        .chain(stops)
        .filter(|(at, after)| {
            *at >= task && !open(*at) && !(text[*at..*after].contains('(') && closes(&text[*after..]))
        })
        .min();
    let Some((at, after)) = first else { return (text.to_string(), String::new()) };
    let tail = text[after..].trim().trim_end_matches([')', '.']);
    match state_of(tail, terms) {
        ActionState::Nothing => (text.to_string(), String::new()),
        // Something may be said, and what is not understood: the task keeps its words.
        ActionState::Unclear if speaks_of_state(tail) => (text.to_string(), tail.to_string()),
        ActionState::Unclear => (text.to_string(), String::new()),
        _ => (text[..at].trim().to_string(), tail.to_string()),
    }
}

/// Whether a bracket that was opened closes, and words go on after it.
fn closes(rest: &str) -> bool {
    rest.find(')').is_some_and(|at| rest[at + 1..].chars().any(char::is_alphanumeric))
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
    let apart = reporting || listed;
    let label = labelled(&block.text);
    // "Action: ..." may stand at the head of a paragraph or of a sentence in it.
    let mut pieces: Vec<(usize, &str)> = vec![(0, &block.text)];
    if label.is_none() {
        let inner: Vec<(usize, &str)> = sentences(&block.text)
            .into_iter()
            .filter(|(at, s)| *at > 0 && labelled(s).is_some() && !within_quotes(&block.text, *at))
            .collect();
        if !inner.is_empty() {
            pieces = inner;
        }
    }
    for (n, &(at, piece)) in pieces.iter().enumerate() {
        let end = pieces.get(n + 1).map_or(block.text.len(), |next| next.0);
        let Some((reference, skip)) = labelled(piece) else { continue };
        let rest = piece[skip..].trim();
        let rest = if piece.starts_with(['[', '(']) { rest.trim_end_matches([']', ')']) } else { rest };
        if no_action(rest) {
            continue;
        }
        // "... Action: IF": who is to act stands behind what was said.
        let said = block.text[..at].trim().trim_end_matches([':', '-']).trim_end();
        if is_owner_alone(rest, terms) {
            let (from, sentence) = sentences(said).last().map_or((0, said), |(from, s)| (*from, *s));
            let what = owner_and_task(sentence).map_or(sentence.to_string(), |(_, what)| what);
            if !what.is_empty() {
                let action = given(block, at, item, (reporting, apart), rest, what, terms);
                out.push(Action { own: from..end, ..action });
            }
            continue;
        }
        push(block, at..end, item, (reporting, apart, reference), rest, terms, out);
    }
    if out.len() > before || !(listed || reporting) {
        return;
    }
    let text = block.text.trim_start_matches(['-', '\u{2022}', '*', ' ']);
    if let Some((number, rest)) = block.number().or_else(|| super::blocks::number_of(text)) {
        // "1.3 Action 4 - ...": the number of the action is its own.
        let own = labelled(rest).filter(|(own, _)| !own.is_empty());
        let (number, rest) = own.map_or((number.to_string(), rest), |(own, skip)| (own, rest[skip..].trim()));
        push(block, 0..block.text.len(), item, (reporting, apart, number), rest, terms, out);
    } else if owner_and_task(text).is_some() {
        push(block, 0..block.text.len(), item, (reporting, apart, String::new()), text, terms, out);
    }
}

/// Whether a byte stands within quotation marks: words that somebody else wrote.
fn within_quotes(text: &str, at: usize) -> bool {
    let before = &text[..at];
    before.matches('"').count() % 2 == 1
        || before.matches('\u{201c}').count() > before.matches('\u{201d}').count()
}

/// Whether words say who is to act and nothing of what: initials, or the name of an agency of the review.
pub(super) fn is_owner_alone(words: &str, terms: &MinutesTerms) -> bool {
    let initials = |p: &str| (2..=4).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_uppercase());
    let parts = words.trim().trim_end_matches('.').split(['/', ',', '&', ';', '+']);
    let mut parts = parts.flat_map(|p| p.split(" and ")).map(str::trim).peekable();
    parts.peek().is_some()
        && !no_action(words)
        && parts.all(|p| initials(p) || is_agency_of(p, &terms.agencies))
}

/// An action of which the words before its label say what it is.
pub(super) fn given(
    block: &Block,
    at: usize,
    item: Option<usize>,
    (reported, apart): (bool, bool),
    owner: &str,
    what: String,
    terms: &MinutesTerms,
) -> Action {
    Action {
        item,
        reference: String::new(),
        owner: owner.trim_end_matches('.').to_string(),
        due: due_of(&what, terms),
        what,
        apart,
        reported,
        state: ActionState::Nothing,
        state_words: String::new(),
        words: Words { text: block.text.clone(), spot: block.spot(at) },
        own: 0..block.text.len(),
        ends: block.spot(block.text.len()),
    }
}

fn push(
    block: &Block,
    own: Range<usize>,
    item: Option<usize>,
    (reported, apart, reference): (bool, bool, String),
    rest: &str,
    terms: &MinutesTerms,
    out: &mut Vec<Action>,
) {
    if no_action(rest) {
        return;
    }
    let (rest, state_words) =
        if reported { trailing_state(rest, terms) } else { (rest.to_string(), String::new()) };
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
        apart,
        reported,
        state: state_of(&state_words, terms),
        state_words,
        words: Words { text: block.text.clone(), spot: block.spot(own.start) },
        ends: block.spot(own.end),
        own,
    });
}
