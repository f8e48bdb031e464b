//! One expression: a day, week, month, season, quarter, year or decade, with what may stand round it.

use model::{Day, Precision};

use super::number::{
    day_month, day_of, eight_digits, serial, small, triple, whole_month, whole_year, year as year_of,
};
use super::token::Tok::{self, M, N, W};
use super::token::{month, ordinal, weekday};
use super::{DateRules, Fault, Miss, Order, Span, clock};

type Found = Result<Span, Miss>;

/// Reads a whole slice as one expression.
pub(super) fn span(all: &[Tok<'_>], rules: &DateRules) -> Found {
    let (all, named_day) = without_weekday(all);
    let all = all.as_slice();
    let found = match bare(all, rules, named_day) {
        Err(Miss::NotADate) => with_time(all, rules, named_day)?,
        found => found?,
    };
    Ok(agreeing(found, named_day))
}

/// An expression with a time of day at one end.
fn with_time(all: &[Tok<'_>], rules: &DateRules, named_day: Option<u8>) -> Found {
    if let [rest @ .., N(digits)] = all
        && let Some(time) = clock::four_digits(digits)
        && let Ok(found) = bare(rest, rules, named_day)
        && found.precision == Precision::Day
    {
        return Ok(Span { time: time.time, ..found });
    }
    let Some((rest, time)) = clock::split(all) else { return Err(Miss::NotADate) };
    let mut found = bare(rest, rules, named_day)?;
    found.soft = time.fault;
    if let (true, Some(at)) = (found.earliest == found.latest, time.time) {
        let (day, at) = match time.offset_minutes {
            Some(offset) => clock::uk_civil(found.earliest, at, offset),
            None => (found.earliest, at),
        };
        (found.earliest, found.latest, found.time) = (day, day, clock::kept(Some(at)));
    }
    Ok(found)
}

/// Takes out the name of a day of the week.
fn without_weekday<'a>(all: &[Tok<'a>]) -> (Vec<Tok<'a>>, Option<u8>) {
    let mut named = None;
    let rest = all
        .iter()
        .copied()
        .filter(|t| match t {
            W(word) if named.is_none() => match weekday(word) {
                Some(day) => {
                    named = Some(day);
                    false
                }
                None => true,
            },
            _ => true,
        })
        .collect();
    (rest, named)
}

/// A day of the week that does not agree with the date makes the date uncertain.
fn agreeing(mut found: Span, named_day: Option<u8>) -> Span {
    if let Some(named) = named_day
        && found.earliest == found.latest
        && found.earliest.weekday() != named
    {
        let day = found.earliest;
        found.soft = Some(Fault::new(
            format!("{} was a {}, and another day of the week is written", day.words(), day.weekday_name()),
            "the date is kept as uncertain; ask the agency which of the two is right",
        ));
        found.about = true;
    }
    found
}

/// An expression without time of day or day of the week.
fn bare(all: &[Tok<'_>], rules: &DateRules, named_day: Option<u8>) -> Found {
    let found = match all {
        [] => Err(Miss::NotADate),
        [W("wc" | "wb"), rest @ ..]
        | [W("w"), M('/'), W("c" | "b"), rest @ ..]
        | [W("w"), W("c" | "b"), rest @ ..] => commencing(rest, rules),
        [W("week" | "wk"), W("commencing" | "beginning" | "starting" | "from"), rest @ ..] => {
            commencing(rest, rules)
        }
        [W("we"), rest @ ..] | [W("w"), M('/'), W("e"), rest @ ..] => ending(rest, rules),
        [W("week" | "wk"), W("ending" | "ended" | "to"), rest @ ..] => ending(rest, rules),
        [W("week" | "wk"), rest @ ..] => week_of(rest, rules),
        [W("night"), rest @ ..] => night(rest, rules),
        [W("evening" | "morning" | "afternoon"), rest @ ..] => plain(rest, rules, named_day),
        [number, W("week"), rest @ ..] => week_in_month(*number, rest, rules),
        _ => part(all, rules, named_day),
    };
    if let (Ok(span), Some(named)) = (&found, named_day)
        && span.either
    {
        // Where only one of the two readings falls on the day of the week that is named, it is that one.
        let agree = |day: Day| day.weekday() == named;
        return Ok(match (agree(span.earliest), agree(span.latest)) {
            (true, false) => Span::day(span.earliest),
            (false, true) => Span::day(span.latest),
            _ => span.clone(),
        });
    }
    found
}

fn after_mark<'t, 'a>(rest: &'t [Tok<'a>]) -> &'t [Tok<'a>] {
    if let [M(':' | '-' | '.'), rest @ ..] = rest { rest } else { rest }
}

fn days_only(found: Span) -> Found {
    let days = matches!(found.precision, Precision::Day | Precision::EitherWay);
    if days { Ok(found) } else { Err(Miss::NotADate) }
}

fn week(found: Span, before: i32, after: i32) -> Span {
    let precision = if found.either { Precision::EitherWay } else { Precision::Week };
    Span { earliest: found.earliest - before, latest: found.latest + after, precision, ..found }
}

fn commencing(rest: &[Tok<'_>], rules: &DateRules) -> Found {
    Ok(week(days_only(span(after_mark(rest), rules)?)?, 0, 6))
}

fn ending(rest: &[Tok<'_>], rules: &DateRules) -> Found {
    Ok(week(days_only(span(after_mark(rest), rules)?)?, 6, 0))
}

/// "Week of 6 May": from the Monday of the first possible day to the Sunday of the last.
fn week_of(rest: &[Tok<'_>], rules: &DateRules) -> Found {
    let found = days_only(span(after_mark(rest), rules)?)?;
    let before = i32::from(found.earliest.weekday()) - 1;
    let after = 7 - i32::from(found.latest.weekday());
    Ok(week(found, before, after))
}

/// "Night of 3 May" runs into the 4th.
fn night(rest: &[Tok<'_>], rules: &DateRules) -> Found {
    let found = days_only(span(rest, rules)?)?;
    let precision = if found.either { Precision::EitherWay } else { Precision::Range };
    Ok(Span { latest: found.latest + 1, precision, ..found })
}

/// "First week of May 2002".
fn week_in_month(number: Tok<'_>, rest: &[Tok<'_>], rules: &DateRules) -> Found {
    let month = part(rest, rules, None)?;
    if month.precision != Precision::Month {
        return Err(Miss::NotADate);
    }
    let earliest = match (number, ordinal(number)) {
        (W("last"), _) => month.latest - 6,
        (_, Some(n @ 1..=4)) => month.earliest + 7 * (n as i32 - 1),
        _ => return Err(Miss::NotADate),
    };
    Ok(Span::days(earliest, earliest + 6, Precision::Week).about())
}

/// Early, mid and late parts, halves, quarters and seasons; then plain dates.
fn part(all: &[Tok<'_>], rules: &DateRules, named_day: Option<u8>) -> Found {
    let dash = |rest: &[Tok<'_>]| matches!(rest, [M('-'), ..]);
    match all {
        [W(which), rest @ ..] if third(which).is_some() => {
            let rest = if dash(rest) { &rest[1..] } else { rest };
            let (rest, which) = (rest, third(which).unwrap_or(1));
            plain(rest, rules, None).and_then(|whole| third_of(whole, which))
        }
        [W("q"), N(q), rest @ ..]
        | [N(q), W("quarter"), rest @ ..]
        | [W("quarter" | "qtr"), N(q), rest @ ..] => quarter(small(q), rest, rules),
        [number, W("quarter"), rest @ ..] => quarter(ordinal(*number).unwrap_or(0), rest, rules),
        [N(y), W("q"), N(q)] | [N(y), M('-' | '/'), W("q"), N(q)] => quarter(small(q), &[N(y)], rules),
        [W("h"), N(h), N(y)] => half(small(h), y, rules),
        [number, W("half"), N(y)] => half(ordinal(*number).unwrap_or(0), y, rules),
        [W(season), rest @ ..] if is_season(season) => season_of(season, rest, rules),
        [W("financial" | "fiscal"), W("year"), rest @ ..] | [W("fy"), rest @ ..] => {
            split_year(rest, rules).map(|(y, _)| between_days((y, 4, 1), (y + 1, 3, 31)))?
        }
        [W("academic" | "school"), W("year"), rest @ ..] => {
            split_year(rest, rules).map(|(y, _)| between_days((y, 9, 1), (y + 1, 8, 31)))?
        }
        [W("tax"), W("year"), rest @ ..] => {
            split_year(rest, rules).map(|(y, _)| between_days((y, 4, 6), (y + 1, 4, 5)))?
        }
        [W("year"), rest @ ..] => plain(rest, rules, named_day),
        _ => plain(all, rules, named_day),
    }
}

fn between_days(from: (i16, u32, u32), to: (i16, u32, u32)) -> Found {
    let (from, to) = (day_of(from.0, from.1, from.2)?, day_of(to.0, to.1, to.2)?);
    Ok(Span::days(from, to, Precision::Year))
}

fn third(word: &str) -> Option<u8> {
    match word {
        "early" | "beginning" | "start" => Some(0),
        "mid" | "middle" => Some(1),
        "late" | "end" => Some(2),
        _ => None,
    }
}

/// The early, middle or late part of a month, season, year or decade; where it ends is a convention, so it is *about*.
fn third_of(whole: Span, which: u8) -> Found {
    let (year, month, _) = whole.earliest.parts();
    let last = whole.latest;
    let (from, to) = match whole.precision {
        Precision::Month => {
            let first = whole.earliest;
            [(first, first + 9), (first + 10, first + 19), (first + 20, last)][usize::from(which)]
        }
        Precision::Season if month != 12 => {
            let at = whole.earliest.add_months(i32::from(which));
            at.month_bounds()
        }
        Precision::Year if (month, last.parts().0) == (1, year) => {
            let first = whole.earliest.add_months(4 * i32::from(which));
            (first, first.add_months(4) - 1)
        }
        Precision::Decade => {
            let (from, to) = [(0, 3), (4, 6), (7, 9)][usize::from(which)];
            (day_of(year + from, 1, 1)?, day_of(year + to, 12, 31)?)
        }
        _ => return Err(Miss::NotADate),
    };
    let precision =
        if whole.precision == Precision::Month { Precision::Month } else { Precision::PartOfYear };
    Ok(Span::days(from, to, precision).about())
}

fn quarter(q: u32, rest: &[Tok<'_>], rules: &DateRules) -> Found {
    if !(1..=4).contains(&q) {
        return Err(Miss::NotADate);
    }
    let rest = if let [M('-' | '/'), rest @ ..] = rest { rest } else { rest };
    let first = match rest {
        [N(y)] => day_of(year_of(y, rules)?, 3 * q - 2, 1)?,
        rest => day_of(split_year(rest, rules)?.0, 4, 1)?.add_months(3 * (q as i32 - 1)),
    };
    Ok(Span::days(first, first.add_months(3) - 1, Precision::PartOfYear))
}

fn half(h: u32, y: &str, rules: &DateRules) -> Found {
    if !(1..=2).contains(&h) {
        return Err(Miss::NotADate);
    }
    let first = day_of(year_of(y, rules)?, 6 * h - 5, 1)?;
    Ok(Span::days(first, first.add_months(6) - 1, Precision::PartOfYear))
}

fn is_season(word: &str) -> bool {
    matches!(word, "spring" | "summer" | "autumn" | "fall" | "winter")
}

/// A season or a school term.
fn season_of(season: &str, rest: &[Tok<'_>], rules: &DateRules) -> Found {
    let days =
        |first: Day, months: i32, precision| Span::days(first, first.add_months(months) - 1, precision);
    match (season, rest) {
        ("spring", [W("term"), N(y)]) => {
            Ok(days(day_of(year_of(y, rules)?, 1, 1)?, 4, Precision::PartOfYear))
        }
        ("summer", [W("term"), N(y)]) => {
            Ok(days(day_of(year_of(y, rules)?, 4, 1)?, 4, Precision::PartOfYear))
        }
        ("autumn", [W("term"), N(y)]) => {
            Ok(days(day_of(year_of(y, rules)?, 9, 1)?, 4, Precision::PartOfYear))
        }
        ("spring", [N(y)]) => Ok(days(day_of(year_of(y, rules)?, 3, 1)?, 3, Precision::Season)),
        ("summer", [N(y)]) => Ok(days(day_of(year_of(y, rules)?, 6, 1)?, 3, Precision::Season)),
        ("autumn" | "fall", [N(y)]) => Ok(days(day_of(year_of(y, rules)?, 9, 1)?, 3, Precision::Season)),
        ("winter", [N(y)]) => Ok(days(day_of(year_of(y, rules)? - 1, 12, 1)?, 15, Precision::Season)),
        ("winter", rest) => {
            let (year, _) = split_year(rest, rules)?;
            Ok(days(day_of(year, 12, 1)?, 3, Precision::Season))
        }
        _ => Err(Miss::NotADate),
    }
}

/// `2001/02`, `2001-02` or `2001/2002`: two years that follow each other.
fn split_year(rest: &[Tok<'_>], rules: &DateRules) -> Result<(i16, i16), Miss> {
    let [N(a), M('/' | '-'), N(b)] = rest else { return Err(Miss::NotADate) };
    if a.len() != 4 || !matches!(b.len(), 2 | 4) {
        return Err(Miss::NotADate);
    }
    let year = year_of(a, rules)?;
    let next = year + 1;
    let follows = if b.len() == 2 { small(b) == next as u32 % 100 } else { b.parse() == Ok(next) };
    if follows { Ok((year, next)) } else { Err(Miss::NotADate) }
}

/// Numbers and months.
fn plain(all: &[Tok<'_>], rules: &DateRules, named_day: Option<u8>) -> Found {
    if all.iter().any(|t| matches!(t, W(word) if month(word).is_some())) {
        return with_month(&without_marks(all), rules);
    }
    match all {
        [N(a), M(x), N(b), M(y), N(c)] if x == y && matches!(x, '/' | '-' | '.') => triple(a, b, c, rules),
        [N(a), N(b), N(c)] => triple(a, b, c, rules),
        [N(a), M(mark), N(b)] => two_numbers(a, *mark, b, rules, named_day),
        [N(digits)] => one_number(digits, rules),
        [M('\''), N(y)] if y.len() == 2 => Ok(whole_year(year_of(y, rules)?)?),
        [N(decade), W("s")] | [N(decade), M('\''), W("s")] | [M('\''), N(decade), W("s")] => {
            decade_of(decade, rules)
        }
        [W("nineties")] => decade_of("90", rules),
        [W("eighties")] => decade_of("80", rules),
        [W("seventies")] => decade_of("70", rules),
        [W("noughties")] => decade_of("2000", rules),
        _ => Err(Miss::NotADate),
    }
}

fn one_number(digits: &str, rules: &DateRules) -> Found {
    match digits.len() {
        4 => Ok(whole_year(year_of(digits, rules)?)?),
        5 => serial(digits.parse().unwrap_or(0.0), digits, rules),
        8 => eight_digits(digits, rules),
        6 => Err(Fault::new(
            "six digits without a mark can be read in several ways",
            "write the date with marks between day, month and year, as the record has it",
        )
        .into()),
        _ => Err(Miss::NotADate),
    }
}

fn two_numbers(a: &str, mark: char, b: &str, rules: &DateRules, named_day: Option<u8>) -> Found {
    let both = (a.len(), b.len());
    match (both, mark) {
        ((1 | 2, 4), '/' | '-' | '.') => Ok(whole_month(year_of(b, rules)?, small(a))?),
        ((4, 2 | 4), '/' | '-') => years_or_month(a, mark, b, rules),
        ((5, _), '.') => serial(format!("{a}.{b}").parse().unwrap_or(0.0), a, rules),
        ((1 | 2, 1 | 2), '/' | '.') => {
            let year = only_year(rules)?;
            if named_day.is_none() && small(b) == year as u32 % 100 {
                return Err(no_year());
            }
            Ok(day_month(small(a), small(b), year, rules)?)
        }
        _ => Err(Miss::NotADate),
    }
}

/// `2002-05`, `2001/02`, `2001-02`, `1998-2003`.
fn years_or_month(a: &str, mark: char, b: &str, rules: &DateRules) -> Found {
    let year = year_of(a, rules)?;
    let split = split_year(&[N(a), M(mark), N(b)], rules).ok();
    let month =
        if b.len() == 2 && (1..=12).contains(&small(b)) { whole_month(year, small(b)).ok() } else { None };
    let school = day_of(year + 1, 8, 31)?;
    match (split, month) {
        (Some(_), Some(month)) if mark == '-' => {
            if rules.order == Some(Order::YearFirst) {
                return Ok(month);
            }
            let financial = day_of(year, 4, 1)?;
            Ok(Span::days(month.earliest.min(financial), school, Precision::EitherWay))
        }
        (Some(_), _) if mark == '/' || b.len() == 2 => {
            Ok(Span::days(day_of(year, 4, 1)?, school, Precision::Year))
        }
        (None, Some(month)) => Ok(month),
        _ if b.len() == 4 && mark == '-' => {
            let last = year_of(b, rules)?;
            if last <= year {
                return Err(backwards());
            }
            Ok(Span::days(day_of(year, 1, 1)?, day_of(last, 12, 31)?, Precision::Range))
        }
        _ if b.len() == 2 => Err(Fault::new(
            format!("there is no month {b}, and 20{b} does not follow {a}").replace("20", &a[..2]),
            "ask the agency for the date as the record has it",
        )
        .into()),
        _ => Err(Miss::NotADate),
    }
}

pub(super) fn backwards() -> Miss {
    Fault::new("the range runs backwards: its end lies before its beginning", "ask the agency which is which")
        .into()
}

fn decade_of(digits: &str, rules: &DateRules) -> Found {
    let year = year_of(digits, rules)?;
    if year % 10 != 0 {
        return Err(Miss::NotADate);
    }
    Ok(Span::days(day_of(year, 1, 1)?, day_of(year + 9, 12, 31)?, Precision::Decade))
}

/// Drops the marks beside words: in `3-May-2002` they only part the pieces.
fn without_marks<'a>(all: &[Tok<'a>]) -> Vec<Tok<'a>> {
    let word = |t: Option<&Tok<'_>>| matches!(t, Some(W(_)));
    let keep = |i: usize| match all[i] {
        M('-' | '/' | '.') => !(word(all.get(i + 1)) || (i > 0 && word(all.get(i - 1)))),
        _ => true,
    };
    (0..all.len()).filter(|&i| keep(i)).map(|i| all[i]).collect()
}

/// Dates with the month as a word.
fn with_month(all: &[Tok<'_>], rules: &DateRules) -> Found {
    let short = |digits: &str| digits.len() <= 2;
    let full =
        |d: &str, m: u32, y: &str| -> Found { Ok(Span::day(day_of(year_of(y, rules)?, m, small(d))?)) };
    let named = |word: &str| month(word).ok_or(Miss::NotADate);
    match all {
        [N(d), W(m), N(y)] if short(d) => full(d, named(m)?, y),
        // "17 o Ebrill 2012".
        [N(d), W("o"), W(m), N(y)] if short(d) && model::month_in_welsh(m).is_some() => full(d, named(m)?, y),
        [N(d), W(m), M('\''), N(y)] if short(d) && y.len() == 2 => full(d, named(m)?, y),
        [W(m), N(d), N(y)] if short(d) && y.len() == 4 => full(d, named(m)?, y),
        [N(y), W(m), N(d)] if y.len() == 4 && short(d) => full(d, named(m)?, y),
        [W(m), N(y)] | [N(y), W(m)] if y.len() >= 3 => Ok(whole_month(year_of(y, rules)?, named(m)?)?),
        [W(m), M('\''), N(y)] if y.len() == 2 => Ok(whole_month(year_of(y, rules)?, named(m)?)?),
        [W(m), N(y)] if y.len() == 2 && (small(y) > 31 || rules.order != Some(Order::MonthFirst)) => {
            Ok(whole_month(year_of(y, rules)?, named(m)?)?)
        }
        [W(m), N(d)] | [N(d), W(m)] if short(d) => {
            let month = named(m)?;
            Ok(Span::day(day_of(only_year(rules)?, month, small(d))?))
        }
        [W(m)] => {
            let month = named(m)?;
            Ok(whole_month(only_year(rules)?, month)?)
        }
        _ => Err(Miss::NotADate),
    }
}

/// The year of a period that lies within one year; a date without a year is otherwise unknown.
fn only_year(rules: &DateRules) -> Result<i16, Miss> {
    let (first, last) = (rules.period.0.parts().0, rules.period.1.parts().0);
    if first == last && !rules.birth { Ok(first) } else { Err(no_year()) }
}

fn no_year() -> Miss {
    Fault::new(
        "no year is written",
        "the review's period runs over several years, so none can be supplied; ask the agency for the year",
    )
    .into()
}
