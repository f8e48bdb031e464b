//! What goes to which duty, and which version applies, where it depends on what was open.

mod common;

use common::Builder;
use common::rules::{rule, run, simple, version};
use duty::rule::Rule;
use model::{Certainty, ExtractStatus};

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
