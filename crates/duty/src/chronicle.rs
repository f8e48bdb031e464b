//! The chronology: every dated event in one order, and the undated ones beside it.
//!
//! Events are ordered by earliest possible day, then latest, then time of day ([`model::When::sort_key`]); on the same
//! time by the name of the agency, then by file, sheet and row, then by their place in the reading order. The order is
//! total, so two runs agree to the byte.
//!
//! Left out: what an event means, and who knew of it.

use model::{Case, EventId, SymbolId};

/// The order of events of a review.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chronicle {
    /// Events with at least one known bound of their date, in order.
    pub dated: Vec<EventId>,
    /// Events without a usable date, in reading order: kept, never placed.
    pub undated: Vec<EventId>,
}

/// Orders the events of a review.
pub fn chronicle(case: &Case) -> Chronicle {
    let ranks = alphabetical_ranks(case);
    let mut keyed = Vec::new();
    let mut undated = Vec::new();
    for (i, event) in case.events.iter().enumerate() {
        if event.when.is_dated() {
            let agency = ranks[event.holder.index()];
            keyed.push((event.when.sort_key(), agency, event.place, EventId::from(i)));
        } else {
            undated.push(EventId::from(i));
        }
    }
    keyed.sort_unstable();
    Chronicle { dated: keyed.into_iter().map(|k| k.3).collect(), undated }
}

/// The rank of each interned word in alphabetical order.
fn alphabetical_ranks(case: &Case) -> Vec<u32> {
    let mut words: Vec<(&str, usize)> = case.words.words().zip(0..).collect();
    words.sort_unstable();
    let mut ranks = vec![0; words.len()];
    for (rank, (_, symbol)) in words.into_iter().enumerate() {
        ranks[symbol] = SymbolId::from(rank).0;
    }
    ranks
}
