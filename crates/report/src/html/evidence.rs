//! The way back: from an outcome to the events it rests on, and from an event to its cell.

use std::fmt::Write;

use model::{EventId, Outcome, Place, column_letters};

use super::pick::evidence_shown;
use super::{Page, e, put};
use crate::chronology::qualifier;
use crate::text::{count, plain};

/// Hex digits of a hash that the page shows; the whole is in the table of files.
const HASH_DIGITS: usize = 12;

/// File, sheet, row, column and the start of the file's hash, as HTML.
pub(super) fn place(page: &Page<'_>, place: Place) -> String {
    let source = &page.case.sources[place.source.index()];
    let mut html =
        format!("<span class=\"ref\">{}</span> {}", place.source, e(page.context.names.path(place.source)));
    if let Some(sheet) = source.sheets.get(usize::from(place.sheet)).filter(|s| !s.is_empty()) {
        let _ = write!(html, ", sheet “{}”", e(&page.context.names.text(sheet)));
    }
    if place.row > 0 {
        let _ = write!(html, ", <span class=\"nb\">row {}</span>", place.row);
    }
    if place.column > 0 {
        let _ = write!(html, ", <span class=\"nb\">column {}</span>", column_letters(place.column));
    }
    html
}

/// The start of the hash of a place's file.
pub(super) fn short_hash(page: &Page<'_>, place: Place) -> String {
    page.case.sources[place.source.index()].sha256.chars().take(HASH_DIGITS).collect()
}

/// A reference to an event: a link where the page has its row.
pub(super) fn event_link(page: &Page<'_>, id: EventId) -> String {
    if page.picked.has_row[id.index()] {
        format!("<a href=\"#e{}\">{id}</a>", id.0 + 1)
    } else {
        format!("<span class=\"ref\">{id}</span>")
    }
}

/// The evidence of one outcome: links to the chronology, and the cells.
pub(super) fn evidence(page: &mut Page<'_>, outcome: &Outcome) {
    let shown: Vec<EventId> = evidence_shown(outcome).collect();
    let links: Vec<String> = shown.iter().map(|id| described(page, *id)).collect();
    let more = outcome.evidence.len() - shown.len();
    put!(page, "<p class=\"ev\">Records looked at: {}", links.join("; "));
    if more > 0 {
        put!(page, "; and {} in outcomes.csv", count(more as u64, "more event"));
    }
    page.html.push_str("</p>\n");
    put!(page, "<details><summary>Source {}</summary><ul>", if shown.len() == 1 { "cell" } else { "cells" });
    for id in shown {
        let at = page.case.events[id.index()].place;
        let (words, hash) = (place(page, at), short_hash(page, at));
        put!(page, "<li>{id}: {words}; SHA-256 begins <code>{hash}</code></li>");
    }
    page.html.push_str("</ul></details>\n");
}

/// An event with its kind and date, as HTML.
pub(super) fn described(page: &Page<'_>, id: EventId) -> String {
    let event = &page.case.events[id.index()];
    let kind = plain(page.case.words.word(event.kind));
    format!("{} {}, {}", event_link(page, id), e(&kind), e(&when(&event.when)))
}

/// A date in words; a range with its bounds.
pub(super) fn when(when: &model::When) -> String {
    match (when.exact(), when.earliest(), when.latest()) {
        (Some(_), ..) => when.to_string(),
        (_, Some(a), Some(b)) => format!("between {} and {}", a.words(), b.words()),
        _ => when.to_string(),
    }
}

/// A date for the chronology: the words, and those of the source where it is not exact.
pub(super) fn when_cell(when: &model::When) -> String {
    let qualified = qualifier(when);
    let mut html = match (when.exact(), when.earliest(), when.latest()) {
        (Some(day), ..) => format!("<span class=\"nb\">{}</span>", e(&day.words())),
        (_, Some(a), Some(b)) => format!(
            "<span class=\"nb\">{}</span> to <span class=\"nb\">{}</span>",
            e(&a.words()),
            e(&b.words())
        ),
        (_, Some(a), None) => format!("<span class=\"nb\">{}</span>", e(&a.words())),
        (_, None, Some(b)) => format!("<span class=\"nb\">{}</span>", e(&b.words())),
        (_, None, None) => "no date".to_string(),
    };
    if let Some(time) = when.time() {
        let _ = write!(html, " at {time}");
    }
    if when.exact().is_none() || qualified != "On" {
        let _ = write!(html, "<br><span class=\"quiet\">{qualified}");
        if !when.written().is_empty() && when.exact().is_none() {
            let _ = write!(html, ", written “{}”", e(when.written()));
        }
        html.push_str("</span>");
    }
    html
}
