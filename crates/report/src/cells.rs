//! One value of one column, as it goes to a CSV, a JSON object or a sheet.

use std::borrow::Cow;

use model::{Day, When};

use crate::names::Named;
use crate::text::{Digits, push_fixed};

/// A value of a table.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Words.
    Text(Cow<'a, str>),
    /// Words, or the letter of an identifier, and a number after them without a gap.
    Numbered(&'static str, u64),
    /// A whole number.
    Count(i64),
    /// A number with a fraction, printed with this many decimals.
    Real(f64, usize),
    /// A day that is exact.
    Day(Day),
    /// Yes or no.
    Bool(bool),
}

impl<'a> Cell<'a> {
    /// Words, or nothing where there are none.
    pub(crate) fn text(text: impl Into<Cow<'a, str>>) -> Cell<'a> {
        let text = text.into();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }

    pub(crate) fn count(n: impl TryInto<i64>) -> Cell<'a> {
        Cell::Count(n.try_into().unwrap_or(i64::MAX))
    }

    /// The identifier with this letter and this position, counted from 0: `E12`.
    pub(crate) fn id(letter: &'static str, index: u32) -> Cell<'a> {
        Cell::Numbered(letter, u64::from(index) + 1)
    }

    /// An entity as printed.
    pub(crate) fn named(name: Named<'a>) -> Cell<'a> {
        match name {
            Named::Number(sort, n) => Cell::Numbered(sort, u64::from(n)),
            Named::Words(words) => Cell::text(words),
        }
    }

    /// As it is written to a CSV, before it is made harmless.
    pub(crate) fn plain(&self) -> Cow<'_, str> {
        match self {
            Cell::Text(text) => Cow::Borrowed(text),
            other => {
                let mut bytes = Vec::new();
                other.push_plain(&mut bytes);
                Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
            }
        }
    }

    /// The same at the end of some bytes.
    pub(crate) fn push_plain(&self, bytes: &mut Vec<u8>) {
        match self {
            Cell::Empty => {}
            Cell::Text(text) => bytes.extend_from_slice(text.as_bytes()),
            Cell::Numbered(words, n) => {
                bytes.extend_from_slice(words.as_bytes());
                bytes.extend_from_slice(Digits::of(*n).text().as_bytes());
            }
            Cell::Count(n) => {
                bytes.extend_from_slice(if *n < 0 { b"-" } else { b"" });
                bytes.extend_from_slice(Digits::of(n.unsigned_abs()).text().as_bytes());
            }
            Cell::Real(x, decimals) => {
                let mut text = String::new();
                push_fixed(&mut text, *x, *decimals, false);
                bytes.extend_from_slice(text.as_bytes());
            }
            Cell::Day(day) => bytes.extend_from_slice(&day.iso_bytes()),
            Cell::Bool(yes) => bytes.extend_from_slice(if *yes { b"yes" } else { b"no" }),
        }
    }
}

/// A date for a machine: `2002-05-03`, `2002-05-01/2002-05-31`, `../2002-05-03`, `2002-05-03/..`, or nothing.
pub(crate) fn iso(when: &When) -> String {
    match (when.earliest(), when.latest()) {
        (Some(a), Some(b)) => iso_days((a, b)),
        (Some(a), None) => format!("{a}/.."),
        (None, Some(b)) => format!("../{b}"),
        (None, None) => String::new(),
    }
}

/// The same for two days.
pub(crate) fn iso_days((a, b): (Day, Day)) -> String {
    if a == b { a.to_string() } else { format!("{a}/{b}") }
}

/// A single number, or `12 to 40`.
pub(crate) fn span(range: Option<(i32, i32)>) -> Cell<'static> {
    match range {
        None => Cell::Empty,
        Some((a, b)) if a == b => Cell::Count(i64::from(a)),
        Some((a, b)) => Cell::text(format!("{a} to {b}")),
    }
}

/// A day, or `first/last`.
pub(crate) fn due(due: Option<(Day, Day)>) -> Cell<'static> {
    match due {
        None => Cell::Empty,
        Some((first, last)) if first == last => Cell::Day(last),
        Some((first, last)) => Cell::text(iso_days((first, last))),
    }
}
