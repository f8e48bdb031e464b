//! Questions for each agency, things done in time with the same weight, and what cannot be told and why.

use std::fmt::Write;

use model::{Certainty, Outcome, OutcomeId, RuleText, SymbolId, Verdict};

use super::evidence::{event_link, evidence, when};
use super::pick::{HolderGroup, RuleGroup};
use super::{Page, certainty_words, e, put, verdict_class};
use crate::figures::Tally;
use crate::limits::HOLDER_LINES_MAX_HTML;
use crate::text::{count, number};

/// The questions, grouped by the agency on whom the duty lay, then by rule.
pub(super) fn questions(page: &mut Page<'_>) {
    page.section("questions", true);
    if page.figures.all.questions() == 0 {
        page.paragraph(
            "No duty was done late, and none is without a record where the records were supplied.",
        );
    } else {
        page.paragraph(
            "Each question stands under the agency on whom the duty lay. It says what was due, by when, what the \
             records supplied show, and where. Agencies are in alphabetical order: the number of questions does not \
             rank them, because an agency that records more, or supplied more, is asked more.",
        );
    }
    let groups = std::mem::take(&mut page.picked.questions);
    holders(page, &groups, Part::Questions);
    page.picked.questions = groups;
    page.end_section();
}

/// What was done in time, in the same form.
pub(super) fn done(page: &mut Page<'_>) {
    page.section("done", false);
    if page.figures.all.kept() == 0 {
        page.paragraph("No duty is on record as done, decided or excused in time.");
    } else {
        page.paragraph(
            "What was done, decided or excused in time counts as much as what was not, and is shown with the same \
             evidence.",
        );
    }
    let groups = std::mem::take(&mut page.picked.done);
    holders(page, &groups, Part::Done);
    page.picked.done = groups;
    page.end_section();
}

/// Which of the two parts with holders.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Questions,
    Done,
}

fn holders(page: &mut Page<'_>, groups: &[HolderGroup<'_>], part: Part) {
    for group in groups {
        let tally = page
            .figures
            .by_holder
            .iter()
            .find(|(h, _)| *h == group.holder)
            .map_or(Tally::default(), |(_, t)| *t);
        put!(page, "<h3>{}</h3>\n", e(&page.context.names.holder(group.holder)));
        page.quiet(&tally_words(&tally));
        for rule in &group.rules {
            rule_group(page, rule, part);
        }
    }
    other_holders(page, groups, part);
}

/// `12 duties arose: 5 met, 3 late`.
fn tally_words(tally: &Tally) -> String {
    let parts: Vec<String> = Verdict::ALL
        .into_iter()
        .filter(|v| tally.of(*v) > 0)
        .map(|v| format!("{} {v}", number(tally.of(v))))
        .collect();
    format!("{} arose: {}.", count(tally.arose(), "duty"), parts.join(", "))
}

/// The text of a rule in the version an outcome names ("2", "v2", or the first of "1 or 2"); failing that, its first.
fn rule_text<'a>(page: &Page<'a>, id: &str, version: &str) -> Option<(usize, &'a RuleText)> {
    let first = version.split(" or ").next().unwrap_or(version);
    let same = || page.case.rules.iter().enumerate().filter(|(_, r)| r.id == id);
    let named = |r: &RuleText| {
        let words = r.version.strip_prefix("version ").unwrap_or(&r.version);
        words.split([',', ' ']).next() == Some(first)
    };
    same().find(|(_, r)| named(r)).or_else(|| same().next())
}

fn rule_group(page: &mut Page<'_>, group: &RuleGroup<'_>, part: Part) {
    let Some(first) = group.shown.first() else { return };
    let version = &page.case.outcomes[*first].version;
    let text = rule_text(page, group.rule, version);
    let title = text.map_or(String::new(), |(_, r)| format!(": {}", r.title));
    put!(page, "<h4>{}{}</h4>\n", e(group.rule), e(&title));
    if let Some((i, rule)) = text {
        put!(
            page,
            "<p>{} <a href=\"#rule-{}\">{}</a></p>\n",
            e(&rule.obligation),
            i + 1,
            e(&rule_kind(rule))
        );
    }
    page.html.push_str("<ol class=\"items\">\n");
    for &i in &group.shown {
        item(page, i);
    }
    page.html.push_str("</ol>\n");
    let more = group.total - group.shown.len() as u64;
    if more > 0 {
        let all = match part {
            Part::Questions => count(group.total, "question"),
            Part::Done => format!("{} kept", count(group.total, "duty")),
        };
        page.quiet(&format!(
            "{} of {all} shown. Every one is in outcomes.csv, rule {}.",
            group.shown.len(),
            group.rule
        ));
    }
}

/// The kind of a rule and its source, for the link to its text.
fn rule_kind(rule: &RuleText) -> String {
    format!("{}: {}", super::method::kind_words(&rule.kind), rule.source)
}

/// One outcome: what was due, by when, what is recorded, what is asked, and the evidence.
fn item(page: &mut Page<'_>, index: usize) {
    let case = page.case;
    let outcome = &case.outcomes[index];
    let id = OutcomeId::from(index);
    let class = match outcome.verdict {
        v if verdict_class(v) == "ok" => "done",
        v if v.is_breach() => "ask",
        _ => "other",
    };
    put!(page, "<li id=\"q{}\" class=\"{class}\">\n", index + 1);
    let subject = page.context.names.entity(outcome.subject);
    put!(
        page,
        "<p class=\"head\"><span class=\"v {}\">{}</span> ",
        verdict_class(outcome.verdict),
        outcome.verdict
    );
    put!(page, "<b>{}</b>", e(&subject));
    if !outcome.reference.is_empty() && outcome.reference != subject {
        put!(page, " <span>reference {}</span>", e(&outcome.reference));
    }
    put!(page, " <span class=\"id\">{id}</span></p>\n<dl class=\"facts\">");
    put!(
        page,
        "<div><dt>Clock started</dt><dd>{} ({})</dd></div>",
        e(&when(&outcome.started)),
        event_link(page, outcome.trigger)
    );
    put!(page, "<div><dt>Due by</dt><dd>{}</dd></div>", e(&due(outcome)));
    put!(page, "<div><dt>On record</dt><dd>{}</dd></div>", e(&on_record(page, outcome)));
    put!(page, "<div><dt>How certain</dt><dd>{}</dd></div>", e(&certain(outcome)));
    put!(page, "</dl>\n<p>{}</p>\n", e(&page.context.names.text(&outcome.reason)));
    put!(page, "<p class=\"ver\">{}</p>\n", e(&page.context.names.text(&outcome.version_reason)));
    super::harm::followed(page, outcome);
    if let Some(question) = question(outcome) {
        put!(page, "<p class=\"ask-line\"><strong>Question:</strong> {question}</p>\n");
    }
    evidence(page, outcome);
    page.html.push_str("</li>\n");
}

fn due(outcome: &Outcome) -> String {
    match outcome.due {
        None => "no single day: see the reason".to_string(),
        Some((first, last)) if first == last => last.words(),
        Some((first, last)) => format!("between {} and {}", first.words(), last.words()),
    }
}

fn certain(outcome: &Outcome) -> String {
    let sure =
        if outcome.certainty == Certainty::CertainlyBreached { "certainly not kept in time; " } else { "" };
    match outcome.possible.single() {
        Some(verdict) if verdict != Verdict::CannotTell => certainty_words(outcome.certainty).to_string(),
        Some(_) => "the records do not say".to_string(),
        None if outcome.days_late.is_some() => {
            format!("{sure}possible: {}; where breached, {}", outcome.possible, lateness(outcome))
        }
        None => format!("{sure}possible: {}", outcome.possible),
    }
}

fn on_record(page: &Page<'_>, outcome: &Outcome) -> String {
    let past = lateness(outcome);
    match (&outcome.done, outcome.verdict) {
        (Some(done), Verdict::Late) => format!("{}, {past}", when(done)),
        (Some(done), _) => when(done),
        (None, Verdict::NothingRecorded) => {
            let review = &page.case.review;
            let (last, observed) = (review.last_complete_day.words(), review.observation_date.words());
            format!("nothing up to {last}; on {observed} {past}")
        }
        (None, _) => {
            format!("{}, as of {}", outcome.status.word(), page.case.review.observation_date.words())
        }
    }
}

/// `12 days (8 working days) past the deadline`.
fn lateness(outcome: &Outcome) -> String {
    let days = |(a, b): (i32, i32), word: &str| {
        let (least, most) = (u64::from(a.unsigned_abs()), u64::from(b.unsigned_abs()));
        if a == b { count(least, word) } else { format!("{} to {}", number(least), count(most, word)) }
    };
    let Some(range) = outcome.days_late else { return "past the deadline".to_string() };
    let mut text = days(range, "day");
    if let Some(working) = outcome.working_days_late {
        let _ = write!(text, " ({})", days(working, "working day"));
    }
    text + " past the deadline"
}

fn question(outcome: &Outcome) -> Option<&'static str> {
    match outcome.verdict {
        Verdict::NothingRecorded => Some("what was done, by whom and when, and where is it recorded?"),
        Verdict::Late => Some("why was it done after the deadline, and is a reason on record?"),
        Verdict::DoneWhileBarred => Some("why was it done while it was barred, and is a reason on record?"),
        Verdict::CannotTell => Some("what would settle it, and who holds that record?"),
        _ => None,
    }
}

/// Holders beyond those with a heading: a line of figures each.
fn other_holders(page: &mut Page<'_>, groups: &[HolderGroup<'_>], part: Part) {
    let shown: Vec<SymbolId> = groups.iter().map(|g| g.holder).collect();
    let concerned = |t: &Tally| match part {
        Part::Questions => t.questions(),
        Part::Done => t.kept(),
    };
    let mut rest: Vec<(SymbolId, Tally)> = page
        .figures
        .by_holder
        .iter()
        .filter(|(h, t)| concerned(t) > 0 && !shown.contains(h))
        .copied()
        .collect();
    if rest.is_empty() {
        return;
    }
    let all = rest.len();
    rest.truncate(HOLDER_LINES_MAX_HTML);
    page.html.push_str("<h3>Other holders</h3>\n");
    page.quiet(&format!(
        "The page has room for {} with a heading of their own, those with most outcomes. The others follow with their \
         figures, {} of {}; every outcome is in outcomes.csv.",
        count(shown.len() as u64, "holder"),
        number(rest.len() as u64),
        number(all as u64)
    ));
    page.table(
        "Other holders",
        true,
        &[
            "Holder",
            "#Arose",
            "#Met or excused",
            "#Late or while barred",
            "#Nothing recorded",
            "#Cannot tell",
        ],
    );
    for (holder, tally) in rest {
        put!(page, "<tr><th scope=\"row\">{}</th>", e(&page.context.names.holder(holder)));
        let cells = [
            tally.arose(),
            tally.kept(),
            tally.done_in_breach(),
            tally.of(Verdict::NothingRecorded),
            tally.of(Verdict::CannotTell),
        ];
        for n in cells {
            put!(page, "<td class=\"n\">{}</td>", number(n));
        }
        page.html.push_str("</tr>\n");
    }
    page.end_table();
}

/// What the records do not allow an answer to, grouped by reason; and what is not yet due.
pub(super) fn cannot_tell(page: &mut Page<'_>) {
    page.section("cannot-tell", false);
    let all = page.figures.all;
    if all.arose() == 0 {
        page.paragraph("No duty arose from the records supplied, so there was nothing to answer.");
    } else if all.of(Verdict::CannotTell) == 0 {
        page.paragraph("Every duty that arose could be answered from the records supplied.");
    } else {
        let open = |o: &&Outcome| o.verdict == Verdict::CannotTell;
        let sure = |o: &&Outcome| open(o) && o.certainty == Certainty::CertainlyBreached;
        let breached = page.case.outcomes.iter().filter(sure).count() as u64;
        let counts = match breached {
            0 => "None of them counts as a breach.".to_string(),
            n => format!(
                "None of them is counted among the questions. {} of them {} certainly not kept in time; whether late or not at all the \
                 records do not say.",
                number(n),
                if n == 1 { "was" } else { "were" }
            ),
        };
        page.paragraph(&format!(
            "For {} of {} the records do not allow an answer. {counts} They are grouped by reason, the commonest first; the wording is \
             that of the first in the group.",
            number(all.of(Verdict::CannotTell)),
            count(all.arose(), "duty")
        ));
    }
    let groups = std::mem::take(&mut page.picked.cannot_tell);
    for reason in &groups {
        let Some(first) = reason.group.shown.first() else { continue };
        let words = page.context.names.text(&page.case.outcomes[*first].reason).into_owned();
        put!(page, "<h3>{}</h3>\n", e(&crate::text::shortened(&words, 160)));
        let holder = page.context.names.holder(reason.holder).into_owned();
        page.quiet(&format!(
            "{}, rule {}: {}.",
            holder,
            reason.group.rule,
            count(reason.group.total, "outcome")
        ));
        put!(
            page,
            "<details{}><summary>Show {}</summary>\n",
            "",
            count(reason.group.shown.len() as u64, "outcome")
        );
        page.html.push_str("<ol class=\"items\">\n");
        for &i in &reason.group.shown {
            item(page, i);
        }
        page.html.push_str("</ol></details>\n");
        let more = reason.group.total - reason.group.shown.len() as u64;
        if more > 0 {
            page.quiet(&format!("{} more are in outcomes.csv.", number(more)));
        }
    }
    let (left_groups, left) = page.picked.reasons_left;
    if left > 0 {
        page.quiet(&format!(
            "{} more with {} have no room here: see outcomes.csv, verdict cannot tell.",
            count(left_groups, "reason"),
            count(left, "outcome")
        ));
    }
    page.picked.cannot_tell = groups;
    if all.of(Verdict::NotYetDue) > 0 {
        page.html.push_str("<h3>Not yet due</h3>\n");
        page.paragraph(&format!(
            "For {} of {} the deadline lies after {}, the last day whose records are complete: see outcomes.csv, \
             verdict not yet due.",
            number(all.of(Verdict::NotYetDue)),
            count(all.arose(), "duty"),
            page.case.review.last_complete_day.words()
        ));
    }
    page.end_section();
}
