//! Who knew what, and what followed, as tables.
//!
//! What it leaves out: any judgement. An answer and its reason come from the case as they stand.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use model::{Counts, EntityId, EventId, Followed, Heard, Knowing, Purpose, SymbolId};

use crate::Context;
use crate::cells::{Cell, iso, span};
use crate::chronology::push;
use crate::tables::{PLACE, Table, place_cells};
use crate::text::{Digits, count, number};

/// Every table about knowing; none where the review names no subject of concern and there is nothing to say.
pub(crate) fn tables<'a>(context: &'a Context<'a>) -> Vec<Table<'a>> {
    let mut all = vec![
        knowledge(context),
        followed(context),
        sharing(context),
        recycled(context),
        gaps(context),
        series(context),
        absent_months(context),
        contradictions(context),
        themes(context),
        theme_items(context),
        meeting_copies(context),
    ];
    all.extend(about_officers(context).then(|| officers_at_meetings(context)));
    all
}

/// Whether anything is said of officers: never in a review for learning.
pub(crate) fn about_officers(context: &Context<'_>) -> bool {
    context.case.review.purpose != Purpose::Learning && !context.case.knowing.attended.is_empty()
}

/// The subjects of a review as to whom of them may be another of them.
pub(crate) struct Subjects {
    /// The subject of each entity of one.
    of: BTreeMap<EntityId, usize>,
    /// For each subject the others that it may be, in ascending order, at most [`OTHERS_MAX`].
    others: Vec<Vec<usize>>,
}

impl Subjects {
    pub(crate) fn new(knowing: &Knowing) -> Subjects {
        let entities = knowing.subjects.iter().enumerate();
        let of: BTreeMap<EntityId, usize> =
            entities.flat_map(|(at, ids)| ids.iter().map(move |id| (*id, at))).collect();
        let others = knowing.may_be.iter().enumerate().map(|(at, ids)| {
            let its = ids.iter().filter_map(|id| of.get(id).copied()).filter(|other| *other != at);
            // As many as can be put behind it: of thousands who bear one name it is enough that there are others.
            let all: BTreeSet<usize> = its.take(OTHERS_MAX).collect();
            all.into_iter().collect()
        });
        Subjects { others: others.collect(), of }
    }

    /// The number of the subject that an entity is one of.
    pub(crate) fn of(&self, id: EntityId) -> Option<usize> {
        self.of.get(&id).copied()
    }

    /// Whether a subject may be another of them.
    pub(crate) fn may_be_another(&self, at: usize) -> bool {
        self.others.get(at).is_some_and(|others| !others.is_empty())
    }

    /// `163 subjects, of whom 97 may be the same as another of them`, of those with these numbers.
    pub(crate) fn counted(&self, these: &[usize]) -> String {
        let open = these.iter().filter(|at| self.may_be_another(**at)).count();
        let all = count(these.len() as u64, "subject");
        match open {
            0 => all,
            n => format!("{all}, of whom {} may be the same as another of them", number(n as u64)),
        }
    }

    /// An order in which behind each subject stand those of the same order that it may be, at most [`TOGETHER_MAX`], each with
    /// the subject it stands behind.
    pub(crate) fn together(&self, order: &[usize]) -> Vec<(usize, Option<usize>)> {
        let among: BTreeSet<usize> = order.iter().copied().collect();
        let mut placed: BTreeSet<usize> = BTreeSet::new();
        let mut all = Vec::with_capacity(order.len());
        for &at in order {
            if !placed.insert(at) {
                continue;
            }
            all.push((at, None));
            let others = self.others.get(at).into_iter().flatten();
            let free: Vec<usize> = others
                .copied()
                .filter(|o| among.contains(o) && !placed.contains(o))
                .take(TOGETHER_MAX)
                .collect();
            for other in free {
                placed.insert(other);
                all.push((other, Some(at)));
            }
        }
        all
    }
}

/// Most others of a subject that are looked at for those that can be put behind it.
const OTHERS_MAX: usize = 200;

/// Most subjects that are put behind one that each of them may be.
const TOGETHER_MAX: usize = 6;

/// A subject as printed: its first entity, and under how many it was spoken of.
pub(crate) fn subject(context: &Context<'_>, about: &[EntityId]) -> String {
    let Some(first) = about.first() else { return String::new() };
    let name = context.names.entity(*first);
    match about.len() {
        1 => name,
        n => format!("{name} (one name, {n} records held apart)"),
    }
}

/// Whom or what a subject may be: "N12 (possible, 0.62); N14 (alike in name)"; the most probable first.
fn may_be_numbers(context: &Context<'_>, f: &Followed) -> String {
    let mut text = String::new();
    let mut all = may_be(context, &f.about);
    all.retain(|(id, _)| !f.taken.contains(id));
    for (other, words) in all.iter().take(MAY_BE_NUMBERS_MAX) {
        push(&mut text, "; ", &["N", Digits::of(u64::from(other.0) + 1).text(), " (", words, ")"]);
    }
    if all.len() > MAY_BE_NUMBERS_MAX {
        push(&mut text, "; ", &["and ", &number((all.len() - MAY_BE_NUMBERS_MAX) as u64), " more"]);
    }
    text
}

/// Most others named in one cell as perhaps the same: thousands who bear one name would each name all the others.
const MAY_BE_NUMBERS_MAX: usize = 50;

/// Whom or what a subject may be, with how sure linkage is: the most probable first, then those alike in name or mark only.
pub(crate) fn may_be(context: &Context<'_>, about: &[EntityId]) -> Vec<(EntityId, String)> {
    let knowing = &context.case.knowing;
    let Ok(at) = knowing.subjects.binary_search_by(|subject| subject.as_slice().cmp(about)) else {
        return Vec::new();
    };
    let (open, case) = (&context.open, context.case);
    let sure = |other: EntityId| {
        let link = open.between(case, about, other);
        link.map_or(0.0, |l| case.links[l.index()].probability)
    };
    let mut all: Vec<(f64, EntityId)> = knowing.may_be[at].iter().map(|id| (sure(*id), *id)).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    all.into_iter().map(|(_, id)| (id, open.words(case, about, id))).collect()
}

fn numbers(about: &[EntityId]) -> String {
    let mut text = String::new();
    for id in about {
        push(&mut text, "; ", &["N", Digits::of(u64::from(id.0) + 1).text()]);
    }
    text
}

fn events(ids: &[EventId]) -> String {
    let mut text = String::new();
    for id in ids {
        push(&mut text, "; ", &["E", Digits::of(u64::from(id.0) + 1).text()]);
    }
    text
}

fn date(when: &model::When) -> Cell<'static> {
    when.exact().map_or_else(|| Cell::text(iso(when)), Cell::Day)
}

fn knowledge<'a>(context: &'a Context<'a>) -> Table<'a> {
    let all = &context.case.knowing.ladder;
    let row = move |i: usize| {
        let k = &all[i];
        let (counts, why) = match &k.counts {
            Counts::Yes => (true, ""),
            Counts::No(why) => (false, why.as_str()),
        };
        let mut cells = vec![
            Cell::named(context.names.named(k.about)),
            Cell::id("N", k.about.0),
            Cell::text(context.names.holder(k.holder)),
            k.agency.map_or(Cell::Empty, |a| Cell::text(context.names.holder(a))),
            k.post.map_or(Cell::Empty, |p| Cell::text(context.names.holder(p))),
            Cell::text(k.grade.word()),
            date(&k.from),
            Cell::text(k.how.words()),
            Cell::Bool(counts),
            Cell::text(why),
            Cell::id("E", k.event.0),
        ];
        cells.extend(place_cells(context, k.place));
        cells
    };
    let own = [
        "subject", "entity", "holder", "agency", "post", "grade", "from", "how", "counts", "why_not", "event",
    ];
    Table {
        name: "knowledge",
        columns: own.into_iter().chain(PLACE).collect(),
        rows: all.len(),
        row: Box::new(row),
    }
}

fn followed<'a>(context: &'a Context<'a>) -> Table<'a> {
    let all = &context.case.knowing.followed;
    let row = move |i: usize| {
        let f = &all[i];
        let mut cells = vec![
            Cell::text(subject(context, &f.about)),
            Cell::text(numbers(&f.about)),
            Cell::text(numbers(&f.taken)),
            Cell::text(may_be_numbers(context, f)),
            Cell::text(if_the_same(f)),
            Cell::text(context.names.holder(f.holder)),
            date(&f.first.when),
            Cell::text(f.first.grade.word()),
            Cell::id("E", f.first_event.0),
            Cell::count(f.times),
            Cell::count(f.sources),
            Cell::text(f.response.as_str()),
            Cell::text(f.answer.word()),
            span(f.days),
            Cell::text(events(&f.done)),
            span(f.days_before),
            Cell::text(events(&f.before)),
            Cell::text(events(&f.by_others)),
            Cell::count(f.afterwards_count),
            Cell::text(events(&f.afterwards)),
            Cell::text(context.names.text(&f.reason)),
        ];
        cells.extend(place_cells(context, f.first.place));
        cells
    };
    let own = [
        "subject",
        "entities",
        "taken_as_the_same",
        "may_be_the_same_as",
        "if_the_same",
        "holder",
        "known_from",
        "grade",
        "first_event",
        "times",
        "sources",
        "response",
        "answer",
        "days_after",
        "done",
        "days_before",
        "shortly_before",
        "by_others",
        "recorded_afterwards",
        "afterwards",
        "reason",
    ];
    Table {
        name: "followed",
        columns: own.into_iter().chain(PLACE).collect(),
        rows: all.len(),
        row: Box::new(row),
    }
}

/// What the record would show if whatever may be the same were: "N12: known from 2006-03-01; E5 E6".
fn if_the_same(f: &Followed) -> String {
    let mut text = String::new();
    for may_be in f.may_be.iter().filter(|m| m.known.is_some() || !m.actions.is_empty()) {
        let number = Digits::of(u64::from(may_be.other.0) + 1);
        let known =
            may_be.known.as_ref().map_or_else(String::new, |when| format!(" known from {}", iso(when)));
        let events: Vec<String> = may_be.actions.iter().map(ToString::to_string).collect();
        let done =
            if events.is_empty() { String::new() } else { format!(" {} {}", f.response, events.join(", ")) };
        let comma = if known.is_empty() || done.is_empty() { "" } else { "," };
        push(&mut text, "; ", &["N", number.text(), ":", &known, comma, &done]);
    }
    text
}

/// An agency, with the bodies it took over from.
pub(crate) fn line_of_bodies(context: &Context<'_>, bodies: &[SymbolId]) -> String {
    let names: Vec<String> = bodies.iter().map(|b| context.names.holder(*b).into_owned()).collect();
    names.join(", before it ")
}

fn sharing<'a>(context: &'a Context<'a>) -> Table<'a> {
    let all = &context.case.knowing.sharing;
    let row = move |i: usize| {
        let s = &all[i];
        vec![
            Cell::text(line_of_bodies(context, &s.from)),
            Cell::text(line_of_bodies(context, &s.to)),
            Cell::count(s.both),
            Cell::count(s.told),
            Cell::count(s.met),
            Cell::count(s.from_only),
            Cell::count(s.from_only_open),
            Cell::count(s.told_open),
            Cell::count(s.ended),
            s.days_median.map_or(Cell::Empty, Cell::count),
            Cell::count(s.days_known),
            Cell::text(s.caveat.as_str()),
        ]
    };
    let columns = vec![
        "from",
        "to",
        "known_to_both",
        "told",
        "heard_at_one_meeting",
        "known_to_from_only",
        "of_those_perhaps_known_to_both",
        "not_told_but_perhaps_told_under_another_entry",
        "known_to_from_after_to_had_ended",
        "days_until_told_middle_value",
        "days_known",
        "caveat",
    ];
    Table { name: "sharing", columns, rows: all.len(), row: Box::new(row) }
}

fn recycled<'a>(context: &'a Context<'a>) -> Table<'a> {
    let flat: Vec<(usize, usize)> = context
        .case
        .knowing
        .recycled
        .iter()
        .enumerate()
        .flat_map(|(i, r)| (0..r.copies.len()).map(move |c| (i, c)))
        .collect();
    let rows = flat.len();
    let row = move |i: usize| {
        let group = &context.case.knowing.recycled[flat[i].0];
        let (copy, likeness) = group.copies[flat[i].1];
        let event = |id: EventId| &context.case.events[id.index()];
        let mut cells = vec![
            Cell::id("E", group.first.0),
            Cell::text(context.names.holder(event(group.first).holder)),
            date(&event(group.first).when),
            Cell::id("E", copy.0),
            Cell::text(context.names.holder(event(copy).holder)),
            date(&event(copy).when),
            Cell::Real(f64::from(likeness.0) / 10_000.0, 4),
            Cell::count(group.holders),
        ];
        cells.extend(place_cells(context, event(copy).place));
        cells
    };
    let own = ["first", "first_holder", "first_date", "copy", "holder", "date", "likeness", "holders"];
    Table { name: "recycled", columns: own.into_iter().chain(PLACE).collect(), rows, row: Box::new(row) }
}

fn gaps<'a>(context: &'a Context<'a>) -> Table<'a> {
    let all = &context.case.knowing.gaps;
    let row = move |i: usize| {
        let g = &all[i];
        let wanting: Vec<String> =
            g.wanting.iter().map(|(title, word)| format!("{title} ({word})")).collect();
        vec![
            Cell::text(context.names.holder(g.agency)),
            Cell::count(g.year),
            Cell::count(g.supplied.len()),
            Cell::count(g.wanting.len()),
            Cell::text(g.supplied.join("; ")),
            Cell::text(wanting.join("; ")),
        ]
    };
    let columns = vec!["agency", "year", "extracts_supplied", "extracts_wanting", "supplied", "wanting"];
    Table { name: "gaps", columns, rows: all.len(), row: Box::new(row) }
}

fn series<'a>(context: &'a Context<'a>) -> Table<'a> {
    let all = &context.case.knowing.series;
    let row = move |i: usize| {
        let s = &all[i];
        vec![
            Cell::text(s.title.as_str()),
            Cell::count(s.expected.len()),
            Cell::count(s.absent.len()),
            Cell::text(months(s.absent.iter().map(|a| a.month))),
            Cell::text(months(s.possibly.iter().copied())),
        ]
    };
    let columns = vec!["series", "months_expected", "months_absent", "absent", "possibly_there"];
    Table { name: "series", columns, rows: all.len(), row: Box::new(row) }
}

/// `2006-03; 2006-04`.
fn months(days: impl Iterator<Item = model::Day>) -> String {
    days.map(|d| d.to_string()[..7].to_string()).collect::<Vec<_>>().join("; ")
}

fn absent_months<'a>(context: &'a Context<'a>) -> Table<'a> {
    let all = &context.case.knowing.series;
    let flat: Vec<(usize, usize)> =
        all.iter().enumerate().flat_map(|(i, s)| (0..s.absent.len()).map(move |m| (i, m))).collect();
    let rows = flat.len();
    let row = move |i: usize| {
        let (series, absence) = (&all[flat[i].0], &all[flat[i].0].absent[flat[i].1]);
        let one = |(title, looked): &(String, model::Looked)| format!("{title} ({})", looked.words());
        let extracts: Vec<String> = absence.extracts.iter().map(one).collect();
        vec![
            Cell::text(series.title.as_str()),
            Cell::text(absence.month.to_string()[..7].to_string()),
            Cell::text(absence.looked.words()),
            Cell::text(extracts.join("; ")),
        ]
    };
    let columns = vec!["series", "month", "extract_that_would_hold_it", "extracts"];
    Table { name: "absent_months", columns, rows, row: Box::new(row) }
}

fn contradictions<'a>(context: &'a Context<'a>) -> Table<'a> {
    let all = &context.case.knowing.contradictions;
    let uncompared = &context.case.knowing.uncompared;
    let row = move |i: usize| {
        let of = |id: EventId| &context.case.events[id.index()];
        let Some(c) = all.get(i) else {
            let u = &uncompared[i - all.len()];
            let mut cells = vec![
                Cell::id("E", u.first.0),
                Cell::text(context.names.holder(of(u.first).holder)),
                date(&of(u.first).when),
            ];
            cells.extend([Cell::Empty, Cell::Empty, Cell::Empty]);
            // The number itself stands in the record: here it could be somebody's.
            cells.push(Cell::text(format!(
                "Not compared: {} records bear the number of this one, too many to compare each with each.",
                u.records
            )));
            return cells;
        };
        let differences: Vec<Cow<'_, str>> =
            c.differences.iter().map(|d| context.names.event_text(of(c.left), d)).collect();
        vec![
            Cell::id("E", c.left.0),
            Cell::text(context.names.holder(of(c.left).holder)),
            date(&of(c.left).when),
            Cell::id("E", c.right.0),
            Cell::text(context.names.holder(of(c.right).holder)),
            date(&of(c.right).when),
            Cell::text(differences.join(" ")),
        ]
    };
    let columns =
        vec!["left", "left_holder", "left_date", "right", "right_holder", "right_date", "differences"];
    Table { name: "contradictions", columns, rows: all.len() + uncompared.len(), row: Box::new(row) }
}

fn theme_items<'a>(context: &'a Context<'a>) -> Table<'a> {
    let meetings = &context.case.knowing.meetings;
    let row = move |i: usize| {
        let item = &meetings.items[i];
        let event = &context.case.events[item.event.index()];
        let mut cells = vec![
            Cell::id("E", item.event.0),
            date(&event.when),
            Cell::text(meetings.themes[item.theme].as_str()),
            Cell::text(item.found.as_str()),
        ];
        cells.extend(place_cells(context, event.place));
        cells
    };
    let own = ["event", "date", "theme", "words_found"];
    Table {
        name: "theme_items",
        columns: own.into_iter().chain(PLACE).collect(),
        rows: meetings.items.len(),
        row: Box::new(row),
    }
}

/// The meetings of which several minutes are on record: which copy is counted, and a row for each that is not.
fn meeting_copies<'a>(context: &'a Context<'a>) -> Table<'a> {
    let all = &context.case.knowing.meetings.copies;
    let flat: Vec<(usize, usize)> =
        all.iter().enumerate().flat_map(|(i, c)| (0..c.others.len()).map(move |o| (i, o))).collect();
    let rows = flat.len();
    let row = move |i: usize| {
        let copies = &all[flat[i].0];
        let (other, items, by) = copies.others[flat[i].1];
        let event = |id: EventId| &context.case.events[id.index()];
        let mut cells = vec![
            date(&event(copies.counted).when),
            Cell::count(copies.others.len() + 1),
            Cell::id("E", copies.counted.0),
            Cell::text(context.names.holder(event(copies.counted).holder)),
            Cell::count(copies.items),
            Cell::id("E", other.0),
            Cell::text(context.names.holder(event(other).holder)),
            date(&event(other).when),
            Cell::count(items),
            Cell::text(by.words()),
        ];
        cells.extend(place_cells(context, event(other).place));
        cells
    };
    let own = [
        "date",
        "copies",
        "counted",
        "counted_holder",
        "counted_items",
        "not_counted",
        "holder",
        "its_date",
        "items",
        "taken_for_a_copy_by",
    ];
    Table {
        name: "meeting_copies",
        columns: own.into_iter().chain(PLACE).collect(),
        rows,
        row: Box::new(row),
    }
}

/// The meetings in whose attendance an officer of the review stands, with a row for each item that names a subject of concern.
fn officers_at_meetings<'a>(context: &'a Context<'a>) -> Table<'a> {
    let all = &context.case.knowing.attended;
    let flat: Vec<(usize, Option<usize>)> = all
        .iter()
        .enumerate()
        .flat_map(|(i, a)| {
            let items = (0..a.items.len()).map(Some);
            items.chain(a.items.is_empty().then_some(None)).map(move |item| (i, item))
        })
        .collect();
    let rows = flat.len();
    let row = move |i: usize| {
        let attended = &all[flat[i].0];
        let item = flat[i].1.map(|at| &attended.items[at]);
        let (grade, counts, why) = match item.map(|(_, heard)| heard) {
            Some(Heard::There(grade, Counts::Yes)) => (grade.word(), Cell::Bool(true), ""),
            Some(Heard::There(grade, Counts::No(why))) => (grade.word(), Cell::Bool(false), why.as_str()),
            Some(Heard::NotSaid(why)) => ("", Cell::Empty, *why),
            None => ("", Cell::Empty, ""),
        };
        let mut cells = vec![
            Cell::text(context.names.text(&attended.officer)),
            Cell::Bool(attended.sure),
            Cell::id("E", attended.meeting.0),
            date(&context.case.events[attended.meeting.index()].when),
            Cell::text(attended.standing),
            item.map_or(Cell::Empty, |(id, _)| Cell::id("E", id.0)),
            Cell::text(grade),
            counts,
            Cell::text(why),
        ];
        cells.extend(place_cells(context, attended.place));
        cells
    };
    let own = [
        "officer",
        "sure",
        "meeting",
        "date",
        "standing",
        "item",
        "grade",
        "counts_for_the_agency",
        "why_not",
    ];
    Table {
        name: "officers_at_meetings",
        columns: own.into_iter().chain(PLACE).collect(),
        rows,
        row: Box::new(row),
    }
}

fn themes<'a>(context: &'a Context<'a>) -> Table<'a> {
    let meetings = &context.case.knowing.meetings;
    let width = meetings.themes.len().max(1);
    let row = move |i: usize| {
        let (quarter, theme) = (i / width, i % width);
        let cells = &meetings.cells[quarter];
        let total = |f: fn(&model::ThemeCell) -> u32| cells.iter().map(|c| u64::from(f(c))).sum::<u64>();
        vec![
            Cell::Day(meetings.quarters[quarter]),
            Cell::text(meetings.themes[theme].as_str()),
            Cell::count(cells[theme].items),
            Cell::count(total(|c| c.items)),
            Cell::count(cells[theme].words),
            Cell::count(total(|c| c.words)),
            Cell::text(meetings.lexicon.as_str()),
        ]
    };
    let columns = vec!["quarter_from", "theme", "items", "items_in_all", "words", "words_in_all", "lexicon"];
    Table {
        name: "themes",
        columns,
        rows: meetings.quarters.len() * meetings.themes.len(),
        row: Box::new(row),
    }
}
