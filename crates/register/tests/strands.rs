//! The gates on strands that were merged, split or sealed, and on new ones: each way round that was found, with the sentence in which
//! it is refused.

mod common;

use common::*;
use register::acts::*;
use register::gates::{Rule, admit};
use register::review::{Review, Stream};
use register::words::*;

#[test]
fn what_went_into_a_strand_that_is_deferred_waits_with_it() {
    let mut review = begun(Mode::Inquiry);
    record(&mut review, day(1), closed(1));
    record(&mut review, day(2), StrandMerged { number: 2, into: 3, reason: "One matter.".into() });
    let sentence = "Strand 2 went into strand 3 with entry 4, and nothing has come of it there since";
    refused(&review, day(3), publication(&review), Rule::StrandWithoutEnd, sentence);
    let deferred =
        |number| StrandDeferred { number, reason: DeferralReason::InquiryContinues, text: "Goes on.".into() };
    // It has ended, so it cannot be deferred by itself any more.
    refused(&review, day(3), deferred(2), Rule::StrandNotOpen, "Strand 2 ended");
    record(&mut review, day(3), deferred(3));
    let act = publication(&review);
    assert_eq!(act.open_strands, [2, 3]);
    record(&mut review, day(3), act);
    // A deferral counts for one publication: for what went into the strand too.
    refused(&review, day(4), publication(&review), Rule::StrandWithoutEnd, sentence);
    record(
        &mut review,
        day(4),
        StrandSplit { number: 3, into: vec![5, 6], reason: "Two.".into(), strand: titles(&[5, 6], false) },
    );
    record(&mut review, day(4), deferred(5));
    let sentence = "Strand 3 was split with entry 7 into strands 5, 6, and not each of them";
    refused(&review, day(4), publication(&review), Rule::StrandWithoutEnd, sentence);
    record(&mut review, day(5), closed(6));
    let act = publication(&review);
    assert_eq!(act.open_strands, [2, 3, 5]);
    record(&mut review, day(5), act);
    // And a strand with a finding of the time before: what went into it since is not decided by that one.
    let mut review = begun(Mode::Inquiry);
    record(&mut review, day(1), closed(1));
    record(&mut review, day(1), praise(&[3]));
    record(&mut review, day(2), StrandMerged { number: 2, into: 3, reason: "One matter.".into() });
    refused(&review, day(3), publication(&review), Rule::StrandWithoutEnd, "Strand 2 went into strand 3");
    record(&mut review, day(3), deferred(3));
    let act = publication(&review);
    assert_eq!(act.open_strands, [2]);
    record(&mut review, day(3), act);
}

#[test]
fn a_strand_that_is_new_in_later_terms_says_what_it_is_about() {
    let mut review = begun(Mode::Inquiry);
    let with = |rows: Vec<StrandTitle>| Terms {
        version: 2,
        strands: vec![1, 2, 3, 4],
        changed: Some("One strand more.".into()),
        strand: Groups(rows),
        ..terms(Mode::Inquiry)
    };
    let row =
        |number, sealed, title: Option<&str>| StrandTitle { number, sealed, title: title.map(Text::from) };
    let sentence = "Strand 4 is new in this version and has no row of its own";
    refused(&review, day(1), with(vec![]), Rule::Missing, sentence);
    refused(&review, day(1), with(vec![row(1, false, Some("The first."))]), Rule::Missing, sentence);
    refused(&review, day(1), with(vec![row(4, false, None)]), Rule::Missing, sentence);
    assert!(admit(&review, day(1), &with(vec![row(4, true, None)]).into()).is_empty());
    record(&mut review, day(1), with(vec![row(4, false, Some("The fourth."))]));
}

#[test]
fn a_sealed_identity_is_an_age_file_and_of_a_complaint_that_is_sealed() {
    let mut open = begun(Mode::Conduct);
    record(&mut open, day(1), complaint(1, "2017-03-06", 'S'));
    let named = Complaint {
        sealed: false,
        complainant: Some("Cy Specimen".into()),
        ..complaint(2, "2017-03-06", 'S')
    };
    record(&mut open, day(1), named);
    let mut sealed = Review::new(Stream::Sealed(1));
    let parent = register::entry::StreamId([7; 16]);
    let first = SealedStream { strand: 1, parent, mode: Mode::Conduct, reply_days: Some(14) };
    record(&mut sealed, day(1), first);
    let identity = |complaint, text: &str| SealedIdentity { complaint, ciphertext: text.into() };
    let only_begins = "-----BEGIN AGE ENCRYPTED FILE-----\nCy Specimen\n-----END AGE ENCRYPTED FILE-----\n";
    refused(&sealed, day(1), identity(1, only_begins), Rule::Sealed, "is no armoured age file");
    let file = sealed_for_nobody();
    assert!(admit(&sealed, day(1), &identity(9, &file).into()).is_empty(), "the open stream was not read");
    sealed.set_open_complaints(&open);
    refused(
        &sealed,
        day(1),
        identity(9, &file),
        Rule::Reference,
        "There is no complaint 9 in the open stream",
    );
    refused(&sealed, day(1), identity(2, &file), Rule::Sealed, "Complaint 2 is not sealed");
    record(&mut sealed, day(1), identity(1, &file));
}

/// An armoured age file that nobody can open: a share, a wrapped key and a payload of noughts and ones.
fn sealed_for_nobody() -> String {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
    let line = STANDARD_NO_PAD.encode([1; 32]);
    let file = format!("age-encryption.org/v1\n-> X25519 {line}\n{line}\n--- {line}\n{}", "\0".repeat(48));
    let encoded = STANDARD.encode(file);
    let lines: Vec<&str> = encoded.as_bytes().chunks(64).map(|l| std::str::from_utf8(l).unwrap()).collect();
    format!("-----BEGIN AGE ENCRYPTED FILE-----\n{}\n-----END AGE ENCRYPTED FILE-----\n", lines.join("\n"))
}

#[test]
fn a_finding_whose_words_were_erased_ends_no_strand() {
    let mut review = begun(Mode::Inquiry);
    record(&mut review, day(1), closed(1));
    record(&mut review, day(1), closed(2));
    let found = record(&mut review, day(1), praise(&[3]));
    assert!(review.strands_without_end().is_empty());
    let first = publication(&review);
    record(&mut review, day(2), first);
    let erase = |of, paths: &[&str]| Disposal {
        of,
        paths: paths.iter().map(|at| path(at)).collect(),
        basis: DisposalBasis::RightToErasure,
        decider: Decider::DataProtectionOfficer,
    };
    let state = |review: &Review| -> Vec<String> {
        let lines = register::review::state::state(review, day(9), &|_, _| None);
        let about = lines.into_iter().filter(|line| matches!(line.heading, "Strands" | "Findings"));
        about.map(|line| format!("{}: {}", line.standing.word(), line.words)).collect()
    };
    // While something of what it found can be read it is a finding.
    record(&mut review, day(3), erase(found, &["claim", "evidence_for/1/text"]));
    assert!(review.strands_without_end().is_empty());
    let gone = record(&mut review, day(3), erase(found, &["parts/1/claim"]));
    assert_eq!(review.strands_without_end(), [3]);
    let told = state(&review);
    let strand = format!(
        "open: Strand 3: what was found on it in {found} was erased by law in {gone}, and answers nothing any more; open"
    );
    assert!(told.iter().any(|line| line.starts_with(&strand)), "{told:#?}");
    let finding = format!(
        "erased: On strand 3: [erased] - erased by law in {gone}: nothing of what it found can be read."
    );
    assert!(told.contains(&finding), "{told:#?}");
    let sentence = format!("What was found on strand 3 in {found} was erased by law in {gone}");
    refused(&review, day(4), publication(&review), Rule::StrandWithoutEnd, &sentence);
    // An erasure never makes the history fail, nor what was published before it, nor what was published after it by the older rule.
    let fold = |review: &Review| {
        Review::fold(Stream::Open, review.history().to_vec(), &std::collections::BTreeMap::new())
            .map(|r| r.next_seq())
    };
    assert_eq!(fold(&review), Ok(review.next_seq()));
    let mut older = review.history().to_vec();
    let act = Publication { open_strands: Vec::new(), ..publication(&review) };
    older.push(register::review::Recorded { on: day(4), act: act.into() });
    let folded = Review::fold(Stream::Open, older, &std::collections::BTreeMap::new());
    assert!(folded.is_ok(), "{:?}", folded.err());
    // Each of the three ways on: a reason why it is open, a new finding, a closing that says so.
    let deferred =
        StrandDeferred { number: 3, reason: DeferralReason::InquiryContinues, text: "Anew.".into() };
    let mut open = review.clone();
    record(&mut open, day(4), deferred);
    let act = publication(&open);
    assert_eq!(act.open_strands, [3]);
    record(&mut open, day(4), act);
    let mut anew = review.clone();
    record(&mut anew, day(4), praise(&[3]));
    let act = publication(&anew);
    assert!(act.open_strands.is_empty());
    record(&mut anew, day(4), act);
    let erased = |number| StrandClosed { reason: ClosingReason::FindingErased, ..closed(number) };
    refused(&anew, day(5), erased(3), Rule::Reference, "No finding on strand 3 was erased");
    record(&mut review, day(4), erased(3));
    let act = publication(&review);
    record(&mut review, day(4), act);
    assert_eq!(fold(&review), Ok(review.next_seq()));
}
