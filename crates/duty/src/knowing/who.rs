//! Who could be expected to make a response, where one agency knew; and so, whose extract would show it.
//!
//! A response is expected of the agency that knew where the review names its sort, and of the bodies it took over from or that took
//! over from it. Another agency of the same sort is another body: the force next door, told by the one that knew, is
//! not the one who tells, and its extracts are not those that would show it. Of other sorts it is every agency of them, but
//! for one that served no area in common with the one that knew, where the review states the areas of both. Whom a review names by
//! name is meant in any case. Left out: who should have acted.

use std::collections::BTreeSet;

use model::{Agency, Case, SymbolId};

use super::Response;
use super::sharing::lines;

/// One response, asked of one agency that knew.
pub(super) struct Asked<'a> {
    /// What was expected.
    pub(super) response: &'a Response,
    /// Who could be expected to act, in the order of the review.
    pub(super) bodies: Vec<&'a Agency>,
}

impl Asked<'_> {
    /// Whether somebody is one of those who could be expected to act.
    pub(super) fn is_of(&self, who: SymbolId) -> bool {
        self.bodies.iter().any(|a| a.name == who)
    }
}

/// Whether a list of sorts and names means an agency.
fn means(list: &[String], case: &Case, agency: &Agency) -> bool {
    let (name, sort) = (case.words.word(agency.name), case.words.word(agency.sort));
    list.iter().any(|word| *word == name || *word == sort)
}

/// The sorts and names of those who could be expected to act.
pub(super) fn sorts(response: &Response) -> &[String] {
    if response.by.is_empty() { &response.known_to } else { &response.by }
}

/// The responses that are expected where an agency knew.
pub(super) fn asked<'a>(case: &'a Case, responses: &'a [Response], knew: &Agency) -> Vec<Asked<'a>> {
    let line: BTreeSet<SymbolId> = lines(case)
        .iter()
        .filter(|l| l.bodies.iter().any(|a| a.name == knew.name))
        .flat_map(|l| l.bodies.iter().map(|a| a.name))
        .collect();
    let expected = responses.iter().filter(|r| means(&r.known_to, case, knew));
    expected
        .map(|response| {
            let list = sorts(response);
            let own = means(list, case, knew);
            let apart = |a: &Agency| {
                let theirs: BTreeSet<SymbolId> = a.areas.iter().copied().collect();
                !knew.areas.is_empty() && !theirs.is_empty() && !knew.areas.iter().any(|x| theirs.contains(x))
            };
            let could = |a: &&Agency| {
                let by_name = list.iter().any(|word| *word == case.words.word(a.name));
                let of_sort = means(list, case, a);
                by_name
                    || of_sort && if own && a.sort == knew.sort { line.contains(&a.name) } else { !apart(a) }
            };
            Asked { response, bodies: case.agencies.iter().filter(could).collect() }
        })
        .collect()
}
