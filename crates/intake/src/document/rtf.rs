//! Rich Text: paragraphs, rows of tables, headers and footers.
//!
//! Source: Rich Text Format Specification 1.9.1. Text in destinations nobody knows (`\*`), font and colour tables,
//! pictures, objects and instructions of fields is not read. Characters above 127 without a code of their own are read in
//! the document's code page where it names one, else in Windows-1252.

use encoding_rs::{Encoding, WINDOWS_1252};

use super::merged::{Merged, Upright};
use super::{Builder, PassageKind};
use crate::read::Refusal;

/// Groups whose text is left out.
const SILENT: [&str; 17] = [
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "fldinst",
    "themedata",
    "datastore",
    "latentstyles",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "generator",
    "xmlnstbl",
    "bkmkstart",
    "annotation",
];

#[derive(Clone, Copy)]
struct Group {
    silent: bool,
    kind: PassageKind,
    deleted: bool,
    /// Characters that stand for one written as `\u`.
    skip: usize,
}

struct Walk<'b, 'l> {
    out: &'b mut Builder<'l>,
    /// Part of running text, and of headers and footers once there is one.
    part: u16,
    head: Option<u16>,
    head_rows: u32,
    text: String,
    bytes: Vec<u8>,
    encoding: &'static Encoding,
    cells: Vec<String>,
    /// How the cell that is described next, and each described for the row, stands to the one above it; and the cells that go on.
    upright: Upright,
    how: Vec<Upright>,
    merged: Merged,
    in_table: bool,
    table: Option<(u16, u32)>,
    tables: u32,
    paragraph: u32,
    page: u32,
    breaks: bool,
    /// The page on which the paragraph or row that is open began.
    begun: Option<u32>,
    /// A section has ended, and how the next begins is not said yet.
    section: bool,
    skipping: usize,
    high: Option<u16>,
    deleted: usize,
    struck: usize,
    hidden: usize,
    comments: usize,
    pictures: usize,
}

pub(super) fn read(bytes: &[u8], out: &mut Builder<'_>) -> Result<(), Refusal> {
    let part = out.part("text", "paragraph")?;
    let mut walk = Walk {
        out,
        part,
        head: None,
        head_rows: 0,
        text: String::new(),
        bytes: Vec::new(),
        encoding: WINDOWS_1252,
        cells: Vec::new(),
        upright: Upright::Alone,
        how: Vec::new(),
        merged: Merged::default(),
        in_table: false,
        table: None,
        tables: 0,
        paragraph: 0,
        page: 1,
        breaks: false,
        begun: None,
        section: false,
        skipping: 0,
        high: None,
        deleted: 0,
        struck: 0,
        hidden: 0,
        comments: 0,
        pictures: 0,
    };
    let mut groups = vec![Group { silent: false, kind: PassageKind::Text, deleted: false, skip: 1 }];
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'{' => {
                if groups.len() >= walk.out.limits.depth_max {
                    return Err(super::too_much("nested groups", walk.out.limits.depth_max, ""));
                }
                groups.push(*groups.last().unwrap_or(&groups[0]));
                at += 1;
            }
            b'}' => {
                let ended = if groups.len() > 1 { groups.pop() } else { None };
                let now = groups.last().map_or(PassageKind::Text, |g| g.kind);
                if ended.is_some_and(|g| g.kind != now) {
                    walk.paragraph(ended.map_or(now, |g| g.kind))?;
                }
                at += 1;
            }
            b'\\' => at = walk.control(bytes, at + 1, &mut groups)?,
            b'\r' | b'\n' => at += 1,
            byte => {
                if !groups.last().is_some_and(|g| g.silent || g.deleted) {
                    walk.byte(byte);
                }
                at += 1;
            }
        }
        if walk.text.len() + walk.bytes.len() > walk.out.limits.passage_bytes_max {
            return Err(super::too_much("bytes in one paragraph", walk.out.limits.passage_bytes_max, ""));
        }
    }
    walk.paragraph(PassageKind::Text)?;
    let (page, breaks) = (walk.page, walk.breaks);
    let counts = (walk.deleted, walk.comments, walk.pictures);
    let (through, hidden) = (walk.struck, walk.hidden);
    out.struck_out(counts.0, counts.1);
    out.not_read(through, hidden);
    out.left_out(counts.2, "picture", "pictures", ": have any words in it transcribed");
    if groups.len() > 1 {
        out.notes.push((
            0,
            0,
            "the document ends before its groups are closed: it may have been cut short".into(),
        ));
    }
    if breaks {
        out.pages = page;
    } else {
        out.passages.iter_mut().for_each(|p| p.page = 0);
    }
    Ok(())
}

impl Walk<'_, '_> {
    fn byte(&mut self, byte: u8) {
        if self.skipping > 0 {
            self.skipping -= 1;
            return;
        }
        self.begin();
        if byte.is_ascii() {
            self.settle();
            self.text.push(char::from(byte));
        } else {
            self.bytes.push(byte);
        }
    }

    /// Words begin: on which page, is known now.
    fn begin(&mut self) {
        if self.section {
            self.section = false;
            self.turn();
        }
        self.begun.get_or_insert(self.page);
    }

    /// A new page.
    fn turn(&mut self) {
        self.page += 1;
        self.breaks = true;
    }

    /// The page on which what ends here began.
    fn page_of(&mut self) -> u32 {
        self.begun.take().unwrap_or(self.page)
    }

    /// Turns the bytes that were held back into characters.
    fn settle(&mut self) {
        if !self.bytes.is_empty() {
            let (text, _) = self.encoding.decode_without_bom_handling(&self.bytes);
            self.text.push_str(&text);
            self.bytes.clear();
        }
    }

    /// A control word or symbol at `at`, after the backslash. Gives where reading goes on.
    fn control(&mut self, bytes: &[u8], at: usize, groups: &mut [Group]) -> Result<usize, Refusal> {
        let Some(&first) = bytes.get(at) else { return Ok(at) };
        let Some(group) = groups.last_mut() else { return Ok(at) };
        let quiet = group.silent || group.deleted;
        if !first.is_ascii_alphabetic() {
            if first == b'\'' {
                let code = bytes.get(at + 1..at + 3).and_then(|h| std::str::from_utf8(h).ok());
                if let Some(byte) = code.and_then(|h| u8::from_str_radix(h, 16).ok()) {
                    if !quiet {
                        self.byte(byte);
                    }
                    return Ok(at + 3);
                }
                return Ok(at + 1);
            }
            match first {
                b'*' => group.silent = true,
                b'~' if !quiet => self.byte(b' '),
                b'_' if !quiet => self.byte(b'-'),
                b'\\' | b'{' | b'}' if !quiet => self.byte(first),
                b'\r' | b'\n' if !quiet => self.paragraph(group.kind)?,
                _ => {}
            }
            return Ok(at + 1);
        }
        let end = bytes[at..].iter().position(|b| !b.is_ascii_alphabetic()).map_or(bytes.len(), |n| at + n);
        let word = std::str::from_utf8(&bytes[at..end]).unwrap_or("");
        let mut after = end;
        if bytes.get(after) == Some(&b'-') && bytes.get(after + 1).is_some_and(u8::is_ascii_digit) {
            after += 1;
        }
        while bytes.get(after).is_some_and(u8::is_ascii_digit) && after - end < 12 {
            after += 1;
        }
        let number: Option<i64> = std::str::from_utf8(&bytes[end..after]).ok().and_then(|n| n.parse().ok());
        if bytes.get(after) == Some(&b' ') {
            after += 1;
        }
        if word == "bin" {
            let count = number.and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
            return Ok(after.saturating_add(count).min(bytes.len()));
        }
        self.word(word, number, group)?;
        Ok(after)
    }

    fn word(&mut self, word: &str, number: Option<i64>, group: &mut Group) -> Result<(), Refusal> {
        match word {
            "deleted" => {
                let deleted = number != Some(0);
                self.deleted += usize::from(deleted && !group.deleted);
                group.deleted = deleted;
                return Ok(());
            }
            "strike" | "striked" | "v" => {
                let on = number != Some(0);
                let count = if word == "v" { &mut self.hidden } else { &mut self.struck };
                *count += usize::from(on && !group.deleted && !group.silent);
                group.deleted = on;
                return Ok(());
            }
            // Every property of characters is as it was before, that of being struck out too.
            "plain" => group.deleted = false,
            "pict" => self.pictures += usize::from(!group.silent),
            "annotation" => self.comments += 1,
            _ => {}
        }
        if SILENT.contains(&word) {
            group.silent = true;
            return Ok(());
        }
        let quiet = group.silent || group.deleted;
        match word {
            "ansicpg" => {
                let label = number.map_or(String::new(), |n| format!("windows-{n}"));
                self.encoding = Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252);
            }
            "uc" => group.skip = number.and_then(|n| usize::try_from(n).ok()).unwrap_or(1).min(8),
            "header" | "headerl" | "headerr" | "headerf" => group.kind = PassageKind::Header,
            "footer" | "footerl" | "footerr" | "footerf" | "footnote" => group.kind = PassageKind::Footer,
            _ if quiet => {}
            "u" => {
                self.settle();
                self.begin();
                self.unit(number.unwrap_or(0).rem_euclid(1 << 16) as u16);
                self.skipping = group.skip;
            }
            "par" => self.paragraph(group.kind)?,
            "sect" => {
                self.paragraph(group.kind)?;
                self.section = true;
            }
            // A section that begins on the same page, or in the next column.
            "sbknone" | "sbkcol" => self.section = false,
            "line" => self.text.push('\n'),
            "tab" => self.text.push('\t'),
            "page" => {
                // Words before and after it are two words.
                self.settle();
                if !self.text.is_empty() {
                    self.text.push(' ');
                }
                self.turn();
            }
            "trowd" => self.how.clear(),
            "clvmgf" => self.upright = Upright::Begins(usize::MAX),
            "clvmrg" => self.upright = Upright::GoesOn,
            "cellx" => self.how.push(std::mem::take(&mut self.upright)),
            "intbl" => self.in_table = true,
            "pard" => self.in_table = false,
            "cell" => {
                self.settle();
                self.cells.push(std::mem::take(&mut self.text));
            }
            "row" => self.row()?,
            "emdash" => self.text.push('\u{2014}'),
            "endash" => self.text.push('\u{2013}'),
            "lquote" => self.text.push('\u{2018}'),
            "rquote" => self.text.push('\u{2019}'),
            "ldblquote" => self.text.push('\u{201c}'),
            "rdblquote" => self.text.push('\u{201d}'),
            "bullet" => self.text.push('\u{2022}'),
            _ => {}
        }
        Ok(())
    }

    /// One unit of UTF-16, pairs put together.
    fn unit(&mut self, unit: u16) {
        let units: Vec<u16> = self.high.take().into_iter().chain([unit]).collect();
        if units.len() == 1 && (0xd800..0xdc00).contains(&unit) {
            self.high = Some(unit);
            return;
        }
        self.text.extend(char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')));
    }

    fn paragraph(&mut self, kind: PassageKind) -> Result<(), Refusal> {
        self.settle();
        if self.in_table {
            self.text.push('\n');
            return Ok(());
        }
        let text = std::mem::take(&mut self.text);
        let page = self.page_of();
        if kind != PassageKind::Text {
            let part = match self.head {
                Some(part) => part,
                None => self.out.part("page header and footer", "paragraph")?,
            };
            self.head = Some(part);
            self.head_rows += 1;
            return self.out.push(kind, (part, self.head_rows, 0), &text, Vec::new());
        }
        self.table = None;
        self.paragraph += 1;
        self.out.push(kind, (self.part, self.paragraph, page), &text, Vec::new())
    }

    fn row(&mut self) -> Result<(), Refusal> {
        let (part, row) = match self.table {
            Some((part, row)) => (part, row + 1),
            None => {
                self.tables += 1;
                self.merged = Merged::default();
                (self.out.part(&format!("table {}", self.tables), "row")?, 1)
            }
        };
        self.table = Some((part, row));
        self.text.clear();
        let mut cells = std::mem::take(&mut self.cells);
        let repeats = self.merged.row(&mut cells, &self.how);
        let page = self.page_of();
        self.out.merged_row((part, row, page), cells, repeats)
    }
}
