//! Where a table's header stands, and from there rows of as many cells as the header has columns.
//!
//! Text tables and workbooks alike come with titles above the header, empty rows, unnamed and twice-named columns,
//! and rows too short or too long. The header is the first row that fits what follows it; a row given by the user
//! overrides that.

use std::collections::HashMap;

use super::{Cell, Desk, Limits, ReadOptions, Refusal, RowSink, SheetHead};

/// Rows that are looked at before the header is decided.
const LOOK_ROWS: usize = 60;
/// Bytes of cells held while looking.
const LOOK_BYTES: usize = 4 << 20;
/// Characters of a title or rejected row that are repeated in a note.
const WORDS_CHARS: usize = 2_000;

enum Held {
    Row(u32, Vec<Cell>),
    Bad(u32, String, String, String),
}

/// One table on its way to the sink.
pub(super) struct Table<'d, 's> {
    desk: &'d mut Desk<'s>,
    limits: &'d Limits,
    name: String,
    header_row: Option<u32>,
    held: Vec<Held>,
    held_bytes: usize,
    notes: Vec<(u32, String)>,
    columns: Option<usize>,
    width_min: usize,
    wanted: bool,
    rows: u32,
    short: Option<(u32, u64)>,
}

impl<'d, 's> Table<'d, 's> {
    /// A table of this name.
    pub(super) fn new(desk: &'d mut Desk<'s>, name: &str, options: &ReadOptions, limits: &'d Limits) -> Self {
        Table {
            desk,
            limits,
            name: name.to_string(),
            header_row: options.header_row,
            held: Vec::new(),
            held_bytes: 0,
            notes: Vec::new(),
            columns: None,
            width_min: 0,
            wanted: true,
            rows: 0,
            short: None,
        }
    }

    /// How many columns the header has, once it is known.
    pub(super) fn width(&self) -> Option<usize> {
        self.columns
    }

    /// The table has so many columns even where the header names fewer.
    pub(super) fn at_least(&mut self, width: usize) {
        self.width_min = width;
    }

    /// Something to say of the table, now or once its header is known.
    pub(super) fn note(&mut self, row: u32, what: impl Into<String>) {
        if self.columns.is_some() {
            if self.wanted {
                self.desk.note(row, &what.into());
            }
        } else {
            self.notes.push((row, what.into()));
        }
    }

    /// A row that cannot be read.
    pub(super) fn bad(&mut self, row: u32, words: &str, what: &str, hint: &str) {
        let words = shorten(words, WORDS_CHARS);
        if self.columns.is_some() {
            if self.wanted {
                self.desk.bad_row(row, &words, what, hint);
            }
        } else {
            self.held.push(Held::Bad(row, words, what.to_string(), hint.to_string()));
        }
    }

    /// One row as it stands in the file. Returns whether more are wanted.
    pub(super) fn row(&mut self, number: u32, cells: &mut Vec<Cell>) -> Result<bool, Refusal> {
        if self.columns.is_some() {
            return self.data(number, cells);
        }
        self.held_bytes += cells.iter().map(cell_bytes).sum::<usize>();
        self.held.push(Held::Row(number, std::mem::take(cells)));
        let enough = match self.header_row {
            Some(row) => number >= row,
            None => self.held.len() >= LOOK_ROWS || self.held_bytes >= LOOK_BYTES,
        };
        if enough { self.begin() } else { Ok(true) }
    }

    /// No more rows. Returns whether more sheets are wanted.
    pub(super) fn finish(mut self) -> Result<bool, Refusal> {
        if self.columns.is_none() && !self.begin()? {
            return Ok(!self.desk.stopped);
        }
        if let (Some((row, count)), true) = (self.short, self.wanted) {
            let what = if count == 1 {
                "a row has fewer cells than the header; the missing ones were taken as empty".to_string()
            } else {
                format!(
                    "{count} rows have fewer cells than the header, the first of them this one; the missing ones were taken as empty"
                )
            };
            self.desk.note(row, &what);
        }
        Ok(!self.desk.stopped)
    }

    /// Decides the header and gives on what was held.
    fn begin(&mut self) -> Result<bool, Refusal> {
        let held = std::mem::take(&mut self.held);
        let rows: Vec<(u32, &[Cell])> = held
            .iter()
            .filter_map(|h| match h {
                Held::Row(number, cells) => Some((*number, cells.as_slice())),
                Held::Bad(..) => None,
            })
            .collect();
        let found = match self.header_row {
            Some(wanted) => rows.iter().position(|(n, _)| *n == wanted).map(|at| (at, true)),
            None => find(&rows.iter().map(|(_, cells)| *cells).collect::<Vec<_>>()),
        };
        let Some((at, sure)) = found else {
            return self.headless(&held, rows.is_empty());
        };
        let (header_row, header) = rows[at];
        let titles: Vec<String> = rows[..at]
            .iter()
            .filter(|(_, c)| !c.iter().all(Cell::is_empty))
            .map(|(n, c)| format!("row {n}: {}", words_of(c)))
            .collect();
        let columns = name_columns(header, self.width_min);
        if columns.len() > self.limits.columns_max {
            return Err(too_wide(columns.len(), self.limits));
        }
        self.columns = Some(columns.len());
        self.wanted = self.desk.sheet(&SheetHead { name: self.name.clone(), columns, row: header_row });
        if !self.wanted {
            return Ok(false);
        }
        if !titles.is_empty() {
            let words = shorten(&titles.join("; "), WORDS_CHARS);
            self.desk.note(
                header_row,
                &format!("the header is row {header_row}; what stands above it is not read as rows: {words}"),
            );
        }
        if !sure {
            self.desk.note(header_row, &format!("no row looks clearly like a header; row {header_row} was taken for it. Set header_row if that is wrong"));
        }
        for (row, what) in std::mem::take(&mut self.notes) {
            self.desk.note(row, &what);
        }
        for item in held {
            match item {
                Held::Bad(row, words, what, hint) => self.desk.bad_row(row, &words, &what, &hint),
                Held::Row(number, mut cells) if number > header_row => {
                    if !self.data(number, &mut cells)? {
                        return Ok(false);
                    }
                }
                Held::Row(..) => {}
            }
        }
        Ok(true)
    }

    /// Nothing in the table can be a header.
    fn headless(&mut self, held: &[Held], no_rows: bool) -> Result<bool, Refusal> {
        if let Some(row) = self.header_row {
            return Err(Refusal::new(
                format!("there is no row {row} to take the header from{}", self.of_sheet()),
                "a header_row within the table",
                "row numbers are those a spreadsheet or text editor shows",
            ));
        }
        self.columns = Some(0);
        self.wanted = self.desk.sheet(&SheetHead { name: self.name.clone(), columns: Vec::new(), row: 0 });
        if self.wanted {
            for item in held {
                if let Held::Bad(row, words, what, hint) = item {
                    self.desk.bad_row(*row, words, what, hint);
                }
            }
            for (row, what) in std::mem::take(&mut self.notes) {
                self.desk.note(row, &what);
            }
            let what =
                if no_rows { "there is nothing to read here" } else { "there are only empty rows here" };
            self.desk.note(0, what);
        }
        Ok(!self.desk.stopped)
    }

    fn of_sheet(&self) -> String {
        if self.name.is_empty() { String::new() } else { format!(" in sheet \"{}\"", self.name) }
    }

    fn data(&mut self, number: u32, cells: &mut Vec<Cell>) -> Result<bool, Refusal> {
        if !self.wanted || self.desk.stopped {
            return Ok(false);
        }
        let width = self.columns.unwrap_or(0);
        if self.rows >= self.limits.rows_max {
            return Err(Refusal::new(
                format!(
                    "reading ended at row {number}: there are more than {} rows{}",
                    self.limits.rows_max,
                    self.of_sheet()
                ),
                format!("at most {} rows in one sheet", self.limits.rows_max),
                "split the file, or raise rows_max",
            ));
        }
        self.rows += 1;
        if cells.len() > width && cells[width..].iter().any(|c| !c.is_empty()) {
            let what = format!("the row has {} cells, the header {width}", cells.len());
            self.bad(
                number,
                &words_of(cells),
                &what,
                "a value holds the delimiter without quotation marks, or a line was broken",
            );
            return Ok(true);
        }
        if let Some(cell) = cells.iter().find(|c| cell_bytes(c) > self.limits.cell_bytes_max) {
            let what =
                format!("a cell has {} bytes, the limit is {}", cell_bytes(cell), self.limits.cell_bytes_max);
            self.bad(number, &words_of(cells), &what, "raise cell_bytes_max if the text is meant");
            return Ok(true);
        }
        if cells.len() < width && !cells.iter().all(Cell::is_empty) {
            let (_, count) = self.short.get_or_insert((number, 0));
            *count += 1;
        }
        cells.resize(width, Cell::Empty);
        Ok(self.desk.row(number, cells))
    }
}

/// The refusal for too many columns.
pub(super) fn too_wide(columns: usize, limits: &Limits) -> Refusal {
    Refusal::new(
        format!("the table has {columns} columns"),
        format!("at most {} columns", limits.columns_max),
        "no record has so many: see whether the delimiter or the line ends are right",
    )
}

fn cell_bytes(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) | Cell::Error(text) => text.len(),
        _ => 8,
    }
}

/// The cells of a row in words.
pub(super) fn words_of(cells: &[Cell]) -> String {
    let last = cells.iter().rposition(|c| !c.is_empty()).map_or(0, |i| i + 1);
    let mut words = String::new();
    for (i, cell) in cells[..last].iter().enumerate() {
        if i > 0 {
            words.push_str(" | ");
        }
        words.push_str(&cell.to_string());
        if words.len() > 4 * WORDS_CHARS {
            break;
        }
    }
    shorten(&words, WORDS_CHARS)
}

/// At most so many characters, with a mark where something was left out.
pub(super) fn shorten(text: &str, chars_max: usize) -> String {
    match text.char_indices().nth(chars_max) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_string(),
    }
}

/// Letters of a column: 0 is A, 26 is AA.
pub(super) fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(b'A' + (column % 26) as u8);
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    letters.iter().rev().map(|b| char::from(*b)).collect()
}

/// Names for all columns: unnamed ones by letters, a name used again with its count.
fn name_columns(header: &[Cell], width_min: usize) -> Vec<String> {
    let width = header.len().max(width_min);
    unique_names((0..width).map(|i| match header.get(i) {
        None | Some(Cell::Empty) => format!("column {}", letters(i)),
        Some(cell) => cell.to_string(),
    }))
}

/// The names with " (2)", " (3)" behind those that were used before.
pub(super) fn unique_names(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut out: Vec<String> = Vec::new();
    for name in names {
        let mut unique = name.clone();
        while let Some(count) = seen.get_mut(&unique.to_lowercase()) {
            *count += 1;
            unique = format!("{name} ({count})");
        }
        seen.insert(unique.to_lowercase(), 1);
        out.push(unique);
    }
    out
}

/// The row that is the header, and whether it clearly is: the first that fills most of the width of what follows,
/// with words that differ. Otherwise the first row with anything in it.
fn find(rows: &[&[Cell]]) -> Option<(usize, bool)> {
    let filled: Vec<usize> = rows.iter().map(|r| r.iter().filter(|c| !c.is_empty()).count()).collect();
    let first = filled.iter().position(|n| *n > 0)?;
    for (at, row) in rows.iter().enumerate() {
        if filled[at] == 0 {
            continue;
        }
        let usual = mode(filled[at + 1..].iter().copied().filter(|n| *n > 0));
        let Some(usual) = usual else {
            break; // nothing follows
        };
        if filled[at] * 10 >= usual * 6 && looks_like_header(row) {
            // A lone word above a table of several columns is a title, whatever the sparse rows say.
            let widest = filled[at + 1..].iter().copied().max().unwrap_or(0);
            if filled[at] == 1 && widest > 2 {
                continue;
            }
            return Some((at, true));
        }
    }
    if rows.len() - first == 1 {
        return Some((first, looks_like_header(rows[first])));
    }
    let usual = mode(filled.iter().copied().filter(|n| *n > 0)).unwrap_or(1);
    let at = filled.iter().position(|n| *n * 10 >= usual * 6 && *n > 0).unwrap_or(first);
    Some((at, false))
}

/// The most frequent number, the larger of equals.
fn mode(numbers: impl Iterator<Item = usize>) -> Option<usize> {
    let mut counts: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    for n in numbers {
        *counts.entry(n).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(n, count)| (*count, *n)).map(|(n, _)| n)
}

fn looks_like_header(row: &[Cell]) -> bool {
    let (mut filled, mut labels) = (0, 0);
    let mut different = std::collections::BTreeSet::new();
    for cell in row.iter().filter(|c| !c.is_empty()) {
        filled += 1;
        if let Cell::Text(text) = cell {
            different.insert(text.to_lowercase());
            labels += usize::from(is_label(text));
        }
    }
    filled > 0 && labels * 10 >= filled * 7 && different.len() * 10 >= filled * 7
}

/// A word or a few, not a number, a date, or a paragraph.
fn is_label(text: &str) -> bool {
    let (mut letters, mut digits, mut all) = (0usize, 0usize, 0usize);
    for c in text.chars().take(300) {
        all += 1;
        letters += usize::from(c.is_alphabetic());
        digits += usize::from(c.is_numeric());
    }
    let dated = text.starts_with(|c: char| c.is_ascii_digit()) && digits * 2 >= letters;
    letters > 0 && letters >= digits && !dated && all < 300
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rows: &[&str], header: Option<(usize, bool)>) {
        let cells: Vec<Vec<Cell>> = rows
            .iter()
            .map(|r| {
                r.split(',').map(|t| if t.is_empty() { Cell::Empty } else { Cell::Text(t.into()) }).collect()
            })
            .collect();
        let slices: Vec<&[Cell]> = cells.iter().map(Vec::as_slice).collect();
        assert_eq!(find(&slices), header, "{rows:?}");
    }

    #[test]
    fn the_header_is_found_below_titles() {
        check(&["ref,name,seen", "1,Ann,2001-01-02"], Some((0, true)));
        check(
            &["Northmere Council", "", "ref,name,seen", "1,Ann,2001-01-02", "2,Bo,2001-01-02"],
            Some((2, true)),
        );
        check(
            &["Report,Referrals", "Run on,2 May 2003", "ref,name,seen,by,to", "1,A,2,x,y", "2,B,2,x,z"],
            Some((2, true)),
        );
        check(&["area,2013,2014", "North,5,6", "South,7,8"], Some((0, false)));
        check(
            &["1975-01-01,New Year's Day", "1975-03-28,Good Friday", "1975-03-31,Easter Monday"],
            Some((0, false)),
        );
        check(&["ref,name,notes,more,other", "1,A,,,", "2,B,,,", "3,C,x,,"], Some((0, true)));
        check(&["name", "Ann Other"], Some((0, true)));
        check(&["", ""], None);
        check(&["ref,name"], Some((0, true)));
    }

    #[test]
    fn columns_are_named_apart() {
        let text = |t: &str| Cell::Text(t.into());
        let header = [text("Date"), Cell::Empty, text("date"), text("Date (2)"), text("Date"), Cell::Empty];
        assert_eq!(
            name_columns(&header, 0),
            ["Date", "column B", "date (2)", "Date (2) (2)", "Date (3)", "column F"]
        );
        assert_eq!((letters(25), letters(26), letters(16_383)), ("Z".into(), "AA".into(), "XFD".into()));
    }
}
