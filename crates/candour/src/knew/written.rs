//! Names that stand in the text of records and not in a column of names: which documents write them.
//!
//! What is written in a sentence is no entity, and nobody is known of by it. Left out: text that no record was made of.

use std::collections::{BTreeMap, BTreeSet};

use model::{Case, Event, Place};

/// Most documents named.
const DOCUMENTS_MAX: usize = 12;
/// Most places named of one document.
const PLACES_MAX: usize = 3;

/// Whether a record writes one of these, each a run of words in small letters, in its text or in a cell that is kept.
pub(super) fn writes(event: &Event, wanted: &[Vec<String>]) -> bool {
    let texts = std::iter::once(&*event.text).chain(event.attributes.iter().map(|(_, value)| &**value));
    texts.into_iter().any(|text| {
        let words = words(text);
        wanted.iter().any(|run| !run.is_empty() && words.windows(run.len()).any(|some| some == &run[..]))
    })
}

/// The words of a text in small letters.
pub(super) fn words(text: &str) -> Vec<String> {
    let all = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    all.map(str::to_lowercase).collect()
}

/// The documents whose text writes these words, each with its first places: "minutes/1.txt (line 12)". Empty where none does.
pub(super) fn documents(case: &Case, about: &str) -> Vec<String> {
    let wanted = [words(about)];
    let mut places: BTreeMap<String, BTreeSet<Place>> = BTreeMap::new();
    for event in case.events.iter().filter(|event| writes(event, &wanted)) {
        let file = case.sources.get(event.place.source.index()).map_or("", |source| source.path.as_str());
        places.entry(file.to_string()).or_default().insert(event.place);
    }
    let more = places.len().saturating_sub(DOCUMENTS_MAX);
    let one = |places: BTreeSet<Place>| {
        let said: Vec<String> =
            places.iter().take(PLACES_MAX).map(|place| place.describe(&case.sources)).collect();
        let rest = if places.len() > PLACES_MAX {
            format!(" and {} more there", places.len() - PLACES_MAX)
        } else {
            String::new()
        };
        format!("{}{rest}", said.join(", "))
    };
    let mut all: Vec<String> = places.into_values().take(DOCUMENTS_MAX).map(one).collect();
    if more > 0 {
        all.push(format!("and {more} more documents"));
    }
    all
}
