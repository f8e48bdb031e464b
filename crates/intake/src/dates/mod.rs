//! Dates as people write them: `03/05/2002`, `3rd May 2002`, `Spring 2002`, `?14/2/99`, `between 3 and 9 May 2002`,
//! `w/c 6.5.02`, a spreadsheet's day number.
//!
//! A reading is never more precise than the words: a month stays a month, "Spring 2002" a season, and a day and month
//! that could be either way round stay a range over both until the column or the mapping decides. What cannot be a
//! date (31 February, the year 20023) is a problem with a hint, and the value becomes *unknown*: nothing is guessed.
//!
//! What this module leaves out: which day a duty counts from, and any calendar of working days (that is `duty`).
//!
//! # Conventions, where the words alone do not settle it
//! | written | read as |
//! |---|---|
//! | two-digit year | the latest such year not after the review's period; refused where that is far from the period |
//! | spring, summer, autumn | March to May, June to August, September to November |
//! | winter 2002 | 1 December 2001 to the end of February 2003: nobody wrote which of the two winters |
//! | winter 2002/03 | 1 December 2002 to the end of February 2003 |
//! | early, mid, late in a month | 1st to 10th, 11th to 20th, 21st to the end; always *about* |
//! | early, mid, late in a year | January to April, May to August, September to December; always *about* |
//! | early, mid, late in a decade | first four years, next three, last three; always *about* |
//! | Q2 2002; Q2 2002/03 | a quarter of the calendar year; of the financial year |
//! | 2001/02 | 1 April 2001 to 31 August 2002: a financial year and a school year both fit |
//! | 2002-05; 2001-02 | May 2002; February 2001 or the year 2001/02, kept as a range over both |
//! | about, circa, `?` | the bounds as written, with the qualifier *about*; of an event a margin is added ([`When::around`]) |
//! | before, after a day | the day itself excluded; `by`, `since`, `on or before`, `on or after` include it |
//! | May 02 | May 2002, as a spreadsheet writes it, except in a column that is month first |
//! | night of 3 May 2002 | 3 to 4 May 2002 |
//! | 00:00, midnight | no time of day: the default of spreadsheets is not an observation |
//! | `2002-05-03T23:30:00Z` | an instant: turned into United Kingdom civil time (British Summer Time as in force from 1981) |

mod clock;
mod column;
mod number;
mod span;
mod statement;
mod token;

use model::{Day, Precision, Qualifier, TimeOfDay, When};

use crate::read::Cell;

pub use clock::read_time;
pub use column::Evidence;
pub use number::{serial_day, year_bounds};

/// Longest text looked at as a date, in characters; anything longer is prose.
pub const DATE_CHARS_MAX: usize = 80;

/// Which of the numbers in `03/05/02` is the day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// Day, month, year: the custom of the United Kingdom.
    DayFirst,
    /// Month, day, year.
    MonthFirst,
    /// Year, month, day.
    YearFirst,
}

impl Order {
    /// The words `review.toml` uses.
    pub const WORDS: [&str; 3] = ["day-first", "month-first", "year-first"];

    /// The order `review.toml` names, if it is one.
    pub fn named(word: &str) -> Option<Order> {
        match word {
            "day-first" => Some(Order::DayFirst),
            "month-first" => Some(Order::MonthFirst),
            "year-first" => Some(Order::YearFirst),
            _ => None,
        }
    }

    /// In plain English: "day first".
    pub fn words(self) -> &'static str {
        match self {
            Order::DayFirst => "day first",
            Order::MonthFirst => "month first",
            Order::YearFirst => "year first",
        }
    }
}

/// On what terms dates are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DateRules {
    /// The order of day and month where the mapping states it or the column has decided it; `None` where nothing has,
    /// and then a date that fits both ways is a range over both readings.
    pub order: Option<Order>,
    /// First and last day of the review's period: resolves two-digit years and bounds what a year can be.
    pub period: (Day, Day),
    /// Whether these are birth dates, which may lie up to 120 years back.
    pub birth: bool,
}

impl DateRules {
    /// Rules for the dates of events, the order undecided.
    pub fn events(period: (Day, Day)) -> DateRules {
        DateRules { order: None, period, birth: false }
    }

    /// Rules for birth dates, the order undecided.
    pub fn births(period: (Day, Day)) -> DateRules {
        DateRules { order: None, period, birth: true }
    }

    /// The same rules with the order decided.
    pub fn ordered(self, order: Option<Order>) -> DateRules {
        DateRules { order, ..self }
    }
}

/// What is wrong with a date.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DateProblem {
    /// What is wrong, one sentence.
    pub what: String,
    /// What was expected.
    pub expected: String,
    /// What to do about it, or empty.
    pub hint: String,
}

/// A date as read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reading {
    /// The date; unknown where nothing usable was written.
    pub when: When,
    /// What is wrong, if anything. The date may still be dated (a weekday that does not agree, an impossible time).
    pub problem: Option<Box<DateProblem>>,
    /// Whether day and month could be read either way round and nothing has decided it.
    pub either: bool,
    /// The order that this value alone shows (a number above 12 can only be a day).
    pub shows: Option<Order>,
    /// Whether it was read from a spreadsheet's day number (1900 system).
    pub serial: bool,
}

impl Reading {
    /// A reading with nothing to say beside the date.
    fn plain(when: When) -> Reading {
        Reading { when, problem: None, either: false, shows: None, serial: false }
    }
}

/// What a date is expected to look like, for problems.
const EXPECTED: &str = "a date such as 3 May 2002, 03/05/2002, May 2002 or 2002";

/// Whether the words say that there is nothing: "N/A", "-", "none". An optional event with these did not happen.
pub fn says_nothing(text: &str) -> bool {
    is_one_of(text, &["", "-", "--"]) || is_one_of(text, &model::SAYS_NOTHING)
}

/// Whether the words say that nobody knows: "n/k", "unknown", "not recorded", "?". It happened, undated.
pub fn says_unknown(text: &str) -> bool {
    is_one_of(text, &["no date", "undated", "date unknown", "?", "??", "???"])
        || is_one_of(text, &model::SAYS_UNKNOWN)
}

/// Whether words in the place of a date say that it did not happen, or has not yet: "not completed", "no", "did not attend",
/// "awaiting". No event is read from them; that nobody knows when ([`says_unknown`]) is something else.
pub fn says_not_done(text: &str) -> bool {
    const FIRST: [&str; 14] = [
        "no",
        "not",
        "never",
        "didn't",
        "did",
        "dna",
        "false",
        "awaiting",
        "awaited",
        "pending",
        "outstanding",
        "cancelled",
        "abandoned",
        "refused",
    ];
    let words = text.trim().to_lowercase();
    let mut parts = words.split(|c: char| !(c.is_alphanumeric() || c == '\'')).filter(|w| !w.is_empty());
    let (first, second) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    !words.chars().any(|c| c.is_ascii_digit())
        && !says_unknown(text)
        && FIRST.contains(&first)
        && (first != "did" || second == "not")
}

fn is_one_of(text: &str, words: &[&str]) -> bool {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '(' | ')' | '[' | ']'));
    text.len() <= 16 && words.iter().any(|w| w.eq_ignore_ascii_case(text))
}

/// Reads a cell as a date.
pub fn read_cell(cell: &Cell, rules: &DateRules) -> Reading {
    match cell {
        Cell::Empty => Reading::plain(When::unknown("")),
        Cell::Text(text) => read_date(text, rules),
        Cell::Date(day, time) => {
            let written = cell.to_string();
            match number::check_year(day.parts().0, rules) {
                Ok(()) => Reading::plain(When::on(*day, &written).at(clock::kept(*time))),
                Err(fault) => refused(&written, fault),
            }
        }
        Cell::Number(n) => {
            let written = cell.to_string();
            match number::from_number(*n, rules) {
                Ok(span) => finish(span.into(), &written),
                Err(miss) => refused(&written, miss.fault()),
            }
        }
        Cell::Bool(false) => read_date("false", rules),
        Cell::Bool(true) => refused("true", Fault::new("a yes or no is not a date", "")),
        Cell::Error(text) if says_nothing(text) => Reading::plain(When::unknown(text)),
        Cell::Error(text) => refused(
            text,
            Fault::new(
                "a formula or a spreadsheet error stands where a date should be; nothing is ever computed",
                "save the workbook with its values, or ask the agency for the dates as values",
            ),
        ),
    }
}

/// Reads a text as a date.
pub fn read_date(text: &str, rules: &DateRules) -> Reading {
    if let Some(reading) = fast(text, rules) {
        return reading;
    }
    let text = text.trim();
    if says_nothing(text) || says_unknown(text) {
        return Reading::plain(When::unknown(text));
    }
    if says_not_done(text) {
        let fault = Fault::new(
            "these words say that it did not happen, or has not yet; no event is read from them",
            "if it happened and only the day is not known, the cell should say so (\"not known\")",
        );
        return refused(text, fault);
    }
    if text.chars().nth(DATE_CHARS_MAX).is_some() {
        let fault = Fault::new("this is longer than any date", "if the cell is a narrative, map it as text");
        return refused(&text.chars().take(DATE_CHARS_MAX).collect::<String>(), fault);
    }
    let folded = token::fold(text);
    let tokens = token::tokens(&folded);
    match statement::statement(&tokens, rules) {
        Ok(stated) => finish(stated, text),
        Err(miss) => refused(text, miss.fault()),
    }
}

/// The two commonest forms without any allocation but the words themselves.
fn fast(text: &str, rules: &DateRules) -> Option<Reading> {
    let b = text.as_bytes();
    if b.len() != 10 {
        return None;
    }
    if b[4] == b'-' && b[7] == b'-' {
        let day = ymd(digits(&b[0..4])?, digits(&b[5..7])?, digits(&b[8..10])?)?;
        let year = digits(&b[0..4])?;
        return number::sane(year as i16, rules).then(|| Reading::plain(When::on(day, text)));
    }
    if b[2] == b'/' && b[5] == b'/' {
        let (x, y, year) = (digits(&b[0..2])?, digits(&b[3..5])?, digits(&b[6..10])?);
        if !number::sane(year as i16, rules) {
            return None;
        }
        let (day, shows) = match rules.order {
            Some(Order::MonthFirst) => (ymd(year, x, y)?, (y > 12).then_some(Order::MonthFirst)),
            Some(_) => (ymd(year, y, x)?, (x > 12).then_some(Order::DayFirst)),
            None if x > 12 => (ymd(year, y, x)?, Some(Order::DayFirst)),
            None if y > 12 || x == y => return None,
            None => {
                let (a, b) = (ymd(year, y, x)?, ymd(year, x, y)?);
                let when = When::within(a.min(b), a.max(b), Precision::EitherWay, Qualifier::On, text);
                return Some(Reading { either: true, ..Reading::plain(when) });
            }
        };
        return Some(Reading { shows, ..Reading::plain(When::on(day, text)) });
    }
    None
}

/// The number that these bytes write, if all of them are digits (at most four of them).
fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
}

/// A day of the calendar.
fn ymd(year: u32, month: u32, day: u32) -> Option<Day> {
    Day::ymd(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
}

/// What is wrong with a value that has the shape of a date.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Fault {
    what: String,
    hint: String,
}

impl Fault {
    fn new(what: impl Into<String>, hint: impl Into<String>) -> Fault {
        Fault { what: what.into(), hint: hint.into() }
    }
}

/// Why words give no date.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Miss {
    /// They do not have the shape of one.
    NotADate,
    /// They have the shape of one and cannot be one.
    Fault(Fault),
}

impl Miss {
    fn fault(self) -> Fault {
        match self {
            Miss::Fault(fault) => fault,
            Miss::NotADate => {
                Fault::new("these words are not read as a date", "write the date as the record has it")
            }
        }
    }
}

impl From<Fault> for Miss {
    fn from(fault: Fault) -> Miss {
        Miss::Fault(fault)
    }
}

/// The days one expression may mean.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Span {
    earliest: Day,
    latest: Day,
    precision: Precision,
    about: bool,
    time: Option<TimeOfDay>,
    either: bool,
    shows: Option<Order>,
    serial: bool,
    /// Something wrong that does not cost the date.
    soft: Option<Fault>,
}

impl Span {
    fn day(day: Day) -> Span {
        Span::days(day, day, Precision::Day)
    }

    fn days(earliest: Day, latest: Day, precision: Precision) -> Span {
        Span {
            earliest,
            latest,
            precision,
            about: false,
            time: None,
            either: false,
            shows: None,
            serial: false,
            soft: None,
        }
    }

    fn about(mut self) -> Span {
        self.about = true;
        self
    }
}

/// A whole statement: a span, or a day it lies on one side of.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Stated {
    Within(Span, Qualifier),
    By(Day, Span),
    From(Day, Span),
}

impl From<Span> for Stated {
    fn from(span: Span) -> Stated {
        let qualifier = if span.about { Qualifier::About } else { Qualifier::On };
        Stated::Within(span, qualifier)
    }
}

fn finish(stated: Stated, written: &str) -> Reading {
    let (when, span) = match stated {
        Stated::By(day, span) => (When::by(day, written), span),
        Stated::From(day, span) => (When::from(day, written), span),
        Stated::Within(span, qualifier) => {
            let when =
                When::within(span.earliest, span.latest, span.precision, qualifier, written).at(span.time);
            (when, span)
        }
    };
    let problem = span.soft.map(|fault| Box::new(problem(fault)));
    Reading { when, problem, either: span.either, shows: span.shows, serial: span.serial }
}

fn refused(written: &str, fault: Fault) -> Reading {
    Reading { problem: Some(Box::new(problem(fault))), ..Reading::plain(When::unknown(written)) }
}

fn problem(fault: Fault) -> DateProblem {
    DateProblem { what: fault.what, expected: EXPECTED.to_string(), hint: fault.hint }
}
