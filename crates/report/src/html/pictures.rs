//! Two pictures, each with its numbers as text: outcomes by rule as shares, events by year for each agency.
//!
//! Bars carry no text of their own, so nothing shrinks on a small screen; the number stands above its bar.

use std::collections::BTreeMap;
use std::fmt::Write;

use model::{SymbolId, Verdict, When};

use super::{Page, e, put};
use crate::figures::Tally;
use crate::limits::{STRIPS_MAX_HTML, YEARS_MAX_HTML};
use crate::text::{count, number};

/// Outcomes of each rule, with a bar for each share.
pub(super) fn by_rule(page: &mut Page<'_>) {
    if page.figures.by_rule.is_empty() {
        return;
    }
    let rules: Vec<(String, Tally)> = page.figures.by_rule.iter().map(|(r, t)| (r.to_string(), *t)).collect();
    page.html.push_str("<h3>Outcomes by rule</h3>\n");
    page.quiet("Each bar is the share of the duties that arose under the rule. Shares are not compared between agencies: whoever records more looks worse.");
    let heads = [
        "Rule",
        "#Arose",
        "Met or excused",
        "Late or while barred",
        "Nothing recorded",
        "Not yet due",
        "Cannot tell",
    ];
    page.table("Outcomes by rule, with the number of duties that arose", true, &heads);
    for (rule, tally) in rules {
        let title = page.case.rules.iter().find(|r| r.id == rule).map_or("", |r| r.title.as_str());
        put!(page, "<tr><th scope=\"row\"><span class=\"ref\">{}</span> {}</th>", e(&rule), e(title));
        put!(page, "<td class=\"n\">{}</td>", number(tally.arose()));
        let shares = [
            (tally.kept(), "ok"),
            (tally.done_in_breach(), "no"),
            (tally.of(Verdict::NothingRecorded), "no"),
            (tally.of(Verdict::NotYetDue), ""),
            (tally.of(Verdict::CannotTell), ""),
        ];
        for (n, class) in shares {
            let share = n as f64 * 100.0 / tally.arose().max(1) as f64;
            put!(
                page,
                "<td>{} <span class=\"quiet\">({share:.0}%)</span><svg class=\"bar {class}\" viewBox=\"0 0 100 8\" \
                 preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\"><rect width=\"{share:.1}\" \
                 height=\"8\"/></svg></td>",
                number(n)
            );
        }
        page.html.push_str("</tr>\n");
    }
    page.end_table();
}

/// The year of an event, where every possible day of it lies in one.
fn year_of(when: &When) -> Option<i16> {
    let (a, b) = (when.earliest()?.parts().0, when.latest()?.parts().0);
    (a == b).then_some(a)
}

/// Events of each holder by year.
struct Years {
    first: i16,
    strips: Vec<(String, Vec<u64>)>,
    /// Events outside the years shown, and events whose dates span years.
    outside: u64,
    spanning: u64,
}

impl Years {
    fn of(page: &Page<'_>) -> Years {
        let case = page.case;
        let last = case.review.period.1.parts().0;
        let first = case.review.period.0.parts().0.max(last.saturating_sub(YEARS_MAX_HTML as i16 - 1));
        let width = usize::from((last - first).unsigned_abs()) + 1;
        let (mut outside, mut spanning) = (0, 0);
        let mut holders: BTreeMap<SymbolId, Vec<u64>> = BTreeMap::new();
        for id in &case.chronology {
            let event = &case.events[id.index()];
            match year_of(&event.when) {
                Some(year) if (first..=last).contains(&year) => {
                    let years = holders.entry(event.holder).or_insert_with(|| vec![0; width]);
                    years[usize::from((year - first).unsigned_abs())] += 1;
                }
                Some(_) => outside += 1,
                None => spanning += 1,
            }
        }
        let mut holders: Vec<_> = holders.into_iter().collect();
        holders.sort_by_key(|(h, years)| (std::cmp::Reverse(years.iter().sum::<u64>()), *h));
        let rest = holders.split_off(holders.len().min(STRIPS_MAX_HTML));
        holders.sort_by_key(|(h, _)| case.words.word(*h));
        let mut strips: Vec<(String, Vec<u64>)> = holders
            .into_iter()
            .map(|(h, years)| (page.context.names.holder(h).into_owned(), years))
            .collect();
        if !rest.is_empty() {
            let sums = (0..width).map(|i| rest.iter().map(|(_, years)| years[i]).sum()).collect();
            strips.push((format!("{} more holders", number(rest.len() as u64)), sums));
        }
        Years { first, strips, outside, spanning }
    }
}

/// A strip of events per year for each agency, all on one scale, and the same as a table.
pub(super) fn by_year(page: &mut Page<'_>) {
    let years = Years::of(page);
    let width = years.strips.first().map_or(0, |(_, y)| y.len());
    let most = years.strips.iter().flat_map(|(_, y)| y).copied().max().unwrap_or(0);
    if width == 0 || most == 0 {
        return;
    }
    let last = years.first + width as i16 - 1;
    page.html.push_str("<h3>Events by year</h3>\n<figure aria-labelledby=\"by-year\">\n");
    put!(
        page,
        "<figcaption id=\"by-year\">Events on record by year, {} to {last}, for each agency; the tallest bar is {}</figcaption>\n",
        years.first,
        count(most, "event")
    );
    page.html.push_str("<table class=\"strips\" role=\"presentation\"><tbody>\n");
    for (name, counts) in &years.strips {
        let sum: u64 = counts.iter().sum();
        put!(page, "<tr><th>{} <span class=\"quiet\">{}</span></th><td>", e(name), number(sum));
        put!(
            page,
            "<svg class=\"strip\" viewBox=\"0 0 {} 100\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">",
            width * 10
        );
        for (i, n) in counts.iter().enumerate().filter(|(_, n)| **n > 0) {
            let height = (*n as f64 * 100.0 / most as f64).max(3.0);
            put!(
                page,
                "<rect x=\"{}\" y=\"{:.1}\" width=\"8\" height=\"{height:.1}\"/>",
                i * 10 + 1,
                100.0 - height
            );
        }
        page.html.push_str("</svg></td></tr>\n");
    }
    axis(page, years.first, width);
    page.html.push_str("</tbody></table>\n");
    numbers(page, &years, width);
    page.html.push_str("</figure>\n");
    let mut note =
        "A year without a bar has no record among those supplied; it does not show that nothing happened."
            .to_string();
    for (n, what) in [
        (years.outside, "outside these years"),
        (years.spanning, "with dates that may lie in more than one year"),
    ] {
        if n > 0 {
            let _ = write!(note, " Not drawn: {} {what}.", count(n, "event"));
        }
    }
    page.quiet(&note);
}

/// The years under the strips.
fn axis(page: &mut Page<'_>, first: i16, width: usize) {
    let step = width.div_ceil(6).max(1);
    put!(
        page,
        "<tr><th></th><td><div class=\"years\" style=\"grid-template-columns:repeat({width},minmax(0,1fr))\" aria-hidden=\"true\">"
    );
    for from in (0..width).step_by(step) {
        put!(
            page,
            "<span style=\"grid-column:span {}\">{}</span>",
            step.min(width - from),
            first + from as i16
        );
    }
    page.html.push_str("</div></td></tr>\n");
}

/// The same numbers as a table: a line a year.
fn numbers(page: &mut Page<'_>, years: &Years, width: usize) {
    page.html.push_str("<details><summary>The same as numbers</summary>\n");
    let heads: Vec<String> = std::iter::once("Year".to_string())
        .chain(years.strips.iter().map(|(name, _)| format!("#{name}")))
        .collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    page.table("Events on record by year and agency", years.strips.len() > 4, &heads);
    for i in 0..width {
        put!(page, "<tr><th scope=\"row\">{}</th>", years.first + i as i16);
        for (_, counts) in &years.strips {
            put!(page, "<td class=\"n\">{}</td>", number(counts[i]));
        }
        page.html.push_str("</tr>\n");
    }
    page.end_table();
    page.html.push_str("</details>\n");
}
