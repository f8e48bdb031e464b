//! Every worked example of every shipped rule file, run through the engine as a test.
//!
//! An example becomes a review with one agency of each sort that the rule or the example names. Each agency supplied its
//! records whole unless the example says otherwise.

mod common;

use std::collections::BTreeSet;

use common::Builder;
use duty::calendar::Calendars;
use duty::check::{CheckTerms, check};
use duty::library::{Choice, ReviewerNumbers, RuleBook, SHIPPED};
use duty::parse::{Example, ExampleEvent, Expectation, Expected, Numbers, RuleFile, rule_file};
use duty::rule::{About, By, Form, Happening, Holder, Pattern, Rule};
use duty::vocabulary::Vocabulary;
use model::{Awareness, Case, EntityId, ExtractStatus, Grade, MentionKind, Outcome, Place, SourceId};

const SUBJECT: &str = "the subject of the example";

#[test]
fn every_worked_example_comes_out_as_its_file_says() {
    let words = Vocabulary::shipped();
    let mut run = 0;
    let mut wrong = Vec::new();
    for (id, text) in SHIPPED {
        let file = rule_file(text, &format!("rules/{id}.md"), &words, Numbers::NotGiven).unwrap();
        for example in &file.examples {
            run += 1;
            wrong.extend(problem(&file, example));
        }
    }
    assert!(wrong.is_empty(), "{} of {run} examples:\n{}", wrong.len(), wrong.join("\n"));
    assert!(run >= 2 * SHIPPED.len(), "only {run} examples for {} files", SHIPPED.len());
}

#[test]
fn an_example_that_is_wrong_is_found() {
    let words = Vocabulary::shipped();
    let (_, text) = SHIPPED.iter().find(|(id, _)| *id == "R05").unwrap();
    for (from, to) in [
        ("due 2014-05-08, 5 days", "due 2014-05-07, 5 days"),
        ("expect: late", "expect: met"),
        (", 5 days", ", 6 days"),
    ] {
        let file = rule_file(&text.replacen(from, to, 1), "R05.md", &words, Numbers::NotGiven).unwrap();
        assert!(file.examples.iter().any(|e| problem(&file, e).is_some()), "{from} changed to {to}");
    }
}

/// What is wrong with an example, if anything is.
fn problem(file: &RuleFile, example: &Example) -> Option<String> {
    let id = &file.rule.id;
    let mut choice = Choice { only: Some(vec![id.clone()]), ..Choice::default() };
    if !file.open_numbers.is_empty() {
        let numbers = ReviewerNumbers { numbers: example.numbers.clone(), reason: "An example.".to_string() };
        choice.reviewer_set.insert(id.clone(), numbers);
    }
    let book = match RuleBook::load(&[], &Vocabulary::shipped(), &choice) {
        Ok(book) => book,
        Err(errors) => return Some(format!("{}: {}", example.file, errors[0])),
    };
    let case = case_of(book.entry(id).unwrap().rule(), example);
    let outcomes = check(&case, &book, &Calendars::bundled(), &CheckTerms::default()).outcomes;
    let expected: Vec<Expected> =
        example.expected.iter().copied().filter(|e| e.what != Expectation::NotEngaged).collect();
    let fits = expected.len() == outcomes.len() && expected.iter().zip(&outcomes).all(|(e, o)| agrees(e, o));
    (!fits).then(|| {
        let got: Vec<String> = outcomes.iter().map(in_words).collect();
        let got = if got.is_empty() { "not engaged".to_string() } else { got.join("\n    ") };
        format!("{}, line {} ({}): got\n    {got}", example.file, example.line, example.title)
    })
}

fn agrees(expected: &Expected, outcome: &Outcome) -> bool {
    let both = |range: Option<(i32, Option<i32>)>| range.filter(|r| r.1 == Some(r.0)).map(|r| r.0);
    expected.what == Expectation::Outcome(outcome.verdict)
        && expected.due.is_none_or(|due| outcome.due == Some((Some(due), due)))
        && expected.days_late.is_none_or(|n| both(outcome.days_late) == Some(n))
        && expected.working_days_late.is_none_or(|n| both(outcome.working_days_late) == Some(n))
        && expected.version.is_none_or(|n| number(&outcome.version) == Some(n))
}

/// The number in the name of a version.
fn number(version: &str) -> Option<u32> {
    version
        .trim_start_matches(|c: char| !c.is_ascii_digit())
        .split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

fn in_words(outcome: &Outcome) -> String {
    format!(
        "{}, version {}, due {:?}, {:?} days late, {:?} working days late: {}",
        outcome.verdict,
        outcome.version,
        outcome.due.map(|d| (d.0.map(|d| d.to_string()), d.1.to_string())),
        outcome.days_late,
        outcome.working_days_late,
        outcome.reason
    )
}

/// The review an example describes.
fn case_of(rule: &Rule, example: &Example) -> Case {
    let mut builder = Builder::new(&example.as_of.to_string());
    let (sorts, kinds) = words_of(rule, example);
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    for sort in &sorts {
        builder.agency(sort, sort);
        let missing = example.not_supplied.contains(&Holder::Sort(sort.clone()));
        let status = if missing { ExtractStatus::Refused } else { ExtractStatus::Supplied };
        builder.extract(sort, &kinds.join(" "), "1980-01-01..2030-12-31", status);
    }
    for event in &example.events {
        put(&mut builder, event);
    }
    let kind = match rule.versions[0].form.action().about {
        About::Vehicle => MentionKind::Vehicle,
        About::Matter => MentionKind::Matter,
        About::Child | About::Person | About::Subject => MentionKind::Person,
    };
    let mut case = builder.case;
    case.entities.iter_mut().for_each(|e| e.kind = kind);
    case.mentions.iter_mut().for_each(|m| m.kind = kind);
    assert!(case.entity_of.iter().all(|e| *e == EntityId(0)));
    case
}

fn put(builder: &mut Builder, event: &ExampleEvent) {
    let by = name(&event.by);
    let id = builder.event(&event.kind, "", by, SUBJECT);
    builder.at(id).when = event.when.clone();
    for to in &event.to {
        let holder = builder.word(name(to));
        builder.at(id).parties.push(holder);
        if event.sent_only || name(to) != by {
            let grade = if event.sent_only { Grade::Sent } else { Grade::Received };
            let when = event.when.clone();
            let place = Place::row(SourceId(0), event.line);
            builder.at(id).known.push(Awareness { holder, grade, when, place, post: None });
        }
    }
    for (attribute, value) in &event.attributes {
        builder.attribute(id, attribute, value);
    }
}

fn name(holder: &Holder) -> &str {
    match holder {
        Holder::Sort(name) | Holder::Named(name) => name,
        Holder::Any | Holder::Addressee => panic!("an example names who"),
    }
}

/// The sorts of agency and the kinds of event that the rule and the example name.
fn words_of(rule: &Rule, example: &Example) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut sorts, mut kinds) = (BTreeSet::new(), BTreeSet::new());
    let mut who = |holders: &[Holder]| {
        for holder in holders {
            if let Holder::Sort(sort) = holder {
                sorts.insert(sort.clone());
            }
        }
    };
    for version in &rule.versions {
        let trigger = version.form.trigger();
        who(trigger.reach.holders());
        if let Happening::Kinds(named) = &trigger.what {
            kinds.extend(named.iter().cloned());
        }
        for pattern in patterns(&version.form) {
            kinds.extend(pattern.kinds.iter().cloned());
            if let By::Holders(holders) = &pattern.by {
                who(holders);
            }
        }
    }
    for event in &example.events {
        who(std::slice::from_ref(&event.by));
        who(&event.to);
    }
    (sorts, kinds)
}

fn patterns(form: &Form) -> Vec<&Pattern> {
    let mut all = vec![form.action()];
    match form {
        Form::Duty(f) => all.extend(f.unless.iter().chain(&f.decisions)),
        Form::Bar(f) => all.extend(&f.unless),
        Form::Requires(f) => all.extend(&f.unless),
        Form::Repeat(f) => all.extend(&f.until),
    }
    all
}
