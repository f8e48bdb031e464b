//! The record itself: people, vehicles and places; the chronology; events without a date.

use std::collections::BTreeMap;
use std::fmt::Write;

use model::{Band, EntityId, EventId, MentionKind};

use super::evidence::{place, short_hash, when_cell};
use super::{Page, e, put};
use crate::limits::{ENTITIES_PER_KIND_MAX_HTML, TEXT_CHARS_MAX_HTML};
use crate::text::{capital, count, number, plain, shortened};
use crate::{chronology as rows, tables};

/// People, vehicles, places and the rest, with how sure it is that their mentions are one.
pub(super) fn entities(page: &mut Page<'_>) {
    page.section("who", false);
    page.paragraph(
        "Records name people and things in their own ways; linkage brings together the mentions that belong together. \
         Certainty is the least probability among the links that hold the mentions of one together. Who else it might \
         be is shown, and was not acted on.",
    );
    if page.context.names.hidden() {
        page.quiet("A pseudonym is the same in every file of this report. All places and telephones are under pseudonyms, because an address identifies.");
    }
    let order = order(page);
    for (kind, total) in tables::kinds(page.context) {
        let shown: Vec<EntityId> = order
            .iter()
            .filter(|id| page.case.entities[id.index()].kind == kind)
            .take(ENTITIES_PER_KIND_MAX_HTML)
            .copied()
            .collect();
        put!(page, "<h3>{}</h3>\n", heading(kind));
        if total > shown.len() as u64 {
            page.quiet(&format!(
                "{} of {} shown, those that outcomes are about first. Every one is in entities.csv.",
                shown.len(),
                number(total)
            ));
        }
        page.table(
            heading(kind),
            false,
            &["Who or what", "#Mentions", "Files", "Certainty", "Possibly the same as"],
        );
        for id in shown {
            entity_row(page, id);
        }
        page.end_table();
    }
    page.end_section();
}

fn heading(kind: MentionKind) -> &'static str {
    match kind {
        MentionKind::Person => "People",
        MentionKind::Vehicle => "Vehicles",
        MentionKind::Place => "Addresses and places",
        MentionKind::Telephone => "Telephones",
        MentionKind::Organisation => "Bodies",
        MentionKind::Matter => "Matters",
    }
}

/// Entities that outcomes are about, then those with several mentions or open questions, then the rest.
fn order(page: &Page<'_>) -> Vec<EntityId> {
    let mut about: BTreeMap<EntityId, ()> = BTreeMap::new();
    for outcome in &page.case.outcomes {
        about.insert(outcome.subject, ());
    }
    let mut order: Vec<EntityId> = (0..page.case.entities.len()).map(EntityId::from).collect();
    order.sort_by_cached_key(|id| {
        let entity = &page.case.entities[id.index()];
        (!about.contains_key(id), entity.mentions.len() < 2 && entity.possibly.is_empty(), *id)
    });
    order
}

fn entity_row(page: &mut Page<'_>, id: EntityId) {
    let entity = &page.case.entities[id.index()];
    let name = page.context.names.entity(id);
    let mut files: Vec<model::SourceId> =
        entity.mentions.iter().map(|m| page.case.mentions[m.index()].place.source).collect();
    files.sort();
    files.dedup();
    let files: Vec<String> = files.iter().map(|f| f.to_string()).collect();
    let possibly: Vec<String> =
        entity.possibly.iter().take(8).map(|p| page.context.names.entity(*p)).collect();
    put!(page, "<tr id=\"n{}\"><th scope=\"row\">{}</th>", id.0 + 1, e(&name));
    put!(page, "<td class=\"n\">{}</td><td>{}</td>", number(entity.mentions.len() as u64), files.join(", "));
    let certainty = if entity.mentions.len() == 1 {
        "one mention only".to_string()
    } else {
        format!("{} ({:.4})", band(entity.certainty).word(), entity.certainty)
    };
    let possibly = if possibly.is_empty() { "nobody else found".to_string() } else { possibly.join(", ") };
    let possibly =
        if entity.kind == MentionKind::Person { possibly } else { possibly.replace("nobody", "nothing") };
    put!(page, "<td>{certainty}</td><td>{}</td></tr>\n", e(&possibly));
}

/// The band a probability falls in, as the glossary states it.
fn band(probability: f64) -> Band {
    match probability {
        p if p >= 0.999 => Band::Certain,
        p if p >= 0.95 => Band::Probable,
        _ => Band::Possible,
    }
}

/// The chronology, or as much as there is room for.
pub(super) fn chronology(page: &mut Page<'_>) {
    page.section("chronology", true);
    let (shown, all) = (page.picked.chronology.len(), page.case.chronology.len());
    if shown < all {
        put!(
            page,
            "<div class=\"note\"><p>{} of {} are shown, those that the outcomes on this page rest on first. The other {} are in \
             <strong>chronology.csv</strong>{}.</p></div>\n",
            number(shown as u64),
            count(all as u64, "event"),
            number((all - shown) as u64),
            if all <= crate::limits::WORKBOOK_EVENTS_MAX {
                " and <strong>chronology.xlsx</strong>"
            } else {
                ""
            }
        );
    } else {
        page.paragraph(&format!(
            "{} with a date, in order of the first possible day.",
            capital(&count(all as u64, "event"))
        ));
    }
    page.quiet(
        "A date is never more exact than its words: a range is some day between its ends, both included.",
    );
    page.stacked_table("Chronology", &["Ref", "When", "Agency", "What the record says", "Source"]);
    let ids: Vec<EventId> = page.picked.chronology.iter().map(|(_, id)| *id).collect();
    for id in ids {
        event_row(page, id);
    }
    page.end_table();
    page.end_section();
}

/// Events without a usable date.
pub(super) fn undated(page: &mut Page<'_>) {
    page.section("undated", false);
    let (shown, all) = (page.picked.undated.len(), page.case.undated.len());
    if all == 0 {
        page.paragraph("Every event has a date that can be placed.");
    } else {
        page.paragraph(&format!(
            "{} no usable date. They stay in the record and can settle nothing about time.",
            if all == 1 { "1 event has".to_string() } else { format!("{} events have", number(all as u64)) }
        ));
        if shown < all {
            page.quiet(&format!("{} shown; every one is in undated.csv.", number(shown as u64)));
        }
        page.stacked_table(
            "Events without a date",
            &["Ref", "When", "Agency", "What the record says", "Source"],
        );
        for id in page.picked.undated.clone() {
            event_row(page, id);
        }
        page.end_table();
    }
    page.end_section();
}

fn event_row(page: &mut Page<'_>, id: EventId) {
    let case = page.case;
    let event = &case.events[id.index()];
    let words = &case.words;
    put!(page, "<tr id=\"e{}\"><th scope=\"row\" class=\"ref\">{id}</th>", id.0 + 1);
    put!(page, "<td>{}</td>", when_cell(&event.when));
    put!(page, "<td>{}</td><td>", e(&page.context.names.holder(event.holder)));
    let withheld = event.attributes.iter().find(|(n, _)| rows::WITHHELD.contains(&words.word(*n)));
    put!(page, "<strong>{}</strong>", e(&capital(&plain(words.word(event.kind)))));
    if !event.reference.is_empty() {
        put!(page, " <span class=\"quiet\">reference {}</span>", e(&event.reference));
    }
    if let Some((_, reason)) = withheld {
        put!(page, "<br>Words withheld: {}", e(&page.context.names.event_text(event, reason)));
    } else {
        let text = page.context.names.event_text(event, &event.text);
        if !text.is_empty() {
            put!(page, "<br>{}", e(&shortened(&text, TEXT_CHARS_MAX_HTML)));
        }
    }
    let people = rows::people(page.context, event);
    if !people.is_empty() {
        put!(page, "<br><span class=\"quiet\">{}</span>", e(&people));
    }
    if withheld.is_none() {
        further(page, id);
    }
    let (at, hash) = (place(page, event.place), short_hash(page, event.place));
    put!(page, "</td><td>{at}<br><code>{hash}</code></td></tr>\n");
}

/// The other cells kept, and who came to know.
fn further(page: &mut Page<'_>, id: EventId) {
    let event = &page.case.events[id.index()];
    let mut parts: Vec<String> = event
        .attributes
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(n, value)| {
            let value = page.context.names.event_text(event, value);
            format!("{}: {}", plain(page.case.words.word(*n)), shortened(&value, TEXT_CHARS_MAX_HTML / 2))
        })
        .collect();
    if let Some(tally) = event.tally {
        parts.push(format!("{} of {} recorded", tally.done, tally.of));
    }
    if event.latest_only {
        parts.push("the source keeps only the latest of this kind".to_string());
    }
    let mut known = String::new();
    for (awareness, from) in rows::known_to(page.context, event).into_iter().take(8) {
        let gap = if known.is_empty() { "known to " } else { ", " };
        let holder = page.context.names.holder(awareness.holder);
        let _ = write!(known, "{gap}{holder} ({} {})", awareness.grade.word(), super::evidence::when(&from));
    }
    parts.extend((!known.is_empty()).then_some(known));
    if !parts.is_empty() {
        put!(page, "<br><span class=\"quiet\">{}</span>", e(&parts.join("; ")));
    }
}
