//! Plain English for reasons: lists, periods, kinds of event, lengths of time.
//!
//! Left out: what is said; only how it is put.

use model::{Day, When};

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn join_and(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}

/// `3 May 2002 to 4 June 2003`, or the day alone.
pub(crate) fn period(days: (Day, Day)) -> String {
    if days.0 == days.1 { days.0.words() } else { format!("{} to {}", days.0.words(), days.1.words()) }
}

/// A month in words: `January 2012`. `first` is any day of it.
pub(crate) fn month_words(first: Day) -> String {
    let words = first.words();
    words.split_once(' ').map_or_else(String::new, |(_, month)| month.to_string())
}

/// A kind of event in words: `initial conference`.
pub(crate) fn kind_words(kind: &str) -> String {
    kind.replace('_', " ")
}

/// A kind of event with its article: `an initial conference`.
pub(crate) fn a_kind(kind: &str) -> String {
    let words = kind_words(kind);
    if words.starts_with("other ") {
        return format!("an{words}");
    }
    let article = if words.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {words}")
}

/// `1 day`, `3 working days`.
pub(crate) fn count(n: i64, unit: &str) -> String {
    format!("{n} {unit}{}", if n == 1 { "" } else { "s" })
}

/// `3 days`, `3 to 7 days`.
pub(crate) fn count_range(range: (i32, i32), unit: &str) -> String {
    if range.0 == range.1 {
        count(i64::from(range.0), unit)
    } else {
        format!("{} to {}", range.0, count(i64::from(range.1), unit))
    }
}

/// The first letter made a capital.
pub(crate) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// A date with its preposition: `on 3 March 2014`, `between 1 May 2002 and 31 May 2002 (written "May 2002")`.
pub(crate) fn on(when: &When) -> String {
    if when.is_unknown() {
        "on a day that is not recorded".to_string()
    } else if when.exact().is_some() {
        format!("on {when}")
    } else {
        when.to_string()
    }
}
