//! What is fair to whoever is criticised and true to whoever reads: nothing is published that was not shown, no criticism stands
//! without the reply to it, no reason is given that the review itself refutes, and no text says nothing.

mod common;

use common::*;
use register::acts::*;
use register::gates::{Rule, admit};
use register::review::{Review, Stream};
use register::words::*;

/// A finding on strand 1 that criticises ORG-1, with evidence for and against, and the notice of it.
fn noticed() -> (Review, Seq, Seq) {
    let mut review = begun(Mode::Inquiry);
    record(&mut review, day(1), closed(2));
    record(&mut review, day(1), closed(3));
    let mut act = finding(&[1], vec![critical("Did nothing.")]);
    act.evidence_against = Groups(vec![evidence("The diary has a gap that week.")]);
    let of = record(&mut review, day(2), act);
    let sent = record(&mut review, day(2), notice(of, 1, "ORG-1"));
    (review, of, sent)
}

/// The same, shown whole and answered; nothing changed because of the reply.
fn answered() -> (Review, Seq, Seq) {
    let (mut review, of, sent) = noticed();
    let shown = extract(&review, sent, day(20));
    record(&mut review, day(2), shown);
    let came = record(&mut review, day(3), reply(sent, "ORG-1"));
    record(&mut review, day(4), change(came, Effect::Nothing, None));
    (review, of, came)
}

#[track_caller]
fn admitted(review: &Review, on: i32, act: impl Into<Act>) {
    assert_eq!(admit(review, day(on), &act.into()), []);
}

#[test]
fn whoever_is_criticised_is_shown_every_text_that_is_published_with_the_criticism() {
    let (review, of, sent) = noticed();
    let whole = extract(&review, sent, day(20));
    admitted(&review, 2, whole.clone());
    let fields = review.act(of).unwrap().to_fields();
    for path in [
        "claim",
        "duty",
        "looked_for_against",
        "evidence_for/1/text",
        "evidence_against/1/text",
        "parts/1/claim",
    ] {
        let (_, words) = fields.iter().find(|(at, _)| at == path).unwrap();
        let less = whole.text.as_str().replace(words.as_str().unwrap(), "[here something is left out]");
        let less = Extract { text: Text::Is(less), ..whole.clone() };
        refused(
            &review,
            day(2),
            less,
            Rule::Representation,
            &format!("does not hold the words of `{path}` of"),
        );
    }
    // The source of a piece of evidence is one of those texts; where it is withheld for good it need not be shown, and where it is
    // withheld until the reply has come it has to be, because then it is published.
    let source = "constabulary/log.csv, row 14";
    let less = Extract { text: Text::Is(whole.text.as_str().replace(source, "[withheld]")), ..whole.clone() };
    let words = "does not hold the words of `evidence_for/1/source`";
    refused(&review, day(2), less.clone(), Rule::Representation, words);
    for (reason, shown) in
        [(ReasonCode::IdentifiesASource, true), (ReasonCode::RepresentationsOutstanding, false)]
    {
        let mut review = review.clone();
        for at in ["evidence_for/1/source", "evidence_against/1/source"] {
            record(&mut review, day(2), Withholding { reason, ..withholding(of, at) });
        }
        match shown {
            true => admitted(&review, 2, less.clone()),
            false => refused(&review, day(2), less.clone(), Rule::Representation, words),
        }
    }
}

#[test]
fn what_a_later_version_says_beside_the_words_that_were_put_is_shown_too() {
    let (mut review, of, _) = answered();
    let act = publication(&review);
    admitted(&review, 5, act);
    let mut again = replacing(of, review.finding(of).unwrap().clone());
    again.changed = Some("The council lied to this review.".into());
    let newer = record(&mut review, day(5), again);
    assert!(review.parts_not_put(newer).is_empty(), "the words that were put are the same");
    let words = format!("The field changed of {newer} stands in no extract that went to ORG-1");
    refused(&review, day(5), publication(&review), Rule::Representation, &words);
    // Withheld for a reason that is true, or shown under a notice with time for a reply, it may be published.
    let mut kept = review.clone();
    record(
        &mut kept,
        day(5),
        Withholding { reason: ReasonCode::LegalPrivilege, ..withholding(newer, "changed") },
    );
    let act = publication(&kept);
    admitted(&kept, 5, act);
    let sent = record(&mut review, day(5), notice(newer, 1, "ORG-1"));
    let shown = extract(&review, sent, day(30));
    record(&mut review, day(5), shown);
    record(&mut review, day(31), Expiry { of: sent });
    let act = publication(&review);
    admitted(&review, 31, act);
}

#[test]
fn no_criticism_is_published_without_the_reply_to_it() {
    let (review, of, came) = answered();
    let act = publication(&review);
    admitted(&review, 5, act);
    for reason in [ReasonCode::ReportedApart, ReasonCode::NameNotNeeded] {
        let mut review = review.clone();
        let decision = record(&mut review, day(5), Withholding { reason, ..withholding(came, "text") });
        let words = format!(
            "The reply of {came} to part 1 of the finding of {of} is withheld by {decision} for \"{}\", and the criticism would be \
             published without it",
            reason.word()
        );
        refused(&review, day(5), publication(&review), Rule::Representation, &words);
        // Withheld together, nothing is said that nobody may answer.
        for seq in [of, Seq(came.0 - 2), Seq(came.0 - 1), Seq(came.0 + 1)] {
            withhold_all(&mut review, day(5), seq);
        }
        let act = publication(&review);
        admitted(&review, 5, act);
    }
    // That a reply names a child is a reason, and the publication says so.
    let mut review = review.clone();
    let reason = ReasonCode::IdentifiesAChild;
    record(&mut review, day(5), Withholding { reason, ..withholding(came, "text") });
    let act = publication(&review);
    admitted(&review, 5, act);
}

#[test]
fn a_reply_to_a_criticism_that_stands_is_not_erased_as_a_slip_of_the_pen() {
    let (review, of, came) = answered();
    let erase = |basis, decider| Disposal { of: came, paths: vec![path("text")], basis, decider };
    let slip = erase(DisposalBasis::RecordedInError, Decider::DataProtectionOfficer);
    refused(
        &review,
        day(5),
        slip.clone(),
        Rule::Withholding,
        "would leave the criticism and take the reply away",
    );
    // A new version with the same words is the same criticism.
    let mut again = review.clone();
    let version = replacing(of, review.finding(of).unwrap().clone());
    record(&mut again, day(5), version);
    refused(&again, day(5), slip.clone(), Rule::Withholding, "is the reply to a criticism that stands");
    let mut gone = review.clone();
    record(&mut gone, day(5), FindingWithdrawn { of, reason: "It was another file.".into() });
    admitted(&gone, 5, slip);
    // The law may require it all the same; then the publication says that a reply was made and erased.
    admitted(&review, 5, erase(DisposalBasis::RightToErasure, Decider::DataProtectionOfficer));
    let ordered = erase(DisposalBasis::CourtOrder, Decider::Reviewer);
    refused(&review, day(5), ordered, Rule::Withholding, "a court is not who decided");
    admitted(&review, 5, erase(DisposalBasis::CourtOrder, Decider::Court));
}

#[test]
fn a_dash_is_no_evidence_and_none_is_no_reply() {
    type Put = fn(&mut Finding, Text);
    let review = begun(Mode::Inquiry);
    let fields: [(&str, Put); 6] = [
        ("claim", |f, words| f.claim = words),
        ("duty", |f, words| f.duty = words),
        ("looked_for_against", |f, words| f.looked_for_against = Some(words)),
        ("evidence_for/1/text", |f, words| f.evidence_for.0[0].text = words),
        ("evidence_for/1/source", |f, words| f.evidence_for.0[0].source = words),
        ("parts/1/claim", |f, words| f.parts.0[0].claim = words),
    ];
    for words in [
        "-",
        ".",
        "?",
        "n/a",
        "N/A",
        "none",
        "None.",
        "nil",
        "tbc",
        "\u{2013}",
        "- -",
        "unknown",
        "see above",
    ] {
        for (path, put) in fields {
            let mut act = praise(&[1]);
            put(&mut act, words.into());
            refused(
                &review,
                day(1),
                act,
                Rule::Missing,
                &format!("What stands in `{path}` (\"{words}\") says nothing"),
            );
        }
    }
    let (review, _, came) = answered();
    let sent = Seq(came.0 - 2);
    let said = |text: &str| Reply { text: text.into(), ..reply(sent, "ORG-1") };
    refused(&review, day(5), said("n/a"), Rule::Missing, "What stands in `text` (\"n/a\") says nothing");
    admitted(&review, 5, said("No. It is not so."));
    let mut late = review.clone();
    let again = record(&mut late, day(5), said("No."));
    let why = |reason: &str| Change { reason: reason.into(), ..change(again, Effect::Nothing, None) };
    refused(&late, day(5), why("-"), Rule::Missing, "What stands in `reason` (\"-\") says nothing");
    admitted(&late, 5, why("It repeats the first reply."));
    // Where nothing came there may be nothing to say; and somebody may be called Na.
    let mut review = begun(Mode::Inquiry);
    let asked = Request { to: code("ORG-1"), what: "Minutes of 2002.".into(), due: None };
    let asked = record(&mut review, day(1), asked);
    let came = |how| Received { of: asked, how, what: "-".into(), ground: Some("Legal advice.".into()) };
    admitted(&review, 1, came(RequestAnswer::Refused));
    refused(&review, day(1), came(RequestAnswer::InFull), Rule::Missing, "says nothing");
    admitted(&review, 1, Party { name: "Na".into(), ..party("P-9", PartySort::Person) });
}

#[test]
fn a_reason_that_the_review_itself_refutes_is_refused() {
    let (review, of, _) = answered();
    let positive = |review: &mut Review| record(review, day(5), praise(&[1]));
    let with = |of, reason| Withholding { reason, ..withholding(of, "claim") };
    let mut praised = review.clone();
    let praise = positive(&mut praised);
    for (at, reason, rule, words) in [
        (
            praise,
            ReasonCode::RepresentationsOutstanding,
            Rule::Withholding,
            "none is to anything that the entry tells of",
        ),
        (
            of,
            ReasonCode::RepresentationsOutstanding,
            Rule::Withholding,
            "none is to anything that the entry tells of",
        ),
        (of, ReasonCode::SealedStrand, Rule::Sealed, "none that the entry is about is"),
        (of, ReasonCode::SealedAtRequest, Rule::Sealed, "no complaint is recorded that is sealed"),
        (of, ReasonCode::CourtOrder, Rule::Withholding, "a court is not who decided"),
    ] {
        refused(&praised, day(5), with(at, reason), rule, words);
    }
    admitted(&praised, 5, Withholding { decider: Decider::Court, ..with(of, ReasonCode::CourtOrder) });
    // Nothing is outstanding anywhere, so that not even the terms can wait for it.
    let title =
        Withholding { reason: ReasonCode::RepresentationsOutstanding, ..withholding(Seq(0), "title") };
    refused(&review, day(5), title, Rule::Withholding, "holds no criticism to which one is");
    // A strand reported apart is another strand.
    let mut alone = Review::new(Stream::Open);
    record(&mut alone, day(0), Terms { strands: vec![1], ..terms(Mode::Inquiry) });
    let apart = Withholding { reason: ReasonCode::ReportedApart, ..withholding(Seq(0), "title") };
    refused(&alone, day(1), apart, Rule::Withholding, "the review has no other strand");
    let apart = Withholding { reason: ReasonCode::ReportedApart, ..withholding(Seq(0), "title") };
    admitted(&review, 5, apart);
    // A reason that was true stops being so: the publication says which, and how to mend it.
    let (mut waiting, of, sent) = noticed();
    for at in forms::withholdable(&waiting, of) {
        let reason = ReasonCode::RepresentationsOutstanding;
        record(&mut waiting, day(2), Withholding { reason, ..withholding(of, at.as_str()) });
    }
    let shown = extract(&waiting, sent, day(20));
    record(&mut waiting, day(2), shown);
    record(&mut waiting, day(21), Expiry { of: sent });
    let words = format!("Something of {of}, a finding, is withheld for \"representations_outstanding\"");
    refused(&waiting, day(21), publication(&waiting), Rule::Withholding, &words);
    for of in waiting.withheld_of(of) {
        let (reason, decider) = (LiftReason::RepresentationsComplete, Decider::Chair);
        record(&mut waiting, day(21), WithholdingLifted { of, reason, decider });
    }
    let act = publication(&waiting);
    admitted(&waiting, 21, act);
}

#[test]
fn a_strand_is_closed_deferred_or_lifted_for_what_happened() {
    let review = begun(Mode::Inquiry);
    let withdrawn = |number| StrandClosed { reason: ClosingReason::Withdrawn, ..closed(number) };
    refused(&review, day(1), withdrawn(1), Rule::Reference, "no complaint on strand 1 is recorded");
    let mut complained = review.clone();
    record(&mut complained, day(1), complaint(1, "2017-03-06", 'S'));
    admitted(&complained, 1, withdrawn(1));
    refused(&complained, day(1), withdrawn(2), Rule::Reference, "no complaint on strand 2 is recorded");
    // A complaint goes with its strand into the parts of it.
    let into = vec![11, 12];
    let split = StrandSplit { number: 1, strand: titles(&into, false), into, reason: "Two matters.".into() };
    record(&mut complained, day(1), split);
    admitted(&complained, 1, withdrawn(12));
    let waits = |number| StrandDeferred {
        number,
        reason: DeferralReason::RepresentationsOutstanding,
        text: "A reply is awaited.".into(),
    };
    refused(&review, day(1), waits(1), Rule::Reference, "no notice of a finding on strand 1 is recorded");
    let (noticed, of, _) = noticed();
    admitted(&noticed, 2, waits(1));
    // What is disclosed after all is so for what happened.
    let mut kept = noticed.clone();
    let decision = record(&mut kept, day(2), withholding(of, "duty"));
    let lift = |reason| WithholdingLifted { of: decision, reason, decider: Decider::Chair };
    for (reason, words) in [
        (LiftReason::AccessGranted, "no decision grants any"),
        (LiftReason::AppealUpheld, "no decision upholds one"),
        (LiftReason::RepresentationsComplete, "it is not so"),
    ] {
        refused(&kept, day(2), lift(reason), Rule::Withholding, words);
    }
    admitted(&kept, 2, lift(LiftReason::WithheldInError));
}

#[test]
fn a_code_says_nothing_of_whose_it_is() {
    let review = begun(Mode::Inquiry);
    let called = |code: &str, name: &str| Party { name: name.into(), ..party(code, PartySort::Person) };
    for (code, name) in [
        ("HARE-1", "Amir Hare"),
        ("AMIR-1", "Amir Hare (invented)"),
        ("QUIL-2", "Orlando Quillfeather"),
        ("OQ-2", "Orlando Quillfeather"),
        ("LI-1", "Bo Li"),
    ] {
        refused(
            &review,
            day(1),
            called(code, name),
            Rule::Reference,
            "is a part of the name that it stands for, or the initials",
        );
    }
    for (code, name) in
        [("P-7", "Petra Marrowby"), ("W-1", "Wren Hare"), ("PC-3", "PC Vole"), ("OFF-2", "Amir Hare")]
    {
        admitted(&review, 1, called(code, name));
    }
    admitted(&review, 1, Party { name: "Hare Council".into(), ..party("HARE-1", PartySort::Organisation) });
}
