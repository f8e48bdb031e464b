//! CSV cut into blocks at row ends, and blocks taken apart into rows: the fast way in.
//!
//! A block is taken apart eight bytes at a time. Quotation marks are rare in logs; a block without any takes the plain
//! way, one with some the careful way, and both give the same rows. Rows count as a spreadsheet counts them: the
//! heading is row 1, and a cell with a line end in it stands in one row.
//!
//! A quotation mark that never closes must not swallow the rows below: if a row is longer than [`ROW_BYTES_MAX`], its
//! first line is given up and the next line is read as a row.
//!
//! Left out: encodings other than UTF-8 and lines that end in a carriage return alone (`load` refuses the one and turns the
//! other), and guessing; `candour map` and `candour review` do that.

use std::io::{self, Read};

use memchr::{memchr, memrchr};

/// Longest row, in bytes.
pub(super) const ROW_BYTES_MAX: usize = 1 << 20;

/// Size of a block, in bytes: its rows and their words fit a processor's own memory.
pub(super) const BLOCK_BYTES: usize = 1 << 20;

/// Where the row that begins at `from` ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum End {
    /// Behind its line end.
    Row(usize),
    /// A quotation mark does not close; the first line ends here.
    Broken(usize),
    /// Not in these bytes.
    Unknown,
}

/// Finds the end of the row that begins at `from`. `whole`: nothing follows these bytes.
fn row_end(bytes: &[u8], from: usize, delimiter: u8, whole: bool) -> End {
    let limit = bytes.len().min(from + ROW_BYTES_MAX);
    let mut at = from;
    loop {
        // At the beginning of a cell.
        if bytes.get(at) == Some(&b'"') {
            at += 1;
            loop {
                match memchr(b'"', &bytes[at.min(limit)..limit]) {
                    Some(found) if bytes.get(at + found + 1) == Some(&b'"') => at += found + 2,
                    Some(found) => {
                        at += found + 1;
                        break;
                    }
                    None => return first_line(bytes, from, whole, limit),
                }
            }
        }
        match memchr::memchr2(delimiter, b'\n', &bytes[at.min(limit)..limit]) {
            Some(found) if bytes[at + found] == delimiter => at += found + 1,
            Some(found) => return End::Row(at + found + 1),
            None if whole && limit == bytes.len() => return End::Row(bytes.len()),
            None => return first_line(bytes, from, whole, limit),
        }
    }
}

/// The row has no end within the limit: its first line, if the limit was reached.
fn first_line(bytes: &[u8], from: usize, whole: bool, limit: usize) -> End {
    if !whole && limit == bytes.len() && limit - from < ROW_BYTES_MAX {
        return End::Unknown;
    }
    match memchr(b'\n', &bytes[from..]) {
        Some(found) => End::Broken(from + found + 1),
        None if whole => End::Broken(bytes.len()),
        None => End::Unknown,
    }
}

/// Gives a file block by block, each ending at the end of a row.
pub(super) struct Blocks<R> {
    from: R,
    rest: Vec<u8>,
    delimiter: u8,
    ended: bool,
}

impl<R: Read> Blocks<R> {
    /// What is left of `from` after `rest`.
    pub(super) fn new(from: R, rest: Vec<u8>, delimiter: u8) -> Blocks<R> {
        Blocks { from, rest, delimiter, ended: false }
    }

    /// The next block, put into `block`; false at the end.
    pub(super) fn next(&mut self, block: &mut Vec<u8>) -> io::Result<bool> {
        block.clear();
        std::mem::swap(block, &mut self.rest);
        let mut wanted = BLOCK_BYTES;
        loop {
            self.ended = self.ended || fill(&mut self.from, block, wanted)?;
            if self.ended {
                return Ok(!block.is_empty());
            }
            if let Some(end) = self.last_end(block) {
                self.rest.clear();
                self.rest.extend_from_slice(&block[end..]);
                block.truncate(end);
                return Ok(true);
            }
            if block.len() > 4 * ROW_BYTES_MAX {
                return Err(io::Error::other(format!("a row is longer than {ROW_BYTES_MAX} bytes")));
            }
            wanted += BLOCK_BYTES;
        }
    }

    /// Where the last whole row of a block ends.
    fn last_end(&self, block: &[u8]) -> Option<usize> {
        if memchr(b'"', block).is_none() {
            return memrchr(b'\n', block).map(|at| at + 1);
        }
        let mut last = 0;
        loop {
            match row_end(block, last, self.delimiter, false) {
                End::Row(end) | End::Broken(end) => last = end,
                End::Unknown => return (last > 0).then_some(last),
            }
        }
    }
}

/// Reads until there are `wanted` bytes; true at the end of the file.
fn fill(from: &mut impl Read, block: &mut Vec<u8>, wanted: usize) -> io::Result<bool> {
    let missing = wanted.saturating_sub(block.len());
    let read = from.by_ref().take(missing as u64).read_to_end(block)?;
    Ok(read < missing)
}

/// Reads the heading: the names of the columns, what parts cells (of comma, semicolon and tab the most frequent), and the
/// bytes read beyond it.
pub(super) fn heading(from: &mut impl Read) -> io::Result<(Vec<String>, u8, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut wanted = 1 << 16;
    while memchr(b'\n', &bytes).is_none() && !fill(from, &mut bytes, wanted)? {
        if bytes.len() > ROW_BYTES_MAX {
            return Err(io::Error::other(format!("the heading is longer than {ROW_BYTES_MAX} bytes")));
        }
        wanted *= 2;
    }
    let line_end = memchr(b'\n', &bytes).map_or(bytes.len(), |at| at + 1);
    let rest = bytes.split_off(line_end);
    let line = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let count = |d: u8| line.iter().filter(|&&b| b == d).count();
    let delimiter = [b'\t', b';', b','].into_iter().max_by_key(|&d| count(d)).unwrap_or(b',');
    let (mut bounds, mut unquoted) = (Vec::new(), Vec::new());
    let end = without_line_end(line, 0, line.len());
    if !quoted_row(line, (0, end), delimiter, &mut bounds, &mut unquoted) {
        return Err(io::Error::other("a quotation mark in the heading does not close as it should"));
    }
    let cells = Cells { bytes: line, bounds: &bounds, unquoted: &unquoted };
    let name = |i| String::from_utf8_lossy(cells.cell(i)).trim().to_string();
    Ok(((0..cells.len()).map(name).collect(), delimiter, rest))
}

/// What is wrong with a row as such.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Wrong {
    /// A quotation mark opens in it and does not close, or closes before the end of its cell.
    Quotes,
    /// It has this many cells.
    Width(usize),
}

/// The cells of one row. Ends of cells that had quotation marks in them lie in a copy.
pub(super) struct Cells<'b> {
    bytes: &'b [u8],
    bounds: &'b [(u32, u32)],
    unquoted: &'b [u8],
}

/// Marks a cell whose bytes lie in the copy without quotation marks.
const COPIED: u32 = 1 << 31;

impl<'b> Cells<'b> {
    /// The cell of a column.
    pub(super) fn cell(&self, column: usize) -> &'b [u8] {
        let (from, to) = self.bounds[column];
        if to & COPIED != 0 {
            &self.unquoted[from as usize..(to & !COPIED) as usize]
        } else {
            &self.bytes[from as usize..to as usize]
        }
    }

    /// How many cells there are.
    pub(super) fn len(&self) -> usize {
        self.bounds.len()
    }
}

/// Takes a block apart: gives every row that is not empty to `each`, with its cells or with what is wrong with it.
/// `width` is the number of cells a row must have.
pub(super) fn rows(
    block: &[u8],
    delimiter: u8,
    width: usize,
    mut each: impl FnMut(Result<Cells<'_>, Wrong>),
) {
    let mut bounds: Vec<(u32, u32)> = Vec::with_capacity(width);
    if memchr(b'"', block).is_none() {
        return plain_rows(block, delimiter, width, &mut bounds, &mut each);
    }
    let mut unquoted = Vec::new();
    let mut from = 0;
    while from < block.len() {
        let (end, broken) = match row_end(block, from, delimiter, true) {
            End::Row(end) => (end, false),
            End::Broken(end) => (end, true),
            End::Unknown => (block.len(), true),
        };
        let row = without_line_end(block, from, end);
        if broken {
            each(Err(Wrong::Quotes));
        } else if row > from {
            match quoted_row(block, (from, row), delimiter, &mut bounds, &mut unquoted) {
                true if bounds.len() == width => {
                    each(Ok(Cells { bytes: block, bounds: &bounds, unquoted: &unquoted }));
                }
                true => each(Err(Wrong::Width(bounds.len()))),
                false => each(Err(Wrong::Quotes)),
            }
        }
        from = end;
    }
}

/// Where a row ends that may have a line end behind it.
fn without_line_end(block: &[u8], from: usize, end: usize) -> usize {
    let line = block[from..end].strip_suffix(b"\n").unwrap_or(&block[from..end]);
    from + line.strip_suffix(b"\r").unwrap_or(line).len()
}

/// The cells of a row that may have quotation marks; false where they are not as they should be.
fn quoted_row(
    block: &[u8],
    (mut at, end): (usize, usize),
    delimiter: u8,
    bounds: &mut Vec<(u32, u32)>,
    unquoted: &mut Vec<u8>,
) -> bool {
    bounds.clear();
    unquoted.clear();
    loop {
        if at < end && block[at] == b'"' {
            let copy = unquoted.len() as u32;
            at += 1;
            loop {
                let Some(found) = memchr(b'"', &block[at..end]) else { return false };
                unquoted.extend_from_slice(&block[at..at + found]);
                at += found + 1;
                if at < end && block[at] == b'"' {
                    unquoted.push(b'"');
                    at += 1;
                } else {
                    break;
                }
            }
            bounds.push((copy, unquoted.len() as u32 | COPIED));
            if at < end && block[at] != delimiter {
                return false;
            }
        } else {
            let to = memchr(delimiter, &block[at..end]).map_or(end, |found| at + found);
            bounds.push((at as u32, to as u32));
            at = to;
        }
        if at >= end {
            return true;
        }
        at += 1;
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;
const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;

/// The highest bit of each byte of `eight` that equals the byte of which `pattern` is made.
fn equal(eight: u64, pattern: u64) -> u64 {
    let different = eight ^ pattern;
    !((different & LOW).wrapping_add(LOW) | different | LOW)
}

/// A block without quotation marks: delimiters and line ends are found eight bytes at a time.
fn plain_rows(
    block: &[u8],
    delimiter: u8,
    width: usize,
    bounds: &mut Vec<(u32, u32)>,
    each: &mut impl FnMut(Result<Cells<'_>, Wrong>),
) {
    let (delimiters, ends) = (ONES * u64::from(delimiter), ONES * u64::from(b'\n'));
    let (mut row, mut cell) = (0, 0);
    let mut at = 0;
    let mut found = |place: usize| {
        bounds.push((cell as u32, place as u32));
        cell = place + 1;
        if block.get(place).is_some_and(|&b| b == delimiter) {
            return;
        }
        let last = without_line_end(block, row, cell.min(block.len()));
        if let Some(bound) = bounds.last_mut() {
            bound.1 = bound.1.min(last as u32).max(bound.0);
        }
        if last > row {
            match bounds.len() {
                n if n == width => each(Ok(Cells { bytes: block, bounds, unquoted: &[] })),
                n => each(Err(Wrong::Width(n))),
            }
        }
        bounds.clear();
        row = cell;
    };
    for eight in block.chunks_exact(8) {
        let word = u64::from_le_bytes([
            eight[0], eight[1], eight[2], eight[3], eight[4], eight[5], eight[6], eight[7],
        ]);
        let mut hits = equal(word, delimiters) | equal(word, ends);
        while hits != 0 {
            found(at + (hits.trailing_zeros() / 8) as usize);
            hits &= hits - 1;
        }
        at += 8;
    }
    for (place, &byte) in block.iter().enumerate().skip(at) {
        if byte == delimiter || byte == b'\n' {
            found(place);
        }
    }
    if !block.is_empty() && !block.ends_with(b"\n") {
        found(block.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of a text, cells joined by `|`, or what is wrong.
    fn told(text: &str, width: usize) -> Vec<String> {
        let mut told = Vec::new();
        rows(text.as_bytes(), b',', width, |row| {
            told.push(match row {
                Ok(cells) => {
                    let cell = |i| String::from_utf8_lossy(cells.cell(i)).into_owned();
                    (0..cells.len()).map(cell).collect::<Vec<_>>().join("|")
                }
                Err(Wrong::Quotes) => "quotes".to_string(),
                Err(Wrong::Width(n)) => format!("{n} cells"),
            });
        });
        told
    }

    fn check(text: &str, width: usize, expect: &[&str]) {
        assert_eq!(told(text, width), expect, "{text:?}");
    }

    #[test]
    fn plain_rows_and_rows_with_quotation_marks() {
        // | text | cells a row | rows |
        check("a,b\nc,d\n", 2, &["a|b", "c|d"]);
        check("a,b\r\nc,d", 2, &["a|b", "c|d"]);
        check("a,\n,b\n,\n", 2, &["a|", "|b", "|"]);
        check("\n\r\na,b\n\n", 2, &["a|b"]);
        check("a\na,b,c\na,b\n", 2, &["1 cells", "3 cells", "a|b"]);
        check("only one cell", 1, &["only one cell"]);
        check("\"a\",b\nc,\"d\"\r\n", 2, &["a|b", "c|d"]);
        check("\"a,1\",\"say \"\"yes\"\"\"\n", 2, &["a,1|say \"yes\""]);
        check("\"two\nlines\",b\nc,d\n", 2, &["two\nlines|b", "c|d"]);
        check("\"a\"b,c\nd,e\n", 2, &["quotes", "d|e"]);
        check("a,5\" pipe\nc,d\n", 2, &["a|5\" pipe", "c|d"]);
        check("a,\"open\nc,d\ne,f\n", 2, &["quotes", "c|d", "e|f"]);
        check("\"\",\"\"\n", 2, &["|"]);
    }

    #[test]
    fn a_row_ends_where_it_ends_wherever_the_eights_fall() {
        for shift in 0..20 {
            let first = "x".repeat(shift);
            check(&format!("{first},b\nccc,d\n"), 2, &[&format!("{first}|b"), "ccc|d"]);
        }
    }

    #[test]
    fn blocks_end_at_row_ends_and_lose_nothing() {
        let plain: String = (0..200_000).map(|i| format!("case {i},\u{e9}vent,2002-05-03\n")).collect();
        let quoted: String =
            (0..60_000).map(|i| format!("case {i},\"one\n\"\"two\"\"\",2002-05-03\r\n")).collect();
        let broken = format!("a,\"never closed,c\n{}", "b,c,d\n".repeat(400_000));
        for text in [plain, quoted, broken, "a,b,c".to_string(), String::new()] {
            let mut blocks = Blocks::new(text.as_bytes(), Vec::new(), b',');
            let (mut block, mut joined, mut rows_told) = (Vec::new(), Vec::new(), Vec::new());
            while blocks.next(&mut block).unwrap() {
                rows_told.extend(told(std::str::from_utf8(&block).unwrap(), 3));
                joined.extend_from_slice(&block);
            }
            assert_eq!(joined.len(), text.len());
            assert!(joined == text.as_bytes());
            assert!(rows_told == told(&text, 3), "{} rows", rows_told.len());
        }
    }
}
