//! The canary: what was withheld must not be found in any byte of any file that is published.
//!
//! A publisher knows what is withheld: the values, their salts, their disclosures. Before anything is put out, every
//! output is searched for them, its file name too, as it stands and with the writings undone that could hide them:
//! upper and lower case, spaces and line breaks, escapes of JSON and of HTML, percent signs, Base 64 within Base 64.
//! What it cannot find is a person described in other words; that takes a reader.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::Value;

use super::build::Held;
use super::decisions::Manifest;
use crate::acts::Kind;
use crate::field::Disclosure;

/// Characters of the shortest text that is searched for. A shorter one ("no", "P-1") stands everywhere.
const SECRET_CHARS_MIN: usize = 5;
/// Layers of Base 64 that are undone.
const LAYERS_MAX: usize = 3;
/// Characters of the shortest run that is read as Base 64.
const RUN_MIN: usize = 8;

/// Something that must not be published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Secret {
    /// What to call it in a message: never the text itself.
    pub what: String,
    /// The text.
    pub text: String,
}

/// A secret that was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leak {
    /// The output.
    pub file: String,
    /// What was found, as [`Secret`] calls it.
    pub what: String,
}

impl fmt::Display for Leak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} would be published in {}", self.what, self.file)
    }
}

/// What must not be published of these entries: every withheld text, and the disclosure of every withheld field, its salt in it.
///
/// Codes, days and words of closed lists are not searched for: they stand in other places by right. Of a name with an
/// addition in brackets the name is searched for by itself too.
pub fn secrets(entries: &[Held], manifest: &Manifest) -> Vec<Secret> {
    let mut out = Vec::new();
    for (held, row) in entries.iter().zip(&manifest.0) {
        let kind = held.value("kind");
        let kind = kind.as_ref().and_then(Value::as_str).and_then(Kind::of);
        for item in &row.withheld {
            let Some(disclosure) = held.disclosures.iter().find(|d| d.path == item.path) else { continue };
            let what = format!("entry {}, {}, which is withheld,", row.seq, item.path);
            let secret = |text: &str| Secret { what: what.clone(), text: text.to_string() };
            out.push(secret(&disclosure.text));
            let Ok((_, value)) = Disclosure::parse(&disclosure.text) else { continue };
            let text = kind.is_none_or(|kind| kind.spec(&item.path).is_some_and(|spec| spec.shape.text));
            if let Some(words) = value.as_str().filter(|_| text) {
                out.push(secret(words));
                out.extend(words.split_once(" (").map(|(name, _)| secret(name)));
            }
        }
    }
    out
}

/// Searches outputs (name and bytes) for secrets.
pub fn scan(outputs: &[(String, Vec<u8>)], secrets: &[Secret]) -> Vec<Leak> {
    let needles: Vec<(String, &Secret)> = secrets
        .iter()
        .map(|secret| (flat(&secret.text), secret))
        .filter(|(text, _)| text.chars().count() >= SECRET_CHARS_MIN)
        .collect();
    let mut out = Vec::new();
    for (name, bytes) in outputs {
        let mut texts = Vec::new();
        unfold(name, 0, &mut texts);
        unfold(&String::from_utf8_lossy(bytes), 0, &mut texts);
        for (needle, secret) in &needles {
            if texts.iter().any(|text| text.contains(needle)) {
                // A name that is itself the leak is not printed.
                let file =
                    if flat(name).contains(needle) { "a file's name".to_string() } else { name.clone() };
                out.push(Leak { file, what: secret.what.clone() });
            }
        }
    }
    out
}

/// A text in every writing that is undone, each made flat.
fn unfold(text: &str, layer: usize, out: &mut Vec<String>) {
    let plain = unescaped(text);
    for run in text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_'))) {
        if layer < LAYERS_MAX && run.len() >= RUN_MIN {
            let bytes = URL_SAFE_NO_PAD.decode(run).or_else(|_| STANDARD_NO_PAD.decode(run));
            if let Ok(inner) = bytes.map_err(|_| ()).and_then(|b| String::from_utf8(b).map_err(|_| ())) {
                unfold(&inner, layer + 1, out);
            }
        }
    }
    out.push(flat(text));
    if plain != text {
        out.push(flat(&plain));
    }
}

/// Lower case, every run of spaces and line breaks one space, marks that cannot be seen left out.
fn flat(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let seen =
        text.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'));
    for c in seen.flat_map(char::to_lowercase) {
        match c {
            c if c.is_whitespace() && (out.is_empty() || out.ends_with(' ')) => {}
            c if c.is_whitespace() => out.push(' '),
            c => out.push(c),
        }
    }
    out.trim_end().to_string()
}

/// Escapes of JSON, HTML and addresses undone, wherever they stand.
fn unescaped(text: &str) -> String {
    let mut out: Vec<u8> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let found = match c {
            '\\' => json_escape(rest),
            '&' => html_escape(rest),
            '%' => percent_escape(rest),
            _ => None,
        };
        let (bytes, length) = found.unwrap_or_else(|| (c.to_string().into_bytes(), c.len_utf8()));
        out.extend(bytes);
        rest = &rest[length..];
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn json_escape(rest: &str) -> Option<(Vec<u8>, usize)> {
    let next = rest.chars().nth(1)?;
    let simple = match next {
        'n' | 'r' | 't' | 'f' | 'b' => Some(b' '),
        '"' | '\\' | '/' => Some(next as u8),
        _ => None,
    };
    if let Some(byte) = simple {
        return Some((vec![byte], 2));
    }
    let hex = rest.get(2..6).filter(|_| next == 'u')?;
    let c = char::from_u32(u32::from_str_radix(hex, 16).ok()?)?;
    Some((c.to_string().into_bytes(), 6))
}

fn html_escape(rest: &str) -> Option<(Vec<u8>, usize)> {
    let end = rest.char_indices().take(12).find(|(_, c)| *c == ';')?.0;
    let name = &rest[1..end];
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((c.to_string().into_bytes(), end + 1))
}

fn percent_escape(rest: &str) -> Option<(Vec<u8>, usize)> {
    let byte = u8::from_str_radix(rest.get(1..3)?, 16).ok()?;
    Some((vec![byte], 3))
}
