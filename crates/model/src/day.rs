//! Civil days and times of day. Local dates, never elapsed seconds: a duty of sixty days is sixty dates, whatever
//! the clocks did in between.

use std::fmt;
use std::ops::{Add, Sub};

use jiff::ToSpan;
use jiff::civil::Date;

use crate::words::MONTHS;

/// A civil (calendar) day, held as the number of days since 1 January 1970. Proleptic Gregorian, no time zone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Day(pub i32);

impl Day {
    /// 1 January of the year 1, the earliest day that [`Day::ymd`] gives.
    pub const FIRST: Day = Day(-719_162);
    /// 31 December 9999, the latest day that [`Day::ymd`] gives.
    pub const LAST: Day = Day(2_932_896);

    /// The day with this year (1 to 9999), month (1 to 12) and day of the month, if there is one.
    pub fn ymd(year: i16, month: i8, day: i8) -> Option<Day> {
        if year < 1 {
            return None;
        }
        Date::new(year, month, day).ok().map(Day::from_date)
    }

    /// Reads `YYYY-MM-DD` exactly, nothing else.
    pub fn iso(text: &str) -> Option<Day> {
        let b = text.as_bytes();
        if b.len() != 10 || b[4] != b'-' || b[7] != b'-' {
            return None;
        }
        let number = |s: &str| s.bytes().all(|c| c.is_ascii_digit()).then(|| s.parse::<i16>().ok()).flatten();
        let (y, m, d) = (number(&text[0..4])?, number(&text[5..7])?, number(&text[8..10])?);
        Day::ymd(y, m as i8, d as i8)
    }

    /// Year, month (1 to 12) and day of the month; before [`Day::FIRST`] and after [`Day::LAST`], those of the two.
    pub fn parts(self) -> (i16, i8, i8) {
        // Counted in eras of 400 years (146,097 days) from 1 March of the year 0, so that a leap day ends its year;
        // after H. Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
        let days = self.0.clamp(Day::FIRST.0, Day::LAST.0) + 719_468;
        let (era, day_of_era) = (days / 146_097, days % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let months_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * months_from_march + 2) / 5 + 1;
        let month = if months_from_march < 10 { months_from_march + 3 } else { months_from_march - 9 };
        let year = era * 400 + year_of_era + i32::from(month <= 2);
        (year as i16, month as i8, day as i8)
    }

    /// Day of the week, Monday = 1 to Sunday = 7 (ISO 8601).
    pub fn weekday(self) -> u8 {
        // 1 January 1970 was a Thursday (4).
        ((self.0 + 3).rem_euclid(7) + 1) as u8
    }

    /// English name of the day of the week.
    pub fn weekday_name(self) -> &'static str {
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
            [usize::from(self.weekday()) - 1]
    }

    /// The same day number `months` later (or earlier), clipped to the last day of a shorter month.
    /// Saturates at the ends of the calendar.
    pub fn add_months(self, months: i32) -> Day {
        match self.date().checked_add(months.months()) {
            Ok(date) => Day::from_date(date),
            Err(_) if months < 0 => Day::FIRST,
            Err(_) => Day::LAST,
        }
    }

    /// First and last day of the month this day lies in.
    pub fn month_bounds(self) -> (Day, Day) {
        let date = self.date();
        (Day::from_date(date.first_of_month()), Day::from_date(date.last_of_month()))
    }

    /// `YYYY-MM-DD` as ASCII, without memory of its own.
    pub fn iso_bytes(self) -> [u8; 10] {
        let (y, m, d) = self.parts();
        let mut text = *b"0000-00-00";
        let mut put = |at: usize, n: i16| text[at] += (n % 10) as u8;
        [y / 1000, y / 100, y / 10, y].into_iter().enumerate().for_each(|(at, n)| put(at, n));
        [(5, m / 10), (6, m), (8, d / 10), (9, d)].into_iter().for_each(|(at, n)| put(at, i16::from(n)));
        text
    }

    /// As read aloud: `3 May 2002`.
    pub fn words(self) -> String {
        let (y, m, d) = self.parts();
        format!("{d} {} {y}", MONTHS[usize::from(m as u8) - 1])
    }

    fn date(self) -> Date {
        let days = self.0.clamp(Day::FIRST.0, Day::LAST.0);
        jiff::civil::date(1970, 1, 1).saturating_add(days.days())
    }

    fn from_date(date: Date) -> Day {
        let span = date - jiff::civil::date(1970, 1, 1);
        Day(span.get_days())
    }
}

impl fmt::Display for Day {
    /// `YYYY-MM-DD`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.iso_bytes()).map_err(|_| fmt::Error)?)
    }
}

impl Add<i32> for Day {
    type Output = Day;
    fn add(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }
}

impl Sub<i32> for Day {
    type Output = Day;
    fn sub(self, days: i32) -> Day {
        Day(self.0.saturating_sub(days))
    }
}

impl Sub for Day {
    type Output = i32;
    fn sub(self, other: Day) -> i32 {
        self.0.saturating_sub(other.0)
    }
}

/// A local time of day, in seconds since midnight (0 to 86,399), and whether seconds were written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TimeOfDay {
    /// Seconds since local midnight, 0 to 86,399.
    pub second_of_day: u32,
    /// Whether the source wrote seconds; if not, the time is known to the minute only.
    pub to_the_second: bool,
}

impl TimeOfDay {
    /// The time with this hour (0 to 23), minute and, if they were written, seconds.
    pub fn hms(hour: u32, minute: u32, second: Option<u32>) -> Option<TimeOfDay> {
        let s = second.unwrap_or(0);
        (hour < 24 && minute < 60 && s < 60).then_some(TimeOfDay {
            second_of_day: hour * 3600 + minute * 60 + s,
            to_the_second: second.is_some(),
        })
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (h, m, s) = (self.second_of_day / 3600, self.second_of_day / 60 % 60, self.second_of_day % 60);
        if self.to_the_second { write!(f, "{h:02}:{m:02}:{s:02}") } else { write!(f, "{h:02}:{m:02}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_agree_over_every_day_of_two_centuries() {
        let mut day = Day::ymd(1900, 1, 1).unwrap();
        let end = Day::ymd(2100, 12, 31).unwrap();
        let mut before = day - 1;
        while day <= end {
            let (y, m, d) = day.parts();
            assert_eq!(Day::ymd(y, m, d), Some(day));
            assert_eq!(Day::iso(&day.to_string()), Some(day));
            assert_eq!(day.weekday(), before.weekday() % 7 + 1);
            before = day;
            day = day + 1;
        }
    }

    #[test]
    fn every_day_has_the_parts_the_calendar_library_gives() {
        let mut date = jiff::civil::date(1, 1, 1);
        for n in Day::FIRST.0..=Day::LAST.0 {
            let (y, m, d) = Day(n).parts();
            assert_eq!((y, m, d), (date.year(), date.month(), date.day()), "day {n}");
            if d == 1 || n % 97 == 0 {
                assert_eq!(Day(n).to_string(), format!("{y:04}-{m:02}-{d:02}"));
            }
            date = date.tomorrow().unwrap_or(date);
        }
        assert_eq!(Day(i32::MIN).parts(), (1, 1, 1));
        assert_eq!(Day(i32::MAX).parts(), (9999, 12, 31));
    }

    #[test]
    fn known_days() {
        let day = Day::iso("2002-05-03").unwrap();
        assert_eq!((day.weekday_name(), day.words().as_str()), ("Friday", "3 May 2002"));
        assert_eq!(Day::iso("1970-01-01"), Some(Day(0)));
        assert_eq!(Day::ymd(1, 1, 1), Some(Day::FIRST));
        assert_eq!(Day::ymd(9999, 12, 31), Some(Day::LAST));
        assert_eq!(Day::iso("2001-02-29"), None);
        assert_eq!(Day::iso("+001-02-09"), None);
    }

    #[test]
    fn months_keep_the_day_number_and_are_clipped() {
        let check = |from: &str, months, to: &str| {
            assert_eq!(
                Day::iso(from).unwrap().add_months(months).to_string(),
                to,
                "{from} + {months} months"
            );
        };
        check("2001-01-31", 1, "2001-02-28");
        check("2000-01-31", 1, "2000-02-29");
        check("2000-11-30", 3, "2001-02-28");
        check("2000-03-31", -1, "2000-02-29");
        check("2000-05-15", 6, "2000-11-15");
    }

    #[test]
    fn times_keep_whether_seconds_were_written() {
        assert_eq!(TimeOfDay::hms(9, 5, None).unwrap().to_string(), "09:05");
        assert_eq!(TimeOfDay::hms(9, 5, Some(7)).unwrap().to_string(), "09:05:07");
        assert_eq!(TimeOfDay::hms(24, 0, None), None);
    }
}
