//! From a file of events to rows in columns, on several threads, with the same result for every number of them.
//!
//! One thread after the other takes the next block of the file and takes it apart; the pieces are joined in the order
//! of the file. Every row is accounted for: accepted, undated, or rejected with its number and what is wrong.
//!
//! Left out: the other formats (`parquet_in`), and what to do where memory is short (`spill`).

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use duty::log::{Recent, Row, Rows, Stamp, UNCLEAR, Words, folded, holder_word};
use duty::vocabulary::{Vocabulary, WordClass, nearest, slip_of};

use super::asks::Asks;
use super::csv::{Blocks, Wrong, heading, rows};
use super::parquet_in;
use crate::failure::{Done, Failure};

/// Most problems that are told one by one; the others are counted.
pub(super) const PROBLEMS_TOLD_MAX: usize = 20;

/// Most columns of a log.
pub(super) const COLUMNS_MAX: usize = 10_000;

/// Most distinct kinds of event of a log that are kept by name.
const KINDS_KEPT_MAX: usize = 100_000;

/// The column of addressees, where no other name is given.
pub(super) const ADDRESSEES: &str = "addressees";

/// Most kinds of event of a log for which a near one of the rules is told.
const NEAR_TOLD_MAX: usize = 20;

/// Most writings of holders that are compared with the holders that the rules name.
const HOLDERS_KEPT_MAX: usize = 10_000;

/// A column that would make several rows one event.
const INCIDENT: &str = "incident";

/// Longest value that is quoted in a problem, in characters.
const QUOTED_CHARS_MAX: usize = 40;

/// Names of the columns, as given on the command line.
#[derive(Clone, Debug)]
pub(super) struct Names {
    pub(super) subject: String,
    pub(super) kind: String,
    pub(super) time: String,
    /// `None`: `holder`, if the log has it.
    pub(super) holder: Option<String>,
    /// `None`: `addressees`, if the log has it.
    pub(super) addressees: Option<String>,
}

/// Which column is what.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) subject: usize,
    pub(super) kind: usize,
    pub(super) time: usize,
    pub(super) holder: Option<usize>,
    /// Where some rule asks for it.
    pub(super) addressees: Option<usize>,
    /// For each column that the rules name.
    pub(super) asked: Vec<Option<usize>>,
    /// How many columns there are.
    pub(super) width: usize,
}

impl Layout {
    /// Finds the columns in a heading.
    pub(super) fn find(
        heading: &[String],
        names: &Names,
        asks: &Asks,
        notes: &mut Vec<String>,
    ) -> Done<Layout> {
        if heading.len() > COLUMNS_MAX {
            return Err(Failure::new(format!(
                "the log has {} columns; the limit is {COLUMNS_MAX}",
                heading.len()
            )));
        }
        if let Some(name) = heading.iter().find(|h| folded(h) == INCIDENT) {
            return Err(Failure::new(format!(
                "the log has a column \"{name}\": several rows may tell of one incident, and this command takes \
                 each row as an event of its own, so a duty would be counted more than once"
            ))
            .hint("give the log to `candour review`, which honours incidents; or, if no incident has two rows, leave the column out"));
        }
        for name in [&names.subject, &names.kind, &names.time] {
            let same = |h: &&String| h.trim() == name.as_str();
            if heading.iter().filter(same).count() > 1 {
                return Err(Failure::new(format!(
                    "the log has two columns \"{name}\", and only one can be meant"
                ))
                .hint("give one of them another name"));
            }
        }
        let find = |name: &str| {
            let exact = heading.iter().position(|h| h.trim() == name);
            exact.or_else(|| heading.iter().position(|h| folded(h) == folded(name)))
        };
        let need = |name: &str, option: &str| {
            find(name).ok_or_else(|| {
                let near = nearest(name, heading.iter().map(String::as_str));
                let near = near.map_or(String::new(), |n| format!("did you mean \"{n}\"? "));
                Failure::new(format!("the log has no column \"{name}\"; it has {}", heading.join(", ")))
                    .hint(format!("{near}name the column with --{option}"))
            })
        };
        let holder = match &names.holder {
            Some(name) => Some(need(name, "holder")?),
            None => find("holder"),
        };
        let addressees = match &names.addressees {
            _ if !asks.asks_for_addressees() => None,
            Some(name) => Some(need(name, "addressees")?),
            None => find(ADDRESSEES),
        };
        if asks.asks_for_addressees() && addressees.is_none() {
            notes.push(format!(
                "the rules ask to whom something was addressed, and the log has no column \"{ADDRESSEES}\": nothing \
                 counts as addressed to anybody, and no duty arises from that; name the column with --addressees"
            ));
        }
        let asked: Vec<Option<usize>> = asks.columns().iter().map(|c| find(c)).collect();
        for (name, _) in asks.columns().iter().zip(&asked).filter(|(_, found)| found.is_none()) {
            notes.push(format!(
                "the rules ask for \"{name}\", and the log has no such column: it is absent in every row"
            ));
        }
        Ok(Layout {
            subject: need(&names.subject, "subject")?,
            kind: need(&names.kind, "kind")?,
            time: need(&names.time, "time")?,
            holder,
            addressees,
            asked,
            width: heading.len(),
        })
    }
}

/// What is wrong with one row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Problem {
    pub(super) row: u32,
    pub(super) what: String,
}

/// Part of a log, taken apart.
#[derive(Default)]
pub(super) struct Piece {
    pub(super) rows: Rows,
    /// Rows of the file in it, those rejected included.
    pub(super) read: u32,
    pub(super) problems: Vec<Problem>,
    pub(super) problems_more: u64,
    /// Kinds of event as written, the code of each, and how many rows of those without one.
    kinds: Words,
    codes: Vec<Option<u16>>,
    left_out: Vec<u64>,
    /// Rows that start a clock of their addressees by some rule, and name none.
    unaddressed: u64,
    /// Rows that leave open whether they are what a rule asks for: a value that cannot be read, or no holder.
    unclear: u64,
    recent: Recent,
    /// Nothing in it is other than ASCII, so that no cell needs to be looked at for its encoding.
    ascii: bool,
}

impl Piece {
    /// Notes what is wrong with the row just read.
    pub(super) fn problem(&mut self, what: impl FnOnce() -> String) {
        if self.problems.len() < PROBLEMS_TOLD_MAX {
            self.problems.push(Problem { row: self.read, what: what() });
        } else {
            self.problems_more += 1;
        }
    }

    /// Takes in a row by its four main cells and the others asked for. A time that was read already is given as such.
    pub(super) fn take<'c>(
        &mut self,
        asks: &Asks,
        [subject, kind, addressees]: [&[u8]; 3],
        holder: Option<&[u8]>,
        time: Result<Stamp, &[u8]>,
        cell: impl Fn(usize) -> Option<&'c [u8]>,
    ) {
        let subject = subject.trim_ascii();
        let blank = |b: &[u8]| b.trim_ascii().is_empty();
        if subject.is_empty() || blank(kind) {
            let what = if subject.is_empty() { "subject" } else { "kind of event" };
            self.problem(|| format!("rejected: the row names no {what}"));
            return self.rows.reject();
        }
        if !self.ascii {
            for (what, cell) in [
                ("subject", subject),
                ("kind of event", kind),
                ("holder", holder.unwrap_or_default()),
                ("addressees", addressees),
            ] {
                if let Some(wrong) = not_text(cell) {
                    self.problem(|| format!("rejected: its {what} \"{}\" {wrong}", shown(cell)));
                    return self.rows.reject();
                }
            }
        }
        let stamp = match time {
            Ok(stamp) => stamp,
            Err(text) => asks.stamp(text).unwrap_or_else(|| {
                self.problem(|| {
                    format!(
                        "undated: \"{}\" is no time that is read here; a day is written 2014-03-04",
                        shown(text)
                    )
                });
                Stamp::UNDATED
            }),
        };
        match self.code(asks, kind) {
            Some(kind) if asks.keeps_undated() || !stamp.is_undated() => {
                let addressees = addressees.trim_ascii();
                self.unaddressed += u64::from(addressees.is_empty() && asks.is_addressed(kind));
                let mut bits = asks.bits(kind, &cell);
                if bits & UNCLEAR != 0
                    && let Some((column, what)) = asks.unclear(kind, &cell)
                {
                    let (name, value) = (&asks.columns()[column], shown(cell(column).unwrap_or_default()));
                    self.problem(|| {
                        format!(
                            "open: the rules compare its {name} with a {what}, and \"{value}\" is no {what} that is read here"
                        )
                    });
                }
                let nobody = holder.is_none_or(blank);
                if nobody && asks.asks_for_holder(kind, holder.is_some()) {
                    bits |= UNCLEAR;
                    self.problem(|| {
                        "open: the rules ask by whom this was done, and the row names no holder".to_string()
                    });
                }
                self.unclear += u64::from(bits & UNCLEAR != 0);
                let row = Row {
                    subject,
                    addressees,
                    kind,
                    stamp,
                    holder: holder.unwrap_or_default().trim_ascii(),
                    bits,
                    row: self.read,
                };
                self.rows.push(&row);
            }
            _ => self.rows.leave_out(subject, stamp),
        }
    }

    fn code(&mut self, asks: &Asks, kind: &[u8]) -> Option<u16> {
        if self.kinds.len() >= KINDS_KEPT_MAX && self.kinds.get(kind).is_none() {
            return asks.kind(kind);
        }
        let number = self.recent.intern(kind, &mut self.kinds);
        while self.codes.len() < self.kinds.len() {
            self.codes.push(asks.kind(kind));
            self.left_out.push(0);
        }
        let code = self.codes[number as usize];
        self.left_out[number as usize] += u64::from(code.is_none());
        code
    }
}

/// What is wrong with the bytes of a cell, if they are no text.
fn not_text(cell: &[u8]) -> Option<&'static str> {
    if cell.contains(&0) {
        Some("holds a NUL character")
    } else if std::str::from_utf8(cell).is_err() {
        Some("is not in UTF-8")
    } else {
        None
    }
}

fn shown(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    // What a terminal would act on is not repeated to it.
    let plain = text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c });
    let mut short: String = plain.take(QUOTED_CHARS_MAX).collect();
    if text.chars().nth(QUOTED_CHARS_MAX).is_some() {
        short.push_str("...");
    }
    short
}

/// Takes a block of CSV apart.
pub(super) fn piece_of(block: &[u8], delimiter: u8, layout: &Layout, asks: &Asks) -> Piece {
    let ascii = block.is_ascii() && memchr::memchr(0, block).is_none();
    let mut piece = Piece { ascii, ..Piece::default() };
    rows(block, delimiter, layout.width, |row| {
        piece.read += 1;
        match row {
            Ok(cells) => {
                let cell = |c: usize| layout.asked[c].map(|i| cells.cell(i));
                let holder = layout.holder.map(|h| cells.cell(h));
                let addressees = layout.addressees.map_or(&b""[..], |a| cells.cell(a));
                let main = [cells.cell(layout.subject), cells.cell(layout.kind), addressees];
                piece.take(asks, main, holder, Err(cells.cell(layout.time)), cell);
            }
            Err(wrong) => {
                let what = match wrong {
                    Wrong::Quotes => "a quotation mark does not close as it should".to_string(),
                    Wrong::Width(n) => {
                        format!(
                            "it has {n} cell{}, and the heading has {}",
                            if n == 1 { "" } else { "s" },
                            layout.width
                        )
                    }
                };
                piece.problem(|| format!("rejected: {what}"));
                piece.rows.reject();
            }
        }
    });
    piece
}

/// Where pieces go, in the order of the file.
pub(super) trait Take {
    /// Takes the next piece; `before` rows stand before it, the heading included.
    fn take(&mut self, piece: Rows, before: u32) -> Done<()>;
}

/// What was learnt of a log beside its rows.
#[derive(Default)]
pub(super) struct Reading {
    /// Rows read so far, the heading included.
    pub(super) before: u64,
    pub(super) problems: Vec<Problem>,
    pub(super) problems_more: u64,
    /// Codes of kinds of event in the log, each with the writings that read as it.
    pub(super) kinds: BTreeMap<u16, Vec<String>>,
    /// Kinds of event that no rule names, with how many rows of each.
    pub(super) others: BTreeMap<String, u64>,
    /// Rows that start a clock of their addressees by some rule, and name none.
    unaddressed: u64,
    /// Rows that leave open whether they are what a rule asks for: a value that cannot be read, or no holder.
    pub(super) unclear: u64,
    /// The log has a column of holders.
    pub(super) has_holders: bool,
    /// Holders of rows that play a part, by the word that they are compared by, each as it was first written. Empty where the
    /// rules name no holder.
    pub(super) holders: BTreeMap<String, String>,
    /// The rules name some holder.
    names_holders: bool,
}

impl Reading {
    /// A reading that begins behind so many rows.
    pub(super) fn new(before: u64, asks: &Asks) -> Reading {
        Reading { before, names_holders: !asks.holders().is_empty(), ..Reading::default() }
    }

    /// Takes the next piece and hands its rows on.
    pub(super) fn take(&mut self, mut piece: Piece, to: &mut dyn Take) -> Done<()> {
        let before = self.before;
        self.before += u64::from(piece.read);
        if self.before > duty::log::ROWS_MAX {
            return Err(Failure::new(format!("the log has more than {} rows", duty::log::ROWS_MAX))
                .hint("split it by subject"));
        }
        for mut problem in std::mem::take(&mut piece.problems) {
            if self.problems.len() < PROBLEMS_TOLD_MAX {
                problem.row += before as u32;
                self.problems.push(problem);
            } else {
                self.problems_more += 1;
            }
        }
        self.problems_more += piece.problems_more;
        self.unaddressed += piece.unaddressed;
        self.unclear += piece.unclear;
        for ((word, code), rows) in piece.kinds.iter().zip(&piece.codes).zip(&piece.left_out) {
            self.kind(word, *code, *rows);
        }
        if self.names_holders {
            piece.rows.holders().for_each(|written| self.holder(written));
        }
        to.take(piece.rows, before as u32)
    }

    fn holder(&mut self, written: &[u8]) {
        let word = holder_word(written);
        if !word.is_empty() && self.holders.len() < HOLDERS_KEPT_MAX {
            self.holders.entry(word).or_insert_with(|| String::from_utf8_lossy(written).into_owned());
        }
    }

    fn kind(&mut self, word: &[u8], code: Option<u16>, rows: u64) {
        let text = String::from_utf8_lossy(word);
        match code {
            Some(code) => {
                let writings = self.kinds.entry(code).or_default();
                if !writings.iter().any(|w| *w == text) {
                    writings.push(text.into_owned());
                }
            }
            None if self.others.len() < KINDS_KEPT_MAX || self.others.contains_key(&*text) => {
                *self.others.entry(text.into_owned()).or_insert(0) += rows;
            }
            None => {}
        }
    }

    /// By rule, whether the log has no event of any kind that would be its action.
    pub(super) fn without_action(&self, asks: &Asks) -> Vec<bool> {
        let Asks::Rules(plan) = asks else { return Vec::new() };
        (0..plan.rules() as u16)
            .map(|n| !plan.actions(n).iter().any(|k| self.kinds.contains_key(k)))
            .collect()
    }

    /// Kinds that the rules name and the log does not have, each with the nearest that it has; and kinds that were
    /// written in several ways.
    pub(super) fn notes(&self, asks: &Asks, notes: &mut Vec<String>) {
        for (code, name) in asks.kinds().iter().enumerate() {
            match self.kinds.get(&(code as u16)) {
                None => {
                    let near = nearest(name, self.others.keys().map(String::as_str));
                    let near = near.map_or(String::new(), |n| format!("; did you mean \"{n}\"?"));
                    notes.push(format!("the rules name \"{name}\", and the log has no such event{near}"));
                }
                Some(writings) if writings.len() > 1 => {
                    notes.push(format!(
                        "these kinds of event are read as one, {name}: {}",
                        writings.join("; ")
                    ));
                }
                Some(_) => {}
            }
        }
        self.near(asks, notes);
        self.near_holders(asks, notes);
        if self.unaddressed > 0 {
            notes.push(match self.unaddressed {
                1 => "1 row starts the clock of those it is addressed to, by the rules, and names none: no duty of an \
                      addressee arises from it"
                    .to_string(),
                n => format!(
                    "{n} rows start the clock of those they are addressed to, by the rules, and name none: no duty of an \
                     addressee arises from them"
                ),
            });
        }
    }

    /// Holders of the log that no rule names and that read like one that a rule names, and sorts of the rules that no row has
    /// and that read like a known one: perhaps a slip of the pen, and then no duty arises and the silence looks like order.
    fn near_holders(&self, asks: &Asks, notes: &mut Vec<String>) {
        let shipped = Vocabulary::shipped();
        let named = || asks.holders().iter();
        let words: BTreeSet<String> = named().map(|h| holder_word(h.written.as_bytes())).collect();
        let mut told = 0;
        for (word, written) in &self.holders {
            if words.contains(word) || shipped.has(WordClass::Sort, word) {
                continue;
            }
            let Some(near) = slip_of(written, named().map(|h| h.written.as_str())) else { continue };
            told += 1;
            if told <= NEAR_TOLD_MAX {
                notes.push(format!(
                    "the log has the holder \"{written}\", and no rule names it; did you mean \"{near}\"?"
                ));
            }
        }
        if told > NEAR_TOLD_MAX {
            notes.push(format!(
                "{} more holders of the log read like one that the rules name",
                told - NEAR_TOLD_MAX
            ));
        }
        for sort in named().filter(|h| h.is_sort && !shipped.has(WordClass::Sort, &h.written)) {
            let known = self.holders.contains_key(&holder_word(sort.written.as_bytes()));
            if let Some(near) = shipped.slip_of(WordClass::Sort, &sort.written).filter(|_| !known) {
                notes.push(format!(
                    "the rules name the holder \"{}\"; did you mean \"{near}\"?",
                    sort.written
                ));
            }
        }
    }

    /// Kinds of the log that no rule names and that read like one that the rules name: perhaps a slip of the pen.
    fn near(&self, asks: &Asks, notes: &mut Vec<String>) {
        let mut told = 0;
        for (written, rows) in &self.others {
            let word = folded(written);
            // A kind that the log does not have at all was told above.
            let near = |(code, kind): &(usize, &String)| {
                self.kinds.contains_key(&(*code as u16)) && slip_of(&word, [kind.as_str()]).is_some()
            };
            let Some((_, near)) = asks.kinds().iter().enumerate().find(near) else { continue };
            told += 1;
            if told <= NEAR_TOLD_MAX {
                let rows = if *rows == 1 { "1 row".into() } else { format!("{rows} rows") };
                notes.push(format!(
                    "the log has \"{written}\" in {rows}, and no rule names it; did you mean \"{near}\"?"
                ));
            }
        }
        if told > NEAR_TOLD_MAX {
            notes.push(format!(
                "{} more kinds of the log read like one that the rules name",
                told - NEAR_TOLD_MAX
            ));
        }
    }
}

/// Reads a log in any of the formats known and hands its rows on in order. What a file is, its first bytes say.
pub(super) fn read(
    path: &Path,
    names: &Names,
    asks: &Asks,
    threads: usize,
    notes: &mut Vec<String>,
    to: &mut dyn Take,
) -> Done<Reading> {
    let mut magic = Vec::new();
    let file = File::open(path).map_err(|e| Failure::io("cannot read the log", path, &e))?;
    file.take(4).read_to_end(&mut magic).map_err(|e| Failure::io("cannot read the log", path, &e))?;
    if magic == *b"PK\x03\x04" {
        return Err(Failure::new(format!(
            "{} is a workbook or an archive, and a log is one table",
            path.display()
        ))
        .hint(
            "save the sheet as CSV (in a spreadsheet \"CSV UTF-8\"), or give workbooks to `candour review`",
        ));
    }
    if magic == parquet_in::MAGIC {
        return parquet_in::read(path, names, asks, notes, to);
    }
    csv(path, names, asks, threads, notes, to)
}

/// Opens a CSV file, unpacking gzip.
fn open(path: &Path) -> Done<Box<dyn Read + Send>> {
    let failed = |e| Failure::io("cannot read the log", path, &e);
    let mut file = File::open(path).map_err(failed)?;
    let mut magic = [0; 2];
    let read = file.read(&mut magic).map_err(failed)?;
    let start = std::io::Cursor::new(magic[..read].to_vec());
    let whole = start.chain(file);
    if magic == [0x1f, 0x8b] {
        return Ok(Box::new(flate2::read::MultiGzDecoder::new(BufReader::with_capacity(1 << 18, whole))));
    }
    Ok(Box::new(whole))
}

/// Bytes at the head of a text by which its encoding and its line ends are known.
const HEAD_BYTES: u64 = 1 << 16;

/// A text as the reading of rows takes it: UTF-8, each line ended by a line feed. One whose lines end in a carriage return alone, as
/// old spreadsheets write it, is turned while it is read.
fn lines_of(path: &Path) -> Done<Box<dyn Read + Send>> {
    let mut file = open(path)?;
    let mut head = Vec::new();
    let failed = |e| Failure::io("cannot read the log", path, &e);
    file.by_ref().take(HEAD_BYTES).read_to_end(&mut head).map_err(failed)?;
    if in_utf_16(&head) {
        let failure = format!("{} is in UTF-16, and a log is read in UTF-8", path.display());
        return Err(Failure::new(failure)
            .hint("save it as CSV in UTF-8 (in a spreadsheet \"CSV UTF-8\"), or: iconv -f UTF-16 -t UTF-8 LOG > NEW"));
    }
    let returns_alone = memchr::memchr(b'\n', &head).is_none() && memchr::memchr(b'\r', &head).is_some();
    let whole = std::io::Cursor::new(head).chain(file);
    Ok(if returns_alone { Box::new(ReturnsAsFeeds(whole)) } else { Box::new(whole) })
}

/// Whether a text begins with the mark of UTF-16, or has a NUL for every second byte as English letters have there.
fn in_utf_16(head: &[u8]) -> bool {
    let pairs = &head[..head.len().min(32) & !1];
    let every =
        |at: usize| pairs.len() >= 8 && pairs.chunks(2).all(|pair| pair[at] == 0 && pair[1 - at] != 0);
    head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || every(0) || every(1)
}

/// Gives a line feed for every carriage return.
struct ReturnsAsFeeds<R>(R);

impl<R: Read> Read for ReturnsAsFeeds<R> {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let read = self.0.read(to)?;
        to[..read].iter_mut().filter(|b| **b == b'\r').for_each(|b| *b = b'\n');
        Ok(read)
    }
}

/// Reads a CSV file and hands its rows on in order.
fn csv(
    path: &Path,
    names: &Names,
    asks: &Asks,
    threads: usize,
    notes: &mut Vec<String>,
    to: &mut dyn Take,
) -> Done<Reading> {
    let failed = |e| Failure::io("cannot read the log", path, &e);
    let mut file = lines_of(path)?;
    let (heading, delimiter, rest) = heading(&mut file).map_err(failed)?;
    if heading.iter().any(|h| h.contains(['\0', '\u{fffd}'])) {
        return Err(
            Failure::new(format!("{} is not in UTF-8", path.display())).hint("save it as CSV in UTF-8")
        );
    }
    if heading.iter().all(|h| h.trim().is_empty()) {
        return Err(Failure::new(format!("{} holds no heading: its first row is empty", path.display()))
            .hint("the first row names the columns: subject, kind, time"));
    }
    let layout = Layout::find(&heading, names, asks, notes)?;
    let mut reading = Reading::new(1, asks);
    reading.has_holders = layout.holder.is_some();
    let mut blocks = Blocks::new(file, rest, delimiter);
    if threads < 2 {
        let mut block = Vec::new();
        while blocks.next(&mut block).map_err(|e| after(path, reading.before, &e))? {
            reading.take(piece_of(&block, delimiter, &layout, asks), to)?;
        }
        return Ok(reading);
    }
    let source = Mutex::new((blocks, 0u64));
    let (sender, pieces) = sync_channel(2 * threads);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (sender, source, layout) = (sender.clone(), &source, &layout);
            scope.spawn(move || work(source, &sender, |block| piece_of(block, delimiter, layout, asks)));
        }
        drop(sender);
        in_order(pieces, |piece: std::io::Result<Piece>| {
            let before = reading.before;
            reading.take(piece.map_err(|e| after(path, before, &e))?, to)
        })
    })?;
    Ok(reading)
}

/// What went wrong behind so many rows.
fn after(path: &Path, rows: u64, error: &std::io::Error) -> Failure {
    Failure::io(&format!("cannot read the log after row {rows} of"), path, error)
}

type Numbered<T> = (u64, std::io::Result<T>);

/// Takes blocks until there are none, or nobody wants them.
fn work<R: Read>(
    source: &Mutex<(Blocks<R>, u64)>,
    sender: &SyncSender<Numbered<Piece>>,
    take_apart: impl Fn(&[u8]) -> Piece,
) {
    let mut block = Vec::new();
    loop {
        let (number, more) = {
            // Nothing that holds the lock can panic with the file half read, other than for want of memory.
            let mut source = source.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let more = source.0.next(&mut block);
            source.1 += 1;
            (source.1 - 1, more)
        };
        let piece = match more {
            Ok(true) => Ok(take_apart(&block)),
            Ok(false) => return,
            Err(error) => Err(error),
        };
        let failed = piece.is_err();
        if sender.send((number, piece)).is_err() || failed {
            return;
        }
    }
}

/// Gives what several threads make to `each` in the order of its numbers. A failure ends it, and with it the threads:
/// nobody takes what they make.
pub(super) fn in_order<T>(made: Receiver<(u64, T)>, mut each: impl FnMut(T) -> Done<()>) -> Done<()> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for (number, thing) in made {
        waiting.insert(number, thing);
        while let Some(thing) = waiting.remove(&next) {
            next += 1;
            each(thing)?;
        }
    }
    Ok(())
}
