//! Chains against brute force: every combination of the days that the dates leave open is played through from link to link.
//! What the kernel for logs and the check of a review say of a link must leave no verdict of any combination out, and must
//! not say that a breach is certain where some combination has none, or has no such link at all.
//!
//! 5,000 logs in the ordinary run; `CANDOUR_TRIALS=1000000` for the long lane.

#![allow(clippy::disallowed_methods, reason = "the number of trials is read from the environment")]

mod common;

use common::chance::Chance;
use common::logs::{self, Line};
use common::rules::{run, simple};
use common::{Builder, day};
use duty::log::{Desk, Kernel, NO_DAYS, NO_TIME, Plan, Row, Rows, SUBJECT_LINKS_MAX, Stamp, Store};
use duty::rule::Rule;
use model::{Certainty, Day, ExtractStatus, Verdict, VerdictSet};

const KINDS: [&str; 3] = ["plan_made", "plan_review", "plan_ended"];
const BASE: &str = "2011-03-01";
/// Days until the first review, and from each to the next.
const FIRST: i32 = 6;
const EVERY: i32 = 9;

/// What happened (a place in [`KINDS`]) and the days on which it may have.
type Event = (usize, (i32, i32));

/// How many days before the plan its first review may lie, under the rule that looks back.
const BACK: i32 = 5;

fn rule() -> Rule {
    looking_back(0)
}

/// The rule by which a review up to so many days before the plan answers the first link.
fn looking_back(days: i32) -> Rule {
    let back = if days == 0 { String::new() } else { format!("\nlook back: {days} days") };
    simple(
        "X1",
        &format!(
            "when plan_made by any\nrepeat plan_review first within {FIRST} days then every {EVERY} days\nuntil plan_ended{back}"
        ),
    )
}

/// The links of a chain whose days are all known.
fn links(days: &[(usize, i32)], obs: i32, back: i32) -> Vec<Verdict> {
    let of = |kind: usize| days.iter().filter(move |d| d.0 == kind && d.1 <= obs).map(|d| d.1);
    let start = of(0).next().expect("a plan was made");
    let (mut from, mut due) = (start - back, start + FIRST);
    let mut links = Vec::new();
    loop {
        let review = of(1).filter(|&d| d >= from).min();
        // What ends the chain ends it from its beginning on, also between two reviews.
        let ended = of(2).filter(|&d| d >= start && d <= due).min();
        let answered = review.filter(|&d| d <= due);
        let verdict = match (answered, ended) {
            (Some(review), Some(ended)) if ended < review => Verdict::Excused,
            (Some(_), _) => Verdict::Met,
            (None, Some(_)) => Verdict::Excused,
            (None, None) if obs < due => Verdict::NotYetDue,
            (None, None) if review.is_some() => Verdict::Late,
            (None, None) => Verdict::NothingRecorded,
        };
        links.push(verdict);
        let Some(review) = review.filter(|_| matches!(verdict, Verdict::Met | Verdict::Late)) else {
            return links;
        };
        // The same day told twice is one review.
        (from, due) = (review + 1, review + EVERY);
    }
}

/// For each link the verdicts of all combinations in which it is there, and whether it is there in all.
fn by_brute_force(events: &[Event], obs: i32, back: i32) -> Vec<(VerdictSet, bool)> {
    let mut found: Vec<(VerdictSet, u64)> = Vec::new();
    let mut combinations = 0;
    let mut days: Vec<i32> = events.iter().map(|e| e.1.0).collect();
    loop {
        combinations += 1;
        let one: Vec<(usize, i32)> = events.iter().zip(&days).map(|(e, &d)| (e.0, d)).collect();
        for (link, verdict) in links(&one, obs, back).into_iter().enumerate() {
            if found.len() == link {
                found.push((VerdictSet::default(), 0));
            }
            found[link] = (found[link].0.with(verdict), found[link].1 + 1);
        }
        let Some(at) = (0..days.len()).find(|&i| days[i] < events[i].1.1) else { break };
        days[at] += 1;
        (0..at).for_each(|i| days[i] = events[i].1.0);
    }
    found.into_iter().map(|(set, n)| (set, n == combinations)).collect()
}

fn events(chance: &mut Chance) -> Vec<Event> {
    let wide = [1, 4, 9][chance.below(3) as usize];
    let span = |chance: &mut Chance, lo: i32| (lo, lo + chance.below(wide));
    let mut all = vec![(0, (20, 20))];
    all[0].1 = span(chance, 20);
    for _ in 0..chance.below(4) {
        let lo = 15 + chance.below(35);
        all.push((1, span(chance, lo)));
    }
    if chance.below(3) == 0 {
        let lo = 20 + chance.below(35);
        all.push((2, span(chance, lo)));
    }
    all
}

type Told = (VerdictSet, Verdict, Certainty);

fn by_the_kernel(plan: &Plan, events: &[Event], obs: i32) -> Vec<Told> {
    let line = |&(kind, (lo, hi)): &Event| {
        let on = |d: i32| Some(day(BASE) + d);
        Line { kind: KINDS[kind], lo: on(lo), hi: on(hi), second: None, holder: "social_care", reason: false }
    };
    let lines: Vec<Line<'_>> = events.iter().map(line).collect();
    let found = logs::outcomes(plan, &lines, day(BASE) + obs);
    found.iter().map(|(o, _)| (o.possible, o.verdict, o.certainty)).collect()
}

fn by_the_check(rule: &Rule, events: &[Event], obs: i32) -> Vec<Told> {
    let base = day(BASE);
    let mut b = Builder::new(&(base + obs + 1).to_string());
    b.agency("social_care", "social_care");
    b.extract("social_care", &KINDS.join(" "), "0001-01-01..9999-12-31", ExtractStatus::Supplied);
    for &(kind, (lo, hi)) in events {
        b.event(KINDS[kind], &format!("{}..{}", base + lo, base + hi), "social_care", "S");
    }
    let mut outcomes = run(&b.case, std::slice::from_ref(rule)).outcomes;
    // Outcomes stand in order of their starts; of links, the one that the plan started is the first.
    outcomes.sort_by_key(|o| (o.trigger.index() != 0, o.started.earliest(), o.started.latest()));
    outcomes.iter().map(|o| (o.possible, o.verdict, o.certainty)).collect()
}

/// One log; gives how many links there are, and for how many the set is exactly that of all combinations.
fn trial(told: &[Told], events: &[Event], obs: i32, back: i32) -> (usize, usize) {
    let tried = by_brute_force(events, obs, back);
    let what = format!("{events:?}, last day {obs}: told {told:?}, tried {tried:?}");
    assert!(told.len() >= tried.len(), "a link is missing: {what}");
    let mut exact = 0;
    for (link, &(set, verdict, certainty)) in told.iter().enumerate() {
        let Some(&(all, always)) = tried.get(link) else {
            assert_ne!(certainty, Certainty::CertainlyBreached, "a link that never is: {what}");
            assert_eq!(verdict, Verdict::CannotTell, "a link that never is: {what}");
            continue;
        };
        assert!(all.iter().all(|v| set.contains(v)), "link {}: a verdict is left out: {what}", link + 1);
        if certainty == Certainty::CertainlyBreached {
            assert!(always && all.iter().all(Verdict::is_breach), "link {}: not certain: {what}", link + 1);
        }
        if verdict != Verdict::CannotTell && set.single().is_some() {
            assert_eq!(all.single(), Some(verdict), "link {}: {what}", link + 1);
        }
        exact += usize::from(set == all);
    }
    (told.len(), exact)
}

fn play(seed: u64, back: i32, tell: impl Fn(&[Event], i32) -> Vec<Told>) {
    let trials: u32 = std::env::var("CANDOUR_TRIALS").ok().and_then(|t| t.parse().ok()).unwrap_or(5_000);
    let mut chance = Chance(seed);
    let (mut links, mut exact) = (0, 0);
    for _ in 0..trials {
        let events = events(&mut chance);
        let obs = 30 + chance.below(40);
        let (more, more_exact) = trial(&tell(&events, obs), &events, obs, back);
        links += more;
        exact += more_exact;
    }
    println!("{trials} chains, {links} links, none too narrow; {exact} exactly those of all combinations");
    assert!(exact * 10 >= links * 9, "{exact} of {links} links have exactly the set of all combinations");
}

#[test]
fn no_link_of_the_kernel_leaves_a_verdict_out() {
    for (seed, back) in [(11, 0), (21, BACK)] {
        let rules = [looking_back(back)];
        let plan = Plan::new(&rules, &duty::calendar::Calendars::bundled()).expect("a plan");
        play(seed, back, |events, obs| by_the_kernel(&plan, events, obs));
    }
}

#[test]
fn no_link_of_the_check_leaves_a_verdict_out() {
    for (seed, back) in [(12, 0), (22, BACK)] {
        let rule = looking_back(back);
        play(seed, back, |events, obs| by_the_check(&rule, events, obs));
    }
}

/// A review of which only the year is written may be the one that is asked for: nothing certain is said against it.
#[test]
fn a_review_of_some_day_of_the_year_may_be_the_next_one() {
    let events = [(0, (0, 0)), (1, (5, 5)), (1, (-10, 60))];
    for told in [by_the_kernel_of(&events), by_the_check(&rule(), &events, 70)] {
        assert_eq!(told[0].1, Verdict::Met);
        assert!(told[1].0.contains(Verdict::Met) && told[1].0.contains(Verdict::NothingRecorded));
        assert_eq!((told[1].1, told[1].2), (Verdict::CannotTell, Certainty::Possible));
    }
}

fn by_the_kernel_of(events: &[Event]) -> Vec<Told> {
    let rules = [rule()];
    let plan = Plan::new(&rules, &duty::calendar::Calendars::bundled()).expect("a plan");
    by_the_kernel(&plan, events, 70)
}

/// Chains with more reviews than every choice of days can be tried for: the kernel takes actions in as its links come to them, the
/// check of a review looks at all of them for every link, and both say the same.
#[test]
fn long_chains_of_the_kernel_and_of_the_check_are_alike() {
    let rules = [rule()];
    let plan = Plan::new(&rules, &duty::calendar::Calendars::bundled()).expect("a plan");
    let mut chance = Chance(13);
    let mut links = 0;
    for trial in 0..300 {
        let reviews = 1 + chance.below(80) as usize;
        let wide = [1, 3, 31, 200][trial % 4];
        let mut events: Vec<Event> = vec![(0, (20, 20 + chance.below(wide)))];
        for _ in 0..reviews {
            let lo = 10 + chance.below(400);
            // Some to the day, some alike to the letter.
            let width = [0, wide as i32 - 1, chance.below(wide)][chance.below(3) as usize];
            let copies = 1 + chance.below(2);
            (0..copies).for_each(|_| events.push((1, (lo, lo + width))));
        }
        for _ in 0..chance.below(3) {
            let lo = 100 + chance.below(300);
            events.push((2, (lo, lo + chance.below(wide))));
        }
        let obs = 300 + chance.below(150);
        // What certainly came after the last complete day plays no part in a log.
        events.retain(|e| e.1.0 <= obs);
        let kernel = by_the_kernel(&plan, &events, obs);
        let check = by_the_check(&rules[0], &events, obs);
        let differs = (0..kernel.len().max(check.len())).find(|&l| kernel.get(l) != check.get(l));
        let at = differs.map(|l| (l + 1, kernel.get(l), check.get(l)));
        assert_eq!(at, None, "link, kernel, check: {events:?}, last day {obs}");
        links += kernel.len();
    }
    println!("300 chains, {links} links");
    assert!(links > 1_500, "only {links} links");
}

/// Thousands of records of one subject, exact or rough: judging stops at a limit that is told, and what is told is never narrower than it is.
#[test]
fn a_subject_with_more_links_than_are_judged_says_so() {
    let rules = [rule()];
    let plan = Plan::new(&rules, &duty::calendar::Calendars::bundled()).expect("a plan");
    let base = day(BASE).0;
    let mut chance = Chance(14);
    for (records, wide) in [(20_000, 1), (20_000, 31), (2_000, 366)] {
        let mut rows = Rows::default();
        for i in 0..records {
            let lo = base + chance.below(6_000);
            let kind = KINDS[usize::from(chance.below(3) > 0)];
            rows.push(&Row {
                subject: b"S",
                kind: plan.kind(kind.as_bytes()).expect("a kind of the rule"),
                stamp: Stamp { lo, hi: lo + wide - 1, second: NO_TIME },
                holder: b"social_care",
                bits: 0,
                addressees: b"",
                row: i + 1,
            });
        }
        let mut store = Store::default();
        store.append(rows, 0);
        let log = store.group();
        let mut found = Vec::new();
        Kernel::new(&plan, &log, Day(base + 7_000)).check(0..1, &mut Desk::default(), &mut found);
        let unjudged: Vec<_> = found.iter().filter(|o| o.is_unjudged()).collect();
        let firsts = found.iter().filter(|o| o.link == 1).count();
        println!(
            "dates of {wide} days: {} outcomes, {firsts} chains, {} not judged to their end",
            found.len(),
            unjudged.len()
        );
        assert!(!unjudged.is_empty(), "the limit is reached");
        // Every chain has its share.
        assert!(found.len() >= firsts + unjudged.len(), "{} outcomes", found.len());
        assert!(found.len() <= SUBJECT_LINKS_MAX as usize + unjudged.len(), "{} outcomes", found.len());
        for o in unjudged {
            assert_eq!(
                (o.verdict, o.certainty, o.days_late),
                (Verdict::CannotTell, Certainty::Possible, NO_DAYS)
            );
            assert!(o.possible.contains(Verdict::Met) && o.possible.contains(Verdict::NothingRecorded));
        }
    }
}
