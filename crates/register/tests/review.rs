//! The state of a review on a day, line by line; and how many strands there were on any date.

mod common;

use common::*;
use register::acts::*;
use register::review::state::{Standing, state};
use register::words::*;

/// The lines under a heading on a day, each with its standing.
fn lines(review: &register::review::Review, on: i32, heading: &str) -> Vec<String> {
    let all = state(review, day(on), &|_, _| None);
    let under = all.iter().filter(|line| line.heading == heading);
    under.map(|line| format!("{}: {}", line.standing.word(), line.words)).collect()
}

#[test]
fn the_number_of_strands_is_that_of_the_date() {
    let mut review = begun(Mode::Inquiry);
    let opened =
        StrandOpened { number: 4, sealed: false, title: Some("More.".into()), reason: "Came up.".into() };
    record(&mut review, day(10), opened);
    record(&mut review, day(20), StrandMerged { number: 2, into: 1, reason: "One matter.".into() });
    record(
        &mut review,
        day(30),
        StrandSplit {
            number: 3,
            into: vec![5, 6, 7],
            reason: "Three.".into(),
            strand: titles(&[5, 6, 7], false),
        },
    );
    record(&mut review, day(40), closed(4));
    let cases: [(i32, &[u32]); 8] = [
        (-1, &[]),
        (0, &[1, 2, 3]),
        (9, &[1, 2, 3]),
        (10, &[1, 2, 3, 4]),
        (20, &[1, 3, 4]),
        (30, &[1, 4, 5, 6, 7]),
        (39, &[1, 4, 5, 6, 7]),
        (40, &[1, 5, 6, 7]),
    ];
    for (on, strands) in cases {
        assert_eq!(review.strands_on(day(on)), strands, "day {on}");
    }
}

#[test]
fn requests_say_who_was_asked_and_what_came() {
    let mut review = begun(Mode::Inquiry);
    let asked = Request { to: code("ORG-1"), what: "Minutes of 2002.".into(), due: Some(day(20)) };
    let asked = record(&mut review, day(1), asked);
    let heading = "Evidence asked for";
    assert_eq!(
        lines(&review, 20, heading),
        [
            "open: Asked of ORG-1: Minutes of 2002. - nothing recorded as received, 19 days after it was asked."
        ]
    );
    record(&mut review, day(21), Chase { of: asked, text: "Letter.".into() });
    assert_eq!(
        lines(&review, 25, heading),
        [
            "overdue: Asked of ORG-1: Minutes of 2002. - nothing recorded as received; due 21 January 2026, 5 days ago, \
          chased once."
        ]
    );
    let ground = Some("Legal advice.".into());
    record(
        &mut review,
        day(26),
        Received { of: asked, how: RequestAnswer::Refused, what: "-".into(), ground },
    );
    assert_eq!(
        lines(&review, 30, heading),
        ["refused: Asked of ORG-1: Minutes of 2002. - refused (entry 5): Legal advice."]
    );
}

#[test]
fn notices_recommendations_and_access_have_their_days() {
    let mut review = begun(Mode::Inquiry);
    let found = record(&mut review, day(1), finding(&[1], vec![critical("Did nothing.")]));
    assert!(lines(&review, 1, "Findings")[0].contains("may not be published yet: part 1 not put"));
    let sent = record(&mut review, day(2), notice(found, 1, "ORG-1"));
    assert!(lines(&review, 2, "Notices of criticism")[0].ends_with("no extract sent yet."));
    let shown = extract(&review, sent, day(16));
    record(&mut review, day(2), shown);
    let heading = "Notices of criticism";
    assert_eq!(
        lines(&review, 16, heading),
        ["open: To ORG-1 on part 1 of the finding of entry 3: a reply is awaited until 17 January 2026."]
    );
    assert!(lines(&review, 17, heading)[0].starts_with("overdue: "));
    let came = record(&mut review, day(17), reply(sent, "ORG-1"));
    assert!(lines(&review, 17, heading)[0].contains("nothing says what that changed"));
    record(&mut review, day(18), change(came, Effect::Nothing, None));
    assert!(lines(&review, 18, heading)[0].starts_with("done: "));
    assert_eq!(
        lines(&review, 18, "Findings"),
        ["done: On strand 1: The report was read - may be published."]
    );
    let recommended = Recommendation {
        number: 1,
        findings: vec![found],
        clock: register::clocks::Clock::PoliceReformAct,
        due: None,
        to: code("ORG-1"),
        text: "Do better.".into(),
        due_reason: None,
    };
    let recommended = record(&mut review, day(20), recommended);
    let heading = "Recommendations";
    assert!(
        lines(&review, 75, heading)[0].starts_with("open: "),
        "the 56th day, beginning with the day, is day 75"
    );
    assert_eq!(
        lines(&review, 76, heading),
        [
            "overdue: Recommendation 1 to ORG-1: Do better - no response recorded; due 17 March 2026, 1 day ago, by Police \
          Reform Act 2002, Schedule 3, paragraph 28B (the text or a reputable restatement was read)."
        ]
    );
    let answer = Response { of: recommended, how: ResponseWord::Accepted, text: "Done.".into() };
    let answer = record(&mut review, day(80), answer);
    assert!(
        lines(&review, 100, heading)[0].starts_with("open: "),
        "21 days, beginning with the day, end on day 100"
    );
    assert!(lines(&review, 101, heading)[0].starts_with("overdue: "));
    record(&mut review, day(101), ResponsePublished { of: answer });
    assert!(lines(&review, 101, heading)[0].starts_with("done: "));
}

#[test]
fn a_fresh_review_has_its_strands_open_and_nothing_else() {
    let review = begun(Mode::Inquiry);
    let all = state(&review, day(0), &|_, _| None);
    assert_eq!(all.len(), 3);
    assert!(all.iter().all(|line| line.heading == "Strands" && line.standing == Standing::Open));
}

#[test]
fn what_came_first_is_told_beside_what_came_after_it() {
    let mut review = begun(Mode::Inquiry);
    let asked = Request { to: code("ORG-1"), what: "Minutes of 2002.".into(), due: None };
    let asked = record(&mut review, day(1), asked);
    assert!(lines(&review, 2, "Evidence asked for")[0].contains("1 day after it was asked"));
    let came =
        |how, ground: &str| Received { of: asked, how, what: "Minutes.".into(), ground: Some(ground.into()) };
    record(&mut review, day(3), came(RequestAnswer::InPart, "The rest is being looked for."));
    record(&mut review, day(9), came(RequestAnswer::Refused, "Legal advice."));
    assert_eq!(
        lines(&review, 9, "Evidence asked for"),
        [
            "refused: Asked of ORG-1: Minutes of 2002. - some of it came (entry 4): The rest is being looked for; then refused \
          (entry 5): Legal advice."
        ]
    );
    let asked = Question { to: code("ORG-1"), text: "Who read it?".into(), outcome: None, due: None };
    let asked = record(&mut review, day(9), asked);
    let answer = |how| Answer { of: asked, how, text: "Two of them.".into() };
    record(&mut review, day(10), answer(AnswerSort::InPart));
    assert!(lines(&review, 10, "Questions to agencies")[0].starts_with("open: "), "a part is not the whole");
    record(&mut review, day(11), answer(AnswerSort::Declined));
    assert_eq!(
        lines(&review, 11, "Questions to agencies"),
        ["refused: Asked of ORG-1: Who read it? - answered in part (entry 7); then declined (entry 8)."]
    );
}

#[test]
fn an_appeal_that_was_upheld_has_given_nobody_anything_yet() {
    let mut review = begun(Mode::Inquiry);
    let asked = AccessRequest {
        authority: Authority::ElectedOffice,
        entries: vec![],
        who: "The mayor of an invented town".into(),
        what: "A copy.".into(),
    };
    let of = record(&mut review, day(1), asked);
    let decision = |decision, reason| AccessDecision {
        of,
        decision,
        reason,
        decider: Decider::LeadReviewer,
        text: "Considered.".into(),
    };
    let no = record(&mut review, day(2), decision(AccessWord::Refused, Some(ReasonCode::CourtOrder)));
    let appeal = AccessAppeal { of: no, to: AppealBody::InternalReview, ground: "No order.".into() };
    let appeal = record(&mut review, day(3), appeal);
    let heading = "Requests for unpublished material";
    assert!(lines(&review, 3, heading)[0].starts_with("open: "));
    record(
        &mut review,
        day(4),
        AppealDecision { of: appeal, decision: AppealWord::Upheld, text: "Right.".into() },
    );
    let told = &lines(&review, 4, heading)[0];
    assert!(told.starts_with("open: "), "{told}");
    assert!(
        told.contains("appealed (entry 5), upheld (entry 6), and no decision to give access is recorded"),
        "{told}"
    );
    record(&mut review, day(5), decision(AccessWord::Granted, None));
    let told = &lines(&review, 5, heading)[0];
    assert!(told.starts_with("done: "), "{told}");
    assert!(
        told.contains("appealed (entry 5), upheld (entry 6); granted by the lead reviewer (entry 7)"),
        "{told}"
    );
}

#[test]
fn what_is_withheld_for_a_reply_is_open_once_no_reply_is_outstanding() {
    let mut review = begun(Mode::Inquiry);
    let found = record(&mut review, day(1), finding(&[1], vec![critical("Did nothing.")]));
    let reason = ReasonCode::RepresentationsOutstanding;
    record(&mut review, day(1), Withholding { reason, ..withholding(found, "claim") });
    let other =
        Withholding { reason: ReasonCode::CourtOrder, decider: Decider::Court, ..withholding(found, "duty") };
    record(&mut review, day(1), other);
    assert_eq!(
        lines(&review, 1, "Withheld"),
        [
            "withheld: 1 field of entry 3 (a finding): \"representations outstanding\", decided by the lead reviewer.",
            "withheld: 1 field of entry 3 (a finding): \"court order\", decided by the court."
        ]
    );
    let sent = record(&mut review, day(2), notice(found, 1, "ORG-1"));
    let shown = extract(&review, sent, day(16));
    record(&mut review, day(2), shown);
    let came = record(&mut review, day(3), reply(sent, "ORG-1"));
    assert!(
        lines(&review, 3, "Withheld")[0].starts_with("withheld: "),
        "nothing says what the reply changed"
    );
    assert_eq!(review.withheld_for_a_reply_that_is_not_outstanding(), []);
    record(&mut review, day(4), change(came, Effect::Nothing, None));
    let told = &lines(&review, 4, "Withheld")[0];
    assert!(told.starts_with("open: ") && told.contains("no reply is outstanding any more"), "{told}");
    assert!(lines(&review, 4, "Withheld")[1].starts_with("withheld: "), "a court's order is another matter");
    assert_eq!(review.withheld_for_a_reply_that_is_not_outstanding(), [found]);
}

#[test]
fn an_outcome_that_rests_on_a_finding_withdrawn_since_says_so_and_is_open() {
    let mut review = begun(Mode::Inquiry);
    let found = record(&mut review, day(1), finding(&[1], vec![critical("Did nothing.")]));
    let of = record(&mut review, day(1), complaint(1, "2017-03-06", 'S'));
    let outcome = ComplaintOutcome {
        of,
        allegation: 1,
        finding: Some(found),
        outcome: OutcomeWord::Upheld,
        reason: "It did nothing.".into(),
        told_on: None,
    };
    record(&mut review, day(2), outcome);
    let recommended = Recommendation {
        number: 1,
        findings: vec![found],
        clock: register::clocks::Clock::NoTimeSet,
        due: None,
        to: code("ORG-1"),
        text: "Do better.".into(),
        due_reason: None,
    };
    record(&mut review, day(2), recommended);
    assert!(lines(&review, 2, "Complaints")[0].starts_with("done: "));
    record(&mut review, day(3), FindingWithdrawn { of: found, reason: "The log was another day's.".into() });
    let words = "; the finding of entry 3 that it rests on was withdrawn in entry 7.";
    let told = &lines(&review, 3, "Complaints")[0];
    assert!(told.starts_with("open: ") && told.ends_with(&format!("upheld (entry 5){words}")), "{told}");
    assert!(lines(&review, 3, "Recommendations")[0].ends_with(words));
}

#[test]
fn what_was_erased_is_told_as_erased_and_not_as_withheld() {
    let mut review = begun(Mode::Inquiry);
    record(&mut review, day(1), withholding(Seq(1), "name"));
    assert_eq!(lines(&review, 1, "Withheld").len(), 1);
    assert_eq!(lines(&review, 1, "Erased by law"), Vec::<String>::new());
    let (basis, decider) = (DisposalBasis::RightToErasure, Decider::DataProtectionOfficer);
    record(&mut review, day(2), Disposal { of: Seq(1), paths: vec![path("name")], basis, decider });
    assert_eq!(lines(&review, 2, "Withheld"), Vec::<String>::new());
    assert_eq!(
        lines(&review, 2, "Erased by law"),
        [
            "erased: name of entry 1 (a person, role or body, under a code): \"right to erasure\", decided by the data protection \
             officer (entry 4)."
        ]
    );
}
