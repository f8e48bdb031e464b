//! Birth dates as written, to an interval of days.
//!
//! Reads digits day first (`03/05/1990`, `3.5.90`), ISO (`1990-05-03`, `19900503`), words (`3 May 1990`, `May 1990`), months (`05/1990`), a
//! year (`1990`, `c. 1990`), an age with its day or year (`14 on 2002-05-03`, `14 in 2002`, or an age and the day of the record). What this leaves
//! out: seasons and ranges in words; intake reads those for events, where they matter. A date that stands for "unknown" in
//! many systems (1 January 1900, 1901 or 1800) is no birth date.

use model::Day;

/// First and last day on which a person may have been born.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Born {
    pub(crate) from: Day,
    pub(crate) to: Day,
}

/// The oldest person: 125 years. Nobody in a review was born earlier.
const AGE_YEARS_MAX: i16 = 125;

/// Reads a birth date; `None` where no date can be made of it, or one after `today` or over 125 years before.
pub(crate) fn read_born(text: &str, today: Day) -> Option<Born> {
    let lower = text.trim().to_lowercase();
    let about = ["c.", "ca.", "circa", "about", "approx.", "approx", "abt", "c "];
    let (rest, rough) = about
        .iter()
        .find_map(|lead| lower.strip_prefix(lead).map(|rest| (rest.trim(), true)))
        .unwrap_or((lower.trim_matches(['?', '~', ' ']), false));
    let rest = rest.trim_start_matches("b.").trim_start_matches("born").trim();
    let born = read_parts(rest, today)?;
    let born =
        if rough { Born { from: born.from.add_months(-12), to: born.to.add_months(12) } } else { born };
    plausible(born, today)
}

/// Reads a date as a birth date is read, however long ago; `None` where no date can be made of it.
pub(crate) fn read_date(text: &str, today: Day) -> Option<Born> {
    read_parts(text.trim().to_lowercase().trim_matches(['?', '~', ' ']), today)
}

/// The interval of an age in whole years on a day.
pub(crate) fn born_by_age(age: &str, on: Day, today: Day) -> Option<Born> {
    let years: i16 = age.trim().trim_end_matches(|c: char| !c.is_ascii_digit()).parse().ok()?;
    if !(0..=AGE_YEARS_MAX).contains(&years) {
        return None;
    }
    let months = i32::from(years) * 12;
    plausible(Born { from: on.add_months(-months - 12) + 1, to: on.add_months(-months) }, today)
}

fn plausible(born: Born, today: Day) -> Option<Born> {
    let oldest = today.add_months(-12 * i32::from(AGE_YEARS_MAX));
    let stands_for_unknown = born.from == born.to && matches!(born.from.parts(), (1800 | 1900 | 1901, 1, 1));
    (born.from <= today && born.to >= oldest && !stands_for_unknown)
        .then(|| Born { from: born.from, to: born.to.min(today) })
}

/// Numbers and month names of a date, in order.
enum Part {
    Number(i16, usize),
    Month(i8),
}

fn parts_of(text: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    // A time of day after the date is laid aside.
    let date = text.split(['t', ' ']).next().filter(|d| d.len() == 10 && d.contains('-')).unwrap_or(text);
    for word in date.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
        if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
            if !matches!(&word[digits.len()..], "" | "st" | "nd" | "rd" | "th") {
                return None;
            }
            if digits.len() == 8 {
                let number = |s: &str| s.parse::<i16>().ok();
                parts.push(Part::Number(number(&digits[..4])?, 4));
                parts.push(Part::Number(number(&digits[4..6])?, 2));
                parts.push(Part::Number(number(&digits[6..])?, 2));
                continue;
            }
            parts.push(Part::Number(digits.parse().ok()?, digits.len()));
        } else if let Some(month) = model::month_begun(word) {
            parts.push(Part::Month(month as i8));
        } else if !matches!(word, "of" | "in" | "aged" | "age" | "on" | "the") {
            return None;
        }
        if parts.len() > 3 {
            return None;
        }
    }
    Some(parts)
}

fn read_parts(text: &str, today: Day) -> Option<Born> {
    use Part::{Month, Number};
    // "14 on 2002-05-03": fourteen on that day.
    if let Some((age, day)) = text.split_once(" on ")
        && let Some(on) = Day::iso(day)
    {
        return born_by_age(age, on, on);
    }
    let full_year = |year: i16, digits: usize| match digits {
        4 => Some(year),
        2 => {
            let (this_year, ..) = today.parts();
            let century = this_year - this_year % 100;
            Some(if year <= this_year % 100 { century + year } else { century - 100 + year })
        }
        _ => None,
    };
    let day = |y, m, d| Day::ymd(y, i8::try_from(m).ok()?, i8::try_from(d).ok()?);
    let on = |d: Day| Born { from: d, to: d };
    let month = |y: i16, m: i8| {
        let (from, to) = Day::ymd(y, m, 1)?.month_bounds();
        Some(Born { from, to })
    };
    match parts_of(text)?.as_slice() {
        &[Number(y, 4), Number(m, _), Number(d, _)] => day(y, m, d).or_else(|| day(y, d, m)).map(on),
        &[Number(d, 1..=2), Number(m, 1..=2), Number(y, n)] => {
            let y = full_year(y, n)?;
            day(y, m, d).or_else(|| day(y, d, m)).map(on)
        }
        &[Number(d, 1..=2), Month(m), Number(y, n)] | &[Month(m), Number(d, 1..=2), Number(y, n)] => {
            day(full_year(y, n)?, i16::from(m), d).map(on)
        }
        &[Number(y, 4), Month(m), Number(d, 1..=2)] => day(y, i16::from(m), d).map(on),
        &[Month(m), Number(y, n)] => month(full_year(y, n)?, m),
        &[Number(y, 4), Number(m, 1..=2)] => month(y, i8::try_from(m).ok()?),
        // "14 in 2002": fourteen at some time in that year.
        &[Number(age, 1..=2), Number(y, 4)] if text.contains("in") || text.contains("aged") => {
            Some(Born { from: Day::ymd(y - age - 1, 1, 2)?, to: Day::ymd(y - age, 12, 31)? })
        }
        &[Number(m, 1..=2), Number(y, 4)] => month(y, i8::try_from(m).ok()?),
        &[Number(y, 4)] => Some(Born { from: Day::ymd(y, 1, 1)?, to: Day::ymd(y, 12, 31)? }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn birth_dates_as_written() {
        let today = Day::iso("2026-11-01").unwrap();
        // | as written | first day | last day |
        for (written, from, to) in [
            ("03/05/1990", "1990-05-03", "1990-05-03"),
            ("3.5.90", "1990-05-03", "1990-05-03"),
            ("05/13/1990", "1990-05-13", "1990-05-13"),
            ("1990-05-03", "1990-05-03", "1990-05-03"),
            ("1990-05-03 00:00:00", "1990-05-03", "1990-05-03"),
            ("1990-05-03T00:00:00", "1990-05-03", "1990-05-03"),
            ("19900503", "1990-05-03", "1990-05-03"),
            ("3rd May 1990", "1990-05-03", "1990-05-03"),
            ("3 September 04", "2004-09-03", "2004-09-03"),
            ("3/5/27", "1927-05-03", "1927-05-03"),
            ("May 1990", "1990-05-01", "1990-05-31"),
            ("05/1990", "1990-05-01", "1990-05-31"),
            ("1990", "1990-01-01", "1990-12-31"),
            ("c. 1990", "1989-01-01", "1991-12-31"),
            ("14 in 2002", "1987-01-02", "1988-12-31"),
            ("14 on 2002-05-03", "1987-05-04", "1988-05-03"),
        ] {
            let expected = Born { from: Day::iso(from).unwrap(), to: Day::iso(to).unwrap() };
            assert_eq!(read_born(written, today), Some(expected), "{written}");
        }
        for written in
            ["unknown", "", "01/01/1900", "1900-01-01", "31/02/1990x", "2030-01-01", "1790", "20023"]
        {
            assert_eq!(read_born(written, today), None, "{written}");
        }
    }

    #[test]
    fn an_age_on_a_day_is_a_year_of_days() {
        let today = Day::iso("2026-11-01").unwrap();
        let born = born_by_age("14", Day::iso("2002-05-03").unwrap(), today).unwrap();
        assert_eq!(
            (born.from.to_string().as_str(), born.to.to_string().as_str()),
            ("1987-05-04", "1988-05-03")
        );
        assert_eq!(born_by_age("old", Day(0), today), None);
    }
}
