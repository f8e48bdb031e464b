//! A time for a reply that was given to somebody is not taken back by a later letter: it runs to the latest day that was given.

mod common;

use common::*;
use model::Day;
use register::acts::*;
use register::gates::{Rule, admit};
use register::review::representations::Stage;
use register::review::{Recorded, Review, Stream};
use register::words::Mode;
use std::collections::BTreeMap;

/// A finding on strand 1 that criticises ORG-1, notice given on day 10, extract sent that day with time until day 24.
fn noticed() -> (Review, Seq, Seq) {
    let mut review = begun(Mode::Inquiry);
    let found = record(&mut review, day(5), finding(&[1], vec![critical("Did nothing.")]));
    let sent = record(&mut review, day(10), notice(found, 1, "ORG-1"));
    let shown = extract(&review, sent, day(24));
    record(&mut review, day(10), shown);
    record(&mut review, day(10), closed(2));
    record(&mut review, day(10), closed(3));
    (review, found, sent)
}

fn march(n: i8) -> Day {
    Day::ymd(2026, 3, n).unwrap()
}

#[test]
fn a_later_letter_does_not_cut_the_time_that_an_earlier_one_gave() {
    let runs = "runs until the end of 1 March 2026";
    // A second extract with the same notice names an earlier day.
    let (mut review, found, sent) = noticed();
    let long = extract(&review, sent, march(1));
    record(&mut review, day(11), long);
    let short = extract(&review, sent, day(26));
    record(&mut review, day(12), short);
    refused(&review, day(27), Expiry { of: sent }, Rule::Representation, runs);
    // So does one with a second notice; whichever ends first, the criticism waits for the other.
    let second = record(&mut review, day(12), notice(found, 1, "ORG-1"));
    let short = extract(&review, second, day(26));
    record(&mut review, day(12), short);
    refused(&review, day(27), Expiry { of: second }, Rule::Representation, runs);
    let state = review.notices().map(|(_, notice)| review.stage(notice)).collect::<Vec<_>>();
    assert_eq!(state, vec![Stage::Running(march(1)); 2]);
    let over = march(2);
    record(&mut review, over, Expiry { of: second });
    refused(&review, over, publication(&review), Rule::CriticismNotPut, "the end of its time (1 March 2026)");
    record(&mut review, over, Expiry { of: sent });
    let act = publication(&review);
    assert_eq!(admit(&review, over, &act.into()), []);
    // Terms of a later version with a shorter time cut nothing either.
    let (mut review, _, sent) = noticed();
    let mut later = terms(Mode::Inquiry);
    (later.version, later.changed) = (2, Some("Shorter time.".into()));
    (later.strands, later.reply_days) = (vec![1], Some(7));
    record(&mut review, day(12), later);
    let short = extract(&review, sent, day(19));
    record(&mut review, day(12), short);
    refused(
        &review,
        day(20),
        Expiry { of: sent },
        Rule::Representation,
        "runs until the end of 25 January 2026",
    );
}

#[test]
fn a_time_that_was_cut_before_that_was_refused_folds_and_may_be_ended_again_in_its_time() {
    let (mut review, _, sent) = noticed();
    let long = extract(&review, sent, march(1));
    record(&mut review, day(11), long);
    let short = extract(&review, sent, day(26));
    record(&mut review, day(12), short);
    let mut history = review.history().to_vec();
    history.push(Recorded { on: day(27), act: Expiry { of: sent }.into() });
    let again = Review::fold(Stream::Open, history, &BTreeMap::new());
    let mut review = again.unwrap_or_else(|e| panic!("{e}"));
    refused(&review, day(28), publication(&review), Rule::CriticismNotPut, "(1 March 2026) is recorded");
    let over = march(2);
    record(&mut review, over, Expiry { of: sent });
    let act = publication(&review);
    assert_eq!(admit(&review, over, &act.into()), []);
    refused(&review, over, Expiry { of: sent }, Rule::UsedTwice, "stands in");
    let again = Review::fold(Stream::Open, review.history().to_vec(), &BTreeMap::new());
    assert_eq!(again.map(|again| again.next_seq()).map_err(|e| e.to_string()), Ok(review.next_seq()));
}

#[test]
fn a_time_that_had_run_out_stays_so_when_a_later_notice_gives_more() {
    let (mut review, found, sent) = noticed();
    record(&mut review, day(25), Expiry { of: sent });
    let second = record(&mut review, day(26), notice(found, 1, "ORG-1"));
    let more = extract(&review, second, day(60));
    record(&mut review, day(26), more);
    refused(&review, day(61), Expiry { of: sent }, Rule::UsedTwice, "stands in");
    refused(&review, day(61), publication(&review), Rule::CriticismNotPut, "the end of its time");
    record(&mut review, day(61), Expiry { of: second });
    let act = publication(&review);
    assert_eq!(admit(&review, day(61), &act.into()), []);
}
