//! The ZIP package that a Word or OpenDocument file is: one part at a time, within limits.
//!
//! Declared sizes can lie, so what comes out is counted while it comes out.

use std::io::{Cursor, Read};

use quick_xml::events::BytesRef;
use zip::ZipArchive;

use super::DocumentLimits;
use crate::read::{Refusal, fenced};

/// Bytes of a part that are allowed whatever the ratio: empty forms pack very well.
const RATIO_FREE_BYTES: u64 = 1 << 20;

fn damaged(words: &str) -> Refusal {
    Refusal::new(
        format!("the package is damaged: {words}"),
        "a whole document",
        "the file was cut short or changed on its way: ask for it again",
    )
}

/// A part that is no XML.
pub(super) fn damaged_part(name: &str, why: impl std::fmt::Display) -> Refusal {
    Refusal::new(
        format!("part {name} is damaged: {why}"),
        "a whole document",
        "open it in the program that made it and save it again",
    )
}

fn open<'b>(bytes: &'b [u8], limits: &DocumentLimits) -> Result<ZipArchive<Cursor<&'b [u8]>>, Refusal> {
    let archive =
        fenced("ZIP", || ZipArchive::new(Cursor::new(bytes)))?.map_err(|e| damaged(&e.to_string()))?;
    if archive.len() > limits.package_parts_max {
        return Err(damaged(&format!("it holds {} parts", archive.len())));
    }
    Ok(archive)
}

/// Names of the parts.
pub(super) fn names(bytes: &[u8], limits: &DocumentLimits) -> Result<Vec<String>, Refusal> {
    let archive = open(bytes, limits)?;
    Ok(archive.file_names().filter_map(|n| n.ok().map(|n| n.into_owned())).collect())
}

/// One part unpacked; `None` where there is none of this name.
pub(super) fn part(bytes: &[u8], name: &str, limits: &DocumentLimits) -> Result<Option<Vec<u8>>, Refusal> {
    let mut archive = open(bytes, limits)?;
    if !archive.file_names().any(|n| n.is_ok_and(|n| n == name)) {
        return Ok(None);
    }
    fenced("ZIP", move || {
        let file = archive.by_name(name).map_err(|e| {
            let words = e.to_string();
            if words.to_lowercase().contains("password") {
                Refusal::new(
                    "the document is protected by a password",
                    "a document that opens without one",
                    "ask the sender for a copy without a password, sent by a safe way",
                )
            } else {
                damaged(&words)
            }
        })?;
        let packed = file.compressed_size();
        let ratio = packed.saturating_mul(limits.unpack_ratio_max).max(RATIO_FREE_BYTES);
        let allowed = limits.part_bytes_max.min(ratio);
        let mut out = Vec::new();
        file.take(allowed + 1).read_to_end(&mut out).map_err(|e| damaged(&format!("part {name}: {e}")))?;
        if out.len() as u64 > allowed {
            return Err(Refusal::new(
                format!(
                    "part {name} unpacks to more than is allowed: it may have been made to exhaust the machine"
                ),
                format!("at most {allowed} bytes"),
                "ask the sender for the document as PDF or text",
            ));
        }
        Ok(Some(out))
    })?
}

/// A reference in XML as the character it stands for; one of no meaning here gives nothing.
pub(super) fn entity(reference: &BytesRef<'_>) -> String {
    match (reference.resolve_char_ref(), reference.as_ref()) {
        (Ok(Some(c)), _) => c.to_string(),
        (_, "lt") => "<".into(),
        (_, "gt") => ">".into(),
        (_, "amp") => "&".into(),
        (_, "apos") => "'".into(),
        (_, "quot") => "\"".into(),
        _ => String::new(),
    }
}
