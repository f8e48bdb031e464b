//! Times of day, and instants turned into United Kingdom civil time.

use model::{Day, TimeOfDay};

use super::token::Tok::{self, M, N, W};
use super::token::{fold, tokens};
use super::{Fault, ymd};

/// A time as written at one end of a date.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Clock {
    /// The time; `None` for midnight, which may be a spreadsheet's default, and for a time that cannot be.
    pub(super) time: Option<TimeOfDay>,
    /// Minutes ahead of Coordinated Universal Time, where an instant was written.
    pub(super) offset_minutes: Option<i32>,
    /// A time that cannot be (25:61).
    pub(super) fault: Option<Fault>,
}

/// Reads a time of day that stands in a cell of its own: `14:30`, `2.30pm`, `1430 hrs`, `1430`. Midnight written as
/// 00:00 is none: the default of spreadsheets is not an observation.
pub fn read_time(text: &str) -> Option<TimeOfDay> {
    let folded = fold(text);
    let found = tokens(&folded);
    let found = skip_at(&found);
    let clock = clock(found).or_else(|| match found {
        [N(digits)] if digits.len() == 4 => hour_minute(&digits[..2], &digits[2..], None),
        [N(h), M('.'), N(m)] if m.len() == 2 => hour_minute(h, m, None),
        _ => None,
    });
    clock?.time
}

/// A time of day worth keeping: midnight to the second is a default, not an observation.
pub(super) fn kept(time: Option<TimeOfDay>) -> Option<TimeOfDay> {
    time.filter(|t| t.second_of_day != 0)
}

/// Takes a time of day off the end or the front of a date. Returns what is left.
pub(super) fn split<'t, 'a>(all: &'t [Tok<'a>]) -> Option<(&'t [Tok<'a>], Clock)> {
    for start in 1..all.len() {
        let rest = &all[start..];
        let (at, rest) = match rest {
            [W("at" | "t"), rest @ ..] | [M('@'), rest @ ..] => (true, rest),
            rest => (false, rest),
        };
        let before = &all[..start];
        if let Some(found) = clock(rest) {
            return Some((before, found));
        }
        if at {
            let found = match rest {
                [N(digits)] if digits.len() == 4 => hour_minute(&digits[..2], &digits[2..], None),
                [N(h), M('.'), N(m)] if m.len() == 2 => hour_minute(h, m, None),
                _ => None,
            };
            if let Some(found) = found {
                return Some((before, found));
            }
        }
    }
    for end in (1..all.len().min(8)).rev() {
        if let Some(found) = clock(skip_at(&all[..end])) {
            let rest = &all[end..];
            let rest = if let [W("on"), rest @ ..] = rest { rest } else { rest };
            return Some((rest, found));
        }
    }
    None
}

/// Four digits that follow a date as a police log writes a time ("03/05/2002 1430").
pub(super) fn four_digits(digits: &str) -> Option<Clock> {
    if digits.len() != 4 {
        return None;
    }
    hour_minute(&digits[..2], &digits[2..], None).filter(|c| c.fault.is_none())
}

/// The United Kingdom civil day and time of an instant written as a civil day and time with an offset.
pub(super) fn uk_civil(day: Day, time: TimeOfDay, offset_minutes: i32) -> (Day, TimeOfDay) {
    let utc = i64::from(day.0) * 86_400 + i64::from(time.second_of_day) - i64::from(offset_minutes) * 60;
    let local = utc + if summer_time(utc) { 3_600 } else { 0 };
    let second_of_day = local.rem_euclid(86_400) as u32;
    (Day(local.div_euclid(86_400) as i32), TimeOfDay { second_of_day, ..time })
}

/// Whether British Summer Time is in force: from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday
/// of October (to 1995: the Sunday after the fourth Saturday). Summer Time Act 1972 and the orders from 1981 on.
fn summer_time(utc_seconds: i64) -> bool {
    let (year, _, _) = Day(utc_seconds.div_euclid(86_400) as i32).parts();
    let year = year as u32;
    let last_sunday = |month: u32, last: u32| {
        let day = ymd(year, month, last).unwrap_or(Day::FIRST);
        i64::from((day - i32::from(day.weekday() % 7)).0) * 86_400 + 3_600
    };
    let october = if (1981..=1995).contains(&year) { 29 } else { 31 };
    utc_seconds >= last_sunday(3, 31) && utc_seconds < last_sunday(10, october)
}

fn skip_at<'t, 'a>(all: &'t [Tok<'a>]) -> &'t [Tok<'a>] {
    match all {
        [W("at"), rest @ ..] | [M('@'), rest @ ..] => rest,
        rest => rest,
    }
}

/// The whole slice as a time of day.
fn clock(all: &[Tok<'_>]) -> Option<Clock> {
    match all {
        [W("noon" | "midday")] => return hour_minute("12", "00", None),
        [W("midnight")] => return Some(Clock { time: None, offset_minutes: None, fault: None }),
        [N(h), W(half @ ("am" | "pm"))] if h.len() <= 2 => return half_day(h, "00", None, half),
        [N(h), M('.'), N(m), W(half @ ("am" | "pm"))] => return half_day(h, m, None, half),
        [N(hm), W("hrs" | "hours" | "hr" | "h")] if hm.len() == 4 => {
            return hour_minute(&hm[..2], &hm[2..], None);
        }
        [N(h), M('.'), N(m), W("hrs" | "hours" | "hr" | "h")] => return hour_minute(h, m, None),
        _ => {}
    }
    let [N(h), M(':'), N(m), rest @ ..] = all else { return None };
    let (seconds, rest) = match rest {
        [M(':'), N(s), M('.'), N(_), rest @ ..] | [M(':'), N(s), rest @ ..] => (Some(*s), rest),
        rest => (None, rest),
    };
    match rest {
        [] | [W("hrs" | "hours" | "hr" | "h" | "gmt" | "bst")] => hour_minute(h, m, seconds),
        [W(half @ ("am" | "pm"))] => half_day(h, m, seconds, half),
        [W("z" | "utc")] => Some(Clock { offset_minutes: Some(0), ..hour_minute(h, m, seconds)? }),
        [M(sign @ ('+' | '-')), N(oh), M(':'), N(om)] => offset(hour_minute(h, m, seconds)?, *sign, oh, om),
        [M(sign @ ('+' | '-')), N(o)] if o.len() == 4 => {
            offset(hour_minute(h, m, seconds)?, *sign, &o[..2], &o[2..])
        }
        [M(sign @ ('+' | '-')), N(o)] if o.len() == 2 => offset(hour_minute(h, m, seconds)?, *sign, o, "00"),
        _ => None,
    }
}

fn offset(clock: Clock, sign: char, hours: &str, minutes: &str) -> Option<Clock> {
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    if hours > 14 || minutes > 59 {
        return None;
    }
    let total = hours * 60 + minutes;
    Some(Clock { offset_minutes: Some(if sign == '-' { -total } else { total }), ..clock })
}

fn half_day(h: &str, m: &str, s: Option<&str>, half: &str) -> Option<Clock> {
    let hour: u32 = h.parse().ok()?;
    let hour = match (hour, half) {
        (1..=11, "pm") => hour + 12,
        (12, "am") => 0,
        (0, "pm") => 24,
        _ => hour,
    };
    hour_minute(&hour.to_string(), m, s)
}

fn hour_minute(h: &str, m: &str, s: Option<&str>) -> Option<Clock> {
    if h.len() > 2 || m.len() != 2 || s.is_some_and(|s| s.len() != 2) {
        return None;
    }
    let second = match s {
        Some(s) => Some(s.parse().ok()?),
        None => None,
    };
    let time = TimeOfDay::hms(h.parse().ok()?, m.parse().ok()?, second);
    let fault = time.is_none().then(|| {
        let seconds = s.map_or(String::new(), |s| format!(":{s}"));
        Fault::new(format!("there is no time {h}:{m}{seconds}; the date is kept without it"), "")
    });
    Some(Clock { time: kept(time), offset_minutes: None, fault })
}
