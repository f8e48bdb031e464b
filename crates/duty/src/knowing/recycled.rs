//! One report in many hands: near-duplicate texts about one entity, traced to the first.
//!
//! Two texts of at least [`WORDS_MIN`] words about a common entity, about two that linkage lists as possibly the same, or about two of
//! one whole name whose birth dates do not differ, are copies when the shares of their three-word
//! sequences that they have in common reach [`LIKENESS_MIN`] (Jaccard) and different holders keep them. Candidates are
//! found through the sequences themselves, rarest first (prefix filtering), so nothing is missed; [`recycled_slow`]
//! compares all pairs and is the test's oracle. Left out: paraphrase; a report told in other words stays its own.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Case, EntityId, EventId, Likeness, Mention, MentionId, MentionKind, Recycled, RowId, SymbolId, field,
};

use super::ByEntity;
use super::concern::folded;
use super::follow::unknown;
use super::same::one_birth_date;

/// Fewest words of a text that can be recognised again: shorter phrases recur by themselves.
pub const WORDS_MIN: usize = 8;
/// Least share of common three-word sequences, in ten-thousandths.
pub const LIKENESS_MIN: u16 = 7_000;

/// Reports held by several, in order of their first copies.
pub fn recycled(case: &Case, events: &ByEntity) -> Vec<Recycled> {
    let shingles = Shingles::of(case);
    let mut by_name: BTreeMap<Vec<String>, Vec<EntityId>> = BTreeMap::new();
    for (mention, entity) in case.mentions.iter().zip(&case.entity_of) {
        if let Some(name) = whole_name(mention) {
            by_name.entry(name).or_default().push(*entity);
        }
    }
    let linked = (0..case.entities.len()).map(EntityId::from).map(|entity| {
        let mut those = vec![entity];
        those.extend(&case.entities[entity.index()].possibly);
        those
    });
    let named = by_name.into_values().map(|mut those| {
        those.sort_unstable();
        those.dedup();
        those
    });
    let classes = Classes::of(case, &shingles);
    let mut pairs = classes.within(case);
    let mut told: BTreeSet<(usize, usize)> = BTreeSet::new();
    for those in linked.chain(named.filter(|those| those.len() > 1)) {
        let mut its = events.of_all(&those);
        its.retain(|e| shingles.sets[e.index()].len() > 2);
        if its.len() < 2 {
            continue;
        }
        // Copies in one hand that name the same by the same words are one class: which other class one of them is like, all are.
        let mut members: BTreeMap<usize, Vec<EventId>> = BTreeMap::new();
        let mut order: Vec<usize> = Vec::new();
        for &event in &its {
            let class = classes.class_of[event.index()];
            let of = members.entry(class).or_default();
            if of.is_empty() {
                order.push(class);
            }
            of.push(event);
        }
        // For each sequence in the prefix of a text, the texts before it that have it in theirs.
        let mut seen: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for class in order {
            let set = &shingles.sets[members[&class][0].index()];
            let mut candidates: Vec<usize> = Vec::new();
            for sequence in &set[..prefix(set.len())] {
                let list = seen.entry(*sequence).or_default();
                candidates.extend(list.iter());
                list.push(class);
            }
            candidates.sort_unstable();
            candidates.dedup();
            candidates.retain(|other| !told.contains(&(class.min(*other), class.max(*other))));
            for other in candidates {
                if let Some(pair) = like(case, &shingles, &members[&other], &members[&class]) {
                    pairs.insert(pair);
                    told.insert((class.min(other), class.max(other)));
                }
            }
        }
    }
    groups(case, events, &shingles, pairs)
}

/// The same by comparing all pairs of events: the oracle.
pub fn recycled_slow(case: &Case, events: &ByEntity) -> Vec<Recycled> {
    let shingles = Shingles::of(case);
    let mut pairs = BTreeSet::new();
    for b in 0..case.events.len() {
        for a in 0..b {
            pairs.extend(like(case, &shingles, &[EventId::from(a)], &[EventId::from(b)]));
        }
    }
    groups(case, events, &shingles, pairs)
}

/// Two records that are copies of one another, the one of these texts and the other of those, which all have the same words as the
/// first of theirs.
fn like(
    case: &Case,
    shingles: &Shingles,
    these: &[EventId],
    those: &[EventId],
) -> Option<(EventId, EventId)> {
    let (first, other) = (these.first()?, those.first()?);
    if shingles.likeness(*first, *other).0 < LIKENESS_MIN {
        return None;
    }
    let one_row = |a: EventId, b: EventId| case.events[a.index()].row == case.events[b.index()].row;
    these.iter().find_map(|&a| {
        let copy = those.iter().find(|&&b| !one_row(a, b) && may_be_about_one(case, a, b));
        copy.map(|&b| (a.min(b), a.max(b)))
    })
}

/// Records of one holder with the same words that name the same people by the same whole names and birth dates: each is a
/// copy of each other.
struct Classes {
    /// The class of each event; most are alone in theirs.
    class_of: Vec<usize>,
    /// The members of each class, in reading order.
    members: Vec<Vec<EventId>>,
}

impl Classes {
    fn of(case: &Case, shingles: &Shingles) -> Classes {
        type Named<'c> = Vec<(Vec<String>, Option<&'c str>)>;
        let mut known: BTreeMap<(&[u32], SymbolId, Named<'_>), usize> = BTreeMap::new();
        let mut classes = Classes { class_of: Vec::with_capacity(case.events.len()), members: Vec::new() };
        for (i, event) in case.events.iter().enumerate() {
            let set = shingles.sets[i].as_slice();
            let mentions = event.mentions.iter().map(|m| &case.mentions[m.index()]);
            let mut named: Named<'_> =
                mentions.filter_map(|m| whole_name(m).map(|name| (name, m.get(field::BORN)))).collect();
            named.sort_unstable();
            // Whom people have decided not to be another is no copy by the name.
            let decided = |m: &MentionId| !case.entities[case.entity_of[m.index()].index()].apart.is_empty();
            let alone = set.len() <= 2 || named.is_empty() || event.mentions.iter().any(decided);
            let next = classes.members.len();
            let class = match alone {
                true => next,
                false => *known.entry((set, event.holder, named)).or_insert(next),
            };
            if class == next {
                classes.members.push(Vec::new());
            }
            classes.members[class].push(EventId::from(i));
            classes.class_of.push(class);
        }
        classes
    }

    /// So many pairs of copies within the classes that each member hangs together with each: every one with the first, or, where
    /// it stands in one row with that, with the first of another row.
    fn within(&self, case: &Case) -> BTreeSet<(EventId, EventId)> {
        let row = |id: EventId| case.events[id.index()].row;
        let mut pairs = BTreeSet::new();
        for members in self.members.iter().filter(|m| m.len() > 1) {
            let first = members[0];
            let Some(&second) = members.iter().find(|id| row(**id) != row(first)) else { continue };
            for &id in &members[1..] {
                let with = if row(id) == row(first) { second } else { first };
                pairs.insert((id.min(with), id.max(with)));
            }
        }
        pairs
    }
}

/// Whether two records name somebody or something that is, or by linkage may be, the same: nearly the same words with a name
/// written otherwise are still one report, and nothing is joined by saying so.
fn may_be_about_one(case: &Case, a: EventId, b: EventId) -> bool {
    let of = |e: EventId| case.events[e.index()].mentions.iter().map(|m| case.entity_of[m.index()]);
    // A father and a son of one name are possibly the same by the name: one birth date has to stand in both records.
    let born = |e: EventId| {
        case.events[e.index()].mentions.iter().filter_map(|m| case.mentions[m.index()].get(field::BORN))
    };
    let one_birth = born(a).any(|x| born(b).any(|y| one_birth_date(x, y)));
    let possibly = |x: EntityId, y: EntityId| one_birth && case.entities[x.index()].possibly.contains(&y);
    of(a).any(|x| of(b).any(|y| x == y || possibly(x, y) || possibly(y, x))) || of_one_name(case, a, b)
}

/// Whether two records name somebody by one whole name, with no birth date of the one that is not the other's: the text, nearly the
/// same, then says that the report is one. Whom a person has decided not to be one is not.
fn of_one_name(case: &Case, a: EventId, b: EventId) -> bool {
    let of = |e: EventId| {
        let mentions = case.events[e.index()].mentions.iter();
        mentions.map(|m| (&case.mentions[m.index()], case.entity_of[m.index()]))
    };
    of(a).any(|(one, x)| {
        let Some(name) = whole_name(one) else { return false };
        of(b).any(|(other, y)| {
            let births = one.get(field::BORN).zip(other.get(field::BORN));
            whole_name(other).is_some_and(|its| its == name)
                && births.is_none_or(|(p, q)| one_birth_date(p, q))
                && !case.entities[x.index()].apart.contains(&y)
                && !case.entities[y.index()].apart.contains(&x)
        })
    })
}

/// The words of the name of a person, in one order, where it is a whole one of two words or more, no initial among them.
fn whole_name(mention: &Mention) -> Option<Vec<String>> {
    let label = mention.label();
    let is = mention.kind == MentionKind::Person && !unknown(&label);
    let words = if is { folded(&label) } else { Vec::new() };
    (words.len() > 1 && words.iter().all(|w| w.chars().count() > 1)).then_some(words)
}

/// How many of a text's sequences, rarest first, must hold one in common with any text that is like enough.
fn prefix(len: usize) -> usize {
    let needed = (len * usize::from(LIKENESS_MIN)).div_ceil(10_000);
    len - needed + 1
}

/// The three-word sequences of each event's text, as numbers in order of how rare they are.
struct Shingles {
    sets: Vec<Vec<u32>>,
}

impl Shingles {
    fn of(case: &Case) -> Shingles {
        let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
        let mut counts: Vec<u32> = Vec::new();
        let mut sets: Vec<Vec<u32>> = Vec::with_capacity(case.events.len());
        for event in &case.events {
            let words: Vec<String> = event
                .text
                .split(|c: char| !c.is_alphanumeric())
                .filter(|w| !w.is_empty())
                .map(str::to_lowercase)
                .collect();
            let mut set = Vec::new();
            if words.len() >= WORDS_MIN {
                for three in words.windows(3) {
                    let next = counts.len() as u32;
                    let number = *numbers.entry(three.join(" ")).or_insert(next);
                    if number == next {
                        counts.push(0);
                    }
                    set.push(number);
                }
                set.sort_unstable();
                set.dedup();
                set.iter().for_each(|n| counts[*n as usize] += 1);
            }
            sets.push(set);
        }
        let mut order: Vec<u32> = (0..counts.len() as u32).collect();
        order.sort_unstable_by_key(|n| (counts[*n as usize], *n));
        let mut rank = vec![0; counts.len()];
        for (place, number) in (0u32..).zip(order) {
            rank[number as usize] = place;
        }
        for set in &mut sets {
            set.iter_mut().for_each(|n| *n = rank[*n as usize]);
            set.sort_unstable();
        }
        Shingles { sets }
    }

    /// Jaccard likeness of two texts.
    fn likeness(&self, a: EventId, b: EventId) -> Likeness {
        let (a, b) = (&self.sets[a.index()], &self.sets[b.index()]);
        let (mut i, mut j, mut common) = (0, 0, 0);
        while i < a.len() && j < b.len() {
            match a[i].cmp(&b[j]) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => (i, j, common) = (i + 1, j + 1, common + 1),
            }
        }
        let all = a.len() + b.len() - common;
        let share = (common * 10_000).checked_div(all).unwrap_or(0);
        Likeness(u16::try_from(share).unwrap_or(10_000))
    }
}

/// Each text with the earliest one it is like, where several holders keep it. A copy belongs to one first copy only,
/// and likeness is always to that first, so that a chain of small changes is not taken for one text. What a report is about may
/// change on its way: of the man it names, of the man and the girl, of the girl. So a copy has to share whom it names with any
/// other copy, not with the first.
fn groups(
    case: &Case,
    events: &ByEntity,
    shingles: &Shingles,
    pairs: BTreeSet<(EventId, EventId)>,
) -> Vec<Recycled> {
    let mut like: BTreeMap<EventId, Vec<EventId>> = BTreeMap::new();
    for (a, b) in pairs {
        like.entry(a).or_default().push(b);
        like.entry(b).or_default().push(a);
    }
    let mut order: Vec<EventId> = like.keys().copied().collect();
    events.order(&mut order);
    let mut taken: BTreeSet<EventId> = BTreeSet::new();
    // Texts whose copies are all in one hand: begun at any of them with the same words, it is the same.
    let mut alone: BTreeSet<EventId> = BTreeSet::new();
    let mut found = Vec::new();
    for first in order {
        if taken.contains(&first) || alone.contains(&first) {
            continue;
        }
        let mut ids: Vec<EventId> = Vec::new();
        let (mut seen, mut open) = (BTreeSet::from([first]), vec![first]);
        while let Some(one) = open.pop() {
            for &copy in like[&one].iter().filter(|c| !taken.contains(c)) {
                if shingles.likeness(first, copy).0 >= LIKENESS_MIN && seen.insert(copy) {
                    ids.push(copy);
                    open.push(copy);
                }
            }
        }
        events.order(&mut ids);
        let all = ids.clone();
        // An item and the car named in it are two kinds of event and one record: one copy.
        let mut rows: BTreeSet<RowId> = BTreeSet::from([case.events[first.index()].row]);
        ids.retain(|c| rows.insert(case.events[c.index()].row));
        let mut holders = vec![case.events[first.index()].holder];
        holders.extend(ids.iter().map(|c| case.events[c.index()].holder));
        holders.sort_unstable();
        holders.dedup();
        if ids.is_empty() || holders.len() < 2 {
            let same = |id: &&EventId| shingles.sets[id.index()] == shingles.sets[first.index()];
            alone.extend(seen.iter().filter(same));
            continue;
        }
        let copies: Vec<(EventId, Likeness)> =
            ids.into_iter().map(|id| (id, shingles.likeness(first, id))).collect();
        taken.insert(first);
        taken.extend(all);
        found.push(Recycled { first, copies, holders: u32::try_from(holders.len()).unwrap_or(u32::MAX) });
    }
    found
}
