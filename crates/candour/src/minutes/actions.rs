//! The actions of minutes as events: who was given what to do about whom, by when, and what later meetings say of it.
//!
//! An action is about whoever its own words name; where they name nobody, about those whom its item names. It is by the agency
//! of its owner. What the minutes leave open (whose agency the owner is of, which of several it is about) is written beside
//! the event, and then the action answers nothing for certain. A report at a later meeting is tied to the action it is about
//! as `candour minutes` ties it.
//!
//! Left out: whether it was the right thing to do, and anything the minutes do not say.

use intake::Gathered;
use intake::minutes::{Action, ActionState, Attendee, Meeting, tie};
use model::{Event, Interner, MentionId, SymbolId, When};

use super::agency_of;

/// Kind of event of an action that a meeting gave.
pub(super) const GIVEN: &str = "action_given";
/// Kind of event of what a later meeting says of it, unless that it was done.
pub(super) const REPORTED: &str = "action_reported";
/// Kind of event of a later meeting's word that it was done.
pub(super) const DONE: &str = "action_done";

/// Whom an action is about, and what the minutes leave open of it.
pub(super) struct About {
    pub(super) mentions: Vec<MentionId>,
    /// Whether its own words name nobody and its item names several.
    pub(super) one_of_several: bool,
}

/// Agencies of a review with their sorts.
pub(super) struct Bodies {
    pub(super) names: Vec<String>,
    pub(super) sorts: Vec<String>,
}

/// The kind of event of an action as a meeting speaks of it.
pub(super) fn kind_of(action: &Action) -> &'static str {
    match (action.reported, action.state) {
        (false, _) => GIVEN,
        (true, ActionState::Done) => DONE,
        (true, _) => REPORTED,
    }
}

impl Bodies {
    /// The agencies of whoever is to act, as far as the minutes say; `None` where they do not say it of every one.
    pub(super) fn of_owner(&self, owner: &str, attendance: &[Attendee]) -> Option<Vec<&str>> {
        let parts = owner.split([',', '/', '&', ';']).flat_map(|p| p.split(" and "));
        let mut found: Vec<&str> = Vec::new();
        for part in parts.map(str::trim).filter(|p| !p.is_empty()) {
            let agency = self.of_one(part, attendance)?;
            if !found.contains(&agency) {
                found.push(agency);
            }
        }
        (!found.is_empty()).then_some(found)
    }

    fn of_one(&self, owner: &str, attendance: &[Attendee]) -> Option<&str> {
        let known = |name: &str| self.names.iter().find(|a| *a == name).map(String::as_str);
        let plain = owner.trim_start_matches("the ").trim_start_matches("The ");
        if let Some(agency) = known(agency_of(plain, &self.names)) {
            return Some(agency);
        }
        let lower = plain.to_lowercase();
        let mut of_sort = self.names.iter().zip(&self.sorts).filter(|(_, s)| s.replace('_', " ") == lower);
        if let (Some((agency, _)), None) = (of_sort.next(), of_sort.next()) {
            return Some(agency);
        }
        let last = |name: &str| name.split_whitespace().next_back().map(str::to_lowercase);
        let initials =
            |name: &str| name.split_whitespace().filter_map(|w| w.chars().next()).collect::<String>();
        let is_owner = |a: &&Attendee| {
            !a.agency.is_empty() && (last(&a.name) == last(plain) || initials(&a.name) == plain)
        };
        let mut agencies: Vec<Option<&str>> =
            attendance.iter().filter(is_owner).map(|a| known(agency_of(&a.agency, &self.names))).collect();
        agencies.dedup();
        match agencies[..] {
            [one] => one,
            _ => None,
        }
    }
}

/// What an event of an action says beyond those there: owner, due day, what is said of it, what is left open. The owner stands
/// there as the agency where that is known: whose name it is stands in the words of the action.
pub(super) fn attributes(
    action: &Action,
    owners: Option<&[&str]>,
    about: &About,
) -> Vec<(&'static str, String)> {
    let mut all = vec![("owner", owners.map_or_else(|| action.owner.clone(), |o| o.join(" and ")))];
    let due = if action.due.is_dated() { action.due.to_string() } else { action.due.written().to_string() };
    all.push(("due", due));
    if action.reported {
        all.push(("state", action.state.word().to_string()));
        all.push(("state_words", action.state_words.clone()));
    }
    let mut open = Vec::new();
    if owners.is_none() {
        open.push("of which agency the owner is");
    }
    if about.one_of_several {
        open.push("which of those its item names it is about");
    }
    all.push(("not_said", open.join(", nor ")));
    all
}

/// The meetings read and the events of their actions, until the last is read and the reports can be tied.
#[derive(Default)]
pub(super) struct Log {
    meetings: Vec<Meeting>,
    /// For each meeting, the index of the event of each action.
    events: Vec<Vec<usize>>,
}

impl Log {
    /// Keeps what ties need of a meeting, and the events of its actions in their order.
    pub(super) fn add(&mut self, meeting: &Meeting, events: Vec<usize>) {
        let mut bare = meeting.clone();
        bare.items.clear();
        self.meetings.push(bare);
        self.events.push(events);
    }

    /// Writes into each report the meeting that gave the action, and whom that was about where the report names nobody.
    pub(super) fn tie(&self, gathered: &mut Gathered, words: &mut Interner) {
        let event = |(meeting, action): (usize, usize)| self.events[meeting][action];
        for tie in tie(&self.meetings) {
            let given = gathered.events[event(tie.given)].clone();
            let report = &mut gathered.events[event(tie.reported)];
            let when: &When = &given.when;
            report.attributes.push((words.intern("given"), when.to_string().into()));
            if report.mentions.is_empty() {
                report.mentions.clone_from(&given.mentions);
            }
            inherit(report, &given, words.intern("not_said"));
        }
    }
}

/// A report on an action leaves open what the action left open, and is by those the action was given to where it names none.
fn inherit(report: &mut Event, given: &Event, not_said: SymbolId) {
    if report.parties.is_empty() && !given.parties.is_empty() {
        report.parties.clone_from(&given.parties);
        report.attributes.retain(|(name, _)| *name != not_said);
    }
    let open = given.attributes.iter().find(|(name, _)| *name == not_said);
    if let Some(open) = open.filter(|_| report.attributes.iter().all(|(name, _)| *name != not_said)) {
        report.attributes.push(open.clone());
    }
}
