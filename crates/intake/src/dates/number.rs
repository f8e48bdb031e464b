//! Numbers in dates: years and their sanity, day and month in either order, spreadsheets' day numbers.

use model::{Day, Precision, TimeOfDay};

use super::{DateRules, Fault, Miss, Order, Span, clock, ymd};

/// Years an event may lie before the review's period before its year is taken for a slip.
const EVENT_YEARS_BEFORE_MAX: i16 = 50;
/// Years an event may lie after the review's period before its year is taken for a slip.
const EVENT_YEARS_AFTER_MAX: i16 = 15;
/// Years a birth may lie before the end of the review's period.
const BIRTH_YEARS_BEFORE_MAX: i16 = 120;
/// Years a birth may lie after the end of the period: a child expected.
const BIRTH_YEARS_AFTER_MAX: i16 = 1;
/// Years a bare day number may lie outside the period: five digits are as likely a year with a digit too many.
const SERIAL_YEARS_OUTSIDE_MAX: i16 = 15;
/// Years outside the period that a hint may name where no year of the period is near.
const HINT_YEARS_OUTSIDE: i16 = 10;
/// Near years named in a hint.
const NEAR_YEARS_MAX: usize = 4;
/// The last day number of a spreadsheet, 31 December 9999.
const SERIAL_MAX: f64 = 2_958_465.0;

/// First and last year that a date may have under these rules; a year outside is taken for a slip of the pen.
pub fn year_bounds(rules: &DateRules) -> (i16, i16) {
    let (first, last) = (rules.period.0.parts().0, rules.period.1.parts().0);
    if rules.birth {
        (last.saturating_sub(BIRTH_YEARS_BEFORE_MAX), last.saturating_add(BIRTH_YEARS_AFTER_MAX))
    } else {
        (first.saturating_sub(EVENT_YEARS_BEFORE_MAX), last.saturating_add(EVENT_YEARS_AFTER_MAX))
    }
}

/// Whether a year can be meant.
pub(super) fn sane(year: i16, rules: &DateRules) -> bool {
    let (first, last) = year_bounds(rules);
    (first..=last).contains(&year)
}

/// A year that can be meant, or what is wrong with it.
pub(super) fn check_year(year: i16, rules: &DateRules) -> Result<(), Fault> {
    if sane(year, rules) { Ok(()) } else { Err(far_year(&year.to_string(), rules)) }
}

/// The year that these digits write.
pub(super) fn year(digits: &str, rules: &DateRules) -> Result<i16, Fault> {
    match digits.len() {
        2 => two_digit_year(digits, rules),
        4 => {
            let year: i16 = digits.parse().map_err(|_| far_year(digits, rules))?;
            if sane(year, rules) { Ok(year) } else { Err(far_year(digits, rules)) }
        }
        _ => Err(far_year(digits, rules)),
    }
}

/// The latest year with these last two digits that is not after the period, if that is near enough and no other is.
fn two_digit_year(digits: &str, rules: &DateRules) -> Result<i16, Fault> {
    let short: i16 = digits.parse().map_err(|_| far_year(digits, rules))?;
    let last = rules.period.1.parts().0;
    let year = last - (last - short).rem_euclid(100);
    let (earlier, later) = (sane(year, rules), sane(year.saturating_add(100), rules));
    match (earlier, later) {
        (true, later) if !later || rules.birth || year >= rules.period.0.parts().0 => Ok(year),
        _ => Err(Fault::new(
            format!("the two-digit year {digits} does not say which century: {year} or {}", year + 100),
            "write the year with four digits, as the record has it",
        )),
    }
}

/// The problem of a year that cannot be meant, naming those it may be a slip for.
pub(super) fn far_year(written: &str, rules: &DateRules) -> Fault {
    let (first, last) = (rules.period.0.parts().0, rules.period.1.parts().0);
    let shown: String = written.chars().take(12).collect();
    let what = match written.len() {
        4 => format!("the year {shown} is too far from the review's period ({first} to {last}) to be meant"),
        _ => format!("{shown} is not a year"),
    };
    let mut near = near_years(written, first, last);
    let no_date = matches!(written, "1900" | "9999") && near.is_empty();
    if near.is_empty() && !no_date {
        near = near_years(
            written,
            first.saturating_sub(HINT_YEARS_OUTSIDE),
            last.saturating_add(HINT_YEARS_OUTSIDE),
        );
    }
    let hint = match near.split_last() {
        _ if no_date => {
            "some systems write 1 January 1900 or 31 December 9999 for \"no date\"; ask the agency"
                .to_string()
        }
        None => "ask the agency for the year as the record has it".to_string(),
        Some((only, [])) => format!("did they mean {only}?"),
        Some((last, others)) => format!("did they mean {} or {last}?", others.join(", ")),
    };
    Fault::new(what, hint)
}

/// Years of a span that one slip (a digit too many, too few, wrong, or two swapped) makes into `written`.
fn near_years(written: &str, first: i16, last: i16) -> Vec<String> {
    (first..=last.min(first.saturating_add(200)))
        .map(|y| y.to_string())
        .filter(|y| one_slip(y.as_bytes(), written.as_bytes()))
        .take(NEAR_YEARS_MAX)
        .collect()
}

fn one_slip(year: &[u8], written: &[u8]) -> bool {
    let dropped = |long: &[u8], short: &[u8]| {
        (0..long.len()).any(|i| long[..i] == short[..i] && long[i + 1..] == short[i..])
    };
    if written.len() == year.len() + 1 {
        return dropped(written, year);
    }
    if written.len() + 1 == year.len() {
        return dropped(year, written);
    }
    if written.len() != year.len() {
        return false;
    }
    let different: Vec<usize> = (0..year.len()).filter(|&i| year[i] != written[i]).collect();
    match different[..] {
        [_] => true,
        [i, j] => j == i + 1 && year[i] == written[j] && year[j] == written[i],
        _ => false,
    }
}

/// Three numbers with the same mark between them.
pub(super) fn triple(a: &str, b: &str, c: &str, rules: &DateRules) -> Result<Span, Miss> {
    let short = |s: &str| s.len() <= 2;
    if a.len() == 4 && short(b) && short(c) {
        let year = year(a, rules)?;
        return day_of(year, small(b), small(c)).map(Span::day).map_err(Miss::from);
    }
    if short(a) && short(b) && short(c) && rules.order == Some(Order::YearFirst) {
        let year = year(a, rules)?;
        return day_of(year, small(b), small(c)).map(Span::day).map_err(Miss::from);
    }
    if short(a) && short(b) {
        return day_month(small(a), small(b), year(c, rules)?, rules).map_err(Miss::from);
    }
    if short(b) && short(c) {
        return Err(far_year(a, rules).into());
    }
    Err(Miss::NotADate)
}

/// At most two digits as a number.
pub(super) fn small(digits: &str) -> u32 {
    digits.parse().unwrap_or(0)
}

/// Two numbers, one the day and one the month.
pub(super) fn day_month(x: u32, y: u32, year: i16, rules: &DateRules) -> Result<Span, Fault> {
    let full = |month, day| ymd(year as u32, month, day);
    match rules.order {
        Some(Order::MonthFirst) => return day_of(year, x, y).map(|d| shown(Span::day(d), x, y)),
        Some(Order::DayFirst) => return day_of(year, y, x).map(|d| shown(Span::day(d), x, y)),
        _ => {}
    }
    if x > 12 || y > 12 {
        let (month, day) = if x > 12 { (y, x) } else { (x, y) };
        return day_of(year, month, day).map(|d| shown(Span::day(d), x, y));
    }
    match (full(y, x), full(x, y)) {
        (Some(a), Some(b)) if a == b => Ok(Span::day(a)),
        (Some(a), Some(b)) => {
            let mut span = Span::days(a.min(b), a.max(b), Precision::EitherWay);
            span.either = true;
            Ok(span)
        }
        _ => day_of(year, y, x).map(Span::day),
    }
}

/// The order that the two numbers show by themselves.
fn shown(mut span: Span, x: u32, y: u32) -> Span {
    span.shows = match (x > 12, y > 12) {
        (true, false) => Some(Order::DayFirst),
        (false, true) => Some(Order::MonthFirst),
        _ => None,
    };
    span
}

/// A day of the calendar, or what is wrong with it.
pub(super) fn day_of(year: i16, month: u32, day: u32) -> Result<Day, Fault> {
    if let Some(found) = ymd(year as u32, month, day) {
        return Ok(found);
    }
    if !(1..=12).contains(&month) {
        let hint = match ymd(year as u32, day, month) {
            Some(other) => format!("the other way round it would be {}", other.words()),
            None => "ask the agency for the date as the record has it".to_string(),
        };
        return Err(Fault::new(format!("there is no month {month}"), hint));
    }
    let first = ymd(year as u32, month, 1).unwrap_or(Day::FIRST);
    let (_, end) = first.month_bounds();
    let words = end.words();
    let (days, name) = words.split_once(' ').unwrap_or((&words, ""));
    Err(Fault::new(
        format!("there is no {day} {name}"),
        format!("{name} had {days} days; ask the agency for the day as the record has it"),
    ))
}

/// Eight digits without a mark: year, month, day, or the order of the column with the year last.
pub(super) fn eight_digits(digits: &str, rules: &DateRules) -> Result<Span, Miss> {
    let year_first = year(&digits[..4], rules).ok();
    if let Some(year) = year_first
        && let Ok(day) = day_of(year, small(&digits[4..6]), small(&digits[6..]))
    {
        return Ok(Span::day(day));
    }
    match year(&digits[4..], rules) {
        Ok(_) => triple(&digits[..2], &digits[2..4], &digits[4..], rules),
        Err(_) => match year_first {
            Some(year) => {
                day_of(year, small(&digits[4..6]), small(&digits[6..])).map(Span::day).map_err(Miss::from)
            }
            None => Err(far_year(&digits[..4], rules).into()),
        },
    }
}

/// A cell that the file holds as a number: a spreadsheet's day number, a year, or eight digits.
pub(super) fn from_number(n: f64, rules: &DateRules) -> Result<Span, Miss> {
    if n.fract() == 0.0 && (1000.0..10_000.0).contains(&n) {
        let year = year(&format!("{n}"), rules)?;
        return whole_year(year).map_err(Miss::from);
    }
    if n.fract() == 0.0 && (10_000_000.0..100_000_000.0).contains(&n) {
        return eight_digits(&format!("{n}"), rules);
    }
    serial(n, &format!("{}", n.trunc()), rules)
}

/// A spreadsheet's day number in the 1900 system, written as `digits` before any decimal point.
pub(super) fn serial(n: f64, digits: &str, rules: &DateRules) -> Result<Span, Miss> {
    let Some((day, time)) = serial_day(n) else {
        return Err(Fault::new(
            "this number is no day number of a spreadsheet",
            "day numbers count from 1 January 1900, and 60 stands for a 29 February 1900 that never was",
        )
        .into());
    };
    let (first, last) = (rules.period.0.parts().0, rules.period.1.parts().0);
    let year = day.parts().0;
    let far = year < first - SERIAL_YEARS_OUTSIDE_MAX || year > last + SERIAL_YEARS_OUTSIDE_MAX;
    if !sane(year, rules) || (far && !rules.birth) || !near_years(digits, first, last).is_empty() {
        let slip = far_year(digits, rules);
        let what = format!(
            "not a year, and as a spreadsheet's day number it would be {}, which is hardly meant",
            day.words()
        );
        return Err(Fault::new(what, slip.hint).into());
    }
    let mut span = Span::day(day);
    span.time = clock::kept(time);
    span.serial = true;
    Ok(span)
}

/// The day and time of day that a spreadsheet's day number stands for in the 1900 system, which counts a 29 February
/// 1900 that never was (number 60 gives `None`, as does anything before 1 or after 31 December 9999).
pub fn serial_day(n: f64) -> Option<(Day, Option<TimeOfDay>)> {
    if !(1.0..SERIAL_MAX + 1.0).contains(&n) {
        return None;
    }
    let whole = n.trunc() as i32;
    let base = Day::ymd(1899, 12, if whole > 60 { 30 } else { 31 })?;
    if whole == 60 {
        return None;
    }
    // Day numbers hold about 11 significant digits of a day: the nearest second is what was typed.
    let seconds = (n.fract() * 86_400.0).round() as u32;
    let (day, seconds) = if seconds == 86_400 { (base + whole + 1, 0) } else { (base + whole, seconds) };
    let to_the_second = seconds % 60 != 0;
    let time = TimeOfDay::hms(seconds / 3600, seconds / 60 % 60, to_the_second.then_some(seconds % 60));
    Some((day, time.filter(|_| n.fract() != 0.0)))
}

/// A year from first day to last.
pub(super) fn whole_year(year: i16) -> Result<Span, Fault> {
    Ok(Span::days(day_of(year, 1, 1)?, day_of(year, 12, 31)?, Precision::Year))
}

/// A month from first day to last.
pub(super) fn whole_month(year: i16, month: u32) -> Result<Span, Fault> {
    let (first, last) = day_of(year, month, 1)?.month_bounds();
    Ok(Span::days(first, last, Precision::Month))
}
