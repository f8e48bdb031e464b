//! Plain text, line by line. A form feed begins a new page.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{Builder, PassageKind};
use crate::read::Refusal;

/// Bytes looked at to tell text from other things.
const LOOK_BYTES: usize = 64 << 10;

fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.starts_with(b"\xff\xfe") {
        return Some(UTF_16LE);
    }
    bytes.starts_with(b"\xfe\xff").then_some(UTF_16BE)
}

/// Whether these bytes are no text: control characters that no text has.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    let odd = |b: &u8| *b < 9 || (14..27).contains(b) || (28..32).contains(b);
    wide(bytes).is_none() && bytes[..bytes.len().min(LOOK_BYTES)].iter().any(odd)
}

/// The text: UTF-16 by its mark, UTF-8 where it is sound, else Windows-1252.
pub(super) fn decode(bytes: &[u8]) -> String {
    let encoding = wide(bytes).unwrap_or_else(|| match std::str::from_utf8(bytes) {
        Ok(_) => UTF_8,
        Err(_) => WINDOWS_1252,
    });
    let text = encoding.decode(bytes).0.into_owned();
    // A return alone ends a line, as old systems wrote it.
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

pub(super) fn read(bytes: &[u8], out: &mut Builder<'_>) -> Result<(), Refusal> {
    let text = decode(bytes);
    let paged = text.contains('\u{c}');
    out.lines = true;
    if !paged {
        let part = out.part("text", "line")?;
        return lines(&text, part, 0, out);
    }
    for (page, text) in text.split('\u{c}').enumerate() {
        let page = page as u32 + 1;
        if page as usize > out.limits.pages_max {
            return Err(super::too_much("pages", out.limits.pages_max, "split the document into several"));
        }
        let part = out.part(&format!("page {page}"), "line")?;
        out.pages = page;
        lines(text, part, page, out)?;
    }
    Ok(())
}

/// Lines as passages, numbered from 1. Lines of cells between tabs or bars stay lines: a row of a table is only what the
/// format itself marks as one.
pub(super) fn lines(text: &str, part: u16, page: u32, out: &mut Builder<'_>) -> Result<(), Refusal> {
    for (row, line) in text.lines().enumerate() {
        out.push(PassageKind::Text, (part, row as u32 + 1, page), line, Vec::new())?;
    }
    Ok(())
}
