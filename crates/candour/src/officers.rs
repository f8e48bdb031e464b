//! Officers whom the review names, at meetings: in whose attendance they stand, which items named whom, and what the rule of the
//! review makes of their having heard it.
//!
//! Left out: who an officer is where a line of the attendance gives a surname and no more; such a line is told as perhaps the
//! officer's, and nothing is taken from it.

use std::collections::BTreeSet;

use duty::knowing::{Terms, officer_knew};
use model::{Case, EntityId, EventId, Grade, Heard};

use crate::minutes::Attended;

/// The event of the meeting in whose attendance a line stands.
pub(crate) fn meeting_of(case: &Case, line: &Attended) -> Option<EventId> {
    let kind = case.words.get("meeting")?;
    let at =
        case.events.iter().position(|e| e.kind == kind && e.place == line.meeting && e.when == line.when);
    at.map(EventId::from)
}

/// The items of a meeting, in reading order: those that follow it, up to the next meeting.
pub(crate) fn items_of(case: &Case, meeting: EventId) -> Vec<EventId> {
    let (kind, item) = (case.words.get("meeting"), case.words.get("meeting_item"));
    let source = case.events[meeting.index()].place.source;
    let after = case.events.iter().enumerate().skip(meeting.index() + 1);
    let its = after.take_while(|(_, e)| Some(e.kind) != kind && e.place.source == source);
    its.filter(|(_, e)| Some(e.kind) == item).map(|(i, _)| EventId::from(i)).collect()
}

/// Whether a record names any of these.
pub(crate) fn names(case: &Case, id: EventId, entities: &BTreeSet<EntityId>) -> bool {
    case.events[id.index()].mentions.iter().any(|m| entities.contains(&case.entity_of[m.index()]))
}

/// What the rule of the review makes of an officer's having been at an item.
pub(crate) fn heard(case: &Case, terms: &Terms, line: &Attended, item: EventId) -> Heard {
    if !line.standing.was_there() {
        return Heard::NotSaid(match line.standing.word() {
            "apologies" => "apologies were sent, and nothing is taken to have been heard",
            "absent" => "absent, and nothing is taken to have been heard",
            _ => "not surely said to have been there",
        });
    }
    if !line.sure {
        return Heard::NotSaid("the line may mean another of that name");
    }
    let event = &case.events[item.index()];
    match &line.heard {
        Some(items) if items.is_empty() => {
            Heard::NotSaid("there for a part of the meeting, and the minutes do not surely say for which")
        }
        Some(items) if !items.iter().any(|number| *number == *event.reference) => {
            Heard::NotSaid("there for a part of the meeting, and not said to have heard this item")
        }
        _ => {
            let (_, counts) = officer_knew(case, terms, &line.officer, &line.when, Grade::Discussed);
            Heard::There(Grade::Discussed, counts)
        }
    }
}

/// The meetings in whose attendance officers stand, each with the items that name a subject of concern.
pub(crate) fn attended(case: &Case, terms: &Terms, lines: &[Attended]) -> Vec<model::Attended> {
    let subjects: BTreeSet<EntityId> = case.knowing.subjects.iter().flatten().copied().collect();
    let one = |line: &Attended| {
        let meeting = meeting_of(case, line)?;
        let items = items_of(case, meeting).into_iter().filter(|id| names(case, *id, &subjects));
        Some(model::Attended {
            officer: line.officer.clone(),
            meeting,
            standing: line.standing.word(),
            sure: line.sure,
            place: line.place,
            items: items.map(|id| (id, heard(case, terms, line, id))).collect(),
        })
    };
    once(lines).into_iter().filter_map(one).collect()
}

/// Each line of an attendance once for an officer, though the officer may stand under several agencies.
pub(crate) fn once(lines: &[Attended]) -> Vec<&Attended> {
    let mut seen = BTreeSet::new();
    lines.iter().filter(|line| seen.insert((line.officer.as_str(), line.place))).collect()
}
