//! The clocks of recommendations: who must respond by when, under which law, and how sure we are of it.
//!
//! Simple data and calendar days, no more: duties over a chronology are another room's matter, and working days
//! need a calendar that this room does not have. A clock without a figure in law ([`Clock::SetByTheReview`]) takes the day
//! that the review gives, with a reason.

use std::fmt;

use model::Day;
use serde_json::Value;

use crate::acts::field::{Single, field_of_single};

/// One period of a clock in law.
#[derive(Clone, Copy, Debug)]
pub struct Period {
    /// Days.
    pub days: i32,
    /// Whether the first day counts as day 1 ("beginning with the day").
    pub inclusive: bool,
}

impl Period {
    /// The last day on which it can still be met.
    pub fn last_day(self, start: Day) -> Day {
        if self.inclusive { start + (self.days - 1) } else { start + self.days }
    }
}

/// One clock: where it comes from, since when it holds, how sure we are.
#[derive(Clone, Copy, Debug)]
pub struct ClockRow {
    /// The clock.
    pub clock: Clock,
    /// First day on which a recommendation starts it.
    pub from: (i16, i8, i8),
    /// Time for a response.
    pub respond: Period,
    /// Time for the publication of a response, from its receipt.
    pub publish: Option<Period>,
    /// The law.
    pub source: &'static str,
    /// V read, K general knowledge, ? unsure.
    pub confidence: char,
}

/// Which clock a recommendation starts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Clock {
    /// A watchdog's recommendation under the Police Reform Act 2002.
    PoliceReformAct,
    /// A coroner's report to prevent future deaths.
    CoronersReport,
    /// No figure in law: the review gives a day and a reason.
    SetByTheReview,
    /// None: no time was set.
    NoTimeSet,
}

impl Clock {
    /// Every member, in order.
    pub const ALL: &'static [Clock] =
        &[Clock::PoliceReformAct, Clock::CoronersReport, Clock::SetByTheReview, Clock::NoTimeSet];

    /// The word that stands in the entry.
    pub fn word(self) -> &'static str {
        match self {
            Clock::PoliceReformAct => "police_reform_act",
            Clock::CoronersReport => "coroners_report",
            Clock::SetByTheReview => "set_by_the_review",
            Clock::NoTimeSet => "no_time_set",
        }
    }

    /// The row of law in force on the day of a recommendation.
    pub fn row(self, made: Day) -> Option<&'static ClockRow> {
        let in_force = |row: &&ClockRow| {
            row.clock == self && Day::ymd(row.from.0, row.from.1, row.from.2).is_some_and(|from| from <= made)
        };
        CLOCKS.iter().rev().find(in_force)
    }
}

/// The clocks in law, oldest first.
pub const CLOCKS: &[ClockRow] = &[
    ClockRow {
        clock: Clock::CoronersReport,
        from: (2013, 7, 25),
        respond: Period { days: 56, inclusive: false },
        publish: None,
        source: "Coroners (Investigations) Regulations 2013, SI 2013/1629, regulation 29",
        confidence: 'K',
    },
    ClockRow {
        clock: Clock::PoliceReformAct,
        from: (2014, 10, 1),
        respond: Period { days: 56, inclusive: true },
        publish: Some(Period { days: 21, inclusive: true }),
        source: "Police Reform Act 2002, Schedule 3, paragraph 28B",
        confidence: 'V',
    },
];

impl Single for Clock {
    const WHAT: &'static str = "one of police_reform_act coroners_report set_by_the_review no_time_set";
    const SAMPLE: &'static str = "\"no_time_set\"";
    const WORDS: &'static [(&'static str, &'static str)] = &[
        (
            "police_reform_act",
            "a watchdog's recommendation: response in 56 days, published in 21 (Police Reform Act 2002)",
        ),
        (
            "coroners_report",
            "a coroner's report to prevent future deaths: response in 56 days (SI 2013/1629)",
        ),
        ("set_by_the_review", "no figure in law: the review gives the day in `due`, and its reason"),
        ("no_time_set", "none"),
    ];
    fn to_value(&self) -> Value {
        Value::String(self.word().to_string())
    }
    fn from_value(value: &Value) -> Option<Clock> {
        let word = value.as_str()?;
        Clock::ALL.iter().copied().find(|clock| clock.word() == word)
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.word().replace('_', " "))
    }
}

field_of_single!(Clock);
