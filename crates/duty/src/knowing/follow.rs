//! What followed: for each subject of concern that became known to a holder, the responses the review names.
//!
//! A response counts from the first record of concern that made the subject known: a vehicle that a force had stopped for
//! a lamp becomes a vehicle of concern to it when it is spoken of as one. It is *done* where a record of it lies certainly
//! on or after that day; *cannot tell* where dates or possible identities leave that open; *shortly before* where none is there after
//! it and one is there of the days before; *extract not supplied* where the record that would show it is not whole from then on, a
//! month of a declared series that is away being a hole in it; and *nothing recorded* only where none of these is so (`silence`).
//! Left out: whether anybody should have acted; that is a question for the agency.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Answer, Awareness, Case, Counts, Day, EVENTS_MAX, EntityId, Event, EventId, Extract, Followed, Knowledge,
    MAY_BE_MAX, MayBe, Mention, MentionKind, Recycled, RowId, SymbolId, When,
};

use super::concern::{of_concern, resolved};
use super::months::{Away, Months};
use super::same::Others;
use super::silence::{Before, unseen};
use super::who::{Asked, asked};
use super::{ByEntity, Terms, ladder};
use crate::check::coverage::{Coverage, OF_MEETINGS};
use crate::check::words::{count_range, join_and};

/// What followed: the lines of one subject together, in order of time, then of agency and response. `others` says of each subject
/// who else it is taken with, or may be.
pub(super) fn follow(
    case: &Case,
    terms: &Terms,
    events: &ByEntity,
    subjects: &[Vec<EntityId>],
    others: &[Others],
    copies: &[Recycled],
) -> Vec<Followed> {
    let source_of = sources(case, copies);
    let kinds: Vec<SymbolId> =
        terms.responses.iter().flat_map(|r| &r.kinds).filter_map(|k| case.words.get(k)).collect();
    let months = Months::new(case, terms);
    let room = Room {
        case,
        events,
        coverage: Coverage::new(case),
        source_of,
        away: months.of_concern(),
        months,
        blanks: blanks(case, &kinds),
        unseen: unseen(case, terms),
    };
    let known = known_of_concern(case, terms, events);
    let expected: Vec<Vec<Asked<'_>>> =
        case.agencies.iter().map(|agency| asked(case, &terms.responses, agency)).collect();
    let mut found = Vec::new();
    for (subject, others) in subjects.iter().zip(others) {
        let spoken = Subject::new(subject, others);
        let before = found.len();
        for (agency, expected) in case.agencies.iter().zip(&expected) {
            let mine: Vec<&Knowledge> = known_to(&known, subject, agency.name).collect();
            let Some(first) = first_of(&mine) else { continue };
            let wide = Wide::new(&spoken, agency.name, &known, &mine, &first);
            let kind = case.entities[subject[0].index()].kind;
            let of_kind = |a: &&Asked<'_>| a.response.about.is_none_or(|about| about == kind);
            for asked in expected.iter().filter(of_kind) {
                found.push(room.one(&spoken, agency.name, asked, &mine, (&first, &wide)));
            }
        }
        found[before..]
            .sort_by_key(|f: &Followed| (f.first.when.is_unknown(), f.first.when.sort_key(), f.first_event));
    }
    found
}

/// For each entity, what the records that name it as one of concern made known of it, in order of those records.
fn known_of_concern(case: &Case, terms: &Terms, events: &ByEntity) -> BTreeMap<EntityId, Vec<Knowledge>> {
    let concerns = resolved(case, terms);
    // A long table may name hundreds in one record.
    let mut naming: BTreeMap<EntityId, BTreeSet<EventId>> = BTreeMap::new();
    for (i, event) in case.events.iter().enumerate() {
        for entity in of_concern(case, &concerns, event) {
            naming.entry(entity).or_default().insert(EventId::from(i));
        }
    }
    let known = |(entity, its): (EntityId, BTreeSet<EventId>)| {
        let all = ladder(case, terms, events, entity).into_iter();
        (entity, all.filter(|k| its.contains(&k.event)).collect())
    };
    naming.into_iter().map(known).collect()
}

/// What of these counts as known to an agency.
fn known_to<'k>(
    known: &'k BTreeMap<EntityId, Vec<Knowledge>>,
    these: &'k [EntityId],
    agency: SymbolId,
) -> impl Iterator<Item = &'k Knowledge> {
    let all = these.iter().filter_map(|e| known.get(e)).flatten();
    all.filter(move |k| k.counts == Counts::Yes && k.agency == Some(agency))
}

/// For each event, the first copy of the report it is, or itself.
fn sources(case: &Case, copies: &[Recycled]) -> Vec<EventId> {
    let mut source: Vec<EventId> = (0..case.events.len()).map(EventId::from).collect();
    for group in copies {
        for (copy, _) in &group.copies {
            source[copy.index()] = group.first;
        }
    }
    source
}

/// The first knowledge that the records leave certain, and the first day on which there may have been any.
pub(super) struct First<'k> {
    pub(super) knowledge: &'k Knowledge,
    /// First possible day of what is dated; `None` where open.
    pub(super) earliest: Option<Day>,
    /// The day before which nothing was known on any reading; `None` where a record that bears no day may have made it known.
    pub(super) since: Option<Day>,
    /// Last possible day of the first certain knowledge; `None` where open.
    pub(super) latest: Option<Day>,
}

fn first_of<'k>(known: &[&'k Knowledge]) -> Option<First<'k>> {
    let last = |k: &Knowledge| k.from.latest().unwrap_or(Day::LAST);
    let begin = |k: &Knowledge| k.from.earliest().unwrap_or(Day(i32::MIN));
    let dated = || known.iter().copied().filter(|k| k.from.is_dated());
    let chosen = dated().min_by_key(|k| (last(k), begin(k), k.event)).or(known.first().copied())?;
    let earliest = dated().map(begin).min().filter(|d| *d > Day(i32::MIN));
    let since = earliest.filter(|_| known.iter().all(|k| k.from.is_dated()));
    Some(First { knowledge: chosen, earliest, since, latest: chosen.from.latest() })
}

/// How an action lies to the day of first knowledge.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lies {
    After,
    Before,
    Open,
}

fn lies(action: &When, first: &First<'_>) -> Lies {
    match (action.earliest(), action.latest()) {
        (Some(a), _) if first.latest.is_some_and(|known| a >= known) => Lies::After,
        _ if lies_before(action, first.since) => Lies::Before,
        _ => Lies::Open,
    }
}

/// Whether something lies certainly before a day; never where that is open.
pub(super) fn lies_before(action: &When, since: Option<Day>) -> bool {
    action.latest().zip(since).is_some_and(|(last, known)| last < known)
}

/// What would be known of a subject to one agency if whatever may be the same were it.
pub(super) struct Wide<'k> {
    /// What may have made whatever may be the same known first; one that bears no day before any other.
    pub(super) could: Option<&'k Knowledge>,
    /// First possible day of what is dated; `None` where open.
    pub(super) earliest: Option<Day>,
    /// The day before which nothing was known on any reading of either; `None` where open.
    pub(super) since: Option<Day>,
    /// Of each other of which the agency knew as of one of concern, from when.
    pub(super) known: BTreeMap<EntityId, When>,
}

impl<'k> Wide<'k> {
    fn new(
        subject: &'k Subject<'_>,
        agency: SymbolId,
        known: &'k BTreeMap<EntityId, Vec<Knowledge>>,
        mine: &[&Knowledge],
        first: &First<'_>,
    ) -> Wide<'k> {
        let may_be = &subject.others.may_be;
        let could = known_to(known, may_be, agency)
            .min_by_key(|k| (k.from.is_dated(), k.from.earliest().unwrap_or(Day(i32::MIN)), k.event));
        let all: Vec<&Knowledge> = mine.iter().copied().chain(known_to(known, may_be, agency)).collect();
        let one = |other: &EntityId| {
            let its: Vec<&Knowledge> = known_to(known, std::slice::from_ref(other), agency).collect();
            first_of(&its).map(|f| (*other, f.knowledge.from.clone()))
        };
        let (earliest, since) =
            first_of(&all).map_or((first.earliest, first.since), |f| (f.earliest, f.since));
        Wide { could, earliest, since, known: may_be.iter().filter_map(one).collect() }
    }
}

/// What one run over the subjects shares.
pub(super) struct Room<'a> {
    pub(super) case: &'a Case,
    pub(super) events: &'a ByEntity,
    pub(super) coverage: Coverage<'a>,
    pub(super) source_of: Vec<EventId>,
    /// The months without a record of each series.
    pub(super) months: Months<'a>,
    /// Those that may show that something of concern was known, in order of time.
    pub(super) away: Vec<Away<'a>>,
    /// Records of a response that do not say whom or what of a sort they are about.
    pub(super) blanks: BTreeMap<(SymbolId, MentionKind), Vec<EventId>>,
    /// Extracts that may show that something of concern was known, and that were not supplied or not wholly read.
    pub(super) unseen: Vec<&'a Extract>,
}

/// A subject of concern, whom it is taken with, and who else it may be.
pub(super) struct Subject<'s> {
    pub(super) about: &'s [EntityId],
    /// With those two things tie to it.
    pub(super) whole: Vec<EntityId>,
    pub(super) others: &'s Others,
}

impl<'s> Subject<'s> {
    fn new(about: &'s [EntityId], others: &'s Others) -> Subject<'s> {
        let mut whole = [about, &others.taken].concat();
        whole.sort_unstable();
        Subject { about, whole, others }
    }
}

/// What was found of a response.
pub(super) struct Found {
    pub(super) answer: Answer,
    pub(super) days: Option<(i32, i32)>,
    pub(super) reason: String,
}

impl Room<'_> {
    fn one(
        &self,
        subject: &Subject<'_>,
        holder: SymbolId,
        asked: &Asked<'_>,
        known: &[&Knowledge],
        (first, wide): (&First<'_>, &Wide<'_>),
    ) -> Followed {
        let all = self.events.of_all(&subject.whole);
        let actions = self.actions(&all, asked);
        let (able, others): (Vec<EventId>, Vec<EventId>) =
            actions.into_iter().partition(|id| self.able(asked, self.event(*id)));
        let later = |ids: &[EventId]| -> Vec<EventId> {
            ids.iter().copied().filter(|id| lies(&self.event(*id).when, first) != Lies::Before).collect()
        };
        // Words that may be an action are nobody's, and none that is on record.
        let sure = |ids: Vec<EventId>| ids.into_iter().filter(|id| !self.perhaps(*id, asked)).collect();
        let (done, by_others): (Vec<EventId>, Vec<EventId>) = (sure(later(&able)), sure(later(&others)));
        let before = self.before(&able, asked, first);
        let found = self.answer(subject, asked, (&able, &by_others, &before), (first, wide));
        let just = if found.answer == Answer::Done { Vec::new() } else { before.sure };
        let until = match found.answer {
            Answer::Done => done
                .iter()
                .find(|id| self.lies(**id, first, asked) == Lies::After)
                .and_then(|id| self.event(*id).when.latest()),
            _ => None,
        };
        let acted: BTreeSet<EventId> = done.iter().chain(&by_others).copied().collect();
        let afterwards: Vec<EventId> = all
            .iter()
            .copied()
            .filter(|id| *id != first.knowledge.event && !acted.contains(id))
            .filter(|id| {
                let when = &self.event(*id).when;
                lies(when, first) == Lies::After
                    && until.is_none_or(|u| when.earliest().is_some_and(|e| e <= u))
            })
            .collect();
        let mut records: Vec<EventId> = known.iter().map(|k| k.event).collect();
        self.events.order(&mut records);
        // Two kinds of event from one row are one record.
        let mut rows: BTreeSet<RowId> = BTreeSet::new();
        records.retain(|id| rows.insert(self.event(*id).row));
        let mut sources: Vec<EventId> = records.iter().map(|id| self.source_of[id.index()]).collect();
        sources.sort_unstable();
        sources.dedup();
        let start = first.knowledge;
        Followed {
            about: subject.about.to_vec(),
            taken: subject.others.taken.clone(),
            holder,
            response: asked.response.name.clone(),
            first: Awareness {
                holder: start.holder,
                grade: start.grade,
                when: start.from.clone(),
                place: start.place,
                post: start.post,
            },
            first_event: start.event,
            times: small(records.len()),
            sources: small(sources.len()),
            answer: found.answer,
            days: found.days,
            afterwards_count: small(afterwards.len()),
            done: cut(done),
            days_before: just.last().and_then(|id| self.days_before(*id, first)),
            before: cut(just),
            by_others: cut(by_others),
            afterwards: cut(afterwards),
            may_be: self.may_be(subject, asked, wide),
            reason: found.reason,
        }
    }

    pub(super) fn event(&self, id: EventId) -> &Event {
        &self.case.events[id.index()]
    }

    /// What the minutes leave open of an action: whose it is, or whom it is about.
    pub(super) fn not_said(&self, id: EventId) -> Option<&str> {
        let name = self.case.words.get("not_said")?;
        let event = self.event(id);
        let of_meeting = OF_MEETINGS.contains(&self.case.words.word(event.kind));
        event.attributes.iter().find(|(n, _)| of_meeting && *n == name).map(|(_, words)| &**words)
    }

    /// How an action lies to the day of first knowledge; open where the minutes leave open whose it is.
    pub(super) fn lies(&self, id: EventId, first: &First<'_>, asked: &Asked<'_>) -> Lies {
        match lies(&self.event(id).when, first) {
            Lies::After if self.not_said(id).is_some() || self.perhaps(id, asked) => Lies::Open,
            lie => lie,
        }
    }

    /// Records of a response among events.
    pub(super) fn actions(&self, events: &[EventId], asked: &Asked<'_>) -> Vec<EventId> {
        let kinds: Vec<SymbolId> =
            asked.response.kinds.iter().filter_map(|k| self.case.words.get(k)).collect();
        let of = |id: &EventId| kinds.contains(&self.event(*id).kind) || self.perhaps(*id, asked);
        events.iter().copied().filter(of).collect()
    }

    /// Whether the minutes may say what a response looks for, in words that are not understood: a sentence that may give
    /// something to do, or a report of an action of which they leave open whether it was done.
    pub(super) fn perhaps(&self, id: EventId, asked: &Asked<'_>) -> bool {
        let event = self.event(id);
        let wants = |kind: &str| asked.response.kinds.iter().any(|k| k == kind);
        match self.case.words.word(event.kind) {
            "action_perhaps" => ["action_given", "action_done"].iter().any(|k| wants(k)),
            "action_reported" => wants("action_done") && !wants("action_reported") && self.state_open(event),
            _ => false,
        }
    }

    /// Whether a report leaves open whether the action was done.
    fn state_open(&self, event: &Event) -> bool {
        let state = self.case.words.get("state");
        let said = event.attributes.iter().find(|(n, _)| Some(*n) == state).map(|(_, v)| &**v);
        matches!(said, Some("unclear" | "nothing said"))
    }

    /// Whether the one who acted is one of those who could be expected to. The keeper of minutes does not act by keeping them;
    /// where they do not say who is to act, it may be one of those.
    pub(super) fn able(&self, asked: &Asked<'_>, event: &Event) -> bool {
        let of_meeting = OF_MEETINGS.contains(&self.case.words.word(event.kind));
        if of_meeting && event.parties.is_empty() {
            return true;
        }
        std::iter::once(event.holder)
            .filter(|_| !of_meeting)
            .chain(event.parties.iter().copied())
            .any(|who| asked.is_of(who))
    }

    fn answer(
        &self,
        subject: &Subject<'_>,
        asked: &Asked<'_>,
        (able, by_others, before): (&[EventId], &[EventId], &Before),
        (first, wide): (&First<'_>, &Wide<'_>),
    ) -> Found {
        let place = |lie: Lies| move |id: &&EventId| self.lies(**id, first, asked) == lie;
        let cannot = |reason: String| Found { answer: Answer::CannotTell, days: None, reason };
        let name = &asked.response.name;
        let open: Vec<&EventId> = able.iter().filter(place(Lies::Open)).collect();
        let after = able
            .iter()
            .filter(place(Lies::After))
            .min_by_key(|id| self.event(**id).when.latest().unwrap_or(Day::LAST));
        if let Some(&id) = after {
            let mut found = self.done(id, &open, first, name);
            if subject.others.taken.iter().any(|e| self.events.of(*e).contains(&id))
                && !subject.about.iter().any(|e| self.events.of(*e).contains(&id))
            {
                found.reason.push_str(self.taken_words(subject));
            }
            self.earlier_by_another_name(subject, asked, first, id, &mut found);
            return found;
        }
        if let Some(&&id) = open.iter().find(|id| !self.perhaps(***id, asked)).or(open.first()) {
            if self.perhaps(id, asked) {
                return cannot(format!(
                    "No record of \"{name}\" of this subject is there for certain. The minutes of {} may speak of one, in words that are \
                     not understood as an action or do not say whether it was done: read {}.",
                    self.event(id).when,
                    self.event(id).place.describe(&self.case.sources)
                ));
            }
            if let Some(what) = self.not_said(id) {
                return cannot(format!(
                    "{} is there ({}), and the minutes do not say {what}.",
                    record_of(name),
                    self.event(id).when
                ));
            }
            return cannot(format!(
                "{} is there ({}), and the dates leave open whether it came after this was known.",
                record_of(name),
                self.event(id).when
            ));
        }
        if let Some(open) = self.open_by_another(subject, asked, able, (first, wide)) {
            return cannot(open);
        }
        if let Some(id) = self.without_subject(subject, asked, first) {
            return cannot(format!(
                "No record of \"{name}\" of this subject is there. One is on record that does not say, or not wholly, whom or what it is \
                 about: {}.",
                self.event(id).when
            ));
        }
        let mut found = self.silent(asked, able, !by_others.is_empty(), before, (first, wide));
        if let Some(id) = by_others.first() {
            let event = self.event(*id);
            let who = if event.parties.is_empty() || !OF_MEETINGS.contains(&self.case.words.word(event.kind))
            {
                vec![event.holder]
            } else {
                event.parties.clone()
            };
            let who: Vec<String> = who.iter().map(|w| self.case.words.word(*w).to_string()).collect();
            found.reason.push_str(&format!(
                " {} by {} is there ({}).",
                record_of(name),
                join_and(&who),
                event.when
            ));
        }
        found
    }

    /// Done, by `id` at the latest: `open` are actions that may have done it before.
    fn done(&self, id: EventId, open: &[&EventId], first: &First<'_>, name: &str) -> Found {
        let when = &self.event(id).when;
        let known_last = first.latest.unwrap_or(Day::LAST);
        let known_first = first.earliest.unwrap_or(known_last);
        let days_to = |id: &EventId| self.event(*id).when.earliest().map_or(0, |a| (a - known_last).max(0));
        let least = open.iter().map(|&id| days_to(id)).fold(days_to(&id), i32::min);
        let most = when.latest().map(|b| b - known_first);
        let days = most.filter(|_| first.earliest.is_some()).map(|most| (least, most.max(least)));
        let after = match days {
            Some((0, 0)) => "the same day".to_string(),
            Some(days) => format!("{} after it was first known", count_range(days, "day")),
            None => "after it was known; how long after cannot be counted".to_string(),
        };
        Found {
            answer: Answer::Done,
            days,
            reason: format!("{} is there: {when}, {after}.", record_of(name)),
        }
    }

    /// Said where the response stands under an entry that linkage keeps apart.
    fn taken_words(&self, subject: &Subject<'_>) -> &'static str {
        match self.case.entities[subject.about[0].index()].kind {
            MentionKind::Vehicle => {
                " It stands under a mark of which the one here is a part read: no other recorded mark fits it, and the same \
                 name stands beside both."
            }
            _ => {
                " It stands under an entry that linkage, which joins nobody by a name alone, keeps apart: the name and the \
                 vehicle or telephone beside it are the same, and no record speaks of another of that name."
            }
        }
    }

    /// A response before the one found, of what may be the same: then the days are as few as to that one.
    fn earlier_by_another_name(
        &self,
        subject: &Subject<'_>,
        asked: &Asked<'_>,
        first: &First<'_>,
        id: EventId,
        found: &mut Found,
    ) {
        let Some(other) = self.possibly_same(&subject.others.perhaps, asked, first.since) else { return };
        let (one, two) = (&self.event(other).when, &self.event(id).when);
        let Some((begin, _)) = one.earliest().zip(two.earliest()).filter(|(a, b)| a < b) else { return };
        if let Some(days) = &mut found.days {
            days.0 = days.0.min(first.latest.map_or(0, |known| (begin - known).max(0)));
        }
        found.reason.push_str(&format!(
            " An earlier one is on record of what may be the same, which linkage keeps apart: {one}."
        ));
    }

    /// Whom a line names as perhaps the same, those with something to say first.
    fn may_be(&self, subject: &Subject<'_>, asked: &Asked<'_>, wide: &Wide<'_>) -> Vec<MayBe> {
        // Of words that may be an action, or of which the minutes leave open whose it is, nothing is said to be on record.
        let sure = |id: &EventId| !self.perhaps(*id, asked) && self.not_said(*id).is_none();
        let since = wide.since.map(|day| day - asked.response.days_before);
        let one = |other: &EntityId| MayBe {
            other: *other,
            known: wide.known.get(other).cloned(),
            actions: cut(self.actions_of(*other, asked, since).into_iter().filter(sure).collect()),
        };
        let mut all: Vec<MayBe> = subject.others.may_be.iter().map(one).collect();
        all.sort_by_key(|m| (m.actions.is_empty(), m.known.is_none(), m.other));
        all.truncate(MAY_BE_MAX);
        all
    }
}

/// The records of some kinds whose own subject of a sort is blank or unknown. What a meeting gave somebody to do is about whom
/// the minutes speak of, and no form with a blank in it.
fn blanks(case: &Case, kinds: &[SymbolId]) -> BTreeMap<(SymbolId, MentionKind), Vec<EventId>> {
    let mut its: BTreeMap<SymbolId, Vec<EventId>> = BTreeMap::new();
    for (i, event) in case.events.iter().enumerate() {
        if kinds.contains(&event.kind) && !OF_MEETINGS.contains(&case.words.word(event.kind)) {
            its.entry(event.kind).or_default().push(EventId::from(i));
        }
    }
    let mut found = BTreeMap::new();
    for (kind, ids) in its {
        for sort in MentionKind::ALL {
            let of_sort = |id: &EventId| -> Vec<&Mention> {
                let mentions = case.events[id.index()].mentions.iter().map(|m| &case.mentions[m.index()]);
                mentions.filter(|m| m.kind == sort).collect()
            };
            // A check of vehicles is silent on people, and not blank.
            let names_it = ids.iter().any(|id| !of_sort(id).is_empty());
            let blank = |id: &&EventId| {
                let (event, mentions) = (&case.events[id.index()], of_sort(id));
                // A row with neither day, subject nor number of its own is a line of the table ("Total"), and no record.
                let line = event.mentions.is_empty()
                    && event.when.is_unknown()
                    && !event.reference.chars().any(|c| c.is_ascii_digit());
                let silent = mentions.is_empty() && (names_it || event.mentions.is_empty());
                !line && silent || mentions.iter().any(|m| unknown(&m.label()))
            };
            found.insert((kind, sort), ids.iter().filter(blank).copied().collect());
        }
    }
    found
}

/// The beginning of a sentence that tells of a record of a response. A response is called what the review calls it, in quotation
/// marks: no article stands well before "other force told".
pub(super) fn record_of(response: &str) -> String {
    format!("A record of \"{response}\"")
}

/// Whether the words that stand where a name or mark should are none.
pub(super) fn unknown(label: &str) -> bool {
    let lower = label.trim().trim_matches(['?', '-', '.', '*', ' ']).to_lowercase();
    let none = |words: &[&str]| words.contains(&lower.as_str());
    none(&["", "unidentified"])
        || none(&model::SAYS_NOTHING)
        || none(&model::SAYS_UNKNOWN)
        || lower.starts_with("unknown ")
        || lower.starts_with("unidentified ")
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn cut(mut ids: Vec<EventId>) -> Vec<EventId> {
    ids.truncate(EVENTS_MAX);
    ids
}
