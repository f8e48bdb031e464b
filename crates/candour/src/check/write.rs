//! Outcomes as text: one row each, the same columns in CSV and in Parquet.
//!
//! A day is `2002-05-03`; an interval `2002-05-03..2002-05-09`, with nothing at an open end. A number of days that is not
//! certain is `3..7`, or `3..` where nothing bounds it. Where several verdicts are possible they stand in the last column. The
//! evidence is row numbers of the log, the trigger first; where there are more than fit, `+2`
//! says how many more.
//!
//! Left out: files; see `out`.

use duty::log::elapsed::Fate;
use duty::log::{Declare, Log, NO_DAYS, Outcome, Plan, ends};
use duty::verdict::OPEN_END;
use model::Day;

/// The columns, in order.
pub(super) const COLUMNS: [&str; 13] = [
    "rule",
    "version",
    "subject",
    "holder",
    "started",
    "due",
    "verdict",
    "done",
    "days_late",
    "working_days_late",
    "certainty",
    "evidence",
    "possible",
];

/// Takes cells, row by row.
pub(super) trait Put {
    /// Words that may need quoting.
    fn words(&mut self, words: &[u8]);
    /// Bytes that never do. Several parts make one cell.
    fn plain(&mut self, bytes: &[u8]);
    /// The end of a cell.
    fn next(&mut self);
    /// The end of a row.
    fn end(&mut self);
}

/// CSV.
#[derive(Default)]
pub(super) struct Csv(pub(super) Vec<u8>);

impl Put for Csv {
    fn words(&mut self, words: &[u8]) {
        let special = |b: &u8| matches!(b, b',' | b'"' | b'\n' | b'\r');
        if !words.iter().any(special) {
            return self.0.extend_from_slice(words);
        }
        self.0.push(b'"');
        for &byte in words {
            if byte == b'"' {
                self.0.push(b'"');
            }
            self.0.push(byte);
        }
        self.0.push(b'"');
    }

    fn plain(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn next(&mut self) {
        self.0.push(b',');
    }

    fn end(&mut self) {
        self.0.push(b'\n');
    }
}

/// Cells one after the other, each with its length before it: what is put aside and written later.
#[derive(Default)]
pub(super) struct Spool(pub(super) Vec<u8>, Option<usize>);

impl Spool {
    /// Forgets every row.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Writes cells that were put aside.
    pub(super) fn unwind(mut cells: &[u8], to: &mut impl Put) {
        let mut column = 0;
        while let Some((len, rest)) = cells.split_first_chunk::<4>() {
            let (cell, rest) = rest.split_at((u32::from_le_bytes(*len) as usize).min(rest.len()));
            to.words(cell);
            cells = rest;
            column += 1;
            if column == COLUMNS.len() {
                to.end();
                column = 0;
            } else {
                to.next();
            }
        }
    }
}

impl Put for Spool {
    fn words(&mut self, words: &[u8]) {
        self.plain(words);
    }

    fn plain(&mut self, bytes: &[u8]) {
        if self.1.is_none() {
            self.1 = Some(self.0.len());
            self.0.extend_from_slice(&[0; 4]);
        }
        self.0.extend_from_slice(bytes);
    }

    fn next(&mut self) {
        self.plain(b"");
        if let Some(start) = self.1.take() {
            let len = (self.0.len() - start - 4) as u32;
            self.0[start..start + 4].copy_from_slice(&len.to_le_bytes());
        }
    }

    fn end(&mut self) {
        self.next();
    }
}

/// Columns of text, for Parquet.
#[derive(Default)]
pub(super) struct Table {
    pub(super) columns: [Column; COLUMNS.len()],
    at: usize,
}

impl Table {
    /// Forgets every row.
    pub(super) fn clear(&mut self) {
        for column in &mut self.columns {
            column.bytes.clear();
            column.ends.clear();
        }
    }
}

/// One column: its bytes, and where each cell ends.
#[derive(Default)]
pub(super) struct Column {
    pub(super) bytes: Vec<u8>,
    pub(super) ends: Vec<u32>,
}

impl Put for Table {
    fn words(&mut self, words: &[u8]) {
        // A column of text holds nothing else.
        self.plain(String::from_utf8_lossy(words).as_bytes());
    }

    fn plain(&mut self, bytes: &[u8]) {
        self.columns[self.at].bytes.extend_from_slice(bytes);
    }

    fn next(&mut self) {
        let column = &mut self.columns[self.at];
        column.ends.push(column.bytes.len() as u32);
        self.at += 1;
    }

    fn end(&mut self) {
        self.next();
        self.at = 0;
    }
}

/// Names of what outcomes only number.
pub(super) trait Named {
    fn subject(&self, number: u32) -> &[u8];
    fn holder(&self, number: u32) -> &[u8];
}

impl Named for Log {
    fn subject(&self, number: u32) -> &[u8] {
        Log::subject(self, number)
    }

    fn holder(&self, number: u32) -> &[u8] {
        Log::holder(self, number)
    }
}

/// Writes an outcome.
pub(super) fn outcome(o: &Outcome, plan: &Plan, names: &impl Named, to: &mut impl Put) {
    to.words(plan.rule(o.rule).as_bytes());
    to.next();
    version(o, plan, to);
    to.next();
    to.words(names.subject(o.subject));
    to.next();
    to.words(names.holder(o.holder));
    to.next();
    days(o.started, to);
    to.next();
    days(o.due, to);
    to.next();
    to.plain(o.verdict.word().as_bytes());
    to.next();
    days(o.done, to);
    to.next();
    counts(o.days_late, to);
    to.next();
    counts(o.working_days_late, to);
    to.next();
    to.plain(o.certainty.word().as_bytes());
    to.next();
    for (i, &row) in o.evidence().iter().enumerate() {
        if i > 0 {
            to.plain(b" ");
        }
        number(i64::from(row), to);
    }
    if o.evidence_more > 0 {
        to.plain(b" +");
        number(i64::from(o.evidence_more), to);
    }
    to.next();
    possible(o, to);
    to.end();
}

/// The verdicts that are possible, where there are several, and the one that is possible of a duty that may not have arisen.
fn possible(o: &Outcome, to: &mut impl Put) {
    if o.possible.single() == Some(o.verdict) {
        return;
    }
    for (i, verdict) in o.possible.iter().enumerate() {
        if i > 0 {
            to.plain(b" or ");
        }
        to.plain(verdict.word().as_bytes());
    }
}

/// The versions that may apply, joined by `or`; empty where that cannot be told.
pub(super) fn version(o: &Outcome, plan: &Plan, to: &mut impl Put) {
    let (first, last) = o.versions;
    if first == 0 {
        return;
    }
    number(i64::from(first), to);
    if first == last {
        return;
    }
    for version in plan.versions(o.rule).filter(|v| (first + 1..=last).contains(v)) {
        to.plain(b" or ");
        number(i64::from(version), to);
    }
}

/// Writes what came of a constraint in elapsed seconds. Such counts know no deadline, no holder and no certainty.
pub(super) fn fate(f: &Fate, declare: &Declare, names: &impl Named, to: &mut impl Put) {
    to.words(declare.constraints()[usize::from(f.constraint)].text.as_bytes());
    to.next();
    to.next();
    to.words(names.subject(f.subject));
    to.next();
    to.next();
    days((f.started, f.started), to);
    to.next();
    to.next();
    to.plain(if f.fulfilled { b"fulfilled" } else { b"violated" });
    to.next();
    days(f.done.map_or(NO_DAYS, |d| (d, d)), to);
    to.next();
    to.next();
    to.next();
    to.next();
    number(i64::from(f.row), to);
    if let Some(row) = f.target_row {
        to.plain(b" ");
        number(i64::from(row), to);
    }
    to.next();
    to.end();
}

fn days(span: (i32, i32), to: &mut impl Put) {
    if span == NO_DAYS {
        return;
    }
    if span.0 == span.1 {
        return day(span.0, to);
    }
    let (from, until) = ends(span);
    if from.is_none() && until.is_none() {
        return;
    }
    from.into_iter().for_each(|d| day(d, to));
    to.plain(b"..");
    until.into_iter().for_each(|d| day(d, to));
}

/// `YYYY-MM-DD`, by the same arithmetic as reading it, turned round: years that begin in March, eras of 400 years.
fn day(d: i32, to: &mut impl Put) {
    if (Day::FIRST.0..=Day::LAST.0).contains(&d) {
        to.plain(&date(d));
    }
}

pub(super) fn date(d: i32) -> [u8; 10] {
    let days = (d + 719_468) as u32;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let m = (5 * of_year + 2) / 153;
    let (day, month) = (of_year - (153 * m + 2) / 5 + 1, if m < 10 { m + 3 } else { m - 9 });
    let year = era * 400 + year_of_era + u32::from(month <= 2);
    let digit = |n: u32| b'0' + (n % 10) as u8;
    [
        digit(year / 1000),
        digit(year / 100),
        digit(year / 10),
        digit(year),
        b'-',
        digit(month / 10),
        digit(month),
        b'-',
        digit(day / 10),
        digit(day),
    ]
}

fn counts(span: (i32, i32), to: &mut impl Put) {
    if span == NO_DAYS {
        return;
    }
    number(i64::from(span.0), to);
    if span.0 != span.1 {
        to.plain(b"..");
        if span.1 != OPEN_END {
            number(i64::from(span.1), to);
        }
    }
}

fn number(n: i64, to: &mut impl Put) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    let mut left = n.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    if n < 0 {
        at -= 1;
        digits[at] = b'-';
    }
    to.plain(&digits[at..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(put: impl Fn(&mut Csv)) -> String {
        let mut csv = Csv::default();
        put(&mut csv);
        String::from_utf8(csv.0).unwrap()
    }

    #[test]
    fn days_are_written_as_the_calendar_writes_them() {
        for d in (Day::FIRST.0..=Day::LAST.0).step_by(13) {
            assert_eq!(written(|to| day(d, to)), Day(d).to_string());
        }
        let span = |a, b| written(|to| days((a, b), to));
        assert_eq!(span(0, 0), "1970-01-01");
        assert_eq!(span(0, 30), "1970-01-01..1970-01-31");
        assert_eq!(span(duty::verdict::OPEN_START, 0), "..1970-01-01");
        assert_eq!(span(0, duty::verdict::OPEN_END), "1970-01-01..");
        assert_eq!(span(duty::verdict::OPEN_START, duty::verdict::OPEN_END), "");
        assert_eq!(span(NO_DAYS.0, NO_DAYS.1), "");
    }

    #[test]
    fn numbers_and_words() {
        assert_eq!(written(|to| counts((-3, 12), to)), "-3..12");
        assert_eq!(written(|to| counts((0, 0), to)), "0");
        assert_eq!(written(|to| counts((3, OPEN_END), to)), "3..");
        assert_eq!(written(|to| to.words(b"plain")), "plain");
        assert_eq!(written(|to| to.words(b"with, \"quotes\"")), "\"with, \"\"quotes\"\"\"");
    }
}
