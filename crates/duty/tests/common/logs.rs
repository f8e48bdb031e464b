//! A log of one subject written by hand, checked by the kernel alone.

#![allow(dead_code, reason = "each test file uses its part")]

use duty::log::{Desk, Kernel, NO_TIME, Outcome, Plan, Row, Rows, Stamp, Store};
use duty::verdict::{OPEN_END, OPEN_START};
use model::Day;

/// One row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'l> {
    pub(crate) kind: &'l str,
    /// First and last possible day; `None` is open.
    pub(crate) lo: Option<Day>,
    pub(crate) hi: Option<Day>,
    /// Second of the day, if it is written.
    pub(crate) second: Option<u32>,
    pub(crate) holder: &'l str,
    /// It gives a reason.
    pub(crate) reason: bool,
}

/// What the kernel says of the duties of the subject of these rows, numbered from 1, of which kinds that no rule asks for are
/// left out; and the name of the holder of each.
pub(crate) fn outcomes(plan: &Plan, lines: &[Line<'_>], last_complete: Day) -> Vec<(Outcome, String)> {
    let mut rows = Rows::default();
    for (i, line) in lines.iter().enumerate() {
        let Some(kind) = plan.kind(line.kind.as_bytes()) else { continue };
        let (lo, hi) = (line.lo.map_or(OPEN_START, |d| d.0), line.hi.map_or(OPEN_END, |d| d.0));
        rows.push(&Row {
            subject: b"S",
            kind,
            stamp: Stamp { lo, hi, second: line.second.unwrap_or(NO_TIME) },
            holder: line.holder.as_bytes(),
            bits: plan.bits(kind, |_| Some(if line.reason { b"snow".as_slice() } else { b"" })),
            addressees: b"",
            row: i as u32 + 1,
        });
    }
    let mut store = Store::default();
    store.append(rows, 0);
    let log = store.group();
    let mut found = Vec::new();
    let subjects = 0..log.subjects() as u32;
    Kernel::new(plan, &log, last_complete).check(subjects, &mut Desk::default(), &mut found);
    let named = |o: Outcome| {
        let holder = String::from_utf8_lossy(log.holder(o.holder)).into_owned();
        (o, holder)
    };
    found.into_iter().map(named).collect()
}
