//! The time of a row: a local day, an interval of days, or nothing usable.
//!
//! | written | read as |
//! |---|---|
//! | `2002-05-03` | the day |
//! | `2002-05-03 09:30`, `2002-05-03T09:30:15.250+01:00` | the day as written, and the time of day; a zone is not applied |
//! | `2002-05` | some day of May 2002 |
//! | `2002` | some day of 2002 |
//! | `2002-05-03..2002-05-09` | some day from the first to the last; each end may be a month or a year |
//! | `..2002-05-03`, `2002-05-03..` | on or before, on or after |
//!
//! Anything else is *undated*: the row is kept, and what it shows has no date.
//!
//! Left out: dates in words and dates that can be read either way round; `intake` reads those.

use model::Day;

use crate::verdict::{OPEN_END, OPEN_START};

/// Stands for "no time of day".
pub const NO_TIME: u32 = u32::MAX;

/// First and last possible day, and the time of day where one was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// First possible day; [`OPEN_START`] where open.
    pub lo: i32,
    /// Last possible day; [`OPEN_END`] where open.
    pub hi: i32,
    /// Seconds since local midnight, or [`NO_TIME`]; only with a single day.
    pub second: u32,
}

impl Stamp {
    /// No usable time.
    pub const UNDATED: Stamp = Stamp { lo: OPEN_START, hi: OPEN_END, second: NO_TIME };

    /// A single day.
    pub fn on(day: Day) -> Stamp {
        Stamp { lo: day.0, hi: day.0, second: NO_TIME }
    }

    /// Whether nothing usable was written.
    pub fn is_undated(self) -> bool {
        self.lo == OPEN_START && self.hi == OPEN_END
    }
}

/// Reads a time; `None` where it is none of the forms above. An empty text is undated.
pub fn stamp(text: &[u8]) -> Option<Stamp> {
    if let Some(day) = day(text) {
        return Some(Stamp { lo: day, hi: day, second: NO_TIME });
    }
    let text = text.trim_ascii();
    if text.is_empty() {
        return Some(Stamp::UNDATED);
    }
    if let Some(at) = text.windows(2).position(|two| two == b"..") {
        let (from, to) = (text[..at].trim_ascii(), text[at + 2..].trim_ascii());
        let lo = if from.is_empty() { OPEN_START } else { days(from)?.0 };
        let hi = if to.is_empty() { OPEN_END } else { days(to)?.1 };
        return (lo <= hi && (lo, hi) != (OPEN_START, OPEN_END)).then_some(Stamp { lo, hi, second: NO_TIME });
    }
    if text.len() > 10 {
        let day = day(&text[..10])?;
        return Some(Stamp { lo: day, hi: day, second: time(&text[10..])? });
    }
    days(text).map(|(lo, hi)| Stamp { lo, hi, second: NO_TIME })
}

/// `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
fn days(text: &[u8]) -> Option<(i32, i32)> {
    match text.len() {
        10 => day(text).map(|d| (d, d)),
        7 if text[4] == b'-' => {
            let (first, last) =
                Day::ymd(digits(&text[..4])? as i16, digits(&text[5..])? as i8, 1)?.month_bounds();
            Some((first.0, last.0))
        }
        4 => {
            let year = digits(text)? as i16;
            Some((Day::ymd(year, 1, 1)?.0, Day::ymd(year, 12, 31)?.0))
        }
        _ => None,
    }
}

const MONTH_DAYS: [u32; 13] = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// `YYYY-MM-DD` exactly, as the number of days since 1 January 1970. The arithmetic is that of the proleptic Gregorian
/// calendar with years that begin in March, so that the leap day comes last.
fn day(text: &[u8]) -> Option<i32> {
    let t: &[u8; 10] = text.try_into().ok()?;
    let d = |i: usize| u32::from(t[i].wrapping_sub(b'0'));
    let wrong = [0, 1, 2, 3, 5, 6, 8, 9].iter().fold(0, |sum, &i| sum | u32::from(d(i) > 9));
    if wrong != 0 || t[4] != b'-' || t[7] != b'-' {
        return None;
    }
    let (year, month, day) =
        (d(0) * 1000 + d(1) * 100 + d(2) * 10 + d(3), d(5) * 10 + d(6), d(8) * 10 + d(9));
    if year == 0 || month == 0 || month > 12 || day == 0 || day > MONTH_DAYS[month as usize] {
        return None;
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if month == 2 && day == 29 && !leap {
        return None;
    }
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1;
    // 719,468 days lie between 1 March of the year 0 and 1 January 1970.
    Some(days as i32 - 719_468)
}

/// `T09:30`, ` 09:30:15`, with parts of a second and a zone that are left aside.
fn time(text: &[u8]) -> Option<u32> {
    let text = match text.split_first()? {
        (b'T' | b't' | b' ', rest) => rest.trim_ascii(),
        _ => return None,
    };
    let end = text.iter().position(|c| matches!(c, b'Z' | b'z' | b'+' | b'-')).unwrap_or(text.len());
    let (clock, zone) = (text[..end].trim_ascii_end(), &text[end..]);
    if !zone.iter().all(|c| matches!(c, b'Z' | b'z' | b'+' | b'-' | b':' | b'0'..=b'9')) {
        return None;
    }
    let (clock, part) = match clock.iter().position(|&c| c == b'.') {
        Some(at) => (&clock[..at], &clock[at + 1..]),
        None => (clock, &b""[..]),
    };
    let two = |at: usize| clock.get(at..at + 2).and_then(digits);
    let colon = |at: usize| clock.get(at) == Some(&b':');
    let second = match clock.len() {
        5 if colon(2) => 0,
        8 if colon(2) && colon(5) => two(6)?,
        _ => return None,
    };
    let (hour, minute) = (two(0)?, two(3)?);
    let fits = hour < 24 && minute < 60 && second < 60 && part.iter().all(u8::is_ascii_digit);
    fits.then_some(hour * 3600 + minute * 60 + second)
}

fn digits(text: &[u8]) -> Option<u32> {
    let each = |sum: u32, c: &u8| c.is_ascii_digit().then(|| sum * 10 + u32::from(c - b'0'));
    text.iter().try_fold(0, each)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_the_calendar_reads_it() {
        for d in Day::FIRST.0..=Day::LAST.0 {
            if d % 97 == 0 || (-40_000..60_000).contains(&d) {
                assert_eq!(day(Day(d).to_string().as_bytes()), Some(d));
            }
        }
        for wrong in
            ["2001-02-29", "2100-02-29", "2001-04-31", "2001-13-01", "2001-00-10", "0000-01-01", "2001/01/01"]
        {
            assert_eq!(stamp(wrong.as_bytes()), None, "{wrong}");
        }
    }

    #[test]
    fn every_form_of_a_time() {
        let check = |text: &str, lo: &str, hi: &str, second: Option<u32>| {
            let end = |day: &str, open| Day::iso(day).map_or(open, |d| d.0);
            let expect =
                Stamp { lo: end(lo, OPEN_START), hi: end(hi, OPEN_END), second: second.unwrap_or(NO_TIME) };
            assert_eq!(stamp(text.as_bytes()), Some(expect), "{text}");
        };
        // | written | first | last | second |
        check("2002-05-03", "2002-05-03", "2002-05-03", None);
        check(" 2002-05-03 ", "2002-05-03", "2002-05-03", None);
        check("2002-05", "2002-05-01", "2002-05-31", None);
        check("2002", "2002-01-01", "2002-12-31", None);
        check("2002-05-03..2002-06", "2002-05-03", "2002-06-30", None);
        check("..2002-05-03", "", "2002-05-03", None);
        check("2002..", "2002-01-01", "", None);
        check("", "", "", None);
        check("2002-05-03T09:30", "2002-05-03", "2002-05-03", Some(34_200));
        check("2002-05-03 09:30:15.250+01:00", "2002-05-03", "2002-05-03", Some(34_215));
        check("2002-05-03 23:59:59Z", "2002-05-03", "2002-05-03", Some(86_399));
        for wrong in ["May 2002", "03/05/2002", "2002-05-03 25:00", "2002-05-03x", "2003..2002", "..", "200"]
        {
            assert_eq!(stamp(wrong.as_bytes()), None, "{wrong}");
        }
    }
}
