//! Why an outcome is what it is, at length: the events and their places, the days counted one by one, the version, the
//! rule of knowledge, and what would have changed the verdict.
//!
//! Left out: any new judgement. Everything here is read off the outcome, the records it names and the rule it applied.

use std::fmt::Write as _;

use model::{Case, Day, Event, EventId, Outcome, Verdict, When};

use crate::calendar::{Calendar, Calendars};
use crate::check::words::count_range;
use crate::deadline::{Clock, Counting, Unit};
use crate::library::RuleBook;
use crate::rule::{Form, Happening, Pattern, Rule, Version, Within};

/// Most days listed one by one; the rest are counted.
pub const DAYS_LISTED_MAX: i32 = 800;

/// Explains one outcome of a review in plain English, one thing a line.
pub fn explain(case: &Case, book: &RuleBook, calendars: &Calendars, outcome: &Outcome) -> String {
    let entry = book.entry(base(&outcome.rule));
    let mut text = explain_by(case, entry.map(|e| e.rule()), calendars, outcome);
    if let Some(entry) = entry {
        let obligation = entry.file.section("Obligation");
        let _ = write!(
            text,
            "\nThe obligation\n  {}\n",
            obligation.split_whitespace().collect::<Vec<_>>().join(" ")
        );
    }
    text
}

/// The same for a rule that stands in no book.
pub fn explain_by(case: &Case, rule: Option<&Rule>, calendars: &Calendars, outcome: &Outcome) -> String {
    let mut text = String::new();
    let subject = &case.entities[outcome.subject.index()];
    let holder = case.words.word(outcome.holder);
    let title = rule.map_or(String::new(), |r| format!(" ({})", r.title));
    let verdict = outcome.verdict;
    let _ = writeln!(text, "{}{title}: {verdict}", outcome.rule);
    let _ = writeln!(
        text,
        "  about {} \"{}\"{}",
        subject.kind.word(),
        subject.label,
        numbered(&outcome.reference)
    );
    let _ = writeln!(text, "  on {holder}");
    let _ = writeln!(text, "  {}", outcome.certainty.word());
    if outcome.possible.single().is_none() {
        let _ = writeln!(text, "  the record leaves open: {}", outcome.possible);
        if let Some(days) = outcome.days_late {
            let _ = writeln!(
                text,
                "  where breached, past the deadline by {}",
                late(days, outcome.working_days_late)
            );
        }
    }
    let _ = write!(text, "\nThe reason\n  {}\n", outcome.reason);
    let _ = write!(text, "\nThe version\n  {}\n", outcome.version_reason);
    knowledge(case, rule, outcome, &mut text);
    events(case, outcome, &mut text);
    followed(case, outcome, &mut text);
    let limit = rule.and_then(|r| applied(case, r, outcome));
    if let Some((version, within)) = limit {
        if matches!(version.form, Form::Requires(_)) {
            days_back(calendars, outcome, within, &mut text);
        } else {
            days(calendars, outcome, within, &mut text);
        }
        changes(case, calendars, outcome, version, within, &mut text);
    }
    text
}

/// The rule an outcome came from: the part before what follows a breach.
fn base(id: &str) -> &str {
    id.split_once('/').map_or(id, |(rule, _)| rule)
}

fn numbered(reference: &str) -> String {
    if reference.is_empty() { String::new() } else { format!(", number {reference}") }
}

/// The version and the time limit that were applied.
fn applied<'r>(case: &Case, rule: &'r Rule, outcome: &Outcome) -> Option<(&'r Version, &'r Within)> {
    let number = outcome.version.split(" or ").next()?;
    let version = rule.versions.iter().find(|v| v.number.to_string() == number)?;
    let kind = case.words.word(case.events[outcome.trigger.index()].kind);
    let within = match &version.form {
        Form::Duty(duty) if outcome.rule.contains('/') => &duty.breached.as_ref()?.within,
        Form::Repeat(repeat) => {
            let starts = match &repeat.trigger.what {
                Happening::Kinds(kinds) => kinds.iter().any(|k| k == kind),
                Happening::BreachOf(_) => false,
            };
            if starts { &repeat.first } else { &repeat.every }
        }
        form => form.within()?,
    };
    Some((version, within))
}

fn knowledge(case: &Case, rule: Option<&Rule>, outcome: &Outcome, text: &mut String) {
    let _ = writeln!(text, "\nKnowledge");
    let event = &case.events[outcome.trigger.index()];
    let receipts = event.known.iter().filter(|a| a.holder == outcome.holder);
    let mut said = false;
    for receipt in receipts {
        let words = receipt.grade.word();
        let _ =
            writeln!(text, "  {words} {}, {}", dated(&receipt.when), receipt.place.describe(&case.sources));
        said = true;
    }
    if event.holder == outcome.holder {
        let recorded = if event.recorded.is_dated() {
            format!("recorded there {}", dated(&event.recorded))
        } else {
            "the source does not say on which day it was recorded there".to_string()
        };
        let _ = writeln!(text, "  it stands in the holder's own record; {recorded}");
        said = true;
    }
    if !said {
        let _ =
            writeln!(text, "  no receipt by the holder is on record; the rule starts the clock without one");
    }
    let reach = rule.and_then(|r| r.versions.first()).map(|v| &v.form.trigger().reach);
    let how = match reach {
        Some(crate::rule::Reach::SentTo(_)) => {
            "The clock of this rule starts on the day of sending, whoever knew."
        }
        Some(crate::rule::Reach::By(_)) => "The clock of this rule starts with the holder's own act.",
        _ => {
            "A duty arises when its holder knows: by its own record, or by a receipt in a grade that counts. Being sent something is not knowing it."
        }
    };
    let _ = writeln!(text, "  {how}");
}

fn events(case: &Case, outcome: &Outcome, text: &mut String) {
    let _ = writeln!(text, "\nThe records looked at");
    for &id in &outcome.evidence {
        let event = &case.events[id.index()];
        let _ = writeln!(text, "  {id} {}", describe(case, id, event));
        let _ = writeln!(text, "     {}", event.place.describe(&case.sources));
    }
}

/// Most harm events listed on either side; the rest are counted.
const FOLLOWED_LISTED_MAX: usize = 100;

/// The harm that followed a breach, where the review asks about it.
fn followed(case: &Case, outcome: &Outcome, text: &mut String) {
    let Some(harm) = &outcome.followed else { return };
    let (from, to) = (harm.days.0.words(), harm.days.1.words());
    let _ = writeln!(text, "\nWhat followed (looked at: {from} to {to})");
    for (events, how) in [(&harm.certainly, "followed"), (&harm.possibly, "possibly followed")] {
        for &id in events.iter().take(FOLLOWED_LISTED_MAX) {
            let event = &case.events[id.index()];
            let _ = writeln!(text, "  {how}: {id} {}", describe(case, id, event));
            let _ = writeln!(text, "     {}", event.place.describe(&case.sources));
        }
        if let Some(more) = events.len().checked_sub(FOLLOWED_LISTED_MAX).filter(|&n| n > 0) {
            let _ = writeln!(text, "  {how}: {more} more, in outcomes.csv");
        }
    }
    if harm.is_empty() {
        let _ = writeln!(
            text,
            "  no event that the review calls harm is on record for this subject on those days"
        );
    }
    if !harm.unseen.is_empty() {
        let _ = writeln!(text, "  not everything would show: {}", harm.unseen);
    }
    let _ = writeln!(
        text,
        "  {}",
        if harm.is_empty() {
            "That none is on record does not say that there was no harm."
        } else {
            "These events followed; that is no finding that the breach caused them. Others may not be on record."
        }
    );
}

fn describe(case: &Case, id: EventId, event: &Event) -> String {
    let kind = case.words.word(case.events[id.index()].kind).replace('_', " ");
    let mut words =
        format!("{kind}, {}, in the record of {}", dated(&event.when), case.words.word(event.holder));
    if !event.reference.is_empty() {
        let _ = write!(words, ", number {}", event.reference);
    }
    if let Some(tally) = event.tally {
        let _ = write!(words, ", which counts {} of {}", tally.done, tally.of);
    }
    words
}

/// A date with its preposition.
fn dated(when: &When) -> String {
    if when.exact().is_some() { format!("on {when}") } else { when.to_string() }
}

/// The days from the start to the deadline, one by one.
fn days(calendars: &Calendars, outcome: &Outcome, within: &Within, text: &mut String) {
    let Some(calendar) = calendars.get(&within.calendar) else { return };
    let Some(start) = outcome.started.latest() else { return };
    let Some(due) = within.clock.due(start, calendar) else { return };
    let _ = writeln!(text, "\nThe days ({})", within.clock);
    if outcome.started.exact().is_none() {
        let _ = writeln!(text, "  counted from {}, the last possible day of the start", start.words());
    }
    match within.clock.unit {
        Unit::Months => {
            let _ = writeln!(text, "  {}: the start", named(start));
            let _ = writeln!(
                text,
                "  {}: the deadline, the same day of the month {} later, or the last day of a shorter month{}",
                named(due),
                counted(within.clock),
                if within.clock.counting == Counting::BeginningWith {
                    ", less the first day, which counts"
                } else {
                    ""
                }
            );
        }
        Unit::Hours => {
            let _ = writeln!(
                text,
                "  {} hours of the clock face from the minute of the start; a record without a time of day may have happened at any minute of its day",
                within.clock.count
            );
        }
        Unit::Days | Unit::Weeks | Unit::WorkingDays => one_by_one(calendar, within.clock, start, due, text),
    }
}

/// The days before a start on which what it requires counts, one by one.
fn days_back(calendars: &Calendars, outcome: &Outcome, within: &Within, text: &mut String) {
    let Some(calendar) = calendars.get(&within.calendar) else { return };
    let Some(start) = outcome.started.latest() else { return };
    let clock = within.clock;
    if clock.unit == Unit::Hours {
        let _ = writeln!(
            text,
            "\nThe hours\n  {} of the clock face, counted back from the minute of the start; a record without a time of day may have happened at any minute of its day",
            counted(clock)
        );
        return;
    }
    let Some(first) = clock.back_from(start, calendar) else { return };
    let itself = clock.counting == Counting::BeginningWith;
    let _ = writeln!(text, "\nThe days (at most {} before)", counted(clock));
    if outcome.started.exact().is_none() {
        let _ = writeln!(
            text,
            "  counted back from {}, the last possible day; each other day is counted back from in the same way",
            start.words()
        );
    }
    let working = clock.unit == Unit::WorkingDays;
    let counts = |day: Day| !working || calendar.is_working_day(day) == Some(true);
    let mut number = i32::from(itself && counts(start));
    let what = if number == 1 { " and is the first of them" } else { "" };
    let _ = writeln!(text, "  {}: what is required still counts on this day{what}", named(start));
    for day in (first.0..start.0).rev().map(Day) {
        number += i32::from(counts(day));
        if start - day > DAYS_LISTED_MAX && day != first {
            continue;
        }
        let what = uncounted(calendar, day, counts(day))
            .unwrap_or_else(|| format!("{} {number} before", if working { "working day" } else { "day" }));
        let last = if day == first { ": the earliest day that counts" } else { "" };
        let _ = writeln!(text, "  {}: {what}{last}", named(day));
    }
}

/// Why a day is not counted, if it is not.
fn uncounted(calendar: &Calendar, day: Day, counts: bool) -> Option<String> {
    if counts {
        return None;
    }
    Some(
        calendar
            .holiday(day)
            .map_or("weekend, not counted".to_string(), |h| format!("{}, not counted", h.name)),
    )
}

fn counted(clock: Clock) -> String {
    format!("{} {}{}", clock.count, clock.unit.word(), if clock.count == 1 { "" } else { "s" })
}

fn one_by_one(calendar: &Calendar, clock: Clock, start: Day, due: Day, text: &mut String) {
    let working = clock.unit == Unit::WorkingDays;
    let counts = |day: Day| !working || calendar.is_working_day(day) == Some(true);
    let mut number = 0;
    if clock.counting == Counting::DayAfter {
        let _ = writeln!(text, "  {}: the start, not counted", named(start));
    }
    let first = if clock.counting == Counting::DayAfter { start + 1 } else { start };
    for d in first.0..=due.0 {
        let day = Day(d);
        number += i32::from(counts(day));
        if d - first.0 >= DAYS_LISTED_MAX && day != due {
            continue;
        }
        let what = uncounted(calendar, day, counts(day))
            .unwrap_or_else(|| format!("{} {number}", if working { "working day" } else { "day" }));
        let deadline = if day == due { ": the deadline" } else { "" };
        let _ = writeln!(text, "  {}: {what}{deadline}", named(day));
    }
}

/// `Monday 3 March 2014`.
fn named(day: Day) -> String {
    format!("{} {}", day.weekday_name(), day.words())
}

/// What would have changed the verdict.
fn changes(
    case: &Case,
    calendars: &Calendars,
    outcome: &Outcome,
    version: &Version,
    within: &Within,
    text: &mut String,
) {
    let _ = writeln!(text, "\nWhat would have changed the verdict");
    let action = kinds(version.form.action());
    let due = outcome.due.map(|d| d.1);
    let by = due.map_or("the deadline".to_string(), Day::words);
    let breached = matches!(outcome.verdict, Verdict::Late | Verdict::NothingRecorded);
    let bar = matches!(version.form, Form::Bar(_));
    match outcome.verdict {
        Verdict::DoneWhileBarred => {
            let _ = writeln!(
                text,
                "  no record of {action} from the start of the clock to {by}, neither this one nor another: met"
            );
        }
        Verdict::Met | Verdict::NotYetDue if bar => {
            let _ = writeln!(
                text,
                "  a record of {action} from the start of the clock to {by}: done while barred"
            );
        }
        Verdict::Late | Verdict::NothingRecorded | Verdict::NotYetDue => {
            in_time(outcome, &format!("a record of {action} that counts"), "met", &by, text);
        }
        Verdict::Met | Verdict::DecidedNot | Verdict::Excused => {
            let what = match outcome.verdict {
                Verdict::Met => format!("no record of {action} that counts"),
                Verdict::DecidedNot => "no decision not to act and no action".to_string(),
                _ => "no record that excuses and no action".to_string(),
            };
            let _ = writeln!(text, "  {what}, on or before {by}, neither this one nor another: not met");
        }
        Verdict::CannotTell => {
            let _ = writeln!(
                text,
                "  what is missing, as the reason names it: the extract, the date, the name of who acted, or a decision whether two records are of one"
            );
        }
    }
    if breached && let Form::Duty(duty) = &version.form {
        for pattern in duty.unless.iter().chain(&duty.decisions) {
            in_time(outcome, &format!("a record of {}", kinds(pattern)), "no breach", &by, text);
        }
        if !duty.late_excuse.is_empty() && outcome.verdict == Verdict::Late {
            let _ = writeln!(text, "  a reason in the record of the late action: excused");
        }
    }
    if outcome.verdict == Verdict::Late
        && let Some(day) = outcome.done.as_ref().and_then(When::latest)
        && let Some(start) = latest_start(calendars, within, outcome, day)
    {
        let _ = writeln!(
            text,
            "  a start of the clock from {} to {}: the action of {} would have been in time",
            start.words(),
            day.words(),
            day.words()
        );
    }
    let unsure: Vec<String> = outcome
        .evidence
        .iter()
        .filter(|id| case.events[id.index()].when.exact().is_none())
        .map(|id| id.to_string())
        .collect();
    if !unsure.is_empty() && outcome.possible.single().is_none() {
        let _ = writeln!(text, "  an exact date for {}", unsure.join(", "));
    }
}

/// A further record that would have kept the duty: by the deadline; where the day of the start is not known, on the days that lie in
/// time whichever day that was.
fn in_time(outcome: &Outcome, record: &str, kept: &str, by: &str, text: &mut String) {
    let certain = outcome.started.latest().zip(outcome.due.map(|d| d.0));
    let _ = match certain.filter(|_| outcome.due.is_some_and(|d| d.0 < d.1)) {
        None => writeln!(text, "  {record}, on or before {by}: {kept}"),
        Some((from, to)) if from <= to => writeln!(
            text,
            "  {record}, from {} to {}: {kept}; before or after that, up to {by}: cannot tell, because the day on which the clock started is not known",
            from.words(),
            to.words()
        ),
        Some(_) => writeln!(
            text,
            "  {record}, on or before {by}: cannot tell, because the day on which the clock started is not known"
        ),
    };
}

/// `3 to 7 calendar days (1 to 5 working days)`.
fn late(days: (i32, i32), working: Option<(i32, i32)>) -> String {
    let calendar = count_range(days, "calendar day");
    match working {
        Some(working) => format!("{calendar} ({})", count_range(working, "working day")),
        None => calendar,
    }
}

fn kinds(pattern: &Pattern) -> String {
    pattern.kinds.iter().map(|k| k.replace('_', " ")).collect::<Vec<_>>().join(" or ")
}

/// The first start whose deadline is not before `done`, if one lies between the start and that day.
fn latest_start(calendars: &Calendars, within: &Within, outcome: &Outcome, done: Day) -> Option<Day> {
    let calendar = calendars.get(&within.calendar)?;
    let from = outcome.started.latest()?;
    let last = done.0.min(from.0.saturating_add(DAYS_LISTED_MAX * 8));
    (from.0..=last).map(Day).find(|&start| within.clock.due(start, calendar).is_some_and(|due| due >= done))
}
