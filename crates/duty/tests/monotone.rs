//! Truth is monotone, whatever the rule and the record: a record that is added changes no verdict, and nothing that is
//! possible, without being named by the outcome; and an extract that is taken away makes no silence.
//!
//! Made rules of all four forms, with every policy, one version or two; made records with dates of every sort, incidents,
//! possible sames and gaps in what was supplied. Both the check of a review and the kernel for logs are held to it.
//!
//! `CANDOUR_TRIALS=1000000` for the long lane.

#![allow(clippy::disallowed_methods, reason = "the number of trials is read from the environment")]

mod common;

use std::sync::LazyLock;

use common::chance::Chance;
use common::logs::{self, Line};
use common::rules::{rule, run, version};
use common::{Builder, day};
use duty::calendar::Calendars;
use duty::explain::explain_by;
use duty::log::Plan;
use duty::rule::Rule;
use model::{EventId, ExtractStatus, Verdict, VerdictSet};

const KINDS: [&str; 6] =
    ["referral", "assessment_completed", "plan_ended", "decision_no_action", "contact", "case_closed"];
const AGENCIES: [&str; 2] = ["social_care", "police"];
const CHILDREN: [&str; 2] = ["Ada", "Bea"];
const BASE: &str = "2014-03-01";
const WHOLE: &str = "0001-01-01..9999-12-31";

static CALENDARS: LazyLock<Calendars> = LazyLock::new(Calendars::bundled);

fn trials(ordinary: u32) -> u32 {
    std::env::var("CANDOUR_TRIALS").ok().and_then(|t| t.parse().ok()).unwrap_or(ordinary)
}

fn one_in(chance: &mut Chance, n: u64) -> bool {
    chance.below(n) == 0
}

fn one_of<'a>(chance: &mut Chance, words: &[&'a str]) -> &'a str {
    words[chance.below(words.len() as u64) as usize]
}

/// A length of time of any unit.
fn length(chance: &mut Chance) -> String {
    let n = 1 + chance.below(9);
    match chance.below(8) {
        0 => "1 weeks".to_string(),
        1 => "1 months".to_string(),
        2 => format!("{} hours", 10 * n),
        3..=5 => format!("{n} working days"),
        _ => format!("{n} days"),
    }
}

fn look_backs(chance: &mut Chance, excuses: bool) -> String {
    let mut text = String::new();
    if one_in(chance, 3) {
        text.push_str(&format!("\nlook back: {} days", 1 + chance.below(6)));
    }
    if excuses && one_in(chance, 4) {
        text.push_str(&format!("\nexcuse look back: {} days", 1 + chance.below(6)));
    }
    if one_in(chance, 4) {
        text.push_str("\nan undated action counts as: met");
    }
    text
}

/// What a version of this form says.
fn body(chance: &mut Chance, form: i32, one: bool) -> String {
    let by = one_of(chance, &["", "", " by the same holder", " by police"]);
    let kinds =
        one_of(chance, &["assessment_completed", "assessment_completed", "assessment_completed or contact"]);
    let action = format!("{kinds}{by}");
    let excuse = one_of(chance, &["plan_ended", "plan_ended or case_closed", "case_closed"]);
    let unless = if one_in(chance, 2) { format!("\nunless {excuse}") } else { String::new() };
    match form {
        0 => {
            let mut text = format!("then {action} within {}{unless}", length(chance));
            if one_in(chance, 2) {
                text.push_str("\nor recorded decision no_action");
            }
            if one_in(chance, 3) {
                text.push_str("\nexcused if late and [reason present]");
            }
            if one {
                text.push_str("\neach action discharges: one");
            }
            text + &look_backs(chance, true)
        }
        1 => format!("bar {action} within {}{unless}", length(chance)),
        2 if one_in(chance, 3) => format!("requires {action}{unless}"),
        2 => format!("requires {action} at most {} before{unless}", length(chance)),
        _ => {
            let (first, every) = (length(chance), length(chance));
            let back = look_backs(chance, false);
            format!("repeat {action} first within {first} then every {every} until {excuse}{back}")
        }
    }
}

/// A rule of any form: one version, or two that meet or leave days between them within the trials.
fn a_rule(chance: &mut Chance) -> Rule {
    let form = chance.below(4);
    let one = one_in(chance, 3);
    let text = |chance: &mut Chance| format!("when referral by any\n{}", body(chance, form, one));
    let date = |d: i32| (day(BASE) + d).to_string();
    if one_in(chance, 2) {
        return rule(&version("X1", 1, "1990-01-01", &text(chance)));
    }
    let on = 5 + chance.below(30);
    let gap = if one_in(chance, 4) { 4 } else { 0 };
    let first = version("X1", 1, &format!("1990-01-01 until {}", date(on - gap)), &text(chance));
    let mut second = version("X1", 2, &date(on), &text(chance));
    if one_in(chance, 2) {
        second = second.replace("confidence K\n", "confidence K\nsupersede\n");
    }
    rule(&format!("{first}{second}"))
}

/// One record. Days are counted from [`BASE`]; no first day is an open beginning, no last day an open end.
#[derive(Clone, Copy, Debug)]
struct Record {
    kind: usize,
    lo: Option<i32>,
    hi: Option<i32>,
    agency: usize,
    child: usize,
    reason: bool,
    /// Bears the number of an incident.
    incident: Option<i32>,
    /// Names no child.
    nameless: bool,
}

fn record(chance: &mut Chance, kind: usize, children: u64) -> Record {
    let lo = chance.below(45);
    let (lo, hi) = match chance.below(12) {
        0 => (Some(lo), None),
        1 => (None, Some(lo)),
        2 if kind != 0 => (None, None),
        3 | 4 => (Some(lo), Some(lo + chance.below(6))),
        5 => (Some(lo), Some(lo + chance.below(25))),
        _ => (Some(lo), Some(lo)),
    };
    Record {
        kind,
        lo,
        hi,
        agency: usize::from(one_in(chance, 3)),
        child: chance.below(children) as usize,
        reason: one_in(chance, 2),
        incident: one_in(chance, 4).then(|| chance.below(2)),
        nameless: children > 1 && one_in(chance, 6),
    }
}

impl Record {
    fn written(&self) -> String {
        let date = |d: Option<i32>| d.map_or(String::new(), |d| (day(BASE) + d).to_string());
        match (self.lo, self.hi) {
            (None, None) => String::new(),
            (Some(a), Some(b)) if a == b => date(Some(a)),
            (a, b) => format!("{}..{}", date(a), date(b)),
        }
    }
}

/// Some records, the first of which starts the clock, and one more.
fn records(chance: &mut Chance, children: u64) -> (Vec<Record>, Record) {
    let kind = |chance: &mut Chance| match chance.below(9) {
        0 | 1 => 0,
        2..=5 => 1,
        n => (n - 4) as usize,
    };
    let mut all = vec![record(chance, 0, 1)];
    for _ in 0..chance.below(7) {
        let kind = kind(chance);
        all.push(record(chance, kind, children));
    }
    let kind = kind(chance);
    (all, record(chance, kind, children))
}

/// What was supplied.
#[derive(Clone, Copy, Debug)]
enum Supplied {
    All,
    /// The first agency refused.
    Refused,
    /// What the first agency supplied ends on this day.
    Until(i32),
    /// Nobody has said what days the second agency's extract covers.
    Unsaid,
    /// The first agency has no line in the register.
    NoLine,
}

fn supplied(chance: &mut Chance) -> Supplied {
    match chance.below(4) {
        0 => Supplied::Refused,
        1 => Supplied::Until(chance.below(60)),
        2 => Supplied::Unsaid,
        _ => Supplied::NoLine,
    }
}

/// A review of these records.
fn review(records: &[Record], obs: i32, supplied: Supplied, children: u64) -> Builder {
    let mut b = Builder::new(&(day(BASE) + obs + 1).to_string());
    let kinds = KINDS.join(" ");
    for (i, agency) in AGENCIES.into_iter().enumerate() {
        b.agency(agency, agency);
        let until;
        let (covers, status) = match (supplied, i) {
            (Supplied::NoLine, 0) => continue,
            (Supplied::Refused, 0) => (WHOLE, ExtractStatus::Refused),
            (Supplied::Unsaid, 1) => ("", ExtractStatus::Supplied),
            (Supplied::Until(d), 0) => {
                until = format!("0001-01-01..{}", day(BASE) + d);
                (until.as_str(), ExtractStatus::Supplied)
            }
            _ => (WHOLE, ExtractStatus::Supplied),
        };
        b.extract(agency, &kinds, covers, status);
    }
    for word in KINDS.into_iter().chain(["reason"]) {
        b.word(word);
    }
    for child in &CHILDREN[..children as usize] {
        b.subject(child);
    }
    if children > 1 {
        let (one, other) = (b.subject(CHILDREN[0]), b.subject(CHILDREN[1]));
        b.case.entities[one.index()].possibly.push(other);
        b.case.entities[other.index()].possibly.push(one);
    }
    for record in records {
        let event =
            b.event(KINDS[record.kind], &record.written(), AGENCIES[record.agency], CHILDREN[record.child]);
        if record.reason {
            b.attribute(event, "reason", "snow");
        }
        if let Some(n) = record.incident {
            b.reference(event, &format!("REF-{n}"));
        }
        if record.nameless {
            b.at(event).mentions.clear();
        }
    }
    b
}

/// What an engine says of one duty.
#[derive(Clone, Debug)]
struct Said {
    /// What names it from one run to the next: on whom it lies, and what started it.
    key: String,
    verdict: Verdict,
    possible: VerdictSet,
    /// Whether it names the record that was added.
    names_it: bool,
    words: String,
}

fn by_the_check(b: &Builder, rule: &Rule, added: EventId) -> Vec<Said> {
    let outcomes = run(&b.case, std::slice::from_ref(rule)).outcomes;
    let said = |o: &model::Outcome| {
        let trigger = &b.case.events[o.trigger.index()];
        // The links of a chain after the first start with an action; several records may tell of one incident.
        let starts = b.case.words.word(trigger.kind) == KINDS[0] && !trigger.reference.is_empty();
        let started = if starts { trigger.reference.to_string() } else { o.trigger.to_string() };
        Said {
            key: format!("{} {} {} {started}", o.rule, o.subject, b.case.words.word(o.holder)),
            verdict: o.verdict,
            possible: o.possible,
            names_it: o.evidence.contains(&added),
            words: o.reason.clone(),
        }
    };
    for outcome in outcomes.iter().filter(|o| o.evidence.contains(&added)) {
        let told = explain_by(&b.case, Some(rule), &CALENDARS, outcome);
        assert!(told.contains(&format!("  {added} ")), "the explanation does not name {added}\n{told}");
    }
    outcomes.iter().map(said).collect()
}

fn by_the_kernel(plan: &Plan, records: &[Record], obs: i32, added: u32) -> Vec<Said> {
    let on = |d: Option<i32>| d.map(|d| day(BASE) + d);
    let line = |r: &Record| Line {
        kind: KINDS[r.kind],
        lo: on(r.lo),
        hi: on(r.hi),
        second: None,
        holder: AGENCIES[r.agency],
        reason: r.reason,
    };
    let lines: Vec<Line<'_>> = records.iter().map(line).collect();
    let found = logs::outcomes(plan, &lines, day(BASE) + obs);
    let said = |(o, holder): &(duty::log::Outcome, String)| Said {
        key: format!("{} {holder} {}", o.rule, o.evidence()[0]),
        verdict: o.verdict,
        possible: o.possible,
        // An outcome of a log names five rows, and says how many more there are.
        names_it: o.evidence().contains(&added) || o.evidence_more > 0,
        words: format!("{o:?}"),
    };
    found.iter().map(said).collect()
}

/// Every duty that is said before is said after, with the same verdict and the same set, or what is said in its place names
/// the record that was added. Where only the doubt is gone whether a link of a chain arose, an earlier link names it. Gives how
/// many differ. A duty may be gone where the added record, told by another outcome, ended a
/// chain before it, or (`may_go`) moved its start out of the years of the rule.
fn held(before: &[Said], after: &[Said], may_go: impl Fn(&Said) -> bool, what: &str) -> u32 {
    let same = |a: &Said, b: &Said| a.key == b.key && (a.verdict, a.possible) == (b.verdict, b.possible);
    let mut left: Vec<&Said> = after.iter().collect();
    let mut changed: Vec<&Said> = Vec::new();
    for one in before {
        // Two chains may pass through one action: what does not name the record is what was there before.
        let unmoved = left.iter().position(|l| same(l, one) && !l.names_it);
        match unmoved.or_else(|| left.iter().position(|l| same(l, one))) {
            Some(at) => _ = left.remove(at),
            None => changed.push(one),
        }
    }
    for one in &changed {
        let now: Vec<&&Said> = left.iter().filter(|l| l.key == one.key).collect();
        if now.is_empty() {
            assert!(
                may_go(one) || after.iter().any(|a| a.names_it),
                "{} is gone, and no outcome names the record that was added\n{what}",
                one.words
            );
        }
        for now in now {
            // That a link of a chain certainly arose is told by the links before it.
            let doubt_gone = one.verdict == Verdict::CannotTell && now.possible == one.possible;
            assert!(
                now.names_it || (doubt_gone && after.iter().any(|a| a.names_it)),
                "the record that was added changed {} to {} and is not named\n{}\n{}\n{what}",
                one.possible,
                now.possible,
                one.words,
                now.words
            );
        }
    }
    changed.len() as u32
}

#[test]
fn a_record_added_to_a_review_changes_no_verdict_without_being_named() {
    let trials = trials(4_000);
    let mut chance = Chance(77);
    let mut changed = 0;
    for _ in 0..trials {
        let rule = a_rule(&mut chance);
        let children = if one_in(&mut chance, 4) { 2 } else { 1 };
        let (mut records, more) = records(&mut chance, children);
        let obs = 10 + chance.below(60);
        let given = if one_in(&mut chance, 3) { supplied(&mut chance) } else { Supplied::All };
        let before = review(&records, obs, given, children);
        let added = EventId::from(records.len());
        records.push(more);
        let after = review(&records, obs, given, children);
        let what = format!("{:#?}\n{records:#?}\nlast day {obs}, {given:?}", rule.versions);
        let (old, new) = (by_the_check(&before, &rule, added), by_the_check(&after, &rule, added));
        let number = more.incident.map(|n| format!("REF-{n}"));
        let of_its_incident =
            |one: &Said| more.kind == 0 && number.as_ref().is_some_and(|n| one.key.ends_with(n.as_str()));
        changed += held(&old, &new, of_its_incident, &what);
    }
    println!("{trials} records added, {changed} verdicts changed, each by a record that is named");
    assert!(changed > trials / 8, "only {changed} verdicts changed");
}

#[test]
fn a_row_added_to_a_log_changes_no_verdict_without_being_named() {
    let trials = trials(20_000);
    let mut chance = Chance(78);
    let mut changed = 0;
    for _ in 0..trials {
        let rule = a_rule(&mut chance);
        let plan = Plan::new(std::slice::from_ref(&rule), &CALENDARS).unwrap();
        let (mut records, more) = records(&mut chance, 1);
        let obs = 10 + chance.below(60);
        let added = records.len() as u32 + 1;
        let old = by_the_kernel(&plan, &records, obs, added);
        records.push(more);
        let new = by_the_kernel(&plan, &records, obs, added);
        let what = format!("{:#?}\n{records:#?}\nlast day {obs}", rule.versions);
        changed += held(&old, &new, |_| false, &what);
    }
    println!("{trials} rows added, {changed} verdicts changed, each by a row that is named");
    assert!(changed > trials / 8, "only {changed} verdicts changed");
}

#[test]
fn an_extract_taken_away_makes_no_silence_and_leaves_possible_what_was() {
    let trials = trials(4_000);
    let mut chance = Chance(79);
    let (mut opened, mut arisen) = (0, 0);
    for _ in 0..trials {
        let rule = a_rule(&mut chance);
        let children = if one_in(&mut chance, 4) { 2 } else { 1 };
        let (records, _) = records(&mut chance, children);
        let obs = 10 + chance.below(60);
        let less = supplied(&mut chance);
        let none = EventId(u32::MAX);
        let old = by_the_check(&review(&records, obs, Supplied::All, children), &rule, none);
        let new = by_the_check(&review(&records, obs, less, children), &rule, none);
        let what = format!("{:#?}\n{records:#?}\nlast day {obs}, {less:?}", rule.versions);
        let mut left: Vec<&Said> = new.iter().collect();
        for one in &old {
            let at = left.iter().position(|n| n.key == one.key);
            let Some(at) = at else { panic!("{} is gone\n{what}", one.words) };
            let now = left.remove(at);
            assert_eq!(
                now.possible.union(one.possible),
                now.possible,
                "{}\n{}\n{what}",
                one.words,
                now.words
            );
            if now.verdict == Verdict::NothingRecorded {
                assert_eq!(one.verdict, Verdict::NothingRecorded, "{}\n{}\n{what}", one.words, now.words);
            }
            opened += u32::from(now.possible != one.possible);
            arisen += 1;
        }
        // What only now may have arisen is no silence either.
        for now in left {
            assert_ne!(now.verdict, Verdict::NothingRecorded, "{}\n{what}", now.words);
        }
    }
    println!("{trials} extracts taken away, {opened} of {arisen} duties left open by it, no silence made");
    assert!(opened > trials / 8, "only {opened} duties were left open");
}
