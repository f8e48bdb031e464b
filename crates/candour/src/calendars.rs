//! The calendars of a review: the bundled tables of bank holidays, and corrected ones in their place.
//!
//! A correction recalculates every outcome, and the report says which days were corrected and which outcomes changed.

use std::collections::BTreeMap;
use std::path::Path;

use duty::calendar::{Calendar, Calendars, Change};
use model::{Case, EntityId, EventId, Outcome, SymbolId};

use crate::config::{Config, unknown_word};
use crate::failure::{Done, Failure};

/// Changed outcomes named one by one; the rest are counted.
const NAMED_MAX: usize = 50;

/// The calendars, and what was corrected in them.
pub(crate) struct Corrected {
    pub(crate) calendars: Calendars,
    /// Name of the calendar, name of the file, and the days that differ.
    pub(crate) corrections: Vec<(String, String, Vec<Change>)>,
}

/// The bundled tables with the corrections that `[calendars]` names.
pub(crate) fn of(config: &Config, dir: &Path, name: &str) -> Done<Corrected> {
    let mut calendars = Calendars::bundled();
    let mut corrections = Vec::new();
    for (calendar, file) in &config.calendars {
        if calendars.get(calendar).is_none() {
            let known: Vec<&str> = calendars.iter().map(Calendar::name).collect();
            return Err(unknown_word(name, "calendar", calendar, &known));
        }
        let path = dir.join(file);
        let text =
            std::fs::read_to_string(&path).map_err(|e| Failure::io("cannot read the calendar", &path, &e))?;
        let table = Calendar::from_csv(calendar, &text)
            .map_err(|e| Failure::chain(format!("{} is no table of bank holidays", path.display()), &e))?;
        let changes = calendars.put(table);
        corrections.push((calendar.clone(), file.clone(), changes));
    }
    Ok(Corrected { calendars, corrections })
}

impl Corrected {
    /// What the corrections changed, in words: the days, and every outcome that is not what it was.
    pub(crate) fn notes(&self, case: &Case, before: &[Outcome], after: &[Outcome]) -> Vec<String> {
        let mut notes = Vec::new();
        for (calendar, file, changes) in &self.corrections {
            let days: Vec<String> = changes.iter().map(ToString::to_string).collect();
            let said = if days.is_empty() {
                "no day differs from the bundled table".to_string()
            } else {
                days.join("; ")
            };
            notes.push(format!("The calendar {calendar} was replaced by {file}: {said}."));
        }
        let key = |o: &Outcome| -> (String, EntityId, SymbolId, EventId) {
            (o.rule.clone(), o.subject, o.holder, o.trigger)
        };
        let old: BTreeMap<_, &Outcome> = before.iter().map(|o| (key(o), o)).collect();
        // Those whose deadline or verdict moved go first; of the others only the days late, counted in working days, did.
        let moved = |b: &Outcome, o: &Outcome| (b.verdict, b.due) != (o.verdict, o.due);
        let was = |o: &Outcome| old.get(&key(o)).copied();
        let (moved, rest): (Vec<&Outcome>, Vec<&Outcome>) =
            after.iter().partition(|o| was(o).is_none_or(|b| moved(b, o)));
        let counted = |o: &&Outcome| was(o).is_some_and(|b| b.working_days_late != o.working_days_late);
        let counted: Vec<&Outcome> = rest.into_iter().filter(counted).collect();
        notes.push(format!(
            "{} of {} {} another deadline or verdict than under the bundled calendars; of {} more only the number of working days past the \
             deadline is another.",
            moved.len(),
            of_outcomes(after.len()),
            if moved.len() == 1 { "has" } else { "have" },
            counted.len()
        ));
        for outcome in moved.iter().chain(&counted).take(NAMED_MAX) {
            let was = was(outcome).map_or("not there".to_string(), in_words);
            let holder = case.words.word(outcome.holder);
            let number = if outcome.reference.is_empty() {
                String::new()
            } else {
                format!(", number {}", outcome.reference)
            };
            notes.push(format!("{}, {holder}{number}: was {was}; is {}.", outcome.rule, in_words(outcome)));
        }
        let all = moved.len() + counted.len();
        if all > NAMED_MAX {
            notes.push(format!("{} more are not named here.", of_outcomes(all - NAMED_MAX)));
        }
        notes
    }
}

fn of_outcomes(n: usize) -> String {
    if n == 1 { "1 outcome".to_string() } else { format!("{n} outcomes") }
}

fn in_words(outcome: &Outcome) -> String {
    let late = outcome.working_days_late.map_or(String::new(), |(a, b)| {
        let range = if a == b { a.to_string() } else { format!("{a} to {b}") };
        format!(", {range} working day{} past it", if (a, b) == (1, 1) { "" } else { "s" })
    });
    match outcome.due {
        Some((first, last)) if first == last => format!("{}, due {}{late}", outcome.verdict, last.words()),
        Some((first, last)) => {
            format!("{}, due between {} and {}{late}", outcome.verdict, first.words(), last.words())
        }
        None => outcome.verdict.to_string(),
    }
}
