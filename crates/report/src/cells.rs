//! One value of one column, as it goes to a CSV, a JSON object or a sheet.

use std::borrow::Cow;

use model::{Day, When};

/// A value of a table.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Words.
    Text(Cow<'a, str>),
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

    /// As it is written to a CSV, before it is made harmless.
    pub(crate) fn plain(&self) -> Cow<'_, str> {
        match self {
            Cell::Empty => Cow::Borrowed(""),
            Cell::Text(text) => Cow::Borrowed(text),
            Cell::Count(n) => Cow::Owned(n.to_string()),
            Cell::Real(x, decimals) => Cow::Owned(format!("{x:.decimals$}")),
            Cell::Day(day) => Cow::Owned(day.to_string()),
            Cell::Bool(yes) => Cow::Borrowed(if *yes { "yes" } else { "no" }),
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
