//! What followed: for each subject of concern that became known to a holder, the responses the review names.
//!
//! A response counts from the first record of concern that made the subject known: a vehicle that a force had stopped for
//! a lamp becomes a vehicle of concern to it when it is spoken of as one. It is *done* where a record of it lies certainly
//! on or after that day; *cannot tell* where dates or possible identities leave that open; *extract not supplied* where
//! the record that would show it is not whole from then on, a month of a declared series that is away being a hole in it; and *nothing recorded* only where none of these is so. Left
//! out: whether anybody should have acted; that is a question for the agency.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Agency, Answer, Awareness, Case, Counts, Day, EVENTS_MAX, EntityId, Event, EventId, Extract,
    ExtractStatus, Followed, Knowledge, MAY_BE_MAX, MayBe, Mention, MentionKind, Recycled, RowId, SymbolId,
    When,
};

use super::concern::{of_concern, resolved};
use super::months::{Away, Months};
use super::same::Others;
use super::{ByEntity, Response, Terms, ladder};
use crate::check::coverage::{Coverage, OF_MEETINGS};
use crate::check::words::{a_kind, count_range, join_and, sentence};

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
    let mut found = Vec::new();
    for (subject, others) in subjects.iter().zip(others) {
        let spoken = Subject::new(subject, others);
        let before = found.len();
        for agency in &case.agencies {
            let mine: Vec<&Knowledge> = known_to(&known, subject, agency.name).collect();
            let Some(first) = first_of(&mine) else { continue };
            let wide = Wide::new(&spoken, agency.name, &known, &mine, &first);
            let sort = case.words.word(agency.sort);
            let kind = case.entities[subject[0].index()].kind;
            let asked = |r: &&Response| {
                r.known_to.iter().any(|s| s == sort) && r.about.is_none_or(|about| about == kind)
            };
            for response in terms.responses.iter().filter(asked) {
                found.push(room.one(&spoken, agency.name, response, &mine, (&first, &wide)));
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
struct First<'k> {
    knowledge: &'k Knowledge,
    /// First possible day of what is dated; `None` where open.
    earliest: Option<Day>,
    /// The day before which nothing was known on any reading; `None` where a record that bears no day may have made it known.
    since: Option<Day>,
    /// Last possible day of the first certain knowledge; `None` where open.
    latest: Option<Day>,
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
enum Lies {
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
fn lies_before(action: &When, since: Option<Day>) -> bool {
    action.latest().zip(since).is_some_and(|(last, known)| last < known)
}

/// What would be known of a subject to one agency if whatever may be the same were it.
struct Wide {
    /// First possible day of what is dated; `None` where open.
    earliest: Option<Day>,
    /// The day before which nothing was known on any reading of either; `None` where open.
    since: Option<Day>,
    /// Of each other of which the agency knew as of one of concern, from when.
    known: BTreeMap<EntityId, When>,
}

impl Wide {
    fn new(
        subject: &Subject<'_>,
        agency: SymbolId,
        known: &BTreeMap<EntityId, Vec<Knowledge>>,
        mine: &[&Knowledge],
        first: &First<'_>,
    ) -> Wide {
        let may_be = &subject.others.may_be;
        let all: Vec<&Knowledge> = mine.iter().copied().chain(known_to(known, may_be, agency)).collect();
        let one = |other: &EntityId| {
            let its: Vec<&Knowledge> = known_to(known, std::slice::from_ref(other), agency).collect();
            first_of(&its).map(|f| (*other, f.knowledge.from.clone()))
        };
        let (earliest, since) =
            first_of(&all).map_or((first.earliest, first.since), |f| (f.earliest, f.since));
        Wide { earliest, since, known: may_be.iter().filter_map(one).collect() }
    }
}

/// What one run over the subjects shares.
struct Room<'a> {
    case: &'a Case,
    events: &'a ByEntity,
    coverage: Coverage<'a>,
    source_of: Vec<EventId>,
    /// The months without a record of each series.
    months: Months<'a>,
    /// Those that may show that something of concern was known, in order of time.
    away: Vec<Away<'a>>,
    /// Records of a response that do not say whom or what of a sort they are about.
    blanks: BTreeMap<(SymbolId, MentionKind), Vec<EventId>>,
    /// Extracts that may show that something of concern was known, and that were not supplied or not wholly read.
    unseen: Vec<&'a Extract>,
}

/// A subject of concern, whom it is taken with, and who else it may be.
struct Subject<'s> {
    about: &'s [EntityId],
    /// With those two things tie to it.
    whole: Vec<EntityId>,
    others: &'s Others,
}

impl<'s> Subject<'s> {
    fn new(about: &'s [EntityId], others: &'s Others) -> Subject<'s> {
        let mut whole = [about, &others.taken].concat();
        whole.sort_unstable();
        Subject { about, whole, others }
    }
}

/// What was found of a response.
struct Found {
    answer: Answer,
    days: Option<(i32, i32)>,
    reason: String,
}

impl Room<'_> {
    fn one(
        &self,
        subject: &Subject<'_>,
        holder: SymbolId,
        response: &Response,
        known: &[&Knowledge],
        (first, wide): (&First<'_>, &Wide),
    ) -> Followed {
        let all = self.events.of_all(&subject.whole);
        let actions = self.actions(&all, response);
        let (able, others): (Vec<EventId>, Vec<EventId>) =
            actions.into_iter().partition(|id| self.able(response, self.event(*id)));
        let later = |ids: &[EventId]| -> Vec<EventId> {
            ids.iter().copied().filter(|id| lies(&self.event(*id).when, first) != Lies::Before).collect()
        };
        // Words that may be an action are nobody's, and none that is on record.
        let sure = |ids: Vec<EventId>| ids.into_iter().filter(|id| !self.perhaps(*id, response)).collect();
        let (done, by_others): (Vec<EventId>, Vec<EventId>) = (sure(later(&able)), sure(later(&others)));
        let found = self.answer(subject, response, &able, &by_others, (first, wide));
        let until = match found.answer {
            Answer::Done => done
                .iter()
                .find(|id| self.lies(**id, first, response) == Lies::After)
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
            response: response.name.clone(),
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
            by_others: cut(by_others),
            afterwards: cut(afterwards),
            may_be: self.may_be(subject, response, wide),
            reason: found.reason,
        }
    }

    fn event(&self, id: EventId) -> &Event {
        &self.case.events[id.index()]
    }

    /// What the minutes leave open of an action: whose it is, or whom it is about.
    fn not_said(&self, id: EventId) -> Option<&str> {
        let name = self.case.words.get("not_said")?;
        let event = self.event(id);
        let of_meeting = OF_MEETINGS.contains(&self.case.words.word(event.kind));
        event.attributes.iter().find(|(n, _)| of_meeting && *n == name).map(|(_, words)| &**words)
    }

    /// How an action lies to the day of first knowledge; open where the minutes leave open whose it is.
    fn lies(&self, id: EventId, first: &First<'_>, response: &Response) -> Lies {
        match lies(&self.event(id).when, first) {
            Lies::After if self.not_said(id).is_some() || self.perhaps(id, response) => Lies::Open,
            lie => lie,
        }
    }

    /// Records of a response among events.
    fn actions(&self, events: &[EventId], response: &Response) -> Vec<EventId> {
        let kinds: Vec<SymbolId> = response.kinds.iter().filter_map(|k| self.case.words.get(k)).collect();
        let of = |id: &EventId| kinds.contains(&self.event(*id).kind) || self.perhaps(*id, response);
        events.iter().copied().filter(of).collect()
    }

    /// Whether the minutes may say what a response looks for, in words that are not understood: a sentence that may give
    /// something to do, or a report of an action of which they leave open whether it was done.
    fn perhaps(&self, id: EventId, response: &Response) -> bool {
        let event = self.event(id);
        let wants = |kind: &str| response.kinds.iter().any(|k| k == kind);
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

    /// Whether the one who acted is of a sort that could be expected to. The keeper of minutes does not act by keeping them;
    /// where they do not say who is to act, it may be one of those.
    fn able(&self, response: &Response, event: &Event) -> bool {
        let sorts = sorts(response);
        let of = |holder: SymbolId| self.case.sort_of(holder).map(|s| self.case.words.word(s));
        let of_meeting = OF_MEETINGS.contains(&self.case.words.word(event.kind));
        if of_meeting && event.parties.is_empty() {
            return true;
        }
        std::iter::once(event.holder)
            .filter(|_| !of_meeting)
            .chain(event.parties.iter().copied())
            .filter_map(of)
            .any(|sort| sorts.iter().any(|s| s == sort))
    }

    fn answer(
        &self,
        subject: &Subject<'_>,
        response: &Response,
        able: &[EventId],
        by_others: &[EventId],
        (first, wide): (&First<'_>, &Wide),
    ) -> Found {
        let place = |lie: Lies| move |id: &&EventId| self.lies(**id, first, response) == lie;
        let cannot = |reason: String| Found { answer: Answer::CannotTell, days: None, reason };
        let name = &response.name;
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
            self.earlier_by_another_name(subject, response, first, id, &mut found);
            return found;
        }
        if let Some(&&id) = open.iter().find(|id| !self.perhaps(***id, response)).or(open.first()) {
            if self.perhaps(id, response) {
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
        if let Some(open) = self.open_by_another(subject, response, able, (first, wide)) {
            return cannot(open);
        }
        if let Some(id) = self.without_subject(subject, response, first) {
            return cannot(format!(
                "No record of \"{name}\" of this subject is there. One is on record that does not say, or not wholly, whom or what it is \
                 about: {}.",
                self.event(id).when
            ));
        }
        let mut found = self.silence(response, first, !by_others.is_empty());
        if found.answer == Answer::NothingRecorded
            && let Some(gap) = self.silence_from_earlier(response, first, wide)
        {
            return Found { answer: Answer::ExtractNotSupplied, days: None, reason: gap };
        }
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
        let before =
            able.iter().filter(place(Lies::Before)).max_by_key(|id| self.event(**id).when.sort_key());
        if let Some(id) = before {
            let when = &self.event(*id).when;
            found.reason.push_str(&format!(" One is on record from before this was known ({when})."));
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
        response: &Response,
        first: &First<'_>,
        id: EventId,
        found: &mut Found,
    ) {
        let Some(other) = self.possibly_same(&subject.others.perhaps, response, first.since) else { return };
        let (one, two) = (&self.event(other).when, &self.event(id).when);
        let Some((begin, _)) = one.earliest().zip(two.earliest()).filter(|(a, b)| a < b) else { return };
        if let Some(days) = &mut found.days {
            days.0 = days.0.min(first.latest.map_or(0, |known| (begin - known).max(0)));
        }
        found.reason.push_str(&format!(
            " An earlier one is on record of what may be the same, which linkage keeps apart: {one}."
        ));
    }

    /// Whether every extract of the agency that knew, and of those who could act, was supplied and wholly read: they would say
    /// who goes by a street name.
    fn own_records_whole(&self, holder: Option<SymbolId>, response: &Response) -> bool {
        let sorts = sorts(response);
        let of = |agency: SymbolId| {
            let sort = self.case.sort_of(agency).map(|s| self.case.words.word(s));
            Some(agency) == holder || sort.is_some_and(|s| sorts.iter().any(|x| x == s))
        };
        let whole = |e: &Extract| e.status == ExtractStatus::Supplied && e.covers.is_some() && e.unread == 0;
        self.case.extracts.iter().filter(|e| of(e.agency)).all(whole)
    }

    /// Why a silence cannot be said while it is not decided who is who, or from when it was known.
    fn open_by_another(
        &self,
        subject: &Subject<'_>,
        response: &Response,
        able: &[EventId],
        (first, wide): (&First<'_>, &Wide),
    ) -> Option<String> {
        let name = &response.name;
        let mut others = subject.others.perhaps.clone();
        if !self.own_records_whole(first.knowledge.agency, response) {
            others.extend(&subject.others.anybody);
        }
        if let Some(id) = self.possibly_same(&others, response, first.since) {
            return Some(format!(
                "No record of \"{name}\" of this subject is there. One is on record of what may be the same, which linkage keeps apart: {}.",
                self.event(id).when
            ));
        }
        let of_others = self.possibly_same(&others, response, None);
        let earlier = able
            .iter()
            .copied()
            .map(|id| (id, ""))
            .chain(of_others.map(|id| (id, ", of what may be the same and linkage keeps apart,")));
        earlier.into_iter().find_map(|(id, whose)| {
            let event = self.event(id);
            let why = self.known_earlier(event, wide, whose.is_empty())?;
            Some(format!(
                "{}{whose} is there from before this was known ({}). {why}",
                record_of(name),
                event.when
            ))
        })
    }

    /// Why something that lies before the first knowledge on record may have come after it was known all the same. A month that is away says so
    /// only of the subject's `own` record: whom linkage holds for possibly the same hangs on the other extracts.
    fn known_earlier(&self, event: &Event, wide: &Wide, own: bool) -> Option<String> {
        if !lies_before(&event.when, wide.since)
            && let Some(since) = wide.known.values().min_by_key(|when| when.sort_key())
        {
            return Some(format!(
                "What may be the same, which linkage keeps apart, was known by then or may have been ({since}): until that is decided, \
                 it cannot be told which came first."
            ));
        }
        let last = event.when.latest().unwrap_or(Day::LAST);
        let may_show = |e: &&&Extract| e.covers.is_none_or(|(from, _)| from <= last);
        let Some(extract) = self.unseen.iter().find(may_show) else {
            let away = self.away.first().filter(|away| own && away.month <= last)?;
            return Some(format!("Whether it was known by then cannot be told: {}.", away.why()));
        };
        Some(format!(
            "Whether it was known by then cannot be told: {} of {}, which may show that, {}.",
            extract.title,
            self.case.words.word(extract.agency),
            why_unseen(extract)
        ))
    }

    /// A response on record of an entity that is possibly the same, not certainly before anything of either was known.
    fn possibly_same(&self, others: &[EntityId], response: &Response, since: Option<Day>) -> Option<EventId> {
        let mut found: Vec<EventId> =
            others.iter().flat_map(|other| self.actions_of(*other, response, since)).collect();
        self.events.order(&mut found);
        found.first().copied()
    }

    /// The responses on record of another by those who could be expected to act, not certainly before anything was known.
    fn actions_of(&self, other: EntityId, response: &Response, since: Option<Day>) -> Vec<EventId> {
        let mut actions = self.actions(self.events.of(other), response);
        actions.retain(|id| {
            let event = self.event(*id);
            self.able(response, event) && !lies_before(&event.when, since)
        });
        actions
    }

    /// Whom a line names as perhaps the same, those with something to say first.
    fn may_be(&self, subject: &Subject<'_>, response: &Response, wide: &Wide) -> Vec<MayBe> {
        // Of words that may be an action, or of which the minutes leave open whose it is, nothing is said to be on record.
        let sure = |id: &EventId| !self.perhaps(*id, response) && self.not_said(*id).is_none();
        let one = |other: &EntityId| MayBe {
            other: *other,
            known: wide.known.get(other).cloned(),
            actions: cut(self.actions_of(*other, response, wide.since).into_iter().filter(sure).collect()),
        };
        let mut all: Vec<MayBe> = subject.others.may_be.iter().map(one).collect();
        all.sort_by_key(|m| (m.actions.is_empty(), m.known.is_none(), m.other));
        all.truncate(MAY_BE_MAX);
        all
    }

    /// Why a silence shows nothing where this may have been known earlier than is on record, and the records of that earlier time are
    /// not whole: what may be the same was known then, an extract that may show it was not supplied, or a month of it is away.
    fn silence_from_earlier(&self, response: &Response, first: &First<'_>, wide: &Wide) -> Option<String> {
        let begin = self.case.review.period.0;
        let own = first.earliest.unwrap_or(begin);
        let same = wide.earliest.map(|day| {
            let known =
                format!("What may be the same, which linkage keeps apart, was known from {}", day.words());
            (day, known)
        });
        let open = "Whether it was known earlier cannot be told, because";
        let unseen = self.unseen.iter().map(|e| {
            let known = format!(
                "{open} {} of {}, which may show that, {}",
                e.title,
                self.case.words.word(e.agency),
                why_unseen(e)
            );
            (e.covers.map_or(begin, |(from, _)| from.max(begin)), known)
        });
        let away = self.away.iter().map(|a| (a.month.max(begin), format!("{open} {}", a.why())));
        let all = same.into_iter().chain(unseen).chain(away);
        all.filter(|(from, _)| *from < own).find_map(|(from, known)| {
            let window = (from, self.case.review.last_complete_day);
            let gap = self
                .coverage
                .gap(&response.kinds, &self.through(response), window)
                .map(|gap| gap.to_string())
                .or_else(|| self.months.within(&response.kinds, window))?;
            Some(format!(
                "No record of \"{}\" is there. {known}; and {gap}. So the silence shows nothing.",
                response.name
            ))
        })
    }

    /// The agencies whose records would show a response.
    fn through(&self, response: &Response) -> Vec<Result<SymbolId, SymbolId>> {
        let sorts = sorts(response);
        let able = |a: &&Agency| sorts.iter().any(|s| *s == self.case.words.word(a.sort));
        self.case.agencies.iter().filter(able).map(|a| Ok(a.name)).collect()
    }

    /// A response on record, not certainly before the knowledge, whose own subject is blank, unknown or unread: it may be this
    /// one.
    fn without_subject(
        &self,
        subject: &Subject<'_>,
        response: &Response,
        first: &First<'_>,
    ) -> Option<EventId> {
        let wanted = self.case.entities[subject.about[0].index()].kind;
        let kinds = response.kinds.iter().filter_map(|k| self.case.words.get(k));
        let mut its: Vec<EventId> =
            kinds.filter_map(|kind| self.blanks.get(&(kind, wanted))).flatten().copied().collect();
        its.retain(|id| {
            self.able(response, self.event(*id)) && lies(&self.event(*id).when, first) != Lies::Before
        });
        self.events.order(&mut its);
        its.first().copied()
    }

    /// No record: what does that show?
    /// `acted`: whether somebody else did it.
    fn silence(&self, response: &Response, first: &First<'_>, acted: bool) -> Found {
        let review = &self.case.review;
        let from = first.earliest.unwrap_or(review.period.0);
        let last = review.last_complete_day;
        let by = if acted { " by those who could be expected to act" } else { "" };
        let name = &format!("\"{}\"{by}", response.name);
        let found = |answer, reason| Found { answer, days: None, reason };
        if first.knowledge.from.is_unknown() {
            return found(
                Answer::CannotTell,
                format!("No record of {name} is there, and the day on which this was known is not."),
            );
        }
        if from > last {
            return found(
                Answer::CannotTell,
                format!("The record ends on {}, before this was known.", last.words()),
            );
        }
        match self.coverage.gap(&response.kinds, &self.through(response), (from, last)) {
            Some(gap) => found(
                Answer::ExtractNotSupplied,
                format!("No record of {name} is there, and {gap}. So the silence shows nothing."),
            ),
            None => {
                if let Some(away) = self.months.within(&response.kinds, (from, last)) {
                    return found(
                        Answer::ExtractNotSupplied,
                        format!("No record of {name} is there, and {away}. So the silence shows nothing."),
                    );
                }
                let kinds: Vec<String> = response.kinds.iter().map(|k| a_kind(k)).collect();
                found(
                    Answer::NothingRecorded,
                    sentence(&format!(
                        "no record of {name} is there up to {}; the records that would show {} were supplied for the whole of that time.",
                        last.words(),
                        join_and(&kinds)
                    )),
                )
            }
        }
    }
}

/// The extracts that may show that somebody or something of concern was known, and of which not every row was there to be read.
fn unseen<'c>(case: &'c Case, terms: &Terms) -> Vec<&'c Extract> {
    let kinds: Vec<SymbolId> = resolved(case, terms).into_iter().map(|(kind, _)| kind).collect();
    let whole = |e: &Extract| e.status == ExtractStatus::Supplied && e.unread == 0;
    let shows = |e: &Extract| e.kinds.iter().any(|kind| kinds.contains(kind));
    case.extracts.iter().filter(|e| shows(e) && !whole(e)).collect()
}

/// Why an extract does not show everything, after "which may show that".
fn why_unseen(extract: &Extract) -> &'static str {
    match extract.status {
        ExtractStatus::Supplied => "has rows that could not be read",
        ExtractStatus::Asked => "was asked for and has not come",
        ExtractStatus::Missing => "was searched for and not found",
        ExtractStatus::Refused => "was refused",
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
fn record_of(response: &str) -> String {
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

fn sorts(response: &Response) -> &[String] {
    if response.by.is_empty() { &response.known_to } else { &response.by }
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn cut(mut ids: Vec<EventId>) -> Vec<EventId> {
    ids.truncate(EVENTS_MAX);
    ids
}
