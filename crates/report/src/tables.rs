//! Every derived thing as a table: its columns, and its rows one at a time, so that memory stays bounded. Any row can
//! be made without the others, by several threads at once.

use std::borrow::Cow;

use model::{EntityId, EventId, HarmFollowed, Link, MentionId, MentionKind, Place, Problem};

use crate::Context;
use crate::cells::{Cell, due, iso, span};
use crate::chronology::{self, letters, push};
use crate::text::{Digits, push_fixed};

/// A row of a table, by its number from 0.
type Row<'a> = Box<dyn Fn(usize) -> Vec<Cell<'a>> + Sync + 'a>;

/// A table with its rows still to come.
pub(crate) struct Table<'a> {
    /// Name of its files, without ending.
    pub(crate) name: &'static str,
    pub(crate) columns: Vec<&'static str>,
    /// How many rows it has.
    pub(crate) rows: usize,
    pub(crate) row: Row<'a>,
}

/// The columns of `outcomes.csv`: those others read, in their fixed order, then the rest.
pub const OUTCOME_COLUMNS: [&str; 27] = [
    "rule",
    "version",
    "subject",
    "reference",
    "holder",
    "started",
    "due",
    "verdict",
    "done",
    "days_late",
    "working_days_late",
    "certainty",
    "reason",
    "evidence",
    "status",
    "possible",
    "version_reason",
    "outcome",
    "subject_id",
    "trigger",
    "trigger_file",
    "trigger_sheet",
    "trigger_row",
    "trigger_column",
    "trigger_sha256",
    "followed_by",
    "followed_unseen",
];

pub(crate) const PLACE: [&str; 5] = ["file", "sheet", "row", "column", "sha256"];

/// Every table, in the order the files are written.
pub(crate) fn all<'a>(context: &'a Context<'a>) -> Vec<Table<'a>> {
    let mut all = vec![
        outcomes(context),
        dated(context),
        undated(context),
        entities(context),
        links(context),
        mentions(context),
        accounts(context),
        problems(context),
        rejected(context),
        extracts(context),
        rules(context),
        sources(context),
        changes(context),
    ];
    all.extend(crate::knowing::tables(context));
    all
}

/// File, sheet, row, column and hash of a place.
pub(crate) fn place_cells<'a>(context: &'a Context<'a>, place: Place) -> [Cell<'a>; 5] {
    let source = &context.case.sources[place.source.index()];
    [
        Cell::text(context.names.path(place.source)),
        Cell::text(context.names.sheet(place)),
        if place.row > 0 { Cell::count(place.row) } else { Cell::Empty },
        Cell::text(letters(place.column)),
        Cell::text(source.sha256.as_str()),
    ]
}

/// `E12 police/log.csv row 3; E15 ...`.
fn evidence(context: &Context<'_>, events: &[EventId]) -> String {
    let mut text = String::new();
    for id in events {
        let place = context.case.events[id.index()].place;
        let (number, row) = (Digits::of(u64::from(id.0) + 1), Digits::of(u64::from(place.row)));
        push(
            &mut text,
            "; ",
            &["E", number.text(), " ", context.names.path(place.source), " row ", row.text()],
        );
    }
    text
}

/// Words where a breach was followed by no harm that is on record.
const NONE_ON_RECORD: &str = "none on record";

/// `followed: E12 missing_reported 2006-05-03 police/log.csv row 3; possibly followed: E15 ...`; empty where nothing was
/// asked or nothing breached.
fn followed(context: &Context<'_>, harm: Option<&HarmFollowed>) -> String {
    let Some(harm) = harm else { return String::new() };
    if harm.is_empty() {
        return NONE_ON_RECORD.to_string();
    }
    let mut text = String::new();
    for (events, how) in [(&harm.certainly, "followed: "), (&harm.possibly, "possibly followed: ")] {
        for (i, id) in events.iter().enumerate() {
            let event = &context.case.events[id.index()];
            let kind = context.case.words.word(event.kind);
            let (number, row) = (Digits::of(u64::from(id.0) + 1), Digits::of(u64::from(event.place.row)));
            let when = iso(&event.when);
            let path = context.names.path(event.place.source);
            let how = if i == 0 { how } else { "" };
            push(
                &mut text,
                "; ",
                &[how, "E", number.text(), " ", kind, " ", &when, " ", path, " row ", row.text()],
            );
        }
    }
    text
}

pub(crate) fn outcomes<'a>(context: &'a Context<'a>) -> Table<'a> {
    let row = move |i: usize| {
        let o = &context.case.outcomes[i];
        let mut cells = vec![
            Cell::text(o.rule.as_str()),
            Cell::text(o.version.as_str()),
            Cell::named(context.names.named(o.subject)),
            Cell::text(o.reference.as_str()),
            Cell::text(context.names.holder(o.holder)),
            o.started.exact().map_or_else(|| Cell::text(iso(&o.started)), Cell::Day),
            due(o.due),
            Cell::text(o.verdict.word()),
            o.done.as_ref().map_or(Cell::Empty, |w| w.exact().map_or_else(|| Cell::text(iso(w)), Cell::Day)),
            span(o.days_late),
            span(o.working_days_late),
            Cell::text(o.certainty.word()),
            Cell::text(context.names.text(&o.reason)),
            Cell::text(evidence(context, &o.evidence)),
            Cell::text(o.status.word()),
            Cell::text(o.possible.to_string()),
            Cell::text(o.version_reason.as_str()),
            Cell::Numbered("Q", i as u64 + 1),
            Cell::id("N", o.subject.0),
            Cell::id("E", o.trigger.0),
        ];
        cells.extend(place_cells(context, context.case.events[o.trigger.index()].place));
        cells.push(Cell::text(followed(context, o.followed.as_ref())));
        let unseen = o.followed.as_ref().map_or("", |f| f.unseen.as_str());
        cells.push(Cell::text(context.names.text(unseen)));
        cells
    };
    let rows = context.case.outcomes.len();
    Table { name: "outcomes", columns: OUTCOME_COLUMNS.to_vec(), rows, row: Box::new(row) }
}

fn event_columns() -> Vec<&'static str> {
    let further = ["kind", "subject_id", "reference", "outcomes_rest_on_it"];
    chronology::COLUMNS.into_iter().chain(PLACE).chain(further).collect()
}

/// Cells of an event: the chronology's, its place and four more.
const EVENT_CELLS: usize = chronology::COLUMNS.len() + PLACE.len() + 4;

fn event_row<'a>(context: &'a Context<'a>, id: EventId, sequence: usize) -> Vec<Cell<'a>> {
    let event = &context.case.events[id.index()];
    let mut row = Vec::with_capacity(EVENT_CELLS);
    row.extend(chronology::row(context, id, sequence));
    row.extend(place_cells(context, event.place));
    row.push(Cell::text(context.case.words.word(event.kind)));
    row.push(context.case.subject_of(event).map_or(Cell::Empty, |e| Cell::id("N", e.0)));
    row.push(Cell::text(&*event.reference));
    row.push(Cell::Bool(context.rested_on[id.index()]));
    row
}

fn dated<'a>(context: &'a Context<'a>) -> Table<'a> {
    let events = &context.case.chronology;
    let row = move |i: usize| event_row(context, events[i], i + 1);
    Table { name: "chronology", columns: event_columns(), rows: events.len(), row: Box::new(row) }
}

fn undated<'a>(context: &'a Context<'a>) -> Table<'a> {
    let events = &context.case.undated;
    let row = move |i: usize| event_row(context, events[i], 0);
    Table { name: "undated", columns: event_columns(), rows: events.len(), row: Box::new(row) }
}

fn entities<'a>(context: &'a Context<'a>) -> Table<'a> {
    let row = move |i: usize| {
        let entity = &context.case.entities[i];
        let mut possibly = String::new();
        for other in &entity.possibly {
            let number = Digits::of(u64::from(other.0) + 1);
            push(&mut possibly, "; ", &["N", number.text(), " ", &context.names.entity(*other)]);
        }
        vec![
            Cell::Numbered("N", i as u64 + 1),
            Cell::text(entity.kind.word()),
            Cell::named(context.names.named(EntityId::from(i))),
            Cell::count(entity.mentions.len()),
            Cell::Real(entity.certainty, 6),
            Cell::text(possibly),
        ]
    };
    let columns = vec!["entity", "kind", "label", "mentions", "certainty", "possibly_the_same_as"];
    Table { name: "entities", columns, rows: context.case.entities.len(), row: Box::new(row) }
}

/// How one comparison came out, without the values compared where names are hidden.
pub(crate) fn level_words<'t>(context: &Context<'_>, words: &'t str) -> Cow<'t, str> {
    match how(context, words) {
        Some(how) => Cow::Owned(format!("{how}{VALUES_WITHHELD}")),
        None => context.names.text(words),
    }
}

const VALUES_WITHHELD: &str = " (values withheld)";

/// What stands before the values compared, where there are any and they are hidden.
fn how<'t>(context: &Context<'_>, words: &'t str) -> Option<&'t str> {
    let colon = words.bytes().position(|b| b == b':')?;
    context.names.hidden().then(|| &words[..colon])
}

fn levels(context: &Context<'_>, link: &Link) -> String {
    let mut text = String::with_capacity(LEVEL_BYTES * link.levels.len());
    for level in &link.levels {
        push(&mut text, "; ", &[&level.field, " "]);
        push_fixed(&mut text, level.weight_bits, 2, true);
        match how(context, &level.words) {
            Some(how) => push(&mut text, "", &[" (", how, VALUES_WITHHELD, ")"]),
            None => push(&mut text, "", &[" (", &context.names.text(&level.words), ")"]),
        }
    }
    text
}

/// Room for the words of most levels of a link.
const LEVEL_BYTES: usize = 64;

fn links<'a>(context: &'a Context<'a>) -> Table<'a> {
    let entity = |m: MentionId| Cell::id("N", context.case.entity_of[m.index()].0);
    let row = move |i: usize| {
        let link = &context.case.links[i];
        vec![
            Cell::Numbered("L", i as u64 + 1),
            Cell::id("M", link.left.0),
            Cell::id("M", link.right.0),
            entity(link.left),
            entity(link.right),
            Cell::Real(link.weight_bits, 3),
            Cell::Real(link.probability, 6),
            Cell::text(link.band.word()),
            Cell::Bool(link.used),
            Cell::text(context.names.text(&link.note)),
            Cell::text(levels(context, link)),
        ]
    };
    let columns = vec![
        "link",
        "left",
        "right",
        "left_entity",
        "right_entity",
        "weight_bits",
        "probability",
        "band",
        "used",
        "note",
        "weights",
    ];
    Table { name: "links", columns, rows: context.case.links.len(), row: Box::new(row) }
}

/// Room for the names of the fields of most mentions.
const FIELDS_BYTES: usize = 64;

fn mentions<'a>(context: &'a Context<'a>) -> Table<'a> {
    let row = move |i: usize| {
        let mention = &context.case.mentions[i];
        let entity = context.case.entity_of[i];
        let (mut fields, mut values) = (String::with_capacity(FIELDS_BYTES), String::new());
        let shown = context.names.shows(mention.kind);
        for (name, value) in &mention.fields {
            push(&mut fields, "; ", &[name]);
            if shown {
                push(&mut values, "; ", &[name, "=", value]);
            }
        }
        let mut cells = vec![
            Cell::Numbered("M", i as u64 + 1),
            Cell::id("N", entity.0),
            Cell::named(context.names.named(entity)),
            Cell::text(mention.kind.word()),
            Cell::text(&*mention.role),
            Cell::text(fields),
            if shown { Cell::text(values) } else { Cell::text("withheld") },
        ];
        cells.extend(place_cells(context, mention.place));
        cells
    };
    let own = ["mention", "entity", "label", "kind", "role", "fields", "values"];
    let columns = own.into_iter().chain(PLACE).collect();
    Table { name: "mentions", columns, rows: context.case.mentions.len(), row: Box::new(row) }
}

pub(crate) fn accounts<'a>(context: &'a Context<'a>) -> Table<'a> {
    let row = move |i: usize| {
        let a = &context.case.accounts[i];
        let [file, sheet, _, _, hash] = place_cells(context, a.place);
        vec![
            file,
            sheet,
            hash,
            Cell::count(a.rows),
            Cell::count(a.accepted),
            Cell::count(a.undated),
            Cell::count(a.rejected),
            Cell::count(a.empty),
            Cell::Bool(a.balances()),
            Cell::text(a.unread.as_str()),
        ]
    };
    let columns = vec![
        "file", "sheet", "sha256", "rows", "accepted", "undated", "rejected", "empty", "balances", "unread",
    ];
    Table { name: "accounts", columns, rows: context.case.accounts.len(), row: Box::new(row) }
}

/// The value a problem found; not shown where names are hidden and the column may hold one.
pub(crate) fn problem_value<'a>(context: &Context<'a>, problem: &'a Problem) -> Cow<'a, str> {
    const PERSONAL: [&str; 14] = [
        "name", "surname", "forename", "alias", "known as", "address", "street", "postcode", "born", "birth",
        "dob", "phone", "mobile", "email",
    ];
    let column = problem.column_name.to_lowercase();
    if context.names.hidden()
        && !problem.value.is_empty()
        && PERSONAL.iter().any(|word| column.contains(word))
    {
        Cow::Borrowed("(withheld)")
    } else {
        context.names.text(&problem.value)
    }
}

fn problems<'a>(context: &'a Context<'a>) -> Table<'a> {
    let row = move |i: usize| {
        let p = &context.case.problems[i];
        let mut cells = vec![Cell::text(p.severity.word())];
        cells.extend(place_cells(context, p.place));
        cells.extend([
            Cell::text(p.column_name.as_str()),
            Cell::text(problem_value(context, p)),
            Cell::text(context.names.text(&p.what)),
            Cell::text(context.names.text(&p.expected)),
            Cell::text(context.names.text(&p.hint)),
        ]);
        cells
    };
    let columns = ["severity"]
        .into_iter()
        .chain(PLACE)
        .chain(["column_name", "value", "what", "expected", "hint"])
        .collect();
    Table { name: "problems", columns, rows: context.case.problems.len(), row: Box::new(row) }
}

/// What is said in place of a rejected row's words where names are hidden.
pub(crate) const REJECTED_WITHHELD: &str = "withheld: names in a row that was not read are not known, so they cannot be replaced; see the file at this row";

pub(crate) fn rejected<'a>(context: &'a Context<'a>) -> Table<'a> {
    let rejected = &context.case.rejected;
    let row = move |i: usize| {
        let (place, words) = &rejected[i];
        let mut cells = Vec::from(place_cells(context, *place));
        cells.push(Cell::text(if context.names.hidden() { REJECTED_WITHHELD } else { words }));
        cells
    };
    let columns = PLACE.into_iter().chain(["words"]).collect();
    Table { name: "rejected", columns, rows: rejected.len(), row: Box::new(row) }
}

fn extracts<'a>(context: &'a Context<'a>) -> Table<'a> {
    let words = &context.case.words;
    let row = move |i: usize| {
        let x = &context.case.extracts[i];
        let kinds: Vec<&str> = x.kinds.iter().map(|k| words.word(*k)).collect();
        vec![
            Cell::text(context.names.holder(x.agency)),
            Cell::text(x.title.as_str()),
            Cell::text(x.status.word()),
            x.covers.map_or(Cell::Empty, |c| Cell::Day(c.0)),
            x.covers.map_or(Cell::Empty, |c| Cell::Day(c.1)),
            Cell::text(kinds.join("; ")),
            Cell::text(x.note.as_str()),
        ]
    };
    let columns = vec!["agency", "title", "status", "covers_from", "covers_to", "kinds", "note"];
    Table { name: "extracts", columns, rows: context.case.extracts.len(), row: Box::new(row) }
}

fn rules<'a>(context: &'a Context<'a>) -> Table<'a> {
    let row = move |i: usize| {
        let r = &context.case.rules[i];
        vec![
            Cell::text(r.id.as_str()),
            Cell::text(r.title.as_str()),
            Cell::text(r.kind.as_str()),
            Cell::text(r.version.as_str()),
            Cell::text(r.source.as_str()),
            Cell::text(r.confidence.as_str()),
            Cell::text(r.obligation.as_str()),
            Cell::count(r.activations),
            Cell::Bool(r.activations > 0),
        ]
    };
    let columns = vec![
        "rule",
        "title",
        "kind",
        "version",
        "source",
        "confidence",
        "obligation",
        "activations",
        "engaged",
    ];
    Table { name: "rules", columns, rows: context.case.rules.len(), row: Box::new(row) }
}

pub(crate) fn sources<'a>(context: &'a Context<'a>) -> Table<'a> {
    let row = move |i: usize| {
        let s = &context.case.sources[i];
        let id = model::SourceId::from(i);
        let sheets: Vec<Cow<'_, str>> =
            s.sheets.iter().filter(|s| !s.is_empty()).map(|s| context.names.text(s)).collect();
        vec![
            Cell::text(id.to_string()),
            Cell::text(context.names.path(id)),
            Cell::text(s.agency.as_str()),
            Cell::text(s.name.as_str()),
            Cell::text(s.format.as_str()),
            Cell::count(s.bytes),
            Cell::text(s.sha256.as_str()),
            Cell::text(sheets.join("; ")),
        ]
    };
    let columns = vec!["source", "file", "agency", "name", "format", "bytes", "sha256", "sheets"];
    Table { name: "sources", columns, rows: context.case.sources.len(), row: Box::new(row) }
}

fn changes<'a>(context: &'a Context<'a>) -> Table<'a> {
    let row = move |i: usize| {
        let c = &context.case.changes[i];
        let examples: Vec<Cow<'_, str>> = c.examples.iter().map(|e| context.names.text(e)).collect();
        vec![
            Cell::text(c.source.as_str()),
            Cell::count(c.new),
            Cell::count(c.changed),
            Cell::count(c.gone),
            Cell::count(c.same),
            Cell::text(examples.join("; ")),
        ]
    };
    Table {
        name: "changes",
        columns: vec!["source", "new", "changed", "gone", "same", "examples"],
        rows: context.case.changes.len(),
        row: Box::new(row),
    }
}

/// How many entities there are of each kind that occurs.
pub(crate) fn kinds(context: &Context<'_>) -> Vec<(MentionKind, u64)> {
    let mut counts = [0u64; MentionKind::ALL.len()];
    for entity in &context.case.entities {
        counts[entity.kind as usize] += 1;
    }
    MentionKind::ALL.into_iter().map(|k| (k, counts[k as usize])).filter(|(_, n)| *n > 0).collect()
}
