//! The verdict over uncertain dates, held against trying every choice of one day in every interval.

#![allow(clippy::disallowed_methods, reason = "the number of trials is read from the environment")]

use duty::verdict::{Facts, Lateness, Span, exact, lateness, possible, silence};
use model::{Verdict, VerdictSet};
use proptest::test_runner::{RngAlgorithm, TestRng};

/// One random duty: few records, small numbers, so that every choice can be tried.
struct Trial {
    start: Span,
    actions: Vec<Span>,
    decisions: Vec<Span>,
    excuses: Vec<Span>,
    n: i32,
    in_working_days: bool,
    action_reach_days: i32,
    excuse_reach_days: i32,
    last_complete: i32,
}

impl Trial {
    fn facts(&self) -> Facts<'_> {
        Facts {
            start: self.start,
            actions: &self.actions,
            decisions: &self.decisions,
            excuses: &self.excuses,
            last_complete: self.last_complete,
            action_reach_days: self.action_reach_days,
            excuse_reach_days: self.excuse_reach_days,
        }
    }

    /// The deadline; days 5 and 6 of every seven are no working days.
    fn due(&self, k: i32) -> i32 {
        if !self.in_working_days || self.n == 0 {
            return k + self.n;
        }
        (k + 1..).filter(|d| d.rem_euclid(7) < 5).nth(self.n as usize - 1).unwrap()
    }
}

/// Working days after `a` up to and including `b`, counted one by one.
fn working(a: i32, b: i32) -> Option<i32> {
    Some((a + 1..=b).filter(|d| d.rem_euclid(7) < 5).count() as i32)
}

/// What trying every choice of days gives.
#[derive(Default)]
struct Tried {
    set: VerdictSet,
    late: Option<Lateness>,
    silent: Option<Lateness>,
}

/// The days on which a late choice is first late: written anew from the words of the rule, not from the code.
fn first_late(facts: &Facts<'_>, due: i32) -> i32 {
    let late = |x: &&Span| x.0 > due && x.0 <= facts.last_complete;
    facts.actions.iter().chain(facts.decisions).filter(late).map(|x| x.0).min().unwrap()
}

fn try_every_choice(trial: &Trial, observed: i32) -> Tried {
    let mut tried = Tried::default();
    let all: Vec<Span> =
        trial.actions.iter().chain(&trial.decisions).chain(&trial.excuses).copied().collect();
    let (a, n) = (trial.actions.len(), trial.actions.len() + trial.decisions.len());
    for k in trial.start.0..=trial.start.1 {
        let due = trial.due(k);
        let mut choice: Vec<i32> = all.iter().map(|x| x.0).collect();
        loop {
            let days: Vec<Span> = choice.iter().map(|&d| (d, d)).collect();
            let facts = Facts {
                start: (k, k),
                actions: &days[..a],
                decisions: &days[a..n],
                excuses: &days[n..],
                ..trial.facts()
            };
            let verdict = exact(&facts, due);
            tried.set = tried.set.with(verdict);
            let add = |sum: &mut Option<Lateness>, to: i32| {
                let one =
                    Lateness { days: (to - due, to - due), working_days: working(due, to).map(|w| (w, w)) };
                *sum = Some(sum.map_or(one, |s| s.widened(one)));
            };
            match verdict {
                Verdict::Late => add(&mut tried.late, first_late(&facts, due)),
                Verdict::NothingRecorded => add(&mut tried.silent, observed),
                _ => {}
            }
            let Some(i) = (0..all.len()).find(|&i| choice[i] < all[i].1) else { break };
            choice[i] += 1;
            for (c, x) in choice.iter_mut().zip(&all).take(i) {
                *c = x.0;
            }
        }
    }
    tried
}

fn random_trial(rng: &mut impl FnMut(i32) -> i32) -> Option<Trial> {
    let mut interval = || {
        let from = rng(13);
        (from, from + [0, 0, 1, 3, 5][rng(5) as usize])
    };
    let start = interval();
    let start = (start.0, start.1.min(start.0 + 4));
    let mut several = |most: i32| {
        let count = if most == 2 { interval().0 % 3 } else { interval().0 % 2 };
        (0..count).map(|_| interval()).collect::<Vec<_>>()
    };
    let (actions, decisions, excuses) = (several(2), several(1), several(1));
    let last_complete = 2 + rng(17);
    if start.0 > last_complete {
        return None;
    }
    Some(Trial {
        start: (start.0, start.1.min(last_complete)),
        actions,
        decisions,
        excuses,
        n: rng(7),
        in_working_days: rng(2) == 0,
        action_reach_days: [0, 0, 2][rng(3) as usize],
        excuse_reach_days: [0, 0, 3][rng(3) as usize],
        last_complete,
    })
}

/// 20,000 trials in the ordinary run; `CANDOUR_TRIALS=1000000` for the long lane.
#[test]
fn the_set_of_verdicts_and_the_range_of_lateness_equal_trying_every_choice() {
    let trials: u32 = std::env::var("CANDOUR_TRIALS").ok().and_then(|t| t.parse().ok()).unwrap_or(20_000);
    let mut source = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut rng = |below: i32| {
        use proptest::prelude::Rng as _;
        (source.next_u32() % below as u32) as i32
    };
    let (mut run, mut ambiguous) = (0, 0);
    while run < trials {
        let Some(trial) = random_trial(&mut rng) else { continue };
        let facts = trial.facts();
        let due = |k| trial.due(k);
        let observed = trial.last_complete + 1;
        let tried = try_every_choice(&trial, observed);
        let context = || format!("{facts:?} n {} working {}", trial.n, trial.in_working_days);
        assert_eq!(possible(&facts, due), tried.set, "{}", context());
        assert_eq!(lateness(&facts, due, working), tried.late, "{}", context());
        assert_eq!(silence(&facts, observed, due, working), tried.silent, "{}", context());
        ambiguous += u32::from(tried.set.single().is_none());
        run += 1;
    }
    println!("{run} trials, no mismatch; {ambiguous} with several verdicts possible");
    assert!(ambiguous > trials / 20, "the trials must be hard enough to mean something: {ambiguous}");
}

/// One row of the table of exact cases: days counted from the start of the clock, deadline day 5.
fn check(actions: &[i32], decisions: &[i32], excuses: &[i32], last_complete: i32, expect: Verdict) {
    let spans = |days: &[i32]| days.iter().map(|&d| (d, d)).collect::<Vec<Span>>();
    let (actions, decisions, excuses) = (spans(actions), spans(decisions), spans(excuses));
    let facts = Facts {
        start: (0, 0),
        actions: &actions,
        decisions: &decisions,
        excuses: &excuses,
        last_complete,
        action_reach_days: 0,
        excuse_reach_days: 0,
    };
    assert_eq!(exact(&facts, 5), expect, "{facts:?}");
    assert_eq!(possible(&facts, |k| k + 5).single(), Some(expect), "{facts:?}");
}

#[test]
fn the_table_of_verdicts() {
    use Verdict::*;
    // | actions | decisions | excuses | last complete day | expect |
    check(&[3], &[], &[], 9, Met);
    check(&[5], &[], &[], 9, Met);
    check(&[6], &[], &[], 9, Late);
    check(&[-1], &[], &[], 9, NothingRecorded);
    check(&[], &[4], &[], 9, DecidedNot);
    check(&[], &[7], &[], 9, Late);
    check(&[], &[], &[2], 9, Excused);
    check(&[], &[], &[6], 9, NothingRecorded);
    check(&[8], &[], &[6], 9, Late);
    check(&[8], &[], &[2], 9, Excused);
    check(&[4], &[4], &[4], 9, Met);
    check(&[], &[4], &[4], 9, DecidedNot);
    check(&[4], &[3], &[], 9, DecidedNot);
    check(&[], &[], &[], 5, NothingRecorded);
    check(&[], &[], &[], 4, NotYetDue);
    check(&[10], &[], &[], 9, NothingRecorded);
}

#[test]
fn late_by_a_range_of_days() {
    // The clock started on day 0 or 1, five days were allowed, the action is dated from day 9 to day 12.
    let facts = Facts {
        start: (0, 1),
        actions: &[(9, 12)],
        decisions: &[],
        excuses: &[],
        last_complete: 30,
        action_reach_days: 0,
        excuse_reach_days: 0,
    };
    let due = |k| k + 5;
    assert_eq!(possible(&facts, due).single(), Some(Verdict::Late));
    let range = lateness(&facts, due, working).unwrap();
    assert_eq!(range.days, (3, 7));
    assert_eq!(silence(&facts, 31, due, working), None);
}
