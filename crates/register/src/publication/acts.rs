//! The rules of a review, as far as a publication shows them: each entry is an act of the register in its form, its frame is
//! open, a finding has its standard, its evidence and its parts, a learning review is about no officer, and no criticism is
//! published that was not put.
//!
//! The gates ask all this before an entry is recorded. Somebody who holds the log's key can write entries past them, and a
//! reader of the file is to find that out without asking anybody. What is withheld cannot be looked at; the frame always
//! can. A review of which the first entry does not say what kind of act it is, is another keeper's with rules of its own: then
//! the answer says that these rules were not checked.

use std::collections::BTreeSet;

use model::Day;
use serde_json::Value;

use super::decisions::Withheld;
use super::put::{Answers, Put};
use super::read::{Publication, Row};
use super::{Refusal, grounds};
use crate::acts::field::LIST_LEN_MAX;
use crate::acts::{KIND, Kind, Spec};
use crate::entry::Class;
use crate::softened::says_nearly_the_same;
use crate::words::{Mode, OutcomeWord, Owner, PartySort, Standard, Tenor};

/// Seconds of a day.
const DAY_SECONDS: i64 = 86_400;

/// Holds the entries to the rules of a review; gives what is to be known of replies, and nothing where they are no review's of the
/// register at all.
pub(super) fn check(
    publication: &Publication,
    withheld: &[(u64, Class, Withheld, bool)],
) -> Result<Option<Answers>, Refusal> {
    let rows = publication.entries.as_slice();
    if !rows.first().is_some_and(|first| first.fields.iter().any(|field| field.path == KIND)) {
        return Ok(None);
    }
    for row in rows {
        let kind = kind_of(row)?;
        form(row, kind)?;
        about(row, rows)?;
        match kind.word {
            "terms" => terms(row, rows)?,
            "finding" => finding(row)?,
            "complaint_outcome" => complaint_outcome(row, rows)?,
            _ => {}
        }
    }
    learning(rows)?;
    let put = Put::of(rows);
    put.check()?;
    softened(rows)?;
    let answers = put.answers(withheld)?;
    grounds::check(rows, &put, withheld)?;
    Ok(Some(answers))
}

/// The day on which an entry was recorded.
pub(super) fn recorded_on(row: &Row) -> Day {
    let days = row.entry.time_unix.div_euclid(DAY_SECONDS);
    Day(days.clamp(i64::from(Day::FIRST.0), i64::from(Day::LAST.0)) as i32)
}

/// The kind of act that an entry says it is.
pub(super) fn kind_word(row: &Row) -> &str {
    row.value(KIND).and_then(Value::as_str).unwrap_or_default()
}

/// A whole number at a path.
pub(super) fn number(row: &Row, path: &str) -> Option<u64> {
    row.value(path).and_then(Value::as_u64)
}

/// How many members a group has, counted from 1 without a gap.
pub(super) fn members(row: &Row, group: &str) -> u64 {
    let below = row.fields.iter().filter_map(|field| field.path.strip_prefix(group)?.strip_prefix('/'));
    let seen: BTreeSet<&str> = below.filter_map(|path| path.split('/').next()).collect();
    let last = (1..=LIST_LEN_MAX).take_while(|n| seen.contains(n.to_string().as_str())).last();
    last.unwrap_or(0) as u64
}

fn refuse<T>(sentence: String) -> Result<T, Refusal> {
    Err(Refusal::rules(sentence))
}

fn kind_of(row: &Row) -> Result<&'static Kind, Refusal> {
    let n = row.entry.seq;
    if !row.fields.iter().any(|field| field.path == KIND) {
        return refuse(format!("Entry {n} does not say what kind of act it is."));
    }
    let Some(kind) = Kind::of(kind_word(row)) else {
        return refuse(format!("Entry {n} says that it is an act of a kind that there is not."));
    };
    if kind.class != row.entry.class {
        return refuse(format!(
            "Entry {n} says that it is {}, and stands in the log as one of the class {}.",
            titled(kind),
            row.entry.class
        ));
    }
    Ok(kind)
}

/// What an act is, so that a sentence can go on from it.
fn titled(kind: &Kind) -> String {
    format!("an act of the kind {}", kind.word)
}

/// Every field of the entry is one that the act has, none that it needs is lacking, its frame is open, and what is disclosed
/// is what may stand there.
fn form(row: &Row, kind: &'static Kind) -> Result<(), Refusal> {
    let n = row.entry.seq;
    let paths: BTreeSet<&str> = row.fields.iter().map(|field| field.path.as_str()).collect();
    let mut known = BTreeSet::from([KIND.to_string()]);
    specs(row, "", kind.specs, &paths, &mut known)?;
    if let Some(odd) = paths.iter().find(|path| !known.contains(**path)) {
        return refuse(format!("Entry {n}: there is no field {odd} in {}.", titled(kind)));
    }
    Ok(())
}

fn specs(
    row: &Row,
    above: &str,
    specs_here: &'static [Spec],
    paths: &BTreeSet<&str>,
    known: &mut BTreeSet<String>,
) -> Result<(), Refusal> {
    let n = row.entry.seq;
    for spec in specs_here {
        let path = if above.is_empty() { spec.name.to_string() } else { format!("{above}/{}", spec.name) };
        if !spec.shape.group.is_empty() {
            for member in 1..=members(row, &path) {
                specs(row, &format!("{path}/{member}"), spec.shape.group, paths, known)?;
            }
            continue;
        }
        match (paths.contains(path.as_str()), row.value(&path)) {
            (false, _) if spec.shape.optional => {}
            (false, _) => return refuse(format!("Entry {n} lacks the field {path}.")),
            (true, Some(value)) if !(spec.shape.fits)(value) => {
                return refuse(format!(
                    "Entry {n}: what stands under {path} is not of the form that it must have."
                ));
            }
            (true, None) if spec.always => {
                return refuse(format!(
                    "Entry {n}: {path} is withheld. It belongs to the frame of the review, which is always public, or nobody \
                     could check that nothing is missing."
                ));
            }
            _ => {}
        }
        known.insert(path);
    }
    Ok(())
}

/// The entry that an act says it is about is the one that it acts on, and is earlier.
fn about(row: &Row, rows: &[Row]) -> Result<(), Refusal> {
    let n = row.entry.seq;
    let path = match kind_word(row) {
        "finding" => "supersedes",
        "publication" => "replaces",
        _ => "of",
    };
    let named = number(row, path);
    let target =
        named.and_then(|of| rows.get(usize::try_from(of).ok()?)).filter(|target| target.entry.seq < n);
    if named.is_some() && target.is_none() || row.entry.acts != target.map(|target| target.leaf) {
        return refuse(format!("Entry {n} acts on another entry than the one that it says it is about."));
    }
    let wanted = match kind_word(row) {
        "notice" | "finding_withdrawn" | "finding" => "finding",
        "extract" | "reply" | "expiry" => "notice",
        "change" => "reply",
        "complaint_outcome" => "complaint",
        "response" => "recommendation",
        _ => return Ok(()),
    };
    match target {
        Some(target) if kind_word(target) != wanted => refuse(format!(
            "Entry {n} says that it is about entry {}, which is no {wanted}.",
            target.entry.seq
        )),
        _ => Ok(()),
    }
}

/// The first entry is the terms of reference; later versions follow one another and never change what the review is for.
fn terms(row: &Row, rows: &[Row]) -> Result<(), Refusal> {
    let n = row.entry.seq;
    let before = rows.iter().filter(|other| kind_word(other) == "terms" && other.entry.seq < n);
    let (count, last) = before.fold((0, None), |(count, _), other| (count + 1, Some(other)));
    if number(row, "version") != Some(count + 1) {
        return refuse(format!(
            "Entry {n} gives another number than that of its place among the terms of reference."
        ));
    }
    if number(row, "reply_days") == Some(0) {
        return refuse(format!("Entry {n} leaves nobody a day for a reply."));
    }
    if last.is_some_and(|last| last.value("mode") != row.value("mode")) {
        return refuse(format!(
            "Entry {n} changes what the review is for, which terms of reference never may."
        ));
    }
    Ok(())
}

/// A finding names strands, evidence, where evidence against was looked for, and whom it is about.
fn finding(row: &Row) -> Result<(), Refusal> {
    let n = row.entry.seq;
    let none = |path: &str| !row.fields.iter().any(|field| field.path == path);
    if row.value("strands").and_then(Value::as_array).is_none_or(Vec::is_empty) {
        return refuse(format!("Entry {n} is a finding and names no strand."));
    }
    if members(row, "evidence_for") == 0 {
        return refuse(format!("Entry {n} is a finding and names no evidence for it."));
    }
    if members(row, "evidence_against") == 0 && none("looked_for_against") {
        return refuse(format!(
            "Entry {n} is a finding and names neither evidence against it nor where that was looked for."
        ));
    }
    if members(row, "parts") == 0 {
        return refuse(format!("Entry {n} is a finding and does not say whom it is about."));
    }
    let odd = |part: &u64| {
        outcome(row, &format!("parts/{part}/outcome")).is_some_and(OutcomeWord::is_adverse)
            && !is(row, &format!("parts/{part}/tenor"), Tenor::Critical.word())
    };
    match (1..=members(row, "parts")).find(odd) {
        Some(part) => refuse(format!(
            "Entry {n}: part {part} has an outcome that criticises, and is not called a criticism."
        )),
        None => Ok(()),
    }
}

/// An outcome of a complaint that criticises rests on a finding that does.
fn complaint_outcome(row: &Row, rows: &[Row]) -> Result<(), Refusal> {
    let criticises = |finding: &Row| {
        let critical = |part| is(finding, &format!("parts/{part}/tenor"), Tenor::Critical.word());
        kind_word(finding) == "finding" && (1..=members(finding, "parts")).any(critical)
    };
    let on = number(row, "finding").and_then(|of| rows.get(usize::try_from(of).ok()?));
    if outcome(row, "outcome").is_some_and(OutcomeWord::is_adverse) && !on.is_some_and(criticises) {
        return refuse(format!(
            "Entry {} gives an allegation an outcome that criticises, and rests on no finding that criticises anybody.",
            row.entry.seq
        ));
    }
    Ok(())
}

/// What a finding criticised is no fact in nearly the same words: as far as both can be read.
fn softened(rows: &[Row]) -> Result<(), Refusal> {
    let findings = || rows.iter().filter(|row| kind_word(row) == "finding");
    let parts = |row: &Row| 1..=members(row, "parts");
    let text = |row: &Row, path: &str| row.value(path).and_then(Value::as_str).map(str::to_string);
    let critical = |row: &Row, part: u64| is(row, &format!("parts/{part}/tenor"), Tenor::Critical.word());
    let same =
        |a: Option<String>, b: Option<String>| a.zip(b).is_some_and(|(a, b)| says_nearly_the_same(&a, &b));
    for row in findings() {
        for part in parts(row).filter(|&part| !critical(row, part)) {
            let Some(subject) = text(row, &format!("parts/{part}/subject")) else { continue };
            let about =
                |row: &Row, part: u64| text(row, &format!("parts/{part}/subject")).as_ref() == Some(&subject);
            let claim = |row: &Row, part: u64| text(row, &format!("parts/{part}/claim"));
            let still = parts(row).any(|other| critical(row, other) && about(row, other));
            let names = text(row, "claim").is_some_and(|claim| claim.contains(&subject));
            for before in findings().filter(|before| before.entry.seq < row.entry.seq) {
                let was = |other: &u64| {
                    critical(before, *other)
                        && about(before, *other)
                        && (same(claim(before, *other), claim(row, part))
                            || !still && same(claim(before, *other), text(row, "claim"))
                            || !still && names && same(text(before, "claim"), text(row, "claim")))
                };
                if let Some(other) = parts(before).find(was) {
                    return refuse(format!(
                        "Entry {}: part {part} calls no criticism what part {other} of the finding of entry {} criticises, in nearly \
                         the same words.",
                        row.entry.seq, before.entry.seq
                    ));
                }
            }
        }
    }
    Ok(())
}

/// Whether a word stands at a path, where that can be read.
fn is(row: &Row, path: &str, word: &str) -> bool {
    row.value(path).and_then(Value::as_str) == Some(word)
}

/// The word for an outcome at a path, where that can be read.
fn outcome(row: &Row, path: &str) -> Option<OutcomeWord> {
    let word = row.value(path).and_then(Value::as_str)?;
    OutcomeWord::ALL.iter().copied().find(|outcome| outcome.word() == word)
}

/// In a learning review nothing is about an officer.
fn learning(rows: &[Row]) -> Result<(), Refusal> {
    if !rows.first().is_some_and(|first| is(first, "mode", Mode::Learning.word())) {
        return Ok(());
    }
    let person = |row: &&Row| kind_word(row) == "party" && !is(row, "sort", PartySort::Organisation.word());
    let persons: Vec<&Value> = rows.iter().filter(person).filter_map(|row| row.value("code")).collect();
    for row in rows {
        let n = row.entry.seq;
        let of_a_person = |path: &str| outcome(row, path).is_some_and(OutcomeWord::is_individual);
        let individual = |part: u64| {
            let owners = [Owner::Person, Owner::Role];
            owners.iter().any(|owner| is(row, &format!("parts/{part}/owner"), owner.word()))
                || of_a_person(&format!("parts/{part}/outcome"))
        };
        let about =
            |i: u64| row.value(&format!("allegations/{i}/about")).is_some_and(|code| persons.contains(&code));
        let wrong = match kind_word(row) {
            "finding" => {
                (1..=members(row, "parts")).any(individual)
                    || !is(row, "standard", Standard::BalanceOfProbabilities.word())
            }
            "party" => person(&row) && ["name", "rank"].iter().any(|path| row.value(path).is_some()),
            "terms" => members(row, "ranks") > 0,
            "complaint" => (1..=members(row, "allegations")).any(about),
            "complaint_outcome" => of_a_person("outcome"),
            _ => false,
        };
        if wrong {
            return refuse(format!(
                "The review learns and holds nobody to account, and entry {n} says something about an officer."
            ));
        }
    }
    Ok(())
}
