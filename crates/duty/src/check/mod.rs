//! Duties checked against what is on record: one outcome for each duty that arose.
//!
//! `check` is a pure function of a review, its rules, the calendars and the terms. Every event is grouped under the
//! entities it names; each entity's chronology is then checked alone, so the work divides over threads without any
//! difference in the result. The steps, each in its own file: a rule made ready (`plan`), the events of an entity
//! (`index`), which duties arose (`arise`), which records belong to them (`records`), what the dates leave possible
//! (`judge`), whether extracts would have shown more (`coverage`, `reading`), what stands in the record of a possible same
//! (`beside`), the outcome (`compose`) and its words
//! (`reason`).
//!
//! What it never does: take the absence of a record for the absence of an action where extracts are missing, infer
//! knowledge from the fact that something happened, apply a rule outside its years, or drop a duty whose date is not
//! recorded. Source: `docs/methods/clocks.md`.

mod arise;
mod beside;
mod chain;
mod compose;
pub(crate) mod coverage;
mod followed;
mod index;
mod judge;
mod one_each;
mod plan;
mod reading;
mod reason;
mod records;
pub(crate) mod words;

use model::{Case, EntityId, Grade, Outcome, RuleText, SymbolId};

use crate::calendar::Calendars;
use crate::harm::HarmTerms;
use crate::library::{Entry, RuleBook};
use crate::rule::{Form, Happening, Rule};

use arise::{Plan, PlanVersion, Spark};
use beside::Beside;
use index::{Events, Index};
use plan::{Cond, Pat, Setting, Who, symbols};

pub use arise::BREACH_NOTICE;

/// Most threads a check uses.
pub const THREADS_MAX: usize = 64;

/// On what terms a review is checked. Its last complete day and observation date are in [`model::Review`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckTerms {
    /// The grades of awareness that count as knowing. A holder's own record always counts.
    pub knowing: Vec<Grade>,
    /// How many threads to use, from 1 to [`THREADS_MAX`]. The result is the same for every number.
    pub threads: usize,
    /// What the review calls harm, and for how long after a late action it asks.
    pub harm: HarmTerms,
}

impl Default for CheckTerms {
    /// Received, opened, discussed and acted on; one thread; no question about harm.
    fn default() -> CheckTerms {
        let knowing = vec![Grade::Received, Grade::Opened, Grade::Discussed, Grade::ActedOn];
        CheckTerms { knowing, threads: 1, harm: HarmTerms::default() }
    }
}

impl CheckTerms {
    /// The rule of knowledge in one sentence, as reports print it.
    pub fn knowing_in_words(&self) -> String {
        let grades: Vec<String> = self.knowing.iter().map(|g| g.word().to_string()).collect();
        let receipts = if grades.is_empty() {
            "No receipt counts".to_string()
        } else {
            format!("A receipt counts in the grades {}", words::join_and(&grades))
        };
        format!(
            "{receipts}; what stands in a holder's own record is known to it from the day it was recorded."
        )
    }
}

/// What a check gives.
#[derive(Clone, PartialEq, Debug)]
pub struct Checked {
    /// One for each duty that arose, in order of rule, start, subject and holder.
    pub outcomes: Vec<Outcome>,
    /// Every version of every rule that was on, with how often it arose.
    pub rules: Vec<RuleText>,
    /// What a reader must know of the whole check, in plain English, one sentence or two each.
    pub notes: Vec<String>,
}

/// Checks the duties of a review. `case.outcomes` and `case.rules` are not looked at.
pub fn check(case: &Case, book: &RuleBook, calendars: &Calendars, terms: &CheckTerms) -> Checked {
    let rules: Vec<Applied<'_>> = book.entries().iter().map(Applied::of).collect();
    check_rules(case, &rules, calendars, terms)
}

/// A rule to be applied, with what a report prints beside it.
#[derive(Clone, Copy, Debug)]
pub struct Applied<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// The obligation in one or two sentences.
    pub obligation: &'r str,
    /// For a rule whose figure the review set: why.
    pub chosen_because: Option<&'r str>,
}

impl<'r> Applied<'r> {
    /// An entry of a book of rules.
    fn of(entry: &'r Entry) -> Applied<'r> {
        Applied {
            rule: entry.rule(),
            obligation: entry.file.section("Obligation"),
            chosen_because: entry.reason.as_deref(),
        }
    }
}

/// The same as [`check`] for rules that stand in no book.
pub fn check_rules(case: &Case, rules: &[Applied<'_>], calendars: &Calendars, terms: &CheckTerms) -> Checked {
    let setting = Setting::new(case, calendars, terms);
    let plans: Vec<Plan<'_>> = in_order_of_breach(rules).into_iter().map(|a| plan(case, a)).collect();
    let wanted = wanted(case, &plans, &terms.harm.kinds);
    let index = Index::new(case, &wanted);
    let beside = Beside::new(&setting, &index, &wanted);
    let threads = terms.threads.clamp(1, THREADS_MAX).min(case.entities.len().max(1));
    let share = case.entities.len().div_ceil(threads).max(1);
    let part = |from: usize| {
        let to = (from + share).min(case.entities.len());
        let mut outcomes = Vec::new();
        for entity in (from..to).map(EntityId::from) {
            one_entity(&setting, &plans, &beside, index.of(entity), entity, &mut outcomes);
        }
        outcomes
    };
    let mut outcomes: Vec<Outcome> = if threads == 1 {
        part(0)
    } else {
        std::thread::scope(|scope| {
            let part = &part;
            let running: Vec<_> = (0..threads)
                .map(|t| scope.spawn(move || part((t * share).min(case.entities.len()))))
                .collect();
            running.into_iter().flat_map(|r| r.join().expect("a check does not panic")).collect()
        })
    };
    outcomes.sort_by(|a, b| order(case, a).cmp(&order(case, b)));
    let rules = rules.iter().flat_map(|a| texts(a, &outcomes)).collect();
    let notes = notes(&setting, &plans, &outcomes);
    Checked { outcomes, rules, notes }
}

/// The order of outcomes: rule, start, subject, holder; then the trigger, so that it is total.
fn order<'o>(case: &'o Case, o: &'o Outcome) -> impl Ord + 'o {
    (&o.rule, o.started.sort_key(), o.subject, case.words.word(o.holder), o.trigger)
}

/// Rules that start on the breach of another come after it. The book refuses circles; a rule left over by one comes last.
fn in_order_of_breach<'a, 'r>(rules: &'a [Applied<'r>]) -> Vec<&'a Applied<'r>> {
    let waits_for = |a: &Applied<'_>| -> Vec<String> {
        let of = |h: &Happening| match h {
            Happening::BreachOf(id) => Some(id.clone()),
            Happening::Kinds(_) => None,
        };
        a.rule.versions.iter().filter_map(|v| of(&v.form.trigger().what)).collect()
    };
    let mut waiting: Vec<&Applied<'r>> = rules.iter().collect();
    let mut ordered: Vec<&Applied<'r>> = Vec::new();
    loop {
        let blocked =
            |a: &&Applied<'r>| waits_for(a).iter().any(|id| waiting.iter().any(|w| w.rule.id == *id));
        let (later, ready): (Vec<_>, Vec<_>) = waiting.iter().copied().partition(blocked);
        if ready.is_empty() {
            ordered.extend(later);
            return ordered;
        }
        ordered.extend(ready);
        waiting = later;
    }
}

fn plan<'r>(case: &Case, applied: &Applied<'r>) -> Plan<'r> {
    let versions = applied.rule.versions.iter().map(|version| {
        let trigger = version.form.trigger();
        let (unless, decisions, late, breached): (&[_], &[_], &[_], _) = match &version.form {
            Form::Duty(d) => (&d.unless, &d.decisions, &d.late_excuse, d.breached.as_ref()),
            Form::Bar(b) => (&b.unless, &[], &[], None),
            Form::Requires(r) => (&r.unless, &[], &[], None),
            Form::Repeat(r) => (&r.until, &[], &[], None),
        };
        PlanVersion {
            version,
            kinds: PlanVersion::trigger_kinds(case, version),
            conditions: Cond::all(case, &trigger.conditions),
            whos: Who::all(case, trigger.reach.holders()),
            action: Pat::new(case, version.form.action()),
            unless: Pat::all(case, unless),
            decisions: Pat::all(case, decisions),
            late_excuse: Cond::all(case, late),
            breached: breached.map(|b| Pat::new(case, &b.action)),
        }
    });
    Plan { rule: applied.rule, chosen_because: applied.chosen_because, versions: versions.collect() }
}

/// The kinds of event that some rule names or the review calls harm, by [`SymbolId`].
fn wanted(case: &Case, plans: &[Plan<'_>], harm: &[String]) -> Vec<bool> {
    let mut wanted = vec![false; case.words.len()];
    let mut want = |kinds: &[SymbolId]| kinds.iter().for_each(|k| wanted[k.index()] = true);
    want(&symbols(case, &[BREACH_NOTICE.to_string()]));
    want(&symbols(case, harm));
    for version in plans.iter().flat_map(|p| &p.versions) {
        want(&version.kinds);
        let patterns = std::iter::once(&version.action).chain(&version.unless).chain(&version.decisions);
        patterns.chain(&version.breached).for_each(|p| want(&p.kinds));
    }
    wanted
}

/// Everything that came of one entity.
fn one_entity(
    setting: &Setting<'_>,
    plans: &[Plan<'_>],
    beside: &Beside<'_>,
    events: Events<'_>,
    entity: EntityId,
    outcomes: &mut Vec<Outcome>,
) {
    if events.is_empty() {
        return;
    }
    let mut sparks: Vec<Spark> = Vec::new();
    for plan in plans {
        chain::run(setting, plan, beside, events, entity, &mut sparks, outcomes);
    }
}

/// The versions of a rule as printed.
fn texts(applied: &Applied<'_>, outcomes: &[Outcome]) -> Vec<RuleText> {
    let rule = applied.rule;
    let text = |version: &crate::rule::Version| {
        let number = version.number.to_string();
        let arose = |o: &&Outcome| o.rule == rule.id && o.version.split(" or ").any(|n| n == number);
        RuleText {
            id: rule.id.clone(),
            title: rule.title.clone(),
            kind: rule.kind.word().to_string(),
            version: version.in_words(),
            source: version.source.clone(),
            confidence: version.confidence.word().to_string(),
            obligation: applied.obligation.trim().to_string(),
            activations: outcomes.iter().filter(arose).count() as u64,
        }
    };
    rule.versions.iter().map(text).collect()
}

fn notes(setting: &Setting<'_>, plans: &[Plan<'_>], outcomes: &[Outcome]) -> Vec<String> {
    let mut notes = vec![setting.terms.knowing_in_words()];
    notes.extend(followed::note(&setting.terms.harm));
    for plan in plans {
        let n = addressless(setting, plan);
        if n > 0 {
            notes.push(format!(
                "{}: {} no addressee, so no duty arose from {}.",
                plan.rule.id,
                if n == 1 { "1 event names".to_string() } else { format!("{n} events name") },
                if n == 1 { "it" } else { "them" }
            ));
        }
        notes.extend(unclear_triggers(setting, plan));
        let unknown = |o: &&Outcome| o.rule == plan.rule.id && o.started.is_unknown();
        let undated = outcomes.iter().filter(unknown).count();
        if undated > 0 {
            notes.push(format!(
                "{}: {} because the start is not dated; each is kept as cannot tell.",
                plan.rule.id,
                if undated == 1 {
                    "1 duty has no deadline".to_string()
                } else {
                    format!("{undated} duties have no deadline")
                }
            ));
        }
    }
    notes
}

/// Events of which a value that cannot be read leaves open whether a duty arose from them.
fn unclear_triggers(setting: &Setting<'_>, plan: &Plan<'_>) -> Option<String> {
    let case = setting.case;
    let open = |e: &&model::Event| {
        let asked = |v: &&PlanVersion<'_>| v.kinds.contains(&e.kind);
        let mut versions = plan.versions.iter().filter(asked);
        versions.any(|v| plan::unclear(&v.conditions, e).is_some())
    };
    let open: Vec<&model::Event> = case.events.iter().filter(open).collect();
    let first = open.first()?;
    Some(format!(
        "{}: {} a value that the rule compares and that is no number and no date that can be read (the first: {}), so whether a duty \
         arose from {} is not known.",
        plan.rule.id,
        if open.len() == 1 { "1 event has".to_string() } else { format!("{} events have", open.len()) },
        first.place.describe(&case.sources),
        if open.len() == 1 { "it" } else { "them" }
    ))
}

/// Events that a rule sends to their addressees and that name none.
fn addressless(setting: &Setting<'_>, plan: &Plan<'_>) -> usize {
    let Some(version) = plan.versions.iter().find(|v| v.whos == [Who::Addressee]) else { return 0 };
    let events = setting.case.events.iter();
    events.filter(|e| version.kinds.contains(&e.kind) && e.parties.is_empty()).count()
}
