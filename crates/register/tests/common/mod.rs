//! What the tests of the gates share: acts made short. Everybody in them is invented.
#![allow(dead_code, unreachable_pub)] // each test file uses some of it

use model::Day;
use register::acts::*;
use register::gates::{Refusal, Rule};
use register::review::{Review, Stream};
use register::words::*;

/// A day of 2026, counted from 1 January.
pub fn day(n: i32) -> Day {
    Day::iso("2026-01-01").unwrap() + n
}

pub fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

pub fn path(text: &str) -> Path {
    Path::new(text).unwrap()
}

/// First terms: two bodies, three strands, fourteen days for a reply.
pub fn terms(mode: Mode) -> Terms {
    let agency = |c: &str, name: &str| AgencyInScope { code: code(c), name: name.into() };
    Terms {
        version: 1,
        mode,
        period_from: Day::iso("2001-01-01").unwrap(),
        period_to: Day::iso("2009-12-31").unwrap(),
        strands: vec![1, 2, 3],
        reply_days: Some(14),
        reply_days_reason: Some("Two weeks.".into()),
        title: "An invented review".into(),
        changed: None,
        strand: Groups(Vec::new()),
        ranks: Groups(Vec::new()),
        agencies: Groups(vec![agency("ORG-1", "Example Constabulary"), agency("ORG-2", "Example Council")]),
        questions: Groups(Vec::new()),
    }
}

pub fn party(c: &str, sort: PartySort) -> Party {
    Party {
        code: code(c),
        sort,
        name: "Ada Instance".into(),
        agency: None,
        rank: None,
        scale: None,
        rank_on: None,
    }
}

/// A review that has begun on day 0, with P-1 and P-2 (persons) in entries 1 and 2.
pub fn begun(mode: Mode) -> Review {
    let mut review = Review::new(Stream::Open);
    review.record(day(0), terms(mode).into()).unwrap();
    review.record(day(0), party("P-1", PartySort::Person).into()).unwrap();
    review.record(day(0), party("P-2", PartySort::Person).into()).unwrap();
    review
}

/// A complaint about ORG-1, sealed, with one allegation.
pub fn complaint(number: u32, made_on: &str, category: char) -> Complaint {
    let item = Allegation { category: Letter(category), text: "Not followed up.".into(), about: None };
    Complaint {
        number,
        sealed: true,
        strands: vec![1],
        made_on: Day::iso(made_on).unwrap(),
        agency: code("ORG-1"),
        complainant: None,
        allegations: Groups(vec![item]),
    }
}

pub fn part(owner: Owner, tenor: Tenor, subject: &str, claim: &str) -> Part {
    Part { owner, tenor, subject: code(subject), claim: claim.into(), outcome: None }
}

pub fn critical(claim: &str) -> Part {
    part(Owner::Organisation, Tenor::Critical, "ORG-1", claim)
}

pub fn evidence(text: &str) -> Evidence {
    Evidence { text: text.into(), source: "constabulary/log.csv, row 14".into(), entry: None }
}

pub fn finding(strands: &[u32], parts: Vec<Part>) -> Finding {
    Finding {
        strands: strands.to_vec(),
        standard: Standard::BalanceOfProbabilities,
        supersedes: None,
        changed: None,
        claim: "The report was read.".into(),
        duty: "Policy of 2001 (invented)".into(),
        looked_for_against: Some("In the diaries of 2002.".into()),
        evidence_for: Groups(vec![evidence("The log records it.")]),
        evidence_against: Groups(Vec::new()),
        parts: Groups(parts),
    }
}

/// Makes a finding the next version of another.
pub fn replacing(old: Seq, version: Finding) -> Finding {
    Finding { supersedes: Some(old), changed: Some(CHANGED.into()), ..version }
}

/// A finding that criticises nobody.
pub fn praise(strands: &[u32]) -> Finding {
    finding(strands, vec![part(Owner::Organisation, Tenor::Positive, "ORG-2", "Kept with care.")])
}

pub fn notice(of: Seq, part: u32, to: &str) -> Notice {
    Notice { of, part, to: code(to), how: "Letter.".into() }
}

/// What every version of a finding of these tests says that it changed. It is sent with every extract, so that a version with the words
/// of an earlier one can be published.
pub const CHANGED: &str = "Read again.";

/// An extract that holds the words of a finding and of the part as they stand, those about others left out.
pub fn extract(review: &Review, of: Seq, reply_by: Day) -> Extract {
    let Some(Act::Notice(n)) = review.act(of) else { panic!("{of} is no notice") };
    let finding = review.finding(n.of).unwrap();
    let own = format!("parts/{}/", n.part);
    let texts = Act::from(finding.clone()).to_fields().into_iter().filter(|(path, value)| {
        let kind = Kind::of("finding").unwrap();
        value.is_string()
            && kind.can_be_erased(path)
            && (!path.starts_with("parts/") || path.starts_with(&own))
    });
    let texts: String = texts.map(|(_, value)| format!("Words: {}\n", value.as_str().unwrap())).collect();
    Extract { of, reply_by, text: Text::Is(format!("{texts}Words: {CHANGED}")) }
}

pub fn reply(of: Seq, by: &str) -> Reply {
    Reply { of, by: code(by), text: "We say otherwise.".into() }
}

pub fn change(of: Seq, effect: Effect, by_entry: Option<Seq>) -> Change {
    Change { of, effect, by_entry, reason: "Considered.".into() }
}

pub fn withholding(of: Seq, at: &str) -> Withholding {
    Withholding {
        of,
        path: path(at),
        reason: ReasonCode::CriminalProceedings,
        decider: Decider::LeadReviewer,
    }
}

pub fn closed(number: u32) -> StrandClosed {
    StrandClosed { number, reason: ClosingReason::RecordsLost, text: "Not found.".into() }
}

/// What each of the strands is about that come of a split.
pub fn titles(numbers: &[u32], sealed: bool) -> Groups<StrandTitle> {
    let title = |&number| StrandTitle { number, sealed, title: (!sealed).then(|| "A part of it.".into()) };
    Groups(numbers.iter().map(title).collect())
}

/// The publication that the decisions so far give.
pub fn publication(review: &Review) -> Publication {
    let last = review.publications().last().copied();
    let version = match last.and_then(|last| review.act(last)) {
        Some(Act::Publication(p)) => p.version + 1,
        _ => 1,
    };
    Publication {
        version,
        replaces: last,
        title: "Overarching report".into(),
        open_strands: review.strands_without_end(),
        manifest: review.manifest(),
        sealed: Groups(Vec::new()),
    }
}

/// Withholds everything of an entry that can be.
pub fn withhold_all(review: &mut Review, on: Day, of: Seq) {
    for at in forms::withholdable(review, of) {
        review.record(on, withholding(of, at.as_str()).into()).unwrap();
    }
}

/// Records an act that has to be admitted.
pub fn record(review: &mut Review, on: Day, act: impl Into<Act>) -> Seq {
    review.record(on, act.into()).unwrap_or_else(|refusals| {
        panic!("{}", refusals.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

/// The rules an act breaks.
pub fn rules(refusals: &[Refusal]) -> Vec<Rule> {
    let mut rules: Vec<Rule> = refusals.iter().map(|r| r.rule).collect();
    rules.dedup();
    rules
}

/// Checks that an act is refused under a rule, in a sentence that holds some words.
#[track_caller]
pub fn refused(review: &Review, on: Day, act: impl Into<Act>, rule: Rule, words: &str) {
    let refusals = register::gates::admit(review, on, &act.into());
    assert!(
        refusals.iter().any(|r| r.rule == rule && r.sentence.contains(words)),
        "expected {rule:?} with \"{words}\", got {refusals:#?}"
    );
    for refusal in &refusals {
        let ends = refusal.sentence.ends_with('.')
            && refusal.sentence.chars().next().is_some_and(char::is_uppercase);
        assert!(ends || refusal.sentence.starts_with('"'), "no sentence: {}", refusal.sentence);
    }
}
