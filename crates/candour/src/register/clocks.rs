//! By when a request for unpublished material has to be answered, by the shipped rules R39 and R40 and their calendars.
//!
//! The register has no calendar of working days, and the rules know nothing of the register; here the one is given to the
//! other. Left out: what stops these clocks in law (a fee, a question back, an extension): a person has to look.

use duty::calendar::Calendars;
use duty::library::{Choice, RuleBook};
use duty::vocabulary::Vocabulary;
use model::Day;
use register::words::Authority;

use crate::failure::{Done, Failure};

/// The clocks of requests for information.
pub(crate) struct Clocks {
    book: RuleBook,
    calendars: Calendars,
}

impl Clocks {
    /// The clocks that ship with the program.
    pub(crate) fn shipped() -> Done<Clocks> {
        let book = RuleBook::load(&[], &Vocabulary::shipped(), &Choice::default())
            .map_err(|errors| Failure::new(format!("the shipped rules cannot be used: {errors:?}")))?;
        Ok(Clocks { book, calendars: Calendars::bundled() })
    }

    /// The last day on which a request made on a day can be answered in time, and the law.
    pub(crate) fn due(&self, authority: Authority, made: Day) -> Option<(Day, String)> {
        let id = match authority {
            Authority::FreedomOfInformation => "R39",
            Authority::SubjectAccess => "R40",
            _ => return None,
        };
        let version = self.book.entry(id)?.rule().version_on(made)?;
        let within = version.form.within()?;
        let due = within.clock.due(made, self.calendars.get(&within.calendar)?)?;
        Some((due, format!("{} ({id}; {})", version.source, version.confidence.meaning())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        crate::parse_day(text).unwrap()
    }

    #[test]
    fn requests_are_due_by_the_calendar_of_their_law() {
        let clocks = Clocks::shipped().unwrap();
        for (authority, made, due) in [
            // Twenty working days: weekends and every bank holiday of the United Kingdom are none.
            (Authority::FreedomOfInformation, "2026-03-02", Some("2026-03-31")),
            (Authority::FreedomOfInformation, "2026-12-14", Some("2027-01-15")),
            // One month, cut to a shorter month; forty days before 25 May 2018.
            (Authority::SubjectAccess, "2026-01-31", Some("2026-02-28")),
            (Authority::SubjectAccess, "2026-05-20", Some("2026-06-20")),
            (Authority::ElectedOffice, "2026-05-20", None),
        ] {
            let said = clocks.due(authority, day(made)).map(|(due, _)| due.to_string());
            assert_eq!(said.as_deref(), due, "{authority} {made}");
        }
    }
}
