//! Dates within running text.
//!
//! Words are tried together, the longest run first, and handed to [`crate::dates`]; what it reads without a problem is a
//! date. A bare number, a bare year and a month without a year are none: they are too often something else.

use model::When;

use crate::dates::{DateRules, read_date};

/// Words of the longest date.
const WORDS_MAX: usize = 6;

/// A date found in text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dated {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// As read.
    pub when: When,
}

/// Letters of the longest name of a month, "Gorffennaf".
const MONTH_LETTERS_MAX: usize = 10;

pub(super) fn is_month(word: &str) -> bool {
    model::month_begun(word).is_some()
        && word.chars().all(char::is_alphabetic)
        && word.len() <= MONTH_LETTERS_MAX
}

/// Whether a word is a month in Welsh alone and opens no date here: "Mai" and "Medi" are forenames and "Dydd Mawrth" is a
/// Tuesday, so a date begins with one only where its year of four digits follows.
fn is_no_month_here(word: &str, next: Option<&str>) -> bool {
    let word = word.trim_end_matches([',', '.']);
    let year = |w: &str| {
        let bare = w.trim_end_matches(|c: char| !c.is_alphanumeric());
        bare.len() == 4 && bare.bytes().all(|b| b.is_ascii_digit())
    };
    model::month_in_welsh(word).is_some() && !next.is_some_and(year)
}

/// Whether a word can begin a date.
fn opens(word: &str) -> bool {
    let first = word.chars().next().unwrap_or(' ');
    let day = |w: &str| ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().any(|d| w.starts_with(d));
    let lower = word.to_lowercase();
    first.is_ascii_digit() || is_month(word) || (day(&lower) && lower.len() <= 10)
}

/// Whether the words have what a date must have: a day, a month or a whole date in digits, and a year.
fn plausible(words: &[&str]) -> bool {
    let digits = |w: &&&str| w.chars().any(|c| c.is_ascii_digit());
    let numeric = |w: &&str| {
        let parts: Vec<&str> = w.split(['/', '.', '-']).collect();
        parts.len() == 3
            && parts.iter().all(|p| !p.is_empty() && p.len() <= 4 && p.bytes().all(|b| b.is_ascii_digit()))
    };
    if words.iter().any(numeric) {
        return words.len() <= 2;
    }
    words.iter().any(|w| is_month(w)) && words.iter().filter(digits).count() >= 1
}

/// Every date in the text, in order, none inside another.
pub fn find_dates(text: &str, rules: &DateRules) -> Vec<Dated> {
    let words: Vec<(usize, usize)> = words_of(text);
    let (mut found, mut at) = (Vec::new(), 0);
    while at < words.len() {
        let (start, end) = words[at];
        let next = words.get(at + 1).map(|(s, e)| &text[*s..*e]);
        if !opens(&text[start..end]) || is_no_month_here(&text[start..end], next) {
            at += 1;
            continue;
        }
        if part_of_another(text, &words[..at], found.last().map_or(0, |d: &Dated| d.end), &text[start..end]) {
            at += 1;
            continue;
        }
        let longest = words.len().min(at + WORDS_MAX);
        let hit = (at + 1..=longest).rev().find_map(|until| {
            let end = words[until - 1].1;
            let run = &text[start..end];
            let run = run.trim_end_matches([',', '.', ';', ':', ')', ']']);
            let parts: Vec<&str> = words[at..until]
                .iter()
                .map(|(s, e)| text[*s..*e].trim_matches(|c: char| !c.is_alphanumeric()))
                .collect();
            if !plausible(&parts) || !run.is_char_boundary(run.len()) {
                return None;
            }
            let reading = read_date(&american(run).unwrap_or_else(|| run.to_string()), rules);
            let usable = reading.problem.is_none() && reading.when.is_dated();
            usable.then(|| (until, Dated { start, end: start + run.len(), when: written(reading.when, run) }))
        });
        match hit {
            Some((until, dated)) => {
                found.push(dated);
                at = until;
            }
            None => at += 1,
        }
    }
    found
}

/// Whether a date that would begin here is the end of other words: the month of "31 February 2002", a day that does not
/// exist, or the last of "3 and 10 May 2002", of which nobody can say which is meant.
fn part_of_another(text: &str, before: &[(usize, usize)], taken: usize, first: &str) -> bool {
    let word = |back: usize| {
        let (s, e) =
            *before.len().checked_sub(back).and_then(|i| before.get(i)).filter(|(s, _)| *s >= taken)?;
        Some(&text[s..e])
    };
    let day = |w: &str| {
        let w = w.trim_matches(|c: char| !c.is_alphanumeric());
        let digits = w.len() - w.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        (1..=2).contains(&digits) && ["", "st", "nd", "rd", "th"].contains(&&w[digits..])
    };
    let joins = |w: &str| matches!(w, "and" | "&" | "or" | "to" | "-" | "\u{2013}" | "of");
    let Some(last) = word(1) else { return false };
    if is_month(first.trim_end_matches([',', '.'])) {
        return day(last) || (last == "of" && word(2).is_some_and(day));
    }
    let listed = |w: &str| day(w) && !w.ends_with(['.', ';', ':', ')']) || is_month(w.trim_end_matches(','));
    first.starts_with(|c: char| c.is_ascii_digit())
        && (joins(last) && last != "of" && word(2).is_some_and(listed) || last.ends_with(',') && day(last))
}

/// "May 31, 2026" with the day in front.
fn american(run: &str) -> Option<String> {
    let mut words = run.split_whitespace();
    let (month, day, year) = (words.next()?, words.next()?.trim_end_matches(','), words.next()?);
    let number =
        |w: &str, most: usize| !w.is_empty() && w.len() <= most && w.bytes().all(|b| b.is_ascii_digit());
    let day = day.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    (words.next().is_none() && is_month(month) && number(day, 2) && number(year, 4))
        .then(|| format!("{day} {month} {year}"))
}

/// The same reading with the words as they stand.
fn written(when: When, run: &str) -> When {
    match (when.earliest(), when.latest()) {
        (Some(a), Some(b)) if a == b => When::on(a, run).at(when.time()).qualified(when.qualifier()),
        (Some(a), Some(b)) => When::within(a, b, when.precision(), when.qualifier(), run),
        _ => when,
    }
}

fn words_of(text: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = None;
    for (i, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let gap = c.is_whitespace() || matches!(c, '(' | '[' | '"');
        match (gap, start) {
            (false, None) => start = Some(i),
            (true, Some(s)) => {
                words.push((s, i));
                start = None;
            }
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dates::Order;
    use model::Day;

    #[test]
    fn dates_in_running_text() {
        let period = (Day::ymd(1997, 1, 1).unwrap(), Day::ymd(2026, 12, 31).unwrap());
        let rules = DateRules::events(period).ordered(Some(Order::DayFirst));
        for (text, expected) in [
            ("held on Friday 3 May 2002 at the hall", "Friday 3 May 2002=2002-05-03"),
            ("no later than May 31, 2026 that would", "May 31, 2026=2026-05-31"),
            ("by 03/05/2002.", "03/05/2002=2002-05-03"),
            ("in May 2002, and on 4.6.02)", "May 2002=2002-05-01..2002-05-31 4.6.02=2002-06-04"),
            ("3 people in 2002 came on page 12", ""),
            ("they may 5 times", ""),
            ("(3rd June 2003)", "3rd June 2003=2003-06-03"),
            ("ar 17 Ebrill 2012 yn y neuadd", "17 Ebrill 2012=2012-04-17"),
            ("Dydd Mawrth 17eg o Ebrill 2012.", "17eg o Ebrill 2012=2012-04-17"),
            ("ym mis Medi 2012", "Medi 2012=2012-09-01..2012-09-30"),
            ("Mai, 14, and Medi (15) were seen with Ebrill 12 times", ""),
        ] {
            let told: Vec<String> = find_dates(text, &rules)
                .iter()
                .map(|d| {
                    let (a, b) = (d.when.earliest().unwrap(), d.when.latest().unwrap());
                    let days = if a == b { a.to_string() } else { format!("{a}..{b}") };
                    format!("{}={days}", &text[d.start..d.end])
                })
                .collect();
            assert_eq!(told.join(" "), expected, "{text}");
        }
    }
}
