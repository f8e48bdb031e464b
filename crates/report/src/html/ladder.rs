//! The ladder of awareness: of each subject of concern, who knew, from when, in which grade, by which record, and who told them.
//!
//! Each holder's first step in every grade; those of every subject stand in knowledge.csv. Left out: what should have followed.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use model::{Counts, Heard, How, Knowing, Knowledge, SymbolId};

use super::evidence::event_link;
use super::knowing::PERHAPS_MAX;
use super::{Page, e, put};
use crate::knowing::{Subjects, about_officers, may_be, subject};
use crate::limits::{LADDERS_MAX_HTML, TABLE_ROWS_MAX_HTML};
use crate::text::{capital, count, number};

/// The ladders of the subjects that most agencies knew of, and behind each those of whom or what it may be.
pub(super) fn ladders(page: &mut Page<'_>, knowing: &Knowing, subjects: &Subjects) {
    let mut steps: BTreeMap<usize, Vec<&Knowledge>> = BTreeMap::new();
    for step in &knowing.ladder {
        if let Some(index) = subjects.of(step.about) {
            steps.entry(index).or_default().push(step);
        }
    }
    let holders = |steps: &[&Knowledge]| steps.iter().map(|k| holder(k)).collect::<BTreeSet<_>>().len();
    let mut order: Vec<usize> = steps.keys().copied().collect();
    order.sort_by_key(|index| (Reverse(holders(&steps[index])), *index));
    let shown = order.len().min(LADDERS_MAX_HTML);
    page.html.push_str("<h3>Who knew, from when</h3>\n");
    put!(page, "<p>{}.</p>\n", e(&capital(&subjects.counted(&order))));
    page.table(
        "The first record by which each agency knew of a subject of concern, grade by grade",
        true,
        &["Known to", "From", "By which record, in which grade"],
    );
    for (index, behind) in subjects.together(&order).into_iter().take(shown) {
        let name = subject(page.context, &knowing.subjects[index]);
        put!(page, "<tr class=\"subject\"><th scope=\"rowgroup\" colspan=\"3\">{}", e(&name));
        if let Some(other) = behind {
            let other = subject(page.context, &knowing.subjects[other]);
            put!(page, " <span class=\"tag own\">may be {}, above</span>", e(&other));
        }
        let perhaps = perhaps(page, knowing, index, subjects, &steps);
        put!(page, "{perhaps}</th></tr>\n");
        let mut its = steps.get(&index).cloned().unwrap_or_default();
        its.sort_by_key(|k| (k.from.is_unknown(), k.from.sort_key(), k.event));
        for (who, its) in by_holder(its) {
            put!(page, "<tr><td>{}</td>", e(&page.context.names.holder(who)));
            let first = its.iter().find(|k| k.counts == Counts::Yes).or(its.first());
            let first = first.map_or_else(String::new, |k| k.from.to_string());
            let counts = its.iter().any(|k| k.counts == Counts::Yes);
            match counts {
                true => put!(page, "<td><b>{}</b></td><td>", e(&first)),
                false => put!(page, "<td>does not count</td><td>"),
            }
            for (n, step) in its.iter().enumerate() {
                page.html.push_str(if n == 0 { "" } else { "; " });
                rung(page, step);
            }
            page.html.push_str("</td></tr>\n");
        }
    }
    page.end_table();
    let rest = if shown < order.len() {
        format!(
            " {shown} of {} subjects are shown, those that most agencies knew of first; every step is in knowledge.csv.",
            number(order.len() as u64)
        )
    } else {
        String::new()
    };
    page.quiet(&format!(
        "The first record of each grade, in order of time. What was visible on one day, and no more, is told by the command candour knew with --on.{rest}"
    ));
}

/// The steps of each holder, in the order of the holders' first.
fn by_holder(steps: Vec<&Knowledge>) -> Vec<(SymbolId, Vec<&Knowledge>)> {
    let mut all: Vec<(SymbolId, Vec<&Knowledge>)> = Vec::new();
    for step in steps {
        match all.iter_mut().find(|(who, _)| *who == holder(step)) {
            Some((_, its)) => its.push(step),
            None => all.push((holder(step), vec![step])),
        }
    }
    all
}

/// The meetings in whose attendance officers of the review stand. Nothing is said of officers in a review for learning.
pub(super) fn officers(page: &mut Page<'_>, knowing: &Knowing) {
    if !about_officers(page.context) {
        return;
    }
    page.html.push_str("<h3>Officers at meetings</h3>\n");
    page.table(
        "Meetings in whose attendance an officer of the review stands, and the items that name a subject of concern",
        true,
        &["Officer", "Meeting", "Stands there as", "Items that name a subject of concern"],
    );
    for a in knowing.attended.iter().take(TABLE_ROWS_MAX_HTML) {
        let name = page.context.names.text(&a.officer).into_owned();
        let when = page.case.events[a.meeting.index()].when.to_string();
        let link = event_link(page, a.meeting);
        let sure = if a.sure { "" } else { " <span class=\"quiet\">(or another of that name)</span>" };
        put!(
            page,
            "<tr><th scope=\"row\">{}{sure}</th><td><b>{}</b> <span class=\"quiet\">{link}</span></td><td>{}</td><td>",
            e(&name),
            e(&when),
            a.standing
        );
        let mut items: Vec<String> = Vec::new();
        for (id, heard) in a.items.iter().take(ITEMS_MAX) {
            let link = event_link(page, *id);
            items.push(match heard {
                Heard::There(grade, Counts::Yes) => {
                    format!("{link}: {}, counts for the agency", grade.word())
                }
                Heard::There(grade, Counts::No(why)) => {
                    format!("{link}: {}, does not count: {}", grade.word(), e(why.trim_end_matches('.')))
                }
                Heard::NotSaid(why) => format!("{link}: {}", e(why)),
            });
        }
        if a.items.len() > ITEMS_MAX {
            items.push(format!("and {} more", a.items.len() - ITEMS_MAX));
        }
        let items = if items.is_empty() { "none".to_string() } else { items.join("; ") };
        put!(page, "{items}</td></tr>\n");
    }
    page.end_table();
    page.quiet(
        "An item is listed because the meeting spoke of it, with the grade that the rule of this review gives; whoever sent apologies, \
         was absent or is not surely said to have been there is not taken to have heard anything. Every line is in officers_at_meetings.csv.",
    );
}

/// Most items of one meeting told of beside an officer.
const ITEMS_MAX: usize = 8;

/// Whom or what a subject may be, a sentence for each, and which agencies knew of that, from when.
fn perhaps(
    page: &Page<'_>,
    knowing: &Knowing,
    index: usize,
    subjects: &Subjects,
    steps: &BTreeMap<usize, Vec<&Knowledge>>,
) -> String {
    let all = may_be(page.context, &knowing.subjects[index]);
    if all.is_empty() {
        return String::new();
    }
    let mut text = format!("<details><summary>May be the same as {}</summary>", entries(all.len()));
    for (other, sure) in all.iter().take(PERHAPS_MAX) {
        let name = page.context.names.entity(*other);
        text.push_str(&format!("<p>It may be the same as {} ({other}, {})", e(&name), e(sure)));
        let its = subjects.of(*other).and_then(|at| steps.get(&at));
        let mut first: Vec<&Knowledge> =
            its.into_iter().flatten().copied().filter(|k| k.counts == Counts::Yes).collect();
        first.sort_by_key(|k| (k.from.is_unknown(), k.from.sort_key(), k.event));
        let mut agencies = BTreeSet::new();
        first.retain(|k| agencies.insert(holder(k)));
        let known: Vec<String> =
            first.iter().map(|k| format!("{} ({})", page.context.names.holder(holder(k)), k.from)).collect();
        if !known.is_empty() {
            text.push_str(&format!(": if so, known to {}", e(&known.join(", "))));
        }
        text.push_str(".</p>");
    }
    if all.len() > PERHAPS_MAX {
        let more = number((all.len() - PERHAPS_MAX) as u64);
        text.push_str(&format!("<p>And {more} more.</p>"));
    }
    text.push_str("</details>");
    text
}

/// `1 other entry`, `3 other entries`.
pub(super) fn entries(n: usize) -> String {
    count(n as u64, "other entry")
}

/// The agency whose knowing it is, where the rule gives it to one.
fn holder(step: &Knowledge) -> SymbolId {
    step.agency.unwrap_or(step.holder)
}

/// One step in words: "received 3 April 2006 from Norrow Vale Hospital (E12)".
fn rung(page: &mut Page<'_>, step: &Knowledge) {
    put!(page, "{} {}", step.grade.word(), e(&step.from.to_string()));
    let teller = page.case.events[step.event.index()].holder;
    if step.how == How::Told && teller != step.holder {
        put!(page, " from {}", e(&page.context.names.holder(teller)));
    } else if step.how == How::Meeting {
        page.html.push_str(" at a meeting");
    }
    if step.agency.is_some_and(|agency| agency != step.holder) {
        put!(page, " by {}", e(&page.context.names.holder(step.holder)));
    }
    let link = event_link(page, step.event);
    put!(page, " <span class=\"quiet\">({link}");
    if let Counts::No(why) = &step.counts {
        put!(page, "; does not count: {}", e(why.trim_end_matches('.')));
    }
    page.html.push_str(")</span>");
}
