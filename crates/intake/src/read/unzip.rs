//! ZIP packages: what is in them, and whether they can be unpacked without harm.
//!
//! Sizes that a package declares can lie, so each part is unpacked once and counted before a workbook reader sees the
//! package. The longest run of bytes without a tag is counted too, since a reader has to hold it in memory.

use std::io::Read;

use zip::ZipArchive;

use super::guard::fenced;
use super::received::{Received, Seekable, bomb, unpacked_allowed};
use super::{Limits, Refusal};

const PARSER: &str = "ZIP";
/// Parts of one package.
const PARTS_MAX: usize = 65_536;
const CHUNK_BYTES: usize = 64 << 10;

/// Opens the package.
pub(super) fn open(received: &Received) -> Result<ZipArchive<Seekable>, Refusal> {
    let bytes = received.open_seekable()?;
    let archive = fenced(PARSER, || ZipArchive::new(bytes))?.map_err(|e| damaged(&e.to_string()))?;
    if archive.len() > PARTS_MAX {
        return Err(Refusal::new(
            format!("the package holds {} parts", archive.len()),
            format!("at most {PARTS_MAX} parts"),
            "no workbook has so many: ask the sender what made it",
        ));
    }
    Ok(archive)
}

fn damaged(words: &str) -> Refusal {
    Refusal::new(
        format!("the ZIP package is damaged: {words}"),
        "a whole package",
        "the file was cut short or changed on its way: ask for it again",
    )
}

/// Names of the parts.
pub(super) fn names(received: &Received) -> Result<Vec<String>, Refusal> {
    let archive = open(received)?;
    Ok(archive.file_names().filter_map(|n| n.ok().map(|n| n.into_owned())).collect())
}

/// Unpacks every part once and counts, holding nothing.
pub(super) fn weigh(received: &Received, limits: &Limits) -> Result<(), Refusal> {
    let mut archive = open(received)?;
    let allowed = unpacked_allowed(received.bytes, limits);
    let mut total = 0u64;
    let mut chunk = vec![0; CHUNK_BYTES];
    for part in 0..archive.len() {
        let mut file = fenced(PARSER, || archive.by_index(part))?.map_err(|e| {
            let words = e.to_string();
            if words.to_lowercase().contains("password") { protected() } else { damaged(&words) }
        })?;
        let name = file.name().map(|n| n.into_owned()).unwrap_or_default();
        let markup = name.ends_with(".xml") || name.ends_with(".rels") || name.ends_with(".vml");
        let mut run = 0usize;
        loop {
            let n = fenced(PARSER, || file.read(&mut chunk))?
                .map_err(|e| damaged(&format!("part {name}: {e}")))?;
            if n == 0 {
                break;
            }
            total += n as u64;
            if total > allowed {
                return Err(bomb(received.bytes, limits));
            }
            run = match memchr::memrchr(b'<', &chunk[..n]) {
                Some(at) => n - at,
                None => run + n,
            };
            if markup && run > limits.row_bytes_max {
                return Err(Refusal::new(
                    format!("part {name} of the package has a run of {run} bytes without a tag"),
                    format!("at most {} bytes in one cell", limits.row_bytes_max),
                    "no cell holds so much: it may have been made to exhaust the machine",
                ));
            }
        }
    }
    Ok(())
}

/// The refusal for what only a password opens.
pub(super) fn protected() -> Refusal {
    Refusal::new(
        "the workbook is protected by a password",
        "a workbook that opens without one",
        "ask the sender for a copy without a password, sent by a safe way",
    )
}
