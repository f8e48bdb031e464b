//! Word documents: paragraphs, tables (nested ones after the row that holds them), headers, footers and footnotes.
//!
//! Source: ECMA-376 part 1, 17 (WordprocessingML). Deleted text (`w:del`), instructions of fields, and the second
//! copy of a drawing's text (`mc:Fallback`) are not read, nor is text that a run's own properties strike through or hide; how many
//! deletions, such pieces, comments and pictures there are is said. Pages are those of the last printing.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::merged::{Merged, Upright};
use super::numbering::{Number, Numbering, Said};
use super::package::{damaged_part, entity, names, part};
use super::{Builder, PassageKind};
use crate::read::Refusal;

/// A table that is open.
struct Table {
    part: u16,
    row: u32,
    cells: Vec<String>,
    /// The cell that is open.
    at: usize,
    /// How each cell stands to the one above it, and the cells that go on.
    how: Vec<Upright>,
    merged: Merged,
}

struct Walk<'b, 'l> {
    out: &'b mut Builder<'l>,
    numbering: &'b mut Numbering,
    /// What the paragraph that is open says of its number, until its properties are read; then the number.
    said: Option<Said>,
    number: Option<Number>,
    /// Depth of properties as they were before a tracked change.
    former: u32,
    /// Part of running text.
    part: u16,
    kind: PassageKind,
    paragraph: u32,
    page: u32,
    tables: Vec<Table>,
    tables_seen: u32,
    text: String,
    style: PassageKind,
    /// Depth of elements whose text is left out.
    silent: u32,
    in_text: bool,
    /// Deletions with words in them, and comments that are pointed at.
    deleted: usize,
    comments: usize,
    /// Whether the run that is open is struck through, or hidden; and how many such runs had words.
    struck: bool,
    hidden: bool,
    struck_runs: usize,
    hidden_runs: usize,
    /// A page break was written and nothing since: the mark of the last printing that follows is of the same break.
    broken: bool,
}

pub(super) fn read(bytes: &[u8], out: &mut Builder<'_>) -> Result<(), Refusal> {
    let limits = out.limits;
    let mut tables_seen = 0;
    let parts = names(bytes, limits)?;
    let mut numbering = Numbering::read(bytes, limits).unwrap_or_else(|refusal| {
        let what =
            format!("the numbers that Word prints before paragraphs could not be read: {}", refusal.what);
        out.notes.push((0, 0, what));
        Numbering::default()
    });
    let pictures = parts.iter().filter(|n| n.starts_with("word/media/")).count();
    let mut others: Vec<String> = parts
        .into_iter()
        .filter(|n| {
            let name = n.strip_prefix("word/").and_then(|n| n.strip_suffix(".xml")).unwrap_or("");
            ["header", "footer", "footnotes", "endnotes"].iter().any(|p| name.starts_with(p))
        })
        .collect();
    others.sort();
    for name in others.iter().filter(|n| n.starts_with("word/header")) {
        walk(bytes, name, "page header", PassageKind::Header, (out, &mut numbering), &mut tables_seen)?;
    }
    walk(bytes, "word/document.xml", "text", PassageKind::Text, (out, &mut numbering), &mut tables_seen)?;
    for name in others.iter().filter(|n| !n.starts_with("word/header")) {
        let what = if name.contains("note") { "notes" } else { "page footer" };
        walk(bytes, name, what, PassageKind::Footer, (out, &mut numbering), &mut tables_seen)?;
    }
    out.left_out(pictures, "picture", "pictures", ": have any words in it transcribed");
    Ok(())
}

fn walk(
    bytes: &[u8],
    name: &str,
    what: &str,
    kind: PassageKind,
    (out, numbering): (&mut Builder<'_>, &mut Numbering),
    tables_seen: &mut u32,
) -> Result<(), Refusal> {
    let Some(xml) = part(bytes, name, out.limits)? else { return Ok(()) };
    let part = out.part(what, "paragraph")?;
    let mut walk = Walk {
        page: u32::from(kind == PassageKind::Text),
        out,
        numbering,
        said: None,
        number: None,
        former: 0,
        part,
        kind,
        paragraph: 0,
        tables: Vec::new(),
        tables_seen: *tables_seen,
        text: String::new(),
        style: kind,
        silent: 0,
        in_text: false,
        deleted: 0,
        comments: 0,
        struck: false,
        hidden: false,
        struck_runs: 0,
        hidden_runs: 0,
        broken: false,
    };
    let mut reader = Reader::from_reader(xml.as_slice());
    let (mut buffer, mut depth, mut pages) = (Vec::new(), 0usize, false);
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|e| damaged_part(name, e))?;
        match event {
            Event::Start(e) => {
                depth += 1;
                if depth > walk.out.limits.depth_max {
                    return Err(super::too_much("nested elements", walk.out.limits.depth_max, ""));
                }
                walk.open(&e)?;
            }
            Event::Empty(e) => {
                pages |= walk.empty(&e);
                if matches!(e.local_name().as_ref(), "p" | "tc") {
                    walk.open(&e)?;
                    walk.close(e.local_name().as_ref())?;
                }
            }
            Event::End(e) => {
                depth = depth.saturating_sub(1);
                walk.close(e.local_name().as_ref())?;
            }
            Event::Text(t) if walk.in_text && walk.silent == 0 => {
                let text = t.xml10_content();
                walk.words(&text);
            }
            Event::GeneralRef(r) if walk.in_text && walk.silent == 0 => {
                let text = entity(&r);
                walk.words(&text);
            }
            Event::Eof => break,
            _ => {}
        }
        if walk.text.len() > walk.out.limits.passage_bytes_max {
            return Err(super::too_much("bytes in one paragraph", walk.out.limits.passage_bytes_max, ""));
        }
    }
    *tables_seen = walk.tables_seen;
    let (page, struck) = (walk.page, (walk.deleted, walk.comments));
    let (through, hidden) = (walk.struck_runs, walk.hidden_runs);
    out.struck_out(struck.0, struck.1);
    out.not_read(through, hidden);
    if kind == PassageKind::Text {
        if pages {
            out.pages = page;
        } else {
            out.passages.iter_mut().for_each(|p| p.page = 0);
        }
    }
    Ok(())
}

pub(super) fn attribute(e: &BytesStart<'_>, name: &str) -> Option<String> {
    e.attributes()
        .with_checks(false)
        .flatten()
        .find(|a| a.key.local_name().as_ref() == name)
        .map(|a| a.value.to_string())
}

impl Walk<'_, '_> {
    fn open(&mut self, e: &BytesStart<'_>) -> Result<(), Refusal> {
        match e.local_name().as_ref() {
            "del" | "moveFrom" | "Fallback" | "instrText" | "delText" => {
                self.silent += 1;
                self.deleted += usize::from(e.local_name().as_ref() == "del");
            }
            "commentReference" => self.comments += 1,
            "p" => {
                if self.tables.is_empty() {
                    // The words of a paragraph before a text box that is anchored in it.
                    self.flush()?;
                    self.paragraph += 1;
                    self.text.clear();
                }
                self.style = self.kind;
                self.number = None;
                self.said = (self.silent == 0 && self.kind == PassageKind::Text).then(Said::default);
            }
            "pPrChange" | "tcPrChange" => self.former += 1,
            "t" => self.in_text = true,
            "r" => (self.struck, self.hidden) = (false, false),
            "strike" | "dstrike" | "vanish" => drop(self.empty(e)),
            "tbl" => {
                self.flush()?;
                self.begin_cell();
                self.tables_seen += 1;
                let part = self.out.part(&format!("table {}", self.tables_seen), "row")?;
                let (cells, how, merged) = (Vec::new(), Vec::new(), Merged::default());
                self.tables.push(Table { part, row: 0, cells, at: 0, how, merged });
            }
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.row += 1;
                    table.cells.clear();
                    table.how.clear();
                }
            }
            "tc" => {
                if let Some(table) = self.tables.last_mut() {
                    table.at = table.cells.len();
                    table.cells.push(String::new());
                    table.how.push(Upright::Alone);
                }
                self.text.clear();
            }
            "pStyle" | "numId" | "ilvl" | "outlineLvl" | "gridSpan" | "vMerge" => drop(self.empty(e)),
            _ => {}
        }
        Ok(())
    }

    /// An element without contents. Gives whether it tells of a page.
    fn empty(&mut self, e: &BytesStart<'_>) -> bool {
        match e.local_name().as_ref() {
            "tab" | "ptab" if self.silent == 0 => self.text.push('\t'),
            "noBreakHyphen" if self.silent == 0 => self.text.push('-'),
            "commentReference" => self.comments += 1,
            "br" | "cr" => {
                if attribute(e, "type").as_deref() == Some("page") {
                    self.page += u32::from(self.page > 0);
                    self.broken = true;
                    return true;
                }
                self.text.push('\n');
            }
            "lastRenderedPageBreak" => {
                self.page += u32::from(self.page > 0 && !self.broken);
                self.broken = false;
                return true;
            }
            "strike" | "dstrike" | "vanish" => {
                let off = attribute(e, "val").is_some_and(|v| matches!(v.as_str(), "0" | "false" | "off"));
                let property =
                    if e.local_name().as_ref() == "vanish" { &mut self.hidden } else { &mut self.struck };
                *property |= !off;
            }
            name @ ("pStyle" | "numId" | "ilvl" | "outlineLvl") if self.former == 0 => {
                let value = attribute(e, "val").unwrap_or_default();
                if let Some(said) = &mut self.said {
                    match name {
                        "pStyle" => said.style = value,
                        "numId" => said.list = Some(value),
                        "ilvl" => said.level = value.parse().ok(),
                        _ => said.outline = value.parse().ok(),
                    }
                }
            }
            // A cell over several rows: "restart" begins one, anything else goes on with it.
            "vMerge" if self.former == 0 => {
                let begins = attribute(e, "val").as_deref() == Some("restart");
                if let Some(table) = self.tables.last_mut()
                    && let Some(how) = table.how.get_mut(table.at)
                {
                    *how = if begins { Upright::Begins(usize::MAX) } else { Upright::GoesOn };
                }
            }
            "gridSpan" if self.former == 0 => {
                // A cell over several columns: the columns after it keep their letters.
                let span: usize = attribute(e, "val").and_then(|v| v.parse().ok()).unwrap_or(1);
                if let Some(table) = self.tables.last_mut() {
                    let extra = span.clamp(1, 64) - 1;
                    table.cells.extend(std::iter::repeat_n(String::new(), extra));
                    table.how.extend(std::iter::repeat_n(Upright::Alone, extra));
                }
            }
            _ => {}
        }
        false
    }

    /// Words of the run that is open, unless it is struck through or hidden.
    fn words(&mut self, text: &str) {
        if text.trim().is_empty() && !(self.struck || self.hidden) {
            self.text.push_str(text);
            return;
        }
        self.broken = false;
        if self.struck {
            self.struck_runs += 1;
        } else if self.hidden {
            self.hidden_runs += 1;
        } else {
            self.text.push_str(text);
        }
    }

    fn close(&mut self, name: &str) -> Result<(), Refusal> {
        match name {
            "r" => (self.struck, self.hidden) = (false, false),
            "pPrChange" | "tcPrChange" => self.former = self.former.saturating_sub(1),
            "pPr" if self.former == 0 => self.settle(),
            "del" | "moveFrom" | "Fallback" | "instrText" | "delText" => {
                self.silent = self.silent.saturating_sub(1);
            }
            "t" => self.in_text = false,
            "p" if self.tables.is_empty() => self.flush()?,
            "p" => self.text.push('\n'),
            "tc" => self.begin_cell(),
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    let mut cells = std::mem::take(&mut table.cells);
                    let repeats = table.merged.row(&mut cells, &table.how);
                    let place = (table.part, table.row, self.page);
                    self.out.merged_row(place, cells, repeats)?;
                }
            }
            "tbl" => {
                self.tables.pop();
                self.text.clear();
            }
            _ => {}
        }
        Ok(())
    }

    /// What the paragraph that is open is, and its number, by its properties.
    fn settle(&mut self) {
        let Some(said) = self.said.take() else { return };
        let listed = said.list.as_ref().is_some_and(|list| list != "0");
        self.number = self.numbering.number(&said);
        let kind = self.numbering.kind(&said);
        self.style = match kind {
            Some(kind) => kind,
            None if listed || self.number.is_some() => PassageKind::ListItem,
            None => self.kind,
        };
        if let Some(number) = self.number.take_if(|_| !self.tables.is_empty()) {
            self.text.push_str(&number.label);
            self.text.push(' ');
        }
    }

    /// The words since the cell was opened belong to it.
    fn begin_cell(&mut self) {
        let Some(table) = self.tables.last_mut() else { return };
        let text = std::mem::take(&mut self.text);
        if let Some(cell) = table.cells.get_mut(table.at).filter(|_| !text.trim().is_empty()) {
            if !cell.is_empty() {
                cell.push('\n');
            }
            cell.push_str(text.trim());
        }
    }

    fn flush(&mut self) -> Result<(), Refusal> {
        if !self.tables.is_empty() {
            return Ok(());
        }
        let text = std::mem::take(&mut self.text);
        let number = self.number.take();
        self.out.numbered(self.style, (self.part, self.paragraph, self.page), &text, number)
    }
}
