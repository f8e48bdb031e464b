//! A date as written: exact, a range, or unknown, never more precise than the words it was written with.

use std::fmt;

use crate::{Day, TimeOfDay};

/// How finely a date was written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Precision {
    /// A day, with or without a time of day.
    Day,
    /// A week ("week commencing 6 May 2002").
    Week,
    /// A month ("May 2002").
    Month,
    /// A season ("Spring 2002").
    Season,
    /// A quarter of a year, a term, or another part of a year.
    PartOfYear,
    /// A year.
    Year,
    /// A decade or longer.
    Decade,
    /// Between two days that the source names.
    Range,
    /// Day and month could be read either way round ("03/05/2002" where nothing decides it).
    EitherWay,
    /// Nothing usable was written.
    None,
}

/// The field's standard qualifiers of a chronology date.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Qualifier {
    /// On the day, or within the week, month or year as written.
    On,
    /// Before the date.
    Before,
    /// After the date.
    After,
    /// Between two dates.
    Range,
    /// About the date: the writer was not sure.
    About,
    /// No date.
    Unknown,
}

/// Days on either side of one that is only "about" a day.
const ABOUT_DAYS: i32 = 7;

impl Qualifier {
    /// The word a chronology prints.
    pub fn word(self) -> &'static str {
        match self {
            Qualifier::On => "On",
            Qualifier::Before => "Before",
            Qualifier::After => "After",
            Qualifier::Range => "Range",
            Qualifier::About => "About",
            Qualifier::Unknown => "Unknown",
        }
    }
}

/// When something happened, as far as the source says.
///
/// `earliest` and `latest` bound the possible days, both inclusive; a missing bound is open. A date is *exact* when
/// both are the same day. The words of the source are kept beside the reading.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct When {
    earliest: Option<Day>,
    latest: Option<Day>,
    time: Option<TimeOfDay>,
    precision: Precision,
    qualifier: Qualifier,
    written: Box<str>,
}

impl When {
    /// Exactly this day.
    pub fn on(day: Day, written: &str) -> When {
        When {
            earliest: Some(day),
            latest: Some(day),
            time: None,
            precision: Precision::Day,
            qualifier: Qualifier::On,
            written: written.into(),
        }
    }

    /// Some day from `earliest` to `latest`, both included.
    ///
    /// # Panics
    /// When `earliest` is after `latest`.
    pub fn within(
        earliest: Day,
        latest: Day,
        precision: Precision,
        qualifier: Qualifier,
        written: &str,
    ) -> When {
        assert!(earliest <= latest, "a range runs forwards: {earliest} to {latest}");
        When {
            earliest: Some(earliest),
            latest: Some(latest),
            time: None,
            precision,
            qualifier,
            written: written.into(),
        }
    }

    /// On `day` or some day before it.
    pub fn by(day: Day, written: &str) -> When {
        When {
            earliest: None,
            latest: Some(day),
            time: None,
            precision: Precision::Range,
            qualifier: Qualifier::Before,
            written: written.into(),
        }
    }

    /// On `day` or some day after it.
    pub fn from(day: Day, written: &str) -> When {
        When {
            earliest: Some(day),
            latest: None,
            time: None,
            precision: Precision::Range,
            qualifier: Qualifier::After,
            written: written.into(),
        }
    }

    /// No usable date; `written` keeps what stood in its place.
    pub fn unknown(written: &str) -> When {
        When {
            earliest: None,
            latest: None,
            time: None,
            precision: Precision::None,
            qualifier: Qualifier::Unknown,
            written: written.into(),
        }
    }

    /// The same date with a time of day; kept only where the day is exact.
    pub fn at(mut self, time: Option<TimeOfDay>) -> When {
        if self.exact().is_some() {
            self.time = time;
        }
        self
    }

    /// The same date with another qualifier, for "about" and the like.
    pub fn qualified(mut self, qualifier: Qualifier) -> When {
        self.qualifier = qualifier;
        self
    }

    /// The days that are meant by a date of which the writer was not sure: a week either side of a day, a month of a month, a year of a
    /// year. Nobody says how far "about" reaches; this much is taken, and no day is certain. Any other date stays as it is.
    #[must_use]
    pub fn around(mut self) -> When {
        let (Qualifier::About, Some(a), Some(b)) = (self.qualifier, self.earliest, self.latest) else {
            return self;
        };
        let whole_years = a.parts().1 == 1 && a.parts().2 == 1 && b.parts().1 == 12 && b.parts().2 == 31;
        let (from, to) = if a == b {
            (a - ABOUT_DAYS, b + ABOUT_DAYS)
        } else if self.precision == Precision::Month && a.month_bounds() == (a, b) {
            (a.add_months(-1), (b + 1).month_bounds().1)
        } else if self.precision == Precision::Year && whole_years {
            (a.add_months(-12), b.add_months(12))
        } else {
            return self;
        };
        (self.earliest, self.latest) = (Some(from.max(Day::FIRST)), Some(to.min(Day::LAST)));
        (self.precision, self.time) = (Precision::Range, None);
        self
    }

    /// The day, if it is exact.
    pub fn exact(&self) -> Option<Day> {
        match (self.earliest, self.latest) {
            (Some(a), Some(b)) if a == b => Some(a),
            _ => None,
        }
    }

    /// The first possible day; `None` when open or unknown.
    pub fn earliest(&self) -> Option<Day> {
        self.earliest
    }

    /// The last possible day; `None` when open or unknown.
    pub fn latest(&self) -> Option<Day> {
        self.latest
    }

    /// Time of day, only where the day is exact and a time was written.
    pub fn time(&self) -> Option<TimeOfDay> {
        self.time
    }

    /// How finely it was written.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// On, before, after, range, about, unknown.
    pub fn qualifier(&self) -> Qualifier {
        self.qualifier
    }

    /// The words of the source, unchanged.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// Whether neither bound is known.
    pub fn is_unknown(&self) -> bool {
        self.earliest.is_none() && self.latest.is_none()
    }

    /// Whether it can be placed in a chronology: at least one bound is known.
    pub fn is_dated(&self) -> bool {
        !self.is_unknown()
    }

    /// The words of the source in brackets; nothing where the source has no date of its own for it, or wrote just the
    /// day that bounds it.
    fn quoted(&self) -> String {
        let bound = |day: Option<Day>| day.is_some_and(|d| d.to_string() == *self.written);
        if self.written.is_empty() || bound(self.earliest) || bound(self.latest) {
            String::new()
        } else {
            format!(" (written \"{}\")", self.written)
        }
    }

    /// Order of a chronology: earliest possible day, then latest, then time; undated last.
    pub fn sort_key(&self) -> (Day, Day, u32) {
        let earliest = self.earliest.or(self.latest).unwrap_or(Day(i32::MAX));
        let latest = self.latest.unwrap_or(Day(i32::MAX));
        (earliest, latest, self.time.map_or(0, |t| t.second_of_day))
    }
}

impl fmt::Display for When {
    /// In words, at the precision it was written: `3 May 2002`, `between 1 and 31 May 2002 ("May 2002")`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let about = if self.qualifier == Qualifier::About { "about " } else { "" };
        match (self.earliest, self.latest) {
            (Some(a), Some(b)) if a == b => {
                write!(f, "{about}{}", a.words())?;
                if let Some(time) = self.time {
                    write!(f, " at {time}")?;
                }
                Ok(())
            }
            // What was written says that it is only about so.
            (Some(a), Some(b)) => write!(f, "between {} and {}{}", a.words(), b.words(), self.quoted()),
            (Some(a), None) => write!(f, "on or after {}{}", a.words(), self.quoted()),
            (None, Some(b)) => write!(f, "on or before {}{}", b.words(), self.quoted()),
            (None, None) if self.written.is_empty() => write!(f, "no date"),
            (None, None) => write!(f, "no usable date (written \"{}\")", self.written),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn about_a_day_is_no_certain_day() {
        let day = |text: &str| Day::iso(text).unwrap();
        // | written about | from | to |
        for (precision, a, b, from, to) in [
            (Precision::Day, "2014-03-03", "2014-03-03", "2014-02-24", "2014-03-10"),
            (Precision::Month, "2014-05-01", "2014-05-31", "2014-04-01", "2014-06-30"),
            (Precision::Year, "2010-01-01", "2010-12-31", "2009-01-01", "2011-12-31"),
            // "Early June 2014" has its own convention.
            (Precision::Month, "2014-06-01", "2014-06-10", "2014-06-01", "2014-06-10"),
        ] {
            let about = When::within(day(a), day(b), precision, Qualifier::About, "c. then").around();
            assert_eq!((about.earliest(), about.latest()), (Some(day(from)), Some(day(to))), "{a}");
            assert_eq!(about.exact(), None);
        }
        assert_eq!(When::on(day("2014-03-03"), "3 March 2014").around().exact(), Some(day("2014-03-03")));
    }

    #[test]
    fn precision_is_kept_and_never_made_up() {
        let may = When::within(
            Day::iso("2002-05-01").unwrap(),
            Day::iso("2002-05-31").unwrap(),
            Precision::Month,
            Qualifier::On,
            "May 2002",
        );
        assert_eq!(may.exact(), None);
        assert_eq!(may.clone().at(TimeOfDay::hms(9, 0, None)).time(), None, "no time without an exact day");
        assert_eq!(may.to_string(), "between 1 May 2002 and 31 May 2002 (written \"May 2002\")");
    }

    #[test]
    fn undated_sorts_last() {
        let on = When::on(Day(0), "1970-01-01");
        assert!(on.sort_key() < When::unknown("soon").sort_key());
        assert_eq!(When::unknown("soon").to_string(), "no usable date (written \"soon\")");
        assert_eq!(
            When::by(Day(0), "by 1970").to_string(),
            "on or before 1 January 1970 (written \"by 1970\")"
        );
    }
}
