//! Dates as people write them: what each is read as, in tables a lawyer can read.

use intake::Cell;
use intake::dates::{DateRules, Evidence, Order, Reading, read_cell, read_date, read_time, serial_day};
use model::{Day, Precision, Qualifier, TimeOfDay, When};
use proptest::prelude::*;

fn day(text: &str) -> Day {
    Day::iso(text).unwrap()
}

/// A review of the years 1997 to 2013, the order of day and month undecided.
fn rules() -> DateRules {
    DateRules::events((day("1997-01-01"), day("2013-12-31")))
}

fn precision(word: &str) -> Precision {
    match word {
        "day" => Precision::Day,
        "week" => Precision::Week,
        "month" => Precision::Month,
        "season" => Precision::Season,
        "part of year" => Precision::PartOfYear,
        "year" => Precision::Year,
        "decade" => Precision::Decade,
        "range" => Precision::Range,
        "either way" => Precision::EitherWay,
        "none" => Precision::None,
        other => panic!("no precision {other}"),
    }
}

/// Each line: `| written | earliest | latest | precision | qualifier |`; `-` is an open bound.
fn check(rules: &DateRules, table: &str) {
    for line in table.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [written, earliest, latest, fine, qualifier] = cells[..] else { panic!("five columns: {line}") };
        let reading = read_date(written, rules);
        let bound = |b: Option<Day>| b.map_or("-".to_string(), |d| d.to_string());
        let found = &reading.when;
        assert_eq!(
            (bound(found.earliest()), bound(found.latest()), found.precision(), found.qualifier().word()),
            (earliest.to_string(), latest.to_string(), precision(fine), qualifier),
            "{written}: {:?}",
            reading.problem
        );
        assert_eq!(found.written(), written, "the words are kept");
        assert!(found.is_unknown() || reading.problem.is_none(), "{written}: {:?}", reading.problem);
    }
}

#[test]
fn days() {
    check(
        &rules(),
        "
        | 2002-05-03            | 2002-05-03 | 2002-05-03 | day | On |
        | 2002/05/03            | 2002-05-03 | 2002-05-03 | day | On |
        | 20020503              | 2002-05-03 | 2002-05-03 | day | On |
        | 23/05/2002            | 2002-05-23 | 2002-05-23 | day | On |
        | 05/23/2002            | 2002-05-23 | 2002-05-23 | day | On |
        | 23.5.2002             | 2002-05-23 | 2002-05-23 | day | On |
        | 23-05-2002            | 2002-05-23 | 2002-05-23 | day | On |
        | 23 5 02               | 2002-05-23 | 2002-05-23 | day | On |
        | 23052002              | 2002-05-23 | 2002-05-23 | day | On |
        | 05/05/2002            | 2002-05-05 | 2002-05-05 | day | On |
        | 3 May 02              | 2002-05-03 | 2002-05-03 | day | On |
        | 3rd May 2002          | 2002-05-03 | 2002-05-03 | day | On |
        | 3rd of May, 2002      | 2002-05-03 | 2002-05-03 | day | On |
        | the 3rd of May 2002   | 2002-05-03 | 2002-05-03 | day | On |
        | May 3, 2002           | 2002-05-03 | 2002-05-03 | day | On |
        | Fri 3 May 2002        | 2002-05-03 | 2002-05-03 | day | On |
        | Friday, 3 May 2002    | 2002-05-03 | 2002-05-03 | day | On |
        | FRIDAY 03/05/2002     | 2002-05-03 | 2002-05-03 | day | On |
        | Tue 03/05/2002        | 2002-03-05 | 2002-03-05 | day | On |
        | 03MAY2002             | 2002-05-03 | 2002-05-03 | day | On |
        | 03-May-02             | 2002-05-03 | 2002-05-03 | day | On |
        | 3.May.2002            | 2002-05-03 | 2002-05-03 | day | On |
        | 2002 May 3            | 2002-05-03 | 2002-05-03 | day | On |
        | 3  may   2002.        | 2002-05-03 | 2002-05-03 | day | On |
        | 3\u{a0}May\u{a0}2002  | 2002-05-03 | 2002-05-03 | day | On |
        | 1 Sept. 99            | 1999-09-01 | 1999-09-01 | day | On |
        | 29 Feb 2000           | 2000-02-29 | 2000-02-29 | day | On |
        | 37379                 | 2002-05-03 | 2002-05-03 | day | On |
        | on 3 May 2002         | 2002-05-03 | 2002-05-03 | day | On |
        ",
    );
}

#[test]
fn day_and_month_either_way_round_is_a_range_until_something_decides_it() {
    check(
        &rules(),
        "
        | 03/05/2002 | 2002-03-05 | 2002-05-03 | either way | On |
        | 3/5/02     | 2002-03-05 | 2002-05-03 | either way | On |
        | 3.5.2002   | 2002-03-05 | 2002-05-03 | either way | On |
        | 03-05-2002 | 2002-03-05 | 2002-05-03 | either way | On |
        | by 3/5/02  | -          | 2002-05-03 | range      | Before |
        ",
    );
    check(
        &rules().ordered(Some(Order::DayFirst)),
        "
        | 03/05/2002     | 2002-05-03 | 2002-05-03 | day   | On |
        | 3/5/02         | 2002-05-03 | 2002-05-03 | day   | On |
        | 3.5.2002       | 2002-05-03 | 2002-05-03 | day   | On |
        | 03-05-2002     | 2002-05-03 | 2002-05-03 | day   | On |
        | 3/5/02 - 9/5/02| 2002-05-03 | 2002-05-09 | range | Range |
        | 3-9/5/02       | 2002-05-03 | 2002-05-09 | range | Range |
        | w/c 6.5.02     | 2002-05-06 | 2002-05-12 | week  | On |
        ",
    );
    check(
        &rules().ordered(Some(Order::MonthFirst)),
        "
        | 03/05/2002 | 2002-03-05 | 2002-03-05 | day | On |
        | 3/5/02     | 2002-03-05 | 2002-03-05 | day | On |
        ",
    );
    check(
        &rules().ordered(Some(Order::YearFirst)),
        "
        | 02/05/03 | 2002-05-03 | 2002-05-03 | day   | On |
        | 2001-02  | 2001-02-01 | 2001-02-28 | month | On |
        ",
    );
}

#[test]
fn weeks_months_seasons_quarters_years_and_decades() {
    check(
        &rules(),
        "
        | May 2002            | 2002-05-01 | 2002-05-31 | month        | On |
        | 05/2002             | 2002-05-01 | 2002-05-31 | month        | On |
        | 2002-05             | 2002-05-01 | 2002-05-31 | month        | On |
        | May-02              | 2002-05-01 | 2002-05-31 | month        | On |
        | May '02             | 2002-05-01 | 2002-05-31 | month        | On |
        | 2002                | 2002-01-01 | 2002-12-31 | year         | On |
        | Spring 2002         | 2002-03-01 | 2002-05-31 | season       | On |
        | summer of 2002      | 2002-06-01 | 2002-08-31 | season       | On |
        | Autumn 2002         | 2002-09-01 | 2002-11-30 | season       | On |
        | Winter 2002         | 2001-12-01 | 2003-02-28 | season       | On |
        | Winter 2002/03      | 2002-12-01 | 2003-02-28 | season       | On |
        | autumn term 2002    | 2002-09-01 | 2002-12-31 | part of year | On |
        | early May 2002      | 2002-05-01 | 2002-05-10 | month        | About |
        | mid-May 2002        | 2002-05-11 | 2002-05-20 | month        | About |
        | late February 2002  | 2002-02-21 | 2002-02-28 | month        | About |
        | end of May 2002     | 2002-05-21 | 2002-05-31 | month        | About |
        | early 2002          | 2002-01-01 | 2002-04-30 | part of year | About |
        | mid 2002            | 2002-05-01 | 2002-08-31 | part of year | About |
        | late 2002           | 2002-09-01 | 2002-12-31 | part of year | About |
        | late 1990s          | 1997-01-01 | 1999-12-31 | part of year | About |
        | Q2 2002             | 2002-04-01 | 2002-06-30 | part of year | On |
        | Q2 2002/03          | 2002-07-01 | 2002-09-30 | part of year | On |
        | second half of 2002 | 2002-07-01 | 2002-12-31 | part of year | On |
        | 2001/02             | 2001-04-01 | 2002-08-31 | year         | On |
        | 1999/00             | 1999-04-01 | 2000-08-31 | year         | On |
        | 2001/2002           | 2001-04-01 | 2002-08-31 | year         | On |
        | 2001-02             | 2001-02-01 | 2002-08-31 | either way   | On |
        | 1998-2003           | 1998-01-01 | 2003-12-31 | range        | On |
        | financial year 2001/02 | 2001-04-01 | 2002-03-31 | year      | On |
        | school year 2001/02 | 2001-09-01 | 2002-08-31 | year         | On |
        | 1990s               | 1990-01-01 | 1999-12-31 | decade       | On |
        | the '90s            | 1990-01-01 | 1999-12-31 | decade       | On |
        | week commencing 6 May 2002 | 2002-05-06 | 2002-05-12 | week  | On |
        | wc 13/5/02          | 2002-05-13 | 2002-05-19 | week         | On |
        | w/e 19 May 2002     | 2002-05-13 | 2002-05-19 | week         | On |
        | week of 8 May 2002  | 2002-05-06 | 2002-05-12 | week         | On |
        | first week of May 2002 | 2002-05-01 | 2002-05-07 | week      | About |
        | w/c 6.5.02          | 2002-05-06 | 2002-06-11 | either way   | On |
        ",
    );
}

#[test]
fn about_before_after_between() {
    check(
        &rules(),
        "
        | c. 2001                     | 2001-01-01 | 2001-12-31 | year  | About |
        | c.2001                      | 2001-01-01 | 2001-12-31 | year  | About |
        | circa May 2002              | 2002-05-01 | 2002-05-31 | month | About |
        | approx. 3 May 2002          | 2002-05-03 | 2002-05-03 | day   | About |
        | about May 2002              | 2002-05-01 | 2002-05-31 | month | About |
        | May 2002 (approx)           | 2002-05-01 | 2002-05-31 | month | About |
        | ?14/2/99                    | 1999-02-14 | 1999-02-14 | day   | About |
        | 14/2/99?                    | 1999-02-14 | 1999-02-14 | day   | About |
        | 14/2/99 (?)                 | 1999-02-14 | 1999-02-14 | day   | About |
        | before 3 May 2002           | -          | 2002-05-02 | range | Before |
        | prior to May 2002           | -          | 2002-04-30 | range | Before |
        | before about May 2002       | -          | 2002-05-30 | range | Before |
        | by 3 May 2002               | -          | 2002-05-03 | range | Before |
        | on or before 3 May 2002     | -          | 2002-05-03 | range | Before |
        | after 3 May 2002            | 2002-05-04 | -          | range | After |
        | since 3 May 2002            | 2002-05-03 | -          | range | After |
        | on or after 3 May 2002      | 2002-05-03 | -          | range | After |
        | from May 2002               | 2002-05-01 | -          | range | After |
        | 3 May 2002 onwards          | 2002-05-03 | -          | range | After |
        | between 3 and 9 May 2002    | 2002-05-03 | 2002-05-09 | range | Range |
        | 3-9 May 2002                | 2002-05-03 | 2002-05-09 | range | Range |
        | 3/4 May 2002                | 2002-05-03 | 2002-05-04 | range | Range |
        | night of 3 May 2002         | 2002-05-03 | 2002-05-04 | range | On |
        | 3 May to 9 June 2002        | 2002-05-03 | 2002-06-09 | range | Range |
        | from 3 May 2002 to 9 June 2003 | 2002-05-03 | 2003-06-09 | range | Range |
        | May 3-9, 2002               | 2002-05-03 | 2002-05-09 | range | Range |
        | March - May 2002            | 2002-03-01 | 2002-05-31 | range | Range |
        | between 1999 and 2001       | 1999-01-01 | 2001-12-31 | range | Range |
        | 13/5/02 - 19/5/02           | 2002-05-13 | 2002-05-19 | range | Range |
        | 3 or 4 May 2002             | 2002-05-03 | 2002-05-04 | range | Range |
        ",
    );
}

#[test]
fn where_there_is_no_year_only_a_period_within_one_year_supplies_it() {
    let one_year = DateRules::events((day("2002-01-01"), day("2002-12-31")));
    check(
        &one_year,
        "
        | between 3 and 9 May | 2002-05-03 | 2002-05-09 | range | Range |
        | 3 May               | 2002-05-03 | 2002-05-03 | day   | On |
        | May                 | 2002-05-01 | 2002-05-31 | month | On |
        ",
    );
    for written in ["between 3 and 9 May", "3 May", "May", "3/5"] {
        refused(written, "no year is written", "");
    }
}

#[test]
fn words_for_nothing_are_unknown_and_no_problem() {
    for written in ["n/k", "N/K", "unknown", "Not known", "N/A", "-", "TBC", "?", "not recorded", "none", ""]
    {
        let reading = read_date(written, &rules());
        assert_eq!((reading.when, reading.problem), (When::unknown(written), None), "{written}");
    }
}

/// The value is refused, becomes unknown, and the problem says why.
fn refused(written: &str, what: &str, hint: &str) {
    let reading = read_date(written, &rules());
    assert_eq!(reading.when, When::unknown(written), "{written} must not be guessed");
    let problem = reading.problem.unwrap_or_else(|| panic!("{written} has no problem"));
    assert!(problem.what.contains(what), "{written}: {}", problem.what);
    assert!(problem.hint.contains(hint), "{written}: {}", problem.hint);
    assert!(!problem.expected.is_empty());
}

#[test]
fn what_cannot_be_a_date_is_refused_with_a_hint_and_never_guessed() {
    refused("31/02/2002", "no 31 February 2002", "February 2002 had 28 days");
    refused("30 Feb 2000", "no 30 February 2000", "February 2000 had 29 days");
    refused("31-04-2002", "no 31 April 2002", "30 days");
    refused("13/13/2002", "no month 13", "");
    refused("2002-13-03", "no month 13", "the other way round it would be 13 March 2002");
    refused("03/05/20023", "20023 is not a year", "did they mean 2002 or 2003?");
    refused("20023-05-03", "20023 is not a year", "did they mean 2002 or 2003?");
    refused("May 20023", "20023 is not a year", "did they mean 2002 or 2003?");
    refused("20023", "26 October 1954", "");
    refused("3 May 0202", "the year 0202", "did they mean 2002?");
    refused("03/05/202", "202 is not a year", "2002");
    refused("1899", "the year 1899", "did they mean 1999?");
    refused("3/5/2099", "the year 2099", "did they mean 2009?");
    refused("01/01/1900", "the year 1900", "\"no date\"");
    refused("3/5/14", "does not say which century: 1914 or 2014", "four digits");
    refused("120402", "six digits", "marks");
    refused("9-3 May 2002", "runs backwards", "");
    refused("soon", "not read as a date", "");
    refused("3 Mayy 2002", "not read as a date", "");
    refused("14/2/9?", "9 is not a year", "");
    refused("60", "not read as a date", "");
    refused(&"May 2002 ".repeat(20)[..80], "not read as a date", "");
    let long = "x".repeat(5000);
    assert!(read_date(&long, &rules()).problem.unwrap().what.contains("longer than any date"));
}

#[test]
fn a_hint_names_years_near_the_period_where_none_of_the_period_is_near() {
    let later = DateRules::events((day("2004-01-01"), day("2014-12-31")));
    let problem = read_date("14/05/20023", &later).problem.unwrap();
    assert_eq!(problem.hint, "did they mean 2002, 2003 or 2023?");
}

#[test]
fn a_weekday_that_does_not_agree_makes_the_date_uncertain() {
    let reading = read_date("Mon 3 May 2002", &rules());
    assert_eq!(reading.when.exact(), Some(day("2002-05-03")));
    assert_eq!(reading.when.qualifier(), Qualifier::About);
    assert!(reading.problem.unwrap().what.contains("3 May 2002 was a Friday"));
}

#[test]
fn times_of_day() {
    let ordered = rules().ordered(Some(Order::DayFirst));
    for (written, date, time) in [
        ("3 May 2002 14:30", "2002-05-03", Some("14:30")),
        ("3/5/2002 14:30:05", "2002-05-03", Some("14:30:05")),
        ("3/5/2002 at 2.30pm", "2002-05-03", Some("14:30")),
        ("3/5/2002 2:30 p.m.", "2002-05-03", Some("14:30")),
        ("3/5/2002 1430 hrs", "2002-05-03", Some("14:30")),
        ("3/5/2002 1430hrs", "2002-05-03", Some("14:30")),
        ("3/5/2002 1430", "2002-05-03", Some("14:30")),
        ("14:30 on 3 May 2002", "2002-05-03", Some("14:30")),
        ("3/5/2002 12 noon", "2002-05-03", None),
        ("3/5/2002 noon", "2002-05-03", Some("12:00")),
        ("3/5/2002 00:00:00", "2002-05-03", None),
        ("3/5/2002 00:00", "2002-05-03", None),
        ("2002-05-03T14:30:05", "2002-05-03", Some("14:30:05")),
        ("2002-05-03 14:30:05.123", "2002-05-03", Some("14:30:05")),
        // British Summer Time: an instant becomes the civil time of the United Kingdom.
        ("2002-05-03T14:30:05Z", "2002-05-03", Some("15:30:05")),
        ("2002-05-03T23:30:00Z", "2002-05-04", Some("00:30:00")),
        ("2002-12-03T23:30:00Z", "2002-12-03", Some("23:30:00")),
        ("2002-05-03T14:30:05+01:00", "2002-05-03", Some("14:30:05")),
        ("2002-05-02T23:00:00Z", "2002-05-03", None),
        ("2002-05-03T00:00:00Z", "2002-05-03", None),
        ("2002-05-03T00:00:00+01:00", "2002-05-03", None),
        ("2002-03-31T00:59:59Z", "2002-03-31", Some("00:59:59")),
        ("2002-03-31T01:00:00Z", "2002-03-31", Some("02:00:00")),
        ("2002-10-27T00:59:59Z", "2002-10-27", Some("01:59:59")),
        ("2002-10-27T01:00:00Z", "2002-10-27", Some("01:00:00")),
        ("37379.604166666664", "2002-05-03", Some("14:30")),
    ] {
        let reading = read_date(written, &ordered);
        if written.contains("12 noon") {
            assert!(reading.when.is_unknown(), "12 noon is not read");
            continue;
        }
        assert_eq!(reading.when.exact(), Some(day(date)), "{written} {reading:?}");
        assert_eq!(reading.when.time().map(|t| t.to_string()).as_deref(), time, "{written}");
    }
    for (written, time) in [
        ("14:30", Some("14:30")),
        ("2.30pm", Some("14:30")),
        ("2pm", Some("14:00")),
        ("12am", None),
        ("1430 hrs", Some("14:30")),
        ("1430", Some("14:30")),
        ("14.30", Some("14:30")),
        ("9:05:07", Some("09:05:07")),
        ("00:00:00", None),
        ("25:00", None),
        ("morning", None),
    ] {
        assert_eq!(read_time(written).map(|t| t.to_string()).as_deref(), time, "{written}");
    }
    let odd = read_date("3 May 2002 25:61", &ordered);
    assert_eq!((odd.when.exact(), odd.when.time()), (Some(day("2002-05-03")), None));
    assert!(odd.problem.unwrap().what.contains("no time 25:61"));
}

#[test]
fn cells_of_spreadsheets() {
    let exact = |cell: Cell| read_cell(&cell, &rules()).when.exact().map(|d| d.to_string());
    assert_eq!(exact(Cell::Number(37379.0)).as_deref(), Some("2002-05-03"));
    assert_eq!(exact(Cell::Number(20020503.0)).as_deref(), Some("2002-05-03"));
    assert_eq!(
        exact(Cell::Date(day("2002-05-03"), TimeOfDay::hms(0, 0, Some(0)))).as_deref(),
        Some("2002-05-03")
    );
    let year = read_cell(&Cell::Number(2002.0), &rules());
    assert_eq!((year.when.precision(), year.when.exact()), (Precision::Year, None));
    let serial = read_cell(&Cell::Number(37379.604166666664), &rules());
    assert!(serial.serial);
    assert_eq!(serial.when.time().map(|t| t.to_string()).as_deref(), Some("14:30"));
    let formula = read_cell(&Cell::Error("=H2+5".into()), &rules());
    assert!(formula.when.is_unknown() && formula.problem.unwrap().what.contains("formula"));
    assert_eq!(read_cell(&Cell::Error("#N/A".into()), &rules()).problem, None);
    let far = read_cell(&Cell::Date(day("0202-05-03"), None), &rules());
    assert!(far.when.is_unknown() && far.problem.unwrap().hint.contains("2002"));
    assert!(read_cell(&Cell::Bool(true), &rules()).problem.is_some());
}

#[test]
fn day_numbers_follow_the_1900_system_with_its_leap_year_that_never_was() {
    for (n, expected) in [
        (0.0, None),
        (1.0, Some("1900-01-01")),
        (59.0, Some("1900-02-28")),
        (60.0, None),
        (61.0, Some("1900-03-01")),
        (37379.0, Some("2002-05-03")),
        (2_958_465.0, Some("9999-12-31")),
        (2_958_466.0, None),
    ] {
        assert_eq!(serial_day(n).map(|(d, _)| d.to_string()).as_deref(), expected, "{n}");
    }
}

#[test]
fn two_digit_years_of_births_reach_back_further() {
    let births = DateRules::births((day("1997-01-01"), day("2013-12-31"))).ordered(Some(Order::DayFirst));
    for (written, expected) in [
        ("3/5/88", "1988-05-03"),
        ("3/5/13", "2013-05-03"),
        ("3/5/14", "1914-05-03"),
        ("3/5/35", "1935-05-03"),
    ] {
        assert_eq!(read_date(written, &births).when.exact(), Some(day(expected)), "{written}");
    }
}

#[test]
fn the_column_decides_the_order_of_day_and_month_and_says_so() {
    let evidence = |values: &[&str]| {
        let mut evidence = Evidence::default();
        for value in values {
            evidence.count(&read_date(value, &rules()));
        }
        evidence
    };
    let day_first = evidence(&["03/05/2002", "23/05/2002", "14/2/99", "2002-05-03"]);
    assert_eq!(day_first.decide(), Some(Order::DayFirst));
    assert_eq!(
        day_first.decision(&rules()).unwrap(),
        "2 values have a day above 12 in first place and none in second, so all are read day first"
    );
    assert_eq!(evidence(&["03/05/2002", "05/23/2002"]).decide(), Some(Order::MonthFirst));
    let torn = evidence(&["03/05/2002", "05/23/2002", "23/05/2002"]);
    assert_eq!(torn.decide(), None);
    assert!(torn.decision(&rules()).unwrap().contains("the column contradicts itself"));
    let silent = evidence(&["03/05/2002", "04/05/2002"]);
    assert_eq!(silent.decide(), None);
    assert_eq!(
        silent.decision(&rules()).unwrap(),
        "2 values can be read day first or month first and no other value in the column decides it; each is kept \
         as a range over both readings (\"03/05/2002\" is 3 May 2002, or 5 March 2002)"
    );
    assert_eq!(evidence(&["23/05/2002"]).decision(&rules()), None, "nothing was in doubt");
}

/// Ways a day may be written, none of which may lose it.
fn writings(d: Day) -> Vec<String> {
    const MONTHS: [&str; 12] =
        ["Jan", "February", "MAR", "april", "May", "June", "Jul", "Aug", "Sept", "October", "nov", "Dec"];
    let (y, m, n) = d.parts();
    let month = MONTHS[m as usize - 1];
    let season = ["Winter", "Spring", "Summer", "Autumn"][(m as usize % 12) / 3];
    let short = y.rem_euclid(100);
    vec![
        d.to_string(),
        format!("{n:02}/{m:02}/{y}"),
        format!("{m}/{n}/{y}"),
        format!("{n}.{m}.{short:02}"),
        format!("{n:02}-{m:02}-{y}"),
        format!("{y}{m:02}{n:02}"),
        format!("{n} {month} {y}"),
        format!("{month} {n}, {y}"),
        format!("{}, {n} {month} {y} 14:30", d.weekday_name()),
        format!("{n:02}{month}{y}"),
        format!("{month} {y}"),
        format!("{m:02}/{y}"),
        format!("{y}-{m:02}"),
        format!("{y}"),
        format!("{season} {y}"),
        format!("Q{} {y}", (m + 2) / 3),
        format!("{}s", y - y % 10),
        format!("c. {y}"),
        format!("?{n}/{m}/{y}"),
        format!("by {n} {month} {y}"),
        format!("since {n} {month} {y}"),
        format!("w/c {n} {month} {y}"),
        format!("w/e {n} {month} {y}"),
        format!("{n}/{m}/{y} - {n}/{m}/{y}"),
        format!("between {n} {month} and 31 December {y}"),
        format!("{n} {month} {y} to {}", (d + 30).words()),
    ]
}

/// Whether a day number is written: without one nothing may be exact.
fn inside(reading: &Reading, d: Day) -> bool {
    reading.when.earliest().is_none_or(|e| e <= d) && reading.when.latest().is_none_or(|l| d <= l)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,90}") {
        read_date(&text, &rules());
        read_time(&text);
    }

    #[test]
    fn no_jumble_of_date_words_makes_it_panic_or_exact_without_a_day(
        words in prop::collection::vec(prop::sample::select(vec![
            "3", "31", "05", "2002", "99", "20023", "may", "Feb", "spring", "winter", "early", "c.", "?", "/", "-", ".",
            "before", "between", "and", "to", "w/c", "Q2", "s", "'", "14:30", "pm", "Z", "T", "+01:00", "week", "night",
            "first", "half", "fri", "(", ")", "or", "after", "37379", "20020503",
        ]), 0..8),
        gap in prop::sample::select(vec!["", " "]),
    ) {
        let text = words.join(gap);
        let reading = read_date(&text, &rules());
        if !text.bytes().any(|b| b.is_ascii_digit()) {
            prop_assert_eq!(reading.when.exact(), None);
        }
    }

    #[test]
    fn every_reading_holds_the_day_it_was_written_from(n in 0i32..6200) {
        let d = day("1997-01-01") + n;
        for written in writings(d) {
            let reading = read_date(&written, &rules());
            prop_assert!(reading.problem.is_none(), "{} {:?}", written, reading);
            prop_assert!(reading.when.is_dated(), "{}", written);
            prop_assert!(inside(&reading, d), "{} {:?}", written, reading);
            let decided = read_date(&written, &rules().ordered(Some(Order::DayFirst)));
            // "5/23/2002" is no date in a column that is day first: then it is unknown, never another day.
            prop_assert!(decided.when.is_unknown() || inside(&decided, d) || written == format!("{}/{}/{}", d.parts().1, d.parts().2, d.parts().0), "{} {:?}", written, decided);
        }
    }

    #[test]
    fn without_a_day_number_nothing_is_exact(year in 1997i32..=2013, month in 1usize..=12) {
        let name = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][month - 1];
        for written in [format!("{name} {year}"), format!("{year}"), format!("{month}/{year}"), format!("early {name} {year}"),
            format!("Spring {year}"), format!("{year}-{month:02}"), format!("about {year}"), format!("late {year}"),
            format!("{name} to December {year}"), format!("Q1 {year}"), format!("before {name} {year}")] {
            prop_assert_eq!(read_date(&written, &rules()).when.exact(), None, "{}", written);
        }
    }
}

#[test]
fn dates_in_a_column_may_be_in_welsh() {
    let period = (Day::ymd(2000, 1, 1).unwrap(), Day::ymd(2014, 12, 31).unwrap());
    let rules = DateRules::events(period).ordered(Some(Order::DayFirst));
    for (written, days) in [
        ("17 Ebrill 2012", "2012-04-17..2012-04-17"),
        ("17eg o Ebrill 2012", "2012-04-17..2012-04-17"),
        ("Dydd Mawrth, 17 Ebrill 2012", "2012-04-17..2012-04-17"),
        ("3 Mai 2012", "2012-05-03..2012-05-03"),
        ("12-Tach-2012", "2012-11-12..2012-11-12"),
        ("Medi 2012", "2012-09-01..2012-09-30"),
        ("1af Ionawr 2013", "2013-01-01..2013-01-01"),
    ] {
        let reading = read_date(written, &rules);
        assert!(reading.problem.is_none(), "{written}: {:?}", reading.problem);
        let (from, to) = (reading.when.earliest().unwrap(), reading.when.latest().unwrap());
        assert_eq!(format!("{from}..{to}"), days, "{written}");
    }
    // A Monday that the calendar does not have is told, in Welsh as in English.
    assert!(read_date("Dydd Llun 17 Ebrill 2012", &rules).problem.is_some());
}
