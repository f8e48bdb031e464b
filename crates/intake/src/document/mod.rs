//! Documents to passages, each with its place: Word (docx), OpenDocument text, Rich Text, mail, plain text and PDF.
//!
//! What a document is, is found from its contents. Nothing in it is run, fetched or drawn; packages are unpacked within
//! [`DocumentLimits`]; parsers written elsewhere are fenced, and PDF is read in a child process whose time and memory
//! are limited ([`child`]). A page without text is told as such, never as empty.
//!
//! What this module leaves out: what the words mean (that is `minutes`), pictures, drawings, comments and tracked
//! deletions (deleted text is not read; inserted text is), and pages of a format that has none until it is printed: a
//! page number of a Word file is that of its last printing, where it keeps one.

pub mod child;
mod docx;
mod grid;
mod mail;
mod merged;
mod numbering;
mod odt;
mod odt_numbering;
mod open_table;
mod package;
mod pdf;
mod rtf;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;

use model::{PART_MARK, PART_UNIT_MARK, Place, SourceId};
use sha2::{Digest, Sha256};

use crate::composed::composed;
use crate::read::{Refusal, fenced};

pub use child::PdfChild;
pub use pdf::{PdfLine, PdfPage, pages_of};

/// Named limits of reading a document. Reaching one refuses the file or is said in its notes.
#[derive(Clone, PartialEq, Debug)]
pub struct DocumentLimits {
    /// Bytes of a file as received.
    pub file_bytes_max: u64,
    /// Bytes of one part of a package after unpacking.
    pub part_bytes_max: u64,
    /// Unpacked bytes for each packed byte of a part, beyond the first megabyte.
    pub unpack_ratio_max: u64,
    /// Parts of one package.
    pub package_parts_max: usize,
    /// Passages of one document.
    pub passages_max: usize,
    /// Bytes of one passage.
    pub passage_bytes_max: usize,
    /// Pages of one document.
    pub pages_max: usize,
    /// Depth of nested elements, groups or parts of mail.
    pub depth_max: usize,
    /// Seconds the child that reads a PDF may take.
    pub pdf_seconds_max: u64,
    /// Bytes of memory (address space) the child that reads a PDF may take.
    pub pdf_memory_bytes_max: u64,
}

impl Default for DocumentLimits {
    fn default() -> DocumentLimits {
        DocumentLimits {
            file_bytes_max: 256 << 20,
            part_bytes_max: 256 << 20,
            unpack_ratio_max: 200,
            package_parts_max: 65_536,
            passages_max: 1_000_000,
            passage_bytes_max: 1 << 20,
            pages_max: 20_000,
            depth_max: 256,
            pdf_seconds_max: 120,
            pdf_memory_bytes_max: 2 << 30,
        }
    }
}

/// What a document was found to be.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DocumentKind {
    /// Word, 2007 and later.
    Docx,
    /// OpenDocument text.
    Odt,
    /// Rich Text.
    Rtf,
    /// A message with headers.
    Mail,
    /// Plain text.
    Text,
    /// PDF.
    Pdf,
}

impl DocumentKind {
    /// In plain English.
    pub fn words(self) -> &'static str {
        match self {
            DocumentKind::Docx => "Word document (docx)",
            DocumentKind::Odt => "OpenDocument text (odt)",
            DocumentKind::Rtf => "Rich Text (rtf)",
            DocumentKind::Mail => "message with headers",
            DocumentKind::Text => "plain text",
            DocumentKind::Pdf => "PDF",
        }
    }
}

/// What a passage is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PassageKind {
    /// Running text: a paragraph, or one line where the format keeps only lines.
    Text,
    /// A heading as the document itself marks it, from level 1.
    Heading(u8),
    /// An item of a list as the document itself marks it.
    ListItem,
    /// A row of a table; its cells stand in [`Passage::cells`].
    Row,
    /// What stands at the head of every page.
    Header,
    /// What stands at the foot of every page, footnotes included.
    Footer,
}

/// One passage with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Passage {
    /// What it is.
    pub kind: PassageKind,
    /// Index into [`Document::parts`].
    pub part: u16,
    /// Paragraph, line or table row in its part, from 1.
    pub row: u32,
    /// Page, from 1; 0 where the document does not say.
    pub page: u32,
    /// The words, white space at both ends removed; for a table row its cells joined by tabs.
    pub text: String,
    /// The cells of a table row; empty for anything else.
    pub cells: Vec<String>,
    /// For each cell whether it is one with the cell above it and repeats its words; empty where none is.
    pub repeats: Vec<bool>,
    /// The number before it that the program which made it prints by itself, where it does; it stands at the head of the words.
    pub numbered: Option<Numbered>,
}

/// A number that a document gives a paragraph by a list or a style.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Numbered {
    /// Bytes at the head of the words that are the number and the space behind it.
    pub bytes: usize,
    /// Which list of the document counts, from 1.
    pub list: u32,
    /// Level in the list, from 0.
    pub level: u8,
}

impl Passage {
    /// Its place in a source; column 0.
    pub fn place(&self, source: SourceId) -> Place {
        Place { source, sheet: self.part, row: self.row, column: 0 }
    }
}

/// A document as passages.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    /// What it is.
    pub kind: DocumentKind,
    /// SHA-256 of the bytes as received, 64 hex digits.
    pub sha256: String,
    /// Bytes as received.
    pub bytes: u64,
    /// Names of its parts in the words of [`model::PART_MARK`]; the value of [`model::Source::sheets`].
    pub parts: Vec<String>,
    /// Whether a passage of running text is one line of a paragraph that may go on in the next.
    pub lines: bool,
    /// The passages in reading order; empty paragraphs are left out but counted in the numbers of the rest.
    pub passages: Vec<Passage>,
    /// Headers of a message, in order, decoded: ("Subject", "...").
    pub headers: Vec<(String, String)>,
    /// Pages, where the format has them.
    pub pages: u32,
    /// Pages that hold no text: scanned or empty, to be transcribed.
    pub pages_without_text: Vec<u32>,
    /// What is worth knowing: attachments left out, a limit reached. Part and row (0 for none), and the words.
    pub notes: Vec<(u16, u32, String)>,
}

/// Puts passages together within the limits.
struct Builder<'l> {
    limits: &'l DocumentLimits,
    parts: Vec<String>,
    passages: Vec<Passage>,
    notes: Vec<(u16, u32, String)>,
    headers: Vec<(String, String)>,
    pages: u32,
    pages_without_text: Vec<u32>,
    lines: bool,
}

impl<'l> Builder<'l> {
    fn new(limits: &'l DocumentLimits) -> Builder<'l> {
        Builder {
            limits,
            parts: Vec::new(),
            passages: Vec::new(),
            notes: Vec::new(),
            headers: Vec::new(),
            pages: 0,
            pages_without_text: Vec::new(),
            lines: false,
        }
    }

    /// Says what stands in a document and is not read as its text.
    fn left_out(&mut self, count: usize, one: &str, many: &str, why: &str) {
        let what = match count {
            0 => return,
            1 => format!("1 {one} is"),
            n => format!("{n} {many} are"),
        };
        self.notes.push((0, 0, format!("{what} not read as text of the document{why}")));
    }

    /// A paragraph, behind the number that the program which made the document prints before it.
    fn numbered(
        &mut self,
        kind: PassageKind,
        place: (u16, u32, u32),
        text: &str,
        number: Option<numbering::Number>,
    ) -> Result<(), Refusal> {
        let Some(number) = number.filter(|_| !text.trim().is_empty()) else {
            return self.push(kind, place, text, Vec::new());
        };
        let label = even(&number.label);
        self.push(kind, place, &format!("{label} {}", text.trim()), Vec::new())?;
        if let Some(passage) = self.passages.last_mut() {
            let (list, level) = (number.list, number.level);
            passage.numbered = Some(Numbered { bytes: label.len() + 1, list, level });
        }
        Ok(())
    }

    /// Text that somebody struck out while changes were tracked, and remarks in the margin.
    fn struck_out(&mut self, deleted: usize, comments: usize) {
        let why = ": what was struck out, by whom and when stands in the file itself";
        self.left_out(deleted, "deletion in tracked changes", "deletions in tracked changes", why);
        self.left_out(comments, "comment in the margin", "comments in the margin", "");
    }

    /// Text that stands struck through, and text that is hidden.
    fn not_read(&mut self, through: usize, hidden: usize) {
        let who = ": who struck it through, and when, the file does not say";
        self.left_out(through, "piece of text struck through", "pieces of text struck through", who);
        let show = ": show it in the program that made it";
        self.left_out(hidden, "piece of hidden text", "pieces of hidden text", show);
    }

    /// A new part ("page 3") whose rows are `unit`s ("line").
    fn part(&mut self, name: &str, unit: &str) -> Result<u16, Refusal> {
        self.parts.push(format!("{PART_MARK}{name}{PART_UNIT_MARK}{unit}"));
        u16::try_from(self.parts.len() - 1).map_err(|_| {
            too_much("tables and pages", usize::from(u16::MAX), "split the document into several")
        })
    }

    fn push(
        &mut self,
        kind: PassageKind,
        (part, row, page): (u16, u32, u32),
        text: &str,
        cells: Vec<String>,
    ) -> Result<(), Refusal> {
        let text = even(text);
        if text.is_empty() {
            return Ok(());
        }
        if text.len() > self.limits.passage_bytes_max {
            return Err(too_much(
                "bytes in one paragraph",
                self.limits.passage_bytes_max,
                "raise passage_bytes_max if it is sound",
            ));
        }
        if self.passages.len() >= self.limits.passages_max {
            return Err(too_much("passages", self.limits.passages_max, "split the document into several"));
        }
        let repeats = Vec::new();
        self.passages.push(Passage { kind, part, row, page, text, cells, repeats, numbered: None });
        Ok(())
    }

    fn row(&mut self, place: (u16, u32, u32), cells: Vec<String>) -> Result<(), Refusal> {
        self.merged_row(place, cells, Vec::new())
    }

    /// A row of which some cells repeat the words of the cell above, with which they are one.
    fn merged_row(
        &mut self,
        (part, row, page): (u16, u32, u32),
        cells: Vec<String>,
        repeats: Vec<bool>,
    ) -> Result<(), Refusal> {
        let cells: Vec<String> = cells.iter().map(|c| even(c)).collect();
        let text = cells.join("\t");
        let repeated = |at: usize| repeats.get(at).is_some_and(|r| *r);
        if cells.iter().enumerate().all(|(at, c)| c.is_empty() || repeated(at)) {
            return Ok(());
        }
        let before = self.passages.len();
        self.push(PassageKind::Row, (part, row, page), &text, cells)?;
        if let Some(passage) = self.passages.get_mut(before) {
            passage.repeats = repeats;
        }
        Ok(())
    }
}

/// White space at both ends removed; no-break and other odd spaces made plain.
fn even(text: &str) -> String {
    let odd = |c: char| matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{2009}' | '\u{200a}');
    let invisible = |c: &char| !matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}');
    let text: String = text.chars().filter(invisible).map(|c| if odd(c) { ' ' } else { c }).collect();
    composed(text.trim()).into_owned()
}

/// Puts the page into the places of a document of paragraphs that says where its pages begin: paragraphs are counted anew on
/// each page, a table stands on the page of its first row.
fn paged(out: &mut Builder<'_>) -> Result<(), Refusal> {
    let texts: Vec<bool> = out.parts.iter().map(|p| p.starts_with(&format!("{PART_MARK}text"))).collect();
    let mut on_page: BTreeMap<u32, (u16, u32)> = BTreeMap::new();
    let mut tables: BTreeSet<u16> = BTreeSet::new();
    let mut places = Vec::with_capacity(out.passages.len());
    for at in 0..out.passages.len() {
        let passage = &out.passages[at];
        let (part, row, page, cells) = (passage.part, passage.row, passage.page, !passage.cells.is_empty());
        let paragraphs = texts[usize::from(part)] && !out.lines;
        places.push((part, row));
        if page == 0 || out.lines {
            continue;
        }
        if cells && tables.insert(part) {
            let name = out.parts[usize::from(part)].split_off(PART_MARK.len());
            out.parts[usize::from(part)] = format!("{PART_MARK}page {page}, {name}");
        } else if !cells && paragraphs {
            let (new, first) = match on_page.get(&page) {
                Some(known) => *known,
                None => {
                    let new = (out.part(&format!("page {page}"), "paragraph")?, row);
                    on_page.insert(page, new);
                    new
                }
            };
            places[at] = (new, row + 1 - first);
        }
    }
    for (passage, (part, row)) in out.passages.iter_mut().zip(places) {
        (passage.part, passage.row) = (part, row);
    }
    Ok(())
}

fn too_much(what: &str, limit: usize, hint: &str) -> Refusal {
    Refusal::new(format!("the document has more than {limit} {what}"), format!("at most {limit}"), hint)
}

/// Finds out from its first bytes what kind of document this is.
fn kind_of(bytes: &[u8], limits: &DocumentLimits) -> Result<DocumentKind, Refusal> {
    let foreign = |what: &str, hint: &str| {
        Err(Refusal::new(
            format!("the file is {what}"),
            "a document: docx, odt, rtf, PDF, a message or plain text",
            hint,
        ))
    };
    if bytes.starts_with(b"PK\x03\x04") {
        let names = package::names(bytes, limits)?;
        let has = |name: &str| names.iter().any(|n| n == name);
        return match () {
            () if has("word/document.xml") => Ok(DocumentKind::Docx),
            () if has("content.xml") => Ok(DocumentKind::Odt),
            () if has("xl/workbook.xml") => {
                foreign("a workbook", "map it as a source without kind = \"minutes\"")
            }
            () => foreign("a ZIP archive", "unpack it and name the files inside"),
        };
    }
    // The head of a PDF may stand after some bytes that a mail system put in front.
    if bytes[..bytes.len().min(1024)].windows(5).any(|w| w == b"%PDF-") {
        return Ok(DocumentKind::Pdf);
    }
    if bytes.starts_with(b"{\\rtf") {
        return Ok(DocumentKind::Rtf);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return foreign(
            "an Office file of 1997 to 2003, an Outlook message, or protected by a password",
            "open it in the program that made it and save it as docx, or as text",
        );
    }
    for (magic, what) in [(&b"\x89PNG"[..], "a picture (PNG)"), (b"\xff\xd8\xff", "a picture (JPEG)")] {
        if bytes.starts_with(magic) {
            return foreign(what, "transcribe it, and keep the picture beside the transcript");
        }
    }
    if text::is_binary(bytes) {
        return foreign("not text and no kind of document that is known here", "ask the sender what made it");
    }
    Ok(if mail::is_mail(bytes) { DocumentKind::Mail } else { DocumentKind::Text })
}

fn read_bytes(path: &Path, limits: &DocumentLimits) -> Result<Vec<u8>, Refusal> {
    let unreadable = |e: std::io::Error| Refusal::new(format!("the file could not be read: {e}"), "", "");
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(limits.file_bytes_max + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > limits.file_bytes_max {
        return Err(Refusal::new(
            format!("the file has more than {} bytes", limits.file_bytes_max),
            format!("at most {} bytes", limits.file_bytes_max),
            "split it, or raise file_bytes_max",
        ));
    }
    if bytes.is_empty() {
        return Err(Refusal::new("the file is empty: it has no bytes at all", "", "ask for it again"));
    }
    Ok(bytes)
}

/// Reads one document. A PDF is handed to `child`; without one it is refused by name.
///
/// # Errors
/// A file of no readable kind, one that is protected or damaged, or one that goes over a limit.
pub fn read_document(
    path: &Path,
    limits: &DocumentLimits,
    child: Option<&PdfChild>,
) -> Result<Document, Refusal> {
    let bytes = read_bytes(path, limits)?;
    let kind = kind_of(&bytes, limits)?;
    let mut out = Builder::new(limits);
    match kind {
        DocumentKind::Docx => fenced("Word", || docx::read(&bytes, &mut out))??,
        DocumentKind::Odt => fenced("OpenDocument", || odt::read(&bytes, &mut out))??,
        DocumentKind::Rtf => fenced("Rich Text", || rtf::read(&bytes, &mut out))??,
        DocumentKind::Mail => fenced("mail", || mail::read(&bytes, &mut out))??,
        DocumentKind::Text => text::read(&bytes, &mut out)?,
        DocumentKind::Pdf => {
            let child = child.ok_or_else(|| {
                Refusal::new(
                    "PDF is read in a process of its own, and none was named",
                    "",
                    "read it with the candour command",
                )
            })?;
            pdf::passages(child.pages(path, limits)?, &mut out)?;
        }
    }
    if out.passages.is_empty() && out.pages_without_text.is_empty() {
        // Most often a scan that was put into a document: what stands on it is not known.
        out.pages_without_text.push(1);
        out.notes.push((0, 0, "the document holds no text: it needs transcription".to_string()));
    }
    if out.parts.is_empty() {
        out.part("text", "paragraph")?;
    }
    paged(&mut out)?;
    Ok(Document {
        kind,
        sha256: Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect(),
        bytes: bytes.len() as u64,
        parts: out.parts,
        lines: out.lines,
        passages: out.passages,
        headers: out.headers,
        pages: out.pages,
        pages_without_text: out.pages_without_text,
        notes: out.notes,
    })
}
