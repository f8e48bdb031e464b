//! An officer of the review who is asked for as a holder: under which agencies the officer stands, which meetings record the officer
//! as there or not there and what they said of the subject, and which records write the name.
//!
//! Left out: who is meant where a record writes a surname without a rank.

use std::collections::BTreeSet;
use std::fmt::Write;

use duty::knowing::{ByEntity, Officer};
use model::{Counts, Day, EntityId, Event, EventId, Heard, SymbolId};

use super::written::{words, writes};
use crate::officers::{heard, items_of, meeting_of, names, once};
use crate::review::Derived;

/// Whose knowing is asked for by the name of an officer.
pub(super) struct Person<'d> {
    derived: &'d Derived,
    /// The name and posts that the review states.
    posts: Vec<&'d Officer>,
    /// The agencies under which the officer stands, in the order of the posts.
    pub(super) agencies: Vec<SymbolId>,
}

/// The officer of this name; `None` where the review names none.
pub(super) fn of_name<'d>(derived: &'d Derived, name: &str) -> Option<Person<'d>> {
    let wanted = words(name);
    let posts: Vec<&Officer> = derived.knowing.officers.iter().filter(|o| words(&o.name) == wanted).collect();
    let mut agencies: Vec<SymbolId> = Vec::new();
    for agency in posts.iter().filter_map(|o| derived.case.words.get(&o.agency)) {
        if !agencies.contains(&agency) {
            agencies.push(agency);
        }
    }
    (!posts.is_empty()).then_some(Person { derived, posts, agencies })
}

impl Person<'_> {
    fn name(&self) -> &str {
        &self.posts[0].name
    }

    /// What the review says of the officer. `holder`: records name the officer as a holder.
    pub(super) fn said(&self, holder: bool) -> String {
        let mut text = format!("{} is an officer of this review:", self.name());
        for (i, post) in self.posts.iter().enumerate() {
            let _ = write!(text, "{} {}, {}", if i == 0 { "" } else { ";" }, post.rank.as_str(), post.agency);
            let days = match (post.from, post.to) {
                (Some(from), Some(to)) => format!(", {} to {}", from.words(), to.words()),
                (Some(from), None) => format!(", from {}", from.words()),
                (None, Some(to)) => format!(", to {}", to.words()),
                (None, None) => String::new(),
            };
            text.push_str(&days);
        }
        text.push_str(".\n");
        if !holder {
            let all: Vec<&str> = self.agencies.iter().map(|a| self.derived.case.words.word(*a)).collect();
            let _ = writeln!(
                text,
                "No record names this officer as a holder: what follows is of {}, under which the officer stands.",
                all.join(" and of ")
            );
            if all.len() > 1 {
                text.push_str(
                    "What the officer knew in the one agency is not carried to the other: each knew what its own records, days and \
                     officers show.\n",
                );
            }
        }
        text
    }

    /// The meetings in whose attendance the officer stands, up to a day, with the items that name the subject.
    pub(super) fn meetings(&self, entities: &[EntityId], on: Option<Day>) -> String {
        let case = &self.derived.case;
        let subject: BTreeSet<EntityId> = entities.iter().copied().collect();
        let wanted = words(self.name());
        let there = |when: &model::When| on.is_none_or(|day| when.latest().is_some_and(|last| last <= day));
        let lines = once(&self.derived.attended);
        let lines = lines.into_iter().filter(|a| words(&a.officer) == wanted && there(&a.when));
        let mut text = format!("\nMeetings that record {} and spoke of it\n", self.name());
        let (mut silent, mut spoke) = (0, false);
        for line in lines {
            let Some(meeting) = meeting_of(case, line) else { continue };
            let items: Vec<EventId> =
                items_of(case, meeting).into_iter().filter(|id| names(case, *id, &subject)).collect();
            if items.is_empty() {
                silent += 1;
                continue;
            }
            spoke = true;
            let body = if line.body.is_empty() { &line.title } else { &line.body };
            let sure = if line.sure { "" } else { ", or another of that name" };
            let _ = writeln!(
                text,
                "  {}: {}{sure}, {body} ({})",
                line.when,
                line.standing.word(),
                line.place.describe(&case.sources)
            );
            for id in items {
                let event = &case.events[id.index()];
                let number =
                    if event.reference.is_empty() { String::new() } else { format!(" {}", event.reference) };
                let _ = write!(
                    text,
                    "    item{number} names it ({id}, {}): ",
                    event.place.describe(&case.sources)
                );
                let _ = match heard(case, &self.derived.knowing, line, id) {
                    Heard::There(grade, Counts::Yes) => {
                        writeln!(text, "{}, which counts for the agency", grade.word())
                    }
                    Heard::There(grade, Counts::No(why)) => {
                        writeln!(text, "{}. Does not count: {why}", grade.word())
                    }
                    Heard::NotSaid(why) => writeln!(text, "{why}"),
                };
            }
        }
        self.apologies(&mut text, &mut spoke, &subject, on);
        if !spoke {
            text.push_str(
                "  None. No record is not no knowledge: minutes may be away, or name nobody who was there.\n",
            );
        }
        if silent > 0 {
            let meetings =
                if silent == 1 { "meeting records".to_string() } else { "meetings record".to_string() };
            let _ = writeln!(text, "  {silent} more {meetings} the officer; no item of them names it.");
        }
        text
    }

    /// Items of tables of meetings that write the officer among those who sent apologies or were absent.
    fn apologies(&self, text: &mut String, spoke: &mut bool, subject: &BTreeSet<EntityId>, on: Option<Day>) {
        let case = &self.derived.case;
        let runs = self.runs();
        let entities: Vec<EntityId> = subject.iter().copied().collect();
        for id in ByEntity::new(case).of_all(&entities) {
            let event = &case.events[id.index()];
            if !was_made_by(event, on) || case.words.word(event.kind) == "meeting" {
                continue;
            }
            for (name, value) in &event.attributes {
                let list = case.words.word(*name);
                let words = words(value);
                let written = runs.iter().any(|run| words.windows(run.len()).any(|some| some == &run[..]));
                if ["apologies", "absent"].contains(&list) && written {
                    *spoke = true;
                    let _ = writeln!(
                        text,
                        "  {}: {list}, {} {id} names it ({}); nothing is taken to have been heard",
                        event.when,
                        case.words.word(event.kind).replace('_', " "),
                        event.place.describe(&case.sources)
                    );
                }
            }
        }
    }

    /// The ways in which records write the officer: "DI Prudence Haldane" is also "Prudence Haldane" and "DI Haldane".
    fn runs(&self) -> Vec<Vec<String>> {
        let all = words(self.name());
        let mut runs = vec![all.clone()];
        if let [rank, .., surname] = &all[..]
            && all.len() > 2
        {
            runs.extend([all[1..].to_vec(), vec![rank.clone(), surname.clone()]]);
        }
        runs
    }

    /// The records of a subject in which the officer is written by name, those that were certainly there on a day.
    pub(super) fn named_in(&self, entities: &[EntityId], on: Option<Day>) -> String {
        let case = &self.derived.case;
        let wanted = self.runs();
        let mut text = format!("\nRecords of it in whose text {} is named\n", self.name());
        let mut none = true;
        for id in ByEntity::new(case).of_all(entities) {
            let event = &case.events[id.index()];
            if was_made_by(event, on) && writes(event, &wanted) {
                none = false;
                let _ = writeln!(
                    text,
                    "  {}: {}, {id} ({})",
                    event.when,
                    case.words.word(event.kind).replace('_', " "),
                    event.place.describe(&case.sources)
                );
            }
        }
        if none {
            text.push_str("  None.\n");
        }
        text
    }
}

/// Whether a record was certainly there on a day.
fn was_made_by(event: &Event, on: Option<Day>) -> bool {
    let made = if event.recorded.is_dated() { &event.recorded } else { &event.when };
    on.is_none_or(|day| made.latest().is_some_and(|made| made <= day))
}
