//! One event as the chronology prints it: the union of the columns in use, a date never more exact than its words,
//! a time never made up.

use std::borrow::Cow;
use std::fmt::Write;

use model::{Case, Event, EventId, MentionKind, Qualifier, SymbolId, When, field};

use crate::Context;
use crate::cells::{Cell, iso};
use crate::text::{Digits, plain, push_capital_plain};

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

/// The attributes that have a column of their own, by their numbers in the case; of several the first counts.
pub(crate) struct Slots {
    seen: Vec<SymbolId>,
    action: Vec<SymbolId>,
    impact: Vec<SymbolId>,
    age: Vec<SymbolId>,
    status: Vec<SymbolId>,
    comment: Vec<SymbolId>,
    withheld: Vec<SymbolId>,
}

impl Slots {
    pub(crate) fn of(case: &Case) -> Slots {
        let known = |names: &[&str]| names.iter().filter_map(|name| case.words.get(name)).collect();
        Slots {
            seen: known(&SEEN),
            action: known(&ACTION),
            impact: known(&IMPACT),
            age: known(&AGE),
            status: known(&STATUS),
            comment: known(&COMMENT),
            withheld: known(&WITHHELD),
        }
    }

    fn holds(&self, name: SymbolId) -> bool {
        [&self.seen, &self.action, &self.impact, &self.age, &self.status, &self.comment, &self.withheld]
            .iter()
            .any(|names| names.contains(&name))
    }
}

/// Room for the words of most cells, so that memory is asked for once.
const TEXT_BYTES: usize = 120;
/// The same for short ones.
const SHORT_TEXT_BYTES: usize = 48;

/// The row of an event; `sequence` is its number in the chronology, from 1, or 0 for none.
pub(crate) fn row<'a>(context: &'a Context<'a>, id: EventId, sequence: usize) -> [Cell<'a>; COLUMNS.len()] {
    let event = &context.case.events[id.index()];
    let (start, end) = dates(&event.when);
    let slots = &context.slots;
    let withheld = first(context, event, &slots.withheld);
    let hidden = withheld.is_some();
    let unless_hidden = |cell: Cell<'a>| if hidden { Cell::Empty } else { cell };
    let attribute = |names: &[SymbolId]| first(context, event, names).map_or(Cell::Empty, Cell::text);
    [
        Cell::id("E", id.0),
        start,
        event.when.time().map_or(Cell::Empty, |t| Cell::text(t.to_string())),
        end,
        Cell::text(qualifier(&event.when)),
        if sequence > 0 { Cell::count(sequence) } else { Cell::Empty },
        Cell::text(context.names.holder(event.holder)),
        Cell::text(context.names.path(event.place.source)),
        Cell::text(locator(context, event)),
        Cell::text(people(context, event)),
        Cell::text(if hidden { kind(context, event) } else { what(context, event) }),
        unless_hidden(attribute(&slots.seen)),
        unless_hidden(attribute(&slots.action)),
        unless_hidden(attribute(&slots.impact)),
        recorded(&event.recorded),
        Cell::text(known_to_words(context, event)),
        age(context, event),
        attribute(&slots.status),
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
fn locator(context: &Context<'_>, event: &Event) -> String {
    let place = event.place;
    let mut text = String::with_capacity(SHORT_TEXT_BYTES);
    let sheet = context.names.sheet(place);
    if !sheet.is_empty() {
        push(&mut text, ", ", &["sheet ", sheet]);
    }
    if place.row > 0 {
        push(&mut text, ", ", &["row ", Digits::of(u64::from(place.row)).text()]);
    }
    if place.column > 0 {
        push(&mut text, ", ", &["column ", &letters(place.column)]);
    }
    text
}

/// The letters of a column; nothing for none.
pub(crate) fn letters(column: u16) -> Cow<'static, str> {
    const ONE: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    match usize::from(column) {
        n @ 1..=26 => Cow::Borrowed(&ONE[n - 1..n]),
        _ => Cow::Owned(model::column_letters(column)),
    }
}

/// Adds words to a list, with the gap if there is something before them.
pub(crate) fn push(text: &mut String, gap: &str, words: &[&str]) {
    if !text.is_empty() {
        text.push_str(gap);
    }
    for word in words {
        text.push_str(word);
    }
}

/// Who and what it is about, each with the role the mapping gives.
pub(crate) fn people(context: &Context<'_>, event: &Event) -> String {
    let mut text = String::with_capacity(SHORT_TEXT_BYTES);
    for mention in &event.mentions {
        push(&mut text, "; ", &[]);
        let from = text.len();
        context.names.push_entity(&mut text, context.case.entity_of[mention.index()]);
        let role = &*context.case.mentions[mention.index()].role;
        if !role.is_empty() && *role != text[from..] {
            push(&mut text, "", &[" (", &plain(role), ")"]);
        }
    }
    text
}

fn kind(context: &Context<'_>, event: &Event) -> String {
    let mut text = String::with_capacity(TEXT_BYTES);
    push_capital_plain(&mut text, context.case.words.word(event.kind));
    text
}

/// The kind of event, and what the source says.
fn what(context: &Context<'_>, event: &Event) -> String {
    let mut words = kind(context, event);
    let text = context.names.event_text(event, &event.text);
    if !text.is_empty() {
        words.push_str(": ");
        words.push_str(&text);
    }
    if let Some(tally) = event.tally {
        let _ = write!(words, " ({} of {} recorded)", tally.done, tally.of);
    }
    words
}

/// Who came to know of an event, each holder once in each grade and from each day: several of one agency at a meeting are one
/// holder.
pub(crate) fn known_to<'e>(context: &Context<'_>, event: &'e Event) -> Vec<(&'e model::Awareness, When)> {
    let mut all: Vec<(&model::Awareness, When)> = Vec::with_capacity(event.known.len());
    for known in &event.known {
        let from = event.known_from(known);
        let one = |(other, when): &(&model::Awareness, When)| {
            let names = || [other, known].map(|k| context.names.holder(k.holder));
            other.grade == known.grade
                && *when == from
                && (other.holder == known.holder || names()[0] == names()[1])
        };
        if !all.iter().any(one) {
            all.push((known, from));
        }
    }
    all
}

fn known_to_words(context: &Context<'_>, event: &Event) -> String {
    let mut text = String::with_capacity(if event.known.is_empty() { 0 } else { TEXT_BYTES });
    for (known, from) in known_to(context, event) {
        let holder = context.names.holder(known.holder);
        push(&mut text, "; ", &[&holder, " (", known.grade.word(), ", ", &from.to_string(), ")"]);
    }
    text
}

fn age<'a>(context: &Context<'a>, event: &'a Event) -> Cell<'a> {
    if let Some(age) = first(context, event, &context.slots.age) {
        return Cell::text(age);
    }
    let subject = event.mentions.first().map(|m| &context.case.mentions[m.index()]);
    subject
        .filter(|m| m.kind == MentionKind::Person)
        .and_then(|m| m.get(field::AGE))
        .map_or(Cell::Empty, Cell::text)
}

fn first<'a>(context: &Context<'a>, event: &'a Event, names: &[SymbolId]) -> Option<Cow<'a, str>> {
    names.iter().find_map(|name| {
        event
            .attributes
            .iter()
            .find(|(n, value)| n == name && !value.is_empty())
            .map(|(_, value)| context.names.event_text(event, value))
    })
}

/// Every cell that has no column of its own, and the words of a date that is not exact.
fn comment(context: &Context<'_>, event: &Event) -> String {
    let mut text = String::with_capacity(TEXT_BYTES);
    if event.when.exact().is_none() && !event.when.written().is_empty() {
        push(&mut text, "; ", &["date as written: \"", event.when.written(), "\""]);
    }
    if let Some(words) = first(context, event, &context.slots.comment) {
        push(&mut text, "; ", &[&words]);
    }
    for (name, value) in &event.attributes {
        if !value.is_empty() && !context.slots.holds(*name) {
            let name = plain(context.case.words.word(*name));
            push(&mut text, "; ", &[&name, ": ", &context.names.event_text(event, value)]);
        }
    }
    for (i, party) in event.parties.iter().enumerate() {
        let holder = context.names.holder(*party);
        if i == 0 {
            push(&mut text, "; ", &["parties: ", &holder]);
        } else {
            push(&mut text, ", ", &[&holder]);
        }
    }
    if event.latest_only {
        push(&mut text, "; ", &["the source keeps only the latest of this kind"]);
    }
    text
}
