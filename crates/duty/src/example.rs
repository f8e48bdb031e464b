//! Worked examples played through the engine: what is written in a rule file is what comes of it, or it is said where not.
//!
//! An example becomes a review with one agency of each sort that the rule or the example names. Each agency supplied its
//! records whole unless the example says otherwise, and everything is about one subject. The rule is run by the check of a
//! review itself, with the rules whose breach it waits for; receipts count in the ordinary grades.
//!
//! Left out: how an example is written ([`crate::parse`]).

use std::collections::BTreeSet;

use model::{
    Agency, Awareness, Case, Day, Entity, EntityId, Event, EventId, Extract, ExtractStatus, Grade, Mention,
    MentionId, MentionKind, Nation, Outcome, Place, Purpose, Review, RowId, Source, SourceId, SymbolId, When,
};

use crate::calendar::Calendars;
use crate::check::words::join_and;
use crate::check::{Applied, CheckTerms, check_rules};
use crate::parse::{Example, ExampleEvent, Expectation, Expected, Numbers, RuleError, RuleFile, versions};
use crate::rule::{About, By, Happening, Holder, Rule};
use crate::vocabulary::Vocabulary;

/// Label of the one subject.
const SUBJECT: &str = "the subject of the example";

/// What does not come out as a file's examples say: one error for each example, with file, line, what was expected and what
/// came out. `others` are the rules known beside it, of which those are run whose breach the rule waits for.
pub fn problems(
    file: &RuleFile,
    others: &[&Rule],
    vocabulary: &Vocabulary,
    calendars: &Calendars,
) -> Vec<RuleError> {
    let problem = |e: &Example| problem(file, e, others, vocabulary, calendars).err();
    file.examples.iter().filter_map(problem).collect()
}

fn problem(
    file: &RuleFile,
    example: &Example,
    others: &[&Rule],
    vocabulary: &Vocabulary,
    calendars: &Calendars,
) -> Result<(), RuleError> {
    let rule = with_numbers(file, example, vocabulary)?;
    let rules = with_waited_for(&rule, others);
    let applied: Vec<Applied<'_>> =
        rules.iter().map(|&rule| Applied { rule, obligation: "", chosen_because: None }).collect();
    let case = case_of(&rules, example);
    let mut outcomes = check_rules(&case, &applied, calendars, &CheckTerms::default()).outcomes;
    outcomes.retain(|o| o.rule.split('/').next() == Some(rule.id.as_str()));
    let expected: Vec<&Expected> =
        example.expected.iter().filter(|e| e.what != Expectation::NotEngaged).collect();
    let differs = expected.iter().zip(&outcomes).find(|(e, o)| !agrees(e, o)).map(|(e, _)| e.line);
    if differs.is_none() && expected.len() == outcomes.len() {
        return Ok(());
    }
    let line = differs.or(example.expected.first().map(|e| e.line)).unwrap_or(example.line);
    let wanted: Vec<String> = example.expected.iter().map(expected_in_words).collect();
    let came: Vec<String> = outcomes.iter().map(outcome_in_words).collect();
    let came = if came.is_empty() { "not engaged".to_string() } else { join_and(&came) };
    let what = format!(
        "the worked example \"{}\" does not come out as written; expected: {}; what came out: {came}",
        example.title,
        join_and(&wanted)
    );
    let error = RuleError::at_line(&example.file, line, what);
    let shown = expected.iter().zip(&outcomes).find(|(e, o)| !agrees(e, o)).map(|(_, o)| o);
    Err(match shown.or(outcomes.last()) {
        Some(outcome) => error.hint(format!("the engine's reason: {}", outcome.reason)),
        None => error,
    })
}

/// The rule with the numbers that the example gives.
fn with_numbers(file: &RuleFile, example: &Example, vocabulary: &Vocabulary) -> Result<Rule, RuleError> {
    let wrong = |what: String| RuleError::at_line(&example.file, example.line, what);
    if let Some(unused) = example.numbers.keys().find(|n| !file.open_numbers.contains(*n)) {
        return Err(wrong(format!("the worked example gives {unused}, and the rule has no {{{unused}}}")));
    }
    if let Some(open) = file.open_numbers.iter().find(|n| !example.numbers.contains_key(*n)) {
        let what = format!("the worked example gives no number for {{{open}}}");
        return Err(wrong(what).hint(format!("add a line such as \"given {open} = 5\"")));
    }
    if file.open_numbers.is_empty() {
        return Ok(file.rule.clone());
    }
    let read = versions(&file.rule_text, &file.file, 1, vocabulary, Numbers::Given(&example.numbers))?;
    let versions = read.versions.into_iter().map(|v| v.version).collect();
    Ok(Rule { versions, ..file.rule.clone() })
}

/// A rule, those whose breach it waits for, and those whose breach these wait for.
fn with_waited_for<'r>(rule: &'r Rule, others: &[&'r Rule]) -> Vec<&'r Rule> {
    let mut rules = vec![rule];
    let mut at = 0;
    while let Some(rule) = rules.get(at) {
        for version in &rule.versions {
            let Happening::BreachOf(id) = &version.form.trigger().what else { continue };
            let waited = others.iter().find(|o| o.id == *id);
            if let Some(waited) = waited.filter(|w| rules.iter().all(|r| r.id != w.id)) {
                rules.push(waited);
            }
        }
        at += 1;
    }
    rules
}

fn agrees(expected: &Expected, outcome: &Outcome) -> bool {
    let both = |range: Option<(i32, i32)>| range.filter(|r| r.1 == r.0).map(|r| r.0);
    expected.what == Expectation::Outcome(outcome.verdict)
        && expected.due.is_none_or(|due| outcome.due == Some((due, due)))
        && expected.days_late.is_none_or(|n| both(outcome.days_late) == Some(n))
        && expected.working_days_late.is_none_or(|n| both(outcome.working_days_late) == Some(n))
        && expected.version.is_none_or(|n| outcome.version == n.to_string())
}

/// An `expect:` line in the words in which it is written.
fn expected_in_words(expected: &Expected) -> String {
    let late = |n: i32, unit: &str| format!(", {n} {unit}{} late", if n == 1 { "" } else { "s" });
    let mut text = match expected.what {
        Expectation::NotEngaged => "not engaged".to_string(),
        Expectation::Outcome(verdict) => verdict.word().to_string(),
    };
    text.extend(expected.version.map(|n| format!(", version {n}")));
    text.extend(expected.due.map(|due| format!(", due {due}")));
    text.extend(expected.days_late.map(|n| late(n, "day")));
    text.extend(expected.working_days_late.map(|n| late(n, "working day")));
    text
}

/// What came out, in the same words, with a range where dates leave one.
fn outcome_in_words(outcome: &Outcome) -> String {
    let late = |(least, most): (i32, i32), unit: &str| {
        if most == least {
            format!(", {least} {unit}{} late", if least == 1 { "" } else { "s" })
        } else {
            format!(", {least} to {most} {unit}s late")
        }
    };
    let mut text = format!("{}, version {}", outcome.verdict.word(), outcome.version);
    text.extend(outcome.due.map(|due| match due {
        (first, last) if first == last => format!(", due {last}"),
        (first, last) => format!(", due {first} to {last}"),
    }));
    text.extend(outcome.days_late.map(|range| late(range, "day")));
    text.extend(outcome.working_days_late.map(|range| late(range, "working day")));
    text
}

/// The review an example describes.
fn case_of(rules: &[&Rule], example: &Example) -> Case {
    let mut case = empty(example.as_of);
    let (sorts, kinds) = words_of(rules, example);
    let kinds: Vec<SymbolId> = kinds.iter().map(|k| case.words.intern(k)).collect();
    for sort in sorts {
        let name = case.words.intern(&sort);
        case.agencies.push(Agency::new(name, name));
        let missing = example.not_supplied.contains(&Holder::Sort(sort));
        case.extracts.push(Extract {
            agency: name,
            title: "records of the example".to_string(),
            kinds: kinds.clone(),
            covers: Some((Day::FIRST, Day::LAST)),
            status: if missing { ExtractStatus::Refused } else { ExtractStatus::Supplied },
            unread: 0,
            note: String::new(),
        });
    }
    let kind = match rules[0].versions[0].form.action().about {
        About::Vehicle => MentionKind::Vehicle,
        About::Matter => MentionKind::Matter,
        About::Child | About::Person | About::Subject => MentionKind::Person,
    };
    case.entities.push(Entity {
        kind,
        mentions: Vec::new(),
        label: SUBJECT.to_string(),
        certainty: 1.0,
        possibly: Vec::new(),
        apart: Vec::new(),
    });
    for event in &example.events {
        put(&mut case, kind, event);
    }
    case
}

/// A review without records, read on a day.
fn empty(as_of: Day) -> Case {
    let review = Review {
        title: "A worked example".to_string(),
        purpose: Purpose::Inquiry,
        observation_date: as_of,
        last_complete_day: as_of - 1,
        period: (Day::FIRST, as_of),
        nation: Nation::EnglandAndWales,
        as_known_on: None,
        terms: Vec::new(),
        notice: String::new(),
    };
    let source = Source {
        path: "the worked example".to_string(),
        sha256: String::new(),
        bytes: 0,
        format: String::new(),
        name: String::new(),
        agency: String::new(),
        sheets: vec![String::new()],
    };
    Case { sources: vec![source], ..Case::empty(review) }
}

fn put(case: &mut Case, kind: MentionKind, event: &ExampleEvent) {
    let place = Place::row(SourceId(0), event.line);
    let row = RowId(EventId::from(case.events.len()).0);
    let mention = MentionId::from(case.mentions.len());
    case.mentions.push(Mention { kind, fields: Vec::new(), role: "".into(), row, place });
    case.entity_of.push(EntityId(0));
    case.entities[0].mentions.push(mention);
    let by = name(&event.by);
    let to: Vec<SymbolId> = event.to.iter().map(|h| case.words.intern(name(h))).collect();
    let holder = case.words.intern(by);
    let grade = if event.sent_only { Grade::Sent } else { Grade::Received };
    let reached = to.iter().filter(|&&to| event.sent_only || to != holder);
    let known =
        reached.map(|&to| Awareness { holder: to, grade, when: event.when.clone(), place, post: None });
    let known: Vec<Awareness> = known.collect();
    let attributes = event.attributes.iter();
    let attributes =
        attributes.map(|(name, value)| (case.words.intern(name), value.as_str().into())).collect();
    let kind = case.words.intern(&event.kind);
    case.events.push(Event {
        kind,
        when: event.when.clone(),
        recorded: When::unknown(""),
        holder,
        parties: to,
        mentions: vec![mention],
        reference: "".into(),
        text: "".into(),
        attributes,
        known,
        tally: None,
        latest_only: false,
        row,
        place,
    });
    case.rows += 1;
    case.row_places.push(place);
}

/// The name of whoever an example names; its reader takes sorts and names alone.
fn name(holder: &Holder) -> &str {
    match holder {
        Holder::Sort(name) | Holder::Named(name) => name,
        Holder::Any | Holder::Addressee => "",
    }
}

/// The sorts of agency and the kinds of event that the rules and the example name.
fn words_of(rules: &[&Rule], example: &Example) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut sorts, mut kinds) = (BTreeSet::new(), BTreeSet::new());
    let mut who = |holders: &[Holder]| {
        for holder in holders {
            if let Holder::Sort(sort) = holder {
                sorts.insert(sort.clone());
            }
        }
    };
    for version in rules.iter().flat_map(|r| &r.versions) {
        let trigger = version.form.trigger();
        who(trigger.reach.holders());
        if let Happening::Kinds(named) = &trigger.what {
            kinds.extend(named.iter().cloned());
        }
        for pattern in version.form.patterns() {
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
