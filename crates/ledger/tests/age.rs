//! Sealed identities against the real `age`, both ways, and against files that somebody has tampered with.
//!
//! Source: age-encryption.org/v1 (C2SP age.md). The writer below is independent of the crate's and can be made to err.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // these tests meet the world

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use ledger::age::{Identity, Recipient};
use sha2::Sha256;
use x25519_dalek::{PublicKey, StaticSecret};

const PLAIN: &[u8] = b"Quillon Marrowby of Nowhere Lane, who does not exist";

/// A file in the making, each part of which a case may spoil.
struct File {
    version: String,
    stanzas: Vec<String>,
    /// The code as written; worked out where empty.
    mac: String,
    nonce: [u8; 16],
    chunks: Vec<Vec<u8>>,
    file_key: Vec<u8>,
}

fn hkdf(secret: &[u8], salt: &[u8], info: &[u8]) -> [u8; 32] {
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(Some(salt), secret).expand(info, &mut key).unwrap();
    key
}

/// A stanza for a recipient given by 32 bytes.
fn stanza(to: &[u8; 32], ephemeral: [u8; 32], file_key: &[u8]) -> String {
    let secret = StaticSecret::from(ephemeral);
    let (share, to) = (PublicKey::from(&secret), PublicKey::from(*to));
    let shared = secret.diffie_hellman(&to);
    let salt = [share.as_bytes().as_slice(), to.as_bytes()].concat();
    let key = hkdf(shared.as_bytes(), &salt, b"age-encryption.org/v1/X25519");
    let body = ChaCha20Poly1305::new(Key::from_slice(&key)).encrypt(&Nonce::default(), file_key).unwrap();
    format!("-> X25519 {}\n{}\n", STANDARD_NO_PAD.encode(share.as_bytes()), STANDARD_NO_PAD.encode(body))
}

impl File {
    fn to(recipients: &[[u8; 32]], chunks: &[&[u8]]) -> File {
        let file_key = vec![7; 16];
        let stanzas =
            recipients.iter().enumerate().map(|(i, to)| stanza(to, [i as u8 + 3; 32], &file_key)).collect();
        let nonce = [9; 16];
        let key = hkdf(&file_key, &nonce, b"payload");
        let cipher = ChaCha20Poly1305::new(Key::from_slice(&key));
        let seal = |(i, chunk): (usize, &&[u8])| {
            let mut nonce = [0; 12];
            nonce[10] = i as u8;
            nonce[11] = u8::from(i + 1 == chunks.len());
            cipher.encrypt(Nonce::from_slice(&nonce), *chunk).unwrap()
        };
        let chunks = chunks.iter().enumerate().map(seal).collect();
        File { version: "age-encryption.org/v1".into(), stanzas, mac: String::new(), nonce, chunks, file_key }
    }

    fn bytes(&self) -> Vec<u8> {
        let head = format!("{}\n{}---", self.version, self.stanzas.concat());
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&hkdf(&self.file_key, &[], b"header")).unwrap();
        mac.update(head.as_bytes());
        let code = match self.mac.as_str() {
            "" => format!(" {}", STANDARD_NO_PAD.encode(mac.finalize().into_bytes())),
            given => given.to_string(),
        };
        [format!("{head}{code}\n").as_bytes(), &self.nonce, &self.chunks.concat()].concat()
    }
}

fn armour(bytes: &[u8]) -> String {
    let encoded = STANDARD.encode(bytes);
    let lines: Vec<&str> = encoded.as_bytes().chunks(64).map(|l| std::str::from_utf8(l).unwrap()).collect();
    format!("-----BEGIN AGE ENCRYPTED FILE-----\n{}\n-----END AGE ENCRYPTED FILE-----\n", lines.join("\n"))
}

/// The public half of an identity, as bytes; the identity itself in its text.
fn pair(seed: u8) -> ([u8; 32], Identity) {
    let secret = StaticSecret::from([seed; 32]);
    let text = bech32_of(&secret.to_bytes());
    (PublicKey::from(&secret).to_bytes(), Identity::parse(&text).unwrap())
}

/// `AGE-SECRET-KEY-1...`, by the words of BIP 173.
fn bech32_of(bytes: &[u8; 32]) -> String {
    let bits: Vec<u8> = bytes.iter().flat_map(|b| (0..8).rev().map(move |i| b >> i & 1)).collect();
    let digit = |group: &[u8]| (0..5).fold(0, |d, i| d << 1 | group.get(i).copied().unwrap_or(0));
    let mut digits: Vec<u8> = bits.chunks(5).map(digit).collect();
    let prefix = "age-secret-key-";
    let mut all: Vec<u8> =
        prefix.bytes().map(|b| b >> 5).chain([0]).chain(prefix.bytes().map(|b| b & 31)).collect();
    all.extend(&digits);
    all.extend([0; 6]);
    let mut check = 1_u32;
    for value in all {
        let top = check >> 25;
        check = (check & 0x1ff_ffff) << 5 ^ u32::from(value);
        for (i, generator) in
            [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3_u32].iter().enumerate()
        {
            if top >> i & 1 == 1 {
                check ^= generator;
            }
        }
    }
    check ^= 1;
    digits.extend((0..6).map(|i| (check >> (5 * (5 - i)) & 31) as u8));
    let alphabet = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let text: String = digits.iter().map(|&d| char::from(alphabet[usize::from(d)])).collect();
    format!("{prefix}1{text}").to_uppercase()
}

#[test]
fn files_of_an_independent_writer_open_whoever_else_they_are_sealed_to() {
    let ((one, ours), (two, _), (three, other)) = (pair(1), pair(2), pair(3));
    for recipients in [vec![one], vec![two, one], vec![one, two], vec![two, three, one]] {
        let file = File::to(&recipients, &[PLAIN]);
        assert_eq!(ours.open(&armour(&file.bytes())).unwrap(), PLAIN);
        assert_eq!(other.open(&armour(&file.bytes())).is_ok(), recipients.contains(&three));
    }
    // A stanza of a kind nobody knows, with a body of more than one line, is passed over.
    let mut file = File::to(&[one], &[PLAIN]);
    let long = STANDARD_NO_PAD.encode([5; 100]);
    file.stanzas.insert(
        0,
        format!("-> future-kind with arguments\n{}\n{}\n{}\n", &long[..64], &long[64..128], &long[128..]),
    );
    assert_eq!(ours.open(&armour(&file.bytes())).unwrap(), PLAIN);
    let full = vec![3; 65_536];
    let two_chunks = File::to(&[one], &[&full, b"rest"]);
    assert_eq!(ours.open(&armour(&two_chunks.bytes())).unwrap().len(), 65_540);
    assert_eq!(ours.open(&armour(&File::to(&[one], &[b""]).bytes())).unwrap(), b"");
}

type Spoil = fn(&mut File);

/// What is done to a file for one recipient with two full chunks and a last one, and the words that answer it.
const SPOILT: &[(&str, Spoil, &str)] = &[
    ("another version", |f| f.version = "age-encryption.org/v2".into(), "another version"),
    (
        "a code of another file",
        |f| f.mac = format!(" {}", STANDARD_NO_PAD.encode([1; 32])),
        "header was changed",
    ),
    ("a code cut short", |f| f.mac = format!(" {}", STANDARD_NO_PAD.encode([1; 31])), "has no code"),
    ("no code", |f| f.mac = " ".into(), "has no code"),
    ("no space before the code", |f| f.mac = STANDARD_NO_PAD.encode([1; 32]), "malformed"),
    ("a code with padding", |f| f.mac = format!(" {}=", STANDARD_NO_PAD.encode([1; 32])), "has no code"),
    ("nobody", |f| f.stanzas.clear(), "sealed to nobody"),
    ("a stanza without its kind", |f| f.stanzas.push("-> \n\n".into()), "malformed"),
    ("two spaces between arguments", |f| f.stanzas.push("-> a  b\n\n".into()), "malformed"),
    ("a stanza that begins otherwise", |f| f.stanzas.push("=> a\n\n".into()), "malformed"),
    ("a stanza without a body", |f| f.stanzas.push("-> a\n".into()), "malformed"),
    (
        "a full line and no shorter one after it",
        |f| f.stanzas.push(format!("-> a\n{}\n", "A".repeat(64))),
        "malformed",
    ),
    ("a line that is too long", |f| f.stanzas.push(format!("-> a\n{}\n", "A".repeat(65))), "malformed"),
    ("a body with padding", |f| f.stanzas.push("-> a\nAA==\n".into()), "malformed"),
    ("a body that is not canonical", |f| f.stanzas.push("-> a\nAB\n".into()), "malformed"),
    ("a line ended as on other systems", |f| f.stanzas[0] = f.stanzas[0].replace('\n', "\r\n"), "malformed"),
    ("a passphrase beside it", |f| f.stanzas.push("-> scrypt AAAA 10\n\n".into()), "passphrase"),
    (
        "a further argument",
        |f| f.stanzas[0] = f.stanzas[0].replacen('\n', " more\n", 1),
        "share is malformed",
    ),
    (
        "a share cut short",
        |f| f.stanzas[0] = format!("-> X25519 {}\nAAAA\n", STANDARD_NO_PAD.encode([1; 31])),
        "share is malformed",
    ),
    (
        "a share that is a weak point",
        |f| {
            let body = STANDARD_NO_PAD.encode([0; 32]);
            f.stanzas[0] = format!("-> X25519 {}\n{body}\n", STANDARD_NO_PAD.encode([0; 32]));
        },
        "weak point",
    ),
    ("a key of another length", |f| f.stanzas[0] = stanza(&pair(1).0, [3; 32], &[7; 17]), "key is malformed"),
    ("another recipient only", |f| f.stanzas[0] = stanza(&pair(2).0, [3; 32], &[7; 16]), "somebody else"),
    (
        "a stanza that was added",
        |f| {
            let before = File {
                stanzas: f.stanzas.clone(),
                mac: String::new(),
                version: f.version.clone(),
                chunks: vec![],
                nonce: f.nonce,
                file_key: f.file_key.clone(),
            }
            .bytes();
            let text = String::from_utf8_lossy(&before[..before.len() - 16]).into_owned();
            f.mac = format!(" {}", text.trim_end().rsplit(' ').next().unwrap());
            f.stanzas.push("-> a\n\n".into());
        },
        "header was changed",
    ),
    ("another nonce", |f| f.nonce[0] ^= 1, "changed or cut"),
    ("the last chunk cut off", |f| drop(f.chunks.pop()), "changed or cut"),
    ("every chunk cut off", |f| f.chunks.clear(), "was cut"),
    ("two chunks swapped", |f| f.chunks.swap(0, 1), "changed or cut"),
    ("a chunk twice", |f| f.chunks.insert(1, f.chunks[0].clone()), "changed or cut"),
    ("a chunk left out", |f| drop(f.chunks.remove(1)), "changed or cut"),
    ("a flipped bit", |f| f.chunks[1][100] ^= 1, "changed or cut"),
    ("something after the end", |f| f.chunks[2].push(0), "changed or cut"),
    ("the end cut by a byte", |f| f.chunks[2].truncate(10), "changed or cut"),
];

#[test]
fn a_file_that_was_tampered_with_does_not_open_and_says_why() {
    let (to, ours) = pair(1);
    let full = vec![3; 65_536];
    for (what, spoil, words) in SPOILT {
        let mut file = File::to(&[to], &[&full, &full, b"the end"]);
        assert!(ours.open(&armour(&file.bytes())).is_ok());
        spoil(&mut file);
        let error = ours.open(&armour(&file.bytes())).expect_err(what).to_string();
        assert!(error.contains(words), "{what}: {error}");
    }
    let empty_end = File::to(&[to], &[&full, b""]);
    assert!(ours.open(&armour(&empty_end.bytes())).unwrap_err().to_string().contains("without contents"));
    let good = armour(&File::to(&[to], &[PLAIN]).bytes());
    let spoilt = [
        good.replacen("BEGIN", "BEGIN ", 1),
        good.replacen("-----END AGE ENCRYPTED FILE-----", "", 1),
        good.replacen("FILE-----\n", "FILE-----\n\n", 1),
        good.replacen("\n-----END", "\n\n-----END", 1),
        good.replacen("FILE-----\n", "FILE-----\nComment: none\n\n", 1),
        good.replacen("\n-----END", "=\n-----END", 1),
        format!("something before\n{good}"),
        format!("{good}something after"),
        good.to_lowercase(),
        String::new(),
    ];
    for text in spoilt {
        assert!(ours.open(&text).is_err(), "{text}");
    }
    // Every bit of the armoured text: none of them changes what is read.
    let mut flipped = 0;
    for at in 0..good.len() {
        for bit in 0..8 {
            let mut bytes = good.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            let Ok(text) = String::from_utf8(bytes) else { continue };
            assert!(
                ours.open(&text).map_or(true, |plain| plain == PLAIN && text.trim() == good.trim()),
                "{at} {bit}"
            );
            flipped += 1;
        }
    }
    assert!(flipped > 2_000, "{flipped}");
}

/// Whether the real program is there; a line that says why not where it is not.
fn tool(test: &str) -> bool {
    let there = ["age", "age-keygen"].iter().all(|program| {
        let asked =
            Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        asked.is_ok_and(|status| status.success())
    });
    if !there {
        println!("SKIPPED: {test}: the program age is not installed (Debian package age)");
    }
    there
}

fn age(arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, String> {
    let mut command = Command::new("age");
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|e| e.to_string())?;
    let mut stdin = child.stdin.take().ok_or("no input")?;
    let input = input.to_vec();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().map_err(|e| e.to_string())?;
    let _ = writer.join();
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into())
    }
}

fn keygen(file: &Path) -> (Identity, Recipient) {
    let made = Command::new("age-keygen").arg("-o").arg(file).stderr(Stdio::null()).status().unwrap();
    assert!(made.success());
    let text = fs::read_to_string(file).unwrap();
    let secret = text.lines().find(|l| l.starts_with("AGE-SECRET-KEY-1")).unwrap();
    let public = text.lines().find_map(|l| l.strip_prefix("# public key: ")).unwrap();
    let (identity, recipient) = (Identity::parse(secret).unwrap(), Recipient::parse(public).unwrap());
    assert_eq!((identity.text().as_str(), identity.recipient().text().as_str()), (secret, public));
    assert_eq!(identity.recipient(), recipient);
    (identity, recipient)
}

#[test]
fn the_real_age_opens_what_is_sealed_here_and_what_it_seals_opens_here() {
    if !tool("the_real_age_opens_what_is_sealed_here_and_what_it_seals_opens_here") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (key, other_key) = (folder.path().join("unit.key"), folder.path().join("other.key"));
    let (identity, recipient) = keygen(&key);
    let (other, other_recipient) = keygen(&other_key);
    let (key, other_key) = (key.to_str().unwrap(), other_key.to_str().unwrap());
    let mut tried = 0;
    for length in [0, 1, 47, 48, 49, 1_000, 65_535, 65_536, 65_537, 131_072, 300_000] {
        let plain: Vec<u8> = (0..length).map(|i| (i % 251) as u8).collect();
        let sealed = recipient.seal(&plain).unwrap();
        assert_eq!(age(&["-d", "-i", key], sealed.as_bytes()).unwrap(), plain, "{length}");
        assert!(age(&["-d", "-i", other_key], sealed.as_bytes()).is_err());
        let theirs = age(&["-a", "-r", &recipient.text()], &plain).unwrap();
        let theirs = String::from_utf8(theirs).unwrap();
        assert_eq!(identity.open(&theirs).unwrap(), plain, "{length}");
        assert!(other.open(&theirs).unwrap_err().to_string().contains("somebody else"));
        let both = age(&["-a", "-r", &other_recipient.text(), "-r", &recipient.text()], &plain).unwrap();
        let both = String::from_utf8(both).unwrap();
        assert_eq!(identity.open(&both).unwrap(), plain);
        assert_eq!(other.open(&both).unwrap(), plain);
        tried += 3;
    }
    // And what is tampered with is refused by both.
    let (to, _) = pair(1);
    let own = folder.path().join("own.key");
    fs::write(&own, format!("{}\n", bech32_of(&[1; 32]))).unwrap();
    let full = vec![3; 65_536];
    let mut stricter = Vec::new();
    for (what, spoil, _) in SPOILT {
        let mut file = File::to(&[to], &[&full, &full, b"the end"]);
        spoil(&mut file);
        if age(&["-d", "-i", own.to_str().unwrap()], &file.bytes()).is_ok() {
            stricter.push(*what);
        }
        tried += 1;
    }
    // The specification wants a passphrase to stand alone; age 1.1 looks at it only where it is asked for one.
    assert!(stricter.is_empty() || stricter == ["a passphrase beside it"], "age opens {stricter:?}");
    println!("{tried} files between us and age, all as they should be");
}
