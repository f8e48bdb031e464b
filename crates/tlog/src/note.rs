//! Signed notes (C2SP signed-note v1.0.0): a text, a blank line, signature lines.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

/// Bytes of a note. A checkpoint with a hundred cosignatures is about 20,000.
pub const NOTE_BYTES_MAX: usize = 1_000_000;
/// Signature lines of a note. The specification asks for at least 16 (section "Signatures").
pub const SIGNATURES_MAX: usize = 100;

/// What kind of signature a key makes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Algorithm {
    /// Type 0x01: Ed25519 over the text.
    Ed25519,
    /// Type 0x04: a timestamped Ed25519 cosignature (C2SP cosignature/v1).
    CosignatureV1,
}

impl Algorithm {
    fn byte(self) -> u8 {
        match self {
            Algorithm::Ed25519 => 0x01,
            Algorithm::CosignatureV1 => 0x04,
        }
    }

    fn from_byte(byte: u8) -> Option<Algorithm> {
        match byte {
            0x01 => Some(Algorithm::Ed25519),
            0x04 => Some(Algorithm::CosignatureV1),
            _ => None,
        }
    }
}

/// Why a note, a key or a signature was not accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoteError {
    /// The bytes do not have the form of a note; the reason in words.
    Malformed(&'static str),
    /// A signature line does not have the form `— name base64`.
    MalformedSignature,
    /// A verifier key does not have the form `name+id+key`, or its id is not that of its key.
    BadKey(&'static str),
    /// A signature by a known key does not verify. The note is refused whole.
    BadSignature {
        /// Name of the key.
        name: String,
    },
    /// No signature by any of the known keys is on the note.
    NoKnownSignature,
}

impl fmt::Display for NoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoteError::Malformed(why) => write!(f, "the note is malformed: {why}"),
            NoteError::MalformedSignature => {
                write!(f, "a signature line of the note does not have the form `\u{2014} name base64`")
            }
            NoteError::BadKey(why) => write!(f, "the key is not usable: {why}"),
            NoteError::BadSignature { name } => write!(f, "the signature of {name} does not verify"),
            NoteError::NoKnownSignature => write!(f, "no signature on the note is by a known key"),
        }
    }
}

impl std::error::Error for NoteError {}

/// A public key with its name: `name+hex8+base64(type || key)`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verifier {
    name: String,
    algorithm: Algorithm,
    key: VerifyingKey,
}

impl Verifier {
    /// Reads a vkey.
    ///
    /// # Errors
    /// [`NoteError::BadKey`] with the reason.
    pub fn parse(vkey: &str) -> Result<Verifier, NoteError> {
        let mut parts = vkey.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::BadKey("a verifier key has three parts joined by +"));
        };
        if !valid_name(name) {
            return Err(NoteError::BadKey("its name is empty, or holds a space or a +"));
        }
        let bytes = STANDARD.decode(key).map_err(|_| NoteError::BadKey("it is not standard Base 64"))?;
        let Some((&kind, public)) = bytes.split_first() else {
            return Err(NoteError::BadKey("it is empty"));
        };
        let algorithm =
            Algorithm::from_byte(kind).ok_or(NoteError::BadKey("its signature type is not known"))?;
        let public: [u8; 32] =
            public.try_into().map_err(|_| NoteError::BadKey("an Ed25519 key has 32 bytes"))?;
        let key = VerifyingKey::from_bytes(&public)
            .map_err(|_| NoteError::BadKey("it is no point of the curve"))?;
        let verifier = Verifier { name: name.to_string(), algorithm, key };
        if hex(verifier.id()) != id {
            return Err(NoteError::BadKey("its id is not that of its name and key"));
        }
        Ok(verifier)
    }

    /// Name of the key.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Kind of signature.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Key id: the first four bytes, big-endian, of `SHA256(name || 0A || type || key)`.
    pub fn id(&self) -> u32 {
        key_id(&self.name, self.algorithm, self.key.as_bytes())
    }

    /// The vkey in text.
    pub fn to_vkey(&self) -> String {
        let mut bytes = vec![self.algorithm.byte()];
        bytes.extend(self.key.as_bytes());
        format!("{}+{}+{}", self.name, hex(self.id()), STANDARD.encode(bytes))
    }

    /// Verifies one signature (without its key id) over a note's text; gives the time of a cosignature, in Unix seconds.
    fn verify(&self, text: &str, signature: &[u8]) -> Option<Option<u64>> {
        match self.algorithm {
            Algorithm::Ed25519 => {
                let signature = Signature::from_slice(signature).ok()?;
                self.key.verify_strict(text.as_bytes(), &signature).ok().map(|()| None)
            }
            Algorithm::CosignatureV1 => {
                let (time, signature) = signature.split_first_chunk::<8>()?;
                let time = u64::from_be_bytes(*time);
                let signature = Signature::from_slice(signature).ok()?;
                self.key.verify_strict(cosigned(time, text).as_bytes(), &signature).ok().map(|()| Some(time))
            }
        }
    }
}

/// A private key with its name.
#[derive(Clone)]
pub struct NoteSigner {
    name: String,
    algorithm: Algorithm,
    key: SigningKey,
}

impl NoteSigner {
    /// A signer from 32 secret bytes.
    ///
    /// # Errors
    /// [`NoteError::BadKey`] when the name cannot stand in a signature line.
    pub fn new(name: &str, algorithm: Algorithm, seed: &[u8; 32]) -> Result<NoteSigner, NoteError> {
        if !valid_name(name) {
            return Err(NoteError::BadKey("its name is empty, or holds a space or a +"));
        }
        Ok(NoteSigner { name: name.to_string(), algorithm, key: SigningKey::from_bytes(seed) })
    }

    /// The public half.
    pub fn verifier(&self) -> Verifier {
        Verifier { name: self.name.clone(), algorithm: self.algorithm, key: self.key.verifying_key() }
    }

    /// The signature line over `text`, its newline included. `unix_seconds` is used by cosignatures only.
    pub fn line(&self, text: &str, unix_seconds: u64) -> String {
        let mut bytes = self.verifier().id().to_be_bytes().to_vec();
        match self.algorithm {
            Algorithm::Ed25519 => bytes.extend(self.key.sign(text.as_bytes()).to_bytes()),
            Algorithm::CosignatureV1 => {
                bytes.extend(unix_seconds.to_be_bytes());
                bytes.extend(self.key.sign(cosigned(unix_seconds, text).as_bytes()).to_bytes());
            }
        }
        format!("\u{2014} {} {}\n", self.name, STANDARD.encode(bytes))
    }

    /// A whole note over `text`, which ends in a newline.
    ///
    /// # Errors
    /// [`NoteError::Malformed`] when the text cannot be that of a note.
    pub fn sign(&self, text: &str, unix_seconds: u64) -> Result<String, NoteError> {
        check_text(text)?;
        Ok(format!("{text}\n{}", self.line(text, unix_seconds)))
    }
}

impl fmt::Debug for NoteSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NoteSigner({})", self.name)
    }
}

/// One signature line, not yet verified.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignatureLine {
    /// Name as written.
    pub name: String,
    /// Key id.
    pub id: u32,
    /// Signature bytes after the key id.
    pub signature: Vec<u8>,
}

/// A note taken apart, nothing verified yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// The signed text, its last newline included.
    pub text: String,
    /// The signature lines, in order.
    pub signatures: Vec<SignatureLine>,
}

/// A signature that verified.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verified {
    /// Position of the key in the list that was given.
    pub verifier: usize,
    /// Unix seconds of a cosignature.
    pub unix_seconds: Option<u64>,
}

impl Note {
    /// Takes a note apart.
    ///
    /// # Errors
    /// [`NoteError::Malformed`] with the reason.
    pub fn parse(note: &str) -> Result<Note, NoteError> {
        if note.len() > NOTE_BYTES_MAX {
            return Err(NoteError::Malformed("it is longer than a note may be"));
        }
        let split =
            note.rfind("\n\n").ok_or(NoteError::Malformed("it has no blank line before its signatures"))?;
        let (text, lines) = (&note[..=split], &note[split + 2..]);
        check_text(text)?;
        let lines =
            lines.strip_suffix('\n').ok_or(NoteError::Malformed("it does not end in a signature line"))?;
        let signatures = lines.split('\n').map(signature_line).collect::<Result<Vec<_>, _>>()?;
        if signatures.len() > SIGNATURES_MAX {
            return Err(NoteError::Malformed("it has more signatures than a note may have"));
        }
        Ok(Note { text: text.to_string(), signatures })
    }

    /// Verifies the signatures by known keys; those by unknown keys are passed over, as the specification asks.
    ///
    /// # Errors
    /// [`NoteError::BadSignature`] when a signature by a known key does not verify, [`NoteError::NoKnownSignature`]
    /// when there is none.
    pub fn verify(&self, verifiers: &[Verifier]) -> Result<Vec<Verified>, NoteError> {
        let mut verified: Vec<Verified> = Vec::new();
        for line in &self.signatures {
            let known = verifiers.iter().position(|v| v.name == line.name && v.id() == line.id);
            let Some(verifier) = known else { continue };
            match verifiers[verifier].verify(&self.text, &line.signature) {
                None => return Err(NoteError::BadSignature { name: line.name.clone() }),
                Some(_) if verified.iter().any(|v| v.verifier == verifier) => {}
                Some(unix_seconds) => verified.push(Verified { verifier, unix_seconds }),
            }
        }
        if verified.is_empty() { Err(NoteError::NoKnownSignature) } else { Ok(verified) }
    }
}

fn signature_line(line: &str) -> Result<SignatureLine, NoteError> {
    let malformed = NoteError::MalformedSignature;
    let (name, encoded) =
        line.strip_prefix("\u{2014} ").and_then(|l| l.split_once(' ')).ok_or(malformed.clone())?;
    let bytes = STANDARD.decode(encoded).map_err(|_| malformed.clone())?;
    let (id, signature) = bytes.split_first_chunk::<4>().ok_or(malformed.clone())?;
    if !valid_name(name) || signature.is_empty() {
        return Err(malformed);
    }
    Ok(SignatureLine { name: name.to_string(), id: u32::from_be_bytes(*id), signature: signature.to_vec() })
}

fn check_text(text: &str) -> Result<(), NoteError> {
    if !text.ends_with('\n') {
        return Err(NoteError::Malformed("its text does not end in a newline"));
    }
    if text.chars().any(|c| c < ' ' && c != '\n') {
        return Err(NoteError::Malformed("its text holds a control character"));
    }
    Ok(())
}

fn valid_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '+')
}

fn cosigned(unix_seconds: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {unix_seconds}\n{text}")
}

fn key_id(name: &str, algorithm: Algorithm, key: &[u8]) -> u32 {
    let mut hash = Sha256::new();
    hash.update(name.as_bytes());
    hash.update([b'\n', algorithm.byte()]);
    hash.update(key);
    let hash: [u8; 32] = hash.finalize().into();
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
}

fn hex(id: u32) -> String {
    format!("{id:08x}")
}
