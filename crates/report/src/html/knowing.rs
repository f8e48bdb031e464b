//! Who knew, and what followed; agency against agency; what meetings spoke of; what the record cannot show.

use std::collections::BTreeMap;

use model::{Day, EntityId, EventId, Knowing, Looked, MeetingCopies, Meetings, Series, ThemeChange};

use super::evidence::event_link;
use super::{Page, e, put};
use crate::knowing::{Subjects, line_of_bodies};
use crate::limits::{ITEMS_PER_GROUP_MAX_HTML, TABLE_ROWS_MAX_HTML};
use crate::text::{capital, count, number};

/// Fewest quarters in which a change can be told from chance. Four of eight quarters can be chosen in 70 ways, and the order
/// turned round changes as much: 2 of 70, 2.9 %. Three of seven: 2 of 35, more than the 5 % asked for.
const QUARTERS_MIN: usize = 8;

/// Events linked in one cell.
pub(super) const LINKS_MAX: usize = 4;

/// Others named beside one subject as perhaps the same.
pub(super) const PERHAPS_MAX: usize = 3;

/// The whole section; one sentence where the review names no subject of concern. Answers come first; the rules by which they are
/// told come after them.
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
        let subjects = Subjects::new(knowing);
        let all: Vec<usize> = (0..knowing.subjects.len()).collect();
        put!(
            page,
            "<p class=\"lead\"><b>{}.</b></p>\n",
            e(&capital(&subjects.counted(&all)).replacen("subject", "subject of concern", 1).replacen(
                "subject of concerns",
                "subjects of concern",
                1
            ))
        );
        super::followed::tallies(page, knowing, &subjects);
        page.paragraph(
            "What followed is a question for the agency, not a finding: a response on record and a silence are shown with the same \
             weight, and a silence counts only where the records that would show the response were supplied.",
        );
        rules(page, knowing, &subjects);
        super::ladder::ladders(page, knowing, &subjects);
        super::followed::followed(page, knowing, &subjects);
        super::ladder::officers(page, knowing);
        sharing(page, knowing);
    }
    recycled(page, knowing);
    meetings(page, knowing);
    series(page, knowing);
    contradictions(page, knowing);
    page.end_section();
}

/// By what rules it is told, and what an entry that may be another means for it: to be opened by whoever asks.
fn rules(page: &mut Page<'_>, knowing: &Knowing, subjects: &Subjects) {
    page.html.push_str("<details><summary>The rules by which this is told</summary>\n<ul>\n");
    let open = |(at, others): (usize, &Vec<EntityId>)| !others.is_empty() && !subjects.may_be_another(at);
    let elsewhere = knowing.may_be.iter().enumerate().filter(|(at, others)| open((*at, others))).count();
    let more = match elsewhere {
        0 => String::new(),
        n => format!(
            " {} more may be the same as somebody or something that is no subject of concern.",
            number(n as u64)
        ),
    };
    put!(
        page,
        "<li>One that may be the same as another stands beside it, and each shows what is recorded under it alone, because linkage \
         joins nobody without saying so: until a person decides, what was known of the one may have been known of the other, and a \
         silence about the one is not said where the action is recorded about the other.{}</li>\n",
        e(&more)
    );
    for rule in &knowing.rules {
        put!(page, "<li>{}</li>\n", e(rule));
    }
    page.html.push_str("</ul></details>\n");
}

fn sharing(page: &mut Page<'_>, knowing: &Knowing) {
    page.html.push_str("<h3>Who shared it</h3>\n");
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
            e(&line_of_bodies(page.context, &s.from)),
            e(&line_of_bodies(page.context, &s.to))
        );
        for n in [s.both, s.told, s.met, s.from_only] {
            put!(page, "<td class=\"n\">{}</td>", number(u64::from(n)));
        }
        let days = s.days_median.map_or("–".to_string(), |d| format!("{d} (of {})", s.days_known));
        let ended = match s.ended {
            0 => String::new(),
            n => format!("{} became known after the other had ended. ", count(u64::from(n), "more subject")),
        };
        put!(
            page,
            "<td class=\"n\">{days}</td><td class=\"quiet\">{}{}</td></tr>\n",
            e(&ended),
            e(&s.caveat)
        );
    }
    page.end_table();
    page.quiet(
        "Subjects of concern, agency against agency; a body and those it took over from are one line. Known to one only \
         means: as far as the records supplied show. The middle value of days is of those tellings whose dates are exact.",
    );
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
    page.table(
        "Reports found in the records of several agencies, each traced to the first",
        true,
        &["First recorded", "Found again", "#Holders"],
    );
    let shown = knowing.recycled.iter().take(ITEMS_PER_GROUP_MAX_HTML);
    for group in shown {
        let first = copy_words(page, group.first);
        put!(page, "<tr><th scope=\"row\">{first}</th><td>");
        let mut copies: Vec<String> = Vec::new();
        for (copy, likeness) in group.copies.iter().take(LINKS_MAX) {
            let percent = u32::from(likeness.0) / 100;
            copies.push(format!("{}, {percent}% alike", copy_words(page, *copy)));
        }
        let more = group.copies.len().saturating_sub(LINKS_MAX);
        if more > 0 {
            copies.push(format!("and {more} more"));
        }
        put!(page, "{}</td><td class=\"n\">{}</td></tr>\n", copies.join("; "), group.holders);
    }
    page.end_table();
}

/// Who keeps a record, its day, and the way to it.
fn copy_words(page: &mut Page<'_>, id: EventId) -> String {
    let event = &page.case.events[id.index()];
    let holder = page.context.names.holder(event.holder).into_owned();
    format!("{}, {} ({})", e(&holder), e(&event.when.to_string()), event_link(page, id))
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
    copies(page, &meetings.copies);
    page.table(
        "Items of meetings by theme",
        true,
        &[
            "Theme, and the words that tell it",
            "#Items",
            "Share of items",
            "#Share of words",
            "Share of items by quarter",
            "Where the share changed",
        ],
    );
    let all = meetings.cells.iter().flatten().fold((0, 0), |s, c| (s.0 + c.items, s.1 + c.words));
    for (i, theme) in meetings.themes.iter().enumerate() {
        theme_row(page, meetings, i, theme, all);
    }
    page.end_table();
    page.quiet(&format!(
        "Items of meetings by theme, told by the words of the lexicon \"{}\"; an item that uses no word of it, or of two \
         themes equally many, is unclear. {} Quarter by quarter in themes.csv, item by item with the words found in \
         theme_items.csv. A bar is the share of the items of one quarter, its full height all of them; grey is a quarter \
         without any item; the line under the bars is where the change lies.",
        meetings.lexicon,
        match meetings.undated {
            0 => String::new(),
            n => format!("{} of no certain quarter counted nowhere.", count(u64::from(n), "item")),
        }
    ));
}

/// Of which meetings several minutes are on record, and that each is counted once.
fn copies(page: &mut Page<'_>, copies: &[MeetingCopies]) {
    if copies.is_empty() {
        return;
    }
    let records: usize = copies.iter().map(|c| c.others.len()).sum();
    let items: u32 = copies.iter().flat_map(|c| c.others.iter().map(|o| o.1)).sum();
    page.paragraph(&format!(
        "{} on record in more than one copy. Each is counted once, by the copy with most items; {} with {} {} not counted. Where \
         copies differ in their day, in who was there or in what was decided, that stands under \"Accounts that differ\".",
        match copies.len() {
            1 => "1 meeting is".to_string(),
            n => format!("{} meetings are", number(n as u64)),
        },
        match records {
            1 => "1 other copy".to_string(),
            n => format!("{} other copies", number(n as u64)),
        },
        count(u64::from(items), "item"),
        if records == 1 { "is" } else { "are" }
    ));
    page.table(
        "Meetings on record in several copies, and which copy is counted",
        false,
        &["Meeting", "Counted", "#Copies", "Not counted"],
    );
    for c in copies.iter().take(ITEMS_PER_GROUP_MAX_HTML) {
        let when = page.case.events[c.counted.index()].when.to_string();
        let counted = copy_of(page, c.counted, c.items);
        let others: Vec<String> = c
            .others
            .iter()
            .take(LINKS_MAX)
            .map(|(id, items, by)| format!("{}, by {}", copy_of(page, *id, *items), by.words()))
            .collect();
        put!(
            page,
            "<tr><th scope=\"row\">{}</th><td>{counted}</td><td class=\"n\">{}</td><td>{}</td></tr>\n",
            e(&when),
            c.others.len() + 1,
            others.join("; ")
        );
    }
    page.end_table();
    if copies.len() > ITEMS_PER_GROUP_MAX_HTML {
        page.quiet("Every one is in meeting_copies.csv.");
    }
}

/// A copy of minutes: who keeps it, its first item and how many there are.
fn copy_of(page: &mut Page<'_>, first: EventId, items: u32) -> String {
    let holder = page.case.events[first.index()].holder;
    let holder = page.context.names.holder(holder).into_owned();
    format!("{} ({}, from {})", e(&holder), count(u64::from(items), "item"), event_link(page, first))
}

fn theme_row(page: &mut Page<'_>, meetings: &Meetings, i: usize, theme: &str, all: (u32, u32)) {
    let (items, words) =
        meetings.cells.iter().map(|row| row[i]).fold((0, 0), |s, c| (s.0 + c.items, s.1 + c.words));
    let share = |part: u32, of: u32| f64::from(part) * 100.0 / f64::from(of.max(1));
    put!(page, "<tr><th scope=\"row\">{}", e(theme));
    if !meetings.words[i].is_empty() {
        put!(page, " <span class=\"quiet\">{}</span>", e(&meetings.words[i]));
    }
    put!(page, "</th><td class=\"n\">{}</td>", number(u64::from(items)));
    let of_items = share(items, all.0);
    put!(
        page,
        "<td>{of_items:.0}%<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\" \
         focusable=\"false\"><rect width=\"{of_items:.1}\" height=\"8\"/></svg></td>"
    );
    put!(page, "<td class=\"n\">{:.0}%</td>", share(words, all.1));
    let change = meetings.changes.get(i).and_then(Option::as_ref);
    let picture = if items > 0 { curve(meetings, i, change) } else { String::new() };
    put!(page, "<td>{picture}</td>");
    let told = match change {
        _ if items == 0 => "no item of any meeting".to_string(),
        _ if i + 1 == meetings.themes.len() => String::new(),
        None if meetings.quarters.len() < QUARTERS_MIN => {
            "too few quarters to tell a change from chance".to_string()
        }
        None => "no change beyond chance".to_string(),
        Some(c) => format!(
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
        ),
    };
    put!(page, "<td>{}</td></tr>\n", e(&told));
}

/// Quarters from the year 0 to the one that begins on a day.
fn quarter_number(first: Day) -> i32 {
    let (year, month, _) = first.parts();
    i32::from(year) * 4 + (i32::from(month) - 1) / 3
}

/// The share of a theme quarter by quarter as a picture: a bar for each quarter, its full height all items of the quarter, in its
/// place in time; grey ground where no meeting has an item; a tick at each January; under them the quarters between which a
/// change lies. The numbers are in themes.csv.
fn curve(meetings: &Meetings, theme: usize, change: Option<&ThemeChange>) -> String {
    let (Some(first), Some(last)) = (meetings.quarters.first(), meetings.quarters.last()) else {
        return String::new();
    };
    let start = quarter_number(*first);
    let place = |day: Day| (quarter_number(day) - start) * 10;
    let mut svg = format!(
        "<svg class=\"strip\" viewBox=\"0 0 {} 100\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">",
        place(*last) + 10
    );
    let mut with_items = meetings.quarters.iter().zip(&meetings.cells).peekable();
    for quarter in start..=quarter_number(*last) {
        let x = (quarter - start) * 10;
        if quarter % 4 == 0 {
            svg.push_str(&format!("<rect class=\"tick\" x=\"{x}\" y=\"90\" width=\"1\" height=\"5\"/>"));
        }
        let Some((_, row)) = with_items.next_if(|(day, _)| quarter_number(**day) == quarter) else {
            svg.push_str(&format!("<rect class=\"none\" x=\"{x}\" y=\"0\" width=\"10\" height=\"90\"/>"));
            continue;
        };
        let of: u32 = row.iter().map(|c| c.items).sum();
        let height = (u64::from(row[theme].items) * 90).checked_div(u64::from(of)).unwrap_or(0);
        if height > 0 {
            svg.push_str(&format!(
                "<rect x=\"{}\" y=\"{}\" width=\"8\" height=\"{height}\"/>",
                x + 1,
                90 - height
            ));
        }
    }
    if let Some(change) = change {
        let (from, to) = (place(change.between.0), place(change.between.1));
        svg.push_str(&format!(
            "<rect class=\"change\" x=\"{from}\" y=\"94\" width=\"{}\" height=\"6\"/>",
            to - from + 10
        ));
    }
    let years = (first.parts().0, last.parts().0);
    svg.push_str(&format!(
        "</svg><span class=\"axis\"><span>{}</span><span>{}</span></span>",
        years.0, years.1
    ));
    svg
}

/// `March 2006`.
fn month_words(day: Day) -> String {
    day.words().split_once(' ').map_or(String::new(), |(_, month)| month.to_string())
}

/// Each series with its absent months, and for each whether what would hold it was there to be looked at.
fn series(page: &mut Page<'_>, knowing: &Knowing) {
    for s in &knowing.series {
        put!(page, "<h3>{}</h3>\n", e(&s.title));
        let absent = match s.absent.len() {
            0 => "None is absent.".to_string(),
            1 => "1 month is absent.".to_string(),
            n => format!("{n} months are absent."),
        };
        let perhaps: Vec<String> = s.possibly.iter().map(|d| month_words(*d)).collect();
        let perhaps = match perhaps.len() {
            0 => String::new(),
            _ => format!(" Only a record of uncertain date may stand in {}.", perhaps.join(", ")),
        };
        page.paragraph(&format!(
            "One was expected in each of {}. {absent}{perhaps}",
            count(s.expected.len() as u64, "month")
        ));
        if !s.absent.is_empty() {
            absent_months(page, s);
        }
    }
}

fn absent_months(page: &mut Page<'_>, series: &Series) {
    page.table(
        "Absent months, and whether the extract that would hold them was supplied",
        false,
        &["Extract that would hold them", "#Months", "Absent", "What the extract is"],
    );
    type Came<'s> = (Looked, &'s [(String, Looked)]);
    let mut groups: BTreeMap<Came<'_>, Vec<Day>> = BTreeMap::new();
    for absence in &series.absent {
        groups.entry((absence.looked, &absence.extracts)).or_default().push(absence.month);
    }
    for ((looked, extracts), months) in groups {
        let said = match extracts {
            [] => "no line of the disclosure register speaks of it".to_string(),
            several => {
                let one = |(title, looked): &(String, Looked)| format!("{title}: {}", looked.words());
                several.iter().map(one).collect::<Vec<_>>().join("; ")
            }
        };
        put!(
            page,
            "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td>{}</td><td>{}</td></tr>\n",
            e(&capital(looked.words())),
            number(months.len() as u64),
            e(&runs(&months)),
            e(&said)
        );
    }
    page.end_table();
}

/// Months in order, those that follow one another as one: `January to March 2006, June 2007`.
fn runs(months: &[Day]) -> String {
    let mut parts: Vec<(Day, Day)> = Vec::new();
    for &month in months {
        match parts.last_mut() {
            Some((_, last)) if last.add_months(1) == month => *last = month,
            _ => parts.push((month, month)),
        }
    }
    let one = |(first, last): &(Day, Day)| match first == last {
        true => month_words(*first),
        false if first.parts().0 == last.parts().0 => {
            let words = month_words(*first);
            format!("{} to {}", words.split(' ').next().unwrap_or(""), month_words(*last))
        }
        false => format!("{} to {}", month_words(*first), month_words(*last)),
    };
    parts.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn contradictions(page: &mut Page<'_>, knowing: &Knowing) {
    if knowing.contradictions.is_empty() && knowing.uncompared.is_empty() {
        return;
    }
    page.html.push_str("<h3>Accounts that differ</h3>\n");
    if !knowing.uncompared.is_empty() {
        let numbers = count(knowing.uncompared.len() as u64, "number");
        page.paragraph(&format!(
            "{numbers} of records of several agencies {} borne by too many of them to be compared each with each: whether those \
             differ is not said. They stand in contradictions.csv.",
            if knowing.uncompared.len() == 1 { "is" } else { "are" }
        ));
    }
    if knowing.contradictions.is_empty() {
        return;
    }
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
