//! What a file is, from its contents: first bytes, then structure. The name is only held against it.

use std::fmt;
use std::io::Read;
use std::path::Path;

use super::received::{self, Received};
use super::{Limits, Refusal, unzip};

/// A kind of file that is read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// Lines of fields between delimiters.
    Delimited,
    /// Excel workbook of 2007 and later (`.xlsx`, `.xlsm`).
    Xlsx,
    /// Excel workbook of 1997 to 2003 (`.xls`).
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
    /// XML.
    Xml,
    /// One JSON document.
    Json,
    /// One JSON value a line.
    JsonLines,
    /// Apache Parquet.
    Parquet,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Delimited => "delimited text (CSV)",
            Kind::Xlsx => "an Excel workbook (xlsx)",
            Kind::Xls => "an Excel workbook of 1997 to 2003 (xls)",
            Kind::Ods => "an OpenDocument spreadsheet (ods)",
            Kind::Xml => "an XML document",
            Kind::Json => "a JSON document",
            Kind::JsonLines => "JSON Lines",
            Kind::Parquet => "a Parquet file",
        })
    }
}

/// Finds out what a file is without reading its rows. A file inside gzip is named for what is inside.
///
/// # Errors
/// What cannot be read at all, named for what it is.
pub fn identify(path: &Path, limits: &Limits) -> Result<Kind, Refusal> {
    kind_of(&received::examine(path, limits)?)
}

/// What kind the name claims, where it claims one.
fn claimed(path: &Path) -> Option<(String, &'static [Kind])> {
    let name = path.file_name()?.to_str()?.to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let ending = name.rsplit_once('.')?.1;
    let kinds: &'static [Kind] = match ending {
        "csv" | "tsv" | "tab" | "psv" | "txt" => &[Kind::Delimited],
        "xlsx" | "xlsm" => &[Kind::Xlsx],
        "xls" => &[Kind::Xls],
        "ods" => &[Kind::Ods],
        "xml" => &[Kind::Xml],
        "json" | "jsonl" | "ndjson" => &[Kind::Json, Kind::JsonLines],
        "parquet" | "pq" => &[Kind::Parquet],
        _ => return None,
    };
    Some((ending.to_string(), kinds))
}

/// The words for a file that is readable but not what its name says.
pub(super) fn misnamed(path: &Path, kind: Kind, gzip: bool) -> Option<String> {
    let (ending, kinds) = claimed(path)?;
    if !kinds.contains(&kind) {
        return Some(format!("the file is named .{ending}, but it is {kind}; it was read as what it is"));
    }
    let wrapped = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz"));
    (gzip && !wrapped)
        .then(|| format!("the file is named .{ending}, but it is wrapped in gzip; it was unwrapped"))
}

/// Files that are known and not read: first bytes, what it is, what to do.
const FOREIGN: &[(&[u8], &str, &str)] = &[
    (b"%PDF", "a PDF document", "ask for the data behind it as a workbook or CSV"),
    (b"\x89PNG", "a picture (PNG)", "ask for the data as a workbook or CSV"),
    (b"\xff\xd8\xff", "a picture (JPEG)", "ask for the data as a workbook or CSV"),
    (b"GIF8", "a picture (GIF)", "ask for the data as a workbook or CSV"),
    (b"II*\0", "a picture (TIFF)", "ask for the data as a workbook or CSV"),
    (b"MM\0*", "a picture (TIFF)", "ask for the data as a workbook or CSV"),
    (b"{\\rtf", "a Rich Text document", "ask for the data as a workbook or CSV"),
    (b"BZh", "a bzip2 archive", "unpack it and name the file inside"),
    (b"\xfd7zXZ\0", "an xz archive", "unpack it and name the file inside"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it and name the files inside"),
    (b"Rar!", "a RAR archive", "unpack it and name the files inside"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", "unpack it and name the file inside"),
    (b"\x1f\x8b", "gzip inside gzip", "unpack it once and try again"),
    (b"SQLite format 3\0", "an SQLite database", "export its tables as CSV"),
    (b"\0\x01\0\0Standard ", "an Access database", "export its tables as CSV"),
    (b"MZ", "a Windows program", "do not open it; tell whoever keeps your machines safe"),
    (b"\x7fELF", "a program", "do not open it; tell whoever keeps your machines safe"),
    (b"ARROW1", "an Arrow file", "save it as Parquet or CSV"),
    (b"!BDN", "an Outlook mail store", "ask for the messages as documents"),
];

/// Decides what kind of file this is.
pub(super) fn kind_of(received: &Received) -> Result<Kind, Refusal> {
    let head = received.head.as_slice();
    let refuse = |what: &str, hint: &str| {
        let name =
            claimed(&received.path).map_or("the file".to_string(), |(e, _)| format!("named .{e}, but it"));
        Refusal::new(
            format!("{name} is {what}"),
            "delimited text, a workbook (xlsx, xls, ods), XML, JSON, JSON Lines or Parquet",
            hint,
        )
    };
    if head.starts_with(b"PAR1") {
        return Ok(Kind::Parquet);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return package(&unzip::names(received)?, head).map_err(|(what, hint)| refuse(what, hint));
    }
    if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return compound(received)?.map_err(|(what, hint)| refuse(what, hint));
    }
    if let Some((_, what, hint)) = FOREIGN.iter().find(|(magic, _, _)| head.starts_with(magic)) {
        let text = *what == "a Windows program" && is_text(head);
        if !text {
            return Err(refuse(what, hint));
        }
    }
    let encoding = received.encoding(None)?;
    let wide = encoding.encoding == encoding_rs::UTF_16LE || encoding.encoding == encoding_rs::UTF_16BE;
    if !wide && !is_text(head) {
        return Err(refuse("not text and no kind of file that is known here", "ask the sender what made it"));
    }
    let (text, _, _) = encoding.encoding.decode(head);
    kind_of_text(&text, received.head.len() as u64 == received.survey.bytes)
        .map_err(|(what, hint)| refuse(what, hint))
}

/// What a ZIP package is, by the names of its parts.
fn package(parts: &[String], head: &[u8]) -> Result<Kind, (&'static str, &'static str)> {
    let has = |name: &str| parts.iter().any(|p| p.eq_ignore_ascii_case(name));
    let below = |folder: &str| parts.iter().any(|p| p.starts_with(folder));
    let as_data = "ask for the data behind it as a workbook or CSV";
    if has("xl/workbook.bin") {
        return Err(("an Excel binary workbook (xlsb)", "save it as .xlsx"));
    }
    if has("[Content_Types].xml") {
        return match () {
            () if below("word/") => Err(("a Word document (docx)", as_data)),
            () if below("ppt/") => Err(("a PowerPoint presentation (pptx)", as_data)),
            () if below("visio/") => Err(("a Visio drawing", as_data)),
            () => Ok(Kind::Xlsx),
        };
    }
    if has("mimetype") && has("content.xml") {
        let of = |kind: &[u8]| memchr::memmem::find(&head[..head.len().min(512)], kind).is_some();
        return match () {
            () if of(b"opendocument.text") => Err(("an OpenDocument text (odt)", as_data)),
            () if of(b"opendocument.presentation") => Err(("an OpenDocument presentation (odp)", as_data)),
            () if of(b"opendocument.graphics") => Err(("an OpenDocument drawing (odg)", as_data)),
            () => Ok(Kind::Ods),
        };
    }
    if has("mimetype") && has("META-INF/container.xml") {
        return Err(("an electronic book (epub)", as_data));
    }
    Err(("a ZIP archive and not a workbook", "unpack it and name the files inside"))
}

/// What an OLE compound file is, by the names in its directory.
fn compound(received: &Received) -> Result<Result<Kind, (&'static str, &'static str)>, Refusal> {
    const FOUND: &[(&str, &str, &str)] = &[
        (
            "EncryptedPackage",
            "an Office document protected by a password",
            "ask for a copy without a password, sent by a safe way",
        ),
        (
            "WordDocument",
            "a Word document of 1997 to 2003",
            "ask for the data behind it as a workbook or CSV",
        ),
        (
            "PowerPoint Document",
            "a PowerPoint presentation",
            "ask for the data behind it as a workbook or CSV",
        ),
        ("__properties_version1.0", "an Outlook message", "save the attachment and name that"),
    ];
    // A workbook may hold other documents inside itself, so the workbook's own name decides first.
    for name in ["Workbook", "Book"] {
        if has_ole_name(received, name)? {
            return Ok(Ok(Kind::Xls));
        }
    }
    for (name, what, hint) in FOUND {
        if has_ole_name(received, name)? {
            return Ok(Err((what, hint)));
        }
    }
    Ok(Err(("an OLE compound file and not a workbook", "ask the sender what made it")))
}

/// Whether a directory of an OLE compound file has an entry of this name: UTF-16, padded with zeros to 64 bytes, at a
/// multiple of 128 bytes in the file.
pub(super) fn has_ole_name(received: &Received, name: &str) -> Result<bool, Refusal> {
    let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    entry.extend([0, 0]);
    let mut bytes = received.open()?;
    let mut chunk = vec![0; 64 << 10];
    loop {
        let mut filled = 0;
        while filled < chunk.len() {
            match bytes.read(&mut chunk[filled..]) {
                Ok(0) => break,
                Ok(n) => filled += n,
                Err(e) => return Err(received::unreadable(&e)),
            }
        }
        if chunk[..filled].chunks(128).any(|c| c.starts_with(&entry)) {
            return Ok(true);
        }
        if filled < chunk.len() {
            return Ok(false);
        }
    }
}

/// Few control characters, and not mostly zero bytes.
fn is_text(head: &[u8]) -> bool {
    let zeros = head.iter().filter(|b| **b == 0).count();
    let control = head
        .iter()
        .filter(|b| **b < 0x20 && !matches!(**b, 0 | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1a | 0x1b))
        .count();
    control * 50 <= head.len() && zeros * 3 <= head.len()
}

fn kind_of_text(text: &str, whole: bool) -> Result<Kind, (&'static str, &'static str)> {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let opening: String = start.chars().take(4096).collect::<String>().to_ascii_lowercase();
    if let Some(inside) = opening.strip_prefix('<') {
        let html = opening.starts_with("<!doctype html")
            || opening.starts_with("<html")
            || opening.starts_with("<table")
            || opening.starts_with("<meta")
            || (opening.contains("<html") && !opening.contains("<xsl:"));
        if html {
            return Err((
                "an HTML page",
                "systems often save one under a workbook's name: open it in a spreadsheet and save it as .xlsx",
            ));
        }
        if opening.contains("urn:schemas-microsoft-com:office:spreadsheet") {
            return Err(("an XML spreadsheet of 2003", "open it in a spreadsheet and save it as .xlsx"));
        }
        if inside.chars().next().is_some_and(|c| c == '?' || c == '!' || c == '_' || c.is_alphabetic()) {
            return Ok(Kind::Xml);
        }
    }
    if let Some(kind) = json(start, whole) {
        return Ok(kind);
    }
    if start.is_empty() && whole {
        return Err(("empty but for white space", "ask for it again"));
    }
    Ok(Kind::Delimited)
}

/// JSON has a bracket and then one of few characters; several lines that each begin so are JSON Lines.
fn json(start: &str, whole: bool) -> Option<Kind> {
    let mut chars = start.chars().filter(|c| !c.is_whitespace());
    let (first, second) = (chars.next()?, chars.next());
    let plausible = match first {
        '{' => matches!(second, Some('"' | '}') | None),
        '[' => matches!(second, Some('{' | '[' | ']' | '"' | '-' | '0'..='9' | 't' | 'f' | 'n') | None),
        _ => false,
    };
    if !plausible {
        return None;
    }
    let mut values = serde_json::Deserializer::from_str(start).into_iter::<serde::de::IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => {
            let rest = start[values.byte_offset()..].trim();
            if rest.is_empty() {
                let one_line = !start.trim_end().contains('\n');
                return Some(if first == '{' && one_line && !whole { Kind::JsonLines } else { Kind::Json });
            }
            // Something follows the first value: lines of values, or a document with rubbish behind it.
            (first == '{')
                .then_some(Kind::JsonLines)
                .or(rest.starts_with(['[', '{']).then_some(Kind::JsonLines))
                .or(Some(Kind::Json))
        }
        Some(Err(error)) if error.is_eof() => Some(Kind::Json),
        _ if first == '{' => {
            let sound = start
                .lines()
                .take(200)
                .filter(|l| l.starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(l).is_ok())
                .count();
            Some(if sound > 0 { Kind::JsonLines } else { Kind::Json })
        }
        _ => (second != Some('"')).then_some(Kind::Json),
    }
}
