//! What the values of one column say about the order of day and month.

use super::{DateRules, Order, Reading, read_date};

/// Counts over one column.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Evidence {
    /// Values with a number above 12 in first place.
    pub day_first: u64,
    /// Values with a number above 12 in second place.
    pub month_first: u64,
    /// Values that fit both ways.
    pub either: u64,
    /// Values read from a spreadsheet's day number.
    pub serials: u64,
    /// The first value that fits both ways.
    pub example: String,
}

impl Evidence {
    /// Counts one reading made with the order undecided.
    pub fn count(&mut self, reading: &Reading) {
        self.serials += u64::from(reading.serial);
        match reading.shows {
            Some(Order::DayFirst) => self.day_first += 1,
            Some(Order::MonthFirst) => self.month_first += 1,
            _ => {}
        }
        if reading.either {
            if self.either == 0 {
                self.example = reading.when.written().to_string();
            }
            self.either += 1;
        }
    }

    /// The order the column decides on: the one that some values show and none contradicts.
    pub fn decide(&self) -> Option<Order> {
        match (self.day_first, self.month_first) {
            (0, 0) => None,
            (_, 0) => Some(Order::DayFirst),
            (0, _) => Some(Order::MonthFirst),
            _ => None,
        }
    }

    /// The decision in words, where there was one to take: some values fit both ways.
    pub fn decision(&self, rules: &DateRules) -> Option<String> {
        if self.either == 0 {
            return None;
        }
        let (first, second) = (self.day_first, self.month_first);
        Some(match self.decide() {
            Some(Order::MonthFirst) => format!(
                "{} above 12 in second place and none in first, so all are read month first",
                values(second, "a day")
            ),
            Some(_) => format!(
                "{} above 12 in first place and none in second, so all are read day first",
                values(first, "a day")
            ),
            None => {
                let why = if first == 0 {
                    "no other value in the column decides it".to_string()
                } else {
                    format!(
                        "the column contradicts itself ({} above 12 in first place, {} in second)",
                        values(first, "a number"),
                        second
                    )
                };
                let day = read_date(&self.example, &rules.ordered(Some(Order::DayFirst))).when;
                let month = read_date(&self.example, &rules.ordered(Some(Order::MonthFirst))).when;
                format!(
                    "{} can be read day first or month first and {why}; each is kept as a range over both readings \
                     (\"{}\" is {day}, or {month})",
                    if self.either == 1 { "1 value".to_string() } else { format!("{} values", self.either) },
                    self.example,
                )
            }
        })
    }
}

fn values(n: u64, what: &str) -> String {
    if n == 1 { format!("1 value has {what}") } else { format!("{n} values have {what}") }
}
