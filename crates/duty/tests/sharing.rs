//! What goes to which duty, and which version applies, where it depends on what was open.

#![allow(clippy::disallowed_methods, reason = "the number of trials is read from the environment")]

mod common;

use std::sync::LazyLock;

use common::chance::Chance;
use common::logs::{self, Line};
use common::rules::{only, rule, run, simple, version};
use common::{Builder, day};
use duty::calendar::Calendars;
use duty::log::Plan;
use duty::rule::Rule;
use model::{Certainty, ExtractStatus, Verdict};

fn check(rule: &Rule, observed: &str, events: &[(&str, &str)]) -> Vec<(String, String, Certainty)> {
    let mut b = Builder::new(observed);
    b.agency("social_care", "social_care");
    let kinds = "referral assessment_completed plan_ended decision_no_action";
    b.extract("social_care", kinds, "0001-01-01..9999-12-31", ExtractStatus::Supplied);
    for (kind, when) in events {
        b.event(kind, when, "social_care", "S");
    }
    let outcomes = run(&b.case, std::slice::from_ref(rule)).outcomes;
    outcomes.iter().map(|o| (o.version.clone(), o.possible.to_string(), o.certainty)).collect()
}

#[test]
fn an_action_goes_to_a_duty_that_is_open() {
    let rule = simple(
        "X1",
        "when referral by any\nthen assessment_completed within 5 days\nunless plan_ended\n\
         or recorded decision no_action\neach action discharges: one",
    );
    for (ends, verdict) in [("decision_no_action", "decided not"), ("plan_ended", "excused")] {
        let told = check(
            &rule,
            "2011-01-04",
            &[
                ("referral", "2010-01-01"),
                (ends, "2010-01-02"),
                ("referral", "2010-01-03"),
                ("assessment_completed", "2010-01-05"),
            ],
        );
        let sets: Vec<&str> = told.iter().map(|t| t.1.as_str()).collect();
        assert_eq!(sets, [verdict, "met"]);
    }
}

#[test]
fn a_later_version_takes_the_place_on_the_readings_on_which_the_duty_was_open() {
    let body = |days: u32| format!("when referral by any\nthen assessment_completed within {days} days");
    let later =
        version("X1", 2, "2010-12-28", &body(6)).replace("confidence K\n", "confidence K\nsupersede\n");
    let rule = rule(&format!("{}{later}", version("X1", 1, "1990-01-01 until 2010-12-28", &body(3))));
    let told = check(
        &rule,
        "2011-01-04",
        &[("referral", "2010-12-23..2010-12-25"), ("assessment_completed", "2010-12-29")],
    );
    assert_eq!(told, [("1 or 2".to_string(), "met or late".to_string(), Certainty::Possible)]);
}

#[test]
fn a_duty_that_may_not_have_arisen_is_not_breached_unless_a_reading_breaches_it() {
    let rule = rule(&version(
        "X1",
        1,
        "2013-04-15",
        "when referral by any\nthen assessment_completed within 45 working days",
    ));
    let events = [("referral", "2013-04"), ("assessment_completed", "2013-05-20")];
    let told = check(&rule, "2015-01-01", &events);
    assert_eq!(told, [("1".to_string(), "met".to_string(), Certainty::CertainlyNotBreached)]);
    let told = check(&rule, "2015-01-01", &events[..1]);
    assert_eq!(told, [("1".to_string(), "nothing recorded".to_string(), Certainty::Possible)]);
}

/// One event of a made record: its kind, and its day; no day where nobody wrote it.
type Made = (&'static str, Option<i32>);

const BASE: &str = "2014-03-01";

static CALENDARS: LazyLock<Calendars> = LazyLock::new(Calendars::bundled);

/// A rule by which each action discharges one duty, and an action without a date counts as met.
fn undated_is_met() -> Rule {
    simple(
        "X1",
        "when referral by any\nthen assessment_completed within 6 days\nunless plan_ended\n\
         or recorded decision no_action\neach action discharges: one\nan undated action counts as: met",
    )
}

/// The verdict and the certainty of each duty, by the place of its trigger.
type Verdicts = Vec<(usize, Verdict, Certainty)>;

fn by_the_check(rule: &Rule, events: &[Made], obs: i32) -> Verdicts {
    let mut b = Builder::new(&(day(BASE) + obs + 1).to_string());
    b.agency("social_care", "social_care");
    let kinds = "referral assessment_completed plan_ended decision_no_action";
    b.extract("social_care", kinds, "0001-01-01..9999-12-31", ExtractStatus::Supplied);
    for (kind, on) in events {
        let when = on.map_or(String::new(), |d| (day(BASE) + d).to_string());
        b.event(kind, &when, "social_care", "S");
    }
    let outcomes = run(&b.case, std::slice::from_ref(rule)).outcomes;
    let mut told: Verdicts = outcomes.iter().map(|o| (o.trigger.index(), o.verdict, o.certainty)).collect();
    told.sort_by_key(|t| t.0);
    told
}

fn by_the_kernel(rule: &Rule, events: &[Made], obs: i32) -> Verdicts {
    let plan = Plan::new(std::slice::from_ref(rule), &CALENDARS).unwrap();
    let line = |&(kind, on): &Made| {
        let on = on.map(|d| day(BASE) + d);
        Line { kind, lo: on, hi: on, second: None, holder: "social_care", reason: false }
    };
    let lines: Vec<Line<'_>> = events.iter().map(line).collect();
    let found = logs::outcomes(&plan, &lines, day(BASE) + obs);
    let mut told: Verdicts =
        found.iter().map(|(o, _)| (o.evidence()[0] as usize - 1, o.verdict, o.certainty)).collect();
    told.sort_by_key(|t| t.0);
    told
}

fn both(events: &[Made], obs: i32) -> Verdicts {
    let rule = undated_is_met();
    let (check, kernel) = (by_the_check(&rule, events, obs), by_the_kernel(&rule, events, obs));
    assert_eq!(check, kernel, "the check (left) and the kernel (right): {events:?}, last day {obs}");
    check
}

#[test]
fn an_action_without_a_date_answers_one_duty_in_time() {
    let verdicts = |events: &[Made], obs: i32| -> Vec<&'static str> {
        both(events, obs).iter().map(|t| t.1.word()).collect()
    };
    let (referral, done, undated) =
        (|d| ("referral", Some(d)), |d| ("assessment_completed", Some(d)), ("assessment_completed", None));
    // | referrals | actions | last complete day | verdicts |
    let two = [referral(0), referral(20)];
    // Neither is answered: it goes to the one that is due first.
    assert_eq!(verdicts(&[&two[..], &[undated]].concat(), 60), ["met", "cannot tell"]);
    assert_eq!(verdicts(&[&two[..], &[undated, undated]].concat(), 60), ["met", "met"]);
    // The first is answered in time by an action with a date: the other one is left for the second.
    assert_eq!(verdicts(&[&two[..], &[done(3), undated]].concat(), 60), ["met", "met"]);
    // In time for the second: the one without a date stands for the first.
    assert_eq!(verdicts(&[&two[..], &[done(22), undated]].concat(), 60), ["met", "met"]);
    // Both would go past their deadlines, and only one is kept.
    assert_eq!(verdicts(&[&two[..], &[done(40), undated]].concat(), 60), ["met", "cannot tell"]);
    // The second is not yet due: the one without a date stands for the first.
    assert_eq!(verdicts(&[&two[..], &[undated]].concat(), 22), ["met", "cannot tell"]);
    // Whenever an action was done that is dated only as after the deadline of the first, it answers the first, late.
    let rule = undated_is_met();
    let mut b = Builder::new("2014-06-01");
    b.agency("social_care", "social_care");
    b.extract("social_care", "assessment_completed", "0001-01-01..9999-12-31", ExtractStatus::Supplied);
    b.event("referral", "2014-03-01", "social_care", "S");
    b.event("referral", "2014-03-21", "social_care", "S");
    b.event("assessment_completed", "2014-03-22..", "social_care", "S");
    let sure: Vec<&str> =
        run(&b.case, std::slice::from_ref(&rule)).outcomes.iter().map(|o| o.verdict.word()).collect();
    assert_eq!(sure, ["late", "nothing recorded"]);
}

#[test]
fn the_outcome_says_that_the_date_is_not_recorded() {
    let mut b = Builder::new("2014-06-01");
    b.agency("social_care", "social_care");
    b.extract("social_care", "assessment_completed", "0001-01-01..9999-12-31", ExtractStatus::Supplied);
    b.event("referral", "2014-03-01", "social_care", "S");
    b.event("referral", "2014-03-21", "social_care", "S");
    b.event("assessment_completed", "2014-03-23", "social_care", "S");
    let undated = b.event("assessment_completed", "", "social_care", "S");
    let outcomes = run(&b.case, &[undated_is_met()]).outcomes;
    let says = |o: &model::Outcome, words: &str| assert!(o.reason.contains(words), "{}", o.reason);
    says(
        &outcomes[0],
        "on a day that is not recorded. The date of that action is not in the extract, so whether it was in time cannot be told; the rule counts such an action as met.",
    );
    says(
        &outcomes[1],
        "on 23 March 2014: in time, because the rule counts the action without a date as met, for another duty",
    );
    assert!(outcomes.iter().all(|o| o.evidence.contains(&undated)));
    // The same of a duty that stands alone, where an action with a date came late.
    let mut b = Builder::new("2014-06-01");
    b.agency("social_care", "social_care");
    b.extract("social_care", "assessment_completed", "0001-01-01..9999-12-31", ExtractStatus::Supplied);
    b.event("referral", "2014-03-01", "social_care", "S");
    b.event("assessment_completed", "2014-04-23", "social_care", "S");
    b.event("assessment_completed", "", "social_care", "S");
    let outcome = only(&b.case, &undated_is_met());
    assert_eq!(outcome.verdict, Verdict::Met);
    says(&outcome, "Assessment completed on a day that is not recorded. The date of that action is not");
}

/// Of each duty whether it is kept, day by day from the words of the rule: an action goes to the open duty that is due first;
/// one without a date goes to the duty that would otherwise go past its deadline, or is open when the record ends.
fn kept(events: &[Made], obs: i32) -> Vec<(usize, bool)> {
    let on = |kind: &str, day: i32| events.iter().filter(|e| e.0 == kind && e.1 == Some(day)).count();
    let mut undated = events.iter().filter(|e| e.1.is_none()).count();
    // Start, deadline, and whether it was ended in time.
    let mut duties: Vec<(usize, i32, Option<bool>)> = Vec::new();
    for day in 0..=obs {
        let started = (0..events.len()).filter(|&i| events[i] == ("referral", Some(day)));
        duties.extend(started.map(|i| (i, day + 6, None)));
        duties.sort_by_key(|d| (d.1, d.0));
        for _ in 0..on("assessment_completed", day) {
            if let Some(duty) = duties.iter_mut().find(|d| d.2.is_none()) {
                duty.2 = Some(day <= duty.1);
            }
        }
        let (decided, excused) = (on("decision_no_action", day) > 0, on("plan_ended", day) > 0);
        for duty in duties.iter_mut().filter(|d| d.2.is_none()) {
            if decided || (excused && day <= duty.1) {
                duty.2 = Some(day <= duty.1);
            }
        }
        let past =
            |d: &&mut (usize, i32, Option<bool>)| d.2.is_none() && (d.1 == day || (day == obs && d.1 > day));
        for duty in duties.iter_mut().filter(past) {
            if undated > 0 {
                undated -= 1;
                duty.2 = Some(true);
            }
        }
    }
    let mut kept: Vec<(usize, bool)> = duties.iter().map(|d| (d.0, d.2 == Some(true))).collect();
    kept.sort_unstable();
    kept
}

#[test]
fn the_actions_without_a_date_keep_the_duties_that_a_slow_reading_day_by_day_keeps() {
    let trials: u32 = std::env::var("CANDOUR_TRIALS").ok().and_then(|t| t.parse().ok()).unwrap_or(2_000);
    let mut chance = Chance(20_140_301);
    let mut saved = 0;
    for _ in 0..trials {
        let mut events: Vec<Made> = Vec::new();
        for _ in 0..2 + chance.below(3) {
            events.push(("referral", Some(chance.below(30))));
        }
        for _ in 0..chance.below(4) {
            events.push(("assessment_completed", Some(chance.below(45))));
        }
        for kind in ["decision_no_action", "plan_ended"] {
            if chance.below(4) == 0 {
                events.push((kind, Some(chance.below(45))));
            }
        }
        let obs = 30 + chance.below(16);
        let of_the_dated: usize = kept(&events, obs).iter().filter(|k| k.1).count();
        events.extend((0..1 + chance.below(2)).map(|_| ("assessment_completed", None)));
        let expect = kept(&events, obs);
        let is_kept = |t: &(usize, Verdict, Certainty)| {
            let verdict = matches!(t.1, Verdict::Met | Verdict::DecidedNot | Verdict::Excused);
            (t.0, verdict || t.2 == Certainty::CertainlyNotBreached)
        };
        let told = both(&events, obs);
        assert_eq!(told.iter().map(is_kept).collect::<Vec<_>>(), expect, "{events:?}, {obs}: {told:?}");
        saved += usize::from(expect.iter().filter(|k| k.1).count() > of_the_dated);
    }
    println!("{trials} groups, no mismatch; in {saved} an action without a date keeps more duties");
    assert!(saved as u32 > trials / 4, "the trials must be hard enough to mean something: {saved}");
}

/// Two versions of which the second takes the place of the first on 20 March 2014.
fn superseded(first: &str, second: &str) -> Rule {
    let later = version("X1", 2, "2014-03-20", second).replace("confidence K\n", "confidence K\nsupersede\n");
    rule(&format!("{}{later}", version("X1", 1, "1990-01-01 until 2014-03-20", first)))
}

#[test]
fn a_version_that_is_not_yet_in_force_takes_no_place() {
    let body = |days: u32| format!("when referral by any\nthen assessment_completed within {days} days");
    let rule = superseded(&body(30), &body(5));
    let told = |observed: &str| {
        let told = check(&rule, observed, &[("referral", "2014-03-10")]).remove(0);
        (told.0, told.1)
    };
    assert_eq!(told("2014-03-19"), ("1".to_string(), "not yet due".to_string()));
    assert_eq!(told("2014-03-20"), ("2".to_string(), "nothing recorded".to_string()));
}

#[test]
fn an_open_link_of_a_chain_goes_on_under_the_version_that_takes_its_place() {
    let body =
        |days: u32| format!("when referral by any\nrepeat plan_review every {days} days until plan_ended");
    let rule = superseded(&body(30), &body(12));
    let mut b = Builder::new("2014-04-10");
    b.agency("social_care", "social_care");
    b.extract("social_care", "plan_review plan_ended", "0001-01-01..9999-12-31", ExtractStatus::Supplied);
    b.event("referral", "2014-03-01", "social_care", "S");
    b.event("plan_review", "2014-03-15", "social_care", "S");
    let links: Vec<(String, &str)> =
        run(&b.case, &[rule]).outcomes.iter().map(|o| (o.version.clone(), o.verdict.word())).collect();
    // The first was answered under the first version; the second was open on 20 March, and due on the 27th then.
    assert_eq!(links, [("1".to_string(), "met"), ("2".to_string(), "nothing recorded")]);
}

/// Each trust answers by its own visit. What is known of the visits of one says nothing of the duty of the other, whatever dates they
/// bear.
#[test]
fn the_record_of_one_holder_leaves_the_duty_of_another_as_it_is() {
    let rule = simple(
        "X1",
        "when referral by any\nthen assessment_completed by the same holder within 5 days\n\
         each action discharges: one",
    );
    let events = [
        ("referral", "2013-07-01", "A"),
        ("assessment_completed", "2013-07-10", "A"),
        ("referral", "2013-07-01", "B"),
        ("assessment_completed", "", "B"),
    ];
    let mut b = Builder::new("2014-04-01");
    b.agency("A", "social_care").agency("B", "social_care");
    for agency in ["A", "B"] {
        let kinds = "referral assessment_completed";
        b.extract(agency, kinds, "0001-01-01..9999-12-31", ExtractStatus::Supplied);
    }
    for (kind, on, holder) in events {
        b.event(kind, on, holder, "S");
    }
    let outcomes = run(&b.case, std::slice::from_ref(&rule)).outcomes;
    let of = |name: &str| outcomes.iter().find(|o| b.case.words.word(o.holder) == name).unwrap();
    assert_eq!((of("A").verdict, of("A").days_late), (Verdict::Late, Some((4, 4))), "{}", of("A").reason);
    assert_eq!(of("B").verdict, Verdict::CannotTell, "{}", of("B").reason);
    let plan = Plan::new(std::slice::from_ref(&rule), &CALENDARS).unwrap();
    let line = |&(kind, on, holder): &(&'static str, &'static str, &'static str)| {
        let on = (!on.is_empty()).then(|| day(on));
        Line { kind, lo: on, hi: on, second: None, holder, reason: false }
    };
    let lines: Vec<Line<'_>> = events.iter().map(line).collect();
    let found = logs::outcomes(&plan, &lines, day("2014-03-31"));
    let of = |name: &str| &found.iter().find(|(_, holder)| holder == name).unwrap().0;
    assert_eq!((of("A").verdict, of("A").days_late), (Verdict::Late, (4, 4)));
    assert_eq!(of("B").verdict, Verdict::CannotTell);
}

/// The later version asks for another action than the one it supersedes: what answers the duty under it is not left out because the
/// earlier one does not know it.
#[test]
fn what_only_the_superseding_version_asks_for_is_no_failing() {
    let body = |then: &str, days: i32| {
        format!("when referral by any\nthen {then} within {days} days\neach action discharges: one")
    };
    let rule = superseded(&body("contact", 60), &body("assessment_completed", 40));
    let mut b = Builder::new("2014-08-01");
    b.agency("social_care", "social_care");
    b.extract(
        "social_care",
        "assessment_completed contact",
        "0001-01-01..9999-12-31",
        ExtractStatus::Supplied,
    );
    b.event("referral", "2014-03-01", "social_care", "S");
    b.event("referral", "2014-03-10", "social_care", "S");
    // A contact after the last complete day brings the two duties together and answers none.
    b.event("contact", "2014-09-01", "social_care", "S");
    let done = b.event("assessment_completed", "2014-04-05", "social_care", "S");
    for outcome in run(&b.case, std::slice::from_ref(&rule)).outcomes {
        assert!(outcome.possible.contains(Verdict::Met), "{}", outcome.reason);
        assert_ne!(outcome.certainty, Certainty::CertainlyBreached, "{}", outcome.reason);
        assert!(outcome.evidence.contains(&done), "{}", outcome.reason);
    }
}

/// Only the first version says that each action discharges one duty; both referrals came under the second, and one assessment answers
/// both. The other way round it answers one.
#[test]
fn a_policy_of_one_version_says_nothing_of_another() {
    let body = |each: &str| {
        format!(
            "when referral by any\nthen assessment_completed within 10 days\neach action discharges: {each}"
        )
    };
    for (first, second, expect) in
        [("one", "all", ["met", "met"]), ("all", "one", ["met", "nothing recorded"])]
    {
        let text = format!(
            "{}{}",
            version("X1", 1, "1990-01-01 until 2014-01-01", &body(first)),
            version("X1", 2, "2014-01-01", &body(second))
        );
        let rule = rule(&text);
        let events: [Made; 3] =
            [("referral", Some(2)), ("referral", Some(3)), ("assessment_completed", Some(4))];
        for told in [by_the_check(&rule, &events, 60), by_the_kernel(&rule, &events, 60)] {
            let verdicts: Vec<&str> = told.iter().map(|t| t.1.word()).collect();
            assert_eq!(verdicts, expect, "{first} then {second}");
        }
    }
}

/// A plan that ended before another began ends nothing of the chain of the other, also where a later version takes its place and a
/// review before the plan answers the first link.
#[test]
fn what_ended_before_a_chain_ends_no_link_under_a_version_that_takes_its_place() {
    let body = |days: i32| {
        format!(
            "when referral by any\nrepeat plan_review every {days} days until plan_ended\nlook back: 5 days"
        )
    };
    let rule = superseded(&body(30), &body(12));
    let told = |ended: Option<&str>| {
        let mut b = Builder::new("2014-06-01");
        b.agency("social_care", "social_care");
        b.extract("social_care", "plan_review plan_ended", "0001-01-01..9999-12-31", ExtractStatus::Supplied);
        b.event("referral", "2014-03-12", "social_care", "S");
        b.event("plan_review", "2014-03-10", "social_care", "S");
        b.event("plan_review", "2014-05-01..2014-05-09", "social_care", "S");
        if let Some(day) = ended {
            b.event("plan_ended", day, "social_care", "S");
        }
        let outcomes = run(&b.case, std::slice::from_ref(&rule)).outcomes;
        outcomes.iter().map(|o| (o.version.clone(), o.possible, o.days_late)).collect::<Vec<_>>()
    };
    assert_eq!(told(Some("2014-03-08")), told(None));
    assert_ne!(told(Some("2014-03-12")), told(None), "one that ended with the chain does");
}
