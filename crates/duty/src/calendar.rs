//! Working days, from dated tables of bank holidays.
//!
//! A *working day* is a day that is not a Saturday, a Sunday, or a bank or public holiday in the table. Holidays are
//! data: `data/bank-holidays-*.csv` hold one line a day with its legal basis, one-off days and days of mourning
//! included, and a corrected table can be read in their place ([`Calendar::from_csv`]); [`difference`] then lists the
//! days that changed. Counting is by one running total a day, so a deadline of any number of working days costs two
//! look-ups: `deadline = inverse[total[day] + n]`.
//!
//! Left out: any guess about a year the table does not cover. Every answer there is `None`, and the duty says that its
//! deadline cannot be computed.
//!
//! Sources: Banking and Financial Dealings Act 1971, section 1 and Schedule 1; royal proclamations under it; the
//! theory page is `docs/methods/clocks.md`.

use std::fmt;

use model::Day;

/// Most lines a table of holidays may have: some twenty a year for five hundred years.
pub const HOLIDAYS_MAX: usize = 10_000;

/// Most years a table may cover.
pub const YEARS_MAX: i32 = 500;

const ENGLAND_WALES_CSV: &str = include_str!("../data/bank-holidays-england-wales.csv");
const SCOTLAND_CSV: &str = include_str!("../data/bank-holidays-scotland.csv");
const NORTHERN_IRELAND_CSV: &str = include_str!("../data/bank-holidays-northern-ireland.csv");
const UK_ANY_CSV: &str = include_str!("../data/bank-holidays-uk-any.csv");

/// One bank or public holiday.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Holiday {
    /// The day.
    pub day: Day,
    /// Its name, as printed in explanations.
    pub name: String,
    /// The law or custom that makes it a holiday.
    pub basis: String,
}

/// What is wrong with a table of holidays. Lines count from 1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CalendarError {
    /// The first line is not `date,name,basis`.
    Header,
    /// A line is not `YYYY-MM-DD,name,basis`.
    Line(usize, String),
    /// A line's day does not come after the day of the line before it.
    Order(usize, Day),
    /// The table has no line, more than [`HOLIDAYS_MAX`] lines, or covers more than [`YEARS_MAX`] years.
    Size(usize),
}

impl fmt::Display for CalendarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CalendarError::Header => write!(f, "line 1: expected the heading date,name,basis"),
            CalendarError::Line(n, found) => {
                write!(f, "line {n}: expected YYYY-MM-DD,name,basis; found \"{found}\"")
            }
            CalendarError::Order(n, day) => {
                write!(f, "line {n}: {day} does not come after the day of the line before")
            }
            CalendarError::Size(n) => {
                write!(f, "{n} days in the table; expected 1 to {HOLIDAYS_MAX} days within {YEARS_MAX} years")
            }
        }
    }
}

impl std::error::Error for CalendarError {}

/// The working days of one nation (or of several together), over the years its table covers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Calendar {
    name: String,
    first: Day,
    last: Day,
    holidays: Vec<Holiday>,
    /// `total[d - first + 1]` is the number of working days from `first` to `d`, both included; `total[0]` is 0.
    total: Vec<u32>,
    /// `inverse[m]` is the m-th working day of the table, counted from 1; `inverse[0]` is not used.
    inverse: Vec<Day>,
}

impl Calendar {
    /// England and Wales, 1975 to 2030.
    pub fn england_wales() -> Calendar {
        Calendar::from_csv("england-wales", ENGLAND_WALES_CSV).expect("the bundled table is tested")
    }

    /// Scotland, 2005 to 2030: stated from the rules of the 1971 Act, the proclamations were not read. Local holidays of
    /// councils, which banks and courts may keep instead, are not in it.
    pub fn scotland() -> Calendar {
        Calendar::from_csv("scotland", SCOTLAND_CSV).expect("the bundled table is tested")
    }

    /// Northern Ireland, 2005 to 2030: stated from the rules of the 1971 Act, the proclamations were not read.
    pub fn northern_ireland() -> Calendar {
        Calendar::from_csv("northern-ireland", NORTHERN_IRELAND_CSV).expect("the bundled table is tested")
    }

    /// A bank holiday in any part of the United Kingdom (Freedom of Information Act 2000, section 10(6)), 2005 to
    /// 2030: the days of the three other tables together.
    pub fn uk_any() -> Calendar {
        Calendar::from_csv("uk-any", UK_ANY_CSV).expect("the bundled table is tested")
    }

    /// Reads a table `date,name,basis`, one holiday a line in ascending order; a name or basis that holds a comma is
    /// put in double quotes. The table covers whole years, from that of its first day to that of its last.
    ///
    /// # Errors
    /// When the table is not of that form, or a limit of this module is passed.
    pub fn from_csv(name: &str, text: &str) -> Result<Calendar, CalendarError> {
        let mut lines = text.trim_start_matches('\u{feff}').lines().enumerate();
        if lines.next().map(|(_, line)| line.trim()) != Some("date,name,basis") {
            return Err(CalendarError::Header);
        }
        let mut holidays: Vec<Holiday> = Vec::new();
        for (i, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            let wrong = || CalendarError::Line(i + 1, line.chars().take(80).collect());
            let cells = split_cells(line.trim()).ok_or_else(wrong)?;
            let [date, label, basis] = <[String; 3]>::try_from(cells).map_err(|_| wrong())?;
            let day = Day::iso(&date).ok_or_else(wrong)?;
            if holidays.last().is_some_and(|before| before.day >= day) {
                return Err(CalendarError::Order(i + 1, day));
            }
            if holidays.len() == HOLIDAYS_MAX {
                return Err(CalendarError::Size(HOLIDAYS_MAX + 1));
            }
            holidays.push(Holiday { day, name: label, basis });
        }
        Calendar::build(name, holidays)
    }

    fn build(name: &str, holidays: Vec<Holiday>) -> Result<Calendar, CalendarError> {
        let size = CalendarError::Size(holidays.len());
        let (Some(head), Some(tail)) = (holidays.first(), holidays.last()) else {
            return Err(size);
        };
        let (first_year, last_year) = (head.day.parts().0, tail.day.parts().0);
        let bounds = (Day::ymd(first_year, 1, 1), Day::ymd(last_year, 12, 31));
        let (Some(first), Some(last)) = bounds else {
            return Err(size);
        };
        if i32::from(last_year) - i32::from(first_year) >= YEARS_MAX {
            return Err(size);
        }
        let mut total = vec![0];
        let mut inverse = vec![first];
        let mut next = 0;
        for d in first.0..=last.0 {
            let day = Day(d);
            let holiday = holidays.get(next).is_some_and(|h| h.day == day);
            next += usize::from(holiday);
            if day.weekday() < 6 && !holiday {
                inverse.push(day);
            }
            total.push(inverse.len() as u32 - 1);
        }
        Ok(Calendar { name: name.to_string(), first, last, holidays, total, inverse })
    }

    /// The name rules use ("england-wales").
    pub fn name(&self) -> &str {
        &self.name
    }

    /// First and last day of the years the table covers.
    pub fn covers(&self) -> (Day, Day) {
        (self.first, self.last)
    }

    /// Every holiday of the table, in order.
    pub fn holidays(&self) -> &[Holiday] {
        &self.holidays
    }

    /// The holiday on `day`, if the table has one.
    pub fn holiday(&self, day: Day) -> Option<&Holiday> {
        self.holidays.binary_search_by_key(&day, |h| h.day).ok().map(|i| &self.holidays[i])
    }

    /// Whether `day` is a working day; `None` outside the years covered.
    pub fn is_working_day(&self, day: Day) -> Option<bool> {
        let i = self.index(day)?;
        Some(self.total[i + 1] > self.total[i])
    }

    /// The day on which the `n`-th working day after `day` falls (`n` = 0: the day itself). `None` where any of it lies
    /// outside the years covered.
    pub fn after(&self, day: Day, n: u32) -> Option<Day> {
        let i = self.index(day)?;
        if n == 0 {
            return Some(day);
        }
        self.nth(self.total[i + 1].checked_add(n)?)
    }

    /// The `n`-th working day beginning with `day`, which counts as the first if it is itself a working day (`n` = 0:
    /// the day itself). `None` where any of it lies outside the years covered.
    pub fn beginning_with(&self, day: Day, n: u32) -> Option<Day> {
        let i = self.index(day)?;
        if n == 0 {
            return Some(day);
        }
        self.nth(self.total[i].checked_add(n)?)
    }

    /// The earliest day that lies at most `n` working days before `day`: a clock of `n` working days that starts on it,
    /// the day after being the first, runs out on `day` or later, and one that starts a day earlier runs out before.
    /// `None` where any of it lies outside the years covered.
    pub fn before(&self, day: Day, n: u32) -> Option<Day> {
        let i = self.index(day)?;
        if n == 0 {
            return Some(day);
        }
        self.nth((self.total[i] + 1).checked_sub(n).filter(|&m| m > 0)?)
    }

    /// How many working days lie after `from` up to and including `to`; negative where `to` comes first. `None` outside
    /// the years covered.
    pub fn between(&self, from: Day, to: Day) -> Option<i32> {
        let (a, b) = (self.index(from)?, self.index(to)?);
        Some(self.total[b + 1] as i32 - self.total[a + 1] as i32)
    }

    fn nth(&self, m: u32) -> Option<Day> {
        self.inverse.get(m as usize).copied()
    }

    fn index(&self, day: Day) -> Option<usize> {
        (self.first <= day && day <= self.last).then(|| (day - self.first) as usize)
    }
}

/// One day on which two tables differ.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// The day.
    pub day: Day,
    /// What the old table says: a holiday's name, or nothing.
    pub old: Option<String>,
    /// What the new table says.
    pub new: Option<String>,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = format!("{} {}", self.day.weekday_name(), self.day.words());
        match (&self.old, &self.new) {
            (None, Some(new)) => write!(f, "{day} is now a holiday: {new}"),
            (Some(old), None) => write!(f, "{day} is no longer a holiday (it was: {old})"),
            (Some(old), Some(new)) => write!(f, "{day} was called {old}, is now called {new}"),
            (None, None) => write!(f, "{day} is unchanged"),
        }
    }
}

/// The days on which two tables differ, in order: days added, taken away or renamed.
pub fn difference(old: &Calendar, new: &Calendar) -> Vec<Change> {
    let mut days: Vec<Day> = old.holidays.iter().chain(&new.holidays).map(|h| h.day).collect();
    days.sort_unstable();
    days.dedup();
    let name = |calendar: &Calendar, day| calendar.holiday(day).map(|h| h.name.clone());
    days.into_iter()
        .map(|day| Change { day, old: name(old, day), new: name(new, day) })
        .filter(|c| c.old != c.new)
        .collect()
}

/// The calendars a check may use, by name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Calendars {
    all: Vec<Calendar>,
}

impl Calendars {
    /// The bundled tables: `england-wales`, `scotland`, `northern-ireland` and `uk-any`.
    pub fn bundled() -> Calendars {
        let nations = [Calendar::england_wales(), Calendar::scotland(), Calendar::northern_ireland()];
        Calendars { all: nations.into_iter().chain([Calendar::uk_any()]).collect() }
    }

    /// The calendar with this name.
    pub fn get(&self, name: &str) -> Option<&Calendar> {
        self.all.iter().find(|c| c.name == name)
    }

    /// Every calendar, in the order they were put in.
    pub fn iter(&self) -> impl Iterator<Item = &Calendar> {
        self.all.iter()
    }

    /// Puts a calendar in, in place of one of the same name; says what changed.
    pub fn put(&mut self, calendar: Calendar) -> Vec<Change> {
        match self.all.iter_mut().find(|c| c.name == calendar.name) {
            Some(old) => {
                let changes = difference(old, &calendar);
                *old = calendar;
                changes
            }
            None => {
                self.all.push(calendar);
                Vec::new()
            }
        }
    }
}

/// The cells of one line; `None` where a quoted cell is not closed.
fn split_cells(line: &str) -> Option<Vec<String>> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let cell = cells.last_mut()?;
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cell.push(c),
        }
    }
    (!quoted).then_some(cells)
}
