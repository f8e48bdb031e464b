//! The ladder of awareness: of each subject of concern, who knew, from when, in which grade, by which record, and who told them.
//!
//! Each holder's first step in every grade; those of every subject stand in knowledge.csv. Left out: what should have followed.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use model::{Counts, EntityId, How, Knowing, Knowledge, SymbolId};

use super::evidence::event_link;
use super::knowing::PERHAPS_MAX;
use super::{Page, e, put};
use crate::knowing::{may_be, subject};
use crate::limits::LADDERS_MAX_HTML;
use crate::text::number;

/// The ladders of the subjects that most agencies knew of.
pub(super) fn ladders(page: &mut Page<'_>, knowing: &Knowing) {
    let mut of: BTreeMap<EntityId, usize> = BTreeMap::new();
    for (index, entities) in knowing.subjects.iter().enumerate() {
        of.extend(entities.iter().map(|id| (*id, index)));
    }
    let mut steps: BTreeMap<usize, Vec<&Knowledge>> = BTreeMap::new();
    for step in &knowing.ladder {
        if let Some(index) = of.get(&step.about) {
            steps.entry(*index).or_default().push(step);
        }
    }
    let holders = |steps: &[&Knowledge]| steps.iter().map(|k| holder(k)).collect::<BTreeSet<_>>().len();
    let mut order: Vec<(usize, Vec<&Knowledge>)> = steps.into_iter().collect();
    order.sort_by_key(|(index, steps)| (Reverse(holders(steps)), *index));
    let shown = order.len().min(LADDERS_MAX_HTML);
    page.html.push_str("<h3>Who knew, from when</h3>\n");
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
    let head = ["Subject", "Known to", "From when, in which grade, by which record"];
    page.table(
        "The first record by which each agency knew of a subject of concern, grade by grade",
        true,
        &head,
    );
    for (index, mut steps) in order.into_iter().take(shown) {
        steps.sort_by_key(|k| (k.from.is_unknown(), k.from.sort_key(), k.event));
        let mut by_holder: Vec<(SymbolId, Vec<&Knowledge>)> = Vec::new();
        for step in steps {
            match by_holder.iter_mut().find(|(who, _)| *who == holder(step)) {
                Some((_, its)) => its.push(step),
                None => by_holder.push((holder(step), vec![step])),
            }
        }
        let name = subject(page.context, &knowing.subjects[index]);
        let perhaps = perhaps(page, knowing, index, &of);
        for (row, (who, its)) in by_holder.iter().enumerate() {
            // Whom the subject may be is said once, at its first row.
            let perhaps = if row == 0 { perhaps.as_str() } else { "" };
            put!(page, "<tr><th scope=\"row\">{}{perhaps}</th>", e(&name));
            put!(page, "<td>{}</td><td>", e(&page.context.names.holder(*who)));
            for (n, step) in its.iter().enumerate() {
                page.html.push_str(if n == 0 { "" } else { "; " });
                rung(page, step);
            }
            page.html.push_str("</td></tr>\n");
        }
    }
    page.end_table();
}

/// Whom or what a subject may be, a sentence for each, and which agencies knew of that, from when.
fn perhaps(page: &Page<'_>, knowing: &Knowing, index: usize, of: &BTreeMap<EntityId, usize>) -> String {
    let all = may_be(page.context, &knowing.subjects[index]);
    let mut text = String::new();
    for (other, sure) in all.iter().take(PERHAPS_MAX) {
        let name = page.context.names.entity(*other);
        text.push_str(&format!(
            " <span class=\"quiet\">It may be the same as {} ({other}, {})",
            e(&name),
            e(sure)
        ));
        let mut first: Vec<&Knowledge> = knowing
            .ladder
            .iter()
            .filter(|k| {
                k.counts == Counts::Yes && of.get(&k.about) == of.get(other) && of.contains_key(other)
            })
            .collect();
        first.sort_by_key(|k| (k.from.is_unknown(), k.from.sort_key(), k.event));
        let mut agencies = BTreeSet::new();
        first.retain(|k| agencies.insert(holder(k)));
        let known: Vec<String> =
            first.iter().map(|k| format!("{} ({})", page.context.names.holder(holder(k)), k.from)).collect();
        if !known.is_empty() {
            text.push_str(&format!(": if so, known to {}", e(&known.join(", "))));
        }
        text.push_str(".</span>");
    }
    if all.len() > PERHAPS_MAX {
        let more = number((all.len() - PERHAPS_MAX) as u64);
        text.push_str(&format!(" <span class=\"quiet\">And {more} more.</span>"));
    }
    text
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
