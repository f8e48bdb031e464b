//! One row to mentions and events.

use std::borrow::Cow;

use model::{
    Awareness, Day, Event, Interner, Mention, MentionId, MentionKind, Place, Precision, Qualifier, RowId,
    SymbolId, Tally, TimeOfDay, When, field,
};

use super::Gathered;
use super::bind::{BoundEvent, BoundField, BoundHolder, BoundMention, Slot};
use super::sheet::{Part, Sheet, Unsettled, column_number};
use crate::dates::{self, DateRules, Reading};
use crate::read::Cell;

/// What a row is read on.
pub(super) struct Terms<'a> {
    pub(super) period: (Day, Day),
    pub(super) observation_date: Day,
    pub(super) as_known_on: Option<Day>,
    /// The agency that holds the source.
    pub(super) agency: SymbolId,
    pub(super) words: &'a mut Interner,
    pub(super) out: &'a mut Gathered,
}

/// One row on its way.
pub(super) struct Row<'r> {
    pub(super) cells: &'r [Cell],
    pub(super) number: u32,
    pub(super) id: RowId,
    /// The last day an event without a date can have happened: the observation date, or the day the state was seen.
    pub(super) until: Day,
}

/// The words of a cell; empty where it holds nothing.
pub(super) fn words_of(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(text) | Cell::Error(text) => Cow::Borrowed(text.as_str()),
        other => Cow::Owned(other.to_string()),
    }
}

/// The words of a cell that names something; words for "not known" name nothing.
fn named(cell: &Cell) -> Option<Cow<'_, str>> {
    if matches!(cell, Cell::Empty | Cell::Error(_)) {
        return None;
    }
    let words = words_of(cell);
    (!dates::says_nothing(&words) && !dates::says_unknown(&words)).then_some(words)
}

/// Reads a row that is not empty. Every path counts it once.
pub(super) fn read(sheet: &mut Sheet, row: &Row<'_>, terms: &mut Terms<'_>) {
    let readings = read_dates(sheet, row, terms);
    check_births(sheet, row, terms);
    let place = Place { row: row.number, column: 0, ..sheet.place };
    let mentions: Vec<Option<MentionId>> =
        sheet.bound.mentions.iter().map(|m| mention(m, row, place, terms.out)).collect();
    let (mut events, mut dated) = (0, 0);
    for index in 0..sheet.bound.events.len() {
        if let Some(found) = event(sheet, index, row, &readings, &mentions, terms) {
            events += 1;
            dated += usize::from(found);
        }
    }
    if events > 0 && mentions.first() == Some(&None) {
        let role = sheet.bound.mentions[0].role.to_string();
        let column = sheet.bound.mentions[0].fields.first().and_then(|f| f.columns.first().copied());
        let what = format!("the row names no {role}: what it says happened is kept without one");
        sheet.warn(
            terms.out,
            "no subject",
            row.number,
            column.unwrap_or(0),
            "",
            (what, String::new(), String::new()),
        );
    }
    if events > 0 && dated == 0 {
        sheet.undated += 1;
    } else {
        sheet.accepted += 1;
    }
}

/// The dates of a row, each column read once, with what is wrong with them told.
fn read_dates(sheet: &mut Sheet, row: &Row<'_>, terms: &mut Terms<'_>) -> Vec<Reading> {
    let rules = DateRules::events(terms.period).ordered(sheet.order);
    let mut readings = Vec::with_capacity(sheet.bound.slots.len());
    for slot in 0..sheet.bound.slots.len() {
        let column = sheet.bound.slots[slot];
        let mut reading = dates::read_cell(&row.cells[column], &rules);
        sheet.evidence[slot].count(&reading);
        if let Some(problem) = reading.problem.take() {
            let words = (problem.what, problem.expected, problem.hint);
            sheet.warn(terms.out, "dates", row.number, column, &words_of(&row.cells[column]), words);
        }
        if let Some(first) = reading.when.earliest().or(reading.when.latest()) {
            let last = reading.when.latest().unwrap_or(first);
            if first > terms.observation_date && terms.as_known_on.is_none() {
                let words = (
                    format!(
                        "the date lies after the day of observation, {}; it is kept",
                        terms.observation_date
                    ),
                    "a day that had come when the record was read".to_string(),
                    "ask the agency whether it is a plan, a slip, or a test record".to_string(),
                );
                sheet.warn(
                    terms.out,
                    "later than observed",
                    row.number,
                    column,
                    &words_of(&row.cells[column]),
                    words,
                );
            } else if last < terms.period.0 || first > terms.period.1 {
                sheet.outside[slot] += 1;
            }
        }
        reading.when = reading.when.around();
        readings.push(reading);
    }
    readings
}

/// Birth dates stay as written; what is wrong with them is told.
fn check_births(sheet: &mut Sheet, row: &Row<'_>, terms: &mut Terms<'_>) {
    let rules = DateRules::births(terms.period).ordered(sheet.order);
    for index in 0..sheet.bound.births.len() {
        let column = sheet.bound.births[index];
        if let Some(problem) = dates::read_cell(&row.cells[column], &rules).problem {
            let words = (problem.what, problem.expected, problem.hint);
            sheet.warn(terms.out, "birth dates", row.number, column, &words_of(&row.cells[column]), words);
        }
    }
}

fn mention(bound: &BoundMention, row: &Row<'_>, place: Place, out: &mut Gathered) -> Option<MentionId> {
    let mut fields: Vec<(&'static str, Box<str>)> = Vec::with_capacity(bound.fields.len());
    let mut column = 0;
    for bound_field in &bound.fields {
        let before = fields.len();
        fill(bound_field, &bound.scheme, row.cells, &mut fields);
        if column == 0 && fields.len() > before {
            let first = bound_field.columns.iter().find(|&&c| named(&row.cells[c]).is_some());
            column = first.map_or(0, |&c| column_number(c));
        }
    }
    if fields.is_empty() && bound.kind != MentionKind::Matter {
        return None;
    }
    fields.shrink_to_fit();
    let id = MentionId::from(out.mentions.len());
    out.mentions.push(Mention {
        kind: bound.kind,
        fields,
        role: bound.role.clone(),
        row: row.id,
        place: place.at_column(column),
    });
    Some(id)
}

fn fill(bound: &BoundField, scheme: &str, cells: &[Cell], fields: &mut Vec<(&'static str, Box<str>)>) {
    let values = bound.columns.iter().filter_map(|&c| named(&cells[c]));
    match bound.join {
        Some(join) => {
            let parts: Vec<Cow<'_, str>> = values.collect();
            if !parts.is_empty() {
                fields.push((bound.name, parts.join(join).into()));
            }
        }
        None if bound.name == field::IDENTIFIER => {
            fields.extend(values.map(|v| (bound.name, format!("{scheme}{v}").into())));
        }
        None => fields.extend(values.map(|v| (bound.name, v.into()))),
    }
}

/// Reads one event of a row. `None` if there is none; else whether it is dated.
fn event(
    sheet: &mut Sheet,
    index: usize,
    row: &Row<'_>,
    readings: &[Reading],
    mentions: &[Option<MentionId>],
    terms: &mut Terms<'_>,
) -> Option<bool> {
    let bound = &sheet.bound.events[index];
    if let Some((column, values)) = &bound.only_if {
        let have = words_of(&row.cells[*column]).trim().to_lowercase();
        if have.is_empty() || !(values.is_empty() || values.contains(&have)) {
            return None;
        }
    }
    let tally = match tally(sheet, index, row, terms) {
        Ok(tally) => tally,
        // Nothing is counted: without a date of its own there is no event.
        Err(()) if sheet.bound.events[index].date.is_none() => return None,
        Err(()) => None,
    };
    let bound = &sheet.bound.events[index];
    let filled = |slot: Option<Slot>| {
        slot.filter(|&s| {
            let words = words_of(&row.cells[sheet.bound.slots[s]]);
            !dates::says_nothing(&words) && !dates::says_not_done(&words)
        })
    };
    let time = bound.time.map(|c| time_of(&row.cells[c]));
    let (when, used) = match (filled(bound.date), filled(bound.after), filled(bound.by)) {
        (Some(date), _, _) => {
            let reading = &readings[date];
            let at = time.flatten().or(reading.when.time());
            (reading.when.clone().at(at), vec![date])
        }
        (None, None, None) if tally.is_some() => (When::unknown(""), Vec::new()),
        (None, None, None) if bound.undated_when_empty => {
            let cell =
                bound.date.or(bound.after).or(bound.by).map(|s| words_of(&row.cells[sheet.bound.slots[s]]));
            (When::unknown(&cell.unwrap_or_default()), Vec::new())
        }
        (None, None, None) => return None,
        (None, after, by) => {
            let when = between(after.map(|s| &readings[s]), by.map(|s| &readings[s]), row.until);
            (when, [after, by].into_iter().flatten().collect())
        }
    };
    let column =
        [bound.date, bound.after, bound.by].into_iter().flatten().next().map(|s| sheet.bound.slots[s]);
    let column = column.or(bound.tally.map(|t| t.0)).map_or(0, column_number);
    let place = Place { row: row.number, column, ..sheet.place };
    let built = build(bound, row, (when, tally, place), mentions, readings, terms);
    let dated = built.when.is_dated();
    let number = terms.out.events.len();
    terms.out.events.push(built);
    if let (Some(column), Some(None)) = (bound.time, time) {
        bad_time(sheet, column, row, terms);
    }
    let bound = &sheet.bound.events[index];
    let recorded: Vec<Slot> = bound.recorded.into_iter().collect();
    for (part, slots) in [(Part::When, used), (Part::Recorded, recorded)] {
        if slots.iter().any(|&s| readings[s].either) {
            let slots = slots.iter().map(|&s| (s, readings[s].when.written().into())).collect();
            let time = time.flatten();
            sheet.unsettled.push(Unsettled {
                event: number,
                bound_event: index,
                part,
                slots,
                time,
                until: row.until,
            });
        }
    }
    Some(dated)
}

fn build(
    bound: &BoundEvent,
    row: &Row<'_>,
    (when, tally, place): (When, Option<Tally>, Place),
    mentions: &[Option<MentionId>],
    readings: &[Reading],
    terms: &mut Terms<'_>,
) -> Event {
    let (holder, mut parties) = match &bound.holder {
        BoundHolder::Named(name) => (*name, Vec::new()),
        BoundHolder::Column { column, split } => {
            let mut names = names_in(&row.cells[*column], split.as_deref(), terms.words);
            let holder = if names.is_empty() { None } else { Some(names.remove(0)) };
            (holder.unwrap_or(terms.agency), names)
        }
    };
    let mut known = Vec::new();
    if let Some(to) = &bound.to {
        let (names, column) = match to {
            BoundHolder::Named(name) => (vec![*name], place.column),
            BoundHolder::Column { column, split } => {
                (names_in(&row.cells[*column], split.as_deref(), terms.words), column_number(*column))
            }
        };
        for name in names {
            let place = place.at_column(column);
            known.push(Awareness {
                holder: name,
                grade: bound.to_grade,
                when: when.clone(),
                place,
                post: None,
            });
            if !parties.contains(&name) {
                parties.push(name);
            }
        }
    }
    let cell = |column: usize| words_of(&row.cells[column]);
    let text: Vec<Cow<'_, str>> = bound.text.iter().map(|&c| cell(c)).filter(|t| !t.is_empty()).collect();
    let kept = bound.keep.iter().filter(|(_, c)| !row.cells[*c].is_empty());
    let mut attributes: Vec<(SymbolId, Box<str>)> = kept.map(|(name, c)| (*name, cell(*c).into())).collect();
    attributes.shrink_to_fit();
    let mut about: Vec<MentionId> = bound.about.iter().filter_map(|&m| mentions[m]).collect();
    about.shrink_to_fit();
    Event {
        kind: bound.kind,
        when,
        recorded: bound.recorded.map_or_else(|| When::unknown(""), |s| readings[s].when.clone()),
        holder,
        parties,
        mentions: about,
        reference: bound.reference.map_or_else(Box::default, |c| cell(c).into()),
        text: text.join(" ").into(),
        attributes,
        known,
        tally,
        latest_only: bound.latest_only,
        row: row.id,
        place,
    }
}

/// An event whose date the source does not give: after one day, by another, or between the two.
pub(super) fn between(after: Option<&Reading>, by: Option<&Reading>, until: Day) -> When {
    let first = after.and_then(|r| r.when.earliest().or(r.when.latest()));
    let last = by.and_then(|r| r.when.latest());
    match (first, last) {
        (Some(first), Some(last)) if first <= last => {
            When::within(first, last, Precision::Range, Qualifier::Range, "")
        }
        (Some(first), _) if first <= until => {
            When::within(first, until, Precision::Range, Qualifier::After, "")
        }
        (Some(first), _) => When::from(first, ""),
        (None, Some(last)) => When::by(last, by.map_or("", |r| r.when.written())),
        (None, None) => When::unknown(after.or(by).map_or("", |r| r.when.written())),
    }
}

/// The names in a cell, in order, each once, white space evened out.
fn names_in(cell: &Cell, split: Option<&str>, words: &mut Interner) -> Vec<SymbolId> {
    let text = words_of(cell);
    let mut names: Vec<SymbolId> = Vec::new();
    let parts: Vec<&str> = match split {
        Some(split) if !split.is_empty() => text.split(split).collect(),
        _ => vec![&*text],
    };
    for part in parts {
        if dates::says_nothing(part) || dates::says_unknown(part) {
            continue;
        }
        let even = part.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = words.intern(&even);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The count of an event. `Ok(None)` where none is mapped; `Err` where one is mapped and nothing usable stands there.
fn tally(sheet: &mut Sheet, index: usize, row: &Row<'_>, terms: &mut Terms<'_>) -> Result<Option<Tally>, ()> {
    let Some((done, of)) = sheet.bound.events[index].tally else { return Ok(None) };
    let mut counts = [0; 2];
    let mut good = true;
    for (count, column) in counts.iter_mut().zip([done, of]) {
        let text = words_of(&row.cells[column]);
        match text.trim().parse::<u32>() {
            Ok(n) => *count = n,
            Err(_) => {
                good = false;
                if !text.is_empty() {
                    let words = (
                        "this is no count".to_string(),
                        "a whole number".to_string(),
                        "write the number in digits".to_string(),
                    );
                    sheet.warn(terms.out, "counts", row.number, column, &text, words);
                }
            }
        }
    }
    if good { Ok(Some(Tally { done: counts[0], of: counts[1] })) } else { Err(()) }
}

/// A time of day in a cell of its own.
fn time_of(cell: &Cell) -> Option<TimeOfDay> {
    match cell {
        Cell::Date(_, time) => time.filter(|t| t.second_of_day != 0),
        Cell::Number(n) if (0.0..1.0).contains(n) => {
            dates::serial_day(n + 1.0).and_then(|(_, time)| time).filter(|t| t.second_of_day != 0)
        }
        Cell::Text(text) => dates::read_time(text),
        Cell::Number(_) => dates::read_time(&format!("{:0>4}", cell.to_string())),
        _ => None,
    }
}

/// Tells of a time that cannot be read; midnight is a default, not a mistake.
fn bad_time(sheet: &mut Sheet, column: usize, row: &Row<'_>, terms: &mut Terms<'_>) {
    let text = words_of(&row.cells[column]).into_owned();
    let midnight =
        text.chars().all(|c| matches!(c, '0' | ':' | '.')) || text.ends_with("00:00") || text == "midnight";
    if midnight || dates::says_nothing(&text) || dates::says_unknown(&text) {
        return;
    }
    let words = (
        "this is not read as a time of day; the date is kept without it".to_string(),
        "a time such as 14:30, 2.30pm or 1430".to_string(),
        String::new(),
    );
    sheet.warn(terms.out, "times", row.number, column, &text, words);
}
