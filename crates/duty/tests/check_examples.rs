//! The worked examples of every shipped rule, run through the check.

#![allow(clippy::disallowed_methods, reason = "no file is read; the rules are compiled in")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::Builder;
use duty::calendar::Calendars;
use duty::check::{Applied, CheckTerms, check_rules};
use duty::library::SHIPPED;
use duty::parse::{Example, Expectation, Expected, Numbers, rule_file};
use duty::rule::{Form, Holder, Pattern, Rule};
use duty::vocabulary::{Vocabulary, WordClass};
use model::{Day, ExtractStatus, MentionKind, Outcome};

/// The name of an agency or body of an example: a sort stands for the one agency of its sort.
fn name(holder: &Holder) -> String {
    match holder {
        Holder::Sort(sort) => format!("Northmere {}", sort.replace('_', " ")),
        Holder::Named(name) => name.clone(),
        Holder::Any | Holder::Addressee => panic!("an example names who"),
    }
}

/// The kinds of event that a rule's answers and excuses have.
fn answers(rule: &Rule) -> BTreeSet<String> {
    let mut kinds = BTreeSet::new();
    let mut add = |patterns: &[Pattern]| kinds.extend(patterns.iter().flat_map(|p| p.kinds.iter().cloned()));
    for version in &rule.versions {
        add(std::slice::from_ref(version.form.action()));
        if let Form::Duty(duty) = &version.form {
            add(&duty.decisions);
        }
    }
    kinds
}

/// One agency of every sort, all extracts supplied whole but those the example says were not.
fn build(example: &Example, rule: &Rule) -> Builder {
    let mut b = Builder::new(&example.as_of.to_string());
    let kinds: Vec<String> = answers(rule).into_iter().collect();
    let missing: BTreeSet<String> = example.not_supplied.iter().map(name).collect();
    let supply = |b: &mut Builder, who: &str| {
        let status = if missing.contains(who) { ExtractStatus::Refused } else { ExtractStatus::Supplied };
        b.extract(who, &kinds.join(" "), "1980-01-01..2035-12-31", status);
    };
    for (sort, _) in Vocabulary::shipped().iter(WordClass::Sort) {
        let who = name(&Holder::Sort(sort.to_string()));
        b.agency(&who, sort);
        supply(&mut b, &who);
    }
    let others = [(MentionKind::Matter, "Matter 1"), (MentionKind::Vehicle, "AB12 CDE")];
    let others = others.map(|(kind, label)| b.new_subject_of(kind, label));
    let mut bodies = BTreeSet::new();
    for event in &example.events {
        for who in std::iter::once(&event.by).chain(&event.to) {
            if matches!(who, Holder::Named(_)) && bodies.insert(name(who)) {
                let body = name(who);
                b.agency(&body, "body");
                supply(&mut b, &body);
            }
        }
        let e = b.event(&event.kind, "", &name(&event.by), "Ada");
        b.at(e).when = event.when.clone();
        for other in others {
            b.also_about_entity(e, other);
        }
        for (attribute, value) in &event.attributes {
            b.attribute(e, attribute, value);
        }
        let to: Vec<String> = event.to.iter().map(name).collect();
        let parties: Vec<&str> = to.iter().map(String::as_str).collect();
        b.parties(e, &parties);
        let grade = if event.sent_only { model::Grade::Sent } else { model::Grade::Received };
        for who in &to {
            b.known(e, who, grade, "");
            b.at(e).known.last_mut().unwrap().when = event.when.clone();
        }
    }
    b
}

fn run(example: &Example, rule: &Rule) -> Vec<Outcome> {
    let b = build(example, rule);
    let applied = [Applied { rule, obligation: "", chosen_because: None }];
    check_rules(&b.case, &applied, &Calendars::bundled(), &CheckTerms::default()).outcomes
}

/// After every start.
const LAST: (Day, Day, u32) = (Day(i32::MAX), Day(i32::MAX), u32::MAX);

/// What an example says, against what came; `None` where they agree.
fn difference(example: &Example, outcomes: &[Outcome]) -> Option<String> {
    let wanted: Vec<_> = example.expected.iter().filter(|e| e.what != Expectation::NotEngaged).collect();
    let found: Vec<String> = outcomes
        .iter()
        .map(|o| {
            format!(
                "{} v{} due {:?} late {:?} {:?}: {}",
                o.verdict, o.version, o.due, o.days_late, o.working_days_late, o.reason
            )
        })
        .collect();
    // In the order of start; several that start on one day may stand in any order.
    let mut left: Vec<&Outcome> = outcomes.iter().collect();
    let same = |e: &Expected, o: &Outcome| {
        let one = |range: Option<(i32, i32)>| range.filter(|r| r.0 == r.1).map(|r| r.0);
        e.what == Expectation::Outcome(o.verdict)
            && e.version.is_none_or(|v| o.version == v.to_string())
            && e.due.is_none_or(|d| o.due == Some((d, d)))
            && e.days_late.is_none_or(|d| one(o.days_late) == Some(d))
            && e.working_days_late.is_none_or(|d| one(o.working_days_late) == Some(d))
    };
    let mut agree = wanted.len() == left.len();
    for e in wanted {
        match left.iter().position(|o| same(e, o)) {
            Some(at) => {
                agree &=
                    left.remove(at).started.sort_key() <= left.first().map_or(LAST, |o| o.started.sort_key())
            }
            None => agree = false,
        }
    }
    let expected = &example.expected;
    (!agree)
        .then(|| format!("{} \"{}\" expects {expected:#?}\nfound {found:#?}", example.file, example.title))
}

#[test]
fn every_worked_example_of_every_shipped_rule() {
    let vocabulary = Vocabulary::shipped();
    let (mut run_count, mut wrong) = (0, Vec::new());
    for (id, text) in SHIPPED {
        let file = rule_file(text, id, &vocabulary, Numbers::NotGiven).unwrap_or_else(|e| panic!("{e}"));
        for example in &file.examples {
            let given: BTreeMap<String, u32> = example.numbers.clone();
            let numbers =
                if file.open_numbers.is_empty() { Numbers::NotGiven } else { Numbers::Given(&given) };
            let filled = rule_file(text, id, &vocabulary, numbers).unwrap_or_else(|e| panic!("{e}"));
            wrong.extend(difference(example, &run(example, &filled.rule)));
            run_count += 1;
        }
    }
    assert!(wrong.is_empty(), "{} of {run_count}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(run_count > 50, "{run_count}");
}
