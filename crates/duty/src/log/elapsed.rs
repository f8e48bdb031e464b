//! The second meaning: elapsed seconds and the order of the file, as Declare checkers count.
//!
//! It exists to equal other programs, and to show by how much elapsed time and civil dates differ. It follows Declare4Py
//! 2.2 in every particular: an activation is an event of the first kind (for *Precedence* of the second) whose record
//! meets the first part; a target goes with it if both records meet the second part and the absolute number of seconds
//! between them lies within the bounds, both included. "Before" and "after" are places in the file, not times.
//!
//! Every complete trace is judged as complete: nothing is *not yet due*.
//!
//! Left out: reasons, working days, uncertain dates, holders.

use std::ops::Range;

use super::declare::{Constraint, Declare, Template};
use super::rows::{Log, spare};
use super::stamp::NO_TIME;
use super::summer::universal;

/// What came of one activation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fate {
    /// Number of the subject in its log.
    pub subject: u32,
    /// Number of the constraint.
    pub constraint: u16,
    /// Whether the constraint is fulfilled.
    pub fulfilled: bool,
    /// Local day of the activation.
    pub started: i32,
    /// Local day of the target: that which fulfils; where a *Response* is violated, the first that came after the time.
    pub done: Option<i32>,
    /// Row of the activation.
    pub row: u32,
    /// Row of that target.
    pub target_row: Option<u32>,
}

/// Counts of one constraint.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Tally {
    /// Activations.
    pub activations: u64,
    /// Activations that fulfil.
    pub fulfilments: u64,
    /// Activations that violate.
    pub violations: u64,
    /// Subjects with an activation.
    pub traces_activated: u64,
    /// Subjects with a violation.
    pub traces_violated: u64,
    /// Of the violations of a *Response*, those with a target that came after the time.
    pub target_later: u64,
}

impl Tally {
    /// Counts the outcomes of whole subjects, in the order in which [`check`] gives them.
    pub fn count(tallies: &mut [Tally], fates: &[Fate]) {
        let mut before: Option<(u32, u16, bool)> = None;
        for fate in fates {
            let tally = &mut tallies[usize::from(fate.constraint)];
            tally.activations += 1;
            tally.fulfilments += u64::from(fate.fulfilled);
            tally.violations += u64::from(!fate.fulfilled);
            let (new, violated) = match before {
                Some((s, c, v)) if (s, c) == (fate.subject, fate.constraint) => (false, v),
                _ => (true, false),
            };
            tally.traces_activated += u64::from(new);
            tally.traces_violated += u64::from(!fate.fulfilled && !violated);
            tally.target_later += u64::from(fate.is_later());
            before = Some((fate.subject, fate.constraint, violated || !fate.fulfilled));
        }
    }
}

impl Fate {
    /// Whether it is a violation of a *Response* whose target came after the time.
    pub fn is_later(&self) -> bool {
        !self.fulfilled && self.target_row.is_some()
    }
}

/// One event of a trace.
#[derive(Clone, Copy, Debug)]
struct Event {
    kind: u16,
    bits: u64,
    at: i64,
    day: i32,
    row: u32,
}

/// Checks a range of subjects and adds what came of it to `found`, in order of subject, constraint and activation.
pub fn check(declare: &Declare, log: &Log, subjects: Range<u32>, found: &mut Vec<Fate>) {
    let mut trace: Vec<Event> = Vec::new();
    for subject in subjects {
        let c = &log.columns;
        let rows = log.starts[subject as usize] as usize..log.starts[subject as usize + 1] as usize;
        trace.clear();
        trace.extend(rows.map(|i| Event {
            kind: c.kind[i],
            bits: spare(&c.bits, i, 0),
            at: universal(c.lo[i], spare(&c.second, i, NO_TIME)),
            day: c.lo[i],
            row: c.row[i],
        }));
        for (number, constraint) in declare.constraints().iter().enumerate() {
            let mut tell = |activation: &Event, fulfilled: bool, target: Option<&Event>| {
                found.push(Fate {
                    subject,
                    constraint: number as u16,
                    fulfilled,
                    started: activation.day,
                    done: target.map(|t| t.day),
                    row: activation.row,
                    target_row: target.map(|t| t.row),
                });
            };
            one(constraint, &trace, &mut tell);
        }
    }
}

/// One constraint on one trace.
fn one(constraint: &Constraint, trace: &[Event], tell: &mut impl FnMut(&Event, bool, Option<&Event>)) {
    let (first, second) = constraint.kinds;
    if constraint.template == Template::AlternateResponse {
        return alternate(constraint, trace, tell);
    }
    let precedence = constraint.template == Template::Precedence;
    let (kind, target) = if precedence { (second, first) } else { (first, second) };
    for (i, activation) in trace.iter().enumerate() {
        if activation.kind != kind || !has(activation, constraint.activation) {
            continue;
        }
        let after = &trace[i..];
        let within = match constraint.template {
            Template::Precedence => &trace[..=i],
            Template::RespondedExistence => trace,
            _ => after,
        };
        let of_kind = |e: &&Event| e.kind == target;
        let found = within.iter().filter(of_kind).find(|t| goes_with(constraint, activation, t));
        match constraint.template {
            Template::NotResponse => tell(activation, found.is_none(), None),
            Template::Response if found.is_none() => {
                let latest = constraint.seconds.map_or(i64::MAX, |s| s.1);
                let late = |t: &&Event| said(constraint, activation, t) && t.at - activation.at > latest;
                tell(activation, false, after.iter().filter(of_kind).find(late));
            }
            _ => tell(activation, found.is_some(), found),
        }
    }
}

/// Every activation must be answered before the next one.
fn alternate(constraint: &Constraint, trace: &[Event], tell: &mut impl FnMut(&Event, bool, Option<&Event>)) {
    let mut pending: Option<&Event> = None;
    for event in trace {
        if event.kind == constraint.kinds.0
            && has(event, constraint.activation)
            && let Some(before) = pending.replace(event)
        {
            tell(before, false, None);
        }
        if event.kind == constraint.kinds.1
            && let Some(activation) = pending.filter(|a| goes_with(constraint, a, event))
        {
            tell(activation, true, Some(event));
            pending = None;
        }
    }
    if let Some(left) = pending {
        tell(left, false, None);
    }
}

fn has(event: &Event, bits: u64) -> bool {
    event.bits & bits == bits
}

fn said(constraint: &Constraint, activation: &Event, target: &Event) -> bool {
    has(activation, constraint.together.0) && has(target, constraint.together.1)
}

fn goes_with(constraint: &Constraint, activation: &Event, target: &Event) -> bool {
    let between = (activation.at - target.at).abs();
    said(constraint, activation, target)
        && constraint.seconds.is_none_or(|(a, b)| a <= between && between <= b)
}

#[cfg(test)]
mod tests {
    use super::super::{Row, Rows, Store, moment};
    use super::*;

    /// `a 2006-01-01, b 2006-01-03` against one constraint: activations, fulfilments, violations, targets later.
    fn check_one(constraint: &str, trace: &str, expect: (u64, u64, u64, u64)) {
        let declare = Declare::read(constraint).unwrap();
        let mut rows = Rows::default();
        for (i, event) in trace.split(',').enumerate() {
            let (kind, time) = event.trim().split_once(' ').unwrap();
            let Some(kind) = declare.kind(kind.as_bytes()) else { continue };
            let stamp = moment(time.as_bytes()).unwrap();
            rows.push(&Row {
                subject: b"s",
                kind,
                stamp,
                holder: b"",
                bits: 0,
                addressees: b"",
                row: i as u32 + 1,
            });
        }
        let mut store = Store::default();
        store.append(rows, 0);
        let log = store.group();
        let (mut fates, mut tallies) = (Vec::new(), [Tally::default()]);
        super::check(&declare, &log, 0..log.subjects() as u32, &mut fates);
        Tally::count(&mut tallies, &fates);
        let t = tallies[0];
        assert_eq!(
            (t.activations, t.fulfilments, t.violations, t.target_later),
            expect,
            "{constraint}: {trace}"
        );
    }

    #[test]
    fn templates_as_their_definitions_say() {
        let two_days = |template: &str| format!("{template}[a, b] | | |0,172800,s");
        // | template | trace | activations, fulfilments, violations, targets later |
        check_one(&two_days("Response"), "a 2006-01-01, b 2006-01-03", (1, 1, 0, 0));
        check_one(&two_days("Response"), "a 2006-01-01, b 2006-01-04", (1, 0, 1, 1));
        check_one(&two_days("Response"), "b 2006-01-01, a 2006-01-01", (1, 0, 1, 0));
        check_one(&two_days("Response"), "a 2006-01-01, a 2006-01-02, b 2006-01-04", (2, 1, 1, 1));
        check_one(&two_days("Alternate Response"), "a 2006-01-01, a 2006-01-01, b 2006-01-02", (2, 1, 1, 0));
        check_one(&two_days("Precedence"), "a 2006-01-01, b 2006-01-03, b 2006-01-04", (2, 1, 1, 0));
        check_one(&two_days("Responded Existence"), "b 2006-01-01, a 2006-01-02", (1, 1, 0, 0));
        check_one(&two_days("Not Response"), "a 2006-01-01, b 2006-01-02, a 2006-01-03", (2, 1, 1, 0));
        check_one("Response[a, b] | | |172800,172800,s", "a 2006-03-25, b 2006-03-27", (1, 0, 1, 0));
    }
}
