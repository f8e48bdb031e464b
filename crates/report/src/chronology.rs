//! One event as the chronology prints it: the union of the columns in use, a date never more exact than its words,
//! a time never made up.

use std::borrow::Cow;
use std::fmt::Write;

use model::{Event, EventId, MentionKind, Qualifier, When, field};

use crate::Context;
use crate::cells::{Cell, iso};
use crate::text::{capital, plain};

/// The columns of a chronology, in order.
pub const COLUMNS: [&str; 20] = [
    "Ref",
    "Start date",
    "Start time",
    "End date",
    "Date qualifier",
    "Sequence",
    "Agency",
    "Source of information",
    "Source locator",
    "People",
    "Event",
    "Person seen/heard",
    "Action or response",
    "Impact",
    "Recorded at",
    "Known to",
    "Age",
    "Status",
    "Comment",
    "Withheld",
];

/// Attributes that have a column of their own; every other one goes to the comment.
const SEEN: [&str; 4] = ["person_seen", "seen_heard", "child_seen", "seen"];
const ACTION: [&str; 4] = ["action", "response", "action_taken", "decision"];
const IMPACT: [&str; 1] = ["impact"];
const AGE: [&str; 1] = ["age"];
const STATUS: [&str; 2] = ["agreed_or_disputed", "chronology_status"];
const COMMENT: [&str; 1] = ["comment"];
/// The attribute by which a source or a reviewer says why something is withheld.
pub(crate) const WITHHELD: [&str; 2] = ["withheld", "withheld_reason"];

/// The row of an event; `sequence` is its number in the chronology, from 1, or 0 for none.
pub(crate) fn row<'a>(context: &Context<'a>, id: EventId, sequence: usize) -> Vec<Cell<'a>> {
    let event = &context.case.events[id.index()];
    let (start, end) = dates(&event.when);
    let withheld = first(context, event, &WITHHELD);
    let hidden = withheld.is_some();
    let unless_hidden = |cell: Cell<'a>| if hidden { Cell::Empty } else { cell };
    let attribute = |names: &[&str]| first(context, event, names).map_or(Cell::Empty, Cell::text);
    vec![
        Cell::text(id.to_string()),
        start,
        event.when.time().map_or(Cell::Empty, |t| Cell::text(t.to_string())),
        end,
        Cell::text(qualifier(&event.when)),
        if sequence > 0 { Cell::count(sequence) } else { Cell::Empty },
        Cell::text(context.names.holder(event.holder)),
        Cell::text(context.names.path(event.place.source).to_string()),
        Cell::text(locator(context, event)),
        Cell::text(people(context, event)),
        Cell::text(if hidden { kind(context, event) } else { what(context, event) }),
        unless_hidden(attribute(&SEEN)),
        unless_hidden(attribute(&ACTION)),
        unless_hidden(attribute(&IMPACT)),
        recorded(&event.recorded),
        Cell::text(known_to(context, event)),
        age(context, event),
        attribute(&STATUS),
        unless_hidden(Cell::text(comment(context, event))),
        withheld.map_or(Cell::Empty, Cell::text),
    ]
}

/// Start and end: a real day only where it is exact; otherwise the bounds as text.
fn dates<'a>(when: &When) -> (Cell<'a>, Cell<'a>) {
    if let Some(day) = when.exact() {
        return (Cell::Day(day), Cell::Empty);
    }
    let text = |day: Option<model::Day>| day.map_or(Cell::Empty, |d| Cell::text(d.to_string()));
    (text(when.earliest()), text(when.latest()))
}

fn recorded<'a>(when: &When) -> Cell<'a> {
    match (when.exact(), when.time()) {
        (Some(day), None) => Cell::Day(day),
        (Some(day), Some(time)) => Cell::text(format!("{day} {time}")),
        _ => Cell::text(iso(when)),
    }
}

/// The field's word for the date. What is not exact and says nothing else is a range: an event on some day of May
/// did not last all of May.
pub(crate) fn qualifier(when: &When) -> &'static str {
    match when.qualifier() {
        Qualifier::On if when.is_unknown() => Qualifier::Unknown.word(),
        Qualifier::On if when.exact().is_none() => Qualifier::Range.word(),
        q => q.word(),
    }
}

/// Sheet, row and column in words.
pub(crate) fn locator(context: &Context<'_>, event: &Event) -> String {
    let place = event.place;
    let source = &context.case.sources[place.source.index()];
    let mut words = Vec::new();
    if let Some(sheet) = source.sheets.get(usize::from(place.sheet)).filter(|s| !s.is_empty()) {
        words.push(format!("sheet {}", context.names.text(sheet)));
    }
    if place.row > 0 {
        words.push(format!("row {}", place.row));
    }
    if place.column > 0 {
        words.push(format!("column {}", model::column_letters(place.column)));
    }
    words.join(", ")
}

/// Who and what it is about, each with the role the mapping gives.
pub(crate) fn people(context: &Context<'_>, event: &Event) -> String {
    let mut text = String::new();
    for mention in &event.mentions {
        let role = &context.case.mentions[mention.index()].role;
        let name = context.names.entity(context.case.entity_of[mention.index()]);
        let gap = if text.is_empty() { "" } else { "; " };
        let _ = if role.is_empty() || **role == *name {
            write!(text, "{gap}{name}")
        } else {
            write!(text, "{gap}{name} ({})", plain(role))
        };
    }
    text
}

fn kind(context: &Context<'_>, event: &Event) -> String {
    capital(&plain(context.case.words.word(event.kind)))
}

/// The kind of event, and what the source says.
pub(crate) fn what(context: &Context<'_>, event: &Event) -> String {
    let kind = kind(context, event);
    let text = context.names.event_text(event, &event.text);
    let mut words = if text.is_empty() { kind } else { format!("{kind}: {text}") };
    if let Some(tally) = event.tally {
        let _ = write!(words, " ({} of {} recorded)", tally.done, tally.of);
    }
    words
}

fn known_to(context: &Context<'_>, event: &Event) -> String {
    let mut text = String::new();
    for known in &event.known {
        let gap = if text.is_empty() { "" } else { "; " };
        let holder = context.names.holder(known.holder);
        let _ = write!(text, "{gap}{holder} ({}, {})", known.grade.word(), known.when);
    }
    text
}

fn age<'a>(context: &Context<'a>, event: &'a Event) -> Cell<'a> {
    if let Some(age) = first(context, event, &AGE) {
        return Cell::text(age);
    }
    let subject = event.mentions.first().map(|m| &context.case.mentions[m.index()]);
    subject
        .filter(|m| m.kind == MentionKind::Person)
        .and_then(|m| m.get(field::AGE))
        .map_or(Cell::Empty, Cell::text)
}

fn first<'a>(context: &Context<'a>, event: &'a Event, names: &[&str]) -> Option<Cow<'a, str>> {
    names.iter().find_map(|name| {
        event
            .attributes
            .iter()
            .find(|(n, value)| context.case.words.word(*n) == *name && !value.is_empty())
            .map(|(_, value)| context.names.event_text(event, value))
    })
}

/// Every cell that has no column of its own, and the words of a date that is not exact.
pub(crate) fn comment(context: &Context<'_>, event: &Event) -> String {
    let mut parts: Vec<String> = Vec::new();
    if event.when.exact().is_none() && !event.when.written().is_empty() {
        parts.push(format!("date as written: \"{}\"", event.when.written()));
    }
    let own: Vec<&str> = [&SEEN[..], &ACTION, &IMPACT, &AGE, &STATUS, &COMMENT, &WITHHELD]
        .into_iter()
        .flatten()
        .copied()
        .collect();
    parts.extend(first(context, event, &COMMENT).map(Cow::into_owned));
    for (name, value) in &event.attributes {
        let name = context.case.words.word(*name);
        if !own.contains(&name) && !value.is_empty() {
            parts.push(format!("{}: {}", plain(name), context.names.event_text(event, value)));
        }
    }
    if !event.parties.is_empty() {
        let parties: Vec<Cow<'_, str>> = event.parties.iter().map(|p| context.names.holder(*p)).collect();
        parts.push(format!("parties: {}", parties.join(", ")));
    }
    if event.latest_only {
        parts.push("the source keeps only the latest of this kind".to_string());
    }
    parts.join("; ")
}
