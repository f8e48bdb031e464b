//! Messages: headers, and the text of the body line by line.
//!
//! Source: RFC 5322 (headers, folding), RFC 2047 (encoded words), RFC 2045 and 2046 (parts, quoted-printable, base64).
//! Of alternatives the plain text is read; where there is only HTML, its tags are taken off. Attachments are named in the
//! notes and not read: they are to be put among the evidence as files of their own. Also read: a message pasted as text,
//! with `From:`, `Sent:`, `To:` and `Subject:` at its head.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::{Builder, PassageKind, text};
use crate::read::Refusal;

/// Headers that are kept.
const KEPT: [&str; 9] = ["from", "sent", "date", "to", "cc", "bcc", "subject", "reply-to", "attachments"];
/// Depth of parts within parts.
const PARTS_DEPTH_MAX: usize = 16;
/// Parts of one message.
const PARTS_MAX: usize = 1_000;
/// Bytes looked at to tell a message from other text.
const LOOK_BYTES: usize = 16 << 10;

/// Whether this text begins as a message does.
pub(super) fn is_mail(bytes: &[u8]) -> bool {
    let head = text::decode(&bytes[..bytes.len().min(LOOK_BYTES)]);
    let (mut known, mut first) = (0, true);
    for line in head.trim_start().lines().take(80) {
        if line.trim().is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { break };
        let word = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if name.is_empty() || !name.chars().all(word) {
            break;
        }
        let name = name.to_lowercase();
        let opens =
            ["from", "received", "return-path", "delivered-to", "date", "message-id", "mime-version", "x-"];
        if first && !opens.iter().any(|o| name.starts_with(o)) && name != "to" && name != "subject" {
            return false;
        }
        first = false;
        known += u32::from(["from", "to", "subject", "date", "sent"].contains(&name.as_str()));
    }
    known >= 3
}

struct Headers(Vec<(String, String)>);

impl Headers {
    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map_or("", |(_, v)| v)
    }

    /// A parameter of a header: `charset` of `text/plain; charset="utf-8"`.
    fn parameter(&self, name: &str, parameter: &str) -> Option<String> {
        let value = self.get(name);
        value.split(';').skip(1).find_map(|p| {
            let (n, v) = p.split_once('=')?;
            n.trim().eq_ignore_ascii_case(parameter).then(|| v.trim().trim_matches('"').to_string())
        })
    }
}

/// The headers, unfolded and not decoded, and the body after the empty line.
fn split(message: &[u8]) -> (Headers, &[u8]) {
    let (mut headers, mut at): (Vec<(String, String)>, usize) = (Vec::new(), 0);
    while at < message.len() {
        let end = memchr::memchr(b'\n', &message[at..]).map_or(message.len(), |n| at + n + 1);
        let line = String::from_utf8_lossy(&message[at..end]);
        let line = line.trim_end_matches(['\r', '\n']);
        at = end;
        if line.is_empty() {
            if headers.is_empty() {
                continue; // an empty line before the first header
            }
            break;
        }
        match (line.starts_with([' ', '\t']), headers.last_mut(), line.split_once(':')) {
            (true, Some((_, value)), _) => {
                value.push(' ');
                value.push_str(line.trim());
            }
            (_, _, Some((name, value))) => headers.push((name.trim().to_string(), value.trim().to_string())),
            _ => {}
        }
    }
    (Headers(headers), &message[at..])
}

pub(super) fn read(bytes: &[u8], out: &mut Builder<'_>) -> Result<(), Refusal> {
    let owned;
    let bytes = if std::str::from_utf8(bytes).is_ok() || bytes.is_ascii() {
        bytes
    } else if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        owned = text::decode(bytes).into_bytes();
        &owned
    } else {
        bytes
    };
    out.lines = true;
    let (headers, body) = split(bytes);
    let head = out.part("headers", "line")?;
    for (row, (name, value)) in headers.0.iter().enumerate() {
        if KEPT.contains(&name.to_lowercase().as_str()) {
            let value = encoded_words(value);
            let line = format!("{name}: {value}");
            out.push(PassageKind::Header, (head, row as u32 + 1, 0), &line, Vec::new())?;
            out.headers.push((name.clone(), value));
        }
    }
    let mut found = Found { texts: Vec::new(), attached: Vec::new(), parts: 0 };
    found.part(&headers, body, 0)?;
    let part = out.part("text", "line")?;
    let texts: Vec<String> = found.texts.into_iter().map(|(_, text)| text).collect();
    text::lines(&texts.join("\n"), part, 0, out)?;
    for name in found.attached {
        out.notes.push((
            part,
            0,
            format!("an attachment is not read: {name}; put it among the evidence as a file"),
        ));
    }
    Ok(())
}

struct Found {
    /// The texts in their order, and whether each was HTML.
    texts: Vec<(bool, String)>,
    attached: Vec<String>,
    parts: usize,
}

impl Found {
    fn part(&mut self, headers: &Headers, body: &[u8], depth: usize) -> Result<(), Refusal> {
        self.parts += 1;
        if depth > PARTS_DEPTH_MAX || self.parts > PARTS_MAX {
            return Err(super::too_much(
                "parts within parts",
                PARTS_MAX,
                "it may have been made to exhaust the machine",
            ));
        }
        let kind = headers.get("content-type").split(';').next().unwrap_or("").trim().to_lowercase();
        if kind.starts_with("multipart/")
            && let Some(boundary) = headers.parameter("content-type", "boundary")
        {
            let mut within = Found { texts: Vec::new(), attached: Vec::new(), parts: self.parts };
            for inner in sections(body, &boundary) {
                let (headers, body) = split(inner);
                within.part(&headers, body, depth + 1)?;
            }
            self.parts = within.parts;
            self.attached.append(&mut within.attached);
            // Of alternatives one is read: the plain text, unless nothing stands in it.
            let said = |(html, text): &(bool, String)| !html && !text.trim().is_empty();
            if kind == "multipart/alternative" && within.texts.iter().any(said) {
                within.texts.retain(|(html, _)| !html);
            }
            self.texts.append(&mut within.texts);
            return Ok(());
        }
        let name = headers
            .parameter("content-disposition", "filename")
            .or_else(|| headers.parameter("content-type", "name"));
        let attachment = headers.get("content-disposition").to_lowercase().starts_with("attachment");
        if attachment || !(kind.is_empty() || kind.starts_with("text/")) {
            let name = name.map_or_else(|| "without a name".to_string(), |n| encoded_words(&n));
            self.attached.push(format!("{name} ({kind})"));
            return Ok(());
        }
        let bytes = match headers.get("content-transfer-encoding").to_lowercase().as_str() {
            "quoted-printable" => quoted_printable(body, false),
            "base64" => base64(body),
            _ => body.to_vec(),
        };
        let words = match headers.parameter("content-type", "charset") {
            Some(label) => {
                Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252).decode(&bytes).0.into_owned()
            }
            None => text::decode(&bytes),
        };
        let html = kind == "text/html";
        self.texts.push((html, if html { without_tags(&words) } else { words }));
        Ok(())
    }
}

/// What stands between the boundary lines.
fn sections<'b>(body: &'b [u8], boundary: &str) -> Vec<&'b [u8]> {
    let mark = format!("--{boundary}");
    let (mut found, mut start, mut at) = (Vec::new(), None, 0);
    while at < body.len() {
        let end = memchr::memchr(b'\n', &body[at..]).map_or(body.len(), |n| at + n + 1);
        if body[at..end].starts_with(mark.as_bytes()) {
            if let Some(start) = start {
                found.push(&body[start..at]);
            }
            if body[at + mark.len()..end].starts_with(b"--") {
                return found;
            }
            start = Some(end);
        }
        at = end;
    }
    found.extend(start.map(|s| &body[s..]));
    found
}

fn quoted_printable(bytes: &[u8], underscore: bool) -> Vec<u8> {
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let hex = |i: usize| bytes.get(i).and_then(|b| char::from(*b).to_digit(16));
        match bytes[at] {
            b'=' => match (hex(at + 1), hex(at + 2)) {
                (Some(high), Some(low)) => {
                    out.push((high * 16 + low) as u8);
                    at += 3;
                }
                _ => {
                    // A line that goes on.
                    at +=
                        1 + bytes[at + 1..].iter().take(2).take_while(|b| matches!(b, b'\r' | b'\n')).count();
                }
            },
            b'_' if underscore => {
                out.push(b' ');
                at += 1;
            }
            byte => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    let (mut out, mut held, mut bits) = (Vec::with_capacity(bytes.len() / 4 * 3), 0u32, 0);
    for byte in bytes {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => continue,
        };
        held = (held << 6 | u32::from(value)) & 0xff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits) as u8);
        }
    }
    out
}

/// `=?utf-8?Q?Minutes_=E2=80=93_May?=` in plain words.
fn encoded_words(value: &str) -> String {
    let (mut out, mut rest, mut after_word) = (String::new(), value, false);
    while let Some(start) = rest.find("=?") {
        let decoded = (|| {
            let mut parts = rest[start + 2..].splitn(3, '?');
            let (charset, how, tail) = (parts.next()?, parts.next()?, parts.next()?);
            let end = tail.find("?=")?;
            let bytes = match how {
                "Q" | "q" => quoted_printable(&tail.as_bytes()[..end], true),
                "B" | "b" => base64(&tail.as_bytes()[..end]),
                _ => return None,
            };
            let encoding = Encoding::for_label(charset.as_bytes()).unwrap_or(UTF_8);
            let from = start + 2 + charset.len() + 1 + how.len() + 1 + end + 2;
            Some((encoding.decode(&bytes).0.into_owned(), from))
        })();
        let Some((words, from)) = decoded else {
            out.push_str(&rest[..start + 2]);
            rest = &rest[start + 2..];
            after_word = false;
            continue;
        };
        // White space between two encoded words is not part of the value.
        if !(after_word && rest[..start].trim().is_empty()) {
            out.push_str(&rest[..start]);
        }
        out.push_str(&words);
        rest = &rest[from..];
        after_word = true;
    }
    out + rest
}

/// HTML without its tags: line ends where blocks end; scripts, styles, remarks and what is struck through left out.
fn without_tags(html: &str) -> String {
    const SILENT: [&str; 6] = ["script", "style", "title", "s", "strike", "del"];
    let lower = html.to_ascii_lowercase();
    let (mut out, mut at) = (String::new(), 0);
    let words = |out: &mut String, text: &str| {
        for c in text.chars() {
            match (c.is_whitespace(), out.ends_with([' ', '\n', '\t'])) {
                (true, true) => {}
                (true, false) => out.push(' '),
                _ => out.push(c),
            }
        }
    };
    while let Some(start) = html[at..].find('<').map(|n| at + n) {
        words(&mut out, &html[at..start]);
        if lower[start..].starts_with("<!--") {
            at = lower[start..].find("-->").map_or(html.len(), |n| start + n + 3);
            continue;
        }
        let Some(end) = html[start..].find('>').map(|n| start + n) else {
            at = start + 1;
            out.push('<');
            continue;
        };
        let tag = &lower[start + 1..end];
        at = end + 1;
        let name: String =
            tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        match name.as_str() {
            "br" | "p" | "div" | "tr" | "li" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "ul"
            | "ol" => {
                out.truncate(out.trim_end_matches([' ', '\t']).len());
                out.push('\n');
            }
            "td" | "th" if tag.starts_with('/') => out.push('\t'),
            silent if SILENT.contains(&silent) && !tag.starts_with('/') && !tag.ends_with('/') => {
                at = closing(&lower, at, silent);
            }
            _ => {}
        }
    }
    words(&mut out, &html[at..]);
    entities(&out)
}

/// The end of the element that was opened before `at`, or of the text where it is never closed.
fn closing(lower: &str, at: usize, name: &str) -> usize {
    let mark = format!("</{name}");
    let ends = lower[at..].match_indices(&mark).map(|(n, _)| at + n);
    let mut whole =
        ends.filter(|n| !lower[n + mark.len()..].starts_with(|c: char| c.is_ascii_alphanumeric()));
    // Struck through and never closed is a slip; a script that never ends is no text.
    let open = if matches!(name, "script" | "style") { lower.len() } else { at };
    whole.next().map_or(open, |n| lower[n..].find('>').map_or(lower.len(), |m| n + m + 1))
}

/// Characters written by name or number.
fn entities(text: &str) -> String {
    const NAMED: [(&str, char); 27] = [
        ("nbsp", ' '),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("amp", '&'),
        ("ndash", '\u{2013}'),
        ("mdash", '\u{2014}'),
        ("lsquo", '\u{2018}'),
        ("rsquo", '\u{2019}'),
        ("ldquo", '\u{201c}'),
        ("rdquo", '\u{201d}'),
        ("bull", '\u{2022}'),
        ("hellip", '\u{2026}'),
        ("pound", '£'),
        ("eacute", 'é'),
        ("egrave", 'è'),
        ("ecirc", 'ê'),
        ("euml", 'ë'),
        ("aacute", 'á'),
        ("agrave", 'à'),
        ("auml", 'ä'),
        ("ouml", 'ö'),
        ("uuml", 'ü'),
        ("ccedil", 'ç'),
        ("ntilde", 'ñ'),
        ("oacute", 'ó'),
    ];
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').filter(|end| *end <= 10);
        let read = end.and_then(|end| {
            let name = &rest[1..end];
            let number = name.strip_prefix('#').and_then(|n| match n.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => n.parse().ok(),
            });
            number
                .and_then(char::from_u32)
                .or_else(|| NAMED.iter().find(|(n, _)| *n == name).map(|(_, c)| *c))
        });
        match (read, end) {
            (Some(c), Some(end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}
