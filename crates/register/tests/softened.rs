//! A criticism that comes back under another name, and an extract that holds the words in other lines.

mod common;

use common::*;
use register::acts::*;
use register::gates::{Rule, admit};
use register::review::Review;
use register::words::*;

const TOOK: &str = "P-1 took bribes for ten years.";

/// A review in which P-1 was criticised, was sent the extract, and has replied that it is not so.
fn objected() -> (Review, Seq) {
    let mut review = begun(Mode::Inquiry);
    let of =
        record(&mut review, day(1), finding(&[1], vec![part(Owner::Person, Tenor::Critical, "P-1", TOOK)]));
    let sent = record(&mut review, day(1), notice(of, 1, "P-1"));
    let shown = extract(&review, sent, day(15));
    record(&mut review, day(1), shown);
    record(&mut review, day(2), Reply { of: sent, by: code("P-1"), text: "I never took a penny.".into() });
    (review, of)
}

#[test]
fn a_criticism_does_not_come_back_as_a_fact_or_as_praise_in_nearly_the_same_words() {
    let (review, of) = objected();
    for (tenor, words) in [
        (Tenor::Factual, TOOK),
        (Tenor::Positive, TOOK),
        (Tenor::Factual, "P-1 took BRIBES, for ten years"),
        (Tenor::Factual, "P-1 took bribes for eleven years."),
        (Tenor::Positive, "P-1 no doubt took bribes for ten years."),
        (Tenor::Positive, "P-1 not only took bribes for ten years."),
        (Tenor::Positive, "P-1 took no small bribes for ten years."),
        (
            Tenor::Factual,
            "It is a matter of record that P-1 took bribes for ten years, whatever else is said.",
        ),
    ] {
        let softer = || finding(&[1], vec![part(Owner::Person, tenor, "P-1", words)]);
        let sentence = format!(
            "Part 1 calls itself {tenor}. The claim says nearly what the finding of {of} says, of which part 1 criticises P-1"
        );
        refused(&review, day(3), replacing(of, softer()), Rule::CriticismNotPut, &sentence);
        refused(&review, day(3), softer(), Rule::CriticismNotPut, &sentence);
        // A withdrawal in between helps nobody.
        let mut withdrawn = review.clone();
        record(&mut withdrawn, day(3), FindingWithdrawn { of, reason: "Wrong.".into() });
        refused(&withdrawn, day(3), softer(), Rule::CriticismNotPut, &sentence);
        // Nor does the sentence of the finding in place of the part.
        let mut moved = finding(&[1], vec![part(Owner::Person, tenor, "P-1", "P-1 is named here.")]);
        moved.claim = words.into();
        refused(&review, day(3), moved, Rule::CriticismNotPut, &sentence);
    }
    let both = finding(
        &[1],
        vec![
            part(Owner::Person, Tenor::Critical, "P-2", "P-2 kept two sets of books."),
            part(Owner::Person, Tenor::Factual, "P-2", "P-2 kept two sets of books."),
        ],
    );
    refused(&review, day(3), both, Rule::Parts, "another part of the finding criticises");
}

#[test]
fn what_is_found_instead_is_said_in_words_of_its_own() {
    let (review, of) = objected();
    for words in [
        "P-1 took no bribes for ten years.",
        "The payments to P-1 were wages, and the books show each of them.",
        "Nobody can show that P-1 took bribes for ten years, nor that anything was asked for.",
    ] {
        let act = replacing(of, finding(&[1], vec![part(Owner::Person, Tenor::Factual, "P-1", words)]));
        assert_eq!(admit(&review, day(3), &act.into()), [], "{words}");
    }
    // The same of another body, and a criticism that stays one.
    let other = finding(&[1], vec![part(Owner::Organisation, Tenor::Positive, "ORG-2", "Kept with care.")]);
    let same = replacing(of, finding(&[1], vec![part(Owner::Person, Tenor::Critical, "P-1", TOOK)]));
    for act in [other, same] {
        assert_eq!(admit(&review, day(3), &act.into()), []);
    }
}

#[test]
fn an_extract_may_break_its_lines_and_have_the_marks_of_any_keyboard() {
    let mut review = begun(Mode::Inquiry);
    let (claim, part) =
        ("The report was read and nobody acted.", "The council's team - all of it - said \"no\".");
    let mut act = finding(&[1], vec![critical(part)]);
    act.claim = claim.into();
    let of = record(&mut review, day(1), act);
    let sent = record(&mut review, day(1), notice(of, 1, "ORG-1"));
    // Everything else that the finding says, as it stands.
    let whole = extract(&review, sent, day(15));
    let rest = whole.text.as_str().replace(claim, "").replace(part, "");
    let with = |text: &str| Extract { text: Text::Is(format!("{text}\n{rest}")), ..whole.clone() };
    let good = "Finding: The report was read\nand  nobody acted.\nPart 1: The council\u{2019}s team \u{2013} all of it \u{2013} said \u{201c}no\u{201d}.";
    assert_eq!(admit(&review, day(1), &with(good).into()), []);
    let bad = with(
        "Finding: The report was read, and nobody acted. Part 1: The council's team - all of it - said \"no\".",
    );
    let words =
        "It has them as far as \"The report was read\", and not \"and nobody acted.\", which comes next.";
    refused(&review, day(1), bad, Rule::Representation, words);
}
