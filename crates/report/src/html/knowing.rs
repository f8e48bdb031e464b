//! Who knew, and what followed; agency against agency; what meetings spoke of; what the record cannot show.

use std::collections::BTreeMap;

use model::{Answer, Day, Followed, Knowing, SymbolId};

use super::evidence::event_link;
use super::{Page, e, put};
use crate::knowing::subject;
use crate::limits::{FOLLOWED_MAX_HTML, TABLE_ROWS_MAX_HTML};
use crate::text::{capital, count, number};

/// Events linked in one cell.
const LINKS_MAX: usize = 4;

/// The whole section; one sentence where the review names no subject of concern.
pub(super) fn knowing(page: &mut Page<'_>) {
    page.section("knew", true);
    let case = page.case;
    let knowing = &case.knowing;
    if knowing.rules.is_empty() {
        page.paragraph(
            "The terms of this review name no subject of concern and no expected response, so nothing is said here. An \
             analyst names them in review.toml under [[concern]] and [[response]].",
        );
    } else {
        page.paragraph(&format!(
            "{} of concern. What followed is a question for the agency, not a finding: a response on record and a silence \
             are shown with the same weight, and a silence counts only where the records that would show the response were \
             supplied.",
            count(knowing.subjects.len() as u64, "subject")
        ));
        page.html.push_str("<ul>\n");
        for rule in &knowing.rules {
            put!(page, "<li>{}</li>\n", e(rule));
        }
        page.html.push_str("</ul>\n");
        tallies(page, knowing);
        followed(page, knowing);
        sharing(page, knowing);
    }
    recycled(page, knowing);
    meetings(page, knowing);
    series(page, knowing);
    contradictions(page, knowing);
    page.end_section();
}

/// Answers by agency and response, with their number.
fn tallies(page: &mut Page<'_>, knowing: &Knowing) {
    let mut lines: BTreeMap<(SymbolId, &str), [u64; 4]> = BTreeMap::new();
    for f in &knowing.followed {
        lines.entry((f.holder, &f.response)).or_default()[f.answer as usize] += 1;
    }
    page.table(
        "What is on record after a subject of concern became known, by agency and response",
        false,
        &[
            "Known to",
            "Response",
            "#Became known",
            "#Done",
            "#Nothing recorded",
            "#Extract not supplied",
            "#Cannot tell",
        ],
    );
    for ((holder, response), answers) in lines {
        put!(
            page,
            "<tr><th scope=\"row\">{}</th><td>{}</td>",
            e(&page.context.names.holder(holder)),
            e(response)
        );
        put!(page, "<td class=\"n\">{}</td>", number(answers.iter().sum()));
        for n in answers {
            put!(page, "<td class=\"n\">{}</td>", number(n));
        }
        page.html.push_str("</tr>\n");
    }
    page.end_table();
}

fn class(answer: Answer) -> &'static str {
    match answer {
        Answer::Done => "ok",
        Answer::NothingRecorded => "no",
        Answer::ExtractNotSupplied | Answer::CannotTell => "dk",
    }
}

/// The lines, those spoken of most often first, answers in turn so that none hides another.
fn followed(page: &mut Page<'_>, knowing: &Knowing) {
    page.html.push_str("<h3>What followed</h3>\n");
    let mut order: Vec<&Followed> = knowing.followed.iter().collect();
    order.sort_by_key(|f| (std::cmp::Reverse(f.times), f.first.when.sort_key(), f.first_event));
    let shown = order.len().min(FOLLOWED_MAX_HTML);
    if shown < order.len() {
        page.quiet(&format!(
            "{shown} of {} are shown, those known through most records first; every one is in followed.csv.",
            number(order.len() as u64)
        ));
    }
    page.table(
        "What is on record after a subject of concern became known to an agency",
        true,
        &[
            "Subject",
            "Known to",
            "From",
            "#Records",
            "Response",
            "On record",
            "Recorded about the subject meanwhile",
        ],
    );
    for f in order.into_iter().take(shown) {
        line(page, f);
    }
    page.end_table();
}

fn line(page: &mut Page<'_>, f: &Followed) {
    put!(page, "<tr><th scope=\"row\">{}</th>", e(&subject(page.context, &f.about)));
    put!(page, "<td>{}</td>", e(&page.context.names.holder(f.holder)));
    let link = event_link(page, f.first_event);
    put!(
        page,
        "<td>{} <span class=\"quiet\">({}, {link})</span></td>",
        e(&f.first.when.to_string()),
        f.first.grade.word()
    );
    put!(page, "<td class=\"n\">{}", number(u64::from(f.times)));
    if f.sources < f.times {
        put!(page, " <span class=\"quiet\">from {}</span>", count(u64::from(f.sources), "source"));
    }
    put!(page, "</td><td>{}</td>", e(&capital(&f.response)));
    let (word, reason) = (f.answer.word(), page.context.names.text(&f.reason).into_owned());
    put!(page, "<td><span class=\"v {}\">{word}</span> {}", class(f.answer), e(&reason));
    for (what, ids) in [("On record", &f.done), ("By others", &f.by_others)] {
        if !ids.is_empty() {
            let links: Vec<String> = ids.iter().take(LINKS_MAX).map(|id| event_link(page, *id)).collect();
            put!(page, " <span class=\"quiet\">{what}: {}.</span>", links.join(", "));
        }
    }
    page.html.push_str("</td><td>");
    if f.afterwards_count == 0 {
        page.html.push_str("nothing recorded");
    } else {
        let links: Vec<String> =
            f.afterwards.iter().take(LINKS_MAX).map(|id| event_link(page, *id)).collect();
        let more = u64::from(f.afterwards_count).saturating_sub(links.len() as u64);
        put!(page, "{}", links.join(", "));
        if more > 0 {
            put!(page, " and {} more", number(more));
        }
        page.html.push_str(", after it was known");
    }
    page.html.push_str("</td></tr>\n");
}

fn sharing(page: &mut Page<'_>, knowing: &Knowing) {
    page.html.push_str("<h3>Who shared it</h3>\n");
    page.quiet(
        "Subjects of concern, agency against agency. Known to one only means: as far as the records supplied show. The \
         middle value of days is of those tellings whose dates are exact.",
    );
    page.table(
        "Subjects of concern known to two agencies and to one only",
        true,
        &[
            "Could have told",
            "Could have been told",
            "#Known to both",
            "#Told",
            "#Heard at one meeting",
            "#Known to the first only",
            "#Days until told",
            "Caveat",
        ],
    );
    for s in knowing.sharing.iter().take(TABLE_ROWS_MAX_HTML) {
        put!(
            page,
            "<tr><th scope=\"row\">{}</th><td>{}</td>",
            e(&page.context.names.holder(s.from)),
            e(&page.context.names.holder(s.to))
        );
        for n in [s.both, s.told, s.met, s.from_only] {
            put!(page, "<td class=\"n\">{}</td>", number(u64::from(n)));
        }
        let days = s.days_median.map_or("–".to_string(), |d| format!("{d} (of {})", s.days_known));
        put!(page, "<td class=\"n\">{days}</td><td>{}</td></tr>\n", e(&s.caveat));
    }
    page.end_table();
}

fn recycled(page: &mut Page<'_>, knowing: &Knowing) {
    if knowing.recycled.is_empty() {
        return;
    }
    page.html.push_str("<h3>One report in several hands</h3>\n");
    page.paragraph(&format!(
        "{} found again in the records of more than one agency, in the same or nearly the same words about the same \
         subject. Each counts as one source with several holders, never as several warnings; every copy is in recycled.csv.",
        match knowing.recycled.len() {
            1 => "1 report was".to_string(),
            n => format!("{} reports were", number(n as u64)),
        }
    ));
}

/// The words of a quarter: `January to March 2006`.
fn quarter_words(first: Day) -> String {
    let last = first.add_months(3) - 1;
    let month = |d: Day| d.words().split(' ').nth(1).unwrap_or("").to_string();
    format!("{} to {} {}", month(first), month(last), first.parts().0)
}

fn meetings(page: &mut Page<'_>, knowing: &Knowing) {
    let meetings = &knowing.meetings;
    if meetings.quarters.is_empty() {
        return;
    }
    page.html.push_str("<h3>What meetings spoke of</h3>\n");
    page.quiet(&format!(
        "Items of meetings by theme, told by the words of the lexicon \"{}\"; an item that uses no word of it, or of two \
         themes equally many, is unclear. {} Quarter by quarter in themes.csv.",
        meetings.lexicon,
        match meetings.undated {
            0 => String::new(),
            n => format!("{} of no certain quarter counted nowhere.", count(u64::from(n), "item")),
        }
    ));
    page.table(
        "Items of meetings by theme",
        false,
        &["Theme", "#Items", "Share of items", "Where the share changed"],
    );
    let all: u64 = meetings.cells.iter().flatten().map(|c| u64::from(c.items)).sum();
    for (i, theme) in meetings.themes.iter().enumerate() {
        let items: u64 = meetings.cells.iter().map(|row| u64::from(row[i].items)).sum();
        let share = items as f64 * 100.0 / all.max(1) as f64;
        put!(page, "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td>", e(theme), number(items));
        put!(
            page,
            "<td>{share:.0}%<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\" \
             focusable=\"false\"><rect width=\"{share:.1}\" height=\"8\"/></svg></td>"
        );
        let change = meetings.changes.get(i).and_then(Option::as_ref).map_or(
            "no change beyond chance".to_string(),
            |c| {
                format!(
                    "{} of {} items before {}, {} of {} from then on (the change lies between {} and {}; random orders of \
                     the quarters reach as much in {:.1}% of cases)",
                    c.before.0,
                    c.before.1,
                    quarter_words(c.at),
                    c.after.0,
                    c.after.1,
                    quarter_words(c.between.0),
                    quarter_words(c.between.1),
                    f64::from(c.chance_ten_thousandths) / 100.0
                )
            },
        );
        let change = if i + 1 == meetings.themes.len() { String::new() } else { change };
        put!(page, "<td>{}</td></tr>\n", e(&change));
    }
    page.end_table();
}

fn series(page: &mut Page<'_>, knowing: &Knowing) {
    for s in &knowing.series {
        let months: Vec<String> = s
            .absent
            .iter()
            .map(|d| d.words().split_once(' ').map_or(String::new(), |(_, m)| m.to_string()))
            .collect();
        put!(page, "<h3>{}</h3>\n", e(&s.title));
        let absent = match months.len() {
            0 => "None is absent.".to_string(),
            1 => format!("1 month is absent: {}.", months[0]),
            n => format!("{n} months are absent: {}.", months.join(", ")),
        };
        page.paragraph(&format!(
            "One was expected in each of {}. {absent}",
            count(s.expected.len() as u64, "month")
        ));
    }
}

fn contradictions(page: &mut Page<'_>, knowing: &Knowing) {
    if knowing.contradictions.is_empty() {
        return;
    }
    page.html.push_str("<h3>Accounts that differ</h3>\n");
    page.table(
        "Two agencies' accounts of one meeting or contact that differ",
        true,
        &["One account", "The other", "What differs"],
    );
    for c in knowing.contradictions.iter().take(TABLE_ROWS_MAX_HTML) {
        for (tag, id) in [("th scope=\"row\"", c.left), ("td", c.right)] {
            let event = &page.case.events[id.index()];
            let (holder, link) = (page.context.names.holder(event.holder).into_owned(), event_link(page, id));
            let start = if tag == "td" { "" } else { "<tr>" };
            let end = tag.split(' ').next().unwrap_or(tag);
            put!(page, "{start}<{tag}>{} ({link}, {})</{end}>", e(&holder), e(&event.when.to_string()));
        }
        let event = &page.case.events[c.left.index()];
        let words = page.context.names.event_text(event, &c.differences.join(" ")).into_owned();
        put!(page, "<td>{}</td></tr>\n", e(&words));
    }
    page.end_table();
}
