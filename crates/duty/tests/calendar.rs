//! The tables of bank holidays, held against rules written from the law, and against the shared table where present.

#![allow(clippy::disallowed_methods, reason = "the tests read shared data and the environment")]

use std::collections::BTreeSet;

use duty::calendar::{Calendar, CalendarError, Calendars, difference};
use model::Day;

fn day(text: &str) -> Day {
    Day::iso(text).unwrap()
}

fn ymd(y: i16, m: i8, d: i8) -> Day {
    Day::ymd(y, m, d).unwrap()
}

/// Easter Sunday by Gauss's rule in the form of 1816, a different computation from the one that made the table.
fn easter(year: i16) -> Day {
    let y = i32::from(year);
    let (a, b, c, k) = (y % 19, y % 4, y % 7, y / 100);
    let m = (15 - (13 + 8 * k) / 25 + k - k / 4).rem_euclid(30);
    let n = (4 + k - k / 4) % 7;
    let d = (19 * a + m) % 30;
    let e = (2 * b + 4 * c + 6 * d + n) % 7;
    let march = match (d, e) {
        (29, 6) => 22 + d + e - 7,
        (28, 6) if (11 * m + 11) % 30 < 19 => 22 + d + e - 7,
        _ => 22 + d + e,
    };
    ymd(year, 3, 1) + (march - 1)
}

/// The first (or, from the end, the last) Monday of a month.
fn monday(year: i16, month: i8, last: bool) -> Day {
    let (first, end) = ymd(year, month, 1).month_bounds();
    let mut days = (first.0..=end.0).map(Day).filter(|d| d.weekday() == 1);
    if last { days.next_back().unwrap() } else { days.next().unwrap() }
}

/// The next day that is not Saturday, Sunday or already taken.
fn free(mut d: Day, taken: &BTreeSet<Day>) -> Day {
    while d.weekday() > 5 || taken.contains(&d) {
        d = d + 1;
    }
    d
}

/// Days off in England and Wales on weekdays, from the rules: a fixed holiday on a weekend moves to the next free day.
fn england_wales(year: i16) -> BTreeSet<Day> {
    let mut days = BTreeSet::from([easter(year) - 2, easter(year) + 1, monday(year, 8, true)]);
    days.insert(free(ymd(year, 1, 1), &days));
    let christmas = ymd(year, 12, 25);
    // Christmas and Boxing Day together: each takes its own day if a weekday, the rest take the next free days.
    for d in [christmas, christmas + 1] {
        if d.weekday() < 6 {
            days.insert(d);
        }
    }
    for d in [christmas, christmas + 1] {
        if d.weekday() > 5 {
            days.insert(free(d, &days));
        }
    }
    match year {
        ..1978 => {}
        1995 | 2020 => _ = days.insert(ymd(year, 5, 8)),
        _ => _ = days.insert(monday(year, 5, false)),
    }
    match year {
        2002 => days.extend([ymd(2002, 6, 3), ymd(2002, 6, 4)]),
        2012 => days.extend([ymd(2012, 6, 4), ymd(2012, 6, 5)]),
        2022 => days.extend([ymd(2022, 6, 2), ymd(2022, 6, 3), ymd(2022, 9, 19)]),
        _ => _ = days.insert(monday(year, 5, true)),
    }
    let once = ["1977-06-07", "1981-07-29", "1999-12-31", "2011-04-29", "2023-05-08"];
    days.extend(once.map(day).into_iter().filter(|d| d.parts().0 == year));
    days
}

/// Days off in Scotland on weekdays, from the rules: no Easter Monday, 2 January, the first Monday of August, and from 2007
/// St Andrew's Day or the Monday after it.
fn scotland(year: i16) -> BTreeSet<Day> {
    let mut days = england_wales(year);
    days.remove(&(easter(year) + 1));
    days.remove(&monday(year, 8, true));
    let (first, second) = (ymd(year, 1, 1), ymd(year, 1, 2));
    let mut new_year = BTreeSet::new();
    for d in [first, second] {
        if d.weekday() < 6 {
            new_year.insert(d);
        }
    }
    for d in [first, second] {
        if d.weekday() > 5 {
            new_year.insert(free(d, &new_year));
        }
    }
    days.extend(new_year);
    days.insert(monday(year, 8, false));
    let none = BTreeSet::new();
    if year >= 2007 {
        days.insert(free(ymd(year, 11, 30), &none));
    }
    if year == 2026 {
        days.insert(ymd(2026, 6, 15));
    }
    days
}

/// Days off in Northern Ireland on weekdays: those of England and Wales, 17 March and 12 July, each or the next weekday.
fn northern_ireland(year: i16) -> BTreeSet<Day> {
    let mut days = england_wales(year);
    let none = BTreeSet::new();
    days.insert(free(ymd(year, 3, 17), &none));
    days.insert(free(ymd(year, 7, 12), &none));
    days
}

fn weekdays_off(calendar: &Calendar, year: i16) -> BTreeSet<Day> {
    (ymd(year, 1, 1).0..=ymd(year, 12, 31).0)
        .map(Day)
        .filter(|&d| d.weekday() < 6 && calendar.is_working_day(d) == Some(false))
        .collect()
}

#[test]
fn england_and_wales_follow_the_rules_in_every_year() {
    let calendar = Calendar::england_wales();
    assert_eq!(calendar.covers(), (day("1975-01-01"), day("2030-12-31")));
    for year in 1975..=2030 {
        assert_eq!(weekdays_off(&calendar, year), england_wales(year), "{year}");
    }
}

#[test]
fn the_united_kingdom_together_follows_the_rules_in_every_year() {
    let calendar = Calendar::uk_any();
    assert_eq!(calendar.covers(), (day("2005-01-01"), day("2030-12-31")));
    for year in 2005..=2030 {
        let all = [england_wales(year), scotland(year), northern_ireland(year)];
        assert_eq!(weekdays_off(&calendar, year), all.into_iter().flatten().collect(), "{year}");
    }
}

#[test]
fn scotland_and_northern_ireland_follow_the_rules_in_every_year() {
    for (calendar, rule) in [
        (Calendar::scotland(), scotland as fn(i16) -> BTreeSet<Day>),
        (Calendar::northern_ireland(), northern_ireland),
    ] {
        assert_eq!(calendar.covers(), (day("2005-01-01"), day("2030-12-31")));
        for year in 2005..=2030 {
            assert_eq!(weekdays_off(&calendar, year), rule(year), "{}, {year}", calendar.name());
        }
    }
}

/// The lists of single years, written down by hand from the published ones.
#[test]
fn the_days_off_of_single_years_by_hand() {
    let check = |calendar: Calendar, year: i16, list: &str| {
        let expect = list.split(' ').map(|d| day(&format!("{year}-{d}"))).collect();
        assert_eq!(weekdays_off(&calendar, year), expect, "{}, {year}", calendar.name());
    };
    // 2011: New Year's Day on a Saturday, 25 December on a Sunday, the royal wedding.
    check(Calendar::england_wales(), 2011, "01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27");
    check(Calendar::england_wales(), 2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28");
    check(Calendar::scotland(), 2011, "01-03 01-04 04-22 04-29 05-02 05-30 08-01 11-30 12-26 12-27");
    check(Calendar::scotland(), 2022, "01-03 01-04 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27");
    check(Calendar::scotland(), 2026, "01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28");
    // 2012: 17 March on a Saturday, the diamond jubilee; 2020: 12 July on a Sunday, the early May holiday moved.
    check(
        Calendar::northern_ireland(),
        2012,
        "01-02 03-19 04-06 04-09 05-07 06-04 06-05 07-12 08-27 12-25 12-26",
    );
    check(Calendar::northern_ireland(), 2020, "01-01 03-17 04-10 04-13 05-08 05-25 07-13 08-31 12-25 12-28");
    check(
        Calendar::northern_ireland(),
        2023,
        "01-02 03-17 04-07 04-10 05-01 05-08 05-29 07-12 08-28 12-25 12-26",
    );
}

/// A holiday of any nation is one of the whole, and of nothing else; every line has a name and a basis.
#[test]
fn the_united_kingdom_together_is_the_union_of_its_nations() {
    let nations = [Calendar::england_wales(), Calendar::scotland(), Calendar::northern_ireland()];
    let whole = Calendar::uk_any();
    let (first, last) = whole.covers();
    for d in (first.0..=last.0).map(Day) {
        let any = nations.iter().any(|n| n.holiday(d).is_some());
        assert_eq!(whole.holiday(d).is_some(), any, "{d}");
    }
    for holiday in nations.iter().chain([&whole]).flat_map(Calendar::holidays) {
        assert!(!holiday.name.is_empty() && !holiday.basis.is_empty(), "{}", holiday.day);
    }
}

#[test]
fn england_and_wales_equal_the_shared_table_day_by_day() {
    let shared = std::env::var("CANDOUR_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_string());
    let Ok(text) = std::fs::read_to_string(format!("{shared}/data/england-wales-bank-holidays.csv")) else {
        println!("skipped: the shared table of bank holidays is not here");
        return;
    };
    let theirs: BTreeSet<Day> = text.lines().map(|l| day(l.split(',').next().unwrap())).collect();
    let calendar = Calendar::england_wales();
    let (first, last) = calendar.covers();
    for d in (first.0..=last.0).map(Day) {
        let working = d.weekday() < 6 && !theirs.contains(&d);
        assert_eq!(calendar.is_working_day(d), Some(working), "{d}");
    }
    println!("{} days compared", last - first + 1);
}

#[test]
fn counting_working_days_equals_counting_them_one_by_one() {
    let calendar = Calendar::england_wales();
    let works = |d: Day| calendar.is_working_day(d) == Some(true);
    for start in (day("1999-12-01").0..day("2003-01-31").0).map(Day) {
        let (mut d, mut counted) = (start, 0);
        for n in 1..=45 {
            d = d + 1;
            while !works(d) {
                d = d + 1;
            }
            counted += 1;
            assert_eq!(calendar.after(start, n), Some(d), "{n} working days after {start}");
            assert_eq!(calendar.between(start, d), Some(counted));
            assert_eq!(calendar.between(d, start), Some(-counted));
            let inclusive = calendar.beginning_with(start, n + u32::from(works(start)));
            assert_eq!(inclusive, Some(d), "beginning with {start}");
        }
        assert_eq!(calendar.after(start, 0), Some(start));
        let back = calendar.before(start, 10).unwrap();
        // The earliest day from which ten working days reach it: the same rule as forward.
        assert!(calendar.after(back, 10).unwrap() >= start, "ten working days before {start}");
        assert!(calendar.after(back - 1, 10).unwrap() < start, "ten working days before {start}");
    }
}

#[test]
fn a_friday_is_one_working_day_before_the_monday() {
    let calendar = Calendar::england_wales();
    // | day | working days before | earliest day |
    for (from, n, expected) in [
        ("2012-06-25", 1, "2012-06-22"),
        ("2012-06-29", 5, "2012-06-22"),
        ("2012-06-24", 1, "2012-06-22"),
        ("2012-06-06", 1, "2012-06-01"),
    ] {
        assert_eq!(calendar.before(day(from), n), Some(day(expected)), "{n} working days before {from}");
    }
}

#[test]
fn outside_the_years_covered_there_is_no_answer() {
    let calendar = Calendar::england_wales();
    assert_eq!(calendar.is_working_day(day("1974-12-31")), None);
    assert_eq!(calendar.is_working_day(day("2031-01-01")), None);
    assert_eq!(calendar.after(day("2030-12-20"), 45), None);
    assert_eq!(calendar.after(day("2030-12-20"), 1), Some(day("2030-12-23")));
    assert_eq!(calendar.between(day("2030-12-20"), day("2031-01-02")), None);
    for calendar in [Calendar::uk_any(), Calendar::scotland(), Calendar::northern_ireland()] {
        assert_eq!(calendar.after(day("2004-12-31"), 1), None);
    }
}

#[test]
fn a_corrected_table_says_what_changed() {
    let old = "date,name,basis\n2001-01-01,New Year's Day,a\n2001-12-25,Christmas Day,b\n";
    let new =
        "date,name,basis\n2001-01-01,New Year's Day,a\n2001-06-07,\"A day, once\",c\n2001-12-25,Yule,b\n";
    let (old, new) = (Calendar::from_csv("x", old).unwrap(), Calendar::from_csv("x", new).unwrap());
    let words: Vec<String> = difference(&old, &new).iter().map(ToString::to_string).collect();
    assert_eq!(
        words,
        [
            "Thursday 7 June 2001 is now a holiday: A day, once",
            "Tuesday 25 December 2001 was called Christmas Day, is now called Yule"
        ]
    );
    assert_eq!(
        difference(&new, &old)[0].to_string(),
        "Thursday 7 June 2001 is no longer a holiday (it was: A day, once)"
    );
    let mut calendars = Calendars::bundled();
    assert_eq!(calendars.put(old), []);
    assert_eq!(calendars.put(new).len(), 2);
    assert_eq!(calendars.get("x").unwrap().after(day("2001-06-06"), 1), Some(day("2001-06-08")));
}

#[test]
fn a_table_that_is_not_one_is_refused_with_its_line() {
    let check = |text: &str, expect: &str| {
        assert_eq!(Calendar::from_csv("x", text).unwrap_err().to_string(), expect);
    };
    check("day,name\n", "line 1: expected the heading date,name,basis");
    check(
        "date,name,basis\n2001-02-30,x,y\n",
        "line 2: expected YYYY-MM-DD,name,basis; found \"2001-02-30,x,y\"",
    );
    check(
        "date,name,basis\n2001-02-03,\"x,y\n",
        "line 2: expected YYYY-MM-DD,name,basis; found \"2001-02-03,\"x,y\"",
    );
    check(
        "date,name,basis\n2001-02-03,x,y\n2001-02-03,x,y\n",
        "line 3: 2001-02-03 does not come after the day of the line before",
    );
    assert_eq!(Calendar::from_csv("x", "date,name,basis\n"), Err(CalendarError::Size(0)));
    check(
        "date,name,basis\n1000-01-01,x,y\n2000-01-01,x,y\n",
        "2 days in the table; expected 1 to 10000 days within 500 years",
    );
}
