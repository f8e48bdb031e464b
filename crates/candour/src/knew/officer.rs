//! An officer of the review who is asked for as a holder: under which agency the officer stands, and which records write the name.
//!
//! Left out: who is meant where a record writes a surname without a rank.

use std::fmt::Write;

use duty::knowing::{ByEntity, Officer};
use model::{Case, Day, EntityId, SymbolId};

use super::written::{words, writes};
use crate::failure::{Done, Failure};
use crate::review::Derived;

/// Whose knowing is asked for by the name of an officer.
pub(super) struct Person<'d> {
    /// The name and posts that the review states.
    posts: Vec<&'d Officer>,
    /// The agency under which the officer stands.
    pub(super) agency: SymbolId,
}

/// The officer of this name; `None` where the review names none.
pub(super) fn of_name<'d>(derived: &'d Derived, name: &str) -> Done<Option<Person<'d>>> {
    let wanted = words(name);
    let posts: Vec<&Officer> = derived.knowing.officers.iter().filter(|o| words(&o.name) == wanted).collect();
    let Some(first) = posts.first() else { return Ok(None) };
    if let Some(other) = posts.iter().find(|o| o.agency != first.agency) {
        return Err(Failure::new(format!(
            "{} stands under more than one agency in this review, and no record names the officer as a holder",
            first.name
        ))
        .hint(format!("ask with --holder \"{}\" or --holder \"{}\"", first.agency, other.agency)));
    }
    Ok(derived.case.words.get(&first.agency).map(|agency| Person { posts, agency }))
}

impl Person<'_> {
    /// What the review says of the officer.
    pub(super) fn said(&self) -> String {
        let first = self.posts[0];
        let mut text = format!("{} is an officer of this review:", first.name);
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
        let _ = writeln!(
            text,
            ".\nNo record names this officer as a holder: what follows is of {}, under which the officer stands.",
            first.agency
        );
        text
    }

    /// The records of a subject in which the officer is written by name, those that were certainly there on a day.
    pub(super) fn named_in(
        &self,
        case: &Case,
        events: &ByEntity,
        entities: &[EntityId],
        on: Option<Day>,
    ) -> String {
        let name = &self.posts[0].name;
        let all = words(name);
        let mut wanted = vec![all.clone()];
        // "DI Prudence Haldane" is also written "Prudence Haldane" and "DI Haldane".
        if let [rank, .., surname] = &all[..]
            && all.len() > 2
        {
            wanted.extend([all[1..].to_vec(), vec![rank.clone(), surname.clone()]]);
        }
        let mut text = format!("\nRecords of it in whose text {name} is named\n");
        let mut none = true;
        for id in events.of_all(entities) {
            let event = &case.events[id.index()];
            let made = if event.recorded.is_dated() { &event.recorded } else { &event.when };
            let there = on.is_none_or(|day| made.latest().is_some_and(|made| made <= day));
            if there && writes(event, &wanted) {
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
            text.push_str("  None. Minutes number those who were there and do not repeat their names.\n");
        }
        text
    }
}
