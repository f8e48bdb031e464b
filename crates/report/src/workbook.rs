//! `chronology.xlsx`: the chronology in the columns in use, with its sheets beside it.
//!
//! A date is a real date only where it is exact to the day; everything else is text, and no cell is a formula. The
//! document's own date is the observation date, because a report has no clock.

use std::collections::BTreeMap;

use model::{Day, EntityId, EventId, MentionKind};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::cells::Cell;
use crate::limits::{
    CELL_CHARS_MAX, NO_CONTACT_DAYS_MIN, NO_CONTACT_ROWS_MAX, WORKBOOK_EVENTS_MAX, WORKBOOK_ROWS_MAX,
};
use crate::tables::{self, Table};
use crate::text::{count, harmless, number, shortened};
use crate::{Context, chronology, figures, glossary};

/// Widths of the chronology's columns, in characters.
const CHRONOLOGY_WIDTHS: [f64; 20] = [
    8.0, 12.0, 8.0, 12.0, 10.0, 9.0, 22.0, 24.0, 20.0, 26.0, 60.0, 18.0, 28.0, 20.0, 14.0, 28.0, 6.0, 11.0,
    36.0, 18.0,
];

/// The workbook's bytes, and how many rows its sheets hold below their headers.
pub(crate) fn build<'a>(context: &'a Context<'a>) -> Result<(Vec<u8>, u64), XlsxError> {
    let mut book = Book::new(context)?;
    chronology_sheet(&mut book, context)?;
    undated_sheet(&mut book, context)?;
    book.table("Rejected", tables::rejected(context))?;
    no_contact_sheet(&mut book, context)?;
    book.table("Outcomes", tables::outcomes(context))?;
    glossary_sheet(&mut book)?;
    book.table("Sources", tables::sources(context))?;
    withheld_sheet(&mut book, context)?;
    verification_sheet(&mut book, context)?;
    let rows = book.rows;
    Ok((book.workbook.save_to_buffer()?, rows))
}

struct Book {
    workbook: Workbook,
    head: Format,
    cell: Format,
    date: Format,
    rows: u64,
}

impl Book {
    fn new(context: &Context<'_>) -> Result<Book, XlsxError> {
        let mut workbook = Workbook::new();
        let review = &context.case.review;
        let properties = DocProperties::new()
            .set_title(shortened(&review.title, 200).as_ref())
            .set_subject("Chronology and outcomes: questions, not findings")
            .set_creation_datetime(&excel_day(review.observation_date).unwrap_or_default());
        workbook.set_properties(&properties);
        let cell = Format::new().set_align(FormatAlign::Top).set_text_wrap();
        Ok(Book {
            workbook,
            head: Format::new()
                .set_bold()
                .set_font_color(Color::RGB(0xFF_FF_FF))
                .set_background_color(Color::RGB(0x1D_3A_5F))
                .set_align(FormatAlign::VerticalCenter)
                .set_border_bottom(FormatBorder::Thin)
                .set_text_wrap(),
            date: cell.clone().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            cell,
            rows: 0,
        })
    }

    /// A sheet with its header, frozen, and the widths of its columns.
    fn sheet(&mut self, name: &str, columns: &[&str], widths: &[f64]) -> Result<&mut Worksheet, XlsxError> {
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(name)?.set_freeze_panes(1, 0)?.set_landscape().set_print_fit_to_pages(1, 0);
        sheet.set_paper_size(9).set_repeat_rows(0, 0)?.set_row_height(0, 30)?;
        for (i, column) in columns.iter().enumerate() {
            sheet.write_string_with_format(0, i as u16, *column, &self.head)?;
            sheet.set_column_width(i as u16, widths.get(i).copied().unwrap_or(18.0))?;
        }
        Ok(sheet)
    }

    /// A sheet of rows; `cut` is told how many there were and says where the rest is, if there is a rest.
    fn fill<'c>(
        &mut self,
        name: &str,
        columns: &[&str],
        widths: &[f64],
        rows: impl Iterator<Item = Vec<Cell<'c>>>,
        cut: impl FnOnce(u64) -> Option<String>,
    ) -> Result<(), XlsxError> {
        let (cell, date) = (self.cell.clone(), self.date.clone());
        let sheet = self.sheet(name, columns, widths)?;
        let mut at: u32 = 1;
        for row in rows {
            for (i, value) in row.iter().enumerate() {
                put(sheet, at, i as u16, value, &cell, &date)?;
            }
            at += 1;
        }
        let last = columns.len().saturating_sub(1) as u16;
        sheet.autofilter(0, 0, at.saturating_sub(1), last)?;
        if let Some(note) = cut(u64::from(at) - 1) {
            sheet.write_string(at + 1, 0, &note)?;
        }
        self.rows += u64::from(at) - 1;
        Ok(())
    }

    /// A sheet of a whole table, up to the limit.
    fn table(&mut self, name: &str, table: Table<'_>) -> Result<(), XlsxError> {
        let widths: Vec<f64> = table.columns.iter().map(|c| width_of(c)).collect();
        let (all, rest) = (table.rows as u64, table.name);
        let rows = (0..table.rows.min(WORKBOOK_ROWS_MAX)).map(|i| (table.row)(i));
        self.fill(name, &table.columns, &widths, rows, |shown| {
            let more = all.saturating_sub(shown);
            (more > 0)
                .then(|| format!("{} more rows after these {}: see {rest}.csv", number(more), number(shown)))
        })
    }
}

fn width_of(column: &str) -> f64 {
    match column {
        "reason" | "words" | "evidence" | "version_reason" | "followed_by" | "followed_unseen" => 60.0,
        "sha256" | "trigger_sha256" => 24.0,
        "file" | "subject" | "holder" | "trigger_file" | "format" => 26.0,
        "rule" | "version" | "row" | "column" | "source" | "trigger" | "outcome" | "trigger_row" => 10.0,
        _ => 16.0,
    }
}

fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    value: &Cell<'_>,
    cell: &Format,
    date: &Format,
) -> Result<(), XlsxError> {
    match value {
        Cell::Empty => {}
        Cell::Count(n) => {
            sheet.write_number_with_format(row, column, *n as f64, cell)?;
        }
        Cell::Day(day) if excel_day(*day).is_some() => {
            let day = excel_day(*day).unwrap_or_default();
            sheet.write_datetime_with_format(row, column, &day, date)?;
        }
        other => {
            let text = other.plain();
            let text = harmless(&text);
            sheet.write_string_with_format(row, column, shortened(&text, CELL_CHARS_MAX).as_ref(), cell)?;
        }
    }
    Ok(())
}

/// The day as Excel counts it; `None` before 1 March 1900, where Excel's calendar has a day that never was.
fn excel_day(day: Day) -> Option<ExcelDateTime> {
    let (year, month, date) = day.parts();
    if year < 1901 {
        return None;
    }
    ExcelDateTime::from_ymd(year as u16, month as u8, date as u8).ok()
}

fn chronology_sheet<'a>(book: &mut Book, context: &'a Context<'a>) -> Result<(), XlsxError> {
    let all = &context.case.chronology;
    let whole = all.len() <= WORKBOOK_EVENTS_MAX;
    let rows = all
        .iter()
        .enumerate()
        .filter(|(_, id)| whole || context.rested_on[id.index()])
        .take(WORKBOOK_EVENTS_MAX)
        .map(|(i, id)| Vec::from(chronology::row(context, *id, i + 1)));
    book.fill("Chronology", &chronology::COLUMNS, &CHRONOLOGY_WIDTHS, rows, |shown| {
        (!whole).then(|| {
            format!(
                "This sheet holds {} of {} events, those that outcomes rest on: every event is in chronology.csv",
                number(shown),
                number(all.len() as u64)
            )
        })
    })
}

fn undated_sheet<'a>(book: &mut Book, context: &'a Context<'a>) -> Result<(), XlsxError> {
    let all = &context.case.undated;
    let rows = all.iter().take(WORKBOOK_ROWS_MAX).map(|id| Vec::from(chronology::row(context, *id, 0)));
    book.fill("Undated", &chronology::COLUMNS, &CHRONOLOGY_WIDTHS, rows, |shown| {
        let more = all.len() as u64 - shown;
        (more > 0).then(|| format!("{} more after these: see undated.csv", number(more)))
    })
}

/// A period without a recorded event of one person.
struct Gap {
    subject: EntityId,
    before: EventId,
    after: EventId,
    from: Day,
    to: Day,
}

/// Periods of more than 90 days between events of a person whom some outcome is about, the longest first.
fn gaps(context: &Context<'_>) -> Vec<Gap> {
    let case = context.case;
    let mut last: BTreeMap<EntityId, Option<(Day, EventId)>> = case
        .outcomes
        .iter()
        .map(|o| o.subject)
        .filter(|s| case.entities[s.index()].kind == MentionKind::Person)
        .map(|s| (s, None))
        .collect();
    let mut gaps = Vec::new();
    for &id in &case.chronology {
        let event = &case.events[id.index()];
        let Some((subject, seen)) =
            case.subject_of(event).and_then(|s| last.get_mut(&s).map(|seen| (s, seen)))
        else {
            continue;
        };
        // The shortest silence the dates allow: from the last possible day before to the first possible day after.
        let (Some(first_day), Some(last_day)) = (event.when.earliest(), event.when.latest()) else {
            continue;
        };
        if let Some((from, before)) = *seen
            && first_day - from > NO_CONTACT_DAYS_MIN
        {
            gaps.push(Gap { subject, before, after: id, from, to: first_day });
        }
        if seen.is_none_or(|(day, _)| last_day > day) {
            *seen = Some((last_day, id));
        }
    }
    gaps.sort_by_key(|g| (std::cmp::Reverse(g.to - g.from), g.subject, g.from));
    gaps
}

fn no_contact_sheet(book: &mut Book, context: &Context<'_>) -> Result<(), XlsxError> {
    const COLUMNS: [&str; 6] = [
        "Person",
        "Last event before",
        "First event after",
        "Days between, at least",
        "Ref before",
        "Ref after",
    ];
    let all = gaps(context);
    let rows = all.iter().take(NO_CONTACT_ROWS_MAX).map(|g| {
        vec![
            Cell::text(context.names.entity(g.subject)),
            Cell::Day(g.from),
            Cell::Day(g.to),
            Cell::count(g.to - g.from),
            Cell::text(g.before.to_string()),
            Cell::text(g.after.to_string()),
        ]
    });
    book.fill("No-contact periods", &COLUMNS, &[20.0, 18.0, 18.0, 22.0, 12.0, 12.0], rows, |shown| {
        Some(format!(
            "{} of {} with more than {} days between recorded events of a person whom some duty is about, the longest \
             first. A period without a record is not a period without contact.",
            number(shown),
            count(all.len() as u64, "period"),
            NO_CONTACT_DAYS_MIN
        ))
    })
}

fn glossary_sheet(book: &mut Book) -> Result<(), XlsxError> {
    let rows = glossary::PARTS.iter().flat_map(|part| {
        part.words
            .iter()
            .map(|(word, meaning)| vec![Cell::text(part.title), Cell::text(*word), Cell::text(*meaning)])
    });
    book.fill("Glossary", &["Part", "Word", "Meaning"], &[30.0, 24.0, 90.0], rows, |_| None)
}

fn withheld_sheet(book: &mut Book, context: &Context<'_>) -> Result<(), XlsxError> {
    let mut rows: Vec<Vec<Cell<'_>>> = Vec::new();
    if context.names.hidden() {
        for (kind, n) in tables::kinds(context) {
            if !context.names.shows(kind) {
                rows.push(vec![
                    Cell::text(format!("The names or marks of {}", count(n, kind.word()))),
                    Cell::text("pseudonyms are the default; free text has known names replaced and can still identify"),
                ]);
            }
        }
        if !context.case.rejected.is_empty() {
            let n = context.case.rejected.len() as u64;
            rows.push(vec![
                Cell::text(format!("The words of {}", count(n, "rejected row"))),
                Cell::text(tables::REJECTED_WITHHELD),
            ]);
        }
    }
    let marked = context.case.chronology.iter().chain(&context.case.undated).filter_map(|id| {
        let event = &context.case.events[id.index()];
        let words = &context.case.words;
        let reason = event.attributes.iter().find(|(n, _)| chronology::WITHHELD.contains(&words.word(*n)))?;
        Some(vec![
            Cell::text(format!("The words of event {id}")),
            Cell::text(context.names.event_text(event, &reason.1)),
        ])
    });
    let rows = rows.into_iter().chain(marked).take(WORKBOOK_ROWS_MAX);
    book.fill("Withheld", &["What", "Why"], &[50.0, 90.0], rows, |shown| {
        (shown == 0).then(|| "Nothing is withheld from this workbook.".to_string())
    })
}

fn verification_sheet(book: &mut Book, context: &Context<'_>) -> Result<(), XlsxError> {
    let review = &context.case.review;
    let figures = figures::figures(context.case);
    let names = if context.names.hidden() { "pseudonyms" } else { "as recorded" };
    let mut lines = vec![
        ("Review", review.title.clone()),
        ("Purpose", review.purpose.word().to_string()),
        ("Period", format!("{} to {}", review.period.0.words(), review.period.1.words())),
        ("Read as of", review.observation_date.words()),
        ("Last complete day", review.last_complete_day.words()),
        ("Names", names.to_string()),
        (
            "Rows",
            format!(
                "{} in = {} accepted + {} undated + {} rejected: {}",
                number(figures.rows),
                number(figures.accepted),
                number(figures.undated),
                number(figures.rejected),
                if figures.balances { "balances" } else { "DOES NOT BALANCE" }
            ),
        ),
        ("Made by", format!("Candour {}", env!("CARGO_PKG_VERSION"))),
        ("What this is", "Questions for agencies with the records looked at; no finding until a person makes it one.".into()),
        (
            "Dates",
            "A cell is a date only where the day is exact. Others are text: first and last possible day, with the \
             qualifier. A time stands only where the source wrote one."
                .into(),
        ),
        (
            "Apostrophes",
            "A cell whose words begin with = + - @ a tab, or the like has an apostrophe put before it, so that no \
             program takes it for a formula. The apostrophe is not in the source; the JSON files have the exact words."
                .into(),
        ),
        (
            "Check it",
            "Run candour review again on the same files: every byte of the report is the same. The hashes (SHA-256) of \
             the files are in the sheet Sources."
                .into(),
        ),
    ];
    lines.extend((!review.notice.is_empty()).then(|| ("Notice", review.notice.clone())));
    lines.extend(review.as_known_on.map(|d| ("As known on", d.words())));
    let rows = lines.into_iter().map(|(what, words)| vec![Cell::text(what), Cell::text(words)]);
    book.fill("Verification", &["What", "Words"], &[22.0, 110.0], rows, |_| None)
}
