//! No criticism of a person stands beside the finding that was put to them: each field in which one could, and what gets it published.

mod common;

use common::*;
use model::Day;
use register::acts::*;
use register::gates::{Rule, admit};
use register::review::{Review, Stream};
use register::words::*;

/// A review whose strands are closed, with P-1 under a name of their own and P-2 under another.
fn begun_with_names() -> Review {
    let mut review = Review::new(Stream::Open);
    record(&mut review, day(0), terms(Mode::Inquiry));
    let named = |c: &str, name: &str| Party { name: name.into(), ..party(c, PartySort::Person) };
    record(&mut review, day(0), named("P-1", "Orlando Quillfeather (invented)"));
    record(&mut review, day(0), named("P-2", "Bea Marrowby"));
    for number in 1..=3 {
        record(&mut review, day(0), closed(number));
    }
    // What is tested is not the names themselves.
    for of in [1, 2] {
        let reason = ReasonCode::NameNotNeeded;
        record(&mut review, day(0), Withholding { reason, ..withholding(Seq(of), "name") });
    }
    review
}

fn request(what: &str) -> Request {
    Request { to: code("ORG-1"), what: what.into(), due: None }
}

/// A finding with a part about P-1, put to the end; the extract holds some more words.
fn heard(review: &mut Review, on: i32, more: &str) -> Seq {
    record(
        review,
        day(on),
        StrandOpened { number: 40, sealed: false, title: Some("More.".into()), reason: "New.".into() },
    );
    let bad = part(Owner::Person, Tenor::Critical, "P-1", "P-1 did nothing.");
    let of = record(review, day(on), finding(&[40], vec![bad]));
    let sent = record(review, day(on), notice(of, 1, "P-1"));
    let Extract { text, .. } = extract(review, sent, day(on + 14));
    let text = Text::Is(format!("{} {more}", text.as_str()));
    record(review, day(on), Extract { of: sent, reply_by: day(on + 14), text });
    record(review, day(on + 15), Expiry { of: sent });
    of
}

/// Checks that an act may be recorded and not be published, and that withholding what the sentence names mends it.
#[track_caller]
fn not_published(review: &Review, act: impl Into<Act>, at: &str) {
    let mut review = review.clone();
    let on = review.history().last().map_or(day(0), |last| last.on);
    let of = record(&mut review, on, act);
    refused(
        &review,
        on,
        publication(&review),
        Rule::CriticismNotPut,
        &format!("The field {at} of entry {}", of.0),
    );
    record(&mut review, on, withholding(of, at));
    let act = publication(&review);
    assert_eq!(admit(&review, on, &act.into()), [], "{at}");
}

#[test]
fn a_person_is_not_named_in_any_field_that_nobody_showed_them() {
    let review = begun_with_names();
    for words in [
        "Why P-1 did nothing.",
        "Why p-1 did nothing.",
        "Why P-l did nothing.",
        "Why P1 did nothing.",
        "Why P 1, of all people, did nothing.",
        "Why P-01 did nothing.",
        "Why Orlando Quillfeather did nothing.",
        "Why Quillfeather did nothing.",
        "Why QUILLFEATHER, O. did nothing.",
        "Why O. Quillfeather did nothing.",
        "Why Quillfeather's diary is empty.",
        "Why DS Vole did nothing.",
        "Why Mr Vole did nothing.",
        "Why PC 1234 did nothing.",
    ] {
        not_published(&review, request(words), "what");
        not_published(
            &review,
            Question { to: code("ORG-1"), text: words.into(), outcome: None, due: None },
            "text",
        );
        let opened = StrandOpened { number: 9, sealed: true, title: None, reason: words.into() };
        let sealed = {
            let mut review = review.clone();
            record(&mut review, day(0), opened);
            review
        };
        let refusals = admit(&sealed, day(0), &publication(&sealed).into());
        assert!(
            refusals
                .iter()
                .any(|r| r.rule == Rule::CriticismNotPut && r.sentence.contains("The field reason")),
            "{words}"
        );
        let event = EventDecision {
            decision: EventDecisionWord::Disputed,
            by: None,
            event: words.into(),
            file: None,
            sheet: None,
            row: None,
            reason: "So it is.".into(),
        };
        not_published(&review, event, "event");
        not_published(
            &review,
            Assistance { by: code("P-2"), sort: AssistanceSort::Statement, what: words.into() },
            "what",
        );
    }
    // Nobody is named here, and a body's name is nobody's.
    for words in [
        "Why the constabulary did nothing.",
        "The diary of Example Constabulary.",
        "A quillfeather is a feather.",
    ] {
        let mut review = review.clone();
        record(&mut review, day(0), request(words));
        let act = publication(&review);
        assert_eq!(admit(&review, day(0), &act.into()), [], "{words}");
    }
}

/// Puts words into one field of a finding.
type Put<'a> = &'a dyn Fn(&mut Finding);

#[test]
fn no_text_of_a_finding_names_somebody_of_whom_it_has_no_part() {
    let review = begun(Mode::Inquiry);
    for words in [
        "P-1 hid the log.",
        "P-7 and P\u{2013}1 hid it.",
        "Ada Instance hid the log.",
        "DS Vole hid the log.",
        "Mr Vole hid it.",
    ] {
        let put: [(&str, Put<'_>); 7] = [
            ("claim", &|f| f.claim = words.into()),
            ("duty", &|f| f.duty = words.into()),
            ("looked_for_against", &|f| f.looked_for_against = Some(words.into())),
            ("evidence_for/1/text", &|f| f.evidence_for.0[0].text = words.into()),
            ("evidence_for/1/source", &|f| f.evidence_for.0[0].source = words.into()),
            ("evidence_against/1/text", &|f| f.evidence_against = Groups(vec![evidence(words)])),
            ("parts/1/claim", &|f| f.parts.0[0].claim = words.into()),
        ];
        for (path, change) in put {
            let mut act = praise(&[1]);
            change(&mut act);
            refused(&review, day(1), act, Rule::Parts, &format!("The words of `{path}` name "));
        }
    }
    // With a part about them it is said openly which way it goes.
    let mut act = finding(
        &[1],
        vec![critical("Did nothing."), part(Owner::Person, Tenor::Factual, "P-1", "Was there.")],
    );
    act.duty = "As P-1 was told.".into();
    assert_eq!(admit(&review, day(1), &act.into()), []);
}

#[test]
fn whoever_is_criticised_is_shown_every_sentence_of_the_finding_that_names_them() {
    let mut review = begun_with_names();
    record(
        &mut review,
        day(0),
        StrandOpened { number: 4, sealed: false, title: Some("More.".into()), reason: "New.".into() },
    );
    let mut act = finding(&[4], vec![part(Owner::Person, Tenor::Critical, "P-1", "Did nothing.")]);
    act.evidence_for.0[0].text = "The log records it. P-1 struck it out.".into();
    let of = record(&mut review, day(1), act);
    let sent = record(&mut review, day(1), notice(of, 1, "P-1"));
    let whole = extract(&review, sent, day(20));
    let short = Text::Is(whole.text.as_str().replace("P-1 struck it out.", ""));
    refused(
        &review,
        day(1),
        Extract { text: short, ..whole.clone() },
        Rule::Representation,
        "the words of `evidence_for/1/text` of entry 9 that name P-1",
    );
    record(&mut review, day(1), whole);
    refused(
        &review,
        day(2),
        publication(&review),
        Rule::CriticismNotPut,
        "was not shown these words to the end",
    );
    record(&mut review, day(21), Expiry { of: sent });
    let act = publication(&review);
    record(&mut review, day(21), act);
}

#[test]
fn a_person_who_was_heard_is_named_in_the_words_they_were_shown_and_in_no_others() {
    let mut review = begun_with_names();
    heard(&mut review, 1, "P-1 wrote on 3 May that nothing was wrong.");
    let shown = "The council says: nothing. P-1 wrote on 3 May that nothing was wrong!";
    let asked = record(&mut review, day(16), request(shown));
    let act = publication(&review);
    assert_eq!(admit(&review, day(16), &act.into()), [], "{asked}");
    not_published(&review, request("P-1 stole it."), "what");
    not_published(&review, request("Orlando Quillfeather wrote on 3 May that nothing was wrong."), "what");
    // Their own reply is theirs; what somebody else replies of them is not.
    let mut replied = review.clone();
    record(
        &mut replied,
        day(16),
        StrandOpened { number: 41, sealed: false, title: Some("More.".into()), reason: "New.".into() },
    );
    let of = record(&mut replied, day(16), finding(&[41], vec![critical("Did nothing.")]));
    let sent = record(&mut replied, day(16), notice(of, 1, "ORG-1"));
    let shown = extract(&replied, sent, day(40));
    record(&mut replied, day(16), shown);
    let came = record(
        &mut replied,
        day(17),
        Reply { of: sent, by: code("ORG-1"), text: "It was for P-1 to act.".into() },
    );
    record(&mut replied, day(18), change(came, Effect::Nothing, None));
    let words = format!("The field text of {came} names P-1");
    refused(&replied, day(18), publication(&replied), Rule::CriticismNotPut, &words);
}

#[test]
fn a_person_of_whom_the_review_says_openly_that_nothing_is_criticised_may_be_named() {
    let mut review = begun_with_names();
    record(
        &mut review,
        day(0),
        StrandOpened { number: 4, sealed: false, title: Some("More.".into()), reason: "New.".into() },
    );
    let fact = part(Owner::Person, Tenor::Factual, "P-2", "P-2 wrote every visit down.");
    record(&mut review, day(1), finding(&[4], vec![fact]));
    record(&mut review, day(1), request("Asked about one sentence. P-2 wrote every visit down."));
    let act = publication(&review);
    assert_eq!(admit(&review, day(1), &act.into()), [], "the finding says so of P-2, and may be quoted");
    // One harmless part is no leave to say anything else of P-2 in any other place.
    for words in [
        "P-2 stole the visit sheets.",
        "The statement of Bea Marrowby, P-2.",
        "P-2 wrote every visit down. He took money for it.",
    ] {
        not_published(&review, request(words), "what");
        let question = Question { to: code("ORG-1"), text: words.into(), outcome: None, due: None };
        not_published(&review, question, "text");
    }
    not_published(&review, request("P-1 and P-2 were there."), "what");
}

#[test]
fn what_is_alleged_of_a_person_waits_for_its_outcome() {
    let mut review = begun_with_names();
    let mut act = complaint(1, "2017-03-06", 'S');
    act.allegations.0[0].about = Some(code("P-1"));
    not_published(&review, act.clone(), "allegations/1/about");
    act.allegations.0[0].text = "Quillfeather did not follow it up.".into();
    let of = record(&mut review, day(0), act);
    refused(
        &review,
        day(0),
        publication(&review),
        Rule::CriticismNotPut,
        "The field allegations/1/about of entry 8",
    );
    refused(
        &review,
        day(0),
        publication(&review),
        Rule::CriticismNotPut,
        "The field allegations/1/text of entry 8",
    );
    record(&mut review, day(0), withholding(of, "allegations/1/text"));
    let outcome = ComplaintOutcome {
        of,
        allegation: 1,
        finding: None,
        outcome: OutcomeWord::NotUpheld,
        reason: "Nothing was found.".into(),
        told_on: None,
    };
    let outcome = record(&mut review, day(1), outcome);
    let act = publication(&review);
    assert_eq!(admit(&review, day(1), &act.into()), [], "it is said beside it that it was not upheld");
    record(&mut review, day(1), withholding(outcome, "outcome"));
    refused(
        &review,
        day(1),
        publication(&review),
        Rule::CriticismNotPut,
        "The field allegations/1/about of entry 8",
    );
}

#[test]
fn a_title_names_nobody() {
    let review = begun_with_names();
    for title in
        ["What P-1 did", "What Orlando Quillfeather did", "What DS Vole did", "The Quillfeather report"]
    {
        let act = Publication { title: title.into(), ..publication(&review) };
        refused(&review, day(1), act, Rule::CriticismNotPut, "a title can never be withheld");
    }
}

#[test]
fn a_name_that_is_recorded_after_the_finding_counts_all_the_same() {
    let mut review = begun(Mode::Inquiry);
    for number in 1..=3 {
        record(&mut review, day(0), closed(number));
    }
    record(&mut review, day(1), request("Why Orlando Quillfeather did nothing."));
    let act = publication(&review);
    assert_eq!(admit(&review, day(1), &act.into()), [], "nobody of that name is known");
    record(
        &mut review,
        day(2),
        Party { name: "Orlando Quillfeather".into(), ..party("P-9", PartySort::Person) },
    );
    refused(
        &review,
        day(2),
        publication(&review),
        Rule::CriticismNotPut,
        "The field what of entry 6 names P-9",
    );
}

#[test]
fn what_was_recorded_and_published_before_these_rules_folds_as_it_was() {
    let mut review = begun_with_names();
    record(&mut review, day(0), request("Why DS Vole and P-1 did nothing."));
    let published = publication(&review);
    let mut history = review.history().to_vec();
    history.push(register::review::Recorded { on: day(1), act: published.into() });
    // So do terms that gave a day for a reply, and a split without titles.
    let mut short = terms(Mode::Inquiry);
    (short.version, short.reply_days, short.changed) = (2, Some(1), Some("Shorter.".into()));
    (short.strands, short.strand) =
        (vec![50], Groups(vec![StrandTitle { number: 50, sealed: false, title: Some("New.".into()) }]));
    let split =
        StrandSplit { number: 50, into: vec![51, 52], reason: "Two.".into(), strand: Groups(Vec::new()) };
    for act in [Act::from(short.clone()), Act::from(split.clone())] {
        history.push(register::review::Recorded { on: day(2), act });
    }
    let again = Review::fold(Stream::Open, history, &std::collections::BTreeMap::new());
    assert_eq!(
        again.map(|review| review.next_seq().0).map_err(|e| e.to_string()),
        Ok(review.next_seq().0 + 3)
    );
    refused(
        &review,
        day(2),
        short.clone(),
        Rule::Missing,
        "A time of 1 day for a reply is no reasonable opportunity",
    );
    short.reply_days = Some(7);
    record(&mut review, day(2), short);
    refused(&review, day(2), split, Rule::Missing, "Say in a row `strand` what strand 51 is about");
    assert!(review.day_of(Seq(0)) < Some(Day::LAST));
}

#[test]
fn a_name_field_is_no_place_to_say_something_of_somebody_else() {
    let review = begun_with_names();
    let body = |name: &str| Party { name: name.into(), ..party("ORG-9", PartySort::Organisation) };
    for name in ["Quillfeather hid the log Ltd", "Where P-1 hid the log", "Orlando Quillfeather"] {
        not_published(&review, body(name), "name");
    }
    let open = Complaint {
        sealed: false,
        complainant: Some("Somebody whom P-1 sent away".into()),
        ..complaint(1, "2017-03-06", 'S')
    };
    not_published(&review, open, "complainant");
    // A body that is called like a person does not hide the person in other texts; one that has a last name in its name does.
    let mut review = review.clone();
    let of = record(&mut review, day(0), body("Orlando Quillfeather"));
    record(&mut review, day(0), withholding(of, "name"));
    not_published(&review, request("What Orlando Quillfeather hid."), "what");
    let mut review = begun_with_names();
    record(&mut review, day(0), body("Quillfeather Lane School"));
    record(&mut review, day(0), request("The register of Quillfeather Lane School."));
    let act = publication(&review);
    assert_eq!(admit(&review, day(0), &act.into()), []);
}

#[test]
fn whoever_was_heard_on_one_point_is_not_accused_of_another_behind_their_name() {
    let mut review = begun_with_names();
    heard(&mut review, 1, "P-1. Nobody says that P-1 stole the money. Part 2: P-1 kept\nthe diary.");
    for words in [
        "P-1! He took bribes for ten years.",
        "P-1; he took bribes for ten years.",
        "P-1\nHe took bribes for ten years.",
        "P-1 kept the diary. He took bribes for ten years.",
    ] {
        not_published(&review, request(words), "what");
    }
    // Half of a sentence is not the sentence.
    not_published(&review, request("P-1 stole the money."), "what");
    not_published(&review, request("Nobody says that P-1."), "what");
    for words in [
        "P-1.",
        "Nobody says that P-1\nstole  the money.",
        "P-1 kept the diary. Nobody says that P-1 stole the money!",
        "Of the diary: it is kept. P-1 kept the diary.",
    ] {
        let mut review = review.clone();
        record(&mut review, day(16), request(words));
        let act = publication(&review);
        assert_eq!(admit(&review, day(16), &act.into()), [], "{words}");
    }
}

#[test]
fn what_the_entry_of_a_letter_says_beside_the_letter_was_shown_to_nobody() {
    let mut review = begun_with_names();
    let opened =
        StrandOpened { number: 40, sealed: false, title: Some("More.".into()), reason: "New.".into() };
    record(&mut review, day(1), opened);
    let bad = part(Owner::Person, Tenor::Critical, "P-1", "P-1 did nothing.");
    let of = record(&mut review, day(1), finding(&[40], vec![bad]));
    let how = "By hand, because P-1 burns letters.";
    let sent = record(&mut review, day(1), Notice { how: how.into(), ..notice(of, 1, "P-1") });
    let shown = extract(&review, sent, day(15));
    record(&mut review, day(1), shown);
    let came = record(
        &mut review,
        day(2),
        Reply { of: sent, by: code("P-1"), text: "P-1 says that it is not so.".into() },
    );
    let reason = "P-1 lied in the reply.".into();
    let considered = record(&mut review, day(3), Change { reason, ..change(came, Effect::Nothing, None) });
    for (of, path) in [(sent, "how"), (considered, "reason")] {
        let words = format!("The field {path} of {of} names P-1");
        refused(&review, day(3), publication(&review), Rule::CriticismNotPut, &words);
    }
    record(&mut review, day(3), withholding(sent, "how"));
    record(&mut review, day(3), withholding(considered, "reason"));
    let act = publication(&review);
    assert_eq!(admit(&review, day(3), &act.into()), [], "the extract and the reply are theirs");
}

#[test]
fn a_body_that_is_called_like_an_officer_hides_nobody() {
    let body = |name: &str| Party { name: name.into(), ..party("ORG-9", PartySort::Organisation) };
    for (name, words) in [
        ("DS Vole", "What DS Vole did."),
        ("Sergeant Vole", "What Sergeant Vole did."),
        ("Quillfeather Hid The Log", "Why Quillfeather Hid The Log."),
    ] {
        let mut review = begun_with_names();
        let of = record(&mut review, day(0), body(name));
        record(&mut review, day(0), withholding(of, "name"));
        not_published(&review, request(words), "what");
    }
    let mut review = begun(Mode::Learning);
    for number in 1..=3 {
        record(&mut review, day(0), closed(number));
    }
    for seq in 1..review.next_seq().0 {
        if let Some(Act::Party(party)) = review.act(Seq(seq)).cloned()
            && party.sort != PartySort::Organisation
        {
            record(&mut review, day(0), withholding(Seq(seq), "name"));
        }
    }
    let before = publication(&review);
    assert_eq!(admit(&review, day(0), &before.into()), [], "the names of bodies are published");
    let of = record(&mut review, day(0), body("Sergeant Vole, who lied to the child"));
    let words = format!("in the field name of {of} the words \"Sergeant Vole\" name an officer by rank");
    refused(&review, day(0), publication(&review), Rule::OfficerLevel, &words);
}

#[test]
fn a_name_field_holds_a_name_and_no_sentence() {
    let review = begun_with_names();
    let somebody = |name: &str| Party { name: name.into(), ..party("P-9", PartySort::Person) };
    for name in [
        "Bea Sample (she saw Sergeant Vole take bribes)",
        "Bea Sample, who knows that Ada Instance lied",
        "Bea Sample (the one of us all who was there that night)",
    ] {
        not_published(&review, somebody(name), "name");
    }
    let open = |name: &str| Complaint {
        sealed: false,
        complainant: Some(name.into()),
        ..complaint(1, "2017-03-06", 'S')
    };
    let name = "Bea Sample, whom Ada Instance and Sergeant Vole beat";
    let mut complained = review.clone();
    let of = record(&mut complained, day(0), open(name));
    let words = format!("The field complainant of entry {} says more than a name", of.0);
    refused(&complained, day(0), publication(&complained), Rule::CriticismNotPut, &words);
    for name in
        ["Bea Sample (invented)", "Ned Held (a retired teacher)", "Dr Ann-Marie de Sample, the younger"]
    {
        let mut review = review.clone();
        record(&mut review, day(0), somebody(name));
        let act = publication(&review);
        assert_eq!(admit(&review, day(0), &act.into()), [], "{name}");
    }
}

#[test]
fn whoever_complained_or_asked_for_access_is_named_in_no_other_text() {
    let complained = Complaint {
        sealed: false,
        complainant: Some("Cy Specimen-Marsh (invented)".into()),
        ..complaint(1, "2017-03-06", 'S')
    };
    let asked = |who: &str| AccessRequest {
        who: who.into(),
        authority: Authority::PressOrResearch,
        entries: Vec::new(),
        what: "The finding that is withheld.".into(),
    };
    let mut review = begun_with_names();
    let of = record(&mut review, day(0), complained.clone());
    record(&mut review, day(0), asked("Ms Dora Wrenfield"));
    for words in [
        "Why Cy Specimen-Marsh did nothing.",
        "Why Specimen-Marsh, C. did nothing.",
        "Why Marsh did nothing.",
        "What Ms Wrenfield took.",
        "What Dora Wrenfie1d took.",
    ] {
        not_published(&review, request(words), "what");
    }
    let mut act = praise(&[1]);
    act.claim = "Cy Specimen-Marsh hid the log.".into();
    let mut open = begun(Mode::Conduct);
    let there = record(&mut open, day(0), complained);
    let words = format!("The words of `claim` name somebody who complained in entry {}", there.0);
    refused(&open, day(1), act, Rule::Parts, &words);
    // A body that is called like them hides nobody.
    let body = Party { name: "Cy Specimen-Marsh".into(), ..party("ORG-9", PartySort::Organisation) };
    let mut masked = review.clone();
    let mask = record(&mut masked, day(0), body);
    record(&mut masked, day(0), withholding(mask, "name"));
    not_published(&masked, request("What Cy Specimen-Marsh hid."), "what");
    // Their own entry may say who they are, and the words for a role name nobody.
    let mut role = begun_with_names();
    record(&mut role, day(0), asked("The mayor of Example Vale (invented office)"));
    for words in
        ["What the mayor of Example Vale was told.", "The streets of Example Vale.", "A marsh at the Vale."]
    {
        let mut review = role.clone();
        record(&mut review, day(0), request(words));
        let act = publication(&review);
        assert_eq!(admit(&review, day(0), &act.into()), [], "{words}");
    }
    // What they wrote themselves names them by right; what others wrote of the complaint does not.
    let words = publication(&review);
    assert_eq!(admit(&review, day(0), &words.into()), []);
    let outcome = ComplaintOutcome {
        of,
        allegation: 1,
        finding: None,
        outcome: OutcomeWord::NotUpheld,
        reason: "Mr Specimen-Marsh made it up.".into(),
        told_on: None,
    };
    not_published(&review, outcome, "reason");
    record(&mut review, day(0), withholding(of, "complainant"));
    not_published(&review, request("What Mr Marsh wanted."), "what");
    // The title names nobody either.
    let titled = Publication { title: "The complaint of Cy Specimen-Marsh".into(), ..publication(&review) };
    refused(
        &review,
        day(0),
        titled,
        Rule::CriticismNotPut,
        "The title names somebody who complained in entry",
    );
}

#[test]
fn a_complainant_s_name_is_no_mask_for_whom_a_finding_criticises() {
    let mut review = begun_with_names();
    heard(&mut review, 1, "P-1 kept the diary.");
    let open = Complaint {
        sealed: false,
        complainant: Some("Orlando Quillfeather".into()),
        ..complaint(1, "2017-03-06", 'S')
    };
    not_published(&review, open, "complainant");
    // Of somebody whom nothing criticises it may be said that they complained.
    let open = Complaint {
        sealed: false,
        complainant: Some("Bea Marrowby".into()),
        ..complaint(1, "2017-03-06", 'S')
    };
    record(&mut review, day(16), open);
    let act = publication(&review);
    assert_eq!(admit(&review, day(16), &act.into()), []);
}

#[test]
fn in_a_learning_review_a_body_called_like_a_complainant_masks_nobody() {
    let mut review = begun(Mode::Learning);
    for number in 1..=3 {
        record(&mut review, day(0), closed(number));
    }
    for of in [1, 2] {
        record(&mut review, day(0), withholding(Seq(of), "name"));
    }
    let open = Complaint {
        sealed: false,
        complainant: Some("Cy Specimen".into()),
        ..complaint(1, "2017-03-06", 'S')
    };
    record(&mut review, day(0), open);
    let act = publication(&review);
    assert_eq!(admit(&review, day(0), &act.into()), [], "who complained is said by right");
    let body = Party { name: "Cy Specimen".into(), ..party("ORG-9", PartySort::Organisation) };
    record(&mut review, day(0), body);
    let words = "a word is the name of somebody who complained in entry";
    let mut said = review.clone();
    record(&mut said, day(0), request("What Cy Specimen did that night."));
    refused(&said, day(0), publication(&said), Rule::OfficerLevel, words);
    let mut act = praise(&[1]);
    act.claim = "Cy Specimen did nothing.".into();
    let mut open = begun(Mode::Learning);
    let complained = Complaint {
        sealed: false,
        complainant: Some("Cy Specimen".into()),
        ..complaint(1, "2017-03-06", 'S')
    };
    record(&mut open, day(0), complained);
    refused(&open, day(0), act, Rule::OfficerLevel, words);
}

#[test]
fn half_of_a_double_last_name_names_a_person_and_so_does_one_in_other_letters() {
    let mut review = begun_with_names();
    let named = |c: &str, name: &str| Party { name: name.into(), ..party(c, PartySort::Person) };
    let of = record(&mut review, day(0), named("P-3", "Ada Bramble-Quince"));
    record(&mut review, day(0), withholding(of, "name"));
    let of = record(&mut review, day(0), named("P-4", "Bo McDonald"));
    record(&mut review, day(0), withholding(of, "name"));
    for words in [
        "What Bramble did.",
        "What Quince did.",
        "What Mcdonald did.",
        "What the McDonalds did.",
        "What Qu1llfeather did.",
        "What QuillFeather did.",
        "What Quill-feather\u{2019}s diary says.",
    ] {
        not_published(&review, request(words), "what");
    }
}

#[test]
fn a_name_is_seen_through_how_it_is_spelt_and_in_how_people_speak_of_a_family() {
    let mut review = begun_with_names();
    let names = ["Zoe M\u{fc}ller", "Ada MacDonald", "Se\u{e1}n \u{d3} Briain", "Amir Khan"];
    for (i, name) in names.into_iter().enumerate() {
        let act = Party { name: name.into(), ..party(&format!("P-{}", i + 3), PartySort::Person) };
        let of = record(&mut review, day(0), act);
        record(&mut review, day(0), withholding(of, "name"));
    }
    for words in [
        "What Mueller took.",
        "What Muller took.",
        "What M\u{fc}ller took.",
        "What McDonald took.",
        "What M\u{2019}Donald took.",
        "What O\u{2019}Briain took.",
        "What O Briain took.",
        "What \u{d3} Briain took.",
        "What the Khans took.",
        "Why khan lied.",
        "What quillfeather hid.",
        "Write to khan@example.org.",
        "Write to a.khan@example.org.",
        "Write to akhan@example.org.",
    ] {
        not_published(&review, request(words), "what");
    }
    for words in ["The khan of a story.", "A map of the khans.", "Write to office@example.org."] {
        let mut review = review.clone();
        record(&mut review, day(0), request(words));
        let act = publication(&review);
        assert_eq!(admit(&review, day(0), &act.into()), [], "{words}");
    }
}

#[test]
fn a_learning_review_names_nobody_who_is_recorded_nowhere() {
    let review = begun(Mode::Learning);
    for words in [
        "Marrow lied.",
        "It is known that Marrow closed the file.",
        "The file was burnt by Marrow.",
        "Marrow's failure cost a year.",
        "The desk officer lied.",
        "Officer A lied.",
        "CI Vole lied.",
        "Judge Vole lied.",
        "Mayor Vole lied.",
        "Ada Vole MP lied.",
    ] {
        let mut act = praise(&[1]);
        act.claim = words.into();
        refused(&review, day(1), act, Rule::OfficerLevel, "in `claim` the words");
    }
    for words in [
        "Example Constabulary kept no list.",
        "Officers knew of no list.",
        "The council in Example Vale was told on Monday.",
        "Sergeants were not told. Records were lost.",
    ] {
        let mut act = praise(&[1]);
        act.claim = words.into();
        assert_eq!(admit(&review, day(1), &act.into()), [], "{words}");
    }
}

#[test]
fn the_name_of_somebody_holds_no_other_person_s_code_or_name() {
    let review = begun_with_names();
    let body = |name: &str| Party { name: name.into(), ..party("ORG-9", PartySort::Organisation) };
    let person = |name: &str| Party { name: name.into(), ..party("P-9", PartySort::Person) };
    let role = |name: &str| Party { name: name.into(), ..party("R-9", PartySort::Role) };
    let complained = |name: &str| Complaint {
        sealed: false,
        complainant: Some(name.into()),
        ..complaint(1, "2017-03-06", 'S')
    };
    for name in [
        "A victim of the corrupt Quillfeather",
        "Victim of P-1",
        "Corrupt Quillfeather",
        "Mother of a victim of Quillfeather",
        "Somebody robbed by Quillfeather",
    ] {
        not_published(&review, person(name), "name");
        not_published(&review, role(name), "name");
        not_published(&review, body(name), "name");
        not_published(&review, complained(name), "complainant");
    }
    // A namesake is nobody else's secret, and a body may have a name in its own.
    let published = |act: Act| {
        let mut review = review.clone();
        record(&mut review, day(0), act);
        admit(&review, day(0), &publication(&review).into())
    };
    assert_eq!(published(person("Bea Quillfeather").into()), []);
    assert_eq!(published(complained("Mrs Bea Quillfeather of Example Vale").into()), []);
    assert_eq!(published(body("Quillfeather Lane School").into()), []);
    // The same of the bodies of a learning review.
    let mut review = begun(Mode::Learning);
    for number in 1..=3 {
        record(&mut review, day(0), closed(number));
    }
    for seq in [1, 2] {
        record(&mut review, day(0), withholding(Seq(seq), "name"));
    }
    for name in [
        "Instance burned the log and took bribes.",
        "Victim of P-1",
        "The Instance bribery ring",
        "Old Instance",
    ] {
        let mut review = review.clone();
        let of = record(&mut review, day(0), body(name));
        let words = format!("The field name of {of} ");
        refused(&review, day(0), publication(&review), Rule::OfficerLevel, &words);
    }
    record(&mut review, day(0), body("Instance Lane School"));
    assert_eq!(admit(&review, day(0), &publication(&review).into()), []);
}
