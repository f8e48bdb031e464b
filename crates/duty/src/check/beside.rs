//! Records that may belong to a duty and do not certainly: those of a possible same, and those that bear the number of
//! the matter and name no subject, or another.
//!
//! Linkage leaves two mentions apart where it cannot tell whether they are one, and says so: each is a *possible same* of
//! the other. Nothing is done on such a link. But before a silence, or a lateness, is said of one of them, the record of
//! the other is looked at: an action there may be the very one that was owed. An action that bears the number of the
//! matter and names nobody is such a record too. Either leaves the verdict open. An action with that number about
//! somebody else is only named, so that a person looks: a number may be that of a family.
//!
//! Left out: how alike the two are. What is known here is that linkage could not tell.

use model::{Case, EntityId, EventId};

use super::arise::{Arisen, Plan};
use super::index::{Events, Index, Window};
use super::plan::{Pat, Setting};
use super::records::{names_incident, names_of, numbers};

/// Most actions of each sort that are looked at for one duty. The outcome says where there are more.
pub(crate) const BESIDE_MAX: usize = 1_000;

/// Everything beside the record of one entity.
pub(crate) struct Beside<'a> {
    index: &'a Index,
    /// Events of the kinds that rules name, with the numbers they bear, sorted.
    numbered: Vec<(&'a str, EventId)>,
}

/// What stands beside a duty.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(crate) struct Found {
    /// Actions that may be the one owed.
    pub(crate) maybe: Vec<Maybe>,
    /// Actions of a possible same that would be the one owed, but answer a matter of its own.
    pub(crate) answered: Vec<Maybe>,
    /// Actions of a possible same on which it rests what its record leaves possible.
    pub(crate) weighed: Vec<EventId>,
    /// Actions with the number of the matter that are about another subject.
    pub(crate) another: Vec<EventId>,
    /// Whether there are more than were looked at.
    pub(crate) cut: bool,
}

impl Found {
    /// Adds what stands beside another reading of the same days.
    pub(crate) fn and(&mut self, other: &Found) {
        fn add<T: PartialEq + Copy>(to: &mut Vec<T>, more: &[T]) {
            for one in more {
                if !to.contains(one) {
                    to.push(*one);
                }
            }
        }
        add(&mut self.maybe, &other.maybe);
        add(&mut self.answered, &other.answered);
        add(&mut self.weighed, &other.weighed);
        add(&mut self.another, &other.another);
        self.cut |= other.cut;
    }
}

/// An action that may be the one owed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Maybe {
    pub(crate) action: EventId,
    /// The possible same that it is about; `None` for an action with the number of the matter that names no subject.
    pub(crate) same: Option<EntityId>,
    /// The record that started the matter of the possible same that it names, where it names one.
    pub(crate) matter: Option<EventId>,
}

impl<'a> Beside<'a> {
    /// Over the events of the kinds for which `wanted` holds.
    pub(crate) fn new(setting: &Setting<'a>, index: &'a Index, wanted: &[bool]) -> Beside<'a> {
        let mut numbered: Vec<(&str, EventId)> = Vec::new();
        for (i, event) in setting.case.events.iter().enumerate().filter(|(_, e)| wanted[e.kind.index()]) {
            numbered.extend(numbers(setting, event).map(|n| (n, EventId::from(i))));
        }
        numbered.sort_unstable();
        Beside { index, numbered }
    }

    /// The actions beside the record of `entity` that fit `action` for a duty that arose; `events` are its own.
    pub(crate) fn look(
        &self,
        setting: &Setting<'a>,
        plan: &Plan<'_>,
        action: &Pat<'_>,
        arisen: &Arisen<'_>,
        entity: EntityId,
    ) -> Found {
        let case = setting.case;
        let fits = |id: EventId| {
            let event = &case.events[id.index()];
            action.kinds.contains(&event.kind)
                && event.tally.is_none()
                && !arisen.triggers.contains(&id)
                && action.fits(setting, event, arisen.holder, arisen.addressees)
                && !about(case, id, entity)
        };
        let names = names_of(setting, arisen);
        let mut found = Found::default();
        for &other in &case.entities[entity.index()].possibly {
            let events = self.index.of(other);
            for &kind in &action.kinds {
                let mut actions = Vec::new();
                events.within(case, kind, Window::ALL, fits, &mut actions);
                found.maybe.extend(actions.into_iter().map(|action| {
                    let matter = other_matter(setting, plan, events, action, &names);
                    Maybe { action, same: Some(other), matter }
                }));
            }
        }
        for name in names {
            let from = self.numbered.partition_point(|n| n.0 < name);
            for &(_, id) in self.numbered[from..].iter().take_while(|n| n.0 == name).filter(|n| fits(n.1)) {
                let kind = case.entities[entity.index()].kind;
                let others = || case.events[id.index()].mentions.iter().map(|m| case.entity_of[m.index()]);
                if found.maybe.iter().any(|m| m.action == id) || found.another.contains(&id) {
                    continue;
                }
                if others().any(|o| case.entities[o.index()].kind == kind) {
                    found.another.push(id);
                } else {
                    found.maybe.push(Maybe { action: id, same: None, matter: None });
                }
            }
        }
        found.cut = found.maybe.len() > BESIDE_MAX || found.another.len() > BESIDE_MAX;
        found.maybe.truncate(BESIDE_MAX);
        found.another.truncate(BESIDE_MAX);
        found
    }
}

/// Whether an event names an entity.
fn about(case: &Case, id: EventId, entity: EntityId) -> bool {
    case.events[id.index()].mentions.iter().any(|m| case.entity_of[m.index()] == entity)
}

/// The record that started a matter of the possible same that the action names, and that is not this one: the action
/// answers that.
fn other_matter(
    setting: &Setting<'_>,
    plan: &Plan<'_>,
    events: Events<'_>,
    id: EventId,
    names: &[&str],
) -> Option<EventId> {
    let event = &setting.case.events[id.index()];
    if numbers(setting, event).next().is_none() || names_incident(setting, event, names) {
        return None;
    }
    let own: Vec<&str> = numbers(setting, event).collect();
    let kinds = plan.versions.iter().flat_map(|v| &v.kinds);
    kinds
        .flat_map(|&kind| events.of_kind(kind))
        .find(|trigger| names_incident(setting, &setting.case.events[trigger.index()], &own))
}
