//! The counts that the page, the terminal and `summary.json` share, each with its denominator.

use std::collections::{BTreeMap, BTreeSet};

use model::{Case, Outcome, SymbolId, Verdict};
use serde_json::json;

use crate::{Context, tables};

/// The silences of what followed, and what is absent beside them.
pub(crate) struct Silences {
    /// Lines of what followed that are *nothing recorded*.
    pub(crate) silent: u64,
    /// All lines of what followed.
    pub(crate) lines: u64,
    /// Months absent from monthly series.
    pub(crate) absent: u64,
    /// Months for which a record was expected.
    pub(crate) expected: u64,
}

/// Counts these.
pub(crate) fn silences(case: &Case) -> Silences {
    let knowing = &case.knowing;
    let silent = knowing.followed.iter().filter(|f| f.answer == model::Answer::NothingRecorded).count();
    Silences {
        silent: silent as u64,
        lines: knowing.followed.len() as u64,
        absent: knowing.series.iter().map(|s| s.absent.len() as u64).sum(),
        expected: knowing.series.iter().map(|s| s.expected.len() as u64).sum(),
    }
}

/// How many outcomes of each verdict, in the order of [`Verdict::ALL`].
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct Tally([u64; Verdict::ALL.len()]);

impl Tally {
    fn add(&mut self, verdict: Verdict) {
        self.0[verdict as usize] += 1;
    }

    pub(crate) fn of(&self, verdict: Verdict) -> u64 {
        self.0[verdict as usize]
    }

    /// How many arose: the denominator.
    pub(crate) fn arose(&self) -> u64 {
        self.0.iter().sum()
    }

    /// Met, decided against or excused, those whose date is not recorded included.
    pub(crate) fn kept(&self) -> u64 {
        self.of(Verdict::Met) + self.of(Verdict::DecidedNot) + self.of(Verdict::Excused)
    }

    /// Done after the deadline, or done while it was barred.
    pub(crate) fn done_in_breach(&self) -> u64 {
        self.of(Verdict::Late) + self.of(Verdict::DoneWhileBarred)
    }

    /// Late, done while barred, or nothing recorded.
    pub(crate) fn questions(&self) -> u64 {
        self.done_in_breach() + self.of(Verdict::NothingRecorded)
    }
}

/// The figures of a case.
pub(crate) struct Figures<'a> {
    pub(crate) rows: u64,
    pub(crate) accepted: u64,
    pub(crate) undated: u64,
    pub(crate) rejected: u64,
    pub(crate) balances: bool,
    pub(crate) all: Tally,
    pub(crate) by_rule: BTreeMap<&'a str, Tally>,
    /// In order of the holder's name.
    pub(crate) by_holder: Vec<(SymbolId, Tally)>,
}

/// How many duties arose under measures that the review itself set, and the identifiers of those: they are no duties of the time.
pub(crate) fn under_own_measures<'a>(case: &'a Case, figures: &Figures<'a>) -> Option<(u64, Vec<&'a str>)> {
    let own = |id: &str| case.rules.iter().any(|r| r.kind == OWN_MEASURE && r.id == id);
    let of: Vec<(&str, &Tally)> =
        figures.by_rule.iter().map(|(id, t)| (*id, t)).filter(|(id, _)| own(id)).collect();
    let arose = of.iter().map(|(_, t)| t.arose()).sum();
    (arose > 0).then(|| (arose, of.into_iter().map(|(id, _)| id).collect()))
}

/// The kind of a rule whose figure the review set: its word in a rule file.
const OWN_MEASURE: &str = "reviewer-set";

/// Whether an outcome is put to its holder as a question.
pub(crate) fn is_question(outcome: &Outcome) -> bool {
    outcome.verdict.is_breach()
}

/// Whether an outcome was done, decided or excused in time.
pub(crate) fn is_in_time(outcome: &Outcome) -> bool {
    outcome.verdict.is_kept()
}

pub(crate) fn figures(case: &Case) -> Figures<'_> {
    let sum = |of: fn(&model::Account) -> u64| case.accounts.iter().map(of).sum();
    let mut all = Tally::default();
    let mut by_rule: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut by_holder: BTreeMap<SymbolId, Tally> = BTreeMap::new();
    for outcome in &case.outcomes {
        all.add(outcome.verdict);
        by_rule.entry(&outcome.rule).or_default().add(outcome.verdict);
        by_holder.entry(outcome.holder).or_default().add(outcome.verdict);
    }
    let mut by_holder: Vec<_> = by_holder.into_iter().collect();
    by_holder.sort_by_key(|(holder, _)| case.words.word(*holder));
    Figures {
        rows: sum(|a| a.rows),
        accepted: sum(|a| a.accepted),
        undated: sum(|a| a.undated),
        rejected: sum(|a| a.rejected),
        balances: case.accounts.iter().all(model::Account::balances),
        all,
        by_rule,
        by_holder,
    }
}

/// The rules that nothing engaged in any of their versions, in the order of the case.
pub(crate) fn not_engaged(case: &Case) -> Vec<&str> {
    let engaged: BTreeSet<&str> =
        case.rules.iter().filter(|r| r.activations > 0).map(|r| r.id.as_str()).collect();
    let mut idle: Vec<&str> =
        case.rules.iter().map(|r| r.id.as_str()).filter(|id| !engaged.contains(id)).collect();
    idle.dedup();
    idle
}

fn verdicts(tally: &Tally) -> serde_json::Value {
    // A map in alphabetical order: the same bytes every time.
    let counts = Verdict::ALL.into_iter().map(|v| (v.word().replace(' ', "_"), json!(tally.of(v))));
    let mut counts: serde_json::Map<String, serde_json::Value> = counts.collect();
    counts.insert("arose".to_string(), json!(tally.arose()));
    serde_json::Value::Object(counts)
}

/// `summary.json`: the same figures for scripts.
pub(crate) fn json(context: &Context<'_>) -> String {
    let case = context.case;
    let figures = figures(case);
    let review = &case.review;
    let rules: Vec<_> =
        figures.by_rule.iter().map(|(rule, t)| json!({ "rule": rule, "verdicts": verdicts(t) })).collect();
    let holders: Vec<_> = figures
        .by_holder
        .iter()
        .map(|(holder, t)| json!({ "holder": context.names.holder(*holder), "verdicts": verdicts(t) }))
        .collect();
    let kinds: Vec<_> = tables::kinds(context)
        .iter()
        .map(|(kind, n)| json!({ "kind": kind.word(), "entities": n }))
        .collect();
    let value = json!({
        "title": review.title,
        "purpose": review.purpose.word(),
        "observation_date": review.observation_date.to_string(),
        "last_complete_day": review.last_complete_day.to_string(),
        "period": [review.period.0.to_string(), review.period.1.to_string()],
        "as_known_on": review.as_known_on.map(|d| d.to_string()),
        "notice": review.notice,
        "names": if context.names.hidden() { "pseudonyms" } else { "as recorded" },
        "rows": {
            "in": figures.rows, "accepted": figures.accepted, "undated": figures.undated,
            "rejected": figures.rejected, "balances": figures.balances,
        },
        "mentions": case.mentions.len(),
        "entities": kinds,
        "events": { "dated": case.chronology.len(), "undated": case.undated.len() },
        "problems": case.problems.len(),
        "outcomes": verdicts(&figures.all),
        "by_rule": rules,
        "by_holder": holders,
        "rules_not_engaged": not_engaged(case),
    });
    format!("{value:#}\n")
}
