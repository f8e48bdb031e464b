//! The head of the page: what it is, the figures, and the two pictures.

use std::fmt::Write;

use model::{Purpose, Verdict};

use super::style::CSS;
use super::{Page, SECTIONS, e, pictures, put};
use crate::text::{capital, count, number};
use crate::{figures, tables, text};

/// Everything before the summary.
pub(super) fn head(page: &mut Page<'_>) {
    let review = &page.case.review;
    page.html.push_str("<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.html.push_str(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         base-uri 'none'; form-action 'none'\">\n",
    );
    page.html.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.html.push_str(
        "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n",
    );
    put!(page, "<title>{}</title>\n<style>{CSS}</style>\n</head>\n<body>\n", e(&review.title));
    page.html.push_str("<a class=\"skip\" href=\"#main\">Skip to the report</a>\n");
    page.html.push_str("<header class=\"top\"><div class=\"wrap\">\n");
    put!(page, "<p class=\"kind\">{}</p>\n<h1>{}</h1>\n<dl>\n", kind(review.purpose), e(&review.title));
    let mut facts = vec![
        ("Period", format!("{} to {}", review.period.0.words(), review.period.1.words())),
        ("Read as of", review.observation_date.words()),
        ("Records complete to", review.last_complete_day.words()),
    ];
    facts.extend(review.as_known_on.map(|d| ("As it was known on", d.words())));
    let names = if page.context.names.hidden() {
        "Replaced by pseudonyms"
    } else {
        "As recorded: keep inside the review"
    };
    facts.push(("Names of people", names.to_string()));
    for (term, words) in facts {
        put!(page, "<div><dt>{term}</dt><dd>{}</dd></div>\n", e(&words));
    }
    page.html.push_str("</dl>\n</div></header>\n<div class=\"wrap body\">\n");
    page.html.push_str("<nav class=\"toc\" aria-labelledby=\"toc\"><div><h2 id=\"toc\">Contents</h2><ol>\n");
    for (anchor, title) in SECTIONS {
        put!(page, "<li><a href=\"#{anchor}\">{title}</a></li>\n");
    }
    page.html.push_str("</ol></div></nav>\n<main id=\"main\">\n");
}

fn kind(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Learning => "Review of records for learning",
        Purpose::Conduct => "Review of records for conduct matters",
        Purpose::Inquiry => "Review of records for an inquiry",
    }
}

/// The summary: what this is, the figures, the two pictures.
pub(super) fn summary(page: &mut Page<'_>) {
    page.section("summary", false);
    notices(page);
    lead(page);
    tiles(page);
    identity(page);
    pictures::by_rule(page);
    pictures::by_year(page);
    if !page.case.review.terms.is_empty() {
        page.html.push_str("<h3>Terms of reference</h3>\n");
        for term in &page.case.review.terms {
            put!(page, "<p>{}</p>\n", e(term));
        }
    }
    page.end_section();
}

fn notices(page: &mut Page<'_>) {
    page.html.push_str("<div class=\"note\">");
    if !page.case.review.notice.is_empty() {
        put!(page, "<p><strong>Notice.</strong> {}</p>", e(&page.case.review.notice));
    }
    page.html.push_str(
        "<p><strong>This document puts questions; it makes no findings.</strong> It sets what the agencies’ records \
         show beside what the duties of the time required. A gap is a question for the agency until a person has \
         looked and made it a finding. No record is not the same as no action.",
    );
    if page.case.review.purpose == Purpose::Learning {
        page.html.push_str(" A review for learning holds no individual to account.");
    }
    page.html.push_str("</p></div>\n");
}

/// Who can be identified from this copy, and what must not happen to it.
fn identity(page: &mut Page<'_>) {
    let words = if page.context.names.hidden() {
        "<strong>Identity.</strong> People, vehicles, addresses and telephones appear under pseudonyms, and known \
         names are taken out of free text. Free text can still identify: a misspelt name, a nickname nobody listed, a \
         name in a column that is not mapped as a person, or a school, a date and a family tie put together like pieces of a jigsaw. Victims of sexual offences are \
         anonymous for life. Read every line before any of this leaves the review."
    } else {
        "<strong>Names are shown as recorded.</strong> Victims of sexual offences are anonymous for life, and a \
         school, a date and a family tie together can identify as surely as a name. This copy must not leave the review."
    };
    put!(page, "<div class=\"note\"><p>{words}</p></div>\n");
}

fn lead(page: &mut Page<'_>) {
    let all = page.figures.all;
    let (arose, sources) = (all.arose(), page.case.sources.len() as u64);
    let agencies: std::collections::BTreeSet<&str> =
        page.case.sources.iter().map(|s| s.agency.as_str()).collect();
    let mut words = format!(
        "{} from {} {} read. ",
        capital(&count(sources, "file")),
        count(agencies.len() as u64, "agency"),
        if sources == 1 { "was" } else { "were" }
    );
    if arose == 0 {
        words.push_str("No duty arose under the rules applied.");
    } else {
        let barred = match all.of(Verdict::DoneWhileBarred) {
            0 => String::new(),
            n => format!("{} {} done while barred, ", number(n), was(n)),
        };
        let _ = write!(
            words,
            "{} arose under {}. Of these, {} {} met, decided against or excused, {} {} done late, {barred}{} {} no record although the records \
             that would show it were supplied, {} {} not yet due, and for {} the records do not allow an answer.",
            capital(&count(arose, "duty")),
            count(page.figures.by_rule.len() as u64, "rule"),
            number(all.kept()),
            was(all.kept()),
            number(all.of(Verdict::Late)),
            was(all.of(Verdict::Late)),
            number(all.of(Verdict::NothingRecorded)),
            if all.of(Verdict::NothingRecorded) == 1 { "has" } else { "have" },
            number(all.of(Verdict::NotYetDue)),
            if all.of(Verdict::NotYetDue) == 1 { "is" } else { "are" },
            number(all.of(Verdict::CannotTell)),
        );
    }
    if let Some((own, ids)) = figures::under_own_measures(page.case, &page.figures) {
        let (stands, these) = if ids.len() == 1 { ("is", "a measure") } else { ("are", "measures") };
        let _ = write!(
            words,
            " {} of all {} arose under {}, which {stands} {these} that this review set for itself and no law or guidance of the time.",
            number(own),
            count(arose, "duty"),
            ids.join(", "),
        );
    }
    let undated = page
        .case
        .outcomes
        .iter()
        .filter(|o| o.verdict == Verdict::Met && o.possible.single().is_none())
        .count();
    if undated > 0 {
        let _ = write!(
            words,
            " For {} of those met, an action is on record and its date is not, so whether it came in time cannot be told.",
            number(undated as u64)
        );
    }
    words.push_str(&followed(page.case));
    put!(page, "<p class=\"lead\">{}</p>\n", e(&words));
}

/// Of what followed once something was known, and of the months that are absent: sentences, or nothing where nothing is asked.
fn followed(case: &model::Case) -> String {
    let figures::Silences { silent, lines, absent, expected } = figures::silences(case);
    let mut words = String::new();
    if lines > 0 {
        let _ = write!(
            words,
            " Beside the duties, what followed once something was known is told in {}: for {} of them nothing is recorded although \
             the records that would show it were supplied.",
            count(lines, "line"),
            number(silent)
        );
    }
    if absent > 0 {
        let stands = if absent == 1 { "is" } else { "are" };
        let _ = write!(
            words,
            " Of {} for which a record was expected in a monthly series, {} {stands} absent.",
            count(expected, "month"),
            number(absent)
        );
    }
    words
}

fn was(n: u64) -> &'static str {
    if n == 1 { "was" } else { "were" }
}

fn tiles(page: &mut Page<'_>) {
    let f = &page.figures;
    let arose = f.all.arose();
    let of = format!("of {} that arose", text::count(arose, "duty"));
    let people =
        tables::kinds(page.context).iter().find(|(k, _)| *k == model::MentionKind::Person).map_or(0, |k| k.1);
    let mut tiles = vec![
        (f.all.kept(), "met or excused", of.clone()),
        (f.all.of(Verdict::Late), "done late", of.clone()),
        (f.all.of(Verdict::NothingRecorded), "nothing recorded", of.clone()),
        (f.all.of(Verdict::CannotTell), "cannot tell", of),
        (
            f.accepted,
            "rows read and dated",
            format!("of {}; {} undated, {} rejected", number(f.rows), number(f.undated), number(f.rejected)),
        ),
    ];
    if f.all.of(Verdict::DoneWhileBarred) > 0 {
        tiles.insert(
            2,
            (
                f.all.of(Verdict::DoneWhileBarred),
                "done while barred",
                format!("of {} that arose", text::count(arose, "duty")),
            ),
        );
    }
    if people > 0 {
        let mentions = page.case.mentions.iter().filter(|m| m.kind == model::MentionKind::Person).count();
        let word = if people == 1 { "person told apart" } else { "people told apart" };
        let from = format!(
            "from {}; some may be one: a name alone joins nobody",
            text::count(mentions as u64, "mention")
        );
        tiles.push((people, word, from));
    } else {
        let events = page.case.events.len() as u64;
        tiles.push((
            page.case.chronology.len() as u64,
            "events with a date",
            format!("of {}", number(events)),
        ));
    }
    page.html.push_str("<ul class=\"tiles\">\n");
    for (n, what, of) in tiles {
        put!(page, "<li><b>{}</b>{what}<span class=\"of\">{}</span></li>\n", number(n), e(&of));
    }
    page.html.push_str("</ul>\n");
}

/// Everything after the last section.
pub(super) fn foot(page: &mut Page<'_>) {
    let date = page.case.review.observation_date.words();
    put!(
        page,
        "</main>\n</div>\n<footer><div class=\"wrap\"><p>{} Read as of {date}. Made by Candour {}, which puts questions \
         and makes no findings.</p></div></footer>\n</body>\n</html>\n",
        e(&format!("{}.", page.case.review.title.trim_end_matches('.'))),
        env!("CARGO_PKG_VERSION")
    );
}
