//! OpenDocument text: paragraphs, headings, tables; headers and footers of the page styles.
//!
//! Source: OpenDocument 1.3 part 3, 5 (text), 9 (tables), 16.9 (header and footer). Tracked changes, annotations and
//! drawings' alternative texts are not read; how many deletions, annotations and pictures there are is said. Pages are only where a soft page break stands.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::merged::{Merged, Upright};
use super::numbering::Number;
use super::odt_numbering::OdtNumbering;
use super::package::{damaged_part, entity, part};
use super::{Builder, PassageKind};
use crate::read::Refusal;

/// Cells that a row of a table may repeat.
const REPEAT_MAX: usize = 64;

struct Table {
    part: u16,
    row: u32,
    cells: Vec<String>,
    repeat: usize,
    /// How the cell that is open, and each before it in its row, stands to the one above it; and the cells that go on.
    open: Upright,
    how: Vec<Upright>,
    merged: Merged,
}

struct Walk<'b, 'l> {
    out: &'b mut Builder<'l>,
    numbering: &'b mut OdtNumbering,
    /// The number of the paragraph that is open.
    number: Option<Number>,
    part: u16,
    base: PassageKind,
    kind: PassageKind,
    paragraph: u32,
    page: u32,
    tables: Vec<Table>,
    tables_seen: u32,
    lists: u32,
    text: String,
    silent: u32,
    open: u32,
    deleted: usize,
    comments: usize,
    pictures: usize,
    /// In styles, only what stands in a header or footer is text.
    wanted: bool,
}

pub(super) fn read(bytes: &[u8], out: &mut Builder<'_>) -> Result<(), Refusal> {
    let mut tables_seen = 0;
    let mut numbering = OdtNumbering::default();
    for name in ["styles.xml", "content.xml"] {
        if let Some(xml) = part(bytes, name, out.limits)? {
            numbering.styles(&xml, name)?;
        }
    }
    for (name, what, base) in
        [("styles.xml", "page header", PassageKind::Header), ("content.xml", "text", PassageKind::Text)]
    {
        let Some(xml) = part(bytes, name, out.limits)? else { continue };
        let part = out.part(what, "paragraph")?;
        let mut walk = Walk {
            out,
            numbering: &mut numbering,
            number: None,
            part,
            base,
            kind: base,
            paragraph: 0,
            page: u32::from(base == PassageKind::Text),
            tables: Vec::new(),
            tables_seen,
            lists: 0,
            text: String::new(),
            silent: 0,
            open: 0,
            deleted: 0,
            comments: 0,
            pictures: 0,
            wanted: base == PassageKind::Text,
        };
        walk.run(&xml, name)?;
        tables_seen = walk.tables_seen;
        let (page, counts) = (walk.page, (walk.deleted, walk.comments, walk.pictures));
        out.struck_out(counts.0, counts.1);
        out.left_out(counts.2, "picture", "pictures", ": have any words in it transcribed");
        if page > 1 {
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
    fn run(&mut self, xml: &[u8], name: &str) -> Result<(), Refusal> {
        let mut reader = Reader::from_reader(xml);
        let (mut buffer, mut depth) = (Vec::new(), 0usize);
        loop {
            buffer.clear();
            let event = reader.read_event_into(&mut buffer).map_err(|e| damaged_part(name, e))?;
            match event {
                Event::Start(e) => {
                    depth += 1;
                    if depth > self.out.limits.depth_max {
                        return Err(super::too_much("nested elements", self.out.limits.depth_max, ""));
                    }
                    self.start(&e)?;
                }
                Event::Empty(e) => {
                    self.start(&e)?;
                    self.end(e.local_name().as_ref())?;
                }
                Event::End(e) => {
                    depth = depth.saturating_sub(1);
                    self.end(e.local_name().as_ref())?;
                }
                Event::Text(t) if self.hears() => {
                    // White space of the markup is one space, as the format says.
                    let text = t.xml10_content();
                    let before = text.starts_with(char::is_whitespace);
                    let after = text.ends_with(char::is_whitespace);
                    if before && !self.text.ends_with(char::is_whitespace) {
                        self.text.push(' ');
                    }
                    self.text.push_str(&text.split_whitespace().collect::<Vec<_>>().join(" "));
                    if after && !self.text.ends_with(char::is_whitespace) {
                        self.text.push(' ');
                    }
                }
                Event::GeneralRef(r) if self.hears() => self.text.push_str(&entity(&r)),
                Event::Eof => return Ok(()),
                _ => {}
            }
            if self.text.len() > self.out.limits.passage_bytes_max {
                return Err(super::too_much("bytes in one paragraph", self.out.limits.passage_bytes_max, ""));
            }
        }
    }

    fn hears(&self) -> bool {
        self.wanted && self.open > 0 && self.silent == 0
    }

    fn start(&mut self, e: &BytesStart<'_>) -> Result<(), Refusal> {
        match e.local_name().as_ref() {
            "tracked-changes" | "desc" | "title" => self.silent += 1,
            "annotation" => {
                self.silent += 1;
                self.comments += 1;
            }
            "deletion" => self.deleted += 1,
            "image" => self.pictures += 1,
            "header" | "header-first" | "header-left" if self.base == PassageKind::Header => {
                (self.wanted, self.kind) = (true, PassageKind::Header);
            }
            "footer" | "footer-first" | "footer-left" if self.base == PassageKind::Header => {
                (self.wanted, self.kind) = (true, PassageKind::Footer);
            }
            "p" | "h" => {
                self.open += 1;
                if self.tables.is_empty() && self.open == 1 && self.silent == 0 && self.wanted {
                    self.paragraph += 1;
                    self.text.clear();
                    if self.base == PassageKind::Text {
                        let level = attribute(e, "outline-level").and_then(|l| l.parse().ok()).unwrap_or(1);
                        self.kind = match e.local_name().as_ref() {
                            "h" => PassageKind::Heading(level),
                            _ if self.lists > 0 => PassageKind::ListItem,
                            _ => PassageKind::Text,
                        };
                    }
                }
                if self.open == 1 && self.silent == 0 && self.base == PassageKind::Text {
                    self.number = self.numbering.number(e);
                }
                if let Some(number) = self.number.take_if(|_| !self.tables.is_empty()) {
                    self.text.push_str(&number.label);
                    self.text.push(' ');
                }
            }
            "list" => {
                self.lists += 1;
                self.numbering.list(e);
            }
            "list-item" => self.numbering.item(e, true),
            "list-header" => self.numbering.item(e, false),
            "s" if self.hears() => {
                let times = attribute(e, "c").and_then(|c| c.parse().ok()).unwrap_or(1usize);
                self.text.extend(std::iter::repeat_n(' ', times.min(REPEAT_MAX)));
            }
            "tab" if self.hears() => self.text.push('\t'),
            "line-break" if self.hears() => self.text.push('\n'),
            "soft-page-break" if self.page > 0 => self.page += 1,
            "table" if self.wanted => {
                self.tables_seen += 1;
                let part = self.out.part(&format!("table {}", self.tables_seen), "row")?;
                self.tables.push(Table {
                    part,
                    row: 0,
                    cells: Vec::new(),
                    repeat: 1,
                    open: Upright::Alone,
                    how: Vec::new(),
                    merged: Merged::default(),
                });
            }
            "table-row" => {
                if let Some(table) = self.tables.last_mut() {
                    table.row += 1;
                    table.cells.clear();
                    table.how.clear();
                }
            }
            name @ ("table-cell" | "covered-table-cell") => {
                if let Some(table) = self.tables.last_mut() {
                    let rows = attribute(e, "number-rows-spanned").and_then(|c| c.parse().ok()).unwrap_or(1);
                    table.open = match (name, rows) {
                        ("covered-table-cell", _) => Upright::GoesOn,
                        (_, 0 | 1) => Upright::Alone,
                        (_, rows) => Upright::Begins(rows - 1),
                    };
                    let times = attribute(e, "number-columns-repeated").and_then(|c| c.parse().ok());
                    table.repeat = times.unwrap_or(1usize).clamp(1, REPEAT_MAX);
                    self.text.clear();
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Refusal> {
        match name {
            "tracked-changes" | "annotation" | "desc" | "title" => {
                self.silent = self.silent.saturating_sub(1);
            }
            "header" | "header-first" | "header-left" | "footer" | "footer-first" | "footer-left"
                if self.base == PassageKind::Header =>
            {
                self.wanted = false;
            }
            "p" | "h" => {
                self.open = self.open.saturating_sub(1);
                if self.open > 0 || !self.wanted || self.silent > 0 {
                    return Ok(());
                }
                if !self.tables.is_empty() {
                    self.text.push('\n');
                    return Ok(());
                }
                let text = std::mem::take(&mut self.text);
                let place = (self.part, self.paragraph, self.page);
                let number = self.number.take();
                self.out.numbered(self.kind, place, &text, number)?;
            }
            "list" => {
                self.lists = self.lists.saturating_sub(1);
                self.numbering.end_list();
            }
            "table-cell" | "covered-table-cell" => {
                let text = std::mem::take(&mut self.text);
                if let Some(table) = self.tables.last_mut() {
                    let cell = text.trim().to_string();
                    table.cells.extend(std::iter::repeat_n(cell, table.repeat));
                    table.how.extend(std::iter::repeat_n(table.open, table.repeat));
                }
            }
            "table-row" => {
                if let Some(table) = self.tables.last_mut() {
                    let mut cells = std::mem::take(&mut table.cells);
                    let repeats = table.merged.row(&mut cells, &table.how);
                    let place = (table.part, table.row, self.page);
                    self.out.merged_row(place, cells, repeats)?;
                }
            }
            "table" if self.wanted => drop(self.tables.pop()),
            _ => {}
        }
        Ok(())
    }
}
