//! The records that may end a duty: which actions, decisions and excuses belong to which duty that arose.
//!
//! An action that names the incident of a duty belongs to that duty alone. Another action belongs to every open duty of
//! its rule and subject, or, where the rule says that each action discharges one, to the open duty with the earliest
//! deadline. Where a source only counts actions ("2 answers of 3"), the count stands apart: see [`Count`].
//!
//! Left out: what the dates of these records mean.

use model::{Event, EventId, SymbolId, Tally};

use super::arise::Arisen;
use super::index::{Events, Window};
use super::plan::{Cond, Pat, Setting};

/// An action that went to another duty of the same rule and subject.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Taken {
    /// The action.
    pub(crate) action: EventId,
    /// The record that started the other duty.
    pub(crate) other: EventId,
}

/// What a source counts of the actions owed by the several addressees of one matter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Count {
    /// The record that counts.
    pub(crate) event: EventId,
    /// The count.
    pub(crate) tally: Tally,
}

impl Count {
    /// Whether everyone owed is on record as having acted.
    pub(crate) fn all_done(self) -> bool {
        self.tally.of > 0 && self.tally.done >= self.tally.of
    }

    /// Whether some but not all are, or some without saying of how many.
    pub(crate) fn some_done(self) -> bool {
        self.tally.done > 0 && !self.all_done()
    }
}

/// The events of an entity that fit one of the patterns for a duty that arose and can matter in the window, in order of
/// time; counts apart.
pub(crate) fn gather(
    setting: &Setting<'_>,
    events: Events<'_>,
    patterns: &[Pat<'_>],
    arisen: &Arisen<'_>,
    window: Window,
) -> Vec<EventId> {
    let mut found: Vec<EventId> = Vec::new();
    for pattern in patterns {
        for &kind in &pattern.kinds {
            let fits = |id: EventId| {
                let event = &setting.case.events[id.index()];
                event.tally.is_none()
                    && !arisen.triggers.contains(&id)
                    && pattern.fits(setting, event, arisen.holder, arisen.addressees)
                    && !names_another_incident(setting, event, arisen)
            };
            events.within(setting.case, kind, window, fits, &mut found);
        }
    }
    if found.len() > 1 {
        found.sort_unstable_by_key(|&id| events.rank(id));
        found.dedup();
    }
    found
}

/// The same of those of which a value that cannot be read leaves open whether they fit.
pub(crate) fn gather_unclear(
    setting: &Setting<'_>,
    events: Events<'_>,
    patterns: &[Pat<'_>],
    arisen: &Arisen<'_>,
) -> Vec<EventId> {
    let mut found: Vec<EventId> = Vec::new();
    for pattern in patterns.iter().filter(|p| p.conditions.iter().any(Cond::compares)) {
        let all = pattern.kinds.iter().flat_map(|&kind| events.of_kind(kind));
        found.extend(all.filter(|&id| {
            let event = &setting.case.events[id.index()];
            !arisen.triggers.contains(&id)
                && pattern.may_fit(setting, event, arisen.holder, arisen.addressees)
                && !names_another_incident(setting, event, arisen)
        }));
    }
    found.sort_unstable_by_key(|&id| events.rank(id));
    found.dedup();
    found
}

/// The count of the actions owed, where the source has one for this matter: the latest in order of time.
pub(crate) fn count(
    setting: &Setting<'_>,
    events: Events<'_>,
    pattern: &Pat<'_>,
    arisen: &Arisen<'_>,
) -> Option<Count> {
    if !setting.counts {
        return None;
    }
    let names = names_of(setting, arisen);
    let counts = pattern.kinds.iter().flat_map(|&kind| events.of_kind(kind)).filter_map(|id| {
        let event = &setting.case.events[id.index()];
        let tally = event.tally?;
        let mine = event.reference.is_empty() || names.is_empty() || names_incident(setting, event, &names);
        let fits = pattern.conditions.iter().all(|c| c.holds(event));
        (mine && fits).then_some(Count { event: id, tally })
    });
    counts.max_by_key(|c| (c.tally.done, events.rank(c.event)))
}

/// The numbers by which records may name the incident of a duty.
pub(crate) fn names_of<'a>(setting: &Setting<'a>, arisen: &Arisen<'_>) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for id in &arisen.triggers {
        names.extend(numbers(setting, &setting.case.events[id.index()]));
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// Whether an event names the incident.
pub(crate) fn names_incident(setting: &Setting<'_>, event: &Event, names: &[&str]) -> bool {
    numbers(setting, event).any(|n| names.contains(&n))
}

/// The number of the incident where the mapping keeps one apart, else the source's own number of the event.
pub(crate) fn numbers<'e>(setting: &Setting<'_>, event: &'e Event) -> impl Iterator<Item = &'e str> {
    let attribute = setting.case.words.get(INCIDENT);
    let incident = move |(name, value): &'e (SymbolId, Box<str>)| {
        (Some(*name) == attribute).then(|| value.trim()).filter(|v| !v.is_empty())
    };
    let tied = event.attributes.iter().any(|pair| incident(pair).is_some());
    let own = Some(&*event.reference).filter(move |r| !tied && !r.is_empty());
    event.attributes.iter().filter_map(incident).chain(own)
}

/// Whether an event names its incident by the attribute, and the duty arose from records that name another.
fn names_another_incident(setting: &Setting<'_>, event: &Event, arisen: &Arisen<'_>) -> bool {
    let Some(attribute) = setting.case.words.get(INCIDENT) else { return false };
    let tied = |event: &Event| event.attributes.iter().any(|(n, v)| *n == attribute && !v.trim().is_empty());
    tied(event)
        && arisen.triggers.iter().all(|id| tied(&setting.case.events[id.index()]))
        && !names_incident(setting, event, &names_of(setting, arisen))
}

/// The attribute that ties records of one incident together.
pub(crate) const INCIDENT: &str = "incident";

/// For each duty that arose, the actions that are its own, and those that went to another.
pub(crate) struct Shares {
    pub(crate) own: Vec<Vec<EventId>>,
    pub(crate) taken: Vec<Vec<Taken>>,
    /// For each, the records that started a duty whose incident one of its own actions names, and which that action does not
    /// answer.
    pub(crate) naming: Vec<Vec<EventId>>,
}

impl Shares {
    /// Every duty has all the actions that fit it.
    pub(crate) fn alone(own: Vec<Vec<EventId>>) -> Shares {
        let n = own.len();
        Shares { own, taken: vec![Vec::new(); n], naming: vec![Vec::new(); n] }
    }
}

/// Whether an event of one of these kinds names an incident.
pub(crate) fn any_named(setting: &Setting<'_>, events: Events<'_>, kinds: &[SymbolId]) -> bool {
    let names = |id: EventId| numbers(setting, &setting.case.events[id.index()]).next().is_some();
    kinds.iter().any(|&kind| events.of_kind(kind).any(names))
}

/// Shares the actions out among the duties of one rule and subject. `found` holds the actions that fit each.
pub(crate) fn share(
    setting: &Setting<'_>,
    events: Events<'_>,
    arisen: &[Arisen<'_>],
    found: Vec<Vec<EventId>>,
) -> Shares {
    let mut shares = Shares::alone(vec![Vec::new(); arisen.len()]);
    let names: Vec<Vec<&str>> = arisen.iter().map(|a| names_of(setting, a)).collect();
    let mut actions: Vec<EventId> = found.iter().flatten().copied().collect();
    actions.sort_unstable_by_key(|&id| events.rank(id));
    actions.dedup();
    for action in actions {
        let event = &setting.case.events[action.index()];
        let rank = events.rank(action);
        let has = |i: &usize| found[*i].binary_search_by_key(&rank, |&e| events.rank(e)).is_ok();
        let fitting: Vec<usize> = (0..arisen.len()).filter(has).collect();
        let named: Vec<usize> =
            fitting.iter().copied().filter(|&i| names_incident(setting, event, &names[i])).collect();
        if named.is_empty() {
            let others = (0..arisen.len()).filter(|i| names_incident(setting, event, &names[*i]));
            let started: Vec<EventId> = others.flat_map(|i| arisen[i].triggers.iter().copied()).collect();
            fitting.iter().for_each(|&i| shares.naming[i].extend(&started));
        }
        let chosen: Vec<usize> = if named.is_empty() { fitting.clone() } else { named };
        for &i in &chosen {
            shares.own[i].push(action);
        }
        let Some(&taker) = chosen.first() else { continue };
        let other = arisen[taker].trigger;
        for i in fitting.into_iter().filter(|i| !chosen.contains(i)) {
            shares.taken[i].push(Taken { action, other });
        }
    }
    shares
}
