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
        let differs = |o: &&Outcome| {
            let same = |b: &&Outcome| {
                (b.verdict, b.due, b.working_days_late) == (o.verdict, o.due, o.working_days_late)
            };
            !old.get(&key(o)).is_some_and(same)
        };
        let changed: Vec<&Outcome> = after.iter().filter(differs).collect();
        notes.push(format!(
            "{} of {} outcomes are not what they were under the bundled calendars.",
            changed.len(),
            after.len()
        ));
        for outcome in changed.iter().take(NAMED_MAX) {
            let was = old.get(&key(outcome)).map_or("not there".to_string(), |b| in_words(b));
            let holder = case.words.word(outcome.holder);
            let number = if outcome.reference.is_empty() {
                String::new()
            } else {
                format!(", number {}", outcome.reference)
            };
            notes.push(format!("{}, {holder}{number}: was {was}; is {}.", outcome.rule, in_words(outcome)));
        }
        if changed.len() > NAMED_MAX {
            notes.push(format!("{} changed outcomes more are not named here.", changed.len() - NAMED_MAX));
        }
        notes
    }
}

fn in_words(outcome: &Outcome) -> String {
    match outcome.due {
        Some((first, last)) if first == last => format!("{}, due {}", outcome.verdict, last.words()),
        Some((first, last)) => {
            format!("{}, due between {} and {}", outcome.verdict, first.words(), last.words())
        }
        None => outcome.verdict.to_string(),
    }
}
