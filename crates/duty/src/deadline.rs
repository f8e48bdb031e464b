//! Deadlines: from the day a clock started to the last day (or minute) on which the duty can still be met.
//!
//! Days, weeks, months and working days are counted on local civil dates. Hours are counted on the local clock face, in
//! minutes, because "72 hours" from half past nine means half past nine three days on; where an event carries only a
//! date, it happened in some minute of that day, and the verdict is over all of them. Every deadline is monotone: a
//! later start never gives an earlier deadline.
//!
//! Left out: elapsed seconds and summer time (see `docs/methods/clocks.md`); which calendar a statute means.

use std::fmt;

use model::{Day, When};

use crate::calendar::Calendar;

/// Minutes in a day of the clock face.
pub const DAY_MINUTES: i32 = 24 * 60;

/// The unit a clock counts in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Unit {
    /// Hours of the local clock face.
    Hours,
    /// Calendar days.
    Days,
    /// Weeks of seven calendar days.
    Weeks,
    /// Months: the same day number, clipped to a shorter month.
    Months,
    /// Working days of the rule's calendar.
    WorkingDays,
}

impl Unit {
    /// The unit in words, for one.
    pub fn word(self) -> &'static str {
        match self {
            Unit::Hours => "hour",
            Unit::Days => "day",
            Unit::Weeks => "week",
            Unit::Months => "month",
            Unit::WorkingDays => "working day",
        }
    }
}

/// Which day counts as day 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Counting {
    /// The day after the start: "within 5 days of".
    DayAfter,
    /// The day of the start itself: "within 5 days beginning with the day".
    BeginningWith,
}

/// A length of time and how it is counted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Clock {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
    /// From which day.
    pub counting: Counting,
}

impl Clock {
    /// The deadline of a clock that started on `start`; `None` where the calendar has no answer. For hours this is the
    /// day on which the clock ends if it started at midnight; [`Clock::due_minute`] is exact.
    pub fn due(self, start: Day, calendar: &Calendar) -> Option<Day> {
        let count = i32::try_from(self.count).ok()?;
        let back = i32::from(self.counting == Counting::BeginningWith && count > 0);
        let day = match self.unit {
            Unit::Hours => start + count / 24,
            Unit::Days => start + (count - back),
            Unit::Weeks => start + (count.checked_mul(7)? - back),
            Unit::Months => months_after(start, count, back == 1)?,
            Unit::WorkingDays if back == 1 => return calendar.beginning_with(start, self.count),
            Unit::WorkingDays => return calendar.after(start, self.count),
        };
        (Day::FIRST <= day && day <= Day::LAST).then_some(day)
    }

    /// The earliest day that lies at most the length of this clock before `day`; `None` where the calendar has no answer.
    /// Where the clock counts from the day itself, that day is the first of those counted back. For hours this is the
    /// day if `day` is its first minute; [`Reach::before`] is exact.
    pub fn back_from(self, day: Day, calendar: &Calendar) -> Option<Day> {
        let count = i32::try_from(self.count).ok()?;
        let itself = i32::from(self.counting == Counting::BeginningWith && count > 0);
        let days = match self.unit {
            Unit::Hours => (count / 24) + i32::from(count % 24 != 0),
            Unit::Days => count - itself,
            Unit::Weeks => count.checked_mul(7)? - itself,
            Unit::Months => day - day.add_months(count.checked_neg()?) - itself,
            Unit::WorkingDays => {
                let counted = itself == 1 && calendar.is_working_day(day)?;
                return calendar.before(day, self.count - u32::from(counted));
            }
        };
        let first = Day(day.0.checked_sub(days)?);
        (Day::FIRST <= first).then_some(first)
    }

    /// The minute at which a clock of hours ends that started in minute `start`.
    pub fn due_minute(self, start: i32) -> i32 {
        start.saturating_add(i32::try_from(self.count).unwrap_or(i32::MAX).saturating_mul(60))
    }

    /// A number of calendar days that the clock certainly does not exceed, for bounding a search: holidays and weekends
    /// take fewer than two of three days of any table in use.
    pub fn reach_days_max(self) -> i32 {
        let count = i32::try_from(self.count).unwrap_or(i32::MAX / 64);
        match self.unit {
            Unit::Hours => count / 24 + 1,
            Unit::Days => count,
            Unit::Weeks => count.saturating_mul(7),
            Unit::Months => count.saturating_mul(31),
            Unit::WorkingDays => count.saturating_mul(3).saturating_add(14),
        }
    }
}

/// The last day of so many months after `start`: the day of the same number, or the day before it where the start counts itself; in a
/// month that has no day of that number, its last day either way.
fn months_after(start: Day, count: i32, itself: bool) -> Option<Day> {
    let end = start.add_months(count);
    let ((from_year, from_month, from_day), (year, month, day)) = (start.parts(), end.parts());
    let months = (i32::from(year) - i32::from(from_year)) * 12 + i32::from(month) - i32::from(from_month);
    (months == count).then(|| end - i32::from(itself && day == from_day))
}

impl fmt::Display for Clock {
    /// `45 working days, day after`; `72 hours`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{}", self.count, self.unit.word(), if self.count == 1 { "" } else { "s" })?;
        match (self.unit, self.counting) {
            (Unit::Hours, _) => Ok(()),
            (_, Counting::DayAfter) => write!(f, ", day after"),
            (_, Counting::BeginningWith) => write!(f, ", beginning with the day"),
        }
    }
}

/// How far before the start of a clock an action still counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// So many calendar days. Fewer than none: only from so many days after the start.
    Days(i32),
    /// As far as this clock counts back from the start.
    Back(Clock),
}

impl Reach {
    /// Reaches any day before, an open beginning included.
    pub const EVER: Reach = Reach::Days(i32::MAX / 2);

    /// How many days before a start on `day` an action counts, for a clock of hours the day of the earliest minute included.
    /// `None` where the calendar has no answer.
    pub fn days_before(self, day: Day, calendar: &Calendar) -> Option<i32> {
        match self {
            Reach::Days(days) => Some(days),
            Reach::Back(clock) => Some(day - clock.back_from(day, calendar)?),
        }
    }

    /// How many days before a start on day `k` an action counts; for a clock of hours, how many minutes before a start in
    /// minute `k`. `None` where the calendar has no answer. A later start never reaches further back.
    pub fn before(self, k: i32, hours: bool, calendar: &Calendar) -> Option<i32> {
        match self {
            Reach::Days(days) if hours => Some(days.saturating_mul(DAY_MINUTES)),
            Reach::Back(clock) if hours => i32::try_from(clock.count).ok()?.checked_mul(60),
            reach => reach.days_before(Day(k), calendar),
        }
    }
}

/// First and last minute in which something dated `when` can have happened; open ends stay open.
pub fn minutes(when: &When) -> (Option<i32>, Option<i32>) {
    if let Some((day, time)) = when.exact().zip(when.time()) {
        let minute = day.0.saturating_mul(DAY_MINUTES) + (time.second_of_day / 60) as i32;
        return (Some(minute), Some(minute));
    }
    let first = |d: Day| d.0.saturating_mul(DAY_MINUTES);
    (when.earliest().map(first), when.latest().map(|d| first(d).saturating_add(DAY_MINUTES - 1)))
}

/// The day that holds a minute.
pub fn day_of_minute(minute: i32) -> Day {
    Day(minute.div_euclid(DAY_MINUTES))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::iso(text).unwrap()
    }

    fn check(count: u32, unit: Unit, counting: Counting, start: &str, expect: &str) {
        let clock = Clock { count, unit, counting };
        let calendar = Calendar::england_wales();
        assert_eq!(clock.due(day(start), &calendar), Some(day(expect)), "{clock} from {start}");
    }

    #[test]
    fn deadlines_a_lawyer_can_check() {
        use Counting::*;
        use Unit::*;
        // | count | unit | from | start | expect |
        check(56, Days, DayAfter, "2013-07-30", "2013-09-24");
        check(56, Days, BeginningWith, "2015-01-05", "2015-03-01");
        check(21, Days, BeginningWith, "2015-01-05", "2015-01-25");
        check(4, Weeks, DayAfter, "2020-02-03", "2020-03-02");
        check(12, Months, DayAfter, "2020-02-29", "2021-02-28");
        check(1, Months, DayAfter, "2019-01-31", "2019-02-28");
        check(3, Months, BeginningWith, "2019-01-31", "2019-04-30");
        check(1, Months, BeginningWith, "2012-01-30", "2012-02-29");
        check(1, Months, BeginningWith, "2011-02-28", "2011-03-27");
        check(1, Months, BeginningWith, "2011-03-01", "2011-03-31");
        check(45, WorkingDays, DayAfter, "2014-03-03", "2014-05-08");
        check(1, WorkingDays, DayAfter, "2014-04-17", "2014-04-22");
        check(1, WorkingDays, BeginningWith, "2014-04-18", "2014-04-22");
        check(1, WorkingDays, BeginningWith, "2014-04-17", "2014-04-17");
        check(0, WorkingDays, DayAfter, "2014-04-18", "2014-04-18");
        check(5, WorkingDays, DayAfter, "2022-09-14", "2022-09-22");
    }

    #[test]
    fn a_later_start_never_gives_an_earlier_deadline() {
        let calendar = Calendar::england_wales();
        for unit in [Unit::Hours, Unit::Days, Unit::Weeks, Unit::Months, Unit::WorkingDays] {
            for counting in [Counting::DayAfter, Counting::BeginningWith] {
                for count in [0, 1, 2, 5, 45] {
                    let clock = Clock { count, unit, counting };
                    let due = |d: i32| clock.due(Day(d), &calendar).unwrap();
                    for d in day("1999-10-01").0..day("2002-03-31").0 {
                        assert!(due(d) <= due(d + 1), "{clock} from {}", Day(d));
                        assert!(due(d) - Day(d) <= clock.reach_days_max(), "{clock} from {}", Day(d));
                    }
                }
            }
        }
    }

    #[test]
    fn outside_the_calendar_there_is_no_deadline() {
        let clock = Clock { count: 5, unit: Unit::WorkingDays, counting: Counting::DayAfter };
        assert_eq!(clock.due(day("1970-01-05"), &Calendar::england_wales()), None);
        assert_eq!(clock.due(day("2030-12-30"), &Calendar::england_wales()), None);
        let month = Clock { count: 1, unit: Unit::Months, counting: Counting::DayAfter };
        assert_eq!(month.due(day("9999-11-30"), &Calendar::england_wales()), Some(day("9999-12-30")));
        assert_eq!(month.due(day("9999-12-31"), &Calendar::england_wales()), None);
    }
}
