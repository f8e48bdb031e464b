//! Checkpoints (C2SP tlog-checkpoint): origin, size and root of a log, as the text of a signed note.

use std::fmt;

use crate::Hash;
use crate::note::{Algorithm, Note, NoteError, SignatureLine, Verifier};

/// What a log commits to: its name, how many leaves it has and their root.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkpoint {
    /// Name of the log.
    pub origin: String,
    /// How many leaves.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
}

/// A checkpoint whose log signature verified, with the cosignatures that did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opened {
    /// What is committed to.
    pub checkpoint: Checkpoint,
    /// Verified cosignatures: position of the witness in the list that was given, and Unix seconds.
    pub cosignatures: Vec<(usize, u64)>,
    /// Names on signature lines by keys that are not known, as written. They prove nothing: C2SP signed-note asks to pass
    /// them over, so a cosignature whose name or key id was damaged is one of them, and a reader is told how many there are.
    pub unknown: Vec<String>,
}

/// Why a checkpoint was not accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CheckpointError {
    /// It is no signed note, or a signature does not verify.
    Note(NoteError),
    /// Its text is not three lines of origin, size and root; the reason in words.
    Malformed(&'static str),
    /// It is by another log.
    WrongOrigin {
        /// The origin that stands in it.
        found: String,
    },
    /// The log itself has not signed it.
    NotSignedByLog,
}

impl fmt::Display for CheckpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CheckpointError::Note(_) => write!(f, "the checkpoint is not a valid signed note"),
            CheckpointError::Malformed(why) => write!(f, "the checkpoint is malformed: {why}"),
            CheckpointError::WrongOrigin { found } => write!(f, "the checkpoint is by another log, {found}"),
            CheckpointError::NotSignedByLog => write!(f, "the log has not signed the checkpoint"),
        }
    }
}

impl std::error::Error for CheckpointError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            CheckpointError::Note(source) => Some(source),
            _ => None,
        }
    }
}

impl From<NoteError> for CheckpointError {
    fn from(error: NoteError) -> CheckpointError {
        CheckpointError::Note(error)
    }
}

impl Checkpoint {
    /// The three lines, the last newline included: what is signed.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root)
    }

    /// Reads the text of a checkpoint. Extension lines are refused: this log has none, and a verifier that passed over
    /// them would pass over what it does not understand.
    ///
    /// # Errors
    /// [`CheckpointError::Malformed`] with the reason.
    pub fn parse(text: &str) -> Result<Checkpoint, CheckpointError> {
        let mut lines = text.split('\n');
        let (Some(origin), Some(size), Some(root), Some(""), None) =
            (lines.next(), lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(CheckpointError::Malformed("it does not have three lines"));
        };
        if origin.is_empty() {
            return Err(CheckpointError::Malformed("its origin is empty"));
        }
        let size = decimal(size).ok_or(CheckpointError::Malformed("its size is not a decimal number"))?;
        let root = Hash::from_base64(root)
            .ok_or(CheckpointError::Malformed("its root is not 32 bytes in Base 64"))?;
        if size == 0 && root != Hash::empty_root() {
            return Err(CheckpointError::Malformed(
                "it has no leaves and another root than that of no leaves",
            ));
        }
        Ok(Checkpoint { origin: origin.to_string(), size, root })
    }

    /// Opens a signed checkpoint: the log's own signature is required, the witnesses' are gathered.
    ///
    /// # Errors
    /// Why it was not accepted. A signature by a known key that does not verify refuses the whole.
    pub fn open(
        note: &str,
        origin: &str,
        log: &Verifier,
        witnesses: &[Verifier],
    ) -> Result<Opened, CheckpointError> {
        let note = Note::parse(note)?;
        let checkpoint = Checkpoint::parse(&note.text)?;
        if checkpoint.origin != origin {
            return Err(CheckpointError::WrongOrigin { found: checkpoint.origin });
        }
        let mut keys = vec![log.clone()];
        keys.extend_from_slice(witnesses);
        let verified = note.verify(&keys)?;
        if !verified.iter().any(|v| v.verifier == 0) || log.algorithm() != Algorithm::Ed25519 {
            return Err(CheckpointError::NotSignedByLog);
        }
        let cosignatures = verified
            .iter()
            .filter(|v| v.verifier > 0)
            .filter_map(|v| Some((v.verifier - 1, v.unix_seconds?)))
            .collect();
        let known = |line: &SignatureLine| keys.iter().any(|k| k.name() == line.name && k.id() == line.id);
        let unknown =
            note.signatures.iter().filter(|line| !known(line)).map(|line| line.name.clone()).collect();
        Ok(Opened { checkpoint, cosignatures, unknown })
    }
}

/// A decimal number without sign or leading zeros.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let plain = !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}
