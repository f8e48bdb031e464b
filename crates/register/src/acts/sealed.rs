//! Whether a text is an armoured age file: what a sealed identity has to be before it is recorded.
//!
//! Source: age-encryption.org/v1 (C2SP age.md), sections "Header", "Payload" and "ASCII armor". Only the form is read; no key is
//! needed and nothing is opened. Whether the file is sealed to the right recipient only the sealing unit can tell.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

/// How an armoured age file begins.
pub(crate) const BEGIN: &str = "-----BEGIN AGE ENCRYPTED FILE-----";
const END: &str = "-----END AGE ENCRYPTED FILE-----";
const VERSION: &str = "age-encryption.org/v1";
/// Characters of a full line of Base 64.
const LINE_CHARACTERS: usize = 64;
/// Bytes of the code at the end of a header.
const CODE_BYTES: usize = 32;
/// Bytes of the smallest payload: a nonce, and one chunk that holds nothing but its tag.
const PAYLOAD_BYTES_MIN: usize = 16 + 16;

/// What is wrong with a text that should be an armoured age file, as a clause; nothing where it is one.
pub(crate) fn fault(text: &str) -> Option<&'static str> {
    let Some(file) = unarmour(text) else {
        return Some(
            "what stands between its first and its last line is not Base 64 in lines of 64 characters",
        );
    };
    let mut lines = file.split(|&byte| byte == b'\n');
    if lines.next() != Some(VERSION.as_bytes()) {
        return Some("it does not say that it is an age file of version 1");
    }
    let mut recipients = 0;
    loop {
        let Some(line) = lines.next().and_then(|line| std::str::from_utf8(line).ok()) else {
            return Some("its header does not end");
        };
        if let Some(code) = line.strip_prefix("--- ") {
            if STANDARD_NO_PAD.decode(code).map(|code| code.len()) != Ok(CODE_BYTES) {
                return Some("its header does not end in a code");
            }
            break;
        }
        match line.strip_prefix("-> ").map(|line| line.split(' ').next().unwrap_or_default()) {
            None | Some("") => return Some("its header holds a line that no age file has"),
            Some("scrypt") => {
                return Some("it is sealed with a passphrase, and not to the sealing unit's recipient");
            }
            Some(_) => recipients += 1,
        }
        loop {
            // Lines of 64 characters; the first shorter one, were it empty, is the last.
            let body = lines.next().filter(|body| STANDARD_NO_PAD.decode(body).is_ok());
            match body.map(<[u8]>::len) {
                Some(LINE_CHARACTERS) => {}
                Some(0..LINE_CHARACTERS) => break,
                _ => return Some("its header holds a line that no age file has"),
            }
        }
    }
    if recipients == 0 {
        return Some("it is sealed to nobody");
    }
    // The payload may hold line breaks of its own.
    let payload: usize = lines.map(|part| part.len() + 1).sum::<usize>().saturating_sub(1);
    (payload < PAYLOAD_BYTES_MIN).then_some("nothing is sealed in it, or it was cut")
}

/// Takes armour off: full lines of 64 characters and one last line, canonical Base 64, nothing else.
fn unarmour(text: &str) -> Option<Vec<u8>> {
    let text = text.replace("\r\n", "\n");
    let body = text.trim().strip_prefix(BEGIN)?.strip_prefix('\n')?.strip_suffix(END)?.strip_suffix('\n')?;
    let lines: Vec<&str> = body.split('\n').collect();
    let (last, full) = lines.split_last()?;
    if full.iter().any(|line| line.len() != LINE_CHARACTERS) || !(1..=LINE_CHARACTERS).contains(&last.len()) {
        return None;
    }
    STANDARD.decode(lines.concat()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn armoured(file: &[u8]) -> String {
        let encoded = STANDARD.encode(file);
        let lines: Vec<&str> =
            encoded.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
        format!("{BEGIN}\n{}\n{END}\n", lines.join("\n"))
    }

    fn file(recipient: &str, payload: usize) -> Vec<u8> {
        let share = STANDARD_NO_PAD.encode([1; 32]);
        let code = STANDARD_NO_PAD.encode([2; 32]);
        let head = format!("{VERSION}\n-> {recipient} {share}\n{share}\n--- {code}\n");
        [head.as_bytes(), &vec![b'\n'; payload]].concat()
    }

    #[test]
    fn an_age_file_is_told_from_what_only_begins_like_one() {
        let check = |text: &str, expected: Option<&str>| {
            let found = fault(text);
            match expected {
                None => assert_eq!(found, None, "{text}"),
                Some(words) => assert!(found.is_some_and(|f| f.contains(words)), "{text}: {found:?}"),
            }
        };
        check(&armoured(&file("X25519", 40)), None);
        check(&armoured(&file("X25519", 40)).replace('\n', "\r\n"), None);
        check(&format!("{BEGIN}\nQuillon Specimen-Marker\n{END}\n"), Some("not Base 64"));
        check(BEGIN, Some("not Base 64"));
        check(&armoured(b"Quillon Specimen-Marker"), Some("version 1"));
        check(&armoured(&file("X25519", 31)), Some("was cut"));
        check(&armoured(&file("scrypt", 40)), Some("a passphrase"));
        let whole = file("X25519", 40);
        let headless = [&whole[..VERSION.len() + 1], &whole[whole.len() - 88..]].concat();
        check(&armoured(&headless), Some("nobody"));
        check(
            &armoured(format!("{VERSION}\n--- {}\n", STANDARD_NO_PAD.encode([2; 32])).as_bytes()),
            Some("nobody"),
        );
    }
}
