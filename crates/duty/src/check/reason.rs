//! The reason of an outcome, in whole sentences of plain English that can be read out.
//!
//! Left out: everything that decides; these are words for what was decided elsewhere.

use model::{Day, Event, EventId, Grade, Tally, Verdict};

use crate::deadline::{Counting, Unit};
use crate::rule::{DEFAULT_CALENDAR, Form, Version, Within};
use crate::verdict::Lateness;

use super::arise::How;
use super::beside::{BESIDE_MAX, Maybe};
use super::compose::{Findings, United};
use super::judge::{Cannot, has_no_date};
use super::reading::Reading;
use super::words::{count, count_range, join_and, kind_words, on, sentence};

/// Why a later version applies than the one in force on the day on which the duty arose.
const SUPERSEDED: &str =
    "it took the place of the version under which the duty arose while the duty was still open";

/// Most holidays named in one sentence; the rest are counted.
const HOLIDAYS_NAMED_MAX: usize = 8;
/// Most records of one sort that are named in sentences; the rest are counted.
const BESIDE_NAMED_MAX: usize = 3;

/// Why this version applied, one sentence.
pub(crate) fn version(findings: &Findings<'_, '_>) -> String {
    let mut text = version_applied(findings);
    if let Some(because) = findings.plan.chosen_because {
        text.push_str(&format!(" The figure is the review's own: {}.", because.trim().trim_end_matches('.')));
    }
    text
}

fn version_applied(findings: &Findings<'_, '_>) -> String {
    let arisen = findings.arisen;
    let of = |r: &Reading| findings.plan.versions[r.version].version;
    let words = |v: &Version| v.in_words();
    match findings.readings.as_slice() {
        [] => "The day on which the duty arose is not recorded, so the record cannot tell which version was in force."
            .to_string(),
        [one] if findings.superseded.is_some() => format!(
            "{}, applies: {SUPERSEDED}.",
            sentence(&words(of(one)))
        ),
        [one] if findings.link > 1 => link_version(one, of(one)),
        [one] if arisen.outside_years => format!(
            "The duty would have arisen {}; {} was in force on only some of those days, so the record cannot tell whether it applied.",
            on(&arisen.start),
            words(of(one))
        ),
        [one] if arisen.start.earliest().is_none() => {
            format!("{}, applies on the last day on which the duty can have arisen.", sentence(&words(of(one))))
        }
        [one] => format!("{}, applies because the duty arose {}.", sentence(&words(of(one))), on(&arisen.start)),
        several => {
            let mut all: Vec<String> = several.iter().map(|r| words(of(r))).collect();
            all.dedup();
            if let ([one], Some(_)) = (&all[..], findings.superseded) {
                return format!("{}, applies: {SUPERSEDED}.", sentence(one));
            }
            let started = findings.link_days.as_ref().unwrap_or(&arisen.start);
            if findings.superseded.is_some() {
                return format!(
                    "The duty arose {}; {} may each apply: it depends on dates that are not known whether the duty was still open when the later took the place of the earlier, so each was judged over the readings that lead to it.",
                    on(started),
                    join_and(&all)
                );
            }
            format!(
                "The duty arose {}; {} each hold some of those days, and the record cannot tell which applied, so each was judged over its own days.",
                on(started),
                join_and(&all)
            )
        }
    }
}

/// Why the version of a later link of a chain applies: the day on which that link started decides, not the first start.
fn link_version(link: &Reading, version: &Version) -> String {
    let words = sentence(&version.in_words());
    let day = link.start.latest().or(link.start.earliest());
    if day.is_some_and(|d| version.in_force_on(d)) {
        format!("{words}, applies because this link of the chain started {}.", on(&link.start))
    } else {
        format!(
            "{words}, applies: this link of the chain started {}, when no version was in force, so the one under which the duty arose was kept.",
            on(&link.start)
        )
    }
}

/// The whole reason.
pub(crate) fn reason(findings: &Findings<'_, '_>, united: &United, lateness: Option<Lateness>) -> String {
    let mut sentences = vec![start(findings)];
    sentences.extend(due(findings, united));
    sentences.extend(result(findings, united, lateness));
    sentences.extend(cautions(findings, united));
    sentences.join(" ")
}

fn event<'f>(findings: &'f Findings<'_, '_>, id: EventId) -> &'f Event {
    &findings.setting.case.events[id.index()]
}

fn kind_of(findings: &Findings<'_, '_>, id: EventId) -> String {
    kind_words(findings.setting.word(event(findings, id).kind))
}

/// The actions of the rule in words: `strategy discussion or initial conference`.
fn action(findings: &Findings<'_, '_>) -> String {
    findings.action_kinds().iter().map(|k| kind_words(k)).collect::<Vec<_>>().join(" or ")
}

/// What started the clock, and how the holder came to know.
fn start(findings: &Findings<'_, '_>) -> String {
    let arisen = findings.arisen;
    let holder = findings.holder_name();
    if findings.link > 1 {
        let link = findings.link_start.map_or_else(String::new, |id| kind_of(findings, id));
        let day = findings.readings.first().map_or(&arisen.start, |r| &r.start);
        return format!(
            "{} {} starts the clock for the next, number {} of the chain, which lies on {holder}.",
            sentence(&link),
            on(day),
            findings.link
        );
    }
    let what = sentence(&kind_of(findings, arisen.trigger));
    let day = on(&arisen.start);
    let known = event(findings, arisen.trigger);
    match arisen.how {
        How::Own if known.when.is_unknown() => {
            format!(
                "{what} in the record of {holder}: the date of the {} is not recorded.",
                what.to_lowercase()
            )
        }
        How::Own => format!("{what} known to {holder} {day} (its own record)."),
        How::OwnRecorded => {
            let happened = if known.when == arisen.start {
                String::new()
            } else {
                format!("; the {} is dated {}", what.to_lowercase(), known.when)
            };
            format!("{what} known to {holder} {day} (the day it was recorded there{happened}).")
        }
        How::Receipt(Grade::Recorded) => format!("{what} known to {holder} {day} (its own record)."),
        How::Receipt(grade) => format!("{what} known to {holder} {day} ({}).", grade.word()),
        How::Sent if arisen.start.is_unknown() => {
            format!("{what} sent to {holder}: the date of sending is not recorded.")
        }
        How::Sent => format!(
            "{what} to {holder} {day}: by this rule the clock starts on the day of sending, whether or not receipt is shown."
        ),
        How::Act if arisen.start.is_unknown() => {
            format!("{what} by {holder}: the date of the {} is not recorded.", what.to_lowercase())
        }
        How::Act => format!("{what} by {holder} {day}."),
        How::Deemed(days) => format!(
            "{what} counts as known to {holder} {day}: no receipt is on record, and this rule deems it received {} after it was sent.",
            count(i64::from(days), "day")
        ),
        How::OwnBreach => {
            format!("{holder} was in breach of another duty {day}, the day after its deadline.")
        }
        How::BreachNotice => format!("Notice of the breach known to {holder} {day}."),
    }
}

/// When it was due, how that was counted, and which holidays were left out.
fn due(findings: &Findings<'_, '_>, united: &United) -> Option<String> {
    let what = action(findings);
    let reading = findings.readings.first()?;
    if let Some(Cannot::NoCalendar) = united.cannot {
        return Some(no_calendar(findings, reading));
    }
    let (first, last) = united.due?;
    if let Form::Requires(requires) = findings.form(reading) {
        let length = |w: &Within| count(i64::from(w.clock.count), w.clock.unit.word());
        let limit =
            requires.before.as_ref().map_or(String::new(), |w| format!(", at most {} before", length(w)));
        return Some(format!("Required before it: {what}{limit}."));
    }
    let barred = is_bar(findings, reading);
    let clock = reading.clock;
    let counting = match (clock.unit, clock.counting) {
        (Unit::Hours, _) => "",
        (_, Counting::DayAfter) => ", the day after counting as the first",
        (_, Counting::BeginningWith) => ", that day counting as the first",
    };
    let length = count(i64::from(clock.count), clock.unit.word());
    let lead = if barred { "Barred up to" } else { "Due by" };
    let day = match first {
        first if first == last => format!("{lead} {}", last.words()),
        first => format!("{lead} a day between {} and {}", first.words(), last.words()),
    };
    let left_out = holidays(findings, reading, united);
    Some(format!("{day}: {what} ({length}{counting}{left_out})."))
}

fn no_calendar(findings: &Findings<'_, '_>, reading: &Reading) -> String {
    let name = findings.within(reading).map_or(DEFAULT_CALENDAR, |w| w.calendar.as_str());
    match findings.setting.calendar(name) {
        Some(calendar) => {
            let (from, to) = calendar.covers();
            format!(
                "The deadline cannot be computed: the table of bank holidays \"{name}\" covers only {} to {}.",
                from.words(),
                to.words()
            )
        }
        None => format!("The deadline cannot be computed: there is no calendar \"{name}\"."),
    }
}

/// The holidays that were not counted, named.
fn holidays(findings: &Findings<'_, '_>, reading: &Reading, united: &United) -> String {
    let from = reading.start.exact();
    let to = united.due.filter(|d| d.0 == d.1).map(|d| d.1);
    let (Some(from), Some(to), Unit::WorkingDays) = (from, to, reading.clock.unit) else {
        return String::new();
    };
    let Some(calendar) = findings.within(reading).and_then(|w| findings.setting.calendar(&w.calendar)) else {
        return String::new();
    };
    let names: Vec<String> = calendar
        .holidays()
        .iter()
        .filter(|h| from <= h.day && h.day <= to && h.day.weekday() < 6)
        .map(|h| format!("{} {}", h.name, short(h.day)))
        .collect();
    if names.is_empty() {
        return String::new();
    }
    let mut named = names[..names.len().min(HOLIDAYS_NAMED_MAX)].to_vec();
    if names.len() > HOLIDAYS_NAMED_MAX {
        named.push(format!("{} more", names.len() - HOLIDAYS_NAMED_MAX));
    }
    format!("; {} left out", join_and(&named))
}

/// `18 April`.
fn short(day: Day) -> String {
    let words = day.words();
    words.rsplit_once(' ').map_or(words.clone(), |(head, _)| head.to_string())
}

/// What is on record, and what follows.
fn result(findings: &Findings<'_, '_>, united: &United, lateness: Option<Lateness>) -> Vec<String> {
    if united.cannot == Some(Cannot::NoStart) {
        return vec!["Without that date no deadline can be counted.".to_string()];
    }
    if united.cannot == Some(Cannot::StartAfterReading) {
        let read = findings.setting.observed.words();
        return vec![format!(
            "The record was read on {read}, so nothing in it can have happened after that day: the date is wrong, and no deadline can be counted from it."
        )];
    }
    if united.cannot.is_some() {
        return Vec::new();
    }
    if let Some(tally) = findings.count.map(|c| c.tally)
        && let Some(text) = counted(findings, united, tally, lateness)
    {
        return text;
    }
    let done = united.done.map(|id| done_words(findings, id));
    let done = done.unwrap_or_else(|| "An action is on record".to_string());
    let barred = findings.readings.iter().any(|r| is_bar(findings, r));
    match united.verdict {
        Verdict::Met if barred => vec![format!("No {} is on record within that time.", action(findings))],
        Verdict::DoneWhileBarred => vec![format!("{done}, while it was barred.")],
        Verdict::Met if united.set.single().is_none() => {
            let dated = united.done.is_some_and(|id| !has_no_date(&event(findings, id).when));
            let mut text = if dated {
                vec![format!(
                    "{done}: in time, because the rule counts the action without a date as met, for another duty of the same rule and subject."
                )]
            } else {
                vec![
                    format!("{done}."),
                    "The date of that action is not in the extract, so whether it was in time cannot be told; the rule counts such an action as met.".to_string(),
                ]
            };
            text.extend(ranges(findings, united));
            text
        }
        Verdict::Met => vec![format!("{done}: in time.")],
        Verdict::DecidedNot => vec![format!("{done}, a recorded decision not to act, in time.")],
        Verdict::Excused => vec![excused(findings, united, &done)],
        Verdict::Late => vec![match lateness {
            Some(l) => format!("{done}: {} late.", late_words(l)),
            None => format!("{done}: certainly late."),
        }],
        Verdict::NothingRecorded => vec![nothing(findings, lateness)],
        Verdict::NotYetDue => vec![format!(
            "The deadline is after the last complete day of record, {}, so nothing is yet due.",
            findings.setting.last_complete.words()
        )],
        Verdict::CannotTell => cannot_tell(findings, united, &done),
    }
}

fn is_bar(findings: &Findings<'_, '_>, reading: &Reading) -> bool {
    matches!(findings.form(reading), Form::Bar(_))
}

/// An action, with its doer and date.
fn done_words(findings: &Findings<'_, '_>, id: EventId) -> String {
    let done = event(findings, id);
    let by = if done.holder == findings.arisen.holder || done.tally.is_some() {
        String::new()
    } else {
        format!(" by {}", findings.name(done.holder))
    };
    format!("{}{by} {}", sentence(&kind_of(findings, id)), on(&done.when))
}

fn excused(findings: &Findings<'_, '_>, united: &United, done: &str) -> String {
    match findings.readings.iter().find_map(|r| r.late_reason.as_ref()) {
        Some(reason) => {
            let late = findings.readings.iter().filter_map(|r| r.excused_late).reduce(Lateness::widened);
            let late = late.map_or("after the deadline".to_string(), |l| format!("{} late", late_words(l)));
            let quoted = if reason.is_empty() { String::new() } else { format!(": \"{reason}\"") };
            format!("{done}: {late}, but the record gives a reason, which this rule accepts{quoted}.")
        }
        None if united.set.single().is_none() => format!(
            "{done}. The record says this of the very matter and gives no date for it, so whether it was said in time cannot be told; it excuses by this rule."
        ),
        None => format!("{done}, on or before the deadline, which excuses by this rule."),
    }
}

/// `3 working days (5 calendar days)`.
pub(crate) fn late_words(lateness: Lateness) -> String {
    let days = count_range(lateness.days, "calendar day");
    match lateness.working_days {
        Some(working) => format!("{} ({days})", count_range(working, "working day")),
        None => days,
    }
}

/// By how much the deadline was passed on the readings on which it was.
fn ranges(findings: &Findings<'_, '_>, united: &United) -> Vec<String> {
    let mut text = Vec::new();
    if let Some(late) = united.late.filter(|_| united.set.contains(Verdict::Late)) {
        text.push(format!("If late, by {}.", late_words(late)));
    }
    if let Some(silent) = united.silent.filter(|_| united.set.contains(Verdict::NothingRecorded)) {
        text.push(format!(
            "If nothing was done, {} had passed since the deadline on {}.",
            late_words(silent),
            findings.setting.observed.words()
        ));
    }
    text
}

fn nothing(findings: &Findings<'_, '_>, lateness: Option<Lateness>) -> String {
    let upto = findings.setting.last_complete.words();
    let observed = findings.setting.observed.words();
    let age = lateness
        .map_or(String::new(), |l| format!("; on {observed} that was {} after the deadline", late_words(l)));
    format!("Nothing is recorded up to {upto}, and the extracts that would show it were supplied{age}.")
}

/// What a source that only counts allows to be said; `None` where all have acted, which is judged like any action.
fn counted(
    findings: &Findings<'_, '_>,
    united: &United,
    tally: Tally,
    lateness: Option<Lateness>,
) -> Option<Vec<String>> {
    let what = action(findings);
    let age = lateness.map(|l| {
        format!("On {} that was {} after the deadline.", findings.setting.observed.words(), late_words(l))
    });
    if united.verdict == Verdict::NotYetDue {
        return None;
    }
    let mut text = match (tally.done, tally.of) {
        (0, 0) => vec![
            format!("No {what} is recorded by {}.", findings.setting.last_complete.words()),
            "The record names no number of addressees.".to_string(),
        ],
        (0, of) => vec![format!("Nothing is recorded: 0 of {} is on record.", count(i64::from(of), &what))],
        (done, 0) => vec![format!(
            "{} on record, but the record names no number of addressees, so which of them acted it does not say.",
            is_are(done, &what)
        )],
        (done, of) if done < of => vec![format!(
            "{} of {of} addressees {} on record; which addressee is silent the record does not say.",
            count(i64::from(done), &what),
            if done == 1 { "is" } else { "are" }
        )],
        _ => return None,
    };
    text.extend(age);
    Some(text)
}

fn is_are(n: u32, what: &str) -> String {
    format!("{} {}", count(i64::from(n), what), if n == 1 { "is" } else { "are" })
}

/// Why no single verdict can be given.
fn cannot_tell(findings: &Findings<'_, '_>, united: &United, done: &str) -> Vec<String> {
    let mut text = Vec::new();
    let gap = findings.readings.iter().find_map(|r| r.gap_within.as_ref());
    let after = findings.readings.iter().find_map(|r| r.gap_after.as_ref());
    let silent = united.set.contains(Verdict::NothingRecorded) && united.done.is_none();
    match (gap, after) {
        (Some(gap), _) if silent || united.done.is_none() => {
            text.push(format!("Nothing is recorded, but no record is not the same as no action: {gap}."));
        }
        (None, Some(gap)) if silent => {
            text.push("Nothing is recorded within the time, and the extracts that would show it were supplied for that time.".to_string());
            text.push(format!("Whether it was done later cannot be told: {gap}."));
        }
        (Some(gap), _) | (None, Some(gap)) => {
            text.push(format!("{done}. Other records may be missing: {gap}."))
        }
        (None, None) if united.done.is_some() => text.push(format!("{done}.")),
        (None, None) => {}
    }
    text.extend(beside(findings, silent && gap.is_none() && after.is_none()));
    if let Some(id) = findings.readings.iter().find_map(|r| r.misdated) {
        text.push(format!(
            "The record ties to this very matter: {}. That is before the clock started, so one of the two dates is wrong.",
            done_words(findings, id)
        ));
    }
    if findings.readings.iter().any(|r| r.overwritten) {
        text.push(
            "The source keeps only the latest, so an earlier one, in time, may have been overwritten."
                .to_string(),
        );
    }
    if let Some(gap) = findings.readings.iter().find_map(|r| r.gap_excuse.as_ref()) {
        let barred = findings.readings.iter().any(|r| is_bar(findings, r));
        let what = if barred { "the bar was lifted" } else { "it was excused, or decided not to be done," };
        text.push(format!("Whether {what} cannot be told: {gap}."));
    }
    text.extend(inexact(findings, united));
    if united.set.single().is_none() {
        text.push(format!("The record leaves it open: {}.", united.set));
        text.extend(ranges(findings, united));
    }
    text
}

/// Further records of the duty whose dates leave open whether they came in time.
fn inexact(findings: &Findings<'_, '_>, united: &United) -> Vec<String> {
    if united.set.single().is_some() {
        return Vec::new();
    }
    let records = &findings.records;
    let all = records.actions.iter().chain(&records.decisions).chain(&records.excuses).copied();
    let when = |id: EventId| &event(findings, id).when;
    let started = findings.readings.iter().filter_map(|r| r.start.earliest()).min();
    let before = findings.readings.iter().any(|r| matches!(findings.form(r), Form::Requires(_)));
    let can_matter =
        |id: EventId| before || when(id).latest().zip(started).is_none_or(|(last, start)| last >= start);
    let mut open: Vec<EventId> =
        all.filter(|&id| Some(id) != united.done && when(id).exact().is_none() && can_matter(id)).collect();
    // What may have come on the most days leaves the most open: it is named before what is only counted.
    open.sort_by_key(|&id| (when(id).latest().is_some(), when(id).earliest().is_some()));
    let named = open.iter().take(BESIDE_NAMED_MAX).map(|&id| {
        format!(
            "{} ({}): its date leaves open whether it came in time.",
            done_words(findings, id),
            place(findings, id)
        )
    });
    let mut text: Vec<String> = named.collect();
    text.extend(more_in_evidence(open.len()));
    text
}

/// How many records of one sort are not named in a sentence of their own.
fn more_in_evidence(all: usize) -> Option<String> {
    let more = all.checked_sub(BESIDE_NAMED_MAX).filter(|&more| more > 0)?;
    Some(format!("{} more in the evidence.", sentence(&count(more as i64, "such record"))))
}

/// What stands beside the record and may be the action owed.
fn beside(findings: &Findings<'_, '_>, silent: bool) -> Vec<String> {
    let mut maybes: Vec<Maybe> =
        findings.readings.iter().flat_map(|r| r.beside.maybe.iter().copied()).collect();
    maybes.dedup();
    let dated = |m: &Maybe| {
        let when = &event(findings, m.action).when;
        (when.latest().is_some(), when.earliest().is_some())
    };
    maybes.sort_by_key(dated);
    if maybes.is_empty() {
        return Vec::new();
    }
    let mut text = Vec::new();
    if silent {
        text.push(format!(
            "Nothing is recorded of this subject itself up to {}.",
            findings.setting.last_complete.words()
        ));
    }
    for maybe in maybes.iter().take(BESIDE_NAMED_MAX) {
        let done = done_words(findings, maybe.action);
        let place = place(findings, maybe.action);
        text.push(match maybe.same {
            Some(other) => format!(
                "{done} ({place}) stands in the record of {other}, a possible same: linkage could not tell whether the two are one, and that possible link was not acted on."
            ),
            None => format!(
                "{done} ({place}) bears the number of this matter and names no subject, so it may be the action owed."
            ),
        });
    }
    text.extend(more_in_evidence(maybes.len()));
    text
}

/// Actions with the number of the matter about somebody else: a person must look.
fn another_subject(findings: &Findings<'_, '_>, mut actions: Vec<EventId>) -> Vec<String> {
    actions.dedup();
    let named = actions.iter().take(BESIDE_NAMED_MAX).map(|&id| {
        format!(
            "{} ({}) bears the number of this matter and is recorded about another subject; it was not counted here.",
            done_words(findings, id),
            place(findings, id)
        )
    });
    let mut text: Vec<String> = named.collect();
    text.extend(more_in_evidence(actions.len()));
    text
}

/// Actions of a possible same that answer a matter of its own.
fn another_matter(findings: &Findings<'_, '_>) -> Vec<String> {
    let mut answered: Vec<Maybe> =
        findings.readings.iter().flat_map(|r| r.beside.answered.iter().copied()).collect();
    answered.dedup();
    let named = answered.iter().take(BESIDE_NAMED_MAX).filter_map(|maybe| {
        let (done, place) = (done_words(findings, maybe.action), place(findings, maybe.action));
        maybe.same.map(|other| {
            format!(
                "{done} ({place}) stands in the record of {other}, a possible same, and answers another matter of it; it was not counted here."
            )
        })
    });
    let mut text: Vec<String> = named.collect();
    text.extend(more_in_evidence(answered.len()));
    text
}

/// Where a record stands.
fn place(findings: &Findings<'_, '_>, id: EventId) -> String {
    event(findings, id).place.describe(&findings.setting.case.sources)
}

/// Why a duty may not have arisen at all, and what is said of it all the same.
fn may_not_have_arisen(findings: &Findings<'_, '_>) -> Vec<String> {
    let mut text = Vec::new();
    if findings.arisen.outside_years {
        text.push("On some of the days on which it may have arisen the rule was not in force, so whether the duty arose at all cannot be told.".to_string());
    }
    if findings.arisen.after_last {
        text.push("Some of the days on which it may have arisen lie after the last complete day of the record, so whether the duty had arisen by then cannot be told.".to_string());
    }
    if findings.arisen.notice_before {
        text.push("The notice may have come before the breach, and then it was no notice of it, so whether this duty arose at all cannot be told.".to_string());
    }
    if findings.may_not_be {
        text.push("The link of the chain before this one may not have been answered, so whether this one arose at all cannot be told.".to_string());
    }
    if !text.is_empty() {
        text.push("What is said of deadline, verdicts and lateness holds where it did arise; where it did not, nothing was owed and nothing was breached.".to_string());
    }
    text
}

/// What else a reader must know.
fn cautions(findings: &Findings<'_, '_>, united: &United) -> Vec<String> {
    let mut text = Vec::new();
    let undated = findings
        .arisen
        .triggers
        .iter()
        .filter(|&&id| id != findings.arisen.trigger && event(findings, id).when.is_unknown())
        .count();
    if undated > 0 && findings.link <= 1 {
        text.push(
            "A further record of the same incident bears no date; the earliest dated knowledge was used."
                .to_string(),
        );
    }
    text.extend(may_not_have_arisen(findings));
    if let Some(id) = findings.earlier.filter(|_| united.set.iter().any(Verdict::is_breach)) {
        text.push(format!(
            "{} ({}) came before the time in which it counts, so it answers nothing here.",
            done_words(findings, id),
            place(findings, id)
        ));
    }
    let gap = findings.readings.iter().any(|r| r.gap_within.is_some());
    if gap && united.verdict == Verdict::Late && !findings.readings.iter().any(|r| is_bar(findings, r)) {
        text.push("The extract does not cover the whole of the time allowed; but the start and this action stand in one row of the record, so they are of one matter.".to_string());
    }
    let another: Vec<EventId> =
        findings.readings.iter().flat_map(|r| r.beside.another.iter().copied()).collect();
    text.extend(another_subject(findings, another));
    text.extend(another_matter(findings));
    if findings.readings.iter().any(|r| r.beside.cut) {
        text.push(format!(
            "More than {BESIDE_MAX} such records stand beside this one; no more were looked at."
        ));
    }
    if !findings.taken.is_empty() {
        let n = findings.taken.len() as i64;
        text.push(format!(
            "{} counted for another duty of the same rule and subject, and not for this one.",
            if n == 1 { "1 action was".to_string() } else { format!("{n} actions were") }
        ));
    }
    text
}
