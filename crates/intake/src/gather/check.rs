//! Whether the sources of a review make sense by themselves, before any file is opened. Everything wrong is told at
//! once, each with the nearest known word.

use std::collections::BTreeSet;

use model::{Grade, MentionKind, Place, Problem, Severity, SourceId, field};

use crate::dates::Order;
use crate::nearest;
use crate::spec::{EventSpec, MentionSpec, SourceSpec};

/// Words for what an empty date cell means.
pub(super) const WHEN_EMPTY: [&str; 2] = ["no event", "undated"];

/// A problem of the configuration: it has no place in any file.
pub(super) fn wrong(source: &str, what: &str, value: &str, expected: &str, hint: String) -> Problem {
    Problem {
        severity: Severity::Refused,
        place: Place { source: SourceId(0), sheet: 0, row: 0, column: 0 },
        column_name: String::new(),
        value: value.to_string(),
        what: format!("source \"{source}\": {what}"),
        expected: expected.to_string(),
        hint,
    }
}

/// "did you mean ...?", or what there is.
pub(super) fn did_you_mean<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
    else_: &str,
) -> String {
    match nearest(word, known) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => else_.to_string(),
    }
}

/// Everything wrong with the sources.
pub(super) fn sources(all: &[SourceSpec]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for spec in all {
        let mut say = |what: &str, value: &str, expected: &str, hint: String| {
            problems.push(wrong(&spec.name, what, value, expected, hint));
        };
        if let Some(order) = &spec.dates
            && Order::named(order).is_none()
        {
            say(
                "an unknown order of dates",
                order,
                &listed(Order::WORDS),
                did_you_mean(order, Order::WORDS, ""),
            );
        }
        if let Some(kind) = spec.kind.as_deref().filter(|k| *k != SourceSpec::MINUTES) {
            let hint = did_you_mean(kind, [SourceSpec::MINUTES], "leave it out for tables of rows");
            say("an unknown kind of source", kind, "\"minutes\"", hint);
        }
        if spec.is_minutes()
            && !(spec.mentions.is_empty() && spec.events.is_empty() && spec.history.is_none())
        {
            let hint = "leave out [[source.mention]], [[source.event]] and [source.history]".to_string();
            say("minutes are read without a mapping, and it has one", "", "no mapping", hint);
        }
        if let Some(history) = &spec.history {
            if !all.iter().any(|s| s.name == history.of && s.history.is_none()) {
                let names: Vec<&str> = all.iter().map(|s| s.name.as_str()).collect();
                let hint = did_you_mean(&history.of, names.iter().copied(), "name a source of this review");
                say(
                    "its history is of a source that is not there",
                    &history.of,
                    "the name of another source",
                    hint,
                );
            }
            if history.replaces.is_empty() {
                say("its history replaces no column", "", "at least one column in replaces", String::new());
            }
        } else if spec.mentions.is_empty() && spec.events.is_empty() && !spec.is_minutes() {
            say(
                "it maps no mention and no event",
                "",
                "at least one [[source.mention]] or [[source.event]]",
                String::new(),
            );
        }
        let mut names = BTreeSet::new();
        for mention in &spec.mentions {
            if !names.insert(mention.name.as_str()) {
                say("two mentions have one name", &mention.name, "a name of its own for each", String::new());
            }
            check_mention(mention, &mut say);
        }
        let names: Vec<&str> = spec.mentions.iter().map(|m| m.name.as_str()).collect();
        for event in &spec.events {
            check_event(event, &names, &mut say);
        }
    }
    problems
}

fn check_mention(mention: &MentionSpec, say: &mut dyn FnMut(&str, &str, &str, String)) {
    let kinds = MentionKind::ALL.map(MentionKind::word);
    if kind_named(&mention.kind).is_none() {
        let hint = did_you_mean(&mention.kind, kinds, "");
        say(
            &format!("the mention \"{}\" is of an unknown kind", mention.name),
            &mention.kind,
            &listed(kinds),
            hint,
        );
    }
    for (name, columns) in &mention.fields {
        if field_named(name).is_none() {
            let mut known: Vec<&str> = field::ALL.to_vec();
            known.extend(["as", "kind", "scheme"]);
            let hint = did_you_mean(name, known.iter().copied(), "");
            let what = format!("the mention \"{}\" has an unknown field", mention.name);
            say(&what, name, &format!("one of {}", field::ALL.join(", ")), hint);
        }
        if columns.names().is_empty() {
            say(
                &format!("the field {name} of the mention \"{}\" names no column", mention.name),
                "",
                "a column",
                String::new(),
            );
        }
    }
    if mention.fields.is_empty() && mention.kind != MentionKind::Matter.word() {
        let what = format!("the mention \"{}\" has no field", mention.name);
        say(
            &what,
            "",
            "at least one field and its column",
            "only a matter may stand for its row alone".into(),
        );
    }
}

fn check_event(event: &EventSpec, mentions: &[&str], say: &mut dyn FnMut(&str, &str, &str, String)) {
    let kind = &event.kind;
    let snake = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if kind.is_empty() || !kind.chars().all(snake) {
        let mended: String = kind
            .trim()
            .chars()
            .map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '_' })
            .collect();
        say(
            "a kind of event is not in snake case",
            kind,
            "lower-case letters, digits and _",
            format!("write \"{mended}\""),
        );
    }
    if event.date.is_none() && event.after.is_none() && event.by.is_none() && event.tally.is_none() {
        let what = format!("the event \"{kind}\" has no date");
        say(&what, "", "date, after, by or tally", "date = \"the column that holds it\"".into());
    }
    for about in &event.about {
        if !mentions.contains(&about.as_str()) {
            let hint =
                did_you_mean(about, mentions.iter().copied(), "name a [[source.mention]] of this source");
            say(
                &format!("the event \"{kind}\" is about a mention that is not there"),
                about,
                &listed(mentions.iter().copied()),
                hint,
            );
        }
    }
    let grades = Grade::ALL.map(Grade::word);
    if let Some(grade) = &event.to_grade
        && grade_named(grade).is_none()
    {
        say("an unknown grade of awareness", grade, &listed(grades), did_you_mean(grade, grades, ""));
    }
    if let Some(word) = &event.when_empty
        && !WHEN_EMPTY.contains(&word.as_str())
    {
        say(
            "an unknown meaning of an empty date",
            word,
            &listed(WHEN_EMPTY),
            did_you_mean(word, WHEN_EMPTY, ""),
        );
    }
}

/// The kind of mention that `review.toml` names.
pub(super) fn kind_named(word: &str) -> Option<MentionKind> {
    MentionKind::ALL.into_iter().find(|k| k.word() == word)
}

/// The grade of awareness that `review.toml` names ("acted on" and "acted_on" alike).
pub(super) fn grade_named(word: &str) -> Option<Grade> {
    Grade::ALL.into_iter().find(|g| g.word() == word.replace('_', " "))
}

/// The field that `review.toml` names.
pub(super) fn field_named(word: &str) -> Option<&'static str> {
    field::ALL.into_iter().find(|f| *f == word)
}

fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|w| format!("\"{w}\"")).collect();
    if words.is_empty() { String::new() } else { format!("one of {}", words.join(", ")) }
}
