//! Rules written in the language, made ready for a test.

#![allow(dead_code, reason = "each test file uses its part")]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use duty::calendar::Calendars;
use duty::check::{Applied, CheckTerms, Checked, check_rules};
use duty::parse::{Numbers, versions};
use duty::rule::Rule;
use duty::vocabulary::Vocabulary;
use model::{Case, Outcome};

/// Reads the versions of one rule; what the head leaves out is filled in.
pub(crate) fn rule(text: &str) -> Rule {
    let given = BTreeMap::new();
    let read = versions(text, "test", 1, &Vocabulary::shipped(), Numbers::Given(&given));
    let read = read.unwrap_or_else(|e| panic!("{e}"));
    let first = read.versions.first().expect("a version");
    Rule {
        id: first.id.clone(),
        title: "An invented rule".to_string(),
        kind: first.kind,
        nation: first.nation,
        versions: read.versions.iter().map(|v| v.version.clone()).collect(),
    }
}

/// A rule in force since 1990 with this body.
pub(crate) fn simple(id: &str, body: &str) -> Rule {
    rule(&version(id, 1, "1990-01-01", body))
}

/// One version as written; `years` is `FROM` or `FROM until END`.
pub(crate) fn version(id: &str, number: u32, years: &str, body: &str) -> String {
    format!(
        "rule {id} v{number}\nin force {years}\nkind statutory-guidance\nnation england\n\
         source \"an invented source\"\nconfidence K\n{body}\n"
    )
}

pub(crate) fn run(case: &Case, rules: &[Rule]) -> Checked {
    run_with(case, rules, &CheckTerms::default())
}

pub(crate) fn run_with(case: &Case, rules: &[Rule], terms: &CheckTerms) -> Checked {
    let applied: Vec<Applied<'_>> = rules
        .iter()
        .map(|rule| Applied { rule, obligation: "What is to be done.", chosen_because: None })
        .collect();
    static CALENDARS: LazyLock<Calendars> = LazyLock::new(Calendars::bundled);
    check_rules(case, &applied, &CALENDARS, terms)
}

/// The only outcome of one rule.
pub(crate) fn only(case: &Case, rule: &Rule) -> Outcome {
    let outcomes = run(case, std::slice::from_ref(rule)).outcomes;
    assert_eq!(outcomes.len(), 1, "{outcomes:#?}");
    outcomes.into_iter().next().unwrap()
}
