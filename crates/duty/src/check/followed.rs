//! What followed a breach: the same subject's harm events in the window that [`crate::harm`] gives.
//!
//! An outcome that is only possibly breached has a window only possibly, so nothing in it followed certainly. For a bar the
//! forbidden action is the breach itself: what is asked for are the days after it, as after a late action.
//!
//! Left out: events about the subject of which it is not the first named, and every word on causes.

use model::{Certainty, Day, EntityId, EventId, HarmFollowed, MentionKind, Verdict, When};

use crate::harm::{Closed, HarmTerms, Windows, Within};
use crate::rule::Form;
use crate::verdict::{OPEN_END, OPEN_START, Span};

use super::compose::Findings;
use super::index::Events;
use super::plan::symbols;
use super::words::{count, join_and, kind_words};

/// What a reader must know of harm, where the review asks about it.
pub(crate) fn note(harm: &HarmTerms) -> Option<String> {
    if harm.kinds.is_empty() {
        return None;
    }
    let kinds: Vec<String> = harm.kinds.iter().map(|k| format!("\"{}\"", kind_words(k))).collect();
    let after = match harm.days_after_late {
        0 => "a late action ends that time".to_string(),
        n => format!("a late action ends that time {} after it", count(i64::from(n), "day")),
    };
    Some(format!(
        "Events of the kind {} about the same subject are listed where they followed a breach: after the deadline, up to the \
         last complete day; {after}. They followed; nothing here says that the breach caused them, and that none is on \
         record does not say that there was no harm.",
        join_and(&kinds)
    ))
}

impl Findings<'_, '_> {
    /// The harm events that followed; `done` is the record that decided.
    pub(crate) fn followed(
        &self,
        events: Events<'_>,
        entity: EntityId,
        certainty: Certainty,
        trigger: EventId,
        done: Option<EventId>,
    ) -> Option<HarmFollowed> {
        let harm = &self.setting.terms.harm;
        let asked = matches!(certainty, Certainty::CertainlyBreached | Certainty::Possible);
        let case = self.setting.case;
        // Harm is done to people: a car has none, and that none is on record of it would say nothing.
        let suffers = matches!(case.entities[entity.index()].kind, MentionKind::Person | MentionKind::Matter);
        if harm.kinds.is_empty() || !asked || !suffers {
            return None;
        }
        let window = self.windows(done).closed(harm.days_after_late);
        let days = window.days()?;
        let mut found = HarmFollowed {
            days: (Day(days.0), Day(days.1)),
            certainly: Vec::new(),
            possibly: Vec::new(),
            unseen: self.unseen(&harm.kinds, &window),
        };
        let mut all: Vec<EventId> =
            symbols(case, &harm.kinds).into_iter().flat_map(|kind| events.of_kind(kind)).collect();
        all.sort_unstable_by_key(|&id| events.rank(id));
        all.dedup();
        for id in all {
            let event = &case.events[id.index()];
            if id == trigger || Some(id) == done || case.subject_of(event) != Some(entity) {
                continue;
            }
            match window.holds(span(&event.when)) {
                Within::Certainly if certainty == Certainty::CertainlyBreached => found.certainly.push(id),
                Within::Certainly | Within::Possibly => found.possibly.push(id),
                Within::Not => {}
            }
        }
        Some(found)
    }

    /// The windows of every reading that breaches.
    fn windows(&self, done: Option<EventId>) -> Windows {
        let mut all = Windows::default();
        for reading in &self.readings {
            if matches!(self.form(reading), Form::Bar(_)) {
                let done = done.filter(|_| reading.set.contains(Verdict::DoneWhileBarred));
                if let (Some(id), Ok(judged)) = (done, &reading.judged) {
                    let act = span(&self.setting.case.events[id.index()].when);
                    let first = reading.start.earliest().map_or(OPEN_START, |d| d.0);
                    let last = judged.due.1.min(self.setting.last_complete);
                    all.after_act((act.0.max(first), act.1.min(last.0)));
                }
                continue;
            }
            let late = reading.set.contains(Verdict::Late);
            let silent = reading.set.contains(Verdict::NothingRecorded);
            all.union(&reading.windows.of(late, silent));
        }
        all
    }

    /// Why the extracts would not show every harm event of the window.
    fn unseen(&self, kinds: &[String], window: &Closed) -> String {
        let Some(days) = window.days() else { return String::new() };
        let case = self.setting.case;
        let last = Day(days.1).min(self.setting.last_complete);
        let first = Day(days.0);
        let mut reasons: Vec<String> = Vec::new();
        for kind in kinds {
            let Some(symbol) = case.words.get(kind) else { continue };
            let mut through: Vec<_> =
                case.extracts.iter().filter(|e| e.kinds.contains(&symbol)).map(|e| Ok(e.agency)).collect();
            through.dedup();
            let reason = if through.is_empty() {
                Some(format!("no table supplied shows an event of the kind \"{}\"", kind_words(kind)))
            } else {
                let gap = self.setting.coverage.gap(std::slice::from_ref(kind), &through, (first, last));
                gap.map(|g| g.to_string())
            };
            reasons.extend(reason.filter(|r| !reasons.contains(r)));
        }
        join_and(&reasons)
    }
}

/// The days of an event, open ends included.
fn span(when: &When) -> Span {
    (when.earliest().map_or(OPEN_START, |d| d.0), when.latest().map_or(OPEN_END, |d| d.0))
}
