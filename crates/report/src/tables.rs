//! Every derived thing as a table: its columns, and its rows one at a time, so that memory stays bounded.

use std::borrow::Cow;

use model::{
    EntityId, EventId, Link, LinkId, MentionId, MentionKind, OutcomeId, Place, Problem, column_letters,
};

use crate::cells::{Cell, iso, iso_days, span};
use crate::{Context, chronology};

/// A table with its rows still to come.
pub(crate) struct Table<'a> {
    /// Name of its files, without ending.
    pub(crate) name: &'static str,
    pub(crate) columns: Vec<&'static str>,
    pub(crate) rows: Box<dyn Iterator<Item = Vec<Cell<'a>>> + 'a>,
}

/// The columns of `outcomes.csv`: those others read, in their fixed order, then the rest.
pub const OUTCOME_COLUMNS: [&str; 25] = [
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
];

const PLACE: [&str; 5] = ["file", "sheet", "row", "column", "sha256"];

/// Every table, in the order the files are written.
pub(crate) fn all<'a>(context: &'a Context<'a>) -> Vec<Table<'a>> {
    vec![
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
    ]
}

/// File, sheet, row, column and hash of a place.
fn place_cells<'a>(context: &'a Context<'a>, place: Place) -> [Cell<'a>; 5] {
    let source = &context.case.sources[place.source.index()];
    let sheet =
        source.sheets.get(usize::from(place.sheet)).map_or(Cow::Borrowed(""), |s| context.names.text(s));
    [
        Cell::text(context.names.path(place.source)),
        Cell::text(sheet),
        if place.row > 0 { Cell::count(place.row) } else { Cell::Empty },
        Cell::text(column_letters(place.column)),
        Cell::text(source.sha256.as_str()),
    ]
}

/// `E12 police/log.csv row 3; E15 ...`.
pub(crate) fn evidence(context: &Context<'_>, events: &[EventId]) -> String {
    let one = |id: &EventId| {
        let place = context.case.events[id.index()].place;
        format!("{id} {} row {}", context.names.path(place.source), place.row)
    };
    events.iter().map(one).collect::<Vec<_>>().join("; ")
}

pub(crate) fn outcomes<'a>(context: &'a Context<'a>) -> Table<'a> {
    let rows = context.case.outcomes.iter().enumerate().map(move |(i, o)| {
        let mut row = vec![
            Cell::text(o.rule.as_str()),
            Cell::text(o.version.as_str()),
            Cell::text(context.names.entity(o.subject)),
            Cell::text(o.reference.as_str()),
            Cell::text(context.names.holder(o.holder)),
            o.started.exact().map_or_else(|| Cell::text(iso(&o.started)), Cell::Day),
            o.due.map_or(Cell::Empty, |d| if d.0 == d.1 { Cell::Day(d.0) } else { Cell::text(iso_days(d)) }),
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
            Cell::text(OutcomeId::from(i).to_string()),
            Cell::text(o.subject.to_string()),
            Cell::text(o.trigger.to_string()),
        ];
        row.extend(place_cells(context, context.case.events[o.trigger.index()].place));
        row
    });
    Table { name: "outcomes", columns: OUTCOME_COLUMNS.to_vec(), rows: Box::new(rows) }
}

fn event_columns() -> Vec<&'static str> {
    let further = ["kind", "subject_id", "reference", "outcomes_rest_on_it"];
    chronology::COLUMNS.into_iter().chain(PLACE).chain(further).collect()
}

fn event_row<'a>(context: &'a Context<'a>, id: EventId, sequence: usize) -> Vec<Cell<'a>> {
    let event = &context.case.events[id.index()];
    let mut row = chronology::row(context, id, sequence);
    row.extend(place_cells(context, event.place));
    row.push(Cell::text(context.case.words.word(event.kind)));
    row.push(context.case.subject_of(event).map_or(Cell::Empty, |e| Cell::text(e.to_string())));
    row.push(Cell::text(&*event.reference));
    row.push(Cell::Bool(context.rested_on[id.index()]));
    row
}

fn dated<'a>(context: &'a Context<'a>) -> Table<'a> {
    let rows = context.case.chronology.iter().enumerate().map(move |(i, id)| event_row(context, *id, i + 1));
    Table { name: "chronology", columns: event_columns(), rows: Box::new(rows) }
}

fn undated<'a>(context: &'a Context<'a>) -> Table<'a> {
    let rows = context.case.undated.iter().map(move |id| event_row(context, *id, 0));
    Table { name: "undated", columns: event_columns(), rows: Box::new(rows) }
}

fn entities<'a>(context: &'a Context<'a>) -> Table<'a> {
    let rows = context.case.entities.iter().enumerate().map(move |(i, entity)| {
        let possibly: Vec<String> =
            entity.possibly.iter().map(|e| format!("{e} {}", context.names.entity(*e))).collect();
        vec![
            Cell::text(EntityId::from(i).to_string()),
            Cell::text(entity.kind.word()),
            Cell::text(context.names.entity(EntityId::from(i))),
            Cell::count(entity.mentions.len()),
            Cell::Real(entity.certainty, 6),
            Cell::text(possibly.join("; ")),
        ]
    });
    let columns = vec!["entity", "kind", "label", "mentions", "certainty", "possibly_the_same_as"];
    Table { name: "entities", columns, rows: Box::new(rows) }
}

/// How one comparison came out, without the values compared where names are hidden.
pub(crate) fn level_words<'t>(context: &Context<'_>, words: &'t str) -> Cow<'t, str> {
    if !context.names.hidden() {
        return Cow::Borrowed(words);
    }
    match words.split_once(':') {
        Some((how, _)) => Cow::Owned(format!("{how} (values withheld)")),
        None => context.names.text(words),
    }
}

fn levels(context: &Context<'_>, link: &Link) -> String {
    let one = |l: &model::Level| {
        let words = level_words(context, &l.words);
        format!("{} {:+.2} ({words})", l.field, l.weight_bits)
    };
    link.levels.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn links<'a>(context: &'a Context<'a>) -> Table<'a> {
    let entity = |m: MentionId| Cell::text(context.case.entity_of[m.index()].to_string());
    let rows = context.case.links.iter().enumerate().map(move |(i, link)| {
        vec![
            Cell::text(LinkId::from(i).to_string()),
            Cell::text(link.left.to_string()),
            Cell::text(link.right.to_string()),
            entity(link.left),
            entity(link.right),
            Cell::Real(link.weight_bits, 3),
            Cell::Real(link.probability, 6),
            Cell::text(link.band.word()),
            Cell::Bool(link.used),
            Cell::text(context.names.text(&link.note)),
            Cell::text(levels(context, link)),
        ]
    });
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
    Table { name: "links", columns, rows: Box::new(rows) }
}

fn mentions<'a>(context: &'a Context<'a>) -> Table<'a> {
    let rows = context.case.mentions.iter().enumerate().map(move |(i, mention)| {
        let entity = context.case.entity_of[i];
        let fields: Vec<&str> = mention.fields.iter().map(|(name, _)| *name).collect();
        let values = if context.names.shows(mention.kind) {
            let all: Vec<String> = mention.fields.iter().map(|(n, v)| format!("{n}={v}")).collect();
            Cell::text(all.join("; "))
        } else {
            Cell::text("withheld")
        };
        let mut row = vec![
            Cell::text(MentionId::from(i).to_string()),
            Cell::text(entity.to_string()),
            Cell::text(context.names.entity(entity)),
            Cell::text(mention.kind.word()),
            Cell::text(&*mention.role),
            Cell::text(fields.join("; ")),
            values,
        ];
        row.extend(place_cells(context, mention.place));
        row
    });
    let own = ["mention", "entity", "label", "kind", "role", "fields", "values"];
    Table { name: "mentions", columns: own.into_iter().chain(PLACE).collect(), rows: Box::new(rows) }
}

pub(crate) fn accounts<'a>(context: &'a Context<'a>) -> Table<'a> {
    let rows = context.case.accounts.iter().map(move |a| {
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
    });
    let columns = vec![
        "file", "sheet", "sha256", "rows", "accepted", "undated", "rejected", "empty", "balances", "unread",
    ];
    Table { name: "accounts", columns, rows: Box::new(rows) }
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
    let rows = context.case.problems.iter().map(move |p| {
        let mut row = vec![Cell::text(p.severity.word())];
        row.extend(place_cells(context, p.place));
        row.extend([
            Cell::text(p.column_name.as_str()),
            Cell::text(problem_value(context, p)),
            Cell::text(context.names.text(&p.what)),
            Cell::text(context.names.text(&p.expected)),
            Cell::text(context.names.text(&p.hint)),
        ]);
        row
    });
    let columns = ["severity"]
        .into_iter()
        .chain(PLACE)
        .chain(["column_name", "value", "what", "expected", "hint"])
        .collect();
    Table { name: "problems", columns, rows: Box::new(rows) }
}

/// What is said in place of a rejected row's words where names are hidden.
pub(crate) const REJECTED_WITHHELD: &str = "withheld: names in a row that was not read are not known, so they cannot be replaced; see the file at this row";

pub(crate) fn rejected<'a>(context: &'a Context<'a>) -> Table<'a> {
    let rows = context.case.rejected.iter().map(move |(place, words)| {
        let mut row = Vec::from(place_cells(context, *place));
        row.push(Cell::text(if context.names.hidden() { REJECTED_WITHHELD } else { words }));
        row
    });
    Table { name: "rejected", columns: PLACE.into_iter().chain(["words"]).collect(), rows: Box::new(rows) }
}

fn extracts<'a>(context: &'a Context<'a>) -> Table<'a> {
    let words = &context.case.words;
    let rows = context.case.extracts.iter().map(move |x| {
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
    });
    let columns = vec!["agency", "title", "status", "covers_from", "covers_to", "kinds", "note"];
    Table { name: "extracts", columns, rows: Box::new(rows) }
}

fn rules<'a>(context: &'a Context<'a>) -> Table<'a> {
    let rows = context.case.rules.iter().map(|r| {
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
    });
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
    Table { name: "rules", columns, rows: Box::new(rows) }
}

pub(crate) fn sources<'a>(context: &'a Context<'a>) -> Table<'a> {
    let rows = context.case.sources.iter().enumerate().map(move |(i, s)| {
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
    });
    let columns = vec!["source", "file", "agency", "name", "format", "bytes", "sha256", "sheets"];
    Table { name: "sources", columns, rows: Box::new(rows) }
}

fn changes<'a>(context: &'a Context<'a>) -> Table<'a> {
    let rows = context.case.changes.iter().map(move |c| {
        let examples: Vec<Cow<'_, str>> = c.examples.iter().map(|e| context.names.text(e)).collect();
        vec![
            Cell::text(c.source.as_str()),
            Cell::count(c.new),
            Cell::count(c.changed),
            Cell::count(c.gone),
            Cell::count(c.same),
            Cell::text(examples.join("; ")),
        ]
    });
    Table {
        name: "changes",
        columns: vec!["source", "new", "changed", "gone", "same", "examples"],
        rows: Box::new(rows),
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
