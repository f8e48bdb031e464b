//! Months of a declared series of which no record is there: holes in what was supplied.
//!
//! An extract may be supplied for a whole year and hold nothing of one month in which a record was expected. What that record
//! would have shown nobody knows: neither whether something was done, nor from when it was known. Of an action
//! that is on record it leaves open whether it came of that, however late it is. Where none is, it matters for as long as a response
//! could then be expected ([`Away::due`]), and no longer: a month away in one year does not leave such a silence open in the next. Left out: why it is not there.

use model::{Case, Day, Series, SymbolId};

use super::concern::resolved;
use super::{MonthlySeries, Terms, series};
use crate::check::coverage::OF_MEETINGS;
use crate::check::words::{count, month_words};

/// The months away of every series, with what their records would have shown.
pub(super) struct Months<'a> {
    case: &'a Case,
    terms: &'a Terms,
    /// In the order of the series of the review.
    found: Vec<Series>,
}

/// A month away of a series that may show that somebody or something of concern was known.
pub(super) struct Away<'a> {
    /// First day of the month.
    pub(super) month: Day,
    /// The series.
    series: &'a MonthlySeries,
}

impl Away<'_> {
    /// The last day on which a response to what its record may have made known could be expected, so many days after the month.
    pub(super) fn due(&self, days: i32) -> Day {
        self.month.add_months(1) - 1 + days
    }

    /// Why it shows nothing, as the rest of a sentence about what it may show.
    pub(super) fn why(&self) -> String {
        format!(
            "there is no record of {} in the monthly series \"{}\", which may show that",
            month_words(self.month),
            self.series.title
        )
    }
}

impl<'a> Months<'a> {
    /// Over the series that a review declares.
    pub(super) fn new(case: &'a Case, terms: &'a Terms) -> Months<'a> {
        Months { case, terms, found: series(case, terms) }
    }

    /// Whether a record of a series would show an event of any of these kinds: it is of that kind, both stand in minutes, or one
    /// extract of the agency holds both.
    fn shows(&self, series: &MonthlySeries, kinds: &[&str]) -> bool {
        let of_meetings = kinds.iter().any(|k| OF_MEETINGS.contains(k));
        let of_minutes = self.terms.meeting_kinds.contains(&series.kind) || series.kind == "meeting";
        let (kind, agency) = (self.case.words.get(&series.kind), self.case.words.get(&series.agency));
        let wanted: Vec<SymbolId> = kinds.iter().filter_map(|k| self.case.words.get(k)).collect();
        let both = |e: &model::Extract| {
            Some(e.agency) == agency
                && kind.is_some_and(|k| e.kinds.contains(&k))
                && wanted.iter().any(|k| e.kinds.contains(k))
        };
        kinds.contains(&series.kind.as_str())
            || of_meetings && of_minutes
            || self.case.extracts.iter().any(both)
    }

    /// The months away of the series that would show any of these kinds, series by series, each in order of time.
    fn away(&self, kinds: &[&str]) -> Vec<(&'a MonthlySeries, Vec<Day>)> {
        let all = self.terms.series.iter().zip(&self.found);
        all.filter(|(wanted, _)| self.shows(wanted, kinds))
            .map(|(wanted, found)| {
                let away = found.absent.iter().map(|a| a.month).chain(found.possibly.iter().copied());
                let mut months: Vec<Day> = away.collect();
                months.sort_unstable();
                (wanted, months)
            })
            .collect()
    }

    /// The months away within a window of a series that would show any of these kinds, in words.
    pub(super) fn within(&self, kinds: &[String], (from, last): (Day, Day)) -> Option<String> {
        let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
        self.away(&kinds).into_iter().find_map(|(wanted, mut months)| {
            months.retain(|month| *month <= last && month.add_months(1) > from);
            let first = *months.first()?;
            let are = if months.len() == 1 { "is" } else { "are" };
            Some(format!(
                "of the monthly series \"{}\" {} {are} away, the first {}",
                wanted.title,
                count(months.len() as i64, "month"),
                month_words(first)
            ))
        })
    }

    /// The months away of the series that may show that somebody or something of concern was known, in order of time.
    pub(super) fn of_concern(&self) -> Vec<Away<'a>> {
        let kinds: Vec<&str> =
            resolved(self.case, self.terms).into_iter().map(|(kind, _)| self.case.words.word(kind)).collect();
        let mut all: Vec<Away<'a>> = Vec::new();
        for (series, months) in self.away(&kinds) {
            all.extend(months.into_iter().map(|month| Away { month, series }));
        }
        all.sort_by_key(|a| a.month);
        all
    }
}
