//! The slow calendar of the truth: days are counted one by one.
//!
//! Kept apart from the calendar the duties are checked with, so that the two can disagree. Source of the holidays:
//! the bank and public holidays of England and Wales as proclaimed, written out here for the years the specimen
//! covers; days that fall on a Saturday or Sunday are left out because they are no working days anyway.

use model::Day;

/// Bank holidays in England and Wales that fall on Monday to Friday, 2004 to 2015: year, month, day.
const HOLIDAYS: [(i16, i8, i8); 98] = [
    (2004, 1, 1),
    (2004, 4, 9),
    (2004, 4, 12),
    (2004, 5, 3),
    (2004, 5, 31),
    (2004, 8, 30),
    (2004, 12, 27),
    (2004, 12, 28),
    (2005, 1, 3),
    (2005, 3, 25),
    (2005, 3, 28),
    (2005, 5, 2),
    (2005, 5, 30),
    (2005, 8, 29),
    (2005, 12, 26),
    (2005, 12, 27),
    (2006, 1, 2),
    (2006, 4, 14),
    (2006, 4, 17),
    (2006, 5, 1),
    (2006, 5, 29),
    (2006, 8, 28),
    (2006, 12, 25),
    (2006, 12, 26),
    (2007, 1, 1),
    (2007, 4, 6),
    (2007, 4, 9),
    (2007, 5, 7),
    (2007, 5, 28),
    (2007, 8, 27),
    (2007, 12, 25),
    (2007, 12, 26),
    (2008, 1, 1),
    (2008, 3, 21),
    (2008, 3, 24),
    (2008, 5, 5),
    (2008, 5, 26),
    (2008, 8, 25),
    (2008, 12, 25),
    (2008, 12, 26),
    (2009, 1, 1),
    (2009, 4, 10),
    (2009, 4, 13),
    (2009, 5, 4),
    (2009, 5, 25),
    (2009, 8, 31),
    (2009, 12, 25),
    (2009, 12, 28),
    (2010, 1, 1),
    (2010, 4, 2),
    (2010, 4, 5),
    (2010, 5, 3),
    (2010, 5, 31),
    (2010, 8, 30),
    (2010, 12, 27),
    (2010, 12, 28),
    (2011, 1, 3),
    (2011, 4, 22),
    (2011, 4, 25),
    (2011, 4, 29),
    (2011, 5, 2),
    (2011, 5, 30),
    (2011, 8, 29),
    (2011, 12, 26),
    (2011, 12, 27),
    (2012, 1, 2),
    (2012, 4, 6),
    (2012, 4, 9),
    (2012, 5, 7),
    (2012, 6, 4),
    (2012, 6, 5),
    (2012, 8, 27),
    (2012, 12, 25),
    (2012, 12, 26),
    (2013, 1, 1),
    (2013, 3, 29),
    (2013, 4, 1),
    (2013, 5, 6),
    (2013, 5, 27),
    (2013, 8, 26),
    (2013, 12, 25),
    (2013, 12, 26),
    (2014, 1, 1),
    (2014, 4, 18),
    (2014, 4, 21),
    (2014, 5, 5),
    (2014, 5, 26),
    (2014, 8, 25),
    (2014, 12, 25),
    (2014, 12, 26),
    (2015, 1, 1),
    (2015, 4, 3),
    (2015, 4, 6),
    (2015, 5, 4),
    (2015, 5, 25),
    (2015, 8, 31),
    (2015, 12, 25),
    (2015, 12, 28),
];

/// Year, month and day of the month, by the method of H. Hinnant ("chrono-compatible low-level date algorithms").
pub(crate) fn parts(day: Day) -> (i32, u32, u32) {
    let z = i64::from(day.0) + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let m = (5 * of_year + 2) / 153;
    let d = (of_year - (153 * m + 2) / 5 + 1) as u32;
    let month = if m < 10 { m + 3 } else { m - 9 } as u32;
    ((year_of_era + era * 400 + i64::from(month <= 2)) as i32, month, d)
}

/// The day with this year, month and day of the month; the last of the month where the month is shorter.
pub(crate) fn day(year: i32, month: u32, of_month: u32) -> Day {
    let y = i64::from(year) - i64::from(month <= 2);
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let m = i64::from(if month > 2 { month - 3 } else { month + 9 });
    let last = month_length(year, month);
    let of_year = (153 * m + 2) / 5 + i64::from(of_month.min(last)) - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    Day((era * 146_097 + of_era - 719_468) as i32)
}

fn month_length(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Whether people are at work: Monday to Friday and no bank holiday.
pub(crate) fn is_working(day: Day) -> bool {
    let weekday = (day.0 + 3).rem_euclid(7); // 1 January 1970 was a Thursday: Monday is 0
    if weekday >= 5 {
        return false;
    }
    let (y, m, d) = parts(day);
    HOLIDAYS.binary_search(&(y as i16, m as i8, d as i8)).is_err()
}

/// The `n`th working day after `day` (the day itself not counted); the day itself when `n` is 0.
pub(crate) fn working_days_after(day: Day, n: u32) -> Day {
    let (mut at, mut left) = (day, n);
    while left > 0 {
        at = at + 1;
        if is_working(at) {
            left -= 1;
        }
    }
    at
}

/// The day itself if it is a working day, else the next one.
pub(crate) fn working_day_from(day: Day) -> Day {
    let mut at = day;
    while !is_working(at) {
        at = at + 1;
    }
    at
}

/// The same day number `months` later, clipped to the last day of a shorter month.
pub(crate) fn months_after(from: Day, months: u32) -> Day {
    let (y, m, d) = parts(from);
    let count = m - 1 + months;
    day(y + (count / 12) as i32, count % 12 + 1, d)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_calendar_and_that_of_the_nouns_agree_on_every_day() {
        for n in Day::iso("1939-12-31").unwrap().0..Day::iso("2016-12-31").unwrap().0 {
            let (y, m, d) = Day(n).parts();
            assert_eq!(parts(Day(n)), (i32::from(y), m as u32, d as u32));
            assert_eq!(day(i32::from(y), m as u32, d as u32), Day(n));
            for months in [3, 6] {
                assert_eq!(months_after(Day(n), months), Day(n).add_months(months as i32));
            }
        }
    }

    #[test]
    fn the_holidays_are_those_of_the_published_table() {
        assert!(HOLIDAYS.windows(2).all(|w| w[0] < w[1]), "in order, for the binary search");
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
        let shared = std::env::var("CANDOUR_SHARED").unwrap_or_else(|_| format!("{root}/../shared"));
        let Ok(text) = std::fs::read_to_string(format!("{shared}/data/england-wales-bank-holidays.csv"))
        else {
            println!("skipped: the table of bank holidays is not in {shared}");
            return;
        };
        let published: Vec<Day> = text
            .lines()
            .filter_map(|l| Day::iso(l.get(..10)?))
            .filter(|d| d.weekday() <= 5 && ("2004".."2016").contains(&&d.to_string()[..4]))
            .collect();
        let ours: Vec<Day> = HOLIDAYS.iter().map(|&(y, m, d)| Day::ymd(y, m, d).unwrap()).collect();
        assert_eq!(ours, published);
    }

    #[test]
    fn days_counted_by_hand() {
        let check = |from: &str, n, to: &str| {
            assert_eq!(working_days_after(Day::iso(from).unwrap(), n), Day::iso(to).unwrap(), "{from} + {n}");
        };
        check("2010-05-06", 1, "2010-05-07"); // Thursday to Friday
        check("2010-05-07", 1, "2010-05-10"); // over a week-end
        check("2010-12-24", 1, "2010-12-29"); // Christmas 2010: both substitute days
        check("2011-04-20", 10, "2011-05-10"); // Easter, the royal wedding, May Day
        check("2011-03-24", 10, "2011-04-07"); // the worked case of docs/methods/specimen.md
        check("2010-05-08", 0, "2010-05-08");
    }
}
