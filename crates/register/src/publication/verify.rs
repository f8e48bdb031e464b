//! The verifier: every check of a publication, in the order in which a reader would ask.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tlog::checkpoint::Checkpoint;
use tlog::merkle::verify_inclusion;

use super::decisions::{DISPOSED, Manifest, Withheld, covers};
use super::put::Answers;
use super::read::{Publication, Row};
use super::strands::{End, StrandEnd, ends};
use super::tell::day;
use super::trust::{Trust, unsigned};
use super::unseen::Unseen;
use super::{Refusal, acts, index};
use crate::entry::{Class, Stream, StreamId, body_root};
use crate::words::{Decider, DisposalBasis, ReasonCode};

/// By how much an entry may say that it is older than the one before it, in seconds, before it counts as back-dated;
/// clocks of servers are set back by less than that.
pub const TIME_BACK_SECONDS_MAX: i64 = 3_600;

/// By how much a publication may say that it is newer than the reader's clock, in seconds: clocks of readers are wrong by
/// less than that, and a day of the calendar does not begin everywhere at once.
pub const TIME_AHEAD_SECONDS_MAX: i64 = 86_400;

const RULES_KEPT: &str = "As far as can be read, each finding has its standard, its evidence and whom it is about, and what \
                          a finding criticises was put to whom it is about before it was published. What is said elsewhere, \
                          such as in reasons and notes, was not judged.";

const RULES_NOT_ASKED: &str = "The first entry does not say what kind of act it is. So it was not checked whether findings have a \
                               standard and evidence, nor whether criticism was put to whom it is about.";

/// Who vouches for the log's head.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Signed {
    /// The signatures satisfy the reader's policy.
    By {
        /// The witnesses, and when each signed, in Unix seconds.
        witnesses: Vec<(String, u64)>,
        /// How many signatures of the checkpoint are by keys that the policy knows, and how many are not. Those that are not
        /// count for nothing.
        signatures: [usize; 2],
    },
    /// No policy was given: the file hangs together, and nobody known vouches for it.
    NotChecked,
}

/// What was verified.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// Name of the log.
    pub log: String,
    /// Size of the log at the checkpoint.
    pub log_size: u64,
    /// Who vouches for it.
    pub signed: Signed,
    /// The review's stream.
    pub stream: StreamId,
    /// How many entries it has, the publication included.
    pub entries: u64,
    /// Which publication of the review this is, from 1.
    pub version: u64,
    /// When it was recorded, in Unix seconds.
    pub time_unix: i64,
    /// How many fields are disclosed.
    pub disclosed: u64,
    /// Every withheld field: entry, class, and the row of the manifest; erased or not.
    pub withheld: Vec<(u64, Class, Withheld, bool)>,
    /// Findings: all, and of them those with nothing, something and everything withheld.
    pub findings: [u64; 4],
    /// Of the last, the findings of which every claim was erased by law.
    pub findings_erased: u64,
    /// What a reader cannot see in the texts that are disclosed, and words that mix letters of two scripts.
    pub unseen: Unseen,
    /// Findings that no longer stand: replaced by a later version, and withdrawn.
    pub undone: [u64; 2],
    /// What became of each strand.
    pub strands: Vec<StrandEnd>,
    /// Whether the entries were held to the rules of a review; those of another keeper, that do not say what kind of act each is,
    /// cannot be.
    pub rules: bool,
    /// Replies to published criticism that are kept back, and texts that whoever is criticised is not known to have seen.
    pub answers: Answers,
}

impl Verdict {
    /// What was verified, in sentences for a reader.
    pub fn sentences(&self) -> Vec<String> {
        let [all, whole, part, none] = self.findings;
        let mut out = vec![format!(
            "The file holds all {} entries of this review up to its publication number {}, as the log {} had them \
             when it held {} entries.",
            self.entries, self.version, self.log, self.log_size
        )];
        out.push(match &self.signed {
            Signed::By { witnesses, .. } if witnesses.is_empty() => {
                "The log has signed this; the policy asks for no witness.".to_string()
            }
            Signed::By { witnesses, .. } => {
                let names: Vec<String> = witnesses.iter().map(|(name, _)| name.clone()).collect();
                format!("The log has signed this, and so have the witnesses {}.", list(&names))
            }
            Signed::NotChecked => {
                "No policy was given, so no signature was checked: the file hangs together, but \
                                   whoever made it may have made all of it up."
                    .to_string()
            }
        });
        if let Signed::By { signatures: [known, unknown], .. } = self.signed {
            out.push(format!(
                "Signatures on the checkpoint: {}. By keys that the policy knows: {known}; by others, which count for \
                 nothing: {unknown}.",
                known + unknown
            ));
        }
        out.push(format!(
            "Findings recorded: {all}. Disclosed in full: {whole}; in part: {part}; withheld but for their frame: \
             {none}."
        ));
        if self.findings_erased > 0 {
            out.push(format!(
                "Of those withheld but for their frame, findings whose words were erased by law: {}. They answer nothing any more.",
                self.findings_erased
            ));
        }
        out.extend(self.strands_erased());
        out.extend(self.unseen.sentences());
        if self.undone != [0; 2] {
            let [replaced, withdrawn] = self.undone;
            out.push(format!(
                "Findings that do not stand any more: replaced by a later version: {replaced}; withdrawn: {withdrawn}."
            ));
        }
        out.push(if self.rules { RULES_KEPT } else { RULES_NOT_ASKED }.to_string());
        out.extend(self.answers.sentences());
        let gone = self.withheld.iter().filter(|(.., erased)| *erased).count();
        let erased = if gone == 0 { String::new() } else { format!("; erased by law: {gone}") };
        let withheld = self.withheld.len() - gone;
        out.push(format!("Fields disclosed: {}; withheld: {withheld}{erased}.", self.disclosed));
        for ((reason, decider, erased), count) in self.grounds() {
            let (reason, decider) = (reason.replace('_', " "), decider.replace('_', " "));
            let what = if erased { "Erased by law" } else { "Withheld" };
            let parts = if count == 1 { "part" } else { "parts" };
            out.push(format!("{what} for \"{reason}\", decided by the role {decider}: {count} {parts}."));
        }
        out
    }

    /// The strands that no finding answers which can be read, because it was erased by law.
    fn strands_erased(&self) -> Option<String> {
        let erased = self.strands.iter().filter(|strand| matches!(strand.end, End::Erased(_)));
        let names: Vec<String> = erased.map(|strand| strand.strand.clone()).collect();
        match names.as_slice() {
            [] => None,
            [one] => Some(format!(
                "Strand {one}: its finding was erased by law, and no finding answers it that can be read."
            )),
            several => Some(format!(
                "Strands {}: their findings were erased by law, and no finding answers them that can be read.",
                list(several)
            )),
        }
    }

    /// How many fields are withheld or erased, by reason and role, and whether they are erased.
    pub fn grounds(&self) -> BTreeMap<(String, String, bool), u64> {
        let mut out = BTreeMap::new();
        for (.., withheld, erased) in &self.withheld {
            let decider =
                if withheld.decider.is_empty() { "that the decision names" } else { &withheld.decider };
            *out.entry((withheld.reason.clone(), decider.to_string(), *erased)).or_insert(0) += 1;
        }
        out
    }
}

/// Verifies a publication; with no `trust`, everything but the signatures.
///
/// # Errors
/// The first check that fails, in one sentence.
pub fn verify(bytes: &[u8], trust: Option<&Trust>) -> Result<(Publication, Verdict), Refusal> {
    verify_at(bytes, trust, None)
}

/// As [`verify()`]; where the reader's clock is given, in Unix seconds, a publication of a day that has not come is refused too.
///
/// # Errors
/// The first check that fails, in one sentence.
pub fn verify_at(
    bytes: &[u8],
    trust: Option<&Trust>,
    now_unix: Option<i64>,
) -> Result<(Publication, Verdict), Refusal> {
    let publication = Publication::read(bytes)?;
    let (checkpoint, signed) = head(&publication, trust)?;
    names(&publication, &checkpoint)?;
    entries(&publication, &checkpoint)?;
    times(&publication, &signed, now_unix)?;
    version(&publication)?;
    let withheld = manifest(&publication)?;
    let lost = lost(&publication, &withheld);
    let strands = ends(&publication, &lost)?;
    index::check(&publication, &checkpoint)?;
    let answers = acts::check(&publication, &withheld)?;
    let last = publication.last();
    let verdict = Verdict {
        log: checkpoint.origin.clone(),
        log_size: checkpoint.size,
        signed,
        stream: last.entry.stream,
        entries: publication.entries.len() as u64,
        version: publication.entries.iter().filter(|r| r.entry.class == Class::Publication).count() as u64,
        time_unix: last.entry.time_unix,
        disclosed: publication.entries.iter().map(|r| r.disclosures.len() as u64).sum(),
        findings: findings(&publication),
        findings_erased: lost.len() as u64,
        unseen: Unseen::of(&publication),
        undone: super::standing::counts(&publication.entries),
        withheld,
        strands,
        rules: answers.is_some(),
        answers: answers.unwrap_or_default(),
    };
    Ok((publication, verdict))
}

fn head(publication: &Publication, trust: Option<&Trust>) -> Result<(Checkpoint, Signed), Refusal> {
    let Some(trust) = trust else { return Ok((unsigned(&publication.checkpoint)?, Signed::NotChecked)) };
    let (opened, signatures) = trust.open(&publication.checkpoint)?;
    let witnesses =
        opened.cosignatures.iter().map(|&(at, time)| (trust.witness(at).to_string(), time)).collect();
    Ok((opened.checkpoint, Signed::By { witnesses, signatures }))
}

/// The keeper named by every entry, the format and the log belong together.
fn names(publication: &Publication, checkpoint: &Checkpoint) -> Result<(), Refusal> {
    let origin = &publication.entries[0].entry.origin;
    if publication.format != format!("{origin}/publication/v1") {
        return Err(Refusal::file(format!(
            "The file does not call itself {origin}/publication/v1, which is the only form that can be checked here."
        )));
    }
    let below = checkpoint.origin.strip_prefix(origin.as_str());
    if !below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
        return Err(Refusal::signatures(format!(
            "The entries belong to {origin}, and the checkpoint is by another log."
        )));
    }
    Ok(())
}

/// (a) and the first half of (d): each entry in its place, each disclosure true, each entry in the log.
fn entries(publication: &Publication, checkpoint: &Checkpoint) -> Result<(), Refusal> {
    let first = &publication.entries[0].entry;
    let mut stream = Stream::new(first.stream);
    for (n, row) in publication.entries.iter().enumerate() {
        if row.entry.stream != first.stream {
            return Err(Refusal::incomplete(format!("Entry {n} belongs to another review.")));
        }
        if row.entry.origin != first.origin {
            return Err(Refusal::incomplete(format!("Entry {n} belongs to another log.")));
        }
        if row.entry.seq != n as u64 {
            return Err(Refusal::incomplete(format!(
                "An entry is missing, repeated or out of order: where entry {n} should stand, the file has entry {}.",
                row.entry.seq
            )));
        }
        included(row, n, checkpoint)?;
        if row.entry.streamroot != stream.root() {
            return Err(Refusal::incomplete(format!(
                "Entry {n} was recorded after other entries than the file shows before it."
            )));
        }
        fields(row, n)?;
        stream.push(row.leaf);
    }
    let indexes = publication.entries.windows(2).position(|pair| pair[0].index >= pair[1].index);
    match indexes {
        Some(n) => Err(Refusal::record(format!(
            "Entry {} stands in the log before entry {n}, which is said to be older.",
            n + 1
        ))),
        None => Ok(()),
    }
}

fn included(row: &Row, n: usize, checkpoint: &Checkpoint) -> Result<(), Refusal> {
    verify_inclusion(row.index, checkpoint.size, row.leaf, &row.proof, checkpoint.root).map_err(|why| {
        Refusal::record(format!(
            "Entry {n} does not stand in the log where the file says: the entry, its place or its proof was changed, or \
             the checkpoint is an older one."
        ))
        .detail(why)
    })
}

fn fields(row: &Row, n: usize) -> Result<(), Refusal> {
    let mut digests = BTreeMap::new();
    for field in &row.fields {
        if digests.insert(field.path.as_str(), field.digest.as_str()).is_some() {
            return Err(Refusal::record(format!("Entry {n}: the field {} stands in it twice.", field.path)));
        }
    }
    if row.entry.fields != row.fields.len() as u64 || row.entry.body != body_root(&row.fields) {
        return Err(Refusal::record(format!(
            "Entry {n}: its list of fields is not the one that was recorded."
        )));
    }
    for field in row.disclosures.keys() {
        if !digests.contains_key(field.as_str()) {
            return Err(Refusal::record(format!(
                "Entry {n}: something is disclosed under a field that the entry does not have."
            )));
        }
    }
    for field in &row.fields {
        let Some((disclosure, _)) = row.disclosures.get(&field.path) else { continue };
        if disclosure.path != field.path || disclosure.digest() != field.digest {
            return Err(Refusal::record(format!(
                "Entry {n}: what is disclosed under {} is not what was recorded.",
                field.path
            )));
        }
    }
    Ok(())
}

fn times(publication: &Publication, signed: &Signed, now_unix: Option<i64>) -> Result<(), Refusal> {
    let mut newest = &publication.entries[0].entry;
    for Row { entry, .. } in &publication.entries {
        if entry.time_unix < newest.time_unix - TIME_BACK_SECONDS_MAX {
            return Err(Refusal::record(format!(
                "Entry {} says that it was recorded before entry {}, and stands after it in the log: it is back-dated, \
                 or a clock was wrong.",
                entry.seq, newest.seq
            )));
        }
        if entry.time_unix > newest.time_unix {
            newest = entry;
        }
    }
    let last = publication.last();
    if now_unix.is_some_and(|now| last.entry.time_unix - TIME_AHEAD_SECONDS_MAX > now) {
        return Err(Refusal::record(format!(
            "The publication says that it was recorded on {}, a day that by this machine's clock has not come: it is \
             post-dated, or a clock is wrong.",
            day(last.entry.time_unix)
        )));
    }
    let Signed::By { witnesses, .. } = signed else { return Ok(()) };
    let Some(latest) = witnesses.iter().map(|(_, time)| *time).max() else { return Ok(()) };
    if last.entry.time_unix - TIME_BACK_SECONDS_MAX > i64::try_from(latest).unwrap_or(i64::MAX) {
        return Err(Refusal::record(
            "The publication says that it was recorded after the witnesses had already seen it.",
        ));
    }
    Ok(())
}

/// (c): the last entry is the publication, wholly disclosed, and names the one before it.
fn version(publication: &Publication) -> Result<(), Refusal> {
    let last = publication.last();
    if last.entry.class != Class::Publication {
        return Err(Refusal::version("The last entry of the file is not a publication."));
    }
    let mut former = None;
    let mut number = 0;
    for row in publication.entries.iter().filter(|r| r.entry.class == Class::Publication) {
        if !row.whole() {
            return Err(Refusal::version(format!(
                "Entry {}, a publication, is not wholly disclosed, as every publication must be.",
                row.entry.seq
            )));
        }
        number += 1;
        if row.entry.acts != former.map(|(leaf, _)| leaf) {
            return Err(Refusal::version(format!(
                "Entry {}, a publication, does not name the publication right before it.",
                row.entry.seq
            )));
        }
        let says = |path: &str, right: Option<u64>| row.value(path).is_none_or(|v| v.as_u64() == right);
        if !says("version", Some(number)) || !says("replaces", former.map(|(_, seq)| seq)) {
            return Err(Refusal::version(format!(
                "Entry {}, a publication, gives another number than that of its place, or names another as replaced.",
                row.entry.seq
            )));
        }
        former = Some((row.leaf, row.entry.seq));
    }
    Ok(())
}

/// (b): every field is disclosed or withheld, exactly once, and each withheld one under a recorded decision.
fn manifest(publication: &Publication) -> Result<Vec<(u64, Class, Withheld, bool)>, Refusal> {
    let (last, earlier) =
        publication.entries.split_last().expect("a publication without entries is not read");
    let manifest = Manifest::of(last).ok_or_else(|| {
        Refusal::withholding("The publication has no list that says what of each entry is withheld.")
    })?;
    if manifest.0.len() != earlier.len() {
        return Err(Refusal::withholding(format!(
            "The publication's own list speaks of {} earlier entries, and the file has {}.",
            manifest.0.len(),
            earlier.len()
        )));
    }
    let lifted = lifted(earlier);
    let mut out = Vec::new();
    for (row, says) in earlier.iter().zip(&manifest.0) {
        let n = row.entry.seq;
        if says.seq != n || says.class != row.entry.class {
            return Err(Refusal::withholding(format!(
                "The publication's own list calls entry {n} something else than it is."
            )));
        }
        let mut withheld = BTreeSet::new();
        for item in &says.withheld {
            if !withheld.insert(item.path.as_str()) {
                return Err(Refusal::withholding(format!(
                    "Entry {n}: {} is listed as withheld twice.",
                    shown(&item.path)
                )));
            }
            if !row.fields.iter().any(|f| f.path == item.path) {
                return Err(Refusal::withholding(format!(
                    "Entry {n}: the list of what is withheld names a field that the entry does not have."
                )));
            }
            if row.disclosures.contains_key(&item.path) {
                return Err(Refusal::withholding(format!(
                    "Entry {n}: {} is disclosed, and listed as withheld.",
                    item.path
                )));
            }
        }
        for field in &row.fields {
            if !row.disclosures.contains_key(&field.path) && !withheld.contains(field.path.as_str()) {
                return Err(Refusal::withholding(format!(
                    "Entry {n}: {} is left out, and no reason is given.",
                    field.path
                )));
            }
        }
        for item in &says.withheld {
            let erased = decided(row, item, earlier, &lifted)?;
            out.push((n, row.entry.class, item.clone(), erased));
        }
    }
    Ok(out)
}

/// A path from inside a file, which may hold anything, as it can be printed.
fn shown(path: &str) -> &str {
    if crate::field::valid_path(path) { path } else { "a field" }
}

/// Decisions that were lifted: by their leaf, the entry that lifted them.
fn lifted(rows: &[Row]) -> BTreeMap<u64, u64> {
    let lifts = rows.iter().filter(|r| r.value("kind").and_then(Value::as_str) == Some("withholding_lifted"));
    lifts
        .filter_map(|lift| {
            let decision = rows.iter().find(|r| Some(r.leaf) == lift.entry.acts)?;
            Some((decision.entry.seq, lift.entry.seq))
        })
        .collect()
}

/// Whether the decision that a withheld field rests on says so; gives whether it is an erasure.
fn decided(
    row: &Row,
    item: &Withheld,
    earlier: &[Row],
    lifted: &BTreeMap<u64, u64>,
) -> Result<bool, Refusal> {
    let (n, d) = (row.entry.seq, item.decision);
    let refuse = |what: String| {
        Err(Refusal::withholding(format!("Entry {n}: {} is withheld under entry {d}, {what}.", item.path)))
    };
    if item.path == "kind" {
        return Err(Refusal::withholding(format!(
            "Entry {n}: what kind of act it is, is withheld; that is always public."
        )));
    }
    let Some(decision) = usize::try_from(d).ok().and_then(|d| earlier.get(d)) else {
        return refuse("which is not earlier than the publication".into());
    };
    if !matches!(decision.entry.class, Class::Withholding | Class::Disposal) {
        return refuse("which is no decision to withhold".into());
    }
    if decision.entry.acts != Some(row.leaf) {
        return refuse("which decides on another entry".into());
    }
    if !decision.whole() {
        return refuse("which is itself not disclosed".into());
    }
    let erased = decision.entry.class == Class::Disposal;
    let says = covers(decision).into_iter().any(|(path, reason, decider)| {
        let same = reason == item.reason && decider == item.decider;
        path == item.path && (same || (erased && item.reason == DISPOSED && item.decider.is_empty()))
    });
    if !says {
        return refuse("which does not give that field, that reason and that decider".into());
    }
    if !on_the_lists(decision) {
        return refuse("which gives a reason or a role that is not on the list of those there are".into());
    }
    if let Some(by) = lifted.get(&d) {
        return refuse(format!("which was lifted by entry {by}"));
    }
    Ok(erased)
}

/// Whether reason and role of a decision are words of the closed lists, where it is an act of the register's own; other
/// keepers of logs have lists of their own.
fn on_the_lists(decision: &Row) -> bool {
    let said = |path: &str| decision.value(path).and_then(Value::as_str);
    let role = || said("decider").is_some_and(|word| Decider::ALL.iter().any(|d| d.word() == word));
    let reason = |word: &str| ReasonCode::ALL.iter().any(|r| r.word() == word);
    let basis = |word: &str| DisposalBasis::ALL.iter().any(|b| b.word() == word);
    match said("kind") {
        Some("withholding") => role() && said("reason").is_some_and(reason),
        Some("disposal") => role() && said("basis").is_some_and(basis),
        _ => true,
    }
}

/// Whether a field of a finding says what was found.
fn is_claim(path: &str) -> bool {
    path == "claim" || path.ends_with("/claim") || path.starts_with("p/")
}

/// The findings of which every claim was erased.
fn lost(publication: &Publication, withheld: &[(u64, Class, Withheld, bool)]) -> BTreeSet<u64> {
    let erased: BTreeSet<(u64, &str)> = withheld
        .iter()
        .filter(|(.., erased)| *erased)
        .map(|(seq, _, item, _)| (*seq, item.path.as_str()))
        .collect();
    let findings = publication.entries.iter().filter(|row| row.entry.class == Class::Finding);
    let is_lost = |row: &&Row| {
        let mut claims = row.fields.iter().filter(|field| is_claim(&field.path)).peekable();
        claims.peek().is_some() && claims.all(|field| erased.contains(&(row.entry.seq, field.path.as_str())))
    };
    findings.filter(is_lost).map(|row| row.entry.seq).collect()
}

fn findings(publication: &Publication) -> [u64; 4] {
    let mut out = [0; 4];
    for row in publication.entries.iter().filter(|r| r.entry.class == Class::Finding) {
        out[0] += 1;
        let told = row.disclosures.keys().any(|path| is_claim(path));
        out[if row.whole() {
            1
        } else if told {
            2
        } else {
            3
        }] += 1;
    }
    out
}

/// "a", "a and b", "a, b and c".
pub(super) fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
