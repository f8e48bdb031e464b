//! Whom a reader trusts: the log's key, the witnesses' keys, and how many witnesses suffice.
//!
//! Read from a policy in C2SP's tlog-policy, or from JSON `{origin, log, witnesses: [vkey], quorum: n}`.

use std::fmt;

use serde_json::Value;
use tlog::checkpoint::{Checkpoint, CheckpointError, Opened};
use tlog::note::NoteError;
use tlog::policy::Policy;

use super::Refusal;
use crate::strict;

/// A policy that cannot be used; the reason in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrustError(String);

impl fmt::Display for TrustError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the policy cannot be used: {}", self.0)
    }
}

impl std::error::Error for TrustError {}

/// The keys that a reader trusts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trust {
    policy: Policy,
}

impl Trust {
    /// Reads a policy, in either form.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Trust, TrustError> {
        let policy = if text.trim_start().starts_with('{') { from_json(text)? } else { text.to_string() };
        let policy = Policy::parse(&policy).map_err(|e| TrustError(e.to_string()))?;
        if policy.logs().is_empty() {
            return Err(TrustError("it names no log".into()));
        }
        Ok(Trust { policy })
    }

    /// Name of a witness by its position.
    pub(super) fn witness(&self, at: usize) -> &str {
        self.policy.witnesses().get(at).map_or("", |w| w.name())
    }

    /// Opens a checkpoint: the log's signature and enough of the witnesses' must be on it.
    ///
    /// Gives how many signatures are by keys that the policy knows, and how many are not: those count for nothing.
    pub(super) fn open(&self, note: &str) -> Result<(Opened, [usize; 2]), Refusal> {
        let origin = note.split('\n').next().unwrap_or("");
        let Some(log) = self.policy.logs().iter().find(|log| log.name() == origin) else {
            return Err(Refusal::signatures(
                "The checkpoint is by a log that the policy does not trust, or it is no checkpoint.",
            ));
        };
        let opened =
            Checkpoint::open(note, origin, log, self.policy.witnesses()).map_err(|error| match error {
                CheckpointError::Note(NoteError::BadSignature { name }) => Refusal::signatures(format!(
                    "The signature of {name} on the checkpoint does not verify: the checkpoint was changed, or \
                     somebody else signed it."
                )),
                CheckpointError::Note(NoteError::NoKnownSignature) | CheckpointError::NotSignedByLog => {
                    Refusal::signatures("The log has not signed the checkpoint with the key that the policy trusts.")
                }
                other => unreadable().detail(other),
            })?;
        let by: Vec<usize> = opened.cosignatures.iter().map(|(witness, _)| *witness).collect();
        if !self.policy.satisfied(&by) {
            return Err(Refusal::signatures(
                "Too few of the witnesses that the policy trusts have signed the checkpoint.",
            ));
        }
        let unknown = opened.unknown.len();
        let all = tlog::note::Note::parse(note).map_err(|e| unreadable().detail(e))?.signatures.len();
        Ok((opened, [all - unknown, unknown]))
    }
}

/// The checkpoint, read without any key: what it says, vouched for by nobody.
pub(super) fn unsigned(note: &str) -> Result<Checkpoint, Refusal> {
    let note = tlog::note::Note::parse(note).map_err(|e| unreadable().detail(e))?;
    Checkpoint::parse(&note.text).map_err(|e| unreadable().detail(e))
}

fn unreadable() -> Refusal {
    Refusal::signatures("The checkpoint is not written as a signed checkpoint is written.")
}

fn from_json(text: &str) -> Result<String, TrustError> {
    let bad = |what: &str| TrustError(what.to_string());
    let value = strict::parse(text.as_bytes()).map_err(TrustError)?;
    let log = value["log"].as_str().ok_or(bad("`log` is not the key of a log"))?;
    if value["origin"].as_str().is_none_or(|origin| log.split('+').next() != Some(origin)) {
        return Err(bad("`origin` is not the name of the log's key"));
    }
    let witnesses = value["witnesses"].as_array().ok_or(bad("`witnesses` is no list"))?;
    let quorum = value["quorum"].as_u64().ok_or(bad("`quorum` is no number"))?;
    let mut policy = format!("log {log}\n");
    let mut names = String::new();
    for (i, witness) in witnesses.iter().enumerate() {
        let key = witness.as_str().filter(|k| !k.contains(char::is_whitespace) && !k.contains('#'));
        policy += &format!("witness w{i} {}\n", key.ok_or(bad("a witness is no key"))?);
        names += &format!(" w{i}");
    }
    if log.contains(char::is_whitespace) || log.contains('#') {
        return Err(bad("`log` is not the key of a log"));
    }
    policy += &match (quorum, value.as_object().map(serde_json::Map::len)) {
        (_, len) if len != Some(4) => return Err(bad("it holds a name that is not known")),
        (0, _) => "quorum none\n".to_string(),
        _ => format!("group enough {quorum}{names}\nquorum enough\n"),
    };
    Ok(policy)
}

impl Trust {
    /// The policy as JSON-free text, one line a key, for those who compare it with what they were given.
    pub fn keys(&self) -> Vec<String> {
        let logs = self.policy.logs().iter().map(|key| format!("log {}", key.to_vkey()));
        let witnesses = self.policy.witnesses().iter().map(|key| format!("witness {}", key.to_vkey()));
        logs.chain(witnesses).collect()
    }
}

/// Whether a value is a list of whole numbers or words, as text each.
pub(super) fn words(value: &Value) -> Option<Vec<String>> {
    let word = |v: &Value| match v {
        Value::String(text) => Some(text.clone()),
        Value::Number(n) => Some(n.to_string()),
        _ => None,
    };
    match value {
        Value::Array(list) => list.iter().map(word).collect(),
        other => word(other).map(|w| vec![w]),
    }
}
