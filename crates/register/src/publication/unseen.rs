//! What stands in the disclosed texts of a publication and no reader can see, or sees as something else.
//!
//! A form with such characters is refused before it is recorded. Whoever holds the log's key can write entries past the forms, so
//! a publication that is checked is looked through again, and what is found is told with its place. It is no reason to refuse
//! the file: it is what was recorded.

use serde_json::Value;

use super::read::Publication;
use crate::acts::hidden::{unseen_in, words_that_mislead};

/// Places that are told one by one; what is beyond is counted.
const PLACES_MAX: usize = 10;

/// Where something stands: the entry, the path, and how often.
type Place = (u64, String, usize);

/// What a reader cannot see as it is.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Unseen {
    /// Characters that cannot be seen or turn the direction of writing.
    hidden: Vec<Place>,
    /// Words that mix letters of scripts which look alike, or letters in another dress.
    misleading: Vec<Place>,
}

impl Unseen {
    /// Looks through what is disclosed.
    pub(super) fn of(publication: &Publication) -> Unseen {
        let mut out = Unseen::default();
        for row in &publication.entries {
            for (path, (_, value)) in &row.disclosures {
                let place = |count: usize| (count > 0).then(|| (row.entry.seq, path.clone(), count));
                out.hidden.extend(place(count(value, &unseen_in)));
                out.misleading.extend(place(count(value, &words_that_mislead)));
            }
        }
        out
    }

    /// Whether there is anything to look at.
    pub fn is_empty(&self) -> bool {
        self.hidden.is_empty() && self.misleading.is_empty()
    }

    /// What there is, in sentences for a reader.
    pub(super) fn sentences(&self) -> Vec<String> {
        let one = |what: &str, places: &Vec<Place>| {
            let all: usize = places.iter().map(|(.., count)| count).sum();
            let told = places
                .iter()
                .take(PLACES_MAX)
                .map(|(seq, path, count)| format!("{path} of entry {seq} ({count})"));
            let more = match places.len().saturating_sub(PLACES_MAX) {
                0 => String::new(),
                1 => "; and 1 further place".to_string(),
                n => format!("; and {n} further places"),
            };
            (all > 0).then(|| format!("{what}: {all}. Where: {}{more}.", told.collect::<Vec<_>>().join("; ")))
        };
        let hidden = "Characters that a reader cannot see, or that turn the direction of writing, stand in what is disclosed";
        let misleading = "Words that mix letters of scripts which look alike, or letters in another dress, stand in what is disclosed";
        one(hidden, &self.hidden).into_iter().chain(one(misleading, &self.misleading)).collect()
    }
}

fn count(value: &Value, of: &dyn Fn(&str) -> usize) -> usize {
    match value {
        Value::String(text) => of(text),
        Value::Array(members) => members.iter().map(|member| count(member, of)).sum(),
        Value::Object(members) => members.values().map(|member| count(member, of)).sum(),
        _ => 0,
    }
}
