//! The days on which a value holds: a telephone number from one year to another, an address until a move.
//!
//! A cell, or each of several values in one, may end with `[2010-01-01..2012-12-31]`; either end may be left away. Two values are compared
//! only where their days meet: what somebody's number or street was at another time neither speaks for one nor for two. What this leaves out: which
//! columns give the days, which the caller knows.

use model::Day;

/// First and last day on which a value holds; open where nothing is said.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Held {
    from: i32,
    to: i32,
}

impl Default for Held {
    fn default() -> Held {
        Held::ALWAYS
    }
}

impl Held {
    pub(super) const ALWAYS: Held = Held { from: i32::MIN, to: i32::MAX };

    /// A text without its days, and the days.
    pub(super) fn split(text: &str) -> (&str, Held) {
        let Some((value, days)) = text.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')) else {
            return (text, Held::ALWAYS);
        };
        let end = |words: &str, open: i32| match words.trim() {
            "" => Some(open),
            day => Day::iso(day).map(|day| day.0),
        };
        let days = days
            .split_once("..")
            .and_then(|(from, to)| Some(Held { from: end(from, i32::MIN)?, to: end(to, i32::MAX)? }));
        match days {
            Some(held) => (value.trim_end(), held),
            None => (text, Held::ALWAYS),
        }
    }

    /// Whether there is a day on which both hold.
    pub(super) fn meets(self, other: Held) -> bool {
        self.from.max(other.from) <= self.to.min(other.to)
    }

    /// The days as they stand behind a value; nothing where it always holds.
    pub(super) fn words(self) -> String {
        if self == Held::ALWAYS {
            return String::new();
        }
        let end = |day: i32, open: i32| if day == open { String::new() } else { Day(day).to_string() };
        format!(" [{}..{}]", end(self.from, i32::MIN), end(self.to, i32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_from_behind_a_value_and_nothing_else_is_taken_for_them() {
        let read = |text: &'static str| {
            let (value, held) = Held::split(text);
            format!("{value}{}", held.words())
        };
        for same in [
            "0161 [2010-01-01..2012-12-31]",
            "0161 [2010-01-01..]",
            "0161 [..2012-12-31]",
            "[redacted]",
            "a [b..c]",
        ] {
            assert_eq!(read(same), same);
        }
        assert_eq!(read("0161[..]"), "0161");
        let held = |days: &'static str| Held::split(days).1;
        let (early, late) = (held("[2010-01-01..2012-12-31]"), held("[2013-01-01..]"));
        assert!(!early.meets(late) && early.meets(held("[2012-12-31..]")) && late.meets(Held::ALWAYS));
        assert!(!held("[2013-01-02..2013-01-01]").meets(Held::ALWAYS), "days the wrong way round hold never");
    }
}
