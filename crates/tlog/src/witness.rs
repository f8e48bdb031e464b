//! The witness protocol (C2SP tlog-witness): both sides of `add-checkpoint`, as pure functions of bytes.
//!
//! A witness cosigns a checkpoint only where it continues the one it cosigned before. Status codes are those of the
//! specification: 200 cosigned, 400 malformed, 403 no signature by the log, 404 unknown log, 409 another size is known
//! (the answer says which), 422 the proof does not hold.

use crate::Hash;
use crate::checkpoint::{Checkpoint, CheckpointError, decimal};
use crate::merkle::{PROOF_HASHES_MAX, verify_consistency};
use crate::note::{NoteError, NoteSigner, Verifier};

/// What a log asks of a witness.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AddCheckpoint {
    /// The size of the checkpoint the witness cosigned last, as the log believes; 0 for none.
    pub old: u64,
    /// Consistency proof from `old` to the checkpoint.
    pub proof: Vec<Hash>,
    /// The signed checkpoint.
    pub checkpoint: String,
}

impl AddCheckpoint {
    /// The body of the request.
    pub fn to_body(&self) -> String {
        let mut body = format!("old {}\n", self.old);
        for hash in &self.proof {
            body.push_str(&format!("{hash}\n"));
        }
        body.push('\n');
        body.push_str(&self.checkpoint);
        body
    }

    /// Reads the body of a request; `None` where it is malformed.
    pub fn parse(body: &str) -> Option<AddCheckpoint> {
        let (head, checkpoint) = body.split_once("\n\n")?;
        let mut lines = head.split('\n');
        let old = decimal(lines.next()?.strip_prefix("old ")?)?;
        let proof = lines.map(Hash::from_base64).collect::<Option<Vec<_>>>()?;
        if proof.len() > PROOF_HASHES_MAX {
            return None;
        }
        Some(AddCheckpoint { old, proof, checkpoint: checkpoint.to_string() })
    }
}

/// A witness's answer: status and body.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// HTTP status code.
    pub status: u16,
    /// Signature lines (200), the size that is known (409), or a sentence.
    pub body: String,
}

/// A log that a witness knows.
#[derive(Clone, Debug)]
pub struct KnownLog {
    /// Its key; the origin is the name of the key unless another is given.
    pub verifier: Verifier,
    /// Its origin.
    pub origin: String,
    /// Size and root that were cosigned last.
    pub last: Option<(u64, Hash)>,
}

/// A witness as a state machine. Its caller makes `logs` durable before an answer of 200 leaves.
#[derive(Debug)]
pub struct Witness {
    signer: NoteSigner,
    /// The logs it knows and what it cosigned last of each.
    pub logs: Vec<KnownLog>,
}

impl Witness {
    /// A witness that signs with `signer`.
    pub fn new(signer: NoteSigner, logs: Vec<KnownLog>) -> Witness {
        Witness { signer, logs }
    }

    /// Answers one request at the time `unix_seconds`.
    pub fn add_checkpoint(&mut self, body: &str, unix_seconds: u64) -> Answer {
        let answer = |status, body: &str| Answer { status, body: body.to_string() };
        let Some(request) = AddCheckpoint::parse(body) else { return answer(400, "malformed request\n") };
        let origin = request.checkpoint.split('\n').next().unwrap_or("");
        let Some(log) = self.logs.iter_mut().find(|l| l.origin == origin) else {
            return answer(404, "unknown log\n");
        };
        let keys = std::slice::from_ref(&log.verifier);
        let opened = match Checkpoint::open(&request.checkpoint, origin, &log.verifier, &[]) {
            Ok(opened) => opened.checkpoint,
            Err(CheckpointError::Note(NoteError::Malformed(_)) | CheckpointError::Malformed(_)) => {
                return answer(400, "malformed checkpoint\n");
            }
            Err(_) => return answer(403, &format!("invalid signature by {}\n", keys[0].name())),
        };
        if request.old > opened.size {
            return answer(400, "the old size is larger than that of the checkpoint\n");
        }
        let known = log.last.map_or(0, |(size, _)| size);
        if request.old != known {
            return Answer { status: 409, body: format!("{known}\n") };
        }
        let holds = match log.last {
            Some((size, root)) if size > 0 => {
                if size == opened.size && root != opened.root {
                    return Answer { status: 409, body: format!("{known}\n") };
                }
                verify_consistency(size, opened.size, root, opened.root, &request.proof).is_ok()
            }
            _ => request.proof.is_empty(),
        };
        if !holds {
            return answer(422, "the consistency proof does not hold\n");
        }
        log.last = Some((opened.size, opened.root));
        Answer { status: 200, body: self.signer.line(&opened.text(), unix_seconds) }
    }
}

/// What the log makes of a witness's answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reply {
    /// Cosignature lines to add to the checkpoint.
    Cosigned(String),
    /// The witness knows another size; larger than the log's own, and the log has been rolled back.
    KnowsSize(u64),
    /// Any other answer, in words.
    Refused(String),
}

/// Reads a witness's answer about a checkpoint's text; a cosignature is verified before it is believed.
pub fn read_answer(status: u16, body: &str, text: &str, witness: &Verifier) -> Reply {
    match status {
        200 => {
            let note = crate::note::Note::parse(&format!("{text}\n{body}"));
            let own = |n: &crate::note::Note| {
                n.text == text
                    && n.signatures.iter().all(|s| s.name == witness.name() && s.id == witness.id())
            };
            match note.and_then(|n| n.verify(std::slice::from_ref(witness)).map(|_| own(&n))) {
                Ok(true) => Reply::Cosigned(body.to_string()),
                // Lines under other names would stand on our checkpoint: one under the log's own name would spoil it.
                Ok(false) => Reply::Refused(
                    "the witness answered with more than its own cosignature, which is not taken over".into(),
                ),
                Err(error) => Reply::Refused(format!(
                    "the witness answered with something else than its cosignature: {error}"
                )),
            }
        }
        409 => match body.trim_end_matches('\n').parse() {
            Ok(size) => Reply::KnowsSize(size),
            Err(_) => Reply::Refused("the witness knows another size and does not say which".into()),
        },
        403 => Reply::Refused("the witness does not accept the signature of the log".into()),
        404 => Reply::Refused("the witness does not know the log".into()),
        422 => {
            Reply::Refused("the witness found that the checkpoint does not continue the one before".into())
        }
        other => Reply::Refused(format!("the witness answered with status {other}")),
    }
}
