//! What came in: rows accounted for, problems, files with their hashes, the disclosure register, changes.

use model::Problem;

use super::evidence::place;
use super::{Page, e, put};
use crate::limits::{PROBLEMS_MAX_HTML, TABLE_ROWS_MAX_HTML};
use crate::tables::problem_value;
use crate::text::{count, number, shortened};

/// The accounting of rows, the problems, the files.
pub(super) fn rows(page: &mut Page<'_>) {
    page.section("rows", true);
    let f = &page.figures;
    let words = format!(
        "Rows in = accepted + undated + rejected: {} = {} + {} + {}. {}",
        number(f.rows),
        number(f.accepted),
        number(f.undated),
        number(f.rejected),
        if f.balances {
            "It balances for every file and sheet."
        } else {
            "It does not balance for every sheet: those are marked, and nothing that rests on them should be relied on."
        }
    );
    page.paragraph(&words);
    accounts(page);
    problems(page);
    files(page);
    page.end_section();
}

fn accounts(page: &mut Page<'_>) {
    let case = page.case;
    let heads =
        ["File and sheet", "#Rows", "#Accepted", "#Undated", "#Rejected", "#Empty", "Balances", "Not read"];
    page.table("Rows by file and sheet", true, &heads);
    for account in case.accounts.iter().take(TABLE_ROWS_MAX_HTML) {
        let at = model::Place { row: 0, column: 0, ..account.place };
        put!(page, "<tr><th scope=\"row\">{}</th>", place(page, at));
        for n in [account.rows, account.accepted, account.undated, account.rejected, account.empty] {
            put!(page, "<td class=\"n\">{}</td>", number(n));
        }
        let balances = if account.balances() { "yes" } else { "<strong>NO</strong>" };
        put!(page, "<td>{balances}</td><td>{}</td></tr>\n", e(&account.unread));
    }
    page.end_table();
    rest(page, case.accounts.len(), "sheet", "accounts.csv");
}

/// What is said where a table was cut.
fn rest(page: &mut Page<'_>, all: usize, word: &str, file: &str) {
    if all > TABLE_ROWS_MAX_HTML {
        let more = (all - TABLE_ROWS_MAX_HTML) as u64;
        page.quiet(&format!("{} have no room here: see {file}.", count(more, &format!("more {word}"))));
    }
}

fn problems(page: &mut Page<'_>) {
    let case = page.case;
    page.html.push_str("<h3>Problems with the input</h3>\n");
    if case.problems.is_empty() {
        page.paragraph("None.");
        return;
    }
    let mut order: Vec<&Problem> = case.problems.iter().collect();
    order.sort_by_key(|p| std::cmp::Reverse(p.severity));
    let shown = order.len().min(PROBLEMS_MAX_HTML);
    page.paragraph(&format!(
        "{} with the input; what costs most comes first.{}",
        count(order.len() as u64, "problem"),
        if shown < order.len() {
            format!(" {shown} are shown; every one is in problems.csv.")
        } else {
            String::new()
        }
    ));
    page.table(
        "Problems with the input",
        true,
        &["How serious", "Where", "Found", "What is wrong and what to do"],
    );
    for problem in order.into_iter().take(PROBLEMS_MAX_HTML) {
        put!(
            page,
            "<tr><th scope=\"row\">{}</th><td>{}",
            problem.severity.word(),
            place(page, problem.place)
        );
        if !problem.column_name.is_empty() {
            put!(page, " <span class=\"quiet\">({})</span>", e(&problem.column_name));
        }
        let value = problem_value(page.context, problem).into_owned();
        put!(
            page,
            "</td><td>{}</td>",
            if value.is_empty() {
                "–".to_string()
            } else {
                format!("<code>{}</code>", e(&shortened(&value, 120)))
            }
        );
        put!(page, "<td>{}", e(&page.context.names.text(&problem.what)));
        if !problem.expected.is_empty() {
            put!(page, "<br>Expected: {}", e(&page.context.names.text(&problem.expected)));
        }
        if !problem.hint.is_empty() {
            put!(page, "<br>To do: {}", e(&page.context.names.text(&problem.hint)));
        }
        page.html.push_str("</td></tr>\n");
    }
    page.end_table();
}

fn files(page: &mut Page<'_>) {
    let case = page.case;
    page.html.push_str("<h3>Files as received</h3>\n");
    page.table(
        "Files as received, with their hashes",
        true,
        &["File", "Supplied by", "Read as", "#Bytes", "SHA-256"],
    );
    for (i, source) in case.sources.iter().enumerate().take(TABLE_ROWS_MAX_HTML) {
        let id = model::SourceId::from(i);
        put!(page, "<tr id=\"f{}\"><th scope=\"row\">{id} {}</th>", i + 1, e(page.context.names.path(id)));
        put!(page, "<td>{}</td><td>{}</td>", e(&source.agency), e(&source.format));
        put!(
            page,
            "<td class=\"n\">{}</td><td><code>{}</code></td></tr>\n",
            number(source.bytes),
            e(&source.sha256)
        );
    }
    page.end_table();
    rest(page, case.sources.len(), "file", "sources.csv");
}

/// What each agency was asked for, and what came.
pub(super) fn disclosure(page: &mut Page<'_>) {
    page.section("disclosure", false);
    let case = page.case;
    if case.extracts.is_empty() {
        page.paragraph("No disclosure register was given: nobody has said what the files cover, so silence in them proves nothing.");
        page.end_section();
        return;
    }
    page.paragraph(
        "Silence in a record counts only where the extract that would show the action was supplied and covers the days \
         in question. Everything else is cannot tell.",
    );
    page.table(
        "What was asked for and what came",
        true,
        &["Agency", "Extract", "Status", "Covers", "Would show", "Note"],
    );
    for extract in case.extracts.iter().take(TABLE_ROWS_MAX_HTML) {
        let covers = extract.covers.map_or("nobody has said: proves no absence".to_string(), |(a, b)| {
            format!("{} to {}", a.words(), b.words())
        });
        let kinds: Vec<String> =
            extract.kinds.iter().map(|k| crate::text::plain(case.words.word(*k))).collect();
        put!(
            page,
            "<tr><th scope=\"row\">{}</th><td>{}</td>",
            e(&page.context.names.holder(extract.agency)),
            e(&extract.title)
        );
        put!(page, "<td>{}</td><td>{}</td>", extract.status.word(), e(&covers));
        put!(page, "<td>{}</td><td>{}</td></tr>\n", e(&kinds.join(", ")), e(&extract.note));
    }
    page.end_table();
    rest(page, case.extracts.len(), "extract", "extracts.csv");
    page.end_section();
}

/// What is different since the run before.
pub(super) fn changes(page: &mut Page<'_>) {
    page.section("changes", false);
    let case = page.case;
    if case.changes.is_empty() {
        page.paragraph("No row differs from an earlier delivery: this is the first run, or the files as received are those of the run before. A rule, a calendar or a setting that was changed is not listed here.");
        page.end_section();
        return;
    }
    page.table(
        "Rows by source since the run before",
        true,
        &["Source", "#New", "#Changed", "#Gone", "#Same", "Examples"],
    );
    for change in case.changes.iter().take(TABLE_ROWS_MAX_HTML) {
        put!(page, "<tr><th scope=\"row\">{}</th>", e(&change.source));
        for n in [change.new, change.changed, change.gone, change.same] {
            put!(page, "<td class=\"n\">{}</td>", number(n));
        }
        let examples = page.context.names.text(&change.examples.join("; ")).into_owned();
        put!(page, "<td>{}</td></tr>\n", e(&shortened(&examples, 400)));
    }
    page.end_table();
    rest(page, case.changes.len(), "source", "changes.csv");
    page.end_section();
}
