//! What a publisher can try who holds every key and writes entries past the gates of the register.

use register::entry::Class;
use serde_json::{Value, json};

use super::liars::{Lie, before};
use super::review::{Made, REVIEW, closed, fields, finding, log, terms};

/// A finding on strand 2 with fields changed, or taken out where the new value is nothing.
fn changed(changes: &[(&str, Value)]) -> Vec<(String, Value)> {
    let mut says = finding(2, "No strategy meeting was held.");
    for (path, value) in changes {
        match says.iter_mut().find(|(there, _)| there == path) {
            Some(field) => field.1 = value.clone(),
            None => says.push(((*path).to_string(), value.clone())),
        }
    }
    says.retain(|(_, value)| !value.is_null());
    says
}

/// A finding as entry 6, with these changes.
fn odd(made: &mut Made, changes: &[(&str, Value)]) {
    made.add(Class::Finding, None, changed(changes));
}

/// A finding that criticises the body of the review, as entry 6.
fn critical(made: &mut Made) {
    odd(made, &[("parts/1/tenor", json!("critical"))]);
}

const CLAIMS: &str =
    "No strategy meeting was held. The agency is named here as Northmere Council, which is invented.";

/// Notice of part 1 of entry 6 (entry 7), and the extract that goes with it (entry 8).
fn notice(made: &mut Made, to: &str, reply_by: &str, text: &str) {
    let says = [
        ("kind", json!("notice")),
        ("of", json!(6)),
        ("part", json!(1)),
        ("to", json!(to)),
        ("how", json!("By letter.")),
    ];
    made.add(Class::Representation, Some(6), fields(&says));
    let says =
        [("kind", json!("extract")), ("of", json!(7)), ("reply_by", json!(reply_by)), ("text", json!(text))];
    made.add(Class::Representation, Some(7), fields(&says));
}

/// Another extract, with the notice of an entry.
fn extract_again(made: &mut Made, of: u64, reply_by: &str) {
    let says = [
        ("kind", json!("extract")),
        ("of", json!(of)),
        ("reply_by", json!(reply_by)),
        ("text", json!(CLAIMS)),
    ];
    made.add(Class::Representation, Some(of), fields(&says));
}

/// A second notice of the same criticism as entry 9, with an extract as entry 10.
fn notice_again(made: &mut Made, reply_by: &str) {
    let says = [
        ("kind", json!("notice")),
        ("of", json!(6)),
        ("part", json!(1)),
        ("to", json!("ORG-1")),
        ("how", json!("By letter.")),
    ];
    made.add(Class::Representation, Some(6), fields(&says));
    extract_again(made, 9, reply_by);
}

/// The time for a reply is said to have run out, so many days after the extract.
fn expiry(made: &mut Made, days: i64) {
    made.clock_unix += days * 86_400;
    made.add(Class::Representation, Some(7), fields(&[("kind", json!("expiry")), ("of", json!(7))]));
}

fn reply(made: &mut Made) {
    let says = [
        ("kind", json!("reply")),
        ("of", json!(7)),
        ("by", json!("ORG-1")),
        ("text", json!("It is not so.")),
    ];
    made.add(Class::Representation, Some(7), fields(&says));
}

/// What the reply of the newest entry is said to have changed.
fn said_changed(made: &mut Made, effect: &str, by_entry: Option<u64>) {
    let of = made.leaves.len() as u64 - 1;
    let says = [
        ("kind", json!("change")),
        ("of", json!(of)),
        ("effect", json!(effect)),
        ("reason", json!("The reply was considered.")),
    ];
    let by = by_entry.map(|seq| ("by_entry".to_string(), json!(seq)));
    made.add(Class::Representation, Some(of), fields(&says).into_iter().chain(by).collect());
}

/// A complaint about the body of the review, as entry 6.
fn complaint(made: &mut Made) {
    let says = [
        ("kind", json!("complaint")),
        ("number", json!(1)),
        ("sealed", json!(false)),
        ("strands", json!([2])),
        ("made_on", json!("2017-03-01")),
        ("agency", json!("ORG-1")),
        ("complainant", json!("Cora Instance")),
        ("allegations/1/category", json!("S")),
        ("allegations/1/text", json!("Nobody met after the second call.")),
    ];
    made.add(Class::Record, None, fields(&says));
}

/// Its allegation is upheld.
fn upheld(made: &mut Made, finding: Option<u64>) {
    let says = [
        ("kind", json!("complaint_outcome")),
        ("of", json!(6)),
        ("allegation", json!(1)),
        ("outcome", json!("upheld")),
        ("reason", json!("Nothing was held.")),
    ];
    let finding = finding.map(|seq| ("finding".to_string(), json!(seq)));
    made.add(Class::Record, Some(6), fields(&says).into_iter().chain(finding).collect());
}

/// A strand opened after the terms of reference.
fn opened(made: &mut Made, number: u64) {
    let says = [
        ("kind", json!("strand_opened")),
        ("number", json!(number)),
        ("sealed", json!(false)),
        ("title", json!("What came up later")),
        ("reason", json!("A second call was found.")),
    ];
    made.add(Class::Record, None, fields(&says));
}

/// A decision is lifted for a reason.
fn lifted_for(made: &mut Made, decision: u64, reason: &str) {
    let says = [
        ("kind", json!("withholding_lifted")),
        ("of", json!(decision)),
        ("reason", json!(reason)),
        ("decider", json!("chair")),
    ];
    made.add(Class::Record, Some(decision), fields(&says));
}

/// Erases a field as the law allows for texts only.
fn erase(made: &mut Made, seq: u64, path: &str) {
    let says = [
        ("kind", json!("disposal")),
        ("of", json!(seq)),
        ("paths", json!([path])),
        ("basis", json!("court_order")),
        ("decider", json!("court")),
    ];
    made.add(Class::Disposal, Some(seq), fields(&says));
    made.log.erase(REVIEW, seq, &[path]);
}

/// A review in the mode `learning`, with one finding with these changes.
fn learning(changes: &[(&str, Value)]) -> Vec<u8> {
    let mut made = Made::new(log("log.example/register", 10), 1);
    let mut says = terms(1, &[2], 10);
    says.iter_mut().filter(|(path, _)| path == "mode").for_each(|(_, mode)| *mode = json!("learning"));
    made.other(0x11, 3);
    made.add(Class::Tor, None, says);
    made.other(0xee, 2);
    odd(&mut made, changes);
    made.publication_entry(1, None);
    made.publish().into_bytes()
}

/// The sentence for a field of the frame that cannot be read.
macro_rules! frame {
    ($entry_and_path:literal) => {
        Some(concat!(
            $entry_and_path,
            " is withheld. It belongs to the frame of the review, which is always public, or nobody could check that nothing is ",
            "missing."
        ))
    };
}

/// The sentence for a criticism of entry 6 that was not put, and an entry that tells of it.
macro_rules! not_put {
    ($teller:literal) => {
        Some(concat!(
            "Part 1 of the finding of entry 6 is a criticism, and entry ",
            $teller,
            " tells of it in the open. The file shows no notice of it that came to an end: an extract, time for a reply, and a ",
            "reply that was considered or the end of that time."
        ))
    };
}

/// Each rule of a review that can be broken past the gates, with the sentence that tells a reader.
#[rustfmt::skip]
pub(super) const BROKEN: &[(&str, Lie, Option<&str>)] = &[
    ("a finding has no standard", || before(|m| odd(m, &[("standard", Value::Null)])),
     Some("Entry 6 lacks the field standard.")),
    ("a finding has a standard that there is not", || before(|m| odd(m, &[("standard", json!("gut_feeling"))])),
     Some("Entry 6: what stands under standard is not of the form that it must have.")),
    ("a finding has an empty standard", || before(|m| odd(m, &[("standard", json!(""))])),
     Some("Entry 6: what stands under standard is not of the form that it must have.")),
    ("a finding says nothing", || before(|m| odd(m, &[("claim", json!(" \n\u{a0}"))])),
     Some("Entry 6: what stands under claim is not of the form that it must have.")),
    ("a finding has no evidence", || before(|m| odd(m, &[("evidence_for/1/text", Value::Null), ("evidence_for/1/source", Value::Null)])),
     Some("Entry 6 is a finding and names no evidence for it.")),
    ("a piece of evidence has no source", || before(|m| odd(m, &[("evidence_for/1/source", Value::Null)])),
     Some("Entry 6 lacks the field evidence_for/1/source.")),
    ("nobody looked for evidence against a finding", || before(|m| odd(m, &[("looked_for_against", Value::Null)])),
     Some("Entry 6 is a finding and names neither evidence against it nor where that was looked for.")),
    ("a finding is about nobody", || before(|m| { m.add(Class::Finding, None, changed(&[]).into_iter().filter(|(path, _)| !path.starts_with("parts/")).collect()); }),
     Some("Entry 6 is a finding and does not say whom it is about.")),
    ("a finding skips a part", || before(|m| odd(m, &[("parts/3/claim", json!("And the mayor knew."))])),
     Some("Entry 6: there is no field parts/3/claim in an act of the kind finding.")),
    ("a finding has a field that findings do not have", || before(|m| odd(m, &[("note", json!("Ask the mayor."))])),
     Some("Entry 6: there is no field note in an act of the kind finding.")),
    ("a finding names no strand", || before(|m| odd(m, &[("strands", json!([]))])),
     Some("Entry 6 is a finding and names no strand.")),
    ("an entry does not say what it is", || before(|m| odd(m, &[("kind", Value::Null)])),
     Some("Entry 6 does not say what kind of act it is.")),
    ("an entry is of no known kind", || before(|m| odd(m, &[("kind", json!("remark"))])),
     Some("Entry 6 says that it is an act of a kind that there is not.")),
    ("a finding is recorded as a record, so that it does not count", || before(|m| { m.add(Class::Record, None, changed(&[])); }),
     Some("Entry 6 says that it is an act of the kind finding, and stands in the log as one of the class record.")),
    ("a remark is recorded as a finding, so that a strand is answered", || before(|m| { m.add(Class::Finding, None, closed(4, "outside_terms")); }),
     Some("Entry 6 says that it is an act of the kind strand_closed, and stands in the log as one of the class finding.")),
    ("the standard of a finding is withheld", || before(|m| { m.withhold(3, "standard", "court_order", "chair"); }),
     frame!("Entry 3: standard")),
    ("which way a finding goes is withheld", || before(|m| { m.withhold(3, "parts/1/tenor", "court_order", "chair"); }),
     frame!("Entry 3: parts/1/tenor")),
    ("whose a part of a finding is, is erased", || before(|m| erase(m, 3, "parts/1/owner")),
     frame!("Entry 3: parts/1/owner")),
    ("the code of a person is withheld", || before(|m| { m.withhold(1, "code", "court_order", "chair"); }),
     frame!("Entry 1: code")),
    ("a strand is closed for a reason that is on no list", || before(|m| { m.add(Class::Record, None, closed(4, "inconvenient")); }),
     Some("Entry 6: what stands under reason is not of the form that it must have.")),
    ("new terms of reference make an inquiry a learning review", || before(|m| { let mut says = terms(2, &[1, 2, 3, 4], 10); says.iter_mut().filter(|(path, _)| path == "mode").for_each(|(_, mode)| *mode = json!("learning")); m.add(Class::Tor, None, says); }),
     Some("Entry 6 changes what the review is for, which terms of reference never may.")),
    ("a version of the terms of reference is passed over", || before(|m| { m.add(Class::Tor, None, terms(3, &[1, 2, 3, 4], 10)); }),
     Some("Entry 6 gives another number than that of its place among the terms of reference.")),
    ("a finding is withdrawn by an entry that acts on another", || before(|m| { m.add(Class::Record, Some(5), fields(&[("kind", json!("finding_withdrawn")), ("of", json!(3)), ("reason", json!("It was another file."))])); }),
     Some("Entry 6 acts on another entry than the one that it says it is about.")),
    ("a withdrawal is of what is no finding", || before(|m| { m.add(Class::Record, Some(5), fields(&[("kind", json!("finding_withdrawn")), ("of", json!(5)), ("reason", json!("It was another file."))])); }),
     Some("Entry 6 says that it is about entry 5, which is no finding.")),
    ("a criticism is published without notice", || before(critical), not_put!(6)),
    ("a criticism is published with a notice and no extract", || before(|m| { critical(m); let says = [("kind", json!("notice")), ("of", json!(6)), ("part", json!(1)), ("to", json!("ORG-1")), ("how", json!("By letter."))]; m.add(Class::Representation, Some(6), fields(&says)); }),
     not_put!(6)),
    ("a criticism is published while the time for a reply runs", || before(|m| { critical(m); notice(m, "ORG-1", "2026-01-11", CLAIMS); }), not_put!(6)),
    ("a criticism is published while nobody considered the reply", || before(|m| { critical(m); notice(m, "ORG-1", "2026-01-11", CLAIMS); reply(m); }), not_put!(6)),
    ("the criticism is withheld, and the letter about it is not", || before(|m| { critical(m); for path in ["claim", "duty", "looked_for_against", "evidence_for/1/text", "evidence_for/1/source", "parts/1/subject", "parts/1/claim"] { m.withhold(6, path, "representations_outstanding", "chair"); } let says = [("kind", json!("notice")), ("of", json!(6)), ("part", json!(1)), ("to", json!("ORG-1")), ("how", json!("By letter: no meeting was held."))]; m.add(Class::Representation, Some(6), fields(&says)); }),
     not_put!(14)),
    ("an extract leaves a day less than the terms of reference give", || before(|m| { critical(m); notice(m, "ORG-1", "2026-01-10", CLAIMS); expiry(m, 11); }),
     Some("Entry 8, an extract, leaves less time for a reply than the terms of reference give.")),
    ("an extract does not show the criticism", || before(|m| { critical(m); notice(m, "ORG-1", "2026-01-11", "We may say something about you."); expiry(m, 11); }),
     Some("Entry 8, an extract, does not hold the words of claim of entry 6: whoever is criticised is shown the criticism as it stands.")),
    ("a notice goes to somebody else", || before(|m| { critical(m); notice(m, "P-1", "2026-01-11", CLAIMS); expiry(m, 11); }),
     Some("Entry 7 gives notice to somebody else than whom the finding of entry 6 criticises.")),
    ("the time for a reply is ended on its last day", || before(|m| { critical(m); notice(m, "ORG-1", "2026-01-11", CLAIMS); expiry(m, 10); }),
     Some("Entry 9 says that the time for a reply had run out, and it had not.")),
    ("a second extract cuts the time that the first gave", || before(|m| { critical(m); notice(m, "ORG-1", "2026-03-01", CLAIMS); extract_again(m, 7, "2026-01-11"); expiry(m, 11); }),
     Some("Entry 10 says that the time for a reply had run out, and it had not.")),
    ("a second notice cuts the time that the first gave", || before(|m| { critical(m); notice(m, "ORG-1", "2026-03-01", CLAIMS); notice_again(m, "2026-01-11"); m.clock_unix += 11 * 86_400; m.add(Class::Representation, Some(9), fields(&[("kind", json!("expiry")), ("of", json!(9))])); }),
     Some("Entry 11 says that the time for a reply had run out, and it had not.")),
    ("a second notice runs when the first has ended", || before(|m| { critical(m); notice(m, "ORG-1", "2026-01-11", CLAIMS); notice_again(m, "2026-03-01"); reply(m); said_changed(m, "nothing", None); }),
     not_put!(6)),
    ("somebody else replies to a notice", || before(|m| { critical(m); notice(m, "ORG-1", "2026-01-11", CLAIMS); let says = [("kind", json!("reply")), ("of", json!(7)), ("by", json!("P-1")), ("text", json!("So be it."))]; m.add(Class::Representation, Some(7), fields(&says)); }),
     Some("Entry 9 is a reply from somebody else than whom notice was given.")),
    ("a part with the outcome of misconduct is called factual", || before(|m| odd(m, &[("parts/1/outcome", json!("case_to_answer_gross_misconduct"))])),
     Some("Entry 6: part 1 has an outcome that criticises, and is not called a criticism.")),
    ("a reply is said to have had a finding withdrawn, and it stands", || before(|m| { critical(m); notice(m, "ORG-1", "2026-01-11", CLAIMS); reply(m); said_changed(m, "withdrawn", None); }),
     Some("Entry 10 says that because of a reply the finding of entry 6 was withdrawn, and no entry after the reply withdraws or replaces it.")),
    ("a reply is said to have had a finding amended by a version of before", || before(|m| { critical(m); notice(m, "ORG-1", "2026-01-11", CLAIMS); m.add(Class::Finding, Some(6), changed(&[("supersedes", json!(6)), ("changed", json!("A word."))])); reply(m); said_changed(m, "amended", Some(9)); }),
     Some("Entry 11 says that because of a reply the finding of entry 6 was amended, and no entry after the reply withdraws or replaces it.")),
    ("what was put as a criticism comes back as no criticism", || before(|m| { critical(m); notice(m, "ORG-1", "2026-01-11", CLAIMS); expiry(m, 11); m.add(Class::Finding, Some(6), changed(&[("supersedes", json!(6)), ("changed", json!("A word."))])); }),
     Some("Entry 10: part 1 calls no criticism what part 1 of the finding of entry 6 criticises, in nearly the same words.")),
    ("a complaint is upheld on no finding", || before(|m| { complaint(m); upheld(m, None); }),
     Some("Entry 7 gives an allegation an outcome that criticises, and rests on no finding that criticises anybody.")),
    ("a complaint is upheld on a finding that criticises nobody", || before(|m| { complaint(m); upheld(m, Some(3)); }),
     Some("Entry 7 gives an allegation an outcome that criticises, and rests on no finding that criticises anybody.")),
    ("new terms of reference leave nobody a day for a reply", || before(|m| { m.add(Class::Tor, None, terms(2, &[1, 2, 3, 4], 0)); }),
     Some("Entry 6 leaves nobody a day for a reply.")),
    ("entries are back-dated an hour at a time", || before(|m| { for n in 0..30 { m.clock_unix -= 3_600; m.add(Class::Record, None, fields(&[("kind", json!("question")), ("to", json!("ORG-1")), ("text", json!(format!("Filler {n}.")))])); } m.clock_unix += 40 * 3_600; }),
     Some("Entry 7 says that it was recorded before entry 5, and stands after it in the log: it is back-dated, or a clock was wrong.")),
    ("notice is given of what criticises nobody", || before(|m| { odd(m, &[]); notice(m, "ORG-1", "2026-01-11", CLAIMS); }),
     Some("Entry 7 gives notice of part 1 of the finding of entry 6, which criticises nobody.")),
    ("a reply is withheld, and the criticism that it answers is not", || before(|m| { critical(m); notice(m, "ORG-1", "2026-01-11", CLAIMS); reply(m); said_changed(m, "nothing", None); m.withhold(9, "text", "reported_apart", "chair"); }),
     Some("Entry 9 is a reply to part 1 of the finding of entry 6, which is published, and its words are withheld for \"reported apart\": that is no reason to publish a criticism without the reply to it.")),
    ("something is withheld by a court's order that no court made", || before(|m| { m.withhold(3, "claim", "court_order", "reviewer"); }),
     Some("Entry 3: claim is withheld because a court has ordered it, and a court is not who decided.")),
    ("a finding that criticises nobody is withheld until a reply comes", || before(|m| { m.withhold(3, "claim", "representations_outstanding", "chair"); }),
     Some("Entry 3: claim is withheld because a reply is outstanding, and none is to what the entry tells of.")),
    ("a finding is withheld at the request of nobody", || before(|m| { m.withhold(3, "claim", "sealed_at_request", "chair"); }),
     Some("Entry 3: claim is withheld because a complainant asked for their identity to be sealed, and no complaint in the file is sealed.")),
    ("a finding on an open strand is withheld as sealed", || before(|m| { m.withhold(3, "claim", "sealed_strand", "chair"); }),
     Some("Entry 3: claim is withheld because the strand is sealed, and no strand is that the entry is about.")),
    ("the only strand is said to be reported apart", || { let mut m = Made::new(log("log.example/register", 10), 1); m.add(Class::Tor, None, terms(1, &[1], 10)); m.add(Class::Finding, None, finding(1, "The file was kept.")); m.withhold(1, "claim", "reported_apart", "chair"); m.publication_entry(1, None); m.publish().into_bytes() },
     Some("Entry 1: claim is withheld because it is about another strand that is reported apart, and there is no other strand.")),
    ("a strand is closed as withdrawn by a complainant whom there is not", || before(|m| { opened(m, 5); m.add(Class::Record, None, closed(5, "withdrawn")); }),
     Some("Entry 7 closes strand 5 because the complainant withdrew it, and the file holds no complaint on it.")),
    ("a strand that is not sealed ends in a sealed stream", || before(|m| { opened(m, 5); m.add(Class::Record, None, closed(5, "ends_in_sealed_stream")); }),
     Some("Entry 7 closes strand 5 because it ends in a sealed stream, and no entry says that it is sealed.")),
    ("a strand waits for a reply to a notice that nobody sent", || { let mut m = Made::new(log("log.example/register", 10), 1); m.begin(); opened(&mut m, 5); m.add(Class::Record, None, fields(&[("kind", json!("strand_deferred")), ("number", json!(5)), ("reason", json!("representations_outstanding")), ("text", json!("A reply is awaited."))])); m.publication_entry_and(fields(&[("open_strands", json!([5]))])); m.publish().into_bytes() },
     Some("Entry 7 leaves strand 5 open because a reply is awaited, and the file holds no notice of a finding on it.")),
    ("a decision is lifted because access was granted that nobody was granted", || before(|m| { m.withhold(3, "claim", "legal_privilege", "chair"); lifted_for(m, 6, "access_granted"); }),
     Some("Entry 7 lifts a decision because access was granted, and no decision in the file grants any.")),
    ("a decision is lifted because an appeal was upheld that nobody made", || before(|m| { m.withhold(3, "claim", "legal_privilege", "chair"); lifted_for(m, 6, "appeal_upheld"); }),
     Some("Entry 7 lifts a decision because an appeal was upheld, and no decision in the file upholds one.")),
    ("a learning review finds against a person", || learning(&[("parts/1/owner", json!("person"))]),
     Some("The review learns and holds nobody to account, and entry 1 says something about an officer.")),
    ("a learning review takes the standard of a hearing", || learning(&[("standard", json!("beyond_reasonable_doubt"))]),
     Some("The review learns and holds nobody to account, and entry 1 says something about an officer.")),
];

/// Publications in which one field holds an odd value, fit or not: two readers have to take each for the same.
pub(crate) fn odd_values() -> Vec<(String, Vec<u8>)> {
    let long = |letter: &str, times: usize| json!(letter.repeat(times));
    let texts =
        ["\u{feff}", "\u{85}", "\u{200b}", "\u{2003}", "a\tb", "a\nb", "a\u{7f}", "a\u{9f}b", "\u{1680}x"];
    let texts = texts.iter().map(|text| json!(text)).chain([
        long("x", 20_000),
        long("x", 20_001),
        long("\u{1f600}", 20_000),
        long("\u{1f600}", 20_001),
        json!(7),
        json!(true),
        json!(null),
        json!([]),
        json!({"a": 1}),
    ]);
    let days = [
        "2026-02-30",
        "0000-01-01",
        "2026-2-3",
        "2024-02-29",
        "2023-02-29",
        "9999-12-31",
        "10000-01-01",
        "2026-13-01",
        "2026-00-10",
        "2026-04-31",
        "0001-01-01",
        "0099-12-31",
        "+02026-01-1",
        "2026-01-01 ",
        "\u{968}026-01-01",
    ];
    let days = days.iter().map(|day| json!(day)).chain([json!(5), json!(20_260_101)]);
    let codes = [
        "ORG-1",
        "org-1",
        "ORG-123456",
        "ORG-12345",
        "ABCDE-1",
        "ORG-\u{ff10}",
        "ORG-",
        "-1",
        "ORG--1",
        "ORG-1\n",
    ];
    let lists = [
        json!([2]),
        json!([2, 0]),
        json!([2, 4_294_967_295_u32]),
        json!([2, 4_294_967_296_u64]),
        json!([2, -1]),
        json!([2, "3"]),
        json!(2),
        json!(vec![2; 1_000]),
        json!(vec![2; 1_001]),
    ];
    let mut out = Vec::new();
    for (path, value) in texts
        .map(|value| ("claim", value))
        .chain(codes.iter().map(|code| ("parts/1/subject", json!(code))))
        .chain(lists.into_iter().map(|list| ("strands", list)))
    {
        let mut made = Made::new(log("log.example/register", 10), 1);
        made.begin();
        // Nothing is taken out here, so that a value that is nothing stands there as it is.
        let mut says = changed(&[]);
        says.iter_mut().filter(|(there, _)| there == path).for_each(|(_, there)| *there = value.clone());
        made.add(Class::Finding, None, says);
        made.publication_entry(1, None);
        let shown: String = value.to_string().chars().take(30).collect();
        out.push((format!("{path} is {shown}"), made.publish().into_bytes()));
    }
    for day in days {
        let mut made = Made::new(log("log.example/register", 10), 1);
        made.begin();
        let mut says = terms(2, &[1, 2, 3, 4], 10);
        says.iter_mut().filter(|(path, _)| path == "period_from").for_each(|(_, there)| *there = day.clone());
        made.add(Class::Tor, None, says);
        made.publication_entry(1, None);
        out.push((format!("a day is {day}"), made.publish().into_bytes()));
    }
    out
}

/// Publications with a criticism that was put, and what followed: each is true.
pub(crate) fn put() -> Vec<(&'static str, Vec<u8>)> {
    let considered = |m: &mut Made| {
        let says = [
            ("kind", json!("change")),
            ("of", json!(9)),
            ("effect", json!("nothing")),
            ("reason", json!("The log shows the day.")),
        ];
        m.add(Class::Representation, Some(9), fields(&says));
    };
    let mut replied = Made::new(log("log.example/register", 10), 1);
    replied.begin();
    critical(&mut replied);
    notice(&mut replied, "ORG-1", "2026-01-11", CLAIMS);
    reply(&mut replied);
    considered(&mut replied);
    replied.publication_entry(1, None);
    vec![
        (
            "the time for a reply ran out",
            before(|m| {
                critical(m);
                notice(m, "ORG-1", "2026-01-11", CLAIMS);
                expiry(m, 11);
            }),
        ),
        ("the reply was considered", replied.publish().into_bytes()),
        (
            "the extract breaks its lines elsewhere",
            before(|m| {
                critical(m);
                notice(m, "ORG-1", "2026-01-11", &CLAIMS.replace(' ', " \n"));
                expiry(m, 11);
            }),
        ),
        (
            "what is found instead is said in other words",
            before(|m| {
                critical(m);
                notice(m, "ORG-1", "2026-01-11", CLAIMS);
                expiry(m, 11);
                let other = json!("The council met in another building, and wrote the minutes there.");
                let changes =
                    [("supersedes", json!(6)), ("changed", json!("The minutes.")), ("parts/1/claim", other)];
                m.add(Class::Finding, Some(6), changed(&changes));
            }),
        ),
        (
            "a later version says the same",
            before(|m| {
                critical(m);
                notice(m, "ORG-1", "2026-01-11", CLAIMS);
                expiry(m, 11);
                m.add(
                    Class::Finding,
                    Some(6),
                    changed(&[
                        ("parts/1/tenor", json!("critical")),
                        ("supersedes", json!(6)),
                        ("looked_for_against", json!("The file was read again.")),
                    ]),
                );
            }),
        ),
        (
            "the criticism is withheld whole",
            before(|m| {
                critical(m);
                for path in [
                    "claim",
                    "duty",
                    "looked_for_against",
                    "evidence_for/1/text",
                    "evidence_for/1/source",
                    "parts/1/subject",
                    "parts/1/claim",
                ] {
                    m.withhold(6, path, "representations_outstanding", "chair");
                }
            }),
        ),
        ("a learning review about a body", learning(&[])),
    ]
}

/// Publications with a reply of which the words are not shown, for a reason that holds: each is true.
pub(crate) fn kept_back() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        (
            "the words of a reply are withheld because they name somebody else",
            before(|m| {
                critical(m);
                notice(m, "ORG-1", "2026-01-11", CLAIMS);
                reply(m);
                said_changed(m, "nothing", None);
                m.withhold(9, "text", "third_party_personal_data", "disclosure_officer");
            }),
        ),
        (
            "the words of a reply were erased by law",
            before(|m| {
                critical(m);
                notice(m, "ORG-1", "2026-01-11", CLAIMS);
                reply(m);
                said_changed(m, "nothing", None);
                erase(m, 9, "text");
            }),
        ),
    ]
}
