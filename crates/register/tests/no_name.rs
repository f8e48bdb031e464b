//! A surname that is a place or a word, a street with a rank in its name, the title of a report: a reviewer says so, under a role, and
//! everybody sees it. It counts for those words and hides nobody.

mod common;

use common::*;
use register::acts::*;
use register::gates::{Rule, admit};
use register::review::Review;
use register::words::*;

fn no_name(of: Option<Seq>, what: NoNameSort, words: &str) -> NoName {
    NoName { of, what, decider: Decider::LeadReviewer, words: words.into() }
}

/// A review whose strands are closed, with somebody called Oldfield and somebody called Police; names are withheld.
fn with_names(mode: Mode) -> Review {
    let mut review = begun(mode);
    for number in 1..=3 {
        record(&mut review, day(0), closed(number));
    }
    for (c, name) in [("P-3", "Ada Oldfield"), ("P-4", "Bo Police")] {
        record(&mut review, day(0), Party { name: name.into(), ..party(c, PartySort::Person) });
    }
    for of in [1, 2, 6, 7] {
        let reason = ReasonCode::NameNotNeeded;
        record(&mut review, day(0), Withholding { reason, ..withholding(Seq(of), "name") });
    }
    review
}

fn asked(review: &Review, words: &str) -> (Review, Seq) {
    let mut review = review.clone();
    let of = record(&mut review, day(1), Request { to: code("ORG-1"), what: words.into(), due: None });
    (review, of)
}

fn published(review: &Review) -> bool {
    admit(review, day(1), &publication(review).into()).is_empty()
}

#[test]
fn a_place_that_somebody_is_called_like_may_be_written() {
    let review = with_names(Mode::Inquiry);
    for (words, place) in [
        ("The minutes of the office in Oldfield.", "in Oldfield"),
        ("The register of Oldfield Road School.", "Oldfield Road School"),
    ] {
        let (mut review, _) = asked(&review, words);
        assert!(!published(&review), "{words}");
        let decision = record(&mut review, day(1), no_name(None, NoNameSort::Place, place));
        assert!(published(&review), "{words}");
        // It hides nobody.
        for words in
            ["Why Oldfield did nothing.", "What Ada Oldfield did in Oldfield.", "What Captain Oldfield did."]
        {
            assert!(!published(&asked(&review, words).0), "{words}");
        }
        let (decider, reason) = (Decider::LeadReviewer, "It is the person.".into());
        record(&mut review, day(1), DecisionUndone { of: decision, decider, reason });
        assert!(!published(&review), "taken back");
    }
}

#[test]
fn a_word_that_somebody_is_called_like_is_said_to_be_one_where_it_stands() {
    let (mut review, of) = asked(&with_names(Mode::Inquiry), "Police told nobody of the report.");
    assert!(!published(&review));
    record(&mut review, day(1), no_name(Some(of), NoNameSort::Word, "Police"));
    assert!(published(&review));
    assert!(!published(&asked(&review, "Police told nobody of the money.").0), "another entry");
}

#[test]
fn nobody_is_declared_to_be_no_name() {
    let (review, of) =
        asked(&with_names(Mode::Inquiry), "What Ada Oldfield and DS Vole told P-3 of the Oldfield file.");
    for (of, what, words) in [
        (None, NoNameSort::Place, "Ada Oldfield"),
        (None, NoNameSort::Place, "Oldfield, A."),
        (None, NoNameSort::Place, "DS Oldfield"),
        (None, NoNameSort::Place, "Mr Oldfield"),
        (None, NoNameSort::Place, "the sergeant"),
        (None, NoNameSort::Word, "DS Vole"),
        (None, NoNameSort::Word, "told P-3"),
        (None, NoNameSort::Place, "Oldfield"),
        (None, NoNameSort::Word, "Police told"),
        (Some(of), NoNameSort::Word, "Ada Oldfield"),
    ] {
        refused(
            &review,
            day(1),
            no_name(of, what, words),
            Rule::Parts,
            "These words are not free of a name: ",
        );
    }
    let elsewhere = no_name(Some(of), NoNameSort::Word, "the Oldfield ledger");
    refused(&review, day(1), elsewhere, Rule::Reference, "No text of entry 12 has these words");
}

#[test]
fn a_street_with_a_rank_in_its_name_and_the_title_of_a_report_do_not_block_a_learning_review() {
    let mut review = with_names(Mode::Learning);
    let mut act = praise(&[1]);
    act.claim = "The office in Sgt Mallow Street kept the list that Lord Vole's report asks for.".into();
    let opened =
        StrandOpened { number: 9, sealed: false, title: Some("More.".into()), reason: "New.".into() };
    record(&mut review, day(1), opened);
    act.strands = vec![9];
    refused(&review, day(1), act.clone(), Rule::OfficerLevel, "\"Sgt Mallow\"");
    record(&mut review, day(1), no_name(None, NoNameSort::Place, "Sgt Mallow Street"));
    refused(&review, day(1), act.clone(), Rule::OfficerLevel, "\"Lord Vole\"");
    record(&mut review, day(1), no_name(None, NoNameSort::Title, "Lord Vole's report"));
    record(&mut review, day(1), act.clone());
    assert!(published(&review));
    for claim in ["Sgt Mallow lied.", "Lord Vole lied.", "The sergeant of Sgt Mallow Street lied."] {
        act.claim = claim.into();
        refused(&review, day(1), act.clone(), Rule::OfficerLevel, "in `claim` the words");
    }
}

#[test]
fn words_that_hold_a_last_name_say_what_else_it_is() {
    let review = with_names(Mode::Inquiry);
    for words in [
        "by Oldfield",
        "Oldfield is",
        "is Oldfield",
        "of Oldfield",
        "that Oldfield",
        "thief Oldfield",
        "liar Oldfield",
        "Oldfield and",
        "the Oldfield",
        "Oldfield's",
        "Corrupt Oldfield",
        "to Oldfield",
        "Oldfield bribery ring",
        "Oldfield is of the Council",
        "Corrupt Oldfield Road",
        "bribes of Oldfield Council",
    ] {
        for what in [NoNameSort::Word, NoNameSort::Place, NoNameSort::Body] {
            refused(&review, day(1), no_name(None, what, words), Rule::Parts, "has this last name");
        }
    }
    refused(
        &review,
        day(1),
        no_name(None, NoNameSort::Word, "in Oldfield"),
        Rule::Parts,
        "has this last name",
    );
    for (what, words) in [
        (NoNameSort::Place, "in West Oldfield"),
        (NoNameSort::Place, "at Oldfield"),
        (NoNameSort::Place, "Oldfield Road School"),
        (NoNameSort::Body, "Oldfield and Sons"),
        (NoNameSort::Body, "Oldfield Housing Trust"),
        (NoNameSort::Title, "the Oldfield report"),
        (NoNameSort::Place, "Old Oldfield Lane"),
    ] {
        assert_eq!(admit(&review, day(1), &no_name(None, what, words).into()), [], "{words}");
    }
}

#[test]
fn a_body_with_a_last_name_in_its_name_hides_nobody_unless_it_says_what_it_is() {
    let named = |review: &Review, name: &str| {
        let mut review = review.clone();
        let of = record(
            &mut review,
            day(0),
            Party { name: name.into(), ..party("ORG-9", PartySort::Organisation) },
        );
        (review, of)
    };
    for mode in [Mode::Inquiry, Mode::Learning] {
        let review = with_names(mode);
        for name in
            ["Old Oldfield", "Corrupt Oldfield", "Oldfield X", "The Oldfield", "Oldfield Bribery Ring"]
        {
            let (mut review, of) = named(&review, name);
            record(&mut review, day(0), withholding(of, "name"));
            assert!(!published(&asked(&review, &format!("What {name} was sent.")).0), "{name}");
        }
        for name in ["Oldfield Lane School", "Oldfield Council"] {
            let review = named(&review, name).0;
            assert!(published(&asked(&review, &format!("What {name} was sent.")).0), "{name}");
        }
    }
}
