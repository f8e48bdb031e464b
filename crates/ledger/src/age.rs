//! Identities sealed to a recipient that only the sealing unit holds: the `age` format.
//!
//! Source: age-encryption.org/v1 (C2SP age.md): sections "Header", "X25519 recipient type", "Payload"; keys in Bech32
//! (BIP 173), files in PEM-like armour. What is sealed here has one recipient of type X25519; files of other programs may
//! have several, of which one is ours. Other programs that speak age open what is sealed here; the ledger itself holds no
//! identity and cannot.
//!
//! What is left out: passphrases, other recipient types, sealing more than [`SEALED_BYTES_MAX`].

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use x25519_dalek::{PublicKey, StaticSecret};

use crate::error::{LedgerError, Result};
use crate::keys::random;

/// Bytes that are sealed at once: an identity and a note, not a library.
pub const SEALED_BYTES_MAX: usize = 1_000_000;
/// Bytes of plain text in one chunk of the payload.
const CHUNK_BYTES: usize = 64 * 1024;
/// Bytes of the key of one file.
const FILE_KEY_BYTES: usize = 16;
/// Recipients of one file that are read.
const STANZAS_MAX: usize = 100;
/// Characters of a full line of Base 64, in a header and in armour.
const LINE_CHARACTERS: usize = 64;
/// Bytes of a line of a header.
const LINE_BYTES_MAX: usize = 10_000;
/// Bytes that a tag of Poly1305 adds.
const TAG_BYTES: usize = 16;
const VERSION: &str = "age-encryption.org/v1";
const BEGIN: &str = "-----BEGIN AGE ENCRYPTED FILE-----";
const END: &str = "-----END AGE ENCRYPTED FILE-----";
const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// Whom something is sealed to: `age1...`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recipient(PublicKey);

/// What opens it: `AGE-SECRET-KEY-1...`. It belongs to the sealing unit and stands in no ledger.
#[derive(Clone)]
pub struct Identity(StaticSecret);

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity(secret)")
    }
}

fn bad(what: &str) -> LedgerError {
    LedgerError::Key(what.to_string())
}

impl Recipient {
    /// Reads `age1...`.
    ///
    /// # Errors
    /// When it is no recipient of type X25519.
    pub fn parse(text: &str) -> Result<Recipient> {
        let bytes = unbech32("age", text).ok_or_else(|| bad("the recipient is not of the form age1..."))?;
        Ok(Recipient(PublicKey::from(bytes)))
    }

    /// Its text.
    pub fn text(&self) -> String {
        bech32("age", self.0.as_bytes())
    }

    /// Seals bytes; the result is text that can stand in a field.
    ///
    /// # Errors
    /// When there is too much, or the system gives no random bytes.
    pub fn seal(&self, plain: &[u8]) -> Result<String> {
        if plain.len() > SEALED_BYTES_MAX {
            return Err(bad("more than a million bytes cannot be sealed at once"));
        }
        let file_key: [u8; 16] = random()?;
        let ephemeral = StaticSecret::from(random::<32>()?);
        let share = PublicKey::from(&ephemeral);
        let shared = ephemeral.diffie_hellman(&self.0);
        if !shared.was_contributory() {
            return Err(bad("the recipient is a weak point of the curve"));
        }
        let wrap = wrap_key(shared.as_bytes(), &share, &self.0)?;
        let body = cipher(&wrap)?
            .encrypt(&Nonce::default(), file_key.as_slice())
            .map_err(|_| bad("the file key could not be wrapped"))?;
        let mut header = format!(
            "{VERSION}\n-> X25519 {}\n{}\n---",
            STANDARD_NO_PAD.encode(share.as_bytes()),
            STANDARD_NO_PAD.encode(body)
        );
        let mac = header_mac(&file_key, &header)?.finalize().into_bytes();
        header.push_str(&format!(" {}\n", STANDARD_NO_PAD.encode(mac)));
        let nonce: [u8; 16] = random()?;
        let payload = cipher(&derive(&file_key, &nonce, b"payload")?)?;
        let mut file = header.into_bytes();
        file.extend(nonce);
        let mut chunks: Vec<&[u8]> = plain.chunks(CHUNK_BYTES).collect();
        if chunks.is_empty() {
            chunks.push(&[]);
        }
        for (i, chunk) in chunks.iter().enumerate() {
            let nonce = chunk_nonce(i, i + 1 == chunks.len());
            file.extend(payload.encrypt(&nonce, *chunk).map_err(|_| bad("a chunk could not be sealed"))?);
        }
        Ok(armour(&file))
    }
}

impl Identity {
    /// A new one, at random: for the sealing unit, on its own machine.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn random() -> Result<Identity> {
        Ok(Identity(StaticSecret::from(random::<32>()?)))
    }

    /// Reads `AGE-SECRET-KEY-1...`.
    ///
    /// # Errors
    /// When it is no identity of type X25519.
    pub fn parse(text: &str) -> Result<Identity> {
        let lower = text.trim().to_ascii_lowercase();
        let bytes = unbech32("age-secret-key-", &lower)
            .ok_or_else(|| bad("the identity is not of the form AGE-SECRET-KEY-1..."))?;
        Ok(Identity(StaticSecret::from(bytes)))
    }

    /// Its text.
    pub fn text(&self) -> String {
        bech32("age-secret-key-", &self.0.to_bytes()).to_ascii_uppercase()
    }

    /// Whom to seal to.
    pub fn recipient(&self) -> Recipient {
        Recipient(PublicKey::from(&self.0))
    }

    /// Opens what was sealed to it.
    ///
    /// # Errors
    /// When it was sealed to somebody else, or was changed.
    pub fn open(&self, armoured: &str) -> Result<Vec<u8>> {
        let file = unarmour(armoured).ok_or_else(|| bad("this is no age file in armour"))?;
        let (header, payload) = Header::read(&file)?;
        let file_key = self.file_key(&header)?;
        header_mac(&file_key, header.signed)?
            .verify_slice(&header.mac)
            .map_err(|_| bad("the age file's header was changed"))?;
        let (nonce, sealed) =
            payload.split_at_checked(16).ok_or_else(|| bad("the age file has no payload"))?;
        let payload = cipher(&derive(&file_key, nonce, b"payload")?)?;
        let chunks: Vec<&[u8]> = sealed.chunks(CHUNK_BYTES + TAG_BYTES).collect();
        let mut plain = Vec::new();
        for (i, chunk) in chunks.iter().enumerate() {
            let nonce = chunk_nonce(i, i + 1 == chunks.len());
            let part = payload.decrypt(&nonce, *chunk).map_err(|_| bad("the age file was changed or cut"))?;
            if part.is_empty() && i > 0 {
                return Err(bad("the age file ends in a chunk without contents, which no program writes"));
            }
            plain.extend(part);
        }
        if chunks.is_empty() {
            return Err(bad("the age file was cut"));
        }
        Ok(plain)
    }

    /// The key of the file, from whichever stanza was made for this identity.
    fn file_key(&self, header: &Header<'_>) -> Result<[u8; 16]> {
        if header.stanzas.iter().any(|s| s.arguments[0] == "scrypt") {
            return Err(bad("the age file is sealed with a passphrase, not to a recipient"));
        }
        let mut others = 0;
        for stanza in header.stanzas.iter().filter(|s| s.arguments[0] == "X25519") {
            let [_, share] = stanza.arguments.as_slice() else {
                return Err(bad("the age file's share is malformed"));
            };
            let share: Option<[u8; 32]> = STANDARD_NO_PAD.decode(share).ok().and_then(|s| s.try_into().ok());
            let share = share.ok_or_else(|| bad("the age file's share is malformed"))?;
            // The length first: a key of another length could be made to open under two identities.
            if stanza.body.len() != FILE_KEY_BYTES + TAG_BYTES {
                return Err(bad("the age file's key is malformed"));
            }
            let (share, own) = (PublicKey::from(share), PublicKey::from(&self.0));
            let shared = self.0.diffie_hellman(&share);
            if !shared.was_contributory() {
                return Err(bad("the age file's share is a weak point of the curve"));
            }
            let wrap = wrap_key(shared.as_bytes(), &share, &own)?;
            if let Ok(key) = cipher(&wrap)?.decrypt(&Nonce::default(), stanza.body.as_slice()) {
                return key.try_into().map_err(|_| bad("the age file's key is malformed"));
            }
            others += 1;
        }
        Err(bad(if others > 0 {
            "the age file is sealed to somebody else"
        } else {
            "the age file is sealed to another kind of recipient"
        }))
    }
}

/// One recipient's part of a header.
struct Stanza<'a> {
    arguments: Vec<&'a str>,
    body: Vec<u8>,
}

/// The header of a file, read strictly: whatever two programs could read in two ways is refused.
struct Header<'a> {
    /// What the code is over: everything up to and with `---`.
    signed: &'a str,
    stanzas: Vec<Stanza<'a>>,
    mac: Vec<u8>,
}

impl<'a> Header<'a> {
    /// Takes the header off; gives what follows it.
    fn read(file: &'a [u8]) -> Result<(Header<'a>, &'a [u8])> {
        let malformed = || bad("the age file's header is malformed");
        let mut lines = Lines { file, at: 0 };
        if lines.line()? != VERSION {
            return Err(bad("the age file is of another version"));
        }
        let mut stanzas = Vec::new();
        loop {
            let begin = lines.at;
            let line = lines.line()?;
            if let Some(mac) = line.strip_prefix("--- ") {
                let mac = STANDARD_NO_PAD.decode(mac).ok().filter(|m| m.len() == 32);
                let mac = mac.ok_or_else(|| bad("the age file's header has no code"))?;
                let signed = std::str::from_utf8(&file[..begin + 3]).map_err(|_| malformed())?;
                if stanzas.is_empty() {
                    return Err(bad("the age file is sealed to nobody"));
                }
                return Ok((Header { signed, stanzas, mac }, &file[lines.at..]));
            }
            let arguments: Vec<&str> = line.strip_prefix("-> ").ok_or_else(malformed)?.split(' ').collect();
            let visible = |a: &&str| !a.is_empty() && a.bytes().all(|b| b.is_ascii_graphic());
            if stanzas.len() == STANZAS_MAX || !arguments.iter().all(visible) {
                return Err(malformed());
            }
            let mut body = Vec::new();
            loop {
                // Lines of 64 characters; the first shorter one, were it empty, is the last.
                let line = lines.line()?;
                body.extend(STANDARD_NO_PAD.decode(line).map_err(|_| malformed())?);
                match line.len() {
                    LINE_CHARACTERS => {}
                    0..LINE_CHARACTERS => break,
                    _ => return Err(malformed()),
                }
            }
            stanzas.push(Stanza { arguments, body });
        }
    }
}

/// The lines of a header.
struct Lines<'a> {
    file: &'a [u8],
    at: usize,
}

impl<'a> Lines<'a> {
    fn line(&mut self) -> Result<&'a str> {
        let rest = &self.file[self.at..];
        let end = rest.iter().take(LINE_BYTES_MAX).position(|&b| b == b'\n');
        let end = end.ok_or_else(|| bad("the age file has no header"))?;
        self.at += end + 1;
        std::str::from_utf8(&rest[..end]).map_err(|_| bad("the age file's header is no text"))
    }
}

fn wrap_key(shared: &[u8; 32], share: &PublicKey, recipient: &PublicKey) -> Result<[u8; 32]> {
    let salt = [share.as_bytes().as_slice(), recipient.as_bytes()].concat();
    derive(shared, &salt, b"age-encryption.org/v1/X25519")
}

fn derive(secret: &[u8], salt: &[u8], info: &[u8]) -> Result<[u8; 32]> {
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(Some(salt), secret)
        .expand(info, &mut key)
        .map_err(|_| bad("a key could not be derived"))?;
    Ok(key)
}

fn cipher(key: &[u8; 32]) -> Result<ChaCha20Poly1305> {
    Ok(ChaCha20Poly1305::new(Key::from_slice(key)))
}

fn header_mac(file_key: &[u8; 16], header: &str) -> Result<Hmac<Sha256>> {
    let key = derive(file_key, &[], b"header")?;
    let mut mac =
        <Hmac<Sha256> as Mac>::new_from_slice(&key).map_err(|_| bad("a key could not be derived"))?;
    mac.update(header.as_bytes());
    Ok(mac)
}

/// Eleven bytes of counter, big-endian, and one that marks the last chunk.
fn chunk_nonce(chunk: usize, last: bool) -> Nonce {
    let mut nonce = [0; 12];
    nonce[3..11].copy_from_slice(&(chunk as u64).to_be_bytes());
    nonce[11] = u8::from(last);
    *Nonce::from_slice(&nonce)
}

fn armour(file: &[u8]) -> String {
    let encoded = STANDARD.encode(file);
    let mut text = format!("{BEGIN}\n");
    for line in encoded.as_bytes().chunks(64) {
        text.push_str(&String::from_utf8_lossy(line));
        text.push('\n');
    }
    text + END + "\n"
}

/// Takes armour off: full lines of 64 characters and one last shorter or full one, canonical Base 64, nothing else.
fn unarmour(text: &str) -> Option<Vec<u8>> {
    let text = text.replace("\r\n", "\n");
    let mut lines =
        text.trim().strip_prefix(BEGIN)?.strip_prefix('\n')?.strip_suffix(END)?.split('\n').peekable();
    let mut encoded = String::new();
    while let Some(line) = lines.next() {
        match (line.len(), lines.peek()) {
            (0, None) if !encoded.is_empty() => return STANDARD.decode(encoded).ok(),
            (LINE_CHARACTERS, Some(_)) => encoded.push_str(line),
            // A shorter line is the last before the end.
            (1..LINE_CHARACTERS, Some(&"")) => encoded.push_str(line),
            _ => return None,
        }
        if line.len() < LINE_CHARACTERS {
            lines.next();
            return if lines.next().is_none() { STANDARD.decode(encoded).ok() } else { None };
        }
    }
    None
}

/// Bech32 (BIP 173) of 32 bytes.
fn bech32(prefix: &str, bytes: &[u8; 32]) -> String {
    let mut digits = regroup(bytes, 8, 5, true).unwrap_or_default();
    let check = polymod(prefix, &[digits.as_slice(), &[0; 6]].concat()) ^ 1;
    digits.extend((0..6).map(|i| ((check >> (5 * (5 - i))) & 31) as u8));
    let text: String = digits.iter().map(|&d| char::from(ALPHABET[usize::from(d)])).collect();
    format!("{prefix}1{text}")
}

fn unbech32(prefix: &str, text: &str) -> Option<[u8; 32]> {
    let digits = text.trim().strip_prefix(prefix)?.strip_prefix('1')?.bytes();
    let digits: Vec<u8> =
        digits.map(|d| ALPHABET.iter().position(|&a| a == d).map(|at| at as u8)).collect::<Option<_>>()?;
    if digits.len() < 6 || polymod(prefix, &digits) != 1 {
        return None;
    }
    regroup(&digits[..digits.len() - 6], 5, 8, false)?.try_into().ok()
}

fn polymod(prefix: &str, digits: &[u8]) -> u32 {
    let high = prefix.bytes().map(|b| b >> 5);
    let low = prefix.bytes().map(|b| b & 31);
    let all = high.chain([0]).chain(low).chain(digits.iter().copied());
    all.fold(1, |check: u32, digit| {
        let top = check >> 25;
        let next = ((check & 0x1ff_ffff) << 5) ^ u32::from(digit);
        [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]
            .iter()
            .enumerate()
            .fold(next, |c, (i, generator)| if top >> i & 1 == 1 { c ^ generator } else { c })
    })
}

/// Bits in groups of `from` to groups of `to`.
fn regroup(bytes: &[u8], from: u32, to: u32, pad: bool) -> Option<Vec<u8>> {
    let (mut held, mut bits, mut out) = (0_u32, 0, Vec::new());
    for &byte in bytes {
        held = held << from | u32::from(byte);
        bits += from;
        while bits >= to {
            bits -= to;
            out.push((held >> bits & ((1 << to) - 1)) as u8);
        }
        held &= (1 << bits) - 1;
    }
    match (bits, pad) {
        (0, _) => {}
        (_, true) => out.push((held << (to - bits) & ((1 << to) - 1)) as u8),
        (_, false) if bits >= from || held != 0 => return None,
        _ => {}
    }
    Some(out)
}
