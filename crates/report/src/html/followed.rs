//! What followed: of each subject of concern, what is on record after an agency knew. The answer stands first; why, after it.
//!
//! The lines of a subject stand together, and behind them those of whom or what it may be. Left out: any word on whether somebody
//! should have acted.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use model::{Answer, EntityId, EventId, Followed, Knowing, MayBe, SymbolId};

use super::evidence::event_link;
use super::knowing::{LINKS_MAX, PERHAPS_MAX};
use super::{Page, e, put};
use crate::knowing::{Subjects, may_be, subject};
use crate::limits::FOLLOWED_MAX_HTML;
use crate::text::{capital, count, number};

/// Answers by agency and response, with their number.
pub(super) fn tallies(page: &mut Page<'_>, knowing: &Knowing, subjects: &Subjects) {
    let mut lines: BTreeMap<(SymbolId, &str), ([u64; Answer::ALL.len()], u64)> = BTreeMap::new();
    for f in &knowing.followed {
        let line = lines.entry((f.holder, &f.response)).or_default();
        line.0[f.answer as usize] += 1;
        let at = f.about.first().and_then(|id| subjects.of(*id));
        line.1 += u64::from(at.is_some_and(|at| subjects.may_be_another(at)));
    }
    if lines.is_empty() {
        return;
    }
    page.table(
        "What is on record after a subject of concern became known, by agency and response",
        false,
        &[
            "Known to",
            "Response",
            "#Done",
            "#Shortly before",
            "#Nothing recorded",
            "#Extract not supplied",
            "#Cannot tell",
            "#Subjects",
        ],
    );
    let mut last = None;
    for ((holder, response), (answers, open)) in lines {
        let name = page.context.names.holder(holder).into_owned();
        let again = if last == Some(holder) { " class=\"again\"" } else { "" };
        last = Some(holder);
        put!(page, "<tr><th scope=\"row\"{again}>{}</th><td>{}</td>", e(&name), e(&capital(response)));
        for (answer, n) in Answer::ALL.into_iter().zip(answers) {
            let mark = if n > 0 { class(answer) } else { "nil" };
            put!(page, "<td class=\"n big {mark}\">{}</td>", number(n));
        }
        put!(page, "<td class=\"n\">{}", number(answers.iter().sum()));
        if open > 0 {
            put!(page, "<br><span class=\"quiet\">{} may be the same as another</span>", number(open));
        }
        page.html.push_str("</td></tr>\n");
    }
    page.end_table();
}

fn class(answer: Answer) -> &'static str {
    match answer {
        Answer::Done | Answer::ShortlyBefore => "ok",
        Answer::NothingRecorded => "no",
        Answer::ExtractNotSupplied | Answer::CannotTell => "dk",
    }
}

/// The lines of one subject together, in order of time; the subjects known through most records first, and behind each those that
/// it may be.
pub(super) fn followed(page: &mut Page<'_>, knowing: &Knowing, subjects: &Subjects) {
    page.html.push_str("<h3>What followed</h3>\n");
    let mut of: BTreeMap<usize, &[Followed]> = BTreeMap::new();
    for lines in knowing.followed.chunk_by(|a, b| a.about == b.about) {
        of.extend(lines[0].about.first().and_then(|id| subjects.of(*id)).map(|at| (at, lines)));
    }
    let times = |lines: &[Followed]| lines.iter().map(|f| f.times).max();
    let mut order: Vec<usize> = of.keys().copied().collect();
    order.sort_by_key(|at| {
        let lines = of[at];
        (Reverse(times(lines)), lines[0].first.when.sort_key(), lines[0].first_event)
    });
    put!(page, "<p>{}.</p>\n", e(&capital(&subjects.counted(&order))));
    page.table(
        "What is on record after a subject of concern became known to an agency",
        true,
        &["Known to, from when", "Response", "On record"],
    );
    let all: usize = of.values().map(|lines| lines.len()).sum();
    let mut left = all.min(FOLLOWED_MAX_HTML);
    let shown = left;
    for (at, behind) in subjects.together(&order) {
        let lines = of[&at];
        if left == 0 {
            break;
        }
        head(page, lines, behind.map(|b| of[&b]));
        let some = &lines[..lines.len().min(left)];
        for its in some.chunk_by(|a, b| (a.holder, a.first_event) == (b.holder, b.first_event)) {
            for (i, f) in its.iter().enumerate() {
                line(page, f, if i == 0 { its.len() } else { 0 });
            }
        }
        left -= some.len();
    }
    page.end_table();
    if shown < all {
        page.quiet(&format!(
            "{shown} of {} lines are shown, the subjects known through most records first; every one is in followed.csv.",
            number(all as u64)
        ));
    }
}

/// The line that names a subject, and whom or what it may be.
fn head(page: &mut Page<'_>, lines: &[Followed], behind: Option<&[Followed]>) {
    let f = &lines[0];
    put!(
        page,
        "<tr class=\"subject\"><th scope=\"rowgroup\" colspan=\"3\">{}",
        e(&subject(page.context, &f.about))
    );
    if let Some(other) = behind {
        let other = subject(page.context, &other[0].about);
        put!(page, " <span class=\"tag own\">may be {}, above</span>", e(&other));
    }
    if !f.taken.is_empty() {
        let names: Vec<String> =
            f.taken.iter().take(LINKS_MAX).map(|id| page.context.names.entity(*id)).collect();
        put!(page, " <span class=\"quiet\">Taken with {}.</span>", e(&names.join(", ")));
    }
    perhaps(page, lines);
    page.html.push_str("</th></tr>\n");
}

/// One line. `rows` is over how many lines of the agency's its cell reaches; 0 where it stands above.
fn line(page: &mut Page<'_>, f: &Followed, rows: usize) {
    page.html.push_str("<tr>");
    if rows > 0 {
        let link = event_link(page, f.first_event);
        put!(
            page,
            "<td rowspan=\"{rows}\">{}<br><b>{}</b> <span class=\"quiet\">{}, {link}</span>",
            e(&page.context.names.holder(f.holder)),
            e(&f.first.when.to_string()),
            f.first.grade.word()
        );
        if f.times > 1 {
            let sources = if f.sources < f.times {
                format!(" from {}", count(u64::from(f.sources), "source"))
            } else {
                String::new()
            };
            put!(page, "<br><span class=\"quiet\">{}{sources}</span>", count(u64::from(f.times), "record"));
        }
        page.html.push_str("</td>");
    }
    put!(page, "<td>{}</td>", e(&capital(&f.response)));
    let said = answer_words(page, f);
    put!(page, "<td><span class=\"v {}\">{}</span> <b>{said}</b>", class(f.answer), f.answer.word());
    page.html.push_str("<details><summary>Why, and what else is on record</summary>");
    let reason = page.context.names.text(&f.reason).into_owned();
    put!(page, "<p>{}</p>", e(&reason));
    for (what, ids) in [("On record", &f.done), ("Shortly before", &f.before), ("By others", &f.by_others)] {
        if !ids.is_empty() {
            put!(page, "<p>{what}: {}.</p>", links(page, ids));
        }
    }
    if f.afterwards_count > 0 {
        let more = u64::from(f.afterwards_count).saturating_sub(f.afterwards.len().min(LINKS_MAX) as u64);
        let more = if more > 0 { format!(" and {} more", number(more)) } else { String::new() };
        put!(page, "<p>Recorded about the subject meanwhile: {}{more}.</p>", links(page, &f.afterwards));
    }
    page.html.push_str("</details></td></tr>\n");
}

fn links(page: &mut Page<'_>, ids: &[EventId]) -> String {
    ids.iter().take(LINKS_MAX).map(|id| event_link(page, *id)).collect::<Vec<_>>().join(", ")
}

/// What is on record, in a few words beside the word of the answer, as HTML.
fn answer_words(page: &mut Page<'_>, f: &Followed) -> String {
    let days = |d: Option<(i32, i32)>| match d {
        Some((a, b)) if a == b => Some(count(u64::from(a.unsigned_abs()), "day")),
        Some((a, b)) => Some(format!("{a} to {b} days")),
        None => None,
    };
    let on = |page: &Page<'_>, id: &EventId| page.case.events[id.index()].when.to_string();
    match f.answer {
        Answer::Done => {
            let how_long = match (f.days, days(f.days)) {
                (Some((0, 0)), _) => "the same day".to_string(),
                (_, Some(d)) => format!("{d} after"),
                _ => String::new(),
            };
            e(&how_long).to_string()
        }
        Answer::ShortlyBefore => {
            let last = f.before.last().map_or_else(String::new, |id| on(page, id));
            let days = days(f.days_before).map_or_else(String::new, |d| format!(", {d} before"));
            format!("{}{}; none after", e(&last), e(&days))
        }
        Answer::NothingRecorded => format!("up to {}", e(&page.case.review.last_complete_day.words())),
        Answer::ExtractNotSupplied => "a silence shows nothing here".to_string(),
        Answer::CannotTell => "the records leave it open".to_string(),
    }
}

/// Whom or what the subject of these lines may be, a sentence for each, and what the record would show if it were.
fn perhaps(page: &mut Page<'_>, lines: &[Followed]) {
    let Some(subject) = lines.first() else { return };
    let mut all = may_be(page.context, &subject.about);
    all.retain(|(id, _)| !subject.taken.contains(id));
    if all.is_empty() {
        return;
    }
    let said = |id: EntityId| -> Vec<(&Followed, &MayBe)> {
        let of = |f: &'_ Followed| f.may_be.iter().position(|m| m.other == id);
        lines.iter().filter_map(|f| of(f).map(|at| (f, &f.may_be[at]))).collect()
    };
    let tells = |m: &MayBe| m.known.is_some() || !m.actions.is_empty();
    all.sort_by_key(|(id, _)| !said(*id).into_iter().any(|(_, m)| tells(m)));
    put!(page, "<details><summary>May be the same as {}</summary>", super::ladder::entries(all.len()));
    for (other, sure) in all.iter().take(PERHAPS_MAX) {
        let name = page.context.names.entity(*other);
        put!(page, "<p>It may be the same as {} ({other}, {})", e(&name), e(sure));
        let mut parts: Vec<String> = Vec::new();
        for (f, m) in said(*other) {
            if let Some(when) = &m.known {
                let holder = page.context.names.holder(f.holder).into_owned();
                parts.push(format!("{} knew of it ({})", e(&holder), e(&when.to_string())));
            }
            if !m.actions.is_empty() {
                let links = links(page, &m.actions);
                let response = e(&f.response).to_string();
                parts.push(format!("a record of &quot;{response}&quot; is there ({links})"));
            }
        }
        let mut told = BTreeSet::new();
        parts.retain(|part| told.insert(part.clone()));
        if !parts.is_empty() {
            put!(page, ": if so, {}", parts.join(", and "));
        }
        page.html.push_str(".</p>");
    }
    if all.len() > PERHAPS_MAX {
        let more = number((all.len() - PERHAPS_MAX) as u64);
        put!(page, "<p>And {more} more, in followed.csv.</p>");
    }
    page.html.push_str("</details>");
}
