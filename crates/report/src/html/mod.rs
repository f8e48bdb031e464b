//! `report.html`: one file that asks nothing of any network, is read without script, and prints.
//!
//! What it leaves out: script, images, fonts, outside links (a source that cites an address shows it as text). Each
//! section is in its own module; [`pick`] decides beforehand which outcomes and events the page can hold, so that
//! every link in the page has a place to go.

mod evidence;
mod followed;
mod front;
mod harm;
mod inputs;
mod knowing;
mod ladder;
mod matching;
mod method;
mod outcomes;
mod pick;
mod pictures;
mod record;
pub(crate) mod style;

use model::{Case, Certainty, Verdict};

use crate::Context;
use crate::figures::{Figures, figures};
use crate::text::Safe;

use pick::Picked;

/// Adds formatted text to a page. The text is made first, so that it may itself read the page.
macro_rules! put {
    ($page:expr, $($form:tt)*) => {{
        let text = format!($($form)*);
        $page.html.push_str(&text);
    }};
}
use put;

/// What the sections share while the page is made.
pub(crate) struct Page<'a> {
    html: String,
    context: &'a Context<'a>,
    case: &'a Case,
    figures: Figures<'a>,
    picked: Picked<'a>,
}

/// Text made safe for the page.
fn e(text: &str) -> Safe<'_> {
    Safe(text)
}

/// The sections: anchor, title.
const SECTIONS: [(&str, &str); 14] = [
    ("summary", "Summary"),
    ("questions", "Questions for each agency"),
    ("done", "Met or excused"),
    ("cannot-tell", "Cannot tell"),
    ("knew", "Who knew, and what followed"),
    ("who", "People, vehicles and places"),
    ("chronology", "Chronology"),
    ("undated", "Events without a date"),
    ("rows", "The accounting of rows"),
    ("disclosure", "The disclosure register"),
    ("rules", "The rules applied"),
    ("links", "How mentions were linked"),
    ("changes", "What changed since the last run"),
    ("words", "Words and verification"),
];

/// The page, and how many rows of the chronology it shows.
pub(crate) fn page(context: &Context<'_>) -> (String, u64) {
    let case = context.case;
    let picked = Picked::new(context);
    let mut page =
        Page { html: String::with_capacity(1 << 20), context, case, figures: figures(case), picked };
    front::head(&mut page);
    front::summary(&mut page);
    outcomes::questions(&mut page);
    outcomes::done(&mut page);
    outcomes::cannot_tell(&mut page);
    knowing::knowing(&mut page);
    record::entities(&mut page);
    record::chronology(&mut page);
    record::undated(&mut page);
    inputs::rows(&mut page);
    inputs::disclosure(&mut page);
    method::rules(&mut page);
    method::links(&mut page);
    inputs::changes(&mut page);
    method::words(&mut page);
    front::foot(&mut page);
    let rows = page.picked.chronology.len() as u64;
    (page.html, rows)
}

impl Page<'_> {
    /// Starts a section; one that begins a new sheet when printed is marked `page`.
    fn section(&mut self, anchor: &str, new_sheet: bool) {
        let title = SECTIONS.iter().find(|(a, _)| *a == anchor).map_or("", |(_, t)| t);
        let class = if new_sheet { " class=\"page\"" } else { "" };
        put!(self, "<section{class} aria-labelledby=\"{anchor}\">\n<h2 id=\"{anchor}\">{title}</h2>\n");
    }

    fn end_section(&mut self) {
        self.html.push_str("</section>\n");
    }

    fn paragraph(&mut self, text: &str) {
        put!(self, "<p>{}</p>\n", e(text));
    }

    fn quiet(&mut self, text: &str) {
        put!(self, "<p class=\"quiet\">{}</p>\n", e(text));
    }

    /// Starts a table in a box that scrolls by keyboard, with its caption and heads. A head that begins with `#` is of
    /// numbers.
    fn table(&mut self, caption: &str, wide: bool, heads: &[&str]) {
        self.table_of(caption, if wide { " class=\"wide\"" } else { "" }, heads);
    }

    /// A table whose cells stand one under the other on a small screen.
    fn stacked_table(&mut self, caption: &str, heads: &[&str]) {
        self.table_of(caption, " class=\"stack\"", heads);
    }

    fn table_of(&mut self, caption: &str, class: &str, heads: &[&str]) {
        put!(self, "<div class=\"scroll\" role=\"region\" aria-label=\"{}\" tabindex=\"0\">", e(caption));
        put!(self, "<table{class}><caption><span class=\"vh\">{}</span></caption><thead><tr>", e(caption));
        for head in heads {
            match head.strip_prefix('#') {
                Some(head) => put!(self, "<th scope=\"col\" class=\"n\">{}</th>", e(head)),
                None => put!(self, "<th scope=\"col\">{}</th>", e(head)),
            }
        }
        self.html.push_str("</tr></thead><tbody>\n");
    }

    fn end_table(&mut self) {
        self.html.push_str("</tbody></table></div>\n");
    }
}

/// The class of a verdict's mark; the word is always printed beside it.
fn verdict_class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met | Verdict::DecidedNot | Verdict::Excused => "ok",
        Verdict::Late | Verdict::DoneWhileBarred | Verdict::NothingRecorded => "no",
        Verdict::CannotTell => "dk",
        Verdict::NotYetDue => "open",
    }
}

fn certainty_words(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::CertainlyNotBreached | Certainty::CertainlyBreached => {
            "certain on every reading of the dates"
        }
        Certainty::Possible => "possible: on some readings of the dates, not on all",
        Certainty::Open => "the deadline has not passed",
    }
}
