//! Delimited text: CSV and its relations.
//!
//! Source: RFC 4180 for what is right; for the rest, what people's systems write. A quotation mark that never closes
//! must cost one row and not the rest of the file, so a record that cannot be right is given up at its first line and
//! reading goes on at the second.

use std::io::{self, Read};

use super::header::{Table, shorten};
use super::received::{Received, TextEncoding, unreadable};
use super::{Cell, Desk, Limits, ReadOptions, Refusal};

const CHUNK_BYTES: usize = 256 << 10;
/// Records looked at to find the delimiter.
const SNIFF_RECORDS: usize = 300;
/// Characters of a broken line that are kept.
const WORDS_BYTES: usize = 8_000;

/// How the text is laid out.
#[derive(Clone, Copy, Debug)]
struct Layout {
    delimiter: u8,
    quote: u8,
    /// The byte that ends a line: a line feed (with or without a carriage return before it), or a carriage return
    /// where the file has no line feed at all.
    line_end: u8,
    /// Fields of most records.
    usual: usize,
}

/// Fields of one record, unquoted, one after the other.
#[derive(Default)]
struct Fields {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Fields {
    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    fn close(&mut self) {
        self.ends.push(self.bytes.len());
    }
}

/// What came of parsing one record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Parsed {
    /// The bytes seen so far do not hold a whole record.
    More,
    /// A record of so many bytes over so many lines; `loose` where quotation marks were not used as they should be.
    Record { bytes: usize, lines: u32, loose: bool },
    /// A quotation mark opens on the first line and never closes as it should. It is `odd` where it does close on that
    /// line, with more of the value behind it.
    Broken { odd: bool },
}

impl Layout {
    /// Length of the first line without and with its end; none while it is not all there.
    fn line(&self, buf: &[u8], eof: bool) -> Option<(usize, usize)> {
        match memchr::memchr(self.line_end, buf) {
            Some(at) => Some((without_return(&buf[..at], self.line_end), at + 1)),
            None if eof => Some((without_return(buf, self.line_end), buf.len())),
            None => None,
        }
    }

    /// Parses the record at the start of `buf`.
    fn parse(&self, buf: &[u8], eof: bool, fields: &mut Fields) -> Parsed {
        fields.clear();
        let Some((end, next)) = self.line(buf, eof) else { return Parsed::More };
        if memchr::memchr(self.quote, &buf[..end]).is_none() {
            self.split(&buf[..end], fields);
            return Parsed::Record { bytes: next, lines: 1, loose: false };
        }
        self.quoted(buf, eof, fields)
    }

    /// Splits a line at every delimiter, quotation marks being ordinary characters.
    fn split(&self, line: &[u8], fields: &mut Fields) {
        let mut from = 0;
        for at in memchr::memchr_iter(self.delimiter, line) {
            fields.bytes.extend_from_slice(&line[from..at]);
            fields.close();
            from = at + 1;
        }
        fields.bytes.extend_from_slice(&line[from..]);
        fields.close();
    }

    fn quoted(&self, buf: &[u8], eof: bool, fields: &mut Fields) -> Parsed {
        let (mut at, mut lines, mut loose) = (0, 1, false);
        loop {
            let blank = buf[at..].iter().take_while(|b| self.is_blank(**b)).count();
            if buf.get(at + blank) == Some(&self.quote) {
                match self.inside(buf, eof, at + blank + 1, fields) {
                    Inside::More => return Parsed::More,
                    Inside::Broken { odd } => return Parsed::Broken { odd: odd && lines == 1 },
                    Inside::Closed { next, breaks, odd } => {
                        if odd && lines + breaks > 1 {
                            return Parsed::Broken { odd: false };
                        }
                        (at, lines, loose) = (next, lines + breaks, loose || odd);
                    }
                }
            } else {
                let stop = memchr::memchr2(self.delimiter, self.line_end, &buf[at..]);
                let Some(stop) = stop.or(eof.then_some(buf.len() - at)) else { return Parsed::More };
                let raw = &buf[at..at + stop];
                let len = if buf.get(at + stop) == Some(&self.delimiter) {
                    raw.len()
                } else {
                    without_return(raw, self.line_end)
                };
                fields.bytes.extend_from_slice(&raw[..len]);
                at += stop;
            }
            fields.close();
            match buf.get(at) {
                Some(b) if *b == self.delimiter => at += 1,
                Some(_) => return Parsed::Record { bytes: at + 1, lines, loose },
                None => return Parsed::Record { bytes: at, lines, loose },
            }
        }
    }

    fn is_blank(&self, byte: u8) -> bool {
        (byte == b' ' || byte == b'\t') && byte != self.delimiter
    }

    /// Reads a quoted value from behind its opening mark to the delimiter or line end behind its closing one.
    fn inside(&self, buf: &[u8], eof: bool, mut at: usize, fields: &mut Fields) -> Inside {
        let (mut breaks, mut odd) = (0, false);
        loop {
            let Some(len) = memchr::memchr(self.quote, &buf[at..]) else {
                return if eof { Inside::Broken { odd } } else { Inside::More };
            };
            let part = &buf[at..at + len];
            breaks += memchr::memchr_iter(self.line_end, part).count() as u32;
            if odd && breaks > 0 {
                return Inside::Broken { odd };
            }
            fields.bytes.extend_from_slice(part);
            at += len + 1;
            if buf.get(at) == Some(&self.quote) {
                fields.bytes.push(self.quote);
                at += 1;
                continue;
            }
            let blank = buf[at..].iter().take_while(|b| self.is_blank(**b)).count();
            let mut behind = at + blank;
            if self.line_end == b'\n' && buf.get(behind) == Some(&b'\r') {
                behind += 1;
                if behind < buf.len() && buf[behind] != b'\n' {
                    behind -= 1;
                }
            }
            match buf.get(behind) {
                None if !eof => return Inside::More,
                None => return Inside::Closed { next: behind, breaks, odd },
                Some(b) if *b == self.delimiter || *b == self.line_end => {
                    return Inside::Closed { next: behind, breaks, odd };
                }
                Some(_) if breaks > 0 => return Inside::Broken { odd },
                Some(_) => {
                    odd = true;
                    fields.bytes.push(self.quote);
                }
            }
        }
    }
}

enum Inside {
    More,
    Broken { odd: bool },
    Closed { next: usize, breaks: u32, odd: bool },
}

fn without_return(line: &[u8], line_end: u8) -> usize {
    if line_end == b'\n' && line.last() == Some(&b'\r') { line.len() - 1 } else { line.len() }
}

/// Bytes of the file that are not yet used up; holds no more than one record and a chunk.
struct Window {
    from: Box<dyn Read>,
    buf: Vec<u8>,
    at: usize,
    eof: bool,
}

impl Window {
    fn rest(&self) -> &[u8] {
        &self.buf[self.at..]
    }

    /// Reads on: as much again as is held, so that a long record is not parsed over and over.
    fn more(&mut self) -> Result<(), Refusal> {
        if self.at > 0 {
            self.buf.drain(..self.at);
            self.at = 0;
        }
        let held = self.buf.len();
        let want = held.max(CHUNK_BYTES);
        self.buf.resize(held + want, 0);
        let mut filled = held;
        while filled < held + want {
            match self.from.read(&mut self.buf[filled..]) {
                Ok(0) => {
                    self.eof = true;
                    break;
                }
                Ok(n) => filled += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(unreadable(&e)),
            }
        }
        self.buf.truncate(filled);
        Ok(())
    }

    /// Throws bytes away up to the end of the line.
    fn skip_line(&mut self, line_end: u8) -> Result<(), Refusal> {
        loop {
            if let Some(at) = memchr::memchr(line_end, self.rest()) {
                self.at += at + 1;
                return Ok(());
            }
            self.at = self.buf.len();
            if self.eof {
                return Ok(());
            }
            self.buf.clear();
            self.at = 0;
            self.more()?;
        }
    }
}

/// Reads delimited text. Returns the format in words.
pub(super) fn read(
    received: &Received,
    options: &ReadOptions,
    limits: &Limits,
    desk: &mut Desk<'_>,
) -> Result<String, Refusal> {
    let encoding = received.encoding(options.encoding.as_deref())?;
    let bytewise = encoding.encoding == encoding_rs::UTF_8 || encoding.encoding == encoding_rs::WINDOWS_1252;
    let (from, fallback): (Box<dyn Read>, bool) =
        if bytewise { (received.open()?, true) } else { (received.open_text(encoding.encoding)?, false) };
    let mut window = Window { from, buf: Vec::new(), at: 0, eof: false };
    window.more()?;
    if window.rest().starts_with(b"\xef\xbb\xbf") {
        window.at = 3;
    }
    let line_end = if received.survey.line_feeds > 0 { b'\n' } else { b'\r' };
    let layout = sniff(window.rest(), window.eof, line_end, options)?;
    let table = Table::new(desk, "", options, limits);
    let mut reader = Reader {
        window,
        layout,
        table,
        limits,
        legacy: encoding.encoding == encoding_rs::WINDOWS_1252,
        fallback,
        fields: Fields::default(),
        cells: Vec::new(),
        line: 1,
        counts: Counts::default(),
    };
    reader.run()?;
    let Reader { mut table, counts, .. } = reader;
    counts.tell(&mut table);
    table.finish()?;
    Ok(describe(&layout, &encoding))
}

fn describe(layout: &Layout, encoding: &TextEncoding) -> String {
    let delimiter = match layout.delimiter {
        b',' => "comma".to_string(),
        b';' => "semicolon".to_string(),
        b'\t' => "tab".to_string(),
        b'|' => "vertical bar".to_string(),
        other => format!("delimiter \"{}\"", char::from(other)),
    };
    let mixed = if encoding.mixed { " with lines of Windows-1252" } else { "" };
    let name = match encoding.encoding.name() {
        "windows-1252" => "Windows-1252",
        name => name,
    };
    format!("CSV, {delimiter}, {name}{mixed}")
}

/// First row and number of rows of things that are told once a file.
#[derive(Default)]
struct Counts {
    zeros: Option<(u32, u64)>,
    loose: Option<(u32, u64)>,
    legacy: Option<(u32, u64)>,
}

impl Counts {
    fn add(count: &mut Option<(u32, u64)>, row: u32) {
        count.get_or_insert((row, 0)).1 += 1;
    }

    fn tell(&self, table: &mut Table<'_, '_>) {
        let mut say = |count: Option<(u32, u64)>, what: &str| {
            if let Some((row, rows)) = count {
                let rows = if rows == 1 { "1 row".to_string() } else { format!("{rows} rows") };
                table.note(row, format!("{rows}, the first of them this one, {what}"));
            }
        };
        say(self.zeros, "held zero bytes, which were left out");
        say(
            self.loose,
            "had quotation marks inside a value that were not doubled; they were kept as part of the value",
        );
        say(self.legacy, "held bytes that are not UTF-8 and were read as Windows-1252");
    }
}

struct Reader<'d, 's> {
    window: Window,
    layout: Layout,
    table: Table<'d, 's>,
    limits: &'d Limits,
    legacy: bool,
    fallback: bool,
    fields: Fields,
    cells: Vec<Cell>,
    line: u32,
    counts: Counts,
}

impl Reader<'_, '_> {
    fn run(&mut self) -> Result<(), Refusal> {
        loop {
            if self.window.rest().is_empty() {
                if self.window.eof {
                    return Ok(());
                }
                self.window.more()?;
                continue;
            }
            let parsed = self.layout.parse(self.window.rest(), self.window.eof, &mut self.fields);
            let go_on = match parsed {
                Parsed::More if self.window.rest().len() > self.limits.row_bytes_max => self.too_long()?,
                Parsed::More => {
                    self.window.more()?;
                    true
                }
                Parsed::Broken { odd } => self.broken_or_literal(odd)?,
                Parsed::Record { bytes, .. } if bytes > self.limits.row_bytes_max => self.too_long()?,
                Parsed::Record { bytes, lines, loose } => self.record(bytes, lines, loose)?,
            };
            if !go_on {
                return Ok(());
            }
        }
    }

    fn expected(&self) -> usize {
        self.table.width().unwrap_or(self.layout.usual)
    }

    fn record(&mut self, bytes: usize, lines: u32, loose: bool) -> Result<bool, Refusal> {
        let expected = self.expected();
        if lines > 1 && expected > 2 && self.fields.ends.len() != expected && self.second_line_fits(expected)
        {
            return Ok(self.broken());
        }
        if loose && self.fields.ends.len() == expected {
            Counts::add(&mut self.counts.loose, self.line);
        } else if loose {
            return self.broken_or_literal(true);
        }
        if self.fields.ends.len() > self.limits.columns_max {
            if self.table.width().is_none() {
                return Err(super::header::too_wide(self.fields.ends.len(), self.limits));
            }
            let what = format!("the row has {} cells", self.fields.ends.len());
            return Ok(self.reject(&what, "see whether line ends are missing"));
        }
        self.fill_cells();
        let row = self.line;
        self.window.at += bytes;
        self.line = self.line.saturating_add(lines);
        self.table.row(row, &mut self.cells)
    }

    /// Whether the second line of what is held has as many fields as it should when read by itself.
    fn second_line_fits(&self, expected: usize) -> bool {
        let rest = self.window.rest();
        let Some((_, next)) = self.layout.line(rest, true) else { return false };
        let mut fields = Fields::default();
        let parsed = self.layout.parse(&rest[next..], true, &mut fields);
        matches!(parsed, Parsed::Record { lines: 1, loose: false, .. }) && fields.ends.len() == expected
    }

    /// Quotation marks on the first line do not pair. Read as ordinary characters they may give as many fields as there
    /// should be; otherwise the line is given up.
    fn broken_or_literal(&mut self, odd: bool) -> Result<bool, Refusal> {
        if odd && let Some((end, next)) = self.layout.line(self.window.rest(), true) {
            let line = &self.window.buf[self.window.at..self.window.at + end];
            self.fields.clear();
            self.layout.split(line, &mut self.fields);
            if self.fields.ends.len() == self.expected() {
                Counts::add(&mut self.counts.loose, self.line);
                return self.record(next, 1, false);
            }
        }
        Ok(self.broken())
    }

    fn broken(&mut self) -> bool {
        self.reject(
            "a quotation mark opens in this row and never closes as it should",
            "close it, or double it if it is part of the value; the rows below were read as they stand",
        )
    }

    /// Rejects the first line of what is held and goes on behind it.
    fn reject(&mut self, what: &str, hint: &str) -> bool {
        let rest = self.window.rest();
        let (end, next) = self.layout.line(rest, true).unwrap_or((rest.len(), rest.len()));
        let words = self.words(&rest[..end]);
        self.table.bad(self.line, &words, what, hint);
        self.window.at += next;
        self.line = self.line.saturating_add(1);
        true
    }

    fn words(&self, line: &[u8]) -> String {
        let line = &line[..line.len().min(WORDS_BYTES)];
        let text = match std::str::from_utf8(line) {
            Ok(text) => text.to_string(),
            Err(_) if self.legacy => {
                encoding_rs::WINDOWS_1252.decode_without_bom_handling(line).0.into_owned()
            }
            Err(_) => String::from_utf8_lossy(line).into_owned(),
        };
        shorten(text.trim(), WORDS_BYTES)
    }

    /// What is held is longer than a row may be: a quotation mark that never closes, or a line without an end.
    fn too_long(&mut self) -> Result<bool, Refusal> {
        let first = self.layout.line(self.window.rest(), self.window.eof);
        if first.is_some_and(|(_, next)| next <= self.limits.row_bytes_max) {
            return Ok(self.broken());
        }
        let max = self.limits.row_bytes_max;
        let words = self.words(&self.window.rest()[..max.min(200)]);
        let what = format!("a line is longer than {max} bytes");
        if self.table.width().is_none() && self.line == 1 {
            return Err(Refusal::new(
                format!("{what}, and it is the first: \"{}…\"", shorten(&words, 60)),
                format!("lines of at most {max} bytes"),
                "see whether line ends were lost; if the line is meant, raise row_bytes_max",
            ));
        }
        self.table.bad(
            self.line,
            &words,
            &what,
            "see whether line ends were lost; if the line is meant, raise row_bytes_max",
        );
        self.window.skip_line(self.layout.line_end)?;
        self.line = self.line.saturating_add(1);
        Ok(true)
    }

    fn fill_cells(&mut self) {
        if memchr::memchr(0, &self.fields.bytes).is_some() {
            Counts::add(&mut self.counts.zeros, self.line);
        }
        let whole = std::str::from_utf8(&self.fields.bytes);
        // The last byte of one cell and the first of the next can look like one character: each cell is read by itself.
        let torn = |text: &str| self.fields.ends.iter().any(|end| !text.is_char_boundary(*end));
        let legacy = whole.map_or(self.fallback, torn);
        if legacy && !self.legacy {
            Counts::add(&mut self.counts.legacy, self.line);
        }
        let text = if legacy { "" } else { whole.unwrap_or_default() };
        self.cells.truncate(self.fields.ends.len());
        let mut from = 0;
        for (i, end) in self.fields.ends.iter().enumerate() {
            if i == self.cells.len() {
                self.cells.push(Cell::Empty);
            }
            if legacy {
                let (text, _) =
                    encoding_rs::WINDOWS_1252.decode_without_bom_handling(&self.fields.bytes[from..*end]);
                set_text(&mut self.cells[i], &text);
            } else {
                set_text(&mut self.cells[i], &text[from..*end]);
            }
            from = *end;
        }
    }
}

/// Puts trimmed text into a cell, using the cell's old storage again.
fn set_text(cell: &mut Cell, text: &str) {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\0' | '\u{1a}' | '\u{feff}'));
    if text.is_empty() {
        *cell = Cell::Empty;
        return;
    }
    if !matches!(cell, Cell::Text(_)) {
        *cell = Cell::Text(String::with_capacity(text.len()));
    }
    if let Cell::Text(held) = cell {
        held.clear();
        if text.contains('\0') {
            held.extend(text.chars().filter(|c| *c != '\0'));
        } else {
            held.push_str(text);
        }
    }
}

/// Finds delimiter and quotation mark from the beginning of the text.
fn sniff(text: &[u8], eof: bool, line_end: u8, options: &ReadOptions) -> Result<Layout, Refusal> {
    let given = match options.delimiter {
        Some(c) if c.is_ascii() && !matches!(c, '"' | '\r' | '\n') => Some(c as u8),
        Some(c) => {
            return Err(Refusal::new(
                format!("\"{c}\" cannot be a delimiter"),
                "one ASCII character that is no quotation mark and no line end",
                "leave it out to have it found from the contents",
            ));
        }
        None => declared(text),
    };
    let quote = sniff_quote(text);
    let candidates: Vec<u8> = given.map_or_else(|| b",;\t|".to_vec(), |d| vec![d]);
    let mut best: Option<(f64, Layout)> = None;
    for delimiter in candidates {
        let mut layout = Layout { delimiter, quote, line_end, usual: 1 };
        let (score, usual) = judge(&layout, text, eof);
        layout.usual = usual;
        if best.is_none_or(|(top, _)| score > top) {
            best = Some((score, layout));
        }
    }
    Ok(best.map_or(Layout { delimiter: b',', quote, line_end, usual: 1 }, |(_, layout)| layout))
}

/// Excel's own line "sep=;".
fn declared(text: &[u8]) -> Option<u8> {
    let rest = text.strip_prefix(b"\"").unwrap_or(text);
    let delimiter = *rest.strip_prefix(b"sep=").or(rest.strip_prefix(b"SEP="))?.first()?;
    matches!(delimiter, b',' | b';' | b'\t' | b'|').then_some(delimiter)
}

/// Apostrophes are the quotation marks where no double ones are used and most values stand between apostrophes.
fn sniff_quote(text: &[u8]) -> u8 {
    if text.contains(&b'"') {
        return b'"';
    }
    let opening = |mark: u8| {
        text.windows(2).filter(|w| w[1] == mark && matches!(w[0], b',' | b';' | b'\t' | b'|' | b'\n')).count()
    };
    let fields = text.iter().filter(|b| matches!(**b, b',' | b';' | b'\t' | b'|' | b'\n')).count();
    if opening(b'\'') * 2 > fields && fields > 3 { b'\'' } else { b'"' }
}

/// How well a delimiter explains the text: the share of records with the usual number of fields, more for more
/// fields, and half where the first such record is not headed with words, and half where the first record does not have it at all.
fn judge(layout: &Layout, text: &[u8], eof: bool) -> (f64, usize) {
    let mut counts: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    let mut heads: std::collections::BTreeMap<usize, bool> = std::collections::BTreeMap::new();
    let (mut at, mut fields, mut records) = (0, Fields::default(), 0usize);
    let mut first = None;
    while at < text.len() && records < SNIFF_RECORDS {
        match layout.parse(&text[at..], eof, &mut fields) {
            Parsed::Record { bytes, .. } => {
                if bytes > 2 {
                    records += 1;
                    let count = fields.ends.len();
                    first.get_or_insert(count);
                    *counts.entry(count).or_default() += 1;
                    heads.entry(count).or_insert_with(|| headed(&fields));
                }
                at += bytes.max(1);
            }
            Parsed::Broken { .. } => {
                at += layout.line(&text[at..], true).map_or(text.len(), |(_, next)| next.max(1))
            }
            Parsed::More => break,
        }
    }
    let Some((usual, count)) = counts.into_iter().max_by_key(|(fields, n)| (*n, *fields)) else {
        return (0.0, 1);
    };
    if usual < 2 {
        return (0.0, 1);
    }
    let share = count as f64 / records as f64;
    let words = if heads.get(&usual) == Some(&true) { 1.0 } else { 0.5 };
    // A mark that stands between the values of one cell is in no heading.
    let heading = if first == Some(1) { 0.5 } else { 1.0 };
    (share * share * (usual as f64).ln() * words * heading, usual)
}

/// Whether most fields are words and no field is a bare number.
fn headed(fields: &Fields) -> bool {
    let (mut from, mut words) = (0, 0);
    for end in &fields.ends {
        let field = &fields.bytes[from..*end];
        words += usize::from(field.iter().any(|b| b.is_ascii_alphabetic() || *b >= 0x80));
        from = *end;
    }
    words * 10 >= fields.ends.len() * 7
}
