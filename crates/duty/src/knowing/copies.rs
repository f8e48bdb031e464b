//! Copies of one meeting's minutes: a meeting whose minutes two agencies keep, or one keeps twice, spoke once.
//!
//! The items of one file, one body and one day are one record of a meeting. Two such records are copies of one meeting where two
//! agencies keep them of one body (or one number of the meeting) and one day, or where their words are nearly the same and their
//! days at most [`MEETING_DAYS_MAX`] apart: [`SHARE_MIN`] of the three-word sequences of the shorter one stand in the other.
//! The copy with most items is counted, of several the first in reading order. Left out: in what copies differ (`contradict`).

use std::collections::{BTreeMap, BTreeSet};

use model::{Case, CopyBy, Day, EventId, MeetingCopies, SourceId, SymbolId};

use super::contradict::MEETING_DAYS_MAX;
use super::recycled::WORDS_MIN;
use super::themes::tokens;

/// Least share of the three-word sequences of the shorter record that stand in the other, in hundredths.
const SHARE_MIN: usize = 70;

/// One record of one meeting.
struct Sitting {
    holder: SymbolId,
    source: SourceId,
    /// The body or the number of the meeting, in small letters; `None` where neither is stated.
    of: Option<String>,
    /// The days of its date; one where it is exact.
    days: (Day, Day),
    /// In reading order.
    items: Vec<EventId>,
    /// The three-word sequences of its items as numbers, the rarest first.
    words: Vec<u32>,
}

/// The meetings among these items that are on record more than once. The items are given in reading order and have first and
/// last days.
pub(super) fn copies(case: &Case, items: &[EventId]) -> Vec<MeetingCopies> {
    let mut sittings = sittings(case, items);
    sequences(case, &mut sittings);
    let mut groups = Groups::new(&sittings);
    for (one, other) in of_body(&sittings).into_iter().chain(of_words(&sittings)) {
        groups.unite(one, other);
    }
    let mut of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..sittings.len() {
        of.entry(groups.root(at)).or_default().push(at);
    }
    let copies = of.into_values().filter_map(|mut those| {
        those.sort_by_key(|at| sittings[*at].items[0]);
        let most = |at: &&usize| (sittings[**at].items.len(), std::cmp::Reverse(sittings[**at].items[0]));
        let counted = *those.iter().max_by_key(most)?;
        let others = those.iter().filter(|at| **at != counted).map(|at| {
            let (one, other) = (&sittings[counted], &sittings[*at]);
            let by = if one.of.is_some() && one.of == other.of && one.days == other.days {
                CopyBy::Body
            } else {
                CopyBy::Words
            };
            (other.items[0], small(other.items.len()), by)
        });
        let others: Vec<(EventId, u32, CopyBy)> = others.collect();
        let one = &sittings[counted];
        (!others.is_empty()).then(|| MeetingCopies {
            counted: one.items[0],
            items: small(one.items.len()),
            others,
        })
    });
    let mut copies: Vec<MeetingCopies> = copies.collect();
    copies.sort_by_key(|c| c.counted);
    copies
}

/// The items that are counted nowhere, because another copy of their meeting is.
pub(super) fn uncounted(case: &Case, items: &[EventId], copies: &[MeetingCopies]) -> BTreeSet<EventId> {
    let firsts: BTreeSet<EventId> = copies.iter().flat_map(|c| c.others.iter().map(|o| o.0)).collect();
    let sittings = sittings(case, items).into_iter();
    sittings.filter(|s| firsts.contains(&s.items[0])).flat_map(|s| s.items).collect()
}

/// The records of meetings, in order of their days.
fn sittings(case: &Case, items: &[EventId]) -> Vec<Sitting> {
    let tie = |name: &str| case.words.get(name);
    let (body, number) = (tie("body"), tie("meeting"));
    let folded = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    type Key = ((Day, Day), SymbolId, SourceId, Option<String>);
    let mut found: BTreeMap<Key, Vec<EventId>> = BTreeMap::new();
    for &id in items {
        let event = &case.events[id.index()];
        let Some(days) = event.when.earliest().zip(event.when.latest()) else { continue };
        let value = |name: Option<SymbolId>| {
            let stated = |v: &str| !v.is_empty() && v != "not stated";
            let its = event.attributes.iter().filter(|(n, _)| Some(*n) == name).map(|(_, v)| folded(v));
            its.into_iter().find(|v| stated(v))
        };
        let of = value(body).or_else(|| value(number).map(|n| format!("number {n}")));
        found.entry((days, event.holder, event.place.source, of)).or_default().push(id);
    }
    found
        .into_iter()
        .map(|((days, holder, source, of), items)| Sitting {
            holder,
            source,
            of,
            days,
            items,
            words: Vec::new(),
        })
        .collect()
}

/// Gives each record its sequences, the rarest first.
fn sequences(case: &Case, sittings: &mut [Sitting]) {
    let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
    let mut counts: Vec<u32> = Vec::new();
    for sitting in &mut *sittings {
        let texts = sitting.items.iter().map(|id| tokens(&case.events[id.index()].text));
        let texts: Vec<Vec<String>> = texts.collect();
        if texts.iter().map(Vec::len).sum::<usize>() < WORDS_MIN {
            continue;
        }
        for three in texts.iter().flat_map(|words| words.windows(3)) {
            let next = small(counts.len());
            let number = *numbers.entry(three.join(" ")).or_insert(next);
            if number == next {
                counts.push(0);
            }
            sitting.words.push(number);
        }
        sitting.words.sort_unstable();
        sitting.words.dedup();
        sitting.words.iter().for_each(|n| counts[*n as usize] += 1);
    }
    for sitting in sittings {
        sitting.words.sort_unstable_by_key(|n| (counts[*n as usize], *n));
    }
}

/// Pairs of records that two agencies keep of one body and day.
fn of_body(sittings: &[Sitting]) -> Vec<(usize, usize)> {
    let mut first: BTreeMap<(&str, (Day, Day)), usize> = BTreeMap::new();
    let mut found = Vec::new();
    for (at, sitting) in sittings.iter().enumerate() {
        let Some(of) = sitting.of.as_deref().filter(|_| sitting.days.0 == sitting.days.1) else { continue };
        let one = *first.entry((of, sitting.days)).or_insert(at);
        if sittings[one].holder != sitting.holder {
            found.push((one, at));
        }
    }
    found
}

/// Pairs of records whose words are nearly the same. Where enough sequences of the shorter stand in the other, one of its rarest
/// does (prefix filtering), so that few are compared and none is missed.
fn of_words(sittings: &[Sitting]) -> Vec<(usize, usize)> {
    // In order of their days, as the records are.
    let mut with: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, sitting) in sittings.iter().enumerate() {
        sitting.words.iter().for_each(|n| with.entry(*n).or_default().push(at));
    }
    let mut found = BTreeSet::new();
    for (at, sitting) in sittings.iter().enumerate().filter(|(_, s)| !s.words.is_empty()) {
        let needed = (sitting.words.len() * SHARE_MIN).div_ceil(100);
        let mine: BTreeSet<u32> = sitting.words.iter().copied().collect();
        let mut candidates: BTreeSet<usize> = BTreeSet::new();
        for number in &sitting.words[..sitting.words.len() - needed + 1] {
            let list = &with[number];
            let first = list.partition_point(|o| sittings[*o].days.0 < sitting.days.0 - MEETING_DAYS_MAX);
            let near = list[first..]
                .iter()
                .take_while(|o| sittings[**o].days.0 <= sitting.days.0 + MEETING_DAYS_MAX);
            candidates.extend(near.copied().filter(|o| *o != at));
        }
        for other in candidates {
            let theirs = &sittings[other];
            let longer = (theirs.words.len(), other) >= (sitting.words.len(), at);
            let apart = (theirs.holder, theirs.source) != (sitting.holder, sitting.source);
            if longer && apart && theirs.words.iter().filter(|n| mine.contains(n)).count() >= needed {
                found.insert((at.min(other), at.max(other)));
            }
        }
    }
    found.into_iter().collect()
}

/// Records of one meeting: no two of them stand in one file of one agency.
struct Groups {
    root: Vec<usize>,
    files: Vec<BTreeSet<(SymbolId, SourceId)>>,
}

impl Groups {
    fn new(sittings: &[Sitting]) -> Groups {
        let files = sittings.iter().map(|s| BTreeSet::from([(s.holder, s.source)])).collect();
        Groups { root: (0..sittings.len()).collect(), files }
    }

    fn root(&mut self, at: usize) -> usize {
        let mut at = at;
        while self.root[at] != at {
            self.root[at] = self.root[self.root[at]];
            at = self.root[at];
        }
        at
    }

    fn unite(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if one != other && self.files[one].is_disjoint(&self.files[other]) {
            let (keep, gone) = (one.min(other), one.max(other));
            self.root[gone] = keep;
            let files = std::mem::take(&mut self.files[gone]);
            self.files[keep].extend(files);
        }
    }
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
