//! Local times as moments: what elapsed seconds need and civil dates do not.
//!
//! Programs that count elapsed seconds read local midnights as moments of universal time. Where summer time began or
//! ended in between, sixty days are an hour more or less than 60 x 86,400 seconds. The rule here is that of the European
//! Union since 1996 (Directive 2000/84/EC, articles 2 and 3, and the directives before it): summer time runs from 01:00
//! universal time on the last Sunday of March to 01:00 universal time on the last Sunday of October. Times are those of
//! central Europe (an hour before universal time, in summer two); of the hour that comes twice in October the first is meant.
//!
//! Left out: other zones, and the other dates on which summer time ended before 1996. For years before, the same rule
//! is applied, and what is counted there may differ by an hour.

use model::Day;

use super::stamp::{NO_TIME, Stamp, stamp};

/// Seconds of a day of the clock face.
pub(super) const DAY_SECONDS: i64 = 86_400;

const HOUR_SECONDS: i64 = 3_600;

/// Reads a time that is known to the day at least; a time with a zone is brought to the clocks of central Europe. `None`
/// where it is not of that form.
pub fn moment(text: &[u8]) -> Option<Stamp> {
    let read = stamp(text)?;
    if read.is_undated() || read.lo != read.hi {
        return None;
    }
    match zone_seconds(text.trim_ascii()) {
        None => Some(read),
        Some(zone) => Some(local(universal_of(read, |_, _| zone))),
    }
}

/// Seconds since the beginning of 1970, universal time; where no time of day was written, of midnight.
pub(super) fn universal(day: i32, second: u32) -> i64 {
    universal_of(Stamp { lo: day, hi: day, second }, ahead_seconds)
}

fn universal_of(at: Stamp, ahead: impl Fn(i32, i64) -> i64) -> i64 {
    let second = if at.second == NO_TIME { 0 } else { i64::from(at.second) };
    i64::from(at.lo) * DAY_SECONDS + second - ahead(at.lo, second)
}

/// The time that clocks of central Europe show at a moment.
fn local(universal: i64) -> Stamp {
    let summer = {
        let day = universal.div_euclid(DAY_SECONDS) as i32;
        let (first, last) = changes(day);
        let change = |sunday: i32| i64::from(sunday) * DAY_SECONDS + HOUR_SECONDS;
        (change(first)..change(last)).contains(&universal)
    };
    let shown = universal + if summer { 2 } else { 1 } * HOUR_SECONDS;
    let day = shown.div_euclid(DAY_SECONDS) as i32;
    Stamp { lo: day, hi: day, second: shown.rem_euclid(DAY_SECONDS) as u32 }
}

/// By how much a local time is ahead of universal time.
fn ahead_seconds(day: i32, second: i64) -> i64 {
    let (first, last) = changes(day);
    let after_first = day > first || (day == first && second >= 2 * HOUR_SECONDS);
    let before_last = day < last || (day == last && second < 3 * HOUR_SECONDS);
    if after_first && before_last { 2 * HOUR_SECONDS } else { HOUR_SECONDS }
}

/// The last Sundays of March and of October of the year of a day.
fn changes(day: i32) -> (i32, i32) {
    let (year, ..) = Day(day).parts();
    let last_sunday = |month: i8| {
        let last = Day::ymd(year, month, 31).unwrap_or(Day(day));
        last.0 - i32::from(last.weekday() % 7)
    };
    (last_sunday(3), last_sunday(10))
}

/// The zone written at the end of a time, in seconds ahead of universal time.
fn zone_seconds(text: &[u8]) -> Option<i64> {
    let clock = text.get(11..)?;
    let at = clock.iter().position(|c| matches!(c, b'Z' | b'z' | b'+' | b'-'))?;
    let zone = &clock[at..];
    let digits: Vec<i64> = zone.iter().filter(|c| c.is_ascii_digit()).map(|c| i64::from(c - b'0')).collect();
    let ahead = match digits.as_slice() {
        [] => 0,
        [a, b] => (a * 10 + b) * HOUR_SECONDS,
        [a, b, c, d] => (a * 10 + b) * HOUR_SECONDS + (c * 10 + d) * 60,
        _ => return None,
    };
    Some(if zone[0] == b'-' { -ahead } else { ahead })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        let moment = moment(text.as_bytes()).unwrap_or_else(|| panic!("no moment: {text}"));
        universal(moment.lo, moment.second)
    }

    #[test]
    fn sixty_days_are_an_hour_more_or_less_over_a_change_of_the_clocks() {
        // | from | to | hours beyond 60 x 24 |
        for (from, to, hours) in [
            ("2006-01-15", "2006-03-16", 0),
            ("2006-02-15", "2006-04-16", -1),
            ("2006-05-01", "2006-06-30", 0),
            ("2006-09-15", "2006-11-14", 1),
            ("2006-10-29", "2006-12-28", 1),
            ("2006-10-30", "2006-12-29", 0),
        ] {
            assert_eq!(at(to) - at(from), 60 * DAY_SECONDS + hours * HOUR_SECONDS, "{from} to {to}");
        }
    }

    #[test]
    fn a_zone_is_applied_where_one_is_written() {
        assert_eq!(at("2006-07-24T00:00:00+02:00"), at("2006-07-24"));
        assert_eq!(at("2006-07-23T22:00:00Z"), at("2006-07-24"));
        assert_eq!(at("2006-01-24T00:00:00+01:00"), at("2006-01-24"));
        assert_eq!(at("2006-07-24T00:00"), at("2006-07-24"));
        assert_eq!(at("1970-01-01T00:00:00Z"), 0);
        assert_eq!(moment(b"2006-07"), None);
        assert_eq!(moment(b""), None);
    }

    #[test]
    fn the_clocks_change_at_one_in_universal_time() {
        assert_eq!(at("2006-03-26 01:59:59") + 1, at("2006-03-26 03:00:00"));
        assert_eq!(at("2006-10-29 03:00:00") - at("2006-10-29 02:59:59"), 3_601);
        for hour in 0..24 * 370 {
            let universal_then = 1_136_073_600 + hour * HOUR_SECONDS;
            let shown = local(universal_then);
            let twice = shown.second / 3600 == 2 && ahead_seconds(shown.lo, i64::from(shown.second)) == 7200;
            let back = universal(shown.lo, shown.second);
            assert!(
                back == universal_then || (twice && back == universal_then - HOUR_SECONDS),
                "{universal_then}"
            );
        }
    }
}
