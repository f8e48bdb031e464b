//! What a publication tells of sealed strands, of findings that no longer stand, and of what was erased; and the search for
//! what is withheld, over whole reviews.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // tests meet the world

mod common;
mod made;

use std::collections::BTreeMap;

use common::*;
use model::Day;
use register::acts::*;
use register::entry::{Draft, StreamId};
use register::publication::{
    Change, Held, MemoryLog, Publication as File, Verdict, compare, let_pass, manifest, page, plain_text,
    scan, secrets, since_the_one_before, tell_changes, verify,
};
use register::review::{Review, Stream};
use register::words::*;
use tlog::note::{Algorithm, NoteSigner};

const STREAM: StreamId = StreamId(*b"an invented tale");

/// A review played into a log in memory.
struct Played {
    /// The files of its publications.
    files: Vec<String>,
    /// The entries as they are held at the end.
    held: Vec<Held>,
}

fn played(acts: &[(Day, Act)]) -> Played {
    let key = NoteSigner::new("log.example/tales", Algorithm::Ed25519, &[40; 32]).unwrap();
    let mut log = MemoryLog::new(key, Vec::new());
    let (mut salts, mut leaves, mut files) = (made::salts(6), Vec::new(), Vec::new());
    for (on, act) in acts {
        let time_unix = i64::from(on.0) * 86_400;
        let acts = act.acts_on().map(|seq: Seq| leaves[seq.0 as usize]);
        let draft = Draft { stream: STREAM, class: act.class(), time_unix, acts, fields: act.to_fields() };
        leaves.push(log.append(draft, &mut salts).unwrap().1);
        match act {
            Act::Disposal(act) => {
                let paths: Vec<&str> = act.paths.iter().map(Path::as_str).collect();
                log.erase(STREAM, act.of.0, &paths);
            }
            Act::Publication(_) => files.push(log.publish(STREAM, time_unix).unwrap()),
            _ => {}
        }
    }
    Played { files, held: log.entries(STREAM).to_vec() }
}

/// A review that is recorded act by act, each kept as it was before anything was erased.
struct Told {
    review: Review,
    acts: Vec<(Day, Act)>,
}

impl Told {
    fn begun(terms: Terms) -> Told {
        let mut told = Told { review: Review::new(Stream::Open), acts: Vec::new() };
        told.add(0, terms);
        told.add(0, party("P-1", PartySort::Person));
        told
    }

    fn add(&mut self, on: i32, act: impl Into<Act>) -> Seq {
        let act = act.into();
        self.acts.push((day(on), act.clone()));
        record(&mut self.review, day(on), act)
    }

    fn publish(&mut self, on: i32) -> Seq {
        let act = publication(&self.review);
        self.add(on, act)
    }

    fn read(&self) -> Vec<(File, Verdict)> {
        let files = played(&self.acts).files;
        files.iter().map(|file| verify(file.as_bytes(), None).unwrap_or_else(|e| panic!("{e}"))).collect()
    }
}

#[test]
fn a_sealed_strand_is_told_as_sealed_and_never_as_closed_without_a_finding() {
    for (findings, words) in [
        (0, "which holds no finding"),
        (1, "which holds 1 finding that is not published here"),
        (2, "which holds 2 findings that are not published here"),
    ] {
        let mut first = terms(Mode::Conduct);
        first.strand.0.push(StrandTitle { number: 3, sealed: true, title: None });
        let mut told = Told::begun(first);
        told.add(1, closed(1));
        told.add(1, closed(2));
        told.add(1, StrandClosed { reason: ClosingReason::EndsInSealedStream, ..closed(3) });
        told.review.set_sealed_findings(BTreeMap::from([(3, findings)]));
        let form = serde_json::json!({ "kind": "publication", "title": "A report" });
        let act = forms::acts_of(&form, &told.review, &forms::Labels::new()).unwrap().remove(0);
        told.add(2, act);
        let read = told.read();
        let (publication, verdict) = &read[0];
        let (text, page) = (plain_text(publication, verdict, None), page(publication, verdict, None));
        let line = format!(
            "Strand 3: sealed; it stands in a stream of its own, {words}; closed here, with a reason, in entry 4."
        );
        assert!(text.contains(&line), "{text}");
        assert!(page.contains(&line), "{page}");
        assert!(text.contains("Strand 2: closed without a finding, with a reason, in entry 3."), "{text}");
        // Nobody who complained asked for anything.
        for form in [&text, &page] {
            assert!(!form.contains("the complainant asked"), "{form}");
            assert!(form.contains("the strand is sealed: its matter stands in a stream of its own"));
        }
    }
}

/// A review with a finding that was replaced because of a reply, one that was withdrawn, and an outcome that rests on it.
fn undone() -> Told {
    let mut told = Told::begun(terms(Mode::Inquiry));
    told.add(1, closed(3));
    let of = told.add(1, complaint(1, "2017-03-06", 'S'));
    let first = told.add(2, finding(&[1], vec![critical("Did nothing.")]));
    let lost = told.add(2, finding(&[2], vec![critical("Lost the log.")]));
    let mut sent = Vec::new();
    for found in [first, lost] {
        let notice = told.add(3, notice(found, 1, "ORG-1"));
        let shown = extract(&told.review, notice, day(17));
        told.add(3, shown);
        sent.push(notice);
    }
    let came: Vec<Seq> = sent.into_iter().map(|notice| told.add(4, reply(notice, "ORG-1"))).collect();
    let something = part(Owner::Organisation, Tenor::Positive, "ORG-1", "Did something.");
    let better = told.add(5, replacing(first, finding(&[1], vec![something])));
    told.add(5, change(came[0], Effect::Amended, Some(better)));
    told.add(5, change(came[1], Effect::Nothing, None));
    let outcome = ComplaintOutcome {
        of,
        allegation: 1,
        finding: Some(lost),
        outcome: OutcomeWord::Upheld,
        reason: "The log is gone.".into(),
        told_on: None,
    };
    told.add(6, outcome);
    told.add(7, FindingWithdrawn { of: lost, reason: "The log turned up.".into() });
    told.add(7, closed(2));
    told.publish(8);
    told
}

#[test]
fn a_finding_that_no_longer_stands_says_so_where_it_is_told_and_so_does_what_rests_on_it() {
    let told = undone();
    let read = told.read();
    let (publication, verdict) = &read[0];
    assert_eq!(verdict.undone, [1, 1]);
    let (text, page) = (plain_text(publication, verdict, None), page(publication, verdict, None));
    let findings = page.split("<h2 id=\"findings\">").nth(1).unwrap().split("<h2").next().unwrap();
    for (form, words) in [
        (
            &text[..],
            "Entry 4, 3 January 2026: a finding, replaced since\n  whether it stands: it does not stand any more: \
                     replaced on 6 January 2026 by the finding of entry 12, for the reason: Read again.\n",
        ),
        (
            &text[..],
            "Entry 5, 3 January 2026: a finding, withdrawn since\n  whether it stands: it does not stand any more: \
                     withdrawn on 8 January 2026 in entry 16, for the reason: The log turned up.\n",
        ),
        (
            &text[..],
            "what came of an allegation, resting on a finding that does not stand any more\n  whether it stands: the \
                     finding of entry 5, on which it rests, was withdrawn on 8 January 2026 in entry 16, for the reason: The log \
                     turned up.\n",
        ),
        (findings, "Entry 4, 3 January 2026: a finding, replaced since</h3>"),
        (findings, "Entry 5, 3 January 2026: a finding, withdrawn since</h3>"),
        (findings, "<dd>it does not stand any more: withdrawn on 8 January 2026 in entry 16"),
        (findings, "Entry 12, 6 January 2026: a finding</h3>"),
        (&text[..], "Findings that do not stand any more: replaced by a later version: 1; withdrawn: 1.\n"),
        // The strand of the withdrawn one was closed, and is told so.
        (&text[..], "Strand 2: closed without a finding, with a reason, in entry 17."),
    ] {
        assert!(form.contains(words), "{words}\n{form}");
    }
}

#[test]
fn where_the_reason_of_a_withdrawal_is_withheld_the_withdrawal_is_told_all_the_same() {
    let mut told = undone();
    told.acts.pop();
    told.review = Review::fold(
        Stream::Open,
        told.acts.iter().map(|(on, act)| register::review::Recorded { on: *on, act: act.clone() }),
        &BTreeMap::new(),
    )
    .unwrap();
    told.add(
        8,
        Withholding {
            reason: ReasonCode::CourtOrder,
            decider: Decider::Court,
            ..withholding(Seq(16), "reason")
        },
    );
    told.publish(8);
    let read = told.read();
    let text = plain_text(&read[0].0, &read[0].1, None);
    assert!(
        text.contains(
            "withdrawn on 8 January 2026 in entry 16; the reason stands in entry 16 and is not published\n"
        ),
        "{text}"
    );
    assert!(!text.contains("turned up"));
}

#[test]
fn what_was_recorded_and_erased_between_two_versions_is_counted_as_erased_since() {
    let mut told = Told::begun(terms(Mode::Inquiry));
    for number in 1..=3 {
        told.add(1, closed(number));
    }
    told.publish(2);
    let late = told.add(3, party("P-2", PartySort::Person));
    let erase = |of| Disposal {
        of,
        paths: vec![path("name")],
        basis: DisposalBasis::RightToErasure,
        decider: Decider::DataProtectionOfficer,
    };
    told.add(4, erase(late));
    told.publish(5);
    told.add(6, erase(Seq(1)));
    told.publish(7);
    let read = told.read();
    let changes = |at: usize| since_the_one_before((&read[at].0, &read[at].1));
    assert_eq!(changes(0), None, "there is none before the first");
    let second = changes(1).unwrap();
    assert!(second.contains(&Change::Erased(late.0, "name".into(), late.0 + 1)), "{second:?}");
    let lines = tell_changes(&second, &read[1].0);
    assert!(lines.contains(&"Erased by law since: 1 part of 1 entry.".to_string()), "{lines:#?}");
    // What stood in the version before is counted too, and what was erased before that version is not.
    let third = changes(2).unwrap();
    let erased: Vec<&Change> = third.iter().filter(|c| matches!(c, Change::Erased(..))).collect();
    assert_eq!(erased, [&Change::Erased(1, "name".into(), 9)]);
    // It is what the comparison of the two files gives.
    for at in [1, 2] {
        let (old, new) = (&read[at - 1], &read[at]);
        assert_eq!(compare((&old.0, &old.1), (&new.0, &new.1)).unwrap(), changes(at).unwrap());
    }
}

/// The table of `docs/methods/register.md`: a finding, a version with other words that was given up, and one with the words of
/// the first. The one that was given up stays withheld.
fn given_up(reason: ReasonCode) -> Told {
    let mut told = Told::begun(terms(Mode::Inquiry));
    told.add(1, closed(2));
    told.add(1, closed(3));
    let first = told.add(4, finding(&[1], vec![critical("Did nothing.")]));
    let sent = told.add(9, notice(first, 1, "ORG-1"));
    let shown = extract(&told.review, sent, day(23));
    told.add(9, shown);
    told.add(24, Expiry { of: sent });
    let version = |old, claim: &str| replacing(old, finding(&[1], vec![critical(claim)]));
    let hard = told.add(25, version(first, "Did nothing, and knew it."));
    let soft = told.add(26, version(hard, "Did nothing."));
    assert!(told.review.parts_not_put(soft).is_empty());
    for at in forms::withholdable(&told.review, hard) {
        let act = Withholding { reason, ..withholding(hard, at.as_str()) };
        told.add(27, act);
    }
    told.publish(28);
    told
}

/// Files by name.
type Files = Vec<(String, Vec<u8>)>;

/// The files of the newest publication, and what must not stand in them.
fn searched(told: &Told) -> (Files, Vec<register::publication::Secret>, usize) {
    let played = played(&told.acts);
    let file = played.files.last().unwrap();
    let (publication, verdict) = verify(file.as_bytes(), None).unwrap();
    let files = vec![
        ("publication.html".to_string(), page(&publication, &verdict, None).into_bytes()),
        ("publication.txt".to_string(), plain_text(&publication, &verdict, None).into_bytes()),
        ("publication.json".to_string(), file.clone().into_bytes()),
    ];
    let before = &played.held[..publication.entries.len() - 1];
    let rows = manifest(before).unwrap();
    (files, secrets(before, &rows), let_pass(before, &rows).len())
}

#[test]
fn a_version_that_was_given_up_may_repeat_words_of_the_one_that_stands() {
    let told = given_up(ReasonCode::RepresentationsOutstanding);
    let (files, secrets, passed) = searched(&told);
    assert_eq!(scan(&files, &secrets), []);
    assert!(
        passed >= 4,
        "the sentence, the duty and the evidence stand in the version that is published: {passed}"
    );
    // What stands in the version that was given up alone is a secret still.
    let own: Vec<_> = secrets.iter().filter(|s| s.text == "Did nothing, and knew it.").cloned().collect();
    assert_eq!(own.len(), 1);
    let leaking = [("note.txt".to_string(), b"It DID  nothing, and knew it. So there.".to_vec())];
    assert_eq!(scan(&leaking, &own).len(), 1);
}

#[test]
fn a_letter_that_quotes_what_is_withheld_is_a_leak_whatever_else_is_published() {
    // The finding was put and is withheld by a court's order; its extract was forgotten.
    let mut told = Told::begun(terms(Mode::Inquiry));
    told.add(1, closed(2));
    told.add(1, closed(3));
    let found = told.add(4, finding(&[1], vec![critical("The council sent the report back unread.")]));
    let sent = told.add(9, notice(found, 1, "ORG-1"));
    let shown = extract(&told.review, sent, day(23));
    let shown = told.add(9, shown);
    told.add(24, Expiry { of: sent });
    for at in forms::withholdable(&told.review, found) {
        told.add(
            25,
            Withholding {
                reason: ReasonCode::CourtOrder,
                decider: Decider::Court,
                ..withholding(found, at.as_str())
            },
        );
    }
    told.publish(26);
    let (files, secrets, _) = searched(&told);
    let leaks = scan(&files, &secrets);
    assert!(leaks.iter().any(|leak| leak.what.contains("parts/1/claim")), "{leaks:?}");
    // With the extract withheld too, nothing is left to find.
    told.acts.pop();
    let history = told.acts.iter().map(|(on, act)| register::review::Recorded { on: *on, act: act.clone() });
    told.review = Review::fold(Stream::Open, history, &BTreeMap::new()).unwrap();
    told.add(
        26,
        Withholding { reason: ReasonCode::CourtOrder, decider: Decider::Court, ..withholding(shown, "text") },
    );
    told.publish(26);
    let (files, secrets, _) = searched(&told);
    assert_eq!(scan(&files, &secrets), []);
}

#[test]
fn what_identifies_somebody_is_not_let_pass_for_standing_elsewhere() {
    // The same history, but the version that was given up was withheld because it could identify a child: then the same words
    // in the other one are what nobody meant to publish.
    let (files, secrets, passed) = searched(&given_up(ReasonCode::IdentifiesAChild));
    assert_eq!(passed, 0);
    assert!(!scan(&files, &secrets).is_empty());
    // And a name is a secret wherever it stands.
    let mut told = Told::begun(terms(Mode::Inquiry));
    told.add(1, closed(2));
    told.add(1, closed(3));
    // A finding says openly of P-1 that nothing is criticised, so the gates let its words stand; the search does not.
    told.add(1, finding(&[1], vec![part(Owner::Person, Tenor::Factual, "P-1", "Ada Instance was there.")]));
    told.add(2, withholding(Seq(1), "name"));
    told.publish(3);
    let (files, secrets, _) = searched(&told);
    let leaks = scan(&files, &secrets);
    assert!(leaks.iter().any(|leak| leak.what == "entry 1, name, which is withheld,"), "{leaks:?}");
}

#[test]
fn a_short_word_is_not_found_inside_another() {
    let mut told = Told::begun(terms(Mode::Inquiry));
    told.add(1, closed(2));
    told.add(1, closed(3));
    let unsaid = told.add(1, Party { name: "Other".into(), ..party("P-2", PartySort::Role) });
    told.add(1, StrandClosed { text: "Her mother and her brothers said so.".into(), ..closed(1) });
    told.add(2, withholding(unsaid, "name"));
    told.publish(3);
    let (files, secrets, _) = searched(&told);
    assert!(secrets.iter().any(|secret| secret.text == "Other"));
    let leaks = scan(&files, &secrets);
    assert!(leaks.is_empty(), "{leaks:?}");
    let whole = [("a.txt".to_string(), b"the other's word".to_vec())];
    assert_eq!(scan(&whole, &secrets).len(), 1, "the word itself is found");
}

#[test]
fn a_strand_whose_finding_was_erased_is_told_as_such_and_not_as_answered() {
    let mut told = Told::begun(terms(Mode::Inquiry));
    told.add(1, closed(1));
    told.add(1, closed(2));
    let found = told.add(1, praise(&[3]));
    told.publish(2);
    told.add(
        3,
        Disposal {
            of: found,
            paths: ["claim", "parts/1/claim"].into_iter().map(path).collect(),
            basis: DisposalBasis::RightToErasure,
            decider: Decider::DataProtectionOfficer,
        },
    );
    // As it was published before that was a rule, and as it is published now: still open, and closed because of it.
    let older = Publication { open_strands: Vec::new(), ..publication(&told.review) };
    let mut by_the_older_rule = Told { review: told.review.clone(), acts: told.acts.clone() };
    by_the_older_rule.acts.push((day(4), older.into()));
    let read = by_the_older_rule.read();
    let (file, verdict) = read.last().unwrap();
    let said = verdict.sentences();
    assert_eq!((verdict.findings, verdict.findings_erased), ([1, 0, 0, 1], 1));
    for sentence in [
        "Of those withheld but for their frame, findings whose words were erased by law: 1. They answer nothing any more.",
        "Strand 3: its finding was erased by law, and no finding answers it that can be read.",
    ] {
        assert!(said.iter().any(|s| s == sentence), "{said:#?}");
    }
    let line = format!(
        "Strand 3: a finding whose words were erased by law, in entry {}; no finding answers it that can be read.",
        found.0
    );
    assert!(plain_text(file, verdict, None).contains(&line));
    assert!(page(file, verdict, None).contains(&line));
    let deferral =
        StrandDeferred { number: 3, reason: DeferralReason::InquiryContinues, text: "Anew.".into() };
    told.add(4, deferral);
    let still = told.publish(4);
    assert_eq!(told.review.strands_without_end(), [3]);
    told.add(5, StrandClosed { reason: ClosingReason::FindingErased, ..closed(3) });
    told.publish(6);
    let read = told.read();
    let line = format!("Strand 3: still open, for the reason recorded in entry {}.", still.0 - 1);
    assert!(plain_text(&read[1].0, &read[1].1, None).contains(&line));
    let text = plain_text(&read[2].0, &read[2].1, None);
    assert!(text.contains("Strand 3: closed without a finding, with a reason, in entry"), "{text}");
    assert!(text.contains("finding erased (what was found on it was erased by law)"), "{text}");
}

#[test]
fn what_came_from_the_review_is_searched_and_the_words_of_the_program_are_not() {
    use register::publication::{Secret, outputs, scan_outputs};
    let mut told = Told::begun(terms(Mode::Inquiry));
    told.add(1, closed(2));
    told.add(1, closed(3));
    told.add(1, StrandClosed { text: "As Zo\u{eb} Wrenfield & others said.".into(), ..closed(1) });
    told.publish(2);
    let played = played(&told.acts);
    let json = played.files.last().unwrap().clone();
    let (publication, verdict) = verify(json.as_bytes(), None).unwrap();
    let files =
        outputs((&publication, &verdict), None, json, "# Paula Power\nlog log.example/tales+1+x\n".into());
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(
        names,
        ["publication.html", "publication.txt", "publication.json", "verify.html", "policy.txt"]
    );
    let html = String::from_utf8(files[0].bytes.clone()).unwrap();
    assert_eq!(html, page(&publication, &verdict, None), "the marks are in no file");
    for file in &files {
        let text = String::from_utf8(file.bytes.clone()).unwrap();
        assert!(!text.contains(['\u{fdd0}', '\u{fdd1}']), "{}", file.name);
    }
    let found = |name: &str| -> Vec<String> {
        let leaks = scan_outputs(&files, &[Secret::name("a name", name)]);
        leaks.into_iter().map(|leak| leak.file).collect()
    };
    for name in ["Zo\u{eb} Wrenfield", "Wrenfield, Zoe"] {
        assert_eq!(found(name), ["publication.html", "publication.txt", "publication.json"], "{name}");
    }
    // Each stands in the constant words of a page, of the script, of a comment or of the form of the file.
    for name in [
        "Paula Power",
        "Max Page",
        "Strand",
        "Power",
        "Disclosures",
        "Entry",
        "Checkpoint",
        "Records Lost",
        "Ms Reason",
    ] {
        assert_eq!(found(name), [] as [String; 0], "{name}");
    }
    // A title, the name of the log and a code of the policy came from whoever keeps the review.
    assert!(!found("Overarching").is_empty());
    assert_eq!(found("Tales").len(), 4);
}
