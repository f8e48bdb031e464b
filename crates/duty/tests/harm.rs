//! What followed a breach, held against the rule day by day: every choice of dates, every day of harm. Every name is invented.

#![allow(clippy::disallowed_methods, reason = "the number of trials is read from the environment")]

mod common;

use common::rules::{rule, run_with, simple, version};
use common::{Builder, day};
use duty::check::CheckTerms;
use duty::harm::{HarmTerms, Windows, Within};
use duty::rule::Rule;
use duty::verdict::{Facts, Span, exact};
use model::{ExtractStatus, HarmFollowed, Verdict};
use proptest::test_runner::{RngAlgorithm, TestRng};

const CARE: &str = "Northmere Children's Social Care";
const POLICE: &str = "Northmere Police";

/// "Harm is in (deadline, min(action, obs)] or within X after late action": one choice of exact days, in those words.
fn followed(harm: i32, due: i32, late_action: Option<i32>, obs: i32, x: i32) -> bool {
    let until = late_action.map_or(obs, |a| a.min(obs));
    let before = harm > due && harm <= until;
    before || late_action.is_some_and(|a| harm > a && harm <= a + x)
}

/// One random duty: few records, small numbers, so that every choice can be tried.
struct Trial {
    start: Span,
    actions: Vec<Span>,
    decisions: Vec<Span>,
    excuses: Vec<Span>,
    n: i32,
    working: bool,
    reach: i32,
    last_complete: i32,
}

impl Trial {
    /// The deadline; days 5 and 6 of every seven are no working days.
    fn due(&self, k: i32) -> i32 {
        if !self.working || self.n == 0 {
            return k + self.n;
        }
        (k + 1..).filter(|d| d.rem_euclid(7) < 5).nth(self.n as usize - 1).unwrap()
    }

    fn facts<'a>(&self, start: Span, records: [&'a [Span]; 3]) -> Facts<'a> {
        Facts {
            start,
            actions: records[0],
            decisions: records[1],
            excuses: records[2],
            last_complete: self.last_complete,
            action_reach_days: self.reach,
            excuse_reach_days: 0,
        }
    }

    /// Deadline and first late record of every choice of days that breaches.
    fn breaches(&self) -> Vec<(i32, Option<i32>)> {
        let all: Vec<Span> =
            self.actions.iter().chain(&self.decisions).chain(&self.excuses).copied().collect();
        let (a, n) = (self.actions.len(), self.actions.len() + self.decisions.len());
        let mut out = Vec::new();
        for k in self.start.0..=self.start.1 {
            let due = self.due(k);
            let mut choice: Vec<i32> = all.iter().map(|x| x.0).collect();
            loop {
                let days: Vec<Span> = choice.iter().map(|&d| (d, d)).collect();
                let facts = self.facts((k, k), [&days[..a], &days[a..n], &days[n..]]);
                let late = choice[..n].iter().copied().filter(|&d| d > due && d <= self.last_complete).min();
                match exact(&facts, due) {
                    Verdict::Late => out.push((due, late)),
                    Verdict::NothingRecorded => out.push((due, None)),
                    _ => {}
                }
                let Some(i) = (0..all.len()).find(|&i| choice[i] < all[i].1) else { break };
                choice[i] += 1;
                for (c, x) in choice.iter_mut().zip(&all).take(i) {
                    *c = x.0;
                }
            }
        }
        out
    }
}

fn random_trial(rng: &mut impl FnMut(i32) -> i32) -> Option<Trial> {
    let mut interval = || {
        let from = rng(13);
        (from, from + [0, 0, 1, 3, 5][rng(5) as usize])
    };
    let start = interval();
    let mut several = |most: i32| (0..interval().0 % most).map(|_| interval()).collect::<Vec<_>>();
    let (actions, decisions, excuses) = (several(3), several(2), several(2));
    let last_complete = 2 + rng(17);
    (start.0 <= last_complete).then(|| Trial {
        start: (start.0, start.1.min(last_complete)),
        actions,
        decisions,
        excuses,
        n: rng(7),
        working: rng(2) == 0,
        reach: [0, 0, 2][rng(3) as usize],
        last_complete,
    })
}

/// 4,000 duties in the ordinary run, each with every span of up to 4 days of harm and four lengths after a late action;
/// `CANDOUR_TRIALS=1000000` for the long lane.
#[test]
fn what_followed_certainly_and_possibly_equals_trying_every_choice_of_days() {
    let trials: u32 = std::env::var("CANDOUR_TRIALS").ok().and_then(|t| t.parse().ok()).unwrap_or(4_000);
    let mut source = TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]);
    let mut rng = |below: i32| {
        use proptest::prelude::Rng as _;
        (source.next_u32() % below as u32) as i32
    };
    let (mut certain, mut possible, mut run) = (0, 0, 0);
    while run < trials {
        let Some(trial) = random_trial(&mut rng) else { continue };
        run += 1;
        let breaches = trial.breaches();
        let facts = trial.facts(trial.start, [&trial.actions, &trial.decisions, &trial.excuses]);
        let windows = Windows::of_facts(&facts, |k| trial.due(k));
        for x in [0, 1, 4, 9] {
            let closed = windows.closed(x as u32);
            for first in -1..32 {
                for last in first..first + 4 {
                    let in_window = |&(due, late): &(i32, Option<i32>), h: i32| {
                        followed(h, due, late, trial.last_complete, x)
                    };
                    let some = breaches.iter().any(|b| (first..=last).any(|h| in_window(b, h)));
                    let all = !breaches.is_empty()
                        && breaches.iter().all(|b| (first..=last).all(|h| in_window(b, h)));
                    let expected = match (all, some) {
                        (true, _) => Within::Certainly,
                        (false, true) => Within::Possibly,
                        (false, false) => Within::Not,
                    };
                    assert_eq!(
                        closed.holds((first, last)),
                        expected,
                        "trial {run}, harm {first} to {last}, x {x}"
                    );
                    certain += u32::from(all);
                    possible += u32::from(some && !all);
                }
            }
        }
    }
    assert!(
        certain > 1_000 && possible > 1_000,
        "{certain} certain, {possible} possible: the trials say too little"
    );
}

fn assessment() -> Rule {
    simple(
        "R05",
        "when   referral becomes known to social_care\n\
         then   assessment_completed about the same child by social_care\n\
         within 10 days\n\
         days count from: day after",
    )
}

/// What followed a referral of `referral` and an assessment of `completed` (or none), where the child was reported missing
/// on the days of `missing`; read on 1 July 2010, so 30 June is the last complete day; 14 days are asked for after a late
/// action.
fn harm(
    referral: &str,
    completed: &str,
    missing: &[&str],
) -> Option<(HarmFollowed, Vec<String>, Vec<String>)> {
    let mut b = Builder::new("2010-07-01");
    b.agency(CARE, "social_care").agency(POLICE, "police");
    b.extract(CARE, "referral assessment_completed", "1990-01-01..2030-12-31", ExtractStatus::Supplied);
    b.extract(POLICE, "missing_reported", "2010-01-01..2010-12-31", ExtractStatus::Supplied);
    b.event("referral", referral, CARE, "Ada");
    if !completed.is_empty() {
        b.event("assessment_completed", completed, CARE, "Ada");
    }
    for date in missing {
        b.event("missing_reported", date, POLICE, "Ada");
        // Another child's harm is no harm of this one.
        b.event("missing_reported", date, POLICE, "Bea");
    }
    let terms = CheckTerms {
        harm: HarmTerms { kinds: vec!["missing_reported".to_string()], days_after_late: 14 },
        ..CheckTerms::default()
    };
    let checked = run_with(&b.case, &[assessment()], &terms);
    let found = checked.outcomes[0].followed.clone()?;
    let written = |ids: &[model::EventId]| {
        ids.iter().map(|id| b.case.events[id.index()].when.written().to_string()).collect::<Vec<_>>()
    };
    let (certainly, possibly) = (written(&found.certainly), written(&found.possibly));
    Some((found, certainly, possibly))
}

/// As [`harm`], against the dates that followed certainly and possibly.
fn check(referral: &str, completed: &str, missing: &[&str], certainly: &[&str], possibly: &[&str]) {
    let (_, certain, mut possible) =
        harm(referral, completed, missing).expect("a breach, at least a possible one");
    let mut possibly = possibly.to_vec();
    possible.sort();
    possibly.sort_unstable();
    assert_eq!(certain, certainly, "{referral} | {completed} | {missing:?}: certainly");
    assert_eq!(possible, possibly, "{referral} | {completed} | {missing:?}: possibly");
}

#[test]
fn harm_after_the_deadline_followed_and_a_late_action_ends_the_window_days_later() {
    // Due by 11 March.
    let days = ["2010-03-11", "2010-03-12", "2010-04-04", "2010-04-05", "2010-06-30"];
    // Done on 21 March: the 14 days after it end with 4 April.
    check("2010-03-01", "2010-03-21", &days, &["2010-03-12", "2010-04-04"], &[]);
    // Nothing recorded: up to the last complete day.
    check("2010-03-01", "", &days, &days[1..], &[]);
}

#[test]
fn a_kept_duty_has_no_window_and_a_possible_breach_only_a_possible_one() {
    assert_eq!(harm("2010-03-01", "2010-03-11", &["2010-03-12"]), None, "kept: nothing is asked");
    // Done some day in March: in time or late. Whatever followed, followed possibly.
    check(
        "2010-03-01",
        "2010-03",
        &["2010-03-11", "2010-03-12", "2010-04-14", "2010-04-15"],
        &[],
        &["2010-03-12", "2010-04-14"],
    );
}

#[test]
fn a_date_that_is_not_exact_followed_certainly_only_where_all_of_its_days_did() {
    check(
        "2010-03-01",
        "2010-05-20",
        &["2010-03", "2010-04", "2010-05", "2010-06", "2010"],
        &["2010-04", "2010-05"],
        &["2010-03", "2010-06", "2010"],
    );
    // The referral came on one of three days, so the deadline is one of 11 to 13 March.
    check(
        "2010-03-01..2010-03-03",
        "",
        &["2010-03-11", "2010-03-12", "2010-03-13", "2010-03-14"],
        &["2010-03-14"],
        &["2010-03-12", "2010-03-13"],
    );
    check(
        "2010-03-01",
        "",
        &["", "..2010-03-11", "..2010-03-12", "2010-03-12.."],
        &[],
        &["..2010-03-12", "2010-03-12..", ""],
    );
}

#[test]
fn where_the_record_of_harm_does_not_cover_the_window_the_outcome_says_so() {
    let (whole, ..) = harm("2010-03-01", "", &[]).unwrap();
    assert!(whole.is_empty() && whole.unseen.is_empty(), "{whole:?}");
    assert_eq!(whole.days, (day("2010-03-12"), day("2010-06-30")));
    let (early, ..) = harm("2009-03-01", "", &[]).unwrap();
    assert!(early.unseen.contains("covers only 1 January 2010 to 31 December 2010"), "{}", early.unseen);
}

#[test]
fn a_later_link_of_a_chain_says_why_its_own_version_applies() {
    let body = "when   plan_made by social_care\nrepeat plan_review about the same child by social_care\n\
                every 1 month\ndays count from: day after\nuntil  plan_ended about the same child";
    let (old, new) =
        (version("R09", 1, "2000-01-01 until 2010-06-01", body), version("R09", 2, "2010-06-01", body));
    let mut b = Builder::new("2010-07-01");
    b.agency(CARE, "social_care");
    b.extract(CARE, "plan_made plan_review plan_ended", "1990-01-01..2030-12-31", ExtractStatus::Supplied);
    b.event("plan_made", "2010-05-25", CARE, "Ada");
    b.event("plan_review", "2010-06-03", CARE, "Ada");
    let links = run_with(&b.case, &[rule(&format!("{old}{new}"))], &CheckTerms::default()).outcomes;
    let why: Vec<(&str, &str)> =
        links.iter().map(|o| (o.version.as_str(), o.version_reason.as_str())).collect();
    assert_eq!((why[0].0, why[1].0), ("1", "2"), "{why:?}");
    assert!(why[0].1.ends_with("applies because the duty arose on 25 May 2010."), "{why:?}");
    assert!(why[1].1.ends_with("applies because this link of the chain started on 3 June 2010."), "{why:?}");
}
