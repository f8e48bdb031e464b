//! A publication as a page: one file, no script, no request, readable by a screen reader and on paper.

use super::browser::hash;
use super::diff::{Change, marked_changes};
use super::filled::without_marks;
use super::read::Publication;
use super::tell::{
    LIMITS, Told, day, entries, ground, name, strands, title, title_of, visible, visible_marked,
};
use super::verify::Verdict;
use crate::entry::Class;

const STYLE: &str = include_str!("../../page/page.css");

/// The page.
pub fn page(publication: &Publication, verdict: &Verdict, changes: Option<&[Change]>) -> String {
    without_marks(&marked_page(publication, verdict, changes))
}

/// The page, each value of the review between marks.
pub(super) fn marked_page(
    publication: &Publication,
    verdict: &Verdict,
    changes: Option<&[Change]>,
) -> String {
    let title = escape(&title(publication));
    let told = entries(publication, verdict);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src {}; base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">To the content</a>\n<header><div>\n<h1>{title}</h1>\n\
         <p>Publication number {}, recorded on {}. Review {} in the log {}.</p>\n</div></header>\n<main id=\"content\">\n",
        hash(STYLE),
        verdict.version,
        day(verdict.time_unix),
        verdict.stream,
        escape(&verdict.log),
    );
    section(&mut out, "summary", "What was checked");
    items(&mut out, verdict.sentences().iter().map(|s| visible(s)));
    section(&mut out, "strands", "Strands");
    let strands =
        strands(publication, verdict).into_iter().map(|(strand, told)| format!("Strand {strand}: {told}."));
    items(&mut out, strands);
    if let Some(changes) = changes {
        section(&mut out, "changes", "What changed since the publication before");
        items(&mut out, marked_changes(changes, publication).iter().map(|change| visible_marked(change)));
    }
    section(&mut out, "findings", "Findings");
    let findings: Vec<&Told> = told.iter().filter(|t| t.class == Class::Finding).collect();
    if findings.is_empty() {
        out.push_str("<p>None is recorded.</p>\n");
    }
    findings.iter().for_each(|told| article(&mut out, told, "finding"));
    withheld(&mut out, publication, verdict);
    section(&mut out, "entries", "Every entry");
    told.iter().for_each(|told| article(&mut out, told, "entry"));
    section(&mut out, "limits", "What this cannot tell");
    items(&mut out, LIMITS.iter().map(|limit| limit.to_string()));
    out.push_str(
        "<p class=\"quiet\">To check this for yourself: give the file publication.json and the policy to the page verify.html, or \
         to the command candour verify. Neither needs a network.</p>\n</section>\n</main>\n</body>\n</html>\n",
    );
    out
}

/// Begins a section; the one before it, if any, is ended.
fn section(out: &mut String, id: &str, title: &str) {
    if out.contains("<section") {
        out.push_str("</section>\n");
    }
    out.push_str(&format!("<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{}</h2>\n", escape(title)));
}

fn items(out: &mut String, items: impl Iterator<Item = String>) {
    out.push_str("<ul>\n");
    for item in items {
        out.push_str(&format!("<li>{}</li>\n", escape(&item)));
    }
    out.push_str("</ul>\n");
}

fn article(out: &mut String, told: &Told, id: &str) {
    let part = if told.withheld > 0 { " class=\"part\"" } else { "" };
    let heading = format!("Entry {}, {}: {}", told.seq, told.day, told.title);
    out.push_str(&format!("<article{part} id=\"{id}-{}\">\n<h3>{}</h3>\n<dl>\n", told.seq, escape(&heading)));
    for part in &told.parts {
        let words = match &part.told {
            Ok(words) => escape(words.trim_end()),
            Err(why) => format!("<span class=\"withheld\">{}</span>", escape(why)),
        };
        out.push_str(&format!("<dt>{}</dt><dd>{words}</dd>\n", escape(&part.name)));
    }
    out.push_str("</dl>\n</article>\n");
}

fn withheld(out: &mut String, publication: &Publication, verdict: &Verdict) {
    section(out, "withheld", "What is withheld");
    if verdict.withheld.is_empty() {
        out.push_str("<p>Nothing.</p>\n");
        return;
    }
    let count = verdict.withheld.len();
    out.push_str(&format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"What is withheld\">\n<table>\n<caption>{count} parts are \
         withheld or erased. Each row says where, why, and by which role.</caption>\n<thead><tr><th scope=\"col\">Entry</th>\
         <th scope=\"col\">What it is</th><th scope=\"col\">Part</th><th scope=\"col\">Why, and who decided</th></tr></thead>\n<tbody>\n"
    ));
    for (seq, class, item, erased) in &verdict.withheld {
        let row = publication.entries.get(*seq as usize);
        out.push_str(&format!(
            "<tr><td><a href=\"#entry-{seq}\">{seq}</a></td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            row.map_or(class.title(), title_of),
            escape(&name(&item.path)),
            escape(&row.map_or(String::new(), |row| ground(row, item, *erased))),
        ));
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
