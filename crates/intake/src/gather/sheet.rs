//! One open sheet: its binding, its counts, and what its columns have shown so far.

use std::collections::BTreeMap;

use model::{Day, Place, Problem, Severity, TimeOfDay, column_letters};

use super::Gathered;
use super::bind::{Bound, Slot};
use crate::dates::{DateRules, Evidence, Order, Reading, read_date};
use crate::read::SheetHead;

/// Problems of one column of one sheet that are told one by one; the rest is told as a number.
pub(super) const PROBLEMS_OF_A_COLUMN_MAX: u64 = 1_000;
/// Longest value shown in a problem, in characters.
const VALUE_CHARS_MAX: usize = 200;

/// Which date of an event.
#[derive(Clone, Copy)]
pub(super) enum Part {
    When,
    Recorded,
}

/// A date that fits both ways round, to be settled when the whole column has been seen.
pub(super) struct Unsettled {
    pub(super) event: usize,
    pub(super) bound_event: usize,
    pub(super) part: Part,
    /// The slots and texts the date is made of.
    pub(super) slots: Vec<(Slot, Box<str>)>,
    pub(super) time: Option<TimeOfDay>,
    pub(super) until: Day,
}

/// One sheet while its rows come in.
pub(super) struct Sheet {
    pub(super) bound: Bound,
    pub(super) place: Place,
    pub(super) columns: Vec<String>,
    pub(super) order: Option<Order>,
    pub(super) evidence: Vec<Evidence>,
    pub(super) unsettled: Vec<Unsettled>,
    pub(super) rows: u64,
    pub(super) accepted: u64,
    pub(super) undated: u64,
    pub(super) rejected: u64,
    pub(super) empty: u64,
    /// Filled cells of each column.
    pub(super) filled: Vec<u64>,
    /// Problems told of each column (index 0: of whole rows).
    told: BTreeMap<(u16, &'static str), u64>,
    /// Dates outside the period, of each slot.
    pub(super) outside: Vec<u64>,
}

impl Sheet {
    pub(super) fn new(bound: Bound, place: Place, head: &SheetHead, order: Option<Order>) -> Sheet {
        let slots = bound.slots.len();
        Sheet {
            bound,
            place: Place { row: head.row, ..place },
            columns: head.columns.clone(),
            order,
            evidence: vec![Evidence::default(); slots],
            unsettled: Vec::new(),
            rows: 0,
            accepted: 0,
            undated: 0,
            rejected: 0,
            empty: 0,
            filled: vec![0; head.columns.len()],
            told: BTreeMap::new(),
            outside: vec![0; slots],
        }
    }

    /// A problem of a cell; `sort` groups those that are told only so often.
    pub(super) fn warn(
        &mut self,
        out: &mut Gathered,
        sort: &'static str,
        row: u32,
        column: usize,
        value: &str,
        words: (String, String, String),
    ) {
        let number = column_number(column);
        let told = self.told.entry((number, sort)).or_insert(0);
        *told += 1;
        if *told > PROBLEMS_OF_A_COLUMN_MAX {
            return;
        }
        let (what, expected, hint) = words;
        out.problems.push(Problem {
            severity: Severity::Warning,
            place: Place { row, column: number, ..self.place },
            column_name: self.columns.get(column).cloned().unwrap_or_default(),
            value: shortened(value),
            what,
            expected,
            hint,
        });
    }

    /// A row that cannot be used.
    pub(super) fn reject(&mut self, out: &mut Gathered, row: u32, words: &str, what: &str, hint: &str) {
        self.rejected += 1;
        let place = Place { row, column: 0, ..self.place };
        out.rejected.push((place, words.to_string()));
        out.problems.push(Problem {
            severity: Severity::Rejected,
            place,
            column_name: String::new(),
            value: shortened(words),
            what: what.to_string(),
            expected: String::new(),
            hint: hint.to_string(),
        });
    }

    /// A remark about a column, or (without one) about the sheet.
    pub(super) fn note(&self, out: &mut Gathered, column: Option<usize>, what: String, hint: &str) {
        out.problems.push(Problem {
            severity: Severity::Note,
            place: Place { row: 0, column: column.map_or(0, column_number), ..self.place },
            column_name: column.and_then(|c| self.columns.get(c)).cloned().unwrap_or_default(),
            value: String::new(),
            what,
            expected: String::new(),
            hint: hint.to_string(),
        });
    }

    /// Settles what the whole column decides, and says what was decided.
    pub(super) fn settle(&mut self, out: &mut Gathered, rules: &DateRules) {
        let decided: Vec<Option<Order>> = self.evidence.iter().map(Evidence::decide).collect();
        for date in std::mem::take(&mut self.unsettled) {
            let readings: Vec<(Slot, Reading)> = date
                .slots
                .iter()
                .map(|(slot, text)| {
                    let reading = read_date(text, &rules.ordered(decided[*slot].or(self.order)));
                    (*slot, Reading { when: reading.when.around(), ..reading })
                })
                .collect();
            let event = &mut out.events[date.event];
            match date.part {
                Part::Recorded => {
                    if let Some((_, reading)) = readings.into_iter().next() {
                        event.recorded = reading.when;
                    }
                }
                Part::When => {
                    let bound = &self.bound.events[date.bound_event];
                    let pick = |slot: Option<Slot>| {
                        let slot = slot?;
                        readings.iter().find(|(s, _)| *s == slot).map(|(_, r)| r)
                    };
                    event.when = match pick(bound.date) {
                        Some(reading) => reading.when.clone().at(date.time.or(reading.when.time())),
                        None => super::row::between(pick(bound.after), pick(bound.by), date.until),
                    };
                    for known in &mut event.known {
                        known.when = event.when.clone();
                    }
                }
            }
        }
        for (slot, evidence) in self.evidence.iter().enumerate() {
            let column = self.bound.slots[slot];
            let letters = column_letters(column_number(column));
            if let Some(words) = evidence.decision(rules) {
                let hint = match evidence.decide() {
                    Some(_) => "to decide it outright, set dates in the source",
                    None => {
                        "if the agency says which it is, set dates = \"day-first\" (or \"month-first\") in the source"
                    }
                };
                self.note(out, Some(column), format!("column {letters}: {words}"), hint);
            }
            if evidence.serials > 0 {
                let n = evidence.serials;
                let words = format!(
                    "column {letters}: {n} {} read as a spreadsheet's day number (1900 system)",
                    if n == 1 { "number is" } else { "numbers are" }
                );
                self.note(out, Some(column), words, "");
            }
        }
    }

    /// What can be said only when all rows have been seen.
    pub(super) fn close(&mut self, out: &mut Gathered, period: (Day, Day)) {
        for ((column, sort), told) in &self.told {
            if *told > PROBLEMS_OF_A_COLUMN_MAX {
                let more = told - PROBLEMS_OF_A_COLUMN_MAX;
                let column = usize::from(*column).checked_sub(1);
                let words =
                    format!("{more} further problems of the same sort ({sort}) are not told one by one");
                self.note(out, column, words, "");
            }
        }
        for (slot, &count) in self.outside.iter().enumerate() {
            if count > 0 {
                let words = format!(
                    "{count} {} outside the review's period ({} to {}); all are kept",
                    if count == 1 { "date lies" } else { "dates lie" },
                    period.0,
                    period.1
                );
                self.note(out, Some(self.bound.slots[slot]), words, "");
            }
        }
        for column in 0..self.columns.len() {
            if self.bound.used[column] && self.filled[column] == 0 && self.rows > self.rejected {
                let words = format!("the column is empty in all {} rows", self.rows);
                self.note(
                    out,
                    Some(column),
                    words,
                    "if that is a surprise, look at how the file heads or nests it",
                );
            }
        }
    }
}

/// Column number as a place counts it, from 1.
pub(super) fn column_number(column: usize) -> u16 {
    u16::try_from(column + 1).unwrap_or(u16::MAX)
}

fn shortened(value: &str) -> String {
    if value.chars().nth(VALUE_CHARS_MAX).is_none() {
        return value.to_string();
    }
    let mut short: String = value.chars().take(VALUE_CHARS_MAX - 3).collect();
    short.push_str("...");
    short
}
