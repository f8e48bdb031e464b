//! The actions of minutes as events: who was given what to do about whom, by when, and what later meetings say of it.
//!
//! An action is about whoever its own words name; where they name nobody, about those whom its item names. It is by the agency
//! of its owner. What the minutes leave open (whose agency the owner is of, which of several it is about) is written beside
//! the event, and then the action answers nothing for certain. A report at a later meeting is tied to the action it is about
//! as `candour minutes` ties it.
//!
//! Left out: whether it was the right thing to do, and anything the minutes do not say.

use std::collections::BTreeSet;

use intake::Gathered;
use intake::minutes::{Action, ActionState, Attendee, Fits, Meeting, owner_fits, tie};
use model::{Event, Interner, MentionId, SymbolId, When};

use super::agency_of;

/// Kind of event of an action that a meeting gave.
pub(super) const GIVEN: &str = "action_given";
/// Kind of event of what a later meeting says of it, unless that it was done.
pub(super) const REPORTED: &str = "action_reported";
/// Kind of event of a later meeting's word that it was done.
pub(super) const DONE: &str = "action_done";

/// Kind of event of words that may give something to do, or say what became of it, and are not understood.
pub(super) const PERHAPS: &str = "action_perhaps";
/// What the minutes leave open of such words.
pub(super) const WHETHER: &str = "whether this gives somebody something to do";

/// Whom an action is about, and what the minutes leave open of it.
pub(super) struct About {
    pub(super) mentions: Vec<MentionId>,
    /// Whether its own words name them.
    pub(super) own: bool,
    /// What the minutes leave open of whom it is about; empty for nothing.
    pub(super) open: &'static str,
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

    /// The agency of one owner: it is named, or the only one of its sort; or somebody of the attendance is surely meant, and
    /// nobody else could be. A surname alone is nobody's: it may be another's of that name.
    fn of_one(&self, owner: &str, attendance: &[Attendee]) -> Option<&str> {
        let plain = owner.trim_start_matches("the ").trim_start_matches("The ");
        if let Some(agency) = agency_of(plain, &self.names) {
            return Some(agency);
        }
        let lower = plain.to_lowercase();
        let mut of_sort = self.names.iter().zip(&self.sorts).filter(|(_, s)| s.replace('_', " ") == lower);
        if let (Some((agency, _)), None) = (of_sort.next(), of_sort.next()) {
            return Some(agency);
        }
        let may_be: Vec<&Attendee> = attendance.iter().filter(|a| owner_fits(plain, a) != Fits::No).collect();
        match may_be[..] {
            [one] if owner_fits(plain, one) == Fits::Surely => agency_of(&one.agency, &self.names),
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
    if !about.open.is_empty() {
        open.push(about.open);
    }
    all.push(("not_said", open.join(", nor ")));
    all
}

/// The meetings read and the events of their actions, until the last is read and the reports can be tied.
#[derive(Default)]
pub(super) struct Log {
    meetings: Vec<Meeting>,
    /// For each meeting, the index of the event of each action, and whether its own words say whom it is about.
    events: Vec<Vec<(usize, bool)>>,
}

impl Log {
    /// Keeps what ties need of a meeting, and the events of its actions in their order.
    pub(super) fn add(&mut self, meeting: &Meeting, events: Vec<(usize, bool)>) {
        let mut bare = meeting.clone();
        bare.items.clear();
        self.meetings.push(bare);
        self.events.push(events);
    }

    /// Writes into each report the meeting that gave the action, and whom that was about where the report names nobody. A
    /// report that is tied to nothing shows that something was given, though nobody can say when.
    pub(super) fn tie(&self, gathered: &mut Gathered, words: &mut Interner) {
        let event = |(meeting, action): (usize, usize)| self.events[meeting][action];
        let ties = tie(&self.meetings);
        let not_said = words.intern("not_said");
        for tie in &ties {
            let given = gathered.events[event(tie.given).0].clone();
            let (at, own) = event(tie.reported);
            let report = &mut gathered.events[at];
            let when: &When = &given.when;
            report.attributes.push((words.intern("given"), when.to_string().into()));
            let action = |(m, a): (usize, usize)| &self.meetings[m].actions[a];
            let (told, first) = (action(tie.reported), action(tie.given));
            if !own {
                report.mentions.clone_from(&given.mentions);
            }
            let nobody = told.owner.is_empty() || told.owner.eq_ignore_ascii_case(&first.owner);
            inherit(report, &given, not_said, own, nobody);
        }
        let tied: BTreeSet<(usize, usize)> = ties.iter().map(|t| t.reported).collect();
        for (m, meeting) in self.meetings.iter().enumerate() {
            for (a, action) in meeting.actions.iter().enumerate() {
                if action.reported && !tied.contains(&(m, a)) {
                    untied(gathered, words, event((m, a)).0, not_said);
                }
            }
        }
    }
}

/// A report on an action leaves open what the action left open, and is by those the action was given to where it names nobody
/// else.
fn inherit(report: &mut Event, given: &Event, not_said: SymbolId, own: bool, nobody: bool) {
    let words = |event: &Event| {
        event
            .attributes
            .iter()
            .find(|(name, _)| *name == not_said)
            .map(|(_, w)| w.to_string())
            .unwrap_or_default()
    };
    let is_about = |part: &&str| part.ends_with("it is about");
    let (mine, theirs) = (words(report), words(given));
    let parts = |text: &'_ str| -> Vec<String> {
        text.split(", nor ").filter(|p| !p.is_empty()).map(String::from).collect()
    };
    let of_whom = if own { parts(&mine) } else { parts(&theirs) };
    let mut owner = parts(&mine);
    if report.parties.is_empty() && nobody {
        report.parties.clone_from(&given.parties);
        owner = parts(&theirs);
    }
    let mut open: Vec<String> = owner.into_iter().filter(|p| !is_about(&p.as_str())).collect();
    open.extend(of_whom.into_iter().filter(|p| is_about(&p.as_str())));
    report.attributes.retain(|(name, _)| *name != not_said);
    if !open.is_empty() {
        report.attributes.push((not_said, open.join(", nor ").into()));
    }
}

/// What is reported on was given some time: the same words as an action given, of which the minutes leave open when.
fn untied(gathered: &mut Gathered, words: &mut Interner, report: usize, not_said: SymbolId) {
    let mut given = gathered.events[report].clone();
    given.kind = words.intern(GIVEN);
    let known = given.attributes.iter().find(|(name, _)| *name == not_said).map(|(_, w)| w.to_string());
    let open = known.map_or(String::new(), |w| format!("{w}, nor ")) + "when it was given";
    given.attributes.retain(|(name, _)| *name != not_said);
    given.attributes.push((not_said, open.into()));
    gathered.events.push(given);
}
