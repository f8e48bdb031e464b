//! Each way round a gate that somebody might try, refused in a sentence; and the ordinary way, admitted.

mod common;

use common::*;
use model::Day;
use register::acts::*;
use register::gates::{Rule, admit};
use register::review::{Recorded, Review, Stream};
use register::words::*;
use std::collections::BTreeMap;

/// A finding on strand 1 that criticises ORG-1, notice given on day 10, extract sent that day with time until day 24.
fn noticed() -> (Review, Seq, Seq) {
    let mut review = begun(Mode::Inquiry);
    let act = finding(&[1], vec![critical("Did nothing.")]);
    let found = record(&mut review, day(5), act);
    let sent = record(&mut review, day(10), notice(found, 1, "ORG-1"));
    let shown = extract(&review, sent, day(24));
    record(&mut review, day(10), shown);
    record(&mut review, day(10), closed(2));
    record(&mut review, day(10), closed(3));
    (review, found, sent)
}

/// The same, with the time for a reply run out on day 25.
fn heard() -> (Review, Seq, Seq) {
    let (mut review, found, sent) = noticed();
    record(&mut review, day(25), Expiry { of: sent });
    (review, found, sent)
}

#[test]
fn the_ordinary_way_is_admitted() {
    let (mut review, _, _) = heard();
    let act = publication(&review);
    let seq = record(&mut review, day(26), act);
    assert_eq!(review.publications(), [seq]);
    let act = publication(&review);
    assert_eq!((act.version, act.replaces), (2, Some(seq)));
    record(&mut review, day(27), act);
}

#[test]
fn criticism_is_not_published_before_notice() {
    let mut review = begun(Mode::Inquiry);
    record(&mut review, day(5), finding(&[1], vec![critical("Did nothing.")]));
    record(&mut review, day(5), closed(2));
    record(&mut review, day(5), closed(3));
    refused(
        &review,
        day(6),
        publication(&review),
        Rule::CriticismNotPut,
        "criticises ORG-1 in part 1, and no notice was given",
    );
}

#[test]
fn criticism_is_not_published_while_the_time_runs() {
    let (mut review, found, _) = noticed();
    refused(
        &review,
        day(24),
        publication(&review),
        Rule::CriticismNotPut,
        "neither a reply to the notice of entry 4",
    );
    // Withheld whole, with the letters about it, the rest is published.
    for seq in [found, Seq(4), Seq(5)] {
        withhold_all(&mut review, day(11), seq);
    }
    let act = publication(&review);
    record(&mut review, day(12), act);
}

#[test]
fn withholding_the_finding_alone_leaves_the_extract_that_quotes_it() {
    let (mut review, found, _) = noticed();
    withhold_all(&mut review, day(11), found);
    refused(&review, day(12), publication(&review), Rule::CriticismNotPut, "Withhold text of entry 5");
}

#[test]
fn the_time_for_a_reply_cannot_be_backdated_or_cut_short() {
    let (mut review, found, sent) = noticed();
    refused(
        &review,
        day(24),
        Expiry { of: sent },
        Rule::Representation,
        "runs until the end of 25 January 2026",
    );
    refused(
        &review,
        day(9),
        Expiry { of: sent },
        Rule::Order,
        "nothing can be recorded as of 10 January 2026",
    );
    let second = record(&mut review, day(12), notice(found, 1, "ORG-1"));
    let short = extract(&review, second, day(13));
    refused(&review, day(12), short, Rule::Representation, "27 January 2026 at the earliest");
    refused(&review, day(40), Expiry { of: second }, Rule::Representation, "no time has run");
}

#[test]
fn terms_that_shorten_the_time_do_not_reach_an_extract_already_sent() {
    let (mut review, _, sent) = noticed();
    let mut later = terms(Mode::Inquiry);
    (later.version, later.changed) = (2, Some("Shorter time.".into()));
    (later.strands, later.reply_days) = (vec![1], Some(7));
    record(&mut review, day(12), later.clone());
    refused(&review, day(20), Expiry { of: sent }, Rule::Representation, "runs until the end");
    later.version = 3;
    later.reply_days = Some(0);
    refused(&review, day(20), later, Rule::Missing, "at least one day");
}

#[test]
fn notice_to_somebody_else_is_none() {
    let (review, found, sent) = noticed();
    refused(
        &review,
        day(11),
        notice(found, 1, "ORG-2"),
        Rule::Representation,
        "notice to somebody else is none",
    );
    refused(
        &review,
        day(11),
        reply(sent, "ORG-2"),
        Rule::Representation,
        "went to ORG-1, and the reply is from ORG-2",
    );
}

#[test]
fn words_changed_after_the_notice_need_a_new_one() {
    let (mut review, found, _) = heard();
    let harsher = replacing(found, finding(&[1], vec![critical("Did nothing, and knew it.")]));
    let newer = record(&mut review, day(26), harsher);
    refused(
        &review,
        day(26),
        publication(&review),
        Rule::CriticismNotPut,
        "The finding of entry 9 criticises ORG-1",
    );
    // The same words again keep the notice they had.
    let same = replacing(newer, finding(&[1], vec![critical("Did nothing.")]));
    record(&mut review, day(27), same);
    withhold_all(&mut review, day(27), newer);
    let act = publication(&review);
    record(&mut review, day(27), act);
}

/// A version says what it changes and why; one that was recorded before there was a field for it folds all the same.
#[test]
fn a_finding_that_replaces_another_says_what_is_different_and_why() {
    let (mut review, found, _) = heard();
    let same = finding(&[1], vec![critical("Did nothing.")]);
    let silent = Finding { supersedes: Some(found), ..same.clone() };
    refused(
        &review,
        day(26),
        silent.clone(),
        Rule::Missing,
        "say in `changed` what is different from it, and why",
    );
    let first = Finding { changed: Some("Read again.".into()), ..same.clone() };
    refused(&review, day(26), first, Rule::Reference, "says what it changed, and replaces none");
    let mut history = review.history().to_vec();
    history.push(Recorded { on: day(26), act: silent.into() });
    let old = Review::fold(Stream::Open, history, &BTreeMap::new());
    assert_eq!(old.map(|old| old.next_seq().0).map_err(|e| e.to_string()), Ok(review.next_seq().0 + 1));
    let newer = record(&mut review, day(26), replacing(found, same));
    assert!(review.parts_not_put(newer).is_empty(), "why it was read again is no criticism that was not put");
    // In a learning review the reason is a text of the finding like any other.
    let mut learning = begun(Mode::Learning);
    let old = record(&mut learning, day(5), praise(&[1]));
    let named = Finding { changed: Some("PC 1234 wrote again.".into()), ..replacing(old, praise(&[1])) };
    refused(&learning, day(6), named, Rule::OfficerLevel, "name an officer by number");
}

#[test]
fn each_thing_that_makes_a_criticism_heavier_needs_a_new_notice() {
    type Heavier = fn(&mut Finding);
    let variants: [(&str, Heavier); 6] = [
        ("sentence", |f| f.claim = "Everybody read the report.".into()),
        ("duty", |f| f.duty = "A statute.".into()),
        ("standard", |f| f.standard = Standard::BeyondReasonableDoubt),
        ("evidence", |f| f.evidence_for.0.push(evidence("A second log."))),
        ("outcome", |f| f.parts.0[0].outcome = Some(OutcomeWord::ServiceNotAcceptable)),
        ("subject", |f| f.parts.0[0].subject = code("ORG-2")),
    ];
    for (what, heavier) in variants {
        let (mut review, found, _) = heard();
        let mut act = replacing(found, finding(&[1], vec![critical("Did nothing.")]));
        heavier(&mut act);
        let seq = record(&mut review, day(26), act);
        assert_eq!(review.parts_not_put(seq), [1], "{what}");
    }
}

#[test]
fn erasing_the_old_words_does_not_lend_its_notice_to_new_ones() {
    let (mut review, found, _) = heard();
    let paths = vec![path("claim"), path("parts/1/claim")];
    let (basis, decider) = (DisposalBasis::RecordedInError, Decider::Chair);
    record(&mut review, day(26), Disposal { of: found, paths, basis, decider });
    let harsher = replacing(found, finding(&[1], vec![critical("Did nothing, and knew it.")]));
    record(&mut review, day(26), harsher);
    refused(&review, day(26), publication(&review), Rule::CriticismNotPut, "The finding of entry 10");
}

#[test]
fn a_reply_has_to_be_considered_even_when_it_comes_late() {
    let (mut review, _, sent) = heard();
    let late = record(&mut review, day(30), reply(sent, "ORG-1"));
    refused(
        &review,
        day(30),
        publication(&review),
        Rule::CriticismNotPut,
        "nothing says what the reply of entry 9 changed",
    );
    refused(&review, day(30), change(late, Effect::Amended, None), Rule::Missing, "name in `by_entry`");
    refused(
        &review,
        day(30),
        change(late, Effect::Amended, Some(Seq(3))),
        Rule::Representation,
        "earlier than the reply",
    );
    let other = record(&mut review, day(30), praise(&[1]));
    refused(
        &review,
        day(30),
        change(late, Effect::Amended, Some(other)),
        Rule::Representation,
        "does not change the finding",
    );
    record(&mut review, day(31), change(late, Effect::Nothing, None));
    let act = publication(&review);
    record(&mut review, day(31), act);
}

#[test]
fn a_second_extract_starts_the_time_again() {
    let (mut review, _, sent) = heard();
    let again = extract(&review, sent, day(60));
    record(&mut review, day(30), again);
    refused(&review, day(31), publication(&review), Rule::CriticismNotPut, "2 March 2026");
}

#[test]
fn an_extract_shows_the_criticism_as_it_stands() {
    let (mut review, found, _) = noticed();
    let sent = record(&mut review, day(11), notice(found, 1, "ORG-1"));
    let mut vague = extract(&review, sent, day(30));
    vague.text = "You may be criticised.".into();
    refused(&review, day(11), vague, Rule::Representation, "does not hold the words of `parts/1/claim`");
}

#[test]
fn no_finding_without_evidence_and_standard() {
    let review = begun(Mode::Inquiry);
    let mut act = praise(&[1]);
    act.evidence_for.0.clear();
    refused(&review, day(1), act, Rule::Evidence, "has no evidence");
    let mut act = praise(&[1]);
    act.looked_for_against = None;
    refused(&review, day(1), act, Rule::Evidence, "names no evidence against");
    let mut fields = Act::from(praise(&[1])).to_fields();
    fields.retain(|(path, _)| path != "standard");
    let error = Act::from_fields(&fields).unwrap_err().to_string();
    assert!(error.starts_with("`standard` is missing"), "{error}");
    // What nobody gave is no evidence.
    let mut review = review;
    let asked = Request { to: code("P-1"), what: "An interview.".into(), due: None };
    let asked = record(&mut review, day(1), asked);
    let how = RequestAnswer::RetiredCannotBeCompelled;
    let came = Received { of: asked, how, what: "Declined.".into(), ground: None };
    let came = record(&mut review, day(2), came);
    let mut act = praise(&[1]);
    act.evidence_for.0[0].entry = Some(came);
    refused(&review, day(2), act, Rule::Evidence, "Nothing came with entry 4");
}

#[test]
fn individual_and_organisational_parts_stand_apart() {
    let review = begun(Mode::Conduct);
    for (owner, subject, words) in [
        (Owner::Person, "ORG-1", "it is about a person; ORG-1 is an organisation"),
        (Owner::NoIdentifiableOwner, "P-1", "it is about an organisation; P-1 is a person"),
        (Owner::Role, "P-1", "it is about a role; P-1 is a person"),
    ] {
        let act = finding(&[1], vec![part(owner, Tenor::Factual, subject, "Was there.")]);
        refused(&review, day(1), act, Rule::Parts, words);
    }
    let mut act = praise(&[1]);
    act.parts.0[0].outcome = Some(OutcomeWord::CaseToAnswerMisconduct);
    refused(&review, day(1), act, Rule::Parts, "is said of a person");
}

#[test]
fn a_learning_review_has_no_officer_level_output() {
    let review = begun(Mode::Learning);
    let person = finding(&[1], vec![part(Owner::Person, Tenor::Factual, "P-1", "Was there.")]);
    refused(&review, day(1), person, Rule::OfficerLevel, "holds nobody to account");
    let mut named = praise(&[1]);
    named.claim = "Superintendent Instance read the report.".into();
    refused(
        &review,
        day(1),
        named,
        Rule::OfficerLevel,
        "in `claim` the words \"Superintendent Instance\" name an officer by rank",
    );
    let mut coded = praise(&[1]);
    coded.parts.0[0].claim = "Read by P-1, and by nobody else.".into();
    refused(&review, day(1), coded, Rule::OfficerLevel, "in `parts/1/claim` the code P-1 names a person");
    let mut standard = praise(&[1]);
    standard.standard = Standard::CaseToAnswer;
    refused(&review, day(1), standard, Rule::OfficerLevel, "one of proceedings");
    let mut ranked = terms(Mode::Learning);
    ranked.ranks.0.push(RankInScope { scale: RankScale::County, rank: Rank::Inspector });
    refused(&Review::new(Stream::Open), day(0), ranked, Rule::OfficerLevel, "no ranks");
    // A person's name is withheld from every publication.
    let mut review = review;
    (1..4).for_each(|number| {
        record(&mut review, day(1), closed(number));
    });
    refused(&review, day(2), publication(&review), Rule::OfficerLevel, "withhold the field name of entry 1");
    withhold_all(&mut review, day(2), Seq(1));
    withhold_all(&mut review, day(2), Seq(2));
    let act = publication(&review);
    record(&mut review, day(2), act);
}

#[test]
fn the_mode_cannot_change_midway() {
    let review = begun(Mode::Learning);
    let mut act = terms(Mode::Conduct);
    (act.version, act.changed) = (2, Some("Another purpose.".into()));
    refused(&review, day(1), act, Rule::ModeFixed, "another purpose is another review");
}

#[test]
fn a_strand_is_not_lost_by_merging_splitting_or_new_terms() {
    let mut review = begun(Mode::Inquiry);
    record(&mut review, day(1), praise(&[1]));
    record(&mut review, day(1), closed(3));
    let mut act = terms(Mode::Inquiry);
    (act.version, act.changed, act.strands) = (2, Some("Fewer.".into()), vec![1]);
    refused(&review, day(2), act, Rule::StrandDropped, "Strand 2 (entry 0) is open and not in this version");
    // Merged into a strand that was decided before: what came in was not decided.
    let merged = StrandMerged { number: 2, into: 1, reason: "One matter.".into() };
    record(&mut review, day(2), merged);
    assert_eq!(review.strands_without_end(), [2]);
    refused(
        &review,
        day(2),
        publication(&review),
        Rule::StrandWithoutEnd,
        "Strand 2 went into strand 1 with entry 5, and nothing has come of it there since",
    );
    // Split: each of the two needs an end of its own, whatever was found before.
    let split = StrandSplit {
        number: 1,
        into: vec![11, 12],
        reason: "Two matters.".into(),
        strand: titles(&[11, 12], false),
    };
    record(&mut review, day(3), split);
    assert_eq!(review.strands_without_end(), [1, 2, 11, 12]);
    record(&mut review, day(4), praise(&[11]));
    assert_eq!(review.strands_without_end(), [1, 2, 12]);
    record(&mut review, day(4), closed(12));
    assert!(review.strands_without_end().is_empty());
    refused(&review, day(5), praise(&[2]), Rule::StrandNotOpen, "Strand 2 ended on 3 January 2026");
}

#[test]
fn a_withdrawn_finding_is_no_end_and_stays_covered() {
    let (mut review, found, _) = heard();
    record(&mut review, day(26), FindingWithdrawn { of: found, reason: "Mistaken.".into() });
    refused(&review, day(26), publication(&review), Rule::StrandWithoutEnd, "Strand 1");
    record(&mut review, day(27), closed(1));
    let mut act = publication(&review);
    act.manifest.0.remove(found.0 as usize);
    refused(&review, day(27), act, Rule::Coverage, "leaves out entry 3, a finding");
}

#[test]
fn a_strand_still_open_is_named_with_a_reason_each_time_anew() {
    let mut review = begun(Mode::Inquiry);
    record(&mut review, day(1), closed(2));
    record(&mut review, day(1), closed(3));
    let deferral =
        StrandDeferred { number: 1, reason: DeferralReason::InquiryContinues, text: "Goes on.".into() };
    record(&mut review, day(1), deferral.clone());
    let mut silent = publication(&review);
    silent.open_strands.clear();
    refused(&review, day(1), silent, Rule::StrandWithoutEnd, "the publication names it");
    let act = publication(&review);
    assert_eq!(act.open_strands, [1]);
    record(&mut review, day(1), act);
    refused(&review, day(2), publication(&review), Rule::StrandWithoutEnd, "say why it is still open");
    record(&mut review, day(2), deferral);
    let act = publication(&review);
    record(&mut review, day(2), act);
}

#[test]
fn what_is_withheld_is_said_and_what_is_said_was_decided() {
    let (mut review, found, _) = heard();
    let held = record(&mut review, day(26), withholding(found, "evidence_for/1/text"));
    let mut silent = publication(&review);
    silent.manifest.0[found.0 as usize].withheld.clear();
    refused(&review, day(26), silent, Rule::Coverage, "record first that the withholding is lifted");
    let mut other = publication(&review);
    other.manifest.0[found.0 as usize].withheld[0].reason = ReasonCode::CourtOrder.word().into();
    refused(&review, day(26), other, Rule::Coverage, "no such decision stands");
    refused(
        &review,
        day(26),
        withholding(found, "evidence_for/1/text"),
        Rule::Withholding,
        "withheld by entry 9 already",
    );
    let lift = WithholdingLifted { of: held, reason: LiftReason::GroundGone, decider: Decider::Chair };
    record(&mut review, day(27), lift.clone());
    assert!(review.manifest().0.iter().all(|row| row.withheld.is_empty()));
    refused(&review, day(27), lift, Rule::Withholding, "does not stand any more");
}

#[test]
fn the_frame_can_be_neither_withheld_nor_erased() {
    let (review, found, sent) = heard();
    for (of, at) in
        [(Seq(0), "strands"), (found, "strands"), (found, "kind"), (sent, "of"), (found, "parts/1/tenor")]
    {
        refused(&review, day(26), withholding(of, at), Rule::Withholding, "cannot be withheld");
        let (paths, basis, decider) = (vec![path(at)], DisposalBasis::CourtOrder, Decider::Court);
        refused(
            &review,
            day(26),
            Disposal { of, paths, basis, decider },
            Rule::Withholding,
            "cannot be erased",
        );
    }
    refused(
        &review,
        day(26),
        withholding(found, "nothing_here"),
        Rule::Reference,
        "has no field nothing_here",
    );
}

#[test]
fn a_sealed_complainant_does_not_stand_in_the_open() {
    let review = begun(Mode::Conduct);
    let complaint = |sealed, complainant: Option<&str>, category, made: &str| Complaint {
        number: 1,
        sealed,
        strands: vec![1],
        made_on: Day::iso(made).unwrap(),
        agency: code("ORG-1"),
        complainant: complainant.map(Text::from),
        allegations: Groups(vec![Allegation {
            category: Letter(category),
            text: "Not followed up.".into(),
            about: None,
        }]),
    };
    refused(
        &review,
        day(1),
        complaint(true, Some("Cy Specimen"), 'S', "2017-03-06"),
        Rule::Sealed,
        "take `complainant` out",
    );
    refused(
        &review,
        day(1),
        complaint(false, None, 'S', "2017-03-06"),
        Rule::Missing,
        "does not say who complained",
    );
    refused(
        &review,
        day(1),
        complaint(true, None, 'S', "2020-02-01"),
        Rule::WordOfDate,
        "no allegation category S",
    );
    refused(
        &review,
        day(1),
        complaint(true, None, 'I', "2017-03-06"),
        Rule::WordOfDate,
        "no allegation category I",
    );
    assert!(admit(&review, day(1), &complaint(true, None, 'S', "2020-01-31").into()).is_empty());
    let identity = SealedIdentity { complaint: 1, ciphertext: "Cy Specimen".into() };
    refused(&review, day(1), identity.clone(), Rule::WrongStream, "stands in the sealed strand's own stream");
    let mut sealed = Review::new(Stream::Sealed(1));
    let parent = register::entry::StreamId([7; 16]);
    record(
        &mut sealed,
        day(1),
        SealedStream { strand: 1, parent, mode: Mode::Conduct, reply_days: Some(14) },
    );
    refused(&sealed, day(1), identity, Rule::Sealed, "is not encrypted");
    refused(&sealed, day(1), praise(&[2]), Rule::WrongStream, "on that strand alone");
}

#[test]
fn outcome_words_follow_the_day_of_the_complaint_and_not_of_the_outcome() {
    let (mut review, found, _) = heard();
    for (number, made, category, right, wrong) in [
        (1, "2017-03-06", 'S', OutcomeWord::Upheld, OutcomeWord::ServiceNotAcceptable),
        (2, "2020-01-31", 'S', OutcomeWord::NotUpheld, OutcomeWord::UnableToDetermine),
        (3, "2020-02-01", 'A', OutcomeWord::ServiceNotAcceptable, OutcomeWord::Upheld),
    ] {
        let of = record(&mut review, day(26), complaint(number, made, category));
        let outcome = |outcome| ComplaintOutcome {
            of,
            allegation: 1,
            finding: Some(found),
            outcome,
            reason: "As found.".into(),
            told_on: None,
        };
        refused(
            &review,
            day(26),
            outcome(wrong),
            Rule::WordOfDate,
            "the words follow the day of the complaint",
        );
        record(&mut review, day(26), outcome(right));
    }
}

#[test]
fn criticism_does_not_get_out_as_the_outcome_of_a_complaint_or_as_a_fact() {
    let (mut review, found, _) = noticed();
    let of = record(&mut review, day(11), complaint(1, "2017-03-06", 'S'));
    let upheld = |finding| ComplaintOutcome {
        of,
        allegation: 1,
        finding,
        outcome: OutcomeWord::Upheld,
        reason: "As found.".into(),
        told_on: None,
    };
    refused(&review, day(11), upheld(None), Rule::Missing, "name in `finding` the finding it rests on");
    let praised = record(&mut review, day(11), praise(&[1]));
    refused(&review, day(11), upheld(Some(praised)), Rule::Parts, "no critical part about ORG-1");
    let out = record(&mut review, day(11), upheld(Some(found)));
    for seq in [found, Seq(4), Seq(5)] {
        withhold_all(&mut review, day(11), seq);
    }
    let words = format!("Withhold outcome, reason of {out}");
    refused(&review, day(11), publication(&review), Rule::CriticismNotPut, &words);
    let mut fact = finding(&[1], vec![part(Owner::Person, Tenor::Factual, "P-1", "Was there.")]);
    fact.parts.0[0].outcome = Some(OutcomeWord::CaseToAnswerGrossMisconduct);
    refused(&review, day(11), fact, Rule::Parts, "which is a criticism, and the tenor \"factual\"");
}

#[test]
fn a_sealed_strand_is_counted_and_never_silently_absent() {
    let mut first = terms(Mode::Conduct);
    first.strand.0.push(StrandTitle { number: 3, sealed: true, title: None });
    let mut review = Review::new(Stream::Open);
    record(&mut review, day(0), first);
    record(&mut review, day(1), closed(1));
    record(&mut review, day(1), closed(2));
    refused(&review, day(1), praise(&[3]), Rule::WrongStream, "Strand 3 is sealed");
    let mut end = closed(3);
    end.reason = ClosingReason::EndsInSealedStream;
    record(&mut review, day(1), end);
    let row = |findings| SealedRow { strand: 3, findings, reason: ReasonCode::IdentifiesASource };
    let with =
        |review: &Review, rows: Vec<SealedRow>| Publication { sealed: Groups(rows), ..publication(review) };
    refused(&review, day(2), with(&review, vec![row(2)]), Rule::Coverage, "its stream was not read");
    review.set_sealed_findings(BTreeMap::from([(3, 2)]));
    refused(&review, day(2), with(&review, vec![]), Rule::Coverage, "one row in `sealed`");
    refused(&review, day(2), with(&review, vec![row(1)]), Rule::Coverage, "holds 2 findings");
    let act = with(&review, vec![row(2)]);
    record(&mut review, day(2), act);
    // A form leaves the counting to the program.
    let form = serde_json::json!({ "kind": "publication", "title": "Second version" });
    let acts = forms::acts_of(&form, &review, &forms::Labels::new()).unwrap();
    let [Act::Publication(act)] = acts.as_slice() else { panic!("one publication") };
    // Nobody who complained asked for it, so the reason is that the strand is sealed and nothing else.
    assert_eq!(act.sealed.0, [SealedRow { reason: ReasonCode::SealedStrand, ..row(2) }]);
    let untrue = Publication {
        sealed: Groups(vec![SealedRow { reason: ReasonCode::SealedAtRequest, ..row(2) }]),
        ..act.clone()
    };
    refused(&review, day(3), untrue, Rule::Sealed, "no complaint on strand 3 is sealed");
    let asked = Withholding { reason: ReasonCode::SealedAtRequest, ..withholding(Seq(0), "title") };
    refused(&review, day(3), asked.clone(), Rule::Sealed, "no complaint is recorded");
    record(&mut review, day(3), act.clone());
    // Where somebody asked, that is the reason.
    record(&mut review, day(4), Complaint { strands: vec![3], ..complaint(1, "2017-03-06", 'S') });
    let acts = forms::acts_of(&form, &review, &forms::Labels::new()).unwrap();
    let [Act::Publication(act)] = acts.as_slice() else { panic!("one publication") };
    assert_eq!(act.sealed.0, [SealedRow { reason: ReasonCode::SealedAtRequest, ..row(2) }]);
    record(&mut review, day(4), act.clone());
    assert!(admit(&review, day(4), &asked.into()).is_empty());
}

#[test]
fn a_history_that_went_past_the_gates_is_named() {
    let (review, found, _) = noticed();
    let mut history: Vec<Recorded> = review.history().to_vec();
    history.push(Recorded { on: day(11), act: publication(&review).into() });
    let error = Review::fold(Stream::Open, history, &BTreeMap::new()).unwrap_err();
    assert_eq!(error.seq, Seq(8));
    assert_eq!(rules(&error.refusals), [Rule::CriticismNotPut]);
    assert!(error.refusals[0].entries.contains(&found));
}

#[test]
fn access_recommendations_and_requests_have_their_rules() {
    let (mut review, found, _) = heard();
    let asked = AccessRequest {
        authority: Authority::ElectedOffice,
        entries: vec![found],
        who: "The mayor of an invented town".into(),
        what: "A copy.".into(),
    };
    let asked = record(&mut review, day(26), asked);
    let decision = |decision, reason| AccessDecision {
        of: asked,
        decision,
        reason,
        decider: Decider::LeadReviewer,
        text: "Not yet.".into(),
    };
    refused(&review, day(26), decision(AccessWord::Refused, None), Rule::Missing, "give the reason");
    let no = record(&mut review, day(26), decision(AccessWord::Refused, Some(ReasonCode::CourtOrder)));
    let appeal = AccessAppeal { of: no, to: AppealBody::Tribunal, ground: "The public's interest.".into() };
    let appeal = record(&mut review, day(27), appeal);
    let dismissed = AppealDecision { of: appeal, decision: AppealWord::Dismissed, text: "No.".into() };
    record(&mut review, day(28), dismissed.clone());
    refused(&review, day(28), dismissed, Rule::UsedTwice, "was decided in");
    let recommendation = |clock, due| Recommendation {
        number: 1,
        findings: vec![found],
        clock,
        due,
        to: code("ORG-1"),
        text: "Do better.".into(),
        due_reason: None,
    };
    use register::clocks::Clock;
    refused(
        &review,
        day(28),
        recommendation(Clock::SetByTheReview, None),
        Rule::Missing,
        "give the day in `due`",
    );
    refused(
        &review,
        day(28),
        recommendation(Clock::PoliceReformAct, Some(day(90))),
        Rule::Reference,
        "take `due` out",
    );
    let mut nowhere = recommendation(Clock::NoTimeSet, None);
    nowhere.to = code("P-1");
    refused(&review, day(28), nowhere, Rule::Reference, "P-1 is a person");
    record(&mut review, day(28), recommendation(Clock::PoliceReformAct, None));
    let request = Request { to: code("ORG-1"), what: "Minutes.".into(), due: None };
    let request = record(&mut review, day(28), request);
    let answer = |how, ground| Received { of: request, how, what: "-".into(), ground };
    refused(&review, day(28), answer(RequestAnswer::Refused, None), Rule::Missing, "say in `ground` why");
    refused(
        &review,
        day(28),
        answer(RequestAnswer::RetiredCannotBeCompelled, None),
        Rule::Reference,
        "a body does not retire",
    );
}

#[test]
fn evidence_against_may_be_added_after_the_notice_and_not_taken_away() {
    let mut review = begun(Mode::Inquiry);
    let mut act = finding(&[1], vec![critical("Did nothing.")]);
    act.looked_for_against = None;
    act.evidence_against = Groups(vec![evidence("The diary says otherwise.")]);
    let found = record(&mut review, day(5), act.clone());
    let sent = record(&mut review, day(10), notice(found, 1, "ORG-1"));
    let shown = extract(&review, sent, day(24));
    record(&mut review, day(10), shown);
    record(&mut review, day(25), Expiry { of: sent });
    let mut more = replacing(found, act.clone());
    more.evidence_against.0.insert(0, evidence("So does a letter."));
    let more_seq = record(&mut review, day(26), more);
    assert_eq!(review.parts_not_put(more_seq), [] as [u32; 0]);
    let less = Finding {
        evidence_against: Groups(Vec::new()),
        looked_for_against: Some("Nowhere.".into()),
        ..replacing(more_seq, act)
    };
    let less_seq = record(&mut review, day(27), less);
    assert_eq!(review.parts_not_put(less_seq), [1], "what stood against it is gone, and nobody was told");
}

#[test]
fn a_withdrawal_and_a_response_do_not_tell_the_criticism_that_was_not_put() {
    let mut review = begun(Mode::Inquiry);
    let found = record(&mut review, day(5), finding(&[1], vec![critical("Did nothing.")]));
    (1..=3).for_each(|n| {
        record(&mut review, day(5), closed(n));
    });
    let made = record(
        &mut review,
        day(6),
        Recommendation {
            number: 1,
            findings: vec![found],
            clock: register::clocks::Clock::NoTimeSet,
            due: None,
            to: code("ORG-1"),
            text: "Do better.".into(),
            due_reason: None,
        },
    );
    let answered = record(
        &mut review,
        day(7),
        Response { of: made, how: ResponseWord::NotAccepted, text: "We did not do nothing.".into() },
    );
    let gone = record(
        &mut review,
        day(8),
        FindingWithdrawn { of: found, reason: "It is not so that ORG-1 did nothing.".into() },
    );
    for (seq, words) in [(gone, "Withhold reason of entry"), (answered, "Withhold text of entry")] {
        let mut tried = review.clone();
        for of in [found, made, answered, gone].into_iter().filter(|of| *of != seq) {
            withhold_all(&mut tried, day(9), of);
        }
        refused(&tried, day(10), publication(&tried), Rule::CriticismNotPut, words);
        withhold_all(&mut tried, day(9), seq);
        let act = publication(&tried);
        record(&mut tried, day(10), act);
    }
}

#[test]
fn a_person_is_not_criticised_in_what_is_said_of_a_body() {
    let review = begun(Mode::Inquiry);
    for claim in
        ["P-1 did nothing.", "It was for P\u{2011}1 to act.", "DS Vole did nothing.", "PC 1234 slept."]
    {
        let words =
            if claim.contains("-1") || claim.contains("\u{2011}") { "give them a part" } else { "by rank" };
        refused(&review, day(5), finding(&[1], vec![critical(claim)]), Rule::Parts, words);
        let mut act = praise(&[1]);
        act.claim = claim.into();
        refused(&review, day(5), act, Rule::Parts, words);
    }
    let person = part(Owner::Person, Tenor::Critical, "P-1", "Did nothing.");
    let both = finding(&[1], vec![critical("Left P-1 alone with it."), person]);
    assert_eq!(admit(&review, day(5), &both.into()), []);
}

#[test]
fn a_learning_review_publishes_no_officer_in_any_text() {
    for (words, named) in [
        ("Notes of DS VOLE.", true),
        ("Sgt. J. Vole came.", true),
        ("PC 1234 came.", true),
        ("Detective Inspector A. N. Vole", true),
        ("a constable came, and Example Council was told", true),
        ("the Chief Constable of Example Vale", true),
        ("the constable waited 24 hours", true),
        ("The inspector. Nobody came.", true),
        ("constables came, and Example Council was told", false),
        ("a leaflet about the rank of inspector", false),
        ("asked of P-1 by letter", true),
    ] {
        let mut review = begun(Mode::Learning);
        for of in [1, 2] {
            record(&mut review, day(1), withholding(Seq(of), "name"));
        }
        (1..=3).for_each(|n| {
            record(&mut review, day(1), closed(n));
        });
        let asked = record(&mut review, day(2), Request { to: code("ORG-1"), what: words.into(), due: None });
        let act = publication(&review);
        if named {
            refused(&review, day(3), act, Rule::OfficerLevel, "the field what of entry");
            record(&mut review, day(3), withholding(asked, "what"));
        }
        let act = publication(&review);
        record(&mut review, day(3), act);
    }
}

/// What was compared when an entry was admitted cannot be compared again when its texts are erased by law: the history folds all
/// the same, or an erasure would close the review for good.
#[test]
fn an_erasure_never_makes_a_history_inadmissible() {
    let (mut review, found, _) = heard();
    let mut harsher = replacing(found, finding(&[1], vec![critical("Did nothing.")]));
    harsher.claim = "The report was burnt.".into();
    let other = record(&mut review, day(26), harsher);
    let sent = record(&mut review, day(27), notice(other, 1, "ORG-1"));
    let shown = extract(&review, sent, day(60));
    let shown = record(&mut review, day(27), shown);
    let answer = record(&mut review, day(28), reply(sent, "ORG-1"));
    for of in [other, sent, shown, answer] {
        withhold_all(&mut review, day(29), of);
    }
    let act = publication(&review);
    record(&mut review, day(30), act);
    let (basis, decider) = (DisposalBasis::CourtOrder, Decider::Court);
    record(&mut review, day(31), Disposal { of: other, paths: vec![path("claim")], basis, decider });
    let again = Review::fold(Stream::Open, review.history().to_vec(), &BTreeMap::new());
    assert_eq!(again.map(|again| again.next_seq()).map_err(|e| e.to_string()), Ok(review.next_seq()));
}

#[test]
fn a_decision_taken_back_is_no_input_any_more() {
    let mut review = begun(Mode::Inquiry);
    let at = |row| MentionAt { file: "a.csv".into(), sheet: None, row, role: "child".into() };
    let link = LinkDecision {
        decision: LinkDecisionWord::Confirmed,
        decider: Decider::Reviewer,
        reason: "One number.".into(),
        mentions: Groups(vec![at(2), at(3)]),
    };
    let event = EventDecision {
        decision: EventDecisionWord::Disputed,
        by: Some(code("ORG-2")),
        event: "The meeting.".into(),
        file: Some("b.csv".into()),
        sheet: None,
        row: Some(31),
        reason: "Nobody remembers it.".into(),
    };
    refused(
        &review,
        day(1),
        EventDecision { row: None, ..event.clone() },
        Rule::Missing,
        "`file` and `row` together",
    );
    let (link, event) = (record(&mut review, day(1), link), record(&mut review, day(1), event));
    assert_eq!((review.link_decisions().count(), review.event_decisions().count()), (1, 1));
    let undo = |of| DecisionUndone { of, decider: Decider::LeadReviewer, reason: "A slip.".into() };
    refused(
        &review,
        day(2),
        undo(Seq(0)),
        Rule::Reference,
        "a decision on a link or a decision on an event or words that look like a name and name nobody was expected",
    );
    record(&mut review, day(2), undo(link));
    record(&mut review, day(2), undo(event));
    refused(&review, day(2), undo(link), Rule::UsedTwice, "was taken back in entry 5 already");
    assert_eq!((review.link_decisions().count(), review.event_decisions().count()), (0, 0));
}
