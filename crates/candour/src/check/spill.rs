//! Logs that do not fit in the memory allowed: rows put aside on disk by subject, and checked part by part.
//!
//! While the log fits, nothing is written. When it no longer does, every row goes to one of a number of temporary files, by
//! the hash of its subject; then each file is read back, checked and forgotten. What comes of a subject is kept with the row that
//! first names it, and joined in that order at the end: the same bytes as without a bound, whatever the hash.
//!
//! The temporary files have no name where the system allows it (nobody else can open them, and they are gone however
//! the run ends), and lie in the system's folder for temporary files.
//!
//! Left out: one subject that is too large by itself. That is an error that says how much it takes.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use duty::log::{Account, Log, NO_TIME, Row, Rows, Stamp, Store, composed, hash};
use duty::verdict::OPEN_START;
use model::Day;

use super::asks::Asks;
use super::counts::Counts;
use super::drive::{Checker, Open};
use super::load::Take;
use super::out::{Form, Out, Page};
use super::write::Spool;
use crate::failure::{Done, Failure};

/// Least memory that may be asked for.
pub(super) const MEMORY_MIN: u64 = 32 << 20;

/// What the program takes beside the log: itself, blocks of the file, pages of outcomes.
const BESIDE_BYTES: u64 = 20 << 20;

/// Most temporary files of one kind.
const PARTS_MAX: u64 = 256;

/// Rows read back at once.
const ROWS_AT_ONCE: usize = 1 << 14;

/// Bytes of outcomes joined before they are written.
const PAGE_BYTES: usize = 1 << 18;

/// How much memory a log may take, and how large its file is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bound {
    memory: u64,
    parts: u64,
}

impl Bound {
    /// `--memory`, for a file of this many bytes.
    pub(super) fn new(memory: u64, file_bytes: u64, packed: bool) -> Done<Bound> {
        if memory < MEMORY_MIN {
            return Err(Failure::new(format!("--memory is at least {} MiB", MEMORY_MIN >> 20)));
        }
        // Packed files are taken to be a tenth of their size. A part should fit several times over.
        let size = file_bytes.saturating_mul(if packed { 10 } else { 1 });
        let parts = (size.saturating_mul(6) / (memory - BESIDE_BYTES / 2)).next_power_of_two();
        Ok(Bound { memory: memory - BESIDE_BYTES, parts: parts.clamp(8, PARTS_MAX) })
    }

    /// Bytes that columns may take before they are put aside. Growing and sorting them takes as much again.
    fn columns(self) -> u64 {
        self.memory / 3
    }
}

/// A log as it is read: in memory, or put aside.
pub(super) struct Gather {
    bound: Option<Bound>,
    store: Store,
    parts: Option<Parts>,
    pub(super) account: Account,
    pub(super) last_day: i32,
    others: Others,
}

/// Subjects of the log of which no row plays a part, by hash, as far as they are remembered.
#[derive(Default)]
pub(super) struct Others {
    seen: HashSet<u64>,
    cut: bool,
}

/// Most of them that are remembered: eight bytes each, and as much for the table.
const OTHERS_MAX: usize = 1 << 20;

impl Others {
    fn take(&mut self, subjects: &[u64]) {
        for subject in subjects {
            if self.seen.len() < OTHERS_MAX || self.seen.contains(subject) {
                self.seen.insert(*subject);
            } else {
                self.cut = true;
            }
        }
    }

    /// Forgets those of which some row does play a part.
    fn forget(&mut self, log: &Log) {
        if !self.seen.is_empty() {
            (0..log.subjects() as u32).for_each(|s| {
                self.seen.remove(&hash(&composed(log.subject(s))));
            });
        }
    }

    fn counted(&self, checked: usize) -> Subjects {
        Subjects { checked: checked as u64, others: self.seen.len() as u64, others_cut: self.cut }
    }
}

/// How many subjects there are: those that have an event of a kind that is asked for, and the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Subjects {
    pub(super) checked: u64,
    pub(super) others: u64,
    /// There are more others than were remembered.
    pub(super) others_cut: bool,
}

impl Gather {
    /// A log that may take as much memory as `bound` says.
    pub(super) fn new(bound: Option<Bound>) -> Gather {
        Gather {
            bound,
            store: Store::default(),
            parts: None,
            account: Account::default(),
            last_day: OPEN_START,
            others: Others::default(),
        }
    }

    /// Puts the rows of each subject together, or leaves them where they were put aside.
    pub(super) fn group(self) -> Grouped {
        match self.parts {
            None => Grouped::Whole(Box::new(self.store.group()), self.others),
            Some(parts) => Grouped::Aside(parts, self.others),
        }
    }
}

impl Take for Gather {
    fn take(&mut self, piece: Rows, before: u32) -> Done<()> {
        self.account.add(piece.account);
        self.last_day = self.last_day.max(piece.last_day);
        self.others.take(&piece.others);
        if let Some(parts) = &mut self.parts {
            for i in 0..piece.len() {
                let row = piece.row(i);
                parts.put(&Row { row: row.row + before, ..row })?;
            }
            return Ok(());
        }
        self.store.append(piece, before);
        if let Some(bound) = self.bound.filter(|b| self.store.bytes_held() as u64 > b.columns()) {
            let mut parts = Parts::new(bound)?;
            for i in 0..self.store.len() {
                parts.put(&self.store.row(i))?;
            }
            self.store = Store::default();
            self.parts = Some(parts);
        }
        Ok(())
    }
}

/// A log ready to be checked, and the subjects that play no part.
pub(super) enum Grouped {
    Whole(Box<Log>, Others),
    Aside(Parts, Others),
}

impl Grouped {
    /// Checks the log, given its last complete day and what its rows leave open, and writes what came of
    /// it; gives the number of subjects.
    pub(super) fn check(
        self,
        asks: &Asks,
        (last, open): (Day, &Open),
        threads: usize,
        out: &mut Out,
        counts: &mut Counts,
    ) -> Done<Subjects> {
        match self {
            Grouped::Whole(log, mut others) => {
                others.forget(&log);
                let checker = Checker::new(&log, asks, last, open);
                checker.run(threads, out.form(), &mut |page, _, more| {
                    counts.add(more);
                    out.put(page)
                })?;
                Ok(others.counted(log.subjects()))
            }
            Grouped::Aside(parts, others) => parts.check(asks, (last, open), threads, out, counts, others),
        }
    }

    /// What was put aside, in words.
    pub(super) fn told(&self) -> Option<String> {
        match self {
            Grouped::Whole(..) => None,
            Grouped::Aside(parts, _) => Some(format!(
                "the log does not fit the memory allowed: {} MiB put aside in {} temporary files",
                parts.bytes() >> 20,
                parts.files.len()
            )),
        }
    }
}

/// Rows put aside by subject.
pub(super) struct Parts {
    files: Vec<BufWriter<File>>,
    sizes: Vec<u64>,
    memory: u64,
    line: Vec<u8>,
}

fn failed(error: io::Error) -> Failure {
    Failure::chain("cannot put rows aside in a temporary file", &error)
        .hint("the folder for temporary files must have room for the log; TMPDIR names another")
}

impl Parts {
    fn new(bound: Bound) -> Done<Parts> {
        let buffer = (bound.memory / 8 / bound.parts).clamp(1 << 12, 1 << 16) as usize;
        let file = |_| Ok(BufWriter::with_capacity(buffer, tempfile::tempfile().map_err(failed)?));
        let files = (0..bound.parts).map(file).collect::<Done<Vec<_>>>()?;
        Ok(Parts { sizes: vec![0; files.len()], files, memory: bound.memory, line: Vec::new() })
    }

    fn bytes(&self) -> u64 {
        self.sizes.iter().sum()
    }

    fn put(&mut self, row: &Row<'_>) -> Done<()> {
        let part = (hash(&composed(row.subject)) >> 16) as usize % self.files.len();
        let line = &mut self.line;
        line.clear();
        let Stamp { lo, hi, second } = row.stamp;
        let flags = u8::from(hi != lo)
            | u8::from(second != NO_TIME) << 1
            | u8::from(row.bits != 0) << 2
            | u8::from(!row.addressees.is_empty()) << 3;
        line.push(flags);
        let addressees = Some(row.addressees).filter(|a| !a.is_empty());
        for word in [row.subject, row.holder].into_iter().chain(addressees) {
            let long = word.len() >= 255;
            line.push(if long { 255 } else { word.len() as u8 });
            if long {
                line.extend_from_slice(&(word.len() as u32).to_le_bytes());
            }
            line.extend_from_slice(word);
        }
        line.extend_from_slice(&row.kind.to_le_bytes());
        line.extend_from_slice(&row.row.to_le_bytes());
        line.extend_from_slice(&lo.to_le_bytes());
        if hi != lo {
            line.extend_from_slice(&hi.to_le_bytes());
        }
        if second != NO_TIME {
            line.extend_from_slice(&second.to_le_bytes());
        }
        if row.bits != 0 {
            line.extend_from_slice(&row.bits.to_le_bytes());
        }
        self.sizes[part] += line.len() as u64;
        self.files[part].write_all(line).map_err(failed)
    }

    /// Reads each part back, checks it, and joins what came of all of them in order of first rows.
    fn check(
        self,
        asks: &Asks,
        (last, open): (Day, &Open),
        threads: usize,
        out: &mut Out,
        counts: &mut Counts,
        mut others: Others,
    ) -> Done<Subjects> {
        let form = if out.form() == Form::Nothing { Form::Nothing } else { Form::Spool };
        let (mut subjects, mut found) = (0, Vec::new());
        for (file, size) in self.files.into_iter().zip(self.sizes) {
            // In columns, rows take about as much as here; growing and sorting them as much again.
            if size * 2 > self.memory {
                return Err(Failure::new(format!(
                    "some subjects have so many rows that checking them takes {} MiB, more than --memory allows",
                    (size * 2) >> 20
                ))
                .hint("allow more memory"));
            }
            let log = read_back(file.into_inner().map_err(|e| failed(e.into_error()))?)?;
            subjects += log.subjects();
            others.forget(&log);
            if form == Form::Nothing {
                Checker::new(&log, asks, last, open).run(threads, form, &mut |_, _, more| {
                    counts.add(more);
                    Ok(())
                })?;
                continue;
            }
            let mut spool = BufWriter::with_capacity(1 << 16, tempfile::tempfile().map_err(failed)?);
            Checker::new(&log, asks, last, open).run(threads, form, &mut |page, marks, more| {
                counts.add(more);
                put_aside(page, marks, &log, &mut spool).map_err(failed)
            })?;
            found.push(spool.into_inner().map_err(|e| failed(e.into_error()))?);
        }
        join(found, out)?;
        Ok(others.counted(subjects))
    }
}

/// The rows of one part, put together by subject.
fn read_back(mut file: File) -> Done<Log> {
    file.rewind().map_err(failed)?;
    let mut from = BufReader::with_capacity(1 << 18, file);
    let (mut store, mut rows) = (Store::default(), Rows::default());
    let (mut subject, mut holder, mut addressees) = (Vec::new(), Vec::new(), Vec::new());
    while let Some(flags) = next_byte(&mut from).map_err(failed)? {
        let words = [&mut subject, &mut holder, &mut addressees];
        let (rest, stamp) = read_row(&mut from, flags, words).map_err(failed)?;
        let (kind, row, bits) = rest;
        let (holder, addressees) = (&holder, &addressees);
        rows.push(&Row { subject: &subject, kind, stamp, holder, bits, addressees, row });
        if rows.len() == ROWS_AT_ONCE {
            store.append(std::mem::take(&mut rows), 0);
        }
    }
    store.append(rows, 0);
    Ok(store.group())
}

fn next_byte(from: &mut impl Read) -> io::Result<Option<u8>> {
    let mut byte = [0];
    Ok((from.read(&mut byte)? == 1).then_some(byte[0]))
}

fn bytes<const N: usize>(from: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

type Rest = (u16, u32, u64);

fn read_row(
    from: &mut impl Read,
    flags: u8,
    [subject, holder, addressees]: [&mut Vec<u8>; 3],
) -> io::Result<(Rest, Stamp)> {
    addressees.clear();
    let third = Some(addressees).filter(|_| flags & 8 != 0);
    for word in [subject, holder].into_iter().chain(third) {
        let mut len = u32::from(bytes::<1>(from)?[0]);
        if len == 255 {
            len = u32::from_le_bytes(bytes(from)?);
        }
        word.resize(len as usize, 0);
        from.read_exact(word)?;
    }
    let kind = u16::from_le_bytes(bytes(from)?);
    let row = u32::from_le_bytes(bytes(from)?);
    let lo = i32::from_le_bytes(bytes(from)?);
    let hi = if flags & 1 == 0 { lo } else { i32::from_le_bytes(bytes(from)?) };
    let second = if flags & 2 == 0 { NO_TIME } else { u32::from_le_bytes(bytes(from)?) };
    let bits = if flags & 4 == 0 { 0 } else { u64::from_le_bytes(bytes(from)?) };
    Ok(((kind, row, bits), Stamp { lo, hi, second }))
}

/// Puts the outcomes of each subject aside: its first row, how many bytes, the bytes.
fn put_aside(page: &Page, marks: &[(u32, usize)], log: &Log, to: &mut impl Write) -> io::Result<()> {
    let Page::Spool(spool) = page else { return Ok(()) };
    let mut from = 0;
    for &(subject, end) in marks {
        to.write_all(&log.first_row(subject).to_le_bytes())?;
        to.write_all(&((end - from) as u32).to_le_bytes())?;
        to.write_all(&spool.0[from..end])?;
        from = end;
    }
    Ok(())
}

/// Joins what came of the parts, in order of the row that first names each subject.
fn join(found: Vec<File>, out: &mut Out) -> Done<()> {
    let mut files = Vec::new();
    let mut heads = BinaryHeap::new();
    for mut file in found {
        file.rewind().map_err(failed)?;
        let mut file = BufReader::with_capacity(1 << 14, file);
        if let Some(head) = head(&mut file).map_err(failed)? {
            heads.push(Reverse((head.0, files.len(), head.1)));
        }
        files.push(file);
    }
    let mut page = Page::new(out.form());
    let (mut cells, mut held) = (Vec::new(), 0);
    while let Some(Reverse((_, number, len))) = heads.pop() {
        let file = &mut files[number];
        cells.resize(len as usize, 0);
        file.read_exact(&mut cells).map_err(failed)?;
        match &mut page {
            Page::Csv(csv) => Spool::unwind(&cells, csv),
            Page::Table(table) => Spool::unwind(&cells, table.as_mut()),
            Page::Nothing | Page::Spool(_) => {}
        }
        held += cells.len();
        if held > PAGE_BYTES {
            out.put(&page)?;
            page.clear();
            held = 0;
        }
        if let Some(head) = head(file).map_err(failed)? {
            heads.push(Reverse((head.0, number, head.1)));
        }
    }
    out.put(&page)
}

/// First row and length of the next subject's outcomes.
fn head(from: &mut impl Read) -> io::Result<Option<(u32, u32)>> {
    let Some(first) = next_byte(from)? else { return Ok(None) };
    let [b, c, d] = bytes::<3>(from)?;
    Ok(Some((u32::from_le_bytes([first, b, c, d]), u32::from_le_bytes(bytes(from)?))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_were_put_aside() {
        let bound = Bound::new(MEMORY_MIN, 0, false).unwrap();
        let mut parts = Parts::new(bound).unwrap();
        let long = "x".repeat(300);
        let stamp = |lo, hi, second| Stamp { lo, hi, second };
        for (i, (subject, when, bits)) in [
            ("a", stamp(3, 3, NO_TIME), 0),
            (long.as_str(), stamp(3, 9, NO_TIME), 7),
            ("a", stamp(-4, -4, 600), 0),
            ("a", Stamp::UNDATED, 1 << 60),
        ]
        .into_iter()
        .enumerate()
        {
            let row = i as u32 + 2;
            let holder = if i == 1 { &b"unit"[..] } else { b"" };
            let addressees = if i == 2 { &b"unit; x"[..] } else { b"" };
            let row =
                Row { subject: subject.as_bytes(), kind: 5, stamp: when, holder, bits, addressees, row };
            parts.put(&row).unwrap();
        }
        let mut subjects = Vec::new();
        let mut rows = 0;
        for file in parts.files {
            let log = read_back(file.into_inner().unwrap()).unwrap();
            rows += log.rows();
            for s in 0..log.subjects() as u32 {
                subjects.push((log.first_row(s), log.subject(s).to_vec()));
            }
        }
        subjects.sort();
        assert_eq!(rows, 4);
        assert_eq!(subjects, [(2, b"a".to_vec()), (3, long.into_bytes())]);
    }

    #[test]
    fn too_little_memory_is_refused() {
        assert!(Bound::new(1 << 20, 0, false).is_err());
    }
}
