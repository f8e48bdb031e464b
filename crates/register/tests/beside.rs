//! A field names a person and the text beside it says "he", or nobody at all: no such accusation is published without notice.

mod common;

use common::*;
use register::acts::*;
use register::gates::{Rule, admit};
use register::review::Review;
use register::words::*;

/// A review whose strands are closed, with P-1 and P-2, whose names are withheld.
fn quiet(mode: Mode) -> Review {
    let mut review = begun(mode);
    for number in 1..=3 {
        record(&mut review, day(0), closed(number));
    }
    for of in [1, 2] {
        let reason = ReasonCode::NameNotNeeded;
        record(&mut review, day(0), Withholding { reason, ..withholding(Seq(of), "name") });
    }
    review
}

fn request(to: &str, what: &str) -> Act {
    Request { to: code(to), what: what.into(), due: None }.into()
}

fn question(to: &str, text: &str) -> Act {
    Question { to: code(to), text: text.into(), outcome: None, due: None }.into()
}

fn assistance(by: &str, what: &str) -> Act {
    Assistance { by: code(by), sort: AssistanceSort::Statement, what: what.into() }.into()
}

fn event(by: &str, event: &str, reason: &str) -> Act {
    EventDecision {
        decision: EventDecisionWord::Disputed,
        by: Some(code(by)),
        event: event.into(),
        file: None,
        sheet: None,
        row: None,
        reason: reason.into(),
    }
    .into()
}

fn may_be_published(review: &Review) -> Vec<String> {
    let on = review.history().last().map_or(day(0), |last| last.on);
    admit(review, on, &publication(review).into()).into_iter().map(|refusal| refusal.sentence).collect()
}

/// Checks that an act is not published as it stands, and is published once either of two fields is withheld.
#[track_caller]
fn needs_one_of(review: &Review, act: Act, paths: [&str; 2]) {
    let mut review = review.clone();
    let of = record(&mut review, day(30), act);
    let sentences = may_be_published(&review);
    let field = format!("The field {} of {of}", paths[0]);
    assert!(sentences.iter().any(|sentence| sentence.starts_with(&field)), "{sentences:#?}");
    for path in paths {
        let mut review = review.clone();
        record(&mut review, day(30), withholding(of, path));
        assert_eq!(may_be_published(&review), [] as [String; 0], "{path} withheld");
    }
}

#[test]
fn what_an_entry_says_beside_the_name_of_a_person_is_said_of_that_person() {
    let review = quiet(Mode::Inquiry);
    for words in [
        "Why did he burn the child's file?",
        "Why was the file burnt?",
        "Lied about the file. Took bribes for ten years.",
        "The officer kept the money.",
        "Wrote nothing down.",
        "Coward.",
    ] {
        needs_one_of(&review, question("P-1", words), ["text", "to"]);
        needs_one_of(&review, request("P-1", words), ["what", "to"]);
        needs_one_of(&review, assistance("P-1", words), ["what", "by"]);
        needs_one_of(&review, event("P-1", "Meeting of 3 May 2002.", words), ["reason", "by"]);
        needs_one_of(&review, event("P-1", words, "Recorded."), ["event", "by"]);
        // Of a body the same words are a question to a body.
        let mut review = review.clone();
        record(&mut review, day(30), question("ORG-1", "Why was the file burnt?"));
        assert_eq!(may_be_published(&review), [] as [String; 0]);
    }
}

#[test]
fn what_follows_up_a_request_to_a_person_is_said_of_them_too() {
    let mut review = quiet(Mode::Inquiry);
    let of = record(&mut review, day(1), request("P-1", "An interview about the log of May 2002."));
    let put = record(&mut review, day(1), question("P-1", "Who burnt the log of May 2002?"));
    assert_eq!(may_be_published(&review).len(), 1, "a question to a person is an allegation");
    record(&mut review, day(1), withholding(put, "to"));
    let came = |how, what: &str| -> Act { Received { of, how, what: what.into(), ground: None }.into() };
    let acts: [Act; 3] = [
        Chase { of, text: "He hides from us.".into() }.into(),
        came(RequestAnswer::RetiredCannotBeCompelled, "He ran away abroad with the money."),
        Chase { of, text: "Lied to our clerk.".into() }.into(),
    ];
    for act in acts {
        let mut review = review.clone();
        record(&mut review, day(2), act);
        assert_eq!(may_be_published(&review).len(), 1);
        record(&mut review, day(2), withholding(of, "to"));
        assert_eq!(may_be_published(&review), [] as [String; 0], "nobody is named beside it any more");
    }
    // What is plain is published.
    record(&mut review, day(2), Chase { of, text: "Letter of 9 February 2026.".into() });
    record(
        &mut review,
        day(2),
        came(RequestAnswer::RetiredCannotBeCompelled, "Retired in 2009, and declined by letter."),
    );
    record(
        &mut review,
        day(2),
        assistance("P-2", "How visits were written down, and what was sent to whom."),
    );
    assert_eq!(may_be_published(&review), [] as [String; 0]);
}

#[test]
fn an_allegation_about_a_person_is_put_to_them_whatever_its_outcome() {
    let mut review = quiet(Mode::Conduct);
    let mut act = complaint(1, "2017-03-06", 'S');
    act.allegations.0[0].about = Some(code("P-1"));
    act.allegations.0[0].text = "He took bribes for ten years.".into();
    let of = record(&mut review, day(1), act);
    let outcome = ComplaintOutcome {
        of,
        allegation: 1,
        finding: None,
        outcome: OutcomeWord::NotUpheld,
        reason: "Nothing was found.".into(),
        told_on: None,
    };
    record(&mut review, day(1), outcome);
    let words = format!(
        "The field allegations/1/text of {of} counts as said of P-1, whom the field allegations/1/about of {of} names"
    );
    refused(&review, day(1), publication(&review), Rule::CriticismNotPut, &words);
    record(&mut review, day(1), withholding(of, "allegations/1/about"));
    assert_eq!(may_be_published(&review), [] as [String; 0]);
}

/// A finding with a critical part about P-1 on a strand of its own, with evidence that says "he".
fn accused(review: &mut Review) -> Seq {
    let opened =
        StrandOpened { number: 40, sealed: false, title: Some("More.".into()), reason: "New.".into() };
    record(review, day(1), opened);
    let mut act = finding(&[40], vec![part(Owner::Person, Tenor::Critical, "P-1", "P-1 did nothing.")]);
    act.evidence_for.0[0].text = "The log was kept. He took bribes.".into();
    record(review, day(1), act)
}

#[test]
fn the_extract_holds_what_a_finding_says_of_somebody_without_a_name() {
    let mut review = quiet(Mode::Inquiry);
    let of = accused(&mut review);
    let sent = record(&mut review, day(1), notice(of, 1, "P-1"));
    let whole = extract(&review, sent, day(15));
    let without = whole.text.as_str().replace("He took bribes.", "");
    let short = Extract { text: Text::Is(without), ..whole.clone() };
    let words = "does not hold the words of `evidence_for/1/text` of entry 9 that name P-1 or speak of somebody without a name";
    refused(&review, day(1), short, Rule::Representation, words);
    // Words that run on from the line before are no sentence, and the refusal says which line that is.
    let label = "Words: P-1 did nothing.";
    assert!(whole.text.as_str().contains(label));
    let run_on = whole.text.as_str().replace(label, "Source: log.csv, row 14\nP-1 did nothing.");
    let run_on = Extract { text: Text::Is(run_on), ..whole.clone() };
    let words = "The words stand in it, right behind \"";
    refused(&review, day(1), run_on, Rule::Representation, words);
    record(&mut review, day(1), whole);
    record(&mut review, day(16), Expiry { of: sent });
    assert_eq!(may_be_published(&review), [] as [String; 0]);
    // A recommendation that rests on it and says "he" is shown to P-1 too, or waits.
    let advice = |text: &str| Recommendation {
        number: 1,
        findings: vec![of],
        clock: register::clocks::Clock::NoTimeSet,
        due: None,
        to: code("ORG-1"),
        text: text.into(),
        due_reason: None,
    };
    let mut more = review.clone();
    record(&mut more, day(16), advice("Keep a second log in every station."));
    assert_eq!(may_be_published(&more), [] as [String; 0]);
    record(&mut review, day(16), advice("Take back the money that he stole."));
    assert!(may_be_published(&review)[0].contains("counts as said of P-1"));
}

#[test]
fn evidence_that_came_from_a_person_and_says_he_is_said_of_that_person() {
    let mut review = quiet(Mode::Inquiry);
    let came = record(&mut review, day(1), assistance("P-1", "How the log was kept."));
    let opened =
        StrandOpened { number: 40, sealed: false, title: Some("More.".into()), reason: "New.".into() };
    record(&mut review, day(1), opened);
    let found = |text: &str| {
        let mut act =
            finding(&[40], vec![part(Owner::Organisation, Tenor::Positive, "ORG-2", "Kept with care.")]);
        act.evidence_for.0[0] = Evidence { entry: Some(came), ..evidence(text) };
        act
    };
    let mut good = review.clone();
    record(&mut good, day(1), found("The statement says how this was done, and the records agree with it."));
    assert_eq!(may_be_published(&good), [] as [String; 0]);
    let of = record(&mut review, day(1), found("He burnt the log himself."));
    let sentences = may_be_published(&review);
    let words = format!(
        "The field evidence_for/1/text of {of} counts as said of P-1, whom the field by of {came} names"
    );
    assert!(sentences[0].starts_with(&words), "{sentences:#?}");
    record(&mut review, day(1), withholding(came, "by"));
    assert_eq!(may_be_published(&review), [] as [String; 0]);
}

#[test]
fn what_is_said_of_a_reply_and_of_how_a_letter_went_counts_as_said_of_whom_it_is_from() {
    let mut review = quiet(Mode::Inquiry);
    let of = accused(&mut review);
    let how = "By hand, because he burns letters.";
    let sent = record(&mut review, day(1), Notice { how: how.into(), ..notice(of, 1, "P-1") });
    let Extract { text, .. } = extract(&review, sent, day(15));
    let text = Text::Is(format!("{} He took bribes.", text.as_str()));
    record(&mut review, day(1), Extract { of: sent, reply_by: day(15), text });
    let came = record(&mut review, day(2), Reply { of: sent, by: code("P-1"), text: "I did not.".into() });
    let considered = record(
        &mut review,
        day(3),
        Change { reason: "All lies, as ever.".into(), ..change(came, Effect::Nothing, None) },
    );
    let sentences = may_be_published(&review);
    for (of, path) in [(sent, "how"), (considered, "reason")] {
        let words = format!("The field {path} of {of} counts as said of P-1");
        assert!(sentences.iter().any(|sentence| sentence.starts_with(&words)), "{sentences:#?}");
        record(&mut review, day(3), withholding(of, path));
    }
    assert_eq!(may_be_published(&review), [] as [String; 0], "the reply is theirs");
}

#[test]
fn who_somebody_is_stays_closed_until_they_were_heard() {
    let mut review = quiet(Mode::Inquiry);
    let ranked = Party {
        agency: Some(code("ORG-1")),
        rank: Some(Rank::Superintendent),
        scale: Some(RankScale::County),
        rank_on: Some(day(0)),
        ..party("P-7", PartySort::Person)
    };
    let who = record(&mut review, day(0), ranked);
    let opened =
        StrandOpened { number: 40, sealed: false, title: Some("More.".into()), reason: "New.".into() };
    record(&mut review, day(0), opened);
    assert_eq!(may_be_published(&review).len(), 1, "the strand is open, and nobody is criticised");
    let bad = part(Owner::Person, Tenor::Critical, "P-7", "P-7 did nothing.");
    let of = record(&mut review, day(1), finding(&[40], vec![bad]));
    withhold_all(&mut review, day(1), of);
    let sentences = may_be_published(&review);
    for path in ["name", "agency", "rank", "scale", "rank_on"] {
        let words = format!(
            "The field {path} of {who} says who P-7 is, whom the finding of {of} criticises and who was not heard"
        );
        assert!(sentences.iter().any(|sentence| sentence.starts_with(&words)), "{path}: {sentences:#?}");
    }
    let mut closed = review.clone();
    for path in ["name", "agency", "rank", "scale", "rank_on"] {
        record(&mut closed, day(1), withholding(who, path));
    }
    assert_eq!(may_be_published(&closed), [] as [String; 0]);
    // Once P-7 was heard, who they are may be read.
    let sent = record(&mut review, day(1), notice(of, 1, "P-7"));
    let shown = extract(&review, sent, day(15));
    record(&mut review, day(1), shown);
    record(&mut review, day(16), Expiry { of: sent });
    assert_eq!(may_be_published(&review), [] as [String; 0]);
}

#[test]
fn in_a_learning_review_nothing_is_said_beside_a_field_that_names_an_officer() {
    let review = quiet(Mode::Learning);
    let acts = |words: &str| {
        [
            (question("P-1", words), "text", "to"),
            (request("P-1", words), "what", "to"),
            (assistance("P-1", words), "what", "by"),
            (event("P-1", "Meeting of 3 May 2002.", words), "reason", "by"),
        ]
    };
    for words in ["Why did he do nothing?", "What did you do with the file?", "She burnt it."] {
        for (act, text, name) in acts(words) {
            let mut review = review.clone();
            let of = record(&mut review, day(1), act);
            let sentence =
                format!("the field {text} of {of} stands beside the field {name} of {of}, which names P-1");
            refused(&review, day(1), publication(&review), Rule::OfficerLevel, &sentence);
            // "He" is one officer with or without the code.
            let mut nameless = review.clone();
            record(&mut nameless, day(1), withholding(of, name));
            refused(
                &nameless,
                day(1),
                publication(&nameless),
                Rule::OfficerLevel,
                "speaks of the person who is meant",
            );
            record(&mut review, day(1), withholding(of, text));
            assert_eq!(may_be_published(&review), [] as [String; 0]);
        }
    }
    for (act, text, name) in acts("Burnt the file and lied.") {
        let mut review = review.clone();
        let of = record(&mut review, day(1), act);
        assert_eq!(may_be_published(&review).len(), 1, "{text}");
        record(&mut review, day(1), withholding(of, name));
        assert_eq!(
            may_be_published(&review),
            [] as [String; 0],
            "of nobody it is said that a file was burnt"
        );
    }
    let mut plain = review.clone();
    record(&mut plain, day(1), assistance("P-2", "How visits were written down, 2001 to 2005."));
    record(&mut plain, day(1), question("ORG-1", "What did the team do with the file?"));
    assert_eq!(may_be_published(&plain), [] as [String; 0]);
}

#[test]
fn ordinary_words_of_each_kind_of_entry_are_published_beside_the_person() {
    let review = quiet(Mode::Inquiry);
    let with = |acts: &[Act]| {
        let mut review = review.clone();
        acts.iter().for_each(|act| {
            record(&mut review, day(1), act.clone());
        });
        may_be_published(&review)
    };
    let row = |file: &str| match event("P-1", "Meeting of 3 May 2002.", "The body named another day.") {
        Act::EventDecision(event) => {
            Act::EventDecision(EventDecision { file: Some(file.into()), row: Some(3), ..event })
        }
        other => other,
    };
    for act in [request("P-1", "Any papers you still hold."), row("a.csv")] {
        assert_eq!(with(&[act]), [] as [String; 0]);
    }
    for act in [request("P-1", "The bribes you still hold."), row("bribes.csv")] {
        assert_eq!(with(&[act]).len(), 1);
    }
    // What came of a critical finding: how the letter went, and what followed from the reply.
    let after = |how: &str, reason: &str| {
        let mut review = review.clone();
        let of = accused(&mut review);
        let sent = record(&mut review, day(1), Notice { how: how.into(), ..notice(of, 1, "P-1") });
        let shown = extract(&review, sent, day(15));
        record(&mut review, day(1), shown);
        let came =
            record(&mut review, day(2), Reply { of: sent, by: code("P-1"), text: "It is not so.".into() });
        record(&mut review, day(3), Change { reason: reason.into(), ..change(came, Effect::Nothing, None) });
        may_be_published(&review).len()
    };
    assert_eq!(after("Letter by recorded delivery to the home address.", "The reply changes nothing."), 0);
    assert_eq!(after("Recorded delivery.", "The log contradicts the reply. The finding stands."), 0);
    assert_eq!(after("Letter to the liar.", "The denial is a lie."), 2);
}

#[test]
fn a_sentence_without_a_subject_beside_a_person_is_said_of_that_person() {
    let mut review = quiet(Mode::Inquiry);
    let came = record(&mut review, day(1), assistance("P-1", "How the log was kept."));
    let opened =
        StrandOpened { number: 40, sealed: false, title: Some("More.".into()), reason: "New.".into() };
    record(&mut review, day(1), opened);
    let found = |text: &str| {
        let mut act =
            finding(&[40], vec![part(Owner::Organisation, Tenor::Positive, "ORG-2", "Kept with care.")]);
        act.evidence_for.0[0].text = text.into();
        act.evidence_for.0[0].entry = Some(came);
        let mut review = review.clone();
        record(&mut review, day(1), act);
        may_be_published(&review).len()
    };
    assert_eq!(found("Burned the log and took bribes, and admitted it."), 1);
    assert_eq!(found("The log stood in the office."), 0);
    assert_eq!(found("Recorded in the log."), 0);
    // An answer to advice that rests on a criticism of P-1.
    let mut review = quiet(Mode::Inquiry);
    let of = accused(&mut review);
    let sent = record(&mut review, day(1), notice(of, 1, "P-1"));
    let shown = extract(&review, sent, day(15));
    record(&mut review, day(1), shown);
    record(&mut review, day(16), Expiry { of: sent });
    let advice = Recommendation {
        number: 1,
        findings: vec![of],
        clock: register::clocks::Clock::NoTimeSet,
        due: None,
        to: code("ORG-1"),
        text: "Keep a second log in every station.".into(),
        due_reason: None,
    };
    let advice = record(&mut review, day(16), advice);
    let answered = |text: &str| {
        let mut review = review.clone();
        record(&mut review, day(17), Response { of: advice, how: ResponseWord::Accepted, text: text.into() });
        may_be_published(&review).len()
    };
    assert_eq!(answered("Sacked for bribes last year."), 1);
    assert_eq!(answered("Accepted. Started in every station."), 0);
}
