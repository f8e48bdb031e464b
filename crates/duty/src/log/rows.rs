//! The rows of a log in columns: a few bytes a row, whatever the file says beside.
//!
//! Rows come in pieces, in the order of the file ([`Rows`]). Joining the pieces ([`Store`]) gives every subject the number
//! of its first appearance, so the result does not depend on how the file was cut.
//! Columns that hold nothing special (last days equal to first days, no time of day, no condition met) are not held
//! at all. Rows of a kind that no rule names are counted and left out.
//!
//! Which writings are one subject or one holder, `alike` says; a subject is shown as it was written first, a holder as its
//! row writes it.
//!
//! Left out: reading files, and what a row means.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::verdict::OPEN_START;

use super::alike::{Holders, composed};
use crate::verdict::OPEN_END;

use super::cond::UNCLEAR;
use super::stamp::{NO_TIME, Stamp};
use super::whole::ADDRESSEES_BETWEEN;
use super::words::{Recent, Words, hash};

/// Most rows of one log: row numbers take four bytes, and the heading may be row 1.
pub const ROWS_MAX: u64 = u32::MAX as u64 - 1;

/// One row, as a reader hands it over.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Whom or what it is about.
    pub subject: &'a [u8],
    /// What happened: the code that [`super::Plan::kind`] gives.
    pub kind: u16,
    /// When.
    pub stamp: Stamp,
    /// Whose record it is; empty where the log does not say.
    pub holder: &'a [u8],
    /// The conditions that hold, by the numbers of the plan.
    pub bits: u64,
    /// To whom it was addressed, as the log writes it; empty where it does not say or nothing asks.
    pub addressees: &'a [u8],
    /// Number of the row in the file.
    pub row: u32,
}

/// How the rows of a log were accounted for.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Account {
    /// Rows with a usable date.
    pub accepted: u64,
    /// Rows kept without one.
    pub undated: u64,
    /// Rows that could not be used.
    pub rejected: u64,
}

impl std::fmt::Display for Account {
    /// `6 rows in = 4 accepted + 1 undated + 1 rejected`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Account { accepted, undated, rejected } = self;
        write!(f, "{} rows in = {accepted} accepted + {undated} undated + {rejected} rejected", self.rows())
    }
}

impl Account {
    /// Every row that was read.
    pub fn rows(self) -> u64 {
        self.accepted + self.undated + self.rejected
    }

    /// Counts what another part of the file gave.
    pub fn add(&mut self, other: Account) {
        self.accepted += other.accepted;
        self.undated += other.undated;
        self.rejected += other.rejected;
    }
}

/// A piece of a log, taken apart. It does not number its subjects: neighbouring rows of one subject are a *run*, and
/// the runs are numbered when the piece is joined to the others.
#[derive(Clone, Debug)]
pub struct Rows {
    runs: Runs,
    holders: Words,
    recent: Recent,
    /// Cells of addressees as written.
    addressees: Words,
    /// The subject of a row is a run here.
    columns: Columns,
    /// How the rows were accounted for, those left out included.
    pub account: Account,
    /// Subjects of rows left out, by [`hash`]; those of neighbouring rows once.
    pub others: Vec<u64>,
    /// The greatest first possible day of any row; [`OPEN_START`] while there is none.
    pub last_day: i32,
}

/// Subjects of runs of rows.
#[derive(Clone, Default, Debug)]
struct Runs {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    hashes: Vec<u64>,
}

impl Runs {
    fn word(&self, run: u32) -> &[u8] {
        let i = run as usize;
        let from = if i == 0 { 0 } else { self.ends[i - 1] as usize };
        &self.bytes[from..self.ends[i] as usize]
    }

    /// The run of the next row.
    fn next(&mut self, subject: &[u8]) -> u32 {
        match self.ends.len().checked_sub(1) {
            Some(last) if self.word(last as u32) == subject => last as u32,
            _ => {
                self.bytes.extend_from_slice(subject);
                self.ends.push(self.bytes.len() as u32);
                self.hashes.push(hash(subject));
                self.ends.len() as u32 - 1
            }
        }
    }
}

impl Default for Rows {
    fn default() -> Rows {
        Rows {
            runs: Runs::default(),
            holders: Words::default(),
            recent: Recent::default(),
            addressees: Words::default(),
            columns: Columns::default(),
            account: Account::default(),
            others: Vec::new(),
            last_day: OPEN_START,
        }
    }
}

/// The columns. Those marked *spare* are empty while every row has the value named.
#[derive(Clone, Default, Debug)]
pub(super) struct Columns {
    pub(super) subject: Vec<u32>,
    pub(super) kind: Vec<u16>,
    pub(super) lo: Vec<i32>,
    /// Spare: as `lo`.
    pub(super) hi: Vec<i32>,
    /// Spare: [`NO_TIME`].
    pub(super) second: Vec<u32>,
    /// Spare: 0.
    pub(super) holder: Vec<u32>,
    /// Spare: 0.
    pub(super) bits: Vec<u64>,
    /// Spare: 0, nobody; else the number of the cell of addressees, and 1.
    pub(super) addressees: Vec<u32>,
    pub(super) row: Vec<u32>,
}

/// Puts a value into a spare column of which `len` values are taken as given.
fn put<T: Copy + PartialEq>(column: &mut Vec<T>, len: usize, usual: T, value: T) {
    if column.is_empty() && value != usual {
        column.resize(len, usual);
    }
    if !column.is_empty() || value != usual {
        column.push(value);
    }
}

/// Joins two spare columns of `len` and `more` values.
fn join<T: Copy>(column: &mut Vec<T>, len: usize, other: &[T], more: usize, usual: T, map: impl Fn(T) -> T) {
    match (column.is_empty(), other.is_empty()) {
        (_, false) => {
            column.resize(len, usual);
            column.extend(other.iter().map(|&v| map(v)));
        }
        (false, true) => column.resize(len + more, usual),
        (true, true) => {}
    }
}

impl Columns {
    pub(super) fn len(&self) -> usize {
        self.row.len()
    }

    fn push(&mut self, subject: u32, holder: u32, addressees: u32, row: &Row<'_>) {
        let len = self.len();
        self.subject.push(subject);
        self.kind.push(row.kind);
        if self.hi.is_empty() && row.stamp.hi != row.stamp.lo {
            self.hi.extend_from_slice(&self.lo);
        }
        if !self.hi.is_empty() || row.stamp.hi != row.stamp.lo {
            self.hi.push(row.stamp.hi);
        }
        self.lo.push(row.stamp.lo);
        put(&mut self.second, len, NO_TIME, row.stamp.second);
        put(&mut self.holder, len, 0, holder);
        put(&mut self.bits, len, 0, row.bits);
        put(&mut self.addressees, len, 0, addressees);
        self.row.push(row.row);
    }

    fn append(&mut self, other: Columns, subjects: &[u32], holders: &[u32], addressees: &[u32]) {
        let (len, more) = (self.len(), other.len());
        self.subject.extend(other.subject.iter().map(|&s| subjects[s as usize]));
        self.kind.extend_from_slice(&other.kind);
        if self.hi.is_empty() && !other.hi.is_empty() {
            self.hi.extend_from_slice(&self.lo);
        }
        if !self.hi.is_empty() || (len == 0 && !other.hi.is_empty()) {
            self.hi.extend_from_slice(if other.hi.is_empty() { &other.lo } else { &other.hi });
        }
        self.lo.extend_from_slice(&other.lo);
        join(&mut self.second, len, &other.second, more, NO_TIME, |v| v);
        join(&mut self.bits, len, &other.bits, more, 0, |v| v);
        let number = |v: u32| v.checked_sub(1).map_or(0, |v| addressees[v as usize] + 1);
        join(&mut self.addressees, len, &other.addressees, more, 0, number);
        // A piece whose rows all have its holder 0 may have another holder 0 than the log.
        let plain =
            vec![
                0;
                if other.holder.is_empty() && holders.first().is_some_and(|&h| h != 0) { more } else { 0 }
            ];
        let theirs = if plain.is_empty() { &other.holder } else { &plain };
        join(&mut self.holder, len, theirs, more, 0, |h| holders[h as usize]);
        self.row.extend_from_slice(&other.row);
    }

    fn bytes_held(&self) -> usize {
        let four = self.subject.capacity() + self.lo.capacity() + self.hi.capacity() + self.second.capacity();
        (four + self.holder.capacity() + self.addressees.capacity() + self.row.capacity()) * 4
            + self.kind.capacity() * 2
            + self.bits.capacity() * 8
    }
}

impl Rows {
    /// Takes a row in.
    pub fn push(&mut self, row: &Row<'_>) {
        self.count(row.stamp);
        let run = self.runs.next(row.subject);
        let holder = self.recent.intern(row.holder, &mut self.holders);
        let addressees = match row.addressees {
            [] => 0,
            cell => self.addressees.intern(cell) + 1,
        };
        self.columns.push(run, holder, addressees, row);
    }

    /// Counts a row of a kind that no rule names, and remembers that its subject is in the log.
    pub fn leave_out(&mut self, subject: &[u8], stamp: Stamp) {
        self.count(stamp);
        let subject = hash(&composed(subject));
        if self.others.last() != Some(&subject) {
            self.others.push(subject);
        }
    }

    /// Counts a row of which nothing else is kept.
    pub fn count(&mut self, stamp: Stamp) {
        if stamp.is_undated() {
            self.account.undated += 1;
        } else {
            self.account.accepted += 1;
        }
        self.last_day = self.last_day.max(stamp.lo);
    }

    /// Counts a row that could not be used.
    pub fn reject(&mut self) {
        self.account.rejected += 1;
    }

    /// Rows held; those of kinds that no rule names are not.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether no row is held.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The holders of rows held, each writing once, in order of first appearance.
    pub fn holders(&self) -> impl Iterator<Item = &[u8]> {
        self.holders.iter()
    }

    /// The row at this place, for writing a piece elsewhere.
    pub fn row(&self, i: usize) -> Row<'_> {
        let c = &self.columns;
        let hi = spare(&c.hi, i, c.lo[i]);
        Row {
            subject: self.runs.word(c.subject[i]),
            kind: c.kind[i],
            stamp: Stamp { lo: c.lo[i], hi, second: spare(&c.second, i, NO_TIME) },
            holder: self.holders.word(spare(&c.holder, i, 0)),
            bits: spare(&c.bits, i, 0),
            addressees: addressees(&self.addressees, c, i),
            row: c.row[i],
        }
    }
}

/// A log in the making: the pieces joined so far.
#[derive(Clone, Default, Debug)]
pub struct Store {
    subjects: Words,
    /// Subjects that were first written otherwise than `subjects` has them.
    as_written: BTreeMap<u32, Vec<u8>>,
    holders: Holders,
    addressees: Words,
    columns: Columns,
}

impl Store {
    /// Joins the piece that follows in the file. The rows of the piece were numbered as if `before` rows did not stand
    /// before them.
    pub fn append(&mut self, mut piece: Rows, before: u32) {
        if before > 0 {
            piece.columns.row.iter_mut().for_each(|r| *r += before);
        }
        let runs = &piece.runs;
        let plain = runs.bytes.is_ascii();
        let number = |run: u32| {
            let word = runs.word(run);
            let whole = if plain { Cow::Borrowed(word) } else { composed(word) };
            let Cow::Owned(whole) = whole else {
                return self.subjects.intern_hashed(word, runs.hashes[run as usize]);
            };
            let before = self.subjects.len();
            let number = self.subjects.intern(&whole);
            if number as usize == before {
                self.as_written.insert(number, word.to_vec());
            }
            number
        };
        let subjects: Vec<u32> = (0..runs.ends.len() as u32).map(number).collect();
        let holders: Vec<u32> = piece.holders.iter().map(|w| self.holders.intern(w)).collect();
        let addressees: Vec<u32> = piece.addressees.iter().map(|w| self.addressees.intern(w)).collect();
        self.columns.append(piece.columns, &subjects, &holders, &addressees);
    }

    /// Rows held.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether no row is held.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row at this place, for writing it elsewhere.
    pub fn row(&self, i: usize) -> Row<'_> {
        let c = &self.columns;
        Row {
            subject: subject(&self.subjects, &self.as_written, c.subject[i]),
            kind: c.kind[i],
            stamp: Stamp { lo: c.lo[i], hi: spare(&c.hi, i, c.lo[i]), second: spare(&c.second, i, NO_TIME) },
            holder: self.holders.written(spare(&c.holder, i, 0)),
            bits: spare(&c.bits, i, 0),
            addressees: addressees(&self.addressees, c, i),
            row: c.row[i],
        }
    }

    /// Bytes held.
    pub fn bytes_held(&self) -> usize {
        self.columns.bytes_held()
            + self.subjects.bytes_held()
            + self.holders.bytes_held()
            + self.addressees.bytes_held()
    }

    /// Puts the rows of each subject together, in the order of the file.
    pub fn group(self) -> Log {
        let Store { subjects, as_written, mut holders, addressees, mut columns } = self;
        let name = |holders: &mut Holders, cell: &[u8]| -> Vec<u32> {
            let names = cell.split(|&b| b == ADDRESSEES_BETWEEN as u8).map(<[u8]>::trim_ascii);
            names.filter(|n| !n.is_empty()).map(|n| holders.intern(n)).collect()
        };
        let addressees = addressees.iter().map(|cell| name(&mut holders, cell)).collect();
        let mut starts = vec![0u32; subjects.len() + 1];
        for &s in &columns.subject {
            starts[s as usize + 1] += 1;
        }
        for s in 1..starts.len() {
            starts[s] += starts[s - 1];
        }
        if !columns.subject.is_sorted() {
            let mut next = starts.clone();
            let mut place = Vec::with_capacity(columns.len());
            for &s in &columns.subject {
                place.push(next[s as usize]);
                next[s as usize] += 1;
            }
            scatter(&mut columns.kind, &place);
            scatter(&mut columns.lo, &place);
            scatter(&mut columns.hi, &place);
            scatter(&mut columns.second, &place);
            scatter(&mut columns.holder, &place);
            scatter(&mut columns.bits, &place);
            scatter(&mut columns.addressees, &place);
            scatter(&mut columns.row, &place);
        }
        // The number of a subject follows from its place now.
        columns.subject = Vec::new();
        Log { subjects: subjects.without_table(), as_written, holders, addressees, columns, starts }
    }
}

/// A subject as it was written first.
fn subject<'w>(subjects: &'w Words, as_written: &'w BTreeMap<u32, Vec<u8>>, number: u32) -> &'w [u8] {
    as_written.get(&number).map_or_else(|| subjects.word(number), Vec::as_slice)
}

/// The cell of addressees of a row.
fn addressees<'w>(cells: &'w Words, columns: &Columns, i: usize) -> &'w [u8] {
    spare(&columns.addressees, i, 0).checked_sub(1).map_or(&[], |cell| cells.word(cell))
}

/// Puts every value in its place.
fn scatter<T: Copy + Default>(column: &mut Vec<T>, place: &[u32]) {
    if column.is_empty() {
        return;
    }
    let mut sorted = vec![T::default(); column.len()];
    for (value, &place) in column.iter().zip(place) {
        sorted[place as usize] = *value;
    }
    *column = sorted;
}

/// A value of a spare column.
pub(super) fn spare<T: Copy>(column: &[T], i: usize, usual: T) -> T {
    column.get(i).copied().unwrap_or(usual)
}

/// A log with the rows of each subject together. Subjects are numbered in order of first appearance.
#[derive(Clone, Debug)]
pub struct Log {
    subjects: Words,
    as_written: BTreeMap<u32, Vec<u8>>,
    pub(super) holders: Holders,
    /// By the number of a cell of addressees: the numbers of the holders that it names.
    addressees: Vec<Vec<u32>>,
    pub(super) columns: Columns,
    /// Where the rows of each subject start; one more than there are subjects.
    pub(super) starts: Vec<u32>,
}

impl Log {
    /// How many subjects there are.
    pub fn subjects(&self) -> usize {
        self.subjects.len()
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.columns.len()
    }

    /// Whether a row of a subject has no last day of its own.
    pub fn is_open_ended(&self, subject: u32, row: u32) -> bool {
        let rows = self.starts[subject as usize] as usize..self.starts[subject as usize + 1] as usize;
        rows.into_iter().any(|i| self.columns.row[i] == row && spare(&self.columns.hi, i, 0) == OPEN_END)
    }

    /// Whether a row of a subject, of one of some kinds of event, leaves open whether it is what a rule asks for.
    pub fn is_unclear(&self, subject: u32, of: impl Fn(u16) -> bool) -> bool {
        let rows = self.starts[subject as usize] as usize..self.starts[subject as usize + 1] as usize;
        let open = |i: &usize| spare(&self.columns.bits, *i, 0) & UNCLEAR != 0;
        rows.into_iter().filter(open).any(|i| of(self.columns.kind[i]))
    }

    /// The name of a subject, as the log writes it first.
    pub fn subject(&self, number: u32) -> &[u8] {
        subject(&self.subjects, &self.as_written, number)
    }

    /// The name of a holder, as the log writes it; empty where it names none.
    pub fn holder(&self, number: u32) -> &[u8] {
        self.holders.written(number)
    }

    /// The numbers of the holders to whom a row was addressed.
    pub(super) fn addressees(&self, i: usize) -> Option<&[u32]> {
        let cell = spare(&self.columns.addressees, i, 0).checked_sub(1)?;
        self.addressees.get(cell as usize).map(Vec::as_slice)
    }

    /// The row of the file that names a subject first.
    pub fn first_row(&self, subject: u32) -> u32 {
        self.columns.row[self.starts[subject as usize] as usize]
    }

    /// Bytes held.
    pub fn bytes_held(&self) -> usize {
        self.columns.bytes_held()
            + self.subjects.bytes_held()
            + self.holders.bytes_held()
            + self.starts.capacity() * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::stamp::stamp;

    /// `subject kind time holder bits` in one line each.
    fn rows(text: &str) -> Rows {
        let mut rows = Rows::default();
        for (i, line) in text.lines().enumerate() {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            rows.push(&Row {
                subject: cells[0].as_bytes(),
                kind: cells[1].parse().unwrap(),
                stamp: stamp(cells[2].as_bytes()).unwrap(),
                holder: cells[3].as_bytes(),
                bits: cells[4].parse().unwrap(),
                addressees: cells.get(5).map_or(&[], |c| c.as_bytes()),
                row: i as u32 + 1,
            });
        }
        rows
    }

    const TEXT: &str =
        "a|1|2002-05-03||0\nb|2|2002-05|x|0|x; z\na|3||y|4\nc|1|2002-05-03 09:30|x|1\nb|1|2001-01-01||0";

    fn told(log: &Log) -> Vec<String> {
        let mut told = Vec::new();
        for s in 0..log.subjects() {
            for i in log.starts[s] as usize..log.starts[s + 1] as usize {
                let c = &log.columns;
                let hi = spare(&c.hi, i, c.lo[i]);
                told.push(format!(
                    "{} {} {}..{} {} {} {} {:?} {}",
                    String::from_utf8_lossy(log.subject(s as u32)),
                    c.kind[i],
                    c.lo[i],
                    hi,
                    spare(&c.second, i, NO_TIME),
                    String::from_utf8_lossy(log.holder(spare(&c.holder, i, 0))),
                    spare(&c.bits, i, 0),
                    log.addressees(i).map(|all| all.iter().map(|&h| log.holder(h)).collect::<Vec<_>>()),
                    c.row[i]
                ));
            }
        }
        told
    }

    #[test]
    fn rows_are_put_together_by_subject_in_the_order_of_the_file() {
        let mut store = Store::default();
        store.append(rows(TEXT), 0);
        let log = store.group();
        let told = told(&log);
        let subjects: Vec<&str> = told.iter().map(|t| &t[..1]).collect();
        assert_eq!(subjects, ["a", "a", "b", "b", "c"]);
        let numbers: Vec<&str> = told.iter().map(|t| t.rsplit(' ').next().unwrap()).collect();
        assert_eq!(numbers, ["1", "3", "2", "5", "4"]);
        assert!(told[4].contains(" 34200 x 1 "), "{}", told[4]);
        assert_eq!(log.first_row(1), 2);
    }

    #[test]
    fn a_subject_is_one_however_its_accents_were_typed_and_capitals_stay_apart() {
        // "Zoë": the two dots behind the letter, then in one character with it.
        let text = "Zoe\u{308}|1|2002-05-03||0\nZo\u{eb}|2|2002-05-04|Social Care|0\nZOE\u{308}|1|2002-05-03||0\n\
                    Zoe\u{308}|3|2002-05-05|social_care|0";
        let lines: Vec<&str> = text.lines().collect();
        for cut in 0..=lines.len() {
            let mut store = Store::default();
            store.append(rows(&lines[..cut].join("\n")), 0);
            store.append(rows(&lines[cut..].join("\n")), cut as u32);
            // Written elsewhere and read back, as where memory is short.
            let mut again = Rows::default();
            (0..store.len()).for_each(|i| again.push(&store.row(i)));
            let mut copied = Store::default();
            copied.append(again, 0);
            for log in [store.group(), copied.group()] {
                let subjects: Vec<&[u8]> = (0..2).map(|s| log.subject(s)).collect();
                assert_eq!(subjects, ["Zoe\u{308}".as_bytes(), "ZOE\u{308}".as_bytes()], "cut before {cut}");
                assert_eq!(log.starts, [0, 3, 4]);
                let told = told(&log);
                assert!(told[1].contains("Social Care") && told[2].contains("social_care"), "{told:?}");
            }
        }
        let mut left_out = Rows::default();
        for subject in ["Zoe\u{308}", "Zo\u{eb}"] {
            left_out.leave_out(subject.as_bytes(), Stamp::UNDATED);
        }
        assert_eq!(left_out.others.len(), 1);
    }

    #[test]
    fn it_does_not_matter_where_the_file_is_cut() {
        let mut whole = Store::default();
        whole.append(rows(TEXT), 0);
        let whole = told(&whole.group());
        let lines: Vec<&str> = TEXT.lines().collect();
        for cut in 0..=lines.len() {
            let mut joined = Store::default();
            let mut account = Account::default();
            let mut before = 0;
            for part in [&lines[..cut], &lines[cut..]] {
                let piece = rows(&part.join("\n"));
                account.add(piece.account);
                joined.append(piece, before);
                before += part.len() as u32;
            }
            assert_eq!(account, Account { accepted: 4, undated: 1, rejected: 0 });
            assert_eq!(told(&joined.group()), whole, "cut before line {cut}");
        }
    }
}
